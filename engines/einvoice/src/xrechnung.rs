//! Rules: filled in next.

use std::marker::PhantomData;

/// What several rules ask about the whole document.
#[derive(Default)]
pub struct Memory<'d> {
    document: PhantomData<&'d ()>,
}

/// The rule set for UBL.
pub static RULE_SET_UBL: crate::run::RuleSet =
    crate::run::RuleSet { name: "XRechnung 2.5.0 (UBL)", patterns: &[], index: std::sync::OnceLock::new() };
/// The rule set for CII.
pub static RULE_SET_CII: crate::run::RuleSet =
    crate::run::RuleSet { name: "XRechnung 2.5.0 (CII)", patterns: &[], index: std::sync::OnceLock::new() };
