//! Patterns of XML Schema, as far as a linear-time regular expression can follow them.

use regex::{Regex, RegexBuilder};
use serde::{Serialize, Serializer};

/// A pattern a value has to match as a whole.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    /// None: the pattern uses what cannot be checked (look-around, back references).
    compiled: Option<Regex>,
}

/// Bytes a compiled pattern may need; more is an attack or a mistake.
const SIZE_LIMIT: usize = 1 << 20;

impl Pattern {
    pub fn new(source: &str) -> Self {
        let compiled = RegexBuilder::new(&anchored(source)).size_limit(SIZE_LIMIT).build().ok();
        Self { source: source.to_owned(), compiled }
    }

    /// The pattern as it stands in the schema.
    pub fn source(&self) -> &str {
        &self.source
    }

    pub fn is_enforced(&self) -> bool {
        self.compiled.is_some()
    }

    /// Whether a value fits; everything fits a pattern that cannot be checked.
    pub fn fits(&self, value: &str) -> bool {
        self.compiled.as_ref().is_none_or(|regex| regex.is_match(value))
    }
}

/// XML Schema patterns match the whole value (XML Schema 2, appendix F). Editors still write `^`
/// and `$` as if they had to; within the anchors both mean the same.
pub(crate) fn anchored(source: &str) -> String {
    let source = source.replace(r"\i", "[_:A-Za-z]").replace(r"\c", r"[-._:A-Za-z0-9]");
    format!("^(?:{source})$")
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_a_whole() {
        let postcode = Pattern::new("([0]{1}[1-9]{1}|[1-9]{1}[0-9]{1})[0-9]{3}");
        assert!(postcode.fits("33098"));
        assert!(!postcode.fits("330981"));
        assert!(!postcode.fits("00123"));
        assert!(Pattern::new("a|b").fits("b"));
        assert!(!Pattern::new("a|b").fits("ab"));
    }

    #[test]
    fn what_cannot_be_checked_is_said() {
        for source in ["(?=a)b", r"(a)\1", "(", "(((a{999}){999}){999})"] {
            let pattern = Pattern::new(source);
            assert!(!pattern.is_enforced(), "{source}");
            assert!(pattern.fits("anything"));
        }
    }
}
