//! Running a rule set over a document in one pass.
//!
//! A rule set is a list of patterns, a pattern a list of contexts in order of precedence: of the contexts of one
//! pattern only the first that matches an element applies to it (ISO/IEC 19757-3, 6.5). Contexts are found by the
//! element's name, so an element costs only what may concern it.

use std::sync::OnceLock;

use crate::{
    rules::Rule,
    tree::{Document, Name, Node},
    xpath::{Abort, Outcome},
};

/// One rule that fired, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub rule: Rule,
    /// Index of the element in the document.
    pub node: u32,
}

/// Where rules apply, and what they ask there.
pub struct Context {
    /// Names of the elements it is about; none: every element.
    pub names: &'static [Name],
    /// Whether it is about this element. An error here means no, as in XSLT.
    pub matches: fn(&Run<'_>, Node<'_>) -> Outcome,
    /// Says through [`Run::require`] which rules do not hold.
    pub check: for<'d> fn(&mut Run<'d>, Node<'d>) -> Outcome<()>,
}

/// Contexts of which only the first that matches applies.
pub type Pattern = &'static [Context];

/// Rules that are run together: when one stops with an error, all are without a verdict.
pub struct RuleSet {
    /// Name and version as they stand in a verdict.
    pub name: &'static str,
    pub patterns: &'static [Pattern],
    pub index: OnceLock<Index>,
}

/// For each name the contexts that may concern it, by pattern.
pub struct Index {
    by_name: Vec<Vec<(u8, u8)>>,
}

impl Index {
    fn new(patterns: &[Pattern]) -> Self {
        let mut by_name = vec![Vec::new(); Name::COUNT];
        for (pattern, contexts) in (0_u8..).zip(patterns) {
            for (place, context) in (0_u8..).zip(*contexts) {
                if context.names.is_empty() {
                    by_name
                        .iter_mut()
                        .enumerate()
                        .filter(|(name, _)| *name != usize::from(Name::TEXT.0))
                        .for_each(|(_, list)| list.push((pattern, place)));
                }
                for name in context.names {
                    by_name[usize::from(name.0)].push((pattern, place));
                }
            }
        }
        Self { by_name }
    }
}

/// A run over one document: collects what fired and keeps what several rules ask for.
pub struct Run<'d> {
    pub document: &'d Document<'d>,
    pub hits: Vec<Hit>,
    pub memory: Memory<'d>,
}

/// Answers about the whole document that are looked up once. Each rule set adds what it needs.
#[derive(Default)]
pub struct Memory<'d> {
    pub ubl: crate::ubl::Memory<'d>,
    pub cii: crate::cii::Memory<'d>,
    pub xrechnung: crate::xrechnung::Memory<'d>,
}

impl<'d> Run<'d> {
    pub fn new(document: &'d Document<'d>) -> Self {
        Self { document, hits: Vec::new(), memory: Memory::default() }
    }

    /// Notes that the rule fires at the node unless it holds.
    pub fn require(&mut self, rule: Rule, node: Node<'_>, holds: bool) {
        if !holds {
            self.hits.push(Hit { rule, node: node.index() });
        }
    }

    /// Runs a rule set. After an error what it found so far does not count.
    pub fn apply(&mut self, rules: &RuleSet) -> Result<(), Abort> {
        let index = rules.index.get_or_init(|| Index::new(rules.patterns));
        let before = self.hits.len();
        let document = self.document;
        for node in document.elements() {
            if let Err(abort) = self.apply_to(rules, index, node) {
                self.hits.truncate(before);
                return Err(abort);
            }
        }
        Ok(())
    }

    fn apply_to(&mut self, rules: &RuleSet, index: &Index, node: Node<'d>) -> Result<(), Abort> {
        let mut done = None;
        for (pattern, place) in &index.by_name[usize::from(node.name().0)] {
            if done == Some(*pattern) {
                continue;
            }
            let context = &rules.patterns[usize::from(*pattern)][usize::from(*place)];
            if (context.matches)(self, node).unwrap_or(false) {
                done = Some(*pattern);
                (context.check)(self, node)?;
            }
        }
        Ok(())
    }
}
