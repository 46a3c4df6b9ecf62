//! A message held whole, to be shown or converted.

use std::io::BufRead;

use crate::{
    limits::Limits,
    xml::{self, Broken, Fault, Tag, Visit},
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Empty: none.
    pub namespace: String,
    pub name: String,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Element>,
    /// All text directly in it.
    pub text: String,
    pub line: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub namespace: String,
    pub name: String,
    pub value: String,
}

impl Element {
    pub fn new(namespace: &str, name: &str) -> Self {
        Self { namespace: namespace.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The element a path of names leads to, the first of each name.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |element, name| element.child(name))
    }

    /// The text a path leads to, without white space around it; none if it is empty.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        let text = self.at(path)?.text.trim();
        (!text.is_empty()).then_some(text)
    }

    pub fn children_named<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Takes all children of a name out.
    pub fn take(&mut self, name: &str) -> Vec<Self> {
        self.children.extract_if(.., |child| child.name == name).collect()
    }

    /// Text or attributes somewhere in it.
    pub fn has_content(&self) -> bool {
        !self.text.trim().is_empty() || !self.attributes.is_empty() || self.children.iter().any(Self::has_content)
    }
}

/// Reads a message whole.
pub(crate) fn read(source: impl BufRead, limits: &Limits) -> Result<Element, Broken> {
    let mut builder = Builder { open: Vec::new(), root: None, elements: 0, most: limits.elements };
    xml::read(source, limits, &mut builder)?;
    // A well-formed document has a root.
    Ok(builder.root.unwrap_or_default())
}

struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    most: usize,
}

impl Visit for Builder {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        self.elements += 1;
        if self.elements > self.most {
            return Err(Fault::TooManyElements(self.most));
        }
        let attributes = tag.attributes.iter().map(|attribute| Attribute {
            namespace: attribute.namespace.to_string(),
            name: attribute.local.to_owned(),
            value: attribute.value.to_string(),
        });
        let attributes = attributes.collect();
        self.open.push(Element { attributes, line: tag.line, ..Element::new(tag.namespace, tag.local) });
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }

    fn close(&mut self, _line: u64) {
        let Some(mut element) = self.open.pop() else { return };
        if !element.children.is_empty() && element.text.trim().is_empty() {
            element.text.clear();
        }
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }
}
