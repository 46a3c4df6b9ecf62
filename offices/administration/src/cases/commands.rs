//! What people do with a case: permission, rules, rows, ledger – in one transaction each, the ledger last.

use bytes::Bytes;
use lotse_core::{
    Core,
    blobs::{self, BlobFacts, BlobId},
    clock::Timestamp,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    mail::{self, NewMail},
    people::{self, Actor, PersonId, SignedIn},
    permissions::{Action, Subject, may},
    profile,
};
use lotse_reuse::{EffectiveService, State, Transition, TransitionKind};
use lotse_store::Transaction;
use lotse_web::Upload;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use uuid::Uuid;

use super::{
    Office,
    decision::{self, Draft, Inputs, Scene},
    letters_out,
    model::{self, Case, Stepper},
    store::{self, Document, DocumentKind, Message, Note},
};

/// How many files one answer may carry.
pub const MOST_FILES: usize = 10;
/// How large each of them may be.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;

/// A case, as the caseworker saw it when the button was pressed.
pub struct Seen {
    pub case: Case,
    pub revision: i64,
}

impl Seen {
    /// Refuses when somebody else has changed the case since.
    fn unchanged(self) -> Result<Case, Failure> {
        if self.case.revision == self.revision { Ok(self.case) } else { Err(model::changed_meanwhile()) }
    }
}

/// A letter ready to be looked at before it is final.
pub struct Preview {
    pub draft: Draft,
    /// The template asks for a legal remedy and the body has not entered one.
    pub lacks_remedy: bool,
}

impl Office {
    /// A step without letter: start, resume, hand on.
    pub async fn take_step(&self, actor: &Actor, seen: Seen, key: &str, reason: &str) -> Result<(), Failure> {
        let person = caseworker(actor, &seen.case)?;
        let case = seen.unchanged()?;
        let service = self.service_of(&case).await?;
        let now = self.core.now();
        let (step, target) = model::check_step(&service.workflow, &case, key, Stepper::Caseworker(person.id))?;
        if matches!(step.kind, TransitionKind::Grant | TransitionKind::Deny | TransitionKind::AskBack) {
            return Err(Failure::internal(format!("step {key} needs its own command")));
        }
        let next = advanced(&case, &service, step, target, Some(person.id), now);
        let note = (!reason.trim().is_empty()).then(|| Note {
            author: Some(person.id),
            content: reason.trim().to_owned(),
            written_at: now,
        });
        let kind = if step.kind == TransitionKind::Withdraw { "case.withdrawn" } else { "case.stepped" };
        let event = Event { kind, data: step_data(&case, &next, step) };
        let note_id = self.core.new_id();
        self.write(actor, next, event, now, move |tx, case| {
            Box::pin(async move {
                if let Some(note) = note {
                    store::insert_note(tx, case, note_id, &note).await?;
                }
                Ok(Vec::new())
            })
        })
        .await
    }

    /// Asks the applicant; the period for the decision rests until the answer.
    pub async fn ask_back(&self, actor: &Actor, seen: Seen, key: &str, question: &str) -> Result<(), Failure> {
        let person = caseworker(actor, &seen.case)?;
        let case = seen.unchanged()?;
        let service = self.service_of(&case).await?;
        let now = self.core.now();
        let (step, target) = model::check_step(&service.workflow, &case, key, Stepper::Caseworker(person.id))?;
        let next = advanced(&case, &service, step, target, Some(person.id), now);
        let inputs = Inputs { reason: question.trim().to_owned(), ..Inputs::default() };
        let letter = match decision::template(&service, step) {
            Some(template) => Some(self.compose(&next, &service, &person, template, &inputs, now).await?.draft),
            None => None,
        };
        let message = Message {
            id: self.core.new_id(),
            from_office: true,
            author: Some(person.id),
            content: inputs.reason,
            letter: letter.map(|draft| draft.markdown),
            sent_at: now,
        };
        let mail = self.mail_to_applicant(&next, "question");
        let event = Event { kind: "case.question-asked", data: step_data(&case, &next, step) };
        self.write(actor, next, event, now, move |tx, case| {
            Box::pin(async move {
                store::insert_message(tx, case, &message).await?;
                Ok(mail.into_iter().collect())
            })
        })
        .await
    }

    /// The applicant answers, with or without files.
    pub async fn answer(
        &self,
        actor: &Actor,
        link_shown: bool,
        case: Case,
        text: &str,
        uploads: &[Upload],
    ) -> Result<(), Failure> {
        permit(actor, Action::AnswerOwnCase, &own(&case, link_shown))?;
        let service = self.service_of(&case).await?;
        let now = self.core.now();
        let step = model::step_of_kind(&service.workflow, &case, Stepper::Applicant, TransitionKind::Answer)
            .ok_or_else(|| Failure::with_message(Code::Conflict, "Auf diese Rückfrage wurde schon geantwortet."))?;
        let (step, target) = model::check_step(&service.workflow, &case, &step.key, Stepper::Applicant)?;
        let next = advanced(&case, &service, step, target, None, now);
        let message = Message {
            id: self.core.new_id(),
            from_office: false,
            author: case.applicant,
            content: text.trim().to_owned(),
            letter: None,
            sent_at: now,
        };
        let mut files = Vec::new();
        for upload in uploads {
            files.push(self.keep_upload(&case, upload, message.id, now).await?);
        }
        let mail = self.mail_to_caseworker(&next, "answer").await?;
        let mut data = step_data(&case, &next, step);
        data["attachments"] = files.len().into();
        let event = Event { kind: "case.question-answered", data };
        self.write(actor, next, event, now, move |tx, case| {
            Box::pin(async move {
                store::insert_message(tx, case, &message).await?;
                for document in files {
                    enter_document(tx, case, &document, case.applicant, now).await?;
                }
                Ok(mail.into_iter().collect())
            })
        })
        .await
    }

    /// The applicant withdraws.
    pub async fn withdraw(&self, actor: &Actor, link_shown: bool, case: Case) -> Result<(), Failure> {
        permit(actor, Action::AnswerOwnCase, &own(&case, link_shown))?;
        let service = self.service_of(&case).await?;
        let now = self.core.now();
        let step = model::step_of_kind(&service.workflow, &case, Stepper::Applicant, TransitionKind::Withdraw)
            .ok_or_else(|| {
                let text = "Dieser Antrag kann nicht mehr zurückgezogen werden.";
                Failure::with_message(Code::Conflict, text)
            })?;
        let (step, target) = model::check_step(&service.workflow, &case, &step.key, Stepper::Applicant)?;
        let next = advanced(&case, &service, step, target, None, now);
        let told = self.mail_to_caseworker(&next, "withdrawn").await?;
        let mails: Vec<NewMail> = self.mail_to_applicant(&next, "withdrawn").into_iter().chain(told).collect();
        let event = Event { kind: "case.withdrawn", data: step_data(&case, &next, step) };
        self.write(actor, next, event, now, move |_, _| Box::pin(async move { Ok(mails) })).await
    }

    /// The letter of a decision as it would go out now.
    pub async fn preview(
        &self,
        actor: &Actor,
        case: &Case,
        key: &str,
        inputs: &Inputs,
    ) -> Result<Option<Preview>, Failure> {
        let person = caseworker(actor, case)?;
        let service = self.service_of(case).await?;
        let (step, _) = model::check_step(&service.workflow, case, key, Stepper::Caseworker(person.id))?;
        let Some(template) = decision::template(&service, step) else { return Ok(None) };
        self.compose(case, &service, &person, template, inputs, self.core.now()).await.map(Some)
    }

    /// Grants or denies: the letter becomes a PDF, the case is closed, the applicant is told.
    pub async fn decide(&self, actor: &Actor, seen: Seen, key: &str, inputs: &Inputs) -> Result<(), Failure> {
        let person = caseworker(actor, &seen.case)?;
        let case = seen.unchanged()?;
        let service = self.service_of(&case).await?;
        let now = self.core.now();
        let (step, target) = model::check_step(&service.workflow, &case, key, Stepper::Caseworker(person.id))?;
        let kind = match step.kind {
            TransitionKind::Grant => "case.granted",
            TransitionKind::Deny => "case.denied",
            _ => return Err(Failure::internal(format!("step {key} is no decision"))),
        };
        let next = advanced(&case, &service, step, target, Some(person.id), now);
        let document = match decision::template(&service, step) {
            Some(template) => Some(self.issue(&case, &service, &person, template, inputs, now).await?),
            None => None,
        };
        let mut data = step_data(&case, &next, step);
        if let Some(document) = &document {
            data["document_sha256"] = document.sha256.clone().into();
        }
        let mail = self.mail_to_applicant(&next, "decision");
        self.write(actor, next, Event { kind, data }, now, move |tx, case| {
            Box::pin(async move {
                if let Some(document) = document {
                    enter_document(tx, case, &document, Some(person.id), now).await?;
                }
                Ok(mail.into_iter().collect())
            })
        })
        .await
    }

    /// Takes the step the workflow leaves to the program when a period is over; `false` if there is none.
    pub async fn pass_deadline(&self, case: Case) -> Result<bool, Failure> {
        let service = self.service_of(&case).await?;
        let now = self.core.now();
        let possible = model::possible_steps(&service.workflow, &case, Stepper::System);
        let without_letter = |step: &&Transition| {
            matches!(step.kind, TransitionKind::Step | TransitionKind::Answer | TransitionKind::Withdraw)
        };
        let Some(step) = possible.into_iter().find(without_letter) else { return Ok(false) };
        let (step, target) = model::check_step(&service.workflow, &case, &step.key, Stepper::System)?;
        let next = advanced(&case, &service, step, target, None, now);
        let event = Event { kind: "case.period-passed", data: step_data(&case, &next, step) };
        let actor = Actor::System(super::deadlines::JOB);
        match self.write(&actor, next, event, now, |_, _| Box::pin(async { Ok(Vec::new()) })).await {
            Ok(()) => Ok(true),
            // Somebody is working on it right now: tomorrow again.
            Err(Failure { code: Code::Conflict, .. }) => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// Gives the case to somebody, or to nobody.
    pub async fn assign(&self, actor: &Actor, seen: Seen, to: Option<PersonId>) -> Result<(), Failure> {
        caseworker(actor, &seen.case)?;
        let case = seen.unchanged()?;
        let (now, actor) = (self.core.now(), actor.clone());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::assign(tx, &case, to, now).await? {
                        return Err(model::changed_meanwhile());
                    }
                    let data = json!({ "to": to.map(|person| format!("person:{person}")) });
                    append(tx, &actor, &case, Event { kind: "case.assigned", data }, now).await
                })
            })
            .await
    }

    /// A note for colleagues; the applicant does not see it.
    pub async fn note(&self, actor: &Actor, case: Case, text: &str) -> Result<(), Failure> {
        let person = caseworker(actor, &case)?;
        let (now, actor, id) = (self.core.now(), actor.clone(), self.core.new_id());
        let note = Note { author: Some(person.id), content: text.trim().to_owned(), written_at: now };
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    store::insert_note(tx, &case, id, &note).await?;
                    append(tx, &actor, &case, Event { kind: "case.note-written", data: json!({}) }, now).await
                })
            })
            .await
    }

    // Parts

    /// The content the case was submitted under.
    pub async fn service_of(&self, case: &Case) -> Result<Arc<EffectiveService>, Failure> {
        self.pinned.pinned(&case.body, &case.effective_hash).await
    }

    async fn compose(
        &self,
        case: &Case,
        service: &EffectiveService,
        person: &SignedIn,
        template: &str,
        inputs: &Inputs,
        now: Timestamp,
    ) -> Result<Preview, Failure> {
        let profile = profile::get(self.core.store(), &case.body).await?;
        let body = self.core.bodies().get(&case.body).cloned().ok_or_else(Failure::not_found)?;
        let scene = Scene { case, service, body: &body, profile: &profile, person, until: case.periods.step_due, now };
        let draft = decision::compose(template, &scene, inputs)?;
        let lacks_remedy = decision::wanted(template).remedy && decision::remedy(service, &profile).is_empty();
        Ok(Preview { draft, lacks_remedy })
    }

    /// Makes the PDF and stores its bytes; the rows follow in the transaction.
    async fn issue(
        &self,
        case: &Case,
        service: &Arc<EffectiveService>,
        person: &Arc<SignedIn>,
        template: &str,
        inputs: &Inputs,
        now: Timestamp,
    ) -> Result<Document, Failure> {
        let draft = self.compose(case, service, person, template, inputs, now).await?.draft;
        let profile = profile::get(self.core.store(), &case.body).await?;
        let body = self.core.bodies().get(&case.body).cloned().ok_or_else(Failure::not_found)?;
        let (service, person, own_case, text) = (service.clone(), person.clone(), case.clone(), draft.clone());
        // Setting a letter takes some ten milliseconds of computing: not on a thread that answers requests.
        let rendering = tokio::task::spawn_blocking(move || {
            let scene = Scene {
                case: &own_case,
                service: &service,
                body: &body,
                profile: &profile,
                person: &person,
                until: None,
                now,
            };
            decision::render(&text, &scene)
        });
        let pdf = rendering.await.map_err(|error| Failure::internal(format!("letter: {error}")))??;
        let size = i64::try_from(pdf.bytes.len()).map_err(|_| Failure::internal("letter size"))?;
        let blob = self.core.blobs().put(&case.body, Bytes::from(pdf.bytes)).await?;
        Ok(Document {
            id: self.core.new_id(),
            kind: DocumentKind::Decision,
            answer_key: None,
            message: None,
            file_name: format!("Bescheid-{}.pdf", case.number),
            media_type: "application/pdf".to_owned(),
            size,
            sha256: blob.hex(),
            subject: Some(draft.subject),
            content: Some(draft.markdown),
            created_at: now,
        })
    }

    async fn keep_upload(
        &self,
        case: &Case,
        upload: &Upload,
        message: Uuid,
        now: Timestamp,
    ) -> Result<Document, Failure> {
        let media_type = model::sniff(&upload.bytes).ok_or_else(|| Failure::new(Code::UnsupportedMedia))?;
        let size = i64::try_from(upload.bytes.len()).map_err(|_| Failure::internal("upload size"))?;
        let blob = self.core.blobs().put(&case.body, upload.bytes.clone()).await?;
        Ok(Document {
            id: self.core.new_id(),
            kind: DocumentKind::Answer,
            answer_key: None,
            message: Some(message),
            file_name: upload.file_name.clone(),
            media_type: media_type.to_owned(),
            size,
            sha256: blob.hex(),
            subject: None,
            content: None,
            created_at: now,
        })
    }

    fn mail_to_applicant(&self, case: &Case, occasion: &str) -> Option<NewMail> {
        let link = letters_out::link(&self.core, case);
        letters_out::to_applicant(&self.core, &self.texts, case, occasion, link.as_deref())
    }

    async fn mail_to_caseworker(&self, case: &Case, occasion: &str) -> Result<Option<NewMail>, Failure> {
        let Some(id) = case.assigned_to else { return Ok(None) };
        let person = people::signed_in(self.core.store(), self.core.now(), id).await?;
        // Who no longer works on cases here is not written to.
        let person =
            person.filter(|person| may(&Actor::Person(person.clone()), Action::ReadCases, &Subject::of(&case.body)));
        Ok(person.map(|person| letters_out::to_caseworker(&self.core, &self.texts, case, &person, occasion)))
    }

    /// The one transaction of a step: state, what comes with it, mail, event.
    async fn write<F>(&self, actor: &Actor, next: Case, event: Event, now: Timestamp, along: F) -> Result<(), Failure>
    where
        F: for<'t> FnOnce(&'t mut Transaction, &'t Case) -> lotse_store::BoxFuture<'t, Result<Vec<NewMail>, Failure>>
            + Send
            + 'static,
    {
        let (core, actor): (Core, Actor) = (self.core.clone(), actor.clone());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::write_move(tx, &next, now).await? {
                        return Err(model::changed_meanwhile());
                    }
                    for message in along(tx, &next).await? {
                        mail::queue(tx, &core, &next.body, message).await?;
                    }
                    append(tx, &actor, &next, event, now).await
                })
            })
            .await
    }
}

/// What the ledger is told. No names and no text of anybody.
struct Event {
    kind: &'static str,
    data: Json,
}

async fn append(tx: &mut Transaction, actor: &Actor, case: &Case, event: Event, now: Timestamp) -> Result<(), Failure> {
    let Event { kind, data } = event;
    let event = NewEvent { body: &case.body, actor, kind, subject: case.number.clone(), data };
    ledger::append(tx, now, event).await?;
    Ok(())
}

async fn enter_document(
    tx: &mut Transaction,
    case: &Case,
    document: &Document,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<(), Failure> {
    let blob = BlobId::from_hex(&document.sha256).ok_or_else(|| Failure::internal("a document without a hash"))?;
    let size = usize::try_from(document.size).map_err(|_| Failure::internal("a document of negative size"))?;
    let facts = BlobFacts { media_type: document.media_type.clone(), purpose: "case", delete_after: Some(now) };
    blobs::enter(tx, now, &case.body, blob, size, &facts).await?;
    blobs::hold(tx, &case.body, blob, &case.holder()).await?;
    store::insert_document(tx, case, document, by).await
}

fn step_data(case: &Case, next: &Case, step: &Transition) -> Json {
    json!({ "step": step.key, "from": case.state, "to": next.state })
}

/// The case after a step, still with the revision it had: writing checks it.
pub(super) fn advanced(
    case: &Case,
    service: &EffectiveService,
    step: &Transition,
    target: &State,
    by: Option<PersonId>,
    now: Timestamp,
) -> Case {
    let mut next = case.clone();
    next.state.clone_from(&target.key);
    next.kind = target.kind;
    next.periods = case.periods.after(step, target, now);
    // The last of us: neither the program nor the applicant is a second pair of eyes.
    next.last_step_by = by.or(case.last_step_by);
    if target.kind.is_end() {
        next.closed_at = Some(now);
        // What was due already is done again: that harms nothing, and nothing is left out.
        next.delete_after =
            model::next_deletion(&service.filing, case.submitted_at, next.closed_at, Timestamp(i64::MIN));
    }
    next
}

pub(super) fn own(case: &Case, link_shown: bool) -> Subject<'_> {
    Subject::of(&case.body).owned_by(case.applicant).with_link_shown(link_shown)
}

fn caseworker(actor: &Actor, case: &Case) -> Result<Arc<SignedIn>, Failure> {
    permit(actor, Action::WorkOnCases, &Subject::of(&case.body))?;
    actor.person().cloned().ok_or_else(Failure::not_allowed)
}

fn permit(actor: &Actor, action: Action, subject: &Subject<'_>) -> Result<(), Failure> {
    if may(actor, action, subject) { Ok(()) } else { Err(Failure::not_allowed()) }
}
