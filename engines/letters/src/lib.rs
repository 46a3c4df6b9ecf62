//! Letters: turns a template and a case into a letter a mayor would sign.
//!
//! A package brings its letters as Markdown with placeholders, because clerks can read and change
//! that. The way to paper has three steps, each a pure function:
//!
//! 1. [`fill`] puts values into the template. Values are data: nothing an applicant types can become
//!    formatting, a link or HTML.
//! 2. [`render_html`] shows the filled text on screen.
//! 3. [`render_pdf`] sets it as a business letter after DIN 5008 form B and writes a tagged PDF that
//!    keeps to PDF/A-2a (ISO 19005-2; with attachments PDF/A-3a, ISO 19005-3) and PDF/UA-1 (ISO 14289-1).
//!
//! The same input gives the same bytes: time comes in as a value, fonts are part of the crate.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod flow;
mod fonts;
mod markdown;
mod page;
mod paint;
mod structure;
mod table;
mod template;
mod text;

use serde::{Deserialize, Serialize};

pub use markdown::render_html;
pub use template::{TemplateError, check, fill, fill_text, placeholders};

/// A colour in sRGB, written as `#rrggbb` in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rgb {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

impl Rgb {
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#rrggbb`; the hash may be missing.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
        Some(Self::new(part(0)?, part(2)?, part(4)?))
    }
}

impl TryFrom<String> for Rgb {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or_else(|| format!("not a colour like #004b76: {text}"))
    }
}

impl From<Rgb> for String {
    fn from(colour: Rgb) -> Self {
        format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue)
    }
}

impl Default for Rgb {
    fn default() -> Self {
        Self::new(0, 75, 118)
    }
}

/// What is the same on every letter of a municipality or office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letterhead {
    /// Large at the top: "Stadt Musterstadt".
    pub sender_name: String,
    /// Below the name: "Die Bürgermeisterin", "Fachbereich Ordnung".
    pub sender_lines: Vec<String>,
    /// At the top right, instead of a coat of arms; may be empty.
    pub brand: String,
    /// One small line above the recipient, visible in the window of the envelope.
    pub return_line: String,
    /// Colour of name, rules and headings. Too light a colour is darkened until text in it has a contrast of 4.5 : 1.
    pub accent: Rgb,
    /// Lines of the info block that belong to the sender: contact person, telephone, e-mail.
    pub info: Vec<(String, String)>,
    /// At the foot of the first page: address, opening hours, bank account.
    pub footer_lines: Vec<String>,
}

/// One letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Letter {
    /// Language of the text (BCP 47); empty means `de`.
    pub language: String,
    /// Title of the document; empty means the subject.
    pub title: String,
    /// Recipient, one line each; may be empty.
    pub recipient: Vec<String>,
    /// Lines of the info block that belong to this letter, for example the Aktenzeichen. They come first.
    pub info: Vec<(String, String)>,
    /// The date as it is printed, for example from [`format_date`]; empty prints none.
    pub date_text: String,
    /// Subject, printed as the main heading.
    pub subject: String,
    /// Text after [`fill`], in Markdown. Headings of it stand below the subject.
    pub body_markdown: String,
    /// Lines above the signature: "Mit freundlichen Grüßen", "Im Auftrag".
    pub closing: Vec<String>,
    /// Lines below the space for the signature; empty prints neither space nor line.
    pub signature: Vec<String>,
    /// When the letter was made, in UTC.
    pub created: Created,
    /// Author in the properties of the document; empty means the sender's name.
    pub author: String,
}

/// A point in time in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    pub year: u16,
    pub month: u8,
    pub day: u8,
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

impl Created {
    pub const fn date(year: u16, month: u8, day: u8) -> Self {
        Self { year, month, day, hour: 0, minute: 0, second: 0 }
    }
}

impl Default for Created {
    fn default() -> Self {
        Self::date(1970, 1, 1)
    }
}

/// A file that travels inside the PDF (PDF/A-3, ISO 19005-3 § 6.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name, unique within the letter.
    pub name: String,
    /// Media type, for example `application/xml`.
    pub mime: String,
    pub bytes: Vec<u8>,
}

/// A finished letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// What the document keeps to: `PDF/A-2a, PDF/UA-1` or `PDF/A-3a, PDF/UA-1`.
    pub conformance: &'static str,
    /// What a clerk should look at before sending.
    pub warnings: Vec<Warning>,
}

/// Something in the letter that could not be printed as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    pub code: &'static str,
    /// In plain German, for the clerk.
    pub message: String,
}

/// Why a letter could not be made. The text is German and meant for clerks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    #[error("Das Erstellungsdatum {0} gibt es nicht. Bitte prüfen Sie Datum und Uhrzeit.")]
    Created(String),
    #[error("Die Anlage „{name}“ kann nicht beigefügt werden: {reason}.")]
    Attachment { name: String, reason: &'static str },
    #[error("Der Brief ist zu lang: mehr als {0} Seiten. Bitte kürzen Sie den Text oder teilen Sie ihn auf.")]
    TooLong(usize),
    #[error("Das PDF konnte nicht erzeugt werden ({0}). Bitte wenden Sie sich an die Technik.")]
    Pdf(String),
}

impl LetterError {
    /// Stable code for logs and interfaces.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Created(_) => "brief-datum",
            Self::Attachment { .. } => "brief-anlage",
            Self::TooLong(_) => "brief-zu-lang",
            Self::Pdf(_) => "brief-pdf",
        }
    }
}

/// Sets the letter and writes it as a tagged PDF.
pub fn render_pdf(letterhead: &Letterhead, letter: &Letter, attachments: &[Attachment]) -> Result<Pdf, LetterError> {
    paint::render(letterhead, letter, attachments)
}

/// A date as letters print it: `14. März 2027`. `None` if there is no such month.
pub fn format_date(year: i16, month: u8, day: u8) -> Option<String> {
    template::long_date(year, month, day)
}
