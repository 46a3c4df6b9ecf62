//! Containers: a ZIP file with one message and the files it names.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::{BufRead, BufReader, Read, Seek},
};

use base64::Engine as _;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zip::{ZipArchive, result::ZipError};

use crate::{
    check::{CheckError, Checked, NamedFile, check_with_files},
    limits::Limits,
    xml::shortened,
};

/// As many entries as a container may have.
const MOST_ENTRIES: usize = 200_000;

/// As many bytes of its files are unpacked to compare their hashes: a small container can claim to hold endless zeros.
const MOST_HASHED: u64 = 64 << 30;

/// As many remarks of a kind are made.
const MOST_REMARKS: usize = 10;

#[derive(Debug, thiserror::Error)]
pub enum ContainerError {
    #[error("Der Container ist keine lesbare ZIP-Datei: {0}")]
    Zip(String),
    #[error(
        "Im Container liegt keine Nachricht (eine XML-Datei auf der obersten Ebene, deren Name auf die Nummer der Nachricht endet, etwa _0503.xml)."
    )]
    NoMessage,
    #[error("Im Container liegen mehrere Nachrichten: {0}. Jede braucht ihren eigenen Container.")]
    ManyMessages(String),
    #[error("Der Container hat mehr als {MOST_ENTRIES} Einträge.")]
    TooManyEntries,
}

impl From<ZipError> for ContainerError {
    fn from(error: ZipError) -> Self {
        Self::Zip(error.to_string())
    }
}

/// Whether a file that begins so is a container.
pub fn is_container(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

pub struct Container<R> {
    archive: ZipArchive<R>,
    message: usize,
}

impl<R: Read + Seek> Container<R> {
    pub fn open(file: R) -> Result<Self, ContainerError> {
        let archive = ZipArchive::new(file)?;
        if archive.len() > MOST_ENTRIES {
            return Err(ContainerError::TooManyEntries);
        }
        let names = names(&archive)?;
        let message = message_of(names.iter().map(String::as_str))?;
        let place = names.iter().position(|name| name == message).ok_or(ContainerError::NoMessage)?;
        Ok(Self { archive, message: place })
    }

    /// The message, unpacked as it is read: nothing is unpacked that the reader's limits would not let in.
    pub fn message(&mut self) -> Result<impl BufRead + '_, ContainerError> {
        Ok(BufReader::new(self.archive.by_index(self.message)?))
    }

    /// Checks the message as it streams past, whether the files it names lie beside it and whether they have the hashes it
    /// states.
    pub fn check(&mut self, limits: &Limits) -> Result<Checked, ContainerError> {
        Ok(self.check_files(limits)?.0)
    }

    /// As [`Self::check`]; what is wrong with files is also said by their names.
    pub fn check_files(&mut self, limits: &Limits) -> Result<(Checked, FileFaults), ContainerError> {
        let (mut checked, files) = check_with_files(self.message()?, limits);
        let names = names(&self.archive)?;
        // Of two files of a name, that on the highest level is meant.
        let is_deep = |(_, name): &(usize, &String)| name.contains('/');
        let (deep, top): (Vec<_>, Vec<_>) = names.iter().enumerate().partition(is_deep);
        let places: HashMap<&str, usize> =
            deep.into_iter().chain(top).map(|(place, name)| (file_name(name), place)).collect();
        let mut faults = FileFaults::new();
        let mut hashes = Hashes::default();
        for file in &files {
            let name = shortened(&file.name);
            let fault = match places.get(file.name.as_str()) {
                None => Some((String::new(), format!("Die Datei „{name}“ liegt nicht im Container."))),
                Some(place) => self
                    .file_fault(*place, file, &mut hashes, &mut checked.remarks)
                    .map(|fault| (file.path.clone(), format!("{fault} („{name}“)"))),
            };
            let Some((path, message)) = fault else { continue };
            checked.number_of_errors += 1;
            if checked.errors.len() < limits.errors {
                checked.errors.push(CheckError { line: file.line, path, message: message.clone() });
            }
            faults.entry(file.name.clone()).or_insert(message);
        }
        let named: HashSet<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let message = self.message;
        let others = names
            .iter()
            .enumerate()
            .filter(|(place, name)| *place != message && !name.ends_with('/') && !named.contains(file_name(name)));
        let others = others.map(|(_, name)| format!("Die Datei „{}“ nennt die Nachricht nicht.", shortened(name)));
        remark(&mut checked.remarks, others.collect());
        Ok((checked, faults))
    }

    /// Why a file is damaged, or does not have the hash that the message states. Without one, the ZIP file's own check sum
    /// decides, so each file is read.
    fn file_fault(
        &mut self,
        place: usize,
        file: &NamedFile,
        hashes: &mut Hashes,
        remarks: &mut Vec<String>,
    ) -> Option<String> {
        let stated = file.hash.as_deref();
        let algorithm = stated.and_then(|_| algorithm_of(file, remarks));
        let hash = self.hash(place, algorithm.unwrap_or(Algorithm::Sha256), hashes);
        match (hash, stated.filter(|_| algorithm.is_some())) {
            (Err(fault), _) => Some((*fault).to_owned()),
            (Ok(hash), Some(stated)) => compared(hash, stated),
            (Ok(_), None) => None,
        }
    }

    fn hash<'h>(&mut self, place: usize, algorithm: Algorithm, hashes: &'h mut Hashes) -> &'h Hashed {
        let left = MOST_HASHED.saturating_sub(hashes.bytes);
        hashes.known.entry((place, algorithm)).or_insert_with(|| {
            let Ok(entry) = self.archive.by_index(place) else {
                return Err("Die Datei kann im Container nicht gelesen werden.");
            };
            let (hash, bytes) = match algorithm {
                Algorithm::Sha224 => digest::<Sha224>(entry, left),
                Algorithm::Sha256 => digest::<Sha256>(entry, left),
                Algorithm::Sha384 => digest::<Sha384>(entry, left),
                Algorithm::Sha512 => digest::<Sha512>(entry, left),
            };
            hashes.bytes += bytes;
            hash
        })
    }
}

/// What is wrong with files of a container, in German, by their names.
pub type FileFaults = BTreeMap<String, String>;

/// A part of the SHA-2 family, which is the one that messages name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Algorithm {
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

impl Algorithm {
    /// As lists and people write it: `SHA-256`, `sha256`, `http://www.w3.org/2001/04/xmlenc#sha256`.
    fn of(name: &str) -> Option<Self> {
        let name = name.rsplit_once('#').map_or(name, |(_, name)| name);
        let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        Some(match letters.to_ascii_lowercase().as_str() {
            "sha224" => Self::Sha224,
            "sha256" => Self::Sha256,
            "sha384" => Self::Sha384,
            "sha512" => Self::Sha512,
            _ => return None,
        })
    }
}

/// The algorithm a message names for the hash of a file; one that is not known is told once.
fn algorithm_of(file: &NamedFile, remarks: &mut Vec<String>) -> Option<Algorithm> {
    let stated = file.algorithm.as_deref().unwrap_or("keines genannt");
    let algorithm = Algorithm::of(stated);
    let about = format!(
        "Die Prüfsummen nach dem Verfahren „{}“ wurden nicht verglichen; verglichen wird SHA-2.",
        shortened(stated)
    );
    if algorithm.is_none() && remarks.len() < MOST_REMARKS && !remarks.contains(&about) {
        remarks.push(about);
    }
    algorithm
}

/// A file named many times is read once.
#[derive(Default)]
struct Hashes {
    known: HashMap<(usize, Algorithm), Hashed>,
    bytes: u64,
}

/// A hash, or why there is none.
type Hashed = Result<Vec<u8>, &'static str>;

/// The hash of a file, unless it is longer than `most`; and how many bytes were read.
fn digest<D: sha2::Digest>(mut file: impl Read, most: u64) -> (Hashed, u64) {
    let (mut hasher, mut buffer, mut bytes) = (D::new(), vec![0; 1 << 16], 0);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return (Ok(hasher.finalize().to_vec()), bytes),
            Ok(count) => {
                bytes += count as u64;
                if bytes > most {
                    return (Err("Die Dateien im Container sind zusammen zu groß, um sie alle zu lesen."), bytes);
                }
                hasher.update(&buffer[..count]);
            }
            Err(_) => return (Err("Die Datei kann im Container nicht gelesen werden; sie ist beschädigt."), bytes),
        }
    }
}

/// Messages state hashes as hexadecimal digits or as Base64.
fn compared(hash: &[u8], stated: &str) -> Option<String> {
    let is_same = stated.eq_ignore_ascii_case(&hexadecimal(hash))
        || stated == base64::engine::general_purpose::STANDARD.encode(hash);
    (!is_same).then(|| {
        "Prüfsumme stimmt nicht: Die Datei im Container ist nicht die, von der die Nachricht spricht.".to_owned()
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

fn remark(remarks: &mut Vec<String>, mut found: Vec<String>) {
    let more = found.len().saturating_sub(MOST_REMARKS);
    found.truncate(MOST_REMARKS);
    remarks.append(&mut found);
    if more > 0 {
        remarks.push(format!("Weitere {more} Dateien nennt die Nachricht nicht."));
    }
}

/// The names of the files, in the order of the archive.
fn names<R: Read + Seek>(archive: &ZipArchive<R>) -> Result<Vec<String>, ContainerError> {
    Ok(archive.file_names().map(|name| Ok(name?.into_owned())).collect::<Result<Vec<_>, ZipError>>()?)
}

/// A name without its folders.
fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// The XML file named after its message; else the only XML file on the highest level.
fn message_of<'n>(names: impl Iterator<Item = &'n str>) -> Result<&'n str, ContainerError> {
    let is_xml = |name: &str| {
        name.len() > 4 && name.is_char_boundary(name.len() - 4) && name[name.len() - 4..].eq_ignore_ascii_case(".xml")
    };
    let candidates: Vec<&str> = names.filter(|name| is_xml(name)).collect();
    let named: Vec<&str> = candidates.iter().copied().filter(|name| has_number(file_name(name))).collect();
    let top: Vec<&str> = candidates.iter().copied().filter(|name| !name.contains('/')).collect();
    match (named.as_slice(), top.as_slice(), candidates.as_slice()) {
        ([one], _, _) | ([], [one], _) | ([], [], [one]) => Ok(one),
        ([], [], []) => Err(ContainerError::NoMessage),
        ([], many, _) | (many, _, _) => {
            Err(ContainerError::ManyMessages(many.iter().take(5).copied().collect::<Vec<_>>().join(", ")))
        }
    }
}

/// A part of the name is a number of four digits that messages have: `<ProzessID>_0503_1.xml`, `…0503.xml`.
fn has_number(name: &str) -> bool {
    let stem = &name[..name.len() - 4];
    let is_number =
        |part: &str| part.len() == 4 && part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit());
    stem.split(['_', '.']).any(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_found_among_other_xml_files() {
        let of = |names: &[&'static str]| message_of(names.iter().copied()).map(str::to_owned).ok();
        assert_eq!(of(&["a_0503_1.xml", "anlage.xml", "x.pdf"]), Some("a_0503_1.xml".to_owned()));
        assert_eq!(of(&["nachricht.xml", "x/y.xml"]), Some("nachricht.xml".to_owned()));
        assert_eq!(of(&["x.pdf"]), None);
        assert_eq!(of(&["a_0501.xml", "b_0501.xml"]), None);
    }
}
