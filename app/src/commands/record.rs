//! `lotse record`: messages of record exchange (xdomea) checked, converted and shown, without a server.

mod check;
mod convert;
mod input;
mod show;

use clap::Subcommand;

use crate::Outcome;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Prüft Nachrichten nach xdomea 2.4, 3.0, 3.1 und 4.0
    ///
    /// Geprüft wird, ob eine Nachricht wohlgeformt und nach dem amtlichen Schema ihrer Version aufgebaut ist. Zu jedem
    /// Fehler stehen Zeile, Stelle und was dort stehen darf. Nichts verlässt den Rechner.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(check::Options),
    /// Wandelt Nachrichten in xdomea 3.1 oder 4.0 um und sagt, was dort keinen Platz hat
    #[command(after_help = CONVERT_EXAMPLES)]
    Convert(convert::Options),
    /// Zeigt Akten, Vorgänge und Dokumente einer Nachricht als Baum
    Show(show::Options),
}

const CHECK_EXAMPLES: &str = "\
Beispiele:
  lotse record check nachricht.xml              eine Nachricht prüfen
  lotse record check 518c7c31_0503_1.zip        die Nachricht in einem Container und ob ihre Dateien darin liegen
  lotse record check Eingang/                   alle XML- und ZIP-Dateien eines Ordners und seiner Unterordner
  lotse record check --json *.xml > ergebnis.jsonl
                                                eine Zeile JSON je Datei, zum Weiterverarbeiten

Ende mit 0: alle Nachrichten sind gültig; 1: mindestens eine nicht; 2: mindestens eine Datei konnte nicht gelesen werden.";

const CONVERT_EXAMPLES: &str = "\
Beispiele:
  lotse record convert --to 4.0 alt.xml > neu.xml
  lotse record convert --to 3.1 --out neu.xml alt.xml

Ende mit 0: alles übernommen; 1: geschrieben, doch einiges hatte keinen Platz oder die Quelle ist nicht gültig; 2: nicht gelesen oder nicht geschrieben.";

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Check(options) => Ok(check::run(options)),
        Command::Convert(options) => convert::run(options),
        Command::Show(options) => show::run(options),
    }
}
