//! A roll call in a file of its own: `--ballots FILE.csv`.

use crate::{
    error::{Error, Kind, Message, Result},
    model::record::{Entry, Place},
    say,
};

/// Reads `organization,choice` (单位,表决) into the entry of a motion; a column `motion` may tell one
/// motion's rows among others.
///
/// # Errors
/// A file that cannot be read, a column that is missing, a row that is no ballot: with file and line.
pub fn read(file: &str, motion: &str, entry: &mut Entry) -> Result<()> {
    let failed = |message: Message| {
        Error::new(Kind::Invalid, message).hint(say!(
            "a CSV file with the columns organization and choice (单位, 表决)",
            "应为含“单位”“表决”（organization, choice）两列的 CSV 文件"
        ))
    };
    let bytes = std::fs::read(file).map_err(|e| {
        failed(say!("{file} cannot be read", "无法读取 {file}")).cause(Message::verbatim(e.to_string()))
    })?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| failed(say!("{file} is not UTF-8 text", "{file} 不是 UTF-8 文本")))?
        .trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let parted = *[b',', b';', b'\t']
        .iter()
        .max_by_key(|by| head.bytes().filter(|b| b == *by).count())
        .unwrap_or(&b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(parted).flexible(true).from_reader(text.as_bytes());
    let heads = reader.headers().map_err(|e| failed(Message::verbatim(format!("{file}: {e}"))))?.clone();
    let column =
        |names: &[&str]| heads.iter().position(|h| names.iter().any(|n| h.trim().eq_ignore_ascii_case(n)));
    let (Some(organization), Some(choice)) = (column(&["organization", "单位"]), column(&["choice", "表决"]))
    else {
        return Err(failed(say!(
            "{file}:1: the columns organization and choice are wanted",
            "{file}:1：缺少“单位”或“表决”列"
        )));
    };
    let of = column(&["motion", "议题"]);
    let mut ballots = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|e| failed(Message::verbatim(format!("{file}: {e}"))))?;
        let line = row.position().map_or(0, |p| p.line());
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        if row.iter().all(|cell| cell.trim().is_empty()) || of.is_some_and(|of| cell(of) != motion) {
            continue;
        }
        if cell(organization).is_empty() || cell(choice).is_empty() {
            return Err(failed(say!(
                "{file}:{line}: a ballot has an organization and a choice",
                "{file}:{line}：须同时写明单位与表决"
            )));
        }
        ballots.push(format!("{}={}", cell(organization), cell(choice)));
    }
    if ballots.is_empty() {
        return Err(failed(say!("{file} has no ballot", "{file} 中没有表决记录")));
    }
    entry
        .set_text("ballots", &ballots, &Place::flag(file))
        .or_else(|faults| Error::together(faults).map_or(Ok(()), Err))
}
