//! The model as UN/CEFACT Cross Industry Invoice D16B.

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::civil::Date;

use super::{LossKind, Losses, Written, amount, xml::Xml};
use crate::{
    model::{
        Address, AllowanceCharge, Buyer, Contact, CreditTransfer, Delivery, DirectDebit, Identifier, Invoice, Item,
        Line, LinePrice, Payee, PaymentInstructions, Period, Seller, SupportingDocument, TaxRepresentative, Totals,
    },
    number::Decimal,
};

const DOCUMENT: &str = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
const AGGREGATES: &str = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
const QUALIFIED: &str = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100";
const UNQUALIFIED: &str = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";

pub(super) fn write(invoice: &Invoice) -> Written {
    let mut losses = Losses::default();
    let mut xml = Xml::new();
    let namespaces =
        [("xmlns:rsm", DOCUMENT), ("xmlns:ram", AGGREGATES), ("xmlns:qdt", QUALIFIED), ("xmlns:udt", UNQUALIFIED)];
    xml.root("rsm:CrossIndustryInvoice", &namespaces, |xml| {
        context(xml, invoice);
        header(xml, invoice);
        xml.always("rsm:SupplyChainTradeTransaction", |xml| {
            for one in &invoice.lines {
                losses.note_if(!one.sub_lines.is_empty(), "BG-DEX-01", LossKind::NoPlace);
                losses.note_line(one);
                xml.always("ram:IncludedSupplyChainTradeLineItem", |xml| line(xml, &mut losses, one));
            }
            xml.always("ram:ApplicableHeaderTradeAgreement", |xml| agreement(xml, invoice));
            xml.always("ram:ApplicableHeaderTradeDelivery", |xml| delivery(xml, invoice));
            xml.always("ram:ApplicableHeaderTradeSettlement", |xml| settlement(xml, &mut losses, invoice));
        });
    });
    Written { xml: xml.finish(), losses: losses.0 }
}

fn context(xml: &mut Xml, invoice: &Invoice) {
    let process = &invoice.process;
    xml.always("rsm:ExchangedDocumentContext", |xml| {
        xml.group("ram:BusinessProcessSpecifiedDocumentContextParameter", |xml| {
            xml.leaf("ram:ID", process.business_process.as_deref());
        });
        xml.group("ram:GuidelineSpecifiedDocumentContextParameter", |xml| {
            xml.leaf("ram:ID", process.specification.as_deref());
        });
    });
}

fn header(xml: &mut Xml, invoice: &Invoice) {
    xml.always("rsm:ExchangedDocument", |xml| {
        xml.leaf("ram:ID", invoice.number.as_deref());
        xml.leaf("ram:TypeCode", invoice.type_code.as_deref());
        date(xml, "ram:IssueDateTime", invoice.issue_date);
        for note in &invoice.notes {
            xml.group("ram:IncludedNote", |xml| {
                xml.leaf("ram:Content", note.text.as_deref());
                xml.leaf("ram:SubjectCode", note.subject_code.as_deref());
            });
        }
    });
}

fn compact(value: Date) -> String {
    format!("{:04}{:02}{:02}", value.year(), value.month(), value.day())
}

fn date(xml: &mut Xml, name: &str, value: Option<Date>) {
    date_as(xml, name, "udt:DateTimeString", value);
}

fn date_as(xml: &mut Xml, name: &str, inner: &str, value: Option<Date>) {
    xml.group(name, |xml| xml.leaf_with(inner, &[("format", Some("102"))], value.map(compact).as_deref()));
}

fn number(xml: &mut Xml, name: &str, value: Option<&Decimal>) {
    xml.leaf(name, value.map(Decimal::to_string).as_deref());
}

fn money(xml: &mut Xml, name: &str, value: Option<&Decimal>) {
    xml.leaf(name, value.map(amount).as_deref());
}

fn quantity(xml: &mut Xml, name: &str, value: Option<&Decimal>, unit: Option<&str>) {
    xml.leaf_with(name, &[("unitCode", unit)], value.map(Decimal::to_string).as_deref());
}

fn identifier(xml: &mut Xml, name: &str, value: &Identifier) {
    xml.leaf_with(name, &[("schemeID", value.scheme.as_deref())], Some(&value.value));
}

/// `ID` without a scheme, `GlobalID` with one.
fn party_identifiers<'i>(xml: &mut Xml, all: impl Iterator<Item = &'i Identifier> + Clone) {
    for one in all.clone().filter(|one| one.scheme.is_none()) {
        identifier(xml, "ram:ID", one);
    }
    for one in all.filter(|one| one.scheme.is_some()) {
        identifier(xml, "ram:GlobalID", one);
    }
}

fn reference(xml: &mut Xml, name: &str, id: Option<&str>) {
    xml.group(name, |xml| xml.leaf("ram:IssuerAssignedID", id));
}

fn line(xml: &mut Xml, losses: &mut Losses, line: &Line) {
    xml.group("ram:AssociatedDocumentLineDocument", |xml| {
        xml.leaf("ram:LineID", line.id.as_deref());
        xml.group("ram:IncludedNote", |xml| xml.leaf("ram:Content", line.note.as_deref()));
    });
    xml.group("ram:SpecifiedTradeProduct", |xml| item(xml, &line.item));
    xml.group("ram:SpecifiedLineTradeAgreement", |xml| {
        xml.group("ram:BuyerOrderReferencedDocument", |xml| {
            xml.leaf("ram:LineID", line.order_line_reference.as_deref());
        });
        price(xml, losses, &line.price);
    });
    xml.group("ram:SpecifiedLineTradeDelivery", |xml| {
        quantity(xml, "ram:BilledQuantity", line.quantity.as_ref(), line.unit.as_deref());
    });
    xml.group("ram:SpecifiedLineTradeSettlement", |xml| line_settlement(xml, line));
}

fn line_settlement(xml: &mut Xml, line: &Line) {
    if line.vat.category.is_some() || line.vat.rate.is_some() {
        xml.group("ram:ApplicableTradeTax", |xml| {
            xml.leaf("ram:TypeCode", Some("VAT"));
            xml.leaf("ram:CategoryCode", line.vat.category.as_deref());
            number(xml, "ram:RateApplicablePercent", line.vat.rate.as_ref());
        });
    }
    period(xml, &line.period);
    allowances(xml, &line.allowances, false);
    allowances(xml, &line.charges, true);
    xml.group("ram:SpecifiedTradeSettlementLineMonetarySummation", |xml| {
        money(xml, "ram:LineTotalAmount", line.net_amount.as_ref());
    });
    if let Some(one) = &line.object {
        object(xml, one);
    }
    xml.group("ram:ReceivableSpecifiedTradeAccountingAccount", |xml| {
        xml.leaf("ram:ID", line.buyer_accounting_reference.as_deref());
    });
}

fn item(xml: &mut Xml, item: &Item) {
    if let Some(id) = &item.standard_identifier {
        identifier(xml, "ram:GlobalID", id);
    }
    xml.leaf("ram:SellerAssignedID", item.seller_identifier.as_deref());
    xml.leaf("ram:BuyerAssignedID", item.buyer_identifier.as_deref());
    xml.leaf("ram:Name", item.name.as_deref());
    xml.leaf("ram:Description", item.description.as_deref());
    for attribute in &item.attributes {
        xml.group("ram:ApplicableProductCharacteristic", |xml| {
            xml.leaf("ram:Description", attribute.name.as_deref());
            xml.leaf("ram:Value", attribute.value.as_deref());
        });
    }
    for class in &item.classifications {
        xml.group("ram:DesignatedProductClassification", |xml| {
            let attributes = [("listID", class.scheme.as_deref()), ("listVersionID", class.version.as_deref())];
            xml.leaf_with("ram:ClassCode", &attributes, Some(&class.code));
        });
    }
    xml.group("ram:OriginTradeCountry", |xml| xml.leaf("ram:ID", item.country_of_origin.as_deref()));
}

fn price(xml: &mut Xml, losses: &mut Losses, price: &LinePrice) {
    // CII demands the gross price with the discount: it is the net price before it.
    let gross = price.gross.clone().or_else(|| {
        let discount = price.discount.as_ref()?;
        losses.note("BT-147", LossKind::Completed);
        Some(price.net.as_ref().map_or_else(|| discount.clone(), |net| net.add(discount)))
    });
    xml.group("ram:GrossPriceProductTradePrice", |xml| {
        number(xml, "ram:ChargeAmount", gross.as_ref());
        if price.discount.is_some() {
            xml.group("ram:AppliedTradeAllowanceCharge", |xml| {
                indicator(xml, false);
                number(xml, "ram:ActualAmount", price.discount.as_ref());
            });
        }
    });
    xml.group("ram:NetPriceProductTradePrice", |xml| {
        number(xml, "ram:ChargeAmount", price.net.as_ref());
        quantity(xml, "ram:BasisQuantity", price.base_quantity.as_ref(), price.base_quantity_unit.as_deref());
    });
}

fn indicator(xml: &mut Xml, is_charge: bool) {
    let value = if is_charge { "true" } else { "false" };
    xml.group("ram:ChargeIndicator", |xml| xml.leaf("udt:Indicator", Some(value)));
}

fn allowances(xml: &mut Xml, all: &[AllowanceCharge], is_charge: bool) {
    for one in all {
        xml.group("ram:SpecifiedTradeAllowanceCharge", |xml| {
            indicator(xml, is_charge);
            number(xml, "ram:CalculationPercent", one.percentage.as_ref());
            money(xml, "ram:BasisAmount", one.base_amount.as_ref());
            money(xml, "ram:ActualAmount", one.amount.as_ref());
            xml.leaf("ram:ReasonCode", one.reason_code.as_deref());
            xml.leaf("ram:Reason", one.reason.as_deref());
            if one.vat_category.is_some() || one.vat_rate.is_some() {
                xml.group("ram:CategoryTradeTax", |xml| {
                    xml.leaf("ram:TypeCode", Some("VAT"));
                    xml.leaf("ram:CategoryCode", one.vat_category.as_deref());
                    number(xml, "ram:RateApplicablePercent", one.vat_rate.as_ref());
                });
            }
        });
    }
}

fn period(xml: &mut Xml, period: &Period) {
    xml.group("ram:BillingSpecifiedPeriod", |xml| {
        date(xml, "ram:StartDateTime", period.start);
        date(xml, "ram:EndDateTime", period.end);
    });
}

/// An invoiced object: a referenced document of type 130.
fn object(xml: &mut Xml, one: &Identifier) {
    xml.group("ram:AdditionalReferencedDocument", |xml| {
        xml.leaf("ram:IssuerAssignedID", Some(&one.value));
        xml.leaf("ram:TypeCode", Some("130"));
        xml.leaf("ram:ReferenceTypeCode", one.scheme.as_deref());
    });
}

fn agreement(xml: &mut Xml, invoice: &Invoice) {
    xml.leaf("ram:BuyerReference", invoice.buyer_reference.as_deref());
    xml.group("ram:SellerTradeParty", |xml| seller(xml, &invoice.seller));
    xml.group("ram:BuyerTradeParty", |xml| buyer(xml, &invoice.buyer));
    if let Some(one) = &invoice.tax_representative {
        xml.group("ram:SellerTaxRepresentativeTradeParty", |xml| tax_representative(xml, one));
    }
    reference(xml, "ram:SellerOrderReferencedDocument", invoice.sales_order_reference.as_deref());
    reference(xml, "ram:BuyerOrderReferencedDocument", invoice.purchase_order_reference.as_deref());
    reference(xml, "ram:ContractReferencedDocument", invoice.contract_reference.as_deref());
    for one in &invoice.documents {
        document(xml, one);
    }
    if let Some(tender) = &invoice.tender_reference {
        xml.group("ram:AdditionalReferencedDocument", |xml| {
            xml.leaf("ram:IssuerAssignedID", Some(tender));
            xml.leaf("ram:TypeCode", Some("50"));
        });
    }
    if let Some(one) = &invoice.invoiced_object {
        object(xml, one);
    }
    if let Some(project) = &invoice.project_reference {
        xml.group("ram:SpecifiedProcuringProject", |xml| {
            xml.leaf("ram:ID", Some(project));
            // CII demands a name, the model has none; the binding fixes this one.
            xml.leaf("ram:Name", Some("Project reference"));
        });
    }
}

fn document(xml: &mut Xml, one: &SupportingDocument) {
    xml.group("ram:AdditionalReferencedDocument", |xml| {
        xml.leaf("ram:IssuerAssignedID", one.reference.as_deref());
        xml.leaf("ram:URIID", one.location.as_deref());
        xml.leaf("ram:TypeCode", Some("916"));
        xml.leaf("ram:Name", one.description.as_deref());
        if let Some(file) = &one.attachment {
            let attributes = [("mimeCode", file.mime.as_deref()), ("filename", file.file_name.as_deref())];
            xml.leaf_with("ram:AttachmentBinaryObject", &attributes, Some(&BASE64_STANDARD.encode(&file.content)));
        }
    });
}

fn seller(xml: &mut Xml, seller: &Seller) {
    party_identifiers(xml, seller.identifiers.iter());
    xml.leaf("ram:Name", seller.name.as_deref());
    xml.leaf("ram:Description", seller.legal_information.as_deref());
    organization(xml, seller.legal_registration.as_ref(), seller.trading_name.as_deref());
    contact(xml, &seller.contact);
    address(xml, &seller.address);
    electronic_address(xml, seller.electronic_address.as_ref());
    tax_registration(xml, seller.vat_identifier.as_deref(), "VA");
    tax_registration(xml, seller.tax_registration.as_deref(), "FC");
}

fn buyer(xml: &mut Xml, buyer: &Buyer) {
    party_identifiers(xml, buyer.identifier.iter());
    xml.leaf("ram:Name", buyer.name.as_deref());
    organization(xml, buyer.legal_registration.as_ref(), buyer.trading_name.as_deref());
    contact(xml, &buyer.contact);
    address(xml, &buyer.address);
    electronic_address(xml, buyer.electronic_address.as_ref());
    tax_registration(xml, buyer.vat_identifier.as_deref(), "VA");
}

fn tax_representative(xml: &mut Xml, one: &TaxRepresentative) {
    xml.leaf("ram:Name", one.name.as_deref());
    address(xml, &one.address);
    tax_registration(xml, one.vat_identifier.as_deref(), "VA");
}

fn payee(xml: &mut Xml, payee: &Payee) {
    party_identifiers(xml, payee.identifier.iter());
    xml.leaf("ram:Name", payee.name.as_deref());
    organization(xml, payee.legal_registration.as_ref(), None);
}

fn organization(xml: &mut Xml, id: Option<&Identifier>, trading_name: Option<&str>) {
    xml.group("ram:SpecifiedLegalOrganization", |xml| {
        if let Some(id) = id {
            identifier(xml, "ram:ID", id);
        }
        xml.leaf("ram:TradingBusinessName", trading_name);
    });
}

fn contact(xml: &mut Xml, contact: &Contact) {
    xml.group("ram:DefinedTradeContact", |xml| {
        xml.leaf("ram:PersonName", contact.name.as_deref());
        xml.group("ram:TelephoneUniversalCommunication", |xml| {
            xml.leaf("ram:CompleteNumber", contact.telephone.as_deref());
        });
        xml.group("ram:EmailURIUniversalCommunication", |xml| xml.leaf("ram:URIID", contact.email.as_deref()));
    });
}

fn address(xml: &mut Xml, address: &Address) {
    xml.group("ram:PostalTradeAddress", |xml| {
        xml.leaf("ram:PostcodeCode", address.post_code.as_deref());
        xml.leaf("ram:LineOne", address.line_1.as_deref());
        xml.leaf("ram:LineTwo", address.line_2.as_deref());
        xml.leaf("ram:LineThree", address.line_3.as_deref());
        xml.leaf("ram:CityName", address.city.as_deref());
        xml.leaf("ram:CountryID", address.country.as_deref());
        xml.leaf("ram:CountrySubDivisionName", address.subdivision.as_deref());
    });
}

fn electronic_address(xml: &mut Xml, one: Option<&Identifier>) {
    if let Some(one) = one {
        xml.group("ram:URIUniversalCommunication", |xml| identifier(xml, "ram:URIID", one));
    }
}

fn tax_registration(xml: &mut Xml, id: Option<&str>, scheme: &str) {
    xml.group("ram:SpecifiedTaxRegistration", |xml| xml.leaf_with("ram:ID", &[("schemeID", Some(scheme))], id));
}

fn delivery(xml: &mut Xml, invoice: &Invoice) {
    let none = Delivery::default();
    let delivery = invoice.delivery.as_ref().unwrap_or(&none);
    xml.group("ram:ShipToTradeParty", |xml| {
        party_identifiers(xml, delivery.location.iter());
        xml.leaf("ram:Name", delivery.name.as_deref());
        address(xml, &delivery.address);
    });
    xml.group("ram:ActualDeliverySupplyChainEvent", |xml| date(xml, "ram:OccurrenceDateTime", delivery.date));
    reference(xml, "ram:DespatchAdviceReferencedDocument", invoice.despatch_advice_reference.as_deref());
    reference(xml, "ram:ReceivingAdviceReferencedDocument", invoice.receiving_advice_reference.as_deref());
}

/// The first of the values, and whether there is another.
fn only<'i, T: PartialEq + ?Sized>(
    losses: &mut Losses,
    term: &'static str,
    values: impl IntoIterator<Item = Option<&'i T>>,
) -> Option<&'i T> {
    let values: Vec<Option<&T>> = values.into_iter().collect();
    let first = values.iter().find_map(|value| *value);
    losses.note_if(values.iter().any(|value| *value != first), term, LossKind::OnlyOne);
    first
}

fn settlement(xml: &mut Xml, losses: &mut Losses, invoice: &Invoice) {
    let all = &invoice.payment_instructions;
    let debits = || all.iter().filter_map(|one| one.direct_debit.as_ref());
    let creditor = only(losses, "BT-90", debits().map(|debit| debit.creditor_identifier.as_deref()));
    let mandate = only(losses, "BT-89", debits().map(|debit| debit.mandate.as_deref()));
    let remittance = only(losses, "BT-83", all.iter().map(|one| one.remittance_information.as_deref()));
    // Only a debited account says which means is the direct debit.
    let without_account = debits().filter(|debit| debit.debited_account.is_none()).count();
    losses.note_if(without_account > 1 || (without_account == 1 && debits().count() > 1), "BG-19", LossKind::OnlyOne);
    xml.leaf("ram:CreditorReferenceID", creditor);
    xml.leaf("ram:PaymentReference", remittance);
    // The rules of CII take the accounting currency for another one than the invoice's.
    let is_same = invoice.tax_currency.is_some() && invoice.tax_currency == invoice.currency;
    losses.note_if(is_same, "BT-6", LossKind::NoPlace);
    xml.leaf("ram:TaxCurrencyCode", invoice.tax_currency.as_deref().filter(|_| !is_same));
    xml.leaf("ram:InvoiceCurrencyCode", invoice.currency.as_deref());
    if let Some(one) = &invoice.payee {
        xml.group("ram:PayeeTradeParty", |xml| payee(xml, one));
    }
    for one in all {
        payment_means(xml, one, one.credit_transfers.first(), true);
        for further in one.credit_transfers.iter().skip(1) {
            payment_means(xml, one, Some(further), false);
        }
    }
    taxes(xml, losses, invoice);
    period(xml, &invoice.period);
    allowances(xml, &invoice.allowances, false);
    allowances(xml, &invoice.charges, true);
    xml.group("ram:SpecifiedTradePaymentTerms", |xml| {
        xml.leaf("ram:Description", invoice.payment_terms.as_deref());
        date(xml, "ram:DueDateDateTime", invoice.due_date);
        xml.leaf("ram:DirectDebitMandateID", mandate);
    });
    xml.group("ram:SpecifiedTradeSettlementHeaderMonetarySummation", |xml| totals(xml, &invoice.totals, invoice));
    losses.note_if(invoice.preceding_invoices.len() > 1, "BG-3", LossKind::OnlyOne);
    for preceding in invoice.preceding_invoices.iter().take(1) {
        xml.group("ram:InvoiceReferencedDocument", |xml| {
            xml.leaf("ram:IssuerAssignedID", preceding.number.as_deref());
            date_as(xml, "ram:FormattedIssueDateTime", "qdt:DateTimeString", preceding.issue_date);
        });
    }
    xml.group("ram:ReceivableSpecifiedTradeAccountingAccount", |xml| {
        xml.leaf("ram:ID", invoice.buyer_accounting_reference.as_deref());
    });
    losses.note_if(!invoice.third_party_payments.is_empty(), "BG-DEX-09", LossKind::NoPlace);
}

fn payment_means(xml: &mut Xml, one: &PaymentInstructions, transfer: Option<&CreditTransfer>, is_first: bool) {
    let none = CreditTransfer::default();
    let transfer = transfer.unwrap_or(&none);
    let is_iban = transfer.account.as_deref().is_some_and(is_like_iban);
    xml.group("ram:SpecifiedTradeSettlementPaymentMeans", |xml| {
        xml.leaf("ram:TypeCode", one.means_code.as_deref());
        xml.leaf("ram:Information", one.means_text.as_deref());
        if let Some(card) = one.card.as_ref().filter(|_| is_first) {
            xml.group("ram:ApplicableTradeSettlementFinancialCard", |xml| {
                xml.leaf("ram:ID", card.account_number.as_deref());
                xml.leaf("ram:CardholderName", card.holder_name.as_deref());
            });
        }
        let debited = |debit: &DirectDebit| debit.debited_account.clone();
        xml.group("ram:PayerPartyDebtorFinancialAccount", |xml| {
            let debited = one.direct_debit.as_ref().filter(|_| is_first).and_then(debited);
            xml.leaf("ram:IBANID", debited.as_deref());
        });
        xml.group("ram:PayeePartyCreditorFinancialAccount", |xml| {
            xml.leaf("ram:IBANID", transfer.account.as_deref().filter(|_| is_iban));
            xml.leaf("ram:AccountName", transfer.account_name.as_deref());
            xml.leaf("ram:ProprietaryID", transfer.account.as_deref().filter(|_| !is_iban));
        });
        xml.group("ram:PayeeSpecifiedCreditorFinancialInstitution", |xml| {
            xml.leaf("ram:BICID", transfer.provider.as_deref());
        });
    });
}

/// Whether an account is written where IBANs stand: by its form, not by its check digits.
fn is_like_iban(account: &str) -> bool {
    let bytes = account.as_bytes();
    bytes.len() >= 5
        && bytes[..2].iter().all(u8::is_ascii_alphabetic)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b' ')
}

fn taxes(xml: &mut Xml, losses: &mut Losses, invoice: &Invoice) {
    // CII writes BT-8 after UNTDID 2475.
    let code = invoice.tax_point_date_code.as_deref().map(|code| match code {
        "3" => "5",
        "35" => "29",
        "432" => "72",
        other => other,
    });
    let is_without = invoice.vat_breakdown.is_empty();
    losses.note_if(is_without && code.is_some(), "BT-8", LossKind::NoPlace);
    losses.note_if(is_without && invoice.tax_point_date.is_some(), "BT-7", LossKind::NoPlace);
    for (index, tax) in invoice.vat_breakdown.iter().enumerate() {
        // The date and what it is stand once.
        let (date, code) = if index == 0 { (invoice.tax_point_date, code) } else { (None, None) };
        xml.group("ram:ApplicableTradeTax", |xml| {
            money(xml, "ram:CalculatedAmount", tax.tax_amount.as_ref());
            xml.leaf("ram:TypeCode", Some("VAT"));
            xml.leaf("ram:ExemptionReason", tax.exemption_reason.as_deref());
            money(xml, "ram:BasisAmount", tax.taxable_amount.as_ref());
            xml.leaf("ram:CategoryCode", tax.category.as_deref());
            xml.leaf("ram:ExemptionReasonCode", tax.exemption_reason_code.as_deref());
            date_as(xml, "ram:TaxPointDate", "udt:DateString", date);
            xml.leaf("ram:DueDateTypeCode", code);
            number(xml, "ram:RateApplicablePercent", tax.rate.as_ref());
        });
    }
}

fn totals(xml: &mut Xml, totals: &Totals, invoice: &Invoice) {
    money(xml, "ram:LineTotalAmount", totals.line_net.as_ref());
    money(xml, "ram:ChargeTotalAmount", totals.charges.as_ref());
    money(xml, "ram:AllowanceTotalAmount", totals.allowances.as_ref());
    money(xml, "ram:TaxBasisTotalAmount", totals.without_vat.as_ref());
    let tax = |xml: &mut Xml, value: Option<&Decimal>, currency: Option<&str>| {
        xml.leaf_with("ram:TaxTotalAmount", &[("currencyID", currency)], value.map(amount).as_deref());
    };
    tax(xml, totals.vat.as_ref(), invoice.currency.as_deref());
    tax(xml, totals.vat_in_tax_currency.as_ref(), invoice.tax_currency.as_deref());
    money(xml, "ram:RoundingAmount", totals.rounding.as_ref());
    money(xml, "ram:GrandTotalAmount", totals.with_vat.as_ref());
    money(xml, "ram:TotalPrepaidAmount", totals.paid.as_ref());
    money(xml, "ram:DuePayableAmount", totals.due.as_ref());
}
