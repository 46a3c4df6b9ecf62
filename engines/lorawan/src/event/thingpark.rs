//! Actility ThingPark: one member named after the kind of the document, numbers as numbers or as text, MHz.

use super::{
    Battery, Content, Device, Event, Fields, Head, Join, Level, Log, Modulation, NetworkServer, NoEvent, Position,
    Reception, TxAck, Uplink,
};

pub(super) fn read(mut root: Fields) -> Result<Event, NoEvent> {
    let name = root.name_starting("DevEUI_").unwrap_or_default();
    let document = root.object(&name);
    root.keep_rest();
    let empty = || Head { server: NetworkServer::ThingPark, time_ms: None, id: None, device: Device::default() };
    let Some(mut fields) = document else { return Err(empty().unknown(Some(name))) };
    let device = Device {
        eui: fields.eui("DevEUI"),
        address: fields.text("DevAddr").map(|address| address.to_lowercase()),
        tenant_id: fields.text("CustomerID"),
        class: fields.text("DynamicClass"),
        ..Device::default()
    };
    let mut head = Head {
        server: NetworkServer::ThingPark,
        time_ms: fields.time("Time"),
        id: fields.text("CorrelationID"),
        device,
    };
    let content = match name.as_str() {
        "DevEUI_uplink" => Content::Uplink(Box::new(uplink(&mut fields, &mut head))),
        "DevEUI_downlink_Sent" => sent(&mut fields),
        "DevEUI_downlink_Rejected" => Content::Log(rejected(&mut fields)),
        "DevEUI_location" => match place(&mut fields) {
            Some(position) => Content::Location(position),
            None => return Err(head.unknown(Some(name))),
        },
        "DevEUI_notification" => match fields.text("Type").as_deref() {
            Some("join") => Content::Join(Join::default()),
            other => Content::Log(Log {
                level: Level::Info,
                code: other.unwrap_or("UNKNOWN").to_owned(),
                description: String::new(),
            }),
        },
        _ => return Err(head.unknown(Some(name))),
    };
    Ok(head.event(content, fields))
}

fn uplink(fields: &mut Fields, head: &mut Head) -> Uplink {
    let mut uplink = Uplink {
        port: fields.whole("FPort").unwrap_or_default(),
        counter: fields.whole("FCntUp").unwrap_or_default(),
        data: fields.hexadecimal("payload_hex").unwrap_or_default(),
        is_encrypted: fields.whole::<u8>("payloadEncryption").is_some_and(|encryption| encryption != 0),
        // 2 is an unconfirmed, 4 a confirmed message (LoRaWAN 1.0.4 §4.2.1).
        confirmed: fields.whole::<u8>("MType").map(|kind| kind == 4),
        adr: fields.flag("ADRbit"),
        modulation: fields.whole("SpFact").map(|spreading_factor| Modulation::Lora {
            spreading_factor,
            bandwidth_hz: None,
            code_rate: None,
        }),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
        frequency_hz: fields
            .number("Frequency")
            .filter(|megahertz| (0.0..1e6).contains(megahertz))
            .map(|megahertz| (megahertz * 1e6).round() as u64),
        battery: fields.number("BatteryLevel").map(|percent| Battery::Battery { percent }),
        object: fields.value("payload"),
        ..Uplink::default()
    };
    if let Some(mut customer) = fields.object("CustomerData") {
        head.device.name = customer.text("name");
        uplink.position = customer.object("loc").and_then(|mut place| {
            let latitude = place.number("lat");
            let longitude = place.number("lon");
            let position = place.place(latitude, longitude, None);
            place.keep_rest();
            position
        });
        customer.keep_rest();
    }
    uplink.receptions = receptions(fields);
    uplink
}

/// The best gateway is described at length, the others in a list that contains the best as well.
fn receptions(fields: &mut Fields) -> Vec<Reception> {
    let time_ms = fields.time("GwTime");
    let latitude = fields.number("LrrLAT");
    let longitude = fields.number("LrrLON");
    let (gateway_eui, gateway_id) = fields.eui_and_id("Lrrid");
    let best = Reception {
        gateway_eui,
        gateway_id,
        time_ms,
        rssi_dbm: fields.number("LrrRSSI"),
        snr_db: fields.number("LrrSNR"),
        esp_dbm: fields.number("LrrESP"),
        channel: None,
        antenna: None,
        position: fields.place(latitude, longitude, None),
    };
    let mut receptions = Vec::new();
    if let Some(mut list) = fields.object("Lrrs") {
        for mut one in list.list("Lrr") {
            let (gateway_eui, gateway_id) = one.eui_and_id("Lrrid");
            let is_best = gateway_id.is_some() && gateway_id == best.gateway_id;
            let mut reception = Reception {
                gateway_eui,
                gateway_id,
                rssi_dbm: one.number("LrrRSSI"),
                snr_db: one.number("LrrSNR"),
                esp_dbm: one.number("LrrESP"),
                antenna: one.whole("Chain"),
                ..Reception::default()
            };
            if is_best {
                reception.position.clone_from(&best.position);
                reception.time_ms = best.time_ms;
            }
            one.keep_rest();
            receptions.push(reception);
        }
        list.keep_rest();
    }
    if receptions.iter().all(|reception| reception.gateway_id != best.gateway_id)
        && (best.gateway_id.is_some() || best.rssi_dbm.is_some())
    {
        receptions.insert(0, best);
    }
    receptions
}

fn sent(fields: &mut Fields) -> Content {
    let is_sent = fields.flag("DeliveryStatus").unwrap_or(true);
    if !is_sent {
        let causes = ["DeliveryFailedCause1", "DeliveryFailedCause2", "DeliveryFailedCause3"];
        let causes: Vec<String> = causes.into_iter().filter_map(|name| fields.text(name)).collect();
        return Content::Log(Log {
            level: Level::Error,
            code: "DOWNLINK_NOT_SENT".to_owned(),
            description: causes.join(", "),
        });
    }
    let (gateway_eui, gateway_id) = fields.eui_and_id("Lrrid");
    Content::TxAck(TxAck {
        counter: fields.whole("FCntDn"),
        message_id: None,
        gateway_eui,
        gateway_id,
        frequency_hz: None,
        power_dbm: None,
        modulation: fields.whole("SpFact").map(|spreading_factor| Modulation::Lora {
            spreading_factor,
            bandwidth_hz: None,
            code_rate: None,
        }),
    })
}

fn rejected(fields: &mut Fields) -> Log {
    Log {
        level: Level::Error,
        code: "DOWNLINK_REJECTED".to_owned(),
        description: fields.text("DownlinkRejectionCause").unwrap_or_default(),
    }
}

fn place(fields: &mut Fields) -> Option<Position> {
    let latitude = fields.number("DevLAT");
    let longitude = fields.number("DevLON");
    let altitude = fields.number("DevAlt");
    let accuracy_m = fields.number("DevLocRadius");
    fields.place(latitude, longitude, altitude).map(|position| Position { accuracy_m, ..position })
}
