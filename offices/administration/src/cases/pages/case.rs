//! One case for the person who decides it: who, what, since when, until when, what can be done next.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path, http::StatusCode, response::IntoResponse};
use lotse_core::{people, permissions::Action};
use lotse_reuse::{EffectiveService, TransitionKind};
use lotse_web::{
    Answer, Badge, Field, FieldError, FieldKind, FormData, Page, Problem, SeeOther, Visit, errors_of, html,
    html_with_status,
};
use uuid::Uuid;

use super::{DueView, FileView, case_of_number, download, due_view, file_view, inline, package_language, state_badge};
use crate::cases::{
    Office,
    answers::{self, AnswerGroup},
    commands::Seen,
    history::{self, Names},
    model::{self, Case, Stepper},
    pages::resident::plain_html,
    store::{self, DocumentKind},
};

/// Rows of internal notes may be as long as a page.
const LONGEST_NOTE: usize = 20_000;

/// A step as a button.
struct StepView {
    label: String,
    href: String,
    /// Can be taken without another page.
    is_direct: bool,
    is_primary: bool,
    is_dangerous: bool,
}

struct NoteView {
    who: String,
    when: String,
    html: String,
}

struct MessageView {
    from_office: bool,
    from: String,
    when: String,
    html: String,
    files: Vec<FileView>,
}

#[derive(Template)]
#[template(path = "cases/templates/case.html")]
#[expect(clippy::struct_excessive_bools, reason = "a page shows or hides its parts one by one")]
struct CasePage {
    page: Page,
    base: String,
    number: String,
    service_title: String,
    version: String,
    applicant: String,
    contact: Vec<String>,
    received: String,
    badge: Badge,
    due: Option<DueView>,
    decision_due: String,
    is_waiting: bool,
    is_open: bool,
    assigned: Option<String>,
    is_mine: bool,
    revision: i64,
    fee: String,
    groups: Vec<AnswerGroup>,
    documents: Vec<FileView>,
    decisions: Vec<FileView>,
    messages: Vec<MessageView>,
    notes: Vec<NoteView>,
    note_field: Vec<Field>,
    errors: Vec<FieldError>,
    steps: Vec<StepView>,
    is_deleted: bool,
    delete_after: String,
}

pub async fn page(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let case = case_of_number(&office, &visit, &number).await?;
    html(&case_page(&office, &visit, &case, None).await?)
}

async fn case_page(office: &Office, visit: &Visit, case: &Case, note: Option<Field>) -> Answer<CasePage> {
    let body = visit.require_body()?;
    let store = office.core.store();
    let service = office.service_of(case).await?;
    let language = package_language(visit.language);
    let base = format!("/{}/amt/faelle/{}", body.slug, case.number);
    let note = note.unwrap_or_else(|| note_field(visit));
    let page = visit
        .page(visit.app().texts().get(visit.language, "amt-case-title", &[("number", &case.number)]).into_owned())
        .crumb(visit.t("amt-day-title"), format!("/{}/amt/", body.slug))
        .crumb(visit.t("amt-list-title"), format!("/{}/amt/faelle", body.slug))
        .with_errors(note.error.is_some())
        .wide();
    let names = Names::of(store, &case.body).await?;
    let documents = store::documents(store, case).await?;
    let files = |wanted: fn(DocumentKind) -> bool| -> Vec<FileView> {
        documents
            .iter()
            .filter(|document| wanted(document.kind))
            .map(|document| file_view(&page, &base, document))
            .collect()
    };
    let messages = store::messages(store, case).await?;
    let notes = store::notes(store, case).await?;
    let person = visit.require_person()?.id;
    let fields = vec![note];
    Ok(CasePage {
        service_title: service.title(language).to_owned(),
        version: case.package_version.clone(),
        applicant: if case.applicant_name.is_empty() { "–".to_owned() } else { case.applicant_name.clone() },
        contact: contact(case, &service),
        received: page.moment(&case.submitted_at),
        badge: state_badge(&page, &service, &case.state, case.kind),
        due: if case.is_open() { due_view(&page, case.periods.next_due(), visit.now) } else { None },
        decision_due: case.periods.decision_due.map(|due| page.date(&due)).unwrap_or_default(),
        is_waiting: case.periods.waiting_since.is_some(),
        is_open: case.is_open(),
        assigned: case.assigned_to.map(|person| names.get(person).unwrap_or("–").to_owned()),
        is_mine: case.assigned_to == Some(person),
        revision: case.revision,
        fee: page.money(&case.fee_cents),
        groups: answers::groups(&service, language, &case.answers, &documents),
        documents: files(|kind| kind != DocumentKind::Decision),
        decisions: files(|kind| kind == DocumentKind::Decision),
        messages: messages
            .iter()
            .map(|message| MessageView {
                from_office: message.from_office,
                from: match message.author.filter(|_| message.from_office) {
                    Some(author) => names.get(author).map_or_else(|| visit.t("amt-who-unknown"), str::to_owned),
                    None => case.applicant_name.clone(),
                },
                when: page.moment(&message.sent_at),
                html: plain_html(&message.content),
                files: documents
                    .iter()
                    .filter(|document| document.message == Some(message.id))
                    .map(|document| file_view(&page, &base, document))
                    .collect(),
            })
            .collect(),
        notes: notes
            .iter()
            .map(|note| NoteView {
                who: note.author.and_then(|author| names.get(author)).unwrap_or("–").to_owned(),
                when: page.moment(&note.written_at),
                html: plain_html(&note.content),
            })
            .collect(),
        errors: errors_of(&fields),
        note_field: fields,
        steps: steps(&service, case, person, &base, language),
        is_deleted: case.data_deleted_at.is_some(),
        delete_after: case.delete_after.map(|at| page.date(&at)).unwrap_or_default(),
        number: case.number.clone(),
        base,
        page,
    })
}

fn note_field(visit: &Visit) -> Field {
    Field::new(FieldKind::TextArea, "notiz", visit.t("amt-note-label")).hint(visit.t("amt-note-hint")).rows(3)
}

fn contact(case: &Case, service: &EffectiveService) -> Vec<String> {
    let answers = serde_json::from_str(&case.answers).unwrap_or_default();
    let applicant = service.applicant(&answers);
    let email = case.applicant_email.clone().unwrap_or(applicant.email);
    applicant.address.into_iter().chain([email, applicant.phone]).filter(|line| !line.trim().is_empty()).collect()
}

/// Decisions first, then what leads to them.
fn steps(
    service: &EffectiveService,
    case: &Case,
    person: people::PersonId,
    base: &str,
    language: lotse_reuse::Language,
) -> Vec<StepView> {
    let mut steps = model::possible_steps(&service.workflow, case, Stepper::Caseworker(person));
    steps.sort_by_key(|step| match step.kind {
        TransitionKind::Grant => 0,
        TransitionKind::Deny => 1,
        TransitionKind::Step | TransitionKind::Answer => 2,
        TransitionKind::AskBack => 3,
        TransitionKind::Withdraw => 4,
    });
    let views = steps.iter().enumerate().map(|(place, step)| StepView {
        label: step.label.get(language).to_owned(),
        href: format!("{base}/schritt/{}", step.key),
        is_direct: matches!(step.kind, TransitionKind::Step | TransitionKind::Answer) && !step.needs_reason,
        is_primary: place == 0,
        is_dangerous: matches!(step.kind, TransitionKind::Deny | TransitionKind::Withdraw),
    });
    views.collect()
}

#[derive(Template)]
#[template(path = "cases/templates/case_history.html")]
struct HistoryPage {
    page: Page,
    base: String,
    number: String,
    service_title: String,
    lines: Vec<HistoryView>,
}

struct HistoryView {
    at: String,
    iso: String,
    what: String,
    who: String,
    sequence: i64,
}

pub async fn history(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
) -> Answer {
    let case = case_of_number(&office, &visit, &number).await?;
    let body = visit.require_body()?;
    let service = office.service_of(&case).await?;
    let lines = history::of_case(&visit, &case, &service).await?;
    let base = format!("/{}/amt/faelle/{}", body.slug, case.number);
    let page = visit
        .page(visit.t("amt-history-title"))
        .crumb(visit.t("amt-day-title"), format!("/{}/amt/", body.slug))
        .crumb(visit.t("amt-list-title"), format!("/{}/amt/faelle", body.slug))
        .crumb(case.number.clone(), base.clone());
    let view = |line: history::Line| HistoryView {
        at: page.moment(&line.at),
        iso: line.at.rfc3339(),
        what: line.what,
        who: line.who,
        sequence: line.sequence,
    };
    let lines = lines.into_iter().map(view).collect();
    let service_title = service.title(package_language(visit.language)).to_owned();
    html(&HistoryPage { base, number: case.number, service_title, lines, page })
}

pub async fn document(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number, document)): Path<(String, String, Uuid)>,
) -> Answer {
    let case = case_of_number(&office, &visit, &number).await?;
    let documents = store::documents(office.core.store(), &case).await?;
    let document = documents.into_iter().find(|other| other.id == document).ok_or_else(Problem::not_found)?;
    if document.kind == DocumentKind::Decision {
        return inline(&office, &case, &document).await;
    }
    download(&office, &case, &document).await
}

/// The revision the page showed.
pub(super) fn seen(case: Case, form: &FormData) -> Answer<Seen> {
    let revision = form
        .text("stand")
        .parse()
        .map_err(|_| Problem::invalid("Das Formular ist unvollständig. Laden Sie die Seite neu."))?;
    Ok(Seen { case, revision })
}

pub async fn assign(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let case = case_of_number(&office, &visit, &number).await?;
    let target = format!("/{}/amt/faelle/{}", visit.require_body()?.slug, case.number);
    let to_me = form.text("wer") == "ich";
    let person = visit.require_person()?.id;
    office.assign(&visit.actor, seen(case, &form)?, to_me.then_some(person)).await?;
    let text = if to_me { "amt-assigned" } else { "amt-unassigned" };
    Ok(SeeOther::to(target).success(visit.t(text)).into_response())
}

pub async fn note(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let case = case_of_number(&office, &visit, &number).await?;
    let text = form.text("notiz");
    let mistake = match text.chars().count() {
        0 => Some("amt-note-missing"),
        length if length > LONGEST_NOTE => Some("amt-text-too-long"),
        _ => None,
    };
    if let Some(key) = mistake {
        visit.require(Action::WorkOnCases, &lotse_core::permissions::Subject::of(&case.body))?;
        let field = note_field(&visit).filled(&form).error(visit.t(key));
        let page = case_page(&office, &visit, &case, Some(field)).await?;
        return html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let target = format!("/{}/amt/faelle/{}#notizen", visit.require_body()?.slug, case.number);
    office.note(&visit.actor, case, text).await?;
    Ok(SeeOther::to(target).success(visit.t("amt-note-saved")).into_response())
}
