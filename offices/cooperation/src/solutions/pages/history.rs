//! The history tab: everything that happened to a solution at a body, from the ledger.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::extract::{Extension, Path};
use lotse_core::{
    clock::Timestamp,
    ledger::{self, HistoryEntry},
    people,
};
use lotse_web::{Answer, Page, Problem, Visit, html};

use super::{
    super::{Solutions, commands::subject, store},
    Place, package_language, text,
};

struct Entry {
    at: Timestamp,
    title: String,
    who: String,
    decision: String,
    changes: usize,
}

#[derive(Template)]
#[template(path = "solutions/templates/history.html")]
struct HistoryPage {
    page: Page,
    base: String,
    entries: Vec<Entry>,
}

pub(super) async fn show(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let core = office.core();
    let events = ledger::history(core.store(), &place.body.key, &subject(&key)).await?;
    if events.is_empty() {
        return Err(Problem::not_found());
    }
    let names: HashMap<String, String> = people::names(core.store(), &place.body.key)
        .await?
        .into_iter()
        .map(|(person, name)| (format!("person:{person}"), name))
        .collect();
    let decisions = store::decisions(core.store(), &place.body.key, &key).await?;
    let entries = events.iter().rev().map(|event| {
        let is_decision = matches!(event.kind.as_str(), "solution.adopted" | "solution.adapted" | "solution.updated");
        let row = event.data["row_version"].as_i64().filter(|_| is_decision);
        Entry {
            at: event.at,
            title: title(&visit, event),
            who: names.get(&event.actor).cloned().unwrap_or_else(|| visit.t(stranger(&event.actor))),
            decision: row.and_then(|row| decisions.get(&row)).cloned().unwrap_or_default(),
            changes: event.data["changed_paths"].as_array().map_or(0, Vec::len),
        }
    });
    let entries = entries.collect();
    let catalogue = office.catalogue().await?;
    let name = catalogue.title(&key, package_language(&visit)).to_owned();
    let page = HistoryPage { page: place.page(visit.t("amt-loesungen-verlauf"), &name), base: place.href(""), entries };
    html(&page)
}

fn title(visit: &Visit, event: &HistoryEntry) -> String {
    let key = match event.kind.as_str() {
        "package.published" => "amt-loesungen-ereignis-veroeffentlicht",
        "package.recalled" => "amt-loesungen-ereignis-zurueckgerufen",
        "solution.adopted" => "amt-loesungen-ereignis-uebernommen",
        "solution.adapted" => "amt-loesungen-ereignis-angepasst",
        "solution.updated" => "amt-loesungen-ereignis-aktualisiert",
        "solution.withdrawn" => "amt-loesungen-ereignis-ausser-betrieb",
        "solution.resumed" => "amt-loesungen-ereignis-wieder",
        "solution.confirmed" => "amt-loesungen-ereignis-bestaetigt",
        other => return other.to_owned(),
    };
    let version = event.data["version"].as_str().unwrap_or_default();
    text(visit, key, &[("version", &version)])
}

fn stranger(actor: &str) -> &'static str {
    if actor.starts_with("system:") { "amt-loesungen-wer-system" } else { "amt-loesungen-wer-person" }
}
