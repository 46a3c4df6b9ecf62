//! Rules: filled in next.

use std::marker::PhantomData;

/// What several rules ask about the whole document.
#[derive(Default)]
pub struct Memory<'d> {
    document: PhantomData<&'d ()>,
}

/// The rule set.
pub static RULE_SET: crate::run::RuleSet =
    crate::run::RuleSet { name: "EN16931 1.3.16", patterns: &[], index: std::sync::OnceLock::new() };
