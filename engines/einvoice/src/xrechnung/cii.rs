//! The rules in CII.
#![allow(clippy::unnecessary_wraps, reason = "every check has the same form, also one that cannot fail")]

use super::root_above;
use crate::{
    run::Pattern,
    tree::{Name, Node, ram, rsm},
};

mod clean_vehicles;
mod extension;
mod national;
mod peppol;

pub(super) use peppol::of_blank;

/// In the order of the original; the order says which context wins within one pattern only.
pub(super) static PATTERNS: &[Pattern] =
    &[peppol::CONTEXTS, peppol::GROSS_PRICE, national::CONTEXTS, extension::CONTEXTS, clean_vehicles::CONTEXTS];

const AGREEMENT: &[Name] = &[ram::ApplicableHeaderTradeAgreement, rsm::SupplyChainTradeTransaction];
const SETTLEMENT: &[Name] = &[ram::ApplicableHeaderTradeSettlement, rsm::SupplyChainTradeTransaction];

/// Whether the names above the element are these, nearest first, and the document's element is above the last.
fn is_below_root(node: Node<'_>, between: &[Name]) -> bool {
    root_above(node, between).is_some_and(|root| root.name() == rsm::CrossIndustryInvoice)
}
