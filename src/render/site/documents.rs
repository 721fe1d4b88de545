//! Documents that are public, each with the way to what it belongs to.

use super::html::At;
use crate::model::site::{DocumentOf, Register};

pub fn list(at: At<'_>, _: &Register) -> (String, String) {
    let title = at.word("Documents", "文件");
    let head = [
        at.label("document", "title"),
        at.label("document", "for"),
        at.label("document", "path"),
        at.label("document", "size"),
    ];
    let rows: Vec<Vec<String>> = at
        .frame
        .documents
        .iter()
        .map(|document| {
            let of = match &document.of {
                Some(DocumentOf::Session(session)) => at.session(session),
                Some(DocumentOf::Motion(motion)) => at.link("vote", motion, motion),
                Some(DocumentOf::Visit(visit)) => at.link("visit", visit, at.word("visit", "考察")),
                Some(DocumentOf::Organization(organization)) => at.organization(organization),
                None => String::new(),
            };
            vec![
                at.document(document),
                of,
                at.t(&document.path),
                document.size.to_string(),
            ]
        })
        .collect();
    let body = format!("<h1>{title}</h1>\n{}", at.table(title, &head, &rows));
    at.page("documents.html", title, &body)
}
