//! Which projects together: the most value for money and staff, with what requires and excludes what.

mod constraints;
mod frontier;
mod relaxation;
mod search;

use serde::Serialize;

use constraints::{Constraints, Row};
pub use frontier::{Core, CoreOf, Efficient, EfficientPoint, FrontierPlan, NextStep};
use search::Search;

/// What a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceKind {
    /// In cents.
    Money,
    /// In any small part of a post.
    Staff,
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
    pub nodes: u64,
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
        Self(3_000_000_000)
    }
}

/// Among more projects than this, looking for who comes before whom would take longer than it saves.
const MOST_ORDERED: usize = 300;
/// Differences in value below this are settled by the lower price.
const PRICE_OF_TIES: f64 = 1e-7;

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
        Ok(Self { projects, resources, minimums })
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
        let objective = self.objective();
        let mut search = Search::new(&constraints, &objective, effort.0);
        if let Some(known) = known {
            search.offer(self.flags(known));
        }
        let found = search.run();
        Solution {
            portfolio: found.best.map(|chosen| self.portfolio(&chosen)),
            bound: found.bound + PRICE_OF_TIES,
            is_optimal: found.is_proved,
            nodes: found.nodes,
        }
    }

    /// Values, and a breath of a preference for what costs less.
    fn objective(&self) -> Vec<f64> {
        let cost = |place: usize| self.cost_of(place);
        #[expect(clippy::cast_precision_loss, reason = "a tie-break")]
        let total = (0..self.projects.len()).map(cost).sum::<i64>().max(1) as f64;
        #[expect(clippy::cast_precision_loss, reason = "a tie-break")]
        let share = |place: usize| cost(place) as f64 / total;
        let values = self.projects.iter().enumerate();
        values.map(|(place, project)| project.value - PRICE_OF_TIES * share(place)).collect()
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
            let need = |project: &Project| project.needs[resource];
            let terms = self.projects.iter().enumerate();
            // Who does not say what it takes is taken for more than there is.
            let terms = terms.map(|(place, project)| (place, need(project).unwrap_or(most + 1)));
            rows.push(Row { terms: terms.filter(|(_, need)| *need > 0).collect(), most });
        }
        for (inside, least) in &self.minimums {
            let least = i64::try_from(*least).unwrap_or(i64::MAX);
            rows.push(Row { terms: inside.iter().map(|place| (*place, -1)).collect(), most: -least });
        }
        for (place, project) in self.projects.iter().enumerate() {
            rows.extend(project.requires.iter().map(|needed| Row { terms: vec![(place, 1), (*needed, -1)], most: 0 }));
        }
        let cliques = self.cliques().into_iter();
        rows.extend(cliques.map(|clique| Row { terms: clique.into_iter().map(|place| (place, 1)).collect(), most: 1 }));
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
                    constraints.add(Row { terms: vec![(second, 1), (*first, -1)], most: 0 });
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
