//! Steps over the document, in the meaning XPath gives them.

use std::{borrow::Cow, fmt::Write as _};

use lotse_xmlvalues::{is_space, normalize_space};

use super::{Attr, Cell, Document, NONE, Name};

/// An element or text of a document.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) index: u32,
}

/// An attribute as it stands in the document.
#[derive(Debug, Clone, Copy)]
pub struct Attribute<'d> {
    /// Its name as a number.
    pub name: Attr,
    /// Its name as written, with prefix.
    pub raw: &'d str,
    /// Its value, references resolved, white space normalised as XML says.
    pub value: &'d str,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.location())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.document, other.document)
    }
}

impl Eq for Node<'_> {}

impl<'d> Node<'d> {
    pub(super) fn cell(self) -> &'d Cell {
        &self.document.cells[self.index as usize]
    }

    /// The document it stands in.
    pub fn document(self) -> &'d Document<'d> {
        self.document
    }

    /// Index in document order; elements and texts count.
    pub fn index(self) -> u32 {
        self.index
    }

    /// Index behind everything below it.
    pub(crate) fn end(self) -> u32 {
        if self.is_element() { self.cell().end } else { self.index + 1 }
    }

    /// Place of an element's `<` in the source.
    pub(crate) fn offset(self) -> usize {
        self.cell().offset as usize
    }

    /// Name as a number; [`Name::TEXT`] for a text.
    pub fn name(self) -> Name {
        self.cell().name
    }

    /// Whether it is an element.
    pub fn is_element(self) -> bool {
        self.name() != Name::TEXT
    }

    /// Name as written in the source, with its prefix: `name()`.
    pub fn raw_name(self) -> &'d str {
        let cell = self.cell();
        let length = if self.is_element() { cell.length as usize } else { 0 };
        let start = cell.offset as usize + 1;
        &self.document.source[start..start + length]
    }

    /// Local part of the name as written: `local-name()`.
    pub fn local_name(self) -> &'d str {
        let raw = self.raw_name();
        raw.split_once(':').map_or(raw, |(_, local)| local)
    }

    /// Name of the namespace its name is in, as declared; `None` for a name in no namespace. Looked up in the source,
    /// so it is for elements whose name says nothing ([`Name::UNKNOWN`]).
    pub fn namespace(self) -> Option<&'d str> {
        let prefix = self.raw_name().split_once(':').map_or("", |(prefix, _)| prefix);
        std::iter::once(self)
            .chain(self.ancestors())
            .find_map(|node| declared(&self.document.source[node.cell().offset as usize + 1..], prefix))
            .filter(|name| !name.is_empty())
    }

    /// Line in the source, from 1.
    pub fn line(self) -> usize {
        let end = self.cell().offset as usize;
        self.document.source[..end].matches('\n').count() + 1
    }

    /// The element above; `None` for the document's element.
    pub fn parent(self) -> Option<Node<'d>> {
        let parent = self.cell().parent;
        (parent != NONE).then(|| self.document.node(parent))
    }

    /// Whether the element above has this name.
    pub fn is_below(self, name: Name) -> bool {
        self.parent().is_some_and(|parent| parent.name() == name)
    }

    /// Whether the names above it are these, nearest first. Nothing is said about what is above the last.
    pub fn is_under(self, names: &[Name]) -> bool {
        let mut node = self;
        names.iter().all(|name| match node.parent() {
            Some(parent) if parent.name() == *name => {
                node = parent;
                true
            }
            _ => false,
        })
    }

    /// Elements above it, nearest first.
    pub fn ancestors(self) -> impl Iterator<Item = Node<'d>> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// Elements and texts directly below, in order.
    pub fn child_nodes(self) -> impl Iterator<Item = Node<'d>> {
        let document = self.document;
        let end = self.cell().end;
        let mut next = self.index + 1;
        let is_element = self.is_element();
        std::iter::from_fn(move || {
            if !is_element || next >= end {
                return None;
            }
            let node = document.node(next);
            next = node.cell().end;
            Some(node)
        })
    }

    /// Elements directly below: `*`.
    pub fn children(self) -> impl Iterator<Item = Node<'d>> {
        self.child_nodes().filter(|node| node.is_element())
    }

    /// Elements of this name directly below: `name`.
    pub fn all(self, name: Name) -> Children<'d> {
        let (next, end) = self.document.search(self.index, name);
        Children { document: self.document, name, next, end }
    }

    /// The first element of this name directly below: `name[1]`.
    pub fn first(self, name: Name) -> Option<Node<'d>> {
        self.all(name).next()
    }

    /// Whether there is an element of this name directly below: `exists(name)`.
    pub fn has(self, name: Name) -> bool {
        self.first(name).is_some()
    }

    /// Elements at the end of a path of names, in document order: `a/b/c`.
    pub fn at<const N: usize>(self, names: [Name; N]) -> Path<'d, N> {
        Path::new(self, names)
    }

    /// Whether a path of names leads to anything: `exists(a/b/c)`.
    pub fn has_at<const N: usize>(self, names: [Name; N]) -> bool {
        self.document.knows(&names) && self.leads_to(&names)
    }

    fn leads_to(self, names: &[Name]) -> bool {
        match names {
            [] => true,
            [name, rest @ ..] => self.all(*name).any(|child| child.leads_to(rest)),
        }
    }

    /// Elements and texts anywhere below, in document order.
    pub fn descendant_nodes(self) -> impl Iterator<Item = Node<'d>> {
        let document = self.document;
        let end = if self.is_element() { self.cell().end } else { self.index + 1 };
        (self.index + 1..end).map(move |index| document.node(index))
    }

    /// Elements of this name anywhere below: `.//name`.
    pub fn descendants(self, name: Name) -> impl Iterator<Item = Node<'d>> {
        self.descendant_nodes().filter(move |node| node.name() == name)
    }

    /// Texts directly below: `text()`. A comment or processing instruction splits a text.
    pub fn texts(self) -> impl Iterator<Item = &'d str> {
        self.child_nodes().filter(|node| !node.is_element()).map(Node::own_text)
    }

    fn own_text(self) -> &'d str {
        let cell = self.cell();
        self.document.text((cell.first, cell.length))
    }

    /// Whether nothing stands in it but white space, not even an element; a text: whether it is white space.
    #[inline]
    pub(crate) fn is_blank(self) -> bool {
        let cells = &self.document.cells;
        let is_blank = |cell: &Cell| cell.name == Name::TEXT && cell.attribute_count != 0;
        if !self.is_element() {
            return is_blank(self.cell());
        }
        cells[self.index as usize + 1..self.cell().end as usize].iter().all(is_blank)
    }

    /// All text below, joined: `string(.)`.
    #[inline]
    pub fn string(self) -> Cow<'d, str> {
        let cell = self.cell();
        if cell.name == Name::TEXT {
            return Cow::Borrowed(self.own_text());
        }
        match cell.end - self.index {
            1 => Cow::Borrowed(""),
            2 => self.document.node(self.index + 1).string_of_only_child(),
            _ => self.joined(),
        }
    }

    fn string_of_only_child(self) -> Cow<'d, str> {
        Cow::Borrowed(if self.is_element() { "" } else { self.own_text() })
    }

    fn joined(self) -> Cow<'d, str> {
        let mut texts = self.descendant_nodes().filter(|node| !node.is_element()).map(Node::own_text);
        let Some(first) = texts.next() else {
            return Cow::Borrowed("");
        };
        let Some(second) = texts.next() else {
            return Cow::Borrowed(first);
        };
        let mut joined = first.to_owned() + second;
        joined.extend(texts);
        Cow::Owned(joined)
    }

    /// The string with white space trimmed and runs of it made one space: `normalize-space(.)`.
    pub fn normalized(self) -> Cow<'d, str> {
        match self.string() {
            Cow::Borrowed(text) => normalize_space(text),
            Cow::Owned(text) => Cow::Owned(normalize_space(&text).into_owned()),
        }
    }

    /// Whether it is an element with attributes other than namespace declarations.
    pub(crate) fn has_attributes(self) -> bool {
        self.is_element() && self.cell().attribute_count > 0
    }

    /// Value of an attribute: `@name`.
    pub fn attribute(self, name: Attr) -> Option<&'d str> {
        if !self.has_attributes() {
            return None;
        }
        let cell = self.cell();
        let first = cell.first as usize;
        let cells = self.document.attributes.get(first..first + usize::from(cell.attribute_count))?;
        cells.iter().find(|attribute| attribute.name == name).map(|attribute| self.document.text(attribute.value))
    }

    /// All attributes but namespace declarations, in order.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'d>> {
        let cell = self.cell();
        let document = self.document;
        let count = if self.is_element() { usize::from(cell.attribute_count) } else { 0 };
        let first = if count == 0 { 0 } else { cell.first as usize };
        document.attributes[first..first + count].iter().map(move |attribute| Attribute {
            name: attribute.name,
            raw: document.text((attribute.raw.0, u32::from(attribute.raw.1))),
            value: document.text(attribute.value),
        })
    }

    /// The way to it as an XPath with the usual prefixes; positions only where a name is repeated.
    pub fn location(self) -> String {
        let mut steps: Vec<Node> = std::iter::once(self).chain(self.ancestors()).collect();
        steps.reverse();
        let mut out = String::new();
        for node in steps {
            out.push('/');
            if !node.is_element() {
                out.push_str("text()");
                continue;
            }
            match node.name() {
                Name::UNKNOWN => out.push_str(node.raw_name()),
                name => {
                    out.push_str(name.prefix());
                    out.push(':');
                    out.push_str(name.local());
                }
            }
            let Some(parent) = node.parent() else { continue };
            let same = |other: &Node| other.name() == node.name() && other.raw_name() == node.raw_name();
            let before = parent.children().take_while(|other| other.index < node.index).filter(same).count();
            if before > 0 || parent.children().filter(same).nth(1).is_some() {
                let _ = write!(out, "[{}]", before + 1);
            }
        }
        out
    }
}

/// What a start tag declares for a prefix; the tag is given from behind its `<`.
fn declared<'s>(tag: &'s str, prefix: &str) -> Option<&'s str> {
    let mut rest = tag;
    loop {
        let stop = rest.find(['=', '>'])?;
        if rest.as_bytes()[stop] == b'>' {
            return None;
        }
        let name = rest[..stop].trim_end().rsplit(is_space).next()?;
        let value = rest[stop + 1..].trim_start();
        let quote = value.chars().next()?;
        let (value, behind) = value[1..].split_once(quote)?;
        let declares = match name.strip_prefix("xmlns") {
            Some("") => prefix.is_empty(),
            Some(suffix) => suffix.strip_prefix(':') == Some(prefix),
            None => false,
        };
        if declares {
            return Some(value);
        }
        rest = behind;
    }
}

/// Elements of one name directly below another, in document order.
#[derive(Clone)]
pub struct Children<'d> {
    document: &'d Document<'d>,
    name: Name,
    next: u32,
    end: u32,
}

impl<'d> Iterator for Children<'d> {
    type Item = Node<'d>;

    #[inline]
    fn next(&mut self) -> Option<Node<'d>> {
        while self.next < self.end {
            let node = self.document.node(self.next);
            let cell = node.cell();
            if cell.name == self.name {
                self.next = self.document.behind(cell, self.end);
                return Some(node);
            }
            self.next = cell.end;
        }
        None
    }
}

/// Elements at the end of a path of names, in document order.
#[derive(Clone)]
pub struct Path<'d, const N: usize> {
    document: &'d Document<'d>,
    names: [Name; N],
    /// For each step: where to look next and where to stop.
    cursors: [(u32, u32); N],
    depth: usize,
}

impl<'d, const N: usize> Path<'d, N> {
    #[inline]
    fn new(start: Node<'d>, names: [Name; N]) -> Self {
        let document = start.document;
        let mut cursors = [(0, 0); N];
        // A name that is nowhere is not at the end of a path either.
        if document.knows(&names) {
            cursors[0] = document.search(start.index, names[0]);
        }
        Self { document, names, cursors, depth: 0 }
    }
}

impl<'d, const N: usize> Iterator for Path<'d, N> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        loop {
            let (mut next, end) = self.cursors[self.depth];
            let name = self.names[self.depth];
            let cells = &self.document.cells;
            while next < end && cells[next as usize].name != name {
                next = cells[next as usize].end;
            }
            if next >= end {
                self.cursors[self.depth].0 = end;
                self.depth = self.depth.checked_sub(1)?;
                continue;
            }
            self.cursors[self.depth].0 = self.document.behind(&cells[next as usize], end);
            if self.depth + 1 == N {
                return Some(self.document.node(next));
            }
            self.depth += 1;
            self.cursors[self.depth] = self.document.search(next, self.names[self.depth]);
        }
    }
}
