//! What offices offer each other, so that none imports another. The wiring is in `app/`.

use std::sync::Arc;

use futures::future::BoxFuture;
use lotse_reuse::EffectiveService;
use lotse_store::Transaction;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{
    blobs::BlobId,
    body::BodyKey,
    clock::Timestamp,
    errors::Failure,
    people::{Actor, PersonId},
};

/// An effective service to be put into use at a body.
#[derive(Clone)]
pub struct Install {
    pub body: BodyKey,
    /// Key of the solution and last part of the service's address, `anwohnerparken`.
    pub service: String,
    /// Package version it comes from.
    pub version: String,
    /// Lower-case hex SHA-256 of the effective content; what running cases are pinned to.
    pub hash: String,
    pub effective: Arc<EffectiveService>,
    pub now: Timestamp,
}

/// An office that can run packages of one kind (services, sensors, strategy …). Solutions uses it.
pub trait Installable: Send + Sync {
    /// Kind in the package's manifest.
    fn kind(&self) -> &'static str;
    /// Puts the effective content into use, in the caller's transaction. Running cases keep what they are pinned to.
    fn install<'t>(&'t self, tx: &'t mut Transaction, order: Install) -> BoxFuture<'t, Result<(), Failure>>;
    /// Takes it out of use: no new applications; running cases go on.
    fn withdraw<'t>(
        &'t self,
        tx: &'t mut Transaction,
        body: &'t BodyKey,
        service: &'t str,
        now: Timestamp,
    ) -> BoxFuture<'t, Result<(), Failure>>;
}

/// The effective services that are or were in use. Cases uses it to read a case as it was submitted.
pub trait PinnedServices: Send + Sync {
    fn pinned<'a>(&'a self, body: &'a BodyKey, hash: &'a str) -> BoxFuture<'a, Result<Arc<EffectiveService>, Failure>>;
}

/// A file that came with an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The field's key in the answers.
    pub key: String,
    pub file_name: String,
    pub media_type: String,
    pub size: i64,
    /// Lower-case hex SHA-256: the blob.
    pub sha256: String,
}

impl Attachment {
    pub fn blob(&self) -> Option<BlobId> {
        BlobId::from_hex(&self.sha256)
    }
}

/// A submitted application, to become a case.
#[derive(Clone, Debug)]
pub struct NewCase {
    pub body: BodyKey,
    /// Id of the draft: the same draft never becomes two cases.
    pub application_id: Uuid,
    pub service: String,
    pub service_title: String,
    pub version: String,
    pub effective_hash: String,
    /// The content that hash stands for: gives first state and deadline.
    pub effective: Arc<EffectiveService>,
    /// Canonical answers as `lotse-fim` normalises them.
    pub answers: Json,
    pub attachments: Vec<Attachment>,
    pub applicant: Option<PersonId>,
    pub applicant_name: String,
    pub applicant_email: Option<String>,
    /// `de`, `en` or `de-leicht`: how the applicant wants to be written to.
    pub language: String,
    pub fee_cents: i64,
    /// SHA-256 of the secret in the status link; the secret is `core.link_secret("application", application_id)`.
    pub link_hash: Vec<u8>,
    /// The status link itself, for the confirmation by mail; never stored.
    pub status_url: Option<String>,
    pub actor: Actor,
    pub now: Timestamp,
}

/// The case made of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedCase {
    pub case_id: Uuid,
    /// Number a person can say on the phone, `2026-00017`.
    pub number: String,
    /// Place of the event `application.submitted` in the body's log.
    pub sequence: i64,
}

/// Turns applications into cases. Services uses it at submission, in its own transaction.
pub trait CaseIntake: Send + Sync {
    fn open_case<'t>(&'t self, tx: &'t mut Transaction, case: NewCase) -> BoxFuture<'t, Result<OpenedCase, Failure>>;
}

/// A line in "my applications" of a signed-in person.
#[derive(Clone, Debug)]
pub struct OwnThing {
    pub body: BodyKey,
    pub title: String,
    /// In words of the person: `Ihr Antrag wird geprüft`.
    pub state: String,
    pub changed_at: Timestamp,
    pub url: String,
    /// The person has to do something.
    pub waits_for_you: bool,
}

/// An office that has things of a signed-in person: services its drafts, cases its cases.
pub trait OwnThings: Send + Sync {
    /// The latest first. `language`: `de`, `en` or `de-leicht`.
    fn own_things<'a>(&'a self, person: PersonId, language: &'a str) -> BoxFuture<'a, Result<Vec<OwnThing>, Failure>>;
}

/// A service a body offers now, as lists show it.
#[derive(Clone, Debug)]
pub struct OfferedService {
    pub key: String,
    pub title: String,
    pub summary: String,
}

/// What services offers to front pages.
pub trait ServiceList: Send + Sync {
    fn offered<'a>(
        &'a self,
        body: &'a BodyKey,
        language: &'a str,
    ) -> BoxFuture<'a, Result<Vec<OfferedService>, Failure>>;
}
