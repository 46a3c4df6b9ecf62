//! The writer: one thread that takes the waiting transactions into one group commit.
//!
//! With `synchronous=FULL` a commit waits for the disk; while it waits, further transactions queue up and share the
//! next commit. Each runs inside a savepoint, so that a failing one is rolled back alone, and each is answered only
//! after the commit.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    path::Path,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use futures::future::BoxFuture;
use rusqlite::Connection;
use tokio::{runtime::Handle, sync::oneshot};

use super::{connection::open_writer, session::SqliteSession, snapshot::drive};
use crate::{
    Error, Options, Result, Transaction,
    guard::{Inside, require_outside},
    transaction::Session,
};

/// Transactions that may wait; further ones are told [`Error::Busy`].
const QUEUE_LENGTH: usize = 8192;
/// A group is committed at the latest when it has this many members …
const GROUP_MEMBERS: usize = 1024;
/// … or took this long, so that one slow transaction does not hold up the answers to the others for long.
const GROUP_TIME: Duration = Duration::from_millis(20);

pub(super) struct Writer {
    queue: SyncSender<Message>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

enum Message {
    Run(Box<dyn Job>),
    Close,
}

impl Writer {
    pub(super) fn start(path: &Path, options: &Options) -> Result<Self> {
        let connection = open_writer(path, options)?;
        let (queue, waiting) = sync_channel(QUEUE_LENGTH);
        let patience = options.patience();
        let runtime = Handle::try_current().ok();
        let work = move || {
            // So that a closure may use timers and channels of the surrounding runtime.
            let _inside_runtime = runtime.as_ref().map(Handle::enter);
            WriterThread::new(connection, waiting, patience).run();
        };
        let thread = thread::Builder::new()
            .name("lotse-store-writer".into())
            .spawn(work)
            .map_err(|error| Error::Unavailable(format!("no thread for the writer: {error}")))?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)) })
    }

    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        require_outside()?;
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Write { work, reply });
        self.queue.try_send(Message::Run(job)).map_err(|error| match error {
            TrySendError::Full(_) => Error::Busy,
            TrySendError::Disconnected(_) => closed(),
        })?;
        match answer.await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(closed().into()),
        }
    }

    /// Lets the waiting transactions finish, writes the log back into the file and ends the thread.
    pub(super) async fn close(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return };
        let queue = self.queue.clone();
        let ending = move || {
            let _ = queue.send(Message::Close);
            thread.join()
        };
        if let Err(error) = tokio::task::spawn_blocking(ending).await {
            tracing::error!(%error, "the writer did not end");
        }
    }
}

fn closed() -> Error {
    Error::Unavailable("the store is closed".into())
}

/// A transaction that waits for its turn, with its types forgotten.
trait Job: Send {
    /// Runs the closure; whoever commits must use the answer afterwards.
    fn run(self: Box<Self>, transaction: &mut Transaction, patience: Duration) -> Finished;
    /// Answers without having run it.
    fn refuse(self: Box<Self>, error: Error);
}

struct Finished {
    keep: bool,
    answer: Box<dyn FnOnce(Result<()>)>,
}

type Panic = Box<dyn Any + Send>;

struct Write<T, E, F> {
    work: F,
    reply: oneshot::Sender<Result<Result<T, E>, Panic>>,
}

impl<T, E, F> Job for Write<T, E, F>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: for<'t> FnOnce(&'t mut Transaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
{
    fn run(self: Box<Self>, transaction: &mut Transaction, patience: Duration) -> Finished {
        let Self { work, reply } = *self;
        let outcome = catch_unwind(AssertUnwindSafe(|| drive(Inside(work(&mut *transaction)), Some(patience))));
        let failure = transaction.take_failure();
        let result = match (outcome, failure) {
            (Err(panic), _) => Err(panic),
            (Ok(None), _) => Ok(Err(Error::Busy.into())),
            (Ok(Some(Ok(_))), Some(failure)) => Ok(Err(failure.into())),
            (Ok(Some(result)), _) => Ok(result),
        };
        let keep = matches!(result, Ok(Ok(_)));
        // An error or a panic is the answer whatever becomes of the group.
        let answer = move |commit: Result<()>| {
            let answer = match commit {
                Err(error) if keep => Ok(Err(error.into())),
                _ => result,
            };
            // Nobody listens any more when the caller gave up waiting.
            let _ = reply.send(answer);
        };
        Finished { keep, answer: Box::new(answer) }
    }

    fn refuse(self: Box<Self>, error: Error) {
        let _ = self.reply.send(Ok(Err(error.into())));
    }
}

struct WriterThread {
    transaction: Transaction,
    waiting: Receiver<Message>,
    patience: Duration,
    closing: bool,
}

impl WriterThread {
    fn new(connection: Connection, waiting: Receiver<Message>, patience: Duration) -> Self {
        let transaction = Transaction::new(Session::Sqlite(SqliteSession::new(connection)));
        Self { transaction, waiting, patience, closing: false }
    }

    fn run(mut self) {
        while let (false, Ok(message)) = (self.closing, self.waiting.recv()) {
            match message {
                Message::Run(first) => self.group(first),
                Message::Close => break,
            }
        }
        let written_back = self.session().query("PRAGMA wal_checkpoint(TRUNCATE)", &[]);
        if let Err(error) = written_back {
            tracing::warn!(%error, "the write-ahead log stays; the next start will use it");
        }
    }

    /// One group from `BEGIN` to the answers.
    fn group(&mut self, first: Box<dyn Job>) {
        if let Err(error) = self.session().control("BEGIN IMMEDIATE") {
            tracing::warn!(%error, "cannot begin a transaction");
            first.refuse(error.clone());
            self.refuse_waiting(&error);
            return;
        }
        let mut answers = Vec::new();
        let outcome = self.members(first, &mut answers).and_then(|()| self.session().control("COMMIT"));
        if let Err(error) = &outcome {
            tracing::error!(%error, members = answers.len(), "a group of transactions was rolled back");
            self.roll_back_group();
        }
        for answer in answers {
            answer(outcome.clone());
        }
    }

    /// Runs what is waiting until nobody waits or the group is full.
    fn members(&mut self, first: Box<dyn Job>, answers: &mut Vec<Box<dyn FnOnce(Result<()>)>>) -> Result<()> {
        let start = Instant::now();
        let mut next = Some(first);
        while let Some(job) = next {
            self.member(job, answers)?;
            next = None;
            if answers.len() < GROUP_MEMBERS && start.elapsed() < GROUP_TIME {
                next = self.take_waiting();
            }
        }
        Ok(())
    }

    fn member(&mut self, job: Box<dyn Job>, answers: &mut Vec<Box<dyn FnOnce(Result<()>)>>) -> Result<()> {
        if let Err(error) = self.session().control("SAVEPOINT member") {
            job.refuse(error.clone());
            return Err(error);
        }
        let finished = job.run(&mut self.transaction, self.patience);
        answers.push(finished.answer);
        if self.session().is_rolled_back() {
            return Err(Error::Unavailable("SQLite gave the transaction up, see the failed statement".into()));
        }
        if !finished.keep {
            self.session().control("ROLLBACK TO member")?;
        }
        self.session().control("RELEASE member")
    }

    fn take_waiting(&mut self) -> Option<Box<dyn Job>> {
        match self.waiting.try_recv() {
            Ok(Message::Run(job)) => Some(job),
            Ok(Message::Close) => {
                self.closing = true;
                None
            }
            Err(_) => None,
        }
    }

    /// Who waited while another process held the lock would only wait as long again.
    fn refuse_waiting(&mut self, error: &Error) {
        while let Some(job) = self.take_waiting() {
            job.refuse(error.clone());
        }
    }

    fn roll_back_group(&mut self) {
        if self.session().is_rolled_back() {
            return;
        }
        if let Err(error) = self.session().control("ROLLBACK") {
            tracing::error!(%error, "cannot roll back");
        }
    }

    fn session(&mut self) -> &SqliteSession {
        match self.transaction.session() {
            Session::Sqlite(session) => session,
            Session::Postgres(_) => unreachable!("the writer thread made the session itself"),
        }
    }
}
