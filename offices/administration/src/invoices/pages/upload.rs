//! Taking documents in by hand: several files, also in ZIP archives; a line for each that says what became of it.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, http::StatusCode};
use bytes::Bytes;
use lotse_web::{
    Answer, Badge, Field, FieldError, FieldKind, FormData, Level, Page, Visit, errors_of, html, html_with_status,
};

use super::base;
use crate::invoices::{
    Office,
    archive::{self, Limits},
    intake::{Outcome, Receipt, Received},
    model::{Channel, Decision},
    reading::Why,
};

/// Files chosen at once; an archive counts as many as it holds.
const MOST_FILES: usize = 100;

struct Line {
    file_name: String,
    badge: Badge,
    what: String,
    /// The invoice, or the one it is a copy of.
    link: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "invoices/templates/upload.html")]
struct UploadPage {
    page: Page,
    base: String,
    fields: Vec<Field>,
    errors: Vec<FieldError>,
    lines: Vec<Line>,
}

fn field(visit: &Visit) -> Field {
    Field::new(FieldKind::File, "dateien", visit.t("amt-invoices-upload-files"))
        .hint(visit.t("amt-invoices-upload-hint"))
        .accept(".xml,.pdf,.zip")
        .multiple()
}

fn own_page(visit: &Visit) -> Answer<Page> {
    Ok(visit.page(visit.t("amt-invoices-upload-title")).crumb(visit.t("amt-invoices-title"), base(visit)?))
}

pub async fn page(visit: Visit) -> Answer {
    let page = own_page(&visit)?;
    html(&UploadPage { page, base: base(&visit)?, fields: vec![field(&visit)], errors: Vec::new(), lines: Vec::new() })
}

pub async fn receive(Extension(office): Extension<Arc<Office>>, visit: Visit, form: FormData) -> Answer {
    let body = visit.require_body()?;
    let sender = visit.require_person()?.name.clone();
    let mut documents: Vec<(String, Result<Bytes, Why>)> = Vec::new();
    let mut room = MOST_FILES;
    for upload in form.files_of("dateien").filter(|upload| !(upload.file_name.is_empty() && upload.bytes.is_empty())) {
        if !archive::is_zip(&upload.bytes) {
            documents.push((upload.file_name.clone(), Ok(upload.bytes.clone())));
            room = room.saturating_sub(1);
            continue;
        }
        let limits = Limits { files: room, ..Limits::default() };
        match archive::read(&upload.bytes, limits) {
            Ok(files) => {
                room = room.saturating_sub(files.len());
                let named = |(name, content): (String, Vec<u8>)| {
                    (format!("{}: {name}", upload.file_name), Ok(Bytes::from(content)))
                };
                documents.extend(files.into_iter().map(named));
            }
            Err(why) => documents.push((upload.file_name.clone(), Err(why))),
        }
    }
    let mut own = field(&visit);
    if documents.is_empty() || documents.len() > MOST_FILES {
        let key = if documents.is_empty() { "amt-invoices-upload-none" } else { "amt-invoices-upload-many" };
        own = own.error(visit.t(key));
        let page = own_page(&visit)?.with_errors(true);
        let fields = vec![own];
        let errors = errors_of(&fields);
        return html_with_status(
            StatusCode::UNPROCESSABLE_ENTITY,
            &UploadPage { page, base: base(&visit)?, fields, errors, lines: Vec::new() },
        );
    }
    let page = own_page(&visit)?;
    let mut lines = Vec::new();
    for (file_name, document) in documents {
        let line = match document {
            Ok(bytes) => {
                let received = Received {
                    body: Some(body.key.clone()),
                    channel: Channel::Upload,
                    sender: sender.clone(),
                    file_name: file_name.clone(),
                    bytes,
                };
                let receipt = office.intake.receive_as(&visit.actor, received).await?;
                line(&page, &base(&visit)?, file_name, &receipt)
            }
            Err(why) => refused(&page, file_name, &why),
        };
        lines.push(line);
    }
    html(&UploadPage { page, base: base(&visit)?, fields: vec![own], errors: Vec::new(), lines })
}

fn refused(page: &Page, file_name: String, why: &Why) -> Line {
    Line {
        file_name,
        badge: Badge::new(Level::Danger, page.t("amt-invoices-outcome-no-invoice")),
        what: page.t1(&format!("amt-invoices-why-{}", why.as_str()), "detail", why.detail()).into_owned(),
        link: None,
    }
}

fn line(page: &Page, base: &str, file_name: String, receipt: &Receipt) -> Line {
    let link = |number: &str| Some((number.to_owned(), format!("{base}/{number}")));
    let said = |key: &str, value: &str| page.t1(key, "value", value).into_owned();
    match &receipt.outcome {
        Outcome::NoInvoice { reason } => refused(page, file_name, reason),
        Outcome::Duplicate { of, stored: None } => Line {
            file_name,
            badge: Badge::new(Level::Warning, page.t("amt-invoices-outcome-duplicate")),
            what: said("amt-invoices-outcome-same", &of.number),
            link: link(&of.number),
        },
        Outcome::Duplicate { of, stored: Some(own) } => Line {
            file_name,
            badge: Badge::new(Level::Warning, page.t("amt-invoices-outcome-duplicate")),
            what: said("amt-invoices-outcome-alike", &of.number),
            link: link(&own.number),
        },
        Outcome::Stored { place, unit } => {
            let (level, key) = match receipt.decision {
                Some(Decision::Accept) => (Level::Success, "amt-invoices-outcome-accept"),
                Some(Decision::Reject) => (Level::Danger, "amt-invoices-outcome-reject"),
                _ => (Level::Danger, "amt-invoices-outcome-undecidable"),
            };
            let unit = unit.clone().unwrap_or_else(|| page.t("amt-invoices-unit-none").into_owned());
            let what =
                page.t2("amt-invoices-outcome-stored", "seller", receipt.seller_name.as_str(), "unit", unit.as_str());
            Line {
                file_name,
                badge: Badge::new(level, page.t(key)),
                what: what.into_owned(),
                link: link(&place.number),
            }
        }
    }
}
