//! The clerk's day: what waits, in the order in which it should be looked at.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{Extension, extract::Query};
use lotse_core::errors::Failure;
use lotse_reuse::EffectiveService;
use lotse_web::{Answer, Badge, Page, Visit, html};
use serde::Deserialize;

use super::{DueView, due_view, state_badge};
use crate::cases::{
    Office,
    history::Names,
    store::{self, CaseLine},
};

/// A case in a list.
pub struct LineView {
    pub number: String,
    pub href: String,
    pub applicant: String,
    pub service_title: String,
    pub badge: Badge,
    pub due: Option<DueView>,
    pub received: String,
    pub assigned: String,
}

/// Makes lines; services are asked for once each.
pub struct Lines<'a> {
    office: &'a Office,
    visit: &'a Visit,
    names: Names,
    services: HashMap<String, Arc<EffectiveService>>,
}

impl<'a> Lines<'a> {
    pub async fn new(office: &'a Office, visit: &'a Visit) -> Answer<Self> {
        let names = Names::of(office.core.store(), &visit.require_body()?.key).await?;
        Ok(Self { office, visit, names, services: HashMap::new() })
    }

    pub async fn views(&mut self, page: &Page, lines: &[CaseLine]) -> Answer<Vec<LineView>> {
        let body = self.visit.require_body()?;
        let mut views = Vec::with_capacity(lines.len());
        for line in lines {
            let service = self.service(line).await?;
            let nobody = || page.t("amt-nobody").into_owned();
            views.push(LineView {
                number: line.number.clone(),
                href: format!("/{}/amt/faelle/{}", body.slug, line.number),
                applicant: if line.applicant_name.is_empty() { "–".to_owned() } else { line.applicant_name.clone() },
                service_title: line.service_title.clone(),
                badge: state_badge(page, &service, &line.state, line.kind),
                due: due_view(page, line.next_due, self.visit.now),
                received: page.date(&line.submitted_at),
                assigned: match line.assigned_to {
                    Some(person) => self.names.get(person).unwrap_or("–").to_owned(),
                    None => nobody(),
                },
            });
        }
        Ok(views)
    }

    async fn service(&mut self, line: &CaseLine) -> Result<Arc<EffectiveService>, Failure> {
        if let Some(service) = self.services.get(&line.effective_hash) {
            return Ok(service.clone());
        }
        let body = &self.visit.body.as_ref().ok_or_else(Failure::not_found)?.key;
        let service = self.office.pinned.pinned(body, &line.effective_hash).await?;
        self.services.insert(line.effective_hash.clone(), service.clone());
        Ok(service)
    }
}

/// A number at the top; leads to its section where there is one.
struct Figure {
    title: String,
    count: String,
    href: Option<String>,
}

struct Section {
    id: &'static str,
    title: String,
    count: String,
    is_more: bool,
    more: String,
    lines: Vec<LineView>,
}

#[derive(Template)]
#[template(path = "cases/templates/day.html")]
struct DayPage {
    page: Page,
    is_mine: bool,
    figures: Vec<Figure>,
    sections: Vec<Section>,
    total: i64,
}

#[derive(Deserialize)]
pub struct DayQuery {
    sicht: Option<String>,
}

pub async fn page(Extension(office): Extension<Arc<Office>>, visit: Visit, Query(query): Query<DayQuery>) -> Answer {
    let body = visit.require_body()?;
    let is_mine = query.sicht.as_deref() == Some("ich");
    let person = is_mine.then(|| visit.require_person().map(|person| person.id)).transpose()?;
    let day = store::day(office.core.store(), &body.key, person, visit.now).await?;
    let page = visit.page(visit.t("amt-day-title")).crumb(body.name.clone(), format!("/{}/", body.slug)).wide();
    let mut lines = Lines::new(&office, &visit).await?;
    let list = format!("/{}/amt/faelle", body.slug);
    let mine = if is_mine { "&wer=ich" } else { "" };
    let mut sections = Vec::new();
    let mut figures = Vec::new();
    let parts = [
        ("ueberfaellig", "overdue", &day.overdue, format!("{list}?zustand=open{mine}")),
        ("woche", "week", &day.week, format!("{list}?zustand=open{mine}")),
        ("neu", "fresh", &day.fresh, format!("{list}?zustand=work&sortierung=alt")),
        ("wartet", "waiting", &day.waiting, format!("{list}?zustand=waiting{mine}")),
        ("spaeter", "later", &day.later, format!("{list}?zustand=work{mine}")),
    ];
    for (id, key, (count, rows), more) in parts {
        // Nobody's cases are not mine.
        if is_mine && key == "fresh" {
            continue;
        }
        let title = page.t(&format!("amt-day-{key}")).into_owned();
        figures.push(Figure {
            title: title.clone(),
            count: page.number(count),
            href: (*count > 0).then(|| format!("#{id}")),
        });
        if rows.is_empty() {
            continue;
        }
        sections.push(Section {
            id,
            title,
            count: page.number(count),
            is_more: *count > i64::try_from(rows.len()).unwrap_or(i64::MAX),
            more,
            lines: lines.views(&page, rows).await?,
        });
    }
    html(&DayPage { page, is_mine, figures, sections, total: day.total })
}
