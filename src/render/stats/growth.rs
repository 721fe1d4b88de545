//! The growth of membership, by year and by province.

use std::io;

use super::{
    super::{
        Out, Screen,
        grid::{Cell, Grid},
        page::Page,
        style::Tone,
    },
    Bar, bars,
};
use crate::{
    lang::{Lang, terms},
    model::stats::Growth,
};

/// The growth of membership, by year and by province.
pub fn growth(data: &Growth, out: Out<'_>) -> io::Result<()> {
    let keys = ["year", "joined", "left", "total", "since_unknown"];
    out.one(data, &data.years, &keys, |screen, markdown| Ok(page(data, screen, markdown)))
}

fn page(data: &Growth, screen: &Screen, markdown: bool) -> Page {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    if !data.years.is_empty() {
        page.heading(lang.word("members at the end of each year", "历年成员数"));
        let rows: Vec<Bar> = data
            .years
            .iter()
            .map(|year| {
                let moves = [('+', year.joined), ('-', year.left)];
                let moves = moves.iter().filter(|(_, n)| *n > 0).map(|(sign, n)| format!("{sign}{n}"));
                Bar {
                    label: year.year.to_string(),
                    figure: year.total,
                    open: year.since_unknown,
                    remark: moves.collect::<Vec<_>>().join(" "),
                }
            })
            .collect();
        if markdown {
            page.grid("", years(data, lang));
        } else {
            page.drawing(bars(&rows, screen));
        }
        if !markdown && data.years.iter().any(|year| year.since_unknown > 0) {
            let legend = lang.word(
                "░ first day not recorded: held to be members before their first record, and in no year's +",
                "░ 入会日期未记录：视为此前已是成员\u{ff0c}不计入任何一年的新增",
            );
            page.line(Tone::Open, legend);
        }
    }
    if data.total == 0 {
        page.line(Tone::Dim, lang.word("no member on this day", "当日没有成员"));
        return page;
    }
    if data.since_unknown > 0 {
        let (n, total) = (data.since_unknown, data.total);
        page.line(
            Tone::Open,
            &match lang {
                Lang::En => format!("first day not recorded of {n} of {total} members"),
                Lang::Zh => format!("{total}家成员中{n}家入会日期未记录"),
            },
        );
    }
    page.heading(&match lang {
        Lang::En => format!("by province ({})", data.total),
        Lang::Zh => format!("按省份（共{}家）", data.total),
    });
    let rows: Vec<Bar> = data
        .provinces
        .iter()
        .map(|p| Bar {
            label: p.province.clone().unwrap_or_else(|| lang.of(terms::NOT_RECORDED).to_string()),
            figure: p.members,
            open: if p.province.is_none() { p.members } else { 0 },
            remark: String::new(),
        })
        .collect();
    if markdown {
        let mut grid = Grid::new(&[lang.word("province", "省份"), lang.word("members", "成员数")], &[1]);
        grid.rows =
            rows.iter().map(|bar| vec![Cell::new(&bar.label), Cell::new(&bar.figure.to_string())]).collect();
        page.grid("", grid);
    } else {
        page.drawing(bars(&rows, screen));
    }
    page
}

/// The years as a table, where nothing can be drawn.
fn years(data: &Growth, lang: Lang) -> Grid {
    let words = [
        lang.word("year", "年份"),
        lang.word("joined", "新增"),
        lang.word("left", "退出"),
        lang.word("members", "成员数"),
        lang.word("of them first day not recorded", "其中入会日期未记录"),
    ];
    let mut grid = Grid::new(&words, &[1, 2, 3, 4]);
    for year in &data.years {
        let figures = [year.joined, year.left, year.total, year.since_unknown];
        let label = Cell::new(&year.year.to_string());
        grid.rows.push(std::iter::once(label).chain(figures.map(|n| Cell::new(&n.to_string()))).collect());
    }
    grid
}
