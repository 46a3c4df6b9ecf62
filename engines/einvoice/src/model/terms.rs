//! Where a business term stands in the document, and which term an element is.

use crate::tree::{Document, Node, cac, cbc, ram, udt};

/// The elements behind the terms of an invoice, both ways.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Element and term, sorted by element.
    by_node: Vec<(u32, &'static str)>,
    /// Term and element, sorted.
    by_term: Vec<(&'static str, u32)>,
}

impl Terms {
    pub(super) fn new(mut found: Vec<(u32, &'static str)>) -> Self {
        found.sort_unstable();
        found.dedup();
        let mut by_term: Vec<_> = found.iter().map(|(node, term)| (*term, *node)).collect();
        by_term.sort_unstable();
        Self { by_node: found, by_term }
    }

    /// Elements that hold this term or group (`BT-27`, `BG-25`), in document order.
    pub fn nodes(&self, term: &str) -> impl Iterator<Item = u32> {
        let start = self.by_term.partition_point(|(other, _)| *other < term);
        self.by_term[start..].iter().take_while(move |(other, _)| *other == term).map(|(_, node)| *node)
    }

    /// Terms this element itself holds.
    pub fn of(&self, node: u32) -> impl Iterator<Item = &'static str> {
        let start = self.by_node.partition_point(|(other, _)| *other < node);
        self.by_node[start..].iter().take_while(move |(other, _)| *other == node).map(|(_, term)| *term)
    }

    /// The term or group an element belongs to: its own, else that of the nearest element above that has one.
    pub fn business_term_of(&self, node: Node<'_>) -> Option<&'static str> {
        std::iter::once(node).chain(node.ancestors()).find_map(|node| self.of(node.index()).next())
    }

    /// The innermost repeated group an element stands in, by its place among its kind: `("BG-25", 3)` for something
    /// in the third line. Counting starts at 1.
    pub fn occurrence_of(&self, node: Node<'_>) -> Option<(&'static str, usize)> {
        std::iter::once(node).chain(node.ancestors()).find_map(|node| {
            let group = self.of(node.index()).find(|term| REPEATED.contains(term))?;
            let first = self.by_term.partition_point(|(other, _)| *other < group);
            let this = self.by_term.partition_point(|other| *other < (group, node.index()));
            Some((group, this - first + 1))
        })
    }

    /// Elements with text that hold no term: what the document says beyond the model. Left out is what only says how
    /// something else is to be read (charge indicator, tax scheme, kinds of references).
    pub fn unread<'d>(&self, document: &'d Document<'d>) -> Vec<Node<'d>> {
        let is_text = |node: &Node<'_>| node.children().next().is_none() && !node.normalized().is_empty();
        document
            .elements()
            .filter(is_text)
            .filter(|node| self.of(node.index()).next().is_none() && !is_structure(*node))
            .collect()
    }
}

fn is_structure(node: Node<'_>) -> bool {
    match node.name() {
        cbc::ChargeIndicator
        | udt::Indicator
        | cbc::DocumentTypeCode
        | ram::ReferenceTypeCode
        | ram::TypeCode
        | cbc::NetworkID => true,
        cbc::ID => node.is_below(cac::TaxScheme),
        ram::Name => node.is_below(ram::SpecifiedProcuringProject),
        _ => false,
    }
}

/// Groups that may stand more than once.
const REPEATED: [&str; 14] = [
    "BG-1",
    "BG-3",
    "BG-17",
    "BG-20",
    "BG-21",
    "BG-23",
    "BG-24",
    "BG-25",
    "BG-27",
    "BG-28",
    "BG-32",
    "BG-DEX-01",
    "BG-DEX-09",
    "BG-16",
];
