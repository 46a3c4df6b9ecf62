//! Reading and writing cookies (RFC 6265): the four this house sets, all technically necessary.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::app::App;

/// The language chosen on the page.
pub(crate) const LANGUAGE: &str = "sprache";
/// A message for the next page.
pub(crate) const FLASH: &str = "hinweis";
/// Ties forms to a browser that is not signed in.
pub(crate) const VISIT: &str = "besuch";

/// Name of the session cookie. With the prefix browsers accept it only over HTTPS, from this host, for the whole host.
pub(crate) fn session_name(app: &App) -> &'static str {
    if app.is_secure() { "__Host-lotse" } else { "lotse" }
}

/// The first cookie of that name.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` line. `seconds`: how long it lives, 0 removes it.
pub(crate) fn line(app: &App, name: &str, value: &str, seconds: i64) -> HeaderValue {
    let secure = if app.is_secure() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

pub(crate) fn set(headers: &mut HeaderMap, app: &App, name: &str, value: &str, seconds: i64) {
    headers.append(header::SET_COOKIE, line(app, name, value, seconds));
}
