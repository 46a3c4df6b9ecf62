//! All or nothing, each alone, whatever goes wrong.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures::FutureExt;
use lotse_store::{Error, Options, Store, Value, params, test_support::TestStore};
use tokio::{sync::oneshot, task::JoinSet};

use crate::{INSERT_PERSON, SCHEMA, count_people, insert_person, on_both};

on_both!(
    constraints_are_conflicts,
    bugs_are_invalid,
    failing_transactions_fail_alone,
    a_panic_rolls_back_and_reaches_the_caller,
    a_failed_statement_spoils_the_transaction,
    a_missing_row_does_not_spoil_the_transaction,
    the_callers_own_error_comes_back,
    concurrent_increments_are_all_counted,
    own_writes_are_seen_inside_and_only_there,
    a_write_inside_a_write_is_refused,
    giving_up_leaves_the_store_usable,
    an_endless_closure_is_rolled_back,
    a_locked_row_or_file_is_busy,
    many_rows_are_inserted_at_once,
    many_rows_fail_together,
);

async fn constraints_are_conflicts(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    insert_person(&store, 1, "anna").await.unwrap();
    let attempts: [(&'static str, Vec<Value>); 4] = [
        (INSERT_PERSON, params![1, "berta", "berta@example.org"].to_vec()),
        (INSERT_PERSON, params![2, "berta", "anna@example.org"].to_vec()),
        ("INSERT INTO person (id, name, age) VALUES (3, 'x', $1)", params![-1].to_vec()),
        ("INSERT INTO letter (id, person, text) VALUES (1, $1, 'x')", params![99].to_vec()),
    ];
    for (sql, parameters) in attempts {
        let result = store.write(move |tx| Box::pin(async move { tx.execute(sql, &parameters).await })).await;
        assert!(matches!(result, Err(Error::Conflict(_))), "{sql}: {result:?}");
    }
    let delete = "INSERT INTO letter (id, person, text) VALUES (1, 1, 'x')";
    store.write(move |tx| Box::pin(async move { tx.execute(delete, params![]).await })).await.unwrap();
    let result =
        store.write(move |tx| Box::pin(async move { tx.execute("DELETE FROM person", params![]).await })).await;
    assert!(matches!(result, Err(Error::Conflict(_))), "{result:?}");
}

async fn bugs_are_invalid(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let attempts: [(&'static str, Vec<Value>); 3] = [
        ("INSERT INTO person (id, name) VALUES (1, $1)", vec![Value::Null]),
        ("INSERT INTO nowhere (id) VALUES ($1)", params![1].to_vec()),
        ("INSERT INTO person (id, name) VALUES (1, $1", params!["x"].to_vec()),
    ];
    for (sql, parameters) in attempts {
        let result = store.write(move |tx| Box::pin(async move { tx.execute(sql, &parameters).await })).await;
        assert!(matches!(result, Err(Error::Invalid(_))), "{sql}: {result:?}");
    }
}

/// Every third succeeds, every third returns an error, every third violates a constraint, all at the same time.
async fn failing_transactions_fail_alone(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    insert_person(&store, -1, "first").await.unwrap();
    let mut running = JoinSet::new();
    for number in 0..150_i64 {
        let store = store.store().clone();
        running.spawn(async move {
            let result = store
                .write(move |tx| {
                    Box::pin(async move {
                        let email = format!("{number}@example.org");
                        tx.execute(INSERT_PERSON, params![number, "x", email]).await?;
                        match number % 3 {
                            0 => Ok(number),
                            1 => Err(Error::NotFound),
                            _ => tx.execute(INSERT_PERSON, params![-1, "x", None::<&str>]).await.map(|_| number),
                        }
                    })
                })
                .await;
            match number % 3 {
                0 => assert_eq!(result, Ok(number)),
                1 => assert_eq!(result, Err(Error::NotFound)),
                _ => assert!(matches!(result, Err(Error::Conflict(_))), "{result:?}"),
            }
        });
    }
    running.join_all().await;
    assert_eq!(count_people(&store).await, 51);
}

async fn a_panic_rolls_back_and_reaches_the_caller(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let writing = store.write::<(), Error, _>(|tx| {
        Box::pin(async move {
            tx.execute(INSERT_PERSON, params![1, "x", "x"]).await?;
            panic!("on purpose");
        })
    });
    let panic = AssertUnwindSafe(writing).catch_unwind().await.unwrap_err();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"on purpose"));
    assert_eq!(count_people(&store).await, 0);
    insert_person(&store, 1, "anna").await.unwrap();
    assert_eq!(count_people(&store).await, 1);
}

async fn a_failed_statement_spoils_the_transaction(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    insert_person(&store, 1, "anna").await.unwrap();
    let result: Result<(), Error> = store
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(INSERT_PERSON, params![2, "berta", "berta"]).await?;
                let first = tx.execute(INSERT_PERSON, params![1, "anna", "a"]).await.unwrap_err();
                let second = tx.query("SELECT 1 AS one", params![]).await.unwrap_err();
                assert_eq!(first, second);
                Ok(())
            })
        })
        .await;
    assert!(matches!(result, Err(Error::Conflict(_))), "{result:?}");
    assert_eq!(count_people(&store).await, 1);
}

async fn a_missing_row_does_not_spoil_the_transaction(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let result: Result<u64, Error> = store
        .write(move |tx| {
            Box::pin(async move {
                let missing = tx.query_one("SELECT name FROM person WHERE id = $1", params![1]).await;
                assert_eq!(missing, Err(Error::NotFound));
                tx.execute(INSERT_PERSON, params![1, "anna", "a"]).await
            })
        })
        .await;
    assert_eq!(result, Ok(1));
    assert_eq!(count_people(&store).await, 1);
}

async fn the_callers_own_error_comes_back(store: TestStore) {
    #[derive(Debug, PartialEq)]
    enum Own {
        Refused(u8),
        Store(Error),
    }
    impl From<Error> for Own {
        fn from(error: Error) -> Self {
            Self::Store(error)
        }
    }
    store.migrate(&[SCHEMA]).await.unwrap();
    let refused: Result<(), Own> = store.write(|_| Box::pin(async { Err(Own::Refused(7)) })).await;
    assert_eq!(refused, Err(Own::Refused(7)));
    let missing: Result<(), Own> = store
        .write(move |tx| {
            Box::pin(async move {
                tx.query_one("SELECT id FROM person", params![]).await?;
                Ok(())
            })
        })
        .await;
    assert_eq!(missing, Err(Own::Store(Error::NotFound)));
}

async fn concurrent_increments_are_all_counted(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let create = "INSERT INTO counter (name, value) VALUES ('hits', 0)";
    store.write(move |tx| Box::pin(async move { tx.execute(create, params![]).await })).await.unwrap();
    let mut running = JoinSet::new();
    for _ in 0..20 {
        let store = store.store().clone();
        running.spawn(async move {
            let mut seen = Vec::new();
            for _ in 0..10 {
                let increment = "UPDATE counter SET value = value + 1 WHERE name = $1 RETURNING value";
                let value: Result<i64, Error> = store
                    .write(move |tx| {
                        Box::pin(async move { tx.query_one(increment, params!["hits"]).await?.get("value") })
                    })
                    .await;
                seen.push(value.unwrap());
            }
            seen
        });
    }
    let mut seen: Vec<i64> = running.join_all().await.into_iter().flatten().collect();
    seen.sort_unstable();
    assert_eq!(seen, (1..=200).collect::<Vec<i64>>());
}

async fn own_writes_are_seen_inside_and_only_there(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let (written, reading) = oneshot::channel();
    let (finish, finished) = oneshot::channel::<()>();
    let writer = store.store().clone();
    let writing = tokio::spawn(async move {
        let work = writer.write::<i64, Error, _>(|tx| {
            Box::pin(async move {
                tx.execute(INSERT_PERSON, params![1, "anna", "a"]).await?;
                let inside = tx.query_one("SELECT count(*) AS n FROM person", params![]).await?.get("n");
                written.send(()).unwrap();
                finished.await.unwrap();
                inside
            })
        });
        work.await
    });
    reading.await.unwrap();
    assert_eq!(count_people(&store).await, 0, "readers neither wait nor see what is not committed");
    finish.send(()).unwrap();
    assert_eq!(writing.await.unwrap(), Ok(1));
    assert_eq!(count_people(&store).await, 1);
}

async fn a_write_inside_a_write_is_refused(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let inner = store.store().clone();
    let result: Result<u64, Error> =
        store.write(move |_| Box::pin(async move { insert_person(&inner, 1, "anna").await })).await;
    assert!(matches!(result, Err(Error::Invalid(_))), "{result:?}");
    insert_person(&store, 1, "anna").await.unwrap();
}

async fn giving_up_leaves_the_store_usable(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    for id in 0..20 {
        let _ = tokio::time::timeout(Duration::from_micros(50 * id), insert_person(&store, 100, "anna")).await;
    }
    insert_person(&store, 1, "berta").await.unwrap();
    let rows = store.query("SELECT name FROM person WHERE id = 1", params![]).await.unwrap();
    assert_eq!(rows.len(), 1);
}

async fn impatient(store: &TestStore) -> Store {
    let options = Options { patience: Some(Duration::from_secs(1)), ..Options::default() };
    Store::open(store.url(), options).await.unwrap()
}

async fn an_endless_closure_is_rolled_back(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let impatient = impatient(&store).await;
    let dropped = Arc::new(AtomicBool::new(false));
    let mark = OnDrop(Arc::clone(&dropped));
    let result: Result<(), Error> = impatient
        .write(move |tx| {
            Box::pin(async move {
                let _mark = mark;
                tx.execute(INSERT_PERSON, params![1, "anna", "a"]).await?;
                std::future::pending().await
            })
        })
        .await;
    assert_eq!(result, Err(Error::Busy));
    assert!(dropped.load(Ordering::SeqCst));
    insert_person(&store, 1, "anna").await.unwrap();
    assert_eq!(count_people(&store).await, 1);
}

struct OnDrop(Arc<AtomicBool>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Another process holds the SQLite file, another transaction holds the PostgreSQL row.
async fn a_locked_row_or_file_is_busy(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    insert_person(&store, 1, "anna").await.unwrap();
    let other = impatient(&store).await;
    let (locked, proceed) = oneshot::channel();
    let (finish, finished) = oneshot::channel::<()>();
    let holder = store.store().clone();
    let rename = "UPDATE person SET name = $1 WHERE id = 1";
    let holding = tokio::spawn(async move {
        let work = holder.write::<(), Error, _>(move |tx| {
            Box::pin(async move {
                tx.execute(rename, params!["holder"]).await?;
                locked.send(()).unwrap();
                finished.await.unwrap();
                Ok(())
            })
        });
        work.await
    });
    proceed.await.unwrap();
    let refused = other.write(move |tx| Box::pin(async move { tx.execute(rename, params!["other"]).await })).await;
    assert_eq!(refused, Err(Error::Busy));
    finish.send(()).unwrap();
    holding.await.unwrap().unwrap();
    let renamed = store.write(move |tx| Box::pin(async move { tx.execute(rename, params!["other"]).await })).await;
    assert_eq!(renamed, Ok::<_, Error>(1));
}

const PERSON_COLUMNS: &[&str] = &["id", "name", "email", "age"];

async fn many_rows_are_inserted_at_once(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let rows: Vec<Vec<Value>> = (0..20_000_i64)
        .map(|id| params![id, format!("Zeile\t\"{id}\"\n\\N"), None::<&str>, Some(id % 100)].to_vec())
        .collect();
    let count =
        store.write(move |tx| Box::pin(async move { tx.insert_many("person", PERSON_COLUMNS, rows).await })).await;
    assert_eq!(count, Ok::<_, Error>(20_000));
    let row = store.query_one("SELECT name, email, age FROM person WHERE id = 19999", params![]).await.unwrap();
    assert_eq!(row.get::<String>("name").unwrap(), "Zeile\t\"19999\"\n\\N");
    assert_eq!(row.get::<Option<String>>("email").unwrap(), None);
    assert_eq!(row.get::<i64>("age").unwrap(), 99);
    let none =
        store.write(move |tx| Box::pin(async move { tx.insert_many("person", PERSON_COLUMNS, vec![]).await })).await;
    assert_eq!(none, Ok::<_, Error>(0));
}

async fn many_rows_fail_together(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let row = |id: i64, age: i64| params![id, "x", None::<&str>, age].to_vec();
    let cases: [(&'static str, Vec<Vec<Value>>, &str); 4] = [
        ("person", vec![row(1, 1), row(2, 2), row(1, 3)], "Conflict"),
        ("person", vec![row(1, 1), row(2, -2)], "Conflict"),
        ("person", vec![row(1, 1), params![2, "x"].to_vec()], "Invalid"),
        ("person\" (id) VALUES (1); --", vec![row(1, 1)], "Invalid"),
    ];
    for (table, rows, expected) in cases {
        let work = store.write(move |tx| Box::pin(async move { tx.insert_many(table, PERSON_COLUMNS, rows).await }));
        let error: Error = work.await.unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{table}: {error:?}");
        assert_eq!(count_people(&store).await, 0);
    }
}
