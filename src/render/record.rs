//! Records as a file to fill in or correct: what is known as it stands, what is not as a comment that says
//! what could stand there. Taken in unchanged, it changes nothing.

use crate::{
    lang::Lang,
    model::{
        record::{Entry, Shape, Type, value_text},
        words::CHOICES,
    },
};

use super::width::{pad, width};

/// The column at which explanations begin.
const EXPLAINED: usize = 26;

/// Entries of the registry, under an introduction. Of a session's parts each kind is explained once.
pub fn record(entries: &[Entry], introduction: &[String], lang: Lang) -> String {
    let mut out = introduction.iter().map(|line| format!("# {line}\n")).collect::<String>();
    for entry in entries {
        out.push('\n');
        write(entry, entry.shape.table, true, &mut out, lang);
        for shape in entry.shape.children {
            let of: Vec<&Entry> = entry.children.iter().filter(|child| child.shape == *shape).collect();
            out.push('\n');
            if of.is_empty() {
                outline(shape, &mut out, lang);
                continue;
            }
            explain(shape, &mut out, lang);
            for (n, child) in of.into_iter().enumerate() {
                if n > 0 {
                    out.push('\n');
                }
                write(child, shape.table, false, &mut out, lang);
            }
        }
    }
    out
}

/// Nouns with all their keys as comments: a file to start from, which says nothing yet.
pub fn outlines(shapes: &[&Shape], introduction: &[String], lang: Lang) -> String {
    let mut out = introduction.iter().map(|line| format!("# {line}\n")).collect::<String>();
    for shape in shapes {
        for shape in std::iter::once(shape).chain(shape.children) {
            out.push('\n');
            outline(shape, &mut out, lang);
        }
    }
    out
}

fn header(shape: &Shape) -> String {
    if shape.once { format!("[{}]", shape.table) } else { format!("[[{}]]", shape.table) }
}

fn outline(shape: &Shape, out: &mut String, lang: Lang) {
    out.push_str(&explained(&format!("# {}", header(shape)), &heading(shape, lang)));
    for field in shape.keys() {
        out.push_str(&explained(
            &format!("# {} =", field.key),
            &help(field.ty, lang.word(field.en, field.zh), lang),
        ));
    }
}

/// One line that names what could stand in each entry of a kind.
fn explain(shape: &Shape, out: &mut String, lang: Lang) {
    let keys = shape.keys().map(|field| match field.ty {
        Type::Word(_) | Type::WordOrAny(_) => {
            let words: Vec<&str> = field.ty.words().iter().map(|(code, _, zh)| lang.word(code, zh)).collect();
            format!("{}={}", field.key, words.join("|"))
        }
        _ => field.key.to_string(),
    });
    let keys: Vec<String> = keys.collect();
    out.push_str(&format!("# {}{}{}\n", heading(shape, lang), lang.colon(), keys.join(" ")));
}

fn heading(shape: &Shape, lang: Lang) -> String {
    lang.word(shape.en, shape.zh).to_string()
}

fn write(entry: &Entry, table: &str, whole: bool, out: &mut String, lang: Lang) {
    out.push_str(&if entry.shape.once { format!("[{table}]\n") } else { format!("[[{table}]]\n") });
    for field in entry.shape.keys() {
        match entry.get(field.key).and_then(value_text) {
            Some(value) => out.push_str(&format!("{} = {value}\n", field.key)),
            None if whole => {
                let said = help(field.ty, lang.word(field.en, field.zh), lang);
                out.push_str(&explained(&format!("# {} =", field.key), &said));
            }
            None => {}
        }
    }
}

/// What may stand there: in words, then the code words.
fn help(ty: Type, text: &str, lang: Lang) -> String {
    let words: Vec<String> = if matches!(ty, Type::Flag) { Vec::new() } else { words_told(ty, lang) };
    let form = match ty {
        Type::Lines | Type::Words(_) | Type::Organizations | Type::Subjects => "[\"…\", \"…\"]",
        Type::People => "[\"…\", { name = \"…\", title = \"…\" }]",
        Type::Sources => "[{ kind = \"news\", title = \"…\", date = 2020-12-31, place = \"…\" }]",
        Type::FormerNames => "[{ name = \"…\", until = 2020-12-31 }]",
        Type::Candidates => {
            "[{ person = \"…\", organization = \"…\", role = \"…\", yes = 0, no = 0, abstain = 0, elected = true }]"
        }
        Type::Ballots => "{ yes = [\"…\"], no = [], abstain = [], invalid = [], absent = [], recused = [] }",
        Type::Flag => "true",
        _ => "",
    };
    let mut said = text.to_string();
    if !words.is_empty() {
        said = format!("{said}{}", lang.bracket(&words.join(lang.word(" ", "、"))));
    }
    if form.is_empty() { said } else { format!("{said}  {form}") }
}

/// The code words of a type as they are told: in Chinese each behind its label, and either may be written.
pub fn words_told(ty: Type, lang: Lang) -> Vec<String> {
    let told = |(code, _, zh): &(&str, &str, &str)| match lang {
        Lang::En => (*code).to_string(),
        Lang::Zh => format!("{zh} {code}"),
    };
    match ty {
        Type::Ballots => CHOICES.words.iter().map(told).collect(),
        _ => ty.words().iter().map(told).collect(),
    }
}

fn explained(line: &str, text: &str) -> String {
    let gap = if width(line) >= EXPLAINED { " " } else { "" };
    format!("{}{gap}# {text}\n", pad(line, EXPLAINED, false))
}
