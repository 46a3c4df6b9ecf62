//! Runs once a day for the whole instance: deletes what need not be kept, and lets a Skonto that has passed give way.

use std::sync::Arc;

use futures::future::BoxFuture;
use lotse_core::{
    Core, blobs,
    body::BodyKey,
    errors::Failure,
    jobs::JobHandler,
    ledger::{self, NewEvent},
    people::Actor,
};
use serde_json::json;

use super::{model, store};

const JOB: &str = "invoices.delete-old";

/// Run under any body.
pub struct DeleteOld;

impl DeleteOld {
    pub const KIND: &str = JOB;

    pub fn handler() -> Arc<Self> {
        Arc::new(Self)
    }

    /// Does what is due now; gives how many invoices were deleted.
    pub async fn run_now(core: &Core) -> Result<usize, Failure> {
        let now = core.now();
        refresh_skonto(core).await?;
        fill_keys(core).await?;
        core.store().write(move |tx| Box::pin(async move { store::delete_arrivals(tx, now).await })).await?;
        let mut deleted = 0;
        loop {
            let invoices = store::due_for_deletion(core.store(), now).await?;
            let mut progress = false;
            for invoice in invoices {
                let done = core
                    .store()
                    .write(move |tx| {
                        Box::pin(async move {
                            // Somebody is working on it right now: tomorrow again.
                            if !store::wipe(tx, &invoice, now).await? {
                                return Ok(false);
                            }
                            blobs::release(tx, &invoice.body, &invoice.holder()).await?;
                            let (kind, subject) = ("invoice.data-deleted", invoice.subject());
                            let (body, actor, data) = (&invoice.body, &Actor::System(JOB), json!({}));
                            ledger::append(tx, now, NewEvent { body, actor, kind, subject, data }).await?;
                            Ok::<_, Failure>(true)
                        })
                    })
                    .await?;
                progress |= done;
                deleted += usize::from(done);
            }
            if !progress {
                return Ok(deleted);
            }
        }
    }
}

async fn refresh_skonto(core: &Core) -> Result<(), Failure> {
    let now = core.now();
    loop {
        let invoices = store::missed_skonto(core.store(), now).await?;
        if invoices.is_empty() {
            return Ok(());
        }
        for mut invoice in invoices {
            let settings = store::settings(core.store(), &invoice.body).await?;
            let fresh = model::dates(&invoice.facts, invoice.state, &settings, invoice.received_at, now);
            // Whatever happens to the row meanwhile, it must leave this list.
            invoice.dates.skonto = fresh.skonto.filter(|end| *end >= now);
            core.store().write(move |tx| Box::pin(async move { store::set_dates(tx, &invoice).await })).await?;
        }
    }
}

/// Invoices from before there was anything to compare by can be compared too.
async fn fill_keys(core: &Core) -> Result<(), Failure> {
    loop {
        let invoices = store::without_keys(core.store()).await?;
        if invoices.is_empty() {
            return Ok(());
        }
        core.store()
            .write(move |tx| {
                Box::pin(async move {
                    for invoice in &invoices {
                        store::fill_keys(tx, invoice).await?;
                    }
                    Ok::<_, Failure>(())
                })
            })
            .await?;
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
        Box::pin(async move { Self::run_now(core).await.map(|_| ()) })
    }
}
