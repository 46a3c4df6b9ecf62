//! Any text as a signed note, a checkpoint and a key.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use lotse_evidence::{Checkpoint, SigningKey, VerifierKey, open_note};

static KEY: LazyLock<SigningKey> =
    LazyLock::new(|| SigningKey::from_seed("lotse.example", &[7; 32]).expect("a good name and seed"));

fuzz_target!(|text: &str| {
    // Without the key nobody signs: a note that opens was in the corpus, and its text stands in it.
    if let Ok(signed) = open_note(text, &KEY.verifier()) {
        assert!(text.starts_with(signed));
    }
    if let Ok(key) = text.parse::<VerifierKey>() {
        assert_eq!(key.to_string().parse::<VerifierKey>().ok(), Some(key));
    }
    let _ = Checkpoint::open(text, &KEY.verifier());
    if let Ok(checkpoint) = Checkpoint::parse_text(text) {
        let written = checkpoint.to_text().expect("what was read can be written");
        assert_eq!(Checkpoint::parse_text(&written), Ok(checkpoint));
    }
});
