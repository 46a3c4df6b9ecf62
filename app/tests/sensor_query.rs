//! `lotse sensor query` as a program: what it prints and how it ends.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

const CITY: &str = r#"{
    "Things": [{ "@iot.id": 1, "name": "Pegel Nord", "description": "Brücke", "Datastreams": [{ "@iot.id": 7, "name": "Stand" }] }],
    "Observations": [
        { "@iot.id": 1, "result": 1.5, "phenomenonTime": "2026-05-01T10:00:00Z", "Datastream": { "@iot.id": 7 } },
        { "@iot.id": 2, "result": 3, "phenomenonTime": "2026-05-01T11:00:00Z", "Datastream": { "@iot.id": 7 } },
        { "@iot.id": 3, "result": 9, "phenomenonTime": "2026-05-01T12:00:00Z", "Datastream": { "@iot.id": 99 } }
    ]
}"#;

/// Asks entities that are given on standard input.
fn query(entities: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    command.args(["sensor", "query", "--entities", "-"]).args(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(entities.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap().trim_end()
}

#[test]
fn addresses_and_page_sizes_that_make_no_sense_are_refused() {
    for arguments in
        [["--page-size", "0", "Things"], ["--base", "example.org/v1.1", "Things"], ["--base", "https://", "Things"]]
    {
        let output = query("", &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

/// What is left of `"Things?$filter=name eq 'x'"` in a shell must not answer with everything.
#[test]
fn an_option_without_a_name_is_a_fault() {
    let output = query(CITY, &["Things?=name eq 'x'"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("$filter"), "{}", text(&output.stderr));
    assert_eq!(query(CITY, &["Things?other=1"]).status.code(), Some(0));
}

#[test]
fn the_bare_answer_is_the_body_of_a_server() {
    let request =
        "Observations?$filter=Datastream/Thing/name eq 'Pegel Nord' and phenomenonTime lt now()&$select=result&$top=1";
    let arguments = ["--json", "--base", "https://example.org/v1.1/", "--now", "2026-05-02T00:00:00Z", request];
    let output = query(CITY, &arguments);
    assert_eq!(output.status.code(), Some(0));
    let body: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(body["value"], json!([{ "result": 1.5 }]));
    let next = body["@iot.nextLink"].as_str().unwrap();
    assert!(next.starts_with("https://example.org/v1.1/Observations?"), "{next}");

    let arguments = ["--json", "--base", "https://example.org/v1.1", "--now", "2026-05-02T00:00:00Z", next];
    let body: Value = serde_json::from_slice(&query(CITY, &arguments).stdout).unwrap();
    assert_eq!(body, json!({ "value": [{ "result": 3 }] }));
}

#[test]
fn values_are_bare_and_null_is_empty() {
    assert_eq!(text(&query(CITY, &["--json", "Things(1)/name/$value"]).stdout), "Pegel Nord");
    let null = query(CITY, &["--json", "Things(1)/properties"]);
    assert_eq!((null.status.code(), text(&null.stdout)), (Some(0), ""));
    assert!(text(&query(CITY, &["Things(1)/properties"]).stdout).starts_with("204"));
}

#[test]
fn people_see_entities_and_what_is_below_them() {
    let output = query(CITY, &["Things?$expand=Datastreams&$count=true"]);
    let shown = text(&output.stdout);
    for line in ["Einträge: 1 von 1", "Things(1) Pegel Nord", "  Datastreams (1)", "    Datastreams(7) Stand"] {
        assert!(shown.lines().any(|each| each == line), "{line} in {shown}");
    }
    let remark = text(&output.stderr);
    assert!(remark.contains("Observations[2].Datastream") && remark.contains("Datastreams(99)"), "{remark}");
}

#[test]
fn a_wrong_request_is_shown_with_its_place() {
    let output = query(CITY, &["Things?$filter=nmae eq 'x'"]);
    assert_eq!(output.status.code(), Some(1));
    let shown = text(&output.stderr);
    assert!(shown.contains("Meinen Sie „name“?"), "{shown}");
    assert!(shown.ends_with("  Things?$filter=nmae eq 'x'\n                 ^^^^"), "{shown}");
    assert_eq!(query(CITY, &["--json", "Things(5)"]).status.code(), Some(1));
}

#[test]
fn what_is_no_file_of_entities_ends_with_two() {
    for entities in ["", "{}", "<xml/>", "[1]"] {
        let output = query(entities, &["Things"]);
        assert_eq!(output.status.code(), Some(2), "{entities}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    let missing = command.args(["sensor", "query", "--entities", "/nowhere.json", "Things"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
}
