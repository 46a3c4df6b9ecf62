//! BR-DE-CVD: reporting of clean vehicles.

use super::is_below_root;
use crate::{
    rules::rule,
    run::{Context, Run},
    tree::{Name, Node, attr, ram, rsm},
    xpath::{Outcome, and, any_is, is_filled},
    xrechnung::{any_attribute_is, any_filled, has_scheme, is_clean_vehicles, is_in, lists},
};

const LINE: [Name; 2] = [ram::IncludedSupplyChainTradeLineItem, rsm::SupplyChainTradeTransaction];
const PRODUCT: &[Name] = &[ram::SpecifiedTradeProduct, LINE[0], LINE[1]];
const CLASSIFICATION: &[Name] = &[ram::DesignatedProductClassification, PRODUCT[0], LINE[0], LINE[1]];

pub(super) static CONTEXTS: &[Context] = &[
    Context {
        names: &[rsm::SupplyChainTradeTransaction],
        matches: |run, node| Ok(is_reported(run, node, &[])),
        check: transaction,
    },
    Context {
        names: &[ram::SpecifiedTradeProduct],
        matches: |run, node| Ok(is_reported(run, node, &LINE)),
        check: product,
    },
    Context {
        names: &[ram::ClassCode],
        matches: |run, node| Ok(is_reported(run, node, CLASSIFICATION)),
        check: classification,
    },
    Context {
        names: &[ram::ApplicableProductCharacteristic],
        matches: |run, node| Ok(is_reported(run, node, PRODUCT) && is_vehicle_kind(node)),
        check: characteristic,
    },
    Context {
        names: &[ram::ApplicableHeaderTradeAgreement],
        matches: |run, node| Ok(is_reported(run, node, &[rsm::SupplyChainTradeTransaction])),
        check: agreement,
    },
];

fn is_reported(run: &Run<'_>, node: Node<'_>, between: &[Name]) -> bool {
    is_below_root(node, between) && is_clean_vehicles(run)
}

/// An attribute of the item with the name `cva` (BT-160).
fn is_vehicle_kind(characteristic: Node<'_>) -> bool {
    any_is(characteristic.all(ram::Description), "cva")
}

fn classifications(product: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    product.at([ram::DesignatedProductClassification, ram::ClassCode])
}

fn transaction<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let has_vehicle = node.at([ram::IncludedSupplyChainTradeLineItem, ram::SpecifiedTradeProduct]).any(|product| {
        any_attribute_is(classifications(product), attr::listID, "CVD")
            && product.all(ram::ApplicableProductCharacteristic).any(is_vehicle_kind)
    });
    run.require(rule::BR_DE_CVD_03, node, has_vehicle);
    Ok(())
}

fn product<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let kinds = node.all(ram::ApplicableProductCharacteristic).filter(|item| is_vehicle_kind(*item)).count();
    let categories = classifications(node).filter(|code| code.attribute(attr::listID) == Some("CVD")).count();
    run.require(rule::BR_DE_CVD_06_B, node, kinds == 0 || categories == 1);
    run.require(rule::BR_DE_CVD_06_A, node, categories == 0 || kinds == 1);
    Ok(())
}

fn classification<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_TMP_CVD_01, node, has_scheme(node, attr::listID, lists::is_classification));
    let is_category =
        !has_scheme(node, attr::listID, |scheme| scheme == "CVD") || is_in([node], lists::VEHICLE_CATEGORIES)?;
    run.require(rule::BR_DE_CVD_04, node, is_category);
    Ok(())
}

fn characteristic<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_CVD_05, node, is_in(node.all(ram::Value), lists::VEHICLE_KINDS)?);
    Ok(())
}

fn agreement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(
        rule::BR_DE_CVD_01,
        node,
        any_filled(node.at([ram::ContractReferencedDocument, ram::IssuerAssignedID])),
    );
    let mut has_tender = false;
    for reference in node.all(ram::AdditionalReferencedDocument) {
        let is_tender = is_in(reference.all(ram::TypeCode), &["50"]);
        if and(is_tender, || is_filled(reference.all(ram::IssuerAssignedID)))? {
            has_tender = true;
            break;
        }
    }
    run.require(rule::BR_DE_CVD_02, node, has_tender);
    Ok(())
}
