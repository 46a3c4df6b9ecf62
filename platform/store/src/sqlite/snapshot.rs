//! Read-only snapshots on a connection of their own, and the small executor both kinds of transactions run on.

use std::{
    future::Future,
    path::PathBuf,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use futures::future::BoxFuture;

use super::{connection::open_reader, session::SqliteSession};
use crate::{Error, Options, Result, Transaction, transaction::Session};

/// Runs the closure on a blocking thread: an export may read for minutes.
pub(super) async fn run<T, E, F>(path: PathBuf, options: Options, work: F) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
{
    let reading = move || {
        let session = SqliteSession::new(open_reader(&path, &options)?);
        session.control("BEGIN")?;
        // BEGIN alone does not fix the snapshot, the first read does.
        session.query("SELECT count(*) FROM sqlite_schema", &[])?;
        let mut transaction = Transaction::new(Session::Sqlite(session));
        let outcome = drive(work(&mut transaction), None);
        let result = outcome.unwrap_or_else(|| Err(Error::Busy.into()));
        match transaction.take_failure() {
            Some(failure) => result.and(Err(failure.into())),
            None => result,
        }
    };
    match tokio::task::spawn_blocking(reading).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(Error::Unavailable(error.to_string()).into()),
        },
    }
}

/// Polls the future on this thread until it is ready, or until it has kept the thread waiting for longer than
/// `patience`. Calls of the transaction are ready at once; only a closure that awaits something else waits.
pub(super) fn drive<F: Future + Unpin>(mut future: F, patience: Option<Duration>) -> Option<F::Output> {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut deadline = None;
    loop {
        if let Poll::Ready(output) = std::pin::Pin::new(&mut future).poll(&mut context) {
            return Some(output);
        }
        let Some(patience) = patience else {
            thread::park();
            continue;
        };
        let now = Instant::now();
        let left = deadline.get_or_insert(now + patience).saturating_duration_since(now);
        if left.is_zero() {
            tracing::warn!("a transaction awaited something else for too long and is rolled back");
            return None;
        }
        thread::park_timeout(left);
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
