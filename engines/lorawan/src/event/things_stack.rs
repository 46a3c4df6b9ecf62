//! The Things Stack 3: `ApplicationUp` in JSON, empty members omitted, and its queue of downlinks.

use super::{
    Ack, Battery, Content, Device, Downlink, Event, Fields, Head, Integration, Join, Level, Log, Modulation,
    NetworkServer, NoEvent, Position, Reception, TxAck, Uplink,
};

pub(super) fn read(mut fields: Fields) -> Result<Event, NoEvent> {
    let device = fields.object("end_device_ids").map(device).unwrap_or_default();
    let received = fields.time("received_at");
    let mut head = Head { server: NetworkServer::TheThingsStack3, time_ms: received, id: None, device };
    let content = content(&mut fields, &mut head)?;
    Ok(head.event(content, fields))
}

fn device(mut ids: Fields) -> Device {
    let application_id = ids.object("application_ids").and_then(|mut application| {
        let id = application.text("application_id");
        application.keep_rest();
        id
    });
    let device = Device {
        eui: ids.eui("dev_eui"),
        name: ids.text("device_id"),
        address: ids.text("dev_addr").map(|address| address.to_lowercase()),
        join_eui: ids.eui("join_eui"),
        application_id,
        ..Device::default()
    };
    ids.keep_rest();
    device
}

fn content(fields: &mut Fields, head: &mut Head) -> Result<Content, NoEvent> {
    if let Some(mut message) = fields.object("uplink_message") {
        head.time_ms = message.time("received_at").or(head.time_ms);
        let uplink = uplink(&mut message);
        message.keep_rest();
        return Ok(Content::Uplink(Box::new(uplink)));
    }
    if let Some(mut accept) = fields.object("join_accept") {
        head.time_ms = accept.time("received_at").or(head.time_ms);
        let join = Join { session_key_id: accept.text("session_key_id") };
        accept.keep_rest();
        return Ok(Content::Join(join));
    }
    for (name, acknowledged) in [("downlink_ack", true), ("downlink_nack", false)] {
        if let Some(mut message) = fields.object(name) {
            let counter = Some(message.whole("f_cnt").unwrap_or_default());
            let ack = Ack { acknowledged, counter, message_id: None };
            message.keep_rest();
            return Ok(Content::Ack(ack));
        }
    }
    if let Some(mut message) = fields.object("downlink_sent") {
        let ack = TxAck { counter: Some(message.whole("f_cnt").unwrap_or_default()), ..TxAck::default() };
        message.keep_rest();
        return Ok(Content::TxAck(ack));
    }
    if let Some(mut failed) = fields.object("downlink_failed") {
        let log = failure(failed.object("error"));
        failed.keep_rest();
        return Ok(Content::Log(log));
    }
    if let Some(mut message) = fields.object("downlink_queued") {
        let queued = downlink(&mut message);
        message.keep_rest();
        return Ok(Content::Downlink(vec![queued]));
    }
    if let Some(invalid) = fields.object("downlink_queue_invalidated") {
        invalid.keep_rest();
        return Ok(Content::Log(Log {
            level: Level::Warning,
            code: "downlink_queue_invalidated".to_owned(),
            description: String::new(),
        }));
    }
    if fields.has("downlinks") {
        let queue = fields.list("downlinks").into_iter().map(|mut message| {
            let queued = downlink(&mut message);
            message.keep_rest();
            queued
        });
        return Ok(Content::Downlink(queue.collect()));
    }
    if let Some(mut solved) = fields.object("location_solved") {
        let position = solved.object("location").and_then(position);
        let service = solved.text("service");
        solved.keep_rest();
        return Ok(match position {
            Some(position) => Content::Location(Position { source: position.source.or(service), ..position }),
            None => Content::Integration(Integration {
                name: service,
                kind: Some("location_solved".to_owned()),
                object: None,
            }),
        });
    }
    if let Some(mut service) = fields.object("service_data") {
        let integration = Integration {
            name: service.text("service"),
            kind: Some("service_data".to_owned()),
            object: service.value("data"),
        };
        service.keep_rest();
        return Ok(Content::Integration(integration));
    }
    if let Some(normalized) = fields.value("uplink_normalized") {
        return Ok(Content::Integration(Integration {
            name: None,
            kind: Some("uplink_normalized".to_owned()),
            object: Some(normalized),
        }));
    }
    Err(head.unknown(None))
}

fn uplink(message: &mut Fields) -> Uplink {
    let mut uplink = Uplink {
        port: message.whole("f_port").unwrap_or_default(),
        counter: message.whole("f_cnt").unwrap_or_default(),
        data: message.base64("frm_payload").unwrap_or_default(),
        // Without the application's key the payload stays as it came.
        is_encrypted: message.has("app_s_key"),
        confirmed: Some(message.flag("confirmed").unwrap_or_default()),
        airtime_s: message.text("consumed_airtime").and_then(|text| seconds(&text)),
        object: message.value("decoded_payload"),
        ..Uplink::default()
    };
    if let Some(mut settings) = message.object("settings") {
        uplink.frequency_hz = settings.whole("frequency");
        uplink.data_rate = settings.whole("data_rate_index");
        let code_rate = settings.text("coding_rate");
        uplink.modulation = settings.object("data_rate").and_then(|rate| modulation(rate, code_rate));
        settings.keep_rest();
    }
    if let Some(mut battery) = message.object("last_battery_percentage") {
        let unknown = Battery::Unknown;
        uplink.battery = Some(battery.number("value").map_or(unknown, |percent| Battery::Battery { percent }));
        battery.keep_rest();
    }
    if let Some(mut places) = message.object("locations") {
        // What people entered counts more than what was computed.
        let best = places.object("user").or_else(|| places.name_starting("").and_then(|name| places.object(&name)));
        uplink.position = best.and_then(position);
        places.keep_rest();
    }
    uplink.receptions = message.list("rx_metadata").into_iter().map(reception).collect();
    uplink
}

fn position(mut given: Fields) -> Option<Position> {
    let position = given.position();
    given.keep_rest();
    position
}

fn modulation(mut rate: Fields, code_rate: Option<String>) -> Option<Modulation> {
    let made = if let Some(mut lora) = rate.object("lora") {
        let code_rate = lora.text("coding_rate").or(code_rate);
        let bandwidth_hz = lora.whole("bandwidth");
        let made = lora.whole("spreading_factor").map(|spreading_factor| Modulation::Lora {
            spreading_factor,
            bandwidth_hz,
            code_rate,
        });
        lora.keep_rest();
        made
    } else if let Some(mut fsk) = rate.object("fsk") {
        let made = fsk.whole("bit_rate").map(|bit_rate| Modulation::Fsk { bit_rate });
        fsk.keep_rest();
        made
    } else if let Some(mut hopping) = rate.object("lrfhss") {
        let made = Modulation::LrFhss {
            channel_width_hz: hopping.whole("operating_channel_width"),
            code_rate: hopping.text("coding_rate").or(code_rate),
        };
        hopping.keep_rest();
        Some(made)
    } else {
        None
    };
    rate.keep_rest();
    made
}

fn reception(mut received: Fields) -> Reception {
    let (mut gateway_eui, mut gateway_id) = (None, None);
    if let Some(mut ids) = received.object("gateway_ids") {
        gateway_eui = ids.eui("eui");
        gateway_id = ids.text("gateway_id");
        ids.keep_rest();
    }
    // Through Packet Broker the gateway is a foreign one.
    if gateway_eui.is_none()
        && let Some(mut broker) = received.object("packet_broker")
    {
        gateway_eui = broker.eui("forwarder_gateway_eui");
        broker.keep_rest();
    }
    let reception = Reception {
        gateway_eui,
        gateway_id,
        time_ms: received.time("time").or_else(|| received.time("received_at")),
        rssi_dbm: received.number("rssi").or_else(|| received.number("channel_rssi")),
        snr_db: Some(received.number("snr").unwrap_or_default()),
        esp_dbm: None,
        channel: Some(received.whole("channel_index").unwrap_or_default()),
        antenna: Some(received.whole("antenna_index").unwrap_or_default()),
        position: received.object("location").and_then(position),
    };
    received.keep_rest();
    reception
}

fn downlink(message: &mut Fields) -> Downlink {
    Downlink {
        port: message.whole("f_port").unwrap_or_default(),
        counter: message.whole("f_cnt"),
        data: message.base64("frm_payload").unwrap_or_default(),
        confirmed: message.flag("confirmed").unwrap_or_default(),
        object: message.value("decoded_payload"),
        message_id: None,
    }
}

fn failure(error: Option<Fields>) -> Log {
    let (mut code, mut description) = (None, None);
    if let Some(mut error) = error {
        code = error.text("name");
        description = error.text("message_format");
        error.keep_rest();
    }
    Log {
        level: Level::Error,
        code: code.unwrap_or_else(|| "downlink_failed".to_owned()),
        description: description.unwrap_or_default(),
    }
}

/// `0.056576s`
fn seconds(text: &str) -> Option<f64> {
    text.strip_suffix('s')?.parse().ok().filter(|seconds: &f64| seconds.is_finite())
}
