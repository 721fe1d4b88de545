//! Values that are lists: each item is read by itself, its faults at its own place, and none may stand twice.

use std::{collections::HashSet, hash::Hash};

use super::{
    super::{
        super::{
            entry::{Candidate, Entry, FormerName, Source, Who},
            faults::{Faults, quoted},
            source::{Node, Value},
        },
        read_fields,
    },
    Fault, Named, Reader, found, line, no_word,
};
use crate::{
    error::{Error, Place},
    model::words::{CHOICES, Choice},
    noun::{CANDIDATE, FORMER_NAME, SOURCE, Shape, WHO},
    say,
};

impl Reader<'_> {
    /// The items, each read by `read`; two of one mark are one that stands twice.
    fn items<T, M: Hash + Eq>(
        &self,
        items: &[Node],
        faults: &mut Faults,
        read: impl Fn(&Node, &mut Faults) -> Result<T, Fault>,
        mark: impl Fn(&T) -> Option<M>,
        name: impl Fn(&T) -> &str,
    ) -> Result<Vec<T>, Fault> {
        let (before, mut seen, mut all) = (faults.len(), HashSet::new(), Vec::with_capacity(items.len()));
        for item in items {
            match read(item, faults) {
                Ok(one) if mark(&one).is_some_and(|mark| !seen.insert(mark)) => {
                    faults.push(&item.place, twice(self.field.key, name(&one)));
                }
                Ok(one) => all.push(one),
                Err(Fault::Told) => {}
                Err(Fault::Here(error)) => faults.push(&item.place, *error),
            }
        }
        if faults.len() == before { Ok(all) } else { Err(Fault::Told) }
    }

    /// A table inside a list, read by a shape of its own.
    fn part(&self, shape: &'static Shape, item: &Node, faults: &mut Faults) -> Result<Entry, Fault> {
        let Value::Table(rows) = &item.value else { return Err(self.wrong_item(&item.value).into()) };
        let before = faults.len();
        let entry = read_fields(shape, &item.place, rows, faults);
        if faults.len() == before { Ok(entry) } else { Err(Fault::Told) }
    }

    /// A list of one-line texts, none empty.
    pub(super) fn texts(&self, items: &[Node], faults: &mut Faults) -> Result<Vec<(String, Place)>, Fault> {
        let read = |item: &Node, _: &mut Faults| match &item.value {
            Value::Text(text) => Ok((line(self.named(), text)?, item.place.clone())),
            other => Err(self.wrong_item(other).into()),
        };
        self.items(items, faults, read, |(text, _)| Some(text.clone()), |(text, _)| text)
    }

    pub(super) fn people(&self, items: &[Node], faults: &mut Faults) -> Result<Vec<Who>, Fault> {
        let (key, name) = (self.field.key, self.named());
        let read = |item: &Node, faults: &mut Faults| match &item.value {
            Value::Text(text) => {
                Ok(Who { name: Some(line(name, text)?), title: None, place: item.place.clone() })
            }
            _ => Who::of(&self.part(&WHO, item, faults)?).ok_or_else(|| {
                let message = say!(
                    "{key} names a person by neither name nor title",
                    "{key}中有一人既无姓名也无职务"
                );
                Error::invalid(message).into()
            }),
        };
        // Two unnamed deputy managers are two persons; one name twice is a slip.
        let mark = |who: &Who| who.name.clone().map(|name| (name, who.title.clone()));
        self.items(items, faults, read, mark, |who| who.name.as_deref().unwrap_or_default())
    }

    pub(super) fn former_names(&self, items: &[Node], faults: &mut Faults) -> Result<Vec<FormerName>, Fault> {
        let read = |item: &Node, faults: &mut Faults| {
            FormerName::of(&self.part(&FORMER_NAME, item, faults)?).ok_or(Fault::Told)
        };
        self.items(items, faults, read, |one| Some((one.name.clone(), one.until)), |one| &one.name)
    }

    pub(super) fn candidates(&self, items: &[Node], faults: &mut Faults) -> Result<Vec<Candidate>, Fault> {
        let read = |item: &Node, faults: &mut Faults| {
            Candidate::of(&self.part(&CANDIDATE, item, faults)?).ok_or_else(|| {
                let message = say!(
                    "a candidate is neither a person nor an organization",
                    "有一名候选人既未写person（人员）也未写organization（单位）"
                );
                Error::invalid(message).into()
            })
        };
        let mark = |one: &Candidate| Some((one.person.clone(), one.organization.clone(), one.role));
        self.items(items, faults, read, mark, Candidate::name)
    }
}

impl Reader<'_> {
    /// Sources: a bare text is a title.
    pub(super) fn sources(&self, items: &[Node], faults: &mut Faults) -> Result<Vec<Source>, Fault> {
        let name = self.named();
        let read = |item: &Node, faults: &mut Faults| match &item.value {
            Value::Text(text) => Ok(Source {
                kind: None,
                title: Some(line(name, text)?),
                date: None,
                place: None,
                document: None,
                at: item.place.clone(),
            }),
            _ => Source::of(&self.part(&SOURCE, item, faults)?)
                .ok_or_else(|| Error::invalid(say!("a source says nothing", "有一条出处没有内容")).into()),
        };
        let mark = |one: &Source| {
            Some((one.kind, one.title.clone(), one.date, one.place.clone(), one.document.clone()))
        };
        self.items(items, faults, read, mark, Source::name)
    }
}

/// What the table of ballots is called.
const BALLOTS: Named<'static> = Named { key: "ballots", label: "逐票", heading: None };

/// Organizations by choice; each has one ballot.
pub(super) fn ballots(
    rows: &[(String, Place, Node)],
    faults: &mut Faults,
) -> Result<Vec<(Choice, String, Place)>, Fault> {
    let before = faults.len();
    let mut seen: HashSet<String> = HashSet::new();
    let mut ballots = Vec::new();
    for (key, place, node) in rows {
        let Some(code) = CHOICES.find(key) else {
            faults.push(place, no_word(BALLOTS, key, &CHOICES));
            continue;
        };
        let choice = Choice::from_code(code);
        let (Some(choice), Value::List(items)) = (choice, &node.value) else {
            let (found_en, found_zh) = found(&node.value);
            let name = quoted(key);
            let message = say!(
                "the ballots {name} are to be a list of organizations, not {found_en}",
                "逐票（ballots）的{name}应为单位名单，此处是{found_zh}"
            );
            let hint = say!("for example yes = [\"…\", \"…\"]", "例如 yes = [\"…\", \"…\"]");
            faults.push(&node.place, Error::invalid(message).hint(hint));
            continue;
        };
        for item in items {
            match &item.value {
                Value::Text(text) => match line(BALLOTS, text) {
                    Ok(name) if seen.contains(&name) => {
                        let name = quoted(&name);
                        faults.push(
                            &item.place,
                            Error::impossible(say!(
                                "two ballots of one organization: {name}",
                                "同一单位有两张票：{name}"
                            ))
                            .hint(say!("one organization, one vote", "每个单位一票")),
                        );
                    }
                    Ok(name) => {
                        seen.insert(name.clone());
                        ballots.push((choice, name, item.place.clone()));
                    }
                    Err(error) => faults.push(&item.place, error),
                },
                other => {
                    let (en, zh) = found(other);
                    let message =
                        say!("ballots list organizations, not {en}", "ballots应列出单位，此处是{zh}");
                    faults.push(&item.place, Error::invalid(message));
                }
            }
        }
    }
    if faults.len() == before { Ok(ballots) } else { Err(Fault::Told) }
}

/// An item that stands twice.
fn twice(key: &str, name: &str) -> Error {
    let name = quoted(name);
    Error::invalid(say!("{key} lists {name} twice", "{key}中{name}重复"))
        .hint(say!("delete one of them", "请删去其中一个"))
}
