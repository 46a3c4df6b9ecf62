//! The additive value model: criteria with weights, items with assessments, and scores that explain themselves.

use serde::Serialize;

/// The scale of all values.
pub const SCALE: f64 = 100.0;
/// Scores that differ by less count as equal: it is noise of adding in another order, not a difference.
pub const SAME: f64 = 1e-9;

/// How well an item does on a criterion, on the scale from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Assessment {
    Known(f64),
    Between(f64, f64),
    /// Anything from 0 to 100; nobody has said.
    Unknown,
}

impl Assessment {
    /// The least it can be.
    pub fn low(self) -> f64 {
        match self {
            Self::Known(value) => value,
            Self::Between(low, _) => low,
            Self::Unknown => 0.0,
        }
    }

    /// The most it can be.
    pub fn high(self) -> f64 {
        match self {
            Self::Known(value) => value,
            Self::Between(_, high) => high,
            Self::Unknown => SCALE,
        }
    }

    /// By which a single number is made where one is needed.
    pub fn middle(self) -> f64 {
        match self {
            Self::Known(value) => value,
            _ => f64::midpoint(self.low(), self.high()),
        }
    }

    /// Whether there is only one value.
    pub fn is_exact(self) -> bool {
        self.low() >= self.high()
    }
}

/// What an item is judged by; the weights of a model sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    pub id: String,
    pub weight: f64,
}

/// What is judged; its values stand in the order of the criteria.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub id: String,
    pub values: Vec<Assessment>,
}

/// Criteria and items, each in the order of their ids, so that no result depends on the order of the input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    criteria: Vec<Criterion>,
    items: Vec<Item>,
}

/// Why there is no model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    #[error("weights must be numbers from 0 up, and one of them above 0")]
    Weights,
    #[error("each item needs one value for each criterion, from 0 to 100, the lower end first")]
    Values,
    #[error("an id stands twice")]
    Ids,
}

impl Model {
    /// Puts everything in order and scales the weights to a sum of 1.
    pub fn new(mut criteria: Vec<Criterion>, mut items: Vec<Item>) -> Result<Self, ModelError> {
        let mut order: Vec<usize> = (0..criteria.len()).collect();
        order.sort_by(|one, other| criteria[*one].id.cmp(&criteria[*other].id));
        let total: f64 = order.iter().map(|place| criteria[*place].weight).sum();
        let is_weight = |criterion: &Criterion| criterion.weight >= 0.0 && criterion.weight.is_finite();
        if !criteria.iter().all(is_weight) || total <= 0.0 || !total.is_finite() {
            return Err(ModelError::Weights);
        }
        for item in &mut items {
            let is_value =
                |value: &Assessment| 0.0 <= value.low() && value.low() <= value.high() && value.high() <= SCALE;
            if item.values.len() != criteria.len() || !item.values.iter().all(is_value) {
                return Err(ModelError::Values);
            }
            item.values = order.iter().map(|place| item.values[*place]).collect();
        }
        items.sort_by(|one, other| one.id.cmp(&other.id));
        for criterion in &mut criteria {
            criterion.weight /= total;
        }
        criteria.sort_by(|one, other| one.id.cmp(&other.id));
        let is_twice = criteria.windows(2).any(|pair| pair[0].id == pair[1].id)
            || items.windows(2).any(|pair| pair[0].id == pair[1].id);
        if is_twice { Err(ModelError::Ids) } else { Ok(Self { criteria, items }) }
    }

    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The weights in the order of the criteria.
    pub fn weights(&self) -> Vec<f64> {
        self.criteria.iter().map(|criterion| criterion.weight).collect()
    }

    /// The same items under other weights, in the order of the criteria.
    pub fn with_weights(&self, weights: &[f64]) -> Result<Self, ModelError> {
        if weights.len() != self.criteria.len() {
            return Err(ModelError::Weights);
        }
        let criteria = self.criteria.iter().zip(weights);
        let criteria = criteria.map(|(criterion, weight)| Criterion { id: criterion.id.clone(), weight: *weight });
        Self::new(criteria.collect(), self.items.clone())
    }

    /// The sum of weighted values.
    pub fn score(&self, item: &Item, value: impl Fn(Assessment) -> f64) -> f64 {
        self.criteria.iter().zip(&item.values).map(|(criterion, assessed)| criterion.weight * value(*assessed)).sum()
    }

    /// All items, the best first; equal scores share a place and stand in the order of their ids.
    pub fn ranking(&self) -> Vec<Ranked> {
        let mut ranking: Vec<Ranked> = self.items.iter().map(|item| self.ranked(item)).collect();
        ranking.sort_by(|one, other| key(other.score).cmp(&key(one.score)).then_with(|| one.id.cmp(&other.id)));
        for place in 0..ranking.len() {
            let is_equal = place > 0 && key(ranking[place].score) == key(ranking[place - 1].score);
            ranking[place].rank = if is_equal { ranking[place - 1].rank } else { place + 1 };
        }
        ranking
    }

    fn ranked(&self, item: &Item) -> Ranked {
        let parts: Vec<Part> =
            self.criteria.iter().zip(&item.values).map(|(criterion, value)| part(criterion, *value)).collect();
        Ranked {
            id: item.id.clone(),
            score: parts.iter().map(|part| part.points).sum(),
            rank: 0,
            low: self.score(item, Assessment::low),
            high: self.score(item, Assessment::high),
            is_exact: item.values.iter().all(|value| value.is_exact()),
            parts,
        }
    }
}

fn part(criterion: &Criterion, value: Assessment) -> Part {
    Part {
        criterion: criterion.id.clone(),
        weight: criterion.weight,
        value: value.middle(),
        low: value.low(),
        high: value.high(),
        is_unknown: value == Assessment::Unknown,
        points: criterion.weight * value.middle(),
    }
}

/// Scores in steps of [`SAME`]: equal where they differ by noise alone, and still in one order.
#[expect(clippy::cast_possible_truncation, reason = "a score is at most 100")]
pub(crate) fn key(score: f64) -> i64 {
    (score / SAME).round() as i64
}

/// An item at its place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    pub id: String,
    /// The sum of the points of all parts; with intervals, of their middles.
    pub score: f64,
    /// From 1; equal scores share it.
    pub rank: usize,
    /// The score if everything open turns out worst …
    pub low: f64,
    /// … and best.
    pub high: f64,
    /// Whether nothing is open.
    #[serde(rename = "exact")]
    pub is_exact: bool,
    pub parts: Vec<Part>,
}

/// What one criterion adds to a score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    pub criterion: String,
    pub weight: f64,
    pub value: f64,
    pub low: f64,
    pub high: f64,
    #[serde(rename = "unknown")]
    pub is_unknown: bool,
    pub points: f64,
}
