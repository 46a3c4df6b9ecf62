//! How long invoices take, and what Skonto brought.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use bytes::Bytes;
use lotse_core::errors::Failure;
use lotse_web::{Answer, Page, Visit, html};

use super::{base, day, download::saved};
use crate::invoices::{
    Office,
    figures::{self, SkontoMonth, StateMonth},
    postings::comma,
    store,
};

const DAYS: i64 = 366;

struct StateLine {
    month: String,
    state: String,
    entered: usize,
    median: String,
}

struct SkontoLine {
    month: String,
    payments: usize,
    paid: String,
    won: String,
    lost: String,
}

#[derive(Template)]
#[template(path = "invoices/templates/figures.html")]
struct FiguresPage {
    page: Page,
    base: String,
    states: Vec<StateLine>,
    skonto: Vec<SkontoLine>,
    won: String,
    lost: String,
}

async fn figures_of(office: &Office, visit: &Visit) -> Answer<(Vec<StateMonth>, Vec<SkontoMonth>)> {
    let body = visit.require_body()?;
    let store = office.core.store();
    let since = visit.now.plus_days(-DAYS);
    let stays = store::stays(store, &body.key, since).await?;
    let payments = store::payments_since(store, &body.key, &since.date_iso()).await?;
    Ok((figures::by_state(&stays), figures::skonto(&payments)))
}

/// Hours below two days, days above.
fn span(page: &Page, milliseconds: i64) -> String {
    let hours = milliseconds / 3_600_000;
    if hours < 48 {
        return page.t1("amt-invoices-hours", "count", hours).into_owned();
    }
    page.t1("amt-invoices-days", "count", hours / 24).into_owned()
}

/// `März 2027`
fn month(page: &Page, text: &str) -> String {
    let Ok(first) = format!("{text}-01").parse() else { return text.to_owned() };
    let date = day(page, first);
    date.split_once(' ').map_or_else(|| date.clone(), |(_, month)| month.to_owned())
}

pub async fn page(Extension(office): Extension<Arc<Office>>, visit: Visit) -> Answer {
    let (states, skonto) = figures_of(&office, &visit).await?;
    let base = base(&visit)?;
    let page = visit.page(visit.t("amt-invoices-figures-title")).crumb(visit.t("amt-invoices-title"), base.clone());
    html(&FiguresPage {
        base,
        won: page.money(&skonto.iter().map(|month| month.won_cents).sum()),
        lost: page.money(&skonto.iter().map(|month| month.lost_cents).sum()),
        states: states
            .iter()
            .map(|line| StateLine {
                month: month(&page, &line.month),
                state: page.t(&format!("amt-invoices-state-{}", line.state.as_str())).into_owned(),
                entered: line.entered,
                median: line.median.map_or_else(|| "–".to_owned(), |median| span(&page, median)),
            })
            .collect(),
        skonto: skonto
            .iter()
            .map(|line| SkontoLine {
                month: month(&page, &line.month),
                payments: line.payments,
                paid: page.money(&line.paid_cents),
                won: page.money(&line.won_cents),
                lost: page.money(&line.lost_cents),
            })
            .collect(),
        page,
    })
}

/// Both tables in one file: the month, what, how many, hours, euro won and lost.
pub async fn csv(Extension(office): Extension<Arc<Office>>, visit: Visit) -> Answer {
    let (states, skonto) = figures_of(&office, &visit).await?;
    let page = visit.page("");
    let broken = |error: &dyn std::error::Error| Failure::internal(format!("csv: {error}"));
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(::csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let head = ["month", "state", "entered", "median-hours", "won", "lost"];
    writer
        .write_record(head.map(|key| visit.t(&format!("amt-invoices-figures-{key}"))))
        .map_err(|error| broken(&error))?;
    for line in &states {
        let hours = line.median.map(|median| (median / 3_600_000).to_string()).unwrap_or_default();
        let state = page.t(&format!("amt-invoices-state-{}", line.state.as_str())).into_owned();
        let cells = [line.month.clone(), state, line.entered.to_string(), hours, String::new(), String::new()];
        writer.write_record(cells).map_err(|error| broken(&error))?;
    }
    for line in &skonto {
        let name = visit.t("amt-invoices-column-skonto");
        let cells = [
            line.month.clone(),
            name,
            line.payments.to_string(),
            String::new(),
            comma(line.won_cents),
            comma(line.lost_cents),
        ];
        writer.write_record(cells).map_err(|error| broken(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| broken(&error))?;
    Ok(saved("text/csv; charset=utf-8", "rechnungen-kennzahlen.csv", Bytes::from(bytes)))
}
