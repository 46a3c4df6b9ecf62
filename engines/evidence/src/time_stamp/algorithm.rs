//! Hash algorithms, and until when an algorithm is good for evidence: data with a source, never a constant.

use std::fmt;

use der::{DateTime, asn1::ObjectIdentifier};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::fault::Fault;

/// A hash algorithm that can be computed here. Whether it is still good for evidence is asked of [`Suitability`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DigestAlgorithm {
    /// SHA-1: readable in old evidence, broken for new.
    #[serde(rename = "SHA-1")]
    Sha1,
    /// SHA-256
    #[serde(rename = "SHA-256")]
    Sha256,
    /// SHA-384
    #[serde(rename = "SHA-384")]
    Sha384,
    /// SHA-512
    #[serde(rename = "SHA-512")]
    Sha512,
}

const SHA1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.26");
const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

impl DigestAlgorithm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    /// By its object identifier.
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.oid() == oid)
    }

    /// Its object identifier.
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::Sha1 => SHA1,
            Self::Sha256 => SHA256,
            Self::Sha384 => SHA384,
            Self::Sha512 => SHA512,
        }
    }

    /// Length of its values in bytes.
    pub fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The hash of bytes in memory.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.finish()
    }

    /// For data that comes in pieces.
    pub fn hasher(self) -> Hasher {
        Hasher(match self {
            Self::Sha1 => State::Sha1(Sha1::new()),
            Self::Sha256 => State::Sha256(Sha256::new()),
            Self::Sha384 => State::Sha384(Sha384::new()),
            Self::Sha512 => State::Sha512(Sha512::new()),
        })
    }
}

impl fmt::Display for DigestAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// Hashes data that comes in pieces.
#[derive(Clone)]
pub struct Hasher(State);

#[derive(Clone)]
enum State {
    Sha1(Sha1),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Hasher {
    /// The next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Sha1(state) => state.update(bytes),
            State::Sha256(state) => state.update(bytes),
            State::Sha384(state) => state.update(bytes),
            State::Sha512(state) => state.update(bytes),
        }
    }

    /// The hash of all pieces.
    pub fn finish(self) -> Vec<u8> {
        match self.0 {
            State::Sha1(state) => state.finalize().to_vec(),
            State::Sha256(state) => state.finalize().to_vec(),
            State::Sha384(state) => state.finalize().to_vec(),
            State::Sha512(state) => state.finalize().to_vec(),
        }
    }
}

/// Until when which algorithm is good for evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suitability(Vec<(String, i64)>);

/// A line of the table. Members that are there for readers (`source`, `verified`) are not used in the computation.
#[derive(Deserialize)]
struct Line {
    algorithm: String,
    /// The last day, as in `2010-12-31`; nothing while no end is known.
    suitable_until: Option<String>,
}

const BUILT_IN: &str = include_str!("../../data/suitability.json");

impl Suitability {
    /// The table that comes with the program: see `data/suitability.json` for its sources.
    pub fn built_in() -> Self {
        Self::from_json(BUILT_IN).expect("a test reads the table")
    }

    /// A table of one's own, in the form of `data/suitability.json`.
    pub fn from_json(text: &str) -> Result<Self, Fault> {
        let wrong = |reason: String| Fault::Unreadable { what: "Die Tabelle der Algorithmen", reason };
        let lines: Vec<Line> = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let ended = lines.into_iter().filter_map(|line| line.suitable_until.map(|day| (line.algorithm, day)));
        ended
            .map(|(algorithm, day)| {
                let end = end_of_day(&day).ok_or_else(|| wrong(format!("{day} is not a date")))?;
                Ok((algorithm, end))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The last moment an algorithm was good for, in milliseconds since 1970; nothing while no end is known.
    pub fn end(&self, algorithm: &str) -> Option<i64> {
        self.0.iter().filter(|(name, _)| name == algorithm).map(|(_, end)| *end).min()
    }

    /// An error if an algorithm was no longer good at a moment.
    pub(crate) fn check(&self, algorithm: &str, moment: i64) -> Result<(), Fault> {
        match self.end(algorithm) {
            Some(until) if until < moment => {
                Err(Fault::WeakAlgorithm { algorithm: algorithm.to_owned(), until, at: moment })
            }
            _ => Ok(()),
        }
    }
}

fn end_of_day(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let last = DateTime::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?, 23, 59, 59).ok()?;
    i64::try_from(last.unix_duration().as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_when_an_algorithm_ended() {
        let table = Suitability::built_in();
        assert!(table.check("SHA-1", 1_200_000_000_000).is_ok());
        assert!(table.check("SHA-1", 1_700_000_000_000).is_err());
        assert!(table.check("SHA-256", 1_700_000_000_000).is_ok());
    }

    #[test]
    fn a_table_with_a_wrong_date_is_refused() {
        for day in ["2010", "2010-02-30", "2010-1-1-1", "x-y-z"] {
            let table = format!(r#"[{{"algorithm": "SHA-1", "suitable_until": "{day}"}}]"#);
            assert!(Suitability::from_json(&table).is_err(), "{day}");
        }
    }
}
