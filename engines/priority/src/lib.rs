//! Which projects first, and how sure are we: rankings that explain themselves, how far they hold, and what to choose.

pub mod answer;
pub mod dominance;
pub mod fault;
pub mod input;
mod json;
pub mod members;
pub mod model;
pub mod pictures;
pub mod portfolio;
mod random;
pub mod scale;
pub mod smaa;
pub mod stability;
pub mod staff;

pub use answer::{Answer, Efforts, answer};
pub use fault::{Fault, Faults};
pub use input::{Limits, Task, read};

/// The example of the README, so that it stays true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
