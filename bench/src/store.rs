//! The store against the bare drivers: the same statements on the same settings, one after the other in turns, so
//! that a busy machine disturbs both alike.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;
use lotse_store::{Error, Migration, MigrationSet, Options, Store, params};
use tokio::runtime::Runtime;

use crate::report::{Row, median};

/// Rounds per measurement; the median counts.
const ROUNDS: usize = 5;
const ROUND_TIME: Duration = Duration::from_millis(800);
const ROWS_TO_READ: i64 = 10_000;

const INSERT: &str = "INSERT INTO note (writer, words) VALUES ($1, $2)";
const READ: &str = "SELECT id, name, age FROM person WHERE id = $1";
const INSERT_PERSON: &str = "INSERT INTO person (id, name, age) VALUES ($1, $2, $3)";

const SCHEMA: MigrationSet = MigrationSet {
    name: "bench",
    migrations: &[Migration::new(
        1,
        "notes and people",
        "CREATE TABLE note (writer bigint NOT NULL, words text NOT NULL);
         CREATE TABLE person (id bigint PRIMARY KEY, name text NOT NULL, age bigint NOT NULL)",
    )],
};

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let runtime = Runtime::new()?;
    let folder = tempfile::tempdir()?;
    let mut rows = runtime.block_on(sqlite(folder.path()))?;
    if let Ok(server) = std::env::var("LOTSE_TEST_POSTGRES") {
        rows.extend(runtime.block_on(postgres(&server))?);
    }
    Ok(rows)
}

async fn sqlite(folder: &Path) -> Result<Vec<Row>> {
    let store = Store::open(&format!("sqlite:{}", folder.join("store.sqlite").display()), Options::default()).await?;
    prepare(&store).await?;
    let bare = BareSqlite::open(&folder.join("bare.sqlite"))?;
    let mut rows = Vec::new();
    for (writers, limit) in [(1, None), (16, None), (64, Some(0.5))] {
        let (mut own, mut peer) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            peer.push(bare.writes(writers)?);
            own.push(store_writes(&store, writers).await?);
        }
        let name = format!("SQLite durable transactions, {writers} writers");
        let row = Row::rate(name, median(own), "transactions/s").against("rusqlite", median(peer));
        rows.push(with_limit(row, limit));
    }
    let (mut own, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        peer.push(bare.reads()?);
        own.push(store_reads(&store, 1).await?);
    }
    let row = Row::rate("SQLite point reads, 1 reader", median(own), "reads/s").against("rusqlite", median(peer));
    rows.push(row.at_least(0.5));
    store.close().await;
    Ok(rows)
}

async fn postgres(server: &str) -> Result<Vec<Row>> {
    let name = format!("lotse_bench_{}", std::process::id());
    let (client, connection) = tokio_postgres::connect(server, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    client.batch_execute(&format!("CREATE DATABASE {name}")).await?;
    let rows = postgres_rows(&server_database(server, &name)).await;
    client.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
    rows
}

async fn postgres_rows(url: &str) -> Result<Vec<Row>> {
    let store = Store::open(url, Options { connections: Some(64), ..Options::default() }).await?;
    prepare(&store).await?;
    let bare = BarePostgres::open(url, 64).await?;
    let mut rows = Vec::new();
    for (writers, limit) in [(1, None), (16, None), (64, Some(0.5))] {
        let (mut own, mut peer) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            peer.push(bare.writes(writers).await?);
            own.push(store_writes(&store, writers).await?);
        }
        let name = format!("PostgreSQL durable transactions, {writers} writers");
        let row = Row::rate(name, median(own), "transactions/s").against("tokio-postgres", median(peer));
        rows.push(with_limit(row, limit));
    }
    for readers in [1, 16] {
        let (mut own, mut peer) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            peer.push(bare.reads(readers).await?);
            own.push(store_reads(&store, readers).await?);
        }
        let name = format!("PostgreSQL point reads, {readers} readers");
        let row = Row::rate(name, median(own), "reads/s").against("tokio-postgres", median(peer));
        rows.push(row.at_least(0.5));
    }
    store.close().await;
    Ok(rows)
}

async fn prepare(store: &Store) -> Result<()> {
    store.migrate(&[SCHEMA]).await?;
    let people = (0..ROWS_TO_READ).map(|id| params![id, format!("person {id}"), id % 100].to_vec()).collect();
    let work =
        store.write(move |tx| Box::pin(async move { tx.insert_many("person", &["id", "name", "age"], people).await }));
    work.await.map_err(|error: Error| error.into()).map(drop)
}

/// Each writer is a task that begins its next transaction when the last one is durable.
async fn store_writes(store: &Store, writers: u32) -> Result<f64> {
    let store = store.clone();
    let write = move |writer: u32| {
        let store = store.clone();
        async move {
            let work = store.write(move |tx| {
                Box::pin(async move { tx.execute(INSERT, params![writer, "a few words to store"]).await })
            });
            work.await.map(drop).map_err(|error: Error| error.into())
        }
    };
    rate(writers, write).await
}

async fn store_reads(store: &Store, readers: u32) -> Result<f64> {
    let store = store.clone();
    let read = move |reader: u32| {
        let store = store.clone();
        async move {
            let row = store.query_one(READ, params![reader * 131 % 10_000]).await?;
            let (_id, _name, _age): (i64, String, i64) = (row.get("id")?, row.get("name")?, row.get("age")?);
            Ok(())
        }
    };
    rate(readers, read).await
}

/// How often the work is done in a second by so many tasks that repeat it.
async fn rate<F, W>(tasks: u32, work: W) -> Result<f64>
where
    F: Future<Output = Result<()>> + Send + 'static,
    W: Fn(u32) -> F + Clone + Send + 'static,
{
    let start = Instant::now();
    let repeat = |task: u32| {
        let work = work.clone();
        tokio::spawn(async move {
            let mut count = 0_u32;
            while start.elapsed() < ROUND_TIME {
                work(task).await?;
                count += 1;
            }
            anyhow::Ok(count)
        })
    };
    let running: Vec<_> = (0..tasks).map(repeat).collect();
    let mut total = 0.0;
    for task in running {
        total += f64::from(task.await??);
    }
    Ok(total / start.elapsed().as_secs_f64())
}

/// rusqlite with the settings of the store, as many rows to a commit as the store has writers.
struct BareSqlite(rusqlite::Connection);

impl BareSqlite {
    fn open(path: &Path) -> Result<Self> {
        let mut connection = rusqlite::Connection::open(path)?;
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.execute_batch(SCHEMA.migrations[0].sql)?;
        let transaction = connection.transaction()?;
        for id in 0..ROWS_TO_READ {
            transaction.execute(INSERT_PERSON, rusqlite::params![id, format!("person {id}"), id % 100])?;
        }
        transaction.commit()?;
        Ok(Self(connection))
    }

    fn writes(&self, rows_per_commit: u32) -> Result<f64> {
        let (start, mut count) = (Instant::now(), 0.0);
        while start.elapsed() < ROUND_TIME {
            let transaction = self.0.unchecked_transaction()?;
            for row in 0..rows_per_commit {
                transaction.prepare_cached(INSERT)?.execute(rusqlite::params![row, "a few words to store"])?;
            }
            transaction.commit()?;
            count += f64::from(rows_per_commit);
        }
        Ok(count / start.elapsed().as_secs_f64())
    }

    fn reads(&self) -> Result<f64> {
        let (start, mut count) = (Instant::now(), 0.0);
        while start.elapsed() < ROUND_TIME {
            let mut statement = self.0.prepare_cached(READ)?;
            let _row: (i64, String, i64) =
                statement.query_row([131], |row| Ok((row.get("id")?, row.get("name")?, row.get("age")?)))?;
            count += 1.0;
        }
        Ok(count / start.elapsed().as_secs_f64())
    }
}

/// tokio-postgres with one connection and prepared statements for each task.
struct BarePostgres(Vec<std::sync::Arc<Connection>>);

struct Connection {
    client: tokio_postgres::Client,
    insert: tokio_postgres::Statement,
    read: tokio_postgres::Statement,
}

impl BarePostgres {
    async fn open(url: &str, connections: usize) -> Result<Self> {
        let mut opened = Vec::new();
        for _ in 0..connections {
            let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
            tokio::spawn(connection);
            let (insert, read) = (client.prepare(INSERT).await?, client.prepare(READ).await?);
            opened.push(std::sync::Arc::new(Connection { client, insert, read }));
        }
        Ok(Self(opened))
    }

    async fn writes(&self, writers: u32) -> Result<f64> {
        let connections = self.0.clone();
        let write = move |writer: u32| {
            let connection = std::sync::Arc::clone(&connections[writer as usize]);
            async move {
                connection.client.batch_execute("BEGIN").await?;
                connection.client.execute(&connection.insert, &[&i64::from(writer), &"a few words to store"]).await?;
                Ok(connection.client.batch_execute("COMMIT").await?)
            }
        };
        rate(writers, write).await
    }

    async fn reads(&self, readers: u32) -> Result<f64> {
        let connections = self.0.clone();
        let read = move |reader: u32| {
            let connection = std::sync::Arc::clone(&connections[reader as usize]);
            async move {
                let row = connection.client.query_one(&connection.read, &[&i64::from(reader * 131 % 10_000)]).await?;
                let (_id, _name, _age): (i64, String, i64) = (row.get("id"), row.get("name"), row.get("age"));
                Ok(())
            }
        };
        rate(readers, read).await
    }
}

fn with_limit(row: Row, limit: Option<f64>) -> Row {
    match limit {
        Some(limit) => row.at_least(limit),
        None => row,
    }
}

/// The server's URL with another database.
fn server_database(server: &str, name: &str) -> String {
    let (address, parameters) = server
        .split_once('?')
        .map_or((server, String::new()), |(address, parameters)| (address, format!("?{parameters}")));
    let start = address.find("://").map_or(0, |position| position + 3);
    let end = address[start..].find('/').map_or(address.len(), |position| start + position);
    format!("{}/{name}{parameters}", &address[..end])
}
