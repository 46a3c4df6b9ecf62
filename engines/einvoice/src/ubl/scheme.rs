//! Questions that many rules share: the tax scheme VAT, sums that may be missing, sequences of which some part is asked.

use std::cmp::Ordering;

use crate::{
    number::Decimal,
    tree::{Name, Node, cac, cbc},
    xpath::{Abort, Outcome, normalized},
};

/// `upper-case(text) = upper`, the second already in capitals.
pub(super) fn is_upper(text: &str, upper: &str) -> bool {
    if text.is_ascii() { text.eq_ignore_ascii_case(upper) } else { text.to_uppercase() == upper }
}

/// `normalize-space(upper-case(cbc:ID)) = 'VAT'` of one tax scheme.
fn is_vat(scheme: Node<'_>) -> Outcome {
    Ok(is_upper(&normalized(scheme.all(cbc::ID))?, "VAT"))
}

/// `cac:TaxScheme/normalize-space(upper-case(cbc:ID)) = 'VAT'`: whether any scheme is VAT.
pub(super) fn has_vat(node: Node<'_>) -> Outcome {
    for scheme in node.all(cac::TaxScheme) {
        if is_vat(scheme)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `cac:TaxScheme/(normalize-space(upper-case(cbc:ID)) = 'VAT')` as a condition: a truth value for each scheme, of
/// which there may be only one.
pub(super) fn has_only_vat(node: Node<'_>) -> Outcome {
    let mut schemes = node.all(cac::TaxScheme);
    let Some(first) = schemes.next() else { return Ok(false) };
    let is_vat = is_vat(first)?;
    match schemes.next() {
        Some(second) => Err(Abort::new("FORG0006", second)),
        None => Ok(is_vat),
    }
}

/// `exists(path[condition]/name)`: conditions are asked in order until one is met.
pub(super) fn any_has<'d>(
    nodes: impl Iterator<Item = Node<'d>>,
    condition: impl Fn(Node<'d>) -> Outcome,
    name: Name,
) -> Outcome {
    for node in nodes {
        if condition(node)? && node.has(name) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A number that may be missing.
pub(super) type Maybe = Outcome<Option<Decimal>>;

/// `left = right`: when the left side is missing the right one is not asked for.
pub(super) fn equal(left: Maybe, right: impl FnOnce() -> Maybe) -> Outcome {
    compare(left, right, Ordering::is_eq)
}

/// `left < right` and the like.
pub(super) fn compare(left: Maybe, right: impl FnOnce() -> Maybe, holds: fn(Ordering) -> bool) -> Outcome {
    let Some(left) = left? else { return Ok(false) };
    Ok(right()?.is_some_and(|right| holds(left.cmp(&right))))
}

/// `left + right`, missing when one of them is.
pub(super) fn plus(left: Maybe, right: impl FnOnce() -> Maybe) -> Maybe {
    let Some(left) = left? else { return Ok(None) };
    Ok(right()?.map(|right| left.add(&right)))
}

/// `left - right`, missing when one of them is.
pub(super) fn minus(left: Maybe, right: impl FnOnce() -> Maybe) -> Maybe {
    let Some(left) = left? else { return Ok(None) };
    Ok(right()?.map(|right| left.subtract(&right)))
}

/// `round(number * 10 * 10) div 100`.
pub(super) fn cents(number: Maybe) -> Maybe {
    Ok(number?.map(|number| number.cents()))
}

/// Whether there is not more than one.
pub(super) fn at_most_one<'d>(nodes: impl Iterator<Item = Node<'d>>) -> bool {
    nodes.take(2).count() <= 1
}
