//! The whole check against the published verdicts of the reference: 2,089 documents, every rule that fires, schema
//! validity, scenario and recommendation. A folder of other documents with verdicts in the same form can be named in
//! `LOTSE_INVOICES`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may stop, and prints its table")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use lotse_einvoice::{
    NoInvoice, Options, Verdict, check_bytes,
    rules::{Level, Rule},
};
use serde_json::Value;

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites/einvoice");

#[derive(Default)]
struct Row {
    documents: usize,
    /// Agreements and documents compared, by what is compared.
    agree: BTreeMap<&'static str, (usize, usize)>,
}

#[test]
fn every_document_gets_the_verdict_of_the_reference() {
    let Some(folder) = folder() else {
        println!("skipped: no suite");
        return;
    };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut differences = Vec::new();
    for line in fs::read_to_string(folder.join("verdicts.jsonl")).unwrap().lines() {
        let expected: Value = serde_json::from_str(line).unwrap();
        let file = expected["file"].as_str().unwrap();
        let bytes = fs::read(folder.join(file)).unwrap();
        let row = rows.entry(expected["syntax"].as_str().unwrap_or("other").to_owned()).or_default();
        row.documents += 1;
        match check_bytes(&bytes, &Options::default()) {
            Ok(verdict) => compare(&expected, &verdict, file, row, &mut differences),
            Err(NoInvoice::OtherRoot(_)) if expected["syntax"].is_null() => {}
            Err(error) => differences.push(format!("{file}: {error}")),
        }
    }
    print_table(&rows);
    for difference in differences.iter().take(40) {
        println!("{difference}");
    }
    assert!(differences.is_empty(), "{} differences", differences.len());
}

#[test]
fn every_rule_of_the_reference_is_known_with_its_level_and_texts() {
    let Ok(table) = fs::read_to_string(Path::new(SUITE).join("rules.tsv")) else {
        println!("skipped: no suite");
        return;
    };
    let mut bound = BTreeSet::new();
    for line in table.lines().skip(1) {
        let [id, flag, syntaxes, _] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let rule = Rule::find(id).unwrap_or_else(|| panic!("{id} is not known")).text();
        assert!(!rule.german.is_empty() && !rule.english.is_empty(), "{id} has no text");
        for syntax in syntaxes.split(',') {
            let level = if syntax == "ubl" { rule.ubl } else { rule.cii };
            assert_eq!(
                level.map(|level| format!("{level:?}").to_lowercase()).as_deref(),
                Some(flag),
                "{id} in {syntax}"
            );
            bound.insert((rule.id, syntax.to_owned()));
        }
    }
    let ours: usize = Rule::every().map(|rule| [rule.text().ubl, rule.text().cii].iter().flatten().count()).sum();
    println!("{} rules in their syntaxes, with levels and texts", bound.len());
    assert_eq!(bound.len(), ours);
}

fn folder() -> Option<PathBuf> {
    let folder = env::var_os("LOTSE_INVOICES").map_or_else(|| Path::new(SUITE).to_owned(), PathBuf::from);
    folder.join("verdicts.jsonl").exists().then_some(folder)
}

fn compare(expected: &Value, verdict: &Verdict, file: &str, row: &mut Row, differences: &mut Vec<String>) {
    let mut note = |what: &'static str, expected: String, found: String| {
        let (agree, compared) = row.agree.entry(what).or_default();
        *compared += 1;
        if expected == found {
            *agree += 1;
        } else {
            differences.push(format!("{file}: {what}: expected {expected}, found {found}"));
        }
    };
    let stopped = |sheet: &str| {
        expected["oracle_error"].as_array().is_some_and(|errors| {
            errors.iter().any(|error| error["stylesheet"].as_str().is_some_and(|name| name.starts_with(sheet)))
        })
    };
    for (sheet, set) in [("en-", "EN16931"), ("xr-", "XRechnung")] {
        let found = verdict.aborted.iter().any(|aborted| aborted.name.starts_with(set));
        note("stopped", stopped(sheet).to_string(), found.to_string());
    }
    for (what, level) in [("fatal", Level::Fatal), ("warning", Level::Warning), ("information", Level::Information)] {
        let expected: Vec<_> = expected[format!("fired_{what}")]
            .as_array()
            .unwrap()
            .iter()
            .map(|id| counted(id.as_str().unwrap(), expected["counts"][id.as_str().unwrap()].as_u64().unwrap_or(1)))
            .collect();
        let found: Vec<_> = verdict
            .fired(level)
            .into_iter()
            .map(|id| counted(id, verdict.findings.iter().filter(|finding| finding.rule.id() == id).count() as u64))
            .collect();
        let only = |left: &[String], right: &[String]| {
            left.iter().filter(|id| !right.contains(id)).cloned().collect::<Vec<_>>().join(" ")
        };
        note(what, only(&expected, &found), only(&found, &expected));
    }
    note("schema", expected["xsd_valid"].to_string(), verdict.is_schema_valid().to_string());
    if expected.get("accept").is_some() {
        let scenario = verdict.scenario.map_or(Value::Null, |scenario| scenario.name().into());
        note("scenario", expected["scenario"].to_string(), scenario.to_string());
        note("accept", expected["accept"].to_string(), Value::from(verdict.accept()).to_string());
    }
}

fn counted(id: &str, count: u64) -> String {
    if count == 1 { id.to_owned() } else { format!("{id}×{count}") }
}

fn print_table(rows: &BTreeMap<String, Row>) {
    println!(
        "agreement with the reference\n{:15} {:>9} {:12} {:>8} {:>8}",
        "syntax", "documents", "of", "agree", "compared"
    );
    for (syntax, row) in rows {
        for (what, (agree, compared)) in &row.agree {
            println!("{syntax:15} {:>9} {what:12} {agree:>8} {compared:>8}", row.documents);
        }
    }
}
