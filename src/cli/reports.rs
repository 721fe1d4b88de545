//! The report of a year and the audit of a term: papers, JSON, or a workbook.

use std::path::Path;

use clap::{Arg, ArgMatches, Command, value_parser};
use serde::Serialize;

use super::{
    Session,
    declare::{Declare, given},
    files, papers,
};
use crate::{
    error::{Error, Result},
    model::day::Day,
    ops::{audit, query, report},
    render::{
        self, Format,
        handed::{self, Handed, Rows},
        paper::{self, PaperForm, PaperKind},
    },
    say,
    store::output,
};

/// The forms of both, as `--format` names them.
pub const FORMS: &[&str] = &["markdown", "text", "html", "docx", "json"];

/// The declaration of `report`.
pub fn command(say: Declare) -> Command {
    options(
        say.command(
            "report",
            "The report of a year: members, officers, sessions, attendance, decisions, visits, activities",
            "年度报告：成员、负责人、会议、出席、决议、考察、活动",
            "report 2023 --output report-2023.docx",
        )
        .arg(say.need("year", "YEAR", "The year", "年度").value_parser(value_parser!(i32).range(1000..=9999))),
        say,
    )
}

/// What both take beside their subject.
pub fn options(command: Command, say: Declare) -> Command {
    command
        .args(say.output("Where to write it; the ending sets the form, .xlsx too", "写入的文件；其扩展名决定格式，亦可为 .xlsx"))
        .arg(say.option("template", "FILE", "A template of your own (Jinja) in place of the built-in one", "用自己的模板（Jinja）代替内置模板"))
}

/// The number of the term that `term audit` is about.
pub fn term(say: Declare) -> Arg {
    say.need("term", "N", "The term; the last that has begun where it is left out", "届；不填为最近一届")
        .required(false)
        .value_parser(value_parser!(i64).range(1..))
}

/// `report YEAR`
pub fn report(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let year = args.get_one::<i32>("year").copied().unwrap_or_default();
    let moment = session.moment()?;
    let (data, stamp) =
        session.registry()?.read(|read| Ok((report::report(read, year, moment.day)?, query::head(read)?)))?;
    // The report of a year that is not over is one of a part.
    if year >= moment.day.year() && moment.day < Day::from_ymd(year, 12, 31).unwrap_or(moment.day) {
        let day = moment.day;
        session.narrate(&say!("{year} is not over: the report is as of {day}", "{year}年尚未结束：报告截至{day}"));
    }
    let lang = session.screen.lang;
    let parts: [Part<'_>; 4] = [
        ("office", &["role", "person", "organization", "term", "from", "until"], &|rows| rows.write(&data.officers, &mut Vec::new())),
        ("session", &["ref", "name", "start", "end", "venue", "city"], &|rows| rows.write(&data.sessions, &mut Vec::new())),
        ("stats attendance", &["organization", "due", "present", "leave", "absent", "rate"], &|rows| {
            rows.write(&data.attendance, &mut Vec::new())
        }),
        ("decision", &["ref", "title", "on", "in_force", "replaced_by"], &|rows| rows.write(&data.decisions, &mut Vec::new())),
    ];
    let stamp = stamp.map(|(entry, hash)| render::stamp(entry, &hash, lang)).unwrap_or_default();
    let title = format!("{year}");
    put(session, args, &data, &parts, &|own, form| {
        paper::yearly(PaperKind::Report, paper::report_context(data.clone(), &stamp, lang), (own, &title), form, lang)
    })
}

/// `term audit [N]`
pub fn audit(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let term = args.get_one::<i64>("term").copied();
    let moment = session.moment()?;
    let (data, stamp) =
        session.registry()?.read(|read| Ok((audit::audit(read, term, moment.day)?, query::head(read)?)))?;
    let lang = session.screen.lang;
    let parts: [Part<'_>; 3] = [
        ("check", &["ref", "message", "rule"], &|rows| rows.write(&data.findings, &mut Vec::new())),
        ("office", &["role", "person", "organization", "term", "from", "until"], &|rows| rows.write(&data.officers, &mut Vec::new())),
        ("session", &["ref", "name", "start", "end", "venue", "city"], &|rows| rows.write(&data.sessions, &mut Vec::new())),
    ];
    let stamp = stamp.map(|(entry, hash)| render::stamp(entry, &hash, lang)).unwrap_or_default();
    let title = format!("{}", data.term);
    put(session, args, &data, &parts, &|own, form| {
        paper::yearly(PaperKind::Audit, paper::audit_context(data.clone(), &stamp, lang), (own, &title), form, lang)
    })
}

/// A list of a workbook: of what, its columns, and what writes its rows.
type Part<'a> = (&'static str, &'a [&'a str], &'a dyn Fn(&mut Rows) -> std::io::Result<()>);

/// What makes the paper: from the user's template with its name, where there is one, and in a form.
type Made<'a> = dyn Fn(Option<(&str, &str)>, PaperForm) -> Result<Vec<u8>> + 'a;

/// Writes it in the form that is asked for.
fn put<T: Serialize>(
    session: &Session<'_>,
    args: &ArgMatches,
    data: &T,
    parts: &[Part<'_>],
    made: &Made<'_>,
) -> Result<u8> {
    let (output, force) = (files::output(args), args.get_flag("force"));
    if let Some(path) = output {
        output::is_free(path, force)?;
    }
    let ending = output.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    match (session.format, ending.as_deref()) {
        (_, Some("xlsx")) => {
            let failed = |e: std::io::Error| Error::storage(say!("the workbook cannot be made", "无法生成工作簿")).because(&e);
            let lang = session.screen.lang;
            let mut all = Vec::new();
            for (noun, columns, write) in parts {
                let mut rows = Rows::new(noun, columns, Handed::Workbook, lang).map_err(failed)?;
                write(&mut rows).map_err(failed)?;
                all.push(rows);
            }
            papers::put(session, output, force, &handed::together(all).map_err(failed)?)
        }
        (Format::Json, _) | (_, Some("json")) => {
            let mut bytes = Vec::new();
            render::json::write(data, session.screen.lang, &mut bytes)
                .map_err(|e| Error::storage(say!("the answer cannot be written", "无法写出结果")).because(&e))?;
            papers::put(session, output, force, &bytes)
        }
        _ => {
            let form = papers::form(session.text("format"), output)?;
            let own = given(args, "template").map(papers::own_template).transpose()?;
            let own = own.as_ref().map(|(file, text)| (file.as_str(), text.as_str()));
            papers::put(session, output, force, &made(own, form)?)
        }
    }
}
