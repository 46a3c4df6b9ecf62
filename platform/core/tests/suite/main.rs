//! The core on SQLite and PostgreSQL: ledger, jobs, permissions in the database, backup and restore.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test are part of the test")]

mod backup;
mod clamd;
mod harness;
mod jobs;
mod ledger;
mod mail;
mod people;
mod scan;
mod statements;
mod tokens;
