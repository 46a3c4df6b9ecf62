//! The receipt: a number, a link, and a proof that does not need this house to be believed.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path};
use lotse_core::permissions::Action;
use lotse_web::{Answer, Page, Problem, Visit, html};
use serde_json::json;

use super::{package_language, resident, save_text};
use crate::cases::{Office, hex};

#[derive(Template)]
#[template(path = "cases/templates/receipt.html")]
struct ReceiptPage {
    page: Page,
    base: String,
    number: String,
    service_title: String,
    text_html: String,
    received: String,
    status_url: String,
    fingerprint: String,
    has_link: bool,
    has_answers: bool,
    next: String,
}

pub async fn page(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
) -> Answer {
    let own = resident::open(&office, &visit, &secret, Action::ReadOwnCase).await?;
    let service = office.service_of(&own.case).await?;
    let language = package_language(visit.language);
    let page = visit.page(visit.t("cases-receipt-title")).crumb(own.case.number.clone(), own.base.clone());
    let next = match own.case.periods.decision_due {
        Some(due) => page.t1("cases-next-decision", "until", page.date(&due)).into_owned(),
        None => page.t("cases-next-decision-open").into_owned(),
    };
    html(&ReceiptPage {
        service_title: service.title(language).to_owned(),
        text_html: lotse_letters::render_html(service.texts.get(language, "receipt")),
        received: page.moment(&own.case.submitted_at),
        status_url: status_url(&office, &own.base),
        fingerprint: office.core.signer().verifier().fingerprint(),
        has_link: own.link_shown,
        has_answers: own.case.data_deleted_at.is_none(),
        next,
        number: own.case.number,
        base: own.base,
        page,
    })
}

fn status_url(office: &Office, base: &str) -> String {
    format!("{}{base}", office.core.settings().public_url)
}

/// `lotse receipt verify` reads this file.
pub async fn download(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
) -> Answer {
    let own = resident::open(&office, &visit, &secret, Action::ReadOwnCase).await?;
    let core = &office.core;
    let url = status_url(&office, &own.base);
    let case = &own.case;
    let receipt =
        core.signer().receipt(core.store(), visit.now, &case.body, case.ledger_sequence, &case.number, &url).await?;
    Ok(save_text("application/json", &format!("quittung-{}.json", case.number), receipt.to_json()))
}

/// The answers exactly as they were hashed into the event, with the salt: so that the applicant, and nobody else, can
/// prove what was submitted.
pub async fn answers(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
) -> Answer {
    let own = resident::open(&office, &visit, &secret, Action::ReadOwnCase).await?;
    let case = &own.case;
    if case.data_deleted_at.is_some() {
        return Err(Problem::not_found());
    }
    let document = json!({
        "format": "lotse-answers-1",
        "number": case.number,
        "service": case.service,
        "version": case.package_version,
        "effective": case.effective_hash,
        "answers": case.answers,
        "salt": hex(&case.answers_salt),
        "sha256": case.answers_hash,
        "rule": "sha256 = SHA-256(salt as bytes, then answers as UTF-8)",
    });
    let text = serde_json::to_string_pretty(&document)
        .map_err(|error| lotse_core::errors::Failure::internal(error.to_string()))?;
    Ok(save_text("application/json", &format!("angaben-{}.json", case.number), text))
}
