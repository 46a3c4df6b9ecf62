//! `lotse backup`, `lotse restore`, `lotse export`.

use std::{fs, io::BufWriter, path::PathBuf, process::ExitCode};

use anyhow::{Context, bail};
use clap::Args;
use lotse_core::{
    backup,
    blobs::Blobs,
    clock::{Clock, SystemClock},
    ledger, region,
};
use lotse_store::{Options, Store};

use crate::{
    Outcome,
    house::{MIGRATIONS, Place},
    say,
};

#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    place: Place,
    /// Zieldatei (.tar); sie darf noch nicht da sein
    #[arg(long)]
    out: PathBuf,
    /// Schlüssel weglassen (dann getrennt sichern)
    #[arg(long)]
    without_keys: bool,
}

#[derive(Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    place: Place,
    /// Sicherung, die mit `lotse backup` geschrieben wurde
    file: PathBuf,
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    place: Place,
    /// Kurzname oder Regionalschlüssel der Körperschaft, zum Beispiel borgentreich
    #[arg(long)]
    body: String,
    /// Zielordner, neu oder leer
    #[arg(long)]
    out: PathBuf,
}

pub(crate) async fn backup(command: Backup) -> Outcome {
    let opened = command.place.open().await?;
    // Written under another name first: a file with the wanted name is always a whole backup.
    let partial = command.out.with_extension("partial");
    if command.out.exists() {
        bail!("{} ist schon da.", command.out.display());
    }
    let mut file = fs::OpenOptions::new();
    file.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    let file = file.open(&partial).with_context(|| format!("{} kann nicht geschrieben werden", partial.display()))?;
    let keys = (!command.without_keys).then(|| opened.config.secrets_path());
    let blobs = Blobs::local(&opened.config.blobs_path())?;
    let out = BufWriter::new(file.try_clone()?);
    let summary = backup::backup(&opened.store, &blobs, keys, SystemClock.now(), out).await?;
    file.sync_all()?;
    fs::rename(&partial, &command.out)?;
    say(&format!(
        "{}: {} Tabellen, {} Datensätze, {} Dateien gesichert.",
        command.out.display(),
        summary.tables,
        summary.rows,
        summary.blobs
    ));
    if !command.without_keys {
        say("Die Sicherung enthält die geheimen Schlüssel der Installation. Bewahren Sie sie verschlossen auf.");
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn restore(command: Restore) -> Outcome {
    let config = command.place.config()?;
    fs::create_dir_all(&config.data)?;
    let store = Store::open(&config.database_url, Options::default()).await?;
    let blobs = Blobs::local(&config.blobs_path())?;
    let summary = backup::restore(&store, &blobs, &config.secrets_path(), MIGRATIONS, &command.file).await?;
    say(&format!("{} Datensätze und {} Dateien eingespielt.", summary.rows, summary.blobs));
    let opened = command.place.open().await?;
    let reports = ledger::verify(&opened.store, &[opened.verifier()?]).await?;
    let faults: usize = reports.iter().map(|report| report.faults.len()).sum();
    say(&format!("Protokoll geprüft: {} Körperschaften, {faults} Fehler.", reports.len()));
    Ok(ExitCode::from(u8::from(faults > 0)))
}

pub(crate) async fn export(command: Export) -> Outcome {
    let opened = command.place.open().await?;
    let bodies = region::load(&opened.store).await?;
    let wanted = command.body.as_str();
    let body = bodies.all().iter().find(|body| body.slug == wanted || body.key.as_str() == wanted);
    let body = body.with_context(|| format!("Die Körperschaft „{wanted}“ gibt es nicht"))?;
    let blobs = Blobs::local(&opened.config.blobs_path())?;
    let summary = backup::export(&opened.store, &blobs, body, SystemClock.now(), &command.out).await?;
    say(&format!(
        "{}: {} Datensätze aus {} Tabellen und {} Dateien nach {} geschrieben.",
        body.official_name,
        summary.rows,
        summary.tables,
        summary.files,
        command.out.display()
    ));
    Ok(ExitCode::SUCCESS)
}
