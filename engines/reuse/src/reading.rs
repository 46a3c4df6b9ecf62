//! Reading the TOML files of a package, with errors in words and with a line.

use serde::de::DeserializeOwned;

use crate::files::PackageFiles;
use crate::finding::{Finding, line_at};

/// The text of a file; a finding if it is missing or no UTF-8.
pub(crate) fn text<'files>(
    files: &'files PackageFiles,
    file: &str,
    findings: &mut Vec<Finding>,
) -> Option<&'files str> {
    let Some(bytes) = files.get(file) else {
        let message = format!("Die Datei {file} fehlt. Bitte anlegen.");
        findings.push(Finding::error(file, "paket-datei-fehlt", message));
        return None;
    };
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(error) => {
            let lossy = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default());
            let line = line_at(&lossy, lossy.len());
            let message = "Die Datei ist nicht in UTF-8 gespeichert. Bitte als UTF-8 speichern.";
            findings.push(Finding::error(file, "paket-zeichensatz", message).at(Some(line)));
            None
        }
    }
}

/// Reads a TOML file; a finding with the line if that fails.
pub(crate) fn toml<T: DeserializeOwned>(files: &PackageFiles, file: &str, findings: &mut Vec<Finding>) -> Option<T> {
    let text = text(files, file, findings)?;
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let line = error.span().map(|span| line_at(text, span.start));
            findings.push(Finding::error(file, "paket-datei-unlesbar", explain(error.message())).at(line));
            None
        }
    }
}

/// The message of the TOML reader in German, as far as it is one of the common ones.
fn explain(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match (message, quoted.as_slice()) {
        (text, [name, ..]) if text.starts_with("missing field") => {
            format!("Es fehlt die Angabe »{name}«. Bitte ergänzen.")
        }
        (text, [name, allowed @ ..]) if text.starts_with("unknown field") => {
            format!("Die Angabe »{name}« ist hier nicht vorgesehen. Möglich sind: {}.", allowed.join(", "))
        }
        (text, [name, allowed @ ..]) if text.starts_with("unknown variant") => {
            format!("Der Wert »{name}« ist hier nicht vorgesehen. Möglich sind: {}.", allowed.join(", "))
        }
        _ => format!("Die Datei lässt sich nicht lesen: {message}."),
    }
}
