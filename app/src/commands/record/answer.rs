//! `lotse record answer`.

use std::{
    fs::File,
    io::{BufRead, Read},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, ensure};
use clap::Args;
use jiff::Timestamp;
use lotse_xdomea::{
    Converted, Limits, Supplement,
    answer::{self, Decision, Imported, Reply},
    appraisal,
};

use super::{
    convert::{say_remarks, write},
    input::{self, Input},
};
use crate::{Outcome, commands::files::Missing, say_error};

/// A larger table is none that people filled in.
const LARGEST_TABLE: u64 = 64 << 20;

#[derive(Args)]
pub(crate) struct Options {
    /// Ausgefüllte Tabelle aus „lotse record appraise“: schreibt die Bewertung (0502)
    #[arg(long, value_name = "TABELLE.csv", conflicts_with = "imported")]
    decisions: Option<PathBuf>,
    /// Bestätigt die Übernahme (0402 oder 0506)
    #[arg(long)]
    imported: bool,
    /// Was nicht übernommen wurde und wie das Archiv nennt, was übernommen wurde; ohne Zeile: übernommen
    #[arg(long, value_name = "TABELLE.csv", requires = "imported")]
    results: Option<PathBuf>,
    /// Wohin die Antwort geschrieben wird; ohne Angabe auf die Standardausgabe
    #[arg(long, value_name = "DATEI")]
    out: Option<PathBuf>,
    /// Nachricht (XML) oder Container (ZIP); `-` für die Standardeingabe
    #[arg(value_name = "NACHRICHT")]
    path: PathBuf,
}

/// What to answer.
enum Answer {
    Received,
    Appraised(Vec<Decision>),
    Imported(Vec<Imported>),
}

pub(super) fn run(options: &Options) -> Outcome {
    let answer = match (&options.decisions, &options.results) {
        (Some(path), _) => Answer::Appraised(named(path, appraisal::decisions(&table(path)?))?),
        (None, Some(path)) => Answer::Imported(named(path, appraisal::imported(&table(path)?))?),
        (None, None) if options.imported => Answer::Imported(Vec::new()),
        (None, None) => Answer::Received,
    };
    let input = input::open(&options.path).map_err(|trouble| anyhow::anyhow!(trouble.german()))?;
    let (converted, undecided) = match input {
        Input::Plain(source) => answered(source, &answer)?,
        Input::Packed(mut container) => answered(container.message()?, &answer)?,
    };
    write(options.out.as_deref(), &converted.xml)?;
    say_remarks(&converted, false)?;
    if undecided > 0 {
        say_error(&format!("Noch ohne Entscheidung: {undecided} Akten oder Vorgänge der Anbietung."));
    }
    Ok(ExitCode::from(u8::from(!converted.is_whole())))
}

/// The answer, and how much of an offer it decides nothing about.
fn answered(source: impl BufRead, answer: &Answer) -> anyhow::Result<(Converted, usize)> {
    let limits = Limits::default();
    let supplement = Supplement { message_id: uuid::Uuid::now_v7().to_string(), ..Supplement::default() };
    let reply = Reply { supplement, created: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string() };
    Ok(match answer {
        Answer::Received => (answer::receipt(source, &reply, &limits)?, 0),
        Answer::Appraised(decisions) => {
            let appraised = answer::appraisal(source, decisions, &reply, &limits)?;
            (appraised.message, appraised.undecided)
        }
        Answer::Imported(results) => (answer::import(source, results, &reply, &limits)?, 0),
    })
}

/// A table that people filled in.
pub(super) fn table(path: &Path) -> anyhow::Result<String> {
    let missing = |error| format!("{}: {}", path.display(), Missing::from(error).german("keine Tabelle"));
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST_TABLE + 1).read_to_end(&mut bytes))
        .map_err(|error| anyhow::anyhow!(missing(error)))?;
    ensure!(bytes.len() as u64 <= LARGEST_TABLE, "{}: Die Tabelle ist zu groß.", path.display());
    Ok(appraisal::text(&bytes).into_owned())
}

fn named<T>(path: &Path, outcome: Result<T, appraisal::TableError>) -> anyhow::Result<T> {
    outcome.with_context(|| path.display().to_string())
}
