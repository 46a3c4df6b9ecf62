//! An uplink as the message of a network server: what simulators and tests send.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{Battery, Device, Modulation, NetworkServer, Reception, Uplink};
use crate::vector::hexadecimal;

/// The JSON the server would send. What its messages have no place for is left out.
pub fn uplink(server: NetworkServer, device: &Device, time_ms: i64, uplink: &Uplink) -> Value {
    let message = Message { device, time_ms, uplink };
    let value = match server {
        NetworkServer::ChirpStack4 => message.chirpstack4(),
        NetworkServer::ChirpStack3 => message.chirpstack3(),
        NetworkServer::TheThingsStack3 => message.things_stack(),
        NetworkServer::Loriot => message.loriot(),
        NetworkServer::ThingPark => message.thingpark(),
    };
    without_nulls(value)
}

struct Message<'a> {
    device: &'a Device,
    time_ms: i64,
    uplink: &'a Uplink,
}

impl Message<'_> {
    fn time(&self) -> String {
        time(self.time_ms)
    }

    fn eui(&self) -> String {
        self.device.eui.map(|eui| eui.to_string()).unwrap_or_default()
    }

    fn chirpstack4(&self) -> Value {
        let (device, uplink) = (self.device, self.uplink);
        let modulation = uplink.modulation.as_ref().map(|modulation| match modulation {
            Modulation::Lora { spreading_factor, bandwidth_hz, code_rate } => json!({ "lora": {
                "bandwidth": bandwidth_hz,
                "spreadingFactor": spreading_factor,
                "codeRate": code_rate.as_ref().map(|rate| format!("CR_{}", rate.replace('/', "_"))),
            } }),
            Modulation::Fsk { bit_rate } => json!({ "fsk": { "datarate": bit_rate } }),
            Modulation::LrFhss { channel_width_hz, code_rate } => {
                json!({ "lrFhss": { "operatingChannelWidth": channel_width_hz, "codeRate": code_rate } })
            }
        });
        let reception = |reception: &Reception| {
            json!({
                "gatewayId": reception.gateway_id,
                "gwTime": reception.time_ms.map(time),
                "rssi": reception.rssi_dbm,
                "snr": reception.snr_db,
                "channel": without_zero(reception.channel),
                "antenna": without_zero(reception.antenna),
                "location": place(reception, "latitude", "longitude", Some("altitude")),
                "crcStatus": "CRC_OK",
            })
        };
        json!({
            "time": self.time(),
            "deviceInfo": {
                "tenantId": device.tenant_id,
                "tenantName": device.tenant_name,
                "applicationId": device.application_id,
                "applicationName": device.application_name,
                "deviceProfileId": device.profile_id,
                "deviceProfileName": device.profile_name,
                "deviceName": device.name,
                "devEui": self.eui(),
                "tags": device.tags,
            },
            "devAddr": device.address,
            // The defaults of protocol buffers are not written.
            "adr": uplink.adr.filter(|adr| *adr),
            "dr": without_zero(uplink.data_rate),
            "fCnt": without_zero(Some(uplink.counter)),
            "fPort": without_zero(Some(uplink.port)),
            "confirmed": uplink.confirmed.filter(|confirmed| *confirmed),
            "data": STANDARD.encode(&uplink.data),
            "object": uplink.object,
            "rxInfo": uplink.receptions.iter().map(reception).collect::<Vec<_>>(),
            "txInfo": { "frequency": uplink.frequency_hz, "modulation": modulation },
        })
    }

    fn chirpstack3(&self) -> Value {
        let (device, uplink) = (self.device, self.uplink);
        let reception = |reception: &Reception| {
            json!({
                "gatewayID": reception.gateway_eui.map(|eui| STANDARD.encode(eui.0)),
                "time": reception.time_ms.map(time),
                "rssi": reception.rssi_dbm,
                "loRaSNR": reception.snr_db,
                "channel": reception.channel,
                "antenna": reception.antenna,
                "location": place(reception, "latitude", "longitude", Some("altitude")),
            })
        };
        let mut sent = json!({ "frequency": uplink.frequency_hz });
        if let Some(Modulation::Lora { spreading_factor, bandwidth_hz, code_rate }) = &uplink.modulation {
            sent["modulation"] = json!("LORA");
            sent["loRaModulationInfo"] = json!({
                "bandwidth": bandwidth_hz.map(|bandwidth| bandwidth / 1000),
                "spreadingFactor": spreading_factor,
                "codeRate": code_rate,
            });
        }
        json!({
            "applicationID": device.application_id,
            "applicationName": device.application_name,
            "deviceName": device.name,
            "devEUI": device.eui.map(|eui| STANDARD.encode(eui.0)),
            "devAddr": device.address,
            "adr": uplink.adr,
            "dr": uplink.data_rate,
            "fCnt": uplink.counter,
            "fPort": uplink.port,
            "confirmedUplink": uplink.confirmed,
            "data": STANDARD.encode(&uplink.data),
            "objectJSON": uplink.object.as_ref().map(Value::to_string),
            "rxInfo": uplink.receptions.iter().map(reception).collect::<Vec<_>>(),
            "txInfo": sent,
            "tags": device.tags,
            "publishedAt": self.time(),
        })
    }

    fn things_stack(&self) -> Value {
        let (device, uplink) = (self.device, self.uplink);
        let reception = |reception: &Reception| {
            json!({
                "gateway_ids": {
                    "gateway_id": reception.gateway_id,
                    "eui": reception.gateway_eui.map(|eui| eui.to_string().to_uppercase()),
                },
                "time": reception.time_ms.map(time),
                "rssi": reception.rssi_dbm,
                "channel_rssi": reception.rssi_dbm,
                "snr": reception.snr_db,
                "channel_index": without_zero(reception.channel),
                "antenna_index": without_zero(reception.antenna),
                "location": place(reception, "latitude", "longitude", Some("altitude")),
            })
        };
        let data_rate = uplink.modulation.as_ref().map(|modulation| match modulation {
            Modulation::Lora { spreading_factor, bandwidth_hz, code_rate } => json!({ "lora": {
                "bandwidth": bandwidth_hz,
                "spreading_factor": spreading_factor,
                "coding_rate": code_rate,
            } }),
            Modulation::Fsk { bit_rate } => json!({ "fsk": { "bit_rate": bit_rate } }),
            Modulation::LrFhss { channel_width_hz, code_rate } => {
                json!({ "lrfhss": { "operating_channel_width": channel_width_hz, "coding_rate": code_rate } })
            }
        });
        json!({
            "end_device_ids": {
                "device_id": device.name,
                "application_ids": { "application_id": device.application_id },
                "dev_eui": self.eui().to_uppercase(),
                "join_eui": device.join_eui.map(|eui| eui.to_string().to_uppercase()),
                "dev_addr": device.address.as_ref().map(|address| address.to_uppercase()),
            },
            "received_at": self.time(),
            "uplink_message": {
                "f_port": without_zero(Some(uplink.port)),
                "f_cnt": without_zero(Some(uplink.counter)),
                "frm_payload": STANDARD.encode(&uplink.data),
                "decoded_payload": uplink.object,
                "rx_metadata": uplink.receptions.iter().map(reception).collect::<Vec<_>>(),
                "settings": { "data_rate": data_rate, "frequency": uplink.frequency_hz.map(|hertz| hertz.to_string()) },
                "received_at": self.time(),
                "confirmed": uplink.confirmed.filter(|confirmed| *confirmed),
                "consumed_airtime": uplink.airtime_s.map(|seconds| format!("{seconds}s")),
            },
        })
    }

    fn loriot(&self) -> Value {
        let uplink = self.uplink;
        let rate = match &uplink.modulation {
            Some(Modulation::Lora { spreading_factor, bandwidth_hz, code_rate }) => Some(format!(
                "SF{spreading_factor} BW{} {}",
                bandwidth_hz.unwrap_or_default() / 1000,
                code_rate.as_deref().unwrap_or("4/5")
            )),
            Some(Modulation::Fsk { bit_rate }) => Some(format!("FSK {bit_rate}")),
            _ => None,
        };
        let reception = |reception: &Reception| {
            let mut gateway = json!({
                "gweui": reception.gateway_eui.map(|eui| eui.to_string().to_uppercase()),
                "time": reception.time_ms.map(time),
                "ts": reception.time_ms,
                "rssi": reception.rssi_dbm,
                "snr": reception.snr_db,
                "ant": reception.antenna,
            });
            if let Some(position) = &reception.position {
                gateway["lat"] = json!(position.latitude_deg);
                gateway["lon"] = json!(position.longitude_deg);
            }
            gateway
        };
        json!({
            "cmd": "gw",
            "EUI": self.eui().to_uppercase(),
            "devaddr": self.device.address.as_ref().map(|address| address.to_uppercase()),
            "ts": self.time_ms,
            "fcnt": uplink.counter,
            "port": uplink.port,
            "freq": uplink.frequency_hz,
            "toa": uplink.airtime_s.map(|seconds| (seconds * 1000.0).round()),
            "dr": rate,
            "ack": false,
            "confirmed": uplink.confirmed,
            "bat": uplink.battery.map(level),
            "gws": uplink.receptions.iter().map(reception).collect::<Vec<_>>(),
            "data": hexadecimal(&uplink.data).to_uppercase(),
        })
    }

    fn thingpark(&self) -> Value {
        let uplink = self.uplink;
        let best = uplink.best();
        let reception = |reception: &Reception| {
            json!({
                "Lrrid": reception.gateway_id,
                "Chain": reception.antenna.unwrap_or_default(),
                "LrrRSSI": reception.rssi_dbm,
                "LrrSNR": reception.snr_db,
                "LrrESP": reception.esp_dbm,
            })
        };
        let spreading_factor = match uplink.modulation {
            Some(Modulation::Lora { spreading_factor, .. }) => Some(spreading_factor),
            _ => None,
        };
        let place = best.and_then(|best| best.position.as_ref());
        #[expect(clippy::cast_precision_loss, reason = "frequencies are far below 2^53")]
        let megahertz = uplink.frequency_hz.map(|hertz| hertz as f64 / 1e6);
        json!({ "DevEUI_uplink": {
            "Time": self.time(),
            "DevEUI": self.eui().to_uppercase(),
            "DevAddr": self.device.address.as_ref().map(|address| address.to_uppercase()),
            "FPort": uplink.port,
            "FCntUp": uplink.counter,
            "ADRbit": uplink.adr.map(u8::from),
            "MType": uplink.confirmed.map(|confirmed| if confirmed { 4 } else { 2 }),
            "payload_hex": hexadecimal(&uplink.data),
            "Lrrid": best.and_then(|best| best.gateway_id.clone()),
            "LrrRSSI": best.and_then(|best| best.rssi_dbm),
            "LrrSNR": best.and_then(|best| best.snr_db),
            "LrrLAT": place.map(|place| place.latitude_deg),
            "LrrLON": place.map(|place| place.longitude_deg),
            "Lrrs": { "Lrr": uplink.receptions.iter().map(reception).collect::<Vec<_>>() },
            "SpFact": spreading_factor,
            "Frequency": megahertz,
            "CustomerData": { "name": self.device.name },
        } })
    }
}

fn time(time_ms: i64) -> String {
    Timestamp::from_millisecond(time_ms).map(|time| time.to_string()).unwrap_or_default()
}

fn without_zero<T: Default + PartialEq>(value: Option<T>) -> Option<T> {
    value.filter(|value| *value != T::default())
}

/// The level of DevStatusAns.
fn level(battery: Battery) -> u8 {
    match battery {
        Battery::External => 0,
        Battery::Unknown => 255,
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        Battery::Battery { percent } => (percent.clamp(0.0, 100.0) / 100.0 * 253.0).round() as u8 + 1,
    }
}

fn place(reception: &Reception, latitude: &str, longitude: &str, altitude: Option<&str>) -> Option<Value> {
    let position = reception.position.as_ref()?;
    let mut place = Map::new();
    place.insert(latitude.to_owned(), json!(position.latitude_deg));
    place.insert(longitude.to_owned(), json!(position.longitude_deg));
    if let (Some(name), Some(metres)) = (altitude, position.altitude_m) {
        place.insert(name.to_owned(), json!(metres));
    }
    Some(Value::Object(place))
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Value::Array(list) => list.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
