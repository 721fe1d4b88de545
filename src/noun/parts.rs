//! The small tables that stand within a list of one field, read by the same reader as the nouns.

use super::{
    Noun,
    field::{Field, Shape, To, Type::*, may, need, noun},
};
use crate::model::words::{CHOICES, ROLES, SOURCE_KINDS};

/// A delegate or receiver: `{name, title}` or `{title}`.
pub static WHO: Shape = part(
    "people",
    "person",
    "人员",
    &[may("name", Line, "name", "姓名").heads(&["姓名"]), may("title", Line, "title", "职务").heads(&["职务"])],
);

/// A former name: `{name, until}`.
pub static FORMER_NAME: Shape = part(
    "former_names",
    "former name",
    "曾用名",
    &[
        need("name", Line, "the name", "名称").heads(&["名称", "曾用名"]),
        may("until", Day, "last day of the name", "使用的最后一日").heads(&["截止", "止"]),
    ],
);

/// A candidate: `{person, organization, role, yes, no, abstain, elected, write_in}`.
pub static CANDIDATE: Shape = part(
    "candidates",
    "candidate",
    "候选人",
    &[
        may("person", Person, "the person", "候选人").to(To::Id("person_id")).heads(&["姓名"]),
        may("organization", Organization, "the organization", "单位")
            .to(To::Id("organization_id"))
            .heads(&["单位"]),
        may("role", Word(&ROLES), "the office", "职位").heads(&["职位"]),
        may("yes", Count, "votes in favour", "得票数").heads(&["得票", "赞成"]),
        may("no", Count, "votes against", "反对票数").heads(&["反对"]),
        may("abstain", Count, "abstentions", "弃权票数").heads(&["弃权"]),
        may("elected", Flag, "whether elected", "是否当选").heads(&["当选"]),
        may("write_in", Flag, "true: written in on the papers", "true 表示选票上另写的人选").heads(&["另选", "另选人"]),
    ],
);

/// A source: `{kind, title, date, place, document}`.
pub static SOURCE: Shape = part(
    "sources",
    "source",
    "出处",
    &[
        may("kind", Word(&SOURCE_KINDS), "what it is", "类型"),
        may("title", Line, "its title", "标题"),
        may("date", Day, "its day", "日期"),
        may("place", Line, "where it is found: an address, a file, a page", "所在之处：网址、文件、页码"),
        may("document", Line, "the document that is kept in the registry: d3", "登记库所存文件，如 d3"),
    ],
);

/// A row of a list of people: as [`WHO`], under the headings of lists.
pub(super) static PERSON_ROW: &[Field] = &[
    may("person", Person, "", "").to(To::Id("person_id")).heads(&["姓名", "代表"]),
    may("title", Line, "", "").heads(&["职务"]),
];

/// A row of a list of ballots.
pub(super) static BALLOT_ROW: &[Field] = &[
    need("organization", Organization, "", "").to(To::Id("organization_id")).heads(&[
        "单位",
        "成员",
        "成员单位",
        "单位名称",
    ]),
    need("choice", Word(&CHOICES), "", "").heads(&["表决"]),
];

/// A ballot of a roll call: `{organization, choice}`.
pub static BALLOT: Shape = part("ballots", "ballot", "表决", BALLOT_ROW);

/// A row of a list of contents.
pub(super) static CONTENT_ROW: &[Field] = &[need("part", Number, "", ""), need("base64", Text, "", "")];

/// A table that stands within a list.
const fn part(key: &'static str, en: &'static str, zh: &'static str, fields: &'static [Field]) -> Shape {
    Shape { store: "", en, fields, ..noun(Noun::Alliance, key, key, zh) }
}
