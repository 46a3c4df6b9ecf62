//! Any bytes as a frame: read and opened without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_lorawan::frame::{self, Frame, SessionKeys};

fuzz_target!(|data: &[u8]| {
    if let Ok(Frame::Data(frame)) = frame::read(data) {
        let _ = frame.open(&SessionKeys { network: [1; 16], application: [2; 16] }, 0);
    }
});
