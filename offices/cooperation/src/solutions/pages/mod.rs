//! The pages, one file each, and the routes to them.

mod adapt;
mod catalogue;
mod front;
mod history;
mod map;
mod own;
mod preview;
mod publish;
mod solution;
mod update;

use std::sync::Arc;

use lotse_core::{body::Body, people::Actor, permissions::Action};
use lotse_reuse::Language as PackageLanguage;
use lotse_web::{Answer, Language, NavEntry, Page, Problem, Rate, RouteOptions, Routes, TextArgument, Visit};
use utoipa::OpenApi;

use super::{Solutions, api, input::Words};

/// Packages may have 16 MB; the form around them needs a little more.
const UPLOAD_LIMIT: usize = 17 << 20;

/// Routes of this office with their actions.
pub fn routes(office: Arc<Solutions>) -> Routes {
    let upload = RouteOptions::default().body_limit(UPLOAD_LIMIT).rate(Rate::Submission);
    Routes::new()
        .get("/", Action::ReadPublic, front::show)
        .get("/karte", Action::ReadPublic, map::show)
        .get("/karte.csv", Action::ReadPublic, map::csv)
        .get("/loesungen/", Action::ReadPublic, catalogue::show)
        .get("/loesungen/{solution}", Action::ReadPublic, solution::show)
        .get("/loesungen/{solution}/{version}/paket.tar.gz", Action::ReadPublic, solution::archive)
        .get("/loesungen/{solution}/{version}/publiccode.yml", Action::ReadPublic, solution::publiccode)
        .get("/{body}/loesungen/", Action::ReadAdoptions, own::show)
        .get("/{body}/loesungen/veroeffentlichen", Action::PublishPackages, publish::show)
        .post_with("/{body}/loesungen/veroeffentlichen", Action::PublishPackages, upload, publish::send)
        .get("/{body}/loesungen/{solution}/zurueckrufen/{version}", Action::PublishPackages, publish::recall_page)
        .post("/{body}/loesungen/{solution}/zurueckrufen/{version}", Action::PublishPackages, publish::recall)
        .get("/{body}/loesungen/{solution}/", Action::ReadAdoptions, own::one)
        .get("/{body}/loesungen/{solution}/verlauf", Action::ReadAdoptions, history::show)
        .get("/{body}/loesungen/{solution}/uebernehmen", Action::ManageAdoptions, own::begin_page)
        .post("/{body}/loesungen/{solution}/uebernehmen", Action::ManageAdoptions, own::begin)
        .get("/{body}/loesungen/{solution}/anpassen", Action::ManageAdoptions, adapt::overview)
        .get("/{body}/loesungen/{solution}/anpassen/{group}", Action::ManageAdoptions, adapt::group)
        .post("/{body}/loesungen/{solution}/anpassen/{group}", Action::ManageAdoptions, adapt::save)
        .post("/{body}/loesungen/{solution}/zuruecksetzen", Action::ManageAdoptions, adapt::reset)
        .get("/{body}/loesungen/{solution}/vorschau", Action::ManageAdoptions, preview::show)
        .post("/{body}/loesungen/{solution}/in-betrieb", Action::ManageAdoptions, preview::put_into_use)
        .post("/{body}/loesungen/{solution}/verwerfen", Action::ManageAdoptions, own::discard)
        .get("/{body}/loesungen/{solution}/aktualisieren", Action::ManageAdoptions, update::show)
        .post("/{body}/loesungen/{solution}/aktualisieren", Action::ManageAdoptions, update::decide)
        .get("/{body}/loesungen/{solution}/ausser-betrieb", Action::ManageAdoptions, own::withdraw_page)
        .post("/{body}/loesungen/{solution}/ausser-betrieb", Action::ManageAdoptions, own::withdraw)
        .post("/{body}/loesungen/{solution}/wieder-in-betrieb", Action::ManageAdoptions, own::resume)
        .post("/{body}/loesungen/{solution}/bestaetigen", Action::ManageAdoptions, own::confirm)
        .get("/api/v1/solutions", Action::ReadPublic, api::solutions)
        .get("/api/v1/solutions/{solution}", Action::ReadPublic, api::solution)
        .get("/api/v1/adoptions", Action::ReadPublic, api::adoptions)
        .nav(NavEntry { path: "/loesungen/", text: "loesungen-nav", action: Action::ReadPublic, order: 60 })
        .nav(NavEntry { path: "/karte", text: "loesungen-nav-karte", action: Action::ReadPublic, order: 70 })
        .nav(NavEntry {
            path: "/{body}/loesungen/",
            text: "loesungen-nav-eigene",
            action: Action::ReadAdoptions,
            order: 40,
        })
        .openapi(api::Document::openapi())
        .with_extension(office)
}

/// The language packages are read in for this visitor.
pub(super) fn package_language(visit: &Visit) -> PackageLanguage {
    match visit.language {
        Language::De => PackageLanguage::German,
        Language::En => PackageLanguage::English,
        Language::Leicht => PackageLanguage::Easy,
    }
}

/// A text with placeholders, outside of a template.
pub(super) fn text(visit: &Visit, key: &str, arguments: &[(&str, &dyn TextArgument)]) -> String {
    visit.app().texts().get(visit.language, key, arguments).into_owned()
}

/// A link to a page of a body.
pub(super) struct BodyLink {
    pub(super) name: String,
    pub(super) href: String,
}

impl BodyLink {
    pub(super) fn to(body: &Body) -> Self {
        Self { name: body.name.clone(), href: format!("/{}/", body.slug) }
    }
}

/// The body of the address and the visitor, checked by the route's guard.
struct Place<'v> {
    visit: &'v Visit,
    body: Arc<Body>,
    solution: String,
}

impl<'v> Place<'v> {
    fn of(visit: &'v Visit, solution: &str) -> Answer<Self> {
        Ok(Self { visit, body: visit.require_body()?.clone(), solution: solution.to_owned() })
    }

    fn actor(&self) -> &Actor {
        &self.visit.actor
    }

    /// `/borgentreich/loesungen/anwohnerparken/` and what follows.
    fn href(&self, rest: &str) -> String {
        format!("/{}/loesungen/{}/{rest}", self.body.slug, self.solution)
    }

    fn own_href(&self) -> String {
        format!("/{}/loesungen/", self.body.slug)
    }

    /// A page below the overview of this solution.
    fn page(&self, title: String, solution_title: &str) -> Page {
        let start = self.visit.t("amt-loesungen-titel-kurz");
        self.visit
            .page(title)
            .crumb(self.body.name.clone(), format!("/{}/", self.body.slug))
            .crumb(start, self.own_href())
            .crumb(solution_title.to_owned(), self.href(""))
    }
}

/// The name of a publisher: a body here, else its key.
pub(super) fn body_name(office: &Solutions, key: &lotse_core::body::BodyKey) -> String {
    office.core().bodies().get(key).map_or_else(|| key.to_string(), |body| body.name.clone())
}

fn words(visit: &Visit) -> Words {
    Words {
        original: visit.t("amt-loesungen-original"),
        shown: visit.t("amt-loesungen-anzeigen"),
        left_out: visit.t("amt-loesungen-weglassen"),
        days: visit.t("amt-loesungen-tage"),
        years: visit.t("amt-loesungen-jahre"),
    }
}

/// The row version a form was made with.
fn seen(form: &lotse_web::FormData, name: &str) -> Answer<i64> {
    form.text(name).parse().map_err(|_| Problem::invalid("Das Formular ist unvollständig. Öffnen Sie die Seite neu."))
}

/// A long text, cut for a line of a list.
fn short(text: &str) -> String {
    const MOST: usize = 220;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(MOST).collect();
    cut.push('…');
    cut
}
