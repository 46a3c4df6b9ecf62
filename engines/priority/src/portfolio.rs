//! Which projects together: the most value for money and staff, with what requires and excludes what.

mod constraints;
mod frontier;
mod pairing;
mod relaxation;
mod search;
mod solve;
mod worth;

use serde::Serialize;

use constraints::{Constraints, Row};
pub use frontier::{Core, CoreOf, Efficient, EfficientPoint, FrontierPlan, NextStep};
use solve::solve;
use worth::{Goal, Worth};

/// What a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceKind {
    /// In cents.
    Money,
    /// In any small part of a post.
    Staff,
    /// Money of several resources together, in cents: a limit over all of them, no cost of its own.
    MoneyInAll,
}

impl ResourceKind {
    fn is_money(self) -> bool {
        matches!(self, Self::Money | Self::MoneyInAll)
    }
}

/// Something there is so much of: the money of a half-year, the posts of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub name: String,
    pub kind: ResourceKind,
    /// `None`: without limit.
    pub available: Option<i64>,
}

/// What can be chosen or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    pub id: String,
    /// From 0.
    pub value: f64,
    /// What it takes of each resource; `None` is unknown, and then it cannot be chosen where that resource is limited.
    pub needs: Vec<Option<i64>>,
    /// Places of projects without which it makes no sense.
    pub requires: Vec<usize>,
    /// Places of projects beside which it cannot be.
    pub excludes: Vec<usize>,
}

/// Why there is no problem to solve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProblemError {
    #[error("each project needs one entry for each resource")]
    Needs,
    #[error("needs, limits and values must be numbers from 0 up, and sums of them must fit")]
    Range,
    #[error("a link leads to a project that does not exist, or to itself")]
    Link,
}

/// Projects, resources, and how many of a group there must be at least.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problem {
    projects: Vec<Project>,
    resources: Vec<Resource>,
    minimums: Vec<(Vec<usize>, usize)>,
    /// A step between values, where all are multiples of it.
    unit: Option<f64>,
}

/// A choice of projects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Portfolio {
    /// Places of the chosen, rising.
    pub chosen: Vec<usize>,
    pub value: f64,
    /// How much of each resource is taken.
    pub taken: Vec<i64>,
}

/// The best choice found, and how good any other could be at most.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// `None`: the minimums cannot be met; or, where nothing is proved, none was found that meets them.
    pub portfolio: Option<Portfolio>,
    /// Nothing is better than this.
    pub bound: f64,
    /// Whether the search went through to the end, so that nothing is better than the portfolio.
    pub is_optimal: bool,
    /// Whether it is proved, too, that nothing of the same value costs less.
    pub is_cheapest: bool,
    pub nodes: u64,
    /// How much of the effort it took.
    pub work: u64,
}

impl Solution {
    /// How far the best might be away, as a part of it: 0 if it is the best.
    pub fn gap(&self) -> f64 {
        let Some(portfolio) = &self.portfolio else { return 0.0 };
        if self.is_optimal || self.bound <= 0.0 { 0.0 } else { (1.0 - portfolio.value / self.bound).max(0.0) }
    }
}

/// How much work is done before an answer with a gap is given. Counted, not timed, so that a slow machine gives the same
/// answer; a unit is about a nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Effort(pub u64);

impl Default for Effort {
    fn default() -> Self {
        Self(2_000_000_000)
    }
}

/// Among more projects than this, looking for who comes before whom would take longer than it saves.
const MOST_ORDERED: usize = 300;
/// Where values have no common step, differences below this are settled by the lower price.
const PRICE_OF_TIES: f64 = 1e-7;
/// So many steps all values together have at most.
const MOST_STEPS: f64 = 1e17;
/// One part in so many of the work is for the cheapest of equal values.
const FOR_PRICES: u64 = 12;

impl Problem {
    pub fn new(
        projects: Vec<Project>,
        resources: Vec<Resource>,
        minimums: Vec<(Vec<usize>, usize)>,
    ) -> Result<Self, ProblemError> {
        let count = projects.len();
        let most = i64::MAX / 4 / i64::try_from(count.max(1)).unwrap_or(i64::MAX);
        for (place, project) in projects.iter().enumerate() {
            if project.needs.len() != resources.len() {
                return Err(ProblemError::Needs);
            }
            let is_value = (0.0..=1e9).contains(&project.value);
            if !is_value || !project.needs.iter().flatten().all(|need| (0..=most).contains(need)) {
                return Err(ProblemError::Range);
            }
            let is_good = |other: &usize| *other < count && *other != place;
            if !project.requires.iter().chain(&project.excludes).all(is_good) {
                return Err(ProblemError::Link);
            }
        }
        if resources.iter().filter_map(|resource| resource.available).any(|limit| !(0..=i64::MAX / 4).contains(&limit))
        {
            return Err(ProblemError::Range);
        }
        if minimums.iter().flat_map(|(inside, _)| inside).any(|place| *place >= count) {
            return Err(ProblemError::Link);
        }
        let values: Vec<f64> = projects.iter().map(|project| project.value).collect();
        Ok(Self { projects, resources, minimums, unit: worth::unit(&values) })
    }

    pub fn projects(&self) -> &[Project] {
        &self.projects
    }

    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// Groups, and how many of each there must be at least.
    pub fn minimums(&self) -> &[(Vec<usize>, usize)] {
        &self.minimums
    }

    /// The choice with the most value; of equal ones the cheapest.
    pub fn best(&self, effort: Effort) -> Solution {
        self.best_from(effort, None)
    }

    /// The same, beginning with a choice that is known to be possible.
    fn best_from(&self, effort: Effort, known: Option<&Portfolio>) -> Solution {
        let mut constraints = self.constraints(self.limits());
        self.order(&mut constraints);
        let worth = self.worth();
        let found = solve(&constraints, &worth, effort.0, known.map(|known| self.flags(known)));
        let mut solution = Solution {
            portfolio: found.best.map(|chosen| self.portfolio(&chosen)),
            bound: worth.goal.value(found.bound),
            is_optimal: found.is_proved,
            is_cheapest: found.is_proved,
            nodes: found.nodes,
            work: effort.0 - found.left.min(effort.0),
        };
        if found.is_proved
            && let Some(best) = solution.portfolio.take()
        {
            let rest = found.left.min(effort.0 / FOR_PRICES);
            let (portfolio, is_proved, left) = self.cheapest(best, Effort(rest));
            (solution.portfolio, solution.is_cheapest) = (Some(portfolio), is_proved);
            solution.work += rest - left.min(rest);
        }
        solution
    }

    /// What is worth as much and costs least, whether that is proved, and the work that was not needed.
    fn cheapest(&self, best: Portfolio, effort: Effort) -> (Portfolio, bool, u64) {
        let prices: Vec<i64> = (0..self.projects.len()).map(|place| self.cost_of(place)).collect();
        if self.cost(&best) == 0 {
            return (best, true, effort.0);
        }
        // Where there is no step, so small that it changes nothing, and so large that sums still fit.
        let whole: f64 = self.projects.iter().map(|project| project.value).sum();
        let unit = self.unit.unwrap_or_else(|| (PRICE_OF_TIES / 10.0).max(whole / MOST_STEPS));
        #[expect(clippy::cast_possible_truncation, reason = "values are at most 10⁹")]
        let steps = |place: usize| (self.projects[place].value / unit).round() as i64;
        let reached: i64 = best.chosen.iter().map(|place| steps(*place)).sum();
        let reached = if self.unit.is_some() { reached } else { reached - 10 };
        let mut constraints = self.constraints(self.limits());
        let terms = (0..self.projects.len()).map(|place| (place, -steps(place))).filter(|term| term.1 != 0);
        constraints.need(Row::amount(terms.collect(), -reached));
        self.order(&mut constraints);
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let total = prices.iter().sum::<i64>().max(1) as f64;
        #[expect(clippy::cast_precision_loss, reason = "only compared")]
        let gains = prices.iter().map(|price| -*price as f64 / total).collect();
        let worth = Worth { gains, goal: Goal::ANY };
        let found = solve(&constraints, &worth, effort.0, Some(self.flags(&best)));
        (found.best.map_or(best, |chosen| self.portfolio(&chosen)), found.is_proved, found.left)
    }

    /// Values, and a breath of a preference for what costs less.
    fn worth(&self) -> Worth {
        let values: Vec<f64> = self.projects.iter().map(|project| project.value).collect();
        let prices: Vec<i64> = (0..self.projects.len()).map(|place| self.cost_of(place)).collect();
        Worth::new(&values, &prices, self.unit)
    }

    /// What a project costs over all resources that are money.
    fn cost_of(&self, place: usize) -> i64 {
        let needs = self.projects[place].needs.iter().zip(&self.resources);
        needs.filter(|(_, resource)| resource.kind == ResourceKind::Money).filter_map(|(need, _)| *need).sum()
    }

    /// What a choice costs over all resources that are money.
    pub fn cost(&self, portfolio: &Portfolio) -> i64 {
        let taken = portfolio.taken.iter().zip(&self.resources);
        taken.filter(|(_, resource)| resource.kind == ResourceKind::Money).map(|(taken, _)| *taken).sum()
    }

    fn limits(&self) -> Vec<Option<i64>> {
        self.resources.iter().map(|resource| resource.available).collect()
    }

    /// Everything as rows over the projects, with these limits of the resources.
    fn constraints(&self, limits: Vec<Option<i64>>) -> Constraints {
        let mut rows = Vec::new();
        for (resource, limit) in limits.into_iter().enumerate() {
            let Some(most) = limit else { continue };
            let needs = || self.projects.iter().map(|project| project.needs[resource]).enumerate();
            let known = needs().filter_map(|(place, need)| need.map(|need| (place, need)));
            let mut row = Row::amount(known.filter(|(_, need)| *need > 0).collect(), most);
            // Who does not say what it takes is taken for more than there is.
            row.terms.extend(needs().filter(|(_, need)| need.is_none()).map(|(place, _)| (place, row.most + 1)));
            rows.push(row);
        }
        for (inside, least) in &self.minimums {
            let least = i64::try_from(*least).unwrap_or(i64::MAX);
            rows.push(Row::link(inside.iter().map(|place| (*place, -1)).collect(), -least));
        }
        for (place, project) in self.projects.iter().enumerate() {
            rows.extend(project.requires.iter().map(|needed| Row::link(vec![(place, 1), (*needed, -1)], 0)));
        }
        let cliques = self.cliques().into_iter();
        rows.extend(cliques.map(|clique| Row::link(clique.into_iter().map(|place| (place, 1)).collect(), 1)));
        Constraints::new(self.projects.len(), rows)
    }

    /// Exclusions as groups of which at most one can be chosen: tighter than pair by pair, and fewer.
    fn cliques(&self) -> Vec<Vec<usize>> {
        let count = self.projects.len();
        let mut against = vec![vec![false; count]; count];
        for (place, project) in self.projects.iter().enumerate() {
            for other in &project.excludes {
                against[place][*other] = true;
                against[*other][place] = true;
            }
        }
        let mut open = against.clone();
        let mut cliques = Vec::new();
        for one in 0..count {
            for other in one + 1..count {
                if !open[one][other] {
                    continue;
                }
                let mut clique = vec![one, other];
                for (place, opposed) in against.iter().enumerate() {
                    if clique.iter().all(|inside| opposed[*inside]) {
                        clique.push(place);
                    }
                }
                for first in &clique {
                    for second in &clique {
                        open[*first][*second] = false;
                    }
                }
                cliques.push(clique);
            }
        }
        cliques
    }

    /// Where one project is worth no less and takes no more than another, and neither is linked to anything, the other comes
    /// second: each choice that has it the other way round can be turned without loss.
    fn order(&self, constraints: &mut Constraints) {
        let free = self.unlinked();
        if free.iter().filter(|free| **free).count() > MOST_ORDERED {
            return;
        }
        let mut behind: Vec<Vec<usize>> = vec![Vec::new(); self.projects.len()];
        for (second, leaders) in behind.iter_mut().enumerate().filter(|(place, _)| free[*place]) {
            leaders.extend((0..self.projects.len()).filter(|first| free[*first] && self.leads(*first, second)));
        }
        for (second, leaders) in behind.iter().enumerate() {
            for first in leaders {
                // What follows over a third one needs no row of its own.
                let is_direct = !leaders.iter().any(|third| third != first && behind[*third].contains(first));
                if is_direct {
                    constraints.add(Row::link(vec![(second, 1), (*first, -1)], 0));
                }
            }
        }
    }

    /// Projects without requirements, exclusions or groups of their own or of others.
    fn unlinked(&self) -> Vec<bool> {
        let mut free = vec![true; self.projects.len()];
        for (place, project) in self.projects.iter().enumerate() {
            for other in project.requires.iter().chain(&project.excludes) {
                (free[place], free[*other]) = (false, false);
            }
        }
        self.minimums.iter().flat_map(|(inside, _)| inside).for_each(|place| free[*place] = false);
        free
    }

    /// Worth no less, and takes no more of anything; of equals the first.
    fn leads(&self, first: usize, second: usize) -> bool {
        let (one, other) = (&self.projects[first], &self.projects[second]);
        let takes_no_more = one.needs.iter().zip(&other.needs).all(|pair| match pair {
            (Some(one), Some(other)) => one <= other,
            (None, Some(_)) => false,
            (_, None) => true,
        });
        let is_equal = one.needs == other.needs && one.value.total_cmp(&other.value).is_eq();
        first != second && one.value >= other.value && takes_no_more && (!is_equal || first < second)
    }

    fn flags(&self, portfolio: &Portfolio) -> Vec<bool> {
        let mut flags = vec![false; self.projects.len()];
        portfolio.chosen.iter().for_each(|place| flags[*place] = true);
        flags
    }

    fn portfolio(&self, flags: &[bool]) -> Portfolio {
        let chosen: Vec<usize> = (0..flags.len()).filter(|place| flags[*place]).collect();
        let need = |resource: usize| chosen.iter().filter_map(|place| self.projects[*place].needs[resource]).sum();
        Portfolio {
            // From 0, as a sum of nothing would be -0.
            value: chosen.iter().fold(0.0, |sum, place| sum + self.projects[*place].value),
            taken: (0..self.resources.len()).map(need).collect(),
            chosen,
        }
    }

    /// Whose requirements exclude themselves: never to be chosen, whatever there is.
    pub fn impossible(&self) -> Vec<String> {
        let without_limits = Self { minimums: Vec::new(), ..self.clone() };
        let constraints = without_limits.constraints(vec![None; self.resources.len()]);
        let Some(start) = constraints.start() else { return Vec::new() };
        let possible = |place: usize| constraints.fix(&mut start.clone(), place, true);
        let impossible = self.projects.iter().enumerate().filter(|(place, _)| !possible(*place));
        impossible.map(|(_, project)| project.id.clone()).collect()
    }
}
