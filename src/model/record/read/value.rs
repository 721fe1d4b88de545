//! One value of a key, by the type that its field has.

use std::collections::HashSet;

use super::super::entry::{Candidate, Entry, FormerName, Given, Who};
use super::super::faults::{Faults, nearest, quoted};
use super::read_fields;
use super::super::source::{Node, Value, check_text};
use crate::error::Place;
use crate::error::{Error, Message};
use crate::model::day::{Day, Days};
use crate::model::fraction::Fraction;
use crate::model::numeral;
use crate::model::text::is_blank;
use crate::model::words::{CHOICES, Choice, Family};
use crate::noun::{CANDIDATE, FORMER_NAME, WHO};
use crate::noun::{Field, Shape, Type};
use crate::say;

/// No count of an alliance is larger; so sums and products of counts cannot overflow.
const COUNT_LIMIT: i64 = 1_000_000_000;

/// Reads the value of a field. `None` where it is faulty; the fault is then taken down.
pub fn read_value(field: &Field, node: &Node, faults: &mut Faults) -> Option<Given> {
    let reader = Reader { field, node };
    match reader.read(faults) {
        Ok(given) => Some(given),
        Err(Fault::Told) => None,
        Err(Fault::Here(error)) => {
            faults.push(&node.place, *error);
            None
        }
    }
}

/// A value of a field that stands outside of a record file: in a cell of a list.
///
/// # Errors
/// Every fault of the value, with its place.
pub fn value_of(field: &Field, node: &Node) -> Result<Given, Vec<Error>> {
    let mut faults = Faults::default();
    if let Value::Text(text) = &node.value {
        check_text(text, &node.place, &mut faults);
    }
    match (faults.len(), read_value(field, node, &mut faults)) {
        (0, Some(given)) => Ok(given),
        _ => Err(faults.finish()),
    }
}

/// Why a value is not read: a fault of the value as a whole, or faults told already.
enum Fault {
    Here(Box<Error>),
    Told,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        Fault::Here(Box::new(error))
    }
}

/// A field with the value that stands for it.
struct Reader<'a> {
    field: &'a Field,
    node: &'a Node,
}

impl Reader<'_> {
    fn read(&self, faults: &mut Faults) -> Result<Given, Fault> {
        let key = self.field.key;
        let value = &self.node.value;
        Ok(match (self.field.ty, value) {
            (Type::Line | Type::Organization | Type::Person, Value::Text(text)) => {
                Given::Text(line(key, text)?)
            }
            (Type::Session | Type::Motion | Type::Refer, Value::Text(text) | Value::Date(text)) => {
                Given::Text(line(key, text)?)
            }
            (Type::Text, Value::Text(text)) => {
                Given::Text(filled(key, &text.replace("\r\n", "\n").replace('\r', "\n"))?)
            }
            (Type::Code, Value::Text(text) | Value::Date(text)) => Given::Text(code(key, text)?),
            (Type::Body, Value::Text(text)) => Given::Text(line(key, text)?),
            (Type::Count, Value::Int(int)) => Given::Int(count(key, *int, 0)?),
            (Type::Number, Value::Int(int)) => Given::Int(count(key, *int, 1)?),
            (Type::Number, Value::Text(text)) => match numeral::parse(text) {
                Some(number) => Given::Int(count(key, i64::from(number), 1)?),
                None => return Err(self.wrong_type().into()),
            },
            (Type::Flag, Value::Bool(flag)) => Given::Flag(*flag),
            (Type::DayOrPending, Value::Text(text))
                if matches!(text.trim(), "pending" | "待定" | "待批准") =>
            {
                Given::Pending
            }
            (
                Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending,
                Value::Text(text) | Value::Date(text),
            ) => self.day(text)?,
            // A year alone is a number where nobody put it into quotes.
            (
                Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending,
                Value::Int(year @ 1000..=9999),
            ) => self.day(&year.to_string())?,
            (Type::Word(family), Value::Text(text)) => Given::Word(word(key, text, family, None)?),
            (Type::WordOr(other, family), Value::Text(text)) => {
                Given::Word(word(key, text, family, Some(other))?)
            }
            (Type::FractionOrNone, Value::Text(text)) if matches!(text.trim(), "none" | "无") => {
                Given::NoFraction
            }
            (Type::Fraction | Type::FractionOrNone, Value::Text(text)) => {
                let fraction = Fraction::parse(text).ok_or_else(|| {
                    let text = crate::model::record::faults::quoted(text);
                    self.keyed(say!("{text} is no part of a whole; write 2/3", "{text} 不是分数，请写作 2/3"))
                })?;
                Given::Fraction(fraction)
            }
            (Type::Lines | Type::Organizations | Type::Subjects, Value::List(items)) => {
                Given::Texts(self.texts(items, faults)?)
            }
            (Type::Persons, Value::Text(text)) => {
                Given::Texts(vec![(line(key, text)?, self.node.place.clone())])
            }
            (Type::Persons, Value::List(items)) => Given::Texts(self.texts(items, faults)?),
            (Type::People, Value::List(items)) => Given::People(self.people(items, faults)?),
            (Type::FormerNames, Value::List(items)) => Given::FormerNames(self.former_names(items, faults)?),
            (Type::Candidates, Value::List(items)) => Given::Candidates(self.candidates(items, faults)?),
            (Type::Ballots, Value::Table(rows)) => Given::Ballots(ballots(rows, faults)?),
            _ => return Err(self.wrong_type().into()),
        })
    }

    /// A fault of the value alone, with the key before it; a flag says that by itself.
    fn keyed(&self, message: Message) -> Error {
        let is_flag = self.node.place.line == 0;
        Error::invalid(if is_flag { message } else { message.at(self.field.key) })
    }

    fn day(&self, text: &str) -> Result<Given, Error> {
        let key = self.field.key;
        let days = Days::parse(text.trim()).map_err(|message| self.keyed(message))?;
        if matches!(self.field.ty, Type::Day) && days.single().is_none() {
            let text = quoted(text);
            let error = Error::invalid(say!(
                "{key} is one day, not the range {text}",
                "{key}应为某一日，不能是区间{text}"
            ));
            return Err(error.hint(match key {
                "until" => say!("give the last day on which it holds", "请填写仍然有效的最后一日"),
                _ => say!(
                    "where no more is known, its month or its year will do: 2021-03, 2021",
                    "只知年月时可只写年月，如 2021-03 或 2021"
                ),
            }));
        }
        Ok(Given::Days(days))
    }

    /// A list of one-line texts, none empty, none twice.
    fn texts(&self, items: &[Node], faults: &mut Faults) -> Result<Vec<(String, Place)>, Fault> {
        let (key, before) = (self.field.key, faults.len());
        let mut seen = HashSet::new();
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match &item.value {
                Value::Text(text) => match line(key, text) {
                    Ok(text) if seen.insert(text.clone()) => texts.push((text, item.place.clone())),
                    Ok(text) => faults.push(&item.place, twice(key, &text)),
                    Err(error) => faults.push(&item.place, error),
                },
                other => faults.push(&item.place, self.wrong_item(other)),
            }
        }
        told(texts, before, faults)
    }

    fn people(&self, items: &[Node], faults: &mut Faults) -> Result<Vec<Who>, Fault> {
        let (key, before) = (self.field.key, faults.len());
        let mut seen = HashSet::new();
        let mut people = Vec::new();
        for item in items {
            let place = item.place.clone();
            let who = match &item.value {
                Value::Text(text) => match line(key, text) {
                    Ok(name) => Who { name: Some(name), title: None, place },
                    Err(error) => {
                        faults.push(&item.place, error);
                        continue;
                    }
                },
                Value::Table(rows) => {
                    let Some(row) = part(&WHO, item, rows, faults) else { continue };
                    let who = Who { name: owned(&row, "name"), title: owned(&row, "title"), place };
                    if who.name.is_none() && who.title.is_none() {
                        faults.push(
                            &item.place,
                            Error::invalid(say!(
                                "{key} names a person by neither name nor title",
                                "{key}中有一人既无姓名也无职务"
                            )),
                        );
                        continue;
                    }
                    who
                }
                other => {
                    faults.push(&item.place, self.wrong_item(other));
                    continue;
                }
            };
            // Two unnamed deputy managers are two persons; one name twice is a slip.
            match &who.name {
                Some(name) if !seen.insert((name.clone(), who.title.clone())) => {
                    faults.push(&item.place, twice(key, name));
                }
                _ => people.push(who),
            }
        }
        told(people, before, faults)
    }

    fn former_names(&self, items: &[Node], faults: &mut Faults) -> Result<Vec<FormerName>, Fault> {
        let (key, before) = (self.field.key, faults.len());
        let mut seen = HashSet::new();
        let mut names = Vec::new();
        for item in items {
            let Value::Table(rows) = &item.value else {
                faults.push(&item.place, self.wrong_item(&item.value));
                continue;
            };
            let Some(row) = part(&FORMER_NAME, item, rows, faults) else { continue };
            let Some(name) = owned(&row, "name") else { continue };
            let until: Option<Day> = row.day("until").known();
            if seen.insert((name.clone(), until)) {
                names.push(FormerName { name, until, place: item.place.clone() });
            } else {
                faults.push(&item.place, twice(key, &name));
            }
        }
        told(names, before, faults)
    }

    fn candidates(&self, items: &[Node], faults: &mut Faults) -> Result<Vec<Candidate>, Fault> {
        let (key, before) = (self.field.key, faults.len());
        let mut seen = HashSet::new();
        let mut candidates = Vec::new();
        for item in items {
            let Value::Table(rows) = &item.value else {
                faults.push(&item.place, self.wrong_item(&item.value));
                continue;
            };
            let Some(row) = part(&CANDIDATE, item, rows, faults) else { continue };
            let candidate = Candidate {
                person: owned(&row, "person"),
                organization: owned(&row, "organization"),
                role: row.word("role").known(),
                yes: row.int("yes").known(),
                no: row.int("no").known(),
                abstain: row.int("abstain").known(),
                elected: row.flag("elected").known(),
                place: item.place.clone(),
            };
            let Some(name) = candidate.person.as_ref().or(candidate.organization.as_ref()) else {
                faults.push(
                    &item.place,
                    Error::invalid(say!(
                        "a candidate is neither a person nor an organization",
                        "有一名候选人既未写person（人员）也未写organization（单位）"
                    )),
                );
                continue;
            };
            if seen.insert((candidate.person.clone(), candidate.organization.clone(), candidate.role)) {
                candidates.push(candidate);
            } else {
                faults.push(&item.place, twice(key, name));
            }
        }
        told(candidates, before, faults)
    }

    /// What was found, what is wanted, and an example.
    fn wrong_type(&self) -> Error {
        let key = self.field.key;
        let (found_en, found_zh) = found(&self.node.value);
        let (en, zh, example) = wanted(self.field.ty);
        Error::invalid(say!("{key} is to be {en}, not {found_en}", "{key}应为{zh}，此处是{found_zh}"))
            .hint(say!("for example {key} = {example}", "例如 {key} = {example}"))
    }

    /// The same for an item of a list.
    fn wrong_item(&self, value: &Value) -> Error {
        let key = self.field.key;
        let (found_en, found_zh) = found(value);
        let (.., example) = wanted(self.field.ty);
        Error::invalid(say!("{key} cannot list {found_en}", "{key}的列表中不能有{found_zh}"))
            .hint(say!("for example {key} = {example}", "例如 {key} = {example}"))
    }
}

/// The items, unless faults were told since `before`.
fn told<T>(items: T, before: usize, faults: &Faults) -> Result<T, Fault> {
    if faults.len() == before { Ok(items) } else { Err(Fault::Told) }
}

/// A small table inside a list, read by a shape of its own.
fn part(
    shape: &'static Shape,
    item: &Node,
    rows: &[(String, Place, Node)],
    faults: &mut Faults,
) -> Option<Entry> {
    let before = faults.len();
    let entry = read_fields(shape, &item.place, rows, faults);
    (faults.len() == before).then_some(entry)
}

fn owned(entry: &Entry, key: &str) -> Option<String> {
    entry.text(key).known().map(str::to_owned)
}

fn ballots(
    rows: &[(String, Place, Node)],
    faults: &mut Faults,
) -> Result<Vec<(Choice, String, Place)>, Fault> {
    let before = faults.len();
    let mut seen: HashSet<String> = HashSet::new();
    let mut ballots = Vec::new();
    for (key, place, node) in rows {
        let choice = match word("ballots", key, &CHOICES, None) {
            Ok(code) => Choice::from_code(code),
            Err(error) => {
                faults.push(place, error);
                continue;
            }
        };
        let (Some(choice), Value::List(items)) = (choice, &node.value) else {
            let (found_en, found_zh) = found(&node.value);
            let name = quoted(key);
            let message = say!(
                "the ballots {name} are to be a list of organizations, not {found_en}",
                "ballots的{name}应为单位名单，此处是{found_zh}"
            );
            let hint = say!("for example yes = [\"…\", \"…\"]", "例如 yes = [\"…\", \"…\"]");
            faults.push(&node.place, Error::invalid(message).hint(hint));
            continue;
        };
        for item in items {
            match &item.value {
                Value::Text(text) => match line("ballots", text) {
                    Ok(name) if seen.contains(&name) => {
                        let name = quoted(&name);
                        faults.push(
                            &item.place,
                            Error::impossible(say!(
                                "two ballots of one organization: {name}",
                                "同一单位有两张票：{name}"
                            ))
                            .hint(say!("one organization, one vote", "每个单位一票")),
                        );
                    }
                    Ok(name) => {
                        seen.insert(name.clone());
                        ballots.push((choice, name, item.place.clone()));
                    }
                    Err(error) => faults.push(&item.place, error),
                },
                other => {
                    let (en, zh) = found(other);
                    let message =
                        say!("ballots list organizations, not {en}", "ballots应列出单位，此处是{zh}");
                    faults.push(&item.place, Error::invalid(message));
                }
            }
        }
    }
    told(ballots, before, faults)
}

/// A message about a key.
fn twice(key: &str, name: &str) -> Error {
    let name = quoted(name);
    Error::invalid(say!("{key} lists {name} twice", "{key}中{name}重复"))
        .hint(say!("delete one of them", "请删去其中一个"))
}

/// Text without the white space around it, which must not be empty.
fn filled(key: &str, text: &str) -> Result<String, Error> {
    let text = text.trim();
    if is_blank(text) {
        return Err(Error::invalid(say!("{key} is empty", "{key}为空")).hint(say!(
            "leave it out, or put the key in unset, to make it unknown",
            "未知则不写该键；要改为未知，请将键名写入unset"
        )));
    }
    Ok(text.to_owned())
}

/// One line of text.
fn line(key: &str, text: &str) -> Result<String, Error> {
    let text = filled(key, text)?;
    if text.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let text = quoted(&text);
        return Err(Error::invalid(say!(
            "{key} is one line, but {text} has a line break",
            "{key}只能是一行，而{text}中有换行"
        )));
    }
    Ok(text)
}

/// Letters, digits, `.`, `_`, `-` (contract 2).
fn code(key: &str, text: &str) -> Result<String, Error> {
    let text = line(key, text)?;
    match text.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-')) {
        None => Ok(text),
        Some(c) => {
            let (text, c) = (quoted(&text), quoted(&c.to_string()));
            Err(Error::invalid(say!("{key} {text} has the character {c}", "{key}{text}中有字符{c}"))
                .hint(say!("a code has letters, digits, . _ - only", "代码只能由字母、数字和 . _ - 组成")))
        }
    }
}

fn count(key: &str, int: i64, least: i64) -> Result<i64, Error> {
    if int < least {
        let message = match least {
            0 => say!("{key} cannot be negative: {int}", "{key}不能为负数：{int}"),
            _ => say!("{key} counts from {least}, but is {int}", "{key}从{least}起，此处是{int}"),
        };
        // A negative figure is impossible (domain 2), a number 0 is merely wrong.
        return Err(if int < 0 { Error::impossible(message) } else { Error::invalid(message) });
    }
    if int > COUNT_LIMIT {
        return Err(Error::invalid(say!(
            "{key} is too large: {int}; at most {COUNT_LIMIT}",
            "{key}过大：{int}，最大为{COUNT_LIMIT}"
        )));
    }
    Ok(int)
}

/// A code word: its own spelling, or a label in either language.
fn word(
    key: &str,
    text: &str,
    family: &'static Family,
    other: Option<&'static str>,
) -> Result<&'static str, Error> {
    let text = text.trim();
    if let Some(other) = other.filter(|other| *other == text) {
        return Ok(other);
    }
    if let Some(code) = family.find(text) {
        return Ok(code);
    }
    let all: Vec<&str> = other.into_iter().chain(family.codes()).collect();
    let list = all.join(", ");
    let wrong = quoted(text);
    let error = Error::invalid(say!("{key} has no word {wrong}", "{key}没有{wrong}这个代码词"));
    let error = match nearest(text, all) {
        Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
        None => error,
    };
    Err(error.hint(say!("the words are {list}", "可用的代码词：{list}")))
}

/// What a value is, in words.
fn found(value: &Value) -> (String, String) {
    match value {
        Value::Text(text) => {
            let text = quoted(text);
            (format!("the text {text}"), format!("文本{text}"))
        }
        Value::Int(int) => (format!("the number {int}"), format!("数字{int}")),
        Value::Float(float) => (format!("the number {float}"), format!("小数{float}")),
        Value::Bool(flag) => (format!("{flag}"), format!("{flag}")),
        Value::Date(day) => (format!("the date {day}"), format!("日期{day}")),
        Value::Null => ("null".into(), "null".into()),
        Value::List(_) => ("a list".into(), "列表".into()),
        Value::Table(_) => ("a table".into(), "表".into()),
    }
}

/// What a type wants: English, Chinese, an example.
fn wanted(ty: Type) -> (&'static str, &'static str, &'static str) {
    match ty {
        Type::Line => ("one line of text", "一行文本", "\"…\""),
        Type::Text => ("a text", "文本", "\"…\""),
        Type::Code => ("a code in quotes", "加引号的代码", "\"sh-park.1\""),
        Type::Count => ("a whole number from 0", "非负整数（不加引号）", "18"),
        Type::Number => ("a whole number from 1", "从1起的整数", "2"),
        Type::Flag => ("true or false (without quotes)", "true或false（不加引号）", "true"),
        Type::Day | Type::DayInRange => ("a day", "日期", "2023-07-18"),
        Type::Start => ("a day or a range of days", "日期或起止日期", "\"2023-07-18..2023-07-19\""),
        Type::DayOrPending => ("a day or \"pending\"", "日期或\"pending\"", "2023-07-18"),
        Type::Word(family) | Type::WordOr(_, family) => {
            ("a code word in quotes", "加引号的代码词", family.words.first().map_or("", |(code, ..)| code))
        }
        Type::Fraction => ("a fraction in quotes", "加引号的分数", "\"2/3\""),
        Type::FractionOrNone => ("a fraction in quotes, or \"none\"", "加引号的分数或\"none\"", "\"2/3\""),
        Type::Organization => ("an organization's name or code", "单位的名称或代码", "\"…\""),
        Type::Person => ("a person's name", "人员姓名", "\"…\""),
        Type::Body => ("a body", "会议机构", "\"council\""),
        Type::Session => ("a session", "会议", "\"2-3\""),
        Type::Motion => ("a motion", "议题", "\"2-3/1\""),
        Type::Content => ("a content", "文件内容", ""),
        Type::Lines => ("a list of texts", "文本列表", "[\"…\", \"…\"]"),
        Type::Organizations => ("a list of organizations", "单位列表", "[\"…\", \"…\"]"),
        Type::Subjects => ("a list of organizations or persons", "单位或人员列表", "[\"…\"]"),
        Type::People => ("a list of persons", "人员列表", "[\"…\", { name = \"…\", title = \"…\" }]"),
        Type::Persons => ("a person's name or a list of them", "姓名或姓名列表", "[\"…\", \"…\"]"),
        Type::FormerNames => {
            ("a list of former names", "曾用名列表", "[{ name = \"…\", until = 2019-12-31 }]")
        }
        Type::Candidates => ("a list of candidates", "候选人列表", "[{ person = \"…\", yes = 9 }]"),
        Type::Ballots => ("a table of choices", "按表决意见列出的表", "{ yes = [\"…\"], no = [\"…\"] }"),
        Type::Refer => ("a reference", "引用", "\"2-3\""),
    }
}
