//! From a submitted application to a case, in the transaction of the submission.

use futures::future::BoxFuture;
use lotse_core::{
    Core,
    blobs::{self, BlobFacts},
    errors::Failure,
    ledger::{self, NewEvent},
    mail,
    offers::{Attachment, CaseIntake, NewCase, OpenedCase},
};
use lotse_store::Transaction;
use lotse_web::Texts;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    letters_out,
    model::{self, Case, Periods},
    store::{self, Document, DocumentKind},
};

/// Makes cases of applications. Needs nothing of the office itself, so that services and cases can know each other.
pub struct Intake {
    core: Core,
    texts: Texts,
}

impl Intake {
    pub fn new(core: Core) -> Self {
        Self { core, texts: super::own_texts() }
    }

    async fn open(&self, tx: &mut Transaction, new: NewCase) -> Result<OpenedCase, Failure> {
        if let Some(existing) = existing(tx, &new).await? {
            return Ok(existing);
        }
        let year = new.now.local_year();
        let count = self.core.next_count(tx, &new.body, &format!("cases-{year}")).await?;
        let case = self.case_of(&new, model::number(year, count))?;
        if !store::insert(tx, &case).await? {
            // The same application came in twice at the same moment; the other one has made the case.
            return existing(tx, &new).await?.ok_or_else(|| Failure::internal("a case vanished while it was made"));
        }
        for attachment in &new.attachments {
            self.take_attachment(tx, &case, attachment).await?;
        }
        self.confirm(tx, &case, &new).await?;
        let event = NewEvent {
            body: &case.body,
            actor: &new.actor,
            kind: "application.submitted",
            subject: case.number.clone(),
            data: json!({
                "number": case.number,
                "service": case.service,
                "version": case.package_version,
                "effective": case.effective_hash,
                "answers_sha256": case.answers_hash,
                "attachments": new.attachments.len(),
                "fee_cents": case.fee_cents,
            }),
        };
        let sequence = ledger::append(tx, new.now, event).await?.sequence;
        store::set_sequence(tx, &case.body, case.id, sequence).await?;
        Ok(OpenedCase { case_id: case.id, number: case.number, sequence })
    }

    fn case_of(&self, new: &NewCase, number: String) -> Result<Case, Failure> {
        let workflow = &new.effective.workflow;
        let initial =
            workflow.state(&workflow.initial).ok_or_else(|| Failure::internal("a workflow without its first state"))?;
        let answers = new.answers.to_string();
        let mut answers_salt = vec![0; 32];
        self.core.randomness().fill(&mut answers_salt);
        Ok(Case {
            body: new.body.clone(),
            id: self.core.new_id(),
            application: new.application_id,
            link_hash: new.link_hash.clone(),
            number,
            service: new.service.clone(),
            service_title: new.service_title.clone(),
            package_version: new.version.clone(),
            effective_hash: new.effective_hash.clone(),
            state: initial.key.clone(),
            kind: initial.kind,
            revision: 1,
            submitted_at: new.now,
            changed_at: new.now,
            periods: Periods::at_receipt(workflow, new.now),
            closed_at: None,
            assigned_to: None,
            last_step_by: None,
            applicant: new.applicant,
            applicant_name: new.applicant_name.clone(),
            applicant_email: new.applicant_email.clone().filter(|email| !email.trim().is_empty()),
            language: new.language.clone(),
            answers_hash: answers_hash(&answers_salt, &answers),
            answers,
            answers_salt,
            fee_cents: new.fee_cents,
            ledger_sequence: -1,
            delete_after: model::next_deletion(&new.effective.filing, new.now, None, new.now),
            data_deleted_at: None,
        })
    }

    async fn take_attachment(&self, tx: &mut Transaction, case: &Case, attachment: &Attachment) -> Result<(), Failure> {
        let blob = attachment.blob().ok_or_else(|| Failure::internal("an attachment without a hash"))?;
        let size = usize::try_from(attachment.size).map_err(|_| Failure::internal("an attachment of negative size"))?;
        let facts = BlobFacts {
            media_type: attachment.media_type.clone(),
            purpose: "case",
            delete_after: Some(case.submitted_at),
        };
        blobs::enter(tx, case.submitted_at, &case.body, blob, size, &facts).await?;
        blobs::hold(tx, &case.body, blob, &case.holder()).await?;
        let document = Document {
            id: self.core.new_id(),
            kind: DocumentKind::Application,
            answer_key: Some(attachment.key.clone()),
            message: None,
            file_name: attachment.file_name.clone(),
            media_type: attachment.media_type.clone(),
            size: attachment.size,
            sha256: attachment.sha256.clone(),
            subject: None,
            content: None,
            created_at: case.submitted_at,
        };
        store::insert_document(tx, case, &document, case.applicant).await
    }

    async fn confirm(&self, tx: &mut Transaction, case: &Case, new: &NewCase) -> Result<(), Failure> {
        let link = new.status_url.clone().or_else(|| letters_out::link(&self.core, case));
        let Some(message) = letters_out::to_applicant(&self.core, &self.texts, case, "received", link.as_deref())
        else {
            return Ok(());
        };
        mail::queue(tx, &self.core, &case.body, message).await
    }
}

impl CaseIntake for Intake {
    fn open_case<'t>(&'t self, tx: &'t mut Transaction, case: NewCase) -> BoxFuture<'t, Result<OpenedCase, Failure>> {
        Box::pin(self.open(tx, case))
    }
}

async fn existing(tx: &mut Transaction, new: &NewCase) -> Result<Option<OpenedCase>, Failure> {
    let found = store::by_application(tx, &new.body, new.application_id).await?;
    Ok(found.map(|(case_id, number, sequence)| OpenedCase { case_id, number, sequence }))
}

/// What stands in the ledger instead of the answers: without the salt nobody can guess them.
pub fn answers_hash(salt: &[u8], answers: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(answers.as_bytes());
    super::hex(&hash.finalize())
}
