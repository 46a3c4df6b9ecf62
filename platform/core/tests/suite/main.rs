//! The core on SQLite and PostgreSQL: ledger, jobs, permissions in the database, backup and restore.

#![expect(clippy::unwrap_used, reason = "helpers of a test are part of the test")]

mod backup;
mod harness;
mod jobs;
mod ledger;
mod mail;
mod people;
mod statements;
mod tokens;
