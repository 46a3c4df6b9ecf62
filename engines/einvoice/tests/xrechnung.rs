//! The rules of XRechnung against the published verdicts of the reference: the same rules, as often, or the same stop.
#![allow(clippy::print_stdout, clippy::unnecessary_wraps, reason = "the table is what the test is for")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use lotse_einvoice::{
    rules::{Rule, RuleSetName},
    run::Run,
    tree::{Document, Limits, decode, rsm},
    xrechnung::{RULE_SET_CII, RULE_SET_UBL},
};
use serde_json::Value;

/// How often each rule fired; `None`: the rule set stopped.
type Fired = Option<BTreeMap<String, usize>>;

#[test]
fn agrees_with_the_suite() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/einvoice");
    if !folder.join("verdicts.jsonl").exists() {
        println!("skipped: no suite");
        return;
    }
    assert_eq!(compare(&folder, of_suite), 0, "documents that differ");
}

/// `LOTSE_MUTANTS=folder:folder`, each with `verdicts.jsonl` of the reference.
#[test]
#[ignore = "needs documents that are not in the repository"]
fn agrees_on_mutants() {
    let folders = std::env::var("LOTSE_MUTANTS").expect("LOTSE_MUTANTS names the folders");
    let differing: usize = folders.split(':').map(|folder| compare(Path::new(folder), of_mutants)).sum();
    assert_eq!(differing, 0, "documents that differ");
}

/// Compares every document of the folder and prints what differs.
fn compare(folder: &Path, expected: fn(&Value, &BTreeSet<&str>) -> Option<Fired>) -> usize {
    let ours: BTreeSet<&str> =
        Rule::every().filter(|rule| rule.text().set == RuleSetName::XRechnung).map(Rule::id).collect();
    let (mut documents, mut stopped, mut fired) = (0_usize, 0_usize, BTreeMap::<String, usize>::new());
    let mut differing: Vec<(PathBuf, String)> = Vec::new();
    let mut by_rule = BTreeMap::<String, usize>::new();
    for line in fs::read_to_string(folder.join("verdicts.jsonl")).expect("verdicts are text").lines() {
        let verdict: Value = serde_json::from_str(line).expect("verdicts are JSON");
        let Some(expected) = expected(&verdict, &ours) else { continue };
        let file = folder.join(verdict["file"].as_str().expect("a verdict names its file"));
        let Some(actual) = check(&file) else { continue };
        documents += 1;
        stopped += usize::from(expected.is_none());
        for (rule, count) in expected.iter().flatten() {
            *fired.entry(rule.clone()).or_default() += count;
        }
        if expected != actual {
            differing.push((file, difference(expected.as_ref(), actual.as_ref(), &mut by_rule)));
        }
    }
    println!("{}: {documents} documents, {} differ, {stopped} stop", folder.display(), differing.len());
    println!("{} rules fire, {} times", fired.len(), fired.values().sum::<usize>());
    for (rule, count) in &by_rule {
        println!("  {rule}: {count}");
    }
    for (file, difference) in differing.iter().take(10) {
        println!("  {}: {difference}", file.display());
    }
    differing.len()
}

fn difference(
    expected: Option<&BTreeMap<String, usize>>,
    actual: Option<&BTreeMap<String, usize>>,
    by_rule: &mut BTreeMap<String, usize>,
) -> String {
    let (Some(expected), Some(actual)) = (expected, actual) else {
        let what = if expected.is_none() { "should stop" } else { "should not stop" };
        *by_rule.entry(what.to_owned()).or_default() += 1;
        return what.to_owned();
    };
    let rules: BTreeSet<&String> = expected.keys().chain(actual.keys()).collect();
    let mut out = String::new();
    for rule in rules {
        let (wanted, got) = (expected.get(rule).unwrap_or(&0), actual.get(rule).unwrap_or(&0));
        if wanted != got {
            *by_rule.entry(rule.clone()).or_default() += 1;
            out.extend([rule, " ", &wanted.to_string(), " expected, ", &got.to_string(), " found; "]);
        }
    }
    out
}

/// What our rules say; `None` for what cannot be read at all.
fn check(file: &Path) -> Option<Fired> {
    let bytes = fs::read(file).expect("the document is there");
    let text = decode(&bytes).ok()?;
    let document = Document::parse(&text, &Limits::default()).ok()?;
    let rules = if document.root().name() == rsm::CrossIndustryInvoice { &RULE_SET_CII } else { &RULE_SET_UBL };
    let mut run = Run::new(&document);
    if run.apply(rules).is_err() {
        return Some(None);
    }
    let mut fired = BTreeMap::new();
    for hit in &run.hits {
        *fired.entry(hit.rule.id().to_owned()).or_default() += 1;
    }
    Some(Some(fired))
}

fn of_suite(verdict: &Value, ours: &BTreeSet<&str>) -> Option<Fired> {
    let stopped = verdict["oracle_error"].as_array().into_iter().flatten();
    if stopped.clone().any(|error| error["stylesheet"].as_str().is_some_and(|name| name.starts_with("xr-"))) {
        return Some(None);
    }
    let mut fired = BTreeMap::new();
    for level in ["fired_fatal", "fired_warning", "fired_information"] {
        for rule in verdict[level].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if ours.contains(rule) {
                let count = verdict["counts"][rule].as_u64().unwrap_or(1);
                fired.insert(rule.to_owned(), usize::try_from(count).expect("a small number"));
            }
        }
    }
    Some(Some(fired))
}

fn of_mutants(verdict: &Value, _: &BTreeSet<&str>) -> Option<Fired> {
    if verdict["syntax"].is_null() || verdict.get("xml_error").is_some() {
        return None;
    }
    let Some(counts) = verdict["fired"]["xr"].as_object() else {
        return verdict["errors"]["xr"].is_string().then_some(None);
    };
    let count = |count: &Value| usize::try_from(count.as_u64().unwrap_or(0)).expect("a small number");
    Some(Some(counts.iter().map(|(rule, number)| (rule.clone(), count(number))).collect()))
}
