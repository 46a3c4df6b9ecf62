//! XRechnung Schematron 2.5.0 for XRechnung 3.0: the national rules (BR-DE), the extension (BR-DEX), clean vehicles
//! (BR-DE-CVD), and the rules taken over from PEPPOL BIS Billing 3.0.20.
//!
//! UBL and CII have their own contexts; what a rule asks of a text, an amount or a list is the same for both and stands
//! here. Of the check digits that the PEPPOL part defines no rule makes use.

use std::{
    cell::{Cell, OnceCell},
    sync::OnceLock,
};

use crate::{
    number::Decimal,
    run::{RuleSet, Run},
    tree::{Attr, Document, Name, Node, attr, cbc, ram, rsm},
    xpath::{Outcome, normalized},
};

pub mod cii;
mod date;
pub mod iban;
mod line;
mod lists;
pub mod skonto;
mod text;
pub mod ubl;

/// The rules for UBL invoices and credit notes.
pub static RULE_SET_UBL: RuleSet = RuleSet {
    name: "XRechnung 2.5.0 (UBL)",
    patterns: ubl::PATTERNS,
    of_blank: Some(ubl::of_blank),
    index: OnceLock::new(),
};

/// The rules for CII.
pub static RULE_SET_CII: RuleSet = RuleSet {
    name: "XRechnung 2.5.0 (CII)",
    patterns: cii::PATTERNS,
    of_blank: Some(cii::of_blank),
    index: OnceLock::new(),
};

/// What BT-24 says for XRechnung itself.
const XRECHNUNG: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0";
/// BT-24 of the extension with sub-lines and payments by third parties.
const EXTENSION: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0";
/// BT-24 of the reporting of clean vehicles.
const CLEAN_VEHICLES: &str = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0#compliant#urn:xeinkauf.de:kosit:xrechnung:cvd_0.9";

/// VAT categories that need a tax number of the seller (BR-DE-16).
const TAXED_CATEGORIES: &[&str] = &["S", "Z", "E", "AE", "K", "G", "L", "M"];
/// Types of invoices that XRechnung knows (BR-DE-17).
const INVOICE_TYPES: &[&str] = &["326", "380", "384", "389", "381", "875", "876", "877"];
const CREDIT_TRANSFERS: &[&str] = &["30", "58"];
const CARD_PAYMENTS: &[&str] = &["48", "54", "55"];
const DIRECT_DEBITS: &[&str] = &["49", "59"];

/// What several rules ask about the whole document.
#[derive(Default)]
pub struct Memory<'d> {
    facts: OnceCell<Facts<'d>>,
    /// The invoicing period above the line that was asked for last, by the index of the element that holds it.
    period: Cell<Option<(u32, Period<'d>)>>,
}

/// What the head of the document says.
struct Facts<'d> {
    is_extension: bool,
    is_clean_vehicles: bool,
    /// BT-5, as often as it stands there.
    currencies: Vec<Node<'d>>,
    /// CII: BT-6, as often as it stands there.
    tax_currencies: Vec<Node<'d>>,
    /// How far an amount may be off.
    slack: Decimal,
    /// CII: whether anything of a direct debit stands in the head: mandate or creditor.
    has_debit_terms: bool,
}

/// Elements of the invoicing period (BG-14): the dates as elements, first and whether there are more.
#[derive(Clone, Copy, Default)]
struct Period<'d> {
    start: Option<Node<'d>>,
    end: Option<Node<'d>>,
    starts: usize,
    ends: usize,
}

/// The head of the document, looked up once.
fn facts<'r, 'd>(run: &'r Run<'d>) -> &'r Facts<'d> {
    run.memory.xrechnung.facts.get_or_init(|| Facts::of(run.document))
}

impl<'d> Facts<'d> {
    fn of(document: &'d Document<'d>) -> Self {
        const SETTLEMENT: [Name; 2] = [rsm::SupplyChainTradeTransaction, ram::ApplicableHeaderTradeSettlement];
        let [transaction, settlement] = SETTLEMENT;
        let root = document.root();
        let is_cii = root.name() == rsm::CrossIndustryInvoice;
        let in_head = |name: Name| root.at([transaction, settlement, name]);
        let (identifiers, currencies): (Vec<_>, Vec<_>) = if is_cii {
            let context = [rsm::ExchangedDocumentContext, ram::GuidelineSpecifiedDocumentContextParameter, ram::ID];
            (root.at(context).collect(), in_head(ram::InvoiceCurrencyCode).collect())
        } else {
            (root.all(cbc::CustomizationID).collect(), root.all(cbc::DocumentCurrencyCode).collect())
        };
        let says = |text: &str| identifiers.iter().any(|node| node.texts().any(|part| part == text));
        let is_forint = currencies.iter().any(|node| node.string() == "HUF");
        let mandate = [transaction, settlement, ram::SpecifiedTradePaymentTerms, ram::DirectDebitMandateID];
        Self {
            is_extension: says(EXTENSION),
            is_clean_vehicles: says(CLEAN_VEHICLES),
            slack: if is_forint { Decimal::new(5, 1) } else { Decimal::new(2, 2) },
            tax_currencies: if is_cii { in_head(ram::TaxCurrencyCode).collect() } else { Vec::new() },
            has_debit_terms: is_cii && (root.has_at(mandate) || in_head(ram::CreditorReferenceID).next().is_some()),
            currencies,
        }
    }
}

/// Whether BT-24 names the extension.
fn is_extension(run: &Run<'_>) -> bool {
    facts(run).is_extension
}

/// Whether BT-24 names the reporting of clean vehicles.
fn is_clean_vehicles(run: &Run<'_>) -> bool {
    facts(run).is_clean_vehicles
}

/// The document's element, if the names between it and the node are these, nearest first.
fn root_above<'d>(node: Node<'d>, between: &[Name]) -> Option<Node<'d>> {
    if !node.is_under(between) {
        return None;
    }
    let root = node.ancestors().nth(between.len())?;
    root.parent().is_none().then_some(root)
}

/// `path[boolean(normalize-space(.))]`: whether any of the elements holds more than white space.
fn any_filled<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> bool {
    nodes.into_iter().any(|node| !text::is_blank(&node.string()))
}

/// `path = ('A', 'B')`: whether any of the elements is one of the codes, letter for letter.
fn any_in<'d>(nodes: impl IntoIterator<Item = Node<'d>>, codes: &[&str]) -> bool {
    nodes.into_iter().any(|node| codes.contains(&node.string().as_ref()))
}

/// `normalize-space(path) = ('A', 'B')`.
fn is_in<'d>(nodes: impl IntoIterator<Item = Node<'d>>, codes: &[&str]) -> Outcome {
    Ok(codes.contains(&normalized(nodes)?.as_ref()))
}

/// `normalize-space(path/text())`: an error where a comment cuts the text in two.
fn normalized_text<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<std::borrow::Cow<'d, str>> {
    let texts = nodes.into_iter().flat_map(|node| node.child_nodes().filter(|child| !child.is_element()));
    normalized(texts)
}

/// `path[@name = 'text']`: whether any of the elements has the attribute with this value.
fn any_attribute_is<'d>(nodes: impl IntoIterator<Item = Node<'d>>, name: Attr, text: &str) -> bool {
    nodes.into_iter().any(|node| node.attribute(name) == Some(text))
}

/// Whether a scheme identifier is in a list.
fn has_scheme(node: Node<'_>, name: Attr, is_known: fn(&str) -> bool) -> bool {
    is_known(&crate::tree::normalize_space(node.attribute(name).unwrap_or_default()))
}

/// Kinds of attachments that the extension allows (BR-DEX-01).
fn has_allowed_kind(node: Node<'_>) -> bool {
    const KINDS: &[&str] = &[
        "application/pdf",
        "image/png",
        "image/jpeg",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/xml",
    ];
    node.attribute(attr::mimeCode).is_some_and(|kind| KINDS.contains(&kind))
}

/// Whether no attachment has a name that an earlier one beside it has (BR-DE-22). `files` are its own attachments.
fn file_names_differ<'d, F: Iterator<Item = Node<'d>>>(
    references: impl Iterator<Item = Node<'d>>,
    files: impl Fn(Node<'d>) -> F,
) -> bool {
    let mut seen = std::collections::HashSet::new();
    let mut own = Vec::new();
    for reference in references {
        let folder = reference.parent().map(Node::index);
        own.clear();
        own.extend(files(reference).filter_map(|file| file.attribute(attr::filename)));
        if own.iter().any(|name| seen.contains(&(folder, *name))) {
            return false;
        }
        seen.extend(own.iter().map(|name| (folder, *name)));
    }
    true
}

/// The invoicing period of the element that holds it, looked up again only for another one.
fn period<'d>(run: &Run<'d>, holder: Option<Node<'_>>, look_up: fn(Node<'d>) -> Period<'d>) -> Period<'d> {
    let Some(holder) = holder.map(|holder| run.document.node(holder.index())) else { return Period::default() };
    let memory = &run.memory.xrechnung.period;
    match memory.get() {
        Some((index, period)) if index == holder.index() => period,
        _ => {
            let period = look_up(holder);
            memory.set(Some((holder.index(), period)));
            period
        }
    }
}
