//! Errors as they stand on stderr.

use serde_json::{Value, json};

use super::{Screen, json::escaped, style::Tone, written::narrated};
use crate::error::{Details, Error};

/// The lines of an error: `error: …`, `caused by: …`, `hint: …`, those words in every language, the
/// texts in the screen's. With `json` one object on one line with the contract's four keys: the causes,
/// or the single faults of a file, stand in the message behind what they add up to.
pub fn error(error: &Error, json: bool, screen: &Screen) -> String {
    let (details, lang) = (error.details(), screen.lang);
    if json {
        let hints: Vec<&str> = details.all_hints().into_iter().map(|hint| lang.say(hint)).collect();
        let hint = if hints.is_empty() { Value::Null } else { Value::String(hints.join("; ")) };
        let said = std::iter::once(details.said()).chain(details.all_causes());
        let said = said.map(|message| lang.say(&message).to_string());
        let message = said.collect::<Vec<_>>().join("; ");
        let object = json!({ "error": {
            "kind": details.kind.code(),
            "message": message,
            "hint": hint,
            "candidates": details.all_candidates(),
        } });
        return escaped(object.to_string()) + "\n";
    }
    narrated("error", Tone::Bad, lang.say(&details.said()), screen) + &under(details, screen)
}

/// What stands under the first line: each fault's own hints right behind it.
fn under(details: &Details, screen: &Screen) -> String {
    let lang = screen.lang;
    let mut out = String::new();
    for fault in details.faults.iter().map(Error::details) {
        out.push_str(&narrated("caused by", Tone::Dim, lang.say(&fault.said()), screen));
        out.push_str(&under(fault, screen));
    }
    for cause in details.why() {
        out.push_str(&narrated("caused by", Tone::Dim, lang.say(&cause), screen));
    }
    out.extend(details.backtrace());
    for hint in &details.hints {
        out.push_str(&narrated("hint", Tone::Dim, lang.say(hint), screen));
    }
    if !details.candidates.is_empty() {
        let names = details.candidates.join(lang.comma());
        out.push_str(&narrated(
            "hint",
            Tone::Dim,
            &(lang.word("it could be: ", "可能是：").to_owned() + &names),
            screen,
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error::Kind, lang::Lang, say};

    #[test]
    fn the_three_words_are_fixed_and_json_is_one_line() {
        let fault = Error::new(Kind::Ambiguous, say!("two \u{1b}answer", "有两个\u{1b}单位"))
            .cause(say!("part of a name", "只是名称的一部分"))
            .hint(say!("say more", "请写全"))
            .candidates(vec!["shlg".into(), "ahlg".into()]);
        let zh = Screen { lang: Lang::Zh, width: 80, color: false };
        assert_eq!(
            error(&fault, false, &zh),
            "error: 有两个\\u{1b}单位\ncaused by: 只是名称的一部分\nhint: 请写全\nhint: 可能是：shlg、ahlg\n"
        );
        let text = error(&fault, true, &zh);
        assert_eq!(text.lines().count(), 1);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["error"]["kind"], "ambiguous");
        assert_eq!(value["error"]["hint"], "请写全");
        assert_eq!(value["error"]["candidates"], json!(["shlg", "ahlg"]));
        let bare = error(&Error::invalid(say!("no", "否")), true, &zh);
        assert!(bare.contains("\"hint\":null"), "{bare}");
    }
}
