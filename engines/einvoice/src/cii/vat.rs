//! VAT: the breakdown (BG-23), and the VAT of lines, allowances and charges.

use std::cmp::Ordering;

use super::{
    compare::{Number, any_compares, any_equals},
    facts::{INTRA_COMMUNITY, OUTSIDE, STANDARD},
    families::{self, Base, FAMILIES, Family, Place, Rate},
    is_vat,
    sums::rates_of,
};
use crate::{
    number::{Decimal, round_double},
    rules::rule,
    run::Run,
    tree::{Node, ram, rsm, udt},
    xpath::{Abort, Outcome, and, any_is, decimal, double_of, has_at_most_decimals, one, or, string},
};

pub(super) fn line<'d>(run: &mut Run<'d>, tax: Node<'d>) -> Outcome<()> {
    let Some(index) = families::of_tax(tax) else { return Ok(()) };
    registration_and_rate(run, tax, &FAMILIES[index], FAMILIES[index].line)
}

pub(super) fn allowance_or_charge<'d>(run: &mut Run<'d>, tax: Node<'d>) -> Outcome<()> {
    let (Some(index), Some(is_charge)) = (families::of_tax(tax), families::is_of_charge(tax)) else {
        return Ok(());
    };
    let family = &FAMILIES[index];
    registration_and_rate(run, tax, family, if is_charge { family.charge } else { family.allowance })
}

fn registration_and_rate<'d>(
    run: &mut Run<'d>,
    tax: Node<'d>,
    family: &Family,
    [registration, rate]: [crate::rules::Rule; 2],
) -> Outcome<()> {
    let facts = run.facts();
    run.require(registration, tax, family.registration.is_met(&facts));
    let rates = tax.all(ram::RateApplicablePercent);
    let holds = match family.rate {
        Rate::Zero => any_compares(rates, Number::Whole(0), Ordering::is_eq)?,
        Rate::Positive => any_compares(rates, Number::Whole(0), Ordering::is_gt)?,
        Rate::NotNegative => any_compares(rates, Number::Whole(0), Ordering::is_ge)?,
        Rate::Absent => !tax.has(ram::RateApplicablePercent),
    };
    run.require(rate, tax, holds);
    Ok(())
}

/// The rules of a category that stand at its code.
pub(super) fn breakdown_category<'d>(run: &mut Run<'d>, code: Node<'d>) -> Outcome<()> {
    let (Some(tax), Some(index)) = (code.parent(), families::of_breakdown_category(code)) else {
        return Ok(());
    };
    category_rules(run, code, tax, index)?;
    match index {
        INTRA_COMMUNITY => intra_community(run, code, tax),
        STANDARD => {
            let [_, rule, _] = FAMILIES[index].breakdown;
            run.require(rule, code, standard_tax_holds(tax)?);
        }
        _ => {}
    }
    Ok(())
}

/// An entry of the breakdown: the rules of its category, or else those for every entry.
pub(super) fn breakdown<'d>(run: &mut Run<'d>, tax: Node<'d>) -> Outcome<()> {
    let Some(index) = families::of_breakdown(tax) else {
        return every_entry(run, tax);
    };
    category_rules(run, tax, tax, index)?;
    if index == OUTSIDE {
        outside(run, tax);
    }
    Ok(())
}

/// Taxable amount, tax amount and reason of exemption. `node` is where the rule fires, `tax` the entry.
fn category_rules<'d>(run: &mut Run<'d>, node: Node<'d>, tax: Node<'d>, index: usize) -> Outcome<()> {
    let family = &FAMILIES[index];
    let [base, amount, reason] = family.breakdown;
    // The rules of L and M look for the amounts one element too high.
    let amounts =
        if matches!((family.place, family.base), (Place::Tax, Base::EqualByRate)) { tax.parent() } else { Some(tax) };
    let holds = match amounts {
        Some(amounts) => base_holds(run, amounts, index, family.base)?,
        None => true,
    };
    run.require(base, node, holds);
    if !matches!(family.base, Base::EqualByRate) {
        run.require(amount, node, any_equals(tax.all(ram::CalculatedAmount), Number::Whole(0))?);
    }
    let has_reason = tax.has(ram::ExemptionReason) || tax.has(ram::ExemptionReasonCode);
    run.require(reason, node, has_reason == family.wants_reason);
    Ok(())
}

fn base_holds<'d>(run: &mut Run<'d>, tax: Node<'d>, index: usize, base: Base) -> Outcome {
    match base {
        Base::Near(indicator) => {
            let sum = run.sum_of_category(index, indicator)?.to_double();
            let Some(amount) = one(tax.all(ram::BasisAmount))? else { return Ok(false) };
            let amount = double_of(amount)?;
            Ok(amount - 1.0 < sum && amount + 1.0 > sum)
        }
        Base::Equal(indicator) => {
            let sum = run.sum_of_category(index, indicator)?.to_double();
            any_equals(tax.all(ram::BasisAmount), Number::Double(sum))
        }
        Base::EqualByRate => {
            for rate in rates_of(tax) {
                let sum = run.sum_of_rate(index, &rate?)?.to_double();
                if !any_equals(tax.all(ram::BasisAmount), Number::Double(sum))? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
    }
}

/// The tax is the taxable amount times the rate, less than one apart; signs do not matter.
fn standard_tax_holds(tax: Node<'_>) -> Outcome {
    let Some(amount) = decimal(tax.all(ram::CalculatedAmount))? else {
        return Ok(false);
    };
    let Some(base) = decimal(tax.all(ram::BasisAmount))? else {
        return Ok(false);
    };
    let Some(rate) = one(tax.all(ram::RateApplicablePercent))? else {
        return Ok(false);
    };
    let expected = round_double(base.abs().to_double() * double_of(rate)?) / 100.0;
    let amount = amount.abs();
    Ok(amount.subtract(&Decimal::ONE).to_double() < expected && amount.add(&Decimal::ONE).to_double() > expected)
}

/// Goods within the Union: when and where they were delivered.
fn intra_community<'d>(run: &mut Run<'d>, code: Node<'d>, tax: Node<'d>) {
    let delivery = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeDelivery];
    let root = run.document.root();
    let deliveries = (root.name() == rsm::CrossIndustryInvoice).then(|| root.at(delivery)).into_iter().flatten();
    let event = [ram::ActualDeliverySupplyChainEvent, ram::OccurrenceDateTime, udt::DateTimeString];
    let has_day = deliveries.clone().any(|delivery| delivery.has_at(event));
    let has_period = |name| tax.parent().is_some_and(|above| above.has_at([ram::BillingSpecifiedPeriod, name]));
    run.require(rule::BR_IC_11, code, has_day || has_period(ram::StartDateTime) || has_period(ram::EndDateTime));
    let country = [ram::ShipToTradeParty, ram::PostalTradeAddress, ram::CountryID];
    let has_country = deliveries.clone().any(|delivery| delivery.has_at(country));
    run.require(rule::BR_IC_12, code, has_country);
}

/// An invoice outside the scope of VAT has nothing else.
fn outside<'d>(run: &mut Run<'d>, tax: Node<'d>) {
    let facts = run.facts();
    run.require(rule::BR_O_11, tax, !facts.other_tax_than_outside);
    run.require(rule::BR_O_12, tax, !facts.other_tax_than_outside);
    run.require(rule::BR_O_13, tax, !facts.other_allowance_than_outside);
    run.require(rule::BR_O_14, tax, !facts.other_allowance_than_outside);
}

fn every_entry<'d>(run: &mut Run<'d>, tax: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_45, tax, tax.has(ram::BasisAmount));
    run.require(rule::BR_46, tax, tax.has(ram::CalculatedAmount));
    let is_vat = is_vat(tax)?;
    run.require(rule::BR_47, tax, is_vat && tax.has(ram::CategoryCode));
    let has_rate = tax.has(ram::RateApplicablePercent) || any_is(tax.all(ram::CategoryCode), "O");
    run.require(rule::BR_48, tax, is_vat && has_rate);
    let has = |name| run.document.everywhere(name).next().is_some();
    let has_both = has(ram::TaxPointDate) && has(ram::DueDateTypeCode);
    run.require(rule::BR_CO_03, tax, !has_both);
    run.require(rule::BR_CO_17, tax, tax_holds(tax)?);
    run.require(rule::BR_DEC_19, tax, has_at_most_decimals(tax.all(ram::BasisAmount), 2)?);
    run.require(rule::BR_DEC_20, tax, has_at_most_decimals(tax.all(ram::CalculatedAmount), 2)?);
    Ok(())
}

/// No rate or one that rounds to 0: no tax. Otherwise the tax is the taxable amount times the rate, at most one apart.
fn tax_holds(tax: Node<'_>) -> Outcome {
    let is_of_vat =
        string(tax.all(ram::TypeCode)).map(|code| crate::tree::normalize_space(&code).eq_ignore_ascii_case("VAT"));
    let rate =
        is_of_vat.and_then(|is_of_vat| if is_of_vat { decimal(tax.all(ram::RateApplicablePercent)) } else { Ok(None) });
    let rate = || rate.clone();
    let amount = || decimal(tax.all(ram::CalculatedAmount));
    let is_untaxed = || Ok(amount()?.is_some_and(|amount| amount.round().is_zero()));
    let rate_is_zero = |wanted: bool| Ok(rate()?.is_some_and(|rate: Decimal| rate.round().is_zero() == wanted));
    let is_near = || {
        let Some(amount) = amount()? else { return Ok(false) };
        let Some(base) = decimal(tax.all(ram::BasisAmount))? else { return Ok(false) };
        let Some(rate) = rate()? else { return Ok(false) };
        let share = rate.divide(&Decimal::new(100, 0)).ok_or_else(|| Abort::division(tax))?;
        let expected = base.abs().multiply(&share).cents();
        let amount = amount.abs();
        Ok(amount.subtract(&Decimal::ONE) <= expected && amount.add(&Decimal::ONE) >= expected)
    };
    let holds = and(rate_is_zero(true), is_untaxed);
    let holds = or(holds, || and(rate_is_zero(false), is_near));
    or(holds, || and(rate().map(|rate| rate.is_none()), is_untaxed))
}
