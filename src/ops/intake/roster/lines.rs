//! The rows of a roster: titles, totals, notes and repeated headings are told from members, and each member's row
//! becomes what it says of an organization, of its membership and of persons.

use std::collections::HashMap;

use csv::StringRecord;

use super::{
    head::{Column, Head},
    people::{Said, Somebody, said_of},
    places::Places,
    words::{GONE, STANDING, class_word, is_cut_month, is_note, is_of_the_past, is_total, one_line, tight},
};
use crate::{
    error::{Error, Message, Result},
    model::{
        person::{Odd, odd as odd_name},
        record::{Entry, Given, MEMBERSHIP, ORGANIZATION, Place},
        sheet::{List, cell, revive},
        text::{fold, half_width},
        words::CLASSES,
    },
    noun::{Means, plain, roster_column},
    ops::intake::naming::no_name,
    say,
};

/// What people write into a cell of which they know nothing yet.
const UNKNOWN: &[&str] = &["暂无", "不详", "未知", "待定", "待补", "待补充", "待确认", "空缺", "未定"];
/// What stands in the place of a name over those that are not named.
const OTHERS: &[&str] = &["其他", "其它", "其余", "其他单位", "其它单位", "等", "另有", "other", "others", "etc", "etc."];

/// Of rows that are passed over for one reason, so many are told one by one.
const TOLD: usize = 20;

/// A roster that was read.
pub struct Roster {
    /// How its columns are understood.
    pub understood: Message,
    /// What is passed over.
    pub passed: Vec<Message>,
    pub(super) rows: Vec<Row>,
    /// Who has left by the status, with no day on which, and where that stands.
    pub(super) gone: Vec<(String, Place)>,
    pub(super) faults: Vec<Error>,
}

/// A member.
#[derive(Debug)]
pub(super) struct Row {
    /// Where its name stands.
    pub place: Place,
    /// Its name.
    pub name: String,
    /// What is said of the organization.
    pub organization: Entry,
    /// What is said of its membership, but for the organization; `None` where no column says its class.
    pub membership: Option<Entry>,
    /// Whom it names.
    pub people: Vec<Somebody>,
}

/// Reads a roster.
pub(super) struct Reader<'a> {
    list: &'a List,
    head: &'a Head,
    /// Faults of single cells, by line and column, from 1.
    wrong: HashMap<(usize, usize), Vec<Error>>,
    rows: Vec<Row>,
    gone: Vec<(String, Place)>,
    pub(super) faults: Vec<Error>,
    pub(super) passed: Vec<Message>,
    /// The class that a line over the rows below it names.
    section: Option<(String, Place)>,
    /// How many cells stand under no heading, and where the first one does.
    stray: Option<(Place, usize)>,
    /// The first cell that says in words that it is not known, what it says, and how many there are.
    unknown: Option<(Place, String, usize)>,
    /// Of how many members the class has changed since they joined.
    joined_before: usize,
    /// Whether the list is of members of before.
    past: bool,
    /// How many of its rows do not say until when.
    undated: usize,
    places: Places,
}

impl Roster {
    /// Reads the rows below the headings. `older` is a list called by a year where there is one of a later year.
    ///
    /// # Errors
    /// A file that cannot be read any more; what is wrong with rows is kept.
    pub(in crate::ops::intake) fn read(list: &List, head: &Head, older: bool) -> Result<Roster> {
        let (mut all, mut wrong) = (Vec::new(), Vec::new());
        let read = list.each(
            &mut |line, row| {
                all.push((line, row.clone()));
                Ok(())
            },
            &mut |fault| wrong.push(fault),
        )?;
        let mut reader = Reader {
            list,
            head,
            wrong: HashMap::new(),
            rows: Vec::new(),
            gone: Vec::new(),
            faults: Vec::new(),
            passed: Vec::new(),
            section: None,
            stray: None,
            unknown: None,
            joined_before: 0,
            past: older || is_of_the_past(&list.name),
            undated: 0,
            places: Places::default(),
        };
        for fault in head.faults() {
            reader.faults.push(fault.at(&list.head_at(0)));
        }
        let lines: std::collections::HashSet<usize> = all.iter().map(|(line, _)| *line).collect();
        for fault in wrong {
            match fault.details().place.clone().filter(|place| lines.contains(&place.line)) {
                Some(place) => reader.wrong.entry((place.line, place.column)).or_default().push(fault),
                None => reader.faults.push(fault),
            }
        }
        let classed = head.has(Means::Of("class"));
        let left_out = reader.past && !head.has(Means::Of("until"));
        if !classed && !left_out && head.has(Means::Of("from")) && !all.iter().any(|(_, row)| reader.class_line(row).is_some()) {
            let error = Error::invalid(say!(
                "no column says the class of the members",
                "没有写明成员身份的列"
            ));
            reader.faults.push(
                error
                    .hint(say!(
                        "add a column “class”, or say which one it is: --map 'HEADING=class'",
                        "请增加“身份”一列，或指明是哪一列：--map '列=class'"
                    ))
                    .at(&list.head_at(0)),
            );
        }
        for (line, row) in &all {
            reader.row(*line, row);
        }
        if !classed && !left_out && reader.section.is_none() {
            let place = &list.place;
            reader.passed.push(say!(
                "{place}: no column says the class of the members, so no membership is recorded; if one does: --map 'HEADING=class'",
                "{place}：没有写明身份的列，因此不录入会籍；如有，请指明：--map '列=class'"
            ));
        }
        let place = list.place.to_string();
        if let Some((first, n)) = reader.stray.take() {
            reader.passed.push(say!(
                "{first}: cells without a heading over them are passed over ({n})",
                "{first}：上方没有列标题的单元格已略过（共{n}个）"
            ));
        }
        if let Some((first, text, n)) = reader.unknown.take() {
            reader.passed.push(say!(
                "{first}: {text} and the like are taken as unknown ({n} cells)",
                "{first}：“{text}”之类按未知处理（共{n}格）"
            ));
        }
        if let n @ 1.. = reader.undated {
            reader.passed.push(say!(
                "{place}: by its name a list of members of before: rows without a last day are passed over ({n}); if they are members still, \
                 give it another name",
                "{place}：按其名称为以往成员的名单，未写退出日期的{n}行已略过；如仍为成员，请改用其他名称"
            ));
        }
        if let n @ 1.. = reader.joined_before {
            reader.passed.push(say!(
                "{place}: of members whose class changed since they joined ({n}), the present class is recorded from its day on; \
                 what they were before that, no column says",
                "{place}：有{n}家成员加入后身份有变动，现身份自其起始日起录入；此前的身份表中没有写明"
            ));
        }
        let heading = reader.at(Means::Of("province")).map_or("", |at| head.columns[at].heading.as_str());
        reader.passed.extend(reader.places.told(&place, heading));
        let first = list.roster.first().map_or(list.head_line, |(line, _)| *line);
        let (understood, columns) = head.told(&place, (first, list.head_line));
        let passed = columns.into_iter().chain(read.told).chain(reader.passed).collect();
        Ok(Roster { understood, passed, rows: reader.rows, gone: reader.gone, faults: reader.faults })
    }
}

impl Reader<'_> {
    /// What a cell says; nothing where it stands for nothing.
    fn text<'r>(&self, row: &'r StringRecord, at: usize) -> &'r str {
        let text = revive(row.get(at).unwrap_or_default()).trim();
        let none = ["/", "-", "—", "——", "--", "–", "\\", "无", "n/a", "N/A"];
        if none.contains(&text) || UNKNOWN.contains(&text) { "" } else { text }
    }

    fn at(&self, meant: Means) -> Option<usize> {
        self.head.columns.iter().position(|column| column.means == Some(meant))
    }

    /// The columns of a row that say something.
    fn said(&self, row: &StringRecord) -> Vec<usize> {
        (0..row.len()).filter(|at| !self.text(row, *at).is_empty()).collect()
    }

    /// Tells that a row is passed over, and why.
    fn pass(&mut self, line: usize, why: Message) {
        let place = self.list.at(line, 0);
        match self.passed.len() {
            n if n < TOLD => self.passed.push(why.at(&place.to_string())),
            TOLD => self.passed.push(say!(
                "{place}: from here on rows that are passed over are not told one by one",
                "{place}：自此行起，略过的行不再逐一列出"
            )),
            _ => {}
        }
    }

    /// Takes a row in.
    fn row(&mut self, line: usize, row: &StringRecord) {
        let mut said = self.said(row);
        // A running number by itself says nothing.
        said.retain(|at| self.head.columns.get(*at).is_none_or(|column| column.means != Some(Means::Number)) || is_total(self.text(row, *at)) || !self.text(row, *at).chars().all(|c| c.is_numeric()));
        let name_at = self.at(Means::Of("organization")).unwrap_or_default();
        let Some(first) = said.first().map(|at| one_line(self.text(row, *at))) else { return };
        let shown: String = first.chars().take(40).collect();
        if self.is_head(row, &said) {
            self.pass(line, say!("the headings again: passed over", "重复的列标题，已略过"));
            return;
        }
        if said.iter().take(2).any(|at| is_total(self.text(row, *at))) {
            self.pass(line, say!("a row of totals is passed over: “{shown}”", "合计行，已略过：“{shown}”"));
            return;
        }
        if let Some((class, at)) = self.class_line(row) {
            let place = self.list.at(line, at);
            if self.at(Means::Of("class")).is_none() {
                self.section = Some((class, place));
                self.pass(line, say!("“{shown}” heads the rows below it", "“{shown}”为其下各行的身份"));
            } else {
                self.pass(line, say!("a line over a group is passed over: “{shown}”", "分组标题行，已略过：“{shown}”"));
            }
            return;
        }
        let across = (0..self.head.columns.len()).any(|at| at != name_at && self.wrong.contains_key(&(line, at + 1)));
        let name = tight(&one_line(self.text(row, name_at)));
        if said.len() == 1 && (across || is_note(&first)) {
            self.pass(line, say!("a line that is no member is passed over: “{shown}”", "非成员行，已略过：“{shown}”"));
            return;
        }
        if name.is_empty() && !self.wrong.contains_key(&(line, name_at + 1)) {
            if self.is_member(row) {
                let error = Error::invalid(say!("the name of the member is missing", "缺少单位名称"));
                let error = error.hint(say!(
                    "write the name in each row, or merge its cells over the rows",
                    "请在每一行写明单位名称，或将其单元格跨行合并"
                ));
                self.faults.push(error.at(&self.list.at(line, name_at)));
            } else {
                self.pass(line, say!("a row without a name is passed over: “{shown}”", "没有单位名称的行，已略过：“{shown}”"));
            }
            return;
        }
        let is_dated = self.at(Means::Of("until")).is_some_and(|at| !self.text(row, at).is_empty());
        if self.past && !is_dated {
            self.undated += 1;
            self.gone.push((name, self.list.at(line, name_at)));
            return;
        }
        if let Some(at) = self.at(Means::Status) {
            let status = plain(self.text(row, at));
            if GONE.iter().any(|word| *word == status) && !is_dated {
                self.pass(line, say!(
                    "“{name}” is no member by its status, and since when it does not say: passed over",
                    "“{name}”按其状态不是成员，且未写明日期，已略过"
                ));
                self.gone.push((name, self.list.at(line, at)));
                return;
            }
            if !GONE.iter().chain(STANDING).any(|word| *word == status) {
                let (text, heading) = (one_line(self.text(row, at)), self.head.columns.get(at).map_or("", |c| &c.heading));
                self.faults.push(
                    Error::invalid(say!(
                        "whether {name} is a member still cannot be told from “{text}”",
                        "无法由“{text}”判断“{name}”是否仍为成员"
                    ))
                    .hint(say!(
                        "write active or left there, and the last day under a heading of its own; or pass the column over: --map '{heading}='",
                        "请填写“在册”或“已退出”，退出日期另列填写；或略过该列：--map '{heading}='"
                    ))
                    .at(&self.list.at(line, at)),
                );
                return;
            }
        }
        for at in said.iter().filter(|at| self.head.columns.get(**at).is_none_or(|c| c.heading.is_empty())) {
            let place = self.list.at(line, *at);
            self.stray.get_or_insert((place, 0)).1 += 1;
        }
        self.member(line, row, name, name_at);
    }

    /// Whether a row is the headings once more.
    fn is_head(&self, row: &StringRecord, said: &[usize]) -> bool {
        let heads = |at: &usize| {
            let text = plain(self.text(row, *at));
            self.head.columns.get(*at).is_some_and(|column| column.words.contains(&text))
        };
        said.iter().all(heads)
    }

    /// The class that a row names which says nothing else, as a line over the rows below it: 二、副理事长单位（3家）.
    fn class_line(&self, row: &StringRecord) -> Option<(String, usize)> {
        let [at] = self.said(row)[..] else { return None };
        let text: String = fold(self.text(row, at)).chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.split(['(', '[', ':']).next().unwrap_or_default();
        let bare = text.trim_start_matches(|c: char| "第一二三四五六七八九十部分0123456789、.".contains(c));
        Some((class_word(bare)?.to_string(), at))
    }

    /// Whether a row without a name says of a member what only that has.
    fn is_member(&self, row: &StringRecord) -> bool {
        let text = |meant| self.at(meant).map_or("", |at| self.text(row, at));
        let class = class_word(text(Means::Of("class"))).is_some();
        let from = crate::model::day::Days::parse(text(Means::Of("from"))).is_ok();
        let named = self.head.columns.iter().enumerate().any(|(at, column)| {
            let name = self.text(row, at);
            matches!(column.means, Some(Means::Person("person", _))) && !name.is_empty() && !name.contains([':', '：'])
        });
        let reached = self.head.columns.iter().enumerate().any(|(at, column)| {
            matches!(column.means, Some(Means::Person("phone" | "email", _))) && self.text(row, at).chars().any(|c| c.is_ascii_digit() || c == '@')
        });
        class || from || (named && reached)
    }

    /// What a row says of a member.
    fn member(&mut self, line: usize, row: &StringRecord, name: String, name_at: usize) {
        let before = self.faults.len();
        let place = self.list.at(line, name_at);
        if OTHERS.contains(&fold(&name).as_str()) {
            self.passed.push(say!(
                "{place}: {name} is taken as the name of a member; if it stands for others, take the row out",
                "{place}：“{name}”按成员单位名称录入；如系泛指，请删去此行后重新导入"
            ));
        }
        let mut organization = Entry::new(&ORGANIZATION, place.clone());
        let mut membership = Entry::new(&MEMBERSHIP, place.clone());
        let mut people: Vec<(&'static str, Said)> = Vec::new();
        let mut class_since = None;
        for (at, column) in self.head.columns.iter().enumerate() {
            let (key, duty) = match column.means {
                Some(Means::Of(key)) => (key, None),
                Some(Means::Person(key, duty)) => (key, Some(duty.unwrap_or_default())),
                _ => continue,
            };
            if let Some(errors) = self.wrong.remove(&(line, at + 1)) {
                self.faults.extend(errors);
                continue;
            }
            let here = self.list.at(line, at);
            let raw = revive(row.get(at).unwrap_or_default()).trim();
            if UNKNOWN.contains(&raw) && key != "class" {
                self.unknown.get_or_insert_with(|| (here.clone(), raw.to_owned(), 0)).2 += 1;
            }
            let given = self.given(key, column, row.get(at).unwrap_or_default(), self.text(row, at), &here);
            let Some(field) = roster_column(key).and_then(|column| column.of()) else { continue };
            match (duty, given) {
                (_, Err(errors)) if key == "class" => {
                    let words = |of: fn(&(&str, &'static str, &'static str)) -> &'static str| {
                        CLASSES.words.iter().map(of).collect::<Vec<_>>()
                    };
                    let (en, zh) = (words(|word| word.1).join(", "), words(|word| word.2).join("单位、"));
                    let hint = say!("people write {en}", "可写作：{zh}单位");
                    self.faults.extend(errors.into_iter().map(|error| error.hint(hint.clone())));
                }
                (_, Err(errors)) if key == "organization" => self.faults.extend(errors),
                (_, Err(errors)) => {
                    let heading = &column.heading;
                    let over = say!(
                        "or pass the column over: --map '{heading}='",
                        "或略过该列：--map '{heading}='"
                    );
                    self.faults.extend(errors.into_iter().map(|error| error.hint(over.clone())));
                    if let (Some(duty), "person") = (duty, key) {
                        said_of(&mut people, duty).refused = true;
                    }
                }
                (None, Ok(None)) if key == "class" => {
                    let raw = revive(row.get(at).unwrap_or_default()).trim();
                    let error = match raw.is_empty() {
                        true => Error::invalid(say!("the class of {name} is missing", "“{name}”的身份为空")),
                        false => Error::invalid(say!("the class of {name} is {raw}, which is none", "“{name}”的身份为“{raw}”，不是身份")),
                    };
                    self.faults.push(
                        error
                            .hint(say!("write its class, such as 会员 or council", "请填写身份，例如 会员、理事"))
                            .hint(say!(
                                "if it is no member yet, take the row out, and `alliance member apply NAME --on DAY`",
                                "如尚未成为成员，请删去此行，另用 `alliance member apply 名称 --on 日期` 登记申请"
                            ))
                            .at(&here),
                    );
                }
                (None, Ok(None)) if matches!(key, "organization" | "from" | "class_since" | "until" | "reason") => {}
                (None, Ok(Some(given))) if key == "class_since" => class_since = Some((given, here)),
                (None, Ok(None)) => organization.left_blank(field.key, here),
                (None, Ok(Some(given))) if matches!(key, "class" | "from" | "until" | "reason") => {
                    membership.put(field.key, given, here);
                }
                (None, Ok(Some(given))) => {
                    organization.put(field.key, given, here);
                }
                (Some(duty), Ok(given)) => said_of(&mut people, duty).take(key, given, here),
            }
        }
        // A membership is one of a class: what it was before the day on which that began, no column says.
        if let Some((given, here)) = class_since {
            if membership.get("from").is_some_and(|joined| *joined != given) {
                self.joined_before += 1;
            }
            membership.put("from", given, here);
        }
        self.places.part(&mut organization);
        if membership.has("class") {
            self.faults.extend(membership.settle());
        } else if let Some((class, at)) = &self.section
            && let Some(class) = CLASSES.find(class)
        {
            membership.put("class", Given::Word(class), at.clone());
        }
        let people = people.into_iter().filter_map(|(duty, said)| self.somebody(duty, said)).collect();
        if self.faults.len() == before {
            let membership = Some(membership).filter(|membership| membership.has("class"));
            self.rows.push(Row { place, name, organization, membership, people });
        }
    }

    /// What a cell gives.
    fn given(
        &self,
        key: &str,
        column: &Column,
        raw: &str,
        text: &str,
        place: &Place,
    ) -> std::result::Result<Option<Given>, Vec<Error>> {
        let Some(field) = roster_column(key).and_then(|column| column.of()) else { return Ok(None) };
        let line = one_line(text);
        // 吴芳 主任 is parted below.
        let odd = odd_name(&line).filter(|odd| key == "person" && !line.contains('@') && !matches!(odd, Odd::Titled(..)));
        if let Some(odd) = odd.filter(|_| !text.trim().contains([';', '；', '、', '\n'])) {
            return Err(vec![no_name(&line, &odd).at(place)]);
        }
        if key == "person" && text.trim().contains([';', '；', '、', '\n']) {
            return Err(vec![
                Error::invalid(say!("{line} names several persons", "“{line}”是几个人"))
                    .hint(say!(
                        "give each contact a row of its own, with the organization's name again",
                        "请每位联系人一行，并重复填写单位名称"
                    ))
                    .at(place),
            ]);
        }
        let text = match key {
            "class" => class_word(&line).map_or(line, str::to_string),
            "person" if matches!(odd_name(&line), Some(Odd::Titled(..))) => line,
            "organization" | "short_name" | "university" | "province" | "city" | "person" | "title" => tight(&line),
            "phone" | "email" | "credit_code" => half_width(&line).into_owned(),
            // 2021.10 as a number is 2021.1, and that is how January is written too.
            "from" | "class_since" | "until" | "founded" if self.list.is_of_workbook() && is_cut_month(raw) => {
                let heading = &column.heading;
                return Err(vec![
                    Error::invalid(say!(
                        "{line} under “{heading}” is a number, of which 2021.10 and 2021.1 make the same: January or October",
                        "“{heading}”中的 {line} 是数字，1月与10月（2021.1与2021.10）无法区分"
                    ))
                    .hint(say!(
                        "write it as a text or a date: 2021-01, 2021-10",
                        "请改写为文本或日期，例如 2021年1月、2021年10月"
                    ))
                    .at(place),
                ]);
            }
            "note" => text.to_string(),
            _ => line,
        };
        cell(field, &text, place)
    }
}
