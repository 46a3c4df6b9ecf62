//! XML as text: elements in order, indented, groups without content left out.

/// Writes elements one after the other.
pub(super) struct Xml {
    out: String,
    depth: usize,
}

impl Xml {
    pub fn new() -> Self {
        Self { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), depth: 0 }
    }

    pub fn finish(self) -> String {
        self.out
    }

    fn indent(&mut self) {
        self.out.extend(std::iter::repeat_n("  ", self.depth));
    }

    /// The document's element with its namespaces.
    pub fn root(&mut self, name: &str, namespaces: &[(&str, &str)], content: impl FnOnce(&mut Self)) {
        self.start(name, namespaces);
        content(self);
        self.end(name);
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.tag(name, attributes);
        self.out.push_str(">\n");
        self.depth += 1;
    }

    fn end(&mut self, name: &str) {
        self.depth -= 1;
        self.indent();
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            self.escape(value, true);
            self.out.push('"');
        }
    }

    /// An element with elements in it; without any it is not written.
    pub fn group(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        let before = self.out.len();
        self.start(name, &[]);
        let inside = self.out.len();
        content(self);
        if self.out.len() == inside {
            self.out.truncate(before);
            self.depth -= 1;
            return;
        }
        self.end(name);
    }

    /// The same, written without content too.
    pub fn always(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.start(name, &[]);
        content(self);
        self.end(name);
    }

    /// An element with text, or nothing.
    pub fn leaf(&mut self, name: &str, text: Option<&str>) {
        self.leaf_with(name, &[], text);
    }

    /// An element with attributes (those without value are left out) and text, or nothing.
    pub fn leaf_with(&mut self, name: &str, attributes: &[(&str, Option<&str>)], text: Option<&str>) {
        let Some(text) = text else { return };
        let attributes: Vec<_> = attributes.iter().filter_map(|(key, value)| Some((*key, (*value)?))).collect();
        self.indent();
        self.tag(name, &attributes);
        self.out.push('>');
        self.escape(text, false);
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    /// Letters that XML cannot hold at all are left out.
    fn escape(&mut self, text: &str, is_attribute: bool) {
        for letter in text.chars() {
            match letter {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#13;"),
                '"' if is_attribute => self.out.push_str("&quot;"),
                '\n' if is_attribute => self.out.push_str("&#10;"),
                '\t' if is_attribute => self.out.push_str("&#9;"),
                '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
                other => self.out.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_without_content_are_left_out_and_text_is_kept() {
        let mut xml = Xml::new();
        xml.root("a", &[("xmlns", "urn:x")], |xml| {
            xml.group("b", |xml| xml.group("c", |xml| xml.leaf("d", None)));
            xml.leaf_with("e", &[("f", Some("\"\n")), ("g", None)], Some(" <&>\r\n\u{1}"));
        });
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a xmlns=\"urn:x\">\n  \
             <e f=\"&quot;&#10;\"> &lt;&amp;&gt;&#13;\n</e>\n</a>\n";
        assert_eq!(xml.finish(), expected);
    }
}
