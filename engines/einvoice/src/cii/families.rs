//! The nine VAT categories: what their rules have in common, and where they differ.
//!
//! In the rule set each category has a context of its own for the breakdown, lines, allowances and charges, all with the
//! same places and one after the other. Here one context finds the category, in the same order.

use super::{
    facts::{CATEGORIES, Facts},
    indicator_is, is_vat,
    sums::Indicator,
};
use crate::{
    rules::{Rule, rule},
    run::Run,
    tree::{Node, ram, rsm},
    xpath::{Outcome, any_is},
};

/// Who has to be registered for VAT.
#[derive(Clone, Copy)]
pub(super) enum Registration {
    /// The seller with a VAT id or tax number, or its representative.
    Seller,
    /// The same, and the buyer with a VAT id or a legal registration.
    SellerAndBuyer,
    /// The seller with a VAT id, or its representative.
    SellerWithVat,
    /// The same, and the buyer with a VAT id.
    BothWithVat,
    /// Nobody.
    Nobody,
}

/// Which rate a category has.
#[derive(Clone, Copy)]
pub(super) enum Rate {
    Zero,
    Positive,
    NotNegative,
    Absent,
}

/// Which element of the breakdown carries the rules of a category.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `ram:ApplicableTradeTax`, of VAT.
    Tax,
    /// Its `ram:CategoryCode`, of VAT.
    Category,
    /// Its `ram:CategoryCode`, of whatever tax and at any settlement of that name.
    AnyCategory,
}

/// How the taxable amount of the breakdown is compared with lines, charges and allowances.
#[derive(Clone, Copy)]
pub(super) enum Base {
    /// Less than one apart.
    Near(Indicator),
    /// Equal.
    Equal(Indicator),
    /// Equal for each rate.
    EqualByRate,
}

pub(super) struct Family {
    pub registration: Registration,
    pub rate: Rate,
    pub place: Place,
    pub base: Base,
    /// Registration and rate of lines, allowances and charges.
    pub line: [Rule; 2],
    pub allowance: [Rule; 2],
    pub charge: [Rule; 2],
    /// Taxable amount, tax amount, reason of exemption.
    pub breakdown: [Rule; 3],
    /// A reason of exemption must be there, or must not.
    pub wants_reason: bool,
}

macro_rules! rules {
    ($($name:ident),*) => { [$(rule::$name),*] };
}

/// In the order of [`CATEGORIES`], of which the last (`B`) has no such rules.
pub(super) static FAMILIES: [Family; CATEGORIES.len() - 1] = [
    Family {
        registration: Registration::SellerAndBuyer,
        rate: Rate::Zero,
        place: Place::Category,
        base: Base::Near(Indicator::Compared),
        line: rules![BR_AE_02, BR_AE_05],
        allowance: rules![BR_AE_03, BR_AE_06],
        charge: rules![BR_AE_04, BR_AE_07],
        breakdown: rules![BR_AE_08, BR_AE_09, BR_AE_10],
        wants_reason: true,
    },
    Family {
        registration: Registration::Seller,
        rate: Rate::Positive,
        place: Place::Tax,
        base: Base::EqualByRate,
        line: rules![BR_AF_02, BR_AF_05],
        allowance: rules![BR_AF_03, BR_AF_06],
        charge: rules![BR_AF_04, BR_AF_07],
        breakdown: rules![BR_AF_08, BR_AF_09, BR_AF_10],
        wants_reason: false,
    },
    Family {
        registration: Registration::Seller,
        rate: Rate::NotNegative,
        place: Place::Tax,
        base: Base::EqualByRate,
        line: rules![BR_AG_02, BR_AG_05],
        allowance: rules![BR_AG_03, BR_AG_06],
        charge: rules![BR_AG_04, BR_AG_07],
        breakdown: rules![BR_AG_08, BR_AG_09, BR_AG_10],
        wants_reason: false,
    },
    Family {
        registration: Registration::Seller,
        rate: Rate::Zero,
        place: Place::Category,
        base: Base::Near(Indicator::Compared),
        line: rules![BR_E_02, BR_E_05],
        allowance: rules![BR_E_03, BR_E_06],
        charge: rules![BR_E_04, BR_E_07],
        breakdown: rules![BR_E_08, BR_E_09, BR_E_10],
        wants_reason: true,
    },
    Family {
        registration: Registration::SellerWithVat,
        rate: Rate::Zero,
        place: Place::Category,
        base: Base::Near(Indicator::Compared),
        line: rules![BR_G_02, BR_G_05],
        allowance: rules![BR_G_03, BR_G_06],
        charge: rules![BR_G_04, BR_G_07],
        breakdown: rules![BR_G_08, BR_G_09, BR_G_10],
        wants_reason: true,
    },
    Family {
        registration: Registration::BothWithVat,
        rate: Rate::Zero,
        place: Place::Category,
        base: Base::Near(Indicator::Compared),
        line: rules![BR_IC_02, BR_IC_05],
        allowance: rules![BR_IC_03, BR_IC_06],
        charge: rules![BR_IC_04, BR_IC_07],
        breakdown: rules![BR_IC_08, BR_IC_09, BR_IC_10],
        wants_reason: true,
    },
    Family {
        registration: Registration::Nobody,
        rate: Rate::Absent,
        place: Place::Tax,
        base: Base::Equal(Indicator::Cast),
        line: rules![BR_O_02, BR_O_05],
        allowance: rules![BR_O_03, BR_O_06],
        charge: rules![BR_O_04, BR_O_07],
        breakdown: rules![BR_O_08, BR_O_09, BR_O_10],
        wants_reason: true,
    },
    Family {
        registration: Registration::Seller,
        rate: Rate::Positive,
        place: Place::AnyCategory,
        base: Base::EqualByRate,
        line: rules![BR_S_02, BR_S_05],
        allowance: rules![BR_S_03, BR_S_06],
        charge: rules![BR_S_04, BR_S_07],
        breakdown: rules![BR_S_08, BR_S_09, BR_S_10],
        wants_reason: false,
    },
    Family {
        registration: Registration::Seller,
        rate: Rate::Zero,
        place: Place::AnyCategory,
        base: Base::Near(Indicator::Cast),
        line: rules![BR_Z_02, BR_Z_05],
        allowance: rules![BR_Z_03, BR_Z_06],
        charge: rules![BR_Z_04, BR_Z_07],
        breakdown: rules![BR_Z_08, BR_Z_09, BR_Z_10],
        wants_reason: false,
    },
];

impl Registration {
    pub(super) fn is_met(self, facts: &Facts) -> bool {
        let (header, anywhere) = (facts.header, facts.anywhere);
        match self {
            Self::Seller => header.seller_any || header.representative,
            Self::SellerAndBuyer => {
                (anywhere.seller_any || anywhere.representative) && (facts.buyer_vat || facts.buyer_legal)
            }
            Self::SellerWithVat => anywhere.seller_vat || anywhere.representative,
            Self::BothWithVat => (anywhere.seller_vat || anywhere.representative) && facts.buyer_vat,
            Self::Nobody => !header.seller_vat && !header.representative && !facts.buyer_vat,
        }
    }
}

/// The first family one of whose codes a tax of VAT names. As in a match an error means no.
pub(super) fn of_tax(tax: Node<'_>) -> Option<usize> {
    if !is_vat(tax).unwrap_or(false) {
        return None;
    }
    (0..FAMILIES.len()).find(|index| any_is(tax.all(ram::CategoryCode), CATEGORIES[*index]))
}

/// The family of a `ram:CategoryCode` in the breakdown.
pub(super) fn of_breakdown_category(code: Node<'_>) -> Option<usize> {
    let tax = code.parent()?;
    let index = super::facts::index_of(code).filter(|index| *index < FAMILIES.len())?;
    let is_here = match FAMILIES[index].place {
        Place::Tax => false,
        Place::Category => is_breakdown_of_deal(tax) && is_vat(tax).unwrap_or(false),
        Place::AnyCategory => true,
    };
    is_here.then_some(index)
}

/// `rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/tax`
pub(super) fn is_breakdown_of_deal(tax: Node<'_>) -> bool {
    tax.is_under(&[ram::ApplicableHeaderTradeSettlement, rsm::SupplyChainTradeTransaction])
}

/// The family of an entry of the breakdown whose rules stand at the entry itself.
pub(super) fn of_breakdown(tax: Node<'_>) -> Option<usize> {
    if !is_breakdown_of_deal(tax) || !is_vat(tax).unwrap_or(false) {
        return None;
    }
    (0..FAMILIES.len())
        .filter(|index| FAMILIES[*index].place == Place::Tax)
        .find(|index| any_is(tax.all(ram::CategoryCode), CATEGORIES[*index]))
}

pub(super) fn is_breakdown_category(_: &Run<'_>, code: Node<'_>) -> Outcome {
    Ok(code.is_under(&[ram::ApplicableTradeTax, ram::ApplicableHeaderTradeSettlement])
        && of_breakdown_category(code).is_some())
}

pub(super) fn is_line_tax(_: &Run<'_>, tax: Node<'_>) -> Outcome {
    Ok(tax.is_under(&[
        ram::SpecifiedLineTradeSettlement,
        ram::IncludedSupplyChainTradeLineItem,
        rsm::SupplyChainTradeTransaction,
    ]) && of_tax(tax).is_some())
}

/// Whether it says of which kind it is, too.
pub(super) fn is_allowance_or_charge(_: &Run<'_>, tax: Node<'_>) -> Outcome {
    Ok(tax.is_below(ram::SpecifiedTradeAllowanceCharge) && of_tax(tax).is_some() && is_of_charge(tax).is_some())
}

/// Whether a `ram:CategoryTradeTax` is that of a charge (`true`) or allowance; none when that is not said.
pub(super) fn is_of_charge(tax: Node<'_>) -> Option<bool> {
    let entry = tax.parent()?;
    [false, true].into_iter().find(|is_charge| indicator_is(entry, *is_charge).unwrap_or(false))
}
