//! The store itself: opens a back end by URL and passes everything on to it.

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;

use crate::{
    AppliedMigration, Error, MigrationSet, Result, Row, TableInfo, Transaction, Value, migration,
    postgres::Postgres,
    sqlite::Sqlite,
    statement::{at_most_one, require_read},
};

/// A database, shared by cloning.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

enum Inner {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Which database is behind a [`Store`]; for messages and operation, never for choosing SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A SQLite file.
    Sqlite,
    /// A PostgreSQL server, version 15 or later.
    Postgres,
}

/// Settings with defaults that suit a server.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// SQLite: connections for reading; by default the number of cores and two more.
    pub read_connections: Option<usize>,
    /// PostgreSQL: connections in all; 16 by default.
    pub connections: Option<usize>,
    /// How long to wait for a lock or a connection, and for a transaction's closure to end; 10 seconds by default.
    pub patience: Option<Duration>,
    /// SQLite: fail instead of creating the file.
    pub must_exist: bool,
}

impl Options {
    pub(crate) fn patience(&self) -> Duration {
        self.patience.unwrap_or(Duration::from_secs(10))
    }
}

impl Store {
    /// Opens `sqlite:PATH` or `postgres://…`; a PostgreSQL unix socket is given as `?host=/folder`.
    pub async fn open(url: &str, options: Options) -> Result<Self> {
        let inner = if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            Inner::Sqlite(Sqlite::open(path, &options)?)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Inner::Postgres(Postgres::open(url, &options).await?)
        } else {
            return Err(Error::Invalid("a database URL starts with sqlite: or postgres://".into()));
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Which database this is.
    pub fn backend(&self) -> Backend {
        match &*self.0 {
            Inner::Sqlite(_) => Backend::Sqlite,
            Inner::Postgres(_) => Backend::Postgres,
        }
    }

    /// Applies what is missing of the sets, all in one transaction. A changed or unknown applied migration is
    /// [`Error::Migration`].
    pub async fn migrate(&self, sets: &[MigrationSet]) -> Result<()> {
        migration::migrate(self, sets).await?;
        if let Inner::Postgres(postgres) = &*self.0 {
            postgres.forget_statements();
        }
        Ok(())
    }

    /// The migrations the database has seen, by set and number.
    pub async fn applied_migrations(&self) -> Result<Vec<AppliedMigration>> {
        migration::applied(self).await
    }

    /// All rows of a query, outside a transaction.
    pub async fn query(&self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        require_read(sql)?;
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.query(sql, params).await,
            Inner::Postgres(postgres) => postgres.query(sql, params).await,
        }
    }

    /// The only row, if there is one; more than one is [`Error::Invalid`].
    pub async fn query_optional(&self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        at_most_one(self.query(sql, params).await?, sql)
    }

    /// The only row; [`Error::NotFound`] if there is none.
    pub async fn query_one(&self, sql: &'static str, params: &[Value]) -> Result<Row> {
        self.query_optional(sql, params).await?.ok_or(Error::NotFound)
    }

    /// Like [`Self::query`] for a text made at run time; for backup only. Never put input into the text.
    pub async fn query_dynamic(&self, sql: String, params: &[Value]) -> Result<Vec<Row>> {
        require_read(&sql)?;
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.query_uncached(&sql, params).await,
            Inner::Postgres(postgres) => postgres.query_uncached(&sql, params).await,
        }
    }

    /// Runs the closure in a transaction. `Ok` means committed and durable on disk; if the closure returns an error
    /// or panics, nothing of it remains. It is run once and never repeated.
    ///
    /// Await nothing but the transaction inside: on SQLite all other writers wait meanwhile. Giving up on the
    /// returned future does not reliably stop the transaction.
    ///
    /// ```
    /// # use lotse_store::{Error, Store, params};
    /// # async fn example(store: Store) -> Result<(), Error> {
    /// let count = store.write(|tx| Box::pin(async move {
    ///     tx.execute("INSERT INTO note (text) VALUES ($1)", params!["Hallo"]).await?;
    ///     tx.query_one("SELECT count(*) AS n FROM note", params![]).await?.get::<i64>("n")
    /// })).await?;
    /// # Ok(()) }
    /// ```
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.write(work).await,
            Inner::Postgres(postgres) => postgres.write(work).await,
        }
    }

    /// Runs the closure on a read-only snapshot: all its queries see the same state, however long it takes.
    pub async fn snapshot<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.snapshot(work).await,
            Inner::Postgres(postgres) => postgres.snapshot(work).await,
        }
    }

    /// Prepares a statement without running it; for the test that prepares every statement on both back ends.
    pub async fn prepare_check(&self, sql: &str) -> Result<()> {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.prepare_check(sql).await,
            Inner::Postgres(postgres) => postgres.prepare_check(sql).await,
        }
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.query_one("SELECT 1 AS one", &[]).await.map(drop)
    }

    /// The tables, each after those its foreign keys point to.
    pub async fn tables(&self) -> Result<Vec<TableInfo>> {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.tables().await,
            Inner::Postgres(postgres) => postgres.tables().await,
        }
    }

    /// Lets running transactions finish and closes the database for all clones of this store.
    pub async fn close(self) {
        match &*self.0 {
            Inner::Sqlite(sqlite) => sqlite.close().await,
            Inner::Postgres(postgres) => postgres.close(),
        }
    }
}
