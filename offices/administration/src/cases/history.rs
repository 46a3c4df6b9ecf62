//! The ledger's events of a case, in words.

use std::collections::HashMap;

use lotse_core::{
    body::BodyKey,
    clock::Timestamp,
    errors::Failure,
    ledger::{self, HistoryEntry},
    people::{self, PersonId},
};
use lotse_reuse::{EffectiveService, Language};
use lotse_store::Store;
use lotse_web::Visit;

use super::{model::Case, pages::package_language};

/// Names of the people who work at a body.
pub struct Names(HashMap<PersonId, String>);

impl Names {
    pub async fn of(store: &Store, body: &BodyKey) -> Result<Self, Failure> {
        Ok(Self(people::names(store, body).await?.into_iter().collect()))
    }

    pub fn get(&self, person: PersonId) -> Option<&str> {
        self.0.get(&person).map(String::as_str)
    }
}

/// A line of the history tab.
pub struct Line {
    pub at: Timestamp,
    pub what: String,
    pub who: String,
    /// Place in the log, for whoever wants to look it up.
    pub sequence: i64,
}

/// Everything that happened to the case, the latest first.
pub async fn of_case(visit: &Visit, case: &Case, service: &EffectiveService) -> Result<Vec<Line>, Failure> {
    let store = visit.app().core().store();
    let names = Names::of(store, &case.body).await?;
    let entries = ledger::history(store, &case.body, &case.number).await?;
    let line = |entry: &HistoryEntry| Line {
        at: entry.at,
        what: what(visit, service, &names, entry),
        who: who(visit, case, &names, &entry.actor),
        sequence: entry.sequence,
    };
    Ok(entries.iter().rev().map(line).collect())
}

fn what(visit: &Visit, service: &EffectiveService, names: &Names, entry: &HistoryEntry) -> String {
    let key = format!("amt-event-{}", entry.kind.replace('.', "-"));
    let language = package_language(visit.language);
    let step = entry.data["step"].as_str().unwrap_or_default();
    let label = service.workflow.transition(step).map_or(step, |step| step.label.get(language));
    let state = entry.data["to"].as_str().unwrap_or_default();
    let to = match person_of(state) {
        Some(person) => names.get(person).unwrap_or("–").to_owned(),
        None => state_label(service, language, state),
    };
    let key = if entry.kind == "case.assigned" && to.is_empty() { "amt-event-case-unassigned".to_owned() } else { key };
    visit.app().texts().get(visit.language, &key, &[("step", &label), ("to", &to)]).into_owned()
}

/// The name of a state in the content the case is pinned to.
pub fn state_label(service: &EffectiveService, language: Language, key: &str) -> String {
    service.workflow.state(key).map_or(key, |state| state.label.get(language)).to_owned()
}

fn who(visit: &Visit, case: &Case, names: &Names, actor: &str) -> String {
    match person_of(actor) {
        Some(person) if case.applicant == Some(person) => visit.t("amt-who-applicant"),
        Some(person) => names.get(person).map_or_else(|| visit.t("amt-who-unknown"), str::to_owned),
        None if actor.starts_with("system:") => visit.t("amt-who-system"),
        None => visit.t("amt-who-link"),
    }
}

fn person_of(reference: &str) -> Option<PersonId> {
    reference.strip_prefix("person:")?.parse().ok().map(PersonId)
}
