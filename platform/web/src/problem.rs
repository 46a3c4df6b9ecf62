//! What goes wrong, as an answer: a page for people, a problem document (RFC 9457) for programs.

use std::sync::Arc;

use axum::{
    extract::rejection::{JsonRejection, PathRejection, QueryRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use lotse_core::errors::{Code, Failure};
use serde::Serialize;

use crate::{app::App, language::Language};

/// A [`Failure`] on its way out. Handlers return [`Answer`] and use `?`.
#[derive(Debug)]
pub struct Problem(pub Failure);

/// What handlers return.
pub type Answer<T = Response> = Result<T, Problem>;

impl Problem {
    pub fn new(code: Code) -> Self {
        Self(Failure::new(code))
    }

    pub fn not_found() -> Self {
        Self::new(Code::NotFound)
    }

    pub fn not_allowed() -> Self {
        Self::new(Code::NotAllowed)
    }

    pub fn invalid(message: impl Into<String>) -> Self {
        Self(Failure::invalid(message))
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl From<lotse_store::Error> for Problem {
    fn from(error: lotse_store::Error) -> Self {
        Self(error.into())
    }
}

macro_rules! from_rejection {
    ($($rejection:ty),+) => {$(impl From<$rejection> for Problem {
        fn from(rejection: $rejection) -> Self {
            let code = code_of(rejection.status());
            Self(Failure { code, message: None, detail: Some(rejection.body_text()) })
        }
    })+};
}
from_rejection!(JsonRejection, PathRejection, QueryRejection);

/// The middleware finds the failure here and renders it; it alone knows language, body and request id.
#[derive(Clone)]
pub(crate) struct Failed(pub(crate) Arc<Failure>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code.entry().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(Failed(Arc::new(self.0)));
        response
    }
}

/// The code for a status that something else than our own code gave.
pub(crate) fn code_of(status: StatusCode) -> Code {
    match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::TooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMedia,
        StatusCode::TOO_MANY_REQUESTS => Code::TooManyRequests,
        status if status.is_client_error() => Code::InvalidInput,
        _ => Code::Internal,
    }
}

/// RFC 9457 §3, with the catalogue's stable number.
#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'static str,
    instance: String,
}

pub(crate) fn title(failure: &Failure, language: Language) -> &'static str {
    let entry = failure.code.entry();
    if language == Language::En { entry.title_en } else { entry.title }
}

pub(crate) fn document(app: &App, failure: &Failure, language: Language, request: &str) -> String {
    let entry = failure.code.entry();
    let advice = if language == Language::En { entry.advice_en } else { entry.advice };
    let document = Document {
        r#type: format!("{}/fehler/{}", app.core().settings().public_url, entry.number),
        title: title(failure, language),
        status: entry.status,
        detail: failure.message.as_deref().unwrap_or(advice),
        code: entry.number,
        instance: format!("urn:uuid:{request}"),
    };
    serde_json::to_string(&document).unwrap_or_default()
}

/// Whether the caller is a program: by address, or because it asks for JSON and not for HTML.
pub(crate) fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    if path == "/api" || path.starts_with("/api/") {
        return true;
    }
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    accept.contains("json") && !accept.contains("text/html")
}
