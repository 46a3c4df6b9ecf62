//! What a message may ask of the reader.

/// One element is held at a time, so these bound the memory whatever the length of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the message, unpacked.
    pub bytes: u64,
    /// Bytes of one tag, text or comment.
    pub token_bytes: u64,
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Errors that are described; after that they are only counted.
    pub errors: usize,
    /// Elements that are held at a time while a message is read to be shown, converted or answered.
    pub elements: usize,
    /// Bytes of memory that may be held before what is finished is handed over or laid aside.
    pub aside_bytes: u64,
    /// Bytes, unpacked, of what cannot be taken apart: a single document, or the objects of a message that are wanted all at
    /// once. The memory they take is bounded by a multiple of them, whatever they consist of.
    pub whole_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 16 << 30,
            token_bytes: 16 << 20,
            depth: 256,
            attributes: 64,
            errors: 100,
            elements: 20_000_000,
            aside_bytes: 8 << 20,
            whole_bytes: 64 << 20,
        }
    }
}

impl Limits {
    /// For messages of which nothing is known, in little time: what tests and fuzzing read.
    pub const SMALL: Self = Self {
        bytes: 1 << 20,
        token_bytes: 1 << 16,
        depth: 64,
        attributes: 16,
        errors: 20,
        elements: 20_000,
        aside_bytes: 1 << 19,
        whole_bytes: 1 << 20,
    };

    /// Bytes of memory that what cannot be taken apart may take. An element takes more than its tag is long; ordinary
    /// messages take about four bytes for each of theirs.
    pub(crate) fn most_held(&self) -> u64 {
        self.whole_bytes.saturating_mul(8)
    }
}
