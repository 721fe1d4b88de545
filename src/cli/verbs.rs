//! Declarations of the writing verbs. Their flags are the keys of the record file, taken from the same
//! table as the reader's (contract 3), so that there is no second list.

use clap::{Arg, ArgAction, Command};

use crate::{
    lang::Lang,
    model::record::{
        ACTION, ACTIVITY, AGENDA, APPLICATION, ATTENDANCE, BODY, CONTACT, DOCUMENT, Field, MEMBERSHIP,
        MOTION, ORGANIZATION, PERSON, POST, RULE, SESSION, Shape, TERM, Type, VISIT,
    },
};

/// An argument without a flag.
pub struct Position {
    /// Its name within the program.
    pub id: &'static str,
    /// As it is shown.
    pub shown: &'static str,
    /// Whether it may be left out, or repeated.
    pub count: Count,
    /// The key that it fills, where it is one.
    pub key: Option<&'static str>,
}

/// How often an argument stands.
#[derive(Clone, Copy, PartialEq)]
pub enum Count {
    /// Exactly once.
    One,
    /// Once or not at all.
    Maybe,
    /// Any number of times.
    Any,
    /// At least once.
    Some,
}

/// A flag that is no key of the record file.
pub struct Extra {
    /// Its name, without the dashes.
    pub flag: &'static str,
    /// As its value is shown; empty for a switch.
    pub shown: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// Help, English and Chinese.
    pub help: (&'static str, &'static str),
}

/// One writing verb.
pub struct Verb {
    /// Its noun.
    pub noun: &'static str,
    /// The verb.
    pub verb: &'static str,
    /// The noun of the record file whose keys its flags are, and the keys.
    pub keys: Option<(&'static Shape, Keys)>,
    /// Arguments without a flag, in order.
    pub positions: &'static [Position],
    /// Flags that are no keys.
    pub extras: &'static [Extra],
    /// What it does, English and Chinese.
    pub help: (&'static str, &'static str),
    /// An example that works once the model case and its like are recorded.
    pub example: &'static str,
}

/// Which keys of a shape are flags of a verb.
pub enum Keys {
    /// All that no position fills.
    All,
    /// These alone.
    Only(&'static [&'static str]),
}

const fn one(id: &'static str, shown: &'static str) -> Position {
    Position { id, shown, count: Count::One, key: None }
}

const fn fills(id: &'static str, shown: &'static str, key: &'static str) -> Position {
    Position { id, shown, count: Count::One, key: Some(key) }
}

const fn need(flag: &'static str, shown: &'static str, en: &'static str, zh: &'static str) -> Extra {
    Extra { flag, shown, required: true, help: (en, zh) }
}

const fn switch(flag: &'static str, en: &'static str, zh: &'static str) -> Extra {
    Extra { flag, shown: "", required: false, help: (en, zh) }
}

const REF: Position = one("ref", "REF");
const FIELDS: Position = Position { id: "fields", shown: "FIELD=VALUE", count: Count::Some, key: None };
const REMOVE: Extra = switch("remove", "Take it out again", "删除该条");
const FORCE: Extra = switch("force", "Replace a file that is there", "覆盖已有文件");

const fn edit(noun: &'static str, example: &'static str) -> Verb {
    Verb {
        noun,
        verb: "edit",
        keys: None,
        positions: &[REF, FIELDS],
        extras: &[],
        help: (
            "Change what is recorded; FIELD= makes a field unknown again",
            "修改记录；“字段=”表示改为未知",
        ),
        example,
    }
}

const fn remove(noun: &'static str, example: &'static str) -> Verb {
    Verb {
        noun,
        verb: "remove",
        keys: None,
        positions: &[REF],
        extras: &[],
        help: (
            "Take out what was entered by mistake; refused where other records stand on it",
            "删除误录的记录；有其他记录依赖时拒绝",
        ),
        example,
    }
}

const fn add(
    noun: &'static str,
    shape: &'static Shape,
    positions: &'static [Position],
    help: (&'static str, &'static str),
    example: &'static str,
) -> Verb {
    Verb { noun, verb: "add", keys: Some((shape, Keys::All)), positions, extras: &[], help, example }
}

/// Every writing verb of a noun.
pub static VERBS: &[Verb] = &[
    add(
        "org",
        &ORGANIZATION,
        &[fills("name", "NAME", "name")],
        ("Add an organization", "新增单位"),
        "org add 示例大学科技园 --kind park --province 江苏",
    ),
    edit("org", "org edit ahlgdx province=安徽 city=淮南"),
    Verb {
        noun: "org",
        verb: "rename",
        keys: None,
        positions: &[REF, one("name", "NAME")],
        extras: &[need("on", "DATE", "First day of the new name", "新名称启用之日")],
        help: (
            "Give an organization a new name; the old one stays and finds it still",
            "单位更名；原名保留并仍可查到",
        ),
        example: "org rename ahlgdx 安徽理工大学国家大学科技园 --on 2025-01-01",
    },
    Verb {
        noun: "org",
        verb: "merge",
        keys: None,
        positions: &[REF],
        extras: &[
            need("into", "REF", "The organization that it goes into", "并入的单位"),
            need("on", "DATE", "Its last day; memberships end with it", "存续的最后一日，成员身份同日终止"),
        ],
        help: ("Merge an organization into another; its history stays", "单位合并；历史保留"),
        example: "org merge 南京工业 --into 浙江省国家 --on 2025-12-31",
    },
    remove("org", "org remove 示例"),
    Verb {
        noun: "member",
        verb: "add",
        keys: Some((&MEMBERSHIP, Keys::All)),
        positions: &[fills("name", "NAME", "organization")],
        extras: &[],
        help: ("Record a membership known as a fact", "登记已知的成员身份"),
        example: "member add 样例研究院 --class council --since 2020-06-01",
    },
    Verb {
        noun: "member",
        verb: "apply",
        keys: Some((&APPLICATION, Keys::Only(&["on", "class", "status"]))),
        positions: &[REF],
        extras: &[REMOVE],
        help: ("Record an application for membership, or what became of it", "登记入会申请或其结果"),
        example: "member apply 复旦 --on 2024-03-01 --class council",
    },
    Verb {
        noun: "member",
        verb: "class",
        keys: None,
        positions: &[REF],
        extras: &[
            need("to", "CLASS", "The new class", "新的身份"),
            need("on", "DATE", "First day of the new class", "新身份的首日"),
        ],
        help: ("Change the class of a member", "变更成员身份"),
        example: "member class ahlgdx --to standing --on 2025-01-01",
    },
    Verb {
        noun: "member",
        verb: "leave",
        keys: None,
        positions: &[REF],
        extras: &[
            need("on", "DATE", "Last day of membership", "成员身份的最后一日"),
            need(
                "reason",
                "REASON",
                "withdrawn, expelled, merged or dissolved",
                "withdrawn 退会、expelled 除名、merged 合并、dissolved 注销",
            ),
        ],
        help: ("End a membership", "终止成员身份"),
        example: "member leave ahlgdx --on 2025-12-31 --reason withdrawn",
    },
    Verb {
        noun: "member",
        verb: "remove",
        keys: Some((&MEMBERSHIP, Keys::Only(&["class", "from"]))),
        positions: &[REF],
        extras: &[],
        help: ("Take out a membership entered by mistake", "删除误录的成员身份"),
        example: "member remove 南京工业",
    },
    add(
        "person",
        &PERSON,
        &[fills("name", "NAME", "name")],
        ("Add a person", "新增人员"),
        "person add 王芳 --org 复旦大学国家大学科技园 --title 主任",
    ),
    edit("person", "person edit 钱佩忠 email=qpz@example.org"),
    Verb {
        noun: "person",
        verb: "post",
        keys: Some((&POST, Keys::Only(&["organization", "title", "role", "term", "from", "until"]))),
        positions: &[REF],
        extras: &[REMOVE],
        help: (
            "Record a post of a person; without --org it is one of the alliance",
            "登记任职；不写 --org 指联盟职务",
        ),
        example: "person post 李宇阳 --title 秘书长 --role secretary-general --term 2",
    },
    Verb {
        noun: "person",
        verb: "forget",
        keys: None,
        positions: &[REF],
        extras: &[switch("text", "Replace the name in running text too", "行文中的姓名也一并替换")],
        help: (
            "Erase a person's name and contact details, in the journal too; cannot be undone",
            "抹去姓名与联系方式（含日志），不可撤销",
        ),
        example: "person forget 荆勇",
    },
    remove("person", "person remove 王芳"),
    add(
        "body",
        &BODY,
        &[fills("code", "CODE", "code")],
        ("Define a body that meets", "设置会议机构"),
        "body add chairs --name 联席会 --seats council",
    ),
    edit("body", "body edit assembly name=会员代表大会"),
    remove("body", "body remove chairs"),
    add(
        "rule",
        &RULE,
        &[fills("body", "BODY", "body"), fills("matter", "MATTER", "matter")],
        ("Replace a rule of the charter by one of the alliance's own", "以自定规则取代章程规则"),
        "rule add council admission --majority 1/2 --exclusive --from 2024-01-01",
    ),
    edit("rule", "rule edit council/admission@2024-01-01 until=2025-12-31"),
    remove("rule", "rule remove council/admission@2024-01-01"),
    add(
        "term",
        &TERM,
        &[fills("number", "N", "number")],
        ("Declare a term", "登记届次"),
        "term add 3 --start 2025-06-01 --end 2030-05-31",
    ),
    edit("term", "term edit 2 end=2026-05-31"),
    remove("term", "term remove 3"),
    Verb {
        noun: "session",
        verb: "add",
        keys: Some((&SESSION, Keys::All)),
        positions: &[Position { id: "ref", shown: "REF", count: Count::Maybe, key: None }],
        extras: &[],
        help: (
            "Add a session: 2-4, standing:4-10, its Chinese name, or a code of its own",
            "新增会议：2-4、standing:4-10、会议全称或自定代码",
        ),
        example: "session add 2-4 --start 2024-07-01 --city 合肥 --venue 安徽理工大学大学科技园",
    },
    edit("session", "session edit 2-3 headcount=40"),
    Verb {
        noun: "session",
        verb: "attend",
        keys: Some((
            &ATTENDANCE,
            Keys::Only(&["capacity", "presence", "people", "others", "proxy", "headcount"]),
        )),
        positions: &[REF, Position { id: "orgs", shown: "ORG", count: Count::Any, key: None }],
        extras: &[REMOVE],
        help: ("Record who attended", "登记出席"),
        example: "session attend 2-3 复旦 --capacity guest --person 荆勇/总经理",
    },
    Verb {
        noun: "session",
        verb: "agenda",
        keys: Some((&AGENDA, Keys::Only(&["kind", "presenter", "topics", "summary"]))),
        positions: &[REF, fills("title", "TITLE", "title")],
        extras: &[REMOVE],
        help: ("Record an item of the agenda", "登记议程"),
        example: "session agenda 2-3 联盟年度工作报告 --kind report",
    },
    remove("session", "session remove 2-4"),
    Verb {
        noun: "motion",
        verb: "add",
        keys: Some((&MOTION, Keys::All)),
        positions: &[one("session", "SESSION"), fills("title", "TITLE", "title")],
        extras: &[],
        help: ("Add a motion to a session", "新增议题"),
        example: "motion add 2-3 关于联盟年度预算的议题 --kind budget",
    },
    edit("motion", "motion edit 2-3/1 proposer=秘书处"),
    remove("motion", "motion remove 2-3/1"),
    Verb {
        noun: "vote",
        verb: "record",
        keys: Some((
            &MOTION,
            Keys::Only(&[
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
            ]),
        )),
        positions: &[one("ref", "MOTION")],
        extras: &[Extra {
            flag: "ballots",
            shown: "FILE.csv",
            required: false,
            help: ("A roll call as CSV: organization,choice", "逐票名单：CSV 文件，列为“单位”“表决”"),
        }],
        help: ("Record how a motion was voted on", "登记表决"),
        example: "vote record 2-3/1 --yes 9 --no 0 --abstain 0 --method secret",
    },
    Verb {
        noun: "vote",
        verb: "remove",
        keys: None,
        positions: &[one("ref", "MOTION")],
        extras: &[],
        help: ("Take out a vote entered by mistake; the motion stays", "删除误录的表决；议题保留"),
        example: "vote remove 2-3/1",
    },
    add(
        "visit",
        &VISIT,
        &[fills("host", "HOST", "host")],
        ("Add a site visit", "新增考察"),
        "visit add 浙江省国家大学科技园 --start 2024-05-10 --headcount 12 --site 展厅",
    ),
    edit("visit", "visit edit v1 headcount=18"),
    remove("visit", "visit remove v1"),
    add(
        "action",
        &ACTION,
        &[fills("title", "TITLE", "title")],
        ("Add something that is to be done", "新增后续工作"),
        "action add 编制年度计划 --session 2-3 --owner 秘书处 --due 2024-12-31",
    ),
    Verb {
        noun: "action",
        verb: "done",
        keys: Some((&ACTION, Keys::Only(&["note"]))),
        positions: &[REF],
        extras: &[],
        help: ("Mark an action as done", "标记为已完成"),
        example: "action done a1",
    },
    edit("action", "action edit a1 due=2024-12-31"),
    remove("action", "action remove a1"),
    add(
        "activity",
        &ACTIVITY,
        &[fills("name", "NAME", "name")],
        ("Add an activity beside the sessions", "新增活动"),
        "activity add 大学生创业训练营 --edition 5 --start 2024-07-10",
    ),
    edit("activity", "activity edit 大学生创业训练营/4 kind=训练营"),
    remove("activity", "activity remove 大学生创业训练营/4"),
    add(
        "contact",
        &CONTACT,
        &[fills("organization", "ORG", "organization")],
        ("Add a contact of an organization: a person, for a purpose", "新增单位联系人"),
        "contact add 复旦大学国家大学科技园 --person 荆勇 --duty 联络 --phone 021-65640000",
    ),
    edit("contact", "contact edit c1 phone=021-65640000"),
    Verb {
        noun: "contact",
        verb: "end",
        keys: None,
        positions: &[REF],
        extras: &[need("on", "DATE", "Last day as contact", "任联系人的最后一日")],
        help: ("Say that somebody is a contact no longer", "不再担任联系人"),
        example: "contact end c1 --on 2024-12-31",
    },
    remove("contact", "contact remove c1"),
    Verb {
        noun: "document",
        verb: "add",
        keys: Some((&DOCUMENT, Keys::All)),
        positions: &[fills("path", "FILE", "path")],
        extras: &[],
        help: ("Keep a file in the registry, with the record it is for", "将文件存入登记库"),
        example: "document add README.md --for 2-3 --title 说明",
    },
    Verb {
        noun: "document",
        verb: "save",
        keys: None,
        positions: &[REF, one("path", "PATH")],
        extras: &[FORCE],
        help: ("Write a document that is kept to a file", "导出所存文件"),
        example: "document save d1 copy.md",
    },
    remove("document", "document remove d1"),
];

/// The name of a key's argument within the program: no other argument can have it.
pub fn id(field: &Field) -> String {
    format!("={}", field.key)
}

/// The flag of a key: `--org` stands for `--organization`, `--since` for a membership's `--from`.
pub fn flag(shape: &Shape, field: &Field) -> String {
    match (shape.noun, field.key) {
        (_, "organization") => "org".into(),
        ("membership", "from") => "since".into(),
        _ => field.flag(),
    }
}

impl Verb {
    /// The keys that are its flags.
    pub fn fields(&self) -> Vec<&'static Field> {
        let Some((shape, keys)) = &self.keys else { return Vec::new() };
        let filled = |key: &str| self.positions.iter().any(|position| position.key == Some(key));
        let wanted = |key: &str| match keys {
            Keys::All => !filled(key),
            Keys::Only(keys) => keys.contains(&key),
        };
        shape.keys().filter(|field| wanted(field.key)).collect()
    }

    /// Its declaration.
    pub fn command(&self, lang: Lang) -> Command {
        let word = |(en, zh): (&'static str, &'static str)| lang.word(en, zh);
        let mut command = Command::new(self.verb)
            .about(word(self.help))
            .after_help(super::example(self.example, lang));
        for position in self.positions {
            let arg = Arg::new(position.id).value_name(position.shown).allow_hyphen_values(false);
            let help =
                position.key.and_then(|key| self.keys.as_ref()?.0.field(key)).map(|f| word((f.en, f.zh)));
            let help = help.unwrap_or(match position.id {
                "ref" => lang.word(
                    "Code, name, part of a name or pinyin; 2-3; 2-3/1; v1; a1; c1; d1",
                    "代码、名称、名称的一部分或拼音；2-3；2-3/1；v1；a1；c1；d1",
                ),
                "fields" => lang.word("Keys of the record file with their values", "记录文件的键与值"),
                "orgs" => lang.word("Organizations that attended", "出席单位"),
                "session" => lang.word("The session: 2-3 or its name", "会议：2-3 或会议全称"),
                "path" => lang.word("Where to write it", "写入的位置"),
                _ => lang.word("Its name", "名称"),
            });
            let arg = arg.help(help);
            command = command.arg(match position.count {
                Count::One => arg.required(true),
                Count::Maybe => arg,
                Count::Any => arg.num_args(0..).action(ArgAction::Append),
                Count::Some => arg.num_args(1..).required(true).action(ArgAction::Append),
            });
        }
        for field in self.fields() {
            if let Some((shape, _)) = &self.keys {
                command = command.arg(self.key_flag(shape, field, lang));
            }
        }
        if self.may_add() {
            command = command.arg(Arg::new("new").long("new").action(ArgAction::SetTrue).help(lang.word(
                "The name is meant as a new one, near as it is to a known one",
                "名称虽与已登记者相近，但确为新的一条",
            )));
        }
        for extra in self.extras {
            let arg = Arg::new(extra.flag).long(extra.flag).help(word(extra.help)).required(extra.required);
            command = command.arg(match extra.shown {
                "" => arg.action(ArgAction::SetTrue),
                shown => arg.value_name(shown),
            });
        }
        command
    }

    /// Whether a name in it may add an organization or a person by the way.
    fn may_add(&self) -> bool {
        let Some((shape, _)) = &self.keys else { return self.verb == "edit" };
        let filled = self.positions.iter().filter_map(|position| shape.field(position.key?));
        let adds = |field: &&Field| {
            matches!(
                field.ty,
                Type::Organization
                    | Type::Organizations
                    | Type::Person
                    | Type::Persons
                    | Type::People
                    | Type::Subjects
                    | Type::Candidates
            ) && field.key != "proxy"
        };
        self.verb != "remove" && filled.chain(self.fields()).any(|field| adds(&field))
    }

    fn key_flag(&self, shape: &Shape, field: &'static Field, lang: Lang) -> Arg {
        let flag = flag(shape, field);
        let mut help = lang.word(field.en, field.zh).to_string();
        let words = field.ty.words();
        if !words.is_empty() && !matches!(field.ty, Type::Flag) {
            help = format!("{help} [{}]", words.join("|"));
        }
        let mut arg = Arg::new(id(field)).long(flag.clone()).help(help).allow_negative_numbers(true);
        // A class is required to record a membership, but not to tell which one is meant.
        arg = arg.required(field.required && self.verb != "remove");
        if flag != field.key.replace('_', "-") && !field.ty.is_list() {
            arg = arg.alias(field.key.replace('_', "-"));
        }
        let shown = match field.ty {
            Type::Day | Type::DayInRange | Type::Start | Type::DayOrPending => "DATE",
            Type::Count | Type::Number => "N",
            Type::Organization | Type::Organizations => "ORG",
            Type::People | Type::Persons | Type::Person => "NAME[/TITLE]",
            Type::Subjects => "ORG|PERSON",
            Type::Candidates => "NAME[@ORG][:VOTES][:elected]|org:ORG[…]",
            Type::Ballots => "ORG=CHOICE",
            Type::FormerNames => "NAME[:LAST-DAY]",
            Type::Fraction | Type::FractionOrNone => "P/Q",
            Type::Word(_) | Type::WordOr(..) => "WORD",
            Type::Session | Type::Refer => "REF",
            _ => "TEXT",
        };
        let shown = if shown == "NAME[/TITLE]" && !matches!(field.ty, Type::People) { "NAME" } else { shown };
        match field.ty {
            Type::Flag => arg
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true")
                .value_name("true|false"),
            ty if ty.is_list() => arg.value_name(shown).action(ArgAction::Append),
            _ => arg.value_name(shown),
        }
    }
}
