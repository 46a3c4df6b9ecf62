//! The VAT categories themselves: the rates they allow, and the entries of the breakdown.

use std::cmp::Ordering;

use super::{
    charges::is_charge,
    groups::{Group, Groups},
    lines::LINES,
    scheme::{compare, equal, has_vat},
    totals::is_near_tax,
    vat::{FAMILIES, Family, Rate, S, code_of},
};
use crate::{
    number::Decimal,
    rules::Rule,
    run::{Context, Run},
    tree::{Name, Node, cac, cbc},
    xpath::{Abort, Outcome, and, any_double, decimal, double_of, normalized, one, or},
};

pub(super) const CATEGORY: Context = Context {
    names: &[cac::TaxCategory, cac::ClassifiedTaxCategory],
    matches: |_, node| Ok(place(node).is_some()),
    check: check_category,
};

#[derive(Clone, Copy)]
enum Place {
    Breakdown,
    Line,
    Charge,
}

/// Where a category stands. An allowance or charge is told apart only when the category is one of ours.
fn place(node: Node<'_>) -> Option<Place> {
    if node.name() == cac::ClassifiedTaxCategory {
        return LINES.iter().any(|line| node.is_under(&[cac::Item, *line])).then_some(Place::Line);
    }
    if node.is_below(cac::AllowanceCharge) {
        return Some(Place::Charge);
    }
    let total = node.is_under(&[cac::TaxSubtotal, cac::TaxTotal]).then(|| node.ancestors().nth(1))??;
    total.parent().is_some_and(|root| root.parent().is_none()).then_some(Place::Breakdown)
}

/// The category is part of the context: what cannot be told does not match.
fn check_category<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let Some(code) = normalized(node.all(cbc::ID)).ok().and_then(|code| code_of(&code)) else { return Ok(()) };
    if has_vat(node) != Ok(true) {
        return Ok(());
    }
    let family = &FAMILIES[code];
    match place(node) {
        Some(Place::Breakdown) => check_entry(run, node, family, code),
        Some(Place::Line) => check_rate(run, node, family, family.rules[4]),
        Some(Place::Charge) => {
            let Some(parent) = node.parent() else { return Ok(()) };
            if is_charge(parent, false) == Ok(true) {
                check_rate(run, node, family, family.rules[5])
            } else if is_charge(parent, true) == Ok(true) {
                check_rate(run, node, family, family.rules[6])
            } else {
                Ok(())
            }
        }
        None => Ok(()),
    }
}

/// Rules 05 to 07.
fn check_rate<'d>(run: &mut Run<'d>, node: Node<'d>, family: &Family, rule: Rule) -> Outcome<()> {
    let holds = match family.rate {
        Rate::Positive => any_double(node.all(cbc::Percent), |rate| rate > 0.0)?,
        Rate::NotNegative => any_double(node.all(cbc::Percent), |rate| rate >= 0.0)?,
        Rate::Zero => decimal(node.all(cbc::Percent))?.is_some_and(|rate| rate.is_zero()),
        Rate::None => !node.has(cbc::Percent),
    };
    run.require(rule, node, holds);
    Ok(())
}

/// Rules 08 to 10.
fn check_entry<'d>(run: &mut Run<'d>, node: Node<'d>, family: &Family, code: usize) -> Outcome<()> {
    let Some(subtotal) = node.parent() else { return Ok(()) };
    let groups = run.memory.ubl.groups.take().unwrap_or_else(|| Box::new(Groups::new(run.document)));
    let has_rate = matches!(family.rate, Rate::Positive | Rate::NotNegative);
    let holds = if has_rate {
        is_taxable_of_rate(run, node, subtotal, &groups, code)?
    } else {
        is_taxable(run, subtotal, &groups, code)?
    };
    run.memory.ubl.groups = Some(groups);
    run.require(family.rules[7], node, holds);
    let tax_holds = if has_rate {
        is_near_tax(subtotal, || decimal(node.all(cbc::Percent)))?
    } else {
        decimal(subtotal.all(cbc::TaxAmount))?.is_some_and(|tax| tax.is_zero())
    };
    run.require(family.rules[8], node, tax_holds);
    let has_reason = node.has(cbc::TaxExemptionReason) || node.has(cbc::TaxExemptionReasonCode);
    let needs_reason = !has_rate && family.code != "Z";
    run.require(family.rules[9], node, has_reason == needs_reason);
    Ok(())
}

/// `sum(lines) + sum(charges) - sum(allowances)` of a category, and of a rate if one is asked for.
fn base(groups: &Groups<'_>, lines: &Group<'_>, code: usize, rate: Option<&Decimal>) -> Outcome<Option<Decimal>> {
    let sum = lines.sum(code, rate)?.add(&groups.charges.sum(code, rate)?);
    Ok(Some(sum.subtract(&groups.allowances.sum(code, rate)?)))
}

/// Rule 08 where the rate is zero or none: the taxable amount is exact.
fn is_taxable(run: &Run<'_>, subtotal: Node<'_>, groups: &Groups<'_>, code: usize) -> Outcome {
    let taxable = || decimal(subtotal.all(cbc::TaxableAmount));
    let holds = |name: Name, lines: &Group<'_>| {
        let has_lines = run.document.everywhere(name).next().is_some();
        and(Ok(has_lines), || equal(taxable(), || base(groups, lines, code, None)))
    };
    or(holds(cac::InvoiceLine, &groups.invoice_lines), || holds(cac::CreditNoteLine, &groups.credit_note_lines))
}

/// Rule 08 where there is a rate: the taxable amount is less than one away from what has the category and rate.
fn is_taxable_of_rate(run: &Run<'_>, node: Node<'_>, subtotal: Node<'_>, groups: &Groups<'_>, code: usize) -> Outcome {
    let Some(rate) = decimal(node.all(cbc::Percent))? else { return Ok(true) };
    let holds = |name: Name, lines: &Group<'_>| {
        let has_lines = if code == S {
            or(lines.has(code, &rate), || groups.any_charges.has(code, &rate))
        } else {
            Ok(run.document.everywhere(name).next().is_some())
        };
        let base = || base(groups, lines, code, Some(&rate));
        and(has_lines, || {
            and(compare(shifted(subtotal, -1.0), base, Ordering::is_lt), || {
                compare(shifted(subtotal, 1.0), base, Ordering::is_gt)
            })
        })
    };
    or(holds(cac::InvoiceLine, &groups.invoice_lines), || holds(cac::CreditNoteLine, &groups.credit_note_lines))
}

/// `xs:decimal(cbc:TaxableAmount + by)`: the sum is one of doubles.
fn shifted(subtotal: Node<'_>, by: f64) -> Outcome<Option<Decimal>> {
    let Some(amount) = one(subtotal.all(cbc::TaxableAmount))? else { return Ok(None) };
    match Decimal::from_double(double_of(amount)? + by) {
        Some(shifted) => Ok(Some(shifted)),
        None => Err(Abort::new("FOCA0002", amount)),
    }
}
