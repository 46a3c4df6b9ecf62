//! The facts of `data/schema` as constants.

pub(super) use lotse_xmlvalues::Primitive;

/// What an element may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Neither text nor elements.
    Nothing,
    /// A value of this simple type.
    Value(u8),
    /// These children in this order.
    Sequence(u16, u16),
    /// Children as this state and what follows it say.
    Automaton(u16),
    /// Whatever; elements that are declared somewhere are checked all the same.
    Anything,
}

/// A type by its number; 1 is the one of which all others are derived.
#[derive(Debug)]
pub(super) struct Type {
    pub content: Content,
    pub attributes: (u16, u16),
    pub base: u16,
    bits: u8,
}

pub(super) const ANY_TYPE: u16 = 1;

impl Type {
    const MIXED: u8 = 1;
    const ABSTRACT: u8 = 2;
    const DECLARED_ATTRIBUTES: u8 = 4;
    const REQUIRED_ATTRIBUTES: u8 = 8;

    /// Text may stand between the children.
    pub(super) fn is_mixed(&self) -> bool {
        self.bits & Self::MIXED != 0
    }

    /// Only types derived from it may be used.
    pub(super) fn is_abstract(&self) -> bool {
        self.bits & Self::ABSTRACT != 0
    }

    /// Any attribute, if it is declared for itself; no such declaration exists.
    pub(super) fn wants_declared_attributes(&self) -> bool {
        self.bits & Self::DECLARED_ATTRIBUTES != 0
    }

    /// Some attribute must be there.
    pub(super) fn wants_attributes(&self) -> bool {
        self.bits & Self::REQUIRED_ATTRIBUTES != 0
    }
}

/// An attribute of a type.
#[derive(Debug)]
pub(super) struct AttributeUse {
    pub name: &'static str,
    pub simple: u8,
    pub is_required: bool,
    /// The only value allowed, unless empty.
    pub fixed: &'static str,
}

/// A state of an automaton: an element that has just been read, and what may follow it.
#[derive(Debug)]
pub(super) struct Place {
    /// The element; 0: whatever the wildcard allows.
    pub symbol: u16,
    /// The element's type. Wildcard: twice the number of the namespace that is not allowed, plus 1 if the element must
    /// be declared.
    pub kind: u16,
    pub follow: (u16, u16),
    /// Nothing need follow.
    pub accepts: bool,
}

/// A simple type: a built-in one and what narrows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Simple {
    pub primitive: Primitive,
    pub shortest: u16,
    pub longest: u16,
    /// The values allowed; none: all.
    pub options: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/schema.rs"));
