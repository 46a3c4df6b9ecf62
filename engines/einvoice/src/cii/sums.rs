//! Sums of lines, charges and allowances by VAT category, and by category and rate: one walk for each category, however
//! many entries of the VAT breakdown ask for it.

use std::collections::BTreeMap;

use super::{facts::CATEGORIES, in_settlement, indicator_is, transaction};
use crate::{
    number::Decimal,
    run::Run,
    tree::{Document, Node, ram, rsm},
    xpath::{Abort, Outcome, and, any_is, decimal, decimal_of, sum},
};

/// Sums that were asked for, by category.
#[derive(Default)]
pub(super) struct Sums {
    by_category: [Option<Outcome<Decimal>>; CATEGORIES.len()],
    by_rate: [Option<ByRate>; CATEGORIES.len()],
}

/// How an indicator is read.
#[derive(Clone, Copy)]
pub(super) enum Indicator {
    /// `ram:ChargeIndicator/udt:Indicator = true()`
    Compared,
    /// `(ram:ChargeIndicator/udt:Indicator cast as xs:boolean) = true()`: one must be there.
    Cast,
}

impl Run<'_> {
    /// Lines, and charges less allowances of the document, of a category: what its breakdown should come to.
    pub(super) fn sum_of_category(&mut self, category: usize, indicator: Indicator) -> Outcome<Decimal> {
        let document = self.document;
        self.memory.cii.sums.by_category[category]
            .get_or_insert_with(|| sum_of_category(document, CATEGORIES[category], indicator))
            .clone()
    }

    /// The same of a category and rate.
    pub(super) fn sum_of_rate(&mut self, category: usize, rate: &Decimal) -> Outcome<Decimal> {
        let document = self.document;
        self.memory.cii.sums.by_rate[category]
            .get_or_insert_with(|| ByRate::of(document, CATEGORIES[category]))
            .sum(rate)
    }
}

fn lines<'d>(document: &'d Document<'d>) -> impl Iterator<Item = Node<'d>> {
    transaction(
        document,
        [rsm::SupplyChainTradeTransaction, ram::IncludedSupplyChainTradeLineItem, ram::SpecifiedLineTradeSettlement],
    )
}

/// `ram:SpecifiedTradeSettlementLineMonetarySummation/xs:decimal(ram:LineTotalAmount)`, summed.
fn line_total(settlement: Node<'_>) -> Outcome<Decimal> {
    settlement
        .all(ram::SpecifiedTradeSettlementLineMonetarySummation)
        .try_fold(Decimal::ZERO, |sum, summation| add(&sum, decimal(summation.all(ram::LineTotalAmount))?.as_ref()))
}

/// `xs:decimal(ram:ActualAmount[1])`
fn actual_amount(allowance_or_charge: Node<'_>) -> Outcome<Decimal> {
    sum(allowance_or_charge.first(ram::ActualAmount))
}

fn add(sum: &Decimal, amount: Option<&Decimal>) -> Outcome<Decimal> {
    Ok(amount.map_or_else(|| sum.clone(), |amount| sum.add(amount)))
}

fn sum_of_category(document: &Document<'_>, category: &str, indicator: Indicator) -> Outcome<Decimal> {
    let mut sum = Decimal::ZERO;
    for line in lines(document) {
        if any_is(line.at([ram::ApplicableTradeTax, ram::CategoryCode]), category) {
            sum = sum.add(&line_total(line)?);
        }
    }
    let mut signed = [Decimal::ZERO; 2];
    for (sum, is_charge) in signed.iter_mut().zip([true, false]) {
        for entry in in_settlement(document, ram::SpecifiedTradeAllowanceCharge) {
            let of_category = || Ok(any_is(entry.at([ram::CategoryTradeTax, ram::CategoryCode]), category));
            if and(indicator.is(entry, is_charge), of_category)? {
                *sum = sum.add(&actual_amount(entry)?);
            }
        }
    }
    let [charges, allowances] = signed;
    Ok(sum.cents().add(&charges.cents()).subtract(&allowances.cents()))
}

impl Indicator {
    fn is(self, entry: Node<'_>, is_charge: bool) -> Outcome {
        match self {
            Self::Compared => indicator_is(entry, is_charge),
            Self::Cast => {
                let mut indicators = entry.at([ram::ChargeIndicator, crate::tree::udt::Indicator]);
                match (indicators.next(), indicators.next()) {
                    (Some(only), None) => Ok(crate::xpath::boolean(only)? == is_charge),
                    _ => Err(Abort::cardinality(entry)),
                }
            }
        }
    }
}

/// Amounts of one category by rate.
struct ByRate {
    lines: Amounts,
    charges: Amounts,
    allowances: Amounts,
}

impl ByRate {
    fn of(document: &Document<'_>, category: &str) -> Self {
        let mut lines_of = Amounts::default();
        for line in lines(document) {
            if any_is(line.at([ram::ApplicableTradeTax, ram::CategoryCode]), category) {
                let rates = Rates::of(line.all(ram::ApplicableTradeTax));
                lines_of.enter(rates, None, || line_total(line));
            }
        }
        let mut signed = [Amounts::default(), Amounts::default()];
        for (amounts, is_charge) in signed.iter_mut().zip([true, false]) {
            for entry in in_settlement(document, ram::SpecifiedTradeAllowanceCharge) {
                let of_category = || Ok(any_is(entry.at([ram::CategoryTradeTax, ram::CategoryCode]), category));
                let (applies, error) = match and(indicator_is(entry, is_charge), of_category) {
                    Ok(applies) => (applies, None),
                    Err(abort) => (true, Some(abort)),
                };
                if applies {
                    let rates = Rates::of(entry.all(ram::CategoryTradeTax));
                    amounts.enter(rates, error.as_ref(), || actual_amount(entry));
                }
            }
        }
        let [charges, allowances] = signed;
        Self { lines: lines_of, charges, allowances }
    }

    fn sum(&self, rate: &Decimal) -> Outcome<Decimal> {
        let lines = self.lines.sum(rate)?.cents();
        let charges = self.charges.sum(rate)?.cents();
        let allowances = self.allowances.sum(rate)?.cents();
        Ok(lines.add(&charges).subtract(&allowances))
    }
}

/// The rates an entry names, up to the first that is no number.
struct Rates {
    known: Vec<Decimal>,
    error: Option<Abort>,
}

impl Rates {
    /// `tax/xs:decimal(ram:RateApplicablePercent)`
    fn of<'d>(taxes: impl Iterator<Item = Node<'d>>) -> Self {
        let mut rates = Self { known: Vec::new(), error: None };
        for tax in taxes {
            match decimal(tax.all(ram::RateApplicablePercent)) {
                Ok(Some(rate)) if !rates.known.contains(&rate) => rates.known.push(rate),
                Ok(_) => {}
                Err(abort) => {
                    rates.error = Some(abort);
                    break;
                }
            }
        }
        rates
    }
}

#[derive(Default)]
struct Amounts {
    by_rate: BTreeMap<Decimal, Outcome<Decimal>>,
    /// Rates for which no entry with a broken rate is in the way, and the error for all others.
    only: Option<(Vec<Decimal>, Abort)>,
}

impl Amounts {
    /// Enters an amount under each of its rates. With an error of its own the entry stands in the way of its rates.
    fn enter(&mut self, rates: Rates, error: Option<&Abort>, amount: impl Fn() -> Outcome<Decimal>) {
        for rate in &rates.known {
            let amount = error.map_or_else(&amount, |abort| Err(abort.clone()));
            let sum = self.by_rate.entry(rate.clone()).or_insert_with(|| Ok(Decimal::ZERO));
            match (&sum, amount) {
                (Ok(before), Ok(amount)) => *sum = Ok(before.add(&amount)),
                (Ok(_), Err(abort)) => *sum = Err(abort),
                (Err(_), _) => {}
            }
        }
        let Some(abort) = rates.error else { return };
        match &mut self.only {
            Some((only, _)) => only.retain(|rate| rates.known.contains(rate)),
            None => self.only = Some((rates.known, abort)),
        }
    }

    fn sum(&self, rate: &Decimal) -> Outcome<Decimal> {
        if let Some((only, abort)) = &self.only
            && !only.contains(rate)
        {
            return Err(abort.clone());
        }
        self.by_rate.get(rate).cloned().unwrap_or(Ok(Decimal::ZERO))
    }
}

/// `ram:RateApplicablePercent/xs:decimal(.)`, one after the other.
pub(super) fn rates_of(parent: Node<'_>) -> impl Iterator<Item = Outcome<Decimal>> + use<'_> {
    parent.all(ram::RateApplicablePercent).map(decimal_of)
}
