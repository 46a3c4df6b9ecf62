//! `lotse record show`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use lotse_xdomea::{
    Limits,
    record::{self, ReadError},
};

use super::{
    input::{self, Input},
    output::Output,
};
use crate::Outcome;

#[derive(Args)]
pub(crate) struct Options {
    /// Nachricht (XML) oder Container (ZIP); `-` für die Standardeingabe
    #[arg(value_name = "DATEI")]
    path: PathBuf,
}

pub(super) fn run(options: &Options) -> Outcome {
    let limits = Limits::default();
    let input = input::open(&options.path).map_err(|trouble| anyhow::anyhow!(trouble.german()))?;
    let mut output = Output::new(None);
    let shown = match input {
        Input::Plain(source) => record::show(source, &limits, &mut output),
        Input::Packed(mut container) => record::show(container.message()?, &limits, &mut output),
    };
    let message = match shown {
        // Whoever looks has seen enough.
        Err(ReadError::Write(_)) => return Ok(ExitCode::SUCCESS),
        other => other?,
    };
    if message.version.is_none() {
        anyhow::bail!("{}: keine Nachricht nach xdomea", options.path.display());
    }
    let _ = output.finish();
    Ok(ExitCode::SUCCESS)
}
