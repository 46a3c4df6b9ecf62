//! Any bytes as a catalogue in this format: read, checked, explained, rated, written without a panic.
#![no_main]

#[path = "../shared/dcat.rs"]
mod shared;

use libfuzzer_sys::fuzz_target;
use lotse_dcat::Format;

fuzz_target!(|data: &[u8]| shared::catalogue(data, Format::RdfXml));
