//! Attendance as the matrix of marks that people draw.

use std::{collections::BTreeMap, io};

use serde_json::{Map, Value};

use super::super::{
    Format, Out, Screen, csv,
    grid::{Cell, Grid},
    page::Page,
    style::Tone,
    width::width,
};
use crate::{
    lang::{Lang, terms},
    model::stats::{AttendanceMatrix, AttendanceRow, Mark},
};

/// How many sessions missed in a row stand out.
const MISSED: u64 = 2;
/// Names are cut to this many columns, so that more sessions fit.
const NAME: usize = 20;

/// The marks: how each is drawn, and what it says in English and Chinese.
const MARKS: &[(Mark, &str, &str, &str)] = &[
    (Mark::Present, "√", "present", "出席"),
    (Mark::Online, "○", "online", "线上出席"),
    (Mark::Proxy, "P", "by proxy", "书面委托"),
    (Mark::Leave, "△", terms::LEAVE.0, terms::LEAVE.1),
    (Mark::Absent, "×", terms::ABSENT.0, terms::ABSENT.1),
    (Mark::Unknown, "?", terms::NOT_RECORDED.0, terms::NOT_RECORDED.1),
    (Mark::None, "", "no seat", "当时无席位"),
];

fn drawn(mark: Mark) -> &'static str {
    MARKS.iter().find(|(one, ..)| *one == mark).map_or("", |(_, sign, ..)| sign)
}

/// Attendance as a matrix of marks. Where all sessions do not fit, the latest stand.
pub fn attendance(data: &AttendanceMatrix, out: Out<'_>) -> io::Result<()> {
    match out.format {
        Format::Csv => sheet(data, out.screen.lang, out.to),
        _ => out.rows(&data.rows, &[], |screen, markdown| Ok(page(data, screen, markdown))),
    }
}

fn page(data: &AttendanceMatrix, screen: &Screen, markdown: bool) -> Page {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    if data.rows.is_empty() {
        page.line(Tone::Dim, lang.word("no session with seats is recorded", "没有可统计的会议记录"));
        return page;
    }
    let layout = Layout::new(data, markdown, screen);
    page.grid("", layout.grid(data, lang));
    let seen: Vec<Mark> =
        data.rows.iter().flat_map(|row| row.marks.iter().skip(layout.first).map(|one| one.mark)).collect();
    let legend: Vec<String> = MARKS
        .iter()
        .filter(|(mark, ..)| seen.contains(mark))
        .map(|(_, sign, en, zh)| match (sign.is_empty(), lang) {
            (true, Lang::En) => format!("blank: {en}"),
            (true, Lang::Zh) => format!("空白：{zh}"),
            (false, _) => format!("{sign} {}", lang.word(en, zh)),
        })
        .collect();
    page.line(Tone::Dim, &legend.join("  "));
    match (layout.first, lang) {
        (0, _) => {}
        (1, Lang::En) => {
            page.line(Tone::Dim, "1 earlier session is left out at this width; the figures count it")
        }
        (n, Lang::En) => {
            page.line(
                Tone::Dim,
                &format!("{n} earlier sessions are left out at this width; the figures count them"),
            );
        }
        (n, Lang::Zh) => {
            page.line(Tone::Dim, &format!("受宽度所限\u{ff0c}较早的{n}次会议未列出\u{ff0c}但已计入统计"));
        }
    }
    for (n, names) in missed(&data.rows).into_iter().rev() {
        let heading = match lang {
            Lang::En => format!("absent {n} times in a row"),
            Lang::Zh => format!("连续缺席{n}次"),
        };
        page.group(Tone::Bad, &heading, &names);
    }
    page
}

/// Who missed so many sessions in a row, by how many.
fn missed(rows: &[AttendanceRow]) -> BTreeMap<u64, Vec<&str>> {
    let mut missed: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.absent_in_a_row >= MISSED) {
        missed.entry(row.absent_in_a_row).or_default().push(&row.organization.name);
    }
    missed
}

/// The figures and marks as a sheet: a column for each session.
fn sheet(data: &AttendanceMatrix, lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = Vec::with_capacity(data.rows.len());
    let mut header = vec!["organization", "due", "present", "leave", "absent", "rate"];
    header.extend(["proxy", "unknown", "absent_in_a_row"]);
    for row in &data.rows {
        let Value::Object(fields) = serde_json::to_value(row)? else { continue };
        let mut cells: Map<String, Value> = fields.into_iter().filter(|(key, _)| key != "marks").collect();
        for one in &row.marks {
            let mark = if one.mark == Mark::None { Value::Null } else { serde_json::to_value(one.mark)? };
            cells.insert(one.session.clone(), mark);
        }
        rows.push(Value::Object(cells));
    }
    header.extend(data.sessions.iter().map(String::as_str));
    csv::write(&rows, &header, lang, out)
}

/// Which columns stand in the matrix.
struct Layout {
    /// Headings of the sessions, the body's own name taken off them all.
    sessions: Vec<String>,
    /// How many sessions are left out.
    first: usize,
    /// Present and due in one column, to make room for sessions.
    compact: bool,
    proxies: bool,
}

impl Layout {
    fn new(data: &AttendanceMatrix, markdown: bool, screen: &Screen) -> Layout {
        // With one body only, its name need not be repeated at every session.
        let body = |session: &str| session.split_once(':').map(|(body, _)| body.to_owned());
        let mut bodies: Vec<Option<String>> = data.sessions.iter().map(|session| body(session)).collect();
        bodies.dedup();
        let sessions: Vec<String> = data
            .sessions
            .iter()
            .map(|session| match session.split_once(':') {
                Some((_, rest)) if bodies.len() == 1 => rest.to_owned(),
                _ => session.clone(),
            })
            .collect();
        let proxies = data.rows.iter().any(|row| row.proxy > 0);
        let name = data.rows.iter().map(|row| width(&row.organization.name)).max().unwrap_or(0).min(NAME);
        let column = sessions.iter().map(|session| width(session)).max().unwrap_or(0) + 2;
        let mut layout = Layout { sessions, first: 0, compact: false, proxies };
        let room = |layout: &Layout| {
            let figures: usize = layout.figures(screen.lang).iter().map(|head| width(head).max(4) + 2).sum();
            screen.width.saturating_sub(name + figures) / column
        };
        if !markdown && room(&layout) < layout.sessions.len() {
            layout.compact = true;
            layout.first = layout.sessions.len().saturating_sub(room(&layout).max(1));
        }
        layout
    }

    /// Headings of the figures.
    fn figures(&self, lang: Lang) -> Vec<&'static str> {
        let rate = lang.word("rate", "出席率");
        if self.compact {
            return vec![lang.word("present", "实到/应到"), rate];
        }
        let mut heads = vec![lang.word("due", "应到"), lang.word("present", "实到")];
        if self.proxies {
            heads.push(lang.word("proxy", "委托"));
        }
        heads.extend([lang.word("leave", "请假"), lang.word("absent", "缺席"), rate]);
        heads
    }

    fn grid(&self, data: &AttendanceMatrix, lang: Lang) -> Grid {
        let mut head: Vec<String> = vec![lang.word("organization", "单位").to_string()];
        head.extend(self.sessions.iter().skip(self.first).cloned());
        let marks = head.len();
        head.extend(self.figures(lang).into_iter().map(str::to_owned));
        let right = (0..head.len()).map(|at| at >= marks).collect();
        Grid { head, right, rows: data.rows.iter().map(|row| self.row(row)).collect() }
    }

    fn row(&self, row: &AttendanceRow) -> Vec<Cell> {
        let mut cells = vec![Cell::new(&row.organization.name)];
        cells.extend(row.marks.iter().skip(self.first).map(|one| Cell {
            text: drawn(one.mark).to_string(),
            tone: match one.mark {
                Mark::Absent => Tone::Bad,
                Mark::Leave | Mark::Unknown => Tone::Open,
                _ => Tone::Plain,
            },
        }));
        if self.compact {
            // Where nothing was due there is no rate.
            let part = if row.due == 0 { String::new() } else { format!("{}/{}", row.present, row.due) };
            cells.push(Cell::new(&part));
        } else {
            let mut figures = vec![row.due, row.present];
            figures.extend(self.proxies.then_some(row.proxy));
            figures.extend([row.leave, row.absent]);
            cells.extend(figures.iter().map(|n| Cell::new(&n.to_string())));
        }
        cells.push(Cell::new(&row.rate.map_or_else(String::new, |rate| format!("{:.0}%", rate * 100.0))));
        cells
    }
}
