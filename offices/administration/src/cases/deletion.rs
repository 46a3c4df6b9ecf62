//! Deletes personal data when the service's rules say so; number, dates and events stay.

use futures::future::BoxFuture;
use lotse_core::{
    Core,
    blobs::{self, BlobId},
    body::BodyKey,
    clock::Timestamp,
    errors::Failure,
    jobs::JobHandler,
    ledger::{self, NewEvent},
    offers::PinnedServices,
    people::Actor,
};
use lotse_fim::{AnswerKey, Answers, NodePath};
use serde_json::json;
use std::sync::Arc;

use super::{
    model::{self, Case},
    store::{self, Document, DocumentKind},
};

const JOB: &str = "cases.delete-old";

/// Run once a day for the whole instance, under any body.
pub struct DeleteOld {
    pinned: Arc<dyn PinnedServices>,
}

impl DeleteOld {
    pub const KIND: &str = JOB;

    pub fn new(pinned: Arc<dyn PinnedServices>) -> Arc<Self> {
        Arc::new(Self { pinned })
    }

    /// Does what is due now; gives how many cases were touched.
    pub async fn run_now(&self, core: &Core) -> Result<usize, Failure> {
        let now = core.now();
        let mut touched = 0;
        loop {
            let cases = store::due_for_deletion(core.store(), now).await?;
            if cases.is_empty() {
                return Ok(touched);
            }
            for case in cases {
                self.delete(core, case, now).await?;
                touched += 1;
            }
        }
    }

    async fn delete(&self, core: &Core, case: Case, now: Timestamp) -> Result<(), Failure> {
        let service = self.pinned.pinned(&case.body, &case.effective_hash).await?;
        let due: Vec<_> = model::deletions(&service.filing, case.submitted_at, case.closed_at)
            .into_iter()
            .filter(|deletion| deletion.at <= now)
            .collect();
        let everything = due.iter().any(|deletion| deletion.fields.is_empty());
        let fields: Vec<NodePath> =
            due.iter().flat_map(|deletion| &deletion.fields).map(|path| NodePath::from(path.as_str())).collect();
        let documents = store::documents(core.store(), &case).await?;
        let next = model::next_deletion(&service.filing, case.submitted_at, case.closed_at, now);
        core.store()
            .write(move |tx| {
                Box::pin(async move {
                    let kept = if everything { Vec::new() } else { kept(&documents, &fields) };
                    let done = if everything {
                        store::wipe(tx, &case, now).await?
                    } else {
                        let gone = documents.iter().filter(|document| kept.iter().all(|other| other.id != document.id));
                        for document in gone {
                            store::delete_document(tx, &case, document.id).await?;
                        }
                        store::strip_answers(tx, &case, &without(&case.answers, &fields)?, next).await?
                    };
                    // Somebody is working on it right now: tomorrow again.
                    if !done {
                        return Ok(());
                    }
                    blobs::release(tx, &case.body, &case.holder()).await?;
                    for blob in kept.iter().filter_map(|document| BlobId::from_hex(&document.sha256)) {
                        blobs::hold(tx, &case.body, blob, &case.holder()).await?;
                    }
                    let data = json!({ "everything": everything });
                    let (kind, subject) = ("case.data-deleted", case.number.clone());
                    let event = NewEvent { body: &case.body, actor: &Actor::System(JOB), kind, subject, data };
                    ledger::append(tx, now, event).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }
}

impl JobHandler for DeleteOld {
    fn kind(&self) -> &'static str {
        JOB
    }

    fn run<'a>(
        &'a self,
        core: &'a Core,
        _: &'a BodyKey,
        _: &'a serde_json::Value,
    ) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move { self.run_now(core).await.map(|_| ()) })
    }
}

/// Documents that no deleted field holds.
fn kept(documents: &[Document], fields: &[NodePath]) -> Vec<Document> {
    let in_deleted_field = |document: &&Document| {
        let key = document.answer_key.as_deref().and_then(|key| key.parse::<AnswerKey>().ok());
        let path = key.map(|key| key.node_path());
        document.kind == DocumentKind::Application
            && path.is_some_and(|path| fields.iter().any(|field| path.is_within(field)))
    };
    documents.iter().filter(|document| !in_deleted_field(document)).cloned().collect()
}

/// The answers without those of the fields.
fn without(answers: &str, fields: &[NodePath]) -> Result<String, Failure> {
    let mut answers: Answers =
        serde_json::from_str(answers).map_err(|error| Failure::internal(format!("answers: {error}")))?;
    let gone: Vec<AnswerKey> = answers
        .iter()
        .map(|(key, _)| key)
        .filter(|key| fields.iter().any(|field| key.node_path().is_within(field)))
        .cloned()
        .collect();
    for key in gone {
        answers.remove(&key);
    }
    serde_json::to_string(&answers).map_err(|error| Failure::internal(format!("answers: {error}")))
}
