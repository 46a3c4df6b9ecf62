//! From a graph to bytes, strict.

use std::fmt::Write as _;

use oxrdf::{GraphNameRef, Literal, NamedNode, NamedOrBlankNode, QuadRef, Term, Triple};

use crate::{
    excerpt::{self, excerpt},
    graph::Graph,
    names,
    read::Format,
};

/// Why a graph cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// Something that was read leniently and must not be passed on.
    #[error("{0:?} is no valid IRI")]
    Iri(String),
    #[error("{0:?} is no valid language tag")]
    Language(String),
    #[error("{format} cannot say it: {message}")]
    Format { format: Format, message: String },
}

impl Unwritable {
    pub fn german(&self) -> String {
        match self {
            Self::Iri(iri) => format!(
                "„{}“ ist keine gültige Adresse. Berichtigen Sie sie, oder lassen Sie sie mit --repair berichtigen.",
                excerpt(iri)
            ),
            Self::Language(tag) => format!(
                "„{}“ ist keine gültige Sprachangabe. Schreiben Sie zum Beispiel „de“, oder lassen Sie sie mit --repair weg.",
                excerpt(tag)
            ),
            Self::Format { format, message } => {
                format!(
                    "In {format} lässt sich das nicht schreiben: {}. Wählen Sie ein anderes Format.",
                    excerpt::message(message)
                )
            }
        }
    }
}

/// What to do with addresses that hold signs they must not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sloppy {
    Refuse,
    /// Write such signs as `%20` and the like.
    Repair,
}

/// Writes a graph; subjects in the order in which they were read.
pub fn write(graph: &Graph, format: Format, sloppy: Sloppy) -> Result<Vec<u8>, Unwritable> {
    let mut triples = Vec::with_capacity(graph.len());
    for triple in graph.triples() {
        triples.push(strict(triple, sloppy)?);
    }
    let problem = |error: &dyn std::fmt::Display| Unwritable::Format { format, message: error.to_string() };
    macro_rules! with_prefixes {
        ($serializer:expr) => {{
            let mut serializer = $serializer;
            for (prefix, namespace) in used(&triples) {
                serializer = serializer.with_prefix(prefix, namespace).map_err(|error| problem(&error))?;
            }
            serializer.for_writer(Vec::new())
        }};
    }
    macro_rules! all {
        ($writer:expr, $method:ident, $item:expr) => {{
            let mut writer = $writer;
            for triple in &triples {
                writer.$method($item(triple)).map_err(|error| problem(&error))?;
            }
            writer.finish().map_err(|error| problem(&error))
        }};
    }
    match format {
        Format::Turtle => all!(with_prefixes!(oxttl::TurtleSerializer::new()), serialize_triple, Triple::as_ref),
        Format::RdfXml => all!(with_prefixes!(oxrdfxml::RdfXmlSerializer::new()), serialize_triple, Triple::as_ref),
        Format::TriG => all!(with_prefixes!(oxttl::TriGSerializer::new()), serialize_quad, in_default_graph),
        Format::JsonLd => {
            all!(with_prefixes!(oxjsonld::JsonLdSerializer::new()), serialize_quad, in_default_graph)
        }
        Format::NTriples | Format::NQuads => {
            let mut writer = oxttl::NTriplesSerializer::new().for_writer(Vec::new());
            for triple in &triples {
                writer.serialize_triple(triple).map_err(|error| problem(&error))?;
            }
            Ok(writer.finish())
        }
    }
}

fn in_default_graph(triple: &Triple) -> QuadRef<'_> {
    triple.as_ref().in_graph(GraphNameRef::DefaultGraph)
}

/// The prefixes that shorten anything. Not those that are the scheme of an address in the data (`dcat:Dataset` written out
/// by mistake): JSON-LD would take the one for the other.
fn used(triples: &[Triple]) -> Vec<(&'static str, &'static str)> {
    let is_scheme = |prefix: &str| triples.iter().flat_map(iris).any(|iri| iri.split(':').next() == Some(prefix));
    let is_used = |namespace: &str| triples.iter().flat_map(iris).any(|iri| iri.starts_with(namespace));
    let all = names::prefixes().iter().copied();
    all.filter(|(prefix, namespace)| is_used(namespace) && !is_scheme(prefix)).collect()
}

fn iris(triple: &Triple) -> impl Iterator<Item = &str> {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(node) => Some(node.as_str()),
        NamedOrBlankNode::BlankNode(_) => None,
    };
    let object = match &triple.object {
        Term::NamedNode(node) => Some(node.as_str()),
        Term::Literal(literal) => Some(literal.datatype().as_str()),
        Term::BlankNode(_) => None,
    };
    [subject, Some(triple.predicate.as_str()), object].into_iter().flatten()
}

fn strict(triple: Triple, sloppy: Sloppy) -> Result<Triple, Unwritable> {
    let subject = match triple.subject {
        NamedOrBlankNode::NamedNode(node) => checked(node, sloppy)?.into(),
        NamedOrBlankNode::BlankNode(node) => node.into(),
    };
    let object = match triple.object {
        Term::NamedNode(node) => checked(node, sloppy)?.into(),
        Term::Literal(literal) => strict_literal(literal, sloppy)?.into(),
        Term::BlankNode(node) => node.into(),
    };
    Ok(Triple { subject, predicate: checked(triple.predicate, sloppy)?, object })
}

/// Lenient readers let pass languages and datatypes that are none.
fn strict_literal(literal: Literal, sloppy: Sloppy) -> Result<Literal, Unwritable> {
    let (value, datatype, language) = literal.destruct();
    match (language, datatype) {
        (Some(language), _) => match (Literal::new_language_tagged_literal(&value, &language), sloppy) {
            (Ok(literal), _) => Ok(literal),
            (Err(_), Sloppy::Repair) => Ok(Literal::new_simple_literal(value)),
            (Err(_), Sloppy::Refuse) => Err(Unwritable::Language(language)),
        },
        (None, Some(datatype)) => Ok(Literal::new_typed_literal(value, checked(datatype, sloppy)?)),
        (None, None) => Ok(Literal::new_simple_literal(value)),
    }
}

fn checked(node: NamedNode, sloppy: Sloppy) -> Result<NamedNode, Unwritable> {
    if oxiri::Iri::parse(node.as_str()).is_ok() {
        return Ok(node);
    }
    let repaired = (sloppy == Sloppy::Repair)
        .then(|| repaired(node.as_str()))
        .filter(|iri| oxiri::Iri::parse(iri.as_str()).is_ok());
    repaired.map(NamedNode::new_unchecked).ok_or_else(|| Unwritable::Iri(node.into_string()))
}

/// Signs that must not be in an IRI, as their bytes.
fn repaired(iri: &str) -> String {
    let mut out = String::with_capacity(iri.len());
    for (index, letter) in iri.trim().char_indices() {
        let is_broken_percent = letter == '%' && !is_escape(&iri.trim()[index..]);
        let is_bad =
            letter.is_control() || letter.is_whitespace() || "<>\"{}|\\^`[]".contains(letter) || is_broken_percent;
        if is_bad {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(letter);
        }
    }
    out
}

fn is_escape(text: &str) -> bool {
    let digits = text.as_bytes().get(1..3);
    digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Source, read};

    #[test]
    fn what_was_read_leniently_is_repaired_or_refused() {
        let text = "<http://e.example/a> <http://e.example/p> <tel:+49 5251 [88]> .";
        let source = Source { name: Some("a.ttl"), ..Source::default() };
        let graph = read(text.as_bytes(), &source, &Limits::default()).unwrap().graph;
        assert!(matches!(write(&graph, Format::NTriples, Sloppy::Refuse), Err(Unwritable::Iri(_))));
        let written = String::from_utf8(write(&graph, Format::NTriples, Sloppy::Repair).unwrap()).unwrap();
        assert_eq!(written, "<http://e.example/a> <http://e.example/p> <tel:+49%205251%20%5B88%5D> .\n");
    }

    #[test]
    fn languages_and_datatypes_that_are_none_are_repaired_or_refused() {
        let text = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.example/">
            <rdf:Description rdf:about="http://e.example/a"><e:p xml:lang="$e">x</e:p>
            <e:q rdf:datatype="http://e.example/a]b">y</e:q></rdf:Description></rdf:RDF>"#;
        let source = Source { name: Some("a.rdf"), ..Source::default() };
        let graph = read(text.as_bytes(), &source, &Limits::default()).unwrap().graph;
        assert!(write(&graph, Format::NTriples, Sloppy::Refuse).is_err());
        let written = String::from_utf8(write(&graph, Format::NTriples, Sloppy::Repair).unwrap()).unwrap();
        assert!(written.contains("\"x\" .") && written.contains("^^<http://e.example/a%5Db>"), "{written}");
    }

    #[test]
    fn only_prefixes_that_shorten_something_are_written() {
        let text = "<http://e.example/a> <http://purl.org/dc/terms/title> \"t\" .";
        let source = Source { name: Some("a.ttl"), ..Source::default() };
        let graph = read(text.as_bytes(), &source, &Limits::default()).unwrap().graph;
        let written = String::from_utf8(write(&graph, Format::Turtle, Sloppy::Refuse).unwrap()).unwrap();
        assert!(written.contains("@prefix dct:") && !written.contains("@prefix dcat:"), "{written}");
    }
}
