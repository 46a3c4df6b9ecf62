//! The check: one reading, schema, rule sets, scenario, verdict.

use std::fmt;

use crate::{
    cii,
    rules::{Level, Rule, RuleSetName},
    run::{Hit, RuleSet, Run},
    scenario::{Scenario, Specification, Syntax, specification_identifiers},
    schema,
    tree::{Document, Limits, Unreadable, decode},
    ubl,
    xpath::Abort,
    xrechnung,
};

/// Versions a verdict stands on. An archived verdict names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct RuleSets {
    pub en16931: &'static str,
    pub xrechnung: &'static str,
    pub schema: &'static str,
    /// Of the levels in each scenario.
    pub configuration: &'static str,
}

/// The rule sets this version of Lotse checks with.
pub const RULE_SETS: RuleSets = RuleSets {
    en16931: "1.3.16",
    xrechnung: "2.5.0",
    schema: "UBL 2.1, CII D16B (SCRDM)",
    configuration: "2026-01-31",
};

/// What to check, and how far.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub limits: Limits,
    /// `None`: the one the document names itself.
    pub specification: Option<Specification>,
}

/// Why a document could not be checked at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoInvoice {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("the document is XML but no invoice: its element is {0:?}")]
    OtherRoot(String),
}

/// A rule that does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    pub rule: Rule,
    /// Index of the element in the document.
    pub node: u32,
    /// Level in the rule set.
    pub raw: Level,
    /// Level in the scenario; `None`: the rule does not count there.
    pub level: Option<Level>,
}

/// A rule set that stopped: nothing is known about its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aborted {
    pub set: RuleSetName,
    /// Name and version of the set.
    pub name: &'static str,
    pub abort: Abort,
}

/// What is to be done with the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Accept,
    Reject,
    /// The official rules give no answer: never to be shown as valid.
    Undecidable(Reason),
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// BT-24 names no specification that the configuration knows, or several.
    NoScenario,
    /// A rule set stopped with an error.
    Aborted,
}

/// All that the check found.
#[derive(Debug, Clone)]
pub struct Verdict {
    pub syntax: Syntax,
    /// BT-24 as written, if it is there once.
    pub specification: Option<String>,
    pub scenario: Option<Scenario>,
    pub schema_errors: Vec<schema::SchemaError>,
    pub findings: Vec<Finding>,
    pub aborted: Vec<Aborted>,
    pub decision: Decision,
    pub rule_sets: RuleSets,
}

/// A document with what was found in it.
#[derive(Debug)]
pub struct Checked<'a> {
    pub document: Document<'a>,
    pub verdict: Verdict,
}

/// Checks the text of an invoice.
pub fn check<'a>(source: &'a str, options: &Options) -> Result<Checked<'a>, NoInvoice> {
    let document = Document::parse(source, &options.limits)?;
    let verdict = check_document(&document, options)?;
    Ok(Checked { document, verdict })
}

/// Checks the bytes of an invoice, whatever their encoding, and gives only the verdict.
pub fn check_bytes(bytes: &[u8], options: &Options) -> Result<Verdict, NoInvoice> {
    if bytes.len() > options.limits.bytes {
        return Err(Unreadable::Limit("bytes").into());
    }
    check(&decode(bytes)?, options).map(|checked| checked.verdict)
}

/// Checks a document that has been read.
pub fn check_document(document: &Document<'_>, options: &Options) -> Result<Verdict, NoInvoice> {
    let Some(syntax) = Syntax::of(document) else {
        return Err(NoInvoice::OtherRoot(document.node(0).raw_name().to_owned()));
    };
    let scenario = match options.specification {
        Some(specification) => Some(Scenario { specification, syntax }),
        None => Scenario::of(document, syntax),
    };
    let schema_errors = schema::validate(document);
    let mut run = Run::new(document);
    let mut aborted = Vec::new();
    for (set, rules) in sets(syntax) {
        if let Err(abort) = run.apply(rules) {
            aborted.push(Aborted { set, name: rules.name, abort });
        }
    }
    let findings: Vec<_> = run.hits.into_iter().map(|hit| finding(hit, syntax, scenario)).collect();
    let decision = decide(scenario, &schema_errors, &findings, &aborted);
    let mut identifiers = specification_identifiers(document, syntax).into_iter();
    let specification = identifiers.next().map(|node| node.string().into_owned());
    Ok(Verdict { syntax, specification, scenario, schema_errors, findings, aborted, decision, rule_sets: RULE_SETS })
}

/// Both sets are run on every document, so a verdict can be read under any scenario.
fn sets(syntax: Syntax) -> [(RuleSetName, &'static RuleSet); 2] {
    if syntax.is_ubl() {
        return [(RuleSetName::En16931, &ubl::RULE_SET), (RuleSetName::XRechnung, &xrechnung::RULE_SET_UBL)];
    }
    [(RuleSetName::En16931, &cii::RULE_SET), (RuleSetName::XRechnung, &xrechnung::RULE_SET_CII)]
}

fn finding(hit: Hit, syntax: Syntax, scenario: Option<Scenario>) -> Finding {
    let text = hit.rule.text();
    let raw = if syntax.is_ubl() { text.ubl } else { text.cii };
    let raw = raw.unwrap_or(Level::Fatal);
    let level = scenario.filter(|scenario| scenario.applies(text.set)).map(|scenario| scenario.level(hit.rule, raw));
    Finding { rule: hit.rule, node: hit.node, raw, level }
}

fn decide(
    scenario: Option<Scenario>,
    schema_errors: &[schema::SchemaError],
    findings: &[Finding],
    aborted: &[Aborted],
) -> Decision {
    if !aborted.is_empty() {
        return Decision::Undecidable(Reason::Aborted);
    }
    if scenario.is_none() {
        return Decision::Undecidable(Reason::NoScenario);
    }
    let is_fatal = findings.iter().any(|finding| finding.level == Some(Level::Fatal));
    if is_fatal || !schema_errors.is_empty() { Decision::Reject } else { Decision::Accept }
}

impl Verdict {
    /// Ids of the rules that fired at a level of the rule set, each once, sorted.
    pub fn fired(&self, level: Level) -> Vec<&'static str> {
        let mut ids: Vec<_> =
            self.findings.iter().filter(|finding| finding.raw == level).map(|finding| finding.rule.id()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The recommendation: `None` where the rules give no answer.
    pub fn accept(&self) -> Option<bool> {
        match self.decision {
            Decision::Accept => Some(true),
            Decision::Reject => Some(false),
            Decision::Undecidable(_) => None,
        }
    }

    pub fn is_schema_valid(&self) -> bool {
        self.schema_errors.is_empty()
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoScenario => "BT-24 names no known specification, or several",
            Self::Aborted => "a rule set stopped with an error on this document",
        })
    }
}
