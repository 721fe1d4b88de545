//! Lists that are no list to import: what they tell is reckoned, or gathered from other records. An import knows them
//! by their headings, which stay with a file whatever it is called and whatever program saved it.

use super::sheet::heading_word;

/// Such a list.
#[derive(Debug)]
pub struct Answer {
    /// The noun whose labels its keys have.
    pub noun: &'static str,
    /// The command that gives it.
    pub command: &'static str,
    /// What it is: English, Chinese.
    pub what: (&'static str, &'static str),
    /// The list that holds what such a list is about, as it is recorded.
    pub recorded: &'static str,
    /// Its keys, each with its heading in a file that is handed round: English, Chinese. What is reckoned is headed
    /// otherwise than what is recorded. `ref` is left out, for many lists have it.
    columns: &'static [(&'static str, &'static str, &'static str)],
}

/// The key that tells of a rule whether it is one of the charter, and not the alliance's own, with its headings.
pub const PRESET: (&str, &str, &str) = ("preset", "from the charter", "章程预设");

/// Whether a heading is that of [`PRESET`].
pub fn is_preset(heading: &str) -> bool {
    let (key, en, zh) = PRESET;
    let word = heading_word(heading);
    word.is_some() && [key, en, zh].iter().any(|own| heading_word(own) == word)
}

const fn key(key: &'static str) -> (&'static str, &'static str, &'static str) {
    (key, key, key)
}

static ANSWERS: &[Answer] = &[
    Answer {
        noun: "vote",
        command: "vote list",
        what: ("results of votes", "表决结果"),
        recorded: "motions",
        columns: &[
            ("code", "code", "代码"),
            ("title", "title", "议题"),
            ("kind", "kind", "类别"),
            ("session", "session", "会议"),
            ("on", "on", "日期"),
            ("outcome", "result", "表决结果"),
            ("computed", "computed", "核算结果"),
            ("unanimous", "passed unanimously", "全票通过"),
            ("yes", "votes for", "赞成票"),
            ("no", "votes against", "反对票"),
            ("abstain", "abstentions", "弃权票"),
            ("invalid", "invalid ballots", "无效票"),
        ],
    },
    Answer {
        noun: "office",
        command: "office list",
        what: ("holders of offices", "任职名单"),
        recorded: "posts",
        columns: &[
            ("role", "office", "任职"),
            ("person", "holder", "任职人"),
            ("organization", "holder's organization", "任职人单位"),
            ("term", "term", "届"),
            ("from", "from", "起始"),
            ("until", "until", "截止"),
        ],
    },
    Answer {
        noun: "roll",
        command: "session roll",
        what: ("who was there and may vote", "席位名册"),
        recorded: "attendance",
        columns: &[
            ("organization", "organization", "单位"),
            ("class", "class on the day", "当日身份"),
            ("seat", "seat", "席位"),
            ("presence", "presence", "到会情况"),
            ("proxy", "proxy held by", "受托单位"),
            ("quorum", "quorum", "计入实到"),
            ("vote", "may vote", "可表决"),
            ("reason", "why not", "原因"),
            ("ballot", "ballot", "表决"),
        ],
    },
    Answer {
        noun: "todo",
        command: "todo",
        what: ("what is due", "待办事项"),
        recorded: "actions",
        columns: &[
            ("kind", "kind", "类别"),
            ("text", "what", "待办内容"),
            ("due", "due", "期限"),
            ("overdue", "overdue", "逾期"),
        ],
    },
    Answer {
        noun: "arrears",
        command: "dues list --arrears",
        what: ("dues that are not paid", "欠缴会费"),
        recorded: "payments",
        columns: &[
            ("organization", "organization in arrears", "欠缴单位"),
            ("year", "year owed", "所欠年度"),
            ("amount", "asked", "应缴（元）"),
            ("paid", "paid", "已缴（元）"),
            ("owing", "left to pay", "尚欠（元）"),
            ("due", "due", "期限"),
            ("overdue", "overdue", "逾期"),
        ],
    },
    Answer {
        noun: "decision",
        command: "decision list",
        what: ("decisions", "决议清单"),
        recorded: "motions",
        columns: &[
            ("ref", "decision", "决议编号"),
            ("title", "matter decided", "决议事项"),
            ("on", "decided on", "决议日期"),
            ("in_force", "in force", "是否有效"),
            ("replaced_by", "replaced by", "由何取代"),
            ("amended_by", "amended by", "由何修改"),
        ],
    },
    Answer {
        noun: "stats attendance",
        command: "stats attendance",
        what: ("figures of attendance", "出席统计"),
        recorded: "attendance",
        columns: &[
            key("organization"),
            key("due"),
            key("present"),
            key("leave"),
            key("absent"),
            key("rate"),
            key("proxy"),
            key("unknown"),
            key("absent_in_a_row"),
        ],
    },
    Answer {
        noun: "stats visits",
        command: "stats visits",
        what: ("figures of visits", "考察统计"),
        recorded: "visits",
        columns: &[key("organization"), key("member"), key("visits"), key("last")],
    },
];

/// The heading of a key in a file that is handed round, where it is another than on the screen: English, Chinese.
pub fn handed_heading(noun: &str, key: &str) -> Option<(&'static str, &'static str)> {
    let answer = ANSWERS.iter().find(|answer| answer.noun == noun)?;
    answer.columns.iter().find(|(own, ..)| *own == key).map(|(_, en, zh)| (*en, *zh))
}

/// Which of these lists has the most of some headings, and how many of them; none where it has fewer than half.
pub fn answered(headings: &[&str]) -> Option<(&'static Answer, usize)> {
    let words: Vec<String> = headings.iter().filter_map(|heading| heading_word(heading)).collect();
    let has = |answer: &Answer| {
        let is = |word: &str, (key, en, zh): &(&str, &str, &str)| {
            [key, en, zh].iter().any(|own| heading_word(own).is_some_and(|own| own == word))
        };
        answer.columns.iter().filter(|column| words.iter().any(|word| is(word, column))).count()
    };
    let found = ANSWERS.iter().map(|answer| (answer, has(answer))).rev().max_by_key(|(_, n)| *n)?;
    (found.1 > 1 && found.1 * 2 >= words.len()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn such_a_list_is_known_by_its_headings_in_either_language_and_a_list_in_is_none() {
        for answer in ANSWERS {
            for lang in 0..3 {
                let heads: Vec<&str> = answer.columns.iter().map(|(key, en, zh)| [*key, *en, *zh][lang]).collect();
                let found = answered(&heads).map(|(found, n)| (found.noun, n));
                assert_eq!(found, Some((answer.noun, heads.len())), "{heads:?}");
                // Some of them, with a column that somebody has added.
                let some = [&heads[..2], &["备注"]].concat();
                assert!(answered(&some).is_some_and(|(_, n)| n == 2), "{some:?}");
            }
            assert!(crate::noun::sheet(answer.recorded).is_some(), "{}", answer.recorded);
        }
        // What an export writes is explained by its own list at least as well.
        for sheet in crate::noun::sheets() {
            let heads: Vec<&str> = sheet.columns.iter().map(|column| column.key).collect();
            assert!(answered(&heads).is_none_or(|(_, n)| n < heads.len()), "{}", sheet.name);
        }
        assert!(answered(&["单位名称", "身份", "联系人"]).is_none());
        assert!(answered(&[]).is_none());
    }
}
