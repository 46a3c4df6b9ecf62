//! Batch requests (OGC 18-088, clause 10.2.6 and OData 4.01, part 1, 11.7): several requests in one, some of them in
//! change sets that succeed or fail as a whole. Read from and written as `multipart/mixed` and JSON.

mod json;
mod multipart;

use std::collections::HashMap;

use serde_json::Value;
use thiserror::Error;

pub use json::{read as read_json, write as write_json};
pub use multipart::{read as read_multipart, write as write_multipart};

/// What a batch may hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchLimits {
    pub max_bytes: usize,
    /// Requests in the whole batch.
    pub max_requests: usize,
    /// Header lines of one request.
    pub max_headers: usize,
}

impl Default for BatchLimits {
    fn default() -> Self {
        Self { max_bytes: 16 * 1024 * 1024, max_requests: 1_000, max_headers: 50 }
    }
}

/// A request within a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchRequest {
    /// `Content-ID`, or the id of the JSON form.
    pub id: Option<String>,
    /// In capitals.
    pub method: String,
    /// Absolute, or relative to the service root; may start with `$` and the id of an earlier request.
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Value>,
}

/// One step of a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Single(BatchRequest),
    /// All or nothing.
    ChangeSet(Vec<BatchRequest>),
}

/// The answer to a request within a batch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BatchAnswer {
    pub id: Option<String>,
    pub status: u16,
    pub location: Option<String>,
    pub body: Option<Value>,
}

/// The answer to a step. A change set that failed has one answer for all its requests.
#[derive(Clone, Debug, PartialEq)]
pub enum StepAnswer {
    Single(BatchAnswer),
    ChangeSet(Vec<BatchAnswer>),
}

/// Why a batch cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BatchError {
    #[error("the batch is larger than {0} bytes")]
    TooLarge(usize),
    #[error("the batch has more than {0} requests")]
    TooMany(usize),
    #[error("the content type names no boundary")]
    NoBoundary,
    #[error("part {part}: {what}")]
    Part { part: usize, what: PartError },
    #[error("not JSON: {0}")]
    NotJson(String),
}

/// What is wrong with a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PartError {
    #[error("neither application/http nor a change set")]
    UnknownType,
    #[error("no request line such as \"GET Things HTTP/1.1\"")]
    NoRequestLine,
    #[error("only POST, PATCH, PUT and DELETE can be part of a change set")]
    ReadInChangeSet,
    #[error("the headers are not readable")]
    BadHeaders,
    #[error("the body is not JSON")]
    BadBody,
    #[error("the id stands there twice")]
    IdTwice,
    #[error("url or method is missing")]
    Incomplete,
}

const METHODS: [&str; 5] = ["GET", "POST", "PATCH", "PUT", "DELETE"];

impl BatchRequest {
    /// The same with references to earlier requests put in: `$id` at the start of the address, and as the value of
    /// an id in the body. `known` leads from ids to what was created: its link and its id.
    #[must_use]
    pub fn resolved(&self, known: &HashMap<String, (String, Value)>) -> Self {
        let mut resolved = self.clone();
        if let Some(rest) = self.url.strip_prefix('$') {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            if let Some((link, _)) = known.get(&rest[..end]) {
                resolved.url = format!("{link}{}", &rest[end..]);
            }
        }
        if let Some(body) = &mut resolved.body {
            put_ids(body, known);
        }
        resolved
    }
}

/// Bodies are as deep as the JSON reader allows.
fn put_ids(value: &mut Value, known: &HashMap<String, (String, Value)>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| put_ids(item, known)),
        Value::Object(object) => {
            for (key, value) in object {
                let reference =
                    if key == "@iot.id" { value.as_str().and_then(|text| text.strip_prefix('$')) } else { None };
                match reference.and_then(|id| known.get(id)) {
                    Some((_, id)) => *value = id.clone(),
                    None => put_ids(value, known),
                }
            }
        }
        _ => {}
    }
}

/// The words HTTP puts behind a status.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        404 => "Not Found",
        409 => "Conflict",
        _ => "Status",
    }
}

#[cfg(test)]
mod tests;
