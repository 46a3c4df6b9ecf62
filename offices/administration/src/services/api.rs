//! JSON: what a body offers online, with texts, fees and the form as a tree.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::{Path, Query},
    response::IntoResponse,
};
use lotse_core::body::Body;
use lotse_reuse::Language;
use lotse_web::{Answer, Problem, Visit};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{Office, catalogue::Prepared, store::Offer};

/// A service a body offers.
#[derive(Serialize, ToSchema)]
pub(super) struct ServiceView {
    key: String,
    /// Version of the package.
    version: String,
    /// SHA-256 of the effective content: package and the body's own settings.
    hash: String,
    title: String,
    summary: String,
    /// Key in the Leistungskatalog of FIM, 14 digits.
    leika: Option<String>,
    /// Where residents apply.
    page: String,
    #[serde(rename = "self")]
    address: String,
}

/// The services of a body.
#[derive(Serialize, ToSchema)]
pub(super) struct ServiceList {
    body: String,
    services: Vec<ServiceView>,
}

/// A service with everything needed to show it elsewhere.
#[derive(Serialize, ToSchema)]
pub(super) struct ServiceDetail {
    #[serde(flatten)]
    service: ServiceView,
    /// Texts by key in the language asked for, in Markdown; German where there is no translation.
    texts: std::collections::BTreeMap<String, String>,
    #[schema(value_type = Vec<Object>)]
    fees: serde_json::Value,
    #[schema(value_type = Vec<Object>)]
    legal_basis: serde_json::Value,
    /// Steps, groups and fields of the form.
    #[schema(value_type = Object)]
    form: serde_json::Value,
}

#[derive(OpenApi)]
#[openapi(
    paths(services, service),
    components(schemas(ServiceView, ServiceList, ServiceDetail)),
    tags((name = "services", description = "Online services of a body"))
)]
pub(super) struct Document;

/// `?language=de|en|de-leicht`
#[derive(Deserialize)]
pub(super) struct LanguageQuery {
    language: Option<String>,
}

impl LanguageQuery {
    fn language(&self) -> Answer<Language> {
        let Some(code) = &self.language else { return Ok(Language::German) };
        code.parse().map_err(|_| Problem::invalid("„language“ ist de, en oder de-leicht."))
    }
}

fn body_of(visit: &Visit, slug: &str) -> Answer<Arc<Body>> {
    visit.app().core().bodies().by_slug(slug).cloned().ok_or_else(Problem::not_found)
}

fn view(visit: &Visit, body: &Body, offer: &Offer, prepared: &Prepared, language: Language) -> ServiceView {
    let base = &visit.app().core().settings().public_url;
    ServiceView {
        key: offer.key.clone(),
        version: offer.version.clone(),
        hash: offer.hash.clone(),
        title: prepared.title(language).to_owned(),
        summary: prepared.service.texts.get(language, "summary").to_owned(),
        leika: prepared.service.leika.clone(),
        page: format!("{base}/{}/leistungen/{}", body.slug, offer.key),
        address: format!("{base}/api/v1/{}/services/{}", body.slug, offer.key),
    }
}

#[utoipa::path(
    get,
    path = "/api/v1/{body}/services",
    tag = "services",
    params(("body" = String, Path, description = "Slug of the body"), ("language" = Option<String>, Query, description = "de, en or de-leicht")),
    responses((status = 200, body = ServiceList), (status = 404, description = "No such body"))
)]
pub(super) async fn services(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path(body): Path<String>,
    Query(query): Query<LanguageQuery>,
) -> Answer {
    let (body, language) = (body_of(&visit, &body)?, query.language()?);
    let offers = office.catalogue.offers(&body.key).await?;
    let services = offers.iter().map(|(offer, prepared)| view(&visit, &body, offer, prepared, language)).collect();
    Ok(Json(ServiceList { body: body.slug.clone(), services }).into_response())
}

#[utoipa::path(
    get,
    path = "/api/v1/{body}/services/{service}",
    tag = "services",
    params(
        ("body" = String, Path, description = "Slug of the body"),
        ("service" = String, Path, description = "Key of the service"),
        ("language" = Option<String>, Query, description = "de, en or de-leicht")
    ),
    responses((status = 200, body = ServiceDetail), (status = 404, description = "No such body or service"))
)]
pub(super) async fn service(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((body, service)): Path<(String, String)>,
    Query(query): Query<LanguageQuery>,
) -> Answer {
    let (body, language) = (body_of(&visit, &body)?, query.language()?);
    let (offer, prepared) = office.catalogue.offer(&body.key, &service).await?;
    let texts = &prepared.service.texts;
    let json = |value: Result<serde_json::Value, serde_json::Error>| {
        value.map_err(|error| Problem(lotse_core::errors::Failure::internal(error.to_string())))
    };
    let detail = ServiceDetail {
        service: view(&visit, &body, &offer, &prepared, language),
        texts: texts.keys().into_iter().map(|key| (key.clone(), texts.get(language, &key).to_owned())).collect(),
        fees: json(serde_json::to_value(&prepared.service.fees.fee))?,
        legal_basis: json(serde_json::to_value(&prepared.service.legal_basis))?,
        form: json(serde_json::to_value(prepared.form(language)))?,
    };
    Ok(Json(detail).into_response())
}
