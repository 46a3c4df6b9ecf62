//! `lotse invoice check`: documents through the check, several at a time, results in the order of the input.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::ExitCode,
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use clap::Args;
use lotse_einvoice::{Options as CheckOptions, model, scenario::Specification};
use serde_json::json;

use super::{
    Language, ScenarioName,
    input::{self, Trouble},
    line::Line,
    words::{self, Summary},
};
use crate::{commands::files::Found, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Eine JSON-Zeile je Rechnung statt Text
    #[arg(long)]
    json: bool,
    /// Wogegen geprüft wird
    #[arg(long, value_enum, default_value = "auto", value_name = "REGELWERK")]
    scenario: ScenarioName,
    /// Nur das Ergebnis je Rechnung, keine einzelnen Fehler
    #[arg(long, conflicts_with = "json")]
    short: bool,
    /// Sprache der Meldungen
    #[arg(long, value_enum, default_value = "de", value_name = "SPRACHE")]
    language: Language,
    /// So viele Rechnungen zugleich; ohne Angabe so viele, wie der Rechner Kerne hat
    #[arg(long, value_name = "ZAHL")]
    jobs: Option<usize>,
    /// Dateien und Ordner (darin alle *.xml und *.pdf); `-` für die Standardeingabe
    #[arg(required = true, value_name = "DATEI")]
    paths: Vec<PathBuf>,
}

/// What came of a document.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Accepted,
    Rejected,
    Undecidable,
    Unreadable,
}

struct Done {
    kind: Kind,
    text: String,
}

pub(super) fn run(options: &Options) -> ExitCode {
    let found = input::find(&options.paths);
    let mut summary = Summary::default();
    each_in_order(&found, options, |done| {
        summary.count(done.kind);
        if !done.text.is_empty() {
            say(&done.text);
        }
    });
    if !options.json && summary.documents() > 1 {
        say(&summary.text(options.language));
    }
    ExitCode::from(summary.exit_code())
}

/// Several threads take documents in turn; what is done too early waits for those before it.
fn each_in_order(found: &[Found], options: &Options, mut tell: impl FnMut(Done)) {
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    let workers =
        options.jobs.unwrap_or_else(|| if found.len() > 1 { cores() } else { 1 }).clamp(1, found.len().max(1));
    if workers == 1 {
        return found.iter().for_each(|one| tell(examine(one, options)));
    }
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::sync_channel(workers * 64);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some((index, one)) = Some(next.fetch_add(1, Ordering::Relaxed))
                    .and_then(|index| found.get(index).map(|one| (index, one)))
                {
                    if sender.send((index, examine(one, options))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let (mut early, mut turn) = (BTreeMap::new(), 0);
        for (index, done) in results {
            early.insert(index, done);
            while let Some(done) = early.remove(&turn) {
                tell(done);
                turn += 1;
            }
        }
    });
}

fn examine(found: &Found, options: &Options) -> Done {
    let (path, outcome) = match found {
        Found::File(path) => (path, read_and_check(path, options)),
        Found::Missing(path, missing) => {
            return unreadable(&path.to_string_lossy(), &Trouble::Missing(missing.clone()), options);
        }
    };
    match outcome {
        Ok(line) => told(&line, options),
        Err(trouble) => unreadable(&path.to_string_lossy(), &trouble, options),
    }
}

fn read_and_check(path: &std::path::Path, options: &Options) -> Result<Line, Trouble> {
    let bytes = input::invoice(input::read(path)?)?;
    let text = input::text(&bytes)?;
    let specification: Option<Specification> = options.scenario.specification();
    let checked = lotse_einvoice::check(&text, &CheckOptions { specification, ..CheckOptions::default() })?;
    // The files in an invoice are not looked at here.
    let reading = model::read_limited(&checked.document, 0).unwrap_or_default();
    let file = path.to_string_lossy().into_owned();
    Ok(Line::new(file, &checked.document, checked.verdict, reading, options.language))
}

fn told(line: &Line, options: &Options) -> Done {
    let kind = match line.accept {
        Some(true) => Kind::Accepted,
        Some(false) => Kind::Rejected,
        None => Kind::Undecidable,
    };
    let text = if options.json {
        serde_json::to_string(line).unwrap_or_default()
    } else {
        words::report(line, options.language, options.short)
    };
    Done { kind, text }
}

fn unreadable(file: &str, trouble: &Trouble, options: &Options) -> Done {
    let message = trouble.text(options.language);
    let text = if options.json {
        // The names of any other line, so that a program can read them all in one way: what cannot be read is not accepted.
        let none: [&str; 0] = [];
        json!({
            "file": file, "syntax": null, "scenario": null, "xsd_valid": false,
            "fired_fatal": none, "fired_warning": none, "fired_information": none,
            "undecidable": null, "accept": false, "rule_sets": lotse_einvoice::check::RULE_SETS,
            "error": message, "code": trouble.code(),
        })
        .to_string()
    } else {
        words::unreadable(file, &message, options.language)
    };
    Done { kind: Kind::Unreadable, text }
}
