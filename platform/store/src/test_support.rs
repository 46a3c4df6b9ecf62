//! Fresh databases for tests, gone when the test ends.
//!
//! PostgreSQL is used when the environment variable `LOTSE_TEST_POSTGRES` names a server, as in
//! `postgres://user@localhost:5432/postgres`. Each test gets a schema of its own, which takes some 10 ms where a
//! database of its own would take some 500 ms; the user needs the right to create schemas.
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::{ops::Deref, thread};

use tempfile::TempDir;
use tokio_postgres::NoTls;
use uuid::Uuid;

use crate::{Backend, MigrationSet, Options, Store};

/// A store on a database of its own.
pub struct TestStore {
    store: Store,
    url: String,
    database: Database,
}

enum Database {
    Folder { _folder: TempDir },
    Schema { server: String, name: String },
}

impl TestStore {
    /// An empty SQLite file in a temporary folder.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let url = format!("sqlite:{}", folder.path().join("test.sqlite").display());
        let store = Store::open(&url, Options::default()).await.expect("a new SQLite file opens");
        Self { store, url, database: Database::Folder { _folder: folder } }
    }

    /// An empty PostgreSQL schema, or `None` with a note when no server is named.
    pub async fn postgres() -> Option<Self> {
        let Ok(server) = std::env::var("LOTSE_TEST_POSTGRES") else {
            eprintln!("skipped: LOTSE_TEST_POSTGRES not set");
            return None;
        };
        let name = format!("lotse_test_{}", Uuid::now_v7().simple());
        on_server(&server, &format!("CREATE SCHEMA {name}")).await.expect("the test server creates schemas");
        let url = with_search_path(&server, &name);
        // Small pools: many tests run side by side against one server.
        let options = Options { connections: Some(8), ..Options::default() };
        let store = Store::open(&url, options).await.expect("the test server opens");
        Some(Self { store, url, database: Database::Schema { server, name } })
    }

    /// One store for each back end there is.
    pub async fn each() -> Vec<Self> {
        let mut stores = vec![Self::sqlite().await];
        stores.extend(Self::postgres().await);
        stores
    }

    /// One store for each back end there is, with the migrations applied.
    pub async fn each_migrated(sets: &[MigrationSet]) -> Vec<Self> {
        let stores = Self::each().await;
        for store in &stores {
            store.migrate(sets).await.expect("the migrations apply to an empty database");
        }
        stores
    }

    /// One store of the given kind, or `None` when there is no server.
    pub async fn of(backend: Backend) -> Option<Self> {
        match backend {
            Backend::Sqlite => Some(Self::sqlite().await),
            Backend::Postgres => Self::postgres().await,
        }
    }

    /// The store, to be cloned into the code under test.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The URL, to open the same database once more.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Drop for TestStore {
    fn drop(&mut self) {
        let Database::Schema { server, name } = &self.database else {
            return;
        };
        let (url, statement) = (server.clone(), format!("DROP SCHEMA {name} CASCADE"));
        // A test's own runtime cannot be waited for from inside it.
        let dropping = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(on_server(&url, &statement)).map_err(std::io::Error::other)
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("the test schema {name} stays behind");
        }
    }
}

async fn on_server(url: &str, statement: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let connection = tokio::spawn(connection);
    let result = client.batch_execute(statement).await;
    drop(client);
    let _ = connection.await;
    result
}

/// The URL with the schema as the place for all tables and as the name of its connections.
fn with_search_path(url: &str, schema: &str) -> String {
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}application_name={schema}&options=-csearch_path%3D{schema}")
}
