//! Containers: a ZIP file with one message and the files it names.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Read, Seek},
};

use zip::{ZipArchive, result::ZipError};

use crate::{
    check::{CheckError, Checked, check_with_files},
    limits::Limits,
};

/// As many entries as a container may have.
const MOST_ENTRIES: usize = 200_000;

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

    /// Checks the message as it streams past, and whether the files it names lie beside it.
    pub fn check(&mut self, limits: &Limits) -> Result<Checked, ContainerError> {
        let (mut checked, files) = check_with_files(self.message()?, limits);
        let names = names(&self.archive)?;
        let names: HashSet<&str> = names.iter().map(|name| file_name(name)).collect();
        for (line, name) in files.iter().filter(|(_, name)| !names.contains(name.as_str())) {
            checked.number_of_errors += 1;
            if checked.errors.len() < limits.errors {
                let message = format!("Die Datei „{}“ liegt nicht im Container.", crate::xml::shortened(name));
                checked.errors.push(CheckError { line: *line, path: String::new(), message });
            }
        }
        Ok(checked)
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
