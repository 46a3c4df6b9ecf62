//! Any bytes as an archive; what comes out is a package or is explained.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_reuse::{Limits, check, pack, unpack};

fuzz_target!(|bytes: &[u8]| {
    let Ok(files) = unpack(bytes, &Limits::default()) else {
        return;
    };
    let _ = check(&files);
    assert_eq!(unpack(&pack(&files), &Limits::default()).as_ref(), Ok(&files));
});
