//! The QR label of a device (LoRa Alliance TR005): `LW:D0:JoinEUI:DevEUI:ProfileID` and what may follow.
//!
//! The checksum is kept as it stands and not verified.

use std::{fmt, str::FromStr};

use crate::eui::Eui64;

/// What is printed on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub join_eui: Eui64,
    pub device_eui: Eui64,
    /// Of the LoRa Alliance.
    pub vendor: u16,
    /// The vendor's number of the kind of device.
    pub profile: u16,
    pub owner_token: Option<String>,
    pub serial_number: Option<String>,
    pub proprietary: Option<String>,
    pub checksum: Option<String>,
}

/// Why a text is no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoLabel {
    #[error("does not begin with LW:D0:")]
    Start,
    #[error("{0} is missing or wrong")]
    Part(&'static str),
    #[error("longer than a label")]
    TooLong,
}

impl NoLabel {
    /// For people.
    pub fn german(self) -> String {
        match self {
            Self::Start => "Das ist kein Etikett eines LoRaWAN-Geräts: Es beginnt nicht mit „LW:D0:“.".to_owned(),
            Self::Part(part) => format!("Auf dem Etikett fehlt {part} oder ist falsch geschrieben."),
            Self::TooLong => "Der Text ist länger als ein Etikett.".to_owned(),
        }
    }
}

const MOST_LETTERS: usize = 512;

impl FromStr for Label {
    type Err = NoLabel;

    fn from_str(text: &str) -> Result<Self, NoLabel> {
        if text.len() > MOST_LETTERS {
            return Err(NoLabel::TooLong);
        }
        let rest = text.trim().strip_prefix("LW:D0:").ok_or(NoLabel::Start)?;
        let mut parts = rest.split(':');
        let mut eui = |name| parts.next().and_then(plain_eui).ok_or(NoLabel::Part(name));
        let (join_eui, device_eui) = (eui("JoinEUI")?, eui("DevEUI")?);
        let (vendor, profile) = parts.next().and_then(numbers).ok_or(NoLabel::Part("ProfileID"))?;
        let mut label = Self {
            join_eui,
            device_eui,
            vendor,
            profile,
            owner_token: None,
            serial_number: None,
            proprietary: None,
            checksum: None,
        };
        for part in parts {
            let mut letters = part.chars();
            let member = match letters.next() {
                Some('O') => &mut label.owner_token,
                Some('S') => &mut label.serial_number,
                Some('P') => &mut label.proprietary,
                Some('C') => &mut label.checksum,
                // Later versions may say more.
                _ => continue,
            };
            *member = Some(letters.as_str().to_owned());
        }
        Ok(label)
    }
}

/// Sixteen digits without anything between them.
fn plain_eui(text: &str) -> Option<Eui64> {
    (text.len() == 16).then(|| text.parse().ok())?
}

fn numbers(text: &str) -> Option<(u16, u16)> {
    let is_plain = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (vendor, profile) = is_plain.then(|| text.split_at(4))?;
    Some((u16::from_str_radix(vendor, 16).ok()?, u16::from_str_radix(profile, 16).ok()?))
}

impl fmt::Display for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (join, device) = (self.join_eui.to_string().to_uppercase(), self.device_eui.to_string().to_uppercase());
        write!(formatter, "LW:D0:{join}:{device}:{:04X}{:04X}", self.vendor, self.profile)?;
        let more =
            [('O', &self.owner_token), ('S', &self.serial_number), ('P', &self.proprietary), ('C', &self.checksum)];
        more.into_iter().try_for_each(|(letter, value)| match value {
            Some(value) => write!(formatter, ":{letter}{value}"),
            None => Ok(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_label_is_read_part_by_part() {
        let label: Label =
            "LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122:OAABBCCDDEEFF:SYYWWNNNNNN:PFOOBAR:CAF2C".parse().unwrap();
        assert_eq!((label.vendor, label.profile, label.device_eui.0[0]), (0xaabb, 0x1122, 0xaa));
        assert_eq!(label.serial_number.as_deref(), Some("YYWWNNNNNN"));
        assert_eq!(label.checksum.as_deref(), Some("AF2C"));
    }

    #[test]
    fn what_is_no_label_says_why() {
        assert_eq!("LW:D1:x".parse::<Label>(), Err(NoLabel::Start));
        assert_eq!("LW:D0:11".parse::<Label>(), Err(NoLabel::Part("JoinEUI")));
        assert_eq!("LW:D0:1122334455667788".parse::<Label>(), Err(NoLabel::Part("DevEUI")));
        assert_eq!(
            "LW:D0:1122334455667788:AABBCCDDEEFF0011:+ABB1122".parse::<Label>(),
            Err(NoLabel::Part("ProfileID"))
        );
        assert_eq!("x".repeat(1000).parse::<Label>(), Err(NoLabel::TooLong));
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_the_same(join in any::<[u8; 8]>(), device in any::<[u8; 8]>(), vendor in any::<u16>(), profile in any::<u16>(), serial in proptest::option::of("[A-Z0-9]{0,20}")) {
            let label = Label { join_eui: Eui64(join), device_eui: Eui64(device), vendor, profile, owner_token: None, serial_number: serial, proprietary: None, checksum: None };
            prop_assert_eq!(label.to_string().parse(), Ok(label));
        }
    }
}
