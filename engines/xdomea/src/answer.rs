//! Answers to a message: that it has arrived, what the archive decided about what was offered, and what of it was taken
//! over.

mod appraised;
mod asked;
mod taken;
mod write;

use std::{fmt::Write as _, io::BufRead};

use crate::{
    check::CheckError,
    convert::{ConvertError, Converted, Supplement, finish, in_3_1},
    limits::Limits,
    record::{ReadError, Record},
    tree::{self, Element},
    version::{self, Version},
    xml::{Broken, Fault, shortened},
};

pub use appraised::{Appraised, appraisal};
pub use taken::{Taken, import};
pub use write::{Answer, Written};

/// What an answer needs that does not stand in the message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub supplement: Supplement,
    /// When it is written, as `xs:dateTime`.
    pub created: String,
}

/// What the archive decided about a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// UUID of the record.
    pub id: String,
    pub disposal: Disposal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposal {
    Archive,
    Destroy,
}

impl Disposal {
    /// In the list Aussonderungsart.
    pub fn code(self) -> &'static str {
        match self {
            Self::Archive => "A",
            Self::Destroy => "V",
        }
    }
}

/// What came of taking a record over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// UUID of the record.
    pub id: String,
    /// Why it was not taken over; none if it was.
    pub failure: Option<String>,
    /// What the archive calls it.
    pub archive_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    #[error(transparent)]
    Convert(#[from] ConvertError),
    #[error("Auf die Nachricht {0} gibt es diese Antwort nicht. {possible}", possible = possible(.0))]
    NoAnswer(String),
    #[error("Es ist nichts entschieden. Tragen Sie für mindestens ein Objekt A oder V ein.")]
    NothingDecided,
    #[error("„{}“ steht in der Tabelle, aber nicht in der Nachricht. Gehören beide zusammen?", shortened(.0))]
    UnknownObject(String),
    #[error("„{}“ steht in der Tabelle mehrmals. Lassen Sie eine Zeile stehen.", shortened(.0))]
    Twice(String),
    #[error("In der Nachricht wird nichts übergeben, was übernommen werden könnte.")]
    NothingHandedOver,
    #[error("{outer} soll vernichtet werden, und {inner} darin archiviert. Entscheiden Sie eines von beiden anders.")]
    Contradiction { outer: String, inner: String },
    /// What is not whole is not confirmed.
    #[error(
        "Die Nachricht ist nicht gültig ({number} Fehler). Die Übernahme wird nicht bestätigt. Zuerst: Zeile {line}: {message}",
        line = .first.line, message = .first.message
    )]
    Invalid { number: u64, first: Box<CheckError> },
    #[error("{0} Sie gehört zu keinem Schriftgut, das übergeben wird. Die Übernahme wird nicht bestätigt.")]
    FaultyFile(String),
}

impl From<ReadError> for AnswerError {
    fn from(error: ReadError) -> Self {
        let broken = match error {
            ReadError::Broken(broken) => broken,
            ReadError::Write(error) => Broken { line: 0, fault: Fault::Io(error.to_string()) },
        };
        Self::Convert(broken.into())
    }
}

/// Which answers a message has.
fn possible(number: &str) -> String {
    let mut found = Vec::new();
    let end = |name: &'static str| version::message_number(name).unwrap_or_default();
    found.extend(
        RECEIPTS.iter().filter(|(known, _)| *known == number).map(|(_, name)| format!("{} (Empfang)", end(name))),
    );
    if number == "0501" {
        found.push("0502 (Bewertung, mit --decisions)".to_owned());
    }
    let imports = IMPORTS.iter().filter(|(known, ..)| *known == number);
    found.extend(imports.map(|(_, name, _)| format!("{} (Übernahme, mit --imported)", end(name))));
    if found.is_empty() {
        let all: Vec<&str> = RECEIPTS.iter().map(|(known, _)| *known).collect();
        return format!("Beantwortet werden {}.", all.join(", "));
    }
    format!("Möglich sind: {}.", found.join(", "))
}

/// The message that confirms the arrival of each; all of them have the plain head.
const RECEIPTS: [(&str, &str); 6] = [
    ("0101", "Information.EmpfangBestaetigen.0102"),
    ("0301", "Aktenplan.EmpfangBestaetigen.0302"),
    ("0401", "Abgabe.EmpfangBestaetigen.0403"),
    ("0501", "Aussonderung.AnbietungEmpfangBestaetigen.0504"),
    ("0502", "Aussonderung.BewertungEmpfangBestaetigen.0505"),
    ("0503", "Aussonderung.AussonderungEmpfangBestaetigen.0507"),
];

/// The message that confirms what was taken over, and the element for each record.
const IMPORTS: [(&str, &str, &str); 2] = [
    ("0401", "Abgabe.ImportBestaetigen.0402", "AbgegebenesObjekt"),
    ("0503", "Aussonderung.AussonderungImportBestaetigen.0506", "AusgesondertesSGO"),
];

/// Confirms that a message has arrived, in its version; in 3.1.0 if it is older. Only its head is kept, so it may be as long
/// as any message that is checked.
pub fn receipt(source: impl BufRead, reply: &Reply, limits: &Limits) -> Result<Converted, AnswerError> {
    let message = tree::read_head(source, limits).map_err(ConvertError::from)?;
    let number = version::message_number(&message.name).unwrap_or_default();
    let name = RECEIPTS.iter().find(|(known, _)| *known == number).map(|(_, name)| *name);
    let name = name.ok_or_else(|| AnswerError::NoAnswer(number.to_owned()))?;
    let frame = Frame::new(message, name, reply)?;
    Ok(finish(frame.root_with([]), Version::V3_1, frame.to, &reply.supplement)?)
}

/// How people find a record again in their table.
fn called(record: &Record) -> String {
    let mut text = record.kind.name().to_owned();
    for part in [&record.reference, &record.subject].into_iter().flatten() {
        let _ = write!(text, " „{}“", shortened(part));
    }
    let _ = write!(text, " ({})", record.id.as_deref().unwrap_or("ohne UUID"));
    text
}

/// An answer in the words of 3.1.0, which are converted then.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Frame {
    root: Element,
    /// What comes last.
    last: Option<Element>,
    to: Version,
}

impl Frame {
    /// Of the message that is answered only the head is needed.
    fn new(message: Element, name: &str, reply: &Reply) -> Result<Self, ConvertError> {
        let from = Version::of_namespace(&message.namespace).ok_or(ConvertError::UnknownVersion)?;
        let to = if from == Version::V4_0 { Version::V4_0 } else { Version::V3_1 };
        let id = message.text_at(&["nachrichtenkopf", "identifikation.nachricht", "nachrichtenUUID"]);
        let id = id.filter(|_| to == Version::V4_0).map(str::to_owned);
        let mut message = in_3_1(message, from);
        let namespace = message.namespace.clone();
        let new = |name: &str, text: &str| Element { text: text.to_owned(), ..Element::new(&namespace, name) };
        let mut old = message.take("Kopf").into_iter().next().unwrap_or_default();
        let mut head = new("Kopf", "");
        head.children.append(&mut old.take("ProzessID"));
        let number = version::message_number(name).unwrap_or_default();
        let code = Element { text: number.to_owned(), ..Element::new("", "code") };
        head.children.push(Element { children: vec![code], ..new("Nachrichtentyp", "") });
        head.children.push(new("Erstellungszeitpunkt", &reply.created));
        for (was, is) in [("Empfaenger", "Absender"), ("Absender", "Empfaenger")] {
            head.children.extend(old.take(was).into_iter().map(|part| Element { name: is.to_owned(), ..part }));
        }
        let product = new("Produktname", &reply.supplement.product);
        head.children.push(Element { children: vec![product], ..new("SendendesSystem", "") });
        let root = Element { children: vec![head], ..new(name, "") };
        Ok(Self { root, last: id.map(|id| new("UUIDUrsprungsnachricht", &id)), to })
    }

    /// An element of the standard.
    fn new_element(&self, name: &str, text: &str) -> Element {
        Element { text: text.to_owned(), ..Element::new(&self.root.namespace, name) }
    }

    /// The answer with some objects in it.
    fn root_with(&self, objects: impl IntoIterator<Item = Element>) -> Element {
        let mut root = self.root.clone();
        root.children.extend(objects);
        root.children.extend(self.last.clone());
        root
    }
}
