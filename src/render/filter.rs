//! Which rows of a list are wanted: `--where KEY=VALUE`, the same for every list and every format.

use serde_json::Value;

use super::{
    fields::Field,
    keys::{Kind, Refer, in_english, kind},
    value::{Form, text},
};
use crate::{
    error::{Error, Result},
    lang::Lang,
    model::{
        day::Day,
        money, numeral,
        province::bare,
        text::{fold, half_width, nearest},
        traditional::simplified,
        words::{CLASSES, Family, truth},
    },
    say,
};

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `=`
    Is,
    /// `!=`; what is unknown is among these too.
    Not,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `~`: it holds this text.
    Holds,
}

/// The signs, the longer ones first, as they are typed, with a Chinese keyboard too.
const SIGNS: &[(&str, Op)] = &[
    ("!=", Op::Not),
    ("！＝", Op::Not),
    ("！=", Op::Not),
    ("≠", Op::Not),
    ("<=", Op::AtMost),
    ("＜＝", Op::AtMost),
    ("≤", Op::AtMost),
    (">=", Op::AtLeast),
    ("＞＝", Op::AtLeast),
    ("≥", Op::AtLeast),
    ("<", Op::Less),
    ("＜", Op::Less),
    (">", Op::More),
    ("＞", Op::More),
    ("==", Op::Is),
    ("=", Op::Is),
    ("＝", Op::Is),
    ("~", Op::Holds),
    ("～", Op::Holds),
];

/// A condition as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The key or heading.
    pub key: String,
    /// The comparison.
    pub op: Op,
    /// With what.
    pub value: String,
}

/// What only the registry, or the clock, knows of a value.
pub trait Look {
    /// The day that is asked about.
    fn day(&self) -> Day;

    /// What a reference means, as lists show it: the code of an organization or a body, the reference of a session or
    /// a motion; `None` for a subject that is no organization.
    ///
    /// # Errors
    /// A reference that means nothing, or several things.
    fn meant(&self, refer: Refer, text: &str) -> Result<Option<String>>;

    /// All of which a name, in either language, holds the text, as lists show them.
    ///
    /// # Errors
    /// A registry that cannot be read.
    fn holding(&self, refer: Refer, part: &str) -> Result<Vec<String>>;
}

impl Condition {
    /// Reads `KEY=VALUE`, by the first sign in it.
    ///
    /// # Errors
    /// A text without a key or a sign.
    pub fn parse(typed: &str) -> Result<Condition> {
        let found = typed.char_indices().find_map(|(at, _)| {
            let (before, rest) = typed.split_at(at);
            SIGNS.iter().find_map(|(sign, op)| Some((before, *op, rest.strip_prefix(sign)?)))
        });
        let (key, op, value) = found
            .map(|(key, op, value)| (key.trim(), op, value.trim()))
            .filter(|(key, ..)| !key.is_empty())
            .ok_or_else(|| {
                Error::usage(say!("--where wants KEY=VALUE, not {typed}", "--where 须写作“键=值”，不是“{typed}”"))
                    .hint(signs())
            })?;
        Ok(Condition { key: key.to_string(), op, value: value.to_string() })
    }

    /// The condition on a list of the noun, whose key is meant.
    ///
    /// # Errors
    /// A value that cannot stand under the key, or a comparison that means nothing there.
    pub fn of(&self, noun: &str, key: &str, look: &dyn Look) -> Result<Test> {
        let (typed, kind) = (self.value.as_str(), kind(noun, key));
        let wanted = match (&kind, self.op) {
            (_, Op::Is | Op::Not) if typed.is_empty() => Wanted::Unknown,
            _ if typed.is_empty() => {
                return Err(Error::usage(say!(
                    "nothing to compare {key} with",
                    "“{key}”缺少要比较的值"
                ))
                .hint(say!(
                    "KEY= finds what is unknown, KEY!= what is known",
                    "“键=”查未知者，“键!=”查已知者"
                )));
            }
            (_, Op::Holds) => Wanted::Text(fold(typed)),
            (Kind::Number, _) => Wanted::Number(number(key, typed)?),
            (Kind::Money, _) => Wanted::Number(amount(&self.key, key, typed)?),
            (Kind::Day(Some(word)), Op::Is | Op::Not) if fold(typed) == *word => Wanted::Text(fold(typed)),
            (Kind::Day(_), _) => Wanted::Day(day(key, typed, look.day())?),
            (Kind::Word(families), op) => word(key, typed, families, op)?,
            (_, Op::Less | Op::AtMost | Op::More | Op::AtLeast) => return Err(no_order(key)),
            (Kind::Flag, _) => Wanted::Flag(flag(key, typed)?),
            (Kind::Refer(refer), _) => match look.meant(*refer, typed)? {
                Some(code) => Wanted::Code(code),
                None => Wanted::Text(fold(typed)),
            },
            (Kind::Text, _) => Wanted::Text(fold(typed)),
        };
        // What came of a motion is what was declared, else what the rule yields, in whatever list it stands.
        let or = ((noun, key) == ("motion", "outcome")).then_some("computed");
        let among = match (&kind, self.op) {
            (Kind::Refer(refer), Op::Holds) => look.holding(*refer, typed)?,
            _ => Vec::new(),
        };
        // A name that is asked for may be the English one; whether a name is known is a question of each.
        let beside = in_english(noun, key).filter(|_| !matches!(wanted, Wanted::Unknown));
        Ok(Test { key: key.to_string(), or, beside, noun: noun.to_string(), op: self.op, wanted, among, kind })
    }
}

/// A condition that rows can be held against.
#[derive(Debug, Clone)]
pub struct Test {
    /// The key.
    pub key: String,
    /// The key whose value counts where nothing is known under the first.
    pub or: Option<&'static str>,
    /// The key of the same name in English, where rows have it.
    pub beside: Option<&'static str>,
    noun: String,
    op: Op,
    wanted: Wanted,
    /// The codes and references of those of which a name holds the text that is wanted.
    among: Vec<String>,
    kind: Kind,
}

/// What a value is compared with.
#[derive(Debug, Clone)]
enum Wanted {
    Unknown,
    /// As it folds.
    Text(String),
    Number(f64),
    Flag(bool),
    Day(Day),
    /// A code word, with its place among those that have an order.
    Word(String, Option<usize>),
    /// The code of what is referred to.
    Code(String),
}

impl Test {
    /// Whether a row is wanted, by what it has under the key and, so far, had under the other: one of the two is to
    /// be what is asked for, and neither what is not.
    pub fn with(&self, met: Option<bool>, field: &Field<'_>) -> bool {
        let fits = self.fits(field);
        match self.op {
            Op::Not => fits && met.unwrap_or(true),
            _ => fits || met.unwrap_or(false),
        }
    }

    /// Whether it is asked of what stands under a key.
    pub fn is_of(&self, key: &str) -> bool {
        self.key == key || self.beside == Some(key)
    }

    /// Whether what a row has under the key is wanted. A list is where one of its items is.
    pub fn fits(&self, field: &Field<'_>) -> bool {
        let outcome = matches!(self.key.as_str(), "outcome" | "computed");
        let unknown = match field {
            Field::Unknown => true,
            // What came of a vote is told by a word of its own where it is unknown.
            Field::Text("unknown") if outcome => matches!(self.wanted, Wanted::Unknown),
            Field::Text(text) => text.is_empty(),
            Field::Other(Value::Array(items)) => items.is_empty(),
            // Only what is overdue is marked: everything else has nothing there.
            Field::Other(Value::Bool(false)) if self.key == "overdue" => matches!(self.wanted, Wanted::Unknown),
            Field::Other(_) => false,
        };
        match (&self.wanted, self.op) {
            (Wanted::Unknown, Op::Not) => !unknown,
            (Wanted::Unknown, _) => unknown,
            (_, Op::Not) => unknown || !self.any(field),
            _ => !unknown && self.any(field),
        }
    }

    fn any(&self, field: &Field<'_>) -> bool {
        match field {
            Field::Unknown => false,
            Field::Text(text) => self.text(text),
            Field::Other(Value::Array(items)) => items.iter().any(|item| self.one(item)),
            Field::Other(value) => self.one(value),
        }
    }

    fn one(&self, value: &Value) -> bool {
        match (value, &self.wanted) {
            (Value::String(word), _) => self.text(word),
            (Value::Number(n), Wanted::Number(wanted)) => {
                n.as_f64().is_some_and(|n| self.ordered(n.partial_cmp(wanted)))
            }
            (Value::Bool(flag), Wanted::Flag(wanted)) => flag == wanted,
            (Value::Object(parts), Wanted::Code(code)) => {
                parts.get("code").and_then(Value::as_str) == Some(code)
            }
            (Value::Object(parts), Wanted::Text(_)) => {
                let shown = || text(&self.noun, &self.key, value, Form::Shown(Lang::Zh));
                let code = parts.get("code").and_then(Value::as_str);
                code.is_some_and(|code| self.among.iter().any(|one| one == code))
                    || parts.values().filter_map(Value::as_str).any(|part| self.said(part)) || self.said(&shown())
            }
            (value, Wanted::Text(_)) => self.said(&text(&self.noun, &self.key, value, Form::Plain(Lang::Zh))),
            _ => false,
        }
    }

    /// Whether a text is wanted: a name, a code word, a day.
    fn text(&self, stored: &str) -> bool {
        match &self.wanted {
            Wanted::Text(_) => match &self.kind {
                Kind::Word(families) => {
                    let labels = families.iter().filter_map(|family| family.labels(stored));
                    self.said(stored) || labels.flat_map(|(en, zh)| [en, zh]).any(|label| self.said(label))
                }
                _ => self.said(stored) || self.among.iter().any(|one| one == stored),
            },
            Wanted::Code(code) => code == stored,
            Wanted::Word(code, None) => code == stored,
            Wanted::Word(code, Some(wanted)) => match CLASSES.codes().position(|class| class == stored) {
                Some(rank) => self.ordered(rank.partial_cmp(wanted)),
                None => code == stored,
            },
            Wanted::Day(wanted) => Day::from_iso(stored).is_some_and(|day| self.on(day, *wanted)),
            Wanted::Number(wanted) => stored.parse().is_ok_and(|n: f64| self.ordered(n.partial_cmp(wanted))),
            Wanted::Unknown | Wanted::Flag(_) => false,
        }
    }

    /// Whether a text is the one that is wanted, or holds it.
    fn said(&self, stored: &str) -> bool {
        let Wanted::Text(wanted) = &self.wanted else { return false };
        let stored = fold(stored);
        // 江苏 and 江苏省 are one place, whichever of them was written down.
        if self.op != Op::Holds && matches!(self.key.as_str(), "province" | "city") {
            return bare(&simplified(&stored)) == bare(&simplified(wanted));
        }
        if self.op == Op::Holds { stored.contains(wanted.as_str()) } else { stored == *wanted }
    }

    /// Whether a day is wanted. It is judged by its last day; what is asked for is all of its month or year.
    fn on(&self, day: Day, wanted: Day) -> bool {
        let first = wanted.first();
        match self.op {
            Op::Less => day < first,
            Op::AtMost => day <= wanted,
            Op::More => day > wanted,
            Op::AtLeast => day >= first,
            Op::Is | Op::Not | Op::Holds => first <= day && day <= wanted,
        }
    }

    fn ordered(&self, order: Option<std::cmp::Ordering>) -> bool {
        order.is_some_and(|order| match self.op {
            Op::Less => order.is_lt(),
            Op::AtMost => order.is_le(),
            Op::More => order.is_gt(),
            Op::AtLeast => order.is_ge(),
            Op::Is | Op::Not | Op::Holds => order.is_eq(),
        })
    }
}

fn signs() -> crate::error::Message {
    say!(
        "the signs are = != < <= > >= and ~ (contains); KEY= finds what is unknown",
        "可用 = != < <= > >= 与 ~（包含）；“键=”查未知者"
    )
}

fn no_order(key: &str) -> Error {
    Error::usage(say!("{key} has no order", "“{key}”没有大小先后之分"))
        .hint(say!("compare it by =, != or ~ (contains)", "请用 =、!= 或 ~（包含）比较"))
}

fn number(key: &str, typed: &str) -> Result<f64> {
    let plain = half_width(typed);
    let bare = plain.trim_start_matches('第').trim_end_matches(['届', '次', '票', '人']);
    let number = bare.parse().ok().filter(|n: &f64| n.is_finite());
    number.or_else(|| numeral::parse(bare).map(f64::from)).ok_or_else(|| {
        Error::usage(say!("{key} is a number; {typed} is none", "“{key}”是数字，“{typed}”不是"))
            .hint(say!("write it in digits: {key}>=3", "请写数字，如 {key}>=3"))
    })
}

/// An amount in the smallest unit. Under the key a whole number is one, as in record files; under a heading, and with a
/// point or a sign of the currency, it is in units, as the list shows it.
fn amount(named: &str, key: &str, typed: &str) -> Result<f64> {
    let plain = half_width(typed);
    let whole = plain.parse::<i64>().ok().filter(|_| fold(named) == key);
    whole.or_else(|| money::parse(typed)).map(|amount| amount as f64).ok_or_else(|| {
        Error::usage(say!("{named} is an amount of money; {typed} is none", "“{named}”是金额，“{typed}”不是"))
            .hint(say!("write it in units: {key}>=1000.00", "请以元计：{named}>=1000.00"))
    })
}

fn flag(key: &str, typed: &str) -> Result<bool> {
    truth(typed).ok_or_else(|| {
        Error::usage(say!("{key} cannot be {typed}", "“{key}”不能是“{typed}”"))
            .hint(say!("possible are true, false", "可用：是、否"))
    })
}

fn day(key: &str, typed: &str, today: Day) -> Result<Day> {
    if matches!(fold(typed).as_str(), "today" | "今天" | "今日") {
        return Ok(today);
    }
    Day::parse(typed).map_err(|message| Error::usage(message.at(&format!("--where {key}"))))
}

/// A code word by its code or by a label of either language.
fn word(
    key: &str,
    typed: &str,
    families: &[&'static Family],
    op: Op,
) -> Result<Wanted> {
    let ranked = families.iter().any(|family| std::ptr::eq(*family, &CLASSES));
    if !ranked && !matches!(op, Op::Is | Op::Not) {
        return Err(no_order(key));
    }
    let plain = half_width(typed);
    let found = families.iter().find_map(|family| family.find(&plain));
    if let Some(code) = found {
        let rank = CLASSES.codes().position(|class| class == code).filter(|_| ranked);
        return Ok(Wanted::Word(code.to_string(), rank));
    }
    let all = || families.iter().flat_map(|family| family.words);
    let names = all().flat_map(|(code, en, zh)| [(*code, *code), (*en, *code), (*zh, *code)]);
    let names: Vec<(&str, &str)> = names.collect();
    let near = nearest(typed, names.iter().map(|(name, _)| *name));
    let code = near.and_then(|near| names.iter().find(|(name, _)| *name == near)).map(|(_, code)| *code);
    let mut error = Error::usage(say!("{key} cannot be {typed}", "“{key}”不能是“{typed}”"));
    if let Some((code, _, zh)) = code.and_then(|code| all().find(|(one, ..)| *one == code)) {
        error = error.hint(say!("did you mean {code}?", "是否指“{zh}”？"));
    }
    let mut codes: Vec<&str> = Vec::new();
    let mut labels: Vec<&str> = Vec::new();
    for (code, _, zh) in all().filter(|(code, ..)| !code.is_empty()) {
        if !codes.contains(code) {
            codes.push(code);
            labels.push(zh);
        }
    }
    let (codes, labels) = (codes.join(", "), labels.join("、"));
    Err(error.hint(say!("possible are {codes}", "可用：{labels}")))
}
