//! `form.toml`: how the form is shown, and what its fields are called in letters.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::LocalText;

/// `form.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FormPresentation {
    /// Titles of the steps; a step is a group at the top of the form, in its order.
    pub step: Vec<Step>,
    /// Fields and groups whose words differ from the schema, by path.
    pub field: BTreeMap<String, FieldPresentation>,
    /// Where the applicant's name, address … stand.
    pub applicant: Applicant,
    /// Names of answers in letters: `kennzeichen = "G…/F…"` gives `{{ kennzeichen }}`.
    pub letter: BTreeMap<String, String>,
}

/// A step of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Path of the group.
    pub path: String,
    /// Title per language.
    pub title: LocalText,
}

/// How one field or group is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldPresentation {
    /// Label; the schema's if empty.
    #[serde(skip_serializing_if = "LocalText::is_empty")]
    pub label: LocalText,
    /// Help; the schema's if empty.
    #[serde(skip_serializing_if = "LocalText::is_empty")]
    pub help: LocalText,
    /// Names of the codes of a choice, by code.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub choice: BTreeMap<String, LocalText>,
    /// Width on large screens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<Width>,
}

/// Width of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    /// A few characters.
    Short,
    /// Half a line.
    Half,
    /// The whole line.
    Full,
}

/// Paths of the fields that say who applies; for letters, lists and `autocomplete` (WCAG 2.2, 1.3.5).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Applicant {
    /// Salutation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub salutation: Option<String>,
    /// Given name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// Family name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// Name of a company or association.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Date of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// Street.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// House number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub house_number: Option<String>,
    /// Postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// Town.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub town: Option<String>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Applicant {
    /// Every role: name in letters, value of HTML `autocomplete` if there is one, path.
    pub fn roles(&self) -> [(&'static str, Option<&'static str>, Option<&str>); 11] {
        [
            ("anrede", Some("honorific-prefix"), self.salutation.as_deref()),
            ("vorname", Some("given-name"), self.given_name.as_deref()),
            ("nachname", Some("family-name"), self.family_name.as_deref()),
            ("organisation", Some("organization"), self.organisation.as_deref()),
            ("geburtsdatum", Some("bday"), self.birth_date.as_deref()),
            ("strasse", Some("address-line1"), self.street.as_deref()),
            ("hausnummer", None, self.house_number.as_deref()),
            ("plz", Some("postal-code"), self.postal_code.as_deref()),
            ("ort", Some("address-level2"), self.town.as_deref()),
            ("email", Some("email"), self.email.as_deref()),
            ("telefon", Some("tel"), self.phone.as_deref()),
        ]
    }

    /// The paths a letter or list cannot do without. Salutation and telephone are not among them.
    pub fn needed(&self) -> impl Iterator<Item = &str> {
        self.roles()
            .into_iter()
            .filter(|(name, ..)| !matches!(*name, "anrede" | "telefon" | "geburtsdatum"))
            .filter_map(|(_, _, path)| path)
    }

    /// The value of `autocomplete` for a field.
    pub fn autocomplete(&self, path: &str) -> Option<&'static str> {
        self.roles().into_iter().find(|(_, _, own)| *own == Some(path)).and_then(|(_, token, _)| token)
    }
}
