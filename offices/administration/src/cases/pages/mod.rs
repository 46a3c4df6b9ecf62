//! The pages of the office, one file each.

pub mod case;
pub mod day;
pub mod list;
pub mod mine;
pub mod receipt;
pub mod resident;
pub mod step;

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use lotse_core::{blobs::BlobId, clock::Timestamp, errors::Failure};
use lotse_reuse::{EffectiveService, StateKind};
use lotse_web::{Answer, Badge, Language, Level, Page, Problem, Visit};

use super::{
    Office,
    model::{Case, Due},
    store::{self, Document},
};

/// The language of a package's texts for a language of the pages.
pub fn package_language(language: Language) -> lotse_reuse::Language {
    match language {
        Language::De => lotse_reuse::Language::German,
        Language::En => lotse_reuse::Language::English,
        Language::Leicht => lotse_reuse::Language::Easy,
    }
}

/// Key of the sentence that tells the applicant where the case stands.
pub fn headline_key(case: &Case, service: &EffectiveService) -> &'static str {
    match case.kind {
        StateKind::Work if case.state == service.workflow.initial => "cases-headline-received",
        StateKind::Work => "cases-headline-review",
        StateKind::Waiting => "cases-headline-waiting",
        StateKind::Granted => "cases-headline-granted",
        StateKind::Denied => "cases-headline-denied",
        StateKind::Withdrawn => "cases-headline-withdrawn",
    }
}

fn level(kind: StateKind) -> Level {
    match kind {
        StateKind::Work | StateKind::Withdrawn => Level::Info,
        StateKind::Waiting => Level::Warning,
        StateKind::Granted => Level::Success,
        StateKind::Denied => Level::Danger,
    }
}

/// A period in words: `seit 3 Tagen überfällig`.
#[derive(Clone, Debug)]
pub struct DueView {
    /// Classes of the words.
    class: &'static str,
    words: String,
    date: String,
}

fn due_view(page: &Page, due: Option<Timestamp>, now: Timestamp) -> Option<DueView> {
    let due = due?;
    let (class, words) = match Due::of(due, now) {
        Due::Late(days) => ("lotse-due lotse-due--late", page.t1("amt-due-late", "days", days)),
        Due::Today => ("lotse-due lotse-due--today", page.t("amt-due-today")),
        Due::In(days) => ("lotse-due", page.t1("amt-due-in", "days", days)),
    };
    Some(DueView { class, words: words.into_owned(), date: page.date(&due) })
}

/// The case of a caseworker's address; the guard has asked whether there is a right to it.
async fn case_of_number(office: &Office, visit: &Visit, number: &str) -> Answer<Case> {
    let body = visit.require_body()?;
    store::by_number(office.core.store(), &body.key, number).await?.ok_or_else(Problem::not_found)
}

/// A file that somebody sent: never shown in our own name, always saved.
async fn download(office: &Office, case: &Case, document: &Document) -> Answer {
    file(office, case, document, "attachment").await
}

/// A letter we made ourselves: may open in the browser.
async fn inline(office: &Office, case: &Case, document: &Document) -> Answer {
    file(office, case, document, "inline").await
}

async fn file(office: &Office, case: &Case, document: &Document, disposition: &str) -> Answer {
    let blob = BlobId::from_hex(&document.sha256).ok_or_else(|| Failure::internal("a document without a hash"))?;
    let bytes = office.core.blobs().get(&case.body, blob).await?;
    let kind =
        HeaderValue::from_str(&document.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, content_disposition(disposition, &document.file_name)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}

/// RFC 6266: a plain name for old programs, the real one in UTF-8.
fn content_disposition(disposition: &str, name: &str) -> HeaderValue {
    use std::fmt::Write;
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || "._-".contains(sign) { sign } else { '_' })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    let text = format!("{disposition}; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

/// Text for a file to be saved.
fn save_text(media_type: &'static str, name: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, content_disposition("attachment", name)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, text).into_response()
}

fn state_badge(page: &Page, service: &EffectiveService, state: &str, kind: StateKind) -> Badge {
    let label = super::history::state_label(service, package_language(page.language()), state);
    Badge::new(level(kind), label)
}

/// A file as a line with link and size.
#[derive(Clone, Debug)]
struct FileView {
    name: String,
    href: String,
    size: String,
    when: String,
}

fn file_view(page: &Page, base: &str, document: &Document) -> FileView {
    FileView {
        name: document.file_name.clone(),
        href: format!("{base}/dokument/{}", document.id),
        size: page.file_size(&u64::try_from(document.size).unwrap_or(0)),
        when: page.date(&document.created_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_cannot_break_out_of_the_header() {
        let value = content_disposition("attachment", "a\"; x=\r\nSchein für Köln.pdf");
        let text = value.to_str().unwrap();
        assert!(
            text.starts_with("attachment; filename=\"a___x___Schein_f_r_K_ln.pdf\"; filename*=UTF-8''a%22%3B"),
            "{text}"
        );
    }
}
