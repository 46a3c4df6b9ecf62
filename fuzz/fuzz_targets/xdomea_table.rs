//! Any bytes as a table that somebody filled in: read or refused, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_xdomea::appraisal::{decisions, imported, text};

fuzz_target!(|data: &[u8]| {
    let table = text(data);
    let _ = decisions(&table);
    let _ = imported(&table);
    let _ = decisions(&format!("UUID;Entscheidung\n{table}"));
    let _ = imported(&format!("UUID;Fehlermeldung\n{table}"));
});
