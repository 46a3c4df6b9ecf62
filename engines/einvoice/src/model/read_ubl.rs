//! UBL 2.1 Invoice and CreditNote to the model, after the syntax binding CEN/TS 16931-3-2.

use super::{
    Address, AllowanceCharge, Buyer, Classification, Contact, CreditTransfer, Delivery, DirectDebit, Identifier,
    Invoice, Item, ItemAttribute, Line, LinePrice, LineVat, Note, Payee, PaymentCard, PaymentInstructions, Period,
    PrecedingInvoice, ProcessControl, Seller, SupportingDocument, TaxRepresentative, ThirdPartyPayment, Totals,
    VatBreakdown,
    read::{Reader, attribute_of, code_of, filled, identifier_of, text_of},
    read_terms as terms,
};
use crate::tree::{Name, Node, attr, cac, cbc, cn};

pub(super) fn invoice(reader: &mut Reader, root: Node<'_>) -> Invoice {
    let is_credit_note = root.name() == cn::CreditNote;
    let mut invoice = Invoice {
        number: reader.code("BT-1", root, [cbc::ID]),
        issue_date: reader.date("BT-2", root, [cbc::IssueDate]),
        type_code: reader.code(
            "BT-3",
            root,
            [if is_credit_note { cbc::CreditNoteTypeCode } else { cbc::InvoiceTypeCode }],
        ),
        currency: reader.code("BT-5", root, [cbc::DocumentCurrencyCode]),
        tax_currency: reader.code("BT-6", root, [cbc::TaxCurrencyCode]),
        tax_point_date: reader.date("BT-7", root, [cbc::TaxPointDate]),
        tax_point_date_code: reader.code("BT-8", root, [cac::InvoicePeriod, cbc::DescriptionCode]),
        due_date: if is_credit_note {
            reader.date("BT-9", root, [cac::PaymentMeans, cbc::PaymentDueDate])
        } else {
            reader.date("BT-9", root, [cbc::DueDate])
        },
        buyer_reference: reader.code("BT-10", root, [cbc::BuyerReference]),
        project_reference: reader.code("BT-11", root, [cac::ProjectReference, cbc::ID]),
        contract_reference: reader.code("BT-12", root, [cac::ContractDocumentReference, cbc::ID]),
        purchase_order_reference: reader.code("BT-13", root, [cac::OrderReference, cbc::ID]),
        sales_order_reference: reader.code("BT-14", root, [cac::OrderReference, cbc::SalesOrderID]),
        receiving_advice_reference: reader.code("BT-15", root, [cac::ReceiptDocumentReference, cbc::ID]),
        despatch_advice_reference: reader.code("BT-16", root, [cac::DespatchDocumentReference, cbc::ID]),
        tender_reference: reader.code("BT-17", root, [cac::OriginatorDocumentReference, cbc::ID]),
        buyer_accounting_reference: reader.text("BT-19", root, [cbc::AccountingCost]),
        payment_terms: reader.text("BT-20", root, [cac::PaymentTerms, cbc::Note]),
        notes: root.all(cbc::Note).filter_map(|node| note(reader, node)).collect(),
        process: ProcessControl {
            business_process: reader.code("BT-23", root, [cbc::ProfileID]),
            specification: reader.code("BT-24", root, [cbc::CustomizationID]),
        },
        preceding_invoices: root
            .at([cac::BillingReference, cac::InvoiceDocumentReference])
            .filter_map(|node| preceding(reader, node))
            .collect(),
        payee: reader.at("BG-10", root, [cac::PayeeParty]).and_then(|node| payee(reader, node)),
        tax_representative: reader
            .at("BG-11", root, [cac::TaxRepresentativeParty])
            .and_then(|node| tax_representative(reader, node)),
        delivery: reader.at("BG-13", root, [cac::Delivery]).and_then(|node| delivery(reader, node)),
        period: period(reader, root, terms::PERIOD),
        payment_instructions: payment_instructions(reader, root),
        totals: totals(reader, root),
        third_party_payments: root.all(cac::PrepaidPayment).filter_map(|node| third_party(reader, node)).collect(),
        ..Invoice::default()
    };
    // BIS Billing asks for `NA` where an order has only a number of the seller's.
    if invoice.sales_order_reference.is_some() && invoice.purchase_order_reference.as_deref() == Some("NA") {
        invoice.purchase_order_reference = None;
    }
    if let Some(node) = reader.at("BG-4", root, [cac::AccountingSupplierParty, cac::Party]) {
        invoice.seller = seller(reader, node);
    }
    if let Some(node) = reader.at("BG-7", root, [cac::AccountingCustomerParty, cac::Party]) {
        invoice.buyer = buyer(reader, node);
    }
    creditor_identifier(reader, root, &mut invoice);
    (invoice.allowances, invoice.charges) = allowances(reader, root, &terms::ALLOWANCE, &terms::CHARGE);
    vat_breakdown(reader, root, &mut invoice);
    for node in root.all(cac::AdditionalDocumentReference) {
        additional_document(reader, node, is_credit_note, &mut invoice);
    }
    let line_name = if is_credit_note { cac::CreditNoteLine } else { cac::InvoiceLine };
    invoice.lines = root.all(line_name).map(|node| line(reader, node, "BG-25")).collect();
    invoice
}

/// `#ABC#text`: the subject code stands in front of the note.
fn note(reader: &mut Reader, node: Node<'_>) -> Option<Note> {
    let text = text_of(node)?;
    reader.note("BG-1", node);
    reader.note("BT-22", node);
    if let Some((code, rest)) = text.strip_prefix('#').and_then(|rest| rest.split_once('#'))
        && code.len() == 3
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    {
        reader.note("BT-21", node);
        let text = (!rest.trim().is_empty()).then(|| rest.to_owned());
        return Some(Note { subject_code: Some(code.to_owned()), text });
    }
    Some(Note { subject_code: None, text: Some(text) })
}

fn preceding(reader: &mut Reader, node: Node<'_>) -> Option<PrecedingInvoice> {
    reader.note("BG-3", node);
    filled(PrecedingInvoice {
        number: reader.code("BT-25", node, [cbc::ID]),
        issue_date: reader.date("BT-26", node, [cbc::IssueDate]),
    })
}

fn additional_document(reader: &mut Reader, node: Node<'_>, is_credit_note: bool, invoice: &mut Invoice) {
    let code = node.first(cbc::DocumentTypeCode).and_then(code_of);
    let id = node.first(cbc::ID);
    match code.as_deref() {
        Some("130") if invoice.invoiced_object.is_none() => {
            invoice.invoiced_object = reader.one("BT-18", id).and_then(identifier_of);
        }
        Some("50") if is_credit_note && invoice.project_reference.is_none() => {
            invoice.project_reference = reader.one("BT-11", id).and_then(code_of);
        }
        _ => {
            reader.note("BG-24", node);
            let file = reader.at("BT-125", node, [cac::Attachment, cbc::EmbeddedDocumentBinaryObject]);
            invoice.documents.extend(filled(SupportingDocument {
                reference: reader.code("BT-122", node, [cbc::ID]),
                description: reader.text("BT-123", node, [cbc::DocumentDescription]),
                location: reader.code("BT-124", node, [cac::Attachment, cac::ExternalReference, cbc::URI]),
                attachment: reader.attachment(file),
            }));
        }
    }
}

/// Identifiers of a party but the creditor's. Those without a scheme come first, as in CII.
fn identifiers(reader: &mut Reader, party: Node<'_>, term: &'static str) -> Vec<Identifier> {
    let mut found: Vec<Identifier> = party
        .at([cac::PartyIdentification, cbc::ID])
        .filter(|node| node.attribute(attr::schemeID) != Some("SEPA"))
        .inspect(|node| reader.note(term, *node))
        .filter_map(identifier_of)
        .collect();
    found.sort_by_key(|identifier| identifier.scheme.is_some());
    found
}

fn identifier(reader: &mut Reader, party: Node<'_>, term: &'static str) -> Option<Identifier> {
    let ids = party.at([cac::PartyIdentification, cbc::ID]);
    reader.one(term, ids.filter(|node| node.attribute(attr::schemeID) != Some("SEPA"))).and_then(identifier_of)
}

/// Tax identifiers: of VAT (`true`) or of another tax.
fn tax_identifier(reader: &mut Reader, party: Node<'_>, term: &'static str, is_vat: bool) -> Option<String> {
    let schemes = party.all(cac::PartyTaxScheme).filter(|scheme| {
        let id = scheme.at([cac::TaxScheme, cbc::ID]).next().and_then(code_of);
        id.is_some_and(|id| id == "VAT") == is_vat
    });
    reader.one(term, schemes.filter_map(|scheme| scheme.first(cbc::CompanyID))).and_then(code_of)
}

fn seller(reader: &mut Reader, party: Node<'_>) -> Seller {
    Seller {
        name: reader.text("BT-27", party, [cac::PartyLegalEntity, cbc::RegistrationName]),
        trading_name: reader.text("BT-28", party, [cac::PartyName, cbc::Name]),
        identifiers: identifiers(reader, party, "BT-29"),
        legal_registration: reader.identifier("BT-30", party, [cac::PartyLegalEntity, cbc::CompanyID]),
        vat_identifier: tax_identifier(reader, party, "BT-31", true),
        tax_registration: tax_identifier(reader, party, "BT-32", false),
        legal_information: reader.text("BT-33", party, [cac::PartyLegalEntity, cbc::CompanyLegalForm]),
        electronic_address: reader.identifier("BT-34", party, [cbc::EndpointID]),
        address: address(reader, party, cac::PostalAddress, &terms::SELLER_ADDRESS),
        contact: contact(reader, party, &terms::SELLER_CONTACT),
    }
}

fn buyer(reader: &mut Reader, party: Node<'_>) -> Buyer {
    Buyer {
        name: reader.text("BT-44", party, [cac::PartyLegalEntity, cbc::RegistrationName]),
        trading_name: reader.text("BT-45", party, [cac::PartyName, cbc::Name]),
        identifier: identifier(reader, party, "BT-46"),
        legal_registration: reader.identifier("BT-47", party, [cac::PartyLegalEntity, cbc::CompanyID]),
        vat_identifier: tax_identifier(reader, party, "BT-48", true),
        electronic_address: reader.identifier("BT-49", party, [cbc::EndpointID]),
        address: address(reader, party, cac::PostalAddress, &terms::BUYER_ADDRESS),
        contact: contact(reader, party, &terms::BUYER_CONTACT),
    }
}

fn payee(reader: &mut Reader, party: Node<'_>) -> Option<Payee> {
    filled(Payee {
        name: reader.text("BT-59", party, [cac::PartyName, cbc::Name]),
        identifier: identifier(reader, party, "BT-60"),
        legal_registration: reader.identifier("BT-61", party, [cac::PartyLegalEntity, cbc::CompanyID]),
    })
}

fn tax_representative(reader: &mut Reader, party: Node<'_>) -> Option<TaxRepresentative> {
    filled(TaxRepresentative {
        name: reader.text("BT-62", party, [cac::PartyName, cbc::Name]),
        vat_identifier: tax_identifier(reader, party, "BT-63", true),
        address: address(reader, party, cac::PostalAddress, &terms::TAX_REPRESENTATIVE_ADDRESS),
    })
}

fn delivery(reader: &mut Reader, node: Node<'_>) -> Option<Delivery> {
    let address = match node.first(cac::DeliveryLocation) {
        Some(location) => address(reader, location, cac::Address, &terms::DELIVERY_ADDRESS),
        None => Address::default(),
    };
    filled(Delivery {
        name: reader.text("BT-70", node, [cac::DeliveryParty, cac::PartyName, cbc::Name]),
        location: reader.identifier("BT-71", node, [cac::DeliveryLocation, cbc::ID]),
        date: reader.date("BT-72", node, [cbc::ActualDeliveryDate]),
        address,
    })
}

fn address(reader: &mut Reader, from: Node<'_>, name: Name, terms: &terms::AddressTerms) -> Address {
    let Some(node) = reader.at(terms.group, from, [name]) else { return Address::default() };
    Address {
        line_1: reader.text(terms.line_1, node, [cbc::StreetName]),
        line_2: reader.text(terms.line_2, node, [cbc::AdditionalStreetName]),
        line_3: reader.text(terms.line_3, node, [cac::AddressLine, cbc::Line]),
        city: reader.text(terms.city, node, [cbc::CityName]),
        post_code: reader.code(terms.post_code, node, [cbc::PostalZone]),
        subdivision: reader.text(terms.subdivision, node, [cbc::CountrySubentity]),
        country: reader.code(terms.country, node, [cac::Country, cbc::IdentificationCode]),
    }
}

fn contact(reader: &mut Reader, party: Node<'_>, terms: &[&'static str; 4]) -> Contact {
    let Some(node) = reader.at(terms[0], party, [cac::Contact]) else { return Contact::default() };
    Contact {
        name: reader.text(terms[1], node, [cbc::Name]),
        telephone: reader.text(terms[2], node, [cbc::Telephone]),
        email: reader.code(terms[3], node, [cbc::ElectronicMail]),
    }
}

fn period(reader: &mut Reader, from: Node<'_>, terms: [&'static str; 3]) -> Period {
    let Some(node) = reader.at(terms[0], from, [cac::InvoicePeriod]) else { return Period::default() };
    Period { start: reader.date(terms[1], node, [cbc::StartDate]), end: reader.date(terms[2], node, [cbc::EndDate]) }
}

/// Each `PaymentMeans` holds one account; those of the same means, one after the other, are one BG-16.
fn payment_instructions(reader: &mut Reader, root: Node<'_>) -> Vec<PaymentInstructions> {
    let mut all: Vec<PaymentInstructions> = Vec::new();
    for node in root.all(cac::PaymentMeans) {
        reader.note("BG-16", node);
        let code = reader.at("BT-81", node, [cbc::PaymentMeansCode]);
        let next = PaymentInstructions {
            means_code: code.and_then(code_of),
            means_text: code.and_then(|code| attribute_of(code, attr::name)),
            remittance_information: reader.text("BT-83", node, [cbc::PaymentID]),
            credit_transfers: reader
                .at("BG-17", node, [cac::PayeeFinancialAccount])
                .and_then(|account| credit_transfer(reader, account))
                .into_iter()
                .collect(),
            card: reader.at("BG-18", node, [cac::CardAccount]).and_then(|card| payment_card(reader, card)),
            direct_debit: reader
                .at("BG-19", node, [cac::PaymentMandate])
                .and_then(|mandate| direct_debit(reader, mandate)),
        };
        if next.means_text.is_some()
            && let Some(code) = code
        {
            reader.note("BT-82", code);
        }
        merge(&mut all, next);
    }
    all
}

/// Adds payment instructions; to the last ones where they say the same but for a further account.
pub(super) fn merge(all: &mut Vec<PaymentInstructions>, next: PaymentInstructions) {
    let is_further_account = |last: &PaymentInstructions| {
        !next.credit_transfers.is_empty()
            && next.card.is_none()
            && next.direct_debit.is_none()
            && last.means_code == next.means_code
            && (next.means_text.is_none() || last.means_text == next.means_text)
            && last.remittance_information == next.remittance_information
    };
    match all.last_mut() {
        Some(last) if is_further_account(last) => last.credit_transfers.extend(next.credit_transfers),
        _ => all.extend(filled(next)),
    }
}

fn credit_transfer(reader: &mut Reader, node: Node<'_>) -> Option<CreditTransfer> {
    filled(CreditTransfer {
        account: reader.code("BT-84", node, [cbc::ID]),
        account_name: reader.text("BT-85", node, [cbc::Name]),
        provider: reader.code("BT-86", node, [cac::FinancialInstitutionBranch, cbc::ID]),
    })
}

fn payment_card(reader: &mut Reader, node: Node<'_>) -> Option<PaymentCard> {
    filled(PaymentCard {
        account_number: reader.code("BT-87", node, [cbc::PrimaryAccountNumberID]),
        holder_name: reader.text("BT-88", node, [cbc::HolderName]),
    })
}

fn direct_debit(reader: &mut Reader, node: Node<'_>) -> Option<DirectDebit> {
    filled(DirectDebit {
        mandate: reader.code("BT-89", node, [cbc::ID]),
        creditor_identifier: None,
        debited_account: reader.code("BT-91", node, [cac::PayerFinancialAccount, cbc::ID]),
    })
}

/// BT-90 stands as an identifier of the seller or the payee.
fn creditor_identifier(reader: &mut Reader, root: Node<'_>, invoice: &mut Invoice) {
    let seller = root.at([cac::AccountingSupplierParty, cac::Party, cac::PartyIdentification, cbc::ID]);
    let payee = root.at([cac::PayeeParty, cac::PartyIdentification, cbc::ID]);
    let ids = seller.chain(payee).filter(|node| node.attribute(attr::schemeID) == Some("SEPA"));
    let Some(id) = reader.one("BT-90", ids).and_then(code_of) else { return };
    place_creditor(&mut invoice.payment_instructions, &id);
}

/// BT-90 belongs to every direct debit, and where there is none it makes one.
pub(super) fn place_creditor(all: &mut Vec<PaymentInstructions>, id: &str) {
    if !all.iter().any(|one| one.direct_debit.is_some()) {
        if all.is_empty() {
            all.push(PaymentInstructions::default());
        }
        let is_debit = |one: &PaymentInstructions| matches!(one.means_code.as_deref(), Some("59" | "49"));
        let place = all.iter().position(is_debit).unwrap_or(0);
        all[place].direct_debit = Some(DirectDebit::default());
    }
    for debit in all.iter_mut().filter_map(|one| one.direct_debit.as_mut()) {
        debit.creditor_identifier = Some(id.to_owned());
    }
}

fn allowances(
    reader: &mut Reader,
    from: Node<'_>,
    allowance: &terms::AllowanceTerms,
    charge: &terms::AllowanceTerms,
) -> (Vec<AllowanceCharge>, Vec<AllowanceCharge>) {
    let (mut allowances, mut charges) = (Vec::new(), Vec::new());
    for node in from.all(cac::AllowanceCharge) {
        let is_charge = reader.is_charge(node.first(cbc::ChargeIndicator));
        let (list, terms) = if is_charge { (&mut charges, charge) } else { (&mut allowances, allowance) };
        reader.note(terms.group, node);
        list.extend(filled(AllowanceCharge {
            amount: reader.number(terms.amount, node, [cbc::Amount]),
            base_amount: reader.number(terms.base_amount, node, [cbc::BaseAmount]),
            percentage: reader.number(terms.percentage, node, [cbc::MultiplierFactorNumeric]),
            vat_category: reader.code(terms.vat_category, node, [cac::TaxCategory, cbc::ID]),
            vat_rate: reader.number(terms.vat_rate, node, [cac::TaxCategory, cbc::Percent]),
            reason: reader.text(terms.reason, node, [cbc::AllowanceChargeReason]),
            reason_code: reader.code(terms.reason_code, node, [cbc::AllowanceChargeReasonCode]),
        }));
    }
    (allowances, charges)
}

fn totals(reader: &mut Reader, root: Node<'_>) -> Totals {
    let Some(node) = reader.at("BG-22", root, [cac::LegalMonetaryTotal]) else { return Totals::default() };
    Totals {
        line_net: reader.number("BT-106", node, [cbc::LineExtensionAmount]),
        allowances: reader.number("BT-107", node, [cbc::AllowanceTotalAmount]),
        charges: reader.number("BT-108", node, [cbc::ChargeTotalAmount]),
        without_vat: reader.number("BT-109", node, [cbc::TaxExclusiveAmount]),
        vat: None,
        vat_in_tax_currency: None,
        with_vat: reader.number("BT-112", node, [cbc::TaxInclusiveAmount]),
        paid: reader.number("BT-113", node, [cbc::PrepaidAmount]),
        rounding: reader.number("BT-114", node, [cbc::PayableRoundingAmount]),
        due: reader.number("BT-115", node, [cbc::PayableAmount]),
    }
}

/// BT-110 and BT-111 differ only by their currency. The breakdown stands with the first.
fn vat_breakdown(reader: &mut Reader, root: Node<'_>, invoice: &mut Invoice) {
    let currency =
        |node: Node<'_>| node.first(cbc::TaxAmount).and_then(|amount| attribute_of(amount, attr::currencyID));
    let is_accounting = |node: &Node<'_>| {
        let currency = currency(*node);
        currency.is_some() && currency != invoice.currency && currency == invoice.tax_currency
    };
    let (accounting, invoiced): (Vec<_>, Vec<_>) = root.all(cac::TaxTotal).partition(is_accounting);
    let with_breakdown = invoiced.iter().chain(&accounting).find(|node| node.has(cac::TaxSubtotal)).copied();
    if let Some(node) = reader.one("BT-111", accounting.into_iter().filter_map(|node| node.first(cbc::TaxAmount))) {
        invoice.totals.vat_in_tax_currency = reader.number_of("BT-111", node);
    }
    if let Some(node) = reader.one("BT-110", invoiced.into_iter().filter_map(|node| node.first(cbc::TaxAmount))) {
        invoice.totals.vat = reader.number_of("BT-110", node);
    }
    let Some(total) = with_breakdown else { return };
    for node in total.all(cac::TaxSubtotal) {
        reader.note("BG-23", node);
        invoice.vat_breakdown.extend(filled(VatBreakdown {
            taxable_amount: reader.number("BT-116", node, [cbc::TaxableAmount]),
            tax_amount: reader.number("BT-117", node, [cbc::TaxAmount]),
            category: reader.code("BT-118", node, [cac::TaxCategory, cbc::ID]),
            rate: reader.number("BT-119", node, [cac::TaxCategory, cbc::Percent]),
            exemption_reason: reader.text("BT-120", node, [cac::TaxCategory, cbc::TaxExemptionReason]),
            exemption_reason_code: reader.code("BT-121", node, [cac::TaxCategory, cbc::TaxExemptionReasonCode]),
        }));
    }
}

fn third_party(reader: &mut Reader, node: Node<'_>) -> Option<ThirdPartyPayment> {
    reader.note("BG-DEX-09", node);
    filled(ThirdPartyPayment {
        kind: reader.text("BT-DEX-001", node, [cbc::ID]),
        amount: reader.number("BT-DEX-002", node, [cbc::PaidAmount]),
        description: reader.text("BT-DEX-003", node, [cbc::InstructionID]),
    })
}

fn line(reader: &mut Reader, node: Node<'_>, group: &'static str) -> Line {
    reader.note(group, node);
    let is_credited = node.name() == cac::CreditNoteLine;
    let quantity = reader.at("BT-129", node, [if is_credited { cbc::CreditedQuantity } else { cbc::InvoicedQuantity }]);
    let objects = node.all(cac::DocumentReference).filter_map(|reference| reference.first(cbc::ID));
    let object = reader.one("BT-128", objects);
    let (allowances, charges) = allowances(reader, node, &terms::LINE_ALLOWANCE, &terms::LINE_CHARGE);
    if let Some(quantity) = quantity.filter(|quantity| quantity.attribute(attr::unitCode).is_some()) {
        reader.note("BT-130", quantity);
    }
    Line {
        id: reader.code("BT-126", node, [cbc::ID]),
        note: reader.text("BT-127", node, [cbc::Note]),
        object: object.and_then(identifier_of),
        quantity: quantity.and_then(|quantity| reader.number_of("BT-129", quantity)),
        unit: quantity.and_then(|quantity| attribute_of(quantity, attr::unitCode)),
        net_amount: reader.number("BT-131", node, [cbc::LineExtensionAmount]),
        order_line_reference: reader.code("BT-132", node, [cac::OrderLineReference, cbc::LineID]),
        buyer_accounting_reference: reader.text("BT-133", node, [cbc::AccountingCost]),
        period: period(reader, node, terms::LINE_PERIOD),
        allowances,
        charges,
        price: price(reader, node),
        vat: LineVat {
            category: reader.code("BT-151", node, [cac::Item, cac::ClassifiedTaxCategory, cbc::ID]),
            rate: reader.number("BT-152", node, [cac::Item, cac::ClassifiedTaxCategory, cbc::Percent]),
        },
        item: reader.at("BG-31", node, [cac::Item]).map(|node| item(reader, node)).unwrap_or_default(),
        sub_lines: node.all(cac::SubInvoiceLine).map(|node| line(reader, node, "BG-DEX-01")).collect(),
    }
}

fn price(reader: &mut Reader, line: Node<'_>) -> LinePrice {
    let Some(node) = reader.at("BG-29", line, [cac::Price]) else { return LinePrice::default() };
    let base = reader.at("BT-149", node, [cbc::BaseQuantity]);
    if let Some(base) = base.filter(|base| base.attribute(attr::unitCode).is_some()) {
        reader.note("BT-150", base);
    }
    LinePrice {
        net: reader.number("BT-146", node, [cbc::PriceAmount]),
        discount: reader.number("BT-147", node, [cac::AllowanceCharge, cbc::Amount]),
        gross: reader.number("BT-148", node, [cac::AllowanceCharge, cbc::BaseAmount]),
        base_quantity: base.and_then(|base| reader.number_of("BT-149", base)),
        base_quantity_unit: base.and_then(|base| attribute_of(base, attr::unitCode)),
    }
}

fn item(reader: &mut Reader, node: Node<'_>) -> Item {
    Item {
        name: reader.text("BT-153", node, [cbc::Name]),
        description: reader.text("BT-154", node, [cbc::Description]),
        seller_identifier: reader.code("BT-155", node, [cac::SellersItemIdentification, cbc::ID]),
        buyer_identifier: reader.code("BT-156", node, [cac::BuyersItemIdentification, cbc::ID]),
        standard_identifier: reader.identifier("BT-157", node, [cac::StandardItemIdentification, cbc::ID]),
        classifications: node
            .at([cac::CommodityClassification, cbc::ItemClassificationCode])
            .inspect(|class| reader.note("BT-158", *class))
            .filter_map(classification)
            .collect(),
        country_of_origin: reader.code("BT-159", node, [cac::OriginCountry, cbc::IdentificationCode]),
        attributes: node
            .all(cac::AdditionalItemProperty)
            .filter_map(|property| {
                reader.note("BG-32", property);
                filled(ItemAttribute {
                    name: reader.text("BT-160", property, [cbc::Name]),
                    value: reader.text("BT-161", property, [cbc::Value]),
                })
            })
            .collect(),
    }
}

/// Both syntaxes write the class as text with `listID` and `listVersionID`.
pub(super) fn classification(node: Node<'_>) -> Option<Classification> {
    Some(Classification {
        code: code_of(node)?,
        scheme: attribute_of(node, attr::listID),
        version: attribute_of(node, attr::listVersionID),
    })
}
