//! BR-DEX: the extension of XRechnung.

use super::is_below_root;
use crate::{
    rules::{Rule, rule},
    run::{Context, Run},
    tree::{Name, Node, attr, ram, rsm},
    xpath::Outcome,
    xrechnung::{has_allowed_kind, has_scheme, is_extension, lists},
};

pub(super) static CONTEXTS: &[Context] = &[
    Context {
        names: &[ram::AssociatedDocumentLineDocument],
        matches: |run, node| {
            let line = [ram::IncludedSupplyChainTradeLineItem, rsm::SupplyChainTradeTransaction];
            Ok(is_below_root(node, &line) && is_extension(run))
        },
        check: line,
    },
    Context {
        names: &[ram::GlobalID],
        matches: |run, node| {
            Ok(has_identifier(run, node) && !is_within(node, &[ram::SpecifiedTradeProduct, ram::ShipToTradeParty]))
        },
        check: |run, node| require_icd(run, node, rule::BR_DEX_04),
    },
    Context {
        names: &[ram::ID],
        matches: |run, node| Ok(has_identifier(run, node) && !is_within(node, &[ram::SpecifiedTaxRegistration])),
        check: |run, node| require_icd(run, node, rule::BR_DEX_05),
    },
    Context {
        names: &[ram::GlobalID],
        matches: |run, node| Ok(node.is_below(ram::SpecifiedTradeProduct) && has_identifier(run, node)),
        check: |run, node| require_icd(run, node, rule::BR_DEX_06),
    },
    Context {
        names: &[ram::URIID],
        matches: |run, node| Ok(node.is_below(ram::URIUniversalCommunication) && has_identifier(run, node)),
        check: electronic_address,
    },
    Context {
        names: &[ram::GlobalID],
        matches: |run, node| {
            let is_delivery = node.is_under(&[ram::ShipToTradeParty, ram::ApplicableHeaderTradeDelivery]);
            Ok(is_delivery && has_identifier(run, node))
        },
        check: |run, node| require_icd(run, node, rule::BR_DEX_08),
    },
    Context { names: &[ram::AttachmentBinaryObject], matches: |run, _| Ok(is_extension(run)), check: attachment },
];

fn has_identifier(run: &Run<'_>, node: Node<'_>) -> bool {
    node.attribute(attr::schemeID).is_some() && is_extension(run)
}

fn is_within(node: Node<'_>, names: &[Name]) -> bool {
    node.ancestors().any(|above| names.contains(&above.name()))
}

/// Lines below lines are not supported in CII.
fn line<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let has_sub_lines = run.document.everywhere(ram::ParentLineID).next().is_some();
    run.require(rule::BR_DEX_15, node, !has_sub_lines);
    Ok(())
}

fn require_icd<'d>(run: &mut Run<'d>, node: Node<'d>, rule: Rule) -> Outcome<()> {
    run.require(rule, node, has_scheme(node, attr::schemeID, lists::is_icd));
    Ok(())
}

fn electronic_address<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DEX_07, node, has_scheme(node, attr::schemeID, lists::is_eas));
    Ok(())
}

fn attachment<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DEX_01, node, has_allowed_kind(node));
    Ok(())
}
