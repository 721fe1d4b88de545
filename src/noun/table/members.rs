//! Who there is: the alliance with its bodies and rules, organizations, memberships, persons and their offices.

use super::super::{
    Noun,
    field::{Dated, Field, Shape, To, Type::*, Weight, kept, may, need, noun},
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

/// Where what an entry says comes from; any entry takes it (contract 4).
pub(super) const SOURCES: Field = may("sources", Sources, "where it comes from", "出处").to(To::Parts("sources")).heads(&["出处"]);

/// `[alliance]`
pub static ALLIANCE: Shape = Shape {
    also: &["联盟"],
    store: "alliances",
    once: true,
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
        may(
            "public",
            Words(&PUBLIC_PARTS),
            "parts that the public pages show (all)",
            "公开页面所含的部分（默认全部）",
        )
        .to(To::Parts("alliance_public"))
        .heads(&["公开"]),
        former_names("alliance_names", "alliance_names", &["联盟曾用名"]).searched(Weight::Title),
        SOURCES,
    ],
    ..noun(Noun::Alliance, "alliance", "alliance", "联盟")
};

/// `[[body]]`
pub static BODY: Shape = Shape {
    also: &["body", "机构"],
    key: &["code"],
    matched: "code",
    columns: &["code", "name", "seats"],
    order: "code",
    first: &["code", "name", "former_names"],
    fields: &[
        need("code", Code, "code, as in BODY:T-N", "代码，用于“机构:届-次”").heads(&["代码"]),
        may("name", Line, "Chinese name, as in the names of its sessions", "名称，用于会议全称")
            .label("name", "机构名称")
            .heads(&["名称"]),
        may("name_en", Line, "English name, as in the English names of its sessions", "英文名称，用于会议英文全称")
            .heads(&["英文名", "english_name"]),
        may("seats", Word(&CLASSES), "lowest class that holds a seat", "享有席位的最低身份")
            .label("lowest class with a seat", "有席位的最低身份")
            .heads(&["席位"]),
        former_names("body_names", "body_names", &["机构曾用名"]),
        SOURCES,
    ],
    ..noun(Noun::Body, "body", "bodies", "会议机构")
};

/// `[[rule]]`
pub static RULE: Shape = Shape {
    also: &["rule", "规则"],
    key: &["body", "matter", "from"],
    matched: "body+matter+from",
    columns: &["body", "matter", "quorum", "majority", "majority_of", "also", "exclusive", "notice", "from", "until"],
    order: "body, matter, \"from\" || '~' NULLS FIRST",
    fields: &[
        need("body", Body, "body for which it holds", "适用的会议机构").heads(&["机构"]),
        need(
            "matter",
            WordOrAny(&MOTION_KINDS),
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
            .heads(&["多数", "通过比例"]),
        may("majority_of", Word(&BASES), "base of the majority", "计算比例的基数").heads(&["基数", "比例基数"]),
        may(
            "exclusive",
            Flag,
            "true: more than the majority; false: at least (false)",
            "true 为“超过”，false 为“以上”（默认 false）",
        )
        .default("false")
        .heads(&["超过", "须超过", "more_than"]),
        may(
            "proxies",
            Word(&PROXIES),
            "what a written proxy counts for (none)",
            "书面委托的效力（默认不计）",
        )
        .heads(&["委托", "书面委托"]),
        may("from", Day, "first day on which the rule holds", "施行之日").heads(&["起始", "起"]),
        may("until", Day, "last day on which the rule holds", "施行的最后一日").heads(&["截止", "止"]),
        may(
            "quorum_exclusive",
            Flag,
            "true: more than the quorum must be present; false: at least",
            "true 为出席须“超过”法定人数比例，false 为“以上”",
        )
        .heads(&["法定人数须超过", "more_than_the_quorum"])
        .label("more than the quorum", "法定人数须超过"),
        may("quorum_least", Number, "least number of seats that must be present, whatever the part", "法定人数不得少于（席）")
            .heads(&["法定人数下限"])
            .label("least present", "法定人数下限"),
        may("also", Fraction, "a second majority that must be reached as well", "同时须达到的另一多数").heads(&["另须多数"])
            .label("second majority", "另须多数"),
        may("also_of", Word(&BASES), "base of the second majority", "另一多数的基数").heads(&["另须多数的基数"])
            .label("second majority of", "另须多数的基数"),
        may("method", Word(&METHODS), "the way in which the vote must be taken", "须采用的表决方式").heads(&["须用方式"])
            .label("method required", "须用方式"),
        may("proxies_each", Number, "most proxies that one holder may hold", "每一受托单位最多可受托数").heads(&["受托上限"])
            .label("proxies a holder", "受托上限"),
        may(
            "recused",
            Word(&RECUSALS),
            "whether a recused seat is out of the majority's base, or in it (present)",
            "回避席位是否计入多数的基数（默认计入）",
        )
        .heads(&["回避席位"])
            .label("recused seats", "回避席位"),
        may(
            "correspondence",
            Word(&CORRESPONDENCES),
            "whether it may be decided by correspondence (false)",
            "可否以通讯方式表决（默认不可）",
        )
        .heads(&["通讯表决", "通讯"])
            .label("by correspondence", "通讯表决"),
        may("notice", Count, "days before a session by which notice is given", "会议通知须提前的天数").heads(&["通知天数", "提前天数"])
            .label("notice days", "通知天数"),
        may("standing", Word(&STANDINGS), "what a seat must have done to vote", "席位可表决须满足的条件").heads(&["表决条件"]),
        may("grace", Count, "days after the dues' due on which a seat in arrears may still vote (0)", "会费逾期后仍可表决的天数（默认0）")
            .heads(&["宽限天数", "宽限"])
            .label("grace days", "宽限天数"),
        may("meets", Count, "least number of sessions in a calendar year", "每年至少召开的会议次数").heads(&["每年次数"])
            .label("sessions a year", "每年次数"),
        may("absences", Number, "absences in a row after which a seat is reported", "连续缺席达到即提示的次数").heads(&["连续缺席"])
            .label("absences in a row", "连续缺席"),
        SOURCES,
    ],
    ..noun(Noun::Rule, "rule", "rules", "表决规则")
};

/// `[[organization]]`
pub static ORGANIZATION: Shape = Shape {
    also: &["organization", "org", "orgs", "单位", "成员单位"],
    lead: &["code", "name"],
    matched: "code, else name",
    columns: &["code", "name", "merged_into", "kind", "province", "city", "university"],
    order: "code",
    first: &["code", "name"],
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
            .heads(&["英文名", "英文名称", "english_name"]),
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
        may("order", Number, "its place in the alliance's own order, within its class", "在本联盟同一身份内的排列次序")
            .heads(&["排序", "次序", "own_order"]),
        may("aliases", Lines, "other names by which it is found", "别名，可用于查找")
            .searched(Weight::Name)
            .to(To::Parts("organization_aliases"))
            .heads(&["别名"]),
        former_names("organization_names", "names", &["former_names", "曾用名"]).searched(Weight::Name),
        may("note", Text, "note", "备注").searched(Weight::Told).heads(&["备注"]),
        kept("merged_into", Organization).to(To::Late("merged_into")).heads(&["并入"]).shown(),
        kept("merged_on", Day).heads(&["并入前最后一日", "last_day_before_the_merger"]).shown(),
        SOURCES,
    ],
    ..noun(Noun::Organization, "organization", "organizations", "单位")
};

/// `[[membership]]`
pub static MEMBERSHIP: Shape = Shape {
    also: &["membership", "members", "member", "成员", "会员"],
    key: &["organization_id", "class", "from"],
    matched: "organization+class+from",
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
        SOURCES,
    ],
    ..noun(Noun::Membership, "membership", "memberships", "成员身份")
};

/// `[[application]]`
pub static APPLICATION: Shape = Shape {
    also: &["application", "申请"],
    key: &["organization_id", "on"],
    matched: "organization+on",
    columns: &["organization", "on", "class", "status"],
    order: "organization_id, \"on\" || '~' NULLS FIRST, id",
    dated: Dated::Day("on"),
    fields: &[
        need("organization", Organization, "the applicant", "申请单位")
            .to(To::Id("organization_id"))
            .heads(&["单位", "成员", "成员单位", "单位名称"]),
        may("on", Day, "day of the application", "申请日期").heads(&["日期", "申请日期"]),
        may("class", Word(&CLASSES), "class applied for", "申请的身份").heads(&["身份"]),
        may("status", Word(&APPLICATION_STATUSES), "where it stands (open)", "状态（默认待议）")
            .default("open")
            .heads(&["状态"]),
        SOURCES,
    ],
    ..noun(Noun::Application, "application", "applications", "入会申请")
};

/// `[[person]]`
pub static PERSON: Shape = Shape {
    also: &["person", "people", "人员"],
    matched: "name+organization",
    columns: &["name", "organization", "title", "email", "phone"],
    order: "name, id",
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
        may("email", Line, "email address", "邮箱").heads(&["邮箱", "e_mail"]),
        may("phone", Line, "phone number", "电话").heads(&["电话"]),
        former_names("person_names", "person_names", &["人员曾用名"]).searched(Weight::Name),
        may("note", Text, "note", "备注").searched(Weight::Told).heads(&["备注"]),
        kept("forgotten", Flag).default("false").heads(&["已抹去", "已删除"]),
        SOURCES,
    ],
    ..noun(Noun::Person, "person", "persons", "人员")
};

/// `[[post]]`
pub static POST: Shape = Shape {
    also: &["post", "任职"],
    key: &["person_id", "organization_id", "title", "term", "from"],
    matched: "person+organization+title+term+from",
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
            .heads(&["职位", "任职", "office"]),
        may("term", Number, "term of the council", "届").heads(&["届"]),
        may("from", Day, "first day in the post", "到任之日").heads(&["起始", "起"]),
        may("until", Day, "last day in the post", "任职的最后一日").heads(&["截止", "止"]),
        kept("stated", Flag),
        kept("filled_by", Motion).to(To::Late("filled_by")),
        SOURCES,
    ],
    ..noun(Noun::Post, "post", "posts", "任职")
};

/// `[[term]]`
pub static TERM: Shape = Shape {
    also: &["term", "届"],
    key: &["number"],
    matched: "number",
    columns: &["number", "start", "end"],
    order: "\"number\"",
    dated: Dated::Day("start"),
    fields: &[
        need("number", Number, "number of the term, from 1", "届数，从1起")
            .label("term", "届")
            .heads(&["届"]),
        may("start", Start, "first day of the term", "起始日期").heads(&["开始", "开始日期", "日期"]),
        may("end", Day, "last day of the term", "届满日期").heads(&["结束", "结束日期"]),
        SOURCES,
    ],
    ..noun(Noun::Term, "term", "terms", "届")
};

/// `[[contact]]`: a person of a unit, for a purpose.
pub static CONTACT: Shape = Shape {
    also: &["contact", "联系人", "通讯录"],
    key: &["organization_id", "person_id", "duty", "from"],
    matched: "organization+person+duty+from",
    columns: &["ref", "organization", "person", "duty", "email", "phone", "from", "until"],
    order: "organization_id, \"from\" || '~' NULLS FIRST, id",
    dated: Dated::Period,
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
        may("email", Line, "email address", "邮箱").heads(&["邮箱", "e_mail"]).personal(),
        may("phone", Line, "phone number", "电话").heads(&["电话", "手机"]).personal(),
        may("from", Day, "first day as contact", "起始日期").heads(&["起始", "起"]),
        may("until", Day, "last day as contact", "截止日期").heads(&["截止", "止"]),
        kept("ref", Line).to(To::Number('c')).heads(&["编号"]),
        SOURCES,
    ],
    ..noun(Noun::Contact, "contact", "contacts", "联系人")
};

/// `[[interest]]`: what somebody has at stake in an organization.
pub static INTEREST: Shape = Shape {
    also: &["interest", "利害关系"],
    key: &["person_id", "organization_id", "kind", "from"],
    matched: "person+organization+kind+from",
    columns: &["ref", "person", "organization", "kind", "note", "from", "until"],
    order: "organization_id, \"from\" || '~' NULLS FIRST, id",
    dated: Dated::Period,
    fields: &[
        may("person", Person, "who has it; left out, the organization itself", "关系人；不填指单位自身")
            .to(To::Id("person_id"))
            .heads(&["姓名", "关系人"])
            .personal(),
        need("organization", Organization, "the organization in which", "所涉单位").to(To::Id("organization_id")).heads(&[
            "单位",
            "所涉单位",
        ]),
        may("kind", Line, "what it is: employment, shares, kinship", "关系类型，如任职、持股、亲属")
            .searched(Weight::Told)
            .heads(&["类型", "类别", "关系"]),
        may("note", Text, "note", "备注").searched(Weight::Told).heads(&["备注"]),
        may("from", Day, "first day on which it holds", "起始日期").heads(&["起始", "起"]),
        may("until", Day, "last day on which it holds", "截止日期").heads(&["截止", "止"]),
        kept("ref", Line).to(To::Number('i')).heads(&["编号"]),
        SOURCES,
    ],
    ..noun(Noun::Interest, "interest", "interests", "利害关系")
};

/// `[[dues]]`: what members owe for a year, by class, or one organization by itself.
pub static DUES: Shape = Shape {
    also: &["会费", "会费标准"],
    store: "charges",
    key: &["year", "class", "organization_id"],
    matched: "year+class+organization",
    columns: &["ref", "year", "class", "organization", "amount", "currency", "due"],
    order: "\"year\", class NULLS LAST, organization_id, id",
    fields: &[
        need("year", Number, "year for which it is owed", "年度").heads(&["年度", "年份"]),
        may("class", Word(&CLASSES), "class of members that owe it", "应缴的成员身份").heads(&["身份"]),
        may("organization", Organization, "the one organization that owes it", "应缴的单位")
            .to(To::Id("organization_id"))
            .heads(&["单位"]),
        need("amount", Money, "amount in the smallest unit, or in units as a text: \"1000.00\"", "金额：以分计的整数，或以元计的文本\"1000.00\"")
            .heads(&["金额", "金额(元)", "应缴金额", "应缴", "应缴会费"])
            .label("amount in units", "金额（元）"),
        may("currency", Code, "currency (CNY)", "币种（默认人民币）").default("CNY").heads(&["币种"]),
        may("due", Day, "last day on which it is to be paid", "缴纳期限").label("due", "期限").heads(&["期限", "缴纳期限"]),
        kept("ref", Line).to(To::Number('f')).heads(&["编号"]),
        SOURCES,
    ],
    ..noun(Noun::Dues, "dues", "dues", "会费标准")
};

/// `[[payment]]`: what was paid of it.
pub static PAYMENT: Shape = Shape {
    also: &["payment", "缴费", "会费缴纳"],
    key: &["organization_id", "year", "on"],
    matched: "organization+year+on",
    columns: &["ref", "organization", "year", "amount", "on", "note"],
    order: "\"year\", organization_id, \"on\" || '~' NULLS FIRST, id",
    dated: Dated::Day("on"),
    fields: &[
        need("organization", Organization, "who paid", "缴费单位").to(To::Id("organization_id")).heads(&[
            "单位",
            "成员",
            "成员单位",
            "单位名称",
            "缴费单位",
        ]),
        need("year", Number, "year for which it was paid", "所缴年度").heads(&["年度", "年份"]),
        need("amount", Money, "amount in the smallest unit, or in units as a text: \"1000.00\"", "金额：以分计的整数，或以元计的文本\"1000.00\"")
            .heads(&["金额", "金额(元)", "缴费金额", "缴纳金额", "入账金额", "已缴金额", "实缴金额", "已缴", "实缴"])
            .label("amount in units", "金额（元）"),
        may("on", Day, "day on which it was paid", "缴费日期").heads(&["日期", "缴费日期"]),
        may("note", Text, "note", "备注").searched(Weight::Told).heads(&["备注"]),
        kept("ref", Line).to(To::Number('p')).heads(&["编号"]),
        SOURCES,
    ],
    ..noun(Noun::Payment, "payment", "payments", "缴费")
};
