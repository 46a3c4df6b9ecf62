//! Values from code lists (BR-CL).

use super::{always, charges::is_charge};
use crate::{
    codes::{
        ALLOWANCE_REASON, CHARGE_REASON, COUNTRY_UBL, CURRENCY, CodeList, DOCUMENT_TYPE_CREDIT_NOTE_UBL,
        DOCUMENT_TYPE_INVOICE_UBL, EAS, ICD, ITEM_CLASSIFICATION, MIME, OBJECT_SCHEME, PAYMENT_MEANS, TAX_POINT_UBL,
        UNIT, VAT_CATEGORY, VAT_EXEMPTION,
    },
    rules::{Rule, rule},
    run::{Context, Pattern, Run},
    tree::{Attr, Name, Node, attr, cac, cbc},
    xpath::{Outcome, any_is},
};

pub(super) const PATTERN: Pattern = &[
    DOCUMENT_TYPE,
    AMOUNT,
    value(&[cbc::DocumentCurrencyCode], always, |run, node| text(run, node, rule::BR_CL_04, &CURRENCY)),
    value(&[cbc::TaxCurrencyCode], always, |run, node| text(run, node, rule::BR_CL_05, &CURRENCY)),
    value(
        &[cbc::DescriptionCode],
        |_, node| Ok(node.is_below(cac::InvoicePeriod)),
        |run, node| text(run, node, rule::BR_CL_06, &TAX_POINT_UBL),
    ),
    value(&[cbc::ID], is_object, |run, node| scheme(run, node, rule::BR_CL_07, &OBJECT_SCHEME)),
    value(
        &[cbc::ID],
        |_, node| Ok(has(node, attr::schemeID) && node.is_below(cac::PartyIdentification)),
        check_party_scheme,
    ),
    value(
        &[cbc::CompanyID],
        |_, node| Ok(has(node, attr::schemeID) && node.is_below(cac::PartyLegalEntity)),
        |run, node| scheme(run, node, rule::BR_CL_11, &ICD),
    ),
    value(
        &[cbc::ItemClassificationCode],
        |_, node| Ok(has(node, attr::listID) && node.is_below(cac::CommodityClassification)),
        |run, node| attribute(run, node, attr::listID, rule::BR_CL_13, &ITEM_CLASSIFICATION),
    ),
    value(
        &[cbc::IdentificationCode],
        |_, node| Ok(node.is_below(cac::Country)),
        |run, node| text(run, node, rule::BR_CL_14, &COUNTRY_UBL),
    ),
    value(
        &[cbc::IdentificationCode],
        |_, node| Ok(node.is_below(cac::OriginCountry)),
        |run, node| text(run, node, rule::BR_CL_15, &COUNTRY_UBL),
    ),
    value(
        &[cbc::PaymentMeansCode],
        |_, node| Ok(node.is_below(cac::PaymentMeans)),
        |run, node| text(run, node, rule::BR_CL_16, &PAYMENT_MEANS),
    ),
    value(
        &[cbc::ID],
        |_, node| Ok(node.is_below(cac::TaxCategory)),
        |run, node| text(run, node, rule::BR_CL_17, &VAT_CATEGORY),
    ),
    value(
        &[cbc::ID],
        |_, node| Ok(node.is_below(cac::ClassifiedTaxCategory)),
        |run, node| text(run, node, rule::BR_CL_18, &VAT_CATEGORY),
    ),
    value(
        &[cbc::AllowanceChargeReasonCode],
        |_, node| is_reason_of(node, false),
        |run, node| text(run, node, rule::BR_CL_19, &ALLOWANCE_REASON),
    ),
    value(
        &[cbc::AllowanceChargeReasonCode],
        |_, node| is_reason_of(node, true),
        |run, node| text(run, node, rule::BR_CL_20, &CHARGE_REASON),
    ),
    value(
        &[cbc::ID],
        |_, node| Ok(has(node, attr::schemeID) && node.is_below(cac::StandardItemIdentification)),
        |run, node| scheme(run, node, rule::BR_CL_21, &ICD),
    ),
    value(&[cbc::TaxExemptionReasonCode], always, |run, node| {
        run.require(rule::BR_CL_22, node, VAT_EXEMPTION.contains_single(&node.string().to_uppercase()));
        Ok(())
    }),
    value(
        &[cbc::InvoicedQuantity, cbc::BaseQuantity, cbc::CreditedQuantity],
        |_, node| Ok(has(node, attr::unitCode)),
        |run, node| attribute(run, node, attr::unitCode, rule::BR_CL_23, &UNIT),
    ),
    value(
        &[cbc::EmbeddedDocumentBinaryObject],
        |_, node| Ok(has(node, attr::mimeCode)),
        |run, node| {
            run.require(rule::BR_CL_24, node, node.attribute(attr::mimeCode).is_some_and(|code| MIME.contains(code)));
            Ok(())
        },
    ),
    value(
        &[cbc::EndpointID],
        |_, node| Ok(has(node, attr::schemeID)),
        |run, node| scheme(run, node, rule::BR_CL_25, &EAS),
    ),
    value(
        &[cbc::ID],
        |_, node| Ok(has(node, attr::schemeID) && node.is_below(cac::DeliveryLocation)),
        |run, node| scheme(run, node, rule::BR_CL_26, &ICD),
    ),
];

const fn value(
    names: &'static [Name],
    matches: fn(&Run<'_>, Node<'_>) -> Outcome,
    check: for<'d> fn(&mut Run<'d>, Node<'d>) -> Outcome<()>,
) -> Context {
    Context { names, matches, check }
}

fn has(node: Node<'_>, name: Attr) -> bool {
    node.attribute(name).is_some()
}

/// The text of the element is one of the codes.
fn text<'d>(run: &mut Run<'d>, node: Node<'d>, rule: Rule, list: &CodeList) -> Outcome<()> {
    run.require(rule, node, list.contains_single(&node.string()));
    Ok(())
}

/// The attribute is one of the codes.
fn attribute<'d>(run: &mut Run<'d>, node: Node<'d>, name: Attr, rule: Rule, list: &CodeList) -> Outcome<()> {
    run.require(rule, node, list.contains_single(node.attribute(name).unwrap_or_default()));
    Ok(())
}

fn scheme<'d>(run: &mut Run<'d>, node: Node<'d>, rule: Rule, list: &CodeList) -> Outcome<()> {
    attribute(run, node, attr::schemeID, rule, list)
}

const DOCUMENT_TYPE: Context = Context {
    names: &[cbc::InvoiceTypeCode, cbc::CreditNoteTypeCode],
    matches: always,
    check: |run, node| {
        let list = if node.name() == cbc::InvoiceTypeCode {
            &DOCUMENT_TYPE_INVOICE_UBL
        } else {
            &DOCUMENT_TYPE_CREDIT_NOTE_UBL
        };
        text(run, node, rule::BR_CL_01, list)
    },
};

const AMOUNT: Context = Context {
    names: &[
        cbc::Amount,
        cbc::BaseAmount,
        cbc::PriceAmount,
        cbc::TaxAmount,
        cbc::TaxableAmount,
        cbc::LineExtensionAmount,
        cbc::TaxExclusiveAmount,
        cbc::TaxInclusiveAmount,
        cbc::AllowanceTotalAmount,
        cbc::ChargeTotalAmount,
        cbc::PrepaidAmount,
        cbc::PayableRoundingAmount,
        cbc::PayableAmount,
    ],
    matches: always,
    check: |run, node| attribute(run, node, attr::currencyID, rule::BR_CL_03, &CURRENCY),
};

/// The identifier of an object that is invoiced, of the document or of a line.
fn is_object(_: &Run<'_>, node: Node<'_>) -> Outcome {
    let is_object = |parent: Node<'_>| {
        [cac::AdditionalDocumentReference, cac::DocumentReference].contains(&parent.name())
            && any_is(parent.all(cbc::DocumentTypeCode), "130")
    };
    Ok(has(node, attr::schemeID) && node.parent().is_some_and(is_object))
}

fn is_reason_of(node: Node<'_>, is_charge_reason: bool) -> Outcome {
    match node.parent() {
        Some(parent) if parent.name() == cac::AllowanceCharge => is_charge(parent, is_charge_reason),
        _ => Ok(false),
    }
}

/// A creditor identifier stands as SEPA among the identifiers of seller or payee.
fn check_party_scheme<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let scheme = node.attribute(attr::schemeID).unwrap_or_default();
    let is_creditor = || {
        crate::tree::normalize_space(scheme) == "SEPA"
            && node.ancestors().any(|above| [cac::AccountingSupplierParty, cac::PayeeParty].contains(&above.name()))
    };
    run.require(rule::BR_CL_10, node, ICD.contains_single(scheme) || is_creditor());
    Ok(())
}
