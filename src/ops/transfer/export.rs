//! The registry as lists: all that it holds but the journal, in an order and with words that an import
//! into an empty registry gives back.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use super::{
    base64, json,
    known::Known,
    meeting::TARGETS,
    popolo,
    sheets::{Column, SHEETS, Sheet, To},
    workbook,
};
use crate::{
    error::{Error, Message, Result},
    model::{
        record::Type,
        sheet::{join, tame, write_row},
    },
    say,
    store::{Read, Registry, Row},
};

/// One cell of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Unknown.
    Empty,
    /// A number.
    Int(i64),
    /// Yes or no.
    Flag(bool),
    /// An ISO day.
    Day(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<String>),
}

impl Cell {
    fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// As it stands in a CSV file.
    pub fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Int(n) => n.to_string(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Day(day) => day.clone(),
            Cell::Text(text) => text.clone(),
            Cell::List(items) => join(items),
        }
    }
}

/// What is done with each row.
pub type Each<'a> = dyn FnMut(&[Cell]) -> Result<()> + 'a;

/// How to write it.
#[derive(Debug, Clone, Copy)]
enum Form {
    Folder,
    Json,
    Workbook,
    Popolo,
}

/// Writes the registry to a folder of CSV files, or to a `.json`, `.xlsx` or `.popolo.json` file. What is
/// there already stays, but under `force`. Answers what could not be told, as warnings.
pub fn export(registry: &Registry, path: &Path, force: bool, dry_run: bool) -> Result<Vec<Message>> {
    let shown = path.display();
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let form = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") if name.ends_with(".popolo.json") => Form::Popolo,
        Some("json") => Form::Json,
        Some("xlsx") => Form::Workbook,
        Some("csv" | "xls" | "ods" | "txt" | "db") => {
            return Err(Error::usage(say!("{shown} is no form of export", "{shown} 不是可导出的格式")).hint(
                say!(
                    "name a folder for CSV files, or a file in .json, .xlsx or .popolo.json",
                    "CSV 请指定文件夹；或用 .json、.xlsx、.popolo.json 文件"
                ),
            ));
        }
        _ => Form::Folder,
    };
    let taken = match form {
        Form::Folder => path.is_file() || path.read_dir().is_ok_and(|mut entries| entries.next().is_some()),
        _ => path.exists(),
    };
    if taken && !(force && (matches!(form, Form::Folder) != path.is_file())) {
        return Err(Error::conflict(say!("{shown} is there already", "{shown} 已存在")).hint(say!(
            "name another place, or --force to replace what an export wrote",
            "请换一个位置，或用 --force 覆盖先前的导出"
        )));
    }
    let (_, warnings) = registry.read(|read| {
        let known = Known::read(read)?;
        let mut warnings = Vec::new();
        if dry_run {
            return Ok(((), warnings));
        }
        match form {
            Form::Folder => folder(read, &known, path)?,
            Form::Json => whole(path, &mut |out| json::write(read, &known, out))?,
            Form::Workbook => {
                let bytes = workbook::write(read, &known)?;
                whole(path, &mut |out| out.write_all(&bytes).map_err(|e| unwritable(path, &e)))?;
            }
            Form::Popolo => whole(path, &mut |out| {
                warnings = popolo::write(read, &known, out)?;
                Ok(())
            })?,
        }
        Ok(((), warnings))
    })?;
    Ok(warnings)
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Error {
    let path = path.display();
    Error::storage(say!("{path} cannot be written", "无法写入 {path}"))
        .cause(Message::verbatim(error.to_string()))
}

/// A file that appears whole or not at all.
fn whole(path: &Path, write: &mut dyn FnMut(&mut dyn io::Write) -> Result<()>) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".new-{}", std::process::id()));
    let building: PathBuf = path.with_file_name(name);
    let failed = |e: io::Error| unwritable(path, &e);
    let done = (|| {
        let mut file =
            io::BufWriter::with_capacity(1 << 16, std::fs::File::create(&building).map_err(failed)?);
        write(&mut file)?;
        file.into_inner().map_err(|e| failed(e.into_error()))?.sync_all().map_err(failed)?;
        std::fs::rename(&building, path).map_err(failed)
    })();
    if done.is_err() {
        let _ = std::fs::remove_file(&building);
    }
    done
}

fn folder(read: &Read<'_>, known: &Known, path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|e| unwritable(path, &e))?;
    for sheet in SHEETS {
        let file = path.join(format!("{}.csv", sheet.name));
        whole(&file, &mut |out| {
            let failed = |e: io::Error| unwritable(&file, &e);
            write_row(out, sheet.columns.iter().map(|column| column.field.key)).map_err(failed)?;
            rows(read, known, sheet, &mut |cells| {
                let texts: Vec<String> = cells
                    .iter()
                    .map(|cell| match cell {
                        Cell::Text(_) | Cell::List(_) => tame(&cell.plain()).into_owned(),
                        other => other.plain(),
                    })
                    .collect();
                write_row(out, texts.iter().map(String::as_str)).map_err(failed)
            })
        })?;
    }
    Ok(())
}

/// Every row of a list, in the order of the registry.
pub fn rows(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    match sheet.name {
        "ballots" => ballots(read, known, each),
        "attendance" => attendance(read, known, sheet, each),
        "documents" => documents(read, known, each),
        "contents" => contents(read, each),
        _ => plain(read, known, sheet, each),
    }
}

/// The order of a list's rows.
fn order(sheet: &Sheet) -> &'static str {
    match sheet.name {
        "bodies" => "\"code\"",
        "names" => "organization_id, seq",
        "alliance_names" => "seq",
        "body_names" => "body, seq",
        "person_names" => "person_id, seq",
        "terms" => "\"number\"",
        "candidates" => "motion_id, seq",
        "receivers" => "visit_id, seq",
        "motions" => "session_id, \"number\"",
        "agenda" => "session_id, seq, id",
        _ => "id",
    }
}

/// Parts of all rows of a list, by their owner.
type Parts = HashMap<i64, Vec<String>>;

fn parts(read: &Read<'_>, known: &Known, column: &Column) -> Result<Option<Parts>> {
    let mut parts = Parts::new();
    let (table, value) = match column.to {
        To::Texts(table) => (table, "text"),
        To::Organizations(table) => (table, "organization_id"),
        To::Persons(table) => (table, "person_id"),
        To::Subjects(table) => (table, "organization_id, person_id"),
        _ => return Ok(None),
    };
    let owner = crate::store::tables::table(table).columns.first().copied().unwrap_or("id");
    read.each(&format!("SELECT {owner}, {value} FROM {table} ORDER BY {owner}, seq"), &[], &mut |r| {
        let text = match column.to {
            To::Texts(_) => r.text(1)?,
            To::Persons(_) => known.person_text(r.int(1)?, None),
            _ => match (r.opt_int(1)?, r.width()) {
                (Some(organization), _) => known.code(organization).to_string(),
                (None, 3) => known.subject_text(r.int(2)?),
                (None, _) => String::new(),
            },
        };
        parts.entry(r.int(0)?).or_default().push(text);
        Ok(())
    })?;
    Ok(Some(parts))
}

/// A list whose rows are those of its table.
fn plain(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    let table = crate::store::tables::table(sheet.table);
    let mut lists: Vec<Option<Parts>> = Vec::new();
    let mut selected: Vec<String> = vec![table.columns.first().map_or("1".into(), |c| format!("\"{c}\""))];
    for column in sheet.columns {
        lists.push(parts(read, known, column)?);
        selected.push(match column.to {
            To::Plain(to) | To::Organization(to) | To::Person(to) | To::Session(to) | To::Motion(to) => {
                format!("\"{to}\"")
            }
            To::Own => own(sheet, column).to_string(),
            _ => "NULL".to_string(),
        });
    }
    let sql = format!("SELECT {} FROM {} ORDER BY {}", selected.join(", "), table.name, order(sheet));
    let mut cells = vec![Cell::Empty; sheet.columns.len()];
    read.each(&sql, &[], &mut |r| {
        for (at, column) in sheet.columns.iter().enumerate() {
            let here = at + 1;
            let Some(cell) = cells.get_mut(at) else { continue };
            *cell = match column.to {
                To::Reference(letter) => Cell::Text(format!("{letter}{}", r.int(0)?)),
                To::Organization(_) => r.opt_int(here)?.map_or(Cell::Empty, |id| Cell::text(known.code(id))),
                To::Person(_) => {
                    r.opt_int(here)?.map_or(Cell::Empty, |id| Cell::text(known.person_text(id, None)))
                }
                To::Session(_) => {
                    r.opt_int(here)?.map_or(Cell::Empty, |id| Cell::text(known.session_text(id)))
                }
                To::Motion(_) => r.opt_int(here)?.map_or(Cell::Empty, |id| Cell::text(known.motion_text(id))),
                To::Texts(_) | To::Organizations(_) | To::Persons(_) | To::Subjects(_) => {
                    let id = r.int(0)?;
                    let items = lists.get(at).and_then(Option::as_ref).and_then(|parts| parts.get(&id));
                    items.map_or(Cell::Empty, |items| Cell::List(items.clone()))
                }
                To::Own if sheet.name == "persons" && column.field.key == "organization" => {
                    r.opt_int(here)?.map_or(Cell::Empty, |id| Cell::text(known.code(id)))
                }
                To::Own if sheet.name == "receivers" => Cell::Text(format!("v{}", r.int(0)?)),
                To::Own | To::Plain(_) => value(column.field.ty, r, here)?,
            };
        }
        each(&cells)
    })
}

/// The table's column behind a column that the list's own code takes in.
fn own(sheet: &Sheet, column: &Column) -> &'static str {
    match (sheet.name, column.field.key) {
        ("rules" | "sessions" | "body_names", "body") => "\"body\"",
        ("persons", "name") => "\"name\"",
        ("persons", "organization") => "organization_id",
        _ => "NULL",
    }
}

fn value(ty: Type, row: &Row<'_>, at: usize) -> Result<Cell> {
    Ok(match ty {
        Type::Count | Type::Number => row.opt_int(at)?.map_or(Cell::Empty, Cell::Int),
        Type::Flag => row.opt_flag(at)?.map_or(Cell::Empty, Cell::Flag),
        Type::Day | Type::DayExact | Type::Start => row.opt_text(at)?.map_or(Cell::Empty, Cell::Day),
        Type::DayOrPending => row
            .opt_text(at)?
            .map_or(Cell::Empty, |text| if text == "pending" { Cell::Text(text) } else { Cell::Day(text) }),
        _ => row.opt_text(at)?.map_or(Cell::Empty, Cell::text),
    })
}

/// The long list: texts of motions and organizations once, not for each ballot.
fn ballots(read: &Read<'_>, known: &Known, each: &mut Each<'_>) -> Result<()> {
    let mut cells = [Cell::Empty, Cell::Empty, Cell::Empty];
    let mut last = None;
    let mut codes: HashMap<i64, String> = HashMap::new();
    let sql = "SELECT motion_id, organization_id, choice FROM ballots ORDER BY motion_id, organization_id";
    read.each(sql, &[], &mut |r| {
        let (motion, organization) = (r.int(0)?, r.int(1)?);
        if last != Some(motion) {
            cells[0] = Cell::Text(known.motion_text(motion));
            last = Some(motion);
        }
        let code = codes.entry(organization).or_insert_with(|| known.code(organization).to_string());
        cells[1] = Cell::Text(code.clone());
        cells[2] = Cell::Text(r.text(2)?);
        each(&cells)
    })
}

/// One row a delegate; an attendance without any has one row all the same.
fn attendance(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    type Delegate = (Option<i64>, Option<String>);
    let mut delegates: HashMap<i64, Vec<Delegate>> = HashMap::new();
    read.each(
        "SELECT attendance_id, person_id, title FROM delegates ORDER BY attendance_id, seq",
        &[],
        &mut |r| {
            delegates.entry(r.int(0)?).or_default().push((r.opt_int(1)?, r.opt_text(2)?));
            Ok(())
        },
    )?;
    let (person, title) = (sheet.at("person").unwrap_or(4), sheet.at("title").unwrap_or(5));
    let mut items: HashMap<i64, i64> = HashMap::new();
    let sql = "SELECT id, session_id, organization_id, capacity, presence, others, proxy_id, headcount FROM attendances ORDER BY id";
    read.each(sql, &[], &mut |r| {
        let (id, session, organization) = (r.int(0)?, r.int(1)?, r.opt_int(2)?);
        let code = |id: Option<i64>| id.map_or(Cell::Empty, |id| Cell::text(known.code(id)));
        let item = organization.is_none().then(|| {
            let item = items.entry(session).or_insert(0);
            *item += 1;
            *item
        });
        let mut cells = vec![
            Cell::text(known.session_text(session)),
            code(organization),
            Cell::text(r.text(3)?),
            Cell::text(r.text(4)?),
            Cell::Empty,
            Cell::Empty,
            r.opt_flag(5)?.map_or(Cell::Empty, Cell::Flag),
            code(r.opt_int(6)?),
            r.opt_int(7)?.map_or(Cell::Empty, Cell::Int),
            item.map_or(Cell::Empty, Cell::Int),
        ];
        let Some(people) = delegates.get(&id) else { return each(&cells) };
        for (who, what) in people {
            if let Some(cell) = cells.get_mut(person) {
                *cell = who.map_or(Cell::Empty, |id| Cell::text(known.person_text(id, organization)));
            }
            if let Some(cell) = cells.get_mut(title) {
                *cell = what.clone().map_or(Cell::Empty, Cell::text);
            }
            each(&cells)?;
        }
        Ok(())
    })
}

fn documents(read: &Read<'_>, known: &Known, each: &mut Each<'_>) -> Result<()> {
    let columns = TARGETS.iter().map(|(_, column)| *column).collect::<Vec<_>>().join(", ");
    let sql =
        format!("SELECT id, path, title, media_type, size, sha256, {columns} FROM documents ORDER BY id");
    let activity = |id: i64| {
        let sql = "SELECT CASE WHEN edition IS NULL THEN name ELSE name || '/' || edition END FROM activities WHERE id = ?1";
        Ok::<_, Error>(read.one(sql, &[id.into()], |r| r.text(0))?.unwrap_or_default())
    };
    read.each(&sql, &[], &mut |r| {
        for (at, (kind, _)) in TARGETS.iter().enumerate() {
            let Some(id) = r.opt_int(6 + at)? else { continue };
            let target = match *kind {
                "organization" => known.code(id).to_string(),
                "person" => known.person_text(id, None),
                "session" => known.session_text(id).to_string(),
                "motion" => known.motion_text(id),
                "action" => format!("a{id}"),
                "visit" => format!("v{id}"),
                _ => activity(id)?,
            };
            each(&[
                Cell::Text(format!("d{}", r.int(0)?)),
                Cell::text(r.text(1)?),
                r.opt_text(2)?.map_or(Cell::Empty, Cell::text),
                Cell::text(*kind),
                Cell::text(target),
                Cell::text(r.text(3)?),
                Cell::Int(r.int(4)?),
                Cell::text(r.text(5)?),
            ])?;
        }
        Ok(())
    })
}

/// So many bytes of a content stand in one cell: a workbook's holds no more than 32,767 characters.
const PIECE: usize = 24_000;

fn contents(read: &Read<'_>, each: &mut Each<'_>) -> Result<()> {
    // What no document names any more is the journal's memory, not the registry's.
    let sql =
        "SELECT sha256, bytes FROM contents WHERE sha256 IN (SELECT sha256 FROM documents) ORDER BY sha256";
    read.each(sql, &[], &mut |r| {
        let crate::store::Value::Blob(bytes) = r.value(1)? else { return Ok(()) };
        let hash = r.text(0)?;
        let pieces: Vec<&[u8]> = if bytes.is_empty() { vec![&[]] } else { bytes.chunks(PIECE).collect() };
        for (n, piece) in pieces.into_iter().enumerate() {
            // An empty cell would say nothing: an empty content is one with no bytes, written as `=`.
            let text = if piece.is_empty() { "====".to_string() } else { base64::encode(piece) };
            each(&[Cell::text(hash.clone()), Cell::Int(n as i64 + 1), Cell::Text(text)])?;
        }
        Ok(())
    })
}
