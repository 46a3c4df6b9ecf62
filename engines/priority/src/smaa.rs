//! What can be said if nobody agrees on weights: stochastic multicriteria acceptability analysis.
//!
//! Weights are drawn evenly from all that sum to 1, open values evenly from what they may be (an unknown one from the whole
//! scale), and it is counted how often each item comes to each place: Lahdelma, Hokkanen, Salminen: SMAA, EJOR 106 (1998);
//! Lahdelma, Salminen: SMAA-2, Operations Research 49 (2001). Items that tie share the places they take.

use serde::Serialize;

use crate::{
    model::{Assessment, Model, SAME},
    random::Random,
};

/// One item over all draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Acceptability {
    pub id: String,
    /// How often it comes to the first, second, … place; sums to 1.
    pub rank_probability: Vec<f64>,
    /// What those who would put it first weigh on average, in the order of the criteria; `None` if nobody would.
    pub central_weights: Option<Vec<CentralWeight>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CentralWeight {
    pub criterion: String,
    pub weight: f64,
}

/// Draws of [`draws_for`] lie between these.
const FEWEST_DRAWS: usize = 10_000;
const MOST_DRAWS: usize = 100_000;
/// So many items over all draws keep the work around half a second.
const DRAWN_ITEMS: usize = 8_000_000;

/// As many draws as are done in about half a second: between 10,000 and 100,000.
pub fn draws_for(items: usize) -> usize {
    (DRAWN_ITEMS / items.max(1)).clamp(FEWEST_DRAWS, MOST_DRAWS)
}

/// How far a probability may be from the truth in 19 of 20 cases, at most.
#[expect(clippy::cast_precision_loss, reason = "some thousand draws")]
pub fn precision(draws: usize) -> f64 {
    0.98 / (draws.max(1) as f64).sqrt()
}

/// Draws so often, in the order of the ids. The same seed gives the same result, whatever the order of the input and
/// whatever other items there are.
pub fn acceptabilities(model: &Model, seed: u64, draws: usize) -> Vec<Acceptability> {
    let items = model.items();
    let mut counts = Counts::new(items.len(), model.criteria().len());
    let mut weight_source = Random::new(seed, &["weights"]);
    let mut drawn: Vec<Drawn> = items.iter().map(|item| Drawn::new(model, &item.id, &item.values, seed)).collect();
    let mut weights = vec![0.0; model.criteria().len()];
    let mut order: Vec<(f64, usize)> = Vec::with_capacity(items.len());
    for _ in 0..draws {
        weight_source.weights(&mut weights);
        order.clear();
        order.extend(drawn.iter_mut().enumerate().map(|(place, item)| (item.score(&weights), place)));
        order.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        counts.add(&order, &weights);
    }
    items.iter().enumerate().map(|(place, item)| counts.of(place, &item.id, model, draws)).collect()
}

/// The values of one item, those that are open from a stream of their own.
struct Drawn {
    values: Vec<f64>,
    open: Vec<(usize, f64, f64, Random)>,
}

impl Drawn {
    fn new(model: &Model, id: &str, values: &[Assessment], seed: u64) -> Self {
        let criteria = model.criteria().iter().zip(values).enumerate();
        let open = criteria.filter(|(_, (_, value))| !value.is_exact()).map(|(place, (criterion, value))| {
            let source = Random::new(seed, &["value", id, &criterion.id]);
            (place, value.low(), value.high() - value.low(), source)
        });
        Self { open: open.collect(), values: values.iter().map(|value| value.middle()).collect() }
    }

    fn score(&mut self, weights: &[f64]) -> f64 {
        for (place, low, width, source) in &mut self.open {
            self.values[*place] = *low + *width * source.fraction();
        }
        weights.iter().zip(&self.values).map(|(weight, value)| weight * value).sum()
    }
}

struct Counts {
    items: usize,
    criteria: usize,
    /// Item by item, how often at which place.
    places: Vec<f64>,
    /// Item by item, the weights with which it was first, added up.
    first: Vec<f64>,
}

impl Counts {
    fn new(items: usize, criteria: usize) -> Self {
        Self { items, criteria, places: vec![0.0; items * items], first: vec![0.0; items * criteria] }
    }

    /// Items from best to worst. Those that tie take their places together, each an equal part of each.
    fn add(&mut self, order: &[(f64, usize)], weights: &[f64]) {
        let mut begin = 0;
        while begin < order.len() {
            let is_same = |entry: &&(f64, usize)| order[begin].0 - entry.0 < SAME;
            let tied = order[begin..].iter().take_while(is_same).count();
            #[expect(clippy::cast_precision_loss, reason = "some hundred items")]
            let share = 1.0 / tied as f64;
            for (_, item) in &order[begin..begin + tied] {
                let row = item * self.items;
                self.places[row + begin..row + begin + tied].iter_mut().for_each(|count| *count += share);
                if begin == 0 {
                    let sums = &mut self.first[item * self.criteria..(item + 1) * self.criteria];
                    sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += share * weight);
                }
            }
            begin += tied;
        }
    }

    fn of(&self, item: usize, id: &str, model: &Model, draws: usize) -> Acceptability {
        #[expect(clippy::cast_precision_loss, reason = "some thousand draws")]
        let draws = draws.max(1) as f64;
        let places = &self.places[item * self.items..(item + 1) * self.items];
        let sums = &self.first[item * self.criteria..(item + 1) * self.criteria];
        let total = places.first().copied().unwrap_or_default();
        let weights = model.criteria().iter().zip(sums);
        let weights =
            weights.map(|(criterion, sum)| CentralWeight { criterion: criterion.id.clone(), weight: sum / total });
        Acceptability {
            id: id.to_owned(),
            rank_probability: places.iter().map(|count| count / draws).collect(),
            central_weights: (total > 0.0).then(|| weights.collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Criterion, Item};

    fn model(items: &[(&str, &[Assessment])]) -> Model {
        let criteria = (0..items[0].1.len()).map(|place| Criterion { id: format!("c{place}"), weight: 1.0 });
        let items = items.iter().map(|(id, values)| Item { id: (*id).to_owned(), values: values.to_vec() });
        Model::new(criteria.collect(), items.collect()).unwrap()
    }

    #[test]
    fn two_mirrored_items_are_first_half_of_the_time() {
        use Assessment::Known;
        let model = model(&[("a", &[Known(80.0), Known(20.0)]), ("b", &[Known(20.0), Known(80.0)])]);
        let result = acceptabilities(&model, 1, 100_000);
        assert!((result[0].rank_probability[0] - 0.5).abs() < precision(100_000));
        // Who puts a first weighs its criterion from one half to all: three quarters on average.
        assert!((result[0].central_weights.as_ref().unwrap()[0].weight - 0.75).abs() < 0.01);
    }

    #[test]
    fn ties_share_their_places() {
        use Assessment::Known;
        let same: &[Assessment] = &[Known(50.0), Known(50.0)];
        let result = acceptabilities(&model(&[("a", same), ("b", same), ("c", &[Known(0.0), Known(0.0)])]), 1, 1000);
        for item in &result[..2] {
            assert!((item.rank_probability[0] - 0.5).abs() < 1e-9 && (item.rank_probability[1] - 0.5).abs() < 1e-9);
        }
        assert!((result[2].rank_probability[2] - 1.0).abs() < 1e-9);
        assert!(result[2].central_weights.is_none());
    }

    #[test]
    fn what_is_unknown_may_be_anything() {
        use Assessment::{Between, Known, Unknown};
        let model = model(&[("a", &[Unknown]), ("b", &[Known(25.0)]), ("c", &[Between(10.0, 20.0)])]);
        let result = acceptabilities(&model, 3, 100_000);
        assert!((result[0].rank_probability[0] - 0.75).abs() < 0.01);
        // Last where it is below c: on average of c's range, 15 of 100.
        assert!((result[0].rank_probability[2] - 0.15).abs() < 0.01);
    }

    #[test]
    fn another_item_does_not_change_what_is_drawn_for_the_first() {
        use Assessment::{Known, Unknown};
        let two = acceptabilities(&model(&[("a", &[Unknown]), ("b", &[Known(50.0)])]), 3, 1000);
        let three = acceptabilities(&model(&[("a", &[Unknown]), ("b", &[Known(50.0)]), ("z", &[Known(0.0)])]), 3, 1000);
        assert_eq!(two[0].rank_probability[0].to_bits(), three[0].rank_probability[0].to_bits());
    }
}
