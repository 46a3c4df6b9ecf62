//! `lotse invoice extract`: what is embedded in a PDF, written beside it.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, bail};
use clap::Args;
use lotse_einvoice::pdf::{self, Hybrid, PdfLimits, PdfProblem};

use super::{Language, input};
use crate::{Outcome, commands::files::is_standard_input, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Ordner, in den geschrieben wird; ohne Angabe der Ordner der PDF-Datei
    #[arg(long, value_name = "ORDNER")]
    to: Option<PathBuf>,
    /// Überschreibt Dateien, die es schon gibt
    #[arg(long)]
    force: bool,
    /// PDF-Datei; `-` für die Standardeingabe
    #[arg(value_name = "DATEI.pdf")]
    file: PathBuf,
}

pub(super) fn run(options: &Options) -> Outcome {
    let bytes = input::read(&options.file)
        .map_err(|trouble| anyhow::anyhow!("{}: {}", options.file.display(), trouble.text(Language::De)))?;
    let hybrid = match pdf::extract(&bytes, &PdfLimits::default()) {
        Ok(hybrid) => hybrid,
        // An answer, not a failure: it is a PDF, and no invoice.
        Err(problem @ PdfProblem::NoInvoice { .. }) => {
            say(&format!("{}: {}", options.file.display(), problem.german()));
            return Ok(ExitCode::from(1));
        }
        Err(problem) => bail!("{}: {}", options.file.display(), problem.german()),
    };
    let folder = folder(options);
    fs::create_dir_all(&folder).with_context(|| format!("{} kann nicht angelegt werden", folder.display()))?;
    write_all(&hybrid, &folder, options.force)?;
    Ok(ExitCode::SUCCESS)
}

fn write_all(hybrid: &Hybrid, folder: &Path, may_overwrite: bool) -> anyhow::Result<()> {
    let invoice = std::iter::once(("Rechnung", hybrid.invoice.name.as_str(), Some(&hybrid.invoice.content)));
    let attachments = hybrid.attachments.iter().map(|file| ("Anlage", file.name.as_str(), file.content.as_ref()));
    for (number, (what, name, content)) in invoice.chain(attachments).enumerate() {
        let Some(content) = content else {
            say(&format!("{what}: {} kann nicht entpackt werden", safe_name(name, number)));
            continue;
        };
        let path = write(folder, &safe_name(name, number), content, may_overwrite)?;
        say(&format!("{what}: {} ({} Byte)", path.display(), content.len()));
    }
    Ok(())
}

fn folder(options: &Options) -> PathBuf {
    match &options.to {
        Some(folder) => folder.clone(),
        None if is_standard_input(&options.file) => PathBuf::from("."),
        None => match options.file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        },
    }
}

/// The name of an embedded file is somebody else's: only its last part counts, and nothing hidden is written.
fn safe_name(name: &str, number: usize) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .map(|letter| {
            if letter.is_control() || matches!(letter, ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { letter }
        })
        .take(120)
        .collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    if clean.is_empty() { format!("anlage-{number}") } else { clean }
}

/// Writes a file that is not there yet; a name that is taken gets a number.
fn write(folder: &Path, name: &str, bytes: &[u8], may_overwrite: bool) -> anyhow::Result<PathBuf> {
    for attempt in 1..1000 {
        let path = folder.join(numbered(name, attempt));
        let mut options = fs::OpenOptions::new();
        options.write(true);
        if may_overwrite {
            options.create(true).truncate(true)
        } else {
            options.create_new(true)
        };
        match options.open(&path) {
            Ok(mut file) => {
                file.write_all(bytes).with_context(|| format!("{} kann nicht geschrieben werden", path.display()))?;
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error).with_context(|| format!("{} kann nicht geschrieben werden", path.display()));
            }
        }
    }
    anyhow::bail!("{} gibt es schon zu oft", folder.join(name).display())
}

/// `rechnung.xml`, `rechnung-2.xml` …
fn numbered(name: &str, attempt: u32) -> String {
    match (attempt, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (_, Some((stem, ending))) if !stem.is_empty() => format!("{stem}-{attempt}.{ending}"),
        _ => format!("{name}-{attempt}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_folder() {
        assert_eq!(safe_name("../../etc/passwd", 1), "passwd");
        assert_eq!(safe_name("..\\..\\a:b.xml", 1), "a_b.xml");
        assert_eq!(safe_name("..", 3), "anlage-3");
        assert_eq!(numbered("a.b.xml", 2), "a.b-2.xml");
    }
}
