//! Reads a session's Chinese name word by word, and leaves none of it out.

use super::{BUILT_IN, Bodies, FLAGS, SOCIETIES, SessionName, plain};
use crate::model::{
    numeral,
    words::{Mode, SessionKind},
};

/// Words by which a name says that people met from afar.
const ONLINE: &[&str] = &["线上", "视频"];
/// How the name of a meeting ends.
const MEETING: &[&str] = &["会议", "例会"];
/// Members by the bodies in which they sit, as in 第四次全体理事会议; `""` stands for every other body.
const MEMBERS: &[(&str, &[&str])] = &[
    ("会员代表", &["assembly"]),
    ("会员", &["assembly"]),
    ("代表", &["assembly", ""]),
    ("常务理事", &["standing"]),
    ("理事", &["council", "standing"]),
    ("监事", &["supervisors"]),
    ("委员", &[""]),
    ("成员", &["council", "standing", "supervisors", ""]),
];

/// A body by a name, and its code.
type Named<'b> = (String, &'b str);

/// The words that a session's name may have, where these bodies are known.
pub struct NameReader<'b> {
    /// Names of bodies, longer ones first, and of one length those of the registry.
    bodies: Vec<Named<'b>>,
    own: Vec<String>,
}

/// What a name has said so far.
#[derive(Debug, Clone, Default)]
struct Said<'b> {
    term: Option<u32>,
    number: Option<u32>,
    body: Option<&'b str>,
    /// Whether the body before it said whose body it is.
    within: bool,
    kinds: Vec<SessionKind>,
    online: bool,
    all: bool,
    members: Option<&'static [&'static str]>,
    /// Whether the word for meeting has come: only brackets may follow.
    met: bool,
    bracket: bool,
}

impl<'b> NameReader<'b> {
    /// For these bodies.
    pub fn new(bodies: &'b Bodies) -> NameReader<'b> {
        let known = bodies.known.iter().map(|body| (plain(&body.name), body.code.as_str()));
        let built_in = BUILT_IN.iter().map(|(name, code)| (name.to_string(), *code));
        let mut named: Vec<Named<'b>> = known.chain(built_in).filter(|(name, _)| !name.is_empty()).collect();
        named.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        let mut own: Vec<String> = bodies.own.iter().map(|name| plain(name)).collect();
        own.retain(|name| !name.is_empty());
        NameReader { bodies: named, own }
    }

    /// What a name says, where all of it is understood.
    pub fn read(&self, text: &str) -> Option<SessionName> {
        let said = self.starts(text).into_iter().find_map(|rest| self.take(rest, Said::default()))?;
        let mut kinds = FLAGS.iter().map(|(_, kind)| *kind).filter(|kind| said.kinds.contains(kind));
        Some(SessionName {
            body: said.body?.to_string(),
            term: said.term,
            number: said.number,
            kind: kinds.next().unwrap_or(SessionKind::Regular),
            also: kinds.collect(),
            mode: said.online.then_some(Mode::Online),
        })
    }

    /// The name without the alliance's own before it. Where that is not known, any society's name may be it.
    fn starts<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut starts = vec![text];
        let word = |head: &str| {
            if head.contains(['届', '次']) {
                return false;
            }
            let bare = head.strip_prefix('本').unwrap_or(head);
            let fits = |name: &String| name == head || (SOCIETIES.contains(&bare) && name.ends_with(bare));
            head == "本会"
                || self.own.iter().any(fits)
                || (self.own.is_empty() && SOCIETIES.iter().any(|end| bare.ends_with(end)))
        };
        starts.extend(
            text.char_indices().map(|(at, _)| text.split_at(at)).filter(|(head, _)| word(head)).map(|x| x.1),
        );
        starts
    }

    /// What is said with the rest of the name; `None` where a word of it is not understood.
    fn take(&self, rest: &str, said: Said<'b>) -> Option<Said<'b>> {
        if rest.is_empty() {
            return (said.is_whole()).then_some(said);
        }
        self.next(rest, &said).into_iter().find_map(|(rest, said)| self.take(rest, said))
    }

    /// The words that can stand next, each with what is then said and what is left.
    fn next<'t>(&self, rest: &'t str, said: &Said<'b>) -> Vec<(&'t str, Said<'b>)> {
        let mut ways = Vec::new();
        let mut way = |rest: &'t str, change: &dyn Fn(&mut Said<'b>)| {
            let mut said = said.clone();
            change(&mut said);
            ways.push((rest, said));
        };
        if let Some(rest) = rest.strip_prefix('(').filter(|r| !said.bracket && !r.starts_with(')')) {
            way(rest, &|said| said.bracket = true);
        }
        if let Some(rest) = rest.strip_prefix(')').filter(|_| said.bracket) {
            way(rest, &|said| said.bracket = false);
        }
        if !said.met || said.bracket {
            for (flag, kind) in FLAGS.iter().filter(|(_, kind)| !said.kinds.contains(kind)) {
                if let Some(rest) = rest.strip_prefix(flag) {
                    way(rest, &|said| said.kinds.push(*kind));
                }
            }
            if let Some(rest) = after(rest, ONLINE).filter(|_| !said.online) {
                way(rest, &|said| said.online = true);
            }
        }
        if said.met {
            return ways;
        }
        for (name, code) in &self.bodies {
            if let Some(rest) = rest.strip_prefix(name).filter(|_| said.may_name(code)) {
                way(rest, &|said| (said.within, said.body) = (said.body.is_some(), Some(*code)));
            }
        }
        if let Some((term, rest)) =
            counted(rest, '届').filter(|_| said.term.is_none() && said.number.is_none())
        {
            way(rest, &|said| said.term = Some(term));
        }
        if let Some((number, rest)) = counted(rest, '次').filter(|_| said.number.is_none()) {
            way(rest, &|said| said.number = Some(number));
        }
        if let Some(rest) = rest.strip_prefix("全体").filter(|_| !said.all) {
            way(rest, &|said| said.all = true);
        }
        for (members, sit) in MEMBERS.iter().filter(|_| said.members.is_none() && said.number.is_some()) {
            if let Some(rest) = rest.strip_prefix(members) {
                way(rest, &|said| said.members = Some(sit));
            }
        }
        if let Some(rest) = after(rest, MEETING) {
            way(rest, &|said| said.met = true);
        }
        ways
    }

    /// The words of a name that are not understood, in their order. What is part of one is said with it:
    /// 青年理事会 is one word, and so is 会长办公会议.
    pub fn unknown(&self, text: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut rest = self.starts(text).pop().unwrap_or(text);
        while let Some(c) = rest.chars().next() {
            let body = self.bodies.iter().find_map(|(name, _)| rest.strip_prefix(name.as_str()));
            let meeting = after(rest, MEETING).filter(|left| !left.is_empty() && !left.starts_with('('));
            let joins = body.or(meeting).filter(|_| words.last().is_some_and(|word| !word.is_empty()));
            let known = counted(rest, '届').or(counted(rest, '次')).map(|(_, left)| left);
            let known = known.or(body).or(after(rest, MEETING)).or(after(rest, ONLINE));
            let known = known.or(FLAGS.iter().find_map(|(flag, _)| rest.strip_prefix(flag)));
            let known = known.or(after(rest, &["全体", "(", ")"]));
            let left = joins.or(known).unwrap_or_else(|| rest.split_at(c.len_utf8()).1);
            if let (Some(word), true) = (words.last_mut(), joins.is_some() || known.is_none()) {
                word.push_str(rest.strip_suffix(left).unwrap_or_default());
            } else {
                words.push(String::new());
            }
            rest = left;
        }
        words.retain(|word| !word.is_empty());
        words
    }
}

impl Said<'_> {
    /// Whether a body may be named now: the first one, or one within the council or the assembly that was named
    /// before to say whose it is, as in 第二届理事会常务理事会.
    fn may_name(&self, code: &str) -> bool {
        let built_in = BUILT_IN.iter().any(|(_, known)| *known == code);
        match self.body {
            None => true,
            Some("council") => !self.within && (code == "standing" || !built_in),
            Some("assembly") => !self.within && !built_in,
            Some(_) => false,
        }
    }

    /// Whether it is a session's name: a body, a number, and members who sit in the body.
    fn is_whole(&self) -> bool {
        let Some(body) = self.body.filter(|_| self.number.is_some() && !self.bracket) else { return false };
        let kind = if BUILT_IN.iter().any(|(_, code)| *code == body) { body } else { "" };
        self.members.is_none_or(|sit| sit.contains(&kind) && self.met)
    }
}

/// What follows one of these words.
fn after<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    words.iter().find_map(|word| text.strip_prefix(word))
}

/// A term or number up to its mark, with or without 第, and what follows it.
fn counted(text: &str, mark: char) -> Option<(u32, &str)> {
    let (count, rest) = text.strip_prefix('第').unwrap_or(text).split_once(mark)?;
    Some((numeral::parse(count)?, rest))
}
