//! A message with all of its records at once, for those who need them side by side.

use std::io::{self, BufRead};

use super::{
    Decided, DocumentVersion, Event, Message, Record, head,
    stream::{ReadError, Records, Visitor},
};
use crate::{
    check::{Checked, check_beside},
    limits::Limits,
    tree::Element,
    xml::{self, Broken, Fault},
};

/// Reads a message of any version, valid or not.
pub fn read(source: impl BufRead, limits: &Limits) -> Result<Message, Broken> {
    let mut model = Model::new(limits);
    let mut visitor = Visitor::new(limits, &mut model);
    visitor.elements = limits.elements;
    let outcome = xml::read(source, limits, &mut visitor);
    let root = visitor.finish(outcome);
    model.finish(root)
}

/// As [`read`], and whether the message is valid.
pub fn read_checked(source: impl BufRead, limits: &Limits) -> Result<(Checked, Message), Broken> {
    let mut model = Model::new(limits);
    let mut visitor = Visitor::new(limits, &mut model);
    visitor.elements = limits.elements;
    let (checked, outcome) = check_beside(source, limits, &mut visitor);
    let root = visitor.finish(outcome);
    Ok((checked, model.finish(root)?))
}

struct Model {
    /// The records of each that is open, the outermost first.
    levels: Vec<Vec<Record>>,
    decisions: Vec<Decided>,
    held: u64,
    most: u64,
}

impl Model {
    fn new(limits: &Limits) -> Self {
        Self { levels: vec![Vec::new()], decisions: Vec::new(), held: 0, most: limits.most_held() }
    }

    fn finish(mut self, root: Result<Element, ReadError>) -> Result<Message, Broken> {
        let root = root.map_err(|error| match error {
            ReadError::Broken(broken) => broken,
            ReadError::Write(error) => Broken { line: 0, fault: Fault::Io(error.to_string()) },
        })?;
        let records = self.levels.pop().unwrap_or_default();
        Ok(Message { records, decisions: self.decisions, ..head(&root) })
    }

    fn hold(&mut self, bytes: usize) -> io::Result<()> {
        self.held += bytes as u64;
        if self.held > self.most {
            return Err(io::Error::other(Fault::TooLongAtOnce(self.most)));
        }
        Ok(())
    }
}

impl Records for Model {
    const HISTORY: bool = true;
    const DECIDES_EARLY: bool = false;

    fn enter(&mut self, _record: &Record) -> io::Result<()> {
        self.levels.push(Vec::new());
        Ok(())
    }

    fn leave(&mut self, record: &Record) -> io::Result<()> {
        self.hold(size(record))?;
        let records = self.levels.pop().unwrap_or_default();
        if let Some(outer) = self.levels.last_mut() {
            outer.push(Record { records, ..record.clone() });
        }
        Ok(())
    }

    fn decided(&mut self, decided: &Decided) -> io::Result<()> {
        let texts = length(decided.id.as_ref()) + length(decided.disposal.as_ref());
        self.hold(size_of::<Decided>() + texts)?;
        self.decisions.push(decided.clone());
        Ok(())
    }
}

fn length(text: Option<&String>) -> usize {
    text.map_or(0, String::len)
}

/// What a record takes without what lies in it.
fn size(record: &Record) -> usize {
    let texts = [
        &record.id,
        &record.subject,
        &record.reference,
        &record.medium,
        &record.disposal,
        &record.proposal,
        &record.retention_end,
        &record.closed,
        &record.begin,
        &record.end,
    ];
    let event = |event: &Event| {
        size_of::<Event>() + length(event.at.as_ref()) + length(event.actor.as_ref()) + length(event.action.as_ref())
    };
    size_of::<Record>()
        + texts.into_iter().map(|text| length(text.as_ref())).sum::<usize>()
        + record.history.iter().map(event).sum::<usize>()
        + record.versions.iter().map(size_of_version).sum::<usize>()
}

fn size_of_version(version: &DocumentVersion) -> usize {
    let file = |file: &String| size_of::<String>() + file.len();
    let formats = version.formats.iter().map(|format| {
        let files: usize = format.files.iter().map(file).sum();
        size_of_val(format) + length(format.code.as_ref()) + length(format.version.as_ref()) + files
    });
    size_of::<DocumentVersion>() + length(version.number.as_ref()) + formats.sum::<usize>()
}
