//! The instance's secrets: one file, readable by the owner only, made at the first start.

use std::{fs, io::Write, path::Path};

use lotse_evidence::SigningKey;
use serde::{Deserialize, Serialize};

use crate::{clock::Randomness, errors::Failure};

/// Keys that never leave the machine except in a backup the operator asked for.
pub struct Secrets {
    /// Signs checkpoints and receipts.
    pub signing_seed: [u8; 32],
    /// Authenticates form tokens and cookies.
    pub server_secret: [u8; 32],
    /// Signs packages published here.
    pub package_seed: [u8; 32],
}

#[derive(Serialize, Deserialize)]
struct Stored {
    note: String,
    signing_seed: String,
    server_secret: String,
    package_seed: String,
}

impl Secrets {
    /// Reads the file, or makes it with mode 0600.
    pub fn load_or_create(path: &Path, randomness: &dyn Randomness) -> Result<Self, Failure> {
        if path.exists() {
            return Self::load(path);
        }
        let secrets = Self::generate(randomness);
        secrets.save(path)?;
        Ok(secrets)
    }

    pub fn generate(randomness: &dyn Randomness) -> Self {
        let mut secrets = Self { signing_seed: [0; 32], server_secret: [0; 32], package_seed: [0; 32] };
        for part in [&mut secrets.signing_seed, &mut secrets.server_secret, &mut secrets.package_seed] {
            randomness.fill(part);
        }
        secrets
    }

    fn load(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error.to_string()))?;
        let stored: Stored = toml::from_str(&text).map_err(|_| unreadable(path, "not the expected TOML"))?;
        let part = |text: &str| seed(text).ok_or_else(|| unreadable(path, "a key is not 64 hex digits"));
        Ok(Self {
            signing_seed: part(&stored.signing_seed)?,
            server_secret: part(&stored.server_secret)?,
            package_seed: part(&stored.package_seed)?,
        })
    }

    fn save(&self, path: &Path) -> Result<(), Failure> {
        let stored = Stored {
            note: "Keys of this Lotse. Keep them secret and in your backup: receipts are signed with them.".to_owned(),
            signing_seed: crate::blobs::hex(&self.signing_seed),
            server_secret: crate::blobs::hex(&self.server_secret),
            package_seed: crate::blobs::hex(&self.package_seed),
        };
        let text = toml::to_string(&stored).map_err(|error| unreadable(path, &error.to_string()))?;
        write_private(path, text.as_bytes())
    }

    /// The key checkpoints are signed with; `instance` is its name in notes.
    pub fn signing_key(&self, instance: &str) -> Result<SigningKey, Failure> {
        SigningKey::from_seed(instance, &self.signing_seed).map_err(|error| Failure::internal(error.to_string()))
    }

    /// The key packages published here are signed with.
    pub fn package_key(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&self.package_seed)
    }
}

/// Writes a new file only its owner can read.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| unreadable(path, &error.to_string()))?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|error| unreadable(path, &error.to_string()))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| unreadable(path, &error.to_string()))
}

fn unreadable(path: &Path, why: &str) -> Failure {
    Failure::internal(format!("secrets file {}: {why}", path.display()))
}

fn seed(text: &str) -> Option<[u8; 32]> {
    crate::blobs::BlobId::from_hex(text).map(|id| id.0)
}
