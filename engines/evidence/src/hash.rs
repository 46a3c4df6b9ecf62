//! SHA-256 with the domain separation of RFC 6962 §2.1.
//!
//! Leaves and inner nodes are hashed with different first bytes, so that an inner node can never be passed
//! off as a leaf.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

const LEAF_PREFIX: [u8; 1] = [0x00];
const NODE_PREFIX: [u8; 1] = [0x01];

/// A SHA-256 value: of a leaf, of an inner node or of a whole tree.
///
/// Shown in hexadecimal; written to JSON in base64, as in checkpoints; read from either.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

/// The text is neither 64 hexadecimal digits nor 44 characters of base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 value: expected 64 hexadecimal digits or 44 characters of base64")]
pub struct HashParseError;

impl Hash {
    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From a column or a buffer; `None` unless it holds exactly 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(&self) -> String {
        to_hex(&self.0)
    }

    /// 44 characters of padded base64 (RFC 4648 §4).
    pub fn to_base64(&self) -> String {
        STANDARD.encode(self.0)
    }
}

/// Hash of a leaf: SHA-256(0x00 ‖ data), RFC 6962 §2.1.
pub fn leaf_hash(data: &[u8]) -> Hash {
    digest(&[&LEAF_PREFIX, data])
}

/// Hash of an inner node: SHA-256(0x01 ‖ left ‖ right), RFC 6962 §2.1.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    digest(&[&NODE_PREFIX, &left.0, &right.0])
}

/// Root of the tree without leaves: SHA-256 of nothing, RFC 6962 §2.1.
pub fn empty_root() -> Hash {
    digest(&[])
}

/// Plain SHA-256 over the parts one after the other.
pub(crate) fn digest(parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Hash(hasher.finalize().into())
}

/// Lower-case hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

/// Exactly `N` bytes from hexadecimal digits of either case.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(bytes)
}

impl fmt::Display for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashParseError;

    fn from_str(text: &str) -> Result<Self, HashParseError> {
        if let Some(bytes) = from_hex(text) {
            return Ok(Self(bytes));
        }
        // 32 bytes are 44 characters; anything longer is not worth decoding.
        if text.len() != 44 {
            return Err(HashParseError);
        }
        let bytes = STANDARD.decode(text).map_err(|_| HashParseError)?;
        Self::from_slice(&bytes).ok_or(HashParseError)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_base64())
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // FIPS 180-4: SHA-256 of the empty message; RFC 6962: the empty leaf.
        assert_eq!(empty_root().to_hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(leaf_hash(b"").to_hex(), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    #[test]
    fn text_forms_are_read_back() {
        let hash = leaf_hash(b"x");
        assert_eq!(hash.to_hex().parse(), Ok(hash));
        assert_eq!(hash.to_hex().to_uppercase().parse(), Ok(hash));
        assert_eq!(hash.to_base64().parse(), Ok(hash));
        let json = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<Hash>(&json).unwrap(), hash);
    }

    #[test]
    fn other_text_is_refused() {
        let hash = leaf_hash(b"x");
        for text in ["", "ä", &hash.to_hex()[1..], &hash.to_base64()[1..], "+", &"g".repeat(64)] {
            assert_eq!(text.parse::<Hash>(), Err(HashParseError), "{text}");
        }
        // A sign is no hexadecimal digit.
        assert!(format!("+f{}", &hash.to_hex()[2..]).parse::<Hash>().is_err());
    }
}
