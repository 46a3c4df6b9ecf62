//! Seller, buyer, payee and tax representative.

use super::{
    always,
    scheme::{any_has, has_only_vat, has_vat},
};
use crate::{
    codes::VAT_PREFIX_UBL,
    rules::{Rule, rule},
    run::{Context, Run},
    tree::{Document, Name, Node, attr, cac, cbc},
    xpath::{Outcome, is_filled, or, string},
};

pub(super) const BUYER_ENDPOINT: Context = Context {
    names: &[cbc::EndpointID],
    matches: |_, node| Ok(node.is_under(&[cac::Party, cac::AccountingCustomerParty])),
    check: |run, node| {
        run.require(rule::BR_63, node, node.attribute(attr::schemeID).is_some());
        Ok(())
    },
};

pub(super) const SELLER_ENDPOINT: Context = Context {
    names: &[cbc::EndpointID],
    matches: |_, node| Ok(node.is_under(&[cac::Party, cac::AccountingSupplierParty])),
    check: |run, node| {
        run.require(rule::BR_62, node, node.attribute(attr::schemeID).is_some());
        Ok(())
    },
};

pub(super) const BUYER_ADDRESS: Context = Context {
    names: &[cac::PostalAddress],
    matches: |_, node| Ok(node.is_under(&[cac::Party, cac::AccountingCustomerParty])),
    check: |run, node| check_country(run, node, rule::BR_11),
};

pub(super) const SELLER_ADDRESS: Context = Context {
    names: &[cac::PostalAddress],
    matches: |_, node| Ok(node.is_under(&[cac::Party, cac::AccountingSupplierParty])),
    check: |run, node| check_country(run, node, rule::BR_09),
};

pub(super) const REPRESENTATIVE_ADDRESS: Context = Context {
    names: &[cac::PostalAddress],
    matches: |_, node| Ok(node.is_below(cac::TaxRepresentativeParty)),
    check: |run, node| check_country(run, node, rule::BR_20),
};

fn check_country<'d>(run: &mut Run<'d>, node: Node<'d>, rule: Rule) -> Outcome<()> {
    let holds = is_filled(node.at([cac::Country, cbc::IdentificationCode]))?;
    run.require(rule, node, holds);
    Ok(())
}

pub(super) const DELIVERY_ADDRESS: Context = Context {
    names: &[cac::Address],
    matches: |_, node| Ok(node.is_under(&[cac::DeliveryLocation, cac::Delivery])),
    check: |run, node| {
        run.require(rule::BR_57, node, node.has_at([cac::Country, cbc::IdentificationCode]));
        Ok(())
    },
};

pub(super) const PAYEE: Context = Context {
    names: &[cac::PayeeParty],
    matches: always,
    check: |run, node| {
        let is_named = node.has_at([cac::PartyName, cbc::Name]);
        let differs = !is_seller_by(node, [cac::PartyName, cbc::Name])
            && !is_seller_by(node, [cac::PartyIdentification, cbc::ID]);
        run.require(rule::BR_17, node, is_named && differs);
        Ok(())
    },
};

/// Whether the payee has something in common with the seller.
fn is_seller_by(payee: Node<'_>, [group, name]: [Name; 2]) -> bool {
    let Some(parent) = payee.parent() else { return false };
    let seller = || parent.at([cac::AccountingSupplierParty, cac::Party, group, name]);
    payee.at([group, name]).any(|own| seller().any(|other| own.string() == other.string()))
}

pub(super) const SELLER: Context = Context {
    names: &[cac::AccountingSupplierParty],
    matches: always,
    check: |run, node| {
        let has_vat_number = any_has(node.at([cac::Party, cac::PartyTaxScheme]), has_vat, cbc::CompanyID);
        let has_other = || {
            node.at([cac::Party, cac::PartyIdentification, cbc::ID])
                .any(|identifier| identifier.attribute(attr::schemeID) != Some("SEPA"))
                || node.has_at([cac::Party, cac::PartyLegalEntity, cbc::CompanyID])
        };
        let holds = or(has_vat_number, || Ok(has_other()))?;
        run.require(rule::BR_CO_26, node, holds);
        Ok(())
    },
};

pub(super) const REPRESENTATIVE: Context = Context {
    names: &[cac::TaxRepresentativeParty],
    matches: always,
    check: |run, node| {
        let is_named = is_filled(node.at([cac::PartyName, cbc::Name]))?;
        run.require(rule::BR_18, node, is_named);
        run.require(rule::BR_19, node, node.has(cac::PostalAddress));
        let has_number = any_has(node.all(cac::PartyTaxScheme), has_only_vat, cbc::CompanyID)?;
        run.require(rule::BR_56, node, has_number);
        Ok(())
    },
};

/// Every registration for VAT, whosoever it is.
pub(super) const TAX_SCHEME: Context = Context {
    names: &[cac::PartyTaxScheme],
    matches: |_, node| has_vat(node),
    check: |run, node| {
        let number = string(node.all(cbc::CompanyID))?;
        let prefix = number.char_indices().nth(2).map_or(&*number, |(end, _)| &number[..end]);
        run.require(rule::BR_CO_09, node, VAT_PREFIX_UBL.holds_text(prefix));
        Ok(())
    },
};

/// Seller, buyer and tax representative by their numbers, as the VAT rules ask for them.
pub(super) struct Numbers {
    pub seller_any: bool,
    pub seller_vat: Outcome,
    pub representative_vat: Outcome,
    pub buyer_vat: Outcome,
    pub buyer_legal: bool,
}

impl Numbers {
    pub(super) fn new(document: &Document<'_>) -> Self {
        let schemes =
            |party: Name| document.everywhere(party).flat_map(|party| party.at([cac::Party, cac::PartyTaxScheme]));
        let vat = has_only_vat;
        let representatives =
            document.everywhere(cac::TaxRepresentativeParty).flat_map(|party| party.all(cac::PartyTaxScheme));
        Self {
            seller_any: schemes(cac::AccountingSupplierParty).any(|scheme| scheme.has(cbc::CompanyID)),
            seller_vat: any_has(schemes(cac::AccountingSupplierParty), vat, cbc::CompanyID),
            representative_vat: any_has(representatives, vat, cbc::CompanyID),
            buyer_vat: any_has(schemes(cac::AccountingCustomerParty), vat, cbc::CompanyID),
            buyer_legal: document
                .everywhere(cac::AccountingCustomerParty)
                .any(|party| party.has_at([cac::Party, cac::PartyLegalEntity, cbc::CompanyID])),
        }
    }
}
