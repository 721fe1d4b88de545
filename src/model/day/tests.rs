//! Every form of a day, how it is judged, and how it is printed.

use proptest::prelude::*;

use super::*;

#[test]
fn every_form_of_a_day() {
    for text in ["2023-07-18", "2023/7/18", "2023.7.18", "2023年7月18日", "2023年7月18日", " 2023 - 07 - 18 "]
    {
        assert_eq!(Day::parse(text).unwrap().to_string(), "2023-07-18", "{text}");
    }
}

#[test]
fn days_as_people_write_them() {
    for text in [
        "14 March 2024", "March 14, 2024", "14th of March, 2024", "Thursday, 14 March 2024", "Thu 14 Mar 2024",
        "14 Mar 2024 (Thu)", "2024年3月14日", "2024年3月14号", "2024.3.14", "2024/3/14", "2024 年 3 月 14 日",
        "２０２４年３月１４日", "２０２４．３．１４", "二〇二四年三月十四日", "二零二四年三月十四日", "二○二四年三月十四号",
        "2024年三月十四日", "2024年3月14日（星期四）", "2024年3月14日 周四", "2024-03-14 (礼拜四)",
    ] {
        let day = Day::parse(text).unwrap_or_else(|e| panic!("{text}: {}", e.en));
        assert_eq!(day.to_string(), "2024-03-14", "{text}");
    }
    for (text, iso) in [
        ("二〇二四年三月", "2024-03"),
        ("二〇二四年", "2024"),
        ("二〇二四", "2024"),
        ("二〇二三年十二月三十一日", "2023-12-31"),
        ("二〇二三年十月廿一日", "2023-10-21"),
        ("一九九九年十一月十日", "1999-11-10"),
    ] {
        assert_eq!(Day::parse(text).map(|day| day.to_string()), Ok(iso.into()), "{text}");
    }
    for text in ["二〇二四年三月十四日至十五日", "二〇二四年三月十四至十五日", "2024年3月14日至3月15日", "14 to 15 March 2024"] {
        let days = Days::parse(text).unwrap_or_else(|e| panic!("{text}: {}", e.en));
        assert_eq!(format!("{}..{}", days.start, days.end), "2024-03-14..2024-03-15", "{text}");
    }
}

#[test]
fn near_days_are_told_from_today() {
    assert!(Day::parse("today").is_err(), "nobody said what day it is");
    Day::from_iso("2024-03-01").unwrap().set_today();
    for (text, iso) in [
        ("today", "2024-03-01"),
        ("Today", "2024-03-01"),
        ("ＴＯＤＡＹ", "2024-03-01"),
        ("yesterday", "2024-02-29"),
        ("tomorrow", "2024-03-02"),
        ("今天", "2024-03-01"),
        ("今日", "2024-03-01"),
        (" 昨天 ", "2024-02-29"),
        ("昨日", "2024-02-29"),
        ("前天", "2024-02-28"),
        ("明天", "2024-03-02"),
        ("后天", "2024-03-03"),
    ] {
        assert_eq!(Day::parse(text).map(|day| day.to_string()), Ok(iso.into()), "{text}");
    }
    for (text, iso) in [("yesterday..today", "2024-02-29..2024-03-01"), ("昨天至今天", "2024-02-29..2024-03-01"), ("2024-01-05..today", "2024-01-05..2024-03-01")] {
        let days = Days::parse(text).unwrap_or_else(|e| panic!("{text}: {}", e.en));
        assert_eq!(format!("{}..{}", days.start, days.end), iso, "{text}");
    }
    assert!(Days::parse("today..yesterday").unwrap_err().en.contains("before"));
    assert!(Days::parse("todayish").is_err());
}

#[test]
fn every_form_of_a_range() {
    let table = [
        ("2023年7月18-19日", "2023-07-18", "2023-07-19"),
        ("2023年7月18日至19日", "2023-07-18", "2023-07-19"),
        ("2023年7月18日—19日", "2023-07-18", "2023-07-19"),
        ("2023-07-18..2023-07-19", "2023-07-18", "2023-07-19"),
        ("2023-07-18-19", "2023-07-18", "2023-07-19"),
        ("2023.7.18-19", "2023-07-18", "2023-07-19"),
        ("2023-07-18~07-19", "2023-07-18", "2023-07-19"),
        ("2023/7/18～19", "2023-07-18", "2023-07-19"),
        ("2023/7/18到8/1", "2023-07-18", "2023-08-01"),
        ("2023年7月30日至8月1日", "2023-07-30", "2023-08-01"),
        ("2023-07-30 – 2023-08-01", "2023-07-30", "2023-08-01"),
        ("2023年12月30日至2024年1月2日", "2023-12-30", "2024-01-02"),
    ];
    for (text, start, end) in table {
        let days = Days::parse(text).unwrap_or_else(|e| panic!("{text}: {}", e.en));
        assert_eq!((days.start.to_string(), days.end.to_string()), (start.into(), end.into()), "{text}");
        let printed = days.chinese();
        assert_eq!(Days::parse(&printed).unwrap(), days, "{printed}");
    }
    assert_eq!(Days::parse("2023-07-18..2023-07-19").unwrap().chinese(), "2023年7月18日至19日");
    assert_eq!(Days::parse("2023-07-18..2023-07-19").unwrap().english(), "18–19 July 2023");
}

#[test]
fn every_form_of_a_month_and_of_a_year() {
    let months = [
        "2021-03",
        "2021-3",
        "2021/3",
        "2021/03",
        "2021.3",
        "2021.03",
        "2021年3月",
        "2021年03月",
        "2021年3",
        "２０２１年３月",
        "２０２１－０３",
        " 2021 年 3 月 ",
        "March 2021",
        "Mar 2021",
        "mar. 2021",
    ];
    for text in months {
        let day = Day::parse(text).unwrap_or_else(|e| panic!("{text}: {}", e.en));
        assert_eq!(day.to_string(), "2021-03", "{text}");
        assert!(!day.is_whole(), "{text}");
        assert_eq!((day.chinese(), day.english()), ("2021年3月".into(), "March 2021".into()), "{text}");
    }
    for text in ["2021", "2021年", "２０２１年", "２０２１", " 2021 "] {
        let day = Day::parse(text).unwrap_or_else(|e| panic!("{text}: {}", e.en));
        assert_eq!(
            (day.to_string(), day.chinese(), day.english()),
            ("2021".into(), "2021年".into(), "2021".into())
        );
        assert_eq!(day.naive().to_string(), "2021-12-31", "{text}");
    }
}

#[test]
fn days_in_english() {
    for text in
        ["14 March 2024", "March 14, 2024", "14-Mar-2024", "14th March 2024", "14 Mar. 2024", "14/mar/2024"]
    {
        assert_eq!(Day::parse(text).unwrap().to_string(), "2024-03-14", "{text}");
    }
    for (start, end) in [
        ("2023-07-18", "2023-07-19"),
        ("2023-07-30", "2023-08-01"),
        ("2023-12-30", "2024-01-02"),
        ("2021-03", "2021-05"),
        ("2021-11", "2022-01"),
        ("2021", "2023"),
        ("2021-03-05", "2021-04"),
        ("2021-03-31", "2021-03"),
    ] {
        let days = Days { start: Day::from_iso(start).unwrap(), end: Day::from_iso(end).unwrap() };
        for printed in [days.english(), days.chinese(), format!("{start}..{end}")] {
            assert_eq!(Days::parse(&printed).unwrap(), days, "{printed}");
        }
    }
}

#[test]
fn ranges_of_months_and_years() {
    let table = [
        ("2021-03..2021-05", "2021-03", "2021-05", "2021年3月至5月", "March – May 2021"),
        ("2021年3月至5月", "2021-03", "2021-05", "2021年3月至5月", "March – May 2021"),
        ("2021年3-5月", "2021-03", "2021-05", "2021年3月至5月", "March – May 2021"),
        ("2021年3月-5月", "2021-03", "2021-05", "2021年3月至5月", "March – May 2021"),
        ("2021.11～2022.1", "2021-11", "2022-01", "2021年11月至2022年1月", "November 2021 – January 2022"),
        ("2021-03-2021-05", "2021-03", "2021-05", "2021年3月至5月", "March – May 2021"),
        ("2019-2021", "2019", "2021", "2019年至2021年", "2019 – 2021"),
        ("2019年至2021年", "2019", "2021", "2019年至2021年", "2019 – 2021"),
        (
            "2021-03-05..2021-06",
            "2021-03-05",
            "2021-06",
            "2021年3月5日至2021年6月",
            "5 March 2021 – June 2021",
        ),
    ];
    for (text, start, end, chinese, english) in table {
        let days = Days::parse(text).unwrap_or_else(|e| panic!("{text}: {}", e.en));
        assert_eq!((days.start.to_string(), days.end.to_string()), (start.into(), end.into()), "{text}");
        assert_eq!((days.chinese(), days.english()), (chinese.into(), english.into()), "{text}");
        assert!(Day::parse(text).is_err() && days.single().is_none(), "{text}");
    }
}

#[test]
fn what_is_known_in_part_is_judged_by_its_last_day() {
    let day = |text: &str| Day::from_iso(text).unwrap();
    for (known, first, last) in [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2021-04", "2021-04-01", "2021-04-30"),
        ("2021-12", "2021-12-01", "2021-12-31"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-03-05", "2021-03-05", "2021-03-05"),
    ] {
        let (known, first, last) = (day(known), day(first), day(last));
        assert_eq!((known, known.first(), known.last()), (last, first, last), "{known}");
        assert_eq!((known.before(), known.after()), (last.before(), last.after()), "{known}");
        assert!(known.before().is_whole() && known.after().is_whole() && known.last().is_whole());
        assert!(known.covers(first) && known.covers(last) && known.covers(known), "{known}");
        assert!(!known.covers(first.before()) && !known.covers(last.after()), "{known}");
        assert_eq!(known.same(last), known.is_whole(), "{known}");
    }
    assert!(day("2021").covers(day("2021-03")) && !day("2021-03").covers(day("2021")));
    assert_eq!([day("2021-03").eve(), day("2021-03").morrow()].map(|day| day.to_string()), ["2021-03"; 2]);
    assert_eq!(day("2021-03-01").eve().to_string(), "2021-02-28");
    assert_eq!(
        [day("9999-12").after(), day("0001-01-01").before()].map(|d| d.to_string()),
        ["9999-12-31", "0001-01-01"]
    );
    assert_eq!(day("2020-02").plus_years(1).to_string(), "2021-02");
    assert_eq!(day("2020").plus_years(5).to_string(), "2025");
    assert_eq!(day("2020-02-29").plus_years(1).to_string(), "2021-02-28");
}

#[test]
fn a_session_needs_whole_days() {
    for text in ["2021-03", "2021", "2021-03..2021-04", "2021-03-05..2021-04"] {
        assert!(Days::parse(text).unwrap().whole().is_err(), "{text}");
    }
    assert!(Days::parse("2021-03-05..2021-04-01").unwrap().whole().is_ok());
}

proptest! {
    #[test]
    fn what_is_stored_or_printed_is_read_again(a in known(), b in known()) {
        prop_assert!(Day::from_iso(&a.to_string()).unwrap().same(a));
        for text in [a.to_string(), a.chinese(), a.english()] {
            prop_assert!(Day::parse(&text).unwrap().same(a), "{}", text);
        }
        let (start, end) = (a.min(b), a.max(b));
        let days = Days { start, end };
        for text in [days.chinese(), days.english(), format!("{start}..{end}")] {
            prop_assert_eq!(Days::parse(&text).unwrap(), days, "{}", text);
        }
    }

    #[test]
    fn days_are_ordered_by_their_last_ones(a in known(), b in known()) {
        prop_assert_eq!(a.cmp(&b), a.last().to_string().cmp(&b.last().to_string()));
        prop_assert_eq!(a == b, a.naive() == b.naive());
        prop_assert!(a.first() <= a && a.covers(a.last()));
    }
}

/// A day of the years with four digits, known in any way.
fn known() -> impl Strategy<Value = Day> {
    (1000..=9998i32, 1..=12u32, 1..=31u32, 0..3u8).prop_map(|(year, month, day, known)| {
        let found = match known {
            0 => Day::from_year(year),
            1 => Day::from_month(year, month),
            _ => Day::from_ymd(year, month, day.min(28)),
        };
        found.unwrap()
    })
}

#[test]
fn what_is_no_day_is_refused_with_its_reason() {
    let table = [
        ("7月18日", "year"),
        ("7-18", "year"),
        ("07-18", "year"),
        ("2023-06-31", "June 2023 has 30 days"),
        ("2023-02-29", "February 2023 has 28 days"),
        ("2023-13-01", "month 13"),
        ("2023-07-19..2023-07-18", "before"),
        ("2023年7月19日至18日", "before"),
        ("soon", "no day"),
        ("2023-13", "month 13"),
        ("2021年13月", "month 13"),
        ("0000", "year 0"),
        ("3月", "year"),
        ("21年3月", "four digits"),
        ("2021年3日", "no day"),
        ("2021月3", "no day"),
        ("202103", "no day"),
        ("2021-Q1", "no day"),
        ("2021-", "no day"),
        ("2021-03-", "no day"),
        ("2021年度", "no day"),
        ("2021-05..2021-03", "before"),
        ("2021..2020", "before"),
        ("03/04/2024", "which number is the month"),
        ("13.04.2024", "which number is the month"),
        ("31 April 2024", "April 2024 has 30 days"),
        ("14 Ma 2024", "no day"),
        ("March", "no year"),
        ("14 March", "no year"),
        ("", "no day"),
        ("2023-07-18..", "no day"),
        ("24年三月", "four digits"),
        ("二〇二四年三月五十日", "31 days"),
        ("14-03-24", "which number is the year"),
        ("14.03.24", "which number is the year"),
        ("03/04/24", "which number is the year"),
        ("14 March 24", "four digits"),
        ("14-Mar-24", "four digits"),
        ("March 14, 24", "four digits"),
        ("March 14-15", "no year"),
        ("14-15 March", "no year"),
        ("todays", "no day"),
        ("2024年3月14日（星期五）", "day of the week"),
        ("Friday, 14 March 2024", "day of the week"),
        ("2024年3月（周四）", "day of the week"),
        ("20230718", "no day"),
    ];
    for (text, reason) in table {
        let error = Days::parse(text).expect_err(text);
        assert!(error.en.contains(reason), "{text}: {}", error.en);
    }
    assert!(Day::parse("2023-07-18..2023-07-19").is_err());
    assert!(Day::from_iso("2023-7-18").is_none() && Day::from_iso("2023-07-1é").is_none());
}
