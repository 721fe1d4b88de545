//! Fractions of rules, computed in integers (domain 2).

use std::fmt;

use super::{numeral, text::half_width};

/// p/q with 0 < p ≤ q.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Numerator.
    pub p: u32,
    /// Denominator.
    pub q: u32,
}

impl Fraction {
    /// `2/3`, `三分之二`.
    pub fn parse(text: &str) -> Option<Fraction> {
        let text = half_width(text.trim());
        let (p, q) = match text.split_once("分之") {
            Some((q, p)) => (p, q),
            None => text.split_once('/')?,
        };
        let (p, q) = (numeral::parse(p)?, numeral::parse(q)?);
        (p <= q).then_some(Fraction { p, q })
    }

    /// At least p/q of n (以上、不少于). Of nothing, nothing is enough.
    #[cfg(test)]
    fn at_least(self, x: u64, n: u64) -> bool {
        n > 0 && u128::from(self.q) * u128::from(x) >= u128::from(self.p) * u128::from(n)
    }

    /// The least number that is at least p/q of n.
    pub fn least_at_least(self, n: u64) -> u64 {
        narrow((u128::from(self.p) * u128::from(n)).div_ceil(u128::from(self.q.max(1))))
    }

    /// The least number that is more than p/q of n.
    pub fn least_more_than(self, n: u64) -> u64 {
        narrow(u128::from(self.p) * u128::from(n) / u128::from(self.q.max(1)) + 1)
    }
}

fn narrow(n: u128) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.p, self.q)
    }
}

impl serde::Serialize for Fraction {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quorum_arithmetic_of_the_field() {
        let two_thirds = Fraction::parse("2/3").unwrap();
        for (n, least) in [(6, 4), (7, 5), (9, 6), (10, 7), (11, 8), (12, 8), (187, 125)] {
            assert_eq!(two_thirds.least_at_least(n), least);
        }
        let half = Fraction::parse("二分之一").unwrap();
        assert_eq!((half.least_at_least(10), half.least_more_than(10)), (5, 6));
        assert!(!half.at_least(0, 0));
    }

    #[test]
    fn the_least_is_the_least() {
        for (p, q) in [(1, 2), (2, 3), (3, 5), (1, 1)] {
            let f = Fraction { p, q };
            for n in 1..60 {
                assert_eq!((0..=n + 1).find(|x| f.at_least(*x, n)), Some(f.least_at_least(n)));
                assert_eq!((0..=n + 1).find(|x| u64::from(q) * x > u64::from(p) * n), Some(f.least_more_than(n)));
            }
        }
    }

    #[test]
    fn what_is_no_part_of_a_whole_is_refused() {
        for text in ["3/2", "0/3", "2/0", "2", "", "a/b", "2/3/4"] {
            assert_eq!(Fraction::parse(text), None, "{text}");
        }
    }
}
