//! The password file. Source: PostgreSQL documentation, "The Password File".

use std::{fs, path::Path};

use super::{Address, SOCKETS};

/// The passwords that the password file keeps, one for each host.
pub fn kept(address: &Address, file: &Path) -> Vec<Option<String>> {
    let Ok(text) = fs::read_to_string(file) else { return Vec::new() };
    #[cfg(unix)]
    {
        // As libpq: a file that others can read is not used.
        let mode = fs::metadata(file).map(|m| std::os::unix::fs::MetadataExt::mode(&m));
        if mode.is_ok_and(|mode| mode & 0o077 != 0) {
            return Vec::new();
        }
    }
    let fits = |field: &str, value: &str| field == "*" || field == value;
    let of = |(host, port): &(String, u16)| {
        let host = if SOCKETS.contains(&host.as_str()) { "localhost" } else { host };
        text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
            let fields = fields(line);
            let [at, on, database, user, password] = &fields[..] else { return None };
            let all = fits(at, host)
                && fits(on, &port.to_string())
                && fits(database, &address.database)
                && fits(user, &address.user);
            all.then(|| password.clone())
        })
    };
    address.hosts.iter().map(of).collect()
}

/// The fields of a line of the password file; `\` keeps a `:` from parting them.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut chars = line.trim_end_matches('\r').chars();
    while let Some(c) = chars.next() {
        match c {
            ':' if fields.len() < 5 => fields.push(String::new()),
            '\\' => fields.last_mut().into_iter().for_each(|field| field.extend(chars.next())),
            c => fields.last_mut().into_iter().for_each(|field| field.push(c)),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::super::tests::{address, password};

    #[test]
    fn the_password_file_is_read_as_libpq_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pass");
        std::fs::write(&file, "# a:*:*:*:no\nb:*:*:li:other\na:5432:*:li:a\\:b\\\\:c\n").unwrap();
        let env = [("PGPASSFILE", file.to_str().unwrap())];
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
            assert_eq!(password(&address("postgres://li@a/x", &env).unwrap()), None);
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        assert_eq!(password(&address("postgres://li@a/x", &env).unwrap()), Some("a:b\\:c"));
        assert_eq!(password(&address("postgres://li@b/x", &env).unwrap()), Some("other"));
        assert_eq!(password(&address("postgres://wang@b/x", &env).unwrap()), None);
        // Each host has its own.
        let both = address("postgres://li@b,a,c/x", &env).unwrap();
        let kept: Vec<_> = both.passwords.iter().map(Option::as_deref).collect();
        assert_eq!(kept, [Some("other"), Some("a:b\\:c"), None]);
    }
}
