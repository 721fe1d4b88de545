//! The code words: one table of them for the database, the record file, JSON, and the
//! labels of both languages.

/// One family of code words as data, for parsing, completion and labels.
#[derive(Debug)]
pub struct Family {
    /// Code, English label, Chinese label.
    pub words: &'static [(&'static str, &'static str, &'static str)],
}

impl Family {
    /// The family's own spelling of a word that stands in a file or on the command line:
    /// its code, or its Chinese or English label; without regard to case.
    pub fn find(&self, text: &str) -> Option<&'static str> {
        let text = text.trim();
        self.words
            .iter()
            .find(|(code, en, zh)| {
                code.eq_ignore_ascii_case(text) || en.eq_ignore_ascii_case(text) || *zh == text
            })
            .map(|(code, ..)| *code)
    }

    /// The labels of a code: English, Chinese.
    pub fn labels(&self, code: &str) -> Option<(&'static str, &'static str)> {
        self.words.iter().find(|(c, ..)| *c == code).map(|(_, en, zh)| (*en, *zh))
    }

    /// All codes, in the order in which they are taught.
    pub fn codes(&self) -> impl Iterator<Item = &'static str> {
        self.words.iter().map(|(code, ..)| *code)
    }
}

/// A value that is stored and written as a code word.
pub trait CodeWord: Sized {
    /// The value of a code word; `None` for a word that is none of the family.
    fn parse(code: &str) -> Option<Self>;
}

/// Declares an enum whose variants are code words, and its [`Family`].
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident $family:ident {
        $($variant:ident = $code:literal, $en:literal, $zh:literal;)*
    })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $name { $(#[doc = $en] $variant,)* }

            #[doc = concat!("The words of [`", stringify!($name), "`].")]
            pub static $family: Family =
                Family { words: &[$(($code, $en, $zh)),*] };

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
        static FAMILIES: &[&Family] = &[$(&$family),*];
    };
}

words! {
    /// Class of a membership, rising; each holds the seats of those below it. An observer holds none.
    Class CLASSES {
        Observer = "observer", "observer", "观察员";
        Member = "member", "member", "会员";
        Council = "council", "council member", "理事";
        Standing = "standing", "standing council member", "常务理事";
        VicePresident = "vice-president", "vice-president", "副理事长";
        President = "president", "president", "理事长";
    }
    /// What an organization is.
    OrganizationKind ORGANIZATION_KINDS {
        Park = "park", "science park", "科技园";
        Institute = "institute", "institute", "研究院";
        University = "university", "university", "高校";
        Alliance = "alliance", "alliance", "联盟";
        Company = "company", "company", "企业";
        Government = "government", "government", "政府";
        Other = "other", "other", "其他";
    }
    /// Why a membership ended.
    LeaveReason LEAVE_REASONS {
        Withdrawn = "withdrawn", "withdrawn", "退会";
        Expelled = "expelled", "expelled", "除名";
        Merged = "merged", "merged", "合并";
        Dissolved = "dissolved", "dissolved", "注销";
    }
    /// Where an application for membership stands.
    ApplicationStatus APPLICATION_STATUSES {
        Open = "open", "open", "待议";
        Admitted = "admitted", "admitted", "已接纳";
        Declined = "declined", "declined", "未接纳";
        Deferred = "deferred", "deferred", "暂缓";
        Withdrawn = "withdrawn", "withdrawn", "已撤回";
    }
    /// Where an organization stands in the member list.
    MemberStatus MEMBER_STATUSES {
        Applicant = "applicant", "applicant", "申请中";
        Active = "active", "active", "在册";
        Ended = "ended", "ended", "已退出";
    }
    /// An office of the alliance, or none of them.
    Role ROLES {
        President = "president", "president", "理事长";
        VicePresident = "vice-president", "vice-president", "副理事长";
        SecretaryGeneral = "secretary-general", "secretary-general", "秘书长";
        Supervisor = "supervisor", "supervisor", "监事";
        Other = "other", "other", "其他";
    }
    /// What kind of session it was; flags of the name, never a sequence of their own.
    SessionKind SESSION_KINDS {
        Regular = "regular", "regular", "例会";
        Extraordinary = "extraordinary", "extraordinary", "临时";
        Enlarged = "enlarged", "enlarged", "扩大";
        Correspondence = "correspondence", "by correspondence", "通讯";
    }
    /// How people met.
    Mode MODES {
        InPerson = "in-person", "in person", "现场";
        Online = "online", "online", "线上";
        Hybrid = "hybrid", "hybrid", "线上线下结合";
    }
    /// Whether the attendance list names everyone who held a seat and came.
    Roster ROSTERS {
        Complete = "complete", "complete", "完整";
        Partial = "partial", "partial", "不完整";
    }
    /// In which capacity an organization or person attended; only a member has a voice in the vote.
    Capacity CAPACITIES {
        Member = "member", "member", "成员";
        Applicant = "applicant", "applicant", "拟加入单位";
        Guest = "guest", "guest", "嘉宾";
        Observer = "observer", "observer", "观察员";
        Host = "host", "host", "承办单位";
        Staff = "staff", "staff", "工作人员";
    }
    /// How a seat was filled on the day.
    Presence PRESENCES {
        Present = "present", "present", "出席";
        Online = "online", "online", "线上出席";
        Proxy = "proxy", "by proxy", "委托";
        Leave = "leave", "on leave", "请假";
        Absent = "absent", "absent", "缺席";
    }
    /// What an item of the agenda is.
    AgendaKind AGENDA_KINDS {
        Talk = "talk", "talk", "主题分享";
        Report = "report", "report", "报告";
        Discussion = "discussion", "discussion", "讨论";
        Motion = "motion", "motion", "审议";
        Planning = "planning", "planning", "工作部署";
        Ceremony = "ceremony", "ceremony", "仪式";
    }
    /// What a motion is about; rules are chosen by it.
    MotionKind MOTION_KINDS {
        Admission = "admission", "admission", "入会";
        Expulsion = "expulsion", "expulsion", "除名";
        Election = "election", "election", "选举";
        Charter = "charter", "charter change", "章程修改";
        Dues = "dues", "dues", "会费";
        Plan = "plan", "plan", "工作计划";
        Budget = "budget", "budget", "财务预算";
        Report = "report", "report", "工作报告";
        Other = "other", "other", "其他";
    }
    /// How the vote was taken.
    Method METHODS {
        ShowOfHands = "show-of-hands", "show of hands", "举手表决";
        Secret = "secret", "secret ballot", "无记名投票";
        RollCall = "roll-call", "roll call", "记名表决";
        Acclamation = "acclamation", "acclamation", "鼓掌通过";
        Correspondence = "correspondence", "by correspondence", "通讯表决";
    }
    /// One organization's choice in a roll call.
    Choice CHOICES {
        Yes = "yes", "yes", "赞成";
        No = "no", "no", "反对";
        Abstain = "abstain", "abstain", "弃权";
        Invalid = "invalid", "invalid", "无效";
        Absent = "absent", "absent", "缺席";
    }
    /// Why an organization may not vote, or its ballot does not count.
    Reason REASONS {
        NoSeat = "no-seat", "no seat", "无席位";
        NotThere = "not-there", "left for this vote", "表决时不在场";
        Absent = "absent", "absent", "缺席";
        Leave = "leave", "on leave", "请假";
        Capacity = "capacity", "not there as a member", "非以成员身份到会";
        ProxyHolder = "proxy-holder", "its proxy has no effective holder", "受托单位不能行使委托";
        ProxyRule = "proxy-rule", "the rule gives proxies no vote", "规则不计委托表决";
        Unknown = "unknown", "not known", "不详";
    }
    /// What the source says came of a motion.
    Outcome OUTCOMES {
        Carried = "carried", "carried", "通过";
        Rejected = "rejected", "rejected", "未通过";
        Tabled = "tabled", "tabled", "暂缓表决";
        Withdrawn = "withdrawn", "withdrawn", "撤回";
    }
    /// What the rule yields from the figures.
    Computed COMPUTED {
        Carried = "carried", "carried", "通过";
        Rejected = "rejected", "rejected", "未通过";
        NoQuorum = "no-quorum", "no quorum", "未达法定人数";
        Tie = "tie", "tie for the last seat", "最后席位得票相同";
        Void = "void", "void", "无效";
        Unknown = "unknown", "unknown", "无法判定";
    }
    /// The number that a majority is a part of.
    Base BASES {
        Present = "present", "of those present", "到会者";
        Cast = "cast", "of yes and no", "赞成反对之和";
        Valid = "valid", "of valid ballots", "有效票";
        All = "all", "of all seats", "全体";
    }
    /// What a written proxy to another member is good for.
    Proxies PROXIES {
        None = "none", "not admitted", "不计";
        Quorum = "quorum", "for the quorum", "计入法定人数";
        Vote = "vote", "for quorum and vote", "计入法定人数和表决";
    }
    /// Where an action stands.
    ActionStatus ACTION_STATUSES {
        Open = "open", "open", "进行中";
        Done = "done", "done", "已完成";
        Dropped = "dropped", "dropped", "已取消";
    }
    /// The preset of rules that applies where the alliance has none of its own.
    Charter CHARTERS {
        Model = "model-charter", "model charter", "示范章程";
        None = "none", "none", "无";
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
    /// What a role may do with a registry on a server.
    Access ACCESSES {
        Reader = "reader", "reader", "查阅";
        Secretary = "secretary", "secretary", "录入";
    }
    /// How much a finding of `check` matters.
    Severity SEVERITIES {
        Error = "error", "error", "错误";
        Warning = "warning", "warning", "提醒";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_by_its_code_and_is_unique_in_its_family() {
        for family in FAMILIES {
            for (code, en, zh) in family.words {
                assert_eq!(family.find(code), Some(*code));
                assert!(!en.is_empty() && !zh.is_empty());
                assert_eq!(family.words.iter().filter(|(c, ..)| c == code).count(), 1);
            }
        }
    }

    #[test]
    fn classes_rise() {
        assert!(Class::Observer < Class::Member && Class::Member < Class::Council);
        assert!(Class::VicePresident < Class::President);
    }
}
