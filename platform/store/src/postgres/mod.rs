//! PostgreSQL through a connection pool with prepared statements.

mod error;
mod schema;
mod session;
mod wire;

use std::str::FromStr;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, QueueMode, RecyclingMethod, Runtime};
use futures::future::BoxFuture;
use tokio_postgres::{Config, NoTls, config::SslMode};

use self::session::Begin;
pub(crate) use self::session::PostgresSession;
use crate::{
    Error, Options, Result, Row, TableInfo, Transaction, Value,
    guard::{Inside, require_outside},
    transaction::Session,
};

pub(crate) struct Postgres {
    pool: Pool,
    options: Options,
}

impl Postgres {
    /// Opens the pool and one connection, so that a wrong address is noticed at once.
    pub(crate) async fn open(url: &str, options: &Options) -> Result<Self> {
        let mut config = Config::from_str(url).map_err(|error| Error::Invalid(format!("database URL: {error}")))?;
        if config.get_ssl_mode() == SslMode::Require {
            return Err(Error::Invalid("database URL: TLS is not supported, use a local socket or a tunnel".into()));
        }
        if config.get_application_name().is_none() {
            config.application_name("lotse");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(options.patience());
        }
        let manager = Manager::from_config(config, NoTls, ManagerConfig { recycling_method: RecyclingMethod::Fast });
        let pool = Pool::builder(manager)
            .max_size(options.connections.unwrap_or(16).max(1))
            .runtime(Runtime::Tokio1)
            // The connection used last has its statements prepared and its server process in the caches.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(options.patience()))
            .build()
            .map_err(|error| Error::Invalid(error.to_string()))?;
        let postgres = Self { pool, options: options.clone() };
        drop(postgres.client().await?);
        Ok(postgres)
    }

    pub(crate) async fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        session::query(&*self.client().await?, sql, params).await
    }

    pub(crate) async fn query_uncached(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        session::query_uncached(&*self.client().await?, sql, params).await
    }

    pub(crate) async fn prepare_check(&self, sql: &str) -> Result<()> {
        self.client().await?.prepare(sql).await?;
        Ok(())
    }

    pub(crate) async fn tables(&self) -> Result<Vec<TableInfo>> {
        schema::tables(&*self.client().await?).await
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        require_outside()?;
        let mut transaction = self.begin(Begin::Write).await?;
        let running = Inside(work(&mut transaction));
        let Ok(outcome) = tokio::time::timeout(self.options.patience(), running).await else {
            tracing::warn!("a transaction took too long and is rolled back");
            // Dropping it closes the connection, which rolls back whatever it waits for.
            return Err(Error::Busy.into());
        };
        finish(transaction, outcome).await
    }

    pub(crate) async fn snapshot<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let mut transaction = self.begin(Begin::Snapshot).await?;
        let outcome = work(&mut transaction).await;
        finish(transaction, outcome).await
    }

    /// Prepared statements know the shape of their result; a migration may have changed it.
    pub(crate) fn forget_statements(&self) {
        self.pool.manager().statement_caches.clear();
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }

    async fn begin(&self, kind: Begin) -> Result<Transaction> {
        let session = PostgresSession::begin(self.client().await?, kind).await?;
        Ok(Transaction::new(Session::Postgres(session)))
    }

    async fn client(&self) -> Result<Object> {
        Ok(self.pool.get().await?)
    }
}

/// Commits if the closure and all its statements went well, otherwise rolls back.
async fn finish<T, E: From<Error>>(mut transaction: Transaction, outcome: Result<T, E>) -> Result<T, E> {
    let failure = transaction.take_failure();
    let Session::Postgres(session) = transaction.session() else {
        unreachable!("the session was made by this module");
    };
    match (outcome, failure) {
        (Ok(value), None) => {
            session.commit().await?;
            Ok(value)
        }
        (Ok(_), Some(failure)) => {
            session.roll_back().await;
            Err(failure.into())
        }
        (Err(error), _) => {
            session.roll_back().await;
            Err(error)
        }
    }
}
