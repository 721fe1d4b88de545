//! Documents kept in the registry.

use serde::Serialize;

/// A document, in lists and alone; its content is fetched apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// `dN`.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Title, else the file's name.
    pub title: Option<String>,
    /// Name of the file it came from.
    pub path: String,
    /// The record it belongs to.
    #[serde(rename = "for")]
    pub belongs_to: String,
    /// Media type.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
}
