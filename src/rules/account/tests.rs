//! The account, case by case; `tests/suite/account.rs` holds it against a second computation.

use super::*;
use crate::model::{motion::Counts, words::Recusal};

fn attended(organization: i64, presence: Presence, holder: Option<i64>) -> Attended {
    Attended { organization, capacity: Capacity::Member, presence, holder }
}

/// A council of four, with what is recorded of it.
fn sitting(roster: Roster, attended: &[Attended], due: Option<u64>, present: Option<u64>) -> Sitting {
    let held = [(1, Class::Council), (2, Class::Council), (3, Class::Standing), (4, Class::Council)];
    let lowest = Some(Class::Council);
    Sitting::new(&SessionFacts { roster, held: &held, lowest, attended, due, present, by_letter: false, owing: &[] })
}

/// A rule that says no more than what proxies are good for.
fn by(proxies: Proxies) -> Terms {
    Terms { proxies, ..Terms::of(None) }
}

fn account(sitting: &Sitting, proxies: Proxies, ballots: &[(i64, Choice)]) -> Account {
    sitting.account(by(proxies), ballots.iter().copied(), Extent::default())
}

#[test]
fn a_stated_figure_stands_and_what_is_known_beside_it_is_taken_off() {
    let list = [attended(1, Presence::Present, None), attended(2, Presence::Proxy, Some(1))];
    let stated = sitting(Roster::Complete, &list, Some(9), Some(7));
    let got = account(&stated, Proxies::Quorum, &[]);
    // The proxy is among those present, and has no vote.
    assert_eq!((got.due, got.present, got.voters, got.absent), (Some(9), Some(7), Some(6), Some(2)));
    assert_eq!(got.counted, (Some(4), Some(2)));
    assert_eq!(account(&stated, Proxies::Vote, &[]).voters, Some(7));
    // Who was there and left for the vote is out of it, and so is the proxy that it held.
    assert_eq!(account(&stated, Proxies::Vote, &[(1, Choice::Absent)]).present, Some(5));
    // Whoever is not on an open list was perhaps not among those present.
    let open = sitting(Roster::Partial, &list, None, Some(7));
    assert_eq!(account(&open, Proxies::None, &[(3, Choice::Absent)]).present, Some(7));
    assert_eq!(account(&open, Proxies::None, &[(1, Choice::Absent)]).present, Some(6));
    assert_eq!(account(&open, Proxies::None, &[]).due, None);
}

#[test]
fn without_a_list_the_ballots_tell_and_without_both_nothing_does() {
    let silent = sitting(Roster::Complete, &[], None, None);
    let got = account(&silent, Proxies::None, &[(1, Choice::Yes), (2, Choice::Absent), (9, Choice::Yes)]);
    assert_eq!((got.due, got.present, got.leave, got.absent), (Some(4), Some(1), Some(0), Some(3)));
    assert_eq!((got.cast.yes, got.seatless.yes, got.accounted), (1, 1, true));
    let got = account(&silent, Proxies::None, &[]);
    assert_eq!((got.due, got.present, got.absent), (Some(4), None, None));
    let line = |o: i64| {
        let roll = silent.roll(by(Proxies::None), &[(1, Choice::Yes), (2, Choice::Absent)], Extent::default());
        let line = roll.into_iter().find(|line| line.organization == o).unwrap();
        (line.presence, line.reason)
    };
    assert_eq!(line(2), (Some(Presence::Absent), Some(Reason::NotThere)));
    assert_eq!(line(3), (Some(Presence::Absent), Some(Reason::Absent)));
    // A list of guests alone says nothing of the seats.
    let guest = Attended { capacity: Capacity::Guest, ..attended(9, Presence::Present, None) };
    assert_eq!(account(&sitting(Roster::Complete, &[guest], None, None), Proxies::None, &[]).present, None);
}

#[test]
fn where_no_seat_is_known_every_ballot_counts_and_nothing_is_due() {
    let record = SessionFacts {
        roster: Roster::Complete,
        held: &[(1, Class::Member)],
        lowest: Some(Class::Council),
        attended: &[],
        due: None,
        present: None,
        by_letter: false,
        owing: &[],
    };
    let got =
        Sitting::new(&record).account(by(Proxies::None), [(1, Choice::Yes), (2, Choice::No)].into_iter(), Extent::default());
    assert_eq!((got.due, got.present, got.cast.yes, got.cast.no), (None, None, 1, 1));
    assert_eq!((got.uncounted, got.accounted), (Tally::default(), true));
}

#[test]
fn who_is_listed_as_away_is_counted_apart_and_guests_are_not() {
    let guest = Attended { capacity: Capacity::Guest, ..attended(4, Presence::Absent, None) };
    let list = [attended(1, Presence::Leave, None), attended(2, Presence::Leave, None), attended(3, Presence::Absent, None), guest];
    assert_eq!(sitting(Roster::Complete, &list, None, None).listed_away(), (2, 1));
    assert_eq!(sitting(Roster::Complete, &[attended(1, Presence::Present, None)], None, None).listed_away(), (0, 0));
}

#[test]
fn ballots_account_for_all_where_they_reach_a_stated_number_and_no_seat_that_was_there_lacks() {
    let list = [attended(1, Presence::Present, None), attended(2, Presence::Present, None)];
    let accounted = |roster, present, ballots: &[(i64, Choice)]| {
        account(&sitting(roster, &list, None, present), Proxies::None, ballots).accounted
    };
    let (one, both) = ([(1, Choice::Yes)], [(1, Choice::Yes), (2, Choice::No)]);
    assert!(accounted(Roster::Complete, Some(2), &both));
    assert!(!accounted(Roster::Complete, Some(2), &one), "the number is not reached");
    assert!(!accounted(Roster::Complete, Some(1), &one), "a seat of a complete list has no ballot");
    assert!(accounted(Roster::Partial, Some(1), &one), "of an open list nobody is known to lack");
    assert!(accounted(Roster::Complete, None, &both));
    assert!(!accounted(Roster::Complete, None, &one));
    assert!(!accounted(Roster::Partial, None, &both), "of an open list it is not known who else was there");
}

#[test]
fn a_proxy_lives_through_a_seat_that_was_there_itself() {
    let guest = Attended { capacity: Capacity::Guest, ..attended(9, Presence::Proxy, None) };
    let list = [
        attended(1, Presence::Present, None),
        attended(2, Presence::Proxy, Some(1)),
        attended(3, Presence::Proxy, None),
        attended(4, Presence::Proxy, Some(2)),
        guest,
    ];
    let there = sitting(Roster::Complete, &list, None, None);
    assert_eq!(there.dead_proxies(None), [(3, None), (4, Some(2))]);
    let reason = |o: i64| there.roll(by(Proxies::Vote), &[], Extent::default()).into_iter().find(|line| line.organization == o).unwrap().reason;
    assert_eq!([2, 3, 4].map(reason), [None, Some(Reason::ProxyHolder), Some(Reason::ProxyHolder)]);
}

#[test]
fn whom_the_list_names_absent_was_absent_whatever_its_ballot_says() {
    for roster in [Roster::Complete, Roster::Partial] {
        let there = sitting(roster, &[attended(1, Presence::Absent, None)], None, None);
        let line = there.roll(by(Proxies::None), &[(1, Choice::Absent)], Extent::default()).into_iter().find(|line| line.organization == 1);
        assert_eq!(line.unwrap().reason, Some(Reason::Absent), "{roster:?}");
    }
}

#[test]
fn who_is_recused_counts_for_the_quorum_and_votes_no_more() {
    let list = [1, 2, 3, 4].map(|o| attended(o, Presence::Present, None));
    let there = sitting(Roster::Complete, &list, None, None);
    let ballots = [(1, Choice::Yes), (2, Choice::Yes), (3, Choice::No), (4, Choice::Recused)];
    let got = account(&there, Proxies::None, &ballots);
    assert_eq!((got.due, got.present, got.voters, got.recused), (Some(4), Some(4), Some(3), 1));
    assert_eq!((got.base_present(Recusal::Present), got.base_present(Recusal::Excluded)), (Some(4), Some(3)));
    assert_eq!((got.base_all(Recusal::Present), got.base_all(Recusal::Excluded)), (Some(4), Some(3)));
    assert_eq!((got.cast.sum(), got.uncounted.sum(), got.accounted), (3, 0, true), "it accounts for the seat");
    let line = there.roll(by(Proxies::None), &ballots, Extent::default()).pop().unwrap();
    assert_eq!((line.quorum, line.vote, line.reason, line.counts), (Some(true), Some(false), Some(Reason::Recused), false));
    // Whoever is away is away, recused or not.
    let away = sitting(Roster::Complete, &[attended(1, Presence::Present, None), attended(4, Presence::Leave, None)], None, None);
    let got = account(&away, Proxies::None, &[(1, Choice::Yes), (4, Choice::Recused)]);
    assert_eq!((got.present, got.recused, got.leave), (Some(1), 0, Some(1)));
}

#[test]
fn beyond_what_a_holder_may_hold_none_of_its_proxies_counts() {
    let list = [
        attended(1, Presence::Present, None),
        attended(2, Presence::Proxy, Some(1)),
        attended(3, Presence::Proxy, Some(1)),
        attended(4, Presence::Present, None),
    ];
    let there = sitting(Roster::Complete, &list, None, None);
    let present = |each| there.account(Terms { each, ..by(Proxies::Vote) }, [].into_iter(), Extent::default()).present;
    assert_eq!([None, Some(2), Some(1)].map(present), [Some(4), Some(4), Some(2)]);
    assert_eq!(there.dead_proxies(Some(1)), [(2, Some(1)), (3, Some(1))]);
}

#[test]
fn a_vote_by_correspondence_has_those_present_who_replied() {
    let list = [attended(1, Presence::Present, None), attended(2, Presence::Absent, None)];
    let there = sitting(Roster::Complete, &list, None, Some(1));
    let terms = by(Proxies::None).by_letter(true);
    let got = there.account(terms, [(2, Choice::Yes), (3, Choice::No), (4, Choice::Absent)].into_iter(), Extent::default());
    assert_eq!((got.due, got.present, got.voters, got.absent), (Some(4), Some(2), Some(2), Some(2)));
    assert_eq!((got.cast.yes, got.cast.no, got.accounted), (1, 1, true));
    let mut silent = there.account(terms, [].into_iter(), Extent::default());
    assert_eq!((silent.present, silent.absent), (None, None));
    silent.replied(&Counts { yes: Some(2), no: Some(1), abstain: Some(0), invalid: None });
    assert_eq!((silent.present, silent.voters, silent.absent), (Some(3), Some(3), Some(1)));
}
