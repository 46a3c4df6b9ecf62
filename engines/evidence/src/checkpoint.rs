//! Checkpoints: which log, how many entries, which root. Signed, they are what everything else is checked against.
//!
//! Format: <https://c2sp.org/tlog-checkpoint>.

use crate::hash::Hash;
use crate::note::{NoteError, SigningKey, VerifierKey, open_note, sign_note};

/// The state of a log at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log, unique in the world; for the ledger of a body `instance/ledger/body`.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of the tree over these leaves.
    pub root: Hash,
    /// Further lines, signed with the rest, without a meaning here.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self { origin: origin.into(), size, root, extensions: Vec::new() }
    }

    /// The text that is signed: origin, size, root, extensions, each on a line of its own.
    pub fn to_text(&self) -> Result<String, NoteError> {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root.to_base64());
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        // What cannot be read back must not be signed: an empty origin, a line feed within a line.
        if Self::parse_text(&text)? != *self {
            return Err(NoteError::Malformed("line feed within a line"));
        }
        Ok(text)
    }

    /// The signed note.
    pub fn sign(&self, key: &SigningKey) -> Result<String, NoteError> {
        sign_note(&self.to_text()?, key)
    }

    /// Checks the signature of a note, then reads the checkpoint.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, NoteError> {
        Self::parse_text(open_note(note, key)?)
    }

    /// Reads the text of a checkpoint. Says nothing about who wrote it: see [`open`](Self::open).
    pub fn parse_text(text: &str) -> Result<Self, NoteError> {
        let mut lines =
            text.strip_suffix('\n').ok_or(NoteError::Malformed("text does not end in a line feed"))?.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(NoteError::Malformed("a checkpoint has at least three lines"));
        };
        if origin.is_empty() {
            return Err(NoteError::Malformed("origin is empty"));
        }
        let extensions: Vec<_> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(NoteError::Malformed("extension line is empty"));
        }
        Ok(Self { origin: origin.to_owned(), size: parse_size(size)?, root: parse_root(root)?, extensions })
    }
}

/// Decimal, without sign and without leading zeros: one number, one spelling.
fn parse_size(text: &str) -> Result<u64, NoteError> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    match text.parse() {
        Ok(size) if digits && !leading_zero => Ok(size),
        _ => Err(NoteError::Malformed("size is not a decimal number")),
    }
}

fn parse_root(text: &str) -> Result<Hash, NoteError> {
    // Hexadecimal, which Hash reads as well, is not part of this format.
    match text.parse::<Hash>() {
        Ok(root) if root.to_base64() == text => Ok(root),
        _ => Err(NoteError::Malformed("root is not 32 bytes of base64")),
    }
}
