//! A paper as one self-contained page, printable on A4 in the same form as the .docx file.

use super::blocks::{Block, Kind, Run, columns, parted, signed, table, title};
use crate::lang::Lang;

/// What both languages share.
const SHARED: &str = "body{margin:2em auto;padding:0 1.2em;color:#111;background:#fff}\
h1,h2,h3{break-after:avoid}p{orphans:2;widows:2}.signed{text-align:right;break-inside:avoid;break-before:avoid}\
.centred{text-align:center}table{border-collapse:collapse;width:100%;margin:.8em 0}\
th,td{border:1px solid #111;padding:.2em .4em;text-align:left;font-weight:normal;height:1.6em}th{text-align:center}\
tr{break-inside:avoid}thead{display:table-header-group}@media print{body{margin:0;padding:0;max-width:none}}";

/// GB/T 9704: the measures of the .docx form.
const CHINESE: &str = "@page{size:A4;margin:37mm 26mm 35mm 28mm}\
@page:right{@bottom-right{content:\"— \" counter(page) \" —\";font:14pt \"宋体\",SimSun,serif;padding-right:1em}}\
@page:left{@bottom-left{content:\"— \" counter(page) \" —\";font:14pt \"宋体\",SimSun,serif;padding-left:1em}}\
body{font-family:\"Times New Roman\",\"仿宋\",\"仿宋_GB2312\",FangSong,FangSong_GB2312,\"华文仿宋\",STFangsong,\
\"Noto Serif CJK SC\",serif;font-size:16pt;line-height:28.95pt;max-width:156mm;text-align:justify}\
h1{font:normal 22pt/28.95pt \"方正小标宋简体\",FZXiaoBiaoSong-B05S,\"华文中宋\",STZhongsong,\"宋体\",SimSun,\
\"Noto Serif CJK SC\",serif;text-align:center;margin:0}\
h2,strong{font-family:\"Times New Roman\",\"黑体\",SimHei,\"华文黑体\",STHeiti,\"Noto Sans CJK SC\",sans-serif;font-weight:normal}\
h3,.centred{font-family:\"Times New Roman\",\"楷体\",\"楷体_GB2312\",KaiTi,\"华文楷体\",STKaiti,\"AR PL UKai CN\",serif;font-weight:normal}\
h2,h3{font-size:16pt;margin:0;text-indent:2em}p,ol{margin:0}p,li{text-indent:2em}\
ol{padding:0;list-style-position:inside}p.labelled{text-indent:0}.signed,.centred,footer p{text-indent:0}\
.gap{margin-top:28.95pt}th,td{font-size:12pt;line-height:20pt}footer{font-size:14pt;margin-top:28.95pt;padding:0 1em;border-top:1px solid #111}";

const ENGLISH: &str = "@page{size:A4;margin:25mm;@bottom-center{content:\"Page \" counter(page) \" of \" counter(pages)}}\
body{font-family:\"Times New Roman\",Tinos,\"Noto Serif CJK SC\",SimSun,serif;font-size:11.5pt;line-height:1.45;max-width:42em}\
h1{font-size:16pt;text-align:center;margin:0 0 .6em}h2{font-size:12.5pt;margin:1.2em 0 .3em}h3{font-size:11.5pt;margin:1em 0 .2em}\
p{margin:.45em 0}ul{margin:.3em 0;padding-left:1.4em}p.labelled{padding-left:2em;text-indent:-2em}.gap{margin-top:1.2em}th,td{font-size:10.5pt}\
footer{margin-top:2.4em;padding-top:.5em;border-top:1px solid #999;font-size:9pt;color:#555}";

/// The page.
pub fn page(blocks: &[Block], name: &str, lang: Lang) -> String {
    let code = lang.word("en", "zh-CN");
    let (style, list) = (lang.word(ENGLISH, CHINESE), lang.word("ul", "ol"));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>{SHARED}{style}</style>\n</head>\n<body>\n<main>\n",
        escape(name)
    );
    let mut small = String::new();
    let mut before = None;
    for (at, block) in blocks.iter().enumerate() {
        if (block.kind == Kind::Item) != (before == Some(Kind::Item)) {
            out.push_str(&format!("<{}{list}>\n", if block.kind == Kind::Item { "" } else { "/" }));
        }
        let text = runs(&block.runs);
        let gap = if parted(before, block.kind) { " class=\"gap\"" } else { "" };
        let first = if gap.is_empty() { "" } else { " gap" };
        out.push_str(&match block.kind {
            Kind::Title => format!("<h1>{}</h1>\n", runs(&title(block, lang))),
            Kind::Heading => format!("<h2{gap}>{text}</h2>\n"),
            Kind::Subheading => format!("<h3{gap}>{text}</h3>\n"),
            Kind::Item => format!("<li>{text}</li>\n"),
            Kind::Centred => format!("<p class=\"centred\">{text}</p>\n"),
            Kind::Labelled => format!("<p class=\"labelled{first}\"{}>{text}</p>\n", hanging(block, lang)),
            Kind::Signed => {
                let right = if lang == Lang::Zh { signed(blocks, at) } else { 0 };
                format!("<p class=\"signed{first}\" style=\"padding-right:{right}em\">{text}</p>\n")
            }
            Kind::Paragraph => format!("<p{gap}>{text}</p>\n"),
            Kind::Row => rows(table(blocks, at)),
            Kind::Small => {
                small.push_str(&format!("<p>{text}</p>\n"));
                String::new()
            }
        });
        before = Some(block.kind);
    }
    if before == Some(Kind::Item) {
        out.push_str(&format!("</{list}>\n"));
    }
    out.push_str("</main>\n");
    if !small.is_empty() {
        out.push_str(&format!("<footer>\n{small}</footer>\n"));
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// A table; nothing for the rows behind its first.
fn rows(rows: &[Block]) -> String {
    let Some((head, body)) = rows.split_first() else { return String::new() };
    let row = |block: &Block, tag: &str| {
        let cells = block.runs.iter().map(|run| format!("<{tag}>{}</{tag}>", escape(&run.text)));
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let widths = columns(rows).iter().map(|width| format!("<col style=\"width:{width}%\">")).collect::<String>();
    let body: String = body.iter().map(|block| row(block, "td")).collect();
    format!("<table>\n<colgroup>{widths}</colgroup>\n<thead>\n{}</thead>\n<tbody>\n{body}</tbody>\n</table>\n", row(head, "th"))
}

/// Behind a label of a Chinese paper all lines but the first begin below the first character after the colon.
fn hanging(block: &Block, lang: Lang) -> String {
    if lang == Lang::En {
        return String::new();
    }
    let label = block.label().unwrap_or(2);
    format!(" style=\"padding-left:{}em;text-indent:-{label}em\"", label + 2)
}

fn runs(of: &[Run]) -> String {
    let one = |run: &Run| match run.text.as_str() {
        "\n" => "<br>".to_string(),
        text if run.bold => format!("<strong>{}</strong>", escape(text)),
        text => escape(text),
    };
    of.iter().map(one).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
