//! Streaming reader: XML in, normalised tree and list of problems out.
//!
//! The file is checked against the content model of the standard while it streams past. After a
//! problem the reader goes on where that makes sense, so that one run shows them all. Only broken
//! XML ends the run, because nothing after it can be trusted. Document type declarations and
//! entities are refused: the standard needs none, and they are the classic way to attack a reader.

mod attributes;
mod expect;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::BufRead;
use std::rc::Rc;

use quick_xml::errors::{Error as XmlError, IllFormedError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use serde::{Deserialize, Serialize};

use crate::element::{self, Raw};
use crate::grammar::{Content, Role, Type};
use crate::lexical::{self, shorten};
use crate::schema::{Cardinality, Element, Identification, Node, Rule, Schema};
use crate::source::{Progress, Source, Stop};

/// What a file may ask of the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the (unpacked) file.
    pub max_bytes: u64,
    /// Bytes of one tag, text or comment.
    pub max_token_bytes: usize,
    /// Elements inside each other.
    pub max_depth: usize,
    /// Elements in the file.
    pub max_elements: usize,
    /// Fields and groups in the tree.
    pub max_positions: usize,
    /// Attributes of one element.
    pub max_attributes: usize,
    /// Problems after which the reader gives up.
    pub max_errors: usize,
}

impl Default for Limits {
    /// About ten times the largest schema published so far.
    fn default() -> Self {
        Self {
            max_bytes: 64 * 1024 * 1024,
            max_token_bytes: 1024 * 1024,
            max_depth: 200,
            max_elements: 1_000_000,
            max_positions: 20_000,
            max_attributes: 32,
            max_errors: 100,
        }
    }
}

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: u64,
    /// Element names from the root; repeated elements with their number from 1.
    pub path: String,
    /// What is wrong and what is expected, in German.
    pub message: String,
}

/// Everything a run of the reader found.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// As far as it could be read; complete when there are no errors.
    pub schema: Option<Schema>,
    pub errors: Vec<Problem>,
    pub warnings: Vec<Problem>,
    /// Positions of fields that were read.
    pub fields: usize,
    /// Positions of groups that were read.
    pub groups: usize,
    /// Rules, distinct by id and version.
    pub rules: usize,
    /// Rules as often as they stand in the file.
    pub rule_occurrences: usize,
}

/// Reads a message of XDatenfelder 3.0.0; any problem is an error.
pub fn read(reader: impl BufRead, limits: &Limits) -> Result<Schema, Vec<Problem>> {
    let outcome = read_with_problems(reader, limits);
    match outcome.schema {
        Some(schema) if outcome.errors.is_empty() => Ok(schema),
        _ => Err(outcome.errors),
    }
}

/// Reads a message and keeps what could be read beside the problems.
pub fn read_with_problems(reader: impl BufRead, limits: &Limits) -> Outcome {
    let (source, progress) = Source::new(reader, limits);
    let mut xml = NsReader::from_reader(source);
    let config = xml.config_mut();
    config.check_comments = true;
    config.check_end_names = true;
    config.expand_empty_elements = true;
    let mut run = Run::new(limits, progress);
    run.read_all(&mut xml);
    run.finish()
}

/// The run cannot go on; the problem is recorded already.
struct Abort;

/// An element whose end has not come yet.
struct Frame {
    kind: &'static Type,
    line: u64,
    /// Next particle that may come, counted over all sequences, and how often it came.
    at: usize,
    count: u32,
    /// A problem with the order is reported once for each element.
    out_of_order: bool,
    /// The particles that came, by their number.
    seen: u64,
    /// Number among siblings of the same name, for the path of messages.
    ordinal: Option<u32>,
    raw: Raw,
    /// What `enthaelt` holds, on its way up to its position.
    contained: Option<Element>,
    complained_about_text: bool,
}

struct Run<'limits> {
    limits: &'limits Limits,
    progress: Rc<RefCell<Progress>>,
    outcome: Outcome,
    schema: Schema,
    rules: BTreeMap<Identification, Rule>,
    frames: Vec<Frame>,
    /// Depth inside an element that is skipped because it is unknown or foreign.
    skipping: usize,
    elements: usize,
    /// Line where the current event began.
    line: u64,
    root_seen: bool,
    /// Only white space so far.
    at_start: bool,
}

impl<'limits> Run<'limits> {
    fn new(limits: &'limits Limits, progress: Rc<RefCell<Progress>>) -> Self {
        Self {
            limits,
            progress,
            outcome: Outcome::default(),
            schema: Schema::default(),
            rules: BTreeMap::new(),
            frames: Vec::new(),
            skipping: 0,
            elements: 0,
            line: 1,
            root_seen: false,
            at_start: true,
        }
    }

    fn read_all<R: BufRead>(&mut self, xml: &mut NsReader<Source<R>>) {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            {
                let mut progress = self.progress.borrow_mut();
                progress.token_bytes = 0;
                self.line = progress.line;
            }
            let event = match xml.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(error) => {
                    self.broken(&error);
                    return;
                }
            };
            if matches!(event, Event::Eof) {
                self.end_of_file();
                return;
            }
            if self.event(xml, event).is_err() {
                return;
            }
        }
    }

    fn event<R: BufRead>(&mut self, xml: &NsReader<Source<R>>, event: Event<'_>) -> Result<(), Abort> {
        let first = std::mem::replace(&mut self.at_start, false);
        match event {
            Event::Start(start) => self.start(xml, &start),
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => {
                if text.contains("]]>") {
                    return self.fatal("Die Zeichenfolge „]]>“ ist im Text nicht erlaubt.");
                }
                self.text(&text.xml10_content())
            }
            Event::CData(text) => self.character_data(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(character)) if is_xml_char(character) => Some(character),
                    Ok(Some(_)) | Err(_) => None,
                    Ok(None) => predefined(&reference),
                };
                let Some(character) = resolved else {
                    return self.fatal(&format!(
                        "Der Verweis „&{};“ ist nicht erlaubt. Eigene Entitäten werden nicht gelesen.",
                        shorten(&reference)
                    ));
                };
                let mut space = [0; 4];
                self.character_data(character.encode_utf8(&mut space))
            }
            Event::Decl(declaration) => {
                if !first {
                    return self.fatal("Die XML-Deklaration steht nicht am Anfang der Datei.");
                }
                match declaration.encoding() {
                    None => Ok(()),
                    Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => Ok(()),
                    Some(_) => {
                        self.fatal("Die Datei nennt eine andere Kodierung als UTF-8. Speichern Sie sie als UTF-8.")
                    }
                }
            }
            Event::DocType(_) => {
                self.fatal("Die Datei enthält eine DOCTYPE-Angabe. Das ist aus Sicherheitsgründen nicht erlaubt.")
            }
            Event::Comment(_) | Event::PI(_) | Event::Empty(_) | Event::Eof => Ok(()),
        }
    }

    // --- problems ---------------------------------------------------------------------------

    fn path(&self) -> String {
        let mut path = String::new();
        for frame in &self.frames {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(frame.raw.name);
            if let Some(ordinal) = frame.ordinal {
                path.push('[');
                path.push_str(&ordinal.to_string());
                path.push(']');
            }
        }
        path
    }

    fn problem_at(&mut self, line: u64, message: String) {
        if self.outcome.errors.len() < self.limits.max_errors {
            let path = self.path();
            self.outcome.errors.push(Problem { line, path, message });
        }
    }

    fn problem(&mut self, message: impl Into<String>) -> Result<(), Abort> {
        self.problem_at(self.line, message.into());
        if self.outcome.errors.len() >= self.limits.max_errors {
            return Err(Abort);
        }
        Ok(())
    }

    fn fatal(&mut self, message: &str) -> Result<(), Abort> {
        self.problem_at(self.line, message.to_owned());
        Err(Abort)
    }

    fn broken(&mut self, error: &XmlError) {
        let stopped = self.progress.borrow().stopped;
        if let Some((reason, line)) = stopped {
            let message = match reason {
                Stop::TooManyBytes => {
                    format!("Die Datei ist größer als {} Megabyte.", self.limits.max_bytes / 1_048_576)
                }
                Stop::TokenTooLong => {
                    format!("Ein Element oder Text ist länger als {} Kilobyte.", self.limits.max_token_bytes / 1024)
                }
                Stop::NotUtf8 => "Die Datei ist nicht in UTF-8 kodiert. Speichern Sie sie als UTF-8.".to_owned(),
                Stop::ControlCharacter => {
                    "Die Datei enthält ein Steuerzeichen, das in XML nicht erlaubt ist.".to_owned()
                }
                Stop::Broken => {
                    "Die Datei lässt sich nicht zu Ende lesen. Sie ist beschädigt oder kein gültiges gzip.".to_owned()
                }
            };
            self.problem_at(line, message);
            return;
        }
        let message = match error {
            XmlError::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                format!("Hier endet „{}“, offen ist aber „{}“.", shorten(found), shorten(expected))
            }
            XmlError::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
                format!("Hier endet „{}“, das nicht begonnen hat.", shorten(name))
            }
            XmlError::IllFormed(IllFormedError::MissingEndTag(name)) => {
                format!("Die Datei endet, bevor „{}“ geschlossen ist.", shorten(name))
            }
            other => format!("Das XML ist fehlerhaft ({}).", shorten(&other.to_string())),
        };
        self.problem_at(self.line, message);
    }

    fn end_of_file(&mut self) {
        if let Some(open) = self.frames.last() {
            let message =
                format!("Die Datei endet, bevor „{}“ aus Zeile {} geschlossen ist.", open.raw.name, open.line);
            let line = self.line;
            self.problem_at(line, message);
            return;
        }
        if !self.root_seen {
            self.problem_at(1, "Die Datei ist leer oder enthält kein XML-Element.".to_owned());
        }
    }

    // --- elements ---------------------------------------------------------------------------

    fn start<R: BufRead>(&mut self, xml: &NsReader<Source<R>>, start: &BytesStart<'_>) -> Result<(), Abort> {
        self.elements += 1;
        if self.elements > self.limits.max_elements {
            let message = format!("Die Datei hat mehr als {} Elemente.", self.limits.max_elements);
            return self.fatal(&message);
        }
        if self.frames.len() + self.skipping >= self.limits.max_depth {
            let message = format!("Die Elemente sind tiefer als {} Ebenen verschachtelt.", self.limits.max_depth);
            return self.fatal(&message);
        }
        let attributes = self.attributes(xml, start)?;
        let (namespace, local) = xml.resolver().resolve_element(start.name());
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => Some(namespace.0),
            ResolveResult::Unbound => None,
            ResolveResult::Unknown(prefix) => {
                return self.fatal(&format!("Das Präfix „{}“ ist keinem Namensraum zugeordnet.", shorten(&prefix)));
            }
        };
        if self.skipping > 0 {
            self.skipping += 1;
            return Ok(());
        }
        let local = local.into_inner();
        let Some((particle, ordinal)) = self.expect(namespace, local)? else {
            self.skipping = 1;
            return Ok(());
        };
        self.frames.push(Frame {
            kind: particle.kind,
            line: self.line,
            at: 0,
            count: 0,
            out_of_order: false,
            seen: 0,
            ordinal: (particle.max > 1).then_some(ordinal),
            raw: Raw { name: particle.name, ..Raw::default() },
            contained: None,
            complained_about_text: false,
        });
        self.take_attributes(particle.kind, attributes)?;
        if matches!(particle.kind.role, Role::Field | Role::Group) {
            self.count_position(particle.kind.role)?;
        }
        Ok(())
    }

    fn count_position(&mut self, role: Role) -> Result<(), Abort> {
        match role {
            Role::Field => self.outcome.fields += 1,
            _ => self.outcome.groups += 1,
        }
        if self.outcome.fields + self.outcome.groups > self.limits.max_positions {
            let message = format!("Die Datei hat mehr als {} Felder und Gruppen.", self.limits.max_positions);
            return self.fatal(&message);
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Abort> {
        if text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')) && self.skipping == 0 {
            let keeps = self.frames.last().is_some_and(|frame| matches!(frame.kind.content, Content::Simple(_)));
            if !keeps {
                return Ok(());
            }
        }
        self.character_data(text)
    }

    fn character_data(&mut self, text: &str) -> Result<(), Abort> {
        if text.contains(['\u{fffe}', '\u{ffff}']) {
            return self.fatal("Die Datei enthält ein Zeichen, das in XML nicht erlaubt ist.");
        }
        if self.skipping > 0 {
            return Ok(());
        }
        let Some(frame) = self.frames.last_mut() else {
            // A byte order mark before the XML declaration is no text.
            if text.trim_start_matches('\u{feff}').trim().is_empty() && !self.root_seen {
                return Ok(());
            }
            return self.fatal("Vor oder nach dem Wurzelelement steht Text.");
        };
        match frame.kind.content {
            Content::Simple(_) => {
                frame.raw.text.push_str(text);
                Ok(())
            }
            Content::Foreign => Ok(()),
            Content::Empty | Content::Sequence(_) | Content::Choice(_) => {
                if std::mem::replace(&mut frame.complained_about_text, true) {
                    return Ok(());
                }
                self.problem(format!("Text ist hier nicht erlaubt: „{}“.", shorten(text.trim())))
            }
        }
    }

    fn end(&mut self) {
        if self.skipping > 0 {
            self.skipping -= 1;
            return;
        }
        self.check_complete();
        let Some(frame) = self.frames.pop() else {
            return;
        };
        self.hand_up(frame);
    }

    /// What an element still lacks when it ends, and whether its text fits.
    fn check_complete(&mut self) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        let line = frame.line;
        match frame.kind.content {
            Content::Simple(simple) => {
                if let Err(reason) = lexical::check(simple, &frame.raw.text) {
                    self.problem_at(line, reason);
                }
            }
            Content::Sequence(parts) => {
                let seen = frame.seen;
                let missing: Vec<&str> = parts
                    .iter()
                    .flat_map(|part| part.iter())
                    .enumerate()
                    .filter(|(at, particle)| particle.min > 0 && seen & (1 << at) == 0)
                    .map(|(_, particle)| particle.name)
                    .collect();
                // When the order was wrong, that one message says what was expected.
                if !missing.is_empty() {
                    let message = format!("Im Element „{}“ fehlt: {}.", frame.raw.name, missing.join(", "));
                    self.problem_at(line, message);
                }
            }
            Content::Choice(particles) => {
                if frame.count == 0 {
                    let names: Vec<&str> = particles.iter().map(|p| p.name).collect();
                    let message = format!(
                        "Das Element „{}“ ist leer. Erwartet wird genau eines von: {}.",
                        frame.raw.name,
                        names.join(", ")
                    );
                    self.problem_at(line, message);
                }
            }
            Content::Empty | Content::Foreign => {}
        }
    }

    /// Gives a finished element to whoever needs it.
    fn hand_up(&mut self, frame: Frame) {
        match frame.kind.role {
            Role::Skip => {}
            Role::Rule => self.finish_rule(&frame.raw),
            Role::Field => {
                let field = element::field(&frame.raw);
                self.finish_element(Element::Field(Box::new(field)));
            }
            Role::Group => {
                let group = element::group(frame.raw);
                self.finish_element(Element::Group(Box::new(group)));
            }
            Role::Contains => {
                if let Some(position) = self.frames.last_mut() {
                    position.contained = frame.contained;
                }
            }
            Role::Position => self.finish_position(frame),
            Role::Plain => self.finish_plain(frame.raw),
        }
    }

    fn finish_rule(&mut self, raw: &Raw) {
        let rule = element::rule(raw);
        let identification = Identification { id: rule.id.clone(), version: rule.version.clone() };
        self.outcome.rule_occurrences += 1;
        if let Some(parent) = self.frames.last_mut() {
            parent.raw.rules.push(identification.clone());
        }
        self.rules.entry(identification).or_insert(rule);
    }

    fn finish_element(&mut self, element: Element) {
        let alone = self.frames.len() == 1;
        if alone {
            let node = Node {
                path: crate::path::NodePath::root(),
                cardinality: Cardinality::ONE,
                legal_references: Vec::new(),
                element,
            };
            element::describe_single(&mut self.schema, node);
            return;
        }
        if let Some(parent) = self.frames.last_mut() {
            parent.contained = Some(element);
        }
    }

    fn finish_position(&mut self, frame: Frame) {
        let Some(element) = frame.contained else {
            return;
        };
        let cardinality = element::cardinality_of(&frame.raw).unwrap_or(Cardinality::ONE);
        if cardinality.max.is_some_and(|max| max < cardinality.min || max == 0) {
            let path = self.path();
            let message = "Die Anzahl lässt sich nicht erfüllen: das Höchstmaß ist 0 oder kleiner als das Mindestmaß.";
            if self.outcome.warnings.len() < self.limits.max_errors {
                self.outcome.warnings.push(Problem { line: frame.line, path, message: message.to_owned() });
            }
        }
        let node = Node {
            path: crate::path::NodePath::root(),
            cardinality,
            legal_references: frame.raw.legal_references(),
            element,
        };
        if let Some(parent) = self.frames.last_mut() {
            parent.raw.nodes.push(node);
        }
    }

    fn finish_plain(&mut self, raw: Raw) {
        match (self.frames.len(), raw.name) {
            (0, _) => {}
            (1, "stammdatenschema" | "dokumentsteckbrief") => {
                element::describe_schema(&mut self.schema, raw);
            }
            (1, "uebersetzt") => element::describe_translation(&mut self.schema, &raw),
            _ => {
                if let Some(parent) = self.frames.last_mut()
                    && parent.kind.role != Role::Skip
                {
                    parent.raw.children.push(raw);
                }
            }
        }
    }

    fn finish(mut self) -> Outcome {
        self.outcome.rules = self.rules.len();
        // What an element lacks is found at its end but belongs to its beginning.
        self.outcome.errors.sort_by_key(|problem| problem.line);
        if self.root_seen {
            self.schema.rules = self.rules.into_values().collect();
            self.schema.assign_paths();
            self.outcome.schema = Some(self.schema);
        }
        self.outcome
    }
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// Characters of XML 1.0, production 2.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
