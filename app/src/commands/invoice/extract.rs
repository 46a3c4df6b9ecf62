//! `lotse invoice extract`: what is embedded in a PDF or in an invoice, written beside it.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, anyhow};
use clap::Args;
use lotse_einvoice::{
    NoInvoice, model,
    pdf::{self, Hybrid, PdfLimits, PdfProblem},
    tree::{Document, Limits},
};

use super::{
    Language,
    input::{self, Trouble},
};
use crate::{Outcome, commands::files::is_standard_input, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Ordner, in den geschrieben wird; ohne Angabe der Ordner der PDF-Datei
    #[arg(long, value_name = "ORDNER")]
    to: Option<PathBuf>,
    /// Überschreibt Dateien, die es schon gibt
    #[arg(long)]
    force: bool,
    /// PDF-Datei oder Rechnung als XML; `-` für die Standardeingabe
    #[arg(value_name = "DATEI")]
    file: PathBuf,
}

pub(super) fn run(options: &Options) -> Outcome {
    let failed = |trouble: Trouble| anyhow!("{}: {}", options.file.display(), trouble.text(Language::De));
    let bytes = input::read(&options.file).map_err(failed)?;
    let files = if input::is_pdf(&bytes) {
        match pdf::extract(&bytes, &PdfLimits::default()) {
            Ok(hybrid) => files_of(hybrid),
            // An answer, not a failure: it is a PDF, and no invoice.
            Err(problem @ PdfProblem::NoInvoice { .. }) => return Ok(nothing(options, &problem.german())),
            Err(problem) => return Err(failed(Trouble::Pdf(problem))),
        }
    } else {
        documents(&bytes).map_err(failed)?
    };
    if files.is_empty() {
        return Ok(nothing(options, "In dieser Rechnung stecken keine Dateien."));
    }
    let folder = folder(options);
    fs::create_dir_all(&folder).with_context(|| format!("{} kann nicht angelegt werden", folder.display()))?;
    write_all(&files, &folder, options.force)?;
    Ok(ExitCode::SUCCESS)
}

fn nothing(options: &Options, why: &str) -> ExitCode {
    say(&format!("{}: {why}", options.file.display()));
    ExitCode::from(1)
}

/// A file that comes out: what it is, its name, and its bytes if they could be unpacked.
struct Inside {
    what: &'static str,
    name: String,
    content: Option<Vec<u8>>,
}

/// The invoice of a PDF, the other files in it, and those in the invoice.
fn files_of(hybrid: Hybrid) -> Vec<Inside> {
    let inner = documents(&hybrid.invoice.content).unwrap_or_default();
    let invoice = Inside { what: "Rechnung", name: hybrid.invoice.name, content: Some(hybrid.invoice.content) };
    let others = hybrid.attachments.into_iter();
    let others = others.map(|file| Inside { what: "Anlage", name: file.name, content: file.content });
    std::iter::once(invoice).chain(others).chain(inner).collect()
}

/// Files that stand in an invoice itself (BT-125).
fn documents(xml: &[u8]) -> Result<Vec<Inside>, Trouble> {
    let text = input::text(xml)?;
    let document = Document::parse(&text, &Limits::default()).map_err(NoInvoice::from)?;
    let Some(reading) = model::read(&document) else {
        return Err(NoInvoice::OtherRoot(document.root().raw_name().to_owned()).into());
    };
    let attached = reading.invoice.documents.into_iter().filter_map(|document| document.attachment);
    Ok(attached
        .map(|file| Inside {
            what: "Anlage",
            name: file.file_name.unwrap_or_default(),
            content: Some(file.content).filter(|content| !content.is_empty()),
        })
        .collect())
}

fn write_all(files: &[Inside], folder: &Path, may_overwrite: bool) -> anyhow::Result<()> {
    for (number, Inside { what, name, content }) in files.iter().enumerate() {
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
pub(super) fn write(folder: &Path, name: &str, bytes: &[u8], may_overwrite: bool) -> anyhow::Result<PathBuf> {
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
