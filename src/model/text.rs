//! How texts are compared: the ways in which one name is typed do not tell names apart.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Full-width ASCII forms and the ideographic space as their half-width selves.
pub fn half_width(text: &str) -> Cow<'_, str> {
    let wide = |c: char| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}');
    if !text.contains(wide) {
        return Cow::Borrowed(text);
    }
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    Cow::Owned(text.chars().map(narrow).collect())
}

/// A name as it is compared, and a text as it is searched: names that differ in nothing but the way in
/// which they are typed fold to the same text.
///
/// Alike are full and half width, upper and lower case, composed and decomposed accents, compatibility forms
/// and radicals of characters (⼤ for 大), all middle dots (a full stop between Chinese characters among
/// them), all dashes, and all apostrophes. Invisible characters do not count, nor does white space beside a
/// Chinese character or a middle dot; elsewhere it is one space. Traditional and simplified characters
/// are different ones.
pub fn fold(text: &str) -> String {
    if text.chars().all(is_settled) {
        return text.to_ascii_lowercase();
    }
    let plain = half_width(text);
    if plain.chars().all(is_plain) {
        return joined(plain.chars().map(|c| c.to_ascii_lowercase()));
    }
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).map(whole).collect();
    let lower: String = visible.nfkc().flat_map(char::to_lowercase).collect();
    joined(lower.nfkc())
}

/// Whether a character has one form, whatever stands beside it: Chinese characters, letters, figures. Most names have no
/// others.
fn is_settled(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}') || (c.is_ascii_graphic() && !matches!(c, '.' | '`'))
}

/// Whether a half-width character is what compatibility normalization makes of it, and lower case but for
/// ASCII. Nearly every name and sentence has no others, and is so compared quickly.
fn is_plain(c: char) -> bool {
    matches!(c, '\0'..='\u{7f}' | '·' | '—' | '‘'..='”' | '、'..='〟' | '\u{4e00}'..='\u{9fff}')
}

/// Joiners, marks of direction and of variants, the soft hyphen: what is not seen.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether there is nothing in a text that can be seen: white space, joiners, fillers, accents without a letter.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || c.is_control()
            || is_invisible(c)
            || is_combining_mark(c)
            || matches!(c, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
    })
}

/// Radicals that look just like a character, which Unicode does not count as its compatibility forms
/// (EquivalentUnifiedIdeograph.txt); text that is copied out of a PDF is full of them.
const RADICALS: &str = "⺠民⺩王⺬示⺮竹⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙";

/// The character of which this is the radical's form; itself where it is none.
fn whole(c: char) -> char {
    if !matches!(c, '\u{2e80}'..='\u{2eff}') {
        return c;
    }
    RADICALS.chars().skip_while(|radical| *radical != c).nth(1).unwrap_or(c)
}

/// Whether it is written without spaces: Chinese characters and their punctuation, kana.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}' | '\u{3001}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The characters with one form for each kind of dot, dash and apostrophe, and with the white space that
/// parts words alone.
fn joined(chars: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    // The two characters before, and whether white space stands after them.
    let (mut before, mut last, mut parted) = (None, None, false);
    for c in chars {
        let c = match c {
            '•' | '‧' | '∙' | '⋅' | '・' | '\u{16eb}' | '\u{2e31}' | '\u{2e33}' | '\u{a78f}' => '·',
            '‐'..='―' | '−' => '-',
            '‘' | '’' | '‛' | 'ʼ' | '′' | '`' => '\'',
            '“' | '”' => '"',
            c => c,
        };
        if c.is_whitespace() {
            parted = true;
            continue;
        }
        let han = is_han(c);
        if han && last == Some('.') && before.is_some_and(is_han) {
            out.pop();
            out.push('·');
            last = Some('·');
        }
        let parts = |c: char| c != '·' && !is_han(c);
        if parted && parts(c) && last.is_some_and(parts) {
            out.push(' ');
        }
        out.push(c);
        (before, last, parted) = (last, Some(c), false);
    }
    out
}

/// The nearest right word for a mistyped one: at most a third of it wrong (one letter at least),
/// or one that begins with it.
pub fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = fold(word);
    let length = word.chars().count();
    if length == 0 || length > 200 {
        return None;
    }
    let limit = (length / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for right in among {
        let folded = fold(right);
        let distance = match folded.strip_prefix(&word) {
            Some(_) if length >= 3 => 0,
            _ => strsim::damerau_levenshtein(&word, &folded),
        };
        if distance <= limit && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, right));
        }
    }
    best.map(|(_, right)| right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_space_do_not_count() {
        assert_eq!(fold(" A(b) C"), "a(b) c");
        assert_eq!(fold("  Ａ\u{a0}\u{2009} b\n"), "a b");
        assert_eq!(half_width("第二届"), "第二届");
    }

    #[test]
    fn settled_characters_fold_as_all_others_do() {
        let slowly = |text: &str| joined(text.nfkc().flat_map(char::to_lowercase));
        for c in ('\0'..='\u{ffff}').filter(|c| is_settled(*c)) {
            for text in [c.to_string(), format!("a{c}中"), format!("中{c}{c}A")] {
                assert_eq!(fold(&text), slowly(&text), "{text}");
            }
        }
    }

    #[test]
    fn what_cannot_be_seen_is_blank() {
        for text in ["", " \u{3000}", "\u{200b}\u{feff}", "\u{3164}", "\u{2800}", "\u{301}", "\u{ffa0}\u{115f}"] {
            assert!(is_blank(text), "{}", text.escape_unicode());
        }
        for text in ["王", "a", "@", "\u{200b}王", "é", "e\u{301}", "🙂"] {
            assert!(!is_blank(text), "{text}");
        }
    }

    #[test]
    fn one_name_however_it_is_typed() {
        let alike: &[&[&str]] = &[
            &[
                "王芳",
                "王　芳",
                "王 芳",
                " 王\u{a0}芳 ",
                "王\u{2009}芳",
                "王\u{200b}芳",
                "\u{feff}王芳",
                "⺩芳",
            ],
            &["大学科技园", "⼤学科技园", "⼤ 学 科技园"],
            &["长三角", "⻓三⻆", "长三⾓"],
            &["甲园（北京）", "甲园(北京)", "甲园 (北京)", "甲园（ 北京 ）"],
            &["José", "Jose\u{301}", "JOSÉ", "ｊｏｓé"],
            &["古丽·买买提", "古丽・买买提", "古丽•买买提", "古丽‧买买提", "古丽∙买买提", "古丽･买买提"],
            &[
                "古丽·买买提",
                "古丽 · 买买提",
                "古丽.买买提",
                "古丽．买买提",
                "古丽⋅买买提",
                "古丽\u{387}买买提",
            ],
            &["Sino-German Park", "Sino–German  Park", "sino‑german\u{3000}park", "Sino－German Park"],
            &["O'Brien", "O’Brien"],
            &["ﬁrst", "First", "ＦＩＲＳＴ"],
            &["IC园", "IC 园", "ＩＣ园"],
            &["塚本", "\u{fa10}本"],
        ];
        for names in alike {
            for name in *names {
                assert_eq!(fold(name), fold(names[0]), "{name} {}", name.escape_unicode());
            }
        }
        for (one, other) in [
            ("张 A B", "张 AB"),
            ("Park A", "ParkA"),
            ("国", "國"),
            ("长", "長"),
            ("3.5", "3·5"),
            ("甲园", "乙园"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_folded_stays_so(text in "[\\PC ａ-ｚ王芳⼤⻓・·.—’ \u{200b}\u{301}]{0,12}") {
            let folded = fold(&text);
            proptest::prop_assert_eq!(fold(&folded), folded);
        }
    }

    #[test]
    fn the_nearest_word_is_near() {
        let keys = ["venue", "city", "start", "short_name"];
        assert_eq!(nearest("venu", keys), Some("venue"));
        assert_eq!(nearest("strat", keys), Some("start"));
        assert_eq!(nearest("shortname", keys), Some("short_name"));
        assert_eq!(nearest("quorum", keys), None);
        assert_eq!(nearest("", keys), None);
    }
}
