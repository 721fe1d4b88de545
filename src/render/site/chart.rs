//! Charts as inline SVG. Their places are percentages, so that they fit any width while their letters
//! keep their size; all arithmetic is in integers, so that the same data draws the same chart.

use super::html::{At, esc};
use crate::{
    lang::{Lang, terms},
    model::{
        motion::Counts,
        stats::{Growth, Mark},
    },
    render::vote,
};

/// A part of a whole as a percentage with two places.
fn percent(part: u64, whole: u64) -> String {
    let whole = u128::from(whole.max(1));
    let hundredths = (u128::from(part) * 10_000 + whole / 2) / whole;
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The parts of a bar: class and number.
fn parts(counts: &Counts) -> [(&'static str, Option<u64>); 4] {
    [("yes", counts.yes), ("no", counts.no), ("abstain", counts.abstain), ("invalid", counts.invalid)]
}

/// The widest of votes, base and need, which the bar stands for; `None` where there is nothing to draw.
fn total(counts: &Counts, base: Option<u64>, needed: Option<u64>) -> Option<u64> {
    counts.yes?;
    let voted = parts(counts).iter().fold(0u64, |sum, (_, n)| sum.saturating_add(n.unwrap_or(0)));
    Some(voted.max(base.unwrap_or(0)).max(needed.unwrap_or(0))).filter(|total| *total > 0)
}

/// The segments of a bar of this height.
fn segments(counts: &Counts, total: u64, y: u32, height: u32) -> String {
    let mut out = format!("<rect class=\"track\" y=\"{y}\" width=\"100%\" height=\"{height}\"/>");
    let mut so_far = 0u64;
    for (class, n) in parts(counts) {
        let n = n.unwrap_or(0);
        if n == 0 {
            continue;
        }
        let (x, width) = (percent(so_far, total), percent(n, total));
        out.push_str(&format!(
            "<rect class=\"{class}\" x=\"{x}%\" y=\"{y}\" width=\"{width}%\" height=\"{height}\"/>"
        ));
        // The number stands in the bar where there is surely room beside the mark; the legend has it anyway.
        if height > 20 && n.saturating_mul(100) / total >= 10 {
            let line = y + height / 2 + 5;
            out.push_str(&format!("<text class=\"on\" x=\"{x}%\" dx=\"9\" y=\"{line}\">{n}</text>"));
        }
        so_far = so_far.saturating_add(n);
    }
    out
}

/// The result of a vote: yes, no, abstain, invalid over the base, and a mark where the needed votes end.
/// Nothing where the yes are unknown. `id` is a word of ours, unique on the page.
pub fn result(at: At<'_>, id: &str, counts: &Counts, base: Option<u64>, needed: Option<u64>) -> String {
    let Some(total) = total(counts, base, needed) else { return String::new() };
    let mut told = vote::counts(counts, at.lang);
    let mut mark = String::new();
    if let Some(needed) = needed {
        let text = match at.lang {
            Lang::En => format!("{needed} needed"),
            Lang::Zh => format!("需{needed}票"),
        };
        told.push_str(at.word("; ", "；"));
        told.push_str(&text);
        let x = percent(needed, total);
        // The words stand on the side that has more room.
        let (anchor, shift) = if needed.saturating_mul(2) > total { ("end", "-6") } else { ("start", "6") };
        mark = format!(
            "<line class=\"mark\" x1=\"{x}%\" x2=\"{x}%\" y1=\"0\" y2=\"56\"/>\
             <text class=\"note\" x=\"{x}%\" dx=\"{shift}\" y=\"54\" text-anchor=\"{anchor}\">{text}</text>"
        );
    }
    let height = if needed.is_some() { 58 } else { 38 };
    let mut legend = String::new();
    for (class, n) in parts(counts) {
        if let Some(n) = n {
            let label = at.label("vote", class);
            legend.push_str(&format!(
                "<li><span class=\"key {class}\" aria-hidden=\"true\"></span>{} {n}</li>",
                at.t(&label)
            ));
        }
    }
    format!(
        "<figure class=\"chart result\">\n<svg role=\"img\" aria-labelledby=\"{id}-t {id}-d\" width=\"100%\" height=\"{height}\">\
         <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{}{mark}</svg>\n\
         <figcaption><ul class=\"legend\">{legend}</ul></figcaption>\n</figure>\n",
        at.word("Result of the vote", "表决结果图"),
        esc(&told),
        segments(counts, total, 6, 30)
    )
}

/// The same, small, beside the counts in words, which say it all.
pub fn small(counts: &Counts) -> String {
    let Some(total) = total(counts, None, None) else { return String::new() };
    format!(
        "<svg class=\"mini\" aria-hidden=\"true\" focusable=\"false\" height=\"8\">{}</svg>",
        segments(counts, total, 0, 8)
    )
}

/// Members by year, with the figures as a table that opens.
pub fn growth(at: At<'_>, growth: &Growth, level: u8) -> String {
    let years = &growth.years;
    let Some(most) = years.iter().map(|year| year.total).max().filter(|most| *most > 0) else {
        return String::new();
    };
    const TALL: u64 = 150;
    // With few years the columns would be too broad.
    let slots = (years.len() as u64).max(10);
    let step = years.len().div_ceil(8).max(1);
    let mut drawn = String::new();
    for (n, year) in years.iter().enumerate() {
        let height = (year.total.saturating_mul(TALL) / most).max(u64::from(year.total > 0));
        let (x, width) = (percent(n as u64 * 10 + 1, slots * 10), percent(8, slots * 10));
        let middle = percent(n as u64 * 10 + 5, slots * 10);
        let top = 20 + TALL - height;
        drawn.push_str(&format!(
            "<rect class=\"total\" x=\"{x}%\" y=\"{top}\" width=\"{width}%\" height=\"{height}\"/>"
        ));
        if (years.len() - 1 - n).is_multiple_of(step) {
            drawn.push_str(&format!(
                "<text class=\"note\" x=\"{middle}%\" y=\"{}\" text-anchor=\"middle\">{}</text>\
                 <text class=\"note\" x=\"{middle}%\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                top - 6,
                year.total,
                TALL + 38,
                year.year
            ));
        }
    }
    let (first, last) = (years.first().map_or(0, |y| y.year), years.last().map_or(0, |y| y.year));
    let (start, end) = (years.first().map_or(0, |y| y.total), years.last().map_or(0, |y| y.total));
    let told = match at.lang {
        Lang::En => format!("From {start} at the end of {first} to {end} in {last}."),
        Lang::Zh => format!("{first}年末{start}家，{last}年{end}家。"),
    };
    let unknown = match (growth.since_unknown, at.lang) {
        (0, _) => String::new(),
        (n, Lang::En) => {
            format!("<p class=\"remark\">The first day of {n} of the members is not recorded.</p>\n")
        }
        (n, Lang::Zh) => format!("<p class=\"remark\">其中{n}家的加入日期未记录。</p>\n"),
    };
    let head = [
        at.word("Year", "年份"),
        at.word("Joined", "加入"),
        at.word("Left", "退出"),
        at.word("Members", "成员"),
    ];
    let rows: Vec<Vec<String>> = years
        .iter()
        .rev()
        .map(|y| vec![y.year.to_string(), y.joined.to_string(), y.left.to_string(), y.total.to_string()])
        .collect();
    format!(
        "{}<figure class=\"chart growth\">\n<svg role=\"img\" aria-labelledby=\"growth-t growth-d\" width=\"100%\" height=\"{}\">\
         <title id=\"growth-t\">{}</title><desc id=\"growth-d\">{}</desc>\
         <line class=\"axis\" x1=\"0\" x2=\"{used}%\" y1=\"{base}\" y2=\"{base}\"/>{drawn}</svg>\n</figure>\n{unknown}\
         <details><summary>{}</summary>\n{}</details>\n",
        at.heading(level, "growth", at.word("Growth of membership", "成员增长")),
        TALL + 44,
        at.word("Members at the end of each year", "历年年末成员数"),
        esc(&told),
        at.word("The figures", "数据表"),
        at.table(at.word("Members by year", "历年成员数"), &head.map(str::to_owned), &rows),
        base = 20 + TALL,
        used = percent(years.len() as u64, slots),
    )
}

/// Columns of one cell of the matrix.
pub const CELL: usize = 18;

/// The mark of one cell, its middle at `x`, `y`.
pub fn mark(mark: Mark, x: usize, y: usize) -> String {
    match mark {
        Mark::Present => format!("<circle class=\"m-present\" cx=\"{x}\" cy=\"{y}\" r=\"6\"/>"),
        Mark::Online => format!(
            "<circle class=\"m-ring\" cx=\"{x}\" cy=\"{y}\" r=\"6\"/><circle class=\"m-present\" cx=\"{x}\" cy=\"{y}\" r=\"3\"/>"
        ),
        Mark::Proxy => format!(
            "<circle class=\"m-ring\" cx=\"{x}\" cy=\"{y}\" r=\"6\"/><path class=\"m-present\" d=\"M{x} {}a6 6 0 0 0 0 12z\"/>",
            y - 6
        ),
        Mark::Leave => format!("<circle class=\"m-leave\" cx=\"{x}\" cy=\"{y}\" r=\"6\"/>"),
        Mark::Absent => {
            format!("<path class=\"m-absent\" d=\"M{} {}l10 10m0-10l-10 10\"/>", x - 5, y - 5)
        }
        Mark::Unknown => format!("<circle class=\"m-unknown\" cx=\"{x}\" cy=\"{y}\" r=\"2\"/>"),
        Mark::None => String::new(),
    }
}

/// What a mark means.
pub fn meaning(mark: Mark, lang: Lang) -> &'static str {
    match mark {
        Mark::Present => lang.word("present", "出席"),
        Mark::Online => lang.word("online", "线上出席"),
        Mark::Proxy => lang.of(terms::PROXY),
        Mark::Leave => lang.of(terms::LEAVE),
        Mark::Absent => lang.of(terms::ABSENT),
        Mark::Unknown => lang.of(terms::NOT_RECORDED),
        Mark::None => lang.word("no seat", "无席位"),
    }
}

/// One row of the matrix. It is told as what it means: which sessions stand under which mark.
pub fn strip(at: At<'_>, marks: &[Mark]) -> String {
    let mut told = Vec::new();
    for kind in KINDS {
        let columns: Vec<String> =
            marks.iter().enumerate().filter(|(_, m)| **m == kind).map(|(n, _)| (n + 1).to_string()).collect();
        if !columns.is_empty() {
            let list = columns.join(at.lang.comma());
            told.push(format!("{}{}{list}", meaning(kind, at.lang), at.lang.colon()));
        }
    }
    let width = marks.len() * CELL;
    let drawn: String =
        marks.iter().enumerate().map(|(n, m)| mark(*m, n * CELL + CELL / 2, CELL / 2)).collect();
    format!(
        "<svg class=\"strip\" role=\"img\" aria-label=\"{}\" width=\"{width}\" height=\"{CELL}\">{drawn}</svg>",
        esc(&told.join(at.word("; ", "；")))
    )
}

/// Marks in the order of the legend.
pub const KINDS: [Mark; 6] =
    [Mark::Present, Mark::Online, Mark::Proxy, Mark::Leave, Mark::Absent, Mark::Unknown];

#[cfg(test)]
mod tests {
    use super::{super::html::tests::frame, *};

    #[test]
    fn the_mark_stands_where_the_needed_votes_end() {
        let frame = frame(&[]);
        let at = At { frame: &frame, lang: Lang::En, up: "" };
        let counts = Counts { yes: Some(6), no: Some(1), abstain: Some(2), invalid: None };
        let drawn = result(at, "r", &counts, Some(9), Some(6));
        for part in [
            "<rect class=\"yes\" x=\"0%\" y=\"6\" width=\"66.67%\"",
            "<rect class=\"no\" x=\"66.67%\" y=\"6\" width=\"11.11%\"",
            "<line class=\"mark\" x1=\"66.67%\"",
            "6 yes, 1 no, 2 abstain; 6 needed",
        ] {
            assert!(drawn.contains(part), "{part}\n{drawn}");
        }
        assert!(!drawn.contains("invalid"), "what is unknown is not drawn");
        let unknown = Counts::default();
        assert_eq!(result(at, "r", &unknown, Some(9), Some(6)), "");
        let huge = Counts { yes: Some(u64::MAX), no: Some(u64::MAX), abstain: None, invalid: None };
        assert!(result(at, "r", &huge, None, Some(u64::MAX)).contains("x1=\"100%\""));
    }
}
