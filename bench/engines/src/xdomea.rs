//! A message of 100,000 documents checked as it streams past, against a bare read of the same bytes with quick-xml, and
//! converted.

use std::{
    fmt::Write as _,
    hint::black_box,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use lotse_xdomea::{Limits, Supplement, Version, check, convert};

use crate::{
    form::bare,
    report::{Row, median},
};

const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_secs(2);

/// Documents, so many in each Vorgang.
const DOCUMENTS: usize = 100_000;
const IN_VORGANG: usize = 10;

const UNIT: &str = "documents/s";

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
    Ok(vec![
        Row::rate(name, median(checked), UNIT).against("quick-xml", median(read)),
        Row::rate("0501 from 3.1 to 4.0", median(converted), UNIT),
    ])
}

/// An offer in 3.1.0 with so many documents.
fn offer(documents: usize) -> String {
    let id = |number: usize| format!("{number:08x}-0000-4000-8000-000000000000");
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xdomea:Aussonderung.Anbieteverzeichnis.0501 xmlns:xdomea=\"{}\">\n\
         <xdomea:Kopf><xdomea:ProzessID>{}</xdomea:ProzessID><xdomea:Nachrichtentyp><code>0501</code></xdomea:Nachrichtentyp>\
         <xdomea:Erstellungszeitpunkt>2026-05-31T12:00:00</xdomea:Erstellungszeitpunkt><xdomea:Absender/><xdomea:Empfaenger/>\
         <xdomea:Empfangsbestaetigung>0</xdomea:Empfangsbestaetigung></xdomea:Kopf>\n",
        Version::V3_1.namespace(),
        id(0)
    );
    for vorgang in 0..documents / IN_VORGANG {
        let _ = writeln!(
            text,
            "<xdomea:Schriftgutobjekt><xdomea:Vorgang><xdomea:Identifikation><xdomea:ID>{}</xdomea:ID></xdomea:Identifikation>\n\
             <xdomea:AllgemeineMetadaten><xdomea:Betreff>Vorgang {vorgang}</xdomea:Betreff></xdomea:AllgemeineMetadaten>",
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
        text.push_str("</xdomea:Vorgang></xdomea:Schriftgutobjekt>\n");
    }
    text + "</xdomea:Aussonderung.Anbieteverzeichnis.0501>\n"
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
