//! What is forbidden by its path alone: most of UBL-CR, CII-SR and CII-DT.
//!
//! The tables in `data/paths` say for a group of rules, all with the same context: rule, path below the context. The
//! build script makes one trie of each group, so a walk over the elements below the context meets every one of them.

use crate::{
    rules::Rule,
    run::Run,
    tree::{Attr, Name, Node},
};

/// A place in the trie of forbidden paths: what is known below an element.
pub struct Place {
    /// The last six bits of the names of the children, as a set: most elements are not among them.
    pub some: u64,
    /// Children by name, sorted.
    pub elements: &'static [(Name, u16)],
    /// Forbidden attributes of this element.
    pub attributes: &'static [(Attr, Rule)],
    /// Rules that this element breaks by being here.
    pub rules: &'static [Rule],
}

/// A trie of forbidden paths; the first place is the context.
pub struct Forbidden(pub &'static [Place]);

include!(concat!(env!("OUT_DIR"), "/paths.rs"));

impl Run<'_> {
    /// Notes every rule of the group that something below this context breaks: once for a context, at the first place.
    pub fn forbid(&mut self, group: &Forbidden, context: Node<'_>) {
        let before = self.hits.len();
        self.forbid_below(group, 0, context, before);
    }

    fn forbid_below(&mut self, group: &Forbidden, place: u16, node: Node<'_>, before: usize) {
        let place = &group.0[usize::from(place)];
        for rule in place.rules {
            self.note_once(*rule, node, before);
        }
        if node.has_attributes() {
            for (attribute, rule) in place.attributes {
                if node.attribute(*attribute).is_some() {
                    self.note_once(*rule, node, before);
                }
            }
        }
        if place.elements.is_empty() {
            return;
        }
        for child in node.child_nodes() {
            if place.some & 1 << (child.name().0 % 64) == 0 {
                continue;
            }
            if let Ok(found) = place.elements.binary_search_by_key(&child.name(), |(name, _)| *name) {
                self.forbid_below(group, place.elements[found].1, child, before);
            }
        }
    }

    fn note_once(&mut self, rule: Rule, node: Node<'_>, before: usize) {
        if !self.hits[before..].iter().any(|hit| hit.rule == rule) {
            self.require(rule, node, false);
        }
    }
}
