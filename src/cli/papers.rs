//! Minutes, bulletins and resolutions.

use std::path::Path;

use clap::{Arg, ArgMatches, Command};

use super::{
    Session,
    declare::{Declare, given, switched},
    files,
};
use crate::{
    error::{Error, Result},
    lang::Lang,
    model::paper::Paper,
    ops::{query, refs},
    render::{
        self,
        paper::{self, PaperForm, PaperKind},
    },
    say,
    store::{chain::sha256, output, place::can_be_path},
};

/// The largest template that is read, in bytes.
const TEMPLATE: usize = 1_000_000;

/// The forms of a paper, as `--format` names them.
pub const FORMS: &[&str] = &["markdown", "text", "html", "docx"];

/// Their declarations.
pub fn commands(say: Declare) -> [Command; 6] {
    let paper = |name, (en, zh), shown, example: &str| {
        Command::new(name)
            .about(say.say(en, zh))
            .after_help(say.example(example))
            .arg(say.need("ref", shown, "2-3 or its name; of a motion 2-3/1", "2-3 或会议全称；议题为 2-3/1"))
            .args(say.output("Where to write it; the ending sets the form", "写入的文件；其扩展名决定格式"))
            .arg(say.option(
                "template",
                "FILE",
                "A template of your own (Jinja) in place of the built-in one",
                "用自己的模板（Jinja）代替内置模板",
            ))
    };
    [
        paper(
            "minutes",
            ("The minutes of a session", "会议纪要"),
            "SESSION",
            "minutes 2-3 --output minutes-2-3.docx",
        )
        .arg(say.switch(
            "final",
            "Keep them in the registry as they are now, with their hash, as a document of the session",
            "作为定稿存入登记库（本次会议的文件，附哈希）",
        )),
        paper("bulletin", ("A news item about a session", "新闻稿"), "SESSION", "bulletin 2-3 --format html"),
        say.command(
            "calendar",
            "Sessions, visits, activities and what is due, as an iCalendar file",
            "会议、考察、活动与到期工作，iCalendar 格式",
            "calendar --output alliance.ics",
        )
        .args(say.output("Where to write it", "写入的文件")),
        paper("resolution", ("The resolution on a motion", "决议"), "MOTION", "resolution 2-3/1 --lang zh"),
        paper(
            "notice",
            ("The notice of a session, with its agenda and a reply slip", "会议通知，附议程与回执"),
            "SESSION",
            "notice 2-3 --output notice-2-3.docx",
        ),
        paper(
            "sheet",
            (
                "Papers for the table: attendance sheet, proxy, ballot paper, tally sheet, agenda",
                "会场用纸：签到表、授权委托书、表决票或选票、计票单、议程",
            ),
            "REF",
            "sheet signin 2-3 --output signin-2-3.docx",
        )
        .arg(
            Arg::new("what")
                .value_name("SHEET")
                .required(true)
                .value_parser(SHEETS)
                .help(say.say("Which: ballot and count are of a motion", "种类：`ballot`（表决票）、`count`（计票单）用于议题，其余用于会议"))
                .index(1),
        )
        .mut_arg("ref", |arg| arg.index(2)),
    ]
}

/// What `sheet` makes.
const SHEETS: [&str; 5] = ["signin", "proxy", "ballot", "count", "agenda"];

/// The built-in template of a paper, to start from; `None` where there is no such paper.
pub fn template(name: &str, lang: Lang) -> Option<String> {
    Some(paper::template(PaperKind::named(name)?, lang))
}

/// Writes a paper.
pub fn dispatch(session: &Session<'_>, name: &str, args: &ArgMatches) -> Result<u8> {
    let text = |name| given(args, name);
    let force = args.get_flag("force");
    let output = files::output(args);
    if let Some(path) = output {
        output::is_free(path, force)?;
    }
    if name == "calendar" {
        let data = session.registry()?.read(query::calendar)?;
        if !data.left.is_empty() {
            let (en, zh) = (data.left.join(", "), data.left.join("、"));
            session.narrate(&say!(
                "not in the calendar, for only the month or the year is known: {en}",
                "只知年月，未列入日历：{zh}"
            ));
        }
        let bytes = render::calendar::calendar(&data, &session.clock.now(), session.screen.lang).into_bytes();
        return put(session, output, force, &bytes);
    }
    let reference = text("ref").unwrap_or_default();
    let name = if name == "sheet" { text("what").unwrap_or_default() } else { name };
    let Some(kind) = PaperKind::named(name) else { return Ok(2) };
    let is_final = kind == PaperKind::Minutes && switched(args, "final");
    let form = match form(session.text("format"), output)? {
        // What is kept for good is kept as it is handed in.
        PaperForm::Markdown if is_final && output.is_none() && session.text("format").is_none() => PaperForm::Docx,
        form => form,
    };
    let template = text("template").map(own_template).transpose()?;
    let data = session.registry()?.read(|read| {
        let (id, motion) = match kind.is_of_motion() {
            true => {
                let motion = refs::motion(read, reference)?;
                let sql = "SELECT session_id FROM motions WHERE id = ?1";
                (read.first::<i64>(sql, &[motion.into()])?.unwrap_or_default(), Some(motion))
            }
            false => (refs::session(read, reference)?, None),
        };
        let mut data = query::paper(read, id, motion)?;
        if let Some(data) = data.as_mut().filter(|_| kind == PaperKind::Signin) {
            data.seats = query::paper_seats(read, id, &data.session)?;
        }
        Ok(data)
    })?;
    let data = data.ok_or_else(|| Error::storage(say!("the record is incomplete", "记录不完整")))?;
    let lang = session.screen.lang;
    let data = if lang == Lang::En { data.in_english() } else { data };
    let own = template.as_ref().map(|(file, source)| (file.as_str(), source.as_str()));
    let bytes = paper::paper(kind, &data, own, form, lang)?;
    if kind.tells_of_results() {
        session.warn(&paper::warnings(kind, &data));
    }
    let left = paper::left_out(kind, &data);
    if !left.is_empty() {
        let (en, zh) = (left.join(", "), left.join("、"));
        session.narrate(&say!(
            "{name}: motions that were not carried are left out: {en}",
            "{name}：未获通过的议题不写入：{zh}"
        ));
    }
    let told = paper::missing(kind, &data);
    let words: Vec<&str> = told.iter().map(|message| lang.say(message)).collect();
    if !words.is_empty() {
        let list = words.join(lang.comma());
        session.narrate(&say!("{name}: not recorded: {list}", "{name}：未记录：{list}"));
    }
    if is_final {
        keep_final(session, &data, form, &bytes, force)?;
        return output.map_or(Ok(0), |path| put(session, Some(path), force, &bytes));
    }
    put(session, output, force, &bytes)
}

/// A template of one's own: the file, its text.
pub fn own_template(file: &str) -> Result<(String, String)> {
    can_be_path(file)?;
    let bytes = std::fs::File::open(file).and_then(|from| files::read_most(from, TEMPLATE));
    let source = bytes.and_then(|bytes| match bytes.len() > TEMPLATE {
        true => Err(std::io::ErrorKind::FileTooLarge.into()),
        false => String::from_utf8(bytes).map_err(std::io::Error::other),
    });
    let source = source.map_err(|e| {
        Error::invalid(say!("the template {file} cannot be read", "无法读取模板 {file}"))
            .because(&e)
            .hint(say!("name a text file in UTF-8", "请指定 UTF-8 文本文件"))
    })?;
    Ok((file.to_string(), source))
}

/// Keeps minutes in the registry.
fn keep_final(session: &Session<'_>, data: &Paper, form: PaperForm, bytes: &[u8], again: bool) -> Result<()> {
    let lang = session.screen.lang;
    let row = &data.session.row;
    let file = format!("minutes-{}.{}", row.reference.replace([':', '/'], "-"), form.ending());
    let title = match lang {
        Lang::Zh => format!("{}纪要", row.name),
        Lang::En => format!("Minutes of {}", row.name_en),
    };
    let registry = session.registry()?;
    let kept = session.desk(&registry).final_minutes(&row.reference, &file, &title, bytes, again)?;
    super::acts::told(session, &kept.written)?;
    let hash = sha256(bytes);
    session.narrate(&say!("SHA-256 of the final minutes: {hash}", "纪要定稿的 SHA-256：{hash}"));
    Ok(())
}

/// Writes a paper whole, to its file or to stdout.
pub fn put(session: &Session<'_>, output: Option<&Path>, force: bool, bytes: &[u8]) -> Result<u8> {
    let Some(path) = output else { return session.print(|out| out.write_all(bytes)).map(|()| 0) };
    match session.dry_run() {
        true => output::is_free(path, force)?,
        false => files::write_whole(path, force, bytes)?,
    }
    let shown = path.display();
    session.did(
        say!("dry run: {shown} can be written; nothing was", "试运行：可写入 {shown}；未写入"),
        say!("written to {shown}", "已写入 {shown}"),
    );
    Ok(0)
}

/// The form that is asked for: by the file's ending, which an explicit one must not contradict.
pub fn form(asked: Option<&str>, output: Option<&Path>) -> Result<PaperForm> {
    let asked = asked.and_then(PaperForm::parse);
    let Some(path) = output else { return Ok(asked.unwrap_or(PaperForm::Markdown)) };
    let shown = path.display();
    let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
    match (PaperForm::parse(&ending).filter(|_| ending != "markdown"), asked) {
        (Some(form), None) => Ok(form),
        (Some(form), Some(asked)) if form == asked => Ok(form),
        (Some(_), Some(_)) => Err(Error::usage(say!(
            "the ending of {shown} and --format say different things",
            "{shown} 的扩展名与 --format 不一致"
        ))
        .hint(say!("leave --format out: the ending sets the form", "可不写 --format，由扩展名决定"))),
        (None, _) => {
            Err(Error::usage(say!("{shown} has no ending of a paper", "{shown} 的扩展名不是文稿格式"))
                .hint(say!("end it in .md, .txt, .html or .docx", "请用 .md、.txt、.html 或 .docx")))
        }
    }
}
