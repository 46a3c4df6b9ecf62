//! The ends of what a file may say: one criterion, equals, nothing known, no budget, no way to choose.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use lotse_priority::{Answer, Efforts, Limits, answer, read};
use serde_json::{Value, json};

fn answered(input: &Value) -> Answer {
    answer(&read(input.to_string().as_bytes(), &Limits::default()).unwrap(), &Efforts::default())
}

fn chosen(answer: &Answer) -> Vec<&str> {
    answer.portfolio.as_ref().unwrap().chosen.iter().map(String::as_str).collect()
}

fn range(answer: &Answer, place: usize) -> (f64, f64) {
    (answer.stability[place].low, answer.stability[place].high)
}

#[test]
fn a_criterion_with_all_the_weight_may_have_any() {
    let mut input = json!({"criteria": [{"id": "a", "weight": 7}], "budget_eur": 10, "fte": 1, "seed": 1, "draws": 100,
        "items": [{"id": "x", "values": {"a": 60}, "cost_eur": 5, "fte": 0}, {"id": "y", "values": {"a": 40}, "cost_eur": 5, "fte": 0}]});
    assert_eq!(range(&answered(&input), 0), (0.0, 1.0));
    input["criteria"] = json!([{"id": "a", "weight": 7}, {"id": "b", "weight": 0}]);
    input["items"][0]["values"]["b"] = json!(0);
    input["items"][1]["values"]["b"] = json!(80);
    let answer = answered(&input);
    assert_eq!(range(&answer, 0), (0.0, 1.0));
    // 60·(1 − t) = 40·(1 − t) + 80·t, and so t = 1/5.
    assert!(range(&answer, 1).0 <= 0.0 && (range(&answer, 1).1 - 0.2).abs() < 1e-12);
}

#[test]
fn equals_share_a_rank_and_no_weight_parts_them() {
    let input = json!({"criteria": [{"id": "a", "weight": 1}, {"id": "b", "weight": 2}], "budget_eur": 5, "seed": 1, "draws": 100,
        "items": [{"id": "y", "values": {"a": 50, "b": 20}, "cost_eur": 5}, {"id": "x", "values": {"a": 50, "b": 20}, "cost_eur": 4}]});
    let answer = answered(&input);
    assert_eq!(answer.ranking.iter().map(|one| (&*one.id, one.rank)).collect::<Vec<_>>(), [("x", 1), ("y", 1)]);
    assert_eq!((range(&answer, 0), range(&answer, 1)), ((0.0, 1.0), (0.0, 1.0)));
    assert!(answer.dominated.is_empty());
    // Of equals the cheaper one.
    assert_eq!(chosen(&answer), ["x"]);
}

#[test]
fn where_nothing_is_known_everything_stays_open() {
    let input = json!({"criteria": [{"id": "a", "weight": 1}], "seed": 1, "draws": 20_000,
        "items": [{"id": "x", "values": {"a": null}}, {"id": "y", "values": {}}]});
    let answer = answered(&input);
    assert!(answer.ranking.iter().all(|one| one.low <= 0.0 && one.high >= 100.0 && !one.is_exact));
    assert!((answer.smaa[0].rank_probability[0] - 0.5).abs() < answer.precision);
    assert!(answer.dominated.is_empty());
    // No limit is named, so nothing is too dear.
    assert_eq!(chosen(&answer), ["x", "y"]);
    assert!(answer.notices.iter().any(|notice| notice.contains("budget_eur fehlt")));
}

#[test]
fn a_budget_of_nothing_buys_what_costs_nothing() {
    let input = json!({"criteria": [{"id": "a", "weight": 1}], "budget_eur": 0, "fte": 0, "seed": 1, "draws": 100,
        "items": [{"id": "dear", "values": {"a": 90}, "cost_eur": 1, "fte": 0}, {"id": "free", "values": {"a": 10}, "cost_eur": 0, "fte": 0},
                  {"id": "silent", "values": {"a": 90}}]});
    let answer = answered(&input);
    assert_eq!(chosen(&answer), ["free"]);
    assert!(answer.notices.iter().any(|notice| notice.contains("silent")));
}

#[test]
fn who_requires_what_it_excludes_is_never_chosen_and_named() {
    let input = json!({"criteria": [{"id": "a", "weight": 1}], "budget_eur": 100, "fte": 9, "seed": 1, "draws": 100,
        "items": [{"id": "x", "values": {"a": 90}, "cost_eur": 1, "fte": 0, "requires": ["y"], "excludes": ["y"]},
                  {"id": "y", "values": {"a": 10}, "cost_eur": 1, "fte": 0}]});
    let answer = answered(&input);
    assert_eq!(chosen(&answer), ["y"]);
    assert!(answer.notices.iter().any(|notice| notice.contains("Nie wählbar") && notice.contains('x')));
}

#[test]
fn minimums_that_cannot_be_met_leave_no_choice() {
    let input = json!({"criteria": [{"id": "a", "weight": 1}], "budget_eur": 5, "fte": 9, "seed": 1, "draws": 100,
        "minimum_per_group": {"it": 2},
        "items": [{"id": "x", "values": {"a": 90}, "cost_eur": 3, "fte": 0, "group": "it"},
                  {"id": "y", "values": {"a": 10}, "cost_eur": 3, "fte": 0, "group": "it"}]});
    assert_eq!(answered(&input).portfolio, None);
}

#[test]
fn hostile_files_are_refused() {
    let read = |text: &str| read(text.as_bytes(), &Limits::default()).unwrap_err().to_string();
    assert!(read(&"[".repeat(100_000)).contains("not JSON"));
    assert!(read("[]").contains("expected an object"));
    assert!(read(r#"{"criteria": [], "items": []}"#).contains("at least one criterion"));
    assert!(read(r#"{"criteria": [{"id": "a", "weight": 1e400}], "items": []}"#).contains("not JSON"));
    let twice = r#"{"criteria": [{"id": "a", "weight": 1, "weight": 2}], "items": [{"id": "x", "values": {}}]}"#;
    assert!(read(twice).contains("\"weight\" stands twice"));
}

#[test]
fn a_slip_of_the_pen_is_told_once_whatever_the_order() {
    let task = json!({
        "criteria": [{"id": "k", "weight": 1, "gewicht": 2}],
        "items": [{"id": "b", "values": {"k": 1}, "require": ["a"]}, {"id": "a", "values": {"k": 2}, "require": []}],
        "budget": 5, "seed": 1
    });
    let answer = answered(&task);
    let words = &answer.notices[0];
    assert!(words.contains(": budget, criteria.gewicht, items.require."), "{words}");
}

#[test]
fn draws_end_where_they_would_take_minutes() {
    let items: Vec<Value> =
        (0..200).map(|place| json!({"id": format!("i{place}"), "values": {"k": place % 7}})).collect();
    let task = json!({"criteria": [{"id": "k", "weight": 1}], "items": items, "draws": 1_000_000});
    let faults = read(task.to_string().as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!((faults.0.len(), faults.0[0].place.as_str()), (1, "draws"));
    assert!(faults.0[0].german().contains("250.000"), "{}", faults.0[0].german());
}
