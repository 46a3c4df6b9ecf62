//! Trees as XML, with the prefixes the standard wants.

use std::io;

use crate::{aside::Lines, tree::Element};

const CODE: &str = "http://xoev.de/schemata/code/1_0";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A document in UTF-8. Values stand as they are.
pub(super) fn document(root: &Element, namespace: &str, lines: &mut impl Lines) -> io::Result<()> {
    lines.line(0, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    Writer::new(namespace, lines, true).element(root, 0)
}

/// An element of the standard below the root.
pub(super) fn part(element: &Element, namespace: &str, lines: &mut impl Lines) -> io::Result<()> {
    Writer::new(namespace, lines, false).element(element, 0)
}

struct Writer<'w, L> {
    lines: &'w mut L,
    out: String,
    /// The namespace that has the prefix `xdomea`.
    namespace: &'w str,
    /// The namespace of names without a prefix.
    default: String,
    /// The element that comes next is the root.
    is_root: bool,
}

impl<'w, L: Lines> Writer<'w, L> {
    fn new(namespace: &'w str, lines: &'w mut L, is_root: bool) -> Self {
        Self { lines, out: String::new(), namespace, default: String::new(), is_root }
    }

    fn element(&mut self, element: &Element, depth: usize) -> io::Result<()> {
        if let Some(aside) = &element.aside {
            return self.lines.aside(depth, aside);
        }
        let is_own = element.namespace == self.namespace;
        let name = if is_own { format!("xdomea:{}", element.name) } else { element.name.clone() };
        self.out.push('<');
        self.out.push_str(&name);
        if std::mem::take(&mut self.is_root) {
            self.declare("xdomea", self.namespace);
            self.declare("xoev-code", CODE);
            self.declare("xsi", INSTANCE);
        }
        // The default namespace is none, except in elements that other standards put here.
        if !is_own && element.namespace != self.default {
            self.out.push_str(" xmlns=\"");
            escape(&mut self.out, &element.namespace, true);
            self.out.push('"');
        }
        self.attributes(element);
        if element.children.is_empty() && element.text.is_empty() {
            self.out.push_str("/>");
            return self.end_line(depth);
        }
        self.out.push('>');
        escape(&mut self.out, &element.text, false);
        if !element.children.is_empty() {
            self.end_line(depth)?;
            let inner = if is_own { self.default.clone() } else { element.namespace.clone() };
            let outer = std::mem::replace(&mut self.default, inner);
            for child in &element.children {
                self.element(child, depth + 1)?;
            }
            self.default = outer;
        }
        self.out.push_str("</");
        self.out.push_str(&name);
        self.out.push('>');
        self.end_line(depth)
    }

    fn end_line(&mut self, depth: usize) -> io::Result<()> {
        let outcome = self.lines.line(depth, &self.out);
        self.out.clear();
        outcome
    }

    fn attributes(&mut self, element: &Element) {
        for (number, attribute) in element.attributes.iter().enumerate() {
            let prefix = match attribute.namespace.as_str() {
                "" => String::new(),
                INSTANCE => "xsi:".to_owned(),
                "http://www.w3.org/XML/1998/namespace" => "xml:".to_owned(),
                other => {
                    self.declare(&format!("a{number}"), other);
                    format!("a{number}:")
                }
            };
            self.out.push(' ');
            self.out.push_str(&prefix);
            self.out.push_str(&attribute.name);
            self.out.push_str("=\"");
            escape(&mut self.out, &attribute.value, true);
            self.out.push('"');
        }
    }

    fn declare(&mut self, prefix: &str, namespace: &str) {
        self.out.push_str(" xmlns:");
        self.out.push_str(prefix);
        self.out.push_str("=\"");
        escape(&mut self.out, namespace, true);
        self.out.push('"');
    }
}

fn escape(out: &mut String, text: &str, is_attribute: bool) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if is_attribute => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' if is_attribute => out.push_str(if letter == '\n' { "&#10;" } else { "&#9;" }),
            other => out.push(other),
        }
    }
}
