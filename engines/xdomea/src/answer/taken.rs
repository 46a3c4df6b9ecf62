//! What of a message was taken over.

use std::{
    collections::BTreeSet,
    io::{self, BufRead},
};

use super::{
    Answer, AnswerError, Frame, IMPORTS, Imported, Reply,
    asked::Asked,
    called,
    write::{Object, Outcome, Said},
};
use crate::{
    container::FileFaults,
    limits::Limits,
    record::{Record, Records, stream},
    version::{self, Version},
};

/// What was taken over, confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub message: Answer,
    /// The records that are told as not taken over since something is wrong with their files, in German.
    pub failures: Vec<String>,
}

/// Confirms what was taken over of a handing over (0401 → 0402) or of what was sorted out (0503 → 0506), in its version; in
/// 3.1.0 if it is older. Every record that the message hands over is named; of those that `results` does not name, all went
/// well, unless something is wrong with one of their files. An invalid message is not confirmed. `named` hears the names of
/// all files of what is handed over, while the message is read: valid or not.
pub fn import(
    source: impl BufRead,
    results: &[Imported],
    files: &FileFaults,
    named: &mut dyn FnMut(&str),
    reply: &Reply,
    limits: &Limits,
) -> Result<Taken, AnswerError> {
    let mut taking = Taking::new(results, files, named);
    let (checked, message) = stream::checked_root(source, limits, &mut taking)?;
    let number = version::message_number(&message.name).unwrap_or_default();
    let found = IMPORTS.iter().find(|(known, ..)| *known == number);
    let (_, name, element) = found.ok_or_else(|| AnswerError::NoAnswer(number.to_owned()))?;
    if let Some(first) = checked.errors.into_iter().next() {
        return Err(AnswerError::Invalid { number: checked.number_of_errors, first: Box::new(first) });
    }
    taking.asked.check()?;
    if let Some((_, fault)) = files.iter().find(|(name, _)| !taking.seen.contains(name.as_str())) {
        return Err(AnswerError::FaultyFile(fault.clone()));
    }
    taking.name_what_lies_deeper();
    let (objects, failures) = (taking.objects, taking.failures);
    if objects.is_empty() {
        return Err(AnswerError::NothingHandedOver);
    }
    let mut frame = Frame::new(message, name, reply)?;
    if frame.to == Version::V4_0 {
        let is_success = objects.iter().all(Object::is_success);
        let all = frame.new_element("Erfolgreich", if is_success { "1" } else { "0" });
        let mut result = frame.new_element("ErfolgOderMisserfolg", "");
        result.children.push(all);
        frame.root.children.push(result);
    }
    Ok(Taken { message: Answer::new(frame, element, objects, reply)?, failures })
}

/// A message that is taken over.
struct Taking<'t> {
    results: &'t [Imported],
    asked: Asked<'t>,
    /// The results that are told.
    told: Vec<bool>,
    files: &'t FileFaults,
    named: &'t mut dyn FnMut(&str),
    /// The faulty files that belong to something.
    seen: BTreeSet<&'t str>,
    depth: usize,
    /// The record that is handed over and open: the outermost one that is not only there as context.
    handed_over: Option<HandedOver<'t>>,
    objects: Vec<Object>,
    failures: Vec<String>,
}

struct HandedOver<'t> {
    depth: usize,
    /// What is wrong with its first faulty file.
    fault: Option<&'t str>,
    /// The faulty file that was named last.
    last: Option<&'t str>,
    faulty: usize,
}

impl<'t> Taking<'t> {
    fn new(results: &'t [Imported], files: &'t FileFaults, named: &'t mut dyn FnMut(&str)) -> Self {
        Self {
            results,
            asked: Asked::new(results.iter().map(|result| result.id.as_str())),
            told: vec![false; results.len()],
            files,
            named,
            seen: BTreeSet::new(),
            depth: 0,
            handed_over: None,
            objects: Vec::new(),
            failures: Vec::new(),
        }
    }

    fn file(&mut self, name: &str) {
        (self.named)(name);
        let (Some((name, fault)), Some(open)) = (self.files.get_key_value(name), self.handed_over.as_mut()) else {
            return;
        };
        self.seen.insert(name);
        open.fault.get_or_insert(fault);
        // Versions name the same file again.
        open.faulty += usize::from(open.last.replace(name) != Some(name));
    }

    fn tell(&mut self, record: &Record, open: &HandedOver<'_>) {
        let Some(id) = record.id.as_deref() else { return };
        let place = self.asked.meet(Some(id));
        let mut outcome = place.map_or_else(Outcome::default, |place| {
            self.told[place] = true;
            Outcome::of(&self.results[place])
        });
        if let Some(fault) = open.fault {
            let more =
                if open.faulty > 1 { format!(" Insgesamt sind es {} Dateien.", open.faulty) } else { String::new() };
            outcome.failure.get_or_insert_with(|| format!("{fault}{more}"));
            outcome.archive_id = None;
            self.failures.push(format!("{}: {fault}{more}", called(record)));
        }
        self.objects.push(Object { id: id.into(), said: Said::taken(outcome) });
    }

    /// What lies deeper is named only where somebody said something about it.
    fn name_what_lies_deeper(&mut self) {
        for (place, result) in self.results.iter().enumerate().filter(|(place, _)| !self.told[*place]) {
            let id = self.asked.written(place).into();
            self.objects.push(Object { id, said: Said::taken(Outcome::of(result)) });
        }
    }
}

impl Records for Taking<'_> {
    fn enter(&mut self, record: &Record) -> io::Result<()> {
        self.asked.meet(record.id.as_deref());
        if self.handed_over.is_none() && !record.is_context {
            self.handed_over = Some(HandedOver { depth: self.depth, fault: None, last: None, faulty: 0 });
        }
        self.depth += 1;
        if self.handed_over.is_some() {
            let formats = record.versions.iter().flat_map(|version| &version.formats);
            formats.flat_map(|format| &format.files).for_each(|name| self.file(name));
        }
        Ok(())
    }

    fn leave(&mut self, record: &Record) -> io::Result<()> {
        self.asked.meet(record.id.as_deref());
        self.depth = self.depth.saturating_sub(1);
        if let Some(open) = self.handed_over.take_if(|open| open.depth == self.depth) {
            self.tell(record, &open);
        }
        Ok(())
    }
}
