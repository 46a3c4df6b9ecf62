//! The front page of a body and the list of its services.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Query};
use lotse_core::{
    body::Body,
    offers::{OfferedService, ServiceList},
    profile::{self, Profile},
    text::folded,
};
use lotse_web::{Answer, Page, Visit, html};
use serde::Deserialize;

use super::package_language;
use crate::services::Office;

/// Longer searches are cut: no title is as long.
const LONGEST_SEARCH: usize = 200;

#[derive(Deserialize)]
pub(in crate::services) struct Search {
    #[serde(default)]
    suche: String,
}

#[derive(Template)]
#[template(path = "services/templates/front.html")]
struct FrontPage {
    page: Page,
    body: Arc<Body>,
    profile: Profile,
    list: List,
}

#[derive(Template)]
#[template(path = "services/templates/list.html")]
struct ListPage {
    page: Page,
    list: List,
}

/// Services that fit a search.
struct List {
    services: Vec<OfferedService>,
    search: String,
    /// Whether there are any, found or not.
    has_services: bool,
    /// Where the search is sent.
    action: String,
}

pub(in crate::services) async fn front(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Query(search): Query<Search>,
) -> Answer {
    let body = visit.require_body()?.clone();
    let profile = profile::get(office.core.store(), &body.key).await?;
    let list = list_of(&office, &visit, &body, search, format!("/{}/", body.slug)).await?;
    html(&FrontPage { page: visit.page(visit.t("services-front-title")), body, profile, list })
}

pub(in crate::services) async fn list(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Query(search): Query<Search>,
) -> Answer {
    let body = visit.require_body()?.clone();
    let list = list_of(&office, &visit, &body, search, format!("/{}/leistungen/", body.slug)).await?;
    let page = visit.page(visit.t("services-list-title")).crumb(body.name.clone(), format!("/{}/", body.slug));
    html(&ListPage { page, list })
}

async fn list_of(office: &Office, visit: &Visit, body: &Body, search: Search, action: String) -> Answer<List> {
    let all = office.catalogue.offered(&body.key, package_language(visit.language).code()).await?;
    let search: String = search.suche.chars().take(LONGEST_SEARCH).collect();
    let has_services = !all.is_empty();
    let words: Vec<String> = folded(&search).split_whitespace().map(str::to_owned).collect();
    let fits = |service: &OfferedService| {
        let text = folded(&format!("{} {} {}", service.title, service.summary, service.key));
        words.iter().all(|word| text.contains(word.as_str()))
    };
    Ok(List {
        services: all.into_iter().filter(fits).collect(),
        search: search.trim().to_owned(),
        has_services,
        action,
    })
}
