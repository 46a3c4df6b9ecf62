//! Adapting a draft: an overview of what can be changed, and a page for each group of it.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Extension, Path},
    http::StatusCode,
    response::IntoResponse,
};
use lotse_reuse::{AdaptationPoint, Package, Patch, adaptation_points, validate_patches};
use lotse_web::{
    Answer, Field, FieldError, FieldKind, FormData, Page, Problem, SeeOther, Visit, errors_of, html, html_with_status,
};
use serde_json::Value;

use super::{
    super::{
        Draft, Solutions,
        input::{self, Words},
        model::with_changes,
        packages::Loaded,
    },
    Place, body_name, package_language, seen, text, words,
};

const LONGEST_REASON: usize = 300;

struct Group {
    title: String,
    href: String,
    points: usize,
    changed: usize,
}

#[derive(Template)]
#[template(path = "solutions/templates/adapt.html")]
struct OverviewPage {
    page: Page,
    base: String,
    version: String,
    publisher: String,
    groups: Vec<Group>,
    changed: usize,
    row: i64,
    newer: Option<String>,
}

/// A field with the original beside it, where that is long.
struct Entry {
    field: Field,
    original: Option<String>,
}

struct Section {
    title: String,
    is_open: bool,
    entries: Vec<Entry>,
    count: usize,
}

struct FixedPoint {
    label: String,
    why: String,
}

#[derive(Template)]
#[template(path = "solutions/templates/adapt_group.html")]
struct GroupPage {
    page: Page,
    action: String,
    back: String,
    row: i64,
    group: String,
    publisher: String,
    version: String,
    main: Vec<Entry>,
    sections: Vec<Section>,
    fixed: Vec<FixedPoint>,
    reason: Field,
    errors: Vec<FieldError>,
}

/// The draft at hand with its package.
struct Work {
    draft: Draft,
    loaded: Arc<Loaded>,
    title: String,
    publisher: String,
}

impl Work {
    /// `None` where no draft was begun.
    async fn of(office: &Solutions, visit: &Visit, place: &Place<'_>) -> Answer<Option<Self>> {
        let Some(draft) = office.draft(&place.body.key, &place.solution).await? else { return Ok(None) };
        let published = office.published(&place.solution, &draft.target_version).await?;
        let loaded = office.package(&published).await?;
        let catalogue = office.catalogue().await?;
        Ok(Some(Self {
            title: catalogue.title(&place.solution, package_language(visit)).to_owned(),
            publisher: body_name(office, &published.publisher),
            draft,
            loaded,
        }))
    }

    fn package(&self) -> &Package {
        &self.loaded.package
    }

    fn patch(&self, path: &str) -> Option<&Patch> {
        self.draft.patches.iter().find(|patch| patch.path == path)
    }

    fn value<'w>(&'w self, point: &'w AdaptationPoint) -> &'w Value {
        self.patch(&point.path).map_or(&point.current, |patch| &patch.value)
    }
}

/// A group's title as part of an address.
fn slug(title: &str) -> String {
    lotse_core::region::slug(title)
}

pub(super) async fn overview(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let Some(work) = Work::of(&office, &visit, &place).await? else {
        return Ok(SeeOther::to(place.href("uebernehmen")).into_response());
    };
    let points = adaptation_points(work.package());
    let mut groups: Vec<Group> = Vec::new();
    for point in points.iter().filter(|point| point.fixed.is_none()) {
        let changed = usize::from(work.patch(&point.path).is_some());
        match groups.iter_mut().find(|group| group.title == point.group_de) {
            Some(group) => {
                group.points += 1;
                group.changed += changed;
            }
            None => groups.push(Group {
                title: point.group_de.clone(),
                href: place.href(&format!("anpassen/{}", slug(&point.group_de))),
                points: 1,
                changed,
            }),
        }
    }
    let catalogue = office.catalogue().await?;
    let newer = catalogue.get(&key).and_then(|solution| solution.update_of(&work.draft.target_version));
    let title = text(&visit, "amt-loesungen-anpassen-titel", &[("title", &work.title)]);
    let page = OverviewPage {
        page: place.page(title, &work.title),
        base: place.href(""),
        version: work.draft.target_version.to_string(),
        changed: work.draft.patches.len(),
        row: work.draft.row_version,
        newer: newer.map(|newest| newest.version.to_string()),
        publisher: work.publisher,
        groups,
    };
    html(&page)
}

pub(super) async fn group(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key, group)): Path<(String, String, String)>,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let Some(work) = Work::of(&office, &visit, &place).await? else {
        return Ok(SeeOther::to(place.href("uebernehmen")).into_response());
    };
    let points = adaptation_points(work.package());
    let words = words(&visit);
    let own = in_group(&points, &group);
    let fields = own
        .iter()
        .filter(|(_, point)| point.fixed.is_none())
        .map(|(number, point)| (*point, input::field(point, *number, work.value(point), &words)))
        .collect();
    let page = group_page(&visit, &place, &work, &group, &own, fields, reason_field(&visit))?;
    html(&page)
}

fn in_group<'p>(points: &'p [AdaptationPoint], group: &str) -> Vec<(usize, &'p AdaptationPoint)> {
    points.iter().enumerate().filter(|(_, point)| slug(&point.group_de) == group).collect()
}

fn reason_field(visit: &Visit) -> Field {
    Field::new(FieldKind::Text, "grund", visit.t("amt-loesungen-grund"))
        .hint(visit.t("amt-loesungen-grund-hinweis"))
        .optional()
}

fn group_page(
    visit: &Visit,
    place: &Place<'_>,
    work: &Work,
    group: &str,
    own: &[(usize, &AdaptationPoint)],
    fields: Vec<(&AdaptationPoint, Field)>,
    reason: Field,
) -> Answer<GroupPage> {
    let name = own.first().map(|(_, point)| point.group_de.clone()).ok_or_else(Problem::not_found)?;
    let errors = errors_of(fields.iter().map(|(_, field)| field).chain([&reason]));
    let mut main = Vec::new();
    let mut english = Vec::new();
    let mut easy = Vec::new();
    for (point, field) in fields {
        let original = (!input::is_short(point.kind)).then(|| point.current.as_str().unwrap_or_default().to_owned());
        let list = match language_of(&point.path) {
            "en" => &mut english,
            "de-leicht" => &mut easy,
            _ => &mut main,
        };
        list.push(Entry { field, original: original.filter(|text| !text.is_empty()) });
    }
    let section = |key: &str, entries: Vec<Entry>| Section {
        title: visit.t(key),
        is_open: entries.iter().any(|entry| entry.field.error.is_some()),
        count: entries.len(),
        entries,
    };
    let sections = [section("amt-loesungen-englisch", english), section("amt-loesungen-leicht", easy)];
    let fixed = own
        .iter()
        .filter_map(|(_, point)| Some(FixedPoint { label: point.label_de.clone(), why: point.fixed.clone()? }));
    let page = place.page(name.clone(), &work.title).crumb(visit.t("amt-loesungen-anpassen"), place.href("anpassen"));
    Ok(GroupPage {
        page: page.with_errors(!errors.is_empty()),
        action: place.href(&format!("anpassen/{group}")),
        back: place.href("anpassen"),
        row: work.draft.row_version,
        group: name,
        publisher: work.publisher.clone(),
        version: work.draft.target_version.to_string(),
        main,
        sections: sections.into_iter().filter(|section| !section.entries.is_empty()).collect(),
        fixed: fixed.collect(),
        reason,
        errors,
    })
}

/// The language of a point by its path; German for what has none.
fn language_of(path: &str) -> &'static str {
    let of = |code: &str| path.ends_with(&format!("/{code}")) || path.starts_with(&format!("texts/{code}/"));
    ["en", "de-leicht"].into_iter().find(|code| of(code)).unwrap_or("de")
}

pub(super) async fn save(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key, group)): Path<(String, String, String)>,
    form: FormData,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let work = Work::of(&office, &visit, &place).await?.ok_or_else(Problem::not_found)?;
    require_seen(&work.draft, seen(&form, "stand")?)?;
    let points = adaptation_points(work.package());
    let own = in_group(&points, &group);
    let words = words(&visit);
    let mut reason = reason_field(&visit).filled(&form);
    if form.text("grund").chars().count() > LONGEST_REASON {
        reason = reason.error(text(&visit, "amt-loesungen-grund-zu-lang", &[("count", &LONGEST_REASON)]));
    }
    let mut entered = Entered::read(&work, &own, &form, &words);
    entered.check_together(work.package(), &work.draft);
    let page = group_page(&visit, &place, &work, &group, &own, entered.fields, reason)?;
    if !page.errors.is_empty() || !entered.other.is_empty() {
        let other = entered.other.into_iter().map(|message| FieldError::new("inhalt-formular", message));
        let errors = page.errors.into_iter().chain(other).collect();
        let page = GroupPage { page: page.page.with_errors(true), errors, ..page };
        return html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let patches = with_changes(&work.draft.patches, entered.changed);
    office.save_patches(place.actor(), &place.body.key, &work.draft, patches).await?;
    Ok(SeeOther::to(place.href("anpassen")).success(visit.t("amt-loesungen-gespeichert")).into_response())
}

/// What was typed on a page of a group.
struct Entered<'p> {
    fields: Vec<(&'p AdaptationPoint, Field)>,
    changed: BTreeMap<String, Option<Patch>>,
    /// Mistakes without a field on this page.
    other: Vec<String>,
}

impl<'p> Entered<'p> {
    fn read(work: &Work, own: &[(usize, &'p AdaptationPoint)], form: &FormData, words: &Words) -> Self {
        let reason = Some(form.text("grund").to_owned()).filter(|reason| !reason.is_empty());
        let mut entered = Self { fields: Vec::new(), changed: BTreeMap::new(), other: Vec::new() };
        for (number, point) in own.iter().filter(|(_, point)| point.fixed.is_none()) {
            let field = input::field(point, *number, work.value(point), words);
            let Some(typed) = input::sent(form, *number) else {
                entered.fields.push((point, field));
                continue;
            };
            match input::value_of(point, typed) {
                Ok(value) => {
                    let is_same = *work.value(point) == value;
                    if !is_same {
                        entered.changed.insert(point.path.clone(), input::patch_of(point, value, reason.clone()));
                    }
                    entered.fields.push((point, field.value(typed)));
                }
                Err(problem) => entered.fields.push((point, field.value(typed).error(problem))),
            }
        }
        entered
    }

    /// Rules that concern several values, such as a choice that must keep one answer.
    fn check_together(&mut self, package: &Package, draft: &Draft) {
        if self.fields.iter().any(|(_, field)| field.error.is_some()) {
            return;
        }
        let patches = with_changes(&draft.patches, self.changed.clone());
        for finding in validate_patches(package, &patches).into_iter().filter(lotse_reuse::Finding::is_error) {
            match self.fields.iter_mut().find(|(point, _)| point.path == finding.file) {
                Some((_, field)) => field.error = Some(finding.message),
                None => self.other.push(finding.message),
            }
        }
    }
}

fn require_seen(draft: &Draft, seen: i64) -> Answer<()> {
    if draft.row_version == seen {
        return Ok(());
    }
    Err(Problem(super::super::adopting::changed_meanwhile()))
}

/// Takes one change back.
pub(super) async fn reset(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let draft = office.draft(&place.body.key, &key).await?.ok_or_else(Problem::not_found)?;
    require_seen(&draft, seen(&form, "stand")?)?;
    let patches = with_changes(&draft.patches, BTreeMap::from([(form.text("stelle").to_owned(), None)]));
    office.save_patches(place.actor(), &place.body.key, &draft, patches).await?;
    Ok(SeeOther::to(place.href("vorschau")).success(visit.t("amt-loesungen-zurueckgesetzt")).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_read_from_paths() {
        assert_eq!(language_of("texts/en/intro"), "en");
        assert_eq!(language_of("form/G1.F2/label/de-leicht"), "de-leicht");
        assert_eq!(language_of("letters/grant"), "de");
        assert_eq!(language_of("texts/de/status/open"), "de");
        assert_eq!(slug("Formular: Angaben zu Ihnen"), "formular-angaben-zu-ihnen");
    }
}
