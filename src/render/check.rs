//! What `check` found, the worse first.

use std::io;

use super::{Format, Screen, csv, json, page::Page, stamp, style::Tone};
use crate::model::{
    journal::Finding,
    words::{SEVERITIES, Severity},
};

/// Writes the findings of `check`, and for people the journal's newest entry and its hash.
pub fn check(
    findings: &[Finding],
    head: Option<(i64, &str)>,
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
            if let Some((entry, hash)) = head {
                page.line(Tone::Dim, &stamp(entry, hash, lang));
            }
            page.write(format == Format::Markdown, out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lang::Lang, say};

    #[test]
    fn errors_come_before_warnings() {
        let found = |rule, severity, reference: &str| Finding {
            rule,
            severity,
            reference: reference.into(),
            message: say!("number 2 is missing", "缺第2次会议"),
        };
        let findings = [
            found("session-gap", Severity::Warning, "2-3"),
            found("stored-counts", Severity::Error, "2-3/1\u{1b}"),
        ];
        let screen = Screen { lang: Lang::Zh, width: 80, color: false };
        let shown = |findings: &[Finding]| {
            let mut out = Vec::new();
            check(findings, Some((7, "0123456789abcdef0")), Format::Table, &screen, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            shown(&findings),
            "错误（1）\n- 2-3/1\\u{1b}  stored-counts\n  缺第2次会议\n\n提醒（1）\n- 2-3  session-gap\n  缺第2次会议\n\n登记库：日志 #7，0123456789abcdef\n"
        );
        assert_eq!(shown(&[]), "未发现问题\n登记库：日志 #7，0123456789abcdef\n");
    }
}
