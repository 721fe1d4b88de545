//! Reading days and ranges of days as people write them.

use std::{borrow::Cow, cell::Cell};

use super::{Day, Days, MONTHS};
use crate::{
    error::Message,
    model::{numeral, text::half_width},
    say,
};

thread_local! {
    /// What `today` means.
    static TODAY: Cell<Option<Day>> = const { Cell::new(None) };
}

/// Words for a day that is near, with how many days it lies from today.
const NEAR: [(&str, i64); 11] = [
    ("today", 0),
    ("yesterday", -1),
    ("tomorrow", 1),
    ("今天", 0),
    ("今日", 0),
    ("昨天", -1),
    ("昨日", -1),
    ("前天", -2),
    ("明天", 1),
    ("明日", 1),
    ("后天", 2),
];

/// What parts the two sides of a range.
const SEPARATORS: [&str; 9] = ["..", "-", "–", "—", "——", "～", "~", "至", "到"];

/// Year, month and day, as far as they are written.
#[derive(Debug, Clone, Copy)]
struct Parts {
    year: u32,
    month: Option<u32>,
    day: Option<u32>,
}

/// A number with how many digits it is written in, the unit behind it, and what stands before the next one.
#[derive(Debug, Clone, Copy)]
struct Number<'a> {
    value: u32,
    digits: usize,
    unit: Option<char>,
    mark: &'a str,
}

impl Days {
    /// One day or a range, each side as far as it is known; the right side inherits what it lacks.
    ///
    /// # Errors
    /// Why the text is no day: of no known form, without a year, ambiguous, or not in the calendar.
    pub fn parse(text: &str) -> Result<Days, Message> {
        let half = half_width(text);
        let near = near(&half);
        let (half, weekday) = without_weekday(&near);
        let sides = if half.bytes().any(|b| b.is_ascii_alphabetic()) {
            let tokens = tokens(&half).ok_or_else(|| not_understood(text))?;
            Some(english(&tokens).ok_or_else(|| unread_english(text, &tokens))?)
        } else {
            let plain: String = half.chars().filter(|c| !c.is_whitespace()).collect();
            let plain = in_digits(&plain);
            let numbers = numbers(&plain).ok_or_else(|| not_understood(text))?;
            Some(numeric(&numbers).ok_or_else(|| unread(text, &numbers))?)
        };
        let (start, end) = sides.ok_or_else(|| not_understood(text))?;
        let days = Days { start: calendar(text, start)?, end: calendar(text, end)? };
        if days.end.surely_before(days.start) {
            let text = clip(text);
            return Err(say!("{text} ends before it starts", "{text} 的结束日期早于开始日期"));
        }
        if let Some(named) = weekday.filter(|named| !days.start.falls_on(*named)) {
            let (text, zh) = (clip(text), ['一', '二', '三', '四', '五', '六', '日'][named as usize % 7]);
            return Err(say!(
                "{text} is no such day of the week; look at the date again, or leave the weekday out",
                "{text} 不是星期{zh}，请核对日期，或不写星期"
            ));
        }
        Ok(days)
    }
}

impl Day {
    /// Says what `today`, `yesterday`, 今天 … mean to this thread from now on; before that they are no days.
    pub fn set_today(self) {
        TODAY.set(Some(self));
    }
}

/// The text with each word for a near day as the day that it means.
fn near(text: &str) -> Cow<'_, str> {
    let Some(today) = TODAY.get() else { return Cow::Borrowed(text) };
    let mut text = Cow::Borrowed(text);
    for (word, days) in NEAR {
        let lower = text.to_ascii_lowercase();
        let Some(day) = today.plus_days(days).filter(|_| lower.contains(word)) else { continue };
        let parts: Vec<&str> = lower.split(word).collect();
        // `today` within a longer word is no day.
        let inner = |part: Option<char>| part.is_some_and(|c| c.is_ascii_alphabetic());
        if parts.windows(2).all(|part| !inner(part[0].chars().last()) && !inner(part[1].chars().next())) {
            text = Cow::Owned(parts.join(&day.to_string()));
        }
    }
    text
}

/// The text without a day of the week, and the one that was named: Monday is 0.
fn without_weekday(text: &str) -> (Cow<'_, str>, Option<u32>) {
    const CHINESE: [char; 8] = ['一', '二', '三', '四', '五', '六', '日', '天'];
    const ENGLISH: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    for word in ["星期", "礼拜", "周"] {
        let Some((before, after)) = text.split_once(word) else { continue };
        let Some(at) = after.chars().next().and_then(|c| CHINESE.iter().position(|day| *day == c)) else { continue };
        let (before, after) = (before.trim_end(), after[CHINESE[at].len_utf8()..].trim_start());
        let bare = before.strip_suffix('(').zip(after.strip_prefix(')')).unwrap_or((before, after));
        return (Cow::Owned(format!("{}{}", bare.0, bare.1)), u32::try_from(at.min(6)).ok());
    }
    let lower = text.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() >= 3);
    for word in words {
        if let Some(at) = ENGLISH.iter().position(|day| day.starts_with(word)) {
            return (Cow::Owned(lower.replacen(word, " ", 1).replace("( )", " ")), u32::try_from(at).ok());
        }
    }
    (Cow::Borrowed(text), None)
}

/// The text with Chinese numerals as digits: a year figure by figure (二〇二四), months and days as they are counted.
fn in_digits(text: &str) -> Cow<'_, str> {
    const FIGURES: &str = "〇一二三四五六七八九";
    let figure = |c: char| FIGURES.chars().position(|figure| figure == if matches!(c, '○' | '零' | 'Ｏ') { '〇' } else { c });
    let counts = |c: char| figure(c).is_some() || matches!(c, '十' | '廿' | '卅');
    if !text.contains(counts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !counts(c) {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let (run, next) = rest.split_at(rest.find(|c| !counts(c)).unwrap_or(rest.len()));
        rest = next;
        let figures: Option<Vec<usize>> = run.chars().map(figure).collect();
        match (figures.filter(|figures| figures.len() == 4), numeral::parse(run)) {
            (Some(year), _) => out.extend(year.iter().map(usize::to_string)),
            (None, Some(number)) => out.push_str(&number.to_string()),
            // What no one counts so is no number.
            (None, None) => out.push_str(run),
        }
    }
    Cow::Owned(out)
}

/// The numbers of a text that consists of nothing but numbers and what stands between them.
fn numbers(text: &str) -> Option<Vec<Number<'_>>> {
    let mut all = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 4 {
            return None;
        }
        let (number, behind) = rest.split_at(digits);
        let unit = behind.chars().next().filter(|c| matches!(c, '年' | '月' | '日' | '号'));
        let behind = &behind[unit.map_or(0, char::len_utf8)..];
        let (mark, next) = behind.split_at(behind.find(|c: char| c.is_ascii_digit()).unwrap_or(behind.len()));
        all.push(Number { value: number.parse().ok()?, digits, unit, mark });
        rest = next;
    }
    Some(all)
}

/// Both sides of a day or a range in numbers. A mark that could be either parts the sides only where all
/// numbers together are no one day.
fn numeric(numbers: &[Number<'_>]) -> Option<(Parts, Parts)> {
    numbers.last().filter(|last| last.mark.is_empty())?;
    if let Some(one) = side(numbers, None) {
        return Some((one, one));
    }
    (1..numbers.len().min(4)).rev().find_map(|at| {
        let (left, right) = numbers.split_at(at);
        left.last().filter(|last| SEPARATORS.contains(&last.mark))?;
        let left = side(left, None)?;
        Some((left, side(right, Some(left))?))
    })
}

/// One side: a year, a year with its month, a whole day; or, on the right, what is left of that when the rest
/// is the left side's.
fn side(numbers: &[Number<'_>], left: Option<Parts>) -> Option<Parts> {
    let (_, inner) = numbers.split_last()?;
    let joined = |n: &Number<'_>| match n.unit {
        Some(_) => n.mark.is_empty(),
        None => matches!(n.mark, "-" | "/" | "."),
    };
    if !inner.iter().all(joined) {
        return None;
    }
    let year = |n: &Number<'_>| (n.digits == 4 && matches!(n.unit, None | Some('年'))).then_some(n.value);
    let month = |n: &Number<'_>| (n.digits <= 2 && matches!(n.unit, None | Some('月'))).then_some(n.value);
    let day =
        |n: &Number<'_>| (n.digits <= 2 && matches!(n.unit, None | Some('日' | '号'))).then_some(n.value);
    Some(match (numbers, left) {
        ([y, rest @ ..], _) if y.digits == 4 => {
            let (m, d) = match rest {
                [] => (None, None),
                [m] => (Some(month(m)?), None),
                [m, d] => (Some(month(m)?), Some(day(d)?)),
                _ => return None,
            };
            Parts { year: year(y)?, month: m, day: d }
        }
        ([d], Some(left @ Parts { day: Some(_), .. })) => Parts { day: Some(day(d)?), ..left },
        ([m, d], Some(left @ Parts { day: Some(_), .. })) => {
            Parts { month: Some(month(m)?), day: Some(day(d)?), ..left }
        }
        ([m], Some(left @ Parts { month: Some(_), .. })) => Parts { month: Some(month(m)?), ..left },
        _ => return None,
    })
}

/// A word, a number or a mark of an English day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Day(u32),
    Month(u32),
    Year(u32),
    Until,
}

/// 14 March 2024, March 14, 2024, March 2024, 14-Mar-2024, 18–19 July 2023; each month by its name or at
/// least three letters of it.
fn english(tokens: &[Token]) -> Option<(Parts, Parts)> {
    let alone: Vec<Token> = tokens.iter().copied().filter(|token| *token != Token::Until).collect();
    if let Some(one) = english_side(&alone, None) {
        return Some((one, one));
    }
    let at = tokens.iter().position(|token| *token == Token::Until)?;
    let (left, right) = (tokens.get(..at)?, tokens.get(at + 1..)?);
    let right = english_side(right, None)?;
    Some((english_side(left, Some(right))?, right))
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let lower = text.to_lowercase();
    let mut rest = lower.trim_start();
    while let Some(c) = rest.chars().next() {
        let same = |other: char| match c {
            c if c.is_ascii_digit() => other.is_ascii_digit(),
            c if c.is_ascii_alphabetic() => other.is_ascii_alphabetic(),
            _ => !other.is_ascii_alphanumeric() && !other.is_whitespace(),
        };
        let (word, next) = rest.split_at(rest.find(|other| !same(other)).unwrap_or(rest.len()));
        rest = next.trim_start();
        tokens.push(match word {
            "," | "." | "/" | "of" => continue,
            "st" | "nd" | "rd" | "th" if matches!(tokens.last(), Some(Token::Day(_))) => continue,
            "to" => Token::Until,
            mark if SEPARATORS.contains(&mark) => Token::Until,
            digits if c.is_ascii_digit() => match digits.len() {
                1 | 2 => Token::Day(digits.parse().ok()?),
                4 => Token::Year(digits.parse().ok()?),
                _ => return None,
            },
            name if name.len() >= 3 => {
                let at = MONTHS
                    .iter()
                    .position(|month| month.to_lowercase().starts_with(name))
                    .or((name == "sept").then_some(8))?;
                Token::Month(u32::try_from(at).ok()? + 1)
            }
            _ => return None,
        });
    }
    Some(tokens)
}

/// One side; on the left, what it lacks is the right side's.
fn english_side(tokens: &[Token], right: Option<Parts>) -> Option<Parts> {
    use Token::{Day, Month, Year};
    let parts = |year, month, day| Some(Parts { year, month: Some(month), day });
    match (tokens, right) {
        ([Day(d), Month(m), Year(y)] | [Month(m), Day(d), Year(y)], _) => parts(*y, *m, Some(*d)),
        ([Month(m), Year(y)], _) => parts(*y, *m, None),
        ([Year(y)], _) => Some(Parts { year: *y, month: None, day: None }),
        ([Day(d), Month(m)] | [Month(m), Day(d)], Some(Parts { year, day: Some(_), .. })) => {
            parts(year, *m, Some(*d))
        }
        ([Month(m)], Some(Parts { year, day: None, .. })) => parts(year, *m, None),
        ([Day(d)], Some(Parts { year, month: Some(m), day: Some(_) })) => parts(year, m, Some(*d)),
        _ => None,
    }
}

/// The day of the calendar, as far as it is written.
fn calendar(text: &str, parts: Parts) -> Result<Day, Message> {
    let Parts { year, month, day } = parts;
    let known = i32::try_from(year).ok().filter(|year| Day::from_year(*year).is_some());
    let Some(number) = known else {
        let text = clip(text);
        return Err(say!("{text}: there is no year {year}", "{text}：没有{year}年"));
    };
    let found = match (month, day) {
        (Some(month), Some(day)) => Day::from_ymd(number, month, day),
        (Some(month), None) => Day::from_month(number, month),
        (None, _) => Day::from_year(number),
    };
    found.ok_or_else(|| {
        let text = clip(text);
        let (month, day) = (month.unwrap_or_default(), day.unwrap_or_default());
        let name = month.checked_sub(1).and_then(|m| MONTHS.get(m as usize));
        match (name, Day::from_month(number, month)) {
            (Some(name), Some(last)) => {
                let length = last.first().days_until(last) + 1;
                say!(
                    "{text}: there is no day {day}, {name} {year} has {length} days",
                    "{text}：{year}年{month}月只有{length}天，没有{day}日"
                )
            }
            _ => say!("{text}: there is no month {month}", "{text}：没有{month}月"),
        }
    })
}

/// Why numbers are no day.
fn unread(text: &str, numbers: &[Number<'_>]) -> Message {
    let short = |n: &Number<'_>| n.digits <= 2 && n.unit != Some('年');
    let shown = clip(text);
    match numbers {
        [a, b, y] if short(a) && short(b) && y.digits == 4 && a.unit.is_none() => say!(
            "{shown} does not say which number is the month; write the year first, as in 2024-03-14",
            "{shown} 分不清哪个是月、哪个是日，请把年份写在前面，例如 2024年3月14日"
        ),
        [a, ..] if a.unit == Some('年') && a.digits < 4 => {
            say!("the year of {shown} is to have four digits", "{shown} 的年份须写四位数字")
        }
        [a, b, c] if short(a) && short(b) && short(c) && a.unit.is_none() && c.mark.is_empty() => say!(
            "{shown} does not say which number is the year; write it with four digits and first, as in 2024-03-14",
            "{shown} 分不清哪个是年份，请把年份写成四位数字并放在前面，例如 2024年3月14日"
        ),
        [a] if a.unit == Some('月') => no_year(&shown),
        [a, b] | [a, b, _] if short(a) && a.value <= 12 && b.digits <= 2 && b.value <= 31 => no_year(&shown),
        _ => not_understood(text),
    }
}

/// Why the words and numbers of an English day are none.
fn unread_english(text: &str, tokens: &[Token]) -> Message {
    use Token::{Day, Month, Until};
    let shown = clip(text);
    let range = tokens.windows(3).any(|three| matches!(three, [Day(_), Until, Day(_)]));
    let alone: Vec<Token> = tokens.iter().copied().filter(|token| *token != Until).collect();
    match alone[..] {
        [Day(_), Month(_), Day(_)] | [Month(_), Day(_), Day(_)] if !range => {
            say!("the year of {shown} is to have four digits", "{shown} 的年份须写四位数字")
        }
        [Month(_)] | [Day(_), Month(_)] | [Month(_), Day(_)] | [Day(_), Day(_), Month(_)] | [Month(_), Day(_), Day(_)] => {
            no_year(&shown)
        }
        _ => not_understood(text),
    }
}

fn no_year(shown: &str) -> Message {
    say!(
        "{shown} has no year; write it out, as in 2023-07-18",
        "{shown} 缺少年份，请写全，例如 2023年7月18日"
    )
}

fn not_understood(text: &str) -> Message {
    let text = clip(text);
    say!(
        "{text} is no day; write 2023-07-18, 2023/7/18, 2023.7.18, 18 July 2023, July 18, 2023 or 2023年7月18日, today or yesterday, as far as it is known 2023-07 or 2023, a range as 2023-07-18..2023-07-19",
        "{text} 不是日期；可写作 2023年7月18日、2023-07-18、2023/7/18、2023.7.18，也可写今天、昨天，只知年月或年份的写作 2023年7月、2023年，区间写作 2023年7月18日至19日"
    )
}

/// Enough of a wrong text to recognize it.
pub(super) fn clip(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("“{}…”", &text[..at]),
        None => format!("“{text}”"),
    }
}
