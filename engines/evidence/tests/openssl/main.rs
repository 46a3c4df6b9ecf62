//! Evidence made by somebody else: stamps of openssl's authority, and records over them.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests are no tests to clippy")]

mod records;
mod stamps;
mod support;
