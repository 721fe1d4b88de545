//! Words that people type for a command that is called otherwise: each is met with the command to type.

use super::{commands::is_command, declare::is_valued, verbs::TOPICS};
use crate::{error::Message, model::command, say};

/// A right word, with what people type for it.
type Words = (&'static str, &'static [&'static str]);

/// Commands and nouns.
const COMMANDS: &[Words] = &[
    ("org", &["organization", "organisation", "unit", "institution", "单位", "组织"]),
    ("member", &["membership", "roster", "成员", "会员", "会籍", "名册"]),
    ("person", &["people", "人员", "人", "联系人员"]),
    ("contact", &["phonebook", "联系人", "通讯录", "联络人"]),
    ("office", &["officer", "position", "职务", "任职"]),
    ("body", &["bodies", "committee", "机构"]),
    ("rule", &["规则", "表决规则"]),
    ("term", &["届", "届次"]),
    ("session", &["meeting", "conference", "会议", "会"]),
    ("motion", &["proposal", "matter", "议题", "议案"]),
    ("vote", &["ballot", "poll", "表决", "投票"]),
    ("visit", &["考察", "走访"]),
    ("action", &["task", "工作", "后续工作", "任务"]),
    ("activity", &["activities", "event", "活动"]),
    ("document", &["doc", "file", "attachment", "文件", "附件"]),
    ("minutes", &["minute", "protocol", "纪要", "会议纪要"]),
    ("bulletin", &["news", "简报", "新闻稿", "通讯稿"]),
    ("resolution", &["决议"]),
    ("calendar", &["日历", "日程"]),
    ("site", &["website", "web", "网页", "网站"]),
    ("search", &["find", "grep", "lookup", "搜索", "查找", "检索"]),
    ("stats", &["statistics", "stat", "统计"]),
    ("check", &["verify", "validate", "lint", "检查", "核对"]),
    ("log", &["history", "journal", "日志", "历史"]),
    ("undo", &["revert", "rollback", "撤销", "撤回"]),
    ("import", &["load", "导入"]),
    ("export", &["save", "dump", "导出"]),
    ("apply", &["take", "录入"]),
    ("record", &["记录"]),
    ("template", &["form", "模板"]),
    ("backup", &["备份"]),
    ("restore", &["recover", "恢复", "还原"]),
    ("copy", &["clone", "migrate", "复制"]),
    ("about", &["info", "alliance", "联盟", "概况"]),
    ("help", &["帮助", "usage"]),
    ("init", &["setup", "initialize", "initialise", "初始化"]),
];

/// Verbs of any noun.
const VERBS: &[Words] = &[
    (
        "add",
        &["new", "create", "insert", "register", "append", "make", "新增", "添加", "增加", "新建", "登记", "录入", "加"],
    ),
    ("remove", &["delete", "del", "rm", "erase", "drop", "destroy", "删除", "移除", "去除", "删"]),
    ("list", &["ls", "lists", "all", "index", "列表", "列出", "清单", "名单", "全部"]),
    ("edit", &["update", "set", "modify", "change", "alter", "correct", "amend", "修改", "更改", "编辑", "更新", "更正"]),
    (
        "show",
        &["view", "get", "display", "info", "detail", "details", "describe", "open", "cat", "查看", "显示", "详情"],
    ),
    ("rename", &["更名", "改名"]),
    ("merge", &["combine", "合并", "并入"]),
    ("leave", &["quit", "resign", "withdraw", "expel", "退会", "退出", "除名"]),
];

/// Verbs of one noun.
const OWN: &[(&str, &[Words])] = &[
    (
        "member",
        &[
            ("add", &["join", "admit", "入会"]),
            ("apply", &["application", "申请", "入会申请"]),
            ("class", &["promote", "demote", "upgrade", "身份", "变更身份"]),
            ("leave", &["end"]),
        ],
    ),
    ("person", &[("post", &["appoint", "office", "title", "任职"]), ("forget", &["anonymize", "anonymise", "抹去", "遗忘"])]),
    ("contact", &[("end", &["stop", "finish", "close", "终止"])]),
    (
        "session",
        &[
            ("attend", &["attendance", "signin", "出席", "签到"]),
            ("agenda", &["item", "议程"]),
            ("roll", &["seats", "席位", "名册"]),
        ],
    ),
    ("vote", &[("record", &["cast", "tally", "count", "enter", "投票"])]),
    ("action", &[("done", &["finish", "complete", "close", "完成", "办结"])]),
    ("document", &[("add", &["upload", "attach", "上传"]), ("save", &["download", "export", "extract", "导出", "另存"])]),
];

/// What does it where a noun has no such verb.
const ELSEWHERE: &[(&str, &str, [&str; 2])] = &[
    ("vote", "add", ["vote", "record"]),
    ("vote", "edit", ["vote", "record"]),
    ("member", "edit", ["org", "edit"]),
    ("member", "rename", ["org", "rename"]),
    ("member", "merge", ["org", "merge"]),
    ("org", "leave", ["member", "leave"]),
    ("office", "add", ["person", "post"]),
    ("office", "edit", ["person", "post"]),
    ("office", "remove", ["person", "post"]),
    ("office", "show", ["office", "list"]),
    ("body", "show", ["body", "list"]),
    ("rule", "show", ["rule", "list"]),
    ("term", "show", ["term", "list"]),
    ("document", "show", ["document", "save"]),
    ("person", "rename", ["person", "edit"]),
    ("body", "rename", ["body", "edit"]),
];

/// The right word for one that was typed: itself, or what it is among the words.
fn right<'w>(words: &[Words], typed: &str) -> Option<&'w str> {
    words.iter().find(|(right, typed_for)| *right == typed || typed_for.contains(&typed)).map(|(right, _)| *right)
}

/// The command that a word means: its own, or what people type for it, in the plural too.
fn meant(typed: &str) -> Option<&'static str> {
    let known = |word: &str| is_command(word).or_else(|| right(COMMANDS, word));
    known(typed).or_else(|| known(typed.strip_suffix('s')?)).or_else(|| known(typed.strip_suffix("es")?))
}

/// The noun and verb that do what was typed of a noun.
fn doing(noun: &'static str, typed: &str) -> Option<[&'static str; 2]> {
    let topic = TOPICS.iter().find(|topic| topic.noun == noun)?;
    let has = |verb: &str| {
        let asks = topic.asks.iter().map(|asks| asks.verb);
        asks.chain(topic.writes.iter().map(|writes| writes.verb)).find(|one| *one == verb)
    };
    let own = OWN.iter().find(|(of, _)| *of == noun).and_then(|(_, words)| right(words, typed));
    let verb = has(typed).or(own).or_else(|| right(VERBS, typed))?;
    let elsewhere = || ELSEWHERE.iter().find(|(of, wrong, _)| (*of, *wrong) == (noun, verb)).map(|(.., right)| *right);
    has(verb).map(|verb| [noun, verb]).or_else(elsewhere)
}

/// The places of the first two words that are no options of the whole program.
fn first_two(words: &[String]) -> (Option<usize>, Option<usize>) {
    let (mut found, mut at) = (Vec::new(), 0);
    while found.len() < 2 {
        match words.get(at) {
            None => break,
            Some(word) if is_valued(word) => at += 1,
            Some(word) if word.starts_with('-') => {}
            Some(_) => found.push(at),
        }
        at += 1;
    }
    (found.first().copied(), found.get(1).copied())
}

/// The words of a command line as they are to be typed, where the command or the verb in them has another name, or
/// stands before its noun. Secrets are for the caller to leave out.
pub fn mended(words: &[String]) -> Option<Vec<String>> {
    let (first, second) = first_two(words);
    let first = first?;
    let typed = words.get(first)?.to_lowercase();
    let next = second.and_then(|at| words.get(at)).map(|word| word.to_lowercase());
    let noun = meant(&typed);
    let is_noun = |word: &&str| TOPICS.iter().any(|topic| topic.noun == *word);
    let by_noun = || Some(noun.filter(is_noun)?).zip(next.as_deref()).and_then(|(noun, next)| doing(noun, next));
    // `add member 甲`
    let turned = || meant(next.as_deref()?).filter(is_noun).and_then(|noun| doing(noun, &typed));
    let put = |at: Option<usize>, right: &str, words: &mut Vec<String>| {
        if let Some(word) = at.and_then(|at| words.get_mut(at)) {
            *word = right.to_string();
        }
    };
    let mut mended = words.to_vec();
    if let Some([noun, verb]) = by_noun().or_else(turned) {
        put(Some(first), noun, &mut mended);
        put(second, verb, &mut mended);
    } else if let Some(noun) = noun {
        put(Some(first), noun, &mut mended);
    } else if next.is_none() && right(VERBS, &typed) == Some("add") {
        put(Some(first), "init", &mut mended);
    }
    (mended != words).then_some(mended)
}

/// What to type instead of a command line whose command or verb is called otherwise.
pub fn hint(words: &[String]) -> Option<Message> {
    let mut line = mended(words)?;
    // A list takes no name: of what cannot be shown one by one, all is listed.
    let (_, verb) = first_two(&line);
    if let Some(verb) = verb.filter(|at| line.get(*at).is_some_and(|verb| verb == "list"))
        && line.get(verb + 1).is_some_and(|word| !word.starts_with('-'))
    {
        line.remove(verb + 1);
    }
    let line = command::join(line);
    Some(say!("write `alliance {line}`", "请写 `alliance {line}`"))
}

/// How to ask for one record, where a list was given a name beside its options.
pub fn one_of_a_list(words: &[String]) -> Option<Message> {
    let (first, second) = first_two(words);
    let (noun, verb) = (words.get(first?)?, words.get(second?)?);
    let name = words.get(second? + 1).filter(|word| verb == "list" && !word.starts_with('-'))?;
    let name = command::join([name]);
    let topic = TOPICS.iter().find(|topic| topic.noun == noun && topic.asks.iter().any(|asks| asks.verb == "show"))?;
    let noun = topic.noun;
    Some(say!(
        "for one record write `alliance {noun} show {name}`, or look it up by `alliance search {name}`",
        "查看其中一条请写 `alliance {noun} show {name}`，查找请用 `alliance search {name}`"
    ))
}

/// The verbs of the noun that the words begin with.
pub fn verbs(words: &[String]) -> Option<Message> {
    let noun = words.get(first_two(words).0?)?;
    let topic = TOPICS.iter().find(|topic| topic.noun == noun)?;
    let asks = topic.asks.iter().map(|asks| asks.verb);
    let all: Vec<&str> = asks.chain(topic.writes.iter().map(|writes| writes.verb)).collect();
    let (en, zh) = (all.join(", "), all.join("、"));
    Some(say!("{noun} has the verbs {en}", "{noun} 可用的动词：{zh}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_word_is_met_with_the_command_to_type() {
        for (typed, right) in [
            ("member new 甲 --class council", "member add 甲 --class council"),
            ("member create 甲", "member add 甲"),
            ("org delete 甲", "org remove 甲"),
            ("org del 甲", "org remove 甲"),
            ("org rm 甲", "org remove 甲"),
            ("member ls --all", "member list --all"),
            ("org update 甲 city=合肥", "org edit 甲 city=合肥"),
            ("org set 甲 city=合肥", "org edit 甲 city=合肥"),
            ("session modify 2-3", "session edit 2-3"),
            ("session change 2-3", "session edit 2-3"),
            ("person view 张三", "person show 张三"),
            ("person get 张三", "person show 张三"),
            ("member 新增 甲", "member add 甲"),
            ("会员 新增 甲", "member add 甲"),
            ("单位 删除 甲", "org remove 甲"),
            ("meeting list", "session list"),
            ("meetings ls", "session list"),
            ("members list", "member list"),
            ("people", "person"),
            ("activities list", "activity list"),
            ("bodies list", "body list"),
            ("organizations show 甲", "org show 甲"),
            ("add member 甲", "member add 甲"),
            ("list members", "member list"),
            ("--lang zh new session 2-4", "--lang zh session add 2-4"),
            ("member --lang zh new 甲", "member --lang zh add 甲"),
            ("member update 甲 city=合肥", "org edit 甲 city=合肥"),
            ("vote add 2-3/1 --yes 9", "vote record 2-3/1 --yes 9"),
            ("office add 张三 --title 秘书长", "person post 张三 --title 秘书长"),
            ("action finish a1", "action done a1"),
            ("member expel 甲", "member leave 甲"),
            ("会议纪要 2-3", "minutes 2-3"),
            ("find 张", "search 张"),
            ("Member List", "member list"),
            ("new", "init"),
        ] {
            let words = command::split(typed);
            let wanted = command::split(right);
            assert_eq!(mended(&words), Some(wanted), "{typed}");
        }
        for typed in ["member list", "xyzzy", "", "--db", "member xyzzy 甲", "org"] {
            assert_eq!(mended(&command::split(typed)), None, "{typed}");
        }
    }

    #[test]
    fn what_is_told_to_type_is_there() {
        let whole = crate::cli::whole(crate::lang::Lang::En);
        let there = |noun: &str, verb: &str| {
            let noun = whole.find_subcommand(noun).unwrap_or_else(|| panic!("{noun}"));
            verb.is_empty() || noun.find_subcommand(verb).is_some()
        };
        for (command, typed) in COMMANDS {
            assert!(there(command, ""), "{command}");
            for word in *typed {
                assert!(whole.find_subcommand(word).is_none(), "{word} is a command");
            }
        }
        for (noun, words) in OWN {
            assert!(words.iter().all(|(verb, _)| there(noun, verb)), "{noun}");
        }
        for (noun, verb, [right, does]) in ELSEWHERE {
            assert!(there(right, does) && !there(noun, verb), "{noun} {verb}");
        }
    }
}
