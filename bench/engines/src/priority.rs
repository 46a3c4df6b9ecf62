//! Portfolios and SMAA at the sizes a region has: 40 projects exactly, 200 with a proved gap.

use std::{hint::black_box, time::Instant};

use anyhow::{Result, ensure};
use lotse_priority::{
    Efforts, answer,
    input::{Limits, read},
    portfolio::Effort,
    smaa,
};
use serde_json::json;

use crate::report::{Row, cpu_seconds, median};

const ROUNDS: usize = 3;
const SECONDS: &str = "s";
/// Of each size so many tasks; the slowest counts.
const TASKS: u64 = 5;
const CRITERIA: usize = 6;
/// Seconds.
const EXACT_40: f64 = 1.0;
const GAP_200: f64 = 10.0;
/// A gap that changes no decision.
const GAP: f64 = 0.005;
/// Of the bare sums of products so much may be lost to drawing, sorting, counting.
const OF_BARE_SUMS: f64 = 0.02;

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (kind, name) in KINDS {
        let (forty, is_exact, _) = slowest(40, kind)?;
        ensure!(is_exact, "40 projects, {name}, were not solved to the end");
        let name = format!("40 projects, {name}, slowest of {TASKS}");
        rows.push(Row::rate(name, forty, SECONDS).against_cost("may take", EXACT_40).at_least(1.0));
    }
    let (mut two_hundred, mut gap) = (0.0_f64, 0.0_f64);
    for (kind, _) in KINDS {
        let (seconds, _, of_kind) = slowest(200, kind)?;
        (two_hundred, gap) = (two_hundred.max(seconds), gap.max(of_kind));
    }
    let name = format!("200 projects, slowest of all these {}", TASKS * KINDS.len() as u64);
    rows.push(Row::rate(name, two_hundred, SECONDS).against_cost("may take", GAP_200).at_least(1.0));
    rows.push(Row::rate("widest gap of them", gap * 100.0, "%").against_cost("may be", GAP * 100.0).at_least(1.0));
    rows.extend([whole(40)?, whole(200)?, draws()?]);
    Ok(rows)
}

/// Seconds of processor time, whether all were solved to the end, and the widest gap.
fn slowest(count: usize, kind: Kind) -> Result<(f64, bool, f64)> {
    let (mut seconds, mut is_exact, mut gap) = (0.0_f64, true, 0.0_f64);
    for seed in 0..TASKS {
        let task = read(task(count, seed, kind).as_bytes(), &Limits::default())?;
        let begin = cpu_seconds()?;
        let solution = black_box(task.problem.best(Effort::default()));
        seconds = seconds.max(cpu_seconds()? - begin);
        is_exact &= solution.is_optimal;
        gap = gap.max(solution.gap());
    }
    // Never nothing: a ratio is taken of both.
    Ok((seconds.max(1e-6), is_exact, gap.max(1e-9)))
}

/// Everything `lotse board rank` answers.
fn whole(count: usize) -> Result<Row> {
    let task = read(task(count, 0, Kind::Free).as_bytes(), &Limits::default())?;
    let begin = Instant::now();
    black_box(answer(&task, &Efforts::default()));
    let name = format!("everything about {count} projects");
    let row = Row::rate(name, begin.elapsed().as_secs_f64(), SECONDS);
    Ok(if count == 200 { row.against_cost("may take", GAP_200).at_least(1.0) } else { row })
}

/// Draws against nothing but the sums of products they cannot do without.
#[expect(clippy::cast_precision_loss, reason = "some hundred thousand draws")]
fn draws() -> Result<Row> {
    const DRAWS: usize = 20_000;
    let task = read(task(40, 0, Kind::Free).as_bytes(), &Limits::default())?;
    let values: Vec<Vec<f64>> =
        task.model.items().iter().map(|item| item.values.iter().map(|value| value.middle()).collect()).collect();
    let (mut own, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        black_box(smaa::acceptabilities(&task.model, 1, DRAWS));
        own.push(DRAWS as f64 / begin.elapsed().as_secs_f64());
        let begin = Instant::now();
        for draw in 0..DRAWS {
            let weights = [1.0 / (draw + 1) as f64; CRITERIA];
            for item in &values {
                black_box(item.iter().zip(black_box(&weights)).map(|(value, weight)| value * weight).sum::<f64>());
            }
        }
        bare.push(DRAWS as f64 / begin.elapsed().as_secs_f64());
    }
    Ok(Row::rate("SMAA, 40 items, 6 criteria", median(own), "draws/s")
        .against("sums of products alone", median(bare))
        .at_least(OF_BARE_SUMS))
}

/// How price and value go together: the classes of Pisinger, Where are the hard knapsack problems? (2005).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Not at all.
    Free,
    /// What is worth more costs more, in the same measure, from a common base price.
    Tied,
    /// Price within a tenth of value.
    Weak,
    /// Value is price and a constant.
    Strong,
    /// Value is price.
    SubsetSum,
    /// All are worth the same.
    Equal,
}

const KINDS: [(Kind, &str); 6] = [
    (Kind::Free, "free prices"),
    (Kind::Tied, "prices tied to value"),
    (Kind::Weak, "value near price"),
    (Kind::Strong, "value from price"),
    (Kind::SubsetSum, "value is price"),
    (Kind::Equal, "equal values"),
];

/// Projects with money and posts for about a third of them; the free ones with requirements and exclusions.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "prices and posts are small and above 0"
)]
fn task(count: usize, seed: u64, kind: Kind) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9).wrapping_add(12_345);
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut weight = || if kind == Kind::Free { 1 + next(9) } else { 1 };
    let criteria: Vec<_> = (0..CRITERIA).map(|place| json!({"id": format!("c{place}"), "weight": weight()})).collect();
    let (mut items, mut cost, mut posts) = (Vec::new(), 0.0, 0);
    for place in 0..count {
        let mut judged: Vec<f64> = (0..CRITERIA).map(|_| next(101) as f64).collect();
        let (mut cents, hundredths) = (2_000_000 + 50_000 * next(500), next(150));
        match kind {
            Kind::Free => {}
            Kind::Tied => cents = 3_000_000 + 30_000 * judged.iter().sum::<f64>() as u64,
            // To the cent: nothing fills the budget by itself.
            Kind::Weak => judged = vec![(cents as f64 * (90 + next(21)) as f64 / 100.0) / 350_000.0; CRITERIA],
            Kind::Strong => {
                cents = 1 + next(25_000_000);
                judged = vec![(cents + 2_500_000) as f64 / 350_000.0; CRITERIA];
            }
            Kind::SubsetSum => {
                cents = 1 + next(25_000_000);
                judged = vec![cents as f64 / 250_000.0; CRITERIA];
            }
            Kind::Equal => judged = vec![50.0; CRITERIA],
        }
        let euros = cents as f64 / 100.0;
        (cost, posts) = (cost + euros, posts + hundredths);
        let values: serde_json::Map<_, _> =
            judged.iter().enumerate().map(|(place, value)| (format!("c{place}"), json!(value))).collect();
        let mut item = json!({"id": format!("p{place:03}"), "values": values, "cost_eur": euros, "fte": hundredths as f64 / 100.0});
        if kind != Kind::Free || place == 0 {
            // Links only make it easier.
        } else if next(4) == 0 {
            item["requires"] = json!([format!("p{:03}", next(place as u64))]);
        } else if next(5) == 0 {
            item["excludes"] = json!([format!("p{:03}", next(place as u64))]);
        }
        items.push(item);
    }
    let (fte, budget) = (posts as f64 / 300.0, (cost * 100.0 / 3.0).floor() / 100.0);
    json!({"criteria": criteria, "items": items, "budget_eur": budget, "fte": fte, "seed": 1}).to_string()
}
