//! What `check` found, the worse first.

use std::io;

use super::{Out, Screen, page::Page, stamp, style::Tone};
use crate::model::{
    journal::Finding,
    words::{SEVERITIES, Severity},
};

/// Writes the findings of `check`, and for people the journal's newest entry and its hash.
pub fn check(findings: &[Finding], head: Option<(i64, &str)>, out: Out<'_>) -> io::Result<()> {
    out.rows(findings, &["rule", "severity", "ref", "message"], |screen, _| Ok(page(findings, head, screen)))
}

fn page(findings: &[Finding], head: Option<(i64, &str)>, screen: &Screen) -> Page {
    let lang = screen.lang;
    let mut page = Page::new(screen);
    for (code, en, zh) in SEVERITIES.words {
        let of: Vec<&Finding> = findings.iter().filter(|found| found.severity.code() == *code).collect();
        if of.is_empty() {
            continue;
        }
        let plural = if of.len() > 1 { "s" } else { "" };
        page.heading(
            &(lang.word(&format!("{en}{plural}"), zh).to_owned() + &lang.bracket(&of.len().to_string())),
        );
        let tone = if *code == Severity::Error.code() { Tone::Bad } else { Tone::Open };
        for found in of {
            let said = lang.say(&found.message).to_owned();
            page.item(tone, &format!("{}  {}", found.reference, found.rule), &[said]);
        }
    }
    if findings.is_empty() {
        page.line(Tone::Good, lang.word("nothing found", "未发现问题"));
    }
    if let Some((entry, hash)) = head {
        page.line(Tone::Dim, &stamp(entry, hash, lang));
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        lang::Lang,
        render::{Format, out},
        say,
    };

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
            out::shown(Format::Table, &screen, |out| check(findings, Some((7, "0123456789abcdef0")), out))
        };
        assert_eq!(
            shown(&findings),
            "错误（1）\n- 2-3/1\\u{1b}  stored-counts\n  缺第2次会议\n\n提醒（1）\n- 2-3  session-gap\n  缺第2次会议\n\n登记库：日志 #7，0123456789abcdef\n"
        );
        assert_eq!(shown(&[]), "未发现问题\n登记库：日志 #7，0123456789abcdef\n");
    }
}
