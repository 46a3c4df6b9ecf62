//! From the bytes of a file to what the page says about it. Pure: the same bytes give the same report.

use lotse_einvoice::{
    Checked, Decision, NoInvoice, Options, Reason,
    check::RuleSets,
    model,
    pdf::{self, PdfLimits, PdfProblem},
    places::{Places, term_of},
    rules::Level,
    tree::{Limits, Unreadable, decode},
    view::{self, Language, View},
};

/// Of very many findings or lines only the first are shown; `lotse invoice check` lists all.
const MOST_FINDINGS: usize = 300;
const MOST_LINES: usize = 300;

/// What a document from anybody may cost. An invoice of 15 MB has far fewer elements.
const LIMITS: Limits = Limits { bytes: 64 << 20, depth: 100, attributes: 64, nodes: 3_000_000 };

const PDF_LIMITS: PdfLimits = PdfLimits { bytes: 64 << 20, decoded: 128 << 20, objects: 500_000, files: 300 };

/// Why there is nothing to check. Each is a text of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    Empty,
    PdfWithoutXml,
    PdfEncrypted,
    PdfBroken,
    OtherFormat,
    /// XML of something else: the name of its element.
    OtherXml(String),
    /// What is broken, in English.
    Broken(String),
    Dtd,
    TooMuch,
}

impl Why {
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Empty => "rechnung-grund-leer",
            Self::PdfWithoutXml => "rechnung-grund-pdf",
            Self::PdfEncrypted => "rechnung-grund-pdf-verschluesselt",
            Self::PdfBroken => "rechnung-grund-pdf-kaputt",
            Self::OtherFormat => "rechnung-grund-format",
            Self::OtherXml(_) => "rechnung-grund-xml",
            Self::Broken(_) => "rechnung-grund-kaputt",
            Self::Dtd => "rechnung-grund-dtd",
            Self::TooMuch => "rechnung-grund-grenze",
        }
    }

    pub(super) fn detail(&self) -> &str {
        match self {
            Self::OtherXml(detail) | Self::Broken(detail) => detail,
            _ => "",
        }
    }
}

/// The three answers, and why there may be none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Accept,
    Reject,
    NoScenario,
    Aborted,
}

/// A finding as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub id: &'static str,
    pub level: Level,
    pub message: &'static str,
    /// `Käuferreferenz (BT-10)`, one of each term.
    pub terms: Vec<String>,
    /// `Rechnungsposition 3`; empty where the invoice has only one of it.
    pub place: String,
    pub line: usize,
    pub path: String,
}

/// Something said about the document that is no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub line: usize,
    pub message: String,
}

/// Everything the page says.
#[derive(Debug)]
pub(super) struct Report {
    pub answer: Answer,
    pub scenario: Option<&'static str>,
    pub syntax: &'static str,
    pub specification: Option<String>,
    pub rule_sets: RuleSets,
    /// From a PDF.
    pub is_hybrid: bool,
    pub schema_errors: Vec<Note>,
    /// Where rule sets stopped.
    pub aborted: Vec<Note>,
    pub items: Vec<Item>,
    pub errors: usize,
    pub warnings: usize,
    /// Findings, lines that are not shown.
    pub more_items: usize,
    pub more_lines: usize,
    pub remarks: Vec<String>,
    pub view: View,
}

/// Reads and checks a file.
pub(super) fn report(bytes: &[u8], language: Language) -> Result<Report, Why> {
    if bytes.is_empty() {
        return Err(Why::Empty);
    }
    if looks_like_xml(bytes) {
        return report_xml(bytes, language);
    }
    let hybrid = pdf::extract(bytes, &PDF_LIMITS).map_err(|problem| match problem {
        PdfProblem::NotPdf => Why::OtherFormat,
        PdfProblem::Encrypted => Why::PdfEncrypted,
        PdfProblem::NoInvoice { .. } => Why::PdfWithoutXml,
        PdfProblem::Broken | PdfProblem::BrokenInvoice { .. } => Why::PdfBroken,
        PdfProblem::TooLarge(_) => Why::TooMuch,
    })?;
    let report = report_xml(&hybrid.invoice.content, language)?;
    Ok(Report { is_hybrid: true, ..report })
}

/// Whether there is a `<` behind nothing but white space, zero bytes and byte order marks.
fn looks_like_xml(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(256)];
    let start = head.iter().position(|byte| *byte == b'<');
    let before = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF);
    start.is_some_and(|start| head[..start].iter().all(before))
}

fn report_xml(bytes: &[u8], language: Language) -> Result<Report, Why> {
    let text = decode(bytes).map_err(|error| unreadable(&error))?;
    let options = Options { limits: LIMITS, specification: None };
    let Checked { document, verdict } = lotse_einvoice::check(&text, &options).map_err(|error| match error {
        NoInvoice::OtherRoot(name) => Why::OtherXml(name.chars().take(60).collect()),
        NoInvoice::Unreadable(error) => unreadable(&error),
    })?;
    let reading = model::read(&document).unwrap_or_default();
    let mut view = view::view(&reading.invoice, language);
    // What does not count in the scenario is not said.
    let counting = verdict.findings.iter().filter_map(|finding| finding.level.map(|level| (finding, level)));
    let mut counting: Vec<_> = counting.collect();
    counting.sort_by_key(|(_, level)| std::cmp::Reverse(*level));
    let count = |wanted| counting.iter().filter(|(_, level)| *level == wanted).count();
    let (errors, warnings) = (count(Level::Fatal) + verdict.schema_errors.len(), count(Level::Warning));
    let more_items = counting.len().saturating_sub(MOST_FINDINGS);
    counting.truncate(MOST_FINDINGS);
    let nodes = counting.iter().map(|(finding, _)| finding.node);
    let places = Places::of(&document, nodes.chain(verdict.aborted.iter().map(|aborted| aborted.abort.node)));
    let mut items = Vec::with_capacity(counting.len());
    for (number, (finding, level)) in counting.into_iter().enumerate() {
        let rule = finding.rule.text();
        let (term, occurrence) = term_of(finding, &document, &reading.terms);
        view.place(number, term.unwrap_or_default(), occurrence);
        let label = |term: &str| match view::label(term, language) {
            Some(label) => format!("{label} ({term})"),
            None => term.to_owned(),
        };
        items.push(Item {
            id: rule.id,
            level,
            message: if language == Language::German { rule.german } else { rule.english },
            terms: rule.terms.split_whitespace().map(label).collect(),
            place: occurrence.map_or_else(String::new, |(group, place)| {
                format!("{} {place}", view::label(group, language).unwrap_or(group))
            }),
            line: places.line(finding.node),
            path: places.xpath(finding.node),
        });
    }
    let more_lines = view.lines.rows.len().saturating_sub(MOST_LINES);
    view.lines.rows.truncate(MOST_LINES);
    let is_german = language == Language::German;
    Ok(Report {
        answer: match verdict.decision {
            Decision::Accept => Answer::Accept,
            Decision::Reject => Answer::Reject,
            Decision::Undecidable(Reason::NoScenario) => Answer::NoScenario,
            Decision::Undecidable(Reason::Aborted) => Answer::Aborted,
        },
        scenario: verdict.scenario.map(lotse_einvoice::scenario::Scenario::name),
        syntax: verdict.syntax.title(),
        rule_sets: verdict.rule_sets,
        is_hybrid: false,
        schema_errors: verdict
            .schema_errors
            .iter()
            .map(|error| Note { line: error.line, message: if is_german { error.german() } else { error.english() } })
            .collect(),
        aborted: verdict
            .aborted
            .iter()
            .map(|aborted| Note {
                line: places.line(aborted.abort.node),
                message: format!("{}: {}", aborted.name, places.xpath(aborted.abort.node)),
            })
            .collect(),
        specification: verdict.specification,
        items,
        errors,
        warnings,
        more_items,
        more_lines,
        remarks: reading
            .remarks
            .iter()
            .take(MOST_FINDINGS)
            .map(|remark| if is_german { remark.german() } else { remark.english() })
            .collect(),
        view,
    })
}

fn unreadable(error: &Unreadable) -> Why {
    match error {
        Unreadable::Empty => Why::Empty,
        Unreadable::Dtd | Unreadable::Entity { .. } => Why::Dtd,
        Unreadable::Limit(_) => Why::TooMuch,
        Unreadable::NotWellFormed { .. } | Unreadable::Encoding(_) => Why::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UBL: &str = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
         xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\
         <cbc:CustomizationID>SPECIFICATION</cbc:CustomizationID><cbc:ID>R 1</cbc:ID></Invoice>";

    #[test]
    fn what_is_no_invoice_is_never_valid() {
        let why = |bytes: &[u8]| report(bytes, Language::German).unwrap_err();
        assert_eq!(why(b""), Why::Empty);
        assert_eq!(why(b"%PDF-1.7\n%%EOF"), Why::PdfBroken);
        assert_eq!(why(b"Hallo"), Why::OtherFormat);
        assert_eq!(why(b"<brief/>"), Why::OtherXml("brief".into()));
        assert_eq!(why(b"<!DOCTYPE a><a/>"), Why::Dtd);
        assert!(matches!(why(b"<a>"), Why::Broken(_)));
    }

    #[test]
    fn without_a_known_specification_there_is_no_answer() {
        let other = UBL.replace("SPECIFICATION", "urn:example");
        let found = report(other.as_bytes(), Language::German).unwrap();
        assert_eq!((found.answer, found.scenario), (Answer::NoScenario, None));
        assert_eq!(found.view.title, "Rechnung R 1");
    }

    /// In any encoding the same.
    #[test]
    fn a_short_invoice_is_rejected() {
        let text = UBL.replace("SPECIFICATION", "urn:cen.eu:en16931:2017");
        let found = report(text.as_bytes(), Language::English).unwrap();
        assert_eq!(found.answer, Answer::Reject);
        assert!(found.errors > 0);
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(report(&wide, Language::English).unwrap().answer, Answer::Reject);
    }
}
