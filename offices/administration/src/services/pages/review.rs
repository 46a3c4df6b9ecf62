//! The summary before sending, and sending.

use std::sync::Arc;

use askama::Template;
use axum::{
    Extension,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use lotse_core::clock::Timestamp;
use lotse_fim::canonical;
use lotse_web::{
    Answer, Field, FieldError, FieldKind, FormData, Level, Page, SeeOther, Visit, errors_of, html_with_status,
};

use super::{Found, OpenDraft, find, package_language, receipt_path, service::period_key};
use crate::services::{
    Office,
    commands::Sent,
    model::{Overview, Progress},
    view::{Block, summary},
};

/// Name of the box that says "all of this is true".
const DECLARATION: &str = "erklaerung";

#[derive(Template)]
#[template(path = "services/templates/review.html")]
struct ReviewPage {
    page: Page,
    service: String,
    steps: Vec<ReviewStep>,
    fees: Vec<FeeLine>,
    total_cents: i64,
    has_fees: bool,
    /// What is missing, with links to the steps; empty when it can be sent.
    missing: Vec<Missing>,
    errors: Vec<FieldError>,
    declaration: Field,
    base: String,
    delete_after: Timestamp,
}

struct ReviewStep {
    number: usize,
    /// Its number in addresses.
    form_number: usize,
    title: String,
    blocks: Vec<Block>,
    is_incomplete: bool,
}

struct FeeLine {
    label: String,
    cents: i64,
    factor: i64,
    period: &'static str,
    total_cents: i64,
}

struct Missing {
    href: String,
    text: String,
}

pub(in crate::services) async fn review(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service, secret)): Path<(String, String, String)>,
) -> Answer {
    match find(&office, &visit, &service, &secret).await? {
        Found::Open(open) => review_page(&visit, &open, StatusCode::OK, declaration(&visit)),
        Found::Sent(response) => Ok(response),
    }
}

fn declaration(visit: &Visit) -> Field {
    Field::new(FieldKind::Checkbox, DECLARATION, visit.t("services-review-declaration"))
}

fn review_page(visit: &Visit, open: &OpenDraft, status: StatusCode, declaration: Field) -> Answer {
    let language = package_language(visit.language);
    let form = open.prepared.form(language);
    let content = &open.draft.content;
    let overview = Overview::of(&open.prepared, form, content);
    let step = |(place, step): (usize, &crate::services::model::StepView)| ReviewStep {
        number: place + 1,
        form_number: step.number(),
        title: step.title.clone(),
        blocks: summary(visit, form, step.index, &content.answers, &overview.states),
        is_incomplete: step.progress == Progress::Incomplete
            || overview.errors.iter().any(|error| error.step == step.index),
    };
    let missing = overview.errors.iter().map(|error| Missing {
        href: format!("{}/schritt/{}?fehler=1&zurueck=pruefen", open.base, error.step + 1),
        text: error.message(visit.language.html()).to_owned(),
    });
    let fee = open.prepared.service.fee(&canonical(form, &content.answers, &open.prepared.conditions));
    let line = |line: &lotse_reuse::FeeLine| FeeLine {
        label: line.label.get(language).to_owned(),
        cents: line.amount_cents,
        factor: line.factor,
        period: period_key(line.period),
        total_cents: line.total_cents,
    };
    let errors = errors_of([&declaration]);
    let template = ReviewPage {
        page: open.page(visit, visit.t("services-review-title")).with_errors(!errors.is_empty()),
        service: open.service_title(visit).to_owned(),
        steps: overview.steps.iter().enumerate().map(step).collect(),
        has_fees: !open.prepared.service.fees.fee.is_empty(),
        fees: fee.lines.iter().map(line).collect(),
        total_cents: fee.total_cents,
        missing: missing.collect(),
        errors,
        declaration,
        base: open.base.clone(),
        delete_after: open.draft.delete_after,
    };
    html_with_status(status, &template)
}

pub(in crate::services) async fn submit(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service, secret)): Path<(String, String, String)>,
    data: FormData,
) -> Answer {
    let open = match find(&office, &visit, &service, &secret).await? {
        Found::Open(open) => open,
        // The second click of a double click: the same receipt.
        Found::Sent(response) => return Ok(response),
    };
    if !data.has(DECLARATION) {
        let field = declaration(&visit).error(visit.t("services-review-declaration-missing"));
        return review_page(&visit, &open, StatusCode::UNPROCESSABLE_ENTITY, field);
    }
    let language = package_language(visit.language);
    let sent = office.submit(&visit.actor, &open.draft, &open.prepared, language, visit.now).await?;
    Ok(match sent {
        Sent::Received => receipt(&open, &secret),
        Sent::Incomplete => return review_page(&visit, &open, StatusCode::UNPROCESSABLE_ENTITY, declaration(&visit)),
        Sent::Changed => SeeOther::to(format!("{}/pruefen", open.base))
            .message(Level::Warning, visit.t("services-review-changed"))
            .into_response(),
    })
}

fn receipt(open: &OpenDraft, secret: &str) -> Response {
    SeeOther::to(receipt_path(&open.body.slug, secret)).into_response()
}
