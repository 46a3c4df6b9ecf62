//! `lotse record convert`.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use lotse_xdomea::{
    Checked, Converted, Limits, Supplement, Version,
    convert::{Remark, RemarkKind},
    convert_checked,
};
use serde_json::json;

use super::input::{self, Input};
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
        && is_same_file(out, &options.path)
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
    let (checked, converted) = match input {
        Input::Plain(source) => convert_checked(source, to, &supplement, &limits)?,
        Input::Packed(mut container) => convert_checked(container.message()?, to, &supplement, &limits)?,
    };
    write(options.out.as_deref(), &converted.xml)?;
    if !checked.is_ok() {
        say_invalid(&checked, options.json)?;
    }
    say_remarks(&converted.remarks, options.json)?;
    if !options.json {
        let names_files = checked.counts.primaerdateien > 0;
        say_error(&summary(&converted, is_packed || names_files));
    }
    Ok(ExitCode::from(u8::from(!checked.is_ok() || !converted.is_whole())))
}

fn is_same_file(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// What became of it, in a few words.
fn summary(converted: &Converted, has_files: bool) -> String {
    let count = |kind| converted.remarks.iter().filter(|remark| remark.kind == kind).count();
    let mut text = format!(
        "Umgewandelt von {} nach {}: {} weggelassen, {} geändert, {} ergänzt, davon {} für Sie zu tun.",
        converted.from,
        converted.to,
        count(RemarkKind::LeftOut),
        count(RemarkKind::Changed),
        count(RemarkKind::Added),
        converted.remarks.iter().filter(|remark| remark.is_to_do()).count()
    );
    if has_files {
        text.push_str(
            "\nGeschrieben wurde nur die Nachricht (XML). Die Dateien, die sie nennt, bleiben, wo sie sind; legen Sie sie dazu.",
        );
    }
    text
}

/// Writes a result to a file, or to standard output.
fn write(out: Option<&Path>, text: &str) -> anyhow::Result<()> {
    match out {
        Some(path) => {
            fs::write(path, text).with_context(|| format!("{} kann nicht geschrieben werden", path.display()))
        }
        None => Ok(std::io::stdout().write_all(text.as_bytes())?),
    }
}

/// What had to be added and what has no place; first what somebody has to look after.
pub(super) fn say_remarks(remarks: &[Remark], is_json: bool) -> anyhow::Result<()> {
    if is_json {
        for remark in remarks {
            say_error(&serde_json::to_string(remark)?);
        }
        return Ok(());
    }
    let (first, others): (Vec<&Remark>, Vec<&Remark>) = remarks.iter().partition(|remark| remark.is_to_do());
    let is_mixed = !first.is_empty() && !others.is_empty();
    if !first.is_empty() {
        say_error("Das ist für Sie zu tun: prüfen, nachtragen oder dem Empfänger sagen.");
    }
    say_each(&first);
    if is_mixed {
        say_error("\nAußerdem:");
    }
    say_each(&others);
    Ok(())
}

fn say_each(remarks: &[&Remark]) {
    for remark in remarks {
        let kind = match remark.kind {
            RemarkKind::LeftOut => "Weggelassen",
            RemarkKind::Added => "Ergänzt",
            RemarkKind::Changed => "Geändert",
            RemarkKind::Aside => "Hinweis: nicht übernommen",
        };
        say_error(&format!("{kind}: {}: {}", remark.path, remark.message));
    }
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
