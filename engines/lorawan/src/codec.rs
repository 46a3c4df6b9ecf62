//! Payload codecs: JavaScript of others, run inside limits.
//!
//! Known forms: `decodeUplink`/`encodeDownlink`/`decodeDownlink` (LoRa Alliance TS013; ChirpStack 4, The Things Stack),
//! `Decode`/`Encode` (ChirpStack 3), `Decoder`/`Encoder` (older Things Network). Results are what `JSON.stringify` makes
//! of them: `NaN` is null, a date a text, `undefined` left out.

mod answer;
mod world;

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Map, Value};

use answer::Raw;
use world::{Entry, Given, Outcome, World};

/// What a codec may use. The defaults are hundreds of times what any real codec needs.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the source.
    pub source: usize,
    /// Jumps and calls while a message is decoded, counted in ten thousands. The same on any machine.
    pub steps: u32,
    /// A net for what takes long between two looks at the steps; `None` leaves it to the steps alone.
    pub time: Option<Duration>,
    /// Bytes of memory, the engine's own share included.
    pub memory: usize,
    /// Bytes of stack.
    pub stack: usize,
    /// Bytes of a message.
    pub payload: usize,
    /// Bytes of JSON that go in (an object to be encoded, variables).
    pub input: usize,
    /// Bytes of JSON that come out.
    pub output: usize,
    /// Objects and lists within each other in what comes out.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source: 1 << 20,
            steps: 5_000_000,
            time: Some(Duration::from_secs(2)),
            memory: 8 << 20,
            stack: 256 << 10,
            payload: 1024,
            input: 64 << 10,
            output: 64 << 10,
            depth: 32,
        }
    }
}

/// A message as it came from the air.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// The application's bytes, decrypted.
    pub bytes: &'a [u8],
    /// FPort.
    pub port: u8,
    /// When it was received, in milliseconds since 1970. It is the clock of the codec, too.
    pub received: i64,
    /// Settings of the device.
    pub variables: &'a BTreeMap<String, String>,
}

/// What a device is to be told.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// What the codec turns into bytes.
    pub data: &'a Value,
    /// FPort, unless the codec says another.
    pub port: Option<u8>,
    /// The clock of the codec, in milliseconds since 1970.
    pub now: i64,
    /// Settings of the device.
    pub variables: &'a BTreeMap<String, String>,
}

/// A decoded message.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    pub data: Map<String, Value>,
    pub warnings: Vec<String>,
}

/// An encoded order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    pub bytes: Vec<u8>,
    /// What the codec says, else what was asked for.
    pub port: Option<u8>,
    pub warnings: Vec<String>,
}

/// Why there is no result, with the warnings given before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct Failure {
    pub problem: Problem,
    pub warnings: Vec<String>,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { problem, warnings: Vec::new() }
    }
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("the codec is longer than {0} bytes")]
    SourceTooLong(usize),
    #[error("the codec is not valid JavaScript: {message} (line {line})")]
    Syntax { message: String, line: u32 },
    #[error("the codec has no function for this (wanted: {0})")]
    NoFunction(&'static str),
    #[error("the codec stopped with an error: {message} (line {line})")]
    Thrown { message: String, line: u32 },
    /// `errors` of the codec.
    #[error("the codec reports: {}", .0.join("; "))]
    Reported(Vec<String>),
    #[error("the codec returned no {0}")]
    NoResult(&'static str),
    #[error("the codec computes too long")]
    Steps,
    #[error("the codec needs too much memory")]
    Memory,
    #[error("the result is nested deeper than {0} levels")]
    TooDeep(usize),
    #[error("the result is longer than {0} bytes")]
    TooLong(usize),
    #[error("byte {at} of the result is {shown}, not a number from 0 to 255")]
    NoByte { at: u32, shown: String },
    #[error("the codec waits for something that never happens")]
    Never,
    #[error("the message is longer than {0} bytes")]
    PayloadTooLong(usize),
    #[error("the object is longer than {0} bytes")]
    InputTooLong(usize),
}

impl Problem {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SourceTooLong(_) => "source-too-long",
            Self::Syntax { .. } => "syntax",
            Self::NoFunction(_) => "no-function",
            Self::Thrown { .. } => "thrown",
            Self::Reported(_) => "reported",
            Self::NoResult(_) => "no-result",
            Self::Steps => "steps",
            Self::Memory => "memory",
            Self::TooDeep(_) => "too-deep",
            Self::TooLong(_) => "too-long",
            Self::NoByte { .. } => "no-byte",
            Self::Never => "never",
            Self::PayloadTooLong(_) => "payload-too-long",
            Self::InputTooLong(_) => "input-too-long",
        }
    }

    /// For people: what is wrong and what to do.
    pub fn german(&self) -> String {
        let place = |line: u32| if line == 0 { String::new() } else { format!(" (Zeile {line})") };
        match self {
            Self::SourceTooLong(most) => format!("Der Codec ist länger als {} KiB.", most >> 10),
            Self::Syntax { message, line } => {
                format!("Der Codec ist kein gültiges JavaScript{}: {message}", place(*line))
            }
            Self::NoFunction(wanted) => format!("Der Codec kann das nicht: Es fehlt die Funktion {wanted}."),
            Self::Thrown { message, line } => {
                format!("Der Codec bricht mit einem Fehler ab{}: {message}", place(*line))
            }
            Self::Reported(errors) => format!("Der Codec meldet: {}", errors.join("; ")),
            Self::NoResult(wanted) => format!("Der Codec liefert kein Ergebnis („{wanted}“ fehlt)."),
            Self::Steps => {
                "Der Codec rechnet zu lange und wurde angehalten. Prüfen Sie ihn auf endlose Schleifen.".to_owned()
            }
            Self::Memory => "Der Codec braucht zu viel Speicher und wurde angehalten.".to_owned(),
            Self::TooDeep(most) => format!("Das Ergebnis ist tiefer als {most} Ebenen verschachtelt."),
            Self::TooLong(most) => format!("Das Ergebnis ist länger als {most} Bytes."),
            Self::NoByte { at, shown } => {
                format!("Byte {at} des Ergebnisses ist {shown}. Erlaubt sind Zahlen von 0 bis 255.")
            }
            Self::Never => "Der Codec wartet auf etwas, das nie eintritt.".to_owned(),
            Self::PayloadTooLong(most) => format!("Die Nachricht ist länger als {most} Bytes."),
            Self::InputTooLong(most) => format!("Die Eingabe ist länger als {} KiB.", most >> 10),
        }
    }
}

/// A codec in a world of its own that is kept from call to call and made anew after a fault.
///
/// Not to be sent to other threads: a thread that decodes keeps its codecs.
pub struct Codec {
    source: String,
    limits: Limits,
    world: Option<World>,
    /// Calls this world has answered.
    calls: u32,
}

/// A world is not used for ever: what codecs leave behind in it adds up.
const CALLS_A_WORLD: u32 = 100_000;

impl Codec {
    /// Reads a codec. It is run once, so that what cannot work is known at once.
    pub fn new(source: impl Into<String>, limits: Limits) -> Result<Self, Problem> {
        let source = source.into();
        if source.len() > limits.source {
            return Err(Problem::SourceTooLong(limits.source));
        }
        let world = World::new(&source, &limits)?;
        Ok(Self { source, limits, world: Some(world), calls: 0 })
    }

    /// The functions it has, of those that are known.
    pub fn offers(&mut self) -> Result<Vec<String>, Problem> {
        let raw = self.call(Entry::Offers, &Given::Bytes(&[]), None, 0, &BTreeMap::new())?;
        raw.offers().map_err(|failure| failure.problem)
    }

    /// What a device says.
    pub fn decode_uplink(&mut self, message: &Message<'_>) -> Result<Decoded, Failure> {
        self.decode(Entry::Uplink, message, "decodeUplink")
    }

    /// What a device was told.
    pub fn decode_downlink(&mut self, message: &Message<'_>) -> Result<Decoded, Failure> {
        self.decode(Entry::DecodeDownlink, message, "decodeDownlink")
    }

    /// What a device is to be told, as bytes.
    pub fn encode_downlink(&mut self, order: &Order<'_>) -> Result<Encoded, Failure> {
        let object = order.data.to_string();
        if object.len() > self.limits.input {
            return Err(Problem::InputTooLong(self.limits.input).into());
        }
        let raw = self.call(Entry::Encode, &Given::Json(&object), order.port, order.now, order.variables)?;
        raw.encoded(order.port)
    }

    fn decode(&mut self, entry: Entry, message: &Message<'_>, wanted: &'static str) -> Result<Decoded, Failure> {
        if message.bytes.len() > self.limits.payload {
            return Err(Problem::PayloadTooLong(self.limits.payload).into());
        }
        let given = Given::Bytes(message.bytes);
        self.call(entry, &given, Some(message.port), message.received, message.variables)?.decoded(wanted)
    }

    fn call(
        &mut self,
        entry: Entry,
        given: &Given<'_>,
        port: Option<u8>,
        received: i64,
        variables: &BTreeMap<String, String>,
    ) -> Result<Raw, Problem> {
        let variables = serde_json::to_string(variables).unwrap_or_else(|_| "{}".to_owned());
        if variables.len() > self.limits.input {
            return Err(Problem::InputTooLong(self.limits.input));
        }
        // What went before may have filled the memory: only what fails in a fresh world has failed.
        let is_fresh = self.world.is_none() || self.calls == 0;
        match self.try_call(entry, given, port, received, &variables) {
            Err(Problem::Memory) if !is_fresh => self.try_call(entry, given, port, received, &variables),
            outcome => outcome,
        }
    }

    fn try_call(
        &mut self,
        entry: Entry,
        given: &Given<'_>,
        port: Option<u8>,
        received: i64,
        variables: &str,
    ) -> Result<Raw, Problem> {
        if self.calls >= CALLS_A_WORLD {
            self.world = None;
        }
        let world = if let Some(world) = self.world.take() {
            world
        } else {
            self.calls = 0;
            World::new(&self.source, &self.limits)?
        };
        match world.call(entry, given, port, received, variables, &self.limits) {
            Outcome::Answer(text) => {
                self.world = Some(world);
                self.calls += 1;
                Raw::read(&text, &self.limits)
            }
            Outcome::Broken(problem) => Err(problem),
        }
    }
}

/// More does not fit into a frame by far. Stands in `call.js`, too.
const MOST_DOWNLINK_BYTES: usize = 1024;

/// A literal of JavaScript as a value: what JSON allows, and comments, hexadecimal numbers, commas too many.
pub fn literal(text: &str) -> Result<Value, Problem> {
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let limits = Limits { output: 4 << 20, ..Limits::default() };
    let source = format!("function decodeUplink() {{ return {{ data: {{ value: (\n{text}\n) }} }}; }}");
    let mut codec = Codec::new(source, limits)?;
    let message = Message { bytes: &[], port: 0, received: 0, variables: &BTreeMap::new() };
    let mut decoded = codec.decode_uplink(&message).map_err(|failure| failure.problem)?;
    decoded.data.remove("value").ok_or(Problem::NoResult("value"))
}
