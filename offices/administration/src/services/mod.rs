//! Service portal (OZG): what a municipality offers online, and applying for it.
//!
//! A package in use is an effective service, kept by its hash ([`Catalogue`]). An application is a draft pinned to that
//! hash, filled in step by step and sent once; then it is a case. See `README.md` for the rooms.

mod api;
mod catalogue;
mod commands;
mod files;
mod jobs;
mod model;
mod pages;
mod post;
mod store;
mod view;

use std::sync::Arc;

use futures::future::BoxFuture;
use lotse_core::{
    Core,
    errors::Failure,
    offers::{CaseIntake, OwnThing, OwnThings},
    people::PersonId,
    permissions::Action,
};
use lotse_reuse::Language;
use lotse_store::{Migration, MigrationSet};
use lotse_web::{NavEntry, Rate, RouteOptions, Routes, TextSet, Texts};
use utoipa::OpenApi;

pub use catalogue::{Catalogue, Prepared};
pub use jobs::{DELETE_OLD_DRAFTS, DeleteOldDrafts};
pub use store::STATEMENTS;

/// The tables of this office.
pub const MIGRATIONS: MigrationSet = MigrationSet {
    name: "services",
    migrations: &[Migration::new(1, "services", include_str!("migrations/0001_services.sql"))],
};

/// The texts of this office.
pub const TEXTS: TextSet = TextSet {
    name: "services",
    de: include_str!("texts/de.ftl"),
    en: include_str!("texts/en.ftl"),
    leicht: include_str!("texts/de-leicht.ftl"),
};

/// A step with its files may carry this much.
const STEP_BYTES: usize = 48 * 1024 * 1024;

/// The portal: pages and commands on top of the [`Catalogue`].
pub struct Office {
    core: Core,
    catalogue: Arc<Catalogue>,
    cases: Arc<dyn CaseIntake>,
    /// For what is said outside of a request.
    texts: Texts,
}

impl Office {
    /// `cases` takes what is sent; the catalogue is shared with solutions and cases.
    pub fn new(core: Core, catalogue: Arc<Catalogue>, cases: Arc<dyn CaseIntake>) -> Arc<Self> {
        let texts = Texts::new(&[TEXTS]).expect("the text files are part of the program and read in a test");
        Arc::new(Self { core, catalogue, cases, texts })
    }
}

/// Pages and API of the office.
pub fn routes(office: Arc<Office>) -> Routes {
    let tight = RouteOptions::default().rate(Rate::Submission);
    let step = RouteOptions::default().body_limit(STEP_BYTES);
    Routes::new()
        .get("/{body}/", Action::ReadPublic, pages::front::front)
        .get("/{body}/leistungen/", Action::ReadPublic, pages::front::list)
        .get("/{body}/leistungen/{service}", Action::ReadPublic, pages::service::service)
        .post_with("/{body}/leistungen/{service}/antrag", Action::Apply, tight, pages::service::start)
        .get("/{body}/leistungen/{service}/antrag/{secret}", Action::Apply, pages::overview::overview)
        .get("/{body}/leistungen/{service}/antrag/{secret}/schritt/{number}", Action::Apply, pages::step::show)
        .post_with(
            "/{body}/leistungen/{service}/antrag/{secret}/schritt/{number}",
            Action::Apply,
            step,
            pages::step::save,
        )
        .get("/{body}/leistungen/{service}/antrag/{secret}/pruefen", Action::Apply, pages::review::review)
        .post_with("/{body}/leistungen/{service}/antrag/{secret}/absenden", Action::Apply, tight, pages::review::submit)
        .get("/{body}/leistungen/{service}/antrag/{secret}/spaeter", Action::Apply, pages::later::later)
        .post_with("/{body}/leistungen/{service}/antrag/{secret}/spaeter", Action::Apply, tight, pages::later::mail)
        .get("/{body}/leistungen/{service}/antrag/{secret}/loeschen", Action::Apply, pages::later::ask_delete)
        .post("/{body}/leistungen/{service}/antrag/{secret}/loeschen", Action::Apply, pages::later::delete)
        .get("/api/v1/{body}/services", Action::ReadPublic, api::services)
        .get("/api/v1/{body}/services/{service}", Action::ReadPublic, api::service)
        .nav(NavEntry { path: "/{body}/", text: "services-nav-front", action: Action::ReadPublic, order: 10 })
        .nav(NavEntry { path: "/{body}/leistungen/", text: "services-nav-list", action: Action::ReadPublic, order: 20 })
        .openapi(api::Document::openapi())
        .with_extension(office)
}

impl OwnThings for Office {
    fn own_things<'a>(&'a self, person: PersonId, language: &'a str) -> BoxFuture<'a, Result<Vec<OwnThing>, Failure>> {
        Box::pin(async move {
            let language: Language = language.parse().unwrap_or(Language::German);
            let mut things = Vec::new();
            for draft in store::own_drafts(self.core.store(), person, self.core.now()).await? {
                let bodies = self.core.bodies();
                let Some(body) = bodies.get(&draft.body) else { continue };
                let prepared = self.catalogue.prepared(&draft.body, &draft.hash).await?;
                let secret = self.core.link_secret(commands::LINK, draft.id);
                things.push(OwnThing {
                    body: draft.body.clone(),
                    title: prepared.title(language).to_owned(),
                    state: self.texts.get(page_language(language), "services-draft-state", &[]).into_owned(),
                    changed_at: draft.changed_at,
                    url: format!("/{}/leistungen/{}/antrag/{secret}", body.slug, draft.service),
                    waits_for_you: true,
                });
            }
            Ok(things)
        })
    }
}

/// The language of pages for that of packages.
fn page_language(language: Language) -> lotse_web::Language {
    match language {
        Language::German => lotse_web::Language::De,
        Language::English => lotse_web::Language::En,
        Language::Easy => lotse_web::Language::Leicht,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_complete() {
        let texts = Texts::new(&[lotse_web::TEXTS, TEXTS]).unwrap();
        assert_eq!(texts.missing_keys(), Vec::new());
    }
}
