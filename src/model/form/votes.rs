//! What a filled-in workbook says of votes: ballots, and candidates of elections.

use super::{Form, Lacking, Roll, Row, number, twice};
use crate::{
    error::Error,
    model::{
        record::{Candidate, Entry, Given, Place},
        sheet::Grid,
        text::fold,
        words::{CHOICES, Choice, CodeWord as _},
    },
    noun::{CANDIDATE, CHOICE, FormSheet},
    say,
};

impl Form<'_> {
    /// A candidate of the motion that the row names.
    pub(super) fn candidate(&mut self, row: Row, place: &Place) {
        let (mut part, mut number) = (Entry::new(&CANDIDATE, place.clone()), None);
        for (field, given, place) in row {
            match given {
                Given::Int(n) if field.key == "motion" => number = Some(n),
                given => {
                    part.put(field.key, given, place);
                }
            }
        }
        let Some(candidate) = Candidate::of(&part) else {
            let error = Error::invalid(say!("the candidate has no name", "候选人没有姓名"));
            self.faults.push(error.at(place));
            return;
        };
        let Some(number) = number else {
            let error = Error::invalid(say!("the candidate is of no motion", "候选人未注明议题序号"));
            self.faults.push(error.at(place));
            return;
        };
        match self.motion(number) {
            Some(motion) => {
                let mut all = match motion.get("candidates") {
                    Some(Given::Candidates(all)) => all.clone(),
                    _ => Vec::new(),
                };
                all.push(candidate);
                motion.put("candidates", Given::Candidates(all), place.clone());
            }
            None => self.no_motion(number, place),
        }
    }

    /// Organizations down, motions across.
    pub(super) fn ballots(&mut self, grid: &Grid, sheet: &'static FormSheet) {
        let Some((head, columns)) = self.headings(grid, sheet) else { return };
        let mut motions: Vec<(usize, i64, Roll)> = Vec::new();
        for at in (0..columns.len()).filter(|at| columns.get(*at).is_some_and(Option::is_none)) {
            let Some(heading) = self.text(grid, head, at).map(str::to_owned) else { continue };
            match number(&heading) {
                Some(number) if motions.iter().all(|(_, known, _)| *known != number) => {
                    motions.push((at, number, Vec::new()));
                }
                Some(_) => self.faults.push(twice(&heading).at(&grid.place(head, at))),
                None => self.faults.push(
                    Error::invalid(say!("{heading} names no motion", "“{heading}”未指明议题"))
                        .hint(say!("write Motion 1, Motion 2 …", "请写作“议题1”“议题2”等"))
                        .at(&grid.place(head, at)),
                ),
            }
        }
        let Some(voter) = columns.iter().position(Option::is_some) else { return };
        for line in grid.lines().into_iter().filter(|line| *line > head) {
            let organization = self.text(grid, line, voter).map(str::to_owned);
            for (at, _, ballots) in &mut motions {
                let place = grid.place(line, *at);
                let Some(given) = self.given(grid, line, *at, (sheet, &CHOICE)) else { continue };
                let (Given::Word(word), Some(organization)) = (given, &organization) else {
                    let error = Error::invalid(say!("a ballot of no organization", "该行表决没有单位"));
                    self.faults.push(error.at(&place));
                    continue;
                };
                let Some(choice) = CHOICES.find(word).and_then(Choice::parse) else { continue };
                if let Some((.., first)) = ballots.iter().find(|(_, other, _)| fold(other) == fold(organization)) {
                    self.faults.push(
                        Error::invalid(say!(
                            "{organization} stands twice; first in {first}",
                            "{organization} 重复；先见于 {first}"
                        ))
                        .at(&place),
                    );
                    continue;
                }
                ballots.push((choice, organization.clone(), place));
            }
        }
        let columns: Vec<i64> = motions.iter().map(|(_, number, _)| *number).collect();
        for (at, number, ballots) in motions {
            let place = grid.place(head, at);
            match self.motion(number) {
                Some(motion) if ballots.is_empty() => motion.left_blank("ballots", place),
                None if ballots.is_empty() => {}
                Some(motion) => {
                    motion.put("ballots", Given::Ballots(ballots), place);
                }
                None => self.no_motion(number, &place),
            }
        }
        let numbers = self.session().into_iter().flat_map(|session| session.children_of("motion"));
        let lacking: Vec<i64> = numbers.filter_map(|motion| motion.int("number").known()).collect();
        let lacking = lacking.into_iter().filter(|number| !columns.contains(number));
        self.lacking.extend(lacking.map(|number| Lacking { sheet, field: None, motion: Some(number) }));
    }
}
