//! Rules: filled in next.

use std::marker::PhantomData;

/// What several rules ask about the whole document.
#[derive(Default)]
pub struct Memory<'d> {
    document: PhantomData<&'d ()>,
}
