//! DCAT-AP.de: catalogues of open data read, checked, explained, rated and written.

pub mod advice;
pub mod check;
pub mod ckan;
pub mod constraints;
pub mod excerpt;
pub mod explain;
pub mod graph;
pub mod lists;
pub mod model;
pub mod names;
pub mod places;
pub mod quality;
pub mod read;
mod table;
pub mod write;

pub use check::{Checked, check};
pub use constraints::{Profile, Severity};
pub use graph::Graph;
pub use read::{Format, Limits, Reading, Source, Unreadable, read};
pub use write::write;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
