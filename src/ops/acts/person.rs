//! Posts of persons.

use super::{Desk, with};
use crate::{
    error::{Error, Result},
    model::record::{Entry, Given},
    ops::{
        intake::{Applied, Of},
        names,
    },
    say,
};

impl Desk<'_> {
    /// A post of a person, matched by organization, title, term and first day; with `remove` it is
    /// taken out.
    pub fn post(&self, reference: &str, entry: &Entry, remove: bool) -> Result<Applied> {
        self.run(true, |taker| {
            let id = names::person(taker.write, &taker.names, reference)?;
            let name = taker.names.person_text(id, None)?;
            if !remove {
                return taker.enter(&with(entry.clone(), "person", Given::Text(name)), Of::default()).map(|_| ());
            }
            let organization = match entry.text("organization").known() {
                Some(name) => Some(taker.names.organization(name)?),
                None => None,
            };
            let (title, term, from) =
                (entry.text("title").known(), entry.int("term").known(), entry.day("from").known());
            let sql = "SELECT id, stated FROM posts WHERE person_id = ?1 AND coalesce(organization_id, 0) = coalesce(?2, 0) \
                       AND title = ?3 AND (?4 IS NULL OR term = ?4) AND (?5 IS NULL OR \"from\" = ?5) ORDER BY id";
            let key = [id.into(), organization.into(), title.into(), term.into(), from.into()];
            let found = taker.write.all(sql, &key, |row| Ok((row.int(0)?, row.int(1)? == 1)))?;
            match found[..] {
                [] => Err(Error::not_found(say!("{name} has no such post", "{name}没有这一职务"))
                    .hint(say!("`alliance person show {name}` lists them", "`alliance person show {name}` 列出全部"))),
                [(_, false)] => Err(Error::conflict(say!(
                    "this post is the effect of a carried election",
                    "该职务由通过的选举产生"
                ))
                .hint(say!("correct the motion: `alliance motion edit`", "请更正议题：`alliance motion edit`"))),
                [(row, true)] => taker.remove_with_parts("posts", row, &name),
                _ => Err(Error::new(
                    crate::error::Kind::Ambiguous,
                    say!("{name} has several posts of that title", "{name}有多个同名职务"),
                )
                .hint(say!("tell which with --term and --from", "请用 --term、--from 指明"))),
            }
        })
    }
}
