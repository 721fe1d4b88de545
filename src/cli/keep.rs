//! Keeping the registry: backup, restore, questions in SQL.

use std::{path::Path, time::Duration};

use clap::{ArgMatches, Command};
use serde_json::{Map, Value};

use super::{
    Session,
    declare::{Declare, text},
    lists,
};
use crate::{
    error::{Error, Result},
    model::{
        journal::Written,
        words::{ACCESSES, Access},
    },
    ops::{backup, copy},
    render, say,
    store::{
        Registry,
        engine::{ASKED_MEMORY, Budget},
        place::can_be_path,
    },
};

/// How many rows an answer in SQL may have.
const ASKED_ROWS: u64 = 1_000_000;
/// About what a cell of an answer takes beside its text, in bytes.
const CELL: usize = 64;

/// Their declarations.
pub fn commands(say: Declare) -> [Command; 5] {
    let path = |en, zh| say.need("path", "PATH", en, zh);
    [
        say.command(
            "backup",
            "Copy the registry to a file, checked before it gets its name",
            "备份登记库（校验后落盘）",
            "backup alliance-2024.db",
        )
        .arg(path("Where to", "备份文件"))
        .arg(say.switch("force", "Replace a file that is there", "覆盖已有文件")),
        say.command(
            "restore",
            "Put a backup in the registry's place; what it replaces is kept beside it",
            "以备份恢复登记库；原登记库保留在旁",
            "restore alliance-2024.db",
        )
        .arg(path("The backup", "备份文件")),
        say.command(
            "copy",
            "Copy the whole registry, journal and all, to a file or a server where there is none yet",
            "将整个登记库（含日志）复制到尚无登记库的文件或服务器",
            "copy --to alliance-copy.db",
        )
        .arg(
            say.option(
                "to",
                "DB",
                "A file, or postgres://USER@HOST/DATABASE?registry=NAME",
                "文件，或 postgres://用户@主机/数据库?registry=名称",
            )
            .required(true),
        ),
        say.command(
            "grant",
            "Set what a role of the server may do with a registry there: read, or record",
            "设定服务器上某角色对登记库的权限：查阅或录入",
            "grant secretary li",
        )
        .arg(say.need(
            "access",
            "ACCESS",
            "reader: may look; secretary: may record too",
            "reader：可查阅；secretary：亦可录入",
        ))
        .arg(say.need("role", "ROLE", "A role that the server knows", "服务器已有的角色")),
        say.command(
            "sql",
            "Ask the registry in SQL; the engine lets it read alone",
            "用 SQL 查询登记库（引擎保证只读）",
            "sql \"SELECT kind, count(*) AS n FROM organization GROUP BY kind\"",
        )
        .arg(say.need(
            "query",
            "QUERY",
            "One SELECT; each noun is a view with its keys as columns",
            "一条 SELECT；每类记录都有同名视图，列即其键",
        ))
        .arg(
            say.option(
                "timeout",
                "S",
                "So many seconds at most, else 30; the answer has 1,000,000 rows at most",
                "最长执行秒数，默认 30；结果最多 1000000 行",
            )
            .value_parser(clap::value_parser!(u64).range(1..=86_400))
            .default_value("30")
            .hide_default_value(true),
        )
        .arg(lists::wide(say)),
    ]
}

/// Runs one of them.
pub fn dispatch(session: &Session<'_>, name: &str, args: &ArgMatches) -> Result<u8> {
    let registry = match name {
        // What is to be replaced need not be whole.
        "restore" => session.registry_as_it_is()?,
        _ => session.registry()?,
    };
    let text = |name| text(args, name);
    match name {
        "backup" => back_up(session, &registry, text("path"), args.get_flag("force"))?,
        "restore" => restore(session, &registry, text("path"))?,
        "copy" => {
            let to = session.at(Some(text("to").to_string()))?;
            copy::copy(&registry, &to, session.dry_run())?;
            let place = to.shown();
            session.did(
                say!("dry run: {place} is free; nothing was copied", "试运行：{place} 可用；未复制任何内容"),
                say!(
                    "copied to {place}; every row was read back and is the same",
                    "已复制到 {place}；逐行读回核对，内容一致"
                ),
            );
        }
        "grant" => grant(session, &registry, text("access"), text("role"))?,
        _ => {
            let time = Duration::from_secs(args.get_one::<u64>("timeout").copied().unwrap_or(30));
            return ask(session, &registry, text("query"), Budget { time, rows: ASKED_ROWS });
        }
    }
    Ok(0)
}

fn back_up(session: &Session<'_>, registry: &Registry, path: &str, force: bool) -> Result<()> {
    can_be_path(path)?;
    backup::backup(registry, Path::new(path), force, session.dry_run(), session.today)?;
    session.did(
        say!(
            "dry run: the registry stands the deep check; nothing was written",
            "试运行：登记库通过深度检查；未写入任何内容"
        ),
        say!("backed up to {path}; it stands the deep check", "已备份至 {path}，并通过深度检查"),
    );
    Ok(())
}

fn restore(session: &Session<'_>, registry: &Registry, path: &str) -> Result<()> {
    can_be_path(path)?;
    let (dry_run, now) = (session.dry_run(), session.clock.now());
    if session.may_ask() && registry.exists()? {
        let place = registry.shown();
        let question = say!(
            "Replace the registry at {place} by {path}? What is there now is kept beside it.",
            "以 {path} 替换登记库 {place}？现有内容将另存于旁。"
        );
        session.confirm(&question, &Written::default())?;
    }
    let kept = backup::restore(registry, Path::new(path), dry_run, &now, session.today)?;
    let made = !dry_run && kept.is_none();
    session.did(
        say!(
            "dry run: {path} stands the deep check; nothing was replaced",
            "试运行：{path} 通过深度检查；未作任何替换"
        ),
        match kept {
            Some(kept) => say!(
                "restored from {path}; what it replaced is kept at {kept}",
                "已由 {path} 恢复；原登记库保留为 {kept}"
            ),
            None => say!("restored from {path}", "已由 {path} 恢复"),
        },
    );
    if registry.path().is_none() && made {
        session.hint(&say!(
            "rights do not come with a backup: `grant` gives them again",
            "备份不含权限：请用 `grant` 重新授权"
        ));
    }
    Ok(())
}

fn grant(session: &Session<'_>, registry: &Registry, word: &str, role: &str) -> Result<()> {
    let access = ACCESSES.find(word).and_then(Access::from_code).ok_or_else(|| {
        let error = Error::usage(say!("ACCESS cannot be {word}", "ACCESS 不能是 {word}"));
        ACCESSES.hints(word).into_iter().fold(error, Error::hint)
    })?;
    registry.grant(access, role, session.dry_run())?;
    let (place, word) = (registry.shown(), session.screen.lang.of(access.labels()));
    session.did(
        say!(
            "dry run: {role} would be {word} of {place}; nothing was granted",
            "试运行：{role} 对 {place} 的权限将为：{word}；未授予任何权限"
        ),
        say!("{role} is {word} of {place}", "{role} 对 {place} 的权限：{word}"),
    );
    Ok(())
}

fn ask(session: &Session<'_>, registry: &Registry, query: &str, budget: Budget) -> Result<u8> {
    let mut columns: Vec<String> = Vec::new();
    let mut rows: Vec<Value> = Vec::new();
    let (mut names, mut size) = (Vec::new(), 0);
    registry.ask(query, budget, &mut |all| names = all, &mut |row| {
        size += row.iter().map(|cell| CELL + cell.as_str().map_or(0, str::len)).sum::<usize>();
        if size > ASKED_MEMORY {
            return Err(Budget::too_large());
        }
        rows.push(Value::Array(row));
        Ok(())
    })?;
    // Two columns of one name would be one key.
    for name in names {
        let taken = columns.iter().filter(|c| **c == name || c.starts_with(&format!("{name}:"))).count();
        columns.push(if taken == 0 { name } else { format!("{name}:{}", taken + 1) });
    }
    for row in &mut rows {
        if let Value::Array(cells) = row {
            let cells = std::mem::take(cells);
            *row = Value::Object(columns.iter().cloned().zip(cells).collect::<Map<_, _>>());
        }
    }
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let spec = render::view::ListSpec { noun: "sql", columns: &columns };
    session.answer(|out| render::list::list(&rows, &spec, out))?;
    Ok(0)
}
