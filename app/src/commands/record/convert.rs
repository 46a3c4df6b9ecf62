//! `lotse record convert`.

use std::{fs, io::Write as _, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use lotse_xdomea::{Limits, Supplement, Version, convert, convert::RemarkKind};

use super::input::{self, Input};
use crate::{Outcome, say_error};

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    /// xdomea 3.1.0
    #[value(name = "3.1")]
    V3_1,
    /// xdomea 4.0.0
    #[value(name = "4.0")]
    V4_0,
}

#[derive(Args)]
pub(crate) struct Options {
    /// Version der neuen Nachricht
    #[arg(long, value_enum, value_name = "VERSION")]
    to: Target,
    /// Wohin die Nachricht geschrieben wird; ohne Angabe auf die Standardausgabe
    #[arg(long, value_name = "DATEI")]
    out: Option<PathBuf>,
    /// Was hinzukam oder keinen Platz hatte, als JSON-Zeilen statt Text
    #[arg(long)]
    json: bool,
    /// Nachricht (XML) oder Container (ZIP); `-` für die Standardeingabe
    #[arg(value_name = "DATEI")]
    path: PathBuf,
}

pub(super) fn run(options: &Options) -> Outcome {
    let to = match options.to {
        Target::V3_1 => Version::V3_1,
        Target::V4_0 => Version::V4_0,
    };
    let supplement = Supplement { message_id: uuid::Uuid::now_v7().to_string(), ..Supplement::default() };
    let limits = Limits::default();
    let input = input::open(&options.path).map_err(|trouble| anyhow::anyhow!(trouble.german()))?;
    let converted = match input {
        Input::Plain(source) => convert(source, to, &supplement, &limits)?,
        Input::Packed(mut container) => convert(container.message()?, to, &supplement, &limits)?,
    };
    match &options.out {
        Some(path) => fs::write(path, &converted.xml).with_context(|| path.display().to_string())?,
        None => std::io::stdout().write_all(converted.xml.as_bytes())?,
    }
    for remark in &converted.remarks {
        let kind = match remark.kind {
            RemarkKind::LeftOut => "Weggelassen",
            RemarkKind::Added => "Ergänzt",
            RemarkKind::Changed => "Geändert",
        };
        say_error(&if options.json {
            serde_json::to_string(remark)?
        } else {
            format!("{kind}: {}: {}", remark.path, remark.message)
        });
    }
    Ok(ExitCode::from(u8::from(!converted.is_whole())))
}
