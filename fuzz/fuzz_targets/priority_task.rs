//! Any bytes as a task of a board: refused with places, or answered, drawn and true to itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lotse_priority::{
    Efforts, Limits, answer,
    pictures::{self, Language},
    portfolio::Effort,
    read,
};

fuzz_target!(|data: &[u8]| {
    let limits = Limits { items: 30, criteria: 10, members: 10, links: 200, ..Limits::default() };
    let mut task = match read(data, &limits) {
        Ok(task) => task,
        Err(faults) => {
            assert!(!faults.0.is_empty());
            assert!(faults.0.iter().all(|fault| !fault.place.is_empty() && !fault.german().is_empty()));
            return;
        }
    };
    task.draws = Some(20);
    let effort = Effort(2_000_000);
    let answer =
        answer(&task, &Efforts { portfolio: effort, efficient: effort, next_step: effort, ..Efforts::default() });
    for ranked in &answer.ranking {
        let sum: f64 = ranked.parts.iter().map(|part| part.points).sum();
        assert!((sum - ranked.score).abs() < 1e-9 && ranked.low <= ranked.high + 1e-9);
    }
    for line in &answer.stability {
        assert!(
            0.0 <= line.low
                && line.low <= line.weight + 1e-9
                && line.weight <= line.high + 1e-9
                && line.high <= 1.0 + 1e-9
        );
    }
    for item in &answer.smaa {
        assert!((item.rank_probability.iter().sum::<f64>() - 1.0).abs() < 1e-6);
    }
    if let Some(portfolio) = &answer.portfolio {
        assert!(portfolio.value <= portfolio.bound + 1e-6);
    }
    assert!(pictures::page(&answer, Language::German).contains("</html>"));
});
