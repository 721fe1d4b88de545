//! One value of a key, by the type that its field has.

mod lists;

use super::super::entry::Given;
use super::super::faults::{Faults, quoted};
use super::super::source::{Node, Value, check_text};
use crate::error::{Error, Message};
use crate::model::day::Days;
use crate::model::fraction::Fraction;
use crate::model::money;
use crate::model::numeral;
use crate::model::text::is_blank;
use crate::model::words::{Family, NO_FRACTION, PENDING, truth};
use crate::noun::{Field, Type};
use crate::say;

/// No count of an alliance is larger; so sums and products of counts cannot overflow.
const COUNT_LIMIT: i64 = 1_000_000_000;
/// Years of which a registry tells: others are slips.
pub const YEARS: std::ops::RangeInclusive<i64> = 1900..=2100;
/// No amount of money is larger, in the smallest unit.
const MONEY_LIMIT: i64 = 1_000_000_000_000_000;

/// Reads the value of a field. `None` where it is faulty; the fault is then taken down.
pub fn read_value(field: &Field, node: &Node, faults: &mut Faults) -> Option<Given> {
    Reader { field, node, in_cell: false }.taken(faults)
}

/// A value of a field in a cell of a list or a form, where a field goes by its heading.
///
/// # Errors
/// Every fault of the value, with its place.
pub fn value_of(field: &Field, node: &Node) -> Result<Given, Vec<Error>> {
    let mut faults = Faults::default();
    if let Value::Text(text) = &node.value {
        check_text(text, &node.place, &mut faults);
    }
    match (faults.len(), Reader { field, node, in_cell: true }.taken(&mut faults)) {
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

/// What a field is called in messages: its key, or its heading where the value stands in a cell.
#[derive(Clone, Copy)]
struct Named<'a> {
    key: &'a str,
    /// What people call it.
    label: &'a str,
    heading: Option<&'a str>,
}

impl Named<'_> {
    /// In English and in Chinese.
    fn both(self) -> (String, String) {
        match self.heading {
            None if self.label == self.key => (self.key.to_owned(), self.key.to_owned()),
            None => (self.key.to_owned(), format!("{}（{}）", self.label, self.key)),
            Some(heading) => (self.key.replace('_', " "), format!("“{heading}”")),
        }
    }
}

/// A field with the value that stands for it.
struct Reader<'a> {
    field: &'a Field,
    node: &'a Node,
    in_cell: bool,
}

impl<'a> Reader<'a> {
    fn taken(&self, faults: &mut Faults) -> Option<Given> {
        match self.read(faults) {
            Ok(given) => Some(given),
            Err(Fault::Told) => None,
            Err(Fault::Here(error)) => {
                faults.push(&self.node.place, *error);
                None
            }
        }
    }

    fn named(&self) -> Named<'a> {
        let label = self.field.called();
        Named { key: self.field.key, label, heading: self.in_cell.then_some(label) }
    }

    fn read(&self, faults: &mut Faults) -> Result<Given, Fault> {
        let name = self.named();
        let value = &self.node.value;
        Ok(match (self.field.ty, value) {
            (Type::Line | Type::Organization | Type::Person, Value::Text(text)) => {
                Given::Text(line(name, text)?)
            }
            (Type::Session | Type::Motion | Type::Refer, Value::Text(text) | Value::Date(text)) => {
                Given::Text(line(name, text)?)
            }
            (Type::Text, Value::Text(text)) => {
                Given::Text(filled(name, &text.replace("\r\n", "\n").replace('\r', "\n"))?)
            }
            (Type::Code, Value::Text(text) | Value::Date(text)) => Given::Text(code(name, text)?),
            (Type::Body, Value::Text(text)) => Given::Text(line(name, text)?),
            (Type::Count, Value::Int(int)) => Given::Int(count(name, *int, 0)?),
            (Type::Number, Value::Int(int)) => Given::Int(self.number(*int)?),
            (Type::Number, Value::Text(text)) => match numeral::parse(text) {
                Some(number) => Given::Int(self.number(i64::from(number))?),
                None => return Err(self.wrong_type().into()),
            },
            (Type::Money, Value::Int(int)) => Given::Int(within(name, *int, 0, MONEY_LIMIT)?),
            (Type::Money, Value::Text(text)) => match money::parse(text) {
                Some(amount) => Given::Int(within(name, amount, 0, MONEY_LIMIT)?),
                None => return Err(self.wrong_type().into()),
            },
            (Type::Word(family), Value::Bool(flag)) if family.find(&flag.to_string()).is_some() => {
                Given::Word(if *flag { "true" } else { "false" })
            }
            (Type::Flag, Value::Bool(flag)) => Given::Flag(*flag),
            (Type::Flag, Value::Text(text)) => match truth(text) {
                Some(flag) => Given::Flag(flag),
                None => return Err(self.wrong_type().into()),
            },
            (Type::DayOrPending, Value::Text(text)) if PENDING.find(text).is_some() => Given::Pending,
            (
                Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending,
                Value::Text(text) | Value::Date(text),
            ) => self.day(text)?,
            // A year alone is a number where nobody put it into quotes.
            (
                Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending,
                Value::Int(year @ 1000..=9999),
            ) => self.day(&year.to_string())?,
            (Type::Word(family) | Type::WordOrAny(family), Value::Text(text)) => {
                Given::Word(self.field.ty.word(text).ok_or_else(|| {
                    let error = no_word(name, text, family);
                    match self.field.ty {
                        Type::WordOrAny(_) => error.hint(say!("* means any matter", "* 表示一切事项")),
                        _ => error,
                    }
                })?)
            }
            (Type::Words(family), Value::List(items)) => {
                let mut words = self.texts(items, faults)?;
                words.retain_mut(|(text, place)| match family.find(text) {
                    Some(code) => {
                        *text = code.to_string();
                        true
                    }
                    None => {
                        faults.push(place, no_word(name, text, family));
                        false
                    }
                });
                Given::Texts(words)
            }
            (Type::FractionOrNone, Value::Text(text)) if NO_FRACTION.find(text).is_some() => Given::NoFraction,
            (Type::Fraction | Type::FractionOrNone, Value::Text(text)) => {
                let fraction = Fraction::parse(text).ok_or_else(|| {
                    let text = quoted(text);
                    self.keyed(say!("{text} is no part of a whole; write 2/3", "{text} 不是分数，请写作 2/3"))
                })?;
                Given::Fraction(fraction)
            }
            (Type::Lines | Type::Organizations | Type::Subjects, Value::List(items)) => {
                Given::Texts(self.texts(items, faults)?)
            }
            (Type::Persons, Value::Text(text)) => {
                Given::Texts(vec![(line(name, text)?, self.node.place.clone())])
            }
            (Type::Persons, Value::List(items)) => Given::Texts(self.texts(items, faults)?),
            (Type::People, Value::List(items)) => Given::People(self.people(items, faults)?),
            (Type::FormerNames, Value::List(items)) => Given::FormerNames(self.former_names(items, faults)?),
            (Type::Candidates, Value::List(items)) => Given::Candidates(self.candidates(items, faults)?),
            (Type::Sources, Value::List(items)) => Given::Sources(self.sources(items, faults)?),
            (Type::Ballots, Value::Table(rows)) => Given::Ballots(lists::ballots(rows, faults)?),
            _ => return Err(self.wrong_type().into()),
        })
    }

    /// A fault of the value alone, with the key before it; a flag says that by itself.
    fn keyed(&self, message: Message) -> Error {
        let is_flag = self.node.place.line == 0 && !self.in_cell;
        let (en, zh) = self.named().both();
        Error::invalid(match self.in_cell {
            _ if is_flag => message,
            true => Message { en: format!("{en}: {}", message.en), zh: format!("{zh}：{}", message.zh) },
            false => message.at(self.field.key),
        })
    }

    /// A number from 1; a year is one that a registry may tell of.
    fn number(&self, int: i64) -> Result<i64, Error> {
        if self.field.key != "year" || YEARS.contains(&int) {
            return count(self.named(), int, 1);
        }
        let (en, zh) = self.named().both();
        let (first, last) = (YEARS.start(), YEARS.end());
        Err(Error::invalid(say!("{en} is no year from {first} to {last}: {int}", "{zh}应在{first}年至{last}年之间，此处是{int}"))
            .hint(say!("write it with four digits, for example 2024", "请写四位数的年份，例如 2024")))
    }

    fn day(&self, text: &str) -> Result<Given, Error> {
        let days = Days::parse(text.trim()).map_err(|message| self.keyed(message))?;
        if matches!(self.field.ty, Type::Day) && days.single().is_none() {
            let (text, (en, zh)) = (quoted(text), self.named().both());
            let error = Error::invalid(say!(
                "{en} is one day, not the range {text}",
                "{zh}应为某一日，不能是区间{text}"
            ));
            return Err(error.hint(match self.field.key {
                "until" => say!("give the last day on which it holds", "请填写仍然有效的最后一日"),
                _ => say!(
                    "where no more is known, its month or its year will do: 2021-03, 2021",
                    "只知年月时可只写年月，如 2021-03 或 2021"
                ),
            }));
        }
        Ok(Given::Days(days))
    }

    /// What was found, what is wanted, and an example.
    fn wrong_type(&self) -> Error {
        let (name_en, name_zh) = self.named().both();
        let (found_en, found_zh) = found(&self.node.value);
        let (en, zh, example) = wanted(self.field.ty);
        // How a value is written in a record file is no matter in a cell.
        let (en, zh) = match self.field.ty {
            Type::Flag if self.in_cell => ("yes or no", "“是”或“否”"),
            Type::Money if self.in_cell => ("an amount in units", "以元计的金额"),
            _ => (
                en.split(" (").next().filter(|_| self.in_cell).unwrap_or(en),
                zh.split('（').next().filter(|_| self.in_cell).unwrap_or(zh),
            ),
        };
        Error::invalid(say!("{name_en} is to be {en}, not {found_en}", "{name_zh}应为{zh}，此处是{found_zh}"))
            .hint(self.such_as(example))
    }

    /// The same for an item of a list.
    fn wrong_item(&self, value: &Value) -> Error {
        let (en, zh) = self.named().both();
        let (found_en, found_zh) = found(value);
        let (.., example) = wanted(self.field.ty);
        Error::invalid(say!("{en} cannot list {found_en}", "{zh}的列表中不能有{found_zh}"))
            .hint(self.such_as(example))
    }

    /// An example as it is written where the value stands.
    fn such_as(&self, example: &str) -> Message {
        let key = self.field.key;
        let example = if key == "year" { "2024" } else { example };
        match (self.in_cell, self.field.ty) {
            (true, Type::Flag) => say!("for example yes", "例如 是"),
            (true, Type::Count | Type::Number) => say!("write digits alone, for example {example}", "请只写数字，例如 {example}"),
            (true, _) => {
                let example = example.trim_matches('"');
                say!("for example {example}", "例如 {example}")
            }
            (false, _) => say!("for example {key} = {example}", "例如 {key} = {example}"),
        }
    }
}

/// Text without the white space around it, which must not be empty.
fn filled(name: Named<'_>, text: &str) -> Result<String, Error> {
    let text = text.trim();
    if is_blank(text) {
        let (en, zh) = name.both();
        return Err(Error::invalid(say!("{en} is empty", "{zh}为空")).hint(match name.heading {
            Some(_) => say!("leave the cell blank where it is unknown", "未知则留空"),
            None => say!(
                "leave it out, or put the key in unset, to make it unknown",
                "未知则不写该键；要改为未知，请将键名写入unset"
            ),
        }));
    }
    Ok(text.to_owned())
}

/// One line of text.
fn line(name: Named<'_>, text: &str) -> Result<String, Error> {
    let text = filled(name, text)?;
    if text.contains(['\n', '\r', '\u{2028}', '\u{2029}']) {
        let (text, (en, zh)) = (quoted(&text), name.both());
        return Err(Error::invalid(say!(
            "{en} is one line, but {text} has a line break",
            "{zh}只能是一行，而{text}中有换行"
        )));
    }
    Ok(text)
}

/// Letters, digits, `.`, `_`, `-` (contract 2).
fn code(name: Named<'_>, text: &str) -> Result<String, Error> {
    let text = line(name, text)?;
    match text.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-')) {
        None => Ok(text),
        Some(c) => {
            let (text, c, (en, zh)) = (quoted(&text), quoted(&c.to_string()), name.both());
            Err(Error::invalid(say!("{en} {text} has the character {c}", "{zh}{text}中有字符{c}"))
                .hint(say!("a code has letters, digits, . _ - only", "代码只能由字母、数字和 . _ - 组成")))
        }
    }
}

fn count(name: Named<'_>, int: i64, least: i64) -> Result<i64, Error> {
    within(name, int, least, COUNT_LIMIT)
}

fn within(name: Named<'_>, int: i64, least: i64, most: i64) -> Result<i64, Error> {
    if int < least {
        let (en, zh) = name.both();
        let message = match least {
            0 => say!("{en} cannot be negative: {int}", "{zh}不能为负数：{int}"),
            _ => say!("{en} counts from {least}, but is {int}", "{zh}从{least}起，此处是{int}"),
        };
        // A negative figure is impossible (domain 2), a number 0 is merely wrong.
        return Err(if int < 0 { Error::impossible(message) } else { Error::invalid(message) });
    }
    if int > most {
        let (en, zh) = name.both();
        return Err(Error::invalid(say!("{en} is too large: {int}; at most {most}", "{zh}过大：{int}，最大为{most}")));
    }
    Ok(int)
}

/// A word that is none of the family: the near one, and all of them.
fn no_word(name: Named<'_>, text: &str, family: &Family) -> Error {
    let (wrong, (en, zh)) = (quoted(text), name.both());
    let error = Error::invalid(say!("{en} has no word {wrong}", "{zh}没有{wrong}这个词"));
    family.hints(text).into_iter().fold(error, Error::hint)
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
        Type::Money => (
            "an amount: a whole number of the smallest unit (without quotes), or units in quotes",
            "金额：以分计的整数（不加引号），或加引号的以元计的数",
            "\"1000.00\"",
        ),
        Type::Flag => ("true or false (without quotes)", "true或false（不加引号）", "true"),
        Type::Day | Type::DayInRange => ("a day", "日期", "2023-07-18"),
        Type::Start => ("a day or a range of days", "日期或起止日期", "\"2023-07-18..2023-07-19\""),
        Type::DayOrPending => ("a day or \"pending\"", "日期或\"pending\"", "2023-07-18"),
        Type::Word(family) | Type::WordOrAny(family) => {
            ("a code word in quotes", "加引号的代码词", family.words.first().map_or("", |(code, ..)| code))
        }
        Type::Words(_) => ("a list of code words", "代码词列表", "[\"…\", \"…\"]"),
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
        Type::Sources => ("a list of sources", "出处列表", "[{ kind = \"news\", title = \"…\", date = 2023-07-24 }]"),
        Type::Ballots => ("a table of choices", "按表决意见列出的表", "{ yes = [\"…\"], no = [\"…\"] }"),
        Type::Refer => ("a reference", "引用", "\"2-3\""),
    }
}
