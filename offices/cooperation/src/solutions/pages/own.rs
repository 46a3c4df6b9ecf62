//! The digital officer's own pages: everything at a glance, one solution, begin, discard, out of use and back.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Extension, Path},
    response::IntoResponse,
};
use lotse_core::{clock::Timestamp, permissions::Action, text::folded};
use lotse_reuse::{PackageKind, differences, display_de};
use lotse_web::{Answer, FormData, Page, Problem, SeeOther, Visit, html};

use super::{
    super::{Adoption, Solutions, store},
    Place,
    catalogue::{Card, card},
    package_language, seen, short, text,
};

struct Waiting {
    title: String,
    href: String,
    from: String,
    to: String,
    text: String,
}

struct Begun {
    title: String,
    version: String,
    changes: usize,
    href: String,
    discard_href: String,
    row: i64,
    updated_at: Timestamp,
}

struct Line {
    title: String,
    href: String,
    version: String,
    since: Timestamp,
    changes: usize,
    is_confirmed: bool,
    recalled: Option<String>,
}

#[derive(Template)]
#[template(path = "solutions/templates/own.html")]
struct OwnPage {
    page: Page,
    waiting: Vec<Waiting>,
    drafts: Vec<Begun>,
    in_use: Vec<Line>,
    recalled: Vec<Line>,
    withdrawn: Vec<Line>,
    available: Vec<Card>,
    may_manage: bool,
    may_publish: bool,
}

pub(super) async fn show(visit: Visit, Extension(office): Extension<Arc<Solutions>>) -> Answer {
    let body = visit.require_body()?.clone();
    let catalogue = office.catalogue().await?;
    let language = package_language(&visit);
    let adoptions = store::adoptions(office.core().store(), &body.key).await?;
    let drafts = store::drafts(office.core().store(), &body.key).await?;
    let uses = store::uses(office.core().store()).await?;
    let base = format!("/{}/loesungen", body.slug);
    let title_of = |key: &str| catalogue.title(key, language).to_owned();
    let line = |adoption: &Adoption| Line {
        title: title_of(&adoption.solution),
        href: format!("{base}/{}/", adoption.solution),
        version: adoption.version.to_string(),
        since: adoption.in_use_since,
        changes: adoption.patches.len(),
        is_confirmed: adoption.is_confirmed(visit.now),
        recalled: catalogue
            .version(&adoption.solution, &adoption.version)
            .and_then(|published| published.recalled.as_ref())
            .map(|recall| recall.reason.clone()),
    };
    let waiting = adoptions.iter().filter(|adoption| adoption.is_in_use()).filter_map(|adoption| {
        let newest = catalogue.get(&adoption.solution)?.update_of(&adoption.version)?;
        let change = newest.manifest.changelog.iter().find(|release| release.version == newest.version);
        Some(Waiting {
            title: title_of(&adoption.solution),
            href: format!("{base}/{}/aktualisieren", adoption.solution),
            from: adoption.version.to_string(),
            to: newest.version.to_string(),
            text: change.map(|release| release.text.clone()).unwrap_or_default(),
        })
    });
    let begun = drafts.iter().map(|draft| Begun {
        title: title_of(&draft.solution),
        version: draft.target_version.to_string(),
        changes: draft.patches.len(),
        href: format!("{base}/{}/anpassen", draft.solution),
        discard_href: format!("{base}/{}/verwerfen", draft.solution),
        row: draft.row_version,
        updated_at: draft.updated_at,
    });
    let known = |key: &str| adoptions.iter().any(|adoption| adoption.solution == key);
    let mut available: Vec<Card> = catalogue
        .all()
        .filter(|solution| !known(&solution.key) && solution.newest().is_some())
        .map(|solution| Card { href: format!("/loesungen/{}", solution.key), ..card(&office, &visit, solution, &uses) })
        .collect();
    available.sort_by(|left, right| {
        right.in_use.cmp(&left.in_use).then_with(|| folded(&left.title).cmp(&folded(&right.title)))
    });
    let in_use: Vec<Line> = adoptions.iter().filter(|adoption| adoption.is_in_use()).map(line).collect();
    let title = text(&visit, "amt-loesungen-titel", &[("body", &body.name)]);
    let page = OwnPage {
        page: visit.page(title).crumb(body.name.clone(), format!("/{}/", body.slug)),
        waiting: waiting.collect(),
        drafts: begun.collect(),
        recalled: adoptions
            .iter()
            .filter(|adoption| adoption.is_in_use())
            .map(line)
            .filter(|line| line.recalled.is_some())
            .collect(),
        in_use,
        withdrawn: adoptions.iter().filter(|adoption| !adoption.is_in_use()).map(line).collect(),
        available,
        may_manage: visit.may(Action::ManageAdoptions),
        may_publish: visit.may(Action::PublishPackages),
    };
    html(&page)
}

/// A difference from the package, in words.
pub(super) struct Changed {
    pub(super) path: String,
    pub(super) label: String,
    pub(super) group: String,
    pub(super) upstream: String,
    pub(super) ours: String,
    pub(super) reason: String,
}

pub(super) fn changed(package: &lotse_reuse::Package, patches: &[lotse_reuse::Patch]) -> Vec<Changed> {
    let all = differences(package, patches).into_iter().map(|difference| Changed {
        upstream: short(&display_de(difference.kind, &difference.upstream)),
        ours: short(&display_de(difference.kind, &difference.ours)),
        path: difference.path,
        label: difference.label_de,
        group: difference.group_de,
        reason: difference.reason.unwrap_or_default(),
    });
    all.collect()
}

#[derive(Template)]
#[template(path = "solutions/templates/own_solution.html")]
struct OnePage {
    page: Page,
    base: String,
    adoption: Adoption,
    version: String,
    decision: String,
    differences: Vec<Changed>,
    update: Option<String>,
    recalled: Option<String>,
    draft: bool,
    is_confirmed: bool,
    may_manage: bool,
    catalogue_href: String,
    service_href: Option<String>,
}

pub(super) async fn one(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let adoption = office.adoption(&place.body.key, &key).await?;
    let Some(adoption) = adoption else {
        let _ = office.catalogue().await?.get(&key).ok_or_else(Problem::not_found)?;
        return Ok(SeeOther::to(format!("/loesungen/{key}")).into_response());
    };
    let catalogue = office.catalogue().await?;
    let solution = catalogue.get(&key).ok_or_else(Problem::not_found)?;
    let published = office.published(&key, &adoption.version).await?;
    let loaded = office.package(&published).await?;
    let decisions = store::decisions(office.core().store(), &place.body.key, &key).await?;
    let title = solution.title(package_language(&visit)).to_owned();
    let page = visit
        .page(title)
        .crumb(place.body.name.clone(), format!("/{}/", place.body.slug))
        .crumb(visit.t("amt-loesungen-titel-kurz"), place.own_href());
    let is_service = published.kind() == PackageKind::Service && adoption.is_in_use();
    let page = OnePage {
        base: place.href(""),
        version: adoption.version.to_string(),
        decision: decisions.last_key_value().map(|(_, decision)| decision.clone()).unwrap_or_default(),
        differences: changed(&loaded.package, &adoption.patches),
        update: solution.update_of(&adoption.version).map(|newest| newest.version.to_string()),
        recalled: published.recalled.as_ref().map(|recall| recall.reason.clone()),
        draft: office.draft(&place.body.key, &key).await?.is_some(),
        is_confirmed: adoption.is_confirmed(visit.now),
        may_manage: visit.may(Action::ManageAdoptions),
        catalogue_href: format!("/loesungen/{key}"),
        service_href: is_service.then(|| format!("/{}/leistungen/{key}", place.body.slug)),
        adoption,
        page,
    };
    html(&page)
}

#[derive(Template)]
#[template(path = "solutions/templates/begin.html")]
struct BeginPage {
    page: Page,
    action: String,
    version: String,
    summary: String,
    needs: Vec<String>,
    open_points: Vec<String>,
    effort: Option<(u32, u32)>,
    effort_note: String,
    is_demo: bool,
    is_in_use: bool,
    draft_href: Option<String>,
}

/// Does it fit, and what comes next.
pub(super) async fn begin_page(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let catalogue = office.catalogue().await?;
    let solution = catalogue.get(&key).ok_or_else(Problem::not_found)?;
    let language = package_language(&visit);
    let adoption = office.adoption(&place.body.key, &key).await?;
    let draft = office.draft(&place.body.key, &key).await?;
    let published = match &adoption {
        Some(adoption) => office.published(&key, &adoption.version).await?,
        None => solution.shown().clone(),
    };
    let loaded = office.package(&published).await?;
    let manifest = &published.manifest;
    let title = text(&visit, "amt-loesungen-uebernehmen-titel", &[("title", &solution.title(language))]);
    let page = BeginPage {
        page: place.page(title, solution.title(language)),
        action: place.href("uebernehmen"),
        version: published.version.to_string(),
        summary: manifest.summary.get(language).to_owned(),
        needs: manifest.precondition.iter().map(|need| need.text.clone()).collect(),
        open_points: loaded.open_points.iter().map(|finding| finding.message.clone()).collect(),
        effort: manifest.effort.as_ref().map(|effort| (effort.hours_min, effort.hours_max)),
        effort_note: manifest.effort.as_ref().map(|effort| effort.note.clone()).unwrap_or_default(),
        is_demo: manifest.demo,
        is_in_use: adoption.is_some_and(|adoption| adoption.is_in_use()),
        draft_href: draft.map(|_| place.href("anpassen")),
    };
    html(&page)
}

pub(super) async fn begin(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
    _form: FormData,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    office.start(place.actor(), &place.body.key, &key, None).await?;
    Ok(SeeOther::to(place.href("anpassen")).into_response())
}

pub(super) async fn discard(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    office.discard(place.actor(), &place.body.key, &key, seen(&form, "stand")?).await?;
    Ok(SeeOther::to(place.own_href()).success(visit.t("amt-loesungen-verworfen")).into_response())
}

#[derive(Template)]
#[template(path = "solutions/templates/withdraw.html")]
struct WithdrawPage {
    page: Page,
    action: String,
    back: String,
    row: i64,
    title: String,
    changes: usize,
}

pub(super) async fn withdraw_page(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    let adoption =
        office.adoption(&place.body.key, &key).await?.filter(Adoption::is_in_use).ok_or_else(Problem::not_found)?;
    let catalogue = office.catalogue().await?;
    let name = catalogue.title(&key, package_language(&visit)).to_owned();
    let title = text(&visit, "amt-loesungen-ausser-betrieb-titel", &[("title", &name)]);
    let page = WithdrawPage {
        page: place.page(title, &name),
        action: place.href("ausser-betrieb"),
        back: place.href(""),
        row: adoption.row_version,
        changes: adoption.patches.len(),
        title: name,
    };
    html(&page)
}

pub(super) async fn withdraw(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    office.withdraw(place.actor(), &place.body.key, &key, seen(&form, "stand")?).await?;
    Ok(SeeOther::to(place.href("")).success(visit.t("amt-loesungen-ist-ausser-betrieb")).into_response())
}

pub(super) async fn resume(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    office.resume(place.actor(), &place.body.key, &key, seen(&form, "stand")?).await?;
    Ok(SeeOther::to(place.href("")).success(visit.t("amt-loesungen-wieder-da")).into_response())
}

pub(super) async fn confirm(
    visit: Visit,
    Extension(office): Extension<Arc<Solutions>>,
    Path((_, key)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let place = Place::of(&visit, &key)?;
    office.confirm(place.actor(), &place.body.key, &key, seen(&form, "stand")?).await?;
    Ok(SeeOther::to(place.href("")).success(visit.t("amt-loesungen-bestaetigt-meldung")).into_response())
}
