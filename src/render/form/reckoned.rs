//! The cells of a form that count what is filled in: how many have a seat and came, what the ballots come to.

use rust_xlsxwriter::{Formula, Worksheet};

use super::{Book, MOTIONS, failed, letters};
use crate::{
    error::Result,
    model::words::{Capacity, Choice, PRESENCES, Presence},
    noun::{COUNTED, SEATS},
    render::width::width,
};

/// What a formula holds until a program reckons it: not 0, for nobody has counted.
const UNRECKONED: &str = "";

impl Book {
    /// How many have a seat, and how many of them came, by what is filled in.
    pub(super) fn seats(&self, page: &mut Worksheet, columns: (u16, u16, u16), at: u16, last: u32) -> Result<()> {
        let (organization, presence, capacity) = columns;
        let range = |column: u16| format!("${0}$2:${0}${1}", letters(column), last + 1);
        let member = self.lang.of(Capacity::Member.labels());
        let among = |conditions: &str| {
            let of = |capacity_is: &str| format!("COUNTIFS({conditions},{},{capacity_is})", range(capacity));
            format!("{}+{}", of("\"\""), of(&format!("\"{member}\"")))
        };
        let with = |presence_is: &str| among(&format!("{},{presence_is}", range(presence)));
        let of = |presence: Presence| with(&format!("\"{}\"", self.lang.of(presence.labels())));
        let [due, came, waiting] = SEATS.map(|labels| self.lang.of(labels).to_owned());
        let mut lines = vec![(
            due,
            among(&format!("{},\"?*\"", range(organization))),
        )];
        lines.push((
            came,
            format!("{}+{}", of(Presence::Present), of(Presence::Online)),
        ));
        for (_, en, zh) in PRESENCES.words.iter().filter(|(code, ..)| *code != Presence::Present.code()) {
            lines.push((self.lang.word(en, zh).to_owned(), with(&format!("\"{}\"", self.lang.word(en, zh)))));
        }
        let blank = format!("{},\"?*\",{},\"\"", range(organization), range(presence));
        lines.push((waiting, among(&blank)));
        page.set_formula_result_default(UNRECKONED);
        for (line, (label, formula)) in lines.into_iter().enumerate() {
            let line = line as u32 + 1;
            page.write_string_with_format(line, at, &label, &self.label).map_err(failed)?;
            page.write_formula_with_format(line, at + 1, Formula::new(format!("={formula}")), &self.reckoned)
                .map_err(failed)?;
        }
        page.set_column_width(at, 14).map_err(failed)?;
        Ok(())
    }

    /// What the ballots of each motion come to.
    pub(super) fn counts(&self, page: &mut Worksheet, number: u16, at: u16, last: u32) -> Result<()> {
        let sheet = self.lang.word("Ballots", "表决");
        let choices = [Choice::Yes, Choice::No, Choice::Abstain, Choice::Invalid].map(Choice::labels);
        page.set_formula_result_default(UNRECKONED);
        for (n, labels) in choices.into_iter().enumerate() {
            let (column, label) = (at + n as u16, self.lang.of(labels));
            let heading = format!("{}{label}", self.lang.of(COUNTED));
            page.write_string_with_format(0, column, &heading, &self.head).map_err(failed)?;
            page.set_column_width(column, (width(&heading) + 2) as f64).map_err(failed)?;
            let (first, to) = (letters(1), letters(MOTIONS));
            for line in 1..=u32::from(MOTIONS).min(last) {
                let of = format!("${}{}", letters(number), line + 1);
                let block = format!("{sheet}!${first}$2:${to}${}", last + 1);
                let counted = format!("COUNTIF(INDEX({block},0,{of}),\"{label}\")");
                let formula = format!("=IF(OR({of}=\"\",{of}>{MOTIONS}),\"\",{counted})");
                page.write_formula_with_format(line, column, Formula::new(formula), &self.reckoned).map_err(failed)?;
            }
        }
        Ok(())
    }
}
