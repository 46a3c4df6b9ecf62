//! Invoices that keep the rules: any content, totals that agree.

use jiff::civil::Date;
use lotse_einvoice::{
    model::{
        Address, AllowanceCharge, Attachment, Buyer, Classification, Contact, CreditTransfer, Delivery, DirectDebit,
        Identifier, Invoice, Item, ItemAttribute, Line, LinePrice, LineVat, Note, Payee, PaymentInstructions, Period,
        PrecedingInvoice, ProcessControl, Seller, SupportingDocument, TaxRepresentative, Totals, VatBreakdown,
    },
    number::Decimal,
    write::{PEPPOL_BILLING, XRECHNUNG},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

/// Text with everything that XML has to be careful about; never blank. `#` has a meaning in notes and payment terms.
fn text() -> impl Strategy<Value = String> {
    "[ \n\t<&>\"'\\]äß€😀a-z0-9]{0,20}[A-Za-z0-9][ \r\n<&>\"'a-zÄÖÜ.]{0,20}"
}

/// A name or number: no white space that does not count.
fn code() -> impl Strategy<Value = String> {
    "[A-Za-z0-9&<>\"'ÄÖÜß/.-]{1,12}( [A-Za-z0-9&<>]{1,8}){0,2}"
}

fn date() -> impl Strategy<Value = Date> {
    (2000_i16..2100, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::constant(year, month, day))
}

fn cents(range: std::ops::Range<i64>) -> impl Strategy<Value = Decimal> {
    range.prop_map(|cents| Decimal::new(cents.into(), 2))
}

fn scheme() -> impl Strategy<Value = Option<String>> {
    option::of(select(vec!["0088", "0060", "0204", "0208"]).prop_map(str::to_owned))
}

fn identifier() -> impl Strategy<Value = Identifier> {
    (code(), scheme()).prop_map(|(value, scheme)| Identifier { value, scheme })
}

prop_compose! {
    fn address()(
        line_1 in option::of(text()), line_2 in option::of(text()), line_3 in option::of(text()),
        city in text(), post_code in "[0-9]{5}", subdivision in option::of(text()), country in select(vec!["DE", "AT", "FR"]),
    ) -> Address {
        Address {
            line_1, line_2, line_3, subdivision,
            city: Some(city), post_code: Some(post_code), country: Some(country.to_owned()),
        }
    }
}

prop_compose! {
    fn contact()(name in text(), number in "[0-9]{4,9}", email in "[a-z]{2,8}@[a-z]{2,8}\\.de") -> Contact {
        Contact { name: Some(name), telephone: Some(format!("+49 {number}")), email: Some(email) }
    }
}

prop_compose! {
    fn period()(dates in option::of((date(), date()))) -> Period {
        dates.map_or_else(Period::default, |(one, other)| Period { start: Some(one.min(other)), end: Some(one.max(other)) })
    }
}

prop_compose! {
    fn seller()(
        name in text(), trading_name in option::of(text()), identifiers in vec(identifier(), 0..3),
        legal_registration in option::of(identifier()), tax_registration in option::of("[0-9]{3}/[0-9]{3}/[0-9]{4}"),
        legal_information in option::of(text()), address in address(), contact in contact(),
    ) -> Seller {
        let mut identifiers = identifiers;
        identifiers.sort_by_key(|identifier| identifier.scheme.is_some());
        Seller {
            name: Some(name), trading_name, identifiers, legal_registration, tax_registration, legal_information,
            vat_identifier: Some("DE123456788".to_owned()),
            electronic_address: Some(Identifier::new("rechnung@firma.example", Some("EM"))),
            address, contact,
        }
    }
}

prop_compose! {
    fn buyer()(
        name in text(), trading_name in option::of(text()), identifier in option::of(identifier()),
        legal_registration in option::of(identifier()), address in address(), contact in option::of(contact()),
    ) -> Buyer {
        Buyer {
            name: Some(name), trading_name, identifier, legal_registration,
            vat_identifier: Some("DE987654321".to_owned()),
            electronic_address: Some(Identifier::new("05117-31001-02", Some("0204"))),
            address, contact: contact.unwrap_or_default(),
        }
    }
}

/// An allowance or charge; with a base amount and percentage the amount follows from them.
fn allowance(has_vat: bool, is_charge: bool) -> impl Strategy<Value = AllowanceCharge> {
    let based = (1_i64..100_000, 1_i64..60).prop_map(|(base, percent)| {
        let (base, percent) = (Decimal::new(base.into(), 2), Decimal::new(percent.into(), 0));
        let amount = base.multiply(&percent).multiply(&Decimal::new(1, 2)).cents();
        (amount, Some(base), Some(percent))
    });
    let plain = cents(1..10_000).prop_map(|amount| (amount, None, None));
    let codes = if is_charge { vec!["FC", "PC", "TAC"] } else { vec!["95", "102", "104"] };
    let reason = prop_oneof![
        text().prop_map(|reason| (Some(reason), None)),
        select(codes).prop_map(|code: &str| (None, Some(code.to_owned()))),
    ];
    (prop_oneof![based, plain], reason, vat()).prop_map(move |((amount, base_amount, percentage), reason, vat)| {
        AllowanceCharge {
            amount: Some(amount),
            base_amount,
            percentage,
            vat_category: has_vat.then_some(vat.category).flatten(),
            vat_rate: has_vat.then_some(vat.rate).flatten(),
            reason: reason.0,
            reason_code: reason.1,
        }
    })
}

fn vat() -> impl Strategy<Value = LineVat> {
    select(vec![("S", 19), ("S", 7), ("Z", 0), ("E", 0), ("AE", 0)])
        .prop_map(|(category, rate)| LineVat { category: Some(category.to_owned()), rate: Some(Decimal::new(rate, 0)) })
}

prop_compose! {
    fn item()(
        name in text(), description in option::of(text()), seller_identifier in option::of(code()),
        buyer_identifier in option::of(code()), standard in option::of(code()),
        classes in vec((code(), select(vec!["IB", "TSP", "ZZZ"]), option::of(code())), 0..3),
        country in option::of(select(vec!["DE", "CN"])), attributes in vec((text(), text()), 0..3),
    ) -> Item {
        Item {
            name: Some(name), description, seller_identifier, buyer_identifier,
            standard_identifier: standard.map(|value| Identifier::new(value, Some("0160"))),
            classifications: classes.into_iter()
                .map(|(code, scheme, version)| Classification { code, scheme: Some(scheme.to_owned()), version })
                .collect(),
            country_of_origin: country.map(str::to_owned),
            attributes: attributes.into_iter()
                .map(|(name, value)| ItemAttribute { name: Some(name), value: Some(value) })
                .collect(),
        }
    }
}

prop_compose! {
    fn price()(net in 0_i64..1_000_000, discount in option::of(0_i64..1000), base in option::of(1_i64..20)) -> LinePrice {
        let net = Decimal::new(net.into(), 4);
        let discount = discount.map(|discount| Decimal::new(discount.into(), 3));
        LinePrice {
            gross: discount.as_ref().map(|discount| net.add(discount)),
            discount,
            net: Some(net),
            base_quantity: base.map(|base| Decimal::new(base.into(), 0)),
            base_quantity_unit: base.map(|_| "H87".to_owned()),
        }
    }
}

prop_compose! {
    fn line()(
        note in option::of(text()), object in option::of((code(), option::of(Just("AAA")))),
        quantity in -100_000_i64..1_000_000, order_line in option::of(code()), accounting in option::of(text()),
        allowances in vec(allowance(false, false), 0..3), charges in vec(allowance(false, true), 0..3),
        price in price(), vat in vat(), item in item(), use_allowances in any::<bool>(),
    ) -> Line {
        let quantity = Decimal::new(quantity.into(), 3);
        let (allowances, charges) = if use_allowances { (allowances, charges) } else { Default::default() };
        let net = price.net.clone().unwrap_or(Decimal::ZERO);
        let base = price.base_quantity.clone().unwrap_or(Decimal::ONE);
        let amount = net.multiply(&quantity).divide(&base).unwrap_or(Decimal::ZERO);
        let amount = amount.add(&sum(charges.iter().map(|one| &one.amount)))
            .subtract(&sum(allowances.iter().map(|one| &one.amount)));
        Line {
            id: None, note, quantity: Some(quantity), unit: Some("H87".to_owned()), net_amount: Some(amount.cents()),
            object: object.map(|(value, scheme)| Identifier::new(value, scheme)),
            order_line_reference: order_line, buyer_accounting_reference: accounting, period: Period::default(),
            allowances, charges, price, vat, item, sub_lines: Vec::new(),
        }
    }
}

fn sum<'a>(amounts: impl Iterator<Item = &'a Option<Decimal>>) -> Decimal {
    amounts.flatten().fold(Decimal::ZERO, |sum, amount| sum.add(amount))
}

fn payment() -> impl Strategy<Value = PaymentInstructions> {
    let transfer =
        (option::of(text()), option::of(Just("COBADEFFXXX")), any::<bool>()).prop_map(|(name, bic, is_first)| {
            let account = if is_first { "DE89370400440532013000" } else { "DE02120300000000202051" };
            CreditTransfer { account: Some(account.to_owned()), account_name: name, provider: bic.map(str::to_owned) }
        });
    let transfers = (vec(transfer, 1..4), select(vec!["30", "58"])).prop_map(|(credit_transfers, code)| {
        PaymentInstructions { means_code: Some(code.to_owned()), credit_transfers, ..PaymentInstructions::default() }
    });
    let debit = code().prop_map(|mandate| PaymentInstructions {
        means_code: Some("59".to_owned()),
        direct_debit: Some(DirectDebit {
            mandate: Some(mandate),
            creditor_identifier: Some("DE98ZZZ09999999999".to_owned()),
            debited_account: Some("DE02120300000000202051".to_owned()),
        }),
        ..PaymentInstructions::default()
    });
    (prop_oneof![transfers, debit], option::of(code()), option::of(text())).prop_map(|(one, text, remittance)| {
        PaymentInstructions { means_text: text, remittance_information: remittance, ..one }
    })
}

prop_compose! {
    fn document()(
        description in option::of(text()), location in option::of(Just("https://firma.example/a.pdf")),
        content in option::of(vec(any::<u8>(), 1..60)), mime in select(vec!["application/pdf", "image/png", "text/csv"]),
    ) -> SupportingDocument {
        let attachment = content.map(|content| Attachment { mime: Some(mime.to_owned()), file_name: None, content });
        SupportingDocument { reference: None, description, location: location.map(str::to_owned), attachment }
    }
}

prop_compose! {
    fn references()(
        project in option::of(code()), contract in option::of(code()), order in option::of(code()),
        sales in option::of(code()), receiving in option::of(code()), despatch in option::of(code()),
        tender in option::of(code()), object in option::of((code(), option::of(Just("AAA")))),
        accounting in option::of(text()), preceding in option::of((code(), option::of(date()))),
        notes in vec((option::of(select(vec!["AAI", "ADU", "REG"])), text()), 0..3),
    ) -> Invoice {
        Invoice {
            project_reference: project, contract_reference: contract,
            purchase_order_reference: order.or_else(|| sales.as_ref().map(|_| "B-1".to_owned())),
            sales_order_reference: sales, receiving_advice_reference: receiving, despatch_advice_reference: despatch,
            tender_reference: tender, invoiced_object: object.map(|(value, scheme)| Identifier::new(value, scheme)),
            buyer_accounting_reference: accounting,
            preceding_invoices: preceding.into_iter()
                .map(|(number, issue_date)| PrecedingInvoice { number: Some(number), issue_date })
                .collect(),
            notes: notes.into_iter()
                .map(|(code, text)| Note { subject_code: code.map(str::to_owned), text: Some(text) })
                .collect(),
            ..Invoice::default()
        }
    }
}

prop_compose! {
    fn parties()(
        seller in seller(), buyer in buyer(), payee in option::of((text(), option::of(identifier()), option::of(identifier()))),
        representative in option::of((text(), address())),
        delivery in (option::of(text()), option::of(identifier()), date(), option::of(address())), period in period(),
    ) -> Invoice {
        let (name, location, delivered, address) = delivery;
        Invoice {
            seller, buyer, period,
            payee: payee.map(|(name, identifier, legal_registration)| Payee { name: Some(name), identifier, legal_registration }),
            tax_representative: representative.map(|(name, address)| TaxRepresentative {
                name: Some(name), vat_identifier: Some("DE123456788".to_owned()), address,
            }),
            delivery: Some(Delivery { name, location, date: Some(delivered), address: address.unwrap_or_default() }),
            ..Invoice::default()
        }
    }
}

prop_compose! {
    /// An XRechnung that keeps every rule.
    pub fn invoice()(
        references in references(), parties in parties(), payment in payment(), number in code(), issue_date in date(),
        kind in select(vec!["380", "381", "326", "384", "389"]), point in option::of(prop_oneof![
            date().prop_map(|date| (Some(date), None)),
            select(vec!["3", "35", "432"]).prop_map(|code| (None, Some(code.to_owned()))),
        ]),
        due in option::of(date()), terms in text(), skonto in option::of((1_u16..40, 1_i64..500)),
        lines in vec(line(), 1..5), allowances in vec(allowance(true, false), 0..3),
        charges in vec(allowance(true, true), 0..3), documents in vec(document(), 0..3),
        paid in option::of(cents(0..10_000)), rounding in option::of(cents(-50..50)), tax in option::of(cents(0..10_000)),
    ) -> Invoice {
        let (tax_point_date, tax_point_date_code) = point.unwrap_or_default();
        let skonto = skonto.map(|(days, percent)| {
            format!("#SKONTO#TAGE={days}#PROZENT={}.{:02}#\n", percent / 100, percent % 100)
        });
        let mut invoice = Invoice {
            number: Some(number), issue_date: Some(issue_date), type_code: Some(kind.to_owned()),
            currency: Some("EUR".to_owned()), tax_point_date, tax_point_date_code, due_date: due,
            buyer_reference: Some("05117-31001-02".to_owned()),
            payment_terms: Some(skonto.unwrap_or(terms)),
            process: ProcessControl {
                business_process: Some(PEPPOL_BILLING.to_owned()), specification: Some(XRECHNUNG.to_owned()),
            },
            payment_instructions: vec![payment], allowances, charges, documents, lines,
            seller: parties.seller, buyer: parties.buyer, payee: parties.payee, period: parties.period,
            tax_representative: parties.tax_representative, delivery: parties.delivery,
            ..references
        };
        invoice.totals = Totals { paid, rounding, ..Totals::default() };
        if let Some(tax) = tax {
            invoice.tax_currency = Some("CHF".to_owned());
            invoice.totals.vat_in_tax_currency = Some(tax);
        }
        complete(&mut invoice);
        invoice
    }
}

/// Numbers lines and documents and computes the totals.
fn complete(invoice: &mut Invoice) {
    for (index, line) in invoice.lines.iter_mut().enumerate() {
        line.id = Some((index + 1).to_string());
        line.period = invoice.period.clone();
    }
    for (index, document) in invoice.documents.iter_mut().enumerate() {
        document.reference = Some(format!("Anlage {index}"));
        if let Some(file) = &mut document.attachment {
            file.file_name = Some(format!("anlage-{index}.dat"));
        }
    }
    let mut taxes: Vec<VatBreakdown> = Vec::new();
    let mut add = |category: &Option<String>, rate: &Option<Decimal>, amount: &Decimal| {
        let found = taxes.iter_mut().find(|tax| tax.category == *category && tax.rate == *rate);
        if let Some(tax) = found {
            tax.taxable_amount = tax.taxable_amount.as_ref().map(|taxable| taxable.add(amount));
            return;
        }
        let reason = match category.as_deref() {
            Some("E") => Some("Steuerbefreit"),
            Some("AE") => Some("Umkehr der Steuerschuld"),
            _ => None,
        };
        taxes.push(VatBreakdown {
            taxable_amount: Some(amount.clone()),
            tax_amount: None,
            category: category.clone(),
            rate: rate.clone(),
            exemption_reason: reason.map(str::to_owned),
            exemption_reason_code: None,
        });
    };
    for line in &invoice.lines {
        add(&line.vat.category, &line.vat.rate, line.net_amount.as_ref().unwrap());
    }
    for one in &invoice.allowances {
        add(&one.vat_category, &one.vat_rate, &one.amount.as_ref().unwrap().negate());
    }
    for one in &invoice.charges {
        add(&one.vat_category, &one.vat_rate, one.amount.as_ref().unwrap());
    }
    for tax in &mut taxes {
        let rate = tax.rate.as_ref().unwrap().multiply(&Decimal::new(1, 2));
        tax.tax_amount = Some(tax.taxable_amount.as_ref().unwrap().multiply(&rate).cents());
    }
    let totals = &mut invoice.totals;
    let line_net = sum(invoice.lines.iter().map(|line| &line.net_amount));
    let allowances = sum(invoice.allowances.iter().map(|one| &one.amount));
    let charges = sum(invoice.charges.iter().map(|one| &one.amount));
    let without_vat = line_net.subtract(&allowances).add(&charges);
    let vat = sum(taxes.iter().map(|tax| &tax.tax_amount));
    let with_vat = without_vat.add(&vat);
    let paid = totals.paid.clone().unwrap_or(Decimal::ZERO);
    let rounding = totals.rounding.clone().unwrap_or(Decimal::ZERO);
    totals.due = Some(with_vat.subtract(&paid).add(&rounding));
    totals.allowances = (!invoice.allowances.is_empty()).then_some(allowances);
    totals.charges = (!invoice.charges.is_empty()).then_some(charges);
    (totals.line_net, totals.without_vat) = (Some(line_net), Some(without_vat));
    if vat.is_negative() {
        totals.vat_in_tax_currency = totals.vat_in_tax_currency.as_ref().map(Decimal::negate);
    }
    (totals.vat, totals.with_vat) = (Some(vat), Some(with_vat));
    invoice.vat_breakdown = taxes;
}
