//! The wing of a municipality's own work: services, cases and invoices.

pub mod cases;
pub mod invoices;
pub mod services;
