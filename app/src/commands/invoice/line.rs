//! What is said about one document, as it stands in a line of JSON.

use lotse_einvoice::{
    Decision, Reason, Verdict,
    check::RuleSets,
    model::{Invoice, Reading},
    number::Decimal,
    places::Places,
    rules::Level,
    schema::SchemaError,
    tree::Document,
};
use serde::Serialize;

use super::{Language, words};

/// The first ten names are the contract with programs that read them; what follows are details.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub file: String,
    pub syntax: &'static str,
    pub scenario: Option<&'static str>,
    pub xsd_valid: bool,
    pub fired_fatal: Vec<&'static str>,
    pub fired_warning: Vec<&'static str>,
    pub fired_information: Vec<&'static str>,
    /// Why there is no answer; `None` where there is one.
    pub undecidable: Option<String>,
    /// `None` where the rules give no answer.
    pub accept: Option<bool>,
    pub rule_sets: RuleSets,
    pub specification: Option<String>,
    pub schema_errors: Vec<SchemaLine>,
    pub findings: Vec<FindingLine>,
    pub aborted: Vec<AbortLine>,
    pub totals: Totals,
    #[serde(skip)]
    pub reason: Option<Reason>,
}

#[derive(Debug, Serialize)]
pub(super) struct SchemaLine {
    pub code: &'static str,
    pub line: usize,
    pub location: String,
    pub message: String,
}

/// A rule that does not hold.
#[derive(Debug, Serialize)]
pub(super) struct FindingLine {
    pub id: &'static str,
    /// In the scenario; `None`: the rule does not count there.
    pub level: Option<Level>,
    /// In the rule set.
    pub raw_level: Level,
    pub terms: Vec<&'static str>,
    /// XPath with the usual prefixes.
    pub location: String,
    pub line: usize,
    pub message: &'static str,
    /// The repeated group it is about: the third line is `("BG-25", 3)`.
    #[serde(skip)]
    pub occurrence: Option<(&'static str, usize)>,
}

/// A rule set that stopped.
#[derive(Debug, Serialize)]
pub(super) struct AbortLine {
    pub set: &'static str,
    /// Error code of XPath.
    pub code: &'static str,
    pub location: String,
    pub line: usize,
}

/// What tells one invoice from another, and its amounts as they stand in it.
#[derive(Debug, Default, Serialize)]
pub(super) struct Totals {
    pub number: Option<String>,
    pub issue_date: Option<jiff::civil::Date>,
    pub seller: Option<String>,
    pub currency: Option<String>,
    pub without_vat: Option<Decimal>,
    pub vat: Option<Decimal>,
    pub with_vat: Option<Decimal>,
    pub due: Option<Decimal>,
}

impl From<Invoice> for Totals {
    fn from(invoice: Invoice) -> Self {
        Self {
            number: invoice.number,
            issue_date: invoice.issue_date,
            seller: invoice.seller.name,
            currency: invoice.currency,
            without_vat: invoice.totals.without_vat,
            vat: invoice.totals.vat,
            with_vat: invoice.totals.with_vat,
            due: invoice.totals.due,
        }
    }
}

impl Line {
    pub fn new(file: String, document: &Document<'_>, verdict: Verdict, reading: Reading, language: Language) -> Self {
        let nodes = verdict.findings.iter().map(|finding| finding.node);
        let places = Places::of(document, nodes.chain(verdict.aborted.iter().map(|aborted| aborted.abort.node)));
        let reason = match verdict.decision {
            Decision::Undecidable(reason) => Some(reason),
            Decision::Accept | Decision::Reject => None,
        };
        let is_short = verdict.findings.len() <= words::MOST_OCCURRENCES;
        let findings = verdict.findings.iter().map(|finding| {
            let text = finding.rule.text();
            // Finding the place of a group among its kind looks at all of them.
            let node = document.node(finding.node);
            FindingLine {
                id: text.id,
                level: finding.level,
                raw_level: finding.raw,
                terms: text.terms.split_whitespace().collect(),
                location: places.xpath(finding.node),
                line: places.line(finding.node),
                message: match language {
                    Language::De => text.german,
                    Language::En => text.english,
                },
                occurrence: if is_short { reading.terms.occurrence_of(node) } else { None },
            }
        });
        let aborted = verdict.aborted.iter().map(|aborted| AbortLine {
            set: aborted.name,
            code: aborted.abort.code,
            location: places.xpath(aborted.abort.node),
            line: places.line(aborted.abort.node),
        });
        Self {
            file,
            syntax: verdict.syntax.name(),
            scenario: verdict.scenario.map(lotse_einvoice::scenario::Scenario::name),
            xsd_valid: verdict.is_schema_valid(),
            fired_fatal: verdict.fired(Level::Fatal),
            fired_warning: verdict.fired(Level::Warning),
            fired_information: verdict.fired(Level::Information),
            undecidable: reason.map(|reason| words::undecidable(reason, language).to_owned()),
            accept: verdict.accept(),
            rule_sets: verdict.rule_sets,
            findings: findings.collect(),
            aborted: aborted.collect(),
            schema_errors: verdict.schema_errors.iter().map(|error| schema_line(error, language)).collect(),
            specification: verdict.specification,
            totals: reading.invoice.into(),
            reason,
        }
    }
}

fn schema_line(error: &SchemaError, language: Language) -> SchemaLine {
    let message = match language {
        Language::De => error.german(),
        Language::En => error.english(),
    };
    SchemaLine { code: error.code.id(), line: error.line, location: error.path.clone(), message }
}
