//! The parts of a workbook (ECMA-376): which sheets it has, its texts, and its number formats.

use std::{collections::HashMap, fs::File, io::Cursor};

use quick_xml::events::Event;

use super::{
    HELD,
    format::NumberFormat,
    page::{self, Page},
    parts::{Bytes, Parts},
    xml::{Broken, attribute, flag, number},
};
use crate::model::sheet::source::Source;

/// More of each kind than this has no workbook.
const MOST: usize = 100_000;
/// As many sheets are read.
const SHEETS: usize = 1_000;

/// A workbook.
pub struct Book {
    parts: Parts,
    /// Its sheets in order.
    pub sheets: Vec<BookSheet>,
    /// Whether its days count from 1904.
    pub since_1904: bool,
    /// The texts that cells refer to.
    pub texts: Vec<String>,
    /// The number format of each style that cells refer to.
    pub formats: Vec<NumberFormat>,
    /// About how much memory is taken for good, in bytes: its texts and the lists made so far.
    pub held: usize,
}

/// A sheet before it is read.
#[derive(Clone)]
pub struct BookSheet {
    /// Its name.
    pub name: String,
    /// Whether a spreadsheet does not show it.
    pub hidden: bool,
    part: String,
}

impl Book {
    /// Reads everything but the sheets.
    pub fn open(source: &Source) -> Result<Book, Broken> {
        let bytes: Box<dyn Bytes> = match source {
            Source::File(path) => Box::new(File::open(path).map_err(|e| e.to_string())?),
            Source::Held(bytes) => Box::new(Cursor::new(bytes.clone())),
        };
        let mut book = Book {
            parts: Parts::open(bytes)?,
            sheets: Vec::new(),
            since_1904: false,
            texts: Vec::new(),
            formats: Vec::new(),
            held: 0,
        };
        let root = book.relations("")?;
        let main = root.into_iter().find(|relation| relation.kind == "officeDocument");
        let main = main.map_or_else(|| "xl/workbook.xml".into(), |relation| relation.part);
        let relations = book.relations(&main)?;
        let (mut sheets, mut since_1904) = (Vec::new(), false);
        book.walk(&main, &mut |event| {
            let Event::Start(e) = event else { return Ok(()) };
            match e.local_name().as_ref() {
                "workbookPr" => since_1904 = flag(&e, "date1904"),
                "sheet" => {
                    let id = attribute(&e, "id").unwrap_or_default();
                    let part = relations.iter().find(|r| r.id == id && r.kind == "worksheet");
                    if sheets.len() >= SHEETS {
                        return Err("too many sheets".into());
                    }
                    sheets.extend(part.map(|relation| BookSheet {
                        name: attribute(&e, "name").unwrap_or_default(),
                        hidden: attribute(&e, "state").is_some_and(|state| state != "visible"),
                        part: relation.part.clone(),
                    }));
                }
                _ => {}
            }
            Ok(())
        })?
        .then_some(())
        .ok_or_else(|| format!("no {main}"))?;
        (book.sheets, book.since_1904) = (sheets, since_1904);
        let part = |kind: &str| relations.iter().find(|r| r.kind == kind).map(|r| r.part.clone());
        if let Some(part) = part("styles") {
            book.formats = book.read_formats(&part)?;
        }
        if let Some(part) = part("sharedStrings") {
            book.texts = book.read_texts(&part)?;
        }
        Ok(book)
    }

    /// Reads a sheet; `None` where its part is not there.
    pub fn page(&mut self, sheet: &BookSheet) -> Result<Option<Page>, Broken> {
        let (texts, formats) = (std::mem::take(&mut self.texts), std::mem::take(&mut self.formats));
        let mut reader = page::PageReader::new(&texts, &formats, self.since_1904, HELD.saturating_sub(self.held));
        let found = self.walk(&sheet.part, &mut |event| reader.take(event));
        let page = found.map(|found| found.then(|| reader.finish()));
        (self.texts, self.formats) = (texts, formats);
        page.map_err(|cause| format!("{}: {cause}", sheet.name))
    }

    fn read_formats(&mut self, part: &str) -> Result<Vec<NumberFormat>, Broken> {
        let (mut own, mut formats, mut within) = (HashMap::new(), Vec::new(), false);
        self.walk(part, &mut |event| {
            match event {
                Event::Start(e) => match e.local_name().as_ref() {
                    "numFmt" => {
                        let code = attribute(&e, "formatCode").unwrap_or_default();
                        own.insert(number(&e, "numFmtId"), NumberFormat::of(&code));
                        few(own.len())?;
                    }
                    "cellXfs" => within = true,
                    "xf" if within => {
                        let id = number(&e, "numFmtId");
                        formats.push(own.get(&id).cloned().unwrap_or_else(|| NumberFormat::built_in(id)));
                        few(formats.len())?;
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "cellXfs" => within = false,
                _ => {}
            }
            Ok(())
        })?;
        Ok(formats)
    }

    fn read_texts(&mut self, part: &str) -> Result<Vec<String>, Broken> {
        let (mut texts, mut text, mut size) = (Vec::new(), page::Text::default(), 0);
        self.walk(part, &mut |event| {
            match &event {
                Event::End(e) if e.local_name().as_ref() == "si" => {
                    let text = text.finish();
                    size += 2 * size_of::<String>() + text.len();
                    texts.push(text);
                }
                _ => text.take(&event)?,
            }
            if size > HELD { Err("too many texts".into()) } else { Ok(()) }
        })?;
        self.held = size;
        Ok(texts)
    }

    /// Reads a part of the file event by event, an empty element as its start and its end; false where
    /// there is no such part.
    fn walk(
        &mut self,
        part: &str,
        take: &mut dyn FnMut(Event<'_>) -> Result<(), Broken>,
    ) -> Result<bool, Broken> {
        let Some(file) = self.parts.part(part)? else { return Ok(false) };
        let mut reader = quick_xml::Reader::from_reader(file);
        reader.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            reader.get_mut().next_event();
            match reader.read_event_into(&mut buffer).map_err(|e| format!("{part}: {e}"))? {
                Event::Eof if !reader.get_ref().is_whole() => {
                    return Err(format!("{part}: it is not what was packed"));
                }
                Event::Eof => return Ok(true),
                event => take(event)?,
            }
        }
    }

    /// What a part refers to; for the name "" the workbook as a whole.
    fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Broken> {
        let (folder, name) = part.rsplit_once('/').map_or(("", part), |(folder, name)| (folder, name));
        let mut relations = Vec::new();
        let place = format!("{folder}/_rels/{name}.rels");
        self.walk(place.trim_start_matches('/'), &mut |event| {
            if let Event::Start(e) = event
                && e.local_name().as_ref() == "Relationship"
            {
                let kind = attribute(&e, "Type").unwrap_or_default();
                few(relations.len())?;
                relations.push(Relation {
                    id: attribute(&e, "Id").unwrap_or_default(),
                    kind: kind.rsplit('/').next().unwrap_or_default().into(),
                    part: resolve(folder, &attribute(&e, "Target").unwrap_or_default()),
                });
            }
            Ok(())
        })?;
        Ok(relations)
    }
}

/// Refuses more of a kind than any workbook has.
fn few(count: usize) -> Result<(), Broken> {
    if count > MOST { Err("too many of a kind".into()) } else { Ok(()) }
}

/// That a part refers to another.
struct Relation {
    id: String,
    /// The last word of its type: `worksheet`, `styles`.
    kind: String,
    part: String,
}

/// The full name of a part that is named from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let mut names: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for name in target.split('/') {
        match name {
            ".." => drop(names.pop()),
            "." => {}
            name => names.push(name),
        }
    }
    names.retain(|name| !name.is_empty());
    names.join("/")
}
