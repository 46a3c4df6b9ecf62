//! Invoices: from the document that came in to the payment, with everything that was signed on the way.
//!
//! See `README.md` for what, for whom and by which standard.

mod intake;
mod model;
mod reading;
mod store;
mod store_more;

pub use intake::{Archived, Channel, Decision, Found, Intake, Outcome, Place, Receipt, Received, Why};
