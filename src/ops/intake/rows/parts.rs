//! Lists of one field: former names, candidates, receivers.

use std::collections::HashMap;

use super::{Heads, Understood};
use crate::{
    error::{Error, Result},
    model::{
        journal::RowCount,
        record::{Candidate, Entry, FormerName, Given, Place},
    },
    noun::{CANDIDATE, FORMER_NAME, Field, Noun, To, Type},
    ops::intake::{Taker, taker::Outcome},
    say,
    store::{Value, tables},
};

impl Taker<'_, '_> {
    /// A list whose rows are parts of a noun: all of one owner together are what it has.
    pub(super) fn part_rows(
        &mut self,
        heads: &Heads<'_>,
        count: &mut RowCount,
    ) -> Result<()> {
        let Some(field) = heads.sheet.part else { return Ok(()) };
        let mut at: HashMap<Value, usize> = HashMap::new();
        let mut all: Vec<(Value, Given, u64)> = Vec::new();
        self.each_row(heads, count, &mut |taker, row| {
            let owner = taker.owner(&row)?;
            let place = row.place(if matches!(field.ty, Type::FormerNames) { "name" } else { "person" });
            let new = given(field.ty, &row, &place)?;
            match at.get(&owner).and_then(|at| all.get_mut(*at)) {
                Some((_, given, rows)) => {
                    if let Some(first) = given.join(new) {
                        return Err(Error::invalid(say!(
                            "this row stands twice: the first is at {first}",
                            "该行重复：前一处在 {first}"
                        ))
                        .hint(say!("delete one of them", "请删去其中一个"))
                        .at(&place));
                    }
                    *rows += 1;
                }
                None => {
                    at.insert(owner.clone(), all.len());
                    all.push((owner, new, 1));
                }
            }
            Ok(())
        })?;
        for (owner, given, rows) in all {
            self.take_parts(heads, field, owner, given, rows, count)?;
        }
        Ok(())
    }

    /// Writes all that the list says of one owner.
    fn take_parts(
        &mut self,
        heads: &Heads<'_>,
        field: &'static Field,
        owner: Value,
        given: Given,
        rows: u64,
        count: &mut RowCount,
    ) -> Result<()> {
        let (sheet, To::Parts(table)) = (heads.sheet, field.to) else { return Ok(()) };
        let Some(row) = self.write.find(sheet.shape.store, std::slice::from_ref(&owner))? else { return Ok(()) };
        let mut entry = Entry::new(sheet.shape, Place::flag(sheet.name));
        entry.put(field.key, given.clone(), Place::flag(sheet.name));
        let column = tables::table(table).columns.first().copied().unwrap_or_default();
        let had = !self.write.rows_where(table, &[(column, owner)])?.is_empty();
        let id = || row.int("id").unwrap_or_default();
        let reference = match sheet.shape.is {
            Noun::Alliance => "alliance".to_string(),
            Noun::Motion => self.motion_text(id())?,
            Noun::Visit => format!("v{}", id()),
            is => row.text(if is == Noun::Person { "name" } else { "code" }).unwrap_or_default().into(),
        };
        self.outcome = Outcome::default();
        let done = self.parts(&entry, &row, field, table, &given, &reference);
        self.kept(&Place::flag(&heads.list.place), done)?;
        match (sheet.shape.is, &given) {
            (Noun::Organization, Given::FormerNames(names)) => {
                names.iter().for_each(|former| self.names.alias(id(), &former.name));
            }
            (Noun::Person, _) => self.person_is(&row)?,
            _ => {}
        }
        let changed = self.outcome.changed;
        self.counted(count, Outcome { added: changed && !had, changed }, rows);
        Ok(())
    }

    /// The key of the record that a row of parts belongs to.
    fn owner(&mut self, row: &Understood<'_>) -> Result<Value> {
        let shape = row.heads.sheet.shape;
        let text = |key| row.text(key).unwrap_or_default();
        Ok(match shape.is {
            Noun::Alliance if self.write.find("alliances", &[Value::Int(1)])?.is_none() => {
                return Err(Error::invalid(say!("the alliance has no name yet", "联盟尚无名称")));
            }
            Noun::Alliance => Value::Int(1),
            Noun::Body => self.body_code(text("body"), &row.place("body"))?.into(),
            Noun::Person => self.person(text("person"), None, &row.place("person"))?.into(),
            Noun::Motion => self.motion_named(text("motion"), &row.place("motion"))?.into(),
            Noun::Visit => self.numbered(text("visit"), 'v', "visits", &row.place("visit"))?.into(),
            _ => self.organization_named(text("organization"), &row.place("organization"))?.into(),
        })
    }
}

/// The part that a row is.
fn given(ty: Type, row: &Understood<'_>, place: &Place) -> Result<Given> {
    let nobody = || Error::invalid(say!("the row names nobody", "该行未写明人员")).at(place);
    Ok(match ty {
        Type::FormerNames => {
            Given::FormerNames(FormerName::of(&row.part(&FORMER_NAME, place)).into_iter().collect())
        }
        Type::Candidates => {
            Given::Candidates(vec![Candidate::of(&row.part(&CANDIDATE, place)).ok_or_else(nobody)?])
        }
        _ => Given::People(vec![row.who().ok_or_else(nobody)?]),
    })
}
