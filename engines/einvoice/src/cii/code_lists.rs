//! Pattern `EN16931-Codes`: values that must stand in a code list.

use super::{always, indicator_is};
use crate::{
    codes::{self, CodeList},
    rules::{Rule, rule},
    run::{Context, Pattern, Run},
    tree::{Attr, Name, Node, attr, ram, rsm},
    xpath::Outcome,
};

pub(super) const PATTERN: Pattern = &[
    Context {
        names: &[ram::TypeCode],
        matches: |_, node| Ok(node.is_below(rsm::ExchangedDocument)),
        check: document_type,
    },
    Context { names: &[ram::TaxTotalAmount], matches: has_currency, check: amount_currency },
    Context { names: &[ram::InvoiceCurrencyCode], matches: always, check: invoice_currency },
    Context { names: &[ram::TaxCurrencyCode], matches: always, check: tax_currency },
    Context { names: &[ram::DueDateTypeCode], matches: always, check: tax_point },
    Context { names: &[ram::ReferenceTypeCode], matches: always, check: object_scheme },
    Context { names: &[ram::SubjectCode], matches: always, check: note_subject },
    Context { names: &[ram::GlobalID], matches: is_party_identifier, check: party_scheme },
    Context { names: &[ram::ID], matches: is_identifier, check: identifier_scheme },
    Context {
        names: &[ram::ClassCode],
        matches: |_, node| Ok(node.attribute(attr::listID).is_some()),
        check: classification,
    },
    Context { names: &[ram::CountryID], matches: always, check: country },
    Context { names: &[ram::ID], matches: |_, node| Ok(node.is_below(ram::OriginTradeCountry)), check: origin },
    Context {
        names: &[ram::TypeCode],
        matches: |_, node| Ok(node.is_below(ram::SpecifiedTradeSettlementPaymentMeans)),
        check: payment_means,
    },
    Context {
        names: &[ram::CategoryCode],
        matches: |_, node| Ok(node.is_below(ram::CategoryTradeTax)),
        check: category_of_allowance_or_charge,
    },
    Context {
        names: &[ram::CategoryCode],
        matches: |_, node| Ok(node.is_below(ram::ApplicableTradeTax)),
        check: category,
    },
    Context { names: &[ram::ReasonCode], matches: |_, node| is_reason(node, false), check: allowance_reason },
    Context { names: &[ram::ReasonCode], matches: |_, node| is_reason(node, true), check: charge_reason },
    Context {
        names: &[ram::GlobalID],
        matches: |_, node| Ok(has_scheme(node) && node.is_below(ram::SpecifiedTradeProduct)),
        check: item_scheme,
    },
    Context { names: &[ram::ExemptionReasonCode], matches: always, check: exemption },
    Context {
        names: &[ram::BasisQuantity, ram::BilledQuantity],
        matches: |_, node| Ok(node.attribute(attr::unitCode).is_some()),
        check: unit,
    },
    Context {
        names: &[ram::AttachmentBinaryObject],
        matches: |_, node| Ok(node.attribute(attr::mimeCode).is_some()),
        check: mime,
    },
    Context {
        names: &[ram::URIID],
        matches: |_, node| Ok(has_scheme(node) && node.is_below(ram::URIUniversalCommunication)),
        check: address_scheme,
    },
    Context { names: &[ram::GlobalID], matches: is_place_identifier, check: place_scheme },
];

fn has_scheme(node: Node<'_>) -> bool {
    node.attribute(attr::schemeID).is_some()
}

fn has_currency(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(node.attribute(attr::currencyID).is_some())
}

fn is_anywhere_below(node: Node<'_>, name: Name) -> bool {
    node.ancestors().any(|ancestor| ancestor.name() == name)
}

fn is_party_identifier(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(has_scheme(node)
        && !is_anywhere_below(node, ram::SpecifiedTradeProduct)
        && !is_anywhere_below(node, ram::ShipToTradeParty))
}

fn is_identifier(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(has_scheme(node) && !is_anywhere_below(node, ram::SpecifiedTaxRegistration))
}

fn is_place_identifier(_: &Run<'_>, node: Node<'_>) -> Outcome {
    Ok(has_scheme(node) && node.is_under(&[ram::ShipToTradeParty, ram::ApplicableHeaderTradeDelivery]))
}

/// Whether it is the reason of an allowance or of a charge.
fn is_reason(node: Node<'_>, is_charge: bool) -> Outcome {
    match node.parent() {
        Some(parent) if parent.name() == ram::SpecifiedTradeAllowanceCharge => indicator_is(parent, is_charge),
        _ => Ok(false),
    }
}

fn look_up(run: &mut Run<'_>, rule: Rule, node: Node<'_>, list: &CodeList) {
    run.require(rule, node, list.contains_single(&node.string()));
}

fn look_up_attribute(run: &mut Run<'_>, rule: Rule, node: Node<'_>, name: Attr, list: &CodeList) {
    run.require(rule, node, list.contains_single(node.attribute(name).unwrap_or_default()));
}

fn document_type<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_01, node, &codes::DOCUMENT_TYPE_CII);
    Ok(())
}

fn amount_currency<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up_attribute(run, rule::BR_CL_03, node, attr::currencyID, &codes::CURRENCY);
    Ok(())
}

fn invoice_currency<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_04, node, &codes::CURRENCY);
    Ok(())
}

fn tax_currency<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_05, node, &codes::CURRENCY);
    Ok(())
}

fn tax_point<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_06, node, &codes::TAX_POINT_CII);
    Ok(())
}

fn object_scheme<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_07, node, &codes::OBJECT_SCHEME);
    Ok(())
}

fn note_subject<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_08, node, &codes::NOTE_SUBJECT_CII);
    Ok(())
}

fn party_scheme<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up_attribute(run, rule::BR_CL_10, node, attr::schemeID, &codes::ICD);
    Ok(())
}

fn identifier_scheme<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up_attribute(run, rule::BR_CL_11, node, attr::schemeID, &codes::ICD);
    Ok(())
}

fn classification<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up_attribute(run, rule::BR_CL_13, node, attr::listID, &codes::ITEM_CLASSIFICATION);
    Ok(())
}

fn country<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_14, node, &codes::COUNTRY_CII);
    Ok(())
}

fn origin<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_15, node, &codes::COUNTRY_CII);
    Ok(())
}

fn payment_means<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_16, node, &codes::PAYMENT_MEANS);
    Ok(())
}

fn category_of_allowance_or_charge<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_17, node, &codes::VAT_CATEGORY);
    Ok(())
}

fn category<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_18, node, &codes::VAT_CATEGORY);
    Ok(())
}

fn allowance_reason<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_19, node, &codes::ALLOWANCE_REASON);
    Ok(())
}

fn charge_reason<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up(run, rule::BR_CL_20, node, &codes::CHARGE_REASON);
    Ok(())
}

fn item_scheme<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up_attribute(run, rule::BR_CL_21, node, attr::schemeID, &codes::ICD);
    Ok(())
}

fn exemption<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_CL_22, node, codes::VAT_EXEMPTION.contains_single(&node.string().to_uppercase()));
    Ok(())
}

fn unit<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up_attribute(run, rule::BR_CL_23, node, attr::unitCode, &codes::UNIT);
    Ok(())
}

fn mime<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let code = node.attribute(attr::mimeCode).unwrap_or_default();
    run.require(rule::BR_CL_24, node, codes::MIME.contains(code));
    Ok(())
}

fn address_scheme<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up_attribute(run, rule::BR_CL_25, node, attr::schemeID, &codes::EAS);
    Ok(())
}

fn place_scheme<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    look_up_attribute(run, rule::BR_CL_26, node, attr::schemeID, &codes::ICD);
    Ok(())
}
