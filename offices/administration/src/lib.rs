//! The wing of a municipality's own work: services and cases today.

pub mod cases;
pub mod invoice_check;
pub mod services;
