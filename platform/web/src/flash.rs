//! Sending on after a form, with a message for the next page in a signed cookie that lives a minute.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lotse_core::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{csrf, page::Level};

const SECONDS: i64 = 60;

/// A message shown once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Flash {
    pub(crate) level: Level,
    pub(crate) text: String,
}

/// `303 See Other`: after a form was sent, look here.
#[derive(Debug)]
pub struct SeeOther {
    path: String,
    flash: Option<Flash>,
}

impl SeeOther {
    /// A path of this house. Anything else is sent to the start page, so that input can never lead elsewhere.
    pub fn to(path: impl Into<String>) -> Self {
        let path = path.into();
        Self { path: if is_local(&path) { path } else { "/".to_owned() }, flash: None }
    }

    /// With a success message on the next page.
    #[must_use]
    pub fn success(self, text: impl Into<String>) -> Self {
        self.message(Level::Success, text)
    }

    #[must_use]
    pub fn message(mut self, level: Level, text: impl Into<String>) -> Self {
        self.flash = Some(Flash { level, text: text.into() });
        self
    }
}

/// Whether a path leads to a page of this house: `/x`, not `//host/x` or `/\host`, printable ASCII.
pub(crate) fn is_local(path: &str) -> bool {
    let mut signs = path.bytes();
    let start = signs.next() == Some(b'/') && !matches!(signs.next(), Some(b'/' | b'\\'));
    start && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

impl IntoResponse for SeeOther {
    fn into_response(self) -> Response {
        let location = HeaderValue::from_str(&self.path).unwrap_or(HeaderValue::from_static("/"));
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
        if let Some(flash) = self.flash {
            response.extensions_mut().insert(flash);
        }
        response
    }
}

/// Cookie value: signed, with its end of life inside.
pub(crate) fn seal(secret: &[u8; 32], flash: &Flash, now: Timestamp) -> String {
    let until = now.plus_seconds(SECONDS).0;
    let text = serde_json::to_vec(&(until, flash)).unwrap_or_default();
    let tag = csrf::sign(secret, "flash", &[&text]);
    format!("{}.{}", URL_SAFE_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(tag))
}

pub(crate) fn open(secret: &[u8; 32], sealed: &str, now: Timestamp) -> Option<Flash> {
    let (text, tag) = sealed.split_once('.')?;
    let (text, tag) = (URL_SAFE_NO_PAD.decode(text).ok()?, URL_SAFE_NO_PAD.decode(tag).ok()?);
    if !csrf::same(&tag, &csrf::sign(secret, "flash", &[&text])) {
        return None;
    }
    let (until, flash): (i64, Flash) = serde_json::from_slice(&text).ok()?;
    (now.0 <= until).then_some(flash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_fresh_messages_open() {
        let flash = Flash { level: Level::Success, text: "Gespeichert – „fertig“.".into() };
        let (secret, now) = ([3; 32], Timestamp(1_000_000));
        let sealed = seal(&secret, &flash, now);
        assert_eq!(open(&secret, &sealed, now), Some(flash));
        assert_eq!(open(&[4; 32], &sealed, now), None);
        assert_eq!(open(&secret, &sealed, now.plus_seconds(61)), None);
        assert_eq!(open(&secret, "a.b", now), None);
    }

    #[test]
    fn only_local_paths() {
        for good in ["/", "/a?b=c#d", "/meine/konto"] {
            assert!(is_local(good), "{good}");
        }
        for bad in
            ["", "a", "//evil.example", "/\\evil.example", "https://evil.example", "/a b", "/a\r\nX: y", "/\u{e4}"]
        {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
