//! The transaction handed to the closures of [`Store::write`](crate::Store::write) and
//! [`Store::snapshot`](crate::Store::snapshot); one type for both back ends.

use crate::{Error, Result, Row, Value, postgres::PostgresSession, sqlite::SqliteSession, statement::at_most_one};

/// A running transaction.
///
/// After a failed statement every further call fails with the same error, and the transaction is rolled back even
/// if the closure returns `Ok`: that is how PostgreSQL behaves, and SQLite follows suit. Where a conflict is
/// expected, write `ON CONFLICT DO NOTHING RETURNING …` instead of catching [`Error::Conflict`].
pub struct Transaction {
    session: Session,
    failure: Option<Error>,
}

pub(crate) enum Session {
    Sqlite(SqliteSession),
    Postgres(PostgresSession),
}

impl Transaction {
    pub(crate) fn new(session: Session) -> Self {
        Self { session, failure: None }
    }

    /// Runs a statement and returns the number of changed rows.
    pub async fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        self.usable()?;
        let result = match &mut self.session {
            Session::Sqlite(session) => session.execute(sql, params),
            Session::Postgres(session) => session.execute(sql, params).await,
        };
        self.remember(result)
    }

    /// All rows of a query, or of a statement with `RETURNING`.
    pub async fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        self.usable()?;
        let result = match &mut self.session {
            Session::Sqlite(session) => session.query(sql, params),
            Session::Postgres(session) => session.query(sql, params).await,
        };
        self.remember(result)
    }

    /// The only row, if there is one; more than one is [`Error::Invalid`].
    pub async fn query_optional(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        at_most_one(self.query(sql, params).await?, sql)
    }

    /// The only row; [`Error::NotFound`] if there is none (the transaction stays usable).
    pub async fn query_one(&mut self, sql: &'static str, params: &[Value]) -> Result<Row> {
        self.query_optional(sql, params).await?.ok_or(Error::NotFound)
    }

    /// Inserts many rows at once, as fast as the back end can: a prepared loop, or `COPY … BINARY`.
    pub async fn insert_many(
        &mut self,
        table: &'static str,
        columns: &'static [&'static str],
        rows: Vec<Vec<Value>>,
    ) -> Result<u64> {
        self.insert_many_dynamic(table, columns, rows).await
    }

    /// Like [`Self::insert_many`] for names known only at run time; for restore only.
    pub async fn insert_many_dynamic<S: AsRef<str> + Sync>(
        &mut self,
        table: &str,
        columns: &[S],
        rows: Vec<Vec<Value>>,
    ) -> Result<u64> {
        self.usable()?;
        let result = match rows.iter().find(|row| row.len() != columns.len()) {
            Some(row) => Err(Error::Invalid(format!("{} values for {} columns of {table}", row.len(), columns.len()))),
            None => match &mut self.session {
                Session::Sqlite(session) => session.insert_many(table, columns, &rows),
                Session::Postgres(session) => session.insert_many(table, columns, &rows).await,
            },
        };
        self.remember(result)
    }

    /// Like [`Self::execute`] for a text made at run time; for restore only. Never put input into the text.
    pub async fn execute_dynamic(&mut self, sql: String, params: &[Value]) -> Result<u64> {
        self.usable()?;
        let result = match &mut self.session {
            Session::Sqlite(session) => session.execute_uncached(&sql, params),
            Session::Postgres(session) => session.execute_uncached(&sql, params).await,
        };
        self.remember(result)
    }

    /// Like [`Self::query`] for a text made at run time; for backup only. Never put input into the text.
    pub async fn query_dynamic(&mut self, sql: String, params: &[Value]) -> Result<Vec<Row>> {
        self.usable()?;
        let result = match &mut self.session {
            Session::Sqlite(session) => session.query_uncached(&sql, params),
            Session::Postgres(session) => session.query_uncached(&sql, params).await,
        };
        self.remember(result)
    }

    /// Several statements without parameters, for migrations.
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<()> {
        self.usable()?;
        let result = match &mut self.session {
            Session::Sqlite(session) => session.batch(sql),
            Session::Postgres(session) => session.batch(sql).await,
        };
        self.remember(result)
    }

    pub(crate) fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// What went wrong during the transaction, if anything; the next one starts clean.
    pub(crate) fn take_failure(&mut self) -> Option<Error> {
        self.failure.take()
    }

    fn usable(&self) -> Result<()> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    fn remember<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result {
            self.failure = Some(error.clone());
        }
        result
    }
}
