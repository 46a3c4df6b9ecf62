//! Totals of the document (BG-22), and allowances and charges of the document (BG-20, BG-21).

use super::{
    compare::{Number, any_equals},
    has_vat_category, in_settlement, indicator_is,
    lines::first_has_cents,
    transaction,
};
use crate::{
    number::{Decimal, round_double},
    rules::{Rule, rule},
    run::Run,
    tree::{Document, Name, Node, attr, ram, rsm},
    xpath::{Abort, Outcome, and, decimal, decimal_of, double_of, has_at_most_decimals, or, sum_doubles},
};

pub(super) fn allowance<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let rules = [rule::BR_31, rule::BR_32, rule::BR_33, rule::BR_CO_21, rule::BR_DEC_01, rule::BR_DEC_02];
    allowance_or_charge(run, node, rules)
}

pub(super) fn charge<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let rules = [rule::BR_36, rule::BR_37, rule::BR_38, rule::BR_CO_22, rule::BR_DEC_05, rule::BR_DEC_06];
    allowance_or_charge(run, node, rules)
}

fn allowance_or_charge<'d>(run: &mut Run<'d>, node: Node<'d>, rules: [Rule; 6]) -> Outcome<()> {
    let [amount, category, reason, reason_again, decimals, base_decimals] = rules;
    let Some(entry) = node.parent() else { return Ok(()) };
    run.require(amount, node, entry.has(ram::ActualAmount));
    run.require(category, node, has_vat_category(entry.all(ram::CategoryTradeTax))?);
    let has_reason = entry.has(ram::Reason) || entry.has(ram::ReasonCode);
    run.require(reason, node, has_reason);
    run.require(reason_again, node, has_reason);
    run.require(decimals, node, first_has_cents(entry, ram::ActualAmount));
    run.require(base_decimals, node, has_at_most_decimals(entry.all(ram::BasisAmount), 2)?);
    Ok(())
}

pub(super) fn summation<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    for (rule, name) in [
        (rule::BR_12, ram::LineTotalAmount),
        (rule::BR_13, ram::TaxBasisTotalAmount),
        (rule::BR_14, ram::GrandTotalAmount),
        (rule::BR_15, ram::DuePayableAmount),
    ] {
        run.require(rule, node, node.has(name));
    }
    run.require(rule::BR_53, node, has_total_in_tax_currency(run.document, node));
    run.require(rule::BR_CO_10, node, line_total_holds(node)?);
    for (rule, name, is_charge) in
        [(rule::BR_CO_11, ram::AllowanceTotalAmount, false), (rule::BR_CO_12, ram::ChargeTotalAmount, true)]
    {
        run.require(rule, node, allowance_total_holds(run.document, node, name, is_charge)?);
    }
    run.require(rule::BR_CO_13, node, net_total_holds(node)?);
    run.require(rule::BR_CO_16, node, due_amount_holds(node)?);
    for (rule, name) in [
        (rule::BR_DEC_09, ram::LineTotalAmount),
        (rule::BR_DEC_10, ram::AllowanceTotalAmount),
        (rule::BR_DEC_11, ram::ChargeTotalAmount),
        (rule::BR_DEC_12, ram::TaxBasisTotalAmount),
        (rule::BR_DEC_14, ram::GrandTotalAmount),
        (rule::BR_DEC_16, ram::TotalPrepaidAmount),
        (rule::BR_DEC_17, ram::RoundingAmount),
        (rule::BR_DEC_18, ram::DuePayableAmount),
    ] {
        run.require(rule, node, has_at_most_decimals(node.all(name), 2)?);
    }
    run.require(rule::BR_DEC_13, node, tax_total_has_cents(run.document, node)?);
    run.require(rule::BR_DEC_15, node, tax_total_in_tax_currency_has_cents(run.document, node)?);
    Ok(())
}

/// `@currencyID = /…/currency`
pub(super) fn is_in_currency(document: &Document<'_>, amount: Node<'_>, currency: Name) -> bool {
    amount
        .attribute(attr::currencyID)
        .is_some_and(|code| in_settlement(document, currency).any(|currency| currency.string() == code))
}

fn has_total_in_tax_currency(document: &Document<'_>, node: Node<'_>) -> bool {
    let mut tax_currencies = in_settlement(document, ram::TaxCurrencyCode).peekable();
    if tax_currencies.peek().is_none() {
        return true;
    }
    let is_invoice_currency =
        |code: &str| in_settlement(document, ram::InvoiceCurrencyCode).any(|currency| currency.string() == code);
    node.all(ram::TaxTotalAmount).any(|total| is_in_currency(document, total, ram::TaxCurrencyCode))
        && !tax_currencies.any(|currency| is_invoice_currency(&currency.string()))
}

fn line_total_holds(node: Node<'_>) -> Outcome {
    let Some(total) = decimal(node.all(ram::LineTotalAmount))? else {
        return Ok(false);
    };
    let lines = node.parent().and_then(Node::parent).into_iter().flat_map(|deal| {
        deal.at([
            ram::IncludedSupplyChainTradeLineItem,
            ram::SpecifiedLineTradeSettlement,
            ram::SpecifiedTradeSettlementLineMonetarySummation,
            ram::LineTotalAmount,
        ])
    });
    let sum = Decimal::from_double(sum_doubles(lines)?).ok_or_else(|| Abort::new("FOCA0002", node))?;
    Ok(total == sum.cents())
}

/// The sum is added up even where there is nothing to compare it with.
fn allowance_total_holds(document: &Document<'_>, node: Node<'_>, name: Name, is_charge: bool) -> Outcome {
    let entries = || in_settlement(document, ram::SpecifiedTradeAllowanceCharge);
    let has_none = (|| {
        for entry in entries() {
            if indicator_is(entry, is_charge)? {
                return Ok(false);
            }
        }
        Ok(true)
    })();
    or(and(has_none, || Ok(!node.has(name))), || {
        let mut amounts = Vec::new();
        for entry in entries() {
            if indicator_is(entry, is_charge)? {
                amounts.extend(entry.first(ram::ActualAmount));
            }
        }
        any_equals(node.all(name), cents_of_sum(amounts)?)
    })
}

/// `round(sum(…) * 10 * 10) div 100`: a sum of nothing is a whole number.
fn cents_of_sum<'d>(amounts: impl IntoIterator<Item = Node<'d>>) -> Outcome<Number> {
    let mut sum = None;
    for amount in amounts {
        let amount = double_of(amount)?;
        sum = Some(sum.map_or(amount, |sum: f64| sum + amount));
    }
    Ok(sum.map_or(Number::Whole(0), |sum| Number::Double(round_double(sum * 10.0 * 10.0) / 100.0)))
}

/// The first element of a name as a decimal; none if there is none.
fn first(node: Node<'_>, name: Name) -> Outcome<Option<Decimal>> {
    node.first(name).map(decimal_of).transpose()
}

/// `total = start ± terms`, read from left to right as far as there is something; false where something is missing.
fn is_balance(
    node: Node<'_>,
    total: Name,
    start: Name,
    terms: &[(Sign, Name)],
    round: fn(&Decimal) -> Decimal,
) -> Outcome {
    let (Some(total), Some(mut balance)) = (first(node, total)?, first_after(node, total, start)?) else {
        return Ok(false);
    };
    for (sign, name) in terms {
        let Some(term) = first(node, *name)? else {
            return Ok(false);
        };
        balance = match sign {
            Sign::Plus => balance.add(&term),
            Sign::Minus => balance.subtract(&term),
        };
    }
    Ok(total == round(&balance))
}

/// The start is only looked at when there is a total.
fn first_after(node: Node<'_>, total: Name, start: Name) -> Outcome<Option<Decimal>> {
    if node.has(total) { first(node, start) } else { Ok(None) }
}

#[derive(Clone, Copy)]
enum Sign {
    Plus,
    Minus,
}

fn net_total_holds(node: Node<'_>) -> Outcome {
    let (total, start) = (ram::TaxBasisTotalAmount, ram::LineTotalAmount);
    let allowances = (Sign::Minus, ram::AllowanceTotalAmount);
    let charges = (Sign::Plus, ram::ChargeTotalAmount);
    let is = |terms: &[(Sign, Name)]| is_balance(node, total, start, terms, Decimal::cents);
    let has_no_charges = || Ok(!node.has(ram::ChargeTotalAmount));
    let has_no_allowances = || Ok(!node.has(ram::AllowanceTotalAmount));
    let holds = is(&[allowances, charges]);
    let holds = or(holds, || and(is(&[allowances]), has_no_charges));
    let holds = or(holds, || and(is(&[charges]), has_no_allowances));
    or(holds, || and(and(is(&[]), has_no_charges), has_no_allowances))
}

fn due_amount_holds(node: Node<'_>) -> Outcome {
    let (total, start) = (ram::DuePayableAmount, ram::GrandTotalAmount);
    let prepaid = (Sign::Minus, ram::TotalPrepaidAmount);
    let rounding = (Sign::Plus, ram::RoundingAmount);
    let is = |terms: &[(Sign, Name)]| is_balance(node, total, start, terms, Decimal::clone);
    let has_no_prepaid = || Ok(!node.has(ram::TotalPrepaidAmount));
    let has_no_rounding = || Ok(!node.has(ram::RoundingAmount));
    let holds = is(&[prepaid, rounding]);
    let holds = or(holds, || and(is(&[rounding]), has_no_prepaid));
    let holds = or(holds, || and(is(&[prepaid]), has_no_rounding));
    or(holds, || and(and(is(&[]), has_no_prepaid), has_no_rounding))
}

/// `. = round(. * 100) div 100`
fn has_cents(amount: Node<'_>) -> Outcome {
    let cents = round_double(double_of(amount)? * 100.0);
    any_equals([amount], Number::Double(cents / 100.0))
}

/// Some VAT total is in another currency than the invoice, or has at most two decimals.
fn tax_total_has_cents(document: &Document<'_>, node: Node<'_>) -> Outcome {
    let mut has_any = false;
    for total in node.all(ram::TaxTotalAmount) {
        has_any = true;
        if !is_in_currency(document, total, ram::InvoiceCurrencyCode) || has_cents(total)? {
            return Ok(true);
        }
    }
    Ok(!has_any)
}

/// Some VAT total is in the currency of the tax and has at most two decimals, if there is such a currency.
fn tax_total_in_tax_currency_has_cents(document: &Document<'_>, node: Node<'_>) -> Outcome {
    if in_settlement(document, ram::TaxCurrencyCode).next().is_none() {
        return Ok(true);
    }
    let mut has_any = false;
    for total in node.all(ram::TaxTotalAmount) {
        has_any = true;
        if is_in_currency(document, total, ram::TaxCurrencyCode) && has_cents(total)? {
            return Ok(true);
        }
    }
    Ok(!has_any)
}

/// `total with VAT = total without VAT + VAT`, in each currency of the invoice; without VAT the totals may just be equal.
pub(super) fn gross_total_holds(document: &Document<'_>) -> Outcome {
    let totals = |name| {
        transaction(
            document,
            [
                rsm::SupplyChainTradeTransaction,
                ram::ApplicableHeaderTradeSettlement,
                ram::SpecifiedTradeSettlementHeaderMonetarySummation,
                name,
            ],
        )
    };
    let first = |name| totals(name).next().map(decimal_of).transpose();
    for currency in in_settlement(document, ram::InvoiceCurrencyCode) {
        let currency = currency.string();
        let mut taxes = totals(ram::TaxTotalAmount)
            .filter(|tax: &Node<'_>| tax.attribute(attr::currencyID).is_some_and(|code| code == currency));
        let tax = taxes.next();
        let is_only = tax.is_some() && taxes.next().is_none();
        let is_sum = || {
            let Some(gross) = first(ram::GrandTotalAmount)? else { return Ok(false) };
            let Some(net) = first(ram::TaxBasisTotalAmount)? else { return Ok(false) };
            let Some(tax) = tax.map(decimal_of).transpose()? else { return Ok(false) };
            Ok(gross == net.add(&tax).cents())
        };
        let is_equal = || {
            let Some(gross) = first(ram::GrandTotalAmount)? else { return Ok(false) };
            Ok(first(ram::TaxBasisTotalAmount)?.is_some_and(|net| net == gross))
        };
        if !or(and(Ok(is_only), is_sum), is_equal)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The VAT total in the currency of the invoice is the sum of the breakdown.
pub(super) fn tax_total<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let taxes = transaction(
        run.document,
        [
            rsm::SupplyChainTradeTransaction,
            ram::ApplicableHeaderTradeSettlement,
            ram::ApplicableTradeTax,
            ram::CalculatedAmount,
        ],
    );
    run.require(rule::BR_CO_14, node, any_equals([node], cents_of_sum(taxes)?)?);
    Ok(())
}
