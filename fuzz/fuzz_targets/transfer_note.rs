//! Any text as a transfer note: what is read is written and read back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_evidence::transfer_note::TransferNote;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(note) = TransferNote::from_json(text) else { return };
    assert_eq!(TransferNote::from_json(&note.to_json()), Ok(note.clone()));
    assert!(!note.verify(&[]).ok);
});
