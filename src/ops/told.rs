//! Told at once: what a write changes in the verdicts, and what `check` finds since and did not before. The
//! same rules as `check`, over what the write touched, before it and after.

mod concerned;

use std::collections::{BTreeMap, BTreeSet};

use self::concerned::concerned;
use super::{
    check::{
        self,
        scope::{Look, Scope},
    },
    verdict::{self, Judged},
};
use crate::{
    error::Result,
    model::{
        day::Day,
        journal::{Finding, VerdictChange, Written},
        words::{Computed, MotionKind},
    },
    store::{Read, Write},
};

/// How many rounds at most: a corrected figure can turn a verdict, that a membership, and that another verdict.
const ROUNDS: usize = 8;

/// What a write has changed beside its own records.
#[derive(Debug, Default)]
pub(super) struct Told {
    verdicts: Vec<VerdictChange>,
    findings: Vec<Finding>,
    mended: Vec<Finding>,
}

impl Told {
    /// Adds it to the report of the write.
    pub fn lay(self, written: &mut Written) {
        written.verdicts = self.verdicts;
        written.findings = self.findings;
        written.mended = self.mended;
    }
}

/// What is told of a write as it stands.
pub(super) fn told(write: &Write<'_>, today: Day) -> Result<Told> {
    Ok(look(write, today)?.0)
}

/// As [`told`], after `settle` has brought up to date the effects of the motions whose verdicts the write has
/// turned: a correction of the attendance can start a membership, or take it back.
pub(super) fn settled(
    write: &Write<'_>,
    today: Day,
    settle: &mut dyn FnMut(&[String]) -> Result<()>,
) -> Result<Told> {
    let mut settled: BTreeSet<String> = BTreeSet::new();
    for _ in 1..ROUNDS {
        let (told, mut turned) = look(write, today)?;
        turned.retain(|reference| !settled.contains(reference));
        if turned.is_empty() {
            return Ok(told);
        }
        settle(&turned)?;
        settled.extend(turned);
    }
    told(write, today)
}

/// What is told, and the motions with effects that count as carried now and did not before, or the reverse.
fn look(write: &Write<'_>, today: Day) -> Result<(Told, Vec<String>)> {
    let touched = write.touched()?;
    if touched.tables.is_empty() {
        return Ok(Default::default());
    }
    write.keep_rolls()?;
    let scope = concerned(write, touched)?;
    if scope.is_empty() {
        return Ok(Default::default());
    }
    let after = State::read(write, today, &scope)?;
    let before = match write.is_first()? {
        true => State::default(),
        false => write.before(|read| State::read(read, today, &scope))?,
    };
    let turned = after.verdicts.iter().filter(|(reference, now)| {
        before.verdicts.get(*reference).is_some_and(|then| then.effect != now.effect)
    });
    let turned = turned.map(|(reference, _)| reference.clone()).collect();
    Ok((after.since(before), turned))
}

/// One motion's verdict.
struct Verdict {
    computed: Computed,
    /// What it does: an admission or expulsion where it is carried, an election for each that is elected.
    effect: Vec<bool>,
}

impl Verdict {
    fn of(judged: &Judged) -> Verdict {
        let effect = match judged.row.kind {
            MotionKind::Admission | MotionKind::Expulsion => vec![verdict::is_carried(judged)],
            MotionKind::Election if matches!(judged.row.outcome.code(), "carried" | "tie") => {
                judged.elected().into_iter().map(|elected| elected == Some(true)).collect()
            }
            _ => Vec::new(),
        };
        Verdict { computed: judged.row.computed, effect }
    }
}

/// Verdicts and findings at one time.
#[derive(Default)]
struct State {
    /// The order of the motions.
    order: Vec<String>,
    verdicts: BTreeMap<String, Verdict>,
    findings: Vec<Finding>,
}

impl State {
    fn read(read: &Read<'_>, today: Day, scope: &Scope) -> Result<State> {
        let look = Look::new(read, today, scope);
        let mut state = State::default();
        for (_, judged) in look.judged()? {
            let reference = &judged.row.reference;
            state.order.push(reference.clone());
            state.verdicts.insert(reference.clone(), Verdict::of(judged));
        }
        state.findings = check::within(&look)?;
        Ok(state)
    }

    /// What is so and was not.
    fn since(mut self, mut before: State) -> Told {
        let changed = |reference: &String| {
            let (then, now) = before.verdicts.get(reference).zip(self.verdicts.get(reference))?;
            let change =
                VerdictChange { reference: reference.clone(), before: then.computed, after: now.computed };
            (then.computed != now.computed).then_some(change)
        };
        let verdicts = self.order.iter().filter_map(changed).collect();
        let set = |findings: &[Finding]| findings.iter().map(key).collect::<BTreeSet<_>>();
        let (then, now) = (set(&before.findings), set(&self.findings));
        self.findings.retain(|finding| !then.contains(&key(finding)));
        // What only says something else now is no mend.
        let still: BTreeSet<_> = self.findings.iter().map(|one| (one.rule, one.reference.clone())).collect();
        before.findings.retain(|finding| {
            !now.contains(&key(finding)) && !still.contains(&(finding.rule, finding.reference.clone()))
        });
        Told { verdicts, findings: self.findings, mended: before.findings }
    }
}

/// What tells one finding from another.
fn key(finding: &Finding) -> (&'static str, String, String) {
    (finding.rule, finding.reference.clone(), finding.message.en.clone())
}
