//! The table itself: every noun with its keys, in the order of contract 4.

use super::shape::Type::*;
use super::shape::{Field, Shape, Type};
use crate::model::words::*;

/// A key without which an entry says nothing.
pub(super) const fn need(key: &'static str, ty: Type, en: &'static str, zh: &'static str) -> Field {
    Field { key, ty, required: true, en, zh }
}

/// A key that may be left out.
pub(super) const fn may(key: &'static str, ty: Type, en: &'static str, zh: &'static str) -> Field {
    Field { key, ty, required: false, en, zh }
}

const FORMER_NAMES: Field = may(
    "former_names",
    FormerNames,
    "former names, each with the last day on which it held",
    "曾用名及其使用的最后一日",
);

/// `[alliance]`
pub static ALLIANCE: Shape = Shape {
    noun: "alliance",
    table: "alliance",
    plural: "alliance",
    once: true,
    matched: "",
    en: "the alliance",
    zh: "联盟",
    fields: &[
        need("name", Line, "full name of the alliance", "联盟全称"),
        may("short_name", Line, "short name", "简称"),
        may("name_en", Line, "English name", "英文名称"),
        may("founded", Day, "day on which it was founded", "成立日期"),
        may("purpose", Text, "what the alliance is for", "宗旨"),
        may("functions", Lines, "stated functions, one text each", "功能定位，每项一条"),
        may(
            "charter",
            Word(&CHARTERS),
            "preset of rules where the alliance has none of its own (model-charter)",
            "联盟未自定规则时适用的规则（默认示范章程）",
        ),
        FORMER_NAMES,
    ],
    children: &[],
};

/// `[[body]]`
pub static BODY: Shape = Shape {
    noun: "body",
    table: "body",
    plural: "bodies",
    once: false,
    matched: "code",
    en: "body",
    zh: "会议机构",
    fields: &[
        need("code", Code, "code, as in BODY:T-N", "代码，用于“机构:届-次”"),
        may("name", Line, "Chinese name, as in the names of its sessions", "名称，用于会议全称"),
        may("seats", Word(&CLASSES), "lowest class that holds a seat", "享有席位的最低身份"),
        FORMER_NAMES,
    ],
    children: &[],
};

/// `[[rule]]`
pub static RULE: Shape = Shape {
    noun: "rule",
    table: "rule",
    plural: "rules",
    once: false,
    matched: "body+matter+from",
    en: "rule",
    zh: "表决规则",
    fields: &[
        need("body", Code, "body for which it holds", "适用的会议机构"),
        need(
            "matter",
            WordOr("*", &MOTION_KINDS),
            "kind of motion for which it holds; * for all others",
            "适用的议题类别；* 指其余各类",
        ),
        may(
            "quorum",
            FractionOrNone,
            "part of all seats that must be present; none for no quorum",
            "法定人数占全体席位的比例；none 为不设",
        ),
        may("majority", Fraction, "part of the base that must vote yes", "通过所需赞成票的比例"),
        may("majority_of", Word(&BASES), "base of the majority", "计算比例的基数"),
        may(
            "exclusive",
            Flag,
            "true: more than the majority; false: at least (false)",
            "true 为“超过”，false 为“以上”（默认 false）",
        ),
        may(
            "proxies",
            Word(&PROXIES),
            "what a written proxy counts for (none)",
            "书面委托的效力（默认不计）",
        ),
        may("from", Day, "first day on which the rule holds", "施行之日"),
        may("until", DayExact, "last day on which the rule holds", "施行的最后一日"),
    ],
    children: &[],
};

/// `[[organization]]`
pub static ORGANIZATION: Shape = Shape {
    noun: "organization",
    table: "organization",
    plural: "organizations",
    once: false,
    matched: "code, else name",
    en: "organization",
    zh: "单位",
    fields: &[
        need("name", Line, "full name today", "现用全称"),
        may(
            "code",
            Code,
            "code; left out, the pinyin initials of the name",
            "代码；不填则取名称的拼音首字母",
        ),
        may("short_name", Line, "short name", "简称"),
        may("name_en", Line, "English name", "英文名称"),
        may("kind", Word(&ORGANIZATION_KINDS), "what it is", "单位类型"),
        may("university", Line, "university that it belongs to or rests on", "依托高校"),
        may("province", Line, "province", "省份"),
        may("city", Line, "city", "城市"),
        may("credit_code", Line, "unified social credit code", "统一社会信用代码"),
        may("website", Line, "address of the website", "网址"),
        may("aliases", Lines, "other names by which it is found", "别名，可用于查找"),
        FORMER_NAMES,
        may("note", Text, "note", "备注"),
    ],
    children: &[],
};

/// `[[membership]]`
pub static MEMBERSHIP: Shape = Shape {
    noun: "membership",
    table: "membership",
    plural: "memberships",
    once: false,
    matched: "organization+class+from",
    en: "membership",
    zh: "成员身份",
    fields: &[
        need("organization", Organization, "the member", "成员单位"),
        need("class", Word(&CLASSES), "class of membership", "身份"),
        may("from", Day, "first day of the membership in this class", "取得该身份之日"),
        may("until", DayExact, "last day of the membership in this class", "保有该身份的最后一日"),
        may("reason", Word(&LEAVE_REASONS), "why it ended", "终止原因"),
    ],
    children: &[],
};

/// `[[application]]`
pub static APPLICATION: Shape = Shape {
    noun: "application",
    table: "application",
    plural: "applications",
    once: false,
    matched: "organization+on",
    en: "application",
    zh: "入会申请",
    fields: &[
        need("organization", Organization, "the applicant", "申请单位"),
        may("on", Day, "day of the application", "申请日期"),
        may("class", Word(&CLASSES), "class applied for", "申请的身份"),
        may("status", Word(&APPLICATION_STATUSES), "where it stands (open)", "状态（默认待议）"),
    ],
    children: &[],
};

/// `[[person]]`
pub static PERSON: Shape = Shape {
    noun: "person",
    table: "person",
    plural: "persons",
    once: false,
    matched: "name+organization",
    en: "person",
    zh: "人员",
    fields: &[
        need("name", Line, "name", "姓名"),
        may("organization", Organization, "organization of the post below", "所在单位"),
        may("title", Line, "title of the post there", "职务"),
        may("email", Line, "email address", "邮箱"),
        may("phone", Line, "phone number", "电话"),
        FORMER_NAMES,
        may("note", Text, "note", "备注"),
    ],
    children: &[],
};

/// `[[post]]`
pub static POST: Shape = Shape {
    noun: "post",
    table: "post",
    plural: "posts",
    once: false,
    matched: "person+organization+title+term+from",
    en: "post",
    zh: "任职",
    fields: &[
        need("person", Person, "who holds the post", "任职人"),
        may("organization", Organization, "where; left out, the alliance itself", "任职单位；不填指联盟"),
        need("title", Line, "title of the post", "职务"),
        may("role", Word(&ROLES), "office of the alliance that it is", "在联盟中的职位"),
        may("term", Number, "term of the council", "届"),
        may("from", Day, "first day in the post", "到任之日"),
        may("until", DayExact, "last day in the post", "任职的最后一日"),
    ],
    children: &[],
};

/// `[[term]]`
pub static TERM: Shape = Shape {
    noun: "term",
    table: "term",
    plural: "terms",
    once: false,
    matched: "number",
    en: "term",
    zh: "届",
    fields: &[
        need("number", Number, "number of the term, from 1", "届数，从1起"),
        may("start", Start, "first day of the term", "起始日期"),
        may("end", Day, "last day of the term", "届满日期"),
    ],
    children: &[],
};

/// `[[session]]`
pub static SESSION: Shape = Shape {
    noun: "session",
    table: "session",
    plural: "sessions",
    once: false,
    matched: "body+term+number, else code, else body+start+title",
    en: "session",
    zh: "会议",
    fields: &[
        may("term", Number, "term", "届"),
        may("number", Number, "number within the term", "次"),
        may("body", Code, "body that met (council)", "召开会议的机构（默认理事会）"),
        may("code", Code, "code, for a session without a number", "代码，用于无届次的会议"),
        may("kind", Word(&SESSION_KINDS), "kind of session (regular)", "会议类型（默认例会）"),
        need("start", Start, "first day, or the range of days", "开始日期，或起止日期"),
        may("end", Day, "last day", "结束日期"),
        may("mode", Word(&MODES), "how people met", "召开方式"),
        may("venue", Line, "place of the meeting", "地点"),
        may("city", Line, "city", "城市"),
        may("host", Organization, "organization that hosted it", "承办单位"),
        may("chair", Persons, "who chaired it", "主持人"),
        may("title", Line, "title, where it has one of its own", "会议自有名称"),
        may("purpose", Text, "what it was for", "会议目的"),
        may("headcount", Count, "persons in the room", "到会总人数"),
        may("summary", Text, "summary", "会议概况"),
        may("source", Text, "source of the record", "资料来源"),
        may("published", Day, "day on which the source was published", "来源发布日期"),
        may(
            "roster",
            Word(&ROSTERS),
            "whether the attendance list names all who came (complete)",
            "出席名单是否完整（默认完整）",
        ),
        may("due", Count, "seats entitled, where the source states them", "应到席位数（来源载明时填写）"),
        may("present", Count, "seats present, where the source states them", "实到席位数（来源载明时填写）"),
    ],
    children: &[&ATTENDANCE, &AGENDA, &MOTION, &SESSION_ACTION],
};

/// `[[session.attendance]]`
pub static ATTENDANCE: Shape = Shape {
    noun: "attendance",
    table: "session.attendance",
    plural: "attendance",
    once: false,
    matched: "organization, else the person",
    en: "attendance",
    zh: "出席",
    fields: &[
        may("organization", Organization, "organization that attended", "出席单位"),
        may("capacity", Word(&CAPACITIES), "in which capacity (member)", "与会身份（默认成员）"),
        may("presence", Word(&PRESENCES), "how its seat was filled (present)", "出席情况（默认出席）"),
        may("people", People, "its delegates: name, or name and title", "代表：姓名，或姓名与职务"),
        may("others", Flag, "true: and more, unnamed", "true 表示另有未列名者（等）"),
        may("proxy", Organization, "member that held its written proxy", "受委托单位"),
        may("headcount", Count, "persons that came from it", "到会人数"),
    ],
    children: &[],
};

/// `[[session.agenda]]`
pub static AGENDA: Shape = Shape {
    noun: "agenda",
    table: "session.agenda",
    plural: "agenda",
    once: false,
    matched: "title",
    en: "agenda item",
    zh: "议程",
    fields: &[
        need("title", Line, "title of the item", "议程标题"),
        may("kind", Word(&AGENDA_KINDS), "what it was", "议程类别"),
        may("presenter", Person, "who presented it", "主讲人"),
        may("topics", Lines, "topics covered", "涉及内容"),
        may("summary", Text, "summary", "概要"),
    ],
    children: &[],
};

/// `[[session.motion]]`
pub static MOTION: Shape = Shape {
    noun: "motion",
    table: "session.motion",
    plural: "motions",
    once: false,
    matched: "code, else number, else title",
    en: "motion",
    zh: "议题",
    fields: &[
        need("title", Line, "title of the motion", "议题"),
        may("number", Number, "number within the session", "序号"),
        may("code", Code, "code", "代码"),
        may(
            "kind",
            Word(&MOTION_KINDS),
            "what it is about; decides the rule (other)",
            "类别，决定适用的规则（默认其他）",
        ),
        may("subjects", Subjects, "organizations or persons that it concerns", "所涉单位或人员"),
        may("class", Word(&CLASSES), "class that an admission gives", "接纳后的身份"),
        may(
            "effective",
            DayOrPending,
            "day from which it takes effect, or pending",
            "生效日期，或 pending（待批准）",
        ),
        may("text", Text, "wording", "决议正文"),
        may("proposer", Line, "who proposed it", "提出人"),
        may("on", Day, "day of the vote; left out, the session's last day", "表决日期；不填为会议最后一日"),
        may("method", Word(&METHODS), "how the vote was taken", "表决方式"),
        may("yes", Count, "votes in favour", "赞成票数"),
        may("no", Count, "votes against", "反对票数"),
        may("abstain", Count, "abstentions", "弃权票数"),
        may("invalid", Count, "invalid ballots", "无效票数"),
        may("unanimous", Flag, "the source says unanimous", "来源载明全票通过"),
        may("outcome", Word(&OUTCOMES), "what the source says came of it", "来源载明的结果"),
        may("ballots", Ballots, "choice of each organization", "各单位的表决"),
        may("candidates", Candidates, "candidates of an election", "候选人"),
        may("seats", Count, "seats to fill", "应选名额"),
        may("issued", Count, "ballots issued", "发出票数"),
        may(
            "collected",
            Count,
            "ballots collected; more than issued voids the round",
            "收回票数；多于发出票数则本轮无效",
        ),
    ],
    children: &[],
};

/// `[[session.action]]`: as `[[action]]`, of the session in which it stands.
pub static SESSION_ACTION: Shape = Shape {
    noun: "action",
    table: "session.action",
    plural: "actions",
    once: false,
    matched: "title",
    en: "action",
    zh: "后续工作",
    fields: &[ACTION_TITLE, ACTION_OWNER, ACTION_DUE, ACTION_STATUS, NOTE],
    children: &[],
};

const ACTION_TITLE: Field = need("title", Line, "what is to be done", "工作内容");
const ACTION_OWNER: Field = may("owner", Line, "who is to do it", "责任人或责任单位");
const ACTION_DUE: Field = may("due", Day, "day by which it is due", "完成期限");
const ACTION_STATUS: Field =
    may("status", Word(&ACTION_STATUSES), "where it stands (open)", "状态（默认进行中）");
const NOTE: Field = may("note", Text, "note", "备注");

/// `[[action]]`
pub static ACTION: Shape = Shape {
    noun: "action",
    table: "action",
    plural: "actions",
    once: false,
    matched: "session+title",
    en: "action",
    zh: "后续工作",
    fields: &[
        ACTION_TITLE,
        may("session", Session, "session that decided it", "作出安排的会议"),
        ACTION_OWNER,
        ACTION_DUE,
        ACTION_STATUS,
        NOTE,
    ],
    children: &[],
};

/// `[[visit]]`
pub static VISIT: Shape = Shape {
    noun: "visit",
    table: "visit",
    plural: "visits",
    once: false,
    matched: "session+host+start",
    en: "visit",
    zh: "考察",
    fields: &[
        need("host", Organization, "organization that was visited", "接待单位"),
        may("session", Session, "session to which the visit belongs", "所属会议"),
        may("start", Start, "first day, or the range of days", "开始日期，或起止日期"),
        may("end", Day, "last day", "结束日期"),
        may("headcount", Count, "size of the visiting party", "考察人数"),
        may(
            "received_by",
            People,
            "who received the party: name, or name and title",
            "接待人：姓名，或姓名与职务",
        ),
        may("others", Flag, "true: and more receivers, unnamed", "true 表示另有未列名的接待人（等）"),
        may("visitors", Organizations, "organizations that visited", "参访单位"),
        may("sites", Lines, "what was seen", "参观点"),
        may("topics", Lines, "what was talked about", "交流内容"),
        may("summary", Text, "summary", "概况"),
        may("source", Text, "source of the record", "资料来源"),
        may("published", Day, "day on which the source was published", "来源发布日期"),
    ],
    children: &[],
};

/// `[[activity]]`
pub static ACTIVITY: Shape = Shape {
    noun: "activity",
    table: "activity",
    plural: "activities",
    once: false,
    matched: "name+edition",
    en: "activity",
    zh: "活动",
    fields: &[
        need("name", Line, "name, without its edition", "活动名称（不含届数）"),
        may("edition", Number, "edition, from 1; never a term of the council", "第几届（与理事会届数无关）"),
        may("kind", Line, "what kind of activity", "活动类别"),
        may("host", Organization, "organization that holds it", "承办单位"),
        may("start", Start, "first day, or the range of days", "开始日期，或起止日期"),
        may("end", Day, "last day", "结束日期"),
        NOTE,
    ],
    children: &[],
};

/// `[[document]]`
pub static DOCUMENT: Shape = Shape {
    noun: "document",
    table: "document",
    plural: "documents",
    once: false,
    matched: "for+content",
    en: "document",
    zh: "文件",
    fields: &[
        need("path", Line, "path of the file to take in", "要收录的文件路径"),
        need("for", Refer, "what it belongs to: a session, motion, visit …", "所属的会议、议题、考察等"),
        may("title", Line, "title", "标题"),
    ],
    children: &[],
};

/// The nouns that stand at the top of a record file, in the order of contract 4.
pub static SHAPES: &[&Shape] = &[
    &ALLIANCE,
    &BODY,
    &RULE,
    &ORGANIZATION,
    &MEMBERSHIP,
    &APPLICATION,
    &PERSON,
    &POST,
    &TERM,
    &SESSION,
    &ACTION,
    &VISIT,
    &ACTIVITY,
    &DOCUMENT,
];
