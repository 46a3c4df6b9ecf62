//! Invoices that arrive by themselves: by mail and in a folder. See `README.md`.

mod config;
mod folder;
mod imap;
mod mail;
mod mailbox;
mod reply;
mod store;

use std::{collections::HashMap, path::Path, sync::Arc, time::Duration};

use lotse_core::{
    Core,
    body::BodyKey,
    clock::Timestamp,
    errors::Failure,
    jobs::{self, JobHandler, NewJob},
};
use lotse_store::{Migration, MigrationSet};
use serde_json::{Value as Json, json};
use tokio::sync::watch;

pub use config::{Config, Folder, Mailbox, Security};
pub use store::STATEMENTS;

use crate::invoices::Intake;

/// The tables of this part of the office, by the name they have had in databases from the beginning.
pub const MIGRATIONS: MigrationSet = MigrationSet {
    name: "invoice_channels",
    migrations: &[Migration::new(1, "invoice_channels", include_str!("migrations/0001_invoice_channels.sql"))],
};

/// How often it is asked whether something is due.
const TICK: Duration = Duration::from_secs(1);

/// Looks that are done are kept so long for the admin page.
const KEEP_LOOKS_SECONDS: i64 = 3_600;

/// The mailboxes and folders of an instance.
pub struct Channels {
    config: Config,
    /// The one door into the office.
    intake: Arc<Intake>,
    /// Sender of our own mails.
    mail_from: String,
}

/// A job that is due again and again.
struct Round {
    kind: &'static str,
    payload: Json,
    body: Option<String>,
    every: i64,
}

impl Channels {
    /// `mail_from` is the sender of our own mails, which are never answered.
    pub fn new(config: Config, intake: Arc<Intake>, mail_from: &str) -> Arc<Self> {
        let address = mail_from.rsplit_once('<').map_or(mail_from, |(_, rest)| rest.trim_end_matches('>'));
        Arc::new(Self { config, intake, mail_from: address.trim().to_lowercase() })
    }

    /// Does the work; for the runner of jobs.
    pub fn handlers(self: &Arc<Self>) -> Vec<Arc<dyn JobHandler>> {
        vec![mailbox::MailboxJob::new(self.clone()), folder::FolderJob::new(self.clone())]
    }

    fn mailbox(&self, address: &str) -> Option<&Mailbox> {
        self.config.mailbox.iter().find(|mailbox| mailbox.address == address)
    }

    fn folder(&self, path: &Path) -> Option<&Folder> {
        self.config.folder.iter().find(|folder| folder.path == path)
    }

    fn own_addresses(&self) -> Vec<String> {
        self.config.mailbox.iter().map(|mailbox| mailbox.address.clone()).chain([self.mail_from.clone()]).collect()
    }

    fn rounds(&self) -> Vec<Round> {
        let mailboxes = self.config.mailbox.iter().map(|mailbox| Round {
            kind: mailbox::KIND,
            payload: json!({ "mailbox": mailbox.address }),
            body: mailbox.body.clone(),
            every: i64::from(mailbox.every_seconds),
        });
        let folders = self.config.folder.iter().map(|folder| Round {
            kind: folder::KIND,
            payload: json!({ "folder": folder.path }),
            body: folder.body.clone(),
            every: i64::from(folder.every_seconds),
        });
        mailboxes.chain(folders).collect()
    }

    /// Puts the jobs in line that are due now. What waits already is not put in line again, so that a mailbox that cannot
    /// be reached is tried ever more seldom; of several programs on one database only one puts a job in line.
    pub async fn enqueue_due(&self, core: &Core, last: &mut HashMap<String, Timestamp>) -> Result<(), Failure> {
        let now = core.now();
        for round in self.rounds() {
            let payload = round.payload.to_string();
            let is_due = last.get(&payload).is_none_or(|before| now.0 - before.0 >= round.every * 1_000);
            if !is_due {
                continue;
            }
            last.insert(payload.clone(), now);
            let bodies = core.bodies();
            let fallback = || bodies.region_office().or_else(|| bodies.all().first()).map(|body| body.key.clone());
            let Some(body) = body_of(core, round.body.as_deref())?.or_else(fallback) else { continue };
            if store::is_waiting(core.store(), &body, round.kind, &payload).await? {
                continue;
            }
            let slot = now.0 / (round.every * 1_000);
            let job = NewJob {
                kind: round.kind,
                payload: round.payload,
                run_at: now,
                dedup_key: Some(format!("{payload} {slot}")),
            };
            let id = core.new_id();
            let work = core.store().write(move |tx| {
                Box::pin(async move {
                    store::forget_looks(tx, &body, job.kind, now.plus_seconds(-KEEP_LOOKS_SECONDS)).await?;
                    jobs::enqueue(tx, id, now, &body, job).await
                })
            });
            work.await?;
            core.job_signal().notify_one();
        }
        Ok(())
    }

    /// Puts jobs in line whenever they are due, until stopped.
    pub async fn keep_looking(self: Arc<Self>, core: Core, mut stopped: watch::Receiver<bool>) {
        if self.config.mailbox.is_empty() && self.config.folder.is_empty() {
            return;
        }
        let mut last = HashMap::new();
        loop {
            if let Err(failure) = self.enqueue_due(&core, &mut last).await {
                tracing::error!(%failure, "mailboxes and folders could not be put in line");
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                _ = stopped.changed() => return,
            }
        }
    }
}

/// The body with that name; `None` where the Leitweg-ID decides.
fn body_of(core: &Core, slug: Option<&str>) -> Result<Option<BodyKey>, Failure> {
    let Some(slug) = slug else { return Ok(None) };
    let body = core.bodies().by_slug(slug).map(|body| body.key.clone());
    body.map(Some).ok_or_else(|| Failure::internal(format!("invoices: there is no body {slug}")))
}
