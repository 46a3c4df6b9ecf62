//! The whole house, as `lotse` wires it: who gets where, and what must fit together across all crates.

mod browser;
mod docs;
mod guard;
mod secrets;
mod whole;
mod world;
