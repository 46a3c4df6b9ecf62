//! `lotse record appraise`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use lotse_xdomea::{Limits, appraisal};

use super::{
    convert::say_invalid,
    input::{self, Input},
    output::{self, Output},
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
    output::not_onto(options.out.as_deref(), &[&options.path])?;
    let mut output = Output::new(options.out.as_deref());
    let written = match input {
        Input::Plain(source) => appraisal::write(source, &limits, &mut output),
        Input::Packed(mut container) => appraisal::write(container.message()?, &limits, &mut output),
    };
    let (checked, message) = output::outcome(written)?;
    if !appraisal::is_offer(&message) {
        anyhow::bail!(
            "{}: Das ist keine Anbietung (0501). Nur über sie entscheidet das Archiv.",
            options.path.display()
        );
    }
    output.finish()?;
    if !checked.is_ok() {
        say_invalid(&checked, false)?;
    }
    Ok(ExitCode::from(u8::from(!checked.is_ok())))
}
