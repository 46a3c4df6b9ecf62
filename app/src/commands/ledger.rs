//! `lotse ledger verify`: recomputes every log and says what does not fit.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use lotse_core::ledger;
use lotse_evidence::VerifierKey;

use crate::{Outcome, house::Place, say};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Prüft das Protokoll jeder Körperschaft: veränderte, fehlende, umgestellte Ereignisse
    ///
    /// Ende mit 0: alles stimmt; 1: es gibt Fehler; 2: die Datenbank ist nicht lesbar.
    Verify(Verify),
}

#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    place: Place,
    /// Weitere Prüfschlüssel, zum Beispiel von früher (mehrfach möglich)
    #[arg(long = "key")]
    keys: Vec<String>,
    /// Eine JSON-Zeile je Körperschaft statt Text
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(command: Command) -> Outcome {
    let Command::Verify(verify) = command;
    let opened = verify.place.open().await?;
    let mut keys = vec![opened.verifier()?];
    for key in &verify.keys {
        keys.push(key.parse::<VerifierKey>().map_err(|error| anyhow::anyhow!("Prüfschlüssel: {error}"))?);
    }
    let reports = ledger::verify(&opened.store, &keys).await?;
    let (mut events, mut faults) = (0, 0);
    for report in &reports {
        events += report.events;
        faults += report.faults.len();
        if verify.json {
            say(&serde_json::to_string(report)?);
            continue;
        }
        let result = if report.faults.is_empty() { "in Ordnung" } else { "FEHLER" };
        say(&format!("{}: {result}, {} Ereignisse, {} Prüfpunkte", report.body, report.events, report.checkpoints));
        for fault in &report.faults {
            let place = fault.event.map(|event| format!("Ereignis {event}: ")).unwrap_or_default();
            say(&format!("  {place}{} [{}]", fault.message, fault.code));
        }
    }
    if !verify.json {
        say(&format!("{} Protokolle, {events} Ereignisse, {faults} Fehler", reports.len()));
    }
    Ok(ExitCode::from(u8::from(faults > 0)))
}
