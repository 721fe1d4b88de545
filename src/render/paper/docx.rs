//! A paper as a .docx file: the few parts of Office Open XML that Word, WPS and LibreOffice need, the same
//! bytes for the same paper.

mod form;

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipResult, write::SimpleFileOptions};

use super::blocks::{Block, Kind, Run, columns, parted, signed, table, title};
use crate::lang::Lang;
use form::{CHARACTER, MAIN};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The parts that the document refers to, `rId1` and so on.
const PARTS: &[(&str, &str)] = &[
    ("styles", "styles"),
    ("numbering", "numbering"),
    ("footer", "footer1"),
    ("footer", "footer2"),
    ("settings", "settings"),
    ("fontTable", "fontTable"),
];

/// The file's bytes. `name` is what the document is called in its properties.
pub fn file(blocks: &[Block], name: &str, lang: Lang) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The zip format's first day, so that the same paper is the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let (body, lists) = body(blocks, lang);
    for (name, content) in [
        ("[Content_Types].xml", types()),
        ("_rels/.rels", relations()),
        ("docProps/core.xml", properties(name)),
        ("word/document.xml", document(&body, lang)),
        ("word/_rels/document.xml.rels", parts()),
        ("word/styles.xml", form::styles(lang)),
        ("word/numbering.xml", form::numbering(lang, lists)),
        ("word/footer1.xml", form::footer(lang, false)),
        ("word/footer2.xml", form::footer(lang, true)),
        ("word/settings.xml", form::settings(lang)),
        ("word/fontTable.xml", form::fonts()),
    ] {
        zip.start_file(name, options)?;
        zip.write_all(HEAD.as_bytes())?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn types() -> String {
    let part = |(kind, name): &(&str, &str)| {
        format!("<Override PartName=\"/word/{name}.xml\" ContentType=\"{WORD}.{kind}+xml\"/>")
    };
    format!(
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{WORD}.document.main+xml\"/>{}</Types>",
        PARTS.iter().map(part).collect::<String>()
    )
}

fn relations() -> String {
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" \
         Target=\"docProps/core.xml\"/></Relationships>"
    )
}

fn properties(name: &str) -> String {
    format!(
        "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title></cp:coreProperties>",
        escape(name)
    )
}

fn parts() -> String {
    let part = |(n, (kind, name)): (usize, &(&str, &str))| {
        format!("<Relationship Id=\"rId{}\" Type=\"{OFFICE}/{kind}\" Target=\"{name}.xml\"/>", n + 1)
    };
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
        PARTS.iter().enumerate().map(part).collect::<String>()
    )
}

fn document(body: &str, lang: Lang) -> String {
    let section = form::section(lang);
    format!(
        "<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><w:body>{body}{section}</w:body></w:document>"
    )
}

/// The paragraphs, and how many lists there are among them.
fn body(blocks: &[Block], lang: Lang) -> (String, usize) {
    let (mut out, mut lists) = (String::new(), 0);
    let mut before = None;
    for (at, block) in blocks.iter().enumerate() {
        let after = blocks.get(at + 1).map(|block| block.kind);
        if block.kind == Kind::Row {
            out.push_str(&rows(table(blocks, at), lang));
            before = Some(block.kind);
            continue;
        }
        if block.kind == Kind::Item && before != Some(Kind::Item) {
            lists += 1;
        }
        let mut own = String::new();
        // A signature stays with what is signed, and the small print with the last line.
        if matches!(after, Some(Kind::Signed | Kind::Small)) {
            own.push_str("<w:keepNext/>");
        }
        if block.kind == Kind::Item {
            own.push_str(&format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{lists}\"/></w:numPr>"));
        }
        if parted(before, block.kind) {
            own.push_str(&format!("<w:spacing w:before=\"{}\"/>", form::gap(lang)));
        }
        if lang == Lang::Zh {
            own.push_str(&indent(blocks, at));
        }
        let runs: String = match block.kind {
            Kind::Title => title(block, lang).iter().map(|one| run(one, lang)).collect(),
            _ => block.runs.iter().map(|one| run(one, lang)).collect(),
        };
        out.push_str(&format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{}\"/>{own}</w:pPr>{runs}</w:p>",
            style(block.kind)
        ));
        before = Some(block.kind);
    }
    (out, lists)
}

/// A table with its borders, its head repeated on each page; nothing for the rows behind its first.
fn rows(rows: &[Block], lang: Lang) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let widths: Vec<usize> = columns(rows).iter().map(|part| part * form::text_width(lang) / 100).collect();
    let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let sides = ["top", "left", "bottom", "right", "insideH", "insideV"];
    let border = |side: &&str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>");
    let borders: String = sides.iter().map(border).collect();
    let mut out = format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>",
        widths.iter().sum::<usize>()
    );
    for (at, block) in rows.iter().enumerate() {
        let head = if at == 0 { "<w:tblHeader/>" } else { "" };
        let height = form::row_height(lang);
        out.push_str(&format!("<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"{height}\" w:hRule=\"atLeast\"/>{head}</w:trPr>"));
        for (n, width) in widths.iter().enumerate() {
            let text = block.runs.get(n).map(|one| run(one, lang)).unwrap_or_default();
            let middle = if at == 0 { "<w:jc w:val=\"center\"/>" } else { "" };
            out.push_str(&format!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>\
                 <w:p><w:pPr><w:pStyle w:val=\"Cell\"/>{middle}</w:pPr>{text}</w:p></w:tc>"
            ));
        }
        out.push_str("</w:tr>");
    }
    // A table is followed by a paragraph, or two would be one.
    out + "</w:tbl><w:p><w:pPr><w:pStyle w:val=\"Cell\"/></w:pPr></w:p>"
}

fn style(kind: Kind) -> &'static str {
    match kind {
        Kind::Title => "Title",
        Kind::Centred => "Subtitle",
        Kind::Heading => "Heading1",
        Kind::Subheading => "Heading2",
        Kind::Paragraph => "BodyText",
        Kind::Labelled => "Labelled",
        Kind::Item => "ListNumber",
        Kind::Signed => "Signature",
        Kind::Small => "Small",
        Kind::Row => "Cell",
    }
}

/// How far in a Chinese line stands that is not set as its style says: behind a label all lines but the first begin
/// below the first character after the colon, and who signs and the day are set against each other.
fn indent(blocks: &[Block], at: usize) -> String {
    let Some(block) = blocks.get(at) else { return String::new() };
    match block.kind {
        Kind::Labelled => {
            let hanging = block.label().unwrap_or(2);
            let left = hanging + 2;
            format!(
                "<w:ind w:leftChars=\"{left}00\" w:left=\"{}\" w:hangingChars=\"{hanging}00\" w:hanging=\"{}\"/>",
                left * CHARACTER,
                hanging * CHARACTER
            )
        }
        Kind::Signed => {
            let right = signed(blocks, at);
            format!("<w:ind w:rightChars=\"{right}00\" w:right=\"{}\"/>", right * CHARACTER)
        }
        _ => String::new(),
    }
}

fn run(run: &Run, lang: Lang) -> String {
    if run.text == "\n" {
        // What reads the text alone finds words apart that stand apart.
        let space = lang.word("<w:t xml:space=\"preserve\"> </w:t>", "");
        return format!("<w:r>{space}<w:br/></w:r>");
    }
    let weight = if run.bold { "<w:rPr><w:rStyle w:val=\"Strong\"/></w:rPr>" } else { "" };
    format!("<w:r>{weight}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(&run.text))
}

/// Text as XML holds it; control characters have no place there at all, nor have the two that are no characters.
fn escape(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
    kept.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
