//! Documents that are kept in the registry.

use super::refs;
use crate::{
    error::{Error, Result},
    say,
    store::{Read, Value, chain::sha256},
};

/// The largest document that is kept, in bytes.
pub const MOST: usize = 100_000_000;

/// The refusal of a larger one.
pub fn too_large() -> Error {
    let most = MOST / 1_000_000;
    Error::invalid(say!("a document has at most {most} MB", "文件最大为{most}MB"))
        .hint(say!("keep it elsewhere, and say where in the notes", "请另行保存，并在备注中写明位置"))
}

/// The content of a document; one that is not what was kept is an error.
pub fn content(read: &Read<'_>, reference: &str) -> Result<Vec<u8>> {
    let id = refs::numbered(read, reference, 'd', "documents")?;
    let sql =
        "SELECT d.sha256, c.bytes FROM documents d JOIN contents c ON c.sha256 = d.sha256 WHERE d.id = ?1";
    let found = read.first::<(String, Value)>(sql, &[id.into()])?;
    match found {
        Some((hash, Value::Blob(bytes))) if sha256(&bytes) == hash => Ok(bytes),
        _ => Err(Error::storage(say!(
            "the content of {reference} is not what was kept",
            "{reference} 的内容与存入时不符"
        ))
        .hint(say!("run `alliance check --deep`", "请运行 `alliance check --deep`"))),
    }
}
