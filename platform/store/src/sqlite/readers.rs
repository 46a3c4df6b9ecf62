//! The read pool. A short read runs inline on the calling task's thread: handing it to another thread would cost
//! ten times as much as the read itself.

use std::{
    ops::Deref,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use rusqlite::Connection;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::connection::open_reader;
use crate::{Error, Options, Result};

pub(super) struct Readers {
    idle: Mutex<Vec<Connection>>,
    available: Semaphore,
}

impl Readers {
    pub(super) fn open(path: &Path, options: &Options) -> Result<Self> {
        let cores = thread::available_parallelism().map_or(4, usize::from);
        let count = options.read_connections.unwrap_or(cores + 2).max(1);
        let connections: Result<Vec<Connection>> = (0..count).map(|_| open_reader(path, options)).collect();
        Ok(Self { idle: Mutex::new(connections?), available: Semaphore::new(count) })
    }

    /// Waits for a free connection.
    pub(super) async fn acquire(&self) -> Result<Reader<'_>> {
        let closed = || Error::Unavailable("the store is closed".into());
        let permit = self.available.acquire().await.map_err(|_| closed())?;
        let connection = self.idle().pop().ok_or_else(closed)?;
        Ok(Reader { pool: self, connection: Some(connection), _permit: permit })
    }

    /// No further reads; connections still in use are closed when they come back.
    pub(super) fn close(&self) {
        self.available.close();
        self.idle().clear();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan; dropping it gives it back, then the permit.
pub(super) struct Reader<'p> {
    pool: &'p Readers,
    connection: Option<Connection>,
    _permit: SemaphorePermit<'p>,
}

impl Deref for Reader<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection.as_ref().expect("the connection is only taken on drop")
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if self.pool.available.is_closed() {
            return;
        }
        self.pool.idle().extend(self.connection.take());
    }
}
