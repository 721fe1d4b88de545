//! The form of papers as .docx files: fonts, sizes, margins, indents and page numbers as a word processor reads them.

use std::{fs::File, io::Read as _};

use crate::office::Office;

/// A paper of `tests/records/papers.toml` as its parts.
struct Docx {
    document: String,
    styles: String,
    footers: [String; 2],
    all: Vec<(String, String)>,
}

fn docx(office: &Office, lang: &str, args: &[&str]) -> Docx {
    let file = office.folder.path().join("paper.docx");
    let file = file.to_string_lossy();
    let answer = office.run(&[&["--lang", lang], args, &["--force", "-o", &file]].concat());
    assert_eq!(answer.code, 0, "{args:?} {}", answer.err);
    let mut zip = zip::ZipArchive::new(File::open(&*file).unwrap()).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let all: Vec<(String, String)> = names
        .into_iter()
        .map(|name| {
            let mut text = String::new();
            zip.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect();
    let part = |name: &str| {
        all.iter().find(|(one, _)| one == name).map_or_else(String::new, |(_, text)| text.clone())
    };
    Docx {
        document: part("word/document.xml"),
        styles: part("word/styles.xml"),
        footers: [part("word/footer1.xml"), part("word/footer2.xml")],
        all,
    }
}

impl Docx {
    /// The paragraphs: the properties of each, and its text.
    fn paragraphs(&self) -> Vec<(String, String)> {
        let paragraphs = self.document.split("<w:p>").skip(1);
        paragraphs
            .map(|one| {
                let (properties, rest) = one.split_once("</w:pPr>").unwrap();
                let text = rest.split("<w:t xml:space=\"preserve\">").skip(1);
                let text = text.map(|run| run.split("</w:t>").next().unwrap()).collect();
                (properties.to_string(), text)
            })
            .collect()
    }

    /// The paragraph that begins so: its own properties, and those of its style.
    fn paragraph(&self, begins: &str) -> (String, String) {
        let all = self.paragraphs();
        let (own, _) = all
            .iter()
            .find(|(_, text)| text.starts_with(begins))
            .unwrap_or_else(|| panic!("{begins}: {all:?}"));
        let id = own.split("<w:pStyle w:val=\"").nth(1).unwrap().split('"').next().unwrap();
        (own.clone(), self.style(id))
    }

    fn style(&self, id: &str) -> String {
        let style =
            self.styles.split("<w:style ").find(|style| style.contains(&format!("w:styleId=\"{id}\"")));
        style.unwrap_or_else(|| panic!("{id}")).to_string()
    }
}

fn office() -> Office {
    Office::of("tests/records/papers.toml")
}

#[test]
fn chinese_papers_have_the_form_of_gb_t_9704() {
    let office = office();
    for (args, title) in [
        (["minutes", "2-3"], "长三角高等工程教育大学科技园示范联盟"),
        (["resolution", "2-3/1"], "长三角高等工程教育大学科技园示范联盟"),
        (["bulletin", "2-3"], "长三角高等工程教育大学科技园示范联盟在厦门召开"),
    ] {
        let paper = docx(&office, "zh", &args);
        // A4; 37, 26, 35 and 28 mm in twips; 22 lines of 28 characters.
        assert!(paper.document.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"), "{args:?}");
        for margin in ["w:top=\"2098\"", "w:right=\"1474\"", "w:bottom=\"1984\"", "w:left=\"1588\""] {
            assert!(paper.document.contains(margin), "{args:?}: {margin}");
        }
        assert!(
            paper
                .document
                .contains("<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"579\" w:charSpace=\"-849\"/>")
        );
        let text_width: f64 = 11906.0 - 1474.0 - 1588.0;
        // 16 pt less a quarter of a point: 28 characters fit, and not 29.
        assert_eq!((text_width / (320.0 - 5.0)).floor(), 28.0);
        assert_eq!(((16838.0 - 2098.0 - 1984.0_f64) / 579.0).floor(), 22.0);
        // 28.95 pt from line to line, everywhere.
        assert!(paper.styles.contains("w:line=\"579\" w:lineRule=\"exact\""));
        let (_, style) = paper.paragraph(title);
        assert!(
            style.contains("w:eastAsia=\"方正小标宋简体\"") && style.contains("<w:sz w:val=\"44\"/>"),
            "{style}"
        );
        assert!(style.contains("<w:jc w:val=\"center\"/>") && !style.contains("<w:b/>"), "{style}");
        for (footer, side) in paper.footers.iter().zip(["right", "left"]) {
            assert!(footer.contains(">— </w:t>") && footer.contains("w:instr=\" PAGE \""), "{footer}");
            assert!(footer.contains(&format!("<w:jc w:val=\"{side}\"/>")), "{footer}");
            assert!(!footer.contains("登记库"), "the hash stands once, at the end");
        }
        assert!(
            paper.style("Footer").contains("w:eastAsia=\"宋体\"")
                && paper.style("Footer").contains("<w:sz w:val=\"28\"/>")
        );
        let settings = &paper.all.iter().find(|(name, _)| name == "word/settings.xml").unwrap().1;
        assert!(settings.contains("<w:evenAndOddHeaders/>"));
        assert_eq!(paper.document.matches("登记库：").count(), 1);
        let last = paper.paragraphs().pop().unwrap();
        assert!(
            last.1.starts_with("登记库：日志 #1，") && last.1.len() > "登记库：日志 #1，".len() + 12,
            "{last:?}"
        );
    }
    // A title longer than a line is broken between its parts, not within a word.
    let paper = docx(&office, "zh", &["bulletin", "2-3"]);
    assert!(paper.document.contains("示范联盟</w:t></w:r><w:r><w:br/></w:r>"), "{}", paper.document);
    let paper = docx(&office, "zh", &["minutes", "2-3"]);
    let (own, style) = paper.paragraph("会议议定事项纪要如下");
    assert!(
        style.contains("w:firstLineChars=\"200\" w:firstLine=\"640\"") && !own.contains("<w:ind"),
        "{own}{style}"
    );
    assert!(style.contains("w:eastAsia=\"仿宋\"") && style.contains("<w:sz w:val=\"32\"/>"), "{style}");
    let (_, heading) = paper.paragraph("一、");
    assert!(
        heading.contains("w:eastAsia=\"黑体\"")
            && heading.contains("<w:sz w:val=\"32\"/>")
            && heading.contains("<w:keepNext/>")
    );
    // Behind the label the lines begin below the first character after the colon: 2 + 3 of them from the edge.
    let (own, _) = paper.paragraph("出席：");
    assert!(own.contains("w:left=\"1600\"") && own.contains("w:hanging=\"960\""), "{own}");
    assert!(
        paper.document.contains("<w:rStyle w:val=\"Strong\"/></w:rPr><w:t xml:space=\"preserve\">出席</w:t>")
    );
    assert!(paper.style("Strong").contains("w:eastAsia=\"黑体\""));
    // Who signs stands two from the edge, the day begins two characters after that: 18 + 2 wide, 9 wide.
    let all = paper.paragraphs();
    let signed: Vec<_> = all.iter().filter(|(own, _)| own.contains("\"Signature\"")).collect();
    let texts: Vec<&str> = signed.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["长三角高等工程教育大学科技园示范联盟", "2024年3月15日"]);
    assert!(paper.style("Signature").contains("<w:jc w:val=\"right\"/>"));
    assert!(
        signed[0].0.contains("w:right=\"640\"") && signed[1].0.contains("w:right=\"3520\""),
        "{signed:?}"
    );
}

#[test]
fn missing_fonts_have_others_in_their_place() {
    let paper = docx(&office(), "zh", &["minutes", "2-3"]);
    let fonts = &paper.all.iter().find(|(name, _)| name == "word/fontTable.xml").unwrap().1;
    for (face, other) in [
        ("方正小标宋简体", "华文中宋"),
        ("方正小标宋简体", "宋体"),
        ("仿宋", "仿宋_GB2312"),
        ("仿宋", "FangSong"),
        ("楷体", "楷体_GB2312"),
        ("黑体", "SimHei"),
    ] {
        let font =
            fonts.split("<w:font ").find(|font| font.starts_with(&format!("w:name=\"{face}\""))).unwrap();
        assert!(font.contains("<w:altName") && font.contains(other), "{face}: {font}");
    }
    // Each face that a style names is there.
    for style in paper.styles.split("w:eastAsia=\"").skip(1).filter(|rest| !rest.starts_with("zh-")) {
        let face = style.split('"').next().unwrap();
        assert!(fonts.contains(&format!("w:name=\"{face}\"")), "{face}");
    }
    // On the page of a browser too.
    let (zh, _) = (office().run(&["--lang", "zh", "minutes", "2-3", "--format", "html"]).out, ());
    for rule in [
        "方正小标宋简体",
        "华文中宋",
        "仿宋_GB2312",
        "28.95pt",
        "margin:37mm 26mm 35mm 28mm",
        "text-indent:2em",
        "counter(page)",
    ] {
        assert!(zh.contains(rule), "{rule}");
    }
}

#[test]
fn every_part_is_named_and_well_formed() {
    let office = office();
    for lang in ["zh", "en"] {
        for args in
            [["minutes", "2-3"], ["bulletin", "2-3"], ["resolution", "2-3/5"], ["minutes", "executive:3"]]
        {
            let paper = docx(&office, lang, &args);
            let types = &paper.all.iter().find(|(name, _)| name == "[Content_Types].xml").unwrap().1;
            for (name, text) in &paper.all {
                if name.starts_with("word/") && !name.ends_with(".rels") {
                    assert!(types.contains(&format!("\"/{name}\"")), "{name}");
                }
                // Every tag that is opened is closed, in order.
                let mut open: Vec<&str> = Vec::new();
                for tag in text.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
                    let word = tag.trim_start_matches('/').split([' ', '/']).next().unwrap();
                    match tag {
                        _ if tag.starts_with('?') || tag.ends_with('/') => {}
                        _ if tag.starts_with('/') => assert_eq!(open.pop(), Some(word), "{name}"),
                        _ => open.push(word),
                    }
                }
                assert!(open.is_empty(), "{name} {open:?}");
            }
            let relations =
                &paper.all.iter().find(|(name, _)| name == "word/_rels/document.xml.rels").unwrap().1;
            for id in paper.document.split("r:id=\"").skip(1) {
                assert!(relations.contains(&format!("Id=\"{}\"", id.split('"').next().unwrap())));
            }
        }
    }
}

#[test]
fn english_papers_have_a_form_of_their_own() {
    let paper = docx(&office(), "en", &["minutes", "executive:3"]);
    let (_, title) =
        paper.paragraph("Minutes of the third meeting of the Executive Committee, 14 March 2024");
    assert!(title.contains("<w:b/>") && title.contains("Times New Roman"), "{title}");
    assert!(!paper.document.contains("docGrid") && !paper.styles.contains("exact"));
    assert!(paper.footers[0].contains("Page ") && paper.footers[0].contains("NUMPAGES"));
    let all = paper.paragraphs();
    assert_eq!(all[0].1, "Demonstration Alliance of University Science Parks");
    assert!(all.last().unwrap().1.starts_with("registry: journal entry #1, "));
}
