//! What a workbook to fill in lets choose from, on a hidden sheet.

/// What the hidden sheet of a workbook that the tool made is called.
pub const CHOICES_SHEET: (&str, &str) = ("Choices", "选项");

/// Names of the registry that a workbook to fill in lets choose from.
#[derive(Debug, Default)]
pub struct Choices {
    /// Organizations by their present names.
    pub organizations: Vec<String>,
    /// Persons.
    pub persons: Vec<String>,
    /// Bodies: in English and in Chinese, each by its name there, else by its other name or its code.
    pub bodies: Vec<(String, String)>,
    /// References of sessions, the latest first.
    pub sessions: Vec<String>,
}
