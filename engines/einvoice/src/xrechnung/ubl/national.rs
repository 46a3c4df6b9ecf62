//! BR-DE: what XRechnung asks beyond EN 16931.

use super::{has_creditor_identifier, is_below_root, is_document, lines, payment_terms};
use crate::{
    rules::rule,
    run::{Context, Run},
    tree::{Name, Node, cac, cbc, cn, ubl},
    xpath::{Outcome, normalized, or, string},
    xrechnung::{
        CARD_PAYMENTS, CLEAN_VEHICLES, CREDIT_TRANSFERS, EXTENSION, INVOICE_TYPES, TAXED_CATEGORIES, XRECHNUNG,
        any_filled, any_in, file_names_differ,
        iban::is_iban,
        is_in, skonto,
        text::{is_absolute_link, is_mail_address, is_telephone},
    },
};

pub(super) static CONTEXTS: &[Context] = &[
    Context { names: &[ubl::Invoice, cn::CreditNote], matches: |_, node| Ok(node.parent().is_none()), check: document },
    Context {
        names: &[cac::ExternalReference],
        matches: |_, node| Ok(is_below_root(node, &[cac::Attachment, cac::AdditionalDocumentReference])),
        check: external_reference,
    },
    Context { names: &[cac::AccountingSupplierParty], matches: |_, node| Ok(is_below_root(node, &[])), check: seller },
    Context {
        names: &[cac::PostalAddress],
        matches: |_, node| Ok(is_below_root(node, &[cac::Party, cac::AccountingSupplierParty])),
        check: seller_address,
    },
    Context {
        names: &[cac::Contact],
        matches: |_, node| Ok(is_below_root(node, &[cac::Party, cac::AccountingSupplierParty])),
        check: seller_contact,
    },
    Context {
        names: &[cac::PostalAddress],
        matches: |_, node| Ok(is_below_root(node, &[cac::Party, cac::AccountingCustomerParty])),
        check: buyer_address,
    },
    Context {
        names: &[cac::Address],
        matches: |_, node| Ok(is_below_root(node, &[cac::DeliveryLocation, cac::Delivery])),
        check: delivery_address,
    },
    Context {
        names: &[cac::PaymentMeans],
        matches: |_, node| is_payment_by(node, CREDIT_TRANSFERS),
        check: credit_transfer,
    },
    Context { names: &[cac::PaymentMeans], matches: |_, node| is_payment_by(node, CARD_PAYMENTS), check: card_payment },
    Context { names: &[cac::PaymentMeans], matches: |_, node| is_payment_by(node, &["59"]), check: direct_debit },
    Context {
        names: &[cac::TaxSubtotal],
        matches: |_, node| Ok(is_below_root(node, &[cac::TaxTotal])),
        check: tax_subtotal,
    },
];

fn is_payment_by(node: Node<'_>, codes: &[&str]) -> Outcome {
    Ok(is_below_root(node, &[]) && is_in(node.all(cbc::PaymentMeansCode), codes)?)
}

fn document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    debug_assert!(is_document(node), "the context says so");
    run.require(rule::BR_DE_1, node, node.has(cac::PaymentMeans));
    run.require(rule::BR_DE_15, node, any_filled(node.all(cbc::BuyerReference)));
    run.require(rule::BR_DE_16, node, !has_taxed_category(node) || has_seller_tax_number(node));
    let is_type = |codes: &[&str]| {
        or(is_in(node.all(cbc::InvoiceTypeCode), codes), || is_in(node.all(cbc::CreditNoteTypeCode), codes))
    };
    let is_known_type = is_type(INVOICE_TYPES)?;
    run.require(rule::BR_DE_17, node, is_known_type);
    run.require(rule::BR_DE_18, node, skonto::are_well_formed(&payment_terms(node))?);
    let is_xrechnung = any_in(node.all(cbc::CustomizationID), &[XRECHNUNG, EXTENSION, CLEAN_VEHICLES]);
    run.require(rule::BR_DE_21, node, is_xrechnung);
    let names_differ = file_names_differ(node.all(cac::AdditionalDocumentReference), |reference| {
        reference.at([cac::Attachment, cbc::EmbeddedDocumentBinaryObject])
    });
    run.require(rule::BR_DE_22, node, names_differ);
    let has_preceding = node.has_at([cac::BillingReference, cac::InvoiceDocumentReference]);
    run.require(rule::BR_DE_26, node, has_preceding || !is_type(&["384"])?);
    require_debit_terms(run, node);
    run.require(rule::BR_DE_TMP_32, node, has_delivery_date(node));
    Ok(())
}

/// BT-95, BT-102 or BT-151 is a category with tax.
fn has_taxed_category(document: Node<'_>) -> bool {
    let is_marked = |charge: Node<'_>| any_in(charge.all(cbc::ChargeIndicator), &["false", "true"]);
    let of_allowances = document
        .all(cac::AllowanceCharge)
        .filter(|charge| is_marked(*charge))
        .any(|charge| any_in(charge.at([cac::TaxCategory, cbc::ID]), TAXED_CATEGORIES));
    of_allowances
        || lines(document)
            .any(|line| any_in(line.at([cac::Item, cac::ClassifiedTaxCategory, cbc::ID]), TAXED_CATEGORIES))
}

/// BG-11, BT-31 or BT-32.
fn has_seller_tax_number(document: Node<'_>) -> bool {
    let numbers = [cac::AccountingSupplierParty, cac::Party, cac::PartyTaxScheme, cbc::CompanyID];
    document.has(cac::TaxRepresentativeParty) || any_filled(document.at(numbers))
}

fn require_debit_terms<'d>(run: &mut Run<'d>, node: Node<'d>) {
    let is_debit = node.has_at([cac::PaymentMeans, cac::PaymentMandate]);
    let seller = [cac::AccountingSupplierParty, cac::Party, cac::PartyIdentification, cbc::ID];
    let payee = [cac::PayeeParty, cac::PartyIdentification, cbc::ID];
    let has_creditor = has_creditor_identifier(node.at(seller)) || has_creditor_identifier(node.at(payee));
    run.require(rule::BR_DE_30, node, !is_debit || has_creditor);
    let account = [cac::PaymentMeans, cac::PaymentMandate, cac::PayerFinancialAccount, cbc::ID];
    run.require(rule::BR_DE_31, node, !is_debit || node.has_at(account));
}

fn has_delivery_date(document: Node<'_>) -> bool {
    document.has_at([cac::Delivery, cbc::ActualDeliveryDate])
        || document.has(cac::InvoicePeriod)
        || lines(document).all(|line| line.has(cac::InvoicePeriod))
}

fn external_reference<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let link = string(node.all(cbc::URI))?;
    run.require(rule::BR_TMP_2, node, is_absolute_link(&link));
    Ok(())
}

fn seller<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_2, node, node.has_at([cac::Party, cac::Contact]));
    Ok(())
}

fn has(node: Node<'_>, name: Name) -> bool {
    any_filled(node.all(name))
}

fn seller_address<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_3, node, has(node, cbc::CityName));
    run.require(rule::BR_DE_4, node, has(node, cbc::PostalZone));
    Ok(())
}

fn buyer_address<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_8, node, has(node, cbc::CityName));
    run.require(rule::BR_DE_9, node, has(node, cbc::PostalZone));
    Ok(())
}

fn delivery_address<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_10, node, has(node, cbc::CityName));
    run.require(rule::BR_DE_11, node, has(node, cbc::PostalZone));
    Ok(())
}

fn seller_contact<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_5, node, has(node, cbc::Name));
    run.require(rule::BR_DE_6, node, has(node, cbc::Telephone));
    run.require(rule::BR_DE_7, node, has(node, cbc::ElectronicMail));
    run.require(rule::BR_DE_27, node, is_telephone(&normalized(node.all(cbc::Telephone))?));
    run.require(rule::BR_DE_28, node, is_mail_address(&normalized(node.all(cbc::ElectronicMail))?));
    Ok(())
}

fn credit_transfer<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    if is_in(node.all(cbc::PaymentMeansCode), &["58"])? {
        let account = string(node.at([cac::PayeeFinancialAccount, cbc::ID]))?;
        run.require(rule::BR_DE_19, node, is_iban(&account));
    }
    run.require(rule::BR_DE_23_A, node, node.has(cac::PayeeFinancialAccount));
    run.require(rule::BR_DE_23_B, node, !node.has(cac::CardAccount) && !node.has(cac::PaymentMandate));
    Ok(())
}

fn card_payment<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_24_A, node, node.has(cac::CardAccount));
    run.require(rule::BR_DE_24_B, node, !node.has(cac::PayeeFinancialAccount) && !node.has(cac::PaymentMandate));
    Ok(())
}

fn direct_debit<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let account = string(node.at([cac::PaymentMandate, cac::PayerFinancialAccount, cbc::ID]))?;
    run.require(rule::BR_DE_20, node, is_iban(&account));
    run.require(rule::BR_DE_25_A, node, node.has(cac::PaymentMandate));
    run.require(rule::BR_DE_25_B, node, !node.has(cac::PayeeFinancialAccount) && !node.has(cac::CardAccount));
    Ok(())
}

fn tax_subtotal<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_14, node, any_filled(node.at([cac::TaxCategory, cbc::Percent])));
    Ok(())
}
