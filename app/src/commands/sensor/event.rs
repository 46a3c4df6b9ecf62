//! `lotse sensor event`: messages of network servers in one form.

use std::{io, process::ExitCode};

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use lotse_lorawan::event::{self, Content, Event, Modulation, NetworkServer};
use serde::Serialize;
use serde_json::Value;

use super::lines;
use crate::{Outcome, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Eine JSON-Zeile je Nachricht statt Text
    #[arg(long)]
    json: bool,
    /// Von welchem Netzwerkserver die Nachrichten sind; ohne Angabe wird er erkannt
    #[arg(long, value_enum, value_name = "SERVER")]
    server: Option<Server>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Server {
    #[value(name = "chirpstack-v4")]
    ChirpStack4,
    #[value(name = "chirpstack-v3")]
    ChirpStack3,
    #[value(name = "the-things-stack-v3")]
    TheThingsStack3,
    Loriot,
    #[value(name = "thingpark")]
    ThingPark,
}

impl From<Server> for NetworkServer {
    fn from(server: Server) -> Self {
        match server {
            Server::ChirpStack4 => Self::ChirpStack4,
            Server::ChirpStack3 => Self::ChirpStack3,
            Server::TheThingsStack3 => Self::TheThingsStack3,
            Server::Loriot => Self::Loriot,
            Server::ThingPark => Self::ThingPark,
        }
    }
}

/// The names are the contract with programs that read them.
#[derive(Serialize)]
struct Line<'a> {
    line: usize,
    ok: bool,
    kind: &'static str,
    #[serde(flatten)]
    event: &'a Event,
}

#[derive(Serialize)]
struct Failed {
    line: usize,
    ok: bool,
    code: &'static str,
    error: String,
}

pub(super) fn run(options: &Options) -> Outcome {
    let server = options.server.map(NetworkServer::from);
    let mut input = io::stdin().lock();
    let (mut number, mut is_all_good) = (0_usize, true);
    while let Some(line) = lines::next(&mut input)? {
        number += 1;
        let read = match line {
            Ok(text) if text.trim().is_empty() => continue,
            Ok(text) => read(&text, server),
            Err(problem) => Err(("not-text", problem.to_owned())),
        };
        is_all_good &= read.is_ok();
        say(&match (read, options.json) {
            (Ok(event), true) => {
                serde_json::to_string(&Line { line: number, ok: true, kind: event.content.kind(), event: &event })?
            }
            (Ok(event), false) => shown(&event),
            (Err((code, error)), true) => serde_json::to_string(&Failed { line: number, ok: false, code, error })?,
            (Err((_, error)), false) => format!("Zeile {number}: {error}"),
        });
    }
    Ok(if is_all_good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A line is a message, or has it as its member `event` beside notes on where it comes from.
fn read(text: &str, server: Option<NetworkServer>) -> Result<Event, (&'static str, String)> {
    let mut value: Value =
        serde_json::from_str(text).map_err(|error| ("not-json", format!("Kein gültiges JSON: {error}")))?;
    let is_message = value.as_object().is_some_and(|map| NetworkServer::of(map).is_some());
    if !is_message && let Some(inner) = value.get_mut("event").filter(|inner| inner.is_object()) {
        value = inner.take();
    }
    event::read_value(value, server).map_err(|error| (error.code(), error.german()))
}

/// One line for people.
fn shown(event: &Event) -> String {
    let time = event.time_ms.and_then(|time| Timestamp::from_millisecond(time).ok());
    let time = time.map_or_else(|| "ohne Zeit".to_owned(), |time| time.to_string());
    let device = &event.device;
    let eui = device.eui.map(|eui| eui.to_string()).unwrap_or_default();
    let name = device.name.as_deref().unwrap_or_default();
    let mut text = format!("{time}  {:<11} {eui} {name}", event.content.kind());
    let details = details(&event.content);
    if !details.is_empty() {
        text.push_str(": ");
        text.push_str(&details);
    }
    for problem in &event.problems {
        text.push_str("\n  Hinweis: ");
        text.push_str(&problem.german());
    }
    text
}

fn details(content: &Content) -> String {
    match content {
        Content::Uplink(uplink) => {
            let mut words =
                vec![format!("Port {}, Zähler {}, {} Bytes", uplink.port, uplink.counter, uplink.data.len())];
            if let Some(Modulation::Lora { spreading_factor, .. }) = uplink.modulation {
                words.push(format!("SF{spreading_factor}"));
            }
            if let Some(best) = uplink.best() {
                words.extend(best.rssi_dbm.map(|rssi| format!("{rssi} dBm")));
                words.extend(best.snr_db.map(|snr| format!("{snr} dB")));
            }
            words.push(format!("{} Gateways", uplink.receptions.len()));
            words.join(", ")
        }
        Content::Join(_) => "hat sich angemeldet".to_owned(),
        Content::Status(status) => format!("{} dB Reserve, {:?}", status.margin_db, status.battery),
        Content::Ack(ack) => (if ack.acknowledged { "bestätigt" } else { "nicht bestätigt" }).to_owned(),
        Content::TxAck(ack) => ack.gateway_id.as_ref().map(|id| format!("gesendet von {id}")).unwrap_or_default(),
        Content::Log(log) => format!("{:?} {} {}", log.level, log.code, log.description),
        Content::Location(position) => format!("{}, {}", position.latitude_deg, position.longitude_deg),
        Content::Downlink(messages) => format!("{} wartende Nachrichten", messages.len()),
        Content::Integration(integration) => integration.kind.clone().unwrap_or_default(),
    }
}
