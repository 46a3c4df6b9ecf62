//! The list of cases: filter, sort, pages, CSV.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Query};
use lotse_core::errors::Failure;
use lotse_web::{Answer, Choice, Field, FieldKind, Page, Visit, html};
use serde::Deserialize;

use super::{
    day::{LineView, Lines},
    save_text,
};
use crate::cases::{
    Office,
    store::{self, Filter, Order},
};

const PER_PAGE: i64 = 25;
/// A table program takes a million lines; more than this is a report, not a list.
const MOST_IN_FILE: i64 = 50_000;
const KINDS: [&str; 7] = ["open", "work", "waiting", "granted", "denied", "withdrawn", "all"];

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    zustand: String,
    leistung: String,
    wer: String,
    suche: String,
    sortierung: String,
    seite: String,
}

impl ListQuery {
    fn kind(&self) -> &str {
        KINDS.into_iter().find(|kind| *kind == self.zustand).unwrap_or("open")
    }

    fn order(&self) -> Order {
        match self.sortierung.as_str() {
            "neu" => Order::Newest,
            "alt" => Order::Oldest,
            "name" => Order::Name,
            _ => Order::Due,
        }
    }

    fn page(&self) -> i64 {
        self.seite.parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    fn filter(&self, visit: &Visit) -> Answer<Filter> {
        let assigned_to = (self.wer == "ich").then(|| visit.require_person().map(|person| person.id)).transpose()?;
        let search = self.suche.chars().take(200).collect();
        Ok(Filter { kind: self.kind().to_owned(), service: self.leistung.clone(), search, assigned_to })
    }

    /// The address of this list with another order.
    fn href(&self, path: &str, order: &str) -> String {
        let pairs = [
            ("zustand", self.kind()),
            ("leistung", &self.leistung),
            ("wer", &self.wer),
            ("suche", &self.suche),
            ("sortierung", order),
        ];
        let filled: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        format!("{path}?{}", filled.join("&"))
    }
}

/// Percent-encoding of a value in a query (RFC 3986 §2.1).
fn encoded(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

struct Heading {
    label: String,
    href: Option<String>,
    sort: &'static str,
}

struct PageLink {
    label: String,
    href: String,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "cases/templates/list.html")]
struct ListPage {
    page: Page,
    fields: Vec<Field>,
    headings: Vec<Heading>,
    lines: Vec<LineView>,
    count: i64,
    is_filtered: bool,
    page_links: Vec<PageLink>,
    csv: String,
    all: String,
}

pub async fn page(Extension(office): Extension<Arc<Office>>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let body = visit.require_body()?;
    let store = office.core.store();
    let filter = query.filter(&visit)?;
    let count = store::count(store, &body.key, &filter).await?;
    let last = ((count + PER_PAGE - 1) / PER_PAGE).max(1);
    let current = query.page().min(last);
    let rows = store::list(store, &body.key, &filter, query.order(), PER_PAGE, (current - 1) * PER_PAGE).await?;
    let services = store::services(store, &body.key).await?;
    let page =
        visit.page(visit.t("amt-list-title")).crumb(visit.t("amt-day-title"), format!("/{}/amt/", body.slug)).wide();
    let path = format!("/{}/amt/faelle", body.slug);
    let is_filtered = filter.kind != "open"
        || !filter.service.is_empty()
        || !filter.search.is_empty()
        || filter.assigned_to.is_some();
    let lines = Lines::new(&office, &visit).await?.views(&page, &rows).await?;
    html(&ListPage {
        fields: fields(&visit, &query, services),
        headings: headings(&page, &query, &path),
        page_links: page_links(&query, &path, current, last),
        csv: query.href(&format!("{path}.csv"), &query.sortierung),
        all: format!("{path}?zustand=all"),
        lines,
        count,
        is_filtered,
        page,
    })
}

fn fields(visit: &Visit, query: &ListQuery, services: Vec<(String, String)>) -> Vec<Field> {
    let kinds = KINDS.iter().map(|kind| Choice::new(*kind, visit.t(&format!("amt-kind-{kind}")))).collect();
    let any = |key: &str| std::iter::once(Choice::new("", visit.t(key)));
    let services =
        any("amt-filter-any-service").chain(services.into_iter().map(|(key, title)| Choice::new(key, title))).collect();
    let people = any("amt-filter-anybody").chain([Choice::new("ich", visit.t("amt-filter-mine"))]).collect();
    vec![
        Field::new(FieldKind::Text, "suche", visit.t("amt-filter-search")).value(query.suche.clone()).optional(),
        Field::new(FieldKind::Select, "zustand", visit.t("amt-filter-state"))
            .choices(kinds)
            .value(query.kind())
            .optional(),
        Field::new(FieldKind::Select, "leistung", visit.t("amt-filter-service"))
            .choices(services)
            .value(query.leistung.clone())
            .optional(),
        Field::new(FieldKind::Select, "wer", visit.t("amt-filter-who"))
            .choices(people)
            .value(query.wer.clone())
            .optional(),
    ]
}

fn headings(page: &Page, query: &ListQuery, path: &str) -> Vec<Heading> {
    let plain = |key: &str| Heading { label: page.t(key).into_owned(), href: None, sort: "" };
    let sorted = |key: &str, order: &str, is_sorted: bool, sort: &'static str| Heading {
        label: page.t(key).into_owned(),
        href: Some(query.href(path, order)),
        sort: if is_sorted { sort } else { "none" },
    };
    let order = query.order();
    let received = if order == Order::Newest { "alt" } else { "neu" };
    let received_sort = if order == Order::Newest { "descending" } else { "ascending" };
    vec![
        plain("amt-column-number"),
        sorted("amt-column-applicant", "name", order == Order::Name, "ascending"),
        plain("amt-column-service"),
        plain("amt-column-state"),
        sorted("amt-column-due", "frist", order == Order::Due, "ascending"),
        sorted("amt-column-received", received, matches!(order, Order::Newest | Order::Oldest), received_sort),
        plain("amt-column-assigned"),
    ]
}

fn page_links(query: &ListQuery, path: &str, current: i64, last: i64) -> Vec<PageLink> {
    if last == 1 {
        return Vec::new();
    }
    let shown = (1..=last).filter(|number| *number == 1 || *number == last || (number - current).abs() <= 2);
    let link = |number: i64| PageLink {
        label: number.to_string(),
        href: format!("{}&seite={number}", query.href(path, &query.sortierung)),
        is_current: number == current,
    };
    shown.map(link).collect()
}

/// For table programs: semicolons and a byte order mark, as German Excel reads it; RFC 4180 otherwise.
pub async fn csv(Extension(office): Extension<Arc<Office>>, visit: Visit, Query(query): Query<ListQuery>) -> Answer {
    let body = visit.require_body()?;
    let filter = query.filter(&visit)?;
    let rows = store::list(office.core.store(), &body.key, &filter, query.order(), MOST_IN_FILE, 0).await?;
    let page = visit.page("");
    let lines = Lines::new(&office, &visit).await?.views(&page, &rows).await?;
    let broken = |error: &dyn std::error::Error| Failure::internal(format!("csv: {error}"));
    let mut writer =
        ::csv::WriterBuilder::new().delimiter(b';').terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let head = ["number", "applicant", "service", "state", "due", "received", "assigned"];
    let head: Vec<String> = head.iter().map(|column| visit.t(&format!("amt-column-{column}"))).collect();
    writer.write_record(&head).map_err(|error| broken(&error))?;
    for (line, row) in lines.iter().zip(&rows) {
        let due = row.next_due.map(lotse_core::clock::Timestamp::date_iso).unwrap_or_default();
        let cells = [
            line.number.as_str(),
            &line.applicant,
            &line.service_title,
            &line.badge.text,
            &due,
            &row.submitted_at.date_iso(),
            &line.assigned,
        ];
        writer.write_record(cells.map(harmless)).map_err(|error| broken(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| broken(&error))?;
    let text = String::from_utf8(bytes).map_err(|error| broken(&error))?;
    let name = format!("faelle-{}-{}.csv", body.slug, visit.now.date_iso());
    Ok(save_text("text/csv; charset=utf-8", &name, format!("\u{feff}{text}")))
}

/// Table programs take a cell that begins like this for a formula (CWE-1236).
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_stay_text() {
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("Müller"), "Müller");
        assert_eq!(encoded("a&b=ü"), "a%26b%3D%C3%BC");
    }

    #[test]
    fn unknown_filters_mean_open_cases() {
        let query = ListQuery { zustand: "x".into(), seite: "-3".into(), ..ListQuery::default() };
        assert_eq!((query.kind(), query.page(), query.order()), ("open", 1, Order::Due));
        let labels: Vec<_> = page_links(&query, "/p", 5, 9).into_iter().map(|link| link.label).collect();
        assert_eq!(labels, ["1", "3", "4", "5", "6", "7", "9"]);
    }
}
