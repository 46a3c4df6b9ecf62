//! Payload codecs: one in a row and many shuffled, against a fresh world for each call and against Node.js.
//!
//! `LOTSE_CODECS` names a checkout of chirpstack-device-profiles; without it three small codecs of our own are measured.

use std::{
    collections::BTreeMap,
    env, fs,
    hint::black_box,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use lotse_lorawan::{
    codec::{Codec, Limits, Message},
    library::{Library, LibraryLimits},
    vector::Task,
};
use serde::Serialize;

use crate::report::{Row, cpu_seconds, median};

const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_secs(2);
const UNIT: &str = "decodes/CPU-s";
/// Keeping a world must be worth it.
const TIMES_FRESH: f64 = 5.0;
const RECEIVED: i64 = 1_767_366_000_000;

const OWN: [(&str, &str); 3] = [
    ("level.js", "function decodeUplink(i) { return { data: { level: (i.bytes[0] << 8 | i.bytes[1]) / 100 } }; }"),
    (
        "channels.js",
        "function decodeUplink(i) { var d = {}; for (var n = 0; n < i.bytes.length; n++) { d['c' + n] = i.bytes[n] * 0.1; } return { data: d }; }",
    ),
    (
        "buffer.js",
        "function decodeUplink(i) { var b = Buffer.from(i.bytes); return { data: { a: b.readInt16BE(0), t: i.recvTime, hex: b.toString('hex') } }; }",
    ),
];

/// A message and which codec reads it.
#[derive(Clone, Serialize)]
struct Work {
    codec: usize,
    port: u8,
    bytes: Vec<u8>,
}

#[derive(Serialize)]
struct Codecs {
    sources: Vec<String>,
    work: Vec<Work>,
}

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let all = codecs()?;
    let mut by_codec: BTreeMap<usize, Vec<Work>> = BTreeMap::new();
    for work in &all.work {
        by_codec.entry(work.codec).or_default().push(work.clone());
    }
    let one = by_codec.into_values().max_by_key(Vec::len).context("no messages")?;
    let one = Codecs { sources: all.sources.clone(), work: one };
    let mut rows = measured("one codec in a row", &one)?;
    let count = all.sources.len();
    rows.extend(measured(&format!("{count} codecs shuffled"), &Codecs { work: shuffled(all.work), ..all })?);
    Ok(rows)
}

fn measured(name: &str, codecs: &Codecs) -> Result<Vec<Row>> {
    let (mut kept, mut fresh, mut node) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut worlds: Vec<Option<Codec>> = codecs.sources.iter().map(|_| None).collect();
        kept.push(rate(&codecs.work, |work| {
            let world = worlds.get_mut(work.codec).context("no codec")?;
            let codec = match world {
                Some(codec) => codec,
                none => none.insert(Codec::new(codecs.sources[work.codec].as_str(), Limits::default())?),
            };
            decode(codec, work)
        })?);
        fresh.push(rate(&codecs.work, |work| {
            decode(&mut Codec::new(codecs.sources[work.codec].as_str(), Limits::default())?, work)
        })?);
        node.extend(in_node(codecs)?);
    }
    let name = format!("decode, {name}");
    let kept = median(kept);
    let mut rows =
        vec![Row::rate(name.clone(), kept, UNIT).against("fresh world a call", median(fresh)).at_least(TIMES_FRESH)];
    if !node.is_empty() {
        rows.push(Row::rate(name, kept, UNIT).against("Node.js vm", median(node)));
    }
    Ok(rows)
}

fn decode(codec: &mut Codec, work: &Work) -> Result<()> {
    let message = Message { bytes: &work.bytes, port: work.port, received: RECEIVED, variables: &BTreeMap::new() };
    black_box(codec.decode_uplink(&message)?);
    Ok(())
}

/// Whole rounds over the work per second of processor time of this thread.
fn rate(work: &[Work], mut each: impl FnMut(&Work) -> Result<()>) -> Result<f64> {
    let (start, begin, mut count) = (Instant::now(), cpu_seconds()?, 0.0);
    while start.elapsed() < ROUND_TIME {
        for one in work {
            each(one)?;
            count += 1.0;
        }
    }
    Ok(count / (cpu_seconds()? - begin))
}

/// The same order in each run.
fn shuffled(mut work: Vec<Work>) -> Vec<Work> {
    let mut state = 20_261_121_u64;
    for last in (1..work.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let other = usize::try_from(state >> 33).unwrap_or_default() % (last + 1);
        work.swap(last, other);
    }
    work
}

fn codecs() -> Result<Codecs> {
    let Some(folder) = env::var_os("LOTSE_CODECS") else {
        let work = (0..OWN.len()).map(|codec| Work { codec, port: 1, bytes: vec![1, 2, 3, 4, 5, 6] }).collect();
        return Ok(Codecs { sources: OWN.iter().map(|(_, source)| (*source).to_owned()).collect(), work });
    };
    let mut files = BTreeMap::new();
    let root = Path::new(&folder);
    walk(root, root, &mut files)?;
    let library = Library::read(files, &LibraryLimits::default())?;
    let mut codecs = Codecs { sources: Vec::new(), work: Vec::new() };
    for file in library.codecs.values() {
        let mut codec = Codec::new(file.source.as_str(), Limits::default())?;
        let mut messages = Vec::new();
        for vector in &file.vectors {
            let Task::Uplink { bytes, port } = &vector.task else { continue };
            let work = Work { codec: codecs.sources.len(), port: *port, bytes: bytes.clone() };
            if decode(&mut codec, &work).is_ok() {
                messages.push(work);
            }
        }
        if !messages.is_empty() {
            codecs.sources.push(file.source.clone());
            codecs.work.extend(messages);
        }
    }
    Ok(codecs)
}

fn walk(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(root, &path, files)?;
        } else {
            files.insert(path.strip_prefix(root)?.to_string_lossy().into_owned(), fs::read(&path)?);
        }
    }
    Ok(())
}

/// A context a codec, kept, as a server in Node.js would have it; the result as JSON, as here.
const NODE: &str = r"
const vm = require('vm');
const { sources, work } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const call = new vm.Script('JSON.stringify(decodeUplink(input))');
const contexts = sources.map((source) => {
  const context = vm.createContext({ Buffer, console: { log() {} }, input: null });
  vm.runInContext(source, context);
  return context;
});
const received = new Date(1767366000000);
function all() {
  for (const one of work) {
    const context = contexts[one.codec];
    context.input = { bytes: one.bytes, fPort: one.port, recvTime: received, variables: {} };
    JSON.parse(call.runInContext(context));
  }
}
for (let start = Date.now(); Date.now() - start < 500;) all();
const begin = process.cpuUsage();
let count = 0;
for (let start = Date.now(); Date.now() - start < 2000;) { all(); count += work.length; }
const used = process.cpuUsage(begin);
console.log(count / ((used.user + used.system) / 1e6));
";

/// `None` where there is no Node.js.
fn in_node(codecs: &Codecs) -> Result<Option<f64>> {
    let started = Command::new("node").args(["-e", NODE]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = started else { return Ok(None) };
    child.stdin.take().context("no input")?.write_all(&serde_json::to_vec(codecs)?)?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "node failed");
    Ok(Some(String::from_utf8(output.stdout)?.trim().parse()?))
}
