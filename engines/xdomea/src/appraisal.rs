//! Tables for people (CSV with semicolons, as spreadsheets in Germany write it): what is offered to the archive, to decide
//! in, and the decisions out of it; what came of taking records over.

use std::{
    borrow::Cow,
    io::{self, BufRead, Write},
};

use csv::StringRecord;

use crate::{
    answer::{Decision, Disposal, Imported},
    check::Checked,
    limits::Limits,
    record::{self, Message, ReadError, Record, Records},
    xml::shortened,
};

const HEADING: [&str; 7] =
    ["UUID", "Art", "Kennzeichen", "Betreff", "Aussonderungsart", "Bewertungsvorschlag", "Entscheidung"];

pub(crate) const ID: &str = HEADING[0];
const DECISION: &str = HEADING[6];
const FAILURE: &str = "Fehlermeldung";
const ARCHIVE_ID: &str = "Archivkennung";

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("Die Tabelle kann nicht gelesen werden: {0}")]
    Unreadable(String),
    #[error("In der Tabelle fehlt die Spalte „{0}“.")]
    NoColumn(&'static str),
    #[error("Zeile {line}: „{found}“ ist keine Entscheidung. Tragen Sie A (archivieren) oder V (vernichten) ein.")]
    NoDecision { line: u64, found: String },
    #[error("Zeile {line}: Die UUID fehlt. Ohne sie ist nicht klar, worum es geht.")]
    NoId { line: u64 },
}

/// The text of a table as spreadsheets store it: in UTF-8, with or without a mark, or in the letters of Windows.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.trim_start_matches('\u{feff}')),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0,
    }
}

/// Every Akte and Vorgang of an offer, a line each; the last column is empty.
pub fn table(message: &Message) -> String {
    let mut out = Vec::new();
    let mut table = Table::new(&mut out, |_| true);
    // A vector takes everything.
    let _ = message.hand_to(&mut table);
    String::from_utf8(out).unwrap_or_default()
}

/// Writes the [`table`] of an offer (0501) as it is read, after a mark that tells spreadsheets that its letters are in
/// UTF-8. Of what is no offer nothing is written. Gives what else is known of the message, and whether it is valid.
pub fn write(source: impl BufRead, limits: &Limits, out: &mut impl Write) -> Result<(Checked, Message), ReadError> {
    record::stream_checked(source, limits, &mut Table { has_mark: true, ..Table::new(out, is_offer) })
}

/// Only about an offer an archive decides.
pub fn is_offer(message: &Message) -> bool {
    message.version.is_some() && message.number.as_deref() == Some("0501")
}

struct Table<'o, W> {
    out: &'o mut W,
    is_wanted: fn(&Message) -> bool,
    has_mark: bool,
    is_refused: bool,
}

impl<'o, W: Write> Table<'o, W> {
    fn new(out: &'o mut W, is_wanted: fn(&Message) -> bool) -> Self {
        Self { out, is_wanted, has_mark: false, is_refused: false }
    }
}

impl<W: Write> Records for Table<'_, W> {
    fn head(&mut self, head: &Message) -> io::Result<()> {
        self.is_refused = !(self.is_wanted)(head);
        if self.is_refused {
            return Ok(());
        }
        if self.has_mark {
            self.out.write_all(MARK.as_bytes())?;
        }
        self.out.write_all(&row(&HEADING.map(Cow::Borrowed)))
    }

    fn enter(&mut self, record: &Record) -> io::Result<()> {
        if self.is_refused || !record.kind.is_appraised() {
            return Ok(());
        }
        self.out.write_all(&row(&[
            cell(record.id.as_deref()),
            record.kind.name().into(),
            cell(record.reference.as_deref()),
            cell(record.subject.as_deref()),
            cell(record.disposal.as_deref()),
            cell(record.proposal.as_deref()),
            "".into(),
        ]))
    }

    fn leave(&mut self, _record: &Record) -> io::Result<()> {
        Ok(())
    }
}

/// The mark at the beginning of a table tells spreadsheets that its letters are in UTF-8.
pub(crate) const MARK: &str = "\u{feff}";

/// A row of a table.
pub(crate) fn row(cells: &[Cow<'_, str>]) -> Vec<u8> {
    const ORDINARY: usize = 256;
    let mut writer =
        csv::WriterBuilder::new().delimiter(b';').buffer_capacity(ORDINARY).from_writer(Vec::with_capacity(ORDINARY));
    // A vector takes everything.
    let _ = writer.write_record(cells.iter().map(|cell| cell.as_bytes()));
    writer.into_inner().unwrap_or_default()
}

/// A text of the message as a cell.
pub(crate) fn cell(text: Option<&str>) -> Cow<'_, str> {
    harmless(text.unwrap_or_default())
}

/// Spreadsheets take some beginnings for formulas.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}").into() } else { text.into() }
}

/// The decisions in a table; lines without one are left out.
pub fn decisions(table: &str) -> Result<Vec<Decision>, TableError> {
    let rows = Rows::read(table)?;
    let (id, decision) = (rows.column(ID)?, rows.column(DECISION)?);
    let mut decisions = Vec::new();
    for row in &rows.rows {
        let disposal = match row.cell(decision) {
            "" => continue,
            "A" | "a" => Disposal::Archive,
            "V" | "v" => Disposal::Destroy,
            other => {
                return Err(TableError::NoDecision { line: row.line, found: shortened(other).into_owned() });
            }
        };
        decisions.push(Decision { id: row.id(id)?, disposal });
    }
    Ok(decisions)
}

/// What came of taking records over: a line with a „Fehlermeldung“ was not taken over; an „Archivkennung“ may stand beside.
pub fn imported(table: &str) -> Result<Vec<Imported>, TableError> {
    let rows = Rows::read(table)?;
    let id = rows.column(ID)?;
    let (failure, archive_id) = match (rows.column(FAILURE), rows.column(ARCHIVE_ID)) {
        (Err(fault), Err(_)) => return Err(fault),
        (failure, archive_id) => (failure.ok(), archive_id.ok()),
    };
    let mut results = Vec::new();
    for row in rows.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())) {
        let filled = |place: Option<usize>| place.map(|place| row.cell(place)).filter(|text| !text.is_empty());
        results.push(Imported {
            id: row.id(id)?,
            failure: filled(failure).map(str::to_owned),
            archive_id: filled(archive_id).map(str::to_owned),
        });
    }
    Ok(results)
}

pub(crate) struct Rows {
    heading: StringRecord,
    pub rows: Vec<Row>,
}

pub(crate) struct Row {
    pub line: u64,
    cells: StringRecord,
}

impl Rows {
    /// Separated by what separates the heading: other programs write commas or tabulators.
    pub fn read(table: &str) -> Result<Self, TableError> {
        let table = table.trim_start_matches('\u{feff}');
        let first = table.lines().next().unwrap_or_default();
        let delimiter = [b';', b'\t', b','].into_iter().find(|mark| first.as_bytes().contains(mark)).unwrap_or(b';');
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(table.as_bytes());
        let unreadable = |error: csv::Error| TableError::Unreadable(error.to_string());
        let heading = reader.headers().map_err(unreadable)?.clone();
        // The reader's own count is one behind where lines end as in Windows.
        let (mut rows, mut line, mut counted) = (Vec::new(), 1, 0);
        for cells in reader.records() {
            let cells = cells.map_err(unreadable)?;
            let begin = cells.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            let begin = begin + usize::from(table.as_bytes().get(begin) == Some(&b'\n'));
            line += memchr::memchr_iter(b'\n', table.as_bytes().get(counted..begin).unwrap_or_default()).count() as u64;
            counted = begin;
            rows.push(Row { line, cells });
        }
        Ok(Self { heading, rows })
    }

    pub fn column(&self, name: &'static str) -> Result<usize, TableError> {
        self.heading.iter().position(|cell| cell.trim() == name).ok_or(TableError::NoColumn(name))
    }
}

impl Row {
    pub fn cell(&self, place: usize) -> &str {
        self.cells.get(place).unwrap_or_default().trim()
    }

    pub fn id(&self, place: usize) -> Result<String, TableError> {
        match self.cell(place) {
            "" => Err(TableError::NoId { line: self.line }),
            id => Ok(id.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_other_programs_are_read() {
        let expected = [Decision { id: "1".to_owned(), disposal: Disposal::Archive }];
        for table in [
            "UUID;Entscheidung\n1;A\n2;\n",
            "\u{feff}Entscheidung,Betreff,UUID\r\na,\"x, y\",1\r\n",
            "UUID\tEntscheidung\n1\tA",
        ] {
            assert_eq!(decisions(table).as_deref(), Ok(&expected[..]), "{table}");
        }
        assert_eq!(decisions("UUID;Betreff\n"), Err(TableError::NoColumn(DECISION)));
        for end in ["\n", "\r\n"] {
            let table = format!("UUID;Entscheidung{end}1;\"A\"{end}2;{end};A{end}");
            assert_eq!(decisions(&table), Err(TableError::NoId { line: 4 }));
        }
        assert_eq!(text(b"UUID;Fehlermeldung\n1;gr\xf6\xdfer als 2 \x80"), "UUID;Fehlermeldung\n1;größer als 2 €");
    }

    #[test]
    fn results_have_a_failure_or_a_name_in_the_archive() {
        let results = imported("UUID;Archivkennung;Fehlermeldung\n1;LA 7;\n2;;Datei fehlt\n;;\n").unwrap();
        let of = |id: &str, failure: Option<&str>, archive_id: Option<&str>| Imported {
            id: id.to_owned(),
            failure: failure.map(str::to_owned),
            archive_id: archive_id.map(str::to_owned),
        };
        assert_eq!(results, [of("1", None, Some("LA 7")), of("2", Some("Datei fehlt"), None)]);
        assert_eq!(imported("UUID\n1\n"), Err(TableError::NoColumn(FAILURE)));
    }
}
