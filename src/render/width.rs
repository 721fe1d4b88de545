//! Text by display columns: a Chinese character takes two. Control characters are made visible.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Punctuation that does not begin a line.
const CLOSING: &str = "、。》」』】〉〕”’…—·℃，．；：？！）］｝％,.;:?!)]}%"; // full-width and half-width
/// Punctuation that does not end a line.
const OPENING: &str = "《「『【〈〔“‘（［｛￥([{$"; // full-width and half-width

/// Whether a character could move the cursor, recolour the screen or turn the reading direction:
/// C0 but line feed and tab, DEL, C1, and the bidi controls; also Unicode's own line separators.
pub fn is_control(c: char) -> bool {
    matches!(c, '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}'
        | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// What a byte may be the beginning of.
const CONTROL: u8 = 1;
/// What CSV keeps in quotes.
pub(super) const QUOTED: u8 = 2;

/// Of each byte what it may be.
static BYTES: [u8; 256] = bytes();

const fn bytes() -> [u8; 256] {
    let mut all = [0; 256];
    let mut b = 0;
    while b < 256 {
        // The bytes that begin a control character; Chinese characters have none of these.
        if b < 0x20 || matches!(b, 0x7f | 0xc2 | 0xd8 | 0xe2 | 0xef) {
            all[b] |= CONTROL;
        }
        if matches!(b, 0x0a | 0x0d | 0x22 | 0x2c) {
            all[b] |= QUOTED;
        }
        b += 1;
    }
    all
}

/// What the bytes of a text may be, all together.
pub(super) fn classes(text: &str) -> u8 {
    text.bytes().fold(0, |all, b| all | BYTES.get(usize::from(b)).copied().unwrap_or_default())
}

/// Whether a byte of the text could begin a control character.
pub(super) fn suspect(text: &str) -> bool {
    classes(text) & CONTROL != 0
}

/// The text with every control character written out as `\u{1b}`. Line feeds stay, a tab is a space.
pub fn neutral(text: &str) -> Cow<'_, str> {
    if !suspect(text) || !text.contains(|c| c == '\t' || is_control(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\t' => out.push(' '),
            c if is_control(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// [`neutral`] text on one line.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !suspect(text) {
        return Cow::Borrowed(text);
    }
    match neutral(text) {
        clean if clean.contains('\n') => Cow::Owned(clean.split('\n').collect::<Vec<_>>().join(" ")),
        clean => clean,
    }
}

/// Display columns of a neutral line.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    // Most names are of characters whose width does not hang on their neighbours.
    text.chars().map(plain).try_fold(0, |sum, columns| Some(sum + columns?)).unwrap_or_else(|| text.width())
}

/// The columns of a character that always has the same: ASCII, Chinese characters and punctuation.
fn plain(c: char) -> Option<usize> {
    match c {
        ' '..='~' => Some(1),
        '\u{3001}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}' => Some(2),
        _ => None,
    }
}

/// The text in at most `columns`, its end replaced by `…` where it is longer.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let head = head(text, columns.saturating_sub(1));
    Cow::Owned(if columns == 0 { String::new() } else { format!("{}…", head.trim_end()) })
}

/// The longest beginning of the text that fits.
fn head(text: &str, columns: usize) -> &str {
    let (mut end, mut taken, mut simple) = (0, 0, true);
    for (at, c) in text.char_indices() {
        let next = at + c.len_utf8();
        if let (true, Some(own)) = (simple, plain(c)) {
            taken += own;
            if taken > columns {
                break;
            }
            end = next;
            continue;
        }
        simple = false;
        // The text's own width, not the sum of its characters': joined emoji are narrower.
        if width(text.get(..next).unwrap_or(text)) > columns {
            break;
        }
        end = next;
    }
    text.get(..end).unwrap_or(text)
}

/// The text filled up with spaces to `columns`, on the left for numbers.
pub fn pad(text: &str, columns: usize, right: bool) -> String {
    let fill = " ".repeat(columns.saturating_sub(width(text)));
    if right { format!("{fill}{text}") } else { format!("{text}{fill}") }
}

/// The text in lines of at most `columns`: Latin words and numbers stay whole, no closing
/// punctuation begins a line and no opening one ends it. A word longer than a line is split.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    wrap_after(0, text, columns)
}

/// [`wrap`], where `taken` columns of the first line are taken already; it may remain empty.
pub fn wrap_after(taken: usize, text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut room = columns.saturating_sub(taken);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            let mut rest = piece;
            if width(&line) + width(piece.trim_end()) > room && (!line.is_empty() || room < columns) {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                room = columns;
            }
            if line.is_empty() && !lines.is_empty() {
                rest = piece.trim_start();
            }
            while width(rest.trim_end()) > room {
                let first = head(rest, room);
                // A character wider than the line stands alone rather than be lost.
                let first = if first.is_empty() { rest.get(..char_len(rest)).unwrap_or(rest) } else { first };
                lines.push(first.to_owned());
                rest = rest.get(first.len()..).unwrap_or_default();
            }
            line.push_str(rest);
        }
        lines.push(line.trim_end().to_owned());
        room = columns;
    }
    lines
}

fn char_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The pieces between which a line may break.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| breaks(before, c)) {
            pieces.push(text.get(start..at).unwrap_or_default());
            start = at;
        }
        before = Some(c);
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

/// Whether a line may end between these two characters.
fn breaks(before: char, after: char) -> bool {
    if after == ' ' || OPENING.contains(before) || after.width() == Some(0) || before == '\u{200d}' {
        return false;
    }
    if before == ' ' {
        return true;
    }
    // A hyphen inside of a Latin word, a full stop in `v1.2`: only wide neighbours part there.
    let wide = |c: char| c.width() == Some(2);
    (wide(before) || wide(after)) && !CLOSING.contains(after)
}

/// The columns that the longest piece of the text takes: a narrower column would split it.
pub fn longest_piece(text: &str) -> usize {
    text.split('\n').flat_map(pieces).map(|piece| width(piece.trim_end())).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_characters_have_the_columns_that_unicode_gives_them() {
        for c in (0..0x1_0000).filter_map(char::from_u32) {
            if let Some(columns) = plain(c) {
                assert_eq!(UnicodeWidthStr::width(c.to_string().as_str()), columns, "{:x}", c as u32);
            }
        }
        assert_eq!((width("甲e\u{301}乙"), cut("甲乙丙丁", 5).as_ref()), (5, "甲乙…"));
    }

    #[test]
    fn controls_become_visible() {
        for (text, want) in [
            ("浙江\u{1b}[31m", "浙江\\u{1b}[31m"),
            ("a\u{202e}b\u{9b}c\u{7f}", "a\\u{202e}b\\u{9b}c\\u{7f}"),
            ("a\r\nb\rc\td", "a\nb\\u{d}c d"),
            ("plain 文字", "plain 文字"),
        ] {
            assert_eq!(neutral(text), want);
        }
        assert_eq!(one_line("甲\n乙"), "甲 乙");
    }

    #[test]
    fn cuts_and_pads_by_columns() {
        assert_eq!(cut("浙江省国家大学科技园", 9), "浙江省国…");
        assert_eq!(cut("浙江省国家大学科技园", 10), "浙江省国…");
        assert_eq!(cut("浙江", 4), "浙江");
        assert_eq!(cut("浙江", 0), "");
        assert_eq!(pad("浙江", 6, false), "浙江  ");
        assert_eq!(pad("12", 4, true), "  12");
    }

    #[test]
    fn lines_break_as_chinese_lines_do() {
        for (text, columns, want) in [
            ("一二三、四五", 6, &["一二", "三、四", "五"][..]),
            ("见《章程》第三条", 4, &["见", "《章", "程》", "第三", "条"]),
            ("use alliance apply now", 10, &["use", "alliance", "apply now"]),
            ("第12345号", 6, &["第", "12345", "号"]),
            ("甲\n乙", 10, &["甲", "乙"]),
            ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
            ("", 10, &[""]),
        ] {
            assert_eq!(wrap(text, columns), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "[a-z0-9 一-龟、。《》（）\u{1b}\u{202e}]{0,60}", columns in 2usize..40) {
            let clean = neutral(&text).into_owned();
            let lines = wrap(&clean, columns);
            for line in &lines {
                prop_assert!(width(line) <= columns, "{line:?}");
                prop_assert!(!line.contains(is_control));
            }
            let dense = |s: &str| s.replace(' ', "");
            prop_assert_eq!(dense(&lines.concat()), dense(&clean));
            prop_assert!(width(&cut(&clean, columns)) <= columns);
        }
    }
}
