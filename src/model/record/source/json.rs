//! JSON of the same shape to the tree; strict JSON, nothing of its lax relatives.

use std::collections::HashSet;

use jsonc_parser::ast::{self, ObjectPropName};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::super::faults::{Faults, quoted};
use super::super::lines::Lines;
use super::{Node, Value, check_text};
use super::toml::too_large;
use crate::error::{Error, Message};
use crate::say;

/// Deeper than this no record goes.
const DEPTH: usize = 64;

/// The tree of a text; the first fault of syntax alone, for JSON gives no ground to go on from.
pub(super) fn parse(text: &str, lines: &Lines<'_>, faults: &mut Faults) -> Option<Node> {
    if let Some(at) = too_deep(text) {
        faults.push(&lines.place(at), Error::invalid(say!("nested too deep", "嵌套过深")));
        return None;
    }
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let value = match parse_to_ast(text, &CollectOptions::default(), &strict) {
        Ok(parsed) => parsed.value?,
        Err(error) => {
            let what = error.kind().to_string();
            faults.push(&lines.place(error.range().start), syntax_fault(&what));
            return None;
        }
    };
    // The other reader is lax in a few points (leading zeros, raw line breaks in strings).
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or(&what);
        faults.push(&lines.place(lines.offset(error.line(), error.column())), syntax_fault(what));
        return None;
    }
    Some(node(value, lines, faults))
}

fn syntax_fault(what: &str) -> Error {
    let known = TRANSLATED.iter().find(|(en, _)| *en == what);
    let zh = known.map_or_else(|| "JSON语法错误".to_string(), |(_, zh)| format!("JSON语法错误：{zh}"));
    Error::invalid(Message { en: format!("JSON syntax: {what}"), zh }).hint(
        say!(
            "check commas, quotes and brackets; JSON has no comments",
            "请检查逗号、引号和括号；JSON中不能有注释"
        ),
    )
}

/// What the two parsers say most often.
const TRANSLATED: &[(&str, &str)] = &[
    ("Comments are not allowed", "不能有注释"),
    ("Expected colon after the string or word in object property", "键后缺少冒号"),
    ("Expected value after colon in object property", "冒号后缺少值"),
    ("Expected string for object property", "键须加双引号"),
    ("Expected comma", "缺少逗号"),
    ("Expected digit following negative sign", "负号后缺少数字"),
    ("Text cannot contain more than one JSON value", "结尾之后还有内容"),
    ("Single-quoted strings are not allowed", "文本须用双引号"),
    ("Trailing commas are not allowed", "末尾多了逗号"),
    ("Unexpected close brace", "多了右花括号"),
    ("Unexpected close bracket", "多了右方括号"),
    ("Unexpected colon", "多了冒号"),
    ("Unexpected comma", "多了逗号"),
    ("Unexpected word", "此处不应有未加引号的文字"),
    ("Unexpected token", "此处不应有该字符"),
    ("Unexpected token in object", "此处不应有该字符"),
    ("Unterminated array", "列表缺少右方括号"),
    ("Unterminated object", "缺少右花括号"),
    ("Unterminated string literal", "文本缺少后引号"),
    ("invalid number", "数字无效"),
    ("invalid escape", "转义无效"),
    ("number out of range", "数字过大"),
];

/// Where brackets outside of strings nest deeper than any record does.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => {
                depth += 1;
                if depth > DEPTH {
                    return Some(at);
                }
            }
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

fn node(value: ast::Value<'_>, lines: &Lines<'_>, faults: &mut Faults) -> Node {
    let place = lines.place(value.range().start);
    let value = match value {
        ast::Value::StringLit(text) => {
            check_text(&text.value, &place, faults);
            Value::Text(text.value.into_owned())
        }
        ast::Value::NumberLit(number) => {
            if number.value.contains(['.', 'e', 'E']) {
                Value::Float(number.value.parse().unwrap_or(f64::NAN))
            } else if let Ok(int) = number.value.parse() {
                Value::Int(int)
            } else {
                faults.push(&place, too_large());
                Value::Int(0)
            }
        }
        ast::Value::BooleanLit(flag) => Value::Bool(flag.value),
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::Array(array) => {
            Value::List(array.elements.into_iter().map(|value| node(value, lines, faults)).collect())
        }
        ast::Value::Object(object) => {
            let mut seen = HashSet::new();
            let mut rows = Vec::new();
            for prop in object.properties {
                let place = lines.place(prop.name.range().start);
                let key = match prop.name {
                    ObjectPropName::String(name) => name.value.into_owned(),
                    ObjectPropName::Word(name) => name.value.to_owned(),
                };
                check_text(&key, &place, faults);
                if !seen.insert(key.clone()) {
                    let name = quoted(&key);
                    let message = say!("the key {name} is given twice", "键{name}重复");
                    faults.push(&place, Error::invalid(message));
                }
                rows.push((key, place, node(prop.value, lines, faults)));
            }
            Value::Table(rows)
        }
    };
    Node { value, place }
}
