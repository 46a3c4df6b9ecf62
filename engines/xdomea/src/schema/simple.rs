//! Simple types: a built-in one, narrowed by lists of values and patterns.

use std::{borrow::Cow, sync::OnceLock};

use lotse_xmlvalues::{Primitive, is_lexical, normalized};
use regex::{Regex, RegexBuilder};

#[derive(Debug)]
pub(crate) struct Simple {
    pub name: String,
    pub base: Option<u16>,
    pub primitive: Primitive,
    /// The values allowed; none: all.
    pub options: Option<Vec<String>>,
    pub patterns: Vec<Pattern>,
}

/// A regular expression of XML Schema: built when it is needed first, since those for the letters of all European
/// languages are large and few messages need them.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub text: String,
    built: OnceLock<Option<Regex>>,
}

const MOST_BYTES: usize = 32 << 20;

impl Pattern {
    pub fn new(text: String) -> Self {
        Self { text, built: OnceLock::new() }
    }

    fn built(&self) -> Option<&Regex> {
        // XML Schema has no anchors: a pattern is always about the whole value, and a point is no line end.
        let build = || {
            let whole = format!("^(?:{})$", self.text);
            RegexBuilder::new(&whole).crlf(true).size_limit(MOST_BYTES).dfa_size_limit(MOST_BYTES).build().ok()
        };
        self.built.get_or_init(build).as_ref()
    }

    fn is_match(&self, value: &str) -> bool {
        self.built().is_some_and(|pattern| pattern.is_match(value))
    }
}

impl Simple {
    pub fn built_in(name: &str, primitive: Primitive, base: Option<u16>) -> Self {
        Self { name: name.to_owned(), base, primitive, options: None, patterns: Vec::new() }
    }

    /// The value with white space as its type wants it.
    pub fn normalized<'v>(&self, value: &'v str) -> Cow<'v, str> {
        normalized(self.primitive, value)
    }

    pub fn is_valid(&self, value: &str) -> bool {
        if !is_lexical(self.primitive, value) {
            return false;
        }
        if self.options.is_none() && self.patterns.is_empty() {
            return true;
        }
        let value = self.normalized(value);
        self.options.as_ref().is_none_or(|options| options.iter().any(|option| *option == value))
            && self.patterns.iter().all(|pattern| pattern.is_match(&value))
    }

    /// Whether two texts are the same value.
    pub fn is_same(&self, one: &str, other: &str) -> bool {
        let (one, other) = (self.normalized(one), self.normalized(other));
        let truth = |value: &str| matches!(value, "1" | "true");
        match self.primitive {
            Primitive::Boolean => truth(&one) == truth(&other),
            _ => one == other,
        }
    }

    #[cfg(test)]
    pub fn has_usable_patterns(&self) -> bool {
        self.patterns.iter().all(|pattern| pattern.built().is_some())
    }
}
