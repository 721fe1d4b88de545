//! What a write added and changed, in short; and the lines of narration on stderr.

use std::{borrow::Cow, io};

use super::{
    Format, Out, Screen, csv, json,
    style::Tone,
    width::{neutral, one_line, wrap},
};
use crate::{
    error::{Message, to_be_typed},
    lang::{Lang, labels},
    model::{
        journal::{Change, NAMED, RowCount, Written},
        words::{CHANGE_ACTIONS, Severity},
    },
    say,
};

/// Writes what a write did. Its warnings are in JSON alone; elsewhere the caller says them with
/// [`warning`] on stderr.
pub fn written(written: &Written, dry_run: bool, out: Out<'_>) -> io::Result<()> {
    let Out { format, screen, to: out, .. } = out;
    let lang = screen.lang;
    match format {
        Format::Json => return json::write(written, lang, out),
        Format::Csv => return csv::write(&written.changes, &["table", "action", "ref"], lang, out),
        Format::Table | Format::Markdown => {}
    }
    let mark = if format == Format::Markdown { "- " } else { "" };
    let mut line = |tone: Tone, text: &str| {
        let text = format!("{mark}{text}");
        wrap(&text, screen.width).iter().try_for_each(|line| writeln!(out, "{}", screen.paint(tone, line)))
    };
    if written.changes.is_empty() && written.nothing {
        return line(Tone::Dim, lang.word("nothing is recorded: nothing was said", "未作登记：没有可登记的内容"));
    }
    if written.changes.is_empty() && written.kept {
        return line(
            Tone::Dim,
            lang.word("nothing changed: what was recorded since stays", "没有变动：此后录入的内容予以保留"),
        );
    }
    if written.changes.is_empty() && written.left {
        return line(
            Tone::Dim,
            lang.word(
                "nothing changed; what the warnings tell of is left for you to decide",
                "没有变动；提示中所列各项未作改动，请自行确认",
            ),
        );
    }
    if written.changes.is_empty() {
        return line(
            Tone::Dim,
            lang.word(
                "nothing changed: the registry says all of this already",
                "没有变动：登记库中已有全部内容",
            ),
        );
    }
    for text in account(&written.changes, lang) {
        line(Tone::Plain, &text)?;
    }
    for field in &written.fields {
        line(Tone::Plain, lang.say(field))?;
    }
    match (dry_run, written.entry) {
        (true, _) => line(Tone::Open, lang.word("dry run: nothing was written", "试运行：未写入任何内容")),
        (false, Some(n)) => line(Tone::Dim, &format!("{}{n}", lang.word("journal entry #", "日志编号#"))),
        (false, None) => Ok(()),
    }
}

/// `新增：1次会议（2-3）、6个单位（a、b、c等）`, one line for each of added, changed, removed.
pub(super) fn account(changes: &[Change], lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    for (code, en, zh) in CHANGE_ACTIONS.words {
        let of: Vec<&Change> = changes.iter().filter(|change| change.action.code() == *code).collect();
        let mut nouns: Vec<&str> = Vec::new();
        for change in &of {
            if !nouns.contains(&change.table.as_str()) {
                nouns.push(&change.table);
            }
        }
        let parts: Vec<String> = nouns
            .iter()
            .map(|noun| {
                let these = of.iter().filter(|change| change.table == **noun);
                let count = these.clone().map(|change| change.count).sum();
                group(noun, count, these.map(|change| change.reference.as_str()), lang)
            })
            .collect();
        if !parts.is_empty() {
            lines.push(format!("{}{}{}", lang.word(en, zh), lang.colon(), parts.join(lang.comma())));
        }
    }
    lines
}

/// One noun's part: its count, and the first references, each once.
fn group<'c>(noun: &str, n: u64, refs: impl Iterator<Item = &'c str>, lang: Lang) -> String {
    let (one, many, zh) = labels::noun(noun);
    let counted = match lang {
        Lang::En if n == 1 => format!("1 {one}"),
        Lang::En => format!("{n} {many}"),
        Lang::Zh if zh.is_empty() => format!("{n}条{noun}"),
        Lang::Zh => format!("{n}{zh}"),
    };
    let mut first: Vec<&str> = Vec::new();
    for one in refs {
        if !one.is_empty() && !first.contains(&one) && first.len() <= NAMED {
            first.push(one);
        }
    }
    let more = first.len() > NAMED;
    first.truncate(NAMED);
    let mut names = one_line(&first.join(lang.comma())).into_owned();
    if more {
        names.push_str(lang.word(", …", "等"));
    }
    if names.is_empty() { counted } else { counted + &lang.bracket(&names) }
}

/// Findings that are told one by one before the rest is only counted.
const TOLD: usize = 12;

/// What a write turned, for stderr: verdicts, then what `check` finds since and what it no longer does.
pub fn turned(written: &Written, screen: &Screen) -> String {
    let lang = screen.lang;
    let mut out = String::new();
    let (empty, full): (Vec<_>, Vec<_>) = written.rows.iter().partition(|row| row.read == 0);
    for RowCount { list, read, added, changed, equal, left } in full {
        let rows = if *read == 1 { "row" } else { "rows" };
        let (left_en, left_zh) = match left {
            0 => Default::default(),
            left => (format!(", {left} left to decide"), format!("、待定{left}")),
        };
        let line = say!(
            "{list}: {read} {rows} read; {added} added, {changed} changed, {equal} known already{left_en}",
            "{list}：读取{read}行；新增{added}、修改{changed}、原已登记{equal}{left_zh}"
        );
        out.push_str(&format!("{}\n", screen.paint(Tone::Dim, lang.say(&line))));
    }
    if !empty.is_empty() {
        let lists: Vec<&str> = empty.iter().map(|row| row.list.as_str()).collect();
        let (en, zh) = (lists.join(", "), lists.join("、"));
        let line = say!("without a row: {en}", "无数据行：{zh}");
        out.push_str(&format!("{}\n", screen.paint(Tone::Dim, lang.say(&line))));
    }
    for change in &written.verdicts {
        let (before, after) = (lang.of(change.before.labels()), lang.of(change.after.labels()));
        let line = format!("{}{}{before} → {after}", neutral(&change.reference), lang.colon());
        out.push_str(&format!("{}\n", screen.paint(Tone::Open, &line)));
    }
    for finding in written.findings.iter().take(TOLD) {
        let said = lang.say(&finding.message);
        let text = format!("{} {}{}{said}", finding.rule, finding.reference, lang.colon());
        let bad = finding.severity == Severity::Error;
        out.push_str(&narrated(
            finding.severity.code(),
            if bad { Tone::Bad } else { Tone::Open },
            &text,
            screen,
        ));
    }
    let more = written.findings.len().saturating_sub(TOLD);
    if more > 0 {
        out.push_str(&warning(
            &say!(
                "and {more} findings more; `alliance check` lists them",
                "另有{more}项；`alliance check` 列出全部"
            ),
            screen,
        ));
    }
    if !written.mended.is_empty() {
        let mut named: Vec<String> = Vec::new();
        for finding in written.mended.iter().take(TOLD) {
            let name = format!("{} {}", finding.rule, finding.reference);
            if !named.contains(&name) {
                named.push(name);
            }
        }
        let rest = if written.mended.len() > TOLD { lang.word(", …", "等") } else { "" };
        let names = format!("{}{rest}", named.join(lang.comma()));
        let line = format!("{}{}{}", lang.word("no longer found", "不再提示"), lang.colon(), neutral(&names));
        out.push_str(&format!("{}\n", screen.paint(Tone::Good, &line)));
    }
    out
}

/// A warning for stderr, in lines of the screen's width.
pub fn warning(message: &Message, screen: &Screen) -> String {
    narrated("warning", Tone::Open, screen.lang.say(message), screen)
}

/// A note for stderr: what was taken for granted.
pub fn note(message: &Message, screen: &Screen) -> String {
    narrated("note", Tone::Dim, screen.lang.say(message), screen)
}

/// A hint for stderr.
pub fn hint(message: &Message, screen: &Screen) -> String {
    narrated("hint", Tone::Dim, screen.lang.say(message), screen)
}

/// `word: text`, the word in its tone; the words are the same in every language. Texts are not
/// broken: stderr is searched by scripts and copied from.
pub(super) fn narrated(word: &str, tone: Tone, text: &str, screen: &Screen) -> String {
    let text = match screen.lang {
        Lang::En => Cow::from(text),
        Lang::Zh => to_be_typed(text).into(),
    };
    format!("{} {}\n", screen.paint(tone, &format!("{word}:")), neutral(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::ChangeAction;

    fn change(table: &str, action: ChangeAction, reference: &str) -> Change {
        Change { table: table.into(), action, reference: reference.into(), count: 1 }
    }

    fn shown(data: &Written, dry_run: bool, lang: Lang) -> String {
        let screen = Screen { lang, width: 80, color: false };
        super::super::out::shown(Format::Table, &screen, |out| written(data, dry_run, out))
    }

    #[test]
    fn a_write_is_told_by_noun_and_action() {
        let mut changes = vec![change("session", ChangeAction::Add, "2-3")];
        changes.extend(["a", "b", "c", "d", "e"].map(|code| change("organization", ChangeAction::Add, code)));
        changes.push(change("motion", ChangeAction::Change, "2-3/1\u{1b}"));
        let data =
            Written { entry: Some(7), changes, warnings: vec![say!("look", "请看")], ..Written::default() };
        assert_eq!(
            shown(&data, false, Lang::En),
            "added: 1 session (2-3), 5 organizations (a, b, c, …)\nchanged: 1 motion (2-3/1\\u{1b})\njournal entry #7\n"
        );
        assert_eq!(
            shown(&data, true, Lang::Zh),
            "新增：1次会议（2-3）、5个单位（a、b、c等）\n修改：1项议题（2-3/1\\u{1b}）\n试运行：未写入任何内容\n"
        );
        assert!(shown(&Written::default(), false, Lang::Zh).starts_with("没有变动"));
        let screen = Screen { lang: Lang::Zh, width: 80, color: false };
        assert_eq!(warning(&data.warnings[0], &screen), "warning: 请看\n");
    }
}
