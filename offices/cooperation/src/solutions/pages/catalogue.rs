//! The catalogue: everything that can be taken over.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Extension, Query};
use lotse_web::{Answer, Page, Visit, html};
use serde::Deserialize;

use super::{
    super::{Solution, Solutions, catalogue::matches, model::Use, store},
    body_name, package_language,
};

#[derive(Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    thema: String,
}

/// A solution as a card shows it.
pub(super) struct Card {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) publisher: String,
    pub(super) version: String,
    pub(super) in_use: usize,
    pub(super) effort: Option<(u32, u32)>,
    pub(super) is_demo: bool,
}

struct Topic {
    key: String,
    label: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "solutions/templates/catalogue.html")]
struct CataloguePage {
    page: Page,
    query: String,
    topics: Vec<Topic>,
    cards: Vec<Card>,
    count: usize,
    is_searched: bool,
}

pub(super) async fn show(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Query(search): Query<Search>,
) -> Answer {
    let catalogue = office.catalogue().await?;
    let uses = store::uses(office.core().store()).await?;
    let language = package_language(&visit);
    let query: String = search.q.trim().chars().take(100).collect();
    let topics = catalogue.topics().into_iter().map(|key| Topic {
        label: topic_label(&visit, &key),
        is_chosen: key == search.thema,
        key,
    });
    let found = catalogue
        .all()
        .filter(|solution| query.is_empty() || matches(solution, language, &query))
        .filter(|solution| search.thema.is_empty() || solution.manifest().topics.contains(&search.thema));
    let mut cards: Vec<Card> = found.map(|solution| card(&office, &visit, solution, &uses)).collect();
    cards.sort_by(|left, right| right.in_use.cmp(&left.in_use).then_with(|| left.title.cmp(&right.title)));
    let page = CataloguePage {
        topics: topics.collect(),
        count: cards.len(),
        cards,
        is_searched: !query.is_empty() || !search.thema.is_empty(),
        query,
        page: visit.page(visit.t("loesungen-katalog-titel")),
    };
    html(&page)
}

pub(super) fn card(office: &Solutions, visit: &Visit, solution: &Solution, uses: &[Use]) -> Card {
    let language = package_language(visit);
    let manifest = solution.manifest();
    let in_use = uses.iter().filter(|own| own.solution == solution.key && own.is_confirmed(visit.now)).count();
    Card {
        href: format!("/loesungen/{}", solution.key),
        title: solution.title(language).to_owned(),
        summary: manifest.summary.get(language).to_owned(),
        publisher: body_name(office, solution.publisher()),
        version: solution.shown().version.to_string(),
        in_use,
        effort: manifest.effort.as_ref().map(|effort| (effort.hours_min, effort.hours_max)),
        is_demo: manifest.demo,
    }
}

/// A topic in words where there are some, else as the publisher wrote it.
pub(super) fn topic_label(visit: &Visit, key: &str) -> String {
    let text_key = format!("loesungen-thema-{key}");
    if visit.app().texts().has(&text_key) { visit.t(&text_key) } else { key.to_owned() }
}
