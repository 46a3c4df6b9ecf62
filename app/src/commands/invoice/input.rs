//! Finding and reading what is named on the command line.

use std::{
    borrow::Cow,
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use lotse_einvoice::{
    NoInvoice,
    pdf::{self, PdfLimits, PdfProblem},
    tree::Limits,
};

use super::Language;
use crate::commands::files::{self, Found, Missing, is_standard_input};

/// Why a file cannot be checked. Each has a stable code.
#[derive(Debug)]
pub(super) enum Trouble {
    Missing(Missing),
    TooLarge,
    Pdf(PdfProblem),
    NoInvoice(NoInvoice),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Missing(error.into())
    }
}

impl From<NoInvoice> for Trouble {
    fn from(error: NoInvoice) -> Self {
        Self::NoInvoice(error)
    }
}

impl Trouble {
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Missing(missing) => missing.code(),
            Self::TooLarge => "too-large",
            Self::Pdf(problem) => problem.code(),
            Self::NoInvoice(NoInvoice::Unreadable(_)) => "not-xml",
            Self::NoInvoice(NoInvoice::OtherRoot(_)) => "no-invoice",
        }
    }

    pub(super) fn text(&self, language: Language) -> String {
        match language {
            Language::De => self.german(),
            Language::En => self.to_string(),
        }
    }

    fn german(&self) -> String {
        match self {
            Self::Missing(missing) => missing.german("keine XML- und keine PDF-Datei"),
            Self::TooLarge => {
                format!("Die Datei ist größer als {} MiB. So groß ist keine Rechnung.", Limits::default().bytes >> 20)
            }
            Self::Pdf(problem) => problem.german(),
            Self::NoInvoice(error) => super::words::no_invoice(error),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(missing) => formatter.write_str(&missing.english("XML or PDF file")),
            Self::TooLarge => formatter.write_str("the file is too large for an invoice"),
            Self::Pdf(error) => error.fmt(formatter),
            Self::NoInvoice(error) => error.fmt(formatter),
        }
    }
}

/// Files as they are, folders as the XML and PDF files in them and below; but what [`super::show`] wrote beside an invoice
/// is no second one.
pub(super) fn find(paths: &[PathBuf]) -> Vec<Found> {
    let mut found = files::find(paths, &["xml", "pdf"]);
    found.retain(|found| !matches!(found, Found::File(path) if !paths.contains(path) && is_display(path)));
    found
}

fn is_display(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().contains(DISPLAY))
}

/// How the name goes on of a PDF that is made to be read.
pub(super) const DISPLAY: &str = ".anzeige";

/// The bytes of a file or of standard input.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    let most = u64::try_from(Limits::default().bytes).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    if is_standard_input(path) {
        io::stdin().take(most + 1).read_to_end(&mut bytes)?;
    } else {
        let file = fs::File::open(path)?;
        let length = file.metadata()?.len();
        if length > most {
            return Err(Trouble::TooLarge);
        }
        bytes.reserve_exact(usize::try_from(length).unwrap_or(0) + 1);
        file.take(most + 1).read_to_end(&mut bytes)?;
    }
    if bytes.len() as u64 > most { Err(Trouble::TooLarge) } else { Ok(bytes) }
}

/// Whether it is a PDF: its mark may stand behind other bytes, but XML that only speaks of one is none.
pub(super) fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let is_markup = head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<');
    !is_markup && head.windows(5).any(|window| window == b"%PDF-")
}

/// The invoice in a file: of a PDF the embedded XML, else the file itself.
pub(super) fn invoice(bytes: Vec<u8>) -> Result<Vec<u8>, Trouble> {
    if !is_pdf(&bytes) {
        return Ok(bytes);
    }
    pdf::extract(&bytes, &PdfLimits::default()).map(|hybrid| hybrid.invoice.content).map_err(Trouble::Pdf)
}

/// The text of an invoice.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Trouble> {
    lotse_einvoice::tree::decode(bytes).map_err(|error| Trouble::NoInvoice(error.into()))
}
