//! The rules of EN 16931 for UBL against the published verdicts of the reference.
//!
//! `LOTSE_MUTANTS=/folder` runs the same comparison over a folder of other documents with verdicts in the form of the
//! reference's own runner.

use std::{collections::BTreeMap, fs, path::Path};

use lotse_einvoice::{
    rules::RuleSetName,
    run::Run,
    tree::{Document, Limits, decode},
    ubl,
    xpath::Abort,
};
use serde_json::Value;

type Counts = BTreeMap<String, u64>;

/// What fires, or why the rule set stopped.
fn fired(bytes: &[u8]) -> Result<Counts, Abort> {
    let text = decode(bytes).expect("the suite is readable");
    let document = Document::parse(&text, &Limits::default()).expect("the suite is well-formed");
    let mut run = Run::new(&document);
    run.apply(&ubl::RULE_SET)?;
    let mut counts = Counts::new();
    for hit in &run.hits {
        *counts.entry(hit.rule.id().to_owned()).or_default() += 1;
    }
    Ok(counts)
}

#[derive(Default)]
struct Table {
    documents: usize,
    agree: usize,
    aborted: usize,
    differing: BTreeMap<String, usize>,
    examples: Vec<String>,
}

impl Table {
    /// `None`: the rule set of the reference stopped.
    fn add(&mut self, file: &str, expected: Option<&Counts>, found: &Result<Counts, Abort>) {
        self.documents += 1;
        let differences: Vec<String> = match (expected, found) {
            (None, Err(_)) => {
                self.aborted += 1;
                Vec::new()
            }
            (None, Ok(_)) => vec!["should have stopped".to_owned()],
            (Some(_), Err(abort)) => vec![format!("stopped with {}", abort.code)],
            (Some(expected), Ok(found)) => expected
                .keys()
                .chain(found.keys())
                .filter(|id| expected.get(*id) != found.get(*id))
                .map(|id| format!("{id} {:?} instead of {:?}", found.get(id), expected.get(id)))
                .collect(),
        };
        if differences.is_empty() {
            self.agree += 1;
            return;
        }
        for difference in &differences {
            let id = difference.split(' ').next().unwrap_or_default();
            *self.differing.entry(id.to_owned()).or_default() += 1;
        }
        if self.examples.len() < 10 || (self.examples.len() < 40 && std::env::var("LOTSE_MUTANTS").is_ok()) {
            self.examples.push(format!("{file}: {}", differences.join(", ")));
        }
    }

    fn print(&self) {
        println!("documents {}, agree {}, both stop {}", self.documents, self.agree, self.aborted);
        for (id, count) in &self.differing {
            println!("  {id}: {count}");
        }
        for example in &self.examples {
            println!("  {example}");
        }
    }
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("verdicts are text");
    text.lines().map(|line| serde_json::from_str(line).expect("a verdict is JSON")).collect()
}

fn is_ours(id: &str) -> bool {
    let rule = lotse_einvoice::rules::Rule::find(id).unwrap_or_else(|| panic!("unknown rule {id}"));
    rule.text().set == RuleSetName::En16931
}

#[test]
fn agrees_with_the_suite() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/einvoice");
    if !suite.exists() {
        println!("skipped: no suite");
        return;
    }
    let other = xrechnung_ids(&suite);
    let mut table = Table::default();
    for verdict in lines(&suite.join("verdicts.jsonl")) {
        if !verdict["syntax"].as_str().is_some_and(|syntax| syntax.starts_with("ubl")) {
            continue;
        }
        let file = verdict["file"].as_str().expect("a verdict names its file");
        let stopped = verdict["oracle_error"]
            .as_array()
            .is_some_and(|errors| errors.iter().any(|error| error["stylesheet"] == "en-ubl.xslt"));
        let mut expected = Counts::new();
        for level in ["fired_fatal", "fired_warning", "fired_information"] {
            for id in verdict[level].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !other.contains(&id.to_owned()) && is_ours(id) {
                    expected.insert(id.to_owned(), verdict["counts"][id].as_u64().unwrap_or(1));
                }
            }
        }
        let found = fired(&fs::read(suite.join(file)).expect("the file is there"));
        table.add(file, (!stopped).then_some(&expected), &found);
    }
    table.print();
    assert!(table.documents > 1000, "the suite has many documents in UBL");
    assert_eq!(table.agree, table.documents);
}

/// Rules of the other set.
fn xrechnung_ids(suite: &Path) -> Vec<String> {
    let text = fs::read_to_string(suite.join("rules.tsv")).expect("rules.tsv is text");
    let is_other = |line: &&str| !line.ends_with("EN16931-1.3.16");
    text.lines().filter(is_other).filter_map(|line| line.split('\t').next()).map(str::to_owned).collect()
}

#[test]
#[ignore = "needs LOTSE_MUTANTS"]
fn agrees_on_mutants() {
    let Ok(folders) = std::env::var("LOTSE_MUTANTS") else { return };
    let mut table = Table::default();
    for folder in folders.split(':').map(Path::new) {
        for verdict in lines(&folder.join("verdicts.jsonl")) {
            if !verdict["syntax"].as_str().is_some_and(|syntax| syntax.starts_with("ubl")) {
                continue;
            }
            let file = verdict["file"].as_str().expect("a verdict names its file");
            let expected: Option<Counts> = verdict["fired"]["en"].as_object().map(|fired| {
                fired.iter().map(|(id, count)| (id.clone(), count.as_u64().unwrap_or_default())).collect()
            });
            let found = fired(&fs::read(folder.join(file)).expect("the file is there"));
            let name = format!("{} {file} {} {}", folder.display(), verdict["mutations"], verdict["errors"]["en"]);
            table.add(&name, expected.as_ref(), &found);
        }
    }
    table.print();
    assert_eq!(table.agree, table.documents);
}
