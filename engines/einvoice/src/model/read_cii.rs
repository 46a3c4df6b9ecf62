//! UN/CEFACT Cross Industry Invoice D16B to the model, after the syntax binding CEN/TS 16931-3-3.

use super::{
    Address, AllowanceCharge, Buyer, Contact, CreditTransfer, Delivery, DirectDebit, Identifier, Invoice, Item,
    ItemAttribute, Line, LinePrice, LineVat, Note, Payee, PaymentCard, PaymentInstructions, Period, PrecedingInvoice,
    Seller, SupportingDocument, TaxRepresentative, Totals, VatBreakdown,
    read::{Reader, attribute_of, code_of, filled, identifier_of},
    read_terms as terms,
    read_ubl::{classification, merge, place_creditor},
};
use crate::{
    number::Decimal,
    tree::{Node, attr, qdt, ram, rsm, udt},
};

pub(super) fn invoice(reader: &mut Reader, root: Node<'_>) -> Invoice {
    let mut invoice = Invoice::default();
    if let Some(context) = root.first(rsm::ExchangedDocumentContext) {
        reader.note("BG-2", context);
        let process = ram::BusinessProcessSpecifiedDocumentContextParameter;
        let guideline = ram::GuidelineSpecifiedDocumentContextParameter;
        invoice.process.business_process = reader.code("BT-23", context, [process, ram::ID]);
        invoice.process.specification = reader.code("BT-24", context, [guideline, ram::ID]);
    }
    if let Some(header) = root.first(rsm::ExchangedDocument) {
        invoice.number = reader.code("BT-1", header, [ram::ID]);
        invoice.type_code = reader.code("BT-3", header, [ram::TypeCode]);
        invoice.issue_date = reader.date("BT-2", header, [ram::IssueDateTime, udt::DateTimeString]);
        invoice.notes = header.all(ram::IncludedNote).filter_map(|node| note(reader, node)).collect();
    }
    let Some(transaction) = root.first(rsm::SupplyChainTradeTransaction) else { return invoice };
    if let Some(node) = transaction.first(ram::ApplicableHeaderTradeAgreement) {
        agreement(reader, node, &mut invoice);
    }
    if let Some(node) = transaction.first(ram::ApplicableHeaderTradeDelivery) {
        header_delivery(reader, node, &mut invoice);
    }
    if let Some(node) = transaction.first(ram::ApplicableHeaderTradeSettlement) {
        settlement(reader, node, &mut invoice);
    }
    invoice.lines = transaction.all(ram::IncludedSupplyChainTradeLineItem).map(|node| line(reader, node)).collect();
    invoice
}

fn note(reader: &mut Reader, node: Node<'_>) -> Option<Note> {
    reader.note("BG-1", node);
    filled(Note {
        subject_code: reader.code("BT-21", node, [ram::SubjectCode]),
        text: reader.text("BT-22", node, [ram::Content]),
    })
}

fn agreement(reader: &mut Reader, node: Node<'_>, invoice: &mut Invoice) {
    invoice.buyer_reference = reader.code("BT-10", node, [ram::BuyerReference]);
    invoice.project_reference = reader.code("BT-11", node, [ram::SpecifiedProcuringProject, ram::ID]);
    invoice.contract_reference = reader.code("BT-12", node, [ram::ContractReferencedDocument, ram::IssuerAssignedID]);
    invoice.purchase_order_reference =
        reader.code("BT-13", node, [ram::BuyerOrderReferencedDocument, ram::IssuerAssignedID]);
    invoice.sales_order_reference =
        reader.code("BT-14", node, [ram::SellerOrderReferencedDocument, ram::IssuerAssignedID]);
    if let Some(party) = reader.at("BG-4", node, [ram::SellerTradeParty]) {
        invoice.seller = seller(reader, party);
    }
    if let Some(party) = reader.at("BG-7", node, [ram::BuyerTradeParty]) {
        invoice.buyer = buyer(reader, party);
    }
    let representative = reader.at("BG-11", node, [ram::SellerTaxRepresentativeTradeParty]);
    invoice.tax_representative = representative.and_then(|party| tax_representative(reader, party));
    for document in node.all(ram::AdditionalReferencedDocument) {
        additional_document(reader, document, invoice);
    }
}

fn additional_document(reader: &mut Reader, node: Node<'_>, invoice: &mut Invoice) {
    let code = node.first(ram::TypeCode).and_then(code_of);
    match code.as_deref() {
        Some("50") if invoice.tender_reference.is_none() => {
            invoice.tender_reference = reader.code("BT-17", node, [ram::IssuerAssignedID]);
        }
        Some("130") if invoice.invoiced_object.is_none() => invoice.invoiced_object = object(reader, node, "BT-18"),
        _ => {
            reader.note("BG-24", node);
            let file = reader.at("BT-125", node, [ram::AttachmentBinaryObject]);
            invoice.documents.extend(filled(SupportingDocument {
                reference: reader.code("BT-122", node, [ram::IssuerAssignedID]),
                description: reader.text("BT-123", node, [ram::Name]),
                location: reader.code("BT-124", node, [ram::URIID]),
                attachment: reader.attachment(file),
            }));
        }
    }
}

/// An object is a referenced document of type 130; its scheme is a reference type code.
fn object(reader: &mut Reader, node: Node<'_>, term: &'static str) -> Option<Identifier> {
    let value = reader.code(term, node, [ram::IssuerAssignedID])?;
    Some(Identifier { value, scheme: node.first(ram::ReferenceTypeCode).and_then(code_of) })
}

/// Identifiers without scheme, then those with one.
fn identifiers(reader: &mut Reader, party: Node<'_>, term: &'static str) -> Vec<Identifier> {
    let mut found: Vec<Identifier> = party
        .all(ram::ID)
        .chain(party.all(ram::GlobalID))
        .inspect(|node| reader.note(term, *node))
        .filter_map(identifier_of)
        .collect();
    found.sort_by_key(|identifier| identifier.scheme.is_some());
    found
}

/// The one identifier of a party: the global one where there are both, since it says what it is.
fn identifier(reader: &mut Reader, party: Node<'_>, term: &'static str) -> Option<Identifier> {
    reader.one(term, party.all(ram::GlobalID).chain(party.all(ram::ID))).and_then(identifier_of)
}

fn tax_identifier(reader: &mut Reader, party: Node<'_>, term: &'static str, scheme: &str) -> Option<String> {
    let ids = party.at([ram::SpecifiedTaxRegistration, ram::ID]);
    reader.one(term, ids.filter(|node| node.attribute(attr::schemeID) == Some(scheme))).and_then(code_of)
}

fn seller(reader: &mut Reader, party: Node<'_>) -> Seller {
    Seller {
        name: reader.text("BT-27", party, [ram::Name]),
        trading_name: reader.text("BT-28", party, [ram::SpecifiedLegalOrganization, ram::TradingBusinessName]),
        identifiers: identifiers(reader, party, "BT-29"),
        legal_registration: reader.identifier("BT-30", party, [ram::SpecifiedLegalOrganization, ram::ID]),
        vat_identifier: tax_identifier(reader, party, "BT-31", "VA"),
        tax_registration: tax_identifier(reader, party, "BT-32", "FC"),
        legal_information: reader.text("BT-33", party, [ram::Description]),
        electronic_address: reader.identifier("BT-34", party, [ram::URIUniversalCommunication, ram::URIID]),
        address: address(reader, party, &terms::SELLER_ADDRESS),
        contact: contact(reader, party, &terms::SELLER_CONTACT),
    }
}

fn buyer(reader: &mut Reader, party: Node<'_>) -> Buyer {
    Buyer {
        name: reader.text("BT-44", party, [ram::Name]),
        trading_name: reader.text("BT-45", party, [ram::SpecifiedLegalOrganization, ram::TradingBusinessName]),
        identifier: identifier(reader, party, "BT-46"),
        legal_registration: reader.identifier("BT-47", party, [ram::SpecifiedLegalOrganization, ram::ID]),
        vat_identifier: tax_identifier(reader, party, "BT-48", "VA"),
        electronic_address: reader.identifier("BT-49", party, [ram::URIUniversalCommunication, ram::URIID]),
        address: address(reader, party, &terms::BUYER_ADDRESS),
        contact: contact(reader, party, &terms::BUYER_CONTACT),
    }
}

fn tax_representative(reader: &mut Reader, party: Node<'_>) -> Option<TaxRepresentative> {
    filled(TaxRepresentative {
        name: reader.text("BT-62", party, [ram::Name]),
        vat_identifier: tax_identifier(reader, party, "BT-63", "VA"),
        address: address(reader, party, &terms::TAX_REPRESENTATIVE_ADDRESS),
    })
}

fn payee(reader: &mut Reader, party: Node<'_>) -> Option<Payee> {
    filled(Payee {
        name: reader.text("BT-59", party, [ram::Name]),
        identifier: identifier(reader, party, "BT-60"),
        legal_registration: reader.identifier("BT-61", party, [ram::SpecifiedLegalOrganization, ram::ID]),
    })
}

fn address(reader: &mut Reader, party: Node<'_>, terms: &terms::AddressTerms) -> Address {
    let Some(node) = reader.at(terms.group, party, [ram::PostalTradeAddress]) else { return Address::default() };
    Address {
        line_1: reader.text(terms.line_1, node, [ram::LineOne]),
        line_2: reader.text(terms.line_2, node, [ram::LineTwo]),
        line_3: reader.text(terms.line_3, node, [ram::LineThree]),
        city: reader.text(terms.city, node, [ram::CityName]),
        post_code: reader.code(terms.post_code, node, [ram::PostcodeCode]),
        subdivision: reader.text(terms.subdivision, node, [ram::CountrySubDivisionName]),
        country: reader.code(terms.country, node, [ram::CountryID]),
    }
}

/// The contact point is a person or a department; with both, the person.
fn contact(reader: &mut Reader, party: Node<'_>, terms: &[&'static str; 4]) -> Contact {
    let Some(node) = reader.at(terms[0], party, [ram::DefinedTradeContact]) else { return Contact::default() };
    let name = match reader.text(terms[1], node, [ram::PersonName]) {
        Some(person) => Some(person),
        None => reader.text(terms[1], node, [ram::DepartmentName]),
    };
    Contact {
        name,
        telephone: reader.text(terms[2], node, [ram::TelephoneUniversalCommunication, ram::CompleteNumber]),
        email: reader.code(terms[3], node, [ram::EmailURIUniversalCommunication, ram::URIID]),
    }
}

fn header_delivery(reader: &mut Reader, node: Node<'_>, invoice: &mut Invoice) {
    invoice.despatch_advice_reference =
        reader.code("BT-16", node, [ram::DespatchAdviceReferencedDocument, ram::IssuerAssignedID]);
    invoice.receiving_advice_reference =
        reader.code("BT-15", node, [ram::ReceivingAdviceReferencedDocument, ram::IssuerAssignedID]);
    let mut delivery = Delivery {
        date: reader.date(
            "BT-72",
            node,
            [ram::ActualDeliverySupplyChainEvent, ram::OccurrenceDateTime, udt::DateTimeString],
        ),
        ..Delivery::default()
    };
    if let Some(party) = reader.at("BG-13", node, [ram::ShipToTradeParty]) {
        delivery.name = reader.text("BT-70", party, [ram::Name]);
        delivery.location = identifier(reader, party, "BT-71");
        delivery.address = address(reader, party, &terms::DELIVERY_ADDRESS);
    }
    invoice.delivery = filled(delivery);
}

fn settlement(reader: &mut Reader, node: Node<'_>, invoice: &mut Invoice) {
    invoice.currency = reader.code("BT-5", node, [ram::InvoiceCurrencyCode]);
    invoice.tax_currency = reader.code("BT-6", node, [ram::TaxCurrencyCode]);
    invoice.payee = reader.at("BG-10", node, [ram::PayeeTradeParty]).and_then(|party| payee(reader, party));
    invoice.period = period(reader, node, terms::PERIOD);
    (invoice.allowances, invoice.charges) = allowances(reader, node, &terms::ALLOWANCE, &terms::CHARGE);
    invoice.preceding_invoices = node
        .all(ram::InvoiceReferencedDocument)
        .filter_map(|document| {
            reader.note("BG-3", document);
            filled(PrecedingInvoice {
                number: reader.code("BT-25", document, [ram::IssuerAssignedID]),
                issue_date: reader.date("BT-26", document, [ram::FormattedIssueDateTime, qdt::DateTimeString]),
            })
        })
        .collect();
    invoice.buyer_accounting_reference =
        reader.text("BT-19", node, [ram::ReceivableSpecifiedTradeAccountingAccount, ram::ID]);
    payment(reader, node, invoice);
    taxes(reader, node, invoice);
    if let Some(summation) = reader.at("BG-22", node, [ram::SpecifiedTradeSettlementHeaderMonetarySummation]) {
        invoice.totals = totals(reader, summation, invoice);
    }
}

/// Remittance information, mandate and creditor stand once for all payment means.
fn payment(reader: &mut Reader, node: Node<'_>, invoice: &mut Invoice) {
    let remittance = reader.text("BT-83", node, [ram::PaymentReference]);
    let creditor = reader.code("BT-90", node, [ram::CreditorReferenceID]);
    invoice.payment_terms = reader.text("BT-20", node, [ram::SpecifiedTradePaymentTerms, ram::Description]);
    invoice.due_date =
        reader.date("BT-9", node, [ram::SpecifiedTradePaymentTerms, ram::DueDateDateTime, udt::DateTimeString]);
    let mandate = reader.code("BT-89", node, [ram::SpecifiedTradePaymentTerms, ram::DirectDebitMandateID]);
    let mut all = Vec::new();
    for means in node.all(ram::SpecifiedTradeSettlementPaymentMeans) {
        reader.note("BG-16", means);
        let mut next = payment_means(reader, means);
        next.remittance_information.clone_from(&remittance);
        merge(&mut all, next);
    }
    if all.is_empty() && remittance.is_some() {
        all.push(PaymentInstructions { remittance_information: remittance, ..PaymentInstructions::default() });
    }
    if let Some(creditor) = creditor {
        place_creditor(&mut all, &creditor);
    }
    if let Some(mandate) = mandate {
        place_mandate(&mut all, &mandate);
    }
    invoice.payment_instructions = all;
}

fn place_mandate(all: &mut Vec<PaymentInstructions>, mandate: &str) {
    if !all.iter().any(|one| one.direct_debit.is_some()) {
        if all.is_empty() {
            all.push(PaymentInstructions::default());
        }
        let is_debit = |one: &PaymentInstructions| matches!(one.means_code.as_deref(), Some("59" | "49"));
        let place = all.iter().position(is_debit).unwrap_or(0);
        all[place].direct_debit = Some(DirectDebit::default());
    }
    for debit in all.iter_mut().filter_map(|one| one.direct_debit.as_mut()) {
        debit.mandate = Some(mandate.to_owned());
    }
}

fn payment_means(reader: &mut Reader, node: Node<'_>) -> PaymentInstructions {
    let account = node.first(ram::PayeePartyCreditorFinancialAccount);
    let provider = reader.code("BT-86", node, [ram::PayeeSpecifiedCreditorFinancialInstitution, ram::BICID]);
    let mut transfer = CreditTransfer { provider, ..CreditTransfer::default() };
    if let Some(account) = account {
        reader.note("BG-17", account);
        let ids = account.all(ram::IBANID).chain(account.all(ram::ProprietaryID));
        transfer.account = reader.one("BT-84", ids).and_then(code_of);
        transfer.account_name = reader.text("BT-85", account, [ram::AccountName]);
    }
    let card = reader.at("BG-18", node, [ram::ApplicableTradeSettlementFinancialCard]);
    let debited = reader.code("BT-91", node, [ram::PayerPartyDebtorFinancialAccount, ram::IBANID]);
    PaymentInstructions {
        means_code: reader.code("BT-81", node, [ram::TypeCode]),
        means_text: reader.code("BT-82", node, [ram::Information]),
        remittance_information: None,
        credit_transfers: filled(transfer).into_iter().collect(),
        card: card.and_then(|card| {
            filled(PaymentCard {
                account_number: reader.code("BT-87", card, [ram::ID]),
                holder_name: reader.text("BT-88", card, [ram::CardholderName]),
            })
        }),
        direct_debit: filled(DirectDebit { debited_account: debited, ..DirectDebit::default() }),
    }
}

fn period(reader: &mut Reader, from: Node<'_>, terms: [&'static str; 3]) -> Period {
    let Some(node) = reader.at(terms[0], from, [ram::BillingSpecifiedPeriod]) else { return Period::default() };
    Period {
        start: reader.date(terms[1], node, [ram::StartDateTime, udt::DateTimeString]),
        end: reader.date(terms[2], node, [ram::EndDateTime, udt::DateTimeString]),
    }
}

fn allowances(
    reader: &mut Reader,
    from: Node<'_>,
    allowance: &terms::AllowanceTerms,
    charge: &terms::AllowanceTerms,
) -> (Vec<AllowanceCharge>, Vec<AllowanceCharge>) {
    let (mut allowances, mut charges) = (Vec::new(), Vec::new());
    for node in from.all(ram::SpecifiedTradeAllowanceCharge) {
        let is_charge = reader.is_charge(node.at([ram::ChargeIndicator, udt::Indicator]).next());
        let (list, terms) = if is_charge { (&mut charges, charge) } else { (&mut allowances, allowance) };
        reader.note(terms.group, node);
        list.extend(filled(AllowanceCharge {
            amount: reader.number(terms.amount, node, [ram::ActualAmount]),
            base_amount: reader.number(terms.base_amount, node, [ram::BasisAmount]),
            percentage: reader.number(terms.percentage, node, [ram::CalculationPercent]),
            vat_category: reader.code(terms.vat_category, node, [ram::CategoryTradeTax, ram::CategoryCode]),
            vat_rate: reader.number(terms.vat_rate, node, [ram::CategoryTradeTax, ram::RateApplicablePercent]),
            reason: reader.text(terms.reason, node, [ram::Reason]),
            reason_code: reader.code(terms.reason_code, node, [ram::ReasonCode]),
        }));
    }
    (allowances, charges)
}

fn taxes(reader: &mut Reader, node: Node<'_>, invoice: &mut Invoice) {
    for tax in node.all(ram::ApplicableTradeTax) {
        reader.note("BG-23", tax);
        invoice.vat_breakdown.extend(filled(VatBreakdown {
            taxable_amount: reader.number("BT-116", tax, [ram::BasisAmount]),
            tax_amount: reader.number("BT-117", tax, [ram::CalculatedAmount]),
            category: reader.code("BT-118", tax, [ram::CategoryCode]),
            rate: reader.number("BT-119", tax, [ram::RateApplicablePercent]),
            exemption_reason: reader.text("BT-120", tax, [ram::ExemptionReason]),
            exemption_reason_code: reader.code("BT-121", tax, [ram::ExemptionReasonCode]),
        }));
        // The same in every tax where it stands.
        let date = reader.date("BT-7", tax, [ram::TaxPointDate, udt::DateString]);
        invoice.tax_point_date = invoice.tax_point_date.or(date);
        let code = reader.code("BT-8", tax, [ram::DueDateTypeCode]);
        invoice.tax_point_date_code = invoice.tax_point_date_code.take().or(code.map(|code| point_date_code(&code)));
    }
}

/// CII writes BT-8 after UNTDID 2475, the model holds UNTDID 2005.
fn point_date_code(code: &str) -> String {
    match code {
        "5" => "3",
        "29" => "35",
        "72" => "432",
        other => other,
    }
    .to_owned()
}

fn totals(reader: &mut Reader, node: Node<'_>, invoice: &Invoice) -> Totals {
    let is_accounting = |node: &Node<'_>| {
        let currency = attribute_of(*node, attr::currencyID);
        currency.is_some() && currency != invoice.currency && currency == invoice.tax_currency
    };
    let (accounting, invoiced): (Vec<_>, Vec<_>) = node.all(ram::TaxTotalAmount).partition(is_accounting);
    let vat = reader.one("BT-110", invoiced);
    let accounting = reader.one("BT-111", accounting);
    Totals {
        line_net: reader.number("BT-106", node, [ram::LineTotalAmount]),
        allowances: reader.number("BT-107", node, [ram::AllowanceTotalAmount]),
        charges: reader.number("BT-108", node, [ram::ChargeTotalAmount]),
        without_vat: reader.number("BT-109", node, [ram::TaxBasisTotalAmount]),
        vat: vat.and_then(|node| reader.number_of("BT-110", node)),
        vat_in_tax_currency: accounting.and_then(|node| reader.number_of("BT-111", node)),
        with_vat: reader.number("BT-112", node, [ram::GrandTotalAmount]),
        paid: reader.number("BT-113", node, [ram::TotalPrepaidAmount]),
        rounding: reader.number("BT-114", node, [ram::RoundingAmount]),
        due: reader.number("BT-115", node, [ram::DuePayableAmount]),
    }
}

fn line(reader: &mut Reader, node: Node<'_>) -> Line {
    reader.note("BG-25", node);
    let mut line = Line::default();
    if let Some(document) = node.first(ram::AssociatedDocumentLineDocument) {
        line.id = reader.code("BT-126", document, [ram::LineID]);
        line.note = reader.text("BT-127", document, [ram::IncludedNote, ram::Content]);
    }
    if let Some(product) = reader.at("BG-31", node, [ram::SpecifiedTradeProduct]) {
        line.item = item(reader, product);
    }
    if let Some(agreement) = node.first(ram::SpecifiedLineTradeAgreement) {
        line.order_line_reference = reader.code("BT-132", agreement, [ram::BuyerOrderReferencedDocument, ram::LineID]);
        line.price = price(reader, agreement);
    }
    let quantity = reader.at("BT-129", node, [ram::SpecifiedLineTradeDelivery, ram::BilledQuantity]);
    (line.quantity, line.unit) = measured(reader, quantity, "BT-129", "BT-130");
    if let Some(settlement) = node.first(ram::SpecifiedLineTradeSettlement) {
        line_settlement(reader, settlement, &mut line);
    }
    line
}

fn measured(
    reader: &mut Reader,
    node: Option<Node<'_>>,
    term: &'static str,
    unit_term: &'static str,
) -> (Option<Decimal>, Option<String>) {
    let Some(node) = node else { return (None, None) };
    let unit = attribute_of(node, attr::unitCode);
    if unit.is_some() {
        reader.note(unit_term, node);
    }
    (reader.number_of(term, node), unit)
}

fn line_settlement(reader: &mut Reader, node: Node<'_>, line: &mut Line) {
    line.vat = LineVat {
        category: reader.code("BT-151", node, [ram::ApplicableTradeTax, ram::CategoryCode]),
        rate: reader.number("BT-152", node, [ram::ApplicableTradeTax, ram::RateApplicablePercent]),
    };
    line.period = period(reader, node, terms::LINE_PERIOD);
    (line.allowances, line.charges) = allowances(reader, node, &terms::LINE_ALLOWANCE, &terms::LINE_CHARGE);
    let summation = ram::SpecifiedTradeSettlementLineMonetarySummation;
    line.net_amount = reader.number("BT-131", node, [summation, ram::LineTotalAmount]);
    line.buyer_accounting_reference =
        reader.text("BT-133", node, [ram::ReceivableSpecifiedTradeAccountingAccount, ram::ID]);
    let is_object = |document: &Node<'_>| {
        let code = document.first(ram::TypeCode).and_then(code_of);
        code.is_none_or(|code| code == "130")
    };
    let document = node.all(ram::AdditionalReferencedDocument).find(is_object);
    line.object = document.and_then(|document| object(reader, document, "BT-128"));
}

/// The base quantity stands with the net price or the gross price, or with both.
fn price(reader: &mut Reader, agreement: Node<'_>) -> LinePrice {
    let net = reader.at("BG-29", agreement, [ram::NetPriceProductTradePrice]);
    let gross = reader.at("BG-29", agreement, [ram::GrossPriceProductTradePrice]);
    let mut price = LinePrice::default();
    if let Some(net) = net {
        price.net = reader.number("BT-146", net, [ram::ChargeAmount]);
    }
    if let Some(gross) = gross {
        price.gross = reader.number("BT-148", gross, [ram::ChargeAmount]);
        price.discount = reader.number("BT-147", gross, [ram::AppliedTradeAllowanceCharge, ram::ActualAmount]);
    }
    let [net, gross] = [net, gross].map(|price| price.and_then(|price| price.first(ram::BasisQuantity)));
    if let Some(gross) = gross {
        reader.note("BT-149", gross);
    }
    if let Some(net) = net {
        reader.note("BT-149", net);
    }
    (price.base_quantity, price.base_quantity_unit) = measured(reader, net.or(gross), "BT-149", "BT-150");
    price
}

fn item(reader: &mut Reader, node: Node<'_>) -> Item {
    Item {
        name: reader.text("BT-153", node, [ram::Name]),
        description: reader.text("BT-154", node, [ram::Description]),
        seller_identifier: reader.code("BT-155", node, [ram::SellerAssignedID]),
        buyer_identifier: reader.code("BT-156", node, [ram::BuyerAssignedID]),
        standard_identifier: reader.identifier("BT-157", node, [ram::GlobalID]),
        classifications: node
            .at([ram::DesignatedProductClassification, ram::ClassCode])
            .inspect(|class| reader.note("BT-158", *class))
            .filter_map(classification)
            .collect(),
        country_of_origin: reader.code("BT-159", node, [ram::OriginTradeCountry, ram::ID]),
        attributes: node.all(ram::ApplicableProductCharacteristic).filter_map(|one| attribute(reader, one)).collect(),
    }
}

fn attribute(reader: &mut Reader, node: Node<'_>) -> Option<ItemAttribute> {
    reader.note("BG-32", node);
    filled(ItemAttribute {
        name: reader.text("BT-160", node, [ram::Description]),
        value: reader.text("BT-161", node, [ram::Value]),
    })
}
