//! `lotse region import`: bodies and boundaries of a region.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Subcommand};
use lotse_core::{
    clock::{Clock, SystemClock},
    region,
};

use crate::{Outcome, house::Place, say};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Liest die Körperschaften einer Region ein (region.toml und bodies.csv) und, wenn gewünscht, Grenzen
    Import(Import),
}

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    place: Place,
    /// Ordner der Region, zum Beispiel region/owl
    folder: Option<PathBuf>,
    /// Gemeindegrenzen als GeoJSON (EPSG:4326, Merkmale mit „ars“ oder „ags“)
    #[arg(long)]
    boundaries: Option<PathBuf>,
    /// Quellenangabe der Grenzen, wie sie unter der Karte steht
    #[arg(long, default_value = "vom Betreiber eingelesen")]
    boundaries_source: String,
}

pub(crate) async fn run(command: Command) -> Outcome {
    let Command::Import(import) = command;
    let opened = import.place.open().await?;
    let now = SystemClock.now();
    if let Some(folder) = &import.folder {
        let (region, bodies) = region::read(folder)?;
        let count = bodies.len();
        region::import(&opened.store, now, bodies).await?;
        say(&format!("{}: {count} Körperschaften eingelesen.", region.name));
    }
    if let Some(path) = &import.boundaries {
        let text = fs::read_to_string(path).with_context(|| format!("{} kann nicht gelesen werden", path.display()))?;
        let bodies = region::load(&opened.store).await?;
        let outlines = region::parse_outlines(&text, &bodies, &import.boundaries_source)?;
        let count = outlines.len();
        region::import_outlines(&opened.store, now, outlines).await?;
        say(&format!("{count} Grenzen eingelesen."));
    }
    anyhow::ensure!(
        import.folder.is_some() || import.boundaries.is_some(),
        "Geben Sie einen Ordner oder --boundaries an."
    );
    Ok(ExitCode::SUCCESS)
}
