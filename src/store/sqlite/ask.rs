//! Questions in SQL whose text is not ours: they read alone, and within a budget.

use std::time::Instant;

use rusqlite::{
    ErrorCode,
    hooks::{AuthAction, AuthContext, Authorization},
    limits::Limit,
    types::ValueRef,
};
use serde_json::Value as Json;

use super::{
    Sqlite,
    super::engine::{ASKED_MEMORY, AskEach, Budget, Engine as _, LONGEST_VALUE},
    failure,
};
use crate::{
    error::{Error, Kind, Result},
    say,
};

impl Sqlite {
    /// Answers a question in SQL whose text is not ours. The engine itself refuses whatever would do
    /// more than read; columns are told once, before the rows.
    pub fn ask(
        &mut self,
        sql: &str,
        budget: Budget,
        columns: &mut dyn FnMut(Vec<String>),
        each: &mut AskEach<'_>,
    ) -> Result<()> {
        self.bounded(budget)?;
        self.0.authorizer(Some(reading_alone)).map_err(|e| failure(&e))?;
        let wrong = |e: rusqlite::Error| {
            match e.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => budget.too_long(),
            Some(ErrorCode::OutOfMemory | ErrorCode::TooBig) => Budget::too_large(),
            Some(ErrorCode::AuthorizationForStatementDenied) => Error::new(
                Kind::Invalid,
                say!("the question would do more than read", "该语句不只是读取"),
            )
            .hint(say!("`sql` answers SELECT; changes are made by the other commands", "`sql` 只回答 SELECT；修改请用其他命令")),
            _ => Error::invalid(say!("the question is not understood", "该语句无法执行"))
                .because(&e)
                .hint(say!(
                    "each noun is a view: SELECT * FROM member… see schema.sql, or SELECT name FROM sqlite_schema",
                    "每类记录都有同名视图，见 schema.sql，或 SELECT name FROM sqlite_schema"
                )),
        }
        };
        let mut statement = self.0.prepare(sql).map_err(wrong)?;
        let width = statement.column_count();
        columns(statement.column_names().map(str::to_string).collect());
        let mut rows = statement.query([]).map_err(wrong)?;
        let mut count = 0;
        while let Some(row) = rows.next().map_err(wrong)? {
            count += 1;
            if count > budget.rows {
                return Err(budget.too_many());
            }
            let cell = |at| {
                Ok(match row.get_ref(at).map_err(|e| failure(&e))? {
                    ValueRef::Null => Json::Null,
                    ValueRef::Integer(n) => n.into(),
                    ValueRef::Real(n) => n.into(),
                    ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned().into(),
                    ValueRef::Blob(bytes) => format!("({} bytes)", bytes.len()).into(),
                })
            };
            each((0..width).map(cell).collect::<Result<_>>()?)?;
        }
        Ok(())
    }

    /// Holds what is asked next to a budget: the engine looks at the clock every so many steps, and refuses longer
    /// values and more memory. For a connection that does nothing else.
    fn bounded(&mut self, budget: Budget) -> Result<()> {
        let started = Instant::now();
        let late = move || started.elapsed() > budget.time;
        self.0.progress_handler(10_000, Some(late)).map_err(|e| failure(&e))?;
        let longest = i32::try_from(LONGEST_VALUE).unwrap_or(i32::MAX);
        self.0.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest).map_err(|e| failure(&e))?;
        // Of the patterns of LIKE and GLOB the clock is not looked at.
        self.0.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000).map_err(|e| failure(&e))?;
        self.script(&format!("PRAGMA hard_heap_limit = {ASKED_MEMORY}"))
    }
}

/// What a question may do: read tables, call functions, and look at the schema.
fn reading_alone(context: AuthContext<'_>) -> Authorization {
    let reads = match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => !function_name.eq_ignore_ascii_case("load_extension"),
        AuthAction::Pragma { pragma_name, .. } => {
            ["table_info", "table_list", "table_xinfo", "index_list", "index_info", "foreign_key_list"]
                .contains(&pragma_name)
        }
        _ => false,
    };
    if reads { Authorization::Allow } else { Authorization::Deny }
}
