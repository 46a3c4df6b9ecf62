//! The whole house, as `lotse` wires it: who gets where, and what must fit together across all crates.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test may panic and print")]

mod browser;
mod docs;
mod guard;
mod secrets;
mod tokens;
mod whole;
mod world;
