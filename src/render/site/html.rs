//! The shell of a page, and the only ways by which a text gets into it.

use crate::{
    lang::{Lang, labels, terms},
    model::{
        day::Day,
        organization::OrganizationRef,
        site::{Frame, PublicDocument},
        source::Cited,
        words::{Choice, MotionKind, PublicPart},
    },
    render::{
        page, session_name,
        site::slug::slug,
        sources::named,
        style::Tone,
        width::{neutral, one_line},
    },
};

/// The folder of a language.
pub fn folder(lang: Lang) -> &'static str {
    lang.word("en", "zh")
}

/// Escaped for the inside of an element or of a quoted attribute; control characters are written out.
pub fn esc(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in neutral(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a character is written in Chinese alone.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character may stand within Chinese without ending it.
fn joins(c: char) -> bool {
    c.is_ascii_digit() || "“”‘’…—·".contains(c)
}

/// Where a page stands, and in which language: every helper that links or writes needs both.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// What every page says of itself.
    pub frame: &'a Frame,
    /// Language of the page.
    pub lang: Lang,
    /// From the page to the folder of its language.
    pub up: &'static str,
}

impl<'a> At<'a> {
    /// The word of the page's language.
    pub fn word(self, en: &'a str, zh: &'a str) -> &'a str {
        self.lang.word(en, zh)
    }

    /// The label of a key, with a capital where it stands alone.
    pub fn label(self, noun: &str, key: &'a str) -> String {
        capital(self.lang.of(labels::label(noun, key)))
    }

    /// What is left of a text when forgotten persons are taken out.
    pub fn kept(self, text: &str) -> String {
        let mut text = text.to_owned();
        for name in &self.frame.forgotten {
            if text.contains(name.as_str()) {
                text = text.replace(name.as_str(), "…");
            }
        }
        text
    }

    /// A text as an attribute or a title has it.
    pub fn plain(self, text: &str) -> String {
        esc(&one_line(&self.kept(text)))
    }

    /// A text within an element. On an English page, what is Chinese says so.
    pub fn t(self, text: &str) -> String {
        let text = self.kept(text);
        if self.lang == Lang::Zh || text.is_ascii() {
            return esc(&text);
        }
        let mut out = String::with_capacity(text.len() + 32);
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let Some(start) = rest.find(is_chinese) else {
                out.push_str(&esc(rest));
                break;
            };
            // The Chinese ends behind its last character before another writing begins.
            let run = &rest[start..];
            let stop = run.find(|c| !is_chinese(c) && !joins(c)).unwrap_or(run.len());
            let (head, run) = (&rest[..start], &run[..stop]);
            // An opening mark belongs to what it opens.
            let opening = head.len() - head.trim_end_matches(['“', '‘']).len();
            let (head, open) = head.split_at(head.len() - opening);
            out.push_str(&esc(head));
            out.push_str("<span lang=\"zh-CN\">");
            out.push_str(&esc(open));
            out.push_str(&esc(run));
            out.push_str("</span>");
            rest = &rest[start + stop..];
        }
        out
    }

    /// A text of several lines as paragraphs.
    pub fn paragraphs(self, text: &str) -> String {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(|line| format!("<p>{}</p>\n", self.t(line))).collect()
    }

    /// A day in the words of the language, for machines too.
    pub fn day(self, day: Day) -> String {
        format!("<time datetime=\"{day}\">{}</time>", page::day(day, self.lang))
    }

    /// A day, or nothing.
    pub fn opt_day(self, day: Option<Day>) -> String {
        day.map(|day| self.day(day)).unwrap_or_default()
    }

    /// A range of days.
    pub fn days(self, start: Day, end: Option<Day>) -> String {
        format!("<time datetime=\"{start}\">{}</time>", page::days(start, end, self.lang))
    }

    /// An organization as it was called, with the way to its page.
    pub fn organization(self, organization: &OrganizationRef) -> String {
        let (up, slug) = (self.up, slug(&organization.code));
        format!("<a href=\"{up}org/{slug}.html\">{}</a>", self.t(&organization.name))
    }

    /// Organizations as a sentence lists them.
    pub fn organizations(self, all: &[OrganizationRef]) -> String {
        all.iter().map(|one| self.organization(one)).collect::<Vec<_>>().join(self.lang.comma())
    }

    /// A session by its name, with the way to its page.
    pub fn session(self, reference: &str) -> String {
        let name = self.frame.session(reference).map_or(reference, |row| session_name(row, self.lang));
        self.link("session", reference, name)
    }

    /// A link to the page of a record: `session`, `vote`, `visit`.
    pub fn link(self, kind: &str, reference: &str, text: &str) -> String {
        format!("<a href=\"{}{kind}/{}.html\">{}</a>", self.up, slug(reference), self.t(text))
    }

    /// An outcome or status in its tone, with a sign, as nothing is said by colour alone.
    pub fn badge(self, key: &str, code: &str, text: &str) -> String {
        let (class, sign) = match Tone::of(key, code) {
            Tone::Good => ("good", "✓"),
            Tone::Bad => ("bad", "✕"),
            Tone::Open => ("open", "○"),
            _ => ("plain", "·"),
        };
        format!(
            "<span class=\"badge {class}\"><span aria-hidden=\"true\">{sign}</span> {}</span>",
            self.t(text)
        )
    }

    /// Labels and values; what is unknown is left out.
    pub fn facts(self, facts: &[(String, String)]) -> String {
        let known: Vec<_> = facts.iter().filter(|(_, value)| !value.is_empty()).collect();
        if known.is_empty() {
            return String::new();
        }
        let rows = known
            .iter()
            .map(|(label, value)| format!("<div><dt>{}</dt><dd>{value}</dd></div>\n", self.t(label)));
        format!("<dl class=\"facts\">\n{}</dl>\n", rows.collect::<String>())
    }

    /// A table whose first column heads its rows. `head` are plain words, `rows` are HTML. A column in
    /// which nothing is known is left out. On a phone each row becomes a block of labelled lines; the
    /// roles keep it a table for a screen reader all the same.
    pub fn table(self, caption: &str, head: &[String], rows: &[Vec<String>]) -> String {
        let known: Vec<bool> = (0..head.len())
            .map(|at| at == 0 || rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_empty())))
            .collect();
        let mut out = format!(
            "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"{}\">\
             <table class=\"stack\" role=\"table\">\n<caption class=\"away\">{}</caption>\n\
             <thead role=\"rowgroup\"><tr role=\"row\">",
            self.plain(caption),
            self.t(caption)
        );
        let labels: Vec<String> = head.iter().map(|cell| self.plain(cell)).collect();
        for (cell, _) in head.iter().zip(&known).filter(|(_, known)| **known) {
            out.push_str(&format!("<th scope=\"col\" role=\"columnheader\">{}</th>", self.t(cell)));
        }
        out.push_str("</tr></thead>\n<tbody role=\"rowgroup\">\n");
        for row in rows {
            for (at, ((cell, label), _)) in
                row.iter().zip(&labels).zip(&known).enumerate().filter(|(_, (_, known))| **known)
            {
                out.push_str(&match at {
                    0 => format!("<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">{cell}</th>"),
                    _ if cell.is_empty() => "<td role=\"cell\"></td>".to_owned(),
                    _ => format!("<td role=\"cell\" data-label=\"{label}\">{cell}</td>"),
                });
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table></div>\n");
        out
    }

    /// A fact that is not recorded, where a reader would look for it.
    pub fn unknown(self) -> String {
        format!("<span class=\"sub\">{}</span>", self.lang.of(terms::NOT_RECORDED))
    }

    /// A web address as a link, where it is one that a browser may follow; else the text.
    pub fn address(self, address: &str) -> String {
        let web = ["http://", "https://"].iter().any(|scheme| address.to_ascii_lowercase().starts_with(scheme));
        if !web || address.contains(char::is_whitespace) {
            return self.t(address);
        }
        let safe = self.plain(address);
        format!("<a href=\"{safe}\" rel=\"noopener\">{safe}</a>")
    }

    /// Where a page comes from: a list under a heading; nothing where that is not recorded. A document is linked where it is
    /// public, and what is known of another one is told without it.
    pub fn sources(self, sources: &[Cited]) -> String {
        let items: Vec<String> = sources.iter().filter_map(|one| self.source(one)).collect();
        if items.is_empty() {
            return String::new();
        }
        let items: String = items.iter().map(|item| format!("<li>{item}</li>\n")).collect();
        format!("{}<ul>\n{items}</ul>\n", self.heading(2, "sources", &self.label("session", "sources")))
    }

    fn source(self, one: &Cited) -> Option<String> {
        let document = one.document.as_deref().and_then(|reference| self.frame.document(reference));
        if one.title.is_none() && one.place.is_none() && document.is_none() {
            return None;
        }
        let place = one.place.as_deref().map(|place| self.address(place));
        let document = document.map(|document| self.document(document));
        let parts = [Some(self.t(&named(one, self.lang))), place, document].into_iter().flatten();
        Some(parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(self.word(", ", "，")))
    }

    /// A public document, to be fetched.
    pub fn document(self, document: &PublicDocument) -> String {
        let name = document.title.as_deref().unwrap_or(&document.path);
        let (up, file, path) = (self.up, document.file(), self.plain(&document.path));
        format!("<a href=\"{up}../{file}\" download=\"{path}\">{}</a>", self.t(name))
    }

    /// A heading that can be linked to. `id` is a word of ours.
    pub fn heading(self, level: u8, id: &str, text: &str) -> String {
        format!("<h{level} id=\"{id}\">{}</h{level}>\n", self.t(text))
    }

    /// What kind of motion it is.
    pub fn kind(self, kind: MotionKind) -> String {
        self.t(&capital(self.lang.of(kind.labels())))
    }

    /// What an organization chose.
    pub fn choice(self, choice: Choice) -> &'static str {
        self.lang.of(choice.labels())
    }

    /// A whole page. `path` is its place below the folder of the language, `title` a text of the data.
    pub fn page(self, path: &str, title: &str, body: &str) -> (String, String) {
        let (up, other) = (self.up, if self.lang == Lang::En { Lang::Zh } else { Lang::En });
        let alliance = self.alliance();
        let whole = if title.is_empty() { alliance.clone() } else { format!("{title} · {alliance}") };
        let mut nav = String::new();
        let shown = |part: &Option<PublicPart>| part.is_none_or(|part| self.frame.shows(part));
        for (file, _, en, zh) in MENU.iter().filter(|(_, part, ..)| shown(part)) {
            let here = if *file == path { " aria-current=\"page\"" } else { "" };
            nav.push_str(&format!("<li><a href=\"{up}{file}\"{here}>{}</a></li>\n", self.word(en, zh)));
        }
        let mut foot = vec![match self.lang {
            Lang::En => format!("As of {}", self.day(self.frame.day)),
            Lang::Zh => format!("数据截至{}", self.day(self.frame.day)),
        }];
        if let Some((entry, hash)) = &self.frame.stamp {
            let hash = crate::render::short(hash);
            foot.push(match self.lang {
                Lang::En => format!("registry: journal entry #{entry}, <code>{}</code>", esc(&hash)),
                Lang::Zh => format!("登记库日志 #{entry}，<code>{}</code>", esc(&hash)),
            });
        }
        // The search page has a box of its own.
        let form = if path == "search.html" { "<span></span>\n".to_owned() } else { self.find() };
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{whole}</title>\n\
             <link rel=\"stylesheet\" href=\"{up}../assets/style.css\">\n\
             <link rel=\"alternate\" hreflang=\"{other_code}\" href=\"{up}../{other_folder}/{path}\">\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#main\">{skip}</a>\n\
             <header class=\"top\">\n<div class=\"brand\"><a href=\"{up}index.html\">{brand}</a></div>\n\
             {form}             <a class=\"switch\" lang=\"{other_code}\" hreflang=\"{other_code}\" href=\"{up}../{other_folder}/{path}\">{switch}</a>\n\
             <nav aria-label=\"{menu}\"><ul>\n{nav}</ul></nav>\n</header>\n\
             <main id=\"main\" tabindex=\"-1\">\n{body}</main>\n\
             <footer class=\"foot\"><p>{foot}</p></footer>\n</body>\n</html>\n",
            code = code(self.lang),
            other_code = code(other),
            other_folder = folder(other),
            whole = self.plain(&whole),
            brand = self.t(&alliance),
            skip = self.word("Skip to the content", "跳到正文"),
            switch = other.word("English", "中文"),
            menu = self.word("Main", "主导航"),
            foot = foot.join(self.word("; ", "；")),
        );
        (path.to_owned(), html)
    }

    /// The search box at the top of a page.
    fn find(self) -> String {
        format!(
            "<form class=\"find\" role=\"search\" action=\"{up}search.html\" method=\"get\">\n\
             <label class=\"away\" for=\"find\">{find}</label>\n\
             <input id=\"find\" name=\"q\" type=\"search\" autocomplete=\"off\" placeholder=\"{hint}\">\n\
             <button type=\"submit\">{find}</button>\n</form>\n",
            up = self.up,
            find = self.word("Search", "搜索"),
            hint = self.word("name, pinyin, title", "名称、拼音、议题"),
        )
    }

    /// The alliance's name in the page's language, as far as it has one.
    pub fn alliance(self) -> String {
        let about = &self.frame.about;
        let english = about.name_en.clone().filter(|_| self.lang == Lang::En);
        english.or_else(|| about.name.clone()).unwrap_or_else(|| capital(self.lang.of(terms::REGISTRY)))
    }
}

/// The BCP 47 tag of a language.
pub fn code(lang: Lang) -> &'static str {
    lang.word("en", "zh-CN")
}

/// The main pages, each with the part of the registry that it shows, where that can be left out. The matrix of
/// attendance shows who stayed away.
const MENU: &[(&str, Option<PublicPart>, &str, &str)] = &[
    ("index.html", None, "Overview", "概览"),
    ("members.html", None, "Members", "成员"),
    ("sessions.html", None, "Sessions", "会议"),
    ("votes.html", None, "Votes", "表决"),
    ("attendance.html", Some(PublicPart::Absences), "Attendance", "出席"),
    ("visits.html", Some(PublicPart::Visits), "Visits", "考察"),
    ("officers.html", Some(PublicPart::Offices), "Officers", "任职"),
    ("activities.html", Some(PublicPart::Activities), "Activities", "活动"),
    ("documents.html", Some(PublicPart::Documents), "Documents", "文件"),
];

/// With a capital at the beginning; Chinese has none.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
pub(in crate::render::site) mod tests {
    use super::*;
    use crate::model::{
        alliance::About,
        words::{Charter, CodeWord as _, PUBLIC_PARTS},
    };

    pub fn frame(forgotten: &[&str]) -> Frame {
        let about = About {
            name: Some("甲<联>盟".into()),
            short_name: None,
            name_en: None,
            founded: None,
            purpose: None,
            former_names: Vec::new(),
            public: Vec::new(),
            functions: Vec::new(),
            charter: Charter::Model,
            bodies: Vec::new(),
            rules: Vec::new(),
        };
        let forgotten = forgotten.iter().map(|name| (*name).to_string()).collect();
        Frame {
            documents: Vec::new(),
            about,
            day: Day::from_iso("2024-06-01").unwrap(),
            last: None,
            stamp: None,
            shown: PUBLIC_PARTS.codes().filter_map(PublicPart::parse).collect(),
            forgotten,
            sessions: Vec::new(),
            places: Default::default(),
        }
    }

    #[test]
    fn chinese_on_an_english_page_says_so() {
        let frame = frame(&["匿名-12", "匿名-1"]);
        let (en, zh) =
            (At { frame: &frame, lang: Lang::En, up: "" }, At { frame: &frame, lang: Lang::Zh, up: "" });
        for (text, shown) in [
            ("plain & simple", "plain &amp; simple"),
            ("总经理 of the park", "<span lang=\"zh-CN\">总经理</span> of the park"),
            ("“上海倡议”", "<span lang=\"zh-CN\">“上海倡议”</span>"),
            ("A4 <园>", "A4 &lt;<span lang=\"zh-CN\">园</span>&gt;"),
            ("第2届、第3次", "<span lang=\"zh-CN\">第2届、第3次</span>"),
            ("匿名-12", "…"),
            ("\u{1b}[31m", "\\u{1b}[31m"),
        ] {
            assert_eq!(en.t(text), shown, "{text}");
        }
        assert_eq!(zh.t("总经理匿名-1 <b>"), "总经理… &lt;b&gt;");
        assert_eq!(zh.plain("\" onload='x'"), "&quot; onload=&#39;x&#39;");
    }
}
