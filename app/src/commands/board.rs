//! `lotse board`: what a board decides on, calculated without a server.

mod line;
mod rank;
mod words;

use clap::Subcommand;

use crate::Outcome;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Ordnet Vorhaben, sagt, wie fest die Rangfolge steht, und wählt aus, was in Geld und Stellen passt
    ///
    /// Jede Zahl lässt sich nachrechnen: Punkte sind die Summe ihrer Teile. Gezeigt wird, bei welchem Gewicht der erste
    /// Platz wechselt, wie oft jedes Vorhaben bei zufälligen Gewichten auf welchem Platz steht, wer von wem in allem
    /// übertroffen wird, und welche Auswahl den größten Nutzen bringt. Offene Bewertungen bleiben offen. Nichts verlässt
    /// den Rechner.
    #[command(after_help = RANK_EXAMPLES)]
    Rank(rank::Options),
}

const RANK_EXAMPLES: &str = "\
Beispiele:
  lotse board rank vorhaben.json                lesbar in diesem Fenster
  lotse board rank --json vorhaben.json         eine Zeile JSON, zum Weiterverarbeiten
  lotse board rank --pictures bilder/ vorhaben.json
                                                dazu vier Bilder (SVG) und eine Seite mit Bildern und Tabellen
  lotse board rank - < vorhaben.json            von der Standardeingabe lesen

Die Datei:
  {\"criteria\": [{\"id\": \"nutzen\", \"weight\": 60}, {\"id\": \"dringlichkeit\", \"weight\": 40}],
   \"items\": [{\"id\": \"portal\", \"values\": {\"nutzen\": 80, \"dringlichkeit\": [20, 50]}, \"cost_eur\": 120000, \"fte\": 0.5},
             {\"id\": \"archiv\", \"values\": {\"nutzen\": 55, \"dringlichkeit\": null}, \"cost_eur\": 80000, \"fte\": 1,
              \"requires\": [\"portal\"], \"excludes\": []}],
   \"budget_eur\": 200000, \"fte\": 2, \"seed\": 7}

Geld und Stellen je Jahr oder Halbjahr, wenn gewünscht:
   \"periods\": [{\"id\": \"2027\", \"budget_eur\": 150000, \"fte\": 2}, {\"id\": \"2028\", \"budget_eur\": 50000, \"fte\": 1}]
  und beim Vorhaben, was es wann braucht:
   \"cost_eur\": {\"2027\": 90000, \"2028\": 30000}, \"fte\": {\"2027\": 0.5}
  Was nicht genannt ist, wird dann nicht gebraucht; null heißt unbekannt. Eine einfache Zahl bei cost_eur wird ganz in der
  ersten Periode fällig, bei fte gilt sie in jeder. budget_eur neben periods begrenzt die Summe aller Perioden, fte jede
  Periode, die selbst nichts nennt.

Ende mit 0: gerechnet; 1: gerechnet, doch es gibt keine Auswahl, die alle Mindestzahlen erfüllt; 2: die Datei hat Fehler.";

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Rank(options) => rank::run(options),
    }
}
