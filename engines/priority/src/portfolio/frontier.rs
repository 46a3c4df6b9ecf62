//! What other budgets would bring: the efficient choices, which projects are in all of them, and what the next euro buys.
//!
//! Core index after Liesiö, Mild, Salo: Robust portfolio modeling with incomplete cost information and project
//! interdependencies, EJOR 190 (2008): a project in all efficient choices is safe to start, one in none safe to drop.

use serde::Serialize;

use super::{Effort, Portfolio, Problem, ResourceKind, Row, Solution, Worth, solve::solve, worth::Goal};

/// Up to which budget, in percent of the one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrontierPlan {
    pub to_percent: u32,
    /// Budgets in these steps are tried in any case, those between them as far as the effort reaches.
    pub step_percent: u32,
    /// More choices than this are nothing to choose from; then it stays with the steps.
    pub most_points: usize,
    /// From this budget up a choice counts for the core: with no money at all nothing would be in every choice.
    pub core_from_percent: u32,
}

impl Default for FrontierPlan {
    fn default() -> Self {
        Self { to_percent: 150, step_percent: 5, most_points: 1_000, core_from_percent: 50 }
    }
}

/// The efficient choices over the budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Efficient {
    /// Rising in value, and with one sum of money in cost; nothing tried is as good for less.
    pub points: Vec<EfficientPoint>,
    /// Whether it is proved that these are all: no other budget up to the last brings anything else of value.
    pub is_complete: bool,
    /// For each project, in the order of the problem.
    pub core: Vec<CoreOf>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct EfficientPoint {
    /// The budget tried, over all resources that are money; where all choices are known, what it costs.
    pub budget: i64,
    /// The same in percent of the one that is there, rounded up.
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
    /// All choices that are the best for what they cost, where the effort reaches; otherwise those at each step of the plan.
    /// `None` where no money is limited.
    pub fn efficient(&self, plan: FrontierPlan, effort: Effort) -> Option<Efficient> {
        let total = self.money()?;
        let (mut points, are_steps_proved) = self.steps(plan, Effort(effort.0 / 2), total);
        let between = if are_steps_proved { self.between(&points, plan, effort.0 / 2, total) } else { None };
        let is_complete = between.is_some();
        if let Some(between) = between {
            points.extend(between);
            points.sort_by_key(|point| point.cost);
            // Where all are known, the budget of each is what it costs.
            for point in &mut points {
                (point.budget, point.percent) = (point.cost, percent_of(point.cost, total));
            }
        }
        let core = self.core(&points, plan.core_from_percent);
        Some(Efficient { points, is_complete, core })
    }

    /// The best choice at each step, and whether each is proved to be the best and the cheapest.
    fn steps(&self, plan: FrontierPlan, effort: Effort, total: i64) -> (Vec<EfficientPoint>, bool) {
        let mut points: Vec<EfficientPoint> = Vec::new();
        let (mut known, mut are_proved) = (None, true);
        let step = plan.step_percent.max(1);
        let each = Effort(effort.0 / u64::from(plan.to_percent / step + 1));
        // The last budget always belongs to them.
        let percents = (0..plan.to_percent).step_by(usize::try_from(step).unwrap_or(1)).chain([plan.to_percent]);
        for percent in percents {
            let solution = self.scaled(percent).best_from(each, known.as_ref());
            are_proved &= solution.is_optimal && solution.is_cheapest;
            let Solution { portfolio: Some(portfolio), is_optimal, .. } = solution else { continue };
            known = Some(portfolio.clone());
            let cost = self.cost(&portfolio);
            // Within a hair of the last, and not cheaper: the same choice, or one that is no better.
            if points.last().is_some_and(|last| portfolio.value <= last.portfolio.value + super::PRICE_OF_TIES) {
                continue;
            }
            points.push(EfficientPoint { budget: share_of(total, percent), percent, cost, portfolio, is_optimal });
        }
        (points, are_proved)
    }

    /// Everything between the steps: from each downwards, always for a cent less than the last (ε-constraint: Haimes,
    /// Lasdon, Wismer, 1971). `None` where that takes too long, or there is more than one sum of money.
    fn between(
        &self,
        points: &[EfficientPoint],
        plan: FrontierPlan,
        mut work: u64,
        total: i64,
    ) -> Option<Vec<EfficientPoint>> {
        let mut money = self.resources.iter().enumerate().filter(|(_, resource)| resource.kind.is_money());
        let (Some((place_of_money, _)), None) = (money.next(), money.next()) else { return None };
        let (whole, mut done) = (work, 0);
        let range = points.last().map_or(1, |last| last.cost.max(1));
        let mut between = Vec::new();
        let mut lower = self.clone();
        for (place, above) in points.iter().enumerate().rev() {
            // Below the first there may be what even less money buys.
            let below = place.checked_sub(1).map(|place| &points[place]);
            let (least, worth) = below.map_or((-1, f64::NEG_INFINITY), |below| (below.cost, below.portfolio.value));
            let mut most = above.cost - 1;
            while most > least {
                lower.resources[place_of_money].available = Some(most);
                let solution = lower.best_from(Effort(work.min(whole / 10)), below.map(|below| &below.portfolio));
                work = work.saturating_sub(solution.work);
                if !solution.is_optimal || !solution.is_cheapest || points.len() + between.len() > plan.most_points {
                    return None;
                }
                let Some(portfolio) = solution.portfolio else { break };
                let cost = self.cost(&portfolio);
                if cost <= least || portfolio.value <= worth + super::PRICE_OF_TIES {
                    break;
                }
                most = cost - 1;
                let percent = percent_of(cost, total);
                between.push(EfficientPoint { budget: cost, percent, cost, portfolio, is_optimal: true });
            }
            // Whoever cannot come to the end need not go on.
            done += above.cost - least.max(0);
            if is_too_far(whole - work, whole, done, range) {
                return None;
            }
        }
        Some(between)
    }

    /// All limited money together, and no more than what is said to be the limit over all.
    pub fn money(&self) -> Option<i64> {
        let limits = |kind: ResourceKind| {
            let of_kind = self.resources.iter().filter(move |resource| resource.kind == kind);
            of_kind.filter_map(|resource| resource.available)
        };
        let sum = limits(ResourceKind::Money).reduce(i64::saturating_add);
        let has_open = self.resources.iter().any(|one| one.kind == ResourceKind::Money && one.available.is_none());
        match limits(ResourceKind::MoneyInAll).min() {
            Some(in_all) if has_open => Some(in_all),
            Some(in_all) => Some(sum.map_or(in_all, |sum| sum.min(in_all))),
            None => sum,
        }
    }

    fn scaled(&self, percent: u32) -> Self {
        let mut scaled = self.clone();
        for resource in scaled.resources.iter_mut().filter(|resource| resource.kind.is_money()) {
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
        let mut money = self.resources.iter().enumerate().filter(|(_, resource)| resource.kind.is_money());
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

/// Whether at this pace the work ends long before the range does.
fn is_too_far(used: u64, whole: u64, done: i64, range: i64) -> bool {
    used > whole / 10 && i128::from(used) * i128::from(range) > 2 * i128::from(whole) * i128::from(done)
}

/// Rounded up: a budget of so many percent is enough.
fn percent_of(cost: i64, total: i64) -> u32 {
    let total = i128::from(total.max(1));
    u32::try_from((i128::from(cost) * 100 + total - 1) / total).unwrap_or(u32::MAX)
}

/// Rounded down: a budget is never overdrawn.
fn share_of(limit: i64, percent: u32) -> i64 {
    i64::try_from(i128::from(limit) * i128::from(percent) / 100).unwrap_or(i64::MAX)
}
