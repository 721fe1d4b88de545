//! Counts as charts and matrices for the eye; the same as data in JSON and CSV.

mod agreement;
mod attendance;
mod growth;

use std::io;

use super::{
    Out, Screen,
    grid::{Cell, Grid},
    page::Page,
    style::Tone,
    width::{cut, one_line, pad, width},
};
use crate::{
    lang::{Lang, labels, terms},
    model::stats::{HostCount, VoteCount, VoteCounts, VotesBy},
};

pub use agreement::{agreement, pairs};
pub use attendance::attendance;
pub use growth::growth;

/// One line of a chart.
struct Bar {
    label: String,
    /// How long it is.
    figure: u64,
    /// The part of it at its end that rests on no recorded fact.
    open: u64,
    remark: String,
}

/// Labelled bars with their figures, to the width of the screen.
fn bars(rows: &[Bar], screen: &Screen) -> String {
    let most = rows.iter().map(|bar| bar.figure).max().unwrap_or(0);
    let label = rows.iter().map(|bar| width(&bar.label)).max().unwrap_or(0).min(screen.width / 3);
    let remark = rows.iter().map(|bar| width(&bar.remark)).max().unwrap_or(0);
    let digits = most.to_string().len();
    let room = screen.width.saturating_sub(label + digits + remark + 6).clamp(8, 60);
    let mut out = String::new();
    for Bar { label: name, figure, open, remark } in rows {
        let whole = *figure as usize * room * 8;
        let eighths = if most == 0 { 0 } else { whole.div_ceil(most as usize) };
        let light = if most == 0 { 0 } else { (*open as usize * room).div_ceil(most as usize) };
        let full = (eighths / 8).saturating_sub(light);
        let mut bar = "█".repeat(full);
        if let Some(part) = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].get(eighths % 8).filter(|_| light == 0)
        {
            bar.push_str(part);
        }
        bar.push_str(&"░".repeat(light));
        let name = cut(&one_line(name), label).into_owned();
        let line = format!(
            "{}  {figure:>digits$}  {}  {remark}",
            pad(&name, label, false),
            screen.paint(Tone::Good, &bar)
        );
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// What became of the motions of each group; without a grouping, by kind, year and body for the eye,
/// and by kind as data.
pub fn votes(data: &VoteCounts, by: Option<VotesBy>, out: Out<'_>) -> io::Result<()> {
    let (group, rows) = match by.unwrap_or(VotesBy::Kind) {
        VotesBy::Kind => ("kind", &data.kinds),
        VotesBy::Year => ("year", &data.years),
        VotesBy::Body => ("body", &data.bodies),
    };
    let keys =
        [group, "motions", "carried", "unanimous", "unanimity", "rejected", "tabled", "failed", "tied", "unknown"];
    out.rows(rows, &keys, |screen, _| Ok(groups(data, by.map(|_| &rows[..]), screen)))
}

/// The page of one grouping, or of all three.
fn groups(data: &VoteCounts, one: Option<&[VoteCount]>, screen: &Screen) -> Page {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    let parts: &[(&str, &[VoteCount])] = &[
        (lang.word("by kind", "按类别"), &data.kinds),
        (lang.word("by year", "按年份"), &data.years),
        (lang.word("by body", "按机构"), &data.bodies),
    ];
    match one {
        Some(rows) => page.grid("", outcomes(rows, lang)),
        // Of one body alone, a table of bodies says nothing more.
        None => parts
            .iter()
            .filter(|(_, rows)| rows.first().is_some_and(|row| row.body.is_none()) || rows.len() > 1)
            .for_each(|(heading, rows)| page.grid(heading, outcomes(rows, lang))),
    }
    if data.kinds.iter().any(|row| row.unanimity_known > 0) {
        page.line(
            Tone::Dim,
            lang.word(
                "unanimous: of the carried ones of which it is known whether they were",
                "其中全票：分母为通过且已知是否全票的议题数",
            ),
        );
    }
    if one.unwrap_or(&data.kinds).is_empty() {
        page.line(Tone::Dim, lang.word("no motion is recorded", "尚无议题记录"));
    }
    page
}

/// The table of outcomes of groups, with their sum.
fn outcomes(rows: &[VoteCount], lang: Lang) -> Grid {
    let words = [
        "",
        lang.word("all", "议题"),
        lang.word("carried", "通过"),
        lang.word("unanimous", "其中全票"),
        lang.word("rejected", "未通过"),
        lang.word("tabled or withdrawn", "暂缓或撤回"),
        lang.word("void", "无效"),
        lang.word("tied", "同票待再选"),
        lang.of(terms::NOT_KNOWN),
    ];
    let mut grid = Grid::new(&words, &[1, 2, 3, 4, 5, 6, 7, 8]);
    let mut sum = VoteCount::default();
    let mut line = |label: &str, row: &VoteCount, share: Option<f64>| {
        // Without a share it is not known of any of them.
        let unanimous = share.map_or_else(Cell::default, |share| {
            let share = lang.bracket(&format!("{:.0}%", share * 100.0));
            Cell::new(&format!("{}/{}{share}", row.unanimous, row.unanimity_known))
        });
        let mut cells = vec![Cell::new(label), count(row.motions), count(row.carried), unanimous];
        cells.extend([row.rejected, row.tabled, row.failed, row.tied, row.unknown].map(count));
        grid.rows.push(cells);
    };
    for row in rows {
        let label = |key, code: &Option<String>| {
            let word = |code: &String| labels::word("vote", key, code).map(|pair| lang.of(pair).to_owned());
            code.as_ref().map(|code| word(code).unwrap_or_else(|| code.clone()))
        };
        let name = label("kind", &row.kind)
            .or_else(|| row.year.map(|year| year.to_string()))
            .or_else(|| label("body", &row.body))
            .unwrap_or_default();
        line(&name, row, row.unanimity);
        for (sum, n) in [
            (&mut sum.motions, row.motions),
            (&mut sum.carried, row.carried),
            (&mut sum.unanimous, row.unanimous),
            (&mut sum.unanimity_known, row.unanimity_known),
            (&mut sum.rejected, row.rejected),
            (&mut sum.tabled, row.tabled),
            (&mut sum.failed, row.failed),
            (&mut sum.tied, row.tied),
            (&mut sum.unknown, row.unknown),
        ] {
            *sum += n;
        }
    }
    if rows.len() > 1 {
        let share = (sum.unanimity_known > 0).then(|| sum.unanimous as f64 / sum.unanimity_known as f64);
        line(lang.word("total", "合计"), &sum, share);
    }
    grid
}

/// A count; none is left blank, for here it is known to be none and would only be noise.
fn count(n: u64) -> Cell {
    if n == 0 { Cell::default() } else { Cell::new(&n.to_string()) }
}

/// Who has received visits, and which members never have.
pub fn hosts(rows: &[HostCount], out: Out<'_>) -> io::Result<()> {
    let keys = ["organization", "member", "visits", "last"];
    out.rows(rows, &keys, |screen, _| Ok(visited(rows, screen)))
}

fn visited(rows: &[HostCount], screen: &Screen) -> Page {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    let words =
        [lang.word("host", "接待单位"), lang.word("visits", "接待次数"), lang.word("last", "最近一次")];
    let mut grid = Grid::new(&words, &[1]);
    for row in rows.iter().filter(|row| row.visits > 0) {
        let last = row
            .last
            .map_or_else(|| lang.word("day not recorded", "日期未记录").to_string(), |day| day.to_string());
        grid.rows.push(vec![
            Cell::new(&row.organization.name),
            Cell::new(&row.visits.to_string()),
            Cell::new(&last),
        ]);
    }
    if grid.rows.is_empty() {
        page.line(Tone::Dim, lang.word("no visit is recorded", "尚无考察记录"));
    } else {
        page.grid("", grid);
    }
    let never: Vec<&str> =
        rows.iter().filter(|row| row.visits == 0).map(|row| row.organization.name.as_str()).collect();
    if !never.is_empty() {
        let heading = match lang {
            Lang::En => format!("members that have received none ({})", never.len()),
            Lang::Zh => format!("从未接待考察的成员（{}家）", never.len()),
        };
        page.group(Tone::Plain, &heading, &never);
    }
    page
}
