//! DCAT-AP.de: catalogues of open data read, checked, explained, rated and written.

pub mod check;
pub mod constraints;
pub mod graph;
pub mod lists;
pub mod names;
pub mod read;
mod table;

pub use check::{Checked, check};
pub use constraints::{Profile, Severity};
pub use graph::Graph;
pub use read::{Format, Limits, Reading, Source, Unreadable, read};
