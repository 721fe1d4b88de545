//! Titles of receivers in one cell of a list: those that the list has from a post of theirs are not said by it.

use crate::{
    error::Result,
    model::{
        record::{Entry, Given, Who},
        text::fold,
    },
    ops::{intake::Taker, names::Found},
    store::Value,
};

impl Taker<'_, '_> {
    /// Leaves out each title that is that of the person's post at the host, unless the visit itself has it on record.
    pub(super) fn unsaid_titles(&self, entry: &mut Entry) -> Result<()> {
        let Some(people) = entry.people("received_by").known().map(<[Who]>::to_vec) else { return Ok(()) };
        let Some(host) = entry.text("host").known() else { return Ok(()) };
        let Found::One(host) = self.names.whole(host)? else { return Ok(()) };
        let visit = entry.text("ref").known().and_then(|text| text.get(1..)?.parse::<i64>().ok());
        let place = entry.place_of("received_by").clone();
        let mut left = people.clone();
        for who in &mut left {
            let (Some(name), Some(title)) = (&who.name, &who.title) else { continue };
            let same = |titles: Vec<String>| titles.iter().any(|known| fold(known) == fold(title));
            let posts = "SELECT t.title FROM persons p JOIN posts t ON t.person_id = p.id WHERE p.name = ?1 AND t.organization_id = ?2 \
                         UNION SELECT title FROM persons WHERE name = ?1 AND organization_id = ?2 AND title IS NOT NULL ORDER BY 1";
            let at_the_host: [Value; 2] = [name.as_str().into(), host.into()];
            let said = "SELECT x.title FROM visit_receivers x JOIN persons p ON p.id = x.person_id \
                        WHERE p.name = ?1 AND x.visit_id = ?2 AND x.title IS NOT NULL ORDER BY 1";
            let of_the_visit: [Value; 2] = [name.as_str().into(), visit.into()];
            if same(self.write.rows(posts, &at_the_host)?) && !same(self.write.rows(said, &of_the_visit)?) {
                who.title = None;
            }
        }
        entry.put("received_by", Given::People(left), place);
        Ok(())
    }
}
