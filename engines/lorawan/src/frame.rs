//! Frames of the air: read, checked, decrypted (LoRaWAN 1.0.x; by `lrwn`).
//!
//! For gateways without a network server: small fleets with fixed keys (ABP), simulators, looking into a capture.

use lrwn::{
    AES128Key, DevAddr, EUI64, FCtrl, FHDR, FRMPayload, FType, JoinType, MACPayload, MACVersion, MHDR, Major, Payload,
    PhyPayload,
};

use crate::eui::Eui64;

/// A frame may have 255 bytes in the largest region.
const MOST_BYTES: usize = 512;

/// A frame as it stands in the air.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame {
    Data(DataFrame),
    JoinRequest(JoinRequest),
    JoinAccept(JoinAccept),
    /// Rejoin requests and proprietary frames.
    Other(&'static str),
}

/// A message from or to a device, still encrypted.
#[derive(Debug, Clone, PartialEq)]
pub struct DataFrame {
    pub direction: Direction,
    pub is_confirmed: bool,
    /// DevAddr, most significant byte first.
    pub address: [u8; 4],
    /// The lower 16 bits of the counter.
    pub counter: u16,
    pub adr: bool,
    pub ack: bool,
    pub port: Option<u8>,
    frame: PhyPayload,
}

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// A device asks to join.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinRequest {
    pub join_eui: Eui64,
    pub device_eui: Eui64,
    pub nonce: u16,
    frame: PhyPayload,
}

/// A network answers, encrypted.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinAccept {
    frame: PhyPayload,
}

/// What a network answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub nonce: u32,
    /// NetID, most significant byte first.
    pub network: [u8; 3],
    /// DevAddr, most significant byte first.
    pub address: [u8; 4],
    /// Seconds until the first receive window.
    pub receive_delay_s: u8,
}

/// Keys of a session in LoRaWAN 1.0.x.
#[derive(Clone, Copy)]
pub struct SessionKeys {
    /// NwkSKey.
    pub network: [u8; 16],
    /// AppSKey.
    pub application: [u8; 16],
}

/// A message that was checked and decrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// All 32 bits of the counter.
    pub counter: u32,
    pub port: Option<u8>,
    /// Of port 0: commands of the network, not of the application.
    pub data: Vec<u8>,
}

/// Why a frame is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameProblem {
    #[error("not a LoRaWAN frame: {0}")]
    Unreadable(String),
    #[error("the message integrity code does not fit: other keys, another counter, or a changed frame")]
    Integrity,
    #[error("cannot be decrypted: {0}")]
    Unopened(String),
}

impl FrameProblem {
    /// For people.
    pub fn german(&self) -> String {
        match self {
            Self::Unreadable(why) => format!("Das ist kein LoRaWAN-Rahmen: {why}"),
            Self::Integrity => {
                "Die Prüfsumme (MIC) passt nicht: falscher Schlüssel, falscher Zähler oder veränderter Rahmen."
                    .to_owned()
            }
            Self::Unopened(why) => format!("Der Rahmen lässt sich nicht entschlüsseln: {why}"),
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "used as a function in map_err")]
fn unreadable(error: impl ToString) -> FrameProblem {
    FrameProblem::Unreadable(error.to_string())
}

/// Reads a frame.
pub fn read(bytes: &[u8]) -> Result<Frame, FrameProblem> {
    if bytes.len() > MOST_BYTES {
        return Err(unreadable("too long"));
    }
    let frame = PhyPayload::from_slice(bytes).map_err(unreadable)?;
    let f_type = frame.mhdr.f_type;
    match &frame.payload {
        Payload::MACPayload(payload) => Ok(Frame::Data(DataFrame {
            direction: match f_type {
                FType::UnconfirmedDataUp | FType::ConfirmedDataUp => Direction::Up,
                _ => Direction::Down,
            },
            is_confirmed: matches!(f_type, FType::ConfirmedDataUp | FType::ConfirmedDataDown),
            address: payload.fhdr.devaddr.to_be_bytes(),
            // Only 16 bits are sent.
            counter: u16::try_from(payload.fhdr.f_cnt & 0xffff).unwrap_or_default(),
            adr: payload.fhdr.f_ctrl.adr,
            ack: payload.fhdr.f_ctrl.ack,
            port: payload.f_port,
            frame,
        })),
        Payload::JoinRequest(request) => Ok(Frame::JoinRequest(JoinRequest {
            join_eui: Eui64(request.join_eui.to_be_bytes()),
            device_eui: Eui64(request.dev_eui.to_be_bytes()),
            nonce: request.dev_nonce,
            frame,
        })),
        Payload::Raw(_) if f_type == FType::JoinAccept => Ok(Frame::JoinAccept(JoinAccept { frame })),
        Payload::RejoinRequestType02(_) | Payload::RejoinRequestType1(_) => Ok(Frame::Other("rejoin request")),
        Payload::JoinAccept(_) | Payload::Raw(_) => Ok(Frame::Other("proprietary")),
    }
}

impl DataFrame {
    /// Checks and decrypts. `next` is the lowest counter that has not been used; the sent 16 bits are completed from it.
    pub fn open(&self, keys: &SessionKeys, next: u32) -> Result<Opened, FrameProblem> {
        let mut frame = self.frame.clone();
        let counter = complete(self.counter, next);
        let Payload::MACPayload(payload) = &mut frame.payload else {
            return Err(FrameProblem::Unopened("no data".to_owned()));
        };
        payload.fhdr.f_cnt = counter;
        let network = AES128Key::from_bytes(keys.network);
        let fits = if self.direction == Direction::Up {
            frame.validate_uplink_data_mic(MACVersion::LoRaWAN1_0, 0, 0, 0, &network, &network)
        } else {
            frame.validate_downlink_data_mic(MACVersion::LoRaWAN1_0, 0, &network)
        };
        if !fits.map_err(unreadable)? {
            return Err(FrameProblem::Integrity);
        }
        let key = if self.port == Some(0) { network } else { AES128Key::from_bytes(keys.application) };
        frame.decrypt_frm_payload(&key).map_err(|error| FrameProblem::Unopened(error.to_string()))?;
        let data = match &frame.payload {
            Payload::MACPayload(MACPayload { frm_payload: Some(payload), .. }) => {
                payload.to_vec().map_err(|error| FrameProblem::Unopened(error.to_string()))?
            }
            _ => Vec::new(),
        };
        Ok(Opened { counter, port: self.port, data })
    }
}

/// The smallest counter from `next` on that ends with these 16 bits.
fn complete(low: u16, next: u32) -> u32 {
    let candidate = (next & 0xffff_0000) | u32::from(low);
    if candidate < next { candidate.wrapping_add(0x1_0000) } else { candidate }
}

impl JoinRequest {
    /// Whether it was made with this key (AppKey).
    pub fn is_of(&self, key: [u8; 16]) -> bool {
        self.frame.validate_join_request_mic(&AES128Key::from_bytes(key)).unwrap_or_default()
    }
}

impl JoinAccept {
    /// Decrypts and checks it with the device's key (AppKey).
    pub fn open(&self, key: [u8; 16], request: &JoinRequest) -> Result<Accepted, FrameProblem> {
        let key = AES128Key::from_bytes(key);
        let mut frame = self.frame.clone();
        frame.decrypt_join_accept_payload(&key).map_err(|error| FrameProblem::Unopened(error.to_string()))?;
        let join_eui = EUI64::from_be_bytes(request.join_eui.0);
        let fits = frame.validate_join_accept_mic(JoinType::Join, &join_eui, request.nonce, &key);
        if !fits.map_err(unreadable)? {
            return Err(FrameProblem::Integrity);
        }
        let Payload::JoinAccept(accept) = &frame.payload else {
            return Err(FrameProblem::Unopened("no join accept".to_owned()));
        };
        let mut network = accept.home_netid.to_le_bytes();
        network.reverse();
        Ok(Accepted {
            nonce: accept.join_nonce,
            network,
            address: accept.devaddr.to_be_bytes(),
            // 0 stands for 1.
            receive_delay_s: accept.rx_delay.max(1),
        })
    }
}

/// A message of a device, as it goes on air. For simulators.
pub fn seal(
    address: [u8; 4],
    counter: u32,
    port: u8,
    data: &[u8],
    is_confirmed: bool,
    keys: &SessionKeys,
) -> Result<Vec<u8>, FrameProblem> {
    let f_type = if is_confirmed { FType::ConfirmedDataUp } else { FType::UnconfirmedDataUp };
    let fhdr = FHDR {
        devaddr: DevAddr::from_be_bytes(address),
        f_ctrl: FCtrl { adr: true, ..FCtrl::default() },
        f_cnt: counter,
        ..FHDR::default()
    };
    let payload = MACPayload { fhdr, f_port: Some(port), frm_payload: Some(FRMPayload::Raw(data.to_vec())) };
    let mut frame =
        PhyPayload { mhdr: MHDR { f_type, major: Major::LoRaWANR1 }, payload: Payload::MACPayload(payload), mic: None };
    let network = AES128Key::from_bytes(keys.network);
    let key = if port == 0 { network } else { AES128Key::from_bytes(keys.application) };
    frame.encrypt_frm_payload(&key).map_err(unreadable)?;
    frame.set_uplink_data_mic(MACVersion::LoRaWAN1_0, 0, 0, 0, &network, &network).map_err(unreadable)?;
    frame.to_vec().map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEYS: SessionKeys = SessionKeys { network: [1; 16], application: [2; 16] };

    fn data(bytes: &[u8]) -> DataFrame {
        match read(bytes).unwrap() {
            Frame::Data(frame) => frame,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_keys_only() {
        let bytes = seal([1, 2, 3, 4], 65_540, 5, b"hello", true, &KEYS).unwrap();
        let frame = data(&bytes);
        assert_eq!(
            (frame.address, frame.counter, frame.direction, frame.is_confirmed),
            ([1, 2, 3, 4], 4, Direction::Up, true)
        );
        let opened = frame.open(&KEYS, 65_000).unwrap();
        assert_eq!(opened, Opened { counter: 65_540, port: Some(5), data: b"hello".to_vec() });
        let other = SessionKeys { network: [3; 16], ..KEYS };
        assert_eq!(frame.open(&other, 65_000), Err(FrameProblem::Integrity));
        // A replay: the counter has been used.
        assert_eq!(frame.open(&KEYS, 65_541), Err(FrameProblem::Integrity));
    }

    #[test]
    fn counters_are_completed_upwards() {
        assert_eq!(complete(5, 0), 5);
        assert_eq!(complete(5, 6), 65_541);
        assert_eq!(complete(0, 65_535), 65_536);
        assert_eq!(complete(65_535, 65_535), 65_535);
    }

    #[test]
    fn a_join_request_is_read() {
        let key = AES128Key::from_bytes([7; 16]);
        let mut frame = PhyPayload {
            mhdr: MHDR { f_type: FType::JoinRequest, major: Major::LoRaWANR1 },
            payload: Payload::JoinRequest(lrwn::JoinRequestPayload {
                join_eui: EUI64::from_be_bytes([1; 8]),
                dev_eui: EUI64::from_be_bytes([2; 8]),
                dev_nonce: 258,
            }),
            mic: None,
        };
        frame.set_join_request_mic(&key).unwrap();
        let Frame::JoinRequest(request) = read(&frame.to_vec().unwrap()).unwrap() else { panic!("no request") };
        assert_eq!((request.device_eui, request.join_eui, request.nonce), (Eui64([2; 8]), Eui64([1; 8]), 258));
        assert!(request.is_of([7; 16]) && !request.is_of([8; 16]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(Frame::Data(frame)) = read(&bytes) {
                let _ = frame.open(&KEYS, 0);
            }
        }

        #[test]
        fn any_message_comes_back(data in proptest::collection::vec(any::<u8>(), 0..230), port in 1_u8..=223, counter in any::<u32>()) {
            let bytes = seal([9, 8, 7, 6], counter, port, &data, false, &KEYS).unwrap();
            let frame = tests::data(&bytes);
            let opened = frame.open(&KEYS, counter).unwrap();
            prop_assert_eq!(opened.counter, counter);
            prop_assert_eq!(opened.data, data);
        }
    }
}
