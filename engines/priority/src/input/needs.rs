//! Money and posts: what there is and what each item takes, in all or period by period.

use std::collections::HashMap;

use crate::{
    fault::{Fault, What},
    input::{
        Notice, Period,
        reader::{RawItem, RawNeed, RawTask},
        references::unknown,
    },
    portfolio::{Resource, ResourceKind},
};

/// A cent, and a billionth of a post: finer than anybody states.
const CENTS: f64 = 100.0;
const POST_PARTS: f64 = 1e9;

pub(super) struct Amounts {
    pub resources: Vec<Resource>,
    /// Item by item, in the order of the resources.
    pub needs: Vec<Vec<Option<i64>>>,
    pub periods: Vec<Period>,
}

/// Whether all periods that are named exist.
pub(super) fn check(raw: &RawTask, periods: &HashMap<&str, usize>, faults: &mut Vec<Fault>) {
    for item in &raw.items {
        for (need, name) in [(&item.cost, "cost_eur"), (&item.fte, "fte")] {
            let RawNeed::PerPeriod(each) = need else { continue };
            let strangers = each.iter().filter(|(period, _)| !periods.contains_key(period.as_str()));
            faults.extend(
                strangers.map(|(period, _)| unknown(format!("{}.{name}.{period}", item.place), period, What::Period)),
            );
        }
    }
}

pub(super) fn amounts(raw: &RawTask, notices: &mut Vec<Notice>) -> Amounts {
    let mut reading = Reading { raw, rounded: 0 };
    let mut amounts = if raw.periods.is_empty() { reading.at_once() } else { reading.by_period() };
    name_gaps(raw, &amounts, notices);
    if reading.rounded > 0 {
        notices.push(Notice::RoundedMoney { items: reading.rounded });
    }
    if let Some(first) = raw.periods.first() {
        let items = raw.items.iter().filter(|item| matches!(item.cost, RawNeed::Number(cost) if cost > 0.0)).count();
        if items > 0 && raw.periods.len() > 1 {
            notices.push(Notice::DueFirst { period: first.id.clone(), items });
        }
    }
    // The sum over all periods is a resource only where it is limited.
    if let Some(last) = amounts.resources.last()
        && last.kind == ResourceKind::MoneyInAll
        && last.available.is_none()
    {
        amounts.resources.pop();
        for needs in &mut amounts.needs {
            needs.pop();
        }
    }
    amounts
}

struct Reading<'a> {
    raw: &'a RawTask,
    rounded: usize,
}

impl Reading<'_> {
    fn cents(&mut self, euros: f64) -> i64 {
        let exact = euros * CENTS;
        self.rounded += usize::from((exact - exact.round()).abs() > 1e-6 + 1e-12 * exact);
        whole(exact)
    }

    fn at_once(&mut self) -> Amounts {
        let budget = self.raw.budget.map(|euros| self.cents(euros));
        let resources = vec![
            resource("budget_eur".to_owned(), ResourceKind::Money, budget),
            resource("fte".to_owned(), ResourceKind::Staff, self.raw.fte.map(posts)),
        ];
        let number = |need: &RawNeed| if let RawNeed::Number(number) = need { Some(*number) } else { None };
        let needs = self
            .raw
            .items
            .iter()
            .map(|item| vec![number(&item.cost).map(|euros| self.cents(euros)), number(&item.fte).map(posts)]);
        let needs = needs.collect();
        Amounts { resources, needs, periods: Vec::new() }
    }

    /// Money and posts of each period in turn, then the money of all.
    fn by_period(&mut self) -> Amounts {
        let (mut resources, mut periods) = (Vec::new(), Vec::new());
        for period in &self.raw.periods {
            let budget = period.budget.map(|euros| self.cents(euros));
            // What is said for all periods holds in each.
            let fte = period.fte.or(self.raw.fte).map(posts);
            periods.push(Period { id: period.id.clone(), money: resources.len(), staff: resources.len() + 1 });
            resources.push(resource(format!("budget_eur ({})", period.id), ResourceKind::Money, budget));
            resources.push(resource(format!("fte ({})", period.id), ResourceKind::Staff, fte));
        }
        let budget = self.raw.budget.map(|euros| self.cents(euros));
        resources.push(resource("budget_eur".to_owned(), ResourceKind::MoneyInAll, budget));
        let needs = self.raw.items.iter().map(|item| self.needs_by_period(item)).collect();
        Amounts { resources, needs, periods }
    }

    fn needs_by_period(&mut self, item: &RawItem) -> Vec<Option<i64>> {
        let mut needs = Vec::new();
        let mut in_all = Some(0);
        for (place, period) in self.raw.periods.iter().enumerate() {
            let euros = match &item.cost {
                RawNeed::Unknown => None,
                RawNeed::Number(euros) => Some(if place == 0 { *euros } else { 0.0 }),
                RawNeed::PerPeriod(each) => of(each, &period.id),
            };
            let fte = match &item.fte {
                RawNeed::Unknown => None,
                RawNeed::Number(fte) => Some(*fte),
                RawNeed::PerPeriod(each) => of(each, &period.id),
            };
            let cents = euros.map(|euros| self.cents(euros));
            in_all = in_all.zip(cents).map(|(sum, cents)| sum + cents);
            needs.extend([cents, fte.map(posts)]);
        }
        needs.push(in_all);
        needs
    }
}

/// What is not named is not needed then; what is named as null is unknown.
fn of(each: &[(String, Option<f64>)], period: &str) -> Option<f64> {
    each.iter().find(|(name, _)| name == period).map_or(Some(0.0), |(_, need)| *need)
}

fn name_gaps(raw: &RawTask, amounts: &Amounts, notices: &mut Vec<Notice>) {
    let has_sum = raw.budget.is_some() && !amounts.periods.is_empty();
    for (place, resource) in amounts.resources.iter().enumerate() {
        if resource.available.is_none() {
            // One limit over all periods is limit enough, and none over all is none that is missed.
            let is_missed = match resource.kind {
                ResourceKind::Money => !has_sum,
                ResourceKind::Staff => true,
                ResourceKind::MoneyInAll => false,
            };
            if is_missed {
                notices.push(Notice::NoLimit { name: resource.name.clone() });
            }
            continue;
        }
        let silent = raw.items.iter().zip(&amounts.needs).filter(|(_, needs)| needs[place].is_none());
        let ids: Vec<String> = silent.map(|(item, _)| item.id.clone()).collect();
        if !ids.is_empty() {
            notices.push(Notice::UnknownNeed { name: resource.name.replace("budget_eur", "cost_eur"), ids });
        }
    }
}

fn resource(name: String, kind: ResourceKind, available: Option<i64>) -> Resource {
    Resource { name, kind, available }
}

fn posts(fte: f64) -> i64 {
    whole(fte * POST_PARTS)
}

#[expect(clippy::cast_possible_truncation, reason = "all amounts are limited to 10¹⁵")]
fn whole(number: f64) -> i64 {
    number.round() as i64
}
