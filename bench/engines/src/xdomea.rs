//! A message of 100,000 documents checked as it streams past, against a bare read of the same bytes with quick-xml;
//! converted, and the memory that takes, against a message of a tenth of it.

use std::{
    collections::VecDeque,
    env,
    fmt::Write as _,
    hint::black_box,
    io::{self, BufReader, Read},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use lotse_xdomea::{Limits, Supplement, Version, check, convert, prepare};

use crate::{
    form::bare,
    report::{Row, median, peak_mib},
};

const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_secs(2);

/// Documents, so many in each Vorgang.
const DOCUMENTS: usize = 100_000;
const IN_VORGANG: usize = 10;

const UNIT: &str = "documents/s";

/// Ten times the documents take hardly more memory.
const FLAT: f64 = 0.8;

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let (long, short) = (offer(DOCUMENTS), offer(DOCUMENTS / 20));
    let (mut checked, mut read, mut converted) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        read.push(rate(DOCUMENTS, || bare(long.as_bytes()))?);
        checked.push(rate(DOCUMENTS, || {
            let checked = check(black_box(long.as_bytes()), &Limits::default());
            ensure!(checked.is_ok() && checked.counts.dokumente == DOCUMENTS as u64, "{:?}", checked.errors.first());
            Ok(())
        })?);
        converted.push(rate(DOCUMENTS / 20, || {
            black_box(convert(short.as_bytes(), Version::V4_0, &Supplement::default(), &Limits::default())?);
            Ok(())
        })?);
    }
    let name = format!("0501 with {DOCUMENTS} documents checked, {} MiB", long.len() >> 20);
    let (all, tenth) = (memory(DOCUMENTS)?, memory(DOCUMENTS / 10)?);
    Ok(vec![
        Row::rate(name, median(checked), UNIT).against("quick-xml", median(read)),
        Row::rate("0501 from 3.1 to 4.0", median(converted), UNIT),
        Row::rate(format!("0501 with {DOCUMENTS} documents from 3.1 to 4.0: memory"), all, "MiB")
            .against_cost("a tenth of them", tenth)
            .at_least(FLAT),
    ])
}

/// The most memory that a process takes to convert a message of so many documents, in MiB.
fn memory(documents: usize) -> Result<f64> {
    let output = Command::new(env::current_exe()?).arg("as-records").arg(documents.to_string()).output()?;
    let text = String::from_utf8(output.stdout)?;
    text.trim().parse().with_context(|| format!("as-records: {}", String::from_utf8_lossy(&output.stderr)))
}

/// The other side of [`memory`]: converts a message that is made while it is read, and says the most memory it took.
pub fn as_records(documents: usize) -> Result<String> {
    let source = BufReader::new(Parts { parts: parts(documents), rest: VecDeque::new() });
    let store = tempfile::tempfile()?;
    let prepared = prepare(source, Version::V4_0, &Supplement::default(), &Limits::default(), store)?;
    ensure!(prepared.checked.counts.dokumente == documents as u64, "{:?}", prepared.checked.errors.first());
    prepared.write(&mut io::sink(), &mut |_| {})?;
    Ok(peak_mib()?.to_string())
}

/// Texts one behind the other, each made when it is needed.
struct Parts<I> {
    parts: I,
    rest: VecDeque<u8>,
}

impl<I: Iterator<Item = String>> Read for Parts<I> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.parts.next() {
                Some(part) => self.rest = part.into_bytes().into(),
                None => return Ok(0),
            }
        }
        self.rest.read(target)
    }
}

/// An offer in 3.1.0 with so many documents.
fn offer(documents: usize) -> String {
    parts(documents).collect()
}

fn id(number: usize) -> String {
    format!("{number:08x}-0000-4000-8000-000000000000")
}

/// The same in parts: the head, each Vorgang, the end.
fn parts(documents: usize) -> impl Iterator<Item = String> {
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xdomea:Aussonderung.Anbieteverzeichnis.0501 xmlns:xdomea=\"{}\">\n\
         <xdomea:Kopf><xdomea:ProzessID>{}</xdomea:ProzessID><xdomea:Nachrichtentyp><code>0501</code></xdomea:Nachrichtentyp>\
         <xdomea:Erstellungszeitpunkt>2026-05-31T12:00:00</xdomea:Erstellungszeitpunkt><xdomea:Absender/><xdomea:Empfaenger/>\
         <xdomea:Empfangsbestaetigung>0</xdomea:Empfangsbestaetigung></xdomea:Kopf>\n",
        Version::V3_1.namespace(),
        id(0)
    );
    let records = (0..documents / IN_VORGANG).map(move |vorgang| {
        let mut text = format!(
            "<xdomea:Schriftgutobjekt><xdomea:Vorgang><xdomea:Identifikation><xdomea:ID>{}</xdomea:ID></xdomea:Identifikation>\n\
             <xdomea:AllgemeineMetadaten><xdomea:Betreff>Vorgang {vorgang}</xdomea:Betreff></xdomea:AllgemeineMetadaten>\n",
            id(documents + vorgang)
        );
        for document in 0..IN_VORGANG {
            let _ = writeln!(
                text,
                "<xdomea:Dokument><xdomea:Identifikation><xdomea:ID>{}</xdomea:ID></xdomea:Identifikation>\n\
                 <xdomea:AllgemeineMetadaten><xdomea:Betreff>Dokument {document}</xdomea:Betreff>\
                 <xdomea:Kennzeichen>10.24-{vorgang}/{document}</xdomea:Kennzeichen></xdomea:AllgemeineMetadaten>\n\
                 <xdomea:Posteingangsdatum>2020-05-31</xdomea:Posteingangsdatum></xdomea:Dokument>",
                id(vorgang * IN_VORGANG + document)
            );
        }
        text + "</xdomea:Vorgang></xdomea:Schriftgutobjekt>\n"
    });
    let end = "</xdomea:Aussonderung.Anbieteverzeichnis.0501>\n".to_owned();
    [head].into_iter().chain(records).chain([end])
}

/// Documents a second, the same message again and again.
fn rate(documents: usize, mut work: impl FnMut() -> Result<()>) -> Result<f64> {
    let (start, mut rounds) = (Instant::now(), 0.0);
    while start.elapsed() < ROUND_TIME {
        work()?;
        rounds += 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a hundred thousand")]
    Ok(rounds * documents as f64 / start.elapsed().as_secs_f64())
}
