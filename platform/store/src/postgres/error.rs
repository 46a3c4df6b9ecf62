//! PostgreSQL's error codes (appendix A of its manual) as cases a caller can act on.

use deadpool_postgres::PoolError;
use tokio_postgres::error::{DbError, SqlState};

use crate::Error;

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        if let Some(database_error) = error.as_db_error() {
            return from_database(database_error);
        }
        let text = with_source(&error);
        let is_connection_lost = error.is_closed()
            || std::error::Error::source(&error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
            || text.starts_with("error connecting");
        if is_connection_lost { Self::Unavailable(text) } else { Self::Invalid(text) }
    }
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Timeout(_) => Self::Busy,
            PoolError::Backend(error) => Self::Unavailable(with_source(&error)),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

fn from_database(error: &DbError) -> Error {
    let code = error.code();
    let detail = error.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
    let text = format!("{}{detail} [{}]", error.message(), code.code());
    match code.code().get(..2).unwrap_or_default() {
        _ if *code == SqlState::NOT_NULL_VIOLATION => Error::Invalid(text),
        "23" => Error::Conflict(text),
        // Transaction rollback: serialization failure, deadlock.
        "40" => Error::Busy,
        _ if *code == SqlState::LOCK_NOT_AVAILABLE || *code == SqlState::QUERY_CANCELED => Error::Busy,
        // Connection exception, insufficient resources, operator intervention, system error, internal error.
        "08" | "53" | "57" | "58" | "XX" => Error::Unavailable(text),
        _ => Error::Invalid(text),
    }
}

fn with_source(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}
