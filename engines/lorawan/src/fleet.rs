//! A fleet of sensors that never was: messages of many devices over time, the same for the same seed.
//!
//! Payloads are those of real codecs' test vectors; times, signals, losses and batteries are made up within what is
//! usual. For tests, benchmarks and demonstrations.

use std::{cmp::Reverse, collections::BinaryHeap};

use serde_json::Value;

use crate::{
    eui::Eui64,
    event::{Battery, Device, Modulation, NetworkServer, Position, Reception, Uplink, render},
    library::Library,
    vector::Task,
};

/// A kind of device: what it may send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub name: String,
    /// Path of its codec in the library.
    pub codec: String,
    /// Port and bytes; one is taken for each message.
    pub payloads: Vec<(u8, Vec<u8>)>,
}

/// The codecs of a library that can be simulated.
pub fn models(library: &Library) -> Vec<Model> {
    let payload = |task: &Task| match task {
        Task::Uplink { bytes, port } => Some((*port, bytes.clone())),
        Task::DownlinkEncode { .. } | Task::DownlinkDecode { .. } => None,
    };
    let model = |(path, codec): (&String, &crate::library::CodecFile)| {
        let payloads: Vec<_> = codec.vectors.iter().filter_map(|vector| payload(&vector.task)).collect();
        let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".js").to_owned();
        (!payloads.is_empty()).then(|| Model { name, codec: path.clone(), payloads })
    };
    library.codecs.iter().filter_map(model).collect()
}

/// How the fleet is made.
#[derive(Debug, Clone)]
pub struct Plan {
    pub seed: u64,
    pub devices: u32,
    pub gateways: u32,
    /// When it begins, in milliseconds since 1970.
    pub start_ms: i64,
    /// Minutes between two messages of a device, from and to.
    pub interval_min: (u32, u32),
    /// Share of messages no gateway hears.
    pub loss: f64,
    /// Months until a full battery is empty.
    pub battery_months: f64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            seed: 1,
            devices: 100,
            gateways: 6,
            start_ms: 1_767_225_600_000,
            interval_min: (10, 60),
            loss: 0.03,
            battery_months: 48.0,
        }
    }
}

/// A message of the fleet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub time_ms: i64,
    /// Which device, from 0.
    pub number: usize,
    pub codec: String,
    pub device: Device,
    pub uplink: Uplink,
}

impl Sent {
    /// As this network server would report it.
    pub fn event(&self, server: NetworkServer) -> Value {
        render::uplink(server, &self.device, self.time_ms, &self.uplink)
    }
}

/// An endless row of messages in the order of their times.
pub struct Fleet {
    plan: Plan,
    models: Vec<Model>,
    devices: Vec<State>,
    gateways: Vec<Gateway>,
    next: BinaryHeap<Reverse<(i64, usize)>>,
}

struct State {
    device: Device,
    model: usize,
    interval_ms: i64,
    counter: u32,
    battery: f64,
    /// Mean signal at its gateways.
    signals: Vec<(usize, f64)>,
    dice: Dice,
}

struct Gateway {
    eui: Eui64,
    position: Position,
}

const MINUTE_MS: i64 = 60_000;
const MONTH_MS: f64 = 30.44 * 24.0 * 60.0 * 60_000.0;
/// Channels of EU868 that every network has.
const CHANNELS_HZ: [u64; 3] = [868_100_000, 868_300_000, 868_500_000];
/// Noise of a receiver for 125 kHz.
const NOISE_DBM: f64 = -117.0;

impl Fleet {
    /// `None` without a model that sends something.
    pub fn new(plan: Plan, models: Vec<Model>) -> Option<Self> {
        let models: Vec<Model> = models.into_iter().filter(|model| !model.payloads.is_empty()).collect();
        if models.is_empty() {
            return None;
        }
        let mut dice = Dice::new(plan.seed);
        let gateways: Vec<Gateway> =
            (0..plan.gateways.clamp(1, 1000)).map(|number| gateway(number, &mut dice)).collect();
        let count = usize::try_from(plan.devices).unwrap_or_default();
        let devices: Vec<State> =
            (0..count).map(|number| state(number, &plan, &models, gateways.len(), dice.fork(number))).collect();
        let first = |(number, state): (usize, &State)| {
            // Not all at once: each begins somewhere in its interval.
            let mut dice = dice.fork(number + count);
            Reverse((plan.start_ms + dice.whole(0, state.interval_ms), number))
        };
        let next = devices.iter().enumerate().map(first).collect();
        Some(Self { plan, models, devices, gateways, next })
    }
}

impl Iterator for Fleet {
    type Item = Sent;

    fn next(&mut self) -> Option<Sent> {
        loop {
            let Reverse((time_ms, number)) = self.next.pop()?;
            let state = self.devices.get_mut(number)?;
            let jitter = state.dice.between(0.95, 1.05);
            #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "minutes in milliseconds")]
            let wait = (state.interval_ms as f64 * jitter) as i64;
            self.next.push(Reverse((time_ms + wait.max(1), number)));
            #[expect(clippy::cast_precision_loss, reason = "hours in milliseconds")]
            let used = wait as f64 / (self.plan.battery_months.max(0.01) * MONTH_MS) * 100.0;
            state.battery = (state.battery - used).max(0.0);
            let counter = state.counter;
            state.counter = state.counter.wrapping_add(1);
            if state.dice.between(0.0, 1.0) >= self.plan.loss {
                let model = self.models.get(state.model)?;
                return Some(sent(time_ms, number, counter, state, model, &self.gateways));
            }
        }
    }
}

fn sent(time_ms: i64, number: usize, counter: u32, state: &mut State, model: &Model, gateways: &[Gateway]) -> Sent {
    let dice = &mut state.dice;
    let (port, data) = dice.pick(&model.payloads).clone();
    let receptions: Vec<Reception> = state
        .signals
        .iter()
        .map(|(index, mean)| reception(&gateways[*index], mean + dice.between(-6.0, 6.0), time_ms + dice.whole(0, 40)))
        .collect();
    let best = receptions.iter().filter_map(|reception| reception.snr_db).fold(f64::NEG_INFINITY, f64::max);
    let spreading_factor = spreading_factor(best);
    let uplink = Uplink {
        port,
        counter,
        airtime_s: Some(airtime_s(spreading_factor, data.len())),
        data,
        confirmed: Some(false),
        adr: Some(true),
        // EU868: DR0 is SF12.
        data_rate: Some(12 - spreading_factor),
        modulation: Some(Modulation::Lora {
            spreading_factor,
            bandwidth_hz: Some(125_000),
            code_rate: Some("4/5".to_owned()),
        }),
        frequency_hz: Some(*dice.pick(&CHANNELS_HZ)),
        battery: Some(Battery::Battery { percent: (state.battery * 10.0).round() / 10.0 }),
        receptions,
        ..Uplink::default()
    };
    Sent { time_ms, number, codec: model.codec.clone(), device: state.device.clone(), uplink }
}

fn reception(gateway: &Gateway, signal: f64, time_ms: i64) -> Reception {
    let rssi_dbm = signal.round();
    // Above the noise a receiver saturates at some 10 dB.
    let snr_db = ((signal - NOISE_DBM).min(10.0) * 4.0).round() / 4.0;
    Reception {
        gateway_eui: Some(gateway.eui),
        gateway_id: Some(gateway.eui.to_string()),
        time_ms: Some(time_ms),
        rssi_dbm: Some(rssi_dbm),
        snr_db: Some(snr_db),
        position: Some(gateway.position.clone()),
        channel: Some(0),
        antenna: Some(0),
        ..Reception::default()
    }
}

/// The fastest a network would choose for this signal, with 5 dB to spare.
fn spreading_factor(snr_db: f64) -> u8 {
    let needed = [(7, -7.5), (8, -10.0), (9, -12.5), (10, -15.0), (11, -17.5)];
    needed.into_iter().find(|(_, needed)| snr_db >= needed + 5.0).map_or(12, |(factor, _)| factor)
}

/// Time on air at 125 kHz and 4/5 with 13 bytes of frame around the data (Semtech AN1200.13).
fn airtime_s(spreading_factor: u8, data: usize) -> f64 {
    let factor = f64::from(spreading_factor);
    let symbol_s = factor.exp2() / 125_000.0;
    let is_slow = spreading_factor >= 11;
    #[expect(clippy::cast_precision_loss, reason = "a few hundred bytes")]
    let bits = 8.0 * (data + 13) as f64 - 4.0 * factor + 28.0 + 16.0;
    let blocks = (bits / (4.0 * (factor - if is_slow { 2.0 } else { 0.0 }))).ceil().max(0.0);
    let seconds = (12.25 + 8.0 + blocks * 5.0) * symbol_s;
    (seconds * 1e6).round() / 1e6
}

fn gateway(number: u32, dice: &mut Dice) -> Gateway {
    let mut eui = [0x02, 0, 0, 0xff, 0xfe, 0, 0, 0];
    eui[5..].copy_from_slice(&number.to_be_bytes()[1..]);
    // Somewhere in OstWestfalenLippe.
    let (latitude_deg, longitude_deg) = (dice.between(51.5, 52.3), dice.between(8.3, 9.4));
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    let position = Position {
        latitude_deg: round(latitude_deg),
        longitude_deg: round(longitude_deg),
        altitude_m: Some(dice.between(60.0, 300.0).round()),
        accuracy_m: None,
        source: None,
    };
    Gateway { eui: Eui64(eui), position }
}

fn state(number: usize, plan: &Plan, models: &[Model], gateways: usize, mut dice: Dice) -> State {
    let index = u32::try_from(number).unwrap_or_default();
    let model = usize::try_from(dice.whole(0, i64::try_from(models.len()).unwrap_or(1))).unwrap_or_default();
    let mut eui = [0x02, 0, 0, 0, 0, 0, 0, 0];
    eui[4..].copy_from_slice(&index.to_be_bytes());
    let name = models.get(model).map_or("", |model| model.name.as_str());
    let (from, to) = plan.interval_min;
    let minutes = dice.whole(i64::from(from.max(1)), i64::from(to.max(from).max(1)) + 1);
    let heard_by = usize::try_from(dice.whole(1, 4)).unwrap_or(1).min(gateways);
    let first = usize::try_from(dice.whole(0, i64::try_from(gateways).unwrap_or(1))).unwrap_or_default();
    let signals = (0..heard_by).map(|step| ((first + step) % gateways, dice.between(-125.0, -70.0))).collect();
    State {
        device: Device {
            eui: Some(Eui64(eui)),
            name: Some(format!("{name}-{number}")),
            // 0x26 and 0x27 belong to a community network; 0x00 and 0x01 are free for all.
            address: Some(format!("{:08x}", index & 0x01ff_ffff)),
            application_id: Some("simulator".to_owned()),
            application_name: Some("simulator".to_owned()),
            class: Some("A".to_owned()),
            ..Device::default()
        },
        model,
        interval_ms: minutes * MINUTE_MS,
        counter: u32::try_from(dice.whole(0, 5000)).unwrap_or_default(),
        battery: dice.between(40.0, 100.0),
        signals,
        dice,
    }
}

/// SplitMix64: the same row of numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice of its own for each device, so that more devices leave the others as they are.
    fn fork(&self, number: usize) -> Self {
        let number = u64::try_from(number).unwrap_or_default();
        Self(self.0 ^ number.wrapping_add(1).wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn between(&mut self, from: f64, to: f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let share = (self.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        from + share * (to - from)
    }

    /// From `from` up to, but not, `to`.
    fn whole(&mut self, from: i64, to: i64) -> i64 {
        let width = u64::try_from(to.saturating_sub(from)).unwrap_or_default().max(1);
        from + i64::try_from(self.roll() % width).unwrap_or_default()
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let length = i64::try_from(list.len()).unwrap_or(1);
        &list[usize::try_from(self.whole(0, length)).unwrap_or_default()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event;

    fn model() -> Model {
        Model { name: "m".to_owned(), codec: "m.js".to_owned(), payloads: vec![(1, vec![1, 2]), (2, vec![3])] }
    }

    fn fleet(seed: u64, devices: u32) -> Fleet {
        Fleet::new(Plan { seed, devices, ..Plan::default() }, vec![model()]).unwrap()
    }

    #[test]
    fn the_same_seed_gives_the_same_fleet() {
        let messages = |seed| fleet(seed, 20).take(500).collect::<Vec<_>>();
        assert_eq!(messages(1), messages(1));
        assert_ne!(messages(1), messages(2));
        assert!(messages(1).windows(2).all(|pair| pair[0].time_ms <= pair[1].time_ms));
    }

    #[test]
    fn counters_rise_and_batteries_fall() {
        let of_one: Vec<Sent> = fleet(3, 5).take(2000).filter(|sent| sent.number == 2).collect();
        assert!(of_one.windows(2).all(|pair| pair[0].uplink.counter < pair[1].uplink.counter));
        let lost = of_one.windows(2).filter(|pair| pair[1].uplink.counter - pair[0].uplink.counter > 1).count();
        assert!(lost > 0);
        let percent = |sent: &Sent| match sent.uplink.battery {
            Some(Battery::Battery { percent }) => percent,
            _ => panic!("no battery"),
        };
        assert!(percent(&of_one[0]) > percent(of_one.last().unwrap()));
    }

    #[test]
    fn every_server_tells_the_same_message() {
        for sent in fleet(7, 10).take(200) {
            for server in NetworkServer::ALL {
                let read = event::read_value(sent.event(server), None).unwrap();
                assert_eq!((read.server, &read.problems), (server, &vec![]));
                let event::Content::Uplink(uplink) = read.content else { panic!("no uplink") };
                let wanted = &sent.uplink;
                assert_eq!((uplink.port, uplink.counter, &uplink.data), (wanted.port, wanted.counter, &wanted.data));
                assert_eq!((read.device.eui, uplink.frequency_hz), (sent.device.eui, wanted.frequency_hz));
                let best = |uplink: &Uplink| uplink.best().map(|best| (best.gateway_eui, best.rssi_dbm, best.snr_db));
                assert_eq!(best(&uplink), best(wanted), "{server:?}");
                let Some(Modulation::Lora { spreading_factor, .. }) = uplink.modulation else { panic!("no LoRa") };
                assert_eq!(Some(12 - spreading_factor), wanted.data_rate);
            }
        }
    }

    #[test]
    fn the_time_on_air_is_known() {
        // The usual calculators: 51 bytes at SF12 and 12 bytes at SF7, with 13 bytes around.
        assert!((airtime_s(12, 51) - 2.793_472).abs() < 1e-6);
        assert!((airtime_s(7, 12) - 0.061_696).abs() < 1e-6);
    }
}
