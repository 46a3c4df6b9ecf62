//! The receipt: a file with which a citizen can show, to anybody and offline, what was written down and when.
//!
//! It holds the ledger's entry word for word, the way from there to the root, and the signed checkpoint. What
//! the proof covers: the entry, its place, the body (through the checkpoint's origin) and the case number
//! (because it stands in the entry). What it does not cover: the address of the status page.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::checkpoint::Checkpoint;
use crate::hash::{Hash, leaf_hash};
use crate::note::{NoteError, VerifierKey};
use crate::proof::{ProofError, verify_inclusion};

/// What `format` says in a receipt of this version.
pub const RECEIPT_FORMAT: &str = "lotse-receipt-1";

/// A larger file is no receipt.
const LARGEST_RECEIPT: usize = 4_000_000;

/// A receipt as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// [`RECEIPT_FORMAT`].
    pub format: String,
    /// Short name of the body, the last part of the checkpoint's origin.
    pub body: String,
    /// What the receipt is about: the case number. Must stand in the event as the value of a member.
    pub subject: String,
    /// Where the state can be looked up. Not covered by the proof, since it may hold a secret.
    pub status_url: String,
    /// The entry of the ledger, exactly as it was hashed: the text of a JSON object.
    pub event: String,
    /// Which leaf the entry is, counted from 0.
    pub leaf_index: u64,
    /// From the leaf to the root, RFC 6962 §2.1.1.
    pub proof: Vec<Hash>,
    /// The signed checkpoint, as a note.
    pub checkpoint: String,
    /// The key that checks the signature.
    pub verifier_key: String,
}

/// Where the key came from that the signature was checked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// The caller named it.
    Trusted,
    /// It stands in the receipt. Then only a comparison of the fingerprint shows who signed.
    Receipt,
}

/// What a receipt proves. Shown as text it is the answer to whoever asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    /// The body whose ledger it is.
    pub body: String,
    /// The case number.
    pub subject: String,
    /// The entry, word for word.
    pub event: String,
    /// The state of the ledger that was signed.
    pub checkpoint: Checkpoint,
    /// Which leaf the entry is, counted from 0.
    pub leaf_index: u64,
    /// Hash of the entry.
    pub leaf: Hash,
    /// Name of the key that signed.
    pub key_name: String,
    /// Its fingerprint: see [`VerifierKey::fingerprint`].
    pub fingerprint: String,
    /// Where the key came from.
    pub key_source: KeySource,
}

/// Why a receipt does not hold. The messages are for the person who has the receipt in hand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not the JSON of a receipt.
    #[error(
        "Die Datei ist keine lesbare Quittung ({reason}). Laden Sie die Quittung noch einmal herunter und ändern Sie die Datei nicht."
    )]
    Unreadable {
        /// What the reader stumbled over, for technicians.
        reason: String,
    },
    /// Another version.
    #[error(
        "Die Quittung hat das Format „{found}“. Dieses Programm kennt nur „{RECEIPT_FORMAT}“; prüfen Sie mit einer neueren Fassung."
    )]
    Format {
        /// What the receipt says.
        found: String,
    },
    /// The key in the receipt cannot be read.
    #[error(
        "Der Prüfschlüssel in der Quittung ist unbrauchbar ({0}). Die Quittung wurde verändert oder ist beschädigt."
    )]
    Key(NoteError),
    /// The receipt was signed with a key other than the one trusted.
    #[error(
        "Die Quittung nennt einen anderen Prüfschlüssel als den, dem Sie vertrauen (Fingerabdruck in der Quittung: {found}; erwartet: {trusted}). Sie stammt nicht von dieser Stelle, oder die Stelle hat den Schlüssel gewechselt."
    )]
    ForeignKey {
        /// Fingerprint of the key in the receipt.
        found: String,
        /// Fingerprint of the trusted key.
        trusted: String,
    },
    /// The checkpoint is not a signed note or lacks a signature.
    #[error(
        "Der unterschriebene Stand des Protokolls in der Quittung ist nicht lesbar ({0}). Die Quittung wurde verändert oder ist beschädigt."
    )]
    Checkpoint(NoteError),
    /// The signature does not fit.
    #[error(
        "Die Unterschrift unter dem Stand des Protokolls stimmt nicht. Der Stand, die Unterschrift oder der Schlüssel wurde verändert."
    )]
    Signature,
    /// The checkpoint is from the ledger of another body.
    #[error(
        "Die Quittung nennt die Körperschaft „{body}“, der unterschriebene Stand gehört aber zum Protokoll „{origin}“."
    )]
    Body {
        /// Body according to the receipt.
        body: String,
        /// Origin according to the checkpoint.
        origin: String,
    },
    /// The entry is not a JSON object.
    #[error("Der Eintrag in der Quittung ist nicht lesbar. Die Quittung wurde verändert oder ist beschädigt.")]
    Event,
    /// The entry is about something else.
    #[error(
        "Das Aktenzeichen „{subject}“ steht nicht im Eintrag. Die Quittung gehört zu einem anderen Vorgang, oder das Aktenzeichen wurde verändert."
    )]
    Subject {
        /// Case number according to the receipt.
        subject: String,
    },
    /// The index is beyond the checkpoint's size.
    #[error(
        "Die Quittung nennt den Eintrag Nr. {}, der unterschriebene Stand hat aber nur {size} Einträge.",
        u128::from(*index) + 1
    )]
    Position {
        /// Index of the leaf, from 0.
        index: u64,
        /// Size according to the checkpoint.
        size: u64,
    },
    /// Number of hashes wrong.
    #[error(
        "Der Nachweis ist unvollständig oder zu lang: {found} statt {expected} Prüfsummen. Die Quittung wurde verändert."
    )]
    ProofLength {
        /// What size and index ask for.
        expected: usize,
        /// What was there.
        found: usize,
    },
    /// The hashes do not lead to the signed root.
    #[error(
        "Der Eintrag passt nicht zum unterschriebenen Stand. Der Eintrag, seine Nummer oder der Nachweis wurde verändert."
    )]
    Proof,
}

impl ReceiptError {
    /// Stable code of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "receipt-unreadable",
            Self::Format { .. } => "receipt-format",
            Self::Key(_) => "receipt-key",
            Self::ForeignKey { .. } => "receipt-foreign-key",
            Self::Checkpoint(_) => "receipt-checkpoint",
            Self::Signature => "receipt-signature",
            Self::Body { .. } => "receipt-body",
            Self::Event => "receipt-event",
            Self::Subject { .. } => "receipt-subject",
            Self::Position { .. } => "receipt-position",
            Self::ProofLength { .. } => "receipt-proof-length",
            Self::Proof => "receipt-proof",
        }
    }
}

/// As much of a receipt of any version as is needed to see which version it is.
#[derive(Deserialize)]
struct Head {
    format: String,
}

impl Receipt {
    /// Reads the file. Whether it is true is for [`verify`](Self::verify) to say.
    pub fn from_json(text: &str) -> Result<Self, ReceiptError> {
        let unreadable = |reason: String| ReceiptError::Unreadable { reason };
        if text.len() > LARGEST_RECEIPT {
            return Err(unreadable("file too large".to_owned()));
        }
        // First the format: a newer receipt has other members, and that is what should be said then.
        let head: Head = serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
        check_format(&head.format)?;
        serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))
    }

    /// The file.
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("strings and numbers always serialise");
        text.push('\n');
        text
    }

    /// Checks everything the receipt claims, without asking anybody.
    ///
    /// With a trusted key the answer is final. Without one the receipt's own key is used: then the result shows
    /// that the receipt is in itself true, and the fingerprint is to be compared with the published one.
    pub fn verify(&self, trusted_key: Option<&VerifierKey>) -> Result<VerifiedReceipt, ReceiptError> {
        check_format(&self.format)?;
        let key: VerifierKey = self.verifier_key.parse().map_err(ReceiptError::Key)?;
        check_key(&key, trusted_key)?;
        let checkpoint = Checkpoint::open(&self.checkpoint, &key).map_err(|error| match error {
            NoteError::BadSignature { .. } => ReceiptError::Signature,
            other => ReceiptError::Checkpoint(other),
        })?;
        self.check_body(&checkpoint.origin)?;
        self.check_subject()?;
        let leaf = leaf_hash(self.event.as_bytes());
        self.check_inclusion(&leaf, &checkpoint)?;
        Ok(VerifiedReceipt {
            body: self.body.clone(),
            subject: self.subject.clone(),
            event: self.event.clone(),
            checkpoint,
            leaf_index: self.leaf_index,
            leaf,
            key_name: key.name().to_owned(),
            fingerprint: key.fingerprint(),
            key_source: if trusted_key.is_some() { KeySource::Trusted } else { KeySource::Receipt },
        })
    }

    fn check_body(&self, origin: &str) -> Result<(), ReceiptError> {
        let last = origin.rsplit('/').next().unwrap_or(origin);
        if !self.body.is_empty() && (self.body == last || self.body == origin) {
            return Ok(());
        }
        Err(ReceiptError::Body { body: shown(&self.body), origin: shown(origin) })
    }

    fn check_subject(&self) -> Result<(), ReceiptError> {
        let event: Value = serde_json::from_str(&self.event).map_err(|_| ReceiptError::Event)?;
        if !event.is_object() {
            return Err(ReceiptError::Event);
        }
        if !self.subject.is_empty() && has_text(&event, &self.subject) {
            return Ok(());
        }
        Err(ReceiptError::Subject { subject: shown(&self.subject) })
    }

    fn check_inclusion(&self, leaf: &Hash, checkpoint: &Checkpoint) -> Result<(), ReceiptError> {
        let size = checkpoint.size;
        verify_inclusion(leaf, self.leaf_index, size, &self.proof, &checkpoint.root).map_err(|error| match error {
            ProofError::IndexOutOfRange { index, size } => ReceiptError::Position { index, size },
            ProofError::WrongLength { expected, found } => ReceiptError::ProofLength { expected, found },
            _ => ReceiptError::Proof,
        })
    }
}

fn check_format(format: &str) -> Result<(), ReceiptError> {
    if format == RECEIPT_FORMAT {
        return Ok(());
    }
    Err(ReceiptError::Format { found: shown(format) })
}

/// Text from a file nobody vouches for, fit for a screen: no control characters, not endless.
fn shown(text: &str) -> String {
    text.chars().take(120).map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

fn check_key(key: &VerifierKey, trusted_key: Option<&VerifierKey>) -> Result<(), ReceiptError> {
    match trusted_key {
        Some(trusted) if trusted != key => {
            Err(ReceiptError::ForeignKey { found: key.fingerprint(), trusted: trusted.fingerprint() })
        }
        _ => Ok(()),
    }
}

/// Whether the text stands somewhere in the value as a whole string. serde_json bounds the depth.
fn has_text(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found == text,
        Value::Array(items) => items.iter().any(|item| has_text(item, text)),
        Value::Object(members) => members.values().any(|member| has_text(member, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

impl fmt::Display for VerifiedReceipt {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.checkpoint.size;
        let origin = shown(&self.checkpoint.origin);
        writeln!(formatter, "Die Quittung stimmt.")?;
        writeln!(formatter, "Aktenzeichen: {}", shown(&self.subject))?;
        writeln!(formatter, "Körperschaft: {}", shown(&self.body))?;
        let number = u128::from(self.leaf_index) + 1;
        writeln!(formatter, "Eintrag: Nr. {number} von {size} im Protokoll „{origin}“")?;
        writeln!(formatter, "Prüfsumme des Eintrags: {}", self.leaf)?;
        writeln!(formatter, "Unterschrieben mit dem Schlüssel: {}", self.key_name)?;
        writeln!(formatter, "Fingerabdruck des Schlüssels: {}", self.fingerprint)?;
        match self.key_source {
            KeySource::Trusted => write!(formatter, "Der Schlüssel ist der, dem Sie vertrauen."),
            KeySource::Receipt => write!(
                formatter,
                "Achtung: Der Schlüssel stammt aus der Quittung selbst. Vergleichen Sie den Fingerabdruck mit dem, den die Stelle veröffentlicht."
            ),
        }
    }
}
