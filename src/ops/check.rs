//! `check`: named rules that look for what does not fit together. History is never refused; what is odd
//! in it is told here, with its reference and its mend.

mod deep;
mod meetings;
mod members;

use crate::{
    error::{Error, Message, Result},
    model::{
        day::Day,
        journal::{CheckRule, Finding},
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
    /// Runs under `--deep` alone.
    deep: bool,
    en: &'static str,
    zh: &'static str,
    run: fn(&Read<'_>, Day) -> Result<Found>,
}

const fn warning(
    name: &'static str,
    en: &'static str,
    zh: &'static str,
    run: fn(&Read<'_>, Day) -> Result<Found>,
) -> Rule {
    Rule { name, severity: Severity::Warning, deep: false, en, zh, run }
}

const fn deep(
    name: &'static str,
    en: &'static str,
    zh: &'static str,
    run: fn(&Read<'_>, Day) -> Result<Found>,
) -> Rule {
    Rule { name, severity: Severity::Error, deep: true, en, zh, run }
}

/// Every rule, in the order in which they are reported.
static RULES: &[Rule] = &[
    warning(
        "declared-outcome",
        "the outcome declared is not the one that the rule yields",
        "宣布的结果与按规则核算不符",
        meetings::declared_outcome,
    ),
    warning(
        "vote-figures",
        "counts, ballots and presence contradict each other",
        "票数、逐票与到会情况互相矛盾",
        meetings::vote_figures,
    ),
    warning(
        "ballot-eligibility",
        "a ballot of an organization that may not vote",
        "无权表决者的表决",
        meetings::ballot_eligibility,
    ),
    warning(
        "roll-incomplete",
        "a roll call does not account for everybody who was there",
        "逐票名单未涵盖全部到会者",
        meetings::roll_incomplete,
    ),
    warning(
        "proxy-holder",
        "a proxy without a holder who was there",
        "受托方不能行使的委托",
        meetings::proxy_holder,
    ),
    warning(
        "election-figures",
        "figures of an election contradict each other",
        "选举票数互相矛盾",
        meetings::election_figures,
    ),
    warning(
        "election-order",
        "a lower candidate declared over a higher one",
        "得票较少者宣布当选",
        meetings::election_order,
    ),
    warning(
        "stated-due",
        "due or present as stated is not what the registry counts",
        "载明的应到、实到与登记统计不符",
        meetings::stated_due,
    ),
    warning("quorum", "a vote was taken without a quorum", "未达法定人数而表决", meetings::quorum),
    warning(
        "attendance-sum",
        "due is not present + leave + absent",
        "应到不等于实到、请假与缺席之和",
        meetings::attendance_sum,
    ),
    warning(
        "attendance-member",
        "an organization attended as a member, but was none then",
        "以成员身份出席，但当时并非成员",
        meetings::attendance_member,
    ),
    warning(
        "delegate-organization",
        "a delegate of a member without an organization",
        "成员代表未注明单位",
        meetings::delegate_organization,
    ),
    warning("session-number", "numbers of sessions skip", "会议次序有缺", meetings::session_number),
    warning(
        "session-term",
        "a session lies outside its term",
        "会议日期不在其届期之内",
        meetings::session_term,
    ),
    warning("term-overdue", "the re-election is overdue", "换届逾期", meetings::term_overdue),
    warning("officer-terms", "an officer is past two terms", "任职超过两届", members::officer_terms),
    warning(
        "standing-third",
        "the standing council is above a third of the council",
        "常务理事超过理事的三分之一",
        members::standing_third,
    ),
    warning(
        "membership-overlap",
        "periods of membership lie across each other",
        "成员身份起止时间重叠",
        members::membership_overlap,
    ),
    warning(
        "admission-motion",
        "a membership without a carried motion",
        "成员身份没有通过的议案为据",
        members::admission_motion,
    ),
    warning(
        "admission-membership",
        "a carried admission without a membership",
        "接纳已通过而无成员身份",
        members::admission_membership,
    ),
    warning("action-overdue", "an action is past due", "工作逾期未完成", meetings::action_overdue),
    warning("credit-code", "a credit code fails its check", "统一社会信用代码校验不符", members::credit_code),
    warning(
        "duplicate-organization",
        "two organizations look like one",
        "疑似重复的单位",
        members::duplicate_organization,
    ),
    warning("duplicate-person", "two persons look like one", "疑似重复的人员", members::duplicate_person),
    deep("journal-chain", "the journal's chain of hashes holds", "日志哈希链完整", deep::journal_chain),
    deep(
        "journal-replay",
        "replaying the journal gives exactly the tables",
        "日志重放与数据一致",
        deep::journal_replay,
    ),
    deep("stored-counts", "counts kept beside ballots equal them", "所存计票与逐票一致", deep::stored_counts),
    deep("storage", "the engine's own check finds the file sound", "数据库文件自检", deep::storage),
];

/// The rules that there are.
pub fn rules() -> Vec<CheckRule> {
    let rule = |rule: &Rule| CheckRule {
        rule: rule.name,
        severity: rule.severity,
        deep: rule.deep,
        about: Message { en: rule.en.into(), zh: rule.zh.into() },
    };
    RULES.iter().map(rule).collect()
}

/// Everything that `check` finds, but for the rules to be skipped.
///
/// # Errors
/// A rule to skip that there is not; a registry that cannot be read.
pub fn check(read: &Read<'_>, today: Day, deep: bool, skip: &[String]) -> Result<Vec<Finding>> {
    for name in skip {
        if !RULES.iter().any(|rule| rule.name == name) {
            let error = Error::usage(say!("check has no rule {name}", "没有名为 {name} 的检查规则"));
            return Err(match nearest(name, RULES.iter().map(|rule| rule.name)) {
                Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
                None => {
                    error.hint(say!("`alliance check --list` lists them", "`alliance check --list` 列出全部"))
                }
            });
        }
    }
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| deep || !rule.deep) {
        if skip.iter().any(|name| name == rule.name) {
            continue;
        }
        let found = (rule.run)(read, today)?;
        findings.extend(found.into_iter().map(|(reference, message)| Finding {
            rule: rule.name,
            severity: rule.severity,
            reference,
            message,
        }));
    }
    Ok(findings)
}
