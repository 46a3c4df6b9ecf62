//! The program `lotse`: command line, configuration, wiring. The only place that knows every office.
//!
//! A library so that tests and benchmarks can open the whole house; `main.rs` only calls [`run`].

mod commands;
pub mod config;
pub mod demo;
pub mod house;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

/// Lotse – die regionale Plattform: Was eine Kommune baut, können alle nutzen.
#[derive(Parser)]
#[command(name = "lotse", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Startet den Betrieb nach einer Konfigurationsdatei (und Umgebungsvariablen LOTSE_…)
    Serve {
        /// Konfigurationsdatei
        #[arg(long, default_value = "lotse.toml")]
        config: PathBuf,
    },
    /// Startet die Region OWL mit Beispieldaten und Beispielkonten zum Ausprobieren
    Demo(demo::Options),
    /// Formulare: `XDatenfelder` prüfen
    #[command(subcommand)]
    Form(commands::form::Command),
    /// Elektronische Rechnungen: prüfen, lesbar anzeigen, aus einer PDF-Datei lösen
    #[command(subcommand)]
    Invoice(commands::invoice::Command),
    /// Kataloge offener Daten (DCAT-AP.de): prüfen, bewerten, umwandeln
    #[command(subcommand)]
    Data(commands::data::Command),
    /// Schriftgut austauschen (xdomea): Nachrichten prüfen, umwandeln, zeigen
    #[command(subcommand)]
    Record(commands::record::Command),
    /// Sensoren: Ereignisse von LoRaWAN lesen, Nachrichten auswerten, Anfragen nach SensorThings beantworten
    #[command(subcommand)]
    Sensor(commands::sensor::Command),
    /// Vorhaben ordnen, auswählen und zeigen, wie sicher das ist
    #[command(subcommand)]
    Board(commands::board::Command),
    /// Nachnutzungspakete: prüfen, packen, prüfen lassen, neu anlegen
    #[command(subcommand)]
    Package(commands::package::Command),
    /// Eingangsbestätigungen ohne Verbindung zum Server prüfen
    #[command(subcommand)]
    Receipt(commands::receipt::Command),
    /// Nachweise, die lange halten: Zeitstempel, Beweisdatensätze und Transfervermerke prüfen
    #[command(subcommand)]
    Evidence(commands::evidence::Command),
    /// Das Protokoll aller Änderungen prüfen
    #[command(subcommand)]
    Ledger(commands::ledger::Command),
    /// Sichert Datenbank, Dateien und Schlüssel; auch im laufenden Betrieb
    Backup(commands::backup::Backup),
    /// Spielt eine Sicherung in eine leere Datenbank ein (`SQLite` oder `PostgreSQL`)
    Restore(commands::backup::Restore),
    /// Gibt alle Daten einer Körperschaft in offenen Formaten heraus
    Export(commands::backup::Export),
    /// Die Region: Körperschaften und Grenzen einlesen
    #[command(subcommand)]
    Region(commands::region::Command),
    /// Konten: Personen mit Rollen anlegen
    #[command(subcommand)]
    Person(commands::person::Command),
    /// Zugänge für Programme anlegen, zeigen, widerrufen
    #[command(subcommand)]
    Token(commands::token::Command),
}

/// Does what the command line says; the first argument is the name of the program.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = Arguments::parse_from(arguments);
    let outcome = match arguments.command {
        Command::Serve { config } => run_async(commands::serve::run(&config)),
        Command::Demo(options) => run_async(demo::run(options)),
        Command::Form(command) => commands::form::run(&command),
        Command::Invoice(command) => commands::invoice::run(command),
        Command::Data(command) => commands::data::run(command),
        Command::Record(command) => commands::record::run(&command),
        Command::Sensor(command) => commands::sensor::run(&command),
        Command::Board(command) => commands::board::run(&command),
        Command::Package(command) => commands::package::run(&command),
        Command::Receipt(command) => commands::receipt::run(&command),
        Command::Evidence(command) => commands::evidence::run(&command),
        Command::Ledger(command) => run_async(commands::ledger::run(command)),
        Command::Backup(command) => run_async(commands::backup::backup(command)),
        Command::Restore(command) => run_async(commands::backup::restore(command)),
        Command::Export(command) => run_async(commands::backup::export(command)),
        Command::Region(command) => run_async(commands::region::run(command)),
        Command::Person(command) => run_async(commands::person::run(command)),
        Command::Token(command) => run_async(commands::token::run(command)),
    };
    outcome.unwrap_or_else(|error| {
        say_error(&format!("lotse: {error:#}"));
        ExitCode::from(2)
    })
}

/// 0: done and good. 1: done, and what was looked at is not good. 2: could not be done.
type Outcome = anyhow::Result<ExitCode>;

fn run_async(work: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// A line for the person at the terminal. A closed pipe (`| head`) ends the program quietly.
fn say(line: &str) {
    use std::io::Write;
    if writeln!(std::io::stdout(), "{line}").is_err() {
        std::process::exit(0);
    }
}

/// A value as one line of JSON, written as it is made: a catalogue has many datasets to speak of.
fn say_json(value: &impl serde::Serialize) {
    use std::io::{BufWriter, Write};
    let mut output = BufWriter::new(std::io::stdout().lock());
    let written = serde_json::to_writer(&mut output, value).map_err(std::io::Error::from);
    if written.and_then(|()| output.write_all(b"\n")).and_then(|()| output.flush()).is_err() {
        std::process::exit(0);
    }
}

/// A line beside the results. Where nobody listens there is nobody to tell.
fn say_error(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{line}");
}
