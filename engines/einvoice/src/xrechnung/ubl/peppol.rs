//! PEPPOL-EN16931: what XRechnung takes over from PEPPOL BIS Billing.

use super::is_document;
use crate::{
    number::Decimal,
    rules::rule,
    run::{Context, Run},
    tree::{Name, Node, attr, cac, cbc, cn, ubl},
    xpath::{Abort, Outcome, and, any_double, any_is, decimal, normalized, one, or},
    xrechnung::{
        DIRECT_DEBITS, Period, date, facts, is_in,
        line::{Figure, Line, is_percentage, totals},
        normalized_text, period,
    },
};

pub(super) static CONTEXTS: &[Context] = &[
    Context { names: &[cn::CreditNote, ubl::Invoice], matches: |_, _| Ok(true), check: document },
    Context { names: &[cbc::TaxCurrencyCode], matches: |_, _| Ok(true), check: tax_currency },
    Context { names: &[cac::Party], matches: |_, node| Ok(node.is_below(cac::AccountingCustomerParty)), check: buyer },
    Context { names: &[cac::Party], matches: |_, node| Ok(node.is_below(cac::AccountingSupplierParty)), check: seller },
    Context {
        names: &[cac::AllowanceCharge],
        matches: |_, node| Ok(is_of_document_or_line(node)),
        check: allowance_or_charge,
    },
    Context {
        names: &[cac::PaymentMeans],
        matches: |_, node| is_in(node.all(cbc::PaymentMeansCode), DIRECT_DEBITS),
        check: direct_debit,
    },
    Context { names: &[cbc::StartDate], matches: |run, node| Ok(has_period(run, node).0), check: line_start },
    Context { names: &[cbc::EndDate], matches: |run, node| Ok(has_period(run, node).1), check: line_end },
    Context { names: &[cac::InvoiceLine, cac::CreditNoteLine], matches: |_, _| Ok(true), check: line },
    Context {
        names: &[cac::AllowanceCharge],
        matches: |_, node| Ok(node.is_below(cac::Price)),
        check: price_allowance,
    },
    Context {
        names: &[cbc::BaseQuantity],
        matches: |_, node| Ok(node.is_below(cac::Price) && node.attribute(attr::unitCode).is_some()),
        check: base_quantity,
    },
];

pub(in crate::xrechnung) fn of_blank<'d>(run: &mut Run<'d>, node: Node<'d>) {
    run.require(rule::PEPPOL_EN16931_R008, node, false);
}

fn document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::PEPPOL_EN16931_R001, node, node.has(cbc::ProfileID));
    let (with, without): (Vec<_>, Vec<_>) = node.all(cac::TaxTotal).partition(|total| total.has(cac::TaxSubtotal));
    run.require(rule::PEPPOL_EN16931_R053, node, with.len() == 1);
    let has_tax_currency = node.has(cbc::TaxCurrencyCode);
    run.require(rule::PEPPOL_EN16931_R054, node, without.len() == usize::from(has_tax_currency));
    let is_same_sign = !has_tax_currency
        || or(both_totals(node, |amount| amount <= 0.0), || both_totals(node, |amount| amount >= 0.0))?;
    run.require(rule::PEPPOL_EN16931_R055, node, is_same_sign);
    Ok(())
}

fn both_totals(document: Node<'_>, satisfies: fn(f64) -> bool) -> Outcome {
    let in_tax_currency = any_total(document, cbc::TaxCurrencyCode, satisfies);
    and(in_tax_currency, || any_total(document, cbc::DocumentCurrencyCode, satisfies))
}

/// Whether a total of the tax in this currency satisfies the comparison.
fn any_total(document: Node<'_>, currency: Name, satisfies: fn(f64) -> bool) -> Outcome {
    let mut totals = document.at([cac::TaxTotal, cbc::TaxAmount]).peekable();
    if totals.peek().is_none() {
        return Ok(false);
    }
    let currency = normalized(document.all(currency))?;
    any_double(totals.filter(|total| total.attribute(attr::currencyID) == Some(currency.as_ref())), satisfies)
}

fn tax_currency<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let own = normalized_text([node])?;
    let document = node.parent().map(|parent| normalized_text(parent.all(cbc::DocumentCurrencyCode))).transpose()?;
    run.require(rule::PEPPOL_EN16931_R005, node, own != document.unwrap_or_default());
    Ok(())
}

fn buyer<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::PEPPOL_EN16931_R010, node, node.has(cbc::EndpointID));
    Ok(())
}

fn seller<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::PEPPOL_EN16931_R020, node, node.has(cbc::EndpointID));
    Ok(())
}

/// Of the invoice or of a line of its own kind, wherever the invoice stands.
fn is_of_document_or_line(node: Node<'_>) -> bool {
    node.parent().is_some_and(is_document)
        || node.is_under(&[cac::InvoiceLine, ubl::Invoice])
        || node.is_under(&[cac::CreditNoteLine, cn::CreditNote])
}

/// Three contexts of the original: percent without base, base without percent, and the rest.
fn allowance_or_charge<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let (has_percent, has_base) = (node.has(cbc::MultiplierFactorNumeric), node.has(cbc::BaseAmount));
    if has_percent != has_base {
        let missing = if has_percent { rule::PEPPOL_EN16931_R041 } else { rule::PEPPOL_EN16931_R042 };
        run.require(missing, node, false);
        return Ok(());
    }
    let percent = decimal(node.all(cbc::MultiplierFactorNumeric))?;
    if let (Some(base), Some(percent)) = (decimal(node.all(cbc::BaseAmount))?, percent) {
        let slack = &facts(run).slack;
        let holds = is_percentage(one(node.all(cbc::Amount))?, &base, &percent, slack)?;
        run.require(rule::PEPPOL_EN16931_R040, node, holds);
    }
    let indicator = normalized_text(node.all(cbc::ChargeIndicator))?;
    run.require(rule::PEPPOL_EN16931_R043, node, indicator == "true" || indicator == "false");
    Ok(())
}

fn direct_debit<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::PEPPOL_EN16931_R061, node, node.has_at([cac::PaymentMandate, cbc::ID]));
    Ok(())
}

/// For a date of the period of a line: whether the invoice above has a first and a last day.
fn has_period(run: &Run<'_>, node: Node<'_>) -> (bool, bool) {
    let of_line = node.is_under(&[cac::InvoicePeriod, cac::InvoiceLine, ubl::Invoice])
        || node.is_under(&[cac::InvoicePeriod, cac::CreditNoteLine, cn::CreditNote]);
    if !of_line {
        return (false, false);
    }
    let period = period_above(run, node);
    (period.starts > 0, period.ends > 0)
}

fn period_above<'d>(run: &Run<'d>, node: Node<'_>) -> Period<'d> {
    period(run, node.ancestors().nth(2), |document| Period {
        start: document.at([cac::InvoicePeriod, cbc::StartDate]).next(),
        end: document.at([cac::InvoicePeriod, cbc::EndDate]).next(),
        starts: document.at([cac::InvoicePeriod, cbc::StartDate]).count(),
        ends: document.at([cac::InvoicePeriod, cbc::EndDate]).count(),
    })
}

fn line_start<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let period = period_above(run, node);
    let holds = match own_date(node)? {
        Some(own) => own >= only_date(period.start, period.starts)?,
        None => false,
    };
    run.require(rule::PEPPOL_EN16931_R110, node, holds);
    Ok(())
}

fn line_end<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let period = period_above(run, node);
    let holds = match own_date(node)? {
        Some(own) => own <= only_date(period.end, period.ends)?,
        None => false,
    };
    run.require(rule::PEPPOL_EN16931_R111, node, holds);
    Ok(())
}

/// `xs:date(text())`
fn own_date(node: Node<'_>) -> Outcome<Option<i64>> {
    let text = one(node.child_nodes().filter(|child| !child.is_element()))?;
    text.map(date_of).transpose()
}

fn date_of(node: Node<'_>) -> Outcome<i64> {
    date::beginning(&node.string()).ok_or_else(|| Abort::cast(node))
}

/// The date of the invoice's period; it is known to be there.
fn only_date(node: Option<Node<'_>>, count: usize) -> Outcome<i64> {
    let Some(node) = node else { return Ok(0) };
    if count > 1 { Err(Abort::cardinality(node)) } else { date_of(node) }
}

fn line<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let base = Figure::of(node.at([cac::Price, cbc::BaseQuantity]))?;
    let is_positive = base.as_ref().is_none_or(|base| base.value > Decimal::ZERO);
    let (charges, allowances) = totals(
        node.all(cac::AllowanceCharge),
        |charge| normalized(charge.all(cbc::ChargeIndicator)),
        |charge| charge.all(cbc::Amount),
    )?;
    let is_invoice = run.document.root().name() == ubl::Invoice;
    let quantity = if is_invoice { cbc::InvoicedQuantity } else { cbc::CreditedQuantity };
    let figures = Line {
        amount: decimal(node.all(cbc::LineExtensionAmount))?.unwrap_or(Decimal::ZERO),
        quantity: decimal(node.all(quantity))?.unwrap_or(Decimal::ONE),
        price: Figure::of(node.at([cac::Price, cbc::PriceAmount]))?.unwrap_or(Figure::whole(Decimal::ZERO)),
        base: base.filter(|base| !base.value.is_zero()).unwrap_or(Figure::whole(Decimal::ONE)),
        charges,
        allowances,
    };
    let adds_up = figures.adds_up(node, &facts(run).slack)?;
    run.require(rule::PEPPOL_EN16931_R120, node, adds_up);
    run.require(rule::PEPPOL_EN16931_R121, node, is_positive);
    let is_object = any_is(node.at([cac::DocumentReference, cbc::DocumentTypeCode]), "130");
    run.require(rule::PEPPOL_EN16931_R101, node, is_object || !node.has(cac::DocumentReference));
    Ok(())
}

fn price_allowance<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::PEPPOL_EN16931_R044, node, is_in(node.all(cbc::ChargeIndicator), &["false"])?);
    if node.has(cbc::BaseAmount) {
        run.require(rule::PEPPOL_EN16931_R046, node, is_net_price(node)?);
    }
    Ok(())
}

/// Net price = gross price − discount; nothing that is missing is equal to anything.
fn is_net_price(node: Node<'_>) -> Outcome {
    let Some(price) = node.parent() else { return Ok(false) };
    let Some(net) = decimal(price.all(cbc::PriceAmount))? else { return Ok(false) };
    let Some(gross) = decimal(node.all(cbc::BaseAmount))? else { return Ok(false) };
    let Some(discount) = decimal(node.all(cbc::Amount))? else { return Ok(false) };
    Ok(net == gross.subtract(&discount))
}

fn base_quantity<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let Some(line) = node.ancestors().nth(1) else { return Ok(()) };
    if !line.has(cbc::InvoicedQuantity) && !line.has(cbc::CreditedQuantity) {
        return Ok(());
    }
    let is_invoice = run.document.root().name() == ubl::Invoice;
    let quantity = if is_invoice { cbc::InvoicedQuantity } else { cbc::CreditedQuantity };
    let unit = node.attribute(attr::unitCode);
    let is_same = line.all(quantity).any(|quantity| quantity.attribute(attr::unitCode) == unit);
    run.require(rule::PEPPOL_EN16931_R130, node, is_same);
    Ok(())
}
