//! Names by their pinyin: found by every reading of a character, in full or by initials (domain 5); coded, sorted
//! and compared by the one reading that a character has in its word.

use std::cell::RefCell;

use pinyin::{ToPinyin, ToPinyinMulti};

mod words;

/// How well a query fits a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// A part within the name.
    Part,
    /// The beginning of the name.
    Prefix,
    /// The whole name.
    Whole,
}

/// A character of a text, its reading in plain letters, `None` where it has none, and what the tables say of it.
type Read = (char, Option<&'static str>, Option<&'static words::Head>);

/// The characters of a text, each with the reading that it has there: that of the longest known word in which
/// it stands, else its usual one. Of two words that overlap the longer holds, else the later one.
fn read(text: &str) -> Vec<Read> {
    let chars: Vec<char> = text.chars().collect();
    let usual = |c: &char| {
        let head = words::head(*c);
        (*c, words::usual(*c, head), head)
    };
    let mut read: Vec<Read> = chars.iter().map(usual).collect();
    // How many characters the word has that holds from here on; 0 for none.
    let mut holds = vec![0; chars.len()];
    for at in (0..chars.len()).rev() {
        let head = read.get(at).and_then(|(.., head)| *head);
        let Some(word) = head.and_then(|head| head.word(chars.get(at..)?)) else { continue };
        let long = word.chars.len();
        let mut covered = holds.iter().enumerate().skip(at + 1).take(long - 1);
        if covered.any(|(from, other)| *other >= long && from + other > at + long) {
            continue;
        }
        for (hold, n) in holds.iter_mut().skip(at).zip(0..long) {
            *hold = if n == 0 { long } else { 0 };
        }
        for ((_, reading, _), right) in read.iter_mut().skip(at).zip(&word.read) {
            *reading = Some(right);
        }
    }
    read
}

/// The same for a person's name, whose surname has a reading of its own.
fn read_person(name: &str) -> Vec<Read> {
    let mut read = read(name);
    let chars: Vec<char> = read.iter().map(|(c, ..)| *c).collect();
    let head = read.first().and_then(|(.., head)| *head);
    if let Some(surname) = head.and_then(|head| head.surname(&chars)) {
        read.iter_mut().zip(&surname.read).for_each(|((_, reading, _), right)| *reading = Some(right));
    }
    read
}

/// The initials of a name, lower case, for making a code; what has no reading is left out.
pub fn initials(name: &str) -> String {
    let letter = |(c, reading, _): Read| match reading {
        _ if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
        reading => reading.and_then(|reading| reading.chars().next()),
    };
    read(name).into_iter().filter_map(letter).collect()
}

/// A text by which texts sort as a Chinese register does: characters by their reading and
/// then by themselves, Latin letters without regard to case, figures by their size.
pub fn collation(text: &str) -> String {
    collated(&read(text))
}

/// The same for the names of persons.
pub fn collation_of_person(name: &str) -> String {
    collated(&read_person(name))
}

fn collated(mut rest: &[Read]) -> String {
    let mut out = String::with_capacity(rest.len() * 6);
    while let Some(((c, reading, _), after)) = rest.split_first() {
        let digits = rest.iter().take_while(|(c, ..)| c.is_ascii_digit());
        let figure: String = digits.map(|(c, ..)| *c).collect();
        if !figure.is_empty() {
            rest = rest.get(figure.len()..).unwrap_or_default();
            let figure = figure.trim_start_matches('0');
            // How many figures a number has decides before the figures themselves do.
            out.push_str(&format!("{:04}{figure}", figure.len()));
            continue;
        }
        match reading {
            Some(reading) => {
                out.push_str(reading);
                out.push(' ');
                out.push(*c);
            }
            None => out.extend(c.to_lowercase()),
        }
        rest = after;
    }
    out
}

/// How an organization's name sounds, tones and punctuation left out: names that an input method takes for each
/// other (园 and 圆, 致 and 志) have the same. Places that only sound alike (山西 and 陕西) keep their characters.
pub fn sound(name: &str) -> String {
    let read = read(name);
    let chars: Vec<char> = read.iter().map(|(c, ..)| *c).collect();
    // Where the place ends whose characters are kept.
    let mut kept = 0;
    let mut out = String::with_capacity(name.len() * 2);
    for (at, (c, reading, head)) in read.into_iter().enumerate() {
        let place = head.zip(chars.get(at..)).map_or(0, |(head, rest)| head.place_alike(rest));
        kept = kept.max(at + place);
        push_sound(&mut out, c, reading.filter(|_| kept <= at));
    }
    out
}

/// How a person's name sounds, tones left out.
pub fn sound_of_person(name: &str) -> String {
    let mut out = String::new();
    read_person(name).into_iter().for_each(|(c, reading, _)| push_sound(&mut out, c, reading));
    out
}

fn push_sound(out: &mut String, c: char, reading: Option<&str>) {
    match reading {
        Some(reading) => {
            out.push_str(reading);
            out.push(' ');
        }
        None => out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
    }
}

/// The readings of a character that the library knows, in plain letters; one that differs in tone alone stands
/// there again.
fn library(c: char) -> impl Iterator<Item = &'static str> {
    c.to_pinyin_multi().into_iter().flatten().map(|reading| reading.plain())
}

/// Every reading of a character in plain letters, `ü` as `v`, each once; none where it has none.
pub fn readings(c: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for reading in library(c).chain(words::more(c)) {
        let plain = reading.replace('ü', "v");
        if !all.contains(&plain) {
            all.push(plain);
        }
    }
    all
}

/// Characters up to this number are common ones; no set of initials has this bit.
const COMMON: usize = 0xa000;
const NOT_MET: u64 = 1 << 63;

/// What may be names in pinyin, made ready to be held against many of them.
#[derive(Debug, Clone)]
pub struct Spelt {
    query: String,
    /// The letters with which readings of the characters begin that were met so far, by the number of the character up
    /// to [`COMMON`]; [`NOT_MET`] of the others.
    initials: RefCell<Vec<u64>>,
    /// The characters of a name that have a reading.
    read: RefCell<Vec<char>>,
}

impl Spelt {
    /// A text that may be pinyin: letters and digits without accents; `None` of any other.
    pub fn of(text: &str) -> Option<Spelt> {
        let query: String = text.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
        let query = query.to_lowercase().replace('ü', "v");
        let spells = !query.is_empty() && query.bytes().all(|b| b.is_ascii_alphanumeric());
        spells.then(|| {
            let initials = RefCell::new(vec![NOT_MET; COMMON]);
            Spelt { query, initials, read: RefCell::default() }
        })
    }

    /// Whether it is a reading of consecutive characters of the name: all in full, or all by initials. A name of which
    /// no character begins as the query does takes no more than a look at each.
    pub fn fit(&self, name: &str) -> Option<Fit> {
        let query = self.query.as_str();
        let first = query.chars().next().map_or(0, letter);
        let (mut initials, mut chars) = (self.initials.borrow_mut(), self.read.borrow_mut());
        chars.clear();
        let mut begins = false;
        for c in name.chars() {
            let letters = match initials.get_mut(c as usize) {
                Some(letters) => {
                    if *letters == NOT_MET {
                        *letters = initials_of(c);
                    }
                    *letters
                }
                None => initials_of(c),
            };
            if letters != 0 {
                chars.push(c);
                begins |= letters & first != 0;
            }
        }
        if !begins {
            return None;
        }
        let mut best = None;
        for start in 0..chars.len() {
            if chars.get(start).and_then(|c| initials.get(*c as usize)).is_some_and(|letters| letters & first == 0) {
                continue;
            }
            for full in [false, true] {
                let Some(rest) = reads(&chars[start..], query, full, &mut 0) else { continue };
                let fit = match (start, rest) {
                    (0, 0) => Fit::Whole,
                    (0, _) => Fit::Prefix,
                    _ if query.len() < 2 => continue,
                    _ => Fit::Part,
                };
                best = best.max(Some(fit));
            }
        }
        best
    }
}

/// The bit that stands for a letter or a digit.
fn letter(c: char) -> u64 {
    c.to_digit(36).map_or(0, |at| 1 << at)
}

/// The letters with which a character is read, which a letter or digit itself is; none where it has no reading.
fn initials_of(c: char) -> u64 {
    if c.is_ascii_alphanumeric() {
        return letter(c);
    }
    if c.to_pinyin().is_none() {
        return 0;
    }
    library(c).chain(words::more(c)).filter_map(|reading| reading.chars().next()).map(letter).fold(0, |all, one| all | one)
}

/// How many characters are left where the query ends; the fewest, by any reading. `steps` bounds the
/// work on names made to be slow.
fn reads(chars: &[char], query: &str, full: bool, steps: &mut u32) -> Option<usize> {
    if query.is_empty() {
        return Some(chars.len());
    }
    *steps += 1;
    let (&c, rest) = chars.split_first().filter(|_| *steps < 10_000)?;
    if c.is_ascii_alphanumeric() {
        return query.strip_prefix(c.to_ascii_lowercase()).and_then(|q| reads(rest, q, full, steps));
    }
    let mut best: Option<usize> = None;
    for reading in library(c).chain(words::more(c)) {
        let spells = if full { spelt_in_full(query, reading) } else { [spelt_by_initial(query, reading), None] };
        let left = spells.into_iter().flatten().find_map(|rest_of_query| reads(rest, rest_of_query, full, steps));
        best = match (best, left) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    best
}

/// What is left of a query that begins with a reading, its `ü` typed as `v` or as `u`.
fn spelt_in_full<'q>(query: &'q str, reading: &str) -> [Option<&'q str>; 2] {
    let typed = |u: char| {
        reading.chars().try_fold(query, |query, c| query.strip_prefix(if c == 'ü' { u } else { c }))
    };
    [typed('v'), if reading.contains('ü') { typed('u') } else { None }]
}

/// What is left of a query that begins with the initial of a reading.
fn spelt_by_initial<'q>(query: &'q str, reading: &str) -> Option<&'q str> {
    query.strip_prefix(reading.chars().next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(name: &str, query: &str) -> Option<Fit> {
        Spelt::of(query)?.fit(name)
    }

    #[test]
    fn names_are_found_by_any_reading() {
        let table = [
            ("钱佩忠", "qpz", Some(Fit::Whole)),
            ("钱佩忠", "qianpeizhong", Some(Fit::Whole)),
            ("钱佩忠", "Qian Pei", Some(Fit::Prefix)),
            ("安徽理工大学大学科技园", "ahlgdx", Some(Fit::Prefix)),
            ("安徽理工大学大学科技园", "lgdx", Some(Fit::Part)),
            ("长三角高等工程教育大学科技园联盟", "csj", Some(Fit::Prefix)),
            ("长三角高等工程教育大学科技园联盟", "changsanjiao", Some(Fit::Prefix)),
            ("重庆大学", "cqdx", Some(Fit::Whole)),
            ("重庆大学", "zqdx", Some(Fit::Whole)),
            ("六安科技园", "lakjy", Some(Fit::Whole)),
            ("绿地", "lvdi", Some(Fit::Whole)),
            ("绿地", "ludi", Some(Fit::Whole)),
            ("浙江大学", "x", None),
            ("浙江大学", "大学", None),
            ("浙江大学", "bjdx", None),
        ];
        for (name, query, fit_wanted) in table {
            assert_eq!(fit(name, query), fit_wanted, "{name} {query}");
        }
    }

    #[test]
    fn texts_sort_as_a_register_does() {
        let sorted = ["2-2", "2-10", "10-1", "Alpha", "安徽", "beta", "重庆", "浙江", "镇江"];
        let mut texts = sorted;
        texts.reverse();
        texts.sort_by_key(|text| collation(text));
        assert_eq!(texts, sorted);
    }

    #[test]
    fn initials_make_codes() {
        let table = [
            ("安徽理工大学大学科技园", "ahlgdxdxkjy"),
            ("长三角大学科技园联盟", "csjdxkjylm"),
            ("A4 重庆(园)", "a4cqy"),
            ("长沙高新区", "csgxq"),
            ("长春理工大学", "cclgdx"),
            ("长江大学", "cjdx"),
            ("长治学院", "czxy"),
            ("长安大学", "cadx"),
            ("单县科技园", "sxkjy"),
            ("六安蚌埠厦门番禺", "labbxmpy"),
            ("中国银行行政学院", "zgyhxzxy"),
            ("会计学院", "kjxy"),
            ("委员会计划处", "wyhjhc"),
            ("音乐学院", "yyxy"),
            ("成都大学", "cddx"),
            ("佛山大学", "fsdx"),
            ("莘县", "sx"),
            ("乐清湾", "yqw"),
        ];
        for (name, code) in table {
            assert_eq!(initials(name), code, "{name}");
        }
    }

    #[test]
    fn a_character_is_read_as_its_word_is() {
        let table = [
            ("长沙", "chang sha "),
            ("长寿区", "chang shou qu "),
            ("理事长", "li shi zhang "),
            ("市长安街", "shi chang an jie "),
            ("高校长三角联盟", "gao xiao chang san jiao lian meng "),
            ("研究院长沙分院", "yan jiu yuan chang sha fen yuan "),
            ("银行长沙分行", "yin hang chang sha fen hang "),
            ("银行行长", "yin hang hang zhang "),
            ("儿童成长乐园", "er tong cheng zhang le yuan "),
            ("重点高校", "zhong dian gao xiao "),
            ("大重庆", "da chong qing "),
            ("六合大厦", "lu he da sha "),
            ("东莞", "dong guan "),
            ("丽水", "丽水"),
            ("洪洞大埔涡阳歙州", "hong tong da bu guo yang she zhou "),
            (
                "浚县中牟繁峙蔚县井陉荥阳泌阳",
                "xun xian zhong mu fan shi yu xian jing xing xing yang bi yang ",
            ),
            ("亳州闽侯涿州铅山乐亭", "bo zhou min hou zhuo zhou yan shan lao ting "),
            ("音乐调研会计传播传记", "yin yue diao yan kuai ji chuan bo zhuan ji "),
            ("Park 3·园", "park3yuan "),
        ];
        for (name, wanted) in table {
            assert_eq!(sound(name), wanted, "{name}");
        }
        let persons = [
            ("曾庆红", "zeng qing hong "),
            ("单田芳", "shan tian fang "),
            ("仇和", "qiu he "),
            ("解放", "xie fang "),
            ("任长霞", "ren chang xia "),
            ("区小明", "ou xiao ming "),
            ("查良镛", "zha liang yong "),
            ("尉迟恭", "yu chi gong "),
            ("万俟卨", "mo qi xie "),
            ("万里", "wan li "),
            ("朴树", "piao shu "),
            ("盖叫天", "ge jiao tian "),
            ("乐嘉", "yue jia "),
            ("宁静", "ning jing "),
            ("翟志刚", "zhai zhi gang "),
            ("缪贤", "miao xian "),
            ("覃辉", "qin hui "),
            ("谌龙", "chen long "),
            ("冼星海", "xian xing hai "),
            ("员文", "yun wen "),
            ("长孙无忌", "zhang sun wu ji "),
            ("单", "dan "),
        ];
        for (name, wanted) in persons {
            assert_eq!(sound_of_person(name), wanted, "{name}");
            let letters: String = wanted.chars().filter(|c| *c != ' ').collect();
            assert_eq!(fit(name, &letters), Some(Fit::Whole), "{name}");
        }
    }

    #[test]
    fn what_is_mistyped_sounds_alike() {
        assert_eq!(sound("致远科技园"), sound("志远科技圆"));
        assert_eq!(sound("安徽理工大学（科技园）"), sound("安徽理工大学科技园"));
        for (one, other) in [
            ("山西大学", "陕西大学"),
            ("苏州学院", "宿州学院"),
            ("泰州学院", "台州学院"),
            ("甲园", "乙园"),
            ("上海理工", "安徽理工"),
            ("1园", "2园"),
        ] {
            assert_ne!(sound(one), sound(other), "{one} {other}");
        }
    }

    #[test]
    fn persons_sort_by_their_surnames() {
        let sorted = ["盖里", "区明", "仇和", "单田芳", "王芳", "解放", "曾红", "翟刚"];
        let mut names = sorted;
        names.reverse();
        names.sort_by_key(|name| collation_of_person(name));
        assert_eq!(names, sorted);
    }

    #[test]
    fn every_reading_that_is_given_is_found() {
        // Whatever a code or the order takes for right, the search takes too.
        for word in ["长沙", "乐亭", "六合", "冼冠", "浒墅关", "佴员", "犍为", "莘庄"] {
            let letters: String = sound(word).chars().filter(|c| *c != ' ').collect();
            assert_eq!(fit(word, &letters), Some(Fit::Whole), "{word} {letters}");
        }
    }
}
