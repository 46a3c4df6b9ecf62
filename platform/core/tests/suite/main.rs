//! The core on SQLite and PostgreSQL: ledger, jobs, permissions in the database, backup and restore.

mod backup;
mod harness;
mod jobs;
mod ledger;
mod mail;
mod people;
mod statements;
