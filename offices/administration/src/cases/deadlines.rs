//! Steps a workflow leaves to the program: what happens when a period is over and nobody did anything.

use std::sync::Arc;

use futures::future::BoxFuture;
use lotse_core::{Core, body::BodyKey, errors::Failure, jobs::JobHandler};

use super::{Office, store};

pub(super) const JOB: &str = "cases.pass-deadlines";

/// Run once a day for the whole instance, under any body.
pub struct PassDeadlines {
    office: Arc<Office>,
}

impl PassDeadlines {
    pub const KIND: &str = JOB;

    pub fn new(office: Arc<Office>) -> Arc<Self> {
        Arc::new(Self { office })
    }

    /// Does what is due now; gives how many steps were taken.
    pub async fn run_now(&self, core: &Core) -> Result<usize, Failure> {
        let now = core.now();
        let (mut taken, mut after) = (0, None);
        loop {
            let cases = store::past_step(core.store(), now, after.as_ref()).await?;
            let Some(last) = cases.last() else { return Ok(taken) };
            after = Some((last.body.clone(), last.id));
            for case in cases {
                taken += usize::from(self.office.pass_deadline(case).await?);
            }
        }
    }
}

impl JobHandler for PassDeadlines {
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
