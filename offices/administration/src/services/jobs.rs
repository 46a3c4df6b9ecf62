//! The daily round: drafts whose time is over go, with their files.

use std::sync::Arc;

use futures::future::BoxFuture;
use lotse_core::{Core, blobs, body::BodyKey, errors::Failure, jobs::JobHandler};

use super::{commands::holder, store};

/// Kind of the job, for whoever enters it once a day.
pub const DELETE_OLD_DRAFTS: &str = "services.delete-old-drafts";

/// Deletes expired drafts of all bodies.
pub struct DeleteOldDrafts;

impl DeleteOldDrafts {
    pub fn handler() -> Arc<dyn JobHandler> {
        Arc::new(Self)
    }
}

impl JobHandler for DeleteOldDrafts {
    fn kind(&self) -> &'static str {
        DELETE_OLD_DRAFTS
    }

    fn run<'a>(
        &'a self,
        core: &'a Core,
        _: &'a BodyKey,
        _: &'a serde_json::Value,
    ) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            let mut deleted = 0;
            loop {
                let expired = store::expired_drafts(core.store(), core.now()).await?;
                if expired.is_empty() {
                    break;
                }
                deleted += expired.len();
                delete(core, expired).await?;
            }
            tracing::info!(deleted, "old drafts deleted");
            blobs::delete_old(core).await?;
            Ok(())
        })
    }
}

async fn delete(core: &Core, expired: Vec<(BodyKey, uuid::Uuid)>) -> Result<(), Failure> {
    let now = core.now();
    core.store()
        .write(move |tx| {
            Box::pin(async move {
                for (body, id) in expired {
                    blobs::release(tx, &body, &holder(id)).await?;
                    store::delete_draft(tx, &body, id, now).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}
