//! The suite: every envelope is read and says what another product read in it; every codec of the MIT set gives what its
//! own tests expect. The codecs themselves lie in a checkout named by `LOTSE_CODECS`.

// Helpers of tests are tests, too.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use lotse_lorawan::{
    codec::{Codec, Limits},
    event::{self, Content},
    fleet::{self, Fleet, Plan},
    library::{Library, LibraryLimits, Report},
    vector::{Expected, Task, from_hexadecimal},
};
use serde_json::Value;

fn suite() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/suites/lorawan");
    if !path.is_dir() {
        println!("skipped: no suite");
        return None;
    }
    Some(path)
}

fn codecs() -> Option<PathBuf> {
    let path = std::env::var_os("LOTSE_CODECS").map(PathBuf::from);
    if path.is_none() {
        println!("skipped: no codecs (LOTSE_CODECS names a checkout of chirpstack-device-profiles)");
    }
    path
}

fn lines(path: &Path) -> Vec<Value> {
    fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn files(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}

fn library(root: &Path) -> Library {
    let mut found = BTreeMap::new();
    files(root, root, &mut found);
    Library::read(found, &LibraryLimits::default()).unwrap()
}

/// 2 January 2026, 15:00: near to when the two tests that look at the clock were made.
const CLOCK: i64 = 1_767_366_000_000;

#[test]
fn every_envelope_is_read() {
    let Some(suite) = suite() else { return };
    println!("{:<40} {:>6} {:>9} {:>8}  kinds", "file", "events", "problems", "compared");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(suite.join("events")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let (mut problems, mut compared) = (Vec::new(), 0);
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        let events = lines(&path);
        for line in &events {
            let read = event::read_value(line["event"].clone(), None).unwrap_or_else(|error| panic!("{error}: {line}"));
            problems.extend(read.problems.iter().cloned());
            *kinds.entry(read.content.kind()).or_default() += 1;
            // A device without a DevEUI is one the server had not seen yet.
            assert!(read.device.eui.is_some() || line["event"]["end_device_ids"]["dev_eui"].is_null(), "{line}");
            compared += same_as_peer(&read, &line["peer_result"]);
            if let Some(expected) = line["kind"].as_str() {
                let kind = expected.split('_').next().unwrap();
                let acknowledged = matches!(&read.content, Content::Ack(ack) if ack.acknowledged);
                let wanted = if kind == "nack" { "ack" } else { kind };
                assert_eq!(read.content.kind(), wanted, "{line}");
                assert!(kind != "nack" || !acknowledged, "{line}");
            }
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        println!("{name:<40} {:>6} {:>9} {compared:>8}  {kinds:?}", events.len(), problems.len());
        assert_eq!(problems, vec![], "{name}");
    }
}

/// Compares what both products read; returns how many values that were.
fn same_as_peer(read: &event::Event, peer: &Value) -> usize {
    let Content::Uplink(uplink) = &read.content else { return 0 };
    let peers = peer.as_array().cloned().unwrap_or_else(|| vec![peer.clone()]);
    let mut compared = 0;
    for peer in peers {
        let telemetry = peer["telemetry"].as_array().cloned().unwrap_or_default();
        let values = telemetry.iter().map(|one| (&one["values"], false));
        let both = values.chain([(&peer["attributes"], true)]);
        for (map, is_about_the_message) in both {
            for (name, value) in map.as_object().into_iter().flatten() {
                // Among the values of a codec `frequency` is something else.
                if !is_about_the_message && !name.starts_with("lora_") {
                    continue;
                }
                let number = match value {
                    Value::String(text) => text.parse().ok(),
                    other => other.as_f64(),
                };
                let own = own_value(uplink, name);
                if let (Some(own), Some(number)) = (own, number) {
                    assert!((own - number).abs() < 1e-6, "{name}: {own} and {number}");
                    compared += 1;
                }
                let is_eui = matches!(name.as_str(), "eui" | "lora_dev_eui");
                if let (true, Some(text)) = (is_eui, value.as_str()) {
                    // The peer reports gateways beside the device.
                    let gateways = uplink.receptions.iter().filter_map(|reception| reception.gateway_eui);
                    let mut known = read.device.eui.into_iter().chain(gateways);
                    assert!(known.any(|eui| eui.to_string() == text.to_lowercase()), "{text}");
                    compared += 1;
                }
                if let (true, Some(text)) = (name == "devAddr", value.as_str()) {
                    assert_eq!(read.device.address.as_deref(), Some(text.to_lowercase().as_str()));
                    compared += 1;
                }
            }
        }
        // Where the peer knows a time of the event, it is ours.
        for time in telemetry.iter().filter_map(|one| one["ts"].as_i64()) {
            if telemetry.len() == 1 && read.time_ms == Some(time) {
                compared += 1;
            }
        }
    }
    compared
}

#[expect(clippy::cast_precision_loss, reason = "frequencies are far below 2^53")]
fn own_value(uplink: &event::Uplink, name: &str) -> Option<f64> {
    let first = uplink.receptions.first();
    let lora = match uplink.modulation {
        Some(event::Modulation::Lora { spreading_factor, bandwidth_hz, .. }) => Some((spreading_factor, bandwidth_hz)),
        _ => None,
    };
    match name {
        "fPort" | "lora_frame_port" => Some(f64::from(uplink.port)),
        "lora_frame_counter" => Some(f64::from(uplink.counter)),
        "frequency" | "lora_frequency" => uplink.frequency_hz.map(|hertz| hertz as f64),
        "spreadingFactor" | "lora_spreading_factor" => lora.map(|(factor, _)| f64::from(factor)),
        "bandwidth" => lora.and_then(|(_, bandwidth)| bandwidth).map(f64::from),
        "lora_rssi" => first?.rssi_dbm,
        "lora_snr" => first?.snr_db,
        _ => None,
    }
}

#[test]
fn vectors_of_the_suite() {
    let (Some(suite), Some(codecs)) = (suite(), codecs()) else { return };
    let mut known: BTreeMap<String, Codec> = BTreeMap::new();
    let (mut passed, mut failed) = (0, Vec::new());
    for line in lines(&suite.join("vectors.jsonl")) {
        let source = line["codec_source"].as_str().unwrap();
        let codec = known.entry(source.to_owned()).or_insert_with(|| {
            Codec::new(fs::read_to_string(codecs.join(source)).unwrap(), Limits::default()).unwrap()
        });
        let port = line["fPort"].as_u64().and_then(|port| u8::try_from(port).ok());
        let bytes = || from_hexadecimal(line["bytes_hex"].as_str().unwrap()).unwrap();
        let task = match line["kind"].as_str().unwrap() {
            "uplink" => Task::Uplink { bytes: bytes(), port: port.unwrap_or_default() },
            "downlink-decode" => Task::DownlinkDecode { bytes: bytes(), port: port.unwrap_or_default() },
            _ => Task::DownlinkEncode { data: line["input"].clone(), port },
        };
        let now =
            line["recvTime"].as_str().map_or(CLOCK, |text| text.parse::<jiff::Timestamp>().unwrap().as_millisecond());
        let expected = &line["expected"];
        let texts = |name: &str| {
            let list = expected.get(name)?.as_array()?;
            Some(list.iter().map(|text| text.as_str().unwrap().to_owned()).collect())
        };
        let expected = Expected {
            data: expected.get("data").cloned(),
            bytes: expected.get("bytes_hex").map(|text| from_hexadecimal(text.as_str().unwrap()).unwrap()),
            port: expected.get("fPort").and_then(Value::as_u64).and_then(|port| u8::try_from(port).ok()),
            warnings: texts("warnings"),
            errors: texts("errors"),
        };
        match expected.difference(&task.run(codec, now, &BTreeMap::new())) {
            None => passed += 1,
            Some(difference) => failed.push(format!("{} {source} {difference:?}", line["id"])),
        }
    }
    println!("suite: {passed} vectors passed, {} failed, {} codecs", failed.len(), known.len());
    assert_eq!(failed, Vec::<String>::new());
}

#[test]
fn the_whole_library() {
    let Some(codecs) = codecs() else { return };
    let library = library(&codecs);
    let report = Report::run(&library, &Limits::default(), CLOCK);
    let mut vendors: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for codec in &report.codecs {
        let row = vendors.entry(codec.path.split('/').nth(1).unwrap()).or_default();
        *row = (row.0 + 1, row.1 + codec.passed, row.2 + codec.failed.len());
        for failed in &codec.failed {
            println!("{}: {failed:?}", codec.path);
        }
        assert!(codec.offers.is_ok(), "{}: {:?}", codec.path, codec.offers);
    }
    println!("{:<28} {:>6} {:>6} {:>6}", "vendor", "codecs", "passed", "failed");
    for (vendor, (codecs, passed, failed)) in vendors {
        println!("{vendor:<28} {codecs:>6} {passed:>6} {failed:>6}");
    }
    for finding in &library.findings {
        println!("{}", finding.german());
    }
    println!(
        "{} vendors, {} devices, {} codecs, {} passed, {} failed",
        library.vendors.len(),
        library.devices.len(),
        report.codecs.len(),
        report.passed(),
        report.failed()
    );
    assert_eq!(report.failed(), 0);
}

#[test]
fn a_fleet_of_real_codecs_is_understood_through_any_server() {
    let Some(codecs) = codecs() else { return };
    let library = library(&codecs);
    let mut worlds: BTreeMap<String, Codec> = BTreeMap::new();
    let fleet = Fleet::new(Plan { devices: 200, ..Plan::default() }, fleet::models(&library)).unwrap();
    let servers = event::NetworkServer::ALL;
    let mut decoded = 0;
    for (index, sent) in fleet.take(1000).enumerate() {
        let read = event::read_value(sent.event(servers[index % servers.len()]), None).unwrap();
        let Content::Uplink(uplink) = read.content else { panic!("no uplink") };
        let codec = worlds
            .entry(sent.codec.clone())
            .or_insert_with(|| Codec::new(library.codecs[&sent.codec].source.as_str(), Limits::default()).unwrap());
        let task = Task::Uplink { bytes: uplink.data, port: uplink.port };
        decoded += usize::from(task.run(codec, sent.time_ms, &BTreeMap::new()).is_ok());
    }
    println!("{decoded} of 1000 messages decoded by {} codecs", worlds.len());
    assert_eq!(decoded, 1000);
}
