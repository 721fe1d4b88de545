//! Every list from one definition: table, JSON, CSV, Markdown.

use std::io;

use serde::Serialize;

use super::{
    Format, Out, Screen,
    cells::Cells,
    csv,
    fields::{Field, each_field},
    grid::{Grid, Table},
    handed::{self, Handed},
    json,
    style::Tone,
    value::Column,
    view::{ListSpec, Part, Picked, only},
};
use crate::lang::{Lang, labels};

/// Writes the part of a list that was asked for: its columns in every format, where any were named.
pub fn part<T: Serialize>(
    part: &Part<'_, T>,
    spec: &ListSpec<'_>,
    out: Out<'_>,
) -> io::Result<()> {
    let Out { format, screen, to, .. } = out;
    let mut writing = Writing::new(spec, part.columns.as_deref(), format, screen);
    writing.rows(&part.rows, to)?;
    writing.end(part.total, to)
}

/// Writes a list. An empty one is `[]`, a header alone, or a count of none.
pub fn list<T: Serialize>(rows: &[T], spec: &ListSpec<'_>, out: Out<'_>) -> io::Result<()> {
    let Out { format, screen, to, .. } = out;
    let mut writing = Writing::new(spec, None, format, screen);
    writing.rows(rows, to)?;
    writing.end(rows.len(), to)
}

/// A list on its way out, some rows at a time, in the columns that were asked for, else in its own. A table stands
/// when all its rows are known, for they decide how wide its columns are; every other form is written at once.
pub struct Writing<'a> {
    asked: Option<&'a [String]>,
    screen: &'a Screen,
    columns: Vec<&'a str>,
    form: Form<'a>,
    count: usize,
}

enum Form<'a> {
    Json(json::Rows),
    Csv(csv::Rows),
    Markdown(Layout<'a>, Table, String),
    Table(Layout<'a>, Table),
    File(handed::Rows),
}

impl<'a> Writing<'a> {
    /// A list without a row yet.
    pub fn new(
        spec: &ListSpec<'a>,
        asked: Option<&'a [String]>,
        format: Format,
        screen: &'a Screen,
    ) -> Writing<'a> {
        let columns: Vec<&str> =
            asked.map_or(spec.columns.to_vec(), |asked| asked.iter().map(String::as_str).collect());
        let form = match format {
            Format::Json => Form::Json(json::Rows::default()),
            Format::Csv => Form::Csv(csv::Rows::default()),
            Format::Markdown => {
                let layout = Layout::new(spec.noun, &columns, screen.lang);
                let (table, mut text) = (layout.table(), String::new());
                table.head_in_markdown(&mut text);
                Form::Markdown(layout, table, text)
            }
            Format::Table => {
                let layout = Layout::new(spec.noun, &columns, screen.lang);
                let table = layout.table();
                Form::Table(layout, table)
            }
        };
        Writing { asked, screen, columns, form, count: 0 }
    }

    /// The same for a file that is handed round.
    ///
    /// # Errors
    /// What the maker of workbooks refuses.
    pub fn into_file(
        spec: &ListSpec<'a>,
        asked: Option<&'a [String]>,
        handed: Handed,
        screen: &'a Screen,
    ) -> io::Result<Writing<'a>> {
        let writing = Writing::new(spec, asked, Format::Json, screen);
        let form = Form::File(handed::Rows::new(spec.noun, &writing.columns, handed, screen.lang)?);
        Ok(Writing { form, ..writing })
    }

    /// Writes some rows.
    pub fn rows<T: Serialize>(&mut self, rows: impl IntoIterator<Item = T>, to: &mut dyn io::Write) -> io::Result<()> {
        let (lang, count) = (self.screen.lang, &mut self.count);
        let rows = rows.into_iter().inspect(|_| *count += 1);
        match (&mut self.form, self.asked) {
            (Form::Json(json), None) => json.write(rows, lang, to),
            (Form::Json(json), Some(asked)) => narrowed(rows, asked, |row| json.write([row], lang, to)),
            (Form::Csv(csv), None) => csv.write(rows, lang, to),
            (Form::Csv(csv), Some(asked)) => narrowed(rows, asked, |row| csv.write([row], lang, to)),
            (Form::Markdown(layout, table, text), _) => {
                for row in rows {
                    table.cells.clear();
                    layout.row(&row, &mut table.cells)?;
                    table.rows_in_markdown(text);
                    if text.len() > TOGETHER {
                        to.write_all(text.as_bytes())?;
                        text.clear();
                    }
                }
                to.write_all(text.as_bytes())?;
                text.clear();
                Ok(())
            }
            (Form::Table(layout, table), _) => {
                for row in rows {
                    layout.row(&row, &mut table.cells)?;
                }
                Ok(())
            }
            (Form::File(file), _) => file.write(rows, to),
        }
    }

    /// Ends the list; `total` is how many rows there are, of which these are shown.
    pub fn end(self, total: usize, to: &mut dyn io::Write) -> io::Result<()> {
        match self.form {
            Form::Json(json) => json.end(to),
            Form::File(file) => file.end(to),
            Form::Csv(csv) => csv.end(&self.columns, to),
            Form::Markdown(_, _, text) => to.write_all(text.as_bytes()),
            // Columns that were asked for stand there even where no row has anything in them.
            Form::Table(_, table) => {
                let table = if self.asked.is_some() { table } else { table.without_empty_columns() };
                table.draw(self.screen, to)?;
                writeln!(to, "{}", self.screen.paint(Tone::Dim, &count(self.count, total, self.screen.lang)))
            }
        }
    }
}

/// So many bytes are written at once.
const TOGETHER: usize = 1 << 16;

/// Goes through rows of the columns alone that were asked for.
fn narrowed<T: Serialize>(
    rows: impl Iterator<Item = T>,
    asked: &[String],
    mut each: impl FnMut(Picked<'_>) -> io::Result<()>,
) -> io::Result<()> {
    for row in rows {
        each(only(&row, asked)?)?;
    }
    Ok(())
}

/// The line that counts the rows, and tells where they are not all.
fn count(rows: usize, total: usize, lang: Lang) -> String {
    match (lang, rows) {
        (Lang::Zh, n) if n < total => format!("共{total}条\u{ff0c}列出{n}条"),
        (Lang::En, n) if n < total => format!("{n} of {total} rows"),
        (Lang::Zh, n) => format!("共{n}条"),
        (Lang::En, 1) => "1 row".to_owned(),
        (Lang::En, n) => format!("{n} rows"),
    }
}

/// The table of rows of any type, by the values that serde gives them.
pub(super) fn grid<T: Serialize>(rows: &[T], noun: &str, columns: &[&str], lang: Lang) -> io::Result<Grid> {
    let mut layout = Layout::new(noun, columns, lang);
    let mut table = layout.table();
    rows.iter().try_for_each(|row| layout.row(row, &mut table.cells))?;
    Ok(table.grid())
}

/// How the fields of a row come into the columns of a table.
struct Layout<'a> {
    columns: Vec<(&'a str, Column<'a>)>,
    /// Of each column the first one of the same key: one that was asked for twice stands there twice.
    firsts: Vec<usize>,
    noun: &'a str,
    lang: Lang,
    /// A session is called as the language calls it; its other name stands beside it in JSON and CSV.
    in_english: bool,
    /// The keys of the newest row in their order, with their columns: mostly those of the next one.
    known: Vec<(String, Option<usize>)>,
}

impl<'a> Layout<'a> {
    fn new(noun: &'a str, columns: &[&'a str], lang: Lang) -> Layout<'a> {
        let in_english = lang == Lang::En && noun == "session" && !columns.contains(&"name_en");
        let first = |key: &&str| columns.iter().position(|other| other == key).unwrap_or_default();
        let firsts = columns.iter().map(first).collect();
        let columns = columns.iter().map(|key| (*key, Column::of(noun, key))).collect();
        Layout { columns, firsts, noun, lang, in_english, known: Vec::new() }
    }

    /// A table of these columns, without a row.
    fn table(&self) -> Table {
        let keys = || self.columns.iter().map(|(key, _)| key);
        Table::new(
            keys().map(|key| self.lang.of(labels::label(self.noun, key)).to_owned()).collect(),
            keys().map(|key| labels::is_number(self.noun, key)).collect(),
        )
    }

    /// Adds a row to the cells of a table.
    fn row<T: Serialize>(&mut self, row: &T, cells: &mut Cells) -> io::Result<()> {
        cells.begin();
        let (mut at, lang) = (0, self.lang);
        each_field(row, &mut |key, field| {
            let column = match self.known.get(at) {
                Some((known, column)) if known == key => *column,
                _ => {
                    self.known.truncate(at);
                    let wanted = if self.in_english && key == "name_en" { "name" } else { key };
                    let column = self.columns.iter().position(|(column, _)| *column == wanted);
                    self.known.push((key.to_owned(), column));
                    column
                }
            };
            at += 1;
            if let Some((column, (_, of))) = column.and_then(|at| Some((at, self.columns.get(at)?))) {
                cells.put(column, |text| of.write(&field, lang, text));
            }
        })?;
        for (at, ((_, column), first)) in self.columns.iter().zip(&self.firsts).enumerate() {
            if *first < at {
                cells.repeat(at, *first);
            } else if cells.is_open(at) {
                // A key that the row does not have is unknown.
                cells.put(at, |text| column.write(&Field::Unknown, lang, text));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::{
        model::{member::MemberRow, words::*},
        render::{
            out,
            width::{is_control, width},
        },
    };

    const COLUMNS: &[&str] =
        &["code", "name", "class", "status", "since", "until", "province", "university", "representative"];

    fn spec() -> ListSpec<'static> {
        ListSpec { noun: "member", columns: COLUMNS }
    }

    fn row(code: &str, name: &str, class: Class, university: Option<&str>, who: Option<&str>) -> MemberRow {
        MemberRow {
            code: code.into(),
            name: name.into(),
            short_name: None,
            class: Some(class),
            status: MemberStatus::Active,
            since: crate::model::day::Days::parse("2023-07-19").ok().map(|days| days.start),
            until: None,
            province: Some("浙江".into()),
            university: university.map(str::to_owned),
            representative: who.map(str::to_owned),
            merged_into: None,
        }
    }

    fn rows() -> Vec<MemberRow> {
        vec![
            row("zjsgjdxkjy", "浙江省国家大学科技园", Class::President, None, Some("钱佩忠")),
            row("shlgdx", "上海理工大学国家大学科技园", Class::Council, Some("上海理工大学"), None),
            row(
                "zjsjsdx",
                "镇江市江苏大学工程技术研究院",
                Class::Council,
                Some("江苏大学"),
                Some("a\u{1b}[2Jb|c"),
            ),
            row(
                "ahlg",
                "Anhui University of Science and Technology Science Park",
                Class::Council,
                None,
                None,
            ),
        ]
    }

    fn shown<T: Serialize>(rows: &[T], format: Format, lang: Lang, width: usize, color: bool) -> String {
        out::shown(format, &Screen { lang, width, color }, |out| list(rows, &spec(), out))
    }

    #[test]
    fn tables_fit_align_and_hold_no_control_character() {
        for lang in [Lang::En, Lang::Zh] {
            for columns in [120, 80, 60, 40, 20] {
                let text = shown(&rows(), Format::Table, lang, columns, false);
                for line in text.lines() {
                    assert!(width(line) <= columns, "{columns}: {line}");
                    assert!(!line.contains(is_control), "{line:?}");
                    assert_eq!(line.trim_end(), line);
                }
                let rule = text.lines().find(|line| line.starts_with('─'));
                assert_eq!(rule.is_some(), columns >= 50, "{columns}");
                let Some(rule) = rule else { continue };
                // Wherever the rule has a gap, every line of the table has one too.
                let gaps: Vec<usize> =
                    rule.chars().enumerate().filter(|(_, c)| *c == ' ').map(|(at, _)| at).collect();
                let body = text.lines().skip_while(|line| !line.starts_with('─'));
                for line in body.take_while(|line| {
                    !line.contains("此宽度") && !line.contains("left out") && !line.contains('共')
                }) {
                    let mut at = 0;
                    for c in line.chars() {
                        let wide = unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
                        assert!(c == ' ' || !(at..at + wide).any(|x| gaps.contains(&x)), "{line}");
                        at += wide;
                    }
                    if line.contains("rows") {
                        break;
                    }
                }
            }
        }
    }

    #[test]
    fn a_long_table_looks_as_a_short_one() {
        let many: Vec<MemberRow> = (0..1001).flat_map(|at| rows().into_iter().nth(at % 4)).collect();
        let (long, short) = (
            shown(&many, Format::Table, Lang::Zh, 200, false),
            shown(&rows(), Format::Table, Lang::Zh, 200, false),
        );
        let (long, short): (Vec<_>, Vec<_>) = (long.lines().collect(), short.lines().collect());
        assert_eq!(long[..6], short[..6]);
        assert_eq!(long.last(), Some(&"共1001条"));
        let narrow = shown(&many, Format::Table, Lang::En, 80, false);
        assert!(narrow.lines().all(|line| width(line) <= 80) && narrow.contains('…'));
    }

    #[test]
    fn columns_stand_as_they_were_asked_for_in_every_format_and_in_long_lists_too() {
        let asked = ["name", "code", "name"].map(str::to_owned);
        let many: Vec<MemberRow> = (0..1001).flat_map(|at| rows().into_iter().nth(at % 4)).collect();
        let screen = Screen { lang: Lang::Zh, width: 200, color: false };
        let written = |rows: &[MemberRow], format| {
            let mut out = Vec::new();
            let mut writing = Writing::new(&spec(), Some(&asked), format, &screen);
            writing.rows(rows, &mut out).unwrap();
            writing.end(rows.len(), &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        for rows in [&rows()[..], &many] {
            let table = written(rows, Format::Table);
            let line: Vec<&str> = table.lines().nth(2).unwrap().split_whitespace().collect();
            assert_eq!(line, ["浙江省国家大学科技园", "zjsgjdxkjy", "浙江省国家大学科技园"]);
            assert!(written(rows, Format::Markdown).contains("| 浙江省国家大学科技园 | zjsgjdxkjy | 浙江省国家大学科技园 |"));
            assert!(written(rows, Format::Csv).starts_with("name,code\r\n浙江省国家大学科技园,zjsgjdxkjy\r\n"));
            let json: Value = serde_json::from_str(&written(rows, Format::Json)).unwrap();
            assert_eq!(json[0], serde_json::json!({"name": "浙江省国家大学科技园", "code": "zjsgjdxkjy"}));
        }
    }

    #[test]
    fn every_format_of_nothing_is_well_formed() {
        let none: &[MemberRow] = &[];
        assert_eq!(shown(none, Format::Json, Lang::En, 80, false), "[]\n");
        assert_eq!(shown(none, Format::Table, Lang::Zh, 80, false), "共0条\n");
        assert!(shown(none, Format::Csv, Lang::Zh, 80, false).starts_with("code,name,"));
        assert_eq!(shown(none, Format::Markdown, Lang::Zh, 80, false).lines().count(), 2);
    }

    #[test]
    fn formats_for_machines_keep_codes_and_all_keys() {
        let json: Value = serde_json::from_str(&shown(&rows(), Format::Json, Lang::Zh, 80, false)).unwrap();
        assert_eq!(json[0]["class"], "president");
        assert_eq!(json[0]["short_name"], Value::Null);
        let csv = shown(&rows(), Format::Csv, Lang::Zh, 80, false);
        assert!(csv.starts_with("code,name,short_name,class,status,since,"));
        assert!(csv.contains("zjsgjdxkjy,浙江省国家大学科技园,,president,active,2023-07-19,"));
        let markdown = shown(&rows(), Format::Markdown, Lang::Zh, 80, false);
        assert!(markdown.contains("\\|c |") && !markdown.contains('\u{1b}'), "{markdown}");
        assert!(markdown.contains("| 理事长 | 在册 |"));
    }

    #[test]
    fn colour_adds_codes_and_nothing_else() {
        #[derive(Serialize)]
        struct Row {
            code: &'static str,
            status: &'static str,
        }
        let rows = [Row { code: "a", status: "applicant" }];
        let plain = shown(&rows, Format::Table, Lang::En, 80, false);
        let coloured = shown(&rows, Format::Table, Lang::En, 80, true);
        assert!(coloured.contains("\u{1b}["));
        let mut bare = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            bare.push_str(before);
            rest = after.split_once('m').map_or("", |(_, after)| after);
        }
        bare.push_str(rest);
        assert_eq!(bare.lines().map(str::trim_end).collect::<Vec<_>>(), plain.lines().collect::<Vec<_>>());
    }
}
