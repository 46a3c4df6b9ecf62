//! Lines and paths of many elements of one document at once.
//!
//! [`Node::line`] and [`Node::location`] look at everything before a node. That is fine for one, but a document of
//! 50,000 lines may have a finding on each; here the source and each list of children are gone through once.

use std::collections::{BTreeSet, HashMap};

use crate::{
    check::Finding,
    model::Terms,
    tree::{Document, Name, Node},
};

/// Where some elements of a document stand.
#[derive(Debug)]
pub struct Places<'d> {
    document: &'d Document<'d>,
    lines: HashMap<u32, usize>,
    /// Place among the children of the same name, from 1; only for names that are repeated.
    positions: HashMap<u32, usize>,
}

impl<'d> Places<'d> {
    /// Looks the nodes up, given by their index.
    pub fn of(document: &'d Document<'d>, nodes: impl IntoIterator<Item = u32>) -> Self {
        let nodes: BTreeSet<u32> = nodes.into_iter().map(|index| element(document.node(index)).index()).collect();
        let mut places = Self { document, lines: lines(document, &nodes), positions: HashMap::new() };
        places.count(&nodes);
        places
    }

    fn count(&mut self, nodes: &BTreeSet<u32>) {
        let mut wanted = BTreeSet::new();
        let mut parents = BTreeSet::new();
        for index in nodes {
            let mut node = self.document.node(*index);
            while wanted.insert(node.index()) {
                let Some(parent) = node.parent() else { break };
                parents.insert(parent.index());
                node = parent;
            }
        }
        for parent in parents {
            let mut seen: HashMap<&str, usize> = HashMap::new();
            let mut found = Vec::new();
            for child in self.document.node(parent).children() {
                let count = seen.entry(child.raw_name()).or_default();
                *count += 1;
                if wanted.contains(&child.index()) {
                    found.push((child, *count));
                }
            }
            let repeated = found.into_iter().filter(|(child, _)| seen[child.raw_name()] > 1);
            self.positions.extend(repeated.map(|(child, position)| (child.index(), position)));
        }
    }

    /// Line in the source, from 1.
    pub fn line(&self, node: u32) -> usize {
        let node = element(self.document.node(node));
        self.lines.get(&node.index()).copied().unwrap_or_else(|| node.line())
    }

    /// The way to the element as an XPath with the usual prefixes; positions only where a name is repeated.
    pub fn xpath(&self, node: u32) -> String {
        let node = element(self.document.node(node));
        let mut steps: Vec<Node<'_>> = std::iter::once(node).chain(node.ancestors()).collect();
        steps.reverse();
        let mut path = String::new();
        for step in steps {
            path.push('/');
            match step.name() {
                Name::UNKNOWN => path.push_str(step.raw_name()),
                name => {
                    path.push_str(name.prefix());
                    path.push(':');
                    path.push_str(name.local());
                }
            }
            if let Some(position) = self.positions.get(&step.index()) {
                path.push('[');
                path.push_str(&position.to_string());
                path.push(']');
            }
        }
        path
    }
}

/// The business term a finding is best shown beside, and which of a repeated group it is in: the term of the element
/// if the rule is about that, else the one its text names first, else the nearest the element belongs to.
pub fn term_of(
    finding: &Finding,
    document: &Document<'_>,
    terms: &Terms,
) -> (Option<&'static str>, Option<(&'static str, usize)>) {
    let (node, text) = (document.node(finding.node), finding.rule.text());
    let here = terms.business_term_of(node);
    let own = here.filter(|term| text.terms.split_whitespace().any(|other| other == *term));
    let named = || text.terms.split_whitespace().min_by_key(|term| place_in(text.german, term));
    (own.or_else(named).or(here), terms.occurrence_of(node))
}

/// Where a text names a term; at the very end if it does not.
fn place_in(text: &str, term: &str) -> usize {
    let is_whole = |place: &usize| !text[place + term.len()..].starts_with(|next: char| next.is_ascii_digit());
    text.match_indices(term).map(|(place, _)| place).find(is_whole).unwrap_or(usize::MAX)
}

/// A text has no place of its own.
fn element(node: Node<'_>) -> Node<'_> {
    if node.is_element() { node } else { node.parent().unwrap_or(node) }
}

fn lines(document: &Document<'_>, nodes: &BTreeSet<u32>) -> HashMap<u32, usize> {
    let source = document.source();
    let (mut line, mut at) = (1, 0);
    let mut lines = HashMap::with_capacity(nodes.len());
    // Indices are in document order, so places in the source only grow.
    for index in nodes {
        let offset = document.node(*index).offset();
        line += source[at..offset].matches('\n').count();
        at = offset;
        lines.insert(*index, line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Limits;

    #[test]
    fn a_term_is_found_as_a_whole() {
        assert_eq!(place_in("Der Betrag (BT-115) minus BT-11", "BT-11"), 26);
        assert_eq!(place_in("nichts", "BT-1"), usize::MAX);
    }

    #[test]
    fn the_same_as_one_at_a_time() {
        let source = "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'\n xmlns:c='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'>\n<c:Note>a</c:Note><c:Note\n>b<!-- --></c:Note>\n<c:ID>1</c:ID><x/><x/>\n</Invoice>";
        let document = Document::parse(source, &Limits::default()).unwrap();
        let every: Vec<u32> = document.elements().map(Node::index).collect();
        assert_eq!(every.len(), 6);
        let places = Places::of(&document, every.iter().copied());
        for index in every {
            let node = document.node(index);
            assert_eq!((places.line(index), places.xpath(index)), (node.line(), node.location()));
        }
    }
}
