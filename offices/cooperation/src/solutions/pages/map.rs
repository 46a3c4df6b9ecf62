//! The map: who runs which version since when, changed or unchanged; with its table and CSV.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Extension, Query},
    http::header,
    response::IntoResponse,
};
use lotse_core::{clock::Timestamp, errors::Failure, text::folded};
use lotse_web::{Answer, Page, Visit, html};
use serde::Deserialize;

use super::{
    super::{
        Catalogue, Solutions,
        map::{Drawing, MapState, Place, draw},
        model::Use,
        store,
    },
    BodyLink, package_language, text,
};

#[derive(Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    loesung: String,
    #[serde(default)]
    sortierung: String,
}

/// Columns that can be sorted by, with the key of their heading.
const COLUMNS: [(&str, &str); 6] = [
    ("kommune", "loesungen-spalte-kommune"),
    ("kreis", "loesungen-spalte-kreis"),
    ("loesung", "loesungen-spalte-loesung"),
    ("version", "loesungen-spalte-version"),
    ("seit", "loesungen-spalte-seit"),
    ("stand", "loesungen-spalte-stand"),
];

struct Column {
    label: String,
    href: String,
    /// Value of `aria-sort`.
    sort: &'static str,
}

struct Row {
    slug: String,
    body: String,
    district: String,
    solution: String,
    solution_title: String,
    version: String,
    since: Timestamp,
    state: MapState,
    state_label: String,
    is_confirmed: bool,
}

struct FilterOption {
    key: String,
    title: String,
    is_chosen: bool,
}

struct LegendMark {
    path: String,
    class: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "solutions/templates/map.html")]
struct MapPage {
    page: Page,
    options: Vec<FilterOption>,
    drawing: Option<Drawing>,
    legend: Vec<LegendMark>,
    columns: Vec<Column>,
    rows: Vec<Row>,
    without: Vec<BodyLink>,
    count: usize,
    total: usize,
    without_count: usize,
    csv_href: String,
    sources: Vec<String>,
}

pub(super) async fn show(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Query(choice): Query<Choice>,
) -> Answer {
    let catalogue = office.catalogue().await?;
    let uses = store::uses(office.core().store()).await?;
    let chosen = catalogue.get(&choice.loesung).map(|solution| solution.key.clone());
    let uses: Vec<Use> =
        uses.into_iter().filter(|own| chosen.as_ref().is_none_or(|key| own.solution == *key)).collect();
    let (column, is_falling) = sorting(&choice.sortierung);
    let mut rows = rows(&office, &visit, &catalogue, &uses);
    sort(&mut rows, column, is_falling);
    let language = package_language(&visit);
    let options = catalogue.all().map(|solution| FilterOption {
        key: solution.key.clone(),
        title: solution.title(language).to_owned(),
        is_chosen: chosen.as_deref() == Some(solution.key.as_str()),
    });
    let outlines = office.outlines().await?;
    let bodies = office.core().bodies();
    let mut sources: Vec<String> = bodies.municipalities().map(|body| body.source.clone()).collect();
    sources.extend(outlines.iter().map(|outline| outline.source.clone()));
    sources.sort();
    sources.dedup();
    let places = places(&office, &visit, &rows);
    let mut without: Vec<BodyLink> = bodies
        .municipalities()
        .filter(|body| !rows.iter().any(|row| row.slug == body.slug))
        .map(|body| BodyLink::to(body))
        .collect();
    without.sort_by_key(|body| folded(&body.name));
    let users = bodies.municipalities().filter(|body| rows.iter().any(|row| row.slug == body.slug)).count();
    let page = MapPage {
        options: options.collect(),
        drawing: draw(&places, &outlines),
        legend: legend(&visit),
        columns: columns(&visit, chosen.as_deref(), column, is_falling),
        count: users,
        total: bodies.municipalities().count(),
        without_count: without.len(),
        without,
        rows,
        csv_href: chosen.map_or_else(|| "/karte.csv".to_owned(), |key| format!("/karte.csv?loesung={key}")),
        sources,
        page: visit.page(visit.t("loesungen-karte-titel")),
    };
    html(&page)
}

/// Also for spreadsheets: RFC 4180 with a line of names.
pub(super) async fn csv(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Query(choice): Query<Choice>,
) -> Answer {
    let catalogue = office.catalogue().await?;
    let uses = store::uses(office.core().store()).await?;
    let uses: Vec<Use> =
        uses.into_iter().filter(|own| choice.loesung.is_empty() || own.solution == choice.loesung).collect();
    let bodies = office.core().bodies();
    let broken = |error: String| Failure::internal(format!("csv: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record([
            "ars",
            "kommune",
            "kreis",
            "loesung",
            "titel",
            "version",
            "seit",
            "angepasst",
            "stand",
            "bestaetigt_am",
        ])
        .map_err(|error| broken(error.to_string()))?;
    for own in &uses {
        let Some(body) = bodies.get(&own.body) else { continue };
        let state = visit.t(state_of(&catalogue, own).key());
        let record = [
            own.body.as_str(),
            &body.name,
            body.district.as_deref().unwrap_or(&body.name),
            &own.solution,
            catalogue.title(&own.solution, package_language(&visit)),
            &own.version.to_string(),
            &own.since.date_iso(),
            if own.changed { "ja" } else { "nein" },
            &state,
            &own.confirmed_at.date_iso(),
        ];
        writer.write_record(record).map_err(|error| broken(error.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| broken(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"loesungen-karte.csv\""),
    ];
    Ok((headers, bytes).into_response())
}

fn state_of(catalogue: &Catalogue, own: &Use) -> MapState {
    let update = catalogue.get(&own.solution).and_then(|solution| solution.update_of(&own.version));
    match (update, own.changed) {
        (Some(_), _) => MapState::UpdateWaiting,
        (None, true) => MapState::Changed,
        (None, false) => MapState::Unchanged,
    }
}

fn rows(office: &Solutions, visit: &Visit, catalogue: &Catalogue, uses: &[Use]) -> Vec<Row> {
    let bodies = office.core().bodies();
    let rows = uses.iter().filter_map(|own| {
        let body = bodies.get(&own.body)?;
        let state = state_of(catalogue, own);
        Some(Row {
            slug: body.slug.clone(),
            body: body.name.clone(),
            district: body.district.clone().unwrap_or_else(|| visit.t("loesungen-kreisfrei")),
            solution: own.solution.clone(),
            solution_title: catalogue.title(&own.solution, package_language(visit)).to_owned(),
            version: own.version.to_string(),
            since: own.since,
            state,
            state_label: state_label(visit, state, own.changed),
            is_confirmed: own.is_confirmed(visit.now),
        })
    });
    rows.collect()
}

/// A waiting update says nothing about changes, so both are named.
fn state_label(visit: &Visit, state: MapState, is_changed: bool) -> String {
    let label = visit.t(state.key());
    if state != MapState::UpdateWaiting {
        return label;
    }
    let own = if is_changed { "loesungen-wort-angepasst" } else { "loesungen-wort-unveraendert" };
    format!("{}; {label}", visit.t(own))
}

fn places(office: &Solutions, visit: &Visit, rows: &[Row]) -> Vec<Place> {
    let bodies = office.core().bodies();
    let places = bodies.municipalities().filter_map(|body| {
        // The row that needs most attention gives the mark.
        let own = rows.iter().filter(|row| row.slug == body.slug).max_by_key(|row| row.state);
        let state = own.map_or(MapState::None, |row| row.state);
        let word = own.map_or_else(|| visit.t(MapState::None.key()), |row| row.state_label.clone());
        let label = text(visit, "loesungen-karte-punkt", &[("name", &body.name), ("stand", &word)]);
        Some(Place {
            key: body.key.clone(),
            name: body.name.clone(),
            latitude: body.latitude?,
            longitude: body.longitude?,
            population: body.population.unwrap_or(0),
            state,
            href: own.map_or_else(|| format!("/{}/", body.slug), |row| format!("#{}-{}", row.slug, row.solution)),
            label,
        })
    });
    places.collect()
}

fn legend(visit: &Visit) -> Vec<LegendMark> {
    let marks = MapState::ALL.into_iter().map(|state| LegendMark {
        path: state.shape(10.0, 10.0, 7.0),
        class: state.class(),
        label: visit.t(state.key()),
    });
    marks.collect()
}

/// The column and whether it falls; by municipality unless asked otherwise.
fn sorting(asked: &str) -> (usize, bool) {
    let (name, is_falling) = asked.strip_prefix('-').map_or((asked, false), |name| (name, true));
    (COLUMNS.iter().position(|(column, _)| *column == name).unwrap_or(0), is_falling)
}

fn sort(rows: &mut [Row], column: usize, is_falling: bool) {
    rows.sort_by(|left, right| {
        let by_name = || {
            folded(&left.body).cmp(&folded(&right.body)).then_with(|| left.solution_title.cmp(&right.solution_title))
        };
        let order = match column {
            1 => folded(&left.district).cmp(&folded(&right.district)),
            2 => left.solution_title.cmp(&right.solution_title),
            3 => left.version.parse::<semver::Version>().ok().cmp(&right.version.parse().ok()),
            4 => left.since.cmp(&right.since),
            5 => left.state.cmp(&right.state),
            _ => by_name(),
        };
        let order = if is_falling { order.reverse() } else { order };
        order.then_with(by_name)
    });
}

fn columns(visit: &Visit, chosen: Option<&str>, current: usize, is_falling: bool) -> Vec<Column> {
    let columns = COLUMNS.iter().enumerate().map(|(place, (name, key))| {
        let is_current = place == current;
        let next = if is_current && !is_falling { format!("-{name}") } else { (*name).to_owned() };
        let filter = chosen.map(|key| format!("&loesung={key}")).unwrap_or_default();
        let sort = match (is_current, is_falling) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        Column { label: visit.t(key), href: format!("/karte?sortierung={next}{filter}#tabelle"), sort }
    });
    columns.collect()
}
