//! How long everything about a task takes; a table for people:
//! `cargo test --release -p lotse-priority --test effort -- --ignored --nocapture`.

use std::time::Instant;

use lotse_priority::{Efforts, Limits, answer, read};
use serde_json::json;

fn file(count: u64, is_tied: bool) -> String {
    let mut state = 12_345_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let criteria: Vec<_> = (0..6).map(|place| json!({"id": format!("c{place}"), "weight": 1 + place})).collect();
    let (mut cost, mut items) = (0, Vec::new());
    for place in 0..count {
        let values: Vec<u64> = (0..6).map(|_| next(101)).collect();
        let euros = if is_tied { 30_000 + 300 * values.iter().sum::<u64>() } else { 20_000 + 500 * next(500) };
        cost += euros;
        let values: serde_json::Map<_, _> =
            values.iter().enumerate().map(|(place, value)| (format!("c{place}"), json!(value))).collect();
        items.push(json!({"id": format!("p{place:03}"), "values": values, "cost_eur": euros, "fte": next(100) / 10}));
    }
    json!({"criteria": criteria, "items": items, "budget_eur": cost / 3, "fte": count, "seed": 1}).to_string()
}

#[test]
#[ignore = "a table for people"]
fn everything_about_a_task() {
    println!("projects, prices: seconds, efficient choices, whether these are all, proved");
    for count in [10, 20, 30, 40, 80, 200] {
        for is_tied in [false, true] {
            let task = read(file(count, is_tied).as_bytes(), &Limits::default()).unwrap();
            let begin = Instant::now();
            let answer = answer(&task, &Efforts::default());
            let seconds = begin.elapsed().as_secs_f64();
            println!(
                "{count:>4} {:<5} {seconds:>7.3} {:>5} {:<5} {}",
                if is_tied { "tied" } else { "free" },
                answer.efficient.len(),
                answer.efficient_complete,
                answer.portfolio.unwrap().optimal
            );
            assert!(seconds < 30.0);
        }
    }
}
