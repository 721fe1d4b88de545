//! Where a registry on a server is, told as users of `psql` know it: a URL, libpq's environment
//! variables for what the URL leaves out, and the password file.
//! Source: PostgreSQL documentation, "Connection Strings", "Environment Variables", "The Password File".

mod known;
mod password;

use std::{cell::Cell, collections::BTreeMap, fmt, path::PathBuf, rc::Rc, time::Duration};

use postgres::config::{ChannelBinding, Config};

pub use self::known::Known;
use crate::{
    error::{Error, Message, Result},
    model::text::nearest,
    say,
};

/// Looks a variable of the environment up; an empty one counts as unset.
pub type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The keys that a URL may name, each with the variable that stands in where it does not.
const KEYS: &[(&str, &str)] = &[
    ("host", "PGHOST"),
    ("port", "PGPORT"),
    ("user", "PGUSER"),
    ("password", "PGPASSWORD"),
    ("passfile", "PGPASSFILE"),
    ("dbname", "PGDATABASE"),
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("keepalives_idle", ""),
    ("tcp_user_timeout", ""),
    ("application_name", "PGAPPNAME"),
    ("options", "PGOPTIONS"),
    // Kerberos encryption is never used here.
    ("gssencmode", ""),
    // The schema that holds the registry: ours alone.
    ("registry", ""),
];

/// Variables that would change where or how safely libpq connects, and that are not understood here.
const UNKNOWN: &[&str] =
    &["PGSERVICE", "PGHOSTADDR", "PGREQUIREAUTH", "PGSSLCRL", "PGSSLCRLDIR", "PGSSLMINPROTOCOLVERSION"];

/// Which of the hosts will do; libpq's `target_session_attrs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attributes {
    /// Any.
    Any,
    /// One that takes writes (`read-write`, `primary`).
    Writing,
    /// One that takes none (`read-only`, `standby`).
    Reading,
    /// Such a one if there is any (`prefer-standby`).
    PreferReading,
}

/// How much a connection is protected; libpq's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protection {
    /// Never encrypted.
    Disable,
    /// Encrypted where the server offers it (libpq's `allow` and `prefer`).
    Prefer,
    /// Always encrypted; the server's certificate is looked at where a root certificate is at hand.
    Require,
    /// The certificate must come from a trusted authority.
    VerifyCa,
    /// … and be for that host.
    VerifyFull,
}

/// What the connection's encryption rests on.
#[derive(Debug, Clone)]
pub struct Tls {
    /// How much is asked for.
    pub mode: Protection,
    /// Trusted certificates: a file in PEM, or `system`.
    pub root: Option<String>,
    /// The client's own certificate and key, in PEM.
    pub own: Option<(PathBuf, PathBuf)>,
}

/// A server, a database on it, and the registry there.
#[derive(Clone)]
pub struct Address {
    /// Host names, or folders of sockets, each with its port, in the order in which they are tried.
    pub hosts: Vec<(String, u16)>,
    /// The database.
    pub database: String,
    /// The role that connects.
    pub user: String,
    /// The schema that holds the registry.
    pub registry: String,
    /// Encryption.
    pub tls: Tls,
    /// Which of the hosts will do.
    pub attributes: Attributes,
    /// Whether the first host to be tried is left to chance.
    pub balanced: bool,
    /// How long a host may take to let one in.
    pub patience: Option<Duration>,
    /// One for each host.
    pub(super) passwords: Vec<Option<String>>,
    config: Config,
    /// How far the server has shown that the address is one.
    known: Rc<Cell<Known>>,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Whether a place is on a server.
pub fn is_url(place: &str) -> bool {
    let scheme = place.split(':').next().unwrap_or_default();
    place.contains(':') && ["postgres", "postgresql"].iter().any(|ours| scheme.eq_ignore_ascii_case(ours))
}

impl Address {
    /// Reads a URL, the environment and the password file.
    pub fn parse(url: &str, env: Env<'_>) -> Result<Address> {
        let mut told = parts(url)?;
        for (key, variable) in KEYS {
            if let Some(value) =
                (!variable.is_empty() && !told.contains_key(*key)).then(|| env(variable)).flatten()
            {
                told.insert(key, value);
            }
        }
        let told = |key: &str| told.get(key).map(String::as_str).filter(|value| !value.is_empty());
        if let Some(variable) = UNKNOWN.iter().find(|variable| env(variable).is_some()) {
            return Err(wrong(say!("${variable} is not understood", "不支持 ${variable}"))
                .hint(say!("unset it, and say what it says in the URL", "请取消该变量，并在 URL 中写明")));
        }
        let user = told("user").map(str::to_string).or_else(|| whoami::username().ok()).ok_or_else(|| {
            wrong(say!("no user is named", "未指定用户"))
                .hint(say!("name one in the URL", "请在 URL 中指定用户"))
        })?;
        let database = told("dbname").unwrap_or(&user).to_string();
        let home = env("HOME").map(PathBuf::from);
        let mut address = Address {
            hosts: hosts(told("host"), told("port"))?,
            registry: registry(told("registry"))?,
            tls: tls(&told, home.as_deref())?,
            attributes: attributes(told("target_session_attrs"))?,
            balanced: match told("load_balance_hosts") {
                None | Some("disable") => false,
                Some("random") => true,
                Some(other) => return Err(unfit("load_balance_hosts", other, "disable, random")),
            },
            patience: None,
            passwords: Vec::new(),
            config: Config::new(),
            known: Rc::new(Cell::new(Known::Typed)),
            database,
            user,
        };
        address.possible()?;
        let passfile = told("passfile").map(PathBuf::from).or_else(|| Some(home?.join(".pgpass")));
        address.passwords = match told("password") {
            Some(password) => vec![Some(password.to_string()); address.hosts.len()],
            None => passfile.map(|file| password::kept(&address, &file)).unwrap_or_default(),
        };
        address.configured(&told)
    }

    /// Refuses names that are more likely a mistyped address, whose parts may be a password: they are never shown.
    fn possible(&self) -> Result<()> {
        let odd = |text: &str, signs: &str| {
            text.contains(|c: char| c.is_control() || c.is_whitespace() || signs.contains(c))
        };
        let host = |host: &str| {
            host.starts_with('/') && !odd(host, "@:=&?")
                || host.parse::<std::net::IpAddr>().is_ok()
                || !odd(host, "@:=&?#/\\")
        };
        let what = if !self.hosts.iter().all(|(name, _)| host(name)) {
            say!("what stands for a host can be none", "主机部分不合规")
        } else if odd(&self.user, ":/?#&=") {
            say!("what stands for the user can be none", "用户部分不合规")
        } else if odd(&self.database, ":@/?#&=") {
            say!("what stands for the database can be none", "数据库部分不合规")
        } else {
            return Ok(());
        };
        Err(wrong(what).hint(encoded()))
    }

    /// Another registry of the same database, which is there.
    pub fn beside(&self, registry: &str) -> Address {
        let known = Rc::new(Cell::new(Known::Found));
        Address { registry: registry.to_string(), known, ..self.clone() }
    }

    /// What the client library is told of one of the hosts.
    pub fn config(&self, at: usize) -> Config {
        let mut config = self.config.clone();
        let (host, port) = &self.hosts[at];
        match host.starts_with('/') {
            #[cfg(unix)]
            true => config.host_path(host),
            _ => config.host(host),
        };
        config.port(*port);
        if let Some(password) = self.passwords.get(at).and_then(Option::as_ref) {
            config.password(password);
        }
        config
    }

    fn configured<'t>(mut self, told: &dyn Fn(&str) -> Option<&'t str>) -> Result<Address> {
        let config = &mut self.config;
        config.user(&self.user).dbname(&self.database);
        config.application_name(told("application_name").unwrap_or("alliance"));
        if let Some(options) = told("options") {
            config.options(options);
        }
        config.channel_binding(match told("channel_binding") {
            None | Some("prefer") => ChannelBinding::Prefer,
            Some("disable") => ChannelBinding::Disable,
            Some("require") => ChannelBinding::Require,
            Some(other) => return Err(unfit("channel_binding", other, "disable, prefer, require")),
        });
        let number = |key: &str, unknown: u64| match told(key) {
            None => Ok(unknown),
            Some(text) => text.parse().map_err(|_| unfit(key, text, "0, 1, 2 …")),
        };
        // A host that does not answer must not hold a secretary up, nor one that has died. 0 is for ever.
        self.patience = Some(number("connect_timeout", 10)?).filter(|n| *n > 0).map(Duration::from_secs);
        let idle = number("keepalives_idle", 15)?;
        if idle > 0 {
            config.keepalives_idle(Duration::from_secs(idle));
        }
        config.keepalives_interval(Duration::from_secs(5)).keepalives_retries(3);
        config.tcp_user_timeout(Duration::from_millis(number("tcp_user_timeout", 30_000)?));
        Ok(self)
    }
}

/// The parts of `postgres://user:password@host:port,host/database?key=value&…`.
fn parts(url: &str) -> Result<BTreeMap<&'static str, String>> {
    let mut told = BTreeMap::new();
    let Some((_, rest)) = url.split_once("://") else {
        return Err(wrong(say!("// is missing after the colon", "冒号后缺少 //"))
            .hint(say!("postgres://USER@HOST/DATABASE", "postgres://用户@主机/数据库")));
    };
    // Who connects comes first, whatever else the password holds.
    let end = rest.find('/').unwrap_or(rest.len());
    let (who, rest) = match rest[..end].rfind('@') {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => ("", rest),
    };
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (server, database) = rest.split_once('/').unwrap_or((rest, ""));
    if database.contains(['@', '/']) {
        return Err(wrong(say!("there is a / or @ too many", "多出一个 / 或 @")).hint(encoded()));
    }
    let (user, password) = who.split_once(':').unwrap_or((who, ""));
    told.insert("user", plain(user)?);
    told.insert("password", plain(password)?);
    told.insert("dbname", plain(database)?);
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for one in server.split(',') {
        let (host, port) = match one.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, rest)) => (host, rest.trim_start_matches(':')),
            None => one.rsplit_once(':').unwrap_or((one, "")),
        };
        hosts.push(plain(host)?);
        ports.push(port.to_string());
    }
    told.insert("host", hosts.join(","));
    told.insert("port", if ports.iter().all(String::is_empty) { String::new() } else { ports.join(",") });
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let Some((known, _)) = KEYS.iter().find(|(known, _)| *known == key) else {
            // Not shown: it may be a part of a password.
            let error = wrong(say!("what is behind ? is no setting", "? 之后不是设置项"));
            let keys = KEYS.iter().map(|(key, _)| *key);
            if let Some(near) = nearest(key, keys.clone()).filter(|_| key.len() < 24) {
                return Err(error.hint(say!("did you mean {near}?", "是否指 {near}？")));
            }
            let all = keys.collect::<Vec<_>>().join(", ");
            return Err(error.hint(say!("possible are {all}", "可用：{all}")).hint(encoded()));
        };
        if !["password", "options"].contains(known) && value.contains(['=', '@', ';', ' ']) {
            return Err(wrong(say!("{known} has a sign that parts settings", "{known} 中有分隔设置项的符号"))
                .hint(say!("part settings by &", "设置项之间请用 & 分隔")));
        }
        told.insert(known, plain(value)?);
    }
    told.retain(|_, value| !value.is_empty());
    Ok(told)
}

/// How a password with such characters is written.
fn encoded() -> Message {
    say!(
        "in a password write : as %3A, / as %2F, ? as %3F, @ as %40; or keep it in ~/.pgpass",
        "密码中的 : 写作 %3A，/ 写作 %2F，? 写作 %3F，@ 写作 %40；或写入 ~/.pgpass"
    )
}

/// Without `%xx`.
fn plain(text: &str) -> Result<String> {
    let broken = || {
        wrong(say!("% is not followed by two hexadecimal digits", "% 后须有两位十六进制数字"))
            .hint(say!("write % itself as %25", "% 本身请写作 %25"))
    };
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(rest.next()), digit(rest.next()));
        bytes.push(high.zip(low).and_then(|(h, l)| u8::try_from(h * 16 + l).ok()).ok_or_else(broken)?);
    }
    String::from_utf8(bytes).map_err(|_| wrong(say!("not UTF-8", "不是 UTF-8 编码")))
}

/// Where the sockets of a server of this machine usually are.
pub const SOCKETS: [&str; 2] = ["/var/run/postgresql", "/tmp"];

/// Hosts and ports: as many ports as hosts, or one for all.
fn hosts(hosts: Option<&str>, ports: Option<&str>) -> Result<Vec<(String, u16)>> {
    let local = |port: u16| {
        let socket = format!(".s.PGSQL.{port}");
        let folder = SOCKETS.into_iter().find(|folder| std::path::Path::new(folder).join(&socket).exists());
        folder.unwrap_or("localhost").to_string()
    };
    let hosts: Vec<&str> = hosts.unwrap_or_default().split(',').collect();
    let ports: Vec<&str> = ports.unwrap_or_default().split(',').collect();
    if ports.len() != 1 && ports.len() != hosts.len() {
        return Err(wrong(say!("there are not as many ports as hosts", "端口数与主机数不符"))
            .hint(say!("name one port for all, or one for each", "请写一个共用端口，或每台主机各写一个")));
    }
    hosts
        .into_iter()
        .enumerate()
        .map(|(at, host)| {
            let port = ports.get(at).or(ports.first()).copied().unwrap_or_default();
            let number = if port.is_empty() { Ok(5432) } else { port.parse() };
            // Not shown: it may be the end of a password.
            let number = number.map_err(|_| {
                wrong(say!("a port is no number from 1 to 65535", "端口须为 1 至 65535 的数字"))
                    .hint(encoded())
            })?;
            Ok((if host.is_empty() { local(number) } else { host.to_string() }, number))
        })
        .collect()
}

fn registry(named: Option<&str>) -> Result<String> {
    let name = named.unwrap_or("alliance");
    let possible = name.len() <= 63
        && !name.starts_with("pg_")
        && name != "information_schema"
        && !name.chars().any(|c| c.is_control() || "\"$:@=&?".contains(c));
    if possible {
        return Ok(name.to_string());
    }
    Err(unfit("registry", name, "a-z, 0-9, _"))
}

fn attributes(told: Option<&str>) -> Result<Attributes> {
    match told {
        None | Some("any") => Ok(Attributes::Any),
        Some("read-write" | "primary") => Ok(Attributes::Writing),
        Some("read-only" | "standby") => Ok(Attributes::Reading),
        Some("prefer-standby") => Ok(Attributes::PreferReading),
        Some(other) => Err(unfit(
            "target_session_attrs",
            other,
            "any, read-write, read-only, primary, standby, prefer-standby",
        )),
    }
}

fn tls<'t>(told: &dyn Fn(&str) -> Option<&'t str>, home: Option<&std::path::Path>) -> Result<Tls> {
    let system = told("sslrootcert") == Some("system");
    let mode = match told("sslmode") {
        // As libpq: whoever trusts all the authorities of the system must look at the host's name.
        None if system => Protection::VerifyFull,
        Some(weaker) if system && weaker != "verify-full" => {
            return Err(unfit("sslmode", weaker, "verify-full (sslrootcert=system)"));
        }
        Some("disable") => Protection::Disable,
        None | Some("allow" | "prefer") => Protection::Prefer,
        Some("require") => Protection::Require,
        Some("verify-ca") => Protection::VerifyCa,
        Some("verify-full") => Protection::VerifyFull,
        Some(other) => {
            return Err(unfit("sslmode", other, "disable, allow, prefer, require, verify-ca, verify-full"));
        }
    };
    let kept = |name: &str| home.map(|home| home.join(".postgresql").join(name)).filter(|path| path.exists());
    let root = told("sslrootcert").map(str::to_string);
    let root = root.or_else(|| kept("root.crt").map(|path| path.to_string_lossy().into_owned()));
    let certificate = told("sslcert").map(PathBuf::from).or_else(|| kept("postgresql.crt"));
    let key = told("sslkey").map(PathBuf::from).or_else(|| kept("postgresql.key"));
    if certificate.is_some() != key.is_some() {
        return Err(wrong(say!("sslcert and sslkey belong together", "sslcert 与 sslkey 须同时指定"))
            .hint(say!("name the other one too, or neither", "请一并指定另一项，或都不指定")));
    }
    Ok(Tls { mode, root, own: certificate.zip(key) })
}

fn wrong(message: Message) -> Error {
    Error::usage(message.at("postgres://"))
}

fn unfit(key: &str, value: &str, possible: &str) -> Error {
    // What stands there is not shown: where a sign is missing before it, it holds a password.
    let error = wrong(say!("{key} cannot be what stands there", "{key} 的值不可用"));
    let error = match nearest(value, possible.split(", ")) {
        Some(near) => error.hint(say!("did you mean {near}?", "是否指 {near}？")),
        None => error,
    };
    error.hint(say!("possible are {possible}", "可用：{possible}"))
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub fn address(url: &str, env: &[(&str, &str)]) -> Result<Address> {
        let env: BTreeMap<&str, &str> = env.iter().copied().collect();
        Address::parse(url, &|name| env.get(name).map(|value| value.to_string()))
    }

    pub fn password(address: &Address) -> Option<&str> {
        address.passwords.first()?.as_deref()
    }

    #[test]
    fn a_url_says_all() {
        let all = "postgres://li%40:p%3A1@a,[::1]:5433/parks?registry=yrd&target_session_attrs=read-write&sslmode=verify-full";
        let all = address(all, &[("PGUSER", "x"), ("PGPASSWORD", "x")]).unwrap();
        assert_eq!(all.hosts, [("a".to_string(), 5432), ("::1".to_string(), 5433)]);
        assert_eq!(
            (all.user.as_str(), all.database.as_str(), all.registry.as_str()),
            ("li@", "parks", "yrd")
        );
        assert_eq!((password(&all), all.tls.mode), (Some("p:1"), Protection::VerifyFull));
        assert!(!format!("{all} {all:?}").contains("p:1"));
        all.is_known(Known::Found);
        assert_eq!(all.to_string(), "postgres://a:5432,[::1]:5433/parks?registry=yrd");
    }

    #[test]
    fn the_environment_says_what_the_url_leaves_out() {
        let env = [
            ("PGHOST", "h1,h2"),
            ("PGPORT", "6000"),
            ("PGUSER", "li"),
            ("PGPASSWORD", "s"),
            ("PGSSLMODE", "disable"),
        ];
        let found = address("postgres://", &env).unwrap();
        assert_eq!(found.hosts, [("h1".to_string(), 6000), ("h2".to_string(), 6000)]);
        assert_eq!(
            (found.user.as_str(), found.database.as_str(), found.registry.as_str()),
            ("li", "li", "alliance")
        );
        assert_eq!((password(&found), found.tls.mode), (Some("s"), Protection::Disable));
    }

    #[test]
    fn what_cannot_be_is_said() {
        for url in [
            "postgres://a/b?sslmode=maybe",
            "postgres://a/b?colour=red",
            "postgres://a:x/b",
            "postgres://a,b:1,c:2/b?port=1,2",
            "postgres://a/b%2",
            "postgres://a/b?registry=pg_x",
            "postgres://a/b?registry=%24user",
            "postgres:li:s3cret@a/b",
            "postgres://li:s3cret/2@a/b",
            "postgres://li:12/s3cret@a/b",
            "postgres://li:12/b?s3cret@a/b",
            "postgres://a/b?sslrootcert=system&sslmode=require",
            "postgres://a/b?sslcert=x",
            "postgres://li:s3cret.a:5432/b",
            "postgres://li%3As3cret@a/b",
            "postgres://a/li:s3cret%40b",
            "postgres://a/b?registry=x;password=s3cret",
            "postgres://a/b?pasword=s3cret",
            "postgres://a/b?s3cret",
            "postgres://a/b&password=s3cret",
            "postgres://a/b?sslmode=require?password=s3cret",
        ] {
            let error = address(url, &[("PGUSER", "li")]).unwrap_err();
            assert!(!error.details().hints.is_empty(), "{url}");
            assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        }
        assert!(address("postgres://a/b", &[("PGSERVICE", "parks")]).is_err());
        assert!(is_url("POSTGRES://a") && is_url("postgresql:a") && !is_url("postgres.db"));
        assert_eq!(address("postgres://li:a?b@c/d", &[]).unwrap().hosts, [("c".to_string(), 5432)]);
    }
}
