//! What a serialized value says in a cell.

use std::borrow::Cow;

use serde_json::Value;

use super::{fields::Field, page::day, style::Tone, width::one_line};
use crate::{
    lang::{Lang, labels},
    model::{day::Day, money, words::Family},
    noun,
};

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people: labels of code words, `是`, lists by `、`.
    Shown(Lang),
    /// For machines: code words, `true`, lists by `;`. The language is that of messages.
    Plain(Lang),
}

impl Form {
    fn lang(self) -> Lang {
        match self {
            Form::Shown(lang) | Form::Plain(lang) => lang,
        }
    }
}

/// The text of a value under a key of a noun, not yet neutral. An unknown is empty: a blank in a
/// table cannot be taken for a fact.
pub fn text(noun: &str, key: &str, value: &Value, form: Form) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => match form {
            Form::Shown(lang) if *flag => lang.word("yes", "是").to_owned(),
            Form::Shown(lang) => lang.word("no", "否").to_owned(),
            Form::Plain(_) => flag.to_string(),
        },
        Value::Number(number) => match (form, key, number.as_f64()) {
            (Form::Shown(_), key, _) if noun::holds_money(key) => number.as_i64().map_or_else(String::new, money::units),
            (Form::Shown(_), "rate" | "share", Some(part)) => format!("{:.1}%", part * 100.0),
            _ => number.to_string(),
        },
        Value::String(word) => match form {
            Form::Shown(lang) => Column::of(noun, key).shown(word, lang).into_owned(),
            Form::Plain(_) => word.clone(),
        },
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(|item| text(noun, key, item, form)).collect();
            match form {
                Form::Shown(lang) => texts.join(lang.comma()),
                Form::Plain(_) => texts.join(";"),
            }
        }
        Value::Object(fields) => object(fields, form),
    }
}

/// How the texts under a key of a noun are shown: looked up once for a whole column.
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    noun: &'a str,
    key: &'a str,
    words: Option<&'static Family>,
    days: bool,
    /// Whether its texts may be code words, and whether these have a tone.
    coded: bool,
    toned: bool,
}

impl<'a> Column<'a> {
    /// Of a key of a noun.
    pub fn of(noun: &'a str, key: &'a str) -> Column<'a> {
        let days = key == "since" || noun::holds_days(key);
        let words = labels::words(noun, key);
        let coded = words.is_some() || labels::is_coded(key);
        Column { noun, key, words, days, coded, toned: Tone::is_of(key) }
    }

    /// Whether days stand in it.
    pub fn holds_days(&self) -> bool {
        self.days
    }

    /// A text as people read it: a code word by its label, a day as sentences say it wherever it stands.
    pub fn shown<'t>(&self, text: &'t str, lang: Lang) -> Cow<'t, str> {
        let label = if self.coded { labels::word_of(self.words, self.key, text) } else { None };
        if let Some(label) = label {
            return Cow::Borrowed(lang.of(label));
        }
        match if self.days { Day::from_iso(text) } else { None } {
            Some(on) => Cow::Owned(day(on, lang)),
            None => Cow::Borrowed(text),
        }
    }

    /// Writes the neutral text of a cell, on one line, behind what stands in `out`; answers its tone.
    pub fn write(&self, field: &Field<'_>, lang: Lang, out: &mut String) -> Tone {
        match field {
            // A post without an organization is one of the alliance itself.
            Field::Unknown if (self.noun, self.key) == ("post", "organization") => {
                out.push_str(lang.word("the alliance", "本联盟"));
            }
            Field::Unknown => {}
            // Only what is overdue is marked.
            Field::Other(Value::Bool(false)) if self.key == "overdue" => {}
            Field::Text(code) => {
                out.push_str(&one_line(&self.shown(code, lang)));
                return if self.toned { Tone::of(self.key, code) } else { Tone::Plain };
            }
            Field::Other(value) => {
                out.push_str(&one_line(&text(self.noun, self.key, value, Form::Shown(lang))));
            }
        }
        Tone::Plain
    }
}

/// A message, an organization, somebody with a title, a change of a record; else the values in a row.
fn object(fields: &serde_json::Map<String, Value>, form: Form) -> String {
    let get = |key: &str| fields.get(key).and_then(Value::as_str);
    match (fields.len(), form) {
        (2, _) if fields.contains_key("en") && fields.contains_key("zh") => {
            form.lang().word(get("en").unwrap_or_default(), get("zh").unwrap_or_default()).to_owned()
        }
        (2, _) if fields.contains_key("code") && fields.contains_key("name") => {
            get("name").unwrap_or_default().to_owned()
        }
        (2, _) if fields.contains_key("name") && fields.contains_key("title") => {
            let lang = if let Form::Shown(lang) = form { lang } else { Lang::En };
            named(get("name"), get("title"), lang)
        }
        _ => {
            let texts = fields.iter().map(|(key, value)| text("", key, value, form));
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        }
    }
}

/// Somebody: `李宇阳（总经理）`, or what is known of the two.
pub fn named(name: Option<&str>, title: Option<&str>, lang: Lang) -> String {
    match (name, title) {
        (Some(name), Some(title)) => format!("{name}{}", lang.bracket(title)),
        (name, title) => name.or(title).unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_said_by_their_kind() {
        let (zh, en, plain) = (Form::Shown(Lang::Zh), Form::Shown(Lang::En), Form::Plain(Lang::Zh));
        for (key, value, form, want) in [
            ("class", json!("vice-president"), zh, "副理事长"),
            ("class", json!("vice-president"), plain, "vice-president"),
            ("since", json!(null), zh, ""),
            ("unanimous", json!(true), zh, "是"),
            ("unanimous", json!(false), plain, "false"),
            ("host", json!({"code": "a", "name": "甲园"}), plain, "甲园"),
            ("chair", json!(["甲", "乙"]), zh, "甲、乙"),
            ("chair", json!(["甲", "乙"]), en, "甲, 乙"),
            ("chair", json!(["甲", "乙"]), plain, "甲;乙"),
            ("message", json!({"en": "gap", "zh": "缺号"}), plain, "缺号"),
            (
                "people",
                json!([{"name": "甲", "title": "主任"}, {"name": null, "title": "负责人"}]),
                zh,
                "甲（主任）、负责人",
            ),
            ("people", json!([{"name": "甲", "title": "主任"}]), plain, "甲 (主任)"),
            (
                "changes",
                json!([{"table": "motion", "action": "add", "ref": "2-3/1"}]),
                plain,
                "motion add 2-3/1",
            ),
            ("rate", json!(0.875), zh, "87.5%"),
            ("since", json!("2019-03"), zh, "2019年3月"),
            ("since", json!("2019-03"), en, "March 2019"),
            ("until", json!("2019-03-05"), en, "5 March 2019"),
            ("until", json!("2019-03"), plain, "2019-03"),
            // A session without a number is called by its day.
            ("ref", json!("2019-03-05"), zh, "2019-03-05"),
            ("title", json!("2019"), zh, "2019"),
        ] {
            assert_eq!(text("member", key, &value, form), want, "{key}");
        }
    }
}
