//! What a check has found, in words for the person who can mend it.

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The package cannot be published or adopted like this.
    Error,
    /// Works, but somebody will be worse off.
    Warning,
    /// A human has to decide or confirm something.
    OpenPoint,
}

/// One finding of a check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The file of the package, or the adaptation path for a patch.
    pub file: String,
    /// The line in the file, from 1, where known.
    pub line: Option<u32>,
    /// Stable code, for example `paket-lizenz-fehlt`.
    pub code: String,
    /// What is wrong and what to do, in plain German.
    pub message: String,
}

impl Finding {
    /// An error in a file.
    pub fn error(file: &str, code: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, file, code, message)
    }

    /// A warning for a file.
    pub fn warning(file: &str, code: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, file, code, message)
    }

    /// Something a human has to decide.
    pub fn open(file: &str, code: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::OpenPoint, file, code, message)
    }

    fn new(severity: Severity, file: &str, code: &str, message: impl Into<String>) -> Self {
        Self { severity, file: file.to_owned(), line: None, code: code.to_owned(), message: message.into() }
    }

    /// The same finding with its line.
    #[must_use]
    pub fn at(mut self, line: Option<u32>) -> Self {
        self.line = line;
        self
    }

    /// Whether this finding forbids publishing.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Whether any finding forbids publishing.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(Finding::is_error)
}

/// The line (from 1) in which `needle` first occurs.
pub(crate) fn line_of(text: &[u8], needle: &str) -> Option<u32> {
    let text = std::str::from_utf8(text).ok()?;
    let at = text.find(needle)?;
    Some(line_at(text, at))
}

/// The line (from 1) of a byte offset.
pub(crate) fn line_at(text: &str, offset: usize) -> u32 {
    let newlines = text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count();
    u32::try_from(newlines).unwrap_or(u32::MAX - 1) + 1
}
