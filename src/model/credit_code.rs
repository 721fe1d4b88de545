//! The unified social credit code (统一社会信用代码) of GB 32100-2015.

use super::text::half_width;
use crate::{error::Message, say};

const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// As it is stored: half width, upper case, without spaces around it.
pub fn normalize(text: &str) -> String {
    half_width(text.trim()).to_ascii_uppercase()
}

/// Whether a normalized code holds; a few codes in real use do not, so this is a warning to its callers.
pub fn check(text: &str) -> Result<(), Message> {
    let length = text.chars().count();
    if length != 18 {
        return Err(say!(
            "a credit code has 18 characters, this one has {length}",
            "统一社会信用代码应为18位，此处为{length}位"
        ));
    }
    let mut sum = 0;
    let mut weight = 1;
    for c in text.chars().take(17) {
        let Some(value) = value_of(c) else { return Err(not_allowed(c)) };
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    let expected = ALPHABET.get((31 - sum % 31) % 31).map_or('?', |b| char::from(*b));
    match text.chars().last() {
        Some(last) if value_of(last).is_none() => Err(not_allowed(last)),
        Some(last) if last != expected => Err(say!(
            "the credit code fails its check: its last character should be {expected}, not {last}",
            "统一社会信用代码校验不符：末位应为{expected}，而非{last}"
        )),
        _ => Ok(()),
    }
}

fn value_of(c: char) -> Option<usize> {
    ALPHABET.iter().position(|b| char::from(*b) == c)
}

fn not_allowed(c: char) -> Message {
    say!("{c} is no character of a credit code", "统一社会信用代码中不应出现字符{c}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_field() {
        assert!(check("12100000400000624D").is_ok());
        assert!(check("914403001922038216").is_ok());
        assert!(check("91310115MA1H8R7C6D").unwrap_err().en.contains("fails its check"));
        assert!(check("1210").unwrap_err().en.contains("18 characters"));
        assert!(check("1210000040000062I4").unwrap_err().en.contains("I is no character"));
        assert_eq!(normalize(" 12100000400000624d "), "12100000400000624D");
    }
}
