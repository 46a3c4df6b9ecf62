//! From bytes to what the office knows about an invoice: structured part, verdict, facts, attached files. Pure.

use std::borrow::Cow;

use lotse_einvoice::{
    Checked, NoInvoice, Options, Verdict, check,
    model::{self, Reading},
    number::Decimal as Amount,
    pdf::{self, PdfProblem},
    places::Places,
    rules::Level,
    tree::{Document, attr, decode},
    xrechnung::skonto,
};
use serde::{Deserialize, Serialize};

use super::model::{Decision, Facts, MOST_CENTS, Skonto, compact};

/// A document larger than this is not looked at.
pub const LARGEST_DOCUMENT: usize = 50 << 20;
/// Attached files together.
const LARGEST_ATTACHMENTS: usize = 100 << 20;
const MOST_ATTACHMENTS: usize = 200;
/// Longer search texts are cut.
const LONGEST_SEARCH: usize = 6_000;

/// Why a document is no invoice the office can take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    Empty,
    TooLarge,
    /// The scanner found malware in it.
    Malware,
    /// A PDF without a structured part.
    PdfWithoutXml,
    /// Neither XML nor PDF.
    OtherFormat,
    /// XML, but of something else: the name of its element.
    OtherXml(String),
    /// Cannot be read: broken, with a DTD, too deep …; the reason in English.
    Unreadable(String),
    /// No body was named and nobody knows the Leitweg-ID (empty: there is none).
    UnknownRecipient(String),
    // Of ZIP files
    BrokenArchive,
    ArchiveLimit,
}

impl Why {
    /// Stable word, and the end of the text key.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too-large",
            Self::Malware => "malware",
            Self::PdfWithoutXml => "pdf-without-xml",
            Self::OtherFormat => "other-format",
            Self::OtherXml(_) => "other-xml",
            Self::Unreadable(_) => "unreadable",
            Self::UnknownRecipient(_) => "unknown-recipient",
            Self::BrokenArchive => "broken-archive",
            Self::ArchiveLimit => "archive-limit",
        }
    }

    /// What the sentence names.
    pub fn detail(&self) -> &str {
        match self {
            Self::OtherXml(detail) | Self::Unreadable(detail) | Self::UnknownRecipient(detail) => detail,
            _ => "",
        }
    }
}

/// Everything known about a document before it belongs to a body.
pub struct Known {
    pub media_type: &'static str,
    /// The structured part, where it is not the document itself.
    pub xml: Option<Vec<u8>>,
    pub decision: Decision,
    pub verdict: Archived,
    pub facts: Facts,
    pub files: Vec<Attached>,
}

/// A file inside of the invoice, or the place it names.
#[derive(Clone, Debug, Default)]
pub struct Attached {
    pub reference: String,
    pub description: String,
    pub file_name: String,
    pub media_type: String,
    pub location: String,
    pub content: Vec<u8>,
}

/// A verdict as it is archived: complete, and readable without this version of the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    pub syntax: String,
    /// BT-24 as written.
    pub specification: Option<String>,
    pub scenario: Option<String>,
    /// accept, reject, undecidable
    pub decision: String,
    /// Why undecidable: `no-scenario`, `aborted`.
    pub reason: Option<String>,
    pub rule_sets: RuleSets,
    pub schema_errors: Vec<Said>,
    pub aborted: Vec<String>,
    pub findings: Vec<Found>,
    pub remarks: Vec<Said>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSets {
    pub en16931: String,
    pub xrechnung: String,
    pub schema: String,
    pub configuration: String,
}

/// Something said about a place in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Where: a path or a business term.
    pub place: String,
    pub german: String,
    pub english: String,
}

/// A rule that does not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub rule: String,
    /// Level in the rule set: fatal, warning, information.
    pub raw: String,
    /// Level in the scenario; without one the rule does not count there.
    pub level: Option<String>,
    /// Business term it is shown beside.
    pub term: String,
    /// Repeated group and place in it: `BG-25`, 3.
    pub group: Option<String>,
    pub occurrence: usize,
    pub path: String,
    pub german: String,
    pub english: String,
}

impl Found {
    pub fn is_fatal(&self) -> bool {
        self.level.as_deref() == Some("fatal")
    }

    pub fn is_warning(&self) -> bool {
        self.level.as_deref() == Some("warning")
    }
}

impl Archived {
    /// What makes the document unacceptable: rules and schema.
    pub fn faults(&self) -> usize {
        self.findings.iter().filter(|found| found.is_fatal()).count() + self.schema_errors.len()
    }

    pub fn warnings(&self) -> usize {
        self.findings.iter().filter(|found| found.is_warning()).count()
    }
}

/// Reads a document, whatever it is.
pub fn read(bytes: &[u8]) -> Result<Known, Why> {
    if bytes.is_empty() {
        return Err(Why::Empty);
    }
    if bytes.len() > LARGEST_DOCUMENT {
        return Err(Why::TooLarge);
    }
    if is_pdf(bytes) && !is_xml(bytes) {
        let (xml, others) = parts_of_pdf(bytes)?;
        let mut known = read_xml(&xml)?;
        known.media_type = "application/pdf";
        known.files.extend(others);
        known.xml = Some(xml);
        return Ok(known);
    }
    read_xml(bytes)
}

/// A file that begins as XML is XML, whatever a comment in it looks like.
fn is_xml(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.trim_ascii_start().starts_with(b"<")
}

fn is_pdf(bytes: &[u8]) -> bool {
    bytes[..bytes.len().min(1_024)].windows(5).any(|window| window == b"%PDF-")
}

/// The invoice inside of a ZUGFeRD or Factur-X file, and the other files in it.
fn parts_of_pdf(bytes: &[u8]) -> Result<(Vec<u8>, Vec<Attached>), Why> {
    let hybrid = pdf::extract(bytes, &pdf::PdfLimits::default()).map_err(|problem| match problem {
        PdfProblem::NoInvoice { .. } => Why::PdfWithoutXml,
        PdfProblem::NotPdf => Why::OtherFormat,
        other => Why::Unreadable(other.to_string()),
    })?;
    let file = |attachment: pdf::PdfAttachment| Attached {
        reference: attachment.name.clone(),
        description: attachment.description.unwrap_or_default(),
        file_name: safe_name(&attachment.name),
        media_type: attachment.mime.unwrap_or_else(|| "application/octet-stream".to_owned()),
        location: String::new(),
        content: attachment.content.unwrap_or_default(),
    };
    Ok((hybrid.invoice.content, hybrid.attachments.into_iter().take(MOST_ATTACHMENTS).map(file).collect()))
}

/// Whether it looks like XML at all: a sign of order, white space or zero bytes before the first `<`.
fn looks_like_xml(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(256)];
    let before = head.iter().position(|byte| *byte == b'<');
    before.is_some_and(|end| {
        head[..end]
            .iter()
            .all(|byte| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF))
    })
}

fn read_xml(bytes: &[u8]) -> Result<Known, Why> {
    if !looks_like_xml(bytes) {
        return Err(Why::OtherFormat);
    }
    let text = decode(bytes).map_err(|error| Why::Unreadable(error.to_string()))?;
    let Checked { document, verdict } = check(&text, &Options::default()).map_err(|error| match error {
        NoInvoice::OtherRoot(name) => Why::OtherXml(name.chars().take(80).collect()),
        NoInvoice::Unreadable(unreadable) => Why::Unreadable(unreadable.to_string()),
    })?;
    let reading = model::read_limited(&document, LARGEST_ATTACHMENTS)
        .ok_or_else(|| Why::OtherXml(document.root().raw_name().to_owned()))?;
    Ok(Known {
        media_type: "application/xml",
        xml: None,
        decision: decision(&verdict),
        verdict: archived(&document, &verdict, &reading),
        facts: Facts { currency: currency_to_pay(&document, &reading), ..facts(&reading.invoice) },
        files: files(reading.invoice),
    })
}

/// BT-5, or the currency that stands at the amount to be paid (BT-115) itself where that is another.
fn currency_to_pay(document: &Document<'_>, reading: &Reading) -> String {
    let stated = reading.invoice.currency.clone().unwrap_or_default().trim().to_owned();
    let at_amount =
        reading.terms.nodes("BT-115").next().and_then(|node| document.node(node).attribute(attr::currencyID));
    match at_amount.map(str::trim) {
        Some(other) if !other.is_empty() && other != stated => other.to_owned(),
        _ => stated,
    }
}

/// The text of a stored structured part, for the view.
pub fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    decode(bytes).ok()
}

fn decision(verdict: &Verdict) -> Decision {
    match verdict.decision {
        lotse_einvoice::Decision::Accept => Decision::Accept,
        lotse_einvoice::Decision::Reject => Decision::Reject,
        lotse_einvoice::Decision::Undecidable(_) => Decision::Undecidable,
    }
}

fn archived(document: &Document<'_>, verdict: &Verdict, reading: &Reading) -> Archived {
    let reason = match verdict.decision {
        lotse_einvoice::Decision::Undecidable(lotse_einvoice::Reason::NoScenario) => Some("no-scenario".to_owned()),
        lotse_einvoice::Decision::Undecidable(lotse_einvoice::Reason::Aborted) => Some("aborted".to_owned()),
        _ => None,
    };
    let places = Places::of(document, verdict.findings.iter().take(MOST_FINDINGS).map(|finding| finding.node));
    let found = |finding: &lotse_einvoice::Finding| {
        let (text, node) = (finding.rule.text(), document.node(finding.node));
        let mut wanted = text.terms.split_whitespace();
        let here = reading.terms.business_term_of(node);
        let term = here.filter(|term| text.terms.split_whitespace().any(|other| other == *term));
        let term = term.or_else(|| wanted.next()).or(here).unwrap_or_default();
        let occurrence = reading.terms.occurrence_of(node);
        Found {
            rule: text.id.to_owned(),
            raw: level(finding.raw).to_owned(),
            level: finding.level.map(|own| level(own).to_owned()),
            term: term.to_owned(),
            group: occurrence.map(|(group, _)| group.to_owned()),
            occurrence: occurrence.map_or(0, |(_, place)| place),
            path: places.xpath(finding.node),
            german: text.german.to_owned(),
            english: text.english.to_owned(),
        }
    };
    let schema_error = |error: &lotse_einvoice::schema::SchemaError| Said {
        place: format!("{}:{}", error.line, error.path),
        german: error.german(),
        english: error.english(),
    };
    let remark = |remark: &model::Remark| Said {
        place: remark.term.to_owned(),
        german: remark.german(),
        english: remark.english(),
    };
    let sets = verdict.rule_sets;
    Archived {
        syntax: verdict.syntax.name().to_owned(),
        specification: verdict.specification.clone(),
        scenario: verdict.scenario.map(|scenario| scenario.name().to_owned()),
        decision: decision(verdict).as_str().to_owned(),
        reason,
        rule_sets: RuleSets {
            en16931: sets.en16931.to_owned(),
            xrechnung: sets.xrechnung.to_owned(),
            schema: sets.schema.to_owned(),
            configuration: sets.configuration.to_owned(),
        },
        schema_errors: verdict.schema_errors.iter().map(schema_error).collect(),
        aborted: verdict.aborted.iter().map(|aborted| format!("{}: {}", aborted.name, aborted.abort.code)).collect(),
        findings: verdict.findings.iter().take(MOST_FINDINGS).map(found).collect(),
        remarks: reading.remarks.iter().map(remark).collect(),
    }
}

/// Findings kept with an invoice; nobody reads more, and a page has to hold them.
const MOST_FINDINGS: usize = 1_000;

fn level(level: Level) -> &'static str {
    match level {
        Level::Fatal => "fatal",
        Level::Warning => "warning",
        Level::Information => "information",
    }
}

/// An amount in cents, at most what a SEPA transfer takes: sums over many stay numbers of 64 bits.
fn cents(amount: Option<&Amount>) -> i64 {
    let hundred = Amount::parse("100").unwrap_or(Amount::ZERO);
    amount
        .and_then(|amount| amount.cents().multiply(&hundred).truncated())
        .map(|cents| cents.clamp(-i128::from(MOST_CENTS), i128::from(MOST_CENTS)))
        .and_then(|cents| i64::try_from(cents).ok())
        .unwrap_or(0)
}

fn facts(invoice: &model::Invoice) -> Facts {
    let text = |value: &Option<String>| value.as_deref().unwrap_or_default().trim().to_owned();
    let seller = &invoice.seller;
    let transfer = invoice
        .credit_transfers()
        .filter(|(means, _)| means.is_none_or(|means| matches!(means, "30" | "58" | "42" | "31")))
        .map(|(_, transfer)| transfer)
        .find(|transfer| transfer.account.is_some());
    let payee = invoice.payee.as_ref().and_then(|payee| payee.name.clone()).or_else(|| seller.name.clone());
    let account_name = transfer.and_then(|transfer| transfer.account_name.clone());
    let terms = text(&invoice.payment_terms);
    let totals = &invoice.totals;
    let electronic = seller.electronic_address.as_ref().filter(|address| address.scheme.as_deref() == Some("EM"));
    let email = seller.contact.email.clone().or_else(|| electronic.map(|address| address.value.clone()));
    let mut facts = Facts {
        invoice_number: text(&invoice.number),
        issue_date: invoice.issue_date,
        due_date: invoice.due_date.or_else(|| due_in_words(&terms, invoice.issue_date)),
        type_code: text(&invoice.type_code),
        is_credit: invoice.is_credit_note(),
        currency: text(&invoice.currency),
        seller_name: text(&seller.name),
        seller_vat: compact(&text(&seller.vat_identifier)),
        seller_email: text(&email),
        leitweg_id: compact(&text(&invoice.buyer_reference)),
        iban: compact(&text(&transfer.and_then(|transfer| transfer.account.clone()))),
        bic: compact(&text(&transfer.and_then(|transfer| transfer.provider.clone()))),
        payee_name: text(&account_name.or(payee)),
        remittance: invoice
            .payment_instructions
            .iter()
            .map(|part| text(&part.remittance_information))
            .find(|part| !part.is_empty())
            .unwrap_or_default(),
        net_cents: cents(totals.without_vat.as_ref()),
        vat_cents: cents(totals.vat.as_ref()),
        gross_cents: cents(totals.with_vat.as_ref()),
        payable_cents: cents(totals.due.as_ref()),
        skonto: skonto_terms(invoice.payment_terms.as_deref().unwrap_or_default()),
        search: String::new(),
    };
    facts.search = search(&facts, invoice);
    facts
}

fn skonto_terms(terms: &str) -> Vec<Skonto> {
    let term = |term: &skonto::SkontoTerm| Skonto {
        days: term.days,
        basis_points: cents(Some(&term.percent)),
        base_cents: term.base_amount.as_ref().map(|base| cents(Some(base))),
    };
    skonto::parse(terms).iter().map(term).filter(|term| (1..=10_000).contains(&term.basis_points)).collect()
}

/// "Zahlbar innerhalb von 30 Tagen": the first number before a word for days, outside of Skonto lines.
fn due_in_words(terms: &str, issued: Option<jiff::civil::Date>) -> Option<jiff::civil::Date> {
    let plain: String = terms.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join(" ");
    if plain.to_lowercase().contains("skonto") {
        return None;
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    let days = words.windows(2).find_map(|pair| {
        let is_days = pair[1].to_lowercase().starts_with("tag") || pair[1].to_lowercase().starts_with("day");
        pair[0].parse::<i64>().ok().filter(|days| is_days && (0..=365).contains(days))
    })?;
    issued.map(|issued| issued.saturating_add(jiff::Span::new().days(days)))
}

fn search(facts: &Facts, invoice: &model::Invoice) -> String {
    let amount = |cents: i64| {
        let (euro, rest) = (cents / 100, (cents % 100).abs());
        let grouped = thousands(euro);
        format!("{euro},{rest:02} {euro}.{rest:02} {grouped},{rest:02}")
    };
    let option = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut parts = vec![
        facts.invoice_number.clone(),
        facts.seller_name.clone(),
        option(&invoice.seller.trading_name),
        option(&invoice.seller.tax_registration),
        facts.seller_vat.clone(),
        facts.iban.clone(),
        facts.leitweg_id.clone(),
        facts.remittance.clone(),
        amount(facts.payable_cents),
        amount(facts.gross_cents),
        amount(facts.net_cents),
        option(&invoice.purchase_order_reference),
        option(&invoice.contract_reference),
        option(&invoice.project_reference),
        option(&invoice.buyer_accounting_reference),
        option(&invoice.seller.address.city),
    ];
    parts.extend(invoice.lines.iter().take(200).map(|line| option(&line.item.name)));
    let text = parts.join(" ").to_lowercase();
    text.chars().take(LONGEST_SEARCH).collect()
}

/// `1.234`
fn thousands(euro: i64) -> String {
    let digits = euro.abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if euro < 0 { format!("-{text}") } else { text }
}

fn files(invoice: model::Invoice) -> Vec<Attached> {
    let file = |document: model::SupportingDocument| {
        let attachment = document.attachment.unwrap_or_default();
        Attached {
            reference: document.reference.unwrap_or_default(),
            description: document.description.unwrap_or_default(),
            file_name: safe_name(&attachment.file_name.unwrap_or_default()),
            media_type: attachment.mime.unwrap_or_default(),
            location: document.location.unwrap_or_default(),
            content: attachment.content,
        }
    };
    invoice.documents.into_iter().take(MOST_ATTACHMENTS).map(file).collect()
}

/// The last part of a name that came from outside, without signs that mean something to a system.
pub fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String =
        last.chars().filter(|sign| !sign.is_control() && !"<>:\"|?*".contains(*sign)).take(120).collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    if clean.is_empty() { "anlage".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_words_become_a_date() {
        let issued = jiff::civil::date(2027, 1, 10);
        let due = |terms: &str| due_in_words(terms, Some(issued)).map(|date| date.to_string());
        assert_eq!(due("Zahlbar innerhalb von 30 Tagen netto."), Some("2027-02-09".to_owned()));
        assert_eq!(due("#SKONTO#TAGE=14#PROZENT=2.00#\nNet 20 days"), Some("2027-01-30".to_owned()));
        assert_eq!(due("14 Tage 2 % Skonto, 30 Tage netto"), None);
        assert_eq!(due("sofort"), None);
    }

    #[test]
    fn names_from_outside_are_harmless() {
        assert_eq!(safe_name("../../etc/passwd"), "passwd");
        assert_eq!(safe_name("C:\\x\\Beleg\u{0}<1>.pdf"), "Beleg1.pdf");
        assert_eq!(safe_name("..."), "anlage");
    }

    #[test]
    fn what_is_no_invoice_is_named() {
        let why = |bytes: &[u8]| read(bytes).err().map(|why| why.as_str());
        assert_eq!(why(b""), Some("empty"));
        assert_eq!(why(b"PK\x03\x04"), Some("other-format"));
        assert_eq!(why(b"<a/>"), Some("other-xml"));
        assert_eq!(why(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), Some("unreadable"));
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(thousands(1_234_567), "1.234.567");
        assert_eq!(thousands(-999), "-999");
    }
}
