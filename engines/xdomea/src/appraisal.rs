//! What is offered to the archive as a table to decide in (CSV with semicolons, as spreadsheets in Germany write it), and
//! the decisions out of it.

use crate::{
    answer::{Decision, Disposal},
    record::{Message, Record},
    xml::shortened,
};

const HEADING: [&str; 7] =
    ["UUID", "Art", "Kennzeichen", "Betreff", "Aussonderungsart", "Bewertungsvorschlag", "Entscheidung"];

const ID: &str = HEADING[0];
const DECISION: &str = HEADING[6];

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("Die Tabelle kann nicht gelesen werden: {0}")]
    Unreadable(String),
    #[error("In der Tabelle fehlt die Spalte „{0}“.")]
    NoColumn(&'static str),
    #[error("Zeile {line}: „{found}“ ist keine Entscheidung. Tragen Sie A (archivieren) oder V (vernichten) ein.")]
    NoDecision { line: u64, found: String },
}

/// Every Akte and Vorgang of an offer, a line each; the last column is empty.
pub fn table(message: &Message) -> String {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    // A vector takes everything.
    let _ = writer.write_record(HEADING);
    let mut open: Vec<&Record> = message.records.iter().rev().collect();
    while let Some(record) = open.pop() {
        open.extend(record.records.iter().rev());
        if !record.kind.is_appraised() {
            continue;
        }
        let text = |text: &Option<String>| harmless(text.as_deref().unwrap_or_default());
        let _ = writer.write_record([
            text(&record.id),
            record.kind.name().to_owned(),
            text(&record.reference),
            text(&record.subject),
            text(&record.disposal),
            text(&record.proposal),
            String::new(),
        ]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Spreadsheets take some beginnings for formulas.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

/// The decisions in a table; lines without one are left out.
pub fn decisions(table: &str) -> Result<Vec<Decision>, TableError> {
    let table = table.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(table.as_bytes());
    let unreadable = |error: csv::Error| TableError::Unreadable(error.to_string());
    let heading = reader.headers().map_err(unreadable)?.clone();
    let column =
        |name: &'static str| heading.iter().position(|cell| cell.trim() == name).ok_or(TableError::NoColumn(name));
    let (id, decision) = (column(ID)?, column(DECISION)?);
    let mut decisions = Vec::new();
    for row in reader.records() {
        let row = row.map_err(unreadable)?;
        let cell = |place: usize| row.get(place).unwrap_or_default().trim();
        let disposal = match cell(decision) {
            "" => continue,
            "A" | "a" => Disposal::Archive,
            "V" | "v" => Disposal::Destroy,
            other => {
                let line = row.position().map_or(0, csv::Position::line);
                return Err(TableError::NoDecision { line, found: shortened(other).into_owned() });
            }
        };
        decisions.push(Decision { id: cell(id).to_owned(), disposal });
    }
    Ok(decisions)
}
