//! `lotse record check`.

use std::{fmt::Write as _, path::PathBuf, process::ExitCode};

use clap::Args;
use lotse_xdomea::{CheckError, Checked, Limits, check};
use serde::Serialize;

use super::input::{self, Input, Trouble};
use crate::{commands::files::Found, say, say_error};

#[derive(Args)]
pub(crate) struct Options {
    /// Eine JSON-Zeile je Datei statt Text
    #[arg(long)]
    json: bool,
    /// Nachrichten (XML), Container (ZIP) und Ordner (darin alle *.xml und *.zip); `-` für die Standardeingabe
    #[arg(required = true, value_name = "DATEI")]
    paths: Vec<PathBuf>,
}

/// What programs read about a file.
#[derive(Serialize)]
struct Line {
    file: String,
    ok: bool,
    message: Option<String>,
    version: Option<String>,
    akten: u64,
    vorgaenge: u64,
    dokumente: u64,
    primaerdateien: u64,
    errors: Vec<CheckError>,
}

pub(super) fn run(options: &Options) -> ExitCode {
    let mut worst = 0;
    for found in input::find(&options.paths) {
        let (path, outcome) = match found {
            Found::File(path) => {
                let outcome = examine(&path);
                (path, outcome)
            }
            Found::Missing(path, missing) => (path, Err(Trouble::Missing(missing))),
        };
        let file = path.to_string_lossy().into_owned();
        let (code, text) = match outcome {
            Ok(checked) if !checked.is_xml => {
                let reason = checked.errors.first().map(|error| error.message.clone()).unwrap_or_default();
                let text = format!("{file}: nicht lesbar: {reason}");
                (2, if options.json { told(&line(file, checked), &[], options) } else { text })
            }
            Ok(mut checked) => {
                let remarks = std::mem::take(&mut checked.remarks);
                (u8::from(!checked.is_ok()), told(&line(file, checked), &remarks, options))
            }
            Err(trouble) if options.json => (2, told(&unreadable(file, &trouble), &[], options)),
            Err(trouble) => (2, format!("{file}: nicht lesbar: {}", trouble.german())),
        };
        worst = worst.max(code);
        say(&text);
    }
    ExitCode::from(worst)
}

/// Remarks are no part of what programs read.
fn told(line: &Line, remarks: &[String], options: &Options) -> String {
    if options.json {
        for remark in remarks {
            say_error(&format!("{}: Hinweis: {remark}", line.file));
        }
        return serde_json::to_string(line).unwrap_or_default();
    }
    let mut text = words(line);
    for remark in remarks {
        let _ = write!(text, "\n  Hinweis: {remark}");
    }
    text
}

fn examine(path: &std::path::Path) -> Result<Checked, Trouble> {
    let limits = Limits::default();
    match input::open(path)? {
        Input::Plain(source) => Ok(check(source, &limits)),
        Input::Packed(mut container) => container.check(&limits).map_err(Trouble::Container),
    }
}

fn line(file: String, checked: Checked) -> Line {
    Line {
        file,
        ok: checked.is_ok(),
        akten: checked.counts.akten,
        vorgaenge: checked.counts.vorgaenge,
        dokumente: checked.counts.dokumente,
        primaerdateien: checked.counts.primaerdateien,
        message: checked.message,
        version: checked.version,
        errors: checked.errors,
    }
}

fn unreadable(file: String, trouble: &Trouble) -> Line {
    let error = CheckError { line: 0, path: String::new(), message: trouble.german() };
    Line {
        file,
        ok: false,
        message: None,
        version: None,
        akten: 0,
        vorgaenge: 0,
        dokumente: 0,
        primaerdateien: 0,
        errors: vec![error],
    }
}

fn words(line: &Line) -> String {
    let verdict = if line.ok { "gültig" } else { "nicht gültig" };
    let message = line.message.as_deref().unwrap_or("unbekannt");
    let version = line.version.as_deref().unwrap_or("unbekannt");
    let mut text = format!(
        "{}: {verdict}\n  Nachricht {message}, xdomea {version}: {} Akten, {} Vorgänge, {} Dokumente, {} Primärdateien",
        line.file, line.akten, line.vorgaenge, line.dokumente, line.primaerdateien
    );
    for error in &line.errors {
        let _ = write!(text, "\n  Zeile {}: {}", error.line, error.message);
        if !error.path.is_empty() {
            let _ = write!(text, "\n    {}", error.path);
        }
    }
    text
}
