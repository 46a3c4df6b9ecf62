//! Jobs run once, again after a failure, and never twice for one key.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures::future::BoxFuture;
use lotse_core::{
    Core,
    body::BodyKey,
    errors::Failure,
    jobs::{self, JobHandler, NewJob, Runner},
};
use serde_json::json;

use crate::harness::{self, borgentreich};

#[derive(Default)]
struct FailsOnce(AtomicUsize);

impl JobHandler for FailsOnce {
    fn kind(&self) -> &'static str {
        "test.fails-once"
    }

    fn run<'a>(
        &'a self,
        _: &'a Core,
        _: &'a BodyKey,
        payload: &'a serde_json::Value,
    ) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async move {
            assert_eq!(payload["greeting"], "hello");
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => Err(Failure::internal("not yet")),
                _ => Ok(()),
            }
        })
    }
}

async fn enter(core: &Core, key: &str) {
    let (id, now, key) = (core.new_id(), core.now(), key.to_owned());
    core.store()
        .write(move |tx| {
            Box::pin(async move {
                let payload = json!({ "greeting": "hello" });
                let job = NewJob { kind: "test.fails-once", payload, run_at: now, dedup_key: Some(key) };
                jobs::enqueue(tx, id, now, &borgentreich(), job).await
            })
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_failed_job_is_tried_again_later() {
    for test in harness::each().await {
        let handler = Arc::new(FailsOnce::default());
        let runner = Runner::new(test.core.clone(), vec![handler.clone()]);
        enter(&test.core, "one").await;
        enter(&test.core, "one").await;
        assert_eq!(runner.run_due().await.unwrap(), 1, "the same key is entered once");
        assert_eq!(runner.run_due().await.unwrap(), 0, "not again at once");
        let waiting = &jobs::list(test.core.store(), test.core.now()).await.unwrap()[0];
        assert_eq!((waiting.state.as_str(), waiting.attempts), ("waiting", 1));
        assert!(waiting.last_error.as_deref().unwrap().contains("not yet"));
        test.clock.advance_seconds(60);
        assert_eq!(runner.run_due().await.unwrap(), 1);
        assert_eq!(handler.0.load(Ordering::SeqCst), 2);
        assert_eq!(jobs::list(test.core.store(), test.core.now()).await.unwrap()[0].state, "done");
    }
}

#[tokio::test]
async fn two_runners_take_a_job_once() {
    for test in harness::each().await {
        let handler = Arc::new(FailsOnce(AtomicUsize::new(1)));
        for number in 0..20 {
            enter(&test.core, &number.to_string()).await;
        }
        let one = Runner::new(test.core.clone(), vec![handler.clone()]);
        let two = Runner::new(test.core.clone(), vec![handler.clone()]);
        let (first, second) = tokio::join!(one.run_due(), two.run_due());
        assert_eq!(first.unwrap() + second.unwrap(), 20);
        assert_eq!(handler.0.load(Ordering::SeqCst), 21);
    }
}
