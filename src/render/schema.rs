//! The JSON Schema (2020-12) of record files, made from the table of nouns: what an editor knows of a file while it is
//! written. It accepts what the reader accepts, and refuses what the reader refuses for its shape: keys that are not there or
//! are missing, values of another kind, words that are no code words. What figures say together is for the reader.

use serde_json::{Map, Value, json};

use crate::{
    lang::Lang,
    model::words::{CHOICES, Family},
    noun::{CANDIDATE, FORMER_NAME, Field, SHAPES, SOURCE, Shape, Type, WHO},
};

/// Where the schema is known by name.
const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
/// No count is larger: as the reader has it.
const COUNT_LIMIT: u64 = 1_000_000_000;
/// One line, with something in it that is no white space.
const LINE: &str = r"^\s*\S(?:[^\n\r\u2028\u2029]*\S)?\s*$";
/// No amount of money is larger, in the smallest unit: as the reader has it.
const MONEY_LIMIT: u64 = 1_000_000_000_000_000;
/// An amount in units, as people write it.
const MONEY: &str = concat!(
    r"^\s*[¥￥$€]*\s*(?:[0-9０-９]{1,13}|[0-9０-９]{1,3}(?:[,，][0-9０-９]{3}){1,3})",
    r"(?:[.．][0-9０-９]{0,2})?\s*(?:元整)*元*\s*$"
);
/// Something that is no white space.
const FILLED: &str = r"\S";
/// Letters, digits, `.`, `_`, `-`.
const CODE: &str = r"^\s*[\p{L}\p{M}\p{N}._-]+\s*$";
/// A number from 1, in digits or as it is counted in Chinese.
const NUMERAL: &str = concat!(
    r"^\s*(?:[0０]{0,3}[1-9１-９][0-9０-９]{0,3}|首|两|[二三四五六七八九]?十[一二三四五六七八九]?",
    r"|[廿卅]?[一二三四五六七八九]|[廿卅]|[一二三四五六七八九][〇零])\s*$"
);
/// Parts of a whole: `2/3`, `三分之二`.
const FRACTION: &str = r"^\s*[0-9０-９首两一二三四五六七八九十廿卅〇零\s]+(?:[/／]|分之)[0-9０-９首两一二三四五六七八九十廿卅〇零\s]+$";
/// A day in any of its forms has a figure, or is one of the days that have a name.
const DAY: &str = r"[0-9０-９一二三四五六七八九〇零]|[Tt][Oo][Dd][Aa][Yy]|[Yy][Ee][Ss][Tt][Ee][Rr][Dd][Aa][Yy]|今|昨";
/// Two days, from one to the other.
const RANGE: &str = concat!(
    r"\.\.|至|到|[~～–—]|[日号]\s*[-－]|月\s*[0-9０-９]+\s*[-－]|\s[-－]\s",
    r"|^\s*[0-9]{1,2}\s*[-－]\s*[0-9]{1,2}\s+[A-Za-z]|[A-Za-z]\s+[0-9]{1,2}\s*[-－]\s*[0-9]"
);

/// The schema, with what each key means in the language.
pub fn schema(lang: Lang) -> Value {
    let nouns = SHAPES.iter().map(|shape| (shape.noun.to_string(), noun(shape, lang)));
    let mut defs: Map<String, Value> = [
        ("line", json!({ "type": "string", "pattern": LINE })),
        ("text", json!({ "type": "string", "pattern": FILLED })),
        ("code", json!({ "type": "string", "pattern": CODE })),
        ("count", json!({ "type": "integer", "minimum": 0, "maximum": COUNT_LIMIT })),
        ("number", json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": COUNT_LIMIT }, { "type": "string", "pattern": NUMERAL }] })),
        ("money", json!({ "anyOf": [
            { "type": "integer", "minimum": 0, "maximum": MONEY_LIMIT }, { "type": "string", "pattern": MONEY }] })),
        ("fraction", json!({ "type": "string", "pattern": FRACTION })),
        ("days", json!({ "anyOf": [
            { "type": "string", "pattern": DAY }, { "type": "integer", "minimum": 1000, "maximum": 9999 }] })),
        ("day", json!({ "allOf": [{ "$ref": "#/$defs/days" }, { "not": { "type": "string", "pattern": RANGE } }] })),
        ("lines", json!({ "type": "array", "items": { "$ref": "#/$defs/line" }, "uniqueItems": true })),
    ]
    .into_iter()
    .map(|(name, def)| (name.to_string(), def))
    .collect();
    for shape in SHAPES.iter().flat_map(|shape| std::iter::once(*shape).chain(shape.children.iter().copied())) {
        defs.insert(shape.table.to_string(), entry(shape, lang));
    }
    for part in [&WHO, &FORMER_NAME, &CANDIDATE, &SOURCE] {
        defs.insert(part.noun.to_string(), entry(part, lang));
    }
    let mut whole = Map::new();
    whole.insert("$schema".into(), DRAFT.into());
    whole.insert("title".into(), lang.word("Record file of alliance", "alliance 记录文件").into());
    whole.insert("type".into(), "object".into());
    whole.insert("properties".into(), nouns.collect::<Map<_, _>>().into());
    whole.insert("additionalProperties".into(), false.into());
    whole.insert("$defs".into(), defs.into());
    whole.into()
}

/// The entries of a noun where they stand: one table, or a list of them.
fn noun(shape: &Shape, lang: Lang) -> Value {
    let one = json!({ "$ref": format!("#/$defs/{}", shape.table) });
    let told = lang.word(shape.en, shape.zh);
    match shape.once {
        true => json!({ "description": told, "allOf": [one] }),
        false => json!({ "description": told, "type": "array", "items": one }),
    }
}

/// One entry with its keys and the tables inside it.
fn entry(shape: &Shape, lang: Lang) -> Value {
    let mut keys: Map<String, Value> = shape.keys().map(|field| (field.key.to_string(), key(field, lang))).collect();
    let is_part = shape.matched.is_empty() && !shape.once;
    if !is_part {
        let may: Vec<&str> = shape.keys().filter(|field| !field.required).map(|field| field.key).collect();
        let pattern = format!(r"^\s*(?:{})\s*$", may.join("|"));
        keys.insert(
            "unset".into(),
            json!({
                "description": lang.word("keys that become unknown again", "改为未知的键"),
                "type": "array",
                "items": { "anyOf": [{ "enum": may }, { "type": "string", "pattern": pattern }] },
            }),
        );
    }
    keys.extend(shape.children.iter().map(|child| (child.noun.to_string(), noun(child, lang))));
    let required: Vec<&str> = shape.keys().filter(|field| field.required).map(|field| field.key).collect();
    let mut entry = Map::new();
    entry.insert("type".into(), "object".into());
    entry.insert("properties".into(), keys.into());
    entry.insert("additionalProperties".into(), false.into());
    if !required.is_empty() {
        entry.insert("required".into(), required.into());
    }
    // What says nothing without one of these.
    let known = json!({ "not": { "type": "null" } });
    let (either, value): (&[&str], Value) = match shape.table {
        "session.attendance" => (&["organization", "people"], json!({})),
        table if table == WHO.table => (&["name", "title"], known),
        table if table == CANDIDATE.table => (&["person", "organization"], known),
        table if table == SOURCE.table => (&["kind", "title", "date", "place", "document"], known),
        _ => (&[], known),
    };
    if !either.is_empty() {
        let one = |key: &&str| json!({ "required": [key], "properties": { *key: value } });
        entry.insert("anyOf".into(), either.iter().map(one).collect());
    }
    entry.into()
}

/// What may stand under a key.
fn key(field: &Field, lang: Lang) -> Value {
    let value = value(field.ty);
    let mut key = Map::new();
    let told = lang.word(field.en, field.zh);
    if !told.is_empty() {
        key.insert("description".into(), told.into());
    }
    if let Some(default) = field.default {
        let default = match field.ty {
            Type::Flag => (default == "true").into(),
            _ => default.into(),
        };
        key.insert("default".into(), default);
    }
    // In JSON null makes a key unknown, as `unset` does.
    match field.required {
        true => key.insert("allOf".into(), json!([value])),
        false => key.insert("anyOf".into(), json!([value, { "type": "null" }])),
    };
    key.into()
}

fn defined(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn value(ty: Type) -> Value {
    match ty {
        Type::Line | Type::Organization | Type::Person | Type::Body => defined("line"),
        Type::Session | Type::Motion | Type::Refer => defined("line"),
        Type::Text | Type::Content => defined("text"),
        Type::Code => defined("code"),
        Type::Count => defined("count"),
        Type::Number => defined("number"),
        Type::Money => defined("money"),
        Type::Flag => either(json!({ "type": "boolean" }), ty),
        Type::Day => defined("day"),
        Type::DayInRange | Type::Start => defined("days"),
        Type::DayOrPending => either(defined("days"), ty),
        Type::Fraction => defined("fraction"),
        Type::FractionOrNone => either(defined("fraction"), ty),
        // What is true or false as a word may be so without quotes.
        Type::Word(family) if family.labels("true").is_some() => {
            json!({ "anyOf": [{ "type": "boolean" }, words(&[family])] })
        }
        Type::Word(_) | Type::WordOrAny(_) => words(&ty.families()),
        Type::Words(family) => json!({ "type": "array", "items": words(&[family]), "uniqueItems": true }),
        Type::Lines | Type::Organizations | Type::Subjects => defined("lines"),
        Type::Persons => json!({ "anyOf": [defined("line"), defined("lines")] }),
        Type::People => list(json!({ "anyOf": [defined("line"), defined(WHO.noun)] })),
        Type::Sources => list(json!({ "anyOf": [defined("line"), defined(SOURCE.noun)] })),
        Type::FormerNames => list(defined(FORMER_NAME.noun)),
        Type::Candidates => list(defined(CANDIDATE.noun)),
        Type::Ballots => json!({
            "type": "object",
            "propertyNames": words(&[&CHOICES]),
            "properties": CHOICES.codes().map(|code| (code.to_string(), defined("lines"))).collect::<Map<_, _>>(),
            "additionalProperties": defined("lines"),
        }),
    }
}

fn list(items: Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// A value of another kind, or one of the words of a type.
fn either(value: Value, ty: Type) -> Value {
    json!({ "anyOf": [value, words(&ty.families())] })
}

/// The code words, which an editor offers, and every other spelling of them that the reader knows.
fn words(families: &[&Family]) -> Value {
    let codes: Vec<&str> = families.iter().flat_map(|family| family.codes()).collect();
    let mut spelt: Vec<String> = Vec::new();
    for family in families {
        for word in family.codes().flat_map(|code| family.spellings(code)) {
            let pattern = spelling(word);
            if !spelt.contains(&pattern) {
                spelt.push(pattern);
            }
        }
    }
    let pattern = format!("^{BLANK}*(?:{})[\\s\\u3000]*$", spelt.join("|"));
    json!({ "anyOf": [{ "enum": codes }, { "type": "string", "pattern": pattern }] })
}

/// White space, of either width.
const BLANK: &str = r"[\s\u3000]";

/// A pattern of a word as it is compared: without regard to case, width, and dashes or spaces.
fn spelling(word: &str) -> String {
    let mut pattern = String::new();
    let wide = |c: char| char::from_u32(c as u32 + 0xfee0).filter(|_| c.is_ascii_graphic());
    let mut last_chinese = false;
    for c in word.chars() {
        let chinese = c > '\u{2e80}';
        if last_chinese || (chinese && !pattern.is_empty()) {
            // Beside a Chinese character white space does not count.
            pattern.push_str(BLANK);
            pattern.push('*');
        }
        last_chinese = chinese;
        match c {
            ' ' | '-' | '_' => pattern.push_str(r"[\s\u3000_＿\u2010-\u2015\u2212－-]+"),
            c if c.is_ascii_alphanumeric() => {
                let (low, up) = (c.to_ascii_lowercase(), c.to_ascii_uppercase());
                pattern.push('[');
                let mut forms = vec![low];
                forms.extend((up != low).then_some(up));
                forms.extend([low, up].into_iter().filter_map(wide));
                forms.dedup();
                pattern.extend(forms);
                pattern.push(']');
            }
            c if c.is_ascii_punctuation() => {
                pattern.push('[');
                if matches!(c, '\\' | ']' | '^' | '[') {
                    pattern.push('\\');
                }
                pattern.push(c);
                pattern.extend(wide(c));
                pattern.push(']');
            }
            c => pattern.push(c),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::record::{faulty_texts, read};

    fn validator() -> jsonschema::Validator {
        let schema = schema(Lang::En);
        assert!(jsonschema::meta::is_valid(&schema));
        jsonschema::draft202012::new(&schema).unwrap()
    }

    /// A TOML text as editors hand it to a validator: days are texts.
    fn parsed(text: &str) -> Value {
        fn json(value: toml::Value) -> Value {
            match value {
                toml::Value::Datetime(day) => day.to_string().into(),
                toml::Value::Array(items) => items.into_iter().map(json).collect(),
                toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, json(value))).collect(),
                other => serde_json::to_value(other).unwrap(),
            }
        }
        json(toml::Value::Table(text.parse().unwrap_or_else(|e| panic!("{e}: {text}"))))
    }

    /// What of a fault is no matter of shape: what values say together, and whether texts mean the same.
    const NOT_OF_SHAPE: &[&str] = &["lies before", "is a range up to", "both given and in unset", "two ballots", "twice"];

    #[test]
    fn what_the_reader_refuses_for_its_shape_is_refused() {
        let validator = validator();
        let mut refused = 0;
        for (text, faults) in faulty_texts() {
            let document = if text.starts_with('{') { serde_json::from_str(text).unwrap() } else { parsed(text) };
            let told = read("f", text.as_bytes()).err().unwrap_or_default();
            assert_eq!(told.len(), faults.len());
            let of_shape = told.iter().any(|fault| !NOT_OF_SHAPE.iter().any(|part| fault.to_string().contains(part)));
            assert_eq!(validator.is_valid(&document), !of_shape, "{text}: {told:?}");
            refused += usize::from(of_shape);
        }
        assert!(refused > 25, "{refused}");
    }

    /// A value that a required key may have.
    fn some(ty: Type) -> Value {
        match ty {
            Type::Number | Type::Count | Type::Money => 1.into(),
            Type::Code => "x1".into(),
            Type::Day | Type::DayInRange | Type::Start => "2023-07-18".into(),
            ty => ty.words().first().map_or("甲", |(code, ..)| code).into(),
        }
    }

    /// Spellings of a word that the reader takes for it, and some that it does not.
    fn spelt(word: &str) -> Vec<String> {
        let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c };
        vec![
            word.to_string(),
            word.to_uppercase(),
            word.replace('-', "_"),
            word.replace(['-', ' '], "  "),
            word.chars().map(wide).collect(),
            format!(" {word}\u{3000}"),
            format!("{word}x"),
            word.chars().flat_map(|c| if c > '\u{2e80}' { vec![c, ' '] } else { vec![c] }).collect(),
        ]
    }

    #[test]
    fn each_value_of_each_key_is_valid_where_the_reader_takes_it() {
        let values = json!([
            "甲", " 甲 ", "", " \u{3000}", "a\nb", "甲\n", 0, 1, -1, 99, 999, 2023, 10000, 1.5, 2_000_000_000_u64, true, false, "maybe",
            "2023-07-18", "2023年7月18日", "2023-07", "2023", "2023/7/18", "18 July 2023", "二〇二三年七月十八日", "2023-07-18..2023-07-19",
            "2023年7月18日至19日", "2023年7月18-19日", "2023-07-18 ~ 2023-07-19", "today", "今天", "Yesterday", "三", "十二", "第三", "首", "二二",
            "x1", "a/b", "甲-1", "2/3", "三分之二", "２／３", "3", "0.5", "50%", ["a"], ["a", "b"], ["a", "a"], ["a", 1], [""], [], {},
            { "yes": ["A"] }, { "Yes": ["A"], "反对": ["B"] }, { "ay": ["A"] }, { "yes": "A" }, { "yes": [1] }, { "yes": null }, [{ "name": "A" }],
            [{ "name": "A", "title": null }], [{ "name": null, "title": "B" }], [{ "name": null }], [{}], [{ "nam": "a" }],
            [{ "name": "A", "until": "2019" }], [{ "until": "2019" }], [{ "person": "A", "yes": 3 }], [{ "yes": 3 }],
            [{ "organization": "A", "elected": "当选", "role": "理事长" }], [{ "person": "A", "yes": -1 }], [{ "person": "A", "role": "x" }],
            ["A", { "name": "B" }], null
        ]);
        let (validator, mut taken, mut refused, mut wrong) = (validator(), 0, 0, Vec::new());
        let mut shapes: Vec<(&Shape, Option<&Shape>)> = SHAPES.iter().map(|shape| (*shape, None)).collect();
        for shape in SHAPES {
            shapes.extend(shape.children.iter().map(|child| (*child, Some(*shape))));
        }
        for (shape, within) in shapes {
            let base = |shape: &Shape| -> Map<String, Value> {
                shape.keys().filter(|field| field.required).map(|field| (field.key.to_string(), some(field.ty))).collect()
            };
            for field in shape.keys() {
                let mut values: Vec<Value> = values.as_array().unwrap().clone();
                for family in field.ty.families() {
                    let all = family.codes().flat_map(|code| family.spellings(code)).flat_map(spelt);
                    for word in all {
                        values.push(if field.ty.is_list() { json!([word]) } else { word.into() });
                    }
                }
                for value in values {
                    let mut entry = base(shape);
                    if shape.table == "session.attendance" && field.key != "organization" {
                        entry.insert("organization".into(), "乙".into());
                    }
                    entry.insert(field.key.to_string(), value.clone());
                    let listed = if shape.once { entry.into() } else { json!([entry]) };
                    let document = match within {
                        None => json!({ shape.noun: listed }),
                        Some(outer) => {
                            let mut whole = base(outer);
                            whole.insert(shape.noun.to_string(), listed);
                            json!({ outer.noun: [whole] })
                        }
                    };
                    let told = read("f.json", document.to_string().as_bytes()).err().unwrap_or_default();
                    let says = |parts: &[&str]| told.iter().any(|fault| parts.iter().any(|part| fault.to_string().contains(part)));
                    let valid = validator.is_valid(&document);
                    if told.is_empty() {
                        wrong.extend((!valid).then(|| format!("taken, but not valid: {document}")));
                        taken += 1;
                    } else if says(&[
                        "has no key", "lacks", "has no word", "is to be", "are to be", "cannot list", "list organizations", "cannot be unknown",
                        "is one line", "is empty", "counts from", "cannot be negative", "is too large", "has the character", "is one day",
                        "neither", "is no part of a whole",
                    ]) {
                        // A fraction may be of another form than its figures can have.
                        let figures = says(&["is no part of a whole"]);
                        wrong.extend((valid && !figures).then(|| format!("refused, but valid: {document}: {}", told[0])));
                        refused += 1;
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {}: {:#?}", wrong.len(), taken + refused, wrong.iter().take(40).collect::<Vec<_>>());
        assert!(taken > 2_000 && refused > 2_000, "{taken} {refused}");
    }
}
