//! BR-DE-CVD: reporting of clean vehicles.

use super::{is_document, is_of_vehicle_line, lines};
use crate::{
    rules::rule,
    run::{Context, Run},
    tree::{Node, attr, cac, cbc, cn, ubl},
    xpath::{Outcome, any_is},
    xrechnung::{any_attribute_is, any_filled, has_scheme, is_clean_vehicles, is_in, lists},
};

pub(super) static CONTEXTS: &[Context] = &[
    Context {
        names: &[ubl::Invoice, cn::CreditNote],
        matches: |run, node| Ok(node.parent().is_none() && is_clean_vehicles(run)),
        check: document,
    },
    Context { names: &[cac::Item], matches: |run, node| Ok(is_of_vehicle_line(run, node, &[])), check: item },
    Context {
        names: &[cbc::ItemClassificationCode],
        matches: |run, node| Ok(is_of_vehicle_line(run, node, &[cac::CommodityClassification, cac::Item])),
        check: classification,
    },
    Context {
        names: &[cac::AdditionalItemProperty],
        matches: |run, node| Ok(is_of_vehicle_line(run, node, &[cac::Item]) && is_vehicle_kind(node)),
        check: property,
    },
];

/// An attribute of the item with the name `cva` (BT-160).
fn is_vehicle_kind(property: Node<'_>) -> bool {
    any_is(property.all(cbc::Name), "cva")
}

fn classifications(item: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    item.at([cac::CommodityClassification, cbc::ItemClassificationCode])
}

fn is_vehicle(item: Node<'_>) -> bool {
    any_attribute_is(classifications(item), attr::listID, "CVD")
}

fn document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    debug_assert!(is_document(node), "the context says so");
    run.require(rule::BR_DE_CVD_02, node, any_filled(node.at([cac::OriginatorDocumentReference, cbc::ID])));
    run.require(rule::BR_DE_CVD_01, node, any_filled(node.at([cac::ContractDocumentReference, cbc::ID])));
    let has_vehicle = lines(node)
        .flat_map(|line| line.all(cac::Item))
        .any(|item| is_vehicle(item) && item.all(cac::AdditionalItemProperty).any(is_vehicle_kind));
    run.require(rule::BR_DE_CVD_03, node, has_vehicle);
    Ok(())
}

fn item<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let kinds = node.all(cac::AdditionalItemProperty).filter(|property| is_vehicle_kind(*property)).count();
    let categories = classifications(node).filter(|code| code.attribute(attr::listID) == Some("CVD")).count();
    run.require(rule::BR_DE_CVD_06_A, node, categories == 0 || kinds == 1);
    run.require(rule::BR_DE_CVD_06_B, node, kinds == 0 || categories == 1);
    Ok(())
}

fn classification<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_TMP_CVD_01, node, has_scheme(node, attr::listID, lists::is_classification));
    let is_category =
        !has_scheme(node, attr::listID, |scheme| scheme == "CVD") || is_in([node], lists::VEHICLE_CATEGORIES)?;
    run.require(rule::BR_DE_CVD_04, node, is_category);
    Ok(())
}

fn property<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_CVD_05, node, is_in(node.all(cbc::Value), lists::VEHICLE_KINDS)?);
    Ok(())
}
