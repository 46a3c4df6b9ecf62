//! `texts/<language>.toml`: what citizens read, in Markdown.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::Finding;
use crate::language::Language;
use crate::workflow::Workflow;

/// The texts every service has, with the German name for clerks and whether Markdown is allowed.
pub const KEYS: [(&str, &str, bool); 9] = [
    ("title", "Titel", false),
    ("summary", "Kurztext", false),
    ("intro", "Einleitung", true),
    ("who", "Wer kann das beantragen?", true),
    ("needs", "Was wird gebraucht?", true),
    ("cost", "Was kostet es?", true),
    ("time", "Wie lange dauert es?", true),
    ("law", "Rechtsgrundlagen", true),
    ("receipt", "Text nach dem Absenden", true),
];

/// Prefix of the texts shown for a state of the case: `status/<state>`.
pub const STATUS: &str = "status/";

/// The texts of one language, by key; nested tables give keys with `/`.
pub type TextTable = BTreeMap<String, String>;

/// All texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<Language, TextTable>);

impl Texts {
    /// The text in this language, else in German, else empty.
    pub fn get(&self, language: Language, key: &str) -> &str {
        self.own(language, key).or_else(|| self.own(Language::German, key)).unwrap_or_default()
    }

    /// The text in exactly this language; an empty text counts as missing.
    pub fn own(&self, language: Language, key: &str) -> Option<&str> {
        self.0.get(&language)?.get(key).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// Every key that German has.
    pub fn keys(&self) -> Vec<String> {
        self.0.get(&Language::German).map(|table| table.keys().cloned().collect()).unwrap_or_default()
    }

    /// Sets a text; an empty one removes it.
    pub fn set(&mut self, language: Language, key: &str, text: &str) {
        let table = self.0.entry(language).or_default();
        if text.trim().is_empty() {
            table.remove(key);
        } else {
            table.insert(key.to_owned(), text.to_owned());
        }
    }
}

/// The German name of a text for clerks.
pub fn name_de(key: &str, workflow: &Workflow) -> String {
    if let Some((_, name, _)) = KEYS.iter().find(|(known, ..)| *known == key) {
        return (*name).to_owned();
    }
    let state = key.strip_prefix(STATUS).unwrap_or(key);
    match workflow.state(state) {
        Some(state) => format!("Text im Zustand »{}«", state.label.de()),
        None => key.to_owned(),
    }
}

/// Whether a text may hold Markdown.
pub fn is_markdown(key: &str) -> bool {
    KEYS.iter().find(|(known, ..)| *known == key).is_none_or(|(_, _, markdown)| *markdown)
}

/// Flattens nested tables of texts; anything else than texts is an error with its name.
pub(crate) fn flatten(table: &toml::Table) -> Result<TextTable, String> {
    let mut flat = TextTable::new();
    for (key, value) in table {
        match value {
            toml::Value::String(text) => {
                flat.insert(key.clone(), text.clone());
            }
            toml::Value::Table(inner) => {
                for (name, text) in flatten(inner)? {
                    flat.insert(format!("{key}/{name}"), text);
                }
            }
            _ => return Err(key.clone()),
        }
    }
    Ok(flat)
}

/// Checks that German is complete and names what the other languages lack.
pub(crate) fn check(texts: &Texts, workflow: Option<&Workflow>) -> Vec<Finding> {
    let mut wanted: Vec<String> = KEYS.iter().map(|(key, ..)| (*key).to_owned()).collect();
    let states = workflow.map(|workflow| workflow.state.as_slice()).unwrap_or_default();
    wanted.extend(states.iter().map(|state| format!("{STATUS}{}", state.key)));
    let mut findings = Vec::new();
    for language in Language::ALL {
        let file = file(language);
        for key in &wanted {
            let finding = match (texts.own(language, key), language) {
                (Some(_), _) => continue,
                (None, Language::German) => {
                    Finding::error(&file, "text-fehlt", format!("Der Text »{key}« fehlt. Bitte ergänzen."))
                }
                (None, _) => Finding::warning(
                    &file,
                    "uebersetzung-fehlt",
                    format!("Der Text »{key}« fehlt ({}). Angezeigt wird der deutsche Text.", language.name_de()),
                ),
            };
            findings.push(finding);
        }
        for key in texts.0.get(&language).into_iter().flat_map(BTreeMap::keys).filter(|key| !wanted.contains(key)) {
            let text = format!("Den Text »{key}« verwendet niemand. Ist es ein Schreibfehler?");
            findings.push(Finding::warning(&file, "text-unbenutzt", text));
        }
    }
    findings
}

/// The file of a language.
pub fn file(language: Language) -> String {
    format!("{}{}.toml", crate::files::names::TEXTS, language.code())
}
