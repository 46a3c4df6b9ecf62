//! Makes a complete package from any XDatenfelder 3 schema, ready to be revised and used.

use lotse_fim::Schema;
use lotse_fim::schema::{Element, LegalReference, Node};
use semver::Version;

use crate::fees::Fees;
use crate::files::{PackageFiles, names};
use crate::filing::{Disposal, Filing, PeriodStart, PersonalData};
use crate::language::{Language, LocalText};
use crate::manifest::{Contact, FORMAT, LegalBasis, Manifest, PackageKind, Precondition, PreconditionKind, Release};
use crate::presentation::{Applicant, FormPresentation, Step};
use crate::{publiccode, texts};

const WORKFLOW: &str = include_str!("../templates/workflow.toml");
const TEXTS: [(Language, &str); 3] = [
    (Language::German, include_str!("../templates/texts/de.toml")),
    (Language::English, include_str!("../templates/texts/en.toml")),
    (Language::Easy, include_str!("../templates/texts/de-leicht.toml")),
];
const LETTERS: [(&str, &str); 4] = [
    ("grant", include_str!("../templates/letters/grant.md")),
    ("deny", include_str!("../templates/letters/deny.md")),
    ("ask-back", include_str!("../templates/letters/ask-back.md")),
    ("rechtsbehelf", include_str!("../templates/letters/rechtsbehelf.md")),
];
const DRAFT: &str = "# Entwurf: automatisch angelegt. Bitte durchsehen und überarbeiten.\n";

/// What the schema does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaffoldOptions {
    /// Key of the package; made from the title if empty.
    pub key: String,
    /// Regionalschlüssel of the publisher.
    pub publisher: String,
    /// Whom to ask.
    pub contact: Contact,
    /// Today, `YYYY-MM-DD`.
    pub released: String,
    /// SPDX licence.
    pub licence: String,
    /// Where the source of the package will be.
    pub url: String,
    /// `conditions.json`, if the rules exist in a form a machine can read.
    pub conditions: Option<Vec<u8>>,
}

/// Makes the files of a package; `xml` is the file the schema was read from.
pub fn scaffold(schema: &Schema, xml: &[u8], options: &ScaffoldOptions) -> PackageFiles {
    let title = title(schema);
    let manifest = manifest(schema, &title, options);
    let toml = |head: &str, text: Result<String, toml::ser::Error>| {
        format!("{head}{}", text.expect("structs of texts and numbers are always TOML")).into_bytes()
    };
    let mut files = PackageFiles::new();
    let mut add = |path: &str, content: Vec<u8>| files.insert(path.to_owned(), content);
    add(names::MANIFEST, toml(DRAFT, toml::to_string(&manifest)));
    add(names::PUBLICCODE, publiccode::write(&manifest, &options.url).into_bytes());
    add(names::FORM, xml.to_vec());
    add(names::CONDITIONS, options.conditions.clone().unwrap_or_else(|| b"[]\n".to_vec()));
    add(names::PRESENTATION, toml(DRAFT, toml::to_string(&presentation(schema))));
    add(names::WORKFLOW, WORKFLOW.as_bytes().to_vec());
    add(names::FEES, toml(FEES_HELP, toml::to_string(&Fees::default())));
    add(names::FILING, toml(DRAFT, toml::to_string(&filing())));
    let law = law(schema);
    for (language, template) in TEXTS {
        let text = fill(template, &title, &law);
        add(&texts::file(language), text.into_bytes());
    }
    for (key, template) in LETTERS {
        add(&crate::letters::file(key), template.as_bytes().to_vec());
    }
    files
}

const FEES_HELP: &str = "# Gebühren. Eine Zeile sieht so aus (Beträge in Cent):
#
# [[fee]]
# key = \"grundgebuehr\"
# amount_cents = 1500
# label = { de = \"Grundgebühr\", en = \"Basic fee\", de-leicht = \"Gebühr\" }
# when = { field = \"<Pfad des Feldes>\", is = \"<Wert>\" }   # weglassen: gilt immer
";

fn title(schema: &Schema) -> String {
    let candidates = [&schema.title, &schema.name, &schema.id];
    let title = candidates.into_iter().find(|text| !text.trim().is_empty()).map_or("Antrag", |text| text.as_str());
    one_line(title, 250)
}

/// One line without control characters.
fn one_line(text: &str, most: usize) -> String {
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").chars().take(most).collect()
}

/// Puts values into a TOML template; inside quotes a backslash or quote must be escaped.
fn fill(template: &str, title: &str, law: &str) -> String {
    let escape = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    template.replace("%TITLE%", &escape(title)).replace("%LAW%", &escape(law))
}

/// A key from a German title: `Anzeige für Heimarbeit` becomes `anzeige-fuer-heimarbeit`.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.to_lowercase().chars() {
        match letter {
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            'a'..='z' | '0'..='9' => slug.push(letter),
            _ if !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_matches(|letter: char| letter == '-' || letter.is_ascii_digit());
    let short: String = slug.chars().take(60).collect();
    let short = short.trim_matches('-').to_owned();
    if short.is_empty() { "leistung".to_owned() } else { short }
}

fn manifest(schema: &Schema, title: &str, options: &ScaffoldOptions) -> Manifest {
    let key = if options.key.is_empty() { slug(title) } else { options.key.clone() };
    let version = Version::new(0, 1, 0);
    let text = format!("Erster Entwurf aus dem Schema {} {}.", schema.id, schema.version);
    let precondition = "Die Kommune ist für die Leistung zuständig. Bitte prüfen und ergänzen.".to_owned();
    Manifest {
        format: FORMAT,
        key,
        kind: PackageKind::Service,
        version: version.clone(),
        publisher: options.publisher.clone(),
        licence: options.licence.clone(),
        released: options.released.clone(),
        demo: false,
        topics: Vec::new(),
        leika: None,
        url: Some(options.url.clone()),
        based_on: Vec::new(),
        title: LocalText::all(title, title, title),
        summary: LocalText::all(
            format!("{title}: Online-Formular mit Ablauf, Texten, Schreiben und Ablage (Entwurf)."),
            format!("{title}: online form with workflow, texts, letters and filing (draft)."),
            "Hier können Sie einen Antrag stellen.",
        ),
        contact: options.contact.clone(),
        legal_basis: references(schema)
            .into_iter()
            .map(|norm| LegalBasis { norm, note: String::new(), url: None, verified: false })
            .collect(),
        precondition: vec![Precondition { text: precondition, kind: PreconditionKind::Law }],
        effort: None,
        locked: Vec::new(),
        changelog: vec![Release { version, date: options.released.clone(), text }],
    }
}

/// The norms the schema itself names, each once.
fn references(schema: &Schema) -> Vec<String> {
    let mut norms: Vec<String> = Vec::new();
    for LegalReference { text, .. } in &schema.legal_references {
        let norm = one_line(text, 300);
        if !norm.is_empty() && !norms.contains(&norm) {
            norms.push(norm);
        }
    }
    norms
}

fn law(schema: &Schema) -> String {
    let norms = references(schema);
    if norms.is_empty() {
        return "- (noch einzutragen)".to_owned();
    }
    norms.iter().map(|norm| format!("- {norm}")).collect::<Vec<_>>().join("\n")
}

fn presentation(schema: &Schema) -> FormPresentation {
    let groups = schema.root.iter().filter(|node| matches!(node.element, Element::Group(_)));
    let step = |node: &Node| {
        let common = node.element.common();
        let label = if common.input_label.trim().is_empty() { &common.name } else { &common.input_label };
        Step { path: node.path.to_string(), title: LocalText::german(one_line(label, 250)) }
    };
    let mut presentation = FormPresentation {
        step: groups.map(step).filter(|step| !step.title.is_empty()).collect(),
        applicant: applicant(schema),
        ..FormPresentation::default()
    };
    name_the_unnamed(&schema.root, &mut presentation);
    presentation
}

/// A field without any label gets one, so that no form is without labels.
fn name_the_unnamed(nodes: &[Node], presentation: &mut FormPresentation) {
    for node in nodes {
        let common = node.element.common();
        if common.input_label.trim().is_empty() && common.name.trim().is_empty() {
            let own = presentation.field.entry(node.path.to_string()).or_default();
            own.label = LocalText::german(format!("Angabe {}", common.id));
        }
        name_the_unnamed(node.children(), presentation);
    }
}

/// Guesses from the labels which fields say who applies; only fields that occur once.
fn applicant(schema: &Schema) -> Applicant {
    let mut fields = Vec::new();
    single_fields(&schema.root, &mut fields);
    let find = |step: Option<&str>, labels: &[&str]| {
        let matches = |node: &&&Node| {
            let common = node.element.common();
            let label = common.input_label.to_lowercase();
            let name = common.name.to_lowercase();
            labels.iter().any(|wanted| label == *wanted || name == *wanted)
        };
        let inside = |node: &&&Node| step.is_none_or(|step| node.path.segments().next() == Some(step));
        fields.iter().filter(inside).find(matches).map(|node| node.path.to_string())
    };
    let family_name = find(None, &["familienname", "nachname", "name (familienname)"]);
    let organisation = find(
        None,
        &[
            "name der organisation",
            "firma",
            "name der firma",
            "unternehmen",
            "name des unternehmens",
            "name oder firma",
        ],
    );
    let first = family_name.clone().or(organisation.clone());
    // The address of somebody else must not become the applicant's: look in the same step first.
    let step = first.as_deref().and_then(|path| path.split('.').next());
    Applicant {
        salutation: find(step, &["anrede"]),
        given_name: find(step, &["vorname", "vornamen", "vorname(n)"]),
        birth_date: find(step, &["geburtsdatum"]),
        street: find(step, &["straße", "strasse"]),
        house_number: find(step, &["hausnummer"]),
        postal_code: find(step, &["postleitzahl", "plz"]),
        town: find(step, &["ort", "wohnort"]),
        email: find(step, &EMAIL).or_else(|| find(None, &EMAIL)),
        phone: find(step, &PHONE).or_else(|| find(None, &PHONE)),
        organisation: if family_name.is_none() { organisation } else { None },
        family_name,
    }
}

const EMAIL: [&str; 5] = ["e-mail", "e-mail-adresse", "email", "e-mailadresse", "emailadresse"];
const PHONE: [&str; 4] = ["telefon", "telefonnummer", "telefon (festnetz)", "mobiltelefon"];

fn single_fields<'node>(nodes: &'node [Node], fields: &mut Vec<&'node Node>) {
    for node in nodes.iter().filter(|node| !node.cardinality.repeats()) {
        if matches!(node.element, Element::Field(_)) {
            fields.push(node);
        }
        single_fields(node.children(), fields);
    }
}

fn filing() -> Filing {
    let rule = |key: &str, purpose: &str, starts, days| PersonalData {
        key: key.to_owned(),
        purpose: purpose.to_owned(),
        fields: Vec::new(),
        starts,
        days,
    };
    Filing {
        plan_unit: "00.00".to_owned(),
        plan_title: "Bitte Einheit des Aktenplans eintragen".to_owned(),
        retention_years: 10,
        disposal: Disposal::B,
        source: "Vorgabe des Entwurfs, mit Rechtsamt und Archiv zu klären".to_owned(),
        verified: false,
        personal_data: vec![
            rule("draft", "Angefangene, nicht abgesendete Anträge", PeriodStart::DraftChanged, 30),
            rule("case", "Bearbeitung des Antrags und Nachweis der Entscheidung", PeriodStart::Closed, 3650),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_from_titles() {
        assert_eq!(slug("Anzeige für Heimarbeit (§ 7 HAG)"), "anzeige-fuer-heimarbeit-7-hag");
        assert_eq!(slug("§ 12"), "leistung");
        assert!(crate::is_key(&slug("1. Größe & Übermaß")));
    }
}
