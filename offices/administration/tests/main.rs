//! The wing through HTTP, on SQLite and on PostgreSQL (where `LOTSE_TEST_POSTGRES` names a server).
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cases;
mod dovecot;
mod harness;
mod invoice_channels;
mod invoices;
mod services;
mod show;
