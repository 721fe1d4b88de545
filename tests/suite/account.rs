//! The account of a session against a second, naive one: random bodies, attendance lists, proxies, roll calls
//! and rules go through the program, and every page that tells a figure must tell the same.

use std::{collections::BTreeMap, fmt::Write as _};

use crate::office::Office;
use serde_json::{Value, json};

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

struct Member {
    class: Option<&'static str>,
    from: u8,
    until: Option<u8>,
}

struct Row {
    capacity: &'static str,
    presence: &'static str,
    holder: Option<usize>,
}

struct Motion {
    on: u8,
    admits: Option<usize>,
    ballots: BTreeMap<usize, &'static str>,
    called: bool,
    stated: Option<[u64; 4]>,
}

/// One session as it is recorded. Days are numbers: the session is on 10 and 11.
struct Case {
    members: Vec<Member>,
    complete: bool,
    rows: BTreeMap<usize, Row>,
    due: Option<u64>,
    present: Option<u64>,
    motions: Vec<Motion>,
    proxies: &'static str,
    majority: (u64, u64),
    of: &'static str,
    exclusive: bool,
    quorum: Option<(u64, u64)>,
}

const NAMES: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
const CHOICES: [&str; 5] = ["yes", "no", "abstain", "invalid", "absent"];

fn case(chance: &mut Chance) -> Case {
    let n = 3 + chance.below(7) as usize;
    let seatless = chance.one_in(12);
    let classes = [
        Some("council"),
        Some("council"),
        Some("council"),
        Some("standing"),
        Some("member"),
        Some("observer"),
        None,
    ];
    let mut members: Vec<Member> = (0..n)
        .map(|_| Member {
            class: if seatless { None } else { chance.of(&classes) },
            from: if chance.one_in(6) { 11 } else { 1 },
            until: None,
        })
        .collect();
    for member in members.iter_mut().filter(|member| member.from == 1) {
        member.until = chance.one_in(8).then(|| chance.of(&[5, 10, 11, 20]));
    }
    let mut rows = BTreeMap::new();
    if !chance.one_in(4) {
        let share = 1 + chance.below(4);
        for o in 0..n {
            if chance.below(4) >= share {
                continue;
            }
            let capacity = chance.of(&["member", "member", "member", "member", "host", "guest", "observer"]);
            let presence =
                chance.of(&["present", "present", "present", "online", "proxy", "proxy", "leave", "absent"]);
            let holder = (presence == "proxy" && !chance.one_in(6))
                .then(|| chance.below(n as u64) as usize)
                .filter(|holder| *holder != o);
            rows.insert(o, Row { capacity, presence, holder });
        }
    }
    let mut motions = Vec::new();
    for _ in 0..1 + chance.below(3) {
        let mut ballots = BTreeMap::new();
        if !chance.one_in(3) {
            let share = 1 + chance.below(4);
            for o in 0..n {
                if chance.below(4) < share {
                    ballots
                        .insert(o, chance.of(&["yes", "yes", "yes", "no", "abstain", "invalid", "absent"]));
                }
            }
        }
        let tally = |choice: &str| ballots.values().filter(|c| **c == choice).count() as u64;
        let stated = chance.one_in(3).then(|| {
            let more = chance.below(3);
            [tally("yes") + more, tally("no"), tally("abstain"), tally("invalid")]
        });
        motions.push(Motion {
            on: chance.of(&[10, 11]),
            admits: None,
            ballots,
            called: chance.one_in(5),
            stated,
        });
    }
    if chance.one_in(3)
        && let Some(at) =
            (0..n).find(|o| matches!(members[*o].class, None | Some("member")) && members[*o].from < 10)
        && !seatless
    {
        motions.insert(
            0,
            Motion { on: 10, admits: Some(at), ballots: BTreeMap::new(), called: false, stated: None },
        );
    }
    // Figures that one record states must not contradict each other.
    let most = motions
        .iter()
        .map(|m| {
            let cast = m.ballots.values().filter(|c| **c != "absent").count() as u64;
            cast.max(m.stated.map_or(0, |s| s.iter().sum()))
        })
        .max()
        .unwrap_or(0);
    let present = chance.one_in(4).then(|| most + chance.below(3));
    let due = chance.one_in(4).then(|| present.unwrap_or(most) + chance.below(4));
    Case {
        members,
        complete: !chance.one_in(3),
        rows,
        due,
        present,
        motions,
        proxies: chance.of(&["none", "quorum", "vote"]),
        majority: chance.of(&[(1, 2), (2, 3), (3, 4)]),
        of: chance.of(&["present", "cast", "valid", "all"]),
        exclusive: chance.one_in(2),
        quorum: chance.of(&[None, Some((1, 2)), Some((2, 3))]),
    }
}

impl Case {
    fn file(&self) -> String {
        let mut text = String::from("# alliance: as recorded\n");
        let day = |n: u8| format!("2024-05-{n:02}");
        for (o, member) in self.members.iter().enumerate() {
            let name = NAMES[o];
            writeln!(text, "[[organization]]\nname = \"{name}园\"\ncode = \"o{o}\"").unwrap();
            if let Some(class) = member.class {
                let until = member.until.map_or(String::new(), |until| format!("until = {}\n", day(until)));
                writeln!(
                    text,
                    "[[membership]]\norganization = \"o{o}\"\nclass = \"{class}\"\nfrom = {}\n{until}",
                    day(member.from)
                )
                .unwrap();
            }
        }
        let quorum = self.quorum.map_or("none".to_string(), |(p, q)| format!("{p}/{q}"));
        let (p, q) = self.majority;
        writeln!(
            text,
            "[[rule]]\nbody = \"council\"\nmatter = \"*\"\nquorum = \"{quorum}\"\nmajority = \"{p}/{q}\"\n\
             majority_of = \"{}\"\nexclusive = {}\nproxies = \"{}\"",
            self.of, self.exclusive, self.proxies
        )
        .unwrap();
        let roster = if self.complete { "complete" } else { "partial" };
        writeln!(
            text,
            "[[session]]\nterm = 1\nnumber = 1\nstart = \"2024-05-10..2024-05-11\"\nroster = \"{roster}\""
        )
        .unwrap();
        for (key, n) in [("due", self.due), ("present", self.present)] {
            if let Some(n) = n {
                writeln!(text, "{key} = {n}").unwrap();
            }
        }
        for (o, row) in &self.rows {
            writeln!(
                text,
                "[[session.attendance]]\norganization = \"o{o}\"\ncapacity = \"{}\"\npresence = \"{}\"",
                row.capacity, row.presence
            )
            .unwrap();
            if let Some(holder) = row.holder {
                writeln!(text, "proxy = \"o{holder}\"").unwrap();
            }
        }
        for (n, motion) in self.motions.iter().enumerate() {
            writeln!(
                text,
                "[[session.motion]]\nnumber = {}\ntitle = \"议题{n}\"\non = {}",
                n + 1,
                day(motion.on)
            )
            .unwrap();
            if let Some(subject) = motion.admits {
                writeln!(text, "kind = \"admission\"\nclass = \"council\"\noutcome = \"carried\"\nsubjects = [\"o{subject}\"]").unwrap();
            }
            if motion.called {
                writeln!(text, "method = \"roll-call\"").unwrap();
            }
            if let Some(stated) = motion.stated {
                for (key, n) in CHOICES.iter().zip(stated) {
                    writeln!(text, "{key} = {n}").unwrap();
                }
            }
            let of = |choice: &str| {
                let names: Vec<String> = motion
                    .ballots
                    .iter()
                    .filter(|(_, c)| **c == choice)
                    .map(|(o, _)| format!("\"o{o}\""))
                    .collect();
                format!("{choice} = [{}]", names.join(", "))
            };
            if !motion.ballots.is_empty() {
                let parts: Vec<String> = CHOICES
                    .iter()
                    .filter(|c| motion.ballots.values().any(|b| b == *c))
                    .map(|c| of(c))
                    .collect();
                writeln!(text, "ballots = {{ {} }}", parts.join(", ")).unwrap();
            }
        }
        text
    }

    /// Who has a seat of the council on a day: admitted by this session only from the next day on.
    fn seats(&self, day: u8) -> Vec<usize> {
        let admitted = |o: usize| self.motions.iter().any(|m| m.admits == Some(o) && m.on < day);
        (0..self.members.len())
            .filter(|o| {
                let member = &self.members[*o];
                let holds = member.from <= day && member.until.is_none_or(|until| day <= until);
                admitted(*o) || (holds && matches!(member.class, Some("council" | "standing")))
            })
            .collect()
    }

    fn in_seat(&self, o: usize) -> Option<&Row> {
        self.rows.get(&o).filter(|row| matches!(row.capacity, "member" | "host"))
    }
}

/// What the naive computation says of a session or a motion.
#[derive(Debug, Default, PartialEq)]
struct Figures {
    due: Option<u64>,
    present: Option<u64>,
    proxies: Option<u64>,
    leave: Option<u64>,
    absent: Option<u64>,
    voters: Option<u64>,
    whole: bool,
    /// Who may vote.
    entitled: Vec<usize>,
    counts: BTreeMap<usize, bool>,
    seatless: Vec<usize>,
}

/// `ballots` empty: no roll call; `cast`: whoever cast any ballot in the session.
fn figures(case: &Case, day: u8, ballots: &BTreeMap<usize, &str>, cast: &[usize], called: bool) -> Figures {
    let seats = case.seats(day);
    let known = !seats.is_empty();
    let listed =
        case.rows.iter().any(|(o, row)| seats.contains(o) || matches!(row.capacity, "member" | "host"));
    let away = |o: usize| ballots.get(&o) == Some(&"absent");
    let voice = |o: usize| {
        if ballots.is_empty() { cast.contains(&o) } else { ballots.get(&o).is_some_and(|c| *c != "absent") }
    };
    let any_voice = !ballots.is_empty() || !cast.is_empty();
    // In the room in its own seat: by the list, else by its ballot where no whole list speaks.
    let in_room = |o: usize| match case.rows.get(&o) {
        Some(_) => case.in_seat(o).is_some_and(|row| matches!(row.presence, "present" | "online")),
        None => !(case.complete && listed) && voice(o),
    };
    let there = |o: usize| seats.contains(&o) && in_room(o) && !away(o);
    let holds = |holder: usize| {
        seats.contains(&holder)
            && !away(holder)
            && case.in_seat(holder).is_some_and(|row| matches!(row.presence, "present" | "online"))
    };
    let proxied = |o: usize| {
        seats.contains(&o)
            && !away(o)
            && case.proxies != "none"
            && case.in_seat(o).is_some_and(|row| row.presence == "proxy" && row.holder.is_some_and(holds))
    };
    let all = 0..case.members.len();
    let present: Vec<usize> = all.clone().filter(|o| there(*o) || proxied(*o)).collect();
    let proxies = all.clone().filter(|o| proxied(*o)).count() as u64;
    let entitled: Vec<usize> =
        all.clone().filter(|o| there(*o) || (proxied(*o) && case.proxies == "vote")).collect();
    let on_leave =
        seats.iter().filter(|o| case.in_seat(**o).is_some_and(|row| row.presence == "leave")).count() as u64;
    let gone_absent = case
        .rows
        .iter()
        .filter(|(o, row)| {
            (seats.contains(o) || !known)
                && matches!(row.capacity, "member" | "host")
                && row.presence == "absent"
        })
        .count() as u64;
    let complete = case.complete && known;
    let seen = complete && (listed || any_voice);
    let due = case.due.or(complete.then_some(seats.len() as u64));
    // Who left for this vote is out of it; so are the proxies that lived through them.
    let left = seats
        .iter()
        .filter(|o| {
            let sat =
                case.in_seat(**o).is_some_and(|row| matches!(row.presence, "present" | "online" | "proxy"));
            let through = case.in_seat(**o).is_some_and(|row| {
                row.presence == "proxy"
                    && case.proxies != "none"
                    && row.holder.is_some_and(|h| {
                        away(h)
                            && seats.contains(&h)
                            && case.in_seat(h).is_some_and(|row| matches!(row.presence, "present" | "online"))
                    })
            });
            (away(**o) && sat) || (!away(**o) && through)
        })
        .count() as u64;
    let stated = case.present.map(|n| n.saturating_sub(if listed { left } else { 0 }));
    let counted = present.len() as u64;
    let total = stated.or(seen.then_some(counted));
    let voters = stated
        .map(|n| n.saturating_sub(counted - entitled.len() as u64))
        .or(seen.then_some(entitled.len() as u64));
    let mut leave = seen.then_some(on_leave);
    let mut absent = leave.and_then(|leave| due?.checked_sub(total?)?.checked_sub(leave));
    if leave.is_none()
        && listed
        && due.zip(total).and_then(|(d, p)| d.checked_sub(p)) == Some(on_leave + gone_absent)
    {
        (leave, absent) = (Some(on_leave), Some(gone_absent));
    }
    let mut counts = BTreeMap::new();
    for (o, choice) in ballots {
        counts.insert(*o, *choice != "absent" && (!known || entitled.contains(o)));
    }
    let seatless: Vec<usize> = ballots
        .iter()
        .filter(|(o, c)| known && !seats.contains(o) && **c != "absent")
        .map(|(o, _)| *o)
        .collect();
    let counting = counts.values().filter(|c| **c).count() as u64;
    let expected: Vec<usize> = if known {
        entitled.clone()
    } else {
        all.filter(|o| case.rows.get(o).is_some_and(|row| matches!(row.presence, "present" | "online")))
            .collect()
    };
    let missing = expected.iter().any(|o| !ballots.contains_key(o));
    let adds_up = voters.is_some_and(|v| counting + seatless.len() as u64 >= v);
    let whole = !ballots.is_empty()
        && (called
            || match (case.present.is_some(), listed) {
                (true, _) => adds_up && !(missing && case.complete && listed),
                (false, true) => case.complete && !missing,
                (false, false) => true,
            });
    Figures {
        due,
        present: total,
        proxies: seen.then_some(proxies),
        leave,
        absent,
        voters,
        whole,
        entitled,
        counts,
        seatless,
    }
}

fn computed(
    case: &Case,
    got: &Figures,
    counted: [Option<u64>; 4],
) -> (&'static str, Option<u64>, Option<i64>, Option<bool>) {
    let [yes, no, abstain, _] = counted;
    let base = match case.of {
        "all" => got.due,
        "present" => got.voters,
        "cast" => yes.zip(no).map(|(y, n)| y + n),
        _ => yes.zip(no).zip(abstain).map(|((y, n), a)| y + n + a),
    };
    let (p, q) = case.majority;
    // The least yes that passes, by trying them.
    let passes = |yes: u64, base: u64| if case.exclusive { q * yes > p * base } else { q * yes >= p * base };
    let needed = base.filter(|b| *b > 0).map(|b| (0..=b + 1).find(|y| passes(*y, b)).unwrap());
    let met = match case.quorum {
        None => Some(true),
        Some((p, q)) => got.due.zip(got.present).map(|(due, present)| due > 0 && q * present >= p * due),
    };
    let enough = if base == Some(0) { Some(false) } else { yes.zip(needed).map(|(y, n)| y >= n) };
    let word = match (met, enough) {
        (Some(false), _) => "no-quorum",
        (Some(true), Some(true)) => "carried",
        (Some(true), Some(false)) => "rejected",
        _ => "unknown",
    };
    (word, needed, yes.zip(needed).map(|(y, n)| y as i64 - n as i64), met)
}

fn number(n: Option<u64>) -> Value {
    n.map_or(Value::Null, |n| json!(n))
}

fn run(seed: u64) {
    let case = case(&mut Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let office = Office::new();
    let text = case.file();
    let file = office.file("case.toml", &text);
    let answer = office.run(&["--quiet", "apply", &file]);
    assert_eq!(answer.code, 0, "seed {seed}: {}\n{text}", answer.err);
    let told = |what: &str| format!("seed {seed}, {what}\n{text}");
    let cast: Vec<usize> = (0..case.members.len())
        .filter(|o| case.motions.iter().any(|m| m.ballots.get(o).is_some_and(|c| *c != "absent")))
        .collect();
    let whole = figures(&case, 10, &BTreeMap::new(), &cast, false);
    let session = office.json(&["session", "show", "1-1"]);
    let quorum = &session["quorum"];
    for (key, n) in [
        ("due", whole.due),
        ("present", whole.present),
        ("proxies", whole.proxies),
        ("leave", whole.leave),
        ("absent", whole.absent),
    ] {
        assert_eq!(quorum[key], number(n), "{}", told(key));
    }
    if let (Some(due), Some(present), Some(leave), Some(absent)) =
        (whole.due, whole.present, whole.leave, whole.absent)
    {
        assert_eq!(due, present + leave + absent, "{}", told("sum"));
    }
    // The minutes and the public page have the same figures.
    let minutes = office.ok(&["--lang", "zh", "--quiet", "minutes", "1-1", "--format", "text"]);
    for (word, n) in
        [("应到", whole.due), ("实到", whole.present), ("请假", whole.leave), ("缺席", whole.absent)]
    {
        match n {
            Some(n) => assert!(minutes.contains(&format!("{word}{n}家")), "{}\n{minutes}", told(word)),
            None => assert!(
                !minutes.lines().any(|l| l.starts_with("出席情况") && l.contains(word)),
                "{}\n{minutes}",
                told(word)
            ),
        }
    }
    if seed.is_multiple_of(4) {
        let folder = office.folder.path().join("site");
        office.ok(&["site", folder.to_str().unwrap()]);
        let page = std::fs::read_to_string(folder.join("zh/session/1-1.html")).unwrap();
        for (word, n) in [("应到", whole.due), ("实到", whole.present)] {
            match n {
                Some(n) => assert!(page.contains(&format!("{word}{n}席")), "{}\n{page}", told("site")),
                None => assert!(!page.contains(&format!("<dd>{word}")), "{}\n{page}", told("site")),
            }
        }
    }
    // Seat by seat in the statistics.
    let rows = office.json(&["stats", "attendance", "--body", "council"]);
    let seats = case.seats(10);
    if !seats.is_empty()
        && case.complete
        && case.present.is_none()
        && case.due.is_none()
        && whole.present.is_some()
    {
        let sum =
            |key: &str| rows.as_array().unwrap().iter().map(|row| row[key].as_u64().unwrap()).sum::<u64>();
        assert_eq!(
            (Some(sum("due")), Some(sum("present")), Some(sum("leave")), Some(sum("absent"))),
            (whole.due, whole.present, whole.leave, whole.absent),
            "{}",
            told("stats")
        );
    }
    let findings: Vec<(String, String)> = {
        let out = office.run(&["check", "--format", "json"]).out;
        let all: Value = serde_json::from_str(&out).unwrap();
        let pair =
            |f: &Value| (f["rule"].as_str().unwrap().to_string(), f["ref"].as_str().unwrap().to_string());
        all.as_array().unwrap().iter().map(pair).collect()
    };
    let finds = |rule: &str, reference: &str| findings.contains(&(rule.to_string(), reference.to_string()));
    for (n, motion) in case.motions.iter().enumerate() {
        let reference = format!("1-1/{}", n + 1);
        let got = figures(&case, motion.on, &motion.ballots, &cast, motion.called);
        let vote = office.json(&["vote", "show", &reference]);
        let tally = |choice: &str, only: &dyn Fn(&usize) -> bool| {
            motion.ballots.iter().filter(|(o, c)| **c == choice && only(o)).count() as u64
        };
        let counts: [Option<u64>; 4] = std::array::from_fn(|at| match motion.stated {
            Some(stated) => Some(stated[at]),
            None => got.whole.then(|| tally(CHOICES[at], &|_| true)),
        });
        let counted = |extra: &dyn Fn(usize, &str) -> bool| -> [Option<u64>; 4] {
            std::array::from_fn(|at| {
                let un = tally(CHOICES[at], &|o| !got.counts[o] && !extra(*o, CHOICES[at]));
                counts[at].and_then(|n| n.checked_sub(un))
            })
        };
        let plain = counted(&|_, _| false);
        for (at, key) in CHOICES.iter().take(4).enumerate() {
            assert_eq!(
                vote["counts"][key],
                number(counts[at]),
                "{}",
                told(&format!("{reference} counts {key}"))
            );
            assert_eq!(
                vote["counted"][key],
                number(plain[at]),
                "{}",
                told(&format!("{reference} counted {key}"))
            );
        }
        let (mut word, needed, margin, met) = computed(&case, &got, plain);
        if !case.complete {
            // Ballots without a known seat: any of them may count.
            let doubt = |o: usize| got.seatless.contains(&o);
            let variants = [
                counted(&|o, _| doubt(o)),
                counted(&|o, c| doubt(o) && c == "yes"),
                counted(&|o, c| doubt(o) && c != "yes"),
            ];
            if !got.seatless.is_empty() && variants.iter().any(|v| computed(&case, &got, *v).0 != word) {
                word = "unknown";
            }
        }
        assert_eq!(vote["computed"], word, "{}", told(&reference));
        assert_eq!(vote["needed"], number(needed), "{}", told(&format!("{reference} needed")));
        assert_eq!(
            vote["margin"],
            margin.map_or(Value::Null, |m| json!(m)),
            "{}",
            told(&format!("{reference} margin"))
        );
        assert_eq!(vote["quorum"]["due"], number(got.due), "{}", told(&format!("{reference} due")));
        assert_eq!(
            vote["quorum"]["present"],
            number(got.present),
            "{}",
            told(&format!("{reference} present"))
        );
        assert_eq!(
            vote["quorum"]["met"],
            met.map_or(Value::Null, |m| json!(m)),
            "{}",
            told(&format!("{reference} met"))
        );
        for ballot in vote["ballots"].as_array().unwrap() {
            let o: usize = ballot["organization"]["code"].as_str().unwrap()[1..].parse().unwrap();
            assert_eq!(ballot["counts"], got.counts[&o], "{}", told(&format!("{reference} ballot of o{o}")));
            assert_eq!(
                ballot["reason"].is_null(),
                got.counts[&o],
                "{}",
                told(&format!("{reference} reason of o{o}"))
            );
        }
        let roll = office.json(&["session", "roll", "1-1", "--motion", &(n + 1).to_string()]);
        let may: Vec<usize> = roll
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["vote"] == true)
            .map(|row| row["organization"]["code"].as_str().unwrap()[1..].parse().unwrap())
            .collect();
        assert_eq!(
            {
                let mut may = may;
                may.sort();
                may
            },
            got.entitled,
            "{}",
            told(&format!("{reference} roll"))
        );
        let uncounted = motion.ballots.iter().any(|(o, c)| *c != "absent" && !got.counts[o]);
        assert_eq!(
            finds("ballot-eligibility", &reference),
            uncounted,
            "{}",
            told(&format!("{reference} check"))
        );
        let line = office.json(&["vote", "list"]);
        let line = line.as_array().unwrap().iter().find(|row| row["ref"] == reference.as_str()).unwrap();
        assert_eq!(
            (&line["computed"], &line["yes"]),
            (&vote["computed"], &vote["counts"]["yes"]),
            "{}",
            told("list")
        );
    }
    let seats_known = !seats.is_empty() && case.complete;
    let differs = seats_known
        && (case.due.is_some_and(|due| due != seats.len() as u64)
            || case.present.is_some_and(|stated| {
                let own = figures(&unstated(&case), 10, &BTreeMap::new(), &cast, false).present;
                own.is_some_and(|own| own != stated)
            }));
    assert_eq!(finds("stated-due", "1-1"), differs, "{}", told("stated-due"));
}

/// The same without what the source states of due and present.
fn unstated(case: &Case) -> Case {
    Case {
        members: case
            .members
            .iter()
            .map(|m| Member { class: m.class, from: m.from, until: m.until })
            .collect(),
        rows: case
            .rows
            .iter()
            .map(|(o, r)| (*o, Row { capacity: r.capacity, presence: r.presence, holder: r.holder }))
            .collect(),
        motions: case
            .motions
            .iter()
            .map(|m| Motion {
                on: m.on,
                admits: m.admits,
                ballots: m.ballots.clone(),
                called: m.called,
                stated: m.stated,
            })
            .collect(),
        due: None,
        present: None,
        ..*case
    }
}

#[test]
fn every_page_tells_what_a_naive_computation_finds() {
    let cases = std::env::var("ALLIANCE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(60);
    (1..=cases).for_each(run);
}
