//! Import and export.

use std::{io::IsTerminal, path::Path, time::Duration};

use clap::{ArgAction, ArgMatches, Command, value_parser};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    Session,
    declare::{Declare, all, given, text},
};
use crate::{
    error::{Error, Message, Result},
    ops::{intake, transfer},
    render::Format,
    say,
    store::{
        Registry,
        place::{STREAM, can_be_path},
    },
};

/// Work that takes longer than this shows how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// Their declarations.
pub fn commands(say: Declare) -> [Command; 2] {
    [
        say.command(
            "import",
            "Take lists in: a folder of CSV files, one .csv, .xlsx, .json or Popolo; all rows or none",
            "导入清单：CSV 文件夹，或单个 .csv、.xlsx、.json、Popolo 文件；要么全部导入，要么一行不改",
            "import lists/",
        )
        .args([
            say.need("path", "PATH", "The folder or file", "文件夹或文件"),
            say.option(
                "encoding",
                "NAME",
                "Encoding of text files that are neither UTF-8 nor UTF-16 nor GB18030, such as big5",
                "文本文件的编码（非 UTF-8、UTF-16、GB18030 时指明，如 big5）",
            ),
            say.option(
                "map",
                "HEADING=FIELD",
                "What a column of a roster or of a bank's list is, where its heading does not say so, as in 'Fax=note'; nothing after = passes it over. \
                 May be given several times, and is remembered",
                "名册或银行收款明细中某一列对应的字段（列名不能说明时），如 '园区=organization'；= 后留空表示略过该列；可多次给出，并会记住",
            )
            .action(ArgAction::Append),
            say.option(
                "year",
                "YEAR",
                "Of a bank's list of payments: the year of dues that rows pay which do not say theirs",
                "银行收款明细中未写明年度的各行所缴会费的年度",
            )
            .value_parser(value_parser!(i64).range(1980..2100)),
            say.switch("clear-blank", "A blank cell makes unknown what is recorded", "空白单元格将已登记的内容改为未知"),
        ]),
        say.command(
            "export",
            "Write everything but the journal: to a folder of CSV files, .json, .xlsx, .popolo.json or .toml",
            "导出除日志外的全部内容：CSV 文件夹、.json、.xlsx、.popolo.json 或 .toml",
            "export lists/",
        )
        .args([say.need("path", "PATH", "A new folder, or a file", "新文件夹或文件"), say.force()]),
    ]
}

/// Runs one of them.
pub fn dispatch(session: &Session<'_>, name: &str, args: &ArgMatches) -> Result<u8> {
    let registry = session.registry()?;
    let shown = text(args, "path");
    if shown != STREAM {
        can_be_path(shown)?;
    }
    let path = Path::new(shown);
    if name == "export" {
        if shown == STREAM {
            return stream(session, &registry);
        }
        if session.text("format") == Some("toml") {
            return Err(Error::usage(say!(
                "--format toml goes with - in place of PATH",
                "--format toml 仅用于以 - 代替 PATH 时"
            ))
            .hint(say!("end the name of the file in .toml", "请将文件名以 .toml 结尾")));
        }
        let warnings = transfer::export(&registry, path, args.get_flag("force"), session.dry_run())?;
        session.warn(&warnings);
        session.did(
            say!("dry run: nothing was written", "试运行：未写入任何内容"),
            say!("exported to {shown}", "已导出至 {shown}"),
        );
        return Ok(0);
    }
    let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::hidden());
    let started = std::time::Instant::now();
    let wanted = !session.quiet && std::io::stderr().is_terminal();
    let progress = |done: u64, total: u64| {
        if wanted && bar.is_hidden() && started.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
            if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent}% {eta}") {
                bar.set_style(style);
            }
        }
        bar.set_length(total.max(1));
        bar.set_position(done);
    };
    let clear_blank = args.get_flag("clear-blank");
    let options =
        intake::Options { clear_blank, ..intake::Options::of_files(session.today, session.dry_run()) };
    let mut headings = intake::Headings::default();
    all(args, "map").into_iter().try_for_each(|said| headings.say(said))?;
    let tell = |message: &Message, passed: bool| {
        match passed {
            true => session.warn(std::slice::from_ref(message)),
            false => session.narrate(message),
        }
        session.format != Format::Json
    };
    let (encoding, year) = (given(args, "encoding"), args.get_one::<i64>("year").copied());
    let tried = intake::Options { dry_run: true, ..options.clone() };
    session.ask_of_correction(&registry, || {
        // What is to be told is told when it is done.
        let how = intake::How { encoding, headings: headings.clone(), year, progress: &|_, _| {}, tell: &|_, _| true };
        intake::import(&registry, path, how, &session.author(), &tried)
    })?;
    let how = intake::How { encoding, headings, year, progress: &progress, tell: &tell };
    let written = intake::import(&registry, path, how, &session.author(), &options);
    bar.finish_and_clear();
    super::acts::told(session, &written?)?;
    Ok(0)
}

/// Exports to stdout, in the one form of a single file that `--format` names.
fn stream(session: &Session<'_>, registry: &Registry) -> Result<u8> {
    let form = match session.text("format") {
        Some("json") => transfer::Stream::Json,
        Some("toml") => transfer::Stream::Record,
        _ => {
            return Err(Error::usage(say!(
                "an export to stdout is one document: say in which form",
                "导出到标准输出须为单个文档，请指明格式"
            ))
            .hint(say!(
                "`export - --format json`, or toml; else name a folder or a file",
                "用 `export - --format json` 或 toml；否则请指定文件夹或文件"
            )));
        }
    };
    let (bytes, warnings) = transfer::stream(registry, form)?;
    session.warn(&warnings);
    if !session.dry_run() {
        session.print(|out| out.write_all(&bytes))?;
    }
    Ok(0)
}
