//! Test vectors of codecs: what goes in, what has to come out, and where it differs.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::codec::{Codec, Failure, Message, Order, Problem};

/// What a codec is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// A message of a device into values.
    Uplink { bytes: Vec<u8>, port: u8 },
    /// Values into a message for a device.
    DownlinkEncode { data: Value, port: Option<u8> },
    /// A message for a device into values.
    DownlinkDecode { bytes: Vec<u8>, port: u8 },
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    Data { data: Map<String, Value>, warnings: Vec<String> },
    Bytes { bytes: Vec<u8>, port: Option<u8>, warnings: Vec<String> },
}

/// A task with its expected result.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    pub name: String,
    pub task: Task,
    /// Milliseconds since 1970.
    pub received: Option<i64>,
    pub expected: Expected,
}

/// What must come out; what is `None` is not looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expected {
    pub data: Option<Value>,
    pub bytes: Option<Vec<u8>>,
    pub port: Option<u8>,
    pub warnings: Option<Vec<String>>,
    pub errors: Option<Vec<String>>,
}

/// Where a result differs from what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// As `data.time` or `bytes`.
    pub path: String,
    pub expected: String,
    pub found: String,
}

impl Task {
    /// Has a codec do it. `now` is its clock, in milliseconds since 1970.
    pub fn run(&self, codec: &mut Codec, now: i64, variables: &BTreeMap<String, String>) -> Result<Output, Failure> {
        match self {
            Self::Uplink { bytes, port } => {
                codec.decode_uplink(&Message { bytes, port: *port, received: now, variables }).map(Output::from)
            }
            Self::DownlinkDecode { bytes, port } => {
                codec.decode_downlink(&Message { bytes, port: *port, received: now, variables }).map(Output::from)
            }
            Self::DownlinkEncode { data, port } => {
                let encoded = codec.encode_downlink(&Order { data, port: *port, now, variables })?;
                Ok(Output::Bytes { bytes: encoded.bytes, port: encoded.port, warnings: encoded.warnings })
            }
        }
    }
}

impl From<crate::codec::Decoded> for Output {
    fn from(decoded: crate::codec::Decoded) -> Self {
        Self::Data { data: decoded.data, warnings: decoded.warnings }
    }
}

impl Expected {
    /// The first difference, if there is one.
    pub fn difference(&self, result: &Result<Output, Failure>) -> Option<Difference> {
        let (warnings, errors) = match result {
            Ok(Output::Data { warnings, .. } | Output::Bytes { warnings, .. }) => (warnings.as_slice(), &[][..]),
            Err(Failure { problem: Problem::Reported(errors), warnings }) => (warnings.as_slice(), errors.as_slice()),
            Err(failure) => return Some(Difference::new("", "a result", failure.problem.to_string())),
        };
        let lists = [("errors", &self.errors, errors), ("warnings", &self.warnings, warnings)];
        for (path, expected, found) in lists {
            if expected.as_ref().is_some_and(|expected| expected != found) {
                return Some(Difference::new(
                    path,
                    format!("{:?}", expected.as_deref().unwrap_or_default()),
                    format!("{found:?}"),
                ));
            }
        }
        match result {
            Ok(Output::Data { data, .. }) => {
                let expected = self.data.as_ref()?;
                differing("data", expected, &Value::Object(data.clone()))
            }
            Ok(Output::Bytes { bytes, port, .. }) => {
                if let Some(expected) = self.bytes.as_ref().filter(|expected| *expected != bytes) {
                    return Some(Difference::new("bytes", hexadecimal(expected), hexadecimal(bytes)));
                }
                let expected = self.port.filter(|expected| Some(*expected) != *port)?;
                Some(Difference::new("fPort", expected.to_string(), format!("{port:?}")))
            }
            Err(_) if self.errors.is_none() => Some(Difference::new("errors", "none", format!("{errors:?}"))),
            Err(_) => None,
        }
    }
}

impl Difference {
    fn new(path: impl Into<String>, expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { path: path.into(), expected: expected.into(), found: found.into() }
    }
}

/// Where two values differ. Numbers are compared by value: `360.0` is `360`.
fn differing(path: &str, expected: &Value, found: &Value) -> Option<Difference> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let missing = Value::Null;
            let names = expected.keys().chain(found.keys().filter(|name| !expected.contains_key(*name)));
            names.into_iter().find_map(|name| {
                let path = format!("{path}.{name}");
                differing(&path, expected.get(name).unwrap_or(&missing), found.get(name).unwrap_or(&missing))
            })
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            let pairs = expected.iter().zip(found).enumerate();
            pairs.into_iter().find_map(|(index, (one, other))| differing(&format!("{path}[{index}]"), one, other))
        }
        (Value::Number(one), Value::Number(other)) if one.as_f64() == other.as_f64() => None,
        _ if expected == found => None,
        _ => Some(Difference::new(path, expected.to_string(), found.to_string())),
    }
}

/// Lower-case hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Bytes of hexadecimal text; `None` where it is none. White space, `:` and `-` between bytes are allowed.
pub fn from_hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = text
        .chars()
        .filter(|letter| !matches!(letter, ':' | '-') && !letter.is_ascii_whitespace())
        .map(|letter| letter.to_digit(16))
        .collect::<Option<_>>()?;
    let byte = |pair: &[u32]| u8::try_from(pair.first()? * 16 + pair.get(1)?).ok();
    digits.chunks(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn differences_name_their_place() {
        let expected = Expected { data: Some(json!({ "a": [1, { "b": 2.0 }] })), ..Expected::default() };
        let result = |data: Value| Ok(Output::Data { data: data.as_object().unwrap().clone(), warnings: vec![] });
        assert_eq!(expected.difference(&result(json!({ "a": [1, { "b": 2 }] }))), None);
        assert_eq!(
            expected.difference(&result(json!({ "a": [1, { "b": 3 }] }))),
            Some(Difference::new("data.a[1].b", "2.0", "3"))
        );
        let more = expected.difference(&result(json!({ "a": [1, { "b": 2 }], "c": 1 }))).unwrap();
        assert_eq!((more.path.as_str(), more.expected.as_str()), ("data.c", "null"));
    }

    #[test]
    fn hexadecimal_reads_what_it_writes() {
        assert_eq!(from_hexadecimal("00:fF 1-0"), Some(vec![0, 255, 16]));
        assert_eq!(from_hexadecimal("0"), None);
        assert_eq!(from_hexadecimal("zz"), None);
        assert_eq!(hexadecimal(&[0, 255, 16]), "00ff10");
    }
}
