//! `lotse evidence verify` as a program, over stamps of openssl's time-stamping authority.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of a test may panic and print")]

use std::{
    fs,
    process::{Command, Output},
};

use lotse_evidence::{
    record::{EvidenceRecord, HashTree},
    time_stamp::{DigestAlgorithm, TimeStampRequest, TimeStampToken, open_response},
};
use serde_json::{Value, json};

#[path = "../../engines/evidence/tests/openssl/support.rs"]
#[expect(dead_code, reason = "the tests of the engine use the rest")]
mod support;

use support::{Authority, Setup, is_there};

const ALGORITHM: DigestAlgorithm = DigestAlgorithm::Sha256;

fn lotse(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lotse")).args(["evidence", "verify"]).args(arguments).output().unwrap()
}

#[track_caller]
fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn report(arguments: &[&str]) -> (Option<i32>, Value) {
    let output = lotse(&[&["--json"], arguments].concat());
    let report = serde_json::from_slice(&output.stdout);
    (output.status.code(), report.unwrap_or_else(|_| panic!("no report: {}", text(&output.stderr))))
}

/// An authority, and a folder with what it proves.
struct Archive {
    authority: Authority,
}

impl Archive {
    /// A curve, since its keys are made quickly.
    fn new() -> Option<Self> {
        let key = &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
        is_there().then(|| Self { authority: Authority::new(&Setup { key, ..Setup::default() }) })
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.authority.path(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn root(&self) -> String {
        self.authority.path("root.pem").to_str().unwrap().to_owned()
    }

    fn stamp(&self, imprint: &[u8]) -> TimeStampToken {
        let request = TimeStampRequest::new(ALGORITHM, imprint.to_vec(), [5; 16]);
        open_response(&self.authority.stamp_request(&request.to_der())).unwrap()
    }

    /// The record of the first file in a tree over all of them, renewed once.
    fn record(&self, contents: &[&[u8]]) -> Vec<u8> {
        let groups = contents.iter().map(|content| vec![ALGORITHM.digest(content)]).collect();
        let tree = HashTree::new(ALGORITHM, groups).unwrap();
        let record = EvidenceRecord::new(tree.reduced(0), self.stamp(tree.root()));
        let (_, hash) = record.renewal_of_stamp();
        let token = self.stamp(&hash);
        record.with_renewed_stamp(None, token).to_der()
    }
}

#[test]
fn a_record_holds_for_its_data_and_no_other() {
    let Some(archive) = Archive::new() else { return };
    let record = archive.file("akte.ers", archive.record(&[b"plan", b"karte", b"brief"]));
    let plan = archive.file("plan.pdf", "plan");
    let altered = archive.file("plan-geaendert.pdf", "plaN");
    let foreign = archive.file("brief.pdf", "brief");
    let root = archive.root();

    let output = lotse(&["--trust", &root, &record, &plan]);
    assert_eq!(output.status.code(), Some(0));
    let told = text(&output.stdout);
    for part in ["Der Nachweis hält.", "Die Daten gab es am", "Erneuern Sie den Nachweis vor dem", "Zeitstempel 2"] {
        assert!(told.contains(part), "{part} is missing: {told}");
    }
    let (code, good) = report(&["--trust", &root, &record, &plan]);
    assert_eq!((code, &good["ok"], &good["kind"]), (Some(0), &json!(true), &json!("evidence_record")));
    let names = ["ok", "kind", "proven_since", "renew_before", "weakest_link", "links", "notes"];
    assert!(names.iter().all(|name| good.get(name).is_some()) && good.as_object().unwrap().len() == names.len());
    assert!(good["proven_since"].is_i64() && good["renew_before"].as_i64() > good["proven_since"].as_i64());
    assert_eq!(good["links"].as_array().unwrap().len(), 3, "the data and two stamps: {good}");

    for wrong in [&altered, &foreign] {
        let (code, bad) = report(&["--trust", &root, &record, wrong]);
        assert_eq!((code, &bad["ok"], &bad["weakest_link"]["code"]), (Some(1), &json!(false), &json!("not_covered")));
        assert_eq!((&bad["proven_since"], &bad["renew_before"]), (&Value::Null, &Value::Null));
        let told = text(&lotse(&["--trust", &root, &record, wrong]).stdout);
        assert!(told.starts_with("Der Nachweis hält nicht.") && told.contains("steht nicht im Nachweis"), "{told}");
    }
}

#[test]
fn a_record_that_was_changed_does_not_hold() {
    let Some(archive) = Archive::new() else { return };
    let mut bytes = archive.record(&[b"plan", b"karte"]);
    let plan = archive.file("plan.pdf", "plan");
    let root = archive.root();
    // A bit in the last signature, which stands at the end.
    *bytes.last_mut().unwrap() ^= 1;
    let record = archive.file("akte.ers", &bytes);
    let (code, bad) = report(&["--trust", &root, &record, &plan]);
    assert_eq!((code, &bad["weakest_link"]["place"]), (Some(1), &json!("Zeitstempel 2 der Kette 1")), "{bad}");
    let cut = archive.file("kurz.ers", &bytes[..bytes.len() - 1]);
    let (code, bad) = report(&["--trust", &root, &cut, &plan]);
    assert_eq!((code, &bad["kind"], &bad["weakest_link"]["code"]), (Some(1), &json!("unknown"), &json!("unreadable")));
}

#[test]
fn an_answer_of_the_authority_is_evidence_and_fits_its_request() {
    let Some(archive) = Archive::new() else { return };
    let response = archive.file("antwort.tsr", archive.authority.stamp(b"vertrag"));
    let request = archive.authority.path("request").to_str().unwrap().to_owned();
    let contract = archive.file("vertrag.pdf", "vertrag");
    let root = archive.root();
    let (code, good) = report(&["--trust", &root, "--request", &request, &response, &contract]);
    assert_eq!((code, &good["kind"]), (Some(0), &json!("time_stamp")), "{good}");
    let other = TimeStampRequest::new(ALGORITHM, ALGORITHM.digest(b"vertrag"), [9; 16]).to_der();
    let other = archive.file("andere.tsq", other);
    let (code, bad) = report(&["--trust", &root, "--request", &other, &response, &contract]);
    assert_eq!((code, &bad["weakest_link"]["code"]), (Some(1), &json!("request")));
    let altered = archive.file("falsch.pdf", "Vertrag");
    let (code, bad) = report(&["--trust", &root, &response, &altered]);
    assert_eq!((code, &bad["weakest_link"]["code"]), (Some(1), &json!("imprint")));

    let (code, bad) = report(&[&response, &contract]);
    assert_eq!((code, &bad["weakest_link"]["code"]), (Some(1), &json!("no_anchor")));
    let (code, bad) = report(&["--trust", &root, "--at", "2099-01-01T00:00:00Z", &response, &contract]);
    assert_eq!((code, &bad["weakest_link"]["code"]), (Some(1), &json!("not_renewed")));
    let table = archive.file("t.json", r#"[{"algorithm": "SHA-256", "suitable_until": "2020-12-31"}]"#);
    let (code, bad) = report(&["--trust", &root, "--suitability", &table, &response, &contract]);
    assert_eq!((code, &bad["weakest_link"]["code"]), (Some(1), &json!("weak_algorithm")));
    let record = archive.file("akte.ers", archive.record(&[b"vertrag"]));
    assert_eq!(lotse(&["--trust", &root, "--request", &request, &record, &contract]).status.code(), Some(2));
}

#[test]
fn what_cannot_be_read_ends_with_2_and_says_which() {
    let Some(archive) = Archive::new() else { return };
    let response = archive.file("antwort.tsr", archive.authority.stamp(b"vertrag"));
    let contract = archive.file("vertrag.pdf", "vertrag");
    let missing = archive.authority.path("fehlt").to_str().unwrap().to_owned();
    let root = archive.root();
    for arguments in [
        &["--trust", &root, &response, &missing][..],
        &["--trust", &root, &missing, &contract],
        &["--trust", &missing, &response, &contract],
        &["--trust", &root, "--request", &missing, &response, &contract],
    ] {
        let output = lotse(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = text(&output.stderr);
        assert!(said.contains(&missing) && said.contains("Die Datei gibt es nicht"), "{said}");
    }
    assert_eq!(lotse(&["--trust", &root, &response]).status.code(), Some(2), "no data named");
    assert_eq!(lotse(&["--trust", &contract, &response, &contract]).status.code(), Some(2), "no certificate");
}

#[test]
fn a_transfer_note_is_bound_to_its_scan() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let scan = file("scan.pdf", b"seite");
    let note = json!({
        "format": "lotse-transfer-note-1", "creator": "Scanstelle", "scanned_at": "2027-03-01T09:30:00Z",
        "technical_environment": "Scanner", "organisational_environment": "Dienstanweisung", "anomalies": [],
        "quality_control": {"passed": true, "inspector": "A. Muster", "remarks": "alle Seiten"},
        "scans": [{"name": "scan.pdf", "bytes": 5, "sha256": hex(&ALGORITHM.digest(b"seite"))}]
    });
    let note = file("vermerk.json", note.to_string().as_bytes());
    let (code, good) = report(&[&note, &scan]);
    assert_eq!((code, &good["ok"], &good["kind"]), (Some(0), &json!(true), &json!("transfer_note")), "{good}");
    let other = file("anders.pdf", b"Seite");
    let (code, bad) = report(&[&note, &other]);
    assert_eq!((code, &bad["ok"]), (Some(1), &json!(false)), "{bad}");
    let broken = file("kaputt.json", b"{\"format\": 1}");
    let (code, bad) = report(&[&broken, &scan]);
    assert_eq!((code, &bad["weakest_link"]["code"]), (Some(1), &json!("unreadable")));
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn files_in_the_wrong_order_and_missing_ones_are_named() {
    let Some(archive) = Archive::new() else { return };
    let record = archive.file("akte.ers", archive.record(&[b"plan"]));
    let plan = archive.file("plan.pdf", "plan");
    let root = archive.root();
    let output = lotse(&["--trust", &root, &plan, &record]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains(&format!("„{plan}“ ist kein Nachweis, „{record}“ ist einer.")), "{said}");
    let output = lotse(&["--trust", &root, &record, "fehlt.pdf"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("fehlt.pdf: Die Datei gibt es nicht. Prüfen Sie den Namen."));
    let told = text(&lotse(&["--trust", &root, &record, &plan]).stdout);
    assert!(told.contains("geprüft am") && told.contains("trägt bis") && told.contains("abgelöst am"), "{told}");
}

#[test]
fn programs_get_a_line_also_where_nothing_can_be_read() {
    let output = lotse(&["--json", "gibt-es-nicht.tsr", "daten.pdf"]);
    assert_eq!(output.status.code(), Some(2));
    let line: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(line["ok"], false);
    assert!(line["error"].as_str().unwrap().contains("gibt-es-nicht.tsr"), "{line}");
}
