//! What the binding of EN 16931 to UBL forbids and what may stand only once (UBL-CR, UBL-SR, UBL-DT).

use super::{
    DOCUMENTS, always,
    charges::is_charge,
    document as is_the_document,
    document::is_invoice,
    lines::LINES,
    scheme::{at_most_one, is_upper},
};
use crate::{
    paths::UBL_DOCUMENT,
    rules::{Rule, rule},
    run::{Context, Pattern, Run},
    tree::{Attr, Name, Node, attr, cac, cbc, ram},
    xpath::{Outcome, any_is, decimals_at_most, one},
};

pub(super) const PATTERN: Pattern = &[
    ADDRESS,
    SELLER,
    SUPPORTING_DOCUMENT,
    AMOUNT,
    BINARY,
    DELIVERY,
    ALLOWANCE,
    CHARGE,
    TAX_SCHEME,
    DOCUMENT,
    LINE,
    PAYEE,
    PAYMENT,
    PRECEDING_INVOICE,
    REPRESENTATIVE,
    TAX_SUBTOTAL,
];

const ADDRESS: Context = Context {
    names: &[cac::PostalAddress, cac::Address],
    matches: always,
    check: |run, node| {
        run.require(rule::UBL_SR_51, node, at_most_one(node.all(cac::AddressLine)));
        Ok(())
    },
};

const SELLER: Context = Context {
    names: &[cac::Party],
    matches: |_, node| Ok(node.is_below(cac::AccountingSupplierParty)),
    check: |run, node| {
        run.require(rule::UBL_SR_42, node, node.all(cac::PartyTaxScheme).nth(2).is_none());
        Ok(())
    },
};

const SUPPORTING_DOCUMENT: Context = Context {
    names: &[cac::AdditionalDocumentReference],
    matches: always,
    check: |run, node| {
        run.require(rule::UBL_SR_33, node, at_most_one(node.all(cbc::DocumentDescription)));
        let is_credit_note = run.document.root().local_name() == "CreditNote";
        let holds = any_is(node.all(cbc::DocumentTypeCode), "130")
            || (is_credit_note && any_is(node.all(cbc::DocumentTypeCode), "50"))
            || (!node.has(cbc::DocumentTypeCode)
                && node.all(cbc::ID).all(|identifier| identifier.attribute(attr::schemeID).is_none()));
        run.require(rule::UBL_SR_43, node, holds);
        Ok(())
    },
};

/// Elements whose names end with `Amount` but not with `PriceAmount`, those of other vocabularies too.
const AMOUNTS: &[Name] = &[
    Name::UNKNOWN,
    cbc::AllowanceTotalAmount,
    cbc::Amount,
    cbc::BaseAmount,
    cbc::ChargeTotalAmount,
    cbc::CorporateStockAmount,
    cbc::DeclaredCustomsValueAmount,
    cbc::DeclaredForCarriageValueAmount,
    cbc::DeclaredStatisticsValueAmount,
    cbc::FreeOnBoardValueAmount,
    cbc::InsurancePremiumAmount,
    cbc::InsuranceValueAmount,
    cbc::LineExtensionAmount,
    cbc::MaximumPaidAmount,
    cbc::PaidAmount,
    cbc::PayableAlternativeAmount,
    cbc::PayableAmount,
    cbc::PayableRoundingAmount,
    cbc::PenaltyAmount,
    cbc::PerUnitAmount,
    cbc::PrepaidAmount,
    cbc::RoundingAmount,
    cbc::SettlementDiscountAmount,
    cbc::TaxAmount,
    cbc::TaxExclusiveAmount,
    cbc::TaxInclusiveAmount,
    cbc::TaxableAmount,
    cbc::TotalInvoiceAmount,
    cbc::TransactionCurrencyTaxAmount,
    cbc::ValueAmount,
    ram::ActualAmount,
    ram::ActualDiscountAmount,
    ram::ActualPenaltyAmount,
    ram::AllowanceChargeBasisAmount,
    ram::AllowanceTotalAmount,
    ram::AppliedAmount,
    ram::AssociatedInvoiceAmount,
    ram::BasisAmount,
    ram::CalculatedAmount,
    ram::ChargeAmount,
    ram::ChargeTotalAmount,
    ram::ContentAmount,
    ram::CreditAvailableAmount,
    ram::CreditLimitAmount,
    ram::DeclaredValueForCustomsAmount,
    ram::DeclaredValueForStatisticsAmount,
    ram::DepositValueSpecifiedAmount,
    ram::DisbursementAmount,
    ram::DuePayableAmount,
    ram::GrandTotalAmount,
    ram::GrossLineTotalAmount,
    ram::InformationAmount,
    ram::InsurancePremiumAmount,
    ram::InvoiceAmount,
    ram::LineTotalAmount,
    ram::LineTotalBasisAmount,
    ram::NetIncludingTaxesLineTotalAmount,
    ram::NetLineTotalAmount,
    ram::PaidAmount,
    ram::PartialPaymentAmount,
    ram::ProductValueExcludingTobaccoTaxInformationAmount,
    ram::ProductWeightLossInformationAmount,
    ram::RetailValueExcludingTaxInformationAmount,
    ram::RoundingAmount,
    ram::TaxBasisTotalAmount,
    ram::TaxTotalAmount,
    ram::TotalAdjustmentAmount,
    ram::TotalAllowanceChargeAmount,
    ram::TotalChargeAmount,
    ram::TotalDepositFeeInformationAmount,
    ram::TotalDiscountAmount,
    ram::TotalPrepaidAmount,
    ram::TotalRetailValueInformationAmount,
    ram::UnitBasisAmount,
];

const AMOUNT: Context = Context {
    names: AMOUNTS,
    matches: |_, node| {
        let is_amount = node.name() != Name::UNKNOWN
            || (node.raw_name().ends_with("Amount") && !node.raw_name().ends_with("PriceAmount"));
        let is_discount = |above: Node<'_>| above.name() == cac::Price && above.has(cac::AllowanceCharge);
        Ok(is_amount && !node.ancestors().any(is_discount))
    },
    check: |run, node| {
        run.require(rule::UBL_DT_01, node, decimals_at_most(&node.string(), 2));
        Ok(())
    },
};

const BINARY: Context = Context {
    names: &[
        Name::UNKNOWN,
        cbc::EmbeddedDocumentBinaryObject,
        ram::AttachmentBinaryObject,
        ram::DescriptionBinaryObject,
        ram::IncludedBinaryObject,
        ram::ReferenceFileBinaryObject,
    ],
    matches: |_, node| Ok(node.name() != Name::UNKNOWN || node.raw_name().ends_with("BinaryObject")),
    check: |run, node| {
        run.require(rule::UBL_DT_06, node, node.attribute(attr::mimeCode).is_some());
        run.require(rule::UBL_DT_07, node, node.attribute(attr::filename).is_some());
        Ok(())
    },
};

const DELIVERY: Context = Context {
    names: &[cac::Delivery],
    matches: always,
    check: |run, node| {
        run.require(rule::UBL_SR_25, node, at_most_one(node.at([cac::DeliveryParty, cac::PartyName, cbc::Name])));
        Ok(())
    },
};

const ALLOWANCE: Context = Context {
    names: &[cac::AllowanceCharge],
    matches: |_, node| is_charge(node, false),
    check: |run, node| {
        run.require(rule::UBL_SR_30, node, at_most_one(node.all(cbc::AllowanceChargeReason)));
        Ok(())
    },
};

const CHARGE: Context = Context {
    names: &[cac::AllowanceCharge],
    matches: |_, node| is_charge(node, true),
    check: |run, node| {
        run.require(rule::UBL_SR_31, node, at_most_one(node.all(cbc::AllowanceChargeReason)));
        Ok(())
    },
};

const TAX_SCHEME: Context = Context {
    names: &[cac::PartyTaxScheme],
    matches: always,
    check: |run, node| {
        run.require(rule::UBL_SR_53, node, node.has_at([cac::TaxScheme, cbc::ID]) && node.has(cbc::CompanyID));
        Ok(())
    },
};

const DOCUMENT: Context = Context { names: DOCUMENTS, matches: is_the_document, check: check_document };

fn check_document<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    run.forbid(&UBL_DOCUMENT, node);
    check_conditions(run, node);
    check_everywhere(run);
    check_attributes(run);
    check_once(run, node)?;
    check_same(run, node);
    Ok(())
}

/// Notes the rule at the first of the nodes.
fn forbid_first<'d>(run: &mut Run<'d>, rule: Rule, mut nodes: impl Iterator<Item = Node<'d>>) {
    if let Some(node) = nodes.next() {
        run.require(rule, node, false);
    }
}

/// What is forbidden under a condition.
fn check_conditions<'d>(run: &mut Run<'d>, node: Node<'d>) {
    let version = node.all(cbc::UBLVersionID);
    if !any_is(version.clone(), "2.1") {
        forbid_first(run, rule::UBL_CR_002, version);
    }
    if is_invoice(node) {
        forbid_first(run, rule::UBL_CR_412, node.at([cac::PaymentMeans, cbc::PaymentDueDate]));
    }
    let document = run.document;
    let references = || document.everywhere(cac::AdditionalDocumentReference);
    let is_object = |node: &Node<'d>| any_is(node.all(cbc::DocumentTypeCode), "130");
    let is_other = |node: &Node<'d>| {
        let mut codes = node.all(cbc::DocumentTypeCode).peekable();
        codes.peek().is_none() || codes.any(|code| code.string() != "130")
    };
    let identifiers = references().filter(is_other).flat_map(|node| node.all(cbc::ID));
    forbid_first(run, rule::UBL_CR_665, identifiers.filter(|node| node.attribute(attr::schemeID).is_some()));
    forbid_first(run, rule::UBL_CR_666, references().filter(is_object).flat_map(|node| node.all(cac::Attachment)));
    let descriptions = references().filter(is_object).flat_map(|node| node.all(cbc::DocumentDescription));
    forbid_first(run, rule::UBL_CR_673, descriptions);
}

/// What is forbidden wherever it stands: a path of elements, and an attribute of the last.
const EVERYWHERE: &[(Rule, &[Name], Option<Attr>)] = &[
    (rule::UBL_CR_652, &[cac::PartyTaxScheme, cbc::CompanyID], Some(attr::schemeID)),
    (rule::UBL_CR_660, &[cac::Country, cbc::IdentificationCode], Some(attr::listID)),
    (rule::UBL_CR_662, &[cbc::AllowanceChargeReasonCode], Some(attr::listID)),
    (rule::UBL_CR_664, &[cac::FinancialInstitution], None),
    (rule::UBL_CR_667, &[cac::BuyersItemIdentification, cbc::ID], Some(attr::schemeID)),
    (rule::UBL_CR_668, &[cac::SellersItemIdentification, cbc::ID], Some(attr::schemeID)),
    (rule::UBL_CR_669, &[cac::Price, cac::AllowanceCharge, cbc::AllowanceChargeReasonCode], None),
    (rule::UBL_CR_670, &[cac::Price, cac::AllowanceCharge, cbc::AllowanceChargeReason], None),
    (rule::UBL_CR_671, &[cac::Price, cac::AllowanceCharge, cbc::MultiplierFactorNumeric], None),
    (rule::UBL_CR_674, &[cbc::PrimaryAccountNumberID], Some(attr::schemeID)),
    (rule::UBL_CR_675, &[cac::CardAccount, cbc::NetworkID], Some(attr::schemeID)),
    (rule::UBL_CR_676, &[cac::PaymentMandate, cbc::ID], Some(attr::schemeID)),
    (rule::UBL_CR_677, &[cac::PaymentMandate, cac::PayerFinancialAccount, cbc::ID], Some(attr::schemeID)),
    (rule::UBL_CR_678, &[cac::TaxCategory, cbc::ID], Some(attr::schemeID)),
    (rule::UBL_CR_679, &[cac::ClassifiedTaxCategory, cbc::ID], Some(attr::schemeID)),
    (rule::UBL_CR_680, &[cac::PaymentMeans, cac::PayerFinancialAccount], None),
];

fn check_everywhere(run: &mut Run<'_>) {
    let document = run.document;
    let attributes = document.attribute_names();
    for (rule, path, attribute) in EVERYWHERE {
        if attribute.is_some_and(|name| attributes & name.bit() == 0) {
            continue;
        }
        let found = document.everywhere(path[0]).find_map(|node| first_at(node, &path[1..], *attribute));
        forbid_first(run, *rule, found.into_iter());
    }
}

/// The first element at the end of the path that has the attribute, if one is asked for.
fn first_at<'d>(node: Node<'d>, path: &[Name], attribute: Option<Attr>) -> Option<Node<'d>> {
    match path {
        [] => attribute.is_none_or(|name| node.attribute(name).is_some()).then_some(node),
        [name, rest @ ..] => node.all(*name).find_map(|child| first_at(child, rest, attribute)),
    }
}

/// Attributes that are forbidden wherever they stand.
const ATTRIBUTES: &[(Rule, Attr)] = &[
    (rule::UBL_CR_663, attr::unitCodeListID),
    (rule::UBL_DT_08, attr::schemeName),
    (rule::UBL_DT_09, attr::schemeAgencyName),
    (rule::UBL_DT_10, attr::schemeDataURI),
    (rule::UBL_DT_11, attr::schemeURI),
    (rule::UBL_DT_12, attr::format),
    (rule::UBL_DT_13, attr::unitCodeListIdentifier),
    (rule::UBL_DT_14, attr::unitCodeListAgencyIdentifier),
    (rule::UBL_DT_15, attr::unitCodeListAgencyName),
    (rule::UBL_DT_16, attr::listAgencyName),
    (rule::UBL_DT_17, attr::listName),
    (rule::UBL_DT_18, attr::name),
    (rule::UBL_DT_19, attr::languageID),
    (rule::UBL_DT_20, attr::listURI),
    (rule::UBL_DT_21, attr::listSchemeURI),
    (rule::UBL_DT_22, attr::languageLocaleID),
    (rule::UBL_DT_23, attr::uri),
    (rule::UBL_DT_24, attr::currencyCodeListVersionID),
    (rule::UBL_DT_25, attr::characterSetCode),
    (rule::UBL_DT_26, attr::encodingCode),
    (rule::UBL_DT_27, attr::schemeAgencyID),
    (rule::UBL_DT_28, attr::listAgencyID),
];

fn check_attributes(run: &mut Run<'_>) {
    let document = run.document;
    let present = document.attribute_names();
    for (rule, name) in ATTRIBUTES {
        if present & name.bit() == 0 {
            continue;
        }
        let is_allowed = |node: &Node<'_>| *name == attr::name && node.name() == cbc::PaymentMeansCode;
        let found = document.elements().find(|node| node.attribute(*name).is_some() && !is_allowed(node));
        forbid_first(run, *rule, found.into_iter());
    }
}

/// What the document may have once.
fn check_once<'d>(run: &mut Run<'d>, node: Node<'d>) -> Outcome<()> {
    use cac::{
        AccountingCustomerParty as Buyer, AccountingSupplierParty as Seller, Party, PartyLegalEntity, PaymentMeans,
    };
    let once = |rule: Rule, holds: bool, run: &mut Run<'d>| run.require(rule, node, holds);
    for (rule, path) in [
        (rule::UBL_SR_01, [cac::ContractDocumentReference, cbc::ID]),
        (rule::UBL_SR_02, [cac::ReceiptDocumentReference, cbc::ID]),
        (rule::UBL_SR_03, [cac::DespatchDocumentReference, cbc::ID]),
        (rule::UBL_SR_05, [cac::PaymentTerms, cbc::Note]),
        (rule::UBL_SR_39, [cac::ProjectReference, cbc::ID]),
        (rule::UBL_SR_45, [PaymentMeans, cbc::PaymentDueDate]),
        (rule::UBL_SR_49, [cac::InvoicePeriod, cbc::DescriptionCode]),
        (rule::UBL_SR_54, [PaymentMeans, cac::CardAccount]),
        (rule::UBL_SR_55, [PaymentMeans, cac::PaymentMandate]),
        (rule::UBL_SR_56, [cac::OriginatorDocumentReference, cbc::ID]),
    ] {
        once(rule, at_most_one(node.at(path)), run);
    }
    for (rule, path) in [
        (rule::UBL_SR_09, [Seller, Party, PartyLegalEntity, cbc::RegistrationName]),
        (rule::UBL_SR_10, [Seller, Party, cac::PartyName, cbc::Name]),
        (rule::UBL_SR_11, [Seller, Party, PartyLegalEntity, cbc::CompanyID]),
        (rule::UBL_SR_14, [Seller, Party, PartyLegalEntity, cbc::CompanyLegalForm]),
        (rule::UBL_SR_15, [Buyer, Party, PartyLegalEntity, cbc::RegistrationName]),
        (rule::UBL_SR_16, [Buyer, Party, cac::PartyIdentification, cbc::ID]),
        (rule::UBL_SR_17, [Buyer, Party, PartyLegalEntity, cbc::CompanyID]),
        (rule::UBL_SR_40, [Buyer, Party, cac::PartyName, cbc::Name]),
    ] {
        once(rule, at_most_one(node.at(path)), run);
    }
    once(rule::UBL_SR_08, at_most_one(node.all(cac::InvoicePeriod)), run);
    once(rule::UBL_SR_24, at_most_one(node.all(cac::Delivery)), run);
    let objects = node
        .all(cac::AdditionalDocumentReference)
        .filter(|reference| any_is(reference.all(cbc::DocumentTypeCode), "130"))
        .flat_map(|reference| reference.all(cbc::ID));
    once(rule::UBL_SR_04, at_most_one(objects), run);
    let names = node.at([PaymentMeans, cbc::PaymentMeansCode]).filter(|code| code.attribute(attr::name).is_some());
    once(rule::UBL_SR_46, at_most_one(names), run);
    for (rule, party, is_vat) in
        [(rule::UBL_SR_12, Seller, true), (rule::UBL_SR_13, Seller, false), (rule::UBL_SR_18, Buyer, true)]
    {
        let holds = has_one_number(node, party, is_vat)?;
        once(rule, holds, run);
    }
    Ok(())
}

/// Whether the party has at most one number registered for VAT, or for something else.
fn has_one_number(node: Node<'_>, party: Name, is_vat: bool) -> Outcome {
    let mut count = 0;
    for registration in node.at([party, cac::Party, cac::PartyTaxScheme]) {
        let mut is_meant = false;
        for scheme in registration.all(cac::TaxScheme) {
            let identifier = one(scheme.all(cbc::ID))?.map_or("".into(), Node::string);
            if is_upper(&identifier, "VAT") == is_vat {
                is_meant = true;
                break;
            }
        }
        if is_meant {
            count += registration.all(cbc::CompanyID).count();
        }
    }
    Ok(count <= 1)
}

/// What may be repeated but not with different values, and the creditor identifier.
fn check_same<'d>(run: &mut Run<'d>, node: Node<'d>) {
    let document = run.document;
    for (rule, name) in [(rule::UBL_SR_44, cbc::PaymentID), (rule::UBL_SR_47, cbc::PaymentMeansCode)] {
        let mut values = document.everywhere(name).map(Node::string);
        let first = values.next();
        let holds = first.is_none_or(|first| values.all(|value| value == first));
        run.require(rule, node, holds);
    }
    let creditors = document
        .everywhere(cac::PartyIdentification)
        .flat_map(|party| party.all(cbc::ID))
        .filter(|identifier| identifier.attribute(attr::schemeID).is_some_and(|scheme| is_upper(scheme, "SEPA")));
    run.require(rule::UBL_SR_29, node, at_most_one(creditors));
}

const LINE: Context = Context {
    names: LINES,
    matches: always,
    check: |run, node| {
        for (rule, holds) in [
            (rule::UBL_SR_34, at_most_one(node.all(cbc::Note))),
            (rule::UBL_SR_35, at_most_one(node.at([cac::OrderLineReference, cbc::LineID]))),
            (rule::UBL_SR_36, at_most_one(node.all(cac::InvoicePeriod))),
            (rule::UBL_SR_37, at_most_one(node.at([cac::Price, cac::AllowanceCharge, cbc::Amount]))),
            (rule::UBL_SR_48, node.at([cac::Item, cac::ClassifiedTaxCategory]).take(2).count() == 1),
            (rule::UBL_SR_50, at_most_one(node.at([cac::Item, cbc::Description]))),
            (rule::UBL_SR_52, at_most_one(node.all(cac::DocumentReference))),
        ] {
            run.require(rule, node, holds);
        }
        Ok(())
    },
};

const PAYEE: Context = Context {
    names: &[cac::PayeeParty],
    matches: always,
    check: |run, node| {
        let differs = is_named_otherwise(node);
        let identifiers = node
            .at([cac::PartyIdentification, cbc::ID])
            .filter(|identifier| !is_upper(identifier.attribute(attr::schemeID).unwrap_or_default(), "SEPA"));
        for (rule, is_one) in [
            (rule::UBL_SR_19, at_most_one(node.at([cac::PartyName, cbc::Name]))),
            (rule::UBL_SR_20, at_most_one(identifiers)),
            (rule::UBL_SR_21, at_most_one(node.at([cac::PartyLegalEntity, cbc::CompanyID]))),
        ] {
            run.require(rule, node, is_one && differs);
        }
        Ok(())
    },
};

/// Whether a name of the payee differs from a name of the seller; both have to be there.
fn is_named_otherwise(payee: Node<'_>) -> bool {
    const SELLER_NAME: [Name; 4] =
        [cac::AccountingSupplierParty, cac::Party, cac::PartyLegalEntity, cbc::RegistrationName];
    let Some(parent) = payee.parent() else { return false };
    payee.at([cac::PartyName, cbc::Name]).any(|own| parent.at(SELLER_NAME).any(|other| own.string() != other.string()))
}

const PAYMENT: Context = Context {
    names: &[cac::PaymentMeans],
    matches: always,
    check: |run, node| {
        run.require(rule::UBL_SR_26, node, at_most_one(node.all(cbc::PaymentID)));
        run.require(rule::UBL_SR_27, node, at_most_one(node.all(cbc::PaymentMeansCode)));
        run.require(rule::UBL_SR_28, node, at_most_one(node.at([cac::PaymentMandate, cbc::ID])));
        Ok(())
    },
};

const PRECEDING_INVOICE: Context = Context {
    names: &[cac::BillingReference],
    matches: always,
    check: |run, node| {
        run.require(rule::UBL_SR_06, node, at_most_one(node.all(cac::InvoiceDocumentReference)));
        run.require(rule::UBL_SR_07, node, node.has_at([cac::InvoiceDocumentReference, cbc::ID]));
        Ok(())
    },
};

const REPRESENTATIVE: Context = Context {
    names: &[cac::TaxRepresentativeParty],
    matches: always,
    check: |run, node| {
        run.require(rule::UBL_SR_22, node, at_most_one(node.at([cac::PartyName, cbc::Name])));
        run.require(rule::UBL_SR_23, node, at_most_one(node.at([cac::PartyTaxScheme, cbc::CompanyID])));
        Ok(())
    },
};

const TAX_SUBTOTAL: Context = Context {
    names: &[cac::TaxSubtotal],
    matches: always,
    check: |run, node| {
        run.require(rule::UBL_SR_32, node, at_most_one(node.at([cac::TaxCategory, cbc::TaxExemptionReason])));
        Ok(())
    },
};
