//! Trees as XML, with the prefixes the standard wants.

use crate::tree::Element;

const CODE: &str = "http://xoev.de/schemata/code/1_0";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A document in UTF-8, indented. Values stand as they are.
pub(super) fn document(root: &Element, namespace: &str) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    Writer { out: &mut out, namespace, default: String::new() }.element(root, 0);
    out
}

struct Writer<'w> {
    out: &'w mut String,
    /// The namespace that has the prefix `xdomea`.
    namespace: &'w str,
    /// The namespace of names without a prefix.
    default: String,
}

impl Writer<'_> {
    fn element(&mut self, element: &Element, depth: usize) {
        self.indent(depth);
        let is_own = element.namespace == self.namespace;
        let name = if is_own { format!("xdomea:{}", element.name) } else { element.name.clone() };
        self.out.push('<');
        self.out.push_str(&name);
        if depth == 0 {
            self.declare("xdomea", self.namespace);
            self.declare("xoev-code", CODE);
            self.declare("xsi", INSTANCE);
        }
        // The default namespace is none, except in elements that other standards put here.
        if !is_own && element.namespace != self.default {
            self.out.push_str(" xmlns=\"");
            escape(self.out, &element.namespace, true);
            self.out.push('"');
        }
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
            escape(self.out, &attribute.value, true);
            self.out.push('"');
        }
        if element.children.is_empty() && element.text.is_empty() {
            self.out.push_str("/>\n");
            return;
        }
        self.out.push('>');
        escape(self.out, &element.text, false);
        if !element.children.is_empty() {
            self.out.push('\n');
            let inner = if is_own { self.default.clone() } else { element.namespace.clone() };
            let outer = std::mem::replace(&mut self.default, inner);
            for child in &element.children {
                self.element(child, depth + 1);
            }
            self.default = outer;
            self.indent(depth);
        }
        self.out.push_str("</");
        self.out.push_str(&name);
        self.out.push_str(">\n");
    }

    fn declare(&mut self, prefix: &str, namespace: &str) {
        self.out.push_str(" xmlns:");
        self.out.push_str(prefix);
        self.out.push_str("=\"");
        escape(self.out, namespace, true);
        self.out.push('"');
    }

    fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.out.push_str("  ");
        }
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
