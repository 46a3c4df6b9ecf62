//! Which way of looking when: a short search first, then halves that widen, then the search with what work is left.

use super::{
    constraints::Constraints,
    pairing::{Pairing, is_whole, sides, work_for},
    search::{Found, Search},
    worth::{Goal, Worth},
};

/// So many choices of a half are kept, time after time; the last are all choices of 20 projects.
const WIDTHS: [usize; 5] = [1 << 10, 1 << 13, 1 << 16, 1 << 18, 1 << 20];
/// Work of the first search.
const SHORT: u64 = 10_000_000;
/// The best choice, beginning with one that is known to be possible.
pub(super) fn solve(constraints: &Constraints, worth: &Worth, work: u64, known: Option<Vec<bool>>) -> Found {
    let mut solver = Solver { constraints, worth, work, nodes: 0, best: None };
    if let Some(known) = known {
        solver.offer(known);
    }
    let (is_proved, bound) = solver.run(worth.goal, work);
    let best = solver.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.0);
    Found {
        bound: if is_proved && solver.best.is_some() { best } else { bound },
        best: solver.best.map(|best| best.1),
        is_proved,
        nodes: solver.nodes,
        left: solver.work,
    }
}

struct Solver<'a> {
    constraints: &'a Constraints,
    worth: &'a Worth,
    work: u64,
    nodes: u64,
    best: Option<(f64, Vec<bool>)>,
}

impl Solver<'_> {
    fn offer(&mut self, chosen: Vec<bool>) {
        let gains = chosen.iter().zip(&self.worth.gains).filter(|(chosen, _)| **chosen);
        let gain = gains.map(|(_, gain)| gain).sum();
        if self.best.as_ref().is_none_or(|best| gain > best.0) && self.constraints.hold(&chosen) {
            self.best = Some((gain, chosen));
        }
    }

    /// What a better choice gains; without any choice, less than all that lose.
    fn least(&self, goal: Goal) -> f64 {
        let nothing = || -1.0 - self.worth.gains.iter().map(|gain| gain.abs()).sum::<f64>();
        self.best.as_ref().map_or_else(nothing, |best| goal.least(best.0))
    }

    /// Whether it is proved that nothing reaches the goal beyond the best, and a bound otherwise.
    fn run(&mut self, goal: Goal, work: u64) -> (bool, f64) {
        let mut left = work;
        let short = left.min(SHORT.max(work / 50));
        let (mut is_proved, mut bound) = self.search(goal, short, &mut left);
        if !is_proved && self.best.is_none() {
            self.find_any(&mut left);
        }
        if !is_proved {
            is_proved = self.widen(goal, &mut left, &mut bound);
        }
        if !is_proved && left > 0 {
            let rest = left;
            let (is_searched, searched) = self.search(goal, rest, &mut left);
            bound = bound.min(searched);
            is_proved = is_searched || bound < self.least(goal);
        }
        self.work = self.work.saturating_sub(work - left);
        (is_proved, bound)
    }

    /// Whatever keeps to all rows, by looking for what takes least; then filled up.
    fn find_any(&mut self, left: &mut u64) {
        let mut shares = vec![0.0; self.constraints.projects];
        for row in self.constraints.rows[..self.constraints.needed].iter().filter(|row| row.is_amount) {
            for (project, factor) in &row.terms {
                #[expect(clippy::cast_precision_loss, reason = "only leads the search")]
                let share = *factor as f64 / row.most.abs().max(1) as f64;
                shares[*project] -= share.clamp(-1.0, 1.0);
            }
        }
        let work = *left / 10;
        let thrifty = Search::new(self.constraints, &shares, work, Goal::ANY).run();
        *left = left.saturating_sub(work - thrifty.left);
        self.nodes += thrifty.nodes;
        let Some(chosen) = thrifty.best else { return };
        let mut search = Search::new(self.constraints, &self.worth.gains, work, self.worth.goal);
        search.offer_filled(&chosen);
        search.offer(chosen);
        if let Some(best) = search.into_best() {
            self.offer(best);
        }
    }

    fn search(&mut self, goal: Goal, work: u64, left: &mut u64) -> (bool, f64) {
        let mut search = Search::new(self.constraints, &self.worth.gains, work, goal);
        if let Some((_, known)) = &self.best {
            search.offer(known.clone());
        }
        let found = search.run();
        *left = left.saturating_sub(work - found.left);
        self.nodes += found.nodes;
        if let Some(best) = found.best {
            self.offer(best);
        }
        (found.is_proved, found.bound)
    }

    /// Halves, wider and wider. Whether it is proved that nothing better is left.
    fn widen(&mut self, goal: Goal, left: &mut u64, bound: &mut f64) -> bool {
        for width in WIDTHS {
            if *left == 0 {
                return false;
            }
            let least = self.least(goal);
            let Some(sides) = sides(self.constraints, &self.worth.gains, least, left) else { return true };
            *bound = bound.min(sides.most());
            if width == WIDTHS[3] && is_whole(WIDTHS[4], &sides) {
                // All at once takes little more.
                continue;
            }
            if work_for(width, &sides) > *left {
                return false;
            }
            let pairing =
                Pairing { constraints: self.constraints, gains: &self.worth.gains, sides: &sides, least, width };
            let Some(paired) = pairing.run(left) else { return false };
            if let Some(best) = paired.best {
                self.offer(best);
            }
            // What was given up is all that could be better than the best of the rest.
            if paired.open < self.least(goal) {
                return true;
            }
            *bound = bound.min(paired.open.max(self.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.0)));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::portfolio::constraints::Row;

    /// Up to three amounts (one of them may be a least value, with factors below 0), requirements, groups of which at most
    /// one or at least one is chosen.
    fn tasks() -> impl Strategy<Value = (Constraints, Worth)> {
        (2_usize..=11, 0_usize..=3).prop_flat_map(|(count, amounts)| {
            let amount = (proptest::collection::vec(-3_i64..20, count), 0_i64..80);
            let link = (0..count, 0..count, 0_u8..3);
            (
                proptest::collection::vec(-2_i32..30, count),
                proptest::collection::vec(amount, amounts),
                proptest::collection::vec(link, 0..5),
                proptest::sample::select(vec![None, Some(1.0)]),
            )
                .prop_map(move |(values, amounts, links, unit)| {
                    let mut rows: Vec<Row> = amounts
                        .into_iter()
                        .map(|(factors, most)| {
                            let terms = factors.into_iter().enumerate().filter(|(_, factor)| *factor != 0);
                            Row::amount(terms.collect(), most)
                        })
                        .collect();
                    for (one, other, kind) in links.into_iter().filter(|(one, other, _)| one != other) {
                        rows.push(match kind {
                            0 => Row::link(vec![(one, 1), (other, -1)], 0),
                            1 => Row::link(vec![(one, 1), (other, 1)], 1),
                            _ => Row::link(vec![(one, -1), (other, -1)], -1),
                        });
                    }
                    let values: Vec<f64> = values.into_iter().map(f64::from).collect();
                    let prices = vec![1; values.len()];
                    (Constraints::new(values.len(), rows), Worth::new(&values, &prices, unit))
                })
        })
    }

    fn best_of_all(constraints: &Constraints, gains: &[f64]) -> Option<f64> {
        let sets = (0..1_u32 << gains.len()).map(|set| (0..gains.len()).map(|place| set >> place & 1 == 1).collect());
        let possible = sets.filter(|chosen: &Vec<bool>| constraints.hold(chosen));
        let gain = |chosen: Vec<bool>| chosen.iter().zip(gains).filter(|(is, _)| **is).map(|(_, gain)| gain).sum();
        possible.map(gain).max_by(f64::total_cmp)
    }

    #[test]
    fn projects_of_no_value_are_paired_like_others() {
        let constraints = Constraints::new(3, vec![Row::amount(vec![(0, 2), (1, 2), (2, 2)], 4)]);
        for least in [f64::NEG_INFINITY, -0.5, 0.0] {
            let mut work = 1_000_000;
            let sides = sides(&constraints, &[0.0; 3], least, &mut work).expect("nothing can be ruled out");
            let pairing = Pairing { constraints: &constraints, gains: &[0.0; 3], sides: &sides, least, width: 3 };
            let best = pairing.run(&mut work).and_then(|paired| paired.best);
            assert!(best.is_some_and(|chosen| constraints.hold(&chosen)), "least gain {least}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn halves_alone_find_the_best((constraints, worth) in tasks()) {
            let mut solver = Solver { constraints: &constraints, worth: &worth, work: 0, nodes: 0, best: None };
            let (mut work, mut bound) = (1_000_000_000, f64::INFINITY);
            prop_assert!(solver.widen(worth.goal, &mut work, &mut bound));
            let best = best_of_all(&constraints, &worth.gains);
            prop_assert_eq!(solver.best.is_some(), best.is_some());
            if let (Some((found, _)), Some(best)) = (solver.best, best) {
                prop_assert!((found - best).abs() < 1e-9, "{found} instead of {best}");
            }
        }

        #[test]
        fn what_is_given_up_is_no_better_than_said((constraints, worth) in tasks(), width in 1_usize..6) {
            let Some(best) = best_of_all(&constraints, &worth.gains) else { return Ok(()) };
            let mut work = 1_000_000_000;
            let sides = sides(&constraints, &worth.gains, best - 0.5, &mut work);
            prop_assert!(sides.is_some());
            let sides = sides.unwrap();
            prop_assert!(sides.most() >= best - 1e-9);
            let pairing =
                Pairing { constraints: &constraints, gains: &worth.gains, sides: &sides, least: best - 0.5, width };
            let paired = pairing.run(&mut work).unwrap();
            let gain = |chosen: &Vec<bool>| {
                chosen.iter().zip(&worth.gains).filter(|(is, _)| **is).map(|(_, gain)| gain).sum::<f64>()
            };
            prop_assert!(paired.best.iter().all(|chosen| constraints.hold(chosen) && gain(chosen) <= best + 1e-9));
            let found = paired.best.as_ref().map_or(f64::NEG_INFINITY, gain);
            prop_assert!(found.max(paired.open) >= best - 1e-9, "{found} and {} instead of {best}", paired.open);
        }
    }
}
