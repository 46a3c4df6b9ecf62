//! `lotse sensor`: LoRaWAN events, payload codecs and SensorThings queries on the command line, without a server.

mod decode;
mod event;
mod library;
mod lines;
mod query;
mod source;

use clap::Subcommand;

use crate::Outcome;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Wertet Nachrichten von Sensoren mit ihren Codecs aus; eine JSON-Zeile hinein, eine heraus
    ///
    /// Eine Zeile nennt den Codec (als Pfad in der Bibliothek) und die Nachricht. `kind` ist „uplink“ oder „downlink-decode“
    /// (mit `bytes_hex` und `fPort`) oder „downlink-encode“ (mit `input`: die Werte selbst, ohne „data“ darum). Codecs laufen ohne Zugriff auf den
    /// Rechner und mit Grenzen für Zeit, Speicher und Ergebnis.
    #[command(after_help = DECODE_EXAMPLES)]
    Decode(decode::Options),
    /// Liest Nachrichten von Netzwerkservern (ChirpStack, The Things Stack, LORIOT, ThingPark) in eine Form
    ///
    /// Eine Nachricht je Zeile der Standardeingabe. Der Netzwerkserver wird erkannt.
    #[command(after_help = EVENT_EXAMPLES)]
    Event(event::Options),
    /// Zeigt, was in einer Bibliothek von Codecs liegt, und führt ihre Tests aus
    #[command(after_help = LIBRARY_EXAMPLES)]
    Library(library::Options),
    /// Beantwortet eine Anfrage nach OGC SensorThings 1.1 aus einer Datei mit Entitäten
    #[command(after_help = QUERY_EXAMPLES)]
    Query(query::Options),
}

const DECODE_EXAMPLES: &str = "\
Beispiele:
  lotse sensor decode --codecs chirpstack-device-profiles < nachrichten.jsonl
  lotse sensor decode --codecs chirpstack-device-profiles --json < nachrichten.jsonl > werte.jsonl

Zeilen:
  {\"id\": 1, \"codec_source\": \"vendors/x/codecs/y.js\", \"kind\": \"uplink\", \"fPort\": 2, \"bytes_hex\": \"0a1b\"}
  {\"id\": 2, \"codec_source\": \"vendors/x/codecs/y.js\", \"kind\": \"downlink-encode\", \"input\": {\"interval\": 10}}
`recvTime` (RFC 3339) ist die Uhr des Codecs; ohne sie gilt die des Rechners. Aus `lotse sensor event --json` kommen die
Bytes als `data_hex` und der Port als `port`.

Ende mit 0: alle Nachrichten ausgewertet; 1: mindestens eine nicht; 2: die Codecs konnten nicht gelesen werden.";

const EVENT_EXAMPLES: &str = "\
Beispiele:
  lotse sensor event < nachrichten.jsonl
  mosquitto_sub -t 'application/+/device/+/event/+' | lotse sensor event --json

Ende mit 0: alle Nachrichten gelesen; 1: mindestens eine nicht.";

const LIBRARY_EXAMPLES: &str = "\
Beispiele:
  lotse sensor library chirpstack-device-profiles
  lotse sensor library chirpstack-device-profiles.zip

Ende mit 0: alle Tests bestanden; 1: mindestens einer nicht; 2: keine Bibliothek.";

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
        Command::Decode(options) => decode::run(options),
        Command::Event(options) => event::run(options),
        Command::Library(options) => library::run(options),
        Command::Query(options) => query::run(options),
    }
}
