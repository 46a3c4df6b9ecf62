//! The sections of a view, in reading order.

use jiff::civil::Date;

use super::{AttachedFile, Column, Language, Row, Section, Table, TableRow, codes, format, label};
use crate::{
    model::{
        Address, AllowanceCharge, ConditionKind, Contact, Identifier, Invoice, PaymentInstructions, Period,
        payment_conditions,
        read_terms::{
            ALLOWANCE, AddressTerms, AllowanceTerms, BUYER_ADDRESS, BUYER_CONTACT, CHARGE, DELIVERY_ADDRESS, PERIOD,
            SELLER_ADDRESS, SELLER_CONTACT, TAX_REPRESENTATIVE_ADDRESS,
        },
    },
    number::Decimal,
};

/// Writes the parts of a view.
pub(super) struct Writer<'a> {
    pub invoice: &'a Invoice,
    pub language: Language,
}

/// Explains a code.
type Meaning = fn(&str, Language) -> Option<&'static str>;

impl Writer<'_> {
    pub fn word(&self, german: &'static str, english: &'static str) -> &'static str {
        match self.language {
            Language::German => german,
            Language::English => english,
        }
    }

    pub fn label(&self, term: &'static str) -> String {
        label(term, self.language).unwrap_or(term).to_owned()
    }

    pub fn row(&self, rows: &mut Vec<Row>, term: &'static str, value: Option<impl Into<String>>) {
        let Some(value) = value else { return };
        rows.push(Row { label: self.label(term), value: value.into(), term, ..Row::default() });
    }

    pub fn text(&self, rows: &mut Vec<Row>, term: &'static str, value: Option<&String>) {
        self.row(rows, term, value.map(|value| value.trim()));
    }

    pub fn code(&self, rows: &mut Vec<Row>, term: &'static str, value: Option<&String>, meaning: Meaning) {
        self.row(rows, term, value.map(|code| self.explained(code, meaning)));
    }

    /// `Rechnung (380)`
    pub fn explained(&self, code: &str, meaning: Meaning) -> String {
        meaning(code, self.language).map_or_else(|| code.to_owned(), |meaning| format!("{meaning} ({code})"))
    }

    pub fn identifier(&self, rows: &mut Vec<Row>, term: &'static str, value: Option<&Identifier>) {
        let text = value.map(|value| match value.scheme.as_deref() {
            Some(scheme) => {
                format!("{} ({})", value.value, codes::scheme(scheme, self.language).unwrap_or(scheme))
            }
            None => value.value.clone(),
        });
        self.row(rows, term, text);
    }

    pub fn date(&self, rows: &mut Vec<Row>, term: &'static str, value: Option<Date>) {
        self.row(rows, term, value.map(|value| format::date(value, self.language)));
    }

    pub fn money(&self, value: &Decimal) -> String {
        format::amount(value, self.invoice.currency.as_deref(), self.language)
    }

    pub fn amount(&self, rows: &mut Vec<Row>, term: &'static str, value: Option<&Decimal>) {
        let Some(value) = value else { return };
        let unit = self.invoice.currency.clone();
        rows.push(Row { label: self.label(term), value: self.money(value), term, unit, ..Row::default() });
    }

    pub fn percent(&self, rows: &mut Vec<Row>, term: &'static str, value: Option<&Decimal>) {
        self.row(rows, term, value.map(|value| format::percent(value, self.language)));
    }

    pub fn title(&self) -> String {
        let code = self.invoice.type_code.as_deref().unwrap_or("380");
        let kind = codes::invoice_type(code, self.language).unwrap_or(self.word("Rechnung", "Invoice"));
        match &self.invoice.number {
            Some(number) => format!("{kind} {number}"),
            None => format!("{kind} {}", self.word("ohne Nummer", "without number")),
        }
    }

    pub fn summary(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let name = |rows: &mut Vec<Row>, group: &'static str, term: &'static str, value: Option<&String>| {
            let Some(value) = value else { return };
            rows.push(Row { label: self.label(group), value: value.trim().to_owned(), term, ..Row::default() });
        };
        name(&mut rows, "BG-4", "BT-27", self.invoice.seller.name.as_ref());
        name(&mut rows, "BG-7", "BT-44", self.invoice.buyer.name.as_ref());
        self.date(&mut rows, "BT-2", self.invoice.issue_date);
        self.amount(&mut rows, "BT-115", self.invoice.totals.due.as_ref());
        self.date(&mut rows, "BT-9", self.invoice.due_date);
        self.text(&mut rows, "BT-10", self.invoice.buyer_reference.as_ref());
        rows
    }

    pub fn sections(&self) -> Vec<Section> {
        let mut sections = vec![self.header(), self.seller(), self.buyer()];
        sections.extend([self.payee(), self.tax_representative(), self.delivery()]);
        sections.extend(self.payments());
        sections.extend(self.notes());
        sections.extend(self.preceding());
        let allowances = (1..).zip(&self.invoice.allowances);
        sections.extend(allowances.map(|(place, one)| self.allowance(one, place, &ALLOWANCE)));
        let charges = (1..).zip(&self.invoice.charges);
        sections.extend(charges.map(|(place, one)| self.allowance(one, place, &CHARGE)));
        sections.extend(self.third_parties());
        sections.push(self.process());
        sections.retain(|section| !section.rows.is_empty());
        sections
    }

    fn section(&self, group: &'static str, place: usize, rows: Vec<Row>) -> Section {
        Section { title: self.label(group), group, place, rows }
    }

    fn header(&self) -> Section {
        let invoice = self.invoice;
        let mut rows = Vec::new();
        let to = &mut rows;
        self.text(to, "BT-1", invoice.number.as_ref());
        self.date(to, "BT-2", invoice.issue_date);
        self.code(to, "BT-3", invoice.type_code.as_ref(), codes::invoice_type);
        self.text(to, "BT-5", invoice.currency.as_ref());
        self.text(to, "BT-6", invoice.tax_currency.as_ref());
        self.date(to, "BT-7", invoice.tax_point_date);
        self.code(to, "BT-8", invoice.tax_point_date_code.as_ref(), codes::tax_point);
        self.date(to, "BT-9", invoice.due_date);
        self.text(to, "BT-10", invoice.buyer_reference.as_ref());
        self.text(to, "BT-11", invoice.project_reference.as_ref());
        self.text(to, "BT-12", invoice.contract_reference.as_ref());
        self.text(to, "BT-13", invoice.purchase_order_reference.as_ref());
        self.text(to, "BT-14", invoice.sales_order_reference.as_ref());
        self.text(to, "BT-15", invoice.receiving_advice_reference.as_ref());
        self.text(to, "BT-16", invoice.despatch_advice_reference.as_ref());
        self.text(to, "BT-17", invoice.tender_reference.as_ref());
        self.identifier(to, "BT-18", invoice.invoiced_object.as_ref());
        self.text(to, "BT-19", invoice.buyer_accounting_reference.as_ref());
        self.row(to, "BT-20", invoice.payment_terms.as_deref().map(|terms| self.payment_terms(terms)));
        self.section("BG-0", 1, rows)
    }

    /// Skonto in words.
    fn payment_terms(&self, terms: &str) -> String {
        let (conditions, text) = payment_conditions(terms);
        let mut lines: Vec<String> = conditions
            .iter()
            .map(|condition| {
                let percent = format::percent(&condition.percent, self.language);
                let base = condition
                    .base_amount
                    .as_ref()
                    .map_or(String::new(), |base| format!(" {} {}", self.word("auf", "of"), self.money(base)));
                let days = condition.days;
                match (condition.kind, self.language) {
                    (ConditionKind::Discount, Language::German) => {
                        format!("{percent} Skonto{base} bei Zahlung innerhalb von {days} Tagen")
                    }
                    (ConditionKind::Discount, Language::English) => {
                        format!("{percent} cash discount{base} when paid within {days} days")
                    }
                    (ConditionKind::Arrears, Language::German) => {
                        format!("{percent} Verzugszinsen{base} nach {days} Tagen")
                    }
                    (ConditionKind::Arrears, Language::English) => {
                        format!("{percent} interest{base} after {days} days")
                    }
                }
            })
            .collect();
        if !text.is_empty() {
            lines.push(text);
        }
        lines.join("\n")
    }

    fn process(&self) -> Section {
        let mut rows = Vec::new();
        self.text(&mut rows, "BT-23", self.invoice.process.business_process.as_ref());
        self.text(&mut rows, "BT-24", self.invoice.process.specification.as_ref());
        self.section("BG-2", 1, rows)
    }

    fn seller(&self) -> Section {
        let seller = &self.invoice.seller;
        let mut rows = Vec::new();
        let to = &mut rows;
        self.text(to, "BT-27", seller.name.as_ref());
        self.text(to, "BT-28", seller.trading_name.as_ref());
        self.address(to, &seller.address, &SELLER_ADDRESS);
        self.contact(to, &seller.contact, SELLER_CONTACT);
        self.identifier(to, "BT-34", seller.electronic_address.as_ref());
        self.text(to, "BT-31", seller.vat_identifier.as_ref());
        self.text(to, "BT-32", seller.tax_registration.as_ref());
        for identifier in &seller.identifiers {
            self.identifier(to, "BT-29", Some(identifier));
        }
        self.identifier(to, "BT-30", seller.legal_registration.as_ref());
        self.text(to, "BT-33", seller.legal_information.as_ref());
        self.section("BG-4", 1, rows)
    }

    fn buyer(&self) -> Section {
        let buyer = &self.invoice.buyer;
        let mut rows = Vec::new();
        let to = &mut rows;
        self.text(to, "BT-44", buyer.name.as_ref());
        self.text(to, "BT-45", buyer.trading_name.as_ref());
        self.address(to, &buyer.address, &BUYER_ADDRESS);
        self.contact(to, &buyer.contact, BUYER_CONTACT);
        self.identifier(to, "BT-49", buyer.electronic_address.as_ref());
        self.text(to, "BT-48", buyer.vat_identifier.as_ref());
        self.identifier(to, "BT-46", buyer.identifier.as_ref());
        self.identifier(to, "BT-47", buyer.legal_registration.as_ref());
        self.section("BG-7", 1, rows)
    }

    fn payee(&self) -> Section {
        let mut rows = Vec::new();
        if let Some(payee) = &self.invoice.payee {
            self.text(&mut rows, "BT-59", payee.name.as_ref());
            self.identifier(&mut rows, "BT-60", payee.identifier.as_ref());
            self.identifier(&mut rows, "BT-61", payee.legal_registration.as_ref());
        }
        self.section("BG-10", 1, rows)
    }

    fn tax_representative(&self) -> Section {
        let mut rows = Vec::new();
        if let Some(representative) = &self.invoice.tax_representative {
            self.text(&mut rows, "BT-62", representative.name.as_ref());
            self.text(&mut rows, "BT-63", representative.vat_identifier.as_ref());
            self.address(&mut rows, &representative.address, &TAX_REPRESENTATIVE_ADDRESS);
        }
        self.section("BG-11", 1, rows)
    }

    fn delivery(&self) -> Section {
        let mut rows = Vec::new();
        if let Some(delivery) = &self.invoice.delivery {
            self.date(&mut rows, "BT-72", delivery.date);
            self.text(&mut rows, "BT-70", delivery.name.as_ref());
            self.address(&mut rows, &delivery.address, &DELIVERY_ADDRESS);
            self.identifier(&mut rows, "BT-71", delivery.location.as_ref());
        }
        self.period(&mut rows, &self.invoice.period, PERIOD);
        self.section("BG-13", 1, rows)
    }

    pub fn period(&self, rows: &mut Vec<Row>, period: &Period, terms: [&'static str; 3]) {
        self.date(rows, terms[1], period.start);
        self.date(rows, terms[2], period.end);
    }

    fn address(&self, rows: &mut Vec<Row>, address: &Address, terms: &AddressTerms) {
        self.text(rows, terms.line_1, address.line_1.as_ref());
        self.text(rows, terms.line_2, address.line_2.as_ref());
        self.text(rows, terms.line_3, address.line_3.as_ref());
        self.text(rows, terms.post_code, address.post_code.as_ref());
        self.text(rows, terms.city, address.city.as_ref());
        self.text(rows, terms.subdivision, address.subdivision.as_ref());
        self.code(rows, terms.country, address.country.as_ref(), codes::country);
    }

    fn contact(&self, rows: &mut Vec<Row>, contact: &Contact, terms: [&'static str; 4]) {
        self.text(rows, terms[1], contact.name.as_ref());
        self.text(rows, terms[2], contact.telephone.as_ref());
        self.text(rows, terms[3], contact.email.as_ref());
    }

    fn payments(&self) -> Vec<Section> {
        let all = (1..).zip(&self.invoice.payment_instructions);
        all.map(|(place, one)| self.section("BG-16", place, self.payment(one))).collect()
    }

    fn payment(&self, one: &PaymentInstructions) -> Vec<Row> {
        let mut rows = Vec::new();
        let to = &mut rows;
        self.code(to, "BT-81", one.means_code.as_ref(), codes::payment_means);
        self.text(to, "BT-82", one.means_text.as_ref());
        self.text(to, "BT-83", one.remittance_information.as_ref());
        for transfer in &one.credit_transfers {
            self.row(to, "BT-84", transfer.account.as_deref().map(in_fours));
            self.text(to, "BT-85", transfer.account_name.as_ref());
            self.text(to, "BT-86", transfer.provider.as_ref());
        }
        if let Some(card) = &one.card {
            self.text(to, "BT-87", card.account_number.as_ref());
            self.text(to, "BT-88", card.holder_name.as_ref());
        }
        if let Some(debit) = &one.direct_debit {
            self.text(to, "BT-89", debit.mandate.as_ref());
            self.text(to, "BT-90", debit.creditor_identifier.as_ref());
            self.row(to, "BT-91", debit.debited_account.as_deref().map(in_fours));
        }
        rows
    }

    fn notes(&self) -> Vec<Section> {
        let all = (1..).zip(&self.invoice.notes);
        all.map(|(place, note)| {
            let mut rows = Vec::new();
            self.code(&mut rows, "BT-21", note.subject_code.as_ref(), codes::note_subject);
            self.text(&mut rows, "BT-22", note.text.as_ref());
            self.section("BG-1", place, rows)
        })
        .collect()
    }

    fn preceding(&self) -> Vec<Section> {
        let all = (1..).zip(&self.invoice.preceding_invoices);
        all.map(|(place, preceding)| {
            let mut rows = Vec::new();
            self.text(&mut rows, "BT-25", preceding.number.as_ref());
            self.date(&mut rows, "BT-26", preceding.issue_date);
            self.section("BG-3", place, rows)
        })
        .collect()
    }

    fn third_parties(&self) -> Vec<Section> {
        let all = (1..).zip(&self.invoice.third_party_payments);
        all.map(|(place, payment)| {
            let mut rows = Vec::new();
            self.text(&mut rows, "BT-DEX-001", payment.kind.as_ref());
            self.amount(&mut rows, "BT-DEX-002", payment.amount.as_ref());
            self.text(&mut rows, "BT-DEX-003", payment.description.as_ref());
            self.section("BG-DEX-09", place, rows)
        })
        .collect()
    }

    fn allowance(&self, one: &AllowanceCharge, place: usize, terms: &AllowanceTerms) -> Section {
        let mut rows = Vec::new();
        self.allowance_rows(&mut rows, one, terms);
        self.section(terms.group, place, rows)
    }

    pub fn allowance_rows(&self, rows: &mut Vec<Row>, one: &AllowanceCharge, terms: &AllowanceTerms) {
        self.text(rows, terms.reason, one.reason.as_ref());
        self.code(rows, terms.reason_code, one.reason_code.as_ref(), codes::reason);
        self.amount(rows, terms.amount, one.amount.as_ref());
        self.amount(rows, terms.base_amount, one.base_amount.as_ref());
        self.percent(rows, terms.percentage, one.percentage.as_ref());
        self.code(rows, terms.vat_category, one.vat_category.as_ref(), codes::vat_category);
        self.percent(rows, terms.vat_rate, one.vat_rate.as_ref());
    }

    pub fn totals(&self) -> Section {
        let totals = &self.invoice.totals;
        let mut rows = Vec::new();
        let to = &mut rows;
        self.amount(to, "BT-106", totals.line_net.as_ref());
        self.amount(to, "BT-107", totals.allowances.as_ref());
        self.amount(to, "BT-108", totals.charges.as_ref());
        self.amount(to, "BT-109", totals.without_vat.as_ref());
        self.amount(to, "BT-110", totals.vat.as_ref());
        if let Some(vat) = &totals.vat_in_tax_currency {
            let unit = self.invoice.tax_currency.clone();
            let value = format::amount(vat, unit.as_deref(), self.language);
            to.push(Row { label: self.label("BT-111"), value, term: "BT-111", unit, ..Row::default() });
        }
        self.amount(to, "BT-112", totals.with_vat.as_ref());
        self.amount(to, "BT-113", totals.paid.as_ref());
        self.amount(to, "BT-114", totals.rounding.as_ref());
        self.amount(to, "BT-115", totals.due.as_ref());
        self.section("BG-22", 1, rows)
    }

    pub fn taxes(&self) -> Table {
        let columns = [("BT-118", false), ("BT-119", true), ("BT-116", true), ("BT-117", true)];
        let rows = (1..).zip(&self.invoice.vat_breakdown).map(|(place, tax)| {
            let money = |value: &Option<Decimal>| value.as_ref().map(|value| self.money(value)).unwrap_or_default();
            let category = tax.category.as_deref().map(|code| self.explained(code, codes::vat_category));
            let rate = tax.rate.as_ref().map(|rate| format::percent(rate, self.language));
            let mut details = Vec::new();
            self.text(&mut details, "BT-120", tax.exemption_reason.as_ref());
            self.text(&mut details, "BT-121", tax.exemption_reason_code.as_ref());
            TableRow {
                group: "BG-23",
                place,
                cells: vec![
                    category.unwrap_or_default(),
                    rate.unwrap_or_default(),
                    money(&tax.taxable_amount),
                    money(&tax.tax_amount),
                ],
                details,
                ..TableRow::default()
            }
        });
        Table {
            title: self.label("BG-23"),
            group: "BG-23",
            columns: self.columns(&columns),
            rows: rows.collect(),
            findings: Vec::new(),
        }
    }

    pub fn columns(&self, columns: &[(&'static str, bool)]) -> Vec<Column> {
        columns
            .iter()
            .map(|(term, is_number)| Column { label: self.label(term), term, is_number: *is_number })
            .collect()
    }

    pub fn attachments(&self) -> Vec<AttachedFile> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let file = |(index, document): (usize, &crate::model::SupportingDocument)| {
            let named = |name: fn(&crate::model::Attachment) -> &Option<String>| {
                document.attachment.as_ref().and_then(|file| name(file).clone()).unwrap_or_default()
            };
            let size = match &document.attachment {
                Some(attachment) => format::size(attachment.content.len(), self.language),
                None => String::new(),
            };
            AttachedFile {
                index,
                reference: text(&document.reference),
                description: text(&document.description),
                file_name: named(|file| &file.file_name),
                mime: named(|file| &file.mime),
                size,
                location: text(&document.location),
                findings: Vec::new(),
            }
        };
        self.invoice.documents.iter().enumerate().map(file).collect()
    }
}

/// An IBAN in groups of four; anything else as it is.
fn in_fours(account: &str) -> String {
    let is_iban = account.len() >= 15
        && account.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && account.bytes().take(2).all(|byte| byte.is_ascii_uppercase());
    if !is_iban {
        return account.to_owned();
    }
    let letters: Vec<char> = account.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
