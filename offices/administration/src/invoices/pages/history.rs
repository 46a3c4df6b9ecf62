//! What happened to an invoice, from the ledger, and every file that came for it.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path};
use lotse_core::ledger;
use lotse_web::{Answer, Page, Visit};

use super::{Event, Names, base, events, invoice_of};
use crate::invoices::{Office, store};

#[derive(Template)]
#[template(path = "invoices/templates/history.html")]
struct HistoryPage {
    page: Page,
    own: String,
    number: String,
    lines: Vec<Event>,
    arrivals: Vec<(String, String)>,
}

pub async fn page(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let invoice = invoice_of(&office, &visit, &number).await?;
    let store = office.core.store();
    let names = Names::of(&office, &visit).await?;
    let base = base(&visit)?;
    let own = format!("{base}/{}", invoice.number);
    let page = visit
        .page(visit.t("amt-invoices-history"))
        .crumb(visit.t("amt-invoices-title"), base)
        .crumb(invoice.number.clone(), own.clone());
    let entries = ledger::history(store, &invoice.body, &invoice.subject()).await?;
    let lines = events(&page, &visit, &names, &entries);
    let arrivals = store::arrivals(store, &invoice)
        .await?
        .into_iter()
        .map(|arrival| {
            let channel = page.t(&format!("amt-invoices-channel-{}", arrival.channel.as_str())).into_owned();
            let words = [channel, arrival.sender, arrival.file_name];
            let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
            (page.moment(&arrival.at), words.join(", "))
        })
        .collect();
    lotse_web::html(&HistoryPage { own, number: invoice.number, lines, arrivals, page })
}
