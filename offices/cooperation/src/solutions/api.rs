//! JSON: the catalogue and who uses what. Public facts only; no patches, no decisions.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Extension, Path},
    response::IntoResponse,
};
use lotse_reuse::Language;
use lotse_web::{Answer, Problem, Visit};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::{PublishedVersion, Solution, Solutions, Use, kind_word, pages::body_name, store};

/// The publisher of a solution.
#[derive(Serialize, ToSchema)]
pub(super) struct Publisher {
    /// Key of the body.
    key: String,
    name: String,
}

/// A solution in the catalogue.
#[derive(Serialize, ToSchema)]
pub(super) struct SolutionView {
    key: String,
    /// service, codec, dashboard, dataset, file-plan, strategy, article
    kind: &'static str,
    title: String,
    summary: String,
    publisher: Publisher,
    /// SPDX expression.
    licence: String,
    topics: Vec<String>,
    /// Newest version that was not recalled.
    version: String,
    /// Bodies whose use is confirmed within the last thirteen months.
    confirmed_use: usize,
    /// Demo content, not for real use.
    demo: bool,
    #[serde(rename = "self")]
    link: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SolutionList {
    solutions: Vec<SolutionView>,
}

/// A published version with what is needed to check it.
#[derive(Serialize, ToSchema)]
pub(super) struct VersionView {
    version: String,
    /// RFC 3339
    published_at: String,
    /// SHA-256 over all files of the package, hex.
    content_hash: String,
    /// Which key signed it.
    key_id: String,
    /// SHA-256 of the archive, hex.
    archive_sha256: String,
    archive: String,
    publiccode: String,
    changes: String,
    /// Why it was called back; absent while it is good.
    #[serde(skip_serializing_if = "Option::is_none")]
    recalled: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SolutionDetails {
    #[serde(flatten)]
    solution: SolutionView,
    versions: Vec<VersionView>,
    adoptions: Vec<AdoptionView>,
}

/// A solution in use at a body.
#[derive(Serialize, ToSchema)]
pub(super) struct AdoptionView {
    /// Key of the body.
    body: String,
    name: String,
    district: Option<String>,
    solution: String,
    version: String,
    /// RFC 3339
    since: String,
    /// Whether the body has changed anything.
    changed: bool,
    /// RFC 3339
    confirmed_at: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct AdoptionList {
    adoptions: Vec<AdoptionView>,
}

#[derive(OpenApi)]
#[openapi(
    paths(solutions, solution, adoptions),
    components(schemas(SolutionView, SolutionList, SolutionDetails, VersionView, AdoptionView, AdoptionList, Publisher)),
    tags((name = "solutions", description = "Packages, versions, and who uses them"))
)]
pub(super) struct Document;

#[utoipa::path(get, path = "/api/v1/solutions", tag = "solutions", responses((status = 200, body = SolutionList)))]
pub(super) async fn solutions(visit: Visit, Extension(office): Extension<Arc<Solutions>>) -> Answer {
    let catalogue = office.catalogue().await?;
    let uses = store::uses(office.core().store()).await?;
    let solutions = catalogue.all().map(|solution| view(&office, &visit, solution, &uses)).collect();
    Ok(Json(SolutionList { solutions }).into_response())
}

#[utoipa::path(
    get,
    path = "/api/v1/solutions/{solution}",
    tag = "solutions",
    params(("solution" = String, Path)),
    responses((status = 200, body = SolutionDetails), (status = 404, description = "no such solution", content_type = "application/problem+json"))
)]
pub(super) async fn solution(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path(key): Path<String>,
) -> Answer {
    let catalogue = office.catalogue().await?;
    let solution = catalogue.get(&key).ok_or_else(Problem::not_found)?;
    let uses = store::uses_of(office.core().store(), &key).await?;
    let details = SolutionDetails {
        solution: view(&office, &visit, solution, &uses),
        versions: solution.versions.iter().rev().map(|published| version(&office, published)).collect(),
        adoptions: uses.iter().map(|own| adoption(&office, own)).collect(),
    };
    Ok(Json(details).into_response())
}

#[utoipa::path(get, path = "/api/v1/adoptions", tag = "solutions", responses((status = 200, body = AdoptionList)))]
pub(super) async fn adoptions(Extension(office): Extension<Arc<Solutions>>) -> Answer {
    let uses = store::uses(office.core().store()).await?;
    let adoptions = uses.iter().map(|own| adoption(&office, own)).collect();
    Ok(Json(AdoptionList { adoptions }).into_response())
}

fn view(office: &Solutions, visit: &Visit, solution: &Solution, uses: &[Use]) -> SolutionView {
    let manifest = solution.manifest();
    SolutionView {
        key: solution.key.clone(),
        kind: kind_word(manifest.kind),
        title: manifest.title.get(Language::German).to_owned(),
        summary: manifest.summary.get(Language::German).to_owned(),
        publisher: Publisher { key: solution.publisher().to_string(), name: body_name(office, solution.publisher()) },
        licence: manifest.licence.clone(),
        topics: manifest.topics.clone(),
        version: solution.shown().version.to_string(),
        confirmed_use: uses.iter().filter(|own| own.solution == solution.key && own.is_confirmed(visit.now)).count(),
        demo: manifest.demo,
        link: format!("{}/api/v1/solutions/{}", office.core().settings().public_url, solution.key),
    }
}

fn version(office: &Solutions, published: &PublishedVersion) -> VersionView {
    let base =
        format!("{}/loesungen/{}/{}", office.core().settings().public_url, published.solution, published.version);
    let change = published.manifest.changelog.iter().find(|release| release.version == published.version);
    VersionView {
        version: published.version.to_string(),
        published_at: published.published_at.rfc3339(),
        content_hash: published.content_hash.clone(),
        key_id: published.key_id.clone(),
        archive_sha256: published.archive.hex(),
        archive: format!("{base}/paket.tar.gz"),
        publiccode: format!("{base}/publiccode.yml"),
        changes: change.map(|release| release.text.clone()).unwrap_or_default(),
        recalled: published.recalled.as_ref().map(|recall| recall.reason.clone()),
    }
}

fn adoption(office: &Solutions, own: &Use) -> AdoptionView {
    let bodies = office.core().bodies();
    let body = bodies.get(&own.body);
    AdoptionView {
        body: own.body.to_string(),
        name: body_name(office, &own.body),
        district: body.and_then(|body| body.district.clone()),
        solution: own.solution.clone(),
        version: own.version.to_string(),
        since: own.since.rfc3339(),
        changed: own.changed,
        confirmed_at: own.confirmed_at.rfc3339(),
    }
}
