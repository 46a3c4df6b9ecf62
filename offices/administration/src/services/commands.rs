//! What people do with applications: begin, fill in, mail the link, delete, send.

use std::{collections::BTreeSet, sync::Arc};

use bytes::Bytes;
use lotse_core::{
    blobs::{self, BlobFacts, BlobId},
    body::BodyKey,
    clock::Timestamp,
    errors::{Code, Failure},
    mail::{self, NewMail},
    offers::{Attachment, NewCase},
    people::Actor,
    permissions::{Action, Subject, may},
    secret_hash,
};
use lotse_fim::{AnswerKey, AnswerValue, Answers, FileReference, canonical};
use lotse_reuse::Language;
use lotse_store::Transaction;
use uuid::Uuid;

use super::{
    Office,
    catalogue::Prepared,
    model::{self, DraftContent, Overview, asked},
    post::{self, StepPost},
    store::{self, Draft, NewDraft},
};

/// Purpose of the secret in the link; cases makes the same one from the application's id.
pub(super) const LINK: &str = "application";
/// Nobody types two megabytes; more would only fill the database.
const MOST_BYTES: usize = 2_000_000;
/// How often the link to a draft is mailed.
const MOST_MAILS: i64 = 3;

/// A file that came with a step, checked.
pub(super) struct NewFile {
    pub(super) key: AnswerKey,
    pub(super) name: String,
    pub(super) media_type: String,
    pub(super) bytes: Bytes,
}

/// What came with a step.
pub(super) struct NewStep {
    pub(super) step: usize,
    pub(super) sent: StepPost,
    pub(super) files: Vec<NewFile>,
}

/// A saved step.
pub(super) struct Saved {
    pub(super) content: DraftContent,
    /// Fields of the step that are asked for now and were not before.
    pub(super) newly_asked: BTreeSet<AnswerKey>,
}

/// What became of sending an application.
pub(super) enum Sent {
    /// Now, or before: the receipt is the same.
    Received,
    /// Something is missing or wrong.
    Incomplete,
    /// It was changed in another window meanwhile.
    Changed,
}

impl Office {
    /// Begins an application; gives the secret of its link.
    pub(super) async fn start(
        &self,
        actor: &Actor,
        body: &BodyKey,
        service: &str,
        now: Timestamp,
    ) -> Result<String, Failure> {
        allowed(actor, body)?;
        let (offer, prepared) = self.catalogue.offer(body, service).await?;
        let id = self.core.new_id();
        let secret = self.core.link_secret(LINK, id);
        let link_hash = secret_hash(&secret);
        let owner = actor.person().map(|person| person.id);
        let delete_after = model::delete_after(&prepared.service, now);
        let body = body.clone();
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let content = DraftContent::default();
                    let draft = NewDraft { id, link_hash, offer: &offer, owner, content: &content, now, delete_after };
                    store::insert_draft(tx, &body, draft).await
                })
            })
            .await?;
        Ok(secret)
    }

    /// Saves what was sent for a step, mistakes included.
    pub(super) async fn save_step(
        &self,
        actor: &Actor,
        draft: &Draft,
        prepared: Arc<Prepared>,
        new: NewStep,
        now: Timestamp,
    ) -> Result<Saved, Failure> {
        allowed(actor, &draft.body)?;
        let NewStep { step, sent, files } = new;
        let mut references = Vec::new();
        for file in files {
            let size = file.bytes.len() as u64;
            let blob = self.core.blobs().put(&draft.body, file.bytes).await?;
            let reference = FileReference { name: file.name, media_type: file.media_type, size, reference: blob.hex() };
            references.push((file.key, reference));
        }
        let (body, id) = (draft.body.clone(), draft.id);
        let delete_after = model::delete_after(&prepared.service, now);
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let Some(mut content) = store::lock_draft(tx, &body, id).await? else {
                        return Err(Failure::new(Code::AlreadyDone));
                    };
                    let form = prepared.form(Language::German);
                    let before = asked_now(&prepared, step, &content.answers);
                    post::apply(&mut content, form, step, &sent, &references);
                    if content.to_json().len() > MOST_BYTES {
                        return Err(Failure::new(Code::TooLarge));
                    }
                    let after = asked_now(&prepared, step, &content.answers);
                    keep_files(tx, &body, id, &content, now).await?;
                    store::save_draft(tx, &body, id, &content, now, delete_after).await?;
                    let newly_asked = after.difference(&before).cloned().collect();
                    Ok(Saved { content, newly_asked })
                })
            })
            .await
    }

    /// Mails the link to come back; `false` when that was done often enough.
    pub(super) async fn mail_link(&self, actor: &Actor, draft: &Draft, message: NewMail) -> Result<bool, Failure> {
        allowed(actor, &draft.body)?;
        let (core, body, id) = (self.core.clone(), draft.body.clone(), draft.id);
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::count_mail(tx, &body, id, MOST_MAILS).await? {
                        return Ok(false);
                    }
                    mail::queue(tx, &core, &body, message).await?;
                    Ok::<_, Failure>(true)
                })
            })
            .await
    }

    /// Deletes an application that was not sent, with its files, at once.
    pub(super) async fn delete(&self, actor: &Actor, draft: &Draft, now: Timestamp) -> Result<(), Failure> {
        allowed(actor, &draft.body)?;
        let (body, id) = (draft.body.clone(), draft.id);
        let deleted = self
            .core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    if !store::delete_draft(tx, &body, id, now).await? {
                        return Ok(false);
                    }
                    blobs::release(tx, &body, &holder(id)).await?;
                    Ok::<_, Failure>(true)
                })
            })
            .await?;
        if !deleted {
            return Err(Failure::new(Code::AlreadyDone));
        }
        // The rows are gone; what remains is to free the bytes, which the daily round would do otherwise.
        blobs::delete_old(&self.core).await?;
        Ok(())
    }

    /// Sends an application: one case, however often and from however many windows it is sent.
    pub(super) async fn submit(
        &self,
        actor: &Actor,
        draft: &Draft,
        prepared: &Arc<Prepared>,
        language: Language,
        now: Timestamp,
    ) -> Result<Sent, Failure> {
        allowed(actor, &draft.body)?;
        let form = prepared.form(Language::German);
        let overview = Overview::of(prepared, form, &draft.content);
        if !overview.errors.is_empty() {
            return Ok(Sent::Incomplete);
        }
        let case = self.new_case(actor, draft, prepared, language, now)?;
        let (cases, revision) = (self.cases.clone(), draft.revision);
        let sent = self
            .core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let (body, id) = (case.body.clone(), case.application_id);
                    if !store::submit_draft(tx, &body, id, revision, now).await? {
                        return Ok(None);
                    }
                    // The case holds its attachments from here on, in the same transaction.
                    blobs::release(tx, &body, &holder(id)).await?;
                    cases.open_case(tx, case).await.map(Some)
                })
            })
            .await?;
        match sent {
            Some(_) => {
                // The confirmation waits in the outbox.
                self.core.job_signal().notify_one();
                Ok(Sent::Received)
            }
            None => self.sent_before(draft).await,
        }
    }

    /// Nothing was marked: it was sent by somebody faster, or changed.
    async fn sent_before(&self, draft: &Draft) -> Result<Sent, Failure> {
        let hash = secret_hash(&self.core.link_secret(LINK, draft.id));
        let now = store::draft_by_link(self.core.store(), &draft.body, &hash).await?;
        match now {
            Some(draft) if draft.submitted_at.is_some() => Ok(Sent::Received),
            Some(_) => Ok(Sent::Changed),
            None => Err(Failure::not_found()),
        }
    }

    fn new_case(
        &self,
        actor: &Actor,
        draft: &Draft,
        prepared: &Prepared,
        language: Language,
        now: Timestamp,
    ) -> Result<NewCase, Failure> {
        let secret = self.core.link_secret(LINK, draft.id);
        let bodies = self.core.bodies();
        let slug = bodies.get(&draft.body).map(|body| body.slug.as_str());
        let status_url = slug.map(|slug| format!("{}/{slug}/vorgang/{secret}", self.core.settings().public_url));
        let form = prepared.form(Language::German);
        let answers = canonical(form, &draft.content.answers, &prepared.conditions);
        let applicant = prepared.service.applicant(&answers);
        let person = actor.person();
        let filled = |text: String| (!text.trim().is_empty()).then_some(text);
        let name = filled(applicant.name).or_else(|| person.map(|person| person.name.clone()));
        let email = filled(applicant.email).or_else(|| person.map(|person| person.email.clone()));
        Ok(NewCase {
            body: draft.body.clone(),
            application_id: draft.id,
            service: draft.service.clone(),
            service_title: prepared.title(Language::German).to_owned(),
            version: draft.version.clone(),
            effective_hash: draft.hash.clone(),
            effective: prepared.service.clone(),
            attachments: attachments(&answers)?,
            fee_cents: prepared.service.fee(&answers).total_cents,
            answers: serde_json::to_value(&answers).map_err(|error| Failure::internal(error.to_string()))?,
            applicant: draft.owner.or_else(|| person.map(|person| person.id)),
            applicant_name: name.unwrap_or_default(),
            applicant_email: email,
            language: language.code().to_owned(),
            link_hash: secret_hash(&secret),
            status_url,
            actor: actor.clone(),
            now,
        })
    }
}

fn allowed(actor: &Actor, body: &BodyKey) -> Result<(), Failure> {
    if may(actor, Action::Apply, &Subject::of(body)) { Ok(()) } else { Err(Failure::not_allowed()) }
}

fn asked_now(prepared: &Prepared, step: usize, answers: &Answers) -> BTreeSet<AnswerKey> {
    let form = prepared.form(Language::German);
    let states = prepared.conditions.states(form, answers);
    asked(form, step, answers, &states)
}

/// Files of an application, as the case gets them.
fn attachments(answers: &Answers) -> Result<Vec<Attachment>, Failure> {
    let mut all = Vec::new();
    for (key, value) in answers.iter() {
        let AnswerValue::File(file) = value else { continue };
        all.push(Attachment {
            key: key.to_string(),
            file_name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: i64::try_from(file.size).map_err(|_| Failure::internal("size of an attachment"))?,
            sha256: file.reference.clone(),
        });
    }
    Ok(all)
}

/// Under this name a draft holds its files.
pub(super) fn holder(id: Uuid) -> String {
    format!("draft:{id}")
}

/// Holds the files the answers name and no others. Nobody else's hold is touched.
async fn keep_files(
    tx: &mut Transaction,
    body: &BodyKey,
    id: Uuid,
    content: &DraftContent,
    now: Timestamp,
) -> Result<(), Failure> {
    let holder = holder(id);
    blobs::release(tx, body, &holder).await?;
    for (blob, (size, media_type)) in content.files() {
        // Free to go as soon as nobody holds it.
        let facts = BlobFacts { media_type, purpose: "application", delete_after: Some(now) };
        let size = usize::try_from(size).map_err(|_| Failure::internal("size of a file"))?;
        blobs::enter(tx, now, body, BlobId(blob), size, &facts).await?;
        blobs::hold(tx, body, BlobId(blob), &holder).await?;
    }
    Ok(())
}
