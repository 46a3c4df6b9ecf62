//! Bounds on either side of a number of projects: at most so many, or at least one more.
//!
//! Where all choices that spend everything are nearly as good, the relaxation takes twelve and a half projects; whole ones
//! are twelve or thirteen, and the two bounds are far lower (cardinality bounds: Martello, Toth, 1997).

use crate::portfolio::{
    constraints::{Constraints, Row, State},
    relaxation::{Relaxation, Verdict},
};

/// So many sides there are at most.
pub(super) const SIDES: usize = 2;
/// So often the sides are looked at anew after some projects were decided.
const ROUNDS: usize = 3;

/// What each project loses on one side against its bound.
struct Side {
    most: f64,
    /// Left out, and chosen.
    losses: Vec<[f64; 2]>,
}

/// All sides that are open, and what is decided on all of them.
pub(in crate::portfolio) struct Sides {
    open: Vec<Side>,
    pub state: State,
}

/// Which sides might hold something that gains at least so much; `None` if none does.
pub(in crate::portfolio) fn sides(
    constraints: &Constraints,
    gains: &[f64],
    least: f64,
    work: &mut u64,
) -> Option<Sides> {
    let mut state = constraints.start()?;
    let mut open = Vec::new();
    for _ in 0..ROUNDS {
        open = sides_of(constraints, gains, &state, least, work);
        let before = state.decided.iter().flatten().count();
        for project in 0..gains.len() {
            if state.decided[project].is_some() {
                continue;
            }
            let can_be = |chosen: usize| open.iter().any(|side| side.most - side.losses[project][chosen] >= least);
            let is_possible = match (can_be(0), can_be(1)) {
                (false, false) => false,
                (true, true) => continue,
                (_, is_chosen) => constraints.fix(&mut state, project, is_chosen),
            };
            if !is_possible {
                return None;
            }
        }
        if open.is_empty() {
            return None;
        }
        if before == state.decided.iter().flatten().count() {
            break;
        }
    }
    Some(Sides { open, state })
}

fn sides_of(constraints: &Constraints, gains: &[f64], state: &State, least: f64, work: &mut u64) -> Vec<Side> {
    let Verdict::Bounded(bound) = Relaxation::new(constraints, gains).bound(state, work) else { return Vec::new() };
    #[expect(clippy::cast_possible_truncation, reason = "some hundred projects")]
    let count = (bound.parts.iter().sum::<f64>() + 1e-6).floor() as i64;
    let all = |factor: i64| (0..gains.len()).map(|project| (project, factor)).collect();
    let rows = [Row::link(all(1), count), Row::link(all(-1), -(count + 1))];
    let side = |row: Row| {
        let mut constraints = constraints.without_order();
        constraints.need(row);
        let mut state = constraints.restored(state.decided.clone());
        if !constraints.follow_all(&mut state) {
            return None;
        }
        let Verdict::Bounded(bound) = Relaxation::new(&constraints, gains).bound(&state, work) else { return None };
        let loss = |project: usize| match state.decided[project] {
            Some(true) => [f64::INFINITY, 0.0],
            Some(false) => [0.0, f64::INFINITY],
            None => [bound.gains[project].max(0.0), (-bound.gains[project]).max(0.0)],
        };
        (bound.most >= least).then(|| Side { most: bound.most, losses: (0..gains.len()).map(loss).collect() })
    };
    rows.into_iter().filter_map(side).collect()
}

impl Sides {
    /// Nothing is better than this.
    pub fn most(&self) -> f64 {
        self.open.iter().map(|side| side.most).fold(f64::NEG_INFINITY, f64::max)
    }

    /// Undecided projects, first those that would lose least by the other decision.
    pub fn core(&self) -> Vec<usize> {
        let mut core: Vec<usize> =
            (0..self.state.decided.len()).filter(|project| self.state.decided[*project].is_none()).collect();
        let loss = |project: &usize| self.most() - self.most_with(*project, !self.wanted(*project));
        core.sort_by(|one, other| loss(one).total_cmp(&loss(other)).then(one.cmp(other)));
        core
    }

    /// What the bound has.
    pub fn wanted(&self, project: usize) -> bool {
        self.most_with(project, true) >= self.most_with(project, false)
    }

    /// Nothing with that decision is better.
    pub fn most_with(&self, project: usize, is_chosen: bool) -> f64 {
        let most = self.open.iter().map(|side| side.most - side.losses[project][usize::from(is_chosen)]);
        most.fold(f64::NEG_INFINITY, f64::max)
    }

    /// Side by side, left out and chosen.
    pub fn losses(&self, project: usize) -> [[f64; 2]; SIDES] {
        std::array::from_fn(|side| self.open.get(side).map_or([0.0; 2], |side| side.losses[project]))
    }

    /// How much may still be lost on each side, after what is decided.
    pub fn slack(&self, state: &State, least: f64) -> [f64; SIDES] {
        let least = if least.is_finite() { least } else { -f64::MAX / 4.0 };
        std::array::from_fn(|place| {
            let Some(side) = self.open.get(place) else { return f64::NEG_INFINITY };
            let lost = state.decided.iter().zip(&side.losses);
            let lost: f64 = lost.filter_map(|(decided, losses)| decided.map(|is| losses[usize::from(is)])).sum();
            side.most - lost - least
        })
    }
}
