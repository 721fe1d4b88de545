//! A paper as one self-contained page, printable on A4.

use super::blocks::{Block, Run};
use crate::lang::Lang;

const STYLE: &str = "@page{size:A4;margin:28mm 24mm}\
body{font-family:\"Noto Serif CJK SC\",\"Source Han Serif SC\",SimSun,STSong,\"Times New Roman\",serif;font-size:12pt;\
line-height:1.75;max-width:42em;margin:2em auto;padding:0 1.2em;color:#111;background:#fff}\
h1{font-size:1.5em;text-align:center;line-height:1.4;margin:0 0 1.2em}\
h2{font-size:1.15em;margin:1.4em 0 .4em;break-after:avoid}\
p{margin:.45em 0;text-align:justify;orphans:2;widows:2}\
p:has(>strong:only-child){break-after:avoid;margin-top:.9em}\
ul{margin:.3em 0;padding-left:1.4em}\
footer{margin-top:2.4em;padding-top:.5em;border-top:1px solid #999;font-size:.8em;color:#555}\
@media print{body{margin:0;padding:0;max-width:none}}";

/// The page.
pub fn page(blocks: &[Block], title: &str, lang: Lang) -> String {
    let code = lang.word("en", "zh-CN");
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escape(title)
    );
    let mut in_list = false;
    let mut small = String::new();
    for block in blocks {
        let item = matches!(block, Block::Item(_));
        if item != in_list {
            out.push_str(if item { "<ul>\n" } else { "</ul>\n" });
            in_list = item;
        }
        match block {
            Block::Title(of) => out.push_str(&format!("<h1>{}</h1>\n", runs(of))),
            Block::Heading(of) => out.push_str(&format!("<h2>{}</h2>\n", runs(of))),
            Block::Paragraph(of) => out.push_str(&format!("<p>{}</p>\n", runs(of))),
            Block::Item(of) => out.push_str(&format!("<li>{}</li>\n", runs(of))),
            Block::Small(of) => small.push_str(&format!("<p>{}</p>\n", runs(of))),
        }
    }
    if in_list {
        out.push_str("</ul>\n");
    }
    out.push_str("</main>\n");
    if !small.is_empty() {
        out.push_str(&format!("<footer>\n{small}</footer>\n"));
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn runs(of: &[Run]) -> String {
    let one = |run: &Run| {
        let text = escape(&run.text);
        if run.bold { format!("<strong>{text}</strong>") } else { text }
    };
    of.iter().map(one).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
