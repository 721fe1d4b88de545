//! The registry as lists: all that it holds but the journal, in an order and with words that an import
//! into an empty registry gives back.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
};

use super::{base64, json, known::Known, popolo, workbook};
use crate::{
    error::{Error, Message, Result},
    model::sheet::{join, shield, tame, write_row},
    noun::{Field, Noun, Sheet, To, Type, sheets},
    ops::refs::TARGETS,
    say,
    store::{Read, Registry, Row, tables},
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
    let folder = path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
    let form = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") if name.ends_with(".popolo.json") => Form::Popolo,
        Some("json") => Form::Json,
        Some("xlsx") => Form::Workbook,
        // A folder may have a dot in its name, a date say; letters behind it are the ending of a file.
        Some(ending)
            if !folder
                && ending.len() < 9
                && ending.chars().all(char::is_alphanumeric)
                && ending.chars().any(char::is_alphabetic) =>
        {
            return Err(Error::usage(say!("{shown} is no form of export", "{shown} 不是可导出的格式")).hint(
                say!(
                    "name a folder for CSV files (DIR/), or a file in .json, .xlsx or .popolo.json",
                    "CSV 请指定文件夹（名称后加 /）；或用 .json、.xlsx、.popolo.json 文件"
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
            Form::Folder => lists(read, &known, path)?,
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
    Error::storage(say!("{path} cannot be written", "无法写入 {path}")).because(error)
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

fn lists(read: &Read<'_>, known: &Known, path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).map_err(|e| unwritable(path, &e))?;
    for sheet in sheets() {
        let file = path.join(format!("{}.csv", sheet.name));
        whole(&file, &mut |out| {
            let failed = |e: io::Error| unwritable(&file, &e);
            write_row(out, sheet.columns.iter().map(|column| column.key)).map_err(failed)?;
            rows(read, known, sheet, &mut |cells| {
                let texts = sheet.columns.iter().zip(cells).map(|(column, cell)| match (column.ty, cell) {
                    // A spreadsheet would make a date of 2/3.
                    (Type::Fraction | Type::FractionOrNone, Cell::Text(text)) => tame(text).into_owned(),
                    (_, Cell::Text(_) | Cell::List(_)) => shield(&cell.plain()).into_owned(),
                    (_, other) => other.plain(),
                });
                let texts: Vec<String> = texts.collect();
                write_row(out, texts.iter().map(String::as_str)).map_err(failed)
            })
        })?;
    }
    Ok(())
}

/// Every row of a list, in the order of the registry.
pub fn rows(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    match (sheet.part.map(|field| field.ty), sheet.shape.is) {
        (Some(Type::Ballots), _) => ballots(read, known, each),
        (Some(Type::Content), _) => contents(read, each),
        (None, Noun::Attendance) => attendance(read, known, sheet, each),
        (None, Noun::Document) => documents(read, known, sheet, each),
        _ => plain(read, known, sheet, each),
    }
}

/// Parts of all rows of a list, by their owner.
type Parts = HashMap<i64, Vec<String>>;

fn parts(read: &Read<'_>, known: &Known, column: &Field) -> Result<Option<Parts>> {
    let To::Parts(table) = column.to else { return Ok(None) };
    let value = match column.ty {
        Type::Organizations => "organization_id",
        Type::Persons => "person_id",
        Type::Subjects => "organization_id, person_id",
        _ => "text",
    };
    let mut parts = Parts::new();
    let owner = tables::table(table).columns.first().copied().unwrap_or("id");
    read.each(&format!("SELECT {owner}, {value} FROM {table} ORDER BY {owner}, seq"), &[], &mut |r| {
        let text = match column.ty {
            Type::Lines => r.text(1)?,
            Type::Persons => known.person_text(r.int(1)?, None),
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

/// A list whose rows are those of a table: of its noun, or of the parts of one field.
fn plain(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    let table = match sheet.part.map(|field| field.to) {
        Some(To::Parts(table)) => tables::table(table),
        _ => tables::table(sheet.shape.store),
    };
    let first = table.columns.first().copied().unwrap_or_default();
    let mut lists: Vec<Option<Parts>> = Vec::new();
    let mut selected: Vec<String> = vec![format!("\"{first}\"")];
    for column in &sheet.columns {
        lists.push(parts(read, known, column)?);
        selected.push(match column.to {
            To::Id(to) | To::Late(to) => format!("\"{to}\""),
            To::Column | To::Own if table.columns.contains(&column.key) => format!("\"{}\"", column.key),
            _ => "NULL".to_string(),
        });
    }
    let key = table.key.iter().filter_map(|at| table.columns.get(*at)).map(|c| format!("\"{c}\""));
    // Within a session by their number, as people count them.
    let order = match sheet.shape.is {
        Noun::Motion if sheet.part.is_none() => vec!["session_id".to_string(), "\"number\"".to_string()],
        Noun::Agenda => vec!["session_id".to_string(), "seq".to_string(), "id".to_string()],
        _ => key.collect::<Vec<_>>(),
    };
    let sql = format!("SELECT {} FROM {} ORDER BY {}", selected.join(", "), table.name, order.join(", "));
    let mut cells = vec![Cell::Empty; sheet.columns.len()];
    read.each(&sql, &[], &mut |r| {
        for (at, column) in sheet.columns.iter().enumerate() {
            let Some(cell) = cells.get_mut(at) else { continue };
            *cell = match column.to {
                _ if at == 0 && sheet.part.is_some() && sheet.shape.is != Noun::Alliance => {
                    owner(known, sheet, r)?
                }
                To::Number(letter) => Cell::Text(format!("{letter}{}", r.int(0)?)),
                To::Id(_) | To::Late(_) => match (r.opt_int(at + 1)?, column.ty) {
                    (None, _) => Cell::Empty,
                    (Some(id), Type::Person) => Cell::text(known.person_text(id, None)),
                    (Some(id), Type::Session) => Cell::text(known.session_text(id)),
                    (Some(id), Type::Motion) => Cell::text(known.motion_text(id)),
                    (Some(id), _) => Cell::text(known.code(id)),
                },
                To::Parts(_) => {
                    let id = r.int(0)?;
                    let items = lists.get(at).and_then(Option::as_ref).and_then(|parts| parts.get(&id));
                    items.map_or(Cell::Empty, |items| Cell::List(items.clone()))
                }
                To::Column | To::Own => value(column.ty, r, at + 1)?,
            };
        }
        each(&cells)
    })
}

/// What a row of parts belongs to.
fn owner(known: &Known, sheet: &Sheet, row: &Row<'_>) -> Result<Cell> {
    Ok(Cell::text(match sheet.shape.is {
        Noun::Body => row.text(0)?,
        Noun::Organization => known.code(row.int(0)?).to_string(),
        Noun::Person => known.person_text(row.int(0)?, None),
        Noun::Motion => known.motion_text(row.int(0)?),
        _ => format!("v{}", row.int(0)?),
    }))
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
        let none = [(None, None)];
        for (who, what) in delegates.get(&id).map_or(&none[..], Vec::as_slice) {
            let cells = sheet.columns.iter().map(|column| {
                Ok(match column.key {
                    "session" => Cell::text(known.session_text(session)),
                    "organization" => code(organization),
                    "capacity" => Cell::text(r.text(3)?),
                    "presence" => Cell::text(r.text(4)?),
                    "person" => who.map_or(Cell::Empty, |id| Cell::text(known.person_text(id, organization))),
                    "title" => what.clone().map_or(Cell::Empty, Cell::text),
                    "others" => r.opt_flag(5)?.map_or(Cell::Empty, Cell::Flag),
                    "proxy" => code(r.opt_int(6)?),
                    "headcount" => r.opt_int(7)?.map_or(Cell::Empty, Cell::Int),
                    _ => item.map_or(Cell::Empty, Cell::Int),
                })
            });
            each(&cells.collect::<Result<Vec<_>>>()?)?;
        }
        Ok(())
    })
}

/// A document names what it is for by its kind and its reference.
fn documents(read: &Read<'_>, known: &Known, sheet: &Sheet, each: &mut Each<'_>) -> Result<()> {
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
            let cells = sheet.columns.iter().map(|column| {
                Ok(match column.key {
                    "ref" => Cell::Text(format!("d{}", r.int(0)?)),
                    "path" => Cell::text(r.text(1)?),
                    "title" => r.opt_text(2)?.map_or(Cell::Empty, Cell::text),
                    "kind" => Cell::text(*kind),
                    "for" => Cell::text(target.as_str()),
                    "media_type" => Cell::text(r.text(3)?),
                    "size" => Cell::Int(r.int(4)?),
                    _ => Cell::text(r.text(5)?),
                })
            });
            each(&cells.collect::<Result<Vec<_>>>()?)?;
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
            each(&[Cell::text(hash.as_str()), Cell::Int(n as i64 + 1), Cell::Text(text)])?;
        }
        Ok(())
    })
}
