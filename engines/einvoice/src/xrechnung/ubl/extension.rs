//! BR-DEX: the extension of XRechnung with lines below lines and payments by third parties.

use super::super::{any_filled, facts, has_allowed_kind, has_scheme, is_extension, lists, root_above};
use crate::{
    number::Decimal,
    rules::{Rule, rule},
    run::{Context, Run},
    tree::{Name, Node, attr, cac, cbc, ubl},
    xpath::{Outcome, and, decimal, has_at_most_decimals},
};

pub(super) static CONTEXTS: &[Context] = &[
    Context { names: &[cbc::EmbeddedDocumentBinaryObject], matches: |run, _| Ok(is_extension(run)), check: attachment },
    Context {
        names: &[ubl::Invoice],
        matches: |run, node| Ok(node.parent().is_none() && is_extension(run)),
        check: document,
    },
    Context { names: &[cac::LegalMonetaryTotal], matches: |run, _| Ok(is_extension(run)), check: totals },
    Context {
        names: &[cbc::ID],
        matches: |run, node| Ok(is_identifier(run, node, cac::PartyIdentification)),
        check: party_identifier,
    },
    Context {
        names: &[cbc::CompanyID],
        matches: |run, node| Ok(is_identifier(run, node, cac::PartyLegalEntity)),
        check: |run, node| require_icd(run, node, rule::BR_DEX_05),
    },
    Context {
        names: &[cbc::ID],
        matches: |run, node| Ok(is_identifier(run, node, cac::StandardItemIdentification)),
        check: |run, node| require_icd(run, node, rule::BR_DEX_06),
    },
    Context {
        names: &[cbc::EndpointID],
        matches: |run, node| Ok(node.attribute(attr::schemeID).is_some() && is_extension(run)),
        check: electronic_address,
    },
    Context {
        names: &[cbc::ID],
        matches: |run, node| Ok(is_identifier(run, node, cac::DeliveryLocation)),
        check: |run, node| require_icd(run, node, rule::BR_DEX_08),
    },
    Context {
        names: &[cac::PrepaidPayment],
        matches: |run, node| {
            Ok(root_above(node, &[]).is_some_and(|root| root.name() == ubl::Invoice) && is_extension(run))
        },
        check: third_party_payment,
    },
];

fn is_identifier(run: &Run<'_>, node: Node<'_>, parent: Name) -> bool {
    node.is_below(parent) && node.attribute(attr::schemeID).is_some() && is_extension(run)
}

fn attachment<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DEX_01, node, has_allowed_kind(node));
    Ok(())
}

fn document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let adds_up = and(lines_add_up(node), || sub_lines_add_up(run))?;
    run.require(rule::BR_DEX_02, node, adds_up);
    let mut items = run.document.everywhere(cac::SubInvoiceLine).flat_map(|line| line.all(cac::Item));
    let has_one_category = items.all(|item| item.all(cac::ClassifiedTaxCategory).count() == 1);
    run.require(rule::BR_DEX_03, node, has_one_category);
    Ok(())
}

fn lines_add_up(document: Node<'_>) -> Outcome {
    for line in document.all(cac::InvoiceLine).filter(|line| line.has(cac::SubInvoiceLine)) {
        if !adds_up(line)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// All are asked, as they are counted.
fn sub_lines_add_up(run: &Run<'_>) -> Outcome {
    let mut holds = true;
    for line in run.document.everywhere(cac::SubInvoiceLine).filter(|line| line.has(cac::SubInvoiceLine)) {
        holds &= adds_up(line)?;
    }
    Ok(holds)
}

/// The amount of a line is the sum of the lines directly below.
fn adds_up(line: Node<'_>) -> Outcome {
    let Some(amount) = decimal(line.all(cbc::LineExtensionAmount))? else { return Ok(false) };
    Ok(amount == sum_of(line.all(cac::SubInvoiceLine), cbc::LineExtensionAmount)?)
}

/// `sum(path/xs:decimal(name))`: at most one amount in each.
fn sum_of<'d>(nodes: impl Iterator<Item = Node<'d>>, name: Name) -> Outcome<Decimal> {
    let mut sum = Decimal::ZERO;
    for node in nodes {
        if let Some(amount) = decimal(node.all(name))? {
            sum = sum.add(&amount);
        }
    }
    Ok(sum)
}

fn totals<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DEX_09, node, is_amount_due(node)?);
    Ok(())
}

/// BT-115 − BT-114 = BT-112 − BT-113 + payments by third parties, each side rounded to cents.
fn is_amount_due(totals: Node<'_>) -> Outcome {
    let Some(payable) = decimal(totals.all(cbc::PayableAmount))? else { return Ok(false) };
    let rounding = decimal(totals.all(cbc::PayableRoundingAmount))?.unwrap_or(Decimal::ZERO);
    let Some(with_tax) = decimal(totals.all(cbc::TaxInclusiveAmount))? else { return Ok(false) };
    let prepaid = decimal(totals.all(cbc::PrepaidAmount))?.unwrap_or(Decimal::ZERO);
    let due = with_tax.subtract(&prepaid).add(&third_party_total(totals)?);
    Ok(payable.subtract(&rounding).cents() == due.cents())
}

fn third_party_total(totals: Node<'_>) -> Outcome<Decimal> {
    let Some(document) = totals.parent() else { return Ok(Decimal::ZERO) };
    if any_filled(document.at([cac::PrepaidPayment, cbc::PaidAmount])) {
        sum_of(document.all(cac::PrepaidPayment), cbc::PaidAmount)
    } else {
        Ok(Decimal::ZERO)
    }
}

fn party_identifier<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let is_creditor = has_scheme(node, attr::schemeID, |scheme| scheme == "SEPA")
        && node
            .ancestors()
            .any(|above| above.name() == cac::AccountingSupplierParty || above.name() == cac::PayeeParty);
    run.require(rule::BR_DEX_04, node, is_creditor || has_scheme(node, attr::schemeID, lists::is_icd));
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

fn third_party_payment<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DEX_10, node, any_filled(node.all(cbc::ID)));
    run.require(rule::BR_DEX_11, node, any_filled(node.all(cbc::PaidAmount)));
    run.require(rule::BR_DEX_12, node, any_filled(node.all(cbc::InstructionID)));
    run.require(rule::BR_DEX_13, node, has_at_most_decimals(node.all(cbc::PaidAmount), 2)?);
    let currencies = &facts(run).currencies;
    let is_currency = |amount: Node<'_>| {
        amount.attribute(attr::currencyID).is_some_and(|code| currencies.iter().any(|node| node.string() == code))
    };
    let holds = node.all(cbc::PaidAmount).any(is_currency);
    run.require(rule::BR_DEX_14, node, holds);
    Ok(())
}
