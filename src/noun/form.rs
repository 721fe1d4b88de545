//! Workbooks to fill in: their sheets and columns, made from the table of nouns. What is filled in is read by
//! `model/form.rs`, the empty ones are written by `ops/transfer/form.rs`.

use super::{
    ACTION, AGENDA, ATTENDANCE, CANDIDATE, MOTION, SESSION, VISIT,
    field::{Field, Shape, Type::*, may, need},
};
use crate::model::words::CHOICES;

/// One sheet of a workbook to fill in.
#[derive(Debug)]
pub struct FormSheet {
    /// Its name in English and in Chinese; a filled one may have either.
    pub name: (&'static str, &'static str),
    /// What its rows are, or are parts of.
    pub shape: &'static Shape,
    /// How it is laid out.
    pub layout: Layout,
    /// The keys that it asks for, in their order.
    pub keys: &'static [&'static str],
}

/// How a sheet is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A label and its value a row: one record.
    Fields,
    /// Headings, and a record a row.
    Rows,
    /// Headings, and a candidate of a motion a row.
    Candidates,
    /// An organization a row, a motion a column, choices in between.
    Ballots,
}

/// The titles of the delegates of a row, in their order.
static TITLES: Field = may("title", Line, "titles of the delegates, in their order", "各代表的职务，依次填写").heads(&["职务"]);
/// The motion of a row, by its number in the session.
static OF_MOTION: Field = need("motion", Number, "number of the motion", "所属议题的序号").heads(&["议题序号"]);
/// The organization of a row of ballots.
static VOTER: Field = need("organization", Organization, "organization", "单位").heads(&["单位", "单位名称"]);
/// What a row of ballots has below each motion.
pub static CHOICE: Field = may("choice", Word(&CHOICES), "its choice", "表决意见").heads(&["表决"]);

/// What the cells count that stand beside the seats: who has one, who of them came, of whom that is not said.
pub static SEATS: [(&str, &str); 3] = [("seats (due)", "应到"), ("present", "实到"), ("not filled in", "未填")];
/// How the headings begin of the columns that count ballots beside the motions.
pub static COUNTED: (&str, &str) = ("ballots: ", "逐票：");

/// A session with all that stands in it.
pub static SESSION_FORM: &[FormSheet] = &[
    FormSheet {
        name: ("Session", "会议"),
        shape: &SESSION,
        layout: Layout::Fields,
        keys: &[
            "body", "term", "number", "code", "kind", "also", "start", "end", "mode", "venue", "city", "host", "chair",
            "title", "purpose", "headcount", "summary", "source", "published", "roster", "due", "present", "recorder",
            "reviewer", "signed_by",
        ],
    },
    FormSheet {
        name: ("Attendance", "出席"),
        shape: &ATTENDANCE,
        layout: Layout::Rows,
        keys: &["organization", "presence", "people", "title", "capacity", "proxy", "headcount"],
    },
    FormSheet {
        name: ("Agenda", "议程"),
        shape: &AGENDA,
        layout: Layout::Rows,
        keys: &["title", "kind", "presenter", "topics", "summary", "motion"],
    },
    FormSheet {
        name: ("Motions", "议题"),
        shape: &MOTION,
        layout: Layout::Rows,
        keys: &[
            "number", "title", "kind", "subjects", "class", "effective", "on", "method", "yes", "no", "abstain", "invalid",
            "unanimous", "outcome", "text", "proposer", "moved_by", "seconded_by", "seats", "issued", "collected",
        ],
    },
    FormSheet { name: ("Ballots", "表决"), shape: &MOTION, layout: Layout::Ballots, keys: &["organization"] },
    FormSheet {
        name: ("Candidates", "候选人"),
        shape: &CANDIDATE,
        layout: Layout::Candidates,
        keys: &["motion", "person", "organization", "role", "yes", "no", "abstain", "elected"],
    },
    FormSheet {
        name: ("Actions", "后续工作"),
        shape: &ACTION,
        layout: Layout::Rows,
        keys: &["session", "title", "owner", "due", "status", "note"],
    },
];

/// A site visit.
pub static VISIT_FORM: &[FormSheet] = &[FormSheet {
    name: ("Visit", "考察"),
    shape: &VISIT,
    layout: Layout::Fields,
    keys: &[
        "host", "session", "start", "end", "headcount", "received_by", "others", "visitors", "sites", "topics", "summary",
        "source", "published",
    ],
}];

impl FormSheet {
    /// The field of a key.
    fn field(&self, key: &str) -> Option<&'static Field> {
        match (self.layout, key) {
            (Layout::Rows, "title") if self.shape == &ATTENDANCE => Some(&TITLES),
            (Layout::Candidates, "motion") => Some(&OF_MOTION),
            (Layout::Ballots, "organization") => Some(&VOTER),
            (_, key) => self.shape.field(key),
        }
    }

    /// Its columns, or the fields that it asks for.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.keys.iter().filter_map(|key| self.field(key))
    }

    /// Whether a blank cell of a field says anything: not of what tells a record from others or must be there.
    pub fn can_be_blank(&self, field: &Field) -> bool {
        let of_shape = self.shape.field(field.key).is_some_and(|own| std::ptr::eq(own, field));
        // An action without a session is one of the session itself.
        let is_own = self.shape == &ACTION && field.key == "session";
        of_shape
            && !(field.required || field.kept || is_own)
            && !self.shape.identifies(field.key)
    }

    /// The field that a heading or a label means: its key, or one of its headings, in either language.
    pub fn known_as(&self, heading: &str) -> Option<&'static Field> {
        let plain = crate::model::text::fold(heading).replace([' ', '-'], "_");
        let bare = plain.trim_end_matches(['*', ':', '：']);
        self.fields().find(|field| field.key == bare || field.heads.contains(&bare))
    }
}
