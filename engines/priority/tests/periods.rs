//! Money and posts period by period.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use lotse_priority::{Answer, Efforts, Limits, answer, read};
use proptest::prelude::*;
use serde_json::{Value, json};

fn answered(input: &Value) -> Answer {
    answer(&read(input.to_string().as_bytes(), &Limits::default()).unwrap(), &Efforts::default())
}

fn refused(input: &Value) -> String {
    read(input.to_string().as_bytes(), &Limits::default()).unwrap_err().to_string()
}

fn chosen(answer: &Answer) -> Vec<&str> {
    answer.portfolio.as_ref().unwrap().chosen.iter().map(String::as_str).collect()
}

fn two_years() -> Value {
    json!({"criteria": [{"id": "a", "weight": 1}], "seed": 1, "draws": 100,
        "periods": [{"id": "2027", "budget_eur": 100, "fte": 1}, {"id": "2028", "budget_eur": 50, "fte": 1}],
        "items": [{"id": "early", "values": {"a": 60}, "cost_eur": {"2027": 80}, "fte": 0.5},
                  {"id": "late", "values": {"a": 50}, "cost_eur": {"2027": 10, "2028": 50}, "fte": {"2028": 0.5}},
                  {"id": "number", "values": {"a": 40}, "cost_eur": 20, "fte": 0.5}]})
}

#[test]
fn each_period_has_its_own_limits() {
    let answer = answered(&two_years());
    // All three cost 110 in 2027; what is a number is due there.
    assert_eq!(chosen(&answer), ["early", "late"]);
    let portfolio = answer.portfolio.as_ref().unwrap();
    assert!((portfolio.cost_eur - 140.0).abs() < 1e-9 && (portfolio.fte - 1.0).abs() < 1e-9);
    let lines: Vec<(&str, f64, f64)> =
        portfolio.periods.iter().map(|line| (&*line.id, line.cost_eur, line.fte)).collect();
    assert_eq!(lines, [("2027", 90.0, 0.5), ("2028", 50.0, 1.0)]);
    assert_eq!(portfolio.periods[1].budget_eur, Some(50.0));
    assert!(answer.notices.iter().any(|notice| notice.contains("ersten Periode") && notice.contains("2027")));
}

#[test]
fn money_of_all_periods_may_be_limited_too() {
    let mut input = two_years();
    input["budget_eur"] = json!(100);
    assert_eq!(chosen(&answered(&input)), ["early", "number"]);
}

#[test]
fn posts_that_are_said_once_hold_in_each_period() {
    let mut input = two_years();
    input["periods"] = json!([{"id": "2027", "budget_eur": 1000}, {"id": "2028", "budget_eur": 1000}]);
    input["fte"] = json!(0.5);
    let answer = answered(&input);
    assert_eq!(chosen(&answer), ["early"]);
    assert_eq!(answer.portfolio.unwrap().periods[1].fte_available, Some(0.5));
}

#[test]
fn what_is_unknown_in_a_limited_period_is_named_and_not_chosen() {
    let mut input = two_years();
    input["items"][1]["cost_eur"]["2028"] = Value::Null;
    let answer = answered(&input);
    assert_eq!(chosen(&answer), ["early", "number"]);
    assert!(answer.notices.iter().any(|notice| notice.contains("cost_eur (2028)") && notice.contains("late")));
}

#[test]
fn faults_name_the_period() {
    let mut input = two_years();
    input["items"][1]["cost_eur"]["2029"] = json!(1);
    assert!(refused(&input).contains("items[1].cost_eur.2029: unknown period \"2029\""));
    let mut input = two_years();
    input["items"][1]["fte"]["2028"] = json!(-1);
    assert!(refused(&input).contains("items[1].fte.2028"));
    let mut input = two_years();
    input["periods"][1]["id"] = json!("2027");
    assert!(refused(&input).contains("periods[1].id"));
    let mut input = two_years();
    input["periods"][0]["budget_eur"] = json!("viel");
    assert!(refused(&input).contains("periods[0].budget_eur: expected a number"));
    let mut input = two_years();
    input["periods"] = json!({});
    assert!(refused(&input).contains("periods: expected a list"));
    let mut input = two_years();
    input.as_object_mut().unwrap().remove("periods");
    assert!(refused(&input).contains("items[0].cost_eur.2027: unknown period"));
}

#[test]
fn no_periods_are_as_good_as_none() {
    let mut input = json!({"criteria": [{"id": "a", "weight": 1}], "seed": 1, "draws": 100, "budget_eur": 5, "fte": 1,
        "items": [{"id": "x", "values": {"a": 60}, "cost_eur": 5, "fte": 1}]});
    let without = answered(&input);
    input["periods"] = json!([]);
    assert_eq!(without, answered(&input));
    assert!(without.portfolio.unwrap().periods.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn choices_over_periods_are_the_best_of_all(
        rows in proptest::collection::vec((0_u32..=100, proptest::collection::vec(0_u32..40, 3), 0_u32..10), 2..10),
        budgets in proptest::collection::vec(proptest::option::of(0_u32..150), 3),
        in_all in proptest::option::of(0_u32..300), fte in 0_u32..30,
    ) {
        let items: Vec<Value> = rows.iter().enumerate().map(|(place, (value, costs, fte))| {
            let costs: serde_json::Map<String, Value> =
                costs.iter().enumerate().map(|(year, cost)| (format!("y{year}"), json!(cost))).collect();
            json!({"id": format!("p{place}"), "values": {"a": value}, "cost_eur": costs, "fte": f64::from(*fte) / 10.0})
        }).collect();
        let periods: Vec<Value> =
            budgets.iter().enumerate().map(|(year, budget)| json!({"id": format!("y{year}"), "budget_eur": budget})).collect();
        let answer = answered(&json!({"criteria": [{"id": "a", "weight": 1}], "seed": 1, "draws": 10, "items": items,
            "periods": periods, "budget_eur": in_all, "fte": f64::from(fte) / 10.0}));
        let best = (0..1_u32 << rows.len()).filter_map(|set| {
            let inside = || rows.iter().enumerate().filter(|(place, _)| set >> place & 1 == 1).map(|(_, row)| row);
            let cost = |year: usize| inside().map(|row| row.1[year]).sum::<u32>();
            let fits = (0..3).all(|year| budgets[year].is_none_or(|budget| cost(year) <= budget))
                && in_all.is_none_or(|most| (0..3).map(cost).sum::<u32>() <= most)
                && inside().map(|row| row.2).sum::<u32>() <= fte;
            fits.then(|| inside().map(|row| row.0).sum::<u32>())
        }).max().unwrap();
        let portfolio = answer.portfolio.unwrap();
        prop_assert!(portfolio.optimal && (portfolio.value - f64::from(best)).abs() < 1e-6);
        let sum: f64 = portfolio.periods.iter().map(|line| line.cost_eur).sum();
        prop_assert!((sum - portfolio.cost_eur).abs() < 1e-6);
    }
}
