//! Protection against forged requests, in two layers: where a request comes from (Fetch Metadata, Origin), and a token
//! in every form that only this house can make for this browser.

use axum::http::{HeaderMap, Method, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use lotse_core::clock::Randomness;
use sha2::Sha256;

const NONCE: usize = 12;

/// HMAC-SHA-256 (RFC 2104) with the server's secret; `purpose` keeps the uses apart.
pub(crate) fn sign(secret: &[u8; 32], purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(purpose.as_bytes());
    for part in parts {
        mac.update(&[0]);
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

pub(crate) fn same(one: &[u8], two: &[u8]) -> bool {
    subtle::ConstantTimeEq::ct_eq(one, two).into()
}

/// A token for a form. Each rendering gets another one, so that compression does not give it away (BREACH).
pub(crate) fn token(secret: &[u8; 32], randomness: &dyn Randomness, bearer: &str) -> String {
    let mut bytes = [0_u8; NONCE + 32];
    randomness.fill(&mut bytes[..NONCE]);
    let tag = sign(secret, "form", &[&bytes[..NONCE], bearer.as_bytes()]);
    bytes[NONCE..].copy_from_slice(&tag);
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn token_fits(secret: &[u8; 32], bearer: &str, token: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else {
        return false;
    };
    if bytes.len() != NONCE + 32 {
        return false;
    }
    let (nonce, tag) = bytes.split_at(NONCE);
    same(tag, &sign(secret, "form", &[nonce, bearer.as_bytes()]))
}

pub(crate) fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether an unsafe request may come from where it says it comes from.
///
/// Browsers that know Fetch Metadata say so themselves. Otherwise the origin's host must be ours; `null` stands on pages
/// without referrer, where the token in the form decides. A request with cookies, without either header and without a
/// form (whose token is checked) is refused.
pub(crate) fn comes_from_here(headers: &HeaderMap, public_url: &str, has_cookies: bool) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text("origin") {
        None => !has_cookies || is_form(headers),
        Some("null") => is_form(headers),
        Some(origin) => {
            let host = origin.split_once("://").map_or("", |(_, host)| host);
            let own = public_url.split_once("://").map_or("", |(_, rest)| rest.trim_end_matches('/'));
            !host.is_empty() && (text(header::HOST.as_str()) == Some(host) || own == host)
        }
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    kind.starts_with("application/x-www-form-urlencoded") || kind.starts_with("multipart/form-data")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use lotse_core::clock::SystemRandomness;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_token_fits_its_bearer_only() {
        let secret = [7; 32];
        let one = token(&secret, &SystemRandomness, "anna");
        assert!(token_fits(&secret, "anna", &one));
        assert!(!token_fits(&secret, "bernd", &one));
        assert!(!token_fits(&[8; 32], "anna", &one));
        assert!(!token_fits(&secret, "anna", "") && !token_fits(&secret, "anna", "%%%"));
        assert_ne!(one, token(&secret, &SystemRandomness, "anna"));
    }

    #[test]
    fn origins() {
        let url = "https://lotse.example";
        let form = ("content-type", "application/x-www-form-urlencoded");
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")]), url, true));
        assert!(!comes_from_here(&headers(&[("sec-fetch-site", "cross-site"), form]), url, false));
        assert!(!comes_from_here(&headers(&[("origin", "https://evil.example"), form]), url, true));
        assert!(comes_from_here(&headers(&[("origin", "https://lotse.example")]), url, true));
        assert!(comes_from_here(&headers(&[("origin", "http://x:1"), ("host", "x:1")]), url, true));
        assert!(comes_from_here(&headers(&[("origin", "null"), form]), url, true));
        assert!(!comes_from_here(&headers(&[("origin", "null")]), url, true));
        assert!(!comes_from_here(&headers(&[]), url, true) && comes_from_here(&headers(&[]), url, false));
    }
}
