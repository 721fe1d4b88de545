//! Looking names up by the keys that are kept of them. Within a transaction that changes names, those are found that stand
//! there by then.

use super::{
    engine::Value,
    keys::{Claim, ORGANIZATIONS, PERSONS},
    read::Read,
};
use crate::error::Result;

/// The tables whose names are not kept as they fold, and the owners of whom.
///
/// # Errors
/// Rows that cannot be read.
pub fn wrong(read: &Read<'_>) -> Result<Vec<(&'static str, i64)>> {
    let mut wrong = Vec::new();
    for kind in [ORGANIZATIONS, PERSONS] {
        wrong.extend(kind.wrong(read.engine())?.into_iter().map(|owner| (kind.keys, owner)));
    }
    Ok(wrong)
}

impl Read<'_> {
    /// The organizations that have a name which folds to this one.
    pub fn organizations_of(&self, folded: &str) -> Result<Vec<(i64, Claim)>> {
        self.keep_keys()?;
        let sql = "SELECT organization_id, claim FROM organization_keys WHERE folded = ?1 ORDER BY organization_id";
        self.all(sql, &[folded.into()], |row| Ok((row.int(0)?, Claim::of(row.int(1)?))))
    }

    /// Each name of each organization as it folds, for which `part` is somewhere in it; all of them for an empty one.
    pub fn organization_names(&self, part: &str, each: &mut dyn FnMut(i64, &str, Claim)) -> Result<()> {
        self.keep_keys()?;
        let (among, part) = match part {
            "" => ("1 = 1", vec![]),
            part => ("folded LIKE ?1 ESCAPE '\\'", vec![Value::Text(held(part))]),
        };
        let sql = format!("SELECT organization_id, folded, claim FROM organization_keys WHERE {among}");
        self.each(&sql, &part, &mut |row| {
            each(row.int(0)?, row.opt_str(1)?.unwrap_or_default(), Claim::of(row.int(2)?));
            Ok(())
        })
    }

    /// The persons who have, or had, a name which folds to this one.
    pub fn persons_of(&self, folded: &str) -> Result<Vec<i64>> {
        self.keep_keys()?;
        self.rows("SELECT person_id FROM person_keys WHERE folded = ?1 ORDER BY person_id", &[folded.into()])
    }

    /// The persons who have, or had, a name that sounds so ([`crate::model::pinyin::sound_of_person`]).
    pub fn persons_sounding(&self, sound: &str) -> Result<Vec<i64>> {
        self.keep_keys()?;
        self.rows("SELECT person_id FROM person_keys WHERE sound = ?1 ORDER BY person_id", &[sound.into()])
    }
}

/// The pattern of texts that hold this one.
fn held(part: &str) -> String {
    format!("%{}%", part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::pinyin,
        store::{Record, Registry},
    };

    #[test]
    fn names_are_found_as_they_stand_and_what_is_wrong_is_told() {
        let done: Result<()> = Registry::scratch(|write| {
            let row = Record::new("organizations").with("id", 1i64).with("code", "AB").with("name", "甲 园");
            write.put(&row, "AB")?;
            assert_eq!(write.organizations_of("ab")?, [(1, Claim::Code)]);
            assert_eq!(write.organizations_of("甲园")?, [(1, Claim::Name)]);
            write.put(&row.with("name", "乙%园").with("short_name", "ＡＢ"), "AB")?;
            assert_eq!(write.organizations_of("甲园")?, []);
            assert_eq!(write.organizations_of("ab")?, [(1, Claim::Code)]);
            let mut found = Vec::new();
            write.organization_names("%", &mut |id, name, _| found.push((id, name.to_string())))?;
            assert_eq!(found, [(1, "乙%园".to_string())]);
            let former = Record::new("organization_names").with("organization_id", 1i64).with("seq", 1i64).with("name", "丙");
            write.put(&former, "AB")?;
            assert_eq!(write.organizations_of("丙")?, [(1, Claim::Other)]);
            write.remove("organization_names", &former.key(), "AB")?;
            assert_eq!(write.organizations_of("丙")?, []);
            // What a look finds that is taken back again stands afterwards too.
            let other = Record::new("organizations").with("id", 2i64).with("code", "x").with("name", "丁");
            write.put(&other, "x")?;
            assert_eq!(write.before(|read| read.organizations_of("丁"))?, []);
            assert_eq!(write.organizations_of("丁")?, [(2, Claim::Name)]);
            write.put(&other.with("name", "戊"), "x")?;
            let failed = write.apart(|read| {
                assert_eq!(read.organizations_of("戊")?, [(2, Claim::Name)]);
                read.each("SELECT nothing", &[], &mut |_| Ok(()))
            })?;
            assert!(failed.is_err());
            assert_eq!(write.organizations_of("戊")?, [(2, Claim::Name)]);
            let person = Record::new("persons").with("id", 7i64).with("name", "王芳").with("forgotten", false);
            write.put(&person, "王芳")?;
            assert_eq!(write.persons_of("王芳")?, [7]);
            assert_eq!(write.persons_sounding(&pinyin::sound_of_person("王方"))?, [7]);
            assert_eq!(wrong(write)?, []);
            write.engine().script("UPDATE person_keys SET sound = 'x'; DELETE FROM organization_keys WHERE claim = 2")?;
            assert_eq!(
                wrong(write)?,
                [("organization_keys", 1), ("organization_keys", 2), ("person_keys", 7)]
            );
            Ok(())
        });
        done.unwrap();
    }
}
