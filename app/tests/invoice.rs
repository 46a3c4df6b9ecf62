//! `lotse invoice` as a program: what it prints and how it ends.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test may panic and print")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::{Value, json};

const UBL: &str = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
     xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">\n\
     <cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>\n<cbc:ID>R 1</cbc:ID>\n</Invoice>";

fn lotse(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    command.arg("invoice").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

#[track_caller]
fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn suite() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/suites/einvoice");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no suite");
    None
}

#[test]
fn a_line_has_the_agreed_names_first() {
    let output = lotse(&["check", "--json", "-"], UBL.as_bytes());
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let line = &lines(&output)[0];
    let names = [
        "file",
        "syntax",
        "scenario",
        "xsd_valid",
        "fired_fatal",
        "fired_warning",
        "fired_information",
        "undecidable",
        "accept",
        "rule_sets",
    ];
    let mut from = 0;
    for name in names {
        let place = text[from..].find(&format!("\"{name}\":")).unwrap_or_else(|| panic!("{name} is not in its place"));
        from += place;
    }
    assert_eq!(line["file"], "-");
    assert_eq!(line["syntax"], "ubl-invoice");
    assert_eq!(line["scenario"], "EN16931 (UBL Invoice)");
    assert_eq!(line["accept"], false);
    assert_eq!(line["rule_sets"]["en16931"], "1.3.16");
    assert_eq!(line["totals"]["number"], "R 1");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_document_without_a_known_specification_is_undecidable() {
    let other = UBL.replace("urn:cen.eu:en16931:2017", "urn:example");
    let output = lotse(&["check", "--json", "-"], other.as_bytes());
    let line = &lines(&output)[0];
    assert_eq!(line["accept"], Value::Null);
    assert!(line["undecidable"].as_str().unwrap().contains("BT-24"));
    assert_eq!(output.status.code(), Some(1));
    let forced = lotse(&["check", "--json", "--scenario", "xrechnung", "-"], other.as_bytes());
    assert_eq!(lines(&forced)[0]["scenario"], "EN16931 XRechnung (UBL Invoice)");
    let text = String::from_utf8(lotse(&["check", "-"], other.as_bytes()).stdout).unwrap();
    assert!(text.contains("NICHT ENTSCHEIDBAR") && text.contains("Nicht ungeprüft annehmen"), "{text}");
}

#[test]
fn what_cannot_be_read_says_why_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_string_lossy().into_owned()
    };
    let empty = folder.path().join("leer");
    fs::create_dir(&empty).unwrap();
    let cases = [
        (folder.path().join("fehlt.xml").to_string_lossy().into_owned(), "cannot-read"),
        (file("leer.xml", b""), "not-xml"),
        (file("kaputt.xml", b"<Invoice><a></Invoice>"), "not-xml"),
        (file("dtd.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "not-xml"),
        (file("brief.xml", b"<brief/>"), "no-invoice"),
        (file("bild.pdf", b"%PDF-1.7\n%%EOF\n"), "pdf.broken"),
        (empty.to_string_lossy().into_owned(), "empty-folder"),
    ];
    let paths: Vec<&str> = cases.iter().map(|(path, _)| path.as_str()).collect();
    let output = lotse(&[&["check", "--json"], paths.as_slice()].concat(), b"");
    assert_eq!(output.status.code(), Some(2));
    for (line, (path, code)) in lines(&output).iter().zip(&cases) {
        assert_eq!((line["file"].as_str(), line["code"].as_str()), (Some(path.as_str()), Some(*code)), "{line}");
        assert!(line["error"].as_str().is_some_and(|text| text.len() > 10), "{line}");
        assert_eq!((&line["accept"], &line["fired_fatal"]), (&json!(false), &json!([])), "{line}");
    }
    let text = String::from_utf8(lotse(&["check", &cases[5].0], b"").stdout).unwrap();
    assert!(text.contains("NICHT LESBAR – Das PDF ist beschädigt"), "{text}");
}

#[test]
fn folders_are_read_in_order_and_results_come_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("b");
    fs::create_dir(&below).unwrap();
    for name in ["a.xml", "c.XML", "b/z.xml", "b/y.xml", "b/readme.txt", ".hidden.xml"] {
        fs::write(folder.path().join(name), UBL).unwrap();
    }
    let output = lotse(&["check", "--json", "--jobs", "8", &folder.path().to_string_lossy()], b"");
    let found = lines(&output);
    let files: Vec<&str> = found.iter().map(|line| line["file"].as_str().unwrap()).collect();
    let expected: Vec<String> = ["a.xml", "b/y.xml", "b/z.xml", "c.XML"]
        .iter()
        .map(|name| folder.path().join(name).to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, expected);
}

/// The program says about the suite what the verdicts say, in the order of the files, whatever the number of threads.
#[test]
fn the_suite_through_the_program() {
    let Some(suite) = suite() else { return };
    let files = suite.join("files").to_string_lossy().into_owned();
    let output = lotse(&["check", "--json", &files], b"");
    let one_thread = lotse(&["check", "--json", "--jobs", "1", &files], b"");
    assert!(output.stdout == one_thread.stdout, "the same in one thread");
    let found = lines(&output);
    let verdicts = fs::read_to_string(suite.join("verdicts.jsonl")).unwrap();
    let verdicts: Vec<Value> = verdicts.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found.len(), verdicts.len());
    let name = |line: &Value| Path::new(line["file"].as_str().unwrap()).file_name().unwrap().to_owned();
    let by_name: std::collections::HashMap<_, _> = found.iter().map(|line| (name(line), line)).collect();
    let mut compared = 0;
    for verdict in &verdicts {
        let line = by_name[&name(verdict)];
        assert_eq!((&line["syntax"], &line["scenario"]), (&verdict["syntax"], &verdict["scenario"]), "{verdict}");
        assert_eq!((&line["xsd_valid"], &line["accept"]), (&verdict["xsd_valid"], &verdict["accept"]), "{verdict}");
        // Where a rule set of the reference stopped, its rules are missing from the lists.
        if verdict.get("oracle_error").is_some() {
            assert!(line["undecidable"].is_string(), "{verdict}");
            continue;
        }
        for level in ["fired_fatal", "fired_warning", "fired_information"] {
            assert_eq!(line[level], verdict[level], "{level}: {verdict}");
        }
        compared += 1;
    }
    println!("{} documents as the verdicts say, {compared} of them to the last rule", verdicts.len());
}

/// A PDF with the invoice inside, made by `show` of the invoice itself.
#[test]
fn an_invoice_comes_out_of_a_pdf_as_it_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let (path, pdf) = (folder.path().join("r.xml"), folder.path().join("r.anzeige.pdf"));
    fs::write(&path, UBL).unwrap();
    assert_eq!(lotse(&["show", "--pdf", &path.to_string_lossy()], b"").status.code(), Some(0));
    let pdf = pdf.to_string_lossy().into_owned();
    let to = folder.path().join("heraus");
    let to_text = to.to_string_lossy().into_owned();
    for name in ["rechnung.xml", "rechnung-2.xml"] {
        assert_eq!(lotse(&["extract", &pdf, "--to", &to_text], b"").status.code(), Some(0));
        assert_eq!(fs::read_to_string(to.join(name)).unwrap(), UBL);
    }
    let lines_of = |file: &str| lines(&lotse(&["check", "--json", file], b""));
    let (inside, outside) = (&lines_of(&pdf)[0], &lines_of(&path.to_string_lossy())[0]);
    assert_eq!(inside["fired_fatal"], outside["fired_fatal"]);
    assert_eq!(inside["accept"], false);
}

#[test]
fn extract_says_that_there_is_no_invoice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bild.pdf");
    fs::write(&path, b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n").unwrap();
    let output = lotse(&["extract", &path.to_string_lossy()], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("keine Rechnung als XML"));
    fs::write(&path, b"%PDF-1.7\n%%EOF\n").unwrap();
    let output = lotse(&["extract", &path.to_string_lossy()], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("beschädigt"));
    let missing = lotse(&["extract", "gibt-es-nicht.pdf"], b"");
    assert_eq!(missing.status.code(), Some(2));
}

#[test]
fn attachments_of_an_invoice_come_out_and_views_are_no_second_invoice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.xml").to_string_lossy().into_owned();
    let reference = "<cac:AdditionalDocumentReference \
         xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\"><cbc:ID>1</cbc:ID><cac:Attachment>\
         <cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/csv\" filename=\"../auf.csv\">YTtiCg==</cbc:EmbeddedDocumentBinaryObject>\
         </cac:Attachment></cac:AdditionalDocumentReference></Invoice>";
    fs::write(&path, UBL.replace("</Invoice>", reference)).unwrap();
    assert_eq!(lotse(&["extract", &path], b"").status.code(), Some(0));
    assert_eq!(fs::read(folder.path().join("auf.csv")).unwrap(), b"a;b\n");
    for name in ["r.anzeige.pdf", "r.anzeige-2.pdf"] {
        let output = lotse(&["show", "--pdf", &path], b"");
        assert!(String::from_utf8(output.stdout).unwrap().trim_end().ends_with(name));
    }
    let all = lines(&lotse(&["check", "--json", &folder.path().to_string_lossy()], b""));
    assert_eq!(all.len(), 1);
    let view = folder.path().join("r.anzeige.pdf").to_string_lossy().into_owned();
    assert_eq!(lines(&lotse(&["check", "--json", &view], b"")).len(), 1);
    fs::write(&path, UBL).unwrap();
    assert_eq!(lotse(&["extract", &path], b"").status.code(), Some(1));
}

#[test]
fn show_writes_text_a_page_and_a_pdf() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.xml");
    let hostile = UBL.replace("R 1", "R &lt;script&gt; | **1**");
    fs::write(&path, hostile).unwrap();
    let path = path.to_string_lossy().into_owned();
    let text = String::from_utf8(lotse(&["show", &path], b"").stdout).unwrap();
    assert!(text.starts_with("Rechnung R <script> | **1**"), "{text}");
    let html = String::from_utf8(lotse(&["show", "--html", &path], b"").stdout).unwrap();
    assert!(html.contains("R &lt;script&gt; | **1**") && !html.contains("<script"), "{html}");
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("src="), "stands alone: {html}");
    let pdf = lotse(&["show", "--pdf", &path], b"");
    assert_eq!(pdf.status.code(), Some(0), "{}", String::from_utf8_lossy(&pdf.stderr));
    let written = fs::read(folder.path().join("r.anzeige.pdf")).unwrap();
    assert!(written.starts_with(b"%PDF-"));
    let to = folder.path().join("r.html").to_string_lossy().into_owned();
    assert_eq!(lotse(&["show", "-", "--html", "--language", "en", "--to", &to], UBL.as_bytes()).status.code(), Some(0));
    assert!(fs::read_to_string(to).unwrap().contains("<html lang=\"en\">"));
    assert_eq!(lotse(&["show", "gibt-es-nicht.xml"], b"").status.code(), Some(2));
}
