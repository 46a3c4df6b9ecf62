//! What every office needs: bodies, people, permissions, ledger, blobs, jobs, mail, time.
//!
//! [`Core`] is the handle all of them share. See `README.md` for the rooms and `DESIGN` for why.

pub mod backup;
pub mod blobs;
pub mod body;
pub mod clock;
pub mod errors;
pub mod jobs;
pub mod ledger;
pub mod mail;
pub mod offers;
pub mod people;
pub mod permissions;
pub mod profile;
pub mod region;
pub mod scan;
pub mod secrets;
pub mod text;
pub mod tokens;

use std::sync::{Arc, RwLock};

use lotse_store::{Migration, MigrationSet, Store, Transaction, params};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    blobs::Blobs,
    body::{Bodies, BodyKey},
    clock::{Clock, Randomness, Timestamp},
    errors::Failure,
    ledger::Signer,
    scan::Scanner,
};

/// The tables of this crate.
pub const MIGRATIONS: MigrationSet = MigrationSet {
    name: "core",
    migrations: &[
        Migration::new(1, "foundation", include_str!("../migrations/0001_foundation.sql")),
        Migration::new(2, "mail_replies", include_str!("../migrations/0002_mail_replies.sql")),
        Migration::new(3, "tokens", include_str!("../migrations/0003_tokens.sql")),
    ],
};

/// What the operator decides about an instance.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach it, without a slash at the end: `https://lotse.owl.example`.
    pub public_url: String,
    /// Its name in signed checkpoints: the host of `public_url`, unless set.
    pub instance_name: String,
    /// `OstWestfalenLippe`.
    pub region_name: String,
    /// Demo accounts, one-click sign-in, mails readable in the browser. Never in production.
    pub demo: bool,
}

/// Everything a [`Core`] is made of.
#[derive(Clone)]
pub struct Parts {
    pub store: Store,
    pub blobs: Blobs,
    /// Who looks at files from outside.
    pub scanner: Scanner,
    pub clock: Arc<dyn Clock>,
    pub randomness: Arc<dyn Randomness>,
    pub signer: Signer,
    pub server_secret: [u8; 32],
    pub settings: Settings,
}

/// The shared handle; cloning is cheap.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

struct Inner {
    parts: Parts,
    bodies: RwLock<Arc<Bodies>>,
    job_signal: Arc<Notify>,
}

const NEXT_COUNT: &str = "INSERT INTO counters (body_id, name, value) VALUES ($1, $2, 1) \
     ON CONFLICT (body_id, name) DO UPDATE SET value = counters.value + 1 RETURNING value";

/// Every statement of this crate, for the test that prepares them on both back ends.
pub fn statements() -> Vec<&'static str> {
    [
        &[NEXT_COUNT][..],
        blobs::STATEMENTS,
        jobs::STATEMENTS,
        ledger::STATEMENTS,
        mail::STATEMENTS,
        people::STATEMENTS,
        profile::STATEMENTS,
        region::STATEMENTS,
        tokens::STATEMENTS,
    ]
    .concat()
}

impl Core {
    /// Takes migrated parts; the bodies are loaded from the database.
    pub async fn new(parts: Parts) -> Result<Self, Failure> {
        let bodies = region::load(&parts.store).await?;
        Ok(Self(Arc::new(Inner { parts, bodies: RwLock::new(Arc::new(bodies)), job_signal: Arc::new(Notify::new()) })))
    }

    /// The same house by another clock: for data of a demo that lie in the past.
    #[must_use]
    pub fn by_clock(&self, clock: Arc<dyn Clock>) -> Self {
        let parts = Parts { clock, ..self.0.parts.clone() };
        Self(Arc::new(Inner { parts, bodies: RwLock::new(self.bodies()), job_signal: self.job_signal() }))
    }

    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    pub fn blobs(&self) -> &Blobs {
        &self.0.parts.blobs
    }

    pub fn scanner(&self) -> &Scanner {
        &self.0.parts.scanner
    }

    pub fn signer(&self) -> &Signer {
        &self.0.parts.signer
    }

    pub fn settings(&self) -> &Settings {
        &self.0.parts.settings
    }

    pub fn server_secret(&self) -> &[u8; 32] {
        &self.0.parts.server_secret
    }

    pub fn now(&self) -> Timestamp {
        self.0.parts.clock.now()
    }

    pub fn randomness(&self) -> &dyn Randomness {
        &*self.0.parts.randomness
    }

    pub fn new_id(&self) -> Uuid {
        clock::new_id(self.now(), self.randomness())
    }

    /// A secret for a link, to be stored as its SHA-256 only.
    pub fn new_secret(&self) -> String {
        clock::new_secret(self.randomness())
    }

    /// The secret of a thing's link, made from its id by HMAC-SHA256 with the server's secret: 160 bits, 32 signs.
    ///
    /// Only its hash is stored; mails and "my things" can still name the link, as they can make it again.
    pub fn link_secret(&self, purpose: &str, id: Uuid) -> String {
        clock::keyed_secret(self.server_secret(), purpose, id.as_bytes())
    }

    /// The bodies as of now.
    pub fn bodies(&self) -> Arc<Bodies> {
        self.0.bodies.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Reads the bodies again after an import.
    pub async fn reload_bodies(&self) -> Result<(), Failure> {
        let bodies = Arc::new(region::load(self.store()).await?);
        *self.0.bodies.write().unwrap_or_else(std::sync::PoisonError::into_inner) = bodies;
        Ok(())
    }

    /// Rung when a job was entered, so that the runner need not wait for its next look.
    pub fn job_signal(&self) -> Arc<Notify> {
        self.0.job_signal.clone()
    }

    /// The next number of a body's named count, from 1; gaps come only with rolled-back transactions.
    pub async fn next_count(&self, tx: &mut Transaction, body: &BodyKey, name: &str) -> Result<i64, Failure> {
        Ok(tx.query_one(NEXT_COUNT, params![body, name]).await?.get("value")?)
    }
}

/// SHA-256 of a secret from a link or cookie: what is stored instead of it.
pub fn secret_hash(secret: &str) -> Vec<u8> {
    use sha2::Digest;
    sha2::Sha256::digest(secret.as_bytes()).to_vec()
}
