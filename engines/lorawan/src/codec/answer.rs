//! What comes back from `call.js`, read with limits.

use serde::Deserialize;
use serde_json::Value;

use super::{Decoded, Encoded, Failure, Limits, Problem};

/// The JSON `call.js` makes.
#[derive(Deserialize)]
pub(super) struct Raw {
    fault: Option<String>,
    #[serde(default)]
    at: u32,
    #[serde(default)]
    shown: String,
    #[serde(default)]
    line: u32,
    data: Option<Value>,
    bytes: Option<Vec<u8>>,
    port: Option<f64>,
    #[serde(default)]
    offers: Vec<String>,
    #[serde(default)]
    warnings: Vec<String>,
    #[serde(default)]
    errors: Vec<String>,
}

impl Raw {
    pub fn read(text: &str, limits: &Limits) -> Result<Self, Problem> {
        if text.len() > limits.output {
            return Err(Problem::TooLong(limits.output));
        }
        // One level more for what the call itself puts around.
        if depth(text) > limits.depth + 1 {
            return Err(Problem::TooDeep(limits.depth));
        }
        serde_json::from_str(text)
            .or_else(|_| serde_json::from_str(&without_lone_surrogates(text)))
            .map_err(|_| Problem::NoResult("data"))
    }

    pub fn offers(self) -> Result<Vec<String>, Failure> {
        self.fault("")?;
        Ok(self.offers)
    }

    pub fn decoded(self, wanted: &'static str) -> Result<Decoded, Failure> {
        self.fault(wanted)?;
        if !self.errors.is_empty() {
            return Err(Failure { problem: Problem::Reported(self.errors), warnings: self.warnings });
        }
        match self.data {
            Some(Value::Object(data)) => Ok(Decoded { data, warnings: self.warnings }),
            _ => Err(Failure { problem: Problem::NoResult("data"), warnings: self.warnings }),
        }
    }

    pub fn encoded(self, asked: Option<u8>) -> Result<Encoded, Failure> {
        self.fault("encodeDownlink")?;
        if !self.errors.is_empty() {
            return Err(Failure { problem: Problem::Reported(self.errors), warnings: self.warnings });
        }
        let Some(bytes) = self.bytes else {
            return Err(Failure { problem: Problem::NoResult("bytes"), warnings: self.warnings });
        };
        Ok(Encoded { bytes, port: self.port.and_then(port).or(asked), warnings: self.warnings })
    }

    fn fault(&self, wanted: &'static str) -> Result<(), Failure> {
        let problem = match self.fault.as_deref() {
            None => return Ok(()),
            Some("no-function") => Problem::NoFunction(wanted),
            Some("no-byte") => Problem::NoByte { at: self.at, shown: self.shown.clone() },
            Some("too-many-bytes") => Problem::TooLong(super::MOST_DOWNLINK_BYTES),
            Some("never") => Problem::Never,
            Some(_) if self.shown.ends_with(": out of memory") => Problem::Memory,
            Some(_) => Problem::Thrown { message: self.shown.clone(), line: self.line },
        };
        Err(problem.into())
    }
}

/// A port a frame can have.
fn port(given: f64) -> Option<u8> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    (given.fract() == 0.0 && (0.0..=255.0).contains(&given)).then_some(given as u8)
}

/// How deep brackets stand within each other, outside of texts.
fn depth(text: &str) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    let (mut in_text, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                now += 1;
                most = most.max(now);
            }
            b'}' | b']' if !in_text => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

/// JavaScript's texts may hold halves of letters, those of JSON readers may not.
fn without_lone_surrogates(text: &str) -> String {
    let half = |at: usize| -> Option<u16> {
        let code = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(code, 16).ok().filter(|code| (0xd800..0xe000).contains(code))
    };
    let mut clean = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let step = match (half(at), half(at + 6)) {
            (Some(0xd800..0xdc00), Some(0xdc00..)) => 12,
            (Some(_), _) => {
                clean.push('\u{fffd}');
                at += 6;
                continue;
            }
            // An escaped backslash is no beginning of an escape.
            (None, _) if letter == '\\' => 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            (None, _) => letter.len_utf8(),
        };
        clean.push_str(&text[at..at + step]);
        at += step;
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Map;

    #[test]
    fn brackets_in_texts_do_not_count() {
        assert_eq!(depth(r#"{"a":[{"b":"}}[[{{\""}]}"#), 3);
    }

    #[test]
    fn halves_of_letters_are_replaced() {
        assert_eq!(
            without_lone_surrogates(r#""\ud800 \ud83d\ude00 \\ud800 ä""#),
            "\"\u{fffd} \\ud83d\\ude00 \\\\ud800 ä\""
        );
    }

    #[test]
    fn ports_are_whole_numbers_of_one_byte() {
        assert_eq!((port(2.0), port(2.5), port(256.0), port(-1.0), port(f64::NAN)), (Some(2), None, None, None, None));
    }

    #[test]
    fn a_map_is_needed() {
        let raw = Raw::read(r#"{"data":[1],"warnings":[],"errors":[]}"#, &Limits::default()).unwrap();
        assert_eq!(raw.decoded("x").unwrap_err().problem, Problem::NoResult("data"));
        let raw = Raw::read(r#"{"data":{},"warnings":["w"],"errors":[]}"#, &Limits::default()).unwrap();
        assert_eq!(raw.decoded("x").unwrap(), Decoded { data: Map::new(), warnings: vec!["w".to_owned()] });
    }
}
