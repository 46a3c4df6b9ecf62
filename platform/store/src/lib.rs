//! One face over two databases: SQLite in a file for a single machine, PostgreSQL for many.
//!
//! Which one is used is decided at run time by the URL given to [`Store::open`]. Everything above this crate
//! writes one SQL text with `$1`, `$2` … for both and never asks which back end it talks to; the driver crates are
//! named nowhere else. The README lists the SQL both understand.
//!
//! Reads outside a transaction go through [`Store::query`], writes through [`Store::write`], whose transaction is
//! durable on disk when it returns `Ok`.

mod error;
mod guard;
mod migration;
mod postgres;
mod row;
mod schema;
mod sqlite;
mod statement;
mod store;
#[cfg(feature = "test-support")]
pub mod test_support;
mod transaction;
mod value;

pub use error::{Error, Result};
pub use futures::future::BoxFuture;
pub use migration::{AppliedMigration, Migration, MigrationSet};
pub use row::Row;
pub use schema::{ColumnInfo, ColumnType, TableInfo};
pub use store::{Backend, Options, Store};
pub use transaction::Transaction;
pub use value::{FromValue, Value, like_literal};
