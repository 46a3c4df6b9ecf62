//! PEPPOL-EN16931: what XRechnung takes over from PEPPOL BIS Billing.

use crate::{
    number::Decimal,
    rules::rule,
    run::{Context, Run},
    tree::{Name, Node, attr, ram, rsm, udt},
    xpath::{Outcome, and, any_double, any_is, decimal, normalized, one, or},
    xrechnung::{
        DIRECT_DEBITS, Facts, Period, facts, is_in,
        line::{Figure, Line, is_percentage, totals},
        normalized_text, period,
    },
};

pub(super) static CONTEXTS: &[Context] = &[
    Context { names: &[rsm::ExchangedDocumentContext], matches: |_, _| Ok(true), check: document_context },
    Context { names: &[ram::ApplicableHeaderTradeSettlement], matches: |_, _| Ok(true), check: settlement },
    Context { names: &[ram::BuyerTradeParty], matches: |_, _| Ok(true), check: buyer },
    Context { names: &[ram::SellerTradeParty], matches: |_, _| Ok(true), check: seller },
    Context { names: &[ram::SpecifiedTradeAllowanceCharge], matches: |_, _| Ok(true), check: allowance_or_charge },
    Context { names: &[ram::AppliedTradeAllowanceCharge], matches: |_, _| Ok(true), check: price_allowance },
    Context {
        names: &[ram::SpecifiedTradeSettlementPaymentMeans],
        matches: |_, node| is_in(node.all(ram::TypeCode), DIRECT_DEBITS),
        check: direct_debit,
    },
    Context { names: &[ram::StartDateTime], matches: |run, node| Ok(has_period(run, node).0), check: line_start },
    Context { names: &[ram::EndDateTime], matches: |run, node| Ok(has_period(run, node).1), check: line_end },
    Context { names: &[ram::IncludedSupplyChainTradeLineItem], matches: |_, _| Ok(true), check: line },
    Context {
        names: &[ram::NetPriceProductTradePrice, ram::GrossPriceProductTradePrice],
        matches: |_, _| Ok(true),
        check: price,
    },
    Context {
        names: &[ram::BasisQuantity],
        matches: |_, node| {
            let is_of_price =
                node.is_below(ram::NetPriceProductTradePrice) || node.is_below(ram::GrossPriceProductTradePrice);
            Ok(is_of_price && node.attribute(attr::unitCode).is_some())
        },
        check: base_quantity,
    },
];

pub(super) static GROSS_PRICE: &[Context] = &[Context {
    names: &[ram::GrossPriceProductTradePrice],
    matches: |_, node| {
        Ok(node.is_under(&[
            ram::SpecifiedLineTradeAgreement,
            ram::IncludedSupplyChainTradeLineItem,
            rsm::SupplyChainTradeTransaction,
        ]))
    },
    check: gross_price,
}];

pub(in crate::xrechnung) fn of_blank<'d>(run: &mut Run<'d>, node: Node<'d>) {
    run.require(rule::PEPPOL_EN16931_R008, node, node.raw_name() == "ram:ApplicableHeaderTradeDelivery");
}

fn document_context<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let process = [ram::BusinessProcessSpecifiedDocumentContextParameter, ram::ID];
    run.require(rule::PEPPOL_EN16931_R001, node, node.has_at(process));
    Ok(())
}

fn settlement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let has_tax_currency = node.has(ram::TaxCurrencyCode);
    let differs = !has_tax_currency
        || normalized_text(node.all(ram::TaxCurrencyCode))? != normalized_text(node.all(ram::InvoiceCurrencyCode))?;
    run.require(rule::PEPPOL_EN16931_R005, node, differs);
    let facts = facts(run);
    let in_currency = tax_totals(node).filter(|total| is_in_currency(*total, &facts.currencies)).count();
    let in_other = tax_totals(node).filter(|total| is_in_other_currency(*total, &facts.currencies)).count();
    let is_same_sign = have_same_sign(facts, node)?;
    run.require(rule::PEPPOL_EN16931_R053, node, in_currency <= 1);
    run.require(rule::PEPPOL_EN16931_R054, node, in_other == usize::from(has_tax_currency));
    run.require(rule::PEPPOL_EN16931_R055, node, is_same_sign);
    Ok(())
}

/// BT-110 and BT-111
fn tax_totals(settlement: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    settlement.at([ram::SpecifiedTradeSettlementHeaderMonetarySummation, ram::TaxTotalAmount])
}

fn is_in_currency(total: Node<'_>, currencies: &[Node<'_>]) -> bool {
    total.attribute(attr::currencyID).is_some_and(|code| currencies.iter().any(|node| node.string() == code))
}

fn is_in_other_currency(total: Node<'_>, currencies: &[Node<'_>]) -> bool {
    total.attribute(attr::currencyID).is_some_and(|code| currencies.iter().any(|node| node.string() != code))
}

fn have_same_sign(facts: &Facts<'_>, settlement: Node<'_>) -> Outcome {
    let has_both = !facts.tax_currencies.is_empty()
        && tax_totals(settlement).any(|total| is_in_currency(total, &facts.currencies));
    if !has_both {
        return Ok(true);
    }
    let both = |satisfies: fn(f64) -> bool| -> Outcome {
        let in_tax_currency = any_total(settlement, &facts.tax_currencies, satisfies);
        and(in_tax_currency, || any_total(settlement, &facts.currencies, satisfies))
    };
    or(both(|amount| amount < 0.0), || both(|amount| amount >= 0.0))
}

fn any_total(settlement: Node<'_>, currencies: &[Node<'_>], satisfies: fn(f64) -> bool) -> Outcome {
    any_double(tax_totals(settlement).filter(|total| is_in_currency(*total, currencies)), satisfies)
}

fn buyer<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::PEPPOL_EN16931_R010, node, node.has_at([ram::URIUniversalCommunication, ram::URIID]));
    Ok(())
}

fn seller<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::PEPPOL_EN16931_R020, node, node.has_at([ram::URIUniversalCommunication, ram::URIID]));
    Ok(())
}

/// Three contexts of the original: percent without base, base without percent, and the rest.
fn allowance_or_charge<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let (has_percent, has_base) = (node.has(ram::CalculationPercent), node.has(ram::BasisAmount));
    if has_percent != has_base {
        let missing = if has_percent { rule::PEPPOL_EN16931_R041 } else { rule::PEPPOL_EN16931_R042 };
        run.require(missing, node, false);
        return Ok(());
    }
    let percent = decimal(node.all(ram::CalculationPercent))?;
    if let (Some(base), Some(percent)) = (decimal(node.all(ram::BasisAmount))?, percent) {
        let slack = &facts(run).slack;
        let holds = is_percentage(one(node.all(ram::ActualAmount))?, &base, &percent, slack)?;
        run.require(rule::PEPPOL_EN16931_R040, node, holds);
    }
    let holds = has_indicator(node)?;
    run.require(rule::PEPPOL_EN16931_R043_1, node, holds);
    Ok(())
}

/// Whether it says clearly that it is an allowance or a charge.
fn has_indicator(node: Node<'_>) -> Outcome {
    let indicator = normalized_text(node.at([ram::ChargeIndicator, udt::Indicator]))?;
    Ok(indicator == "true" || indicator == "false")
}

fn price_allowance<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::PEPPOL_EN16931_R043_2, node, has_indicator(node)?);
    Ok(())
}

fn direct_debit<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let has_mandate = node
        .parent()
        .is_some_and(|settlement| settlement.has_at([ram::SpecifiedTradePaymentTerms, ram::DirectDebitMandateID]));
    run.require(rule::PEPPOL_EN16931_R061, node, has_mandate);
    Ok(())
}

/// For a date of the period of a line: whether the head has a first and a last day.
fn has_period(run: &Run<'_>, node: Node<'_>) -> (bool, bool) {
    let of_line = node.is_under(&[
        ram::BillingSpecifiedPeriod,
        ram::SpecifiedLineTradeSettlement,
        ram::IncludedSupplyChainTradeLineItem,
        rsm::SupplyChainTradeTransaction,
    ]);
    if !of_line {
        return (false, false);
    }
    let period = period_above(run, node);
    (period.starts > 0, period.ends > 0)
}

/// Dates are compared as texts here: of several first days the lowest decides, of several last days the highest.
fn period_above<'d>(run: &Run<'d>, node: Node<'_>) -> Period<'d> {
    fn texts(transaction: Node<'_>, name: Name) -> impl Iterator<Item = Node<'_>> {
        dates(transaction, name).flat_map(|date| date.all(udt::DateTimeString))
    }
    fn dates(transaction: Node<'_>, name: Name) -> impl Iterator<Item = Node<'_>> {
        transaction.at([ram::ApplicableHeaderTradeSettlement, ram::BillingSpecifiedPeriod, name])
    }
    period(run, node.ancestors().nth(3), |transaction| Period {
        start: texts(transaction, ram::StartDateTime).min_by_key(|text| text.string()),
        end: texts(transaction, ram::EndDateTime).max_by_key(|text| text.string()),
        starts: dates(transaction, ram::StartDateTime).count(),
        ends: dates(transaction, ram::EndDateTime).count(),
    })
}

fn line_start<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let earliest = period_above(run, node).start.map(Node::string);
    let holds = earliest.is_some_and(|start| node.all(udt::DateTimeString).any(|own| own.string() >= start));
    run.require(rule::PEPPOL_EN16931_R110, node, holds);
    Ok(())
}

fn line_end<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let latest = period_above(run, node).end.map(Node::string);
    let holds = latest.is_some_and(|end| node.all(udt::DateTimeString).any(|own| own.string() <= end));
    run.require(rule::PEPPOL_EN16931_R111, node, holds);
    Ok(())
}

fn line<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let amount =
        [ram::SpecifiedLineTradeSettlement, ram::SpecifiedTradeSettlementLineMonetarySummation, ram::LineTotalAmount];
    let (charges, allowances) = totals(
        node.at([ram::SpecifiedLineTradeSettlement, ram::SpecifiedTradeAllowanceCharge]),
        |charge| normalized(charge.at([ram::ChargeIndicator, udt::Indicator])),
        |charge| charge.all(ram::ActualAmount),
    )?;
    let net_price = [ram::SpecifiedLineTradeAgreement, ram::NetPriceProductTradePrice, ram::ChargeAmount];
    let figures = Line {
        amount: decimal(node.at(amount))?.unwrap_or(Decimal::ZERO),
        quantity: decimal(node.at([ram::SpecifiedLineTradeDelivery, ram::BilledQuantity]))?.unwrap_or(Decimal::ONE),
        price: Figure::of(node.at(net_price))?.unwrap_or(Figure::whole(Decimal::ZERO)),
        base: base_of(node)?,
        charges,
        allowances,
    };
    let adds_up = figures.adds_up(node, &facts(run).slack)?;
    run.require(rule::PEPPOL_EN16931_R120, node, adds_up);
    let reference = [ram::SpecifiedLineTradeSettlement, ram::AdditionalReferencedDocument];
    let mut types = node.at(reference).flat_map(|reference| reference.all(ram::TypeCode));
    let is_object = types.any(|code| code.string() == "130");
    run.require(rule::PEPPOL_EN16931_R101, node, is_object || !node.has_at(reference));
    Ok(())
}

/// The base quantity of the net price, else of the gross price, else 1; zero is overlooked.
fn base_of(line: Node<'_>) -> Outcome<Figure> {
    for price in [ram::NetPriceProductTradePrice, ram::GrossPriceProductTradePrice] {
        let base = Figure::of(line.at([ram::SpecifiedLineTradeAgreement, price, ram::BasisQuantity]))?;
        if let Some(base) = base.filter(|base| !base.value.is_zero()) {
            return Ok(base);
        }
    }
    Ok(Figure::whole(Decimal::ONE))
}

fn price<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let base = decimal(node.all(ram::BasisQuantity))?;
    run.require(rule::PEPPOL_EN16931_R121, node, base.is_none_or(|base| base > Decimal::ZERO));
    Ok(())
}

fn base_quantity<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let unit = node.attribute(attr::unitCode);
    let is_same = node.ancestors().nth(2).is_some_and(|line| {
        line.at([ram::SpecifiedLineTradeDelivery, ram::BilledQuantity])
            .any(|quantity| quantity.attribute(attr::unitCode) == unit)
    });
    run.require(rule::PEPPOL_EN16931_R130, node, is_same);
    Ok(())
}

fn gross_price<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let has_discount = node.has_at([ram::AppliedTradeAllowanceCharge, ram::ActualAmount]);
    let indicators = node.at([ram::AppliedTradeAllowanceCharge, ram::ChargeIndicator, udt::Indicator]);
    run.require(rule::PEPPOL_EN16931_R044, node, !has_discount || any_is(indicators, "false"));
    if node.has(ram::ChargeAmount) {
        run.require(rule::PEPPOL_EN16931_R046, node, is_net_price(node)?);
    }
    Ok(())
}

/// Net price = gross price − discount. The first discount of each group counts, and only one may be there.
fn is_net_price(gross_price: Node<'_>) -> Outcome {
    let Some(agreement) = gross_price.parent() else { return Ok(false) };
    let net_price = [ram::NetPriceProductTradePrice, ram::ChargeAmount];
    let Some(net) = decimal(agreement.at(net_price))? else { return Ok(false) };
    let Some(gross) = decimal(gross_price.all(ram::ChargeAmount))? else { return Ok(false) };
    let discounts =
        gross_price.all(ram::AppliedTradeAllowanceCharge).filter_map(|group| group.first(ram::ActualAmount));
    let discount = decimal(discounts)?.unwrap_or(Decimal::ZERO);
    Ok(net == gross.subtract(&discount))
}
