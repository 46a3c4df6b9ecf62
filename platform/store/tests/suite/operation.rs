//! Opening, closing, snapshots, several processes, and partners that are not there.

use std::time::Duration;

use lotse_store::{Error, Options, Store, Value, params, test_support::TestStore};

use crate::{SCHEMA, count_people, insert_person, on_both};

on_both!(
    ping_answers,
    closed_stores_say_so_and_lose_nothing,
    a_snapshot_stands_still,
    a_snapshot_cannot_write,
    two_stores_share_one_database,
    dynamic_statements_copy_a_table,
    more_readers_than_connections,
);

async fn ping_answers(store: TestStore) {
    store.ping().await.unwrap();
}

async fn closed_stores_say_so_and_lose_nothing(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let first = Store::open(store.url(), Options::default()).await.unwrap();
    insert_person(&first, 1, "anna").await.unwrap();
    let clone = first.clone();
    first.close().await;
    assert!(matches!(clone.ping().await, Err(Error::Unavailable(_))));
    assert!(matches!(insert_person(&clone, 2, "berta").await, Err(Error::Unavailable(_))));
    clone.close().await;
    assert_eq!(count_people(&store).await, 1);
}

async fn a_snapshot_stands_still(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    insert_person(&store, 1, "anna").await.unwrap();
    let writer = store.store().clone();
    let counts: Result<(i64, i64), Error> = store
        .snapshot(move |tx| {
            Box::pin(async move {
                let count = "SELECT count(*) AS n FROM person";
                let before = tx.query_one(count, params![]).await?.get("n")?;
                insert_person(&writer, 2, "berta").await?;
                let after = tx.query_one(count, params![]).await?.get("n")?;
                Ok((before, after))
            })
        })
        .await;
    assert_eq!(counts, Ok((1, 1)));
    assert_eq!(count_people(&store).await, 2);
}

async fn a_snapshot_cannot_write(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let delete = "DELETE FROM person";
    let result = store.snapshot(move |tx| Box::pin(async move { tx.execute(delete, params![]).await })).await;
    assert!(matches!(result, Err(Error::Invalid(_))), "{result:?}");
}

async fn two_stores_share_one_database(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let other = Store::open(store.url(), Options { must_exist: true, ..Options::default() }).await.unwrap();
    let write = async |store: &Store, offset: i64| {
        for id in 0..50 {
            insert_person(store, offset + id, &format!("{}", offset + id)).await.unwrap();
        }
    };
    tokio::join!(write(&store, 0), write(&other, 1000));
    assert_eq!(count_people(&store).await, 100);
    assert_eq!(count_people(&other).await, 100);
}

async fn dynamic_statements_copy_a_table(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    for id in 0..10 {
        insert_person(&store, id, &format!("person {id}")).await.unwrap();
    }
    let tables = store.tables().await.unwrap();
    let person = tables.iter().find(|table| table.name == "person").unwrap().clone();
    let columns: Vec<String> = person.columns.iter().map(|column| column.name.clone()).collect();
    let select = format!("SELECT {} FROM person ORDER BY {}", columns.join(", "), person.primary_key.join(", "));
    let read = store.snapshot(move |tx| Box::pin(async move { tx.query_dynamic(select, params![]).await }));
    let rows: Vec<Vec<Value>> = read
        .await
        .unwrap_or_else(|error: Error| panic!("{error}"))
        .into_iter()
        .map(lotse_store::Row::into_values)
        .collect();
    let restored = rows.clone();
    let count: Result<u64, Error> = store
        .write(move |tx| {
            Box::pin(async move {
                tx.execute_dynamic("DELETE FROM person".into(), params![]).await?;
                tx.insert_many_dynamic("person", &columns, restored).await
            })
        })
        .await;
    assert_eq!(count, Ok(10));
    let again = store.query_dynamic("SELECT id, name, email, age FROM person ORDER BY id".into(), params![]).await;
    let again: Vec<Vec<Value>> = again.unwrap().into_iter().map(lotse_store::Row::into_values).collect();
    assert_eq!(again, rows);
}

async fn more_readers_than_connections(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let options = Options { read_connections: Some(1), connections: Some(1), ..Options::default() };
    let narrow = Store::open(store.url(), options).await.unwrap();
    let reading = (0..40).map(|_| {
        let narrow = narrow.clone();
        tokio::spawn(async move { count_people(&narrow).await })
    });
    for read in reading.collect::<Vec<_>>() {
        assert_eq!(read.await.unwrap(), 0);
    }
}

#[tokio::test]
async fn wrong_addresses_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("no.sqlite");
    let text = folder.path().join("text.sqlite");
    std::fs::write(&text, "this is certainly not a database file, but long enough to be looked at".repeat(20)).unwrap();
    let must_exist = || Options { must_exist: true, ..Options::default() };
    for url in ["mysql://x", "sqlite:", "sqlite::memory:", "postgres://x:y:z", "postgres://localhost/?sslmode=require"]
    {
        let error = Store::open(url, must_exist()).await.err();
        assert!(matches!(error, Some(Error::Invalid(_))), "{url}: {error:?}");
    }
    for url in [
        format!("sqlite:{}", file.display()),
        format!("sqlite:{}", text.display()),
        "postgres://nobody@127.0.0.1:1/nothing".into(),
        format!("postgres://nobody@localhost/nothing?host={}", folder.path().display()),
    ] {
        let options = Options { patience: Some(Duration::from_secs(2)), ..must_exist() };
        let error = Store::open(&url, options).await.err();
        assert!(matches!(error, Some(Error::Unavailable(_))), "{url}: {error:?}");
    }
    assert!(!file.exists());
}

/// Whoever closes a file leaves no log behind; the next one finds everything.
#[tokio::test]
async fn a_closed_sqlite_file_is_complete_without_its_log() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/er/store.sqlite");
    let url = format!("sqlite:{}", file.display());
    let store = Store::open(&url, Options::default()).await.unwrap();
    store.migrate(&[SCHEMA]).await.unwrap();
    insert_person(&store, 1, "anna").await.unwrap();
    store.close().await;
    let copy = folder.path().join("copy.sqlite");
    std::fs::copy(&file, &copy).unwrap();
    let store = Store::open(&format!("sqlite:{}", copy.display()), Options::default()).await.unwrap();
    assert_eq!(count_people(&store).await, 1);
}

/// The server ends the connection: the caller is told, and the next call works again.
#[tokio::test]
async fn a_lost_postgres_connection_is_replaced() {
    let Some(store) = TestStore::postgres().await else {
        return;
    };
    store.migrate(&[SCHEMA]).await.unwrap();
    let suicide = "SELECT pg_terminate_backend(pg_backend_pid())";
    let result = store.write(move |tx| Box::pin(async move { tx.query(suicide, params![]).await })).await;
    assert!(matches!(result, Err(Error::Unavailable(_))), "{result:?}");
    insert_person(&store, 1, "anna").await.unwrap();
    assert_eq!(count_people(&store).await, 1);
}
