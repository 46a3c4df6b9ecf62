//! The CII rules of EN 16931 against the published verdicts of the reference, document by document.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use lotse_einvoice::{
    cii::RULE_SET,
    rules::{Rule, RuleSetName},
    run::Run,
    tree::{Document, Limits, decode},
};
use serde_json::Value;

/// Rules that fire, and how often; `None`: the rule set stopped.
type Fired = Option<BTreeMap<String, u64>>;

fn fired(path: &Path) -> Result<Fired, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let text = decode(&bytes).map_err(|error| error.to_string())?;
    let document = Document::parse(&text, &Limits::default()).map_err(|error| error.to_string())?;
    let mut run = Run::new(&document);
    if run.apply(&RULE_SET).is_err() {
        return Ok(None);
    }
    let mut fired = BTreeMap::new();
    for hit in &run.hits {
        *fired.entry(hit.rule.id().to_owned()).or_insert(0) += 1;
    }
    Ok(Some(fired))
}

/// What a line of the suite's table says about EN 16931 rules.
fn expected_of_suite(verdict: &Value) -> Fired {
    let stopped = verdict["oracle_error"].as_array().is_some_and(|errors| {
        errors.iter().any(|error| error["stylesheet"].as_str().is_some_and(|name| name.starts_with("en-")))
    });
    if stopped {
        return None;
    }
    let ids = ["fired_fatal", "fired_warning", "fired_information"]
        .into_iter()
        .flat_map(|list| verdict[list].as_array().into_iter().flatten())
        .filter_map(Value::as_str);
    Some(
        ids.filter(|id| Rule::find(id).is_some_and(|rule| rule.text().set == RuleSetName::En16931))
            .map(|id| (id.to_owned(), verdict["counts"][id].as_u64().unwrap_or(1)))
            .collect(),
    )
}

/// What a line of a folder of changed documents says: `fired.en` by rule, null where the rule set stopped.
fn expected_of_changed(verdict: &Value) -> Fired {
    let fired = verdict["fired"]["en"].as_object()?;
    Some(fired.iter().map(|(id, count)| (id.clone(), count.as_u64().unwrap_or(1))).collect())
}

/// What one document shows: rules with how often they were wanted and found.
fn differences(wanted: &Fired, found: &Fired) -> Vec<(String, u64, u64)> {
    let (Some(wanted), Some(found)) = (wanted, found) else {
        return vec![("(stops)".to_owned(), u64::from(wanted.is_none()), u64::from(found.is_none()))];
    };
    let ids: BTreeSet<_> = wanted.keys().chain(found.keys()).collect();
    let count = |of: &BTreeMap<String, u64>, id: &str| of.get(id).copied().unwrap_or(0);
    ids.into_iter()
        .map(|id| (id.clone(), count(wanted, id), count(found, id)))
        .filter(|(_, wanted, found)| wanted != found)
        .collect()
}

/// Compares all CII documents of a table, prints the differences and returns how many documents differ.
fn compare(folder: &Path, expected: fn(&Value) -> Fired) -> usize {
    let table = fs::read_to_string(folder.join("verdicts.jsonl")).expect("verdicts.jsonl can be read");
    let (mut documents, mut agree, mut stopped) = (0, 0, 0);
    let mut differing: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut examples = Vec::new();
    for line in table.lines() {
        let verdict: Value = serde_json::from_str(line).expect("a line is JSON");
        if verdict["syntax"] != "cii" {
            continue;
        }
        let file = verdict["file"].as_str().expect("a line names its file");
        let path = if folder.join(file).exists() { folder.join(file) } else { folder.join("files").join(file) };
        documents += 1;
        let wanted = expected(&verdict);
        stopped += usize::from(wanted.is_none());
        let found = match fired(&path) {
            Ok(found) if wanted == found => {
                agree += 1;
                continue;
            }
            Ok(found) => found,
            Err(reason) => {
                examples.push(format!("{file}: unreadable: {reason}"));
                continue;
            }
        };
        let mut example = format!("{file}: rule wanted/found");
        for (id, wanted, found) in differences(&wanted, &found) {
            let _ = write!(example, " {id} {wanted}/{found}");
            let entry = differing.entry(id).or_default();
            entry.0 += usize::from(wanted > found);
            entry.1 += usize::from(wanted < found);
        }
        examples.push(format!("{example} {}", verdict["mutations"]));
    }
    println!("CII, EN 16931: {documents} documents, {agree} agree, on {stopped} the rule set of the reference stops");
    for (id, (missed, extra)) in &differing {
        println!("  {id}: missed in {missed} documents, too much in {extra}");
    }
    examples.iter().take(10).for_each(|example| println!("  {example}"));
    documents - agree
}

#[test]
fn agrees_with_the_suite() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/einvoice");
    if !folder.exists() {
        println!("skipped: no suite");
        return;
    }
    assert_eq!(compare(&folder, expected_of_suite), 0);
}

/// `LOTSE_MUTANTS` names a folder with `verdicts.jsonl` and changed documents.
#[test]
#[ignore = "needs a folder of changed documents"]
fn agrees_with_changed_documents() {
    let folder = PathBuf::from(std::env::var("LOTSE_MUTANTS").expect("LOTSE_MUTANTS names a folder"));
    assert_eq!(compare(&folder, expected_of_changed), 0);
}

#[test]
fn every_rule_of_cii_has_texts() {
    let bound: Vec<_> =
        Rule::every().map(Rule::text).filter(|text| text.set == RuleSetName::En16931 && text.cii.is_some()).collect();
    assert_eq!(bound.len(), 806);
    for text in bound {
        assert!(!text.german.is_empty() && !text.english.is_empty(), "{}", text.id);
    }
}
