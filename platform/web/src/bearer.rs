//! Programs show a token in the header (RFC 6750 §2.1), on addresses below `/api/` only. Elsewhere they are strangers.

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use lotse_core::{
    errors::{Code, Failure},
    people::Actor,
};

/// What stands for the token, where one is shown; empty or unreadable is shown, too, and fits nothing.
pub(crate) fn shown<'h>(uri: &Uri, headers: &'h HeaderMap) -> Option<&'h str> {
    if !uri.path().starts_with("/api/") {
        return None;
    }
    let value = headers.get(header::AUTHORIZATION)?;
    let Ok(text) = value.to_str() else { return Some("") };
    let (scheme, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    // RFC 9110 §11.1: the scheme's name is not case-sensitive. Another scheme is for a server in front of this one.
    scheme.eq_ignore_ascii_case("bearer").then(|| rest.trim())
}

/// `WWW-Authenticate` for programs (RFC 6750 §3), where an answer needs one.
pub(crate) fn challenge(failure: &Failure, actor: &Actor) -> Option<HeaderValue> {
    let text = match failure.code {
        Code::SignInNeeded => "Bearer realm=\"Lotse\"",
        Code::TokenInvalid => "Bearer realm=\"Lotse\", error=\"invalid_token\"",
        Code::NotAllowed if matches!(actor, Actor::Machine(_)) => {
            "Bearer realm=\"Lotse\", error=\"insufficient_scope\""
        }
        _ => return None,
    };
    Some(HeaderValue::from_static(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bearer_below_api_counts() {
        let shown = |path: &'static str, value: &'static str| {
            let headers: HeaderMap = [(header::AUTHORIZATION, HeaderValue::from_static(value))].into_iter().collect();
            shown(&Uri::from_static(path), &headers).map(str::to_owned)
        };
        assert_eq!(shown("/api/v1/x", "Bearer abc").as_deref(), Some("abc"));
        assert_eq!(shown("/api/v1/x", "bEARER  abc ").as_deref(), Some("abc"));
        assert_eq!(shown("/api/v1/x", "Bearer").as_deref(), Some(""));
        assert_eq!(shown("/api/v1/x", "Basic YTpi"), None);
        for path in ["/", "/api", "/apix/", "/borgentreich/amt/", "/borgentreich/api/"] {
            assert_eq!(shown(path, "Bearer abc"), None, "{path}");
        }
        let raw = [(header::AUTHORIZATION, HeaderValue::from_bytes(b"Bearer \xff").unwrap())].into_iter().collect();
        assert_eq!(super::shown(&Uri::from_static("/api/"), &raw), Some(""));
    }
}
