//! Files: the original as it came, to be saved or (a PDF) to be read in the browser; its structured part, attached
//! files, the archived verdict.

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
use crate::invoices::{Office, model::Invoice, store};

pub async fn original(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    blob(&office, &invoice.body, &invoice.sha256, &invoice.media_type, &invoice.file_name).await
}

/// The readable side of a hybrid invoice, in the browser's own viewer.
pub async fn view(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    if !is_readable(&invoice) {
        return Err(Problem::not_found());
    }
    let id = BlobId::from_hex(&invoice.sha256).ok_or_else(Problem::not_found)?;
    let bytes = office.core.blobs().get(&invoice.body, id).await?;
    Ok(answer("application/pdf", disposition("inline", &invoice.file_name), bytes))
}

/// Whether there is a side of it that browsers show.
pub(super) fn is_readable(invoice: &Invoice) -> bool {
    invoice.media_type == "application/pdf" && invoice.data_deleted_at.is_none()
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
    answer(kind, disposition("attachment", name), bytes)
}

/// In a sandbox: no origin, no scripts, no forms, nothing loaded from anywhere.
fn answer(kind: &str, disposition: HeaderValue, bytes: Bytes) -> Response {
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, bytes).into_response()
}

/// RFC 6266: a plain name for old programs, the real one in UTF-8.
fn disposition(how: &'static str, name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || "._-".contains(sign) { sign } else { '_' })
        .collect();
    let text = format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", super::encoded(name));
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(how))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_cannot_break_out_of_the_header() {
        let value = disposition("attachment", "a\"; x=\r\nBeleg für Köln.pdf");
        let text = value.to_str().unwrap();
        assert!(text.starts_with("attachment; filename=\"a___x___Beleg_f_r_K_ln.pdf\"; filename*=UTF-8''a%22%3B"));
    }
}
