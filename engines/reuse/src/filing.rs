//! `filing.toml`: where cases are filed, how long they are kept, when personal data is deleted.

use serde::{Deserialize, Serialize};

use crate::finding::Finding;

/// `filing.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// Unit of the file plan, for example `32.41`.
    pub plan_unit: String,
    /// Its name.
    pub plan_title: String,
    /// Years the file is kept after it was closed.
    pub retention_years: u32,
    /// What happens afterwards (xdomea: Aussonderungsart).
    pub disposal: Disposal,
    /// Where the period comes from.
    #[serde(default)]
    pub source: String,
    /// Whether the body has confirmed the period.
    #[serde(default)]
    pub verified: bool,
    /// When personal data is deleted, per purpose (Art. 5 Abs. 1 Buchst. b und e DSGVO).
    #[serde(default)]
    pub personal_data: Vec<PersonalData>,
}

/// What happens to a file when its period is over (xdomea: Aussonderungsart).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disposal {
    /// Archivwürdig: to the archive.
    A,
    /// Bewerten: the archive decides.
    B,
    /// Vernichten: destroy.
    V,
}

/// A purpose and when its data is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalData {
    /// Key.
    pub key: String,
    /// What the data is used for.
    pub purpose: String,
    /// Paths of the fields or groups; empty means all answers.
    #[serde(default)]
    pub fields: Vec<String>,
    /// What the period starts with.
    pub starts: PeriodStart,
    /// Days after that.
    pub days: u32,
}

/// What a deletion period starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodStart {
    /// The draft was last changed, nothing was sent.
    DraftChanged,
    /// The application came in.
    Submitted,
    /// The decision went out.
    Decided,
    /// The case was closed.
    Closed,
}

/// Checks what needs no form.
pub(crate) fn check(filing: &Filing, file: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if filing.plan_unit.trim().is_empty() {
        let text = "Die Einheit des Aktenplans fehlt. Bitte eintragen, zum Beispiel »32.41«.";
        findings.push(Finding::error(file, "ablage-aktenplan", text));
    }
    if filing.retention_years == 0 || filing.retention_years > 200 {
        let text = "Die Aufbewahrungsfrist fehlt oder ist unsinnig. Erlaubt sind 1 bis 200 Jahre.";
        findings.push(Finding::error(file, "ablage-frist-fehlt", text));
    }
    if !filing.verified {
        let text = format!("Die Aufbewahrungsfrist von {} Jahren ist nicht bestätigt.", filing.retention_years);
        findings.push(Finding::open(file, "ablage-frist-ungeprueft", text));
    }
    if filing.personal_data.is_empty() {
        let text = "Es steht nicht da, wann personenbezogene Daten gelöscht werden (personal_data).";
        findings.push(Finding::error(file, "ablage-loeschung-fehlt", text));
    }
    for data in filing.personal_data.iter().filter(|data| data.purpose.trim().is_empty()) {
        let text = format!("Zu »{}« fehlt der Zweck der Daten.", data.key);
        findings.push(Finding::error(file, "ablage-zweck-fehlt", text));
    }
    findings
}
