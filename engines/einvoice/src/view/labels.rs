//! What the business terms and groups are called, and to which group they belong.

use super::Language;

/// A term or group: number, group it stands in, German and English name.
type Label = (&'static str, &'static str, &'static str, &'static str);

/// Name of a term (`BT-1`) or group (`BG-4`) as a clerk knows it.
pub fn label(term: &str, language: Language) -> Option<&'static str> {
    let (_, _, german, english) = find(term)?;
    Some(match language {
        Language::German => german,
        Language::English => english,
    })
}

/// The group a term or group stands in; `BG-0` is the invoice itself.
pub fn group_of(term: &str) -> Option<&'static str> {
    find(term).map(|(_, group, _, _)| *group)
}

/// All terms and groups, in the order of the standard.
pub fn terms() -> impl Iterator<Item = &'static str> {
    LABELS.iter().map(|(term, _, _, _)| *term)
}

/// The term as it stands in the table.
pub(super) fn known(term: &str) -> &'static str {
    find(term).map_or("BG-0", |(term, _, _, _)| *term)
}

fn find(term: &str) -> Option<&'static Label> {
    LABELS.iter().find(|(known, _, _, _)| *known == term)
}

const LABELS: &[Label] = &[
    ("BG-0", "BG-0", "Rechnung", "Invoice"),
    ("BT-1", "BG-0", "Rechnungsnummer", "Invoice number"),
    ("BT-2", "BG-0", "Rechnungsdatum", "Invoice date"),
    ("BT-3", "BG-0", "Art der Rechnung", "Type of invoice"),
    ("BT-5", "BG-0", "Währung", "Currency"),
    ("BT-6", "BG-0", "Währung der Umsatzsteuer", "VAT accounting currency"),
    ("BT-7", "BG-0", "Steuerdatum", "VAT point date"),
    ("BT-8", "BG-0", "Steuerdatum richtet sich nach", "VAT point date is the"),
    ("BT-9", "BG-0", "Fällig am", "Due date"),
    ("BT-10", "BG-0", "Leitweg-ID / Referenz des Käufers", "Buyer reference (Leitweg-ID)"),
    ("BT-11", "BG-0", "Projektnummer", "Project"),
    ("BT-12", "BG-0", "Vertragsnummer", "Contract"),
    ("BT-13", "BG-0", "Bestellnummer", "Purchase order"),
    ("BT-14", "BG-0", "Auftragsnummer des Verkäufers", "Sales order"),
    ("BT-15", "BG-0", "Wareneingangsmeldung", "Receiving advice"),
    ("BT-16", "BG-0", "Lieferschein", "Despatch advice"),
    ("BT-17", "BG-0", "Vergabe oder Los", "Tender or lot"),
    ("BT-18", "BG-0", "Abgerechnetes Objekt", "Invoiced object"),
    ("BT-18-1", "BG-0", "Art des abgerechneten Objekts", "Scheme of the invoiced object"),
    ("BT-19", "BG-0", "Buchungsreferenz des Käufers", "Buyer accounting reference"),
    ("BT-20", "BG-0", "Zahlungsbedingungen", "Payment terms"),
    ("BG-1", "BG-0", "Bemerkungen", "Notes"),
    ("BT-21", "BG-1", "Thema der Bemerkung", "Subject of the note"),
    ("BT-22", "BG-1", "Bemerkung", "Note"),
    ("BG-2", "BG-0", "Verfahren", "Process"),
    ("BT-23", "BG-2", "Geschäftsprozess", "Business process"),
    ("BT-24", "BG-2", "Regelwerk der Rechnung", "Specification"),
    ("BG-3", "BG-0", "Vorausgegangene Rechnungen", "Preceding invoices"),
    ("BT-25", "BG-3", "Nummer der vorausgegangenen Rechnung", "Number of the preceding invoice"),
    ("BT-26", "BG-3", "Datum der vorausgegangenen Rechnung", "Date of the preceding invoice"),
    ("BG-4", "BG-0", "Verkäufer", "Seller"),
    ("BT-27", "BG-4", "Name", "Name"),
    ("BT-28", "BG-4", "Handelsname", "Trading name"),
    ("BT-29", "BG-4", "Kennung", "Identifier"),
    ("BT-29-1", "BG-4", "Art der Kennung", "Scheme of the identifier"),
    ("BT-30", "BG-4", "Registernummer", "Legal registration"),
    ("BT-30-1", "BG-4", "Art der Registernummer", "Scheme of the legal registration"),
    ("BT-31", "BG-4", "Umsatzsteuer-ID", "VAT identifier"),
    ("BT-32", "BG-4", "Steuernummer", "Tax number"),
    ("BT-33", "BG-4", "Weitere rechtliche Angaben", "Additional legal information"),
    ("BT-34", "BG-4", "Elektronische Adresse", "Electronic address"),
    ("BT-34-1", "BG-4", "Art der elektronischen Adresse", "Scheme of the electronic address"),
    ("BG-5", "BG-4", "Anschrift des Verkäufers", "Seller's address"),
    ("BT-35", "BG-5", "Straße und Hausnummer", "Address line 1"),
    ("BT-36", "BG-5", "Adresszusatz", "Address line 2"),
    ("BT-162", "BG-5", "Weiterer Adresszusatz", "Address line 3"),
    ("BT-37", "BG-5", "Ort", "City"),
    ("BT-38", "BG-5", "Postleitzahl", "Post code"),
    ("BT-39", "BG-5", "Region", "Region"),
    ("BT-40", "BG-5", "Land", "Country"),
    ("BG-6", "BG-4", "Kontakt beim Verkäufer", "Seller's contact"),
    ("BT-41", "BG-6", "Ansprechstelle", "Contact"),
    ("BT-42", "BG-6", "Telefon", "Telephone"),
    ("BT-43", "BG-6", "E-Mail", "Email"),
    ("BG-7", "BG-0", "Käufer", "Buyer"),
    ("BT-44", "BG-7", "Name", "Name"),
    ("BT-45", "BG-7", "Handelsname", "Trading name"),
    ("BT-46", "BG-7", "Kennung", "Identifier"),
    ("BT-46-1", "BG-7", "Art der Kennung", "Scheme of the identifier"),
    ("BT-47", "BG-7", "Registernummer", "Legal registration"),
    ("BT-47-1", "BG-7", "Art der Registernummer", "Scheme of the legal registration"),
    ("BT-48", "BG-7", "Umsatzsteuer-ID", "VAT identifier"),
    ("BT-49", "BG-7", "Elektronische Adresse", "Electronic address"),
    ("BT-49-1", "BG-7", "Art der elektronischen Adresse", "Scheme of the electronic address"),
    ("BG-8", "BG-7", "Anschrift des Käufers", "Buyer's address"),
    ("BT-50", "BG-8", "Straße und Hausnummer", "Address line 1"),
    ("BT-51", "BG-8", "Adresszusatz", "Address line 2"),
    ("BT-163", "BG-8", "Weiterer Adresszusatz", "Address line 3"),
    ("BT-52", "BG-8", "Ort", "City"),
    ("BT-53", "BG-8", "Postleitzahl", "Post code"),
    ("BT-54", "BG-8", "Region", "Region"),
    ("BT-55", "BG-8", "Land", "Country"),
    ("BG-9", "BG-7", "Kontakt beim Käufer", "Buyer's contact"),
    ("BT-56", "BG-9", "Ansprechstelle", "Contact"),
    ("BT-57", "BG-9", "Telefon", "Telephone"),
    ("BT-58", "BG-9", "E-Mail", "Email"),
    ("BG-10", "BG-0", "Zahlungsempfänger", "Payee"),
    ("BT-59", "BG-10", "Name", "Name"),
    ("BT-60", "BG-10", "Kennung", "Identifier"),
    ("BT-60-1", "BG-10", "Art der Kennung", "Scheme of the identifier"),
    ("BT-61", "BG-10", "Registernummer", "Legal registration"),
    ("BT-61-1", "BG-10", "Art der Registernummer", "Scheme of the legal registration"),
    ("BG-11", "BG-0", "Steuervertreter des Verkäufers", "Seller's tax representative"),
    ("BT-62", "BG-11", "Name", "Name"),
    ("BT-63", "BG-11", "Umsatzsteuer-ID", "VAT identifier"),
    ("BG-12", "BG-11", "Anschrift des Steuervertreters", "Tax representative's address"),
    ("BT-64", "BG-12", "Straße und Hausnummer", "Address line 1"),
    ("BT-65", "BG-12", "Adresszusatz", "Address line 2"),
    ("BT-164", "BG-12", "Weiterer Adresszusatz", "Address line 3"),
    ("BT-66", "BG-12", "Ort", "City"),
    ("BT-67", "BG-12", "Postleitzahl", "Post code"),
    ("BT-68", "BG-12", "Region", "Region"),
    ("BT-69", "BG-12", "Land", "Country"),
    ("BG-13", "BG-0", "Lieferung", "Delivery"),
    ("BT-70", "BG-13", "Empfänger der Lieferung", "Deliver to"),
    ("BT-71", "BG-13", "Kennung des Lieferorts", "Location identifier"),
    ("BT-71-1", "BG-13", "Art der Kennung des Lieferorts", "Scheme of the location identifier"),
    ("BT-72", "BG-13", "Lieferdatum", "Delivery date"),
    ("BG-14", "BG-13", "Abrechnungszeitraum", "Invoicing period"),
    ("BT-73", "BG-14", "Beginn des Abrechnungszeitraums", "Start of the period"),
    ("BT-74", "BG-14", "Ende des Abrechnungszeitraums", "End of the period"),
    ("BG-15", "BG-13", "Lieferanschrift", "Delivery address"),
    ("BT-75", "BG-15", "Straße und Hausnummer", "Address line 1"),
    ("BT-76", "BG-15", "Adresszusatz", "Address line 2"),
    ("BT-165", "BG-15", "Weiterer Adresszusatz", "Address line 3"),
    ("BT-77", "BG-15", "Ort", "City"),
    ("BT-78", "BG-15", "Postleitzahl", "Post code"),
    ("BT-79", "BG-15", "Region", "Region"),
    ("BT-80", "BG-15", "Land", "Country"),
    ("BG-16", "BG-0", "Zahlung", "Payment"),
    ("BT-81", "BG-16", "Zahlungsweg", "Means of payment"),
    ("BT-82", "BG-16", "Zahlungsweg in Worten", "Means of payment in words"),
    ("BT-83", "BG-16", "Verwendungszweck", "Remittance information"),
    ("BG-17", "BG-16", "Überweisung", "Credit transfer"),
    ("BT-84", "BG-17", "IBAN oder Kontonummer", "IBAN or account number"),
    ("BT-85", "BG-17", "Kontoinhaber", "Account name"),
    ("BT-86", "BG-17", "BIC", "BIC"),
    ("BG-18", "BG-16", "Kartenzahlung", "Payment card"),
    ("BT-87", "BG-18", "Letzte Ziffern der Karte", "Last digits of the card"),
    ("BT-88", "BG-18", "Karteninhaber", "Card holder"),
    ("BG-19", "BG-16", "Lastschrift", "Direct debit"),
    ("BT-89", "BG-19", "Mandatsreferenz", "Mandate reference"),
    ("BT-90", "BG-19", "Gläubiger-Identifikationsnummer", "Creditor identifier"),
    ("BT-91", "BG-19", "Belastetes Konto", "Debited account"),
    ("BG-20", "BG-0", "Abzüge auf die Rechnung", "Allowances"),
    ("BT-92", "BG-20", "Betrag", "Amount"),
    ("BT-93", "BG-20", "Grundbetrag", "Base amount"),
    ("BT-94", "BG-20", "Prozentsatz", "Percentage"),
    ("BT-95", "BG-20", "Umsatzsteuer", "VAT category"),
    ("BT-96", "BG-20", "Steuersatz", "VAT rate"),
    ("BT-97", "BG-20", "Grund", "Reason"),
    ("BT-98", "BG-20", "Grund (Code)", "Reason code"),
    ("BG-21", "BG-0", "Zuschläge auf die Rechnung", "Charges"),
    ("BT-99", "BG-21", "Betrag", "Amount"),
    ("BT-100", "BG-21", "Grundbetrag", "Base amount"),
    ("BT-101", "BG-21", "Prozentsatz", "Percentage"),
    ("BT-102", "BG-21", "Umsatzsteuer", "VAT category"),
    ("BT-103", "BG-21", "Steuersatz", "VAT rate"),
    ("BT-104", "BG-21", "Grund", "Reason"),
    ("BT-105", "BG-21", "Grund (Code)", "Reason code"),
    ("BG-22", "BG-0", "Summen", "Totals"),
    ("BT-106", "BG-22", "Summe der Positionen", "Sum of the lines"),
    ("BT-107", "BG-22", "Summe der Abzüge", "Sum of allowances"),
    ("BT-108", "BG-22", "Summe der Zuschläge", "Sum of charges"),
    ("BT-109", "BG-22", "Nettobetrag", "Total without VAT"),
    ("BT-110", "BG-22", "Umsatzsteuer", "VAT"),
    ("BT-111", "BG-22", "Umsatzsteuer in Steuerwährung", "VAT in accounting currency"),
    ("BT-112", "BG-22", "Bruttobetrag", "Total with VAT"),
    ("BT-113", "BG-22", "Bereits gezahlt", "Already paid"),
    ("BT-114", "BG-22", "Rundung", "Rounding"),
    ("BT-115", "BG-22", "Zu zahlen", "Amount due"),
    ("BG-23", "BG-0", "Umsatzsteuer", "VAT breakdown"),
    ("BT-116", "BG-23", "Nettobetrag", "Taxable amount"),
    ("BT-117", "BG-23", "Steuerbetrag", "Tax amount"),
    ("BT-118", "BG-23", "Steuerkategorie", "VAT category"),
    ("BT-119", "BG-23", "Steuersatz", "Rate"),
    ("BT-120", "BG-23", "Grund der Befreiung", "Exemption reason"),
    ("BT-121", "BG-23", "Grund der Befreiung (Code)", "Exemption reason code"),
    ("BG-24", "BG-0", "Anlagen", "Attachments"),
    ("BT-122", "BG-24", "Kennung der Anlage", "Reference"),
    ("BT-123", "BG-24", "Beschreibung", "Description"),
    ("BT-124", "BG-24", "Adresse im Netz", "Location"),
    ("BT-125", "BG-24", "Datei", "File"),
    ("BT-125-1", "BG-24", "Dateityp", "MIME type"),
    ("BT-125-2", "BG-24", "Dateiname", "File name"),
    ("BG-25", "BG-0", "Positionen", "Invoice lines"),
    ("BT-126", "BG-25", "Position", "Line"),
    ("BT-127", "BG-25", "Bemerkung", "Note"),
    ("BT-128", "BG-25", "Abgerechnetes Objekt", "Invoiced object"),
    ("BT-128-1", "BG-25", "Art des abgerechneten Objekts", "Scheme of the invoiced object"),
    ("BT-129", "BG-25", "Menge", "Quantity"),
    ("BT-130", "BG-25", "Einheit", "Unit"),
    ("BT-131", "BG-25", "Gesamt netto", "Net amount"),
    ("BT-132", "BG-25", "Position der Bestellung", "Purchase order line"),
    ("BT-133", "BG-25", "Buchungsreferenz des Käufers", "Buyer accounting reference"),
    ("BG-26", "BG-25", "Zeitraum der Position", "Line period"),
    ("BT-134", "BG-26", "Beginn", "Start"),
    ("BT-135", "BG-26", "Ende", "End"),
    ("BG-27", "BG-25", "Abzug", "Allowance"),
    ("BT-136", "BG-27", "Abzug", "Allowance"),
    ("BT-137", "BG-27", "Grundbetrag des Abzugs", "Base amount of the allowance"),
    ("BT-138", "BG-27", "Prozentsatz des Abzugs", "Percentage of the allowance"),
    ("BT-139", "BG-27", "Grund des Abzugs", "Reason of the allowance"),
    ("BT-140", "BG-27", "Grund des Abzugs (Code)", "Reason code of the allowance"),
    ("BG-28", "BG-25", "Zuschlag", "Charge"),
    ("BT-141", "BG-28", "Zuschlag", "Charge"),
    ("BT-142", "BG-28", "Grundbetrag des Zuschlags", "Base amount of the charge"),
    ("BT-143", "BG-28", "Prozentsatz des Zuschlags", "Percentage of the charge"),
    ("BT-144", "BG-28", "Grund des Zuschlags", "Reason of the charge"),
    ("BT-145", "BG-28", "Grund des Zuschlags (Code)", "Reason code of the charge"),
    ("BG-29", "BG-25", "Preis", "Price"),
    ("BT-146", "BG-29", "Einzelpreis netto", "Net price"),
    ("BT-147", "BG-29", "Nachlass auf den Preis", "Price discount"),
    ("BT-148", "BG-29", "Einzelpreis vor Nachlass", "Gross price"),
    ("BT-149", "BG-29", "Preis gilt für", "Price is for"),
    ("BT-150", "BG-29", "Einheit des Preises", "Unit of the price"),
    ("BG-30", "BG-25", "Umsatzsteuer der Position", "Line VAT"),
    ("BT-151", "BG-30", "Steuerkategorie", "VAT category"),
    ("BT-152", "BG-30", "Steuersatz", "VAT rate"),
    ("BG-31", "BG-25", "Artikel", "Item"),
    ("BT-153", "BG-31", "Bezeichnung", "Item"),
    ("BT-154", "BG-31", "Beschreibung", "Description"),
    ("BT-155", "BG-31", "Artikelnummer des Verkäufers", "Seller's item number"),
    ("BT-156", "BG-31", "Artikelnummer des Käufers", "Buyer's item number"),
    ("BT-157", "BG-31", "Allgemeine Artikelnummer", "Standard item number"),
    ("BT-157-1", "BG-31", "Art der Artikelnummer", "Scheme of the item number"),
    ("BT-158", "BG-31", "Warengruppe", "Classification"),
    ("BT-158-1", "BG-31", "Verzeichnis der Warengruppe", "Scheme of the classification"),
    ("BT-158-2", "BG-31", "Fassung des Verzeichnisses", "Version of the classification"),
    ("BT-159", "BG-31", "Herkunftsland", "Country of origin"),
    ("BG-32", "BG-31", "Eigenschaft", "Attribute"),
    ("BT-160", "BG-32", "Eigenschaft", "Attribute"),
    ("BT-161", "BG-32", "Wert der Eigenschaft", "Attribute value"),
    ("BG-DEX-01", "BG-25", "Unterposition", "Sub line"),
    ("BG-DEX-09", "BG-0", "Beträge für Dritte", "Third party payments"),
    ("BT-DEX-001", "BG-DEX-09", "Art der Forderung", "Type"),
    ("BT-DEX-002", "BG-DEX-09", "Betrag", "Amount"),
    ("BT-DEX-003", "BG-DEX-09", "Beschreibung", "Description"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_term_of_the_standard_has_a_name_once() {
        let known: BTreeSet<&str> = terms().collect();
        assert_eq!(known.len(), LABELS.len());
        // BT-4 was never given out.
        for number in (1..=165).filter(|number| *number != 4) {
            assert!(known.contains(format!("BT-{number}").as_str()), "BT-{number}");
        }
        for number in 0..=32 {
            assert!(known.contains(format!("BG-{number}").as_str()), "BG-{number}");
        }
        assert!(LABELS.iter().all(|(_, group, _, _)| known.contains(group)));
    }
}
