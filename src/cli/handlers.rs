//! From arguments to one operation, and from its answer to the page.

use std::path::PathBuf;

use clap::ArgMatches;
use serde::Serialize;

use super::{
    Session, acts, check, commands, compared, complete,
    declare::{all, given, switched, text},
    editor,
    files::read_most,
    keep, lists, papers, site, stats, transfer,
};
use crate::{
    error::{Error, Kind, Message, Result},
    model::{day::Day, record::FILE_LIMIT, source::Cited, words::Roster},
    noun::{self, Noun},
    ops::{
        acts::brought_up,
        intake, journal,
        names::{self, Names},
        query::{self, Ids, Listed as _},
        refs,
    },
    render::{self, Format},
    say,
    store::{Read, place::{STREAM, can_be_path}},
};

/// Runs the command that was named.
pub fn dispatch(session: &Session<'_>) -> Result<u8> {
    let Some((noun, args)) = session.matches.subcommand() else { return Ok(2) };
    match noun {
        "init" => init(session),
        "about" => match args.subcommand() {
            Some((_, args)) => acts::edit_alliance(session, args),
            None => about(session),
        },
        "apply" => apply(session, args),
        "template" => super::template::dispatch(session, args),
        "record" => editor::run(session, args),
        "log" => match args.subcommand() {
            Some((_, args)) => compared::show(session, args),
            None => log(session, args),
        },
        "diff" => compared::diff(session, args),
        "undo" => undo(session, args),
        "check" => check::dispatch(session, args),
        "minutes" | "bulletin" | "resolution" | "calendar" | "notice" | "sheet" => papers::dispatch(session, noun, args),
        "schema" => super::schema::run(session, args),
        "mcp" => super::mcp::run(session),
        "completions" | "man" => complete::dispatch(session, noun, args),
        "import" | "export" => transfer::dispatch(session, noun, args),
        "report" => super::reports::report(session, args),
        "site" => site::dispatch(session, args),
        "todo" => todo(session),
        "decision" => match args.subcommand() {
            Some((_, args)) => decisions(session, switched(args, "in-force")),
            None => Ok(2),
        },
        "search" | "stats" => stats::dispatch(session, noun, args),
        "backup" | "restore" | "copy" | "grant" | "sql" => keep::dispatch(session, noun, args),
        noun => match args.subcommand() {
            Some(("show", args)) => show(session, noun, args),
            Some(("list", args)) => list(session, noun, args),
            Some(("roll", args)) => roll(session, args),
            Some(("audit", args)) => super::reports::audit(session, args),
            Some((verb, args)) => acts::dispatch(session, noun, verb, args),
            None => Ok(2),
        },
    }
}

fn init(session: &Session<'_>) -> Result<u8> {
    let registry = session.registry()?;
    let path = registry.shown();
    if registry.init()? {
        session.narrate(&say!("a new registry at {path}", "已新建登记库 {path}"));
        Ok(0)
    } else {
        Err(Error::conflict(say!("there is a registry at {path} already", "{path} 处已有登记库")))
    }
}

fn about(session: &Session<'_>) -> Result<u8> {
    let moment = session.moment()?;
    let about = session.registry()?.read(|read| query::about_on(read, moment))?;
    session.answer(|out| render::about::about(&about, out))?;
    Ok(0)
}

fn apply(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let (mut sources, mut faults) = (Vec::new(), Vec::new());
    for file in all(args, "files") {
        match source(file) {
            Ok(source) => sources.push(source),
            Err(error) => faults.push(error),
        }
    }
    if let Some(error) = Error::together(faults) {
        return Err(error);
    }
    let (prune, clear_blank) = (args.get_flag("prune"), args.get_flag("clear-blank"));
    let options = intake::Options { prune, clear_blank, ..intake::Options::of_files(session.today, session.dry_run()) };
    let registry = session.registry()?;
    let take = |options: &intake::Options| intake::apply(&registry, &sources, &session.author(), options, &brought_up);
    let tried = intake::Options { dry_run: true, ..options.clone() };
    session.ask_of_correction(&registry, || Ok(take(&tried)?.written))?;
    let applied = take(&options)?;
    acts::applied(session, &registry, &applied)?;
    Ok(0)
}

/// A record file as it lies there, or stdin.
fn source(file: &str) -> Result<intake::Source> {
    if file != STREAM {
        can_be_path(file)?;
    }
    let failed = |e: std::io::Error| {
        Error::new(Kind::Invalid, say!("{file} cannot be read", "无法读取 {file}"))
            .because(&e)
            .hint(say!("name a record file, or - for stdin", "请指定记录文件，或用 - 表示标准输入"))
    };
    let path = PathBuf::from(file);
    if file == STREAM {
        let bytes = read_most(std::io::stdin(), FILE_LIMIT).map_err(failed)?;
        return Ok(intake::Source { name: "stdin".into(), bytes, folder: PathBuf::from(".") });
    }
    if path.is_dir() {
        return Err(Error::invalid(say!(
            "{file} is a folder, not a record file",
            "{file} 是文件夹，不是记录文件"
        ))
        .hint(say!("name the file in it", "请指定其中的文件")));
    }
    let bytes = std::fs::File::open(&path).and_then(|from| read_most(from, FILE_LIMIT)).map_err(failed)?;
    let folder = path.parent().map(PathBuf::from).unwrap_or_default();
    Ok(intake::Source { name: file.to_string(), bytes, folder })
}

fn log(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let day = |id: &str| {
        let parsed = given(args, id).map(Day::parse);
        parsed.transpose().map_err(|message| Error::usage(message.at(&format!("--{id}"))))
    };
    let mut filter = query::LogFilter {
        noun: given(args, "noun").map(|noun| commands::logged_as(noun).to_string()),
        actor: session.text("actor").map(str::to_string),
        since: day("since")?.map(|day| session.clock.begin(day.first())),
        until: day("until")?.map(|day| session.clock.begin(day.after())),
        limit: args.get_one::<i64>("limit").copied(),
        entry: None,
        references: Vec::new(),
        account: matches!(session.format, Format::Table | Format::Markdown),
    };
    let registry = session.registry()?;
    let (mut entries, head) = registry.read(|read| {
        if let Some(reference) = given(args, "ref") {
            filter.references = refs::called(read, reference)?;
        }
        Ok((query::log(read, &filter)?, query::head(read)?))
    })?;
    for entry in &mut entries {
        entry.at = session.clock.here(&entry.at);
    }
    let head = head.as_ref().map(|(entry, hash)| (*entry, hash.as_str()));
    session.answer(|out| render::log::log(&entries, head, out))?;
    Ok(0)
}

fn undo(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let entry = match given(args, "entry") {
        Some(text) => Some(text.trim_start_matches('#').parse::<i64>().map_err(|_| {
            Error::usage(say!("{text} is no number of an entry", "{text} 不是日志编号"))
                .hint(say!("`alliance log` lists them", "`alliance log` 列出全部"))
        })?),
        None => None,
    };
    let registry = session.registry()?;
    let about = registry.read(|read| journal::about(read, entry))?;
    if let Some((n, command)) = about.as_ref().filter(|_| session.may_ask()) {
        let preview = journal::undo(&registry, entry, &session.author(), true)?;
        let command = clipped(command);
        let question = say!("Take back entry #{n} (`{command}`)?", "撤销第 #{n} 笔（`{command}`）？");
        session.confirm(&question, &preview)?;
    }
    let written = journal::undo(&registry, entry, &session.author(), session.dry_run())?;
    acts::told(session, &written)?;
    if let Some((n, _)) = about.filter(|_| !session.dry_run()) {
        let next = match registry.read(|read| journal::further(read, n)) {
            Ok(next) => next,
            Err(error) => return acts::stands(session, &written, Err(error)).map(|()| 0),
        };
        session.hint(&match next {
            Some((next, command)) => {
                let command = clipped(&command);
                say!(
                    "further back: `alliance undo {next}` (`{command}`); `alliance undo` alone now takes this undo back",
                    "继续往前撤销：`alliance undo {next}`（`{command}`）；此时只写 `alliance undo` 会恢复刚撤销的内容"
                )
            }
            None => say!(
                "`alliance undo` once more takes this undo back; nothing before it is left to undo",
                "再次 `alliance undo` 会恢复刚撤销的内容；此前已无可撤销的录入"
            ),
        });
    }
    Ok(0)
}

/// Enough of a command to know it by.
fn clipped(command: &str) -> String {
    match command.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &command[..at]),
        None => command.to_string(),
    }
}

/// `todo`: all that waits for somebody.
fn todo(session: &Session<'_>) -> Result<u8> {
    let moment = session.moment()?;
    let rows = session.registry()?.read(|read| query::todo(read, moment))?;
    if rows.is_empty() && session.format == Format::Table {
        session.hint(&say!("nothing is due", "暂无待办事项"));
    }
    let columns = ["due", "overdue", "text", "ref", "kind"];
    lists::show(session, &rows, &render::view::ListSpec { noun: "todo", columns: &columns })?;
    Ok(0)
}

/// `decision list`: what was carried, and whether it still holds.
fn decisions(session: &Session<'_>, in_force: bool) -> Result<u8> {
    let moment = session.moment()?;
    let rows = session.registry()?.read(|read| query::decisions(read, moment, in_force))?;
    let columns = ["ref", "title", "on", "in_force", "replaced_by", "kind"];
    lists::rows(session, &rows, "decision", &columns)
}

/// The list of a noun.
fn list(session: &Session<'_>, noun: &str, args: &ArgMatches) -> Result<u8> {
    let registry = session.registry()?;
    let moment = session.moment()?;
    let day = moment.day;
    let people = matches!(session.format, Format::Table | Format::Markdown);
    match noun {
        "member" => {
            let columns = ["name", "class", "status", "since", "until", "province", "representative", "code"];
            let handed = lists::is_handed(session)?;
            return lists::listed(session, "member", |read| {
                let list = query::Members::read(read, day, args.get_flag("all"))?;
                let list = if people { list.telling_successors() } else { list };
                let mut columns = columns.to_vec();
                if list.tells_successors() {
                    columns.insert(5, "merged_into");
                }
                if handed && list.has_changed_classes() {
                    columns.insert(4, "class_since");
                }
                Ok((list, columns))
            });
        }
        "office" => {
            let columns = ["role", "person", "organization", "term", "from", "until"];
            let held = match args.get_one::<u32>("term") {
                Some(term) => query::Held::Term(*term),
                None if switched(args, "all") => query::Held::Ever,
                None => query::Held::Now,
            };
            return lists::rows(session, &registry.read(|r| query::offices(r, day, held))?, "office", &columns);
        }
        "dues" if switched(args, "arrears") => {
            let columns = ["organization", "year", "amount", "paid", "owing", "due", "overdue"];
            return lists::rows(session, &registry.read(|r| query::arrears(r, day))?, "arrears", &columns);
        }
        "vote" => {
            let mut columns = vec!["ref", "title", "outcome", "on", "kind", "unanimous", "yes", "no", "abstain"];
            // Who is handed the list sees where what was declared is not what the rule yields, and how many of the votes that
            // are recorded do not count.
            let handed = lists::is_handed(session)?;
            if handed {
                columns.insert(3, "computed");
            }
            let people = people || handed;
            if people {
                columns.push("uncounted");
            }
            return lists::listed(session, "vote", |_| Ok((query::Votes { moment, people }, columns.clone())));
        }
        _ => {}
    }
    let Some(shape) = noun::named(noun) else { return Ok(2) };
    let (noun, columns) = (shape.noun, shape.columns);
    match shape.is {
        Noun::Rule => {
            let rules = query::rules_on(registry.read(query::rules)?, moment);
            // What no rule says needs no column; what one says is not left out unsaid.
            let told = serde_json::to_value(&rules).unwrap_or_default();
            let says = |key: &str| told.as_array().into_iter().flatten().any(|rule| rule.get(key).is_some_and(|value| !value.is_null()));
            let more = shape.keys().map(|field| field.key).filter(|key| !columns.contains(key) && says(key));
            let at = columns.iter().position(|key| *key == "from").unwrap_or(columns.len());
            let (before, behind) = columns.split_at(at);
            let columns: Vec<&str> = before.iter().copied().chain(more).chain(behind.iter().copied()).collect();
            lists::rows(session, &rules, noun, &columns)
        }
        // They are known by their codes, and few.
        Noun::Body => {
            let bodies = registry.read(|r| query::facts(r, shape, Ids::All, day))?;
            lists::rows(session, &bodies, noun, columns)
        }
        Noun::Contact => lists::listed(session, noun, |read| {
            let list = query::Contacts::read(read, moment, switched(args, "all"))?;
            if let n @ 1.. = list.former() {
                session.narrate(&say!(
                    "contacts of organizations that are members no more: {n}, left out; --all shows them",
                    "另有{n}位联系人所在单位已不是成员，未列出；加 --all 则列出"
                ));
            }
            // People want to know as what somebody is to be addressed, and where.
            let shown = ["ref", "organization", "person", "title", "duty", "phone", "email", "province", "from", "until"];
            Ok((list, if people { shown.to_vec() } else { columns.to_vec() }))
        }),
        Noun::Session => lists::listed(session, noun, |_| Ok((query::Sessions(moment), columns.to_vec()))),
        Noun::Motion => lists::listed(session, noun, |_| {
            let list = query::Motions(moment);
            // What the rule yields stands beside what was declared where rows are picked, which may be by that; a list
            // without conditions does without what has to be judged.
            let judged = people && args.get_many::<String>("where").is_some();
            let more = |key: &&'static str| if judged && *key == "outcome" { list.more() } else { &[] };
            Ok((list, columns.iter().flat_map(|key| std::iter::once(key).chain(more(key))).copied().collect()))
        }),
        _ => lists::listed(session, noun, |read| {
            let whole = switched(args, "all");
            // Most organizations have never merged.
            let merged = columns.contains(&"merged_into") && query::has_merged(read, moment)?;
            let own = columns.iter().copied().filter(|key| merged || *key != "merged_into");
            let list = query::Records { shape, moment, whole };
            let more = if people { list.more() } else { &[] };
            Ok((list, own.chain(more.iter().copied()).collect()))
        }),
    }
}

/// `session roll REF [--motion N]`
fn roll(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let (lines, roster, touched) = session.registry()?.read(|read| {
        let id = refs::session(read, text(args, "ref"))?;
        // A number of the session, or whatever else names a motion.
        let motion = given(args, "motion").map(|motion| match motion.chars().all(|c| c.is_ascii_digit()) {
            true => {
                let sql = "SELECT ref FROM session_refs WHERE session_id = ?1";
                let session = read.first::<String>(sql, &[id.into()])?.unwrap_or_default();
                refs::motion(read, &format!("{session}/{motion}"))
            }
            false => refs::motion(read, motion),
        });
        let motion = motion.transpose()?;
        if let Some(motion) = motion {
            let sql = "SELECT session_id FROM motions WHERE id = ?1";
            if read.first::<i64>(sql, &[motion.into()])? != Some(id) {
                return Err(Error::usage(say!(
                    "--motion names a motion of another session",
                    "--motion 所指议题属于另一次会议"
                )));
            }
        }
        let sql = "SELECT roster FROM sessions WHERE id = ?1";
        let roster = read.first::<Roster>(sql, &[id.into()])?;
        Ok((query::roll(read, id, motion)?, roster, query::at_stake_in(read, id, motion)?))
    })?;
    // Told, and no reason not to vote.
    for one in touched {
        let reference = one.reference;
        session.hint(&Message { en: format!("{reference}: {}", one.message.en), zh: format!("{reference}：{}", one.message.zh) });
    }
    if roster == Some(Roster::Partial) {
        session.hint(&say!(
            "the attendance list is open: others may have been there too",
            "出席名单不完整：可能另有到会者"
        ));
    }
    let columns: &[&str] = match given(args, "motion") {
        Some(_) => {
            &["organization", "presence", "vote", "reason", "ballot", "class", "quorum", "seat", "proxy"]
        }
        None => &["organization", "presence", "vote", "reason", "class", "quorum", "seat", "proxy"],
    };
    lists::rows(session, &lines, "roll", columns)
}

/// What is recorded of one thing, and where it comes from where that was asked for.
type Found<T> = (T, Option<Vec<Cited>>);

fn one<T: Serialize>(session: &Session<'_>, (value, sources): Found<Option<T>>, noun: &'static str) -> Result<u8> {
    let value = there(value)?;
    session.answer(|out| render::one::one(&value, noun, out.citing(sources)))?;
    Ok(0)
}

fn there<T>(value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::storage(say!("the record is incomplete", "记录不完整")))
}

fn show(session: &Session<'_>, noun: &str, args: &ArgMatches) -> Result<u8> {
    let (registry, moment, text) = (session.registry()?, session.moment()?, text(args, "ref"));
    let Some(shape) = noun::named(noun) else { return Ok(2) };
    let asked = switched(args, "sources");
    if asked && session.format == Format::Csv {
        return Err(Error::usage(say!("--sources has no place in a row of CSV", "CSV 只有一行，放不下 --sources"))
            .hint(say!("possible are table, json, markdown", "可用：table, json, markdown")));
    }
    let cited = |read: &Read<'_>, id: i64| asked.then(|| query::sources(read, shape, id)).transpose();
    match shape.is {
        Noun::Membership => {
            let (member, sources) = registry.read(|r| {
                let id = Names::of(r).organization(text)?;
                Ok((query::member(r, id, moment)?, cited(r, id)?))
            })?;
            let member = there(member)?;
            session.answer(|out| render::member::member(&member, out.citing(sources)))?;
            Ok(0)
        }
        Noun::Person => {
            let (person, sources) = registry.read(|r| {
                let id = names::person(r, &Names::of(r), text)?;
                Ok((query::person(r, id, moment.day)?, cited(r, id)?))
            })?;
            one(session, (person.map(|person| query::person_on(person, moment)), sources), "person")
        }
        Noun::Session if session.text("format") == Some("toml") => {
            let text = editor::toml(session, &registry, text)?;
            session.print(|out| out.write_all(text.as_bytes()))?;
            Ok(0)
        }
        Noun::Session => {
            let (page, sources, english) = registry.read(|r| {
                let id = refs::session(r, text)?;
                Ok((query::session(r, id)?, cited(r, id)?, super::english::english(session, r)?))
            })?;
            let mut page = there(page)?;
            english.session(&mut page);
            session.answer(|out| render::session::session(&page, out.citing(sources)))?;
            Ok(0)
        }
        Noun::Motion if noun == "vote" => {
            let (vote, sources, english) = registry.read(|r| {
                let id = refs::motion(r, text)?;
                Ok((query::vote(r, id)?, cited(r, id)?, super::english::english(session, r)?))
            })?;
            let mut vote = there(vote)?;
            english.vote(&mut vote);
            session.answer(|out| render::vote::vote(&vote, out.citing(sources)))?;
            Ok(0)
        }
        Noun::Motion => {
            let motion = registry.read(|r| {
                let id = refs::motion(r, text)?;
                Ok((query::motion(r, id)?, cited(r, id)?))
            })?;
            one(session, motion, "motion")
        }
        _ => {
            let found = registry.read(|r| {
                let refs::Target::Row { id, .. } = refs::target(r, &Names::of(r), noun, text)? else {
                    return Ok((None, None));
                };
                Ok((query::facts(r, shape, Ids::These(&[id]), moment.day)?.pop(), cited(r, id)?))
            })?;
            one(session, found, shape.noun)
        }
    }
}
