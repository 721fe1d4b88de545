//! Persons, the posts they hold and the offices of the alliance.

use serde::Serialize;

use super::{
    day::Day,
    facts::Facts,
    organization::OrganizationRef,
    text::fold,
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
    "副理事长", "理事长", "副秘书长", "秘书长", "董事长", "主席", "部长", "老师", "先生", "女士", "同志",
];

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
