//! Jobs: a row written in the same transaction as the change that needs it, taken by lease, retried with back-off.
//!
//! A handler must be idempotent: a job whose worker died after the work but before the mark runs again.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use lotse_store::{Row, Store, Transaction, params};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::{Core, body::BodyKey, clock::Timestamp, errors::Failure};

/// A job to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub kind: &'static str,
    pub payload: serde_json::Value,
    pub run_at: Timestamp,
    /// At most one job of this kind and key per body is ever entered; `None` for as many as asked.
    pub dedup_key: Option<String>,
}

/// A job as the admin page lists it.
#[derive(Clone, Debug)]
pub struct JobView {
    pub body: String,
    pub id: Uuid,
    pub kind: String,
    pub state: String,
    pub attempts: i64,
    pub run_at: Timestamp,
    pub last_error: Option<String>,
}

/// Does the jobs of one kind.
pub trait JobHandler: Send + Sync {
    fn kind(&self) -> &'static str;
    fn run<'a>(
        &'a self,
        core: &'a Core,
        body: &'a BodyKey,
        payload: &'a serde_json::Value,
    ) -> BoxFuture<'a, Result<(), Failure>>;
}

/// After so many failed attempts a job is put aside for a person to look at.
const MAX_ATTEMPTS: i64 = 12;
const LEASE_SECONDS: i64 = 300;
const IDLE_PAUSE: Duration = Duration::from_secs(5);
/// Finished jobs are kept so long for the admin page.
const KEEP_DONE_DAYS: i64 = 14;

const INSERT: &str = "INSERT INTO jobs (body_id, job_id, kind, payload, state, run_at, attempts, dedup_key, created_at) \
     VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $6, $7) ON CONFLICT (body_id, kind, dedup_key) DO NOTHING";
const DUE: &str = "SELECT body_id, job_id, kind, payload, attempts FROM jobs WHERE state = 'waiting' AND run_at <= $1 \
     AND (leased_until IS NULL OR leased_until < $1) ORDER BY run_at LIMIT 20";
const LEASE: &str = "UPDATE jobs SET leased_until = $3, attempts = attempts + 1 WHERE body_id = $1 AND job_id = $2 \
     AND state = 'waiting' AND (leased_until IS NULL OR leased_until < $4)";
const DONE: &str = "UPDATE jobs SET state = 'done', leased_until = NULL, last_error = NULL, finished_at = $3 \
     WHERE body_id = $1 AND job_id = $2";
const FAILED: &str = "UPDATE jobs SET state = $3, leased_until = NULL, run_at = $4, last_error = $5 \
     WHERE body_id = $1 AND job_id = $2";
const RETRY: &str = "UPDATE jobs SET state = 'waiting', attempts = 0, run_at = $3 WHERE body_id = $1 AND job_id = $2 AND state = 'stuck'";
const LIST: &str = "SELECT body_id, job_id, kind, state, attempts, run_at, last_error FROM jobs \
     WHERE state <> 'done' OR finished_at > $1 ORDER BY state DESC, run_at DESC LIMIT 200";
const FORGET: &str = "DELETE FROM jobs WHERE state = 'done' AND finished_at < $1";

/// Every statement of this module.
pub const STATEMENTS: &[&str] = &[INSERT, DUE, LEASE, DONE, FAILED, RETRY, LIST, FORGET];

/// Enters a job in the caller's transaction.
pub async fn enqueue(
    tx: &mut Transaction,
    id: Uuid,
    now: Timestamp,
    body: &BodyKey,
    job: NewJob,
) -> Result<(), Failure> {
    let payload = job.payload.to_string();
    tx.execute(INSERT, params![body, id, job.kind, payload, job.run_at, job.dedup_key, now]).await?;
    Ok(())
}

pub async fn list(store: &Store, now: Timestamp) -> Result<Vec<JobView>, Failure> {
    store.query(LIST, params![now.plus_days(-1)]).await?.iter().map(view).collect()
}

fn view(row: &Row) -> Result<JobView, Failure> {
    Ok(JobView {
        body: row.get("body_id")?,
        id: row.get("job_id")?,
        kind: row.get("kind")?,
        state: row.get("state")?,
        attempts: row.get("attempts")?,
        run_at: Timestamp(row.get("run_at")?),
        last_error: row.get("last_error")?,
    })
}

/// Puts a stuck job back in line.
pub async fn retry(core: &Core, body: &BodyKey, id: Uuid) -> Result<(), Failure> {
    let (body, now) = (body.clone(), core.now());
    core.store()
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(RETRY, params![&body, id, now]).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Forgets jobs done long ago.
pub async fn forget_done(core: &Core) -> Result<(), Failure> {
    let before = core.now().plus_days(-KEEP_DONE_DAYS);
    core.store()
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(FORGET, params![before]).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Enters each kind once for today, at the region office (or the first body there is).
pub async fn enqueue_daily(core: &Core, kinds: &[&'static str]) -> Result<(), Failure> {
    let bodies = core.bodies();
    let Some(body) = bodies.region_office().or_else(|| bodies.all().first()) else { return Ok(()) };
    let (body, now, kinds) = (body.key.clone(), core.now(), kinds.to_vec());
    let ids: Vec<Uuid> = kinds.iter().map(|_| core.new_id()).collect();
    core.store()
        .write(move |tx| {
            Box::pin(async move {
                for (kind, id) in kinds.into_iter().zip(ids) {
                    let dedup_key = Some(now.date_iso());
                    let job = NewJob { kind, payload: serde_json::Value::Null, run_at: now, dedup_key };
                    enqueue(tx, id, now, &body, job).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Takes due jobs and runs them until told to stop.
pub struct Runner {
    core: Core,
    handlers: HashMap<&'static str, Arc<dyn JobHandler>>,
    wake: Arc<Notify>,
}

impl Runner {
    pub fn new(core: Core, handlers: Vec<Arc<dyn JobHandler>>) -> Self {
        let wake = core.job_signal();
        Self { core, handlers: handlers.into_iter().map(|handler| (handler.kind(), handler)).collect(), wake }
    }

    /// Runs until `stop` turns true; a job under way is finished first.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.run_due().await {
                Ok(0) => {
                    tokio::select! {
                        () = tokio::time::sleep(IDLE_PAUSE) => {}
                        () = self.wake.notified() => {}
                        _ = stop.changed() => {}
                    }
                }
                Ok(_) => {}
                Err(failure) => {
                    tracing::error!(%failure, "jobs could not be taken");
                    tokio::time::sleep(IDLE_PAUSE).await;
                }
            }
        }
    }

    /// Runs what is due now; gives how many jobs were taken.
    pub async fn run_due(&self) -> Result<usize, Failure> {
        let now = self.core.now();
        let mut taken = 0;
        for row in self.core.store().query(DUE, params![now]).await? {
            taken += usize::from(self.run_one(&row).await?);
        }
        Ok(taken)
    }

    async fn run_one(&self, row: &Row) -> Result<bool, Failure> {
        let body =
            BodyKey::new(&row.get::<String>("body_id")?).map_err(|error| Failure::internal(error.to_string()))?;
        let (id, kind): (Uuid, String) = (row.get("job_id")?, row.get("kind")?);
        let attempts: i64 = row.get::<i64>("attempts")? + 1;
        if !self.lease(&body, id).await? {
            return Ok(false);
        }
        let payload = serde_json::from_str(&row.get::<String>("payload")?).unwrap_or(serde_json::Value::Null);
        let outcome = match self.handlers.get(kind.as_str()) {
            Some(handler) => handler.run(&self.core, &body, &payload).await,
            None => Err(Failure::internal(format!("no handler for jobs of kind {kind}"))),
        };
        self.finish(body, id, &kind, attempts, outcome).await?;
        Ok(true)
    }

    async fn lease(&self, body: &BodyKey, id: Uuid) -> Result<bool, Failure> {
        let (body, now) = (body.clone(), self.core.now());
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let changed = tx.execute(LEASE, params![&body, id, now.plus_seconds(LEASE_SECONDS), now]).await?;
                    Ok::<_, Failure>(changed == 1)
                })
            })
            .await
    }

    async fn finish(
        &self,
        body: BodyKey,
        id: Uuid,
        kind: &str,
        attempts: i64,
        outcome: Result<(), Failure>,
    ) -> Result<(), Failure> {
        let now = self.core.now();
        if let Err(failure) = &outcome {
            tracing::warn!(kind, attempts, %failure, "job failed");
        }
        self.core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    match outcome {
                        Ok(()) => tx.execute(DONE, params![&body, id, now]).await?,
                        Err(failure) => {
                            let state = if attempts >= MAX_ATTEMPTS { "stuck" } else { "waiting" };
                            // 10 s, 20 s, 40 s … at most a day.
                            let pause = 10_i64.saturating_mul(1 << attempts.clamp(0, 14)).min(86_400);
                            let error = failure.to_string();
                            tx.execute(FAILED, params![&body, id, state, now.plus_seconds(pause), error]).await?
                        }
                    };
                    Ok::<_, Failure>(())
                })
            })
            .await
    }
}
