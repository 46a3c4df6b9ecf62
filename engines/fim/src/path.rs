//! Where a node stands in a schema, and where an answer stands in a filled form.
//!
//! The same element may occur at several places of a schema, so an id does not identify a node:
//! its path does.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Highest occurrence index that is accepted; more copies of a group are nobody's form.
pub const MAX_OCCURRENCE: u32 = 499;

/// Ids from the root to a node: `G00000123.F00000456`.
///
/// When the same id occurs twice among the same siblings, the second position is `F00000456~2`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct NodePath(String);

impl NodePath {
    /// The path of the (unnamed) root.
    pub fn root() -> Self {
        Self::default()
    }

    /// A path as written in a file; any text is a path, only those of the schema lead anywhere.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path of a child.
    #[must_use]
    pub fn child(&self, segment: &str) -> Self {
        if self.0.is_empty() {
            return Self(segment.to_owned());
        }
        Self(format!("{}.{segment}", self.0))
    }

    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        Some(Self(self.0.rsplit_once('.').map_or(String::new(), |(parent, _)| parent.to_owned())))
    }

    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.').filter(|segment| !segment.is_empty())
    }

    pub fn last_segment(&self) -> &str {
        self.0.rsplit_once('.').map_or(self.0.as_str(), |(_, last)| last)
    }

    /// Whether this is `other` or lies below it.
    pub fn is_within(&self, other: &Self) -> bool {
        other.is_root()
            || self.0 == other.0
            || self.0.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with('.'))
    }
}

impl fmt::Display for NodePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for NodePath {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// The id of a segment without its position: `F1~2` is the second `F1`.
pub(crate) fn id_of_segment(segment: &str) -> &str {
    segment.split_once('~').map_or(segment, |(id, _)| id)
}

/// One step of an [`AnswerKey`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyStep {
    pub segment: String,
    pub occurrence: u32,
}

/// A path with the occurrence of each node: `G00000123[0].F00000456[0]`.
///
/// Sorts by occurrence as a number, so `[2]` comes before `[10]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AnswerKey {
    steps: Vec<KeyStep>,
}

/// The text is no answer key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an answer key such as G1[0].F2[0]")]
pub struct NotAnAnswerKey(pub String);

impl AnswerKey {
    pub fn root() -> Self {
        Self::default()
    }

    pub fn steps(&self) -> &[KeyStep] {
        &self.steps
    }

    pub fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    #[must_use]
    pub fn child(&self, segment: &str, occurrence: u32) -> Self {
        let mut steps = self.steps.clone();
        steps.push(KeyStep { segment: segment.to_owned(), occurrence });
        Self { steps }
    }

    pub fn parent(&self) -> Option<Self> {
        let (_, rest) = self.steps.split_last()?;
        Some(Self { steps: rest.to_vec() })
    }

    pub fn node_path(&self) -> NodePath {
        let segments: Vec<&str> = self.steps.iter().map(|step| step.segment.as_str()).collect();
        NodePath(segments.join("."))
    }

    /// Whether this is `other` or lies below it.
    pub fn is_within(&self, other: &Self) -> bool {
        self.steps.starts_with(&other.steps)
    }

    /// A name that is safe as `name`, `id` and `for` in HTML and stays the same between requests:
    /// `G00000123:0.F00000456:0`.
    pub fn html_name(&self) -> String {
        self.write(":", "")
    }

    /// Reads what [`AnswerKey::html_name`] wrote.
    pub fn from_html_name(name: &str) -> Result<Self, NotAnAnswerKey> {
        Self::read(name, |step| step.rsplit_once(':'))
    }

    fn write(&self, open: &str, close: &str) -> String {
        let steps: Vec<String> =
            self.steps.iter().map(|step| format!("{}{open}{}{close}", step.segment, step.occurrence)).collect();
        steps.join(".")
    }

    fn read(text: &str, split: impl Fn(&str) -> Option<(&str, &str)>) -> Result<Self, NotAnAnswerKey> {
        let wrong = || NotAnAnswerKey(crate::lexical::shorten(text));
        let mut steps = Vec::new();
        for step in text.split('.') {
            let (segment, occurrence) = split(step).ok_or_else(wrong)?;
            let canonical = !segment.is_empty() && segment.chars().all(is_segment_char);
            let number: u32 = occurrence.parse().map_err(|_| wrong())?;
            if !canonical || number > MAX_OCCURRENCE || number.to_string() != occurrence {
                return Err(wrong());
            }
            steps.push(KeyStep { segment: segment.to_owned(), occurrence: number });
            if steps.len() > 100 {
                return Err(wrong());
            }
        }
        Ok(Self { steps })
    }
}

/// Characters of a path segment: those of FIM ids, and `~` before a position.
pub(crate) fn is_segment_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '~')
}

/// A segment for any id: characters that would break a path become `-`.
pub(crate) fn segment_of_id(id: &str) -> String {
    id.chars().map(|c| if is_segment_char(c) && c != '~' { c } else { '-' }).collect()
}

impl fmt::Display for AnswerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.write("[", "]"))
    }
}

impl FromStr for AnswerKey {
    type Err = NotAnAnswerKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text, |step| step.strip_suffix(']')?.rsplit_once('['))
    }
}

impl Serialize for AnswerKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AnswerKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back() {
        let key: AnswerKey = "G1[0].F2~2[13]".parse().unwrap();
        assert_eq!(key.to_string(), "G1[0].F2~2[13]");
        assert_eq!(key.html_name(), "G1:0.F2~2:13");
        assert_eq!(AnswerKey::from_html_name(&key.html_name()).unwrap(), key);
        assert_eq!(key.node_path().as_str(), "G1.F2~2");
        for bad in ["", "G1", "G1[]", "G1[-1]", "G1[00]", "G1[500]", "G1[0]..F[0]", "<b>[0]", "G1[0"] {
            assert!(bad.parse::<AnswerKey>().is_err(), "{bad}");
        }
    }

    #[test]
    fn paths() {
        let path = NodePath::from("G1.G2.F3");
        assert!(path.is_within(&NodePath::from("G1.G2")));
        assert!(!path.is_within(&NodePath::from("G1.G")));
        assert_eq!(path.parent().unwrap().last_segment(), "G2");
    }
}
