//! The lists of an export: which columns each has, under which headings, and where they stand in the
//! tables. This one table drives export and import alike.

use crate::model::{
    record::{Field, Type, Type::*},
    words::*,
};

/// How a column stands in the list's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// As it is, in the column of that name.
    Plain(&'static str),
    /// The number of an organization, person, session or motion.
    Organization(&'static str),
    /// A person.
    Person(&'static str),
    /// A session.
    Session(&'static str),
    /// A motion.
    Motion(&'static str),
    /// Texts in a table of parts.
    Texts(&'static str),
    /// Organizations in a table of parts.
    Organizations(&'static str),
    /// Persons in a table of parts.
    Persons(&'static str),
    /// Organizations or persons in a table of parts.
    Subjects(&'static str),
    /// A number that people use: `v3`, with its letter.
    Reference(char),
    /// As the list's own code has it.
    Own,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// The heading that is written, and what it may hold.
    pub field: Field,
    /// Other headings that are understood.
    pub also: &'static [&'static str],
    /// Where it stands.
    pub to: To,
}

/// A list.
#[derive(Debug)]
pub struct Sheet {
    /// Its name: of the file, of the sheet, of the array.
    pub name: &'static str,
    /// The noun in English and Chinese, by which a file may be called too.
    pub nouns: &'static [&'static str],
    /// Its table.
    pub table: &'static str,
    /// The columns of the table that tell one row from another; empty where the list's own code knows.
    pub key: &'static [&'static str],
    /// Its columns, those of the contract first.
    pub columns: &'static [Column],
}

impl Sheet {
    /// The place of a column.
    pub fn at(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field.key == key)
    }
}

const fn column(key: &'static str, also: &'static [&'static str], ty: Type, to: To) -> Column {
    Column { field: Field { key, ty, required: false, en: "", zh: "" }, also, to }
}

/// A column without which a row says nothing.
const fn need(key: &'static str, also: &'static [&'static str], ty: Type, to: To) -> Column {
    Column { field: Field { key, ty, required: true, en: "", zh: "" }, also, to }
}

/// A column under the name of the table's.
const fn plain(key: &'static str, also: &'static [&'static str], ty: Type) -> Column {
    column(key, also, ty, To::Plain(key))
}

const ORGANIZATION: Column = need(
    "organization",
    &["单位", "成员", "成员单位", "单位名称"],
    Organization,
    To::Organization("organization_id"),
);
const SESSION: Column = need("session", &["会议", "会次"], Session, To::Session("session_id"));
const MOTION: Column = need("motion", &["议题", "议案"], Refer, To::Motion("motion_id"));
const FROM: Column = plain("from", &["起始", "起"], Day);
const UNTIL: Column = plain("until", &["截止", "止"], DayExact);
const START: Column = plain("start", &["开始", "开始日期", "日期"], Start);
const END: Column = plain("end", &["结束", "结束日期"], Day);
const CLASS: Column = plain("class", &["身份"], Word(&CLASSES));
const TITLE: Column = plain("title", &["职务"], Line);
const NOTE: Column = plain("note", &["备注"], Text);
const SUMMARY: Column = plain("summary", &["概况", "概要"], Text);
const SOURCE: Column = plain("source", &["来源"], Text);
const PUBLISHED: Column = plain("published", &["发布日期"], Day);
const HEADCOUNT: Column = plain("headcount", &["人数"], Count);
const OTHERS: Column = plain("others", &["等"], Flag);

/// All lists, in the order in which they are taken in.
pub static SHEETS: &[Sheet] = &[
    Sheet {
        name: "alliance",
        nouns: &["联盟"],
        table: "alliances",
        key: &[],
        columns: &[
            Column { ..need("name", &["名称"], Line, To::Plain("name")) },
            plain("short_name", &["简称"], Line),
            plain("name_en", &["英文名"], Line),
            plain("founded", &["成立日期"], Day),
            plain("purpose", &["宗旨"], Text),
            column("functions", &["职能"], Lines, To::Texts("alliance_functions")),
            plain("charter", &["章程"], Word(&CHARTERS)),
        ],
    },
    Sheet {
        name: "bodies",
        nouns: &["body", "机构"],
        table: "bodies",
        key: &[],
        columns: &[
            need("code", &["代码"], Code, To::Plain("code")),
            plain("name", &["名称"], Line),
            plain("seats", &["席位"], Word(&CLASSES)),
        ],
    },
    Sheet {
        name: "rules",
        nouns: &["rule", "规则"],
        table: "rules",
        key: &["body", "matter", "from"],
        columns: &[
            need("body", &["机构"], Code, To::Own),
            need("matter", &["事项"], WordOr("*", &MOTION_KINDS), To::Plain("matter")),
            plain("quorum", &["法定人数"], FractionOrNone),
            plain("majority", &["多数"], Fraction),
            plain("majority_of", &["基数"], Word(&BASES)),
            plain("exclusive", &["超过"], Flag),
            plain("proxies", &["委托"], Word(&PROXIES)),
            FROM,
            UNTIL,
        ],
    },
    Sheet {
        name: "organizations",
        nouns: &["organization", "org", "orgs", "单位", "成员单位"],
        table: "organizations",
        key: &[],
        columns: &[
            plain("code", &["代码"], Code),
            need("name", &["名称", "单位名称", "单位"], Line, To::Plain("name")),
            plain("short_name", &["简称"], Line),
            plain("name_en", &["英文名", "英文名称"], Line),
            plain("kind", &["类型"], Word(&ORGANIZATION_KINDS)),
            plain("university", &["高校", "依托高校"], Line),
            plain("province", &["省份"], Line),
            plain("city", &["城市"], Line),
            plain("credit_code", &["统一社会信用代码"], Line),
            plain("website", &["网址"], Line),
            column("aliases", &["别名"], Lines, To::Texts("organization_aliases")),
            NOTE,
            column("merged_into", &["并入"], Organization, To::Organization("merged_into")),
            plain("merged_on", &["并入前最后一日"], DayExact),
        ],
    },
    Sheet {
        name: "names",
        nouns: &["former_names", "曾用名"],
        table: "organization_names",
        key: &[],
        columns: &[ORGANIZATION, need("name", &["名称", "曾用名"], Line, To::Plain("name")), UNTIL],
    },
    Sheet {
        name: "alliance_names",
        nouns: &["联盟曾用名"],
        table: "alliance_names",
        key: &[],
        columns: &[need("name", &["名称", "曾用名"], Line, To::Plain("name")), UNTIL],
    },
    Sheet {
        name: "body_names",
        nouns: &["机构曾用名"],
        table: "body_names",
        key: &[],
        columns: &[
            need("body", &["机构"], Code, To::Own),
            need("name", &["名称", "曾用名"], Line, To::Plain("name")),
            UNTIL,
        ],
    },
    Sheet {
        name: "terms",
        nouns: &["term", "届"],
        table: "terms",
        key: &[],
        columns: &[need("number", &["届"], Number, To::Plain("number")), START, END],
    },
    Sheet {
        name: "persons",
        nouns: &["person", "people", "人员"],
        table: "persons",
        key: &[],
        columns: &[
            need("name", &["姓名"], Person, To::Own),
            column("organization", &["单位"], Organization, To::Own),
            TITLE,
            plain("email", &["邮箱"], Line),
            plain("phone", &["电话"], Line),
            NOTE,
            plain("forgotten", &["已删除"], Flag),
        ],
    },
    Sheet {
        name: "person_names",
        nouns: &["人员曾用名"],
        table: "person_names",
        key: &[],
        columns: &[
            need("person", &["姓名"], Person, To::Person("person_id")),
            need("name", &["曾用名"], Line, To::Plain("name")),
            UNTIL,
        ],
    },
    Sheet {
        name: "sessions",
        nouns: &["session", "会议"],
        table: "sessions",
        key: &[],
        columns: &[
            column("body", &["机构"], Code, To::Own),
            plain("term", &["届"], Number),
            plain("number", &["次"], Number),
            plain("code", &["代码"], Code),
            need("start", &["开始", "开始日期", "日期"], Start, To::Plain("start")),
            END,
            plain("mode", &["方式"], Word(&MODES)),
            plain("venue", &["地点"], Line),
            plain("city", &["城市"], Line),
            column("host", &["承办单位"], Organization, To::Organization("host_id")),
            column("chair", &["主持人"], Persons, To::Persons("session_chairs")),
            plain("title", &["名称", "标题"], Line),
            plain("kind", &["类型", "类别"], Word(&SESSION_KINDS)),
            plain("purpose", &["目的"], Text),
            HEADCOUNT,
            SUMMARY,
            SOURCE,
            PUBLISHED,
            plain("roster", &["名单"], Word(&ROSTERS)),
            plain("due", &["应到"], Count),
            plain("present", &["实到"], Count),
        ],
    },
    Sheet {
        name: "attendance",
        nouns: &["attendances", "出席"],
        table: "attendances",
        key: &[],
        columns: &[
            SESSION,
            column("organization", &["单位"], Organization, To::Organization("organization_id")),
            plain("capacity", &["身份"], Word(&CAPACITIES)),
            plain("presence", &["出席情况", "出席"], Word(&PRESENCES)),
            column("person", &["姓名", "代表"], Person, To::Own),
            column("title", &["职务"], Line, To::Own),
            OTHERS,
            column("proxy", &["受委托单位"], Organization, To::Organization("proxy_id")),
            HEADCOUNT,
            column("item", &["项"], Number, To::Own),
        ],
    },
    Sheet {
        name: "agenda",
        nouns: &["议程"],
        table: "agenda_items",
        key: &["session_id", "title"],
        columns: &[
            SESSION,
            plain("seq", &["序号"], Number),
            plain("kind", &["类别"], Word(&AGENDA_KINDS)),
            need("title", &["标题", "议程"], Line, To::Plain("title")),
            plain("presenter", &["主讲人"], Line),
            column("topics", &["内容"], Lines, To::Texts("agenda_topics")),
            SUMMARY,
            column("person", &["姓名"], Person, To::Person("presenter_id")),
        ],
    },
    Sheet {
        name: "motions",
        nouns: &["motion", "议题", "议案"],
        table: "motions",
        key: &[],
        columns: &[
            SESSION,
            plain("number", &["序号", "次"], Number),
            plain("code", &["代码"], Code),
            need("title", &["议题", "议案"], Line, To::Plain("title")),
            plain("kind", &["类别", "类型"], Word(&MOTION_KINDS)),
            column("subjects", &["对象", "单位"], Subjects, To::Subjects("motion_subjects")),
            plain("on", &["日期", "表决日期"], Day),
            plain("method", &["方式", "表决方式"], Word(&METHODS)),
            plain("yes", &["赞成"], Count),
            plain("no", &["反对"], Count),
            plain("abstain", &["弃权"], Count),
            plain("invalid", &["无效"], Count),
            plain("outcome", &["结果"], Word(&OUTCOMES)),
            CLASS,
            plain("effective", &["生效"], DayOrPending),
            plain("text", &["正文"], Text),
            plain("proposer", &["提出人"], Line),
            plain("unanimous", &["全票"], Flag),
            plain("seats", &["应选"], Count),
            plain("issued", &["发出"], Count),
            plain("collected", &["收回"], Count),
            plain("rule_body", &[], Code),
            plain("rule_matter", &[], WordOr("*", &MOTION_KINDS)),
            plain("rule_quorum", &[], FractionOrNone),
            plain("rule_majority", &[], Fraction),
            plain("rule_majority_of", &[], Word(&BASES)),
            plain("rule_exclusive", &[], Flag),
            plain("rule_proxies", &[], Word(&PROXIES)),
        ],
    },
    Sheet {
        name: "candidates",
        nouns: &["candidate", "候选人"],
        table: "candidates",
        key: &[],
        columns: &[
            MOTION,
            column("person", &["姓名"], Person, To::Person("person_id")),
            column("organization", &["单位"], Organization, To::Organization("organization_id")),
            plain("role", &["职位"], Word(&ROLES)),
            plain("yes", &["得票", "赞成"], Count),
            plain("no", &["反对"], Count),
            plain("abstain", &["弃权"], Count),
            plain("elected", &["当选"], Flag),
        ],
    },
    Sheet {
        name: "ballots",
        nouns: &["ballot", "逐票", "表决"],
        table: "ballots",
        key: &[],
        columns: &[MOTION, ORGANIZATION, need("choice", &["表决"], Word(&CHOICES), To::Plain("choice"))],
    },
    Sheet {
        name: "posts",
        nouns: &["post", "任职"],
        table: "posts",
        key: &["person_id", "organization_id", "title", "term", "from"],
        columns: &[
            need("person", &["姓名"], Person, To::Person("person_id")),
            column("organization", &["单位"], Organization, To::Organization("organization_id")),
            TITLE,
            plain("role", &["职位"], Word(&ROLES)),
            plain("term", &["届"], Number),
            FROM,
            UNTIL,
            plain("stated", &[], Flag),
            column("filled_by", &[], Refer, To::Motion("filled_by")),
        ],
    },
    Sheet {
        name: "memberships",
        nouns: &["membership", "members", "member", "成员", "会员"],
        table: "memberships",
        key: &["organization_id", "class", "from"],
        columns: &[
            ORGANIZATION,
            need("class", &["身份"], Word(&CLASSES), To::Plain("class")),
            FROM,
            UNTIL,
            plain("reason", &["原因"], Word(&LEAVE_REASONS)),
            plain("stated", &[], Flag),
            column("admitted_by", &[], Refer, To::Motion("admitted_by")),
            column("ended_by", &[], Refer, To::Motion("ended_by")),
            plain("until_before", &[], DayExact),
        ],
    },
    Sheet {
        name: "applications",
        nouns: &["application", "申请"],
        table: "applications",
        key: &["organization_id", "on"],
        columns: &[
            ORGANIZATION,
            plain("on", &["日期", "申请日期"], Day),
            CLASS,
            plain("status", &["状态"], Word(&APPLICATION_STATUSES)),
        ],
    },
    Sheet {
        name: "visits",
        nouns: &["visit", "考察"],
        table: "visits",
        key: &["session_id", "host_id", "start"],
        columns: &[
            column("session", &["会议"], Session, To::Session("session_id")),
            need("host", &["接待单位", "单位"], Organization, To::Organization("host_id")),
            START,
            END,
            HEADCOUNT,
            SUMMARY,
            column("ref", &["编号"], Line, To::Reference('v')),
            OTHERS,
            column("visitors", &["参访单位"], Organizations, To::Organizations("visit_visitors")),
            column("sites", &["参观点"], Lines, To::Texts("visit_sites")),
            column("topics", &["交流内容"], Lines, To::Texts("visit_topics")),
            SOURCE,
            PUBLISHED,
        ],
    },
    Sheet {
        name: "receivers",
        nouns: &["receiver", "接待人"],
        table: "visit_receivers",
        key: &[],
        columns: &[
            need("visit", &["考察"], Line, To::Own),
            column("person", &["姓名"], Person, To::Person("person_id")),
            plain("title", &["职务"], Line),
        ],
    },
    Sheet {
        name: "actions",
        nouns: &["action", "工作", "后续工作"],
        table: "actions",
        key: &["session_id", "title"],
        columns: &[
            column("session", &["会议"], Session, To::Session("session_id")),
            need("title", &["工作", "工作内容", "事项", "议题"], Line, To::Plain("title")),
            plain("owner", &["负责人", "责任人", "责任单位"], Line),
            plain("due", &["期限", "完成期限", "截止"], Day),
            plain("status", &["状态"], Word(&ACTION_STATUSES)),
            column("ref", &["编号"], Line, To::Reference('a')),
            NOTE,
        ],
    },
    Sheet {
        name: "activities",
        nouns: &["activity", "活动"],
        table: "activities",
        key: &["name", "edition"],
        columns: &[
            need("name", &["名称"], Line, To::Plain("name")),
            plain("edition", &["届"], Number),
            plain("kind", &["类型"], Line),
            column("host", &["承办单位"], Organization, To::Organization("host_id")),
            START,
            END,
            NOTE,
        ],
    },
    Sheet {
        name: "documents",
        nouns: &["document", "文件"],
        table: "documents",
        key: &[],
        columns: &[
            column("ref", &["编号"], Line, To::Reference('d')),
            need("path", &["文件名"], Line, To::Plain("path")),
            plain("title", &["标题"], Line),
            need("kind", &["类别"], Line, To::Own),
            need("for", &["所属"], Refer, To::Own),
            need("media_type", &[], Line, To::Plain("media_type")),
            need("size", &["大小"], Count, To::Plain("size")),
            need("sha256", &[], Line, To::Plain("sha256")),
        ],
    },
    Sheet {
        name: "contents",
        nouns: &["content", "文件内容"],
        table: "contents",
        key: &[],
        columns: &[
            need("sha256", &[], Line, To::Own),
            need("part", &[], Number, To::Own),
            need("base64", &[], Text, To::Own),
        ],
    },
    Sheet {
        name: "accepted",
        nouns: &["accepted_findings", "已认可"],
        table: "accepted",
        key: &["rule", "ref", "message"],
        columns: &[
            need("rule", &["规则"], Line, To::Plain("rule")),
            need("ref", &["编号"], Line, To::Plain("ref")),
            need("message", &["说明"], Text, To::Plain("message")),
            need("why", &["事由"], Text, To::Plain("why")),
        ],
    },
];

/// The list of that name, or called by its noun.
pub fn sheet(name: &str) -> Option<&'static Sheet> {
    let name = crate::model::text::fold(name);
    SHEETS
        .iter()
        .find(|sheet| sheet.name == name)
        .or_else(|| SHEETS.iter().find(|sheet| sheet.nouns.contains(&name.as_str())))
}
