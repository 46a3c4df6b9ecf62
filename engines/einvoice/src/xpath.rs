//! The functions and comparisons of XPath 2.0 that the rules use, over sequences of nodes.
//!
//! What makes a rule set stop is part of the meaning: more than one item where one is asked for (`XPTY0004`), text that
//! is no number, date or truth value (`FORG0001`), division by zero (`FOAR0001`). Those are [`Abort`]s, and a document
//! that causes one has no verdict. As in XPath the quantifiers stop at the first item that decides; of the operands of
//! `and` and `or` one that decides outweighs an error in the other, on whichever side it stands ([`and`], [`or`]).

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

/// `left or right`: true if either is, even beside an error.
pub fn or(left: Outcome, right: impl FnOnce() -> Outcome) -> Outcome {
    match left {
        Ok(true) => Ok(true),
        Ok(false) => right(),
        Err(_) if right() == Ok(true) => Ok(true),
        error => error,
    }
}

/// `left and right`: false if either is, even beside an error.
pub fn and(left: Outcome, right: impl FnOnce() -> Outcome) -> Outcome {
    match left {
        Ok(false) => Ok(false),
        Ok(true) => right(),
        Err(_) if right() == Ok(false) => Ok(false),
        error => error,
    }
}

/// `not(condition)`.
pub fn not(condition: Outcome) -> Outcome {
    condition.map(|holds| !holds)
}

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

/// `path > 0` and the like: items are cast to `xs:double` in turn until one satisfies the comparison with a whole number.
pub fn any_double<'d>(nodes: impl IntoIterator<Item = Node<'d>>, satisfies: impl Fn(f64) -> bool) -> Outcome {
    for node in nodes {
        if satisfies(in_order(double_of(node)?, &node.string())) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A number where the reference puts it when it compares untyped text with a number: `NaN` above every number, and
/// `-0.00` below zero. Only short plain digits are compared as the whole number they are.
fn in_order(value: f64, text: &str) -> f64 {
    if value.is_nan() {
        return f64::INFINITY;
    }
    let is_whole = || {
        let digits = text.trim_matches([' ', '\t', '\r', '\n']).trim_start_matches('-');
        digits.len() <= 10 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if value == 0.0 && value.is_sign_negative() && !is_whole() { -f64::MIN_POSITIVE } else { value }
}

/// `string-length(substring-after(path, '.')) <= digits`: how the rules count decimals.
pub fn has_at_most_decimals<'d>(nodes: impl IntoIterator<Item = Node<'d>>, digits: usize) -> Outcome {
    Ok(decimals_at_most(&string(nodes)?, digits))
}

/// The same for one text.
pub fn decimals_at_most(text: &str, digits: usize) -> bool {
    text.split_once('.').is_none_or(|(_, after)| after.chars().count() <= digits)
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
    fn what_decides_outweighs_an_error() {
        let error = || Err(Abort { code: "FORG0001", node: 0 });
        assert_eq!(or(error(), || Ok(true)), Ok(true));
        assert_eq!(or(Ok(true), error), Ok(true));
        assert!(or(error(), || Ok(false)).is_err() && or(Ok(false), error).is_err());
        assert_eq!(and(error(), || Ok(false)), Ok(false));
        assert_eq!(and(Ok(false), error), Ok(false));
        assert!(and(error(), || Ok(true)).is_err() && and(Ok(true), error).is_err());
    }

    #[test]
    fn a_list_holds_whole_words_and_neighbours() {
        assert!(list_contains("AED AFN ALL", "AFN"));
        assert!(list_contains("AED AFN ALL", "AFN ALL"));
        assert!(!list_contains("AED AFN ALL", "AF"));
        assert!(!list_contains("AED AFN ALL", "AED ALL"));
    }

    #[test]
    fn an_error_counts_only_where_the_other_side_does_not_decide() {
        let abort = || Err(Abort { code: "FORG0001", node: 0 });
        assert_eq!(and(abort(), || Ok(false)), Ok(false));
        assert!(and(abort(), || Ok(true)).is_err() && and(Ok(true), abort).is_err());
        assert_eq!(and(Ok(false), abort), Ok(false));
        assert_eq!(or(abort(), || Ok(true)), Ok(true));
        assert!(or(abort(), || Ok(false)).is_err() && or(Ok(false), abort).is_err());
        assert_eq!(or(Ok(true), abort), Ok(true));
    }

    #[test]
    fn zero_below_zero_and_what_is_no_number() {
        assert!(in_order(f64::NAN, "NaN") > 1e300);
        assert!(in_order(-0.0, "-0.00") < 0.0);
        assert!(in_order(-0.0, " -0\n") >= 0.0);
        assert!(in_order(0.0, "0.00") >= 0.0);
    }

    #[test]
    fn decimals_are_counted_as_text() {
        assert!(decimals_at_most("10.12", 2));
        assert!(!decimals_at_most("10.120", 2));
        assert!(decimals_at_most("10", 2));
    }
}
