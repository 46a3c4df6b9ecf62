//! Invoices of our own making, for the demo and for tests: XRechnung 3.0 in UBL. All names and numbers are made up.

use std::fmt::Write;

use jiff::civil::Date;

/// What differs between samples.
#[derive(Clone, Debug)]
pub struct Sample {
    pub number: String,
    pub issued: Date,
    pub due: Option<Date>,
    pub seller: String,
    pub vat_id: String,
    pub iban: String,
    pub leitweg_id: String,
    pub buyer: String,
    /// Name, quantity, price of one in cents.
    pub lines: Vec<(String, i64, i64)>,
    /// Days and basis points.
    pub skonto: Option<(u32, i64)>,
    /// Name and content of an attached text.
    pub attachment: Option<(String, String)>,
    /// 380 or 381.
    pub type_code: &'static str,
    /// BT-24; `None` for XRechnung 3.0.
    pub specification: Option<String>,
    /// Added to BT-112, so that it is wrong.
    pub mistake_cents: i64,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            number: "2027-0815".to_owned(),
            issued: jiff::civil::date(2027, 1, 11),
            due: None,
            seller: "Tischlerei Ahorn (Demo)".to_owned(),
            vat_id: "DE123456788".to_owned(),
            iban: "DE02120300000000202051".to_owned(),
            leitweg_id: "05762-DEMO1-59".to_owned(),
            buyer: "Stadt Borgentreich".to_owned(),
            lines: vec![("Regal aus Buche".to_owned(), 2, 50_000)],
            skonto: None,
            attachment: None,
            type_code: "380",
            specification: None,
            mistake_cents: 0,
        }
    }
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The document.
pub fn xml(sample: &Sample) -> String {
    let net: i64 = sample.lines.iter().map(|(_, quantity, price)| quantity * price).sum();
    let vat = (net * 19 + 50) / 100;
    let gross = net + vat;
    let specification = sample
        .specification
        .clone()
        .unwrap_or_else(|| "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0".to_owned());
    let is_credit = sample.type_code == "381";
    let (root, line, quantity) = if is_credit {
        ("CreditNote", "CreditNoteLine", "CreditedQuantity")
    } else {
        ("Invoice", "InvoiceLine", "InvoicedQuantity")
    };
    let mut out = String::new();
    // Writing to a String cannot fail.
    macro_rules! put {
        ($($part:tt)*) => {{ let _ = writeln!(out, $($part)*); }};
    }
    put!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    put!(
        "<{root} xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:{root}-2\" xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">"
    );
    put!("<cbc:CustomizationID>{}</cbc:CustomizationID>", escaped(&specification));
    put!("<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>");
    put!("<cbc:ID>{}</cbc:ID>", escaped(&sample.number));
    put!("<cbc:IssueDate>{}</cbc:IssueDate>", sample.issued);
    if let Some(due) = sample.due.filter(|_| !is_credit) {
        put!("<cbc:DueDate>{due}</cbc:DueDate>");
    }
    put!("<cbc:{root}TypeCode>{}</cbc:{root}TypeCode>", sample.type_code);
    put!("<cbc:Note>Demo: eine erfundene Rechnung.</cbc:Note>");
    put!("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>");
    put!("<cbc:BuyerReference>{}</cbc:BuyerReference>", escaped(&sample.leitweg_id));
    if let Some((name, content)) = &sample.attachment {
        put!(
            "<cac:AdditionalDocumentReference><cbc:ID>A1</cbc:ID><cbc:DocumentDescription>Anlage</cbc:DocumentDescription><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/csv\" filename=\"{}\">{}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>",
            escaped(name),
            base64(content.as_bytes()),
        );
    }
    put!(
        "<cac:AccountingSupplierParty><cac:Party><cbc:EndpointID schemeID=\"EM\">rechnung@example.org</cbc:EndpointID><cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName><cac:PostalAddress><cbc:StreetName>Beispielweg 3</cbc:StreetName><cbc:CityName>Musterstadt</cbc:CityName><cbc:PostalZone>12345</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity><cac:Contact><cbc:Name>Erika Muster</cbc:Name><cbc:Telephone>+49 5555 12345</cbc:Telephone><cbc:ElectronicMail>buchhaltung@example.org</cbc:ElectronicMail></cac:Contact></cac:Party></cac:AccountingSupplierParty>",
        name = escaped(&sample.seller),
        vat = sample.vat_id,
    );
    put!(
        "<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID=\"EM\">rechnungen@borgentreich.example.org</cbc:EndpointID><cac:PostalAddress><cbc:StreetName>Musterstraße 1</cbc:StreetName><cbc:CityName>Borgentreich</cbc:CityName><cbc:PostalZone>34434</cbc:PostalZone><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyLegalEntity><cbc:RegistrationName>{}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:AccountingCustomerParty>",
        escaped(&sample.buyer),
    );
    put!("<cac:Delivery><cbc:ActualDeliveryDate>{}</cbc:ActualDeliveryDate></cac:Delivery>", sample.issued);
    put!(
        "<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cbc:PaymentID>{}</cbc:PaymentID><cac:PayeeFinancialAccount><cbc:ID>{}</cbc:ID><cbc:Name>{}</cbc:Name></cac:PayeeFinancialAccount></cac:PaymentMeans>",
        escaped(&sample.number),
        sample.iban,
        escaped(&sample.seller),
    );
    match sample.skonto {
        Some((days, points)) => put!(
            "<cac:PaymentTerms><cbc:Note>#SKONTO#TAGE={days}#PROZENT={}#\n</cbc:Note></cac:PaymentTerms>",
            money(points),
        ),
        None => put!("<cac:PaymentTerms><cbc:Note>Zahlbar innerhalb von 30 Tagen.</cbc:Note></cac:PaymentTerms>"),
    }
    put!(
        "<cac:TaxTotal><cbc:TaxAmount currencyID=\"EUR\">{vat}</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID=\"EUR\">{net}</cbc:TaxableAmount><cbc:TaxAmount currencyID=\"EUR\">{vat}</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>",
        vat = money(vat),
        net = money(net),
    );
    put!(
        "<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID=\"EUR\">{net}</cbc:LineExtensionAmount><cbc:TaxExclusiveAmount currencyID=\"EUR\">{net}</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID=\"EUR\">{wrong}</cbc:TaxInclusiveAmount><cbc:PayableAmount currencyID=\"EUR\">{gross}</cbc:PayableAmount></cac:LegalMonetaryTotal>",
        net = money(net),
        wrong = money(gross + sample.mistake_cents),
        gross = money(gross),
    );
    for (place, (name, amount, price)) in sample.lines.iter().enumerate() {
        put!(
            "<cac:{line}><cbc:ID>{id}</cbc:ID><cbc:{quantity} unitCode=\"XPP\">{amount}</cbc:{quantity}><cbc:LineExtensionAmount currencyID=\"EUR\">{sum}</cbc:LineExtensionAmount><cac:Item><cbc:Name>{name}</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item><cac:Price><cbc:PriceAmount currencyID=\"EUR\">{price}</cbc:PriceAmount></cac:Price></cac:{line}>",
            id = place + 1,
            sum = money(amount * price),
            name = escaped(name),
            price = money(*price),
        );
    }
    put!("</{root}>");
    out
}

/// RFC 4648; small texts only.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let part = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for (place, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let index = usize::try_from(bits >> shift & 63).unwrap_or(0);
            out.push(if place <= chunk.len() { char::from(SIGNS[index]) } else { '=' });
        }
    }
    out
}
