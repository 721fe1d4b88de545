//! What `check` found, the worse first.

use std::io;

use super::{Format, Screen, csv, json, page::Page, style::Tone};
use crate::model::{
    journal::Finding,
    words::{SEVERITIES, Severity},
};

/// Writes the findings of `check`.
pub fn check(
    findings: &[Finding],
    format: Format,
    screen: &Screen,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let lang = screen.lang;
    match format {
        Format::Json => json::write_rows(findings, lang, out),
        Format::Csv => csv::write(findings, &["rule", "severity", "ref", "message"], lang, out),
        Format::Table | Format::Markdown => {
            let mut page = Page::new(screen);
            for (code, en, zh) in SEVERITIES.words {
                let of: Vec<&Finding> =
                    findings.iter().filter(|found| found.severity.code() == *code).collect();
                if of.is_empty() {
                    continue;
                }
                let plural = if of.len() > 1 { "s" } else { "" };
                let heading =
                    lang.word(&format!("{en}{plural}"), zh).to_owned() + &lang.bracket(&of.len().to_string());
                page.heading(&heading);
                let tone = if *code == Severity::Error.code() { Tone::Bad } else { Tone::Open };
                for found in of {
                    page.item(
                        tone,
                        &format!("{}  {}", found.reference, found.rule),
                        &[lang.say(&found.message).to_owned()],
                    );
                }
            }
            if findings.is_empty() {
                page.line(Tone::Good, lang.word("nothing found", "未发现问题"));
            }
            page.write(format == Format::Markdown, out)
        }
    }
}
