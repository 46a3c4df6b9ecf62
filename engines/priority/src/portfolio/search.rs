//! Branch and bound: the most promising state first, from there down until nothing better can come.

use std::{cmp::Ordering, collections::BinaryHeap};

use super::{
    constraints::{Constraints, State},
    relaxation::{Bound, Relaxation, Verdict},
    worth::{CLOSE, Goal},
};

/// In the first states, and then in each so-and-so-many-th, a whole choice is made from the parts.
const ROUNDED_FIRST: u64 = 50;
const ROUNDED_EACH: u64 = 8;
/// Decisions of all states that wait; more would fill the memory, and then the gap is stated.
const MOST_WAITING: usize = 64 << 20;

pub(super) struct Search<'a> {
    constraints: &'a Constraints,
    gains: &'a [f64],
    goal: Goal,
    relaxation: Relaxation,
    work: u64,
    /// Of a state, by which copying and following it takes its time.
    size: u64,
    best: Option<(f64, Vec<bool>)>,
    nodes: u64,
}

/// What was found.
pub(super) struct Found {
    pub best: Option<Vec<bool>>,
    pub bound: f64,
    pub is_proved: bool,
    pub nodes: u64,
    /// Work that was not needed.
    pub left: u64,
}

struct Waiting {
    bound: f64,
    number: u64,
    decided: Vec<Option<bool>>,
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        // The best bound first, then the youngest: it is deepest.
        self.bound.total_cmp(&other.bound).then(self.number.cmp(&other.number))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Waiting {}

impl<'a> Search<'a> {
    pub fn new(constraints: &'a Constraints, gains: &'a [f64], work: u64, goal: Goal) -> Self {
        let relaxation = Relaxation::new(constraints, gains);
        let size = u64::try_from(constraints.projects + constraints.rows.len()).unwrap_or(u64::MAX / 64);
        Self { constraints, gains, goal, relaxation, work, size, best: None, nodes: 0 }
    }

    /// A whole choice that may be better than what is known.
    pub fn offer(&mut self, chosen: Vec<bool>) {
        let value = self.value(&chosen);
        if self.best.as_ref().is_none_or(|best| value > best.0) && self.constraints.hold(&chosen) {
            self.best = Some((value, chosen));
        }
    }

    pub fn into_best(self) -> Option<Vec<bool>> {
        self.best.map(|best| best.1)
    }

    /// The same, with whatever else fits.
    pub fn offer_filled(&mut self, chosen: &[bool]) {
        let Some(mut state) = self.constraints.start() else { return };
        let inside = (0..chosen.len()).filter(|project| chosen[*project]);
        for project in inside {
            if !self.constraints.fix(&mut state, project, true) {
                return;
            }
        }
        self.round(&state, &self.unbounded());
    }

    fn unbounded(&self) -> Bound {
        Bound { most: f64::INFINITY, parts: vec![0.0; self.gains.len()], gains: self.gains.to_vec() }
    }

    fn value(&self, chosen: &[bool]) -> f64 {
        chosen.iter().zip(self.gains).filter(|(chosen, _)| **chosen).map(|(_, gain)| gain).sum()
    }

    fn is_hopeless(&self, bound: f64) -> bool {
        self.best.as_ref().is_some_and(|best| bound <= self.goal.least(best.0))
    }

    pub fn run(mut self) -> Found {
        let mut waiting = BinaryHeap::new();
        let mut number = 0;
        if let Some(state) = self.constraints.start() {
            self.round(&state, &self.unbounded());
            waiting.push(Waiting { bound: f64::INFINITY, number, decided: state.decided });
        }
        // What was given up without having been looked through.
        let mut open = f64::NEG_INFINITY;
        while let Some(next) = waiting.pop() {
            if self.is_hopeless(next.bound) {
                break;
            }
            if self.work == 0 || waiting.len().saturating_mul(self.gains.len()) > MOST_WAITING {
                open = open.max(next.bound);
                break;
            }
            let mut dive = Some((self.constraints.restored(next.decided), next.bound));
            while let Some((state, bound)) = dive.take() {
                if self.work == 0 {
                    open = open.max(bound);
                    break;
                }
                let Some((near, far, bound)) = self.branches(state, bound) else { break };
                if let Some(state) = far {
                    number += 1;
                    waiting.push(Waiting { bound, number, decided: state.decided });
                }
                dive = near.map(|state| (state, bound));
            }
        }
        let best = self.best.as_ref().map_or(f64::NEG_INFINITY, |best| best.0);
        let is_proved = open <= self.goal.least(best);
        let bound = if is_proved { best } else { open };
        // Without any work nothing was bounded yet: all values together are a bound, too.
        let bound = if bound.is_finite() { bound } else { self.gains.iter().map(|gain| gain.max(0.0)).sum() };
        Found { best: self.best.map(|best| best.1), bound, is_proved, nodes: self.nodes, left: self.work }
    }

    /// Bounds a state and splits it in two, the more likely half first; `None` if nothing better can be in it.
    fn branches(&mut self, mut state: State, known: f64) -> Option<(Option<State>, Option<State>, f64)> {
        self.nodes += 1;
        self.work = self.work.saturating_sub(5_000 + 100 * self.size);
        let bound = match self.relaxation.bound(&state, &mut self.work) {
            Verdict::Impossible => return None,
            Verdict::Bounded(bound) => bound,
        };
        let most = bound.most.min(known);
        if self.nodes <= ROUNDED_FIRST || self.nodes.is_multiple_of(ROUNDED_EACH) {
            self.round(&state, &bound);
        } else if bound.parts.iter().all(|part| part.min(1.0 - part) < CLOSE) {
            // Whole already, and so the best of this state.
            self.round(&state, &bound);
        }
        if self.is_hopeless(most) || !self.fix_by_gain(&mut state, &bound) {
            return None;
        }
        let Some((project, is_chosen)) = undecided(&state, &bound) else {
            self.offer(state.decided.iter().map(|decided| *decided == Some(true)).collect());
            return None;
        };
        let branch = |is_chosen: bool| {
            let mut state = state.clone();
            self.constraints.fix(&mut state, project, is_chosen).then_some(state)
        };
        match (branch(is_chosen), branch(!is_chosen)) {
            (None, None) => None,
            (None, far) => Some((far, None, most)),
            (near, far) => Some((near, far, most)),
        }
    }

    /// Decides what would cost too much to decide otherwise. `false`: nothing better is left.
    fn fix_by_gain(&self, state: &mut State, bound: &Bound) -> bool {
        let Some(best) = self.best.as_ref().map(|best| best.0) else { return true };
        let least = self.goal.least(best);
        for (project, gain) in bound.gains.iter().enumerate() {
            if state.decided[project].is_none()
                && bound.most - gain.abs() <= least
                && !self.constraints.fix(state, project, *gain > 0.0)
            {
                return false;
            }
        }
        true
    }

    /// A whole choice from parts: first what is chosen most, then what gains most, as long as it fits.
    fn round(&mut self, state: &State, bound: &Bound) {
        let mut order: Vec<usize> =
            (0..self.constraints.projects).filter(|place| state.decided[*place].is_none()).collect();
        order.sort_by(|one, other| {
            let by_part = bound.parts[*other].total_cmp(&bound.parts[*one]);
            by_part.then(bound.gains[*other].total_cmp(&bound.gains[*one])).then(one.cmp(other))
        });
        let mut state = state.clone();
        for project in order {
            if state.decided[project].is_some() {
                continue;
            }
            self.work = self.work.saturating_sub(500 + self.size);
            let is_wanted = self.gains[project] > 0.0 || bound.parts[project] > 0.5;
            let mut tried = state.clone();
            if self.constraints.fix(&mut tried, project, is_wanted) {
                state = tried;
            } else if !self.constraints.fix(&mut state, project, !is_wanted) {
                return;
            }
        }
        self.offer(state.decided.iter().map(|decided| *decided == Some(true)).collect());
    }
}

/// The undecided project whose part is farthest from whole, and the nearer decision; among whole ones the one that gains
/// most.
fn undecided(state: &State, bound: &Bound) -> Option<(usize, bool)> {
    let mut best: Option<(f64, f64, usize)> = None;
    for (project, part) in bound.parts.iter().enumerate() {
        if state.decided[project].is_some() {
            continue;
        }
        let (distance, gain) = (part.min(1.0 - part), bound.gains[project].abs());
        if best.is_none_or(|(farthest, most, _)| {
            distance > farthest + CLOSE || (distance > farthest - CLOSE && gain > most)
        }) {
            best = Some((distance, gain, project));
        }
    }
    best.map(|(_, _, project)| (project, bound.parts[project] >= 0.5))
}
