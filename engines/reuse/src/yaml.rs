//! A small YAML tree with lines.
//!
//! Built from parser events instead of a ready-made tree for two reasons: every value keeps its line for messages, and
//! aliases are not followed, so that a few lines cannot grow into gigabytes.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

/// More is no description of a program.
const MAX_NODES: usize = 50_000;
const MAX_DEPTH: usize = 40;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub line: u32,
    pub value: Value,
}

/// A YAML value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// Empty, `null` or `~`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without quotes, as written.
    Number(String),
    /// Any other scalar.
    Text(String),
    List(Vec<Node>),
    Map(BTreeMap<String, Node>),
}

/// A message with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Error {
    pub line: u32,
    pub message: String,
}

/// A list or map that is being read.
enum Open {
    List(u32, Vec<Node>),
    Map(u32, BTreeMap<String, Node>, Option<String>),
}

/// Reads the first document.
pub(crate) fn parse(text: &str) -> Result<Node, Error> {
    let mut open: Vec<Open> = Vec::new();
    let mut count = 0_usize;
    for event in Parser::new_from_str(text) {
        let (event, span) =
            event.map_err(|error| Error { line: number(error.marker().line()), message: error.info().to_owned() })?;
        let line = number(span.start.line());
        count += 1;
        if count > MAX_NODES || open.len() > MAX_DEPTH {
            return Err(Error { line, message: "too many or too deeply nested values".to_owned() });
        }
        let done = match event {
            Event::Scalar(text, style, _, _) => Node { line, value: scalar(&text, style) },
            Event::SequenceStart(..) => {
                open.push(Open::List(line, Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(line, BTreeMap::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(line, items)) => Node { line, value: Value::List(items) },
                Some(Open::Map(line, map, _)) => Node { line, value: Value::Map(map) },
                None => {
                    return Err(Error { line, message: "unexpected end".to_owned() });
                }
            },
            Event::Alias(_) => {
                return Err(Error { line, message: "aliases are not supported".to_owned() });
            }
            Event::StreamEnd | Event::DocumentEnd => break,
            Event::Nothing | Event::StreamStart | Event::DocumentStart(_) => continue,
        };
        if let Some(root) = place(&mut open, done, span)? {
            return Ok(root);
        }
    }
    Ok(Node { line: 1, value: Value::Null })
}

/// Puts a finished node into what is open; gives it back if nothing is.
fn place(open: &mut [Open], node: Node, span: Span) -> Result<Option<Node>, Error> {
    match open.last_mut() {
        None => return Ok(Some(node)),
        Some(Open::List(_, items)) => items.push(node),
        Some(Open::Map(_, map, key)) => match key.take() {
            None => *key = Some(key_text(node)?),
            Some(name) => {
                if map.insert(name.clone(), node).is_some() {
                    let line = number(span.start.line());
                    return Err(Error { line, message: format!("the key {name} occurs twice") });
                }
            }
        },
    }
    Ok(None)
}

fn key_text(node: Node) -> Result<String, Error> {
    match node.value {
        Value::Text(text) | Value::Number(text) => Ok(text),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Null => Ok(String::new()),
        _ => Err(Error { line: node.line, message: "a key must be a text".to_owned() }),
    }
}

/// YAML 1.2 core schema, as far as descriptions need it: `yes` and `on` are texts.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if text.parse::<f64>().is_ok()
            && text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first)) =>
        {
            Value::Number(text.to_owned())
        }
        _ => Value::Text(text.to_owned()),
    }
}

fn number(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

impl Node {
    /// The child with this key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// A scalar as text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The texts of a list, or a single text as a list of one.
    pub fn texts(&self) -> Vec<String> {
        match &self.value {
            Value::List(items) => items.iter().filter_map(Self::text).map(str::to_owned).collect(),
            _ => self.text().map(str::to_owned).into_iter().collect(),
        }
    }
}
