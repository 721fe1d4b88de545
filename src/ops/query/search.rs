//! Search over names, titles, texts, topics and people.

use std::collections::HashMap;

use crate::{
    error::Result,
    model::words::SessionKind,
    model::{pinyin, session_name, stats::Hit, text::fold},
    store::Read,
};

/// How much a text weighs: names before titles before running text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Text,
    Title,
    /// As a name, but not read in pinyin.
    Code,
    Name,
}

/// One query of texts: kind, and SQL that answers with the record's key, its reference and a text.
struct Source {
    kind: &'static str,
    weight: Weight,
    sql: &'static str,
}

const fn source(kind: &'static str, weight: Weight, sql: &'static str) -> Source {
    Source { kind, weight, sql }
}

use Weight::{Code, Name, Text, Title};

/// Every text that can be found. Columns after the second are texts, unknown ones left out.
static SOURCES: &[Source] = &[
    source("alliance", Title, "SELECT 1, 'about', name, short_name, name_en FROM alliances"),
    source("alliance", Title, "SELECT 1, 'about', name FROM alliance_names ORDER BY seq"),
    source("alliance", Text, "SELECT 1, 'about', purpose FROM alliances"),
    source("alliance", Text, "SELECT 1, 'about', text FROM alliance_functions ORDER BY seq"),
    source("organization", Name, "SELECT id, code, name, short_name, name_en FROM organizations ORDER BY id"),
    source(
        "organization",
        Name,
        "SELECT o.id, o.code, n.name FROM organization_names n JOIN organizations o ON o.id = n.organization_id ORDER BY o.id, n.seq",
    ),
    source(
        "organization",
        Name,
        "SELECT o.id, o.code, n.text FROM organization_aliases n JOIN organizations o ON o.id = n.organization_id ORDER BY o.id, n.seq",
    ),
    source(
        "organization",
        Text,
        "SELECT id, code, university, province, city, website, credit_code, note FROM organizations ORDER BY id",
    ),
    source(
        "person",
        Name,
        "SELECT p.id, CASE WHEN (SELECT count(*) FROM persons x WHERE x.name = p.name) > 1 AND o.name IS NOT NULL THEN p.name || '@' || o.name ELSE p.name END, p.name FROM persons p LEFT JOIN organizations o ON o.id = p.organization_id WHERE p.forgotten = 0 ORDER BY p.id",
    ),
    source(
        "person",
        Name,
        "SELECT p.id, p.name, n.name FROM person_names n JOIN persons p ON p.id = n.person_id WHERE p.forgotten = 0 ORDER BY p.id, n.seq",
    ),
    source(
        "person",
        Text,
        "SELECT p.id, p.name, p.title, o.name, p.note FROM persons p LEFT JOIN organizations o ON o.id = p.organization_id WHERE p.forgotten = 0 ORDER BY p.id",
    ),
    source(
        "person",
        Text,
        "SELECT p.id, p.name, t.title FROM posts t JOIN persons p ON p.id = t.person_id WHERE p.forgotten = 0 ORDER BY p.id, t.id",
    ),
    source(
        "session",
        Title,
        "SELECT s.id, r.ref, s.title FROM sessions s JOIN session_refs r ON r.session_id = s.id ORDER BY s.id",
    ),
    source(
        "session",
        Text,
        "SELECT s.id, r.ref, s.venue, s.city, s.purpose, s.summary, s.source FROM sessions s JOIN session_refs r ON r.session_id = s.id ORDER BY s.id",
    ),
    source(
        "session",
        Text,
        "SELECT c.session_id, r.ref, p.name FROM session_chairs c JOIN session_refs r ON r.session_id = c.session_id JOIN persons p ON p.id = c.person_id ORDER BY c.session_id, c.seq",
    ),
    source(
        "session",
        Text,
        "SELECT a.session_id, r.ref, p.name, d.title FROM delegates d JOIN attendances a ON a.id = d.attendance_id JOIN session_refs r ON r.session_id = a.session_id LEFT JOIN persons p ON p.id = d.person_id ORDER BY a.session_id, a.id, d.seq",
    ),
    source(
        "agenda",
        Title,
        "SELECT i.id, r.ref, i.title FROM agenda_items i JOIN session_refs r ON r.session_id = i.session_id ORDER BY i.id",
    ),
    source(
        "agenda",
        Text,
        "SELECT i.id, r.ref, i.presenter, i.summary FROM agenda_items i JOIN session_refs r ON r.session_id = i.session_id ORDER BY i.id",
    ),
    source(
        "agenda",
        Text,
        "SELECT i.id, r.ref, t.text FROM agenda_topics t JOIN agenda_items i ON i.id = t.agenda_item_id JOIN session_refs r ON r.session_id = i.session_id ORDER BY i.id, t.seq",
    ),
    source(
        "motion",
        Title,
        "SELECT m.id, r.ref || '/' || m.number, m.title, m.code FROM motions m JOIN session_refs r ON r.session_id = m.session_id ORDER BY m.id",
    ),
    source(
        "motion",
        Text,
        "SELECT m.id, r.ref || '/' || m.number, m.text, m.proposer FROM motions m JOIN session_refs r ON r.session_id = m.session_id WHERE m.text IS NOT NULL OR m.proposer IS NOT NULL ORDER BY m.id",
    ),
    source(
        "motion",
        Text,
        "SELECT m.id, r.ref || '/' || m.number, p.name, o.name FROM candidates c JOIN motions m ON m.id = c.motion_id JOIN session_refs r ON r.session_id = m.session_id LEFT JOIN persons p ON p.id = c.person_id LEFT JOIN organizations o ON o.id = c.organization_id ORDER BY m.id, c.seq",
    ),
    source(
        "visit",
        Title,
        "SELECT v.id, 'v' || v.id, o.name FROM visits v JOIN organizations o ON o.id = v.host_id ORDER BY v.id",
    ),
    source("visit", Text, "SELECT v.id, 'v' || v.id, v.summary, v.source FROM visits v ORDER BY v.id"),
    source(
        "visit",
        Text,
        "SELECT x.visit_id, 'v' || x.visit_id, x.text FROM visit_sites x ORDER BY x.visit_id, x.seq",
    ),
    source(
        "visit",
        Text,
        "SELECT x.visit_id, 'v' || x.visit_id, x.text FROM visit_topics x ORDER BY x.visit_id, x.seq",
    ),
    source(
        "visit",
        Text,
        "SELECT x.visit_id, 'v' || x.visit_id, p.name, x.title FROM visit_receivers x LEFT JOIN persons p ON p.id = x.person_id ORDER BY x.visit_id, x.seq",
    ),
    source("action", Title, "SELECT id, 'a' || id, title FROM actions ORDER BY id"),
    source("action", Text, "SELECT id, 'a' || id, owner, note FROM actions ORDER BY id"),
    source(
        "activity",
        Title,
        "SELECT id, CASE WHEN edition IS NULL THEN name ELSE name || '/' || edition END, name, kind FROM activities ORDER BY id",
    ),
    source(
        "activity",
        Text,
        "SELECT id, CASE WHEN edition IS NULL THEN name ELSE name || '/' || edition END, note FROM activities ORDER BY id",
    ),
    source(
        "session",
        Text,
        "SELECT s.id, r.ref, o.name FROM sessions s JOIN session_refs r ON r.session_id = s.id JOIN organizations o ON o.id = s.host_id ORDER BY s.id",
    ),
    source(
        "motion",
        Text,
        "SELECT m.id, r.ref || '/' || m.number, p.name, o.name FROM motion_subjects x JOIN motions m ON m.id = x.motion_id JOIN session_refs r ON r.session_id = m.session_id LEFT JOIN persons p ON p.id = x.person_id LEFT JOIN organizations o ON o.id = x.organization_id ORDER BY m.id, x.seq",
    ),
    source(
        "visit",
        Text,
        "SELECT x.visit_id, 'v' || x.visit_id, o.name FROM visit_visitors x JOIN organizations o ON o.id = x.organization_id ORDER BY x.visit_id, x.seq",
    ),
    source(
        "activity",
        Text,
        "SELECT a.id, CASE WHEN a.edition IS NULL THEN a.name ELSE a.name || '/' || a.edition END, o.name FROM activities a JOIN organizations o ON o.id = a.host_id ORDER BY a.id",
    ),
    source("document", Title, "SELECT id, 'd' || id, title, path FROM documents ORDER BY id"),
];

/// A record while it is looked through.
struct Candidate {
    kind: &'static str,
    reference: String,
    /// For each word the best place where it was found: its score.
    scores: Vec<u32>,
    /// The best text, and its score.
    best: (u32, String),
}

/// Looks for texts that hold every word of the query, in any of a record's fields; best matches first.
/// Upper and lower case, full and half width are equal; names are found by pinyin too.
pub fn search(read: &Read<'_>, query: &str) -> Result<Vec<Hit>> {
    let words: Vec<String> = query.split_whitespace().map(fold).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: HashMap<(&'static str, i64), Candidate> = HashMap::new();
    let mut order = Vec::new();
    let mut look = |kind, weight, key: i64, reference: &str, text: &str, shown: &str| {
        let folded = fold(text);
        for (n, word) in words.iter().enumerate() {
            let Some(score) = score(&folded, word, weight) else { continue };
            let candidate = found.entry((kind, key)).or_insert_with(|| {
                order.push((kind, key));
                let scores = vec![0; words.len()];
                Candidate { kind, reference: reference.to_string(), scores, best: (0, String::new()) }
            });
            if let Some(old) = candidate.scores.get_mut(n) {
                *old = score.max(*old);
            }
            if score > candidate.best.0 {
                candidate.best = (score, shown.to_string());
            }
        }
    };
    for source in SOURCES {
        read.each(source.sql, &[], &mut |row| {
            let key = row.int(0)?;
            let mut at = 2;
            while at < row.width() {
                if let Some(text) = row.opt_str(at)? {
                    look(source.kind, source.weight, key, row.opt_str(1)?.unwrap_or_default(), text, text);
                }
                at += 1;
            }
            Ok(())
        })?;
    }
    // Whoever types a code wants to see which record has it.
    read.each("SELECT id, code, name FROM organizations ORDER BY id", &[], &mut |row| {
        let (code, name) = (row.opt_str(1)?.unwrap_or_default(), row.opt_str(2)?.unwrap_or_default());
        look("organization", Code, row.int(0)?, code, code, name);
        Ok(())
    })?;
    let bodies = super::Bodies::read(read)?;
    let sql = "SELECT s.id, r.ref, s.term, s.number, s.kind, s.body, s.\"start\", s.also FROM sessions s \
               JOIN session_refs r ON r.session_id = s.id ORDER BY s.id";
    read.each(sql, &[], &mut |row| {
        let body = bodies.on(&row.text(5)?, row.day(6)?);
        let kinds: Vec<SessionKind> = std::iter::once(row.word(4)?).chain(row.opt_word(7)?).collect();
        let name = session_name::chinese(&body, row.opt_number(2)?, row.opt_number(3)?, &kinds);
        if let Some(name) = name {
            look("session", Title, row.int(0)?, &row.text(1)?, &name, &name);
        }
        Ok(())
    })?;
    let mut hits: Vec<(u32, usize, Hit)> = Vec::new();
    for (at, key) in order.into_iter().enumerate() {
        let Some(candidate) = found.remove(&key).filter(|c| c.scores.iter().all(|score| *score > 0)) else {
            continue;
        };
        let score = candidate.scores.iter().sum();
        hits.push((
            score,
            at,
            Hit { kind: candidate.kind, reference: candidate.reference, text: candidate.best.1 },
        ));
    }
    hits.sort_by_key(|(score, at, _)| (std::cmp::Reverse(*score), *at));
    Ok(hits.into_iter().map(|(.., hit)| hit).collect())
}

/// How well a word fits a folded text; `None` where it does not. A name whole, its beginning, a part
/// of it; then titles, then running text, and last what a name only sounds like.
fn score(text: &str, word: &str, weight: Weight) -> Option<u32> {
    let place = text.find(word);
    match (place, weight) {
        (Some(at), _) => {
            let (whole, start, part) = match weight {
                Name | Code => (12, 11, 10),
                Title => (9, 8, 7),
                Text => (6, 5, 5),
            };
            Some(if text == word {
                whole
            } else if at == 0 {
                start
            } else {
                part
            })
        }
        (None, Name) => pinyin::fit(text, word).map(|fit| match fit {
            pinyin::Fit::Whole => 3,
            pinyin::Fit::Prefix => 2,
            pinyin::Fit::Part => 1,
        }),
        (None, _) => None,
    }
}
