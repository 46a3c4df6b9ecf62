//! One solution: what it solves, for whom, who uses it, what it costs to adopt; and its files.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Extension, Path},
    http::header,
    response::IntoResponse,
};
use lotse_core::{clock::Timestamp, permissions::Action};
use lotse_reuse::{Manifest, PreconditionKind, names, publiccode};
use lotse_web::{Answer, Page, Problem, Visit, html};

use super::{
    super::{PublishedVersion, Solutions, store},
    body_name,
    catalogue::topic_label,
    package_language,
};

struct User {
    name: String,
    href: String,
    version: String,
    since: Timestamp,
    is_changed: bool,
}

struct VersionRow {
    number: String,
    published_at: Timestamp,
    text: String,
    archive_href: String,
    publiccode_href: String,
    size: u64,
    content_hash: String,
    key_id: String,
    recalled: Option<String>,
}

/// A body for which the visitor may take the solution over.
struct Adopter {
    name: String,
    href: String,
    is_in_use: bool,
}

struct Need {
    text: String,
    kind_key: &'static str,
}

#[derive(Template)]
#[template(path = "solutions/templates/solution.html")]
struct SolutionPage {
    page: Page,
    key: String,
    summary: String,
    publisher: String,
    manifest: Arc<Manifest>,
    topics: Vec<String>,
    needs: Vec<Need>,
    version: String,
    users: Vec<User>,
    unconfirmed: usize,
    user_count: usize,
    versions: Vec<VersionRow>,
    adopters: Vec<Adopter>,
    may_publish: bool,
}

pub(super) async fn show(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path(key): Path<String>,
) -> Answer {
    let catalogue = office.catalogue().await?;
    let solution = catalogue.get(&key).ok_or_else(Problem::not_found)?;
    let language = package_language(&visit);
    let uses = store::uses_of(office.core().store(), &key).await?;
    let bodies = office.core().bodies();
    let unconfirmed = uses.iter().filter(|own| !own.is_confirmed(visit.now)).count();
    let users: Vec<User> = uses
        .iter()
        .filter(|own| own.is_confirmed(visit.now))
        .filter_map(|own| {
            let body = bodies.get(&own.body)?;
            Some(User {
                name: body.name.clone(),
                href: format!("/{}/", body.slug),
                version: own.version.to_string(),
                since: own.since,
                is_changed: own.changed,
            })
        })
        .collect();
    let manifest = solution.shown().manifest.clone();
    let needs = manifest.precondition.iter().map(|need| Need {
        text: need.text.clone(),
        kind_key: match need.kind {
            PreconditionKind::Law => "loesungen-voraussetzung-recht",
            PreconditionKind::Organisation => "loesungen-voraussetzung-organisation",
            PreconditionKind::Technology => "loesungen-voraussetzung-technik",
        },
    });
    let adopters = adopters(&office, &visit, &key, &uses);
    let title = solution.title(language).to_owned();
    let page = visit.page(title).crumb(visit.t("loesungen-katalog-titel"), "/loesungen/");
    let page = SolutionPage {
        summary: manifest.summary.get(language).to_owned(),
        publisher: body_name(&office, solution.publisher()),
        topics: manifest.topics.iter().map(|topic| topic_label(&visit, topic)).collect(),
        needs: needs.collect(),
        version: solution.shown().version.to_string(),
        user_count: users.len(),
        users,
        unconfirmed,
        versions: solution.versions.iter().rev().map(|version| row(version)).collect(),
        adopters,
        may_publish: visit.may_at(Action::PublishPackages, solution.publisher()),
        manifest,
        key,
        page,
    };
    html(&page)
}

fn row(published: &PublishedVersion) -> VersionRow {
    let base = format!("/loesungen/{}/{}", published.solution, published.version);
    let change = published.manifest.changelog.iter().find(|release| release.version == published.version);
    VersionRow {
        number: published.version.to_string(),
        published_at: published.published_at,
        text: change.map(|release| release.text.clone()).unwrap_or_default(),
        archive_href: format!("{base}/paket.tar.gz"),
        publiccode_href: format!("{base}/publiccode.yml"),
        size: u64::try_from(published.archive_size).unwrap_or(0),
        content_hash: published.content_hash.clone(),
        key_id: published.key_id.clone(),
        recalled: published.recalled.as_ref().map(|recall| recall.reason.clone()),
    }
}

fn adopters(office: &Solutions, visit: &Visit, key: &str, uses: &[super::super::Use]) -> Vec<Adopter> {
    let Some(person) = visit.person() else { return Vec::new() };
    let bodies = office.core().bodies();
    let mut own: Vec<_> = person.memberships.iter().map(|membership| &membership.body).collect();
    own.sort();
    own.dedup();
    let own = own.into_iter().filter(|body| visit.may_at(Action::ManageAdoptions, body));
    let adopters = own.filter_map(|body| {
        let known = bodies.get(body)?;
        let is_in_use = uses.iter().any(|own| own.body == *body);
        let rest = if is_in_use { "" } else { "uebernehmen" };
        Some(Adopter { name: known.name.clone(), href: format!("/{}/loesungen/{key}/{rest}", known.slug), is_in_use })
    });
    adopters.collect()
}

/// The signed package.
pub(super) async fn archive(
    Extension(office): Extension<Arc<Solutions>>,
    Path((key, version)): Path<(String, String)>,
) -> Answer {
    let published = published(&office, &key, &version).await?;
    let bytes = office.core().blobs().get(&published.publisher, published.archive).await?;
    let name = format!("attachment; filename=\"{}-{}.tar.gz\"", published.solution, published.version);
    Ok(([(header::CONTENT_TYPE, "application/gzip".to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
        .into_response())
}

/// The public description; written from the manifest where the package has none.
pub(super) async fn publiccode(
    Extension(office): Extension<Arc<Solutions>>,
    Path((key, version)): Path<(String, String)>,
) -> Answer {
    let published = published(&office, &key, &version).await?;
    let mut files = office.files(&published).await?;
    let own = files.remove(names::PUBLICCODE).and_then(|bytes| String::from_utf8(bytes).ok());
    let text = own.unwrap_or_else(|| {
        let url = format!("{}/loesungen/{key}/{version}/paket.tar.gz", office.core().settings().public_url);
        publiccode::write(&published.manifest, &url)
    });
    Ok(([(header::CONTENT_TYPE, "application/yaml; charset=utf-8")], text).into_response())
}

async fn published(office: &Solutions, key: &str, version: &str) -> Answer<Arc<PublishedVersion>> {
    let version = version.parse().map_err(|_| Problem::not_found())?;
    Ok(office.published(key, &version).await?)
}
