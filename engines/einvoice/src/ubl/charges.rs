//! Allowances and charges on the invoice and on its lines, and how it is paid.

use super::{
    always, in_document,
    scheme::{any_has, has_vat},
};
use crate::{
    rules::{Rule, rule},
    run::{Context, Run},
    tree::{Node, cac, cbc},
    xpath::{Outcome, any_boolean_is, any_is, has_at_most_decimals, is_filled, normalized},
};

/// `cac:AllowanceCharge[cbc:ChargeIndicator = value]`
pub(super) fn is_charge(node: Node<'_>, value: bool) -> Outcome {
    any_boolean_is(node.all(cbc::ChargeIndicator), value)
}

pub(super) const DOCUMENT_ALLOWANCE: Context = Context {
    names: &[cac::AllowanceCharge],
    matches: |run, node| Ok(in_document(run, node)? && is_charge(node, false)?),
    check: |run, node| {
        check(run, node, [rule::BR_31, rule::BR_33, rule::BR_CO_05, rule::BR_CO_21, rule::BR_DEC_01, rule::BR_DEC_02])?;
        check_category(run, node, rule::BR_32)
    },
};

pub(super) const DOCUMENT_CHARGE: Context = Context {
    names: &[cac::AllowanceCharge],
    matches: |run, node| Ok(in_document(run, node)? && is_charge(node, true)?),
    check: |run, node| {
        check(run, node, [rule::BR_36, rule::BR_38, rule::BR_CO_06, rule::BR_CO_22, rule::BR_DEC_05, rule::BR_DEC_06])?;
        check_category(run, node, rule::BR_37)
    },
};

pub(super) const LINE_ALLOWANCE: Context = Context {
    names: &[cac::AllowanceCharge],
    matches: |_, node| Ok(is_in_line(node) && is_charge(node, false)?),
    check: |run, node| {
        check(run, node, [rule::BR_41, rule::BR_42, rule::BR_CO_07, rule::BR_CO_23, rule::BR_DEC_24, rule::BR_DEC_25])
    },
};

pub(super) const LINE_CHARGE: Context = Context {
    names: &[cac::AllowanceCharge],
    matches: |_, node| Ok(is_in_line(node) && is_charge(node, true)?),
    check: |run, node| {
        check(run, node, [rule::BR_43, rule::BR_44, rule::BR_CO_08, rule::BR_CO_24, rule::BR_DEC_27, rule::BR_DEC_28])
    },
};

fn is_in_line(node: Node<'_>) -> bool {
    node.is_below(cac::InvoiceLine) || node.is_below(cac::CreditNoteLine)
}

/// Amount, reason, that reason and code agree (which nothing can tell, so it always holds), reason again, decimals.
fn check<'d>(
    run: &mut Run<'d>,
    node: Node<'d>,
    [amount, reason, agreement, either, cents, base_cents]: [Rule; 6],
) -> Outcome<()> {
    run.require(amount, node, node.has(cbc::Amount));
    let has_reason = node.has(cbc::AllowanceChargeReason) || node.has(cbc::AllowanceChargeReasonCode);
    run.require(reason, node, has_reason);
    run.require(agreement, node, true);
    run.require(either, node, has_reason);
    let holds = has_at_most_decimals(node.all(cbc::Amount), 2)?;
    run.require(cents, node, holds);
    let holds = has_at_most_decimals(node.all(cbc::BaseAmount), 2)?;
    run.require(base_cents, node, holds);
    Ok(())
}

fn check_category<'d>(run: &mut Run<'d>, node: Node<'d>, rule: Rule) -> Outcome<()> {
    let holds = any_has(node.all(cac::TaxCategory), has_vat, cbc::ID)?;
    run.require(rule, node, holds);
    Ok(())
}

pub(super) const CARD: Context = Context {
    names: &[cbc::PrimaryAccountNumberID],
    matches: |_, node| Ok(node.is_under(&[cac::CardAccount, cac::PaymentMeans])),
    check: |run, node| {
        run.require(rule::BR_51, node, node.normalized().chars().count() <= 10);
        Ok(())
    },
};

/// The account of a credit transfer.
pub(super) const ACCOUNT: Context = Context {
    names: &[cac::PayeeFinancialAccount],
    matches: |_, node| {
        let is_transfer = |payment: Node<'_>| {
            payment.name() == cac::PaymentMeans
                && (any_is(payment.all(cbc::PaymentMeansCode), "30")
                    || any_is(payment.all(cbc::PaymentMeansCode), "58"))
        };
        Ok(node.parent().is_some_and(is_transfer))
    },
    check: |run, node| {
        let holds = is_filled(node.all(cbc::ID))?;
        run.require(rule::BR_50, node, holds);
        Ok(())
    },
};

pub(super) const PAYMENT: Context = Context {
    names: &[cac::PaymentMeans],
    matches: always,
    check: |run, node| {
        run.require(rule::BR_49, node, node.has(cbc::PaymentMeansCode));
        let code = normalized(node.all(cbc::PaymentMeansCode))?;
        let is_transfer = code == "30" || code == "58";
        run.require(rule::BR_61, node, !is_transfer || node.has_at([cac::PayeeFinancialAccount, cbc::ID]));
        Ok(())
    },
};
