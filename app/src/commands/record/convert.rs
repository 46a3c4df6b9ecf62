//! `lotse record convert`.

use std::{fmt::Write as _, path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use lotse_xdomea::{
    Checked, Limits, Supplement, Version,
    convert::{Remark, RemarkKind},
    prepare,
};
use serde_json::json;

use super::{
    input::{self, Input},
    output,
    remarks::Remarks,
};
use crate::{Outcome, say_error};

/// Of the errors of a source that is not valid, so many are told.
const MOST_ERRORS: usize = 5;

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
    /// Überschreibt auch die Quelle selbst
    #[arg(long)]
    force: bool,
    /// Was hinzukam oder keinen Platz hatte, als JSON-Zeilen statt Text
    #[arg(long)]
    json: bool,
    /// Nachricht (XML) oder Container (ZIP); `-` für die Standardeingabe
    #[arg(value_name = "DATEI")]
    path: PathBuf,
}

pub(super) fn run(options: &Options) -> Outcome {
    if let Some(out) = &options.out
        && !options.force
        && output::is_same_file(out, &options.path)
    {
        anyhow::bail!(
            "{}: Das ist die Quelle. Nennen Sie bei --out eine andere Datei; mit --force wird die Quelle überschrieben.",
            out.display()
        );
    }
    let to = match options.to {
        Target::V3_1 => Version::V3_1,
        Target::V4_0 => Version::V4_0,
    };
    let supplement = Supplement { message_id: uuid::Uuid::now_v7().to_string(), ..Supplement::default() };
    let limits = Limits::default();
    let input = input::open(&options.path).map_err(|trouble| anyhow::anyhow!(trouble.german()))?;
    let is_packed = matches!(input, Input::Packed(_));
    // Of a long message what is finished waits here. The file has no name, so nothing of it stays.
    let store = output::store();
    let prepared = match input {
        Input::Plain(source) => prepare(source, to, &supplement, &limits, store)?,
        Input::Packed(mut container) => prepare(container.message()?, to, &supplement, &limits, store)?,
    };
    let (from, checked) = (prepared.from, prepared.checked.clone());
    if options.json && !checked.is_ok() {
        say_invalid(&checked, true)?;
    }
    let mut remarks = Remarks::default();
    let mut take = |remark: Remark| {
        if options.json {
            remarks.count(&remark);
            say_error(&json!(remark).to_string());
        } else {
            remarks.add(remark);
        }
    };
    output::write(options.out.as_deref(), |mut target| prepared.write(&mut target, &mut take))?;
    if !options.json {
        if !checked.is_ok() {
            say_invalid(&checked, false)?;
        }
        remarks.say();
        let names_files = checked.counts.primaerdateien > 0;
        say_error(&summary(from, to, &remarks, is_packed || names_files));
    }
    Ok(ExitCode::from(u8::from(!checked.is_ok() || !remarks.is_whole())))
}

/// What became of it, in a few words.
fn summary(from: Version, to: Version, remarks: &Remarks, has_files: bool) -> String {
    let mut text = format!(
        "Umgewandelt von {from} nach {to}: {} weggelassen, {} geändert, {} ergänzt, davon {} für Sie zu tun.",
        remarks.number(RemarkKind::LeftOut),
        remarks.number(RemarkKind::Changed),
        remarks.number(RemarkKind::Added),
        remarks.number_to_do()
    );
    if has_files {
        text.push_str(
            "\nGeschrieben wurde nur die Nachricht (XML). Die Dateien, die sie nennt, bleiben, wo sie sind; legen Sie sie dazu.",
        );
    }
    text
}

/// That the source is not valid, with its first errors.
pub(super) fn say_invalid(checked: &Checked, is_json: bool) -> anyhow::Result<()> {
    let first = checked.errors.iter().take(MOST_ERRORS);
    if is_json {
        let line = json!({ "kind": "invalid_source", "number_of_errors": checked.number_of_errors, "errors": first.collect::<Vec<_>>() });
        say_error(&serde_json::to_string(&line)?);
        return Ok(());
    }
    let mut text = format!(
        "Die Quelle ist nicht gültig ({} Fehler); übernommen wurde, was sich lesen ließ. Prüfen Sie das Ergebnis.",
        checked.number_of_errors
    );
    for error in first {
        let _ = write!(text, "\n  Zeile {}: {}\n    {}", error.line, error.message, error.path);
    }
    if checked.number_of_errors > MOST_ERRORS as u64 {
        text.push_str("\n  … Alle Fehler zeigt „lotse record check“.");
    }
    say_error(&text);
    Ok(())
}
