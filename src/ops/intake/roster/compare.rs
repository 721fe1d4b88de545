//! What a row of a roster means for the membership that is recorded. What it may mean in several ways is told
//! with the command that says which, and not done.

use super::{Done, lines::Row};
use crate::{
    error::{Error, Result},
    model::{
        day::Day,
        record::Given,
        words::{Class, CodeWord},
    },
    ops::intake::{Of, Taker, taker::Outcome},
    rules::{
        seats::{Period, class_on},
        tenure,
    },
    say,
};

/// A membership as it is recorded.
struct Held {
    row: i64,
    period: Period,
    /// Whether it is the effect of a motion, from which it has its days.
    effect: bool,
}

impl Taker<'_, '_> {
    /// The membership of a row.
    pub(super) fn take_membership(&mut self, id: i64, code: &str, row: &Row, done: &mut Done) -> Result<Outcome> {
        let nothing = Outcome::default();
        let Some(said) = &row.membership else { return Ok(nothing) };
        let key = |key| said.get(key).map(Given::placeless);
        if let Some((class, from, first)) = done.memberships.get(&id) {
            let other = |one: &Option<Given>, other: Option<Given>| other.is_some() && *one != other;
            if other(class, key("class")) || other(from, key("from")) {
                let name = &row.name;
                let error = Error::invalid(say!(
                    "{name} stands twice, with another class or day: the first is at {first}",
                    "“{name}”重复，且身份或日期不同：前一处在 {first}"
                ));
                let error = error.hint(match first.file == row.place.file {
                    true => say!("delete one of them", "请删去其一"),
                    false => say!("correct one of them, or hide the sheet that is not to be taken", "请更正其一，或隐藏不需导入的表"),
                });
                self.fault_at(&row.place, error);
            }
            return Ok(nothing);
        }
        done.memberships.insert(id, (key("class"), key("from"), row.place.clone()));
        let mut entry = said.clone();
        entry.put("organization", Given::Text(code.to_string()), row.place.clone());
        let held = self.held(id)?;
        let class = said.word("class").known().and_then(Class::parse);
        let Some(class) = class else { return Ok(nothing) };
        match self.meant(row, code, class, &held)? {
            Step::Nothing => Ok(nothing),
            Step::Enter => {
                self.take(&entry, Of::default())?;
                Ok(self.outcome)
            }
            Step::Lay(target, finer) => {
                entry.leave_out("organization");
                entry.leave_out("class");
                if !finer {
                    entry.leave_out("from");
                }
                self.take(&entry, Of::row(target))?;
                Ok(self.outcome)
            }
            Step::Change(on) => {
                self.outcome = nothing;
                let changed = self.change_class(id, class, on, &row.place);
                self.kept(&row.place, changed)?;
                Ok(Outcome { added: false, changed: self.outcome.added || self.outcome.changed })
            }
        }
    }

    fn held(&self, id: i64) -> Result<Vec<Held>> {
        let sql = "SELECT id, class, \"from\", \"until\", stated FROM memberships WHERE organization_id = ?1 ORDER BY id";
        self.write.all(sql, &[id.into()], |row| {
            let period = Period { class: row.word(1)?, from: row.opt_day(2)?, until: row.opt_day(3)? };
            Ok(Held { row: row.int(0)?, period, effect: row.int(4)? == 0 })
        })
    }

    /// What is to be done for a row that says that class.
    fn meant(&mut self, row: &Row, code: &str, class: Class, held: &[Held]) -> Result<Step> {
        let Some(said) = &row.membership else { return Ok(Step::Nothing) };
        if held.is_empty() {
            return Ok(Step::Enter);
        }
        let today = self.options.today;
        let (from, until) = (said.day("from").known(), said.day("until").known());
        let periods: Vec<Period> = held.iter().map(|held| held.period).collect();
        let now = class_on(&periods, today);
        let fits = |held: &&Held| {
            held.period.class == class
                && from.is_none_or(|from| held.period.from.is_none_or(|known| known.covers(from) || from.covers(known)))
        };
        // The one that goes on before the one that has ended.
        let one = held.iter().filter(fits).max_by_key(|held| (held.period.holds_on(today), held.period.begun()));
        if let Some(one) = one {
            return Ok(self.same_class(row, code, one, from, until, now));
        }
        let place = &row.place;
        let name = &row.name;
        let word = class.code();
        let (en, zh) = class.labels();
        let Some(now) = now else {
            let last = tenure::ended(&periods, today);
            if let Some((last, from)) = last.zip(from)
                && last.surely_before(from)
            {
                return Ok(Step::Enter);
            }
            self.tell_left(row, code, word, last);
            return Ok(Step::Nothing);
        };
        let since = tenure::since(&periods, today).flatten();
        if now == class {
            // Of the same class since another day: since it joined, or that is for a person to decide.
            let joined = from.is_none() || from.zip(since).is_some_and(|(from, since)| from.covers(since) || since.covers(from));
            if !joined {
                let known = since.map_or_else(|| "?".to_string(), |since| since.to_string());
                let told = from.map_or_else(String::new, |from| from.to_string());
                self.warnings.push(say!(
                    "{place}: {name} is {en} since {known}, and since {told} here; to correct it: \
                     `alliance member remove {code}`, then import again; it is left as it is",
                    "{place}：“{name}”登记为自{known}起任{zh}，此处为{told}；如需更正：`alliance member remove {code}`，然后重新导入；未作改动"
                ));
            }
            return Ok(Step::Nothing);
        }
        // Since when the class of today is held.
        let held_since = tenure::in_class_since(&periods, today);
        let known = held_since.or(since);
        let (en_now, zh_now) = now.labels();
        match from.zip(known) {
            Some((from, known)) if known.surely_before(from) => return Ok(Step::Change(from)),
            // Whether it joined on that day or got another class, nobody can tell.
            None if from.is_some() => {
                let from = from.map_or_else(String::new, |from| from.to_string());
                self.warnings.push(say!(
                    "{place}: {name} is {en_now} since an unknown day, and {en} since {from} here; if its class changed then: \
                     `alliance member class {code} --to {word} --on {from}`; it is left as it is",
                    "{place}：“{name}”登记为{zh_now}（起始日不详），此处为{zh}、自{from}起；如自该日起变更身份：\
                     `alliance member class {code} --to {word} --on {from}`；未作改动"
                ));
            }
            _ => self.warnings.push(say!(
                "{place}: {name} is {en_now}, and {en} here; from which day on the roster does not say: \
                 `alliance member class {code} --to {word} --on DAY`; it is left as it is",
                "{place}：“{name}”登记为{zh_now}，此处为{zh}；名册未写明自何日起：\
                 `alliance member class {code} --to {word} --on 日期`；未作改动"
            )),
        }
        Ok(Step::Nothing)
    }

    /// A row of the class that is recorded, from a day that does not contradict it.
    fn same_class(
        &mut self,
        row: &Row,
        code: &str,
        one: &Held,
        from: Option<Day>,
        until: Option<Day>,
        now: Option<Class>,
    ) -> Step {
        let Period { class, from: known, until: ended } = one.period;
        if now.is_none() && until.is_none() {
            self.tell_left(row, code, class.code(), ended);
            return Step::Nothing;
        }
        // The class that is recorded for today goes before one of the past.
        if let Some(now) = now.filter(|now| *now != class && until.is_none()) {
            let (place, name) = (&row.place, &row.name);
            let ((en, zh), (en_now, zh_now)) = (class.labels(), now.labels());
            let word = class.code();
            self.warnings.push(say!(
                "{place}: {name} is {en_now} by now, and {en} here; if it is that again: \
                 `alliance member class {code} --to {word} --on DAY`; it is left as it is",
                "{place}：“{name}”现登记为{zh_now}，此处为{zh}；如又改为后者：`alliance member class {code} --to {word} --on 日期`；未作改动"
            ));
            return Step::Nothing;
        }
        let finer = from.is_some_and(|from| known.is_none_or(|known| known != from && known.covers(from)));
        // What a motion has started has its day from that.
        let finer = finer && !one.effect;
        let ends = until.is_some() && until != ended;
        if finer || ends { Step::Lay(one.row, finer) } else { Step::Nothing }
    }

    /// Tells that somebody who has left stands in the roster.
    fn tell_left(&mut self, row: &Row, code: &str, class: &str, last: Option<Day>) {
        let (place, name) = (&row.place, &row.name);
        let last = last.map_or_else(|| "?".to_string(), |last| last.to_string());
        self.warnings.push(say!(
            "{place}: {name} was a member until {last}, and stands here without a later day; if it has joined again: \
             `alliance member add {code} --class {class} --since DAY`; it is left as it is",
            "{place}：“{name}”的成员身份已于{last}终止，此处没有其后的日期；如已重新加入：\
             `alliance member add {code} --class {class} --since 日期`；未作改动"
        ));
    }
}

/// What is to be done.
enum Step {
    /// Nothing: it is recorded, or not for a roster to decide.
    Nothing,
    /// The membership is entered.
    Enter,
    /// What the row says goes over that membership, its first day only where that is told more finely.
    Lay(i64, bool),
    /// Another class from that day on.
    Change(Day),
}
