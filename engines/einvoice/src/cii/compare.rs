//! Comparing the text of an element with a number, down to the corners that the reference cuts.
//!
//! Text is cast to `xs:double`, and doubles are put in a total order in which -0 comes before 0 and not-a-number after
//! everything. Only where both sides are whole they are compared as whole numbers, so that `-0` is 0 there but `-0.0` is
//! not.

use std::cmp::Ordering;

use crate::{
    number::parse_double,
    tree::Node,
    xpath::{Abort, Outcome},
};

/// The number on the right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Whole(i64),
    Double(f64),
}

/// More digits than that are not read as a whole number.
const WHOLE_DIGITS: usize = 15;

/// `path = number` and the like: whether one of the items stands in such an order to the number.
pub(super) fn any_compares<'d>(
    nodes: impl IntoIterator<Item = Node<'d>>,
    number: Number,
    accepts: fn(Ordering) -> bool,
) -> Outcome {
    for node in nodes {
        let order = order(&node.string(), number).map_err(|NoNumber| Abort::cast(node))?;
        if order.is_some_and(accepts) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `path = number`
pub(super) fn any_equals<'d>(nodes: impl IntoIterator<Item = Node<'d>>, number: Number) -> Outcome {
    any_compares(nodes, number, Ordering::is_eq)
}

#[derive(Debug, PartialEq)]
struct NoNumber;

fn order(text: &str, number: Number) -> Result<Option<Ordering>, NoNumber> {
    let number = match number {
        Number::Whole(number) => match whole(text) {
            Some(value) => return Ok(Some(value.cmp(&number))),
            #[expect(clippy::cast_precision_loss, reason = "that is how it is compared")]
            None => number as f64,
        },
        Number::Double(number) => number,
    };
    let value = parse_double(text).ok_or(NoNumber)?;
    Ok((!number.is_nan()).then(|| value.total_cmp(&number)))
}

fn whole(text: &str) -> Option<i64> {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_whole = (1..=WHOLE_DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_whole { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_are_those_of_the_reference() {
        let to_zero = |text| order(text, Number::Whole(0));
        assert_eq!(to_zero("-0"), Ok(Some(Ordering::Equal)));
        assert_eq!(to_zero("-0.0"), Ok(Some(Ordering::Less)));
        assert_eq!(to_zero("0.00"), Ok(Some(Ordering::Equal)));
        assert_eq!(to_zero("NaN"), Ok(Some(Ordering::Greater)));
        assert_eq!(to_zero("-"), Err(NoNumber));
        assert_eq!(order("-0", Number::Double(0.0)), Ok(Some(Ordering::Less)));
        assert_eq!(order("NaN", Number::Double(f64::NAN)), Ok(None));
    }
}
