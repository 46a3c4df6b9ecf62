//! The best choice if projects could be chosen in part: a bound on what whole ones can reach.
//!
//! Dual simplex on a dense tableau with lower and upper ends of variables. A decision only moves ends, so the last tableau
//! is always a good beginning. Numbers are floating, so the verdict is never taken from the tableau: only the prices of the
//! rows are, and for any prices from 0 up Σ price × limit + Σ what a project gains beyond its price is a bound
//! (Neumaier, Shcherbina: Safe bounds in linear and mixed-integer linear programming, 2004).

use super::constraints::{Constraints, State};

/// More numbers than this in a tableau and the last rows are left out: the bound gets weaker, not wrong.
const MOST_CELLS: usize = 1_500_000;
/// Smaller entries are noise and no pivots.
const SMALLEST_PIVOT: f64 = 1e-7;
const FEASIBLE: f64 = 1e-7;
/// After so many pivots in a row it may be a circle.
const STALLED_AFTER: usize = 40;
/// By this part of the largest gain equals are parted.
const HAIR: f64 = 1e-9;
/// After so many pivots the tableau is made anew.
const FRESH_AFTER: usize = 400;

#[derive(Clone, Debug)]
pub(super) struct Relaxation {
    projects: usize,
    /// Row by row (project, factor), scaled to a largest factor of 1, and the limit.
    rows: Vec<(Vec<(usize, f64)>, f64)>,
    gains: Vec<f64>,
    width: usize,
    /// Row by row over projects and slacks; the last column is the right side. The last row holds reduced gains.
    tableau: Vec<f64>,
    basis: Vec<usize>,
    is_basic: Vec<bool>,
    pivots: usize,
}

/// What the relaxation says about a state.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Nothing whole is possible.
    Impossible,
    Bounded(Bound),
}

#[derive(Debug)]
pub(super) struct Bound {
    /// Nothing is better than this.
    pub most: f64,
    /// How much of each project, from 0 to 1.
    pub parts: Vec<f64>,
    /// What each project gains beyond the prices of what it takes.
    pub gains: Vec<f64>,
}

impl Relaxation {
    pub fn new(constraints: &Constraints, gains: &[f64]) -> Self {
        let projects = constraints.projects;
        let mut rows = Vec::new();
        for row in &constraints.rows[..constraints.needed] {
            let count = rows.len() + 1;
            if (count + 1) * (projects + count + 1) > MOST_CELLS {
                break;
            }
            #[expect(clippy::cast_precision_loss, reason = "the bound is one for whatever numbers come out")]
            let (scale, most) =
                (row.terms.iter().map(|term| term.1.abs()).max().unwrap_or(1).max(1) as f64, row.most as f64);
            #[expect(clippy::cast_precision_loss, reason = "the same")]
            rows.push((
                row.terms.iter().map(|(project, factor)| (*project, *factor as f64 / scale)).collect(),
                most / scale,
            ));
        }
        let width = projects + rows.len() + 1;
        let mut relaxation = Self {
            projects,
            gains: gains.to_vec(),
            width,
            tableau: Vec::new(),
            basis: Vec::new(),
            is_basic: Vec::new(),
            pivots: 0,
            rows,
        };
        relaxation.refresh();
        relaxation
    }

    fn refresh(&mut self) {
        let (count, width) = (self.rows.len(), self.width);
        self.tableau.clear();
        self.tableau.resize((count + 1) * width, 0.0);
        for (place, (terms, most)) in self.rows.iter().enumerate() {
            let row = &mut self.tableau[place * width..(place + 1) * width];
            for (project, factor) in terms {
                row[*project] += factor;
            }
            row[self.projects + place] = 1.0;
            row[width - 1] = *most;
        }
        self.tableau[count * width..count * width + self.projects].copy_from_slice(&self.gains);
        self.basis = (self.projects..self.projects + count).collect();
        self.is_basic = (0..self.projects + count).map(|variable| variable >= self.projects).collect();
        self.pivots = 0;
    }

    /// Bounds what can still be reached; takes what it costs from the work that is left.
    pub fn bound(&mut self, state: &State, work: &mut u64) -> Verdict {
        if self.pivots > FRESH_AFTER {
            self.refresh();
        }
        let lower: Vec<f64> =
            state.decided.iter().map(|decided| if *decided == Some(true) { 1.0 } else { 0.0 }).collect();
        let upper: Vec<f64> =
            state.decided.iter().map(|decided| if *decided == Some(false) { 0.0 } else { 1.0 }).collect();
        let most_pivots = 100 + 4 * (self.rows.len() + self.projects);
        let cells = u64::try_from(self.tableau.len()).unwrap_or(u64::MAX);
        for pivot in 0..most_pivots {
            if pivot == STALLED_AFTER + self.rows.len() / 2 {
                self.part_ties();
            }
            *work = work.saturating_sub(2 * cells + 500);
            let values = self.basic_values(&lower, &upper);
            let Some((row, is_low)) = self.leaving(&values, &lower, &upper) else {
                return Verdict::Bounded(self.safe(&lower, &upper, &values));
            };
            let Some(column) = self.entering(row, is_low, &lower, &upper) else {
                if self.proves_impossible(row, is_low, &lower, &upper) {
                    return Verdict::Impossible;
                }
                break;
            };
            self.pivot(row, column);
            if *work == 0 {
                break;
            }
        }
        let values = self.basic_values(&lower, &upper);
        Verdict::Bounded(self.safe(&lower, &upper, &values))
    }

    /// Where many are equally good, pivots may run in a circle. A hair of a difference between them ends that; prices are
    /// moved by as little, and the bound with them.
    fn part_ties(&mut self) {
        let largest = self.gains.iter().map(|gain| gain.abs()).fold(0.0, f64::max);
        let begin = self.rows.len() * self.width;
        let mut share = 0.5;
        for variable in 0..self.width - 1 {
            // Parts of the golden ratio are spread evenly.
            share = (share + 0.618_033_988_749_894_9) % 1.0;
            let gain = &mut self.tableau[begin + variable];
            if !self.is_basic[variable] {
                let hair = HAIR * largest * (0.5 + share);
                *gain += if *gain > 0.0 { hair } else { -hair };
            }
        }
    }

    fn cell(&self, row: usize, column: usize) -> f64 {
        self.tableau[row * self.width + column]
    }

    /// The end at which a variable outside the basis stands: where its reduced gain wants it.
    fn at(&self, variable: usize, lower: &[f64], upper: &[f64]) -> f64 {
        if variable >= self.projects {
            0.0
        } else if self.cell(self.rows.len(), variable) > 0.0 {
            upper[variable]
        } else {
            lower[variable]
        }
    }

    fn basic_values(&self, lower: &[f64], upper: &[f64]) -> Vec<f64> {
        let standing = |project: &usize| !self.is_basic[*project] && self.at(*project, lower, upper) > 0.0;
        let above: Vec<usize> = (0..self.projects).filter(standing).collect();
        let value = |row: usize| {
            let line = &self.tableau[row * self.width..(row + 1) * self.width];
            line[self.width - 1] - above.iter().map(|project| line[*project]).sum::<f64>()
        };
        (0..self.rows.len()).map(value).collect()
    }

    /// The basic variable that is farthest outside its ends, and whether it is too low.
    fn leaving(&self, values: &[f64], lower: &[f64], upper: &[f64]) -> Option<(usize, bool)> {
        let mut worst = (FEASIBLE, None);
        for (row, (value, variable)) in values.iter().zip(&self.basis).enumerate() {
            let is_slack = *variable >= self.projects;
            let (low, high) = if is_slack { (0.0, f64::INFINITY) } else { (lower[*variable], upper[*variable]) };
            if low - value > worst.0 {
                worst = (low - value, Some((row, true)));
            }
            if value - high > worst.0 {
                worst = (value - high, Some((row, false)));
            }
        }
        worst.1
    }

    /// The variable that can take its place and loses least.
    fn entering(&self, row: usize, is_low: bool, lower: &[f64], upper: &[f64]) -> Option<usize> {
        let mut best: Option<(f64, f64, usize)> = None;
        let line = &self.tableau[row * self.width..(row + 1) * self.width];
        let gains = &self.tableau[self.rows.len() * self.width..];
        for variable in 0..self.width - 1 {
            let entry = line[variable];
            if self.is_basic[variable] || entry.abs() < SMALLEST_PIVOT {
                continue;
            }
            let is_fixed = variable < self.projects && lower[variable] >= upper[variable];
            let is_up = variable < self.projects && gains[variable] > 0.0;
            // Too low needs one that grows with a negative entry or shrinks with a positive one.
            if is_fixed || (entry > 0.0) != (is_up == is_low) {
                continue;
            }
            let ratio = gains[variable].abs() / entry.abs();
            let is_better = best.is_none_or(|(least, pivot, _)| {
                ratio < least - 1e-12 || (ratio <= least + 1e-12 && entry.abs() > pivot)
            });
            if is_better {
                best = Some((ratio, entry.abs(), variable));
            }
        }
        best.map(|(_, _, variable)| variable)
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let width = self.width;
        let begin = row * width;
        let pivot = self.tableau[begin + column];
        self.tableau[begin..begin + width].iter_mut().for_each(|cell| *cell /= pivot);
        let (before, rest) = self.tableau.split_at_mut(begin);
        let (line, after) = rest.split_at_mut(width);
        for other in before.chunks_exact_mut(width).chain(after.chunks_exact_mut(width)) {
            let factor = other[column];
            if factor.abs() > 0.0 {
                other.iter_mut().zip(&*line).for_each(|(cell, entry)| *cell -= factor * entry);
                other[column] = 0.0;
            }
        }
        self.is_basic[self.basis[row]] = false;
        self.is_basic[column] = true;
        self.basis[row] = column;
        self.pivots += 1;
    }

    /// From the prices alone, whatever rounding did to the tableau.
    fn safe(&self, lower: &[f64], upper: &[f64], values: &[f64]) -> Bound {
        let gains_row = self.rows.len() * self.width;
        let price = |row: usize| (-self.tableau[gains_row + self.projects + row]).max(0.0);
        let prices: Vec<f64> = (0..self.rows.len()).map(price).collect();
        let mut gains = self.gains.clone();
        let mut most = 0.0;
        for ((terms, limit), price) in self.rows.iter().zip(&prices) {
            if *price > 0.0 {
                most += price * limit;
                for (project, factor) in terms {
                    gains[*project] -= price * factor;
                }
            }
        }
        let ends = gains.iter().zip(lower.iter().zip(upper));
        most += ends.map(|(gain, (low, high))| gain * if *gain > 0.0 { high } else { low }).sum::<f64>();
        let mut parts: Vec<f64> = (0..self.projects).map(|project| self.at(project, lower, upper)).collect();
        for (value, variable) in values.iter().zip(&self.basis) {
            if *variable < self.projects {
                parts[*variable] = value.clamp(0.0, 1.0);
            }
        }
        Bound { most, parts, gains }
    }

    /// Whether the rows, added up as the tableau says, cannot hold whatever is decided: again from the multipliers alone.
    fn proves_impossible(&self, row: usize, is_low: bool, lower: &[f64], upper: &[f64]) -> bool {
        let sign = if is_low { 1.0 } else { -1.0 };
        let mut factors = vec![0.0; self.projects];
        let (mut limit, mut size) = (0.0, 0.0_f64);
        for (place, (terms, most)) in self.rows.iter().enumerate() {
            let multiplier = (sign * self.cell(row, self.projects + place)).max(0.0);
            if multiplier > 0.0 {
                limit += multiplier * most;
                size += multiplier * (most.abs() + 1.0);
                for (project, factor) in terms {
                    factors[*project] += multiplier * factor;
                }
            }
        }
        let ends = factors.iter().zip(lower.iter().zip(upper));
        let least: f64 = ends.map(|(factor, (low, high))| factor * if *factor > 0.0 { low } else { high }).sum();
        least > limit + 1e-9 * size
    }
}
