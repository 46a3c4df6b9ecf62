//! How far a weight may move before the first places change hands.
//!
//! One weight goes from 0 to 1, the others keep their proportions to each other. Every score is then a straight line over
//! that weight, so the places where two items swap are exact and no search is needed.

use serde::Serialize;

use crate::model::{Assessment, Model, SAME};

/// For one criterion: between which weights the first place, and the group of the first k, stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stability {
    pub criterion: String,
    pub low: f64,
    pub high: f64,
    /// The weight as it is, of a sum of 1.
    pub weight: f64,
    /// Who takes the first place below `low` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// … and above `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    pub top: TopStability,
}

/// The same for the first `k` places together, in whatever order among themselves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TopStability {
    pub k: usize,
    pub low: f64,
    pub high: f64,
}

/// For each criterion, in the order of the model. Items count with the middle of what is open.
pub fn stability(model: &Model, top: usize) -> Vec<Stability> {
    let ranking = model.ranking();
    let place_of = |id: &str| model.items().binary_search_by(|item| item.id.as_str().cmp(id)).ok();
    let order: Vec<usize> = ranking.iter().filter_map(|ranked| place_of(&ranked.id)).collect();
    let top = top.clamp(1, order.len().max(1)).min(order.len());
    (0..model.criteria().len()).map(|criterion| of_criterion(model, criterion, &order, top)).collect()
}

fn of_criterion(model: &Model, criterion: usize, order: &[usize], top: usize) -> Stability {
    let weight = model.criteria()[criterion].weight;
    let lines: Vec<Line> = model.items().iter().map(|item| Line::of(model, &item.values, criterion)).collect();
    let mut first = Range::whole(weight);
    let mut leading = Range::whole(weight);
    if let Some((leader, others)) = order.split_first() {
        for other in others {
            first.keep(lines[*leader], lines[*other], *other);
        }
    }
    let (inside, outside) = order.split_at(top);
    for one in inside {
        for other in outside {
            leading.keep(lines[*one], lines[*other], *other);
        }
    }
    let name = |place: Option<usize>| place.map(|place| model.items()[place].id.clone());
    Stability {
        criterion: model.criteria()[criterion].id.clone(),
        low: first.low,
        high: first.high,
        weight,
        below: name(first.below),
        above: name(first.above),
        top: TopStability { k: top, low: leading.low, high: leading.high },
    }
}

/// A score over the weight of one criterion: what the others give at weight 0, and what the criterion gives at weight 1.
#[derive(Clone, Copy)]
struct Line {
    at_zero: f64,
    at_one: f64,
}

impl Line {
    fn of(model: &Model, values: &[Assessment], criterion: usize) -> Self {
        let others = model.criteria().iter().zip(values).enumerate().filter(|(place, _)| *place != criterion);
        let (mut sum, mut weights) = (0.0, 0.0);
        for (_, (other, value)) in others {
            sum += other.weight * value.middle();
            weights += other.weight;
        }
        // Where no other criterion weighs anything, none does at weight 0 either: all are equal there, and nobody swaps.
        let at_zero = if weights > 0.0 { sum / weights } else { 0.0 };
        Self { at_zero, at_one: values[criterion].middle() }
    }
}

struct Range {
    weight: f64,
    low: f64,
    high: f64,
    below: Option<usize>,
    above: Option<usize>,
}

impl Range {
    fn whole(weight: f64) -> Self {
        Self { weight, low: 0.0, high: 1.0, below: None, above: None }
    }

    /// Narrows to where the one is not behind the other.
    fn keep(&mut self, one: Line, other: Line, other_place: usize) {
        let (at_zero, at_one) = (one.at_zero - other.at_zero, one.at_one - other.at_one);
        if (at_one - at_zero).abs() < SAME {
            return;
        }
        let now = at_zero + (at_one - at_zero) * self.weight;
        // They are equal now: the swap is exactly here, not a rounding error beside it.
        let swap = if now.abs() < SAME { self.weight } else { at_zero / (at_zero - at_one) };
        if at_zero < at_one && swap > self.low {
            self.low = swap.min(self.weight);
            self.below = Some(other_place);
        }
        if at_zero > at_one && swap < self.high {
            self.high = swap.max(self.weight);
            self.above = Some(other_place);
        }
    }
}
