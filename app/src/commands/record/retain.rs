//! `lotse record retain`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use jiff::{Zoned, civil::Date};
use lotse_xdomea::{
    Limits,
    retention::{
        self,
        plan::{self, Holds, Written},
    },
};

use super::{
    answer::table,
    convert::say_invalid,
    input::{self, Input},
    output::{self, Output},
};
use crate::{Outcome, say_error};

#[derive(Clone, Copy, ValueEnum)]
enum Start {
    /// Mit dem Ende des Jahres, in dem die Akte geschlossen wurde
    #[value(name = "jahresende")]
    EndOfYear,
    /// Mit dem Tag, an dem die Akte geschlossen wurde
    #[value(name = "abschluss")]
    Closing,
}

#[derive(Args)]
pub(crate) struct Options {
    /// Womit die Frist beginnt; was gilt, steht in Ihrer Aktenordnung
    #[arg(long, value_enum, value_name = "BEGINN")]
    start: Start,
    /// Sperren: Tabelle mit den Spalten UUID und Grund
    #[arg(long, value_name = "TABELLE.csv")]
    holds: Option<PathBuf>,
    /// Stichtag, zum Beispiel 2027-01-01; sonst heute
    #[arg(long, value_name = "TAG")]
    on: Option<Date>,
    /// Wohin die Tabelle geschrieben wird; ohne Angabe auf die Standardausgabe
    #[arg(long, value_name = "TABELLE.csv")]
    out: Option<PathBuf>,
    /// Nachricht (XML) oder Container (ZIP); `-` für die Standardeingabe
    #[arg(value_name = "NACHRICHT")]
    path: PathBuf,
}

pub(super) fn run(options: &Options) -> Outcome {
    let limits = Limits::default();
    let holds = match &options.holds {
        Some(path) => plan::holds(&table(path)?).with_context(|| path.display().to_string())?,
        None => Holds::new(),
    };
    let input = input::open(&options.path).map_err(|trouble| anyhow::anyhow!(trouble.german()))?;
    let start = match options.start {
        Start::EndOfYear => retention::Start::EndOfYear,
        Start::Closing => retention::Start::Closing,
    };
    let today = options.on.unwrap_or_else(|| Zoned::now().date());
    let sources: Vec<&Path> = [&*options.path].into_iter().chain(options.holds.as_deref()).collect();
    output::not_onto(options.out.as_deref(), &sources)?;
    let mut output = Output::new(options.out.as_deref());
    let written = match input {
        Input::Plain(source) => plan::write(source, &limits, start, &holds, today, &mut output),
        Input::Packed(mut container) => plan::write(container.message()?, &limits, start, &holds, today, &mut output),
    };
    let Written { checked, message, without_record: others } = output::outcome(written)?;
    if message.version.is_none() {
        anyhow::bail!("{}: keine Nachricht nach xdomea", options.path.display());
    }
    output.finish()?;
    for (id, hold) in &others {
        say_error(&format!(
            "Zeile {} der Sperren: „{}“ steht nicht in der Nachricht. Die Sperre hält nichts.",
            hold.id,
            id.escape_debug()
        ));
    }
    if !checked.is_ok() {
        say_invalid(&checked, false)?;
    }
    Ok(ExitCode::from(u8::from(!checked.is_ok() || !others.is_empty())))
}
