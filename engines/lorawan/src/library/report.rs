//! The tests of a library, run: what passes, what does not, and where it differs.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::Library;
use crate::{
    codec::{Codec, Limits, Problem},
    vector::Difference,
};

/// How a library did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub codecs: Vec<CodecReport>,
}

/// How a codec did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodecReport {
    pub path: String,
    /// Functions it has, or why it cannot be used.
    pub offers: Result<Vec<String>, Problem>,
    pub passed: usize,
    pub failed: Vec<Failed>,
}

/// A test that did not come out as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub name: String,
    pub difference: Difference,
}

impl Report {
    /// Runs all tests. `now` is the clock of those that name no time, in milliseconds since 1970.
    pub fn run(library: &Library, limits: &Limits, now: i64) -> Self {
        let nothing = BTreeMap::new();
        let mut codecs = Vec::new();
        for (path, file) in &library.codecs {
            let (mut passed, mut failed) = (0, Vec::new());
            let mut made = Codec::new(file.source.as_str(), limits.clone());
            let offers = made.as_mut().map_err(|problem| problem.clone()).and_then(Codec::offers);
            if let Ok(codec) = &mut made {
                for vector in &file.vectors {
                    let result = vector.task.run(codec, vector.received.unwrap_or(now), &nothing);
                    match vector.expected.difference(&result) {
                        None => passed += 1,
                        Some(difference) => failed.push(Failed { name: vector.name.clone(), difference }),
                    }
                }
            }
            codecs.push(CodecReport { path: path.clone(), offers, passed, failed });
        }
        Self { codecs }
    }

    pub fn passed(&self) -> usize {
        self.codecs.iter().map(|codec| codec.passed).sum()
    }

    pub fn failed(&self) -> usize {
        self.codecs.iter().map(|codec| codec.failed.len()).sum()
    }
}

/// `recvTime` of a test in milliseconds since 1970.
pub(super) fn time(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::String(text) => text.parse().ok().map(Timestamp::as_millisecond),
        other => other.as_i64(),
    }
}
