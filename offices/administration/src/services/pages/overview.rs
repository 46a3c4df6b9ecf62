//! The application as a list of tasks.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path};
use lotse_core::clock::Timestamp;
use lotse_web::{Answer, Badge, Level, Page, Visit, html};

use super::{Found, OpenDraft, find};
use crate::services::{
    Office,
    model::{Overview, Progress},
};

#[derive(Template)]
#[template(path = "services/templates/overview.html")]
struct OverviewPage {
    page: Page,
    service: String,
    tasks: Vec<Task>,
    done: usize,
    total: usize,
    /// Where to go on: the first step that is not done, else the summary.
    next: String,
    is_ready: bool,
    is_new: bool,
    base: String,
    delete_after: Timestamp,
}

struct Task {
    title: String,
    href: String,
    badge: Badge,
}

pub(in crate::services) async fn overview(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service, secret)): Path<(String, String, String)>,
) -> Answer {
    let open = match find(&office, &visit, &service, &secret).await? {
        Found::Open(open) => open,
        Found::Sent(response) => return Ok(response),
    };
    let form = open.prepared.form(OpenDraft::language(&visit));
    let overview = Overview::of(&open.prepared, form, &open.draft.content);
    let task = |step: &crate::services::model::StepView| Task {
        title: step.title.clone(),
        href: format!("{}/schritt/{}", open.base, step.number()),
        badge: badge(&visit, step.progress),
    };
    let is_ready = overview.errors.is_empty();
    let next = match overview.next_open() {
        Some(step) => format!("{}/schritt/{}", open.base, step.number()),
        None => format!("{}/pruefen", open.base),
    };
    let slug = &open.body.slug;
    let page = visit
        .page(visit.t("services-application"))
        .crumb(open.body.name.clone(), format!("/{slug}/"))
        .crumb(open.service_title(&visit), format!("/{slug}/leistungen/{service}"));
    html(&OverviewPage {
        service: open.service_title(&visit).to_owned(),
        tasks: overview.steps.iter().map(task).collect(),
        done: overview.done(),
        total: overview.steps.len(),
        next,
        is_ready,
        is_new: open.draft.content.visited.is_empty(),
        base: open.base.clone(),
        delete_after: open.draft.delete_after,
        page,
    })
}

fn badge(visit: &Visit, progress: Progress) -> Badge {
    match progress {
        Progress::Open => Badge::new(Level::Info, visit.t("services-progress-open")),
        Progress::Incomplete => Badge::new(Level::Warning, visit.t("services-progress-incomplete")),
        Progress::Done => Badge::new(Level::Success, visit.t("services-progress-done")),
    }
}
