//! `lotse form check` over the suite against a bare read of the same bytes with quick-xml.

use std::{
    fs,
    hint::black_box,
    io::Read as _,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::report::{Row, median};

const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_secs(2);

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/fim/xdf3");
    let files = read(&folder)?;
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let bytes: usize = files.iter().map(Vec::len).sum();
    let (mut own, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        peer.push(rate(&files, bare)?);
        own.push(rate(&files, |file| {
            black_box(lotse_fim::check(file));
            Ok(())
        })?);
    }
    let name = format!("{} schemas, {} KiB", files.len(), bytes / 1024);
    Ok(vec![Row::rate(name, median(own), "MB/s").against("quick-xml", median(peer))])
}

/// The suite, unpacked; empty where it is not there.
fn read(folder: &Path) -> Result<Vec<Vec<u8>>> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let ends_with = |extension: &str| path.extension().is_some_and(|found| found == extension);
        let bytes = if ends_with("gz") {
            let mut bytes = Vec::new();
            flate2::read::GzDecoder::new(fs::File::open(&path)?).read_to_end(&mut bytes)?;
            bytes
        } else if ends_with("xml") {
            fs::read(&path)?
        } else {
            continue;
        };
        files.push(bytes);
    }
    Ok(files)
}

/// Megabytes a second, going through the files again and again.
fn rate(files: &[Vec<u8>], work: impl Fn(&[u8]) -> Result<()>) -> Result<f64> {
    let (start, mut bytes) = (Instant::now(), 0);
    for file in files.iter().cycle() {
        if start.elapsed() >= ROUND_TIME {
            break;
        }
        work(file)?;
        bytes += file.len();
    }
    #[expect(clippy::cast_precision_loss, reason = "some hundred megabytes")]
    Ok(bytes as f64 / 1e6 / start.elapsed().as_secs_f64())
}

/// All events of a document, and nothing done with them.
pub fn bare(file: &[u8]) -> Result<()> {
    let mut reader = quick_xml::Reader::from_reader(file);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        if matches!(black_box(reader.read_event_into(&mut buffer))?, quick_xml::events::Event::Eof) {
            return Ok(());
        }
    }
}
