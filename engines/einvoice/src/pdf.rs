//! Comes with its own commit.

/// A file inside a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A PDF with an invoice inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hybrid {
    pub invoice: Embedded,
    pub attachments: Vec<Embedded>,
}

/// Why there is no invoice in a PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PdfError {
    #[error("no XML in this PDF")]
    NoXml,
}

/// Whether the bytes begin as a PDF does.
pub fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-")
}

/// The invoice embedded in a PDF and what else is embedded.
pub fn extract(_bytes: &[u8]) -> Result<Hybrid, PdfError> {
    Err(PdfError::NoXml)
}
