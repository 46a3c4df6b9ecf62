//! One step of an application: show it, save it.

use std::{collections::BTreeSet, sync::Arc};

use askama::Template;
use axum::{
    Extension,
    extract::{Path, Query},
    http::StatusCode,
    response::IntoResponse,
};
use lotse_fim::{AnswerKey, Form, conditions::States};
use lotse_web::{
    Answer, Badge, FieldError, FieldKind, FormData, Level, Page, Problem, SeeOther, Visit, html, html_with_status,
};
use serde::Deserialize;

use super::{Found, OpenDraft, find};
use crate::services::{
    Office,
    commands::{NewFile, NewStep},
    files::{self, FileFault},
    model::{DraftContent, Overview, asked, errors_of, is_about_new},
    post::{ACTION, StepAction, StepPost},
    view::{self, Item, StepInput, step_page},
};

/// More files at once are not read.
const MOST_FILES: usize = 20;
/// Hidden field and query: after this step back to the summary.
const BACK: &str = "zurueck";
const TO_REVIEW: &str = "pruefen";

#[derive(Template)]
#[template(path = "services/templates/step.html")]
struct StepTemplate {
    page: Page,
    service: String,
    help: String,
    items: Vec<Item>,
    errors: Vec<FieldError>,
    has_files: bool,
    place: usize,
    total: usize,
    action: &'static str,
    /// Address of the step before.
    previous: Option<String>,
    to_review: bool,
}

#[derive(Deserialize)]
pub(in crate::services) struct ShowQuery {
    /// Mistakes are to be shown: the summary links here.
    #[serde(default)]
    fehler: String,
    #[serde(default)]
    zurueck: String,
}

type StepPath = Path<(String, String, String, String)>;

/// The step's index; anything but a step with content is no page.
fn index_of(overview: &Overview, number: &str) -> Answer<usize> {
    let number: usize = number.parse().map_err(|_| Problem::not_found())?;
    let step = overview.steps.iter().find(|step| step.number() == number);
    step.map(|step| step.index).ok_or_else(Problem::not_found)
}

pub(in crate::services) async fn show(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service, secret, number)): StepPath,
    Query(query): Query<ShowQuery>,
) -> Answer {
    let open = match find(&office, &visit, &service, &secret).await? {
        Found::Open(open) => open,
        Found::Sent(response) => return Ok(response),
    };
    let content = open.draft.content.clone();
    let form = open.prepared.form(OpenDraft::language(&visit));
    let overview = Overview::of(&open.prepared, form, &content);
    let index = match index_of(&overview, &number) {
        Ok(index) => index,
        // A step that has nothing to show any more: the overview says what there is.
        Err(_) if is_step(form, &number) => return Ok(SeeOther::to(open.base.clone()).into_response()),
        Err(problem) => return Err(problem),
    };
    let shown = Shown {
        content: &content,
        index,
        has_errors: !query.fehler.is_empty(),
        file_errors: &[],
        without: &BTreeSet::new(),
        to_review: query.zurueck == TO_REVIEW,
    };
    html(&template(&visit, &open, form, &overview, &shown))
}

fn is_step(form: &Form, number: &str) -> bool {
    number.parse::<usize>().is_ok_and(|number| (1..=form.steps.len()).contains(&number))
}

/// What a step's page is to show.
struct Shown<'a> {
    content: &'a DraftContent,
    index: usize,
    has_errors: bool,
    file_errors: &'a [(AnswerKey, String)],
    /// Fields that have just been added: nobody could fill them in yet.
    without: &'a BTreeSet<AnswerKey>,
    to_review: bool,
}

fn template(visit: &Visit, open: &OpenDraft, form: &Form, overview: &Overview, shown: &Shown<'_>) -> StepTemplate {
    let step = &form.steps[shown.index];
    let mut errors = Vec::new();
    if shown.has_errors {
        errors = errors_of(form, Some(shown.index), shown.content, &overview.states);
        errors.retain(|error| !is_about_new(error, shown.without));
    }
    let view = step_page(&StepInput {
        visit,
        form,
        service: &open.prepared.service,
        step: shown.index,
        answers: &shown.content.answers,
        states: &overview.states,
        errors: &errors,
        file_errors: shown.file_errors,
        is_first_visit: !shown.content.visited.contains(&step.key),
    });
    let previous = overview.before(shown.index).map(|step| format!("{}/schritt/{}", open.base, step.number()));
    let title = step.title.clone();
    StepTemplate {
        page: open.page(visit, title).with_errors(!view.errors.is_empty()),
        service: open.service_title(visit).to_owned(),
        help: step.help.clone().unwrap_or_default(),
        items: view.items,
        errors: view.errors,
        has_files: view.has_files,
        place: overview.place(shown.index).unwrap_or(1),
        total: overview.steps.len(),
        action: ACTION,
        previous,
        to_review: shown.to_review,
    }
}

pub(in crate::services) async fn save(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, service, secret, number)): StepPath,
    data: FormData,
) -> Answer {
    let open = match find(&office, &visit, &service, &secret).await? {
        Found::Open(open) => open,
        Found::Sent(response) => return Ok(response),
    };
    let form = open.prepared.form(OpenDraft::language(&visit));
    let before = Overview::of(&open.prepared, form, &open.draft.content);
    let index = match index_of(&before, &number) {
        Ok(index) => index,
        // Conditions took the step away while somebody had it open.
        Err(_) if is_step(form, &number) => return Ok(SeeOther::to(open.base.clone()).into_response()),
        Err(problem) => return Err(problem),
    };
    let sent = StepPost::read(&data);
    let action = sent.action.clone();
    let to_review = data.text(BACK) == TO_REVIEW;
    let (mut new_files, mut file_errors) = read_files(&visit, form, index, &open.draft.content, &before.states, &data);
    for file in std::mem::take(&mut new_files) {
        let refusal = visit.refusal_of_file(&open.draft.body, &file.name, &file.bytes, "application").await?;
        match refusal {
            Some(message) => file_errors.push((file.key, message)),
            None => new_files.push(file),
        }
    }
    let new = NewStep { step: index, sent, files: new_files };
    let saved = office.save_step(&visit.actor, &open.draft, open.prepared.clone(), new, visit.now).await?;

    let here = format!("{}/schritt/{number}", open.base);
    let after = Overview::of(&open.prepared, form, &saved.content);
    let added = saved.newly_asked;
    let shown = Shown {
        content: &saved.content,
        index,
        has_errors: action == StepAction::Continue,
        file_errors: &file_errors,
        without: &added,
        to_review,
    };
    if !file_errors.is_empty() {
        return html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &template(&visit, &open, form, &after, &shown));
    }
    let here_again = if to_review { format!("{here}?{BACK}={TO_REVIEW}") } else { here };
    match action {
        StepAction::Save => Ok(saved_answer(&visit, &open, &after, index)),
        StepAction::Later => Ok(SeeOther::to(format!("{}/spaeter", open.base)).into_response()),
        StepAction::Add { parent, segment } => {
            let count = saved.content.answers.occurrences(&parent, &segment).max(1);
            let key = parent.child(&segment, count - 1);
            Ok(SeeOther::to(format!("{here_again}#{}", view::anchor(form, &key))).into_response())
        }
        StepAction::Remove(key) | StepAction::RemoveFile(key) => {
            let place = form.node(&key.node_path()).map(|_| format!("#{}", view::anchor(form, &first_of(&key))));
            Ok(SeeOther::to(format!("{here_again}{}", place.unwrap_or_default())).into_response())
        }
        StepAction::Continue => {
            let mut errors = errors_of(form, Some(index), &saved.content, &after.states);
            errors.retain(|error| !is_about_new(error, &added));
            if !errors.is_empty() {
                let mut page = template(&visit, &open, form, &after, &shown);
                if !added.is_empty() {
                    page.page.messages.push(Badge::new(Level::Info, visit.t("services-step-more-questions")));
                }
                return html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
            }
            if !added.is_empty() {
                let place = added.first().map(|key| format!("#{}", view::anchor(form, key))).unwrap_or_default();
                let again = SeeOther::to(format!("{here_again}{place}"));
                return Ok(again.message(Level::Info, visit.t("services-step-more-questions")).into_response());
            }
            Ok(SeeOther::to(next_path(&open, &after, index, to_review)).into_response())
        }
    }
}

/// The first occurrence beside this one: it is there whatever was removed.
fn first_of(key: &AnswerKey) -> AnswerKey {
    match (key.parent(), key.steps().last()) {
        (Some(parent), Some(last)) => parent.child(&last.segment, 0),
        _ => key.clone(),
    }
}

fn next_path(open: &OpenDraft, after: &Overview, index: usize, to_review: bool) -> String {
    match after.after(index).filter(|_| !to_review) {
        Some(step) => format!("{}/schritt/{}", open.base, step.number()),
        None => format!("{}/pruefen", open.base),
    }
}

fn saved_answer(visit: &Visit, open: &OpenDraft, after: &Overview, index: usize) -> axum::response::Response {
    let is_wrong = after.errors.iter().any(|error| error.step == index);
    let see = SeeOther::to(open.base.clone());
    let see = if is_wrong {
        see.message(Level::Info, visit.t("services-step-saved-incomplete"))
    } else {
        see.success(visit.t("services-step-saved"))
    };
    see.into_response()
}

/// The files that are taken, and why the others are not. Files for fields the step does not show are ignored.
fn read_files(
    visit: &Visit,
    form: &Form,
    step: usize,
    content: &DraftContent,
    states: &States,
    data: &FormData,
) -> (Vec<NewFile>, Vec<(AnswerKey, String)>) {
    let shown = asked(form, step, &content.answers, states);
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for upload in data.files().iter().take(MOST_FILES) {
        let Ok(key) = AnswerKey::from_html_name(&upload.field) else { continue };
        if !shown.contains(&key) {
            continue;
        }
        let Some(field) = form.node(&key.node_path()).and_then(|node| node.field()) else { continue };
        match files::check(field, &upload.bytes, upload.declared_type.as_deref()) {
            Ok(media_type) => {
                let name =
                    if upload.file_name.trim().is_empty() { "Datei".to_owned() } else { upload.file_name.clone() };
                taken.push(NewFile { key, name, media_type, bytes: upload.bytes.clone() });
            }
            Err(fault) => refused.push((key, fault_message(visit, &fault, &upload.file_name))),
        }
    }
    (taken, refused)
}

fn fault_message(visit: &Visit, fault: &FileFault, name: &str) -> String {
    let texts = visit.app().texts();
    let text = match fault {
        FileFault::Empty => texts.get(visit.language, "services-file-empty", &[("name", &name)]),
        FileFault::TooLarge(limit) => {
            let size = lotse_web::format::file_size(visit.language, *limit);
            texts.get(visit.language, "services-file-large", &[("name", &name), ("size", &size)])
        }
        FileFault::WrongType(types) => {
            texts.get(visit.language, "services-file-type", &[("name", &name), ("types", types)])
        }
    };
    text.into_owned()
}
