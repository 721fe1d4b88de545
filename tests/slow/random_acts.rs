//! Random acts and undos over the real store: whatever is done, in whatever order, the journal replays to
//! the tables, the chain holds, and undoing all of it gives the empty registry.

use crate::office;
use std::collections::{BTreeMap, BTreeSet};

use crate::chance::{act, begin, undo};
use alliance::{
    model::{day::Day, journal::Finding, words::Computed},
    ops::{check, verdict},
    store::{Author, Registry},
};
use proptest::prelude::*;

fn day(n: u8) -> Day {
    Day::from_ymd(2024, 1, n.into()).unwrap()
}

fn clean(registry: &Registry) -> Result<(), TestCaseError> {
    let found = registry
        .read(|read| check::check(read, day(1), &check::Asked { deep: true, ..Default::default() }))
        .unwrap();
    let errors: Vec<_> = found.iter().filter(|finding| finding.severity.code() == "error").collect();
    prop_assert!(errors.is_empty(), "{errors:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_the_deep_check_is_clean_and_all_can_be_taken_back(
        acts in prop::collection::vec((0u8..26, any::<u8>(), any::<u8>(), any::<u8>()), 1..40)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let registry = office::registry(&office::place(folder.path(), "r.db"));
        registry.init().unwrap();
        let empty = office::rows(&registry);
        begin(&registry);
        let mut forgotten = false;
        for (n, one) in acts.iter().enumerate() {
            let before = office::rows(&registry);
            let done = act(&registry, *one);
            if done.is_err() {
                prop_assert_eq!(office::rows(&registry), before, "refused, but changed: {:?}", one);
            }
            forgotten |= done.is_ok() && one.0 == 19;
            if n % 8 == 7 {
                clean(&registry)?;
            }
        }
        clean(&registry)?;
        // What was erased cannot come back; all else can.
        if !forgotten {
            let author = Author { at: "2024-01-02T00:00:00Z".into(), actor: "test".into(), why: None, command: "undo".into() };
            let newest = registry
                .read(|read| read.one("SELECT max(entry) FROM journal", &[], |row| row.int(0)))
                .unwrap()
                .unwrap();
            for entry in (1..=newest).rev() {
                undo(&registry, Some(entry), &author).unwrap();
            }
            prop_assert_eq!(office::rows(&registry), empty);
            clean(&registry)?;
        }
    }

    #[test]
    fn a_write_tells_what_the_whole_check_and_all_verdicts_say(
        acts in prop::collection::vec((0u8..26, any::<u8>(), any::<u8>(), any::<u8>()), 1..40)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let registry = office::registry(&office::place(folder.path(), "r.db"));
        registry.init().unwrap();
        begin(&registry);
        let mut before = state(&registry);
        for one in acts {
            let Ok(written) = act(&registry, one) else { continue };
            let after = state(&registry);
            let told: BTreeSet<_> = written.findings.iter().map(named).collect();
            let mended: BTreeSet<_> = written.mended.iter().map(named).collect();
            let said: BTreeSet<_> = written.mended.iter().map(said).collect();
            for new in after.0.difference(&before.0) {
                prop_assert!(told.contains(new), "{:?} does not tell {:?}", one, new);
            }
            prop_assert!(told.is_subset(&after.0), "{:?} tells {:?}", one, told);
            for gone in before.0.difference(&after.0) {
                prop_assert!(mended.contains(gone), "{:?} does not tell that {:?} is mended", one, gone);
            }
            // Of two findings of one rule about one record, one may be mended and the other stay.
            prop_assert!(said.is_disjoint(&after.2), "{:?} tells {:?} mended", one, said);
            let turned: BTreeSet<_> = written.verdicts.iter().map(|v| (v.reference.clone(), v.before, v.after)).collect();
            let expected: BTreeSet<_> = after.1.iter().filter_map(|(reference, now)| {
                let then = before.1.get(reference)?;
                (then != now).then(|| (reference.clone(), *then, *now))
            }).collect();
            prop_assert_eq!(turned, expected, "{:?}", one);
            before = after;
        }
    }
}

fn named(finding: &Finding) -> (&'static str, String) {
    (finding.rule, finding.reference.clone())
}

/// A finding with its own words.
fn said(finding: &Finding) -> (&'static str, String, String) {
    (finding.rule, finding.reference.clone(), finding.message.en.clone())
}

/// A registry's findings by their names, its verdicts, and the findings in their own words.
type State =
    (BTreeSet<(&'static str, String)>, BTreeMap<String, Computed>, BTreeSet<(&'static str, String, String)>);

/// What the whole check finds, and every verdict.
fn state(registry: &Registry) -> State {
    registry
        .read(|read| {
            let found = check::check(read, day(1), &check::Asked::default())?;
            let judged = verdict::judge_all(read)?;
            let verdicts = judged.into_iter().map(|(_, judged)| (judged.row.reference, judged.row.computed));
            Ok((found.iter().map(named).collect(), verdicts.collect(), found.iter().map(said).collect()))
        })
        .unwrap()
}
