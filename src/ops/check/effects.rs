//! What motions did, against their outcome as it stands: a figure that was corrected later, or a list that
//! was taken in, may have left one without the other.

use std::collections::BTreeMap;

use super::{
    Found,
    members::periods,
    scope::{Look, listed},
};
use crate::{
    error::{Message, Result},
    model::{
        day::Day,
        words::{Class, MotionKind, Role},
    },
    ops::verdict::Judged,
    rules::seats::class_on,
    say,
};

/// What one motion has done, or should have: the motion, and what is odd where it counts as carried, or
/// does not.
struct Effect {
    motion: i64,
    reference: String,
    /// What is odd where the motion is carried, else where it is not.
    odd_if_carried: bool,
    message: Message,
}

/// Memberships and posts that were started or ended by a motion that is not carried, and carried motions whose
/// effect is missing. (An admission without any membership is found by the rule `admission-membership`.)
pub(super) fn effect_without_motion(look: &Look<'_>) -> Result<Found> {
    let mut effects = started(look)?;
    effects.extend(ended(look)?);
    effects.extend(unchanged(look)?);
    let carried = look.carried(&effects.iter().map(|effect| effect.motion).collect::<Vec<_>>())?;
    let odd = effects.into_iter().filter(|effect| carried.contains(&effect.motion) == effect.odd_if_carried);
    // In the order of the motions, however they were found.
    let mut by_motion: BTreeMap<i64, Found> = BTreeMap::new();
    for (motion, found) in elections(look)? {
        by_motion.entry(motion).or_default().extend(found);
    }
    for effect in odd {
        by_motion.entry(effect.motion).or_default().push((effect.reference, effect.message));
    }
    Ok(by_motion.into_values().flatten().collect())
}

const MOTION: &str = "JOIN motions x ON x.id = {} JOIN session_refs r ON r.session_id = x.session_id";

/// The joins that lead to the motion which a column names.
fn motion(column: &str) -> String {
    MOTION.replace("{}", column)
}

/// Memberships that are there only as the effect of a motion.
fn started(look: &Look<'_>) -> Result<Vec<Effect>> {
    let these = look.scope.organizations.filter("m.organization_id");
    let sql = format!(
        "SELECT x.id, r.ref || '/' || x.number, o.name, m.class, m.\"from\" FROM memberships m \
         JOIN organizations o ON o.id = m.organization_id {} \
         WHERE m.stated = 0 AND m.admitted_by IS NOT NULL AND {these} ORDER BY x.id, m.id",
        motion("m.admitted_by")
    );
    look.read.all(&sql, &[], |row| {
        let (reference, name) = (row.text(1)?, row.text(2)?);
        let ((en, zh), from) = (row.word::<Class>(3)?.labels(), row.opt_day(4)?);
        let from = from.map_or_else(String::new, |day| day.to_string());
        let message = say!(
            "it is not carried, but {name} is {en} from {from} by it; correct the vote, or record it again with `alliance vote record {reference} …`, which takes it back",
            "该议题并未通过，而{name}据此自{from}起为{zh}；请更正表决，或用 `alliance vote record {reference} …` 重新录入以撤回"
        );
        Ok(Effect { motion: row.int(0)?, reference, odd_if_carried: false, message })
    })
}

/// Memberships whose last day a motion set.
fn ended(look: &Look<'_>) -> Result<Vec<Effect>> {
    let these = look.scope.organizations.filter("m.organization_id");
    let sql = format!(
        "SELECT x.id, r.ref || '/' || x.number, o.name, m.\"until\" FROM memberships m \
         JOIN organizations o ON o.id = m.organization_id {} \
         WHERE m.ended_by IS NOT NULL AND {these} ORDER BY x.id, m.id",
        motion("m.ended_by")
    );
    look.read.all(&sql, &[], |row| {
        let (reference, name) = (row.text(1)?, row.text(2)?);
        let until = row.opt_day(3)?.map_or_else(String::new, |day| day.to_string());
        let message = say!(
            "it is not carried, but a membership of {name} ends on {until} by it; correct the vote, or record it again with `alliance vote record {reference} …`",
            "该议题并未通过，而{name}的成员身份据此止于{until}；请更正表决，或用 `alliance vote record {reference} …` 重新录入"
        );
        Ok(Effect { motion: row.int(0)?, reference, odd_if_carried: false, message })
    })
}

/// Admissions after which the organization does not hold the class, and expulsions after which it is still a
/// member.
fn unchanged(look: &Look<'_>) -> Result<Vec<Effect>> {
    let these = look.scope.organizations.filter("s.organization_id");
    let sql = format!(
        "SELECT x.id, r.ref || '/' || x.number, o.name, x.kind, x.class, s.organization_id, \
         coalesce(CASE WHEN x.effective <> 'pending' THEN x.effective END, x.\"on\", e.\"end\", e.\"start\") \
         FROM motion_subjects s JOIN organizations o ON o.id = s.organization_id {} \
         JOIN sessions e ON e.id = x.session_id \
         WHERE x.kind IN ('admission', 'expulsion') AND (x.effective IS NULL OR x.effective <> 'pending') AND {these} \
         ORDER BY x.id, s.seq",
        motion("s.motion_id")
    );
    let all = look.read.all(&sql, &[], |row| {
        let motion = (row.int(0)?, row.text(1)?, row.word::<MotionKind>(3)?, row.opt_word::<Class>(4)?);
        Ok((motion, row.text(2)?, row.int(5)?, row.day(6)?))
    })?;
    let held = periods(look)?;
    let on = |organization: &i64, day: Day| held.get(organization).and_then(|held| class_on(held, day));
    let mut effects = Vec::new();
    for ((motion, reference, kind, class), name, organization, day) in all {
        let message = match (kind, class, on(&organization, day), on(&organization, day.after())) {
            (MotionKind::Admission, Some(class), Some(now), _) if now < class => {
                let ((en, zh), (now_en, now_zh)) = (class.labels(), now.labels());
                say!(
                    "it makes {name} {en}, who is {now_en} on {day}; record it again with `alliance vote record {reference} …`, or the class with `alliance member class`",
                    "该议题增补{name}为{zh}，而{day}其身份为{now_zh}；请用 `alliance vote record {reference} …` 重新录入，或用 `alliance member class` 变更身份"
                )
            }
            (MotionKind::Expulsion, _, Some(_), Some(_)) => say!(
                "it expels {name}, who is a member after {day}; record it again with `alliance vote record {reference} …`, or `alliance member leave`",
                "该议题除名{name}，而{day}之后其仍为成员；请用 `alliance vote record {reference} …` 重新录入，或用 `alliance member leave`"
            ),
            _ => continue,
        };
        effects.push(Effect { motion, reference, odd_if_carried: true, message });
    }
    Ok(effects)
}

/// Who stood in an election: the person, the name and the office.
type Candidate = (Option<i64>, String, Option<Role>);

/// Elected candidates who do not hold the office, and posts of those who are not elected.
fn elections(look: &Look<'_>) -> Result<Vec<(i64, Found)>> {
    let held: Vec<&Judged> = look
        .judged()?
        .iter()
        .map(|(_, judged)| judged)
        .filter(|judged| judged.row.kind == MotionKind::Election)
        .collect();
    if held.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = held.iter().map(|judged| judged.motion.id).collect();
    let (stood, posts) = (stood(look, &ids)?, posts(look, &ids)?);
    let mut all = Vec::new();
    for judged in held {
        let (motion, reference) = (judged.motion.id, &judged.row.reference);
        let does = matches!(judged.row.outcome.code(), "carried" | "tie");
        let none = Vec::new();
        let of_motion = stood.get(&motion).unwrap_or(&none).iter().zip(judged.elected());
        let elected: Vec<(i64, &String, Role)> = of_motion
            .filter(|(_, elected)| does && *elected == Some(true))
            .filter_map(|((person, name, role), _)| Some(((*person)?, name, (*role)?)))
            .collect();
        let mut found = Found::new();
        for post in posts.iter().filter(|post| post.filled_by == Some(motion) && !post.stated) {
            if !elected.iter().any(|(person, _, role)| (*person, *role) == (post.person, post.role)) {
                let ((en, zh), name) = (post.role.labels(), &post.name);
                let message = say!(
                    "{name} is {en} by it, but is not elected; correct the vote, or record it again with `alliance vote record {reference} …`, which takes it back",
                    "{name}据此任{zh}，而并未当选；请更正表决，或用 `alliance vote record {reference} …` 重新录入以撤回"
                );
                found.push((reference.clone(), message));
            }
        }
        for (person, name, role) in elected {
            if !posts.iter().any(|post| (post.person, post.role) == (person, role)) {
                let (en, zh) = role.labels();
                let message = say!(
                    "it elects {name} {en}, who does not hold the office; record it again with `alliance vote record {reference} …`, or the post with `alliance person post {name}`",
                    "该议题选举{name}为{zh}，而其未任该职；请用 `alliance vote record {reference} …` 重新录入，或用 `alliance person post {name}` 登记任职"
                );
                found.push((reference.clone(), message));
            }
        }
        all.push((motion, found));
    }
    Ok(all)
}

/// The candidates of elections that take effect, in their order, with the offices of the alliance.
fn stood(look: &Look<'_>, motions: &[i64]) -> Result<BTreeMap<i64, Vec<Candidate>>> {
    let sql = format!(
        "SELECT c.motion_id, c.person_id, coalesce(p.name, ''), c.role FROM candidates c JOIN motions m ON m.id = c.motion_id \
         LEFT JOIN persons p ON p.id = c.person_id \
         WHERE m.id IN ({}) AND m.kind = 'election' AND (m.effective IS NULL OR m.effective <> 'pending') \
         ORDER BY c.motion_id, c.seq",
        listed(motions)
    );
    let mut stood: BTreeMap<i64, Vec<Candidate>> = BTreeMap::new();
    look.read.each(&sql, &[], &mut |row| {
        let role = row.opt_word::<Role>(3)?.filter(|role| *role != Role::Other);
        stood.entry(row.int(0)?).or_default().push((row.opt_int(1)?, row.text(2)?, role));
        Ok(())
    })?;
    Ok(stood)
}

/// A post of the alliance.
struct Filled {
    person: i64,
    name: String,
    role: Role,
    stated: bool,
    filled_by: Option<i64>,
}

/// The posts of those who stood, and those that the elections filled.
fn posts(look: &Look<'_>, motions: &[i64]) -> Result<Vec<Filled>> {
    let ids = listed(motions);
    let sql = format!(
        "SELECT t.person_id, p.name, t.role, t.stated, t.filled_by FROM posts t JOIN persons p ON p.id = t.person_id \
         WHERE t.organization_id IS NULL AND (t.filled_by IN ({ids}) \
         OR t.person_id IN (SELECT person_id FROM candidates WHERE motion_id IN ({ids}))) ORDER BY t.id"
    );
    look.read.all(&sql, &[], |row| {
        Ok(Filled {
            person: row.int(0)?,
            name: row.text(1)?,
            role: row.word(2)?,
            stated: row.opt_flag(3)? == Some(true),
            filled_by: row.opt_int(4)?,
        })
    })
}
