//! Opening connections with the settings that make SQLite durable and as close to PostgreSQL as it gets.

use std::{fs, path::Path};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, ffi, functions::FunctionFlags};

use crate::{Error, Options, Result};

/// Statements kept prepared per connection; more than all offices together have.
const CACHED_STATEMENTS: usize = 1024;

/// The only connection that writes.
pub(super) fn open_writer(path: &Path, options: &Options) -> Result<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if !options.must_exist {
        create_folder(path)?;
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let connection = open(path, flags, options)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0)).map_err(Error::from)?;
    if !mode.eq_ignore_ascii_case("wal") {
        return Err(Error::Unavailable(format!("{} cannot use write-ahead logging", path.display())));
    }
    connection.pragma_update(None, "synchronous", "full")?;
    Ok(connection)
}

/// A connection that cannot write.
pub(super) fn open_reader(path: &Path, options: &Options) -> Result<Connection> {
    open(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX, options)
}

fn open(path: &Path, flags: OpenFlags, options: &Options) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(options.patience())?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    // "name" is an identifier, never a text, as in standard SQL.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "case_sensitive_like", true)?;
    unicode_case(&connection)?;
    Ok(connection)
}

/// SQLite's own `lower` and `upper` leave Ä, Ö and Ü alone.
fn unicode_case(connection: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("lower", 1, flags, |context| {
        Ok(context.get::<Option<String>>(0)?.map(|text| text.to_lowercase()))
    })?;
    connection.create_scalar_function("upper", 1, flags, |context| {
        Ok(context.get::<Option<String>>(0)?.map(|text| text.to_uppercase()))
    })?;
    Ok(())
}

fn create_folder(path: &Path) -> Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else {
        return Ok(());
    };
    fs::create_dir_all(folder).map_err(|error| Error::Unavailable(format!("{}: {error}", folder.display())))
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, message) = &error else {
            return Self::Invalid(error.to_string());
        };
        let text = message.clone().unwrap_or_else(|| failure.to_string());
        match failure.code {
            ErrorCode::ConstraintViolation => match failure.extended_code {
                ffi::SQLITE_CONSTRAINT_NOTNULL | ffi::SQLITE_CONSTRAINT_DATATYPE => Self::Invalid(text),
                _ => Self::Conflict(text),
            },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::OutOfMemory
            | ErrorCode::FileLockingProtocolFailed => Self::Unavailable(text),
            _ => Self::Invalid(text),
        }
    }
}
