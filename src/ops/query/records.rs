//! The lists of most nouns, as the table of fields says them.

use super::{
    Moment,
    facts::{Told, facts_of},
    listed::{Chosen, Listed},
    moment::late,
};
use crate::{
    error::Result,
    model::{day::Day, facts::Facts, words::ActionStatus},
    noun::{Dated, Noun, Shape},
    ops::rows::{Ids, One},
    store::{Read, judged, tables::table},
};

/// Records of a noun that belong to the answer, in the order of its list, with the names of the day. Of what lasts for
/// a period those of the day, as members are, unless `whole` asks for the others too.
#[derive(Debug, Clone, Copy)]
pub struct Records {
    /// The noun; its rows have numbers.
    pub shape: &'static Shape,
    /// The day that is asked about.
    pub moment: Moment,
    /// Whether records of other days are wanted too.
    pub whole: bool,
}

impl Records {
    fn chosen<T>(&self, ask: impl FnOnce(&Chosen<'_>) -> Result<T>) -> Result<T> {
        let store = self.shape.store;
        let key = format!("x.\"{}\"", table(store).columns.first().copied().unwrap_or("id"));
        let (from, among, order) = (format!("{store} x"), self.among(), self.shape.order);
        ask(&Chosen { key: &key, from: &from, among, order })
    }

    /// The condition on which a record belongs to the answer.
    fn among(&self) -> Option<String> {
        let day = self.moment.day;
        match self.shape.dated {
            _ if self.whole || !(self.moment.asked || self.shape.dated == Dated::Period) => None,
            Dated::Always => None,
            Dated::Day(key) => {
                let column = format!("x.\"{key}\"");
                Some(format!("({column} IS NULL OR {})", judged::up_to(&column, day)))
            }
            Dated::Period => Some(judged::holds("x.\"from\"", "x.\"until\"", day)),
            // What was agreed in sessions up to the day, and outside of any.
            Dated::Session => Some(format!(
                "(x.session_id IS NULL OR EXISTS (SELECT 1 FROM sessions s WHERE s.id = x.session_id AND {}))",
                judged::up_to("s.\"start\"", day)
            )),
        }
    }
}

impl Listed for Records {
    type Rows = Told;

    fn count(&self, read: &Read<'_>) -> Result<usize> {
        self.chosen(|chosen| chosen.count(read))
    }

    fn ids(&self, read: &Read<'_>, turned: bool, most: Option<usize>) -> Result<Vec<i64>> {
        self.chosen(|chosen| chosen.ids(read, turned, most))
    }

    fn rows(&self, read: &Read<'_>, ids: &[i64], keys: Option<&[&str]>) -> Result<Told> {
        let told = keys.is_some_and(|keys| keys.iter().any(|key| self.more().contains(key)));
        let day = self.moment.day;
        let Some(keys) = keys.filter(|_| told) else {
            return Told::read(read, self.shape, Ids::InOrder(ids), keys, Some(day));
        };
        let keys = [keys, &["due", "status"]].concat();
        let actions = Told::read(read, self.shape, Ids::InOrder(ids), Some(&keys), Some(day))?;
        let overdue = |action: One<'_>| {
            let open = action.word("status") == Some(ActionStatus::Open);
            (open && late(action.text("due").and_then(Day::from_iso), day)).into()
        };
        let overdue = actions.kept().map(overdue).collect();
        Ok(actions.with("overdue", overdue))
    }

    /// Whether an action is late is told of a day.
    fn more(&self) -> &'static [&'static str] {
        if self.shape.is == Noun::Action { &["overdue"] } else { &[] }
    }
}

/// All that a list of a noun shows.
pub fn facts_on(
    read: &Read<'_>,
    shape: &'static Shape,
    moment: Moment,
    whole: bool,
) -> Result<Vec<Facts>> {
    let list = Records { shape, moment, whole };
    facts_of(read, shape, &list.ids(read, false, None)?, None, moment.day)
}

/// Whether any organization had merged into another by the day.
pub fn has_merged(read: &Read<'_>, moment: Moment) -> Result<bool> {
    let sql = format!(
        "SELECT 1 FROM organizations WHERE merged_into IS NOT NULL AND (merged_on IS NULL OR {}) LIMIT 1",
        judged::before("merged_on", moment.day)
    );
    Ok(read.first::<i64>(&sql, &[])?.is_some())
}
