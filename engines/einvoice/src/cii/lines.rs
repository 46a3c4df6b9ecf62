//! Lines: BG-25 to BG-32.

use std::cmp::Ordering;

use super::{
    compare::{Number, any_compares},
    has_vat_category,
};
use crate::{
    rules::rule,
    run::Run,
    tree::{Node, attr, ram, udt},
    xpath::{Abort, Outcome, decimals_at_most, has_at_most_decimals, is_filled, or},
};

/// `normalize-space(path/@name) != ''` for elements of which at most one has the attribute.
pub(super) fn is_attribute_filled<'d>(nodes: impl Iterator<Item = Node<'d>>, name: crate::tree::Attr) -> Outcome {
    let mut values = nodes.filter_map(|node| Some((node, node.attribute(name)?)));
    let first = values.next();
    match values.next() {
        Some((node, _)) => Err(Abort::cardinality(node)),
        None => Ok(first.is_some_and(|(_, value)| !crate::tree::normalize_space(value).is_empty())),
    }
}

pub(super) fn classification<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let has_list = is_attribute_filled(node.all(ram::ClassCode), attr::listID);
    run.require(rule::BR_65, node, or(has_list, || Ok(!node.has(ram::ClassCode)))?);
    Ok(())
}

pub(super) fn line<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let number = node.at([ram::AssociatedDocumentLineDocument, ram::LineID]);
    run.require(rule::BR_21, node, is_filled(number)?);
    let mut quantities = node.at([ram::SpecifiedLineTradeDelivery, ram::BilledQuantity]);
    run.require(rule::BR_22, node, quantities.clone().next().is_some());
    run.require(rule::BR_23, node, quantities.any(|quantity| quantity.attribute(attr::unitCode).is_some()));
    let amount = node.at([
        ram::SpecifiedLineTradeSettlement,
        ram::SpecifiedTradeSettlementLineMonetarySummation,
        ram::LineTotalAmount,
    ]);
    run.require(rule::BR_24, node, amount.clone().next().is_some());
    run.require(rule::BR_DEC_23, node, has_at_most_decimals(amount, 2)?);
    run.require(rule::BR_25, node, is_filled(node.at([ram::SpecifiedTradeProduct, ram::Name]))?);
    prices(run, node)?;
    let item = node.at([ram::SpecifiedTradeProduct, ram::GlobalID]);
    let has_scheme = is_attribute_filled(item.clone(), attr::schemeID);
    run.require(rule::BR_64, node, or(has_scheme, || Ok(item.clone().next().is_none()))?);
    let taxes = node.at([ram::SpecifiedLineTradeSettlement, ram::ApplicableTradeTax]);
    run.require(rule::BR_CO_04, node, has_vat_category(taxes)?);
    let has_breakdown = run.facts().has_breakdown;
    run.require(rule::BR_CO_18, node, has_breakdown);
    Ok(())
}

fn prices<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let agreement = ram::SpecifiedLineTradeAgreement;
    let net = node.at([agreement, ram::NetPriceProductTradePrice, ram::ChargeAmount]);
    run.require(rule::BR_26, node, net.clone().next().is_some());
    run.require(rule::BR_27, node, any_compares(net, Number::Whole(0), Ordering::is_ge)?);
    let gross = node.at([agreement, ram::GrossPriceProductTradePrice, ram::ChargeAmount]);
    let is_positive = any_compares(gross.clone(), Number::Whole(0), Ordering::is_ge);
    run.require(rule::BR_28, node, or(is_positive, || Ok(gross.clone().next().is_none()))?);
    Ok(())
}

pub(super) fn allowance<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let Some(entry) = node.parent() else { return Ok(()) };
    run.require(rule::BR_41, node, entry.has(ram::ActualAmount));
    let has_reason = entry.has(ram::Reason) || entry.has(ram::ReasonCode);
    run.require(rule::BR_42, node, has_reason);
    run.require(rule::BR_CO_23, node, has_reason);
    run.require(rule::BR_DEC_24, node, first_has_cents(entry, ram::ActualAmount));
    run.require(rule::BR_DEC_25, node, has_at_most_decimals(entry.all(ram::BasisAmount), 2)?);
    Ok(())
}

pub(super) fn charge<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let Some(entry) = node.parent() else { return Ok(()) };
    run.require(rule::BR_43, node, entry.has(ram::ActualAmount));
    let has_reason = entry.has(ram::Reason) || entry.has(ram::ReasonCode);
    run.require(rule::BR_44, node, has_reason);
    run.require(rule::BR_CO_24, node, has_reason);
    run.require(rule::BR_DEC_27, node, first_has_cents(entry, ram::ActualAmount));
    run.require(rule::BR_DEC_28, node, has_at_most_decimals(entry.all(ram::BasisAmount), 2)?);
    Ok(())
}

/// `string-length(substring-after(name[1], '.')) <= 2`
pub(super) fn first_has_cents(node: Node<'_>, name: crate::tree::Name) -> bool {
    node.first(name).is_none_or(|amount| decimals_at_most(&amount.string(), 2))
}

pub(super) fn period<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_30, node, ends_after_start(node));
    run.require(rule::BR_CO_20, node, node.has(ram::StartDateTime) || node.has(ram::EndDateTime));
    Ok(())
}

/// Whether some end is not before some start. Compared as text: eight digits in order are days in order.
pub(super) fn ends_after_start(period: Node<'_>) -> bool {
    let days = |name| {
        period
            .at([name, udt::DateTimeString])
            .filter(|day: &Node<'_>| day.attribute(attr::format) == Some("102"))
            .map(Node::string)
    };
    if !period.has(ram::EndDateTime) || !period.has(ram::StartDateTime) {
        return true;
    }
    matches!((days(ram::EndDateTime).max(), days(ram::StartDateTime).min()), (Some(end), Some(start)) if end >= start)
}

pub(super) fn characteristic<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_54, node, node.has(ram::Description) && node.has(ram::Value));
    Ok(())
}
