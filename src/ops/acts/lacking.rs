//! Sheets and columns that a workbook which the tool made has no more: what is recorded there stays, and that is told.

use crate::{
    error::{Error, Message, Result},
    model::{
        form::Lacking,
        record::{ATTENDANCE, Entry, Given},
    },
    noun::{Field, FormSheet, Layout, SESSION_FORM},
    ops::intake::{Options, Typed},
    say,
};

/// What a workbook has no more of its form, where something is recorded there of its session, which stays.
///
/// # Errors
/// `conflict` where what is gone is to be taken out of the registry: of a sheet or a column that is not there, what was
/// deleted in it cannot be told.
pub fn lacking(typed: &Typed, options: &Options, now: &Entry) -> Result<Vec<Message>> {
    let mut gone = Vec::new();
    let lacking = typed.book.as_ref().map(|book| &book.lacking[..]).unwrap_or_default();
    let (name, mut told) = (typed.name.rsplit(['/', '\\']).next().unwrap_or_default(), Vec::new());
    for sheet in SESSION_FORM {
        let of: Vec<&Lacking> = lacking.iter().filter(|one| std::ptr::eq(one.sheet, sheet)).collect();
        let (en, zh) = sheet.name;
        let pruned = options.prune && sheet.layout != Layout::Fields;
        if of.iter().any(|one| one.field.is_none() && one.motion.is_none()) {
            if is_recorded(now, sheet, None, None) {
                match pruned {
                    true => gone.push(say!("the sheet {en}", "“{zh}”表")),
                    false => told.push(say!(
                        "{name} has no sheet {en}: what is recorded there stays",
                        "{name} 中没有“{zh}”表：该表已登记的内容予以保留"
                    )),
                }
            }
            continue;
        }
        let of = of.into_iter().filter(|one| is_recorded(now, sheet, one.field, one.motion));
        let names: Vec<(String, String)> = of
            .map(|one| match (one.field, one.motion) {
                (Some(field), _) => (field.key.replace('_', " "), field.called().to_owned()),
                (_, motion) => {
                    let n = motion.unwrap_or_default();
                    (format!("Motion {n}"), format!("议题{n}"))
                }
            })
            .collect();
        if names.is_empty() {
            continue;
        }
        let these = names.iter().map(|(en, _)| en.as_str()).collect::<Vec<_>>().join(", ");
        let those = names.iter().map(|(_, zh)| format!("“{zh}”")).collect::<Vec<_>>().join("、");
        if pruned {
            gone.push(say!("of the sheet {en} the column {these}", "“{zh}”表的{those}列"));
            continue;
        }
        told.push(match sheet.layout {
            Layout::Fields => say!(
                "{name}: the sheet {en} has no row {these}: what is recorded there stays",
                "{name} 的“{zh}”表中没有{those}行：已登记的内容予以保留"
            ),
            _ => say!(
                "{name}: the sheet {en} has no column {these}: what is recorded there stays",
                "{name} 的“{zh}”表中没有{those}列：已登记的内容予以保留"
            ),
        });
    }
    if gone.is_empty() {
        return Ok(told);
    }
    let error = Error::conflict(say!(
        "{name} has parts of its form no more, so that --prune cannot tell what was deleted in them",
        "{name} 缺少表格的一部分，--prune 无法判断其中删去了哪些内容"
    ));
    Err(gone.into_iter().fold(error, Error::cause).hint(say!(
        "put them back (`alliance template session REF --output FILE.xlsx` makes the whole workbook), or apply without --prune",
        "请补回（`alliance template session 会议 --output 文件.xlsx` 生成完整的工作簿），或不加 --prune"
    )))
}

/// Whether something is recorded of a session in a sheet of the form, or in a column or row of it.
fn is_recorded(now: &Entry, sheet: &FormSheet, field: Option<&Field>, motion: Option<i64>) -> bool {
    let says = |entry: &Entry, field: &Field| {
        let given = entry.get(field.key);
        given.is_some_and(|given| !matches!((given, field.default), (Given::Word(word), Some(default)) if *word == default))
    };
    let is_it = |one: &&Entry| motion.is_none_or(|number| one.int("number").known() == Some(number));
    match (sheet.layout, field) {
        // What says which session it is must stand in the workbook.
        (Layout::Fields, Some(field)) => !sheet.shape.identifies(field.key) && says(now, field),
        (Layout::Fields, None) => true,
        (Layout::Ballots, Some(_)) => false,
        (Layout::Ballots, None) => now.children_of("motion").filter(is_it).any(|one| one.has("ballots")),
        (Layout::Candidates, field) => {
            let mut all = now.children_of("motion").flat_map(|one| one.candidates("candidates").known().unwrap_or_default());
            all.any(|one| match field.map(|field| field.key) {
                None | Some("motion") => true,
                Some(key) => one.said().any(|(said, _)| said == key),
            })
        }
        (Layout::Rows, field) => now.children_of(sheet.shape.noun).any(|one| match field {
            None => true,
            Some(field) if field.key == "title" && sheet.shape == &ATTENDANCE => {
                one.people("people").known().unwrap_or_default().iter().any(|who| who.title.is_some())
            }
            Some(field) => says(one, field),
        }),
    }
}
