//! `lotse sensor decode`: lines of tasks through the codecs of a folder.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use clap::Args;
use jiff::Timestamp;
use lotse_lorawan::{
    codec::{Codec, Failure, Limits, Problem},
    vector::{Output, Task, from_hexadecimal, hexadecimal},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{library::now, lines, source::Source};
use crate::{Outcome, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Ordner oder Archiv (.zip, .tar.gz) mit Codecs; `codec_source` einer Zeile ist der Pfad darin
    #[arg(long, value_name = "ORDNER")]
    codecs: PathBuf,
    /// Eine JSON-Zeile je Nachricht statt Text
    #[arg(long)]
    json: bool,
}

/// A codec that has not come back by then hangs in a place where it cannot be stopped; it is left behind.
const PATIENCE: Duration = Duration::from_secs(10);

/// Each codec keeps a world of its own; with more of them, all begin anew.
const MOST_WORLDS: usize = 500;

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Value,
    codec_source: String,
    kind: String,
    #[serde(rename = "fPort")]
    port: Option<u8>,
    bytes_hex: Option<String>,
    #[serde(rename = "recvTime")]
    received: Option<Value>,
    input: Option<Value>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
}

/// The names and their order are the contract with programs that read them.
#[derive(Serialize)]
struct Answer {
    id: Value,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes_hex: Option<String>,
    #[serde(rename = "fPort", skip_serializing_if = "Option::is_none")]
    port: Option<u8>,
    warnings: Vec<String>,
    errors: Vec<String>,
}

impl Answer {
    fn failed(id: Value, error: impl Into<String>) -> Self {
        Self { id, ok: false, data: None, bytes_hex: None, port: None, warnings: vec![], errors: vec![error.into()] }
    }

    fn of(id: Value, result: Result<Output, Failure>) -> Self {
        let mut answer = Self::failed(id, "");
        answer.errors.clear();
        answer.ok = result.is_ok();
        match result {
            Ok(Output::Data { data, warnings }) => (answer.data, answer.warnings) = (Some(data), warnings),
            Ok(Output::Bytes { bytes, port, warnings }) => {
                (answer.bytes_hex, answer.port, answer.warnings) = (Some(hexadecimal(&bytes)), port, warnings);
            }
            Err(Failure { problem: Problem::Reported(errors), warnings }) => {
                (answer.errors, answer.warnings) = (errors, warnings);
            }
            Err(Failure { problem, warnings }) => (answer.errors, answer.warnings) = (vec![problem.german()], warnings),
        }
        answer
    }

    fn text(&self) -> String {
        let id = self.id.as_str().map_or_else(|| self.id.to_string(), str::to_owned);
        let mut text = match (&self.data, &self.bytes_hex) {
            (Some(data), _) => format!("{id}: {}", Value::Object(data.clone())),
            (_, Some(bytes)) => {
                format!("{id}: {bytes}{}", self.port.map(|port| format!(" an Port {port}")).unwrap_or_default())
            }
            _ => format!("{id}: {}", self.errors.join("; ")),
        };
        for warning in &self.warnings {
            text.push_str("\n  Hinweis: ");
            text.push_str(warning);
        }
        text
    }
}

pub(super) fn run(options: &Options) -> Outcome {
    let mut worker = Worker::start(Arc::new(Source::open(&options.codecs)?));
    let mut input = io::stdin().lock();
    let (mut number, mut is_all_good) = (0_usize, true);
    while let Some(line) = lines::next(&mut input)? {
        number += 1;
        let answer = match line {
            Ok(text) if text.trim().is_empty() => continue,
            Ok(text) => worker.answer(text, number),
            Err(problem) => Answer::failed(Value::Null, format!("Zeile {number}: {problem}")),
        };
        is_all_good &= answer.ok;
        say(&if options.json { serde_json::to_string(&answer)? } else { answer.text() });
    }
    Ok(if is_all_good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A thread with the codecs. Should one hang for good, the thread is left behind and another begins.
struct Worker {
    source: Arc<Source>,
    tasks: mpsc::Sender<(String, usize)>,
    answers: mpsc::Receiver<Answer>,
}

impl Worker {
    fn start(source: Arc<Source>) -> Self {
        let (tasks, to_do) = mpsc::channel::<(String, usize)>();
        let (done, answers) = mpsc::channel();
        let codecs_of = Arc::clone(&source);
        thread::spawn(move || {
            let mut codecs = Codecs { source: codecs_of, known: HashMap::new() };
            for (text, number) in to_do {
                if done.send(codecs.answer(&text, number)).is_err() {
                    return;
                }
            }
        });
        Self { source, tasks, answers }
    }

    fn answer(&mut self, text: String, number: usize) -> Answer {
        let id = || serde_json::from_str::<Value>(&text).ok().and_then(|mut line| Some(line.get_mut("id")?.take()));
        let given = text.clone();
        if self.tasks.send((given, number)).is_ok()
            && let Ok(answer) = self.answers.recv_timeout(PATIENCE)
        {
            return answer;
        }
        let answer = Answer::failed(id().unwrap_or_default(), Problem::Steps.german());
        *self = Self::start(Arc::clone(&self.source));
        answer
    }
}

struct Codecs {
    source: Arc<Source>,
    known: HashMap<String, Result<Codec, String>>,
}

impl Codecs {
    fn answer(&mut self, text: &str, number: usize) -> Answer {
        let line: Line = match serde_json::from_str(text) {
            Ok(line) => line,
            Err(error) => {
                let id = serde_json::from_str::<Value>(text).ok().and_then(|mut line| Some(line.get_mut("id")?.take()));
                return Answer::failed(
                    id.unwrap_or_default(),
                    format!("Zeile {number} hat nicht die erwartete Form: {error}"),
                );
            }
        };
        let (task, received) = match task(&line).and_then(|task| Ok((task, received(line.received.as_ref())?))) {
            Ok(made) => made,
            Err(problem) => return Answer::failed(line.id, problem),
        };
        let codec = self.codec(&line.codec_source);
        match codec {
            Ok(codec) => Answer::of(line.id, task.run(codec, received, &line.variables)),
            Err(problem) => Answer::failed(line.id, problem.clone()),
        }
    }

    fn codec(&mut self, path: &str) -> &mut Result<Codec, String> {
        if self.known.len() >= MOST_WORLDS && !self.known.contains_key(path) {
            self.known.clear();
        }
        self.known.entry(path.to_owned()).or_insert_with(|| {
            let text = self.source.codec(path)?;
            Codec::new(text, Limits::default()).map_err(|problem| problem.german())
        })
    }
}

fn task(line: &Line) -> Result<Task, String> {
    let bytes = || {
        let text = line.bytes_hex.as_deref().ok_or("bytes_hex fehlt.")?;
        from_hexadecimal(text).ok_or_else(|| "bytes_hex ist nicht hexadezimal.".to_owned())
    };
    // As in the messages of network servers, a missing port is 0.
    let port = line.port.unwrap_or_default();
    match line.kind.as_str() {
        "uplink" => Ok(Task::Uplink { bytes: bytes()?, port }),
        "downlink-decode" => Ok(Task::DownlinkDecode { bytes: bytes()?, port }),
        "downlink-encode" => {
            let data = line.input.clone().ok_or("input fehlt.")?;
            Ok(Task::DownlinkEncode { data, port: line.port })
        }
        other => Err(format!("kind „{other}“ ist unbekannt. Möglich: uplink, downlink-encode, downlink-decode.")),
    }
}

/// `recvTime` in milliseconds since 1970, by default now.
fn received(given: Option<&Value>) -> Result<i64, String> {
    match given {
        None | Some(Value::Null) => Ok(now()),
        Some(Value::String(text)) => {
            let parsed: Result<Timestamp, _> = text.parse();
            parsed.map(Timestamp::as_millisecond).map_err(|_| format!("recvTime „{text}“ ist keine Zeit mit Zeitzone."))
        }
        Some(Value::Number(number)) => number.as_i64().ok_or_else(|| "recvTime ist keine ganze Zahl.".to_owned()),
        Some(_) => Err("recvTime ist weder Text noch Zahl.".to_owned()),
    }
}
