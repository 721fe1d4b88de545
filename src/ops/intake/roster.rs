//! A roster on its way in: one sheet on which each row is a member. [`head`] finds its headings and places them,
//! [`lines`] tells its rows from titles, totals and notes and makes entries of them, [`compare`] finds what a row
//! means for what is recorded, and [`people`] does so for whom it names.

mod compare;
pub(super) mod head;
mod lines;
mod people;
mod places;
mod somebody;
pub(super) mod words;

use std::collections::{HashMap, HashSet};

pub(super) use self::{lines::Roster, words::year_of};
use self::lines::Row;
use super::{
    Of, Taker,
    taker::{Faults, Outcome},
};
use crate::{
    error::{Error, Result},
    model::{
        journal::RowCount,
        record::{Given, Place},
        text::fold,
    },
    ops::names::{Found, near_organizations, warned},
    rules::seats::class_on,
    say,
};

/// About what a row takes in memory until its entry of the journal is written, in bytes.
const A_ROW: usize = 10_000;
/// Of members that a roster leaves out, so many are told one by one.
const TOLD: usize = 30;

/// What has been taken of a roster so far.
#[derive(Debug, Default)]
struct Done {
    /// Where each organization was named first.
    first: HashMap<i64, Place>,
    /// Of each organization what was said of its membership first, and where.
    memberships: HashMap<i64, (Option<Given>, Option<Given>, Place)>,
    /// Organization, duty and folded name of each contact.
    contacts: Vec<(i64, Option<String>, String)>,
    /// Whom the rows name: the folded name, the name, the organization, where, and whether that is new.
    named: Vec<(String, String, i64, Place, bool)>,
}

/// Somebody who is a member before the roster is taken.
struct Standing {
    id: i64,
    code: String,
    name: String,
}

impl Taker<'_, '_> {
    /// Takes the rosters of one input in, all of which together are the members. What a row may mean in several
    /// ways is told with the command that says which, and not done.
    pub(super) fn take_rosters(&mut self, rosters: &[Roster]) -> Result<Option<RowCount>> {
        if rosters.is_empty() {
            return Ok(None);
        }
        let mut count = RowCount { list: "roster".into(), ..RowCount::default() };
        let (mut rows, mut faults) = (Vec::new(), Faults::default());
        for roster in rosters {
            roster.faults.iter().for_each(|fault| faults.push(fault.clone()));
            rows.extend(&roster.rows);
        }
        self.faults_of(faults);
        if self.faulty() > 0 {
            return Ok(Some(count));
        }
        let standing = self.members_today()?;
        let told = self.warnings.len();
        let mut named = HashSet::new();
        for row in &rows {
            if let Some(id) = self.named_by(row)? {
                named.insert(id);
            }
        }
        let mut missing: Vec<&Standing> = standing.iter().filter(|member| !named.contains(&member.id)).collect();
        let mut done = Done::default();
        for row in &rows {
            count.read += 1;
            self.takes(A_ROW)?;
            let before = self.warnings.len();
            match self.take_member(row, &mut missing, &named, &mut done)? {
                // What it may mean is for a person to decide.
                Outcome { added: false, changed: false } if self.warnings.len() > before => count.left += 1,
                outcome => self.counted(&mut count, outcome, 1),
            }
        }
        self.tell_other_contacts(&done)?;
        for (name, place) in rosters.iter().flat_map(|roster| &roster.gone) {
            self.tell_left_by_status(name, place, &mut missing)?;
        }
        // A list without classes is one of contacts or guests, and not of all members.
        if rows.iter().any(|row| row.membership.is_some()) {
            self.tell_missing(&missing);
        }
        self.left = self.warnings.len() > told;
        self.tell_namesakes(&done)?;
        Ok(Some(count))
    }

    /// The members of today.
    fn members_today(&self) -> Result<Vec<Standing>> {
        let sql = "SELECT DISTINCT o.id, o.code, o.name FROM organizations o \
                   JOIN memberships m ON m.organization_id = o.id ORDER BY o.id";
        let all = self.write.rows::<(i64, String, String)>(sql, &[])?;
        let mut standing = Vec::new();
        for (id, code, name) in all {
            if class_on(&self.periods(id)?, self.options.today).is_some() {
                standing.push(Standing { id, code, name });
            }
        }
        Ok(standing)
    }

    /// The organization that a row is about, by its code, its name or its credit code, where it is known.
    fn named_by(&self, row: &Row) -> Result<Option<i64>> {
        if let Some(code) = row.organization.text("code").known()
            && self.names.has_code(code)?
            && let Found::One(id) = self.names.whole(code)?
        {
            return Ok(Some(id));
        }
        if let Found::One(id) = self.names.whole(&row.name)? {
            return Ok(Some(id));
        }
        match row.organization.text("credit_code").known() {
            Some(code) => {
                let code = crate::model::credit_code::normalize(code);
                self.write.first("SELECT id FROM organizations WHERE credit_code = ?1 ORDER BY id", &[code.into()])
            }
            None => Ok(None),
        }
    }

    /// One member: its organization, its membership, whom to reach there.
    fn take_member(
        &mut self,
        row: &Row,
        missing: &mut Vec<&Standing>,
        named: &HashSet<i64>,
        done: &mut Done,
    ) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        let known = self.named_by(row)?;
        // What a row adds to a member of before changes that; a further row of one adds.
        let before = known.is_some_and(|id| !done.first.contains_key(&id));
        if known.is_none() && self.names.whole(&row.name)? == Found::Nobody && self.may_be_renamed(row, missing, named)? {
            return Ok(outcome);
        }
        let mut entry = row.organization.clone();
        if let Some(id) = known {
            let (code, name) = self.names.shown(id)?;
            if self.names.whole(&row.name)? != Found::One(id) {
                let (place, new, shown, old) = (&row.place, &row.name, quoted(&row.name), &name);
                self.warnings.push(say!(
                    "{place}: {new} is recorded as {old}; if it is called so from a day on: \
                     `alliance org rename {code} {shown} --on DAY`; the name is left as it is",
                    "{place}：“{new}”登记的名称为“{old}”；如自某日起更名：`alliance org rename {code} {shown} --on 日期`；名称未改动"
                ));
            }
            if let Some(first) = done.first.get(&id) {
                // An organization over several rows has several contacts.
                let other = |one: &people::Somebody| !done.contacts.iter().any(|(of, _, name)| *of == id && *name == fold(&one.name));
                // Another sheet may name it again.
                if first.file == row.place.file && !row.people.iter().any(other) {
                    let name = &row.name;
                    let error = Error::invalid(say!(
                        "{name} stands twice: the first is at {first}",
                        "“{name}”重复：前一处在 {first}"
                    ));
                    self.fault_at(&row.place, error.hint(say!("delete one of them", "请删去其一")));
                    return Ok(outcome);
                }
                entry.forget_blanks();
            }
            // Its code finds it; what it is called is not for a roster to change.
            entry.put("name", Given::Text(name), row.place.clone());
            entry.put("code", Given::Text(code), row.place.clone());
        }
        if self.options.clear_blank {
            entry.clear_blanks();
        }
        let Some(id) = self.take(&entry, Of::default())? else { return Ok(outcome) };
        outcome = both(outcome, self.outcome);
        done.first.entry(id).or_insert_with(|| row.place.clone());
        let code = self.names.shown(id)?.0;
        outcome = both(outcome, self.take_membership(id, &code, row, done)?);
        for one in &row.people {
            let Outcome { added, changed } = self.take_contact(id, &code, one, done)?;
            done.named.push((fold(&one.name), one.name.clone(), id, one.contact.place.clone(), added));
            outcome = both(outcome, Outcome { added: added && !before, changed: changed || (added && before) });
        }
        Ok(outcome)
    }

    /// Whether a name that nobody bears may be the new one of a member that the roster leaves out: then both ways
    /// are told, and neither is taken. A known one that is near otherwise is told.
    fn may_be_renamed(
        &mut self,
        row: &Row,
        missing: &mut Vec<&Standing>,
        named: &HashSet<i64>,
    ) -> Result<bool> {
        let name = &row.name;
        let mut near = near_organizations(&self.names, name)?;
        let mut ids = Vec::new();
        for one in &near {
            if let Found::One(id) = self.names.whole(&one.reference)? {
                ids.push(id);
            }
        }
        let by_name = missing.iter().position(|member| ids.contains(&member.id));
        let at = match by_name {
            None => self.same_contact(row, missing)?,
            at => at,
        };
        let Some(at) = at else {
            let mut ids = ids.into_iter();
            near.retain(|_| ids.next().is_some_and(|id| !named.contains(&id)));
            if !near.is_empty() {
                self.warnings.push(warned(name, &near).at(&row.place.to_string()));
            }
            return Ok(false);
        };
        let Standing { code, name: old, .. } = missing.remove(at);
        let (place, shown) = (&row.place, quoted(name));
        self.warnings.push(say!(
            "{place}: {name} is not known, and {old} ({code}) is not in the roster; if that is its new name: \
             `alliance org rename {code} {shown} --on DAY`; if it is another one: `alliance org add {shown}`, then \
             import again; nothing of this row is taken",
            "{place}：“{name}”未登记，而“{old}”（{code}）不在名册中；如系更名：`alliance org rename {code} {shown} --on 日期`；\
             如系另一单位：`alliance org add {shown}`，然后重新导入；此行未导入"
        ));
        Ok(true)
    }

    /// The member that the roster leaves out, one of whose contacts a row names.
    fn same_contact(&self, row: &Row, missing: &[&Standing]) -> Result<Option<usize>> {
        let sql = "SELECT p.name, coalesce(c.phone, ''), coalesce(c.email, '') FROM contacts c \
                   JOIN persons p ON p.id = c.person_id WHERE c.organization_id = ?1 ORDER BY c.id";
        for (at, member) in missing.iter().enumerate() {
            for (name, phone, email) in self.write.rows::<(String, String, String)>(sql, &[member.id.into()])? {
                let same = |one: &people::Somebody| {
                    let said = |key, kept: &str| {
                        one.contact.text(key).known().is_some_and(|said| !kept.is_empty() && fold(said) == fold(kept))
                    };
                    fold(&one.name) == fold(&name) && (said("phone", &phone) || said("email", &email))
                };
                if row.people.iter().any(same) {
                    return Ok(Some(at));
                }
            }
        }
        Ok(None)
    }

    /// Tells that a member has left by the roster's status, which has no day.
    fn tell_left_by_status(&mut self, name: &str, place: &Place, missing: &mut Vec<&Standing>) -> Result<()> {
        let Found::One(id) = self.names.whole(name)? else { return Ok(()) };
        let Some(at) = missing.iter().position(|member| member.id == id) else { return Ok(()) };
        let Standing { code, .. } = missing.remove(at);
        self.warnings.push(say!(
            "{place}: {name} ({code}) is a member, and has left by the roster, which has no day of it: \
             `alliance member leave {code} --on DAY --reason withdrawn`; it is left as it is",
            "{place}：“{name}”（{code}）登记为成员，而名册注明已退出、未写日期：\
             `alliance member leave {code} --on 日期 --reason withdrawn`；未作改动"
        ));
        Ok(())
    }

    /// Tells the members that the roster leaves out: whether they have left, it does not say.
    fn tell_missing(&mut self, missing: &[&Standing]) {
        for Standing { code, name, .. } in missing.iter().take(TOLD) {
            self.warnings.push(say!(
                "{name} ({code}) is a member and not in the roster; if it has left: \
                 `alliance member leave {code} --on DAY --reason withdrawn`; it is left as it is",
                "“{name}”（{code}）是成员，但不在名册中；如已退出：`alliance member leave {code} --on 日期 --reason withdrawn`；未作改动"
            ));
        }
        let more = missing.len().saturating_sub(TOLD);
        if more > 0 {
            self.warnings.push(say!(
                "and {more} more members are not in the roster; `alliance member list` has them all",
                "另有{more}个成员不在名册中；`alliance member list` 列出全部成员"
            ));
        }
    }
}

/// Two outcomes of one row.
fn both(one: Outcome, other: Outcome) -> Outcome {
    Outcome { added: one.added || other.added, changed: one.changed || other.changed }
}

/// A text as it is typed on a command line.
pub(super) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '·');
    if text.chars().all(plain) { text.to_string() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// A place of a text.
type Placed<T> = (T, Place);
