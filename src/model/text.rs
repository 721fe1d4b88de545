//! How texts are compared: width, case and white space do not tell names apart.

use std::borrow::Cow;

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

/// A name as it is compared: half width, lower case, white space collapsed.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in half_width(text).split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
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
        assert_eq!(half_width("第二届"), "第二届");
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
