//! Amounts of a line and of an allowance or charge: equal up to a slack of 0.02, or 0.5 in forint.

use std::borrow::Cow;

use crate::{
    number::Decimal,
    tree::Node,
    xpath::{Abort, Outcome, decimal_of, one, sum},
};

/// Whether two amounts are as close as the slack allows.
pub(super) fn are_close(expected: &Decimal, value: &Decimal, slack: &Decimal) -> bool {
    expected.add(slack) >= *value && expected.subtract(slack) <= *value
}

/// A number with what its division has to know of its text: short plain digits keep their trailing zeros, so that
/// fewer digits of the quotient are kept.
pub(super) struct Figure {
    pub value: Decimal,
    is_short: bool,
}

impl Figure {
    /// The only element, if there is one.
    pub(super) fn of<'d>(nodes: impl IntoIterator<Item = Node<'d>>) -> Outcome<Option<Self>> {
        let Some(node) = one(nodes)? else { return Ok(None) };
        let text = node.string();
        let digits = text.trim_matches(super::text::is_space);
        let digits = digits.strip_prefix('+').unwrap_or(digits);
        let is_short = digits.len() <= 15 && digits.bytes().all(|byte| byte.is_ascii_digit());
        Ok(Some(Self { value: decimal_of(node)?, is_short }))
    }

    pub(super) fn whole(value: Decimal) -> Self {
        Self { value, is_short: true }
    }

    fn divide(&self, other: &Self) -> Option<Decimal> {
        if other.is_short && other.value == Decimal::ONE {
            return Some(self.value.clone());
        }
        let is_small = |figure: &Self| figure.is_short && figure.value <= Decimal::new(i32::MAX.into(), 0);
        let keeps_zeros = self.is_short != other.is_short || is_small(self) && is_small(other);
        let scale = |figure: &Self| if keeps_zeros && figure.is_short { 0 } else { figure.value.shortest_scale() };
        self.value.divide_scaled(&other.value, scale(self) - scale(other))
    }
}

/// What a line is computed from.
pub(super) struct Line {
    /// BT-131
    pub amount: Decimal,
    /// BT-129
    pub quantity: Decimal,
    /// BT-146
    pub price: Figure,
    /// BT-149, not zero
    pub base: Figure,
    /// BT-141
    pub charges: Decimal,
    /// BT-136
    pub allowances: Decimal,
}

impl Line {
    /// PEPPOL-EN16931-R120: quantity × price / base quantity + charges − allowances.
    pub(super) fn adds_up(&self, node: Node<'_>, slack: &Decimal) -> Outcome {
        let price = self.price.divide(&self.base).ok_or_else(|| Abort::division(node))?;
        let value = self.quantity.multiply(&price).add(&self.charges).subtract(&self.allowances);
        Ok(are_close(&self.amount, &value, slack))
    }
}

/// Charges and allowances of a line, each summed and rounded to cents.
pub(super) fn totals<'d, A: Iterator<Item = Node<'d>>>(
    items: impl Iterator<Item = Node<'d>>,
    indicator: impl Fn(Node<'d>) -> Outcome<Cow<'d, str>>,
    amounts: impl Fn(Node<'d>) -> A,
) -> Outcome<(Decimal, Decimal)> {
    let (mut charges, mut allowances) = (Decimal::ZERO, Decimal::ZERO);
    for item in items {
        match indicator(item)?.as_ref() {
            "true" => charges = charges.add(&sum(amounts(item))?),
            "false" => allowances = allowances.add(&sum(amounts(item))?),
            _ => {}
        }
    }
    Ok((charges.cents(), allowances.cents()))
}

/// PEPPOL-EN16931-R040: amount = base × percent / 100. A missing amount counts as 0.
pub(super) fn is_percentage(amount: Option<Node<'_>>, base: &Decimal, percent: &Decimal, slack: &Decimal) -> Outcome {
    let amount = amount.map_or(Ok(Decimal::ZERO), decimal_of)?;
    Ok(are_close(&amount, &base.multiply(percent).multiply(&Decimal::new(1, 2)), slack))
}
