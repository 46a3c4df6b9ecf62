//! Files to be saved: the original as it came, its structured part, attached files, the archived verdict.

use std::sync::Arc;

use axum::{
    Extension,
    extract::Path,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use lotse_core::{blobs::BlobId, body::BodyKey};
use lotse_web::{Answer, Problem, Visit};
use uuid::Uuid;

use super::invoice_of;
use crate::invoices::{Office, store};

pub async fn original(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    blob(&office, &invoice.body, &invoice.sha256, &invoice.media_type, &invoice.file_name).await
}

pub async fn xml(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    let name = format!("{}.xml", invoice.number);
    blob(&office, &invoice.body, &invoice.xml_sha256, "application/xml", &name).await
}

pub async fn verdict(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    let (_, text) = store::verdict(office.core.store(), &invoice).await?.ok_or_else(Problem::not_found)?;
    let name = format!("{}-pruefung.json", invoice.number);
    Ok(saved("application/json", &name, Bytes::from(text)))
}

pub async fn attachment(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number, id)): Path<(String, String, Uuid)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    let files = store::attachments(office.core.store(), &invoice).await?;
    let file = files.into_iter().find(|file| file.id == id).ok_or_else(Problem::not_found)?;
    blob(&office, &invoice.body, &file.sha256, &file.media_type, &file.file_name).await
}

pub(super) async fn blob(office: &Office, body: &BodyKey, sha256: &str, kind: &str, name: &str) -> Answer {
    let id = BlobId::from_hex(sha256).ok_or_else(Problem::not_found)?;
    let bytes = office.core.blobs().get(body, id).await?;
    Ok(saved(kind, name, bytes))
}

/// A file from outside: never shown in our own name, always saved, whatever it says it is.
pub(super) fn saved(kind: &str, name: &str, bytes: Bytes) -> Response {
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition(name)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, bytes).into_response()
}

/// RFC 6266: a plain name for old programs, the real one in UTF-8.
fn disposition(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || "._-".contains(sign) { sign } else { '_' })
        .collect();
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", super::encoded(name));
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_cannot_break_out_of_the_header() {
        let value = disposition("a\"; x=\r\nBeleg für Köln.pdf");
        let text = value.to_str().unwrap();
        assert!(text.starts_with("attachment; filename=\"a___x___Beleg_f_r_K_ln.pdf\"; filename*=UTF-8''a%22%3B"));
    }
}
