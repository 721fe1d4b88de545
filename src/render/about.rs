//! What the alliance is, on one page.

use std::io;

use super::{
    Out, Screen,
    list::grid,
    page::{Page, day},
    style::Tone,
};
use crate::{
    model::words::PUBLIC_PARTS,lang::labels, model::alliance::About};

/// Writes what the alliance is. As CSV it is one row of its keys.
pub fn about(about: &About, out: Out<'_>) -> io::Result<()> {
    out.one(about, std::slice::from_ref(about), &[], |screen, _| page(about, screen))
}

fn page(about: &About, screen: &Screen) -> io::Result<Page> {
    let lang = screen.lang;
    let label = |key| lang.of(labels::label("about", key));
    let mut page = Page::new(screen);
    let founded = about.founded.map(|on| day(on, lang));
    page.title(
        about.name.as_deref().unwrap_or(lang.word("an alliance without a name yet", "尚未命名的联盟")),
    );
    let facts = [
        ("short_name", about.short_name.as_deref()),
        ("name_en", about.name_en.as_deref()),
        ("founded", founded.as_deref()),
        ("purpose", about.purpose.as_deref()),
        ("charter", Some(lang.of(about.charter.labels()))),
    ];
    let mut missing = Vec::new();
    if about.name.is_none() {
        missing.push(label("name"));
    }
    for (key, value) in facts {
        match value {
            Some(value) => page.field(label(key), value),
            None => missing.push(label(key)),
        }
    }
    if about.functions.is_empty() {
        missing.push(label("functions"));
    } else {
        page.heading(label("functions"));
        about.functions.iter().for_each(|function| page.item(Tone::Plain, function, &[]));
    }
    let parts: Vec<&str> = about
        .public
        .iter()
        .map(|part| PUBLIC_PARTS.labels(part).map_or(part.as_str(), |pair| lang.of(pair)))
        .collect();
    if !parts.is_empty() {
        page.field(lang.word("on public pages", "公开页面所含"), &parts.join(lang.comma()));
    }
    let former = grid(&about.former_names, "organization", &["name", "until"], lang)?;
    page.grid(lang.of(labels::label("organization", "former_names")), former);
    page.grid(label("bodies"), grid(&about.bodies, "body", &["code", "name", "seats"], lang)?);
    let columns = [
        "body",
        "matter",
        "quorum",
        "majority",
        "majority_of",
        "exclusive",
        "proxies",
        "from",
        "until",
        "preset",
    ];
    page.grid(label("rules"), grid(&about.rules, "rule", &columns, lang)?);
    page.missing(&missing);
    Ok(page)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        lang::Lang,
        model::words::*,
        render::{
            Format,
            out::shown,
            session::tests::facts,
            width::{is_control, width},
        },
    };

    #[test]
    fn the_alliance_is_told_on_one_page() {
        let data = About {
            name: Some("长三角高等工程教育大学科技园联盟\u{1b}".into()),
            short_name: None,
            name_en: None,
            founded: None,
            purpose: Some("汇聚各地政府与高校的资源，带动政产学研协同".into()),
            former_names: Vec::new(),
            public: Vec::new(),
            functions: vec!["创新资源集成".into(), "科技成果转化".into()],
            charter: Charter::Model,
            bodies: vec![facts(json!({
                "ref": "council", "code": "council", "name": "理事会", "former_names": [], "seats": "council",
            }))],
            rules: Vec::new(),
        };
        for lang in [Lang::Zh, Lang::En] {
            for columns in [120, 80, 60, 40] {
                let screen = Screen { lang, width: columns, color: false };
                let text = shown(Format::Table, &screen, |out| about(&data, out));
                assert!(
                    text.lines().all(|line| width(line) <= columns && !line.contains(is_control)),
                    "{text}"
                );
                assert!(text.contains("- 创新资源集成\n- 科技成果转化\n"));
            }
        }
    }
}
