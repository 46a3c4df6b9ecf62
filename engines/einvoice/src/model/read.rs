//! Reading the model out of a document, whatever state it is in: what is there is taken, what cannot be understood
//! becomes a remark. Of something that stands twice where one is allowed, the first counts.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use jiff::civil::Date;
use serde::Serialize;

use super::{Attachment, Identifier, Invoice, Terms};
use crate::{
    number::Decimal,
    tree::{Attr, Document, Name, Node, attr, cn, normalize_space, rsm, ubl},
};

/// An invoice as read, what was odd about it, and where everything stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    pub invoice: Invoice,
    pub remarks: Vec<Remark>,
    pub terms: Terms,
}

/// Something in the document that the model could not take as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The term it was read for, for example `BT-2`.
    pub term: &'static str,
    /// Index of the element in the document.
    pub node: u32,
    pub kind: RemarkKind,
    /// What stands there, cut to 80 characters.
    pub value: String,
}

/// Why it could not be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkKind {
    /// It stands more than once; the first counts.
    Repeated,
    NotANumber,
    NotADate,
    /// Neither `true` nor `false`; taken as an allowance.
    NotATruthValue,
    /// The file cannot be decoded.
    NotBase64,
    /// The attached files are too large together.
    TooLarge,
}

impl Remark {
    /// The remark as a German sentence.
    pub fn german(&self) -> String {
        let Self { term, value, .. } = self;
        match self.kind {
            RemarkKind::Repeated => {
                format!("{term} steht mehrfach in der Rechnung. Gelesen wurde die erste Angabe, nicht „{value}“.")
            }
            RemarkKind::NotANumber => format!("{term}: „{value}“ ist keine Zahl (erwartet zum Beispiel 1234.56)."),
            RemarkKind::NotADate => format!("{term}: „{value}“ ist kein Datum."),
            RemarkKind::NotATruthValue => {
                format!("{term}: „{value}“ sagt nicht, ob es ein Abzug oder ein Zuschlag ist; gelesen als Abzug.")
            }
            RemarkKind::NotBase64 => {
                format!("{term}: Die angehängte Datei ist beschädigt und kann nicht gelesen werden.")
            }
            RemarkKind::TooLarge => format!("{term}: Die angehängten Dateien sind zusammen zu groß; diese fehlt."),
        }
    }

    /// The remark as an English sentence.
    pub fn english(&self) -> String {
        let Self { term, value, .. } = self;
        match self.kind {
            RemarkKind::Repeated => {
                format!("{term} stands more than once. The first one was read, not “{value}”.")
            }
            RemarkKind::NotANumber => format!("{term}: “{value}” is not a number (expected for example 1234.56)."),
            RemarkKind::NotADate => format!("{term}: “{value}” is not a date."),
            RemarkKind::NotATruthValue => {
                format!("{term}: “{value}” does not say whether it is an allowance or a charge; read as an allowance.")
            }
            RemarkKind::NotBase64 => format!("{term}: the attached file is damaged and cannot be read."),
            RemarkKind::TooLarge => format!("{term}: the attached files are too large together; this one is missing."),
        }
    }
}

/// Bytes of all attached files together, decoded, that [`read`] takes.
pub const ATTACHMENT_LIMIT: usize = 128 << 20;

/// Reads an invoice. `None` where the document is neither UBL nor CII.
pub fn read(document: &Document<'_>) -> Option<Reading> {
    read_limited(document, ATTACHMENT_LIMIT)
}

/// The same with another limit for the attached files together; 0 reads none of them.
pub fn read_limited(document: &Document<'_>, attachment_limit: usize) -> Option<Reading> {
    let mut reader = Reader { remarks: Vec::new(), found: Vec::new(), attachment_room: attachment_limit };
    let root = document.root();
    let invoice = match root.name() {
        ubl::Invoice | cn::CreditNote => super::read_ubl::invoice(&mut reader, root),
        rsm::CrossIndustryInvoice => super::read_cii::invoice(&mut reader, root),
        _ => return None,
    };
    Some(Reading { invoice, remarks: reader.remarks, terms: Terms::new(reader.found) })
}

/// Collects remarks and places while a document is read.
pub(super) struct Reader {
    remarks: Vec<Remark>,
    found: Vec<(u32, &'static str)>,
    attachment_room: usize,
}

impl Reader {
    pub fn note(&mut self, term: &'static str, node: Node<'_>) {
        self.found.push((node.index(), term));
    }

    pub fn remark(&mut self, term: &'static str, node: Node<'_>, kind: RemarkKind) {
        let value = node.normalized().chars().take(80).collect();
        self.remarks.push(Remark { term, node: node.index(), kind, value });
    }

    /// The first of several nodes; a second one that says something is remarked.
    pub fn one<'d>(&mut self, term: &'static str, nodes: impl IntoIterator<Item = Node<'d>>) -> Option<Node<'d>> {
        let mut nodes = nodes.into_iter();
        let first = nodes.next()?;
        self.note(term, first);
        if let Some(second) = nodes.next() {
            self.remark(term, second, RemarkKind::Repeated);
        }
        Some(first)
    }

    pub fn at<'d, const N: usize>(&mut self, term: &'static str, from: Node<'d>, path: [Name; N]) -> Option<Node<'d>> {
        self.one(term, from.at(path))
    }

    /// Text as it stands, white space included; `None` when there is nothing but white space.
    pub fn text<const N: usize>(&mut self, term: &'static str, from: Node<'_>, path: [Name; N]) -> Option<String> {
        text_of(self.at(term, from, path)?)
    }

    /// A code or identifier: white space around it does not count.
    pub fn code<const N: usize>(&mut self, term: &'static str, from: Node<'_>, path: [Name; N]) -> Option<String> {
        code_of(self.at(term, from, path)?)
    }

    pub fn identifier<const N: usize>(
        &mut self,
        term: &'static str,
        from: Node<'_>,
        path: [Name; N],
    ) -> Option<Identifier> {
        identifier_of(self.at(term, from, path)?)
    }

    pub fn number<const N: usize>(&mut self, term: &'static str, from: Node<'_>, path: [Name; N]) -> Option<Decimal> {
        let node = self.at(term, from, path)?;
        self.number_of(term, node)
    }

    pub fn number_of(&mut self, term: &'static str, node: Node<'_>) -> Option<Decimal> {
        let number = Decimal::parse(&node.string());
        if number.is_none() && !node.normalized().is_empty() {
            self.remark(term, node, RemarkKind::NotANumber);
        }
        number
    }

    pub fn date<const N: usize>(&mut self, term: &'static str, from: Node<'_>, path: [Name; N]) -> Option<Date> {
        let node = self.at(term, from, path)?;
        let text = node.normalized();
        let date = date_of(&text);
        if date.is_none() && !text.is_empty() {
            self.remark(term, node, RemarkKind::NotADate);
        }
        date
    }

    /// Whether an allowance or charge is a charge.
    pub fn is_charge(&mut self, node: Option<Node<'_>>) -> bool {
        let Some(node) = node else { return false };
        match normalize_space(&node.string()).as_ref() {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => {
                self.remark("BG-20", node, RemarkKind::NotATruthValue);
                false
            }
        }
    }

    pub fn attachment(&mut self, node: Option<Node<'_>>) -> Option<Attachment> {
        const LENIENT: GeneralPurpose = GeneralPurpose::new(
            &STANDARD,
            GeneralPurposeConfig::new()
                .with_decode_padding_mode(DecodePaddingMode::Indifferent)
                .with_decode_allow_trailing_bits(true),
        );
        let node = node?;
        let mime = attribute_of(node, attr::mimeCode);
        let file_name = attribute_of(node, attr::filename);
        let mut text = node.string().into_owned();
        text.retain(|letter| !letter.is_ascii_whitespace());
        let content = if text.len() / 4 * 3 > self.attachment_room {
            self.remark("BT-125", node, RemarkKind::TooLarge);
            Vec::new()
        } else {
            LENIENT.decode(text).unwrap_or_else(|_| {
                self.remark("BT-125", node, RemarkKind::NotBase64);
                Vec::new()
            })
        };
        self.attachment_room = self.attachment_room.saturating_sub(content.len());
        let attachment = Attachment { mime, file_name, content };
        filled(attachment)
    }
}

/// The group, unless nothing is in it.
pub(super) fn filled<T: Default + PartialEq>(group: T) -> Option<T> {
    (!super::is_empty(&group)).then_some(group)
}

pub(super) fn text_of(node: Node<'_>) -> Option<String> {
    let text = node.string();
    (!normalize_space(&text).is_empty()).then(|| text.into_owned())
}

pub(super) fn code_of(node: Node<'_>) -> Option<String> {
    let text = node.normalized();
    (!text.is_empty()).then(|| text.into_owned())
}

pub(super) fn attribute_of(node: Node<'_>, name: Attr) -> Option<String> {
    let text = normalize_space(node.attribute(name)?);
    (!text.is_empty()).then(|| text.into_owned())
}

pub(super) fn identifier_of(node: Node<'_>) -> Option<Identifier> {
    Some(Identifier { value: code_of(node)?, scheme: attribute_of(node, attr::schemeID) })
}

/// `2026-11-21` with or without a time or zone behind it, or `20261121` and longer as CII's formats 102, 203, 204.
fn date_of(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() < 8 || !text.is_ascii() {
        return None;
    }
    let is_dashed = bytes[4] == b'-';
    let (year, month, day, rest) = if is_dashed {
        if bytes.len() < 10 || bytes[7] != b'-' {
            return None;
        }
        (&text[..4], &text[5..7], &text[8..10], &text[10..])
    } else {
        (&text[..4], &text[4..6], &text[6..8], &text[8..])
    };
    let is_end = if is_dashed {
        rest.is_empty() || rest.starts_with(['T', 'Z', '+', '-'])
    } else {
        matches!(rest.len(), 0 | 4 | 6) && rest.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_end {
        return None;
    }
    let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<i16>().ok())?;
    Date::new(number(year)?, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_of_both_syntaxes() {
        for text in ["2026-11-21", "2026-11-21Z", "2026-11-21+01:00", "20261121", "202611211030"] {
            assert_eq!(date_of(text), Some(date(2026, 11, 21)), "{text}");
        }
        for text in ["", "2026-02-30", "20261321", "21.11.2026", "2026-1-2", "2026112", "+2026111", "2026-11-21x"] {
            assert_eq!(date_of(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn dates_never_panic(text in "\\PC{0,14}") {
            let _ = date_of(&text);
        }
    }
}
