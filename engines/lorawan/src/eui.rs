//! EUI-64: the names of devices, gateways and join servers.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

use crate::vector::from_hexadecimal;

/// Eight bytes, printed as sixteen lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Eui64(pub [u8; 8]);

/// Not an EUI-64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an EUI-64 of sixteen hexadecimal digits")]
pub struct NoEui;

impl fmt::Display for Eui64 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for Eui64 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Eui64 {
    type Err = NoEui;

    /// Hexadecimal, with or without `-` or `:` between the bytes.
    fn from_str(text: &str) -> Result<Self, NoEui> {
        if text.len() > 64 {
            return Err(NoEui);
        }
        from_hexadecimal(text).and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NoEui)
    }
}

impl Serialize for Eui64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_way_of_writing_is_the_same_eui() {
        let plain: Eui64 = "a81758fffe0a0001".parse().unwrap();
        for text in ["A81758FFFE0A0001", "A8-17-58-FF-FE-0A-00-01", "a8:17:58:ff:fe:0a:00:01"] {
            assert_eq!(text.parse(), Ok(plain));
        }
        assert_eq!(plain.to_string(), "a81758fffe0a0001");
        for text in ["", "a81758fffe0a00", "a81758fffe0a000102", "x81758fffe0a0001"] {
            assert_eq!(text.parse::<Eui64>(), Err(NoEui));
        }
    }
}
