//! Blobs: files by their content (SHA-256), in a local folder or in S3, with purpose and deletion date.

use std::{path::Path as FilePath, sync::Arc};

use bytes::Bytes;
use lotse_store::{Transaction, params};
use object_store::{ObjectStore, ObjectStoreExt, path::Path};
use sha2::{Digest, Sha256};

use crate::{Core, body::BodyKey, clock::Timestamp, errors::Failure};

/// Names a blob: the SHA-256 of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlobId(pub [u8; 32]);

impl BlobId {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0_u8; 32];
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
        }
        Some(Self(bytes))
    }
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        use std::fmt::Write;
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl From<BlobId> for lotse_store::Value {
    fn from(id: BlobId) -> Self {
        Self::Blob(id.0.to_vec())
    }
}

/// What is known about a blob besides its bytes.
#[derive(Clone, Debug)]
pub struct BlobFacts {
    pub media_type: String,
    /// Why it is kept, in a word: `application`, `decision`.
    pub purpose: &'static str,
    pub delete_after: Option<Timestamp>,
}

const INSERT: &str = "INSERT INTO blobs (body_id, sha256, size, media_type, purpose, created_at, delete_after) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (body_id, sha256) DO UPDATE SET delete_after = \
     CASE WHEN blobs.delete_after IS NULL OR EXCLUDED.delete_after IS NULL THEN NULL \
     WHEN blobs.delete_after > EXCLUDED.delete_after THEN blobs.delete_after ELSE EXCLUDED.delete_after END";
const HOLD: &str = "INSERT INTO blob_holds (body_id, sha256, holder) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const RELEASE: &str = "DELETE FROM blob_holds WHERE body_id = $1 AND holder = $2";
const DUE: &str = "SELECT body_id, sha256 FROM blobs WHERE delete_after < $1 AND NOT EXISTS (SELECT 1 FROM blob_holds \
     WHERE blob_holds.body_id = blobs.body_id AND blob_holds.sha256 = blobs.sha256) LIMIT 500";
const DELETE: &str = "DELETE FROM blobs WHERE body_id = $1 AND sha256 = $2 AND delete_after < $3 AND NOT EXISTS \
     (SELECT 1 FROM blob_holds WHERE blob_holds.body_id = blobs.body_id AND blob_holds.sha256 = blobs.sha256)";
pub(crate) const ALL: &str = "SELECT body_id, sha256 FROM blobs ORDER BY body_id, sha256";
pub(crate) const OF_BODY: &str = "SELECT sha256, media_type FROM blobs WHERE body_id = $1 ORDER BY sha256";

/// Every statement of this module.
pub const STATEMENTS: &[&str] = &[INSERT, HOLD, RELEASE, DUE, DELETE, ALL, OF_BODY];

/// Where the bytes are.
#[derive(Clone)]
pub struct Blobs {
    objects: Arc<dyn ObjectStore>,
}

impl Blobs {
    /// In a local folder; it is made where missing.
    pub fn local(folder: &FilePath) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(|error| Failure::internal(format!("blob folder: {error}")))?;
        let objects = object_store::local::LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| Failure::internal(format!("blob folder: {error}")))?
            .with_fsync(true);
        Ok(Self { objects: Arc::new(objects) })
    }

    /// In any store `object_store` offers.
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects }
    }

    fn path(body: &BodyKey, id: BlobId) -> Path {
        let hex = id.hex();
        Path::from(format!("{body}/{}/{hex}", &hex[..2]))
    }

    /// Writes the bytes. Do this before the transaction that refers to them: a blob without a row is swept later, a row
    /// without its blob would be a loss.
    pub async fn put(&self, body: &BodyKey, bytes: Bytes) -> Result<BlobId, Failure> {
        let id = BlobId::of(&bytes);
        self.objects
            .put(&Self::path(body, id), bytes.into())
            .await
            .map_err(|error| Failure::internal(format!("blob write: {error}")))?;
        Ok(id)
    }

    /// The bytes, checked against their name.
    pub async fn get(&self, body: &BodyKey, id: BlobId) -> Result<Bytes, Failure> {
        let found = self.objects.get(&Self::path(body, id)).await.map_err(not_found_or_internal)?;
        let bytes = found.bytes().await.map_err(|error| Failure::internal(format!("blob read: {error}")))?;
        if BlobId::of(&bytes) != id {
            return Err(Failure::internal(format!("blob {} does not match its hash", id.hex())));
        }
        Ok(bytes)
    }

    async fn delete(&self, body: &BodyKey, id: BlobId) -> Result<(), Failure> {
        match self.objects.delete(&Self::path(body, id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Failure::internal(format!("blob delete: {error}"))),
        }
    }
}

fn not_found_or_internal(error: object_store::Error) -> Failure {
    match error {
        object_store::Error::NotFound { .. } => Failure::not_found(),
        other => Failure::internal(format!("blob read: {other}")),
    }
}

/// Enters a blob's facts in the caller's transaction; the later deletion date wins where it is there already.
pub async fn enter(
    tx: &mut Transaction,
    now: Timestamp,
    body: &BodyKey,
    id: BlobId,
    size: usize,
    facts: &BlobFacts,
) -> Result<(), Failure> {
    let until = facts.delete_after.map(|time| time.0);
    let size = i64::try_from(size).map_err(|_| Failure::internal("blob size"))?;
    tx.execute(INSERT, params![body, id, size, facts.media_type.as_str(), facts.purpose, now, until]).await?;
    Ok(())
}

/// Keeps a blob beyond its deletion date for as long as the holder needs it: a case whose end nobody knows yet.
/// Holds are a set: each holder lets go of its own only.
pub async fn hold(tx: &mut Transaction, body: &BodyKey, id: BlobId, holder: &str) -> Result<(), Failure> {
    tx.execute(HOLD, params![body, id, holder]).await?;
    Ok(())
}

/// Lets go of everything this holder holds.
pub async fn release(tx: &mut Transaction, body: &BodyKey, holder: &str) -> Result<(), Failure> {
    tx.execute(RELEASE, params![body, holder]).await?;
    Ok(())
}

/// Deletes blobs whose time is over and that nobody holds: first the row, then the bytes.
pub async fn delete_old(core: &Core) -> Result<usize, Failure> {
    let now = core.now();
    let rows = core.store().query(DUE, params![now]).await?;
    for row in &rows {
        let body =
            BodyKey::new(&row.get::<String>("body_id")?).map_err(|error| Failure::internal(error.to_string()))?;
        let bytes: Vec<u8> = row.get("sha256")?;
        let Ok(hash) = <[u8; 32]>::try_from(bytes) else { continue };
        let (id, key) = (BlobId(hash), body.clone());
        let deleted = core
            .store()
            .write(move |tx| {
                Box::pin(async move { Ok::<_, Failure>(tx.execute(DELETE, params![&key, id, now]).await?) })
            })
            .await?;
        if deleted == 1 {
            core.blobs().delete(&body, id).await?;
        }
    }
    Ok(rows.len())
}
