//! What the frequent codes of an invoice mean, for people. A code that is not here is shown as it is.

use super::Language;

type Meaning = (&'static str, &'static str, &'static str);

fn find(table: &[Meaning], code: &str, language: Language) -> Option<&'static str> {
    let (_, german, english) = table.iter().find(|(known, _, _)| *known == code)?;
    Some(match language {
        Language::German => german,
        Language::English => english,
    })
}

/// BT-3, UNTDID 1001.
pub fn invoice_type(code: &str, language: Language) -> Option<&'static str> {
    find(INVOICE_TYPES, code, language)
}

/// BT-118 and the like, UNTDID 5305.
pub fn vat_category(code: &str, language: Language) -> Option<&'static str> {
    find(VAT_CATEGORIES, code, language)
}

/// BT-81, UNTDID 4461.
pub fn payment_means(code: &str, language: Language) -> Option<&'static str> {
    find(PAYMENT_MEANS, code, language)
}

/// BT-130, UN/ECE Recommendation 20 and 21.
pub fn unit(code: &str, language: Language) -> Option<&'static str> {
    find(UNITS, code, language)
}

/// BT-8, UNTDID 2005.
pub fn tax_point(code: &str, language: Language) -> Option<&'static str> {
    find(TAX_POINTS, code, language)
}

/// BT-21, UNTDID 4451.
pub fn note_subject(code: &str, language: Language) -> Option<&'static str> {
    find(NOTE_SUBJECTS, code, language)
}

/// BT-98 and BT-140, UNTDID 5189; BT-105 and BT-145, UNTDID 7161.
pub fn reason(code: &str, language: Language) -> Option<&'static str> {
    find(REASONS, code, language)
}

/// ISO 3166-1, neighbours and states of the European Union.
pub fn country(code: &str, language: Language) -> Option<&'static str> {
    find(COUNTRIES, code, language)
}

/// Scheme of an electronic address (EAS) or identifier (ICD).
pub fn scheme(code: &str, language: Language) -> Option<&'static str> {
    find(SCHEMES, code, language)
}

const INVOICE_TYPES: &[Meaning] = &[
    ("71", "Zahlungsaufforderung", "Request for payment"),
    ("80", "Belastungsanzeige", "Debit note"),
    ("81", "Gutschriftsanzeige", "Credit note related to goods or services"),
    ("82", "Rechnung über gemessene Leistungen", "Metered services invoice"),
    ("83", "Gutschrift zu Finanzanpassungen", "Credit note related to financial adjustments"),
    ("84", "Belastung zu Finanzanpassungen", "Debit note related to financial adjustments"),
    ("130", "Datenblatt zur Rechnung", "Invoicing data sheet"),
    ("202", "Abschlagszahlung nach Baufortschritt", "Direct payment valuation"),
    ("203", "Vorläufige Abrechnung nach Baufortschritt", "Provisional payment valuation"),
    ("204", "Abrechnung nach Baufortschritt", "Payment valuation"),
    ("211", "Zwischenrechnung", "Interim application for payment"),
    ("218", "Schlussrechnung", "Final payment request"),
    ("219", "Zahlungsaufforderung für erledigte Einheiten", "Payment request for completed units"),
    ("261", "Gutschrift nach Selbstabrechnung", "Self-billed credit note"),
    ("262", "Sammelgutschrift", "Consolidated credit note"),
    ("295", "Preisänderungsrechnung", "Price variation invoice"),
    ("296", "Gutschrift nach Preisänderung", "Credit note for price variation"),
    ("308", "Delkredere-Gutschrift", "Delcredere credit note"),
    ("325", "Proforma-Rechnung", "Proforma invoice"),
    ("326", "Teilrechnung", "Partial invoice"),
    ("331", "Rechnung mit Packliste", "Commercial invoice with a packing list"),
    ("380", "Rechnung", "Invoice"),
    ("381", "Gutschrift", "Credit note"),
    ("382", "Provisionsabrechnung", "Commission note"),
    ("383", "Belastungsanzeige", "Debit note"),
    ("384", "Rechnungskorrektur", "Corrected invoice"),
    ("385", "Sammelrechnung", "Consolidated invoice"),
    ("386", "Vorauszahlungsrechnung", "Prepayment invoice"),
    ("387", "Mietrechnung", "Hire invoice"),
    ("388", "Steuerrechnung", "Tax invoice"),
    ("389", "Rechnung nach Selbstabrechnung", "Self-billed invoice"),
    ("390", "Delkredere-Rechnung", "Delcredere invoice"),
    ("393", "Rechnung mit Forderungsabtretung", "Factored invoice"),
    ("394", "Leasingrechnung", "Lease invoice"),
    ("395", "Konsignationsrechnung", "Consignment invoice"),
    ("396", "Gutschrift mit Forderungsabtretung", "Factored credit note"),
    ("527", "Belastungsanzeige nach Selbstabrechnung", "Self-billed debit note"),
    ("575", "Rechnung der Versicherung", "Insurer's invoice"),
    ("751", "Rechnung für Buchungszwecke", "Invoice information for accounting purposes"),
    ("875", "Teilrechnung über Bauleistungen", "Partial construction invoice"),
    ("876", "Teilschlussrechnung über Bauleistungen", "Partial final construction invoice"),
    ("877", "Schlussrechnung über Bauleistungen", "Final construction invoice"),
];

const VAT_CATEGORIES: &[Meaning] = &[
    ("S", "Umsatzsteuer", "Standard rate"),
    ("Z", "Nullsatz", "Zero rated"),
    ("E", "Steuerbefreit", "Exempt"),
    ("AE", "Steuerschuld beim Käufer (§ 13b UStG)", "Reverse charge"),
    ("K", "Innergemeinschaftliche Lieferung", "Intra-community supply"),
    ("G", "Ausfuhr", "Export outside the EU"),
    ("O", "Nicht steuerbar", "Not subject to VAT"),
    ("L", "Steuer der Kanarischen Inseln (IGIC)", "Canary Islands tax (IGIC)"),
    ("M", "Steuer von Ceuta und Melilla (IPSI)", "Ceuta and Melilla tax (IPSI)"),
    ("B", "Split-Payment", "Split payment"),
];

const PAYMENT_MEANS: &[Meaning] = &[
    ("1", "Nicht festgelegt", "Not defined"),
    ("10", "Bar", "Cash"),
    ("20", "Scheck", "Cheque"),
    ("30", "Überweisung", "Credit transfer"),
    ("31", "Lastschrift", "Debit transfer"),
    ("42", "Zahlung auf ein Bankkonto", "Payment to bank account"),
    ("48", "Kartenzahlung", "Bank card"),
    ("49", "Lastschrift", "Direct debit"),
    ("54", "Kreditkarte", "Credit card"),
    ("55", "Debitkarte", "Debit card"),
    ("57", "Dauerauftrag", "Standing agreement"),
    ("58", "SEPA-Überweisung", "SEPA credit transfer"),
    ("59", "SEPA-Lastschrift", "SEPA direct debit"),
    ("68", "Online-Zahlungsdienst", "Online payment service"),
    ("97", "Verrechnung", "Clearing between partners"),
    ("ZZZ", "Wie vereinbart", "Mutually defined"),
];

const UNITS: &[Meaning] = &[
    ("C62", "Stück", "unit"),
    ("H87", "Stück", "piece"),
    ("XPP", "Stück", "piece"),
    ("EA", "Stück", "each"),
    ("NAR", "Stück", "article"),
    ("NPT", "Teile", "part"),
    ("PCE", "Stück", "piece"),
    ("PR", "Paar", "pair"),
    ("SET", "Satz", "set"),
    ("LS", "pauschal", "lump sum"),
    ("HUR", "Std.", "hours"),
    ("MIN", "Min.", "minutes"),
    ("SEC", "Sek.", "seconds"),
    ("DAY", "Tage", "days"),
    ("WEE", "Wochen", "weeks"),
    ("MON", "Monate", "months"),
    ("ANN", "Jahre", "years"),
    ("E49", "Arbeitstage", "working days"),
    ("GRM", "g", "g"),
    ("KGM", "kg", "kg"),
    ("TNE", "t", "t"),
    ("DTN", "dt", "dt"),
    ("MMT", "mm", "mm"),
    ("CMT", "cm", "cm"),
    ("MTR", "m", "m"),
    ("LM", "lfd. m", "running metres"),
    ("KMT", "km", "km"),
    ("KTM", "km", "km"),
    ("CMK", "cm²", "cm²"),
    ("MTK", "m²", "m²"),
    ("HAR", "ha", "ha"),
    ("MTQ", "m³", "m³"),
    ("RTO", "m³ (Raummeter)", "stere"),
    ("MLT", "ml", "ml"),
    ("LTR", "l", "l"),
    ("HLT", "hl", "hl"),
    ("WHR", "Wh", "Wh"),
    ("KWH", "kWh", "kWh"),
    ("MWH", "MWh", "MWh"),
    ("KWT", "kW", "kW"),
    ("P1", "%", "%"),
    ("XBX", "Karton", "box"),
    ("XCT", "Karton", "carton"),
    ("XCS", "Kiste", "case"),
    ("XPK", "Packung", "package"),
    ("XPA", "Päckchen", "packet"),
    ("XPX", "Palette", "pallet"),
    ("XRO", "Rolle", "roll"),
    ("XBG", "Beutel", "bag"),
    ("XSA", "Sack", "sack"),
    ("XBO", "Flasche", "bottle"),
    ("XCA", "Dose", "can"),
    ("XTU", "Tube", "tube"),
    ("XBE", "Bündel", "bundle"),
    ("ST", "Blatt", "sheet"),
    ("RM", "Ries", "ream"),
    ("IE", "Personen", "persons"),
    ("4L", "MB", "MB"),
    ("E34", "GB", "GB"),
];

const TAX_POINTS: &[Meaning] = &[
    ("3", "Rechnungsdatum", "date of the invoice"),
    ("35", "Lieferdatum", "date of delivery"),
    ("432", "Zahlungsdatum", "date of payment"),
];

const NOTE_SUBJECTS: &[Meaning] = &[
    ("AAI", "Allgemeine Angabe", "General information"),
    ("AAJ", "Weitere Bedingungen", "Additional conditions"),
    ("AAK", "Preisbedingungen", "Price conditions"),
    ("ABL", "Rechtliche Angabe", "Legal information"),
    ("ABN", "Angabe zur Buchung", "Accounting information"),
    ("ACB", "Weitere Angabe", "Additional information"),
    ("ADU", "Bemerkung", "Note"),
    ("CUS", "Angabe zum Zoll", "Customs"),
    ("PMD", "Angabe zur Zahlung", "Payment detail"),
    ("PMT", "Angabe zur Zahlung", "Payment information"),
    ("REG", "Registerangabe", "Regulatory information"),
    ("SUR", "Bemerkung des Lieferanten", "Supplier remarks"),
    ("TXD", "Angabe zur Steuer", "Tax declaration"),
    ("AAC", "Gefahrgut", "Dangerous goods"),
];

const REASONS: &[Meaning] = &[
    ("41", "Bonus für vorzeitige Fertigstellung", "Bonus for works ahead of schedule"),
    ("42", "Sonstiger Bonus", "Other bonus"),
    ("60", "Verbraucherrabatt des Herstellers", "Manufacturer's consumer discount"),
    ("62", "Wegen militärischer Stellung", "Due to military status"),
    ("63", "Wegen eines Arbeitsunfalls", "Due to work accident"),
    ("64", "Sondervereinbarung", "Special agreement"),
    ("65", "Mängel der Herstellung", "Production error discount"),
    ("66", "Neukundenrabatt", "New outlet discount"),
    ("67", "Musterrabatt", "Sample discount"),
    ("68", "Auslaufrabatt", "End-of-range discount"),
    ("70", "Lieferklausel", "Incoterm discount"),
    ("71", "Umsatzschwelle", "Point of sales threshold allowance"),
    ("88", "Materialzuschlag oder -abzug", "Material surcharge/deduction"),
    ("95", "Rabatt", "Discount"),
    ("100", "Sonderrabatt", "Special rebate"),
    ("102", "Langfristige Vereinbarung", "Fixed long term"),
    ("103", "Vorübergehend", "Temporary"),
    ("104", "Standardrabatt", "Standard"),
    ("105", "Jahresumsatz", "Yearly turnover"),
    ("AA", "Werbung", "Advertising"),
    ("ABL", "Verpackung", "Packaging"),
    ("ADR", "Weitere Leistungen", "Other services"),
    ("ADT", "Abholung", "Pick-up"),
    ("CAT", "Bargeldzuschlag", "Currency or cash charge"),
    ("DL", "Lieferung", "Delivery"),
    ("FC", "Fracht", "Freight"),
    ("FI", "Finanzierung", "Financing"),
    ("IN", "Versicherung", "Insurance"),
    ("PC", "Verpackung", "Packing"),
    ("SH", "Versand", "Shipping and handling"),
    ("TAC", "Prüfung und Abnahme", "Testing"),
    ("ZZZ", "Wie vereinbart", "Mutually defined"),
];

const COUNTRIES: &[Meaning] = &[
    ("AT", "Österreich", "Austria"),
    ("BE", "Belgien", "Belgium"),
    ("BG", "Bulgarien", "Bulgaria"),
    ("CH", "Schweiz", "Switzerland"),
    ("CY", "Zypern", "Cyprus"),
    ("CZ", "Tschechien", "Czechia"),
    ("DE", "Deutschland", "Germany"),
    ("DK", "Dänemark", "Denmark"),
    ("EE", "Estland", "Estonia"),
    ("ES", "Spanien", "Spain"),
    ("FI", "Finnland", "Finland"),
    ("FR", "Frankreich", "France"),
    ("GB", "Vereinigtes Königreich", "United Kingdom"),
    ("GR", "Griechenland", "Greece"),
    ("HR", "Kroatien", "Croatia"),
    ("HU", "Ungarn", "Hungary"),
    ("IE", "Irland", "Ireland"),
    ("IS", "Island", "Iceland"),
    ("IT", "Italien", "Italy"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LT", "Litauen", "Lithuania"),
    ("LU", "Luxemburg", "Luxembourg"),
    ("LV", "Lettland", "Latvia"),
    ("MT", "Malta", "Malta"),
    ("NL", "Niederlande", "Netherlands"),
    ("NO", "Norwegen", "Norway"),
    ("PL", "Polen", "Poland"),
    ("PT", "Portugal", "Portugal"),
    ("RO", "Rumänien", "Romania"),
    ("SE", "Schweden", "Sweden"),
    ("SI", "Slowenien", "Slovenia"),
    ("SK", "Slowakei", "Slovakia"),
    ("US", "Vereinigte Staaten", "United States"),
];

const SCHEMES: &[Meaning] = &[
    ("EM", "E-Mail", "email"),
    ("0060", "D-U-N-S", "D-U-N-S"),
    ("0088", "GLN", "GLN"),
    ("0160", "GTIN", "GTIN"),
    ("0199", "LEI", "LEI"),
    ("0204", "Leitweg-ID", "Leitweg-ID"),
    ("0208", "Unternehmensnummer (Belgien)", "enterprise number (Belgium)"),
    ("0246", "W-IdNr.", "German business number"),
    ("9914", "USt-IdNr. (Österreich)", "VAT number (Austria)"),
    ("9930", "USt-IdNr.", "VAT number (Germany)"),
    ("9958", "Leitweg-ID (alt)", "Leitweg-ID (old)"),
];
