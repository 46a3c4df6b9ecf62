//! Answers to a message: that it has arrived, what the archive decided about what was offered, and what of it was taken
//! over.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    fmt::Write as _,
    io::BufRead,
};

use crate::{
    check::{CheckError, check_whole},
    container::FileFaults,
    convert::{ConvertError, Converted, Supplement, finish, in_3_1},
    limits::Limits,
    record::{self, Record, same_id},
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

/// Confirms that a message has arrived, in its version; in 3.1.0 if it is older. Only its head is kept, so it may be as long
/// as any message that is checked.
pub fn receipt(source: impl BufRead, reply: &Reply, limits: &Limits) -> Result<Converted, AnswerError> {
    let message = tree::read_head(source, limits).map_err(ConvertError::from)?;
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
    pub archived: usize,
    pub destroyed: usize,
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
    let offered = record::of_tree(&message);
    let ids = are_in(&offered, decisions.iter().map(|decision| decision.id.as_str()))?;
    let decisions: Vec<(&str, Disposal)> =
        ids.into_iter().zip(decisions.iter().map(|decision| decision.disposal)).collect();
    let decided: HashMap<&str, Disposal> = decisions.iter().copied().collect();
    contradiction(&offered, &decided)?;
    let undecided = undecided(&offered, &decided.keys().copied().collect());
    let count = |disposal| decisions.iter().filter(|(_, decided)| *decided == disposal).count();
    let (archived, destroyed) = (count(Disposal::Archive), count(Disposal::Destroy));
    let add = |root: &mut Element| {
        let namespace = root.namespace.clone();
        let with = |name: &str, children: Vec<Element>| Element { children, ..Element::new(&namespace, name) };
        if let Some(head) = root.children.first_mut() {
            head.children.push(Element { text: "0".to_owned(), ..Element::new(&namespace, "Empfangsbestaetigung") });
        }
        for (id, disposal) in &decisions {
            let id = Element { text: (*id).to_owned(), ..Element::new(&namespace, "ID") };
            let code = Element { text: disposal.code().to_owned(), ..Element::new("", "code") };
            let disposal = with("Aussonderungsart", vec![with("Aussonderungsart", vec![code])]);
            root.children.push(with("BewertetesObjekt", vec![id, disposal]));
        }
    };
    let message = answer(message, "Aussonderung.Bewertungsverzeichnis.0502", add, reply)?;
    Ok(Appraised { message, undecided, archived, destroyed })
}

/// What lies in something that is destroyed is not archived. The other way round an archive keeps a part.
fn contradiction(records: &[Record], decided: &HashMap<&str, Disposal>) -> Result<(), AnswerError> {
    let mut open: Vec<(&Record, Option<&Record>)> = records.iter().map(|record| (record, None)).collect();
    while let Some((record, destroyed)) = open.pop() {
        let own = record.id.as_deref().and_then(|id| decided.get(id));
        if let (Some(Disposal::Archive), Some(outer)) = (own, destroyed) {
            return Err(AnswerError::Contradiction { outer: called(outer), inner: called(record) });
        }
        let below = if own == Some(&Disposal::Destroy) { Some(record) } else { destroyed };
        open.extend(record.records.iter().map(|inner| (inner, below)));
    }
    Ok(())
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
/// well, unless something is wrong with one of their files. An invalid message is not confirmed.
pub fn import(
    source: impl BufRead,
    results: &[Imported],
    files: &FileFaults,
    reply: &Reply,
    limits: &Limits,
) -> Result<Taken, AnswerError> {
    let (checked, message) = check_whole(source, limits).map_err(ConvertError::from)?;
    let number = version::message_number(&message.name).unwrap_or_default();
    let found = IMPORTS.iter().find(|(known, ..)| *known == number);
    let (_, name, element) = found.ok_or_else(|| AnswerError::NoAnswer(number.to_owned()))?;
    if let Some(first) = checked.errors.into_iter().next() {
        return Err(AnswerError::Invalid { number: checked.number_of_errors, first: Box::new(first) });
    }
    let records = record::of_tree(&message);
    let ids = are_in(&records, results.iter().map(|result| result.id.as_str()))?;
    let results: Vec<Imported> =
        results.iter().zip(ids).map(|(result, id)| Imported { id: id.to_owned(), ..result.clone() }).collect();
    let named: HashMap<&str, &Imported> = results.iter().map(|result| (result.id.as_str(), result)).collect();
    let (mut objects, mut failures, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    let mut named_files = Vec::new();
    for record in handed_over(&records) {
        let names = file_names(record);
        let mut faulty: Vec<&str> = names.iter().copied().filter(|name| files.contains_key(*name)).collect();
        faulty.dedup();
        named_files.extend(names.into_iter().map(str::to_owned));
        seen.extend(faulty.iter().copied());
        let Some(id) = record.id.as_deref() else { continue };
        let good = Imported { id: id.to_owned(), ..Imported::default() };
        let mut object = named.get(id).map_or(good, |result| (*result).clone());
        if let Some(first) = faulty.first().and_then(|name| files.get(*name)) {
            let more =
                if faulty.len() > 1 { format!(" Insgesamt sind es {} Dateien.", faulty.len()) } else { String::new() };
            object.failure.get_or_insert_with(|| format!("{first}{more}"));
            object.archive_id = None;
            failures.push(format!("{}: {first}{more}", called(record)));
        }
        objects.push(object);
    }
    if let Some((_, fault)) = files.iter().find(|(name, _)| !seen.contains(name.as_str())) {
        return Err(AnswerError::FaultyFile(fault.clone()));
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
    Ok(Taken { message: answer(message, name, add, reply)?, failures, files: named_files })
}

/// What was taken over, confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub message: Converted,
    /// The records that are told as not taken over since something is wrong with their files, in German.
    pub failures: Vec<String>,
    /// The names of all files of what is handed over.
    pub files: Vec<String>,
}

/// The names of the files in a record, however deep.
fn file_names(record: &Record) -> Vec<&str> {
    let (mut found, mut open) = (Vec::new(), vec![record]);
    while let Some(record) = open.pop() {
        open.extend(record.records.iter().rev());
        let formats = record.versions.iter().flat_map(|version| &version.formats);
        found.extend(formats.flat_map(|format| &format.files).map(String::as_str));
    }
    found
}

/// The records that a message hands over: the outermost ones that are not only there as context.
fn handed_over(records: &[Record]) -> Vec<&Record> {
    let mut found = Vec::new();
    let mut open: Vec<&Record> = records.iter().rev().collect();
    while let Some(record) = open.pop() {
        if record.is_context {
            open.extend(record.records.iter().rev());
        } else {
            found.push(record);
        }
    }
    found
}

/// A table speaks of records of the message, and of each once. Gives their UUIDs as the message writes them.
fn are_in<'r, 't>(records: &'r [Record], ids: impl Iterator<Item = &'t str>) -> Result<Vec<&'r str>, AnswerError> {
    let mut seen: HashMap<Cow<'_, str>, (&str, bool)> = HashMap::new();
    let mut open: Vec<&Record> = records.iter().collect();
    while let Some(record) = open.pop() {
        open.extend(&record.records);
        seen.extend(record.id.as_deref().map(|id| (same_id(id), (id, false))));
    }
    let mut found = Vec::new();
    for id in ids {
        match seen.get_mut(&same_id(id)) {
            None => return Err(AnswerError::UnknownObject(id.to_owned())),
            Some((_, true)) => return Err(AnswerError::Twice(id.to_owned())),
            Some((written, is_named)) => {
                *is_named = true;
                found.push(*written);
            }
        }
    }
    Ok(found)
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
