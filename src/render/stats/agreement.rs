//! How far organizations vote alike: one pair, or the closest, the farthest and the matrix of all.

use std::{collections::HashMap, io};

use super::super::{
    Out, Screen,
    grid::{Cell, Grid},
    page::Page,
    style::Tone,
    width::width,
};
use crate::{lang::Lang, model::stats::Agreement};

/// Pairs at either end where no limit is given.
const SHOWN: usize = 10;
/// Columns of a matrix in Markdown, where no screen sets any.
const MOST: usize = 200;

/// How far two organizations vote alike.
pub fn agreement(data: &Agreement, out: Out<'_>) -> io::Result<()> {
    out.one(data, std::slice::from_ref(data), &[], |screen, _| Ok(pair(data, screen)))
}

fn pair(data: &Agreement, screen: &Screen) -> Page {
    let lang = screen.lang;
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
            // The one part and the other, to the width of the screen.
            let room = screen.width.clamp(10, 60) as u64;
            let alike = (agree * room + together / 2).checked_div(together).unwrap_or(0) as usize;
            let bar = "█".repeat(alike) + &"░".repeat(room as usize - alike);
            page.drawing(screen.paint(Tone::Good, &bar) + "\n");
        }
    }
    page
}

/// Of all pairs, the closest first: the `limit` closest and as many of the farthest; as data all of
/// them where no limit is given. Where all organizations fit on the screen, the matrix of them too.
pub fn pairs(rows: &[Agreement], limit: Option<usize>, out: Out<'_>) -> io::Result<()> {
    let data: Vec<&Agreement> = match limit {
        None => rows.iter().collect(),
        Some(limit) => {
            let (closest, farthest) = ends(rows, limit);
            closest.iter().chain(farthest.iter().rev()).collect()
        }
    };
    out.rows(&data, &["a", "b", "together", "agree", "share"], |screen, markdown| {
        Ok(both_ends(rows, limit, screen, markdown))
    })
}

fn both_ends(rows: &[Agreement], limit: Option<usize>, screen: &Screen, markdown: bool) -> Page {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    let (closest, farthest) = ends(rows, limit.unwrap_or(SHOWN));
    page.grid(lang.word("closest", "最接近"), list(closest.iter(), lang));
    page.grid(lang.word("farthest", "分歧最大"), list(farthest.iter().rev(), lang));
    if let Some(grid) = matrix(rows, if markdown { MOST } else { screen.width }) {
        page.grid(lang.word("share of votes alike, in percent", "一致率\u{ff08}%\u{ff09}"), grid);
    }
    if rows.is_empty() {
        page.line(
            Tone::Dim,
            lang.word("no roll call with two ballots is recorded", "没有两家以上的逐票记录"),
        );
    }
    page
}

/// The first and the last of a sorted list, none of them twice.
fn ends(rows: &[Agreement], limit: usize) -> (&[Agreement], &[Agreement]) {
    let closest = rows.len().div_ceil(2).min(limit);
    let farthest = (rows.len() - closest).min(limit);
    (rows.get(..closest).unwrap_or_default(), rows.get(rows.len() - farthest..).unwrap_or_default())
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| format!("{:.1}%", share * 100.0))
}

fn list<'a>(rows: impl Iterator<Item = &'a Agreement>, lang: Lang) -> Grid {
    let words = ["", "", lang.word("share", "一致率"), lang.word("alike of", "一致/共同")];
    let mut grid = Grid::new(&words, &[2, 3]);
    for row in rows {
        let figures = [percent(row.share), format!("{}/{}", row.agree, row.together)];
        let names = [&row.a.name, &row.b.name].map(|name| Cell::new(name));
        grid.rows.push(names.into_iter().chain(figures.iter().map(|text| Cell::new(text))).collect());
    }
    grid
}

/// Everyone against everyone: numbered lines, a column for each number. `None` where it is wider
/// than so many columns.
fn matrix(rows: &[Agreement], columns: usize) -> Option<Grid> {
    let mut all: Vec<_> = rows.iter().flat_map(|row| [&row.a, &row.b]).collect();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    all.dedup();
    let name = all.iter().map(|one| width(&one.name)).max().unwrap_or(0) + all.len().to_string().len() + 1;
    if all.len() < 3 || name + all.len() * (3 + 2) > columns {
        return None;
    }
    let place: HashMap<&str, usize> =
        all.iter().enumerate().map(|(at, one)| (one.code.as_str(), at)).collect();
    let mut grid = Grid { head: vec![String::new()], right: vec![false], rows: Vec::new() };
    for (at, one) in all.iter().enumerate() {
        let number = at + 1;
        grid.head.push(number.to_string());
        grid.right.push(true);
        let mut cells = vec![Cell::default(); all.len() + 1];
        if let [head, ..] = &mut cells[..] {
            *head = Cell::new(&format!("{number} {}", one.name));
        }
        if let Some(own) = cells.get_mut(number) {
            *own = Cell { text: "·".into(), tone: Tone::Dim };
        }
        grid.rows.push(cells);
    }
    for row in rows {
        let (Some(a), Some(b), Some(share)) =
            (place.get(row.a.code.as_str()), place.get(row.b.code.as_str()), row.share)
        else {
            continue;
        };
        for (a, b) in [(a, b), (b, a)] {
            if let Some(cell) = grid.rows.get_mut(*a).and_then(|row| row.get_mut(b + 1)) {
                *cell = Cell::new(&format!("{:.0}", share * 100.0));
            }
        }
    }
    Some(grid)
}
