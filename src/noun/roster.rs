//! A roster: one sheet on which each row is a member, with its organization, its membership and whom to reach
//! there. What its columns are called in the words that people use, and which field of which noun each is.

use std::{collections::HashMap, sync::LazyLock};

use super::{
    CONTACT, MEMBERSHIP, ORGANIZATION, PERSON,
    field::{Field, Shape},
};
use crate::model::{text::fold, traditional::simplified};

/// What a column of a roster holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A running number, which says nothing.
    Number,
    /// Whether the row is still that of a member.
    Status,
    /// A field of the organization or of its membership, under its key in [`COLUMNS`].
    Of(&'static str),
    /// A field of a person there, under its key in [`COLUMNS`]; for which duty the person is to be reached, which is
    /// empty for the contact as such, and `None` where the heading alone does not say whose it is.
    Person(&'static str, Option<&'static str>),
}

/// A column that a roster may have.
#[derive(Debug)]
pub struct RosterColumn {
    /// By which `--map` calls it.
    pub key: &'static str,
    /// What it is called in Chinese.
    pub zh: &'static str,
    /// The noun that holds it.
    pub shape: &'static Shape,
    /// The key of that noun.
    pub field: &'static str,
    /// The headings that people give it, beside those of the field itself.
    heads: &'static [&'static str],
}

const fn column(
    key: &'static str,
    zh: &'static str,
    (shape, field): (&'static Shape, &'static str),
    heads: &'static [&'static str],
) -> RosterColumn {
    RosterColumn { key, zh, shape, field, heads }
}

/// The columns, those of persons last.
pub static COLUMNS: &[RosterColumn] = &[
    column(
        "organization",
        "单位名称",
        (&ORGANIZATION, "name"),
        &[
            "单位全称", "全称", "成员", "成员单位", "成员名称", "成员单位名称", "会员", "会员单位", "会员名称",
            "会员单位名称", "理事单位名称", "联盟单位", "机构", "机构名称", "科技园", "科技园名称", "大学科技园",
            "大学科技园名称", "园区", "园区名称", "所在单位", "工作单位", "org", "organisation", "organizationname",
            "organisationname", "member", "membername", "memberorganization", "memberorganisation", "memberunit", "unit",
            "unitname", "institution", "institutionname", "fullname", "park", "parkname", "sciencepark",
        ],
    ),
    column("code", "代码", (&ORGANIZATION, "code"), &["单位代码", "organizationcode"]),
    column("short_name", "简称", (&ORGANIZATION, "short_name"), &["单位简称", "shortname", "abbreviation"]),
    column("name_en", "英文名", (&ORGANIZATION, "name_en"), &["单位英文名", "单位英文名称", "englishname", "nameinenglish"]),
    column("kind", "类型", (&ORGANIZATION, "kind"), &["单位类型", "机构类型", "organizationkind", "organizationtype"]),
    column(
        "university",
        "依托高校",
        (&ORGANIZATION, "university"),
        &[
            "依托大学", "依托院校", "依托学校", "所属高校", "所属大学", "所属院校", "主办高校", "所在高校", "依托单位", "建设高校", "大学",
            "院校", "hostuniversity", "parentuniversity", "universityaffiliation", "affiliateduniversity",
        ],
    ),
    column(
        "province",
        "省份",
        (&ORGANIZATION, "province"),
        &[
            "省", "所在省", "所在省份", "所属省份", "省市", "所在省市", "所属省", "所属省市", "属地", "省市区", "省区市", "省市自治区", "省直辖市", "直辖市", "自治区", "所在地", "地区", "所在地区",
            "所属地区", "区域", "地域", "location", "region",
        ],
    ),
    column("city", "城市", (&ORGANIZATION, "city"), &["市", "所在城市", "所在市", "地市"]),
    column(
        "credit_code",
        "统一社会信用代码",
        (&ORGANIZATION, "credit_code"),
        &["信用代码", "社会信用代码", "creditcode", "unifiedsocialcreditcode"],
    ),
    column("website", "网址", (&ORGANIZATION, "website"), &["网站", "官网", "官方网站", "单位网址", "web", "homepage", "url"]),
    column("founded", "成立日期", (&ORGANIZATION, "founded"), &["单位成立时间", "成立年份", "成立年月", "foundedon"]),
    column("order", "排序", (&ORGANIZATION, "order"), &["排列次序", "次序", "显示顺序"]),
    column("note", "备注", (&ORGANIZATION, "note"), &["备注说明", "说明", "notes", "remark", "remarks", "comment", "comments"]),
    column(
        "class",
        "身份",
        (&MEMBERSHIP, "class"),
        &[
            "联盟身份", "会员身份", "成员身份", "单位身份", "联盟职务", "联盟内职务", "联盟中职务", "在联盟职务", "在联盟中职务", "联盟职位",
            "联盟任职", "理事会职务", "协会职务", "级别", "会员级别", "成员级别", "单位级别", "联盟级别", "等级", "会员等级", "类别",
            "会员类别", "成员类别", "单位类别", "会员类型", "成员类型", "会员性质", "会籍", "membershipclass", "membership", "membertype",
            "memberclass", "membercategory", "membershiptype", "membershipcategory", "membershiplevel", "category", "level", "rank",
        ],
    ),
    column(
        "from",
        "起始",
        (&MEMBERSHIP, "from"),
        &[
            "加入时间", "加入日期", "加入年月", "加入年份", "入会时间", "入会日期", "入会年月", "入会年份", "入盟时间", "入盟日期", "入盟年月", "加盟时间",
            "加盟日期", "加入联盟时间", "加入联盟日期", "参加时间", "本次加入日", "批准入会时间", "批准入会日期", "起始时间", "起始日期", "会籍起始", "joined",
            "joinedon", "joindate", "joiningdate", "dateofjoining", "datejoined", "since", "membersince", "startdate",
            "dateofadmission", "admitted", "admittedon",
        ],
    ),
    // Of a list of members whose class changed since they joined.
    column("class_since", "现身份起始日", (&MEMBERSHIP, "from"), &["现身份起始日", "现身份起始", "本身份起始日", "inthisclasssince"]),
    column(
        "until",
        "截止",
        (&MEMBERSHIP, "until"),
        &["退会时间", "退会日期", "退会日", "退出时间", "退出日期", "退出日", "退盟时间", "退盟日期", "left", "lefton", "dateleft", "enddate"],
    ),
    column("reason", "原因", (&MEMBERSHIP, "reason"), &["退会原因", "退出原因", "reasonforleaving"]),
    column("person", "联系人", (&PERSON, "name"), &[]),
    column(
        "title",
        "职务",
        (&PERSON, "title"),
        &["职位", "职称职务", "职务职称", "行政职务", "单位职务", "职衔", "jobtitle", "position", "post", "positiontitle"],
    ),
    column(
        "phone",
        "电话",
        (&CONTACT, "phone"),
        &[
            "手机", "手机号", "手机号码", "移动电话", "联系电话", "联系手机", "联系方式", "电话号码", "办公电话", "固定电话", "座机", "固话",
            "telephone", "tel", "mobile", "cell", "cellphone", "mobilephone", "phonenumber", "contactnumber", "telephonenumber",
            "mobilenumber", "officephone",
        ],
    ),
    column(
        "email",
        "邮箱",
        (&CONTACT, "email"),
        &["电子邮箱", "电子邮件", "邮件", "联系邮箱", "邮箱地址", "电子邮箱地址", "邮件地址", "email地址", "mail", "emailaddress"],
    ),
];

/// What persons are called, and for which duty that is.
static PERSONS: &[(&str, &str)] = &[
    ("联系人", ""),
    ("联系人姓名", ""),
    ("联系人员", ""),
    ("联络人", ""),
    ("联络员", ""),
    ("姓名", ""),
    ("contact", ""),
    ("contactperson", ""),
    ("contactname", ""),
    ("liaison", ""),
    ("person", ""),
    ("personname", ""),
    ("代表", "代表"),
    ("代表人", "代表"),
    ("代表姓名", "代表"),
    ("单位代表", "代表"),
    ("成员代表", "代表"),
    ("会员代表", "代表"),
    ("理事代表", "代表"),
    ("delegate", "delegate"),
    ("representative", "representative"),
    ("负责人", "负责人"),
    ("负责人姓名", "负责人"),
    ("单位负责人", "负责人"),
    ("主要负责人", "负责人"),
    ("园区负责人", "负责人"),
    ("科技园负责人", "负责人"),
    ("head", "head"),
    ("财务联系人", "财务"),
    ("财务人员", "财务"),
    ("财务负责人", "财务"),
    ("financecontact", "finance"),
];

/// The duties of whoever speaks for a member.
pub const DELEGATES: &[&str] = &["代表", "delegate", "representative"];

/// Headings of running numbers.
const NUMBERS: &[&str] = &["序号", "序", "编号", "行号", "项次", "no", "nr", "number", "#", "№", "serialnumber", "sn"];
/// Headings under which it stands whether somebody is a member still.
const STATUS: &[&str] = &["状态", "会员状态", "成员状态", "会籍状态", "status"];

/// No heading is longer, in bytes.
const LONGEST: usize = 300;

impl RosterColumn {
    /// The field of its noun.
    pub fn of(&self) -> Option<&'static Field> {
        self.shape.field(self.field)
    }

    /// Whether it is about a person of the organization.
    fn is_personal(&self) -> bool {
        matches!(self.key, "person" | "title" | "phone" | "email")
    }

    fn means(&self) -> Means {
        if self.is_personal() { Means::Person(self.key, None) } else { Means::Of(self.key) }
    }
}

/// The column of that key.
pub fn roster_column(key: &str) -> Option<&'static RosterColumn> {
    COLUMNS.iter().find(|column| column.key == key)
}

static WORDS: LazyLock<HashMap<String, Means>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    let mut add = |word: &str, means| {
        words.entry(plain(word)).or_insert(means);
    };
    PERSONS.iter().for_each(|(word, duty)| add(word, Means::Person("person", Some(duty))));
    NUMBERS.iter().for_each(|word| add(word, Means::Number));
    STATUS.iter().for_each(|word| add(word, Means::Status));
    for column in COLUMNS {
        add(column.key, column.means());
        column.heads.iter().for_each(|word| add(word, column.means()));
    }
    for column in COLUMNS {
        let own = column.of().map_or(&[][..], |field| field.heads);
        own.iter().for_each(|word| add(word, column.means()));
    }
    add("name", Means::Of("organization"));
    words
});

/// A heading without what does not tell headings apart.
pub fn plain(heading: &str) -> String {
    let heading = heading.get(..LONGEST).filter(|_| heading.len() > LONGEST).unwrap_or(heading);
    let idle = |c: char| c.is_whitespace() || matches!(c, '*' | ':' | '_' | '-' | '.' | '·' | '\'' | '"' | '“' | '”');
    simplified(&fold(heading)).chars().filter(|c| !idle(*c)).collect()
}

/// What a heading means by itself; `None` where it cannot be placed.
pub fn means(heading: &str) -> Option<Means> {
    if heading.len() > LONGEST {
        return None;
    }
    let whole = plain(heading);
    let (outside, inside) = brackets(&whole);
    let all = word(&whole).or_else(|| word(&outside)).or_else(|| word(&inside).filter(|_| outside.is_empty()));
    all.or_else(|| either(&outside)).or_else(|| both_languages(&outside))
}

/// What a heading means below one that stands over several columns: 电话 below 联系人.
pub fn means_below(group: &str, heading: &str) -> Option<Means> {
    let own = means(heading);
    match means(group) {
        Some(Means::Person("person", duty)) => match own? {
            // Whose name stands there, the group says.
            Means::Of("organization") if plain(heading).ends_with("名称") => None,
            Means::Of("organization") => Some(Means::Person("person", duty)),
            Means::Person("person", Some("")) => Some(Means::Person("person", duty)),
            Means::Person(key, None) => Some(Means::Person(key, duty)),
            // The class of a member is not a post of its contact, and 级别 there is.
            Means::Of("class") => None,
            own => Some(own),
        },
        // Of one thing in two languages, or a heading within a group that is none.
        Some(other) => match own {
            Some(own) if own == other => Some(own),
            Some(_) => None,
            None => Some(other),
        },
        None => own,
    }
}

/// A word, or whom it is about and what: 联系人电话.
fn word(text: &str) -> Option<Means> {
    if text.is_empty() {
        return None;
    }
    let found = WORDS.get(text).copied();
    found.or_else(|| {
        let own = |(who, duty): &(&'static str, &'static str)| {
            let rest = text.strip_prefix(*who)?;
            match WORDS.get(rest.strip_prefix('的').unwrap_or(rest))? {
                Means::Person("person", Some("")) => Some(Means::Person("person", Some(*duty))),
                Means::Person(key, None) => Some(Means::Person(key, Some(duty))),
                _ => None,
            }
        };
        PERSONS.iter().find_map(own)
    })
}

/// What stands outside of brackets, and what within.
pub(super) fn brackets(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0usize);
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' | '<' | '《' => depth += 1,
            ')' | ']' | '】' | '〕' | '>' | '》' => depth = depth.saturating_sub(1),
            c if depth > 0 => inside.push(c),
            c => outside.push(c),
        }
    }
    (outside, inside)
}

/// Several words for one thing: 身份/级别.
fn either(text: &str) -> Option<Means> {
    let joined: String = text.chars().filter(|c| !matches!(c, '/' | '、')).collect();
    if let Some(found) = word(&joined) {
        return Some(found);
    }
    let mut parts = text.split(['/', '、', '或', '|', '\\']).filter(|part| !part.is_empty()).map(word);
    let first = parts.next()??;
    parts.all(|part| part == Some(first)).then_some(first)
}

/// A heading with its translation beside it: 单位名称 Organization.
fn both_languages(text: &str) -> Option<Means> {
    let (latin, other): (String, String) = text.chars().filter(|c| *c != '/').partition(char::is_ascii);
    let (latin, other) = (word(&latin), word(&other)?);
    latin.is_none_or(|latin| latin == other).then_some(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_the_words_people_use() {
        use Means::{Number, Of, Person};
        for (heading, want) in [
            ("单位名称", Of("organization")),
            ("单 位\n名 称", Of("organization")),
            ("單位名稱", Of("organization")),
            ("入會日期", Of("from")),
            ("聯繫人電話", Person("phone", Some(""))),
            ("聯絡人", Person("person", Some(""))),
            ("＊单位名称：", Of("organization")),
            ("成员单位名称（全称）", Of("organization")),
            ("单位名称 Organization", Of("organization")),
            ("Member  Organisation", Of("organization")),
            ("Name", Of("organization")),
            ("加入时间", Of("from")),
            ("入会日期（年/月）", Of("from")),
            ("Date joined", Of("from")),
            ("member_since", Of("from")),
            ("身份", Of("class")),
            ("联盟职务", Of("class")),
            ("级别", Of("class")),
            ("身份/级别", Of("class")),
            ("Membership class", Of("class")),
            ("省　份", Of("province")),
            ("所在地", Of("province")),
            ("依托高校", Of("university")),
            ("联系人", Person("person", Some(""))),
            ("姓名", Person("person", Some(""))),
            ("代表", Person("person", Some("代表"))),
            ("负责人电话", Person("phone", Some("负责人"))),
            ("联系人的手机号码", Person("phone", Some(""))),
            ("联系电话（手机）", Person("phone", None)),
            ("电话/手机", Person("phone", None)),
            ("省份/直辖市", Of("province")),
            ("省（自治区、直辖市）", Of("province")),
            ("省/市", Of("province")),
            ("E-mail", Person("email", None)),
            ("电子邮箱", Person("email", None)),
            ("职务", Person("title", None)),
            ("序号", Number),
            ("No.", Number),
            ("（序号）", Number),
        ] {
            assert_eq!(means(heading), Some(want), "{heading}");
        }
        for heading in ["", "传真", "省份/城市", "电话及邮箱", "联系人及电话", "办学层次", "会费", &"长".repeat(9_000)] {
            assert_eq!(means(heading), None, "{heading}");
        }
    }

    #[test]
    fn a_heading_below_another() {
        use Means::{Of, Person};
        for (group, heading, want) in [
            ("联系人", "姓名", Some(Person("person", Some("")))),
            ("联系人信息", "单位名称", Some(Of("organization"))),
            ("联系人", "手机", Some(Person("phone", Some("")))),
            ("负责人", "职务", Some(Person("title", Some("负责人")))),
            ("Contact", "Name", Some(Person("person", Some("")))),
            ("联系人", "传真", None),
            ("单位名称", "Organization", Some(Of("organization"))),
            ("加入时间", "年月", Some(Of("from"))),
            ("身份", "电话", None),
            ("基本信息", "省份", Some(Of("province"))),
        ] {
            assert_eq!(means_below(group, heading), want, "{group} {heading}");
        }
    }

    #[test]
    fn every_column_is_a_field_and_known_by_its_own_names() {
        for column in COLUMNS {
            assert!(column.of().is_some(), "{}", column.key);
            for name in [column.key, column.zh] {
                let key = match means(name) {
                    Some(Means::Of(key) | Means::Person(key, _)) => key,
                    other => panic!("{name}: {other:?}"),
                };
                assert_eq!(key, column.key, "{name}");
            }
        }
    }
}
