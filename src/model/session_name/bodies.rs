//! Which body a name means: its code, its Chinese and English names, and those that it bore before.

use super::{BUILT_IN, plain};
use crate::model::text::fold;

/// How a body is called by a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyClaim {
    /// Its present Chinese name; the code, where it has none.
    Present,
    /// Its English name.
    English,
    /// A former Chinese name.
    Former,
}

/// A name of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyName {
    /// The body's code.
    pub code: String,
    /// The name.
    pub name: String,
    /// What name it is.
    pub claim: BodyClaim,
}

/// Whom a session's name can speak of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bodies {
    /// The names of the bodies that are defined, present names before former ones.
    pub known: Vec<BodyName>,
    /// The names of the alliance itself, which may stand before its session's: none where they are not known.
    pub own: Vec<String>,
}

/// Which body is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeantBody<'b> {
    /// The body of this code.
    One(&'b str),
    /// None that is known.
    Nobody,
    /// The bodies of these codes have the name, or the one has it for its code.
    Several(Vec<&'b str>),
}

/// The English names of the bodies that every registry has, where the registry says none.
pub fn english_body(code: &str) -> Option<&'static str> {
    match code {
        "assembly" => Some("General Assembly"),
        "council" => Some("Council"),
        "standing" => Some("Standing Council"),
        "supervisors" => Some("Board of Supervisors"),
        _ => None,
    }
}

/// Whether it is the name by which everybody knows a built-in body.
pub fn is_built_in(code: &str, name: &str) -> bool {
    BUILT_IN.iter().any(|(known, of)| *of == code && *known == name)
}

/// A body's name as it is compared: `the Executive Committee` is `Executive Committee`.
fn bare(name: &str) -> String {
    let name = fold(name);
    plain(name.trim().strip_prefix("the ").unwrap_or(&name))
}

impl Bodies {
    /// The body of that code or name, however it is typed. A code that is typed just as it is recorded means its body,
    /// whatever others are called. Then present names in either language and codes in any case count, and last the
    /// former names and those by which everybody knows the built-in bodies.
    pub fn meant(&self, body: &str) -> MeantBody<'_> {
        let typed = body.trim();
        if let Some(known) = self.known.iter().find(|known| known.code == typed) {
            return MeantBody::One(&known.code);
        }
        let wanted = bare(typed);
        if wanted.is_empty() {
            return MeantBody::Nobody;
        }
        let of = |claims: &[BodyClaim]| {
            let fits = |known: &&BodyName| claims.contains(&known.claim) && bare(&known.name) == wanted;
            self.known.iter().filter(fits).map(|known| known.code.as_str()).collect::<Vec<_>>()
        };
        let coded = self.known.iter().map(|known| known.code.as_str());
        let coded = coded.chain(BUILT_IN.iter().map(|(_, code)| *code)).filter(|code| bare(code) == wanted);
        // A built-in body that the registry gives no English name has its usual one.
        let usual = BUILT_IN.iter().map(|(_, code)| *code).filter(|code| {
            let named = |known: &BodyName| known.code == *code && known.claim == BodyClaim::English;
            english_body(code).is_some_and(|name| bare(name) == wanted) && !self.known.iter().any(named)
        });
        let present = of(&[BodyClaim::Present, BodyClaim::English]).into_iter().chain(coded).chain(usual);
        let former = || {
            let built_in = |(name, code): &(&'static str, &'static str)| {
                (*name == wanted || english_body(code).is_some_and(|name| bare(name) == wanted)).then_some(*code)
            };
            of(&[BodyClaim::Former]).into_iter().chain(BUILT_IN.iter().filter_map(built_in))
        };
        match one_or_several(present) {
            MeantBody::Nobody => one_or_several(former()),
            found => found,
        }
    }

    /// The code of the one body of that code or name.
    pub fn code(&self, body: &str) -> Option<&str> {
        match self.meant(body) {
            MeantBody::One(code) => Some(code),
            MeantBody::Nobody | MeantBody::Several(_) => None,
        }
    }

    /// The codes of the bodies of whose names, or codes, the text is a part.
    pub fn holding(&self, part: &str) -> Vec<String> {
        let part = fold(part);
        let mut codes: Vec<String> = Vec::new();
        for known in &self.known {
            let usual = english_body(&known.code).unwrap_or_default();
            let holds = [&known.name, &known.code, usual].iter().any(|name| fold(name).contains(&part));
            if holds && !codes.contains(&known.code) {
                codes.push(known.code.clone());
            }
        }
        codes
    }
}

fn one_or_several<'b>(codes: impl Iterator<Item = &'b str>) -> MeantBody<'b> {
    let mut each: Vec<&str> = Vec::new();
    for code in codes {
        if !each.contains(&code) {
            each.push(code);
        }
    }
    match each[..] {
        [] => MeantBody::Nobody,
        [one] => MeantBody::One(one),
        _ => MeantBody::Several(each),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(names: &[(&str, &str, BodyClaim)]) -> Bodies {
        let name = |(code, name, claim): &(&str, &str, BodyClaim)| BodyName {
            code: code.to_string(),
            name: name.to_string(),
            claim: *claim,
        };
        Bodies { known: names.iter().map(name).collect(), own: Vec::new() }
    }

    #[test]
    fn a_body_is_known_by_each_of_its_names() {
        use BodyClaim::{English, Former, Present};
        let all = bodies(&[
            ("council", "理事会", Present),
            ("standing", "常务理事会", Present),
            ("exec", "执行委员会", Present),
            ("exec", "Executive Committee", English),
            ("standing", "执委会", Former),
        ]);
        for (text, code) in [
            ("exec", "exec"),
            ("EXEC", "exec"),
            ("执行委员会", "exec"),
            ("Executive Committee", "exec"),
            ("the executive  committee", "exec"),
            ("Ｅxecutive Committee", "exec"),
            ("执委会", "standing"),
            ("Standing Council", "standing"),
            ("council", "council"),
            ("Council", "council"),
            ("会员代表大会", "assembly"),
            ("General Assembly", "assembly"),
        ] {
            assert_eq!(all.meant(text), MeantBody::One(code), "{text}");
        }
        for text in ["", "the", "Committee", "委员会"] {
            assert_eq!(all.meant(text), MeantBody::Nobody, "{text}");
        }
        assert_eq!(all.holding("exec"), ["exec"]);
        assert_eq!(all.holding("council"), ["council", "standing"]);
    }

    #[test]
    fn a_name_of_several_is_none_of_them_but_a_code_stays_its_own() {
        use BodyClaim::{English, Former, Present};
        let all = bodies(&[
            ("council", "理事会", Present),
            ("exec", "执行委员会", Present),
            ("exec", "Council", English),
            ("board", "董事会", Present),
            ("board", "Board", English),
            ("senate", "评议会", Present),
            ("senate", "Committee", English),
            ("lab", "Committee", Present),
            ("lab", "董事会", Former),
        ]);
        assert_eq!(all.meant("Council"), MeantBody::Several(vec!["exec", "council"]));
        assert_eq!(all.meant("council"), MeantBody::One("council"));
        assert_eq!(all.meant("committee"), MeantBody::Several(vec!["senate", "lab"]));
        assert_eq!(all.meant("board"), MeantBody::One("board"));
        // A present name goes before a former one.
        assert_eq!(all.meant("董事会"), MeantBody::One("board"));
    }
}
