//! Namespaces in scope at an element. The document keeps them only for the names the rules know; the few other places
//! that need them (extensions, `xsi:type`) read the start tags again, each once.

use std::collections::HashMap;

use crate::tree::Node;

/// What has been read so far: per element its declarations, prefix and name.
#[derive(Default)]
pub(super) struct Scope {
    declared: HashMap<u32, Vec<(String, String)>>,
}

impl Scope {
    /// Name of the namespace a prefix stands for at an element; the empty prefix for the default one.
    pub(super) fn find(&mut self, node: Node<'_>, prefix: &str) -> Option<&str> {
        if prefix == "xml" {
            return Some("http://www.w3.org/XML/1998/namespace");
        }
        let holder =
            std::iter::once(node).chain(node.ancestors()).filter(|node| has_more_than_name(*node)).find(|node| {
                let declared = self.declared.entry(node.index()).or_insert_with(|| declarations(*node));
                declared.iter().any(|(known, _)| known == prefix)
            })?;
        let declared = self.declared.get(&holder.index())?;
        declared
            .iter()
            .find(|(known, _)| known == prefix)
            .map(|(_, name)| name.as_str())
            .filter(|name| !name.is_empty())
    }
}

/// Whether anything stands in the start tag behind the name.
fn has_more_than_name(node: Node<'_>) -> bool {
    let behind = node.offset() + 1 + node.raw_name().len();
    node.document().source().as_bytes().get(behind).is_some_and(u8::is_ascii_whitespace)
}

/// The namespace declarations of a start tag. The document has been read before, so the tag is well-formed.
fn declarations(node: Node<'_>) -> Vec<(String, String)> {
    let name = node.raw_name();
    let mut rest = &node.document().source()[node.offset() + 1 + name.len()..];
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        // First of all, lest the search for the next attribute runs through the document.
        if rest.starts_with(['>', '/']) {
            return found;
        }
        let Some((name, after)) = rest.split_once('=') else { return found };
        let after = after.trim_start();
        let Some(quote) = after.chars().next().filter(|letter| matches!(letter, '"' | '\'')) else { return found };
        let Some((value, after)) = after[1..].split_once(quote) else { return found };
        rest = after;
        let prefix = match name.trim_end() {
            "xmlns" => "",
            name => match name.strip_prefix("xmlns:") {
                Some(prefix) => prefix,
                None => continue,
            },
        };
        found.push((prefix.to_owned(), resolved(value)));
    }
}

/// The five references every XML knows; a namespace with others is not one the schemas know either.
fn resolved(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    ["&lt;", "<", "&gt;", ">", "&quot;", "\"", "&apos;", "'", "&amp;", "&"]
        .chunks(2)
        .fold(value.to_owned(), |text, pair| text.replace(pair[0], pair[1]))
}
