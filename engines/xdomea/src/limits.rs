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
    /// Elements of a message that is held whole.
    pub elements: usize,
    /// Bytes held in memory before what is finished is handed over; a single document may take a small multiple of them.
    /// While conversions hold messages whole: also the bytes of such a message, unpacked.
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
            whole_bytes: 64 << 20,
        }
    }
}
