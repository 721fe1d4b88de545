//! What a search found: the hit marked, the reference to open next.

use std::io;

use super::{
    Format, Out, csv, json,
    markdown::escape,
    style::Tone,
    width::{cut, one_line, pad, width},
};
use crate::{
    lang::{Lang, labels},
    model::stats::Hit,
};

/// Writes hits, the best first; `total` is how many there are, of which these are shown.
pub fn search(hits: &[Hit], total: usize, query: &str, out: Out<'_>) -> io::Result<()> {
    let Out { format, screen, to: out, .. } = out;
    let lang = screen.lang;
    match format {
        Format::Json => return json::write_rows(hits, lang, out),
        Format::Csv => return csv::write(hits, &["kind", "ref", "text"], lang, out),
        Format::Table | Format::Markdown => {}
    }
    let words: Vec<Vec<char>> = query.split_whitespace().map(|word| folded(word).collect()).collect();
    let markdown = format == Format::Markdown;
    let noun = |hit: &Hit| match lang {
        Lang::En => labels::noun(hit.kind).0.to_string(),
        Lang::Zh => labels::noun(hit.kind)
            .2
            .trim_start_matches(['个', '条', '次', '项', '位', '名', '份', '家'])
            .to_string(),
    };
    let (kinds, references) = (
        hits.iter().map(|hit| width(&noun(hit))).max().unwrap_or(0),
        hits.iter().map(|hit| width(&one_line(&hit.reference))).max().unwrap_or(0).min(screen.width / 3),
    );
    for hit in hits {
        let text = one_line(&hit.text).into_owned();
        if markdown {
            writeln!(
                out,
                "- {} `{}` {}",
                noun(hit),
                one_line(&hit.reference),
                marked(&text, &words, escape, |part| format!("**{}**", escape(part)))
            )?;
            continue;
        }
        let reference = one_line(&hit.reference).into_owned();
        let room = screen.width.saturating_sub(kinds + references.max(width(&reference)) + 4).max(16);
        let snippet = snippet(&text, &words, room);
        writeln!(
            out,
            "{}  {}  {}",
            screen.paint(Tone::Dim, &pad(&noun(hit), kinds, false)),
            pad(&reference, references, false),
            marked(&snippet, &words, str::to_owned, |part| screen.paint(Tone::Good, part))
        )?;
    }
    if !markdown {
        let n = hits.len();
        let count = match (lang, total) {
            (Lang::En, _) if n < total => format!("{n} of {total} hits"),
            (Lang::En, 1) => "1 hit".to_string(),
            (Lang::En, _) => format!("{total} hits"),
            (Lang::Zh, _) if n < total => format!("找到{total}条\u{ff0c}列出{n}条"),
            (Lang::Zh, _) => format!("找到{total}条"),
        };
        writeln!(out, "{}", screen.paint(Tone::Dim, &count))?;
    }
    Ok(())
}

/// One character for one: half width, lower case.
fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().map(|c| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c).to_ascii_lowercase(),
        c => c.to_lowercase().next().unwrap_or(c),
    })
}

/// Where words stand in a text: ranges of characters, in order, none within another.
fn places(text: &str, words: &[Vec<char>]) -> Vec<(usize, usize)> {
    let chars: Vec<char> = folded(text).collect();
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let fits =
            words.iter().filter(|word| !word.is_empty() && chars[at..].starts_with(word)).map(Vec::len).max();
        match fits {
            Some(length) => {
                found.push((at, at + length));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The text with what was hit in one form and the rest in another.
fn marked(
    text: &str,
    words: &[Vec<char>],
    rest: impl Fn(&str) -> String,
    mark: impl Fn(&str) -> String,
) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut last) = (String::new(), 0);
    for (from, to) in places(text, words) {
        out.push_str(&rest(&chars[last..from].iter().collect::<String>()));
        out.push_str(&mark(&chars[from..to].iter().collect::<String>()));
        last = to;
    }
    out.push_str(&rest(&chars[last..].iter().collect::<String>()));
    out
}

/// The text around the first hit, in so many columns.
fn snippet(text: &str, words: &[Vec<char>], columns: usize) -> String {
    if width(text) <= columns {
        return text.to_string();
    }
    let first = places(text, words).first().map_or(0, |(from, _)| *from);
    // A third of the room before the hit, where it does not fit from the beginning.
    let chars: Vec<char> = text.chars().collect();
    let until_hit: String = chars[..first].iter().collect();
    if width(&until_hit) <= columns / 2 {
        return cut(text, columns).into_owned();
    }
    let mut start = first;
    let mut taken = 0;
    while start > 0 && taken < columns / 3 {
        start -= 1;
        taken += width(&chars[start].to_string());
    }
    let rest: String = chars[start..].iter().collect();
    format!("…{}", cut(&rest, columns.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hit_stays_in_sight_and_is_marked() {
        let words: Vec<Vec<char>> = vec!["表决".chars().collect(), "abc".chars().collect()];
        let long =
            format!("{}会议审议并表决通过ＡＢＣ园的申请{}", "很长的前文".repeat(20), "后文".repeat(30));
        let cut = snippet(&long, &words, 40);
        assert!(width(&cut) <= 40 && cut.contains("表决") && cut.starts_with('…'), "{cut}");
        assert_eq!(
            marked("审议表决ＡＢＣ", &words, str::to_owned, |part| format!("[{part}]")),
            "审议[表决][ＡＢＣ]"
        );
        assert_eq!(snippet("短文", &words, 40), "短文");
    }
}
