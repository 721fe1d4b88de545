//! How sessions are called: 第二届理事会第三次会议, 二届三次理事会, 2-3, standing:4-10 (domain 3).

use super::{
    numeral,
    text::half_width,
    words::{Mode, SessionKind},
};

/// A body by code and Chinese name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyName {
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
}

/// What a session's name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionName {
    /// Code of the body.
    pub body: String,
    /// Term (届).
    pub term: Option<u32>,
    /// Number (次).
    pub number: Option<u32>,
    /// Flags of the name; regular where there is none.
    pub kind: SessionKind,
    /// Online, where the name says so.
    pub mode: Option<Mode>,
}

/// Names by which the built-in bodies are known, whatever the registry calls them.
const BUILT_IN: &[(&str, &str)] = &[
    ("会员代表大会", "assembly"),
    ("会员大会", "assembly"),
    ("常务理事会", "standing"),
    ("监事会", "supervisors"),
    ("理事会", "council"),
];

/// Understands every form; `None` for what is no session's name.
pub fn parse(text: &str, bodies: &[BodyName]) -> Option<SessionName> {
    let text: String = half_width(text.trim()).chars().filter(|c| !c.is_whitespace()).collect();
    let named = |body: &str, term, number| SessionName {
        body: body.to_string(),
        term,
        number,
        kind: SessionKind::Regular,
        mode: None,
    };
    let (body, numbers) = match text.split_once(':') {
        Some((body, numbers)) => (Some(body), numbers),
        None => (None, text.as_str()),
    };
    let code_of = |body: &str| {
        let built_in = BUILT_IN.iter().find(|(name, code)| *name == body || code.eq_ignore_ascii_case(body));
        let own = bodies.iter().find(|b| b.name == body || b.code.eq_ignore_ascii_case(body));
        own.map(|b| b.code.clone()).or(built_in.map(|(_, code)| code.to_string()))
    };
    if let Some((term, number)) = numbers.split_once('-') {
        if let (Some(term), Some(number)) = (numeral::parse(term), numeral::parse(number)) {
            return Some(named(&code_of(body.unwrap_or("council"))?, Some(term), Some(number)));
        }
    } else if let (Some(body), Some(number)) = (body, numeral::parse(numbers)) {
        return Some(named(&code_of(body)?, None, Some(number)));
    }
    chinese_form(&text, bodies)
}

fn chinese_form(text: &str, bodies: &[BodyName]) -> Option<SessionName> {
    let (mut kind, mut mode) = (SessionKind::Regular, None);
    let mut rest = text.replace(['(', ')'], "").replace("全体", "");
    for (flag, sense) in [
        ("扩大", SessionKind::Enlarged),
        ("临时", SessionKind::Extraordinary),
        ("通讯", SessionKind::Correspondence),
    ] {
        if rest.contains(flag) {
            rest = rest.replace(flag, "");
            kind = sense;
        }
    }
    for flag in ["线上", "视频"] {
        if rest.contains(flag) {
            rest = rest.replace(flag, "");
            mode = Some(Mode::Online);
        }
    }
    let own = bodies.iter().map(|b| (b.name.as_str(), b.code.as_str()));
    let mut known: Vec<(&str, &str)> =
        own.chain(BUILT_IN.iter().copied()).filter(|(n, _)| !n.is_empty()).collect();
    known.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
    let (name, code) = known.into_iter().find(|(name, _)| rest.contains(name))?;
    // 第二届理事会常务理事会: the longer name is the body, the council before it says whose.
    rest = rest.replacen(name, "|", 1);
    if name == "常务理事会" {
        rest = rest.replace("理事会", "");
    }
    // …第四次全体理事会议 ends in the members' own name.
    let rest = rest.strip_suffix("会议").unwrap_or(&rest).trim_end_matches("理事");
    let term = before(rest, '届');
    let number = before(rest, '次');
    let counted = |mark: char, found: &Option<u32>| !rest.contains(mark) || found.is_some();
    let nothing_after = rest.rsplit(['次', '届', '|']).next().is_some_and(str::is_empty);
    (number.is_some() && counted('届', &term) && nothing_after).then(|| SessionName {
        body: code.to_string(),
        term,
        number,
        kind,
        mode,
    })
}

/// The numeral that stands right before the mark; what only ends in one (三三) is none.
fn before(text: &str, mark: char) -> Option<u32> {
    let head = text.split(mark).next().filter(|head| head.len() < text.len())?;
    let numeral = |c: char| c.is_ascii_digit() || "〇零一二两三四五六七八九十廿卅首".contains(c);
    numeral::parse(&head[head.trim_end_matches(numeral).len()..])
}

/// The Chinese name of a numbered session; `None` without a number.
pub fn chinese(body: &str, term: Option<u32>, number: Option<u32>, kind: SessionKind) -> Option<String> {
    let number = numeral::chinese(number?);
    let term = term.map(|term| format!("第{}届", numeral::chinese(term))).unwrap_or_default();
    let flag = match kind {
        SessionKind::Regular => "",
        SessionKind::Enlarged => "(扩大)",
        SessionKind::Extraordinary => "(临时)",
        SessionKind::Correspondence => "(通讯)",
    };
    Some(format!("{term}{body}第{number}次{flag}会议"))
}

/// `2-3` for the council, `standing:4-10`, `chairs:7` (contract 2).
pub fn reference(body: &str, term: Option<u32>, number: u32) -> String {
    match term {
        Some(term) if body == "council" => format!("{term}-{number}"),
        Some(term) => format!("{body}:{term}-{number}"),
        None => format!("{body}:{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(String, Option<u32>, Option<u32>, SessionKind)> {
        let bodies = [("chairs", "联席会"), ("heads", "校长联席会议")];
        let bodies = bodies.map(|(code, name)| BodyName { code: code.into(), name: name.into() });
        parse(text, &bodies).map(|s| (s.body, s.term, s.number, s.kind))
    }

    #[test]
    fn every_form_of_the_field() {
        use SessionKind::*;
        let table = [
            ("第二届理事会第三次会议", "council", Some(2), 3, Regular),
            ("二届三次理事会", "council", Some(2), 3, Regular),
            ("二届三次理事会(会议)", "council", Some(2), 3, Regular),
            ("二届三次理事会会议", "council", Some(2), 3, Regular),
            ("第二届第三次理事会(扩大)会议", "council", Some(2), 3, Enlarged),
            ("第一届理事会第一次(扩大)会议", "council", Some(1), 1, Enlarged),
            ("第二届理事会常务理事会第十次会议", "standing", Some(2), 10, Regular),
            ("第四届常务理事会第十次会议", "standing", Some(4), 10, Regular),
            ("第七届理事会第四次全体理事会议", "council", Some(7), 4, Regular),
            ("首届理事会首次会议", "council", Some(1), 1, Regular),
            ("长三角高等工程教育大学科技园联盟第二届理事会第三次会议", "council", Some(2), 3, Regular),
            ("第二届理事会第二十一次临时会议", "council", Some(2), 21, Extraordinary),
            ("第12届会员代表大会第1次会议", "assembly", Some(12), 1, Regular),
            ("联席会第七十四次会议", "chairs", None, 74, Regular),
            ("校长联席会议第三次会议", "heads", None, 3, Regular),
            ("2-3", "council", Some(2), 3, Regular),
            ("standing:4-10", "standing", Some(4), 10, Regular),
            ("联席会:七", "chairs", None, 7, Regular),
            ("Chairs:7", "chairs", None, 7, Regular),
        ];
        for (text, body, term, number, kind) in table {
            assert_eq!(read(text), Some((body.into(), term, Some(number), kind)), "{text}");
        }
    }

    #[test]
    fn what_is_no_session() {
        for text in ["第四届大学生创业训练营", "理事会", "第零届理事会第三次会议", "2-", "nobody:3", "", "3"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_printed_is_read() {
        use SessionKind::*;
        for kind in [Regular, Enlarged, Extraordinary, Correspondence] {
            for (body, name, term) in [
                ("council", "理事会", Some(2)),
                ("standing", "常务理事会", Some(11)),
                ("chairs", "联席会", None),
            ] {
                for number in 1..=99 {
                    let printed = chinese(name, term, Some(number), kind).unwrap();
                    assert_eq!(read(&printed), Some((body.into(), term, Some(number), kind)), "{printed}");
                    let reference = reference(body, term, number);
                    assert_eq!(
                        read(&reference),
                        Some((body.into(), term, Some(number), Regular)),
                        "{reference}"
                    );
                }
            }
        }
        assert_eq!(chinese("理事会", Some(2), Some(3), Regular).unwrap(), "第二届理事会第三次会议");
    }
}
