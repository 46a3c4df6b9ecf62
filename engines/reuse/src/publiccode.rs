//! `publiccode.yml`, the description of public software for catalogues (Standard 0.2 to 1, docs.italia.it / publiccode.net).
//!
//! Reading is lenient: what is there is used, what is missing or wrong becomes a finding with its line. Writing follows
//! the mandatory keys of version 0.4.

mod check;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::files::names;
use crate::finding::Finding;
use crate::language::Language;
use crate::manifest::Manifest;
use crate::yaml::{self, Node, Value};

/// What the catalogue uses of a publiccode.yml.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicCode {
    /// Version of the standard.
    pub standard: String,
    /// Name of the software.
    pub name: String,
    /// Where the source is.
    pub url: String,
    /// Page for people.
    pub landing_url: Option<String>,
    /// Version of the software, any text.
    pub version: Option<String>,
    /// `YYYY-MM-DD`.
    pub release_date: Option<String>,
    /// `web`, `linux` …
    pub platforms: Vec<String>,
    /// Categories of the controlled vocabulary.
    pub categories: Vec<String>,
    /// `concept`, `development`, `beta`, `stable`, `obsolete`.
    pub development_status: String,
    /// `standalone/web` …
    pub software_type: String,
    /// Description per language code.
    pub description: BTreeMap<String, Description>,
    /// SPDX expression.
    pub licence: String,
    /// `internal`, `contract`, `community`, `none`.
    pub maintenance: String,
    /// Names of contacts.
    pub contacts: Vec<String>,
    /// Languages of the user interface.
    pub languages: Vec<String>,
    /// What it was made from.
    pub based_on: Vec<String>,
    /// Administrations that use it, as far as declared.
    pub used_by: Vec<String>,
}

/// Description in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Description {
    /// Name in this language.
    pub name: Option<String>,
    /// One line.
    pub short: String,
    /// Several paragraphs.
    pub long: String,
    /// Features.
    pub features: Vec<String>,
}

/// Reads a publiccode.yml. `None` only if it is no YAML with keys at all.
pub fn read(bytes: &[u8]) -> (Option<PublicCode>, Vec<Finding>) {
    let mut findings = Vec::new();
    let file = names::PUBLICCODE;
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.split(|byte| *byte == b'\n').count();
            let message = "Die Datei ist nicht in UTF-8 gespeichert. Bitte als UTF-8 speichern.";
            findings.push(Finding::error(file, "publiccode-zeichensatz", message).at(u32::try_from(line).ok()));
            return (None, findings);
        }
    };
    let root = match yaml::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let message = format!("Die Datei ist kein lesbares YAML: {}.", error.message);
            findings.push(Finding::error(file, "publiccode-yaml", message).at(Some(error.line)));
            return (None, findings);
        }
    };
    if !matches!(root.value, Value::Map(_)) {
        findings.push(Finding::error(file, "publiccode-yaml", "Die Datei enthält keine Angaben.").at(Some(root.line)));
        return (None, findings);
    }
    findings.extend(check::check(&root));
    (Some(collect(&root)), findings)
}

fn find<'node>(root: &'node Node, path: &str) -> Option<&'node Node> {
    path.split('.').try_fold(root, |node, key| node.get(key))
}

fn collect(root: &Node) -> PublicCode {
    let text = |path: &str| find(root, path).and_then(Node::text).map(|text| text.trim().to_owned());
    let texts = |path: &str| find(root, path).map(Node::texts).unwrap_or_default();
    let contacts = match find(root, "maintenance.contacts").map(|node| &node.value) {
        Some(Value::List(items)) => {
            items.iter().filter_map(|item| item.get("name")?.text().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    };
    PublicCode {
        standard: text("publiccodeYmlVersion").unwrap_or_default(),
        name: text("name").unwrap_or_default(),
        url: text("url").unwrap_or_default(),
        landing_url: text("landingURL"),
        version: text("softwareVersion"),
        release_date: text("releaseDate"),
        platforms: texts("platforms"),
        categories: texts("categories"),
        development_status: text("developmentStatus").unwrap_or_default(),
        software_type: text("softwareType").unwrap_or_default(),
        description: descriptions(root),
        licence: text("legal.license").unwrap_or_default(),
        maintenance: text("maintenance.type").unwrap_or_default(),
        contacts,
        languages: texts("localisation.availableLanguages"),
        based_on: texts("isBasedOn"),
        used_by: texts("usedBy"),
    }
}

fn descriptions(root: &Node) -> BTreeMap<String, Description> {
    let Some(Node { value: Value::Map(languages), .. }) = root.get("description") else {
        return BTreeMap::new();
    };
    let one = |node: &Node| {
        let text = |key: &str| node.get(key).and_then(Node::text).map(|text| text.trim().to_owned());
        Description {
            name: text("localisedName"),
            short: text("shortDescription").unwrap_or_default(),
            long: text("longDescription").unwrap_or_default(),
            features: node.get("features").map(Node::texts).unwrap_or_default(),
        }
    };
    languages.iter().map(|(language, node)| (language.clone(), one(node))).collect()
}

/// Writes the publiccode.yml of a package. `default_url` stands in when the manifest names no source.
pub fn write(manifest: &Manifest, default_url: &str) -> String {
    let quote = |text: &str| serde_json::to_string(text).expect("a text is always JSON, and JSON strings are YAML");
    let mut lines = vec![
        "publiccodeYmlVersion: \"0.4\"".to_owned(),
        format!("name: {}", quote(manifest.title.de())),
        format!("url: {}", quote(manifest.url.as_deref().unwrap_or(default_url))),
        format!("softwareVersion: {}", quote(&manifest.version.to_string())),
        format!("releaseDate: {}", quote(&manifest.released)),
        "platforms:\n  - web".to_owned(),
        "developmentStatus: stable".to_owned(),
        "softwareType: configurationFiles".to_owned(),
    ];
    if !manifest.based_on.is_empty() {
        lines.push("isBasedOn:".to_owned());
        lines.extend(manifest.based_on.iter().map(|source| format!("  - {}", quote(source))));
    }
    lines.push("intendedAudience:\n  countries:\n    - DE\n  scope:\n    - local-authorities".to_owned());
    lines.push("description:".to_owned());
    let languages = [(Language::German, "de"), (Language::English, "en")];
    for (language, code) in languages.into_iter().filter(|(language, _)| manifest.title.own(*language).is_some()) {
        lines.push(format!("  {code}:"));
        lines.push(format!("    localisedName: {}", quote(manifest.title.get(language))));
        lines.push(format!(
            "    shortDescription: {}",
            quote(&manifest.summary.get(language).chars().take(150).collect::<String>())
        ));
        lines.push(format!("    longDescription: {}", quote(&long_description(manifest, language))));
        lines.push("    features:".to_owned());
        lines.extend(features(language).map(|feature| format!("      - {}", quote(feature))));
    }
    lines.push(format!("legal:\n  license: {}", quote(&manifest.licence)));
    lines.push(format!("maintenance:\n  type: internal\n  contacts:\n    - name: {}", quote(&manifest.contact.name)));
    lines.extend(manifest.contact.email.iter().map(|email| format!("      email: {}", quote(email))));
    lines.push("localisation:\n  localisationReady: true\n  availableLanguages:".to_owned());
    lines.extend(
        languages
            .into_iter()
            .filter(|(language, _)| manifest.title.own(*language).is_some())
            .map(|(_, code)| format!("    - {code}")),
    );
    lines.join("\n") + "\n"
}

fn features(language: Language) -> impl Iterator<Item = &'static str> {
    let features = if language == Language::English {
        ["Online form", "Workflow", "Fees", "Letters", "Filing and retention"]
    } else {
        ["Online-Formular", "Arbeitsablauf", "Gebühren", "Bescheide", "Ablage und Aufbewahrung"]
    };
    features.into_iter()
}

/// The standard wants at least 150 characters.
fn long_description(manifest: &Manifest, language: Language) -> String {
    let about = if language == Language::English {
        "This reuse package holds the form with its rules, the workflow, texts in several languages, fees, letter \
         templates and the rules for filing and retention. Other municipalities can adopt it, adapt it and keep it up to date."
    } else {
        "Das Nachnutzungspaket enthält das Formular mit seinen Regeln, den Arbeitsablauf, Texte in mehreren Sprachen, \
         Gebühren, Bescheidvorlagen und die Regeln für Ablage und Aufbewahrung. Andere Kommunen können es übernehmen, \
         anpassen und aktuell halten."
    };
    format!("{}\n\n{about}", manifest.summary.get(language))
}
