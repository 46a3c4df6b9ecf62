//! How fast the engines are. Depends on engines alone, so that it builds in a minute or two; what needs the whole house
//! is measured by `lotse-bench`, which shares the report.

pub mod dcat;
pub mod evidence;
pub mod form;
pub mod invoice;
pub mod lorawan;
pub mod priority;
pub mod report;
pub mod sensorthings;
pub mod xdomea;
