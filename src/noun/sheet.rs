//! The lists of an export, made from the table of nouns: each noun has one, and so has a field whose items are
//! rows of their own.

use std::sync::LazyLock;

use super::{
    MEMBERSHIP, NOUNS, Noun, ORGANIZATION, PERSON,
    field::{Field, Shape, Type, need},
    parts::{BALLOT_ROW, CANDIDATE, CONTENT_ROW, FORMER_NAME, PERSON_ROW},
    roster::{Means, means},
};

/// A list.
#[derive(Debug)]
pub struct Sheet {
    /// Its name: of the file, of the sheet, of the array.
    pub name: &'static str,
    /// What it may be called too.
    pub also: &'static [&'static str],
    /// The noun that its rows are, or are parts of.
    pub shape: &'static Shape,
    /// The field whose items its rows are; `None` where a row is the noun itself.
    pub part: Option<&'static Field>,
    /// Its columns.
    pub columns: Vec<&'static Field>,
    /// How many of them an export writes: those behind it has as the rows of another list.
    written: usize,
}

impl Sheet {
    /// The columns that an export writes.
    pub fn written(&self) -> &[&'static Field] {
        self.columns.get(..self.written).unwrap_or(&self.columns)
    }

    /// The place of a column.
    pub fn at(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// The column that a heading means.
    pub fn column(&self, heading: &str) -> Option<usize> {
        let bare = &*heading_word(heading)?;
        let at = |found: &dyn Fn(&&Field) -> bool| self.columns.iter().position(found);
        self.at(bare).or_else(|| at(&|column| column.heads.contains(&bare))).or_else(|| at(&|column| labelled(column, bare)))
    }

    /// The column of the organization, where people call it by that heading on lists of any kind.
    pub fn organization_at(&self, heading: &str) -> Option<usize> {
        let is_called = means(heading) == Some(Means::Of("organization")) || AT.contains(&&*heading_word(heading)?);
        let key = if self.shape == &ORGANIZATION && self.part.is_none() { "name" } else { "organization" };
        is_called.then(|| self.at(key))?
    }

    /// Whether a heading is that of what the list tells of other records beside its own, when it is handed round.
    pub fn tells(&self, heading: &str) -> bool {
        let told: &[Option<&Field>] = match (self.shape.is, self.part) {
            (Noun::Contact, None) => &[
                PERSON.field("title"),
                ORGANIZATION.field("province"),
                ORGANIZATION.field("city"),
                ORGANIZATION.field("university"),
                MEMBERSHIP.field("class"),
            ],
            _ => &[],
        };
        let Some(bare) = heading_word(heading) else { return false };
        let is = |field: &&Field| field.key == bare || field.heads.contains(&&*bare) || labelled(field, &bare);
        told.iter().flatten().any(is)
    }
}

/// What lists of persons call the organization, beside the headings of a roster: there it may be what a member rests on.
const AT: &[&str] = &["所属单位", "隶属单位", "任职单位", "现单位", "所属机构", "employer", "affiliation"];

/// Whether a heading is the label of a field.
fn labelled(field: &Field, bare: &str) -> bool {
    field.label.is_some_and(|(en, zh)| zh == bare || en.replace([' ', '-'], "_") == bare)
}

/// No heading is longer, in bytes.
const LONGEST: usize = 300;

/// A heading without what does not tell headings apart; none of a text that is too long for one: a text of a megabyte
/// among the first rows would be compared with every heading there is.
pub(super) fn heading_word(heading: &str) -> Option<String> {
    if heading.trim().is_empty() || heading.len() > LONGEST {
        return None;
    }
    let plain = crate::model::text::fold(heading).replace([' ', '-'], "_");
    Some(plain.trim_end_matches('*').to_owned())
}

/// What the rows of a list of parts belong to, by the noun.
static OWNERS: &[(&str, Field)] = &[
    ("body", need("body", Type::Body, "", "").heads(&["机构"])),
    (
        "organization",
        need("organization", Type::Organization, "", "").heads(&["单位", "成员", "成员单位", "单位名称"]),
    ),
    ("person", need("person", Type::Person, "", "").heads(&["姓名"])),
    ("motion", need("motion", Type::Motion, "", "").heads(&["议题", "议案"])),
    ("visit", need("visit", Type::Line, "", "").heads(&["考察"])),
    ("document", need("sha256", Type::Line, "", "")),
];

static SHEETS: LazyLock<Vec<Sheet>> = LazyLock::new(|| {
    let mut sheets = Vec::new();
    for shape in NOUNS.iter().copied() {
        let mut columns: Vec<&'static Field> = shape.lead.iter().filter_map(|key| shape.field(key)).collect();
        let rest = shape.fields.iter().filter(|field| !shape.lead.contains(&field.key));
        columns.extend(rest.filter(|field| field.list.is_none()));
        // A delegate is a row.
        if let Some(at) = columns.iter().position(|column| column.key == "people") {
            columns.splice(at..=at, PERSON_ROW);
        }
        let written = columns.len();
        // A list that is handed round tells them in one cell.
        columns.extend(shape.fields.iter().filter(|field| field.list.is_some() && matches!(field.ty, Type::People)));
        sheets.push(Sheet { name: shape.plural, also: shape.also, shape, part: None, columns, written });
        for (field, (name, also)) in
            shape.fields.iter().filter_map(|field| field.list.map(|list| (field, list)))
        {
            let owner = OWNERS.iter().find(|(noun, _)| *noun == shape.noun).map(|(_, field)| field);
            let rows = match field.ty {
                Type::FormerNames => FORMER_NAME.fields,
                Type::Candidates => CANDIDATE.fields,
                Type::Ballots => BALLOT_ROW,
                Type::Content => CONTENT_ROW,
                _ => PERSON_ROW,
            };
            let columns: Vec<&'static Field> = owner.into_iter().chain(rows).collect();
            let written = columns.len();
            sheets.push(Sheet { name, also, shape, part: Some(field), columns, written });
        }
    }
    sheets
});

/// All lists, in the order in which they are taken in.
pub fn sheets() -> &'static [Sheet] {
    &SHEETS
}

/// The list of that name, or called by its noun.
pub fn sheet(name: &str) -> Option<&'static Sheet> {
    let name = crate::model::text::fold(name);
    let all = sheets();
    all.iter()
        .find(|sheet| sheet.name == name)
        .or_else(|| all.iter().find(|sheet| sheet.also.contains(&name.as_str())))
        .or_else(|| all.iter().find(|sheet| sheet.part.is_none() && sheet.shape.zh == name))
}
