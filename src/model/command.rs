//! A command as one line, as the journal keeps it.

/// The words in one line, quoted where they have spaces, so that a shell would take them apart again.
pub fn join(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let quoted = words.into_iter().map(|word| {
        let word = word.as_ref();
        let plain = !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || "\"'\\$`".contains(c));
        if plain { word.to_string() } else { format!("'{}'", word.replace('\'', "'\\''")) }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// The words of a line that [`join`] made. A line that it did not make is parted at its spaces.
pub fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut begun) = (Vec::new(), String::new(), false);
    let mut rest = line.chars();
    while let Some(c) = rest.next() {
        match c {
            '\'' => {
                begun = true;
                loop {
                    match rest.next() {
                        Some('\'') => break,
                        Some(c) => word.push(c),
                        None => return line.split_whitespace().map(str::to_string).collect(),
                    }
                }
            }
            '\\' => {
                begun = true;
                word.extend(rest.next());
            }
            ' ' => {
                if std::mem::take(&mut begun) {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => {
                begun = true;
                word.push(c);
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn words_come_back(words in proptest::collection::vec("[a王 '\"\\\\$`=\n\u{3000}]{0,5}", 0..5)) {
            let line = join(words.iter().map(String::as_str));
            proptest::prop_assert_eq!(split(&line), words);
        }
    }

    #[test]
    fn a_line_of_another_hand_is_parted_at_its_spaces() {
        assert_eq!(split("it's  so"), ["it's", "so"]);
        assert_eq!(join(["org", "add", "a b", ""]), "org add 'a b' ''");
    }
}
