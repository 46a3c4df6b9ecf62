//! LORIOT: messages told apart by `cmd`. `rx` is an uplink; `gw` is the same once more, with all gateways.

use super::{
    Battery, Content, Device, Downlink, Event, Fields, Head, Modulation, NetworkServer, NoEvent, Reception, TxAck,
    Uplink,
};
use crate::eui::Eui64;

pub(super) fn read(mut fields: Fields) -> Result<Event, NoEvent> {
    let command = fields.text("cmd");
    let device = Device {
        eui: fields.eui("EUI"),
        address: fields.text("devaddr").map(|address| address.to_lowercase()),
        ..Device::default()
    };
    let head = Head { server: NetworkServer::Loriot, time_ms: fields.whole("ts"), id: fields.text("seqno"), device };
    let content = match command.as_deref() {
        Some("rx" | "gw") => Content::Uplink(Box::new(uplink(&mut fields, &head))),
        Some("txd") => Content::TxAck(TxAck {
            counter: fields.whole("seqdn"),
            gateway_id: fields.text("gweui"),
            ..TxAck::default()
        }),
        Some("tx") => Content::Downlink(vec![Downlink {
            port: fields.whole("port").unwrap_or_default(),
            counter: fields.whole("fcnt"),
            data: fields.hexadecimal("data").unwrap_or_default(),
            confirmed: fields.flag("confirmed").unwrap_or_default(),
            object: None,
            message_id: None,
        }]),
        _ => return Err(head.unknown(command)),
    };
    Ok(head.event(content, fields))
}

fn uplink(fields: &mut Fields, head: &Head) -> Uplink {
    let encrypted = fields.hexadecimal("encdata");
    let plain = fields.hexadecimal("data");
    let is_encrypted = plain.is_none() && encrypted.is_some();
    let rate = fields.text("dr");
    let made = rate.as_deref().map(modulation);
    if made == Some(None) {
        fields.problem("dr", "a data rate");
    }
    let mut uplink = Uplink {
        port: fields.whole("port").unwrap_or_default(),
        counter: fields.whole("fcnt").unwrap_or_default(),
        data: plain.or(encrypted).unwrap_or_default(),
        is_encrypted,
        confirmed: fields.flag("confirmed"),
        modulation: made.flatten(),
        frequency_hz: fields.whole("freq"),
        // In milliseconds.
        airtime_s: fields.number("toa").map(|milliseconds| milliseconds / 1000.0),
        battery: fields.whole("bat").map(Battery::from_status),
        ..Uplink::default()
    };
    uplink.receptions = fields.list("gws").into_iter().map(reception).collect();
    if fields.has_any(&["rssi", "snr"]) {
        let (rssi_dbm, snr_db) = (fields.number("rssi"), fields.number("snr"));
        // `rx` gives the best values without saying whose they are.
        if uplink.receptions.is_empty() {
            uplink.receptions.push(Reception { rssi_dbm, snr_db, time_ms: head.time_ms, ..Reception::default() });
        }
    }
    uplink
}

fn reception(mut received: Fields) -> Reception {
    let gateway_id = received.text("gweui");
    let gateway_eui = gateway_id.as_deref().and_then(|id| id.parse::<Eui64>().ok());
    let server_ms = received.whole("ts");
    let latitude = received.number("lat");
    let longitude = received.number("lon");
    let altitude = received.number("alt");
    let reception = Reception {
        gateway_eui,
        gateway_id,
        time_ms: received.time("time").or(server_ms),
        rssi_dbm: received.number("rssi"),
        snr_db: received.number("snr"),
        esp_dbm: None,
        channel: received.whole("channel"),
        antenna: received.whole("ant"),
        position: received.place(latitude, longitude, altitude),
    };
    received.keep_rest();
    reception
}

/// `SF12 BW125 4/5`, or a bit rate for FSK.
fn modulation(rate: &str) -> Option<Modulation> {
    let mut words = rate.split_whitespace();
    let first = words.next()?;
    if let Some(spreading_factor) = first.strip_prefix("SF") {
        return Some(Modulation::Lora {
            spreading_factor: spreading_factor.parse().ok()?,
            bandwidth_hz: words
                .next()
                .and_then(|word| word.strip_prefix("BW")?.parse::<u32>().ok())
                .and_then(|bandwidth| bandwidth.checked_mul(1000)),
            code_rate: words.next().map(str::to_owned),
        });
    }
    let bit_rate = if first.eq_ignore_ascii_case("fsk") { words.next()? } else { first };
    bit_rate.parse().ok().map(|bit_rate| Modulation::Fsk { bit_rate })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_rates_are_words() {
        let lora =
            Modulation::Lora { spreading_factor: 12, bandwidth_hz: Some(125_000), code_rate: Some("4/5".to_owned()) };
        assert_eq!(modulation("SF12 BW125 4/5"), Some(lora));
        assert_eq!(modulation("FSK 50000"), Some(Modulation::Fsk { bit_rate: 50_000 }));
        assert_eq!(modulation("x"), None);
        assert_eq!(modulation(""), None);
    }
}
