//! `check`: named rules that look for what does not fit together. History is never refused; what is odd
//! in it is told here, with its reference and its mend.

mod chain;
mod convened;
mod deep;
mod duplicates;
mod effects;
mod meetings;
mod members;
mod periods;
mod replay;
mod rows;
pub mod scope;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use self::{
    scope::{Look, Scope},
    table::{CHAIN, RULES, Rule, STORAGE},
};
use crate::{
    error::{Error, Message, Result},
    model::{
        day::Day,
        journal::{Accepted, Anchor, CheckRule, Finding},
        text::nearest,
        words::Severity,
    },
    say,
    store::Read,
};

/// What a rule finds: the record's reference, and what is odd with its mend.
type Found = Vec<(String, Message)>;

/// The rules that there are.
pub fn rules() -> Vec<CheckRule> {
    let rule = |rule: &Rule| CheckRule {
        rule: rule.name,
        severity: rule.severity,
        deep: rule.of.is_none(),
        about: Message { en: rule.en.into(), zh: rule.zh.into() },
    };
    RULES.iter().map(rule).collect()
}

/// What is asked of `check`.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The deep rules too.
    pub deep: bool,
    /// These rules alone; all where none is named.
    pub only: Vec<String>,
    /// Without these.
    pub skip: Vec<String>,
    /// Hashes of entries as they were noted elsewhere; where there are any, the journal's chain is looked at.
    pub anchors: Vec<Anchor>,
}

/// The rule of that name.
fn rule(name: &str) -> Result<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name).ok_or_else(|| {
        let error = Error::usage(say!("check has no rule {name}", "没有名为 {name} 的检查规则"));
        match nearest(name, RULES.iter().map(|rule| rule.name)) {
            Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
            None => {
                error.hint(say!("`alliance check --list` lists them", "`alliance check --list` 列出全部"))
            }
        }
    })
}

/// Everything that `check` finds, without the findings that were accepted as they stand. A deep check does not stop at
/// what cannot be read: that is a finding.
///
/// # Errors
/// A rule that there is not; anchors without the rule that holds them; a registry that cannot be read.
pub fn check(read: &Read<'_>, today: Day, asked: &Asked) -> Result<Vec<Finding>> {
    for name in asked.only.iter().chain(&asked.skip) {
        rule(name)?;
    }
    let named = |names: &[String], name: &str| names.iter().any(|one| one == name);
    if !asked.anchors.is_empty() && named(&asked.skip, CHAIN) {
        return Err(Error::usage(say!(
            "an anchor is held against the journal by {CHAIN}, which is left out",
            "锚点由 {CHAIN} 核对，而该规则被略过"
        )));
    }
    let everything = Scope::everything();
    let mut look = Look::new(read, today, &everything);
    look.anchors = &asked.anchors;
    let wanted = |rule: &&Rule| {
        let meant =
            if asked.only.is_empty() { asked.deep || rule.of.is_some() } else { named(&asked.only, rule.name) };
        let anchored = rule.name == CHAIN && !asked.anchors.is_empty();
        (meant || anchored) && !named(&asked.skip, rule.name)
    };
    let (mut findings, mut unread) = (Vec::new(), Unread::default());
    for rule in RULES.iter().filter(wanted) {
        if asked.deep {
            findings.extend(unread.or(rule.name, read.apart(|_| found(rule, &look))?).unwrap_or_default());
        } else {
            findings.extend(found(rule, &look)?);
        }
    }
    if !asked.deep {
        return not_accepted(read, findings);
    }
    let kept = read.apart(|read| not_accepted(read, findings.clone()))?;
    findings = unread.or("accepted", kept).unwrap_or(findings);
    findings.extend(unread.findings());
    Ok(findings)
}

/// What a deep check could not look at, by what stood in the way.
#[derive(Default)]
struct Unread(Vec<(Message, Vec<&'static str>)>);

impl Unread {
    /// The answer, if there is one.
    fn or<T>(&mut self, what: &'static str, answer: Result<T>) -> Option<T> {
        let error = match answer {
            Ok(answer) => return Some(answer),
            Err(error) => rows::told(&error),
        };
        match self.0.iter_mut().find(|(told, _)| *told == error) {
            Some((_, all)) => all.push(what),
            None => self.0.push((error, vec![what])),
        }
        None
    }

    fn findings(self) -> impl Iterator<Item = Finding> {
        self.0.into_iter().map(|(Message { en, zh }, rules)| {
            let (rules, listed) = (rules.join(", "), rules.join("、"));
            Finding {
                rule: STORAGE,
                severity: Severity::Error,
                reference: "registry".to_string(),
                message: say!("{en}; not looked at: {rules}", "{zh}；未能检查：{listed}"),
            }
        })
    }
}

/// What the rules find within the scope, without the findings that were accepted as they stand.
pub(super) fn within(look: &Look<'_>) -> Result<Vec<Finding>> {
    let everything = Scope::everything();
    let whole = Look::new(look.read, look.today, &everything);
    let mut findings = Vec::new();
    for rule in RULES {
        let Some(of) = rule.of else { continue };
        if look.scope.rules.contains(rule.name) {
            findings.extend(found(rule, &whole)?);
        } else if look.concerns(of) {
            findings.extend(found(rule, look)?);
        }
    }
    not_accepted(look.read, findings)
}

/// What one rule finds now, accepted or not.
///
/// # Errors
/// A rule that there is not, or one whose findings are errors.
pub(super) fn of_rule(read: &Read<'_>, today: Day, name: &str) -> Result<Vec<Finding>> {
    let rule = rule(name)?;
    if rule.severity == Severity::Error {
        return Err(Error::invalid(say!(
            "what {name} finds is an error and cannot be accepted",
            "{name} 发现的是错误，不能认可"
        ))
        .hint(say!("mend it, or restore a backup", "请修复，或恢复备份")));
    }
    found(rule, &Look::new(read, today, &Scope::everything()))
}

/// What all rules but the deep ones find of one record, accepted or not.
pub(super) fn of_record(read: &Read<'_>, today: Day, reference: &str) -> Result<Vec<Finding>> {
    let everything = Scope::everything();
    let look = Look::new(read, today, &everything);
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.of.is_some()) {
        findings.extend(found(rule, &look)?.into_iter().filter(|finding| finding.reference == reference));
    }
    Ok(findings)
}

fn found(rule: &Rule, look: &Look<'_>) -> Result<Vec<Finding>> {
    let finding =
        |(reference, message)| Finding { rule: rule.name, severity: rule.severity, reference, message };
    Ok((rule.run)(look)?.into_iter().map(finding).collect())
}

fn not_accepted(read: &Read<'_>, mut findings: Vec<Finding>) -> Result<Vec<Finding>> {
    if findings.is_empty() {
        return Ok(findings);
    }
    let mut kept: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for (rule, reference, _, message) in kept_findings(read)? {
        kept.entry(rule).or_default().insert((reference, message));
    }
    if !kept.is_empty() {
        findings.retain(|finding| {
            let key = (finding.reference.clone(), finding.message.en.clone());
            !kept.get(finding.rule).is_some_and(|of_rule| of_rule.contains(&key))
        });
    }
    Ok(findings)
}

/// Rule, record, reason and message of each that was accepted.
fn kept_findings(read: &Read<'_>) -> Result<Vec<(String, String, String, String)>> {
    read.rows("SELECT rule, ref, why, message FROM accepted ORDER BY rule, ref, id", &[])
}

/// The findings that were accepted, with their reasons. They are kept in English; what a rule still finds is told in both
/// languages.
pub fn accepted(read: &Read<'_>, today: Day) -> Result<Vec<Accepted>> {
    let rows = kept_findings(read)?;
    let mut found: BTreeMap<&str, Vec<Finding>> = BTreeMap::new();
    for (name, ..) in &rows {
        // A rule of another version of the program finds nothing.
        if !found.contains_key(name.as_str()) {
            found.insert(name, of_rule(read, today, name).unwrap_or_default());
        }
    }
    let message = |name: &str, reference: &str, en: &str| {
        let same = |one: &&Finding| one.reference == reference && one.message.en == en;
        let found = found.get(name).and_then(|found| found.iter().find(same));
        found.map_or_else(|| Message::verbatim(en), |one| one.message.clone())
    };
    let told = rows.iter().map(|(rule, reference, why, en)| Accepted {
        rule: rule.clone(),
        reference: reference.clone(),
        why: why.clone(),
        message: message(rule, reference, en),
    });
    Ok(told.collect())
}
