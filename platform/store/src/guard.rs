//! Notices when a transaction tries to start another one.
//!
//! On SQLite the inner one would wait for the outer one for ever, on PostgreSQL it would take a second connection
//! and perhaps wait for the outer one's locks. So both refuse it.

use std::{
    cell::Cell,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use futures::future::BoxFuture;

use crate::{Error, Result};

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// The future of a transaction's closure; the thread knows while it is polled.
pub(crate) struct Inside<'t, T>(pub(crate) BoxFuture<'t, T>);

impl<T> Future for Inside<'_, T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let _mark = Mark(INSIDE.replace(true));
        self.0.as_mut().poll(context)
    }
}

/// Restores the former state, also when the closure panics.
struct Mark(bool);

impl Drop for Mark {
    fn drop(&mut self) {
        INSIDE.set(self.0);
    }
}

pub(crate) fn require_outside() -> Result<()> {
    if INSIDE.get() {
        return Err(Error::Invalid("write called inside a transaction; use the transaction at hand".into()));
    }
    Ok(())
}
