//! What is said about one file, as it stands in a line of JSON.

use lotse_priority::{Answer, Fault, Faults};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Line<'a> {
    /// Ranking, stability, smaa, dominated and portfolio, then details.
    #[serde(flatten)]
    answer: Option<&'a Answer>,
    file: &'a str,
    /// Whether the file could be used at all.
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    faults: Vec<FaultLine>,
}

#[derive(Serialize)]
struct FaultLine {
    code: &'static str,
    place: String,
    message: String,
    english: String,
}

impl<'a> Line<'a> {
    pub fn answered(file: &'a str, answer: &'a Answer) -> Self {
        Self { answer: Some(answer), file, ok: true, error: None, faults: Vec::new() }
    }

    pub fn unreadable(file: &'a str, message: &str) -> Self {
        Self { answer: None, file, ok: false, error: Some(message.to_owned()), faults: Vec::new() }
    }

    pub fn refused(file: &'a str, faults: &Faults) -> Self {
        let line = |fault: &Fault| FaultLine {
            code: fault.code(),
            place: fault.place.clone(),
            message: fault.german(),
            english: fault.english(),
        };
        let error = faults.0.first().map(Fault::german);
        Self { answer: None, file, ok: false, error, faults: faults.0.iter().map(line).collect() }
    }
}
