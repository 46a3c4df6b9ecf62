//! The house through HTTP: a real store, real routes, a real socket where it matters.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod accents;
mod errors;
mod forms;
mod guard;
mod headers;
mod passkeys;
mod sessions;
mod show;
mod slow;
mod support;
mod tokens;
