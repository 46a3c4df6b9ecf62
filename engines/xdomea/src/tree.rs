//! A message, or what is held of it, as a tree.

use std::io::BufRead;

use crate::{
    aside::Aside,
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
    /// It stands for elements of its name that were finished and laid aside; then it has nothing else.
    pub aside: Option<Box<Aside>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    pub namespace: String,
    pub name: String,
    pub value: String,
}

impl Attribute {
    fn held(&self) -> u64 {
        (size_of::<Self>() + self.namespace.len() + self.name.len() + self.value.len()) as u64
    }
}

impl Element {
    pub fn new(namespace: &str, name: &str) -> Self {
        Self { namespace: namespace.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    /// As a tag says it, with nothing in it yet.
    pub fn of_tag(tag: &Tag<'_>) -> Self {
        let attributes = tag.attributes.iter().map(|attribute| Attribute {
            namespace: attribute.namespace.to_string(),
            name: attribute.local.to_owned(),
            value: attribute.value.to_string(),
        });
        Self { attributes: attributes.collect(), ..Self::new(tag.namespace, tag.local) }
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
        !self.text.trim().is_empty()
            || !self.attributes.is_empty()
            || self.aside.as_ref().is_some_and(|aside| aside.has_content)
            || self.children.iter().any(Self::has_content)
    }

    /// How many elements there are in it, with itself.
    fn count(&self) -> usize {
        1 + self.children.iter().map(Self::count).sum::<usize>()
    }

    /// About as many bytes of memory it takes, with all that lies in it. Messages are read to a limited depth.
    pub fn held(&self) -> u64 {
        let of_attribute = |attribute: &Attribute| attribute.held();
        let own = size_of::<Self>() + self.namespace.len() + self.name.len() + self.text.len();
        let aside = self.aside.as_ref().map_or(0, |aside| aside.held());
        let attributes: u64 = self.attributes.iter().map(of_attribute).sum();
        own as u64 + aside + attributes + self.children.iter().map(Self::held).sum::<u64>()
    }
}

/// Reads a message whole, for tests to compare with.
#[cfg(test)]
pub(crate) fn read(source: impl BufRead, limits: &Limits) -> Result<Element, Broken> {
    let mut builder = Builder::new(limits);
    xml::read(source, limits, &mut builder)?;
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

    /// The elements that are open, the outermost first.
    pub fn open_elements(&self) -> &[Element] {
        &self.open
    }

    /// About as many bytes of memory all of it takes.
    pub fn held(&self) -> u64 {
        self.held
    }

    /// Takes the element out that was closed last, if it is not the root.
    pub fn take_last(&mut self) -> Option<Element> {
        let last = self.open.last_mut()?.children.pop()?;
        self.held = self.held.saturating_sub(last.held());
        self.elements = self.elements.saturating_sub(last.count());
        Some(last)
    }

    /// Puts what was laid aside in the place of what was closed last; beside its like it is one with it.
    pub fn put_aside(&mut self, element: Element) {
        let Some(parent) = self.open.last_mut() else { return };
        let before = parent
            .children
            .last_mut()
            .filter(|last| last.namespace == element.namespace && last.name == element.name && last.aside.is_some());
        match (before.and_then(|before| before.aside.as_mut()), element.aside) {
            (Some(before), Some(aside)) if before.kind == aside.kind => {
                let held = before.held();
                before.join(*aside);
                self.held += before.held() - held;
            }
            (_, aside) => {
                let element = Element { aside, ..element };
                self.held += element.held();
                parent.children.push(element);
            }
        }
    }
}

impl Visit for Builder<'_> {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Fault> {
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(Fault::TooManyElements(self.limits.elements));
        }
        let element = Element::of_tag(tag);
        self.held += element.held();
        if self.held > self.limits.most_held() {
            return Err(Fault::TooLongToHold(self.limits.whole_bytes));
        }
        self.open.push(element);
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let Some(element) = self.open.last_mut() else { return };
        // White space between elements means nothing, and there can be any amount of it.
        if !element.children.is_empty() && element.text.is_empty() && text.trim().is_empty() {
            return;
        }
        element.text.push_str(text);
        self.held += text.len() as u64;
    }

    fn close(&mut self, _line: u64) {
        let Some(mut element) = self.open.pop() else { return };
        if !element.children.is_empty() && element.text.trim().is_empty() {
            self.held = self.held.saturating_sub(element.text.len() as u64);
            element.text.clear();
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(element);
            return;
        };
        if parent.children.is_empty() && parent.text.trim().is_empty() {
            self.held = self.held.saturating_sub(parent.text.len() as u64);
            parent.text.clear();
        }
        parent.children.push(element);
    }
}
