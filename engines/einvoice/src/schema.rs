//! Comes with its own commit.

use crate::{scenario::Syntax, tree::Document};

/// What breaks the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    pub line: usize,
}

/// Checks a document against the schema of its syntax.
pub fn validate(_document: &Document<'_>, _syntax: Syntax) -> Vec<SchemaError> {
    Vec::new()
}
