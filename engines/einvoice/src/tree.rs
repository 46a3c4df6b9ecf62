//! The document as it stands in the file: elements and texts in document order in one vector, names as numbers.
//!
//! The rules of EN 16931 look at order, repetition and white space, so nothing is merged or trimmed here. A subtree is a
//! range of the vector (`index..end`), a descendant search is a walk over a range or over the chain of elements of the
//! same name. Text stays where it stands in the input; only what holds references, CDATA or carriage returns is copied.

mod hash;
mod names;
mod node;
mod read;
#[cfg(test)]
mod tests;

pub use names::{Attr, Name, attr, cac, cbc, cn, ending, ext, qdt, ram, rsm, sac, sbc, sig, ubl, udt};
pub use node::{Attribute, Children, Node, Path, normalize_space};
pub use read::{Limits, Unreadable, decode};

/// A well-formed XML document without DTD. At most 4 GiB.
#[derive(Debug)]
pub struct Document<'a> {
    source: &'a str,
    /// Texts that do not stand in the source as they are.
    copied: String,
    cells: Vec<Cell>,
    attributes: Vec<AttributeCell>,
    /// First element of each known name.
    first: Vec<u32>,
    /// Index after the last element of each known name; 0 where there is none. A search need not look further.
    after_last: Vec<u32>,
}

const NONE: u32 = u32::MAX;

/// An element or a text. Texts have the name [`Name::TEXT`].
#[derive(Debug, Clone, Copy)]
struct Cell {
    name: Name,
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
    /// Text: length in bytes. Element: unused.
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
        let mut next = self.first[usize::from(name.0)];
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
        (0..self.cells.len()).filter_map(|index| {
            let node = self.node(u32::try_from(index).ok()?);
            node.is_element().then_some(node)
        })
    }

    /// The names of all attributes that occur, as a set of [`Attr::bit`].
    pub fn attribute_names(&self) -> u64 {
        self.attributes.iter().fold(0, |set, attribute| set | attribute.name.bit())
    }

    /// The text the document was read from.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// Where a search for the name may stop, at the latest at `end`.
    fn bound(&self, end: u32, name: Name) -> u32 {
        end.min(self.after_last[usize::from(name.0)])
    }

    fn text(&self, (start, length): (u32, u32)) -> &str {
        let (start, length) = (start as usize, length as usize);
        match start.checked_sub(self.source.len()) {
            None => &self.source[start..start + length],
            Some(start) => &self.copied[start..start + length],
        }
    }
}
