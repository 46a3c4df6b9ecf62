//! What the document as a whole must have, and its references.

use std::borrow::Cow;

use super::{
    DOCUMENTS, always, document, in_document,
    scheme::{Maybe, equal, plus},
    vat,
};
use crate::{
    codes::NOTE_SUBJECT_UBL,
    number::Decimal,
    rules::rule,
    run::{Context, Run},
    tree::{Document, Name, Node, attr, cac, cbc, ubl},
    xpath::{Abort, Outcome, and, any_is, decimal, decimals_at_most, is_filled, one, or},
};

pub(super) const DOCUMENT: Context = Context { names: DOCUMENTS, matches: document, check: check_document };

pub(super) const NOTE: Context = Context {
    names: &[cbc::Note],
    matches: in_document,
    check: |run, node| {
        let text = node.string();
        run.require(rule::BR_CL_08, node, subject(&text).is_none_or(|code| NOTE_SUBJECT_UBL.holds_text(code)));
        Ok(())
    },
};

/// The code between the first two `#` when it has three letters; other texts are free.
fn subject(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('#')?;
    let (code, _) = rest.split_once('#')?;
    (code.chars().count() == 3).then_some(code)
}

pub(super) const SUPPORTING_DOCUMENT: Context = Context {
    names: &[cac::AdditionalDocumentReference],
    matches: always,
    check: |run, node| {
        let holds = is_filled(node.all(cbc::ID))?;
        run.require(rule::BR_52, node, holds);
        Ok(())
    },
};

pub(super) const PRECEDING_INVOICE: Context = Context {
    names: &[cac::BillingReference],
    matches: always,
    check: |run, node| {
        run.require(rule::BR_55, node, node.has_at([cac::InvoiceDocumentReference, cbc::ID]));
        Ok(())
    },
};

fn check_document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    check_head(run, node)?;
    check_parties(run, node)?;
    check_amounts(run, node)?;
    check_split_payment(run, node);
    vat::check_document(run, node)
}

fn check_head<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    for (rule, name) in [
        (rule::BR_01, cbc::CustomizationID),
        (rule::BR_02, cbc::ID),
        (rule::BR_03, cbc::IssueDate),
        (rule::BR_05, cbc::DocumentCurrencyCode),
    ] {
        let holds = is_filled(node.all(name))?;
        run.require(rule, node, holds);
    }
    let has_type = or(is_filled(node.all(cbc::InvoiceTypeCode)), || is_filled(node.all(cbc::CreditNoteTypeCode)))?;
    run.require(rule::BR_04, node, has_type);
    run.require(rule::BR_16, node, node.has(cac::InvoiceLine) || node.has(cac::CreditNoteLine));
    let has_both = node.has(cbc::TaxPointDate) && node.has_at([cac::InvoicePeriod, cbc::DescriptionCode]);
    run.require(rule::BR_CO_03, node, !has_both);
    run.require(rule::BR_CO_18, node, node.has_at([cac::TaxTotal, cac::TaxSubtotal]));
    Ok(())
}

fn check_parties<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    for (party, name, address) in [
        (cac::AccountingSupplierParty, rule::BR_06, rule::BR_08),
        (cac::AccountingCustomerParty, rule::BR_07, rule::BR_10),
    ] {
        let holds = is_filled(node.at([party, cac::Party, cac::PartyLegalEntity, cbc::RegistrationName]))?;
        run.require(name, node, holds);
        run.require(address, node, node.has_at([party, cac::Party, cac::PostalAddress]));
    }
    Ok(())
}

fn check_amounts<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let holds = node.all(cbc::TaxCurrencyCode).all(|currency| has_tax_in(run.document, &currency.string()));
    run.require(rule::BR_53, node, holds);
    let holds = all_currencies_add_up(node)?;
    run.require(rule::BR_CO_15, node, holds);
    for (rule, name) in [(rule::BR_DEC_13, cbc::DocumentCurrencyCode), (rule::BR_DEC_15, cbc::TaxCurrencyCode)] {
        let holds = has_tax_at_most_cents(run.document, name)?;
        run.require(rule, node, holds);
    }
    Ok(())
}

/// Whether some VAT total of the document is in this currency.
fn has_tax_in(document: &Document<'_>, currency: &str) -> bool {
    document.everywhere(cac::TaxTotal).any(|total| tax_in(total, currency).next().is_some())
}

/// `cbc:TaxAmount[@currencyID = $currency]`
fn tax_in<'d>(total: Node<'d>, currency: &str) -> impl Iterator<Item = Node<'d>> {
    total.all(cbc::TaxAmount).filter(move |amount| amount.attribute(attr::currencyID) == Some(currency))
}

/// BR-CO-15 for each currency of the invoice; there should be one.
fn all_currencies_add_up(node: Node<'_>) -> Outcome {
    for currency in node.all(cbc::DocumentCurrencyCode) {
        if !adds_up(node, &currency.string())? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn adds_up(node: Node<'_>, currency: &str) -> Outcome {
    let tax = taxes(node, currency);
    let is_one = tax.as_ref().map(|taxes| taxes.len() == 1).map_err(Clone::clone);
    and(is_one, || is_total(node, tax))
}

/// `cac:TaxTotal/xs:decimal(cbc:TaxAmount[@currencyID = $currency])`
fn taxes(node: Node<'_>, currency: &str) -> Outcome<Vec<Decimal>> {
    let mut taxes = Vec::new();
    for total in node.all(cac::TaxTotal) {
        taxes.extend(decimal(tax_in(total, currency))?);
    }
    Ok(taxes)
}

/// Whether some total with tax is the total without tax and the tax.
fn is_total(node: Node<'_>, taxes: Outcome<Vec<Decimal>>) -> Outcome {
    let tax = || Ok(taxes?.into_iter().next());
    let with_tax = amounts(node, cbc::TaxInclusiveAmount);
    let Some(expected) = plus(single(node, cbc::TaxExclusiveAmount), tax)? else {
        return Ok(false);
    };
    let expected = expected.cents();
    for amount in with_tax {
        if equal(amount, || Ok(Some(expected.clone())))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `cac:LegalMonetaryTotal/xs:decimal(name)`
fn amounts(node: Node<'_>, name: Name) -> impl Iterator<Item = Maybe> {
    node.all(cac::LegalMonetaryTotal).map(move |total| decimal(total.all(name)))
}

/// The same where only one is allowed.
fn single(node: Node<'_>, name: Name) -> Maybe {
    let mut found = None;
    for amount in amounts(node, name) {
        let Some(amount) = amount? else { continue };
        if found.replace(amount).is_some() {
            return Err(Abort::cardinality(node));
        }
    }
    Ok(found)
}

/// BR-DEC-13 and BR-DEC-15 look for the currency below the amount itself, where none stands: they hold nearly always.
fn has_tax_at_most_cents(document: &Document<'_>, currency: Name) -> Outcome {
    let amounts = document
        .everywhere(cac::TaxTotal)
        .flat_map(|total| total.all(cbc::TaxAmount))
        .filter(|amount| amount.attribute(attr::currencyID).is_some_and(|value| any_is(amount.all(currency), value)));
    let text = one(amounts)?.map_or(Cow::Borrowed(""), Node::string);
    Ok(decimals_at_most(&text, 2))
}

/// BR-B-01 and BR-B-02: split payment.
fn check_split_payment<'d>(run: &mut Run<'d>, node: Node<'d>) {
    let everywhere = |name: Name, code: &str| run.document.everywhere(name).any(|tax| any_is(tax.all(cbc::ID), code));
    let in_invoice = |code: &str| {
        any_is(node.at([cac::TaxTotal, cac::TaxSubtotal, cac::TaxCategory, cbc::ID]), code)
            || any_is(node.at([cac::AllowanceCharge, cac::TaxCategory, cbc::ID]), code)
            || everywhere(cac::ClassifiedTaxCategory, code)
    };
    let is_italian = || run.document.everywhere(cbc::IdentificationCode).all(|country| country.string() == "IT");
    let is_split = everywhere(cac::TaxCategory, "B") || everywhere(cac::ClassifiedTaxCategory, "B");
    let is_domestic = !is_split || is_italian();
    let is_pure = !is_split || !in_invoice("B") || !in_invoice("S");
    run.require(rule::BR_B_01, node, is_domestic);
    run.require(rule::BR_B_02, node, is_pure);
}

/// Whether the document is an invoice and not a credit note.
pub(super) fn is_invoice(node: Node<'_>) -> bool {
    node.name() == ubl::Invoice
}
