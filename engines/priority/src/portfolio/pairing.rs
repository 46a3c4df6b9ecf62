//! Two halves: all useful choices of either, and the best pair of them (Horowitz, Sahni, 1974).
//!
//! Where prices follow values, a search that is led by prices has nothing to go by: all choices that spend everything are
//! nearly as good. Here choices are added up project by project instead, in two halves that meet. A choice of a half is
//! dropped where another takes no more of anything and gains no less (Nemhauser, Ullmann, 1969), and where what it already
//! loses against the bound leaves no room for anything better. If more are left than there is room for, the least promising
//! are given up, and the answer says how good those might have been.

mod choices;
mod join;
mod order;
mod sides;

use choices::{Half, Step};
use join::best_pair;

use super::constraints::{Constraints, State};
pub(super) use sides::{Sides, sides};

/// A half of more projects than this is not looked at as a whole.
const MOST_IN_HALF: usize = 64;
/// Sums of gains stay below 2 to this power.
const GAIN_BITS: i32 = 58;

/// What is asked: something that gains at least so much.
pub(super) struct Pairing<'a> {
    pub constraints: &'a Constraints,
    pub gains: &'a [f64],
    pub sides: &'a Sides,
    pub least: f64,
    /// So many choices of a half are kept.
    pub width: usize,
}

/// Whether all choices of both halves fit into so many.
pub(super) fn is_whole(width: usize, sides: &Sides) -> bool {
    let projects = sides.state.decided.iter().filter(|decided| decided.is_none()).count();
    u32::try_from(projects.div_ceil(2)).is_ok_and(|half| half <= width.ilog2())
}

/// About the work for halves of so many choices, if nothing helps to keep fewer.
pub(super) fn work_for(width: usize, sides: &Sides) -> u64 {
    let projects = sides.state.decided.iter().filter(|decided| decided.is_none()).count().min(2 * MOST_IN_HALF);
    let doublings = usize::try_from(width.ilog2()).unwrap_or_default();
    // Until it is as wide as that, each project doubles a half; then each costs the same.
    let steps = 4 + 2 * (projects / 2).saturating_sub(doublings);
    let choices = if projects / 2 < doublings { 1 << (projects / 2) } else { width };
    choices::WORK_OF_CHOICE * u64::try_from(2 * choices * steps).unwrap_or(u64::MAX)
}

/// What came out.
pub(super) struct Paired {
    /// The best there is of those that gain at least what was asked, or of those that were not given up.
    pub best: Option<Vec<bool>>,
    /// Nothing that was given up gains more.
    pub open: f64,
}

impl Pairing<'_> {
    /// `None` where it has more limits than this can hold.
    pub fn run(&self, work: &mut u64) -> Option<Paired> {
        let state = &self.sides.state;
        let amounts: Vec<usize> = (0..self.constraints.needed).filter(|row| self.is_tight(*row, state)).collect();
        match amounts.len() {
            0 | 1 => Some(self.run_with::<1>(&amounts, work)),
            2 => Some(self.run_with::<2>(&amounts, work)),
            3 | 4 => Some(self.run_with::<4>(&amounts, work)),
            5..=8 => Some(self.run_with::<8>(&amounts, work)),
            _ => None,
        }
    }

    /// Whether it is an amount that what is undecided could overdraw.
    fn is_tight(&self, row: usize, state: &State) -> bool {
        let row_of = &self.constraints.rows[row];
        let undecided = row_of.terms.iter().filter(|(project, _)| state.decided[*project].is_none());
        let most: i64 = undecided.map(|(_, factor)| factor.max(&0)).sum();
        row_of.is_amount && most > self.room(row, state) && !self.is_implied(row)
    }

    /// Whether it counts what gains count, the other way round: then whatever gains enough takes little enough.
    fn is_implied(&self, row: usize) -> bool {
        let row = &self.constraints.rows[row];
        let mut factors = vec![0.0; self.gains.len()];
        #[expect(clippy::cast_precision_loss, reason = "compared with a margin")]
        row.terms.iter().for_each(|(project, factor)| factors[*project] = *factor as f64);
        let Some(price) =
            factors.iter().zip(self.gains).find(|(factor, _)| **factor > 0.0).map(|(factor, gain)| -gain / factor)
        else {
            return false;
        };
        let is_parallel = |(factor, gain): (&f64, &f64)| (gain + price * factor).abs() <= 1e-12 * gain.abs();
        #[expect(clippy::cast_precision_loss, reason = "at least a billionth below the limit")]
        let most = row.most as f64;
        price > 0.0 && factors.iter().zip(self.gains).all(is_parallel) && -self.least <= price * most
    }

    fn room(&self, row: usize, state: &State) -> i64 {
        let row = &self.constraints.rows[row];
        let taken = row.terms.iter().filter(|(project, _)| state.decided[*project] == Some(true));
        row.most - taken.map(|(_, factor)| factor).sum::<i64>()
    }

    fn run_with<const M: usize>(&self, amounts: &[usize], work: &mut u64) -> Paired {
        let mut state = self.sides.state.clone();
        let mut open = f64::NEG_INFINITY;
        let mut core = self.sides.core();
        if core.len() > 2 * MOST_IN_HALF {
            // Those that would lose most stay as the bound has them; otherwise they lose at least that much.
            for project in core.split_off(2 * MOST_IN_HALF) {
                if state.decided[project].is_some() {
                    continue;
                }
                let wanted = self.sides.wanted(project);
                open = open.max(self.sides.most_with(project, !wanted));
                let mut tried = state.clone();
                if self.constraints.fix(&mut tried, project, wanted) {
                    state = tried;
                } else if !self.constraints.fix(&mut state, project, !wanted) {
                    return Paired { best: None, open: self.sides.most() };
                }
            }
            core.retain(|project| state.decided[*project].is_none());
        }
        let order = order::order(self.constraints, &core);
        let total: f64 = self.gains.iter().map(|gain| gain.abs()).sum::<f64>().max(f64::MIN_POSITIVE);
        let scale = 2.0_f64.powi(GAIN_BITS - exponent(total));
        let steps: Vec<Step<M>> = order.iter().map(|project| self.step(*project, amounts, scale)).collect();
        let rooms: [i64; M] = std::array::from_fn(|place| amounts.get(place).map_or(0, |row| self.room(*row, &state)));
        let row_rooms: Vec<i64> = (0..self.constraints.needed).map(|row| self.room(row, &state)).collect();
        let slack = self.sides.slack(&state, self.least);
        let mut front = Half::new(&steps, rooms, &row_rooms, slack);
        let mut back = Half::new(&steps, rooms, &row_rooms, slack);
        let (mut low, mut high) = (0, steps.len());
        while low < high {
            let is_front =
                back.steps.len() == MOST_IN_HALF || (front.steps.len() < MOST_IN_HALF && front.size() <= back.size());
            let (half, place) = if is_front { (&mut front, low) } else { (&mut back, high - 1) };
            half.add(&steps[place], place, work);
            open = open.max(half.narrow(self.width) + self.least);
            if is_front {
                low += 1;
            } else {
                high -= 1;
            }
            if *work == 0 {
                return Paired { best: None, open: self.sides.most() };
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "scaled to below 2⁵⁸")]
        let parts = |gain: f64| (gain * scale).round() as i64;
        let decided: f64 = (0..self.gains.len())
            .filter(|project| state.decided[*project] == Some(true))
            .map(|project| self.gains[project])
            .sum();
        // Where the gains are as good as nothing, their scale is so fine that the least gain lies outside of it.
        let least = parts(self.least - decided).max(i64::MIN / 2) - 64;
        let crossing = order::crossing(self.constraints, &order, low);
        let pair = best_pair(&front, &back, &rooms, &crossing, &row_rooms, least, work);
        if pair.is_cut_short {
            open = open.max(self.sides.most());
        }
        let best = pair.best.map(|(one, other)| {
            let mut chosen: Vec<bool> = state.decided.iter().map(|decided| *decided == Some(true)).collect();
            for (half, bits) in [(&front, one), (&back, other)] {
                for (bit, place) in half.steps.iter().enumerate() {
                    chosen[order[*place]] = bits >> bit & 1 == 1;
                }
            }
            chosen
        });
        Paired { best, open }
    }

    fn step<const M: usize>(&self, project: usize, amounts: &[usize], scale: f64) -> Step<M> {
        let mut step = Step { gain: 0, amounts: [0; M], losses: self.sides.losses(project), rows: Vec::new() };
        #[expect(clippy::cast_possible_truncation, reason = "scaled to below 2⁵⁸")]
        {
            step.gain = (self.gains[project] * scale).round() as i64;
        }
        for (row, factor) in self.constraints.column(project) {
            if let Some(place) = amounts.iter().position(|amount| amount == row) {
                step.amounts[place] += factor;
            } else if *row < self.constraints.needed && !self.constraints.rows[*row].is_amount {
                step.rows.push((*row, *factor));
            }
        }
        step
    }
}

/// The power of two above a number.
fn exponent(number: f64) -> i32 {
    let mut exponent = 0;
    while 2.0_f64.powi(exponent) < number && exponent < 1000 {
        exponent += 1;
    }
    while 2.0_f64.powi(exponent - 1) > number && exponent > -900 {
        exponent -= 1;
    }
    exponent
}
