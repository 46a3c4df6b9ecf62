//! What a table of people asks about: records of the message, each once.

use std::{borrow::Cow, collections::HashMap};

use super::AnswerError;
use crate::record::same_id;

/// The UUIDs of a table, and which of them the message has. All that is held of a message.
pub(super) struct Asked<'t> {
    ids: Vec<&'t str>,
    /// The first line of each.
    places: HashMap<Cow<'t, str>, usize>,
    met: Vec<Met>,
}

#[derive(Clone)]
enum Met {
    Not,
    /// Written as in the table.
    Same,
    Other(Box<str>),
}

impl<'t> Asked<'t> {
    pub fn new(ids: impl ExactSizeIterator<Item = &'t str>) -> Self {
        let mut asked =
            Self { places: HashMap::with_capacity(ids.len()), met: vec![Met::Not; ids.len()], ids: ids.collect() };
        for (place, id) in asked.ids.iter().enumerate() {
            asked.places.entry(same_id(id)).or_insert(place);
        }
        asked
    }

    /// The message has this UUID: the line of the table that asks about it.
    pub fn meet(&mut self, id: Option<&str>) -> Option<usize> {
        let id = id?;
        let place = *self.places.get(same_id(id).as_ref())?;
        if matches!(self.met[place], Met::Not) {
            self.met[place] = if self.ids[place] == id { Met::Same } else { Met::Other(id.into()) };
        }
        Some(place)
    }

    /// The message has all of them, and each stands there once.
    pub fn check(&self) -> Result<(), AnswerError> {
        for (line, id) in self.ids.iter().enumerate() {
            let first = self.places.get(same_id(id).as_ref()).copied().unwrap_or(line);
            if matches!(self.met[first], Met::Not) {
                return Err(AnswerError::UnknownObject((*id).to_owned()));
            }
            if first != line {
                return Err(AnswerError::Twice((*id).to_owned()));
            }
        }
        Ok(())
    }

    /// A UUID as the message writes it.
    pub fn written(&self, place: usize) -> &str {
        match &self.met[place] {
            Met::Other(written) => written,
            Met::Not | Met::Same => self.ids[place],
        }
    }
}
