//! What other budgets would bring: the efficient choices, which projects are in all of them, and what the next euro buys.
//!
//! Core index after Liesiö, Mild, Salo: Robust portfolio modeling with incomplete cost information and project
//! interdependencies, EJOR 190 (2008): a project in all efficient choices is safe to start, one in none safe to drop.

use serde::Serialize;

use super::{Effort, Portfolio, Problem, ResourceKind, Row, Solution, Worth, solve::solve, worth::Goal};

/// Which budgets are tried, in percent of the one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontierPlan {
    pub to_percent: u32,
    pub step_percent: u32,
    /// From this budget up a choice counts for the core: with no money at all nothing would be in every choice.
    pub core_from_percent: u32,
}

impl Default for FrontierPlan {
    fn default() -> Self {
        Self { to_percent: 150, step_percent: 5, core_from_percent: 50 }
    }
}

/// The efficient choices over the budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Efficient {
    /// Rising in cost and in value; nothing tried is as good for less.
    pub points: Vec<EfficientPoint>,
    /// For each project, in the order of the problem.
    pub core: Vec<CoreOf>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EfficientPoint {
    /// The budget tried, over all resources that are money.
    pub budget: i64,
    pub percent: u32,
    pub cost: i64,
    pub portfolio: Portfolio,
    pub is_optimal: bool,
}

/// How often a project is in an efficient choice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoreOf {
    pub core: Core,
    /// In so many of the counted choices, from 0 to 1.
    pub index: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Core {
    All,
    Some,
    None,
}

/// The cheapest choice that is better than the one there is.
#[derive(Clone, Debug, PartialEq)]
pub struct NextStep {
    pub portfolio: Portfolio,
    pub cost: i64,
    /// How much more money it takes than there is.
    pub more: i64,
    pub gain: f64,
    /// Whether it is proved that nothing cheaper is better.
    pub is_optimal: bool,
}

/// Values as whole numbers in millionths; a step is better by a hundredth of a point at least.
const PARTS: f64 = 1e6;
const LEAST_STEP: i64 = 10_000;

impl Problem {
    /// The best choice at each budget of the plan. `None` where no money is limited.
    pub fn efficient(&self, plan: FrontierPlan, effort: Effort) -> Option<Efficient> {
        let total = self.money()?;
        let mut points: Vec<EfficientPoint> = Vec::new();
        let mut known = None;
        for percent in (0..=plan.to_percent).step_by(usize::try_from(plan.step_percent.max(1)).unwrap_or(1)) {
            let Solution { portfolio, is_optimal, .. } = self.scaled(percent).best_from(effort, known.as_ref());
            let Some(portfolio) = portfolio else { continue };
            known = Some(portfolio.clone());
            let cost = self.cost(&portfolio);
            // Within a hair of the last, and not cheaper: the same choice, or one that is no better.
            if points.last().is_some_and(|last| portfolio.value <= last.portfolio.value + super::PRICE_OF_TIES) {
                continue;
            }
            points.push(EfficientPoint { budget: share_of(total, percent), percent, cost, portfolio, is_optimal });
        }
        let core = self.core(&points, plan.core_from_percent);
        Some(Efficient { points, core })
    }

    /// All limited money together.
    pub fn money(&self) -> Option<i64> {
        let money = self.resources.iter().filter(|resource| resource.kind == ResourceKind::Money);
        let limits: Vec<i64> = money.filter_map(|resource| resource.available).collect();
        (!limits.is_empty()).then(|| limits.iter().fold(0, |sum: i64, limit| sum.saturating_add(*limit)))
    }

    fn scaled(&self, percent: u32) -> Self {
        let mut scaled = self.clone();
        for resource in scaled.resources.iter_mut().filter(|resource| resource.kind == ResourceKind::Money) {
            resource.available = resource.available.map(|limit| share_of(limit, percent));
        }
        scaled
    }

    fn core(&self, points: &[EfficientPoint], from: u32) -> Vec<CoreOf> {
        // The choice that holds at the lower end may have been found at a smaller budget.
        let first = points.iter().rposition(|point| point.percent <= from).unwrap_or_default();
        let counted = &points[first.min(points.len())..];
        let of = |project: usize| {
            let inside = counted.iter().filter(|point| point.portfolio.chosen.contains(&project)).count();
            let core = match inside {
                0 => Core::None,
                all if all == counted.len() => Core::All,
                _ => Core::Some,
            };
            #[expect(clippy::cast_precision_loss, reason = "some dozen choices")]
            let index = inside as f64 / counted.len().max(1) as f64;
            CoreOf { core, index }
        };
        (0..self.projects.len()).map(of).collect()
    }

    /// What the next euro buys: the least money for a choice that is worth a hundredth of a point more than this one.
    /// `None` where money is not one limited sum, or where no money buys more.
    pub fn next_step(&self, now: &Portfolio, effort: Effort) -> Option<NextStep> {
        let mut money = self.resources.iter().enumerate().filter(|(_, resource)| resource.kind == ResourceKind::Money);
        let (Some((place, resource)), None) = (money.next(), money.next()) else { return None };
        let available = resource.available?;
        let mut limits = self.limits();
        let all: i64 = (0..self.projects.len()).map(|project| self.cost_of(project)).sum();
        limits[place] = Some(all.max(available));
        let mut constraints = self.constraints(limits);
        #[expect(clippy::cast_possible_truncation, reason = "values are at most a billion")]
        let parts = |project: usize| (self.projects[project].value * PARTS).round() as i64;
        let reached: i64 = now.chosen.iter().map(|project| parts(*project)).sum();
        let terms = (0..self.projects.len()).map(|project| (project, -parts(project))).filter(|term| term.1 != 0);
        constraints.need(Row::amount(terms.collect(), -(reached + LEAST_STEP)));
        self.order(&mut constraints);
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let price = |project: usize| -100.0 * self.cost_of(project) as f64 / all.max(1) as f64;
        let gains: Vec<f64> = (0..self.projects.len()).map(price).collect();
        let found = solve(&constraints, &Worth { gains, goal: Goal::ANY }, effort.0, None);
        let portfolio = self.portfolio(&found.best?);
        let cost = self.cost(&portfolio);
        let gain = portfolio.value - now.value;
        Some(NextStep { more: (cost - available).max(0), gain, cost, portfolio, is_optimal: found.is_proved })
    }
}

/// Rounded down: a budget is never overdrawn.
fn share_of(limit: i64, percent: u32) -> i64 {
    i64::try_from(i128::from(limit) * i128::from(percent) / 100).unwrap_or(i64::MAX)
}
