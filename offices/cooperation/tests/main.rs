//! The office through HTTP, on both back ends.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod solutions;
mod support;
