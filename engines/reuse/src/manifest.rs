//! `manifest.toml`: what the package is, who publishes it, under which conditions others may use it.

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::language::{Language, LocalText};

/// The format of packages this crate reads and writes.
pub const FORMAT: u32 = 1;

/// What a package holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackageKind {
    /// A service for citizens or companies: form, workflow, texts, fees, letters, filing.
    Service,
    /// A payload codec of a sensor.
    Codec,
    /// A dashboard.
    Dashboard,
    /// A template for datasets.
    Dataset,
    /// A file plan.
    FilePlan,
    /// A strategy.
    Strategy,
    /// An article of the knowledge base.
    Article,
}

/// `manifest.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Format of the package, see [`FORMAT`].
    pub format: u32,
    /// Key: lower case letters, digits and hyphens.
    pub key: String,
    /// What it holds.
    pub kind: PackageKind,
    /// Semantic version.
    pub version: Version,
    /// Amtlicher Regionalschlüssel of the publisher (2 to 12 digits).
    pub publisher: String,
    /// Licence as an SPDX expression.
    pub licence: String,
    /// Day of release, `YYYY-MM-DD`.
    pub released: String,
    /// Demo content: must not be used in earnest without revision.
    #[serde(default)]
    pub demo: bool,
    /// Topics for the catalogue.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Key of the service in the Leistungskatalog (14 digits).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leika: Option<String>,
    /// Where the source is kept, for publiccode.yml.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Packages this one was made from, as URL or `publisher/key`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub based_on: Vec<String>,
    /// Title per language.
    pub title: LocalText,
    /// One or two sentences per language.
    pub summary: LocalText,
    /// Whom to ask.
    pub contact: Contact,
    /// The legal bases.
    #[serde(default)]
    pub legal_basis: Vec<LegalBasis>,
    /// What an adopter needs first.
    #[serde(default)]
    pub precondition: Vec<Precondition>,
    /// What adoption costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<Effort>,
    /// What an adopter may not change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locked: Vec<Lock>,
    /// What changed per version, newest first.
    #[serde(default)]
    pub changelog: Vec<Release>,
}

/// Whom to ask about the package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Office or person.
    pub name: String,
    /// E-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// One legal basis. Law is data with a source, never a constant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalBasis {
    /// The norm, for example `§ 45 Abs. 1b Nr. 2a StVO`.
    pub norm: String,
    /// What it says here, in a sentence.
    #[serde(default)]
    pub note: String,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether a lawyer has confirmed it.
    pub verified: bool,
}

/// Something an adopter needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Precondition {
    /// In a sentence.
    pub text: String,
    /// What kind of precondition.
    #[serde(default)]
    pub kind: PreconditionKind,
}

/// Kinds of preconditions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreconditionKind {
    /// A statute or a competence.
    Law,
    /// People or an organisation.
    #[default]
    Organisation,
    /// A system or an interface.
    Technology,
}

/// Effort of an adoption, as estimated by the publisher.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Hours of work, at least.
    pub hours_min: u32,
    /// Hours of work, at most.
    pub hours_max: u32,
    /// What the estimate rests on.
    #[serde(default)]
    pub note: String,
}

/// A path (or everything below it, with `/` at the end) that adopters may not change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Adaptation path, for example `texts/de/law` or `letters/`.
    pub path: String,
    /// Why, in plain German.
    pub reason: String,
}

impl Lock {
    /// Whether the lock covers an adaptation path.
    pub fn covers(&self, path: &str) -> bool {
        if self.path.ends_with('/') { path.starts_with(&self.path) } else { path == self.path }
    }
}

/// What changed in a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The version.
    pub version: Version,
    /// Day, `YYYY-MM-DD`.
    pub date: String,
    /// What changed, in plain German.
    pub text: String,
}

/// Whether a text can be the key of a package, state, fee …: `a-z0-9-`, starting with a letter.
pub fn is_key(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Whether a text is a real day of the calendar as `YYYY-MM-DD`.
pub fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return false;
    }
    let (Ok(year), Ok(month), Ok(day)) = (year.parse::<u16>(), month.parse::<u8>(), day.parse::<u8>()) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last).contains(&day)
}

/// Whether a text has the form of an SPDX licence expression. The list of licences is not part of this crate.
pub fn is_licence(text: &str) -> bool {
    let plain = text.replace(['(', ')'], " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    !words.is_empty()
        && words.len() % 2 == 1
        && words.iter().enumerate().all(|(index, word)| match index % 2 {
            1 => matches!(*word, "AND" | "OR" | "WITH"),
            _ => {
                word.starts_with(|first: char| first.is_ascii_alphanumeric())
                    && word
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b':'))
            }
        })
}

/// Checks the values of the manifest that serde cannot check.
pub(crate) fn check(manifest: &Manifest, file: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut error = |code: &str, message: String| findings.push(Finding::error(file, code, message));
    if manifest.format != FORMAT {
        let text = format!("Das Format {} ist unbekannt; diese Fassung liest Format {FORMAT}.", manifest.format);
        error("paket-format", text);
    }
    if !is_key(&manifest.key) {
        let text = format!(
            "Der Schlüssel »{}« darf nur a–z, 0–9 und - enthalten und beginnt mit einem Buchstaben.",
            manifest.key
        );
        error("paket-schluessel", text);
    }
    let digits = manifest.publisher.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !matches!(manifest.publisher.len(), 2 | 3 | 5 | 9 | 12) {
        let text = format!(
            "Der Herausgeber »{}« ist kein Regionalschlüssel (12 Ziffern für eine Gemeinde).",
            manifest.publisher
        );
        error("paket-herausgeber", text);
    }
    if !is_licence(&manifest.licence) {
        let text = "Die Lizenz fehlt oder ist kein SPDX-Ausdruck. Beispiel: licence = \"EUPL-1.2\".".to_owned();
        error("paket-lizenz-fehlt", text);
    }
    let days = manifest.changelog.iter().map(|release| &release.date).chain([&manifest.released]);
    for day in days.filter(|day| !is_day(day)) {
        error("paket-datum", format!("»{day}« ist kein Tag der Form JJJJ-MM-TT."));
    }
    if manifest.leika.as_ref().is_some_and(|key| key.len() != 14 || !key.bytes().all(|byte| byte.is_ascii_digit())) {
        error("paket-leika", "Der LeiKa-Schlüssel hat 14 Ziffern. Bitte berichtigen oder weglassen.".to_owned());
    }
    if manifest.contact.name.trim().is_empty() {
        error("paket-kontakt-fehlt", "Bitte eine Stelle nennen, die Fragen zum Paket beantwortet.".to_owned());
    }
    if manifest.effort.as_ref().is_some_and(|effort| effort.hours_min > effort.hours_max) {
        error("paket-aufwand", "Der kleinste Aufwand ist größer als der größte.".to_owned());
    }
    for lock in manifest.locked.iter().filter(|lock| lock.reason.trim().is_empty()) {
        error("paket-sperre-ohne-grund", format!("Die Sperre von »{}« hat keinen Grund. Bitte angeben.", lock.path));
    }
    for (name, text) in [("title", &manifest.title), ("summary", &manifest.summary)] {
        check_languages(text, file, name, &mut findings);
    }
    if !manifest.changelog.iter().any(|release| release.version == manifest.version) {
        let text = format!("Für Version {} steht nicht da, was sich geändert hat (changelog).", manifest.version);
        findings.push(Finding::warning(file, "paket-aenderungen-fehlen", text));
    }
    for basis in manifest.legal_basis.iter().filter(|basis| !basis.verified) {
        let text = format!("Die Rechtsgrundlage »{}« ist nicht geprüft.", basis.norm);
        findings.push(Finding::open(file, "recht-ungeprueft", text));
    }
    findings
}

/// German must be there, the other languages should.
pub(crate) fn check_languages(text: &LocalText, file: &str, name: &str, findings: &mut Vec<Finding>) {
    if text.own(Language::German).is_none() {
        let message = format!("»{name}« fehlt auf Deutsch. Bitte ergänzen.");
        findings.push(Finding::error(file, "text-fehlt", message));
    }
    for language in [Language::English, Language::Easy] {
        if text.own(language).is_none() {
            let message = format!("»{name}« fehlt: {}. Angezeigt wird der deutsche Text.", language.name_de());
            findings.push(Finding::warning(file, "uebersetzung-fehlt", message));
        }
    }
}
