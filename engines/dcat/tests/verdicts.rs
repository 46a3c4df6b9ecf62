//! The whole check against the verdicts of the reference over a folder of catalogues: whether each can be read, how many
//! triples, datasets, distributions and services it has, and every rule that does not hold with its count. A folder of other
//! catalogues with verdicts in the same form can be named in `LOTSE_CATALOGUES`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may stop, and prints its table")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::PathBuf,
};

use lotse_dcat::{Limits, Profile, Reading, Severity, Source, check, check::Total, read};
use serde_json::Value;

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites/opendata");

#[derive(Default)]
struct Row {
    files: usize,
    agree: usize,
    triples: usize,
    violations: usize,
    warnings: usize,
}

#[test]
fn every_catalogue_gets_the_verdict_of_the_reference() {
    let folder = env::var_os("LOTSE_CATALOGUES").map_or_else(|| PathBuf::from(SUITE), PathBuf::from);
    let Ok(verdicts) = fs::read_to_string(folder.join("verdicts.jsonl")) else {
        println!("skipped: no suite");
        return;
    };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut differences = Vec::new();
    for line in verdicts.lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let file = expected["file"].as_str().unwrap();
        let bytes = fs::read(folder.join("catalogs").join(file)).unwrap();
        let reading = read(&bytes, &Source { name: Some(file), ..Source::default() }, &Limits::default());
        let row = rows.entry(file.split('/').next().unwrap().to_owned()).or_default();
        row.files += 1;
        let before = differences.len();
        match reading {
            Ok(reading) => compare(&expected, &reading, file, row, &mut differences),
            Err(_) if expected["results"].is_null() => {}
            Err(error) => differences.push(format!("{file}: {error}")),
        }
        row.agree += usize::from(differences.len() == before);
    }
    print_table(&rows);
    for difference in differences.iter().take(60) {
        println!("{difference}");
    }
    assert!(differences.is_empty(), "{} differences", differences.len());
}

fn compare(expected: &Value, reading: &Reading, file: &str, row: &mut Row, differences: &mut Vec<String>) {
    let graph = &reading.graph;
    if expected["results"].is_null() {
        return differences.push(format!("{file}: read with {} triples, the reference cannot", graph.len()));
    }
    let checked = check(graph, Profile::De3);
    row.triples += graph.len();
    row.violations += checked.number_of(Severity::Violation);
    row.warnings += checked.number_of(Severity::Warning);
    let counts = [
        ("triples", graph.len()),
        ("datasets", checked.counts.datasets),
        ("distributions", checked.counts.distributions),
        ("services", checked.counts.services),
    ];
    for (name, count) in counts {
        if expected[name].as_u64() != Some(count as u64) {
            differences.push(format!("{file}: {name} {count}, not {}", expected[name]));
        }
    }
    let is_lenient = reading.notices.iter().any(|notice| ["sloppy-iris", "lenient"].contains(&notice.code()));
    if is_lenient != (expected["parse"] == "lenient") {
        differences.push(format!("{file}: {:?}, not {}", reading.notices, expected["parse"]));
    }
    let wanted: BTreeSet<String> = expected["results"].as_array().unwrap().iter().map(as_text).collect();
    let mut found = BTreeSet::new();
    for (name, severity) in [("Violation", Severity::Violation), ("Warning", Severity::Warning)] {
        found.extend(checked.totals(graph, severity).iter().map(|total| total_as_text(name, total)));
    }
    differences.extend(wanted.difference(&found).map(|text| format!("{file}: missing  {text}")));
    differences.extend(found.difference(&wanted).map(|text| format!("{file}: too much {text}")));
}

fn as_text(result: &Value) -> String {
    let text = |name: &str| result[name].as_str().unwrap_or("-").to_owned();
    format!("{} {} {} {} ×{}", text("severity"), text("target_class"), text("path"), text("component"), result["count"])
}

fn total_as_text(severity: &str, total: &Total) -> String {
    let text = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
    format!("{severity} {} {} {} ×{}", text(&total.target_class), text(&total.path), total.component, total.count)
}

fn print_table(rows: &BTreeMap<String, Row>) {
    println!("{:<24} {:>6} {:>6} {:>8} {:>10} {:>8}", "folder", "files", "agree", "triples", "violations", "warnings");
    let mut all = Row::default();
    let line = |name: &str, row: &Row| {
        println!(
            "{name:<24} {:>6} {:>6} {:>8} {:>10} {:>8}",
            row.files, row.agree, row.triples, row.violations, row.warnings
        );
    };
    for (name, row) in rows {
        line(name, row);
        all.files += row.files;
        all.agree += row.agree;
        all.triples += row.triples;
        all.violations += row.violations;
        all.warnings += row.warnings;
    }
    line("all", &all);
}
