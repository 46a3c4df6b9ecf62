//! `lotse invoice`: electronic invoices checked, shown and taken out of PDF files, without a server.

mod check;
mod extract;
mod input;
mod line;
mod page;
mod show;
mod words;

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use lotse_einvoice::{scenario::Specification, view};

use crate::{Outcome, commands::files};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Prüft elektronische Rechnungen: XRechnung, ZUGFeRD, Factur-X, Peppol (UBL und CII)
    ///
    /// Geprüft werden Aufbau (Schema), die Regeln der Norm EN 16931 und der XRechnung und die Codelisten. Das Ergebnis
    /// ist „Annehmen“, „Zurückweisen“ oder „Nicht entscheidbar“; zu jedem Fehler stehen das Feld der Rechnung, die
    /// Stelle in der Datei und was zu tun ist. Nichts verlässt den Rechner.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(check::Options),
    /// Zeigt eine Rechnung lesbar: als Text, als Webseite oder als barrierefreie PDF-Datei
    #[command(after_help = SHOW_EXAMPLES)]
    Show(show::Options),
    /// Löst die Rechnung (XML) und ihre Anlagen aus einer PDF-Datei (ZUGFeRD, Factur-X), die Anlagen aus einer XRechnung
    #[command(after_help = EXTRACT_EXAMPLES)]
    Extract(extract::Options),
}

const CHECK_EXAMPLES: &str = "\
Beispiele:
  lotse invoice check rechnung.xml              eine Rechnung prüfen
  lotse invoice check Eingang/                  alle XML- und PDF-Dateien eines Ordners und seiner Unterordner
  lotse invoice check rechnung.pdf              die Rechnung in einer PDF-Datei prüfen (ZUGFeRD, Factur-X)
  lotse invoice check --json Eingang/ > ergebnis.jsonl
                                                eine Zeile JSON je Rechnung, zum Weiterverarbeiten
  lotse invoice check - < rechnung.xml          von der Standardeingabe lesen

Ende mit 0: alle Rechnungen können angenommen werden; 1: mindestens eine nicht; 2: mindestens eine Datei enthält keine
lesbare Rechnung.";

const SHOW_EXAMPLES: &str = "\
Beispiele:
  lotse invoice show rechnung.xml               lesbar in diesem Fenster
  lotse invoice show rechnung.xml --pdf         schreibt rechnung.anzeige.pdf zum Drucken und Ablegen
  lotse invoice show rechnung.pdf --html --to rechnung.html
                                                eine Webseite, die ohne weitere Dateien auskommt
  lotse invoice show - --text < rechnung.xml    von der Standardeingabe lesen

Ende mit 0: gezeigt, auch wenn die Rechnung Fehler hat (die stehen dabei); 2: die Datei enthält keine lesbare Rechnung.";

const EXTRACT_EXAMPLES: &str = "\
Beispiele:
  lotse invoice extract rechnung.pdf            legt die XML-Datei und die Anlagen neben die PDF-Datei
  lotse invoice extract rechnung.pdf --to Ordner/
  lotse invoice extract rechnung.xml            legt die Anlagen, die in der Rechnung stecken, daneben

Ende mit 0: gefunden und geschrieben; 1: die PDF-Datei enthält keine Rechnung, oder die Rechnung keine Anlagen; 2: die Datei konnte nicht gelesen werden.";

/// Against which specification to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScenarioName {
    /// Die, die in der Rechnung steht (BT-24)
    Auto,
    /// Nur die europäische Norm EN 16931
    #[value(name = "en16931")]
    En16931,
    /// XRechnung 3.0
    #[value(name = "xrechnung")]
    XRechnung,
    /// XRechnung 3.0 mit Extension
    Extension,
    /// XRechnung 3.0 für saubere Fahrzeuge (CVD)
    Cvd,
}

impl ScenarioName {
    fn specification(self) -> Option<Specification> {
        match self {
            Self::Auto => None,
            Self::En16931 => Some(Specification::En16931),
            Self::XRechnung => Some(Specification::XRechnung),
            Self::Extension => Some(Specification::Extension),
            Self::Cvd => Some(Specification::Cvd),
        }
    }
}

/// Language of what people read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Deutsch
    #[default]
    De,
    /// English
    En,
}

impl Language {
    fn of_view(self) -> view::Language {
        match self {
            Self::De => view::Language::German,
            Self::En => view::Language::English,
        }
    }
}

pub(crate) fn run(command: Command) -> Outcome {
    match command {
        Command::Check(options) => Ok(check::run(&options)),
        Command::Show(options) => show::run(&options),
        Command::Extract(options) => extract::run(&options),
    }
}

/// Where the readable form of a file is written: its folder, and a name that no invoice has.
fn beside(path: &std::path::Path) -> (PathBuf, String) {
    let stem = path.file_stem().filter(|_| !files::is_standard_input(path));
    let stem = stem.map_or_else(|| "rechnung".into(), |stem| stem.to_string_lossy().into_owned());
    let folder = path.parent().map(std::path::Path::to_owned).unwrap_or_default();
    (folder, format!("{stem}{}.pdf", input::DISPLAY))
}
