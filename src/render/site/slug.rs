//! Names of files from references: safe on every system, the same each time, different for different
//! references.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name of a reference's file, without its ending.
///
/// References are unique without regard to case, so letters become small ones. `:` becomes `+` and the
/// `/` of a motion `.`: neither can be mistaken, as no code has a `+`, and what follows the last `.` of a
/// motion is its number. Any other byte becomes `~` and two hexadecimal digits. A long name is cut,
/// and told apart by its fingerprint.
pub fn slug(reference: &str) -> String {
    let mut out = String::with_capacity(reference.len());
    let device = DEVICES.contains(&reference.to_ascii_lowercase().as_str())
        || (reference.len() == 4
            && ["com", "lpt"].iter().any(|d| reference.to_ascii_lowercase().starts_with(d)));
    for (at, byte) in reference.bytes().enumerate() {
        match byte.to_ascii_lowercase() {
            b'.' | b'-' if at == 0 => out.push_str(&format!("~{byte:02x}")),
            first if at == 0 && device => out.push_str(&format!("~{first:02x}")),
            plain @ (b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_') => out.push(char::from(plain)),
            b':' => out.push('+'),
            b'/' => out.push('.'),
            other => {
                let _ = write!(out, "~{other:02x}");
            }
        }
    }
    if out.is_empty() {
        out.push('~');
    }
    if out.len() > 120 {
        let mark: String =
            Sha256::digest(out.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        out.truncate(80);
        out = format!("{out}~~{mark}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn names_are_safe_and_differ() {
        for (reference, name) in [
            ("2-3", "2-3"),
            ("2-3/1", "2-3.1"),
            ("standing:4-10", "standing+4-10"),
            ("AHLGDX", "ahlgdx"),
            ("..", "~2e."),
            ("../../etc", "~2e.....etc"),
            (".hidden", "~2ehidden"),
            ("con", "~63on"),
            ("COM1", "~63om1"),
            ("安徽", "~e5~ae~89~e5~be~bd"),
            ("a b\"<", "a~20b~22~3c"),
            ("", "~"),
        ] {
            assert_eq!(slug(reference), name);
        }
        let (long, longer) = ("x".repeat(500), "x".repeat(501));
        assert!(slug(&long).len() < 130 && slug(&long) != slug(&longer));
        // Cut between bytes of a character that was spelled out.
        assert!(slug(&"省".repeat(60)).is_ascii());
    }
}
