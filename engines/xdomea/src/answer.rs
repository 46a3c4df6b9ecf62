//! Answers to a message: that it has arrived, what the archive decided about what was offered, and what of it was taken
//! over.

use std::{
    collections::{HashMap, HashSet},
    io::BufRead,
};

use crate::{
    convert::{ConvertError, Converted, Supplement, finish, in_3_1},
    limits::Limits,
    record::{self, Record},
    tree::{self, Element},
    version::{self, Version},
    xml::shortened,
};

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
    #[error("Auf die Nachricht {0} gibt es diese Antwort nicht.")]
    NoAnswer(String),
    #[error("Es ist nichts entschieden. Tragen Sie für mindestens ein Objekt A oder V ein.")]
    NothingDecided,
    #[error("„{}“ steht in der Tabelle, aber nicht in der Nachricht. Gehören beide zusammen?", shortened(.0))]
    UnknownObject(String),
    #[error("„{}“ steht in der Tabelle mehrmals. Lassen Sie eine Zeile stehen.", shortened(.0))]
    Twice(String),
    #[error("In der Nachricht wird nichts übergeben, was übernommen werden könnte.")]
    NothingHandedOver,
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

/// Confirms that a message has arrived, in its version; in 3.1.0 if it is older.
pub fn receipt(source: impl BufRead, reply: &Reply, limits: &Limits) -> Result<Converted, AnswerError> {
    let message = tree::read(source, limits).map_err(ConvertError::from)?;
    let number = version::message_number(&message.name).unwrap_or_default();
    let name = RECEIPTS.iter().find(|(known, _)| *known == number).map(|(_, name)| *name);
    let name = name.ok_or_else(|| AnswerError::NoAnswer(number.to_owned()))?;
    answer(message, name, |_| {}, reply)
}

/// An offer, answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appraised {
    pub message: Converted,
    /// How many records of the offer nothing was decided about: neither about themselves nor about what they lie in or
    /// all that lies in them.
    pub undecided: usize,
}

/// Answers an offer (0501) with what was decided (0502), in its version; in 3.1.0 if it is older.
pub fn appraisal(
    source: impl BufRead,
    decisions: &[Decision],
    reply: &Reply,
    limits: &Limits,
) -> Result<Appraised, AnswerError> {
    let message = tree::read(source, limits).map_err(ConvertError::from)?;
    let number = version::message_number(&message.name).unwrap_or_default();
    if number != "0501" {
        return Err(AnswerError::NoAnswer(number.to_owned()));
    }
    if decisions.is_empty() {
        return Err(AnswerError::NothingDecided);
    }
    let offered = record::of_tree(&message).records;
    are_in(&offered, decisions.iter().map(|decision| decision.id.as_str()))?;
    let decided: HashSet<&str> = decisions.iter().map(|decision| decision.id.as_str()).collect();
    let undecided = undecided(&offered, &decided);
    let add = |root: &mut Element| {
        let namespace = root.namespace.clone();
        let with = |name: &str, children: Vec<Element>| Element { children, ..Element::new(&namespace, name) };
        if let Some(head) = root.children.first_mut() {
            head.children.push(Element { text: "0".to_owned(), ..Element::new(&namespace, "Empfangsbestaetigung") });
        }
        for decision in decisions {
            let id = Element { text: decision.id.clone(), ..Element::new(&namespace, "ID") };
            let code = Element { text: decision.disposal.code().to_owned(), ..Element::new("", "code") };
            let disposal = with("Aussonderungsart", vec![with("Aussonderungsart", vec![code])]);
            root.children.push(with("BewertetesObjekt", vec![id, disposal]));
        }
    };
    let message = answer(message, "Aussonderung.Bewertungsverzeichnis.0502", add, reply)?;
    Ok(Appraised { message, undecided })
}

fn undecided(records: &[Record], decided: &HashSet<&str>) -> usize {
    let mut count = 0;
    let mut open: Vec<&Record> = records.iter().collect();
    while let Some(record) = open.pop() {
        if !record.kind.is_appraised() || record.id.as_deref().is_some_and(|id| decided.contains(id)) {
            continue;
        }
        let before = open.len();
        open.extend(record.records.iter().filter(|inner| inner.kind.is_appraised()));
        count += usize::from(open.len() == before);
    }
    count
}

/// The message that confirms what was taken over, and the element for each record.
const IMPORTS: [(&str, &str, &str); 2] = [
    ("0401", "Abgabe.ImportBestaetigen.0402", "AbgegebenesObjekt"),
    ("0503", "Aussonderung.AussonderungImportBestaetigen.0506", "AusgesondertesSGO"),
];

/// Confirms what was taken over of a handing over (0401 → 0402) or of what was sorted out (0503 → 0506), in its version; in
/// 3.1.0 if it is older. Every record that the message hands over is named; of those that `results` does not name, all went
/// well.
pub fn import(
    source: impl BufRead,
    results: &[Imported],
    reply: &Reply,
    limits: &Limits,
) -> Result<Converted, AnswerError> {
    let message = tree::read(source, limits).map_err(ConvertError::from)?;
    let number = version::message_number(&message.name).unwrap_or_default();
    let found = IMPORTS.iter().find(|(known, ..)| *known == number);
    let (_, name, element) = found.ok_or_else(|| AnswerError::NoAnswer(number.to_owned()))?;
    let records = record::of_tree(&message).records;
    are_in(&records, results.iter().map(|result| result.id.as_str()))?;
    let named: HashMap<&str, &Imported> = results.iter().map(|result| (result.id.as_str(), result)).collect();
    let mut objects = Vec::new();
    for id in handed_over(&records) {
        let good = Imported { id: id.to_owned(), ..Imported::default() };
        objects.push(named.get(id).map_or(good, |result| (*result).clone()));
    }
    // What lies deeper is named only where somebody said something about it.
    let deeper: Vec<&Imported> =
        results.iter().filter(|result| objects.iter().all(|one| one.id != result.id)).collect();
    objects.extend(deeper.into_iter().cloned());
    if objects.is_empty() {
        return Err(AnswerError::NothingHandedOver);
    }
    let is_4_0 = Version::of_namespace(&message.namespace) == Some(Version::V4_0);
    let add = |root: &mut Element| {
        let namespace = root.namespace.clone();
        let with = |name: &str, text: &str| Element { text: text.to_owned(), ..Element::new(&namespace, name) };
        let truth = |is_true: bool| if is_true { "1" } else { "0" };
        if is_4_0 {
            let all = with("Erfolgreich", truth(objects.iter().all(|object| object.failure.is_none())));
            root.children.push(Element { children: vec![all], ..with("ErfolgOderMisserfolg", "") });
        }
        for object in &objects {
            let mut children = vec![with("IDSGO", &object.id), with("Erfolgreich", truth(object.failure.is_none()))];
            children.extend(object.failure.iter().map(|failure| with("Fehlermeldung", failure)));
            children.extend(object.archive_id.iter().map(|id| with("Archivkennung", id)));
            root.children.push(Element { children, ..with(element, "") });
        }
    };
    answer(message, name, add, reply)
}

/// The records that a message hands over: the outermost ones that are not only there as context.
fn handed_over(records: &[Record]) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open: Vec<&Record> = records.iter().rev().collect();
    while let Some(record) = open.pop() {
        if record.is_context {
            open.extend(record.records.iter().rev());
        } else {
            found.extend(record.id.as_deref());
        }
    }
    found
}

/// A table speaks of records of the message, and of each once.
fn are_in<'r>(records: &'r [Record], ids: impl Iterator<Item = &'r str>) -> Result<(), AnswerError> {
    let mut seen: HashMap<&str, bool> = HashMap::new();
    let mut open: Vec<&Record> = records.iter().collect();
    while let Some(record) = open.pop() {
        open.extend(&record.records);
        seen.extend(record.id.as_deref().map(|id| (id, false)));
    }
    for id in ids {
        match seen.get_mut(id) {
            None => return Err(AnswerError::UnknownObject(id.to_owned())),
            Some(true) => return Err(AnswerError::Twice(id.to_owned())),
            Some(is_named) => *is_named = true,
        }
    }
    Ok(())
}

/// Written in the words of 3.1.0, then converted.
fn answer(
    message: Element,
    name: &str,
    add: impl FnOnce(&mut Element),
    reply: &Reply,
) -> Result<Converted, AnswerError> {
    let from = Version::of_namespace(&message.namespace).ok_or(ConvertError::UnknownVersion)?;
    let to = if from == Version::V4_0 { Version::V4_0 } else { Version::V3_1 };
    let id = message.text_at(&["nachrichtenkopf", "identifikation.nachricht", "nachrichtenUUID"]).map(str::to_owned);
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
    let mut root = Element { children: vec![head], ..new(name, "") };
    add(&mut root);
    if to == Version::V4_0 {
        root.children.extend(id.map(|id| new("UUIDUrsprungsnachricht", &id)));
    }
    Ok(finish(root, Version::V3_1, to, &reply.supplement)?)
}
