//! What the archive decided about what was offered.

use std::io::{self, BufRead};

use super::{
    Answer, AnswerError, Decision, Disposal, Frame, Reply,
    asked::Asked,
    called,
    write::{Object, Said},
};
use crate::{
    limits::Limits,
    record::{Record, Records, stream},
    version,
};

/// An offer, answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appraised {
    pub message: Answer,
    /// How many records of the offer nothing was decided about: neither about themselves nor about what they lie in or
    /// all that lies in them.
    pub undecided: usize,
    pub archived: usize,
    pub destroyed: usize,
}

/// Answers an offer (0501) with what was decided (0502), in its version; in 3.1.0 if it is older.
pub fn appraisal(
    source: impl BufRead,
    decisions: &[Decision],
    reply: &Reply,
    limits: &Limits,
) -> Result<Appraised, AnswerError> {
    let asked = Asked::new(decisions.iter().map(|decision| decision.id.as_str()));
    let mut offer = Offer { decisions, asked, open: Vec::new(), contradiction: None, undecided: 0 };
    let message = stream::root(source, limits, &mut offer)?;
    let number = version::message_number(&message.name).unwrap_or_default();
    if number != "0501" {
        return Err(AnswerError::NoAnswer(number.to_owned()));
    }
    if decisions.is_empty() {
        return Err(AnswerError::NothingDecided);
    }
    offer.asked.check()?;
    if let Some(contradiction) = offer.contradiction {
        return Err(contradiction);
    }
    let count = |disposal| decisions.iter().filter(|decision| decision.disposal == disposal).count();
    let (archived, destroyed) = (count(Disposal::Archive), count(Disposal::Destroy));
    let mut frame = Frame::new(message, "Aussonderung.Bewertungsverzeichnis.0502", reply)?;
    let receipt = frame.new_element("Empfangsbestaetigung", "0");
    if let Some(head) = frame.root.children.first_mut() {
        head.children.push(receipt);
    }
    let objects = decisions.iter().enumerate().map(|(place, decision)| Object {
        id: offer.asked.written(place).into(),
        said: Said::Decided(decision.disposal),
    });
    let message = Answer::new(frame, "BewertetesObjekt", objects.collect(), reply)?;
    Ok(Appraised { message, undecided: offer.undecided, archived, destroyed })
}

/// An offer that is read.
struct Offer<'t> {
    decisions: &'t [Decision],
    asked: Asked<'t>,
    open: Vec<Open>,
    /// What lies in something that is destroyed is not archived. The other way round an archive keeps a part.
    contradiction: Option<AnswerError>,
    undecided: usize,
}

/// A record that is open.
struct Open {
    /// How it is called, if it is destroyed.
    destroyed: Option<String>,
    /// Something is decided about it or what it lies in, or nothing has to be.
    is_decided: bool,
    /// Something has to be decided about what lies in it.
    has_parts: bool,
}

impl Records for Offer<'_> {
    fn enter(&mut self, record: &Record) -> io::Result<()> {
        let own = self.asked.meet(record.id.as_deref()).map(|place| self.decisions[place].disposal);
        let outer = self.open.iter().rev().find_map(|open| open.destroyed.as_ref());
        if let (Some(Disposal::Archive), Some(outer), None) = (own, outer, &self.contradiction) {
            self.contradiction = Some(AnswerError::Contradiction { outer: outer.clone(), inner: called(record) });
        }
        let is_appraised = record.kind.is_appraised();
        let is_outer_decided = self.open.last_mut().is_some_and(|outer| {
            outer.has_parts |= is_appraised;
            outer.is_decided
        });
        self.open.push(Open {
            destroyed: (own == Some(Disposal::Destroy)).then(|| called(record)),
            is_decided: is_outer_decided || own.is_some() || !is_appraised,
            has_parts: false,
        });
        Ok(())
    }

    fn leave(&mut self, record: &Record) -> io::Result<()> {
        let is_decided = self.asked.meet(record.id.as_deref()).is_some();
        let is_left = self.open.pop().is_some_and(|open| !open.is_decided && !open.has_parts && !is_decided);
        self.undecided += usize::from(is_left);
        Ok(())
    }
}
