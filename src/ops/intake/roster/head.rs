//! The headings of a roster: where they stand, in one line or in two, and what each column is.

use std::{collections::HashMap, ops::RangeInclusive};

use csv::StringRecord;

use super::words::{GONE, STANDING};

use crate::{
    error::{Error, Message, Result},
    model::{
        sheet::revive,
        text::{fold, nearest},
    },
    noun::{BANK_COLUMNS, Means, Paid, ROSTER_COLUMNS, bank_column, means, means_below, paid_field, plain, roster_column, sheets},
    ops::intake::rows::most_placed,
    say,
};

/// No roster has more columns, and no heading is longer, in bytes.
const COLUMNS: usize = 500;
const LONGEST: usize = 600;

/// What stands for no field, in `headings` too.
pub(in crate::ops) const NONE: &str = "-";

/// What a field is to each kind of list, where it has it; `None` within where the column is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Meant {
    roster: Option<Option<Means>>,
    bank: Option<Option<Paid>>,
}

/// What the user has said that headings mean.
#[derive(Debug, Clone, Default)]
pub struct Headings {
    /// By the heading without what does not tell headings apart.
    known: HashMap<String, Meant>,
    /// Said now, as written: the heading and the field.
    pub(in crate::ops) said: Vec<(String, String)>,
}

impl Headings {
    /// Takes `HEADING=FIELD`; without a field the column is passed over.
    ///
    /// # Errors
    /// What is not of that form, or names no field.
    pub fn say(&mut self, text: &str) -> Result<()> {
        let usage = |message| Error::usage(message);
        let Some((heading, field)) = text.rsplit_once(['=', '＝']) else {
            return Err(usage(say!("--map {text} has no =", "--map {text} 缺少 ="))
                .hint(say!("write it as --map 'HEADING=FIELD'", "请写作 --map '列=字段'")));
        };
        let (heading, field) = (heading.trim(), field.trim());
        if plain(heading).is_empty() {
            return Err(usage(say!("--map {text} names no heading", "--map {text} 没有写明列名")));
        }
        let field = if field.is_empty() { NONE } else { field };
        let Some(meant) = field_named(field) else {
            let of_bank = BANK_COLUMNS.iter().map(|column| column.key).filter(|key| roster_column(key).is_none() && !key.is_empty());
            let keys: Vec<&str> = ROSTER_COLUMNS.iter().map(|column| column.key).chain(of_bank).collect();
            let list = keys.join(", ");
            let error = usage(say!("--map {text}: there is no field {field}", "--map {text}：没有字段“{field}”"));
            let error = match nearest(field, keys) {
                Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
                None => error,
            };
            return Err(error.hint(say!(
                "the fields are {list}; nothing after = passes the column over",
                "可用字段：{list}；= 后留空表示略过该列"
            )));
        };
        if self.known.insert(plain(heading), meant).is_some_and(|other| other != meant)
            && self.said.iter().any(|(other, _)| plain(other) == plain(heading))
        {
            return Err(usage(say!("--map says twice what {heading} means", "--map 对“{heading}”有两种说法")));
        }
        let field = match meant {
            Meant { roster: Some(Some(Means::Of(key) | Means::Person(key, None | Some("")))), .. } => key,
            Meant { roster: None, bank: Some(Some(paid)) } => bank_column(paid).map_or(field, |column| column.key),
            _ => field,
        };
        self.said.push((heading.to_string(), field.to_string()));
        Ok(())
    }

    /// Takes what was said before; what is said now goes before it.
    pub(in crate::ops) fn remember(&mut self, heading: &str, field: &str) {
        if let Some(meant) = field_named(field) {
            self.known.entry(plain(heading)).or_insert(meant);
        }
    }

    fn of(&self, heading: &str) -> Option<Option<Means>> {
        self.known.get(&plain(heading))?.roster
    }

    /// What a heading of a bank's list means.
    pub(in crate::ops::intake) fn of_bank(&self, heading: &str) -> Option<Option<Paid>> {
        self.known.get(&plain(heading))?.bank
    }
}

/// What a field that a person names is; `None` where it is none.
fn field_named(text: &str) -> Option<Meant> {
    if text == NONE {
        return Some(Meant { roster: Some(None), bank: Some(None) });
    }
    let text = if text == "org" { "organization" } else { text };
    let roster = means(text).map(|meant| if meant == Means::Number { None } else { Some(meant) });
    let bank = paid_field(text).map(Some);
    (roster.is_some() || bank.is_some()).then_some(Meant { roster, bank })
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    /// Its heading, that of two lines in one.
    pub heading: String,
    /// What it holds; `None` where that is not known.
    pub means: Option<Means>,
    /// Whether the user has said that it is passed over.
    pub left: bool,
    /// Whether it tells what the tool reckons itself.
    pub reckoned: bool,
    /// Whether it is about somebody whose name no column gives.
    pub lonely: bool,
    /// Its headings, without what does not tell headings apart.
    pub words: [String; 2],
}

/// The headings of a roster.
#[derive(Debug)]
pub struct Head {
    /// Which of the first rows they are.
    pub lines: RangeInclusive<usize>,
    pub(super) columns: Vec<Column>,
    /// How many columns are understood.
    pub(in crate::ops::intake) placed: usize,
}

/// The headings of a roster among the first rows of a list of that name; `None` where they are none, or those of a
/// plain list too.
pub fn find(name: &str, rows: &[(usize, StringRecord)], said: &Headings) -> Option<Head> {
    // A list of the tool's own stays one, unless the user has said what its columns are.
    let name = fold(name);
    let spoken = |(_, row): &(usize, StringRecord)| row.iter().any(|cell| said.of(revive(cell)).is_some());
    if sheets().iter().any(|sheet| sheet.name == name) && (said.known.is_empty() || !rows.iter().any(spoken)) {
        return None;
    }
    let mut best: Option<Head> = None;
    for at in 0..rows.len() {
        for two in [true, false] {
            let found = head(rows, at, two, said);
            if let Some(found) = found.filter(|found| best.as_ref().is_none_or(|best| found.placed > best.placed)) {
                best = Some(found);
            }
        }
    }
    let best = best?;
    let other = rows.get(best.lines.clone()).unwrap_or_default().iter();
    let other = other.map(|(_, row)| most_placed(&row.iter().collect::<Vec<_>>())).max();
    let other = other.unwrap_or_default();
    // What the user says of a heading now, is said of a roster.
    let is_said = said.said.iter().any(|(heading, _)| best.bears(heading));
    // Members and applications for membership may have the same headings: then what stands below tells them apart.
    (best.placed > other || (best.placed == other && (is_said || best.is_of_members(rows)))).then_some(best)
}

/// The headings that these lines are.
pub fn of(lines: &[(usize, StringRecord)], said: &Headings) -> Option<Head> {
    head(lines, 0, lines.len() > 1, said)
}

/// The headings in that row, or in that one and the next.
fn head(rows: &[(usize, StringRecord)], at: usize, two: bool, said: &Headings) -> Option<Head> {
    let (line, top) = rows.get(at)?;
    let below = match rows.get(at + 1).filter(|(next, _)| two && *next == line + 1) {
        None if two => return None,
        below => below.map(|(_, row)| row),
    };
    if top.len() > COLUMNS || below.is_some_and(|row| row.len() > COLUMNS) {
        return None;
    }
    let text = |row: &StringRecord, n: usize| {
        let text = row.get(n).filter(|text| text.len() < LONGEST).map_or("", revive).split_whitespace().collect::<Vec<_>>().join(" ");
        text.replace(char::is_control, "")
    };
    let width = top.len().max(below.map_or(0, StringRecord::len));
    let mut columns: Vec<Column> = Vec::with_capacity(width);
    // What stands over the columns to the right too, as far as they have a second line.
    let mut group = String::new();
    let (mut above, mut sure, mut unsure) = (0usize, 0usize, 0usize);
    for n in 0..width {
        let own = text(top, n);
        above += usize::from(means(&own).is_some() || said.of(&own).is_some());
        let under = below.map(|row| text(row, n)).filter(|under| !under.is_empty() && plain(under) != plain(&own));
        if !own.is_empty() {
            group = if under.is_some() { own.clone() } else { String::new() };
        } else if under.is_none() {
            group.clear();
        }
        let column = match under {
            None => Column::of(own.clone(), [plain(&own), String::new()], means(&own), said),
            Some(under) => {
                let mut heading = format!("{group} {under}");
                heading.truncate(heading.trim_end().len());
                let meant = means_below(&group, &under);
                let known = means(&under).is_some() || said.of(&under).is_some() || said.of(heading.trim()).is_some();
                if known { sure += 1 } else { unsure += 1 }
                if means(&own) == Some(Means::Of("organization")) && means(&under) != means(&own) {
                    return None;
                }
                let words = [plain(&own), plain(&under)];
                let mut column = Column::of(heading.trim().to_string(), words, meant, said);
                if let (None, Some(meant)) = (said.of(heading.trim()), said.of(&under)) {
                    (column.means, column.left) = (meant, meant.is_none());
                }
                column
            }
        };
        columns.push(column);
    }
    // Over a second line stand headings, and no title.
    if two && (above < 2 || sure == 0 || unsure > sure) {
        return None;
    }
    reckoned(&mut columns, said);
    whose(&mut columns);
    let mut placed: Vec<Means> = columns.iter().filter_map(|column| column.means).collect();
    placed.sort_by_key(|meant| format!("{meant:?}"));
    placed.dedup();
    let about = |meant: &Means| match meant {
        Means::Of(key) => matches!(*key, "class" | "from"),
        Means::Person(key, _) => *key == "person",
        Means::Number | Means::Status => false,
    };
    let is_one = placed.contains(&Means::Of("organization")) && placed.iter().any(about);
    let lines = at..=at + usize::from(two);
    is_one.then_some(Head { lines, columns, placed: placed.len() })
}

impl Head {
    /// Whether words below the heading of the status say of members whether they still are some.
    fn is_of_members(&self, rows: &[(usize, StringRecord)]) -> bool {
        let Some(at) = self.columns.iter().position(|column| column.means == Some(Means::Status)) else { return false };
        let below = rows.iter().skip(self.lines.end() + 1).map(|(_, row)| plain(row.get(at).map_or("", revive)));
        below.filter(|word| !word.is_empty()).any(|word| GONE.iter().chain(STANDING).any(|known| *known == word))
    }
}

impl Column {
    fn of(heading: String, words: [String; 2], meant: Option<Means>, said: &Headings) -> Column {
        match said.of(&heading) {
            Some(meant) => Column { heading, means: meant, left: meant.is_none(), reckoned: false, lonely: false, words },
            None => Column { heading, means: meant, left: false, reckoned: false, lonely: false, words },
        }
    }
}

/// Passes over who came for a member where the list is one of members as the tool writes it: that is told of sessions, and
/// makes nobody a contact.
fn reckoned(columns: &mut [Column], said: &Headings) {
    let has = |words: &[&str]| columns.iter().any(|column| words.contains(&column.words[0].as_str()));
    if !(has(&["本次加入日", "joined"]) && has(&["状态", "status"])) {
        return;
    }
    let own = |column: &&mut Column| ["代表", "delegate"].contains(&column.words[0].as_str()) && said.of(&column.heading).is_none();
    for column in columns.iter_mut().filter(own) {
        (column.means, column.reckoned) = (None, true);
    }
}

/// Gives what is about a person, and does not say about whom, to the person whose column stands before it, else to
/// the first. What is about somebody whose name no column gives cannot be placed.
fn whose(columns: &mut [Column]) {
    let persons: Vec<(usize, &'static str)> = columns
        .iter()
        .enumerate()
        .filter_map(|(n, column)| match column.means {
            Some(Means::Person("person", duty)) => Some((n, duty.unwrap_or_default())),
            _ => None,
        })
        .collect();
    for (n, column) in columns.iter_mut().enumerate() {
        let Some(Means::Person(key, duty)) = column.means else { continue };
        let duty = match duty {
            Some(duty) => persons.iter().find(|(_, other)| *other == duty).map(|(_, duty)| *duty),
            None => persons.iter().rev().find(|(at, _)| *at <= n).or(persons.first()).map(|(_, duty)| *duty),
        };
        column.lonely = duty.is_none();
        column.means = duty.map(|duty| Means::Person(key, Some(duty)));
    }
}

impl Head {
    /// What is understood, what is passed over, and what cannot be placed: the first to be told as it is, the others
    /// as warnings.
    pub(super) fn told(&self, place: &str, lines: (usize, usize)) -> (Message, Vec<Message>) {
        let (first, last) = lines;
        let (mut en, mut zh) = match first == last {
            true => (vec![format!("headings in line {first}")], vec![format!("列标题在第{first}行")]),
            false => (vec![format!("headings in lines {first} and {last}")], vec![format!("列标题在第{first}、{last}行")]),
        };
        let mut passed = Vec::new();
        for Column { heading, means, left, reckoned, lonely, .. } in &self.columns {
            if heading.is_empty() {
                continue;
            }
            match means {
                Some(Means::Number) => {
                    en.push(format!("column “{heading}” is a running number"));
                    zh.push(format!("列“{heading}”为序号"));
                }
                Some(Means::Status) => {
                    en.push(format!("column “{heading}” → whether it is a member still"));
                    zh.push(format!("列“{heading}” → 是否仍为成员"));
                }
                Some(Means::Of(key) | Means::Person(key, _)) => {
                    let duty = if let Some(Means::Person(_, Some(duty))) = means { duty } else { "" };
                    let called = roster_column(key).map_or(*key, |column| column.zh);
                    let (of_en, of_zh) = match duty.is_empty() {
                        true => (String::new(), String::new()),
                        false => (format!(" ({duty})"), format!("（{duty}）")),
                    };
                    en.push(format!("column “{heading}” → {key}{of_en}"));
                    zh.push(format!("列“{heading}” → {called}{of_zh}"));
                }
                None if *reckoned => passed.push(say!(
                    "{place}: the column “{heading}” tells who came to sessions, and is passed over; if they are contacts: \
                     --map '{heading}=person'",
                    "{place}：列“{heading}”为出席会议的代表，已略过；如系联系人：--map '{heading}=person'"
                )),
                None if *lonely => passed.push(say!(
                    "{place}: the column “{heading}” is about a contact, and no column names the contact: it is passed over; \
                     add a column “contact”, or say which one it is: --map 'HEADING=person'",
                    "{place}：列“{heading}”为联系人的信息，但没有写明联系人姓名的列，已略过；请增加“联系人”一列，或指明是哪一列：--map '列=person'"
                )),
                None if *left => passed.push(say!(
                    "{place}: the column “{heading}” is passed over, as was said by --map",
                    "{place}：列“{heading}”按 --map 的指定略过"
                )),
                None => {
                    let shown = super::quoted(&format!("{heading}="));
                    let shown = shown.trim_matches('\'').trim_end_matches('=').to_string();
                    passed.push(say!(
                        "{place}: the column “{heading}” cannot be placed and is passed over; to take it: --map '{shown}=FIELD', \
                         to have it passed over from now on: --map '{shown}='",
                        "{place}：列“{heading}”无法对应到字段，已略过；如需导入：--map '{shown}=字段'；如今后一律略过：--map '{shown}='"
                    ));
                }
            }
        }
        let (en, zh) = (en.join("; "), zh.join("；"));
        (say!("{place}: {en}", "{place}：{zh}"), passed)
    }

    /// What is wrong with the headings as a whole: a field that two columns are, a membership without a class.
    pub(super) fn faults(&self) -> Vec<Error> {
        let mut faults = Vec::new();
        for (n, column) in self.columns.iter().enumerate() {
            let Some(meant) = column.means else { continue };
            // Several numbers of one person are all that person's.
            if matches!(meant, Means::Number | Means::Person("phone", _)) {
                continue;
            }
            let Some(first) = self.columns.iter().take(n).find(|other| other.means == Some(meant)) else { continue };
            let (one, other) = (&first.heading, &column.heading);
            faults.push(
                Error::invalid(say!(
                    "the columns “{one}” and “{other}” mean the same",
                    "列“{one}”与“{other}”含义相同"
                ))
                .hint(say!(
                    "say which is passed over, as in --map '{other}=', or what else it is: --map '{other}=FIELD'",
                    "请指明略过哪一列，例如 --map '{other}='，或它另指何字段：--map '{other}=字段'"
                )),
            );
        }
        faults
    }

    /// Whether one of the columns bears that heading.
    pub(in crate::ops::intake) fn bears(&self, heading: &str) -> bool {
        let heading = plain(heading);
        self.columns.iter().any(|column| plain(&column.heading) == heading || column.words.contains(&heading))
    }

    /// Whether a column holds this.
    pub(super) fn has(&self, meant: Means) -> bool {
        self.columns.iter().any(|column| column.means == Some(meant))
    }
}
