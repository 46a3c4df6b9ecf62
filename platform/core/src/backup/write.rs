//! Writing a backup.

use std::{io::Write, path::PathBuf};

use lotse_store::{Store, TableInfo, Transaction};
use sha2::{Digest, Sha256};

use super::{Applied, FORMAT, KEYS, MANIFEST, Manifest, TableEntry, rows};
use crate::{
    blobs::{BlobId, Blobs},
    body::BodyKey,
    clock::Timestamp,
    errors::{Code, Failure},
};

/// What a backup holds.
#[derive(Clone, Debug)]
pub struct BackupSummary {
    pub tables: usize,
    pub rows: u64,
    pub blobs: u64,
}

/// Writes everything to `out` from one snapshot; the service goes on meanwhile. `keys` is the file with the
/// instance's secrets: without it receipts given later could not be tied to earlier ones.
pub async fn backup<W: Write + Send + 'static>(
    store: &Store,
    blobs: &Blobs,
    keys: Option<PathBuf>,
    now: Timestamp,
    out: W,
) -> Result<BackupSummary, Failure> {
    let tables = store.tables().await?;
    let migrations = store.applied_migrations().await?;
    let (mut archive, entries, wanted) = store
        .snapshot(move |tx| {
            Box::pin(async move {
                let mut archive = Archive::new(out, now);
                let mut entries = Vec::new();
                for table in &tables {
                    entries.push(write_table(&mut archive, tx, table).await?);
                }
                let wanted = blob_names(tx).await?;
                Ok::<_, Failure>((archive, entries, wanted))
            })
        })
        .await?;
    let (mut written, mut gone) = (0, 0);
    for (body, id) in wanted {
        match blobs.get(&body, id).await {
            Ok(bytes) => {
                archive.add(&format!("blobs/{body}/{}", id.hex()), &bytes)?;
                written += 1;
            }
            Err(failure) if failure.code == Code::NotFound => gone += 1,
            Err(failure) => return Err(failure),
        }
    }
    if let Some(path) = keys {
        let bytes = std::fs::read(&path).map_err(|error| Failure::internal(format!("{}: {error}", path.display())))?;
        archive.add(KEYS, &bytes)?;
    }
    let summary =
        BackupSummary { tables: entries.len(), rows: entries.iter().map(|entry| entry.rows).sum(), blobs: written };
    let applied =
        migrations.into_iter().map(|one| Applied { set: one.set, number: one.number, checksum: one.checksum });
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        created_at: now.rfc3339(),
        migrations: applied.collect(),
        tables: entries,
        blobs: written,
        blobs_gone: gone,
    };
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| Failure::internal(error.to_string()))?;
    archive.add(MANIFEST, &text)?;
    archive.finish()?;
    Ok(summary)
}

async fn write_table<W: Write>(
    archive: &mut Archive<W>,
    tx: &mut Transaction,
    table: &TableInfo,
) -> Result<TableEntry, Failure> {
    let mut reader = rows::TableReader::new(table, None);
    let (mut digest, mut count, mut part) = (Sha256::new(), 0_u64, 0_u32);
    loop {
        let page = reader.next(tx).await?;
        if page.is_empty() {
            break;
        }
        let mut lines = Vec::new();
        for row in &page {
            serde_json::to_writer(&mut lines, &rows::to_json(row, table))
                .map_err(|error| Failure::internal(error.to_string()))?;
            lines.push(b'\n');
        }
        digest.update(&lines);
        count += page.len() as u64;
        part += 1;
        archive.add(&format!("tables/{}/{part:06}.jsonl", table.name), &lines)?;
    }
    Ok(TableEntry {
        name: table.name.clone(),
        columns: table.columns.iter().map(|column| column.name.clone()).collect(),
        rows: count,
        sha256: BlobId(digest.finalize().into()).hex(),
    })
}

async fn blob_names(tx: &mut Transaction) -> Result<Vec<(BodyKey, BlobId)>, Failure> {
    let mut names = Vec::new();
    for row in tx.query(crate::blobs::ALL, &[]).await? {
        let body =
            BodyKey::new(&row.get::<String>("body_id")?).map_err(|error| Failure::internal(error.to_string()))?;
        let hash = <[u8; 32]>::try_from(row.get::<Vec<u8>>("sha256")?).map_err(|_| Failure::internal("blob hash"))?;
        names.push((body, BlobId(hash)));
    }
    Ok(names)
}

/// A tar whose entries are owned by nobody and readable by the owner only.
struct Archive<W: Write> {
    tar: tar::Builder<W>,
    seconds: u64,
}

impl<W: Write> Archive<W> {
    fn new(out: W, now: Timestamp) -> Self {
        Self { tar: tar::Builder::new(out), seconds: u64::try_from(now.0 / 1000).unwrap_or(0) }
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(self.seconds);
        header.set_cksum();
        self.tar.append_data(&mut header, name, bytes).map_err(|error| Failure::internal(format!("backup: {error}")))
    }

    fn finish(self) -> Result<(), Failure> {
        let mut out = self.tar.into_inner().map_err(|error| Failure::internal(format!("backup: {error}")))?;
        out.flush().map_err(|error| Failure::internal(format!("backup: {error}")))
    }
}
