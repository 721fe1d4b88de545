//! One cell: a text to what a field may hold, lists in one cell, and texts that a spreadsheet would run.

use crate::{
    error::Error,
    model::{
        record::{Field, Given, Node, Place, Type, Value, value_of},
        text::half_width,
    },
};

/// What a cell says of a field; `None` where it is empty and so says nothing.
///
/// # Errors
/// Every fault of the value, with its place.
pub fn cell(field: &Field, text: &str, place: &Place) -> Result<Option<Given>, Vec<Error>> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let node = |value| Node { value, place: place.clone() };
    let value = match field.ty {
        Type::Count | Type::Number => whole(trimmed).map_or_else(|| Value::Text(trimmed.into()), Value::Int),
        Type::Flag => flag(trimmed).map_or_else(|| Value::Text(trimmed.into()), Value::Bool),
        Type::Fraction | Type::FractionOrNone => Value::Text(half_width(trimmed).into_owned()),
        Type::Code => Value::Text(half_width(trimmed).into_owned()),
        Type::Lines | Type::Organizations | Type::Subjects | Type::Persons => {
            Value::List(split(trimmed).into_iter().map(|item| node(Value::Text(item))).collect())
        }
        _ => Value::Text(trimmed.into()),
    };
    value_of(field, &node(value)).map(Some)
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

fn flag(text: &str) -> Option<bool> {
    match half_width(text).to_lowercase().as_str() {
        "true" | "yes" | "1" | "是" => Some(true),
        "false" | "no" | "0" | "否" => Some(false),
        _ => None,
    }
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

/// A text that a spreadsheet shows and does not run: with an apostrophe before it where it needs one.
pub fn tame(text: &str) -> std::borrow::Cow<'_, str> {
    if runs(text) { format!("'{text}").into() } else { text.into() }
}

/// The text as it was before [`tame`].
pub fn revive(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if runs(rest) => rest,
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
        fn what_is_joined_comes_apart(items in prop::collection::vec("[a;；\\\\理]{1,5}", 0..4)) {
            prop_assert_eq!(split(&join(&items)), items);
        }
    }

    #[test]
    fn lists_as_people_type_them() {
        assert_eq!(split("甲大学； 乙公司;"), ["甲大学", "乙公司"]);
        assert_eq!(split(r"a\;b;c\d"), ["a;b", r"c\d"]);
        assert_eq!(
            (whole("１２"), whole("3.0"), whole("3.5"), whole("-1")),
            (Some(12), Some(3), None, Some(-1))
        );
        assert_eq!((flag("是"), flag("TRUE"), flag("x")), (Some(true), Some(true), None));
    }
}
