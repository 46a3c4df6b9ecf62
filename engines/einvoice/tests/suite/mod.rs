//! The documents of the suite, when it is there.

use std::{fs, path::PathBuf};

pub struct Entry {
    pub file: String,
    pub bytes: Vec<u8>,
    /// Whether the reference recommends to accept it.
    pub is_accepted: bool,
}

pub fn entries() -> Vec<Entry> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/einvoice");
    let Ok(verdicts) = fs::read_to_string(folder.join("verdicts.jsonl")) else {
        println!("skipped: no suite");
        return Vec::new();
    };
    verdicts
        .lines()
        .map(|line| {
            let verdict: serde_json::Value = serde_json::from_str(line).unwrap();
            let file = verdict["file"].as_str().unwrap().to_owned();
            let bytes = fs::read(folder.join(&file)).unwrap();
            Entry { file, bytes, is_accepted: verdict["accept"] == true }
        })
        .collect()
}
