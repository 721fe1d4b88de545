//! A JSON document in memory, with texts borrowed from it where it writes them plainly: files of
//! parliaments have tens of megabytes.

use std::{borrow::Cow, fmt};

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A value of JSON.
#[derive(Debug, PartialEq)]
pub enum Tree<'d> {
    /// `null`
    Null,
    /// `true`, `false`
    Flag(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Fraction(f64),
    /// A text.
    Text(Cow<'d, str>),
    /// An array.
    Array(Vec<Tree<'d>>),
    /// An object, in its own order; no key stands twice.
    Object(Vec<(Cow<'d, str>, Tree<'d>)>),
}

impl<'d> Tree<'d> {
    /// The document; what is no JSON, or names a key of an object twice, is an error.
    pub fn read(text: &'d str) -> serde_json::Result<Tree<'d>> {
        serde_json::from_str(text)
    }

    /// What stands under a key of an object.
    pub fn get(&self, key: &str) -> Option<&Tree<'d>> {
        match self {
            Tree::Object(fields) => fields.iter().find(|(k, _)| k == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The items of an array; of anything else none.
    pub fn items(&self) -> &[Tree<'d>] {
        match self {
            Tree::Array(items) => items,
            _ => &[],
        }
    }

    /// Whether it says nothing: null, or empty.
    pub fn is_empty(&self) -> bool {
        match self {
            Tree::Null => true,
            Tree::Text(text) => text.trim().is_empty(),
            Tree::Array(items) => items.is_empty(),
            Tree::Object(fields) => fields.is_empty(),
            Tree::Flag(_) | Tree::Int(_) | Tree::Fraction(_) => false,
        }
    }

    /// What it is, in English and Chinese.
    pub fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Tree::Null => ("null", "null"),
            Tree::Flag(_) => ("true or false", "true 或 false"),
            Tree::Int(_) | Tree::Fraction(_) => ("a number", "数字"),
            Tree::Text(_) => ("a text", "文本"),
            Tree::Array(_) => ("an array", "数组"),
            Tree::Object(_) => ("an object", "对象"),
        }
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Tree<'de>, D::Error> {
        from.deserialize_any(Reading)
    }
}

struct Reading;

impl<'de> Visitor<'de> for Reading {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Flag(flag))
    }

    fn visit_i64<E: Error>(self, int: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Int(int))
    }

    fn visit_u64<E: Error>(self, int: u64) -> Result<Tree<'de>, E> {
        Ok(i64::try_from(int).map_or(Tree::Fraction(int as f64), Tree::Int))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Tree<'de>, E> {
        Ok(Tree::Fraction(number))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(text.to_string())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Tree<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        items.shrink_to_fit();
        Ok(Tree::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Tree<'de>, A::Error> {
        let mut fields: Vec<(Cow<'de, str>, Tree<'de>)> = Vec::new();
        while let Some(key) = from.next_key::<Tree<'de>>()? {
            let Tree::Text(key) = key else { return Err(A::Error::custom("a key is a text")) };
            fields.push((key, from.next_value()?));
        }
        fields.shrink_to_fit();
        let mut keys: Vec<&str> = fields.iter().map(|(key, _)| &**key).collect();
        keys.sort_unstable();
        match keys.iter().zip(keys.iter().skip(1)).find(|(a, b)| a == b) {
            Some((key, _)) => Err(A::Error::custom(format!("the key {key} stands twice in one object"))),
            None => Ok(Tree::Object(fields)),
        }
    }
}
