//! `lotse record show`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use lotse_xdomea::{Limits, record};

use super::{
    input::{self, Input},
    output::{self, Output},
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
    let message = output::outcome(shown)?;
    if message.version.is_none() {
        anyhow::bail!("{}: keine Nachricht nach xdomea", options.path.display());
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}
