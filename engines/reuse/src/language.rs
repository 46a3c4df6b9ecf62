//! Languages and texts in several languages.
//!
//! German is the official language (§ 23 VwVfG) and therefore always there; the others fall back to it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language a service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// German.
    #[serde(rename = "de")]
    German,
    /// English.
    #[serde(rename = "en")]
    English,
    /// Leichte Sprache (easy-to-read German).
    #[serde(rename = "de-leicht")]
    Easy,
}

impl Language {
    /// All languages, the obligatory one first.
    pub const ALL: [Self; 3] = [Self::German, Self::English, Self::Easy];

    /// The code used in file names, paths and files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::English => "en",
            Self::Easy => "de-leicht",
        }
    }

    /// The name as a clerk reads it.
    pub const fn name_de(self) -> &'static str {
        match self {
            Self::German => "Deutsch",
            Self::English => "Englisch",
            Self::Easy => "Leichte Sprache",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

impl FromStr for Language {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.code() == code).ok_or_else(|| format!("unknown language {code}"))
    }
}

/// One text in one or more languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalText(pub BTreeMap<Language, String>);

impl LocalText {
    /// A text that exists in German only.
    pub fn german(text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(Language::German, text.into())]))
    }

    /// A text in the three languages.
    pub fn all(german: impl Into<String>, english: impl Into<String>, easy: impl Into<String>) -> Self {
        Self(BTreeMap::from([
            (Language::German, german.into()),
            (Language::English, english.into()),
            (Language::Easy, easy.into()),
        ]))
    }

    /// The text in this language, else in German, else empty.
    pub fn get(&self, language: Language) -> &str {
        self.own(language).or_else(|| self.own(Language::German)).unwrap_or_default()
    }

    /// The text in exactly this language; an empty text counts as missing.
    pub fn own(&self, language: Language) -> Option<&str> {
        self.0.get(&language).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// The German text.
    pub fn de(&self) -> &str {
        self.get(Language::German)
    }

    /// Sets the text of a language; an empty text removes it.
    pub fn set(&mut self, language: Language, text: impl Into<String>) {
        let text = text.into();
        if text.trim().is_empty() {
            self.0.remove(&language);
        } else {
            self.0.insert(language, text);
        }
    }

    /// Whether no language has a text.
    pub fn is_empty(&self) -> bool {
        Language::ALL.into_iter().all(|language| self.own(language).is_none())
    }
}
