//! Pattern `EN16931-CII-Model`: what EN 16931 asks of an invoice, at the elements where CII puts it.

use super::{always, families, is_at, is_in_transaction, lines, parties, totals, vat};
use crate::{
    run::{Context, Pattern, Run},
    tree::{Node, attr, ram, rsm, udt},
    xpath::{Outcome, any_is},
};

pub(super) const PATTERN: Pattern = &[
    Context { names: &[ram::DesignatedProductClassification], matches: always, check: lines::classification },
    Context { names: &[ram::AdditionalReferencedDocument], matches: always, check: parties::supporting_document },
    Context { names: &[ram::ApplicableTradeSettlementFinancialCard], matches: always, check: parties::card },
    Context { names: &[ram::PayeePartyCreditorFinancialAccount], matches: is_transfer, check: parties::account },
    Context {
        names: &[ram::ApplicableHeaderTradeDelivery],
        matches: |_, node| Ok(is_in_transaction(node)),
        check: parties::delivery,
    },
    Context {
        names: &[ram::ChargeIndicator],
        matches: |_, node| Ok(is_indicator(node, ram::ApplicableHeaderTradeSettlement, "false")),
        check: totals::allowance,
    },
    Context {
        names: &[ram::ChargeIndicator],
        matches: |_, node| Ok(is_indicator(node, ram::ApplicableHeaderTradeSettlement, "true")),
        check: totals::charge,
    },
    Context {
        names: &[ram::SpecifiedTradeSettlementHeaderMonetarySummation],
        matches: always,
        check: totals::summation,
    },
    Context { names: &[rsm::CrossIndustryInvoice], matches: |_, node| Ok(is_at(node, &[])), check: parties::document },
    Context { names: &[ram::IncludedSupplyChainTradeLineItem], matches: always, check: lines::line },
    Context {
        names: &[ram::ChargeIndicator],
        matches: |_, node| Ok(is_indicator(node, ram::SpecifiedLineTradeSettlement, "false")),
        check: lines::allowance,
    },
    Context {
        names: &[ram::ChargeIndicator],
        matches: |_, node| Ok(is_indicator(node, ram::SpecifiedLineTradeSettlement, "true")),
        check: lines::charge,
    },
    Context {
        names: &[ram::BillingSpecifiedPeriod],
        matches: |_, node| Ok(node.is_below(ram::SpecifiedLineTradeSettlement)),
        check: lines::period,
    },
    Context {
        names: &[ram::BillingSpecifiedPeriod],
        matches: |_, node| Ok(node.is_below(ram::ApplicableHeaderTradeSettlement)),
        check: parties::period,
    },
    Context { names: &[ram::ApplicableProductCharacteristic], matches: always, check: lines::characteristic },
    Context { names: &[ram::PayeeTradeParty], matches: always, check: parties::payee },
    Context { names: &[ram::SpecifiedTradeSettlementPaymentMeans], matches: always, check: parties::payment_means },
    Context { names: &[ram::InvoiceReferencedDocument], matches: is_preceding_invoice, check: parties::preceding },
    Context { names: &[ram::SellerTradeParty], matches: always, check: parties::seller },
    Context { names: &[ram::SellerTaxRepresentativeTradeParty], matches: always, check: parties::representative },
    Context { names: &[ram::TaxTotalAmount], matches: is_in_invoice_currency, check: totals::tax_total },
    Context { names: &[ram::ID], matches: is_vat_identifier, check: parties::vat_identifier },
    Context { names: &[ram::CategoryCode], matches: families::is_breakdown_category, check: vat::breakdown_category },
    Context {
        names: &[ram::CategoryTradeTax],
        matches: families::is_allowance_or_charge,
        check: vat::allowance_or_charge,
    },
    Context { names: &[ram::ApplicableTradeTax], matches: families::is_line_tax, check: vat::line },
    Context {
        names: &[ram::ApplicableTradeTax],
        matches: |_, node| Ok(node.is_below(ram::ApplicableHeaderTradeSettlement)),
        check: vat::breakdown,
    },
];

fn is_transfer(_: &Run<'_>, node: Node<'_>) -> Outcome {
    let Some(means) = node.parent() else { return Ok(false) };
    Ok(means.name() == ram::SpecifiedTradeSettlementPaymentMeans
        && (any_is(means.all(ram::TypeCode), "30") || any_is(means.all(ram::TypeCode), "58")))
}

/// `settlement/ram:SpecifiedTradeAllowanceCharge/ram:ChargeIndicator[udt:Indicator = …]`
fn is_indicator(node: Node<'_>, settlement: crate::tree::Name, value: &str) -> bool {
    node.is_under(&[ram::SpecifiedTradeAllowanceCharge, settlement]) && any_is(node.all(udt::Indicator), value)
}

fn is_preceding_invoice(_: &Run<'_>, node: Node<'_>) -> Outcome {
    let above = [ram::ApplicableHeaderTradeSettlement, rsm::SupplyChainTradeTransaction, rsm::CrossIndustryInvoice];
    Ok(is_at(node, &above))
}

fn is_in_invoice_currency(run: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(node.is_below(ram::SpecifiedTradeSettlementHeaderMonetarySummation)
        && totals::is_in_currency(run.document, node, ram::InvoiceCurrencyCode))
}

fn is_vat_identifier(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(node.is_below(ram::SpecifiedTaxRegistration) && node.attribute(attr::schemeID) == Some("VA"))
}
