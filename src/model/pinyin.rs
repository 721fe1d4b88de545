//! Names by their pinyin, in full or by initials, with every reading of a character (domain 5).

use pinyin::{ToPinyin, ToPinyinMulti};

/// Places whose names are read otherwise than their characters suggest: name, full, initials.
pub const PLACES: &[(&str, &str, &str)] = &[
    ("长三角", "changsanjiao", "csj"),
    ("重庆", "chongqing", "cq"),
    ("厦门", "xiamen", "xm"),
    ("蚌埠", "bengbu", "bb"),
    ("六安", "luan", "la"),
];

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

/// The initials of a name, lower case, for making a code; what has no reading is left out.
pub fn initials(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some(c) = rest.chars().next() {
        if let Some((place, _, initials)) = PLACES.iter().find(|(place, ..)| rest.starts_with(place)) {
            out.push_str(initials);
            rest = &rest[place.len()..];
            continue;
        }
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if let Some(reading) = c.to_pinyin() {
            out.push_str(reading.first_letter());
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// A text by which texts sort as a Chinese register does: characters by their reading and
/// then by themselves, Latin letters without regard to case, figures by their size.
pub fn collation(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((place, full, _)) = PLACES.iter().find(|(place, ..)| rest.starts_with(place)) {
            out.push_str(full);
            out.push(' ');
            rest = &rest[place.len()..];
            continue;
        }
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let figure = rest[..digits].trim_start_matches('0');
            // How many figures a number has decides before the figures themselves do.
            out.push_str(&format!("{:04}{figure}", figure.len()));
            rest = &rest[digits..];
            continue;
        }
        match c.to_pinyin() {
            Some(reading) => {
                out.push_str(reading.plain());
                out.push(' ');
                out.push(c);
            }
            None => out.extend(c.to_lowercase()),
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Every reading of a character in plain letters, `ü` as `v`, each once; none where it has none.
pub fn readings(c: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain().replace('ü', "v");
        if !all.contains(&plain) {
            all.push(plain);
        }
    }
    all
}

/// Whether the query is a reading of consecutive characters of the name: all in full, or all by
/// initials.
pub fn fit(name: &str, query: &str) -> Option<Fit> {
    let query: String = query.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let query = query.to_lowercase().replace('ü', "v");
    if query.is_empty() || !query.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let chars: Vec<char> =
        name.chars().filter(|c| c.is_ascii_alphanumeric() || c.to_pinyin().is_some()).collect();
    let mut best = None;
    for start in 0..chars.len() {
        for full in [false, true] {
            let Some(rest) = reads(&chars[start..], &query, full, &mut 0) else { continue };
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

/// How many characters are left where the query ends; the fewest, by any reading. `steps` bounds the
/// work on names made to be slow.
fn reads(chars: &[char], query: &str, full: bool, steps: &mut u32) -> Option<usize> {
    if query.is_empty() {
        return Some(chars.len());
    }
    *steps += 1;
    let (&c, rest) = chars.split_first().filter(|_| *steps < 10_000)?;
    for (place, whole, letters) in PLACES {
        let count = place.chars().count();
        if chars.len() >= count && place.chars().eq(chars[..count].iter().copied()) {
            let reading = if full { whole } else { letters };
            if let Some(left) =
                query.strip_prefix(reading).and_then(|q| reads(&chars[count..], q, full, steps))
            {
                return Some(left);
            }
        }
    }
    if c.is_ascii_alphanumeric() {
        return query.strip_prefix(c.to_ascii_lowercase()).and_then(|q| reads(rest, q, full, steps));
    }
    let mut best: Option<usize> = None;
    for reading in c.to_pinyin_multi()? {
        let reading = reading.plain();
        let spelled = if full { reading.replace('ü', "v") } else { reading.chars().take(1).collect() };
        let mut left = query.strip_prefix(&spelled).and_then(|q| reads(rest, q, full, steps));
        if left.is_none() && full && spelled.contains('v') {
            left = query.strip_prefix(&spelled.replace('v', "u")).and_then(|q| reads(rest, q, full, steps));
        }
        best = match (best, left) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert_eq!(initials("安徽理工大学大学科技园"), "ahlgdxdxkjy");
        assert_eq!(initials("长三角大学科技园联盟"), "csjdxkjylm");
        assert_eq!(initials("A4 重庆(园)"), "a4cqy");
    }
}
