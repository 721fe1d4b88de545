//! Numerals as terms and sessions are counted: Chinese 1–99, ASCII and full-width digits (domain 3).

use super::text::half_width;

const DIGITS: &str = "〇一二三四五六七八九";

/// A number from 1: `十`, `二十一`, `廿三`, `首`, `12`, `12`. What no one writes (一十、零、二二) is none.
pub fn parse(text: &str) -> Option<u32> {
    let text = half_width(text.trim());
    if !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok().filter(|n| *n > 0);
    }
    let chars: Vec<char> = text.chars().collect();
    match chars[..] {
        ['首'] => Some(1),
        ['两'] => Some(2),
        ['十'] => Some(10),
        ['十', units] => Some(10 + digit(units)?),
        [tens @ ('廿' | '卅')] => Some(if tens == '廿' { 20 } else { 30 }),
        [tens @ ('廿' | '卅'), units] => Some(if tens == '廿' { 20 } else { 30 } + digit(units)?),
        [units] => digit(units),
        [tens, '十'] => digit(tens).filter(|t| *t > 1).map(|t| t * 10),
        [tens, '十', units] => Some(digit(tens).filter(|t| *t > 1)? * 10 + digit(units)?),
        [tens, '〇' | '零'] => digit(tens).map(|t| t * 10),
        _ => None,
    }
}

fn digit(c: char) -> Option<u32> {
    DIGITS.chars().position(|d| d == c).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0)
}

/// 1–99 in characters; beyond, and 0, in digits.
pub fn chinese(n: u32) -> String {
    let char_of = |n: u32| DIGITS.chars().nth(n as usize).unwrap_or('〇');
    match n {
        1..=9 => char_of(n).to_string(),
        10 => "十".to_string(),
        11..=19 => format!("十{}", char_of(n - 10)),
        20..=99 if n.is_multiple_of(10) => format!("{}十", char_of(n / 10)),
        20..=99 => format!("{}十{}", char_of(n / 10), char_of(n % 10)),
        _ => n.to_string(),
    }
}

/// The English ordinal, in words up to `ninety-ninth`, then `100th`, `101st`.
pub fn ordinal(n: u32) -> String {
    const FIRST: [&str; 20] = [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
        "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
        "nineteenth",
    ];
    const TENS: [&str; 10] =
        ["", "", "twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet"];
    let word = |of: &[&'static str], n: u32| of.get(n as usize).copied().unwrap_or_default();
    match (n, n % 10) {
        (0..=19, _) => word(&FIRST, n).to_string(),
        (20..=99, 0) => format!("{}ieth", word(&TENS, n / 10)),
        (20..=99, units) => format!("{}y-{}", word(&TENS, n / 10), word(&FIRST, units)),
        (_, units) => {
            let teen = (11..=13).contains(&(n % 100));
            let end = match units {
                1 if !teen => "st",
                2 if !teen => "nd",
                3 if !teen => "rd",
                _ => "th",
            };
            format!("{n}{end}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read() {
        for n in 1..=9999 {
            assert_eq!(parse(&chinese(n)), Some(n));
        }
    }

    #[test]
    fn forms_of_the_field() {
        let table = [
            ("两", 2),
            ("二〇", 20),
            ("廿", 20),
            ("廿三", 23),
            ("卅", 30),
            ("卅一", 31),
            ("12", 12),
            ("首", 1),
        ];
        for (text, n) in table {
            assert_eq!(parse(text), Some(n), "{text}");
        }
        for text in ["一十", "零", "〇", "二二", "", "0", "十十", "百", "一十二", "-1", "1.5"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn english_ordinals() {
        let all = [
            (1, "first"), (3, "third"), (12, "twelfth"), (20, "twentieth"), (21, "twenty-first"), (40, "fortieth"),
            (99, "ninety-ninth"), (100, "100th"), (101, "101st"), (111, "111th"), (122, "122nd"), (203, "203rd"),
        ];
        for (n, word) in all {
            assert_eq!(ordinal(n), word);
        }
    }
}
