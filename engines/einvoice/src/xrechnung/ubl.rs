//! The rules in UBL.
#![allow(clippy::unnecessary_wraps, reason = "every check has the same form, also one that cannot fail")]

use super::{is_clean_vehicles, root_above};
use crate::{
    run::{Pattern, Run},
    tree::{Name, Node, cac, cbc, cn, ubl},
};

mod clean_vehicles;
mod extension;
mod national;
mod peppol;

pub(super) use peppol::of_blank;

/// In the order of the original; the order says which context wins within one pattern only.
pub(super) static PATTERNS: &[Pattern] =
    &[peppol::CONTEXTS, national::CONTEXTS, extension::CONTEXTS, clean_vehicles::CONTEXTS];

const LINES: [Name; 2] = [cac::InvoiceLine, cac::CreditNoteLine];

fn is_document(node: Node<'_>) -> bool {
    node.name() == ubl::Invoice || node.name() == cn::CreditNote
}

/// Whether the names above the element are these, nearest first, and the invoice or credit note is above the last.
fn is_below_root(node: Node<'_>, between: &[Name]) -> bool {
    root_above(node, between).is_some_and(is_document)
}

/// Whether the element belongs to the item of a line of its kind of document, and clean vehicles are reported.
fn is_of_vehicle_line(run: &Run<'_>, node: Node<'_>, between: &[Name]) -> bool {
    let Some(line) = node.ancestors().nth(between.len()) else { return false };
    let root = match line.name() {
        cac::InvoiceLine => ubl::Invoice,
        cac::CreditNoteLine => cn::CreditNote,
        _ => return false,
    };
    node.is_under(between)
        && line.parent().is_some_and(|parent| parent.name() == root && parent.parent().is_none())
        && is_clean_vehicles(run)
}

/// Lines of either kind.
fn lines(document: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    document.children().filter(|child| LINES.contains(&child.name()))
}

/// `cbc:ID[@schemeID = 'SEPA']` of a party: the creditor identifier (BT-90).
fn has_creditor_identifier<'d>(identifiers: impl Iterator<Item = Node<'d>>) -> bool {
    super::any_attribute_is(identifiers, crate::tree::attr::schemeID, "SEPA")
}

/// Texts of the payment terms (BT-20): the first of each group.
fn payment_terms(document: Node<'_>) -> impl Iterator<Item = Node<'_>> + Clone {
    document.all(cac::PaymentTerms).filter_map(|terms| terms.first(cbc::Note))
}
