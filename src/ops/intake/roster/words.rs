//! The words of a roster's cells: classes as people call them, and what marks a row that is no member.

use crate::model::{
    text::{fold, half_width},
    traditional::simplified,
    words::CLASSES,
};

/// What says of a row that it is no member, without what does not tell words apart.
pub(super) const GONE: &[&str] = &[
    "已退出", "退出", "已退会", "退会", "除名", "已除名", "注销", "已注销", "终止", "已终止", "ended", "left", "申请中", "拟加入", "待批",
    "待审批", "applicant",
];

/// What says of a row that it is that of a member still, in the same form.
pub(super) const STANDING: &[&str] = &[
    "", "在册", "在籍", "在会", "在盟", "在任", "正常", "有效", "存续", "现有", "会员", "成员", "现成员", "现会员", "正式", "正式会员", "正式成员", "已加入",
    "已入会", "已批准", "活跃", "是", "√", "✓", "active", "current", "member", "yes", "y", "valid", "ok",
];

/// What says of a whole list that it is of members of before.
const PAST: &[&str] = &[
    "往年", "往届", "历年", "历届", "历史", "以往", "以前", "过去", "原", "旧", "旧版", "作废", "退出", "已退出", "退会", "已退会", "退盟", "已退盟",
    "离会", "除名", "已除名", "注销", "已注销", "终止", "已终止", "former", "past", "history", "old", "archive", "archived", "ended", "left", "withdrawn",
];

/// The name of a list without what says that it is one of members.
fn bare_list(name: &str) -> String {
    let mut text: String = simplified(&fold(name)).chars().filter(|c| c.is_alphanumeric()).collect();
    for idle in ["名册", "名单", "花名册", "成员", "会员", "单位", "理事", "数据", "记录", "存档", "联盟", "members", "member", "roster", "list", "的", "表"] {
        text = text.replace(idle, "");
    }
    text
}

/// Whether a list is by its name of members of before: 往年, 已退出成员（2020）.
pub(super) fn is_of_the_past(name: &str) -> bool {
    let bare = bare_list(name);
    let words: String = bare.chars().filter(|c| !c.is_ascii_digit()).collect();
    let dated = words.strip_suffix('年').or_else(|| words.strip_prefix('年')).filter(|_| words.len() < bare.len());
    PAST.contains(&words.as_str()) || dated.is_some_and(|words| PAST.contains(&words))
}

/// The year that a list is called by: 2022年成员名单.
pub(in crate::ops::intake) fn year_of(name: &str) -> Option<u32> {
    let bare = bare_list(name);
    let year = bare.strip_suffix("年度").or_else(|| bare.strip_suffix('年')).unwrap_or(&bare);
    year.parse().ok().filter(|year| (1900..2200).contains(year))
}

/// The class that a text names, as people write it: 理事单位, 常务 理事单位, Vice President.
pub(super) fn class_word(text: &str) -> Option<&'static str> {
    let plain: String = simplified(&half_width(text)).chars().filter(|c| !c.is_whitespace()).collect();
    let bare = plain.strip_suffix("单位").unwrap_or(&plain);
    let bare = match bare {
        "普通会员" | "一般会员" | "单位会员" | "团体会员" | "普通成员" | "成员" | "普通" => "会员",
        "普通理事" | "理事会员" => "理事",
        "会长" | "主席" => "理事长",
        "副会长" | "副主席" => "副理事长",
        bare => bare,
    };
    let spaced = half_width(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let found = CLASSES.find(bare).or_else(|| CLASSES.find(&spaced)).or_else(|| CLASSES.find(&spaced.replace(' ', "-")));
    found.or_else(|| {
        let unit = spaced.to_lowercase();
        let unit = [" unit", " member"].iter().find_map(|end| unit.strip_suffix(*end))?.to_string();
        CLASSES.find(&unit).or_else(|| CLASSES.find(&unit.replace(' ', "-")))
    })
}

/// Whether a text heads a row of totals: 合计, 共计：12家.
pub(in crate::ops::intake) fn is_total(text: &str) -> bool {
    let text: String = fold(text).chars().filter(|c| !c.is_whitespace()).collect();
    let words = ["合计", "总计", "小计", "共计", "总数", "累计", "共", "subtotal", "total"];
    words.iter().find_map(|word| text.strip_prefix(*word)).is_some_and(|rest| {
        let counted = |c: char| ":(),.;家个所户名位单成员会理事".contains(c) || "members".contains(c);
        rest.chars().all(|c| c.is_ascii_digit() || counted(c))
            && (!rest.is_empty() || text != "共")
    })
}

/// Whether a line that stands alone is a note, and not a name.
pub(super) fn is_note(text: &str) -> bool {
    let text = fold(text);
    let notes = ["注", "备注", "说明", "以下空白", "填表", "制表", "审核", "联系人", "联系电话", "统计", "更新", "截至", "截止", "note", "source", "remark"];
    notes.iter().any(|note| text.starts_with(note)) || text.contains(':')
}

/// Whether a number may have been a year with its tenth month.
pub(super) fn is_cut_month(raw: &str) -> bool {
    raw.strip_suffix(".1").is_some_and(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))
}

/// A text on one line: a line end between Chinese characters parts nothing.
pub(in crate::ops::intake) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()) {
        let parts = |c: Option<char>| c.is_some_and(|c| c.is_ascii());
        if parts(out.chars().next_back()) && parts(part.chars().next()) {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// A text without the white space that people put between Chinese characters to make them fill a cell.
pub(in crate::ops::intake) fn tight(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut parted = false;
    for c in text.chars() {
        if c.is_whitespace() {
            parted = true;
            continue;
        }
        if parted && (c.is_ascii() || out.chars().next_back().is_some_and(|last| last.is_ascii())) && !out.is_empty() {
            out.push(' ');
        }
        out.push(c);
        parted = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_in_the_words_people_use() {
        for (text, want) in [
            ("理事长单位", Some("president")),
            ("副理事长单位", Some("vice-president")),
            ("常务理事单位", Some("standing")),
            ("常务 理事\n单位", Some("standing")),
            ("理事单位", Some("council")),
            ("常務理事單位", Some("standing")),
            ("理　事　单　位", Some("council")),
            ("会员单位", Some("member")),
            ("普通会员", Some("member")),
            ("观察员单位", Some("observer")),
            ("council", Some("council")),
            ("Council member", Some("council")),
            ("Vice President", Some("vice-president")),
            ("vice-president unit", Some("vice-president")),
            ("Standing council member", Some("standing")),
            ("秘书长单位", None),
            ("单位", None),
            ("", None),
        ] {
            assert_eq!(class_word(text), want, "{text}");
        }
    }

    #[test]
    fn lists_of_the_past_by_their_names() {
        for name in ["往年", "往年名单", "已退出", "已退出成员单位", "历史", "历史名册（2020）", "2020年退出单位", "Former members", "History", "歷史"] {
            assert!(is_of_the_past(name), "{name}");
        }
        for name in ["名册", "2024", "2024年成员名单", "历史文化联盟", "原子能园", "Sheet1", "Old Town Park", "现成员", "年"] {
            assert!(!is_of_the_past(name), "{name}");
        }
        for (name, want) in
            [("2022", Some(2022)), ("2022年", Some(2022)), ("2022年成员名单", Some(2022)), ("2024年度", Some(2024)), ("第2022号", None), ("名册", None)]
        {
            assert_eq!(year_of(name), want, "{name}");
        }
    }

    #[test]
    fn totals_and_notes_are_no_members() {
        for text in ["合计", "合 计", "合计：", "共计12家", "总计(25)", "Total", "total: 12", "共 12 家单位"] {
            assert!(is_total(text), "{text}");
        }
        for text in ["共青城科技园", "合计园", "总部基地", "共", "甲园", "Total Park"] {
            assert!(!is_total(text), "{text}");
        }
        assert!(is_note("注：以上为2024年数据") && is_note("填表人：王芳") && !is_note("甲大学科技园"));
        assert_eq!((one_line("甲大学\n科技园"), one_line("Science\r\nPark")), ("甲大学科技园".into(), "Science Park".into()));
        for (text, want) in
            [("张　三", "张三"), ("上海 理工大学", "上海理工大学"), ("IC 园", "IC 园"), ("Ann  Lee", "Ann Lee"), (" a ", "a")]
        {
            assert_eq!(tight(text), want);
        }
        assert!(is_cut_month("2021.1") && !is_cut_month("'2021.1") && !is_cut_month("2021.11") && !is_cut_month("12021.1"));
    }
}
