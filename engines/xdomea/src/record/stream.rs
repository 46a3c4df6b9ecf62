//! The records of a message, handed over while it is read. Held is what is open; an outermost record is handed over when
//! it closes. One that grows too large before it closes is entered with what is known of it, and what lies in it is handed
//! over piece by piece. What no record needs is never built.

use std::io::{self, BufRead};

use super::{Decided, Kind, Message, Record, decided, head, is_container, own, record};
use crate::{
    check::{Checked, check_beside},
    limits::Limits,
    tree::Element,
    xml::{self, Broken, Fault, Tag, Visit},
};

/// Takes the records of a message as they are read. An error ends the reading.
pub trait Records {
    /// The history of the records is wanted; else nothing of it is held.
    const HISTORY: bool = false;

    /// What is known of a record when it is entered is decided by. Then a message is refused that tells it too late.
    const DECIDES_EARLY: bool = true;

    /// Comes once, before all else: the message without its records, as far as it is known by then. Valid messages begin
    /// with all of it.
    fn head(&mut self, _head: &Message) -> io::Result<()> {
        Ok(())
    }

    /// A record, before what lies in it, with what is known by then: all of it, unless it is a large one of which the rest
    /// comes later. What lies in it comes by itself, so `records` says nothing.
    fn enter(&mut self, record: &Record) -> io::Result<()>;

    /// The same record with all that is known of it, after what lies in it.
    fn leave(&mut self, record: &Record) -> io::Result<()>;

    fn decided(&mut self, _decided: &Decided) -> io::Result<()> {
        Ok(())
    }
}

/// Why a message was not read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Broken(#[from] Broken),
    /// What takes the records can take no more.
    #[error("Das Ergebnis kann nicht geschrieben werden: {0}")]
    Write(io::Error),
}

/// Hands the records of a message of any version, valid or not, to `records`. Gives what else is known of the message.
pub fn stream(source: impl BufRead, limits: &Limits, records: &mut impl Records) -> Result<Message, ReadError> {
    Ok(head(&root(source, limits, records)?))
}

/// As [`stream`], and whether the message is valid.
pub fn stream_checked(
    source: impl BufRead,
    limits: &Limits,
    records: &mut impl Records,
) -> Result<(Checked, Message), ReadError> {
    let (checked, root) = checked_root(source, limits, records)?;
    Ok((checked, head(&root)))
}

/// As [`stream_checked`], with the root and the head of the message as they are.
pub(crate) fn checked_root(
    source: impl BufRead,
    limits: &Limits,
    records: &mut impl Records,
) -> Result<(Checked, Element), ReadError> {
    let mut visitor = Visitor::new(limits, records);
    let (checked, outcome) = check_beside(source, limits, &mut visitor);
    Ok((checked, visitor.finish(outcome)?))
}

/// As [`stream`], with the root and the head of the message as they are.
pub(crate) fn root(source: impl BufRead, limits: &Limits, records: &mut impl Records) -> Result<Element, ReadError> {
    let mut visitor = Visitor::new(limits, records);
    let outcome = xml::read(source, limits, &mut visitor);
    visitor.finish(outcome)
}

/// What is read of an element: children of which the first of each name counts, and children that all count.
pub(super) struct Names {
    once: &'static [(&'static str, &'static Names)],
    many: &'static [(&'static str, &'static Names)],
}

const fn once(names: &'static [(&'static str, &'static Names)]) -> Names {
    Names { once: names, many: &[] }
}

static TEXT: Names = once(&[]);
static CODE: Names = once(&[("code", &TEXT)]);
static IDENTIFICATION: Names = once(&[("ID", &TEXT), ("xdomeaUUID", &TEXT)]);
static DISPOSAL: Names =
    once(&[("code", &TEXT), ("Aussonderungsart", &CODE), ("AussonderungsartKonfigurierbar", &TEXT)]);
static APPRAISAL: Names = once(&[
    ("Aufbewahrungsdauer", &once(&[("AnzahlJahre", &TEXT), ("Unbefristet", &TEXT)])),
    ("Aussonderungsart", &DISPOSAL),
    ("Bewertungsvorschlag", &CODE),
    ("Aufbewahrungsende", &TEXT),
]);
static HISTORY: Names = once(&[("DatumUhrzeit", &TEXT), ("Akteur", &TEXT), ("Aktion", &TEXT)]);
static FORMAT: Names = Names {
    once: &[("Name", &CODE), ("Version", &TEXT)],
    many: &[("Primaerdokument", &once(&[("Dateiname", &TEXT)]))],
};
/// Must name all that [`own`] reads.
static RECORD: Names = Names {
    once: &[
        ("Identifikation", &IDENTIFICATION),
        ("AllgemeineMetadaten", &once(&[("Betreff", &TEXT), ("Kennzeichen", &TEXT), ("Medium", &CODE)])),
        ("ArchivspezifischeMetadaten", &APPRAISAL),
        ("Aussonderungsmetadaten", &APPRAISAL),
        ("ZdA", &TEXT),
        ("ZdADatum", &TEXT),
        ("Laufzeit", &once(&[("Beginn", &TEXT), ("Ende", &TEXT)])),
        ("Kontextobjekt", &TEXT),
    ],
    many: &[(HISTORY_NAME, &HISTORY), ("Version", &Names { once: &[("Nummer", &TEXT)], many: &[("Format", &FORMAT)] })],
};
/// Must name all that [`decided`] reads.
static DECIDED: Names =
    once(&[("ID", &TEXT), ("Identifikation", &IDENTIFICATION), ("xdomeaUUID", &TEXT), ("Aussonderungsart", &DISPOSAL)]);
const HISTORY_NAME: &str = "HistorienProtokollInformation";
/// What a decision is called up to 3.1 and in 4.0.
const DECIDED_NAMES: [&str; 2] = ["BewertetesObjekt", "BewertetesSGO"];
const HEADS: [&str; 2] = ["Kopf", "nachrichtenkopf"];

/// What an element that is held is to the message.
#[derive(Clone, Copy)]
enum Role {
    Root,
    /// The head, or anything in it.
    Head,
    /// Records lie in it.
    Container,
    Record(Kind),
    Decided,
    /// It belongs to a record or a decision.
    Part(&'static Names),
}

/// What may hold records or decisions.
fn holder(name: &str) -> Option<Role> {
    if is_container(name) { Some(Role::Container) } else { Kind::of(name).map(Role::Record) }
}

/// An element that is open.
struct Frame {
    element: Element,
    role: Role,
    /// Which children of those that count once were there, a bit each.
    seen: u32,
    /// What was known of it when it was entered before its end; since then what lies in it is handed over as it closes.
    entered: Option<Box<Record>>,
}

impl Frame {
    /// What a child is, if it is held.
    fn child(&mut self, name: &str, with_history: bool) -> Option<Role> {
        match self.role {
            Role::Head => Some(Role::Head),
            Role::Root => match HEADS.iter().position(|head| *head == name) {
                Some(place) => self.first(place).then_some(Role::Head),
                None if DECIDED_NAMES.contains(&name) => Some(Role::Decided),
                None => holder(name),
            },
            Role::Container => holder(name),
            Role::Record(_) if name == HISTORY_NAME && !with_history => None,
            Role::Record(_) => holder(name).or_else(|| self.part(&RECORD, name)),
            Role::Decided => self.part(&DECIDED, name),
            Role::Part(names) => self.part(names, name),
        }
    }

    fn part(&mut self, names: &'static Names, name: &str) -> Option<Role> {
        if let Some(place) = names.once.iter().position(|(known, _)| *known == name) {
            return self.first(place).then_some(Role::Part(names.once[place].1));
        }
        names.many.iter().find(|(known, _)| *known == name).map(|(_, part)| Role::Part(part))
    }

    /// It is the first of its name.
    fn first(&mut self, place: usize) -> bool {
        let bit = 1 << place;
        let is_first = self.seen & bit == 0;
        self.seen |= bit;
        is_first
    }
}

pub(super) struct Visitor<'v, R> {
    records: &'v mut R,
    limits: &'v Limits,
    open: Vec<Frame>,
    /// Elements that are open and not held.
    passed_over: usize,
    held: u64,
    root: Option<Element>,
    /// The records take what comes.
    has_begun: bool,
    has_head: bool,
    /// Why nothing more is handed over.
    stopped: Option<io::Error>,
    is_overfull: bool,
    line: u64,
    /// As many elements as the message may have.
    pub(super) elements: usize,
}

impl<'v, R: Records> Visitor<'v, R> {
    pub(super) fn new(limits: &'v Limits, records: &'v mut R) -> Self {
        Self {
            records,
            limits,
            open: Vec::new(),
            passed_over: 0,
            held: 0,
            root: None,
            has_begun: false,
            has_head: false,
            stopped: None,
            is_overfull: false,
            line: 0,
            elements: usize::MAX,
        }
    }

    /// The root with its head, if the message was read to its end.
    pub(super) fn finish(self, outcome: Result<(), Broken>) -> Result<Element, ReadError> {
        let line = self.line;
        if let Some(error) = self.stopped {
            let own = error.get_ref().and_then(|inner| inner.downcast_ref::<Fault>()).cloned();
            return Err(own.map_or(ReadError::Write(error), |fault| Broken { line, fault }.into()));
        }
        outcome?;
        if self.is_overfull {
            return Err(Broken { line, fault: Fault::TooLongToHold(self.limits.whole_bytes) }.into());
        }
        Ok(self.root.unwrap_or_default())
    }

    fn tell(&mut self, told: impl FnOnce(&mut R) -> io::Result<()>) {
        if self.stopped.is_none() {
            self.stopped = told(self.records).err();
        }
    }

    /// Hands over the head and what has closed before it.
    fn begin(&mut self) {
        if self.has_begun {
            return;
        }
        self.has_begun = true;
        if let Some(frame) = self.open.first() {
            let known = head(&frame.element);
            self.tell(|records| records.head(&known));
            self.drain(0);
        }
    }

    /// Enters the records that are open, from outside to inside, and hands over what has closed in them. A document is
    /// handed over only whole: of one in another the outer one takes parts.
    fn lay_aside(&mut self) {
        self.begin();
        for place in 1..self.open.len() {
            let frame = &mut self.open[place];
            match frame.role {
                Role::Container => self.drain(place),
                Role::Record(kind) if !kind.is_appraised() => return,
                Role::Record(_) if frame.entered.is_some() => {}
                Role::Record(kind) => {
                    let known = own(&frame.element, kind);
                    frame.entered = Some(Box::new(known.clone()));
                    self.tell(|records| records.enter(&known));
                    self.drain(place);
                }
                Role::Root | Role::Head | Role::Decided | Role::Part(_) => return,
            }
        }
    }

    /// Hands over what has closed in an open element.
    fn drain(&mut self, place: usize) {
        let children = &mut self.open[place].element.children;
        let is_own =
            |child: &mut Element| DECIDED_NAMES.contains(&child.name.as_str()) || holder(&child.name).is_some();
        let drained: Vec<Element> = children.extract_if(.., is_own).collect();
        for element in &drained {
            self.held = self.held.saturating_sub(element.held());
            self.tell(|records| hand_over(records, element));
        }
    }

    /// What the element that has just closed lies in takes what comes.
    fn is_outer_entered(&mut self) -> bool {
        let outer = self.open.iter().rev().find(|frame| matches!(frame.role, Role::Record(_)));
        if let Some(outer) = outer {
            return outer.entered.is_some();
        }
        if self.has_head || self.held > self.limits.aside_bytes {
            self.begin();
        }
        self.has_begun
    }

    /// Hands over what has closed, or lays it into what it lies in.
    fn closed(&mut self, frame: Frame) {
        let element = &frame.element;
        let is_handed_over = match frame.role {
            Role::Container => element.children.is_empty(),
            Role::Record(_) | Role::Decided => self.is_outer_entered(),
            Role::Root | Role::Head | Role::Part(_) => false,
        };
        if !is_handed_over {
            if let Some(parent) = self.open.last_mut() {
                parent.element.children.push(frame.element);
            }
            return;
        }
        self.held = self.held.saturating_sub(element.held());
        match frame.role {
            Role::Record(kind) if frame.entered.is_some() => {
                let known = own(element, kind);
                if R::DECIDES_EARLY && frame.entered.is_some_and(|entered| is_late(&entered, &known)) {
                    self.stopped.get_or_insert_with(|| io::Error::other(Fault::OutOfOrder));
                }
                self.tell(|records| records.leave(&known));
            }
            _ => self.tell(|records| hand_over(records, element)),
        }
    }

    fn is_full(&self) -> bool {
        self.held > self.limits.most_held()
    }
}

/// Whether something came behind what lies in a record that has to come before it: whoever decided by it decided wrongly.
/// When a record was closed may come late.
fn is_late(entered: &Record, known: &Record) -> bool {
    let early = |record: &Record| Record { is_closed: None, closed: None, history: Vec::new(), ..record.clone() };
    early(entered) != early(known)
}

/// Hands over an element with all that lies in it.
fn hand_over(records: &mut impl Records, element: &Element) -> io::Result<()> {
    match holder(&element.name) {
        Some(Role::Record(kind)) if kind.is_appraised() => {
            let known = own(element, kind);
            records.enter(&known)?;
            element.children.iter().try_for_each(|child| hand_over(records, child))?;
            records.leave(&known)
        }
        Some(Role::Record(kind)) => replay(records, &mut record(element, kind)),
        Some(_) => element.children.iter().try_for_each(|child| hand_over(records, child)),
        None if DECIDED_NAMES.contains(&element.name.as_str()) => records.decided(&decided(element)),
        None => Ok(()),
    }
}

/// Hands over a record that is known whole.
fn replay(records: &mut impl Records, record: &mut Record) -> io::Result<()> {
    let mut inner = std::mem::take(&mut record.records);
    records.enter(record)?;
    inner.iter_mut().try_for_each(|record| replay(records, record))?;
    records.leave(record)
}

impl<R: Records> Visit for Visitor<'_, R> {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        if self.stopped.is_some() {
            return Err(Fault::Stopped);
        }
        if self.is_overfull {
            return Err(Fault::TooLongToHold(self.limits.whole_bytes));
        }
        self.elements = self.elements.checked_sub(1).ok_or(Fault::TooManyElements(self.limits.elements))?;
        if self.passed_over > 0 {
            self.passed_over += 1;
            return Ok(());
        }
        let role = match self.open.last_mut() {
            Some(parent) => parent.child(tag.local, R::HISTORY),
            None => Some(Role::Root),
        };
        let Some(role) = role else {
            self.passed_over = 1;
            return Ok(());
        };
        if matches!(role, Role::Record(_)) && self.held > self.limits.aside_bytes {
            self.lay_aside();
        }
        let element = match role {
            Role::Root | Role::Head => Element::of_tag(tag),
            _ => Element::new("", tag.local),
        };
        self.held += element.held();
        if self.is_full() {
            return Err(Fault::TooLongToHold(self.limits.whole_bytes));
        }
        self.open.push(Frame { element, role, seen: 0, entered: None });
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let Some(frame) = self.open.last_mut().filter(|_| self.passed_over == 0) else { return };
        if !matches!(frame.role, Role::Head | Role::Part(_)) {
            return;
        }
        self.held += text.len() as u64;
        if self.is_full() {
            // Said when the next element opens, or at the end.
            self.is_overfull = true;
        } else if let Some(frame) = self.open.last_mut() {
            frame.element.text.push_str(text);
        }
    }

    fn close(&mut self, line: u64) {
        self.line = line;
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return;
        }
        if self.open.len() == 1 {
            self.begin();
        }
        let Some(mut frame) = self.open.pop() else { return };
        if self.open.is_empty() {
            self.root = Some(frame.element);
            return;
        }
        let element = &mut frame.element;
        if !element.children.is_empty() && element.text.trim().is_empty() {
            self.held = self.held.saturating_sub(element.text.len() as u64);
            element.text = String::new();
        }
        // Most elements have one child, and room for four would be held.
        element.children.shrink_to_fit();
        self.has_head |= matches!(frame.role, Role::Head) && self.open.len() == 1;
        self.closed(frame);
    }
}
