//! How sessions are called in English: `Third meeting of the second Council`, and `Executive Committee 3` for short.

use super::{FLAGS, bodies::Bodies};
use crate::model::{numeral, text::fold, words::SessionKind};

/// The English name of a numbered session with all its flags, as it stands alone: `Third meeting of the second
/// Council`; `None` without a number. `body` is the body's own English name, else its Chinese one.
pub fn english(body: &str, term: Option<u32>, number: Option<u32>, kinds: &[SessionKind]) -> Option<String> {
    let number = numeral::ordinal(number?);
    let mut letters = number.chars();
    let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    let flags: Vec<&str> =
        FLAGS.iter().filter(|(_, kind)| kinds.contains(kind)).map(|(_, kind)| kind.labels().0).collect();
    let flags = if flags.is_empty() { String::new() } else { format!(" ({})", flags.join(", ")) };
    let term = term.map(|term| numeral::ordinal(term) + " ").unwrap_or_default();
    let body = body.strip_prefix("The ").or(body.strip_prefix("the ")).unwrap_or(body);
    Some(format!("{capital} meeting{flags} of the {term}{body}"))
}

/// What an English name says, but for which body it means.
#[derive(Debug, PartialEq, Eq)]
pub struct InEnglish {
    /// The body as it is named.
    pub body: String,
    /// Term.
    pub term: Option<u32>,
    /// Number.
    pub number: u32,
    /// The flags, in their order.
    pub kinds: Vec<SessionKind>,
}

/// Reads what [`english`] writes, in any case and with or without `the`. A number before the body is its term, but
/// where it is part of the body's name.
pub fn read(text: &str, bodies: &Bodies) -> Option<InEnglish> {
    let text = fold(text);
    let (head, body) = text.strip_prefix("the ").unwrap_or(&text).split_once(" of ")?;
    let (head, flags) = match head.split_once('(') {
        Some((head, flags)) => (head, flags.trim().strip_suffix(')')?),
        None => (head, ""),
    };
    let number = counted(head.trim().strip_suffix("meeting")?.trim())?;
    let flags: Vec<&str> = flags.split(',').map(str::trim).filter(|flag| !flag.is_empty()).collect();
    let kinds = FLAGS.iter().map(|(_, kind)| *kind).filter(|kind| flags.contains(&kind.labels().0)).collect::<Vec<_>>();
    if kinds.len() != flags.len() {
        return None;
    }
    let body = body.trim();
    let body = body.strip_prefix("the ").unwrap_or(body);
    let of_term = body.split_once(' ').and_then(|(term, rest)| Some((counted(term)?, rest)));
    let (term, body) = match of_term.filter(|_| bodies.code(body).is_none()) {
        Some((term, rest)) => (Some(term), rest),
        None => (None, body),
    };
    Some(InEnglish { body: body.to_string(), term, number, kinds })
}

/// `Executive Committee 3`, `Executive Committee 2-3`: the body, term and number.
pub fn short(text: &str) -> Option<(&str, Option<u32>, u32)> {
    let (body, numbers) = text.trim().rsplit_once(char::is_whitespace)?;
    match numbers.split_once(['-', '–']) {
        Some((term, number)) => Some((body, Some(numeral::parse(term)?), numeral::parse(number)?)),
        None => Some((body, None, numeral::parse(numbers)?)),
    }
}

/// `third`, `twenty-first`, `3rd`.
fn counted(word: &str) -> Option<u32> {
    let digits: String = word.chars().take_while(char::is_ascii_digit).collect();
    let n = if digits.is_empty() {
        (1..=99).find(|n| numeral::ordinal(*n) == word)?
    } else {
        digits.parse().ok().filter(|_| matches!(word.strip_prefix(&*digits), Some("st" | "nd" | "rd" | "th")))?
    };
    (n > 0).then_some(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::session_name::bodies::{BodyClaim, BodyName};

    fn bodies() -> Bodies {
        let name = |code: &str, name: &str| BodyName {
            code: code.into(),
            name: name.into(),
            claim: BodyClaim::English,
        };
        let known = vec![name("exec", "Executive Committee"), name("sen", "Second Chamber"), name("bof", "Board of Fees")];
        Bodies { known, own: Vec::new() }
    }

    #[test]
    fn what_is_printed_is_read() {
        use SessionKind::*;
        for (body, term) in [("executive committee", Some(2)), ("second chamber", None), ("board of fees", Some(21))] {
            for number in [1, 2, 12, 20, 21, 99, 100, 111, 123] {
                for kinds in [&[Regular][..], &[Enlarged], &[Extraordinary, Enlarged]] {
                    let printed = english(body, term, Some(number), kinds).unwrap();
                    let kinds: Vec<SessionKind> = kinds.iter().copied().filter(|kind| *kind != Regular).collect();
                    let wanted = InEnglish { body: body.into(), term, number, kinds };
                    for text in [&printed, &format!("the {printed}"), &printed.to_uppercase()] {
                        assert_eq!(read(text, &bodies()), Some(InEnglish { ..clone(&wanted) }), "{text}");
                    }
                }
            }
        }
        assert_eq!(read("3rd meeting of the 2nd Council", &bodies()).unwrap().term, Some(2));
    }

    fn clone(of: &InEnglish) -> InEnglish {
        InEnglish { body: of.body.clone(), term: of.term, number: of.number, kinds: of.kinds.clone() }
    }

    #[test]
    fn what_is_no_name_of_a_session() {
        for text in [
            "", "Council", "meeting of the Council", "third of the Council", "Third meeting", "3 meeting of the Council",
            "0th meeting of the Council", "3th of", "Third meeting (merry) of the Council", "Third meeting (enlarged of the Council",
        ] {
            assert_eq!(read(text, &bodies()), None, "{text}");
        }
    }

    #[test]
    fn a_body_and_a_number() {
        assert_eq!(short("Executive Committee 3"), Some(("Executive Committee", None, 3)));
        assert_eq!(short(" Executive Committee  2-3"), Some(("Executive Committee ", Some(2), 3)));
        for text in ["Committee", "3", "Committee three", "Committee 0", "Committee 2-", "Committee -3", ""] {
            assert_eq!(short(text), None, "{text}");
        }
    }
}
