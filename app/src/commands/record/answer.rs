//! `lotse record answer`.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufRead, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, ensure};
use clap::Args;
use jiff::Timestamp;
use lotse_xdomea::{
    Converted, Limits, Supplement,
    answer::{self, AnswerError, Decision, Imported, Reply},
    appraisal,
    container::FileFaults,
    convert::Remark,
};

use super::{
    input::{self, Input},
    output,
    remarks::Remarks,
};
use crate::{
    Outcome,
    commands::files::{Missing, is_standard_input},
    say_error,
};

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
    let tables = options.decisions.iter().chain(&options.results).map(PathBuf::as_path);
    let sources: Vec<&Path> = [&*options.path].into_iter().chain(tables).collect();
    output::not_onto(options.out.as_deref(), &sources)?;
    let input = input::open(&options.path).map_err(|trouble| anyhow::anyhow!(trouble.german()))?;
    let folder = options.path.parent().filter(|_| !is_standard_input(&options.path));
    let mut missing = None;
    let answered = match input {
        Input::Plain(source) => answered(source, &answer, &FileFaults::new(), &mut |name| {
            if missing.is_none() && !folder.is_some_and(|folder| lies_in(folder, name)) {
                missing = Some(name.to_owned());
            }
        }),
        Input::Packed(mut container) => {
            let is_import = matches!(answer, Answer::Imported(_));
            let faults = if is_import { container.check_files(&Limits::default())?.1 } else { FileFaults::new() };
            answered(container.message()?, &answer, &faults, &mut |_| {})
        }
    };
    let Answered { message, told, failures } = match answered {
        Err(fault @ (AnswerError::Invalid { .. } | AnswerError::FaultyFile(_))) => {
            return Ok(refused(&fault.to_string()));
        }
        other => other?,
    };
    if let Some(missing) = missing {
        return Ok(refused(&format!(
            "Die Datei „{}“, die die Nachricht nennt, liegt nicht neben ihr. Die Übernahme wird nicht bestätigt. Nennen Sie den Container (ZIP), in dem sie liegt.",
            missing.escape_debug()
        )));
    }
    let (remarks, is_whole) = output::write(options.out.as_deref(), |target| message.write(target))?;
    Remarks::from_iter(remarks).say();
    for failure in &failures {
        say_error(&format!("Als nicht übernommen gemeldet: {failure}"));
    }
    if let Some(told) = told {
        say_error(&told);
    }
    Ok(ExitCode::from(u8::from(!is_whole || !failures.is_empty())))
}

fn refused(reason: &str) -> ExitCode {
    say_error(&format!("lotse: {reason}"));
    ExitCode::from(1)
}

/// A file that a message names lies in a folder. Names with folders in them are none.
fn lies_in(folder: &Path, name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|last| last == name) && folder.join(name).is_file()
}

/// An answer and what is to be said about it.
struct Answered {
    message: Message,
    told: Option<String>,
    failures: Vec<String>,
}

enum Message {
    Receipt(Converted),
    AboutRecords(Box<answer::Answer>),
}

impl Message {
    /// Gives the remarks on what was written, and whether it is all.
    fn write(self, mut output: &mut dyn Write) -> io::Result<(Vec<Remark>, bool)> {
        match self {
            Self::Receipt(converted) => {
                output.write_all(converted.xml.as_bytes())?;
                let is_whole = converted.is_whole();
                Ok((converted.remarks, is_whole))
            }
            Self::AboutRecords(answer) => {
                let written = answer.write(&mut output)?;
                let is_whole = written.is_whole();
                Ok((written.remarks, is_whole))
            }
        }
    }
}

/// `named` hears the names of the files of what is taken over.
fn answered(
    source: impl BufRead,
    answer: &Answer,
    faults: &FileFaults,
    named: &mut dyn FnMut(&str),
) -> Result<Answered, AnswerError> {
    let limits = Limits::default();
    let supplement = Supplement { message_id: uuid::Uuid::now_v7().to_string(), ..Supplement::default() };
    let reply = Reply { supplement, created: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string() };
    Ok(match answer {
        Answer::Received => {
            let message = Message::Receipt(answer::receipt(source, &reply, &limits)?);
            Answered { message, told: None, failures: Vec::new() }
        }
        Answer::Appraised(decisions) => {
            let appraised = answer::appraisal(source, decisions, &reply, &limits)?;
            let (archived, destroyed, undecided) = (appraised.archived, appraised.destroyed, appraised.undecided);
            let mut told = format!("{archived} archivieren, {destroyed} vernichten, {undecided} offen");
            if undecided > 0 {
                let _ = write!(told, "\nNoch ohne Entscheidung: {undecided} Akten oder Vorgänge der Anbietung.");
            }
            Answered {
                message: Message::AboutRecords(Box::new(appraised.message)),
                told: Some(told),
                failures: Vec::new(),
            }
        }
        Answer::Imported(results) => {
            let taken = answer::import(source, results, faults, named, &reply, &limits)?;
            Answered { message: Message::AboutRecords(Box::new(taken.message)), told: None, failures: taken.failures }
        }
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
