//! Cases: what becomes of an application, for those who decide and for those who wait.
//!
//! See `README.md` for what, for whom and by which standard.

mod answers;
mod api;
mod commands;
mod deadlines;
mod decision;
mod deletion;
mod history;
mod intake;
mod letters_out;
mod model;
mod pages;
mod store;

use std::sync::Arc;

use futures::future::BoxFuture;
use lotse_core::{
    Core,
    errors::Failure,
    offers::{OwnThing, OwnThings, PinnedServices},
    people::PersonId,
    permissions::Action,
};
use lotse_reuse::TransitionKind;
use lotse_store::{Migration, MigrationSet};
use lotse_web::{NavEntry, Rate, RouteOptions, Routes, TextSet, Texts};
use utoipa::OpenApi;

pub use deadlines::PassDeadlines;
pub use deletion::DeleteOld;
pub use intake::Intake;
pub use store::STATEMENTS;

/// The tables of this office.
pub const MIGRATIONS: MigrationSet = MigrationSet {
    name: "cases",
    migrations: &[Migration::new(1, "cases", include_str!("migrations/0001_cases.sql"))],
};

/// The texts of this office.
pub const TEXTS: TextSet = TextSet {
    name: "cases",
    de: include_str!("texts/de.ftl"),
    en: include_str!("texts/en.ftl"),
    leicht: include_str!("texts/de-leicht.ftl"),
};

/// The office. One per instance.
pub struct Office {
    core: Core,
    texts: Texts,
    pinned: Arc<dyn PinnedServices>,
    /// Other offices with things of a person: services with its drafts.
    own: Vec<Arc<dyn OwnThings>>,
}

impl Office {
    /// `own`: what else stands in "my things".
    pub fn new(core: Core, pinned: Arc<dyn PinnedServices>, own: Vec<Arc<dyn OwnThings>>) -> Arc<Self> {
        Arc::new(Self { core, texts: own_texts(), pinned, own })
    }
}

/// Mails are written in the language of the applicant, outside of any request.
fn own_texts() -> Texts {
    Texts::new(&[TEXTS]).expect("the text files are part of the program and read in a test")
}

/// Pages and API of the office.
pub fn routes(office: Arc<Office>) -> Routes {
    // Ten files of ten megabytes and some text.
    let upload = RouteOptions::default().body_limit(105 << 20).rate(Rate::Submission);
    Routes::new()
        .get("/{body}/vorgang/{secret}", Action::ReadOwnCase, pages::resident::status)
        .post_with("/{body}/vorgang/{secret}/antwort", Action::AnswerOwnCase, upload, pages::resident::answer)
        .get("/{body}/vorgang/{secret}/zurueckziehen", Action::AnswerOwnCase, pages::resident::withdraw_page)
        .post("/{body}/vorgang/{secret}/zurueckziehen", Action::AnswerOwnCase, pages::resident::withdraw)
        .get("/{body}/vorgang/{secret}/bescheid", Action::ReadOwnCase, pages::resident::decision)
        .get("/{body}/vorgang/{secret}/bescheid.pdf", Action::ReadOwnCase, pages::resident::decision_pdf)
        .get("/{body}/vorgang/{secret}/dokument/{document}", Action::ReadOwnCase, pages::resident::document)
        .get("/{body}/vorgang/{secret}/quittung", Action::ReadOwnCase, pages::receipt::page)
        .get("/{body}/vorgang/{secret}/quittung.json", Action::ReadOwnCase, pages::receipt::download)
        .get("/{body}/vorgang/{secret}/angaben.json", Action::ReadOwnCase, pages::receipt::answers)
        .get("/meine/", Action::ReadOwnThings, pages::mine::page)
        .get("/{body}/amt/", Action::ReadCases, pages::day::page)
        .get("/{body}/amt/faelle", Action::ReadCases, pages::list::page)
        .get("/{body}/amt/faelle.csv", Action::ReadCases, pages::list::csv)
        .get("/{body}/amt/faelle/{number}", Action::ReadCases, pages::case::page)
        .get("/{body}/amt/faelle/{number}/verlauf", Action::ReadCases, pages::case::history)
        .get("/{body}/amt/faelle/{number}/dokument/{document}", Action::ReadCases, pages::case::document)
        .post("/{body}/amt/faelle/{number}/zuweisen", Action::WorkOnCases, pages::case::assign)
        .post("/{body}/amt/faelle/{number}/notiz", Action::WorkOnCases, pages::case::note)
        .get("/{body}/amt/faelle/{number}/schritt/{step}", Action::WorkOnCases, pages::step::page)
        .post("/{body}/amt/faelle/{number}/schritt/{step}", Action::WorkOnCases, pages::step::take)
        .get("/api/v1/{body}/cases", Action::ReadCases, api::list)
        .nav(NavEntry { path: "/{body}/amt/", text: "amt-nav", action: Action::ReadCases, order: 20 })
        .nav(NavEntry { path: "/meine/", text: "cases-mine-nav", action: Action::ReadOwnThings, order: 90 })
        .openapi(api::ApiDoc::openapi())
        .with_extension(office)
}

impl OwnThings for Office {
    fn own_things<'a>(&'a self, person: PersonId, language: &'a str) -> BoxFuture<'a, Result<Vec<OwnThing>, Failure>> {
        Box::pin(async move {
            let mut things = Vec::new();
            for case in store::of_applicant(self.core.store(), person).await? {
                let bodies = self.core.bodies();
                let Some(body) = bodies.get(&case.body) else { continue };
                let service = self.service_of(&case).await?;
                let key = pages::headline_key(&case, &service);
                let answerable =
                    model::step_of_kind(&service.workflow, &case, model::Stepper::Applicant, TransitionKind::Answer);
                things.push(OwnThing {
                    url: format!("/{}/vorgang/{}", body.slug, case.id),
                    title: service.title(pages::package_language(letters_out::language_of(language))).to_owned(),
                    state: self.texts.get(letters_out::language_of(language), key, &[]).into_owned(),
                    changed_at: case.changed_at,
                    waits_for_you: answerable.is_some(),
                    body: case.body,
                });
            }
            Ok(things)
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        use std::fmt::Write;
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_complete() {
        assert_eq!(own_texts().missing_keys(), Vec::new());
    }
}
