//! What a .docx paper looks like. A Chinese one follows GB/T 9704—2012, the form of official documents: A4, 37 mm above
//! and 28 mm at the left of the text of 156 mm × 225 mm, on it 22 lines of 28 characters; the title in 小标宋 of 22 pt,
//! all else of 16 pt: text in 仿宋, headings in 黑体 and 楷体; page numbers of 14 pt between dashes, outside. An English one
//! is a plain A4 paper in a serif face.

use crate::lang::Lang;

/// The namespace of all parts.
pub const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// The width of a Chinese character of the text, in twips (1/20 pt).
pub const CHARACTER: usize = 320;
/// From line to line of a Chinese paper, in twips: 28.95 pt, 22 of them in 225 mm.
const LINE: usize = 579;

const SERIF: &str = "Times New Roman";
const TITLE: &str = "方正小标宋简体";
const TEXT: &str = "仿宋";
const HEADING: &str = "黑体";
const SUBHEADING: &str = "楷体";
const SONG: &str = "宋体";

/// Each face with the others that take its place where it is missing, the nearest first.
const FACES: &[(&str, &[&str])] = &[
    (
        TITLE,
        &[
            "FZXiaoBiaoSong-B05S",
            "方正小标宋_GBK",
            "小标宋体",
            "华文中宋",
            "STZhongsong",
            SONG,
            "SimSun",
            "Noto Serif CJK SC",
        ],
    ),
    (TEXT, &["仿宋_GB2312", "FangSong", "FangSong_GB2312", "华文仿宋", "STFangsong", "方正仿宋_GBK"]),
    (HEADING, &["SimHei", "华文黑体", "STHeiti", "方正黑体_GBK", "Noto Sans CJK SC"]),
    (SUBHEADING, &["楷体_GB2312", "KaiTi", "KaiTi_GB2312", "华文楷体", "STKaiti", "方正楷体_GBK"]),
    (SONG, &["SimSun", "华文宋体", "STSong", "方正书宋_GBK", "Noto Serif CJK SC"]),
];

/// How far apart blocks stand where a line is left out, in twips.
pub fn gap(lang: Lang) -> usize {
    match lang {
        Lang::Zh => LINE,
        Lang::En => 280,
    }
}

/// How wide the text of a page is, in twips: 156 mm, or A4 less its margins.
pub fn text_width(lang: Lang) -> usize {
    match lang {
        Lang::Zh => 8844,
        Lang::En => 9070,
    }
}

/// The least height of a row of a table, in twips: enough to sign in.
pub fn row_height(lang: Lang) -> usize {
    match lang {
        Lang::Zh => LINE,
        Lang::En => 480,
    }
}

/// The page: its size, margins and grid, and the two footers.
pub fn section(lang: Lang) -> String {
    let footers = "<w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:footerReference w:type=\"even\" r:id=\"rId4\"/>";
    // 37 mm, 26 mm, 35 mm, 28 mm. The number's dash stands 7 mm below the text.
    let (margins, grid) = match lang {
        Lang::Zh => (
            "w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" w:header=\"851\" w:footer=\"1417\"",
            // The grid's characters are narrower than 16 pt by 849/4096 pt: 28 of them take 156 mm.
            format!("<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"{LINE}\" w:charSpace=\"-849\"/>"),
        ),
        Lang::En => (
            "w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" w:header=\"709\" w:footer=\"709\"",
            String::new(),
        ),
    };
    format!(
        "<w:sectPr>{footers}<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar {margins} w:gutter=\"0\"/>{grid}</w:sectPr>"
    )
}

/// The footer of a page: `— 1 —`, at the right of odd pages and the left of even ones; in English `Page 1 of 2`.
pub fn footer(lang: Lang, even: bool) -> String {
    let field = |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    let text = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let (place, words) = match (lang, even) {
        (Lang::Zh, false) => (
            "<w:ind w:rightChars=\"100\" w:right=\"280\"/><w:jc w:val=\"right\"/>",
            text("— ") + &field("PAGE") + &text(" —"),
        ),
        (Lang::Zh, true) => (
            "<w:ind w:leftChars=\"100\" w:left=\"280\"/><w:jc w:val=\"left\"/>",
            text("— ") + &field("PAGE") + &text(" —"),
        ),
        (Lang::En, _) => {
            ("<w:jc w:val=\"center\"/>", text("Page ") + &field("PAGE") + &text(" of ") + &field("NUMPAGES"))
        }
    };
    format!("<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>{place}</w:pPr>{words}</w:p></w:ftr>")
}

/// That odd and even pages have footers of their own, and that the file is of today's Word.
pub fn settings(lang: Lang) -> String {
    let apart = lang.word("", "<w:evenAndOddHeaders/>");
    format!(
        "<w:settings xmlns:w=\"{MAIN}\">{apart}<w:characterSpacingControl w:val=\"compressPunctuation\"/>\
         <w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>\
         </w:compat></w:settings>"
    )
}

/// The faces, and what takes their place.
pub fn fonts() -> String {
    let face = |(name, others): &(&str, &[&str])| {
        let others = others.join(",");
        format!(
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{others}\"/><w:charset w:val=\"86\"/>\
             <w:family w:val=\"auto\"/><w:pitch w:val=\"default\"/></w:font>"
        )
    };
    format!("<w:fonts xmlns:w=\"{MAIN}\">{}</w:fonts>", FACES.iter().map(face).collect::<String>())
}

/// The lists: `lists` of them, each counted from one in Chinese; English ones have bullets.
pub fn numbering(lang: Lang, lists: usize) -> String {
    let level = match lang {
        Lang::Zh => format!(
            "<w:numFmt w:val=\"decimal\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"%1．\"/><w:lvlJc w:val=\"left\"/>\
             <w:pPr><w:ind w:firstLineChars=\"200\" w:firstLine=\"{}\"/></w:pPr>",
            2 * CHARACTER
        ),
        Lang::En => "<w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/>\
                     <w:pPr><w:ind w:left=\"420\" w:hanging=\"280\"/></w:pPr>"
            .to_string(),
    };
    let list = |n: usize| {
        format!(
            "<w:num w:numId=\"{n}\"><w:abstractNumId w:val=\"0\"/>\
             <w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/></w:lvlOverride></w:num>"
        )
    };
    format!(
        "<w:numbering xmlns:w=\"{MAIN}\"><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/>\
         <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>{level}</w:lvl></w:abstractNum>{}</w:numbering>",
        (1..=lists.max(1)).map(list).collect::<String>()
    )
}

/// A paragraph style: its id, its name, what its paragraphs and its letters are like.
struct Style(&'static str, &'static str, String, String);

/// The styles of a paper.
pub fn styles(lang: Lang) -> String {
    let code = lang.word("en-GB", "zh-CN");
    let (all, spacing) = match lang {
        Lang::Zh => (letters(TEXT, 32), format!("<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"{LINE}\" w:lineRule=\"exact\"/>")),
        Lang::En => (letters(SONG, 22), "<w:spacing w:before=\"0\" w:after=\"120\" w:line=\"276\" w:lineRule=\"auto\"/>".into()),
    };
    let mut out = format!(
        "<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr>{all}<w:lang w:val=\"{code}\" w:eastAsia=\"zh-CN\"/>\
         </w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:snapToGrid w:val=\"0\"/>{spacing}<w:jc w:val=\"both\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>\
         <w:rPr>{all}</w:rPr></w:style>"
    );
    let label = match lang {
        Lang::Zh => faces(HEADING),
        Lang::En => "<w:b/>".to_string(),
    };
    out.push_str(&format!(
        "<w:style w:type=\"character\" w:styleId=\"Strong\"><w:name w:val=\"Strong\"/><w:qFormat/><w:rPr>{label}</w:rPr></w:style>"
    ));
    let all = match lang {
        Lang::Zh => chinese(),
        Lang::En => english(),
    };
    for Style(id, name, paragraph, text) in all {
        out.push_str(&format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{text}</w:rPr></w:style>"
        ));
    }
    out + "</w:styles>"
}

fn faces(east: &str) -> String {
    format!("<w:rFonts w:ascii=\"{SERIF}\" w:hAnsi=\"{SERIF}\" w:eastAsia=\"{east}\" w:cs=\"{SERIF}\"/>")
}

/// A face and its size in half points. Letters of 16 pt stand nearer to each other by 1/4 pt, so that 28 characters
/// take 156 mm wherever the file is opened: the grid alone does that in Word, and LibreOffice gives each character
/// two of its places.
fn letters(east: &str, size: usize) -> String {
    let nearer = if size == 32 { "<w:spacing w:val=\"-5\"/>" } else { "" };
    format!("{}{nearer}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>", faces(east))
}

fn chinese() -> Vec<Style> {
    let indent = format!("<w:ind w:firstLineChars=\"200\" w:firstLine=\"{}\"/>", 2 * CHARACTER);
    let heading = |level: usize| format!("<w:keepNext/>{indent}<w:outlineLvl w:val=\"{level}\"/>");
    let centre = "<w:keepNext/><w:jc w:val=\"center\"/>";
    vec![
        Style("Title", "Title", centre.into(), letters(TITLE, 44)),
        Style("Subtitle", "Subtitle", centre.into(), letters(SUBHEADING, 32)),
        Style("Heading1", "heading 1", heading(0), letters(HEADING, 32)),
        Style("Heading2", "heading 2", heading(1), letters(SUBHEADING, 32)),
        Style("BodyText", "Body Text", indent.clone(), letters(TEXT, 32)),
        Style("ListNumber", "List Number", indent, letters(TEXT, 32)),
        Style("Labelled", "Labelled", String::new(), letters(TEXT, 32)),
        Style("Signature", "Signature", "<w:jc w:val=\"right\"/>".into(), letters(TEXT, 32)),
        Style(
            "Small",
            "Small Print",
            "<w:pBdr><w:top w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"auto\"/></w:pBdr>\
                 <w:ind w:leftChars=\"100\" w:left=\"280\" w:rightChars=\"100\" w:right=\"280\"/>"
                .into(),
            letters(TEXT, 28),
        ),
        Style("Cell", "Table Cell", "<w:spacing w:line=\"400\" w:lineRule=\"exact\"/><w:jc w:val=\"left\"/>".into(), letters(TEXT, 24)),
        Style("Footer", "footer", String::new(), letters(SONG, 28)),
    ]
}

fn english() -> Vec<Style> {
    let bold = |size: usize| {
        format!("{}<w:b/><w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>", faces(HEADING))
    };
    let heading = |level: usize| {
        format!("<w:keepNext/><w:spacing w:before=\"200\" w:after=\"80\"/><w:jc w:val=\"left\"/><w:outlineLvl w:val=\"{level}\"/>")
    };
    let centre = "<w:keepNext/><w:jc w:val=\"center\"/>";
    vec![
        Style("Title", "Title", centre.into(), bold(32)),
        Style("Subtitle", "Subtitle", centre.into(), letters(SONG, 24)),
        Style("Heading1", "heading 1", heading(0), bold(24)),
        Style("Heading2", "heading 2", heading(1), bold(22)),
        Style("BodyText", "Body Text", String::new(), letters(SONG, 22)),
        Style("ListNumber", "List Number", "<w:spacing w:after=\"40\"/>".into(), letters(SONG, 22)),
        Style("Labelled", "Labelled", "<w:ind w:left=\"567\" w:hanging=\"567\"/><w:jc w:val=\"left\"/>".into(), letters(SONG, 22)),
        Style("Signature", "Signature", "<w:jc w:val=\"right\"/>".into(), letters(SONG, 22)),
        Style(
            "Small",
            "Small Print",
            "<w:pBdr><w:top w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"999999\"/></w:pBdr>".into(),
            letters(SONG, 18),
        ),
        Style("Cell", "Table Cell", "<w:spacing w:after=\"0\"/><w:jc w:val=\"left\"/>".into(), letters(SONG, 21)),
        Style("Footer", "footer", String::new(), letters(SONG, 18)),
    ]
}
