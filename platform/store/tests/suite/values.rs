//! What goes in comes out, and the common SQL means the same on both.

use lotse_store::{Error, Migration, MigrationSet, Row, Store, Value, params, test_support::TestStore};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use uuid::Uuid;

use crate::{SCHEMA, insert_person, on_both};

on_both!(
    every_kind_of_value_comes_back,
    any_value_comes_back,
    nulls_and_wrong_types_name_the_column,
    parameters_stand_where_their_number_says,
    wrong_parameters_are_invalid,
    text_functions_agree,
    numbers_agree,
    upsert_and_returning_agree,
    statements_are_checked_without_running,
    reads_cannot_write,
);

const KINDS: MigrationSet = MigrationSet {
    name: "kinds",
    migrations: &[Migration::new(
        1,
        "one column of each type",
        "CREATE TABLE kind (
            id uuid PRIMARY KEY, number bigint, small integer, share double precision, truth boolean, words text,
            bytes bytea, other uuid
        )",
    )],
};

const INSERT: &str = "INSERT INTO kind (id, number, small, share, truth, words, bytes, other)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

async fn store_and_read(store: &Store, values: Vec<Value>) -> Row {
    let id = values[0].clone();
    store.write(move |tx| Box::pin(async move { tx.execute(INSERT, &values).await })).await.unwrap();
    let sql = "SELECT id, number, small, share, truth, words, bytes, other FROM kind WHERE id = $1";
    store.query_one(sql, &[id]).await.unwrap()
}

async fn every_kind_of_value_comes_back(store: TestStore) {
    store.migrate(&[KINDS]).await.unwrap();
    // Sixteen bytes that are digits as text: SQLite's numeric affinity must not touch them.
    let id = Uuid::from_bytes(*b"1234567890123456");
    let values = params![id, i64::MIN, i32::MAX, 0.1, true, "007", vec![0x31_u8, 0x32], id].to_vec();
    let row = store_and_read(&store, values).await;
    assert_eq!(row.get::<Uuid>("id").unwrap(), id);
    assert_eq!(row.get::<i64>("number").unwrap(), i64::MIN);
    assert_eq!(row.get::<i32>("small").unwrap(), i32::MAX);
    assert_eq!(row.get::<Option<f64>>("share").unwrap(), Some(0.1));
    assert!(row.get::<bool>("truth").unwrap());
    assert_eq!(row.get::<String>("words").unwrap(), "007");
    assert_eq!(row.get::<Vec<u8>>("bytes").unwrap(), b"12");
    assert_eq!(row.at::<Option<Uuid>>(7).unwrap(), Some(id));
    assert_eq!(row.columns().len(), 8);
}

async fn any_value_comes_back(store: TestStore) {
    store.migrate(&[KINDS]).await.unwrap();
    let store = store.store().clone();
    let strategy = (
        any::<[u8; 16]>(),
        any::<Option<i64>>(),
        any::<Option<i32>>(),
        proptest::option::of(proptest::num::f64::NORMAL | proptest::num::f64::ZERO),
        any::<Option<bool>>(),
        // PostgreSQL has no zero character in texts.
        proptest::option::of("[^\\x00]*|[0-9]{1,30}|-?[0-9]+\\.[0-9]+"),
        proptest::option::of(vec(any::<u8>(), 0..100)),
    );
    tokio::task::spawn_blocking(move || {
        let mut runner = TestRunner::new(ProptestConfig { cases: 60, failure_persistence: None, ..Default::default() });
        let runtime = tokio::runtime::Handle::current();
        let property = |(id, number, small, share, truth, words, bytes)| {
            let (id, words): (_, Option<String>) = (Uuid::from_bytes(id), words);
            let bytes: Option<Vec<u8>> = bytes;
            let values = params![id, number, small, share, truth, words.clone(), bytes.clone(), Some(id)].to_vec();
            let row = runtime.block_on(store_and_read(&store, values));
            prop_assert_eq!(row.get::<Uuid>("id").unwrap(), id);
            prop_assert_eq!(row.get::<Option<i64>>("number").unwrap(), number);
            prop_assert_eq!(row.get::<Option<i32>>("small").unwrap(), small);
            prop_assert_eq!(row.get::<Option<f64>>("share").unwrap(), share);
            prop_assert_eq!(row.get::<Option<bool>>("truth").unwrap(), truth);
            prop_assert_eq!(row.get::<Option<String>>("words").unwrap(), words);
            prop_assert_eq!(row.get::<Option<Vec<u8>>>("bytes").unwrap(), bytes);
            prop_assert_eq!(row.get::<Option<Uuid>>("other").unwrap(), Some(id));
            Ok(())
        };
        runner.run(&strategy, property).unwrap();
    })
    .await
    .unwrap();
}

async fn nulls_and_wrong_types_name_the_column(store: TestStore) {
    let row = store.query_one("SELECT CAST(NULL AS text) AS empty, 'x' AS word", params![]).await.unwrap();
    assert_eq!(row.get::<Option<String>>("empty").unwrap(), None);
    let problem = |error: Error| match error {
        Error::Invalid(text) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(problem(row.get::<String>("empty").unwrap_err()), "column empty is null, expected text");
    assert_eq!(problem(row.get::<i64>("word").unwrap_err()), "column word is text, expected i64");
    assert_eq!(problem(row.get::<i64>("missing").unwrap_err()), "no column missing in the result");
    assert_eq!(problem(row.at::<i64>(2).unwrap_err()), "no column number 2 in the result");
}

async fn parameters_stand_where_their_number_says(store: TestStore) {
    let sql = "SELECT /* $9 */ '$8' AS literal, -- $7
        CAST($2 AS text) || CAST($1 AS text) || CAST($2 AS text) AS joined";
    let row = store.query_one(sql, params!["a", "b"]).await.unwrap();
    assert_eq!(row.get::<String>("literal").unwrap(), "$8");
    assert_eq!(row.get::<String>("joined").unwrap(), "bab");
}

async fn wrong_parameters_are_invalid(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let sql = "SELECT name FROM person WHERE id = $1";
    for parameters in [vec![], vec![Value::Int(1), Value::Int(2)]] {
        let error = store.query(sql, &parameters).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    }
}

async fn text_functions_agree(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    for (id, name) in [(1, "Ärger"), (2, "ärmel"), (3, "Zebra"), (4, "armer")] {
        insert_person(&store, id, name).await.unwrap();
    }
    let names = async |sql: &'static str, parameter: &str| -> Vec<String> {
        let rows = store.query(sql, params![parameter]).await.unwrap();
        rows.iter().map(|row| row.get("name").unwrap()).collect()
    };
    let like = "SELECT name FROM person WHERE name LIKE $1 ORDER BY id";
    assert_eq!(names(like, "Z%").await, ["Zebra"]);
    assert!(names(like, "z%").await.is_empty());
    let lower = "SELECT name FROM person WHERE lower(name) LIKE lower($1) ORDER BY id";
    assert_eq!(names(lower, "Är%").await, ["Ärger", "ärmel"]);
    let joined = "SELECT name || '!' AS name FROM person WHERE name = $1";
    assert_eq!(names(joined, "Zebra").await, ["Zebra!"]);
    let missing = "SELECT name FROM person WHERE email IS DISTINCT FROM $1 ORDER BY name DESC LIMIT 1 OFFSET 1";
    assert_eq!(names(missing, "x").await.len(), 1);
}

async fn numbers_agree(store: TestStore) {
    store.migrate(&[KINDS]).await.unwrap();
    let whole_numbers = [-70_000_i64, 3, 20_000, 1_234_567_890_123];
    for (id, number) in (0_u8..).zip(whole_numbers) {
        let values = params![[id; 16], number, 7, 0.5, false, "", vec![], None::<Uuid>].to_vec();
        store_and_read(&store, values).await;
    }
    let sql = "SELECT count(*) AS n, sum(number) AS total, sum(small) AS small, avg(small) AS average,
        max(share) AS share, 7 / 2 AS half FROM kind WHERE NOT truth";
    let row = store.query_one(sql, params![]).await.unwrap();
    assert_eq!(row.get::<i64>("n").unwrap(), 4);
    assert_eq!(row.get::<i64>("total").unwrap(), whole_numbers.iter().sum::<i64>());
    assert_eq!(row.get::<i64>("small").unwrap(), 28);
    assert!((row.get::<f64>("average").unwrap() - 7.0).abs() < 1e-9);
    assert!((row.get::<f64>("share").unwrap() - 0.5).abs() < 1e-9);
    assert_eq!(row.get::<i64>("half").unwrap(), 3);
}

async fn upsert_and_returning_agree(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let sql = "INSERT INTO counter (name, value) VALUES ($1, 1)
        ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value RETURNING value";
    for expected in 1..=3_i64 {
        let value: Result<i64, Error> = store
            .write(move |tx| Box::pin(async move { tx.query_one(sql, params!["hits"]).await?.get("value") }))
            .await;
        assert_eq!(value.unwrap(), expected);
    }
    let nothing = "INSERT INTO counter (name, value) VALUES ($1, 9) ON CONFLICT DO NOTHING RETURNING value";
    let inserted =
        store.write(move |tx| Box::pin(async move { tx.query_optional(nothing, params!["hits"]).await })).await;
    assert_eq!(inserted, Ok::<_, Error>(None));
    let changed = "UPDATE counter SET value = value + 1 WHERE value > $1 RETURNING name";
    let count = store.write(move |tx| Box::pin(async move { tx.execute(changed, params![0]).await })).await;
    assert_eq!(count, Ok::<_, Error>(1));
}

async fn statements_are_checked_without_running(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    store.prepare_check("DELETE FROM person WHERE id = $1").await.unwrap();
    for wrong in [
        "SELEC 1",
        "SELECT name FROM nobody",
        "SELECT nothing FROM person",
        r#"SELECT "nothing" FROM person"#,
        "SELECT name FROM person WHERE id = $2",
        "SELECT name FROM person WHERE id = ?",
    ] {
        let error = store.prepare_check(wrong).await.expect_err(wrong);
        assert!(matches!(error, Error::Invalid(_)), "{wrong}: {error:?}");
    }
}

async fn reads_cannot_write(store: TestStore) {
    store.migrate(&[SCHEMA]).await.unwrap();
    let error = store.query("DELETE FROM person RETURNING id", params![]).await.unwrap_err();
    assert!(matches!(error, Error::Invalid(_)), "{error:?}");
}
