//! One cell: a text to what a field may hold, lists in one cell, and texts that a spreadsheet would run.

use crate::{
    error::{Error, Message},
    model::{
        record::{Field, Given, Node, Place, Type, Value, value_of},
        text::half_width,
        words::truth,
    },
    say,
};

/// What stands for the cell above.
const DITTO: &[&str] = &["同上", "〃", "″", "\"", "″″", "ditto"];
/// How a row of totals begins.
const TOTALS: &[&str] = &["合计", "总计", "小计", "共计", "Total", "total", "TOTAL"];

/// What a cell says of a field; `None` where it is empty and so says nothing.
///
/// # Errors
/// Every fault of the value, with its place.
pub fn cell(field: &Field, text: &str, place: &Place) -> Result<Option<Given>, Vec<Error>> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    if DITTO.contains(&trimmed) {
        return Err(vec![
            Error::invalid(say!("{trimmed} stands for the cell above", "“{trimmed}”代表上一格的内容"))
                .hint(say!("write what it stands for", "请写出具体内容"))
                .at(place),
        ]);
    }
    let names = field.key == "name" || matches!(field.ty, Type::Organization | Type::Person);
    if names && TOTALS.iter().any(|word| trimmed.trim_end_matches(['：', ':']) == *word) {
        return Err(vec![
            Error::invalid(say!("{trimmed} heads a row of totals", "“{trimmed}”是合计行"))
                .hint(say!("delete the line", "请删去此行"))
                .at(place),
        ]);
    }
    if matches!(field.ty, Type::Line | Type::Code) && is_cut(trimmed) {
        return Err(vec![
            Error::invalid(say!(
                "{trimmed} is what a spreadsheet makes of a long number",
                "{trimmed} 是电子表格对长数字的缩写"
            ))
            .hint(say!(
                "format the column as text and write the number again",
                "请将该列设为文本格式，再重新填写"
            ))
            .at(place),
        ]);
    }
    let node = |value| Node { value, place: place.clone() };
    let value = match field.ty {
        Type::Count | Type::Number => whole(trimmed).map_or_else(|| Value::Text(trimmed.into()), Value::Int),
        Type::Money => trimmed.parse().map_or_else(|_| Value::Text(trimmed.into()), Value::Int),
        Type::Flag => truth(trimmed).map_or_else(|| Value::Text(trimmed.into()), Value::Bool),
        Type::Fraction | Type::FractionOrNone => Value::Text(half_width(trimmed).into_owned()),
        Type::Code => Value::Text(half_width(trimmed).into_owned()),
        Type::Lines | Type::Words(_) | Type::Organizations | Type::Subjects | Type::Persons => {
            Value::List(split(trimmed).into_iter().map(|item| node(Value::Text(item))).collect())
        }
        Type::Sources => sources(trimmed, place).unwrap_or_else(|| {
            Value::List(split(trimmed).into_iter().map(|item| node(Value::Text(item))).collect())
        }),
        Type::People => Value::List(split(trimmed).into_iter().map(|item| node(somebody(&item, place))).collect()),
        _ => Value::Text(trimmed.into()),
    };
    value_of(field, &node(value)).map(Some).map_err(|faults| {
        let hint =
            matches!(field.ty, Type::Fraction | Type::FractionOrNone).then(|| spreadsheet_date(trimmed));
        match hint.flatten() {
            Some(hint) => faults.into_iter().map(|fault| fault.hint(hint.clone())).collect(),
            None => faults,
        }
    })
}

/// Where a text looks like a date that a spreadsheet made of something else, such as `02/03/26` or `2-Mar`
/// of 2/3, or `3月2日` of `3-2`: what happened, and how to mend it.
pub fn spreadsheet_date(text: &str) -> Option<Message> {
    let text = half_width(text.trim()).to_lowercase();
    let numbers = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).count();
    let dated = match numbers {
        // Days counted from 1900: 2/3 of some year since 1982.
        1 => {
            text.parse::<u32>().is_ok_and(|n| (30_000..80_000).contains(&n))
                || (has_month(&text) && (turns(&text) || text.contains('月')))
        }
        2 => text.contains('月') || (has_month(&text) && turns(&text)),
        3.. => turns(&text),
        0 => false,
    };
    dated.then(|| {
        say!(
            "this is what a spreadsheet makes of 2/3 or 2-3: a date; format the column as text, or write an \
             apostrophe before it, as in '2/3",
            "电子表格会把 2/3、2-3 之类改成日期；请将该列设为文本格式，或在前面加撇号，例如 '2/3"
        )
    })
}

/// Whether a text is a long number as a spreadsheet shows it, `1.38E+10`: the rest of its digits is lost.
fn is_cut(text: &str) -> bool {
    let text = half_width(text);
    text.split_once("E+").or(text.split_once("e+")).is_some_and(|(digits, power)| {
        digits.parse::<f64>().is_ok() && !power.is_empty() && power.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Somebody as lists name people: 李宇阳（总经理）, a name alone, or a title alone in brackets.
fn somebody(text: &str, place: &Place) -> Value {
    let inside = text.strip_suffix(['）', ')']).and_then(|open| open.split_once(['（', '(']));
    let Some((name, title)) = inside.map(|(name, title)| (name.trim(), title.trim())) else {
        return Value::Text(text.to_owned());
    };
    let told = [("name", name), ("title", title)].into_iter().filter(|(_, text)| !text.is_empty());
    let row = |(key, text): (&str, &str)| {
        let node = Node { value: Value::Text(text.to_owned()), place: place.clone() };
        (key.to_owned(), place.clone(), node)
    };
    Value::Table(told.map(row).collect())
}

/// Sources as an export writes them in one cell: a list in JSON. Others write titles.
fn sources(text: &str, place: &Place) -> Option<Value> {
    let all: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(text).ok()?;
    let node = |value| Node { value, place: place.clone() };
    let one = |source: serde_json::Map<String, serde_json::Value>| {
        let said = source.into_iter().map(|(key, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
            (key, place.clone(), node(Value::Text(text)))
        });
        node(Value::Table(said.collect()))
    };
    Some(Value::List(all.into_iter().map(one).collect()))
}

/// A whole number as spreadsheets write it.
fn whole(text: &str) -> Option<i64> {
    let text = half_width(text);
    let text = text.split_once('.').map_or(
        &*text,
        |(whole, rest)| {
            if rest.bytes().all(|b| b == b'0') { whole } else { "" }
        },
    );
    text.parse().ok()
}

/// The items of a list in one cell, parted by `;` or its full-width form. A backslash before one of these,
/// or before another backslash, keeps it.
pub fn split(text: &str) -> Vec<String> {
    let (mut items, mut item) = (Vec::new(), String::new());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|next| matches!(next, ';' | '\u{ff1b}' | '\\')) => {
                item.extend(chars.next());
            }
            ';' | '\u{ff1b}' => items.push(std::mem::take(&mut item)),
            c => item.push(c),
        }
    }
    items.push(item);
    items.into_iter().map(|item| item.trim().to_string()).filter(|item| !item.is_empty()).collect()
}

/// The items in one cell, so that [`split`] gives them back.
pub fn join<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> String {
    let mut out = String::new();
    for item in items {
        if !out.is_empty() {
            out.push(';');
        }
        for c in item.as_ref().chars() {
            if matches!(c, ';' | '\u{ff1b}' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// Whether a spreadsheet would run the text as a formula, were the apostrophes before it taken off.
fn runs(text: &str) -> bool {
    let bare = text.trim_start_matches('\'');
    bare.starts_with(['=', '+', '-', '@', '\t', '\r', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const LONG_MONTHS: [&str; 13] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "sept",
];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty())
}

/// Whether a word of a text in small letters is a month.
fn has_month(text: &str) -> bool {
    words(text).any(|word| MONTHS.contains(&word) || LONG_MONTHS.contains(&word))
}

/// Whether a spreadsheet would make another value of the text, a date or a number written otherwise, were
/// the apostrophes before it taken off: `2/3`, `2-3`, `0007`, `1e5`, `2 Mar`, `50%`. Numbers of up to
/// eleven digits stay as they are.
fn turns(text: &str) -> bool {
    let bare = text.trim_start_matches('\'').trim();
    // Most texts begin with none of what numbers and dates begin with; nothing of this kind is long.
    if bare.len() > 60 || !bare.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c)) {
        return bare.eq_ignore_ascii_case("true") || bare.eq_ignore_ascii_case("false");
    }
    let bare = half_width(bare).to_lowercase();
    if bare.bytes().all(|b| b.is_ascii_digit()) {
        return bare.len() > 11 || (bare.len() > 1 && bare.starts_with('0'));
    }
    bare.chars().all(|c| c.is_ascii_alphanumeric() || " /-.:,%+$()¥￥€£年月日号时分秒点".contains(c))
        && words(&bare).all(|word| {
            matches!(word, "am" | "pm")
                || (word == "e" && !bare.starts_with('e'))
                || MONTHS.contains(&word)
                || LONG_MONTHS.contains(&word)
        })
}

/// A text that a spreadsheet shows as it is, and neither runs nor makes another value of: with an
/// apostrophe before it where it needs one.
pub fn tame(text: &str) -> std::borrow::Cow<'_, str> {
    if runs(text) || turns(text) { format!("'{text}").into() } else { text.into() }
}

/// A text that a spreadsheet does not run. What it may make another value of stays as people write it.
pub fn shield(text: &str) -> std::borrow::Cow<'_, str> {
    if runs(text) || revive(text) != text { format!("'{text}").into() } else { text.into() }
}

/// The text as it was before [`tame`] or [`shield`].
pub fn revive(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if runs(rest) || turns(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_tamed_comes_back_and_does_not_run(text in "['=+@\\-\ta理]{0,6}") {
            let tamed = tame(&text).into_owned();
            prop_assert!(!tamed.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert_eq!(revive(&tamed), text);
        }

        #[test]
        fn any_text_comes_back(text in "(['0-9/:.%e -]|Mar|月|日|true|a|理|２){0,8}") {
            let (tamed, shielded) = (tame(&text), shield(&text));
            prop_assert_eq!((revive(&tamed), revive(&shielded)), (&*text, &*text));
        }

        #[test]
        fn what_is_joined_comes_apart(items in prop::collection::vec("[a;；\\\\理]{1,5}", 0..4)) {
            prop_assert_eq!(split(&join(&items)), items);
        }
    }

    #[test]
    fn a_spreadsheet_leaves_what_is_tamed_alone() {
        for text in [
            "2/3",
            "1-2",
            "2-3",
            "2-3/1",
            "2023-1",
            "2021-03",
            "0007",
            "007",
            "1e5",
            "1E5",
            "50%",
            "14:30",
            "2 Mar",
            "Mar-20",
            "March 2, 2020",
            "3月2日",
            "2020年3月",
            "２／３",
            " 2/3",
            "1,234",
            "1.50",
            "(5)",
            "¥5",
            "TRUE",
            "123456789012",
            "310101199001011234",
            "2023-07-18",
        ] {
            assert_eq!(tame(text), format!("'{text}"), "{text}");
            assert_eq!(revive(&tame(text)), text);
        }
        for text in [
            "",
            "12",
            "2021",
            "13800138000",
            "甲园",
            "v1",
            "2-x",
            "第3届",
            "May",
            "a1",
            "91310000MA1K35C36E",
            "三分之二",
            "'tis",
            "'90",
            "1e5f",
            "yes",
            "3月2日会议",
            "Tel. 5",
            "0",
        ] {
            assert_eq!((tame(text).as_ref(), revive(text)), (text, text));
        }
    }

    #[test]
    fn a_fraction_that_became_a_date_is_told() {
        for text in [
            "02/03/26",
            "2-Mar",
            "3月2日",
            "2026-02-03",
            "2026/2/3",
            "Mar-02",
            "46056",
            "2/3/2026",
            "2026年2月3日",
        ] {
            let hint = spreadsheet_date(text).unwrap_or_else(|| panic!("{text}"));
            assert!(hint.en.contains("spreadsheet") && hint.en.contains("date"), "{}", hint.en);
            assert!(hint.zh.contains("电子表格") && hint.zh.contains("日期"), "{}", hint.zh);
        }
        for text in ["2/3", "过半", "x", "0.67", "3", "2/3/x", "March"] {
            assert_eq!(spreadsheet_date(text), None, "{text}");
        }
    }

    #[test]
    fn people_have_their_titles_in_brackets() {
        let place = Place { file: "a".into(), line: 1, column: 1 };
        for (text, want) in [
            ("李宇阳（总经理）", vec![("name", "李宇阳"), ("title", "总经理")]),
            ("Ann Lee (Director (acting))", vec![("name", "Ann Lee"), ("title", "Director (acting)")]),
            ("（负责人）", vec![("title", "负责人")]),
        ] {
            let Value::Table(rows) = somebody(text, &place) else { panic!("{text}") };
            let told: Vec<(&str, &Value)> = rows.iter().map(|(key, _, node)| (key.as_str(), &node.value)).collect();
            let want: Vec<(&str, Value)> = want.into_iter().map(|(key, text)| (key, Value::Text(text.into()))).collect();
            assert_eq!(told, want.iter().map(|(key, value)| (*key, value)).collect::<Vec<_>>());
        }
        assert!(matches!(somebody("荆勇", &place), Value::Text(name) if name == "荆勇"));
    }

    #[test]
    fn lists_as_people_type_them() {
        assert_eq!(split("甲大学； 乙公司;"), ["甲大学", "乙公司"]);
        assert_eq!(split(r"a\;b;c\d"), ["a;b", r"c\d"]);
        assert_eq!(
            (whole("１２"), whole("3.0"), whole("3.5"), whole("-1")),
            (Some(12), Some(3), None, Some(-1))
        );
        assert_eq!((truth("是"), truth("TRUE"), truth("x")), (Some(true), Some(true), None));
    }
}
