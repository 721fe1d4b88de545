//! The nouns of the command line with their verbs: those that ask and those that write. What a noun's flags are
//! stands in the table of nouns and fields.

use super::{
    AsOf::{OwnDay, Takes, Undated},
    Count, Extra, Position, Question, Topic, Verb,
};
use crate::model::record::{
    ACTION, ACTIVITY, AGENDA, APPLICATION, ATTENDANCE, BODY, CONTACT, DOCUMENT, DUES, INTEREST, MEMBERSHIP, MOTION,
    ORGANIZATION, PAYMENT, PERSON, POST, RULE, SESSION, Shape, TERM, VISIT,
};

const fn one(id: &'static str, shown: &'static str) -> Position {
    Position { id, shown, count: Count::One, key: None }
}

const fn fills(id: &'static str, shown: &'static str, key: &'static str) -> Position {
    Position { id, shown, count: Count::One, key: Some(key) }
}

/// As [`fills`], of what may be given by its flag too.
const fn may(id: &'static str, shown: &'static str, key: &'static str) -> Position {
    Position { id, shown, count: Count::Maybe, key: Some(key) }
}

const fn need(flag: &'static str, shown: &'static str, en: &'static str, zh: &'static str) -> Extra {
    Extra { flag, shown, required: true, help: (en, zh) }
}

const fn switch(flag: &'static str, en: &'static str, zh: &'static str) -> Extra {
    Extra { flag, shown: "", required: false, help: (en, zh) }
}

const LIST: Question =
    Question { verb: "list", help: ("List them all", "列出全部"), example: "", as_of: Takes };
const UNDATED: Question = Question { as_of: Undated, ..LIST };
const ROLL: Question = Question {
    verb: "roll",
    help: ("Who was there, who may vote, and why not", "席位名册：谁到会、谁可表决、为何不可"),
    example: "2-3 --motion 1",
    as_of: OwnDay,
};

const AUDIT: Question = Question {
    verb: "audit",
    help: (
        "What a re-election looks at: terms due, officers at their limit, sessions and absences against the rule",
        "换届审查：届期、任职届数、会议次数与连续缺席是否合乎规则",
    ),
    example: "2 --output audit-2.docx",
    as_of: Takes,
};

const fn show(example: &'static str, as_of: super::AsOf) -> Question {
    Question { verb: "show", help: ("Show one whole", "显示详情"), example, as_of }
}

const REF: Position = one("ref", "REF");
const FIELDS: Position = Position { id: "fields", shown: "FIELD=VALUE", count: Count::Some, key: None };
const REMOVE: Extra = switch("remove", "Take it out again", "删除该条");
const FORCE: Extra = switch("force", "Replace a file that is there", "覆盖已有文件");

const fn verb(
    verb: &'static str,
    positions: &'static [Position],
    help: (&'static str, &'static str),
    example: &'static str,
) -> Verb {
    Verb { verb, keys: None, beside: None, positions, extras: &[], help, example }
}

const fn add(
    shape: &'static Shape,
    positions: &'static [Position],
    help: (&'static str, &'static str),
    example: &'static str,
) -> Verb {
    verb("add", positions, help, example).keys(shape, &[])
}

const fn edit(example: &'static str) -> Verb {
    let help =
        ("Change what is recorded; FIELD= makes a field unknown again", "修改记录；“字段=”表示改为未知");
    verb("edit", &[REF, FIELDS], help, example)
}

const fn remove(example: &'static str) -> Verb {
    let help = (
        "Take out what was entered by mistake; refused where other records stand on it",
        "删除误录的记录；有其他记录依赖时拒绝",
    );
    verb("remove", &[REF], help, example)
}

impl Verb {
    /// The same, its flags the keys of a noun: these, or all that no position fills.
    const fn keys(self, shape: &'static Shape, only: &'static [&'static str]) -> Verb {
        Verb { keys: Some((shape, only)), ..self }
    }

    /// The same, its flags also the keys of another noun.
    const fn beside(self, shape: &'static Shape) -> Verb {
        Verb { beside: Some(shape), ..self }
    }

    /// The same, with flags that are no keys.
    const fn with(self, extras: &'static [Extra]) -> Verb {
        Verb { extras, ..self }
    }
}

const ORG_VERBS: &[Verb] = &[
    add(
        &ORGANIZATION,
        &[fills("name", "NAME", "name")],
        ("Add an organization", "新增单位"),
        "示例大学科技园 --kind park --province 江苏",
    ),
    edit("ahlgdx province=安徽 city=淮南"),
    verb(
        "rename",
        &[REF, one("name", "NAME")],
        (
            "Give an organization a new name; the old one stays and finds it still",
            "单位更名；原名保留并仍可查到",
        ),
        "ahlgdx 安徽理工大学国家大学科技园 --on 2025-01-01",
    )
    .with(&[need("on", "DATE", "First day of the new name", "新名称启用之日")]),
    verb(
        "merge",
        &[REF],
        ("Merge an organization into another; its history stays", "单位合并；历史保留"),
        "南京工业 --into 浙江省国家 --on 2025-12-31",
    )
    .with(&[
        need("into", "REF", "The organization that it goes into", "并入的单位"),
        need("on", "DATE", "Its last day; memberships end with it", "存续的最后一日，成员身份同日终止"),
    ]),
    remove("示例"),
];
const MEMBER_VERBS: &[Verb] = &[
    verb(
        "add",
        &[fills("name", "NAME", "organization")],
        (
            "Record a membership known as a fact; a new organization is added with what is said of it",
            "登记已知的成员身份；新单位随之登记，可一并写明其资料",
        ),
        "样例研究院 --class council --since 2020-06-01 --kind institute --province 江苏",
    )
    .keys(&MEMBERSHIP, &[])
    .beside(&ORGANIZATION),
    verb(
        "apply",
        &[REF],
        ("Record an application for membership, or what became of it", "登记入会申请或其结果"),
        "复旦 --on 2024-03-01 --class council",
    )
    .keys(&APPLICATION, &["on", "class", "status"])
    .with(&[REMOVE]),
    verb(
        "class",
        &[REF],
        ("Change the class of a member", "变更成员身份"),
        "ahlgdx --to standing --on 2025-01-01",
    )
    .with(&[
        need("to", "CLASS", "The new class", "新的身份"),
        need("on", "DATE", "First day of the new class", "新身份的首日"),
    ]),
    verb("leave", &[REF], ("End a membership", "终止成员身份"), "ahlgdx --on 2025-12-31 --reason withdrawn")
        .with(&[
            need("on", "DATE", "Last day of membership", "成员身份的最后一日"),
            need(
                "reason",
                "REASON",
                "withdrawn, expelled, merged or dissolved",
                "withdrawn 退会、expelled 除名、merged 合并、dissolved 注销",
            ),
        ]),
    verb("remove", &[REF], ("Take out a membership entered by mistake", "删除误录的成员身份"), "南京工业")
        .keys(&MEMBERSHIP, &["class", "from"]),
];
const PERSON_VERBS: &[Verb] = &[
    add(
        &PERSON,
        &[fills("name", "NAME", "name")],
        ("Add a person", "新增人员"),
        "王芳 --org 复旦大学国家大学科技园 --title 主任",
    ),
    edit("钱佩忠 email=qpz@example.org"),
    verb(
        "post",
        &[REF],
        (
            "Record a post of a person; without --org it is one of the alliance",
            "登记任职；不写 --org 指联盟职务",
        ),
        "李宇阳 --title 秘书长 --role secretary-general --term 2",
    )
    .keys(&POST, &["organization", "title", "role", "term", "from", "until"])
    .with(&[REMOVE]),
    verb(
        "forget",
        &[REF],
        (
            "Erase a person's name and contact details, in the journal too; cannot be undone",
            "抹去姓名与联系方式（含日志），不可撤销",
        ),
        "荆勇",
    )
    .with(&[switch("text", "Replace the name in running text too", "行文中的姓名也一并替换")]),
    remove("王芳"),
];
const CONTACT_VERBS: &[Verb] = &[
    add(
        &CONTACT,
        &[fills("organization", "ORG", "organization")],
        ("Add a contact of an organization: a person, for a purpose", "新增单位联系人"),
        "复旦大学国家大学科技园 --person 荆勇 --duty 联络 --phone 021-65640000",
    ),
    edit("c1 phone=021-65640000"),
    verb("end", &[REF], ("Say that somebody is a contact no longer", "不再担任联系人"), "c1 --on 2024-12-31")
        .with(&[need("on", "DATE", "Last day as contact", "任联系人的最后一日")]),
    remove("c1"),
];
const INTEREST_VERBS: &[Verb] = &[
    add(
        &INTEREST,
        &[may("organization", "ORG", "organization")],
        (
            "Record an interest of a person, or of an organization itself: `session roll` and `check` tell of it",
            "登记利害关系：某人或单位自身；`session roll` 与 `check` 会提示",
        ),
        "复旦大学国家大学科技园 --person 荆勇 --kind 任职",
    ),
    edit("i1 until=2024-12-31"),
    remove("i1"),
];
const DUES_VERBS: &[Verb] = &[
    add(
        &DUES,
        &[may("year", "YEAR", "year")],
        (
            "Set what members owe for a year: by class, one organization, or all; 5000.00, or 500000 in the smallest unit",
            "设定某年度会费：按身份、单个单位或全体；金额写 5000.00，或以分计的 500000",
        ),
        "2024 --class council --amount 5000.00 --due 2024-06-30",
    ),
    edit("f1 due=2024-07-31"),
    remove("f1"),
];
const PAYMENT_VERBS: &[Verb] = &[
    add(
        &PAYMENT,
        &[may("organization", "ORG", "organization"), may("year", "YEAR", "year")],
        (
            "Record what a member paid of its dues; 5000.00, or 500000 in the smallest unit",
            "登记会费缴纳；金额写 5000.00，或以分计的 500000",
        ),
        "复旦大学国家大学科技园 2024 --amount 5000.00 --on 2024-05-20",
    ),
    edit("p1 on=2024-05-21"),
    remove("p1"),
];
const BODY_VERBS: &[Verb] = &[
    add(
        &BODY,
        &[fills("code", "CODE", "code")],
        ("Define a body that meets", "设置会议机构"),
        "chairs --name 联席会 --seats council",
    ),
    edit("assembly name=会员代表大会"),
    remove("chairs"),
];
const RULE_VERBS: &[Verb] = &[
    add(
        &RULE,
        &[fills("body", "BODY", "body"), fills("matter", "MATTER", "matter")],
        ("Replace a rule of the charter by one of the alliance's own", "以自定规则取代章程规则"),
        "council admission --majority 1/2 --exclusive --from 2024-01-01",
    ),
    edit("council/admission@2024-01-01 until=2025-12-31"),
    remove("council/admission@2024-01-01"),
    verb(
        "preset",
        &[one("name", "NAME")],
        (
            "Record the rules of a preset as the alliance's own: model-charter, roberts-rules, verein-ch, verein-de",
            "将范本的规则登记为联盟自定规则：`model-charter` 社会团体示范章程、`roberts-rules` 罗伯特议事规则、`verein-ch` 瑞士社团法、`verein-de` 德国社团法",
        ),
        "model-charter --from 2024-01-01",
    )
    .with(&[Extra { flag: "from", shown: "DATE", required: false, help: ("First day on which they hold", "施行之日") }]),
    verb(
        "rejudge",
        &[Position { id: "motions", shown: "MOTION", count: Count::Any, key: None }],
        (
            "Tell which motions the rules as recorded now would judge otherwise than the rule kept with them; all, or these",
            "查看按现有规则会改变判定的议题（各议题原按登记时的规则判定）；可只查所列议题",
        ),
        "2-3/1 --apply",
    )
    .with(&[switch("apply", "Keep the rules as recorded now with them", "改按现有规则判定")]),
];
const TERM_VERBS: &[Verb] = &[
    add(
        &TERM,
        &[fills("number", "N", "number")],
        ("Declare a term", "登记届次"),
        "3 --start 2025-06-01 --end 2030-05-31",
    ),
    edit("2 end=2026-05-31"),
    remove("3"),
];
const SESSION_VERBS: &[Verb] = &[
    verb(
        "add",
        &[Position { id: "ref", shown: "REF", count: Count::Maybe, key: None }],
        (
            "Add a session: 2-4, standing:4-10, its Chinese name, or a code of its own",
            "新增会议：2-4、standing:4-10、会议全称或自定代码",
        ),
        "2-4 --start 2024-07-01 --city 合肥 --venue 安徽理工大学大学科技园",
    )
    .keys(&SESSION, &[]),
    edit("2-3 headcount=40"),
    verb(
        "attend",
        &[REF, Position { id: "orgs", shown: "ORG", count: Count::Any, key: None }],
        ("Record who attended", "登记出席"),
        "2-3 复旦 --capacity guest --person 荆勇/总经理",
    )
    .keys(&ATTENDANCE, &["capacity", "presence", "people", "others", "proxy", "headcount"])
    .with(&[REMOVE]),
    verb(
        "agenda",
        &[REF, fills("title", "TITLE", "title")],
        ("Record an item of the agenda", "登记议程"),
        "2-3 联盟年度工作报告 --kind report",
    )
    .keys(&AGENDA, &["kind", "presenter", "topics", "summary", "motion", "announced"])
    .with(&[REMOVE]),
    verb(
        "confirm",
        &[REF],
        ("Say which later session confirmed the minutes", "登记确认其纪要的后一次会议"),
        "2-3 --in 2-4 --dry-run",
    )
    .with(&[need("in", "REF", "The session that confirmed them", "确认该纪要的会议")]),
    remove("2-4"),
];
const MOTION_VERBS: &[Verb] = &[
    verb(
        "add",
        &[one("session", "SESSION"), fills("title", "TITLE", "title")],
        ("Add a motion to a session", "新增议题"),
        "2-3 关于联盟年度预算的议题 --kind budget",
    )
    .keys(&MOTION, &[]),
    edit("2-3/1 proposer=秘书处"),
    remove("2-3/1"),
];
const VOTE_VERBS: &[Verb] = &[
    verb(
        "record",
        &[one("ref", "MOTION")],
        ("Record how a motion was voted on", "登记表决"),
        "2-3/1 --yes 9 --no 0 --abstain 0 --method secret",
    )
    .keys(
        &MOTION,
        &[
            "effective",
            "on",
            "method",
            "yes",
            "no",
            "abstain",
            "invalid",
            "unanimous",
            "outcome",
            "ballots",
            "candidates",
            "seats",
            "issued",
            "collected",
        ],
    )
    .with(&[Extra {
        flag: "ballots",
        shown: "FILE.csv",
        required: false,
        help: ("A roll call as CSV: organization,choice", "逐票名单：CSV 文件，列为“单位”“表决”"),
    }]),
    verb(
        "remove",
        &[one("ref", "MOTION")],
        ("Take out a vote entered by mistake; the motion stays", "删除误录的表决；议题保留"),
        "2-3/1",
    ),
];
const VISIT_VERBS: &[Verb] = &[
    add(
        &VISIT,
        &[fills("host", "HOST", "host")],
        ("Add a site visit", "新增考察"),
        "浙江省国家大学科技园 --start 2024-05-10 --headcount 12 --site 展厅",
    ),
    edit("v1 headcount=18"),
    remove("v1"),
];
const ACTION_VERBS: &[Verb] = &[
    add(
        &ACTION,
        &[fills("title", "TITLE", "title")],
        ("Add something that is to be done", "新增后续工作"),
        "编制年度计划 --session 2-3 --owner 秘书处 --due 2024-12-31",
    ),
    verb("done", &[REF], ("Mark an action as done", "标记为已完成"), "a1 --on 2024-12-20").keys(&ACTION, &["note"]).with(&[Extra {
        flag: "on",
        shown: "DATE",
        required: false,
        help: ("Day on which it was done; left out, unknown", "完成之日；不写即未知"),
    }]),
    edit("a1 due=2024-12-31"),
    remove("a1"),
];
const ACTIVITY_VERBS: &[Verb] = &[
    add(
        &ACTIVITY,
        &[fills("name", "NAME", "name")],
        ("Add an activity beside the sessions", "新增活动"),
        "大学生创业训练营 --edition 5 --start 2024-07-10",
    ),
    edit("大学生创业训练营/4 kind=训练营"),
    remove("大学生创业训练营/4"),
];
const DOCUMENT_VERBS: &[Verb] = &[
    verb(
        "add",
        &[fills("path", "FILE", "path")],
        ("Keep a file in the registry, with the record it is for", "将文件存入登记库"),
        "README.md --for 2-3 --title 说明",
    )
    .keys(&DOCUMENT, &[]),
    edit("d1 title=会议说明"),
    verb(
        "save",
        &[REF, one("path", "PATH")],
        ("Write a document that is kept to a file", "导出所存文件"),
        "d1 copy.md",
    )
    .with(&[FORCE]),
    remove("d1"),
];

const fn topic(
    noun: &'static str,
    en: &'static str,
    zh: &'static str,
    asks: &'static [Question],
    writes: &'static [Verb],
) -> Topic {
    Topic { noun, help: (en, zh), asks, writes }
}

/// Every noun of the command line, in the order of the help.
pub static TOPICS: &[Topic] = &[
    topic("org", "Organizations", "单位", &[LIST, show("ahlgdx", Takes)], ORG_VERBS),
    topic(
        "member",
        "Members: the roster, and one member's whole story",
        "成员：名册与成员档案",
        &[LIST, show("ahlgdx", Takes)],
        MEMBER_VERBS,
    ),
    topic(
        "person",
        "Persons and their posts",
        "人员及其职务",
        &[UNDATED, show("钱佩忠", Takes)],
        PERSON_VERBS,
    ),
    topic(
        "contact",
        "Contacts of organizations, each with what for",
        "单位联系人及其事项",
        &[LIST, show("c1", OwnDay)],
        CONTACT_VERBS,
    ),
    topic(
        "interest",
        "What members and delegates have at stake",
        "成员与代表的利害关系",
        &[LIST, show("i1", OwnDay)],
        INTEREST_VERBS,
    ),
    topic("dues", "What members owe for a year", "会费标准", &[LIST, show("f1", OwnDay)], DUES_VERBS),
    topic("payment", "What members paid of their dues", "会费缴纳", &[LIST, show("p1", OwnDay)], PAYMENT_VERBS),
    topic("office", "Who holds which office of the alliance", "联盟现任职务", &[LIST], &[]),
    topic("body", "Bodies that meet", "会议机构", &[LIST], BODY_VERBS),
    topic("rule", "Rules of voting", "表决规则", &[LIST], RULE_VERBS),
    topic("term", "Terms of office", "届", &[LIST, AUDIT], TERM_VERBS),
    topic("session", "Sessions of the bodies", "会议", &[LIST, show("2-3", OwnDay), ROLL], SESSION_VERBS),
    topic("motion", "Motions as recorded", "议题（原始记录）", &[LIST, show("2-3/1", OwnDay)], MOTION_VERBS),
    topic("vote", "Votes and their results", "表决及结果", &[LIST, show("2-3/1", OwnDay)], VOTE_VERBS),
    topic("visit", "Site visits", "考察", &[LIST, show("v1", OwnDay)], VISIT_VERBS),
    topic("action", "What was agreed to do next", "后续工作", &[LIST, show("a1", OwnDay)], ACTION_VERBS),
    topic(
        "activity",
        "Activities beside the sessions",
        "活动",
        &[LIST, show("大学生创业训练营/4", OwnDay)],
        ACTIVITY_VERBS,
    ),
    topic("document", "Documents kept in the registry", "文件", &[UNDATED], DOCUMENT_VERBS),
];
