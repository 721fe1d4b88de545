//! How sessions are called: 第二届理事会第三次会议, 二届三次理事会, 2-3, standing:4-10 (domain 3), and in English.

use super::{
    numeral,
    text::fold,
    words::{Mode, SessionKind},
};
use crate::{error::Message, say};

mod bodies;
mod english;
mod reader;

pub use bodies::{Bodies, BodyClaim, BodyName, MeantBody, english_body, is_built_in};
pub use english::english;
use reader::NameReader;

/// What a session's name says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionName {
    /// Code of the body.
    pub body: String,
    /// Term (届).
    pub term: Option<u32>,
    /// Number (次).
    pub number: Option<u32>,
    /// Flag of the name; regular where there is none. Of several the one that says most: 通讯 before 临时
    /// before 扩大.
    pub kind: SessionKind,
    /// The other flags that are said beside it.
    pub also: Vec<SessionKind>,
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

/// The flags of a name, those that say most first.
const FLAGS: &[(&str, SessionKind)] = &[
    ("通讯", SessionKind::Correspondence),
    ("临时", SessionKind::Extraordinary),
    ("扩大", SessionKind::Enlarged),
];

/// Understands every form, Chinese and English; `None` for what is no session's name, and for a name of which any word
/// is not understood: 第三届理事会学术委员会第一次会议 is no session of the council.
///
/// # Errors
/// The codes of the bodies that all have the name by which the text names one.
pub fn parse<'b>(text: &str, bodies: &'b Bodies) -> Result<Option<SessionName>, Vec<&'b str>> {
    let written = text.trim();
    let (body, numbers) = match written.split_once([':', '：']) {
        Some((body, numbers)) => (Some(body), plain(numbers)),
        None => (None, plain(written)),
    };
    let named = |body: &str, term, number, mut kinds: Vec<SessionKind>| {
        let body = match bodies.meant(body) {
            MeantBody::One(code) => code.to_string(),
            MeantBody::Nobody => return Ok(None),
            MeantBody::Several(codes) => return Err(codes),
        };
        let kind = if kinds.is_empty() { SessionKind::Regular } else { kinds.remove(0) };
        Ok(Some(SessionName { body, term, number: Some(number), kind, also: kinds, mode: None }))
    };
    if let Some((term, number)) = numbers.split_once('-')
        && let (Some(term), Some(number)) = (numeral::parse(term), numeral::parse(number))
    {
        return named(body.unwrap_or("council"), Some(term), number, Vec::new());
    }
    if let (Some(body), Some(number)) = (body, numeral::parse(&numbers)) {
        return named(body, None, number, Vec::new());
    }
    if let Some((body, term, number)) = english::short(written) {
        return named(body, term, number, Vec::new());
    }
    if let Some(name) = english::read(written, bodies) {
        return named(&name.body, name.term, name.number, name.kinds);
    }
    Ok(NameReader::new(bodies).read(&plain(written)))
}

/// A name without white space, in the form in which names are compared.
fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// For a session's name that is not understood: which of its words are not, and what to do about each. None for
/// a text that speaks of no term and no number.
pub fn hints(text: &str, bodies: &Bodies) -> Vec<Message> {
    let text = plain(text);
    if !text.contains(['届', '次']) {
        return Vec::new();
    }
    let unknown = NameReader::new(bodies).unknown(&text);
    if unknown.is_empty() {
        return vec![if text.contains('次') {
            say!(
                "its words do not make one session's name: one body, its term and its number, as in 第二届理事会第四次会议",
                "各词不成一个会议名称：应为一个机构及其届、次，如“第二届理事会第四次会议”"
            )
        } else {
            say!("it does not say which session it is (第…次)", "未说明是第几次会议")
        }];
    }
    unknown.iter().map(|word| hint(word, text.starts_with(word.as_str()))).collect()
}

/// What to do about a word that is not understood.
fn hint(word: &str, first: bool) -> Message {
    let meets = ["会", "会议", "处", "组", "部", "室", "团", "委", "院", "所", "中心", "支部", "办"];
    if word.contains('暨') {
        return say!(
            "{word} is another event's name: name the session alone, and give the whole with --title",
            "“{word}”是另一活动的名称：请只写会议本身，全称用 --title 注明"
        );
    }
    if word.contains('年') {
        return say!(
            "sessions are counted within a term, not within a year ({word}): leave the year out where the number is \
             that of the term, else give the day with --start and the name with --title",
            "会议次数按届计，不按年计（“{word}”）：如次数确为本届次数，请去掉年份；否则用 --start 注明日期、用 --title 注明名称"
        );
    }
    if first && SOCIETIES.iter().any(|end| word.ends_with(end)) {
        return say!(
            "{word} is no name of this alliance; `alliance about edit name=… short_name=…` says how it is called",
            "“{word}”不是本联盟的名称；可用 `alliance about edit name=… short_name=…` 登记名称"
        );
    }
    if meets.iter().any(|end| word.ends_with(end)) {
        return say!(
            "no body is known as {word}; if it meets, define it: `alliance body add CODE --name {word}`",
            "没有名为“{word}”的机构；如确有此机构，请先登记：`alliance body add 代码 --name {word}`"
        );
    }
    say!(
        "{word} is not understood in a session's name; leave it out, or give the whole with --title",
        "会议名称中的“{word}”无法识别；请去掉，或用 --title 注明全称"
    )
}

/// What the name of a society ends in.
pub const SOCIETIES: &[&str] =
    &["联盟", "协会", "学会", "商会", "研究会", "促进会", "联合会", "联谊会", "基金会"];

/// Why a text can be no code of a session: it looks like the reference of one that cannot be, `0-1` or `2-0`.
/// Terms and sessions count from 1.
pub fn impossible_code(code: &str) -> Option<Message> {
    let (term, number) = code.trim().split_once('-')?;
    let counted = |n: &str| (1..=4).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
    let zero = |n: &str| n.bytes().all(|b| b == b'0');
    (counted(term) && counted(number) && (zero(term) || zero(number))).then(|| {
        say!(
            "{code} is no code: it reads as term and number of a session, and both count from 1",
            "{code} 不能作代码：形似“届-次”，而届、次均从1起计"
        )
    })
}

/// The Chinese name of a numbered session with all its flags; `None` without a number.
pub fn chinese(body: &str, term: Option<u32>, number: Option<u32>, kinds: &[SessionKind]) -> Option<String> {
    let number = numeral::chinese(number?);
    let term = term.map(|term| format!("第{}届", numeral::chinese(term))).unwrap_or_default();
    let flags: String =
        FLAGS.iter().filter(|(_, kind)| kinds.contains(kind)).map(|(flag, _)| *flag).collect();
    let flags = if flags.is_empty() { flags } else { format!("({flags})") };
    Some(format!("{term}{body}第{number}次{flags}会议"))
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

    fn bodies(own: &[&str]) -> Bodies {
        let known = [("chairs", "联席会"), ("heads", "校长联席会议"), ("academic", "学术委员会")];
        let present = BodyClaim::Present;
        let known = known.map(|(code, name)| BodyName { code: code.into(), name: name.into(), claim: present });
        Bodies { known: known.into(), own: own.iter().map(|name| name.to_string()).collect() }
    }

    fn read(text: &str) -> Option<(String, Option<u32>, Option<u32>, SessionKind)> {
        parse(text, &bodies(&[])).unwrap().map(|s| (s.body, s.term, s.number, s.kind))
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
            ("第三届理事会学术委员会第一次会议", "academic", Some(3), 1, Regular),
            ("第三届学术委员会第一次全体委员会议", "academic", Some(3), 1, Regular),
            ("第二届理事会第三次全体会议", "council", Some(2), 3, Regular),
            ("第二届理事会(扩大)第三次会议", "council", Some(2), 3, Enlarged),
            ("第二届理事会第三次会议（扩大）", "council", Some(2), 3, Enlarged),
            ("第二届理事会第三次全体理事(扩大)会议", "council", Some(2), 3, Enlarged),
            ("第二届理事会第三次 临时 会议", "council", Some(2), 3, Extraordinary),
            ("第二届理事会第三次临时通讯会议", "council", Some(2), 3, Correspondence),
            ("第四届理事会第三次常务理事会会议", "standing", Some(4), 3, Regular),
            ("第三届第二次会员代表大会", "assembly", Some(3), 2, Regular),
            ("会员代表大会第二次会议", "assembly", None, 2, Regular),
            ("联盟第二届理事会第三次会议", "council", Some(2), 3, Regular),
            ("第⼆届理事会第三次例会", "council", Some(2), 3, Regular),
            ("2–3", "council", Some(2), 3, Regular),
        ];
        for (text, body, term, number, kind) in table {
            assert_eq!(read(text), Some((body.into(), term, Some(number), kind)), "{text}");
        }
    }

    #[test]
    fn what_is_no_session() {
        for text in [
            "第四届大学生创业训练营",
            "理事会",
            "第零届理事会第三次会议",
            "2-",
            "0-1",
            "2-0",
            "nobody:3",
            "",
            "3",
            "第二届理事会会议第三次",
            "第三届理事会2025年第一次会议",
            "2025年第三届理事会第一次会议",
            "第三届理事会秘书处第二次会议",
            "第三届理事会理事长办公会第二次会议",
            "第三届理事会换届工作领导小组第二次会议",
            "第三届理事会监事会第一次会议",
            "第三届监事会理事会第一次会议",
            "第三届理事会党支部第一次会议",
            "第二届秘书处第一次会议",
            "会长办公会议第三次会议",
            "青年理事会第一次会议",
            "第三届理事会新理事会第一次会议",
            "第三届第一次理事会暨2025年年会",
            "第三届理事会第一次会议暨揭牌仪式",
            "第三届常务理事会扩大临时会议",
            "第三届理事会第一次筹备会议",
            "第三届理事会预备第一次会议",
            "第三届理事会第一次、第二次会议",
            "第三届理事会第一次会议的通知",
            "关于召开第三届理事会第一次会议",
            "第三届理事会第一次第二次会议",
            "第三届第二届理事会第一次会议",
            "第三届理事会第一次会员会议",
            "第三届理事会第一次会议会议",
            "第三届理事会()第一次会议",
            "第三届理事会(扩大第一次会议",
            "安徽分会第三届理事会第一次会议",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_alliance_before_its_session_is_this_one() {
        let own = bodies(&["长三角高等工程教育大学科技园联盟", "长三角联盟"]);
        for (text, known) in [
            ("长三角高等工程教育大学科技园联盟第二届理事会第三次会议", true),
            ("长三角 高等工程教育大学科技园联盟 第二届理事会第三次会议", true),
            ("长三角联盟二届三次理事会", true),
            ("本联盟第二届理事会第三次会议", true),
            ("联盟第二届理事会第三次会议", true),
            ("本会第二届理事会第三次会议", true),
            ("上海国家大学科技园联盟第二届理事会第三次会议", false),
            ("长三角大学科技园联盟第二届理事会第三次会议", false),
            ("协会第二届理事会第三次会议", false),
        ] {
            assert_eq!(parse(text, &own).unwrap().is_some(), known, "{text}");
        }
    }

    #[test]
    fn every_flag_stays() {
        use SessionKind::*;
        for text in [
            "第二届理事会第三次临时(扩大)会议",
            "第二届理事会第三次(扩大)临时会议",
            "第二届理事会临时扩大第三次会议",
            "第二届理事会第三次(临时扩大)会议",
        ] {
            let name = parse(text, &bodies(&[])).unwrap().unwrap();
            assert_eq!((name.kind, name.also.clone()), (Extraordinary, vec![Enlarged]), "{text}");
            let kinds: Vec<SessionKind> = [name.kind].into_iter().chain(name.also).collect();
            assert_eq!(
                chinese("理事会", Some(2), Some(3), &kinds).unwrap(),
                "第二届理事会第三次(临时扩大)会议"
            );
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let table: &[(&str, &[&str])] = &[
            ("第三届理事会秘书处第一次会议", &["秘书处"]),
            ("第三届理事会2025年第一次会议", &["2025年"]),
            ("会长办公会议第三次会议", &["会长办公会议"]),
            ("青年理事会第一次会议", &["青年理事会"]),
            ("第三届第一次理事会暨2025年年会", &["暨2025年年会"]),
            ("第三届理事会换届工作领导小组第二次(扩大)会议", &["换届工作领导小组"]),
            ("上海联盟第三届理事会第一次会议", &["上海联盟"]),
            ("第三届理事会监事会第一次会议", &[]),
        ];
        let own = bodies(&["甲联盟"]);
        for (text, words) in table {
            assert_eq!(NameReader::new(&own).unknown(text), *words, "{text}");
            assert_eq!(hints(text, &own).len(), words.len().max(1), "{text}");
        }
        assert!(hints("第三届理事会秘书处第一次会议", &own)[0].en.contains("body add CODE --name 秘书处"));
        assert!(hints("甲园", &own).is_empty());
    }

    #[test]
    fn codes_that_cannot_be() {
        for code in ["0-1", "2-0", "0-0", "00-1", "2-000", "0-0001"] {
            assert!(impossible_code(code).is_some(), "{code}");
        }
        for code in
            ["2-3", "2023-07-18", "2023-07-18-2", "20230718-0", "a-0", "0-a", "-0", "0-", "0", "2023-7"]
        {
            assert!(impossible_code(code).is_none(), "{code}");
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
                    let printed = chinese(name, term, Some(number), &[kind]).unwrap();
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
        assert_eq!(chinese("理事会", Some(2), Some(3), &[Regular]).unwrap(), "第二届理事会第三次会议");
        let named = |body, term, number, kinds: &[SessionKind]| english(body, term, Some(number), kinds).unwrap();
        assert_eq!(named("Council", Some(2), 3, &[Regular]), "Third meeting of the second Council");
        assert_eq!(
            named("The Executive Committee", None, 21, &[Regular]),
            "Twenty-first meeting of the Executive Committee"
        );
        assert_eq!(
            named("Council", Some(1), 1, &[Extraordinary, Enlarged]),
            "First meeting (extraordinary, enlarged) of the first Council"
        );
        assert_eq!(english("Council", Some(1), None, &[]), None);
    }
}
