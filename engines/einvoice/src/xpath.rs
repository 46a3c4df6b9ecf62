//! The functions and comparisons of XPath 2.0 that the rules use, over sequences of nodes.
//!
//! What makes a rule set stop is part of the meaning: more than one item where one is asked for (`XPTY0004`), text that
//! is no number, date or truth value (`FORG0001`), division by zero (`FOAR0001`). Those are [`Abort`]s, and a document
//! that causes one has no verdict. As in XPath `and`, `or` and the quantifiers stop at the first item that decides.

use std::borrow::Cow;

use crate::{
    number::{Decimal, parse_double},
    tree::{Node, normalize_space},
};

/// Why a rule set stopped: XPath's error code, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Abort {
    /// `XPTY0004`, `FORG0001`, `FOAR0001`, `FOCA0002` …
    pub code: &'static str,
    /// Index of the node it was met at.
    pub node: u32,
}

impl Abort {
    pub fn new(code: &'static str, node: Node<'_>) -> Self {
        Self { code, node: node.index() }
    }

    /// More than one item.
    pub fn cardinality(node: Node<'_>) -> Self {
        Self::new("XPTY0004", node)
    }

    /// Text that cannot be cast.
    pub fn cast(node: Node<'_>) -> Self {
        Self::new("FORG0001", node)
    }

    /// Division by zero.
    pub fn division(node: Node<'_>) -> Self {
        Self::new("FOAR0001", node)
    }
}

/// What a rule's condition comes to.
pub type Outcome<T = bool> = Result<T, Abort>;

/// The only item, none, or an error.
pub fn one<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<Option<Node<'d>>> {
    let mut nodes = nodes.into_iter();
    let first = nodes.next();
    match nodes.next() {
        Some(second) => Err(Abort::cardinality(second)),
        None => Ok(first),
    }
}

/// `string(path)` where at most one item is allowed; empty for none.
pub fn string<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<Cow<'d, str>> {
    Ok(one(nodes)?.map_or(Cow::Borrowed(""), Node::string))
}

/// `normalize-space(path)`.
pub fn normalized<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<Cow<'d, str>> {
    Ok(one(nodes)?.map_or(Cow::Borrowed(""), Node::normalized))
}

/// `normalize-space(path) != ''`.
pub fn is_filled<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome {
    Ok(!normalized(nodes)?.is_empty())
}

/// `path = 'text'`: whether any item is exactly this text.
pub fn any_is<'d>(nodes: impl IntoIterator<Item = Node<'d>>, text: &str) -> bool {
    nodes.into_iter().any(|node| node.string() == text)
}

/// `path/normalize-space(.) = 'text'`.
pub fn any_normalized_is<'d>(nodes: impl IntoIterator<Item = Node<'d>>, text: &str) -> bool {
    nodes.into_iter().any(|node| node.normalized() == text)
}

/// `path = true()` or `path = false()`: items are cast in turn until one is equal.
pub fn any_boolean_is<'d>(nodes: impl IntoIterator<Item = Node<'d>>, value: bool) -> Outcome {
    for node in nodes {
        if boolean(node)? == value {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `xs:boolean(.)`.
pub fn boolean(node: Node<'_>) -> Outcome {
    match normalize_space(&node.string()).as_ref() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Abort::cast(node)),
    }
}

/// `xs:decimal(.)`.
pub fn decimal_of(node: Node<'_>) -> Outcome<Decimal> {
    Decimal::parse(&node.string()).ok_or_else(|| Abort::cast(node))
}

/// `xs:decimal(path)`: none for none, an error for several.
pub fn decimal<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<Option<Decimal>> {
    one(nodes)?.map(decimal_of).transpose()
}

/// `path/xs:decimal(.)`.
pub fn decimals<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<Vec<Decimal>> {
    nodes.into_iter().map(decimal_of).collect()
}

/// `sum(path/xs:decimal(.))`: exact; 0 for none.
pub fn sum<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<Decimal> {
    nodes.into_iter().try_fold(Decimal::ZERO, |sum, node| Ok(sum.add(&decimal_of(node)?)))
}

/// `number` in untyped arithmetic and comparison: the text as `xs:double`.
pub fn double_of(node: Node<'_>) -> Outcome<f64> {
    parse_double(&node.string()).ok_or_else(|| Abort::cast(node))
}

/// `sum(path)` of untyped items: as `xs:double`, in document order.
pub fn sum_doubles<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<f64> {
    nodes.into_iter().try_fold(0.0, |sum, node| Ok(sum + double_of(node)?))
}

/// `path > 0` and the like: items are cast to `xs:double` in turn until one satisfies the comparison.
pub fn any_double<'d>(nodes: impl IntoIterator<Item = Node<'d>>, satisfies: impl Fn(f64) -> bool) -> Outcome {
    for node in nodes {
        if satisfies(double_of(node)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `string-length(substring-after(path, '.')) <= digits`: how the rules count decimals.
pub fn has_at_most_decimals<'d>(nodes: impl IntoIterator<Item = Node<'d>>, digits: usize) -> Outcome {
    Ok(decimals_at_most(&string(nodes)?, digits))
}

/// The same for one text.
pub fn decimals_at_most(text: &str, digits: usize) -> bool {
    text.split_once('.').is_none_or(|(_, after)| after.chars().count() <= digits)
}

/// `first and second`. When the first operand ends in an error the second may still decide, as the reference does it
/// (XPath 2.0, 3.6 allows both).
pub fn and(first: Outcome, second: impl FnOnce() -> Outcome) -> Outcome {
    match first {
        Ok(false) => Ok(false),
        Ok(true) => second(),
        Err(abort) => if second()? { Err(abort) } else { Ok(false) },
    }
}

/// `first or second`, with the same tolerance for an error in the first operand.
pub fn or(first: Outcome, second: impl FnOnce() -> Outcome) -> Outcome {
    match first {
        Ok(true) => Ok(true),
        Ok(false) => second(),
        Err(abort) => if second()? { Ok(true) } else { Err(abort) },
    }
}

/// `contains(' A B C ', concat(' ', normalize-space(.), ' '))`: a value that holds two neighbours of the list is in it.
pub fn list_contains(list: &str, value: &str) -> bool {
    let is_at_border = |index: usize, length: usize| {
        let bytes = list.as_bytes();
        index.checked_sub(1).is_none_or(|before| bytes[before] == b' ')
            && bytes.get(index + length).is_none_or(|after| *after == b' ')
    };
    list.match_indices(value).any(|(index, _)| is_at_border(index, value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_holds_whole_words_and_neighbours() {
        assert!(list_contains("AED AFN ALL", "AFN"));
        assert!(list_contains("AED AFN ALL", "AFN ALL"));
        assert!(!list_contains("AED AFN ALL", "AF"));
        assert!(!list_contains("AED AFN ALL", "AED ALL"));
    }

    #[test]
    fn decimals_are_counted_as_text() {
        assert!(decimals_at_most("10.12", 2));
        assert!(!decimals_at_most("10.120", 2));
        assert!(decimals_at_most("10", 2));
    }
}
