//! xdomea, the German standard for exchanging records: messages checked, read, converted; appraisal and retention.

pub mod answer;
pub mod appraisal;
mod aside;
pub mod check;
pub mod container;
pub mod convert;
mod encoding;
mod limits;
pub mod record;
pub mod retention;
mod schema;
mod tree;
mod version;
mod xml;

pub use check::{CheckError, Checked, Counts, check};
pub use convert::{ConvertError, Converted, Prepared, Supplement, convert, convert_checked, prepare};
pub use limits::Limits;
pub use version::Version;
pub use xml::{Broken, Fault};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
