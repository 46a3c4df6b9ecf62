//! Rules of the pattern `EN16931-CII-Syntax` that count or compare.

use crate::{
    rules::{Rule, rule},
    run::Run,
    tree::{Name, Node, attr, ram, udt},
    xpath::{Outcome, and, any_boolean_is, any_is, normalized, or},
};

fn at_most_one<'d>(mut nodes: impl Iterator<Item = Node<'d>>) -> bool {
    nodes.nth(1).is_none()
}

fn exactly_one<'d>(nodes: impl Iterator<Item = Node<'d>>) -> bool {
    nodes.take(2).count() == 1
}

pub(super) fn context<'d>(run: &mut Run<'d>, node: Node<'d>) {
    run.require(rule::CII_SR_003, node, at_most_one(node.all(ram::BusinessProcessSpecifiedDocumentContextParameter)));
    let guideline = ram::GuidelineSpecifiedDocumentContextParameter;
    run.require(rule::CII_SR_009, node, exactly_one(node.all(guideline)));
    run.require(rule::CII_SR_010, node, exactly_one(node.at([guideline, ram::ID])));
}

pub(super) fn note<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::CII_SR_030, node, at_most_one(node.all(ram::Content)));
    Ok(())
}

pub(super) fn product<'d>(run: &mut Run<'d>, node: Node<'d>) {
    let mut global = node.all(ram::GlobalID).peekable();
    let has_scheme = global.peek().is_none() || global.any(|id| id.attribute(attr::schemeID).is_some());
    run.require(rule::CII_SR_046, node, has_scheme);
    let has_one_country =
        !node.has(ram::OriginTradeCountry) || exactly_one(node.at([ram::OriginTradeCountry, ram::ID]));
    run.require(rule::CII_SR_090, node, has_one_country);
}

pub(super) fn characteristic<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::CII_SR_069, node, exactly_one(node.all(ram::Description)));
    run.require(rule::CII_SR_072, node, exactly_one(node.all(ram::Value)));
    Ok(())
}

pub(super) fn line_agreement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let prices = node.at([ram::NetPriceProductTradePrice, ram::ChargeAmount]).take(2).count();
    run.require(rule::CII_SR_439, node, prices == 1);
    run.require(rule::CII_SR_441, node, prices <= 1);
    let discount = |name: Name| node.at([ram::GrossPriceProductTradePrice, ram::AppliedTradeAllowanceCharge, name]);
    let has_amount = discount(ram::ActualAmount).next().is_some();
    let indicators = discount(ram::ChargeIndicator);
    let is_allowance = (|| {
        for indicator in indicators.clone() {
            if any_boolean_is(indicator.all(udt::Indicator), false)? {
                return Ok(true);
            }
        }
        Ok(false)
    })();
    let has_nothing = || Ok(!has_amount && indicators.clone().next().is_none());
    let holds = or(and(is_allowance, || Ok(has_amount)), has_nothing)?;
    run.require(rule::CII_SR_119, node, holds);
    Ok(())
}

pub(super) fn allowance_or_charge<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::CII_SR_463, node, node.has(ram::ChargeIndicator));
    run.require(rule::CII_SR_471, node, at_most_one(node.all(ram::RateApplicablePercent)));
    run.require(rule::CII_SR_472, node, at_most_one(node.all(ram::CategoryTradeTax)));
    run.require(rule::CII_SR_473, node, at_most_one(node.all(ram::ActualAmount)));
    Ok(())
}

pub(super) fn price_discount<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::CII_SR_440, node, at_most_one(node.all(ram::ActualAmount)));
    Ok(())
}

pub(super) fn line_settlement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::CII_SR_454, node, exactly_one(node.all(ram::ApplicableTradeTax)));
    let objects = references_of_type(node, "130")?.len();
    run.require(rule::CII_SR_474, node, objects <= 1);
    Ok(())
}

/// `ram:AdditionalReferencedDocument[normalize-space(ram:TypeCode) = …]`
fn references_of_type<'d>(node: Node<'d>, code: &str) -> Outcome<Vec<Node<'d>>> {
    let mut found = Vec::new();
    for reference in node.all(ram::AdditionalReferencedDocument) {
        if normalized(reference.all(ram::TypeCode))? == code {
            found.push(reference);
        }
    }
    Ok(found)
}

/// An identifier of a party with a scheme (`GlobalID`) or without (`ID`), not both.
pub(super) fn one_identifier<'d>(run: &mut Run<'d>, rule: Rule, node: Node<'d>, party: Name) {
    run.require(rule, node, !(node.has_at([party, ram::ID]) && node.has_at([party, ram::GlobalID])));
}

pub(super) fn agreement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    one_identifier(run, rule::CII_SR_450, node, ram::BuyerTradeParty);
    for (party, contact, address, person) in [
        (ram::SellerTradeParty, rule::CII_SR_455, rule::CII_SR_459, rule::CII_SR_465),
        (ram::BuyerTradeParty, rule::CII_SR_456, rule::CII_SR_460, rule::CII_SR_466),
    ] {
        run.require(contact, node, at_most_one(node.at([party, ram::DefinedTradeContact])));
        run.require(address, node, at_most_one(node.at([party, ram::URIUniversalCommunication])));
        let has = |name| node.has_at([party, ram::DefinedTradeContact, name]);
        run.require(person, node, !(has(ram::PersonName) && has(ram::DepartmentName)));
    }
    let of_type = |code: &'static str| {
        node.all(ram::AdditionalReferencedDocument).filter(move |reference| any_is(reference.all(ram::TypeCode), code))
    };
    run.require(rule::CII_SR_457, node, at_most_one(of_type("50")));
    run.require(rule::CII_SR_458, node, at_most_one(of_type("130")));
    let attached = references_of_type(node, "916")?;
    let in_attached = |name: Name| attached.iter().flat_map(move |reference| reference.all(name));
    run.require(rule::CII_SR_475, node, at_most_one(in_attached(ram::Name)));
    run.require(rule::CII_SR_476, node, at_most_one(in_attached(ram::AttachmentBinaryObject)));
    Ok(())
}

pub(super) fn settlement<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    one_identifier(run, rule::CII_SR_451, node, ram::PayeeTradeParty);
    run.require(rule::CII_SR_452, node, at_most_one(node.all(ram::SpecifiedTradePaymentTerms)));
    run.require(rule::CII_SR_453, node, at_most_one(node.at([ram::SpecifiedTradePaymentTerms, ram::Description])));
    run.require(rule::CII_SR_461, node, at_most_one(node.at([ram::ApplicableTradeTax, ram::TaxPointDate])));
    let mut codes = run.document.everywhere(ram::DueDateTypeCode).filter(|code| code.is_below(ram::ApplicableTradeTax));
    let are_equal = codes.next().is_none_or(|first| codes.all(|code| code.string() == first.string()));
    run.require(rule::CII_SR_462, node, are_equal);
    let mut has_account = true;
    for means in node.all(ram::SpecifiedTradeSettlementPaymentMeans) {
        has_account &= !lacks_account(means)?;
    }
    run.require(rule::CII_SR_470, node, has_account);
    Ok(())
}

/// A credit transfer without an account.
fn lacks_account(means: Node<'_>) -> Outcome {
    let is_transfer = normalized(means.all(ram::TypeCode)).map(|code| code == "30" || code == "58");
    let account = ram::PayeePartyCreditorFinancialAccount;
    and(is_transfer, || Ok(!means.has_at([account, ram::IBANID]) && !means.has_at([account, ram::ProprietaryID])))
}

pub(super) fn summation<'d>(run: &mut Run<'d>, node: Node<'d>) {
    for (rule, name) in [
        (rule::CII_SR_477, ram::LineTotalAmount),
        (rule::CII_SR_478, ram::ChargeTotalAmount),
        (rule::CII_SR_479, ram::AllowanceTotalAmount),
        (rule::CII_SR_480, ram::TaxBasisTotalAmount),
        (rule::CII_SR_481, ram::RoundingAmount),
        (rule::CII_SR_482, ram::GrandTotalAmount),
        (rule::CII_SR_483, ram::InformationAmount),
        (rule::CII_SR_484, ram::TotalPrepaidAmount),
        (rule::CII_SR_485, ram::TotalDiscountAmount),
        (rule::CII_SR_486, ram::TotalAllowanceChargeAmount),
        (rule::CII_SR_487, ram::DuePayableAmount),
        (rule::CII_SR_488, ram::RetailValueExcludingTaxInformationAmount),
        (rule::CII_SR_489, ram::TotalDepositFeeInformationAmount),
        (rule::CII_SR_490, ram::ProductValueExcludingTobaccoTaxInformationAmount),
        (rule::CII_SR_491, ram::TotalRetailValueInformationAmount),
        (rule::CII_SR_492, ram::GrossLineTotalAmount),
        (rule::CII_SR_493, ram::NetLineTotalAmount),
        (rule::CII_SR_494, ram::NetIncludingTaxesLineTotalAmount),
    ] {
        run.require(rule, node, at_most_one(node.all(name)));
    }
}

pub(super) fn document<'d>(run: &mut Run<'d>, node: Node<'d>) {
    let means = ram::SpecifiedTradeSettlementPaymentMeans;
    run.require(rule::CII_SR_467, node, all_say_the_same(run, means, ram::TypeCode));
    run.require(rule::CII_SR_468, node, all_say_the_same(run, means, ram::Information));
    let references = run
        .document
        .everywhere(ram::PaymentReference)
        .filter(|reference| reference.is_below(ram::ApplicableHeaderTradeSettlement));
    run.require(rule::CII_SR_469, node, at_most_one(references));
}

fn all_say_the_same(run: &Run<'_>, parent: Name, name: Name) -> bool {
    let mut all = run.document.everywhere(name).filter(|node| node.is_below(parent));
    all.next().is_none_or(|first| {
        let first = first.normalized();
        all.all(|other| other.normalized() == first)
    })
}
