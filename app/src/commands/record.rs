//! `lotse record`: messages of record exchange (xdomea) checked, converted, shown and answered, without a server.

mod answer;
mod appraise;
mod check;
mod convert;
mod input;
mod output;
mod remarks;
mod retain;
mod show;

use clap::Subcommand;

use crate::Outcome;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Prüft Nachrichten nach xdomea 2.3, 2.4, 3.0, 3.1 und 4.0
    ///
    /// Geprüft wird, ob eine Nachricht wohlgeformt und nach dem amtlichen Schema ihrer Version aufgebaut ist; in einem
    /// Container auch, ob die Dateien darin liegen und ihre Prüfsummen (SHA-2) stimmen. Zu jedem
    /// Fehler stehen Zeile, Stelle und was dort stehen darf. Nichts verlässt den Rechner.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(check::Options),
    /// Wandelt Nachrichten in xdomea 3.1 oder 4.0 um und sagt, was dort keinen Platz hat
    #[command(after_help = CONVERT_EXAMPLES)]
    Convert(convert::Options),
    /// Zeigt Akten, Vorgänge und Dokumente einer Nachricht als Baum; von einer Bewertung (0502) die Entscheidungen
    #[command(after_help = SHOW_EXAMPLES)]
    Show(show::Options),
    /// Macht aus einer Anbietung (0501) eine Tabelle (CSV), in der das Archiv entscheidet
    ///
    /// Eine Zeile je Akte und Vorgang mit Kennzeichen, Betreff und dem Vorschlag der Behörde. In die Spalte
    /// „Entscheidung“ kommt A (archivieren) oder V (vernichten); was leer bleibt, ist nicht entschieden. Die Tabelle
    /// lässt sich in jeder Tabellenkalkulation öffnen; Zeilen dürfen umsortiert werden. Aus der ausgefüllten Tabelle macht
    /// „lotse record answer --decisions“ die Antwort.
    #[command(after_help = APPRAISE_EXAMPLES)]
    Appraise(appraise::Options),
    /// Schreibt die Antwort auf eine Nachricht: Empfang, Bewertung oder Übernahme
    ///
    /// Ohne weitere Angabe entsteht die Empfangsbestätigung: 0102 auf 0101, 0302 auf 0301, 0403 auf 0401, 0504 auf 0501,
    /// 0505 auf 0502, 0507 auf 0503. Mit `--decisions` entsteht das Bewertungsverzeichnis (0502), mit `--imported` die
    /// Bestätigung der Übernahme (0402 auf 0401, 0506 auf 0503). Absender und Empfänger werden getauscht, die ProzessID
    /// bleibt. Geantwortet wird in der Version der Nachricht, auf ältere als 3.1 in 3.1.
    #[command(after_help = ANSWER_EXAMPLES)]
    Answer(answer::Options),
    /// Rechnet aus, wie lange die Akten einer Nachricht aufzubewahren sind (Tabelle, CSV)
    ///
    /// Gerechnet wird mit der Aufbewahrungsdauer, die in der Nachricht steht, ab dem Tag, an dem die Akte geschlossen wurde
    /// (zu den Akten verfügt), sonst ab dem Ende ihrer Laufzeit; sagt die Nachricht, dass die Akte noch offen ist, beginnt
    /// keine Frist. Nennt die Nachricht ein Aufbewahrungsende, gilt dieses; was unbefristet aufzubewahren ist, wird nie
    /// fällig. Der letzte Tag ist der letzte, an dem aufzubewahren ist. Eine Sperre hält auch, was in der Akte liegt und
    /// worin sie liegt. Das Ergebnis ersetzt keine Entscheidung: Fälliges wird dem Archiv angeboten, nicht gelöscht.
    #[command(after_help = RETAIN_EXAMPLES)]
    Retain(retain::Options),
}

const CHECK_EXAMPLES: &str = "\
Beispiele:
  lotse record check nachricht.xml              eine Nachricht prüfen
  lotse record check 518c7c31_0503_1.zip        die Nachricht in einem Container und ob ihre Dateien darin liegen
  lotse record check Eingang/                   alle XML- und ZIP-Dateien eines Ordners und seiner Unterordner
  lotse record check --json *.xml > ergebnis.jsonl
                                                eine Zeile JSON je Datei, zum Weiterverarbeiten

Ende mit 0: alle Nachrichten sind gültig; 1: mindestens eine nicht; 2: mindestens eine Datei konnte nicht gelesen werden oder ist kein XML.";

const SHOW_EXAMPLES: &str = "\
Beispiele:
  lotse record show nachricht.xml
  lotse record show 518c7c31_0503_1.zip         die Nachricht in einem Container
  lotse record show bewertung.xml               was das Archiv entschieden hat (0502)

Ende mit 0: gezeigt; 2: nicht gelesen oder keine Nachricht nach xdomea.";

const CONVERT_EXAMPLES: &str = "\
Beispiele:
  lotse record convert --to 4.0 alt.xml > neu.xml
  lotse record convert --to 3.1 --out neu.xml alt.xml

Ende mit 0: alles übernommen (was ergänzt wurde und zu prüfen ist, steht am Anfang); 1: geschrieben, doch einiges hatte keinen Platz oder die Quelle ist nicht gültig; 2: nicht gelesen, nicht geschrieben oder --out ist die Quelle selbst (dann --force).
Geschrieben wird nur die Nachricht; die Dateien eines Containers bleiben darin.";

const APPRAISE_EXAMPLES: &str = "\
Beispiele:
  lotse record appraise --out bewertung.csv 242f44e8_0501_1.zip
  lotse record appraise anbietung.xml > bewertung.csv

Ende mit 0: Tabelle geschrieben; 1: geschrieben, doch die Anbietung ist nicht gültig; 2: nicht gelesen, nicht geschrieben oder keine Anbietung (0501).";

const ANSWER_EXAMPLES: &str = "\
Beispiele:
  lotse record answer --out empfang.xml anbietung.xml
                                                den Empfang bestätigen
  lotse record answer --decisions bewertung.csv --out bewertung.xml anbietung.xml
                                                mitteilen, was das Archiv entschieden hat
  lotse record answer --imported --out uebernahme.xml 242f44e8_0503_1.zip
                                                bestätigen, dass alles übernommen wurde; wem eine Datei fehlt oder eine
                                                Prüfsumme nicht stimmt, wird als nicht übernommen gemeldet
  lotse record answer --imported --results ergebnis.csv --out uebernahme.xml 242f44e8_0503_1.zip
                                                dasselbe, mit Fehlern und Archivkennungen aus einer Tabelle mit den
                                                Spalten UUID, Fehlermeldung und Archivkennung

Ende mit 0: Antwort geschrieben; 1: geschrieben, doch nicht alles hatte Platz oder etwas ist als nicht übernommen gemeldet, oder nicht geschrieben, weil die Nachricht nicht gültig oder nicht vollständig ist; 2: nicht gelesen, nicht geschrieben, widersprüchlich entschieden oder auf diese Nachricht gibt es die Antwort nicht.";

const RETAIN_EXAMPLES: &str = "\
Beispiele:
  lotse record retain --start jahresende --out fristen.csv abgabe.xml
  lotse record retain --start abschluss --holds sperren.csv --on 2027-01-01 abgabe.xml

Ende mit 0: Tabelle geschrieben; 1: geschrieben, doch die Nachricht ist nicht gültig oder eine Sperre betrifft nichts in ihr; 2: nicht gelesen oder nicht geschrieben.";

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Check(options) => Ok(check::run(options)),
        Command::Convert(options) => convert::run(options),
        Command::Show(options) => show::run(options),
        Command::Appraise(options) => appraise::run(options),
        Command::Answer(options) => answer::run(options),
        Command::Retain(options) => retain::run(options),
    }
}
