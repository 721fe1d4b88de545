//! Text. (Stand-in; branch `forms` has the whole.)

/// nearest
pub fn nearest<'a>(word: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    among
        .into_iter()
        .map(|w| (strsim::damerau_levenshtein(word, w), w))
        .filter(|(d, w)| *d <= 1 + w.chars().count() / 4)
        .min_by_key(|(d, _)| *d)
        .map(|(_, w)| w)
}
