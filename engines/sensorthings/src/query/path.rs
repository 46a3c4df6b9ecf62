//! Resource paths: `Things(1)/Datastreams(2)/unitOfMeasurement/name/$value`.

use std::ops::Range;

use crate::id::Id;

/// A resource path (OGC 18-088, clause 9.2). Without segments it is the service root.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourcePath {
    pub segments: Vec<PathSegment>,
    pub suffix: Option<Suffix>,
    /// Bytes of the request as it was given.
    pub position: Range<usize>,
}

/// A step: a set, a relation, a property or a member of one.
#[derive(Clone, Debug, PartialEq)]
pub struct PathSegment {
    pub name: String,
    pub id: Option<Id>,
    /// `list[0][1]`
    pub indices: Vec<u32>,
    /// Bytes of the request as it was given.
    pub position: Range<usize>,
}

/// What stands at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suffix {
    /// `$ref`: only links to the entities.
    Ref,
    /// `$value`: the bare value.
    Value,
}

impl ResourcePath {
    /// The same without positions.
    #[must_use]
    pub fn without_positions(mut self) -> Self {
        self.position = 0..0;
        for segment in &mut self.segments {
            segment.position = 0..0;
        }
        self
    }
}
