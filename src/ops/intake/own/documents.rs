//! What documents alone know: their content, and the record they are for.

use std::{io::Read as _, path::Path};

use super::{Laid, Of, Taker};
use crate::{
    error::{Error, Result},
    model::record::Entry,
    ops::{documents, refs},
    say,
    store::{Record, Value, chain::sha256},
};

impl Taker<'_, '_> {
    /// A file kept in the registry with the record it is for; the same content twice is one. A list names the
    /// content by its fingerprint, a record file by the path of a file.
    pub(super) fn find_document(&mut self, entry: &Entry, said: &mut Vec<Laid>, of: Of<'_>) -> Result<Option<Record>> {
        let (path, target) =
            (entry.text("path").known().unwrap_or_default(), entry.text("for").known().unwrap_or_default());
        let place = entry.place_of("for");
        let (column, target) = match entry.text("kind").known() {
            Some(kind) => self.document_target(kind, target, entry)?,
            None => {
                let (column, id, _) = refs::any(self.write, &self.names, target).map_err(|e| e.at(place))?;
                (column, id)
            }
        };
        said.push((column, target.into()));
        if entry.text("sha256").known().is_none() {
            let whole = of.folder.unwrap_or(Path::new("")).join(path);
            let failed = |e: std::io::Error| {
                let whole = whole.display();
                Error::invalid(say!("{whole} cannot be read", "无法读取 {whole}"))
                    .because(&e)
                    .hint(say!(
                        "a document's path starts from the folder of its record file",
                        "文件路径以记录文件所在文件夹为起点"
                    ))
                    .at(entry.place_of("path"))
            };
            let mut bytes = Vec::new();
            let file = std::fs::File::open(&whole).map_err(failed)?;
            file.take(documents::MOST as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
            if bytes.len() > documents::MOST {
                return Err(documents::too_large().at(entry.place_of("path")));
            }
            let file =
                Path::new(path).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let hash = sha256(&bytes);
            said.retain(|(column, _)| *column != "path");
            said.extend([
                ("sha256", hash.as_str().into()),
                ("size", (bytes.len() as i64).into()),
                ("media_type", media_type(&file).into()),
                ("path", file.into()),
            ]);
            self.write.keep_content(&hash, bytes)?;
        }
        let hash = said.iter().find(|(column, _)| *column == "sha256").map(|(_, hash)| hash.clone());
        let same = [("sha256", hash.unwrap_or(Value::Null)), (column, target.into())];
        Ok(self.write.rows_where("documents", &same)?.into_iter().next())
    }

    fn document_target(&mut self, kind: &str, text: &str, entry: &Entry) -> Result<(&'static str, i64)> {
        let place = entry.place_of("for").clone();
        let id = match kind {
            "organization" => self.known_organization(text, &place)?,
            "person" => self.person(text, None, &place)?,
            "session" => self.session_named(text, &place)?,
            "motion" => self.motion_named(text, &place)?,
            "action" => self.numbered(text, 'a', "actions", &place)?,
            "visit" => self.numbered(text, 'v', "visits", &place)?,
            _ => refs::activity(self.write, text).map_err(|e| e.at(&place))?,
        };
        match refs::TARGETS.iter().find(|(word, _)| *word == kind) {
            Some((_, column)) => Ok((column, id)),
            None => {
                let words = refs::TARGETS.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
                Err(Error::invalid(say!("a document cannot be for a {kind}", "文件不能属于“{kind}”"))
                    .hint(say!("possible are {words}", "可用：{words}"))
                    .at(entry.place_of("kind")))
            }
        }
    }
}

/// The media type that a file's ending stands for; what is not known is said as such.
pub(in crate::ops) fn media_type(file: &str) -> &'static str {
    let ending = file.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "pdf" => "application/pdf",
        "txt" => "text/plain",
        "md" => "text/markdown",
        "html" | "htm" => "text/html",
        "csv" => "text/csv",
        "json" => "application/json",
        "toml" => "application/toml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}
