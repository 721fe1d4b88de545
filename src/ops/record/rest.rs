//! The alliance, its bodies, rules and terms; organizations; actions, visits, activities, documents.

use std::path::Path;

use super::{Taker, default, merge, ordered, texts};
use crate::{
    error::{Error, Message, Result},
    model::{
        day::Day,
        record::{Entry, FormerName},
    },
    ops::names::Found,
    say,
    store::{Record, Value, Write, chain::sha256},
};

impl Taker<'_, '_> {
    pub(in crate::ops) fn alliance(&mut self, entry: &Entry) -> Result<()> {
        let mut row = self
            .write
            .find("alliances", &[Value::Int(1)])?
            .unwrap_or(Record::new("alliances").with("id", 1i64));
        if !self.bore_before("alliance_names", "alliance_id", Value::Int(1), entry)? {
            merge(&mut row, entry, &["name"]);
        }
        merge(&mut row, entry, &["short_name", "name_en", "founded", "purpose", "charter"]);
        default(&mut row, "charter", "model-charter");
        self.write.put(&row, "alliance")?;
        if let Some(parts) = texts("alliance_functions", entry, "functions") {
            self.write.put_parts("alliance_functions", 1, parts, "alliance")?;
        }
        if let Some(parts) = former_names("alliance_names", entry) {
            self.write.put_parts("alliance_names", 1, parts, "alliance")?;
        }
        Ok(())
    }

    /// A body must be there before a session or a rule names it.
    pub(in crate::ops) fn body_code(&self, code: &str, entry: &Entry) -> Result<String> {
        let sql = "SELECT code FROM bodies WHERE lower(code) = lower(?1) OR name = ?1";
        if let Some(code) = self.write.one(sql, &[code.into()], |row| row.text(0))? {
            return Ok(code);
        }
        let known =
            self.write.all("SELECT code FROM bodies ORDER BY code", &[], |row| row.text(0))?.join(", ");
        Err(Error::invalid(say!("no body has the code {code}", "没有代码为 {code} 的会议机构"))
            .hint(say!(
                "known are {known}; a [[body]] entry defines another",
                "已有：{known}；可用 [[body]] 定义新的机构"
            ))
            .at(&entry.place_of("body").to_string()))
    }

    pub(in crate::ops) fn body(&mut self, entry: &Entry) -> Result<()> {
        let Some(code) = entry.text("code").known() else { return Ok(()) };
        let sql = "SELECT code FROM bodies WHERE lower(code) = lower(?1)";
        let code = self.write.one(sql, &[code.into()], |row| row.text(0))?.unwrap_or(code.to_string());
        let found = self.write.find("bodies", &[code.as_str().into()])?;
        let mut row = found.unwrap_or(Record::new("bodies").with("code", code.as_str()));
        if !self.bore_before("body_names", "body", code.as_str().into(), entry)? {
            merge(&mut row, entry, &["name"]);
        }
        merge(&mut row, entry, &["seats"]);
        if let Some(name) = row.text("name") {
            let sql = "SELECT code FROM bodies WHERE name = ?1 AND code <> ?2";
            if let Some(other) = self.write.one(sql, &[name.into(), code.as_str().into()], |r| r.text(0))? {
                return Err(Error::conflict(say!(
                    "the body {other} is called {name} already",
                    "机构 {other} 已使用名称“{name}”"
                )));
            }
        }
        self.write.put(&row, &code)?;
        former_names("body_names", entry).map_or(Ok(()), |parts| put_body_names(self.write, &code, parts))
    }

    pub(in crate::ops) fn rule(&mut self, entry: &Entry, target: Option<i64>) -> Result<()> {
        let body = entry.text("body").known().map(|body| self.body_code(body, entry)).transpose()?;
        let id = match (target, &body, entry.word("matter").known()) {
            (Some(id), ..) => Some(id),
            (None, Some(body), Some(matter)) => {
                let sql = "SELECT id FROM rules WHERE body = ?1 AND matter = ?2 AND coalesce(\"from\", '') = coalesce(?3, '')";
                self.id_of(sql, &[body.as_str().into(), matter.into(), entry.day("from").known().into()])?
            }
            _ => return Ok(()),
        };
        let mut row = self.row_or_new("rules", id)?;
        if let Some(body) = body {
            row.set("body", body);
        }
        merge(
            &mut row,
            entry,
            &["matter", "quorum", "majority", "majority_of", "exclusive", "proxies", "from", "until"],
        );
        default(&mut row, "exclusive", false);
        ordered(&row, "from", "until")?;
        let from = row.text("from").and_then(Day::from_iso);
        let (body, matter) = (row.text("body").unwrap_or("?"), row.text("matter").unwrap_or("?"));
        let reference = crate::model::rule::reference(body, matter, from);
        self.write.put(&row, &reference).map(|_| ())
    }

    pub(in crate::ops) fn term(&mut self, entry: &Entry) -> Result<()> {
        let Some(number) = entry.int("number").known() else { return Ok(()) };
        let found = self.write.find("terms", &[number.into()])?;
        let mut row = found.unwrap_or(Record::new("terms").with("number", number));
        merge(&mut row, entry, &["start", "end"]);
        ordered(&row, "start", "end")?;
        self.write.put(&row, &number.to_string()).map(|_| ())
    }

    /// Matched by its code, else its name; else by a former name that is still the registry's
    /// present one, which is a renaming.
    pub(in crate::ops) fn organization(&mut self, entry: &Entry, target: Option<i64>) -> Result<()> {
        let name = match (entry.text("name").known(), target) {
            (Some(name), _) => name.to_string(),
            (None, Some(id)) => self.names.shown(id).1.to_string(),
            (None, None) => return Ok(()),
        };
        let name = name.as_str();
        let code = entry.text("code").known();
        let by_code = code.filter(|code| self.names.has_code(code));
        let former = entry.former_names("former_names").known().unwrap_or_default();
        let mut found = match (target, by_code) {
            (Some(id), _) => Found::One(id),
            (None, Some(code)) => self.names.whole(code),
            (None, None) => self.names.whole(name),
        };
        let mut set_name = by_code.is_some() || target.is_some();
        if found == Found::Nobody {
            found = former
                .iter()
                .map(|f| self.names.whole(&f.name))
                .find(|f| *f != Found::Nobody)
                .unwrap_or(found);
            set_name = true;
        }
        let id = match found {
            Found::Nobody => self.add_organization(name, code)?,
            found => self.names.settle(name, found)?,
        };
        let mut row = self.write.row("organizations", id)?;
        if set_name && !self.bore_before("organization_names", "organization_id", id.into(), entry)? {
            let sql = "SELECT code FROM organizations WHERE name = ?1 AND id <> ?2";
            if let Some(other) = self.write.one(sql, &[name.into(), id.into()], |r| r.text(0))? {
                return Err(Error::conflict(say!(
                    "the organization {other} is called {name} already",
                    "单位 {other} 已使用名称“{name}”"
                ))
                .hint(say!("two organizations cannot share a present name", "两个单位不能同名")));
            }
            row.set("name", name);
        }
        merge(
            &mut row,
            entry,
            &[
                "code",
                "short_name",
                "name_en",
                "kind",
                "university",
                "province",
                "city",
                "credit_code",
                "website",
                "note",
            ],
        );
        if row.text("code").is_none() {
            let code = self.free_code(name);
            row.set("code", code);
        } else if let Some(code) = entry.text("code").known() {
            self.free(
                &row,
                "code",
                code,
                "SELECT code FROM organizations WHERE lower(code) = lower(?1) AND id <> ?2",
            )?;
        }
        if let Some(given) = entry.text("credit_code").known() {
            let code = crate::model::credit_code::normalize(given);
            if let Err(why) = crate::model::credit_code::check(&code) {
                let place = entry.place_of("credit_code");
                self.warnings.push(why.at(&format!("{place}: {code}")));
            }
            row.set("credit_code", code);
        }
        let code = row.text("code").unwrap_or_default().to_string();
        let present = row.text("name").unwrap_or_default().to_string();
        self.write.put(&row, &code)?;
        self.names.add(id, &code, &present);
        for key in ["short_name", "name_en"] {
            if let Some(other) = entry.text(key).known() {
                self.names.alias(id, other);
            }
        }
        if let Some(parts) = texts("organization_aliases", entry, "aliases") {
            self.write.put_parts("organization_aliases", id, parts, &code)?;
            for (alias, _) in entry.texts("aliases").known().unwrap_or_default() {
                self.names.alias(id, alias);
            }
        }
        if let Some(parts) = former_names("organization_names", entry) {
            self.write.put_parts("organization_names", id, parts, &code)?;
            former.iter().for_each(|f| self.names.alias(id, &f.name));
        }
        Ok(())
    }

    /// Whether a file calls something only by a name that it bore before: an older file, taken in again,
    /// changes nothing of the present name.
    fn bore_before(&self, table: &str, owner: &str, id: Value, entry: &Entry) -> Result<bool> {
        let Some(name) = entry.text("name").known() else { return Ok(false) };
        if self.options.loose || entry.has("former_names") {
            return Ok(false);
        }
        let sql = format!("SELECT seq FROM {table} WHERE {owner} = ?1 AND name = ?2");
        Ok(self.id_of(&sql, &[id, name.into()])?.is_some())
    }

    /// What must be one row's alone is another's already.
    fn free(&self, row: &Record, key: &str, value: &str, others: &str) -> Result<()> {
        match self.write.one(others, &[value.into(), row.get("id").clone()], |r| r.text(0))? {
            Some(other) => Err(Error::conflict(say!(
                "{key} {value} belongs to {other} already",
                "{key} {value} 已属于 {other}"
            ))),
            None => Ok(()),
        }
    }

    /// An action; inside a session it belongs to that.
    pub(in crate::ops) fn action(
        &mut self,
        entry: &Entry,
        session: Option<i64>,
        target: Option<i64>,
    ) -> Result<()> {
        let session = match session {
            Some(session) => Some(session),
            None => self.session_named(entry, "session")?,
        };
        let id = match (target, entry.text("title").known()) {
            (Some(id), _) => Some(id),
            (None, Some(title)) => {
                let sql =
                    "SELECT id FROM actions WHERE coalesce(session_id, 0) = coalesce(?1, 0) AND title = ?2";
                self.id_of(sql, &[session.into(), title.into()])?
            }
            (None, None) => return Ok(()),
        };
        let mut row = self.row_or_new("actions", id)?;
        if target.is_none() || entry.has("session") {
            row.set("session_id", session);
        }
        merge(&mut row, entry, &["title", "owner", "due", "status", "note"]);
        default(&mut row, "status", "open");
        let reference = format!("a{}", row.int("id").unwrap_or_default());
        self.write.put(&row, &reference).map(|_| ())
    }

    pub(in crate::ops) fn visit(&mut self, entry: &Entry, target: Option<i64>) -> Result<()> {
        let host = self.opt_organization(entry, "host")?;
        let session = self.session_named(entry, "session")?;
        let id = match (target, host) {
            (Some(id), _) => Some(id),
            (None, Some(host)) => {
                let start = entry.days("start").known().map(|days| days.start);
                let sql = "SELECT id FROM visits WHERE coalesce(session_id, 0) = coalesce(?1, 0) AND host_id = ?2 \
                           AND coalesce(\"start\", '') = coalesce(?3, '')";
                self.id_of(sql, &[session.into(), host.into(), start.into()])?
            }
            (None, None) => return Ok(()),
        };
        let mut row = self.row_or_new("visits", id)?;
        if target.is_none() || entry.has("session") {
            row.set("session_id", session);
        }
        if host.is_some() {
            row.set("host_id", host);
        }
        let host = row.int("host_id");
        merge(&mut row, entry, &["start", "end", "headcount", "others", "summary", "source", "published"]);
        ordered(&row, "start", "end")?;
        let id = row.int("id").unwrap_or_default();
        let reference = format!("v{id}");
        self.write.put(&row, &reference)?;
        if let Some(people) = entry.people("received_by").said() {
            let parts = self.people(people.unwrap_or_default(), host, "visit_receivers")?;
            self.write.put_parts("visit_receivers", id, parts, &reference)?;
        }
        if let Some(visitors) = entry.texts("visitors").said() {
            let mut parts = Vec::new();
            for (name, place) in visitors.unwrap_or_default() {
                let visitor = self.organization_named(name, place)?;
                parts.push(Record::new("visit_visitors").with("organization_id", visitor));
            }
            self.write.put_parts("visit_visitors", id, parts, &reference)?;
        }
        for (table, key) in [("visit_sites", "sites"), ("visit_topics", "topics")] {
            if let Some(parts) = texts(table, entry, key) {
                self.write.put_parts(table, id, parts, &reference)?;
            }
        }
        Ok(())
    }

    pub(in crate::ops) fn activity(&mut self, entry: &Entry, target: Option<i64>) -> Result<()> {
        let id = match (target, entry.text("name").known()) {
            (Some(id), _) => Some(id),
            (None, Some(name)) => {
                let sql =
                    "SELECT id FROM activities WHERE name = ?1 AND coalesce(edition, 0) = coalesce(?2, 0)";
                self.id_of(sql, &[name.into(), entry.int("edition").known().into()])?
            }
            (None, None) => return Ok(()),
        };
        let mut row = self.row_or_new("activities", id)?;
        merge(&mut row, entry, &["name", "edition", "kind", "start", "end", "note"]);
        if let Some(host) = entry.text("host").said() {
            let host = host.map(|name| self.organization_named(name, entry.place_of("host"))).transpose()?;
            row.set("host_id", host);
        }
        ordered(&row, "start", "end")?;
        let name = row.text("name").unwrap_or_default();
        let reference = match row.int("edition") {
            Some(edition) => format!("{name}/{edition}"),
            None => name.to_string(),
        };
        self.write.put(&row, &reference).map(|_| ())
    }

    /// A file kept in the registry with the record it is for; the same content twice is one.
    pub(in crate::ops) fn document(&mut self, entry: &Entry, folder: &Path) -> Result<()> {
        let (Some(path), Some(target)) = (entry.text("path").known(), entry.text("for").known()) else {
            return Ok(());
        };
        let whole = folder.join(path);
        let bytes = std::fs::read(&whole).map_err(|e| {
            let whole = whole.display();
            Error::invalid(say!("{whole} cannot be read", "无法读取 {whole}"))
                .cause(Message::verbatim(e.to_string()))
                .hint(say!(
                    "a document's path starts from the folder of its record file",
                    "文件路径以记录文件所在文件夹为起点"
                ))
                .at(&entry.place_of("path").to_string())
        })?;
        let (column, target, reference) = crate::ops::refs::any(self.write, &self.names, target)
            .map_err(|e| e.at(&entry.place_of("for").to_string()))?;
        let hash = sha256(&bytes);
        let sql = format!("SELECT id FROM documents WHERE sha256 = ?1 AND {column} = ?2");
        let id = self.id_of(&sql, &[hash.as_str().into(), target.into()])?;
        let mut row = self.row_or_new("documents", id)?.with(column, target).with("sha256", hash.as_str());
        let file = Path::new(path).file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        row.set("size", bytes.len() as i64).set("media_type", media_type(&file)).set("path", file);
        merge(&mut row, entry, &["title"]);
        self.write.keep_content(&hash, bytes)?;
        let _ = reference;
        let own = format!("d{}", row.int("id").unwrap_or_default());
        self.write.put(&row, &own).map(|_| ())
    }
}

/// The rows of an entry's former names, the earliest first; `None` where it says nothing of them.
pub(super) fn former_names(table: &str, entry: &Entry) -> Option<Vec<Record>> {
    let mut former: Vec<_> = entry.former_names("former_names").said()?.unwrap_or_default().iter().collect();
    former.sort_by_key(|f| f.until);
    let row = |f: &&FormerName| Record::new(table).with("name", f.name.as_str()).with("until", f.until);
    Some(former.iter().map(row).collect())
}

/// Makes the former names of a body, which has a code for a number, exactly these.
pub(in crate::ops) fn put_body_names(write: &Write<'_>, code: &str, parts: Vec<Record>) -> Result<()> {
    let sql = "SELECT seq FROM body_names WHERE body = ?1 AND seq > ?2 ORDER BY seq";
    for seq in write.all(sql, &[code.into(), (parts.len() as i64).into()], |row| row.int(0))? {
        write.remove("body_names", &[code.into(), seq.into()], code)?;
    }
    for (n, part) in parts.into_iter().enumerate() {
        write.put(&part.with("body", code).with("seq", n as i64 + 1), code)?;
    }
    Ok(())
}

/// The media type that a file's ending stands for; what is not known is said as such.
fn media_type(file: &str) -> &'static str {
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
