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

use std::collections::{BTreeMap, BTreeSet};

use self::scope::{Look, Of, Scope};
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

/// One rule.
struct Rule {
    name: &'static str,
    severity: Severity,
    /// What it is about; nothing where it runs under `--deep` alone.
    of: Option<Of>,
    en: &'static str,
    zh: &'static str,
    run: fn(&Look<'_>) -> Result<Found>,
}

const fn warning(
    name: &'static str,
    of: Of,
    en: &'static str,
    zh: &'static str,
    run: fn(&Look<'_>) -> Result<Found>,
) -> Rule {
    Rule { name, severity: Severity::Warning, of: Some(of), en, zh, run }
}

const fn deep(
    name: &'static str,
    en: &'static str,
    zh: &'static str,
    run: fn(&Look<'_>) -> Result<Found>,
) -> Rule {
    Rule { name, severity: Severity::Error, of: None, en, zh, run }
}

/// The rule that holds the chain against anchors.
const CHAIN: &str = "journal-chain";
/// The rule under which it is told what could not be looked at.
const STORAGE: &str = "storage";

/// Every rule, in the order in which they are reported.
static RULES: &[Rule] = &[
    warning(
        "declared-outcome",
        Of::Sessions,
        "the outcome declared is not the one that the rule yields",
        "宣布的结果与按规则核算不符",
        meetings::declared_outcome,
    ),
    warning(
        "vote-figures",
        Of::Sessions,
        "counts, ballots and presence contradict each other",
        "票数、逐票与到会情况互相矛盾",
        meetings::vote_figures,
    ),
    warning(
        "ballot-eligibility",
        Of::Sessions,
        "a ballot of an organization that may not vote",
        "无权表决者的表决",
        meetings::ballot_eligibility,
    ),
    warning(
        "roll-incomplete",
        Of::Sessions,
        "a roll call does not account for everybody who was there",
        "逐票名单未涵盖全部到会者",
        meetings::roll_incomplete,
    ),
    warning(
        "proxy-holder",
        Of::Sessions,
        "a proxy without a holder who was there",
        "受托单位不能行使的委托",
        meetings::proxy_holder,
    ),
    warning(
        "election-figures",
        Of::Sessions,
        "figures of an election contradict each other",
        "选举票数互相矛盾",
        meetings::election_figures,
    ),
    warning(
        "election-order",
        Of::Sessions,
        "a lower candidate declared over a higher one",
        "得票较少者宣布当选",
        meetings::election_order,
    ),
    warning(
        "method-required",
        Of::Sessions,
        "a vote was not taken in the way that the rule asks for",
        "表决方式不合规则要求",
        meetings::method_required,
    ),
    warning(
        "correspondence-not-allowed",
        Of::Sessions,
        "decided by correspondence, which the rule does not admit",
        "规则未允许而以通讯方式表决",
        meetings::correspondence_not_allowed,
    ),
    warning(
        "interest",
        Of::Sessions,
        "a seat took part in a vote on what it has an interest in",
        "与议题有利害关系而参加表决",
        convened::interest,
    ),
    warning(
        "notice-late",
        Of::Sessions,
        "notice of a session was given too late",
        "会议通知迟于规则要求",
        convened::notice_late,
    ),
    warning(
        "unannounced-matter",
        Of::Sessions,
        "a matter was decided that did not stand in the notice",
        "表决了未列入通知的事项",
        convened::unannounced_matter,
    ),
    warning(
        "stated-due",
        Of::Sessions,
        "due or present as stated is not what the registry counts",
        "载明的应到、实到与登记统计不符",
        meetings::stated_due,
    ),
    warning(
        "quorum",
        Of::Sessions,
        "a vote was taken without a quorum",
        "未达法定人数而表决",
        meetings::quorum,
    ),
    warning(
        "attendance-sum",
        Of::Sessions,
        "due is not present + leave + absent",
        "应到不等于实到、请假与缺席之和",
        meetings::attendance_sum,
    ),
    warning(
        "attendance-member",
        Of::Sessions,
        "an organization attended as a member, but was none then",
        "以成员身份出席，但当时并非成员",
        meetings::attendance_member,
    ),
    warning(
        "delegate-organization",
        Of::Sessions,
        "a delegate of a member without an organization",
        "成员代表未注明单位",
        meetings::delegate_organization,
    ),
    warning(
        "session-number",
        Of::Tables(&["sessions"]),
        "numbers of sessions skip",
        "会议次序有缺",
        meetings::session_number,
    ),
    warning(
        "session-term",
        Of::Tables(&["sessions", "terms"]),
        "a session lies outside its term",
        "会议日期不在其届期之内",
        meetings::session_term,
    ),
    warning(
        "session-order",
        Of::Tables(&["sessions"]),
        "numbers of sessions do not rise with their days",
        "会议次序与日期先后不一致",
        periods::session_order,
    ),
    warning(
        "vote-day",
        Of::Sessions,
        "a vote was taken outside the days of its session",
        "表决日期不在会期之内",
        periods::vote_day,
    ),
    warning(
        "term-overlap",
        Of::Tables(&["terms"]),
        "two terms lie across each other",
        "两届的起止时间重叠",
        periods::term_overlap,
    ),
    warning(
        "term-overdue",
        Of::Tables(&["sessions", "terms"]),
        "the re-election is overdue",
        "换届逾期",
        meetings::term_overdue,
    ),
    warning(
        "officer-terms",
        Of::Tables(&["posts"]),
        "an officer is past two terms",
        "任职超过两届",
        members::officer_terms,
    ),
    warning(
        "officer-overlap",
        Of::Tables(&["posts"]),
        "two persons hold an office of one",
        "一人之职同时由两人担任",
        periods::officer_overlap,
    ),
    warning(
        "rule-overlap",
        Of::Tables(&["rules"]),
        "two rules of one body and matter are in force at once",
        "同一机构同一事项有两条规则同时有效",
        periods::rule_overlap,
    ),
    warning(
        "standing-third",
        Of::Tables(&["memberships"]),
        "the standing council is above a third of the council",
        "常务理事超过理事的三分之一",
        members::standing_third,
    ),
    warning(
        "membership-overlap",
        Of::Organizations,
        "periods of membership lie across each other",
        "成员身份起止时间重叠",
        members::membership_overlap,
    ),
    warning(
        "admission-motion",
        Of::Organizations,
        "a membership without a carried motion",
        "成员身份没有通过的议题为据",
        members::admission_motion,
    ),
    warning(
        "admission-membership",
        Of::Organizations,
        "a carried admission without a membership",
        "接纳已通过而无成员身份",
        members::admission_membership,
    ),
    warning(
        "effect-without-motion",
        Of::Effects,
        "what a motion did and its outcome do not agree",
        "议题的效力与其结果不一致",
        effects::effect_without_motion,
    ),
    warning(
        "action-overdue",
        Of::Tables(&["actions"]),
        "an action is past due",
        "工作逾期未完成",
        meetings::action_overdue,
    ),
    warning(
        "credit-code",
        Of::Organizations,
        "a credit code fails its check",
        "统一社会信用代码校验不符",
        members::credit_code,
    ),
    warning(
        "duplicate-organization",
        Of::Tables(&["organizations", "organization_names", "organization_aliases"]),
        "two organizations look like one",
        "疑似重复的单位",
        duplicates::duplicate_organization,
    ),
    warning(
        "duplicate-person",
        Of::Persons,
        "two persons look like one",
        "疑似重复的人员",
        duplicates::duplicate_person,
    ),
    deep(
        CHAIN,
        "the journal's chain of hashes holds, and meets the anchors",
        "日志哈希链完整，且与锚点相符",
        deep::journal_chain,
    ),
    deep(
        "journal-replay",
        "replaying the journal gives exactly the tables",
        "日志重放与数据一致",
        deep::journal_replay,
    ),
    deep("stored-counts", "counts kept beside ballots equal them", "所存计票与逐票一致", deep::stored_counts),
    deep(
        STORAGE,
        "everything can be read; the schema and documents' contents are as they were made, and the engine finds its storage sound",
        "全部可读，数据结构与文件内容完好，数据库自检无误",
        deep::storage,
    ),
];

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
