//! JSON: the bodies, and the description of the whole API (OpenAPI 3.1).

use axum::{
    Json,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use lotse_core::body::Body;
use serde::Serialize;
use utoipa::{
    Modify, OpenApi, ToSchema,
    openapi::{
        OpenApi as Description,
        security::{Http, HttpAuthScheme, SecurityScheme},
    },
};

use crate::{
    app::App,
    problem::{Answer, Problem},
    visit::Visit,
};

/// A body of the region.
#[derive(Serialize, ToSchema)]
pub(crate) struct BodyView {
    /// Key of the body: its ARS, or for offices the ARS of their area with a suffix.
    key: String,
    name: String,
    official_name: String,
    /// municipality, district-free-city, district, region-office, regional-government, state
    kind: &'static str,
    /// Amtlicher Gemeindeschlüssel
    ags: Option<String>,
    /// Amtlicher Regionalschlüssel
    ars: Option<String>,
    slug: String,
    population: Option<i64>,
    /// ISO date the population stands for.
    population_date: Option<String>,
    /// Name of the Kreis.
    district: Option<String>,
    /// Where the facts come from.
    source: String,
    #[serde(rename = "self")]
    link: String,
}

/// RFC 9457 problem document.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProblemDocument {
    r#type: String,
    title: String,
    status: u16,
    detail: String,
    /// Stable number, such as LOTSE-0404.
    code: String,
    /// `urn:uuid:` and the request's id, as in the header x-request-id.
    instance: String,
}

#[derive(OpenApi)]
#[openapi(
    info(title = "Lotse", description = "Data and services of a region's municipalities.", license(name = "EUPL-1.2")),
    paths(bodies, body),
    components(schemas(BodyView, ProblemDocument)),
    modifiers(&Bearer),
    tags((name = "bodies", description = "Municipalities, Kreise and offices"))
)]
pub(crate) struct Document;

/// How programs sign in; routes that need it name `bearer`.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, openapi: &mut Description) {
        let mut http = Http::new(HttpAuthScheme::Bearer);
        http.description = Some(
            "A token that the administrator of the body issues under “Zugänge für Programme”: lotse_BODY_ID_SECRET. \
             It counts at its body only and only for what it was issued for."
                .to_owned(),
        );
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(http));
    }
}

fn view(app: &App, body: &Body) -> BodyView {
    BodyView {
        key: body.key.to_string(),
        name: body.name.clone(),
        official_name: body.official_name.clone(),
        kind: body.kind.as_str(),
        ags: body.ags.clone(),
        ars: body.ars.clone(),
        slug: body.slug.clone(),
        population: body.population,
        population_date: body.population_date.clone(),
        district: body.district.clone(),
        source: body.source.clone(),
        link: format!("{}/api/v1/bodies/{}", app.core().settings().public_url, body.slug),
    }
}

#[utoipa::path(get, path = "/api/v1/bodies", tag = "bodies", responses((status = 200, body = Vec<BodyView>)))]
pub(crate) async fn bodies(visit: Visit) -> Response {
    let app = visit.app();
    let bodies: Vec<BodyView> = app.core().bodies().all().iter().map(|body| view(app, body)).collect();
    Json(bodies).into_response()
}

#[utoipa::path(
    get,
    path = "/api/v1/bodies/{slug}",
    tag = "bodies",
    params(("slug" = String, Path)),
    responses((status = 200, body = BodyView), (status = 404, body = ProblemDocument, content_type = "application/problem+json"))
)]
pub(crate) async fn body(visit: Visit, Path(slug): Path<String>) -> Answer {
    let bodies = visit.app().core().bodies();
    let body = bodies.by_slug(&slug).ok_or_else(Problem::not_found)?;
    Ok(Json(view(visit.app(), body)).into_response())
}

pub(crate) async fn description(visit: Visit) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], visit.site.document.clone()).into_response()
}

pub(crate) fn merged(app: &App, parts: Vec<Description>) -> String {
    let mut whole = Document::openapi();
    for part in parts {
        whole.merge(part);
    }
    whole.servers = Some(vec![utoipa::openapi::Server::new(app.core().settings().public_url.clone())]);
    whole.to_json().unwrap_or_default()
}
