//! The page of one step: a question to the applicant, a decision with its preview, or a reason.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::Path, http::StatusCode, response::IntoResponse};
use lotse_core::errors::{Code, Failure};
use lotse_reuse::{EffectiveService, Transition, TransitionKind};
use lotse_web::{
    Answer, DateInput, Field, FieldError, FieldKind, FormData, Page, SeeOther, Visit, errors_of, html_with_status,
};

use super::{case::seen, case_of_number, package_language};
use crate::cases::{
    Office,
    commands::Preview,
    decision::{self, Inputs, Wanted},
    model::{self, Case, Stepper},
};

const LONGEST_TEXT: usize = 20_000;

struct LetterView {
    subject: String,
    html: String,
    lacks_remedy: bool,
}

#[derive(Template)]
#[template(path = "cases/templates/step.html")]
struct StepPage {
    page: Page,
    base: String,
    action: String,
    number: String,
    service_title: String,
    applicant: String,
    fields: Vec<Field>,
    errors: Vec<FieldError>,
    revision: i64,
    is_decision: bool,
    is_question: bool,
    is_changed: bool,
    letter: Option<LetterView>,
    button: String,
}

/// The step at hand with what its page needs.
struct At<'a> {
    office: &'a Office,
    visit: &'a Visit,
    case: &'a Case,
    step: &'a Transition,
    wanted: Wanted,
    /// A decision with a letter is looked at before it is final.
    needs_preview: bool,
}

impl<'a> At<'a> {
    fn new(
        office: &'a Office,
        visit: &'a Visit,
        case: &'a Case,
        service: &EffectiveService,
        step: &'a Transition,
    ) -> Self {
        let is_decision = matches!(step.kind, TransitionKind::Grant | TransitionKind::Deny);
        let template = decision::template(service, step).filter(|_| is_decision);
        let wanted = template.map(decision::wanted).unwrap_or_default();
        Self { office, visit, case, step, wanted, needs_preview: template.is_some() }
    }
}

pub async fn page(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number, key)): Path<(String, String, String)>,
) -> Answer {
    let case = case_of_number(&office, &visit, &number).await?;
    let service = office.service_of(&case).await?;
    let (step, _) = model::check_step(&service.workflow, &case, &key, stepper(&visit)?)?;
    let at = At::new(&office, &visit, &case, &service, step);
    let fields = at.fields();
    at.show(fields, None, false, StatusCode::OK)
}

fn stepper(visit: &Visit) -> Answer<Stepper> {
    Ok(Stepper::Caseworker(visit.require_person()?.id))
}

pub async fn take(
    Extension(office): Extension<Arc<Office>>,
    visit: Visit,
    Path((_, number, key)): Path<(String, String, String)>,
    form: FormData,
) -> Answer {
    let case = case_of_number(&office, &visit, &number).await?;
    let service = office.service_of(&case).await?;
    let (step, _) = model::check_step(&service.workflow, &case, &key, stepper(&visit)?)?;
    let at = At::new(&office, &visit, &case, &service, step);
    let (fields, inputs) = at.read(&form);
    if fields.iter().any(|field| field.error.is_some()) {
        return at.show(fields, None, false, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let is_final = !at.needs_preview || form.text("tun") == "erlassen";
    let stale = form.text("stand") != case.revision.to_string();
    // Nothing typed is lost: the page comes again with the text and the new state of things.
    if stale || !is_final {
        let letter = if at.needs_preview { office.preview(&visit.actor, &case, &key, &inputs).await? } else { None };
        let status = if stale { StatusCode::CONFLICT } else { StatusCode::OK };
        return at.show(fields, letter, stale, status);
    }
    let seen = seen(case.clone(), &form)?;
    let (done, text) = match step.kind {
        TransitionKind::Grant | TransitionKind::Deny => {
            (office.decide(&visit.actor, seen, &key, &inputs).await, "amt-step-decided")
        }
        TransitionKind::AskBack => (office.ask_back(&visit.actor, seen, &key, &inputs.reason).await, "amt-step-asked"),
        _ => (office.take_step(&visit.actor, seen, &key, &inputs.reason).await, "amt-step-taken"),
    };
    match done {
        Ok(()) => {
            let target = format!("/{}/amt/faelle/{}", visit.require_body()?.slug, case.number);
            Ok(SeeOther::to(target).success(visit.t(text)).into_response())
        }
        Err(Failure { code: Code::Conflict, .. }) => at.after_conflict(fields).await,
        Err(failure) => Err(failure.into()),
    }
}

impl At<'_> {
    fn is_decision(&self) -> bool {
        matches!(self.step.kind, TransitionKind::Grant | TransitionKind::Deny)
    }

    /// The fields of this step, empty.
    fn fields(&self) -> Vec<Field> {
        let visit = self.visit;
        let is_question = self.step.kind == TransitionKind::AskBack;
        let key = match self.step.kind {
            TransitionKind::AskBack => "amt-step-question",
            TransitionKind::Grant | TransitionKind::Deny => "amt-step-reason",
            _ => "amt-step-note",
        };
        let mut reason =
            Field::new(FieldKind::TextArea, "begruendung", visit.t(key)).hint(visit.t(&format!("{key}-hint"))).rows(8);
        if !self.step.needs_reason && !is_question {
            reason = reason.optional();
        }
        let mut fields = vec![reason];
        if self.is_decision() && self.wanted.validity {
            let hint = visit.t("amt-step-valid-hint");
            for (name, key) in [("gueltig-von", "amt-step-valid-from"), ("gueltig-bis", "amt-step-valid-until")] {
                fields.push(Field::new(FieldKind::Date, name, visit.t(key)).hint(hint.clone()).optional());
            }
        }
        if self.is_decision() && self.wanted.payment {
            let text = visit.app().texts().get(
                lotse_web::Language::De,
                "amt-step-payment-text",
                &[("number", &self.case.number)],
            );
            fields.push(
                Field::new(FieldKind::TextArea, "zahlung", visit.t("amt-step-payment")).rows(3).value(text).optional(),
            );
        }
        fields
    }

    /// The fields as sent, with mistakes beside them.
    fn read(&self, form: &FormData) -> (Vec<Field>, Inputs) {
        let visit = self.visit;
        let mut inputs = Inputs {
            reason: form.text("begruendung").to_owned(),
            payment: form.text("zahlung").to_owned(),
            ..Inputs::default()
        };
        let mut fields = Vec::new();
        for field in self.fields() {
            let is_required = field.is_required;
            let name = field.name.clone();
            let field = field.filled(form);
            let mistake = match (name.as_str(), form.date(&name)) {
                ("gueltig-von", DateInput::Valid(date)) => {
                    inputs.valid_from = Some(date);
                    None
                }
                ("gueltig-bis", DateInput::Valid(date)) => {
                    // ISO dates sort as texts.
                    let is_before = inputs.valid_from.as_ref().is_some_and(|from| date < *from);
                    inputs.valid_until = Some(date);
                    is_before.then_some("amt-step-valid-order")
                }
                ("gueltig-von" | "gueltig-bis", DateInput::Invalid { .. }) => Some("amt-step-date"),
                ("gueltig-von" | "gueltig-bis", DateInput::Empty) => None,
                _ if is_required && form.text(&name).is_empty() => Some("amt-step-reason-missing"),
                _ if form.text(&name).chars().count() > LONGEST_TEXT => Some("amt-text-too-long"),
                _ => None,
            };
            fields.push(match mistake {
                Some(key) => field.error(visit.t(key)),
                None => field,
            });
        }
        (fields, inputs)
    }

    fn show(&self, fields: Vec<Field>, letter: Option<Preview>, is_changed: bool, status: StatusCode) -> Answer {
        let Self { visit, case, step, .. } = self;
        let body = visit.require_body()?;
        let language = package_language(visit.language);
        let base = format!("/{}/amt/faelle/{}", body.slug, case.number);
        let errors = errors_of(&fields);
        let page = visit
            .page(step.label.get(language))
            .crumb(visit.t("amt-day-title"), format!("/{}/amt/", body.slug))
            .crumb(visit.t("amt-list-title"), format!("/{}/amt/faelle", body.slug))
            .crumb(case.number.clone(), base.clone())
            .with_errors(!errors.is_empty());
        let is_question = step.kind == TransitionKind::AskBack;
        let button = match (self.needs_preview, is_question) {
            (true, _) => visit.t("amt-step-preview"),
            (_, true) => visit.t("amt-step-send"),
            _ => step.label.get(language).to_owned(),
        };
        let page = StepPage {
            action: format!("{base}/schritt/{}", step.key),
            number: case.number.clone(),
            service_title: case.service_title.clone(),
            applicant: case.applicant_name.clone(),
            fields,
            errors,
            revision: case.revision,
            is_decision: self.needs_preview,
            is_question,
            is_changed,
            letter: letter.map(|preview| LetterView {
                html: preview.draft.html(),
                subject: preview.draft.subject,
                lacks_remedy: preview.lacks_remedy,
            }),
            button,
            base,
            page,
        };
        html_with_status(status, &page)
    }

    /// Somebody was faster between reading and writing: the same page with the new state, if the step is still possible.
    async fn after_conflict(&self, fields: Vec<Field>) -> Answer {
        let case = case_of_number(self.office, self.visit, &self.case.number).await?;
        let service = self.office.service_of(&case).await?;
        model::check_step(&service.workflow, &case, &self.step.key, stepper(self.visit)?)?;
        let at = At { case: &case, ..*self };
        at.show(fields, None, true, StatusCode::CONFLICT)
    }
}
