//! Texts of the pages in three languages, in Fluent files beside the code that uses them.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use intl_memoizer::concurrent::IntlLangMemoizer;
use unic_langid::LanguageIdentifier;

use crate::{format, language::Language};

/// The texts of one crate or office.
#[derive(Clone, Copy, Debug)]
pub struct TextSet {
    /// For messages about mistakes in the files.
    pub name: &'static str,
    pub de: &'static str,
    pub en: &'static str,
    pub leicht: &'static str,
}

/// A mistake in the text files: found when the program starts and in the tests.
#[derive(Debug, thiserror::Error)]
#[error("texts of {set} in {language}: {mistake}")]
pub struct TextError {
    pub set: &'static str,
    pub language: &'static str,
    pub mistake: String,
}

/// A key without text in a language it must have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingKey {
    pub language: &'static str,
    pub key: String,
}

/// What can stand for a placeholder in a text.
pub trait TextArgument {
    fn value(&self) -> FluentValue<'_>;
}

macro_rules! number_argument {
    ($($number:ty),+) => {$(impl TextArgument for $number {
        #[expect(clippy::cast_precision_loss, clippy::allow_attributes, reason = "counts on pages are small")]
        #[allow(clippy::cast_lossless)]
        fn value(&self) -> FluentValue<'_> {
            FluentValue::from(*self as f64)
        }
    })+};
}
number_argument!(i64, u64, usize);

macro_rules! small_number_argument {
    ($($number:ty),+) => {$(impl TextArgument for $number {
        fn value(&self) -> FluentValue<'_> {
            FluentValue::from(f64::from(*self))
        }
    })+};
}
small_number_argument!(i32, u32, u16, u8);

impl TextArgument for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}
impl TextArgument for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}
impl TextArgument for Cow<'_, str> {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_ref())
    }
}
impl<T: TextArgument + ?Sized> TextArgument for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

/// Residents' keys need Leichte Sprache; those with these prefixes are seen by staff only.
const STAFF_PREFIXES: [&str; 3] = ["amt-", "buero-", "admin-"];

/// All texts of an instance. Cheap to clone.
#[derive(Clone)]
pub struct Texts(Arc<Inner>);

struct Inner {
    de: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
    leicht: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
}

impl Texts {
    /// Reads the sets; each key may stand in one set only.
    pub fn new(sets: &[TextSet]) -> Result<Self, TextError> {
        let mut inner = Inner {
            de: bundle("de", format_german),
            en: bundle("en", format_english),
            leicht: bundle("de", format_german),
            keys: BTreeSet::new(),
        };
        for set in sets {
            for (language, source) in [("de", set.de), ("en", set.en), ("de-leicht", set.leicht)] {
                let mistake = |mistake: String| TextError { set: set.name, language, mistake };
                inner.keys.extend(keys_of(source));
                let resource =
                    FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| mistake(format!("{errors:?}")))?;
                let bundle = match language {
                    "de" => &mut inner.de,
                    "en" => &mut inner.en,
                    _ => &mut inner.leicht,
                };
                bundle.add_resource(resource).map_err(|errors| mistake(format!("{errors:?}")))?;
            }
        }
        Ok(Self(Arc::new(inner)))
    }

    /// The text of a key; where it is missing German stands in, and where that is missing the key itself.
    pub fn get(&self, language: Language, key: &str, arguments: &[(&str, &dyn TextArgument)]) -> Cow<'_, str> {
        let own = match language {
            Language::De => &self.0.de,
            Language::En => &self.0.en,
            Language::Leicht => &self.0.leicht,
        };
        let found = pattern_text(own, key, arguments).or_else(|| pattern_text(&self.0.de, key, arguments));
        found.unwrap_or_else(|| {
            tracing::debug!(key, "no such text");
            Cow::Owned(key.to_owned())
        })
    }

    pub fn has(&self, key: &str) -> bool {
        self.0.keys.contains(key)
    }

    /// Keys without German or English text, and residents' keys without Leichte Sprache.
    pub fn missing_keys(&self) -> Vec<MissingKey> {
        let mut missing = Vec::new();
        for key in &self.0.keys {
            let for_staff = STAFF_PREFIXES.iter().any(|prefix| key.starts_with(prefix));
            for (language, bundle) in [("de", &self.0.de), ("en", &self.0.en), ("de-leicht", &self.0.leicht)] {
                let needed = language != "de-leicht" || !for_staff;
                if needed && !bundle.has_message(key) {
                    missing.push(MissingKey { language, key: key.clone() });
                }
            }
        }
        missing
    }
}

fn pattern_text<'t>(
    bundle: &'t FluentBundle<FluentResource>,
    key: &str,
    arguments: &[(&str, &dyn TextArgument)],
) -> Option<Cow<'t, str>> {
    let pattern = bundle.get_message(key)?.value()?;
    let mut errors = Vec::new();
    let text = if arguments.is_empty() {
        bundle.format_pattern(pattern, None, &mut errors)
    } else {
        let mut values = FluentArgs::with_capacity(arguments.len());
        for (name, argument) in arguments {
            values.set((*name).to_owned(), argument.value().into_owned());
        }
        // The arguments live in this function only, so the text is copied.
        Cow::Owned(bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned())
    };
    if !errors.is_empty() {
        tracing::debug!(key, ?errors, "text with mistakes");
    }
    Some(text)
}

fn bundle(
    language: &str,
    formatter: fn(&FluentValue<'_>, &IntlLangMemoizer) -> Option<String>,
) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.parse::<LanguageIdentifier>().unwrap_or_default()]);
    // Isolation marks are for mixed writing directions; there are none here.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(formatter));
    bundle
}

fn format_german(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    format_number(Language::De, value)
}

fn format_english(value: &FluentValue<'_>, _: &IntlLangMemoizer) -> Option<String> {
    format_number(Language::En, value)
}

fn format_number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let places = if number.value.fract() == 0.0 { 0 } else { 2 };
    Some(format::decimal(language, number.value, places))
}

/// Message identifiers stand at the beginning of a line, followed by `=`.
fn keys_of(source: &str) -> impl Iterator<Item = String> {
    source.lines().filter_map(|line| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end();
        let first = key.chars().next()?;
        let is_key =
            first.is_ascii_alphabetic() && key.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_".contains(sign));
        is_key.then(|| key.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: TextSet = TextSet {
        name: "test",
        de: "gruss = Guten Tag, { $name }\nfaelle = { $count ->\n    [one] ein Fall\n   *[other] { $count } Fälle\n }\namt-nur = Nur Amt\n",
        en: "gruss = Hello, { $name }\n",
        leicht: "gruss = Hallo\n",
    };

    #[test]
    fn falls_back_and_formats() {
        let texts = Texts::new(&[SET]).unwrap();
        assert_eq!(texts.get(Language::De, "faelle", &[("count", &1_i64)]), "ein Fall");
        assert_eq!(texts.get(Language::En, "faelle", &[("count", &1200_usize)]), "1.200 Fälle");
        assert_eq!(texts.get(Language::Leicht, "amt-nur", &[]), "Nur Amt");
        assert_eq!(texts.get(Language::De, "gruss", &[("name", &"Anna")]), "Guten Tag, Anna");
        assert_eq!(texts.get(Language::De, "fehlt", &[]), "fehlt");
    }

    #[test]
    fn knows_what_is_missing() {
        let texts = Texts::new(&[SET]).unwrap();
        let missing: Vec<_> = texts.missing_keys().into_iter().map(|key| (key.language, key.key)).collect();
        let expected = [("en", "amt-nur"), ("en", "faelle"), ("de-leicht", "faelle")];
        assert_eq!(missing.len(), 3);
        assert!(expected.iter().all(|(language, key)| missing.contains(&(language, (*key).to_owned()))));
        assert!(Texts::new(&[SET, SET]).is_err(), "a key in two sets is a mistake");
    }

    #[test]
    fn own_texts_are_complete() {
        let texts = Texts::new(&[crate::TEXTS]).unwrap();
        assert_eq!(texts.missing_keys(), Vec::new());
    }
}
