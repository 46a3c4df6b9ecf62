//! Any bytes as a container of record exchange: opened, its message checked, without a panic.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use lotse_xdomea::{Limits, container::Container};

const LIMITS: Limits = Limits::SMALL;

fuzz_target!(|data: &[u8]| {
    let Ok(mut container) = Container::open(Cursor::new(data)) else { return };
    let _ = container.check(&LIMITS);
    if let Ok(message) = container.message() {
        let _ = lotse_xdomea::record::read(message, &LIMITS);
    }
});
