//! The list: what this person may do next, what presses first; tabs by state, filters, search, CSV.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Query};
use bytes::Bytes;
use lotse_core::{errors::Failure, permissions::Role};
use lotse_web::{Answer, Badge, Choice, Field, FieldKind, Page, Visit, html};
use serde::Deserialize;

use super::{DueView, amount, decision_badge, download::saved, due_view, encoded, signed, state_badge};
use crate::invoices::{
    Office,
    model::{self, Invoice, RunQuestion, RunState, Settings, Signer, State, local_date},
    payments,
    postings::{comma, harmless},
    store::{self, Filter, Mine, Order, Run, StateCount, Unit},
};

const PER_PAGE: i64 = 25;
const MOST_IN_FILE: i64 = 50_000;
/// Skonto that ends within so many days is "soon".
const SOON_DAYS: i64 = 7;
/// Open payment runs that are looked at for the list.
const MOST_RUNS: usize = 50;
/// Tabs: what this person may do next, then in the order of the work; `all` last.
const TABS: [&str; 11] = [
    "mine",
    "open",
    "received",
    "formally-checked",
    "factually-correct",
    "arithmetically-correct",
    "ordered",
    "paid",
    "sent-back",
    "duplicate",
    "all",
];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    zustand: String,
    /// `alle`, `keine` or the key of a unit.
    stelle: String,
    /// `ueberfaellig`, `skonto`
    frist: String,
    suche: String,
    sortierung: String,
    seite: String,
}

impl ListQuery {
    fn state(&self) -> &str {
        TABS.into_iter().find(|tab| *tab == self.zustand).unwrap_or("mine")
    }

    fn order(&self) -> Order {
        match self.sortierung.as_str() {
            "neu" => Order::Newest,
            "betrag" => Order::Amount,
            "firma" => Order::Seller,
            _ => Order::Next,
        }
    }

    fn filter(&self, visit: &Visit, settings: &Settings) -> Filter {
        let unit = match self.stelle.as_str() {
            "" | "alle" => None,
            "keine" => Some(String::new()),
            key => Some(key.to_owned()),
        };
        Filter {
            state: self.state().to_owned(),
            mine: mine(visit, settings).filter(|_| self.state() == "mine"),
            unit,
            is_late: self.frist == "ueberfaellig",
            skonto_until: (self.frist == "skonto").then(|| visit.now.end_of_day_after(SOON_DAYS)),
            search: self.suche.chars().take(200).collect(),
            now: visit.now,
        }
    }

    /// The address of this list with some values changed.
    fn href(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let own = [
            ("zustand", self.state()),
            ("stelle", &self.stelle),
            ("frist", &self.frist),
            ("suche", &self.suche),
            ("sortierung", &self.sortierung),
        ];
        let pairs: Vec<String> = own
            .iter()
            .map(|(name, value)| (*name, changes.iter().find(|(key, _)| key == name).map_or(*value, |(_, new)| *new)))
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }
}

/// The steps of the person's own roles; an authoriser may confirm too, but then no longer order.
fn mine(visit: &Visit, settings: &Settings) -> Option<Mine> {
    let (person, body) = (visit.person()?, &visit.require_body().ok()?.key);
    Some(Mine {
        person: person.id,
        confirms: person.holds(Role::InvoiceClerk, body),
        orders: person.holds(Role::Authoriser, body),
        pays: person.holds(Role::Treasurer, body),
        same_person_may_confirm: settings.same_person_may_confirm,
    })
}

struct Tab {
    label: String,
    count: i64,
    href: String,
    is_current: bool,
}

struct Heading {
    label: String,
    href: Option<String>,
    sort: &'static str,
    is_number: bool,
}

struct Figure {
    title: String,
    value: String,
    href: String,
}

struct Line {
    number: String,
    href: String,
    seller: String,
    invoice_number: String,
    amount: String,
    badge: Badge,
    decision: Option<Badge>,
    /// Empty for what is closed.
    next: String,
    due: Option<DueView>,
    skonto: Option<DueView>,
    /// On a phone only what presses first is shown.
    is_skonto_first: bool,
    /// The step's own date, where it presses first and so decides the order.
    step: String,
    unit: String,
}

#[derive(Template)]
#[template(path = "invoices/templates/list.html")]
#[expect(clippy::struct_excessive_bools, reason = "what the page shows and to whom")]
struct ListPage {
    page: Page,
    /// Payment runs that wait for this person: what is to be done, and where.
    runs: Vec<(String, String)>,
    is_mine: bool,
    base: String,
    may_upload: bool,
    may_pay: bool,
    figures: Vec<Figure>,
    tabs: Vec<Tab>,
    fields: Vec<Field>,
    state: String,
    headings: Vec<Heading>,
    lines: Vec<Line>,
    count: i64,
    current: usize,
    last: usize,
    pages_base: String,
    csv: String,
    is_filtered: bool,
    all: String,
}

pub async fn page(Extension(office): Extension<Arc<Office>>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let body = visit.require_body()?;
    let store = office.core.store();
    let settings = store::settings(store, &body.key).await?;
    let filter = query.filter(&visit, &settings);
    let count = store::count(store, &body.key, &filter).await?;
    let last = ((count + PER_PAGE - 1) / PER_PAGE).max(1);
    let current = query.seite.parse::<i64>().unwrap_or(1).clamp(1, last);
    let rows = store::list(store, &body.key, &filter, query.order(), PER_PAGE, (current - 1) * PER_PAGE).await?;
    let counts = store::counts(store, &body.key, visit.now, visit.now.end_of_day_after(SOON_DAYS)).await?;
    let own = Filter { mine: mine(&visit, &settings), ..ListQuery::default().filter(&visit, &settings) };
    let own = store::count(store, &body.key, &own).await?;
    let units = store::units(store, &body.key).await?;
    let open_runs = store::open_runs(store, &body.key).await?;
    let page = visit.page(visit.t("amt-invoices-title")).wide();
    let base = super::base(&visit)?;
    let is_filtered = !matches!(query.state(), "mine" | "open")
        || filter.unit.is_some()
        || !query.frist.is_empty()
        || !query.suche.is_empty();
    let is_mine = query.state() == "mine";
    let runs = waiting_runs(&office, &visit, &page, &base, &open_runs).await?;
    let own = own.saturating_add(i64::try_from(runs.len()).unwrap_or(0));
    html(&ListPage {
        runs,
        is_mine,
        may_upload: visit.may(lotse_core::permissions::Action::ReceiveInvoices),
        may_pay: visit.may(lotse_core::permissions::Action::PayInvoices),
        figures: figures(&page, &query, &base, &counts),
        tabs: tabs(&page, &query, &base, &counts, own),
        fields: fields(&visit, &query, &units),
        state: query.state().to_owned(),
        headings: headings(&page, &query, &base),
        lines: rows.iter().map(|invoice| line(&page, &visit, &base, invoice, &units, &open_runs)).collect(),
        count,
        current: usize::try_from(current).unwrap_or(1),
        last: usize::try_from(last).unwrap_or(1),
        pages_base: format!("{}&", query.href(&base, &[])),
        csv: query.href(&format!("{base}.csv"), &[]),
        is_filtered,
        all: query.href(&base, &[("zustand", "all"), ("stelle", ""), ("frist", "")]),
        base,
        page,
    })
}

fn figures(page: &Page, query: &ListQuery, base: &str, counts: &[StateCount]) -> Vec<Figure> {
    let open = || counts.iter().filter(|count| count.state.is_open());
    let plain = ListQuery { zustand: "open".to_owned(), stelle: query.stelle.clone(), ..ListQuery::default() };
    let figure = |key: &str, value: String, changes: &[(&str, &str)]| Figure {
        title: page.t(key).into_owned(),
        value,
        href: plain.href(base, changes),
    };
    let late: i64 = open().map(|count| count.late).sum();
    let skonto: i64 = open().map(|count| count.skonto).sum();
    let invoices: i64 = open().map(|count| count.invoices).sum();
    let cents: i64 = open().map(|count| count.cents).sum();
    vec![
        figure("amt-invoices-figure-late", page.number(&late), &[("frist", "ueberfaellig")]),
        figure("amt-invoices-figure-skonto", page.number(&skonto), &[("frist", "skonto")]),
        figure("amt-invoices-figure-open", page.number(&invoices), &[]),
        figure("amt-invoices-figure-sum", page.money(&cents), &[("sortierung", "betrag")]),
    ]
}

fn tabs(page: &Page, query: &ListQuery, base: &str, counts: &[StateCount], own: i64) -> Vec<Tab> {
    let of =
        |state: &str| counts.iter().filter(|count| count.state.as_str() == state).map(|count| count.invoices).sum();
    let tab = |name: &'static str| Tab {
        label: page.t(&format!("amt-invoices-tab-{name}")).into_owned(),
        count: match name {
            "mine" => own,
            "open" => counts.iter().filter(|count| count.state.is_open()).map(|count| count.invoices).sum(),
            "all" => counts.iter().map(|count| count.invoices).sum(),
            state => of(state),
        },
        href: query.href(base, &[("zustand", name)]),
        is_current: query.state() == name,
    };
    TABS.into_iter().map(tab).collect()
}

fn fields(visit: &Visit, query: &ListQuery, units: &[Unit]) -> Vec<Field> {
    let choice = |value: &str, key: &str| Choice::new(value, visit.t(key));
    let mut stellen = vec![choice("alle", "amt-invoices-filter-any-unit"), choice("keine", "amt-invoices-unit-none")];
    stellen.extend(units.iter().map(|unit| Choice::new(unit.key.clone(), unit.name.clone())));
    let fristen = vec![
        choice("", "amt-invoices-filter-any-date"),
        choice("ueberfaellig", "amt-invoices-filter-late"),
        choice("skonto", "amt-invoices-filter-skonto"),
    ];
    vec![
        Field::new(FieldKind::Text, "suche", visit.t("amt-invoices-filter-search")).value(query.suche.clone()),
        Field::new(FieldKind::Select, "stelle", visit.t("amt-invoices-filter-unit"))
            .choices(stellen)
            .value(query.stelle.clone()),
        Field::new(FieldKind::Select, "frist", visit.t("amt-invoices-filter-date"))
            .choices(fristen)
            .value(query.frist.clone()),
    ]
}

fn headings(page: &Page, query: &ListQuery, base: &str) -> Vec<Heading> {
    let plain = |key: &str| Heading { label: page.t(key).into_owned(), href: None, sort: "", is_number: false };
    let sorted = |key: &str, word: &str, order: Order, sort: &'static str| Heading {
        label: page.t(key).into_owned(),
        href: Some(query.href(base, &[("sortierung", word)])),
        sort: if query.order() == order { sort } else { "none" },
        is_number: false,
    };
    vec![
        sorted("amt-invoices-column-number", "neu", Order::Newest, "descending"),
        sorted("amt-invoices-column-seller", "firma", Order::Seller, "ascending"),
        Heading { is_number: true, ..sorted("amt-invoices-column-amount", "betrag", Order::Amount, "descending") },
        sorted("amt-invoices-column-due", "frist", Order::Next, "ascending"),
        plain("amt-invoices-column-next"),
        plain("amt-invoices-column-unit"),
    ]
}

/// Runs this person may release or confirm today.
async fn waiting_runs(
    office: &Office,
    visit: &Visit,
    page: &Page,
    base: &str,
    runs: &[Run],
) -> Answer<Vec<(String, String)>> {
    let (person, body) = (visit.require_person()?, visit.require_body()?);
    if runs.is_empty() || !person.holds(Role::Treasurer, &body.key) {
        return Ok(Vec::new());
    }
    let own = Signer { person: person.id, principal: None };
    let today = local_date(visit.now);
    let mut waiting = Vec::new();
    for run in runs.iter().take(MOST_RUNS) {
        let payments = store::payments(office.core.store(), &body.key, run.id).await?;
        let execution = payments::execution(&payments);
        let question = RunQuestion { state: run.state(), maker: run.made.by, deputies: &[], execution, today };
        let key = match () {
            () if model::may_release(&question, own).is_ok() => "amt-invoices-mine-release",
            () if model::may_confirm(&question, own).is_ok() => "amt-invoices-mine-confirm",
            () => continue,
        };
        let what = page.t1(key, "run", run.number.as_str()).into_owned();
        waiting.push((what, format!("{base}/zahlungen/{}", run.number)));
    }
    Ok(waiting)
}

/// The next step, in the words of the invoice's own page.
fn next_words(page: &Page, invoice: &Invoice, runs: &[Run]) -> String {
    let run = runs.iter().find(|run| Some(run.id) == invoice.run);
    let key = match (invoice.state.next_step(), run.map(Run::state)) {
        (Some(_), _) if !invoice.is_valid() => "amt-invoices-next-send-back".to_owned(),
        (Some(step), _) => format!("amt-invoices-step-{}-title", step.as_str()),
        (None, _) if invoice.state != State::Ordered => return String::new(),
        (None, Some(RunState::Made)) => "amt-invoices-next-release".to_owned(),
        (None, Some(_)) => "amt-invoices-next-confirm".to_owned(),
        (None, None) => "amt-invoices-next-pay".to_owned(),
    };
    page.t(&key).into_owned()
}

fn line(page: &Page, visit: &Visit, base: &str, invoice: &Invoice, units: &[Unit], runs: &[Run]) -> Line {
    let unit = units.iter().find(|unit| unit.key == invoice.unit && !invoice.unit.is_empty());
    let seller = if invoice.facts.seller_name.is_empty() { "–" } else { &invoice.facts.seller_name };
    let skonto = invoice.dates.skonto.filter(|end| *end >= visit.now);
    Line {
        number: invoice.number.clone(),
        href: format!("{base}/{}", invoice.number),
        seller: seller.to_owned(),
        invoice_number: invoice.facts.invoice_number.clone(),
        amount: amount(page, invoice),
        badge: state_badge(page, invoice.state),
        next: next_words(page, invoice, runs),
        decision: decision_badge(page, invoice).filter(|_| invoice.state == State::Received),
        due: due_view(page, "due", invoice.dates.due, visit.now),
        is_skonto_first: skonto.is_some_and(|end| invoice.dates.due.is_none_or(|due| end <= due)),
        skonto: due_view(page, "skonto", skonto, visit.now),
        step: match invoice.dates.step.filter(|step| invoice.dates.next() == Some(*step)) {
            Some(step) => page.t1("amt-invoices-step-until", "date", page.date(&step).as_str()).into_owned(),
            None => String::new(),
        },
        unit: unit.map_or_else(|| page.t("amt-invoices-unit-none").into_owned(), |unit| unit.name.clone()),
    }
}

/// For table programs: semicolons and a byte order mark, as German Excel reads it; RFC 4180 otherwise.
pub async fn csv(Extension(office): Extension<Arc<Office>>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let body = visit.require_body()?;
    let store = office.core.store();
    let settings = store::settings(store, &body.key).await?;
    let rows = store::list(store, &body.key, &query.filter(&visit, &settings), query.order(), MOST_IN_FILE, 0).await?;
    let units = store::units(store, &body.key).await?;
    let page = visit.page("");
    let broken = |error: &dyn std::error::Error| Failure::internal(format!("csv: {error}"));
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(::csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let head = ["number", "seller", "invoice", "issued", "amount", "due", "skonto", "state", "unit", "received"];
    writer
        .write_record(head.map(|column| visit.t(&format!("amt-invoices-column-{column}"))))
        .map_err(|error| broken(&error))?;
    for invoice in &rows {
        let unit = units.iter().find(|unit| unit.key == invoice.unit).map(|unit| unit.name.clone()).unwrap_or_default();
        let day = |time: Option<lotse_core::clock::Timestamp>| {
            time.map(lotse_core::clock::Timestamp::date_iso).unwrap_or_default()
        };
        let cells = [
            invoice.number.clone(),
            invoice.facts.seller_name.clone(),
            invoice.facts.invoice_number.clone(),
            invoice.facts.issue_date.map(|date| date.to_string()).unwrap_or_default(),
            comma(signed(invoice)),
            day(invoice.dates.due),
            day(invoice.dates.skonto),
            state_badge(&page, invoice.state).text,
            unit,
            invoice.received_at.date_iso(),
        ];
        writer.write_record(cells.map(|cell| harmless(&cell))).map_err(|error| broken(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| broken(&error))?;
    let name = format!("rechnungen-{}-{}.csv", body.slug, visit.now.date_iso());
    Ok(saved("text/csv; charset=utf-8", &name, Bytes::from(bytes)))
}
