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
    /// Where the contexts of each name start in the list; those of the next name are behind them.
    starts: Vec<u16>,
    /// Number of the pattern, and the context.
    list: Vec<(u8, &'static Context)>,
}

impl Index {
    fn new(patterns: &[Pattern]) -> Self {
        let mut entries: Vec<(Name, (u8, &'static Context))> = Vec::new();
        for (number, contexts) in (0_u8..).zip(patterns) {
            for context in *contexts {
                entries.extend(context.names.iter().map(|name| (*name, (number, context))));
                if context.names.is_empty() {
                    entries.extend(Name::elements().map(|name| (name, (number, context))));
                }
            }
        }
        // Within a name the order stays.
        entries.sort_by_key(|(name, _)| *name);
        let mut starts = vec![0; Name::COUNT + 1];
        for (name, _) in &entries {
            starts[usize::from(name.0) + 1] += 1;
        }
        for number in 1..starts.len() {
            starts[number] += starts[number - 1];
        }
        Self { starts, list: entries.into_iter().map(|(_, context)| context).collect() }
    }

    fn of(&self, name: Name) -> &[(u8, &'static Context)] {
        let number = usize::from(name.0);
        &self.list[usize::from(self.starts[number])..usize::from(self.starts[number + 1])]
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
        for node in document.nodes() {
            // There are none for texts.
            if let Err(abort) = self.apply_to(index.of(node.name()), node) {
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
