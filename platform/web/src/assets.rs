//! Style sheets, fonts and scripts, embedded when the program is built (`build.rs`).

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use crate::problem::{Answer, Problem};

/// One embedded file.
pub(crate) struct Asset {
    pub(crate) name: &'static str,
    pub(crate) plain: &'static [u8],
    pub(crate) gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// `/assets/{hash}/lotse.css`: one hash for all, so that style sheets find their fonts by relative address.
pub(crate) fn url(file: &str) -> String {
    format!("/assets/{HASH}/{file}")
}

pub(crate) async fn serve(Path((hash, name)): Path<(String, String)>, headers: HeaderMap) -> Answer {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or_else(Problem::not_found)?;
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let packed = asset.gzip.filter(|_| accepts.contains("gzip"));
    // A page from before an update asks for old files and gets the new ones, but must not keep them under the old name.
    let caching = if hash == HASH { "public, max-age=31536000, immutable" } else { "no-store" };
    let mut response: Response = packed.unwrap_or(asset.plain).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(asset.name)));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if asset.gzip.is_some() {
        answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if packed.is_some() {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or("") {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
