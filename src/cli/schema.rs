//! `schema`: what record files may hold, for editors and programs.

use clap::{ArgMatches, Command};

use super::{Session, declare::Declare, files, papers};
use crate::{error::Result, render, store::output};

/// Its declaration.
pub fn command(say: Declare) -> Command {
    say.command(
        "schema",
        "The JSON Schema of record files, for editors and programs",
        "记录文件的 JSON 结构定义，供编辑器与程序使用",
        "schema --output alliance.schema.json",
    )
    .args(say.output("Where to write it", "写入的文件"))
}

/// Prints it, or writes it to the file that was named.
pub fn run(session: &Session<'_>, args: &ArgMatches) -> Result<u8> {
    let (path, force) = (files::output(args), args.get_flag("force"));
    if let Some(path) = path {
        output::is_free(path, force)?;
    }
    let schema = render::schema::schema(session.screen.lang);
    let mut text = Vec::new();
    render::json::write(&schema, session.screen.lang, &mut text).map_err(|e| {
        crate::error::Error::storage(crate::say!("the output cannot be written", "无法写出结果")).because(&e)
    })?;
    papers::put(session, path, force, &text)
}
