//! Arguments and thin handlers; the only room that reads the environment and writes to the terminal.

mod acts;
mod as_of;
mod asking;
mod check;
mod clock;
mod commands;
mod compared;
mod complete;
mod declare;
mod editor;
mod english;
mod erasing;
mod files;
mod formats;
mod handed;
mod handlers;
mod help;
mod keep;
mod known_on;
mod lists;
mod mcp;
mod mistyped;
mod offer;
mod papers;
mod reports;
mod schema;
mod shells;
mod site;
mod stats;
mod template;
mod terminal;
mod transfer;
mod verbs;
mod wanted;

use std::{
    borrow::Cow,
    cell::RefCell,
    ffi::OsString,
    io::{self, IsTerminal, Write as _},
    rc::Rc,
};

use clap::{ArgMatches, error::ErrorKind};

use self::clock::Clock;
use crate::{
    error::{Error, Message, Result},
    lang::Lang,
    model::{command, day::Day, journal::Written},
    ops::query::Moment,
    render::{self, Format, Out, Screen},
    say,
    store::{Author, Registry, place::{is_address, without_secrets}},
};

/// What every handler has at hand.
pub(crate) struct Session<'m> {
    screen: Screen,
    format: Format,
    quiet: bool,
    matches: &'m ArgMatches,
    today: Day,
    clock: Clock,
    command: String,
    /// The registry, and the one that is asked: the same, or as the journal had it once.
    used: RefCell<Option<(Registry, Registry)>>,
}

/// The whole command line, every noun laid out.
fn whole(lang: Lang) -> clap::Command {
    let all: Vec<String> = verbs::TOPICS.iter().map(|topic| topic.noun.to_string()).collect();
    let mut whole = commands::command(lang, &all);
    whole.build();
    whole
}

/// Runs the program and answers its exit status.
pub fn run(args: Vec<OsString>) -> u8 {
    let mut args = args;
    let mut texts: Vec<String> = args.iter().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let asked_by_tool = texts.get(1).is_some_and(|word| word == mcp::ASK);
    if asked_by_tool {
        args.remove(1);
        texts.remove(1);
    }
    if let Some(asked) = help::asked(&texts) {
        args = asked.iter().map(OsString::from).collect();
        texts = asked;
    }
    let lang = Lang::choose(flag(&texts, "--lang").as_deref(), env);
    let json = asked_by_tool || flag(&texts, "--format").as_deref() == Some("json");
    if texts.get(1).is_some_and(|word| word == complete::ASK) {
        let words = texts.get(2..).unwrap_or_default();
        let words = words.strip_prefix(&["--".to_string()]).unwrap_or(words);
        let _ = to_stdout(|out| out.write_all(complete::ask(words, lang).as_bytes()));
        return 0;
    }
    let screen = screen(lang, flag(&texts, "--color").as_deref());
    let parsed = match commands::named_by(lang, &texts).try_get_matches_from(&args) {
        Err(error) if error.kind() != ErrorKind::DisplayVersion => {
            commands::command(lang, &texts).try_get_matches_from(&args)
        }
        parsed => parsed,
    };
    let outcome = match parsed {
        Ok(matches) => session(&matches, screen, &texts).and_then(|session| {
            let outcome = handlers::dispatch(&session);
            session.close();
            outcome
        }),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            to_stdout(|out| out.write_all(help::text(&error, lang).as_bytes())).map(|()| 0)
        }
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say_aside(&help::text(&error, lang));
            return 2;
        }
        Err(error) => Err(usage(&error, texts.get(1..).unwrap_or_default())),
    };
    match outcome {
        Ok(code) => code,
        Err(error) => {
            say_aside(&render::error::error(&error, json, &screen));
            error.kind().exit_code()
        }
    }
}

/// Says something on stderr. Whoever closed it does not want to hear it; that is no reason to fail.
fn say_aside(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes()).and_then(|()| io::stderr().flush());
}

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A flag's value before the command line is parsed: its language decides how that is done.
fn flag(args: &[String], name: &str) -> Option<String> {
    let with_equals = format!("{name}=");
    args.iter().enumerate().find_map(|(n, arg)| {
        if arg == name {
            args.get(n + 1).cloned()
        } else {
            arg.strip_prefix(&with_equals).map(str::to_string)
        }
    })
}

fn screen(lang: Lang, color: Option<&str>) -> Screen {
    let terminal = io::stdout().is_terminal();
    let color = match color {
        Some("always") => true,
        Some("never") => false,
        _ => terminal && env("NO_COLOR").is_none(),
    };
    let width = env("COLUMNS").and_then(|w| w.parse().ok()).filter(|w| *w > 0);
    let width = width.or_else(|| terminal::size().map(|(columns, _)| columns));
    Screen { lang, width: width.unwrap_or(100), color }
}

fn session<'m>(matches: &'m ArgMatches, screen: Screen, args: &[String]) -> Result<Session<'m>> {
    let clock = Clock::read(env("ALLIANCE_NOW"))?;
    clock.today().set_today();
    formats_fit(matches)?;
    as_of::fits(matches)?;
    known_on::fits(matches)?;
    let format = match matches.get_one::<String>("format").map(String::as_str) {
        Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        Some("markdown") => Format::Markdown,
        _ => Format::Table,
    };
    Ok(Session {
        screen,
        format,
        quiet: matches.get_flag("quiet"),
        matches,
        today: clock.today(),
        clock,
        command: told(args.get(1..).unwrap_or_default()),
        used: RefCell::default(),
    })
}

/// Refuses a form in which the command does not answer.
fn formats_fit(matches: &ArgMatches) -> Result<()> {
    let Some(format) = matches.get_one::<String>("format") else { return Ok(()) };
    let verb = matches.subcommand().map(|(noun, args)| (noun, args.subcommand_name().unwrap_or_default()));
    let own = verb.map_or_else(|| formats::of("", ""), |(noun, verb)| formats::of(noun, verb));
    if own.contains(&format.as_str()) {
        return Ok(());
    }
    let all = own.join(", ");
    Err(Error::usage(say!("--format cannot be {format} here", "--format 在此不能是 {format}"))
        .hint(say!("possible are {all}", "可用：{all}")))
}

/// An argument without what could be a password in it, its flag as it was.
fn unspoilt(arg: &str) -> Cow<'_, str> {
    match arg.split_once('=').filter(|_| arg.starts_with("--")) {
        Some((flag, value)) => match without_secrets(value) {
            Cow::Borrowed(_) => arg.into(),
            Cow::Owned(value) => format!("{flag}={value}").into(),
        },
        None => without_secrets(arg),
    }
}

/// The command as the journal keeps it: without the places of registries, whatever in it could be a password, and
/// quoted where words have spaces.
fn told(args: &[String]) -> String {
    command::join(unspoilt_words(args))
}

/// The words of a command without the places of registries and whatever in them could be a password.
fn unspoilt_words(args: &[String]) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if arg == "--db" {
            rest.next();
        } else if !arg.starts_with("--db=") {
            words.push(unspoilt(arg).into_owned());
        }
    }
    words
}

impl Session<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
    }

    /// The registry: `--db`, else `$ALLIANCE_DB`, else the platform's data folder; under `--known-on` as the journal had it
    /// then. What an earlier command could not finish erasing in it is erased when this one is done.
    fn registry(&self) -> Result<Registry> {
        let mut used = self.used.borrow_mut();
        if let Some((_, asked)) = &*used {
            return Ok(asked.clone());
        }
        let registry = self.registry_as_it_is()?;
        let asked = self.as_known(registry.clone())?;
        Ok(used.insert((registry, asked)).1.clone())
    }

    /// What is left to do and to say of the registry that the command has used.
    fn close(&self) {
        let Some((registry, _)) = self.used.take() else { return };
        if registry.is_read_in_a_copy() {
            self.warn(&[say!(
                "the registry is of an earlier version and cannot be written: it is read in a copy that is brought up, and keeps its version",
                "登记库为较早版本且不可写入：本次在升级后的临时副本中读取，登记库本身不变"
            )]);
        } else if registry.is_unfinished() {
            self.take_up(&registry);
        }
    }

    /// The registry, with nothing done to it at the end.
    fn registry_as_it_is(&self) -> Result<Registry> {
        match self.text("db") {
            Some(named) => self.at(Some(named.to_string())),
            None => self.at(named_by_environment()?),
        }
    }

    /// A registry that says on stderr when its server keeps it waiting.
    fn at(&self, named: Option<String>) -> Result<Registry> {
        let registry = place(named)?;
        if self.quiet || self.format == Format::Json {
            return Ok(registry);
        }
        let screen = self.screen;
        Ok(registry.telling(Rc::new(move |error| {
            let fault = screen.lang.say(&error.details().said()).to_string();
            let waits = say!("{fault}; trying again, for a minute at most", "{fault}；正在重试，最多一分钟");
            say_aside(&render::written::warning(&waits, &screen));
        })))
    }

    fn day(&self) -> Result<Day> {
        match self.text("as-of") {
            // A month or a year as it stood at its end.
            Some(text) => {
                Day::parse(text).map(Day::last).map_err(|message| Error::usage(message.at("--as-of")))
            }
            None => Ok(self.today),
        }
    }

    /// The day that a question is about, and whether one was asked for.
    fn moment(&self) -> Result<Moment> {
        Ok(Moment { day: self.day()?, asked: self.text("as-of").is_some() })
    }

    fn author(&self) -> Author {
        let actor = self.text("actor").map(str::to_string).or_else(|| env("ALLIANCE_ACTOR"));
        Author {
            at: self.clock.now(),
            actor: actor.or_else(|| whoami::username().ok()).unwrap_or_else(|| "unknown".to_string()),
            why: self.text("why").map(str::to_string),
            command: self.command.clone(),
        }
    }

    fn dry_run(&self) -> bool {
        self.matches.get_flag("dry-run")
    }

    /// Narration: to stderr, and not under `--quiet`.
    fn warn(&self, messages: &[Message]) {
        if !self.quiet && self.format != Format::Json {
            for message in messages {
                say_aside(&render::written::warning(message, &self.screen));
            }
        }
    }

    /// Verdicts and findings that a write has turned, on stderr.
    fn tell(&self, written: &Written) {
        if !self.quiet && self.format != Format::Json {
            say_aside(&render::written::turned(written, &self.screen));
        }
    }

    /// What to do next, on stderr.
    fn hint(&self, message: &Message) {
        if !self.quiet && self.format != Format::Json {
            say_aside(&render::written::hint(message, &self.screen));
        }
    }

    /// What was done, or under `--dry-run` what would have been.
    fn did(&self, would: Message, done: Message) {
        self.narrate(if self.dry_run() { &would } else { &done });
    }

    /// One line of narration.
    fn narrate(&self, message: &Message) {
        if !self.quiet && self.format != Format::Json {
            say_aside(&format!("{}\n", self.screen.lang.say(message)));
        }
    }

    /// An answer to a question, in the form and for the screen that were asked for.
    fn answer(&self, draw: impl FnOnce(Out<'_>) -> io::Result<()>) -> Result<()> {
        let screen = lists::screen(self);
        to_stdout(|to| draw(Out::new(self.format, &screen, to)))
    }

    /// What goes to stdout, whole, through the pager where it is longer than the terminal; a reader
    /// that stops early is no error.
    fn print(&self, draw: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<()> {
        to_stdout(draw)
    }
}

/// The one way to stdout. A reader that stops early is no error.
fn to_stdout(draw: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<()> {
    let written = if terminal::may_page() {
        let mut page = Vec::new();
        draw(&mut page).and_then(|()| terminal::show(&page))
    } else {
        let mut out = io::BufWriter::new(io::stdout().lock());
        draw(&mut out).and_then(|()| out.flush())
    };
    match written {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::storage(say!("the output cannot be written", "无法写出结果")).because(&e))
        }
        _ => Ok(()),
    }
}

/// What `$ALLIANCE_DB` names, where it is set.
///
/// # Errors
/// What cannot be read is not passed over: another registry would be used in its stead.
fn named_by_environment() -> Result<Option<String>> {
    match std::env::var("ALLIANCE_DB") {
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(Error::usage(say!("$ALLIANCE_DB is not UTF-8", "$ALLIANCE_DB 不是 UTF-8 编码"))
                .hint(say!("name the registry by a path in UTF-8", "请用 UTF-8 编码的路径指定登记库")))
        }
        named => Ok(named.ok().filter(|named| !named.is_empty())),
    }
}

/// The registry that is named, else that of the data folder.
fn place(named: Option<String>) -> Result<Registry> {
    match named {
        Some(place) => Registry::at(&place, &env),
        None => Registry::at(&data_folder()?, &env),
    }
}

/// `alliance/registry.db` in the platform's data folder.
fn data_folder() -> Result<String> {
    let folder = if cfg!(windows) {
        env("APPDATA")
    } else if cfg!(target_os = "macos") {
        env("HOME").map(|home| format!("{home}/Library/Application Support"))
    } else {
        env("XDG_DATA_HOME").or_else(|| env("HOME").map(|home| format!("{home}/.local/share")))
    };
    folder.map(|folder| format!("{folder}/alliance/registry.db")).ok_or_else(|| {
        Error::usage(say!("no data folder is known", "找不到数据文件夹"))
            .hint(say!("name the registry with --db PATH", "请用 --db PATH 指定登记库"))
    })
}

/// The parser's complaint about the words of a command line, in words of ours.
fn usage(error: &clap::Error, words: &[String]) -> Error {
    use clap::error::{ContextKind, ContextValue};
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let shown = |text: String| if is_address(&text) { "…".to_string() } else { text };
    let argument = shown(word(ContextKind::InvalidArg).unwrap_or_default());
    let value = word(ContextKind::InvalidValue).unwrap_or_default();
    let mut ours = Error::usage(match error.kind() {
        ErrorKind::UnknownArgument => say!("there is no argument {argument} here", "此处没有参数 {argument}"),
        ErrorKind::InvalidSubcommand => {
            let given = shown(word(ContextKind::InvalidSubcommand).unwrap_or_default());
            say!("there is no command {given} here", "此处没有命令 {given}")
        }
        ErrorKind::MissingRequiredArgument => say!("{argument} is missing", "缺少 {argument}"),
        ErrorKind::MissingSubcommand => say!("say what to do with it", "请指明要做什么"),
        ErrorKind::InvalidValue if value.is_empty() => {
            say!("{argument} wants a value", "{argument} 需要一个值")
        }
        ErrorKind::InvalidValue => {
            let value = shown(value);
            say!("{argument} cannot be {value}", "{argument} 不能是 {value}")
        }
        ErrorKind::ArgumentConflict => {
            say!("{argument} is given twice or beside what excludes it", "{argument} 重复或与其他参数冲突")
        }
        _ if is_address(&value) => say!("{argument} cannot be …", "{argument} 不能是 …"),
        _ if !value.is_empty() => Message {
            en: error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_string(),
            zh: format!("{argument} 不能是 {value}"),
        },
        _ if !argument.is_empty() => Message {
            en: error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_string(),
            zh: format!("{argument} 的写法不对"),
        },
        _ => Message::verbatim(
            error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: "),
        ),
    });
    let unknown = matches!(error.kind(), ErrorKind::InvalidSubcommand | ErrorKind::UnknownArgument);
    if let Some(mended) = unknown.then(|| mistyped::hint(&unspoilt_words(words))).flatten() {
        return ours.hint(mended);
    }
    if let Some(asked) = unknown.then(|| mistyped::one_of_a_list(&unspoilt_words(words))).flatten() {
        ours = ours.hint(asked);
    }
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue] {
        if let Some(near) = word(kind) {
            ours = ours.hint(say!("did you mean {near}?", "是否指 {near}？"));
        }
    }
    if let Some(words) = word(ContextKind::ValidValue).filter(|w| !w.is_empty()) {
        ours = ours.hint(say!("possible are {words}", "可用：{words}"));
    }
    if error.kind() == ErrorKind::InvalidSubcommand
        && let Some(verbs) = mistyped::verbs(words)
    {
        ours = ours.hint(verbs);
    }
    if ours.details().hints.is_empty() {
        ours = ours.hint(say!("--help shows what there is", "--help 显示用法"));
    }
    ours
}
