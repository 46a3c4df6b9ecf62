//! Whether a message is as the schema of its version wants it, read in one pass in flat memory. Where XML Schema leaves
//! room the answer is that of libxml2, with which such messages are commonly checked.

use std::{borrow::Cow, fmt::Write as _, io::BufRead};

use serde::Serialize;

use crate::{
    limits::Limits,
    schema::{Complex, Declared, Kind, Preset, Schema, Symbol},
    version::{self, Version},
    xml::{self, Broken, Fault, Tag, Visit, shortened},
};

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Something that is wrong with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckError {
    /// Line of the file, from 1.
    pub line: u64,
    /// Names from the root down, counted among siblings of the same name: `/…0503/Schriftgutobjekt[2]/Akte[1]`.
    pub path: String,
    /// What is wrong and what would be right, in German.
    pub message: String,
}

/// How many elements of these names a message has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    pub akten: u64,
    pub vorgaenge: u64,
    pub dokumente: u64,
    pub primaerdateien: u64,
}

impl Counts {
    pub(crate) fn count(&mut self, local: &str) {
        match local {
            "Akte" => self.akten += 1,
            "Vorgang" => self.vorgaenge += 1,
            "Dokument" => self.dokumente += 1,
            "Primaerdokument" => self.primaerdateien += 1,
            _ => {}
        }
    }
}

/// What was found out about a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The four-digit number of the message.
    pub message: Option<String>,
    /// As its namespace says, whether the version is known here or not.
    pub version: Option<String>,
    pub counts: Counts,
    /// In the order of the message, at most as many as [`Limits::errors`].
    pub errors: Vec<CheckError>,
    /// How many there are.
    pub number_of_errors: u64,
    /// There is an element in it; what has none is no message that is wrong but something else.
    pub is_xml: bool,
    /// What is no error and yet to be known, in German.
    pub remarks: Vec<String>,
}

/// A file that a message names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct NamedFile {
    pub line: u64,
    pub name: String,
    /// Where its hash stands.
    pub path: String,
    /// The hash of the file as the message states it, and how it was made.
    pub hash: Option<String>,
    pub algorithm: Option<String>,
}

impl Checked {
    /// Well-formed and valid.
    pub fn is_ok(&self) -> bool {
        self.number_of_errors == 0
    }
}

/// Checks a message.
pub fn check(source: impl BufRead, limits: &Limits) -> Checked {
    let mut walk = Walk::new(limits);
    let outcome = xml::read(source, limits, &mut walk);
    if let Err(broken) = outcome {
        walk.broken(&broken);
    }
    walk.checked
}

/// As [`check`], while another visitor reads the same; and whether the message was read to its end.
pub(crate) fn check_beside(
    source: impl BufRead,
    limits: &Limits,
    visitor: &mut impl Visit,
) -> (Checked, Result<(), Broken>) {
    let mut both = (Walk::new(limits), visitor);
    let outcome = xml::read(source, limits, &mut both);
    (both.0.checked, outcome)
}

/// As [`check`], with the files the message names.
pub(crate) fn check_with_files(source: impl BufRead, limits: &Limits) -> (Checked, Vec<NamedFile>) {
    let mut walk = Walk::new(limits);
    walk.files = Some(Vec::new());
    if let Err(broken) = xml::read(source, limits, &mut walk) {
        walk.broken(&broken);
    }
    (walk.checked, walk.files.unwrap_or_default())
}

/// An element that is being read. Frames are used again, so that a long message allocates no more than a short one.
#[derive(Default)]
struct Frame {
    rules: Rules,
    state: u16,
    /// An error was found here, so nothing more can be said about what follows.
    is_lost: bool,
    text: String,
    name: Cow<'static, str>,
    /// The place among siblings of the same name.
    place: u32,
    /// How often each child has been there.
    seen: Vec<(Symbol, u32)>,
    line: u64,
}

/// What an element may hold.
#[derive(Clone, Copy, Default)]
enum Rules {
    Value(u16, Option<&'static Preset>),
    Children(&'static Complex),
    /// As far as it is declared anywhere.
    #[default]
    Lax,
    /// Nothing more is said about it, since it should not be there.
    Skip,
}

/// Follows a message and notes what is wrong with it.
pub(crate) struct Walk<'l> {
    limits: &'l Limits,
    schema: Option<&'static Schema>,
    frames: Vec<Frame>,
    depth: usize,
    checked: Checked,
    /// The files that are named, where they are asked for.
    files: Option<Vec<NamedFile>>,
}

impl<'l> Walk<'l> {
    pub fn new(limits: &'l Limits) -> Self {
        let checked = Checked { is_xml: true, ..Checked::default() };
        Self { limits, schema: None, frames: Vec::new(), depth: 0, checked, files: None }
    }

    /// What was found out about a message that was read to its end.
    pub fn finish(self) -> Checked {
        self.checked
    }

    fn broken(&mut self, Broken { line, fault }: &Broken) {
        let is_of_text = matches!(fault, Fault::Io(_) | Fault::IllFormed(_) | Fault::NotUtf8);
        self.checked.is_xml = !is_of_text || !self.frames.is_empty();
        self.error(*line, fault.to_string());
    }

    fn error(&mut self, line: u64, message: String) {
        self.checked.number_of_errors += 1;
        if self.checked.errors.len() < self.limits.errors {
            let path = self.path();
            self.checked.errors.push(CheckError { line, path, message });
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for (depth, frame) in self.frames[..self.depth].iter().enumerate() {
            path.push('/');
            path.push_str(&shortened(&frame.name));
            if depth > 0 {
                let _ = write!(path, "[{}]", frame.place);
            }
        }
        if path.is_empty() { "/".to_owned() } else { path }
    }

    /// The element that has been opened last.
    fn frame(&mut self) -> &mut Frame {
        &mut self.frames[self.depth - 1]
    }

    fn root(&mut self, tag: &Tag<'_>) -> Rules {
        let number = version::number_in(tag.namespace);
        self.checked.version = number.map(|number| shortened(number).into_owned());
        self.checked.message = version::message_number(tag.local).map(str::to_owned);
        let Some(version) = Version::of_namespace(tag.namespace) else {
            let message = match number {
                Some(number) => format!(
                    "Der Aufbau der Version „{}“ von xdomea ist hier nicht hinterlegt; geprüft werden 2.3.0, 2.4.0, 3.0.0, 3.1.0 und 4.0.0.",
                    shortened(number)
                ),
                None => "Das ist keine Nachricht nach xdomea: Das erste Element gehört zu einem anderen Namensraum."
                    .to_owned(),
            };
            self.error(tag.line, message);
            return Rules::Skip;
        };
        let schema = Schema::of(version);
        self.schema = Some(schema);
        if let Some(declared) = schema.root(schema.symbol(tag.namespace, tag.local)) {
            return self.rules(tag, declared);
        }
        let message = format!("Eine Nachricht „{}“ gibt es in der Version {version} nicht.", shortened(tag.local));
        self.error(tag.line, message);
        Rules::Skip
    }

    /// Rules for a child of the element above.
    fn child(&mut self, tag: &Tag<'_>, symbol: Symbol) -> Rules {
        let Some(schema) = self.schema else { return Rules::Skip };
        let parent = &mut self.frames[self.depth - 2];
        match parent.rules {
            Rules::Skip => Rules::Skip,
            Rules::Lax => match schema.root(symbol) {
                Some(declared) => self.rules(tag, declared),
                None => Rules::Lax,
            },
            Rules::Value(..) => {
                let name = parent.name.clone();
                self.error(tag.line, format!("„{}“ darf keine Elemente enthalten, nur einen Wert.", shortened(&name)));
                Rules::Skip
            }
            Rules::Children(complex) => {
                if !parent.is_lost {
                    if let Some(next) = complex.automaton.next(parent.state, symbol) {
                        parent.state = next;
                        return match &complex.automaton.states[usize::from(next)].element {
                            Some(declared) => self.rules(tag, declared),
                            None => match schema.root(symbol) {
                                Some(declared) => self.rules(tag, declared),
                                None => Rules::Lax,
                            },
                        };
                    }
                    let state = parent.state;
                    parent.is_lost = true;
                    let message = format!(
                        "„{}“ ist hier nicht erlaubt. {}",
                        shortened(tag.local),
                        expected(schema, complex, state, symbol)
                    );
                    self.error(tag.line, message);
                }
                match complex.automaton.anywhere(symbol) {
                    Some(declared) => self.rules(tag, declared),
                    None => Rules::Skip,
                }
            }
        }
    }

    /// Checks the attributes and says what may stand in the element.
    fn rules(&mut self, tag: &Tag<'_>, declared: &'static Declared) -> Rules {
        let Some(schema) = self.schema else { return Rules::Skip };
        let mut kind = declared.kind;
        for attribute in tag.attributes.iter().filter(|attribute| attribute.namespace == INSTANCE) {
            match attribute.local {
                "type" => match named_type(schema, tag, &attribute.value) {
                    Some(named) if schema.is_derived(named, kind) => kind = named,
                    Some(_) => self.error(
                        tag.line,
                        format!("Der Typ „{}“ (xsi:type) darf hier nicht stehen.", shortened(&attribute.value)),
                    ),
                    None => self.error(
                        tag.line,
                        format!("Den Typ „{}“ (xsi:type) gibt es nicht.", shortened(&attribute.value)),
                    ),
                },
                "nil" => {
                    self.error(tag.line, "Das Attribut xsi:nil ist an diesem Element nicht erlaubt.".to_owned());
                }
                "schemaLocation" | "noNamespaceSchemaLocation" => {}
                other => {
                    self.error(tag.line, format!("Das Attribut „xsi:{}“ gibt es nicht.", shortened(other)));
                }
            }
        }
        match kind {
            Kind::Any => Rules::Lax,
            Kind::Simple(number) => {
                for attribute in tag.attributes.iter().filter(|attribute| attribute.namespace != INSTANCE) {
                    self.unknown_attribute(tag, attribute.local);
                }
                Rules::Value(number, declared.preset.as_ref())
            }
            Kind::Complex(number) => {
                let complex = schema.complex(number);
                self.attributes(tag, schema, complex);
                Rules::Children(complex)
            }
        }
    }

    fn attributes(&mut self, tag: &Tag<'_>, schema: &'static Schema, complex: &'static Complex) {
        for attribute in tag.attributes.iter().filter(|attribute| attribute.namespace != INSTANCE) {
            let known = complex.attributes.iter().find(|known| known.name == attribute.local);
            let Some(known) = known.filter(|_| attribute.namespace.is_empty()) else {
                self.unknown_attribute(tag, attribute.local);
                continue;
            };
            let simple = schema.simple(known.simple);
            let is_fixed = known.fixed.as_ref().is_none_or(|fixed| simple.is_same(fixed, &attribute.value));
            if !simple.is_valid(&attribute.value) || !is_fixed {
                let value = shortened(&attribute.value);
                let right = known.fixed.as_ref().map(|fixed| format!(" Richtig ist „{fixed}“.")).unwrap_or_default();
                self.error(
                    tag.line,
                    format!("Der Wert „{value}“ des Attributs „{}“ ist nicht erlaubt.{right}", known.name),
                );
            }
        }
        for required in complex.attributes.iter().filter(|attribute| attribute.is_required) {
            let is_there =
                |attribute: &xml::Attribute<'_>| attribute.namespace.is_empty() && attribute.local == required.name;
            if !tag.attributes.iter().any(is_there) {
                self.error(tag.line, format!("Das Attribut „{}“ fehlt.", required.name));
            }
        }
    }

    fn unknown_attribute(&mut self, tag: &Tag<'_>, local: &str) {
        self.error(tag.line, format!("Das Attribut „{}“ ist hier nicht erlaubt.", shortened(local)));
    }

    fn value(&mut self, number: u16, preset: Option<&'static Preset>) {
        let Some(schema) = self.schema else { return };
        let simple = schema.simple(number);
        let frame = self.frame();
        let line = frame.line;
        let text = std::mem::take(&mut frame.text);
        let is_preset = text.is_empty() && preset.is_some();
        if !is_preset && !simple.is_valid(&text) {
            let message = format!("Der Wert „{}“ ist nicht erlaubt.{}", shortened(&text), wanted(simple));
            self.error(line, message);
        // Written as in the schema: libxml2 does not take „true“ for the same as „1“ here.
        } else if let Some(Preset::Fixed(fixed)) = preset
            && !is_preset
            && *fixed != text
        {
            self.error(line, format!("Hier darf nur „{fixed}“ stehen, nicht „{}“.", shortened(&text)));
        }
        if self.files.is_some() {
            self.file(line, &text);
        }
        self.frame().text = text;
    }
}

impl Walk<'_> {
    /// What a value says about a file.
    fn file(&mut self, line: u64, text: &str) {
        let name = |above: usize| self.depth.checked_sub(above + 1).map_or("", |place| &*self.frames[place].name);
        let (is_hash, is_code) = (name(1) == "Hash", name(1) == "Algorithmus" && name(2) == "Hash");
        match (name(0), is_hash, is_code) {
            ("Dateiname", ..) => {
                let file = NamedFile { line, name: text.to_owned(), ..NamedFile::default() };
                self.files.get_or_insert_default().push(file);
            }
            // The hash stands behind the name of the file.
            ("Wert", true, _) => {
                let path = self.path();
                self.last_file(|file| (file.path, file.hash) = (path, Some(text.trim().to_owned())));
            }
            ("SonstigerAlgorithmus", true, _) | ("code", _, true) => {
                self.last_file(|file| file.algorithm = Some(text.trim().to_owned()));
            }
            _ => {}
        }
    }

    fn last_file(&mut self, set: impl FnOnce(&mut NamedFile)) {
        if let Some(file) = self.files.as_mut().and_then(|files| files.last_mut()) {
            set(file);
        }
    }
}

/// What a simple type wants, as a sentence.
fn wanted(simple: &crate::schema::Simple) -> String {
    use lotse_xmlvalues::Primitive;
    if let Some(options) = &simple.options {
        const MOST: usize = 12;
        let listed: Vec<String> = options.iter().take(MOST).map(|option| format!("„{option}“")).collect();
        let more = if options.len() > MOST { " und weitere" } else { "" };
        return format!(" Möglich sind {}{more}.", listed.join(", "));
    }
    match simple.primitive {
        Primitive::Boolean => " Möglich sind „true“, „false“, „1“ und „0“.",
        Primitive::Date => " Ein Datum wird so geschrieben: 2026-05-31.",
        Primitive::DateTime => " Ein Zeitpunkt wird so geschrieben: 2026-05-31T12:00:00.",
        Primitive::Time => " Eine Uhrzeit wird so geschrieben: 12:00:00.",
        Primitive::GYear => " Ein Jahr hat vier Ziffern.",
        Primitive::Integer | Primitive::UnsignedInt => " Erwartet wird eine ganze Zahl.",
        Primitive::AnyURI => " Erwartet wird eine Adresse (URI).",
        _ if !simple.patterns.is_empty() => match simple.name.as_str() {
            name if name.contains("UUID") => " Erwartet wird eine UUID.",
            _ => " Er enthält Zeichen oder eine Form, die der Standard hier nicht vorsieht.",
        },
        _ => "",
    }
    .to_owned()
}

fn named_type(schema: &Schema, tag: &Tag<'_>, value: &str) -> Option<Kind> {
    // White space around it is part of the name to libxml2.
    let (prefix, local) = value.split_once(':').unwrap_or(("", value));
    schema.type_named(&tag.namespace_of(prefix)?, local)
}

/// What may stand in a place, as a sentence; where the element exists in another namespace, that.
fn expected(schema: &Schema, complex: &Complex, state: u16, found: Symbol) -> String {
    const MOST: usize = 8;
    let names: Vec<String> = complex
        .automaton
        .expected(state)
        .take(MOST + 1)
        .map(|symbol| {
            symbol.map_or("ein beliebiges Element".to_owned(), |symbol| format!("„{}“", schema.local(symbol)))
        })
        .collect();
    let belongs = found != Symbol::UNKNOWN && complex.automaton.anywhere(found).is_some();
    let hint = if belongs { " Es gehört an eine andere Stelle dieses Elements oder steht zu oft da." } else { "" };
    match names.len() {
        0 => format!("Hier darf nichts mehr folgen.{hint}"),
        1 => format!("Erwartet wird {}.{hint}", names[0]),
        count if count > MOST => format!("Erwartet wird {} oder ein weiteres.{hint}", names[..MOST].join(", ")),
        count => format!("Erwartet wird {} oder {}.{hint}", names[..count - 1].join(", "), names[count - 1]),
    }
}

impl Visit for Walk<'_> {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        let symbol = self.schema.map_or(Symbol::UNKNOWN, |schema| schema.symbol(tag.namespace, tag.local));
        self.checked.counts.count(tag.local);
        let place = match self.depth.checked_sub(1) {
            Some(parent) => count(&mut self.frames[parent].seen, symbol),
            None => 1,
        };
        if self.frames.len() == self.depth {
            self.frames.push(Frame::default());
        }
        self.depth += 1;
        let schema = self.schema;
        let frame = self.frame();
        frame.name = match schema {
            Some(schema) if symbol != Symbol::UNKNOWN => Cow::Borrowed(schema.local(symbol)),
            _ => Cow::Owned(tag.local.to_owned()),
        };
        (frame.state, frame.is_lost, frame.place, frame.line) = (0, false, place, tag.line);
        frame.text.clear();
        frame.seen.clear();
        let rules = if self.depth == 1 { self.root(tag) } else { self.child(tag, symbol) };
        self.frame().rules = rules;
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let frame = self.frame();
        match frame.rules {
            Rules::Value(..) => frame.text.push_str(text),
            Rules::Children(_) if !frame.is_lost && !lotse_xmlvalues::trim_space(text).is_empty() => {
                frame.is_lost = true;
                let (line, name) = (frame.line, frame.name.clone());
                self.error(
                    line,
                    format!("In „{}“ stehen Elemente, kein Text: „{}“.", shortened(&name), shortened(text.trim())),
                );
            }
            _ => {}
        }
    }

    fn close(&mut self, line: u64) {
        match self.frame().rules {
            Rules::Value(number, preset) => self.value(number, preset),
            Rules::Children(complex) => {
                let frame = self.frame();
                let state = frame.state;
                if !frame.is_lost
                    && !complex.automaton.accepts(state)
                    && let Some(schema) = self.schema
                {
                    let name = self.frame().name.clone();
                    let missing = expected(schema, complex, state, Symbol::UNKNOWN);
                    self.error(line, format!("„{}“ ist unvollständig. {missing}", shortened(&name)));
                }
            }
            Rules::Lax | Rules::Skip => {}
        }
        self.depth -= 1;
    }
}

fn count(seen: &mut Vec<(Symbol, u32)>, symbol: Symbol) -> u32 {
    if let Some((_, number)) = seen.iter_mut().find(|(known, _)| *known == symbol) {
        *number = number.saturating_add(1);
        return *number;
    }
    seen.push((symbol, 1));
    1
}
