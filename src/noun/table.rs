//! The table itself: every noun with its fields, in the order of contract 4.

use super::{
    Noun,
    field::{Field, Shape, To, Type::*, Weight, kept, may, need},
};
use crate::model::words::*;

/// The former names of a noun, stored in `table`, with the list `name` to themselves.
const fn former_names(table: &'static str, name: &'static str, also: &'static [&'static str]) -> Field {
    may(
        "former_names",
        FormerNames,
        "former names, each with the last day on which it held",
        "曾用名及其使用的最后一日",
    )
    .to(To::Parts(table))
    .list(name, also)
}

/// `[alliance]`
pub static ALLIANCE: Shape = Shape {
    is: Noun::Alliance,
    noun: "alliance",
    table: "alliance",
    plural: "alliance",
    also: &["联盟"],
    store: "alliances",
    key: &[],
    lead: &[],
    once: true,
    matched: "",
    en: "alliance",
    zh: "联盟",
    fields: &[
        need("name", Line, "full name of the alliance", "联盟全称").searched(Weight::Title).heads(&["名称"]),
        may("short_name", Line, "short name", "简称").searched(Weight::Title).heads(&["简称"]),
        may("name_en", Line, "English name", "英文名称").searched(Weight::Title).heads(&["英文名"]),
        may("founded", Day, "day on which it was founded", "成立日期").heads(&["成立日期"]),
        may("purpose", Text, "what the alliance is for", "宗旨").searched(Weight::Told).heads(&["宗旨"]),
        may("functions", Lines, "stated functions, one text each", "功能定位，每项一条")
            .searched(Weight::Told)
            .to(To::Parts("alliance_functions"))
            .heads(&["职能"]),
        may(
            "charter",
            Word(&CHARTERS),
            "preset of rules where the alliance has none of its own (model-charter)",
            "联盟未自定规则时适用的规则（默认示范章程）",
        )
        .default("model-charter")
        .heads(&["章程"]),
        former_names("alliance_names", "alliance_names", &["联盟曾用名"]).searched(Weight::Title),
    ],
    children: &[],
};

/// `[[body]]`
pub static BODY: Shape = Shape {
    is: Noun::Body,
    noun: "body",
    table: "body",
    plural: "bodies",
    also: &["body", "机构"],
    store: "bodies",
    key: &["code"],
    lead: &[],
    once: false,
    matched: "code",
    en: "body",
    zh: "会议机构",
    fields: &[
        need("code", Code, "code, as in BODY:T-N", "代码，用于“机构:届-次”").heads(&["代码"]),
        may("name", Line, "Chinese name, as in the names of its sessions", "名称，用于会议全称")
            .label("name", "机构名称")
            .heads(&["名称"]),
        may("seats", Word(&CLASSES), "lowest class that holds a seat", "享有席位的最低身份")
            .label("lowest class with a seat", "有席位的最低身份")
            .heads(&["席位"]),
        former_names("body_names", "body_names", &["机构曾用名"]),
    ],
    children: &[],
};

/// `[[rule]]`
pub static RULE: Shape = Shape {
    is: Noun::Rule,
    noun: "rule",
    table: "rule",
    plural: "rules",
    also: &["rule", "规则"],
    store: "rules",
    key: &["body", "matter", "from"],
    lead: &[],
    once: false,
    matched: "body+matter+from",
    en: "rule",
    zh: "表决规则",
    fields: &[
        need("body", Body, "body for which it holds", "适用的会议机构").heads(&["机构"]),
        need(
            "matter",
            WordOr("*", &MOTION_KINDS),
            "kind of motion for which it holds; * for all others",
            "适用的议题类别；* 指其余各类",
        )
        .heads(&["事项"]),
        may(
            "quorum",
            FractionOrNone,
            "part of all seats that must be present; none for no quorum",
            "法定人数占全体席位的比例；none 为不设",
        )
        .heads(&["法定人数"]),
        may("majority", Fraction, "part of the base that must vote yes", "通过所需赞成票的比例")
            .heads(&["多数"]),
        may("majority_of", Word(&BASES), "base of the majority", "计算比例的基数").heads(&["基数"]),
        may(
            "exclusive",
            Flag,
            "true: more than the majority; false: at least (false)",
            "true 为“超过”，false 为“以上”（默认 false）",
        )
        .default("false")
        .heads(&["超过"]),
        may(
            "proxies",
            Word(&PROXIES),
            "what a written proxy counts for (none)",
            "书面委托的效力（默认不计）",
        )
        .heads(&["委托"]),
        may("from", Day, "first day on which the rule holds", "施行之日").heads(&["起始", "起"]),
        may("until", Day, "last day on which the rule holds", "施行的最后一日").heads(&["截止", "止"]),
    ],
    children: &[],
};

/// `[[organization]]`
pub static ORGANIZATION: Shape = Shape {
    is: Noun::Organization,
    noun: "organization",
    table: "organization",
    plural: "organizations",
    also: &["organization", "org", "orgs", "单位", "成员单位"],
    store: "organizations",
    key: &[],
    lead: &["code", "name"],
    once: false,
    matched: "code, else name",
    en: "organization",
    zh: "单位",
    fields: &[
        need("name", Line, "full name today", "现用全称")
            .searched(Weight::Name)
            .label("name", "单位名称")
            .heads(&["名称", "单位名称", "单位"]),
        may(
            "code",
            Code,
            "code; left out, the pinyin initials of the name",
            "代码；不填则取名称的拼音首字母",
        )
        .searched(Weight::Key)
        .heads(&["代码"]),
        may("short_name", Line, "short name", "简称").searched(Weight::Name).heads(&["简称"]),
        may("name_en", Line, "English name", "英文名称")
            .searched(Weight::Name)
            .heads(&["英文名", "英文名称"]),
        may("kind", Word(&ORGANIZATION_KINDS), "what it is", "单位类型")
            .label("kind", "类型")
            .heads(&["类型"]),
        may("university", Line, "university that it belongs to or rests on", "依托高校")
            .searched(Weight::Told)
            .heads(&["高校", "依托高校"]),
        may("province", Line, "province", "省份").searched(Weight::Told).heads(&["省份"]),
        may("city", Line, "city", "城市").searched(Weight::Told).heads(&["城市"]),
        may("credit_code", Line, "unified social credit code", "统一社会信用代码")
            .searched(Weight::Told)
            .heads(&["统一社会信用代码"]),
        may("website", Line, "address of the website", "网址").searched(Weight::Told).heads(&["网址"]),
        may("founded", Day, "day on which it was founded, as far as it is known", "成立日期（可只知年月）")
            .heads(&["成立日期", "成立时间"])
            .label("founded", "成立日期"),
        may("aliases", Lines, "other names by which it is found", "别名，可用于查找")
            .searched(Weight::Name)
            .to(To::Parts("organization_aliases"))
            .heads(&["别名"]),
        former_names("organization_names", "names", &["former_names", "曾用名"]).searched(Weight::Name),
        may("note", Text, "note", "备注").searched(Weight::Told).heads(&["备注"]),
        kept("merged_into", Organization).to(To::Late("merged_into")).heads(&["并入"]).shown(),
        kept("merged_on", Day).heads(&["并入前最后一日"]).shown(),
    ],
    children: &[],
};

/// `[[membership]]`
pub static MEMBERSHIP: Shape =
    Shape {
        is: Noun::Membership,
        noun: "membership",
        table: "membership",
        plural: "memberships",
        also: &["membership", "members", "member", "成员", "会员"],
        store: "memberships",
        key: &["organization_id", "class", "from"],
        lead: &[],
        once: false,
        matched: "organization+class+from",
        en: "membership",
        zh: "成员身份",
        fields: &[
            need("organization", Organization, "the member", "成员单位")
                .to(To::Id("organization_id"))
                .heads(&["单位", "成员", "成员单位", "单位名称"]),
            need("class", Word(&CLASSES), "class of membership", "身份").heads(&["身份"]),
            may("from", DayInRange, "first day of the membership in this class", "取得该身份之日")
                .heads(&["起始", "起"]),
            may("until", Day, "last day of the membership in this class", "保有该身份的最后一日")
                .heads(&["截止", "止"]),
            may("reason", Word(&LEAVE_REASONS), "why it ended", "终止原因").heads(&["原因"]),
            kept("stated", Flag),
            kept("admitted_by", Motion).to(To::Late("admitted_by")),
            kept("ended_by", Motion).to(To::Late("ended_by")),
            kept("until_before", Day),
        ],
        children: &[],
    };

/// `[[application]]`
pub static APPLICATION: Shape = Shape {
    is: Noun::Application,
    noun: "application",
    table: "application",
    plural: "applications",
    also: &["application", "申请"],
    store: "applications",
    key: &["organization_id", "on"],
    lead: &[],
    once: false,
    matched: "organization+on",
    en: "application",
    zh: "入会申请",
    fields: &[
        need("organization", Organization, "the applicant", "申请单位")
            .to(To::Id("organization_id"))
            .heads(&["单位", "成员", "成员单位", "单位名称"]),
        may("on", Day, "day of the application", "申请日期").heads(&["日期", "申请日期"]),
        may("class", Word(&CLASSES), "class applied for", "申请的身份").heads(&["身份"]),
        may("status", Word(&APPLICATION_STATUSES), "where it stands (open)", "状态（默认待议）")
            .default("open")
            .heads(&["状态"]),
    ],
    children: &[],
};

/// `[[person]]`
pub static PERSON: Shape = Shape {
    is: Noun::Person,
    noun: "person",
    table: "person",
    plural: "persons",
    also: &["person", "people", "人员"],
    store: "persons",
    key: &[],
    lead: &[],
    once: false,
    matched: "name+organization",
    en: "person",
    zh: "人员",
    fields: &[
        need("name", Line, "name", "姓名")
            .searched(Weight::Name)
            .label("name", "姓名")
            .to(To::Own)
            .heads(&["姓名"]),
        may("organization", Organization, "organization of the post below", "所在单位")
            .searched(Weight::Told)
            .to(To::Id("organization_id"))
            .heads(&["单位"]),
        may("title", Line, "title of the post there", "职务")
            .searched(Weight::Told)
            .label("title", "职务")
            .heads(&["职务"]),
        may("email", Line, "email address", "邮箱").heads(&["邮箱"]),
        may("phone", Line, "phone number", "电话").heads(&["电话"]),
        former_names("person_names", "person_names", &["人员曾用名"]).searched(Weight::Name),
        may("note", Text, "note", "备注").searched(Weight::Told).heads(&["备注"]),
        kept("forgotten", Flag).default("false").heads(&["已抹去", "已删除"]),
    ],
    children: &[],
};

/// `[[post]]`
pub static POST: Shape = Shape {
    is: Noun::Post,
    noun: "post",
    table: "post",
    plural: "posts",
    also: &["post", "任职"],
    store: "posts",
    key: &["person_id", "organization_id", "title", "term", "from"],
    lead: &[],
    once: false,
    matched: "person+organization+title+term+from",
    en: "post",
    zh: "任职",
    fields: &[
        need("person", Person, "who holds the post", "任职人").to(To::Id("person_id")).heads(&["姓名"]),
        may("organization", Organization, "where; left out, the alliance itself", "任职单位；不填指联盟")
            .to(To::Id("organization_id"))
            .heads(&["单位"]),
        need("title", Line, "title of the post", "职务")
            .searched(Weight::Told)
            .label("title", "职务")
            .heads(&["职务"]),
        may("role", Word(&ROLES), "office of the alliance that it is", "在联盟中的职位")
            .default("other")
            .heads(&["职位"]),
        may("term", Number, "term of the council", "届").heads(&["届"]),
        may("from", Day, "first day in the post", "到任之日").heads(&["起始", "起"]),
        may("until", Day, "last day in the post", "任职的最后一日").heads(&["截止", "止"]),
        kept("stated", Flag),
        kept("filled_by", Motion).to(To::Late("filled_by")),
    ],
    children: &[],
};

/// `[[term]]`
pub static TERM: Shape = Shape {
    is: Noun::Term,
    noun: "term",
    table: "term",
    plural: "terms",
    also: &["term", "届"],
    store: "terms",
    key: &["number"],
    lead: &[],
    once: false,
    matched: "number",
    en: "term",
    zh: "届",
    fields: &[
        need("number", Number, "number of the term, from 1", "届数，从1起")
            .label("term", "届")
            .heads(&["届"]),
        may("start", Start, "first day of the term", "起始日期").heads(&["开始", "开始日期", "日期"]),
        may("end", Day, "last day of the term", "届满日期").heads(&["结束", "结束日期"]),
    ],
    children: &[],
};

/// `[[session]]`
pub static SESSION: Shape = Shape {
    is: Noun::Session,
    noun: "session",
    table: "session",
    plural: "sessions",
    also: &["session", "会议"],
    store: "sessions",
    key: &[],
    lead: &[
        "body", "term", "number", "code", "start", "end", "mode", "venue", "city", "host", "chair", "title",
    ],
    once: false,
    matched: "body+term+number, else code, else body+start+title",
    en: "session",
    zh: "会议",
    fields: &[
        may("term", Number, "term", "届").heads(&["届"]),
        may("number", Number, "number within the term", "次").label("number", "次").heads(&["次"]),
        may("body", Body, "body that met (council)", "召开会议的机构（默认理事会）").heads(&["机构"]),
        may("code", Code, "code, for a session without a number", "代码，用于无届次的会议").heads(&["代码"]),
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
        may("mode", Word(&MODES), "how people met", "召开方式").heads(&["方式"]),
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
            .label("title", "会议名称")
            .heads(&["名称", "标题"]),
        may("purpose", Text, "what it was for", "会议目的")
            .searched(Weight::Told)
            .label("purpose", "会议目的")
            .heads(&["目的"]),
        may("headcount", Count, "persons in the room", "到会总人数").heads(&["人数"]),
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
        .heads(&["名单"]),
        may("due", Count, "seats entitled, where the source states them", "应到席位数（来源载明时填写）")
            .heads(&["应到"]),
        may("present", Count, "seats present, where the source states them", "实到席位数（来源载明时填写）")
            .heads(&["实到"]),
    ],
    children: &[&ATTENDANCE, &AGENDA, &MOTION, &SESSION_ACTION],
};

/// `[[session.attendance]]`
pub static ATTENDANCE: Shape = Shape {
    is: Noun::Attendance,
    noun: "attendance",
    table: "session.attendance",
    plural: "attendance",
    also: &["attendances", "出席"],
    store: "attendances",
    key: &[],
    lead: &["session", "organization", "capacity", "presence", "people"],
    once: false,
    matched: "organization, else the person",
    en: "attendance",
    zh: "出席",
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
            .to(To::Parts("delegates")),
        may("others", Flag, "true: and more, unnamed", "true 表示另有未列名者（等）").heads(&["等"]),
        may("proxy", Organization, "member that held its written proxy", "受托单位")
            .to(To::Id("proxy_id"))
            .heads(&["受托单位", "受委托单位"]),
        may("headcount", Count, "persons that came from it", "到会人数").heads(&["人数"]),
        OF_SESSION,
        kept("item", Number).to(To::Own).heads(&["项"]),
    ],
    children: &[],
};

/// `[[session.agenda]]`
pub static AGENDA: Shape = Shape {
    is: Noun::Agenda,
    noun: "agenda",
    table: "session.agenda",
    plural: "agenda",
    also: &["议程"],
    store: "agenda_items",
    key: &["session_id", "title"],
    lead: &["session", "seq", "kind", "title"],
    once: false,
    matched: "title",
    en: "agenda item",
    zh: "议程",
    fields: &[
        need("title", Line, "title of the item", "议程标题").searched(Weight::Title).heads(&["标题", "议程"]),
        may("kind", Word(&AGENDA_KINDS), "what it was", "议程类别").heads(&["类别"]),
        may("presenter", Person, "who presented it", "主讲人").searched(Weight::Told).heads(&["主讲人"]),
        may("topics", Lines, "topics covered", "涉及内容")
            .searched(Weight::Told)
            .to(To::Parts("agenda_topics"))
            .heads(&["内容"]),
        may("summary", Text, "summary", "概要").searched(Weight::Told).heads(&["概况", "概要"]),
        OF_SESSION,
        kept("seq", Number).heads(&["序号"]),
        kept("person", Person).to(To::Id("presenter_id")).heads(&["姓名"]),
    ],
    children: &[],
};

/// `[[session.motion]]`
pub static MOTION: Shape = Shape {
    is: Noun::Motion,
    noun: "motion",
    table: "session.motion",
    plural: "motions",
    also: &["motion", "议题", "议案"],
    store: "motions",
    key: &[],
    lead: &[
        "session", "number", "code", "title", "kind", "subjects", "on", "method", "yes", "no", "abstain",
        "invalid", "outcome",
    ],
    once: false,
    matched: "code, else number, else title",
    en: "motion",
    zh: "议题",
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
            .heads(&["对象", "单位"]),
        may("class", Word(&CLASSES), "class that an admission gives", "接纳后的身份").heads(&["身份"]),
        may(
            "effective",
            DayOrPending,
            "day from which it takes effect, or pending",
            "生效日期，或 pending（待批准）",
        )
        .heads(&["生效"]),
        may("text", Text, "wording", "决议正文").searched(Weight::Told).heads(&["正文"]),
        may("proposer", Line, "who proposed it", "提出人").searched(Weight::Told).heads(&["提出人"]),
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
        may("issued", Count, "ballots issued", "发出票数").heads(&["发出"]),
        may(
            "collected",
            Count,
            "ballots collected; more than issued voids the round",
            "收回票数；多于发出票数则本轮无效",
        )
        .heads(&["收回"]),
        OF_SESSION,
        kept("rule_body", Code),
        kept("rule_matter", WordOr("*", &MOTION_KINDS)),
        kept("rule_quorum", FractionOrNone),
        kept("rule_majority", Fraction),
        kept("rule_majority_of", Word(&BASES)),
        kept("rule_exclusive", Flag),
        kept("rule_proxies", Word(&PROXIES)),
    ],
    children: &[],
};

/// `[[session.action]]`: as `[[action]]`, of the session in which it stands.
pub static SESSION_ACTION: Shape = Shape {
    is: Noun::Action,
    noun: "action",
    table: "session.action",
    plural: "actions",
    also: &[],
    store: "actions",
    key: &["session_id", "title"],
    lead: &[],
    once: false,
    matched: "title",
    en: "action",
    zh: "后续工作",
    fields: &[ACTION_TITLE, ACTION_OWNER, ACTION_DUE, ACTION_STATUS, NOTE],
    children: &[],
};

const ACTION_TITLE: Field = need("title", Line, "what is to be done", "工作内容").label("action", "事项");
const ACTION_OWNER: Field =
    may("owner", Line, "who is to do it", "负责方：人员或单位").label("owner", "负责方");
const ACTION_DUE: Field = may("due", Day, "day by which it is due", "完成期限").label("due", "期限");
const ACTION_STATUS: Field =
    may("status", Word(&ACTION_STATUSES), "where it stands (open)", "状态（默认进行中）").default("open");
const NOTE: Field = may("note", Text, "note", "备注");

/// `[[action]]`
pub static ACTION: Shape = Shape {
    is: Noun::Action,
    noun: "action",
    table: "action",
    plural: "actions",
    also: &["action", "工作", "后续工作"],
    store: "actions",
    key: &["session_id", "title"],
    lead: &["session", "title"],
    once: false,
    matched: "session+title",
    en: "action",
    zh: "后续工作",
    fields: &[
        ACTION_TITLE.searched(Weight::Title),
        may("session", Session, "session that decided it", "作出安排的会议")
            .to(To::Id("session_id"))
            .heads(&["会议"]),
        ACTION_OWNER.searched(Weight::Told),
        ACTION_DUE,
        ACTION_STATUS,
        NOTE.searched(Weight::Told),
        kept("ref", Line).to(To::Number('a')).heads(&["编号"]),
    ],
    children: &[],
};

/// `[[visit]]`
pub static VISIT: Shape = Shape {
    is: Noun::Visit,
    noun: "visit",
    table: "visit",
    plural: "visits",
    also: &["visit", "考察"],
    store: "visits",
    key: &["session_id", "host_id", "start"],
    lead: &["session", "host", "start", "end", "headcount", "summary"],
    once: false,
    matched: "session+host+start",
    en: "visit",
    zh: "考察",
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
        may("headcount", Count, "size of the visiting party", "考察人数").heads(&["人数"]),
        may(
            "received_by",
            People,
            "who received the party: name, or name and title",
            "接待人：姓名，或姓名与职务",
        )
        .searched(Weight::Told)
        .to(To::Parts("visit_receivers"))
        .list("receivers", &["receiver", "接待人"]),
        may("others", Flag, "true: and more receivers, unnamed", "true 表示另有未列名的接待人（等）")
            .heads(&["等"]),
        may("visitors", Organizations, "organizations that visited", "参访单位")
            .searched(Weight::Told)
            .to(To::Parts("visit_visitors"))
            .heads(&["参访单位"]),
        may("sites", Lines, "what was seen", "参观点")
            .searched(Weight::Told)
            .to(To::Parts("visit_sites"))
            .heads(&["参观点"]),
        may("topics", Lines, "what was talked about", "交流内容")
            .searched(Weight::Told)
            .to(To::Parts("visit_topics"))
            .heads(&["交流内容"]),
        may("summary", Text, "summary", "概况")
            .searched(Weight::Told)
            .heads(&["概况", "概要"]),
        may("source", Text, "source of the record", "资料来源").searched(Weight::Told).heads(&["来源"]),
        may("published", Day, "day on which the source was published", "来源发布日期").heads(&["发布日期"]),
        kept("ref", Line).to(To::Number('v')).heads(&["编号"]),
    ],
    children: &[],
};

/// `[[activity]]`
pub static ACTIVITY: Shape = Shape {
    is: Noun::Activity,
    noun: "activity",
    table: "activity",
    plural: "activities",
    also: &["activity", "活动"],
    store: "activities",
    key: &["name", "edition"],
    lead: &[],
    once: false,
    matched: "name+edition",
    en: "activity",
    zh: "活动",
    fields: &[
        need("name", Line, "name, without its edition", "活动名称（不含届数）")
            .searched(Weight::Title)
            .label("name", "活动名称")
            .heads(&["名称"]),
        may("edition", Number, "edition, from 1; never a term of the council", "第几届（与理事会届数无关）")
            .heads(&["届"]),
        may("kind", Line, "what kind of activity", "活动类别").searched(Weight::Title).heads(&["类型"]),
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
    ],
    children: &[],
};

/// `[[contact]]`: a person of a unit, for a purpose.
pub static CONTACT: Shape = Shape {
    is: Noun::Contact,
    noun: "contact",
    table: "contact",
    plural: "contacts",
    also: &["contact", "联系人", "通讯录"],
    store: "contacts",
    key: &["organization_id", "person_id", "duty", "from"],
    lead: &[],
    once: false,
    matched: "organization+person+duty+from",
    en: "contact",
    zh: "联系人",
    fields: &[
        need("organization", Organization, "the unit", "单位").to(To::Id("organization_id")).heads(&[
            "单位",
            "成员",
            "成员单位",
            "单位名称",
        ]),
        need("person", Person, "who is to be reached", "联系人")
            .to(To::Id("person_id"))
            .heads(&["联系人", "姓名"])
            .personal(),
        may("duty", Line, "for what: liaison, finance, press …", "事项，如联络、财务、宣传")
            .heads(&["事项", "职责"])
            .label("duty", "事项"),
        may("email", Line, "email address", "邮箱").heads(&["邮箱"]).personal(),
        may("phone", Line, "phone number", "电话").heads(&["电话", "手机"]).personal(),
        may("from", Day, "first day as contact", "起始日期").heads(&["起始", "起"]),
        may("until", Day, "last day as contact", "截止日期").heads(&["截止", "止"]),
        kept("ref", Line).to(To::Number('c')).heads(&["编号"]),
    ],
    children: &[],
};

/// `[[document]]`
pub static DOCUMENT: Shape = Shape {
    is: Noun::Document,
    noun: "document",
    table: "document",
    plural: "documents",
    also: &["document", "文件"],
    store: "documents",
    key: &[],
    lead: &["ref", "path", "title", "kind", "for"],
    once: false,
    matched: "for+content",
    en: "document",
    zh: "文件",
    fields: &[
        need("path", Line, "path of the file to take in", "要收录的文件路径")
            .searched(Weight::Title)
            .heads(&["文件名"]),
        need("for", Refer, "what it belongs to: a session, motion, visit …", "所属的会议、议题、考察等")
            .to(To::Own)
            .heads(&["所属"]),
        may("title", Line, "title", "标题").searched(Weight::Title).label("title", "标题").heads(&["标题"]),
        kept("ref", Line).label("ref", "编号").to(To::Number('d')).heads(&["编号"]),
        kept("kind", Line).to(To::Own).heads(&["类别"]),
        kept("media_type", Line).shown(),
        kept("size", Count).heads(&["大小"]).shown(),
        kept("sha256", Line).shown(),
        kept("content", Content).to(To::Own).list("contents", &["content", "文件内容"]),
    ],
    children: &[],
};

/// A finding of `check` that was looked at and is in order; in lists alone.
pub static ACCEPTED: Shape = Shape {
    is: Noun::Accepted,
    noun: "accepted_finding",
    table: "accepted",
    plural: "accepted",
    also: &["accepted_findings", "已认可"],
    store: "accepted",
    key: &["rule", "ref", "message"],
    lead: &[],
    once: false,
    matched: "rule+ref+message",
    en: "accepted finding",
    zh: "已认可的检查结果",
    fields: &[
        need("rule", Line, "rule of check", "检查规则").heads(&["规则"]),
        need("ref", Line, "record that it is about", "所涉记录").heads(&["编号"]),
        need("message", Text, "what it said", "检查说明").heads(&["说明"]),
        need("why", Text, "why it is in order", "认可的事由").heads(&["事由"]),
    ],
    children: &[],
};

/// The session of a row in a list of what belongs to sessions.
const OF_SESSION: Field =
    Field { required: true, ..kept("session", Session) }.to(To::Id("session_id")).heads(&["会议", "会次"]);

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
    &CONTACT,
    &DOCUMENT,
];

/// All nouns, those within a session and those of lists alone among them.
pub static NOUNS: &[&Shape] = &[
    &ALLIANCE,
    &BODY,
    &RULE,
    &ORGANIZATION,
    &TERM,
    &PERSON,
    &POST,
    &CONTACT,
    &MEMBERSHIP,
    &APPLICATION,
    &SESSION,
    &ATTENDANCE,
    &AGENDA,
    &MOTION,
    &ACTION,
    &VISIT,
    &ACTIVITY,
    &DOCUMENT,
    &ACCEPTED,
];
