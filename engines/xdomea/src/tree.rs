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

    /// Takes the first child of a name out; others stay, to be dealt with as what has no place.
    pub fn take_first(&mut self, name: &str) -> Option<Self> {
        let place = self.children.iter().position(|child| child.name == name)?;
        Some(self.children.remove(place))
    }

    /// Text or attributes somewhere in it.
    pub fn has_content(&self) -> bool {
        !self.text.trim().is_empty() || !self.attributes.is_empty() || self.children.iter().any(Self::has_content)
    }
}

/// Reads a message whole.
pub(crate) fn read(source: impl BufRead, limits: &Limits) -> Result<Element, Broken> {
    let mut builder = Builder::new(limits);
    read_with(source, limits, &mut builder)?;
    Ok(builder.finish())
}

/// Reads a message of any length to its end and keeps only its head.
pub(crate) fn read_head(source: impl BufRead, limits: &Limits) -> Result<Element, Broken> {
    let mut head = Head { builder: Builder::new(limits), depth: 0, passed_over: 0 };
    xml::read(source, limits, &mut head)?;
    Ok(head.builder.finish())
}

/// Builds the element of the document with its head, and passes over all that follows.
struct Head<'l> {
    builder: Builder<'l>,
    /// Elements that are open and kept.
    depth: usize,
    /// Elements that are open and not kept.
    passed_over: usize,
}

impl Visit for Head<'_> {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        let is_beside = self.depth == 1 && !matches!(tag.local, "Kopf" | "nachrichtenkopf");
        if self.passed_over > 0 || is_beside {
            self.passed_over += 1;
            return Ok(());
        }
        self.depth += 1;
        self.builder.open(tag)
    }

    fn text(&mut self, text: &str) {
        // Text beside the head belongs to nothing an answer needs.
        if self.passed_over == 0 && self.depth > 1 {
            self.builder.text(text);
        }
    }

    fn close(&mut self, line: u64) {
        if self.passed_over > 0 {
            self.passed_over -= 1;
            return;
        }
        self.depth -= 1;
        self.builder.close(line);
    }
}

/// Lets a message that is held whole pass a visitor with a [`Builder`] in it.
pub(crate) fn read_with(source: impl BufRead, limits: &Limits, visitor: &mut impl Visit) -> Result<(), Broken> {
    let most = limits.whole_bytes.min(limits.bytes);
    let whole = Limits { bytes: most, ..*limits };
    xml::read(source, &whole, visitor).map_err(|broken| match broken.fault {
        Fault::TooLong(_) => Broken { fault: Fault::TooLongToHold(most), ..broken },
        _ => broken,
    })
}

/// An element takes more memory than its tag is long, so that is bounded by itself: ordinary messages take about four
/// bytes for each of theirs.
const HELD_PER_BYTE: u64 = 8;

pub(crate) struct Builder<'l> {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    held: u64,
    limits: &'l Limits,
}

impl<'l> Builder<'l> {
    pub fn new(limits: &'l Limits) -> Self {
        Self { open: Vec::new(), root: None, elements: 0, held: 0, limits }
    }

    /// The root: a document that has been read to its end has one.
    pub fn finish(self) -> Element {
        self.root.unwrap_or_default()
    }
}

/// What a tag takes, held.
fn held(tag: &Tag<'_>) -> u64 {
    let of_attribute = |attribute: &xml::Attribute<'_>| {
        size_of::<Attribute>() + attribute.namespace.len() + attribute.local.len() + attribute.value.len()
    };
    let attributes: usize = tag.attributes.iter().map(of_attribute).sum();
    (size_of::<Element>() + tag.namespace.len() + tag.local.len() + attributes) as u64
}

impl Visit for Builder<'_> {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(Fault::TooManyElements(self.limits.elements));
        }
        self.held += held(tag);
        if self.held > self.limits.whole_bytes.saturating_mul(HELD_PER_BYTE) {
            return Err(Fault::TooLongToHold(self.limits.whole_bytes));
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
