//! Every published schema of the suite reads, counts as its index says, and renders.

// Helpers of tests are tests, too.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fs::{self, File};
use std::io::{BufReader, Cursor};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use flate2::read::GzDecoder;
use lotse_fim::reader::Outcome;
use lotse_fim::{Limits, Schema, check, read_with_problems};

fn suite() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/fim");
    if !path.is_dir() {
        println!("skipped: no suite");
        return None;
    }
    Some(path)
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

#[test]
fn all_schemas_count_as_indexed() {
    let Some(suite) = suite() else { return };
    let index: Vec<serde_json::Value> =
        serde_json::from_str(&fs::read_to_string(suite.join("xdf3/INDEX.json")).unwrap()).unwrap();
    println!("{:<36} {:>6} {:>6} {:>5} {:>6} {:>8}", "file", "fields", "groups", "rules", "(pos.)", "ms");
    let mut checked = 0;
    for (file, outcome, milliseconds) in outcomes(&suite) {
        let schema = outcome.schema.as_ref().expect("a schema");
        println!(
            "{file:<36} {:>6} {:>6} {:>5} {:>6} {milliseconds:>8.1}",
            outcome.fields, outcome.groups, outcome.rules, outcome.rule_occurrences,
        );
        assert_eq!(outcome.errors, [], "{file}");
        let entry = index
            .iter()
            .find(|entry| entry["fim_id"] == schema.id && entry["fim_version"] == schema.version)
            .expect("an entry in the index");
        assert_eq!(entry["name"].as_str().unwrap().trim(), schema.name);
        assert_eq!(entry["bezeichnung"].as_str().unwrap().trim(), schema.title);
        assert_eq!(entry["stats"]["datenfelder"], outcome.fields);
        assert_eq!(entry["stats"]["gruppen"], outcome.groups);
        // The index counts rules as often as they stand in the file, a report each rule once.
        assert_eq!(entry["stats"]["regeln"], outcome.rule_occurrences);
        assert_eq!(schema.counts(), (outcome.fields, outcome.groups));
        assert_eq!(schema.rules.len(), outcome.rules);
        assert!(outcome.rules <= outcome.rule_occurrences);
        checked += 1;
    }
    assert_eq!(checked, index.len());
}

#[test]
fn edge_cases() {
    let Some(suite) = suite() else { return };
    // File, valid by the XSD, lines of errors that have to be named.
    let expected: &[(&str, bool, &[u64])] = &[
        ("v3/duplicate-id-node.xml", false, &[8, 11]),
        ("v3/empty-id-node.xml", false, &[8, 10]),
        ("v3/input.xml", false, &[55]),
        ("v3/simple.xml", false, &[26]),
        ("v3/unexpected-node.xml", false, &[8, 11]),
        ("v3/unknown-namespace.xml", false, &[2]),
        ("v3/xmlstruct-schema.xml", true, &[]),
        ("v2/simple.xml", false, &[2]),
        ("v2/unknown-namespace.xml", false, &[2]),
    ];
    for (name, ok, lines) in expected {
        let report = check(Cursor::new(fs::read(suite.join("edge").join(name)).unwrap()));
        println!("{name}: ok={} {:?}", report.ok, (&report.id, report.fields, report.groups, report.rules));
        for error in &report.errors {
            println!("    {:>4} {}: {}", error.line, error.path, error.message);
        }
        assert_eq!(report.ok, *ok, "{name}");
        for line in *lines {
            assert!(report.errors.iter().any(|error| error.line == *line), "{name}: line {line}");
        }
    }
}

/// All schemas of the suite with the time it took to read them; read once for all tests.
fn outcomes(suite: &Path) -> &'static [(String, Outcome, f64)] {
    static OUTCOMES: OnceLock<Vec<(String, Outcome, f64)>> = OnceLock::new();
    OUTCOMES.get_or_init(|| files(&suite.join("xdf3"), "gz").iter().map(|path| outcome(path)).collect())
}

fn outcome(path: &Path) -> (String, Outcome, f64) {
    let begin = Instant::now();
    let unpacked = BufReader::new(GzDecoder::new(File::open(path).unwrap()));
    let outcome = read_with_problems(unpacked, &Limits::default());
    let milliseconds = begin.elapsed().as_secs_f64() * 1000.0;
    (path.file_name().unwrap().to_string_lossy().into_owned(), outcome, milliseconds)
}

#[test]
fn all_schemas_render_and_their_rules_are_read() {
    use lotse_fim::form::FormNodeKind;
    use lotse_fim::{Answers, Conditions, Form, FormOptions, sample_answers, validate_all};

    let Some(suite) = suite() else { return };
    let schemas: Vec<(&String, &Schema)> =
        outcomes(&suite).iter().map(|(file, outcome, _)| (file, outcome.schema.as_ref().expect("a schema"))).collect();
    for (file, schema) in &schemas {
        let form = Form::from_schema(schema, &FormOptions::default());
        assert!(!form.steps.is_empty(), "{file}");
        let (fields, groups) = schema.counts();
        let nodes = form.nodes();
        assert_eq!(nodes.len(), fields + groups, "{file}");
        for node in &nodes {
            assert!(!node.label.is_empty(), "{file} {}", node.path);
            assert!(form.node(&node.path).is_some_and(|found| found.path == node.path));
            assert!(schema.node(&node.path).is_some(), "{file} {}", node.path);
            if let FormNodeKind::Group(group) = &node.kind {
                assert!(!group.children.is_empty(), "{file} {}", node.path);
            }
        }
        let none = Conditions::default();
        // A page shows at least one occurrence of every node.
        let states = none.states(&form, &Answers::new());
        let shown: usize =
            (0..form.steps.len()).map(|step| count(&form.instances(step, &Answers::new(), &states))).sum();
        assert!(shown >= nodes.len(), "{file}: {shown} of {}", nodes.len());
        let answers = sample_answers(&form);
        let errors = validate_all(&form, &answers, &none);
        assert_eq!(errors, [], "{file}");
        let kept = lotse_fim::canonical(&form, &answers, &none);
        assert_eq!(kept.len(), answers.len(), "{file}");
        let nested = kept.to_nested(&form);
        assert_eq!(Answers::from_nested(&form, &nested).unwrap(), kept, "{file}");
        // An empty form is not complete where the schema asks for something.
        let demands = nodes.iter().any(|node| {
            node.min > 0
                && node.field().is_some_and(|field| field.input.takes_answer())
                && !node.path.as_str().contains('.')
        });
        let empty = validate_all(&form, &Answers::new(), &none);
        assert!(!demands || !empty.is_empty(), "{file}");
    }

    println!("{:<28} {:>7} {:>10} {:>5}", "rules", "entries", "understood", "open");
    let (mut entries, mut understood) = (0, 0);
    for path in files(&suite.join("rules"), "json") {
        let text = fs::read_to_string(&path).unwrap();
        let conditions = Conditions::from_json(&text).unwrap();
        let raw: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        println!(
            "{:<28} {:>7} {:>10} {:>5}",
            path.file_name().unwrap().to_string_lossy(),
            raw.len(),
            conditions.rules.len(),
            conditions.open_points.len()
        );
        assert_eq!(raw.len(), conditions.rules.len() + conditions.open_points.len());
        let with_tree = raw.iter().filter(|entry| !entry["condition"].is_null()).count();
        let contradictions =
            conditions.open_points.iter().filter(|point| point.message.contains("widerspricht")).count();
        assert!(conditions.rules.len() + contradictions >= with_tree, "every tree is understood");
        assert_eq!(serde_json::to_value(&conditions).unwrap(), serde_json::Value::Array(raw));
        entries += conditions.rules.len() + conditions.open_points.len();
        understood += conditions.rules.len();
        let name = path.file_name().unwrap().to_string_lossy().replace(".rules.json", "");
        for (_, schema) in schemas.iter().filter(|(_, schema)| schema.id == name) {
            let form = Form::from_schema(schema, &FormOptions::default());
            for point in &conditions.open_points_for(&form)[conditions.open_points.len()..] {
                println!("    {}: {}", point.place, point.message);
            }
            // Whatever is filled in, evaluation ends and says something.
            for answers in [Answers::new(), sample_answers(&form)] {
                let _ = validate_all(&form, &answers, &conditions);
                let _ = lotse_fim::canonical(&form, &answers, &conditions);
            }
        }
    }
    println!("{:<28} {entries:>7} {understood:>10} {:>5}", "all", entries - understood);
}

fn count(instances: &[lotse_fim::form::Instance<'_>]) -> usize {
    instances.iter().map(|instance| 1 + count(&instance.children)).sum()
}
