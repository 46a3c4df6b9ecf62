//! Any text as a receipt: verified or refused; what is verified is written and read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_evidence::Receipt;

fuzz_target!(|text: &str| {
    let Ok(receipt) = Receipt::from_json(text) else {
        return;
    };
    let verdict = receipt.verify(None).is_ok();
    let again = Receipt::from_json(&receipt.to_json()).expect("what was written can be read");
    assert_eq!(again.verify(None).is_ok(), verdict);
});
