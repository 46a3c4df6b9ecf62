//! The classes of problems that are known to be hard (Pisinger: Where are the hard knapsack problems?, 2005), with one and
//! two resources, free and linked, in round sums and to the cent. The long table is for people:
//! `cargo test --release -p lotse-priority --test hard -- --ignored --nocapture`.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use std::fs;

use lotse_priority::portfolio::{Effort, Problem, Project, Resource, ResourceKind};
use proptest::prelude::*;

/// How value and price go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Free,
    /// A tenth up or down around the same measure.
    Weak,
    /// Value is price and a constant.
    Strong,
    /// Price is value and a constant.
    Inverse,
    /// Value is price.
    SubsetSum,
    /// All are worth the same.
    Equal,
    /// Value is price rounded up to thirds.
    Ceiling,
    /// The median of six judgements, and a price tied to it.
    Tied,
}

const CLASSES: [Class; 8] = [
    Class::Free,
    Class::Weak,
    Class::Strong,
    Class::Inverse,
    Class::SubsetSum,
    Class::Equal,
    Class::Ceiling,
    Class::Tied,
];

#[derive(Clone, Copy, Debug)]
struct Shape {
    class: Class,
    count: usize,
    has_staff: bool,
    has_links: bool,
    /// Prices in steps of so many cents.
    step: u64,
}

/// Numbers that are the same everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_wrap, reason = "small numbers")]
fn problem(shape: Shape, seed: u64) -> Problem {
    let mut draw = Draw(seed.wrapping_mul(0x9E37_79B9).wrapping_add(12_345));
    let range = 25_000_000 / shape.step;
    let mut projects = Vec::new();
    for place in 0..shape.count {
        let drawn = 1 + draw.below(range);
        let per_point = range as f64 / 100.0;
        let (steps, value) = match shape.class {
            Class::Free => (drawn, (1 + draw.below(10_000)) as f64 / 100.0),
            Class::Weak => {
                let around = drawn + draw.below(range / 5 + 1);
                (drawn + range / 10, around as f64 / per_point)
            }
            Class::Strong => (drawn, (drawn + range / 10) as f64 / per_point),
            Class::Inverse => (drawn + range / 10, drawn as f64 / per_point),
            Class::SubsetSum => (drawn, drawn as f64 / per_point),
            Class::Equal => (drawn, 50.0),
            Class::Ceiling => (drawn, drawn.div_ceil(3) as f64 * 3.0 / per_point),
            Class::Tied => {
                let sum: u64 = (0..6).map(|_| draw.below(101)).sum();
                ((3_000_000 + 30_000 * sum) / shape.step, sum as f64 / 6.0)
            }
        };
        let mut needs = vec![Some((steps * shape.step) as i64)];
        if shape.has_staff {
            needs.push(Some(draw.below(150) as i64 * 10_000_000));
        }
        let (mut requires, mut excludes) = (Vec::new(), Vec::new());
        if shape.has_links && place > 0 {
            let other = usize::try_from(draw.below(place as u64)).unwrap();
            match draw.below(8) {
                0 | 1 => requires.push(other),
                2 => excludes.push(other),
                _ => {}
            }
        }
        projects.push(Project { id: format!("p{place:03}"), value, needs, requires, excludes });
    }
    let kinds = [ResourceKind::Money, ResourceKind::Staff];
    let resources = kinds[..if shape.has_staff { 2 } else { 1 }].iter().enumerate().map(|(place, kind)| {
        let sum: i64 = projects.iter().filter_map(|project| project.needs[place]).sum();
        // Not a multiple of the step, so that nothing fills it by chance.
        Resource { name: place.to_string(), kind: *kind, available: Some(sum / 3) }
    });
    let resources = resources.collect();
    let minimums = if shape.has_links { vec![((0..shape.count / 4).collect(), shape.count / 8)] } else { Vec::new() };
    Problem::new(projects, resources, minimums).unwrap()
}

fn shapes(count: usize) -> impl Iterator<Item = Shape> {
    CLASSES.into_iter().flat_map(move |class| {
        [(false, false), (true, false), (false, true), (true, true)].into_iter().flat_map(
            move |(has_staff, has_links)| [50_000, 1].map(|step| Shape { class, count, has_staff, has_links, step }),
        )
    })
}

/// What this thread has taken of the processor: a busy machine does not count. Not on Linux: nothing.
fn processor_seconds() -> f64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|text| text.parse().ok()).map_or(0.0, |nanoseconds: f64| nanoseconds / 1e9)
}

/// One line for each shape: slowest, most states, widest gap, how many are proved.
#[expect(clippy::print_stdout, reason = "the table is the output")]
fn table(count: usize, seeds: u64) -> (f64, f64, u64) {
    println!(
        "\n{count} projects, {seeds} each: slowest [s of processor], most states, widest gap [%], proved, proved to be the cheapest of that value"
    );
    let (mut slowest, mut widest, mut open) = (0.0_f64, 0.0_f64, 0);
    let only = std::env::var("LOTSE_ONLY").unwrap_or_default();
    for shape in shapes(count).filter(|shape| format!("{shape:?}").contains(&only)) {
        let (mut seconds, mut nodes, mut gap, mut proved, mut cheapest) = (0.0_f64, 0, 0.0_f64, 0, 0);
        for seed in 0..seeds {
            let problem = problem(shape, seed);
            let begin = processor_seconds();
            let solution = problem.best(Effort::default());
            seconds = seconds.max(processor_seconds() - begin);
            nodes = nodes.max(solution.nodes);
            gap = gap.max(solution.gap());
            proved += u64::from(solution.is_optimal);
            cheapest += u64::from(solution.is_cheapest);
            assert!(solution.portfolio.is_some());
        }
        let resources = if shape.has_staff { "two" } else { "one" };
        let links = if shape.has_links { "linked" } else { "free" };
        let step = if shape.step == 1 { "cents" } else { "round" };
        println!(
            "{:<10} {resources} {links:<6} {step} {seconds:>7.3} {nodes:>10} {:>8.4} {proved}/{seeds} {cheapest}/{seeds}",
            format!("{:?}", shape.class),
            gap * 100.0
        );
        (slowest, widest, open) = (slowest.max(seconds), widest.max(gap), open + seeds - proved);
    }
    println!("slowest {slowest:.3} s, widest gap {:.4} %, not proved {open}", widest * 100.0);
    (slowest, widest, open)
}

#[test]
#[ignore = "a table for people, some minutes"]
fn forty_projects_of_each_class() {
    let seeds = std::env::var("LOTSE_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let (_, _, open) = table(40, seeds);
    assert_eq!(open, 0);
}

#[test]
#[ignore = "a table for people, some minutes"]
fn two_hundred_projects_of_each_class() {
    let seeds = std::env::var("LOTSE_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let (_, widest, _) = table(200, seeds);
    assert!(widest <= 0.005);
}

/// The most value of all choices, and the least cost of those that reach it; in the words of the task, not of the search.
fn best_of_all(problem: &Problem) -> Option<(f64, i64)> {
    let mut best: Option<(f64, i64)> = None;
    for set in 0..1_u32 << problem.projects().len() {
        let inside = |place: &usize| set >> place & 1 == 1;
        let chosen: Vec<&Project> = problem
            .projects()
            .iter()
            .enumerate()
            .filter(|(place, _)| inside(place))
            .map(|(_, project)| project)
            .collect();
        let is_linked =
            chosen.iter().all(|project| project.requires.iter().all(inside) && !project.excludes.iter().any(inside));
        let needs = |place: usize| chosen.iter().filter_map(|project| project.needs[place]).sum::<i64>();
        let fits =
            problem.resources().iter().enumerate().all(|(place, limit)| needs(place) <= limit.available.unwrap());
        let has_minimums = problem
            .minimums()
            .iter()
            .all(|(group, least)| group.iter().filter(|place| inside(place)).count() >= *least);
        if is_linked && fits && has_minimums {
            let (value, cost) = (chosen.iter().map(|project| project.value).sum::<f64>(), needs(0));
            let is_better =
                best.is_none_or(|(most, least)| value > most + 1e-9 || (value > most - 1e-9 && cost < least));
            if is_better {
                best = Some((value, cost));
            }
        }
    }
    best
}

/// The same projects in another order.
fn turned(problem: &Problem, by: usize) -> Problem {
    let count = problem.projects().len();
    let now_at = |place: &usize| (place + by) % count;
    let mut projects = problem.projects().to_vec();
    projects.rotate_right(by % count);
    for project in &mut projects {
        project.requires = project.requires.iter().map(now_at).collect();
        project.excludes = project.excludes.iter().map(now_at).collect();
    }
    let minimums = problem.minimums().iter().map(|(group, least)| (group.iter().map(now_at).collect(), *least));
    Problem::new(projects, problem.resources().to_vec(), minimums.collect()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn small_ones_of_each_class_are_the_best_and_the_cheapest_of_all(
        class in proptest::sample::select(CLASSES.to_vec()), count in 2_usize..=13, has_staff: bool, has_links: bool,
        step in proptest::sample::select(vec![50_000, 1]), seed in 0_u64..1 << 40,
    ) {
        let problem = problem(Shape { class, count, has_staff, has_links, step }, seed);
        let solution = problem.best(Effort::default());
        prop_assert!(solution.is_optimal);
        let found = solution.portfolio.as_ref().map(|portfolio| (portfolio.value, problem.cost(portfolio)));
        let best = best_of_all(&problem);
        prop_assert_eq!(found.is_some(), best.is_some());
        if let (Some((value, cost)), Some((most, least))) = (found, best) {
            prop_assert!((value - most).abs() < 1e-7, "{value} instead of {most}");
            prop_assert!(cost == least || !solution.is_cheapest, "{cost} instead of {least}");
            prop_assert!(solution.bound >= most - 1e-9 && solution.gap() < 1e-9);
        }
    }

    #[test]
    fn the_order_of_projects_changes_neither_value_nor_cost(
        class in proptest::sample::select(CLASSES.to_vec()), count in 2_usize..=22, has_staff: bool, has_links: bool,
        by in 1_usize..22, seed in 0_u64..1 << 40,
    ) {
        let problem = problem(Shape { class, count, has_staff, has_links, step: 50_000 }, seed);
        let other = turned(&problem, by);
        let (one, two) = (problem.best(Effort::default()), other.best(Effort::default()));
        prop_assert!(one.is_optimal && two.is_optimal);
        prop_assert_eq!(one.portfolio.is_some(), two.portfolio.is_some());
        if let (Some(first), Some(second)) = (one.portfolio, two.portfolio) {
            prop_assert!((first.value - second.value).abs() < 1e-7);
            if one.is_cheapest && two.is_cheapest {
                prop_assert_eq!(problem.cost(&first), other.cost(&second));
            }
        }
    }
}

#[test]
fn ties_of_forty_projects_with_two_resources_are_proved() {
    for class in [Class::Tied, Class::Inverse, Class::Equal] {
        for has_links in [false, true] {
            let problem = problem(Shape { class, count: 40, has_staff: true, has_links, step: 50_000 }, 3);
            let solution = problem.best(Effort::default());
            assert!(solution.is_optimal && solution.gap() <= 0.0, "{class:?}");
            // The same with hardly any work: a bound that holds.
            let hasty = problem.best(Effort(3_000_000));
            assert!(hasty.bound >= solution.portfolio.unwrap().value - 1e-7, "{class:?}");
        }
    }
}

#[test]
fn the_largest_values_and_needs_do_not_overflow() {
    let most = i64::MAX / 4 / 200;
    let project = |place: u32| Project {
        id: place.to_string(),
        value: 1e9 - f64::from(place) * 0.123_456_7,
        needs: vec![Some(most - i64::from(place)), None, Some(most)],
        requires: Vec::new(),
        excludes: Vec::new(),
    };
    let limit =
        |available: i64| Resource { name: String::new(), kind: ResourceKind::Money, available: Some(available) };
    let resources = vec![limit(i64::MAX / 8), Resource { available: None, ..limit(0) }, limit(i64::MAX / 4)];
    let problem = Problem::new((0..200).map(project).collect(), resources, Vec::new()).unwrap();
    let solution = problem.best(Effort(200_000_000));
    let portfolio = solution.portfolio.unwrap();
    assert!(portfolio.value > 9e10 && portfolio.value <= solution.bound + 1.0);
}
