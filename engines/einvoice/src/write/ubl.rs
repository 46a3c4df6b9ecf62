//! The model as UBL 2.1 Invoice or CreditNote.

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::civil::Date;

use super::{LossKind, Losses, Written, amount, xml::Xml};
use crate::{
    model::{
        Address, AllowanceCharge, Buyer, Contact, CreditTransfer, Delivery, Identifier, Invoice, Item, Line, LinePrice,
        Payee, PaymentInstructions, Period, Seller, SupportingDocument, TaxRepresentative, VatBreakdown,
    },
    number::Decimal,
};

const INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const CREDIT_NOTE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";
const AGGREGATES: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const BASICS: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

pub(super) fn write(invoice: &Invoice) -> Written {
    let is_credit_note = invoice.is_credit_note();
    let mut losses = Losses::default();
    let mut xml = Xml::new();
    let (name, namespace) = if is_credit_note { ("CreditNote", CREDIT_NOTE) } else { ("Invoice", INVOICE) };
    xml.root(name, &[("xmlns", namespace), ("xmlns:cac", AGGREGATES), ("xmlns:cbc", BASICS)], |xml| {
        let writer = Writer { invoice, is_credit_note };
        writer.header(xml, &mut losses);
        writer.references(xml, &mut losses);
        writer.parties(xml, &mut losses);
        writer.payment(xml, &mut losses);
        writer.money(xml, &mut losses);
        for line in &invoice.lines {
            let name = if is_credit_note { "cac:CreditNoteLine" } else { "cac:InvoiceLine" };
            writer.line(xml, &mut losses, line, name);
        }
    });
    Written { xml: xml.finish(), losses: losses.0 }
}

struct Writer<'i> {
    invoice: &'i Invoice,
    is_credit_note: bool,
}

impl Writer<'_> {
    fn header(&self, xml: &mut Xml, losses: &mut Losses) {
        let invoice = self.invoice;
        xml.leaf("cbc:CustomizationID", invoice.process.specification.as_deref());
        xml.leaf("cbc:ProfileID", invoice.process.business_process.as_deref());
        xml.leaf("cbc:ID", invoice.number.as_deref());
        date(xml, "cbc:IssueDate", invoice.issue_date);
        if self.is_credit_note {
            date(xml, "cbc:TaxPointDate", invoice.tax_point_date);
            xml.leaf("cbc:CreditNoteTypeCode", invoice.type_code.as_deref());
        } else {
            date(xml, "cbc:DueDate", invoice.due_date);
            xml.leaf("cbc:InvoiceTypeCode", invoice.type_code.as_deref());
        }
        for note in &invoice.notes {
            let text = note.text.as_deref().unwrap_or_default();
            // Three letters between the first two signs are taken for a subject code.
            let is_like_code = text.splitn(3, '#').nth(2).is_some()
                && text.split('#').nth(1).is_some_and(|code| code.trim().chars().count() == 3);
            if let Some(code) = note.subject_code.as_deref() {
                let is_code =
                    code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
                losses.note_if(!is_code, "BT-21", LossKind::Ambiguous);
                xml.leaf("cbc:Note", Some(&format!("#{code}#{text}")));
            } else {
                losses.note_if(is_like_code, "BT-22", LossKind::Ambiguous);
                xml.leaf("cbc:Note", Some(text));
            }
        }
        if !self.is_credit_note {
            date(xml, "cbc:TaxPointDate", invoice.tax_point_date);
        }
        xml.leaf("cbc:DocumentCurrencyCode", invoice.currency.as_deref());
        xml.leaf("cbc:TaxCurrencyCode", invoice.tax_currency.as_deref());
        xml.leaf("cbc:AccountingCost", invoice.buyer_accounting_reference.as_deref());
        xml.leaf("cbc:BuyerReference", invoice.buyer_reference.as_deref());
    }

    fn references(&self, xml: &mut Xml, losses: &mut Losses) {
        let invoice = self.invoice;
        period(xml, &invoice.period, invoice.tax_point_date_code.as_deref());
        xml.group("cac:OrderReference", |xml| {
            let order = invoice.purchase_order_reference.as_deref();
            let sales = invoice.sales_order_reference.as_deref();
            losses.note_if(order.is_none() && sales.is_some(), "BT-14", LossKind::Completed);
            xml.leaf("cbc:ID", order.or(sales.map(|_| "NA")));
            xml.leaf("cbc:SalesOrderID", sales);
        });
        for preceding in &invoice.preceding_invoices {
            xml.group("cac:BillingReference", |xml| {
                xml.group("cac:InvoiceDocumentReference", |xml| {
                    xml.leaf("cbc:ID", preceding.number.as_deref());
                    date(xml, "cbc:IssueDate", preceding.issue_date);
                });
            });
        }
        reference(xml, "cac:DespatchDocumentReference", invoice.despatch_advice_reference.as_deref());
        reference(xml, "cac:ReceiptDocumentReference", invoice.receiving_advice_reference.as_deref());
        if !self.is_credit_note {
            reference(xml, "cac:OriginatorDocumentReference", invoice.tender_reference.as_deref());
        }
        reference(xml, "cac:ContractDocumentReference", invoice.contract_reference.as_deref());
        if let Some(object) = &invoice.invoiced_object {
            xml.group("cac:AdditionalDocumentReference", |xml| {
                identifier(xml, "cbc:ID", object);
                xml.leaf("cbc:DocumentTypeCode", Some("130"));
            });
        }
        if self.is_credit_note
            && let Some(project) = &invoice.project_reference
        {
            xml.group("cac:AdditionalDocumentReference", |xml| {
                xml.leaf("cbc:ID", Some(project));
                xml.leaf("cbc:DocumentTypeCode", Some("50"));
            });
        }
        for one in &invoice.documents {
            document(xml, one);
        }
        if self.is_credit_note {
            reference(xml, "cac:OriginatorDocumentReference", invoice.tender_reference.as_deref());
        } else {
            reference(xml, "cac:ProjectReference", invoice.project_reference.as_deref());
        }
    }

    fn parties(&self, xml: &mut Xml, losses: &mut Losses) {
        let invoice = self.invoice;
        let creditors = invoice.payment_instructions.iter().filter_map(|one| one.direct_debit.as_ref());
        let mut creditors = creditors.filter_map(|debit| debit.creditor_identifier.as_deref());
        let creditor = creditors.next();
        losses.note_if(creditors.any(|other| Some(other) != creditor), "BT-90", LossKind::OnlyOne);
        xml.group("cac:AccountingSupplierParty", |xml| {
            xml.group("cac:Party", |xml| seller(xml, &invoice.seller, creditor));
        });
        xml.group("cac:AccountingCustomerParty", |xml| xml.group("cac:Party", |xml| buyer(xml, &invoice.buyer)));
        if let Some(one) = &invoice.payee {
            xml.group("cac:PayeeParty", |xml| payee(xml, one));
        }
        if let Some(one) = &invoice.tax_representative {
            xml.group("cac:TaxRepresentativeParty", |xml| tax_representative(xml, one));
        }
        if let Some(one) = &invoice.delivery {
            xml.group("cac:Delivery", |xml| delivery(xml, one));
        }
    }

    fn payment(&self, xml: &mut Xml, losses: &mut Losses) {
        let invoice = self.invoice;
        let mut due_date = invoice.due_date.filter(|_| self.is_credit_note);
        for (index, one) in invoice.payment_instructions.iter().enumerate() {
            // The text stands once, with the first means.
            let is_first = index == 0;
            losses.note_if(!is_first && one.means_text.is_some(), "BT-82", LossKind::OnlyOne);
            if one.means_code.is_none() {
                // The creditor stands with the seller.
                let debit = one
                    .direct_debit
                    .as_ref()
                    .is_some_and(|debit| debit.mandate.is_some() || debit.debited_account.is_some());
                losses.note_if(one.remittance_information.is_some(), "BT-83", LossKind::NoPlace);
                losses.note_if(one.means_text.is_some(), "BT-82", LossKind::NoPlace);
                losses.note_if(!one.credit_transfers.is_empty(), "BG-17", LossKind::NoPlace);
                losses.note_if(one.card.is_some(), "BG-18", LossKind::NoPlace);
                losses.note_if(debit, "BG-19", LossKind::NoPlace);
                continue;
            }
            payment_means(xml, one, one.credit_transfers.first(), true, is_first, due_date.take());
            for further in one.credit_transfers.iter().skip(1) {
                payment_means(xml, one, Some(further), false, false, None);
            }
        }
        losses.note_if(due_date.is_some(), "BT-9", LossKind::NoPlace);
        xml.group("cac:PaymentTerms", |xml| xml.leaf("cbc:Note", invoice.payment_terms.as_deref()));
        if self.is_credit_note {
            losses.note_if(!invoice.third_party_payments.is_empty(), "BG-DEX-09", LossKind::NoPlace);
            return;
        }
        for one in &invoice.third_party_payments {
            xml.group("cac:PrepaidPayment", |xml| {
                xml.leaf("cbc:ID", one.kind.as_deref());
                self.amount(xml, "cbc:PaidAmount", one.amount.as_ref());
                xml.leaf("cbc:InstructionID", one.description.as_deref());
            });
        }
    }

    fn amount(&self, xml: &mut Xml, name: &str, value: Option<&Decimal>) {
        let currency = self.invoice.currency.as_deref();
        xml.leaf_with(name, &[("currencyID", currency)], value.map(amount).as_deref());
    }

    fn price_amount(&self, xml: &mut Xml, name: &str, value: Option<&Decimal>) {
        let currency = self.invoice.currency.as_deref();
        xml.leaf_with(name, &[("currencyID", currency)], value.map(Decimal::to_string).as_deref());
    }

    fn money(&self, xml: &mut Xml, losses: &mut Losses) {
        let invoice = self.invoice;
        for (list, is_charge) in [(&invoice.allowances, false), (&invoice.charges, true)] {
            for one in list {
                self.allowance(xml, one, is_charge);
            }
        }
        let totals = &invoice.totals;
        // UBL demands the sum with the breakdown.
        let vat = totals.vat.clone().or_else(|| {
            let taxes = || invoice.vat_breakdown.iter();
            losses.note_if(taxes().next().is_some(), "BT-110", LossKind::Completed);
            let amounts = taxes().filter_map(|tax| tax.tax_amount.as_ref());
            taxes().next().map(|_| amounts.fold(Decimal::ZERO, |sum, amount| sum.add(amount)))
        });
        xml.group("cac:TaxTotal", |xml| {
            self.amount(xml, "cbc:TaxAmount", vat.as_ref());
            for tax in &invoice.vat_breakdown {
                xml.group("cac:TaxSubtotal", |xml| self.subtotal(xml, tax));
            }
        });
        xml.group("cac:TaxTotal", |xml| {
            let currency = [("currencyID", invoice.tax_currency.as_deref())];
            let vat = totals.vat_in_tax_currency.as_ref().map(amount);
            xml.leaf_with("cbc:TaxAmount", &currency, vat.as_deref());
        });
        xml.group("cac:LegalMonetaryTotal", |xml| {
            self.amount(xml, "cbc:LineExtensionAmount", totals.line_net.as_ref());
            self.amount(xml, "cbc:TaxExclusiveAmount", totals.without_vat.as_ref());
            self.amount(xml, "cbc:TaxInclusiveAmount", totals.with_vat.as_ref());
            self.amount(xml, "cbc:AllowanceTotalAmount", totals.allowances.as_ref());
            self.amount(xml, "cbc:ChargeTotalAmount", totals.charges.as_ref());
            self.amount(xml, "cbc:PrepaidAmount", totals.paid.as_ref());
            self.amount(xml, "cbc:PayableRoundingAmount", totals.rounding.as_ref());
            self.amount(xml, "cbc:PayableAmount", totals.due.as_ref());
        });
    }

    fn allowance(&self, xml: &mut Xml, one: &AllowanceCharge, is_charge: bool) {
        xml.group("cac:AllowanceCharge", |xml| {
            xml.leaf("cbc:ChargeIndicator", Some(if is_charge { "true" } else { "false" }));
            xml.leaf("cbc:AllowanceChargeReasonCode", one.reason_code.as_deref());
            xml.leaf("cbc:AllowanceChargeReason", one.reason.as_deref());
            number(xml, "cbc:MultiplierFactorNumeric", one.percentage.as_ref());
            self.amount(xml, "cbc:Amount", one.amount.as_ref());
            self.amount(xml, "cbc:BaseAmount", one.base_amount.as_ref());
            if one.vat_category.is_some() || one.vat_rate.is_some() {
                xml.group("cac:TaxCategory", |xml| {
                    xml.leaf("cbc:ID", one.vat_category.as_deref());
                    number(xml, "cbc:Percent", one.vat_rate.as_ref());
                    vat_scheme(xml);
                });
            }
        });
    }

    fn subtotal(&self, xml: &mut Xml, tax: &VatBreakdown) {
        self.amount(xml, "cbc:TaxableAmount", tax.taxable_amount.as_ref());
        self.amount(xml, "cbc:TaxAmount", tax.tax_amount.as_ref());
        xml.group("cac:TaxCategory", |xml| {
            xml.leaf("cbc:ID", tax.category.as_deref());
            number(xml, "cbc:Percent", tax.rate.as_ref());
            xml.leaf("cbc:TaxExemptionReasonCode", tax.exemption_reason_code.as_deref());
            xml.leaf("cbc:TaxExemptionReason", tax.exemption_reason.as_deref());
            vat_scheme(xml);
        });
    }

    fn line(&self, xml: &mut Xml, losses: &mut Losses, line: &Line, name: &str) {
        losses.note_line(line);
        xml.always(name, |xml| {
            xml.leaf("cbc:ID", line.id.as_deref());
            xml.leaf("cbc:Note", line.note.as_deref());
            let quantity = if self.is_credit_note { "cbc:CreditedQuantity" } else { "cbc:InvoicedQuantity" };
            let unit = [("unitCode", line.unit.as_deref())];
            xml.leaf_with(quantity, &unit, line.quantity.as_ref().map(Decimal::to_string).as_deref());
            self.amount(xml, "cbc:LineExtensionAmount", line.net_amount.as_ref());
            xml.leaf("cbc:AccountingCost", line.buyer_accounting_reference.as_deref());
            period(xml, &line.period, None);
            xml.group("cac:OrderLineReference", |xml| xml.leaf("cbc:LineID", line.order_line_reference.as_deref()));
            if let Some(object) = &line.object {
                xml.group("cac:DocumentReference", |xml| {
                    identifier(xml, "cbc:ID", object);
                    xml.leaf("cbc:DocumentTypeCode", Some("130"));
                });
            }
            for (list, is_charge) in [(&line.allowances, false), (&line.charges, true)] {
                for one in list {
                    self.allowance(xml, one, is_charge);
                }
            }
            xml.group("cac:Item", |xml| item(xml, &line.item, line));
            xml.group("cac:Price", |xml| self.price(xml, losses, &line.price));
            losses.note_if(self.is_credit_note && !line.sub_lines.is_empty(), "BG-DEX-01", LossKind::NoPlace);
            for sub_line in line.sub_lines.iter().filter(|_| !self.is_credit_note) {
                self.line(xml, losses, sub_line, "cac:SubInvoiceLine");
            }
        });
    }

    fn price(&self, xml: &mut Xml, losses: &mut Losses, price: &LinePrice) {
        self.price_amount(xml, "cbc:PriceAmount", price.net.as_ref());
        let unit = [("unitCode", price.base_quantity_unit.as_deref())];
        let base = price.base_quantity.as_ref().map(Decimal::to_string);
        xml.leaf_with("cbc:BaseQuantity", &unit, base.as_deref());
        // UBL demands the discount with the gross price: it is the difference to the net price.
        let discount = price.discount.clone().or_else(|| {
            let gross = price.gross.as_ref()?;
            losses.note("BT-148", LossKind::Completed);
            Some(price.net.as_ref().map_or(Decimal::ZERO, |net| gross.subtract(net)))
        });
        if discount.is_some() {
            xml.group("cac:AllowanceCharge", |xml| {
                xml.leaf("cbc:ChargeIndicator", Some("false"));
                self.price_amount(xml, "cbc:Amount", discount.as_ref());
                self.price_amount(xml, "cbc:BaseAmount", price.gross.as_ref());
            });
        }
    }
}

fn date(xml: &mut Xml, name: &str, value: Option<Date>) {
    xml.leaf(name, value.map(|value| value.to_string()).as_deref());
}

fn number(xml: &mut Xml, name: &str, value: Option<&Decimal>) {
    xml.leaf(name, value.map(Decimal::to_string).as_deref());
}

fn identifier(xml: &mut Xml, name: &str, value: &Identifier) {
    xml.leaf_with(name, &[("schemeID", value.scheme.as_deref())], Some(&value.value));
}

fn vat_scheme(xml: &mut Xml) {
    xml.group("cac:TaxScheme", |xml| xml.leaf("cbc:ID", Some("VAT")));
}

fn reference(xml: &mut Xml, name: &str, id: Option<&str>) {
    xml.group(name, |xml| xml.leaf("cbc:ID", id));
}

fn period(xml: &mut Xml, period: &Period, code: Option<&str>) {
    xml.group("cac:InvoicePeriod", |xml| {
        date(xml, "cbc:StartDate", period.start);
        date(xml, "cbc:EndDate", period.end);
        xml.leaf("cbc:DescriptionCode", code);
    });
}

fn document(xml: &mut Xml, one: &SupportingDocument) {
    xml.group("cac:AdditionalDocumentReference", |xml| {
        xml.leaf("cbc:ID", one.reference.as_deref());
        xml.leaf("cbc:DocumentDescription", one.description.as_deref());
        xml.group("cac:Attachment", |xml| {
            if let Some(file) = &one.attachment {
                let attributes = [("mimeCode", file.mime.as_deref()), ("filename", file.file_name.as_deref())];
                let content = BASE64_STANDARD.encode(&file.content);
                xml.leaf_with("cbc:EmbeddedDocumentBinaryObject", &attributes, Some(&content));
            }
            xml.group("cac:ExternalReference", |xml| xml.leaf("cbc:URI", one.location.as_deref()));
        });
    });
}

fn party_identification(xml: &mut Xml, value: &Identifier) {
    xml.group("cac:PartyIdentification", |xml| identifier(xml, "cbc:ID", value));
}

fn party_name(xml: &mut Xml, name: Option<&str>) {
    xml.group("cac:PartyName", |xml| xml.leaf("cbc:Name", name));
}

fn tax_scheme(xml: &mut Xml, id: Option<&str>, scheme: &str) {
    if id.is_none() {
        return;
    }
    xml.group("cac:PartyTaxScheme", |xml| {
        xml.leaf("cbc:CompanyID", id);
        xml.group("cac:TaxScheme", |xml| xml.leaf("cbc:ID", Some(scheme)));
    });
}

fn seller(xml: &mut Xml, seller: &Seller, creditor: Option<&str>) {
    if let Some(address) = &seller.electronic_address {
        identifier(xml, "cbc:EndpointID", address);
    }
    for one in &seller.identifiers {
        party_identification(xml, one);
    }
    if let Some(creditor) = creditor {
        party_identification(xml, &Identifier::new(creditor, Some("SEPA")));
    }
    party_name(xml, seller.trading_name.as_deref());
    address(xml, "cac:PostalAddress", &seller.address);
    tax_scheme(xml, seller.vat_identifier.as_deref(), "VAT");
    tax_scheme(xml, seller.tax_registration.as_deref(), "FC");
    xml.group("cac:PartyLegalEntity", |xml| {
        xml.leaf("cbc:RegistrationName", seller.name.as_deref());
        if let Some(id) = &seller.legal_registration {
            identifier(xml, "cbc:CompanyID", id);
        }
        xml.leaf("cbc:CompanyLegalForm", seller.legal_information.as_deref());
    });
    contact(xml, &seller.contact);
}

fn buyer(xml: &mut Xml, buyer: &Buyer) {
    if let Some(address) = &buyer.electronic_address {
        identifier(xml, "cbc:EndpointID", address);
    }
    if let Some(one) = &buyer.identifier {
        party_identification(xml, one);
    }
    party_name(xml, buyer.trading_name.as_deref());
    address(xml, "cac:PostalAddress", &buyer.address);
    tax_scheme(xml, buyer.vat_identifier.as_deref(), "VAT");
    xml.group("cac:PartyLegalEntity", |xml| {
        xml.leaf("cbc:RegistrationName", buyer.name.as_deref());
        if let Some(id) = &buyer.legal_registration {
            identifier(xml, "cbc:CompanyID", id);
        }
    });
    contact(xml, &buyer.contact);
}

fn payee(xml: &mut Xml, payee: &Payee) {
    if let Some(one) = &payee.identifier {
        party_identification(xml, one);
    }
    party_name(xml, payee.name.as_deref());
    if let Some(id) = &payee.legal_registration {
        xml.group("cac:PartyLegalEntity", |xml| identifier(xml, "cbc:CompanyID", id));
    }
}

fn tax_representative(xml: &mut Xml, one: &TaxRepresentative) {
    party_name(xml, one.name.as_deref());
    address(xml, "cac:PostalAddress", &one.address);
    tax_scheme(xml, one.vat_identifier.as_deref(), "VAT");
}

fn delivery(xml: &mut Xml, delivery: &Delivery) {
    date(xml, "cbc:ActualDeliveryDate", delivery.date);
    xml.group("cac:DeliveryLocation", |xml| {
        if let Some(location) = &delivery.location {
            identifier(xml, "cbc:ID", location);
        }
        address(xml, "cac:Address", &delivery.address);
    });
    xml.group("cac:DeliveryParty", |xml| party_name(xml, delivery.name.as_deref()));
}

fn address(xml: &mut Xml, name: &str, address: &Address) {
    xml.group(name, |xml| {
        xml.leaf("cbc:StreetName", address.line_1.as_deref());
        xml.leaf("cbc:AdditionalStreetName", address.line_2.as_deref());
        xml.leaf("cbc:CityName", address.city.as_deref());
        xml.leaf("cbc:PostalZone", address.post_code.as_deref());
        xml.leaf("cbc:CountrySubentity", address.subdivision.as_deref());
        xml.group("cac:AddressLine", |xml| xml.leaf("cbc:Line", address.line_3.as_deref()));
        xml.group("cac:Country", |xml| xml.leaf("cbc:IdentificationCode", address.country.as_deref()));
    });
}

fn contact(xml: &mut Xml, contact: &Contact) {
    xml.group("cac:Contact", |xml| {
        xml.leaf("cbc:Name", contact.name.as_deref());
        xml.leaf("cbc:Telephone", contact.telephone.as_deref());
        xml.leaf("cbc:ElectronicMail", contact.email.as_deref());
    });
}

/// One account in each; card and mandate stand with the first of the same instructions.
fn payment_means(
    xml: &mut Xml,
    one: &PaymentInstructions,
    transfer: Option<&CreditTransfer>,
    is_first: bool,
    has_text: bool,
    due_date: Option<Date>,
) {
    xml.group("cac:PaymentMeans", |xml| {
        let text = one.means_text.as_deref().filter(|_| has_text);
        xml.leaf_with("cbc:PaymentMeansCode", &[("name", text)], one.means_code.as_deref());
        date(xml, "cbc:PaymentDueDate", due_date);
        xml.leaf("cbc:PaymentID", one.remittance_information.as_deref());
        if let Some(card) = one.card.as_ref().filter(|_| is_first) {
            xml.group("cac:CardAccount", |xml| {
                xml.leaf("cbc:PrimaryAccountNumberID", card.account_number.as_deref());
                // UBL demands a network, the model has none.
                xml.leaf("cbc:NetworkID", Some("mapped-from-cii"));
                xml.leaf("cbc:HolderName", card.holder_name.as_deref());
            });
        }
        if let Some(transfer) = transfer {
            xml.group("cac:PayeeFinancialAccount", |xml| {
                xml.leaf("cbc:ID", transfer.account.as_deref());
                xml.leaf("cbc:Name", transfer.account_name.as_deref());
                reference(xml, "cac:FinancialInstitutionBranch", transfer.provider.as_deref());
            });
        }
        if let Some(debit) = one.direct_debit.as_ref().filter(|_| is_first) {
            xml.group("cac:PaymentMandate", |xml| {
                xml.leaf("cbc:ID", debit.mandate.as_deref());
                reference(xml, "cac:PayerFinancialAccount", debit.debited_account.as_deref());
            });
        }
    });
}

fn item(xml: &mut Xml, item: &Item, line: &Line) {
    xml.leaf("cbc:Description", item.description.as_deref());
    xml.leaf("cbc:Name", item.name.as_deref());
    reference(xml, "cac:BuyersItemIdentification", item.buyer_identifier.as_deref());
    reference(xml, "cac:SellersItemIdentification", item.seller_identifier.as_deref());
    if let Some(id) = &item.standard_identifier {
        xml.group("cac:StandardItemIdentification", |xml| identifier(xml, "cbc:ID", id));
    }
    xml.group("cac:OriginCountry", |xml| xml.leaf("cbc:IdentificationCode", item.country_of_origin.as_deref()));
    for class in &item.classifications {
        xml.group("cac:CommodityClassification", |xml| {
            let attributes = [("listID", class.scheme.as_deref()), ("listVersionID", class.version.as_deref())];
            xml.leaf_with("cbc:ItemClassificationCode", &attributes, Some(&class.code));
        });
    }
    if line.vat.category.is_some() || line.vat.rate.is_some() {
        xml.group("cac:ClassifiedTaxCategory", |xml| {
            xml.leaf("cbc:ID", line.vat.category.as_deref());
            number(xml, "cbc:Percent", line.vat.rate.as_ref());
            vat_scheme(xml);
        });
    }
    for attribute in &item.attributes {
        xml.group("cac:AdditionalItemProperty", |xml| {
            xml.leaf("cbc:Name", attribute.name.as_deref());
            xml.leaf("cbc:Value", attribute.value.as_deref());
        });
    }
}
