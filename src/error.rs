//! Errors as people meet them: a kind that scripts can rely on, a message in both
//! languages, the causes, the way to mend it, and the candidates of an ambiguous reference.

use std::{backtrace::BacktraceStatus, fmt, sync::Arc};

/// A sentence for a person, in both languages. JSON keys and code words are never messages.
///
/// It serializes as `{"en":…,"zh":…}`; `render` puts the sentence of the chosen language in its place.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Message {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Message {
    /// The same text in both languages: a name, a path, an engine's own words.
    pub fn verbatim(text: impl Into<String>) -> Message {
        let text = text.into();
        Message { en: text.clone(), zh: text }
    }

    /// This message with `place: ` before it in both languages.
    pub fn at(self, place: &str) -> Message {
        Message { en: format!("{place}: {}", self.en), zh: format!("{}: {}", placeholder(place), self.zh) }
    }
}

/// `say!("no organization {name}", "没有单位{name}")`: a [`Message`] with captured arguments.
/// Both languages stand side by side where they are said, so neither can be forgotten.
macro_rules! say {
    ($en:literal, $zh:literal $(,)?) => {
        $crate::error::Message { en: format!($en), zh: format!($zh) }
    };
}
pub(crate) use say;

/// What stands in the help for what is to be typed, English and Chinese. An argument without a flag is named so as a
/// place, too.
pub const PLACEHOLDERS: &[(&str, &str)] = &[
    ("ACCESS", "权限"),
    ("BODY", "机构"),
    ("CLASS", "身份"),
    ("CODE", "代码"),
    ("COLUMN", "栏目"),
    ("COMMAND", "命令"),
    ("DATE", "日期"),
    ("DAY", "日期"),
    ("DATE|#N", "日期|#N"),
    ("DATE|#N|DB", "日期|#N|登记库"),
    ("DB", "登记库"),
    ("DIR", "文件夹"),
    ("FIELD=VALUE", "字段=值"),
    ("FILE", "文件"),
    ("FILE.csv", "文件.csv"),
    ("GROUP", "分组"),
    ("HOST", "接待单位"),
    ("#N=HASH|FILE", "#N=哈希|文件"),
    ("KEY=VALUE", "键=值"),
    ("KIND", "种类"),
    ("LANG", "语言"),
    ("MATTER", "事项"),
    ("MOTION", "议题"),
    ("NAME", "名称"),
    ("NAME[/TITLE]", "姓名[/职务]"),
    ("NAME[:LAST-DAY]", "名称[:末日]"),
    ("NAME[@ORG][:ROLE][:VOTES][:elected]|org:ORG[…]", "姓名[@单位][:职位][:票数][:当选]|org:单位[…]"),
    ("NOUN", "类别"),
    ("ORG", "单位"),
    ("ORG=CHOICE", "单位=意见"),
    ("ORG|PERSON", "单位|人员"),
    ("PATH", "路径"),
    ("QUERY", "语句"),
    ("REASON", "原因"),
    ("REF", "对象"),
    ("ROLE", "角色"),
    ("RULE", "规则"),
    ("SESSION", "会议"),
    ("SHEET", "文书"),
    ("SHELL", "终端"),
    ("TEXT", "文字"),
    ("TITLE", "标题"),
    ("WHEN", "何时"),
    ("WORD", "用词"),
    ("YEAR", "年度"),
];

/// A Chinese sentence in whose commands, which stand between backquotes, what is to be typed is named in Chinese too.
pub fn to_be_typed(zh: &str) -> String {
    let in_chinese = |word: &str| match word.split_once('=') {
        Some((key, value)) if placeholder(word) == word => format!("{key}={}", placeholder(value)),
        _ => placeholder(word).to_string(),
    };
    let command = |text: &str| text.split(' ').map(in_chinese).collect::<Vec<_>>().join(" ");
    let parts = zh.split('`').enumerate().map(|(at, text)| if at % 2 == 1 { command(text) } else { text.to_string() });
    parts.collect::<Vec<_>>().join("`")
}

/// The Chinese of what stands for something to be typed; itself where it is no word.
pub fn placeholder(en: &str) -> &str {
    PLACEHOLDERS.iter().find(|(word, _)| *word == en).map_or(en, |(_, zh)| zh)
}

/// What kind of failure it is; the word stands in JSON and decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A reference that nothing answers to.
    NotFound,
    /// A reference that several things answer to.
    Ambiguous,
    /// Input that cannot be understood, or is not allowed.
    Invalid,
    /// Other records stand in the way.
    Conflict,
    /// Figures that contradict each other.
    Impossible,
    /// The registry, a file or the system failed.
    Storage,
    /// The command line itself is wrong.
    Usage,
}

impl Kind {
    /// The code word of JSON.
    pub fn code(self) -> &'static str {
        match self {
            Kind::NotFound => "not-found",
            Kind::Ambiguous => "ambiguous",
            Kind::Invalid => "invalid",
            Kind::Conflict => "conflict",
            Kind::Impossible => "impossible",
            Kind::Storage => "storage",
            Kind::Usage => "usage",
        }
    }

    /// The exit status of the process: 2 for wrong usage, else 1.
    pub fn exit_code(self) -> u8 {
        if self == Kind::Usage { 2 } else { 1 }
    }
}

/// Where something stands: a file with line and column, or a flag of the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name as it was given, or the flag (`--short-name`).
    pub file: Arc<str>,
    /// 1-based; 0 for a flag, which has no lines.
    pub line: usize,
    /// 1-based, in characters; 0 for a flag.
    pub column: usize,
}

impl Place {
    /// A place on the command line, shown as the flag or argument itself.
    pub fn flag(name: &str) -> Place {
        Place { file: name.into(), line: 0, column: 0 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.file),
            line => write!(f, "{}:{line}:{}", self.file, self.column),
        }
    }
}

/// One failure. Nothing has changed when it is returned.
#[derive(Debug, Clone)]
pub struct Error(Box<Details>);

/// The parts of an [`Error`].
#[derive(Debug, Clone)]
pub struct Details {
    /// What scripts switch on.
    pub kind: Kind,
    /// Where it was found: in a file, or at a flag of the command line.
    pub place: Option<Place>,
    /// The one sentence.
    pub message: Message,
    /// Why, in words of ours, from the nearest cause to the farthest.
    pub causes: Vec<Message>,
    /// The technical cause, with its own chain and, where `RUST_BACKTRACE` is set, its backtrace.
    technical: Option<Arc<anyhow::Error>>,
    /// Whether the registry's own file is at fault: no database, or a damaged one.
    pub damaged: bool,
    /// Faults that were found together, each with its own causes and hints.
    pub faults: Vec<Error>,
    /// How to mend it.
    pub hints: Vec<Message>,
    /// What an ambiguous reference could mean, as references that are not ambiguous.
    pub candidates: Vec<String>,
}

/// Whether a sentence begins with this very word.
fn begins_with(sentence: &str, word: &str) -> bool {
    sentence.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', ':']))
}

/// What the operating system says of a failure, in Chinese as well where it is one of those that people meet.
fn of_system(en: String) -> Message {
    const SAID: [(&str, &str); 12] = [
        ("No such file or directory", "没有该文件或文件夹"),
        ("Permission denied", "没有权限"),
        ("Operation not permitted", "不允许此操作"),
        ("Is a directory", "是文件夹，不是文件"),
        ("Not a directory", "不是文件夹"),
        ("Directory not empty", "文件夹不是空的"),
        ("File exists", "文件已存在"),
        ("File name too long", "文件名过长"),
        ("No space left on device", "磁盘空间不足"),
        ("Disk quota exceeded", "磁盘配额已用尽"),
        ("Read-only file system", "文件系统只读"),
        ("Connection refused", "连接被拒绝"),
    ];
    let said = SAID.iter().find(|(said, _)| en == *said || en.strip_prefix(said).is_some_and(|rest| rest.starts_with(" (os")));
    let zh = said.map_or_else(|| en.clone(), |(_, zh)| (*zh).to_string());
    Message { en, zh }
}

impl Details {
    /// The sentence, with the place before it. One that begins with the field that it is about needs no such place.
    pub fn said(&self) -> Message {
        let message = self.message.clone();
        match &self.place {
            Some(place) if !(place.line == 0 && begins_with(&message.en, &place.file)) => {
                message.at(&place.to_string())
            }
            _ => message,
        }
    }

    /// Why: in words of ours, then each link of the technical cause.
    pub fn why(&self) -> Vec<Message> {
        let technical = self.technical.iter().flat_map(|error| error.chain());
        self.causes.iter().cloned().chain(technical.map(|link| of_system(link.to_string()))).collect()
    }

    /// Where in the program the technical cause came up, where `RUST_BACKTRACE` asks for it.
    pub fn backtrace(&self) -> Option<String> {
        let backtrace = self.technical.as_ref()?.backtrace();
        (backtrace.status() == BacktraceStatus::Captured).then(|| backtrace.to_string())
    }

    /// Everything that is said of why, those of the single faults among them.
    pub fn all_causes(&self) -> Vec<Message> {
        let faults = self.faults.iter().flat_map(|fault| {
            let inner = fault.details();
            std::iter::once(inner.said()).chain(inner.all_causes())
        });
        self.why().into_iter().chain(faults).collect()
    }

    /// Every way to mend it, each once.
    pub fn all_hints(&self) -> Vec<&Message> {
        let faults = self.faults.iter().flat_map(|fault| fault.details().all_hints());
        let mut all: Vec<&Message> = Vec::new();
        for hint in self.hints.iter().chain(faults) {
            if !all.contains(&hint) {
                all.push(hint);
            }
        }
        all
    }

    /// All that ambiguous references could mean.
    pub fn all_candidates(&self) -> Vec<&str> {
        let faults = self.faults.iter().flat_map(|fault| fault.details().all_candidates());
        self.candidates.iter().map(String::as_str).chain(faults).collect()
    }
}

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of this kind.
    pub fn new(kind: Kind, message: Message) -> Error {
        Error(Box::new(Details {
            kind,
            place: None,
            message,
            causes: Vec::new(),
            technical: None,
            damaged: false,
            faults: Vec::new(),
            hints: Vec::new(),
            candidates: Vec::new(),
        }))
    }

    /// Input that cannot be understood.
    pub fn invalid(message: Message) -> Error {
        Error::new(Kind::Invalid, message)
    }

    /// A reference that nothing answers to.
    pub fn not_found(message: Message) -> Error {
        Error::new(Kind::NotFound, message)
    }

    /// Other records stand in the way.
    pub fn conflict(message: Message) -> Error {
        Error::new(Kind::Conflict, message)
    }

    /// Figures that contradict each other.
    pub fn impossible(message: Message) -> Error {
        Error::new(Kind::Impossible, message)
    }

    /// The registry, a file or the system failed.
    pub fn storage(message: Message) -> Error {
        Error::new(Kind::Storage, message)
    }

    /// A wrong command line.
    pub fn usage(message: Message) -> Error {
        Error::new(Kind::Usage, message)
    }

    /// Several faults found together are one error; a single one stays itself.
    /// `None` where there was no fault.
    pub fn together(mut faults: Vec<Error>) -> Option<Error> {
        if faults.len() < 2 {
            return faults.pop();
        }
        let n = faults.len();
        let kind = faults[0].kind();
        let mut all = Error::new(kind, say!("{n} faults; nothing was changed", "共{n}处错误，未作任何改动"));
        all.0.faults = faults;
        Some(all)
    }

    /// With a cause behind those it has.
    pub fn cause(mut self, cause: Message) -> Error {
        self.0.causes.push(cause);
        self
    }

    /// With the technical cause behind it, and what that stands on.
    pub fn because(mut self, cause: &(dyn std::error::Error + 'static)) -> Error {
        let mut chain: Vec<String> = vec![cause.to_string()];
        let mut next = cause.source();
        while let Some(link) = next {
            chain.push(link.to_string());
            next = link.source();
        }
        let last = chain.pop().unwrap_or_default();
        let technical = chain.into_iter().rev().fold(anyhow::Error::msg(last), anyhow::Error::context);
        self.0.technical = Some(Arc::new(technical));
        self
    }

    /// Says that the registry's own file is at fault, whatever is tried with it.
    pub fn damaged(mut self) -> Error {
        self.0.damaged = true;
        self
    }

    /// With one more way to mend it.
    pub fn hint(mut self, hint: Message) -> Error {
        self.0.hints.push(hint);
        self
    }

    /// With these texts left out wherever they stand in it: what may be a password.
    pub fn without(mut self, secrets: &[String]) -> Error {
        let plain = |text: &str| secrets.iter().fold(text.to_string(), |text, secret| text.replace(secret, "…"));
        let told = |Message { en, zh }: &Message| Message { en: plain(en), zh: plain(zh) };
        let details = &mut self.0;
        details.message = told(&details.message);
        for list in [&mut details.causes, &mut details.hints] {
            list.iter_mut().for_each(|message| *message = told(message));
        }
        if let Some(technical) = details.technical.take() {
            let chain: Vec<String> = technical.chain().map(|link| plain(&link.to_string())).collect();
            let made = chain.into_iter().rev().fold(None, |inner: Option<anyhow::Error>, link| {
                Some(inner.map_or_else(|| anyhow::Error::msg(link.clone()), |inner| inner.context(link.clone())))
            });
            details.technical = made.map(Arc::new);
        }
        self
    }

    /// With what an ambiguous reference could mean.
    pub fn candidates(mut self, candidates: Vec<String>) -> Error {
        self.0.candidates = candidates;
        self
    }

    /// With the place where it was found. What names its place already keeps it.
    pub fn at(mut self, place: &Place) -> Error {
        self.0.place.get_or_insert_with(|| place.clone());
        self
    }

    /// What scripts switch on.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// All parts, for printing.
    pub fn details(&self) -> &Details {
        &self.0
    }
}

/// English, for logs and test failures; people get [`Details`] through `render`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.said().en)?;
        self.0.why().iter().try_for_each(|cause| write!(f, "; {}", cause.en))?;
        self.0.faults.iter().try_for_each(|fault| write!(f, "; {fault}"))
    }
}

impl std::error::Error for Error {}
