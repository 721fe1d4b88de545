//! What is offered at a prompt of each kind of value: code words, columns, keys of records, files, and the registry's
//! own names, by what was typed or by its pinyin.

use std::path::Path;

use crate::{
    error::Result,
    lang::{Lang, labels},
    model::{
        pinyin::Spelt,
        session_name::{BodyClaim, english_body},
        text::fold,
        words::Family,
    },
    noun::{Shape, Type},
    ops::refs,
    store::{Read, Registry, keys::Claim},
};

/// More candidates than these are no help at a prompt.
pub const MOST: usize = 200;

/// So many entries of the journal are offered.
const ENTRIES: i64 = 30;

/// Whom and what a document can be for, and whose entries the journal tells.
pub const RECORDS: &[&str] = &["session", "motion", "visit", "action", "activity", "organization", "person"];

/// What a value may be.
pub enum Kind {
    /// A code word of a family.
    Word(&'static Family),
    /// A text out of these, each with a word about it.
    Text(Vec<(String, String)>),
    /// A record of one of these nouns.
    Record(&'static [&'static str]),
    /// A column of the list of a noun; several of them by comma.
    Columns(&'static str),
    /// A key of a record with its value.
    Field(&'static Shape),
    /// A condition on a column of the list of a noun.
    Condition(&'static str),
    /// An organization with its choice.
    Ballot,
    /// A file or a folder.
    File,
}

/// What may be written for a field.
pub fn kinds(ty: Type) -> Vec<Kind> {
    let words = ty.families().into_iter().map(Kind::Word);
    let record: Option<&'static [&'static str]> = match ty {
        Type::Organization | Type::Organizations => Some(&["organization"]),
        Type::Person | Type::Persons | Type::People => Some(&["person"]),
        Type::Subjects | Type::Candidates => Some(&["organization", "person"]),
        Type::Session => Some(&["session"]),
        Type::Motion => Some(&["motion"]),
        Type::Body => Some(&["body"]),
        Type::Refer => Some(RECORDS),
        _ => None,
    };
    let ballot = matches!(ty, Type::Ballots).then_some(Kind::Ballot);
    words.chain(record.map(Kind::Record)).chain(ballot).collect()
}

/// The candidates: each with a word about it.
pub struct Offer<'a> {
    /// The language of the words.
    pub lang: Lang,
    /// The registry whose names are offered, where there is one.
    pub registry: &'a dyn Fn() -> Option<Registry>,
    /// What was found.
    pub found: Vec<(String, String)>,
    /// Whether what was found is only the beginning of a word: a choice follows the organization.
    pub open: bool,
}

impl Offer<'_> {
    /// Offers what of a kind begins with what was typed, or is read so, each with `before` in front of it.
    pub fn values(&mut self, kind: &Kind, typed: &str, before: &str) {
        match kind {
            Kind::Word(family) => self.words(family, typed, before),
            Kind::Text(all) => {
                let fit = all.iter().filter(|(value, _)| value.starts_with(typed));
                self.found.extend(fit.map(|(value, text)| (format!("{before}{value}"), text.clone())));
            }
            Kind::Record(nouns) => self.records(nouns, typed, before),
            Kind::Columns(noun) => {
                let (done, typed) = typed.rsplit_once(',').map_or(("", typed), |(done, typed)| (done, typed));
                let comma = if done.is_empty() { "" } else { "," };
                let (turned, typed) = typed.strip_prefix('-').map_or(("", typed), |typed| ("-", typed));
                let chosen: Vec<String> = done.split(',').map(|column| fold(column.trim_start_matches('-'))).collect();
                let before = format!("{before}{done}{comma}{turned}");
                for key in columns(noun) {
                    let (en, zh) = labels::label(noun, key);
                    if [key, en, zh].iter().any(|name| chosen.contains(&fold(name))) {
                        continue;
                    }
                    self.labelled(key, labels::label(noun, key), typed, &before, "");
                }
            }
            Kind::Field(shape) => match typed.split_once('=') {
                Some((key, typed)) => {
                    let before = format!("{before}{key}=");
                    for kind in field(shape, key).map(|field| kinds(field.ty)).unwrap_or_default() {
                        self.values(&kind, typed, &before);
                    }
                }
                None => {
                    for field in shape.keys() {
                        self.labelled(field.key, labels::label(shape.noun, field.key), typed, before, "=");
                    }
                }
            },
            Kind::Condition(noun) => self.condition(noun, typed, before),
            Kind::Ballot => match typed.rsplit_once(['=', '＝']) {
                Some((name, choice)) => self.words(&crate::model::words::CHOICES, choice, &format!("{before}{name}=")),
                None => {
                    self.open = true;
                    self.records(&["organization"], typed, before);
                }
            },
            Kind::File => self.files(typed, before),
        }
    }

    /// `KEY`, then what compares, then a value.
    fn condition(&mut self, noun: &'static str, typed: &str, before: &str) {
        let Some(at) = typed.find(['=', '!', '<', '>', '~']) else {
            for key in columns(noun) {
                self.labelled(key, labels::label(noun, key), typed, before, "=");
            }
            return;
        };
        let (key, rest) = typed.split_at(at);
        let value = rest.trim_start_matches(['=', '!', '<', '>', '~']);
        let before = format!("{before}{}", &typed[..typed.len() - value.len()]);
        let folded = fold(key);
        let column = columns(noun).into_iter().find(|column| {
            let (en, zh) = labels::label(noun, column);
            let also = labels::headings(noun, column);
            [*column, en, zh].into_iter().chain(also).any(|name| fold(name) == folded)
        });
        let Some(column) = column else { return };
        if let Some(family) = labels::words(noun, column) {
            self.words(family, value, &before);
            if column == "body" {
                // The bodies of the registry's own beside those that every registry has.
                let known = self.found.len();
                self.records(&["body"], value, &before);
                let built_in = |offered: &str| offered.strip_prefix(&before).is_some_and(|code| english_body(code).is_some());
                let own = self.found.split_off(known);
                self.found.extend(own.into_iter().filter(|(offered, _)| known == 0 || !built_in(offered)));
            }
            return;
        }
        let field = crate::noun::named(noun).and_then(|shape| shape.field(column));
        match (field.map(|field| kinds(field.ty)), column) {
            (Some(kinds), _) if !kinds.is_empty() => {
                kinds.iter().for_each(|kind| self.values(kind, value, &before));
            }
            (_, "name") if matches!(noun, "member" | "org" | "organization") => {
                self.records(&["organization"], value, &before);
            }
            _ => {}
        }
    }

    /// The words of a family: by their codes in English, by their labels in Chinese, or however what was typed begins.
    fn words(&mut self, family: &'static Family, typed: &str, before: &str) {
        let count = self.found.len();
        for (code, en, zh) in family.words {
            self.labelled(code, (en, zh), typed, before, "");
        }
        if self.found.len() > count || typed.is_empty() {
            return;
        }
        // What else people write for them.
        let spelt = family.codes().filter(|code| {
            family.spellings(code).iter().any(|word| fold(word).starts_with(&fold(typed)))
        });
        let spelt: Vec<_> = spelt.filter_map(|code| Some((code, family.labels(code)?))).collect();
        for (code, (en, zh)) in spelt {
            let shown = self.lang.word(code, zh);
            self.found.push((format!("{before}{shown}"), self.lang.word(en, code).to_string()));
        }
    }

    /// A word with a label in both languages, where what was typed begins it, or is in its Chinese label or read so.
    fn labelled(&mut self, code: &str, (en, zh): (&str, &str), typed: &str, before: &str, behind: &str) {
        let lower = typed.to_lowercase().replace('_', "-");
        let by_code = !typed.is_empty() && code.replace('_', "-").starts_with(&lower);
        let in_chinese = !typed.is_empty() && fold(zh).starts_with(&fold(typed));
        let read = || Spelt::of(typed).is_some_and(|spelt| spelt.fit(&fold(zh)).is_some());
        let shown = match self.lang {
            _ if by_code => code,
            _ if in_chinese => zh,
            Lang::Zh if typed.is_empty() || read() => zh,
            Lang::En if typed.is_empty() || read() => code,
            _ => return,
        };
        let about = if shown == code { self.lang.word(en, zh) } else { code };
        let about = if about == shown { String::new() } else { about.to_string() };
        self.found.push((format!("{before}{shown}{behind}"), about));
    }

    /// Files and folders that begin with what was typed; a folder ends with a slash.
    fn files(&mut self, typed: &str, before: &str) {
        let (folder, name) = typed.rsplit_once('/').map_or(("", typed), |(folder, name)| (folder, name));
        let parent = &typed[..typed.len() - name.len()];
        let looked_in = match (parent, folder.strip_prefix('~')) {
            ("", _) => ".".to_string(),
            (_, Some(rest)) => format!("{}{rest}/", super::env("HOME").unwrap_or_default()),
            (parent, None) => parent.to_string(),
        };
        let Ok(entries) = std::fs::read_dir(Path::new(&looked_in)) else { return };
        for entry in entries.flatten() {
            let Ok(file) = entry.file_name().into_string() else { continue };
            if file.starts_with(name) && (!file.starts_with('.') || name.starts_with('.')) {
                let slash = if entry.path().is_dir() { "/" } else { "" };
                self.found.push((format!("{before}{parent}{file}{slash}"), String::new()));
            }
        }
    }

    /// Records of some nouns that begin with what was typed, hold it, or are read so in pinyin.
    fn records(&mut self, nouns: &[&str], typed: &str, before: &str) {
        let Some(registry) = (self.registry)() else { return };
        let mut all = Vec::new();
        let _ = names(&registry, nouns, typed, self.lang, &mut all);
        self.found.extend(all.into_iter().map(|(value, text)| (format!("{before}{value}"), text)));
    }
}

/// The keys of the columns of a noun's list.
fn columns(noun: &str) -> Vec<&'static str> {
    let own: &[&str] = match noun {
        "member" => &["name", "class", "status", "since", "until", "province", "representative", "code"],
        "office" => &["role", "person", "organization", "term", "from", "until"],
        "vote" => &["ref", "title", "kind", "on", "outcome", "computed", "unanimous", "yes", "no", "abstain", "uncounted", "session"],
        "roll" => &["organization", "presence", "vote", "reason", "ballot", "class", "quorum", "seat", "proxy"],
        _ => &[],
    };
    let shape = crate::noun::named(noun).filter(|_| own.is_empty());
    let told = shape.into_iter().flat_map(|shape| shape.columns.iter().copied().chain(shape.told().map(|f| f.key)));
    let mut all: Vec<&'static str> = Vec::new();
    for key in own.iter().copied().chain(told) {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
}

/// The field that a key, a flag or a heading means.
pub fn field(shape: &'static Shape, word: &str) -> Option<&'static crate::noun::Field> {
    let folded = fold(word);
    shape.field_by_flag(word).or_else(|| {
        let labelled = |key| <[&str; 2]>::from(labels::label(shape.noun, key)).map(fold).contains(&folded);
        let by_label = shape.keys().find(|field| labelled(field.key));
        by_label.or_else(|| {
            shape.keys().find(|field| field.heads.iter().chain([&field.en, &field.zh]).any(|head| fold(head) == folded))
        })
    })
}

/// Names of the registry that begin with what was typed, hold it, or are read so in pinyin.
fn names(registry: &Registry, kinds: &[&str], typed: &str, lang: Lang, into: &mut Vec<(String, String)>) -> Result<()> {
    let (folded, spelt) = (fold(typed), Spelt::of(typed));
    registry.read(|read: &Read<'_>| {
        for kind in kinds {
            let sql = match *kind {
                "organization" => {
                    organizations(read, &folded, spelt.as_ref(), into)?;
                    continue;
                }
                "entry" => {
                    entries(read, typed, into)?;
                    continue;
                }
                "person" => "SELECT name, coalesce(title, '') FROM persons WHERE forgotten = 0 ORDER BY name",
                "body" => {
                    bodies(read, &folded, spelt.as_ref(), lang, into)?;
                    continue;
                }
                "session" => {
                    sessions(read, &folded, into)?;
                    continue;
                }
                "motion" => "SELECT ref, title FROM motion ORDER BY ref",
                "visit" => "SELECT ref, host FROM visit ORDER BY ref",
                "action" => "SELECT ref, title FROM action ORDER BY ref",
                "contact" => "SELECT 'c' || c.id, p.name FROM contacts c JOIN persons p ON p.id = c.person_id ORDER BY c.id",
                "document" => "SELECT ref, coalesce(title, path) FROM document ORDER BY ref",
                "activity" => "SELECT CASE WHEN edition IS NULL THEN name ELSE name || '/' || edition END, coalesce(kind, '') FROM activities ORDER BY 1",
                "rule" => "SELECT body || '/' || matter || coalesce('@' || \"from\", ''), '' FROM rules ORDER BY 1",
                "term" => "SELECT CAST(number AS TEXT), coalesce(\"start\", '') FROM terms ORDER BY number",
                _ => continue,
            };
            read.each(sql, &[], &mut |row| {
                let (value, text) = (row.text(0)?, row.text(1)?);
                let named = matches!(*kind, "person" | "activity");
                // Where the reference is a number or a code, what it is called finds it too.
                let told = !folded.is_empty() && matches!(*kind, "motion" | "action" | "contact" | "document");
                if fits(&fold(&value), &folded, spelt.as_ref().filter(|_| named), named)
                    || told && fits(&fold(&text), &folded, spelt.as_ref(), true)
                {
                    into.push((value, text));
                }
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// The newest entries of the journal, as `#12` or as the bare number, however what was typed begins.
fn entries(read: &Read<'_>, typed: &str, into: &mut Vec<(String, String)>) -> Result<()> {
    let mark = if typed.is_empty() || typed.starts_with('#') { "#" } else { "" };
    let sql = "SELECT entry, command FROM journal ORDER BY entry DESC LIMIT ?1";
    for (entry, command) in read.rows::<(i64, String)>(sql, &[ENTRIES.into()])? {
        let value = format!("{mark}{entry}");
        if value.starts_with(typed) {
            into.push((value, command));
        }
    }
    Ok(())
}

/// Whether a folded name begins with what was typed; or holds it, or is read so, where names are meant.
fn fits(folded: &str, typed: &str, spelt: Option<&Spelt>, named: bool) -> bool {
    folded.starts_with(typed)
        || (named && (folded.contains(typed) || spelt.is_some_and(|spelt| spelt.fit(folded).is_some())))
}

/// The bodies of which the code or the English name begins with what was typed, or a Chinese name holds it or is read
/// so; where there is none, those of which the English name holds it.
fn bodies(
    read: &Read<'_>,
    typed: &str,
    spelt: Option<&Spelt>,
    lang: Lang,
    into: &mut Vec<(String, String)>,
) -> Result<()> {
    let known = refs::bodies(read)?.known;
    let present = || known.iter().filter(|body| body.claim == BodyClaim::Present);
    let english = |code: &str| {
        let own = known.iter().find(|name| name.code == code && name.claim == BodyClaim::English);
        own.map(|name| name.name.as_str()).or(english_body(code))
    };
    let begins = |code: &str| {
        let mut chinese = known.iter().filter(|name| name.code == code && name.claim != BodyClaim::English);
        fold(code).starts_with(typed)
            || english(code).is_some_and(|name| fold(name).starts_with(typed))
            || chinese.any(|name| name.name != code && fits(&fold(&name.name), typed, spelt, true))
    };
    let holds = |code: &str| english(code).is_some_and(|name| fold(name).contains(typed));
    let any = present().any(|body| begins(&body.code));
    for body in present().filter(|body| if any { begins(&body.code) } else { holds(&body.code) }) {
        let about = lang.word(english(&body.code).unwrap_or(&body.name), &body.name);
        into.push((body.code.clone(), if about == body.code { String::new() } else { about.to_string() }));
    }
    Ok(())
}

/// The sessions whose reference begins with what was typed, or of whose body a name does.
fn sessions(read: &Read<'_>, typed: &str, into: &mut Vec<(String, String)>) -> Result<()> {
    let of = if typed.is_empty() { Vec::new() } else { refs::bodies(read)?.holding(typed) };
    let sql = "SELECT r.ref, s.body, s.\"start\" FROM sessions s JOIN session_refs r ON r.session_id = s.id \
               ORDER BY s.\"start\"";
    for (reference, body, start) in read.rows::<(String, String, String)>(sql, &[])? {
        if fold(&reference).starts_with(typed) || of.contains(&body) {
            into.push((reference, start));
        }
    }
    Ok(())
}

/// The organizations whose present names in either language, or codes, fit. One that is typed in English is offered so.
fn organizations(
    read: &Read<'_>,
    typed: &str,
    spelt: Option<&Spelt>,
    into: &mut Vec<(String, String)>,
) -> Result<()> {
    let (mut ids, mut others) = (Vec::new(), Vec::new());
    read.organization_names("", &mut |id, folded, claim| {
        let wanted = match claim {
            Claim::Code => folded.starts_with(typed),
            Claim::Name => fits(folded, typed, spelt, true),
            // It may be the English name, which is looked at below.
            Claim::Other => {
                if !typed.is_empty() && folded.contains(typed) && others.len() < MOST {
                    others.push(id);
                }
                false
            }
        };
        if wanted && ids.len() < MOST && !ids.contains(&id) {
            ids.push(id);
        }
    })?;
    others.retain(|id| !ids.contains(id));
    let listed = |ids: &[i64]| ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    if !ids.is_empty() {
        let sql = format!("SELECT name, code FROM organizations WHERE id IN ({}) ORDER BY name", listed(&ids));
        into.extend(read.rows::<(String, String)>(&sql, &[])?);
    }
    if !others.is_empty() {
        let sql = format!(
            "SELECT name_en, code FROM organizations WHERE name_en IS NOT NULL AND id IN ({}) ORDER BY name_en",
            listed(&others)
        );
        let mut english = read.rows::<(String, String)>(&sql, &[])?;
        english.retain(|(name, _)| fold(name).contains(typed));
        into.extend(english);
    }
    Ok(())
}
