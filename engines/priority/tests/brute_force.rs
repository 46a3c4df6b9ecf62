//! Held against all there is: every portfolio of a small problem, every weight on a fine grid.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use lotse_priority::{
    Efforts, answer,
    input::{Limits, Task, read},
    portfolio::{Effort, FrontierPlan, Problem, Project, Resource, ResourceKind},
    stability::stability,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn task(text: &Value) -> Task {
    read(text.to_string().as_bytes(), &Limits::default()).unwrap()
}

/// Small problems with two or four resources, links and minimums.
fn problems() -> impl Strategy<Value = Problem> {
    (2_usize..=12, 1_usize..=2)
        .prop_flat_map(|(count, periods)| {
            let resources = periods * 2;
            let project = (
                prop_oneof![Just(0.0), (0_u32..1000).prop_map(|value| f64::from(value) / 10.0)],
                proptest::collection::vec(proptest::option::weighted(0.95, 0_i64..100), resources),
                proptest::collection::vec((0..count, 0_u8..6), 0..3),
            );
            (
                proptest::collection::vec(project, count),
                proptest::collection::vec(proptest::option::weighted(0.9, 0_i64..250), resources),
                proptest::collection::vec((proptest::collection::hash_set(0..count, 1..=count), 0_usize..3), 0..2),
            )
        })
        .prop_map(|(drafts, limits, minimums)| {
            let projects = drafts.into_iter().enumerate().map(|(place, (value, needs, links))| {
                // Requirements lead back only, so that there is no circle.
                let requires =
                    links.iter().filter(|(other, kind)| *other < place && *kind < 3).map(|link| link.0).collect();
                let excludes =
                    links.iter().filter(|(other, kind)| *other != place && *kind == 3).map(|link| link.0).collect();
                Project { id: format!("p{place}"), value, needs, requires, excludes }
            });
            let resources = limits.into_iter().enumerate().map(|(place, available)| Resource {
                name: place.to_string(),
                kind: if place % 2 == 0 { ResourceKind::Money } else { ResourceKind::Staff },
                available,
            });
            let minimums = minimums.into_iter().map(|(inside, least)| (inside.into_iter().collect(), least));
            Problem::new(projects.collect(), resources.collect(), minimums.collect()).unwrap()
        })
}

/// Written anew from the words, not with what is tested.
fn is_possible(problem: &Problem, minimums: &[(Vec<usize>, usize)], set: u32, money_free: bool) -> bool {
    let inside = |place: usize| set >> place & 1 == 1;
    let projects = problem.projects();
    let linked = projects.iter().enumerate().filter(|(place, _)| inside(*place)).all(|(_, project)| {
        project.requires.iter().all(|other| inside(*other)) && !project.excludes.iter().any(|other| inside(*other))
    });
    let fits = problem.resources().iter().enumerate().all(|(resource, limit)| {
        let Some(available) = limit.available else { return true };
        let mut sum = 0;
        for (place, project) in projects.iter().enumerate() {
            match (inside(place), project.needs[resource]) {
                (true, Some(need)) => sum += need,
                (true, None) => return false,
                (false, _) => {}
            }
        }
        sum <= available || (money_free && limit.kind == ResourceKind::Money)
    });
    linked
        && fits
        && minimums.iter().all(|(group, least)| group.iter().filter(|place| inside(**place)).count() >= *least)
}

fn value(problem: &Problem, set: u32) -> f64 {
    problem
        .projects()
        .iter()
        .enumerate()
        .filter(|(place, _)| set >> place & 1 == 1)
        .map(|(_, project)| project.value)
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_portfolio_is_the_best_of_all(problem in problems()) {
        let all = 0..1_u32 << problem.projects().len();
        let best = all
            .filter(|set| is_possible(&problem, problem.minimums(), *set, false))
            .map(|set| value(&problem, set))
            .max_by(f64::total_cmp);
        let solution = problem.best(Effort::default());
        prop_assert!(solution.is_optimal);
        prop_assert_eq!(solution.portfolio.is_some(), best.is_some());
        if let (Some(portfolio), Some(best)) = (solution.portfolio, best) {
            prop_assert!((portfolio.value - best).abs() < 1e-6, "{} instead of {best}", portfolio.value);
            let set = portfolio.chosen.iter().fold(0, |set, place| set | 1 << place);
            prop_assert!(is_possible(&problem, problem.minimums(), set, false));
            prop_assert!(solution.bound >= best - 1e-9);
        }
    }

    #[test]
    fn with_little_work_the_bound_still_holds(problem in problems(), work in 0_u64..200_000) {
        let exact = problem.best(Effort::default());
        let hasty = problem.best(Effort(work));
        let best = exact.portfolio.map(|portfolio| portfolio.value);
        if let Some(best) = best {
            prop_assert!(hasty.bound >= best - 1e-6, "{} below {best}", hasty.bound);
        }
        if hasty.is_optimal {
            prop_assert_eq!(hasty.portfolio.map(|portfolio| portfolio.value), best);
        }
    }

    #[test]
    fn the_next_step_is_the_cheapest(problem in problems()) {
        let money: Vec<&Resource> = problem.resources().iter().filter(|one| one.kind == ResourceKind::Money).collect();
        prop_assume!(money.len() == 1 && money[0].available.is_some());
        let Some(now) = problem.best(Effort::default()).portfolio else { return Ok(()) };
        let cost = |set: u32| -> i64 {
            let inside = problem.projects().iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
            inside.map(|(_, project)| project.needs[0].unwrap_or_default()).sum()
        };
        let better = (0..1_u32 << problem.projects().len())
            .filter(|set| is_possible(&problem, problem.minimums(), *set, true) && value(&problem, *set) >= now.value + 0.01)
            .map(cost)
            .min();
        let step = problem.next_step(&now, Effort::default());
        prop_assert_eq!(step.map(|step| (step.cost, step.is_optimal)), better.map(|cost| (cost, true)));
    }

    #[test]
    fn efficient_choices_rise_and_are_the_best_of_their_budget(problem in problems()) {
        let Some(efficient) = problem.efficient(FrontierPlan::default(), Effort(3_000_000_000)) else { return Ok(()) };
        let money = problem.resources().iter().filter(|one| one.kind == ResourceKind::Money).count();
        for pair in efficient.points.windows(2) {
            prop_assert!(pair[0].portfolio.value < pair[1].portfolio.value && (money > 1 || pair[0].cost < pair[1].cost)
                && pair[0].percent <= pair[1].percent);
        }
        if let Some(now) = efficient.points.iter().rfind(|point| point.percent <= 100) {
            let best = problem.best(Effort::default()).portfolio.unwrap();
            prop_assert!((now.portfolio.value - best.value).abs() < 1e-6);
        }
    }

    #[test]
    fn all_efficient_choices_are_those_of_trying_everything(problem in problems()) {
        let money = problem.resources().iter().filter(|one| one.kind == ResourceKind::Money).count();
        prop_assume!(money == 1);
        let Some(efficient) = problem.efficient(FrontierPlan::default(), Effort(3_000_000_000)) else { return Ok(()) };
        prop_assert!(efficient.is_complete);
        let most = problem.money().unwrap() * 3 / 2;
        let cost = |set: u32| -> i64 {
            let inside = problem.projects().iter().enumerate().filter(|(place, _)| set >> place & 1 == 1);
            inside.map(|(_, project)| project.needs[0].unwrap_or_default()).sum()
        };
        let is_known = |set: u32| {
            problem.projects().iter().enumerate().all(|(place, one)| set >> place & 1 == 0 || one.needs[0].is_some())
        };
        let mut all: Vec<(i64, f64)> = (0..1_u32 << problem.projects().len())
            .filter(|set| is_known(*set) && cost(*set) <= most && is_possible(&problem, problem.minimums(), *set, true))
            .map(|set| (cost(set), value(&problem, set)))
            .collect();
        all.sort_by(|one, other| one.0.cmp(&other.0).then(other.1.total_cmp(&one.1)));
        let mut best = f64::NEG_INFINITY;
        all.retain(|(_, value)| {
            let is_better = *value > best + 1e-6;
            best = best.max(*value);
            is_better
        });
        prop_assert_eq!(all.len(), efficient.points.len());
        for ((cost, value), point) in all.iter().zip(&efficient.points) {
            prop_assert_eq!(*cost, point.cost);
            prop_assert!((value - point.portfolio.value).abs() < 1e-6);
        }
    }

    #[test]
    fn stability_agrees_with_trying_every_weight(
        weights in proptest::collection::vec(1_u32..100, 2..5),
        rows in proptest::collection::vec(proptest::collection::vec(0_u32..=100, 5), 2..7),
        top in 1_usize..4,
    ) {
        let input = file(&weights, &rows);
        let model = task(&input).model;
        let order: Vec<String> = model.ranking().into_iter().map(|ranked| ranked.id).collect();
        let now = model.weights();
        for (place, line) in stability(&model, top).into_iter().enumerate() {
            prop_assert!(line.low <= now[place] + 1e-12 && now[place] <= line.high + 1e-12);
            for step in 0..=200 {
                let tried = f64::from(step) / 200.0;
                let rest = 1.0 - now[place];
                let weights: Vec<f64> = (0..now.len())
                    .map(|other| if other == place { tried } else { now[other] * (1.0 - tried) / rest })
                    .collect();
                let moved = model.with_weights(&weights).unwrap();
                let score = |id: &str| {
                    let item = moved.items().iter().find(|item| item.id == id).unwrap();
                    moved.score(item, lotse_priority::model::Assessment::middle)
                };
                let holds = |k: usize| {
                    let (inside, outside) = order.split_at(k.min(order.len()));
                    inside.iter().all(|one| outside.iter().all(|other| score(one) >= score(other) - 1e-7))
                };
                let is_near = |end: f64| (tried - end).abs() < 1e-6;
                if !is_near(line.low) && !is_near(line.high) {
                    prop_assert_eq!(holds(1), line.low < tried && tried < line.high, "{} at {}", line.criterion, tried);
                }
                if !is_near(line.top.low) && !is_near(line.top.high) {
                    prop_assert_eq!(holds(top), line.top.low < tried && tried < line.top.high);
                }
            }
        }
    }

    #[test]
    fn the_order_of_the_input_changes_nothing(
        weights in proptest::collection::vec(1_u32..100, 2..5),
        rows in proptest::collection::vec(proptest::collection::vec(0_u32..=100, 5), 2..9),
        turn in 0_usize..9,
    ) {
        let mut input = file(&weights, &rows);
        input["budget_eur"] = json!(150);
        input["draws"] = json!(500);
        let one = answer(&task(&input), &Efforts::default());
        for list in ["criteria", "items"] {
            let list = input[list].as_array_mut().unwrap();
            let turn = turn % list.len();
            list.rotate_left(turn);
            list.reverse();
        }
        prop_assert_eq!(one, answer(&task(&input), &Efforts::default()));
    }

    #[test]
    fn a_dominated_item_turns_no_rank(
        weights in proptest::collection::vec(1_u32..100, 2..5),
        rows in proptest::collection::vec(proptest::collection::vec(1_u32..=100, 5), 2..9),
    ) {
        let input = file(&weights, &rows);
        let before = answer(&task(&input), &Efforts::default());
        let mut more = input.clone();
        let mut worse = input["items"][0].clone();
        worse["id"] = json!("worse");
        worse["values"].as_object_mut().unwrap().values_mut().for_each(|value| *value = json!(value.as_u64().unwrap() - 1));
        more["items"].as_array_mut().unwrap().push(worse);
        let after = answer(&task(&more), &Efforts::default());
        let ids = |answer: &lotse_priority::Answer| -> Vec<String> {
            answer.ranking.iter().map(|ranked| ranked.id.clone()).filter(|id| id != "worse").collect()
        };
        prop_assert_eq!(ids(&before), ids(&after));
        prop_assert!(after.dominated.contains(&"worse".to_owned()));
        for (one, other) in before.stability.iter().zip(&after.stability) {
            prop_assert!((one.low - other.low).abs() < 1e-12 && (one.high - other.high).abs() < 1e-12);
        }
        let first = |answer: &lotse_priority::Answer, id: &str| {
            answer.smaa.iter().find(|item| item.id == id).unwrap().rank_probability[0]
        };
        prop_assert!(ids(&before).iter().all(|id| (first(&before, id) - first(&after, id)).abs() < 1e-12));
        prop_assert!(first(&after, "worse") < 1e-12);
    }

    #[test]
    fn every_score_is_the_sum_of_its_parts(
        weights in proptest::collection::vec(1_u32..100, 2..5),
        rows in proptest::collection::vec(proptest::collection::vec(0_u32..=100, 5), 2..9),
    ) {
        for ranked in task(&file(&weights, &rows)).model.ranking() {
            let sum: f64 = ranked.parts.iter().map(|part| part.weight * part.value).sum();
            prop_assert_eq!(ranked.score.to_bits(), sum.to_bits());
            prop_assert!((ranked.low - ranked.score).abs() < 1e-9 && (ranked.high - ranked.score).abs() < 1e-9);
        }
    }
}

fn file(weights: &[u32], rows: &[Vec<u32>]) -> Value {
    let criteria: Vec<Value> = weights
        .iter()
        .enumerate()
        .map(|(place, weight)| json!({"id": format!("c{place}"), "weight": weight}))
        .collect();
    let items = rows.iter().enumerate().map(|(place, row)| {
        let values: serde_json::Map<String, Value> = row
            .iter()
            .take(weights.len())
            .enumerate()
            .map(|(place, value)| (format!("c{place}"), json!(value)))
            .collect();
        json!({"id": format!("p{place}"), "values": values, "cost_eur": row[0] + 1, "fte": 0.5})
    });
    json!({"criteria": criteria, "items": items.collect::<Vec<_>>(), "budget_eur": 100, "fte": 2, "seed": 3, "draws": 200})
}
