//! What is plain by itself, and can hardly be meant: told when it is typed, with its place, and taken as it stands.

use super::{Taker, course::VOTED};
use crate::{
    error::Message,
    model::{
        record::{Entry, Place, YEARS},
        words::{Capacity, CodeWord as _, Presence, SessionStatus},
    },
    noun::{Noun, To},
    say,
    store::Record,
};

/// What may stand in letters beside a phone number.
const BESIDE: &[&str] = &["ext", "x", "tel", "fax", "mobile", "phone", "m", "t", "p", "o", "h"];

impl Taker<'_, '_> {
    /// Tells what can hardly be meant of a row that is new, or is changed.
    pub(super) fn tell_doubtful(&mut self, entry: &Entry, row: &Record, old: Option<&Record>) {
        if self.as_recorded {
            return;
        }
        let is_new = |column: &str| old.is_none_or(|old| old.get(column) != row.get(column));
        let days = entry.shape.fields.iter().filter(|field| field.to == To::Column && field.key != "founded" && entry.has(field.key));
        for (key, day) in days.filter_map(|field| Some((field.key, entry.days(field.key).known()?.end))) {
            if is_new(key) && !YEARS.contains(&i64::from(day.year())) {
                let (place, en, zh) = (entry.place_of(key), day.english(), day.chinese());
                self.warnings.push(say!("{place}: {en}: is the year right?", "{place}：{zh}，请核对年份"));
                return;
            }
        }
        match entry.shape.is {
            Noun::Person | Noun::Contact => {
                let told = [("email", email as fn(&str, &Place) -> Option<Message>), ("phone", phone)];
                for (key, look) in told {
                    let text = row.text(key).filter(|_| entry.has(key) && is_new(key));
                    self.warnings.extend(text.and_then(|text| look(text, entry.place_of(key))));
                }
            }
            Noun::Payment if is_new("on") => self.tell_to_come(entry, row, "on"),
            Noun::Visit if is_new("start") => self.tell_to_come(entry, row, "start"),
            Noun::Session if (is_new("start") || is_new("status")) && row.text("status") == Some(SessionStatus::Held.code()) => {
                self.tell_to_come(entry, row, "start");
            }
            Noun::Motion if is_new("on") && VOTED.iter().any(|key| entry.has(key)) => self.tell_to_come(entry, row, "on"),
            Noun::Attendance if is_new("presence") || is_new("proxy_id") => self.tell_proxy(entry, row),
            _ => {}
        }
    }

    /// Tells that a day lies after today on which something is recorded to have happened.
    fn tell_to_come(&mut self, entry: &Entry, row: &Record, key: &'static str) {
        let Some(day) = row.day(key).filter(|day| self.options.today.surely_before(*day)) else { return };
        let place = entry.place_of(key);
        let (en, zh) = (day.english(), day.chinese());
        let (what_en, what_zh) = match entry.shape.is {
            Noun::Payment => ("a payment", "缴费"),
            Noun::Visit => ("a visit", "考察"),
            Noun::Session => ("a session that was held", "已召开的会议"),
            _ => ("a vote", "表决"),
        };
        self.warnings.push(say!(
            "{place}: {en}, the day of {what_en}, is after today: is the year right?",
            "{place}：{what_zh}的日期{zh}晚于今天，请核对年份"
        ));
    }

    /// Tells a proxy of which one half alone is said.
    fn tell_proxy(&mut self, entry: &Entry, row: &Record) {
        let member = row.text("capacity").is_none_or(|capacity| capacity == Capacity::Member.code());
        let by_proxy = row.text("presence") == Some(Presence::Proxy.code());
        match (by_proxy, row.int("proxy_id").is_some()) {
            (true, false) if member => {
                let place = entry.place_of("presence");
                self.warnings.push(say!(
                    "{place}: a written proxy, and its holder is not named (proxy)",
                    "{place}：书面委托，但未填受托单位（proxy）"
                ));
            }
            (false, true) => {
                let place = entry.place_of(if entry.has("proxy") { "proxy" } else { "presence" });
                let presence = row.text("presence").and_then(Presence::parse).unwrap_or(Presence::Present);
                let (en, zh) = presence.labels();
                self.warnings.push(say!(
                    "{place}: the holder of a proxy is named, and its presence is {en}, not by proxy: the holder counts for nothing",
                    "{place}：填了受托单位，而出席情况为“{zh}”而非“委托”：该委托不计"
                ));
            }
            _ => {}
        }
    }
}

/// That a text stands for an email address and is none.
fn email(text: &str, place: &Place) -> Option<Message> {
    let is_one = text.split(['/', ';', '；', '、', ',', '，', ' ']).filter(|part| !part.is_empty()).all(|part| part.contains(['@', '＠']));
    (!is_one).then(|| say!("{place}: {text} is no email address; it is taken as it stands", "{place}：“{text}”不是邮箱地址，照录；请核对是否填错栏"))
}

/// That a text stands for a phone number and is none.
fn phone(text: &str, place: &Place) -> Option<Message> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let is_none = text.contains(['@', '＠']) || !text.chars().any(char::is_numeric) || words.into_iter().any(|word| !BESIDE.contains(&&*word.to_lowercase()));
    is_none.then(|| say!("{place}: {text} is no phone number; it is taken as it stands", "{place}：“{text}”不是电话号码，照录；请核对是否填错栏"))
}
