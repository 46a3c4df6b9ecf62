//! Which format a file has: by its name, else by how it begins.

use std::fmt;

use serde_json::Value;

use super::Unreadable;

/// A way to write RDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    Turtle,
    #[serde(rename = "trig")]
    TriG,
    #[serde(rename = "n-triples")]
    NTriples,
    #[serde(rename = "n-quads")]
    NQuads,
    RdfXml,
    #[serde(rename = "json-ld")]
    JsonLd,
}

impl Format {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::TriG => "application/trig",
            Self::NTriples => "application/n-triples",
            Self::NQuads => "application/n-quads",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// By the ending of a file name, without the dot.
    pub fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending.to_ascii_lowercase().as_str() {
            "ttl" | "n3" | "turtle" => Self::Turtle,
            "trig" => Self::TriG,
            "nt" => Self::NTriples,
            "nq" => Self::NQuads,
            "rdf" | "xml" | "owl" => Self::RdfXml,
            "jsonld" | "json" => Self::JsonLd,
            _ => return None,
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Turtle => "Turtle",
            Self::TriG => "TriG",
            Self::NTriples => "N-Triples",
            Self::NQuads => "N-Quads",
            Self::RdfXml => "RDF/XML",
            Self::JsonLd => "JSON-LD",
        })
    }
}

pub(super) fn detect(bytes: &[u8], name: Option<&str>) -> Result<Format, Unreadable> {
    by_name(name).or_else(|| by_content(bytes)).ok_or(Unreadable::UnknownFormat("neither name nor content tells"))
}

fn by_name(name: Option<&str>) -> Option<Format> {
    Format::of_ending(name?.rsplit_once('.')?.1)
}

/// Markup is RDF/XML, brackets are JSON, and what has a prefix or an IRI in front is Turtle.
fn by_content(bytes: &[u8]) -> Option<Format> {
    let head = &bytes[..bytes.len().min(4096)];
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let start = lines.next()?;
    let lower = start.to_ascii_lowercase();
    match start.as_bytes().first()? {
        b'<' if lower.starts_with("<?xml") || lower.starts_with("<!") || is_tag(start) => Some(Format::RdfXml),
        b'{' | b'[' if is_json(start, lines.next()) => Some(Format::JsonLd),
        b'<' | b'@' | b'[' | b'_' | b'(' => Some(Format::Turtle),
        _ if lower.starts_with("prefix") || lower.starts_with("base") => Some(Format::Turtle),
        _ if start.split_whitespace().next().is_some_and(|word| word.contains(':')) => Some(Format::Turtle),
        _ => None,
    }
}

/// `<rdf:RDF …` is markup, `<https://…>` is an IRI.
fn is_tag(start: &str) -> bool {
    let is_name = |letter: &char| letter.is_alphanumeric() || ":_-".contains(*letter);
    let name: String = start.chars().skip(1).take_while(is_name).collect();
    let behind = start.chars().nth(1 + name.chars().count());
    !name.is_empty() && matches!(behind, None | Some(' ' | '\t' | '>' | '/')) && !name.ends_with(':')
}

/// A bracket opens JSON if a string or another bracket of JSON follows.
fn is_json(start: &str, next_line: Option<&str>) -> bool {
    let rest = start[1..].trim_start();
    let behind = if rest.is_empty() { next_line.unwrap_or_default() } else { rest };
    matches!(behind.chars().next(), Some('"' | '{')) || matches!(behind, "}" | "]")
}

/// Whether JSON has the members of a package, or of an answer with packages in it.
pub(super) fn looks_like_ckan(bytes: &[u8]) -> bool {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return false };
    let has = |value: &Value, member: &str| value.get(member).is_some();
    let package = |value: &Value| has(value, "resources") || (has(value, "name") && has(value, "title"));
    let list = value.as_array().and_then(|list| list.first());
    package(&value) || has(&value, "result") || list.is_some_and(package)
}
