//! BR-DE: what XRechnung asks beyond EN 16931.

use super::{AGREEMENT, SETTLEMENT, is_below_root};
use crate::{
    rules::rule,
    run::{Context, Run},
    tree::{Name, Node, attr, ram, rsm},
    xpath::{Outcome, any_is, normalized, string},
    xrechnung::{
        CARD_PAYMENTS, CLEAN_VEHICLES, CREDIT_TRANSFERS, EXTENSION, INVOICE_TYPES, TAXED_CATEGORIES, XRECHNUNG,
        any_filled, any_in, facts, file_names_differ, has_scheme,
        iban::is_iban,
        is_in, skonto,
        text::{is_absolute_link, is_mail_address, is_telephone},
    },
};

const TRANSACTION: Name = rsm::SupplyChainTradeTransaction;
const HEAD_AGREEMENT: Name = ram::ApplicableHeaderTradeAgreement;
const HEAD_SETTLEMENT: Name = ram::ApplicableHeaderTradeSettlement;

pub(super) static CONTEXTS: &[Context] = &[
    Context { names: &[rsm::CrossIndustryInvoice], matches: |_, node| Ok(node.parent().is_none()), check: document },
    Context {
        names: &[rsm::ExchangedDocumentContext],
        matches: |_, node| Ok(is_below_root(node, &[])),
        check: document_context,
    },
    Context { names: &[ram::SellerTradeParty], matches: |_, node| Ok(is_below_root(node, AGREEMENT)), check: seller },
    Context {
        names: &[ram::PostalTradeAddress],
        matches: |_, node| Ok(is_of_party(node, ram::SellerTradeParty)),
        check: seller_address,
    },
    Context {
        names: &[ram::DefinedTradeContact],
        matches: |_, node| Ok(is_of_party(node, ram::SellerTradeParty)),
        check: seller_contact,
    },
    Context {
        names: &[ram::PostalTradeAddress],
        matches: |_, node| Ok(is_of_party(node, ram::BuyerTradeParty)),
        check: buyer_address,
    },
    Context {
        names: &[ram::AdditionalReferencedDocument],
        matches: |_, node| Ok(is_below_root(node, AGREEMENT) && any_is(node.all(ram::TypeCode), "916")),
        check: supporting_document,
    },
    Context {
        names: &[ram::PostalTradeAddress],
        matches: |_, node| {
            Ok(is_below_root(node, &[ram::ShipToTradeParty, ram::ApplicableHeaderTradeDelivery, TRANSACTION]))
        },
        check: delivery_address,
    },
    Context {
        names: &[ram::SpecifiedTradeSettlementPaymentMeans],
        matches: |_, node| is_payment_by(node, CREDIT_TRANSFERS),
        check: credit_transfer,
    },
    Context {
        names: &[ram::SpecifiedTradeSettlementPaymentMeans],
        matches: |_, node| is_payment_by(node, CARD_PAYMENTS),
        check: card_payment,
    },
    Context {
        names: &[ram::SpecifiedTradeSettlementPaymentMeans],
        matches: |_, node| is_payment_by(node, &["59"]),
        check: direct_debit,
    },
    Context { names: &[ram::ApplicableTradeTax], matches: |_, node| Ok(is_below_root(node, SETTLEMENT)), check: tax },
    Context { names: &[TRANSACTION], matches: |_, node| Ok(is_below_root(node, &[])), check: transaction },
    Context {
        names: &[ram::IncludedSupplyChainTradeLineItem],
        matches: |_, node| Ok(is_below_root(node, &[TRANSACTION])),
        check: line,
    },
];

fn is_of_party(node: Node<'_>, party: Name) -> bool {
    is_below_root(node, &[party, HEAD_AGREEMENT, TRANSACTION])
}

fn is_payment_by(node: Node<'_>, codes: &[&str]) -> Outcome {
    Ok(is_below_root(node, SETTLEMENT) && is_in(node.all(ram::TypeCode), codes)?)
}

fn document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    require_debit_terms(run, node);
    let payment = [TRANSACTION, HEAD_SETTLEMENT, ram::SpecifiedTradeSettlementPaymentMeans];
    run.require(rule::BR_DE_1, node, node.has_at(payment));
    run.require(rule::BR_DE_15, node, any_filled(node.at([TRANSACTION, HEAD_AGREEMENT, ram::BuyerReference])));
    run.require(rule::BR_DE_16, node, !has_taxed_category(node) || has_seller_tax_number(node));
    let type_code = normalized(node.at([rsm::ExchangedDocument, ram::TypeCode]))?;
    run.require(rule::BR_DE_17, node, INVOICE_TYPES.contains(&type_code.as_ref()));
    let terms = node
        .at([TRANSACTION, HEAD_SETTLEMENT, ram::SpecifiedTradePaymentTerms])
        .filter_map(|terms| terms.first(ram::Description));
    run.require(rule::BR_DE_18, node, skonto::are_well_formed(&terms)?);
    let names_differ = file_names_differ(run.document.everywhere(ram::AdditionalReferencedDocument), |reference| {
        reference.all(ram::AttachmentBinaryObject)
    });
    run.require(rule::BR_DE_22, node, names_differ);
    let has_preceding = node.has_at([TRANSACTION, HEAD_SETTLEMENT, ram::InvoiceReferencedDocument]);
    run.require(rule::BR_DE_26, node, type_code != "384" || has_preceding);
    Ok(())
}

/// BG-19 has no element of its own: it is there when mandate, creditor or account is, and then needs its parts.
fn require_debit_terms<'d>(run: &mut Run<'d>, node: Node<'d>) {
    let settlement = |name| node.at([TRANSACTION, HEAD_SETTLEMENT, name]);
    let mandate = settlement(ram::SpecifiedTradePaymentTerms).any(|terms| terms.has(ram::DirectDebitMandateID));
    let creditor = settlement(ram::CreditorReferenceID).next().is_some();
    let account = settlement(ram::SpecifiedTradeSettlementPaymentMeans).any(has_debited_account);
    let is_missing = !mandate && !creditor && !account;
    run.require(rule::BR_DE_30, node, (mandate || account) && creditor || is_missing);
    run.require(rule::BR_DE_31, node, (mandate || creditor) && account || is_missing);
}

/// BT-91
fn has_debited_account(payment: Node<'_>) -> bool {
    payment.has_at([ram::PayerPartyDebtorFinancialAccount, ram::IBANID])
}

/// BT-151, or BT-95 and BT-102, is a category with tax. For allowances and charges the whole text of the tax has to be
/// `VAT`, which it is only where nothing else stands in it.
fn has_taxed_category(document: Node<'_>) -> bool {
    let lines = || document.at([TRANSACTION, ram::IncludedSupplyChainTradeLineItem, ram::SpecifiedLineTradeSettlement]);
    let of_lines = |name| lines().flat_map(move |line| line.at([ram::ApplicableTradeTax, name]));
    let charges =
        || document.at([TRANSACTION, HEAD_SETTLEMENT, ram::SpecifiedTradeAllowanceCharge, ram::CategoryTradeTax]);
    any_is(of_lines(ram::TypeCode), "VAT") && any_in(of_lines(ram::CategoryCode), TAXED_CATEGORIES)
        || any_is(charges(), "VAT") && any_in(charges().flat_map(|tax| tax.all(ram::CategoryCode)), TAXED_CATEGORIES)
}

/// BT-31, BT-32 or BG-11.
fn has_seller_tax_number(document: Node<'_>) -> bool {
    let numbers = [TRANSACTION, HEAD_AGREEMENT, ram::SellerTradeParty, ram::SpecifiedTaxRegistration, ram::ID];
    let is_tax_number =
        |number: &Node<'_>| has_scheme(*number, attr::schemeID, |scheme| scheme == "VA" || scheme == "FC");
    any_filled(document.at(numbers).filter(is_tax_number))
        || document.has_at([TRANSACTION, HEAD_AGREEMENT, ram::SellerTaxRepresentativeTradeParty])
}

fn document_context<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let identifiers = node.at([ram::GuidelineSpecifiedDocumentContextParameter, ram::ID]);
    run.require(rule::BR_DE_21, node, any_in(identifiers, &[XRECHNUNG, EXTENSION, CLEAN_VEHICLES]));
    Ok(())
}

fn seller<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_2, node, node.has(ram::DefinedTradeContact));
    Ok(())
}

fn has(node: Node<'_>, name: Name) -> bool {
    any_filled(node.all(name))
}

fn seller_address<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_3, node, has(node, ram::CityName));
    run.require(rule::BR_DE_4, node, has(node, ram::PostcodeCode));
    Ok(())
}

fn buyer_address<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_8, node, has(node, ram::CityName));
    run.require(rule::BR_DE_9, node, has(node, ram::PostcodeCode));
    Ok(())
}

fn delivery_address<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_10, node, has(node, ram::CityName));
    run.require(rule::BR_DE_11, node, has(node, ram::PostcodeCode));
    Ok(())
}

fn seller_contact<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let telephone = [ram::TelephoneUniversalCommunication, ram::CompleteNumber];
    let mail = [ram::EmailURIUniversalCommunication, ram::URIID];
    run.require(rule::BR_DE_5, node, has(node, ram::PersonName) || has(node, ram::DepartmentName));
    run.require(rule::BR_DE_6, node, any_filled(node.at(telephone)));
    run.require(rule::BR_DE_7, node, any_filled(node.at(mail)));
    run.require(rule::BR_DE_27, node, is_telephone(&normalized(node.at(telephone))?));
    run.require(rule::BR_DE_28, node, is_mail_address(&normalized(node.at(mail))?));
    Ok(())
}

fn supporting_document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let link = string(node.all(ram::URIID))?;
    run.require(rule::BR_TMP_2, node, !node.has(ram::URIID) || is_absolute_link(&link));
    Ok(())
}

/// Whether anything of BG-19 is there: mandate or creditor in the head, or the account with this payment.
fn is_debit(run: &Run<'_>, payment: Node<'_>) -> bool {
    facts(run).has_debit_terms || has_debited_account(payment)
}

fn credit_transfer<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    if is_in(node.all(ram::TypeCode), &["58"])? {
        let account = string(node.at([ram::PayeePartyCreditorFinancialAccount, ram::IBANID]))?;
        run.require(rule::BR_DE_19, node, is_iban(&account));
    }
    run.require(rule::BR_DE_23_A, node, node.has(ram::PayeePartyCreditorFinancialAccount));
    let has_other = node.has(ram::ApplicableTradeSettlementFinancialCard) || is_debit(run, node);
    run.require(rule::BR_DE_23_B, node, !has_other);
    Ok(())
}

fn card_payment<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_24_A, node, node.has(ram::ApplicableTradeSettlementFinancialCard));
    let has_other = node.has(ram::PayeePartyCreditorFinancialAccount) || is_debit(run, node);
    run.require(rule::BR_DE_24_B, node, !has_other);
    Ok(())
}

fn direct_debit<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let account = string(node.at([ram::PayerPartyDebtorFinancialAccount, ram::IBANID]))?;
    run.require(rule::BR_DE_20, node, is_iban(&account));
    let is_debit = is_debit(run, node);
    run.require(rule::BR_DE_25_A, node, is_debit);
    let others = [
        ram::PayeePartyCreditorFinancialAccount,
        ram::PayeeSpecifiedCreditorFinancialInstitution,
        ram::PayerSpecifiedDebtorFinancialInstitution,
        ram::ApplicableTradeSettlementFinancialCard,
    ];
    run.require(rule::BR_DE_25_B, node, !others.into_iter().any(|name| node.has(name)));
    Ok(())
}

fn tax<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_DE_14, node, has(node, ram::RateApplicablePercent));
    Ok(())
}

fn transaction<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    let delivery = [ram::ApplicableHeaderTradeDelivery, ram::ActualDeliverySupplyChainEvent, ram::OccurrenceDateTime];
    let has_date = node.has_at(delivery)
        || node.has_at([HEAD_SETTLEMENT, ram::BillingSpecifiedPeriod])
        || node
            .all(ram::IncludedSupplyChainTradeLineItem)
            .all(|line| line.has_at([ram::SpecifiedLineTradeSettlement, ram::BillingSpecifiedPeriod]));
    run.require(rule::BR_DE_TMP_32, node, has_date);
    Ok(())
}

fn line<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.require(rule::BR_TMP_3, node, have_same_base(node));
    Ok(())
}

/// The base quantity (BT-149) with its unit (BT-150) of the net price is that of the gross price, where both have one.
fn have_same_base(line: Node<'_>) -> bool {
    let quantities = |price| line.at([ram::SpecifiedLineTradeAgreement, price, ram::BasisQuantity]);
    let (gross, net) = (quantities(ram::GrossPriceProductTradePrice), quantities(ram::NetPriceProductTradePrice));
    if gross.clone().next().is_none() || net.clone().next().is_none() {
        return true;
    }
    let units = |quantities: crate::tree::Path<'_, 3>| -> Vec<String> {
        quantities.filter_map(|quantity| quantity.attribute(attr::unitCode)).map(str::to_owned).collect()
    };
    let is_same_number = gross.clone().any(|gross| any_is(net.clone(), &gross.string()));
    let (gross, net) = (units(gross), units(net));
    is_same_number && (gross.is_empty() || net.is_empty() || gross.iter().any(|unit| net.contains(unit)))
}
