//! TOML to the tree.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::super::faults::Faults;
use super::super::lines::Lines;
use super::{Node, Value, check_text};
use crate::error::{Error, Message};
use crate::say;

/// The tree of a text. Where there was a fault of syntax, the tree is not to be used.
pub(super) fn parse(text: &str, lines: &Lines<'_>, faults: &mut Faults) -> Option<Node> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut last_line = 0;
    for error in &errors {
        let offset = error.span().map_or(0, |span| span.start);
        let place = lines.place(offset);
        // What follows on the same line is mostly a consequence of the first fault.
        if place.line != last_line {
            last_line = place.line;
            faults.push(&place, syntax_fault(error.message(), lines.line_at(offset)));
        }
    }
    if !errors.is_empty() {
        return None;
    }
    Some(Node { value: tree(table.into_inner(), lines, faults), place: lines.place(0) })
}

fn tree(table: DeTable<'_>, lines: &Lines<'_>, faults: &mut Faults) -> Value {
    let rows = table.into_iter().map(|(key, value)| {
        let place = lines.place(key.span().start);
        check_text(key.get_ref(), &place, faults);
        (key.into_inner().into_owned(), place, node(value, lines, faults))
    });
    Value::Table(rows.collect())
}

fn list(array: DeArray<'_>, lines: &Lines<'_>, faults: &mut Faults) -> Value {
    Value::List(array.into_iter().map(|value| node(value, lines, faults)).collect())
}

fn node(value: Spanned<DeValue<'_>>, lines: &Lines<'_>, faults: &mut Faults) -> Node {
    let place = lines.place(value.span().start);
    let value = match value.into_inner() {
        DeValue::String(text) => {
            check_text(&text, &place, faults);
            Value::Text(text.into_owned())
        }
        DeValue::Integer(int) => match i64::from_str_radix(int.as_str(), int.radix()) {
            Ok(int) => Value::Int(int),
            Err(_) => {
                faults.push(&place, too_large());
                Value::Int(0)
            }
        },
        DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Bool(flag),
        DeValue::Datetime(day) => Value::Date(day.to_string()),
        DeValue::Array(array) => list(array, lines, faults),
        DeValue::Table(table) => tree(table, lines, faults),
    };
    Node { value, place }
}

/// A whole number beyond what any count can be.
pub(super) fn too_large() -> Error {
    Error::invalid(say!("the number is too large", "数字过大"))
}

/// A fault of syntax in both languages; the parser speaks English alone.
fn syntax_fault(message: &str, line: &str) -> Error {
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let zh = TRANSLATED.iter().find(|(en, _)| *en == what).map_or("", |(_, zh)| zh);
    // What is expected is told in Chinese where it is a sign.
    let signs: Vec<&str> = expected.split(", ").map(|one| if one == "newline" { "换行" } else { one }).collect();
    let zh = match signs.iter().any(|one| one.is_empty() || one.contains(|c: char| c.is_ascii_alphabetic())) {
        _ if zh.is_empty() => "TOML语法错误".to_string(),
        true => format!("TOML语法错误：{zh}"),
        false => format!("TOML语法错误：{zh}，此处应为 {}", signs.join("、")),
    };
    let error = Error::invalid(Message { en: format!("TOML syntax: {message}"), zh });
    let header = line.trim();
    match what {
        "duplicate key" if header.starts_with('[') && !header.starts_with("[[") => {
            let name = header.trim_matches(|c| c == '[' || c == ']' || c == ' ');
            let name: String = name.chars().take(40).collect();
            error.hint(say!(
                "write [[{name}]], with double brackets, for each of several entries",
                "同类条目有多个时，每个都写作双方括号 [[{name}]]"
            ))
        }
        "duplicate key" => error.hint(say!("give each key once in an entry", "同一条目中每个键只写一次")),
        "invalid date" => error.hint(say!(
            "write a day as 2023-07-18; one known to its month or year as \"2023-07\" or \"2023\"",
            "日期写作 2023-07-18；只知年月或年份的写作 \"2023-07\"、\"2023\""
        )),
        "string values must be quoted" => {
            error.hint(say!("put texts in double quotes: \"…\"", "文本请加英文双引号：\"…\""))
        }
        _ if line.contains(['“', '”', '＝', '，', '［', '］']) => error.hint(say!(
            "use the half-width signs \" = , [ ] outside of texts",
            "文本之外请使用半角符号 \" = , [ ]"
        )),
        _ => error,
    }
}

/// What the parser says most often.
const TRANSLATED: &[(&str, &str)] = &[
    ("duplicate key", "键重复"),
    ("invalid date", "日期无效"),
    ("string values must be quoted", "文本须加双引号"),
    ("invalid unquoted key", "键名含有不允许的字符"),
    ("unquoted keys cannot be empty", "键名不能为空"),
    ("key with no value", "键没有值"),
    ("missing value for key", "键没有值"),
    ("missing value", "缺少值"),
    ("invalid value", "值无效"),
    ("invalid basic string", "字符串无效"),
    ("invalid literal string", "字符串无效"),
    ("missing escaped value", "转义符后缺少内容"),
    ("too few unicode value digits", "转义的字符编码位数不足"),
    ("unclosed array", "列表缺少右方括号"),
    ("unclosed table", "表头缺少右方括号"),
    ("unclosed array table", "表头缺少右双方括号"),
    ("unclosed inline table", "内联表缺少右花括号"),
    ("missing comma between array elements", "列表各项之间缺少逗号"),
    ("missing comma between key-value pairs", "键值之间缺少逗号"),
    ("extra comma in array", "列表中多了逗号"),
    ("extra comma in inline table", "内联表中多了逗号"),
    ("extra `=`", "多了等号"),
    ("missing assignment between key-value pairs", "键与值之间缺少等号"),
    ("unexpected key or value", "此处不应再有内容，每个键值各占一行"),
    ("unexpected content", "此处不应再有内容"),
    ("unexpected leading zero", "数字不能以0开头"),
    ("cannot recurse further; max recursion depth met", "嵌套过深"),
    ("recursion limit", "嵌套过深"),
    ("carriage return must be followed by newline", "回车符后须跟换行符"),
];
