//! The transfer note of replacement scanning (BSI TR-03138 RESISCAN): who scanned what, when, with what, and how good it
//! is, bound to the scan by its hash. A JSON file, so that it can be stamped and kept with the scan.

use serde::{Deserialize, Serialize};

use crate::{
    hash::Hash,
    record::{Link, Report},
    time_stamp::Fault,
};

/// What `format` says in a note of this version.
pub const TRANSFER_NOTE_FORMAT: &str = "lotse-transfer-note-1";
/// A larger file is no transfer note.
pub const LARGEST_NOTE: usize = 1 << 20;
const WHAT: &str = "Der Transfervermerk";

/// A transfer note as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferNote {
    /// [`TRANSFER_NOTE_FORMAT`].
    pub format: String,
    /// Who made the scan.
    pub creator: String,
    /// When the scan was made, as in `2027-03-01T09:30:00Z`.
    pub scanned_at: String,
    /// With which device and which programs.
    pub technical_environment: String,
    /// By which rules and in which unit.
    pub organisational_environment: String,
    /// What was unusual about the paper or the scan; empty if nothing was.
    pub anomalies: Vec<String>,
    /// What quality control found.
    pub quality_control: QualityControl,
    /// The scans that the note is about.
    pub scans: Vec<Scan>,
}

/// The result of quality control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityControl {
    /// Whether the scan shows all that the paper shows.
    pub passed: bool,
    /// Who looked.
    pub inspector: String,
    /// What was looked at, and what was found.
    pub remarks: String,
}

/// A scanned file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// Name of the file.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, in hexadecimal digits or base64.
    pub sha256: Hash,
}

impl TransferNote {
    /// Reads a note; what must be said in it must not be empty.
    pub fn from_json(text: &str) -> Result<Self, Fault> {
        if text.len() > LARGEST_NOTE {
            return Err(Fault::TooLarge { what: WHAT });
        }
        let wrong = |reason: String| Fault::Unreadable { what: WHAT, reason };
        let note: Self = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        if note.format != TRANSFER_NOTE_FORMAT {
            return Err(wrong(format!("format {:?}", note.format)));
        }
        let required = [
            ("creator", &note.creator),
            ("scanned_at", &note.scanned_at),
            ("technical_environment", &note.technical_environment),
            ("organisational_environment", &note.organisational_environment),
            ("inspector", &note.quality_control.inspector),
        ];
        if let Some((name, _)) = required.iter().find(|(_, value)| value.trim().is_empty()) {
            return Err(wrong(format!("{name} is empty")));
        }
        if note.scans.is_empty() {
            return Err(wrong("no scans".to_owned()));
        }
        Ok(note)
    }

    /// The note as a file: always the same bytes for the same note, so that it can be stamped.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a note has only texts and numbers")
    }

    /// Whether these files are the scans of the note: all of them, and no others. Each by name, length and SHA-256.
    pub fn verify(&self, files: &[(String, u64, Hash)]) -> Report {
        let mut links: Vec<Link> = files.iter().map(|file| self.check_file(file)).collect();
        let missing = self.scans.iter().filter(|scan| files.iter().all(|(_, _, hash)| *hash != scan.sha256)).count();
        if files.is_empty() {
            links.push(Link::bad("Daten", &Fault::NoData));
        } else if missing > 0 && links.iter().all(|link| link.ok) {
            let fault = Fault::IncompleteGroup { expected: self.scans.len(), found: self.scans.len() - missing };
            links.push(Link::bad("Scans", &fault));
        }
        links.push(if self.quality_control.passed {
            Link::good("Qualitätssicherung", format!("Bestanden, geprüft von {}.", self.quality_control.inspector))
        } else {
            Link::bad("Qualitätssicherung", &Fault::QualityControl(self.quality_control.inspector.clone()))
        });
        let first = Link::good(
            "Transfervermerk",
            "Er trägt keine Unterschrift; ein Zeitstempel über den Vermerk schützt ihn.".to_owned(),
        );
        Report::new("transfer_note", links, first)
    }

    fn check_file(&self, (name, bytes, hash): &(String, u64, Hash)) -> Link {
        match self.scans.iter().find(|scan| scan.sha256 == *hash) {
            Some(scan) if scan.bytes == *bytes => Link::good(name.as_str(), format!("Ist der Scan „{}“.", scan.name)),
            _ => Link::bad(name.as_str(), &Fault::NotCovered { name: name.clone() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::digest;

    fn note() -> TransferNote {
        TransferNote {
            format: TRANSFER_NOTE_FORMAT.to_owned(),
            creator: "Erika Beispiel".to_owned(),
            scanned_at: "2027-03-01T09:30:00Z".to_owned(),
            technical_environment: "Scanner 1, 300 dpi".to_owned(),
            organisational_environment: "Scanstelle, Verfahren 2".to_owned(),
            anomalies: vec![],
            quality_control: QualityControl {
                passed: true,
                inspector: "Max Beispiel".to_owned(),
                remarks: String::new(),
            },
            scans: vec![Scan { name: "a.pdf".to_owned(), bytes: 1, sha256: digest(&[b"a"]) }],
        }
    }

    #[test]
    fn a_note_is_bound_to_its_scan() {
        let note = TransferNote::from_json(&note().to_json()).unwrap();
        let file = |bytes: &[u8]| ("x.pdf".to_owned(), bytes.len() as u64, digest(&[bytes]));
        assert!(note.verify(&[file(b"a")]).ok);
        assert_eq!(note.verify(&[file(b"b")]).weakest_link.code, "not_covered");
        assert_eq!(note.verify(&[]).weakest_link.code, "no_data");
        let mut two = note.clone();
        two.scans.push(Scan { name: "b.pdf".to_owned(), bytes: 1, sha256: digest(&[b"b"]) });
        assert_eq!(two.verify(&[file(b"a")]).weakest_link.code, "incomplete_group");
    }

    #[test]
    fn what_failed_quality_control_is_no_replacement() {
        let mut note = note();
        note.quality_control.passed = false;
        let report = note.verify(&[("a.pdf".to_owned(), 1, digest(&[b"a"]))]);
        assert_eq!(report.weakest_link.code, "quality_control");
    }

    #[test]
    fn a_note_says_what_it_must() {
        let mut empty = note();
        empty.creator = " ".to_owned();
        assert!(TransferNote::from_json(&empty.to_json()).is_err());
        assert!(TransferNote::from_json(&note().to_json().replace("note-1", "note-2")).is_err());
        assert!(TransferNote::from_json("{}").is_err());
    }
}
