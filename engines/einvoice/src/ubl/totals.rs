//! Totals of the invoice and of the VAT.

use std::cmp::Ordering;

use super::{
    always,
    charges::is_charge,
    in_document,
    lines::LINES,
    scheme::{Maybe, any_has, cents, compare, equal, has_vat, minus, plus},
};
use crate::{
    number::Decimal,
    rules::{Rule, rule},
    run::{Context, Run},
    tree::{Name, Node, cac, cbc},
    xpath::{Abort, Outcome, and, decimal, has_at_most_decimals, normalized, not, or},
};

pub(super) const TOTALS: Context = Context { names: &[cac::LegalMonetaryTotal], matches: always, check: check_totals };

fn check_totals<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    for (rule, name) in [
        (rule::BR_12, cbc::LineExtensionAmount),
        (rule::BR_13, cbc::TaxExclusiveAmount),
        (rule::BR_14, cbc::TaxInclusiveAmount),
        (rule::BR_15, cbc::PayableAmount),
    ] {
        run.require(rule, node, node.has(name));
    }
    let holds = equal(decimal(node.all(cbc::LineExtensionAmount)), || Ok(Some(line_total(run)?.cents())))?;
    run.require(rule::BR_CO_10, node, holds);
    let holds = is_sum_of_charges(node, cbc::AllowanceTotalAmount, false)?;
    run.require(rule::BR_CO_11, node, holds);
    let holds = is_sum_of_charges(node, cbc::ChargeTotalAmount, true)?;
    run.require(rule::BR_CO_12, node, holds);
    let holds = is_without_tax(node)?;
    run.require(rule::BR_CO_13, node, holds);
    let holds = is_payable(node)?;
    run.require(rule::BR_CO_16, node, holds);
    check_decimals(
        run,
        node,
        &[
            (rule::BR_DEC_09, cbc::LineExtensionAmount),
            (rule::BR_DEC_10, cbc::AllowanceTotalAmount),
            (rule::BR_DEC_11, cbc::ChargeTotalAmount),
            (rule::BR_DEC_12, cbc::TaxExclusiveAmount),
            (rule::BR_DEC_14, cbc::TaxInclusiveAmount),
            (rule::BR_DEC_16, cbc::PrepaidAmount),
            (rule::BR_DEC_17, cbc::PayableRoundingAmount),
            (rule::BR_DEC_18, cbc::PayableAmount),
        ],
    )
}

fn check_decimals<'d>(run: &mut Run<'d>, node: Node<'d>, rules: &[(Rule, Name)]) -> Outcome<()> {
    for (rule, name) in rules {
        let holds = has_at_most_decimals(node.all(*name), 2)?;
        run.require(*rule, node, holds);
    }
    Ok(())
}

/// `sum(//(cac:InvoiceLine|cac:CreditNoteLine)/xs:decimal(cbc:LineExtensionAmount))`
fn line_total(run: &mut Run<'_>) -> Outcome<Decimal> {
    if let Some(total) = &run.memory.ubl.line_total {
        return total.clone();
    }
    let lines = LINES.iter().flat_map(|name| run.document.everywhere(*name));
    let total = total(lines, cbc::LineExtensionAmount);
    run.memory.ubl.line_total = Some(total.clone());
    total
}

/// `sum(nodes/xs:decimal(name))`
fn total<'d>(mut nodes: impl Iterator<Item = Node<'d>>, name: Name) -> Outcome<Decimal> {
    nodes.try_fold(Decimal::ZERO, |sum, node| {
        Ok(match decimal(node.all(name))? {
            Some(amount) => sum.add(&amount),
            None => sum,
        })
    })
}

/// BR-CO-11 and BR-CO-12.
fn is_sum_of_charges(node: Node<'_>, name: Name, is_charge_total: bool) -> Outcome {
    let sum = || {
        let mut sum = Decimal::ZERO;
        for charge in siblings(node) {
            if is_charge(charge, is_charge_total)?
                && let Some(amount) = decimal(charge.all(cbc::Amount))?
            {
                sum = sum.add(&amount);
            }
        }
        Ok(Some(sum.cents()))
    };
    let has_none = || {
        for charge in siblings(node) {
            if is_charge(charge, is_charge_total)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    or(equal(decimal(node.all(name)), sum), || and(Ok(!node.has(name)), has_none))
}

fn siblings(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.parent().into_iter().flat_map(|parent| parent.all(cac::AllowanceCharge))
}

/// BR-CO-13.
fn is_without_tax(node: Node<'_>) -> Outcome {
    let of = |name: Name| decimal(node.all(name));
    let lines = || of(cbc::LineExtensionAmount);
    let with_charges = || plus(lines(), || of(cbc::ChargeTotalAmount));
    let expected = || match (node.has(cbc::ChargeTotalAmount), node.has(cbc::AllowanceTotalAmount)) {
        (true, true) => cents(minus(with_charges(), || of(cbc::AllowanceTotalAmount))),
        (false, true) => cents(minus(lines(), || of(cbc::AllowanceTotalAmount))),
        (true, false) => cents(with_charges()),
        (false, false) => lines(),
    };
    equal(of(cbc::TaxExclusiveAmount), expected)
}

/// BR-CO-16.
fn is_payable(node: Node<'_>) -> Outcome {
    let of = |name: Name| decimal(node.all(name));
    let payable = if node.has(cbc::PayableRoundingAmount) {
        cents(minus(of(cbc::PayableAmount), || of(cbc::PayableRoundingAmount)))
    } else {
        of(cbc::PayableAmount)
    };
    equal(payable, || {
        let total = of(cbc::TaxInclusiveAmount);
        if node.has(cbc::PrepaidAmount) { cents(minus(total, || of(cbc::PrepaidAmount))) } else { total }
    })
}

pub(super) const TAX_TOTAL: Context = Context {
    names: &[cac::TaxTotal],
    matches: in_document,
    check: |run, node| {
        let sum = || Ok(Some(total(node.all(cac::TaxSubtotal), cbc::TaxAmount)?.cents()));
        let holds = or(equal(decimal(node.all(cbc::TaxAmount)), sum), || Ok(!node.has(cac::TaxSubtotal)))?;
        run.require(rule::BR_CO_14, node, holds);
        Ok(())
    },
};

pub(super) const TAX_SUBTOTAL: Context = Context {
    names: &[cac::TaxSubtotal],
    matches: |_, node| Ok(node.is_below(cac::TaxTotal)),
    check: |run, node| {
        run.require(rule::BR_45, node, node.has(cbc::TaxableAmount));
        run.require(rule::BR_46, node, node.has(cbc::TaxAmount));
        check_categories(run, node)?;
        let holds = is_tax_of_rate(node)?;
        run.require(rule::BR_CO_17, node, holds);
        check_decimals(run, node, &[(rule::BR_DEC_19, cbc::TaxableAmount), (rule::BR_DEC_20, cbc::TaxAmount)])
    },
};

/// BR-47 and BR-48.
fn check_categories<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let categories = || node.all(cac::TaxCategory);
    let has_code = any_has(categories(), has_vat, cbc::ID)?;
    run.require(rule::BR_47, node, has_code);
    let has_rate = or(any_has(categories(), has_vat, cbc::Percent), || is_outside_tax(node))?;
    run.require(rule::BR_48, node, has_rate);
    Ok(())
}

/// Whether a category of the entry is O.
fn is_outside_tax(node: Node<'_>) -> Outcome {
    for category in node.all(cac::TaxCategory) {
        if has_vat(category)? && normalized(category.all(cbc::ID))? == "O" {
            return Ok(true);
        }
    }
    Ok(false)
}

/// BR-CO-17: the tax is within one of what the rate makes of the taxable amount.
fn is_tax_of_rate(node: Node<'_>) -> Outcome {
    let is_tax_zero = || Ok(decimal(node.all(cbc::TaxAmount))?.is_some_and(|tax| tax.round().is_zero()));
    let is_rate_zero = |wanted: bool| Ok(rate(node)?.is_some_and(|rate| rate.round().is_zero() == wanted));
    let has_no_rate = not(has_rate(node));
    let holds = and(is_rate_zero(true), is_tax_zero);
    let holds = or(holds, || and(is_rate_zero(false), || is_near_tax(node, || rate(node))));
    or(holds, || and(has_no_rate, is_tax_zero))
}

/// `exists(cac:TaxCategory[…'VAT']/xs:decimal(cbc:Percent))`: the first one decides.
fn has_rate(node: Node<'_>) -> Outcome {
    for category in node.all(cac::TaxCategory) {
        if has_vat(category)? && decimal(category.all(cbc::Percent))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `cac:TaxCategory[…'VAT']/xs:decimal(cbc:Percent)` where only one is allowed.
fn rate(node: Node<'_>) -> Maybe {
    let mut found = None;
    for category in node.all(cac::TaxCategory) {
        if !has_vat(category)? {
            continue;
        }
        if let Some(rate) = decimal(category.all(cbc::Percent))?
            && found.replace(rate).is_some()
        {
            return Err(Abort::cardinality(category));
        }
    }
    Ok(found)
}

/// Whether the tax of a breakdown entry is less than one away from taxable amount times rate, signs aside.
pub(super) fn is_near_tax(subtotal: Node<'_>, rate: impl Fn() -> Maybe) -> Outcome {
    let expected = || {
        let Some(taxable) = decimal(subtotal.all(cbc::TaxableAmount))? else { return Ok(None) };
        let Some(factor) = rate()?.and_then(|rate| rate.divide(&Decimal::new(100, 0))) else { return Ok(None) };
        Ok(Some(taxable.abs().multiply(&factor).cents()))
    };
    let tax = || Ok(decimal(subtotal.all(cbc::TaxAmount))?.map(|tax| tax.abs()));
    let one = || Ok(Some(Decimal::ONE));
    and(compare(minus(tax(), one), expected, Ordering::is_lt), || compare(plus(tax(), one), expected, Ordering::is_gt))
}
