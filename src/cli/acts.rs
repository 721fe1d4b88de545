//! Handlers of the writing verbs: flags to an entry, the entry to an act, its answer to the page.

use std::{collections::HashMap, path::Path};

use clap::{ArgMatches, parser::ValueSource};

use super::{
    Session,
    declare::{all, given, switched, text},
    offer,
    verbs::{self, Verb},
};
use crate::{
    error::{Error, Message, Result},
    lang::labels,
    model::{
        day::Day,
        journal::Written,
        record::{ALLIANCE, Entry, Field, Given, Place, SESSION, SHAPES, Shape},
        text::nearest,
        words::{CLASSES, Class, CodeWord, Family, LEAVE_REASONS, LeaveReason},
    },
    ops::{acts::Desk, ballots, documents, intake::Applied, query, refs},
    render, say,
    store::{Registry, output, place::{STREAM, can_be_path}},
};

/// Runs a writing verb.
pub fn dispatch(session: &Session<'_>, noun: &str, verb: &str, args: &ArgMatches) -> Result<u8> {
    let Some(verb) = verbs::writing(noun, verb) else { return Ok(2) };
    let registry = match (noun, verb.verb) {
        // It looks itself for what an earlier one left to be erased.
        ("person", "forget") => session.registry_as_it_is()?,
        _ => session.registry()?,
    };
    let mut desk = session.desk(&registry);
    desk.new = switched(args, "new");
    if (noun, verb.verb) == ("document", "add") {
        can_be_path(text(args, "path"))?;
    }
    if (noun, verb.verb) == ("document", "save") {
        return save(session, text(args, "ref"), text(args, "path"), switched(args, "force"));
    }
    if (noun, verb.verb) == ("rule", "rejudge") {
        return rejudge(session, desk, args);
    }
    if session.may_ask()
        && let Some(question) = taken_away(session, &registry, noun, verb.verb, args)?
    {
        desk.dry_run = true;
        let preview = act(session, &desk, noun, verb, args)?.written;
        session.confirm(&question, &preview)?;
        desk.dry_run = false;
    } else {
        desk.dry_run = true;
        session.ask_of_correction(&registry, || Ok(act(session, &desk, noun, verb, args)?.written))?;
        desk.dry_run = session.dry_run();
    }
    let applied = act(session, &desk, noun, verb, args)?;
    told(session, &applied.written)?;
    if (noun, verb.verb) == ("vote", "record") {
        vote_stands(session, &registry, &applied.written, text(args, "ref"))?;
    }
    Ok(0)
}

/// `rule rejudge`: what would change; with `--apply` it does.
fn rejudge(session: &Session<'_>, mut desk: Desk<'_>, args: &ArgMatches) -> Result<u8> {
    let apply = switched(args, "apply");
    desk.dry_run |= !apply;
    let motions: Vec<String> = all(args, "motions").into_iter().cloned().collect();
    let written = desk.rejudge(&motions)?.written;
    told_of(session, &written, desk.dry_run)?;
    if !apply && !written.changes.is_empty() && session.format == render::Format::Table {
        let which = motions.iter().map(|motion| format!(" {motion}")).collect::<String>();
        let hint = say!("`alliance rule rejudge{which} --apply` does it", "确认改判：`alliance rule rejudge{which} --apply`");
        super::say_aside(&render::written::hint(&hint, &session.screen));
    }
    Ok(0)
}

/// What is asked before something is taken away, or ended: the full name of what the reference means. `None` for
/// acts that take nothing away.
fn taken_away(
    session: &Session<'_>,
    registry: &Registry,
    noun: &str,
    verb: &str,
    args: &ArgMatches,
) -> Result<Option<Message>> {
    let removes = verb == "remove" || switched(args, "remove");
    if !removes && !matches!((noun, verb), ("person", "forget") | ("org", "merge") | ("member", "leave")) {
        return Ok(None);
    }
    let moment = session.moment()?;
    let full = |noun: &str, text: &str| registry.read(|read| query::full_name(read, noun, text, moment));
    let name = full(noun, text(args, "ref"))?;
    Ok(Some(match (noun, verb) {
        ("person", "forget") => {
            say!("Erase {name} for good? It cannot be undone.", "永久抹去“{name}”？此操作无法撤销。")
        }
        ("org", "merge") => {
            let into = full("org", text(args, "into"))?;
            say!("Merge {name} into {into}?", "将“{name}”并入“{into}”？")
        }
        ("member", "leave") => {
            let on = day(text(args, "on"), "--on")?;
            let (en, zh) = word::<LeaveReason>(&LEAVE_REASONS, text(args, "reason"), "--reason")?.labels();
            say!(
                "End the membership of {name} ({en}, last day {on})?",
                "终止“{name}”的成员身份（{zh}，最后一日 {on}）？"
            )
        }
        ("member", "remove") => say!("Remove the membership of {name}?", "删除“{name}”的成员身份？"),
        ("member", _) => say!("Remove the application of {name}?", "删除“{name}”的入会申请？"),
        ("vote", _) => say!("Remove the vote on {name}?", "删除议题“{name}”的表决？"),
        ("person", "post") => {
            let title = text(args, "=title");
            say!("Remove the post {title} of {name}?", "删除“{name}”的职务“{title}”？")
        }
        ("session", "attend") => {
            let orgs = all(args, "orgs").into_iter().map(|org| full("org", org)).collect::<Result<Vec<_>>>()?;
            let people = all(args, "=people").into_iter().cloned();
            let who: Vec<String> = orgs.into_iter().chain(people).collect();
            let (en, zh) = (who.join(", "), who.join("、"));
            say!("Remove {en} from those who attended {name}?", "从“{name}”的出席名单中删除“{zh}”？")
        }
        ("session", "agenda") => {
            let title = text(args, "title");
            say!("Remove {title} from the agenda of {name}?", "从“{name}”的议程中删除“{title}”？")
        }
        _ => say!("Remove {name}?", "删除“{name}”？"),
    }))
}

/// Does what the verb says.
fn act(session: &Session<'_>, desk: &Desk<'_>, noun: &str, verb: &Verb, args: &ArgMatches) -> Result<Applied> {
    let text = |name| text(args, name);
    let switch = |name| switched(args, name);
    let entry = || entry(noun, verb, args);
    Ok(match (noun, verb.verb) {
        ("org", "rename") => desk.rename(text("ref"), text("name"), day(text("on"), "--on")?)?,
        ("org", "merge") => desk.merge(text("ref"), text("into"), day(text("on"), "--on")?)?,
        ("member", "add") => desk.member_add(&entry()?, beside(noun, verb, args)?)?,
        ("member", "apply") if switch("remove") => desk.application_remove(text("ref"), &entry()?)?,
        ("member", "apply") => desk.member_apply(text("ref"), &entry()?)?,
        ("member", "class") => {
            let class = word::<Class>(&CLASSES, text("to"), "--to")?;
            desk.member_class(text("ref"), class, day(text("on"), "--on")?)?
        }
        ("member", "leave") => {
            let reason = word::<LeaveReason>(&LEAVE_REASONS, text("reason"), "--reason")?;
            desk.member_leave(text("ref"), day(text("on"), "--on")?, reason)?
        }
        ("member", "remove") => {
            let entry = entry()?;
            let class = entry.word("class").known().and_then(Class::parse);
            desk.member_remove(text("ref"), class, entry.day("from").known())?
        }
        ("person", "post") => desk.post(text("ref"), &entry()?, switch("remove"))?,
        ("person", "forget") => session.forget(desk, text("ref"), switch("text"))?,
        ("session", "add") => desk.session_add(given(args, "ref"), &entry()?)?,
        ("session", "attend") => {
            let (orgs, entry) = who_attended(args, entry()?)?;
            desk.attend(text("ref"), &orgs, &entry, switch("remove"))?
        }
        ("session", "agenda") => desk.agenda(text("ref"), text("title"), &entry()?, switch("remove"))?,
        ("rule", "preset") => {
            let from = given(args, "from").map(|from| day(from, "--from")).transpose()?;
            desk.rule_preset(text("name"), from)?
        }
        ("session", "confirm") => desk.session_confirm(text("ref"), text("in"))?,
        ("motion", "add") => desk.motion_add(text("session"), &entry()?)?,
        ("vote", "record") => desk.vote(text("ref"), &vote_told(session, args, entry()?)?)?,
        ("vote", "remove") => desk.vote_remove(text("ref"))?,
        ("action", "done") => {
            let mut entry = entry()?;
            set(&mut entry, "status", &["done".to_string()], "done")?;
            if let Some(on) = given(args, "on") {
                set(&mut entry, "done", &[on.to_string()], "--on")?;
            }
            desk.edit("action", text("ref"), &entry)?
        }
        ("contact", "end") => desk.contact_end(text("ref"), day(text("on"), "--on")?)?,
        (_, "add") => desk.add(&entry()?, Path::new(""))?,
        (_, "edit") => {
            let shape = shape_of(noun);
            let mut entry = fields_entry(shape, &all(args, "fields"), noun)?;
            if noun == "document" {
                document_stays(&mut entry)?;
            }
            desk.edit(noun, text("ref"), &entry)?
        }
        _ => desk.remove(noun, text("ref"))?,
    })
}

/// Of a document its title and the name of its file can be changed, not what it belongs to.
fn document_stays(entry: &mut Entry) -> Result<()> {
    if entry.has("for") {
        return Err(Error::usage(say!("a document stays with its record", "文件所属的记录不能更改")).hint(say!(
            "`alliance document save`, `document remove` and `document add --for REF` put it elsewhere",
            "请用 `alliance document save` 导出，`document remove` 删除，再以 `document add --for REF` 重新存入"
        )));
    }
    if let Some(path) = entry.text("path").known() {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_string();
        let place = entry.place_of("path").clone();
        entry.put("path", Given::Text(name), place);
    }
    Ok(())
}

/// Who attended, by organization or by name: one of the two is needed.
fn who_attended(args: &ArgMatches, entry: Entry) -> Result<(Vec<String>, Entry)> {
    let orgs: Vec<String> = all(args, "orgs").into_iter().cloned().collect();
    if orgs.is_empty() && !entry.has("people") {
        return Err(Error::usage(say!("say who attended", "请指明出席者")).hint(say!(
            "name organizations, or --person NAME for one without an organization",
            "请写出单位，无单位者用 --person 姓名"
        )));
    }
    Ok((orgs, entry))
}

/// What is said of a vote, with the roll call of `--ballots FILE`.
fn vote_told(session: &Session<'_>, args: &ArgMatches, mut entry: Entry) -> Result<Entry> {
    if let Some(file) = given(args, "ballots") {
        if entry.has("ballots") {
            return Err(Error::usage(say!(
                "--ballot and --ballots exclude each other",
                "--ballot 与 --ballots 不能并用"
            )));
        }
        for told in ballots::read(file, None, text(args, "ref"), &mut entry)? {
            session.narrate(&told);
        }
    }
    if entry.iter().next().is_none() {
        return Err(Error::usage(say!("nothing is said of the vote", "没有写明表决情况")).hint(say!(
            "--yes N --no N --abstain N, --unanimous, --ballot ORG=yes, --ballots FILE.csv or --outcome rejected",
            "可用 --yes N --no N --abstain N、--unanimous、--ballot 单位=赞成、--ballots 文件.csv 或 --outcome 未通过"
        )));
    }
    Ok(entry)
}

/// The vote as it stands now, below what was recorded.
fn vote_stands(session: &Session<'_>, registry: &Registry, written: &Written, motion: &str) -> Result<()> {
    if session.format != render::Format::Table || session.dry_run() {
        return Ok(());
    }
    let page = registry.read(|read| Ok((query::vote(read, refs::motion(read, motion)?)?, super::english::english(session, read)?)));
    let shown = page.and_then(|(page, english)| {
        page.map_or(Ok(()), |mut page| {
            english.vote(&mut page);
            session.answer(|out| {
                writeln!(out.to)?;
                render::vote::vote(&page, out)
            })
        })
    });
    stands(session, written, shown)
}

/// `about edit FIELD=VALUE…`
pub fn edit_alliance(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let registry = session.registry()?;
    let entry = fields_entry(&ALLIANCE, &all(args, "fields"), "about")?;
    told(session, &session.desk(&registry).edit_alliance(&entry)?.written)?;
    Ok(0)
}

impl Session<'_> {
    pub(super) fn desk<'r>(&self, registry: &'r Registry) -> Desk<'r> {
        Desk { registry, author: self.author(), today: self.today, dry_run: self.dry_run(), new: false }
    }
}

/// What was done, what to look at, and what it turned: the last words of every write.
pub fn told(session: &Session<'_>, written: &Written) -> Result<()> {
    told_of(session, written, session.dry_run())?;
    notes(session, written);
    Ok(())
}

/// The same of record files or an editor's text, with the sessions as they stand now, and below them what was taken for
/// granted.
pub fn applied(session: &Session<'_>, registry: &Registry, applied: &Applied) -> Result<()> {
    told_of(session, &applied.written, session.dry_run())?;
    sessions(session, registry, applied)?;
    notes(session, &applied.written);
    Ok(())
}

/// What was taken for granted.
fn notes(session: &Session<'_>, written: &Written) {
    if !session.quiet && session.format != render::Format::Json {
        for note in &written.notes {
            super::say_aside(&render::written::note(note, &session.screen));
        }
    }
}

/// As [`told`], of what was done or only tried.
fn told_of(session: &Session<'_>, written: &Written, dry_run: bool) -> Result<()> {
    session.warn(&written.warnings);
    let told = session.answer(|out| match session.format {
        render::Format::Json => {
            let mut all = written.clone();
            all.warnings.extend(all.notes.iter().cloned());
            render::written::written(&all, dry_run, out)
        }
        _ => render::written::written(written, dry_run, out),
    });
    session.tell(written);
    stands(session, written, told)
}

/// What becomes of a failure behind a write: where the change is made, that its account cannot be written or read is
/// no failure of it. It is told, with the entry that stands, also to who asked for quiet.
pub fn stands(session: &Session<'_>, written: &Written, after: Result<()>) -> Result<()> {
    match (after, written.entry) {
        (Err(error), Some(n)) if !session.dry_run() => {
            let Message { en, zh } = error.details().said();
            let both = say!("entry #{n} is recorded; {en}", "第 #{n} 笔已录入；{zh}");
            super::say_aside(&render::written::warning(&both, &session.screen));
            Ok(())
        }
        (after, _) => after,
    }
}

/// The sessions that a record file or an editor's text was about, as they stand now, one below the other.
fn sessions(session: &Session<'_>, registry: &Registry, applied: &Applied) -> Result<()> {
    if applied.sessions.is_empty() || session.format != render::Format::Table || session.dry_run() {
        return Ok(());
    }
    let show = || -> Result<()> {
        let (pages, english) = registry.read(|read| {
            let ids = applied.sessions.iter().map(|reference| refs::session(read, reference));
            Ok((query::pages(read, &ids.collect::<Result<Vec<_>>>()?)?, super::english::english(session, read)?))
        })?;
        let pages = pages.into_iter().map(|mut page| {
            english.session(&mut page);
            (page.row.reference.clone(), page)
        });
        let mut pages: HashMap<String, _> = pages.collect();
        applied.sessions.iter().filter_map(|reference| pages.remove(reference)).try_for_each(|page| {
            session.answer(|out| {
                writeln!(out.to)?;
                render::session::session(&page, out)
            })
        })
    };
    stands(session, &applied.written, show())
}

/// The shape whose keys a noun's `edit` takes.
fn shape_of(noun: &str) -> &'static Shape {
    let of = match noun {
        "org" => "organization",
        noun => noun,
    };
    let top = SHAPES.iter().copied().find(|shape| shape.noun == of);
    top.or_else(|| SESSION.child(of)).unwrap_or(&SESSION)
}

/// The entry that flags and positions give. What a record file could not say is refused in the same
/// words.
fn entry(noun: &str, verb: &Verb, args: &ArgMatches) -> Result<Entry> {
    let Some((shape, _)) = &verb.keys else { return Ok(Entry::new(&SESSION, Place::flag(verb.verb))) };
    let mut entry = Entry::new(shape, Place::flag(&format!("{noun} {}", verb.verb)));
    let mut faults = flags(&mut entry, verb.fields().into_iter(), args);
    for position in verb.positions {
        if let (Some(key), Some(value)) = (position.key, args.get_one::<String>(position.id)) {
            faults
                .extend(entry.set_text(key, std::slice::from_ref(value), &Place::flag(position.shown)).err());
        }
    }
    let mut faults: Vec<Error> = faults.into_iter().flatten().collect();
    if faults.is_empty() {
        faults.extend(entry.settle().into_iter().filter(|_| shape.noun != "attendance"));
    }
    Error::together(faults).map_or(Ok(entry), Err)
}

/// The entry of the noun beside the verb's own, where a flag gives any of its keys.
fn beside(noun: &str, verb: &Verb, args: &ArgMatches) -> Result<Option<Entry>> {
    let Some(shape) = verb.beside else { return Ok(None) };
    let mut entry = Entry::new(shape, Place::flag(&format!("{noun} {}", verb.verb)));
    let faults = flags(&mut entry, verb.fields_beside(), args);
    let given = entry.iter().next().is_some();
    Error::together(faults.into_iter().flatten().collect()).map_or(Ok(given.then_some(entry)), Err)
}

/// Puts what flags give into an entry, and answers what is wrong with them.
fn flags(entry: &mut Entry, fields: impl Iterator<Item = &'static Field>, args: &ArgMatches) -> Vec<Vec<Error>> {
    let shape = entry.shape;
    let given = fields.filter(|field| args.value_source(&verbs::id(field)) == Some(ValueSource::CommandLine));
    let set = |field: &'static Field| {
        let values: Vec<String> = args.get_many::<String>(&verbs::id(field)).into_iter().flatten().cloned().collect();
        entry.set_text(field.key, &values, &Place::flag(&format!("--{}", verbs::flag(shape, field)))).err()
    };
    given.filter_map(set).collect()
}

/// The entry that `FIELD=VALUE` words give; a field that is named several times is a list.
fn fields_entry(shape: &'static Shape, words: &[&String], noun: &str) -> Result<Entry> {
    let mut entry = Entry::new(shape, Place::flag(&format!("{noun} edit")));
    let mut fields: Vec<(&'static str, Vec<String>)> = Vec::new();
    for word in words {
        let Some((key, value)) = word.split_once('=') else {
            return Err(Error::usage(say!("{word} has no =", "{word} 缺少 ="))
                .hint(say!("write FIELD=VALUE, FIELD= for unknown", "请写作“字段=值”，未知写作“字段=”")));
        };
        let Some(field) = offer::field(shape, key.trim().trim_start_matches("--")) else {
            let all: Vec<&str> = shape.keys().map(|field| field.key).collect();
            let told = |key: &str| match labels::label(shape.noun, key).1 {
                zh if zh == key => key.to_string(),
                zh => format!("{zh}（{key}）"),
            };
            let (list, zh) = (all.join(", "), all.iter().map(|key| told(key)).collect::<Vec<_>>().join("、"));
            let error = Error::usage(say!("{noun} has no field {key}", "{noun} 没有字段 {key}"));
            let labels = all.iter().map(|key| labels::label(shape.noun, key).1);
            let near = nearest(key, all.iter().copied().chain(labels));
            let near = near.and_then(|near| all.iter().copied().find(|key| near == *key || near == labels::label(shape.noun, key).1));
            return Err(match near {
                Some(near) => {
                    let zh = labels::label(shape.noun, near).1;
                    error.hint(say!("did you mean {near}?", "是否指 {near}（{zh}）？"))
                }
                None => error.hint(say!("the fields are {list}", "可用字段：{zh}")),
            });
        };
        match fields.iter_mut().find(|(key, _)| *key == field.key) {
            Some((_, values)) => values.push(value.to_string()),
            None => fields.push((field.key, vec![value.to_string()])),
        }
    }
    let mut faults = Vec::new();
    for (key, values) in fields {
        faults.extend(entry.set_text(key, &values, &Place::flag(key)).err());
    }
    let mut faults: Vec<Error> = faults.into_iter().flatten().collect();
    if faults.is_empty() {
        faults = entry.settle();
    }
    Error::together(faults).map_or(Ok(entry), Err)
}

fn set(entry: &mut Entry, key: &str, values: &[String], place: &str) -> Result<()> {
    entry
        .set_text(key, values, &Place::flag(place))
        .or_else(|faults| Error::together(faults).map_or(Ok(()), Err))
}

fn day(text: &str, flag: &str) -> Result<Day> {
    Day::parse(text).map_err(|message| Error::invalid(message.at(flag)))
}

fn word<W: CodeWord>(family: &Family, text: &str, flag: &str) -> Result<W> {
    family.find(text).and_then(W::parse).ok_or_else(|| {
        let error = Error::invalid(say!("{flag} cannot be {text}", "{flag} 不能是 {text}"));
        family.hints(text).into_iter().fold(error, Error::hint)
    })
}

/// Writes a document that is kept to a file.
fn save(session: &Session<'_>, reference: &str, path: &str, force: bool) -> Result<u8> {
    let bytes = session.registry()?.read(|read| documents::content(read, reference))?;
    if path == STREAM {
        session.print(|out| out.write_all(&bytes))?;
        return Ok(0);
    }
    output::is_free(Path::new(path), force)?;
    if session.dry_run() {
        return Ok(0);
    }
    super::files::write_whole(Path::new(path), force, &bytes)?;
    session.narrate(&say!("{reference} written to {path}", "{reference} 已写入 {path}"));
    Ok(0)
}
