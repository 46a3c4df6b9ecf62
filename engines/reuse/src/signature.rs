//! Content hash and signature (Ed25519, RFC 8032) of a package.
//!
//! The hash covers names and contents of all files but the signature itself, so that a package is the same thing in a
//! git folder, in an archive and in a browser.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::files::{PackageFiles, names};

/// Separates these signatures from everything else the key may sign.
const CONTEXT: &str = "lotse-package-v1\n";

/// `signature.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedManifest {
    /// Format of this file.
    pub format: u32,
    /// SHA-256 over all paths and file hashes, hex.
    pub content_hash: String,
    /// SHA-256 of each file, hex.
    pub files: BTreeMap<String, String>,
    /// Which key signed, see [`key_id`].
    pub key_id: String,
    /// `ed25519`.
    pub algorithm: String,
    /// The signature, base64.
    pub signature: String,
}

/// A package whose signature is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Content hash, hex.
    pub content_hash: String,
    /// Which key signed.
    pub key_id: String,
}

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// No signature.
    #[error("Das Paket ist nicht signiert (signature.json fehlt).")]
    Unsigned,
    /// The signature file cannot be read.
    #[error("Die Signatur lässt sich nicht lesen: {0}.")]
    Unreadable(String),
    /// Files were changed, added or removed after signing.
    #[error("Das Paket wurde nach dem Signieren verändert: {}.", .0.join(", "))]
    Changed(Vec<String>),
    /// The key is not among the trusted ones.
    #[error("Der Schlüssel {0} gehört zu keinem Herausgeber, dem hier vertraut wird.")]
    UnknownKey(String),
    /// The signature does not fit.
    #[error("Die Signatur passt nicht zum Paket.")]
    Wrong,
}

impl VerifyError {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unsigned => "signatur-fehlt",
            Self::Unreadable(_) => "signatur-unlesbar",
            Self::Changed(_) => "signatur-inhalt-veraendert",
            Self::UnknownKey(_) => "signatur-schluessel-unbekannt",
            Self::Wrong => "signatur-falsch",
        }
    }
}

/// SHA-256 as hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]).collect()
}

/// The hash of each file, without the signature.
pub fn file_hashes(files: &PackageFiles) -> BTreeMap<String, String> {
    let signed = files.iter().filter(|(path, _)| path.as_str() != names::SIGNATURE);
    signed.map(|(path, content)| (path.clone(), sha256_hex(content))).collect()
}

/// The hash of a package: SHA-256 over the lines `hash  path`, sorted by path – what `sha256sum` prints.
pub fn content_hash(files: &PackageFiles) -> String {
    hash_of(&file_hashes(files))
}

fn hash_of(hashes: &BTreeMap<String, String>) -> String {
    let lines: Vec<String> = hashes.iter().map(|(path, hash)| format!("{hash}  {path}\n")).collect();
    sha256_hex(lines.concat().as_bytes())
}

/// Short name of a key: the first 16 hex digits of the SHA-256 of its 32 bytes.
pub fn key_id(key: &VerifyingKey) -> String {
    sha256_hex(key.as_bytes()).chars().take(16).collect()
}

fn message(content_hash: &str) -> Vec<u8> {
    format!("{CONTEXT}{content_hash}").into_bytes()
}

/// Signs a package.
pub fn sign(files: &PackageFiles, key: &SigningKey) -> SignedManifest {
    let hashes = file_hashes(files);
    let content_hash = hash_of(&hashes);
    let signature = key.sign(&message(&content_hash));
    SignedManifest {
        format: 1,
        content_hash,
        files: hashes,
        key_id: key_id(&key.verifying_key()),
        algorithm: "ed25519".to_owned(),
        signature: BASE64.encode(signature.to_bytes()),
    }
}

/// The same files with `signature.json`.
pub fn signed(files: &PackageFiles, key: &SigningKey) -> PackageFiles {
    let manifest = sign(files, key);
    let mut json = serde_json::to_vec_pretty(&manifest).expect("a struct of texts is always JSON");
    json.push(b'\n');
    let mut files = files.clone();
    files.insert(names::SIGNATURE.to_owned(), json);
    files
}

/// Checks that the files are exactly what one of the trusted keys has signed.
pub fn verify(files: &PackageFiles, trusted: &[VerifyingKey]) -> Result<Verified, VerifyError> {
    let bytes = files.get(names::SIGNATURE).ok_or(VerifyError::Unsigned)?;
    let manifest: SignedManifest =
        serde_json::from_slice(bytes).map_err(|error| VerifyError::Unreadable(error.to_string()))?;
    if manifest.format != 1 || manifest.algorithm != "ed25519" {
        return Err(VerifyError::Unreadable("unknown format or algorithm".to_owned()));
    }
    let hashes = file_hashes(files);
    let changed = changed_files(&manifest.files, &hashes);
    if !changed.is_empty() {
        return Err(VerifyError::Changed(changed));
    }
    let content_hash = hash_of(&hashes);
    if content_hash != manifest.content_hash {
        return Err(VerifyError::Wrong);
    }
    let key = trusted
        .iter()
        .find(|key| key_id(key) == manifest.key_id)
        .ok_or_else(|| VerifyError::UnknownKey(manifest.key_id.clone()))?;
    let raw = BASE64.decode(&manifest.signature).map_err(|error| VerifyError::Unreadable(error.to_string()))?;
    let signature = Signature::from_slice(&raw).map_err(|error| VerifyError::Unreadable(error.to_string()))?;
    key.verify_strict(&message(&content_hash), &signature).map_err(|_| VerifyError::Wrong)?;
    Ok(Verified { content_hash, key_id: manifest.key_id })
}

fn changed_files(signed: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<String> {
    let mut changed: Vec<String> =
        signed.iter().filter(|(path, hash)| now.get(*path) != Some(hash)).map(|(path, _)| path.clone()).collect();
    changed.extend(now.keys().filter(|path| !signed.contains_key(*path)).cloned());
    changed
}

/// A public key from base64.
pub fn parse_verifying_key(text: &str) -> Result<VerifyingKey, String> {
    VerifyingKey::from_bytes(&key_bytes(text)?).map_err(|error| error.to_string())
}

/// A secret key from base64.
pub fn parse_signing_key(text: &str) -> Result<SigningKey, String> {
    Ok(SigningKey::from_bytes(&key_bytes(text)?))
}

fn key_bytes(text: &str) -> Result<[u8; 32], String> {
    let bytes = BASE64.decode(text.trim()).map_err(|error| error.to_string())?;
    bytes.try_into().map_err(|_| "a key has 32 bytes".to_owned())
}

/// A public key as base64.
pub fn write_verifying_key(key: &VerifyingKey) -> String {
    BASE64.encode(key.as_bytes())
}

/// A secret key as base64. Whoever has it can publish in the name of its owner.
pub fn write_signing_key(key: &SigningKey) -> String {
    BASE64.encode(key.to_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> PackageFiles {
        [("a.txt", "one"), ("b/c.txt", "two")].map(|(path, text)| (path.to_owned(), text.into())).into()
    }

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_bytes(&[seed; 32])
    }

    #[test]
    fn good_signature_is_accepted() {
        let signed = signed(&files(), &key(7));
        let verified = verify(&signed, &[key(8).verifying_key(), key(7).verifying_key()]).unwrap();
        assert_eq!(verified.content_hash, content_hash(&files()));
        assert_eq!(content_hash(&signed), content_hash(&files()), "the signature is not part of the content");
    }

    #[test]
    fn every_change_is_seen() {
        let good = signed(&files(), &key(7));
        let trusted = [key(7).verifying_key()];
        let mut changed = good.clone();
        changed.insert("a.txt".to_owned(), b"ONE".to_vec());
        assert_eq!(verify(&changed, &trusted), Err(VerifyError::Changed(vec!["a.txt".to_owned()])));
        let mut added = good.clone();
        added.insert("new".to_owned(), Vec::new());
        assert_eq!(verify(&added, &trusted), Err(VerifyError::Changed(vec!["new".to_owned()])));
        let mut removed = good.clone();
        removed.remove("b/c.txt");
        assert_eq!(verify(&removed, &trusted), Err(VerifyError::Changed(vec!["b/c.txt".to_owned()])));
        assert_eq!(verify(&files(), &trusted), Err(VerifyError::Unsigned));
        assert!(matches!(verify(&good, &[key(8).verifying_key()]), Err(VerifyError::UnknownKey(_))));
    }

    #[test]
    fn a_foreign_signature_under_a_known_name_is_wrong() {
        let mut forged = sign(&files(), &key(8));
        forged.key_id = key_id(&key(7).verifying_key());
        let mut bad = files();
        bad.insert(names::SIGNATURE.to_owned(), serde_json::to_vec(&forged).unwrap());
        assert_eq!(verify(&bad, &[key(7).verifying_key()]), Err(VerifyError::Wrong));
    }

    #[test]
    fn keys_survive_writing() {
        let secret = key(3);
        assert_eq!(parse_signing_key(&write_signing_key(&secret)).unwrap().to_bytes(), secret.to_bytes());
        let public = secret.verifying_key();
        assert_eq!(parse_verifying_key(&write_verifying_key(&public)).unwrap(), public);
        assert!(parse_verifying_key("AAAA").is_err());
    }
}
