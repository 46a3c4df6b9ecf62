//! The files of a package and the rules for their names and sizes.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;

/// The files of a package: relative path with `/` → content.
pub type PackageFiles = BTreeMap<String, Vec<u8>>;

/// The names of the files of a service package.
pub mod names {
    /// What the package is, who publishes it.
    pub const MANIFEST: &str = "manifest.toml";
    /// The public description for catalogues.
    pub const PUBLICCODE: &str = "publiccode.yml";
    /// The form as XDatenfelder 3.0.0.
    pub const FORM: &str = "form.xdf.xml";
    /// The conditions of the form.
    pub const CONDITIONS: &str = "conditions.json";
    /// How the form is shown.
    pub const PRESENTATION: &str = "form.toml";
    /// States and transitions of a case.
    pub const WORKFLOW: &str = "workflow.toml";
    /// Fees.
    pub const FEES: &str = "fees.toml";
    /// File plan, retention, deletion.
    pub const FILING: &str = "filing.toml";
    /// Folder of the texts, one file per language.
    pub const TEXTS: &str = "texts/";
    /// Folder of the letter templates.
    pub const LETTERS: &str = "letters/";
    /// The signature; not part of what is signed.
    pub const SIGNATURE: &str = "signature.json";
}

/// How much a package may hold. The largest published XDatenfelder schemas have about 4 MB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the packed archive.
    pub archive_bytes: u64,
    /// Bytes of all files together.
    pub total_bytes: u64,
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Number of files.
    pub files: usize,
    /// Length of a path.
    pub path_length: usize,
    /// Depth of folders.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            archive_bytes: 16 << 20,
            total_bytes: 32 << 20,
            file_bytes: 8 << 20,
            files: 200,
            path_length: 100,
            depth: 6,
        }
    }
}

/// Why a path must not be used, in German; `None` if it may.
pub fn path_problem(path: &str, limits: &Limits) -> Option<&'static str> {
    if path.is_empty() {
        return Some("Der Name ist leer.");
    }
    if path.len() > limits.path_length {
        return Some("Der Name ist zu lang.");
    }
    if path.starts_with('/') || path.contains(':') {
        return Some("Der Name muss relativ zum Paket sein.");
    }
    if !path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/')) {
        return Some("Erlaubt sind nur Buchstaben ohne Umlaute, Ziffern, Punkt, Binde- und Unterstrich.");
    }
    let segments: Vec<&str> = path.split('/').collect();
    if segments.len() > limits.depth {
        return Some("Die Ordner sind zu tief verschachtelt.");
    }
    if segments.iter().any(|segment| segment.is_empty()) {
        return Some("Der Name enthält einen leeren Ordnernamen.");
    }
    if segments.iter().any(|segment| segment.starts_with('.')) {
        return Some("Versteckte Dateien und Verweise nach oben (..) sind nicht erlaubt.");
    }
    if segments.iter().any(|segment| segment.ends_with('.') || is_device_name(segment)) {
        return Some("Der Name ist unter Windows nicht möglich.");
    }
    None
}

/// Names Windows keeps for devices, whatever the extension.
fn is_device_name(segment: &str) -> bool {
    let stem = segment.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// Checks number, sizes and names.
pub fn check_files(files: &PackageFiles, limits: &Limits) -> Vec<Finding> {
    let mut findings = Vec::new();
    if files.len() > limits.files {
        let message = format!("Das Paket hat {} Dateien, erlaubt sind {}.", files.len(), limits.files);
        findings.push(Finding::error("", "paket-zu-viele-dateien", message));
    }
    let total: u64 = files.values().map(|content| content.len() as u64).sum();
    if total > limits.total_bytes {
        let message = format!("Das Paket ist mit {total} Bytes zu groß, erlaubt sind {}.", limits.total_bytes);
        findings.push(Finding::error("", "paket-zu-gross", message));
    }
    let mut seen = BTreeSet::new();
    for (path, content) in files {
        if let Some(problem) = path_problem(path, limits) {
            let message = format!("Der Dateiname ist nicht erlaubt. {problem} Bitte umbenennen.");
            findings.push(Finding::error(path, "paket-dateiname", message));
        }
        if !seen.insert(path.to_ascii_lowercase()) {
            let message = "Zwei Dateien unterscheiden sich nur in Groß- und Kleinschreibung. Bitte eine umbenennen.";
            findings.push(Finding::error(path, "paket-dateiname-doppelt", message));
        }
        if content.len() as u64 > limits.file_bytes {
            let message = format!("Die Datei ist zu groß, erlaubt sind {} Bytes.", limits.file_bytes);
            findings.push(Finding::error(path, "paket-datei-zu-gross", message));
        }
    }
    findings
}
