//! Lines of the invoice, their items and periods.

use super::{
    always,
    dates::date,
    scheme::{any_has, has_only_vat},
};
use crate::{
    rules::{Rule, rule},
    run::{Context, Run},
    tree::{Name, Node, attr, cac, cbc},
    xpath::{Outcome, any_double, has_at_most_decimals, is_filled, or},
};

/// Lines of both documents.
pub(super) const LINES: &[Name] = &[cac::InvoiceLine, cac::CreditNoteLine];

pub(super) const LINE: Context = Context { names: LINES, matches: always, check: check_line };

fn check_line<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let is_numbered = is_filled(node.all(cbc::ID))?;
    run.require(rule::BR_21, node, is_numbered);
    let mut quantities =
        node.children().filter(|child| [cbc::InvoicedQuantity, cbc::CreditedQuantity].contains(&child.name()));
    let first = quantities.next();
    run.require(rule::BR_22, node, first.is_some());
    let has_unit = first.into_iter().chain(quantities).any(|quantity| quantity.attribute(attr::unitCode).is_some());
    run.require(rule::BR_23, node, has_unit);
    run.require(rule::BR_24, node, node.has(cbc::LineExtensionAmount));
    let is_named = is_filled(node.at([cac::Item, cbc::Name]))?;
    run.require(rule::BR_25, node, is_named);
    let prices = || node.at([cac::Price, cbc::PriceAmount]);
    run.require(rule::BR_26, node, prices().next().is_some());
    let holds = any_double(prices(), |price| price >= 0.0)?;
    run.require(rule::BR_27, node, holds);
    let gross = || node.at([cac::Price, cac::AllowanceCharge, cbc::BaseAmount]);
    let holds = or(any_double(gross(), |price| price >= 0.0), || Ok(gross().next().is_none()))?;
    run.require(rule::BR_28, node, holds);
    let has_category = any_has(node.at([cac::Item, cac::ClassifiedTaxCategory]), has_only_vat, cbc::ID)?;
    run.require(rule::BR_CO_04, node, has_category);
    let holds = has_at_most_decimals(node.all(cbc::LineExtensionAmount), 2)?;
    run.require(rule::BR_DEC_23, node, holds);
    Ok(())
}

pub(super) const LINE_PERIOD: Context = Context {
    names: &[cac::InvoicePeriod],
    matches: |_, node| Ok(node.is_below(cac::InvoiceLine) || node.is_below(cac::CreditNoteLine)),
    check: |run, node| {
        check_order(run, node, rule::BR_30)?;
        run.require(rule::BR_CO_20, node, node.has(cbc::StartDate) || node.has(cbc::EndDate));
        Ok(())
    },
};

pub(super) const PERIOD: Context = Context {
    names: &[cac::InvoicePeriod],
    matches: always,
    check: |run, node| {
        check_order(run, node, rule::BR_29)?;
        let holds = node.has(cbc::StartDate) || node.has(cbc::EndDate) || node.has(cbc::DescriptionCode);
        run.require(rule::BR_CO_19, node, holds);
        Ok(())
    },
};

/// A period does not end before it begins.
fn check_order<'d>(run: &mut Run<'d>, node: Node<'d>, rule: Rule) -> Outcome<()> {
    let holds = match (node.has(cbc::StartDate), node.has(cbc::EndDate)) {
        (true, true) => date(node.all(cbc::EndDate))? >= date(node.all(cbc::StartDate))?,
        _ => true,
    };
    run.require(rule, node, holds);
    Ok(())
}

pub(super) const PROPERTY: Context = Context {
    names: &[cac::AdditionalItemProperty],
    matches: always,
    check: |run, node| {
        run.require(rule::BR_54, node, node.has(cbc::Name) && node.has(cbc::Value));
        Ok(())
    },
};

pub(super) const CLASSIFICATION: Context = Context {
    names: &[cbc::ItemClassificationCode],
    matches: |_, node| Ok(is_in_item_as(node, cac::CommodityClassification)),
    check: |run, node| {
        run.require(rule::BR_65, node, node.attribute(attr::listID).is_some());
        Ok(())
    },
};

pub(super) const STANDARD_IDENTIFIER: Context = Context {
    names: &[cbc::ID],
    matches: |_, node| Ok(is_in_item_as(node, cac::StandardItemIdentification)),
    check: |run, node| {
        run.require(rule::BR_64, node, node.attribute(attr::schemeID).is_some());
        Ok(())
    },
};

fn is_in_item_as(node: Node<'_>, group: Name) -> bool {
    LINES.iter().any(|line| node.is_under(&[group, cac::Item, *line]))
}
