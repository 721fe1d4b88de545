//! Persons, the posts they hold and the offices of the alliance.

use serde::Serialize;

use super::{
    day::Day,
    facts::Facts,
    organization::OrganizationRef,
    text::{fold, half_width},
    words::{ROLES, Role},
};

/// The office of the alliance that a title is by itself: 理事长, 副理事长, 秘书长, 监事 and what is one of them in other
/// words. A deputy secretary-general or an honorary president is none.
pub fn office_of(title: &str) -> Option<Role> {
    let title = fold(title);
    let bare = title.trim_start_matches('本').trim_start_matches("联盟").trim_start_matches("理事会");
    let role = match bare {
        "常务副理事长" => Role::VicePresident,
        "监事长" | "监事会主席" => Role::Supervisor,
        _ => Role::from_code(ROLES.find(bare)?)?,
    };
    (role != Role::Other).then_some(role)
}

/// What people write where they do not know a name yet, or where there is none.
const NOBODY: &[&str] = &[
    "待定", "待补", "待补充", "待确认", "未定", "暂缺", "空缺", "暂无", "无", "无人", "不详", "未知", "tbd", "tba", "n/a", "none", "unknown", "?", "？", "-", "—", "/",
];

/// Whether a text stands where a name would and names nobody.
pub fn is_nobody(text: &str) -> bool {
    let text = fold(text);
    NOBODY.iter().any(|word| *word == text)
}

/// What stands behind a name as people address somebody: 张伟主任.
const ADDRESSED: &[&str] = &[
    "副主任", "主任", "副总经理", "总经理", "副经理", "经理", "副院长", "院长", "副校长", "校长", "副教授", "教授", "副处长", "处长", "副书记", "书记",
    "副理事长", "理事长", "副秘书长", "秘书长", "董事长", "副会长", "会长", "主席", "副部长", "部长", "副科长", "科长", "所长", "园长", "总监", "总裁",
    "副园长", "副所长", "老师", "先生", "女士", "同志",
];

/// Titles that stand alone where a name would, beside those.
const TITLES: &[&str] = &["秘书", "监事", "监事长", "负责人", "联系人", "代表", "主管", "助理", "专员", "干事", "研究员", "工程师", "高级工程师", "常务副主任", "常务副院长"];

/// What stands where the name of one person would, and is more or less than that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Odd {
    /// Several names: 张三/李四, 王五 李六.
    Several,
    /// A number, of a phone.
    Digits,
    /// A name, and others beside it who are not named: 赵某等3人.
    Others(String),
    /// A title alone.
    Title,
    /// A name and its title: 吴芳 主任.
    Titled(String, String),
}

fn is_title(text: &str) -> bool {
    ADDRESSED.contains(&text) || TITLES.contains(&text) || office_of(text).is_some()
}

fn is_chinese(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}'))
}

/// What a text is that stands where one name would, where that is no plain name.
pub fn odd(text: &str) -> Option<Odd> {
    let text = half_width(text.trim());
    let text = &*text;
    if text.starts_with("匿名-") {
        return None;
    }
    if let Some(bare) = before_others(text) {
        return Some(Odd::Others(bare.to_owned()));
    }
    if text.chars().filter(char::is_ascii_digit).count() >= 5 {
        return Some(Odd::Digits);
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    if let [name, title] = parts[..]
        && name.chars().count() >= 2
        && is_title(title)
    {
        return Some(Odd::Titled(name.to_owned(), title.to_owned()));
    }
    if is_title(text) {
        return Some(Odd::Title);
    }
    let names = parts.len() > 1 && parts.iter().all(|part| (2..=4).contains(&part.chars().count()) && is_chinese(part));
    (names || text.contains('/')).then_some(Odd::Several)
}

/// What stands before 等, 等3人 or 等人 at the end of a text.
fn before_others(text: &str) -> Option<&str> {
    let (bare, rest) = text.rsplit_once('等')?;
    let number: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
    let counted = number.strip_suffix(['人', '位', '名']).or_else(|| number.strip_suffix("同志"));
    let is_count = |number: &str| number.is_empty() || number.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十两几多".contains(c));
    let bare = bare.trim_end();
    let is_open = number.is_empty() || counted.is_some_and(is_count);
    (is_open && (bare.is_empty() || bare.chars().count() >= 2)).then_some(bare)
}

/// The name in a name with a title behind it, without brackets; `None` where none stands there.
pub fn without_title(name: &str) -> Option<&str> {
    let bare = ADDRESSED.iter().find_map(|title| name.strip_suffix(title))?.trim_end();
    (bare.chars().count() >= 2).then_some(bare)
}

/// A name with a remark in brackets behind it, as people write a title (张伟（主任）) or say who is a woman (周涛（女）): the
/// name, and the remark where it is a title. `None` of a name without brackets, and where the brackets are the name's
/// own (Robert (Bob) Smith).
pub fn bracketed(text: &str) -> Option<(&str, Option<&str>)> {
    let (name, rest) = text.trim().split_once(['（', '('])?;
    let remark = rest.strip_suffix(['）', ')'])?.trim();
    let name = name.trim();
    if name.is_empty() || remark.is_empty() || remark.contains(['（', '(', '）', ')']) {
        return None;
    }
    let is_of_person = matches!(remark, "女" | "男" | "女士" | "先生" | "Ms" | "Mr" | "Mrs" | "f" | "m" | "female" | "male")
        || (remark.ends_with('族') && remark.chars().count() <= 5);
    Some((name, Some(remark).filter(|_| !is_of_person)))
}

/// A post. Organization `None` is the alliance itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Post {
    /// Where; `None` is the alliance.
    pub organization: Option<OrganizationRef>,
    /// Its title.
    pub title: Option<String>,
    /// The office of the alliance, if it is one.
    pub role: Role,
    /// The term it was held in.
    pub term: Option<u32>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

/// Somebody as a paper introduces a chair or a speaker: the name and the posts of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// The name on that day.
    pub name: String,
    /// The posts held on that day, those of the alliance first.
    pub posts: Vec<Post>,
}

/// Somebody's part in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonSession {
    /// Reference of the session.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its Chinese name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Its first day.
    pub start: Day,
    /// `chair`, `delegate`, `presenter`.
    pub parts: Vec<&'static str>,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The keys of the list.
    #[serde(flatten)]
    pub row: Facts,
    /// All posts, those of the alliance first.
    pub posts: Vec<Post>,
    /// Sessions chaired, attended or spoken at, oldest first.
    pub sessions: Vec<PersonSession>,
}

/// Who holds which office of the alliance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Office {
    /// The office.
    pub role: Role,
    /// Who.
    pub person: String,
    /// The holder's own organization.
    pub organization: Option<OrganizationRef>,
    /// The term.
    pub term: Option<u32>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_nobody_is_no_name_and_a_title_behind_a_name_is_none_of_it() {
        assert!(["待定", " 暂无", "TBD", "？"].iter().all(|text| is_nobody(text)));
        assert!(["无双", "丁待定", "Noone"].iter().all(|text| !is_nobody(text)));
        let parted = ["张伟主任", "王建国副总经理", "王小姐", "张院长", "院长", "李先生华"].map(without_title);
        assert_eq!(parted, [Some("张伟"), Some("王建国"), None, None, None, None]);
    }

    #[test]
    fn what_is_no_name_of_one_person_is_told() {
        let titled = |name: &str, title: &str| Some(Odd::Titled(name.into(), title.into()));
        let others = |name: &str| Some(Odd::Others(name.into()));
        for (text, want) in [
            ("张三/李四", Some(Odd::Several)),
            ("张三／李四", Some(Odd::Several)),
            ("王五 李六", Some(Odd::Several)),
            ("赵六 13900001111", Some(Odd::Digits)),
            ("赵某等3人", others("赵某")),
            ("周海燕等 三 人", others("周海燕")),
            ("褚卫等", others("褚卫")),
            ("等", others("")),
            ("主任", Some(Odd::Title)),
            ("秘书长", Some(Odd::Title)),
            ("吴芳 主任", titled("吴芳", "主任")),
            ("吴芳　副理事长", titled("吴芳", "副理事长")),
            ("张三", None),
            ("张 三", None),
            ("张三主任", None),
            ("王等", None),
            ("Ann Lee", None),
            ("匿名-123456", None),
            ("代表1", None),
        ] {
            assert_eq!(odd(text), want, "{text}");
        }
    }

    #[test]
    fn a_title_is_an_office_where_it_says_so_whole() {
        for (title, want) in [
            ("理事长", Some(Role::President)),
            ("联盟理事长", Some(Role::President)),
            ("副理事长", Some(Role::VicePresident)),
            ("常务副理事长", Some(Role::VicePresident)),
            (" 秘书长", Some(Role::SecretaryGeneral)),
            ("监事", Some(Role::Supervisor)),
            ("监事长", Some(Role::Supervisor)),
            ("Secretary-General", Some(Role::SecretaryGeneral)),
            ("副秘书长", None),
            ("名誉理事长", None),
            ("理事", None),
            ("其他", None),
            ("", None),
        ] {
            assert_eq!(office_of(title), want, "{title}");
        }
    }
}
