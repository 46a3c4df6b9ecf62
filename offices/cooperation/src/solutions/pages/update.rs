//! The update: what the publisher changed, what stays of one's own, and what has to be decided.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Extension, Path},
    http::StatusCode,
    response::IntoResponse,
};
use lotse_core::errors::Code;
use lotse_reuse::{ChangeKind, Conflict, Decision, Package, PointKind, adaptation_points, display_de};
use lotse_web::{Answer, Field, FieldError, FormData, Page, Problem, SeeOther, Visit, html, html_with_status};
use serde_json::Value;

use super::{
    super::{
        Solutions,
        adopting::{UpdatePlan, changed_meanwhile},
        diff::{self, Piece},
        input,
    },
    Place, body_name, package_language, seen, short, text, words,
};

const OURS: &str = "eigene";
const THEIRS: &str = "neue";
const OTHER: &str = "anderer";

struct Release {
    version: String,
    text: String,
}

struct ChangeLine {
    class: &'static str,
    text: String,
    /// For long texts: what exactly changed.
    pieces: Vec<Piece>,
}

struct OwnLine {
    label: String,
    value: String,
    why: String,
}

struct ConflictView {
    number: usize,
    label: String,
    why: String,
    reason: String,
    base: Vec<Piece>,
    theirs: Vec<Piece>,
    ours: Vec<Piece>,
    ours_possible: bool,
    is_long: bool,
    choice: String,
    other: Field,
    error: Option<String>,
}

impl ConflictView {
    fn is(&self, choice: &str) -> bool {
        self.choice == choice
    }
}

#[derive(Template)]
#[template(path = "solutions/templates/update.html")]
struct UpdatePage {
    page: Page,
    action: String,
    back: String,
    from: String,
    to: String,
    publisher: String,
    releases: Vec<Release>,
    taken: Vec<ChangeLine>,
    kept: Vec<OwnLine>,
    obsolete: Vec<OwnLine>,
    conflicts: Vec<ConflictView>,
    errors: Vec<FieldError>,
    draft_row: i64,
    adoption_row: i64,
    is_decided: bool,
}

pub(super) async fn show(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let Some(plan) = office.update_plan(&place.body.key, &key).await? else {
        return Ok(SeeOther::to(place.href("")).success(visit.t("amt-loesungen-schon-neu")).into_response());
    };
    let words = words(&visit);
    let conflicts = plan.merge.conflicts.iter().enumerate().map(|(number, conflict)| {
        let decided = plan.start.decisions.get(&conflict.path);
        let (choice, value) = match decided {
            Some(Decision::Ours) => (OURS, &conflict.ours),
            Some(Decision::Theirs) => (THEIRS, &conflict.theirs),
            Some(Decision::Value(value)) => (OTHER, value),
            None => ("", &conflict.ours),
        };
        let field = input::field(&conflict.point, number, value, &words);
        view(&visit, conflict, number, choice, field, None)
    });
    let conflicts = conflicts.collect();
    html(&page(&office, &visit, &place, &plan, conflicts).await?)
}

fn view(
    visit: &Visit,
    conflict: &Conflict,
    number: usize,
    choice: &str,
    other: Field,
    error: Option<String>,
) -> ConflictView {
    let mut other = other;
    // The two texts stand beside each other above; a hint would repeat them.
    other.hint = None;
    other.label = visit.t("amt-loesungen-eigener-wert");
    ConflictView {
        number,
        label: conflict.label_de.clone(),
        why: conflict.why_de.clone(),
        reason: conflict.reason.clone().unwrap_or_default(),
        theirs: side(conflict, &conflict.theirs),
        ours: side(conflict, &conflict.ours),
        base: side(conflict, &conflict.base),
        ours_possible: conflict.ours_possible,
        is_long: is_long(conflict.kind),
        choice: choice.to_owned(),
        other,
        error,
    }
}

/// A side of a conflict: a long text with what changed since the base, a short value as it is.
fn side(conflict: &Conflict, value: &Value) -> Vec<Piece> {
    let shown = display_de(conflict.kind, value);
    let before = conflict.base.as_str().filter(|_| is_long(conflict.kind)).unwrap_or(&shown);
    diff::words(before, &shown)
}

fn is_long(kind: PointKind) -> bool {
    matches!(kind, PointKind::Markdown | PointKind::Template)
}

/// The texts of a change whose sentence only says that they changed.
fn pieces(change: &lotse_reuse::Change) -> Vec<Piece> {
    let texts = (change.before.as_ref().and_then(Value::as_str), change.after.as_ref().and_then(Value::as_str));
    let (Some(before), Some(after)) = texts else { return Vec::new() };
    // Short values stand in the sentence already.
    if change.text_de.contains(after.trim()) { Vec::new() } else { diff::words(before, after) }
}

async fn page(
    office: &Solutions,
    visit: &Visit,
    place: &Place<'_>,
    plan: &UpdatePlan,
    conflicts: Vec<ConflictView>,
) -> Answer<UpdatePage> {
    let catalogue = office.catalogue().await?;
    let name = catalogue.title(&place.solution, package_language(visit)).to_owned();
    let title = text(visit, "amt-loesungen-aktualisieren-titel", &[("title", &name)]);
    let theirs = office.package(&plan.to).await?;
    let releases = plan.to.manifest.changelog.iter().filter(|release| release.version > plan.from.version);
    let taken = plan.merge.taken.iter().map(|change| ChangeLine {
        class: match change.kind {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
        },
        text: change.text_de.clone(),
        pieces: pieces(change),
    });
    let obsolete = plan.merge.obsolete.iter().map(|obsolete| OwnLine {
        label: obsolete.label_de.clone(),
        value: short(&obsolete.patch.value.as_str().map_or_else(|| obsolete.patch.value.to_string(), str::to_owned)),
        why: obsolete.why_de.clone(),
    });
    let errors: Vec<FieldError> = conflicts
        .iter()
        .filter_map(|conflict| {
            let message = conflict.error.clone()?;
            Some(FieldError::new(format!("wahl-{}-1", conflict.number), format!("{}: {message}", conflict.label)))
        })
        .collect();
    Ok(UpdatePage {
        page: place.page(title, &name).with_errors(!errors.is_empty()),
        action: place.href("aktualisieren"),
        back: place.href(""),
        from: plan.from.version.to_string(),
        to: plan.to.version.to_string(),
        publisher: body_name(office, &plan.to.publisher),
        releases: releases
            .map(|release| Release { version: release.version.to_string(), text: release.text.clone() })
            .collect(),
        taken: taken.collect(),
        kept: kept(&theirs.package, &plan.merge.kept),
        obsolete: obsolete.collect(),
        conflicts,
        errors,
        draft_row: plan.draft.as_ref().map_or(0, |draft| draft.row_version),
        adoption_row: plan.adoption.as_ref().map_or(0, |adoption| adoption.row_version),
        is_decided: plan.draft.as_ref().is_some_and(|draft| draft.target_version == plan.to.version),
    })
}

fn kept(package: &Package, patches: &[lotse_reuse::Patch]) -> Vec<OwnLine> {
    let points = adaptation_points(package);
    let lines = patches.iter().map(|patch| {
        let point = points.iter().find(|point| point.path == patch.path);
        OwnLine {
            label: point.map_or_else(|| patch.path.clone(), |point| point.label_de.clone()),
            value: point.map_or_else(|| patch.value.to_string(), |point| short(&display_de(point.kind, &patch.value))),
            why: patch.reason.clone().unwrap_or_default(),
        }
    });
    lines.collect()
}

pub(super) async fn decide(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let plan = office.update_plan(&place.body.key, &key).await?.ok_or_else(|| Problem(changed_meanwhile()))?;
    let rows = (seen(&form, "stand")?, seen(&form, "bestand")?);
    let found = (
        plan.draft.as_ref().map_or(0, |draft| draft.row_version),
        plan.adoption.as_ref().map_or(0, |adoption| adoption.row_version),
    );
    if rows != found || form.text("ziel") != plan.to.version.to_string() {
        return Err(Problem(changed_meanwhile()));
    }
    let words = words(&visit);
    let mut decisions = BTreeMap::new();
    let mut views = Vec::new();
    for (number, conflict) in plan.merge.conflicts.iter().enumerate() {
        let choice = form.text(&format!("wahl-{number}")).to_owned();
        let typed = input::sent(&form, number).unwrap_or_default();
        let mut field = input::field(&conflict.point, number, &conflict.ours, &words).value(typed);
        let decision = decision(&visit, conflict, &choice, typed);
        let error = decision.as_ref().err().cloned();
        if choice == OTHER {
            field.error.clone_from(&error);
        }
        if let Ok(decision) = decision {
            decisions.insert(conflict.path.clone(), decision);
        }
        views.push(view(&visit, conflict, number, &choice, field, error));
    }
    if views.iter().any(|view| view.error.is_some()) {
        let page = page(&office, &visit, &place, &plan, views).await?;
        return html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    match office.decide(place.actor(), &place.body.key, &plan, decisions).await? {
        Ok(_) => Ok(SeeOther::to(place.href("vorschau")).success(visit.t("amt-loesungen-entschieden")).into_response()),
        Err(paths) => Err(Problem(lotse_core::errors::Failure {
            code: Code::Internal,
            message: None,
            detail: Some(format!("undecided after checking: {}", paths.join(", "))),
        })),
    }
}

fn decision(visit: &Visit, conflict: &Conflict, choice: &str, typed: &str) -> Result<Decision, String> {
    match choice {
        OURS if conflict.ours_possible => Ok(Decision::Ours),
        THEIRS => Ok(Decision::Theirs),
        OTHER => input::value_of(&conflict.point, typed).map(Decision::Value),
        _ => Err(visit.t("amt-loesungen-bitte-entscheiden")),
    }
}
