//! What the figures and days of one record cannot say together. What merely differs from the
//! registry's own count is kept and reported elsewhere (domain 2, "Stated and computed").

use super::entry::{Entry, Given};
use super::faults::Faults;
use crate::error::Place;
use crate::error::{Error, Message};
use crate::model::day::Days;
use crate::model::words::{Capacity, Choice};
use crate::noun::{Field, Shape};
use crate::say;

impl Entry {
    /// For an entry of the command line, after its last key: a range given as `start` gives the `end`
    /// where that is left out. Answers what cannot hold together: days in the wrong order, figures
    /// that contradict each other; in its children too. [`super::read`] has done this already.
    pub fn settle(&mut self) -> Vec<Error> {
        let mut faults = Faults::default();
        if let Err((place, error)) = self.settle_range() {
            faults.push(&place, error);
        }
        self.contradictions(&mut faults);
        faults.finish()
    }

    /// Whether a row of a roster has not been filled in: a member without a word on whether it came.
    pub fn waits(&self) -> bool {
        let member = self.word("capacity").known().is_none_or(|capacity| capacity == Capacity::Member.code());
        self.has("organization") && member && !self.has("presence")
    }

    /// What is missing without which the entry says nothing, but for keys of its noun that were given and not understood.
    pub fn lacking(&self, misread: &[(&'static str, &'static str)]) -> Vec<Error> {
        let is_missing = |field: &&Field| field.required && !self.has(field.key);
        let missing = self.shape.keys().filter(is_missing);
        let missing = missing.filter(|field| !misread.contains(&(self.shape.table, field.key)));
        let place = |field: &Field| self.blank().find(|(key, _)| *key == field.key).map_or(&self.place, |(_, place)| place);
        missing.map(|field| lacks(self.shape, field).at(place(field))).collect()
    }

    /// A range given as `start` gives the `end` where that is left out; where both say an end, they
    /// must say the same.
    pub(super) fn settle_range(&mut self) -> Result<(), (Place, Error)> {
        if self.shape.noun == "session" {
            for key in ["start", "end"] {
                if let Some(Given::Days(days)) = self.get(key) {
                    let refused = |message| (self.place_of(key).clone(), Error::invalid(message));
                    days.whole().map_err(refused)?;
                }
            }
        }
        let Some(Given::Days(days)) = self.get("start") else { return Ok(()) };
        let Days { start, end } = *days;
        if days.single().is_some() || self.shape.field("end").is_none() {
            return Ok(());
        }
        let place = self.place_of("start").clone();
        match self.get("end") {
            Some(Given::Days(other)) if other.end != end => {
                let other = other.end;
                let message = say!(
                    "start is a range up to {end}, but end says {other}",
                    "开始（start）的区间止于{end}，而结束（end）为{other}"
                );
                return Err((self.place_of("end").clone(), Error::invalid(message)));
            }
            Some(Given::Unknown) => {
                let message = say!(
                    "start is a range up to {end}, but end is to be unknown",
                    "开始（start）的区间止于{end}，而结束（end）被设为未知"
                );
                return Err((self.place_of("end").clone(), Error::invalid(message)));
            }
            Some(_) => {}
            None => {
                self.put("end", Given::Days(Days { start: end, end }), place.clone());
            }
        }
        self.put("start", Given::Days(Days { start, end: start }), place);
        Ok(())
    }

    /// Takes down what cannot hold together, of this entry and its children.
    pub(super) fn contradictions(&self, faults: &mut Faults) {
        self.order("start", "end", faults);
        self.order("from", "until", faults);
        match self.shape.table {
            "session" => {
                let (due, present) = (self.figure("due"), self.figure("present"));
                if let (Some(due), Some(present)) = (due, present)
                    && present.n > due.n
                {
                    faults.push(present.place, present.more_than(&due));
                }
                for motion in self.children_of("motion") {
                    motion.motion_figures(self.figure("present").or_else(|| self.figure("due")), faults);
                }
                for child in self.children.iter().filter(|child| child.shape.noun != "motion") {
                    child.contradictions(faults);
                }
            }
            "session.motion" => self.motion_figures(None, faults),
            "session.attendance" if !self.has("organization") && self.people("people").known().is_none() => {
                faults.push(
                    &self.place,
                    Error::invalid(say!(
                        "attendance names neither an organization nor people",
                        "出席条目既无单位（organization）也无人员（people）"
                    )),
                );
            }
            _ => {}
        }
    }

    /// The last day must not surely lie before the first.
    fn order(&self, first: &'static str, last: &'static str, faults: &mut Faults) {
        if let (Some(from), Some(to)) = (self.days(first).known(), self.day(last).known())
            && to.surely_before(from.start)
        {
            let from = from.start;
            let [first_zh, last_zh] = [first, last].map(|key| self.shape.field(key).map_or(key, Field::called));
            faults.push(
                self.place_of(last),
                Error::invalid(say!(
                    "{last} {to} lies before {first} {from}",
                    "{last_zh}（{last}，{to}）早于{first_zh}（{first}，{from}）"
                )),
            );
        }
    }

    fn figure<'a>(&'a self, key: &'static str) -> Option<Figure<'a>> {
        let n = self.int(key).known()?;
        let zh = self.shape.field(key).map_or_else(|| key.to_owned(), |field| format!("{}（{key}）", field.called()));
        Some(Figure { what: Message { en: key.to_owned(), zh }, n, place: self.place_of(key) })
    }

    /// `limit`: the seats present, or else due, where the session states them.
    fn motion_figures(&self, limit: Option<Figure<'_>>, faults: &mut Faults) {
        let counts: Vec<Figure<'_>> =
            ["yes", "no", "abstain", "invalid"].into_iter().filter_map(|key| self.figure(key)).collect();
        // The figures of an election are kept as the source has them, and what is odd in them is reported.
        let election =
            self.word("kind").known() == Some("election") || self.candidates("candidates").known().is_some();
        let limits: Vec<Figure<'_>> =
            limit.into_iter().chain(self.figure("collected")).filter(|_| !election).collect();
        let sum: i64 = counts.iter().map(|figure| figure.n).sum();
        if let Some(last) = counts.last() {
            let terms = |of: fn(&Message) -> &String| counts.iter().map(|c| format!("{} {}", of(&c.what), c.n)).collect::<Vec<_>>();
            let (en, zh) = (terms(|what| &what.en).join(" and "), terms(|what| &what.zh).join("、"));
            let what = say!("the sum of {en}", "{zh}之和");
            let total = Figure { what, n: sum, place: last.place };
            if let Some(limit) = limits.iter().find(|limit| limit.n < sum) {
                faults.push(total.place, total.more_than(limit));
            }
        }
        self.ballot_figures(&limits, faults);
        if self.flag("unanimous").known() == Some(true) {
            let against = counts.iter().find(|figure| figure.what.en != "yes" && figure.n > 0);
            if let Some(Figure { what, n, place }) = against {
                let Message { en, zh } = what;
                faults.push(
                    place,
                    Error::impossible(say!(
                        "unanimous is true, but {en} is {n}",
                        "全票（unanimous）为是，而{zh}为{n}"
                    )),
                );
            }
        }
    }

    /// The ballots of a roll call against the counts and limits of the same record.
    fn ballot_figures(&self, limits: &[Figure<'_>], faults: &mut Faults) {
        let Some(ballots) = self.ballots("ballots").known() else { return };
        let place = self.place_of("ballots");
        let tally = |wanted: Choice| -> i64 {
            i64::try_from(ballots.iter().filter(|(choice, ..)| *choice == wanted).count()).unwrap_or(i64::MAX)
        };
        let mut cast = 0;
        for choice in [Choice::Yes, Choice::No, Choice::Abstain, Choice::Invalid] {
            let (key, n) = (choice.code(), tally(choice));
            let zh = choice.labels().1;
            cast += n;
            // More may have voted than the list names, never fewer.
            if let Some(stated) = self.figure(key).filter(|stated| stated.n < n) {
                let stated_n = stated.n;
                faults.push(
                    stated.place,
                    Error::impossible(say!(
                        "{key} is {stated_n}, but the ballots have {n} {key}",
                        "{zh}（{key}）为{stated_n}，而逐票（ballots）中{zh}有{n}票"
                    ))
                    .hint(say!(
                        "correct one of them; counts may be left out where the ballots are all there",
                        "请更正其一；逐票齐全时可不写票数"
                    )),
                );
            }
            if n > 0 && choice != Choice::Yes && self.flag("unanimous").known() == Some(true) {
                faults.push(
                    place,
                    Error::impossible(say!(
                        "unanimous is true, but the ballots have {n} {key}",
                        "全票（unanimous）为是，而逐票（ballots）中{zh}有{n}票"
                    )),
                );
            }
        }
        let ballots = Figure { what: say!("the number of ballots", "逐票（ballots）的票数"), n: cast, place };
        if let Some(limit) = limits.iter().find(|limit| limit.n < cast) {
            faults.push(place, ballots.more_than(limit));
        }
    }
}

/// A required key is missing.
pub(super) fn lacks(shape: &Shape, field: &Field) -> Error {
    let (table, key, en, zh) = (shape.table, field.key, field.en, field.zh);
    let (noun, label) = (shape.zh, field.called());
    // A label that says it all needs no help.
    let help = if label == zh { String::new() } else { format!("：{zh}") };
    Error::invalid(say!("{table} lacks {key} ({en})", "{noun}（{table}）缺少必填的“{label}”（{key}）{help}"))
}

/// A figure that a record states, and where.
struct Figure<'a> {
    what: Message,
    n: i64,
    place: &'a Place,
}

impl Figure<'_> {
    fn more_than(&self, limit: &Figure<'_>) -> Error {
        let Message { en, zh } = &self.what;
        let (n, key, key_zh, most, place) = (self.n, &limit.what.en, &limit.what.zh, limit.n, limit.place);
        Error::impossible(Message {
            en: format!("{en} is {n}, but {key} is {most} ({place})"),
            zh: format!("{zh}为{n}，而{key_zh}为{most}（{place}）"),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::error::Kind;
    use crate::model::record::{Entry, MOTION, Place, read};

    #[test]
    fn figures_of_one_record_must_not_contradict_each_other() {
        // Keys of the session, keys of its motion, the faults.
        let cases: &[(&str, &str, &[&str])] = &[
            ("", "", &[]),
            ("present = 9\ndue = 9", "yes = 6\nno = 1\nabstain = 2", &[]),
            ("present = 9", "yes = 5", &[]),
            ("present = 9\ndue = 8", "", &["f:2:11: present is 9, but due is 8 (f:3:7)"]),
            (
                "present = 9",
                "yes = 6\nno = 2\nabstain = 2",
                &["f:8:11: the sum of yes 6 and no 2 and abstain 2 is 10, but present is 9 (f:2:11)"],
            ),
            ("due = 9", "yes = 10", &["f:6:7: the sum of yes 10 is 10, but due is 9 (f:2:7)"]),
            ("", "unanimous = true\nyes = 3\nno = 0", &[]),
            ("", "unanimous = false\nno = 2", &[]),
            ("", "unanimous = true\nabstain = 1", &["f:7:11: unanimous is true, but abstain is 1"]),
            (
                "",
                "unanimous = true\nballots = {no = ['A']}",
                &["f:7:11: unanimous is true, but the ballots have 1 no"],
            ),
            ("", "yes = 1\nno = 0\nballots = {yes = ['A'], absent = ['B']}", &[]),
            ("", "yes = 2\nno = 1\nballots = {yes = ['A'], no = ['B']}", &[]),
            ("", "yes = 0\nballots = {yes = ['A']}", &["f:6:7: yes is 0, but the ballots have 1 yes"]),
            (
                "present = 1",
                "ballots = {yes = ['A'], no = ['B'], absent = ['C']}",
                &["f:6:11: the number of ballots is 2, but present is 1"],
            ),
            ("present = 2", "ballots = {yes = ['A'], no = ['B'], absent = ['C']}", &[]),
            ("", "issued = 9\ncollected = 10", &[]),
            ("present = 3", "kind = 'election'\nyes = 5\ncollected = 4", &[]),
            ("", "issued = 9\ncollected = 8\nyes = 9", &["f:8:7: the sum of yes 9 is 9, but collected is 8"]),
            (
                "present = 9",
                "seats = 1\ncandidates = [{person = '张三', yes = 10, elected = true}, {person = '李四', elected = true}]",
                &[],
            ),
        ];
        for (session, motion, wanted) in cases {
            let text = format!(
                "[[session]]\n{session}\nstart = 2023-07-18\n[[session.motion]]\ntitle = 't'\n{motion}"
            );
            let errors = read("f", text.as_bytes()).err().unwrap_or_default();
            assert_eq!(errors.len(), wanted.len(), "{text}: {errors:#?}");
            for (error, wanted) in errors.iter().zip(*wanted) {
                assert_eq!(error.kind(), Kind::Impossible);
                assert!(error.to_string().starts_with(wanted), "{text}: {error}");
            }
        }
    }

    #[test]
    fn an_entry_of_the_command_line_is_settled() {
        let place = Place::flag("motion add");
        let mut motion = Entry::new(&MOTION, place.clone());
        for (key, value) in [("title", "增补"), ("unanimous", "是"), ("no", "1")] {
            motion.set_text(key, &[value.to_owned()], &Place::flag(&format!("--{key}"))).unwrap();
        }
        let faults = motion.settle();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].to_string(), "--no: unanimous is true, but no is 1");
    }
}
