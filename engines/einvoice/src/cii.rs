//! The rules of EN 16931 bound to CII D16B: the three patterns of the validation artefacts 1.3.16.
//!
//! `model` asks what the standard asks of an invoice, `syntax` keeps out of the message what the standard does not know,
//! `code_lists` looks codes up. What many elements ask about the whole document is answered once, in `facts` and `sums`.

#![allow(clippy::unnecessary_wraps, reason = "contexts call functions of one form, and some of them cannot fail")]

mod code_lists;
mod compare;
mod facts;
mod families;
mod lines;
mod model;
mod parties;
mod sums;
mod syntax;
mod syntax_counts;
mod totals;
mod vat;

use std::sync::OnceLock;

use crate::{
    run::{RuleSet, Run},
    tree::{Document, Name, Node, ram, rsm, udt},
    xpath::{self, Outcome},
};

/// The rules of EN 16931 for CII.
pub static RULE_SET: RuleSet = RuleSet {
    name: "EN16931 1.3.16 (CII)",
    patterns: &[model::PATTERN, syntax::PATTERN, code_lists::PATTERN],
    of_blank: None,
    index: OnceLock::new(),
};

/// What several rules ask about the whole document.
#[derive(Default)]
pub struct Memory<'d> {
    facts: Option<facts::Facts>,
    sums: sums::Sums,
    document: std::marker::PhantomData<&'d ()>,
}

/// Whether the names above an element are these, nearest first, and nothing is above the last.
fn is_at(node: Node<'_>, above: &[Name]) -> bool {
    let mut node = node;
    for name in above {
        match node.parent() {
            Some(parent) if parent.name() == *name => node = parent,
            _ => return false,
        }
    }
    node.parent().is_none()
}

/// Whether it is `/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/…/it`.
fn is_in_transaction(node: Node<'_>) -> bool {
    is_at(node, &[rsm::SupplyChainTradeTransaction, rsm::CrossIndustryInvoice])
}

/// Elements below `/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction`; the names begin with that one.
fn transaction<'d, const N: usize>(
    document: &'d Document<'d>,
    names: [Name; N],
) -> impl Iterator<Item = Node<'d>> + Clone {
    let root = document.root();
    (root.name() == rsm::CrossIndustryInvoice).then(|| root.at(names)).into_iter().flatten()
}

/// `/…/ram:ApplicableHeaderTradeSettlement/name`.
fn in_settlement<'d>(document: &'d Document<'d>, name: Name) -> impl Iterator<Item = Node<'d>> + Clone {
    transaction(document, [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement, name])
}

/// `ram:ChargeIndicator/udt:Indicator = true()` or `= false()` of an allowance or charge.
fn indicator_is(allowance_or_charge: Node<'_>, value: bool) -> Outcome {
    xpath::any_boolean_is(allowance_or_charge.at([ram::ChargeIndicator, udt::Indicator]), value)
}

/// `upper-case(ram:TypeCode) = 'VAT'`.
fn is_vat(tax: Node<'_>) -> Outcome {
    Ok(xpath::string(tax.all(ram::TypeCode))?.eq_ignore_ascii_case("VAT"))
}

/// `ram:X[upper-case(ram:TypeCode) = 'VAT']/ram:CategoryCode`.
fn has_vat_category<'d>(taxes: impl Iterator<Item = Node<'d>>) -> Outcome {
    for tax in taxes {
        if is_vat(tax)? && tax.has(ram::CategoryCode) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether something is wanted of every element of a context.
fn always(_: &Run<'_>, _: Node<'_>) -> Outcome {
    Ok(true)
}
