//! The headings of a bank's list: where they stand, and what each column is.

use csv::StringRecord;

use crate::{
    error::{Error, Message},
    model::sheet::{List, revive},
    noun::{Noun, Paid, bank_column, paid, plain},
    ops::intake::{
        roster::{head::Headings, quoted},
        rows::by_headings,
    },
    say,
};

/// No bank's list has more columns, and no heading is longer, in bytes.
const COLUMNS: usize = 200;
const LONGEST: usize = 200;

/// A column.
struct Column {
    heading: String,
    paid: Option<Paid>,
    /// Whether the user has said that it is passed over.
    left: bool,
}

/// The headings of a bank's list.
pub struct Head {
    columns: Vec<Column>,
}

/// Which of the first rows of a list are the headings of a bank's list; `None` where none are, or where they are those of a
/// plain list.
pub fn find(rows: &[(usize, StringRecord)], said: &Headings) -> Option<usize> {
    rows.iter().position(|(_, row)| of(row, said).is_some())
}

/// The headings that a row is.
pub fn of(row: &StringRecord, said: &Headings) -> Option<Head> {
    if row.len() > COLUMNS {
        return None;
    }
    let column = |cell: &str| {
        let cell = if cell.len() > LONGEST { "" } else { revive(cell) };
        let heading = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let spoken = said.of_bank(&heading);
        Column { paid: spoken.unwrap_or_else(|| paid(&heading)), left: spoken == Some(None), heading }
    };
    let head = Head { columns: row.iter().map(column).collect() };
    let has = |paid| head.at(paid).is_some();
    let is_one = has(Paid::Payer) && (has(Paid::Amount) || has(Paid::Income));
    let is_plain = || by_headings(&row.iter().collect::<Vec<_>>()).is_some_and(|sheet| sheet.shape.is == Noun::Payment);
    (is_one && !is_plain()).then_some(head)
}

impl Head {
    /// The column that holds this.
    pub(super) fn at(&self, paid: Paid) -> Option<usize> {
        self.all(paid).next()
    }

    /// The columns that hold this.
    pub(super) fn all(&self, paid: Paid) -> impl Iterator<Item = usize> {
        let of = move |(at, column): (usize, &Column)| (column.paid == Some(paid)).then_some(at);
        self.columns.iter().enumerate().filter_map(of)
    }

    /// Whether a text is one of the headings.
    pub(super) fn is_heading(&self, text: &str) -> bool {
        let text = plain(text);
        self.columns.iter().any(|column| plain(&column.heading) == text)
    }

    /// Whether one of the columns bears that heading.
    pub(in crate::ops::intake) fn bears(&self, heading: &str) -> bool {
        self.is_heading(heading)
    }

    /// What is wrong with the headings as a whole: two columns that are the same.
    pub(super) fn faults(&self, list: &List) -> Vec<Error> {
        let mut faults = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let Some(meant) = column.paid.filter(|paid| !matches!(paid, Paid::Idle | Paid::Note)) else { continue };
            let Some(first) = self.at(meant).filter(|first| *first < at).and_then(|first| self.columns.get(first)) else { continue };
            let (one, other) = (&first.heading, &column.heading);
            // The day on which it was booked beside that on which it was sent, and the like: the first one counts.
            if meant == Paid::On {
                continue;
            }
            let error = Error::invalid(say!("the columns “{one}” and “{other}” mean the same", "列“{one}”与“{other}”含义相同"));
            let hint = say!("say which is passed over, as in --map '{other}='", "请指明略过哪一列，例如 --map '{other}='");
            faults.push(error.hint(hint).at(&list.head_at(0)));
        }
        faults
    }

    /// What is understood, and what cannot be placed.
    pub(super) fn told(&self, place: &str, line: usize) -> (Message, Vec<Message>) {
        let mut en = vec![format!("a list of payments by a bank, headings in line {line}")];
        let mut zh = vec![format!("银行收款明细，列标题在第{line}行")];
        let (mut passed, mut dated) = (Vec::new(), false);
        for Column { heading, paid, left } in self.columns.iter().filter(|column| !column.heading.is_empty()) {
            match paid {
                Some(Paid::On) if dated => passed.push(say!(
                    "{place}: the column “{heading}” is passed over: the first column of days counts",
                    "{place}：列“{heading}”已略过：以第一个日期列为准"
                )),
                Some(Paid::Idle) => {}
                Some(meant) => {
                    dated |= *meant == Paid::On;
                    let Some(column) = bank_column(*meant) else { continue };
                    en.push(format!("column “{heading}” → {}", column.key));
                    zh.push(format!("列“{heading}” → {}", column.zh));
                }
                None if *left => passed.push(say!(
                    "{place}: the column “{heading}” is passed over, as was said by --map",
                    "{place}：列“{heading}”按 --map 的指定略过"
                )),
                None => {
                    let (shown, zh) = (quoted(&format!("{heading}=FIELD")), quoted(&format!("{heading}=字段")));
                    passed.push(say!(
                        "{place}: the column “{heading}” cannot be placed and is passed over; to take it: --map {shown}",
                        "{place}：列“{heading}”无法对应到字段，已略过；如需导入：--map {zh}"
                    ));
                }
            }
        }
        let idle: Vec<&str> = self.columns.iter().filter(|column| column.paid == Some(Paid::Idle)).map(|column| column.heading.as_str()).collect();
        if !idle.is_empty() {
            let (names, listed) = (idle.join(", "), idle.join("、"));
            en.push(format!("not needed: {names}"));
            zh.push(format!("无需导入：{listed}"));
        }
        let (en, zh) = (en.join("; "), zh.join("；"));
        (say!("{place}: {en}", "{place}：{zh}"), passed)
    }
}
