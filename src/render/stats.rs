//! Counts as charts and matrices for the eye; the same as data in JSON and CSV.

use std::io;

use super::{
    Format, Screen, csv,
    grid::{Cell, Grid},
    json,
    page::Page,
    style::Tone,
    width::{pad, width},
};
use crate::{
    lang::Lang,
    model::{
        stats::{Agreement, AttendanceMatrix, Growth, HostCount, Mark, VoteCount},
        words::MOTION_KINDS,
    },
};

/// How many sessions missed in a row stand out.
const MISSED: u64 = 2;

/// The growth of membership, by year and by province.
pub fn growth(data: &Growth, format: Format, screen: &Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = screen.lang;
    match format {
        Format::Json => return json::write(data, lang, out),
        Format::Csv => return csv::write(&data.years, &["year", "joined", "left", "total"], lang, out),
        Format::Table | Format::Markdown => {}
    }
    let mut page = Page::new(screen);
    if !data.years.is_empty() {
        page.heading(lang.word("members at the end of each year", "历年成员数"));
        let most = data.years.iter().map(|year| year.total).max().unwrap_or(0);
        let rows: Vec<(String, u64, String)> = data
            .years
            .iter()
            .map(|year| {
                let (joined, left) = (year.joined, year.left);
                let mut remark = Vec::new();
                if joined > 0 {
                    remark.push(format!("+{joined}"));
                }
                if left > 0 {
                    remark.push(format!("-{left}"));
                }
                (year.year.to_string(), year.total, remark.join(" "))
            })
            .collect();
        page.drawing(bars(&rows, most, screen));
    }
    if data.since_unknown > 0 {
        let n = data.since_unknown;
        page.line(
            Tone::Open,
            &match lang {
                Lang::En => format!(
                    "of {n} of the members the first day is not recorded: they count in every year up to now"
                ),
                Lang::Zh => format!("其中{n}家入会日期未记录：计入此前各年"),
            },
        );
    }
    page.heading(&match lang {
        Lang::En => format!("by province ({})", data.total),
        Lang::Zh => format!("按省份（共{}家）", data.total),
    });
    let rows: Vec<(String, u64, String)> = data
        .provinces
        .iter()
        .map(|p| {
            let name = p.province.clone().unwrap_or_else(|| lang.word("not recorded", "未记录").to_string());
            (name, p.members, String::new())
        })
        .collect();
    page.drawing(bars(&rows, rows.iter().map(|(_, n, _)| *n).max().unwrap_or(0), screen));
    page.write(format == Format::Markdown, out)
}

/// Labelled bars with their figures, to the width of the screen.
fn bars(rows: &[(String, u64, String)], most: u64, screen: &Screen) -> String {
    let label = rows.iter().map(|(label, ..)| width(label)).max().unwrap_or(0);
    let remark = rows.iter().map(|(.., remark)| width(remark) + 2).max().unwrap_or(0);
    let digits = most.to_string().len();
    let room = screen.width.saturating_sub(label + digits + remark + 4).clamp(8, 60);
    let mut out = String::new();
    for (name, n, after) in rows {
        let eighths = if most == 0 { 0 } else { (*n as usize * room * 8).div_ceil(most as usize) };
        let mut bar = "█".repeat(eighths / 8);
        if let Some(part) = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].get(eighths % 8) {
            bar.push_str(part);
        }
        let figure = format!("{n:>digits$}");
        let line =
            format!("{}  {figure}  {}  {after}", pad(name, label, false), screen.paint(Tone::Good, &bar));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// The mark that people draw for a presence.
fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Present => "√",
        Mark::Online => "○",
        Mark::Proxy => "P",
        Mark::Leave => "△",
        Mark::Absent => "×",
        Mark::Unknown => "?",
        Mark::None => "",
    }
}

/// Attendance as a matrix of marks. Where all sessions do not fit, the latest stand.
pub fn attendance(
    data: &AttendanceMatrix,
    format: Format,
    screen: &Screen,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = screen.lang;
    match format {
        Format::Json => return json::write_rows(&data.rows, lang, out),
        Format::Csv => {
            return csv::write(
                &data.rows,
                &["organization", "due", "present", "leave", "absent", "rate"],
                lang,
                out,
            );
        }
        Format::Table | Format::Markdown => {}
    }
    let markdown = format == Format::Markdown;
    let name = data
        .rows
        .iter()
        .map(|row| width(&row.organization.name))
        .max()
        .unwrap_or(0)
        .min(screen.width / 3)
        .max(8);
    let column = data.sessions.iter().map(|session| width(session)).max().unwrap_or(3) + 2;
    let figures = 30;
    let room = screen.width.saturating_sub(name + figures) / column;
    let shown = if markdown { data.sessions.len() } else { room.min(data.sessions.len()) };
    let first = data.sessions.len() - shown;
    let mut head: Vec<String> = vec![lang.word("organization", "单位").to_string()];
    head.extend(data.sessions.iter().skip(first).cloned());
    let totals = [("due", "应到"), ("present", "实到"), ("leave", "请假"), ("absent", "缺席")];
    head.extend(totals.iter().map(|(en, zh)| lang.word(en, zh).to_string()));
    head.push(lang.word("rate", "出席率").to_string());
    let mut right = vec![false; head.len()];
    right.iter_mut().skip(1 + shown).for_each(|right| *right = true);
    let mut grid = Grid { head, right, rows: Vec::new() };
    let mut missed = Vec::new();
    for row in &data.rows {
        let mut cells = vec![Cell::new(&row.organization.name)];
        cells.extend(row.marks.iter().skip(first).map(|one| Cell {
            text: mark(*one).to_string(),
            tone: match one {
                Mark::Absent => Tone::Bad,
                Mark::Leave | Mark::Unknown => Tone::Open,
                _ => Tone::Plain,
            },
        }));
        cells.extend([row.due, row.present, row.leave, row.absent].map(|n| Cell::new(&n.to_string())));
        cells.push(Cell::new(&row.rate.map_or_else(String::new, |rate| format!("{:.0}%", rate * 100.0))));
        grid.rows.push(cells);
        if row.absent_in_a_row >= MISSED {
            missed.push((row.organization.name.as_str(), row.absent_in_a_row));
        }
    }
    let mut page = Page::new(screen);
    page.grid("", grid);
    page.line(
        Tone::Dim,
        lang.word(
            "√ present  ○ online  P by proxy  △ on leave  × absent  ? not recorded  (blank: no seat)",
            "√ 出席  ○ 线上  P 委托  △ 请假  × 缺席  ? 未记录  （空白：当时无席位）",
        ),
    );
    if first > 0 {
        page.line(
            Tone::Dim,
            &match lang {
                Lang::En => {
                    format!("{first} earlier sessions are left out at this width; the figures count them")
                }
                Lang::Zh => format!("受宽度所限，较早的{first}次会议未列出，但已计入统计"),
            },
        );
    }
    for (name, n) in missed {
        page.line(
            Tone::Bad,
            &match lang {
                Lang::En => format!("{name}: absent {n} times in a row"),
                Lang::Zh => format!("{name}：连续缺席{n}次"),
            },
        );
    }
    page.write(markdown, out)
}

/// What became of the motions of each kind.
pub fn votes(rows: &[VoteCount], format: Format, screen: &Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = screen.lang;
    let keys = ["kind", "motions", "carried", "unanimous", "rejected", "tabled", "failed", "unknown"];
    match format {
        Format::Json => return json::write_rows(rows, lang, out),
        Format::Csv => return csv::write(rows, &keys, lang, out),
        Format::Table | Format::Markdown => {}
    }
    let words = [
        lang.word("kind", "类别"),
        lang.word("motions", "议题"),
        lang.word("carried", "通过"),
        lang.word("unanimously", "全票通过"),
        lang.word("rejected", "未通过"),
        lang.word("tabled or withdrawn", "暂缓或撤回"),
        lang.word("no quorum or void", "无效"),
        lang.word("not known", "不详"),
    ];
    let mut grid = Grid::new(&words, &[1, 2, 3, 4, 5, 6, 7]);
    let figures = |row: &VoteCount| {
        [row.motions, row.carried, row.unanimous, row.rejected, row.tabled, row.failed, row.unknown]
    };
    let mut sum = [0u64; 7];
    for row in rows {
        let label = MOTION_KINDS.labels(&row.kind).map_or(row.kind.as_str(), |(en, zh)| lang.word(en, zh));
        let counts = figures(row);
        sum.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
        grid.rows.push(std::iter::once(Cell::new(label)).chain(counts.map(count)).collect());
    }
    if rows.len() > 1 {
        grid.rows.push(std::iter::once(Cell::new(lang.word("all", "合计"))).chain(sum.map(count)).collect());
    }
    let mut page = Page::new(screen);
    page.grid("", grid);
    page.write(format == Format::Markdown, out)
}

/// A count; none is left blank, for here it is known to be none and would only be noise.
fn count(n: u64) -> Cell {
    if n == 0 { Cell::default() } else { Cell::new(&n.to_string()) }
}

/// Who has received visits, and which members never have.
pub fn hosts(rows: &[HostCount], format: Format, screen: &Screen, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = screen.lang;
    match format {
        Format::Json => return json::write_rows(rows, lang, out),
        Format::Csv => return csv::write(rows, &["organization", "member", "visits", "last"], lang, out),
        Format::Table | Format::Markdown => {}
    }
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
    page.write(format == Format::Markdown, out)
}

/// How far two organizations vote alike.
pub fn agreement(
    data: &Agreement,
    format: Format,
    screen: &Screen,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = screen.lang;
    match format {
        Format::Json => return json::write(data, lang, out),
        Format::Csv => return csv::write(std::slice::from_ref(data), &[], lang, out),
        Format::Table | Format::Markdown => {}
    }
    let mut page = Page::new(screen);
    page.title(&format!("{}{}{}", data.a.name, lang.comma(), data.b.name));
    let (together, agree) = (data.together, data.agree);
    match data.share {
        None => page.line(
            Tone::Open,
            lang.word(
                "never in one roll call with yes, no or abstain",
                "没有共同表决（赞成、反对、弃权）的记录",
            ),
        ),
        Some(share) => {
            let percent = share * 100.0;
            page.line(
                Tone::Bold,
                &match lang {
                    Lang::En => format!("{agree} of {together} alike: {percent:.1}%"),
                    Lang::Zh => format!("共同表决{together}次，一致{agree}次：{percent:.1}%"),
                },
            );
            page.drawing(bars(&[(String::new(), agree, format!("/ {together}"))], together, screen));
        }
    }
    page.write(format == Format::Markdown, out)
}

/// The closest and the farthest pairs.
pub fn pairs(
    rows: &[Agreement],
    limit: usize,
    format: Format,
    screen: &Screen,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = screen.lang;
    let (closest, farthest) = ends(rows, limit);
    let both = || closest.iter().chain(&farthest).collect::<Vec<_>>();
    match format {
        Format::Json => return json::write_rows(&both(), lang, out),
        Format::Csv => return csv::write(&both(), &["a", "b", "together", "agree", "share"], lang, out),
        Format::Table | Format::Markdown => {}
    }
    let mut page = Page::new(screen);
    for (heading, rows) in
        [(lang.word("closest", "最接近"), &closest), (lang.word("farthest", "分歧最大"), &farthest)]
    {
        if rows.is_empty() {
            continue;
        }
        let words = [
            "",
            "",
            lang.word("together", "共同表决"),
            lang.word("alike", "一致"),
            lang.word("share", "占比"),
        ];
        let mut grid = Grid::new(&words, &[2, 3, 4]);
        for row in rows {
            let share = row.share.map_or_else(String::new, |share| format!("{:.1}%", share * 100.0));
            let texts =
                [row.a.name.as_str(), &row.b.name, &row.together.to_string(), &row.agree.to_string(), &share];
            grid.rows.push(texts.map(Cell::new).to_vec());
        }
        page.grid(heading, grid);
    }
    if rows.is_empty() {
        page.line(
            Tone::Dim,
            lang.word("no roll call with two ballots is recorded", "没有两家以上的逐票记录"),
        );
    }
    page.write(format == Format::Markdown, out)
}

/// The first and the last of a sorted list, none of them twice.
fn ends(rows: &[Agreement], limit: usize) -> (Vec<Agreement>, Vec<Agreement>) {
    let closest = rows.len().div_ceil(2).min(limit);
    let farthest = (rows.len() - closest).min(limit);
    (rows[..closest].to_vec(), rows[rows.len() - farthest..].iter().rev().cloned().collect())
}
