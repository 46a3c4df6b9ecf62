//! What a finance clerk reads in the terminal: the verdict first, then what is wrong, where, and what to do.

use std::fmt::Write as _;

use lotse_einvoice::{NoInvoice, Reason, rules::Level, tree::Unreadable, view};

use super::{
    Language,
    check::Kind,
    line::{FindingLine, Line},
};

/// Above so many findings the place of each group among its kind is not looked up.
pub(super) const MOST_OCCURRENCES: usize = 500;
/// Of one rule only so many places are named.
const MOST_PLACES: usize = 3;

/// A text in both languages.
fn either(language: Language, german: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::De => german,
        Language::En => english,
    }
}

pub(super) fn undecidable(reason: Reason, language: Language) -> &'static str {
    match reason {
        Reason::NoScenario => either(
            language,
            "BT-24 nennt kein bekanntes Regelwerk oder mehrere, daher gibt es keine amtliche Empfehlung.",
            "BT-24 names no known specification, or several, so there is no official recommendation.",
        ),
        Reason::Aborted => either(
            language,
            "Die amtlichen Prüfregeln brechen bei dieser Rechnung mit einem Fehler ab, daher gibt es kein Ergebnis.",
            "The official rules stop with an error on this invoice, so there is no result.",
        ),
    }
}

fn what_to_do(line: &Line, language: Language) -> &'static str {
    match (line.accept, line.reason) {
        (Some(true), _) => either(language, "weiterbearbeiten.", "go on with it."),
        (Some(false), _) => either(
            language,
            "nicht buchen. Schicken Sie dem Absender diese Liste und bitten Sie um eine neue Rechnung.",
            "do not book it. Send this list to the sender and ask for a new invoice.",
        ),
        (None, Some(Reason::NoScenario)) => either(
            language,
            "Fragen Sie den Absender, nach welchem Regelwerk die Rechnung gilt, oder prüfen Sie mit --scenario xrechnung. \
             Nicht ungeprüft annehmen.",
            "ask the sender which specification the invoice follows, or check with --scenario xrechnung. Do not accept \
             it unchecked.",
        ),
        (None, _) => either(
            language,
            "nicht als gültig behandeln. Klären Sie die genannte Stelle mit dem Absender oder weisen Sie die Rechnung zurück.",
            "do not treat it as valid. Clear the place named with the sender or reject the invoice.",
        ),
    }
}

/// Everything about one document.
pub(super) fn report(line: &Line, language: Language, is_short: bool) -> String {
    let mut out = format!("{}\n  {}", line.file, verdict(line, language));
    if let Some(title) = title(line, language) {
        let _ = write!(out, "\n  {title}");
    }
    if is_short {
        return out;
    }
    if let Some(reason) = &line.undecidable {
        let _ = write!(out, "\n  {}: {reason}", either(language, "Grund", "Reason"));
    }
    for aborted in &line.aborted {
        let place = place(line_word(language), aborted.line, &aborted.location);
        let _ = write!(out, "\n    {}: {} ({place})", aborted.set, abort_meaning(aborted.code, language));
    }
    for (heading, level) in [
        (either(language, "Fehler", "Errors"), Level::Fatal),
        (either(language, "Warnungen", "Warnings"), Level::Warning),
        (either(language, "Hinweise", "Notes"), Level::Information),
    ] {
        section(&mut out, line, heading, level, language);
    }
    let _ = write!(out, "\n  {}: {}", either(language, "Was tun", "What to do"), what_to_do(line, language));
    out.push('\n');
    out
}

pub(super) fn verdict(line: &Line, language: Language) -> String {
    let count = |level| line.findings.iter().filter(|finding| finding.level == Some(level)).count();
    let errors = count(Level::Fatal) + line.schema_errors.len();
    let warnings = count(Level::Warning);
    let word = match line.accept {
        Some(true) => either(language, "ANNEHMEN", "ACCEPT"),
        Some(false) => either(language, "ZURÜCKWEISEN", "REJECT"),
        None => either(language, "NICHT ENTSCHEIDBAR – zurückweisen oder klären", "UNDECIDABLE – reject or clarify"),
    };
    let mut text = word.to_owned();
    for (number, one, many) in [
        (errors, either(language, "Fehler", "error"), either(language, "Fehler", "errors")),
        (warnings, either(language, "Warnung", "warning"), either(language, "Warnungen", "warnings")),
    ] {
        if number > 0 {
            let _ = write!(text, ", {number} {}", if number == 1 { one } else { many });
        }
    }
    let scenario = line.scenario.unwrap_or(either(language, "kein bekanntes Regelwerk", "no known specification"));
    let _ = write!(text, " – {scenario}");
    text
}

/// What tells this invoice from another.
fn title(line: &Line, language: Language) -> Option<String> {
    let totals = &line.totals;
    let number = totals.number.as_ref()?;
    let mut text = format!("{} {number}", either(language, "Rechnung", "Invoice"));
    if let Some(date) = &totals.issue_date {
        let _ = write!(text, " {} {}", either(language, "vom", "of"), view::date(*date, language.of_view()));
    }
    if let Some(seller) = &totals.seller {
        let _ = write!(text, " {} {seller}", either(language, "von", "from"));
    }
    if let Some(due) = &totals.due {
        let amount = view::amount(due, totals.currency.as_deref(), language.of_view());
        let _ = write!(text, ", {} {amount}", either(language, "zu zahlen", "due"));
    }
    Some(text)
}

fn section(out: &mut String, line: &Line, heading: &str, level: Level, language: Language) {
    let findings: Vec<&FindingLine> = line.findings.iter().filter(|finding| finding.level == Some(level)).collect();
    let schema_errors = if level == Level::Fatal { line.schema_errors.as_slice() } else { &[] };
    if findings.is_empty() && schema_errors.is_empty() {
        return;
    }
    let _ = write!(out, "\n  {heading}");
    for error in schema_errors {
        let _ = write!(out, "\n    {}: {}", either(language, "Aufbau", "Structure"), error.message);
        let _ = write!(out, "\n      {}", place(line_word(language), error.line, &error.location));
    }
    let mut told: Vec<&str> = Vec::new();
    for finding in &findings {
        if told.contains(&finding.id) {
            continue;
        }
        told.push(finding.id);
        let places: Vec<&&FindingLine> = findings.iter().filter(|other| other.id == finding.id).collect();
        let terms = terms(&finding.terms, language);
        let _ = write!(out, "\n    {}{terms}: {}", finding.id, finding.message);
        for place in places.iter().take(MOST_PLACES) {
            let _ = write!(out, "\n      {}", place_of(place, language));
        }
        if places.len() > MOST_PLACES {
            let rest = places.len() - MOST_PLACES;
            let _ = match language {
                Language::De => write!(out, "\n      und an {rest} weiteren Stellen"),
                Language::En => write!(out, "\n      and at {rest} more places"),
            };
        }
    }
}

/// ` (Käuferreferenz BT-10)`
fn terms(terms: &[&str], language: Language) -> String {
    let named = terms.iter().map(|term| match view::label(term, language.of_view()) {
        Some(label) => format!("{label} {term}"),
        None => (*term).to_owned(),
    });
    let named: Vec<String> = named.collect();
    if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) }
}

fn line_word(language: Language) -> &'static str {
    either(language, "Zeile", "line")
}

fn place(word: &str, line: usize, location: &str) -> String {
    if location.is_empty() { format!("{word} {line}") } else { format!("{word} {line}: {location}") }
}

fn place_of(finding: &FindingLine, language: Language) -> String {
    let text = place(line_word(language), finding.line, &finding.location);
    match finding.occurrence {
        Some((group, number)) => {
            format!("{} {number}, {text}", view::label(group, language.of_view()).unwrap_or(group))
        }
        None => text,
    }
}

fn abort_meaning(code: &str, language: Language) -> &'static str {
    match code {
        "XPTY0004" => either(
            language,
            "etwas steht mehrfach, das nur einmal stehen darf",
            "something stands more than once that may stand only once",
        ),
        "FORG0001" => either(
            language,
            "ein Wert ist keine Zahl, kein Datum oder kein ja/nein, obwohl die Regel eines erwartet",
            "a value is no number, date or truth value where the rule expects one",
        ),
        "FOAR0001" => either(language, "es würde durch null geteilt", "a division by zero"),
        _ => either(language, "die Regel kann nicht ausgewertet werden", "the rule cannot be evaluated"),
    }
}

pub(super) fn unreadable(file: &str, message: &str, language: Language) -> String {
    format!("{file}\n  {} – {message}\n", either(language, "NICHT LESBAR", "UNREADABLE"))
}

/// Why a file is no invoice, in German. (The English words are the error's own.)
pub(super) fn no_invoice(error: &NoInvoice) -> String {
    match error {
        NoInvoice::Unreadable(error) => unreadable_xml(error),
        NoInvoice::OtherRoot(name) if name.ends_with("CrossIndustryDocument") => {
            "Das ist eine Rechnung nach ZUGFeRD 1.0, von vor der Norm EN 16931. Bitten Sie den Absender um eine XRechnung oder \
             um ZUGFeRD ab 2.1."
                .to_owned()
        }
        NoInvoice::OtherRoot(name) => format!(
            "Die Datei ist XML, aber keine Rechnung: Sie beginnt mit „{name}“. Erwartet wird Invoice oder CreditNote (UBL) \
             oder CrossIndustryInvoice (CII)."
        ),
    }
}

fn unreadable_xml(error: &Unreadable) -> String {
    match error {
        Unreadable::Empty => "Die Datei ist leer. Bitten Sie den Absender, sie noch einmal zu schicken.".to_owned(),
        Unreadable::NotWellFormed { offset, reason } => format!(
            "Die Datei ist kein vollständiges XML (bei Byte {offset}: {reason}). Sie ist beschädigt oder keine elektronische \
             Rechnung."
        ),
        Unreadable::Dtd => {
            "Die Datei enthält eine Dokumenttyp-Definition (DTD). Das ist in Rechnungen nicht erlaubt, weil \
                            darüber Schaden angerichtet werden kann."
                .to_owned()
        }
        Unreadable::Entity { offset } => {
            format!("Die Datei verwendet bei Byte {offset} ein Kürzel (Entität), das XML nicht kennt.")
        }
        Unreadable::Encoding(name) => {
            format!("Die Zeichen der Datei können nicht gelesen werden (Zeichensatz {name}).")
        }
        Unreadable::Limit(limit) => format!(
            "Die Datei überschreitet eine Grenze, die vor überladenen Dateien schützt ({}).",
            match *limit {
                "bytes" => "Größe",
                "depth" => "Schachtelung",
                "attributes" => "Attribute eines Elements",
                "nodes" => "Zahl der Elemente",
                other => other,
            }
        ),
    }
}

/// How many documents came to what.
#[derive(Default)]
pub(super) struct Summary {
    accepted: usize,
    rejected: usize,
    undecidable: usize,
    unreadable: usize,
}

impl Summary {
    pub fn count(&mut self, kind: Kind) {
        let counter = match kind {
            Kind::Accepted => &mut self.accepted,
            Kind::Rejected => &mut self.rejected,
            Kind::Undecidable => &mut self.undecidable,
            Kind::Unreadable => &mut self.unreadable,
        };
        *counter += 1;
    }

    pub fn documents(&self) -> usize {
        self.accepted + self.rejected + self.undecidable + self.unreadable
    }

    /// 0: all accepted. 1: some not. 2: some could not be read.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self { unreadable: 1.., .. } => 2,
            Self { rejected: 0, undecidable: 0, .. } => 0,
            _ => 1,
        }
    }

    pub fn text(&self, language: Language) -> String {
        let Self { accepted, rejected, undecidable, unreadable } = self;
        let all = self.documents();
        match language {
            Language::De => format!(
                "{all} Rechnungen: {accepted} annehmen, {rejected} zurückweisen, {undecidable} nicht entscheidbar, \
                 {unreadable} nicht lesbar"
            ),
            Language::En => format!(
                "{all} invoices: {accepted} accept, {rejected} reject, {undecidable} undecidable, {unreadable} unreadable"
            ),
        }
    }
}
