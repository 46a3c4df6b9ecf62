//! The posting export for the finance system: one line an invoice of a payment run. The layout stands in README.md.

use lotse_core::errors::Failure;

use super::model::{Invoice, short_date};

/// The heading: names of the columns, in their order.
pub const COLUMNS: [&str; 21] = [
    "Zahllauf",
    "Eingangsnummer",
    "Belegart",
    "Rechnungsnummer",
    "Rechnungsdatum",
    "Kreditor",
    "USt-IdNr",
    "IBAN",
    "Kostenstelle",
    "Sachkonto",
    "Produkt",
    "Waehrung",
    "Netto",
    "Umsatzsteuer",
    "Brutto",
    "Zahlbetrag",
    "Skonto",
    "Ausfuehrung",
    "Ende-zu-Ende-Referenz",
    "Leitweg-ID",
    "Beleg-SHA256",
];

/// An invoice with what is paid of it.
pub struct Posting<'a> {
    pub invoice: &'a Invoice,
    pub paid_cents: i64,
    pub skonto_cents: i64,
    /// ISO
    pub execution_date: &'a str,
    pub end_to_end_id: &'a str,
}

/// UTF-8 with byte order mark, semicolons, CRLF, decimal comma: as German table programs read it (RFC 4180 otherwise).
pub fn file(run: &str, postings: &[Posting<'_>]) -> Result<Vec<u8>, Failure> {
    let broken = |error: csv::Error| Failure::internal(format!("csv: {error}"));
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    writer.write_record(COLUMNS).map_err(broken)?;
    for posting in postings {
        let (invoice, facts) = (posting.invoice, &posting.invoice.facts);
        let sign = if facts.is_credit { -1 } else { 1 };
        let execution: Option<jiff::civil::Date> = posting.execution_date.parse().ok();
        let cells = [
            run.to_owned(),
            invoice.number.clone(),
            if facts.is_credit { "Gutschrift" } else { "Rechnung" }.to_owned(),
            facts.invoice_number.clone(),
            facts.issue_date.map(short_date).unwrap_or_default(),
            facts.seller_name.clone(),
            facts.seller_vat.clone(),
            facts.iban.clone(),
            invoice.account.cost_centre.clone(),
            invoice.account.account.clone(),
            invoice.account.budget_item.clone(),
            facts.currency.clone(),
            comma(sign * facts.net_cents),
            comma(sign * facts.vat_cents),
            comma(sign * facts.gross_cents),
            comma(posting.paid_cents),
            comma(posting.skonto_cents),
            execution.map(short_date).unwrap_or_default(),
            posting.end_to_end_id.to_owned(),
            facts.leitweg_id.clone(),
            invoice.sha256.clone(),
        ];
        writer.write_record(cells.iter().map(|cell| harmless(cell))).map_err(broken)?;
    }
    writer.into_inner().map_err(|error| Failure::internal(format!("csv: {error}")))
}

/// `-1234,50`
pub fn comma(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{},{:02}", cents.abs() / 100, cents.abs() % 100)
}

/// Table programs run cells that begin like a formula; an amount may begin with a minus.
pub fn harmless(text: &str) -> String {
    let is_amount =
        text.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b','));
    if !is_amount && text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_formulas() {
        assert_eq!(comma(-5), "-0,05");
        assert_eq!(comma(123_450), "1234,50");
        assert_eq!(harmless("=1+1"), "'=1+1");
        assert_eq!(harmless("-0,05"), "-0,05");
        assert_eq!(harmless("-x"), "'-x");
    }
}
