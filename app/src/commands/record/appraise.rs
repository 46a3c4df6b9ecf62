//! `lotse record appraise`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use lotse_xdomea::{Limits, appraisal, record};

use super::{
    convert::{say_invalid, write},
    input::{self, Input},
};
use crate::Outcome;

#[derive(Args)]
pub(crate) struct Options {
    /// Wohin die Tabelle geschrieben wird; ohne Angabe auf die Standardausgabe
    #[arg(long, value_name = "TABELLE.csv")]
    out: Option<PathBuf>,
    /// Anbietung (XML) oder Container (ZIP); `-` für die Standardeingabe
    #[arg(value_name = "ANBIETUNG")]
    path: PathBuf,
}

pub(super) fn run(options: &Options) -> Outcome {
    let limits = Limits::default();
    let input = input::open(&options.path).map_err(|trouble| anyhow::anyhow!(trouble.german()))?;
    let (checked, message) = match input {
        Input::Plain(source) => record::read_checked(source, &limits)?,
        Input::Packed(mut container) => record::read_checked(container.message()?, &limits)?,
    };
    if message.version.is_none() || message.number.as_deref() != Some("0501") {
        anyhow::bail!(
            "{}: Das ist keine Anbietung (0501). Nur über sie entscheidet das Archiv.",
            options.path.display()
        );
    }
    // The mark at the beginning tells spreadsheets that the letters are in UTF-8.
    write(options.out.as_deref(), &format!("\u{feff}{}", appraisal::table(&message)))?;
    if !checked.is_ok() {
        say_invalid(&checked, false)?;
    }
    Ok(ExitCode::from(u8::from(!checked.is_ok())))
}
