//! Pages for residents, a file for each.

pub(super) mod front;
pub(super) mod later;
pub(super) mod overview;
pub(super) mod review;
pub(super) mod service;
pub(super) mod step;

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use lotse_core::{
    body::Body,
    permissions::{Action, Subject},
    secret_hash,
};
use lotse_reuse::Language as PackageLanguage;
use lotse_web::{Answer, Language, Page, Problem, SeeOther, Visit};

use super::{
    Office,
    catalogue::Prepared,
    store::{self, Draft},
};

/// The language of packages for that of the page.
pub(super) fn package_language(language: Language) -> PackageLanguage {
    match language {
        Language::De => PackageLanguage::German,
        Language::En => PackageLanguage::English,
        Language::Leicht => PackageLanguage::Easy,
    }
}

/// An application being filled in, as its pages need it.
pub(super) struct OpenDraft {
    pub(super) body: Arc<Body>,
    pub(super) draft: Draft,
    pub(super) prepared: Arc<Prepared>,
    /// Address of the overview.
    pub(super) base: String,
}

impl OpenDraft {
    pub(super) fn language(visit: &Visit) -> PackageLanguage {
        package_language(visit.language)
    }

    pub(super) fn service_title(&self, visit: &Visit) -> &str {
        self.prepared.title(package_language(visit.language))
    }

    /// A page inside of this application.
    pub(super) fn page(&self, visit: &Visit, title: impl Into<String>) -> Page {
        let slug = &self.body.slug;
        visit
            .page(title)
            .crumb(self.body.name.clone(), format!("/{slug}/"))
            .crumb(self.service_title(visit), format!("/{slug}/leistungen/{}", self.draft.service))
            .crumb(visit.t("services-application"), self.base.clone())
    }
}

/// The application behind a link, or where to go instead because it was sent already.
pub(super) enum Found {
    Open(Box<OpenDraft>),
    Sent(Response),
}

/// Loads the application of a link. A link of another body or service opens nothing.
pub(super) async fn find(office: &Office, visit: &Visit, service: &str, secret: &str) -> Answer<Found> {
    let body = visit.require_body()?;
    let core = &office.core;
    let draft = store::draft_by_link(core.store(), &body.key, &secret_hash(secret)).await?;
    let draft = draft.filter(|draft| draft.service == service).ok_or_else(Problem::not_found)?;
    visit.require(Action::Apply, &Subject::of(&body.key).owned_by(draft.owner).with_link_shown(true))?;
    if draft.submitted_at.is_some() {
        return Ok(Found::Sent(SeeOther::to(receipt_path(&body.slug, secret)).into_response()));
    }
    // Deleted at the next daily round; until then it is as good as gone.
    if draft.delete_after < visit.now {
        return Err(Problem::not_found());
    }
    let prepared = office.catalogue.prepared(&body.key, &draft.hash).await?;
    let base = format!("/{}/leistungen/{service}/antrag/{secret}", body.slug);
    Ok(Found::Open(Box::new(OpenDraft { body: body.clone(), draft, prepared, base })))
}

/// The page that shows what was received; it belongs to the case.
pub(super) fn receipt_path(slug: &str, secret: &str) -> String {
    format!("/{slug}/vorgang/{secret}/quittung")
}
