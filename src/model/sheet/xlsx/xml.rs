//! Attributes of the elements of a workbook's parts.

use quick_xml::{XmlVersion, events::BytesStart};

/// What is wrong with a workbook, in the words of who found it.
pub type Broken = String;

/// An attribute of an element, whatever its namespace.
pub fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e.attributes().with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(Into::into)
}

/// A whole number; 0 where there is none.
pub fn number(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name).and_then(|text| text.trim().parse().ok()).unwrap_or_default()
}

/// Whether an attribute says yes.
pub fn flag(e: &BytesStart<'_>, name: &str) -> bool {
    attribute(e, name).is_some_and(|text| matches!(&*text, "1" | "true" | "on"))
}
