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
    /// Names of the elements it is about.
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
    /// What is asked of every element in which nothing stands but white space, whatever its name.
    pub of_blank: Option<for<'d> fn(&mut Run<'d>, Node<'d>)>,
    pub index: OnceLock<Index>,
}

/// For each name the contexts that may concern it, by pattern.
pub struct Index {
    /// From where to where the contexts of each name stand in the list.
    ranges: Vec<(u16, u16)>,
    /// Number of the pattern, and the context.
    list: Vec<(u8, &'static Context)>,
}

impl Index {
    fn new(patterns: &[Pattern]) -> Self {
        let mut entries: Vec<(Name, (u8, &'static Context))> = Vec::new();
        for (number, contexts) in (0_u8..).zip(patterns) {
            for context in *contexts {
                entries.extend(context.names.iter().map(|name| (*name, (number, context))));
            }
        }
        // Within a name the order stays.
        entries.sort_by_key(|(name, _)| *name);
        let mut ranges = vec![(0, 0); Name::COUNT];
        for (place, (name, _)) in (0_u16..).zip(&entries) {
            let range = &mut ranges[usize::from(name.0)];
            *range = (if range.1 == 0 { place } else { range.0 }, place + 1);
        }
        Self { ranges, list: entries.into_iter().map(|(_, context)| context).collect() }
    }

    #[inline]
    fn of(&self, name: Name) -> &[(u8, &'static Context)] {
        let (first, end) = self.ranges[usize::from(name.0)];
        if end == 0 { &[] } else { &self.list[usize::from(first)..usize::from(end)] }
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
            if let Some(of_blank) = rules.of_blank.filter(|_| node.is_blank()) {
                of_blank(self, node);
            }
            let contexts = index.of(node.name());
            if contexts.is_empty() {
                continue;
            }
            if let Err(abort) = self.apply_to(contexts, node) {
                self.hits.truncate(before);
                return Err(abort);
            }
        }
        Ok(())
    }

    fn apply_to(&mut self, contexts: &[(u8, &'static Context)], node: Node<'d>) -> Result<(), Abort> {
        let mut done = None;
        for (pattern, context) in contexts {
            if done != Some(*pattern) && (context.matches)(self, node).unwrap_or(false) {
                done = Some(*pattern);
                (context.check)(self, node)?;
            }
        }
        Ok(())
    }
}
