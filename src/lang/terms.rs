//! The glossary: the terms of the field, each with the one word that labels, messages and papers use for it in
//! either language, and the strays that it takes the place of. The code words (`present`, `roll-call`) are in
//! `model::words`; a test holds that both say the same.

/// A term: English, Chinese.
pub type Term = (&'static str, &'static str);

/// Declares the terms; behind `not` stand words that must not be used for a term.
macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident = $en:literal, $zh:literal $(, not $($stray:literal)+)?;)*) => {
        $($(#[$doc])* pub const $name: Term = ($en, $zh);)*

        /// Each stray, with the word that stands for it.
        #[cfg(test)]
        static STRAYS: &[(&str, &str)] = &[$($($(($stray, $zh),)+)?)*];
        #[cfg(test)]
        static TERMS: &[(&str, Term)] = &[$((stringify!($name), $name),)*];
    };
}

terms! {
    /// An organization, in the registry for whatever reason.
    ORGANIZATION = "organization", "单位";
    /// One membership, from its first to its last day, as it stands in a list. To be a member at all is 成员身份, and
    /// whoever is one a 成员; a 会员 is a member of the class of that name.
    MEMBERSHIP = "membership", "会籍", not "会员资格";
    /// The rank of a membership, which decides in which bodies it has a seat.
    CLASS = "class", "身份";
    /// A unit's asking to become a member.
    APPLICATION = "application", "入会申请", not "入会申请书";
    /// The motion that made somebody a member.
    ADMITTED_BY = "admitted by", "接纳议题";
    /// Somebody known by name.
    PERSON = "person", "人员";
    /// Whom to reach in a unit, and for what.
    CONTACT = "contact", "联系人", not "联络员";
    /// What members owe the alliance for a year.
    DUES = "dues", "会费标准";
    /// What was paid of that.
    PAYMENT = "payment", "缴费";
    /// That a person has an office or a title somewhere, from a day to a day; the title itself is 职务.
    POST = "post", "任职";
    /// An earlier name.
    FORMER_NAME = "former name", "曾用名";
    /// What meets: an assembly, a council.
    BODY = "body", "机构";
    /// The time for which a council is elected.
    TERM = "term", "届";
    /// One meeting of a body.
    SESSION = "session", "会议";
    /// What a session has to go through.
    AGENDA = "agenda", "议程";
    /// What is put to the vote.
    MOTION = "motion", "议题", not "议案" "提案";
    /// Who puts it.
    PROPOSER = "proposer", "提出人", not "提议人" "提案人";
    /// The taking of a vote, and what came of it.
    VOTE = "vote", "表决";
    /// What one organization gave; on paper a 表决票.
    BALLOT = "ballot", "票";
    /// Who voted how, name by name. A vote by roll call is 记名表决.
    ROLL = "roll call", "逐票名单", not "表决名单" "唱名表决";
    /// The sums of the ballots.
    COUNTS = "counts", "计票";
    /// How many must be there.
    QUORUM = "quorum", "法定人数";
    /// What part must vote yes.
    MAJORITY = "majority", "通过比例";
    /// The right of one organization to vote in a body.
    SEAT = "seat", "席位";
    /// How many seats there are.
    DUE = "due", "应到";
    /// How many seats were filled.
    PRESENT = "present", "实到";
    /// Away, and said so before.
    LEAVE = "on leave", "请假";
    /// Away without a word.
    ABSENT = "absent", "缺席";
    /// A vote given into another member's hands, in writing.
    PROXY = "by proxy", "委托";
    /// The member that holds a proxy.
    PROXY_HOLDER = "proxy held by", "受托单位", not "受委托单位" "受托方";
    /// Who speaks for a unit.
    DELEGATE = "delegate", "代表";
    /// Who stands for election.
    CANDIDATE = "candidate", "候选人";
    /// How a body comes to its decisions.
    RULE = "rule", "规则";
    /// Who leads a session.
    CHAIR = "chair", "主持人";
    /// A journey of a session to a unit.
    VISIT = "visit", "考察", not "走访" "参访交流";
    /// The units that made the journey.
    VISITORS = "visitors", "参访单位", not "来访单位" "来访方";
    /// What was agreed to be done.
    ACTION = "action", "工作";
    /// Who is to do it: a person or a unit.
    OWNER = "owner", "负责方", not "责任人" "责任单位";
    /// Something that is held beside the sessions.
    ACTIVITY = "activity", "活动";
    /// The unit that holds a session or an activity.
    HOST = "host", "承办单位", not "主办单位";
    /// The unit that was visited.
    VISITED = "host", "接待单位";
    /// A file that is kept in the registry.
    DOCUMENT = "document", "文件";
    /// The gist of what happened.
    SUMMARY = "summary", "概况", not "摘要";
    /// What `check` found.
    ACCEPTED_FINDING = "accepted finding", "已认可的检查结果";
    /// What all of it is kept in.
    REGISTRY = "registry", "登记库", not "登记簿" "注册库";
    /// What a page or a paper says where nothing is recorded, with what is missing. A field that a command empties
    /// becomes 未知; what a source does not tell, it 未载.
    NOT_RECORDED = "not recorded", "未记录";
    /// What stands in the place of a figure that cannot be told from what is recorded.
    NOT_KNOWN = "unknown", "不详";
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::{
        lang::labels,
        model::words::{Capacity, Choice, Class, Presence},
        noun::NOUNS,
    };

    /// Text that holds half-width punctuation between Chinese characters because it is typed so.
    const TYPED: &[&str] = &["名称:末日", "单位:票数:是否当选", "机构:届-次"];

    fn is_han(c: char) -> bool {
        ('\u{3400}'..='\u{9fff}').contains(&c)
    }

    /// The string literals of Rust source outside of tests, each with its line; the names by which lists may head
    /// their columns are left out, for people head them as they like.
    fn literals(source: &str) -> Vec<(usize, String)> {
        let source = source.split("#[cfg(test)]\nmod tests").next().unwrap();
        let (mut found, mut line, mut accepted) = (Vec::new(), 1, false);
        let mut rest = source;
        while let Some(c) = rest.chars().next() {
            if rest.starts_with("//") {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            if rest.starts_with("'\"'") || rest.starts_with("'\\") {
                rest = &rest[rest[2..].find('\'').unwrap() + 3..];
                continue;
            }
            if rest.starts_with("heads(&[") || rest.starts_with("also: &[") {
                accepted = true;
            }
            let hashes = rest.strip_prefix('r').map(|r| r.len() - r.trim_start_matches('#').len());
            let raw = hashes.filter(|n| rest[1 + n..].starts_with('"'));
            let (start, end) = match (raw, c) {
                (Some(n), _) => {
                    let close = format!("\"{}", "#".repeat(n));
                    (n + 2, rest[n + 2..].find(&close).unwrap() + n + 2)
                }
                (None, '"') => {
                    let mut escaped = false;
                    let end = rest[1..].find(|c| match c {
                        _ if escaped => {
                            escaped = false;
                            false
                        }
                        '\\' => {
                            escaped = true;
                            false
                        }
                        c => c == '"',
                    });
                    (1, end.unwrap() + 1)
                }
                _ => {
                    line += usize::from(c == '\n');
                    accepted &= c != ']';
                    rest = &rest[c.len_utf8()..];
                    continue;
                }
            };
            if !accepted {
                found.push((line, rest[start..end].to_owned()));
            }
            line += rest[..end].matches('\n').count();
            rest = &rest[end + 1..];
        }
        found
    }

    /// The text of Markdown outside of code, each line with its number.
    fn prose(markdown: &str) -> Vec<(usize, String)> {
        let mut fenced = false;
        let lines = markdown.lines().zip(1..).filter_map(|(text, line)| {
            let fence = text.starts_with("```");
            fenced ^= fence;
            let plain: String = text.split('`').step_by(2).collect::<Vec<_>>().join("`");
            (!fenced && !fence).then_some((line, plain))
        });
        lines.collect()
    }

    /// What a text says otherwise than the glossary, or with half-width punctuation.
    fn faults(text: &str) -> Vec<String> {
        let strays = STRAYS.iter().filter(|(stray, _)| text.contains(stray));
        let mut found: Vec<String> = strays.map(|(stray, term)| format!("{stray}: write {term}")).collect();
        let plain = TYPED.iter().fold(text.to_owned(), |text, typed| text.replace(typed, ""));
        let c: Vec<char> = plain.chars().collect();
        for part in c.windows(3).filter(|part| ",.:;!?()".contains(part[1])) {
            let (before, after) = (is_han(part[0]), is_han(part[2]));
            // What a placeholder will hold stands between Chinese characters too.
            if (before && (after || part[2] == '{')) || (part[0] == '}' && after) {
                found.push(format!("{}: half-width", part.iter().collect::<String>()));
            }
        }
        found
    }

    fn texts(folder: &Path, into: &mut Vec<(String, usize, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                texts(&path, into);
                continue;
            }
            let read = || fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            let found = match name.rsplit_once('.') {
                // This file names the strays; the other one what people type for a command.
                _ if ["terms.rs", "tests.rs", "mistyped.rs"].contains(&name) => continue,
                // The headings that people write.
                _ if path.ends_with("noun/roster.rs") || path.ends_with("noun/bank.rs") => continue,
                Some((_, "rs")) => literals(&read()),
                Some((_, "md" | "js" | "css")) => prose(&read()),
                _ => continue,
            };
            into.extend(found.into_iter().map(|(line, text)| (path.display().to_string(), line, text)));
        }
    }

    #[test]
    fn the_program_and_its_papers_keep_to_the_glossary() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut all = Vec::new();
        texts(&root.join("src"), &mut all);
        assert!(all.len() > 2000, "{} texts are read", all.len());
        for name in ["README.zh.md", "CHANGELOG.md"] {
            let text = fs::read_to_string(root.join(name)).unwrap();
            all.extend(prose(&text).into_iter().map(|(line, text)| (name.to_owned(), line, text)));
        }
        let found: Vec<String> = all
            .iter()
            .flat_map(|(name, line, text)| faults(text).into_iter().map(move |f| format!("{name}:{line}: {f}")))
            .collect();
        assert!(found.is_empty(), "\n{}", found.join("\n"));
    }

    /// Latin words that Chinese texts may hold: what one types, and names of formats and programs.
    const LATIN: &[&str] = &[
        // Formats, encodings, units, programs.
        "CSV", "JSON", "TOML", "UTF", "GB", "GBK", "Big", "ASCII", "PEM", "URL", "SQL", "RFC", "MCP", "MB", "GB", "Jinja", "JavaScript",
        "Popolo", "iCalendar", "SELECT", "WHERE", "LIMIT", "FROM", "NULL", "GiB", "Excel", "WPS", "Word", "LibreOffice",
        "PostgreSQL", "SQLite", "Markdown", "HTML", "PDF", "README", "HASH", "PATH", "FILE", "REF", "COLUMN", "ACCESS", "SHA",
        "bash", "zsh", "fish", "powershell", "null", "true", "false", "unset", "pgpass",
        "json", "csv", "markdown", "html", "docx", "toml", "assembly", "chairs", "ylyjy", "base", "rolls", "choice", "ahlgdx",
        // What a server's address and an encoding are named by, tables, and keys of Popolo.
        "sslmode", "sslcert", "sslkey", "sslrootcert", "postgres", "timeout", "utf", "gb", "euc", "kr", "windows", "big", "journal",
        "extras", "links", "events", "identifiers", "id", "date", "result", "options",
        // Commands and their verbs, in texts that stand outside of backquotes.
        "alliance", "about", "apply", "check", "accept", "import", "search", "stats", "agreement", "edit", "add", "sql", "document",
        "reader", "secretary", "base64", "yes", "text", "table", "index", "assets", "zh", "en", "registry",
    ];

    /// Latin words of a Chinese text that are neither typed as they stand, nor names of formats.
    fn latin(text: &str) -> Vec<String> {
        // What stands in backquotes or in the place of a value, and flags, variables, files, addresses.
        let mut plain = String::new();
        for (n, part) in text.split('`').enumerate().filter(|(n, _)| n % 2 == 0) {
            let mut depth = 0;
            plain.extend(part.chars().filter(|c| {
                depth += i32::from(*c == '{');
                let kept = depth == 0;
                depth -= i32::from(*c == '}');
                kept
            }));
            plain.push_str(if n % 2 == 0 { " " } else { "" });
        }
        let known = |word: &str| {
            let keys = || NOUNS.iter().flat_map(|shape| shape.fields.iter().map(|field| field.key).chain([shape.noun, shape.plural]));
            let codes = || {
                let fields = NOUNS.iter().flat_map(|shape| shape.fields.iter());
                fields.flat_map(|field| field.ty.words()).map(|(code, ..)| code)
            };
            LATIN.contains(&word) || keys().any(|key| key == word) || codes().any(|code| code == word)
        };
        let words = plain.split(|c: char| c.is_whitespace() || is_han(c) || "，。；：？！（）、“”…()|<>\"".contains(c));
        let stray = words.filter(|word| {
            let typed = word.starts_with(['-', '$', '.', '/', '~', '#', '&']) || word.contains(['=', '@', '_', '/', '.', ',', '\\', ':']);
            let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
            let bare = bare.trim_matches(|c: char| c.is_ascii_digit());
            let letters = bare.chars().filter(char::is_ascii_alphabetic).count();
            !typed && letters > 1 && bare.split('-').any(|part| !known(part.trim_matches(|c: char| c.is_ascii_digit())) && !known(bare) && part.len() > 1)
        });
        stray.map(str::to_owned).collect()
    }

    /// Texts of the program that are Chinese sentences: more of it is Chinese than is not.
    fn is_chinese(text: &str) -> bool {
        let han = text.chars().filter(|c| is_han(*c)).count();
        let english = text.split(|c: char| !c.is_ascii_lowercase()).filter(|word| ["the", "is", "of", "a", "as", "or", "and"].contains(word)).count();
        han > 0 && english == 0
    }

    #[test]
    fn chinese_texts_hold_no_stray_english() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut all = Vec::new();
        texts(&root.join("src"), &mut all);
        // Markup of papers and pages, formats of cells, and the scripts of shells are no messages.
        let apart = ["xlsx/format.rs", "cli/shells.rs"];
        let message = |name: &str, text: &str| !text.contains('<') && !apart.iter().any(|part| name.contains(part));
        let read = all.iter().filter(|(name, _, text)| is_chinese(text) && message(name, text));
        let mut count = 0;
        let mut found = Vec::new();
        for (name, line, text) in read {
            count += 1;
            found.extend(latin(text).into_iter().map(|word| format!("{name}:{line}: {word} in {text}")));
        }
        assert!(count > 900, "{count}");
        assert!(found.is_empty(), "\n{}", found.join("\n"));
    }

    #[test]
    fn stray_english_is_found() {
        assert_eq!(latin("请用 `member list` 或 --force 写出 {path}，见 title"), Vec::<String>::new());
        assert_eq!(latin("请检查 input 文件"), ["input"]);
        assert_eq!(latin("电子表格（spreadsheet）"), ["spreadsheet"]);
    }

    #[test]
    fn strays_and_half_width_punctuation_are_found_in_literals_alone() {
        let source = "// 走访\nlet a = say!(\"visit \\\" of\", \"走访\");\nlet c = '\"'; .heads(&[\"议案\"]) r#\"不是,请\"#";
        let found: Vec<String> =
            literals(source).iter().flat_map(|(line, text)| faults(text).into_iter().map(move |f| format!("{line} {f}"))).collect();
        assert_eq!(found, ["2 走访: write 考察", "3 是,请: half-width"]);
        assert!(prose("`甲,乙`\n```\n甲,乙\n```\n甲，乙").iter().all(|(_, text)| faults(text).is_empty()));
    }

    #[test]
    fn each_term_is_said_once() {
        for (n, (name, (en, zh))) in TERMS.iter().enumerate() {
            let twin = TERMS[..n].iter().find(|(_, term)| *term == (*en, *zh) || term.1 == *zh);
            assert!(twin.is_none(), "{name}: {twin:?}");
        }
        for (stray, term) in STRAYS {
            assert!(!TERMS.iter().any(|(_, (_, zh))| zh == stray), "{stray}, for {term}, is a term itself");
        }
    }

    #[test]
    fn nouns_and_code_words_say_the_same() {
        for noun in NOUNS {
            let (en, _, zh) = labels::noun(noun.noun);
            let own = noun.zh.trim_start_matches("会议").trim_start_matches("后续");
            assert!(en == noun.en || zh.contains(own), "{} {zh}", noun.noun);
        }
        assert_eq!(Presence::Leave.labels(), LEAVE);
        assert_eq!(Presence::Absent.labels(), ABSENT);
        assert_eq!(Presence::Proxy.labels(), PROXY);
        assert_eq!(Choice::Absent.labels(), ABSENT);
        assert!(Class::Standing.labels().0.starts_with(crate::model::words::BODIES.labels("standing").unwrap().0));
        assert_eq!(Capacity::Host.labels(), HOST);
        for (noun, key, term) in [("activity", "host", HOST), ("visit", "host", VISITED), ("action", "owner", OWNER)] {
            assert_eq!(labels::label(noun, key), term, "{noun} {key}");
        }
    }
}
