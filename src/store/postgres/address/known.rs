//! What of an address may be shown.

use std::fmt;

use super::Address;

/// How far an address is known to be one. Where its signs are mistyped, what is the password may stand in any part of
/// it, and no part is shown before the server has shown that it is what it seems.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// As it was typed.
    Typed,
    /// A server took the user in, on that database.
    Reached,
    /// The registry is there, or was made.
    Found,
}

/// Names that are shown in any case: they stand in what the program says anyway.
const PLAIN: [&str; 4] = ["localhost", "postgres", "alliance", ""];

/// Whether what stands for a host can be nothing else.
fn is_plain(host: &str) -> bool {
    PLAIN.contains(&host)
        || host.parse::<std::net::IpAddr>().is_ok()
        || (host.starts_with('/') && std::path::Path::new(host).is_dir())
}

/// Whether what stands for a file is a whole path, with nothing in it that parts an address.
fn is_plain_path(file: &str) -> bool {
    file.starts_with('/') && !file.contains(['=', '@', '?', '&', '%', ':'])
}

/// Without the password, and without the user: where a colon was forgotten, that is user and password in one. As far
/// as the address is known.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.known.get();
        let hosts = self.hosts.iter().map(|(host, port)| match host.contains(':') {
            _ if known < Known::Reached && !is_plain(host) => "…".to_string(),
            true => format!("[{host}]:{port}"),
            false => format!("{host}:{port}"),
        });
        let hosts: Vec<String> = hosts.collect();
        let shown = |least: Known, name| if known >= least || PLAIN.contains(&name) { name } else { "…" };
        let (database, registry) = (shown(Known::Reached, &self.database), shown(Known::Found, &self.registry));
        write!(f, "postgres://{}/{database}?registry={registry}", hosts.join(","))
    }
}

impl Address {
    /// Takes down how far the address has shown to be one.
    pub fn is_known(&self, known: Known) {
        self.known.set(self.known.get().max(known));
    }

    /// What of the address may not be shown yet, the longest first.
    pub fn hidden(&self) -> Vec<String> {
        let known = self.known.get();
        let mut all = Vec::new();
        if known < Known::Reached {
            for (host, port) in self.hosts.iter().filter(|(host, _)| !is_plain(host)) {
                all.extend([format!("{host}:{port}"), host.clone()]);
            }
            all.extend([self.user.clone(), self.database.clone()]);
            let files = self.tls.own.iter().flat_map(|(one, other)| [one, other]);
            let files = files.map(|file| file.display().to_string()).chain(self.tls.root.clone());
            all.extend(files.filter(|file| !is_plain_path(file)));
        }
        if known < Known::Found {
            all.push(self.registry.clone());
        }
        // What is shorter holds no password of four characters.
        all.retain(|text| text.chars().count() >= 4 && !PLAIN.contains(&text.as_str()));
        all.sort_by_key(|text| std::cmp::Reverse(text.len()));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::{super::tests::address, *};

    #[test]
    fn an_address_is_shown_as_far_as_it_is_known() {
        let typed = || address("postgres://lisi:s3cret@db.example.org:5433/parks?registry=yrd2", &[]).unwrap();
        let one = typed();
        assert_eq!(one.to_string(), "postgres://…/…?registry=…");
        assert_eq!(one.hidden(), ["db.example.org:5433", "db.example.org", "parks", "lisi", "yrd2"]);
        one.is_known(Known::Reached);
        assert_eq!(one.to_string(), "postgres://db.example.org:5433/parks?registry=…");
        assert_eq!(one.hidden(), ["yrd2"]);
        one.is_known(Known::Found);
        one.is_known(Known::Reached);
        assert_eq!(one.to_string(), "postgres://db.example.org:5433/parks?registry=yrd2");
        assert!(one.hidden().is_empty());
        // Another one is not known by it; a registry that was made beside it is.
        assert_eq!(typed().beside("kept").to_string(), "postgres://db.example.org:5433/parks?registry=kept");
        assert_eq!(typed().to_string(), "postgres://…/…?registry=…");
        let local = address("postgres://lisi@127.0.0.1:6000/postgres", &[]).unwrap();
        assert_eq!(local.to_string(), "postgres://127.0.0.1:6000/postgres?registry=alliance");
    }
}
