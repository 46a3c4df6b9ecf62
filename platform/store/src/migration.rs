//! Numbered migrations, applied once and remembered with a checksum.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::{Backend, Error, Result, Store, Transaction, params};

/// The migrations of one part of the house.
#[derive(Clone, Copy, Debug)]
pub struct MigrationSet {
    /// The name of the part; never changes.
    pub name: &'static str,
    /// The migrations by rising number.
    pub migrations: &'static [Migration],
}

/// One step of the schema. Once released it is never changed; the next step gets the next number.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Rising within the set.
    pub number: u32,
    /// What it does, for people.
    pub name: &'static str,
    /// The statements for both back ends, with PostgreSQL's type names.
    pub sql: &'static str,
    /// Instead of `sql` on SQLite, only where one text cannot do.
    pub sqlite: Option<&'static str>,
    /// Instead of `sql` on PostgreSQL, only where one text cannot do.
    pub postgres: Option<&'static str>,
}

/// A migration the database has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedMigration {
    /// The name of the set.
    pub set: String,
    /// The number within the set.
    pub number: u32,
    /// The name of the migration.
    pub name: String,
    /// SHA-256 of its text, in hexadecimal.
    pub checksum: String,
}

const RECORD: &str = "CREATE TABLE IF NOT EXISTS lotse_migration (
    set_name text NOT NULL,
    number bigint NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    PRIMARY KEY (set_name, number)
)";

const APPLIED: &str = "SELECT set_name, number, name, checksum FROM lotse_migration ORDER BY set_name, number";

/// Two programs that start at the same time must not migrate at the same time. SQLite has one writer anyway.
const LOCK_POSTGRES: &str = "SELECT pg_advisory_xact_lock(7811887010)";

impl Migration {
    /// A migration with one text for both back ends.
    pub const fn new(number: u32, name: &'static str, sql: &'static str) -> Self {
        Self { number, name, sql, sqlite: None, postgres: None }
    }

    fn text(&self, backend: Backend) -> &'static str {
        let own = match backend {
            Backend::Sqlite => self.sqlite,
            Backend::Postgres => self.postgres,
        };
        own.unwrap_or(self.sql)
    }
}

pub(crate) async fn migrate(store: &Store, sets: &[MigrationSet]) -> Result<()> {
    let (backend, sets) = (store.backend(), sets.to_vec());
    sets.iter().try_for_each(|set| check_set(set, backend))?;
    store.write(move |tx| Box::pin(async move { migrate_in(tx, backend, &sets).await })).await
}

pub(crate) async fn applied(store: &Store) -> Result<Vec<AppliedMigration>> {
    store.write(|tx| Box::pin(async move { applied_in(tx).await })).await
}

async fn migrate_in(tx: &mut Transaction, backend: Backend, sets: &[MigrationSet]) -> Result<()> {
    if backend == Backend::Postgres {
        tx.batch(LOCK_POSTGRES).await?;
    }
    let applied = applied_in(tx).await?;
    for set in sets {
        let applied_of_set: Vec<&AppliedMigration> = applied.iter().filter(|known| known.set == set.name).collect();
        for migration in pending(set, &applied_of_set, backend)? {
            apply(tx, set, migration, backend).await?;
        }
    }
    Ok(())
}

async fn applied_in(tx: &mut Transaction) -> Result<Vec<AppliedMigration>> {
    tx.batch(RECORD).await?;
    let rows = tx.query(APPLIED, params![]).await?;
    let applied = rows.iter().map(|row| {
        Ok(AppliedMigration {
            set: row.get("set_name")?,
            number: row.get("number")?,
            name: row.get("name")?,
            checksum: row.get("checksum")?,
        })
    });
    applied.collect()
}

async fn apply(tx: &mut Transaction, set: &MigrationSet, migration: &Migration, backend: Backend) -> Result<()> {
    let text = migration.text(backend);
    tx.batch(text).await.map_err(|error| {
        Error::Migration(format!("{} {} \"{}\" failed: {error}", set.name, migration.number, migration.name))
    })?;
    let record = "INSERT INTO lotse_migration (set_name, number, name, checksum) VALUES ($1, $2, $3, $4)";
    tx.execute(record, params![set.name, migration.number, migration.name, checksum(text)]).await?;
    tracing::info!(set = set.name, number = migration.number, name = migration.name, "migration applied");
    Ok(())
}

/// What is still to do, after a check that the database's past is this program's past.
fn pending<'s>(set: &'s MigrationSet, applied: &[&AppliedMigration], backend: Backend) -> Result<&'s [Migration]> {
    for (position, known) in applied.iter().enumerate() {
        let Some(expected) = set.migrations.get(position).filter(|own| own.number == known.number) else {
            let problem = "was applied to the database, but this program does not have it in that place";
            return Err(Error::Migration(format!("{} {} \"{}\" {problem}", set.name, known.number, known.name)));
        };
        if checksum(expected.text(backend)) != known.checksum {
            let problem = "was changed after it had been applied";
            return Err(Error::Migration(format!("{} {} \"{}\" {problem}", set.name, known.number, known.name)));
        }
    }
    Ok(&set.migrations[applied.len()..])
}

fn check_set(set: &MigrationSet, backend: Backend) -> Result<()> {
    let rising = set.migrations.windows(2).all(|pair| pair[0].number < pair[1].number);
    if !rising {
        return Err(Error::Migration(format!("the numbers of {} do not rise", set.name)));
    }
    // A deferred constraint fails at the commit, which on SQLite is shared with innocent transactions.
    let deferred = set.migrations.iter().find(|own| own.text(backend).to_ascii_lowercase().contains("deferrable"));
    match deferred {
        Some(own) => {
            Err(Error::Migration(format!("{} {}: deferrable constraints are not allowed", set.name, own.number)))
        }
        None => Ok(()),
    }
}

/// Line ends do not count: version control may change them.
fn checksum(text: &str) -> String {
    let digest = Sha256::digest(text.replace("\r\n", "\n").as_bytes());
    digest.iter().fold(String::with_capacity(64), |mut hexadecimal, byte| {
        let _ = write!(hexadecimal, "{byte:02x}");
        hexadecimal
    })
}
