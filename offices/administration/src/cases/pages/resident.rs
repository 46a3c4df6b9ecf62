//! What applicants see: where the application stands, what is asked, what was decided.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path, http::StatusCode, response::IntoResponse};
use lotse_core::{errors::Code, permissions::Action};
use lotse_reuse::{EffectiveService, StateKind, TransitionKind};
use lotse_web::{
    Answer, Field, FieldError, FieldKind, FormData, Page, Problem, SeeOther, Upload, Visit, errors_of, html,
    html_with_status,
};
use uuid::Uuid;

use super::{FileView, download, file_view, headline_key, inline, package_language};
use crate::cases::{
    Office,
    answers::{self, AnswerGroup},
    commands::{LARGEST_FILE, MOST_FILES, own},
    model::{self, Case, Stepper},
    store::{self, Document, DocumentKind, Message},
};

/// A case opened by its link or by its owner.
pub struct OwnCase {
    pub case: Case,
    pub link_shown: bool,
    /// Address of the status page.
    pub base: String,
}

/// The part of the path is the link's secret, or the id of the case for the person it belongs to.
pub async fn open(office: &Office, visit: &Visit, secret: &str, action: Action) -> Answer<OwnCase> {
    let body = visit.require_body()?;
    let store = office.core.store();
    let id = Uuid::parse_str(secret).ok().filter(|_| secret.contains('-'));
    let (case, link_shown) = match id {
        Some(id) => (store::by_id(store, &body.key, id).await?, false),
        None => (store::by_link(store, &body.key, lotse_core::secret_hash(secret)).await?, true),
    };
    let case = case.ok_or_else(Problem::not_found)?;
    visit.require(action, &own(&case, link_shown))?;
    Ok(OwnCase { case, link_shown, base: format!("/{}/vorgang/{secret}", body.slug) })
}

/// A step of the way through the office.
struct TimelineStep {
    label: String,
    when: String,
    class: &'static str,
    is_current: bool,
}

struct MessageView {
    from_office: bool,
    from: String,
    when: String,
    html: String,
    files: Vec<FileView>,
}

#[derive(Template)]
#[template(path = "cases/templates/status.html")]
#[expect(clippy::struct_excessive_bools, reason = "a page shows or hides its parts one by one")]
struct StatusPage {
    page: Page,
    base: String,
    number: String,
    service_title: String,
    text_html: String,
    steps: Vec<TimelineStep>,
    next: String,
    can_answer: bool,
    fields: Vec<Field>,
    errors: Vec<FieldError>,
    messages: Vec<MessageView>,
    has_decision: bool,
    can_withdraw: bool,
    groups: Vec<AnswerGroup>,
    is_deleted: bool,
    has_link: bool,
}

impl StatusPage {
    /// The question that is to be answered now.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn is_last_question(&self, place: &usize) -> bool {
        self.messages.iter().rposition(|message| message.from_office) == Some(*place)
    }
}

pub async fn status(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
) -> Answer {
    let own = open(&office, &visit, &secret, Action::ReadOwnCase).await?;
    html(&status_page(&office, &visit, &own, None, Vec::new()).await?)
}

async fn status_page(
    office: &Office,
    visit: &Visit,
    own: &OwnCase,
    entered: Option<&FormData>,
    mistakes: Vec<(&'static str, String)>,
) -> Answer<StatusPage> {
    let case = &own.case;
    let body = visit.require_body()?;
    let service = office.service_of(case).await?;
    let language = package_language(visit.language);
    let title = visit.t(headline_key(case, &service));
    let page = visit.page(title).crumb(body.name.clone(), format!("/{}/", body.slug)).with_errors(!mistakes.is_empty());
    let documents = store::documents(office.core.store(), case).await?;
    let messages = store::messages(office.core.store(), case).await?;
    let possible = |kind| model::step_of_kind(&service.workflow, case, Stepper::Applicant, kind).is_some();
    let can_answer = possible(TransitionKind::Answer);
    let fields = if can_answer { answer_fields(visit, entered, mistakes) } else { Vec::new() };
    let text = service.texts.get(language, &format!("status/{}", case.state));
    Ok(StatusPage {
        base: own.base.clone(),
        number: case.number.clone(),
        service_title: service.title(language).to_owned(),
        text_html: lotse_letters::render_html(text),
        steps: timeline(&page, case, &service, &messages),
        next: next_words(&page, case),
        can_answer,
        errors: errors_of(&fields),
        fields,
        messages: messages
            .iter()
            .map(|message| message_view(&page, body.official_name.as_str(), own, message, &documents))
            .collect(),
        has_decision: documents.iter().any(|document| document.kind == DocumentKind::Decision),
        can_withdraw: possible(TransitionKind::Withdraw),
        groups: answers::groups(&service, language, &case.answers, &documents),
        is_deleted: case.data_deleted_at.is_some(),
        has_link: own.link_shown,
        page,
    })
}

const DONE: &str = "lotse-steps__done";
const NOW: &str = "lotse-steps__now";

fn timeline(page: &Page, case: &Case, service: &EffectiveService, messages: &[Message]) -> Vec<TimelineStep> {
    let step = |key: &str, when: Option<String>, class: &'static str| TimelineStep {
        label: page.t(key).into_owned(),
        when: when.unwrap_or_default(),
        class,
        is_current: class == NOW,
    };
    let received = page.date(&case.submitted_at);
    let is_new = case.state == service.workflow.initial && !case.kind.is_end();
    let mut steps = vec![step("cases-step-received", Some(received), if is_new { NOW } else { DONE })];
    let review = match case.kind {
        _ if is_new => "",
        StateKind::Work => NOW,
        _ => DONE,
    };
    steps.push(step("cases-step-review", None, review));
    if case.kind == StateKind::Waiting {
        let asked =
            messages.iter().rev().find(|message| message.from_office).map(|message| page.date(&message.sent_at));
        steps.push(step("cases-step-question", asked, NOW));
    }
    let closed = case.closed_at.map(|at| page.date(&at));
    match case.kind {
        StateKind::Withdrawn => steps.push(step("cases-step-withdrawn", closed, NOW)),
        kind => steps.push(step("cases-step-decided", closed, if kind.is_end() { NOW } else { "" })),
    }
    steps
}

/// What happens next and until when.
fn next_words(page: &Page, case: &Case) -> String {
    let due = case.periods.next_due().map(|due| page.date(&due));
    match (case.kind, due) {
        (StateKind::Waiting, Some(due)) => page.t1("cases-next-answer", "until", due).into_owned(),
        (StateKind::Waiting, None) => page.t("cases-next-answer-open").into_owned(),
        (StateKind::Work, _) => match case.periods.decision_due {
            Some(due) => page.t1("cases-next-decision", "until", page.date(&due)).into_owned(),
            None => page.t("cases-next-decision-open").into_owned(),
        },
        (StateKind::Granted | StateKind::Denied, _) => page.t("cases-next-decided").into_owned(),
        (StateKind::Withdrawn, _) => page.t("cases-next-withdrawn").into_owned(),
    }
}

fn message_view(page: &Page, body: &str, own: &OwnCase, message: &Message, documents: &[Document]) -> MessageView {
    let from = if message.from_office { body.to_owned() } else { page.t("cases-from-you").into_owned() };
    let html = match &message.letter {
        Some(letter) => lotse_letters::render_html(letter),
        None => plain_html(&message.content),
    };
    let files = documents.iter().filter(|document| document.message == Some(message.id));
    MessageView {
        from_office: message.from_office,
        from,
        when: page.moment(&message.sent_at),
        html,
        files: files.map(|document| file_view(page, &own.base, document)).collect(),
    }
}

/// Typed text as paragraphs and lines; nothing in it is markup.
pub fn plain_html(text: &str) -> String {
    use std::fmt::Write;
    let mut html = String::new();
    for paragraph in text.replace("\r\n", "\n").split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
        let safe = askama::filters::escape(paragraph.trim(), askama::filters::Html)
            .map(|text| text.to_string())
            .unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = write!(html, "<p>{}</p>", safe.replace('\n', "<br>"));
    }
    html
}

fn answer_fields(visit: &Visit, entered: Option<&FormData>, mistakes: Vec<(&'static str, String)>) -> Vec<Field> {
    let text = Field::new(FieldKind::TextArea, "antwort", visit.t("cases-answer-text"))
        .hint(visit.t("cases-answer-hint"))
        .rows(6)
        .max_length(20_000);
    let files = Field::new(FieldKind::File, "dateien", visit.t("cases-answer-files"))
        .hint(visit.t("cases-answer-files-hint"))
        .accept(".pdf,.jpg,.jpeg,.png")
        .multiple()
        .optional();
    let mut fields = vec![text, files];
    if let Some(form) = entered {
        fields = fields.into_iter().map(|field| field.filled(form)).collect();
    }
    for (name, message) in mistakes {
        fields = fields
            .into_iter()
            .map(|field| if field.name == name { field.error(message.clone()) } else { field })
            .collect();
    }
    fields
}

fn mistakes(visit: &Visit, text: &str, files: &[Upload]) -> Vec<(&'static str, String)> {
    let mut list = Vec::new();
    if text.is_empty() && files.is_empty() {
        list.push(("antwort", visit.t("cases-answer-missing")));
    }
    if text.chars().count() > 20_000 {
        list.push(("antwort", visit.t("cases-answer-too-long")));
    }
    if files.len() > MOST_FILES {
        list.push(("dateien", visit.t("cases-answer-too-many")));
    } else if files.iter().any(|file| file.bytes.len() > LARGEST_FILE) {
        list.push(("dateien", visit.t("cases-answer-too-large")));
    } else if files.iter().any(|file| model::sniff(&file.bytes).is_none()) {
        list.push(("dateien", visit.t("cases-answer-wrong-type")));
    }
    list
}

pub async fn answer(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
    form: FormData,
) -> Answer {
    let own = open(&office, &visit, &secret, Action::AnswerOwnCase).await?;
    let text = form.text("antwort").to_owned();
    let files: Vec<Upload> = form.files_of("dateien").cloned().collect();
    let mut mistakes = mistakes(&visit, &text, &files);
    if mistakes.is_empty() && own.case.kind == StateKind::Waiting {
        for file in &files {
            let refusal = visit.refusal_of_file(&own.case.body, &file.file_name, &file.bytes, "answer").await?;
            mistakes.extend(refusal.map(|message| ("dateien", message)));
        }
    }
    if !mistakes.is_empty() && own.case.kind == StateKind::Waiting {
        let page = status_page(&office, &visit, &own, Some(&form), mistakes).await?;
        return html_with_status(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let base = own.base.clone();
    match office.answer(&visit.actor, own.link_shown, own.case, &text, &files).await {
        Ok(()) => Ok(SeeOther::to(base).success(visit.t("cases-answer-sent")).into_response()),
        Err(failure) => Err(failure.into()),
    }
}

#[derive(Template)]
#[template(path = "cases/templates/withdraw.html")]
struct WithdrawPage {
    page: Page,
    base: String,
    number: String,
    service_title: String,
}

pub async fn withdraw_page(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
) -> Answer {
    let own = open(&office, &visit, &secret, Action::AnswerOwnCase).await?;
    let service = office.service_of(&own.case).await?;
    if model::step_of_kind(&service.workflow, &own.case, Stepper::Applicant, TransitionKind::Withdraw).is_none() {
        return Err(Problem::new(Code::Conflict));
    }
    let page = visit.page(visit.t("cases-withdraw-title")).crumb(own.case.number.clone(), own.base.clone());
    let service_title = service.title(package_language(visit.language)).to_owned();
    html(&WithdrawPage { page, base: own.base, number: own.case.number, service_title })
}

pub async fn withdraw(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
    _form: FormData,
) -> Answer {
    let own = open(&office, &visit, &secret, Action::AnswerOwnCase).await?;
    office.withdraw(&visit.actor, own.link_shown, own.case).await?;
    Ok(SeeOther::to(own.base).success(visit.t("cases-withdraw-done")).into_response())
}

#[derive(Template)]
#[template(path = "cases/templates/decision_read.html")]
struct DecisionPage {
    page: Page,
    base: String,
    number: String,
    date: String,
    recipient: String,
    sender: String,
    subject: String,
    html: String,
    size: String,
}

pub async fn decision(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
) -> Answer {
    let own = open(&office, &visit, &secret, Action::ReadOwnCase).await?;
    let document = decision_of(&office, &own.case).await?;
    let page = visit.page(visit.t("cases-decision-title")).crumb(own.case.number.clone(), own.base.clone());
    html(&DecisionPage {
        number: own.case.number,
        date: page.date(&document.created_at),
        recipient: own.case.applicant_name,
        sender: visit.require_body()?.official_name.clone(),
        subject: document.subject.unwrap_or_default(),
        html: lotse_letters::render_html(&document.content.unwrap_or_default()),
        size: page.file_size(&u64::try_from(document.size).unwrap_or(0)),
        base: own.base,
        page,
    })
}

pub async fn decision_pdf(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret)): Path<(String, String)>,
) -> Answer {
    let own = open(&office, &visit, &secret, Action::ReadOwnCase).await?;
    let document = decision_of(&office, &own.case).await?;
    inline(&office, &own.case, &document).await
}

async fn decision_of(office: &Office, case: &Case) -> Answer<Document> {
    let documents = store::documents(office.core.store(), case).await?;
    let found = documents.into_iter().rev().find(|document| document.kind == DocumentKind::Decision);
    found.ok_or_else(Problem::not_found)
}

pub async fn document(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, secret, document)): Path<(String, String, Uuid)>,
) -> Answer {
    let own = open(&office, &visit, &secret, Action::ReadOwnCase).await?;
    let documents = store::documents(office.core.store(), &own.case).await?;
    let document = documents.into_iter().find(|other| other.id == document).ok_or_else(Problem::not_found)?;
    download(&office, &own.case, &document).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_is_never_markup() {
        assert_eq!(plain_html("a <b>\r\nc\n\n\n\nd"), "<p>a &#60;b&#62;<br>c</p><p>d</p>");
        assert_eq!(plain_html("  "), "");
    }
}
