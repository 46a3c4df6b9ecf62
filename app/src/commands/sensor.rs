//! `lotse sensor`: sensor data without a server.

mod query;

use clap::Subcommand;

use crate::Outcome;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Beantwortet eine Anfrage nach OGC SensorThings 1.1 aus einer Datei mit Entitäten
    #[command(after_help = QUERY_EXAMPLES)]
    Query(query::Options),
}

const QUERY_EXAMPLES: &str = "\
Beispiele:
  lotse sensor query --entities stadt.json Things
                                                alle Dinge
  lotse sensor query --entities stadt.json 'Observations?$filter=result gt 20&$orderby=phenomenonTime desc&$top=5'
  lotse sensor query --entities stadt.json \"Things?\\$filter=Datastreams/ObservedProperty/name eq 'Pegel'\"
  lotse sensor query --entities stadt.json --json 'Things(1)?$expand=Datastreams($expand=Observations($top=1))'

Die Datei ist ein JSON-Objekt mit den Mengen als Namen ({\"Things\": […], \"Datastreams\": […]}), eine Entität mit allem,
was an ihr hängt, oder die Antwort eines Servers ({\"value\": […]}).

Ende mit 0: beantwortet; 1: die Anfrage ist falsch oder findet nichts (Status 400 und 404); 2: die Datei konnte nicht
gelesen werden.";

pub(crate) fn run(command: &Command) -> Outcome {
    match command {
        Command::Query(options) => query::run(options),
    }
}
