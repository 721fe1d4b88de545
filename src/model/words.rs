//! The code words: one table of them for the database, the record file, JSON, and the
//! labels of both languages.

use super::{
    text::{fold, nearest},
    traditional::simplified,
};
use crate::{error::Message, say};

/// One family of code words as data, for parsing, completion and labels.
#[derive(Debug)]
pub struct Family {
    /// Code, English label, Chinese label.
    pub words: &'static [(&'static str, &'static str, &'static str)],
    /// What else people write for the words, in their order.
    pub also: &'static [&'static [&'static str]],
}

impl Family {
    /// The family's own spelling of a word that stands in a file or on the command line: its code, its Chinese or
    /// English label, or what else people write for it; without regard to case, width, and dashes or spaces.
    pub fn find(&self, text: &str) -> Option<&'static str> {
        // Lists say the same few words many times over.
        if let Some((code, ..)) = self.words.iter().find(|(code, _, zh)| *code == text || *zh == text) {
            return Some(code);
        }
        let text = plain(text);
        self.find_label(&text).or_else(|| {
            let also = self.words.iter().zip(self.also).find(|(_, also)| also.iter().any(|word| plain(word) == text));
            also.map(|((code, ..), _)| *code)
        })
    }

    /// As [`Family::find`], by code and labels alone: where words of other families may stand too.
    pub fn find_label(&self, text: &str) -> Option<&'static str> {
        let text = plain(text);
        let is = |word: &str| plain(word) == text;
        let named = self.words.iter().find(|(code, ..)| is(code));
        named.or_else(|| self.words.iter().find(|(_, en, zh)| is(en) || is(zh))).map(|(code, ..)| *code)
    }

    /// The labels of a code: English, Chinese.
    pub fn labels(&self, code: &str) -> Option<(&'static str, &'static str)> {
        self.words.iter().find(|(c, ..)| *c == code).map(|(_, en, zh)| (*en, *zh))
    }

    /// All codes, in the order in which they are taught.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().map(|(code, ..)| *code)
    }

    /// Every spelling of a code that [`Family::find`] knows, the code itself first, then its labels.
    pub fn spellings(&self, code: &str) -> Vec<&'static str> {
        let Some(at) = self.words.iter().position(|(c, ..)| *c == code) else { return Vec::new() };
        let also = self.also.get(at).copied().unwrap_or_default().iter().copied();
        self.words.get(at).into_iter().flat_map(|(code, en, zh)| [*code, *en, *zh]).chain(also).collect()
    }

    /// The words as they are told to people: in English the codes, in Chinese the labels with the codes behind them.
    pub fn told(&self) -> Message {
        let all = |word: fn(&(&str, &str, &str)) -> String, comma: &str| {
            self.words.iter().map(word).collect::<Vec<_>>().join(comma)
        };
        Message { en: all(|(code, ..)| (*code).to_string(), ", "), zh: all(|(code, _, zh)| format!("{zh}（{code}）"), "、") }
    }

    /// The word that a mistyped one is near to.
    pub fn near(&self, text: &str) -> Option<Message> {
        let all: Vec<(&str, &str)> =
            self.codes().flat_map(|code| self.spellings(code).into_iter().map(move |word| (word, code))).collect();
        let near = nearest(text, all.iter().map(|(word, _)| *word))?;
        let (_, code) = all.iter().find(|(word, _)| *word == near)?;
        let (_, zh) = self.labels(code)?;
        Some(Message { en: (*code).to_string(), zh: format!("{code}（{zh}）") })
    }

    /// How to mend a word that is none of the family: the near one where there is one, and all of them.
    pub fn hints(&self, text: &str) -> Vec<Message> {
        let Message { en, zh } = self.told();
        let near = self.near(text).map(|Message { en, zh }| say!("did you mean {en}?", "是否指 {zh}？"));
        near.into_iter().chain([say!("the words are {en}", "可用：{zh}")]).collect()
    }
}

/// A word as it is compared: `vice_president`, `Vice President` and `vice-president` are one.
fn plain(text: &str) -> String {
    simplified(&fold(text.trim())).replace(['-', '_'], " ")
}

/// Yes or no, as a field that is true or false has it.
pub static TRUTHS: Family = Family {
    words: &[("true", "yes", "是"), ("false", "no", "否")],
    also: &[&["y", "1", "对", "√", "✓", "✔", "elected", "当选"], &["n", "0", "不是", "×", "✗", "✘", "not elected", "未当选", "落选"]],
};

/// Whether a word says yes or no.
pub fn truth(text: &str) -> Option<bool> {
    TRUTHS.find(text).map(|code| code == "true")
}

/// In the place of the day from which a motion takes effect: not yet.
pub static PENDING: Family = Family {
    words: &[("pending", "pending", "待批准")],
    also: &[&["待定", "待审批", "to be approved"]],
};

/// In the place of a fraction: nothing is asked.
pub static NO_FRACTION: Family =
    Family { words: &[("none", "none", "无")], also: &[&["no quorum", "不要求", "无要求", "没有"]] };

/// In the place of a kind of motion: each of them.
pub static ANY_MATTER: Family =
    Family { words: &[("*", "any matter", "一切事项")], also: &[&["any", "all", "所有事项", "全部事项", "任何事项"]] };

/// The bodies that every registry has; the others are named in the registry.
pub static BODIES: Family = Family {
    words: &[
        ("assembly", "assembly", "会员大会"),
        ("council", "council", "理事会"),
        ("standing", "standing council", "常务理事会"),
        ("supervisors", "supervisors", "监事会"),
    ],
    also: &[],
};

/// A value that is stored and written as a code word.
pub trait CodeWord: Sized {
    /// The value of a code word; `None` for a word that is none of the family.
    fn parse(code: &str) -> Option<Self>;
}

/// Declares an enum whose variants are code words, and its [`Family`].
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident $family:ident {
        $($variant:ident = $code:literal, $en:literal, $zh:literal $(, also: &[$($also:literal),*])?;)*
    })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $name { $(#[doc = $en] $variant,)* }

            #[doc = concat!("The words of [`", stringify!($name), "`].")]
            pub static $family: Family =
                Family { words: &[$(($code, $en, $zh)),*], also: &[$(&[$($($also),*)?]),*] };

            impl $name {
                /// The code word.
                pub fn code(self) -> &'static str {
                    match self { $($name::$variant => $code),* }
                }

                /// English and Chinese label.
                #[allow(dead_code, reason = "not every word is shown by itself")]
                pub fn labels(self) -> (&'static str, &'static str) {
                    match self { $($name::$variant => ($en, $zh)),* }
                }

                /// The value of a code word; `None` for a word that is none of the family.
                pub fn from_code(code: &str) -> Option<$name> {
                    match code { $($code => Some($name::$variant),)* _ => None }
                }
            }

            impl CodeWord for $name {
                fn parse(code: &str) -> Option<$name> {
                    $name::from_code(code)
                }
            }

            impl serde::Serialize for $name {
                fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                    s.serialize_str(self.code())
                }
            }
        )*

        #[cfg(test)]
        static FAMILIES: &[&Family] = &[$(&$family,)* &TRUTHS, &PENDING, &NO_FRACTION, &ANY_MATTER];
    };
}

words! {
    /// Class of a membership, rising; each holds the seats of those below it. An observer holds none.
    Class CLASSES {
        Observer = "observer", "observer", "观察员", also: &["观察员单位", "观察单位"];
        Member = "member", "member", "会员", also: &["ordinary member", "普通会员", "会员单位", "普通会员单位", "成员", "成员单位"];
        Council = "council", "council member", "理事", also: &["理事单位", "理事会成员", "理事会成员单位", "理事成员"];
        Standing = "standing", "standing council member", "常务理事",
            also: &["standing council", "standing member", "常务", "常务理事单位", "常务理事会成员", "常务理事会成员单位"];
        VicePresident = "vice-president", "vice-president", "副理事长",
            also: &["vice chair", "deputy president", "副理事长单位", "副会长", "副会长单位", "副主席", "副主席单位"];
        President = "president", "president", "理事长",
            also: &["chair", "chairman", "理事长单位", "会长", "会长单位", "主席", "主席单位"];
    }
    /// What an organization is.
    OrganizationKind ORGANIZATION_KINDS {
        Park = "park", "science park", "科技园", also: &["大学科技园", "国家大学科技园", "科技园区", "园区"];
        Institute = "institute", "institute", "研究院", also: &["research institute", "研究所", "研究机构", "工程研究院"];
        University = "university", "university", "高校", also: &["college", "大学", "高等院校", "高等学校", "院校", "学校"];
        Alliance = "alliance", "alliance", "联盟", also: &["association", "协会", "学会"];
        Company = "company", "company", "企业", also: &["business", "enterprise", "firm", "公司"];
        Government = "government", "government", "政府", also: &["authority", "政府部门", "政府机关", "机关"];
        Other = "other", "other", "其他", also: &["其它"];
    }
    /// Why a membership ended.
    LeaveReason LEAVE_REASONS {
        Withdrawn = "withdrawn", "withdrawn", "退会", also: &["withdrawal", "resigned", "退出", "主动退会", "自愿退会", "申请退会"];
        Expelled = "expelled", "expelled", "除名", also: &["expulsion", "开除", "被除名"];
        Merged = "merged", "merged", "合并", also: &["merger", "并入", "被合并"];
        Dissolved = "dissolved", "dissolved", "注销", also: &["dissolution", "closed", "解散", "撤销"];
    }
    /// Where an application for membership stands.
    ApplicationStatus APPLICATION_STATUSES {
        Open = "open", "open", "待议", also: &["pending", "待审", "待审议", "审议中", "申请中"];
        Admitted = "admitted", "admitted", "已接纳",
            also: &["accepted", "approved", "接纳", "同意", "批准", "已批准", "通过", "已通过"];
        Declined = "declined", "declined", "未接纳",
            also: &["rejected", "refused", "不接纳", "不同意", "未通过", "否决", "拒绝", "已拒绝"];
        Deferred = "deferred", "deferred", "暂缓", also: &["postponed", "tabled", "已暂缓", "暂缓审议", "暂缓表决", "缓议"];
        Withdrawn = "withdrawn", "withdrawn", "已撤回", also: &["撤回", "撤回申请", "已撤销"];
    }
    /// Where an organization stands in the member list.
    MemberStatus MEMBER_STATUSES {
        Applicant = "applicant", "applicant", "申请中", also: &["applying", "申请单位", "申请"];
        Active = "active", "active", "在册", also: &["current", "现任", "有效", "现有"];
        Ended = "ended", "ended", "已退出", also: &["former", "left", "退出", "已退会", "退会"];
    }
    /// An office of the alliance, or none of them.
    Role ROLES {
        President = "president", "president", "理事长", also: &["chair", "chairman", "会长", "主席"];
        VicePresident = "vice-president", "vice-president", "副理事长",
            also: &["vice chair", "deputy president", "副会长", "副主席"];
        SecretaryGeneral = "secretary-general", "secretary-general", "秘书长";
        Supervisor = "supervisor", "supervisor", "监事", also: &["监事长", "监事会主席"];
        Other = "other", "other", "其他", also: &["其它"];
    }
    /// What kind of session it was; flags of the name, never a sequence of their own.
    SessionKind SESSION_KINDS {
        Regular = "regular", "regular", "例会", also: &["ordinary", "定期", "定期会议", "常规", "常规会议", "普通"];
        Extraordinary = "extraordinary", "extraordinary", "临时", also: &["special", "emergency", "临时会议"];
        Enlarged = "enlarged", "enlarged", "扩大", also: &["expanded", "扩大会议"];
        Correspondence = "correspondence", "by correspondence", "通讯",
            also: &["by mail", "written", "通讯会议", "通讯方式", "通信", "书面"];
    }
    /// How people met.
    Mode MODES {
        InPerson = "in-person", "in person", "现场", also: &["on site", "offline", "face to face", "线下", "现场会议", "当面"];
        Online = "online", "online", "线上", also: &["virtual", "remote", "在线", "视频", "视频会议", "线上会议", "网络"];
        Hybrid = "hybrid", "hybrid", "线上线下结合", also: &["mixed", "线上线下", "线上线下相结合", "线上+线下", "线下线上结合", "混合"];
    }
    /// Whether the attendance list names everyone who held a seat and came.
    Roster ROSTERS {
        Complete = "complete", "complete", "完整", also: &["full", "whole", "齐全", "全部"];
        Partial = "partial", "partial", "不完整", also: &["incomplete", "open", "部分", "不全"];
    }
    /// In which capacity an organization or person attended; only a member has a voice in the vote.
    Capacity CAPACITIES {
        Member = "member", "member", "成员", also: &["正式成员", "成员单位", "会员", "会员单位"];
        Applicant = "applicant", "applicant", "拟加入单位", also: &["申请单位", "拟加入", "拟入会单位"];
        Guest = "guest", "guest", "嘉宾", also: &["来宾", "特邀", "特邀嘉宾", "客人"];
        Observer = "observer", "observer", "观察员", also: &["观察员单位"];
        Host = "host", "host", "承办单位", also: &["承办", "承办方", "主办单位", "主办方", "东道主"];
        Staff = "staff", "staff", "工作人员", also: &["会务", "会务人员"];
    }
    /// How a seat was filled on the day.
    Presence PRESENCES {
        Present = "present", "present", "出席", also: &["attended", "in person", "到会", "实到", "到场", "参会", "现场出席"];
        Online = "online", "online", "线上出席", also: &["remote", "线上", "在线", "视频", "线上参会", "视频出席"];
        Proxy = "proxy", "by proxy", "委托", also: &["委托出席", "书面委托", "委托代理"];
        Leave = "leave", "on leave", "请假", also: &["excused", "apologies", "已请假", "事假", "病假"];
        Absent = "absent", "absent", "缺席", also: &["未到", "未到会", "未出席", "未参会"];
    }
    /// What an item of the agenda is.
    AgendaKind AGENDA_KINDS {
        Talk = "talk", "talk", "主题分享", also: &["speech", "lecture", "presentation", "分享", "演讲", "讲座", "主题报告", "主旨演讲"];
        Report = "report", "report", "报告", also: &["工作报告", "汇报", "听取报告"];
        Discussion = "discussion", "discussion", "讨论", also: &["debate", "研讨", "交流", "交流讨论", "座谈"];
        Motion = "motion", "motion", "审议", also: &["vote", "表决", "审议事项", "议题"];
        Planning = "planning", "planning", "工作部署", also: &["部署", "工作安排", "下一步工作"];
        Ceremony = "ceremony", "ceremony", "仪式", also: &["签约", "签约仪式", "揭牌", "揭牌仪式", "授牌仪式", "开幕式", "闭幕式"];
    }
    /// What a motion is about; rules are chosen by it.
    MotionKind MOTION_KINDS {
        Admission = "admission", "admission", "入会", also: &["new member", "入会申请", "接纳", "接纳会员", "吸收会员"];
        Expulsion = "expulsion", "expulsion", "除名", also: &["开除"];
        Election = "election", "election", "选举", also: &["换届", "换届选举", "改选", "补选"];
        Charter = "charter", "charter change", "章程修改", also: &["bylaws", "amendment", "章程", "修改章程", "章程修订", "修订章程"];
        Dues = "dues", "dues", "会费", also: &["fees", "membership fees", "会费标准"];
        Plan = "plan", "plan", "工作计划", also: &["work plan", "计划", "年度计划", "年度工作计划"];
        Budget = "budget", "budget", "财务预算", also: &["预算", "财务", "年度预算"];
        Report = "report", "report", "工作报告", also: &["work report", "报告", "年度报告"];
        Other = "other", "other", "其他", also: &["其它"];
    }
    /// How the vote was taken.
    Method METHODS {
        ShowOfHands = "show-of-hands", "show of hands", "举手表决", also: &["hands", "举手", "举手方式"];
        Secret = "secret", "secret ballot", "无记名投票", also: &["无记名", "无记名表决", "不记名", "不记名投票", "秘密投票"];
        RollCall = "roll-call", "roll call", "记名表决", also: &["named vote", "记名", "记名投票", "唱名", "唱名表决"];
        Acclamation = "acclamation", "acclamation", "鼓掌通过", also: &["by acclamation", "鼓掌", "鼓掌表决"];
        Correspondence = "correspondence", "by correspondence", "通讯表决",
            also: &["by mail", "in writing", "通讯", "通讯方式", "通信表决", "书面", "书面表决"];
    }
    /// One organization's choice in a roll call.
    Choice CHOICES {
        Yes = "yes", "yes", "赞成", also: &["for", "in favour", "in favor", "aye", "agree", "同意", "支持", "赞同", "是"];
        No = "no", "no", "反对", also: &["against", "nay", "oppose", "不同意", "不赞成", "不支持", "否"];
        Abstain = "abstain", "abstain", "弃权", also: &["abstained", "abstention", "弃"];
        Invalid = "invalid", "invalid", "无效", also: &["spoilt", "spoiled", "void", "废票", "无效票"];
        Absent = "absent", "absent", "缺席", also: &["not present", "未到", "未出席"];
        Recused = "recused", "recused", "回避", also: &["recusal", "withdrew for interest", "已回避"];
    }
    /// Why an organization may not vote, or its ballot does not count.
    Reason REASONS {
        NoSeat = "no-seat", "no seat", "无席位";
        NotThere = "not-there", "left for this vote", "表决时不在场";
        Absent = "absent", "absent", "缺席";
        Leave = "leave", "on leave", "请假";
        Capacity = "capacity", "not there as a member", "非以成员身份到会";
        ProxyHolder = "proxy-holder", "its proxy has no effective holder", "没有有效的受托单位";
        ProxyRule = "proxy-rule", "the rule gives proxies no vote", "规则不计委托表决";
        Recused = "recused", "recused", "回避";
        Arrears = "arrears", "its dues are not paid", "欠缴会费";
        Unknown = "unknown", "not known", "不详";
    }
    /// What the source says came of a motion.
    Outcome OUTCOMES {
        Carried = "carried", "carried", "通过", also: &["passed", "adopted", "approved", "表决通过", "审议通过", "已通过", "获得通过"];
        Rejected = "rejected", "rejected", "未通过", also: &["failed", "lost", "defeated", "未获通过", "不通过", "否决", "被否决"];
        Tabled = "tabled", "tabled", "暂缓表决", also: &["deferred", "postponed", "暂缓", "暂缓审议", "缓议", "搁置"];
        Withdrawn = "withdrawn", "withdrawn", "撤回", also: &["已撤回", "撤销"];
    }
    /// What the rule yields from the figures.
    Computed COMPUTED {
        Carried = "carried", "carried", "通过", also: &["passed"];
        Rejected = "rejected", "rejected", "未通过", also: &["failed", "未获通过"];
        NoQuorum = "no-quorum", "no quorum", "未达法定人数", also: &["不足法定人数", "未达到法定人数"];
        Tie = "tie", "tie for the last seat", "最后席位得票相同";
        Void = "void", "void", "无效";
        Unknown = "unknown", "unknown", "无法判定";
    }
    /// The number that a majority is a part of.
    Base BASES {
        Present = "present", "of those present", "到会者", also: &["those present", "出席者", "到会", "实到", "出席"];
        Cast = "cast", "of yes and no", "赞成反对之和", also: &["yes and no", "votes cast", "赞成与反对之和"];
        Valid = "valid", "of valid ballots", "有效票", also: &["valid ballots", "有效票数"];
        All = "all", "of all seats", "全体", also: &["all seats", "全体成员", "应到", "全部"];
    }
    /// What a written proxy to another member is good for.
    Proxies PROXIES {
        None = "none", "not admitted", "不计", also: &["no", "无", "不允许", "不接受"];
        Quorum = "quorum", "for the quorum", "计入法定人数", also: &["法定人数"];
        Vote = "vote", "for quorum and vote", "计入法定人数和表决", also: &["quorum and vote", "计入表决", "法定人数和表决"];
    }
    /// Whether a recused seat is out of the base of a majority, or stays in it without a yes.
    Recusal RECUSALS {
        Excluded = "excluded", "left out of the base", "不计入基数", also: &["不计入", "排除"];
        Present = "present", "counted as present", "计入到会", also: &["计入", "计入基数"];
    }
    /// Whether a matter may be decided by correspondence.
    Correspondence CORRESPONDENCES {
        No = "false", "not admitted", "不可", also: &["no", "不允许", "否", "不"];
        Yes = "true", "admitted", "可以", also: &["yes", "允许", "是", "可"];
        Unanimous = "unanimous", "only where all agree", "须全体同意", also: &["全体一致", "一致同意"];
    }
    /// What a seat must have done so that it may vote.
    GoodStanding STANDINGS {
        Paid = "paid", "dues paid", "已缴会费", also: &["缴清会费", "会费缴清"];
    }
    /// Whether a session is still to come, or took place.
    SessionStatus SESSION_STATUSES {
        Planned = "planned", "planned", "计划召开", also: &["upcoming", "to come", "待召开", "未召开", "拟召开"];
        Held = "held", "held", "已召开", also: &["took place", "已举行", "召开"];
    }
    /// What kind of thing a source is.
    SourceKind SOURCE_KINDS {
        Minutes = "minutes", "minutes", "会议纪要", also: &["纪要", "会议记录"];
        News = "news", "news", "新闻报道", also: &["press", "article", "新闻", "报道", "新闻稿"];
        Letter = "letter", "letter", "来函", also: &["mail", "函件", "信函", "函"];
        List = "list", "list", "名册", also: &["roster", "register", "名单", "清单"];
        Other = "other", "other", "其他", also: &["其它"];
    }
    /// Where an action stands.
    ActionStatus ACTION_STATUSES {
        Open = "open", "open", "进行中", also: &["pending", "in progress", "todo", "未完成", "待办", "办理中"];
        Done = "done", "done", "已完成", also: &["completed", "finished", "完成", "已办结", "办结"];
        Dropped = "dropped", "dropped", "已取消", also: &["cancelled", "canceled", "取消", "终止"];
    }
    /// The preset of rules that applies where the alliance has none of its own.
    Charter CHARTERS {
        Model = "model-charter", "model charter", "示范章程", also: &["model", "示范", "章程示范文本"];
        None = "none", "none", "无", also: &["no", "不采用"];
    }
    /// A part of the registry that the public pages may show or leave out.
    PublicPart PUBLIC_PARTS {
        Offices = "offices", "offices", "任职";
        Attendance = "attendance", "attendance", "出席情况";
        Absences = "absences", "absences", "缺席情况";
        Ballots = "ballots", "ballots of a roll call", "逐票";
        Actions = "actions", "actions", "后续工作";
        Visits = "visits", "visits", "考察";
        Activities = "activities", "activities", "活动";
        Documents = "documents", "documents", "文件";
        Nothing = "nothing", "nothing else", "其余不公开";
    }
    /// What happened to a row.
    ChangeAction CHANGE_ACTIONS {
        Add = "add", "added", "新增";
        Change = "change", "changed", "修改";
        Remove = "remove", "removed", "删除";
    }
    /// What is to be done.
    TodoKind TODO_KINDS {
        Action = "action", "action", "后续工作";
        Term = "term", "re-election", "换届";
        Motion = "motion", "tabled motion", "暂缓议题";
        Minutes = "minutes", "minutes to confirm", "纪要待确认";
        Application = "application", "application", "入会申请";
        Session = "session", "papers to prepare", "会议待筹备";
    }
    /// What a role may do with a registry on a server.
    Access ACCESSES {
        Reader = "reader", "reader", "查阅", also: &["read", "只读", "查看"];
        Secretary = "secretary", "secretary", "录入", also: &["write", "读写", "秘书"];
    }
    /// How much a finding of `check` matters.
    Severity SEVERITIES {
        Error = "error", "error", "错误";
        Warning = "warning", "warning", "提醒", also: &["警告"];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_means_one_word_of_its_family() {
        for family in FAMILIES {
            let all: Vec<&str> = family.codes().flat_map(|code| family.spellings(code)).collect();
            for (code, en, zh) in family.words {
                assert!(!en.is_empty() && !zh.is_empty());
                assert_eq!(family.words.iter().filter(|(c, ..)| c == code).count(), 1);
                for spelling in family.spellings(code) {
                    let typed = [spelling.to_uppercase(), format!(" {spelling}\u{3000}"), spelling.replace('-', "_")];
                    for typed in typed.iter().map(String::as_str).chain([spelling]) {
                        assert_eq!(family.find(typed), Some(*code), "{typed} in {all:?}");
                    }
                }
            }
            for (at, word) in all.iter().enumerate() {
                let twins = all.iter().enumerate().filter(|(n, other)| *n != at && plain(other) == plain(word));
                // A label may be its code; else none stands twice.
                let own = family.words.iter().filter(|(code, en, _)| plain(code) == plain(en) && plain(code) == plain(word));
                assert_eq!(twins.count(), own.count(), "{word} in {all:?}");
            }
        }
    }

    #[test]
    fn what_people_write_is_understood_and_a_slip_is_met_with_its_word() {
        assert_eq!(OUTCOMES.find("暂缓"), Some("tabled"));
        assert_eq!(METHODS.find("记名"), Some("roll-call"));
        assert_eq!(METHODS.find("无记名"), Some("secret"));
        assert_eq!(METHODS.find("举手"), Some("show-of-hands"));
        assert_eq!(CHOICES.find("同意"), Some("yes"));
        assert_eq!(CHOICES.find("ＹＥＳ"), Some("yes"));
        assert_eq!(CLASSES.find("副理事长单位"), Some("vice-president"));
        assert_eq!(CLASSES.find_label("副理事长单位"), None);
        assert_eq!(CHOICES.find(""), None);
        assert_eq!(METHODS.near("举手表诀").map(|word| word.zh), Some("show-of-hands（举手表决）".into()));
        assert_eq!(CHOICES.hints("abstian").remove(0).en, "did you mean abstain?");
    }

    #[test]
    fn classes_rise() {
        assert!(Class::Observer < Class::Member && Class::Member < Class::Council);
        assert!(Class::VicePresident < Class::President);
    }
}
