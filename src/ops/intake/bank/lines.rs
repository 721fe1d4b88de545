//! The rows of a bank's list: what came in is told from what went out, from totals and notes, and from what says nothing.

use std::collections::BTreeSet;

use csv::StringRecord;

use super::head::Head;
use crate::{
    error::{Error, Message, Result},
    model::{
        day::Days,
        money,
        record::Place,
        sheet::{List, revive},
        text::{fold, half_width},
    },
    noun::{Paid, plain},
    ops::intake::roster::words::{is_total, one_line, tight},
    say,
};

/// Of rows that are passed over for one reason, so many are told by their lines.
const TOLD: usize = 20;

/// What came in by one row.
#[derive(Debug, Clone)]
pub(super) struct Income {
    /// Where the payer stands.
    pub place: Place,
    /// Who paid, as the bank has it.
    pub payer: String,
    /// The day, where it is said.
    pub on: Option<Days>,
    /// In the smallest unit.
    pub amount: i64,
    /// The years that its column and its text name.
    pub years: BTreeSet<i64>,
    /// Whether the text alone named it.
    pub by_text: bool,
    /// The code of its currency, where that is said.
    pub currency: Option<String>,
    /// What the payer wrote.
    pub text: Option<String>,
}

/// A bank's list that was read.
pub struct Statement {
    /// How its columns are understood.
    pub understood: Message,
    /// What is passed over.
    pub passed: Vec<Message>,
    pub(super) rows: Vec<Income>,
    pub(super) faults: Vec<Error>,
}

/// Why rows are passed over, each with their lines.
#[derive(Default)]
struct Passed {
    spent: Vec<usize>,
    totals: Vec<usize>,
    idle: Vec<usize>,
}

struct Reader<'a> {
    list: &'a List,
    head: &'a Head,
    rows: Vec<Income>,
    faults: Vec<Error>,
    passed: Passed,
}

impl Statement {
    /// Reads the rows below the headings.
    ///
    /// # Errors
    /// A file that cannot be read any more; what is wrong with rows is kept.
    pub(in crate::ops::intake) fn read(list: &List, head: &Head) -> Result<Statement> {
        let mut reader = Reader { list, head, rows: Vec::new(), faults: head.faults(list), passed: Passed::default() };
        let mut wrong = Vec::new();
        let read = list.each(
            &mut |line, row| {
                reader.row(line, row);
                Ok(())
            },
            &mut |fault| wrong.push(fault),
        )?;
        reader.faults.extend(wrong);
        let place = list.place.to_string();
        let (understood, columns) = head.told(&place, list.head_line);
        let passed = columns.into_iter().chain(read.told).chain(reader.passed.told(&place)).collect();
        Ok(Statement { understood, passed, rows: reader.rows, faults: reader.faults })
    }
}

impl Passed {
    fn told(&self, place: &str) -> Vec<Message> {
        let lines = |all: &[usize]| {
            let mut named: Vec<String> = all.iter().take(TOLD).map(usize::to_string).collect();
            named.extend((all.len() > TOLD).then(|| "…".to_string()));
            (all.len(), named.join(", "))
        };
        let mut told = Vec::new();
        if let (n @ 1.., at) = lines(&self.spent) {
            told.push(say!("{place}: what was paid out is passed over (rows: {n}; in line {at})", "{place}：支出{n}行，已略过：第{at}行"));
        }
        if let (n @ 1.., at) = lines(&self.totals) {
            told.push(say!("{place}: totals and notes are passed over (rows: {n}; in line {at})", "{place}：合计、说明等{n}行，已略过：第{at}行"));
        }
        if let (n @ 1.., at) = lines(&self.idle) {
            told.push(say!("{place}: what has no amount is passed over (rows: {n}; in line {at})", "{place}：没有金额的{n}行，已略过：第{at}行"));
        }
        told
    }
}

/// What an amount says: how much, and whether it came in, as far as its sign and its columns tell.
enum Amount {
    In(i64),
    Out,
    None,
}

impl Reader<'_> {
    /// What stands under a heading, without the marks that stand for nothing.
    fn text<'r>(&self, row: &'r StringRecord, of: Paid) -> &'r str {
        let text = self.head.at(of).and_then(|at| row.get(at)).map_or("", |cell| revive(cell).trim());
        if matches!(text, "-" | "--" | "—" | "/" | "无") { "" } else { text }
    }

    fn place(&self, line: usize, of: Paid) -> Place {
        self.list.at(line, self.head.at(of).unwrap_or_default())
    }

    fn row(&mut self, line: usize, row: &StringRecord) {
        let said: Vec<&str> = row.iter().map(|cell| revive(cell).trim()).filter(|text| !text.is_empty()).collect();
        if said.is_empty() {
            return;
        }
        let again = said.iter().all(|text| self.head.is_heading(text));
        let summed = said.iter().take(2).any(|text| is_total(text) || is_summed(text));
        if again || summed || said.len() == 1 {
            return self.passed.totals.push(line);
        }
        let amount = match self.amount(line, row) {
            Ok(Amount::In(amount)) => amount,
            Ok(Amount::Out) => return self.passed.spent.push(line),
            Ok(Amount::None) => return self.passed.idle.push(line),
            Err(fault) => return self.faults.push(fault),
        };
        let on = match self.day(line, row) {
            Ok(on) => on,
            Err(fault) => return self.faults.push(fault),
        };
        let text = self.note(row);
        let column = self.text(row, Paid::Year);
        let (own, told) = (years(column), years(text.as_deref().unwrap_or_default()));
        if own.len() != 1 && !column.is_empty() {
            let (place, column) = (self.place(line, Paid::Year), one_line(column));
            let error = Error::invalid(say!("{column} is no year", "“{column}”不是年度"));
            return self.faults.push(error.hint(say!("write it as 2024", "请写作 2024")).at(&place));
        }
        // Two that say different years are for a person to decide.
        let (by_text, years) = (own.is_empty(), own.union(&told).copied().collect());
        let currency = Some(self.text(row, Paid::Currency)).filter(|text| !text.is_empty()).map(currency);
        let payer = tight(&one_line(self.text(row, Paid::Payer)));
        self.rows.push(Income { place: self.place(line, Paid::Payer), payer, on, amount, years, by_text, currency, text });
    }

    /// How much came in.
    fn amount(&self, line: usize, row: &StringRecord) -> Result<Amount> {
        let of = |paid: Paid| {
            let text = self.text(row, paid);
            match signed(text) {
                _ if text.is_empty() => Ok(None),
                Some(amount) => Ok(Some(amount).filter(|amount| *amount != 0)),
                None => {
                    let error = Error::invalid(say!("“{text}” is no amount", "“{text}”不是金额"));
                    let hint = say!("amounts are in units, as 5000.00 or 5,000.00", "金额以元计，写作 5000.00 或 5,000.00");
                    Err(error.hint(hint).at(&self.place(line, paid)))
                }
            }
        };
        let (income, expense, amount) = (of(Paid::Income)?, of(Paid::Expense)?, of(Paid::Amount)?);
        let direction = self.text(row, Paid::Direction);
        let inwards = match (direction.is_empty(), came_in(direction)) {
            (true, _) => None,
            (false, Some(inwards)) => Some(inwards),
            (false, None) => {
                let error = Error::invalid(say!(
                    "whether it came in or went out cannot be told from “{direction}”",
                    "无法由“{direction}”判断是收入还是支出"
                ));
                return Err(error.hint(say!("write 贷 or 收 for what came in", "收入请写“贷”或“收”")).at(&self.place(line, Paid::Direction)));
            }
        };
        Ok(match (income, expense, amount) {
            (Some(_), Some(_), _) => {
                let error = Error::invalid(say!("one row has both what came in and what went out", "同一行既有收入又有支出"));
                return Err(error.at(&self.place(line, Paid::Income)));
            }
            // What is taken back has a sign.
            (Some(income), None, _) if income > 0 => Amount::In(income),
            (Some(_), ..) | (_, Some(_), _) => Amount::Out,
            (None, None, Some(amount)) if amount > 0 && inwards != Some(false) => Amount::In(amount),
            (None, None, Some(_)) => Amount::Out,
            (None, None, None) => Amount::None,
        })
    }

    fn day(&self, line: usize, row: &StringRecord) -> Result<Option<Days>> {
        let text = self.text(row, Paid::On);
        if text.is_empty() {
            return Ok(None);
        }
        let half = half_width(text);
        // The time of the day is of no matter, and banks write days without marks.
        let bare = half.split(['T', ' ']).find(|part| !part.is_empty()).unwrap_or_default();
        let marked = match bare.len() == 8 && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            true => format!("{}-{}-{}", &bare[..4], &bare[4..6], &bare[6..]),
            false => bare.to_string(),
        };
        let days = Days::parse(&marked).or_else(|_| Days::parse(text));
        days.map(Some).map_err(|message| Error::invalid(message).at(&self.place(line, Paid::On)))
    }

    /// What the payer wrote, in all columns that say so, each text once.
    fn note(&self, row: &StringRecord) -> Option<String> {
        let mut texts: Vec<String> = Vec::new();
        for at in self.head.all(Paid::Note) {
            let text = one_line(row.get(at).map_or("", revive).trim());
            if !text.is_empty() && !matches!(text.as_str(), "-" | "--" | "/") && !texts.contains(&text) {
                texts.push(text);
            }
        }
        Some(texts.join("；")).filter(|text| !text.is_empty())
    }
}

/// Whether a text heads a row of a bank's own sums.
fn is_summed(text: &str) -> bool {
    let text = plain(text);
    let heads = ["期初", "期末", "上期", "本期", "本页", "承前", "过次", "累计", "合计", "openingbalance", "closingbalance"];
    heads.iter().any(|head| text.starts_with(head))
}

/// An amount with its sign, in the smallest unit.
fn signed(text: &str) -> Option<i64> {
    let text: String = half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    let text = ["人民币", "CNY", "RMB"].iter().fold(text.as_str(), |text, word| text.trim_start_matches(word).trim_end_matches(word));
    let (sign, bare) = match text.strip_prefix(['-', '−', '－']) {
        Some(bare) => (-1, bare),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    Some(sign * money::parse(bare)?)
}

/// The code of a currency, as banks write it; what is none of these stays as it is.
fn currency(text: &str) -> String {
    let known = [
        ("CNY", &["cny", "rmb", "人民币", "人民币元", "156", "01"][..]),
        ("USD", &["usd", "美元", "840"]),
        ("EUR", &["eur", "欧元", "978"]),
        ("HKD", &["hkd", "港币", "港元", "344"]),
        ("CHF", &["chf", "瑞士法郎", "瑞郎", "756"]),
    ];
    let folded = fold(text);
    known.iter().find(|(_, words)| words.contains(&folded.as_str())).map_or_else(|| text.to_uppercase(), |(code, _)| (*code).to_string())
}

/// Whether a word says that money came in.
fn came_in(word: &str) -> Option<bool> {
    let word = fold(word);
    let inwards = ["贷", "贷方", "收", "收入", "收款", "存", "存入", "转入", "来账", "入账", "进账", "入", "进", "c", "cr", "credit", "in", "+"];
    let outwards = ["借", "借方", "支", "付", "支出", "付款", "支取", "取", "转出", "往账", "出账", "出", "d", "dr", "debit", "out", "-"];
    match (inwards.contains(&word.as_str()), outwards.contains(&word.as_str())) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// The years that a text names: 会费2024, 2023-2024年度. A day in it is no year that is paid for.
pub(super) fn years(text: &str) -> BTreeSet<i64> {
    let text: Vec<char> = half_width(text).chars().collect();
    let is_digit = |at: usize| text.get(at).is_some_and(char::is_ascii_digit);
    let (mut years, mut at) = (BTreeSet::new(), 0);
    while at < text.len() {
        let end = (at..).find(|end| !is_digit(*end)).unwrap_or(at);
        if end == at {
            at += 1;
            continue;
        }
        let year = text[at..end].iter().collect::<String>().parse::<i64>().ok().filter(|year| end - at == 4 && (1980..2100).contains(year));
        // Behind the year of a day stands its month, of one figure or two.
        let parted = text.get(end).is_some_and(|c| matches!(c, '-' | '.' | '/' | '年'));
        let month = (end + 1..).find(|after| !is_digit(*after)).unwrap_or(end + 1);
        let is_day = parted && matches!(month - (end + 1), 1 | 2);
        years.extend(year.filter(|_| !is_day));
        at = end;
    }
    years
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_that_a_text_names() {
        for (text, want) in [
            ("会费2024", &[2024][..]),
            ("2024年度会费", &[2024]),
            ("２０２４年会费", &[2024]),
            ("缴2023-2024年会费", &[2023, 2024]),
            ("2023、2024两年会费", &[2023, 2024]),
            ("2024.3.15 会费", &[]),
            ("2024年3月缴会费", &[]),
            ("20240315", &[]),
            ("合同12024号", &[]),
            ("1234", &[]),
            ("会费", &[]),
        ] {
            assert_eq!(years(text).into_iter().collect::<Vec<_>>(), want, "{text}");
        }
    }

    #[test]
    fn amounts_as_banks_write_them() {
        for (text, want) in [
            ("1,000.00", Some(100_000)),
            ("+5000", Some(500_000)),
            ("-5,000.00", Some(-500_000)),
            ("CNY 5,000.00", Some(500_000)),
            ("人民币5000元", Some(500_000)),
            ("５０００．００", Some(500_000)),
            ("5000.005", None),
            ("五千", None),
        ] {
            assert_eq!(signed(text), want, "{text}");
        }
        assert_eq!([currency("人民币"), currency("usd"), currency("日元")], ["CNY", "USD", "日元"]);
        assert_eq!([came_in("贷"), came_in("支出"), came_in("C"), came_in("其他")], [Some(true), Some(false), Some(true), None]);
        assert!(is_summed("期初余额") && is_summed("本页合计") && !is_summed("甲园"));
    }
}
