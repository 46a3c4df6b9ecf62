//! Invoices: from the document that came in to the payment, with everything that was signed on the way.
//!
//! See `README.md` for what, for whom and by which standard.

mod api;
mod archive;
pub mod channels;
mod commands;
mod figures;
mod intake;
mod jobs;
mod model;
mod office;
mod pages;
mod payments;
mod postings;
mod reading;
mod runs;
pub mod samples;
mod sepa;
mod store;

use std::sync::Arc;

use lotse_core::{Core, body::BodyKey, errors::Failure, permissions::Action};
use lotse_store::{Migration, MigrationSet};
use lotse_web::{NavEntry, Rate, RouteOptions, Routes, TextSet};
use utoipa::OpenApi;

pub use commands::Seen;
pub use intake::{Archived, Channel, Decision, Found, Intake, Outcome, Place, Receipt, Received, Why};
pub use jobs::DeleteOld;
pub use model::{Account, Deputy, Invoice, Settings, State, Step};
pub use store::{Run, Unit};

/// The tables of this office.
pub const MIGRATIONS: MigrationSet = MigrationSet {
    name: "invoices",
    migrations: &[
        Migration::new(1, "invoices", include_str!("migrations/0001_invoices.sql")),
        Migration::new(2, "releases", include_str!("migrations/0002_releases.sql")),
        Migration::new(3, "suspicion", include_str!("migrations/0003_suspicion.sql")),
    ],
};

/// The texts of this office: for clerks only, so without Leichte Sprache.
pub const TEXTS: TextSet = TextSet {
    name: "invoices",
    de: include_str!("texts/de.ftl"),
    en: include_str!("texts/en.ftl"),
    leicht: include_str!("texts/de-leicht.ftl"),
};

/// Every statement of this office.
pub fn statements() -> impl Iterator<Item = &'static str> {
    store::statements()
}

/// The office. One per instance.
pub struct Office {
    core: Core,
    intake: Arc<Intake>,
}

impl Office {
    pub fn new(core: Core, intake: Arc<Intake>) -> Arc<Self> {
        Arc::new(Self { core, intake })
    }

    /// The door for documents, for other channels.
    pub fn intake(&self) -> &Arc<Intake> {
        &self.intake
    }

    /// An invoice as it stands now, to act on it.
    pub async fn seen(&self, body: &BodyKey, number: &str) -> Result<Seen, Failure> {
        let invoice = store::by_number(self.core.store(), body, number).await?.ok_or_else(Failure::not_found)?;
        Ok(Seen { revision: invoice.revision, invoice })
    }

    pub async fn run(&self, body: &BodyKey, number: &str) -> Result<Run, Failure> {
        store::run(self.core.store(), body, number).await?.ok_or_else(Failure::not_found)
    }
}

/// Pages and API of the office.
pub fn routes(office: Arc<Office>) -> Routes {
    use pages::{detail, download, figures, history, list, pay, run, send_back, setup, steps, upload};
    let files = RouteOptions::default().body_limit(110 << 20).rate(Rate::Submission);
    let document = RouteOptions::default().body_limit(51 << 20).rate(Rate::Submission);
    Routes::new()
        .get("/{body}/amt/rechnungen", Action::ReadInvoices, list::page)
        .get("/{body}/amt/rechnungen.csv", Action::ReadInvoices, list::csv)
        .get("/{body}/amt/rechnungen/hochladen", Action::ReceiveInvoices, upload::page)
        .post_with("/{body}/amt/rechnungen/hochladen", Action::ReceiveInvoices, files, upload::receive)
        .get("/{body}/amt/rechnungen/zahlungen", Action::PayInvoices, pay::page)
        .post("/{body}/amt/rechnungen/zahlungen", Action::PayInvoices, pay::make)
        .get("/{body}/amt/rechnungen/zahlungen/{run}", Action::PayInvoices, run::page)
        .get("/{body}/amt/rechnungen/zahlungen/{run}/sepa.xml", Action::PayInvoices, run::sepa)
        .get("/{body}/amt/rechnungen/zahlungen/{run}/buchungen.csv", Action::PayInvoices, run::postings)
        .post("/{body}/amt/rechnungen/zahlungen/{run}/freigeben", Action::PayInvoices, run::release)
        .post("/{body}/amt/rechnungen/zahlungen/{run}/verwerfen", Action::PayInvoices, run::discard)
        .post("/{body}/amt/rechnungen/zahlungen/{run}/bezahlt", Action::PayInvoices, run::paid)
        .get("/{body}/amt/rechnungen/kennzahlen", Action::ReadInvoices, figures::page)
        .get("/{body}/amt/rechnungen/kennzahlen.csv", Action::ReadInvoices, figures::csv)
        .get("/{body}/amt/rechnungen/einrichtung", Action::ManageInvoices, setup::page)
        .post("/{body}/amt/rechnungen/einrichtung", Action::ManageInvoices, setup::save)
        .post("/{body}/amt/rechnungen/einrichtung/stelle", Action::ManageInvoices, setup::unit)
        .post("/{body}/amt/rechnungen/einrichtung/vertretung", Action::ManageInvoices, setup::deputy)
        .get("/{body}/amt/rechnungen/{number}", Action::ReadInvoices, detail::page)
        .get("/{body}/amt/rechnungen/{number}/verlauf", Action::ReadInvoices, history::page)
        .get("/{body}/amt/rechnungen/{number}/original", Action::ReadInvoices, download::original)
        .get("/{body}/amt/rechnungen/{number}/ansehen", Action::ReadInvoices, download::view)
        .get("/{body}/amt/rechnungen/{number}/rechnung.xml", Action::ReadInvoices, download::xml)
        .get("/{body}/amt/rechnungen/{number}/pruefung.json", Action::ReadInvoices, download::verdict)
        .get("/{body}/amt/rechnungen/{number}/anlage/{attachment}", Action::ReadInvoices, download::attachment)
        .post("/{body}/amt/rechnungen/{number}/bestaetigen", Action::WorkOnInvoices, steps::sign)
        .post("/{body}/amt/rechnungen/{number}/anordnen", Action::OrderInvoices, steps::order)
        .post("/{body}/amt/rechnungen/{number}/ablehnen", Action::OrderInvoices, steps::refuse)
        .post("/{body}/amt/rechnungen/{number}/kontierung", Action::WorkOnInvoices, steps::account)
        .post("/{body}/amt/rechnungen/{number}/stelle", Action::WorkOnInvoices, steps::unit)
        .post("/{body}/amt/rechnungen/{number}/notiz", Action::WorkOnInvoices, steps::note)
        .post("/{body}/amt/rechnungen/{number}/sperre", Action::WorkOnInvoices, steps::hold)
        .post("/{body}/amt/rechnungen/{number}/keine-dublette", Action::WorkOnInvoices, steps::no_duplicate)
        .get("/{body}/amt/rechnungen/{number}/zuruecksenden", Action::WorkOnInvoices, send_back::page)
        .post("/{body}/amt/rechnungen/{number}/zuruecksenden", Action::WorkOnInvoices, send_back::send)
        .get("/api/v1/{body}/invoices", Action::ReadInvoices, api::list)
        .post_with("/api/v1/{body}/invoices", Action::ReceiveInvoices, document, api::receive)
        .get("/api/v1/{body}/invoices/{number}", Action::ReadInvoices, api::one)
        .get("/api/v1/{body}/invoices/{number}/verdict", Action::ReadInvoices, api::verdict)
        .nav(NavEntry {
            path: "/{body}/amt/rechnungen",
            text: "amt-invoices-nav",
            action: Action::ReadInvoices,
            order: 22,
        })
        .nav(NavEntry {
            path: "/{body}/amt/rechnungen/einrichtung",
            text: "amt-invoices-setup-nav",
            action: Action::ManageInvoices,
            order: 24,
        })
        .openapi(api::ApiDoc::openapi())
        .with_extension(office)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_complete() {
        assert_eq!(lotse_web::Texts::new(&[TEXTS]).unwrap().missing_keys(), Vec::new());
    }
}
