//! Any bytes as an invoice in UBL: read, checked, modelled and shown without a panic.
#![no_main]

#[path = "../shared/invoice.rs"]
mod shared;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| shared::invoice(data));
