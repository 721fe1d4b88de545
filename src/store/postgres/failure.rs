//! What goes wrong on a server, in words of ours: the server's own as the cause, the way to mend it as
//! the hint, and no password in either.

use std::{error::Error as _, time::Duration};

use postgres::error::SqlState;

use super::address::Address;
use crate::{
    error::{Error, Message},
    say,
};

/// A failure, and whether the work may be tried again on a new connection.
pub struct Failure {
    /// As people read it.
    pub error: Error,
    /// Whether trying again may mend it.
    pub again: Again,
    /// A server was there, but does not take what `target_session_attrs` asks for.
    pub other_kind: bool,
}

/// Whether trying again may mend a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The work failed.
    No,
    /// The connection or the order of writers failed, not the work.
    Yes,
    /// What was to be made is there already: once more, for another process may have made it.
    Once,
    /// No server was reached: worth it where one is known to have been there, or another may take over.
    Unreached,
}

impl From<bool> for Again {
    fn from(again: bool) -> Again {
        if again { Again::Yes } else { Again::No }
    }
}

impl Failure {
    /// A failure.
    pub fn new(error: Error, again: Again) -> Failure {
        Failure { error, again, other_kind: false }
    }

    /// A server that takes the connection and does not answer.
    pub fn silent(limit: Duration, address: &Address) -> Failure {
        let seconds = limit.as_secs();
        let error = unreachable(address)
            .cause(say!("no answer within {seconds} seconds", "{seconds} 秒内无应答"))
            .hint(say!(
                "check host and port; connect_timeout=SECONDS gives it more time",
                "请检查主机与端口；connect_timeout=秒数 可延长等待"
            ));
        Failure::new(error, Again::Unreached)
    }

    /// One that will not pass.
    pub fn lasting(error: Error) -> Failure {
        Failure::new(error, Again::No)
    }

    /// While connecting.
    pub fn connecting(error: &postgres::Error, address: &Address) -> Failure {
        if error.as_db_error().is_some() {
            return Failure::working(error, address);
        }
        let hosts = listed(address);
        let causes = causes(error);
        let said = |words: &[&str]| words.iter().any(|word| causes.iter().any(|cause| cause.contains(word)));
        let other_kind = said(&["does not allow writes", "does not allow reads", "session is"]);
        let wrapped = if said(&["does not support TLS"]) {
            Error::storage(say!(
                "the server at {hosts} offers no encryption, which sslmode asks for",
                "服务器 {hosts} 不提供加密，而 sslmode 要求加密"
            ))
            .hint(say!(
                "turn it on at the server (`ssl = on`), or, on a network that you trust, use sslmode=prefer",
                "请在服务器上启用（`ssl = on`）；若网络可信，可用 sslmode=prefer"
            ))
        } else if said(ENCRYPTION) {
            Error::storage(say!(
                "the server at {hosts} is not the one that its certificate should prove",
                "服务器 {hosts} 的证书未通过验证"
            ))
            .hint(say!(
                "check sslrootcert and the host's name; sslmode=require encrypts without looking at the certificate",
                "请检查 sslrootcert 与主机名；sslmode=require 只加密、不验证证书"
            ))
        } else if said(&["password"]) {
            refused(address)
        } else if other_kind {
            unreachable(address).hint(say!(
                "none of the servers takes what target_session_attrs asks for; is a primary running?",
                "没有服务器符合 target_session_attrs 的要求；主库是否在运行？"
            ))
        } else if said(&["lookup", "resolve", "Name or service"]) {
            unreachable(address).hint(say!(
                "check the name of the host in --db or $ALLIANCE_DB",
                "请检查 --db 或 $ALLIANCE_DB 中的主机名"
            ))
        } else {
            unreachable(address).hint(say!(
                "is it running, and are host and port right? `psql` with the same URL tells more",
                "服务器是否在运行？主机与端口是否正确？可用 `psql` 以同一地址检验"
            ))
        };
        let again = if said(ENCRYPTION) || said(&["password"]) { Again::No } else { Again::Unreached };
        Failure { error: told(wrapped, &causes), again, other_kind }
    }

    /// While connected, or refused by the server itself.
    pub fn working(error: &postgres::Error, address: &Address) -> Failure {
        let causes = causes(error);
        let again = Again::from(is_of_the_connection(error));
        let Some(code) = error.code() else {
            if again == Again::No {
                let wrapped =
                    Error::storage(say!("the server's answer cannot be understood", "无法理解服务器的答复"))
                        .hint(say!("`psql` with the same URL tells more", "可用 `psql` 以同一地址检验"));
                return Failure::new(told(wrapped, &causes), again);
            }
            let wrapped = Error::storage(say!("the connection to the server was lost", "与服务器的连接中断"))
                .hint(say!(
                    "try again; `alliance log` shows whether the last entry was made",
                    "请重试；`alliance log` 可查看最后一笔是否已录入"
                ));
            return Failure::new(told(wrapped, &causes), again);
        };
        let wrapped = if *code == SqlState::INVALID_PASSWORD
            || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION
        {
            refused(address)
        } else if *code == SqlState::INVALID_CATALOG_NAME {
            let database = &address.database;
            Error::storage(say!("the server has no database {database}", "服务器上没有数据库 {database}"))
                .hint(say!("`createdb {database}` makes it", "可用 `createdb {database}` 新建"))
        } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
            not_allowed(address)
        } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
            Error::storage(say!(
                "this server takes no writes: it is a standby, or set to read only",
                "该服务器不可写入：为备库，或已设为只读"
            ))
            .hint(say!(
                "name the primary, or all hosts with target_session_attrs=read-write",
                "请指定主库，或列出全部主机并加 target_session_attrs=read-write"
            ))
        } else if *code == SqlState::LOCK_NOT_AVAILABLE {
            Error::storage(say!(
                "another session holds what this one needs of the registry, and did not let go in time",
                "另一个会话占用登记库，等待超时"
            ))
            .hint(say!("try again in a moment", "请稍后再试"))
        } else if *code == SqlState::UNDEFINED_OBJECT {
            Error::not_found(say!("the server does not know that role", "服务器上没有该角色"))
                .hint(say!("`createuser NAME` makes one", "可用 `createuser 名称` 新建"))
        } else if *code == SqlState::OBJECT_NOT_IN_PREREQUISITE_STATE {
            let registry = &address.registry;
            Error::conflict(say!(
                "the schema {registry} was given its name around the tool: its functions would write elsewhere",
                "模式 {registry} 的名称是绕过本工具改成的：其函数会写到别处"
            ))
            .hint(say!(
                "give it back the name that it had, or put it in its new place by `alliance copy --to`",
                "请改回原名，或用 `alliance copy --to` 复制到新位置"
            ))
        } else if *code == SqlState::UNDEFINED_FUNCTION {
            Error::storage(say!(
                "the registry lacks a function that writes its journal",
                "登记库缺少写入日志的函数"
            ))
            .hint(say!(
                "it was taken out around the tool: `alliance check --deep` tells which; `alliance copy --to` another place makes a whole registry",
                "有人绕过本工具删除：`alliance check --deep` 可指出；用 `alliance copy --to` 复制到别处即得完整的登记库"
            ))
        } else if *code == SqlState::QUERY_CANCELED {
            Error::storage(say!("the server ended the work", "服务器中止了操作")).hint(say!(
                "its statement_timeout may be too short for this: options=-cstatement_timeout%3D0 in the URL lifts it",
                "服务器的 statement_timeout 可能过短：可在 URL 中用 options=-cstatement_timeout%3D0 取消"
            ))
        } else if *code == SqlState::DISK_FULL {
            Error::storage(say!("the server's disk is full", "服务器磁盘已满"))
        } else if *code == SqlState::TOO_MANY_CONNECTIONS {
            Error::storage(say!("the server has no connection left", "服务器连接数已满"))
                .hint(say!("try again in a moment", "请稍后再试"))
        } else if code.code().starts_with("23") {
            Error::conflict(say!(
                "a rule of the registry's own stands against the change",
                "该更改违反登记库的约束"
            ))
        } else if code.code().starts_with("42") {
            // It knows no table, column or function of that name, or has one already: the registry is not what this
            // program makes.
            Error::storage(say!("the server refused", "服务器拒绝执行")).damaged()
        } else {
            Error::storage(say!("the server refused", "服务器拒绝执行"))
        };
        Failure::new(told(wrapped, &causes), again)
    }
}

fn listed(address: &Address) -> String {
    let hosts: Vec<String> = address.hosts.iter().map(|(host, port)| format!("{host}:{port}")).collect();
    hosts.join(", ")
}

fn unreachable(address: &Address) -> Error {
    let hosts = listed(address);
    Error::storage(say!("the server at {hosts} cannot be reached", "无法连接服务器 {hosts}"))
}

/// The refusal of a schema that holds something else.
pub fn no_registry(address: &Address) -> Error {
    let (registry, database) = (&address.registry, &address.database);
    Error::conflict(say!(
        "the schema {registry} of the database {database} holds something else than a registry",
        "数据库 {database} 的模式 {registry} 中是其他内容，不是登记库"
    ))
    .hint(say!("name another with ?registry=NAME", "请用 ?registry=名称 另行指定"))
}

/// Whether the failure lies in the encryption.
pub fn is_of_encryption(error: &postgres::Error) -> bool {
    causes(error).iter().any(|cause| ENCRYPTION.iter().any(|word| cause.contains(word)))
}

/// What the causes of failures of the encryption are known by.
const ENCRYPTION: &[&str] = &["TLS", "certificate"];

/// The refusal of what a role may not do.
pub fn not_allowed(address: &Address) -> Error {
    let (role, registry) = (&address.user, &address.registry);
    Error::storage(say!(
        "the role {role} may not do this in the registry {registry}",
        "角色 {role} 无权在登记库 {registry} 中执行此操作"
    ))
    .hint(say!(
        "its owner gives rights with `alliance grant secretary {role}`; what only the owner may do (granting, forgetting a person, restoring, upgrading) the owner must do",
        "登记库的所有者可用 `alliance grant secretary {role}` 授权；仅所有者可做的操作（授权、抹去个人信息、恢复、升级）须由所有者执行"
    ))
}

fn refused(address: &Address) -> Error {
    let role = &address.user;
    Error::storage(say!("the server does not let {role} in", "服务器拒绝用户 {role} 登录")).hint(say!(
        "check the user and the password: in $PGPASSWORD, or better in ~/.pgpass (readable by you alone)",
        "请检查用户与密码：可用 $PGPASSWORD，最好写入 ~/.pgpass（仅本人可读）"
    ))
}

/// The words of the library and of what lies beneath it, each once.
fn causes(error: &postgres::Error) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(said) = error.as_db_error() {
        all.push(said.message().to_string());
        all.extend(said.detail().map(str::to_string));
        return all;
    }
    let own = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        all.push(cause.to_string());
        next = cause.source();
    }
    if all.is_empty() {
        all.push(own);
    }
    all
}

fn told(error: Error, causes: &[String]) -> Error {
    causes.first().map_or(error.clone(), |cause| error.cause(Message::verbatim(cause.clone())))
}

/// Whether the connection or the order of writers failed, not the work.
pub fn is_of_the_connection(error: &postgres::Error) -> bool {
    let Some(code) = error.code() else {
        return error.is_closed() || error.source().is_some_and(|cause| cause.is::<std::io::Error>());
    };
    code.code().starts_with("08")
        || [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::TOO_MANY_CONNECTIONS,
        ]
        .contains(code)
}

/// Whether there is no such schema or table.
pub fn missing(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| [SqlState::UNDEFINED_TABLE, SqlState::INVALID_SCHEMA_NAME].contains(code))
}

/// Whether what was to be made is there already.
pub fn there_already(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| {
        [
            SqlState::DUPLICATE_SCHEMA,
            SqlState::DUPLICATE_TABLE,
            SqlState::DUPLICATE_FUNCTION,
            SqlState::UNIQUE_VIOLATION,
        ]
        .contains(code)
    })
}
