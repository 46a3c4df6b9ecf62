//! A message for people: what it says about itself, then its records as a tree.

use std::{
    fmt,
    io::{self, BufRead, Write},
};

use super::{
    Decided, Message, Record,
    stream::{ReadError, Records, stream},
};
use crate::limits::Limits;

/// Writes a message as it is read, as its `Display` would. Of what is no message of xdomea, which has no version then,
/// nothing is written. Gives what else is known of the message.
pub fn show(source: impl BufRead, limits: &Limits, out: &mut impl Write) -> Result<Message, ReadError> {
    stream(source, limits, &mut Tree { out, text: String::new(), depth: 0, is_refused: false })
}

struct Tree<'o, W> {
    out: &'o mut W,
    /// What is written next.
    text: String,
    depth: usize,
    is_refused: bool,
}

impl<W: Write> Tree<'_, W> {
    fn write(&mut self, write: impl FnOnce(&mut String, usize) -> fmt::Result) -> io::Result<()> {
        if self.is_refused {
            return Ok(());
        }
        self.text.clear();
        write(&mut self.text, self.depth).map_err(io::Error::other)?;
        self.out.write_all(self.text.as_bytes())
    }
}

impl<W: Write> Records for Tree<'_, W> {
    fn head(&mut self, head: &Message) -> io::Result<()> {
        self.is_refused = head.version.is_none();
        self.write(|text, _| head.lines(text))
    }

    fn enter(&mut self, record: &Record) -> io::Result<()> {
        self.write(|text, depth| record.lines(text, depth))?;
        self.depth += 1;
        Ok(())
    }

    fn leave(&mut self, _record: &Record) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn decided(&mut self, decided: &Decided) -> io::Result<()> {
        self.write(|text, _| decided.line(text))
    }
}

impl fmt::Display for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines(formatter)?;
        self.decisions.iter().try_for_each(|decided| decided.line(formatter))?;
        self.records.iter().try_for_each(|record| record.tree(formatter, 0))
    }
}

impl Message {
    fn lines(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let number = self.number.as_deref().unwrap_or("ohne Nummer");
        let version = self.version.as_deref().unwrap_or("unbekannt");
        writeln!(out, "{number} {} (xdomea {version})", self.name)?;
        for (name, value) in [
            ("Prozess", &self.process_id),
            ("Erstellt", &self.created),
            ("Absender", &self.sender),
            ("Empfänger", &self.receiver),
        ] {
            if let Some(value) = value {
                writeln!(out, "{name}: {}", one_line(value))?;
            }
        }
        Ok(())
    }
}

impl Decided {
    fn line(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let id = self.id.as_deref().unwrap_or("ohne UUID");
        let disposal = match self.disposal.as_deref() {
            Some("A") => "archivieren (A)".to_owned(),
            Some("B") => "bewerten (B)".to_owned(),
            Some("V") => "vernichten (V)".to_owned(),
            other => one_line(other.unwrap_or("keine")),
        };
        writeln!(out, "Entscheidung: {} · {disposal}", one_line(id))
    }
}

impl Record {
    fn tree(&self, out: &mut impl fmt::Write, depth: usize) -> fmt::Result {
        self.lines(out, depth)?;
        self.records.iter().try_for_each(|record| record.tree(out, depth + 1))
    }

    /// The record itself and its files.
    fn lines(&self, out: &mut impl fmt::Write, depth: usize) -> fmt::Result {
        write!(out, "{:indent$}{}", "", self.kind.name(), indent = depth * 2)?;
        for text in [&self.reference, &self.subject].into_iter().flatten() {
            write!(out, " · {}", one_line(text))?;
        }
        if let Some(disposal) = &self.disposal {
            write!(out, " · Aussonderungsart {}", one_line(disposal))?;
        }
        if let Some(years) = self.retention_years {
            write!(out, " · {years} Jahre")?;
        }
        if self.is_kept_for_ever {
            write!(out, " · unbefristet")?;
        }
        if self.is_context {
            write!(out, " · Kontext")?;
        }
        writeln!(out)?;
        for file in self.versions.iter().flat_map(|version| &version.formats).flat_map(|format| &format.files) {
            writeln!(out, "{:indent$}Datei {}", "", one_line(file), indent = depth * 2 + 2)?;
        }
        Ok(())
    }
}

/// Control characters of a message could speak to the terminal.
fn one_line(text: &str) -> String {
    text.split(|letter: char| letter.is_control() || letter == ' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
