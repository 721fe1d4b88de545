//! Elections, notices and absences against second computations that go by the sentences of the contract and try
//! instead of sorting: random cases, most of them within one of a boundary.

use std::{collections::BTreeSet, fmt::Write as _};

use crate::{chance::Chance, office::Office};
use serde_json::{Value, json};

/// The rule and the reference of all that `check` finds.
fn findings(office: &Office) -> BTreeSet<(String, String)> {
    let found: Value = serde_json::from_str(&office.run(&["check", "--format", "json"]).out).unwrap();
    let pair = |f: &Value| (f["rule"].as_str().unwrap().to_string(), f["ref"].as_str().unwrap().to_string());
    found.as_array().unwrap().iter().map(pair).collect()
}

struct Candidate {
    yes: u64,
    no: Option<u64>,
    abstain: Option<u64>,
    declared: bool,
}

struct Round {
    candidates: Vec<Candidate>,
    seats: Option<u64>,
    issued: u64,
    collected: u64,
    invalid: u64,
}

/// Nine seats, `there` of which attended; one session, one rule, many rounds.
struct Election {
    there: u64,
    majority: (u64, u64),
    of: &'static str,
    exclusive: bool,
    also: Option<(u64, u64)>,
    rounds: Vec<Round>,
}

const SEATS: u64 = 9;

fn election(chance: &mut Chance) -> Election {
    let there = 6 + chance.below(4);
    let rounds = (0..12).map(|_| {
        let collected = there - chance.below(2) + if chance.one_in(9) { 2 } else { 0 };
        let invalid = if chance.one_in(3) { 1 } else { 0 };
        // Few different numbers, so that many are level.
        let some = [there / 2, there / 2, there / 2 + 1, there - 1, there - 2, chance.below(there + 1)];
        let whole = chance.one_in(2);
        let candidates = (0..1 + chance.below(4)).map(|_| {
            let yes = chance.of(&some);
            let rest = collected.saturating_sub(yes + invalid);
            let no = whole.then(|| chance.below(rest + 1));
            let abstain = no.map(|no| rest - no + if chance.one_in(12) { 3 } else { 0 });
            Candidate { yes, no, abstain, declared: chance.one_in(6) }
        });
        let candidates: Vec<Candidate> = candidates.collect();
        let issued = collected + chance.below(3) - if chance.one_in(8) { 1 } else { 0 };
        let seats = (!chance.one_in(6)).then(|| 1 + chance.below(3));
        Round { candidates, seats, issued, collected, invalid }
    });
    Election {
        rounds: rounds.collect(),
        there,
        majority: chance.of(&[(1, 2), (2, 3)]),
        of: chance.of(&["all", "present", "cast", "valid"]),
        exclusive: chance.one_in(2),
        also: chance.one_in(3).then_some((1, 2)),
    }
}

impl Election {
    fn file(&self) -> String {
        let (p, q) = self.majority;
        let mut text = String::from("# alliance: as recorded\n");
        for o in 0..SEATS {
            writeln!(text, "[[organization]]\nname = \"第{o}园\"\ncode = \"o{o}\"").unwrap();
            writeln!(text, "[[membership]]\norganization = \"o{o}\"\nclass = \"council\"\nfrom = 2020-01-01")
                .unwrap();
        }
        writeln!(
            text,
            "[[rule]]\nbody = \"council\"\nmatter = \"*\"\nquorum = \"2/3\"\nmajority = \"{p}/{q}\"\nmajority_of = \"{}\"\nexclusive = {}",
            self.of, self.exclusive
        )
        .unwrap();
        if let Some((p, q)) = self.also {
            writeln!(text, "also = \"{p}/{q}\"\nalso_of = \"all\"").unwrap();
        }
        text.push_str("[[session]]\nterm = 1\nnumber = 1\nstart = 2024-05-10\n");
        for o in 0..self.there {
            writeln!(text, "[[session.attendance]]\norganization = \"o{o}\"").unwrap();
        }
        for (n, round) in self.rounds.iter().enumerate() {
            writeln!(
                text,
                "[[session.motion]]\nnumber = {}\ntitle = \"选举{n}\"\nkind = \"election\"\nissued = {}\ncollected = {}\ninvalid = {}",
                n + 1,
                round.issued,
                round.collected,
                round.invalid
            )
            .unwrap();
            round.seats.iter().for_each(|seats| writeln!(text, "seats = {seats}").unwrap());
            let candidates = round.candidates.iter().enumerate().map(|(at, one)| {
                let mut keys = format!("person = \"第{n}次候选{at}\", yes = {}", one.yes);
                one.no.iter().for_each(|n| write!(keys, ", no = {n}").unwrap());
                one.abstain.iter().for_each(|n| write!(keys, ", abstain = {n}").unwrap());
                if one.declared {
                    keys.push_str(", elected = true");
                }
                format!("{{ {keys} }}")
            });
            writeln!(text, "candidates = [{}]", candidates.collect::<Vec<_>>().join(", ")).unwrap();
        }
        text
    }

    /// Whether a candidate has the majority that the rule asks for.
    fn passes(&self, round: &Round, one: &Candidate) -> bool {
        let valid = round.collected - round.invalid;
        let base = match self.of {
            "all" => SEATS,
            "present" => self.there,
            "cast" => one.no.map_or(valid, |no| one.yes + no),
            _ => one.no.zip(one.abstain).map_or(valid, |(no, abstain)| one.yes + no + abstain),
        };
        let (p, q) = self.majority;
        let first = if self.exclusive { q * one.yes > p * base } else { q * one.yes >= p * base };
        let second = self.also.is_none_or(|(p, q)| q * one.yes >= p * SEATS);
        base > 0 && first && second
    }

    /// The outcome, who is elected by the figures, and which rules of `check` have something to tell.
    fn outcome(&self, round: &Round) -> (&'static str, Vec<Option<bool>>, BTreeSet<&'static str>) {
        let all = &round.candidates;
        let declared = all.iter().filter(|one| one.declared).count() as u64;
        let passing: Vec<bool> = all.iter().map(|one| self.passes(round, one)).collect();
        let seats = round.seats.or((declared > 0).then_some(declared));
        // Those of the passing that have no fewer votes, oneself among them; those that have more.
        let among = |than: &Candidate, more: bool| {
            let counts = |(one, passes): &(&Candidate, &bool)| {
                **passes && if more { one.yes > than.yes } else { one.yes >= than.yes }
            };
            all.iter().zip(&passing).filter(counts).count() as u64
        };
        let highest = all.iter().map(|one| one.yes).max().unwrap();
        let level = all.iter().filter(|one| one.yes == highest).count() as u64;
        let quorum = 3 * self.there >= 2 * SEATS;
        let (word, elected): (_, Vec<Option<bool>>) = match seats {
            _ if round.collected > round.issued => ("void", vec![Some(false); all.len()]),
            _ if !quorum => ("no-quorum", vec![Some(false); all.len()]),
            // How many seats there are is not known; nobody passes, whatever their number.
            None if passing.iter().all(|passes| !passes) => ("rejected", vec![Some(false); all.len()]),
            None => ("unknown", vec![None; all.len()]),
            Some(seats) => {
                let sits = |at: usize| passing[at] && among(&all[at], false) <= seats;
                let ties = |at: usize| passing[at] && !sits(at) && among(&all[at], true) < seats;
                let elected = (0..all.len()).map(|at| Some(sits(at))).collect();
                let any = |of: &dyn Fn(usize) -> bool| (0..all.len()).any(of);
                let word = if any(&ties) {
                    "tie"
                } else if any(&sits) {
                    "carried"
                } else if passing.iter().all(|passes| !passes) && level > seats {
                    "tie"
                } else {
                    "rejected"
                };
                (word, elected)
            }
        };
        let mut told = BTreeSet::new();
        let valid = round.collected - round.invalid;
        let votes: u64 = all.iter().map(|one| one.yes).sum();
        let unlike = all.iter().zip(&elected).any(|(one, elected)| one.declared && *elected == Some(false));
        let papers = |one: &Candidate| one.yes + one.no.unwrap_or(0) + one.abstain.unwrap_or(0);
        if round.collected > self.there
            || round.collected > round.issued
            || round.seats.is_some_and(|seats| votes > valid * seats || declared > seats)
            || all.iter().any(|one| papers(one) > round.collected)
            || unlike
        {
            told.insert("election-figures");
        }
        if all.iter().any(|low| low.declared && all.iter().any(|high| !high.declared && high.yes > low.yes)) {
            told.insert("election-order");
        }
        (word, elected, told)
    }
}

#[test]
fn elections_yield_what_trying_every_candidate_yields() {
    let mut words = BTreeSet::new();
    for seed in 1..=16u64 {
        let case = election(&mut Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let text = case.file();
        let office = Office::with(&text);
        let found = findings(&office);
        for (n, round) in case.rounds.iter().enumerate() {
            let reference = format!("1-1/{}", n + 1);
            let (word, elected, told) = case.outcome(round);
            let vote = office.json(&["vote", "show", &reference]);
            assert_eq!(vote["computed"], word, "seed {seed}, {reference}: {vote}\n{text}");
            let computed: Vec<Option<bool>> =
                vote["candidates"].as_array().unwrap().iter().map(|one| one["computed"].as_bool()).collect();
            assert_eq!(computed, elected, "seed {seed}, {reference}: {vote}\n{text}");
            for rule in ["election-figures", "election-order"] {
                let is_found = found.contains(&(rule.to_string(), reference.clone()));
                assert_eq!(is_found, told.contains(rule), "seed {seed}, {reference} {rule}: {vote}\n{text}");
            }
            words.insert(word);
        }
    }
    assert_eq!(
        words,
        BTreeSet::from(["carried", "rejected", "tie", "unknown", "void"]),
        "the cases are of every kind"
    );
}

#[test]
fn notice_is_late_by_a_day_and_not_on_the_day() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let date = |n: u64| chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::Days::new(n);
    for _ in 0..4 {
        let asked = chance.below(15);
        let mut text = format!("[[rule]]\nbody = \"council\"\nmatter = \"*\"\nnotice = {asked}\n");
        let mut late = BTreeSet::new();
        for n in 1..=20 {
            let start = 31 + 4 * n;
            // Exactly as many days before it, or up to two more or fewer; of a few it is not known.
            let notified = (!chance.one_in(6)).then(|| (start + chance.below(5)).saturating_sub(asked + 2));
            writeln!(text, "[[session]]\nterm = 1\nnumber = {n}\nstart = {}", date(start)).unwrap();
            if let Some(on) = notified.filter(|on| *on <= start) {
                writeln!(text, "notified = {}", date(on)).unwrap();
                let days = (date(start) - date(on)).num_days();
                if days < i64::try_from(asked).unwrap() {
                    late.insert(format!("1-{n}"));
                }
            }
        }
        let office = Office::with(&text);
        let found: BTreeSet<String> = findings(&office)
            .into_iter()
            .filter(|(rule, _)| rule == "notice-late")
            .map(|(_, at)| at)
            .collect();
        assert_eq!(found, late, "{text}");
    }
}

#[test]
fn absences_in_a_row_are_the_longest_run_without_leave() {
    for seed in 1..=4u64 {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let most = 2 + chance.below(2);
        let presences: Vec<[&str; 8]> = (0..9)
            .map(|_| std::array::from_fn(|_| chance.of(&["present", "leave", "absent", "absent", "absent"])))
            .collect();
        let mut text = format!(
            "[[term]]\nnumber = 1\nstart = 2022-01-01\nend = 2024-05-31\n[[rule]]\nbody = \"council\"\nmatter = \"*\"\nabsences = {most}\n"
        );
        for o in 0..presences.len() {
            writeln!(text, "[[organization]]\nname = \"第{o}园\"\ncode = \"o{o}\"").unwrap();
            writeln!(text, "[[membership]]\norganization = \"o{o}\"\nclass = \"council\"\nfrom = 2020-01-01")
                .unwrap();
        }
        for n in 0..8 {
            writeln!(text, "[[session]]\nterm = 1\nnumber = {}\nstart = 2023-0{}-01", n + 1, n + 1).unwrap();
            for (o, row) in presences.iter().enumerate() {
                writeln!(text, "[[session.attendance]]\norganization = \"o{o}\"\npresence = \"{}\"", row[n])
                    .unwrap();
            }
        }
        let office = Office::with(&text);
        let audit = office.json(&["term", "audit", "1"]);
        let told: BTreeSet<&str> = audit["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["rule"] == "absences")
            .map(|f| f["ref"].as_str().unwrap())
            .collect();
        // One letter a session; leave is no absence.
        let longest = |row: &[&str; 8]| {
            let seen: String = row.iter().map(|p| if *p == "absent" { 'a' } else { '.' }).collect();
            seen.split('.').map(str::len).max().unwrap_or(0) as u64
        };
        let codes: Vec<String> = (0..presences.len()).map(|o| format!("o{o}")).collect();
        let wanted: BTreeSet<&str> = codes
            .iter()
            .zip(&presences)
            .filter(|(_, row)| longest(row) >= most)
            .map(|(code, _)| code.as_str())
            .collect();
        assert_eq!(told, wanted, "{audit}\n{text}");
        assert_ne!(json!(told.len()), json!(0), "the cases are of every kind");
    }
}
