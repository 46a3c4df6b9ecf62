//! Documents that come with an invoice: BG-24.

use serde::{Serialize, Serializer};

/// BG-24 Additional supporting document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SupportingDocument {
    /// BT-122 Supporting document reference (1..1).
    pub reference: Option<String>,
    /// BT-123 Supporting document description (0..1).
    pub description: Option<String>,
    /// BT-124 External document location, a URL (0..1).
    pub location: Option<String>,
    /// BT-125 Attached document (0..1).
    pub attachment: Option<Attachment>,
}

/// BT-125 Attached document: a file inside the invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Attachment {
    /// BT-125-1 Attached document MIME code (1..1).
    pub mime: Option<String>,
    /// BT-125-2 Attached document filename (1..1). Comes from outside: never a path to write to.
    pub file_name: Option<String>,
    /// The file's bytes. In JSON only their number is given.
    #[serde(rename = "size", serialize_with = "size")]
    pub content: Vec<u8>,
}

fn size<S: Serializer>(content: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(content.len() as u64)
}
