//! Figures by month: how long invoices stay in each state, and what Skonto brought. Pure.

use std::collections::BTreeMap;

use super::{
    model::State,
    store::{PaymentRow, Stay},
};

/// A month of a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateMonth {
    /// `2027-03`
    pub month: String,
    pub state: State,
    /// How many entered it.
    pub entered: usize,
    /// Median time of those that have left it, in milliseconds.
    pub median: Option<i64>,
}

/// A month of Skonto.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SkontoMonth {
    pub month: String,
    pub payments: usize,
    pub paid_cents: i64,
    pub won_cents: i64,
    pub lost_cents: i64,
}

/// The latest month first, states in their order.
pub fn by_state(stays: &[Stay]) -> Vec<StateMonth> {
    let mut groups: BTreeMap<(String, State), Vec<&Stay>> = BTreeMap::new();
    for stay in stays {
        let month = stay.entered.date_iso()[..7].to_owned();
        groups.entry((month, stay.state)).or_default().push(stay);
    }
    let mut months: Vec<StateMonth> = groups
        .into_iter()
        .map(|((month, state), stays)| {
            let times = stays.iter().filter_map(|stay| stay.left.map(|left| left.0 - stay.entered.0)).collect();
            StateMonth { month, state, entered: stays.len(), median: median(times) }
        })
        .collect();
    months.sort_by(|one, other| other.month.cmp(&one.month).then(one.state.cmp(&other.state)));
    months
}

/// The latest month first.
pub fn skonto(payments: &[PaymentRow]) -> Vec<SkontoMonth> {
    let mut months: BTreeMap<String, SkontoMonth> = BTreeMap::new();
    for payment in payments {
        let month = payment.execution_date.get(..7).unwrap_or_default().to_owned();
        let entry = months.entry(month.clone()).or_insert_with(|| SkontoMonth { month, ..SkontoMonth::default() });
        entry.payments += 1;
        entry.paid_cents += payment.amount_cents;
        entry.won_cents += payment.skonto_cents;
        entry.lost_cents += payment.lost_cents;
    }
    months.into_values().rev().collect()
}

/// The middle value; of an even number the lower of the two in the middle and the upper, halved.
fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        length if length % 2 == 1 => Some(values[middle]),
        _ => Some(i64::midpoint(values[middle - 1], values[middle])),
    }
}

#[cfg(test)]
mod tests {
    use lotse_core::clock::Timestamp;

    use super::*;

    #[test]
    fn the_median_of_a_month() {
        let stay = |entered: i64, left: Option<i64>| Stay {
            state: State::Received,
            entered: Timestamp(1_800_000_000_000 + entered),
            left: left.map(|left| Timestamp(1_800_000_000_000 + left)),
        };
        let months = by_state(&[stay(0, Some(10)), stay(0, Some(30)), stay(0, Some(1_000)), stay(5, None)]);
        assert_eq!(
            months,
            [StateMonth { month: "2027-01".into(), state: State::Received, entered: 4, median: Some(30) }]
        );
        assert_eq!(median(vec![4, 2]), Some(3));
        assert_eq!(median(vec![]), None);
    }
}
