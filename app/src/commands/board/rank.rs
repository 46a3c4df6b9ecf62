//! `lotse board rank`: a file in, ranking and portfolio out.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::Args;
use lotse_priority::{Answer, Efforts, Limits, answer, pictures, read};

use super::{line::Line, words};
use crate::{
    Outcome,
    commands::files::{Missing, is_standard_input},
    say, say_error,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Eine JSON-Zeile statt Text
    #[arg(long)]
    json: bool,
    /// Schreibt Bilder (SVG) und eine Seite mit Bildern und Tabellen in diesen Ordner
    #[arg(long, value_name = "ORDNER")]
    pictures: Option<PathBuf>,
    /// Sprache der Bilder
    #[arg(long, value_enum, default_value = "de", value_name = "SPRACHE")]
    language: Language,
    /// Die Datei; `-` für die Standardeingabe
    #[arg(value_name = "DATEI")]
    path: PathBuf,
}

/// Language of the pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Language {
    /// Deutsch
    De,
    /// English
    En,
}

/// The page with all pictures and their tables.
const REPORT: &str = "bericht.html";

pub(super) fn run(options: &Options) -> Outcome {
    let name = options.path.to_string_lossy().into_owned();
    let bytes = match bytes(&options.path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = Missing::from(error).german("");
            return Ok(refuse(options, &name, &Line::unreadable(&name, &message), &[message]));
        }
    };
    let task = match read(&bytes, &Limits::default()) {
        Ok(task) => task,
        Err(faults) => {
            let messages: Vec<String> = faults.0.iter().map(lotse_priority::Fault::german).collect();
            return Ok(refuse(options, &name, &Line::refused(&name, &faults), &messages));
        }
    };
    let answer = answer(&task, &Efforts::default());
    if let Some(folder) = &options.pictures {
        write_pictures(folder, &answer, options.language)?;
    }
    if options.json {
        say(&serde_json::to_string(&Line::answered(&name, &answer))
            .context("Das Ergebnis lässt sich nicht ausgeben")?);
    } else {
        say(&words::report(&name, &answer));
    }
    if let Some(folder) = &options.pictures {
        say_error(&format!("Bilder und Bericht: {}", folder.join(REPORT).display()));
    }
    Ok(ExitCode::from(u8::from(answer.portfolio.is_none())))
}

fn refuse(options: &Options, name: &str, line: &Line<'_>, messages: &[String]) -> ExitCode {
    if options.json {
        say(&serde_json::to_string(line).unwrap_or_default());
    } else {
        say_error(&words::refused(name, messages));
    }
    ExitCode::from(2)
}

/// The bytes of a file or of standard input, as far as anybody would read them.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let most = u64::try_from(Limits::default().bytes).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if is_standard_input(path) {
        io::stdin().take(most).read_to_end(&mut bytes)?;
    } else {
        fs::File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn write_pictures(folder: &Path, answer: &Answer, language: Language) -> anyhow::Result<()> {
    let language = match language {
        Language::De => pictures::Language::German,
        Language::En => pictures::Language::English,
    };
    let place = || format!("In den Ordner {} kann nicht geschrieben werden", folder.display());
    fs::create_dir_all(folder).with_context(place)?;
    for picture in pictures::pictures(answer, language) {
        fs::write(folder.join(format!("{}.svg", picture.name)), picture.svg).with_context(place)?;
    }
    fs::write(folder.join(REPORT), pictures::page(answer, language)).with_context(place)
}
