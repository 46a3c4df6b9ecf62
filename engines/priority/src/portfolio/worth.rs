//! What counts in a choice: value first, and of equal values the lower price.

use super::{PRICE_OF_TIES, constraints::common_divisor};

/// Bounds closer than this are equal.
pub(super) const CLOSE: f64 = 1e-9;
/// Of a step between values, what all money together counts.
const PRICE_OF_STEP: f64 = 1.0 / 16.0;
/// Values are looked at as parts of 1 up to this.
const MOST_PARTS: u32 = 1_000_000;
/// So near to a whole number of parts is whole: rounding of binary fractions, and not more.
const WHOLE: f64 = 1e-7;

/// One step between values where all are multiples of it, as judgements in whole points with whole weights are. Nothing
/// lies between two steps, so a bound that lies there is as good as the lower one.
pub(super) fn unit(values: &[f64]) -> Option<f64> {
    let is_whole = |parts: u32| {
        let parts = f64::from(parts);
        values.iter().all(|value| (value * parts - (value * parts).round()).abs() < WHOLE)
    };
    if values.iter().any(|value| *value > 1000.0) {
        return None;
    }
    let parts = (1..=MOST_PARTS).find(|parts| is_whole(*parts))?;
    #[expect(clippy::cast_possible_truncation, reason = "at most 10⁹")]
    let count = |value: &f64| (value * f64::from(parts)).round() as i64;
    let steps = values.iter().map(count).fold(0, common_divisor);
    #[expect(clippy::cast_precision_loss, reason = "at most 10⁹")]
    (steps > 0).then(|| steps as f64 / f64::from(parts))
}

/// The gain of each project, and when one choice is better than another.
#[derive(Clone, Debug)]
pub(super) struct Worth {
    pub gains: Vec<f64>,
    pub goal: Goal,
}

/// What is looked for beyond the best that is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    /// Step between values.
    unit: Option<f64>,
    /// What all money together counts against value.
    pub price: f64,
}

impl Goal {
    /// Anything that gains more, if only because it costs less.
    pub const ANY: Self = Self { unit: None, price: 0.0 };

    /// What a choice must gain to be better than one that gains so much.
    pub fn least(self, best: f64) -> f64 {
        let Some(unit) = self.unit else { return best + CLOSE };
        // All money together counts a part of a step, so the value is the next step above.
        let value = (best / unit - 1e-6).ceil() * unit;
        (value + unit - self.price - CLOSE).max(best + CLOSE)
    }

    /// The most value of anything that gains so much.
    pub fn value(self, gain: f64) -> f64 {
        let value = gain + self.price;
        self.unit.map_or(value, |unit| (value / unit + 1e-6).floor() * unit)
    }
}

impl Worth {
    /// Prices beside values: less than a step all together; where there are no steps, next to nothing.
    pub fn new(values: &[f64], prices: &[i64], unit: Option<f64>) -> Self {
        let price = unit.map_or(PRICE_OF_TIES, |unit| unit * PRICE_OF_STEP);
        #[expect(clippy::cast_precision_loss, reason = "a tie-break")]
        let total = prices.iter().sum::<i64>().max(1) as f64;
        #[expect(clippy::cast_precision_loss, reason = "a tie-break")]
        let gain = |(value, cost): (&f64, &i64)| {
            let value = unit.map_or(*value, |unit| (value / unit).round() * unit);
            value - price * (*cost as f64 / total)
        };
        Self { gains: values.iter().zip(prices).map(gain).collect(), goal: Goal { unit, price } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_whole_judgements_have_steps() {
        let sixths = [301.0 / 6.0, 17.0 / 6.0, 44.0 / 6.0];
        assert!((unit(&sixths).unwrap() - 1.0 / 6.0).abs() < 1e-12);
        assert!((unit(&[40.0, 60.0]).unwrap() - 20.0).abs() < 1e-12);
        assert!((unit(&[12.25, 0.0, 99.0]).unwrap() - 0.25).abs() < 1e-12);
        assert_eq!(unit(&[2.0_f64.sqrt(), 3.0_f64.sqrt(), 5.0_f64.sqrt()]), None);
        assert_eq!(unit(&[0.0, 0.0]), None);
    }

    #[test]
    fn nothing_is_looked_for_between_two_steps() {
        let worth = Worth::new(&[2.0, 4.0], &[30, 70], Some(2.0));
        let best = worth.gains[0] + worth.gains[1];
        assert!((worth.goal.value(best) - 6.0).abs() < 1e-9);
        // The next step, if it costs as much as all together.
        assert!((worth.goal.least(best) - 7.875).abs() < 1e-6);
        assert!((worth.goal.value(7.5) - 6.0).abs() < 1e-9 && (worth.goal.value(7.9) - 8.0).abs() < 1e-9);
    }
}
