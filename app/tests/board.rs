//! `lotse board rank` as a program: what it prints and how it ends.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use std::{
    fs,
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

const GOOD: &str = r#"{"criteria": [{"id": "nutzen", "weight": 60}, {"id": "eile", "weight": 40}],
 "items": [{"id": "portal", "values": {"nutzen": 80, "eile": [20, 50]}, "cost_eur": 120000, "fte": 0.5, "requires": [], "excludes": []},
           {"id": "archiv", "values": {"nutzen": 55, "eile": null}, "cost_eur": 80000.55, "fte": 1, "requires": ["portal"]},
           {"id": "sensor", "values": {"nutzen": 30, "eile": 10}, "cost_eur": 50000, "fte": 0.25, "excludes": ["archiv"]}],
 "budget_eur": 200000.55, "fte": 2, "seed": 7}"#;

fn lotse(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    command.args(["board", "rank"]).args(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn line(output: &Output) -> Value {
    serde_json::from_str(&text(&output.stdout)).unwrap()
}

#[test]
fn a_line_has_the_agreed_names() {
    let output = lotse(&["--json", "-"], GOOD);
    assert_eq!(output.status.code(), Some(0));
    let line = line(&output);
    assert_eq!(line["ranking"][0]["id"], "portal");
    assert!((line["ranking"][0]["score"].as_f64().unwrap() - 62.0).abs() < 1e-9);
    let stability = &line["stability"][0];
    assert_eq!(stability["criterion"], "eile");
    assert!(stability["low"].as_f64().unwrap() <= 0.4 && stability["high"].as_f64().unwrap() >= 0.4);
    let first = line["smaa"].as_array().unwrap().iter().map(|item| item["rank_probability"][0].as_f64().unwrap());
    assert!((first.sum::<f64>() - 1.0).abs() < 1e-9);
    assert_eq!(line["dominated"], serde_json::json!(["sensor"]));
    let portfolio = &line["portfolio"];
    assert_eq!(portfolio["chosen"], serde_json::json!(["archiv", "portal"]));
    assert_eq!(portfolio["cost_eur"], 200_000.55);
    assert_eq!((&portfolio["fte"], &portfolio["optimal"]), (&1.5.into(), &true.into()));
}

#[test]
fn the_same_seed_prints_the_same() {
    assert_eq!(lotse(&["--json", "-"], GOOD).stdout, lotse(&["--json", "-"], GOOD).stdout);
}

#[test]
fn faults_are_named_with_their_place() {
    let cases = [
        (
            GOOD.replace("\"requires\": []", "\"requires\": [\"archiv\"]"),
            "cycle",
            "items[1].requires",
            "archiv → portal → archiv",
        ),
        (
            GOOD.replace("60", "0").replace("\"weight\": 40", "\"weight\": 0"),
            "weights-sum-to-zero",
            "criteria",
            "Gewichte",
        ),
        (GOOD.replace("[\"portal\"]", "[\"portale\"]"), "unknown-id", "items[1].requires[0]", "portale"),
        (GOOD.replace("\"eile\": 10", "\"eil\": 10"), "unknown-id", "items[2].values.eil", "eil"),
        (GOOD.replace("\"nutzen\": 30", "\"nutzen\": 130"), "out-of-range", "items[2].values.nutzen", "130"),
        (GOOD.replace("[20, 50]", "[50, 20]"), "low-above-high", "items[0].values.eile", "50"),
        (GOOD.replace("\"sensor\"", "\"portal\""), "duplicate-id", "items[2].id", "items[0]"),
        (GOOD.replace("120000", "-1"), "out-of-range", "items[0].cost_eur", "-1"),
        (GOOD[..50].to_owned(), "not-json", "$", "Zeile 1"),
    ];
    for (input, code, place, word) in cases {
        let output = lotse(&["--json", "-"], &input);
        assert_eq!(output.status.code(), Some(2), "{code}");
        let line = line(&output);
        assert_eq!(
            (&line["ok"], &line["faults"][0]["code"], &line["faults"][0]["place"]),
            (&false.into(), &code.into(), &place.into())
        );
        assert!(line["error"].as_str().unwrap().contains(word), "{line}");
        let words = text(&lotse(&["-"], &input).stderr);
        assert!(words.contains(place) && words.contains(word), "{words}");
    }
}

#[test]
fn people_read_the_ranking_and_why() {
    let words = text(&lotse(&["-"], GOOD).stdout);
    for part in [
        "1. portal",
        "62,0 (56,0 bis 68,0) = 14,0 eile (offen) + 48,0 nutzen",
        "200.000,55",
        "1,50 VZÄ",
        "keine ist besser",
        "100.000 zufällige Gewichtungen",
        "(alle, die es gibt)",
    ] {
        assert!(words.contains(part), "{part} is missing:\n{words}");
    }
}

#[test]
fn periods_are_shown_with_their_limits() {
    let input = GOOD.replace("\"cost_eur\": 120000", "\"cost_eur\": {\"2027\": 90000, \"2028\": 30000}").replace(
        "\"budget_eur\"",
        "\"periods\": [{\"id\": \"2027\", \"budget_eur\": 100000, \"fte\": 2}, {\"id\": \"2028\"}], \"budget_eur\"",
    );
    let words = text(&lotse(&["-"], &input).stdout);
    for part in ["2027: 90.000 € von 100.000 €, 0,50 von 2,00 VZÄ", "ersten Periode fällig (2027)"] {
        assert!(words.replace('\u{a0}', " ").contains(part), "{part} is missing:\n{words}");
    }
    let wrong = lotse(&["--json", "-"], &input.replace("\"2028\": 30000", "\"2029\": 30000"));
    assert_eq!(wrong.status.code(), Some(2));
    assert_eq!(line(&wrong)["faults"][0]["place"], "items[0].cost_eur.2029");
}

#[test]
fn pictures_are_written_with_their_tables() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("bilder");
    assert_eq!(lotse(&["--pictures", place.to_str().unwrap(), "-"], GOOD).status.code(), Some(0));
    for name in ["ranking", "stability", "acceptability", "frontier"] {
        let svg = fs::read_to_string(place.join(format!("{name}.svg"))).unwrap();
        assert!(svg.starts_with("<svg") && svg.contains("<title"), "{name}");
    }
    let page = fs::read_to_string(place.join("bericht.html")).unwrap();
    assert_eq!(page.matches("<svg").count(), 4);
    assert_eq!(page.matches("<table>").count(), 4);
}
