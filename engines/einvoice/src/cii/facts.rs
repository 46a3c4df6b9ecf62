//! What can be said about the whole document without an error, looked up once.

use super::transaction;
use crate::{
    run::Run,
    tree::{Document, Node, attr, ram, rsm},
    xpath::any_is,
};

/// VAT categories in the order in which the rules look for them.
pub(super) const CATEGORIES: [&str; 10] = ["AE", "L", "M", "E", "G", "K", "O", "S", "Z", "B"];
/// Index of `K` in [`CATEGORIES`].
pub(super) const INTRA_COMMUNITY: usize = 5;
/// Index of `O`.
pub(super) const OUTSIDE: usize = 6;
/// Index of `S`.
pub(super) const STANDARD: usize = 7;
/// Index of `B`.
pub(super) const SPLIT: usize = 9;

/// How often a VAT category is named.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Uses {
    /// `//ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax`
    pub line: usize,
    /// `//ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax`
    pub header: usize,
    /// `//ram:CategoryTradeTax`
    pub allowance_or_charge: usize,
}

/// Who is registered for VAT how.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Registrations {
    /// A seller with a VAT id (`VA`).
    pub seller_vat: bool,
    /// A seller with a VAT id or a tax number (`FC`).
    pub seller_any: bool,
    /// A tax representative with a VAT id.
    pub representative: bool,
}

#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
pub(super) struct Facts {
    /// By [`CATEGORIES`].
    pub uses: [Uses; CATEGORIES.len()],
    /// A tax of a line or of the breakdown is not `O`.
    pub other_tax_than_outside: bool,
    /// A tax of an allowance or charge is not `O`.
    pub other_allowance_than_outside: bool,
    /// `//ram:CategoryCode = …`, by [`CATEGORIES`].
    pub named: [bool; CATEGORIES.len()],
    /// Parties at their place in the header.
    pub header: Registrations,
    /// Parties of that name anywhere.
    pub anywhere: Registrations,
    pub buyer_vat: bool,
    pub buyer_legal: bool,
    /// `//rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax`
    pub has_breakdown: bool,
    /// Some line says the unit of its quantity.
    pub has_billed_unit: bool,
}

impl Run<'_> {
    pub(super) fn facts(&mut self) -> Facts {
        let document = self.document;
        *self.memory.cii.facts.get_or_insert_with(|| Facts::of(document))
    }
}

impl Facts {
    fn of(document: &Document<'_>) -> Self {
        let mut facts = Self::default();
        facts.look_at_taxes(document);
        for code in document.everywhere(ram::CategoryCode) {
            if let Some(index) = index_of(code) {
                facts.named[index] = true;
            }
        }
        facts.anywhere = Registrations {
            seller_vat: document.everywhere(ram::SellerTradeParty).any(|party| is_registered(party, &["VA"])),
            seller_any: document.everywhere(ram::SellerTradeParty).any(|party| is_registered(party, &["VA", "FC"])),
            representative: document
                .everywhere(ram::SellerTaxRepresentativeTradeParty)
                .any(|party| is_registered(party, &["VA"])),
        };
        let parties =
            |name| transaction(document, [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeAgreement, name]);
        facts.header = Registrations {
            seller_vat: parties(ram::SellerTradeParty).any(|party| is_registered(party, &["VA"])),
            seller_any: parties(ram::SellerTradeParty).any(|party| is_registered(party, &["VA", "FC"])),
            representative: parties(ram::SellerTaxRepresentativeTradeParty).any(|party| is_registered(party, &["VA"])),
        };
        facts.buyer_vat = document.everywhere(ram::BuyerTradeParty).any(|party| is_registered(party, &["VA"]));
        facts.buyer_legal = document
            .everywhere(ram::BuyerTradeParty)
            .any(|party| party.has_at([ram::SpecifiedLegalOrganization, ram::ID]));
        facts.has_billed_unit = transaction(
            document,
            [
                rsm::SupplyChainTradeTransaction,
                ram::IncludedSupplyChainTradeLineItem,
                ram::SpecifiedLineTradeDelivery,
                ram::BilledQuantity,
            ],
        )
        .any(|quantity| quantity.attribute(attr::unitCode).is_some());
        facts
    }

    fn look_at_taxes(&mut self, document: &Document<'_>) {
        for tax in document.everywhere(ram::ApplicableTradeTax) {
            self.other_tax_than_outside |= has_other_than_outside(tax);
            let is_line = tax.is_below(ram::SpecifiedLineTradeSettlement);
            let is_header = tax.is_below(ram::ApplicableHeaderTradeSettlement);
            self.has_breakdown |=
                is_header && tax.parent().is_some_and(|parent| parent.is_below(rsm::SupplyChainTradeTransaction));
            for uses in self.uses_named_by(tax) {
                uses.line += usize::from(is_line);
                uses.header += usize::from(is_header);
            }
        }
        for tax in document.everywhere(ram::CategoryTradeTax) {
            self.other_allowance_than_outside |= has_other_than_outside(tax);
            for uses in self.uses_named_by(tax) {
                uses.allowance_or_charge += 1;
            }
        }
    }

    /// The counters of the categories that a tax names; each once.
    fn uses_named_by<'a>(&'a mut self, tax: Node<'_>) -> impl Iterator<Item = &'a mut Uses> {
        let mut named = [false; CATEGORIES.len()];
        tax.all(ram::CategoryCode).filter_map(index_of).for_each(|index| named[index] = true);
        self.uses.iter_mut().zip(named).filter_map(|(uses, is_named)| is_named.then_some(uses))
    }
}

/// Index in [`CATEGORIES`] of the code that an element holds.
pub(super) fn index_of(code: Node<'_>) -> Option<usize> {
    let code = code.string();
    CATEGORIES.iter().position(|category| *category == code)
}

fn has_other_than_outside(tax: Node<'_>) -> bool {
    tax.all(ram::CategoryCode).any(|code| code.string() != CATEGORIES[OUTSIDE])
}

/// `ram:SpecifiedTaxRegistration/ram:ID[@schemeID = ('VA', …)]`.
fn is_registered(party: Node<'_>, schemes: &[&str]) -> bool {
    party
        .at([ram::SpecifiedTaxRegistration, ram::ID])
        .any(|id| id.attribute(attr::schemeID).is_some_and(|scheme| schemes.contains(&scheme)))
}

/// `//ram:CountryID != 'IT'`.
pub(super) fn names_foreign_country(document: &Document<'_>) -> bool {
    !document.everywhere(ram::CountryID).all(|country| any_is([country], "IT"))
}
