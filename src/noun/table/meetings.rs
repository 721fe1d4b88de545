//! What happens: sessions with all that stands in them, visits, activities, and what is kept beside them.

use super::super::{
    Noun,
    field::{Dated, Field, Shape, To, Type::*, Weight, kept, may, need, noun},
};
use super::members::SOURCES;
use crate::model::words::*;

/// `[[session]]`
pub static SESSION: Shape = Shape {
    also: &["session", "会议"],
    lead: &[
        "body", "term", "number", "code", "start", "end", "mode", "venue", "city", "host", "chair", "title",
    ],
    matched: "body+term+number, else code, else body+start+title",
    columns: &["ref", "name", "start", "end", "venue", "city", "chair"],
    fields: &[
        may("term", Number, "term", "届").heads(&["届"]),
        may("number", Number, "number within the term", "次").label("number", "次").heads(&["次"]),
        may("body", Body, "body that met (council)", "召开会议的机构（默认理事会）").heads(&["机构"]),
        may("code", Code, "code, for a session without a number", "代码，用于无届次的会议").heads(&["代码"]),
        may("status", Word(&SESSION_STATUSES), "whether it is planned or was held", "计划召开或已召开")
            .label("status", "会议状态")
            .heads(&["状态", "会议状态"]),
        may("kind", Word(&SESSION_KINDS), "kind of session (regular)", "会议类型（默认例会）")
            .label("kind", "会议类型")
            .default("regular")
            .heads(&["类型", "类别"]),
        may(
            "also",
            Word(&SESSION_KINDS),
            "a further kind, of an extraordinary enlarged session",
            "兼有的类型，如临时扩大会议",
        )
        .heads(&["兼有类型"])
        .label("also", "兼有类型"),
        need("start", Start, "first day, or the range of days", "开始日期，或起止日期").heads(&[
            "开始",
            "开始日期",
            "日期",
        ]),
        may("end", Day, "last day", "结束日期").heads(&["结束", "结束日期"]),
        may("mode", Word(&MODES), "how people met", "召开方式").heads(&["方式", "会议形式"]),
        may("venue", Line, "place of the meeting", "地点").searched(Weight::Told).heads(&["地点"]),
        may("city", Line, "city", "城市").searched(Weight::Told).heads(&["城市"]),
        may("host", Organization, "organization that hosted it", "承办单位")
            .searched(Weight::Told)
            .to(To::Id("host_id"))
            .heads(&["承办单位"]),
        may("chair", Persons, "who chaired it", "主持人")
            .searched(Weight::Told)
            .to(To::Parts("session_chairs"))
            .heads(&["主持人"]),
        may("title", Line, "title, where it has one of its own", "会议自有名称")
            .searched(Weight::Title)
            .label("title", "自有名称")
            .heads(&["名称", "标题"]),
        may("purpose", Text, "what it was for", "会议目的")
            .searched(Weight::Told)
            .label("purpose", "会议目的")
            .heads(&["目的"]),
        may("headcount", Count, "persons in the room", "到会总人数").heads(&["人数", "persons"]),
        may("summary", Text, "summary", "会议概况").searched(Weight::Told).heads(&["概况", "概要"]),
        may("source", Text, "source of the record", "资料来源").searched(Weight::Told).heads(&["来源"]),
        may("published", Day, "day on which the source was published", "来源发布日期").heads(&["发布日期"]),
        may(
            "roster",
            Word(&ROSTERS),
            "whether the attendance list names all who came (complete)",
            "出席名单是否完整（默认完整）",
        )
        .default("complete")
        .heads(&["名单", "出席名单", "attendance_list"]),
        may("due", Count, "seats entitled, where the source states them", "应到席位数（来源载明时填写）")
            .heads(&["应到"]),
        may("present", Count, "seats present, where the source states them", "实到席位数（来源载明时填写）")
            .heads(&["实到"]),
        may("notified", Day, "day on which notice was given", "会议通知发出之日").heads(&["通知日期"]).label("notice given", "通知日期"),
        may("deadline", Day, "last day on which papers or replies count", "材料或表决意见的截止日")
            .heads(&["截止日期", "回复截止"]),
        may("recorder", Line, "who wrote the minutes", "记录人").searched(Weight::Told).heads(&["记录人"]),
        may("reviewer", Line, "who reviewed the minutes", "审核人").searched(Weight::Told).heads(&["审核人"]),
        may("signed_by", Lines, "who signed the minutes", "签发人")
            .searched(Weight::Told)
            .to(To::Parts("session_signatories"))
            .heads(&["签发人"]),
        may("confirmed_in", Session, "session that confirmed its minutes", "确认本次会议纪要的会议")
            .to(To::Late("confirmed_in_id"))
            .heads(&["确认会议"]),
        SOURCES,
    ],
    children: &[&ATTENDANCE, &AGENDA, &MOTION, &SESSION_ACTION],
    ..noun(Noun::Session, "session", "sessions", "会议")
};

/// `[[session.attendance]]`
pub static ATTENDANCE: Shape = Shape {
    table: "session.attendance",
    also: &["attendances", "出席"],
    store: "attendances",
    lead: &["session", "organization", "capacity", "presence", "people"],
    matched: "organization, else the person",
    fields: &[
        may("organization", Organization, "organization that attended", "出席单位")
            .to(To::Id("organization_id"))
            .heads(&["单位"]),
        may("capacity", Word(&CAPACITIES), "in which capacity (member)", "与会身份（默认成员）")
            .default("member")
            .heads(&["身份"]),
        may("presence", Word(&PRESENCES), "how its seat was filled (present)", "出席情况（默认出席）")
            .default("present")
            .heads(&["出席情况", "出席"]),
        may("people", People, "its delegates: name, or name and title", "代表：姓名，或姓名与职务")
            .searched(Weight::Told)
            .to(To::Parts("delegates"))
            .heads(&["代表"]),
        may("others", Flag, "true: and more, unnamed", "true 表示另有未列名者（等）").heads(&["等"]),
        may("proxy", Organization, "member that held its written proxy", "受托单位")
            .to(To::Id("proxy_id"))
            .heads(&["受托单位", "受委托单位"]),
        may("headcount", Count, "persons that came from it", "到会人数").heads(&["人数"]),
        OF_SESSION,
        kept("item", Number).to(To::Own).heads(&["项"]),
        SOURCES,
    ],
    ..noun(Noun::Attendance, "attendance", "attendance", "出席")
};

/// `[[session.agenda]]`
pub static AGENDA: Shape = Shape {
    table: "session.agenda",
    also: &["议程"],
    store: "agenda_items",
    key: &["session_id", "title"],
    lead: &["session", "seq", "kind", "title"],
    matched: "title",
    en: "agenda item",
    fields: &[
        need("title", Line, "title of the item", "议程标题").searched(Weight::Title).heads(&["标题", "议程"]),
        may("kind", Word(&AGENDA_KINDS), "what it was", "议程类别").heads(&["类别"]),
        may("presenter", Person, "who presented it", "主讲人").searched(Weight::Told).heads(&["主讲人"]),
        may("topics", Lines, "topics covered", "涉及内容")
            .searched(Weight::Told)
            .to(To::Parts("agenda_topics"))
            .heads(&["内容"]),
        may("summary", Text, "summary", "概要").searched(Weight::Told).heads(&["概况", "概要"]),
        may("motion", Number, "number of the motion that was moved under it", "所议议题的序号").heads(&["议题序号"]),
        may("announced", Flag, "true: it stood in the notice", "true 表示已列入会议通知").heads(&["已通知"]),
        OF_SESSION,
        kept("seq", Number).heads(&["序号"]),
        kept("person", Person).to(To::Id("presenter_id")).heads(&["姓名"]),
        SOURCES,
    ],
    ..noun(Noun::Agenda, "agenda", "agenda", "议程")
};

/// `[[session.motion]]`
pub static MOTION: Shape = Shape {
    table: "session.motion",
    also: &["motion", "议题", "议案"],
    lead: &[
        "session", "number", "code", "title", "kind", "subjects", "on", "method", "yes", "no", "abstain",
        "invalid", "outcome",
    ],
    matched: "code, else number, else title",
    columns: &["ref", "title", "outcome", "kind", "subjects", "on"],
    first: &["session"],
    fields: &[
        need("title", Line, "title of the motion", "议题").searched(Weight::Title).heads(&["议题", "议案"]),
        may("number", Number, "number within the session", "序号")
            .label("number", "序号")
            .heads(&["序号", "次"]),
        may("code", Code, "code", "代码").searched(Weight::Title).heads(&["代码"]),
        may(
            "kind",
            Word(&MOTION_KINDS),
            "what it is about; decides the rule (other)",
            "类别，决定适用的规则（默认其他）",
        )
        .default("other")
        .heads(&["类别", "类型"]),
        may("subjects", Subjects, "organizations or persons that it concerns", "所涉单位或人员")
            .searched(Weight::Told)
            .to(To::Parts("motion_subjects"))
            .heads(&["对象", "单位", "涉及", "about"]),
        may("amends", Motion, "earlier motion that it amends", "所修改的议题").to(To::Late("amends_id")).heads(&["修改议题"]),
        may("replaces", Motion, "earlier motion that it replaces", "所取代的议题").to(To::Late("replaces_id")).heads(&["取代议题"]),
        may("rescinds", Motion, "earlier motion that it rescinds", "所撤销的议题").to(To::Late("rescinds_id")).heads(&["撤销议题"]),
        may("resumes", Motion, "tabled motion that it brings back", "所恢复审议的暂缓议题")
            .to(To::Late("resumes_id"))
            .heads(&["恢复议题"]),
        may("after", Motion, "round of an election that this one follows", "前一轮选举的议题").to(To::Late("after_id")).heads(&["前一轮"]).label("round before", "前一轮"),
        may("round", Number, "round of an election", "选举轮次").heads(&["轮次"]),
        may("tellers", Lines, "who counted the ballots", "监票人、计票人")
            .searched(Weight::Told)
            .to(To::Parts("motion_tellers"))
            .heads(&["监票人", "计票人", "监票计票"]),
        may("class", Word(&CLASSES), "class that an admission gives", "接纳后的身份").heads(&["身份"]),
        may(
            "effective",
            DayOrPending,
            "day from which it takes effect, or pending",
            "生效日期，或 pending（待批准）",
        )
        .heads(&["生效", "生效日"]),
        may("text", Text, "wording", "决议正文").searched(Weight::Told).heads(&["正文", "内容", "wording"]),
        may("proposer", Line, "who proposed it", "提出人").searched(Weight::Told).heads(&["提出人"]),
        may("moved_by", Line, "who moved it", "动议人").searched(Weight::Told).heads(&["动议人"]),
        may("seconded_by", Line, "who seconded it", "附议人").searched(Weight::Told).heads(&["附议人"]),
        may("on", DayInRange, "day of the vote; left out, the session's last day", "表决日期；不填为会议最后一日")
            .heads(&["日期", "表决日期"]),
        may("method", Word(&METHODS), "how the vote was taken", "表决方式").heads(&["方式", "表决方式"]),
        may("yes", Count, "votes in favour", "赞成票数").heads(&["赞成"]),
        may("no", Count, "votes against", "反对票数").heads(&["反对"]),
        may("abstain", Count, "abstentions", "弃权票数").heads(&["弃权"]),
        may("invalid", Count, "invalid ballots", "无效票数").heads(&["无效"]),
        may("unanimous", Flag, "the source says unanimous", "来源载明全票通过").heads(&["全票"]),
        may("outcome", Word(&OUTCOMES), "what the source says came of it", "来源载明的结果").heads(&["结果"]),
        may("ballots", Ballots, "choice of each organization", "各单位的表决")
            .to(To::Parts("ballots"))
            .list("ballots", &["ballot", "逐票", "表决"]),
        may("candidates", Candidates, "candidates of an election", "候选人")
            .searched(Weight::Told)
            .to(To::Parts("candidates"))
            .list("candidates", &["candidate", "候选人"]),
        may("seats", Count, "seats to fill", "应选名额").label("seats", "应选席位").heads(&["应选"]),
        may("issued", Count, "ballots issued", "发出票数").heads(&["发出", "发出票数", "ballots_issued"]),
        may(
            "collected",
            Count,
            "ballots collected; more than issued voids the round",
            "收回票数；多于发出票数则本轮无效",
        )
        .heads(&["收回", "收回票数", "ballots_collected"]),
        OF_SESSION,
        kept("rule_body", Code),
        kept("rule_matter", WordOrAny(&MOTION_KINDS)),
        kept("rule_quorum", FractionOrNone),
        kept("rule_majority", Fraction),
        kept("rule_majority_of", Word(&BASES)),
        kept("rule_exclusive", Flag),
        kept("rule_proxies", Word(&PROXIES)),
        kept("rule_quorum_exclusive", Flag),
        kept("rule_quorum_least", Number),
        kept("rule_also", Fraction),
        kept("rule_also_of", Word(&BASES)),
        kept("rule_method", Word(&METHODS)),
        kept("rule_proxies_each", Number),
        kept("rule_recused", Word(&RECUSALS)),
        kept("rule_correspondence", Word(&CORRESPONDENCES)),
        kept("rule_standing", Word(&STANDINGS)),
        kept("rule_grace", Count),
        SOURCES,
    ],
    ..noun(Noun::Motion, "motion", "motions", "议题")
};

/// `[[session.action]]`: as `[[action]]`, of the session in which it stands.
pub static SESSION_ACTION: Shape = Shape {
    table: "session.action",
    key: &["session_id", "title"],
    matched: "title",
    fields: &[ACTION_TITLE, ACTION_MOTION, ACTION_OWNER, ACTION_DUE, ACTION_STATUS, ACTION_DONE, NOTE, ACTION_REF, SOURCES],
    ..noun(Noun::Action, "action", "actions", "后续工作")
};

const ACTION_TITLE: Field = need("title", Line, "what is to be done", "工作内容").label("action", "事项").heads(&["事项", "工作内容"]);
const ACTION_OWNER: Field =
    may("owner", Line, "who is to do it", "负责方：人员或单位").label("owner", "负责方").heads(&["负责方", "负责人"]);
const ACTION_DUE: Field = may("due", Day, "day by which it is due", "完成期限").label("due", "期限").heads(&["期限", "完成期限"]);
const ACTION_STATUS: Field =
    may("status", Word(&ACTION_STATUSES), "where it stands (open)", "状态（默认进行中）").default("open").heads(&["状态"]);
const ACTION_MOTION: Field =
    may("motion", Motion, "decision that it carries out", "所落实的议题").to(To::Late("motion_id")).heads(&["议题"]);
const ACTION_DONE: Field = may("done", Day, "day on which it was done", "完成日期").label("done on", "完成日期").heads(&["完成日期"]);
const ACTION_REF: Field = kept("ref", Line).to(To::Number('a')).heads(&["编号"]);
const NOTE: Field = may("note", Text, "note", "备注").heads(&["备注"]);

/// `[[action]]`
pub static ACTION: Shape = Shape {
    also: &["action", "工作", "后续工作"],
    key: &["session_id", "title"],
    lead: &["session", "title", "owner", "due", "status"],
    first: &["title", "session", "owner", "due", "status", "note"],
    matched: "session+title",
    columns: &["ref", "title", "session", "owner", "due", "status"],
    dated: Dated::Session,
    fields: &[
        ACTION_TITLE.searched(Weight::Title),
        may("session", Session, "session that decided it", "作出安排的会议")
            .to(To::Id("session_id"))
            .heads(&["会议"]),
        ACTION_MOTION,
        ACTION_OWNER.searched(Weight::Told),
        ACTION_DUE,
        ACTION_STATUS,
        ACTION_DONE,
        NOTE.searched(Weight::Told),
        ACTION_REF,
        SOURCES,
    ],
    ..noun(Noun::Action, "action", "actions", "后续工作")
};

/// `[[visit]]`
pub static VISIT: Shape = Shape {
    also: &["visit", "考察"],
    key: &["session_id", "host_id", "start"],
    lead: &["session", "host", "start", "end", "headcount", "summary"],
    matched: "session+host+start",
    columns: &["ref", "session", "host", "start", "headcount", "received_by", "topics"],
    first: &["session", "host"],
    dated: Dated::Day("start"),
    fields: &[
        need("host", Organization, "organization that was visited", "接待单位")
            .searched(Weight::Title)
            .label("host", "接待单位")
            .to(To::Id("host_id"))
            .heads(&["接待单位", "单位"]),
        may("session", Session, "session to which the visit belongs", "所属会议")
            .to(To::Id("session_id"))
            .heads(&["会议"]),
        may("start", Start, "first day, or the range of days", "开始日期，或起止日期").heads(&[
            "开始",
            "开始日期",
            "日期",
        ]),
        may("end", Day, "last day", "结束日期").heads(&["结束", "结束日期"]),
        may("headcount", Count, "size of the visiting party", "考察人数").heads(&["人数", "persons"]),
        may(
            "received_by",
            People,
            "who received the party: name, or name and title",
            "接待人：姓名，或姓名与职务",
        )
        .searched(Weight::Told)
        .to(To::Parts("visit_receivers"))
        .heads(&["接待", "接待人"])
        .list("receivers", &["receiver", "接待人"]),
        may("others", Flag, "true: and more receivers, unnamed", "true 表示另有未列名的接待人（等）")
            .heads(&["等", "and_others"]),
        may("visitors", Organizations, "organizations that visited", "参访单位")
            .searched(Weight::Told)
            .to(To::Parts("visit_visitors"))
            .heads(&["参访单位"]),
        may("sites", Lines, "what was seen", "参观点")
            .searched(Weight::Told)
            .to(To::Parts("visit_sites"))
            .heads(&["参观点", "参观", "saw"]),
        may("topics", Lines, "what was talked about", "交流内容")
            .searched(Weight::Told)
            .to(To::Parts("visit_topics"))
            .heads(&["交流内容", "talked_about"]),
        may("summary", Text, "summary", "概况")
            .searched(Weight::Told)
            .heads(&["概况", "概要"]),
        may("source", Text, "source of the record", "资料来源").searched(Weight::Told).heads(&["来源"]),
        may("published", Day, "day on which the source was published", "来源发布日期").heads(&["发布日期"]),
        kept("ref", Line).to(To::Number('v')).heads(&["编号"]),
        SOURCES,
    ],
    ..noun(Noun::Visit, "visit", "visits", "考察")
};

/// `[[activity]]`
pub static ACTIVITY: Shape = Shape {
    also: &["activity", "活动"],
    key: &["name", "edition"],
    matched: "name+edition",
    columns: &["ref", "kind", "host", "start", "end"],
    order: "name, coalesce(edition,0)",
    dated: Dated::Day("start"),
    fields: &[
        need("name", Line, "name, without its edition", "活动名称（不含届数）")
            .searched(Weight::Title)
            .label("name", "活动名称")
            .heads(&["名称"]),
        may("edition", Number, "edition, from 1; never a term of the council", "第几届（与理事会届数无关）")
            .heads(&["届", "届次"]),
        may("kind", Line, "what kind of activity", "活动类别").searched(Weight::Title).heads(&["类型", "类别"]),
        may("host", Organization, "organization that holds it", "承办单位")
            .searched(Weight::Told)
            .to(To::Id("host_id"))
            .heads(&["承办单位"]),
        may("start", Start, "first day, or the range of days", "开始日期，或起止日期").heads(&[
            "开始",
            "开始日期",
            "日期",
        ]),
        may("end", Day, "last day", "结束日期").heads(&["结束", "结束日期"]),
        NOTE.searched(Weight::Told),
        PUBLIC,
        SOURCES,
    ],
    ..noun(Noun::Activity, "activity", "activities", "活动")
};

/// `[[document]]`
pub static DOCUMENT: Shape = Shape {
    also: &["document", "文件"],
    lead: &["ref", "path", "title", "kind", "for"],
    matched: "for+content",
    columns: &["ref", "path", "title", "for", "media_type", "size"],
    first: &["title", "path"],
    fields: &[
        need("path", Line, "path of the file to take in", "要收录的文件路径")
            .searched(Weight::Title)
            .heads(&["文件名", "文件", "file"]),
        need("for", Refer, "what it belongs to: a session, motion, visit …", "所属的会议、议题、考察等")
            .to(To::Own)
            .heads(&["所属", "belongs_to"]),
        may("title", Line, "title", "标题").searched(Weight::Title).label("title", "标题").heads(&["标题"]),
        PUBLIC,
        kept("ref", Line).label("ref", "编号").to(To::Number('d')).heads(&["编号"]),
        kept("kind", Line).to(To::Own).heads(&["类别"]),
        kept("media_type", Line).shown(),
        kept("size", Count).heads(&["大小"]).shown(),
        kept("sha256", Line).shown(),
        kept("final", Flag).heads(&["定稿"]),
        kept("content", Content).to(To::Own).list("contents", &["content", "文件内容"]),
        SOURCES,
    ],
    ..noun(Noun::Document, "document", "documents", "文件")
};

/// A finding of `check` that was looked at and is in order; in lists alone.
pub static ACCEPTED: Shape = Shape {
    table: "accepted",
    also: &["accepted_findings", "已认可"],
    key: &["rule", "ref", "message"],
    matched: "rule+ref+message",
    en: "accepted finding",
    fields: &[
        need("rule", Line, "rule of check", "检查规则").heads(&["规则"]),
        need("ref", Line, "record that it is about", "所涉记录").heads(&["编号"]),
        need("message", Text, "what it said", "检查说明").heads(&["说明"]),
        need("why", Text, "why it is in order", "认可的事由").heads(&["事由"]),
    ],
    ..noun(Noun::Accepted, "accepted_finding", "accepted", "已认可的检查结果")
};

/// What a column of the alliance's own lists means, as `import --map` was told; in lists alone.
pub static HEADING: Shape = Shape {
    table: "headings",
    also: &["heading", "列名"],
    key: &["heading"],
    matched: "heading",
    en: "heading",
    fields: &[
        need("heading", Line, "heading of the column", "列名").heads(&["列名"]),
        need("field", Line, "field that it stands for; -: none", "对应的字段；- 表示不取").heads(&["字段"]),
    ],
    ..noun(Noun::Heading, "heading", "headings", "列名")
};

/// Whether the public pages show it.
const PUBLIC: Field = may("public", Flag, "true: shown on the public pages", "true 表示在公开页面上列出").heads(&["公开"]);

/// The session of a row in a list of what belongs to sessions.
const OF_SESSION: Field =
    Field { required: true, ..kept("session", Session) }.to(To::Id("session_id")).heads(&["会议", "会次"]);
