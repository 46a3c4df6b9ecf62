//! Any bytes as an invoice in CII: read, checked, modelled and shown without a panic. A target of its own, so that what
//! was found for one syntax does not crowd out the other.
#![no_main]

#[path = "../shared/invoice.rs"]
mod shared;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| shared::invoice(data));
