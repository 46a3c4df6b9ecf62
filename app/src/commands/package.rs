//! `lotse package`: the package workshop for editor and git.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, Subcommand};
use lotse_core::{clock::SystemRandomness, secrets::Secrets};
use lotse_reuse::{Contact, Finding, PackageFiles, ScaffoldOptions, Severity};

use super::files;
use crate::{Outcome, say};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Prüft ein Paket (Ordner oder .tar.gz) und nennt Fehler, Warnungen und offene Punkte
    Check {
        /// Eine JSON-Zeile je Paket statt Text
        #[arg(long)]
        json: bool,
        #[arg(required = true)]
        packages: Vec<PathBuf>,
    },
    /// Unterschreibt ein Paket und packt es in eine Datei
    Pack(Pack),
    /// Prüft Unterschrift und Inhalt eines Pakets
    Verify {
        /// Öffentlicher Schlüssel, dem Sie vertrauen (mehrfach möglich)
        #[arg(long = "key", required = true)]
        keys: Vec<String>,
        package: PathBuf,
    },
    /// Legt aus einem XDatenfelder-3-Schema ein lauffähiges Paket an
    New(New),
}

#[derive(Args)]
pub(crate) struct Pack {
    /// Schlüsseldatei; fehlt sie, wird sie angelegt (nur für Sie lesbar)
    #[arg(long, default_value = "lotse-keys.toml")]
    keys: PathBuf,
    /// Zieldatei, sonst <Schlüssel>-<Version>.tar.gz
    #[arg(long)]
    out: Option<PathBuf>,
    package: PathBuf,
}

#[derive(Args)]
pub(crate) struct New {
    /// Schema (auch mit gzip gepackt)
    #[arg(long, value_name = "SCHEMA.xdf.xml[.gz]")]
    from: PathBuf,
    /// Kurzname des Pakets und letzter Teil seiner Adresse; sonst aus dem Namen des Schemas
    #[arg(long)]
    key: Option<String>,
    /// Regionalschlüssel der veröffentlichenden Stelle
    #[arg(long, default_value = "057740032032")]
    publisher: String,
    /// Name der veröffentlichenden Stelle
    #[arg(long, default_value = "Stadt Paderborn")]
    publisher_name: String,
    /// Kontakt für Rückfragen anderer Kommunen
    #[arg(long, default_value = "digitalisierung@example.org")]
    contact: String,
    /// Zielordner, sonst ./<Schlüssel>
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Check { json, packages } => check(*json, packages),
        Command::Pack(pack) => pack_package(pack),
        Command::Verify { keys, package } => verify(keys, package),
        Command::New(new) => new_package(new),
    }
}

fn check(json: bool, packages: &[PathBuf]) -> Outcome {
    let mut faulty = false;
    for path in packages {
        let findings = lotse_reuse::check(&files::package(path)?);
        let ok = !lotse_reuse::has_errors(&findings);
        faulty |= !ok;
        if json {
            say(&serde_json::to_string(&serde_json::json!({ "package": path, "ok": ok, "findings": findings }))?);
        } else {
            tell(path, ok, &findings);
        }
    }
    Ok(ExitCode::from(u8::from(faulty)))
}

fn tell(path: &Path, ok: bool, findings: &[Finding]) {
    say(&format!("{}: {}", path.display(), if ok { "in Ordnung" } else { "nicht in Ordnung" }));
    for finding in findings {
        let word = match finding.severity {
            Severity::Error => "Fehler",
            Severity::Warning => "Warnung",
            Severity::OpenPoint => "offen",
        };
        let line = finding.line.map(|line| format!(", Zeile {line}")).unwrap_or_default();
        say(&format!("  {word}: {}{line}: {} [{}]", finding.file, finding.message, finding.code));
    }
}

fn pack_package(pack: &Pack) -> Outcome {
    let files = files::package(&pack.package)?;
    let findings = lotse_reuse::check(&files);
    if lotse_reuse::has_errors(&findings) {
        tell(&pack.package, false, &findings);
        return Ok(ExitCode::from(1));
    }
    let secrets = Secrets::load_or_create(&pack.keys, &SystemRandomness)?;
    let key = secrets.package_key();
    let signed = lotse_reuse::signed(&files, &key);
    let target = match &pack.out {
        Some(path) => path.clone(),
        None => default_archive_name(&files)?,
    };
    fs::write(&target, lotse_reuse::pack(&signed))
        .with_context(|| format!("{} kann nicht geschrieben werden", target.display()))?;
    say(&format!("{} geschrieben.", target.display()));
    say(&format!("Inhalt (SHA-256): {}", lotse_reuse::content_hash(&files)));
    say(&format!("Öffentlicher Schlüssel: {}", lotse_reuse::write_verifying_key(&key.verifying_key())));
    Ok(ExitCode::SUCCESS)
}

fn default_archive_name(files: &PackageFiles) -> anyhow::Result<PathBuf> {
    let (manifest, _) = lotse_reuse::read_manifest(files);
    let manifest = manifest.context("manifest.toml ist nicht lesbar")?;
    Ok(PathBuf::from(format!("{}-{}.tar.gz", manifest.key, manifest.version)))
}

fn verify(keys: &[String], package: &Path) -> Outcome {
    let trusted = keys
        .iter()
        .map(|key| lotse_reuse::parse_verifying_key(key))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| anyhow::anyhow!("Ein Schlüssel ist nicht lesbar: {error}"))?;
    match lotse_reuse::verify(&files::package(package)?, &trusted) {
        Ok(verified) => {
            say(&format!("Die Unterschrift stimmt (Schlüssel {}).", verified.key_id));
            say(&format!("Inhalt (SHA-256): {}", verified.content_hash));
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            say(&format!("Das Paket ist nicht in Ordnung: {error} [{}]", error.code()));
            Ok(ExitCode::from(1))
        }
    }
}

fn new_package(new: &New) -> Outcome {
    let mut xml = Vec::new();
    files::open(&new.from)
        .and_then(|reader| reader.take(64 << 20).read_to_end(&mut xml))
        .with_context(|| format!("{} kann nicht gelesen werden", new.from.display()))?;
    let schema = match lotse_fim::read(xml.as_slice(), &lotse_fim::Limits::default()) {
        Ok(schema) => schema,
        Err(problems) => {
            for problem in problems {
                say(&format!("Zeile {}: {} ({})", problem.line, problem.message, problem.path));
            }
            return Ok(ExitCode::from(1));
        }
    };
    let key = new.key.clone().unwrap_or_else(|| short_key(&lotse_core::region::slug(&schema.name)));
    let today = lotse_core::clock::Clock::now(&lotse_core::clock::SystemClock).date_iso();
    let options = ScaffoldOptions {
        key: key.clone(),
        publisher: new.publisher.clone(),
        contact: Contact { name: new.publisher_name.clone(), email: Some(new.contact.clone()), phone: None, url: None },
        released: today,
        licence: "EUPL-1.2".to_owned(),
        url: "https://example.org/".to_owned(),
        conditions: None,
    };
    let package = lotse_reuse::scaffold(&schema, &xml, &options);
    let target = new.out.clone().unwrap_or_else(|| PathBuf::from(&key));
    files::write_folder(&target, &package)?;
    say(&format!("{} angelegt: {} Dateien.", target.display(), package.len()));
    say("Texte, Gebühren und Bescheide sind Vorlagen und als solche gekennzeichnet. Überarbeiten Sie sie, dann:");
    say(&format!("  lotse package check {}", target.display()));
    Ok(ExitCode::SUCCESS)
}

/// At most 40 letters, cut at a word.
fn short_key(slug: &str) -> String {
    if slug.len() <= 40 {
        return slug.to_owned();
    }
    let cut = &slug[..40];
    cut.rsplit_once('-').map_or(cut, |(words, _)| words).to_owned()
}
