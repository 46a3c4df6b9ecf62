//! Any bytes as a container of record exchange: opened, its message checked, without a panic.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use lotse_xdomea::{Limits, container::Container};

const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    token_bytes: 1 << 16,
    depth: 64,
    attributes: 16,
    errors: 20,
    elements: 20_000,
    aside_bytes: 1 << 19,
    whole_bytes: 1 << 20,
};

fuzz_target!(|data: &[u8]| {
    let Ok(mut container) = Container::open(Cursor::new(data)) else { return };
    let _ = container.check(&LIMITS);
    if let Ok(message) = container.message() {
        let _ = lotse_xdomea::record::read(message, &LIMITS);
    }
});
