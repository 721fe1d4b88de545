//! Numerals. (Stand-in; branch `forms` has the whole.)

/// parse
pub fn parse(text: &str) -> Option<u32> {
    match text.trim() {
        "二" => Some(2),
        text => text.parse().ok(),
    }
}
