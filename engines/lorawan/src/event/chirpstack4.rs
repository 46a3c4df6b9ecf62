//! ChirpStack 4: the JSON of `integration.proto`, in which defaults are omitted.

use super::{
    Ack, Battery, Content, Device, Event, Fields, Head, Integration, Join, Level, Log, Modulation, NetworkServer,
    Reception, Status, TxAck, Uplink,
};

pub(super) fn read(mut fields: Fields) -> Event {
    let mut device = fields.object("deviceInfo").map(device).unwrap_or_default();
    device.address = fields.text("devAddr");
    let head = Head {
        server: NetworkServer::ChirpStack4,
        time_ms: fields.time("time"),
        id: fields.text("deduplicationId"),
        device,
    };
    let content = content(&mut fields, &head);
    head.event(content, fields)
}

fn device(mut info: Fields) -> Device {
    let device = Device {
        eui: info.eui("devEui"),
        name: info.text("deviceName"),
        address: None,
        join_eui: None,
        application_id: info.text("applicationId"),
        application_name: info.text("applicationName"),
        tenant_id: info.text("tenantId"),
        tenant_name: info.text("tenantName"),
        profile_id: info.text("deviceProfileId"),
        profile_name: info.text("deviceProfileName"),
        class: Some(info.text("deviceClassEnabled").map_or("A".to_owned(), |class| class.replace("CLASS_", ""))),
        tags: info.texts("tags"),
    };
    info.keep_rest();
    device
}

/// The kind is not in the message: it is told by what only that kind has. A kind of which every member is omitted
/// remains for the end: only a log entry has no `deduplicationId`, and a status may be all zeros.
fn content(fields: &mut Fields, head: &Head) -> Content {
    const UPLINK: [&str; 9] = ["rxInfo", "txInfo", "data", "fPort", "fCnt", "dr", "adr", "confirmed", "relayRxInfo"];
    if fields.has_any(&["integrationName", "eventType"]) {
        return Content::Integration(Integration {
            name: fields.text("integrationName"),
            kind: fields.text("eventType"),
            object: fields.value("object"),
        });
    }
    if let Some(mut location) = fields.object("location") {
        let position = location.position();
        location.keep_rest();
        return position.map_or_else(
            || {
                Content::Log(Log {
                    level: Level::Info,
                    code: "LOCATION".to_owned(),
                    description: "no place".to_owned(),
                })
            },
            Content::Location,
        );
    }
    if fields.has_any(&["downlinkId", "gatewayId"]) {
        return Content::TxAck(tx_ack(fields));
    }
    if fields.has_any(&["queueItemId", "acknowledged", "fCntDown"]) {
        return Content::Ack(Ack {
            acknowledged: fields.flag("acknowledged").unwrap_or_default(),
            counter: Some(fields.whole("fCntDown").unwrap_or_default()),
            message_id: fields.text("queueItemId"),
        });
    }
    if fields.has_any(&["level", "code", "description"]) {
        return Content::Log(log(fields));
    }
    if fields.has_any(&UPLINK) {
        return Content::Uplink(Box::new(uplink(fields)));
    }
    if head.device.address.is_some() {
        return Content::Join(Join::default());
    }
    if head.id.is_some()
        || fields.has_any(&["margin", "batteryLevel", "externalPowerSource", "batteryLevelUnavailable"])
    {
        return Content::Status(status(fields));
    }
    Content::Log(log(fields))
}

fn uplink(fields: &mut Fields) -> Uplink {
    let mut uplink = Uplink {
        port: fields.whole("fPort").unwrap_or_default(),
        counter: fields.whole("fCnt").unwrap_or_default(),
        data: fields.base64("data").unwrap_or_default(),
        // With keys only the application has, the data are passed on as they came.
        is_encrypted: fields.has("joinServerContext"),
        confirmed: Some(fields.flag("confirmed").unwrap_or_default()),
        adr: Some(fields.flag("adr").unwrap_or_default()),
        data_rate: Some(fields.whole("dr").unwrap_or_default()),
        object: fields.value("object"),
        ..Uplink::default()
    };
    if let Some(mut sent) = fields.object("txInfo") {
        uplink.frequency_hz = Some(sent.whole("frequency").unwrap_or_default());
        uplink.modulation = sent.object("modulation").and_then(modulation);
        sent.keep_rest();
    }
    uplink.receptions = fields.list("rxInfo").into_iter().map(reception).collect();
    uplink
}

fn reception(mut received: Fields) -> Reception {
    let (gateway_eui, gateway_id) = received.eui_and_id("gatewayId");
    let position = received.object("location").and_then(|mut location| {
        let position = location.position();
        location.keep_rest();
        position
    });
    // `time` until 4.5, `gwTime` by the gateway's and `nsTime` by the server's clock since.
    let time_ms = received.time("gwTime").or_else(|| received.time("time")).or_else(|| received.time("nsTime"));
    let reception = Reception {
        gateway_eui,
        gateway_id,
        time_ms,
        rssi_dbm: Some(received.number("rssi").unwrap_or_default()),
        snr_db: Some(received.number("snr").unwrap_or_default()),
        esp_dbm: None,
        channel: Some(received.whole("channel").unwrap_or_default()),
        antenna: Some(received.whole("antenna").unwrap_or_default()),
        position,
    };
    received.keep_rest();
    reception
}

fn modulation(mut given: Fields) -> Option<Modulation> {
    let made = if let Some(mut lora) = given.object("lora") {
        let made = lora.whole("spreadingFactor").map(|spreading_factor| Modulation::Lora {
            spreading_factor,
            bandwidth_hz: lora.whole("bandwidth"),
            code_rate: lora.text("codeRate").map(|rate| code_rate(&rate)),
        });
        lora.keep_rest();
        made
    } else if let Some(mut fsk) = given.object("fsk") {
        let made = fsk.whole("datarate").map(|bit_rate| Modulation::Fsk { bit_rate });
        fsk.keep_rest();
        made
    } else if let Some(mut hopping) = given.object("lrFhss") {
        let made = Modulation::LrFhss {
            channel_width_hz: hopping.whole("operatingChannelWidth"),
            code_rate: hopping.text("codeRate").map(|rate| code_rate(&rate)),
        };
        hopping.keep_rest();
        Some(made)
    } else {
        None
    };
    given.keep_rest();
    made
}

/// `CR_4_5` → `4/5`.
fn code_rate(rate: &str) -> String {
    rate.strip_prefix("CR_").unwrap_or(rate).replace('_', "/")
}

fn tx_ack(fields: &mut Fields) -> TxAck {
    let (gateway_eui, gateway_id) = fields.eui_and_id("gatewayId");
    let mut ack = TxAck {
        counter: Some(fields.whole("fCntDown").unwrap_or_default()),
        message_id: fields.text("queueItemId"),
        gateway_eui,
        gateway_id,
        ..TxAck::default()
    };
    if let Some(mut sent) = fields.object("txInfo") {
        ack.frequency_hz = Some(sent.whole("frequency").unwrap_or_default());
        ack.power_dbm = Some(sent.number("power").unwrap_or_default());
        ack.modulation = sent.object("modulation").and_then(modulation);
        sent.keep_rest();
    }
    ack
}

fn log(fields: &mut Fields) -> Log {
    let level = match fields.text("level").as_deref() {
        None | Some("INFO" | "0") => Level::Info,
        Some("WARNING" | "1") => Level::Warning,
        Some("ERROR" | "2") => Level::Error,
        Some(_) => {
            fields.problem("level", "INFO, WARNING or ERROR");
            Level::Info
        }
    };
    Log {
        level,
        code: fields.text("code").unwrap_or_else(|| "UNKNOWN".to_owned()),
        description: fields.text("description").unwrap_or_default(),
    }
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
