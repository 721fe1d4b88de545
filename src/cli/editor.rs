//! `record`: a template in the user's editor, checked when it is saved, shown, asked about, applied.

use std::{
    io::{IsTerminal, Write as _},
    path::{Path, PathBuf},
    process::Command as Process,
};

use clap::{ArgMatches, Command};

use super::{
    Session, acts, asking,
    declare::{Declare, given},
    env,
};
use crate::{
    error::{Error, Kind, Message, Result},
    lang::Lang,
    model::{
        journal::Written,
        record::{Entry, read},
        session::Session as Page,
    },
    ops::{
        acts::{Draft, Rebased, draft, rebase},
        intake::Applied,
        refs,
    },
    render::{self, Format, Out},
    say,
    store::Registry,
};

/// How often an editor may return a faulty text where nobody sits at a terminal.
const ROUNDS: usize = 5;

/// Marks the lines that this program writes into a text that was not understood.
const MARK: &str = "#!";

/// Its declaration.
pub fn command(say: Declare) -> Command {
    let (en, zh) = (
        "2-4 or its name; the next session of the council where it is left out",
        "2-4 或会议全称；不填为理事会下一次会议",
    );
    say.command(
        "record",
        "Fill in the next session in your editor, or correct one that is recorded",
        "在编辑器中填写下一次会议，或更正已录入的会议",
        "record 2-3",
    )
    .arg(say.need("session", "SESSION", en, zh).required(false))
    .arg(say.switch("yes", "Apply without asking", "不询问，直接录入").short('y'))
}

/// The text of a session as it is recorded.
pub fn toml(session: &Session<'_>, registry: &Registry, reference: &str) -> Result<String> {
    let draft = registry.read(|read| {
        refs::session(read, reference)?;
        draft(read, Some(reference), session.today)
    })?;
    let left = session.screen.lang.word(
        "Then: alliance apply FILE. What you strike out stays recorded; `apply --prune` takes out entries that are gone.",
        "改好后：alliance apply 文件。删去的内容仍保留在登记库中；`apply --prune` 删除文件中已没有的条目。",
    );
    let lines = [Some(crate::ops::intake::AS_RECORDED.to_string()), draft.made_from()];
    let head: String = lines.into_iter().flatten().map(|line| line + "\n").collect();
    Ok(head + &written(&draft, left, session.screen.lang))
}

/// The text of a draft that is edited.
fn text(draft: &Draft, lang: Lang) -> String {
    let left = match draft.session {
        Some(_) => lang.word(
            "What you strike out is unknown again, or taken out.",
            "删去的内容改为未知，删去的条目即被删除。",
        ),
        None => lang.word(
            "Strike from the roster who did not come, or write presence = \"leave\" or \"absent\".",
            "未到会者请从名单中删去，或写 presence = \"leave\"（请假）、\"absent\"（缺席）。",
        ),
    };
    let head = draft.made_from().map(|line| line + "\n").unwrap_or_default();
    head + &written(draft, left, lang)
}

/// A draft under its introduction, which says what becomes of what is struck out.
fn written(draft: &Draft, left: &str, lang: Lang) -> String {
    let mut introduction = vec![
        match draft.session {
            Some(_) => format!("{} {}", lang.word("Session", "会议"), draft.called),
            None => lang.word("A new session", "新的会议").to_string(),
        },
        lang.word(
            "Remove the # before what you know; leave out what is unknown.",
            "知道的内容请去掉行首的 # 并填写；不知道的不填。",
        )
        .to_string(),
        left.to_string(),
    ];
    introduction.extend(draft.waiting.iter().map(|message| lang.say(message).to_owned()));
    render::record::record(&draft.entries, &introduction, lang)
}

/// Runs it.
pub fn run(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let registry = session.registry()?;
    let editor = editor()?;
    let called = given(args, "session");
    // The first session of all: the registry comes to be when it is applied.
    let mut draft = match registry.exists()? {
        true => registry.read(|read| draft(read, called, session.today))?,
        false => Registry::scratch(|read| draft(read, called, session.today))?,
    };
    let mut original = text(&draft, session.screen.lang);
    let file = TypedFile::new(&original)?;
    let mut typed = original.clone();
    let mut rounds = 0;
    loop {
        rounds += 1;
        file.write(&typed)?;
        edit(&editor, file.path())?;
        let saved = file.read()?;
        let again = saved == typed && saved != original;
        let clean = unmarked(&saved);
        if clean == original {
            file.remove();
            session.narrate(&say!("the text was left as it was: nothing is recorded", "文本未作改动，没有录入任何内容"));
            return match session.format {
                Format::Table | Format::Markdown => Ok(0),
                Format::Json | Format::Csv => told(session, &Written::default()),
            };
        }
        // What others recorded meanwhile is looked at first: a text is not laid over it unasked.
        let alone = args.get_flag("yes") || !std::io::stdin().is_terminal();
        match meanwhile(&registry, &draft, &clean) {
            Ok(Some((_, refused))) if alone => return Err(refused.hint(file.stays())),
            Ok(Some((rebased, refused))) => {
                let merged = Draft { entries: rebased.entries, ..rebased.draft.clone() };
                typed = annotated(&text(&merged, session.screen.lang), &refused, session.screen.lang);
                draft = rebased.draft;
                original = text(&draft, session.screen.lang);
                session.warn(&rebased.clashes);
                continue;
            }
            Err(error) if alone && error.kind() == Kind::Conflict => return Err(error.hint(file.stays())),
            _ => {}
        }
        match consider(session, &registry, &draft, &clean) {
            // The same faulty text twice, or a script as editor that never gets it right: give up.
            Err(error) if again || (rounds >= ROUNDS && !std::io::stdin().is_terminal()) => {
                return Err(error.hint(file.kept()));
            }
            Err(error) => {
                typed = annotated(&clean, &error, session.screen.lang);
                session.warn(&[say!(
                    "the text has faults; they stand in it as comments",
                    "文本有误，已在相应行前注明"
                )]);
            }
            Ok((preview, pages)) => {
                if session.dry_run() {
                    file.remove();
                    return told(session, &preview);
                }
                if !args.get_flag("yes") {
                    show(session, &preview, &pages)?;
                    match ask(session) {
                        Reply::Yes => {}
                        Reply::Edit => {
                            typed = clean;
                            continue;
                        }
                        Reply::No => {
                            return Err(Error::conflict(say!("not applied", "未录入")).hint(file.kept()));
                        }
                    }
                }
                let applied = take(session, &registry, &draft, &clean).map_err(|e| e.hint(file.kept()))?;
                file.remove();
                acts::applied(session, &registry, &applied)?;
                return Ok(0);
            }
        }
    }
}

fn told(session: &Session<'_>, written: &Written) -> Result<u8> {
    acts::told(session, written)?;
    Ok(0)
}

/// What was recorded since the draft was made and clashes with the text: both merged, and the refusal.
fn meanwhile(registry: &Registry, draft: &Draft, text: &str) -> Result<Option<(Rebased, Error)>> {
    if !registry.exists()? {
        return Ok(None);
    }
    let edited = entries(text)?;
    let rebased = registry.read(|read| rebase(read, draft, &edited))?;
    let refused = rebased.refused();
    Ok(refused.map(|refused| (rebased, refused)))
}

/// What the text would change, and the sessions as they would then stand.
fn consider(
    session: &Session<'_>,
    registry: &Registry,
    draft: &Draft,
    text: &str,
) -> Result<(Written, Vec<Page>)> {
    let (applied, pages) = session.desk(registry).preview_draft(draft, &entries(text)?)?;
    Ok((applied.written, pages))
}

fn take(session: &Session<'_>, registry: &Registry, draft: &Draft, text: &str) -> Result<Applied> {
    session.desk(registry).take_draft(draft, &entries(text)?)
}

fn entries(text: &str) -> Result<Vec<Entry>> {
    let record = read("record", text.as_bytes()).map_err(|faults| {
        Error::together(faults).unwrap_or_else(|| Error::invalid(say!("not understood", "无法识别")))
    })?;
    Ok(record.entries)
}

/// The preview, on stderr, since stdout is for what was done. What speaks against a yes comes last.
fn show(session: &Session<'_>, preview: &Written, pages: &[Page]) -> Result<()> {
    let (mut shown, screen) = (Vec::new(), &session.screen);
    let drawn = pages.iter().try_for_each(|page| {
        render::session::preview(page, screen, &mut shown)?;
        writeln!(shown)
    });
    let drawn = drawn.and_then(|()| {
        render::written::written(preview, true, Out::new(Format::Table, screen, &mut shown))
    });
    drawn.map_err(|e| Error::storage(say!("the preview cannot be drawn", "无法显示预览")).because(&e))?;
    super::say_aside(&String::from_utf8_lossy(&shown));
    session.warn(&preview.warnings);
    session.tell(preview);
    Ok(())
}

enum Reply {
    Yes,
    No,
    Edit,
}

fn ask(session: &Session<'_>) -> Reply {
    let lang = session.screen.lang;
    let asked = lang.word("Record this? [y]es, [n]o, [e]dit:", "录入以上内容？y 录入，n 放弃，e 继续编辑：");
    match asking::answer(asked).as_str() {
        yes if asking::is_yes(yes) => Reply::Yes,
        "e" | "edit" | "改" | "编辑" => Reply::Edit,
        _ => Reply::No,
    }
}

/// The text without the lines that this program wrote into it.
fn unmarked(text: &str) -> String {
    text.lines().filter(|line| !line.starts_with(MARK)).map(|line| format!("{line}\n")).collect()
}

/// The text with each fault as a comment before its line; what has no line stands at the top.
fn annotated(text: &str, error: &Error, lang: Lang) -> String {
    let faults: Vec<&Error> = match &error.details().faults[..] {
        [] => vec![error],
        faults => faults.iter().collect(),
    };
    let mut notes: Vec<(usize, String)> = Vec::new();
    for fault in faults {
        let details = fault.details();
        let line = details.place.as_ref().map(|place| place.line).filter(|line| *line > 0);
        let mut note = |word: &str, message: &Message| {
            let text = render::width::one_line(lang.say(message)).into_owned();
            notes.push((line.unwrap_or(1), format!("{MARK} {word}: {text}\n")));
        };
        note("error", &details.said());
        details.all_causes().iter().for_each(|cause| note("caused by", cause));
        details.all_hints().into_iter().for_each(|hint| note("hint", hint));
    }
    let mut out = String::new();
    for (n, line) in text.lines().enumerate() {
        notes.iter().filter(|(at, _)| *at == n + 1).for_each(|(_, note)| out.push_str(note));
        out.push_str(line);
        out.push('\n');
    }
    let lines = text.lines().count();
    notes.iter().filter(|(at, _)| *at > lines).for_each(|(_, note)| out.push_str(note));
    out
}

/// The file that is edited; it stays where something typed in it is not recorded yet.
struct TypedFile(PathBuf);

impl TypedFile {
    fn new(text: &str) -> Result<TypedFile> {
        let folder = std::env::temp_dir();
        let path = (0..).map(|n| folder.join(format!("alliance-record-{}-{n}.toml", std::process::id())));
        let path = path.into_iter().find(|path| !path.exists()).unwrap_or_default();
        let kept = TypedFile(path);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&kept.0)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|e| kept.failed(&e))?;
        Ok(kept)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn write(&self, text: &str) -> Result<()> {
        std::fs::write(&self.0, text).map_err(|e| self.failed(&e))
    }

    fn read(&self) -> Result<String> {
        let bytes = std::fs::read(&self.0).map_err(|e| self.failed(&e))?;
        String::from_utf8(bytes).map_err(|_| {
            Error::invalid(say!(
                "the text was saved in an encoding other than UTF-8",
                "文本未以 UTF-8 编码保存"
            ))
            .hint(self.kept())
        })
    }

    fn remove(&self) {
        let _ = std::fs::remove_file(&self.0);
    }

    fn kept(&self) -> Message {
        let path = self.0.display();
        say!(
            "what you typed is kept at {path}; `alliance apply {path}` takes it in",
            "所填内容保留在 {path}；可用 `alliance apply {path}` 录入"
        )
    }

    /// As [`TypedFile::kept`], of a text that cannot be taken in as it is.
    fn stays(&self) -> Message {
        let path = self.0.display();
        say!("what you typed is kept at {path}", "所填内容保留在 {path}")
    }

    fn failed(&self, error: &std::io::Error) -> Error {
        let path = self.0.display();
        Error::storage(say!("{path} cannot be used", "无法使用 {path}")).because(error)
    }
}

/// The user's editor: `$VISUAL`, else `$EDITOR`, else, on a terminal, the system's plainest.
fn editor() -> Result<String> {
    match env("VISUAL").or_else(|| env("EDITOR")) {
        Some(named) => Ok(named),
        None if std::io::stdin().is_terminal() => Ok(if cfg!(windows) { "notepad" } else { "vi" }.to_string()),
        None => Err(Error::invalid(say!(
            "there is neither an editor nor a terminal",
            "既未指定编辑器，也没有终端"
        ))
        .hint(say!(
            "name one in $EDITOR, or use `alliance template session` and `alliance apply`",
            "请用 $EDITOR 指定编辑器，或用 `alliance template session` 与 `alliance apply`"
        ))),
    }
}

/// Opens an editor on a file, and waits for its end.
fn edit(editor: &str, path: &Path) -> Result<()> {
    // As a shell word list, so that `code --wait` works.
    let status = if cfg!(windows) {
        let mut words = editor.split_whitespace();
        Process::new(words.next().unwrap_or(editor)).args(words).arg(path).status()
    } else {
        Process::new("sh").arg("-c").arg(format!("{editor} \"$1\"")).arg("editor").arg(path).status()
    };
    let shown = path.display();
    let failed = |cause: String| {
        Error::storage(say!("the editor {editor} did not end well", "编辑器 {editor} 未正常结束"))
            .cause(Message::verbatim(cause))
            .hint(say!(
                "name another in $EDITOR; the text is kept at {shown}",
                "请用 $EDITOR 指定编辑器；文本保留在 {shown}"
            ))
    };
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(status.to_string())),
        Err(e) => Err(failed(e.to_string())),
    }
}
