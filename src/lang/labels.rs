//! Labels of the JSON keys, and the code words that stand under them, by noun where nouns differ.

use super::terms::{self, Term};
use crate::{
    model::words::{self, Family},
    noun::{NOUNS, PRESET, Shape, Type, handed_heading},
};

/// Labels of keys that mean something else in one answer: of what, key, label. Those of the nouns' own fields stand
/// in their table.
static BY_NOUN: &[(&str, &str, Term)] = &[
    ("check", "about", ("what it finds", "说明")),
    ("check", "deep", ("under --deep alone", "仅深度检查")),
    ("roll", "ballot", ("ballot", "表决")),
    ("roll", "quorum", ("quorum", "计入实到")),
    ("roll", "reason", ("why not", "原因")),
    ("roll", "seat", terms::SEAT),
    ("roll", "vote", ("may vote", "可表决")),
    ("member", "contact", ("contact", "联系人")),
    ("member", "duty", ("duty", "事项")),
    ("member", "title", ("title", "职务")),
    ("member", "kind", ("kind", "类型")),
    ("contact", "title", ("title", "职务")),
    ("contact", "class", terms::CLASS),
    ("member", "since", ("joined", "本次加入日")),
    ("member", "class_since", ("in this class since", "现身份起始日")),
    ("member", "until", ("until", "退出日")),
    ("member", "name", ("name", "单位名称")),
    ("session", "name", ("session", "会议名称")),
    ("source", "date", ("day", "日期")),
    ("source", "document", ("document", "所存文件")),
    ("source", "kind", ("source", "出处类型")),
    ("source", "noun", ("of", "所属")),
    ("source", "place", ("place", "所在之处")),
    ("source", "text", ("of whom or what", "对象")),
    ("source", "title", ("title", "标题")),
    ("vote", "seats", ("seats", "应选席位")),
    ("vote", "uncounted", ("not counted", "不计入")),
    ("about", "name", ("name", "联盟名称")),
    ("search", "kind", ("kind", "类别")),
    ("todo", "due", ("due", "期限")),
    ("todo", "text", ("what", "事项")),
    ("stats attendance", "due", ("due", "应到次数")),
    ("stats attendance", "present", ("present", "实到次数")),
    ("stats attendance", "leave", ("on leave", "请假次数")),
    ("stats attendance", "absent", ("absent", "缺席次数")),
    ("stats visits", "organization", terms::VISITED),
    ("stats visits", "visits", ("visits", "接待次数")),
    ("stats visits", "last", ("last", "最近一次")),
];

/// Labels of keys, the same under every noun that is not named above.
static BY_KEY: &[(&str, Term)] = &[
    ("a", ("first", "甲方")),
    ("absent", terms::ABSENT),
    ("abstain", ("abstain", "弃权")),
    ("action", ("change", "变动")),
    ("actions", ("next work", "下一步工作")),
    ("actor", ("by", "操作人")),
    ("admitted_by", terms::ADMITTED_BY),
    ("agenda", terms::AGENDA),
    ("agree", ("agreed", "一致")),
    ("aliases", ("aliases", "别名")),
    ("amended_by", ("amended by", "由何修改")),
    ("amends", ("amends", "修改议题")),
    ("announced", ("in the notice", "已列入通知")),
    ("applications", ("applications", "入会申请")),
    ("at", ("at", "时间")),
    ("attendance", ("attendance", "出席情况")),
    ("b", ("second", "乙方")),
    ("ballots", terms::ROLL),
    ("base", ("base", "基数")),
    ("bodies", ("bodies", "机构")),
    ("body", terms::BODY),
    ("candidates", ("candidates", "候选人")),
    ("capacity", ("capacity", "参会身份")),
    ("chair", terms::CHAIR),
    ("changes", ("changes", "变动")),
    ("charter", ("charter", "章程")),
    ("choice", ("choice", "表决")),
    ("city", ("city", "城市")),
    ("class", terms::CLASS),
    ("code", ("code", "代码")),
    ("collected", ("ballots collected", "收回票数")),
    ("command", ("command", "命令")),
    ("computed", ("computed", "核算结果")),
    ("confirmed_in", ("confirmed in", "确认会议")),
    ("contacts", ("contacts", "联系人")),
    ("content", ("content", "内容")),
    ("counted", ("counted", "计入票数")),
    ("counts", terms::COUNTS),
    ("credit_code", ("credit code", "统一社会信用代码")),
    ("currency", ("currency", "币种")),
    ("deadline", ("deadline", "回复截止")),
    ("done", ("done on", "完成日期")),
    ("due", terms::DUE),
    ("edition", ("edition", "届次")),
    ("effective", ("effective", "生效日")),
    ("effects", ("effects", "执行结果")),
    ("elected", ("elected", "当选")),
    ("email", ("e-mail", "邮箱")),
    ("end", ("end", "结束")),
    ("ended_by", ("ended by", "终止议题")),
    ("entry", ("entry", "序号")),
    ("exclusive", ("more than", "须超过")),
    ("field", ("field", "字段")),
    ("filled_by", ("elected by", "任职所据议题")),
    ("final", ("final", "定稿")),
    ("for", ("belongs to", "所属")),
    ("forgotten", ("erased", "已抹去")),
    ("former_names", ("former names", "曾用名")),
    ("founded", ("founded", "成立日期")),
    ("from", ("from", "起始")),
    ("functions", ("functions", "职能")),
    ("headcount", ("persons", "人数")),
    ("heading", ("heading", "列名")),
    ("host", terms::HOST),
    ("in_force", ("in force", "有效")),
    ("invalid", ("invalid", "无效")),
    ("irregularities", ("irregularities", "疑点")),
    ("issued", ("ballots issued", "发出票数")),
    ("item", ("item", "项")),
    ("kind", ("kind", "类别")),
    ("leave", terms::LEAVE),
    ("majority", terms::MAJORITY),
    ("majority_of", ("majority of", "比例基数")),
    ("margin", ("margin", "余量")),
    ("matter", ("matter", "事项")),
    ("media_type", ("media type", "格式")),
    ("memberships", ("memberships", "会籍")),
    ("merged_into", ("merged into", "并入")),
    ("merged_on", ("last day before the merger", "并入前最后一日")),
    ("message", ("message", "说明")),
    ("met", ("quorum met", "达到法定人数")),
    ("method", ("method", "表决方式")),
    ("mode", ("mode", "会议形式")),
    ("motion", terms::MOTION),
    ("motions", ("motions", "议定事项")),
    ("moved_by", ("moved by", "动议人")),
    ("name", ("name", "名称")),
    ("name_en", ("English name", "英文名")),
    ("names", ("names", "历任名称")),
    ("needed", ("needed", "所需票数")),
    ("no", ("no", "反对")),
    ("note", ("note", "备注")),
    ("number", ("number", "序号")),
    ("on", ("on", "日期")),
    ("order", ("own order", "排序")),
    ("organization", terms::ORGANIZATION),
    ("others", ("and others", "等")),
    ("outcome", ("outcome", "结果")),
    ("overdue", ("overdue", "逾期")),
    ("owing", ("left to pay", "尚欠")),
    ("owner", terms::OWNER),
    ("paid", ("paid", "已缴")),
    ("part", ("part", "角色")),
    ("parts", ("part", "角色")),
    ("path", ("file", "文件")),
    ("people", ("delegates", "代表")),
    ("person", ("person", "姓名")),
    ("phone", ("phone", "电话")),
    ("posts", ("posts", "职务")),
    ("presence", ("presence", "到会情况")),
    ("present", terms::PRESENT),
    ("presenter", ("presenter", "主讲人")),
    ("preset", (PRESET.1, PRESET.2)),
    ("proposer", terms::PROPOSER),
    ("province", ("province", "省份")),
    ("proxies", ("proxies", "书面委托")),
    ("proxy", terms::PROXY_HOLDER),
    ("public", ("public", "公开")),
    ("published", ("published", "发布日期")),
    ("purpose", ("purpose", "宗旨")),
    ("quorum", terms::QUORUM),
    ("rank", ("no.", "序号")),
    ("rate", ("rate", "出席率")),
    ("reason", ("reason", "原因")),
    ("received_by", ("received by", "接待")),
    ("recorder", ("recorder", "记录人")),
    ("ref", ("ref", "编号")),
    ("replaced_by", ("replaced by", "由何取代")),
    ("replaces", ("replaces", "取代议题")),
    ("representative", terms::DELEGATE),
    ("required", ("required", "法定最低")),
    ("rescinds", ("rescinds", "撤销议题")),
    ("resumes", ("resumes", "恢复议题")),
    ("reviewer", ("reviewer", "审核人")),
    ("role", ("office", "任职")),
    ("roster", ("attendance list", "出席名单")),
    ("round", ("round", "轮次")),
    ("rule", terms::RULE),
    ("rule_also", ("second majority of its rule", "所用规则的另一多数")),
    ("rule_also_of", ("base of that second majority", "所用规则另一多数的基数")),
    ("rule_body", ("body of its rule", "所用规则的机构")),
    ("rule_correspondence", ("its rule on correspondence", "所用规则的通讯表决")),
    ("rule_exclusive", ("more than the majority of its rule", "所用规则须超过该比例")),
    ("rule_grace", ("grace of its rule", "所用规则的会费宽限")),
    ("rule_majority", ("majority of its rule", "所用规则的通过比例")),
    ("rule_majority_of", ("base of its rule", "所用规则的比例基数")),
    ("rule_matter", ("matter of its rule", "所用规则的事项")),
    ("rule_method", ("method of its rule", "所用规则的表决方式")),
    ("rule_proxies", ("proxies by its rule", "所用规则的书面委托")),
    ("rule_proxies_each", ("proxies per holder by its rule", "所用规则的每家受托数")),
    ("rule_quorum", ("quorum of its rule", "所用规则的法定人数")),
    ("rule_quorum_exclusive", ("more than the quorum of its rule", "所用规则须超过法定人数")),
    ("rule_quorum_least", ("least quorum of its rule", "所用规则的最低人数")),
    ("rule_recused", ("recused by its rule", "所用规则的回避")),
    ("rule_standing", ("standing by its rule", "所用规则的会费要求")),
    ("rules", ("rules", "议事规则")),
    ("seats", ("seats", "席位")),
    ("seconded_by", ("seconded by", "附议人")),
    ("seq", ("no.", "序")),
    ("session", terms::SESSION),
    ("sessions", ("sessions", "参加会议")),
    ("severity", ("severity", "级别")),
    ("sha256", ("SHA-256", "SHA-256")),
    ("share", ("share", "一致率")),
    ("short_name", ("short name", "简称")),
    ("signed_by", ("signed by", "签发人")),
    ("since", ("since", "起始")),
    ("sites", ("saw", "参观")),
    ("size", ("bytes", "字节数")),
    ("source", ("source", "来源")),
    ("sources", ("sources", "出处")),
    ("standing", ("standing", "表决条件")),
    ("start", ("start", "开始")),
    ("stated", ("stated by itself", "自行载明")),
    ("status", ("status", "状态")),
    ("subjects", ("about", "涉及")),
    ("summary", terms::SUMMARY),
    ("table", ("record", "记录")),
    ("tellers", ("tellers", "监票计票")),
    ("term", terms::TERM),
    ("text", ("wording", "内容")),
    ("title", ("title", "议题")),
    ("together", ("both voted", "共同表决")),
    ("topics", ("talked about", "交流内容")),
    ("unanimous", ("unanimous", "全票")),
    ("undoes", ("undoes", "撤销")),
    ("university", ("university", "依托高校")),
    ("until", ("until", "截止")),
    ("until_before", ("last day before that", "此前的截止日")),
    ("venue", ("venue", "地点")),
    ("visitors", terms::VISITORS),
    ("visits", ("visits", "考察学习")),
    ("votes", ("votes", "表决")),
    ("warnings", ("warnings", "提醒")),
    ("website", ("website", "网址")),
    ("why", ("why", "事由")),
    ("write_in", ("write-in", "另选人")),
    ("year", ("year", "年度")),
    ("yes", ("yes", "赞成")),
];

/// The label of a key under a noun: English, Chinese. A key without a label of its own (a column
/// of `sql`, say) is its own.
pub fn label<'a>(noun: &str, key: &'a str) -> (&'a str, &'a str) {
    let by_noun = BY_NOUN.iter().find(|(n, k, _)| *n == noun && *k == key).map(|(.., pair)| *pair);
    let own = || NOUNS.iter().find(|shape| shape.noun == noun)?.field(key)?.label;
    // What is owed is headed alike on the screen and in files.
    let reckoned = || handed_heading(noun, key).filter(|_| noun == "arrears");
    by_noun
        .or_else(own)
        .or_else(reckoned)
        .or_else(|| {
            BY_KEY.binary_search_by(|(k, _)| (*k).cmp(key)).ok().and_then(|at| BY_KEY.get(at)).map(|x| x.1)
        })
        .unwrap_or((key, key))
}

/// The heading of a key in a list that is handed round: English, Chinese.
pub fn heading<'a>(noun: &str, key: &'a str) -> (&'a str, &'a str) {
    handed_heading(noun, key).unwrap_or_else(|| label(noun, key))
}

/// What else a column of a noun's list may be called than by its key and its label: as lists that come in head it.
pub fn headings(noun: &str, key: &str) -> Vec<&'static str> {
    let of = match noun {
        "member" => &["membership", "organization"][..],
        "vote" => &["motion"],
        "roll" => &["attendance"],
        noun => &[noun],
    };
    // A member is one since the first day of its membership.
    let same = if (noun, key) == ("member", "since") { "from" } else { key };
    let fields = NOUNS.iter().filter(|shape| of.contains(&shape.noun)).filter_map(|shape| shape.field(same));
    let general = BY_KEY.binary_search_by(|(k, _)| (*k).cmp(key)).ok().and_then(|at| BY_KEY.get(at));
    let general = general.into_iter().flat_map(|(_, (en, zh))| [*en, *zh]);
    let own = fields.flat_map(|field| field.heads.iter().copied().chain([field.en, field.zh]));
    let handed = handed_heading(noun, key).into_iter().flat_map(|(en, zh)| [en, zh]);
    own.chain(general).chain(handed).collect()
}

/// Whether any noun has a key of this name, or a column of this heading.
pub fn is_key(key: &str) -> bool {
    BY_KEY.binary_search_by(|(k, _)| (*k).cmp(key)).is_ok()
        || BY_NOUN.iter().any(|(_, k, (en, zh))| [*k, *en, *zh].contains(&key))
        || BY_KEY.iter().any(|(_, (en, zh))| [*en, *zh].contains(&key))
        || NOUNS.iter().any(|shape| shape.fields.iter().any(|field| field.key == key || field.heads.contains(&key)))
}

/// A noun as a heading or in a sentence: English singular, English plural, Chinese with its
/// measure word (`次会议`, `个单位`).
pub fn noun(noun: &str) -> (&str, String, String) {
    let (measure, (one, zh)) = match noun {
        "alliance" | "about" => ("项", ("alliance", "联盟信息")),
        "organization" => ("个", terms::ORGANIZATION),
        "former_name" | "name" => ("个", terms::FORMER_NAME),
        "member" | "membership" => ("条", terms::MEMBERSHIP),
        "application" => ("份", terms::APPLICATION),
        "person" => ("名", terms::PERSON),
        "contact" => ("位", terms::CONTACT),
        "interest" => ("项", ("interest", "利害关系")),
        "dues" => ("项", terms::DUES),
        "payment" => ("笔", terms::PAYMENT),
        "post" | "office" => ("项", terms::POST),
        "body" => ("个", terms::BODY),
        "rule" => ("条", terms::RULE),
        "term" => ("个", ("term", "届期")),
        "session" => ("次", terms::SESSION),
        "attendance" => ("条", ("attendance", "出席记录")),
        "agenda" => ("项", ("agenda item", terms::AGENDA.1)),
        "motion" => ("项", terms::MOTION),
        "vote" => ("次", terms::VOTE),
        "ballot" => ("张", terms::BALLOT),
        "candidate" => ("名", terms::CANDIDATE),
        "visit" => ("次", terms::VISIT),
        "action" => ("项", terms::ACTION),
        "activity" => ("项", terms::ACTIVITY),
        "document" => ("份", terms::DOCUMENT),
        "accepted_finding" => ("项", terms::ACCEPTED_FINDING),
        "heading" => ("个", ("column heading", "列名")),
        other => ("", (other, "")),
    };
    let many = match one {
        "person" => "persons".to_owned(),
        "attendance" => "attendances".to_owned(),
        "dues" => "dues".to_owned(),
        _ if one.ends_with('y') => format!("{}ies", one.trim_end_matches('y')),
        _ => format!("{one}s"),
    };
    (one, many, format!("{measure}{zh}"))
}

/// What a sheet of a list is called that is no noun of the registry: English, Chinese.
pub fn sheet(list: &str) -> (&str, &str) {
    match list {
        "member" => ("roster", "成员名册"),
        "office" => ("offices", "任职名单"),
        "vote" => ("results of votes", "表决结果"),
        "roll" => ("seats", "席位名册"),
        "todo" => ("to do", "待办事项"),
        "decision" => ("decisions", "决议清单"),
        "arrears" => ("arrears", "欠缴会费"),
        other => (other, other),
    }
}

/// The code words under a key of a noun.
pub fn words(noun: &str, key: &str) -> Option<&'static Family> {
    match (noun, key) {
        ("member", "kind") => return Some(&words::ORGANIZATION_KINDS),
        ("vote" | "decision", "kind") => return Some(&words::MOTION_KINDS),
        ("member", "status") => return Some(&words::MEMBER_STATUSES),
        ("todo", "kind") => return Some(&words::TODO_KINDS),
        ("roll", "reason") => return Some(&words::REASONS),
        ("roll", "ballot") | (_, "choice") => return Some(&words::CHOICES),
        (_, "computed") => return Some(&words::COMPUTED),
        (_, "action") => return Some(&words::CHANGE_ACTIONS),
        (_, "severity") => return Some(&words::SEVERITIES),
        (_, "body") => return Some(&words::BODIES),
        (_, "part" | "parts") => return Some(&PARTS),
        _ => {}
    }
    // What an answer of another kind has under a key of a noun is the same words, but for the keys that each noun
    // has for itself.
    let other = |shape: &&Shape| !matches!(key, "kind" | "status" | "seats") && shape.field(key).is_some();
    let own = NOUNS.iter().copied().find(|shape| shape.noun == noun && shape.field(key).is_some());
    match own.or_else(|| NOUNS.iter().copied().find(other))?.field(key)?.ty {
        Type::Word(family) | Type::WordOrAny(family) => Some(family),
        _ => None,
    }
}

/// The label of a code word under a key of a noun; `None` where the text is no code word of it.
pub fn word(noun: &str, key: &str, code: &str) -> Option<Term> {
    word_of(words(noun, key), key, code)
}

/// As [`word`], where the code words of the key are known already.
pub fn word_of(words: Option<&'static Family>, key: &str, code: &str) -> Option<Term> {
    if key == "matter" && let Some(any) = words::ANY_MATTER.labels(code) {
        return Some(any);
    }
    // A declared outcome may be a computed one too.
    let computed = || words::COMPUTED.labels(code).filter(|_| key == "outcome");
    words.and_then(|words| words.labels(code)).or_else(computed)
}

/// Whether code words may stand under a key beside those of [`words`].
pub fn is_coded(key: &str) -> bool {
    matches!(key, "matter" | "outcome")
}

/// Parts that one takes in a session or a visit.
static PARTS: Family = Family {
    words: &[
        ("chair", "chair", "主持"),
        ("delegate", terms::DELEGATE.0, terms::DELEGATE.1),
        ("presenter", "presenter", "主讲"),
        ("host", "host", "接待方"),
        ("visitor", "visitor", "参访方"),
    ],
    also: &[],
};

/// Keys whose values are numbers, and so stand on the right of their column.
pub fn is_number(noun: &str, key: &str) -> bool {
    match key {
        "yes" | "no" | "abstain" | "invalid" | "due" | "present" | "leave" | "absent" | "rate"
        | "required" | "needed" | "margin" | "headcount" | "size" | "together" | "agree" | "share"
        | "seq" | "issued" | "collected" | "edition" => !matches!(noun, "action" | "todo"),
        "number" | "term" | "rank" | "order" => true,
        "seats" => noun != "body",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_order_so_that_they_are_found() {
        assert!(BY_KEY.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn a_noun_of_its_own_comes_before_the_key() {
        assert_eq!(label("member", "since"), ("joined", "本次加入日"));
        assert_eq!(label("office", "since"), ("since", "起始"));
        assert_eq!(label("sql", "count(*)"), ("count(*)", "count(*)"));
        assert_eq!(word("vote", "outcome", "tabled"), Some(("tabled", "暂缓表决")));
        assert_eq!(word("vote", "outcome", "no-quorum"), Some(("no quorum", "未达法定人数")));
        assert_eq!(word("organization", "name", "park"), None);
        assert_eq!(noun("body").1, "bodies");
    }
}
