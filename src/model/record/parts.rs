//! The small tables that stand within a list, read by the same table-driven reader as the nouns.

use super::nouns::{may, need};
use super::shape::Type::*;
use super::shape::{Field, Shape};
use crate::model::words::ROLES;

/// A delegate or receiver: `{name, title}` or `{title}`.
pub(super) static WHO: Shape = part(
    "people",
    "person",
    "人员",
    &[may("name", Line, "name", "姓名"), may("title", Line, "title", "职务")],
);

/// A former name: `{name, until}`.
pub(super) static FORMER_NAME: Shape = part(
    "former_names",
    "former name",
    "曾用名",
    &[
        need("name", Line, "the name", "名称"),
        may("until", DayExact, "last day of the name", "使用的最后一日"),
    ],
);

/// A candidate: `{person, organization, role, yes, no, abstain, elected}`.
pub(super) static CANDIDATE: Shape = part(
    "candidates",
    "candidate",
    "候选人",
    &[
        may("person", Person, "the person", "候选人"),
        may("organization", Organization, "the organization", "单位"),
        may("role", Word(&ROLES), "the office", "职位"),
        may("yes", Count, "votes in favour", "得票数"),
        may("no", Count, "votes against", "反对票数"),
        may("abstain", Count, "abstentions", "弃权票数"),
        may("elected", Flag, "whether elected", "是否当选"),
    ],
);

/// A table that stands within a list.
const fn part(noun: &'static str, en: &'static str, zh: &'static str, fields: &'static [Field]) -> Shape {
    Shape { noun, table: noun, plural: noun, once: false, matched: "", en, zh, fields, children: &[] }
}
