//! Events of network servers as one type.
//!
//! Read are the JSON messages of ChirpStack 4 and 3, The Things Stack 3, LORIOT and ThingPark. What a server omits because
//! it is the default stands as that default; what only one server knows is kept under its path in [`Event::other`]; what
//! has the wrong form is left out and named in [`Event::problems`]. Only what is no event at all is an error.

mod chirpstack3;
mod chirpstack4;
mod fields;
mod loriot;
pub mod render;
mod thingpark;
mod things_stack;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

pub use fields::FieldProblem;
use fields::Fields;

use crate::{eui::Eui64, vector::hexadecimal};

/// A network server, by the form of its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum NetworkServer {
    #[serde(rename = "chirpstack-v4")]
    ChirpStack4,
    #[serde(rename = "chirpstack-v3")]
    ChirpStack3,
    #[serde(rename = "the-things-stack-v3")]
    TheThingsStack3,
    #[serde(rename = "loriot")]
    Loriot,
    #[serde(rename = "thingpark")]
    ThingPark,
}

impl NetworkServer {
    pub const ALL: [Self; 5] =
        [Self::ChirpStack4, Self::ChirpStack3, Self::TheThingsStack3, Self::Loriot, Self::ThingPark];

    pub const fn name(self) -> &'static str {
        match self {
            Self::ChirpStack4 => "chirpstack-v4",
            Self::ChirpStack3 => "chirpstack-v3",
            Self::TheThingsStack3 => "the-things-stack-v3",
            Self::Loriot => "loriot",
            Self::ThingPark => "thingpark",
        }
    }

    /// By what only its messages have.
    pub fn of(event: &Map<String, Value>) -> Option<Self> {
        if event.contains_key("end_device_ids") {
            return Some(Self::TheThingsStack3);
        }
        if event.contains_key("deviceInfo") {
            return Some(Self::ChirpStack4);
        }
        if event.contains_key("devEUI") {
            return Some(Self::ChirpStack3);
        }
        if event.contains_key("cmd") {
            return Some(Self::Loriot);
        }
        event.keys().any(|name| name.starts_with("DevEUI_")).then_some(Self::ThingPark)
    }
}

/// One message of a network server.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub server: NetworkServer,
    /// When the network had it, in milliseconds since 1970.
    pub time_ms: Option<i64>,
    /// The server's own name of the event, by which duplicates can be found.
    pub id: Option<String>,
    pub device: Device,
    #[serde(flatten)]
    pub content: Content,
    /// What only this server says, by its path in the message.
    pub other: Map<String, Value>,
    /// What had the wrong form.
    pub problems: Vec<FieldProblem>,
}

/// Whose event it is, with the names the server has for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Device {
    /// DevEUI.
    pub eui: Option<Eui64>,
    pub name: Option<String>,
    /// DevAddr, eight hexadecimal digits.
    pub address: Option<String>,
    /// JoinEUI, formerly AppEUI.
    pub join_eui: Option<Eui64>,
    pub application_id: Option<String>,
    pub application_name: Option<String>,
    pub tenant_id: Option<String>,
    pub tenant_name: Option<String>,
    pub profile_id: Option<String>,
    pub profile_name: Option<String>,
    /// A, B or C.
    pub class: Option<String>,
    pub tags: BTreeMap<String, String>,
}

/// What the event says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    Uplink(Box<Uplink>),
    Join(Join),
    Status(Status),
    Ack(Ack),
    TxAck(TxAck),
    Log(Log),
    Location(Position),
    /// Messages waiting for the device.
    Downlink(Vec<Downlink>),
    /// Of a service beside the network server, in its own words.
    Integration(Integration),
}

impl Content {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Uplink(_) => "uplink",
            Self::Join(_) => "join",
            Self::Status(_) => "status",
            Self::Ack(_) => "ack",
            Self::TxAck(_) => "txack",
            Self::Log(_) => "log",
            Self::Location(_) => "location",
            Self::Downlink(_) => "downlink",
            Self::Integration(_) => "integration",
        }
    }
}

/// A message of the device.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Uplink {
    /// FPort; 0 where the server omits it.
    pub port: u8,
    /// FCntUp; 0 where the server omits it.
    pub counter: u32,
    /// FRMPayload, decrypted unless `is_encrypted`.
    #[serde(rename = "data_hex", serialize_with = "as_hexadecimal")]
    pub data: Vec<u8>,
    /// The server has no application key.
    pub is_encrypted: bool,
    /// The device asks for an acknowledgement; `None` where the server does not say.
    pub confirmed: Option<bool>,
    /// The device leaves its data rate to the network.
    pub adr: Option<bool>,
    /// Index of the data rate in its region.
    pub data_rate: Option<u8>,
    pub modulation: Option<Modulation>,
    pub frequency_hz: Option<u64>,
    /// Time on air.
    pub airtime_s: Option<f64>,
    /// Battery of the device, where the server adds it.
    pub battery: Option<Battery>,
    /// What a codec in the network server made of the data.
    pub object: Option<Value>,
    /// Where the server believes the device to be.
    pub position: Option<Position>,
    /// Who received it.
    pub receptions: Vec<Reception>,
}

impl Uplink {
    /// The reception with the best signal to noise ratio, then the strongest.
    pub fn best(&self) -> Option<&Reception> {
        let order = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
        self.receptions.iter().max_by(|one, other| {
            let signal = order(one.snr_db).total_cmp(&order(other.snr_db));
            signal.then(order(one.rssi_dbm).total_cmp(&order(other.rssi_dbm)))
        })
    }
}

/// How it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Modulation {
    Lora {
        /// 7 to 12, rarely 5 and 6.
        spreading_factor: u8,
        bandwidth_hz: Option<u32>,
        /// As `4/5`.
        code_rate: Option<String>,
    },
    Fsk {
        bit_rate: u32,
    },
    LrFhss {
        channel_width_hz: Option<u32>,
        code_rate: Option<String>,
    },
}

/// One gateway that received it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Reception {
    pub gateway_eui: Option<Eui64>,
    /// The server's name for the gateway.
    pub gateway_id: Option<String>,
    /// By the gateway's own clock, in milliseconds since 1970.
    pub time_ms: Option<i64>,
    pub rssi_dbm: Option<f64>,
    pub snr_db: Option<f64>,
    /// Estimated signal power.
    pub esp_dbm: Option<f64>,
    pub channel: Option<u32>,
    pub antenna: Option<u32>,
    pub position: Option<Position>,
}

/// A place on earth, WGS 84.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Position {
    /// Degrees north.
    pub latitude_deg: f64,
    /// Degrees east.
    pub longitude_deg: f64,
    /// Metres above sea level.
    pub altitude_m: Option<f64>,
    /// Metres.
    pub accuracy_m: Option<f64>,
    /// How it is known, in the server's words.
    pub source: Option<String>,
}

/// Power of the device.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "supply", rename_all = "lowercase")]
pub enum Battery {
    /// Powered from outside.
    External,
    Battery {
        percent: f64,
    },
    /// The device cannot measure it.
    Unknown,
}

impl Battery {
    /// From DevStatusAns (LoRaWAN 1.0.4 §5.5): 0 external, 1 to 254 the level, 255 unknown.
    pub fn from_status(level: u8) -> Self {
        match level {
            0 => Self::External,
            255 => Self::Unknown,
            level => Self::Battery { percent: f64::from(level - 1) / 253.0 * 100.0 },
        }
    }
}

/// The device has joined the network; its address stands with the device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Join {
    /// The server's name for the keys of the session.
    pub session_key_id: Option<String>,
}

/// The device answers how it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    /// Signal to noise ratio of the last request, in dB.
    pub margin_db: i32,
    pub battery: Battery,
}

/// The device has acknowledged a message, or has not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ack {
    pub acknowledged: bool,
    /// FCntDown.
    pub counter: Option<u32>,
    /// The server's name of the message.
    pub message_id: Option<String>,
}

/// A gateway has sent a message.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct TxAck {
    /// FCntDown.
    pub counter: Option<u32>,
    pub message_id: Option<String>,
    pub gateway_eui: Option<Eui64>,
    pub gateway_id: Option<String>,
    pub frequency_hz: Option<u64>,
    pub power_dbm: Option<f64>,
    pub modulation: Option<Modulation>,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Info,
    Warning,
    Error,
}

/// The server has something to say about the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Log {
    pub level: Level,
    /// In the server's words.
    pub code: String,
    pub description: String,
}

/// A message for the device.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Downlink {
    pub port: u8,
    pub counter: Option<u32>,
    #[serde(rename = "data_hex", serialize_with = "as_hexadecimal")]
    pub data: Vec<u8>,
    pub confirmed: bool,
    pub object: Option<Value>,
    pub message_id: Option<String>,
}

/// What another service says.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Integration {
    pub name: Option<String>,
    pub kind: Option<String>,
    pub object: Option<Value>,
}

fn as_hexadecimal<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hexadecimal(bytes))
}

/// Why something is no event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoEvent {
    #[error("longer than {0} bytes")]
    TooLong(usize),
    #[error("not JSON: {0}")]
    NotJson(String),
    #[error("not a JSON object")]
    NoObject,
    #[error("not a message of a known network server")]
    UnknownServer,
    #[error("{server} has no event like this{}", .named.as_ref().map(|name| format!(": {name}")).unwrap_or_default())]
    UnknownKind { server: &'static str, named: Option<String> },
}

impl NoEvent {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong(_) => "too-long",
            Self::NotJson(_) => "not-json",
            Self::NoObject => "no-object",
            Self::UnknownServer => "unknown-server",
            Self::UnknownKind { .. } => "unknown-kind",
        }
    }

    /// For people: what is wrong and what to do.
    pub fn german(&self) -> String {
        match self {
            Self::TooLong(most) => format!("Die Nachricht ist länger als {} KiB.", most >> 10),
            Self::NotJson(error) => format!("Die Nachricht ist kein gültiges JSON: {error}"),
            Self::NoObject => "Die Nachricht ist kein JSON-Objekt.".to_owned(),
            Self::UnknownServer => {
                "Die Nachricht stammt von keinem bekannten Netzwerkserver. Bekannt sind ChirpStack 4 und 3, \
                                    The Things Stack 3, LORIOT und ThingPark."
                    .to_owned()
            }
            Self::UnknownKind { server, named } => {
                let named = named.as_ref().map(|name| format!(" („{name}“)")).unwrap_or_default();
                format!("Diese Art von Ereignis{named} ist bei {server} nicht bekannt.")
            }
        }
    }
}

/// More is no event.
const MOST_BYTES: usize = 1 << 20;

/// Reads a message. Without a server named, it is recognised.
pub fn read(text: &[u8], server: Option<NetworkServer>) -> Result<Event, NoEvent> {
    if text.len() > MOST_BYTES {
        return Err(NoEvent::TooLong(MOST_BYTES));
    }
    // serde_json goes no deeper than 128.
    let value = serde_json::from_slice(text).map_err(|error| NoEvent::NotJson(error.to_string()))?;
    read_value(value, server)
}

/// Reads a message that has been parsed already.
pub fn read_value(value: Value, server: Option<NetworkServer>) -> Result<Event, NoEvent> {
    let Value::Object(mut map) = value else { return Err(NoEvent::NoObject) };
    // The storage of The Things Stack puts one more object around.
    if map.len() == 1
        && let Some(Value::Object(inner)) = map.get_mut("result")
    {
        map = std::mem::take(inner);
    }
    let server = server.or_else(|| NetworkServer::of(&map)).ok_or(NoEvent::UnknownServer)?;
    let fields = Fields::root(map);
    match server {
        NetworkServer::ChirpStack4 => Ok(chirpstack4::read(fields)),
        NetworkServer::ChirpStack3 => Ok(chirpstack3::read(fields)),
        NetworkServer::TheThingsStack3 => things_stack::read(fields),
        NetworkServer::Loriot => loriot::read(fields),
        NetworkServer::ThingPark => thingpark::read(fields),
    }
}

/// What every reader ends with.
struct Head {
    server: NetworkServer,
    time_ms: Option<i64>,
    id: Option<String>,
    device: Device,
}

impl Head {
    fn event(self, content: Content, fields: Fields) -> Event {
        let (other, problems) = fields.finish();
        let Self { server, time_ms, id, device } = self;
        Event { server, time_ms, id, device, content, other, problems }
    }

    fn unknown(&self, named: Option<String>) -> NoEvent {
        NoEvent::UnknownKind { server: self.server.name(), named }
    }
}
