//! The head of the invoice: the document, its parties, its delivery and how it is paid.

use super::{
    facts::{self, CATEGORIES, SPLIT, STANDARD},
    lines::{ends_after_start, is_attribute_filled},
    totals,
};
use crate::{
    codes,
    rules::{Rule, rule},
    run::Run,
    tree::{Name, Node, attr, ram, rsm, udt},
    xpath::{Outcome, and, is_filled, normalized, or},
};

pub(super) fn document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    head(run, node)?;
    seller_and_buyer(run, node)?;
    run.require(rule::BR_16, node, run.document.everywhere(ram::IncludedSupplyChainTradeLineItem).next().is_some());
    run.require(rule::BR_CO_15, node, totals::gross_total_holds(run.document)?);
    categories(run, node);
    Ok(())
}

fn head<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let specification = [rsm::ExchangedDocumentContext, ram::GuidelineSpecifiedDocumentContextParameter, ram::ID];
    run.require(rule::BR_01, node, is_filled(node.at(specification))?);
    run.require(rule::BR_02, node, is_filled(node.at([rsm::ExchangedDocument, ram::ID]))?);
    let issued = node
        .at([rsm::ExchangedDocument, ram::IssueDateTime, udt::DateTimeString])
        .filter(|day| day.attribute(attr::format) == Some("102"));
    run.require(rule::BR_03, node, is_filled(issued)?);
    run.require(rule::BR_04, node, is_filled(node.at([rsm::ExchangedDocument, ram::TypeCode]))?);
    let currency = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement, ram::InvoiceCurrencyCode];
    run.require(rule::BR_05, node, is_filled(node.at(currency))?);
    Ok(())
}

struct PartyRules {
    party: Name,
    name: Rule,
    address: Rule,
    country: Rule,
    endpoint: Rule,
}

const PARTIES: [PartyRules; 2] = [
    PartyRules {
        party: ram::SellerTradeParty,
        name: rule::BR_06,
        address: rule::BR_08,
        country: rule::BR_09,
        endpoint: rule::BR_62,
    },
    PartyRules {
        party: ram::BuyerTradeParty,
        name: rule::BR_07,
        address: rule::BR_10,
        country: rule::BR_11,
        endpoint: rule::BR_63,
    },
];

fn seller_and_buyer<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let (deal, agreement) = (rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeAgreement);
    for rules in PARTIES {
        let parties = node.at([deal, agreement, rules.party]);
        run.require(rules.name, node, is_filled(parties.clone().flat_map(|party| party.all(ram::Name)))?);
        let has_address = parties.clone().any(|party| party.has(ram::PostalTradeAddress));
        run.require(rules.address, node, has_address);
        let country = node.at([deal, agreement, rules.party, ram::PostalTradeAddress, ram::CountryID]);
        run.require(rules.country, node, is_filled(country)?);
        let first_addresses = parties.clone().filter_map(|party| party.first(ram::URIUniversalCommunication));
        let has_scheme =
            is_attribute_filled(first_addresses.clone().flat_map(|address| address.all(ram::URIID)), attr::schemeID);
        run.require(rules.endpoint, node, or(has_scheme, || Ok(first_addresses.clone().next().is_none()))?);
    }
    Ok(())
}

/// A category that the lines, allowances or charges use must stand in the VAT breakdown, and the other way round.
fn categories<'d>(run: &mut Run<'d>, node: Node<'d>) {
    let facts = run.facts();
    for (index, category) in CATEGORIES.iter().enumerate() {
        let uses = facts.uses[index];
        let is_used = uses.line > 0 || uses.allowance_or_charge > 0;
        let (rule, holds) = match *category {
            "S" | "L" | "M" => {
                let rule = match *category {
                    "S" => rule::BR_S_01,
                    "L" => rule::BR_AF_01,
                    _ => rule::BR_AG_01,
                };
                let is_met = |count: usize| count == 0 || count + uses.header >= 2;
                (rule, is_met(uses.line) && is_met(uses.allowance_or_charge))
            }
            "O" => (rule::BR_O_01, uses.header == 0 || (uses.header == 1 && is_used)),
            "B" => continue,
            other => {
                let rule = match other {
                    "Z" => rule::BR_Z_01,
                    "E" => rule::BR_E_01,
                    "AE" => rule::BR_AE_01,
                    "K" => rule::BR_IC_01,
                    _ => rule::BR_G_01,
                };
                (rule, if uses.header == 0 { !is_used } else { uses.header == 1 && is_used })
            }
        };
        run.require(rule, node, holds);
    }
    let is_split = facts.named[SPLIT];
    run.require(rule::BR_B_01, node, !is_split || !facts::names_foreign_country(run.document));
    run.require(rule::BR_B_02, node, !is_split || !facts.named[STANDARD]);
}

pub(super) fn supporting_document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_52, node, is_filled(node.all(ram::IssuerAssignedID))?);
    Ok(())
}

pub(super) fn preceding<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_55, node, is_filled(node.all(ram::IssuerAssignedID))?);
    Ok(())
}

pub(super) fn card<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_51, node, normalized(node.all(ram::ID))?.chars().count() <= 10);
    Ok(())
}

pub(super) fn account<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let holds = or(is_filled(node.all(ram::IBANID)), || is_filled(node.all(ram::ProprietaryID)))?;
    run.require(rule::BR_50, node, holds);
    run.require(rule::BR_61, node, node.has(ram::IBANID) || node.has(ram::ProprietaryID));
    Ok(())
}

pub(super) fn payment_means<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_49, node, node.has(ram::TypeCode));
    Ok(())
}

pub(super) fn delivery<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let has_address = node.has_at([ram::ShipToTradeParty, ram::PostalTradeAddress]);
    let has_country = || is_filled(node.at([ram::ShipToTradeParty, ram::PostalTradeAddress, ram::CountryID]));
    run.require(rule::BR_57, node, or(and(Ok(has_address), has_country), || Ok(!has_address))?);
    Ok(())
}

pub(super) fn period<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_29, node, ends_after_start(node));
    run.require(rule::BR_CO_19, node, node.has(ram::StartDateTime) || node.has(ram::EndDateTime));
    Ok(())
}

/// A payee is only to be named when it is not the seller.
pub(super) fn payee<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let deal = node.parent().and_then(Node::parent);
    let sellers =
        || deal.into_iter().flat_map(|deal| deal.at([ram::ApplicableHeaderTradeAgreement, ram::SellerTradeParty]));
    let shares = |name| {
        node.all(name).any(|mine| sellers().any(|seller| seller.all(name).any(|its| its.string() == mine.string())))
    };
    let legal = [ram::SpecifiedLegalOrganization, ram::ID];
    let shares_legal =
        || node.at(legal).any(|mine| sellers().any(|seller| seller.at(legal).any(|its| its.string() == mine.string())));
    let holds = node.has(ram::Name) && !shares(ram::Name) && !shares(ram::ID) && !shares_legal();
    run.require(rule::BR_17, node, holds);
    Ok(())
}

pub(super) fn seller<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let holds = node.has(ram::ID)
        || node.has(ram::GlobalID)
        || node.has_at([ram::SpecifiedLegalOrganization, ram::ID])
        || vat_identifiers(node).next().is_some();
    run.require(rule::BR_CO_26, node, holds);
    Ok(())
}

fn vat_identifiers(party: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    party.at([ram::SpecifiedTaxRegistration, ram::ID]).filter(|id| id.attribute(attr::schemeID) == Some("VA"))
}

pub(super) fn representative<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_18, node, is_filled(node.all(ram::Name))?);
    run.require(rule::BR_19, node, node.has(ram::PostalTradeAddress));
    run.require(rule::BR_20, node, is_filled(node.at([ram::PostalTradeAddress, ram::CountryID]))?);
    run.require(rule::BR_56, node, is_filled(vat_identifiers(node))?);
    Ok(())
}

/// The first two letters are those of a country, without white space before them.
pub(super) fn vat_identifier<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let text = node.string();
    let end = text.char_indices().nth(2).map_or(text.len(), |(end, _)| end);
    run.require(rule::BR_CO_09, node, codes::VAT_PREFIX_CII.contains(&text[..end]));
    Ok(())
}
