//! Amounts of a line and of an allowance or charge: equal up to a slack of 0.02, or 0.5 in forint.

use std::borrow::Cow;

use crate::{
    number::Decimal,
    tree::Node,
    xpath::{Abort, Outcome, decimal_of, sum},
};

/// Whether two amounts are as close as the slack allows.
pub(super) fn are_close(expected: &Decimal, value: &Decimal, slack: &Decimal) -> bool {
    expected.add(slack) >= *value && expected.subtract(slack) <= *value
}

/// What a line is computed from.
pub(super) struct Line {
    /// BT-131
    pub amount: Decimal,
    /// BT-129
    pub quantity: Decimal,
    /// BT-146
    pub price: Decimal,
    /// BT-149, not zero
    pub base: Decimal,
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
