//! The search: a page with a box, and the list that its script looks through.

use serde_json::{Map, Value, json};

use super::{
    html::{At, capital, esc},
    officers::office,
    slug,
};
use crate::{
    lang::{Lang, labels},
    model::{
        pinyin,
        site::{Frame, Register},
        text::fold,
        words::MemberStatus,
    },
};

pub fn page(at: At<'_>, _: &Register) -> (String, String) {
    let title = at.word("Search", "搜索");
    let mut body = format!("<h1>{title}</h1>\n");
    body.push_str(&format!(
        "<form class=\"find large\" role=\"search\" aria-label=\"{}\" action=\"search.html\" method=\"get\">\n\
         <label for=\"q\">{}</label>\n\
         <input id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\" aria-describedby=\"hint\">\n\
         <button type=\"submit\">{title}</button>\n</form>\n\
         <p class=\"remark\" id=\"hint\">{}</p>\n\
         <noscript><p>{}</p></noscript>\n\
         <p id=\"status\" role=\"status\" aria-live=\"polite\"",
        at.word("Search the pages", "站内搜索"),
        at.word("What to look for", "要找什么"),
        at.word(
            "Names, titles and topics; names by pinyin too, whole or by initials. All words must be found.",
            "可用名称、议题、内容；名称亦可用全拼或拼音首字母。多个词须同时出现。"
        ),
        at.word(
            "The search needs JavaScript. Without it, the lists of members, sessions and votes hold everything.",
            "搜索需要 JavaScript。未启用时，可在成员、会议、表决各列表中查找。"
        ),
    ));
    // The words of the script's answers, in the language of the page.
    for (name, text) in [
        ("none", at.word("Nothing has all of these words.", "没有同时含有这些词的内容。")),
        ("one", at.word("1 result", "1条结果")),
        ("many", at.word("# results", "#条结果")),
        ("more", at.word("# results, the first 100 are shown", "#条结果，显示前100条")),
        ("loading", at.word("Loading…", "载入中…")),
        ("failed", at.word("The list to search could not be loaded.", "无法载入搜索数据。")),
    ] {
        body.push_str(&format!(" data-{name}=\"{}\"", esc(text)));
    }
    body.push_str("></p>\n<ol id=\"results\" class=\"results\"");
    for kind in ["organization", "session", "vote", "visit", "office"] {
        let word = match (kind, at.lang) {
            ("organization", _) => at.word("Organization", "单位").to_owned(),
            ("office", _) => at.word("Officer", "任职").to_owned(),
            (noun, Lang::En) => capital(labels::noun(noun).0),
            ("session", Lang::Zh) => "会议".to_owned(),
            ("vote", Lang::Zh) => "表决".to_owned(),
            (_, Lang::Zh) => "考察".to_owned(),
        };
        body.push_str(&format!(" data-{kind}=\"{}\"", esc(&word)));
    }
    body.push_str("></ol>\n<script src=\"../assets/search.js\" defer></script>\n");
    at.page("search.html", title, &body)
}

/// What can be found, as a script that sets one value: `[kind, page, title, beside it, more to search]`, behind that
/// the English title where there is another one, and the readings of every character of it, by which the script finds pinyin as the program does.
pub fn index(frame: &Frame, register: &Register) -> String {
    let at = At { frame, lang: Lang::Zh, up: "" };
    let mut items: Vec<Value> = Vec::new();
    let mut all = String::new();
    let mut item = |kind: &str, page: String, (title, english): (&str, &str), beside: &str, more: &[&str]| {
        let title = at.kept(title);
        let more = at.kept(&more.join("\n"));
        all.push_str(&title);
        all.push_str(&more);
        items.push(match english == title || english.is_empty() {
            true => json!([kind, page, title, at.kept(beside), more]),
            false => json!([kind, page, title, at.kept(beside), more, at.kept(english)]),
        });
    };
    for story in &register.organizations {
        let own = &story.organization;
        let status = register.roster.iter().find(|row| row.code == own.said("code"));
        let beside = match status {
            Some(row) if row.status == MemberStatus::Active => own.said("province"),
            _ => "",
        };
        let mut more: Vec<&str> = vec![own.said("code")];
        more.extend(["short_name", "name_en", "university"].iter().filter_map(|key| own.text(key)));
        more.extend(own.texts("aliases"));
        let former = own.former_names();
        more.extend(former.iter().map(|former| former.name.as_str()));
        let page = format!("org/{}.html", slug(own.said("code")));
        item("organization", page, (own.said("name"), ""), beside, &more);
    }
    for row in frame.sessions.iter().rev() {
        let mut more: Vec<&str> = vec![&row.reference, &row.name_en];
        more.extend(row.venue.as_deref());
        more.extend(row.city.as_deref());
        more.extend(row.chair.iter().map(String::as_str));
        item(
            "session",
            format!("session/{}.html", slug(&row.reference)),
            (&row.name, &row.name_en),
            &row.start.to_string(),
            &more,
        );
    }
    for row in register.votes.iter().rev() {
        let on = row.on.map(|on| on.to_string()).unwrap_or_default();
        let more = [row.reference.as_str(), row.code.as_deref().unwrap_or_default()];
        item("vote", format!("vote/{}.html", slug(&row.reference)), (&row.title, ""), &on, &more);
    }
    for visit in &register.visits {
        let mut more: Vec<&str> = vec![visit.reference()];
        more.extend(visit.texts("sites").into_iter().chain(visit.texts("topics")));
        let people = visit.people("received_by");
        more.extend(people.iter().filter_map(|one| one.name.as_deref()));
        let page = format!("visit/{}.html", slug(visit.reference()));
        item("visit", page, (visit.name_of("host").unwrap_or_default(), ""), visit.said("start"), &more);
    }
    for officer in &register.officers {
        let title = office(officer, Lang::Zh);
        item("office", "officers.html".to_owned(), (&officer.person, ""), &title, &[&title]);
    }
    let mut readings = Map::new();
    let mut letters: Vec<char> = fold(&all).chars().collect();
    letters.sort_unstable();
    letters.dedup();
    for c in letters {
        let known = pinyin::readings(c);
        if !known.is_empty() {
            readings.insert(c.to_string(), Value::String(known.join(" ")));
        }
    }
    // Line by line, so that two versions can be compared.
    let rows: Vec<String> = items.iter().map(Value::to_string).collect();
    format!(
        "window.allianceIndex={{\"readings\":{},\"items\":[\n{}\n]}};\n",
        Value::Object(readings),
        rows.join(",\n")
    )
    .replace('\u{2028}', "\\u2028")
    .replace('\u{2029}', "\\u2029")
}
