//! One suite for both back ends: every function of the modules gets a fresh store and runs once on SQLite and once
//! on PostgreSQL (skipped when `LOTSE_TEST_POSTGRES` is not set).
#![expect(clippy::unwrap_used, reason = "helpers of a test are part of the test")]

mod migrations;
mod operation;
mod transactions;
mod values;

use lotse_store::{Error, Migration, MigrationSet, Store, params};

/// Instantiates the functions of a module for both back ends.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(lotse_store::test_support::TestStore::sqlite().await).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                if let Some(store) = lotse_store::test_support::TestStore::postgres().await {
                    super::$test(store).await;
                }
            })+
        }
    };
}
pub(crate) use on_both;

/// A small schema with every kind of constraint.
pub(crate) const SCHEMA: MigrationSet = MigrationSet {
    name: "suite",
    migrations: &[
        Migration::new(
            1,
            "people and letters",
            "CREATE TABLE person (
                id bigint PRIMARY KEY,
                name text NOT NULL,
                email text UNIQUE,
                age bigint CHECK (age >= 0)
            );
            CREATE TABLE letter (
                id bigint PRIMARY KEY,
                person bigint NOT NULL REFERENCES person (id),
                text text NOT NULL
            );",
        ),
        Migration::new(2, "counter", "CREATE TABLE counter (name text PRIMARY KEY, value bigint NOT NULL)"),
    ],
};

pub(crate) const INSERT_PERSON: &str = "INSERT INTO person (id, name, email) VALUES ($1, $2, $3)";

pub(crate) async fn insert_person(store: &Store, id: i64, name: &str) -> Result<u64, Error> {
    let name = name.to_owned();
    let email = format!("{name}@example.org");
    store.write(move |tx| Box::pin(async move { tx.execute(INSERT_PERSON, params![id, name, email]).await })).await
}

pub(crate) async fn count_people(store: &Store) -> i64 {
    let row = store.query_one("SELECT count(*) AS n FROM person", params![]).await.unwrap();
    row.get("n").unwrap()
}
