//! `lotse record show`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use lotse_xdomea::{Limits, record};

use super::input::{self, Input};
use crate::{Outcome, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Nachricht (XML) oder Container (ZIP); `-` für die Standardeingabe
    #[arg(value_name = "DATEI")]
    path: PathBuf,
}

pub(super) fn run(options: &Options) -> Outcome {
    let limits = Limits::default();
    let input = input::open(&options.path).map_err(|trouble| anyhow::anyhow!(trouble.german()))?;
    let message = match input {
        Input::Plain(source) => record::read(source, &limits)?,
        Input::Packed(mut container) => record::read(container.message()?, &limits)?,
    };
    if message.version.is_none() {
        anyhow::bail!("{}: keine Nachricht nach xdomea", options.path.display());
    }
    say(message.to_string().trim_end());
    Ok(ExitCode::SUCCESS)
}
