//! Several people, one ranking: each with weights of their own, the joint ones, and how far they agree on what.

use serde::Serialize;

use crate::model::{Assessment, Model, ModelError, SAME, key};

/// What one member finds important: points for each criterion, of whatever sum (swing weighting).
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub id: String,
    /// In the order of the model's criteria.
    pub weights: Vec<f64>,
}

/// How far the members agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Median of the members' weights, scaled to a sum of 1.
    pub joint: Vec<CriterionWeights>,
    /// Kendall's W over the rankings of the items: 1 all the same, 0 no agreement. `None` below two members or items, or
    /// where everybody finds all items equal.
    pub kendall_w: Option<f64>,
    pub members: Vec<MemberView>,
}

/// One criterion and how far apart the members are on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CriterionWeights {
    pub criterion: String,
    pub weight: f64,
    pub lowest: f64,
    pub highest: f64,
}

/// One member beside the joint view.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MemberView {
    pub id: String,
    /// The items as this member would rank them.
    pub ranking: Vec<String>,
    /// Where this member differs most from the joint weights, first; the difference is of normalised weights.
    pub differs: Vec<Difference>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    pub criterion: String,
    pub weight: f64,
    pub difference: f64,
}

/// Median of each criterion over the members, scaled to a sum of 1. `None` without members, or if all medians are 0.
pub fn joint_weights(members: &[Member]) -> Option<Vec<f64>> {
    let normalised: Vec<Vec<f64>> = members.iter().filter_map(|member| normalised(&member.weights)).collect();
    let criteria = normalised.first()?.len();
    let medians: Vec<f64> =
        (0..criteria).map(|place| median(normalised.iter().map(|weights| weights[place]))).collect();
    self::normalised(&medians)
}

fn normalised(weights: &[f64]) -> Option<Vec<f64>> {
    let total: f64 = weights.iter().sum();
    (total > 0.0).then(|| weights.iter().map(|weight| weight / total).collect())
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        count if count % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// Who differs on what, members in the order of their ids.
pub fn agreement(model: &Model, members: &[Member]) -> Result<Agreement, ModelError> {
    let mut members = members.to_vec();
    members.sort_by(|one, other| one.id.cmp(&other.id));
    let joint = joint_weights(&members).ok_or(ModelError::Weights)?;
    let mut rank_lists = Vec::new();
    let mut views = Vec::new();
    for member in &members {
        let own = model.with_weights(&member.weights)?;
        rank_lists.push(own.items().iter().map(|item| own.score(item, Assessment::middle)).collect::<Vec<f64>>());
        views.push(MemberView {
            id: member.id.clone(),
            ranking: own.ranking().into_iter().map(|ranked| ranked.id).collect(),
            differs: differences(&own, &joint),
        });
    }
    let criteria = model.criteria().iter().zip(&joint).enumerate();
    let joint = criteria.map(|(place, (criterion, weight))| {
        let all = || members.iter().filter_map(|member| normalised(&member.weights)).map(|weights| weights[place]);
        CriterionWeights {
            criterion: criterion.id.clone(),
            weight: *weight,
            lowest: all().fold(f64::INFINITY, f64::min),
            highest: all().fold(0.0, f64::max),
        }
    });
    Ok(Agreement { joint: joint.collect(), kendall_w: kendall_w(&rank_lists), members: views })
}

fn differences(own: &Model, joint: &[f64]) -> Vec<Difference> {
    let mut differences: Vec<Difference> = (own.criteria().iter().zip(joint))
        .map(|(criterion, joint)| Difference {
            criterion: criterion.id.clone(),
            weight: criterion.weight,
            difference: criterion.weight - joint,
        })
        .filter(|difference| difference.difference.abs() > SAME)
        .collect();
    differences.sort_by(|one, other| {
        key(other.difference.abs()).cmp(&key(one.difference.abs())).then_with(|| one.criterion.cmp(&other.criterion))
    });
    differences
}

/// Kendall's coefficient of concordance with the correction for ties (Kendall, Babington Smith 1939; Siegel, Castellan
/// 1988, §9.9): one list of scores a judge, higher is better.
#[expect(clippy::cast_precision_loss, reason = "some hundred items and judges")]
pub fn kendall_w(scores: &[Vec<f64>]) -> Option<f64> {
    let items = scores.first()?.len();
    if scores.len() < 2 || items < 2 || scores.iter().any(|list| list.len() != items) {
        return None;
    }
    let (judges, count) = (scores.len() as f64, items as f64);
    let mut sums = vec![0.0; items];
    let mut ties = 0.0;
    for list in scores {
        let (ranks, tied) = middle_ranks(list);
        sums.iter_mut().zip(ranks).for_each(|(sum, rank)| *sum += rank);
        ties += tied;
    }
    let mean = judges * (count + 1.0) / 2.0;
    let spread: f64 = sums.iter().map(|sum| (sum - mean).powi(2)).sum();
    let most = judges * judges * (count.powi(3) - count) - judges * ties;
    (most > 0.0).then(|| (12.0 * spread / most).clamp(0.0, 1.0))
}

/// Ranks from 1, equal scores the middle of their places, and Σ(t³ − t) over groups of equals.
#[expect(clippy::cast_precision_loss, reason = "some hundred items")]
fn middle_ranks(scores: &[f64]) -> (Vec<f64>, f64) {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(key(scores[*place])));
    let (mut ranks, mut ties, mut begin) = (vec![0.0; scores.len()], 0.0, 0);
    while begin < order.len() {
        let same = key(scores[order[begin]]);
        let tied = order[begin..].iter().take_while(|place| key(scores[**place]) == same).count();
        let rank = begin as f64 + f64::midpoint(tied as f64, 1.0);
        order[begin..begin + tied].iter().for_each(|place| ranks[*place] = rank);
        ties += (tied as f64).powi(3) - tied as f64;
        begin += tied;
    }
    (ranks, ties)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_opinion_is_one_and_opposite_opinions_are_none() {
        let one = vec![3.0, 2.0, 1.0];
        let near = |found: Option<f64>, expected: f64| assert!((found.unwrap() - expected).abs() < 1e-12, "{found:?}");
        near(kendall_w(&[one.clone(), one.clone()]), 1.0);
        near(kendall_w(&[one.clone(), vec![1.0, 2.0, 3.0]]), 0.0);
        // Three judges, by hand: rank sums 5, 5, 8; spread 6; 12·6 / (9·24).
        near(kendall_w(&[one.clone(), one.clone(), vec![1.0, 3.0, 2.0]]), 12.0 * 6.0 / (9.0 * 24.0));
        // With a tie, by hand: ranks 1, 2.5, 2.5 and 1, 2, 3; sums 2, 4.5, 5.5; spread 6.5; 78 / (96 − 12).
        near(kendall_w(&[vec![3.0, 1.0, 1.0], one.clone()]), 78.0 / 84.0);
        assert_eq!(kendall_w(&[one]), None);
        assert_eq!(kendall_w(&[vec![1.0, 1.0], vec![2.0, 2.0]]), None);
    }

    #[test]
    fn joint_weights_are_medians_that_sum_to_one() {
        let member = |id: &str, weights: &[f64]| Member { id: id.to_owned(), weights: weights.to_vec() };
        let members = [member("a", &[50.0, 50.0]), member("b", &[80.0, 20.0]), member("c", &[1.0, 0.0])];
        let joint = joint_weights(&members).unwrap();
        assert!((joint[0] - 0.8).abs() < 1e-12 && (joint[1] - 0.2).abs() < 1e-12);
        assert_eq!(joint_weights(&[]), None);
    }
}
