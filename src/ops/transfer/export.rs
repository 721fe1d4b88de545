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
    ops::{
        refs::TARGETS,
        rows::{Held, Ids, Kept, each as stored, number, text},
    },
    say,
    store::{
        Read, Registry, Value,
        tables::{Table, table},
    },
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
    let Sheet { shape, columns, .. } = sheet;
    match (sheet.part, shape.is) {
        (Some(Field { ty: Type::Ballots, .. }), _) => ballots(read, known, each),
        (Some(Field { ty: Type::Content, .. }), _) => contents(read, each),
        (Some(Field { to: To::Parts(of), .. }), _) => plain(read, known, table(of), columns, shape.is, each),
        (Some(_), _) => Ok(()),
        (None, Noun::Attendance) => attendance(read, known, sheet, each),
        (None, Noun::Document) => documents(read, known, sheet, each),
        _ => plain(read, known, table(shape.store), columns, shape.is, each),
    }
}

/// A list whose rows are those of a table: of its noun, or of the parts of one field.
fn plain(
    read: &Read<'_>,
    known: &Known,
    table: &'static Table,
    columns: &[&'static Field],
    is: Noun,
    each: &mut Each<'_>,
) -> Result<()> {
    let key = table.key.iter().filter_map(|at| table.columns.get(*at)).map(|c| format!("\"{c}\""));
    // Within a session by their number, as people count them.
    let order = match table.name {
        "motions" => "session_id, \"number\"".to_string(),
        "agenda_items" => "session_id, seq, id".to_string(),
        _ => key.collect::<Vec<_>>().join(", "),
    };
    // The parts of the alliance need not say whose they are.
    let owned = is != Noun::Alliance && !table.columns.contains(&"id") && table.columns.contains(&"seq");
    stored(read, table, columns, Ids::All, &order, &mut |row| {
        let mut cells: Vec<Cell> = columns.iter().map(|column| cell(known, &row, column)).collect();
        if let Some(first) = cells.first_mut().filter(|_| owned) {
            *first = owner(known, is, &row.key);
        }
        each(&cells)
    })
}

/// What a row holds of a column.
fn cell(known: &Known, row: &Kept, column: &Field) -> Cell {
    let referred = |ty: Type, id: i64| match ty {
        Type::Person | Type::Persons => known.person_text(id, None),
        Type::Session => known.session_text(id).to_string(),
        Type::Motion => known.motion_text(id),
        _ => known.code(id).to_string(),
    };
    match (row.get(column.key), column.to, column.ty) {
        (_, To::Number(letter), _) => Cell::Text(format!("{letter}{}", row.id())),
        (Some(Held::One(Value::Int(id))), To::Id(_) | To::Late(_), ty) => Cell::text(referred(ty, *id)),
        (Some(Held::One(value)), _, ty) => value_cell(ty, value),
        (Some(Held::Parts(parts)), _, ty) => {
            let text = |part: &Vec<Value>| match (part.first(), part.get(1)) {
                (Some(Value::Int(id)), _) => referred(ty, *id),
                (_, Some(Value::Int(person))) => known.subject_text(*person),
                (first, _) => first.and_then(text).unwrap_or_default().to_string(),
            };
            if parts.is_empty() { Cell::Empty } else { Cell::List(parts.iter().map(text).collect()) }
        }
        (None, ..) => Cell::Empty,
    }
}

fn value_cell(ty: Type, value: &Value) -> Cell {
    match (value, ty) {
        (Value::Int(flag), Type::Flag) => Cell::Flag(*flag != 0),
        (Value::Int(n), _) => Cell::Int(*n),
        (Value::Text(text), Type::Day | Type::DayExact | Type::Start) => Cell::Day(text.clone()),
        (Value::Text(text), Type::DayOrPending) if text != "pending" => Cell::Day(text.clone()),
        (Value::Text(text), _) => Cell::text(text.as_str()),
        (Value::Null | Value::Blob(_), _) => Cell::Empty,
    }
}

/// What a row of parts belongs to.
fn owner(known: &Known, is: Noun, key: &Value) -> Cell {
    let id = number(key).unwrap_or_default();
    Cell::text(match is {
        Noun::Organization => known.code(id).to_string(),
        Noun::Person => known.person_text(id, None),
        Noun::Motion => known.motion_text(id),
        Noun::Visit => format!("v{id}"),
        _ => text(key).unwrap_or_default().to_string(),
    })
}

/// The long list: texts of motions and organizations once, not for each ballot.
fn ballots(read: &Read<'_>, known: &Known, each: &mut Each<'_>) -> Result<()> {
    let mut cells = [Cell::Empty, Cell::Empty, Cell::Empty];
    let mut last = None;
    let mut codes: HashMap<i64, String> = HashMap::new();
    let sql = "SELECT motion_id, organization_id, choice FROM ballots ORDER BY motion_id, organization_id";
    read.each(sql, &[], &mut |r| {
        let (motion, organization, choice) = r.take()?;
        if last != Some(motion) {
            cells[0] = Cell::Text(known.motion_text(motion));
            last = Some(motion);
        }
        let code = codes.entry(organization).or_insert_with(|| known.code(organization).to_string());
        cells[1] = Cell::Text(code.clone());
        cells[2] = Cell::Text(choice);
        each(&cells)
    })
}

/// One row a delegate; an attendance without any has one row all the same.
fn attendance(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    let mut items: HashMap<Option<i64>, i64> = HashMap::new();
    let fields: Vec<_> = sheet.shape.fields.iter().collect();
    stored(read, table(sheet.shape.store), &fields, Ids::All, "id", &mut |row| {
        let organization = row.int("organization");
        let item = organization.is_none().then(|| {
            let item = items.entry(row.int("session")).or_insert(0);
            *item += 1;
            *item
        });
        let none = [vec![Value::Null, Value::Null]];
        let delegates = Some(row.parts("people")).filter(|parts| !parts.is_empty()).unwrap_or(&none);
        for delegate in delegates {
            let cells = sheet.columns.iter().map(|column| match column.key {
                "person" => {
                    let person = delegate.first().and_then(number);
                    person.map_or(Cell::Empty, |id| Cell::text(known.person_text(id, organization)))
                }
                "title" => delegate.get(1).map_or(Cell::Empty, |title| value_cell(column.ty, title)),
                "item" => item.map_or(Cell::Empty, Cell::Int),
                _ => cell(known, &row, column),
            });
            each(&cells.collect::<Vec<_>>())?;
        }
        Ok(())
    })
}

/// A document names what it is for by its kind and its reference.
fn documents(read: &Read<'_>, known: &Known, sheet: &'static Sheet, each: &mut Each<'_>) -> Result<()> {
    let sql =
        "SELECT id, CASE WHEN edition IS NULL THEN name ELSE name || '/' || edition END FROM activities";
    let activities: HashMap<i64, String> = read.rows(sql, &[])?.into_iter().collect();
    let mut owners: HashMap<i64, (&str, String)> = HashMap::new();
    for (kind, column) in TARGETS {
        let sql = format!("SELECT id, {column} FROM documents WHERE {column} IS NOT NULL");
        for (document, id) in read.rows::<(i64, i64)>(&sql, &[])? {
            let target = match *kind {
                "organization" => known.code(id).to_string(),
                "person" => known.person_text(id, None),
                "session" => known.session_text(id).to_string(),
                "motion" => known.motion_text(id),
                "action" => format!("a{id}"),
                "visit" => format!("v{id}"),
                _ => activities.get(&id).cloned().unwrap_or_default(),
            };
            owners.insert(document, (kind, target));
        }
    }
    stored(read, table(sheet.shape.store), &sheet.columns, Ids::All, "id", &mut |row| {
        let owner = owners.get(&row.id());
        let cells = sheet.columns.iter().map(|column| match column.key {
            "kind" => owner.map_or(Cell::Empty, |(kind, _)| Cell::text(*kind)),
            "for" => owner.map_or(Cell::Empty, |(_, target)| Cell::text(target.as_str())),
            _ => cell(known, &row, column),
        });
        each(&cells.collect::<Vec<_>>())
    })
}

/// So many bytes of a content stand in one cell: a workbook's holds no more than 32,767 characters.
const PIECE: usize = 24_000;

fn contents(read: &Read<'_>, each: &mut Each<'_>) -> Result<()> {
    // What no document names any more is the journal's memory, not the registry's.
    let sql =
        "SELECT sha256, bytes FROM contents WHERE sha256 IN (SELECT sha256 FROM documents) ORDER BY sha256";
    read.each(sql, &[], &mut |r| {
        let (hash, Value::Blob(bytes)): (String, Value) = r.take()? else { return Ok(()) };
        let pieces: Vec<&[u8]> = if bytes.is_empty() { vec![&[]] } else { bytes.chunks(PIECE).collect() };
        for (n, piece) in pieces.into_iter().enumerate() {
            // An empty cell would say nothing: an empty content is one with no bytes, written as `=`.
            let text = if piece.is_empty() { "====".to_string() } else { base64::encode(piece) };
            each(&[Cell::text(hash.as_str()), Cell::Int(n as i64 + 1), Cell::Text(text)])?;
        }
        Ok(())
    })
}
