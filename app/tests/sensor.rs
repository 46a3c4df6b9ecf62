//! `lotse sensor` as a program: what it prints and how it ends.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

fn lotse(arguments: &[&str], input: &[u8]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lotse"));
    command.arg("sensor").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut to_child = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that reads nothing may have ended already.
    let writer = thread::spawn(move || to_child.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    output
}

#[track_caller]
fn lines(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn decoded(folder: &Path, tasks: &[Value]) -> (Vec<Value>, Output) {
    let messages: Vec<String> = tasks.iter().map(ToString::to_string).collect();
    let input = messages.join("\n");
    let output = lotse(&["decode", "--codecs", folder.to_str().unwrap(), "--json"], input.as_bytes());
    (lines(&output), output)
}

const CODEC: &str = "
function decodeUplink(i) { return { data: { n: i.bytes[0], port: i.fPort, at: i.recvTime, v: i.variables.x }, warnings: ['w'] }; }
function decodeDownlink(i) { return { data: { back: i.bytes.length } }; }
function encodeDownlink(i) { return { fPort: 9, bytes: [i.data.n, 255] }; }";

#[test]
fn one_answer_a_line_in_order() {
    let folder = folder(&[("a/codec.js", CODEC)]);
    let (answers, output) = decoded(
        folder.path(),
        &[
            json!({ "id": "1", "codec_source": "a/codec.js", "kind": "uplink", "fPort": 2, "bytes_hex": "0aFF",
                "recvTime": "2023-05-02T20:00:00.000+00:00", "input": null, "variables": { "x": "y" } }),
            json!({ "id": 2, "codec_source": "a/codec.js", "kind": "downlink-encode", "fPort": null, "input": { "n": 7 } }),
            json!({ "id": "3", "codec_source": "a/codec.js", "kind": "downlink-decode", "fPort": 9, "bytes_hex": "07ff" }),
        ],
    );
    assert_eq!(output.status.code(), Some(0));
    let data = json!({ "n": 10, "port": 2, "at": "2023-05-02T20:00:00.000Z", "v": "y" });
    assert_eq!(answers[0], json!({ "id": "1", "ok": true, "data": data, "warnings": ["w"], "errors": [] }));
    assert_eq!(
        answers[1],
        json!({ "id": 2, "ok": true, "bytes_hex": "07ff", "fPort": 9, "warnings": [], "errors": [] })
    );
    assert_eq!(answers[2], json!({ "id": "3", "ok": true, "data": { "back": 2 }, "warnings": [], "errors": [] }));
}

#[test]
fn what_fails_is_an_answer_too() {
    let folder =
        folder(&[("c.js", CODEC), ("broken.js", "function ("), ("loop.js", "function decodeUplink() { for (;;); }")]);
    let task = |id: u32, codec: &str, kind: &str| json!({ "id": id, "codec_source": codec, "kind": kind, "fPort": 1, "bytes_hex": "00" });
    let mut tasks = vec![
        task(0, "broken.js", "uplink"),
        task(1, "loop.js", "uplink"),
        task(2, "missing.js", "uplink"),
        task(3, "../c.js", "uplink"),
        task(4, "c.js", "dance"),
        task(5, "c.js", "downlink-encode"),
        json!({ "id": 6, "codec_source": "c.js", "kind": "uplink", "fPort": 1, "bytes_hex": "0" }),
        json!({ "id": 7, "codec_source": "c.js", "kind": "uplink", "fPort": 300, "bytes_hex": "00" }),
        json!({ "id": 8, "codec_source": "c.js", "kind": "uplink", "bytes_hex": "00", "recvTime": "gestern" }),
    ];
    tasks.push(task(9, "c.js", "uplink"));
    let (answers, output) = decoded(folder.path(), &tasks);
    assert_eq!(output.status.code(), Some(1));
    for (index, answer) in answers.iter().enumerate() {
        assert_eq!(answer["id"], index, "{answer}");
        assert_eq!(answer["ok"], index == 9, "{answer}");
        assert_eq!(answer["errors"].as_array().unwrap().is_empty(), index == 9, "{answer}");
    }
    assert_eq!(answers.len(), 10);
    let output = lotse(&["decode", "--codecs", "/nowhere"], b"");
    assert_eq!(output.status.code(), Some(2));
    let output = lotse(&["decode", "--codecs", folder.path().to_str().unwrap(), "--json"], b"nonsense\n\n{}\n");
    assert_eq!(lines(&output).len(), 2);
}

#[test]
fn an_event_is_shown_for_people_and_programs() {
    let event = r#"{"deviceInfo":{"devEui":"a81758fffe0a0001","deviceName":"Pegel"},"time":"2026-11-20T09:33:28Z","fPort":2,"data":"ARI=","rxInfo":[{"gatewayId":"0016c001f1000001","rssi":-97,"snr":7.5}]}"#;
    let input = format!("{event}\n{{\"origin\":\"x\",\"event\":{event}}}\nnonsense\n");
    let output = lotse(&["event", "--json"], input.as_bytes());
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    assert_eq!(
        (&lines[0]["ok"], &lines[0]["kind"], &lines[0]["server"]),
        (&json!(true), &json!("uplink"), &json!("chirpstack-v4"))
    );
    assert_eq!(lines[0]["uplink"]["data_hex"], "0112");
    assert_eq!(lines[0]["device"]["eui"], "a81758fffe0a0001");
    assert_eq!(lines[0]["uplink"], lines[1]["uplink"]);
    assert_eq!((&lines[2]["ok"], &lines[2]["code"]), (&json!(false), &json!("not-json")));
    let shown = String::from_utf8(lotse(&["event"], event.as_bytes()).stdout).unwrap();
    assert!(shown.contains("Pegel") && shown.contains("-97 dBm"), "{shown}");
}

#[test]
fn the_suite_through_the_program() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/suites/lorawan");
    let Some(codecs) = std::env::var_os("LOTSE_CODECS").map(PathBuf::from).filter(|_| suite.is_dir()) else {
        println!("skipped: no suite or no codecs");
        return;
    };
    let input = fs::read(suite.join("vectors.jsonl")).unwrap();
    let start = Instant::now();
    let output = lotse(&["decode", "--codecs", codecs.to_str().unwrap(), "--json"], &input);
    let answers = lines(&output);
    let good = answers.iter().filter(|answer| answer["ok"] == true).count();
    println!("{good} of {} answered in {:?}", answers.len(), start.elapsed());
    assert_eq!((answers.len(), good), (240, 240));
    assert!(start.elapsed() < Duration::from_mins(2));
}

#[test]
fn a_library_is_reported() {
    let folder = folder(&[
        ("vendors/v/vendor.toml", "[vendor]\nname = \"V\"\n"),
        ("vendors/v/codecs/c.js", CODEC),
        (
            "vendors/v/codecs/test_encode_c.json",
            r#"[{"name":"one","input":{"data":{"n":1}},"expected":{"bytes":[1,255],"fPort":9}},{"name":"two","input":{"data":{"n":2}},"expected":{"bytes":[3,255]}}]"#,
        ),
    ]);
    let output = lotse(&["library", "--json", folder.path().to_str().unwrap()], b"");
    assert_eq!(output.status.code(), Some(1));
    let report = &lines(&output)[0];
    assert_eq!((&report["passed"], &report["failed"]), (&json!(1), &json!(1)));
    assert_eq!(report["codecs"][0]["failed"][0]["name"], "two");
    let shown = String::from_utf8(lotse(&["library", folder.path().to_str().unwrap()], b"").stdout).unwrap();
    assert!(shown.contains("erwartet 03ff, erhalten 02ff"), "{shown}");
    assert_eq!(lotse(&["library", "/nowhere"], b"").status.code(), Some(2));
}
