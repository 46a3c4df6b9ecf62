//! Proofs for an append-only ledger, as pure functions.
//!
//! A ledger that somebody else must be able to trust needs three things, and this crate has exactly these:
//!
//! - a **tree** over its events, whose root names the whole history in 32 bytes ([`Frontier`], [`root_of`];
//!   RFC 6962 §2.1), with proofs that an event is in it ([`inclusion_proof`]) and that nothing written
//!   earlier was changed ([`consistency_proof`]);
//! - a **signed checkpoint**: size and root, signed in a text format that other tools read, too
//!   ([`Checkpoint`]; C2SP tlog-checkpoint and signed-note);
//! - a **receipt** that a citizen keeps as a file and that can be checked without asking anybody ([`Receipt`]).
//!
//! With the feature `time-stamps` also what makes proof last: [`time_stamp`], [`record`] and [`transfer_note`].
//!
//! Nothing here reads a clock, a file or a random number: stored hashes come in through a closure, keys as values.

mod checkpoint;
mod frontier;
mod hash;
mod note;
mod proof;
mod receipt;
#[cfg(feature = "time-stamps")]
pub mod record;
#[cfg(feature = "time-stamps")]
pub mod time_stamp;
#[cfg(feature = "time-stamps")]
pub mod transfer_note;

pub use checkpoint::Checkpoint;
pub use frontier::{CompletedNode, Frontier, FrontierError, RootBuilder, root_of};
pub use hash::{Hash, HashParseError, empty_root, leaf_hash, node_hash};
pub use note::{NoteError, SigningKey, VerifierKey, open_note, sign_note};
pub use proof::{
    NodeId, ProofError, ProofPlan, consistency_plan, consistency_proof, inclusion_plan, inclusion_proof, root_at,
    verify_consistency, verify_inclusion,
};
pub use receipt::{KeySource, RECEIPT_FORMAT, Receipt, ReceiptError, VerifiedReceipt};

/// The example of the README, so that it stays true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
