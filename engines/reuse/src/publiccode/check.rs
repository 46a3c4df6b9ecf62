//! What the standard expects of each value of a publiccode.yml, as far as it can be seen without a network.

use super::find;
use crate::files::names;
use crate::finding::Finding;
use crate::manifest::{is_day, is_licence};
use crate::yaml::{Node, Value};

/// All checks at once.
pub(super) fn check(root: &Node) -> Vec<Finding> {
    let mut findings = Vec::new();
    check_keys(root, "", KEYS, &mut findings);
    check_unknown(root, &mut findings);
    check_description(root, &mut findings);
    check_values(root, &mut findings);
    check_details(root, &mut findings);
    findings
}

/// What a value must be.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Url,
    Bool,
    Day,
    Texts,
    TextOrTexts,
    Urls,
    Map,
    List,
    OneOf(&'static [&'static str]),
}

const STATUS: &[&str] = &["concept", "development", "beta", "stable", "obsolete"];
const TYPES: &[&str] = &[
    "standalone/mobile",
    "standalone/iot",
    "standalone/desktop",
    "standalone/web",
    "standalone/backend",
    "standalone/other",
    "addon",
    "library",
    "configurationFiles",
];
const MAINTENANCE: &[&str] = &["internal", "contract", "community", "none"];

/// Keys with their kind; `!` marks mandatory ones.
const KEYS: &[(&str, Kind)] = &[
    ("publiccodeYmlVersion!", Kind::Text),
    ("name!", Kind::Text),
    ("url!", Kind::Url),
    ("applicationSuite", Kind::Text),
    ("landingURL", Kind::Url),
    ("isBasedOn", Kind::Urls),
    ("softwareVersion", Kind::Text),
    ("releaseDate", Kind::Day),
    ("logo", Kind::Text),
    ("monochromeLogo", Kind::Text),
    ("inputTypes", Kind::Texts),
    ("outputTypes", Kind::Texts),
    ("platforms!", Kind::TextOrTexts),
    ("categories", Kind::Texts),
    ("usedBy", Kind::Texts),
    ("organisation", Kind::Map),
    ("fundedBy", Kind::List),
    ("roadmap", Kind::Url),
    ("developmentStatus!", Kind::OneOf(STATUS)),
    ("softwareType!", Kind::OneOf(TYPES)),
    ("supports", Kind::List),
    ("intendedAudience", Kind::Map),
    ("intendedAudience.countries", Kind::Texts),
    ("intendedAudience.unsupportedCountries", Kind::Texts),
    ("intendedAudience.scope", Kind::Texts),
    ("description!", Kind::Map),
    ("legal!", Kind::Map),
    ("legal.license!", Kind::Text),
    ("legal.mainCopyrightOwner", Kind::Text),
    ("legal.repoOwner", Kind::Text),
    ("legal.authorsFile", Kind::Text),
    ("maintenance!", Kind::Map),
    ("maintenance.type!", Kind::OneOf(MAINTENANCE)),
    ("maintenance.contacts", Kind::List),
    ("maintenance.contractors", Kind::List),
    ("localisation!", Kind::Map),
    ("localisation.localisationReady!", Kind::Bool),
    ("localisation.availableLanguages!", Kind::Texts),
    ("dependsOn", Kind::Map),
    ("dependsOn.open", Kind::List),
    ("dependsOn.proprietary", Kind::List),
    ("dependsOn.hardware", Kind::List),
];

/// Keys of one language of `description`.
const DESCRIPTION: &[(&str, Kind)] = &[
    ("localisedName", Kind::Text),
    ("genericName", Kind::Text),
    ("shortDescription!", Kind::Text),
    ("longDescription!", Kind::Text),
    ("documentation", Kind::Url),
    ("apiDocumentation", Kind::Url),
    ("features", Kind::Texts),
    ("screenshots", Kind::Texts),
    ("videos", Kind::Urls),
    ("awards", Kind::Texts),
];

fn check_keys(node: &Node, prefix: &str, keys: &[(&str, Kind)], findings: &mut Vec<Finding>) {
    let file = names::PUBLICCODE;
    for (key, kind) in keys {
        let name = key.trim_end_matches('!');
        let parent = name.rsplit_once('.').map_or(Some(node), |(parent, _)| find(node, parent));
        let found = find(node, name).filter(|found| found.value != Value::Null);
        match found {
            Some(found) => {
                if let Some(problem) = problem(found, *kind) {
                    let message = format!("»{prefix}{name}«: {problem}");
                    findings.push(Finding::error(file, "publiccode-wert", message).at(Some(found.line)));
                }
            }
            None if key.ends_with('!') && parent.is_some() => {
                let message = format!("Die Pflichtangabe »{prefix}{name}« fehlt. Bitte ergänzen.");
                findings.push(Finding::error(file, "publiccode-pflichtangabe", message).at(Some(node.line)));
            }
            None => {}
        }
    }
}

/// What is wrong with a value, in German.
fn problem(node: &Node, kind: Kind) -> Option<String> {
    let texts = |items: &[Node]| items.iter().all(|item| item.text().is_some());
    let url = |node: &Node| node.text().is_some_and(is_url);
    match (kind, &node.value) {
        (Kind::Text, Value::Text(_) | Value::Number(_))
        | (Kind::Bool, Value::Bool(_))
        | (Kind::TextOrTexts, Value::Text(_))
        | (Kind::Map, Value::Map(_))
        | (Kind::List, Value::List(_)) => None,
        (Kind::Text, _) => Some("Hier muss ein Text stehen.".to_owned()),
        (Kind::Bool, _) => Some("Hier muss true oder false stehen.".to_owned()),
        (Kind::Url, _) if url(node) => None,
        (Kind::Url, _) => Some("Hier muss eine Adresse mit https:// stehen.".to_owned()),
        (Kind::Urls, Value::List(items)) if items.iter().all(url) => None,
        (Kind::Urls, _) if url(node) => None,
        (Kind::Urls, _) => Some("Hier muss eine Adresse oder eine Liste von Adressen stehen.".to_owned()),
        (Kind::Day, _) if node.text().is_some_and(is_day) => None,
        (Kind::Day, _) => Some("Hier muss ein Tag der Form JJJJ-MM-TT stehen.".to_owned()),
        (Kind::Texts | Kind::TextOrTexts, Value::List(items)) if texts(items) => None,
        (Kind::Texts | Kind::TextOrTexts, _) => Some("Hier muss eine Liste von Texten stehen.".to_owned()),
        (Kind::Map, _) => Some("Hier müssen weitere Angaben stehen.".to_owned()),
        (Kind::List, _) => Some("Hier muss eine Liste stehen.".to_owned()),
        (Kind::OneOf(allowed), _) if node.text().is_some_and(|text| allowed.contains(&text)) => None,
        (Kind::OneOf(allowed), _) => Some(format!("Möglich sind: {}.", allowed.join(", "))),
    }
}

fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    matches!(scheme, "http" | "https" | "git" | "ssh" | "svn" | "git+ssh" | "ftp")
        && !rest.is_empty()
        && !rest.starts_with('/')
        && !text.contains(char::is_whitespace)
}

/// Country sections have two letters; `x-` keys are somebody's own.
fn check_unknown(root: &Node, findings: &mut Vec<Finding>) {
    let Value::Map(map) = &root.value else { return };
    for (key, node) in map {
        let known = KEYS.iter().any(|(name, _)| name.trim_end_matches('!') == key);
        if known || key.len() == 2 || key.starts_with("x-") {
            continue;
        }
        let message = format!("Die Angabe »{key}« kennt der Standard nicht. Ist es ein Schreibfehler?");
        findings.push(Finding::warning(names::PUBLICCODE, "publiccode-unbekannt", message).at(Some(node.line)));
    }
}

fn check_description(root: &Node, findings: &mut Vec<Finding>) {
    let file = names::PUBLICCODE;
    let Some(Node { value: Value::Map(languages), line }) = root.get("description") else {
        return;
    };
    if languages.is_empty() {
        let message = "Es gibt keine Beschreibung in irgendeiner Sprache.";
        findings.push(Finding::error(file, "publiccode-pflichtangabe", message).at(Some(*line)));
    }
    let old = root.get("publiccodeYmlVersion").and_then(Node::text).is_some_and(|version| version.starts_with('0'));
    for (language, node) in languages {
        if !is_language_tag(language) {
            let message = format!("»{language}« ist kein Sprachkürzel (BCP 47), zum Beispiel de.");
            findings.push(Finding::error(file, "publiccode-sprache", message).at(Some(node.line)));
        }
        let prefix = format!("description.{language}.");
        check_keys(node, &prefix, DESCRIPTION, findings);
        let long = node.get("longDescription").and_then(Node::text).map(|text| text.trim().chars().count());
        if long.is_some_and(|length| !(150..=10_000).contains(&length)) {
            let message = format!("»{prefix}longDescription« muss 150 bis 10.000 Zeichen haben.");
            findings.push(Finding::error(file, "publiccode-laenge", message).at(Some(node.line)));
        }
        if old && node.get("features").is_none() {
            let message = format!("Die Pflichtangabe »{prefix}features« fehlt. Bitte ergänzen.");
            findings.push(Finding::error(file, "publiccode-pflichtangabe", message).at(Some(node.line)));
        }
    }
}

/// The form of a BCP 47 language tag; the register of languages is not part of this crate.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    matches!(language.len(), 2 | 3)
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Values that depend on other values.
fn check_values(root: &Node, findings: &mut Vec<Finding>) {
    let mut error = |node: &Node, message: &str| {
        findings.push(Finding::error(names::PUBLICCODE, "publiccode-wert", message).at(Some(node.line)));
    };
    if let Some(node) = find(root, "legal.license").filter(|node| node.text().is_some_and(|text| !is_licence(text))) {
        error(node, "»legal.license« ist kein SPDX-Ausdruck, zum Beispiel EUPL-1.2.");
    }
    let Some(maintenance) = root.get("maintenance") else {
        return;
    };
    let kind = maintenance.get("type").and_then(Node::text).unwrap_or_default();
    let filled =
        |key: &str| matches!(maintenance.get(key), Some(Node { value: Value::List(items), .. }) if !items.is_empty());
    match kind {
        "internal" | "community" if !filled("contacts") => {
            error(maintenance, "»maintenance.contacts« fehlt: bitte mindestens eine Person oder Stelle nennen.");
        }
        "contract" if !filled("contractors") => {
            error(maintenance, "»maintenance.contractors« fehlt: bitte die Firma mit Vertragsende nennen.");
        }
        _ => {}
    }
    for (list, keys) in [("contacts", ["name", ""]), ("contractors", ["name", "until"])] {
        let Some(Node { value: Value::List(items), .. }) = maintenance.get(list) else {
            continue;
        };
        for item in items {
            for key in keys.iter().filter(|key| !key.is_empty() && item.get(key).and_then(Node::text).is_none()) {
                error(item, &format!("»maintenance.{list}«: die Angabe »{key}« fehlt."));
            }
        }
    }
    if let Some(languages) = find(root, "localisation.availableLanguages") {
        let tags = languages.texts();
        if tags.is_empty() || tags.iter().any(|tag| !is_language_tag(tag)) {
            error(languages, "»localisation.availableLanguages«: bitte mindestens ein Sprachkürzel wie de angeben.");
        }
    }
}

/// Optional details: wrong ones mislead a catalogue.
fn check_details(root: &Node, findings: &mut Vec<Finding>) {
    let mut error = |node: &Node, message: String| {
        findings.push(Finding::error(names::PUBLICCODE, "publiccode-wert", message).at(Some(node.line)));
    };
    for key in ["logo", "monochromeLogo"] {
        let Some((node, text)) = root.get(key).and_then(|node| Some((node, node.text()?))) else {
            continue;
        };
        let file = text.to_ascii_lowercase();
        let picture = [".svg", ".svgz", ".png"].iter().any(|extension| file.ends_with(extension));
        if !picture || text.starts_with('/') || file.starts_with("file:") {
            error(node, format!("»{key}« muss eine Bilddatei (svg, svgz, png) im Quelltext oder ihre Adresse sein."));
        }
    }
    for node in items(root, "fundedBy").chain(root.get("organisation")) {
        if !node.get("uri").and_then(Node::text).is_some_and(is_uri) {
            error(node, "Zur Organisation fehlt »uri«: eine Adresse oder eine URN.".to_owned());
        }
    }
    for (path, valid) in [
        ("intendedAudience.countries", is_country as fn(&str) -> bool),
        ("intendedAudience.unsupportedCountries", is_country),
        ("intendedAudience.scope", |scope| SCOPES.contains(&scope)),
    ] {
        for node in items(root, path).filter(|node| !node.text().is_some_and(valid)) {
            error(node, format!("»{path}«: diesen Wert kennt der Standard nicht."));
        }
    }
    for kind in ["dependsOn.open", "dependsOn.proprietary", "dependsOn.hardware"] {
        for node in items(root, kind).filter(|node| !is_dependency(node)) {
            error(
                node,
                format!(
                    "»{kind}«: erwartet werden name (Text), versionMin, versionMax, version (Text) und optional (true oder false)."
                ),
            );
        }
    }
    for node in items(root, "maintenance.contractors") {
        let wrong =
            |key: &str, valid: fn(&str) -> bool| node.get(key).is_some_and(|node| !node.text().is_some_and(valid));
        if wrong("email", |text| text.contains('@')) || wrong("website", is_url) {
            error(node, "»maintenance.contractors«: email oder website ist keine Adresse.".to_owned());
        }
    }
}

/// Scopes of `intendedAudience`.
const SCOPES: [&str; 24] = [
    "agriculture",
    "culture",
    "defence",
    "education",
    "emergency-services",
    "employment",
    "energy",
    "environment",
    "finance-and-economic-development",
    "foreign-affairs",
    "government",
    "healthcare",
    "infrastructures",
    "justice",
    "local-authorities",
    "manufacturing",
    "research",
    "science-and-technology",
    "security",
    "society",
    "sport",
    "tourism",
    "transportation",
    "welfare",
];

fn items<'node>(root: &'node Node, path: &str) -> impl Iterator<Item = &'node Node> {
    let list: &[Node] = match find(root, path) {
        Some(Node { value: Value::List(items), .. }) => items,
        _ => &[],
    };
    list.iter()
}

fn is_uri(text: &str) -> bool {
    is_url(text) || text.strip_prefix("urn:").is_some_and(|rest| rest.contains(':'))
}

/// ISO 3166-1 has two letters; the register of countries is not part of this crate.
fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_dependency(node: &Node) -> bool {
    let text = |key: &str| node.get(key).is_none_or(|node| matches!(node.value, Value::Text(_)));
    let optional = node.get("optional").is_none_or(|node| matches!(node.value, Value::Bool(_)));
    node.get("name").is_some() && ["name", "version", "versionMin", "versionMax"].into_iter().all(text) && optional
}
