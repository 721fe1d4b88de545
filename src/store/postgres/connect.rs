//! How a server is reached: the hosts one by one, each with its own password and encryption, until one
//! is what is asked for.

use std::{sync::mpsc, thread, time::Duration};

use postgres::{
    Client, Config, NoTls,
    config::{SslMode, TargetSessionAttrs},
    error::SqlState,
};

use super::{
    address::{Address, Attributes, Protection},
    failure::{self, Failure},
    tls,
};

/// Why a host did not serve.
enum Tried {
    Failed(postgres::Error),
    Silent(Duration),
}

/// Connects to the first host that serves.
pub fn connect(address: &Address) -> Result<Client, Failure> {
    let mut order: Vec<usize> = (0..address.hosts.len()).collect();
    if address.balanced {
        // The process's number is chance enough to spread processes over hosts.
        order.rotate_left(std::process::id() as usize % address.hosts.len());
    }
    let wanted = match address.attributes {
        Attributes::Any => &[TargetSessionAttrs::Any][..],
        Attributes::Writing => &[TargetSessionAttrs::ReadWrite],
        Attributes::Reading => &[TargetSessionAttrs::ReadOnly],
        Attributes::PreferReading => &[TargetSessionAttrs::ReadOnly, TargetSessionAttrs::Any],
    };
    let mut found: Option<Failure> = None;
    for wanted in wanted {
        for at in &order {
            let fault = match one(address, *at, *wanted)? {
                Ok(client) => return Ok(client),
                Err(Tried::Failed(error)) => {
                    // What the server itself refuses another host would refuse too.
                    if error.code().is_some() && !failure::is_of_the_connection(&error) {
                        return Err(Failure::connecting(&error, address));
                    }
                    Failure::connecting(&error, address)
                }
                Err(Tried::Silent(limit)) => Failure::silent(limit, address),
            };
            // That a server is there, but of the other kind, says more than that another is not.
            if !found.as_ref().is_some_and(|found| found.other_kind) {
                found = Some(fault);
            }
        }
    }
    Err(found.unwrap_or_else(|| Failure::silent(Duration::ZERO, address)))
}

/// Tries one host, as its encryption asks.
fn one(address: &Address, at: usize, wanted: TargetSessionAttrs) -> Result<Result<Client, Tried>, Failure> {
    let mut config = address.config(at);
    config.target_session_attrs(wanted);
    let plainly = |mut config: Config| {
        config.ssl_mode(SslMode::Disable);
        within(address.patience, move || config.connect(NoTls))
    };
    // As libpq: a socket of this machine is never encrypted.
    if address.hosts[at].0.starts_with('/') || address.tls.mode == Protection::Disable {
        return Ok(plainly(config));
    }
    config.ssl_mode(match address.tls.mode {
        Protection::Prefer => SslMode::Prefer,
        _ => SslMode::Require,
    });
    let connector = tls::connector(&address.tls).map_err(Failure::lasting)?;
    let encrypted = config.clone();
    let tried = within(address.patience, move || encrypted.connect(connector));
    Ok(match tried {
        Err(Tried::Failed(error)) if address.tls.mode == Protection::Prefer && is_of_encryption(&error) => {
            plainly(config)
        }
        tried => tried,
    })
}

/// Whether the failure may lie in the encryption, so that a server may take what is not encrypted.
fn is_of_encryption(error: &postgres::Error) -> bool {
    match error.code() {
        Some(code) => *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        None => failure::is_of_encryption(error),
    }
}

/// Does not wait longer than that for all of it: a peer that takes the connection and is silent would
/// hold the client for ever.
fn within(
    limit: Option<Duration>,
    work: impl FnOnce() -> Result<Client, postgres::Error> + Send + 'static,
) -> Result<Client, Tried> {
    let Some(limit) = limit else { return work().map_err(Tried::Failed) };
    let (done, result) = mpsc::channel();
    thread::spawn(move || {
        let _ = done.send(work());
    });
    match result.recv_timeout(limit) {
        Ok(done) => done.map_err(Tried::Failed),
        Err(_) => Err(Tried::Silent(limit)),
    }
}
