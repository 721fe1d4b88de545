//! `template`: a commented record file to start from, or a workbook to fill in.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};

use super::{
    Session,
    declare::{Declare, given, text},
    files, papers,
};
use crate::{
    error::{Error, Message, Result},
    lang::Lang,
    model::{form::Choices, journal::{NEW, OF}, record::Entry},
    noun::{ALLIANCE, BODY, CONTACT, MEMBERSHIP, ORGANIZATION, RULE, SESSION, SESSION_FORM, VISIT, VISIT_FORM},
    ops::{acts::draft, query},
    render, say,
};

/// The forms of a template, as `--format` names them.
pub const FORMS: &[&str] = &["toml", "xlsx"];

/// Its declaration.
pub fn command(say: Declare) -> Command {
    say.command(
        "template",
        "A commented record file to start from, or a workbook to fill in at the table",
        "带注释的记录文件模板，或可在会上填写的工作簿",
        "template session --output meeting.xlsx",
    )
    .arg(
        Arg::new("kind")
            .value_name("KIND")
            .required(true)
            .value_parser(["session", "visit", "charter", "roster", "paper"])
            .help(say.say("Of what", "模板类型")),
    )
    .arg(
        say.need(
            "of",
            "SESSION|PAPER",
            "Which session, for its workbook; the next of the council where it is left out. Behind paper: minutes, bulletin, resolution, notice, signin, proxy, ballot, count, agenda",
            "会议工作簿：哪次会议，不填为理事会下一次会议。用于 `paper` 时：`minutes`、`bulletin`、`resolution`、`notice`、`signin`、`proxy`、`ballot`、`count`、`agenda`",
        )
        .required(false),
    )
    .args(say.output(
        "Where to write it; FILE.xlsx is a workbook of a session, a visit or a roster",
        "写入的文件；文件名以 .xlsx 结尾则为会议、考察或名册的工作簿",
    ))
}

/// Runs it.
pub fn dispatch(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let (kind, output, lang) = (text(args, "kind"), files::output(args), session.screen.lang);
    if kind == "paper" {
        return paper(session, given(args, "of").unwrap_or_default(), args);
    }
    if kind != "session" && given(args, "of").is_some() {
        return Err(Error::usage(say!("only the template of a session is of one", "只有会议模板可指定会议"))
            .hint(say!("leave it out", "请去掉该参数")));
    }
    let bytes = if is_workbook(session.text("format"), output)? {
        if output.is_none() {
            return Err(Error::usage(say!("a workbook is written to a file", "工作簿须写入文件"))
                .hint(say!("say --output FILE.xlsx", "请用 --output 文件.xlsx")));
        }
        workbook(session, kind, given(args, "of"))?
    } else {
        if given(args, "of").is_some() {
            return Err(Error::usage(say!(
                "a session as it is recorded is written by `alliance session show SESSION --format toml`",
                "已录入的会议请用 `alliance session show 会议 --format toml`"
            ))
            .hint(say!("or as a workbook: --format xlsx", "或用 `--format xlsx` 生成工作簿")));
        }
        outline(kind, lang).into_bytes()
    };
    papers::put(session, output, args.get_flag("force"), &bytes)
}

/// The built-in template of a paper.
fn paper(session: &Session<'_>, name: &str, args: &ArgMatches) -> Result<u8> {
    let Some(text) = papers::template(name, session.screen.lang) else {
        return Err(Error::usage(match name {
            "" => say!("which paper is not said", "未指明哪种文稿"),
            name => say!("there is no template of a paper {name}", "没有“{name}”文稿的模板"),
        })
        .hint(say!(
            "`alliance template paper minutes`, bulletin, resolution, notice, signin, proxy, ballot, count or agenda",
            "`alliance template paper minutes`，或 `bulletin`、`resolution`、`notice`、`signin`、`proxy`、`ballot`、`count`、`agenda`"
        )));
    };
    let output = files::output(args);
    if session.text("format").is_some() || is_workbook(None, output)? {
        return Err(Error::usage(say!("the template of a paper is a text", "文稿模板是文本"))
            .hint(say!("leave --format out", "请去掉 --format")));
    }
    papers::put(session, output, args.get_flag("force"), text.as_bytes())
}

/// Whether a workbook is asked for: by `--format`, or by the file's ending.
fn is_workbook(format: Option<&str>, output: Option<&Path>) -> Result<bool> {
    let ending = output.and_then(Path::extension).is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    match format {
        Some("xlsx") if output.is_some() && !ending => {
            Err(Error::usage(say!("a workbook's file ends in .xlsx", "工作簿的文件名应以 .xlsx 结尾")))
        }
        Some("toml") if ending => Err(Error::usage(say!(
            "the ending of the file and --format say different things",
            "文件扩展名与 --format 不一致"
        ))),
        Some(format) => Ok(format == "xlsx"),
        None => Ok(ending),
    }
}

/// The commented record file.
fn outline(kind: &str, lang: Lang) -> String {
    let introduction = [
        lang.word(
            "Remove the # before what you know; leave the rest as it is: unknown stays unknown.",
            "知道的内容请去掉行首的 # 并填写；不知道的保持原样，即为未知。",
        )
        .to_string(),
        lang.word("Then: alliance apply FILE", "填好后：alliance apply 文件").to_string(),
    ];
    let shapes: &[_] = match kind {
        "visit" => &[&VISIT],
        "charter" => &[&ALLIANCE, &BODY, &RULE],
        "roster" => &[&ORGANIZATION, &MEMBERSHIP, &CONTACT],
        _ => &[&SESSION],
    };
    render::record::outlines(shapes, &introduction, lang)
}

/// The workbook, filled with what the registry knows, where there is one.
fn workbook(session: &Session<'_>, kind: &str, of: Option<&str>) -> Result<Vec<u8>> {
    let registry = session.registry()?;
    // Without a registry there is nothing to fill it with; of a session that is named there must be one.
    let (entries, choices, made_from, waiting): (Vec<Entry>, Choices, Option<String>, Vec<Message>) = if of.is_none() && !registry.exists()? {
        Default::default()
    } else {
        registry.read(|read| {
            let (mut entries, mut made_from, mut waiting) = (Vec::new(), None, Vec::new());
            if kind == "session" {
                let draft = draft(read, of, session.today)?;
                // It is merged with what is recorded since.
                let of = if draft.session.is_some() { &draft.called } else { NEW };
                made_from = draft.made_from().map(|line| line + OF + of);
                (entries, waiting) = (draft.entries, draft.waiting);
                if let (None, Some(new)) = (draft.session, entries.first_mut()) {
                    // On what day it will be is not known.
                    new.leave_out("start");
                }
            }
            Ok((entries, query::form_choices(read)?, made_from, waiting))
        })?
    };
    let lang = session.screen.lang;
    match kind {
        "session" => render::form::form(SESSION_FORM, &entries, &choices, made_from.as_deref(), &waiting, lang),
        "visit" => render::form::form(VISIT_FORM, &entries, &choices, None, &waiting, lang),
        "roster" => render::form::roster(&choices, lang),
        _ => Err(Error::usage(say!("there is no workbook of a charter", "章程没有工作簿模板"))
            .hint(say!("leave --format out: it is a record file", "请去掉 --format：章程模板为记录文件"))),
    }
}
