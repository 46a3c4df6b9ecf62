//! What names what: ids to places, weights to a sum of 1, requirements without a circle.

use std::collections::HashMap;

use crate::{
    fault::{Fault, FaultKind, Faults, What},
    input::{
        Limits, Notice, Period, Task, needs,
        reader::{RawItem, RawTask},
    },
    members::{Member, joint_weights},
    model::{Assessment, Criterion, Item, Model},
    portfolio::{Problem, Project},
};

/// The seed where none is named.
const SEED: u64 = 1;
/// First places looked at together where nothing is said.
const TOP: usize = 3;
/// Of so many items the largest needs still sum without overflow.
const MOST_SUMMED: usize = 20_000;

/// So many items over all draws are some seconds of work.
const MOST_DRAWN: usize = 50_000_000;

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn too_many_draws(raw: &RawTask) -> Option<Fault> {
    let most = MOST_DRAWN / raw.items.len().max(1);
    let draws = raw.draws.filter(|draws| *draws > most)?;
    Some(Fault::new("draws", FaultKind::OutOfRange { low: 0.0, high: most as f64, found: draws as f64 }))
}

pub(super) fn resolve(mut raw: RawTask, limits: &Limits) -> Result<Task, Faults> {
    let mut faults = Vec::new();
    // From here on everything stands in the order of ids; the places of the file are kept for faults.
    raw.criteria.sort_by(|one, other| one.id.cmp(&other.id));
    raw.items.sort_by(|one, other| one.id.cmp(&other.id));
    raw.members.sort_by(|one, other| one.id.cmp(&other.id));
    let criteria = places(raw.criteria.iter().map(|criterion| (&*criterion.id, &*criterion.place)), &mut faults);
    let items = places(raw.items.iter().map(|item| (&*item.id, &*item.place)), &mut faults);
    places(raw.members.iter().map(|member| (&*member.id, &*member.place)), &mut faults);
    let members = members(&raw, &criteria, &mut faults);
    let (weights, is_joint) = weights(&raw, &members, &mut faults);
    let values: Vec<Vec<Assessment>> =
        raw.items.iter().map(|item| values(item, &raw, &criteria, &mut faults)).collect();
    let links = Links::of(&raw, &items, limits, &mut faults);
    let minimums = minimums(&raw, &mut faults);
    let periods = places(raw.periods.iter().map(|period| (&*period.id, &*period.place)), &mut faults);
    needs::check(&raw, &periods, &mut faults);
    faults.extend(too_many_draws(&raw));
    if !faults.is_empty() {
        faults.truncate(limits.faults);
        return Err(Faults(faults));
    }
    let model = model(&raw, &weights, &values)?;
    let mut notices = Vec::new();
    let open = values.iter().filter(|values| values.iter().any(|value| !value.is_exact())).count();
    if open > 0 {
        notices.push(Notice::OpenValues { items: open });
    }
    if is_joint {
        notices.push(Notice::JointWeights);
    }
    if raw.seed.is_none() {
        notices.push(Notice::Seed { seed: SEED });
    }
    let (problem, periods) = problem(&raw, &model, links, minimums, &mut notices)?;
    let seed = raw.seed.unwrap_or(SEED);
    Ok(Task {
        model,
        members,
        problem,
        periods,
        seed,
        draws: raw.draws.filter(|draws| *draws > 0),
        top: raw.top.unwrap_or(TOP),
        notices,
    })
}

fn places<'a>(named: impl Iterator<Item = (&'a str, &'a str)>, faults: &mut Vec<Fault>) -> HashMap<&'a str, usize> {
    let mut known: HashMap<&str, (usize, &str)> = HashMap::new();
    for (index, (id, place)) in named.enumerate() {
        if let Some((_, first)) = known.get(id) {
            let kind = FaultKind::DuplicateId { id: id.to_owned(), first: (*first).to_owned() };
            faults.push(Fault::new(format!("{place}.id"), kind));
        } else {
            known.insert(id, (index, place));
        }
    }
    known.into_iter().map(|(id, (index, _))| (id, index)).collect()
}

pub(super) fn unknown(place: String, id: &str, what: What) -> Fault {
    Fault::new(place, FaultKind::UnknownId { id: id.to_owned(), what })
}

fn members(raw: &RawTask, criteria: &HashMap<&str, usize>, faults: &mut Vec<Fault>) -> Vec<Member> {
    let mut members = Vec::new();
    for member in &raw.members {
        let mut weights = vec![0.0; raw.criteria.len()];
        for (name, weight) in &member.weights {
            match criteria.get(name.as_str()) {
                Some(place) => weights[*place] = *weight,
                None => faults.push(unknown(format!("{}.weights.{name}", member.place), name, What::Criterion)),
            }
        }
        if weights.iter().sum::<f64>() <= 0.0 {
            faults.push(Fault::new(format!("{}.weights", member.place), FaultKind::WeightsSumToZero));
        }
        members.push(Member { id: member.id.clone(), weights });
    }
    members
}

/// The weights of the criteria, or the joint ones of the members where no criterion has one.
fn weights(raw: &RawTask, members: &[Member], faults: &mut Vec<Fault>) -> (Vec<f64>, bool) {
    let has_any = raw.criteria.iter().any(|criterion| criterion.weight.is_some());
    if !has_any && let Some(joint) = joint_weights(members) {
        return (joint, true);
    }
    let mut weights = Vec::new();
    for criterion in &raw.criteria {
        if criterion.weight.is_none() {
            let kind = FaultKind::WeightMissing { id: criterion.id.clone() };
            faults.push(Fault::new(format!("{}.weight", criterion.place), kind));
        }
        weights.push(criterion.weight.unwrap_or_default());
    }
    let is_complete = raw.criteria.iter().all(|criterion| criterion.weight.is_some());
    if is_complete && weights.iter().sum::<f64>() <= 0.0 {
        faults.push(Fault::new("criteria", FaultKind::WeightsSumToZero));
    }
    (weights, false)
}

/// In the order of the criteria; what is not said is unknown.
fn values(item: &RawItem, raw: &RawTask, criteria: &HashMap<&str, usize>, faults: &mut Vec<Fault>) -> Vec<Assessment> {
    let mut values = vec![Assessment::Unknown; raw.criteria.len()];
    for (name, value) in &item.values {
        let place = format!("{}.values.{name}", item.place);
        let Some(index) = criteria.get(name.as_str()) else {
            faults.push(unknown(place, name, What::Criterion));
            continue;
        };
        match value.assessment(raw.criteria[*index].scale.as_ref()) {
            Ok(value) => values[*index] = value,
            Err(kind) => faults.push(Fault::new(place, kind)),
        }
    }
    values
}

fn model(raw: &RawTask, weights: &[f64], values: &[Vec<Assessment>]) -> Result<Model, Faults> {
    let criteria = raw.criteria.iter().zip(weights);
    let criteria = criteria.map(|(criterion, weight)| Criterion { id: criterion.id.clone(), weight: *weight });
    let items = raw.items.iter().zip(values).map(|(item, values)| Item { id: item.id.clone(), values: values.clone() });
    // Everything a model asks for was looked at above.
    Model::new(criteria.collect(), items.collect())
        .map_err(|_| Faults(vec![Fault::new("criteria", FaultKind::WeightsSumToZero)]))
}

fn minimums(raw: &RawTask, faults: &mut Vec<Fault>) -> Vec<(Vec<usize>, usize)> {
    let mut minimums = Vec::new();
    for (group, least) in &raw.minimums {
        let is_inside = |item: &RawItem| item.group.as_deref() == Some(group);
        let inside: Vec<usize> = (0..raw.items.len()).filter(|place| is_inside(&raw.items[*place])).collect();
        if inside.is_empty() {
            faults.push(unknown(format!("minimum_per_group.{group}"), group, What::Group));
        }
        minimums.push((inside, *least));
    }
    minimums
}

/// Who needs whom, and who stands against whom.
struct Links {
    requires: Vec<Vec<usize>>,
    excludes: Vec<Vec<usize>>,
}

impl Links {
    fn of(raw: &RawTask, items: &HashMap<&str, usize>, limits: &Limits, faults: &mut Vec<Fault>) -> Self {
        let mut links = Self { requires: Vec::new(), excludes: Vec::new() };
        let count: usize = raw.items.iter().map(|item| item.requires.len() + item.excludes.len()).sum();
        if count > limits.links {
            faults.push(Fault::new("items", FaultKind::TooMany { most: limits.links }));
            return links;
        }
        let mut resolved = |item: &RawItem, list: &[String], name: &str| {
            let mut found = Vec::new();
            for (index, id) in list.iter().enumerate() {
                match items.get(id.as_str()) {
                    Some(place) => found.push(*place),
                    None => faults.push(unknown(format!("{}.{name}[{index}]", item.place), id, What::Item)),
                }
            }
            found.sort_unstable();
            found.dedup();
            found
        };
        for item in &raw.items {
            links.requires.push(resolved(item, &item.requires, "requires"));
            links.excludes.push(resolved(item, &item.excludes, "excludes"));
        }
        for (place, item) in raw.items.iter().enumerate() {
            if links.excludes[place].contains(&place) {
                let kind = FaultKind::ExcludesItself { id: item.id.clone() };
                faults.push(Fault::new(format!("{}.excludes", item.place), kind));
            }
        }
        if let Some(cycle) = cycle(&links.requires) {
            let ids = cycle.iter().chain(cycle.first()).map(|place| raw.items[*place].id.clone()).collect();
            let place = format!("{}.requires", raw.items[cycle[0]].place);
            faults.push(Fault::new(place, FaultKind::Cycle { ids }));
        }
        links
    }
}

/// A circle, if there is one, beginning with its first item. Without recursion: chains may be long.
fn cycle(requires: &[Vec<usize>]) -> Option<Vec<usize>> {
    const NEW: u8 = 0;
    const OPEN: u8 = 1;
    const DONE: u8 = 2;
    let mut state = vec![NEW; requires.len()];
    for start in 0..requires.len() {
        if state[start] != NEW {
            continue;
        }
        let mut path = vec![(start, 0)];
        state[start] = OPEN;
        while let Some((place, next)) = path.last_mut() {
            let Some(needed) = requires[*place].get(*next).copied() else {
                state[*place] = DONE;
                path.pop();
                continue;
            };
            *next += 1;
            match state[needed] {
                NEW => {
                    state[needed] = OPEN;
                    path.push((needed, 0));
                }
                OPEN => {
                    let on_path = path.iter().map(|(place, _)| *place).skip_while(|place| *place != needed);
                    let mut circle: Vec<usize> = on_path.collect();
                    let smallest = (0..circle.len()).min_by_key(|place| circle[*place]).unwrap_or_default();
                    circle.rotate_left(smallest);
                    return Some(circle);
                }
                _ => {}
            }
        }
    }
    None
}

fn problem(
    raw: &RawTask,
    model: &Model,
    links: Links,
    minimums: Vec<(Vec<usize>, usize)>,
    notices: &mut Vec<Notice>,
) -> Result<(Problem, Vec<Period>), Faults> {
    let amounts = needs::amounts(raw, notices);
    let mut projects = Vec::new();
    for (((needs, judged), requires), excludes) in
        amounts.needs.into_iter().zip(model.items()).zip(links.requires).zip(links.excludes)
    {
        let value = model.score(judged, Assessment::middle);
        projects.push(Project { id: judged.id.clone(), value, needs, requires, excludes });
    }
    let problem = Problem::new(projects, amounts.resources, minimums)
        .map_err(|_| Faults(vec![Fault::new("items", FaultKind::TooMany { most: MOST_SUMMED })]))?;
    let impossible = problem.impossible();
    if !impossible.is_empty() {
        notices.push(Notice::Impossible { ids: impossible });
    }
    Ok((problem, amounts.periods))
}
