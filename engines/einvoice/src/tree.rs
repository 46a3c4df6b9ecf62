//! The document as it stands in the file: elements and texts in document order in one vector, names as numbers.
//!
//! The rules of EN 16931 look at order, repetition and white space, so nothing is merged or trimmed here. A subtree is a
//! range of the vector (`index..end`), a descendant search is a walk over a range or over the chain of elements of the
//! same name. Text stays where it stands in the input; only what holds references, CDATA or carriage returns is copied.

mod hash;
mod names;
mod node;
mod read;
mod scan;
#[cfg(test)]
mod tests;

pub use lotse_xmlvalues::{normalize_space, trim_space};
pub use names::{Attr, Name, attr, cac, cbc, cn, ending, ext, qdt, ram, rsm, sac, sbc, sig, ubl, udt};
pub use node::{Attribute, Children, Node, Path};
pub use read::{Limits, Unreadable, decode};

/// A well-formed XML document without DTD. At most 4 GiB.
#[derive(Debug)]
pub struct Document<'a> {
    source: &'a str,
    /// Texts that do not stand in the source as they are.
    copied: String,
    cells: Vec<Cell>,
    attributes: Vec<AttributeCell>,
    /// Where the elements of each known name are.
    extents: Vec<Extent>,
}

/// From where to where there are elements of one name. A search need not look outside.
#[derive(Debug, Clone, Copy)]
struct Extent {
    first: u32,
    /// Index after the last one; 0 where there is none.
    end: u32,
}

impl Extent {
    const NOWHERE: Self = Self { first: NONE, end: 0 };
}

const NONE: u32 = u32::MAX;

/// An element or a text. Texts have the name [`Name::TEXT`].
#[derive(Debug, Clone, Copy)]
struct Cell {
    name: Name,
    /// Element: so many attributes. Text: 1 if it is nothing but white space.
    attribute_count: u16,
    parent: u32,
    /// Index after the last cell below this one.
    end: u32,
    /// Element: the next one of the same name in document order. Text: unused.
    next_same: u32,
    /// Element: place of `<` in the source. Text: unused.
    offset: u32,
    /// Element: index of the first attribute. Text: start in the source, or behind it in the copied texts.
    first: u32,
    /// Text: length in bytes. Element: length of its name as written.
    length: u32,
}

#[derive(Debug, Clone, Copy)]
struct AttributeCell {
    name: Attr,
    /// Place of the attribute's name in the source and its length.
    raw: (u32, u16),
    value: (u32, u32),
}

impl<'a> Document<'a> {
    /// Reads a document. Refuses DTDs, unknown references, undeclared prefixes and whatever passes the limits.
    pub fn parse(source: &'a str, limits: &Limits) -> Result<Self, Unreadable> {
        read::read(source, limits)
    }

    /// The document's element.
    pub fn root(&self) -> Node<'_> {
        self.node(0)
    }

    /// The element or text with this index in document order.
    pub fn node(&self, index: u32) -> Node<'_> {
        Node { document: self, index }
    }

    /// Elements and texts together.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// A document has at least its element.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// All elements of this name, in document order: `//name`.
    pub fn everywhere(&self, name: Name) -> impl Iterator<Item = Node<'_>> {
        let mut next = self.extent(name).first;
        std::iter::from_fn(move || {
            if next == NONE {
                return None;
            }
            let node = self.node(next);
            next = node.cell().next_same;
            Some(node)
        })
    }

    /// All elements in document order.
    pub fn elements(&self) -> impl Iterator<Item = Node<'_>> {
        let elements = (0..).zip(&self.cells).filter(|(_, cell)| cell.name != Name::TEXT);
        elements.map(|(index, _)| self.node(index))
    }

    /// The names of all attributes that occur, as a set of [`Attr::bit`].
    pub fn attribute_names(&self) -> u64 {
        self.attributes.iter().fold(0, |set, attribute| set | attribute.name.bit())
    }

    /// The text the document was read from.
    pub fn source(&self) -> &'a str {
        self.source
    }

    fn extent(&self, name: Name) -> Extent {
        self.extents[usize::from(name.0)]
    }

    /// Whether there are elements of all these names.
    fn knows(&self, names: &[Name]) -> bool {
        names.iter().all(|name| self.extent(*name).end > 0)
    }

    /// Where a search for a name among the children of an element starts and stops. The chain of elements of the same
    /// name often knows it: there is none, or the first of all is a child of this one.
    #[inline]
    fn search(&self, parent: u32, name: Name) -> (u32, u32) {
        let Extent { first, end } = self.extent(name);
        let end = self.cells[parent as usize].end.min(end);
        if first >= end {
            return (end, end);
        }
        let is_child = first > parent && self.cells[first as usize].parent == parent;
        (if is_child { first } else { parent + 1 }, end)
    }

    /// Where the search goes on behind a child that was found.
    #[inline]
    fn behind(&self, found: &Cell, end: u32) -> u32 {
        if found.next_same >= end {
            return end;
        }
        let is_sibling = self.cells[found.next_same as usize].parent == found.parent;
        if is_sibling { found.next_same } else { found.end }
    }

    #[inline]
    fn text(&self, (start, length): (u32, u32)) -> &str {
        let (start, length) = (start as usize, length as usize);
        match start.checked_sub(self.source.len()) {
            None => &self.source[start..start + length],
            Some(start) => &self.copied[start..start + length],
        }
    }
}
