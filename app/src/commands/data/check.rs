//! `lotse data check`: catalogues through the check, in the order in which they are named.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use lotse_dcat::{Severity, explain};

use super::{
    ProfileName,
    input::{self, Trouble},
    line::Line,
    words::{self, Report, Summary},
};
use crate::{commands::files::Found, say, say_json};

#[derive(Args)]
pub(crate) struct Options {
    /// Eine JSON-Zeile je Datei statt Text
    #[arg(long)]
    json: bool,
    /// Wogegen geprüft wird
    #[arg(long, value_enum, default_value = "de3", value_name = "REGELWERK")]
    profile: ProfileName,
    /// Woher die Datei kommt: Damit werden unvollständige Adressen ergänzt
    #[arg(long, value_name = "ADRESSE")]
    base: Option<String>,
    /// Nur das Ergebnis je Datei, keine einzelnen Fehler
    #[arg(long, conflicts_with = "json")]
    short: bool,
    /// Alle Stellen nennen, nicht nur die ersten
    #[arg(long, conflicts_with_all = ["json", "short"])]
    all: bool,
    /// Dateien und Ordner; `-` für die Standardeingabe
    #[arg(required = true, value_name = "DATEI")]
    paths: Vec<PathBuf>,
}

/// Of one rule so many places are named.
const MOST_PLACES: usize = 3;

pub(super) fn run(options: &Options) -> ExitCode {
    let mut summary = Summary::default();
    for found in input::find(&options.paths) {
        match found {
            Found::File(path) => {
                if let Err(trouble) = examine(&path, options, &mut summary) {
                    unreadable(&path.to_string_lossy(), &trouble, options, &mut summary);
                }
            }
            Found::Missing(path, missing) => {
                unreadable(&path.to_string_lossy(), &Trouble::Missing(missing), options, &mut summary);
            }
        }
    }
    if !options.json && summary.files() > 1 {
        say(&summary.text());
    }
    ExitCode::from(summary.exit_code())
}

fn examine(path: &std::path::Path, options: &Options, summary: &mut Summary) -> Result<(), Trouble> {
    let reading = input::catalogue(&input::bytes(path)?, path, options.base.as_deref())?;
    let checked = lotse_dcat::check(&reading.graph, options.profile.profile());
    summary.count(checked.number_of(Severity::Violation) == 0);
    let line = Line::new(path.to_string_lossy().into_owned(), &reading, &checked);
    if options.json {
        say_json(&line);
        return Ok(());
    }
    let places = if options.all { usize::MAX } else { MOST_PLACES };
    let problems = if options.short { Vec::new() } else { explain::problems(&reading.graph, &checked, places) };
    say(&words::report(&Report {
        line: &line,
        checked: &checked,
        problems: &problems,
        is_short: options.short,
        is_whole: options.all,
    }));
    Ok(())
}

fn unreadable(file: &str, trouble: &Trouble, options: &Options, summary: &mut Summary) {
    summary.count_unreadable();
    let message = trouble.german();
    if options.json {
        let line = Line::unreadable(file.to_owned(), options.profile.profile(), trouble.code(), message);
        say_json(&line);
    } else {
        say(&words::unreadable(file, &message));
    }
}
