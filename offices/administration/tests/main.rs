//! The wing through HTTP, on SQLite and on PostgreSQL (where `LOTSE_TEST_POSTGRES` names a server).
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cases;
#[path = "../../../platform/core/tests/suite/clamd.rs"]
mod clamd;
mod dovecot;
mod harness;
mod invoice_channels;
mod invoice_desk;
mod invoice_runs;
mod invoice_warnings;
mod invoices;
mod scan;
mod services;
mod show;
