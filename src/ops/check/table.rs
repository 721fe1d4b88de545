//! The rules of `check` by name, in the order in which they are reported.

use super::{
    Found, convened, deep, duplicates, effects, meetings, members, periods,
    scope::{Look, Of},
};
use crate::{error::Result, model::words::Severity};

/// One rule.
pub(super) struct Rule {
    pub name: &'static str,
    pub severity: Severity,
    /// What it is about; nothing where it runs under `--deep` alone.
    pub of: Option<Of>,
    pub en: &'static str,
    pub zh: &'static str,
    pub run: fn(&Look<'_>) -> Result<Found>,
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
pub(super) const CHAIN: &str = "journal-chain";
/// The rule under which it is told what could not be looked at.
pub(super) const STORAGE: &str = "storage";

/// Every rule, in the order in which they are reported.
pub(super) static RULES: &[Rule] = &[
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
        Of::Tables(&["memberships", "alliances"]),
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
