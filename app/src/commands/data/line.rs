//! What is said about one file, as it stands in a line of JSON.

use lotse_dcat::{
    Checked, Format, Profile, Reading, Severity,
    advice::{self, Advice},
    check::Total,
    quality::{self, Quality},
};
use serde::Serialize;

/// The names up to `mqa` are the contract with programs that read them; what follows are details.
#[derive(Serialize)]
pub(super) struct Line {
    pub file: String,
    /// Whether the file could be read at all; whether it is without faults is in `violations`.
    pub ok: bool,
    pub triples: Option<usize>,
    pub datasets: Option<usize>,
    pub distributions: Option<usize>,
    pub services: Option<usize>,
    pub violations: Vec<Total>,
    pub warnings: Vec<Total>,
    pub infos: Vec<Advice>,
    /// `None` where there is no dataset to rate.
    pub mqa: Option<Quality>,
    pub profile: Profile,
    pub format: Option<Format>,
    /// What was let pass while reading.
    pub notices: Vec<NoticeLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct NoticeLine {
    pub code: &'static str,
    pub message: String,
}

impl Line {
    pub fn new(file: String, reading: &Reading, checked: &Checked) -> Self {
        let graph = &reading.graph;
        let notices = reading.notices.iter();
        Self {
            file,
            ok: true,
            triples: Some(graph.len()),
            datasets: Some(checked.counts.datasets),
            distributions: Some(checked.counts.distributions),
            services: Some(checked.counts.services),
            violations: checked.totals(graph, Severity::Violation),
            warnings: checked.totals(graph, Severity::Warning),
            infos: advice::advice(graph),
            mqa: quality::quality(graph, checked),
            profile: checked.profile,
            format: Some(reading.format),
            notices: notices.map(|notice| NoticeLine { code: notice.code(), message: notice.german() }).collect(),
            error: None,
            code: None,
        }
    }

    pub fn unreadable(file: String, profile: Profile, code: &'static str, message: String) -> Self {
        Self {
            file,
            ok: false,
            triples: None,
            datasets: None,
            distributions: None,
            services: None,
            violations: Vec::new(),
            warnings: Vec::new(),
            infos: Vec::new(),
            mqa: None,
            profile,
            format: None,
            notices: Vec::new(),
            error: Some(message),
            code: Some(code),
        }
    }
}
