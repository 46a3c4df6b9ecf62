//! `lotse form check`: reads XDatenfelder 3.0.0 files and says what is in them or what is wrong.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use lotse_fim::{CheckReport, Problem};
use serde::Serialize;

use super::files;
use crate::{Outcome, say};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Prüft XDatenfelder-3.0.0-Dateien (auch mit gzip gepackt)
    ///
    /// Ende mit 0: alle in Ordnung; 1: mindestens eine hat Fehler; 2: mindestens eine konnte nicht gelesen werden.
    Check {
        /// Eine JSON-Zeile je Datei statt Text
        #[arg(long)]
        json: bool,
        /// Dateien; `-` für die Standardeingabe
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

#[derive(Serialize)]
struct Line {
    file: String,
    #[serde(flatten)]
    report: CheckReport,
}

pub(crate) fn run(command: &Command) -> Outcome {
    let Command::Check { json, files } = command;
    let (mut faulty, mut unreadable) = (false, false);
    for path in files {
        let (report, was_read) = match files::open(path) {
            Ok(reader) => (lotse_fim::check(reader), true),
            Err(error) => (could_not_read(&error), false),
        };
        faulty |= !report.ok;
        unreadable |= !was_read;
        let line = Line { file: path.to_string_lossy().into_owned(), report };
        if *json { say(&serde_json::to_string(&line)?) } else { tell(&line) }
    }
    Ok(ExitCode::from(if unreadable { 2 } else { u8::from(faulty) }))
}

fn could_not_read(error: &std::io::Error) -> CheckReport {
    let message = format!("Die Datei kann nicht gelesen werden: {error}");
    CheckReport {
        ok: false,
        id: None,
        version: None,
        name: None,
        fields: 0,
        groups: 0,
        rules: 0,
        errors: vec![Problem { line: 0, path: String::new(), message }],
        warnings: Vec::new(),
    }
}

fn tell(line: &Line) {
    let report = &line.report;
    if report.ok {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        say(&format!(
            "{}: in Ordnung – {} {} „{}“, {} Felder, {} Gruppen, {} Regeln",
            line.file,
            text(&report.id),
            text(&report.version),
            text(&report.name),
            report.fields,
            report.groups,
            report.rules
        ));
        return;
    }
    say(&format!("{}: {} Fehler", line.file, report.errors.len()));
    for error in &report.errors {
        say(&format!("  Zeile {}: {} ({})", error.line, error.message, error.path));
    }
}
