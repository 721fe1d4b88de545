//! Whether what was named can be the place of a registry, before anything is made there: a mistyped address of a
//! server is no folder, and what an address may hold of a password is shown to nobody.

use std::{borrow::Cow, path::Path};

use crate::{
    error::{Error, Message, Result},
    model::text::half_width,
    say,
};

/// What a file's path cannot be, where it was meant as something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meant {
    /// The address of a server, mistyped or of another kind: it may hold a password.
    Address,
    /// A name that SQLite gives a meaning of its own.
    Special,
}

/// What a text was meant as, where that is no path: as it stands, or with what `%xx` in it stands for.
fn meant(place: &str) -> Option<Meant> {
    let plain = half_width(place).trim().to_lowercase();
    meant_by(&plain).or_else(|| plain.contains('%').then(|| meant_by(&decoded(&plain)))?)
}

/// With the signs that `%xx` stands for, where that is one.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_string();
    for part in parts {
        let sign = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii_graphic);
        match sign {
            Some(sign) => {
                out.push(char::from(sign));
                out.push_str(&part[2..]);
            }
            None => {
                out.push('%');
                out.push_str(part);
            }
        }
    }
    out
}

/// As [`meant`], of a text in small letters.
fn meant_by(plain: &str) -> Option<Meant> {
    if plain.contains("://") {
        return Some(Meant::Address);
    }
    if plain == ":memory:" || plain.starts_with("file:") || plain.starts_with("sqlite:") {
        return Some(Meant::Special);
    }
    let user = plain.split_once(':').is_some_and(|(_, rest)| rest.contains('@'));
    let settings = SETTINGS.iter().any(|key| has_setting(plain, key));
    let query = plain.split_once('?').is_some_and(|(_, query)| query.contains('='));
    let parted = plain.contains('@') && plain.contains(['/', ':', '?', '=', '&']);
    // What parts an address, where much of the rest is mistyped.
    let signs = [":", "//", "@", "?", "=", "&"].iter().filter(|sign| plain.contains(**sign)).count();
    // Who says `./` or `/` names a file, whatever else the name holds; but for a password, and for what is an address
    // behind a mistyped first sign.
    if plain.starts_with("./") || plain.starts_with("../") || (plain.starts_with('/') && !plain.starts_with("//")) {
        let near = is_near_scheme(plain.trim_start_matches(['.', '/'])) && (user || settings || query || parted);
        let password = has_setting(plain, "password");
        return (near || signs > 3 || password || (query && (parted || settings))).then_some(Meant::Address);
    }
    if is_near_scheme(plain) && plain.contains([':', '@', '?', '=', '&', '%']) {
        return Some(Meant::Address);
    }
    let scheme = plain.starts_with("postgres") && plain.contains("//");
    // `user:password:host/database`, `password@host:5432/database`.
    let host = plain.split_once('/').map_or("", |(host, _)| host);
    let colons = host.matches(':').count();
    let mistyped = colons > 1 || (colons == 1 && host.contains('@'));
    (user || scheme || settings || query || parted || mistyped || signs > 2).then_some(Meant::Address)
}

/// Keys of settings that an address has, and no file's name.
const SETTINGS: [&str; 12] = [
    "host", "user", "password", "dbname", "port", "sslmode", "registry", "passfile", "connect_timeout", "sslrootcert",
    "sslcert", "sslkey",
];

/// A key of so many letters is known with one of them mistyped.
const LONG_KEY: usize = 7;

/// How many signs of the scheme's name may be mistyped.
const MISTYPED: usize = 2;

/// Whether a text in small letters begins with the name of our scheme, mistyped perhaps.
fn is_near_scheme(plain: &str) -> bool {
    let start: Vec<char> = plain.trim_start().chars().take(12).collect();
    (6..=start.len()).any(|n| {
        let start: String = start.iter().take(n).collect();
        ["postgres", "postgresql"].iter().any(|ours| strsim::levenshtein(&start, ours) <= MISTYPED)
    })
}

/// What the engine keeps beside a file, by the ends of the names.
pub const SIDES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Whether a text looks like the address of a server, well written or not: such a text may hold a password.
pub fn is_address(place: &str) -> bool {
    meant(place) == Some(Meant::Address) || super::postgres::is_url(place)
}

/// A text of the command line with the addresses in it that may hold a password left out, for the journal and for
/// messages. What people write in notes, `联系人：li@example.org` say, is none.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let plain = half_width(text).to_lowercase();
    let whole = decoded(&plain);
    let begins = is_near_scheme(&plain) || is_near_scheme(&whole);
    let has_password = has_setting(&plain, "password") || has_setting(&whole, "password");
    if has_password || (begins && plain.contains(['@', ':'])) {
        return "postgres://…".into();
    }
    // Full-width signs are as many as half-width ones, but not as long.
    let Some(at) = plain.find("://") else { return text.into() };
    let at = text.char_indices().nth(plain[..at].chars().count() + 3).map_or(text.len(), |(at, _)| at);
    let (before, rest) = text.split_at(at);
    // What stands before these signs in one word may be the user and the password, where the signs are mistyped.
    let word = before.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
    if before[word..].contains(['@', '＠']) {
        return format!("{}…", &before[..word]).into();
    }
    let web = ["http://", "https://"].iter().any(|web| before.to_lowercase().ends_with(web));
    // A mistyped key of a setting may be that of the password.
    if !web && rest.contains(['=', '＝']) {
        return format!("{before}…").into();
    }
    let Some(end) = rest.rfind(['@', '＠']) else { return text.into() };
    if web && rest[..end].contains(|c: char| c.is_whitespace() || !c.is_ascii()) {
        return text.into();
    }
    format!("{before}…{}", &rest[end..]).into()
}

/// Whether a text in small letters sets a key: `password = x`; of a long key one sign may be mistyped.
fn has_setting(plain: &str, key: &str) -> bool {
    let whole = plain.match_indices(key).any(|(at, _)| plain[at + key.len()..].trim_start().starts_with('='));
    whole || (key.len() >= LONG_KEY && plain.match_indices('=').any(|(at, _)| ends_nearly(plain[..at].trim_end(), key)))
}

/// Whether the last word of a text ends as a key, but for one sign.
fn ends_nearly(text: &str, key: &str) -> bool {
    let is_of_word = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let word: Vec<char> = text.chars().rev().take_while(is_of_word).take(key.len() + 1).collect();
    (key.len() - 1..=word.len()).any(|n| {
        let end: String = word.iter().take(n).rev().collect();
        strsim::levenshtein(&end, key) <= 1
    })
}

/// Refuses the names under which the engine keeps what belongs to a file beside it: it would take what stands there
/// for its own, and drop it.
fn can_stand(place: &str) -> Result<()> {
    let of = SIDES.iter().find_map(|side| place.strip_suffix(side));
    match of.filter(|of| Path::new(of).exists()) {
        Some(of) => Err(Error::conflict(say!(
            "{place} is where the engine keeps what belongs to {of}",
            "{place} 是引擎存放 {of} 附属内容的文件名"
        ))
        .hint(say!("name another file", "请换一个文件名"))),
        None => Ok(()),
    }
}

/// What stands for the standard input or output in place of a file's name.
pub const STREAM: &str = "-";

/// Refuses what cannot be the path of a file that we read or write.
///
/// # Errors
/// A usage error; it does not repeat an address. Where `-` can mean a stream, that is seen to before.
pub fn can_be_path(place: &str) -> Result<()> {
    if place == STREAM {
        return Err(Error::usage(say!(
            "- cannot be the standard input or output here",
            "此处 - 不能表示标准输入或标准输出"
        ))
        .hint(say!("name a file or folder; ./- is one of that name", "请指定文件或文件夹；./- 表示名为 - 者")));
    }
    if place.trim().is_empty() {
        return Err(Error::usage(say!("no file or folder is named", "没有指定文件或文件夹"))
            .hint(say!("is a variable of the command line empty?", "命令行中的变量是否为空？")));
    }
    can_stand(place)?;
    match meant(place) {
        Some(Meant::Address) => Err(Error::usage(say!(
            "an address is named where a file or folder is wanted",
            "此处应为文件或文件夹，不能是网址或服务器地址"
        ))
        .hint(say!("name a file or folder of this machine", "请指定本机的文件或文件夹"))),
        _ => Ok(()),
    }
}

/// Refuses what can be no registry in a file: it is there and is no file, or its name means something else.
///
/// # Errors
/// With a way to mend it; what may hold a password is not repeated.
pub fn can_be_registry(place: &str) -> Result<()> {
    let address = || -> Message {
        say!(
            "a registry is a file, or postgres://USER@HOST/DATABASE on a server",
            "登记库是一个文件，或服务器上的 postgres://用户@主机/数据库"
        )
    };
    can_stand(place)?;
    if place == STREAM {
        return Err(Error::usage(say!("- is no registry", "- 不是登记库")).hint(address()));
    }
    if place.trim().is_empty() {
        return Err(Error::usage(say!("no registry is named", "没有指定登记库")).hint(address()));
    }
    match meant(place) {
        Some(Meant::Address) => {
            return Err(Error::usage(say!(
                "what is named as the registry is neither a file nor an address that is understood",
                "所指定的登记库既不是文件，也不是可识别的地址"
            ))
            .hint(address()));
        }
        Some(Meant::Special) => {
            return Err(Error::usage(say!(
                "{place} is a name of the engine's own, not a file",
                "{place} 是引擎的专用名称，不是文件"
            ))
            .hint(say!("name the file itself, as in ./registry.db", "请直接写文件名，例如 ./registry.db")));
        }
        None => {}
    }
    if place.ends_with(std::path::is_separator) {
        return Err(Error::usage(say!("{place} names a folder, not a file", "{place} 是文件夹，不是文件"))
            .hint(say!("name the file in it", "请指定其中的文件")));
    }
    let path = Path::new(place);
    match (path.metadata(), path.symlink_metadata()) {
        (Err(_), Ok(_)) => Err(Error::storage(say!(
            "{place} is a link that leads nowhere",
            "{place} 是失效的链接"
        ))
        .hint(say!("name the file itself, or mend the link", "请直接指定文件，或修复链接"))),
        (Ok(there), _) if !there.is_file() && !there.is_dir() => {
            Err(Error::storage(say!("{place} is no file", "{place} 不是文件"))
                .hint(say!("name another file with --db", "请用 --db 指定另一个文件")))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_path_is_known() {
        for place in [
            "postgers://u:s3cret@h/db",
            "POSTGRESS://u:s3cret@h/db",
            " postgres://u:s3cret@h/db",
            "mysql://u:s3cret@h/db",
            "postgres//u:s3cret@h/db",
            "postgres：／／u：s3cret＠h／db",
            "//u:s3cret@h/db",
            "u:s3cret@h/db",
            "host=h user=u password = s3cret",
            "jdbc:postgresql://h/db?password=s3cret",
            "/ostgres:/host/db3fegistry=r&assword=s3cret&sslrootcert=/x",
            "/s#tgres//host/dbregistry=r&password=s3cret&sslrootcert=/x",
            "h passwort=s3cret",
            "https://h/db",
        ] {
            assert_eq!(meant(place), Some(Meant::Address), "{place}");
            let error = can_be_registry(place).unwrap_err();
            assert!(!format!("{error:?}").contains("s3cret") && !error.details().hints.is_empty(), "{place}");
            assert!(is_address(place));
        }
        for place in [":memory:", "file:x.db", "sqlite:x.db", "", " ", "x.db/", "/dev/null", "-"] {
            assert!(can_be_registry(place).is_err(), "{place}");
        }
        for place in ["x.db", "./u:p@h.db", "C:\\data\\x.db", "联盟/登记.db", "a@b.db", "postgres.db", "user.db"] {
            assert_eq!(meant(place), None, "{place}");
            assert!(can_be_registry(place).is_ok() && can_be_path(place).is_ok(), "{place}");
        }
        assert_eq!(without_secrets("https://li:s3cret@h/a"), "https://…@h/a");
        assert_eq!(without_secrets("mysql：//u：s3cret＠h"), "mysql：//…＠h");
        assert_eq!(without_secrets("dbname=x password=s3cret"), "postgres://…");
        assert_eq!(without_secrets("%70ostgresql//user:s3cret@db:5433://parks?a=1"), "postgres://…");
        assert_eq!(without_secrets("见 xyz//user:s3cret@db:5433://parks"), "见 …");
        for text in ["https://h/a?b=1", "联系人：li@example.org", "2-3/1", "见 https://h，邮箱 li@example.org"] {
            assert_eq!(without_secrets(text), text);
        }
    }
}
