//! `lotse data` as a program: what it prints and how it ends.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use std::{
    fs,
    io::Write,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

const GOOD: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://data.example/1> a dcat:Dataset ; dct:title \"Bäume\"@de ; dct:description \"Alle Bäume\"@de ;
  dct:publisher [ a foaf:Organization ; foaf:name \"Stadt\" ] .\n";

fn lotse(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    command.arg("data").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn line(output: &Output) -> Value {
    serde_json::from_str(&text(output)).unwrap()
}

#[test]
fn the_end_says_whether_all_is_well() {
    assert_eq!(lotse(&["check", "-"], GOOD).status.code(), Some(0));
    assert_eq!(lotse(&["check", "-"], &GOOD.replace("dct:title", "dct:alternative")).status.code(), Some(1));
    assert_eq!(lotse(&["check", "-"], "<a> <b>").status.code(), Some(2));
    assert_eq!(lotse(&["check", "gibt-es-nicht.ttl"], "").status.code(), Some(2));
}

#[test]
fn a_line_has_the_agreed_names_first() {
    let output = lotse(&["check", "--json", "-"], GOOD);
    let names =
        ["file", "ok", "triples", "datasets", "distributions", "services", "violations", "warnings", "infos", "mqa"];
    let text = text(&output);
    let mut from = 0;
    for name in names {
        let place = text[from..].find(&format!("\"{name}\":"));
        from += place.unwrap_or_else(|| panic!("{name} is missing or not in its place: {text}"));
    }
    let line = line(&output);
    assert_eq!((&line["ok"], &line["triples"], &line["datasets"]), (&true.into(), &6.into(), &1.into()));
    assert_eq!(line["violations"], Value::Array(Vec::new()));
    assert_eq!(line["mqa"]["max"], 405);
}

#[test]
fn a_file_without_metadata_is_no_fault_and_is_named() {
    for input in ["", "<http://e/s> <http://e/p> <http://e/o> ."] {
        for arguments in [&["check", "-"][..], &["check", "--short", "-"]] {
            let output = lotse(arguments, &format!("@prefix a: <http://a/> . {input}"));
            assert_eq!(output.status.code(), Some(0));
            assert!(text(&output).contains("keine Metadaten nach DCAT gefunden"), "{}", text(&output));
        }
        let line = line(&lotse(&["check", "--json", "-"], &format!("@prefix a: <http://a/> . {input}")));
        assert_eq!((&line["ok"], &line["infos"][0]["component"]), (&true.into(), &"NoMetadata".into()));
        assert_eq!(line["violations"], Value::Array(Vec::new()));
    }
}

#[test]
fn findings_are_counted_by_class_path_and_component() {
    let output = lotse(&["check", "--json", "-"], &GOOD.replace("foaf:Organization", "foaf:Document"));
    let expected = serde_json::json!([{
        "target_class": "http://www.w3.org/ns/dcat#Dataset",
        "path": "http://purl.org/dc/terms/publisher",
        "component": "ClassConstraintComponent",
        "count": 1
    }]);
    assert_eq!(line(&output)["violations"], expected);
}

#[test]
fn what_cannot_be_read_is_a_line_too() {
    let line = line(&lotse(&["check", "--json", "-"], "{\"name\": \"a\", \"title\": \"b\", \"resources\": []}"));
    assert_eq!((&line["ok"], &line["code"]), (&false.into(), &"ckan-package".into()));
    assert!(line["error"].as_str().unwrap().contains("lotse data convert"));
}

#[test]
fn people_read_what_is_wrong_where_and_what_to_do() {
    let text = text(&lotse(&["check", "-"], &GOOD.replace("dct:publisher", "dct:language \"deutsch\" ; dct:creator")));
    for words in ["3 FEHLER", "„Bäume“", "gemeint ist wohl", "language/DEU", "von 405 Punkten", "Das bringt am meisten"]
    {
        assert!(text.contains(words), "{words} is missing: {text}");
    }
}

#[test]
fn a_folder_is_checked_with_all_in_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("unten")).unwrap();
    for name in ["a.ttl", "unten/b.ttl", ".versteckt.ttl", "kein-katalog.pdf"] {
        fs::write(folder.path().join(name), GOOD).unwrap();
    }
    let output = lotse(&["check", "--short", folder.path().to_str().unwrap()], "");
    assert!(text(&output).contains("2 Dateien: 2 in Ordnung"), "{}", text(&output));
}

#[test]
fn a_catalogue_goes_through_every_format_and_back() {
    let mut current = GOOD.to_owned();
    let folder = tempfile::tempdir().unwrap();
    for format in ["rdf", "jsonld", "nt", "ttl"] {
        let path = folder.path().join(format!("katalog.{format}"));
        let input = folder.path().join("vorher.txt");
        fs::write(&input, &current).unwrap();
        let output = lotse(&["convert", "--to", format, "--out", path.to_str().unwrap(), input.to_str().unwrap()], "");
        assert_eq!(output.status.code(), Some(0), "{format}: {}", String::from_utf8_lossy(&output.stderr));
        current = fs::read_to_string(&path).unwrap();
    }
    assert_eq!(line(&lotse(&["check", "--json", "-"], &current))["triples"], 6);
}

#[test]
fn a_catalogue_becomes_a_package_and_a_package_a_catalogue() {
    let package = text(&lotse(&["convert", "--to", "ckan", "-"], GOOD));
    let value: Value = serde_json::from_str(&package).unwrap();
    assert_eq!((&value["title"], &value["name"]), (&"Bäume".into(), &"baeume".into()));
    let output = lotse(&["convert", "--to", "nt", "-"], &package);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output).contains("\"Bäume\"@de"));
}
