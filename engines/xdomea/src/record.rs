//! What a message is about, the same for all versions: files of records, cases, documents, and what is known of them.

mod model;
mod show;
pub(crate) mod stream;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, io};

use serde::Serialize;

use crate::{tree::Element, version};

pub use model::{read, read_checked};
pub use show::show;
pub use stream::{ReadError, Records, stream, stream_checked};

/// A message with the records in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Message {
    pub number: Option<String>,
    /// The name of the message without its number: `Aussonderung.Anbieteverzeichnis`.
    pub name: String,
    pub version: Option<String>,
    pub process_id: Option<String>,
    pub created: Option<String>,
    pub sender: Option<String>,
    pub receiver: Option<String>,
    pub records: Vec<Record>,
    /// What was decided about records, in a message that tells that.
    pub decisions: Vec<Decided>,
}

/// A decision as a message (0502) tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decided {
    pub id: Option<String>,
    /// A archive, B assess, V destroy; or what the house calls it.
    pub disposal: Option<String>,
}

/// UUIDs are the same whatever the case of their letters and whether braces stand around them. What is no UUID stays as it
/// is.
pub fn same_id(id: &str) -> Cow<'_, str> {
    let bare = id.trim();
    let bare = bare.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(bare);
    let is_uuid = bare.len() == 36 && bare.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    match bare.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true if is_uuid => Cow::Owned(bare.to_ascii_lowercase()),
        false if is_uuid => Cow::Borrowed(bare),
        _ => Cow::Borrowed(id.trim()),
    }
}

impl Message {
    /// The UUIDs of all records, however deep they lie.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        let mut open: Vec<&Record> = self.records.iter().collect();
        std::iter::from_fn(move || {
            let record = open.pop()?;
            open.extend(&record.records);
            Some(record.id.as_ref())
        })
        .flatten()
    }

    /// Hands over what has been read whole, as it would come from a stream.
    pub fn hand_to(&self, records: &mut impl Records) -> io::Result<()> {
        fn walk(records: &mut impl Records, record: &Record) -> io::Result<()> {
            records.enter(record)?;
            record.records.iter().try_for_each(|inner| walk(records, inner))?;
            records.leave(record)
        }
        records.head(self)?;
        self.decisions.iter().try_for_each(|decided| records.decided(decided))?;
        self.records.iter().try_for_each(|record| walk(records, record))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Akte,
    Teilakte,
    Vorgang,
    Teilvorgang,
    Dokument,
    Anlage,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Akte => "Akte",
            Self::Teilakte => "Teilakte",
            Self::Vorgang => "Vorgang",
            Self::Teilvorgang => "Teilvorgang",
            Self::Dokument => "Dokument",
            Self::Anlage => "Anlage",
        }
    }

    /// The archive decides about it.
    pub fn is_appraised(self) -> bool {
        !matches!(self, Self::Dokument | Self::Anlage)
    }

    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "Akte" => Self::Akte,
            "Teilakte" => Self::Teilakte,
            "Vorgang" => Self::Vorgang,
            "Teilvorgang" => Self::Teilvorgang,
            "Dokument" | "DokumentMitSchriftstueck" | "Schriftstueck" => Self::Dokument,
            "Anlage" => Self::Anlage,
            _ => return None,
        })
    }
}

/// A file of records, a case or a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    pub kind: Kind,
    pub id: Option<String>,
    pub subject: Option<String>,
    pub reference: Option<String>,
    /// Code of the list Medium.
    pub medium: Option<String>,
    /// A archive, B assess, V destroy; or what the house calls it.
    pub disposal: Option<String>,
    /// What the sender proposes: A or V.
    pub proposal: Option<String>,
    pub retention_years: Option<u16>,
    pub retention_end: Option<String>,
    /// It is kept without an end (unbefristet).
    pub is_kept_for_ever: bool,
    /// Closed (zu den Akten verfügt) or not; none where the message does not say.
    pub is_closed: Option<bool>,
    /// The day it was closed (zu den Akten verfügt), where the message says it.
    pub closed: Option<String>,
    pub begin: Option<String>,
    pub end: Option<String>,
    /// It is only there because something in it is handed over.
    pub is_context: bool,
    pub history: Vec<Event>,
    pub versions: Vec<DocumentVersion>,
    pub records: Vec<Record>,
}

/// An entry of the history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    pub at: Option<String>,
    pub actor: Option<String>,
    pub action: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentVersion {
    pub number: Option<String>,
    pub formats: Vec<Format>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Format {
    /// Code of the list Dateiformat.
    pub code: Option<String>,
    pub version: Option<String>,
    /// Names of the files.
    pub files: Vec<String>,
}

/// What a message says about itself.
fn head(root: &Element) -> Message {
    let head = root.child("Kopf").or_else(|| root.child("nachrichtenkopf"));
    let text = |path: &[&str]| head.and_then(|head| head.text_at(path)).map(str::to_owned);
    let number = version::message_number(&root.name);
    let name = number.map_or(root.name.as_str(), |_| &root.name[..root.name.len() - 5]);
    let contact = |names: [&str; 2]| names.iter().find_map(|name| head?.child(name)).and_then(contact_name);
    Message {
        number: number.map(str::to_owned),
        name: name.to_owned(),
        version: version::number_in(&root.namespace).map(str::to_owned),
        process_id: text(&["ProzessID"]),
        created: text(&["Erstellungszeitpunkt"])
            .or_else(|| text(&["identifikation.nachricht", "erstellungszeitpunkt"])),
        sender: contact(["Absender", "autor"]),
        receiver: contact(["Empfaenger", "leser"]),
        records: Vec::new(),
        decisions: Vec::new(),
    }
}

fn decided(element: &Element) -> Decided {
    let id = element.text_at(&["ID"]).or_else(|| element.text_at(&["Identifikation", "ID"]));
    Decided {
        id: id.or_else(|| element.text_at(&["xdomeaUUID"])).map(str::to_owned),
        disposal: element.child("Aussonderungsart").and_then(disposal),
    }
}

fn contact_name(contact: &Element) -> Option<String> {
    let paths: [&[&str]; 4] = [
        &["Institution", "Name"],
        &["NameInstitution", "Name"],
        &["Organisationseinheit", "Name"],
        &["NameOrganisationseinheit", "Name"],
    ];
    paths.iter().find_map(|path| contact.text_at(path)).map(str::to_owned)
}

/// The records directly in an element or in one of its containers.
fn records(element: &Element) -> Vec<Record> {
    let mut found = Vec::new();
    for child in &element.children {
        if is_container(&child.name) {
            found.extend(records(child));
        } else {
            found.extend(Kind::of(&child.name).map(|kind| record(child, kind)));
        }
    }
    found
}

fn is_container(name: &str) -> bool {
    matches!(name, "Schriftgutobjekt" | "Akteninhalt" | "DokumentOderDokumentMitSchriftstueck")
}

/// A record with what lies in it.
fn record(element: &Element, kind: Kind) -> Record {
    let mut inner = records(element);
    if kind == Kind::Anlage && inner.len() == 1 && element.child("Identifikation").is_none() {
        // From 4.0.0 on the document lies within.
        let mut document = inner.remove(0);
        document.kind = Kind::Anlage;
        return document;
    }
    Record { records: inner, ..own(element, kind) }
}

/// A record without what lies in it.
fn own(element: &Element, kind: Kind) -> Record {
    let text = |path: &[&str]| element.text_at(path).map(str::to_owned);
    let appraisal = element.child("ArchivspezifischeMetadaten").or_else(|| element.child("Aussonderungsmetadaten"));
    let of_appraisal = |path: &[&str]| appraisal.and_then(|appraisal| appraisal.text_at(path));
    let years = of_appraisal(&["Aufbewahrungsdauer", "AnzahlJahre"]).or_else(|| of_appraisal(&["Aufbewahrungsdauer"]));
    let is_set = |text: Option<&str>| matches!(text, Some("1" | "true"));
    Record {
        kind,
        id: text(&["Identifikation", "ID"]).or_else(|| text(&["Identifikation", "xdomeaUUID"])),
        subject: text(&["AllgemeineMetadaten", "Betreff"]),
        reference: text(&["AllgemeineMetadaten", "Kennzeichen"]),
        medium: text(&["AllgemeineMetadaten", "Medium", "code"]),
        disposal: appraisal.and_then(|appraisal| appraisal.child("Aussonderungsart")).and_then(disposal),
        proposal: of_appraisal(&["Bewertungsvorschlag", "code"]).map(str::to_owned),
        retention_years: years.and_then(|years| years.parse().ok()),
        retention_end: of_appraisal(&["Aufbewahrungsende"]).map(str::to_owned),
        is_kept_for_ever: is_set(of_appraisal(&["Aufbewahrungsdauer", "Unbefristet"])),
        is_closed: element.text_at(&["ZdA"]).map(|text| is_set(Some(text))),
        closed: text(&["ZdADatum"]),
        begin: text(&["Laufzeit", "Beginn"]),
        end: text(&["Laufzeit", "Ende"]),
        is_context: is_set(element.text_at(&["Kontextobjekt"])),
        history: element.children_named("HistorienProtokollInformation").map(event).collect(),
        versions: element.children_named("Version").map(document_version).collect(),
        records: Vec::new(),
    }
}

/// In all versions: the code itself, or within a further element, or a word of the house.
pub(crate) fn disposal(element: &Element) -> Option<String> {
    let paths: [&[&str]; 3] = [&["code"], &["Aussonderungsart", "code"], &["AussonderungsartKonfigurierbar"]];
    paths.iter().find_map(|path| element.text_at(path)).map(str::to_owned)
}

fn event(element: &Element) -> Event {
    let text = |name: &str| element.text_at(&[name]).map(str::to_owned);
    Event { at: text("DatumUhrzeit"), actor: text("Akteur"), action: text("Aktion") }
}

fn document_version(element: &Element) -> DocumentVersion {
    let format = |format: &Element| Format {
        code: format.text_at(&["Name", "code"]).map(str::to_owned),
        version: format.text_at(&["Version"]).map(str::to_owned),
        files: format
            .children_named("Primaerdokument")
            .filter_map(|document| document.text_at(&["Dateiname"]).map(str::to_owned))
            .collect(),
    };
    DocumentVersion {
        number: element.text_at(&["Nummer"]).map(str::to_owned),
        formats: element.children_named("Format").map(format).collect(),
    }
}
