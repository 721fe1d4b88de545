//! Papers that are handed round: minutes (会议纪要), bulletin (新闻稿), resolution (决议). A template says
//! what stands where in a small dialect of Markdown; the same blocks are then set in each form.

mod agenda;
mod blocks;
mod context;
mod docx;
mod fields;
mod html;
mod matter;
mod news;
mod sheet;
mod there;
mod yearly;

use minijinja::{
    AutoEscape, Environment, ErrorKind, State, UndefinedBehavior, Value, filters,
    value::{Rest, Serde, ValueOrKwargs},
};

use crate::{
    error::{Error, Message, Result},
    lang::Lang,
    model::{
        day::{Day, Days},
        numeral,
        paper::Paper,
        text::nearest,
    },
    say,
};

pub use context::missing;
pub use matter::{left_out, warnings};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// 会议纪要
    Minutes,
    /// 新闻稿
    Bulletin,
    /// 决议
    Resolution,
    /// 会议通知
    Notice,
    /// 签到表
    Signin,
    /// 授权委托书
    Proxy,
    /// 表决票、选票
    Ballot,
    /// 计票单
    Count,
    /// 会议议程
    Agenda,
    /// 年度报告
    Report,
    /// 换届审查
    Audit,
}

impl PaperKind {
    /// Every paper, by the name of its template.
    pub const ALL: &'static [(&'static str, PaperKind)] = &[
        ("minutes", PaperKind::Minutes),
        ("bulletin", PaperKind::Bulletin),
        ("resolution", PaperKind::Resolution),
        ("notice", PaperKind::Notice),
        ("signin", PaperKind::Signin),
        ("proxy", PaperKind::Proxy),
        ("ballot", PaperKind::Ballot),
        ("count", PaperKind::Count),
        ("agenda", PaperKind::Agenda),
        ("report", PaperKind::Report),
        ("audit", PaperKind::Audit),
    ];

    /// The paper of that name.
    pub fn named(name: &str) -> Option<PaperKind> {
        PaperKind::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    /// Whether it is about one motion, not about a session.
    pub fn is_of_motion(self) -> bool {
        matches!(self, PaperKind::Resolution | PaperKind::Ballot | PaperKind::Count)
    }

    /// Whether it tells what came of a session, and not what is to come.
    pub fn tells_of_results(self) -> bool {
        matches!(self, PaperKind::Minutes | PaperKind::Bulletin | PaperKind::Resolution)
    }
}

/// In what form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperForm {
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
    /// One self-contained page, printable on A4.
    Html,
    /// For Word, WPS and LibreOffice.
    Docx,
}

impl PaperForm {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            PaperForm::Markdown => "md",
            PaperForm::Text => "txt",
            PaperForm::Html => "html",
            PaperForm::Docx => "docx",
        }
    }

    /// The form that a word or a file's ending stands for.
    pub fn parse(word: &str) -> Option<PaperForm> {
        match word.to_ascii_lowercase().as_str() {
            "markdown" | "md" => Some(PaperForm::Markdown),
            "text" | "txt" => Some(PaperForm::Text),
            "html" | "htm" => Some(PaperForm::Html),
            "docx" => Some(PaperForm::Docx),
            _ => None,
        }
    }
}

/// A day or a range in words.
fn days(start: Day, end: Option<Day>, lang: Lang) -> String {
    let days = Days { start, end: end.unwrap_or(start) };
    lang.word(&days.english(), &days.chinese()).to_string()
}

/// Declares the templates that come with the program, by name.
macro_rules! templates {
    ($($name:literal)*) => {
        const TEMPLATES: &[(&str, &str)] = &[$(($name, include_str!(concat!("paper/templates/", $name)))),*];
    };
}

templates! {
    "minutes.zh.md" "minutes.en.md" "bulletin.zh.md" "bulletin.en.md" "resolution.zh.md" "resolution.en.md"
    "notice.zh.md" "notice.en.md" "signin.zh.md" "signin.en.md" "proxy.zh.md" "proxy.en.md"
    "ballot.zh.md" "ballot.en.md" "count.zh.md" "count.en.md" "agenda.zh.md" "agenda.en.md"
    "report.zh.md" "report.en.md" "audit.zh.md" "audit.en.md"
}

/// The name of the template of a kind.
fn name(kind: PaperKind, lang: Lang) -> String {
    let kind = PaperKind::ALL.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| name);
    format!("{kind}.{}.md", lang.word("en", "zh"))
}

/// A built-in template to start from, introduced by what can stand in one.
pub fn template(kind: PaperKind, lang: Lang) -> String {
    let name = name(kind, lang);
    let text = TEMPLATES.iter().find(|(one, _)| *one == name).map_or("", |(_, text)| text);
    fields::introduction(lang) + text
}

/// Writes a paper. `own` is a template that replaces the built-in one: its name in messages, its text.
///
/// # Errors
/// A template that is not understood, with its line.
pub fn paper(kind: PaperKind, data: &Paper, own: Option<(&str, &str)>, form: PaperForm, lang: Lang) -> Result<Vec<u8>> {
    let title = format!("{} {}", data.session.row.reference, super::session_name(&data.session.row, lang));
    yearly(kind, context::context(data, lang), (own, &title), form, lang)
}

pub use yearly::{audit as audit_context, report as report_context};

/// The same of what is about no session: of a context that is made already, with what the document is called.
///
/// # Errors
/// A template that is not understood, with its line.
pub fn yearly(
    kind: PaperKind,
    context: serde_json::Value,
    (own, title): (Option<(&str, &str)>, &str),
    form: PaperForm,
    lang: Lang,
) -> Result<Vec<u8>> {
    let source = fill(kind, context, own, lang)?;
    let blocks = blocks::parse(&source);
    Ok(match form {
        PaperForm::Markdown => blocks::markdown(&blocks).into_bytes(),
        PaperForm::Text => blocks::text(&blocks).into_bytes(),
        PaperForm::Html => html::page(&blocks, title, lang).into_bytes(),
        PaperForm::Docx => docx::file(&blocks, title, lang)
            .map_err(|e| Error::storage(say!("the document cannot be made", "无法生成文档")).because(&e))?,
    })
}

/// What a template may take: about as many steps, and 64 times as many bytes that it makes. The minutes of two
/// hundred organizations and fifty roll calls take a tenth.
const FUEL: u64 = 3_000_000;
/// How deep macros and includes may call each other.
const DEEPEST: usize = 200;
/// The longest text that a template may make, in bytes.
const LONGEST: usize = 8_000_000;

/// The template filled in: what the data says is escaped, so that only the template makes headings. There are no
/// other templates to include than the built-in ones: no file is read.
fn fill(kind: PaperKind, context: serde_json::Value, own: Option<(&str, &str)>, lang: Lang) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEEPEST);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    // What a macro or a block gives is escaped already.
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("paper".into()));
    environment.set_formatter(|out, _, value| {
        let text = if value.is_none() || value.is_undefined() { String::new() } else { value.to_string() };
        let text = if value.is_safe() { text } else { blocks::escape(&text) };
        out.write_str(&text).map_err(|_| minijinja::Error::new(ErrorKind::WriteFailure, "writing failed"))
    });
    // The engine's own lets an attribute pass that there is not.
    environment.add_filter("map", |state: &mut State, value: Value, args: Rest<ValueOrKwargs>| {
        let all = filters::map(state, value, args)?;
        match all.iter().any(Value::is_undefined) {
            true => Err(minijinja::Error::from(ErrorKind::UndefinedError)),
            false => Ok(all),
        }
    });
    environment.add_filter("numeral", |n: u32| numeral::chinese(n));
    for (name, text) in TEMPLATES {
        environment.add_template(name, text).map_err(|e| wrong(name, &e))?;
    }
    let built_in = name(kind, lang);
    let file = match own {
        Some((file, text)) => {
            environment.add_template(file, text).map_err(|e| wrong(file, &e))?;
            file
        }
        None => built_in.as_str(),
    };
    let context = Value::from(Serde(context));
    let template = environment.get_template(file).map_err(|e| wrong(file, &e))?;
    if own.is_some() {
        let specimen = Value::from(Serde(fields::specimen()));
        let trial = template.render_captured_to(specimen, &mut Bounded::default());
        // Other faults may come of the specimen alone.
        if let Some(e) = trial.err().filter(|e| innermost(e).kind() == ErrorKind::UndefinedError) {
            return Err(wrong(file, &e));
        }
    }
    let mut out = Bounded::default();
    match template.render_captured_to(context, &mut out) {
        Err(e) if out.full => Err(too_long(e.name().unwrap_or(file), e.line().unwrap_or(0))),
        Err(e) => Err(wrong(e.name().unwrap_or(file), &e)),
        Ok(_) => Ok(String::from_utf8_lossy(&out.text).into_owned()),
    }
}

/// A text as it is made, up to the longest that there may be.
#[derive(Default)]
struct Bounded {
    text: Vec<u8>,
    full: bool,
}

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.text.len() + bytes.len() > LONGEST {
            self.full = true;
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn too_long(file: &str, line: usize) -> Error {
    let most = LONGEST / 1_000_000;
    Error::invalid(say!(
        "{file}:{line}: the template makes more than {most} MB of text",
        "{file}:{line}：模板生成的文本超过{most}MB"
    ))
    .hint(say!("look for a loop that repeats too much", "请检查是否有重复过多的循环"))
}

/// The innermost cause, which says it: of an include that takes too long, the include alone is told.
fn innermost(e: &minijinja::Error) -> &minijinja::Error {
    let mut last = e;
    let mut source = std::error::Error::source(e);
    while let Some(inner) = source {
        last = inner.downcast_ref().unwrap_or(last);
        source = inner.source();
    }
    last
}

/// What is wrong with a template, with its line.
fn wrong(file: &str, e: &minijinja::Error) -> Error {
    let line = e.line().unwrap_or(0);
    let cause = innermost(e);
    if cause.kind() == ErrorKind::UndefinedError {
        return unknown(cause.name().unwrap_or(file), cause.line().unwrap_or(line), cause);
    }
    if cause.kind() == ErrorKind::OutOfFuel {
        return Error::invalid(say!(
            "{file}:{line}: the template takes too long or makes too much, and was ended",
            "{file}:{line}：模板执行过久或生成内容过多，已终止"
        ))
        .hint(say!(
            "look for a loop that repeats too much, or macros that call each other",
            "请检查是否有重复过多的循环，或相互调用的宏"
        ));
    }
    let detail = e.detail().map_or_else(|| e.kind().to_string(), str::to_string);
    Error::invalid(say!("{file}:{line}: the template is not understood", "{file}:{line}：模板无法识别"))
        .cause(Message::verbatim(detail))
        .hint(say!(
            "templates are in Jinja's language; `alliance template paper minutes` prints the built-in one with all fields",
            "模板使用 Jinja 语法；`alliance template paper minutes` 可打印内置模板及全部字段"
        ))
}

/// A field that is none.
fn unknown(file: &str, line: usize, e: &minijinja::Error) -> Error {
    let source = e.template_source().unwrap_or_default();
    let field = e.range().and_then(|range| source.get(range)).unwrap_or_default().trim();
    let named = !field.is_empty() && field.len() <= 80 && !field.contains('\n');
    let error = Error::invalid(match named {
        true => say!("{file}:{line}: there is no field {field}", "{file}:{line}：没有字段 {field}"),
        false => say!("{file}:{line}: a field is named that does not exist", "{file}:{line}：引用了不存在的字段"),
    });
    let word = field.rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).find(|word| !word.is_empty());
    let near = word.and_then(|word| nearest(word, fields::words()).filter(|near| *near != word));
    match near {
        Some(near) => error.hint(say!("perhaps {near} is meant", "是否为 {near}")),
        None => error,
    }
    .hint(say!(
        "`alliance template paper minutes` prints all fields with their meaning",
        "`alliance template paper minutes` 可打印全部字段及其含义"
    ))
}
