//! The rules of EN 16931 for UBL 2.1, invoices and credit notes.
//!
//! Three patterns, as in the validation artefacts: what the model asks for, what the binding to UBL asks for, and the
//! code lists. Within a pattern the order of the contexts is that of the artefacts wherever two could match one element.
#![allow(clippy::unnecessary_wraps, reason = "contexts call functions of one form, and some of them cannot fail")]

mod breakdown;
mod charges;
mod codes;
mod dates;
mod document;
mod groups;
mod lines;
mod parties;
mod scheme;
mod syntax;
mod totals;
mod vat;

use std::sync::OnceLock;

use crate::{
    number::Decimal,
    run::{Context, RuleSet, Run},
    tree::{Name, Node, cn, ubl},
    xpath::Outcome,
};

/// All rules of EN 16931 that are bound to UBL.
pub static RULE_SET: RuleSet = RuleSet {
    name: "EN16931 1.3.16 (UBL)",
    patterns: &[MODEL, syntax::PATTERN, codes::PATTERN],
    of_blank: None,
    index: OnceLock::new(),
};

/// What several rules ask about the whole document.
#[derive(Default)]
pub struct Memory<'d> {
    /// Sum of the net amounts of all lines.
    line_total: Option<Outcome<Decimal>>,
    /// Lines, allowances and charges by VAT category.
    groups: Option<Box<groups::Groups<'d>>>,
}

const MODEL: &[Context] = &[
    document::SUPPORTING_DOCUMENT,
    parties::BUYER_ENDPOINT,
    parties::BUYER_ADDRESS,
    charges::CARD,
    parties::DELIVERY_ADDRESS,
    charges::DOCUMENT_ALLOWANCE,
    charges::DOCUMENT_CHARGE,
    totals::TOTALS,
    document::DOCUMENT,
    lines::LINE,
    charges::LINE_ALLOWANCE,
    charges::LINE_CHARGE,
    lines::LINE_PERIOD,
    lines::PERIOD,
    lines::PROPERTY,
    lines::CLASSIFICATION,
    lines::STANDARD_IDENTIFIER,
    document::NOTE,
    parties::PAYEE,
    charges::ACCOUNT,
    charges::PAYMENT,
    document::PRECEDING_INVOICE,
    parties::SELLER,
    parties::SELLER_ENDPOINT,
    parties::SELLER_ADDRESS,
    parties::REPRESENTATIVE,
    parties::REPRESENTATIVE_ADDRESS,
    totals::TAX_TOTAL,
    totals::TAX_SUBTOTAL,
    parties::TAX_SCHEME,
    breakdown::CATEGORY,
];

/// Names of the two documents.
const DOCUMENTS: &[Name] = &[ubl::Invoice, cn::CreditNote];

/// Every element of the names.
fn always(_: &Run<'_>, _: Node<'_>) -> Outcome {
    Ok(true)
}

fn is_document(node: Node<'_>) -> bool {
    node.parent().is_none() && DOCUMENTS.contains(&node.name())
}

/// The document's element: `/ubl:Invoice | /cn:CreditNote`.
fn document(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(is_document(node))
}

/// Directly below the document's element: `/ubl:Invoice/… | /cn:CreditNote/…`.
fn in_document(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(node.parent().is_some_and(is_document))
}
