//! Where the headings of a sheet stand, which field each column is of, and what stands below no heading.

use std::collections::HashSet;

use super::{Form, twice, unknown};
use crate::{
    error::Error,
    model::sheet::Grid,
    noun::{COUNTED, Field, FormSheet, Layout, SEATS},
    say,
};

/// The headings stand in one of the first rows.
const HEADS: usize = 10;

/// Whether a column counts what the sheet of ballots says.
fn counts(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    [COUNTED.0, COUNTED.1].iter().any(|start| heading.starts_with(start.trim_end()))
}

impl Form<'_> {
    /// Where the headings stand, and the field of each column; none where a column has no heading, counts what others
    /// say, or is a motion.
    pub(super) fn headings(&mut self, grid: &Grid, sheet: &'static FormSheet) -> Option<(usize, Vec<Option<&'static Field>>)> {
        let is_head = |line: &usize| {
            grid.text(*line, 0).ok().flatten().and_then(|heading| sheet.known_as(heading)).is_some()
        };
        let Some(line) = grid.lines().into_iter().take(HEADS).find(is_head) else {
            if !grid.lines().is_empty() {
                let first = sheet.fields().next().map_or("", Field::called);
                let error = Error::invalid(say!(
                    "the headings are not found: none of the first rows begins with {first}",
                    "找不到列标题：前几行均不以“{first}”开头"
                ));
                self.faults.push(error.at(&grid.place(1, 0)));
            }
            return None;
        };
        let mut columns: Vec<Option<&'static Field>> = Vec::new();
        for at in 0..=grid.columns(line).last().unwrap_or_default() {
            let place = grid.place(line, at);
            let heading = self.text(grid, line, at);
            let field = heading.and_then(|heading| sheet.known_as(heading));
            match (field, heading) {
                (Some(field), Some(heading)) if columns.iter().flatten().any(|known| known.key == field.key) => {
                    self.faults.push(twice(heading).at(&place));
                }
                (None, Some(heading)) if sheet.layout != Layout::Ballots && !counts(heading) => {
                    self.faults.push(unknown(heading, sheet).at(&place));
                }
                _ => {}
            }
            columns.push(field);
        }
        self.tell_beside(grid, line);
        self.lacks(sheet, |field| columns.iter().flatten().any(|known| known.key == field.key));
        Some((line, columns))
    }

    /// Says which texts stand below no heading, and so are not taken: all but what the form counts itself.
    fn tell_beside(&mut self, grid: &Grid, head: usize) {
        let text = |line: usize, at: usize| grid.text(line, at).ok().flatten();
        let below = || grid.lines().into_iter().filter(|line| *line > head);
        let labels = |at: usize| {
            let is_label = |text: &str| SEATS.iter().any(|(en, zh)| [*en, *zh].contains(&text));
            text(head, at).is_none() && below().any(|line| text(line, at).is_some_and(is_label))
        };
        let (mut places, mut own) = (Vec::new(), HashSet::new());
        for (line, at) in below().flat_map(|line| grid.columns(line).map(move |at| (line, at))) {
            if text(head, at).is_some() || text(line, at).is_none() || own.contains(&at) {
                continue;
            }
            if labels(at) {
                own.extend([at, at + 1]);
            } else {
                places.push(grid.place(line, at));
            }
        }
        let Some(first) = places.first() else { return };
        let n = places.len();
        self.told.push(say!(
            "{first}: stands below no heading and is passed over ({n} such cells)",
            "{first}：所在列没有标题，已略过（此类单元格共{n}个）"
        ));
    }
}
