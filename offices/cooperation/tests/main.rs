//! The office through HTTP, on both back ends.

mod solutions;
mod support;
