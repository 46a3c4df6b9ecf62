//! A service: what, who, what one needs, cost, time, law, and the button that begins the application.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path, response::IntoResponse};
use lotse_reuse::{EffectiveService, LegalBasis, Period};
use lotse_web::{Answer, FormData, Page, SeeOther, Visit, html};

use super::package_language;
use crate::services::{
    Office,
    model::{DraftContent, Overview},
};

#[derive(Template)]
#[template(path = "services/templates/service.html")]
struct ServicePage {
    page: Page,
    summary: String,
    is_demo: bool,
    sections: Vec<Section>,
    fees: Vec<FeeRow>,
    laws: Vec<LegalBasis>,
    start: String,
    steps: usize,
}

struct Section {
    key: &'static str,
    /// Key of the heading; empty for the introduction.
    heading: &'static str,
    html: String,
    /// The text is German although the page is not.
    is_german: bool,
}

struct FeeRow {
    label: String,
    cents: i64,
    period: &'static str,
}

const SECTIONS: [(&str, &str); 6] = [
    ("intro", ""),
    ("who", "services-who"),
    ("needs", "services-needs"),
    ("cost", "services-cost"),
    ("time", "services-time"),
    ("law", "services-law"),
];

pub(in crate::services) async fn service(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service)): Path<(String, String)>,
) -> Answer {
    let body = visit.require_body()?;
    let (offer, prepared) = office.catalogue.offer(&body.key, &service).await?;
    let language = package_language(visit.language);
    let effective = &prepared.service;
    let page = visit
        .page(prepared.title(language))
        .crumb(body.name.clone(), format!("/{}/", body.slug))
        .crumb(visit.t("services-list-title"), format!("/{}/leistungen/", body.slug));
    html(&ServicePage {
        page,
        summary: effective.texts.get(language, "summary").to_owned(),
        is_demo: effective.demo,
        sections: sections(effective, language),
        fees: fees(effective, language),
        laws: effective.legal_basis.clone(),
        start: format!("/{}/leistungen/{}/antrag", body.slug, offer.key),
        steps: Overview::of(&prepared, prepared.form(language), &DraftContent::default()).steps.len(),
    })
}

fn sections(service: &EffectiveService, language: lotse_reuse::Language) -> Vec<Section> {
    let section = |(key, heading): (&'static str, &'static str)| {
        let text = service.texts.get(language, key);
        let is_german = service.texts.own(language, key).is_none();
        Section { key, heading, html: lotse_letters::render_html(text), is_german }
    };
    let has_content = |section: &Section| {
        let has_table = section.key == "cost" && !service.fees.fee.is_empty();
        let has_laws = section.key == "law" && !service.legal_basis.is_empty();
        !section.html.trim().is_empty() || has_table || has_laws
    };
    SECTIONS.into_iter().map(section).filter(has_content).collect()
}

fn fees(service: &EffectiveService, language: lotse_reuse::Language) -> Vec<FeeRow> {
    let row = |fee: &lotse_reuse::Fee| FeeRow {
        label: fee.label.get(language).to_owned(),
        cents: fee.amount_cents,
        period: period_key(fee.period),
    };
    service.fees.fee.iter().map(row).collect()
}

pub(super) fn period_key(period: Period) -> &'static str {
    match period {
        Period::Once => "services-period-once",
        Period::Month => "services-period-month",
        Period::Year => "services-period-year",
    }
}

pub(in crate::services) async fn start(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service)): Path<(String, String)>,
    _: FormData,
) -> Answer {
    let body = visit.require_body()?;
    let secret = office.start(&visit.actor, &body.key, &service, visit.now).await?;
    Ok(SeeOther::to(format!("/{}/leistungen/{service}/antrag/{secret}", body.slug)).into_response())
}
