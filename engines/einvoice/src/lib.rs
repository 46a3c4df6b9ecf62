//! Electronic invoices after EN 16931 and XRechnung: read, checked to the last rule, explained, written.
//!
//! Pure: no file, no clock, no network. The rules are written from their meaning and held against the published
//! verdicts of the reference; each verdict names the version of the rule sets it stands on.

pub mod check;
pub mod cii;
pub mod codes;
pub mod identifiers;
pub mod model;
pub mod number;
pub mod paths;
pub mod pdf;
pub mod places;
pub mod rules;
pub mod run;
pub mod scenario;
pub mod schema;
pub mod tree;
pub mod ubl;
pub mod view;
pub mod write;
pub mod xpath;
pub mod xrechnung;

pub use check::{Checked, Decision, Finding, NoInvoice, Options, Reason, Verdict, check, check_bytes};
