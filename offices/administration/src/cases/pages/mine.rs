//! "Meine Anträge": everything of a signed-in person, from all offices, at all bodies.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use lotse_core::offers::OwnThings;
use lotse_web::{Answer, Page, Visit, html};

use crate::cases::Office;

struct ThingView {
    title: String,
    state: String,
    place: String,
    changed: String,
    url: String,
    waits: bool,
}

#[derive(Template)]
#[template(path = "cases/templates/mine.html")]
struct MinePage {
    page: Page,
    waiting: Vec<ThingView>,
    others: Vec<ThingView>,
}

pub async fn page(Extension(office): Extension<Arc<Office>>, visit: Visit) -> Answer {
    let person = visit.require_person()?.id;
    let language = super::package_language(visit.language).code();
    let mut things = office.own_things(person, language).await?;
    for other in &office.own {
        things.extend(other.own_things(person, language).await?);
    }
    things.sort_by_key(|thing| std::cmp::Reverse(thing.changed_at));
    let page = visit.page(visit.t("cases-mine-title"));
    let bodies = office.core.bodies();
    let view = |thing: &lotse_core::offers::OwnThing| ThingView {
        title: thing.title.clone(),
        state: thing.state.clone(),
        place: bodies.get(&thing.body).map(|body| body.name.clone()).unwrap_or_default(),
        changed: page.date(&thing.changed_at),
        url: thing.url.clone(),
        waits: thing.waits_for_you,
    };
    let (waiting, others) = things.iter().map(view).partition(|thing| thing.waits);
    html(&MinePage { page, waiting, others })
}
