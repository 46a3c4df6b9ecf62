//! From bytes to a graph: which format it is, strict first, lenient where strict fails, limits on everything.

mod context;
mod format;
mod guard;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, fmt};

use oxiri::Iri;
use oxrdf::{Quad, Term, Triple};

pub use format::Format;

use crate::{
    excerpt::{self, excerpt},
    graph::{Builder, Graph},
};

/// Where relative addresses lead if nobody says where the file comes from.
pub const DEFAULT_BASE: &str = "https://example.org/catalog/";

/// How many addresses a notice names.
const EXAMPLES: usize = 5;

/// How much of a file is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub bytes: usize,
    /// JSON-LD is read less directly, so less of it.
    pub json_bytes: usize,
    /// Triples, repeated ones included.
    pub triples: usize,
    /// Bytes of one literal.
    pub literal: usize,
    /// Elements or brackets within one another.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, json_bytes: 64 << 20, triples: 20_000_000, literal: 4 << 20, depth: 256 }
    }
}

/// What is known about a file besides its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Source<'a> {
    /// The name tells the format, where it has an ending.
    pub name: Option<&'a str>,
    /// If the format is known for sure.
    pub format: Option<Format>,
    /// Where the file comes from: relative addresses are resolved against it.
    pub base: Option<&'a str>,
}

/// A file that could be read.
pub struct Reading {
    pub graph: Graph,
    pub format: Format,
    /// What was let pass, in the order it was noticed.
    pub notices: Vec<Notice>,
}

/// Something that is not right by the book and was let pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Addresses with signs that must not be in them, for example spaces: how many, and some of them.
    SloppyIris { count: usize, examples: Vec<String>, why: String },
    /// Something else that only a lenient reader lets pass: what the strict one says.
    Lenient { why: String },
    /// Addresses without a beginning: how many, and some of them.
    RelativeIris { count: usize, examples: Vec<String> },
    /// A mark at the beginning of the file that belongs to no RDF format.
    ByteOrderMark,
}

impl Notice {
    pub fn code(&self) -> &'static str {
        match self {
            Self::SloppyIris { .. } => "sloppy-iris",
            Self::Lenient { .. } => "lenient",
            Self::RelativeIris { .. } => "relative-iris",
            Self::ByteOrderMark => "byte-order-mark",
        }
    }

    pub fn german(&self) -> String {
        match self {
            Self::SloppyIris { count, examples, .. } => format!(
                "{} unzulässige Zeichen und {} nur mit Nachsicht gelesen, zum Beispiel „{}“. Ersetzen Sie ein Leerzeichen durch %20 oder lassen Sie es weg.",
                if *count == 1 { "Eine Adresse (IRI) enthält".to_owned() } else { format!("{count} Adressen (IRI) enthalten") },
                if *count == 1 { "wurde" } else { "wurden" },
                examples.first().map_or("", String::as_str),
            ),
            Self::Lenient { why } => format!("Die Datei hält sich nicht genau an ihr Format und wurde nachsichtig gelesen: {why}."),
            Self::RelativeIris { count, examples } => format!(
                "{} unvollständig und {} um {DEFAULT_BASE} ergänzt, zum Beispiel „{}“. Geben Sie mit --base an, woher die Datei kommt.",
                if *count == 1 { "Eine Adresse (IRI) ist".to_owned() } else { format!("{count} Adressen (IRI) sind") },
                if *count == 1 { "wurde" } else { "wurden" },
                examples.first().map_or("", String::as_str),
            ),
            Self::ByteOrderMark => {
                "Am Anfang der Datei steht eine unsichtbare Markierung (BOM). Speichern Sie die Datei als UTF-8 ohne BOM.".to_owned()
            }
        }
    }
}

/// Why a file cannot be read. Each has a stable code.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("larger than {0} bytes")]
    TooLarge(usize),
    #[error("more than {0} triples")]
    TooManyTriples(usize),
    #[error("a literal is longer than {0} bytes")]
    LiteralTooLong(usize),
    #[error("nested deeper than {0}")]
    TooDeep(usize),
    #[error("{0}")]
    Excessive(&'static str),
    #[error("the base {0:?} is no IRI")]
    Base(String),
    #[error("no RDF format: {0}")]
    UnknownFormat(&'static str),
    #[error("JSON without any triple")]
    NoTriples,
    #[error("a package of CKAN, no RDF")]
    CkanPackage,
    #[error("the JSON-LD context {0} lies on another server")]
    RemoteContext(String),
    #[error("not {format}: {message}{}", Line(*line))]
    Syntax { format: Format, line: Option<u64>, message: String },
}

struct Line(Option<u64>);

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |line| write!(formatter, " (line {line})"))
    }
}

impl Unreadable {
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(_) => "too-large",
            Self::TooManyTriples(_) => "too-many-triples",
            Self::LiteralTooLong(_) => "literal-too-long",
            Self::TooDeep(_) => "too-deep",
            Self::Excessive(_) => "excessive",
            Self::Base(_) => "bad-base",
            Self::UnknownFormat(_) => "unknown-format",
            Self::NoTriples => "no-triples",
            Self::CkanPackage => "ckan-package",
            Self::RemoteContext(_) => "remote-context",
            Self::Syntax { .. } => "syntax",
        }
    }

    pub fn german(&self) -> String {
        match self {
            Self::TooLarge(bytes) => format!("Die Datei ist größer als {} MiB. Teilen Sie den Katalog auf.", bytes >> 20),
            Self::TooManyTriples(most) => format!("Die Datei enthält mehr als {most} Aussagen. Teilen Sie den Katalog auf."),
            Self::LiteralTooLong(bytes) => format!("Ein Text in der Datei ist länger als {} MiB. Kürzen Sie ihn.", bytes >> 20),
            Self::TooDeep(depth) => format!("Die Datei ist tiefer als {depth} Stufen geschachtelt. Das ist kein Katalog."),
            Self::Excessive(what) => format!("Die Datei wird nicht gelesen, denn sie würde den Rechner überlasten: {what}."),
            Self::Base(base) => format!("„{base}“ ist keine vollständige Adresse. Geben Sie bei --base eine an, die mit https:// beginnt."),
            Self::UnknownFormat(_) => "Das Format wurde nicht erkannt. Gelesen werden RDF/XML (.rdf), Turtle (.ttl), JSON-LD (.jsonld), N-Triples (.nt), TriG (.trig) und N-Quads (.nq).".to_owned(),
            Self::NoTriples => "Die Datei ist JSON, aber kein JSON-LD: Sie enthält keine Aussage. Prüfen Sie, ob „@context“ fehlt.".to_owned(),
            Self::CkanPackage => "Die Datei ist ein CKAN-Paket, kein RDF. Wandeln Sie sie zuerst um: lotse data convert --to ttl DATEI".to_owned(),
            Self::RemoteContext(url) => format!(
                "Die Bedeutung der Namen (JSON-LD-Kontext) steht auf einem anderen Server: {url}. Von dort wird nichts geladen. Schreiben Sie den Kontext in die Datei, oder liefern Sie Turtle oder RDF/XML."
            ),
            Self::Syntax { format, line, message } => {
                let place = line.map_or(String::new(), |line| format!(", Zeile {line}"));
                format!("Die Datei ist kein gültiges {format}{place}: {message}")
            }
        }
    }
}

/// Reads a catalogue. Strict first; only what strict refuses is read leniently, and that is reported.
pub fn read(bytes: &[u8], source: &Source<'_>, limits: &Limits) -> Result<Reading, Unreadable> {
    if bytes.len() > limits.bytes {
        return Err(Unreadable::TooLarge(limits.bytes));
    }
    let base = source.base.unwrap_or(DEFAULT_BASE);
    if Iri::parse(base).is_err() {
        return Err(Unreadable::Base(excerpt(base)));
    }
    let mut notices = Vec::new();
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => {
            notices.push(Notice::ByteOrderMark);
            rest
        }
        None => bytes,
    };
    let format = source.format.map_or_else(|| format::detect(bytes, source.name), Ok)?;
    guard::check(bytes, format, limits)?;
    let strict = parse(bytes, format, base, Manner::Strict, limits);
    let graph = match strict {
        Ok(graph) => graph,
        Err(problem @ Unreadable::Syntax { .. }) => {
            let Ok(graph) = parse(bytes, format, base, Manner::Lenient, limits) else { return Err(problem) };
            notices.push(sloppy(&graph, &problem));
            graph
        }
        Err(problem) => return Err(problem),
    };
    if graph.is_empty() && format == Format::JsonLd {
        return Err(if format::looks_like_ckan(bytes) { Unreadable::CkanPackage } else { Unreadable::NoTriples });
    }
    if source.base.is_none() {
        notices.extend(relative(&graph));
    }
    Ok(Reading { graph, format, notices })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Strict,
    Lenient,
}

/// One parser after the other says the same in its own words; the differences end here.
fn parse(bytes: &[u8], format: Format, base: &str, manner: Manner, limits: &Limits) -> Result<Graph, Unreadable> {
    macro_rules! parser {
        ($parser:expr) => {{
            let parser = $parser;
            if manner == Manner::Lenient { parser.lenient() } else { parser }
        }};
    }
    macro_rules! with_base {
        ($parser:expr) => {
            parser!($parser).with_base_iri(base).map_err(|_| Unreadable::Base(excerpt(base)))?
        };
    }
    let syntax =
        |line: Option<u64>, message: &str| Unreadable::Syntax { format, line, message: excerpt::message(message) };
    let mut sink = Sink { builder: Builder::default(), limits };
    match format {
        Format::Turtle => {
            for triple in with_base!(oxttl::TurtleParser::new()).for_slice(bytes) {
                sink.add(triple.map_err(|error| syntax(Some(error.location().start.line + 1), error.message()))?)?;
            }
        }
        Format::TriG => {
            for quad in with_base!(oxttl::TriGParser::new()).for_slice(bytes) {
                sink.add_quad(quad.map_err(|error| syntax(Some(error.location().start.line + 1), error.message()))?)?;
            }
        }
        Format::NTriples => {
            for triple in parser!(oxttl::NTriplesParser::new()).for_slice(bytes) {
                sink.add(triple.map_err(|error| syntax(Some(error.location().start.line + 1), error.message()))?)?;
            }
        }
        Format::NQuads => {
            for quad in parser!(oxttl::NQuadsParser::new()).for_slice(bytes) {
                sink.add_quad(quad.map_err(|error| syntax(Some(error.location().start.line + 1), error.message()))?)?;
            }
        }
        Format::RdfXml => {
            let mut parser = with_base!(oxrdfxml::RdfXmlParser::new()).for_slice(bytes);
            while let Some(triple) = parser.next() {
                let triple =
                    triple.map_err(|error| syntax(line_at(bytes, parser.buffer_position()), &error.to_string()))?;
                sink.add(triple)?;
            }
        }
        Format::JsonLd => {
            let contexts = context::Contexts::default();
            let refused = contexts.refused();
            let parser = with_base!(oxjsonld::JsonLdParser::new())
                .for_slice(bytes)
                .with_load_document_callback(move |url, _| contexts.load(url));
            for quad in parser {
                match quad {
                    Ok(quad) => sink.add_quad(quad)?,
                    Err(error) => {
                        return Err(refused.first().map_or_else(
                            || syntax(error.location().map(|place| place.start.line + 1), &error.to_string()),
                            |url| Unreadable::RemoteContext(excerpt(&url)),
                        ));
                    }
                }
            }
        }
    }
    Ok(sink.builder.build())
}

struct Sink<'a> {
    builder: Builder,
    limits: &'a Limits,
}

impl Sink<'_> {
    /// All named graphs of a file are one catalogue.
    fn add_quad(&mut self, quad: Quad) -> Result<(), Unreadable> {
        self.add(Triple { subject: quad.subject, predicate: quad.predicate, object: quad.object })
    }

    fn add(&mut self, triple: Triple) -> Result<(), Unreadable> {
        if self.builder.so_far() >= self.limits.triples {
            return Err(Unreadable::TooManyTriples(self.limits.triples));
        }
        if let Term::Literal(literal) = &triple.object
            && literal.value().len() > self.limits.literal
        {
            return Err(Unreadable::LiteralTooLong(self.limits.literal));
        }
        self.builder.add(triple).map_err(|_| Unreadable::TooManyTriples(self.limits.triples))
    }
}

fn line_at(bytes: &[u8], position: u64) -> Option<u64> {
    let position = usize::try_from(position).ok()?;
    let lines = memchr::memchr_iter(b'\n', &bytes[..position.min(bytes.len())]).count();
    u64::try_from(lines).ok().map(|lines| lines + 1)
}

fn sloppy(graph: &Graph, problem: &Unreadable) -> Notice {
    let bad = |iri: &&str| Iri::parse(*iri).is_err();
    let (count, examples) = count_and_examples(iris(graph).filter(bad));
    let why = problem.to_string();
    if count == 0 { Notice::Lenient { why } } else { Notice::SloppyIris { count, examples, why } }
}

fn relative(graph: &Graph) -> Option<Notice> {
    let (count, examples) = count_and_examples(iris(graph).filter_map(|iri| iri.strip_prefix(DEFAULT_BASE)));
    (count > 0).then_some(Notice::RelativeIris { count, examples })
}

fn count_and_examples<'a>(found: impl Iterator<Item = &'a str>) -> (usize, Vec<String>) {
    let found: BTreeSet<&str> = found.collect();
    (found.len(), found.iter().take(EXAMPLES).map(|text| excerpt(text)).collect())
}

fn iris(graph: &Graph) -> impl Iterator<Item = &str> {
    graph.terms().filter_map(|(_, term)| match term {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.datatype().as_str()).filter(|_| literal.language().is_none()),
        Term::BlankNode(_) => None,
    })
}
