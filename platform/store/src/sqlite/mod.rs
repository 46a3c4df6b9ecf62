//! SQLite in a file: WAL, full durability, one writer thread, a pool of readers.

mod connection;
mod readers;
mod schema;
mod session;
mod snapshot;
mod writer;

use std::path::PathBuf;

pub(crate) use self::session::SqliteSession;
use self::{readers::Readers, writer::Writer};
use crate::{Error, Options, Result, Row, TableInfo, Transaction, Value};
use futures::future::BoxFuture;

pub(crate) struct Sqlite {
    path: PathBuf,
    options: Options,
    readers: Readers,
    writer: Writer,
}

impl Sqlite {
    /// Opens the file and its folder, creating both unless told otherwise.
    pub(crate) fn open(path: &str, options: &Options) -> Result<Self> {
        let path = PathBuf::from(path);
        if path.as_os_str().is_empty() || path.starts_with(":memory:") {
            return Err(Error::Invalid("the SQLite URL needs a file: sqlite:PATH".into()));
        }
        // The writer comes first: it creates the file and switches it to WAL.
        let writer = Writer::start(&path, options)?;
        let readers = Readers::open(&path, options)?;
        Ok(Self { path, options: options.clone(), readers, writer })
    }

    pub(crate) async fn query(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let reader = self.readers.acquire().await?;
        session::query(&reader, sql, params)
    }

    pub(crate) async fn query_uncached(&self, sql: &str, params: &[Value]) -> Result<Vec<Row>> {
        let reader = self.readers.acquire().await?;
        session::query_uncached(&reader, sql, params)
    }

    pub(crate) async fn prepare_check(&self, sql: &str) -> Result<()> {
        let reader = self.readers.acquire().await?;
        session::prepare_check(&reader, sql)
    }

    pub(crate) async fn tables(&self) -> Result<Vec<TableInfo>> {
        let reader = self.readers.acquire().await?;
        schema::tables(&reader)
    }

    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        self.writer.write(work).await
    }

    pub(crate) async fn snapshot<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let (path, options) = (self.path.clone(), self.options.clone());
        snapshot::run(path, options, work).await
    }

    pub(crate) async fn close(&self) {
        self.readers.close();
        self.writer.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params;

    const INSERT: &str = "INSERT INTO heap (id, bytes) VALUES ($1, $2)";

    async fn insert(sqlite: &Sqlite, id: i64, size: usize) -> Result<u64> {
        let work =
            sqlite.write(move |tx| Box::pin(async move { tx.execute(INSERT, params![id, vec![7_u8; size]]).await }));
        work.await
    }

    async fn batch(sqlite: &Sqlite, sql: &'static str) {
        let work = sqlite.write(move |tx| Box::pin(async move { tx.batch(sql).await }));
        work.await.unwrap();
    }

    /// A file that may not grow stands for a full disk.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_full_disk_is_unavailable_and_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("full.sqlite");
        let sqlite = Sqlite::open(path.to_str().unwrap(), &Options::default()).unwrap();
        batch(&sqlite, "CREATE TABLE heap (id bigint PRIMARY KEY, bytes bytea)").await;
        batch(&sqlite, "PRAGMA max_page_count = 40").await;
        let attempts = (0..60).map(|id| insert(&sqlite, id, 5000));
        let results = futures::future::join_all(attempts).await;
        let full = results.iter().filter(|result| matches!(result, Err(Error::Unavailable(_)))).count();
        let kept = results.iter().filter(|result| result.is_ok()).count();
        assert!(full > 0 && full + kept == 60, "{results:?}");
        let rows = sqlite.query("SELECT id FROM heap", &[]).await.unwrap();
        assert_eq!(rows.len(), kept, "what was acknowledged is there, and nothing else");
        batch(&sqlite, "PRAGMA max_page_count = 100000").await;
        insert(&sqlite, 1000, 5000).await.unwrap();
        sqlite.close().await;
    }
}
