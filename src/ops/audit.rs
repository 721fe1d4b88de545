//! The audit of a term: what a re-election looks at, told as findings like those of `check`.

mod election;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    check,
    query::{self, Held, Ids},
    verdict,
};
use crate::{
    error::{Error, Message, Result},
    model::{
        day::Day,
        journal::Finding,
        session::SessionRow,
        words::{Role, SessionKind, SessionStatus, Severity},
        yearly::Audit,
    },
    rules::{charter, tenure},
    say,
    store::Read,
};

/// Rules of `check` that a re-election asks for.
const ASKED: &[&str] =
    &["term-overdue", "officer-terms", "officer-overlap", "session-number", "session-term", "session-order", "term-overlap", "notice-late"];

/// Terms that the usual charter allows in one office.
const TERMS: usize = 2;

/// The audit of a term; the last that has begun where none is named.
///
/// # Errors
/// A term that neither a session, an office nor a declaration knows.
pub fn audit(read: &Read<'_>, term: Option<i64>, today: Day) -> Result<Audit> {
    let sql = "SELECT number, \"start\", \"end\" FROM terms ORDER BY number";
    let declared = read.rows::<(i64, Option<Day>, Option<Day>)>(sql, &[])?;
    let all = query::sessions(read, Ids::All)?;
    let known = || declared.iter().map(|(number, ..)| *number).chain(all.iter().filter_map(|row| row.term.map(i64::from)));
    let begun = declared.iter().filter(|(_, start, _)| start.is_none_or(|start| start <= today)).map(|(number, ..)| *number);
    let last = begun.chain(all.iter().filter(|row| row.start <= today).filter_map(|row| row.term.map(i64::from))).max();
    let Some(term) = term.or(last) else {
        return Err(Error::not_found(say!("no term is recorded", "尚未登记届期"))
            .hint(say!("`alliance term add N --start D` records one", "请用 `alliance term add 届 --start 日` 登记")));
    };
    if !known().any(|number| number == term) {
        return Err(Error::not_found(say!("there is no term {term}", "没有第{term}届"))
            .hint(say!("`alliance term list` lists them", "`alliance term list` 列出各届")));
    }
    let (start, end) = declared.iter().find(|(number, ..)| *number == term).map_or((None, None), |(_, start, end)| (*start, *end));
    let due = tenure::last_day(start, end);
    // A session of no stated term, as one by letter is, belongs to the term of its day.
    let within = |row: &SessionRow| start.is_some_and(|start| start <= row.start && due.is_some_and(|due| row.start <= due));
    let held = |row: &&SessionRow| {
        let own = row.term.map_or_else(|| within(row), |own| i64::from(own) == term);
        own && row.start <= today && row.status != Some(SessionStatus::Planned)
    };
    let sessions: Vec<SessionRow> = all.iter().filter(held).cloned().collect();
    let mut findings = Vec::new();
    let tell = |findings: &mut Vec<Finding>, rule: &'static str, reference: String, message: Message| {
        findings.push(Finding { rule, severity: Severity::Warning, reference, message });
    };
    let next_known = known().any(|number| number > term);
    if let Some(due) = due.filter(|_| !next_known) {
        let deferred = due.plus_years(tenure::DEFERRAL_YEARS);
        let message = match today > due {
            true => say!(
                "the term ended on {due}; the re-election may be deferred to {deferred} at the latest",
                "本届已于{due}届满；换届最迟可延期至{deferred}"
            ),
            false => say!(
                "the re-election is due by {due}, and may be deferred to {deferred} at the latest",
                "应于{due}前换届，最迟可延期至{deferred}"
            ),
        };
        tell(&mut findings, "term-due", term.to_string(), message);
    }
    if !next_known {
        findings.extend(election::asked(read, due, today)?);
    }
    let here: BTreeSet<&str> = sessions.iter().map(|row| row.reference.as_str()).collect();
    let own = |reference: &str| here.contains(reference) || reference == term.to_string();
    for rule in ASKED {
        let found = check::of_rule(read, today, rule)?;
        let officers = rule.starts_with("officer");
        findings.extend(found.into_iter().filter(|finding| officers || own(&finding.reference)));
    }
    officers_at_their_limit(read, term, &declared, &mut findings)?;
    meetings(read, term, (start, due.map_or(today, |due| due.min(today))), &sessions, &mut findings)?;
    let (alliance, english) = query::called(read, today)?;
    Ok(Audit {
        term,
        alliance,
        english,
        start,
        end,
        deferred_until: due.map(|due| due.plus_years(tenure::DEFERRAL_YEARS)),
        officers: query::offices(read, today, Held::Term(u32::try_from(term).unwrap_or(u32::MAX)))?,
        sessions,
        findings,
    })
}

/// Who held one office in as many terms as the usual charter allows, this one among them: by the term that is recorded,
/// else by the days; also under another employer, where the name is the same.
fn officers_at_their_limit(
    read: &Read<'_>,
    term: i64,
    declared: &[(i64, Option<Day>, Option<Day>)],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let sql = "SELECT p.name, t.role, t.term, t.\"from\", t.\"until\" FROM posts t JOIN persons p ON p.id = t.person_id \
               WHERE t.organization_id IS NULL AND t.role <> 'other' AND p.forgotten = 0 ORDER BY p.name, t.role, t.id";
    type Row = (String, Role, Option<i64>, Option<Day>, Option<Day>);
    let mut held: BTreeMap<(String, Role), BTreeSet<i64>> = BTreeMap::new();
    for (name, role, own, from, until) in read.rows::<Row>(sql, &[])? {
        let by_days = declared.iter().filter(|(_, start, end)| match (start, from) {
            (Some(start), Some(from)) => {
                let last = tenure::last_day(Some(*start), *end);
                last.is_none_or(|last| from <= last) && until.is_none_or(|until| until >= *start)
            }
            _ => false,
        });
        let terms: Vec<i64> = match own {
            Some(own) => vec![own],
            None => by_days.map(|(number, ..)| *number).collect(),
        };
        held.entry((name, role)).or_default().extend(terms.into_iter().filter(|number| *number <= term));
    }
    for ((name, role), terms) in held.into_iter().filter(|(_, terms)| terms.len() >= TERMS && terms.contains(&term)) {
        let ((en, zh), n) = (role.labels(), terms.len());
        findings.push(Finding {
            rule: "officer-limit",
            severity: Severity::Warning,
            reference: name.clone(),
            message: say!(
                "{name} is {en} in {n} terms by now; the usual charter allows {TERMS}, so another term is beyond it",
                "{name}任{zh}至本届已达{n}届；通常章程不超过{TERMS}届，不宜连任"
            ),
        });
    }
    Ok(())
}

/// Sessions held against the rule, bodies that never met, absences in a row against the rule.
fn meetings(
    read: &Read<'_>,
    term: i64,
    (start, end): (Option<Day>, Day),
    sessions: &[SessionRow],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let (own, preset) = (verdict::own_rules(read)?, verdict::preset(read)?);
    let bodies = read.rows::<(String, Option<String>)>("SELECT code, name FROM bodies WHERE seats IS NOT NULL ORDER BY code", &[])?;
    for (code, name) in bodies {
        let (name, mut tell) = (name.unwrap_or_else(|| code.clone()), |rule, reference, message| {
            findings.push(Finding { rule, severity: Severity::Warning, reference, message });
        });
        // A vote by letter is no meeting.
        let met = || sessions.iter().filter(|row| row.body == code && row.kinds().all(|kind| kind != SessionKind::Correspondence));
        if met().next().is_none() {
            tell("never-met", code.clone(), say!("{code} did not meet in term {term}", "{name}在第{term}届内未召开会议"));
        }
        let rule = charter::choose(&own, preset, &code, "*", end);
        let meets = rule.as_ref().and_then(|rule| rule.meets).filter(|n| *n > 0);
        // Whole years of the term alone.
        let whole = |year: &i32| {
            let first = Day::from_ymd(*year, 1, 1).zip(start).is_some_and(|(first, start)| start <= first);
            first && Day::from_ymd(*year, 12, 31).is_some_and(|last| last <= end)
        };
        let years = start.map_or(0..0, |start| start.year()..end.year() + 1);
        for year in years.filter(whole) {
            let held = met().filter(|row| row.start.year() == year).count() as u64;
            if let Some(asked) = meets.filter(|asked| held < *asked) {
                tell(
                    "meets",
                    code.clone(),
                    say!("{code} met {held} times in {year}; the rule asks for {asked}", "{name}{year}年召开{held}次会议，规则要求{asked}次"),
                );
            }
        }
        let Some(most) = rule.and_then(|rule| rule.absences) else { continue };
        for row in query::attendance(read, Some(&code), Some(term), end)?.rows.iter().filter(|row| row.longest_absence >= most) {
            let (organization, n) = (&row.organization.name, row.longest_absence);
            tell(
                "absences",
                row.organization.code.clone(),
                say!("{organization} was absent {n} times in a row; the rule names {most}", "{organization}连续缺席{n}次；规则以{most}次为限"),
            );
        }
    }
    Ok(())
}
