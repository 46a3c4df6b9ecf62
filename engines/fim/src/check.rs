//! `check`: does a file follow XDatenfelder 3.0.0, and what is in it?

use std::io::BufRead;

use serde::{Deserialize, Serialize};

use crate::reader::{Limits, Problem, read_with_problems};

/// What [`check`] found; the caller adds the name of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    pub ok: bool,
    pub id: Option<String>,
    pub version: Option<String>,
    pub name: Option<String>,
    /// Positions of fields in the tree, as often as they stand in the file.
    pub fields: usize,
    /// Positions of groups in the tree, as often as they stand in the file.
    pub groups: usize,
    /// Rules, distinct by id and version.
    pub rules: usize,
    pub errors: Vec<Problem>,
    /// What the standard allows but nobody can have meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Problem>,
}

/// Checks a file with the usual limits.
pub fn check(reader: impl BufRead) -> CheckReport {
    check_with(reader, &Limits::default())
}

/// Checks a file.
pub fn check_with(reader: impl BufRead, limits: &Limits) -> CheckReport {
    let outcome = read_with_problems(reader, limits);
    let schema = outcome.schema;
    let filled = |text: &String| (!text.is_empty()).then(|| text.clone());
    CheckReport {
        ok: outcome.errors.is_empty(),
        id: schema.as_ref().and_then(|schema| filled(&schema.id)),
        version: schema.as_ref().and_then(|schema| filled(&schema.version)),
        name: schema.as_ref().and_then(|schema| filled(&schema.name)),
        fields: outcome.fields,
        groups: outcome.groups,
        rules: outcome.rules,
        errors: outcome.errors,
        warnings: outcome.warnings,
    }
}
