//! Fractions. (Minimal; the whole is on its way.)
use serde::Serialize;

/// p/q
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// numerator
    pub p: u32,
    /// denominator
    pub q: u32,
}

impl Serialize for Fraction {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{}/{}", self.p, self.q))
    }
}
