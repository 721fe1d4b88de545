//! Fractions. (Stand-in; branch `forms` has the whole.)
use crate::error::Message;

/// p/q
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// numerator
    pub p: u32,
    /// denominator
    pub q: u32,
}

impl Fraction {
    /// parse
    pub fn parse(text: &str) -> Result<Fraction, Message> {
        text.split_once('/')
            .and_then(|(p, q)| Some(Fraction { p: p.trim().parse().ok()?, q: q.trim().parse().ok()? }))
            .filter(|f| f.q > 0 && f.p <= f.q)
            .ok_or_else(|| crate::say!("no fraction", "不是分数"))
    }
}

impl std::fmt::Display for Fraction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.p, self.q)
    }
}

impl serde::Serialize for Fraction {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
