//! What a template can name, with its meaning: one table, from which the built-in templates are introduced and a
//! template of one's own is looked through before it is filled in. A test holds it against what is really given.

use serde_json::{Map, Value, json};

use crate::lang::Lang;

/// The fields: `.` goes into a thing, `[]` into each of a list. What is not known is none, a list that has nothing is
/// empty.
pub const FIELDS: &[(&str, &str, &str)] = &[
    ("alliance.name", "the alliance's name on that day; its English one in English papers", "联盟当日名称"),
    ("alliance.short_name", "its short name", "简称"),
    ("alliance.name_en", "its English name", "英文名"),
    ("alliance.purpose", "its purpose", "宗旨"),
    ("alliance.functions[]", "its functions", "职能"),
    ("alliance.about", "purpose and functions, as sentences", "宗旨与职能（成句）"),
    ("session.ref", "the session's reference, 2-3", "会议编号，如2-3"),
    ("session.name", "its name, in English with the: the third meeting of the Council", "会议全称"),
    ("session.title", "its own title", "会议自有标题"),
    ("session.body", "code of the body", "机构代码"),
    ("session.days", "its days in words", "会议日期"),
    ("session.last_day", "its last day", "会议最后一日"),
    ("session.place", "venue and city", "地点（含城市）"),
    ("session.venue", "the venue", "会场"),
    ("session.city", "the city", "城市"),
    ("session.mode", "in person, online, hybrid", "会议形式"),
    ("session.chair[].name", "who chaired", "主持人姓名"),
    ("session.chair[].titled", "the same with the posts of that day", "主持人及当日职务"),
    ("session.purpose", "what it was for", "会议目的"),
    ("session.aim", "the same as a sentence", "会议目的（成句）"),
    ("session.summary", "in short", "会议概要"),
    ("session.headcount", "number of persons", "与会人数"),
    ("session.source", "where the record comes from", "资料来源"),
    ("session.recorder", "who wrote the minutes", "记录人"),
    ("session.reviewer", "who reviewed them", "审核人"),
    ("session.signed_by[]", "who signed them", "签发人"),
    ("session.confirmed_in", "the session that confirmed its minutes", "确认本纪要的会议"),
    ("figures[]", "due, present, on leave, absent, each as it is told", "应到、实到、请假、缺席（各为一句）"),
    ("attended", "how many were present, and that they were a quorum", "实到家数及是否符合法定人数"),
    ("quorum", "whether there was a quorum, as a sentence", "是否符合法定人数"),
    ("attendance.present[]", "organizations that were present", "出席单位"),
    ("attendance.open", "true: and others that are not named", "true 表示另有未列名的出席单位"),
    ("attendance.beside[].text", "who was there without a seat", "列席者"),
    ("attendance.beside[].said", "the same, as a sentence names them", "列席者（用于句中）"),
    ("attendance.beside[].capacity", "in which capacity", "列席身份"),
    ("attendance.beside[].organization", "of which organization", "列席单位"),
    ("attendance.blocks[].label", "Present, By proxy, Apologies, Absent, Proxy not counted, In attendance", "出席、委托、请假、缺席、委托无效、列席"),
    ("attendance.blocks[].names[]", "who, by rank", "名单，按身份排序"),
    ("attendance.blocks[].open", "true: and others", "true 表示“等”"),
    ("matters[]", "what the session dealt with, in order; each has the fields of matter", "会议事项，各项的字段同 matter"),
    ("matter.motion", "true: a motion; else an item of the agenda alone", "true 为议题，否则仅为议程事项"),
    ("matter.ref", "the motion's reference, 2-3/1", "议题编号，如2-3/1"),
    ("matter.kind", "code word of the kind of motion", "议题类别（代码词）"),
    ("matter.title", "its title", "标题"),
    ("matter.round", "of an election in several rounds: which of them", "分轮选举的轮次"),
    ("matter.about", "the title without 关于 at its beginning", "不带开头“关于”的标题"),
    ("matter.days", "the day of the vote, else those of the session", "表决日期；未记录时为会议日期"),
    ("matter.moved", "who moved and seconded it, as a sentence", "动议人、附议人（成句）"),
    ("matter.sentence", "what became of it, as a sentence", "审议结果（成句）"),
    ("matter.tally", "the votes, as a sentence", "票数（成句）"),
    ("matter.figures[]", "how many were due and present at that vote", "该次表决的应到、实到"),
    ("matter.quorum", "whether that vote had a quorum, as a sentence", "该次表决是否符合法定人数"),
    ("matter.text", "its wording, where that says more", "决议正文"),
    ("matter.subjects[]", "whom it is about, where the title does not say so", "涉及的单位或人员"),
    ("matter.method", "how the vote was taken", "表决方式"),
    ("matter.outcome", "code word of the outcome", "结果（代码词）"),
    ("matter.resolved", "true: carried, and nothing in the rule speaks against it", "true 表示已通过且符合规则"),
    ("matter.result", "what became of it, in a few words", "结果"),
    ("matter.news", "what became of it with the votes, as a news item tells it", "审议结果及票数（简报用句）"),
    ("matter.candidates[].text", "a candidate with the votes", "候选人及得票（成句）"),
    ("matter.candidates[].name", "the name", "候选人"),
    ("matter.candidates[].votes", "votes for the candidate", "得票数"),
    ("matter.candidates[].elected", "true: elected", "true 为当选"),
    ("matter.effects[]", "what it did", "决议的效力"),
    ("matter.item", "code word of the kind of agenda item", "议程类别（代码词）"),
    ("matter.planning", "true: planning of work", "true 为工作部署"),
    ("matter.discussion", "true: a discussion", "true 为讨论"),
    ("matter.introduction", "what the agenda says beside the motion, as a sentence", "议程中的报告或说明（成句）"),
    ("matter.summary", "what the agenda says in short", "议程概要"),
    ("matter.presenter", "who presented it", "主讲人"),
    ("matter.topics[]", "its topics", "内容"),
    ("discussions[]", "titles of what was discussed without a vote", "讨论题目"),
    ("actions[].ref", "reference of an action, a1", "工作编号，如a1"),
    ("actions[].text", "what is to be done, by whom, until when", "后续工作（成句）"),
    ("actions[].plan", "the same, as a sentence goes on", "后续工作（用于句中）"),
    ("followup[].ref", "an action of the last session, a1", "上次会议议定的工作"),
    ("followup[].text", "it, with what has become of it", "上次会议议定的工作及落实情况（成句）"),
    ("corrections[].text", "a change of the minutes since they were confirmed", "纪要确认后的更正（成句）"),
    ("visits[].host", "who was visited", "接待单位"),
    ("visits[].start", "first day, ISO", "开始日期"),
    ("visits[].end", "last day, ISO", "结束日期"),
    ("visits[].headcount", "number of persons", "人数"),
    ("visits[].received_by", "who received them", "接待人"),
    ("visits[].sites[]", "what they saw", "参观地点"),
    ("visits[].topics[]", "what they talked about", "交流内容"),
    ("visits[].sentence", "all of that, as sentences", "以上内容（成句）"),
    ("visits[].summary", "in short", "概要"),
    ("sources[].text", "where what is told comes from, as a sentence names it", "出处（成句）"),
    ("sources[].kind", "what the source is", "出处类型"),
    ("sources[].title", "its title", "出处标题"),
    ("sources[].date", "its day", "出处日期"),
    ("sources[].place", "where it is found", "出处所在"),
    ("sources[].document", "reference of the document that is kept of it", "所存文件的编号"),
    ("sources[].news", "true: a source of what a bulletin tells, and not of what it leaves out", "true 表示简报可引用（不涉及出缺席与未通过的议题）"),
    ("next.ref", "the next session of the body, if one is recorded; else next is none", "下次会议（未记录时 `next` 为空）"),
    ("next.name", "its name", "下次会议全称"),
    ("next.days", "its days", "下次会议日期"),
    ("next.place", "its place", "下次会议地点"),
    ("seats[].n", "in papers for the table: who has a seat, by rank; a running number", "签到表等：有席位的单位，按身份排序的序号"),
    ("seats[].organization", "the organization", "单位"),
    ("seats[].class", "its class", "身份"),
    ("seats[].who", "who speaks for it", "代表"),
    ("items[].n", "the agenda with the motions: a running number", "议程（含议题）的序号"),
    ("items[].title", "title of the item", "事项"),
    ("items[].kind", "what it is", "类别"),
    ("items[].presenter", "who presents or moves it", "报告人"),
    ("items[].motion", "true: it is put to the vote", "true 表示提请表决"),
    ("documents[]", "titles of the documents kept with the session", "本次会议所存文件"),
    ("call.planned", "true: the session is still to come", "true 表示尚未召开"),
    ("call.by_letter", "true: by correspondence", "true 表示通讯会议"),
    ("call.notified", "day of the notice", "通知日期"),
    ("call.deadline", "last day for replies", "回复截止日"),
    ("call.due", "how many seats there are", "应到家数"),
    ("call.proxies", "what a written proxy is good for, as a sentence", "书面委托的效力（成句）"),
    ("call.admits_proxies", "true: a written proxy counts for something", "true 表示书面委托有效"),
    ("ballot.election", "of a paper about one motion; true: an election", "议题文书：true 为选举"),
    ("ballot.seats", "seats to be filled", "应选名额"),
    ("ballot.form", "as many candidates as seats, or more", "等额选举、差额选举"),
    ("ballot.secret", "true: by secret ballot", "true 为无记名"),
    ("ballot.signed", "true: by roll call, with the voter's name", "true 为记名"),
    ("ballot.rule", "what the rule asks, as a sentence", "通过条件（成句）"),
    ("ballot.tellers[]", "who counts the ballots", "监票人、计票人"),
    ("ballot.candidates[].n", "a candidate's number", "候选人序号"),
    ("ballot.candidates[].name", "the name", "候选人"),
    ("ballot.candidates[].organization", "the organization", "单位"),
    ("ballot.candidates[].role", "the office", "职位"),
    ("report.year", "in the report of a year: the year", "年度报告：年度"),
    ("report.alliance", "the alliance", "联盟名称"),
    ("report.on", "the day of the figures", "数据截止日"),
    ("report.total", "members", "成员总数"),
    ("report.classes[].class", "a class", "身份"),
    ("report.classes[].members", "its members", "该身份成员数"),
    ("report.provinces[].province", "a province", "省份"),
    ("report.provinces[].members", "its members", "该省成员数"),
    ("report.joined[].name", "who joined", "新增成员"),
    ("report.joined[].class", "as what", "身份"),
    ("report.joined[].on", "from when on", "起始日"),
    ("report.joined[].reason", "none", "空"),
    ("report.left[].name", "who left", "退出成员"),
    ("report.left[].class", "what it was", "原身份"),
    ("report.left[].on", "its last day", "末日"),
    ("report.left[].reason", "why", "原因"),
    ("report.officers[].role", "an office", "职位"),
    ("report.officers[].person", "who holds it", "任职人"),
    ("report.officers[].organization", "of which organization", "单位"),
    ("report.officers[].from", "since when", "起始"),
    ("report.officers[].until", "until when", "截止"),
    ("report.sessions[].ref", "a session", "会议编号"),
    ("report.sessions[].name", "its name", "会议全称"),
    ("report.sessions[].days", "its days", "日期"),
    ("report.sessions[].place", "where", "地点"),
    ("report.attendance[].organization", "who", "单位"),
    ("report.attendance[].due", "sessions at which it had a seat", "应到次数"),
    ("report.attendance[].present", "at which it was there", "实到次数"),
    ("report.attendance[].leave", "on leave", "请假次数"),
    ("report.attendance[].absent", "absent", "缺席次数"),
    ("report.attendance[].rate", "part of them", "出席率"),
    ("report.decisions[].ref", "a decision", "决议编号"),
    ("report.decisions[].title", "its title", "决议"),
    ("report.decisions[].on", "its day", "日期"),
    ("report.decisions[].replaced_by", "the vote that has replaced it since", "取代它的表决"),
    ("report.visits[].host", "who was visited", "接待单位"),
    ("report.visits[].on", "when", "日期"),
    ("report.visits[].headcount", "how many came", "人数"),
    ("report.activities[].name", "an activity", "活动"),
    ("report.activities[].on", "when", "日期"),
    ("audit.term", "in the audit of a term: the term", "换届审查：届"),
    ("audit.alliance", "the alliance", "联盟名称"),
    ("audit.start", "its first day", "起始"),
    ("audit.end", "its last day", "届满"),
    ("audit.deferred_until", "the last day to which the re-election may be deferred", "最迟延期至"),
    ("audit.officers[].role", "an office", "职位"),
    ("audit.officers[].person", "who holds it", "任职人"),
    ("audit.officers[].organization", "of which organization", "单位"),
    ("audit.officers[].from", "since when", "起始"),
    ("audit.officers[].until", "until when", "截止"),
    ("audit.sessions[].ref", "a session", "会议编号"),
    ("audit.sessions[].name", "its name", "会议全称"),
    ("audit.sessions[].days", "its days", "日期"),
    ("audit.sessions[].place", "where", "地点"),
    ("audit.findings[].rule", "the rule that finds something", "规则"),
    ("audit.findings[].ref", "of which record", "所涉记录"),
    ("audit.findings[].text", "what it finds", "说明"),
    ("audit.findings[].election", "true: it says what the next election asks", "true 表示下次换届选举的要求"),
    ("stamp", "the journal's newest entry with its hash", "登记库日志末条编号及其哈希"),
];

/// What the dialect has beside Jinja.
const SIGNS: &[(&str, &str, &str)] = &[
    ("# ", "title; two lines of it are one title, broken where it is too long", "标题；相连两行合为一个标题，过长时在此换行"),
    ("## , ### ", "headings", "一级、二级标题"),
    ("+ ", "a line with a label, up to the colon", "带标签的一行，标签至冒号为止"),
    ("- ", "an item of a list", "列表项"),
    ("= ", "in the middle", "居中"),
    (">> ", "at the right: who signs, and the day", "右侧落款：署名、日期"),
    ("> ", "small print at the end", "文末小字"),
    ("| a | b |", "a row of a table; the first of several heads it", "表格的一行，首行为表头"),
    ("**…**", "bold", "加粗"),
];

/// The comment at the top of a template that is handed out: the dialect and the fields.
pub fn introduction(lang: Lang) -> String {
    let head = lang.word(
        "A template in Jinja's language. A line begins with one of these signs, else it is a paragraph:",
        "模板使用 Jinja 语法。行首记号如下，无记号即为段落：",
    );
    let fields = lang.word(
        "The fields. Each member of a list is named by a loop: {% for one in actions %}{{ one.text }}{% endfor %}\n\
         Also | numeral: 3 as 三. `include` takes the built-in templates alone, as \"minutes.en.md\".",
        "可用字段如下。列表须用循环逐项引用：{% for one in actions %}{{ one.text }}{% endfor %}\n\
         另有 `| numeral`：3 写作“三”。`include` 只能引用内置模板，如 \"minutes.zh.md\"。",
    );
    let row = |(name, en, zh): &(&str, &str, &str)| format!("  {name:34}{}\n", lang.word(en, zh));
    let (signs, all) = (SIGNS.iter().map(row), FIELDS.iter().map(row));
    format!("{{#\n{head}\n{}{fields}\n{}#}}\n", signs.collect::<String>(), all.collect::<String>())
}

/// Everything that can be named, each list with one member, each text with something in it: with this a template is
/// filled in on trial, so that an unknown field shows where there is nothing yet to tell.
pub fn specimen() -> Value {
    let mut all = Map::new();
    for (path, ..) in FIELDS {
        let parts: Vec<&str> = path.split('.').collect();
        put(&mut all, &parts);
    }
    let matter = all.get("matter").cloned().unwrap_or_default();
    all.insert("matters".into(), json!([matter]));
    Value::Object(all)
}

fn put(into: &mut Map<String, Value>, path: &[&str]) {
    let Some((first, rest)) = path.split_first() else { return };
    let (key, list) = match first.strip_suffix("[]") {
        Some(key) => (key, true),
        None => (*first, false),
    };
    if rest.is_empty() {
        let leaf = json!("1");
        into.insert(key.into(), if list { json!([leaf]) } else { leaf });
        return;
    }
    let empty = || if list { json!([{}]) } else { json!({}) };
    let held = into.entry(key).or_insert_with(empty);
    let inner = if list { held.get_mut(0) } else { Some(held) };
    if let Some(Value::Object(inner)) = inner {
        put(inner, rest);
    }
}

/// The words that fields are called by, for a mistyped one.
pub fn words() -> Vec<&'static str> {
    let mut all: Vec<&str> =
        FIELDS.iter().flat_map(|(path, ..)| path.split('.')).map(|word| word.trim_end_matches("[]")).collect();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specimen_has_what_the_table_says() {
        let all = specimen();
        assert_eq!(all["matters"][0]["candidates"][0]["name"], "1");
        assert_eq!(all["attendance"]["blocks"][0]["names"][0], "1");
        assert!(words().contains(&"signed_by"));
    }
}
