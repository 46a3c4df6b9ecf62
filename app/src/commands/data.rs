//! `lotse data`: catalogues of open data checked and converted, without a server.

mod check;
mod convert;
mod input;
mod line;
mod words;

use clap::{Subcommand, ValueEnum};
use lotse_dcat::Profile;

use crate::Outcome;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Prüft Kataloge offener Daten nach DCAT-AP.de und sagt, wie gut sie beschrieben sind
    ///
    /// Gelesen werden RDF/XML, Turtle, JSON-LD, N-Triples, TriG und N-Quads. Geprüft wird nach denselben Regeln wie beim
    /// amtlichen Prüfdienst; zu jedem Fehler stehen der Datensatz und was zu tun ist. Dazu kommt die Bewertung nach den
    /// 405 Punkten von data.europa.eu. Nichts verlässt den Rechner.
    ///
    /// Mit --json sagt „ok“ nur, ob die Datei gelesen werden konnte, nicht, ob sie fehlerfrei ist: Fehler stehen in
    /// „violations“, Warnungen in „warnings“. Enthält eine Datei keine Metadaten nach DCAT, steht das in „infos“
    /// („NoMetadata“); ein Fehler ist es nicht.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(check::Options),
    /// Wandelt Kataloge um: Turtle, RDF/XML, JSON-LD, N-Triples und Pakete von CKAN
    #[command(after_help = CONVERT_EXAMPLES)]
    Convert(convert::Options),
}

const CHECK_EXAMPLES: &str = "\
Beispiele:
  lotse data check katalog.ttl                  einen Katalog prüfen
  lotse data check Kataloge/                    alle Kataloge eines Ordners und seiner Unterordner
  lotse data check --profile hvd katalog.rdf    nach den Regeln für hochwertige Datensätze
  lotse data check --json Kataloge/ > ergebnis.jsonl
                                                eine Zeile JSON je Datei, zum Weiterverarbeiten
  lotse data check --base https://opendata.stadt.example/ - < katalog.ttl
                                                von der Standardeingabe lesen

Ende mit 0: kein Fehler; 1: mindestens ein Fehler; 2: mindestens eine Datei konnte nicht gelesen werden.";

const CONVERT_EXAMPLES: &str = "\
Beispiele:
  lotse data convert --to ttl katalog.rdf       als Turtle ausgeben
  lotse data convert --to jsonld --out katalog.jsonld katalog.ttl
                                                in eine Datei schreiben
  lotse data convert --to ckan katalog.ttl      die Datensätze als Pakete für CKAN
  lotse data convert --to ttl paket.json        ein Paket von CKAN als DCAT-AP.de
  lotse data convert --to rdf --as de2 katalog.ttl
                                                neu geschrieben nach DCAT-AP.de 2.0

Ende mit 0: geschrieben; 1: geschrieben, doch einiges wurde weggelassen; 2: nicht gelesen oder nicht geschrieben.";

/// Which rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    /// DCAT-AP.de 3.0
    De3,
    /// DCAT-AP.de 2.0
    De2,
    /// DCAT-AP für hochwertige Datensätze (HVD) 3.0.0
    Hvd,
}

impl ProfileName {
    fn profile(self) -> Profile {
        match self {
            Self::De3 => Profile::De3,
            Self::De2 => Profile::De2,
            Self::Hvd => Profile::Hvd,
        }
    }
}

pub(crate) fn run(command: Command) -> Outcome {
    match command {
        Command::Check(options) => Ok(check::run(&options)),
        Command::Convert(options) => convert::run(&options),
    }
}
