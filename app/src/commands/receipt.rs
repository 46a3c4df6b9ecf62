//! `lotse receipt verify`: checks a citizen's receipt offline.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Subcommand;
use lotse_evidence::{Receipt, VerifierKey};

use crate::{Outcome, say};

/// A receipt is a few kilobytes; anything larger is something else.
const MAX_BYTES: u64 = 1 << 20;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Prüft eine Eingangsbestätigung (quittung.json) ohne Verbindung zum Server
    ///
    /// Ende mit 0: die Bestätigung stimmt; 1: sie stimmt nicht; 2: die Datei konnte nicht gelesen werden.
    Verify {
        /// Prüfschlüssel der Plattform; ohne ihn gilt der Schlüssel in der Bestätigung
        #[arg(long)]
        key: Option<String>,
        file: PathBuf,
    },
}

pub(crate) fn run(command: &Command) -> Outcome {
    let Command::Verify { key, file } = command;
    let key =
        key.as_deref().map(str::parse::<VerifierKey>).transpose().context("Der Prüfschlüssel ist nicht lesbar")?;
    let size = fs::metadata(file).with_context(|| format!("{} kann nicht gelesen werden", file.display()))?.len();
    anyhow::ensure!(size <= MAX_BYTES, "{} ist zu groß für eine Eingangsbestätigung", file.display());
    let text = fs::read_to_string(file).with_context(|| format!("{} kann nicht gelesen werden", file.display()))?;
    match Receipt::from_json(&text).and_then(|receipt| receipt.verify(key.as_ref())) {
        Ok(verified) => {
            say(&verified.to_string());
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            say(&format!("Die Eingangsbestätigung stimmt nicht: {error} [{}]", error.code()));
            Ok(ExitCode::from(1))
        }
    }
}
