//! ChirpStack 3 (application server): the JSON of its own marshaler and of protocol buffers, EUIs in base64 or hexadecimal.

use serde_json::Value;

use super::{
    Ack, Battery, Content, Device, Event, Fields, Head, Integration, Join, Level, Log, Modulation, NetworkServer,
    Reception, Status, TxAck, Uplink,
};

pub(super) fn read(mut fields: Fields) -> Event {
    let device = Device {
        eui: fields.eui("devEUI"),
        name: fields.text("deviceName"),
        address: address(&mut fields),
        application_id: fields.text("applicationID"),
        application_name: fields.text("applicationName"),
        profile_id: fields.text("deviceProfileID"),
        profile_name: fields.text("deviceProfileName"),
        tags: fields.texts("tags"),
        ..Device::default()
    };
    let mut head = Head { server: NetworkServer::ChirpStack3, time_ms: fields.time("publishedAt"), id: None, device };
    let content = content(&mut fields);
    if let Content::Uplink(uplink) = &content {
        // There is no time of the server; the earliest gateway had it first.
        head.time_ms = uplink.receptions.iter().filter_map(|reception| reception.time_ms).min().or(head.time_ms);
    }
    head.event(content, fields)
}

/// Four bytes in base64, or eight hexadecimal digits.
fn address(fields: &mut Fields) -> Option<String> {
    let is_hexadecimal = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match fields.value("devAddr") {
        Some(Value::String(text)) if is_hexadecimal(&text) => Some(text.to_lowercase()),
        Some(value) => {
            let mut alone = Fields::root([("devAddr".to_owned(), value)].into_iter().collect());
            let bytes = alone.base64("devAddr").filter(|bytes| bytes.len() == 4);
            if bytes.is_none() {
                fields.problem("devAddr", "base64");
            }
            bytes.map(|bytes| crate::vector::hexadecimal(&bytes))
        }
        None => None,
    }
}

fn content(fields: &mut Fields) -> Content {
    if fields.has_any(&["integrationName", "eventType"]) {
        return Content::Integration(Integration {
            name: fields.text("integrationName"),
            kind: fields.text("eventType"),
            object: object(fields),
        });
    }
    if fields.has("error") {
        return Content::Log(Log {
            level: Level::Error,
            code: fields.text("type").unwrap_or_else(|| "UNKNOWN".to_owned()),
            description: fields.text("error").unwrap_or_default(),
        });
    }
    if fields.has("acknowledged") {
        return Content::Ack(Ack {
            acknowledged: fields.flag("acknowledged").unwrap_or_default(),
            counter: Some(fields.whole("fCnt").unwrap_or_default()),
            message_id: None,
        });
    }
    if fields.has("margin") {
        return Content::Status(status(fields));
    }
    if let Some(mut location) = fields.object("location") {
        let position = location.position();
        location.keep_rest();
        if let Some(position) = position {
            return Content::Location(position);
        }
    }
    if fields.has("gatewayID") && !fields.has("data") {
        return Content::TxAck(tx_ack(fields));
    }
    if fields.has_any(&["data", "fPort", "object", "objectJSON", "dr", "adr"]) || !fields.has_any(&["rxInfo", "txInfo"])
    {
        let is_join = !fields.has_any(&["data", "fPort", "fCnt", "object", "objectJSON", "dr", "adr"]);
        if is_join {
            return Content::Join(Join::default());
        }
        return Content::Uplink(Box::new(uplink(fields)));
    }
    if fields.has("fCnt") {
        return Content::Uplink(Box::new(uplink(fields)));
    }
    // A join names who received it, but has no counter.
    Content::Join(Join::default())
}

fn uplink(fields: &mut Fields) -> Uplink {
    let mut uplink = Uplink {
        port: fields.whole("fPort").unwrap_or_default(),
        counter: fields.whole("fCnt").unwrap_or_default(),
        data: fields.base64("data").unwrap_or_default(),
        confirmed: fields.flag("confirmedUplink"),
        adr: Some(fields.flag("adr").unwrap_or_default()),
        data_rate: fields.whole("dr"),
        object: object(fields),
        ..Uplink::default()
    };
    if let Some(mut sent) = fields.object("txInfo") {
        uplink.frequency_hz = sent.whole("frequency");
        // The marshaler of its own has the data rate here.
        uplink.data_rate = uplink.data_rate.or_else(|| sent.whole("dr"));
        uplink.modulation = modulation(&mut sent);
        sent.keep_rest();
    }
    uplink.data_rate = uplink.data_rate.or(Some(0));
    uplink.receptions = fields.list("rxInfo").into_iter().map(reception).collect();
    uplink
}

/// `object`, or the same as JSON in a text.
fn object(fields: &mut Fields) -> Option<Value> {
    if let Some(object) = fields.value("object") {
        return Some(object);
    }
    let text = fields.text("objectJSON")?;
    let object = serde_json::from_str(&text).ok();
    if object.is_none() {
        fields.problem("objectJSON", "JSON");
    }
    object
}

fn modulation(sent: &mut Fields) -> Option<Modulation> {
    let _ = sent.text("modulation");
    if let Some(mut lora) = sent.object("loRaModulationInfo") {
        let made = lora.whole("spreadingFactor").map(|spreading_factor| Modulation::Lora {
            spreading_factor,
            // In kHz.
            bandwidth_hz: lora.whole::<u32>("bandwidth").and_then(|bandwidth| bandwidth.checked_mul(1000)),
            code_rate: lora.text("codeRate"),
        });
        lora.keep_rest();
        return made;
    }
    let mut fsk = sent.object("fskModulationInfo")?;
    let made = fsk.whole("datarate").map(|bit_rate| Modulation::Fsk { bit_rate });
    fsk.keep_rest();
    made
}

fn reception(mut received: Fields) -> Reception {
    let gateway_eui = received.eui("gatewayID");
    let position = received.object("location").and_then(|mut location| {
        let position = location.position();
        location.keep_rest();
        position
    });
    let reception = Reception {
        gateway_eui,
        gateway_id: received.text("name").or_else(|| gateway_eui.map(|eui| eui.to_string())),
        time_ms: received.time("time"),
        rssi_dbm: received.number("rssi"),
        snr_db: received.number("loRaSNR"),
        esp_dbm: None,
        channel: received.whole("channel"),
        antenna: received.whole("antenna"),
        position,
    };
    received.keep_rest();
    reception
}

fn tx_ack(fields: &mut Fields) -> TxAck {
    let gateway_eui = fields.eui("gatewayID");
    let mut ack = TxAck {
        counter: Some(fields.whole("fCnt").unwrap_or_default()),
        gateway_eui,
        gateway_id: gateway_eui.map(|eui| eui.to_string()),
        ..TxAck::default()
    };
    if let Some(mut sent) = fields.object("txInfo") {
        ack.frequency_hz = sent.whole("frequency");
        ack.power_dbm = sent.number("power");
        ack.modulation = modulation(&mut sent);
        sent.keep_rest();
    }
    ack
}

fn status(fields: &mut Fields) -> Status {
    let is_external = fields.flag("externalPowerSource").unwrap_or_default();
    let is_unknown = fields.flag("batteryLevelUnavailable").unwrap_or_default();
    let percent = fields.number("batteryLevel").unwrap_or_default();
    Status {
        margin_db: fields.whole("margin").unwrap_or_default(),
        battery: match (is_external, is_unknown) {
            (true, _) => Battery::External,
            (_, true) => Battery::Unknown,
            _ => Battery::Battery { percent },
        },
    }
}
