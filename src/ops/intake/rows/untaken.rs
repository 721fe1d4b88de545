//! Columns of a list that it does not know: what its rows mean without them.

use super::Heads;
use crate::{
    error::Error,
    noun::{DUES, PAYMENT, POST, Shape, means},
    ops::intake::Taker,
    say,
};

/// What in a heading says that an organization stands below it.
const UNIT: &[&str] = &[
    "单位", "机构", "公司", "企业", "学校", "高校", "院校", "园区", "科技园", "部门", "组织", "所属", "隶属", "供职", "会员", "成员", "org", "unit", "instit",
    "compan", "employer", "member", "affiliat",
];

impl Taker<'_, '_> {
    /// Tells the columns that are not taken; one without which the rows would say another thing is refused.
    pub(super) fn look_at_untaken(&mut self, heads: &Heads<'_>, untaken: &[(usize, &str)]) {
        let paid: Vec<&(usize, &str)> = untaken.iter().filter(|(_, heading)| is_of_payments(heads, heading)).collect();
        if let Some((n, _)) = paid.first() {
            self.fault_at(&heads.list.head_at(*n), both(&paid.iter().map(|(_, heading)| *heading).collect::<Vec<_>>()));
            return;
        }
        for (n, heading) in untaken {
            match refused(heads, heading) {
                None if heads.sheet.shape == &PAYMENT && of(&DUES, "amount", heading) => {
                    let place = heads.list.head_at(*n);
                    self.warnings.push(say!(
                        "{place}: the column {heading} tells what is owed, and is not taken from a list of payments: `alliance dues add`, or a \
                         list of its own",
                        "{place}：“{heading}”为应缴会费，缴费清单中不导入此列；请用 `alliance dues add` 或另列清单登记"
                    ));
                }
                Some(error) => self.fault_at(&heads.list.head_at(*n), error),
                None => {
                    let place = heads.list.head_at(*n);
                    self.warnings.push(say!(
                        "{place}: the column {heading} is not taken: the list has no such column",
                        "{place}：“{heading}”一列未导入：该清单没有此列"
                    ));
                }
            }
        }
        let (sheet, place) = (heads.sheet, heads.list.head_at(0));
        if sheet.part.is_none() && sheet.shape == &DUES && !heads.has("class") && !heads.has("organization") && heads.has("amount") {
            self.warnings.push(say!(
                "{place}: no column says which class or which organization owes the dues, so every member owes them",
                "{place}：没有“身份”或“单位”一列，因此按全体成员应缴录入"
            ));
        }
    }
}

/// Whether a heading is one of a field.
fn of(shape: &Shape, key: &str, heading: &str) -> bool {
    shape.field(key).is_some_and(|field| field.heads.contains(&heading))
}

/// Whether a column of a list of dues says what was paid.
fn is_of_payments(heads: &Heads<'_>, heading: &str) -> bool {
    let is_dues = heads.sheet.part.is_none() && heads.sheet.shape == &DUES;
    is_dues && heading.contains(['缴', '付', '账']) && ["amount", "on"].iter().any(|key| of(&PAYMENT, key, heading))
}

/// The refusal of a list that tells what is owed and what was paid.
fn both(paid: &[&str]) -> Error {
    let (en, zh) = (paid.join(", "), paid.join("、"));
    Error::invalid(say!(
        "the list tells what is owed, and under {en} what was paid: these are two lists",
        "该清单为应缴会费，而“{zh}”为缴费情况：两者须分作两个清单"
    ))
    .hint(say!(
        "for the payments call the file payments.csv, with the columns of the organization, the year, the amount paid and the day",
        "缴费情况请另存为 payments.csv，列为：单位、年度、缴费金额、缴费日期"
    ))
    .hint(say!(
        "for the dues delete these columns; what all of a class owe: `alliance dues add YEAR --class CLASS --amount AMOUNT`",
        "应缴会费请删去上述各列；按身份统一应缴的：`alliance dues add 年度 --class 身份 --amount 金额`"
    ))
}

/// Why a list cannot be taken without a column.
fn refused(heads: &Heads<'_>, heading: &str) -> Option<Error> {
    let sheet = heads.sheet;
    if sheet.part.is_some() {
        return None;
    }
    let folded = crate::model::text::fold(heading);
    let may_be_whose = means(heading).is_none() && UNIT.iter().any(|word| folded.contains(word));
    let for_all = match sheet.shape {
        shape if shape == &DUES => (!heads.has("class") && !heads.has("organization"))
            .then(|| say!("the dues would be owed by every member", "会费将记为全体成员应缴")),
        shape if shape == &POST => {
            (!heads.has("organization")).then(|| say!("the posts would be offices of the alliance itself", "任职将记为联盟自身的职务"))
        }
        _ => None,
    };
    let for_all = for_all.filter(|_| may_be_whose)?;
    let (en, zh) = (for_all.en, for_all.zh);
    Some(
        Error::invalid(say!(
            "the column {heading} is not understood, and without an organization {en}",
            "“{heading}”一列无法识别，而没有单位一列，{zh}"
        ))
        .hint(say!(
            "if it is the organization, head it organization; if it is not, delete the column",
            "如为单位，请将列名改为“单位”；如不是，请删去此列"
        )),
    )
}

impl Heads<'_> {
    /// Whether the list has a column.
    fn has(&self, key: &str) -> bool {
        self.sheet.at(key).and_then(|at| self.at.get(at).copied().flatten()).is_some()
    }
}

/// The fault of a column that is missing, with those that may be it under another heading.
pub(super) fn perhaps(error: Error, called: &str, untaken: &[(usize, &str)]) -> Error {
    if untaken.is_empty() {
        return error;
    }
    let all = untaken.iter().map(|(_, heading)| *heading).collect::<Vec<_>>();
    let (en, zh) = (all.join(", "), all.join("、"));
    error.hint(say!(
        "columns that are not understood: {en}; if one of them is it, head it so",
        "无法识别的列：{zh}；如其中之一即是，请将列名改为“{called}”"
    ))
}
