//! A vote in words: its outcome, its counts, its quorum, and the arithmetic of its majority.

use crate::{
    lang::{
        Lang, labels,
        terms::{self, Term},
    },
    model::{
        fraction::Fraction,
        motion::{Counts, Quorum, Result, Vote, VoteRow},
        words::{Base, Computed, Outcome},
    },
    render::style::Tone,
};

/// The outcome in words: what was declared, what the rule yields, and both where they differ.
pub(in crate::render) fn verdict(vote: &VoteRow, lang: Lang) -> (String, Tone) {
    let (outcome, computed, unanimous) = (vote.outcome, vote.computed, vote.unanimous);
    let tone = Tone::of("outcome", outcome.code());
    let stated = unanimous == Some(true) && vote.counts.yes.is_none();
    let carried = match outcome {
        Result::Declared(declared) => declared == Outcome::Carried,
        Result::Computed(Computed::Carried) => true,
        Result::Computed(_) => false,
    };
    let by_rule = lang.of(computed.labels());
    let agree = matches!(
        (outcome, computed),
        (Result::Declared(Outcome::Carried), Computed::Carried)
            | (Result::Declared(Outcome::Rejected), Computed::Rejected)
    );
    let said = match (unanimous, carried) {
        (Some(true), true) => lang.word("passed unanimously", "全票通过"),
        _ => lang.of(outcome.labels()),
    };
    let remark = match (outcome, computed) {
        _ if stated && carried && matches!(computed, Computed::Carried | Computed::Unknown) => {
            return (
                said.to_owned()
                    + lang.word(" as stated by the source; no counts are recorded", "（来源所述，未载票数）"),
                tone,
            );
        }
        (Result::Computed(Computed::Unknown), _) if stated => {
            let said = lang.word(
                "all in favour, as stated by the source; no outcome is recorded, and none can be computed",
                "来源载明全票赞成；结果未记录，也无法判定",
            );
            return (said.to_owned(), tone);
        }
        (Result::Computed(Computed::Unknown), _) => {
            return (
                lang.word("no outcome is recorded, and none can be computed", "结果未记录，也无法判定")
                    .to_owned(),
                tone,
            );
        }
        (Result::Computed(_), _) => {
            lang.word("by the rule; no declaration is recorded", "按规则核算，来源未载宣布结果").to_owned()
        }
        (Result::Declared(Outcome::Tabled | Outcome::Withdrawn), _) => return (said.to_owned(), tone),
        (Result::Declared(_), Computed::Unknown) => {
            lang.word("as declared; it cannot be computed", "依宣布结果，无法核算").to_owned()
        }
        _ if vote.disputed && computed == Computed::Carried => lang
            .word("as declared; by the rule others are elected", "依宣布结果，按规则核算当选人不同")
            .to_owned(),
        _ if agree => lang.word("declared and computed alike", "宣布与核算一致").to_owned(),
        (Result::Declared(_), _) => {
            let text = match lang {
                Lang::En => format!("declared {said}, but by the rule: {by_rule}"),
                Lang::Zh => format!("宣布{said}，但按规则核算为：{by_rule}"),
            };
            return (text, Tone::Open);
        }
    };
    (format!("{said}{}", lang.bracket(&remark)), tone)
}

/// `赞成6票，反对1票，弃权2票`; what is unknown is left out.
pub(in crate::render) fn counts(counts: &Counts, lang: Lang) -> String {
    let parts =
        [("yes", counts.yes), ("no", counts.no), ("abstain", counts.abstain), ("invalid", counts.invalid)];
    let told = parts.into_iter().filter_map(|(key, n)| {
        let (n, label) = (n?, lang.of(labels::label("vote", key)));
        Some(match lang {
            Lang::En => format!("{n} {label}"),
            Lang::Zh => format!("{label}{n}票"),
        })
    });
    told.collect::<Vec<_>>().join(lang.word(", ", "，"))
}

/// Who was due and present, and whether that was enough.
pub(in crate::render) fn quorum(quorum: &Quorum, lang: Lang) -> String {
    let figure = |n: Option<u64>, (en, zh): Term| {
        n.map(|n| match lang {
            Lang::En => format!("{n} {en}"),
            Lang::Zh => format!("{zh}{n}席"),
        })
    };
    let mut parts: Vec<String> = figure(quorum.due, terms::DUE).into_iter().collect();
    parts.extend(figure(quorum.present, terms::PRESENT));
    parts.extend(figure(quorum.required, ("required", "法定最低")));
    let end = match (quorum.met, quorum.required) {
        (Some(true), None) => lang.word("the rule sets no quorum", "规则不设法定人数"),
        (Some(true), _) => lang.word("quorum met", "已达到"),
        (Some(false), _) => lang.word("quorum not met", "未达到"),
        (None, _) => match (quorum.due, quorum.present) {
            (None, None) => {
                lang.word("due and present are not recorded: cannot be judged", "应到、实到未记录，无法判定")
            }
            (None, _) => lang.word("due is not recorded: cannot be judged", "应到数未记录，无法判定"),
            (_, None) => lang.word("present is not recorded: cannot be judged", "实到数未记录，无法判定"),
            _ => lang.word("no rule is recorded: cannot be judged", "规则未记录，无法判定"),
        },
    };
    parts.push(end.to_owned());
    parts.join(lang.word(", ", "，"))
}

/// How many yes were needed and why, and how far the votes were from it.
pub(in crate::render) fn arithmetic(vote: &Vote, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let Some(rule) = &vote.rule else {
        return lang.word("no rule is recorded: cannot be judged", "规则未记录，无法判定").to_owned();
    };
    let (Some(majority), Some(of)) = (rule.majority, rule.majority_of) else {
        return lang.word("the rule sets no majority", "规则未设通过比例").to_owned();
    };
    let more = if rule.exclusive { lang.word("more than ", "超过") } else { lang.word("", "达到") };
    let named = |of: Base| match (of, zh) {
        (Base::Present, false) => "present",
        (Base::Cast, false) => "yes and no",
        (Base::Valid, false) => "valid ballots",
        (Base::All, false) => "seats",
        (Base::Present, true) => "到会",
        (Base::Cast, true) => "赞成反对票",
        (Base::Valid, true) => "有效票",
        (Base::All, true) => "全体",
    };
    let part = named(of);
    // A second majority beside the first.
    let second = rule.also.map(|also| {
        let part = named(rule.also_of.unwrap_or(of));
        lang.word(&format!(", and {also} of {part}"), &format!("，且达到{part}数的{also}")).to_string()
    });
    let second = second.unwrap_or_default();
    // Of candidates each has a base of their own where it is the votes for and against them.
    if !vote.candidates.is_empty() && vote.base.is_none() && vote.candidates.iter().any(|one| one.needed.is_some()) {
        return lang
            .word(
                &format!("{more}{majority} of {part}{second}, for each candidate"),
                &format!("每名候选人赞成须{more}{part}数的{majority}{second}"),
            )
            .to_string();
    }
    let (Some(base), Some(needed)) = (vote.base, vote.needed) else {
        return match (zh, vote.base) {
            (false, None) => {
                format!("{more}{majority} of {part}{second}; that number is not recorded: cannot be judged")
            }
            (true, None) => format!("赞成须{more}{part}数的{majority}{second}；{part}数未记录，无法判定"),
            // A base of nought never passes.
            (false, Some(0)) => format!("{more}{majority} of 0 {part}: nothing can pass"),
            (true, Some(0)) => format!("{part}0，不可能通过"),
            (false, Some(base)) => {
                format!("{more}{majority} of {base} {part}{second}; the other number is not recorded: cannot be judged")
            }
            (true, Some(base)) => {
                format!("赞成须{more}{part}{base}的{majority}{second}；后者的基数未记录，无法判定")
            }
        };
    };
    let unit = if matches!(of, Base::Present | Base::All) { "席" } else { "票" };
    let (exact, share) = product(majority, base);
    let sign = if exact { "=" } else { "≈" };
    let least = if rule.exclusive { majority.least_more_than(base) } else { majority.least_at_least(base) };
    let mut text = match (zh, exact && !rule.exclusive) {
        // What is asked is more than the first majority: the second one, or everybody's yes by correspondence.
        (false, _) if !second.is_empty() => format!("{more}{majority} of {base} {part}{second}: {needed} needed"),
        (true, _) if !second.is_empty() => format!("须{more}{part}{base}{unit}的{majority}{second}，需{needed}票"),
        (false, _) if needed != least => format!("all of {base} seats must agree: {needed} needed"),
        (true, _) if needed != least => format!("须全体{base}席一致同意，需{needed}票"),
        (false, true) => format!("{majority} of {base} {part} = {needed} needed"),
        (false, false) => format!("{more}{majority} of {base} {part} {sign} {share}, so {needed} needed"),
        (true, _) if rule.exclusive => {
            format!("{part}{base}{unit} × {majority} {sign} {share}，须超过此数，需{needed}票")
        }
        (true, _) => format!("{part}{base}{unit} × {majority} {sign} {share}，需{needed}票"),
    };
    if !vote.candidates.is_empty() {
        return text;
    }
    let Some((yes, margin)) = vote.counted.yes.zip(vote.margin) else {
        text.push_str(
            lang.word("; the yes votes are not recorded: cannot be judged", "；赞成票数未记录，无法判定"),
        );
        return text;
    };
    let enough = if vote.computed == Computed::Carried { "passes" } else { "enough" };
    let short = margin.unsigned_abs();
    text.push_str(&match (zh, margin) {
        (false, 0) => format!("; {yes} yes: {enough} with none to spare"),
        (false, 1..) => format!("; {yes} yes: {enough} with {short} to spare"),
        (false, _) => format!("; {yes} yes: {short} short"),
        (true, 0) => format!("；赞成{yes}票，恰好达到"),
        (true, 1..) => format!("；赞成{yes}票，超出{short}票"),
        (true, _) => format!("；赞成{yes}票，差{short}票"),
    });
    text
}

/// A fraction of a number, to two places, and whether that is exact. In integers.
fn product(part: Fraction, of: u64) -> (bool, String) {
    let (p, q) = (u128::from(part.p), u128::from(part.q).max(1));
    let hundredths = p * u128::from(of) * 100;
    let rounded = (hundredths + q / 2) / q;
    let text = format!("{}.{:02}", rounded / 100, rounded % 100);
    (hundredths % q == 0, text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

#[cfg(test)]
mod tests {
    use super::{super::{row, tests::sample}, *};

    #[test]
    fn the_arithmetic_is_written_out() {
        let declared = Result::Declared(Outcome::Carried);
        for (counts, base, needed, zh, en) in [
            (
                [Some(6), Some(1), Some(2), None],
                Some(9),
                Some(6),
                "到会9席 × 2/3 = 6，需6票；赞成6票，恰好达到",
                "2/3 of 9 present = 6 needed; 6 yes: passes with none to spare",
            ),
            (
                [Some(5), Some(0), Some(4), None],
                Some(9),
                Some(6),
                "到会9席 × 2/3 = 6，需6票；赞成5票，差1票",
                "2/3 of 9 present = 6 needed; 5 yes: 1 short",
            ),
            (
                [Some(9), None, None, None],
                Some(10),
                Some(7),
                "到会10席 × 2/3 ≈ 6.67，需7票；赞成9票，超出2票",
                "2/3 of 10 present ≈ 6.67, so 7 needed; 9 yes: passes with 2 to spare",
            ),
            (
                [None; 4],
                None,
                None,
                "赞成须达到到会数的2/3；到会数未记录，无法判定",
                "2/3 of present; that number is not recorded: cannot be judged",
            ),
        ] {
            let vote = sample(counts, base, needed, declared);
            assert_eq!(arithmetic(&vote, Lang::Zh), zh);
            assert_eq!(arithmetic(&vote, Lang::En), en);
        }
        let mut vote = sample([Some(6), None, None, None], Some(10), Some(6), declared);
        if let Some(rule) = &mut vote.rule {
            (rule.majority, rule.exclusive) = (Fraction::parse("1/2"), true);
        }
        assert_eq!(arithmetic(&vote, Lang::Zh), "到会10席 × 1/2 = 5，须超过此数，需6票；赞成6票，恰好达到");
        assert_eq!(
            arithmetic(&vote, Lang::En),
            "more than 1/2 of 10 present = 5, so 6 needed; 6 yes: passes with none to spare"
        );
    }

    #[test]
    fn verdicts_keep_what_was_declared_beside_what_was_computed() {
        let said = |outcome, computed, unanimous, lang| {
            let vote = row(&sample([None; 4], None, None, outcome));
            verdict(&VoteRow { computed, unanimous, ..vote }, lang)
        };
        let (carried, unknown) = (Result::Declared(Outcome::Carried), Computed::Unknown);
        assert_eq!(
            said(carried, unknown, Some(true), Lang::En).0,
            "passed unanimously as stated by the source; no counts are recorded"
        );
        assert_eq!(said(carried, unknown, Some(true), Lang::Zh).0, "全票通过（来源所述，未载票数）");
        assert_eq!(
            said(carried, Computed::Rejected, None, Lang::En),
            ("declared carried, but by the rule: rejected".into(), Tone::Open)
        );
        assert_eq!(said(carried, Computed::Rejected, None, Lang::Zh).0, "宣布通过，但按规则核算为：未通过");
        assert_eq!(said(carried, unknown, None, Lang::Zh).0, "通过（依宣布结果，无法核算）");
        assert_eq!(said(Result::Computed(unknown), unknown, None, Lang::Zh).0, "结果未记录，也无法判定");
        assert_eq!(said(Result::Declared(Outcome::Tabled), unknown, None, Lang::Zh).0, "暂缓表决");
        assert_eq!(
            said(carried, Computed::Carried, None, Lang::Zh),
            ("通过（宣布与核算一致）".into(), Tone::Good)
        );
    }
}
