//! The query language as a typed tree: resource path and query options (OGC 18-088, clause 9; OData 4.01 for what it
//! leaves open). Nothing here knows entities; names are looked up when a request is bound to the model.

pub mod expression;
pub mod function;
pub mod options;
pub mod path;
pub mod request;

mod cursor;
mod literal;
mod parse;
mod print;
mod source;

pub use expression::{Expression, Literal, Node, Path, Segment};
pub use function::Function;
pub use options::{Direction, Expand, Options, OrderBy, ResultFormat};
pub use path::{PathSegment, ResourcePath, Suffix};
pub use request::Request;

/// Percent-encodes everything that may not stand in an address.
pub(crate) fn encode(text: &str) -> String {
    source::encode(text, false)
}

#[cfg(test)]
mod tests;
