//! Backup while serving, restore, and one body's data to take home.
//!
//! A backup is a tar of readable parts: `manifest.json`, table rows as JSON lines, blobs, the keys. It is written from
//! one consistent snapshot and can be restored into either back end, so it is the way from SQLite to PostgreSQL, too.

mod export;
mod read;
mod rows;
mod write;

pub use export::{ExportSummary, export};
pub use read::{RestoreSummary, restore};
use serde::{Deserialize, Serialize};
pub use write::{BackupSummary, backup};

const FORMAT: &str = "lotse-backup-1";
const MANIFEST: &str = "manifest.json";
const KEYS: &str = "keys.toml";
/// Rows to a part: bounds memory on both sides.
const ROWS_PER_PART: usize = 2_000;

/// Stands last in the archive: only a complete backup has one.
#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    format: String,
    created_at: String,
    migrations: Vec<Applied>,
    tables: Vec<TableEntry>,
    blobs: u64,
    /// Blobs the rows name but whose time ran out while the backup was written.
    blobs_gone: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Applied {
    set: String,
    number: u32,
    checksum: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct TableEntry {
    name: String,
    columns: Vec<String>,
    rows: u64,
    /// Of all its JSON lines in order, lower-case hex.
    sha256: String,
}
