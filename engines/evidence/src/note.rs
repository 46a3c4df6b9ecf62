//! Signed notes: a text and, below it, who signed it – readable by people and by other tools.
//!
//! Format: <https://c2sp.org/signed-note>, with Ed25519 signatures (signature type 0x01).

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hash::{digest, from_hex, to_hex};

/// Signature type of Ed25519 in a signed note.
const ED25519: u8 = 0x01;
/// What a signature line begins with: an em dash (U+2014) and a space.
const SIGNATURE_LINE: &str = "\u{2014} ";
const SECRET_FORM: &str = "PRIVATE+KEY+";
/// A longer note is no checkpoint but an attack on memory.
const LONGEST_NOTE: usize = 1_000_000;
const MOST_SIGNATURES: usize = 100;

/// Why a note, a checkpoint or a key cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// The text is not a signed note, or not a checkpoint.
    #[error("malformed note: {0}")]
    Malformed(&'static str),
    /// The text of a key cannot be read.
    #[error("malformed key: {0}")]
    MalformedKey(&'static str),
    /// Nobody signed with the key that was asked for.
    #[error("no signature by key {name}")]
    NotSigned {
        /// Name of the key asked for.
        name: String,
    },
    /// There is a signature in the name of the key, but it is not one: text or signature was changed.
    #[error("signature by key {name} does not match")]
    BadSignature {
        /// Name of the key asked for.
        name: String,
    },
}

/// An Ed25519 key that signs notes, with its name.
#[derive(Clone)]
pub struct SigningKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

/// The public half of a [`SigningKey`]: checks signatures.
///
/// As text `name+keyid+base64(0x01 ‖ public key)`; the key id is given in eight hexadecimal digits.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl SigningKey {
    /// From 32 secret random bytes. The name has neither blanks nor plus signs, for example a host name.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        check_name(name)?;
        let key = ed25519_dalek::SigningKey::from_bytes(seed);
        Ok(Self { name: name.to_owned(), key })
    }

    /// Name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What others need to check signatures of this key.
    pub fn verifier(&self) -> VerifierKey {
        VerifierKey::from_key(self.name.clone(), self.key.verifying_key())
    }

    /// `PRIVATE+KEY+name+keyid+base64(0x01 ‖ seed)`. Whoever has this text can sign.
    pub fn to_secret_string(&self) -> String {
        let id = to_hex(&self.verifier().id);
        let seed = tagged(self.key.as_bytes());
        format!("{SECRET_FORM}{}+{id}+{seed}", self.name)
    }

    fn signature_line(&self, text: &str) -> String {
        let mut bytes = self.verifier().id.to_vec();
        bytes.extend_from_slice(&self.key.sign(text.as_bytes()).to_bytes());
        format!("{SIGNATURE_LINE}{} {}\n", self.name, STANDARD.encode(bytes))
    }
}

impl FromStr for SigningKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let public_form = text.strip_prefix(SECRET_FORM).ok_or(NoteError::MalformedKey("not a private key"))?;
        let (name, id, seed) = split_key(public_form)?;
        let key = Self::from_seed(name, &seed)?;
        if key.verifier().id != id {
            return Err(NoteError::MalformedKey("key id does not match"));
        }
        Ok(key)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The seed must never reach a log.
        write!(formatter, "SigningKey({})", self.name)
    }
}

impl VerifierKey {
    /// From the 32 bytes of an Ed25519 public key (RFC 8032 §5.1.2).
    pub fn from_public_key(name: &str, public_key: &[u8; 32]) -> Result<Self, NoteError> {
        check_name(name)?;
        let key =
            VerifyingKey::from_bytes(public_key).map_err(|_| NoteError::MalformedKey("not a point on the curve"))?;
        // With such a key one signature would fit many texts.
        if key.is_weak() {
            return Err(NoteError::MalformedKey("weak public key"));
        }
        Ok(Self::from_key(name.to_owned(), key))
    }

    fn from_key(name: String, key: VerifyingKey) -> Self {
        let hash = digest(&[name.as_bytes(), b"\n", &[ED25519], key.as_bytes()]);
        let [a, b, c, d, ..] = hash.0;
        Self { name, id: [a, b, c, d], key }
    }

    /// Name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// First four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key): finds a key, does not prove it.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// The 32 bytes of the public key.
    pub fn public_key(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// SHA-256 of the public key in groups of four hexadecimal digits, for comparing by eye.
    pub fn fingerprint(&self) -> String {
        let digits = digest(&[self.key.as_bytes()]).to_hex();
        let mut groups = String::with_capacity(80);
        for (position, digit) in digits.chars().enumerate() {
            if position > 0 && position % 4 == 0 {
                groups.push(' ');
            }
            groups.push(digit);
        }
        groups
    }

    fn verify(&self, text: &str, signature: &[u8]) -> Result<(), NoteError> {
        let bad = || NoteError::BadSignature { name: self.name.clone() };
        let signature = Signature::from_slice(signature).map_err(|_| bad())?;
        self.key.verify_strict(text.as_bytes(), &signature).map_err(|_| bad())
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = to_hex(&self.id);
        let key = tagged(self.key.as_bytes());
        write!(formatter, "{}+{id}+{key}", self.name)
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "VerifierKey({self})")
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, id, public_key) = split_key(text)?;
        let key = Self::from_public_key(name, &public_key)?;
        if key.id != id {
            return Err(NoteError::MalformedKey("key id does not match"));
        }
        Ok(key)
    }
}

impl Serialize for VerifierKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VerifierKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Signs a text. It ends in a line feed and has no other control characters.
pub fn sign_note(text: &str, key: &SigningKey) -> Result<String, NoteError> {
    check_text(text)?;
    Ok(format!("{text}\n{}", key.signature_line(text)))
}

/// The text of a note, if `key` signed it. Signatures by other keys are left aside, as the format wants it.
pub fn open_note<'note>(note: &'note str, key: &VerifierKey) -> Result<&'note str, NoteError> {
    let (text, lines) = split_note(note)?;
    let mut signed = false;
    for line in lines {
        let (name, id, signature) = parse_signature_line(line)?;
        if name == key.name && id == key.id {
            key.verify(text, &signature)?;
            signed = true;
        }
    }
    if signed {
        return Ok(text);
    }
    Err(NoteError::NotSigned { name: key.name.clone() })
}

fn split_note(note: &str) -> Result<(&str, Vec<&str>), NoteError> {
    if note.len() > LONGEST_NOTE {
        return Err(NoteError::Malformed("too long"));
    }
    // The last empty line: the text may have some of its own.
    let end = note.rfind("\n\n").ok_or(NoteError::Malformed("no empty line before the signatures"))?;
    let text = &note[..=end];
    check_text(text)?;
    let lines: Vec<_> = note[end + 2..]
        .strip_suffix('\n')
        .ok_or(NoteError::Malformed("signatures do not end in a line feed"))?
        .split('\n')
        .collect();
    if lines.len() > MOST_SIGNATURES {
        return Err(NoteError::Malformed("too many signatures"));
    }
    Ok((text, lines))
}

fn parse_signature_line(line: &str) -> Result<(&str, [u8; 4], Vec<u8>), NoteError> {
    let malformed = NoteError::Malformed("not a signature line");
    let rest = line.strip_prefix(SIGNATURE_LINE);
    let Some((name, encoded)) = rest.and_then(|rest| rest.split_once(' ')) else {
        return Err(malformed);
    };
    if check_name(name).is_err() {
        return Err(malformed);
    }
    let Ok(bytes) = STANDARD.decode(encoded) else {
        return Err(malformed);
    };
    match bytes.split_first_chunk::<4>() {
        Some((id, signature)) if !signature.is_empty() => Ok((name, *id, signature.to_vec())),
        _ => Err(malformed),
    }
}

fn check_text(text: &str) -> Result<(), NoteError> {
    if !text.ends_with('\n') {
        return Err(NoteError::Malformed("text does not end in a line feed"));
    }
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return Err(NoteError::Malformed("control character in the text"));
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), NoteError> {
    let unfit = |character: char| character.is_whitespace() || character.is_control() || character == '+';
    if name.is_empty() || name.contains(unfit) {
        return Err(NoteError::MalformedKey("name is empty or has blanks or plus signs"));
    }
    Ok(())
}

/// base64(0x01 ‖ key)
fn tagged(key: &[u8; 32]) -> String {
    let mut bytes = vec![ED25519];
    bytes.extend_from_slice(key);
    STANDARD.encode(bytes)
}

/// `name+keyid+base64(0x01 ‖ key)` into its parts.
fn split_key(text: &str) -> Result<(&str, [u8; 4], [u8; 32]), NoteError> {
    // Base64 has plus signs of its own, a name has none.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(NoteError::MalformedKey("expected name+keyid+key"));
    };
    let id = from_hex(id).ok_or(NoteError::MalformedKey("key id is not eight hexadecimal digits"))?;
    let bytes = STANDARD.decode(key).map_err(|_| NoteError::MalformedKey("key is not base64"))?;
    let Some((&ED25519, key)) = bytes.split_first() else {
        return Err(NoteError::MalformedKey("not an Ed25519 key"));
    };
    let key = key.try_into().map_err(|_| NoteError::MalformedKey("an Ed25519 key has 32 bytes"))?;
    Ok((name, id, key))
}
