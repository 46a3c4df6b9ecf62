//! Everything about one task, in the form in which programs read it.

use serde::Serialize;

use crate::{
    dominance::{self, Dominated},
    input::{Period, Task},
    members::{self, Agreement},
    model::Ranked,
    portfolio::{Core, Effort, FrontierPlan, Portfolio, Problem, ResourceKind},
    smaa::{self, Acceptability},
    stability::{self, Stability},
};

/// The names up to `portfolio` are the contract with programs that read them; what follows are details.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    pub ranking: Vec<Ranked>,
    pub stability: Vec<Stability>,
    /// In the order of the ranking.
    pub smaa: Vec<Acceptability>,
    pub dominated: Vec<String>,
    /// `None`: the minimums of groups cannot be met.
    pub portfolio: Option<Chosen>,
    pub dominance: Vec<Dominated>,
    /// The best choices for what they cost, up to one and a half times the budget, rising.
    pub efficient: Vec<EfficientChoice>,
    /// Whether these are proved to be all there are; otherwise those at steps of the budget.
    pub efficient_complete: bool,
    /// How often each item is in the efficient choices from half to one and a half times the budget.
    pub core: Vec<CoreLine>,
    pub next_step: Option<Next>,
    pub agreement: Option<Agreement>,
    pub seed: u64,
    pub draws: usize,
    /// In 19 of 20 cases no probability is farther than this from the true one.
    pub precision: f64,
    pub notices: Vec<String>,
}

/// The chosen portfolio.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chosen {
    pub chosen: Vec<String>,
    pub value: f64,
    pub cost_eur: f64,
    pub fte: f64,
    /// Whether it is proved that nothing is better.
    pub optimal: bool,
    /// Nothing is better than this.
    pub bound: f64,
    /// How far a better one might be away, as a part of the bound.
    pub gap: f64,
    pub cost_cents: i64,
    /// Whether it is proved, too, that nothing of the same value costs less.
    pub cheapest: bool,
    /// Period by period, in the order of the file; `fte` above is then the most there is at any time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub periods: Vec<PeriodLine>,
    /// What each chosen item adds; sums to the value.
    pub parts: Vec<ChosenPart>,
}

/// What the chosen take in one period, and what there is; `None`: without limit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriodLine {
    pub id: String,
    pub cost_eur: f64,
    pub budget_eur: Option<f64>,
    pub fte: f64,
    pub fte_available: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChosenPart {
    pub id: String,
    pub value: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EfficientChoice {
    /// The budget tried (where all are known, what it costs), and how much of it is spent.
    pub budget_eur: f64,
    pub percent: u32,
    pub cost_eur: f64,
    pub value: f64,
    pub chosen: Vec<String>,
    pub optimal: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CoreLine {
    pub id: String,
    pub core: Core,
    pub index: f64,
}

/// What the next euro buys.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Next {
    pub more_eur: f64,
    pub budget_eur: f64,
    pub gain: f64,
    pub added: Vec<String>,
    pub dropped: Vec<String>,
    /// Whether it is proved that less money buys nothing.
    pub optimal: bool,
}

/// How much work is put into what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Efforts {
    pub portfolio: Effort,
    /// For all efficient choices together.
    pub efficient: Effort,
    pub next_step: Effort,
    pub plan: FrontierPlan,
}

impl Default for Efforts {
    fn default() -> Self {
        Self {
            portfolio: Effort::default(),
            efficient: Effort(1_200_000_000),
            next_step: Effort(250_000_000),
            plan: FrontierPlan::default(),
        }
    }
}

/// Answers a task.
pub fn answer(task: &Task, efforts: &Efforts) -> Answer {
    let model = &task.model;
    let ranking = model.ranking();
    let draws = task.draws.unwrap_or_else(|| smaa::draws_for(model.items().len()));
    let mut acceptabilities = smaa::acceptabilities(model, task.seed, draws);
    let place_of = |id: &str| ranking.iter().position(|ranked| ranked.id == id);
    acceptabilities.sort_by_cached_key(|item| place_of(&item.id));
    let dominance = dominance::dominated(model);
    let problem = &task.problem;
    let solution = problem.best(efforts.portfolio);
    let names = Names(problem, &task.periods);
    let chosen = solution.portfolio.as_ref().map(|portfolio| Chosen {
        parts: names.parts(portfolio),
        bound: if solution.is_optimal { portfolio.value } else { solution.bound },
        gap: solution.gap(),
        optimal: solution.is_optimal,
        cheapest: solution.is_cheapest,
        ..names.chosen(portfolio)
    });
    let efficient = problem.efficient(efforts.plan, efforts.efficient);
    let core = efficient.iter().flat_map(|efficient| efficient.core.iter().zip(problem.projects()));
    let core = core.map(|(of, project)| CoreLine { id: project.id.clone(), core: of.core, index: of.index }).collect();
    let next = solution.portfolio.as_ref().and_then(|portfolio| names.next(portfolio, efforts.next_step));
    Answer {
        stability: stability::stability(model, task.top),
        smaa: acceptabilities,
        dominated: dominance.iter().map(|dominated| dominated.id.clone()).collect(),
        portfolio: chosen,
        dominance,
        efficient: efficient
            .iter()
            .flat_map(|efficient| &efficient.points)
            .map(|point| names.efficient(point))
            .collect(),
        efficient_complete: efficient.as_ref().is_some_and(|efficient| efficient.is_complete),
        core,
        next_step: next,
        agreement: if task.members.is_empty() { None } else { members::agreement(model, &task.members).ok() },
        seed: task.seed,
        draws,
        precision: smaa::precision(draws),
        notices: task.notices.iter().map(crate::input::Notice::german).collect(),
        ranking,
    }
}

/// From places to names, and from cents to euros.
struct Names<'a>(&'a Problem, &'a [Period]);

impl Names<'_> {
    fn ids(&self, portfolio: &Portfolio) -> Vec<String> {
        portfolio.chosen.iter().map(|place| self.0.projects()[*place].id.clone()).collect()
    }

    fn parts(&self, portfolio: &Portfolio) -> Vec<ChosenPart> {
        let projects = portfolio.chosen.iter().map(|place| &self.0.projects()[*place]);
        projects.map(|project| ChosenPart { id: project.id.clone(), value: project.value }).collect()
    }

    fn chosen(&self, portfolio: &Portfolio) -> Chosen {
        let cost = self.0.cost(portfolio);
        let staff = self.0.resources().iter().zip(&portfolio.taken);
        let staff = staff.filter(|(resource, _)| resource.kind == ResourceKind::Staff).map(|(_, taken)| *taken);
        let fte = posts(staff.max().unwrap_or_default());
        Chosen {
            chosen: self.ids(portfolio),
            value: portfolio.value,
            cost_eur: euros(cost),
            fte,
            optimal: false,
            bound: portfolio.value,
            gap: 0.0,
            cost_cents: cost,
            cheapest: false,
            periods: self.1.iter().map(|period| self.period(period, portfolio)).collect(),
            parts: Vec::new(),
        }
    }

    fn period(&self, period: &Period, portfolio: &Portfolio) -> PeriodLine {
        let available = |place: usize| self.0.resources()[place].available;
        PeriodLine {
            id: period.id.clone(),
            cost_eur: euros(portfolio.taken[period.money]),
            budget_eur: available(period.money).map(euros),
            fte: posts(portfolio.taken[period.staff]),
            fte_available: available(period.staff).map(posts),
        }
    }

    fn efficient(&self, point: &crate::portfolio::EfficientPoint) -> EfficientChoice {
        EfficientChoice {
            budget_eur: euros(point.budget),
            percent: point.percent,
            cost_eur: euros(point.cost),
            value: point.portfolio.value,
            chosen: self.ids(&point.portfolio),
            optimal: point.is_optimal,
        }
    }

    fn next(&self, now: &Portfolio, effort: Effort) -> Option<Next> {
        let step = self.0.next_step(now, effort)?;
        let (before, after) = (self.ids(now), self.ids(&step.portfolio));
        let without = |one: &[String], other: &[String]| one.iter().filter(|id| !other.contains(id)).cloned().collect();
        Some(Next {
            more_eur: euros(step.more),
            budget_eur: euros(step.cost),
            gain: step.gain,
            added: without(&after, &before),
            dropped: without(&before, &after),
            optimal: step.is_optimal,
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "below 90 trillion euros exact to the cent")]
fn euros(cents: i64) -> f64 {
    cents as f64 / 100.0
}

#[expect(clippy::cast_precision_loss, reason = "a billionth of a post")]
fn posts(parts: i64) -> f64 {
    parts as f64 / 1e9
}
