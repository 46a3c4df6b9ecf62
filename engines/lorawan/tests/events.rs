//! Kinds of events the recorded suite lacks, and members with the wrong form.

#![expect(clippy::unwrap_used, reason = "helpers of a test may panic")]

use lotse_lorawan::event::{self, Battery, Content, Event, Level, NoEvent};
use serde_json::{Value, json};

fn read(value: Value) -> Event {
    event::read_value(value, None).unwrap()
}

#[test]
fn chirpstack_4_omits_what_is_zero() {
    let info = json!({ "devEui": "a81758fffe0a0001" });
    let uplink = read(
        json!({ "deviceInfo": info, "devAddr": "00a1b2c3", "rxInfo": [{ "gatewayId": "0016c001f1000001" }], "txInfo": {} }),
    );
    let Content::Uplink(uplink) = uplink.content else { panic!("no uplink") };
    assert_eq!((uplink.port, uplink.counter, uplink.data_rate), (0, 0, Some(0)));
    assert_eq!((uplink.adr, uplink.confirmed, uplink.data.len()), (Some(false), Some(false), 0));
    assert_eq!((uplink.receptions[0].rssi_dbm, uplink.receptions[0].snr_db), (Some(0.0), Some(0.0)));

    let status = read(json!({ "deduplicationId": "x", "deviceInfo": info }));
    let Content::Status(status) = status.content else { panic!("no status") };
    assert_eq!((status.margin_db, status.battery), (0, Battery::Battery { percent: 0.0 }));

    let ack = read(json!({ "deduplicationId": "x", "deviceInfo": info, "queueItemId": "y" }));
    assert!(matches!(ack.content, Content::Ack(ack) if !ack.acknowledged && ack.counter == Some(0)));

    let log = read(json!({ "time": "2026-11-20T09:33:28Z", "deviceInfo": info }));
    assert!(matches!(log.content, Content::Log(log) if log.level == Level::Info && log.code == "UNKNOWN"));

    let integration = read(
        json!({ "deviceInfo": info, "integrationName": "loracloud", "eventType": "position", "object": { "a": 1 } }),
    );
    assert_eq!(integration.content.kind(), "integration");
}

#[test]
fn chirpstack_4_knows_other_modulations() {
    let modulation = |modulation: Value| {
        let event = read(json!({ "deviceInfo": {}, "data": "", "rxInfo": [], "txInfo": { "modulation": modulation } }));
        let Content::Uplink(uplink) = event.content else { panic!("no uplink") };
        serde_json::to_value(uplink.modulation).unwrap()
    };
    assert_eq!(modulation(json!({ "fsk": { "datarate": 50000 } })), json!({ "kind": "fsk", "bit_rate": 50000 }));
    let hopping = json!({ "lrFhss": { "operatingChannelWidth": 137_000, "codeRate": "4/6" } });
    assert_eq!(modulation(hopping), json!({ "kind": "lrfhss", "channel_width_hz": 137_000, "code_rate": "4/6" }));
}

#[test]
fn chirpstack_3_has_all_kinds() {
    let base = json!({ "applicationID": "1", "applicationName": "a", "deviceName": "d", "devEUI": "0202020202020202" });
    let with = |more: Value| {
        let mut event = base.as_object().unwrap().clone();
        event.extend(more.as_object().unwrap().clone());
        read(Value::Object(event))
    };
    assert_eq!(with(json!({ "devAddr": "AFE5Qg==", "rxInfo": [], "txInfo": null })).content.kind(), "join");
    assert_eq!(with(json!({ "devAddr": "AFE5Qg==" })).device.address.as_deref(), Some("00513942"));
    assert_eq!(with(json!({ "rxInfo": [], "acknowledged": false, "fCnt": 12 })).content.kind(), "ack");
    assert_eq!(
        with(json!({ "margin": 7, "batteryLevel": 75.41, "externalPowerSource": false })).content.kind(),
        "status"
    );
    assert_eq!(with(json!({ "type": "UPLINK_CODEC", "error": "no", "fCnt": 3 })).content.kind(), "log");
    assert_eq!(
        with(json!({ "location": { "latitude": 1, "longitude": 2, "altitude": 3 } })).content.kind(),
        "location"
    );
    assert_eq!(
        with(json!({ "gatewayID": "AgICAgICAgI=", "fCnt": 3, "txInfo": { "frequency": 868_100_000 } })).content.kind(),
        "txack"
    );
    assert_eq!(
        with(json!({ "integrationName": "x", "eventType": "y", "objectJSON": "{}" })).content.kind(),
        "integration"
    );
    let uplink = with(
        json!({ "data": "AQ==", "fPort": 1, "fCnt": 2, "txInfo": { "frequency": 868_100_000, "dr": 5 }, "object": { "a": 1 } }),
    );
    assert!(
        matches!(uplink.content, Content::Uplink(uplink) if uplink.data_rate == Some(5) && uplink.object.is_some())
    );
}

#[test]
fn the_things_stack_has_all_kinds() {
    let with = |name: &str, content: Value| read(json!({ "end_device_ids": { "device_id": "d" }, name: content }));
    assert_eq!(with("downlink_nack", json!({ "f_cnt": 1 })).content.kind(), "ack");
    assert_eq!(with("downlink_sent", json!({ "f_port": 1 })).content.kind(), "txack");
    assert_eq!(with("downlink_queued", json!({ "f_port": 1, "frm_payload": "AQ==" })).content.kind(), "downlink");
    assert_eq!(with("downlink_queue_invalidated", json!({ "downlinks": [] })).content.kind(), "log");
    assert_eq!(with("service_data", json!({ "service": "x", "data": {} })).content.kind(), "integration");
    let solved = with(
        "location_solved",
        json!({ "service": "gls", "location": { "latitude": 52.0, "longitude": 8.9, "accuracy": 20, "source": "SOURCE_LORA_TDOA" } }),
    );
    assert!(matches!(solved.content, Content::Location(position) if position.accuracy_m == Some(20.0)));
    let stored = read(
        json!({ "result": { "end_device_ids": { "device_id": "d" }, "uplink_message": { "frm_payload": "AQ==" } } }),
    );
    assert_eq!(stored.content.kind(), "uplink");
    let unknown = event::read_value(json!({ "end_device_ids": {} }), None);
    assert!(matches!(unknown, Err(NoEvent::UnknownKind { .. })));
}

#[test]
fn thingpark_writes_numbers_as_text_and_has_other_documents() {
    let uplink = read(
        json!({ "DevEUI_uplink": { "Time": "2024-11-28T21:08:22.138+00:00", "DevEUI": "70B3D57BA000156B", "FPort": "1", "FCntUp": "26",
        "ADRbit": "1", "MType": "4", "payload_hex": "02", "LrrRSSI": "-114.000000", "SpFact": "9", "Frequency": "868.1", "Lrrid": "100019D4" } }),
    );
    let Content::Uplink(uplink) = uplink.content else { panic!("no uplink") };
    assert_eq!((uplink.port, uplink.counter, uplink.confirmed, uplink.adr), (1, 26, Some(true), Some(true)));
    assert_eq!((uplink.frequency_hz, uplink.receptions[0].rssi_dbm), (Some(868_100_000), Some(-114.0)));
    let kind = |name: &str, document: Value| read(json!({ name: document })).content.kind();
    assert_eq!(
        kind("DevEUI_downlink_Sent", json!({ "DevEUI": "70B3D57BA000156B", "FCntDn": 3, "DeliveryStatus": 1 })),
        "txack"
    );
    assert_eq!(kind("DevEUI_downlink_Sent", json!({ "DeliveryStatus": "0", "DeliveryFailedCause1": "A0" })), "log");
    assert_eq!(kind("DevEUI_notification", json!({ "Type": "join" })), "join");
    assert_eq!(kind("DevEUI_location", json!({ "DevLAT": 52.0, "DevLON": 8.9, "DevLocRadius": 30 })), "location");
}

#[test]
fn loriot_tells_kinds_by_their_command() {
    let sealed =
        read(json!({ "cmd": "rx", "EUI": "0102030405060708", "ts": 1, "encdata": "0102", "bat": 254, "port": 1 }));
    let Content::Uplink(uplink) = sealed.content else { panic!("no uplink") };
    assert!(uplink.is_encrypted);
    assert_eq!(uplink.battery, Some(Battery::Battery { percent: 100.0 }));
    assert_eq!(read(json!({ "cmd": "txd", "EUI": "0102030405060708", "seqdn": 4 })).content.kind(), "txack");
    let unknown = event::read_value(json!({ "cmd": "dance", "EUI": "0102030405060708" }), None);
    assert_eq!(unknown, Err(NoEvent::UnknownKind { server: "loriot", named: Some("dance".to_owned()) }));
}

#[test]
fn what_is_wrong_is_named_and_left_out() {
    let event =
        read(json!({ "deviceInfo": { "devEui": "xyz", "tags": 5 }, "fPort": 300, "data": "?", "time": "yesterday",
        "rxInfo": [{ "rssi": "loud", "news": 1 }, 7], "future": { "a": 1 } }));
    let mut paths: Vec<&str> = event.problems.iter().map(|problem| problem.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["data", "deviceInfo.devEui", "deviceInfo.tags", "fPort", "rxInfo[0].rssi", "rxInfo[1]", "time"]);
    assert_eq!(Value::Object(event.other), json!({ "rxInfo[0].news": 1, "future": { "a": 1 } }));
    for text in ["", "1", "[]", "{}", "{\"a\":1}", "nonsense"] {
        assert!(event::read(text.as_bytes(), None).is_err(), "{text}");
    }
    assert!(event::read("[".repeat(100_000).as_bytes(), None).is_err());
    assert!(event::read(&vec![b' '; 2 << 20], None).is_err());
}
