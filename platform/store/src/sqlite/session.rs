//! Running statements on a SQLite connection.
//!
//! `$1` is understood by SQLite itself, as a parameter *named* `$1` and numbered by first appearance; so parameters
//! are bound by name, and no SQL text is rewritten.

use std::sync::Arc;

use rusqlite::{
    Connection, Statement,
    types::{ToSql, ToSqlOutput, ValueRef},
};

use crate::{
    Error, Result, Row, Value,
    statement::{quoted, quoted_list, shortened},
};

/// The connection inside a transaction.
pub(crate) struct SqliteSession {
    connection: Connection,
}

impl SqliteSession {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection }
    }

    /// A statement without parameters and rows, such as `COMMIT`.
    pub(super) fn control(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.raw_execute()?;
        Ok(())
    }

    /// Whether SQLite rolled the whole transaction back by itself, as it does when the disk is full.
    pub(super) fn is_rolled_back(&self) -> bool {
        self.connection.is_autocommit()
    }

    pub(crate) fn execute(&self, sql: &str, params: &[Value]) -> Result<u64> {
        execute(&self.connection, &mut *self.connection.prepare_cached(sql)?, params)
    }

    pub(crate) fn execute_uncached(&self, sql: &str, params: &[Value]) -> Result<u64> {
        execute(&self.connection, &mut self.connection.prepare(sql)?, params)
    }

    pub(crate) fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        query(&self.connection, sql, params)
    }

    pub(crate) fn query_uncached(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        query_uncached(&self.connection, sql, params)
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        Ok(self.connection.execute_batch(sql)?)
    }

    pub(crate) fn insert_many<S: AsRef<str>>(&self, table: &str, columns: &[S], rows: &[Vec<Value>]) -> Result<u64> {
        let places = vec!["?"; columns.len()].join(", ");
        let sql = format!("INSERT INTO {} ({}) VALUES ({places})", quoted(table), quoted_list(columns));
        let mut statement = self.connection.prepare_cached(&sql)?;
        for row in rows {
            for (index, value) in row.iter().enumerate() {
                statement.raw_bind_parameter(index + 1, value)?;
            }
            statement.raw_execute()?;
        }
        Ok(rows.len() as u64)
    }
}

pub(super) fn query(connection: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
    rows(&mut *connection.prepare_cached(sql)?, params)
}

pub(super) fn query_uncached(connection: &Connection, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
    rows(&mut connection.prepare(sql)?, params)
}

/// Prepares without running, and checks that the parameters are `$1` to `$n` without a gap.
pub(super) fn prepare_check(connection: &Connection, sql: &str) -> Result<()> {
    let statement = connection.prepare(sql)?;
    let count = statement.parameter_count();
    let placed: Result<Vec<usize>> = (1..=count).map(|index| parameter_number(&statement, index)).collect();
    if placed?.into_iter().max().unwrap_or_default() != count {
        return Err(Error::Invalid(format!("parameters are not $1 to ${count}: {}", shortened(sql))));
    }
    Ok(())
}

fn execute(connection: &Connection, statement: &mut Statement<'_>, params: &[Value]) -> Result<u64> {
    bind(statement, params)?;
    if statement.column_count() == 0 {
        return Ok(statement.raw_execute()? as u64);
    }
    let mut returned = statement.raw_query();
    while returned.next()?.is_some() {}
    drop(returned);
    Ok(connection.changes())
}

fn rows(statement: &mut Statement<'_>, params: &[Value]) -> Result<Vec<Row>> {
    bind(statement, params)?;
    let columns: Arc<[String]> = statement.column_names().map(String::from).collect();
    let mut found = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let values: Result<Vec<Value>> = (0..columns.len()).map(|index| value(row.get_ref(index)?)).collect();
        rows.push(Row::new(Arc::clone(&columns), values?));
    }
    Ok(rows)
}

fn bind(statement: &mut Statement<'_>, params: &[Value]) -> Result<()> {
    let count = statement.parameter_count();
    if count != params.len() {
        return Err(Error::Invalid(format!("{} parameters given, {count} expected", params.len())));
    }
    for index in 1..=count {
        let number = parameter_number(statement, index)?;
        let value =
            params.get(number - 1).ok_or_else(|| Error::Invalid(format!("parameter ${number} without a value")))?;
        statement.raw_bind_parameter(index, value)?;
    }
    Ok(())
}

/// The `n` of the `$n` that stands at SQLite's parameter index.
fn parameter_number(statement: &Statement<'_>, index: usize) -> Result<usize> {
    let name = statement.parameter_name(index).unwrap_or("?");
    let number = name.strip_prefix('$').and_then(|digits| digits.parse().ok()).filter(|number| *number > 0);
    number.ok_or_else(|| Error::Invalid(format!("parameter {name} is not written as $1, $2 …")))
}

fn value(stored: ValueRef<'_>) -> Result<Value> {
    Ok(match stored {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(bytes) => {
            let text = str::from_utf8(bytes).map_err(|_| Error::Invalid("stored text is not UTF-8".into()))?;
            Value::Text(text.to_owned())
        }
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Bool(truth) => ValueRef::Integer(i64::from(*truth)),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
            Self::Uuid(id) => ValueRef::Blob(id.as_bytes()),
        }))
    }
}
