//! Which record a text names. Organizations and persons that are not known are added, and it is said.

use std::borrow::Cow;

use super::{Near, Taker};
use crate::{
    error::{Error, Kind, Result},
    model::{
        person::{Odd, bracketed, is_nobody, odd, without_title},
        pinyin,
        record::{Entry, Given, Place},
        text::fold,
        words::BODIES,
    },
    noun::Noun,
    ops::{
        names::{
            Bearer, Found, Meant, Near as NearName, ambiguous_person, meant, named_person,
            near_organizations, near_persons, person_parts, refused, warned,
        },
        refs,
    },
    say,
    store::Record,
};

/// So many persons of one name are told of as near.
const NAMESAKES: usize = 3;

impl Taker<'_, '_> {
    /// An organization by a whole name, and, where a command refers to what is recorded, by a part of it too. One that
    /// is not known is added, and said so; such a command asks for `--new` first, for there a slip is more likely.
    pub(in crate::ops) fn organization_named(&mut self, name: &str, place: &Place) -> Result<i64> {
        let found = match self.names.whole(name)? {
            Found::Nobody if self.options.loose => self.names.loose(name)?,
            found => found,
        };
        match found {
            Found::Nobody if self.options.loose && self.options.near == Near::Refused => {
                let near = near_organizations(&self.names, name)?;
                Err(if near.is_empty() { unknown(name) } else { refused(name, &near) }.at(place))
            }
            Found::Nobody => {
                self.one_name(name).map_err(|e| e.at(place))?;
                self.look_near(name, place, &near_organizations(&self.names, name)?)?;
                let id = self.add_organization(name, None)?;
                self.warnings.push(say!(
                    "{place}: the organization {name} was not known and is added",
                    "{place}：单位“{name}”原未登记，已新增"
                ));
                Ok(id)
            }
            found => self.names.settle(name, found).map_err(|e| e.at(place)),
        }
    }

    /// Refuses a text that would make one new record by the way and names nobody, or reads as the names of several.
    fn one_name(&self, text: &str) -> Result<()> {
        if is_nobody(text) && !self.explicit {
            return Err(Error::invalid(say!("{text} names nobody", "“{text}”不是名称"))
                .hint(say!("leave it out: what is left out is unknown", "请不填：不填即为未知")));
        }
        let parted = text.contains(['、', '；']) || (!text.is_ascii() && text.contains([',', '，', ';']));
        if !parted || self.explicit {
            return Ok(());
        }
        Err(Error::invalid(say!("{text} reads as several names", "“{text}”像是几个名称"))
            .hint(say!("in a list's cell, part them by ;", "清单的单元格内请用分号（;）分隔"))
            .hint(say!("if it is one name, add it first by a command of its own", "若确是一个名称，请先用命令单独新增")))
    }

    /// Refuses what would make a new person by the way and is no name of one.
    fn one_person(&self, text: &str) -> Result<()> {
        match odd(text).filter(|_| !self.explicit) {
            None => Ok(()),
            Some(odd) => Err(no_name(text, &odd)),
        }
    }

    /// An entry whose people are named each by a name: `等3人` behind one says that there were others, a title behind a
    /// blank is a title, and a title alone names nobody. What becomes of it is said.
    pub(super) fn people_parted<'e>(&mut self, entry: &'e Entry) -> Result<Cow<'e, Entry>> {
        let people = ["people", "received_by"].into_iter().find_map(|key| Some((key, entry.people(key).known()?)));
        let Some((key, people)) = people else { return Ok(Cow::Borrowed(entry)) };
        let (mut parted, mut others) = (Vec::with_capacity(people.len()), false);
        for who in people {
            let mut who = who.clone();
            let Some(text) = who.name.clone() else {
                parted.push(who);
                continue;
            };
            let place = &who.place;
            let known = matches!(odd(&text), Some(Odd::Several | Odd::Title | Odd::Titled(..))) && !self.bearers(person_parts(&text).0)?.is_empty();
            match odd(&text).filter(|_| !known) {
                Some(Odd::Others(name)) if entry.shape.field("others").is_some() => {
                    self.warnings.push(say!(
                        "{place}: of {text} the name is taken, and that there were others (others=true)",
                        "{place}：“{text}”按所列姓名录入，并注明另有未列名者（等）"
                    ));
                    others = true;
                    if name.is_empty() {
                        continue;
                    }
                    who.name = Some(name);
                }
                Some(Odd::Title) if who.title.is_none() => {
                    self.warnings.push(say!(
                        "{place}: {text} is taken as the title of somebody whose name is not given",
                        "{place}：“{text}”按职务录入，姓名未记"
                    ));
                    (who.name, who.title) = (None, Some(text));
                }
                Some(Odd::Titled(name, title)) if who.title.as_ref().is_none_or(|known| *known == title) => {
                    self.warnings.push(say!(
                        "{place}: {text} is taken for {name} with the title {title}",
                        "{place}：“{text}”按姓名“{name}”、职务“{title}”录入"
                    ));
                    (who.name, who.title) = (Some(name), Some(title));
                }
                _ => {}
            }
            parted.push(who);
        }
        if !others && parted == people {
            return Ok(Cow::Borrowed(entry));
        }
        let (mut entry, place) = (entry.clone(), entry.place_of(key).clone());
        match parted.is_empty() {
            true => entry.leave_out(key),
            false => {
                entry.put(key, Given::People(parted), place.clone());
            }
        }
        if others {
            entry.put("others", Given::Flag(true), place);
        }
        Ok(Cow::Owned(entry))
    }

    /// Looks at the known names near one that would add a record by the way.
    fn look_near(&mut self, name: &str, place: &Place, near: &[NearName]) -> Result<()> {
        match self.options.near {
            _ if near.is_empty() => {}
            Near::Refused if !self.explicit => return Err(refused(name, near).at(place)),
            Near::Refused | Near::Told => self.warnings.push(warned(name, near).at(&place.to_string())),
            Near::Meant => {}
        }
        Ok(())
    }

    /// Tells the known names near one that a single command adds outright.
    pub(super) fn tell_near(&mut self, noun: Noun, entry: &Entry, row: &Record) -> Result<()> {
        if noun == Noun::Person {
            self.tell_bracketed(row.text("name").unwrap_or_default());
        }
        if self.options.near != Near::Refused {
            return Ok(());
        }
        let name = row.text("name").unwrap_or_default();
        let near = match noun {
            Noun::Organization => near_organizations(&self.names, name)?,
            _ => near_persons(&self.names, name, row.int("organization_id"))?,
        };
        if !near.is_empty() {
            self.warnings.push(warned(name, &near).at(&entry.place.to_string()));
        }
        Ok(())
    }

    /// An organization that must be known: ballots and proxies never add.
    pub(super) fn known_organization(&self, name: &str, place: &Place) -> Result<i64> {
        let found = if self.options.loose { self.names.loose(name)? } else { self.names.whole(name)? };
        self.names.settle(name, found).map_err(|e| e.at(place))
    }

    pub(super) fn opt_organization(&mut self, entry: &Entry, key: &str) -> Result<Option<i64>> {
        match entry.text(key).known() {
            Some(name) => self.organization_named(name, entry.place_of(key)).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn add_organization(&mut self, name: &str, code: Option<&str>) -> Result<i64> {
        let code = match code {
            Some(code) => code.to_string(),
            None => self.free_code(name)?,
        };
        let id = self.write.new_id("organizations")?;
        let row = Record::new("organizations").with("id", id).with("code", code.as_str()).with("name", name);
        self.write.add(&row, &code)?;
        self.names.add(id, &code, name);
        Ok(id)
    }

    /// The pinyin initials of a name, then with -2, -3 … (contract 2).
    pub(super) fn free_code(&mut self, name: &str) -> Result<String> {
        let initials = pinyin::initials(&fold(name));
        let stem = if initials.is_empty() { "org".to_string() } else { initials };
        let next = self.codes.entry(stem.clone()).or_insert(1);
        loop {
            let code = if *next == 1 { stem.clone() } else { format!("{stem}-{next}") };
            if !self.names.has_code(&code)? {
                return Ok(code);
            }
            *next += 1;
        }
    }

    /// Everybody of a name, now or before.
    pub(super) fn bearers(&self, name: &str) -> Result<Vec<Bearer>> {
        self.names.bearers(name)
    }

    /// A person by name or `name@organization`; `context` is the organization for which the person
    /// appears (contract 4, Names). One that is not known is added.
    pub(super) fn person(&mut self, text: &str, context: Option<i64>, place: &Place) -> Result<i64> {
        self.person_of(text, context, place, &[])
    }

    /// As [`Taker::person`], where the record names some persons already: of several who bear the name it is the
    /// one of these. The same file so means the same persons, however many of the name it has added.
    pub(super) fn person_of(
        &mut self,
        text: &str,
        context: Option<i64>,
        place: &Place,
        standing: &[i64],
    ) -> Result<i64> {
        let (name, organization) = named_person(text).map_err(|e| e.at(place))?;
        let all = self.bearers(name)?;
        let context = match organization {
            Some("") => {
                let free =
                    all.iter().filter(|b| b.home.is_none()).min_by_key(|b| !b.organizations.is_empty());
                return free.map_or_else(|| self.add_person(name, None), |b| Ok(b.id));
            }
            Some(organization) => Some(self.organization_named(organization, place)?),
            None => context,
        };
        match meant(&all, context) {
            Meant::One(id) => Ok(id),
            Meant::New => {
                self.one_name(name).and_then(|()| self.one_person(name)).map_err(|e| e.at(place))?;
                let mut near = near_persons(&self.names, name, context)?;
                // 张伟主任 is 张伟, where there is one.
                if let Some(bare) = without_title(name).filter(|_| near.is_empty()) {
                    for one in self.bearers(bare)?.iter().take(NAMESAKES) {
                        let home = one.home.or(one.organizations.first().copied());
                        let home = home.map(|home| self.names.shown(home)).transpose()?;
                        // Beside another organization the bare name would be somebody else's.
                        let reference = home.map_or_else(|| bare.to_string(), |(_, home)| format!("{bare}@{home}"));
                        near.push(NearName { reference, name: bare.to_string() });
                    }
                    if near.is_empty() && !self.explicit {
                        let title = name.strip_prefix(bare).unwrap_or_default().trim();
                        self.warnings.push(say!(
                            "{place}: {name} is taken as a name as a whole; if {title} is a title, name {bare} with the title {title}",
                            "{place}：“{name}”整体作为姓名录入；如“{title}”为职务，请改为姓名“{bare}”、职务“{title}”"
                        ));
                    }
                }
                self.look_near(name, place, &near)?;
                self.add_person(name, context)
            }
            Meant::Placed(id) => {
                let row = self.write.row("persons", id)?.with("organization_id", context);
                self.write.put(&row, row.text("name").unwrap_or(name))?;
                if let Some(persons) = self.names.persons_mut() {
                    persons.place(id, context);
                }
                Ok(id)
            }
            Meant::Many(among) => match among.iter().filter(|b| standing.contains(&b.id)).collect::<Vec<_>>()[..] {
                [only] => Ok(only.id),
                _ => Err(ambiguous_person(self.write, &self.names, name, &among)?.at(place)),
            },
        }
    }

    /// Says of a new person that the name has brackets, in which there may be a title.
    fn tell_bracketed(&mut self, name: &str) {
        let Some((bare, remark)) = bracketed(name) else { return };
        self.warnings.push(match remark {
            Some(title) => say!(
                "{name}: the brackets are taken for a part of the name; if they are not, name {bare} with the title {title}",
                "{name}：括号内的文字作为姓名的一部分录入；如不是，请改为姓名“{bare}”、职务“{title}”"
            ),
            None => say!(
                "{name}: the brackets are taken for a part of the name; if they are not, leave them out: {bare}",
                "{name}：括号内的文字作为姓名的一部分录入；如不是，请去掉括号：{bare}"
            ),
        });
    }

    pub(super) fn add_person(&mut self, name: &str, organization: Option<i64>) -> Result<i64> {
        self.tell_bracketed(name);
        let id = self.write.new_id("persons")?;
        let row = Record::new("persons").with("id", id).with("name", name);
        self.write.add(&row.with("organization_id", organization).with("forgotten", false), name)?;
        if let Some(persons) = self.names.persons_mut() {
            persons.put(id, name, organization, &[]);
        }
        Ok(id)
    }

    /// A session by its reference, code or name.
    pub(in crate::ops) fn session_named(&mut self, text: &str, place: &Place) -> Result<i64> {
        if let Some(id) = self.sessions.get(text) {
            return Ok(*id);
        }
        let id = refs::session(self.write, text).map_err(|e| e.at(place))?;
        self.sessions.insert(text.to_string(), id);
        Ok(id)
    }

    /// A session by its reference, and how it is called.
    pub(in crate::ops) fn session_ref(&self, text: &str) -> Result<(i64, String)> {
        let id = refs::session(self.write, text)?;
        Ok((id, self.session_text(id)?))
    }

    /// How a session is called.
    pub(super) fn session_text(&self, id: i64) -> Result<String> {
        let sql = "SELECT ref FROM session_refs WHERE session_id = ?1";
        Ok(self.write.first::<String>(sql, &[id.into()])?.unwrap_or_default())
    }

    /// How a motion is called.
    pub(super) fn motion_text(&self, id: i64) -> Result<String> {
        let sql = "SELECT r.ref || '/' || m.number FROM motions m JOIN session_refs r ON r.session_id = m.session_id \
                   WHERE m.id = ?1";
        Ok(self.write.first::<String>(sql, &[id.into()])?.unwrap_or_default())
    }

    /// A motion by its code or `SESSION/N`.
    pub(super) fn motion_named(&mut self, text: &str, place: &Place) -> Result<i64> {
        if let Some(id) = self.motions.get(text) {
            return Ok(*id);
        }
        let id = refs::motion(self.write, text).map_err(|e| e.at(place))?;
        self.motions.insert(text.to_string(), id);
        Ok(id)
    }

    /// A body must be there before a session or a rule names it: by its code, a name in either language, or what lists
    /// call it that every registry has.
    pub(super) fn body_code(&self, text: &str, place: &Place) -> Result<String> {
        let error = match refs::body(self.write, text) {
            Err(error) if error.kind() == Kind::NotFound => error,
            found => return found.map_err(|e| e.at(place)),
        };
        let known = self.write.rows::<(String, Option<String>)>("SELECT code, name FROM bodies ORDER BY code", &[])?;
        let (en, zh): (Vec<String>, Vec<String>) = known
            .into_iter()
            .map(|(code, name)| {
                let name = name.or_else(|| BODIES.labels(&code).map(|(_, zh)| zh.to_owned()));
                (code.clone(), name.map_or_else(|| code.clone(), |name| format!("{name}（{code}）")))
            })
            .unzip();
        let (en, zh) = (en.join(", "), zh.join("、"));
        let refused = Error::invalid(say!("no body has the code or the name {text}", "没有名称或代码为“{text}”的会议机构"));
        let near = error.details().hints.iter().filter(|hint| !hint.en.contains("body list"));
        Err(near.cloned().fold(refused, Error::hint)
            .hint(say!(
                "known are {en}; `alliance body add CODE --name NAME` or a [[body]] entry of a record file defines another",
                "已有：{zh}；可用 `alliance body add 代码 --name 名称`（记录文件中用 [[body]]）定义新的机构"
            ))
            .at(place))
    }

    /// The row of a reference such as `v3`: of what came in with that number, else of what is recorded.
    pub(super) fn numbered(&self, text: &str, letter: char, table: &str, place: &Place) -> Result<i64> {
        match self.numbered.get(&text.to_lowercase()) {
            Some(id) => Ok(*id),
            None => refs::numbered(self.write, text, letter, table).map_err(|e| e.at(place)),
        }
    }
}

/// The refusal of what is no name of one person.
pub(super) fn no_name(text: &str, odd: &Odd) -> Error {
    let mend = say!("if it is one name, add it first by a command of its own", "若确是一个姓名，请先用 `alliance person add` 单独新增");
    match odd {
        Odd::Several => Error::invalid(say!("{text} reads as several names", "“{text}”像是几个姓名"))
            .hint(say!("in a list's cell, part them by ; or give each a row of its own", "清单的单元格内请用分号（;）分隔，或每人一行"))
            .hint(mend),
        Odd::Digits => Error::invalid(say!("{text} has a number in it, and is no name", "“{text}”含有号码，不是姓名"))
            .hint(say!("a phone number has a field of its own: phone", "电话请另填“电话”一栏")),
        Odd::Others(name) => Error::invalid(say!("{text} names somebody and others", "“{text}”不止一人"))
            .hint(match name.is_empty() {
                true => say!("leave it out: what is left out is unknown", "请不填：不填即为未知"),
                false => say!("name {name} alone", "请只写“{name}”"),
            }),
        Odd::Title => Error::invalid(say!("{text} is a title, and names nobody", "“{text}”是职务，不是姓名"))
            .hint(say!("write the name; a title has a field of its own", "请填写姓名；职务另填“职务”一栏"))
            .hint(mend),
        Odd::Titled(name, title) => Error::invalid(say!("{text} is a name with a title", "“{text}”是姓名加职务"))
            .hint(say!("name {name}, and put {title} into the field of the title", "请写作姓名“{name}”，“{title}”另填职务一栏"))
            .hint(mend),
    }
}

/// An organization that a command names and nobody knows.
fn unknown(name: &str) -> Error {
    Error::not_found(say!("no organization is known as {name}", "没有名为“{name}”的单位"))
        .hint(say!("`alliance org list` lists them all", "`alliance org list` 列出全部单位"))
        .hint(say!("if {name} is a new one, say so with --new", "如“{name}”确为新的单位，请加 --new"))
}
