//! A graph in memory: every term once, the triples as three numbers, in the order of their subjects.
//!
//! Made for reading a whole catalogue and looking at each node a few times; nothing is changed once it is built.

use std::ops::Range;

use indexmap::IndexSet;
use oxrdf::{NamedNode, NamedOrBlankNode, Term, Triple};

use crate::names;

/// Which term of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(u32);

impl TermId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Subject, predicate and object.
type Row = [TermId; 3];

/// Too many different terms for the numbers they get.
#[derive(Debug)]
pub struct TooManyTerms;

/// Collects triples; the same triple twice counts once.
#[derive(Default)]
pub struct Builder {
    terms: IndexSet<Term>,
    rows: Vec<Row>,
}

impl Builder {
    pub fn add(&mut self, triple: Triple) -> Result<(), TooManyTerms> {
        let subject = self.intern(triple.subject.into())?;
        let predicate = self.intern(triple.predicate.into())?;
        let object = self.intern(triple.object)?;
        self.rows.push([subject, predicate, object]);
        Ok(())
    }

    /// Triples so far, repeated ones included.
    pub fn so_far(&self) -> usize {
        self.rows.len()
    }

    fn intern(&mut self, term: Term) -> Result<TermId, TooManyTerms> {
        let (index, _) = self.terms.insert_full(term);
        u32::try_from(index).map(TermId).map_err(|_| TooManyTerms)
    }

    pub fn build(mut self) -> Graph {
        self.rows.sort_unstable();
        self.rows.dedup();
        let mut starts = vec![0_u32; self.terms.len() + 1];
        for [subject, ..] in &self.rows {
            starts[subject.index() + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        Graph { terms: self.terms, rows: self.rows, starts }
    }
}

/// Distinct triples.
#[derive(Default)]
pub struct Graph {
    terms: IndexSet<Term>,
    rows: Vec<Row>,
    /// Where the rows of a subject begin; one more at the end.
    starts: Vec<u32>,
}

impl Graph {
    /// From triples that are known to be few.
    pub fn of(triples: impl IntoIterator<Item = Triple>) -> Result<Self, TooManyTerms> {
        let mut builder = Builder::default();
        for triple in triples {
            builder.add(triple)?;
        }
        Ok(builder.build())
    }

    /// Number of triples.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn terms(&self) -> impl Iterator<Item = (TermId, &Term)> {
        (0..).map(TermId).zip(self.terms.iter())
    }

    pub fn number_of_terms(&self) -> usize {
        self.terms.len()
    }

    /// The term itself.
    pub fn term(&self, id: TermId) -> &Term {
        &self.terms[id.index()]
    }

    /// The IRI, if it is one.
    pub fn iri(&self, id: TermId) -> Option<&str> {
        match self.term(id) {
            Term::NamedNode(node) => Some(node.as_str()),
            _ => None,
        }
    }

    /// The text of a literal, without language and datatype.
    pub fn text(&self, id: TermId) -> Option<&str> {
        match self.term(id) {
            Term::Literal(literal) => Some(literal.value()),
            _ => None,
        }
    }

    /// An IRI or the text of a literal.
    pub fn iri_or_text(&self, id: TermId) -> Option<&str> {
        self.iri(id).or_else(|| self.text(id))
    }

    /// The number of a node, short (`dct:title`) or long; `None` where the graph does not speak of it.
    pub fn id(&self, name: &str) -> Option<TermId> {
        self.id_of_iri(&names::long(name))
    }

    /// The number of a node by its long name.
    pub fn id_of_iri(&self, iri: &str) -> Option<TermId> {
        self.id_of(&Term::NamedNode(NamedNode::new_unchecked(iri)))
    }

    pub fn id_of(&self, term: &Term) -> Option<TermId> {
        self.terms.get_index_of(term).and_then(|index| u32::try_from(index).ok()).map(TermId)
    }

    /// All triples, by subject, predicate, object.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What is said about a subject.
    pub fn about(&self, subject: TermId) -> &[Row] {
        &self.rows[self.range(subject)]
    }

    fn range(&self, subject: TermId) -> Range<usize> {
        let at = |index: usize| self.starts.get(index).map_or(self.rows.len(), |start| *start as usize);
        at(subject.index())..at(subject.index() + 1)
    }

    /// Every term that is a subject.
    pub fn subjects(&self) -> impl Iterator<Item = TermId> {
        self.rows.chunk_by(|one, other| one[0] == other[0]).filter_map(|chunk| chunk.first()).map(|row| row[0])
    }

    /// The values of a property at a subject.
    pub fn values(&self, subject: TermId, predicate: TermId) -> impl Iterator<Item = TermId> + use<'_> {
        values_of(self.about(subject), predicate).iter().map(|row| row[2])
    }

    /// The values of a property named short or long.
    pub fn objects(&self, subject: TermId, property: &str) -> impl Iterator<Item = TermId> + use<'_> {
        self.id(property).into_iter().flat_map(move |predicate| self.values(subject, predicate))
    }

    pub fn object(&self, subject: TermId, property: &str) -> Option<TermId> {
        self.objects(subject, property).next()
    }

    pub fn contains(&self, subject: TermId, predicate: TermId, object: TermId) -> bool {
        self.about(subject).binary_search(&[subject, predicate, object]).is_ok()
    }

    /// Whether the graph says, by just this name, that a node is of a class.
    pub fn is_a(&self, subject: TermId, class: &str) -> bool {
        let names = self.id(names::TYPE).zip(self.id(class));
        names.is_some_and(|(kind, class)| self.contains(subject, kind, class))
    }

    /// Every node of which the graph says just this class, in the order of the file.
    pub fn instances(&self, class: &str) -> Vec<TermId> {
        let Some((kind, class)) = self.id(names::TYPE).zip(self.id(class)) else { return Vec::new() };
        self.rows.iter().filter(|row| row[1] == kind && row[2] == class).map(|row| row[0]).collect()
    }

    /// The triples themselves.
    pub fn triples(&self) -> impl Iterator<Item = Triple> {
        self.rows.iter().filter_map(|[subject, predicate, object]| {
            let subject: NamedOrBlankNode = match self.term(*subject) {
                Term::NamedNode(node) => node.clone().into(),
                Term::BlankNode(node) => node.clone().into(),
                Term::Literal(_) => return None,
            };
            let Term::NamedNode(predicate) = self.term(*predicate) else { return None };
            Some(Triple { subject, predicate: predicate.clone(), object: self.term(*object).clone() })
        })
    }
}

/// Of the rows of one subject those of one predicate.
pub fn values_of(about: &[Row], predicate: TermId) -> &[Row] {
    let start = about.partition_point(|row| row[1] < predicate);
    let rest = &about[start..];
    let length = rest.iter().take_while(|row| row[1] == predicate).count();
    &rest[..length]
}

#[cfg(test)]
mod tests {
    use oxrdf::Literal;

    use super::*;

    fn node(name: &str) -> NamedNode {
        NamedNode::new(format!("http://example.org/{name}")).unwrap()
    }

    #[test]
    fn a_triple_said_twice_counts_once() {
        let triple = Triple::new(node("a"), node("p"), Literal::from("x"));
        let typed = Literal::new_typed_literal("x", oxrdf::vocab::xsd::STRING);
        let graph = Graph::of([triple.clone(), triple, Triple::new(node("a"), node("p"), typed)]).unwrap();
        assert_eq!(graph.len(), 1);
    }

    #[test]
    fn values_are_found_at_their_subject_only() {
        let graph = Graph::of([
            Triple::new(node("a"), node("p"), node("b")),
            Triple::new(node("b"), node("p"), node("c")),
            Triple::new(node("a"), node("q"), node("d")),
            Triple::new(node("a"), node("p"), node("e")),
        ])
        .unwrap();
        let a = graph.id("http://example.org/a").unwrap();
        let found: Vec<_> = graph.objects(a, "http://example.org/p").filter_map(|id| graph.iri(id)).collect();
        assert_eq!(found, ["http://example.org/b", "http://example.org/e"]);
        assert_eq!(graph.subjects().count(), 2);
        assert_eq!(graph.triples().count(), 4);
        let leaf = graph.id("http://example.org/e").unwrap();
        assert!(graph.about(leaf).is_empty());
    }
}
