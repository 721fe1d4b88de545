//! Whom a bank means: the name of a payer beside those of the registry. A bank writes names short, without the university
//! or with a company behind them; what is no whole name of anybody is proposed, and never taken unasked.

use std::collections::HashMap;

use crate::{
    error::Result,
    model::{person::bracketed, text::fold},
    ops::{
        intake::Taker,
        names::{Found, near_organizations},
    },
};

/// Words that banks and payers add to a name or leave out of it.
const IDLE: &[&str] = &[
    "有限责任公司", "股份有限公司", "有限公司", "公司", "集团", "国家级", "国家", "大学", "学院", "管理委员会", "管委会", "管理", "运营", "发展", "经营",
    "资产",
];
/// So many are proposed.
const TOLD: usize = 3;

/// Who a payer may be.
pub(super) enum Payer {
    /// The one organization of that name.
    One(i64),
    /// No whole name; these are near, by their names where that is true.
    Near(Vec<i64>, bool),
}

/// What payers are held against beside whole names: read once for a list.
pub(super) struct Known {
    /// By the name without [`IDLE`] words.
    cores: HashMap<String, Vec<i64>>,
    /// By the university to which they belong, and by persons who are theirs.
    beside: HashMap<String, Vec<i64>>,
}

/// A name without what payers add or leave out; empty where too little is left to tell names apart.
fn core(name: &str) -> String {
    let name: String = fold(name).chars().filter(|c| c.is_alphanumeric()).collect();
    let core = IDLE.iter().fold(name.replace("园区", "园"), |name, word| name.replace(word, ""));
    if core.chars().count() < 3 { String::new() } else { core }
}

impl Taker<'_, '_> {
    /// What payers are held against.
    pub(super) fn known_payers(&self) -> Result<Known> {
        let mut known = Known { cores: HashMap::new(), beside: HashMap::new() };
        let names = "SELECT id, name FROM organizations UNION SELECT id, short_name FROM organizations WHERE short_name IS NOT NULL \
                     UNION SELECT organization_id, text FROM organization_aliases ORDER BY 1, 2";
        for (id, name) in self.write.rows::<(i64, String)>(names, &[])? {
            let core = core(&name);
            if !core.is_empty() {
                known.cores.entry(core).or_default().push(id);
            }
        }
        let beside = "SELECT id, university FROM organizations WHERE university IS NOT NULL \
                      UNION SELECT organization_id, name FROM persons WHERE organization_id IS NOT NULL AND forgotten = 0 \
                      UNION SELECT c.organization_id, p.name FROM contacts c JOIN persons p ON p.id = c.person_id WHERE p.forgotten = 0 \
                      ORDER BY 1, 2";
        for (id, name) in self.write.rows::<(i64, String)>(beside, &[])? {
            known.beside.entry(fold(&name)).or_default().push(id);
        }
        Ok(known)
    }

    /// Who a payer is, or may be.
    pub(super) fn payer(&self, name: &str, known: &Known) -> Result<Payer> {
        match self.names.whole(name)? {
            Found::One(id) => return Ok(Payer::One(id)),
            Found::Many(ids) => return Ok(Payer::Near(ids, false)),
            Found::Nobody => {}
        }
        let mut near = Vec::new();
        // 甲园（基本户）
        if let Some((bare, _)) = bracketed(name) {
            match self.names.whole(bare)? {
                Found::One(id) => near.push(id),
                Found::Many(ids) => near.extend(ids),
                Found::Nobody => {}
            }
        }
        for one in near_organizations(&self.names, name)? {
            if let Found::One(id) = self.names.whole(&one.reference)? {
                near.push(id);
            }
        }
        near.extend(known.cores.get(&core(name)).into_iter().flatten());
        let beside = known.beside.get(&fold(name)).map(Vec::as_slice).unwrap_or_default();
        // A university is not another name of its park.
        let by_name = !near.is_empty() && beside.is_empty();
        near.extend(beside);
        let mut once = std::collections::HashSet::new();
        near.retain(|id| once.insert(*id));
        near.truncate(TOLD);
        Ok(Payer::Near(near, by_name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_what_payers_leave_out() {
        for (one, other) in [
            ("上海理工大学国家大学科技园", "上海理工科技园有限公司"),
            ("复旦大学国家大学科技园", "复旦国家大学科技园"),
            ("苏州工业园区", "苏州工业园管理委员会"),
        ] {
            assert_eq!(core(one), core(other), "{one} {other}");
        }
        let parks = ["浙江省国家大学科技园", "浙江大学国家大学科技园", "浙江工业大学大学科技园"].map(core);
        assert!(parks[0] != parks[1] && parks[1] != parks[2] && parks[0] != parks[2]);
        assert_eq!(core("发展有限公司"), "");
    }
}
