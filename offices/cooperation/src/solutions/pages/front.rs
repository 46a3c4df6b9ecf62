//! The front page of the region.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Query};
use lotse_core::{body::Body, clock::Timestamp, text::folded};
use lotse_web::{Answer, Page, Visit, html};
use serde::Deserialize;

use super::{
    super::{Solutions, model::Use, store},
    BodyLink, package_language, text,
};

/// How many services, and how many bodies of each, stand on the front page.
const MOST_SERVICES: usize = 6;
const MOST_BODIES: usize = 8;
const MOST_NEWS: usize = 5;

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

struct District {
    name: String,
    bodies: Vec<BodyLink>,
    count: usize,
}

struct Service {
    title: String,
    summary: String,
    bodies: Vec<BodyLink>,
    more: usize,
    map_href: String,
}

struct News {
    body: BodyLink,
    title: String,
    href: String,
    since: Timestamp,
}

#[derive(Template)]
#[template(path = "solutions/templates/front.html")]
struct FrontPage {
    page: Page,
    query: String,
    is_searched: bool,
    results: Vec<BodyLink>,
    districts: Vec<District>,
    services: Vec<Service>,
    news: Vec<News>,
}

pub(super) async fn show(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Query(search): Query<Search>,
) -> Answer {
    let bodies = office.core().bodies();
    let query: String = search.q.trim().chars().take(100).collect();
    let results = bodies
        .municipalities()
        .filter(|body| !query.is_empty() && is_meant(body, &query))
        .map(|body| BodyLink::to(body));
    let results = results.collect();
    let uses = store::uses(office.core().store()).await?;
    let region = office.core().settings().region_name.clone();
    let title = text(&visit, "loesungen-start-titel", &[("region", &region)]);
    let page = FrontPage {
        is_searched: !query.is_empty(),
        query,
        results,
        districts: districts(&office),
        services: services(&office, &visit, &uses).await?,
        news: news(&office, &visit, &uses).await?,
        page: visit.page(title),
    };
    html(&page)
}

/// A name by any part, a post code by its beginning.
fn is_meant(body: &Body, query: &str) -> bool {
    if query.bytes().all(|byte| byte.is_ascii_digit()) {
        return body.postal_code.as_deref().is_some_and(|code| code.starts_with(query));
    }
    let plain = |text: &str| folded(text).replace(['-', '(', ')', '.'], " ");
    let name = plain(&body.name);
    plain(query).split_whitespace().all(|word| name.contains(word))
}

fn districts(office: &Solutions) -> Vec<District> {
    let bodies = office.core().bodies();
    let mut districts: Vec<District> = Vec::new();
    for body in bodies.municipalities() {
        let name = body.district.as_ref().map_or_else(|| body.name.clone(), |district| format!("Kreis {district}"));
        match districts.iter_mut().find(|district| district.name == name) {
            Some(district) => district.bodies.push(BodyLink::to(body)),
            None => districts.push(District { name, bodies: vec![BodyLink::to(body)], count: 0 }),
        }
    }
    for district in &mut districts {
        district.bodies.sort_by_key(|body| folded(&body.name));
        district.count = district.bodies.len();
    }
    districts.sort_by_key(|district| folded(&district.name));
    districts
}

/// What most municipalities offer, with the way to each of them.
async fn services(office: &Solutions, visit: &Visit, uses: &[Use]) -> Answer<Vec<Service>> {
    let catalogue = office.catalogue().await?;
    let bodies = office.core().bodies();
    let language = package_language(visit);
    let mut found: Vec<(usize, Service)> = Vec::new();
    for solution in catalogue.all().filter(|solution| solution.shown().kind() == lotse_reuse::PackageKind::Service) {
        let at: Vec<&Use> = uses.iter().filter(|own| own.solution == solution.key).collect();
        if at.is_empty() {
            continue;
        }
        let mut links: Vec<BodyLink> = at
            .iter()
            .filter_map(|own| bodies.get(&own.body))
            .map(|body| BodyLink {
                name: body.name.clone(),
                href: format!("/{}/leistungen/{}", body.slug, solution.key),
            })
            .collect();
        links.sort_by_key(|link| folded(&link.name));
        let more = links.len().saturating_sub(MOST_BODIES);
        links.truncate(MOST_BODIES);
        let service = Service {
            title: solution.title(language).to_owned(),
            summary: solution.manifest().summary.get(language).to_owned(),
            bodies: links,
            more,
            map_href: format!("/karte?loesung={}", solution.key),
        };
        found.push((at.len(), service));
    }
    found.sort_by(|left, right| right.0.cmp(&left.0).then_with(|| left.1.title.cmp(&right.1.title)));
    Ok(found.into_iter().take(MOST_SERVICES).map(|(_, service)| service).collect())
}

async fn news(office: &Solutions, visit: &Visit, uses: &[Use]) -> Answer<Vec<News>> {
    let catalogue = office.catalogue().await?;
    let bodies = office.core().bodies();
    let mut latest: Vec<&Use> = uses.iter().collect();
    latest.sort_by_key(|own| std::cmp::Reverse(own.since));
    let news = latest.into_iter().filter_map(|own| {
        let body = bodies.get(&own.body)?;
        Some(News {
            body: BodyLink::to(body),
            title: catalogue.title(&own.solution, package_language(visit)).to_owned(),
            href: format!("/loesungen/{}", own.solution),
            since: own.since,
        })
    });
    Ok(news.take(MOST_NEWS).collect())
}
