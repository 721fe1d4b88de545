//! Amounts of money: whole numbers of the smallest unit of a currency (分), which people write in units (元).

use super::text::half_width;

/// So many of the smallest unit make a unit.
const UNIT: i64 = 100;

/// An amount as people write it, in units: `1000`, `1,000.00`, `¥1000.5`, `1000元`. `None` for what is no amount, is
/// negative, or is finer than the smallest unit.
pub fn parse(text: &str) -> Option<i64> {
    let text = half_width(text.trim());
    let text = text.trim_start_matches(['¥', '￥', '$', '€']).trim_end_matches("元整").trim_end_matches('元').trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.iter().skip(1).all(|group| group.len() == 3) && groups.first().is_some_and(|first| first.len() <= 3);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let plain: String = groups.concat();
    if plain.is_empty() || !digits(&plain) || !digits(part) || part.len() > 2 || (groups.len() > 1 && !grouped) {
        return None;
    }
    let cents: i64 = format!("{part:0<2}").parse().ok()?;
    plain.parse::<i64>().ok()?.checked_mul(UNIT)?.checked_add(cents)
}

/// The amount in units, as [`parse`] reads it.
pub fn units(amount: i64) -> String {
    format!("{}{}.{:02}", if amount < 0 { "-" } else { "" }, (amount / UNIT).abs(), (amount % UNIT).abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_people_write_them() {
        for (text, amount) in [
            ("1000.00", 100_000),
            ("1000", 100_000),
            ("1,000.5", 100_050),
            ("¥1,234,567.89", 123_456_789),
            ("２００元", 20_000),
            ("0.05", 5),
            ("300元整", 30_000),
        ] {
            assert_eq!(parse(text), Some(amount), "{text}");
        }
        for text in ["", "-1", "1.234", "1,00", "12,3456", "一千", "1e3", "1.2.3", ".", "元", "99999999999999999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_told_reads_the_same(amount in 0..=i64::MAX / 2) {
            prop_assert_eq!(parse(&units(amount)), Some(amount));
        }
    }
}
