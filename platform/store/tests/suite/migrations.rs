//! Migrations are applied once, in order, all or none, and never change afterwards.

use lotse_store::{ColumnType, Error, Migration, MigrationSet, Options, Store, params, test_support::TestStore};

use crate::{SCHEMA, insert_person, on_both};

on_both!(
    applied_once_and_remembered,
    new_ones_are_added,
    changed_or_missing_ones_are_refused,
    a_failing_one_leaves_nothing,
    the_back_ends_own_text_is_used,
    simultaneous_starts_migrate_once,
    deferrable_constraints_are_refused,
    tables_are_described_alike,
);

const FIRST: Migration = Migration::new(1, "first", "CREATE TABLE first (id bigint PRIMARY KEY)");
const SECOND: Migration = Migration::new(2, "second", "CREATE TABLE second (id bigint PRIMARY KEY)");
const CHANGED: Migration = Migration::new(1, "first", "CREATE TABLE first (id text PRIMARY KEY)");
const BROKEN: Migration = Migration::new(3, "broken", "CREATE TABLE third (id bigint); CREATE TABLE first (id bigint)");
const DEFERRED: Migration =
    Migration::new(4, "deferred", "CREATE TABLE d (id bigint REFERENCES first (id) DEFERRABLE INITIALLY DEFERRED)");

const fn set(migrations: &'static [Migration]) -> MigrationSet {
    MigrationSet { name: "part", migrations }
}

async fn applied_once_and_remembered(store: TestStore) {
    let sets = [SCHEMA, set(&[FIRST, SECOND])];
    store.migrate(&sets).await.unwrap();
    insert_person(&store, 1, "anna").await.unwrap();
    store.migrate(&sets).await.unwrap();
    let applied = store.applied_migrations().await.unwrap();
    let known: Vec<(&str, u32)> = applied.iter().map(|known| (known.set.as_str(), known.number)).collect();
    assert_eq!(known, [("part", 1), ("part", 2), ("suite", 1), ("suite", 2)]);
    assert!(applied.iter().all(|known| known.checksum.len() == 64));
}

async fn new_ones_are_added(store: TestStore) {
    store.migrate(&[set(&[FIRST])]).await.unwrap();
    store.query("SELECT id FROM second", params![]).await.unwrap_err();
    store.migrate(&[set(&[FIRST, SECOND])]).await.unwrap();
    store.query("SELECT id FROM second", params![]).await.unwrap();
}

async fn changed_or_missing_ones_are_refused(store: TestStore) {
    store.migrate(&[set(&[FIRST, SECOND])]).await.unwrap();
    let wrong: [(&'static [Migration], &str); 4] = [
        (&[CHANGED, SECOND], "part 1 \"first\" was changed after it had been applied"),
        (&[FIRST], "part 2 \"second\" was applied to the database, but this program does not have it in that place"),
        (&[SECOND], "part 1 \"first\" was applied to the database, but this program does not have it in that place"),
        (&[SECOND, FIRST], "the numbers of part do not rise"),
    ];
    for (migrations, expected) in wrong {
        let error = store.migrate(&[set(migrations)]).await.unwrap_err();
        assert_eq!(error, Error::Migration(expected.into()));
    }
}

async fn a_failing_one_leaves_nothing(store: TestStore) {
    let error = store.migrate(&[set(&[FIRST, SECOND, BROKEN])]).await.unwrap_err();
    assert!(matches!(&error, Error::Migration(text) if text.starts_with("part 3 \"broken\" failed")), "{error:?}");
    assert!(store.tables().await.unwrap().is_empty());
    assert!(store.applied_migrations().await.unwrap().is_empty());
    store.migrate(&[set(&[FIRST, SECOND])]).await.unwrap();
}

async fn the_back_ends_own_text_is_used(store: TestStore) {
    const OWN: Migration = Migration {
        number: 1,
        name: "own",
        sql: "not used",
        sqlite: Some("CREATE TABLE who (name text); INSERT INTO who VALUES ('Sqlite')"),
        postgres: Some("CREATE TABLE who (name text); INSERT INTO who VALUES ('Postgres')"),
    };
    store.migrate(&[set(&[OWN])]).await.unwrap();
    let name: String = store.query_one("SELECT name FROM who", params![]).await.unwrap().get("name").unwrap();
    assert_eq!(name, format!("{:?}", store.backend()));
}

async fn simultaneous_starts_migrate_once(store: TestStore) {
    let other = Store::open(store.url(), Options::default()).await.unwrap();
    let sets = [SCHEMA];
    let (one, two) = tokio::join!(store.migrate(&sets), other.migrate(&sets));
    one.unwrap();
    two.unwrap();
    assert_eq!(store.applied_migrations().await.unwrap().len(), 2);
}

async fn deferrable_constraints_are_refused(store: TestStore) {
    let error = store.migrate(&[set(&[FIRST, DEFERRED])]).await.unwrap_err();
    assert_eq!(error, Error::Migration("part 4: deferrable constraints are not allowed".into()));
}

async fn tables_are_described_alike(store: TestStore) {
    const TABLES: Migration = Migration::new(
        1,
        "tables",
        "CREATE TABLE zoo (id uuid PRIMARY KEY, parent uuid REFERENCES zoo (id));
         CREATE TABLE animal (
            name text NOT NULL, zoo uuid NOT NULL REFERENCES zoo (id), weight double precision, photo bytea,
            tame boolean NOT NULL DEFAULT FALSE, legs bigint, PRIMARY KEY (zoo, name)
         );
         CREATE TABLE aardvark_note (
            zoo uuid, name text, words text, FOREIGN KEY (zoo, name) REFERENCES animal (zoo, name)
         )",
    );
    store.migrate(&[set(&[TABLES])]).await.unwrap();
    let tables = store.tables().await.unwrap();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["zoo", "animal", "aardvark_note"], "each after the tables it points to");
    assert_eq!(tables[0].references, ["zoo"]);
    assert_eq!(tables[1].primary_key, ["zoo", "name"]);
    assert!(tables[2].primary_key.is_empty());
    let kinds: Vec<(&str, ColumnType)> =
        tables[1].columns.iter().map(|column| (column.name.as_str(), column.kind)).collect();
    let expected = [
        ("name", ColumnType::Text),
        ("zoo", ColumnType::Uuid),
        ("weight", ColumnType::Real),
        ("photo", ColumnType::Blob),
        ("tame", ColumnType::Bool),
        ("legs", ColumnType::Int),
    ];
    assert_eq!(kinds, expected);
}
