//! How a news item (简报) puts what minutes list: in whole sentences, without labels.

use crate::{
    lang::Lang,
    model::{
        day::Day,
        facts::Facts,
        motion::{Candidate, Vote},
        paper::Paper,
        session_name::SOCIETIES,
        words::{MotionKind, Role},
    },
};

use super::{days, matter};

/// What a session was for, as a sentence.
pub(super) fn aim(purpose: &str, lang: Lang) -> String {
    match lang {
        Lang::En => format!("Purpose: {purpose}"),
        Lang::Zh => purposed("会议", purpose),
    }
}

/// What the alliance is for and what it does, as sentences.
pub(super) fn about(paper: &Paper, name: &str, lang: Lang) -> String {
    let alliance = &paper.alliance;
    let purpose = alliance.purpose.as_deref();
    let functions = Some(alliance.functions.join(lang.comma())).filter(|all| !all.is_empty());
    match lang {
        Lang::En => {
            let functions = functions.map(|all| format!("Functions of {name}: {all}."));
            purpose.map(str::to_string).into_iter().chain(functions).collect::<Vec<_>>().join(" ")
        }
        Lang::Zh => {
            let name = if name.is_empty() { "联盟" } else { name };
            let kind = SOCIETIES.iter().find(|kind| name.ends_with(**kind)).copied();
            let called = alliance.short_name.as_deref().or(kind).unwrap_or(name);
            let purpose = purpose.map(|purpose| purposed(name, purpose)).unwrap_or_default();
            let subject = if purpose.is_empty() { name } else { called };
            purpose + &functions.map(|all| format!("{subject}的功能定位是{all}。")).unwrap_or_default()
        }
    }
}

/// A purpose with its subject before it. One that has a subject, or begins as a clause does, stands alone.
fn purposed(subject: &str, purpose: &str) -> String {
    let bare = purpose.trim().trim_end_matches(['。', '；', '.', '：']);
    let bare = bare.strip_prefix("旨在").unwrap_or(bare).trim_start_matches(['：', ':', '，']);
    let alone = ["为", "会议", "本", "此次", "联盟", "该", "围绕", "根据", "按照", "以", subject];
    match alone.iter().any(|head| bare.starts_with(head)) || bare.is_empty() {
        true => format!("{bare}。"),
        false => format!("{subject}旨在{bare}。"),
    }
    .replace("。。", "。")
}

/// What is to be done, as a sentence goes on: who does it, and until when.
pub(super) fn plan(action: &Facts, told: &str, lang: Lang) -> String {
    if lang == Lang::En {
        return told.to_string();
    }
    let owner = action.text("owner").map(|owner| format!("由{owner}负责"));
    let until = action.day("due").map(|due: Day| {
        // A month or a year is over when its last day is.
        let end = if due.is_whole() { "前" } else { "底前" };
        format!("{}{end}完成", days(due, None, lang))
    });
    let beside: Vec<String> = owner.into_iter().chain(until).collect();
    let note = action.text("note").map(|note| format!("，{}", note.trim_end_matches(['。', '；'])));
    let beside = if beside.is_empty() { String::new() } else { lang.bracket(&beside.join("，")) };
    format!("{}{beside}{}", action.said("title").trim_end_matches(['。', '；']), note.unwrap_or_default())
}

/// What became of a motion, with its votes.
pub(super) fn motion(vote: &Vote, lang: Lang) -> String {
    let (en, zh) = matter::sentence(vote);
    let tally = matter::tally(vote.counted, lang);
    if lang == Lang::En {
        let parts = [format!("{en}."), tally];
        return parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    }
    if let Some(elected) = election(vote) {
        return elected;
    }
    let tally = tally.trim_end_matches('。');
    format!("{zh}{}。", if tally.is_empty() { String::new() } else { lang.bracket(tally) })
}

/// Who was elected to what, with their votes; `None` for what is no election, or where nobody is known to be elected.
fn election(vote: &Vote) -> Option<String> {
    if vote.kind != MotionKind::Election || !matter::resolved(vote) {
        return None;
    }
    let elected: Vec<String> = vote.candidates.iter().filter(|one| matter::is_elected(one)).filter_map(won).collect();
    if elected.is_empty() {
        return None;
    }
    let way = vote.method.map(|method| format!("以{}方式", method.labels().1)).unwrap_or_default();
    let title = matter::about(&vote.title);
    let proposal = ["案", "申请", "请示", "报告", "建议"].iter().any(|end| title.ends_with(end));
    let head = match title.strip_prefix("选举") {
        Some(rest) if !proposal && !rest.is_empty() => format!("会议{way}选举{rest}"),
        _ if proposal => format!("会议{way}表决通过{}", vote.title),
        _ if title.contains("选举") => format!("会议{way}进行了{title}"),
        _ => format!("会议{way}就{title}进行了选举"),
    };
    Some(format!("{head}：{}。", elected.join("；")))
}

/// 张三（甲园）得5票，当选理事长.
fn won(one: &Candidate) -> Option<String> {
    let organization = one.organization.as_ref().filter(|_| one.person.is_some());
    let home = organization.map(|o| Lang::Zh.bracket(&o.name)).unwrap_or_default();
    let votes = one.yes.map(|n| format!("得{n}票，")).unwrap_or_default();
    let role = one.role.filter(|role| *role != Role::Other).map(|role| role.labels().1).unwrap_or_default();
    Some(format!("{}{home}{votes}当选{role}", matter::who(one)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_has_one_subject() {
        for (purpose, said) in [
            ("交流经验。", "会议旨在交流经验。"),
            ("旨在交流经验", "会议旨在交流经验。"),
            ("为交流经验而召开。", "为交流经验而召开。"),
            ("会议要部署工作。", "会议要部署工作。"),
            ("交流经验；部署工作；", "会议旨在交流经验；部署工作。"),
        ] {
            assert_eq!(purposed("会议", purpose), said);
        }
        assert_eq!(purposed("甲联盟", "推动合作"), "甲联盟旨在推动合作。");
    }

    #[test]
    fn what_is_to_be_done_and_until_when() {
        let action = |due: &str| {
            let facts = [("title", "起草方案。"), ("owner", "秘书处"), ("due", due)];
            plan(&facts.into_iter().map(|(key, value)| (key, value.into())).collect(), "", Lang::Zh)
        };
        assert_eq!(action("2024-06-30"), "起草方案（由秘书处负责，2024年6月30日前完成）");
        assert_eq!(action("2024-06"), "起草方案（由秘书处负责，2024年6月底前完成）");
        assert_eq!(action("2024"), "起草方案（由秘书处负责，2024年底前完成）");
    }
}
