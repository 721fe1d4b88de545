//! Workbooks to fill in: headings in the reader's language, lists to choose from, days as days, and cells that count.
//! What they ask for stands in `noun/form.rs`; filled in, they are read by `model/form.rs`.

mod reckoned;

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::width::width;
use crate::{
    error::{Error, Message, Result},
    lang::{Lang, labels},
    model::{
        form::{CHOICES_SHEET, Choices},
        record::{Entry, Given, Who},
    },
    noun::{ACTION, CHOICE, Field, FormSheet, Layout, MOTION, ORGANIZATION, SESSION, Type},
    say,
};

/// So many rows of each sheet can be filled in.
const ROWS: u32 = 400;
/// So many motions have a column for their ballots.
const MOTIONS: u16 = 12;
/// Columns are no wider than this, in half-width characters.
const WIDEST: usize = 44;

/// A workbook as it is made.
struct Book {
    workbook: Workbook,
    lang: Lang,
    /// What can be chosen from, each a column of the hidden sheet: what of, its texts.
    lists: Vec<(String, Vec<String>)>,
    head: Format,
    label: Format,
    open: Format,
    day: Format,
    text: Format,
    reckoned: Format,
}

fn failed(e: XlsxError) -> Error {
    Error::storage(say!("the workbook cannot be made", "无法生成工作簿")).because(&e)
}

/// The workbook of a form, filled with what is known: its record, then records that stand beside it. `made_from` is the
/// line that says from which entry of the journal that was taken; it stands on the hidden sheet. `waiting` is what the
/// reader should know of, told below the fields.
pub fn form(
    sheets: &'static [FormSheet],
    entries: &[Entry],
    choices: &Choices,
    made_from: Option<&str>,
    waiting: &[Message],
    lang: Lang,
) -> Result<Vec<u8>> {
    let mut book = Book::new(choices, lang)?;
    for sheet in sheets {
        match sheet.layout {
            Layout::Fields => book.fields(sheet, entries, waiting)?,
            Layout::Rows | Layout::Candidates => book.rows(sheet, entries)?,
            Layout::Ballots => book.ballots(sheet, entries)?,
        }
    }
    book.finish(made_from)
}

/// An empty roster: headings, each with what can be chosen under it.
pub fn roster(choices: &Choices, lang: Lang) -> Result<Vec<u8>> {
    let mut book = Book::new(choices, lang)?;
    let field = |key: &str| ORGANIZATION.field(key).or_else(|| crate::noun::MEMBERSHIP.field(key));
    let columns: [(&str, &str, Option<&Field>); 13] = [
        ("Organization", "单位名称", None),
        ("Class", "身份", field("class")),
        ("Member since", "加入时间", field("from")),
        ("Kind", "类型", field("kind")),
        ("University", "依托高校", None),
        ("Province", "省份", None),
        ("City", "城市", None),
        ("Order", "排序", field("order")),
        ("Contact", "联系人", None),
        ("Title", "职务", None),
        ("Phone", "电话", None),
        ("E-mail", "邮箱", None),
        ("Note", "备注", None),
    ];
    let mut page = Worksheet::new();
    page.set_name(lang.word("Roster", "名册")).map_err(failed)?;
    page.set_freeze_panes(1, 1).map_err(failed)?;
    for (at, (en, zh, field)) in columns.iter().enumerate() {
        let (at, heading) = (at as u16, lang.word(en, zh));
        page.write_string_with_format(0, at, heading, &book.head).map_err(failed)?;
        page.set_column_width(at, if at == 0 { 34 } else { (width(heading) + 4).max(14) } as f64).map_err(failed)?;
        let format = match field.map(|field| field.ty) {
            Some(Type::Day) => &book.day,
            Some(_) => &book.open,
            None => &book.text,
        };
        page.set_column_format(at, format).map_err(failed)?;
        if let Some(field) = field {
            book.choose(&mut page, field, (1, ROWS), at)?;
        }
    }
    book.workbook.push_worksheet(page);
    book.finish(None)
}

impl Book {
    fn new(choices: &Choices, lang: Lang) -> Result<Book> {
        let mut workbook = Workbook::new();
        // The same registry is the same file: no clock in it.
        let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let framed = || Format::new().set_border(FormatBorder::Thin).set_border_color(Color::Gray);
        let open =
            framed().set_unlocked().set_text_wrap().set_align(FormatAlign::Top).set_align(FormatAlign::Left);
        let bodies = choices.bodies.iter().map(|(en, zh)| lang.word(en, zh).to_string()).collect::<Vec<_>>();
        let lists = [
            ("organization", &choices.organizations),
            ("person", &choices.persons),
            ("body", &bodies),
            ("session", &choices.sessions),
        ];
        Ok(Book {
            workbook,
            lang,
            lists: lists.map(|(of, texts)| (of.to_string(), texts.clone())).into(),
            head: framed().set_bold().set_background_color(Color::RGB(0x00E8_EEF7)).set_align(FormatAlign::Center),
            label: framed().set_bold().set_align(FormatAlign::Top),
            day: open.clone().set_num_format("yyyy-mm-dd"),
            text: open.clone().set_num_format("@"),
            open,
            reckoned: framed().set_background_color(Color::RGB(0x00F2_F2F2)),
        })
    }

    /// What a heading or a label says.
    fn heading(&self, field: &Field) -> String {
        let text = match self.lang {
            Lang::Zh => field.called().to_owned(),
            Lang::En => {
                let spaced = field.key.replace('_', " ");
                let mut chars = spaced.chars();
                chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
            }
        };
        if field.required { format!("{text}*") } else { text }
    }

    /// The format of the cells of a field.
    fn format(&self, field: &Field) -> &Format {
        match field.ty {
            Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending => &self.day,
            Type::Count | Type::Number | Type::Money | Type::Flag => &self.open,
            _ => &self.text,
        }
    }

    /// Lets the cells of a field be chosen from a list, where there is one. Of names others may be typed too.
    fn choose(&mut self, page: &mut Worksheet, field: &Field, rows: (u32, u32), column: u16) -> Result<()> {
        let lang = self.lang;
        let of = match field.ty {
            Type::Organization => "organization",
            Type::Person | Type::Persons | Type::People => "person",
            Type::Body => "body",
            Type::Session => "session",
            Type::Flag => "flag",
            Type::Word(_) => field.key,
            _ => return Ok(()),
        };
        let texts: Vec<String> = match field.ty {
            Type::Word(family) => {
                family.words.iter().map(|(_, en, zh)| lang.word(en, zh).to_owned()).collect()
            }
            Type::Flag => vec![lang.word("yes", "是").to_owned(), lang.word("no", "否").to_owned()],
            _ => Vec::new(),
        };
        let is_word = !texts.is_empty();
        if is_word && !self.lists.iter().any(|(known, list)| known == of && *list == texts) {
            self.lists.push((of.to_owned(), texts.clone()));
        }
        let at = self.lists.iter().position(|(known, list)| known == of && (!is_word || *list == texts));
        let Some((at, n)) = at.and_then(|at| Some((at, self.lists.get(at)?.1.len()))).filter(|(_, n)| *n > 0) else {
            return Ok(());
        };
        let (sheet, letter) = (self.lang.of(CHOICES_SHEET), letters(at as u16));
        let formula = Formula::new(format!("={sheet}!${letter}$1:${letter}${n}"));
        let mut rule = DataValidation::new().allow_list_formula(formula);
        rule = match is_word {
            true => rule.set_error_style(DataValidationErrorStyle::Stop),
            false => rule.show_error_message(false),
        };
        page.add_data_validation(rows.0, column, rows.1, column, &rule).map_err(failed)?;
        Ok(())
    }

    /// Writes what is known into a cell, or leaves it open.
    fn cell(&self, page: &mut Worksheet, row: u32, column: u16, field: &Field, given: Option<&Given>) -> Result<()> {
        let format = self.format(field);
        let day = match given {
            Some(Given::Days(days)) => days.single().filter(|day| day.is_whole()).map(|day| day.to_string()),
            _ => None,
        };
        match (given, day.and_then(|day| ExcelDateTime::parse_from_str(&day).ok())) {
            (None | Some(Given::Unknown), _) => page.write_blank(row, column, format),
            (_, Some(day)) => page.write_datetime_with_format(row, column, &day, format),
            (Some(Given::Int(n)), _) => page.write_number_with_format(row, column, *n as f64, format),
            (Some(given), _) => page.write_string_with_format(row, column, self.shown(field, given), format),
        }
        .map_err(failed)?;
        Ok(())
    }

    /// A value as the form is read again.
    fn shown(&self, field: &Field, given: &Given) -> String {
        let word = |word: &str| match field.ty {
            Type::Word(family) => {
                family.labels(word).map_or(word.to_owned(), |pair| self.lang.of(pair).to_owned())
            }
            _ => word.to_owned(),
        };
        match given {
            // A body that every alliance has goes by its name.
            Given::Text(code) if matches!(field.ty, Type::Body) => {
                labels::word("session", "body", code).map_or(code.as_str(), |pair| self.lang.of(pair)).to_owned()
            }
            Given::Text(text) => text.clone(),
            Given::Word(code) => word(code),
            Given::Flag(flag) => self.lang.word(if *flag { "yes" } else { "no" }, if *flag { "是" } else { "否" }).to_owned(),
            Given::Texts(texts) => {
                crate::model::sheet::join(texts.iter().map(|(text, _)| text))
            }
            Given::People(people) => people.iter().map(who).collect::<Vec<_>>().join("；"),
            other => crate::model::record::value_text(other).unwrap_or_default().trim_matches('"').to_owned(),
        }
    }

    fn page(&self, sheet: &FormSheet) -> Result<Worksheet> {
        let mut page = Worksheet::new();
        page.set_name(self.lang.of(sheet.name)).map_err(failed)?;
        page.protect_with_options(&ProtectionOptions {
            format_cells: true,
            format_columns: true,
            format_rows: true,
            insert_rows: true,
            delete_rows: true,
            sort: true,
            use_autofilter: true,
            ..ProtectionOptions::default()
        });
        // A4, as wide as one sheet.
        page.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        Ok(page)
    }

    /// A label, its value and what it means in each row.
    fn fields(&mut self, sheet: &'static FormSheet, entries: &[Entry], waiting: &[Message]) -> Result<()> {
        let mut page = self.page(sheet)?;
        let entry = entries.iter().find(|entry| entry.shape == sheet.shape);
        let lang = self.lang;
        let title = Format::new().set_bold().set_font_size(14);
        let told = lang.word(
            "fill in what is known, leave the rest blank: a blank cell changes nothing; then: alliance apply FILE.xlsx",
            "知道的请填写，不知道的留空，空格不改动已登记的内容；填好后：alliance apply 文件.xlsx",
        );
        page.write_string_with_format(0, 0, lang.of(sheet.name).to_owned() + &lang.bracket(told), &title).map_err(failed)?;
        let (mut widest, mut line) = (8, 1u32);
        for field in sheet.fields() {
            let label = self.heading(field);
            widest = widest.max(width(&label));
            page.write_string_with_format(line, 0, &label, &self.label).map_err(failed)?;
            self.cell(&mut page, line, 1, field, entry.and_then(|entry| entry.get(field.key)))?;
            page.write_string(line, 2, lang.word(field.en, field.zh)).map_err(failed)?;
            self.choose(&mut page, field, (line, line), 1)?;
            line += 1;
        }
        for message in waiting {
            line += 1;
            page.write_string(line, 2, lang.say(message)).map_err(failed)?;
        }
        page.set_column_width(0, (widest + 2) as f64).map_err(failed)?;
        page.set_column_width(1, 48).map_err(failed)?;
        page.set_column_width(2, 60).map_err(failed)?;
        page.set_freeze_panes(1, 0).map_err(failed)?;
        self.workbook.push_worksheet(page);
        Ok(())
    }

    /// Headings and a record a row; beyond an empty column, what the form reckons itself.
    fn rows(&mut self, sheet: &'static FormSheet, entries: &[Entry]) -> Result<()> {
        let mut page = self.page(sheet)?;
        let fields: Vec<&'static Field> = sheet.fields().collect();
        let rows = self.known(sheet, entries);
        let last = ROWS.max(rows.len() as u32 + 50);
        for (at, field) in fields.iter().enumerate() {
            let (at, heading) = (at as u16, self.heading(field));
            page.write_string_with_format(0, at, &heading, &self.head).map_err(failed)?;
            let shown = rows.iter().filter_map(|row| row.get(field.key).map(|given| width(&self.shown(field, given))));
            let wide = shown.max().unwrap_or(0).max(width(&heading) + 2).clamp(narrowest(field), WIDEST);
            page.set_column_width(at, (wide + 2) as f64).map_err(failed)?;
            for line in 1..=last {
                let given = rows.get(line as usize - 1).and_then(|row| row.get(field.key));
                self.cell(&mut page, line, at, field, given)?;
            }
            self.choose(&mut page, field, (1, last), at)?;
        }
        let beyond = fields.len() as u16 + 1;
        let at = |key: &str| fields.iter().position(|field| field.key == key).map_or(0, |at| at as u16);
        if sheet.name == ("Attendance", "出席") {
            self.seats(&mut page, (at("organization"), at("presence"), at("capacity")), beyond, last)?;
        }
        if sheet.shape == &MOTION && sheet.layout == Layout::Rows {
            self.counts(&mut page, at("number"), beyond, last)?;
        }
        page.set_freeze_panes(1, if sheet.shape == &MOTION { 2 } else { 1 }).map_err(failed)?;
        self.workbook.push_worksheet(page);
        Ok(())
    }

    /// What is known of each row.
    fn known(&self, sheet: &'static FormSheet, entries: &[Entry]) -> Vec<BTreeMap<&'static str, Given>> {
        let session = entries.iter().find(|entry| entry.shape == &SESSION);
        let own = || session.into_iter().flat_map(|session| &session.children);
        let row = |entry: &Entry| -> BTreeMap<&'static str, Given> {
            entry.iter().map(|(key, _, given)| (key, given.clone())).collect()
        };
        if sheet.layout == Layout::Candidates {
            let mut rows = Vec::new();
            for motion in own().filter(|child| child.shape == &MOTION) {
                for one in motion.candidates("candidates").known().unwrap_or_default() {
                    let number = motion.int("number").known().map(|number| ("motion", Given::Int(number)));
                    rows.push(number.into_iter().chain(one.said()).collect());
                }
            }
            return rows;
        }
        let all = own().chain(entries).filter(|entry| entry.shape.noun == sheet.shape.noun);
        let mut rows: Vec<BTreeMap<&'static str, Given>> = all.map(row).collect();
        for row in &mut rows {
            // Of what an earlier session decided the state is left to whoever knows it: a workbook that is entered again
            // opens nothing that was done meanwhile.
            if sheet.shape == &ACTION && row.contains_key("session") {
                row.remove("status");
            }
            // One delegate has a column for the title.
            if let Some(Given::People(people)) = row.get_mut("people")
                && let [one] = &mut people[..]
                && one.name.is_some()
                && let Some(title) = one.title.take()
            {
                row.insert("title", Given::Text(title));
            }
        }
        if sheet.shape == &MOTION {
            let first = rows.iter().filter_map(|row| match row.get("number") {
                Some(Given::Int(n)) => Some(*n),
                _ => None,
            });
            let first = first.max().unwrap_or(0) + 1;
            rows.extend((first..=i64::from(MOTIONS)).map(|n| BTreeMap::from([("number", Given::Int(n))])));
        }
        rows
    }

    /// Organizations down, motions across.
    fn ballots(&mut self, sheet: &'static FormSheet, entries: &[Entry]) -> Result<()> {
        let mut page = self.page(sheet)?;
        let session = entries.iter().find(|entry| entry.shape == &SESSION);
        let own = || session.into_iter().flat_map(|session| &session.children);
        // Whoever is on the roster, and whoever voted.
        let mut voters: Vec<String> = Vec::new();
        for entry in own() {
            let attended = entry.text("organization").known().map(str::to_owned).filter(|_| entry.shape.noun == "attendance");
            let voted = entry.ballots("ballots").known().unwrap_or_default().iter().map(|(_, name, _)| name.clone());
            for name in attended.into_iter().chain(voted) {
                if !voters.contains(&name) {
                    voters.push(name);
                }
            }
        }
        let last = ROWS.max(voters.len() as u32 + 50);
        let voter = sheet.fields().next();
        let heading = voter.map_or_else(String::new, |field| self.heading(field));
        page.write_string_with_format(0, 0, &heading, &self.head).map_err(failed)?;
        let wide = voters.iter().map(|name| width(name)).max().unwrap_or(0).clamp(16, WIDEST);
        page.set_column_width(0, (wide + 2) as f64).map_err(failed)?;
        for line in 1..=last {
            let name = voters.get(line as usize - 1).cloned().map(Given::Text);
            if let Some(field) = voter {
                self.cell(&mut page, line, 0, field, name.as_ref())?;
            }
        }
        if let Some(field) = voter {
            self.choose(&mut page, field, (1, last), 0)?;
        }
        for column in 1..=MOTIONS {
            let heading = format!("{}{column}", self.lang.word("Motion ", "议题"));
            page.write_string_with_format(0, column, &heading, &self.head).map_err(failed)?;
            let is_it = |child: &&Entry| child.shape == &MOTION && child.int("number").known() == Some(i64::from(column));
            let known = own().find(is_it).and_then(|motion| motion.ballots("ballots").known()).unwrap_or_default();
            for line in 1..=last {
                let name = voters.get(line as usize - 1);
                let choice = known.iter().find(|(_, other, _)| Some(other) == name);
                let given = choice.map(|(choice, ..)| Given::Word(choice.code()));
                self.cell(&mut page, line, column, &CHOICE, given.as_ref())?;
            }
            self.choose(&mut page, &CHOICE, (1, last), column)?;
        }
        page.set_freeze_panes(1, 1).map_err(failed)?;
        self.workbook.push_worksheet(page);
        Ok(())
    }

    /// The lists to choose from, on a hidden sheet, and the bytes of the whole.
    fn finish(mut self, made_from: Option<&str>) -> Result<Vec<u8>> {
        let page = self.workbook.add_worksheet();
        page.set_name(self.lang.of(CHOICES_SHEET)).map_err(failed)?;
        page.set_hidden(true);
        for (at, (_, texts)) in self.lists.iter().enumerate() {
            for (line, text) in texts.iter().enumerate() {
                page.write_string(line as u32, at as u16, text).map_err(failed)?;
            }
        }
        if let Some(line) = made_from {
            page.write_string(0, self.lists.len() as u16 + 1, line).map_err(failed)?;
        }
        self.workbook.save_to_buffer().map_err(failed)
    }
}

/// How wide a column is at least, in half-width characters: running texts take more than codes and counts.
fn narrowest(field: &Field) -> usize {
    match (field.key, field.ty) {
        ("title", Type::Line) | (_, Type::Text) => 30,
        (_, Type::Line | Type::Lines | Type::Organization | Type::Organizations | Type::Subjects | Type::People) => 18,
        (_, Type::Day | Type::DayInRange | Type::DayOrPending | Type::Word(_)) => 12,
        _ => 8,
    }
}

/// A person as a cell names one.
fn who(who: &Who) -> String {
    match (&who.name, &who.title) {
        (Some(name), Some(title)) => format!("{name}/{title}"),
        (Some(name), None) => name.clone(),
        (None, title) => format!("/{}", title.as_deref().unwrap_or_default()),
    }
}

/// The letters of a column, from 0.
fn letters(column: u16) -> String {
    let letter = char::from(b'A' + (column % 26) as u8);
    if column < 26 { letter.to_string() } else { format!("{}{letter}", letters(column / 26 - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::CHOICES;

    #[test]
    fn every_choice_has_its_label_in_the_list_that_counts_it() {
        for (code, en, zh) in CHOICES.words {
            assert_eq!(CHOICES.find(en), Some(*code));
            assert_eq!(CHOICES.find(zh), Some(*code));
        }
        assert_eq!((letters(0), letters(25), letters(26), letters(27)), ("A".into(), "Z".into(), "AA".into(), "AB".into()));
    }
}
