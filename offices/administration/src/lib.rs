//! The wing of a municipality's own work: services, cases, invoices.

pub mod cases;
pub mod invoice_check;
pub mod invoices;
pub mod services;
