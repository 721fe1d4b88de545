//! A paper as a .docx file: the few parts of Office Open XML that Word, WPS and LibreOffice need, the same
//! bytes for the same paper.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipResult, write::SimpleFileOptions};

use super::blocks::{Block, Run};
use crate::lang::Lang;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>\
<Override PartName=\"/word/numbering.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml\"/>\
<Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/>\
</Types>";
const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
</Relationships>";
const PARTS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering\" Target=\"numbering.xml\"/>\
<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/>\
</Relationships>";

/// The file's bytes.
pub fn file(blocks: &[Block], lang: Lang) -> ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The zip format's first day, so that the same paper is the same file.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let (small, body): (Vec<&Block>, Vec<&Block>) =
        blocks.iter().partition(|block| matches!(block, Block::Small(_)));
    for (name, content) in [
        ("[Content_Types].xml", TYPES.to_string()),
        ("_rels/.rels", RELATIONS.to_string()),
        ("word/document.xml", document(&body)),
        ("word/_rels/document.xml.rels", PARTS.to_string()),
        ("word/styles.xml", styles(lang)),
        ("word/numbering.xml", numbering()),
        ("word/footer1.xml", footer(&small)),
    ] {
        zip.start_file(name, options)?;
        zip.write_all(HEAD.as_bytes())?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn document(blocks: &[&Block]) -> String {
    let paragraphs: String = blocks.iter().map(|block| paragraph(block)).collect();
    format!(
        "<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>{paragraphs}\
         <w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1588\" w:right=\"1361\" w:bottom=\"1588\" w:left=\"1361\" w:header=\"851\" w:footer=\"851\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>"
    )
}

fn paragraph(block: &Block) -> String {
    let (style, of) = match block {
        Block::Title(of) => ("<w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>", of),
        Block::Heading(of) => ("<w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>", of),
        Block::Paragraph(of) => ("", of),
        Block::Item(of) => ("<w:pPr><w:pStyle w:val=\"ListBullet\"/></w:pPr>", of),
        Block::Small(of) => ("<w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>", of),
    };
    format!("<w:p>{style}{}</w:p>", of.iter().map(run).collect::<String>())
}

fn run(run: &Run) -> String {
    let weight = if run.bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    format!("<w:r>{weight}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escape(&run.text))
}

fn footer(blocks: &[&Block]) -> String {
    let paragraphs: String = blocks.iter().map(|block| paragraph(block)).collect();
    let paragraphs = if paragraphs.is_empty() { "<w:p/>".to_string() } else { paragraphs };
    format!("<w:ftr xmlns:w=\"{MAIN}\">{paragraphs}</w:ftr>")
}

fn numbering() -> String {
    format!(
        "<w:numbering xmlns:w=\"{MAIN}\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>\
         <w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/>\
         <w:pPr><w:ind w:left=\"420\" w:hanging=\"280\"/></w:pPr></w:lvl></w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
    )
}

/// Faces that are there on Windows, macOS and Linux for both scripts.
fn styles(lang: Lang) -> String {
    let code = lang.word("en-GB", "zh-CN");
    let style = |id: &str, name: &str, paragraph: &str, text: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{text}</w:rPr></w:style>"
        )
    };
    format!(
        "<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"宋体\" w:cs=\"Times New Roman\"/>\
         <w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/><w:lang w:val=\"{code}\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr><w:spacing w:after=\"100\" w:line=\"380\" w:lineRule=\"atLeast\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>{}{}{}{}</w:styles>",
        style(
            "Title",
            "Title",
            "<w:spacing w:before=\"0\" w:after=\"360\"/><w:jc w:val=\"center\"/>",
            "<w:b/><w:sz w:val=\"36\"/><w:szCs w:val=\"36\"/>"
        ),
        style(
            "Heading1",
            "heading 1",
            "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"100\"/><w:outlineLvl w:val=\"0\"/>",
            "<w:b/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/>"
        ),
        style(
            "ListBullet",
            "List Bullet",
            "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>",
            ""
        ),
        style(
            "Footer",
            "footer",
            "",
            "<w:color w:val=\"555555\"/><w:sz w:val=\"18\"/><w:szCs w:val=\"18\"/>"
        ),
    )
}

/// Text as XML holds it; control characters have no place there at all.
fn escape(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control()).collect();
    kept.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
