//! Restoring a backup into an empty database of either back end.

use std::{
    collections::HashMap,
    io::Read,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use lotse_store::{MigrationSet, Store, TableInfo, Value};
use sha2::{Digest, Sha256};

use super::{FORMAT, KEYS, MANIFEST, Manifest, rows};
use crate::{
    blobs::{BlobId, Blobs},
    body::BodyKey,
    errors::Failure,
};

/// What was restored.
#[derive(Clone, Debug)]
pub struct RestoreSummary {
    pub rows: u64,
    pub blobs: u64,
}

/// Parts of a table are small (2,000 rows); nothing sensible is larger.
const MAX_PART: u64 = 1 << 30;

/// Reads a backup twice: first to see that it is complete and of a known version, then to take it in.
///
/// The database must be empty. Every table's content is checked against the manifest's hash; on any fault the error
/// says so and the database is to be thrown away.
pub async fn restore(
    store: &Store,
    blobs: &Blobs,
    keys: &Path,
    migrations: &[MigrationSet],
    archive: &Path,
) -> Result<RestoreSummary, Failure> {
    let manifest = manifest(archive)?;
    store.migrate(&as_of(&manifest, migrations)?).await?;
    check_applied(store, &manifest).await?;
    let tables = store.tables().await?;
    ensure_empty(store, &tables).await?;
    let summary = Loader::new(store, blobs, keys, &tables).load(archive).await?;
    summary.check(&manifest)?;
    store.migrate(migrations).await?;
    Ok(RestoreSummary { rows: summary.rows.values().map(|(rows, _)| rows).sum(), blobs: summary.blobs })
}

fn manifest(path: &Path) -> Result<Manifest, Failure> {
    let mut found = None;
    for_each_entry(path, |name, bytes| {
        if name == MANIFEST {
            found = Some(serde_json::from_slice::<Manifest>(&bytes).map_err(|error| damaged(&error.to_string()))?);
        }
        Ok(())
    })?;
    let manifest = found.ok_or_else(|| damaged("das Verzeichnis am Ende fehlt, die Sicherung ist unvollständig"))?;
    if manifest.format != FORMAT {
        return Err(damaged("unbekanntes Format"));
    }
    Ok(manifest)
}

fn for_each_entry(path: &Path, mut work: impl FnMut(String, Vec<u8>) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut archive = open(path)?;
    for entry in archive.entries().map_err(|error| damaged(&error.to_string()))? {
        let mut entry = entry.map_err(|error| damaged(&error.to_string()))?;
        let name = entry.path().map_err(|error| damaged(&error.to_string()))?.to_string_lossy().into_owned();
        // Only the manifest is wanted on this pass: the rest is skipped unread.
        if name == MANIFEST {
            let bytes = content(&mut entry)?;
            work(name, bytes)?;
        }
    }
    Ok(())
}

fn open(path: &Path) -> Result<tar::Archive<std::io::BufReader<std::fs::File>>, Failure> {
    let file = std::fs::File::open(path).map_err(|error| damaged(&format!("{}: {error}", path.display())))?;
    Ok(tar::Archive::new(std::io::BufReader::new(file)))
}

fn content(entry: &mut impl Read) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    entry.take(MAX_PART).read_to_end(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
    Ok(bytes)
}

fn damaged(why: &str) -> Failure {
    Failure::invalid(format!("Die Sicherung kann nicht eingespielt werden: {why}"))
}

/// The migration sets cut back to what the backup was written under.
fn as_of(manifest: &Manifest, sets: &[MigrationSet]) -> Result<Vec<MigrationSet>, Failure> {
    if let Some(unknown) = manifest.migrations.iter().find(|applied| sets.iter().all(|set| set.name != applied.set)) {
        return Err(damaged(&format!("sie stammt von einer neueren Programmversion ({})", unknown.set)));
    }
    let cut = |set: &MigrationSet| {
        let highest =
            manifest.migrations.iter().filter(|applied| applied.set == set.name).map(|applied| applied.number).max();
        let known = set.migrations.iter().take_while(|migration| Some(migration.number) <= highest).count();
        MigrationSet { name: set.name, migrations: &set.migrations[..known] }
    };
    Ok(sets.iter().map(cut).collect())
}

async fn check_applied(store: &Store, manifest: &Manifest) -> Result<(), Failure> {
    let here = store.applied_migrations().await?;
    for wanted in &manifest.migrations {
        let same = here
            .iter()
            .any(|one| one.set == wanted.set && one.number == wanted.number && one.checksum == wanted.checksum);
        if !same {
            let (set, number) = (&wanted.set, wanted.number);
            return Err(damaged(&format!("sie stammt von einer anderen Programmversion ({set} {number})")));
        }
    }
    Ok(())
}

async fn ensure_empty(store: &Store, tables: &[TableInfo]) -> Result<(), Failure> {
    for table in tables {
        let sql = format!("SELECT 1 AS one FROM {} LIMIT 1", rows::quoted(&table.name));
        if !store.query_dynamic(sql, &[]).await?.is_empty() {
            return Err(damaged(&format!("die Zieldatenbank ist nicht leer (Tabelle {})", table.name)));
        }
    }
    Ok(())
}

struct Loader<'a> {
    store: &'a Store,
    blob_store: &'a Blobs,
    keys: PathBuf,
    tables: HashMap<&'a str, &'a TableInfo>,
    rows: HashMap<String, (u64, Sha256)>,
    blobs: u64,
}

impl<'a> Loader<'a> {
    fn new(store: &'a Store, blob_store: &'a Blobs, keys: &Path, tables: &'a [TableInfo]) -> Self {
        let tables = tables.iter().map(|table| (table.name.as_str(), table)).collect();
        Self { store, blob_store, keys: keys.to_path_buf(), tables, rows: HashMap::new(), blobs: 0 }
    }

    async fn load(mut self, path: &Path) -> Result<Self, Failure> {
        let mut archive = open(path)?;
        for entry in archive.entries().map_err(|error| damaged(&error.to_string()))? {
            let mut entry = entry.map_err(|error| damaged(&error.to_string()))?;
            let name = entry.path().map_err(|error| damaged(&error.to_string()))?.to_string_lossy().into_owned();
            let bytes = content(&mut entry)?;
            let parts: Vec<&str> = name.split('/').collect();
            match parts.as_slice() {
                ["tables", table, _] => self.load_rows(table, &bytes).await?,
                ["blobs", body, hash] => self.load_blob(body, hash, bytes).await?,
                [KEYS] => self.load_keys(&bytes)?,
                [MANIFEST] => {}
                _ => return Err(damaged(&format!("unbekannter Teil {name}"))),
            }
        }
        Ok(self)
    }

    async fn load_rows(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let table = *self.tables.get(name).ok_or_else(|| damaged(&format!("unbekannte Tabelle {name}")))?;
        let mut values = Vec::new();
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            values.push(parse_row(line, table)?);
        }
        let (count, digest) = self.rows.entry(name.to_owned()).or_default();
        *count += values.len() as u64;
        digest.update(bytes);
        let (name, columns) =
            (table.name.clone(), table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    tx.insert_many_dynamic(&name, &columns, values).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    async fn load_blob(&mut self, body: &str, hash: &str, bytes: Vec<u8>) -> Result<(), Failure> {
        let body = BodyKey::new(body).map_err(|error| damaged(&error.to_string()))?;
        let id = self.blob_store.put(&body, Bytes::from(bytes)).await?;
        if id.hex() != hash {
            return Err(damaged(&format!("die Datei {hash} ist beschädigt")));
        }
        self.blobs += 1;
        Ok(())
    }

    fn load_keys(&self, bytes: &[u8]) -> Result<(), Failure> {
        if self.keys.exists() {
            return Err(damaged(&format!("{} ist schon vorhanden", self.keys.display())));
        }
        crate::secrets::write_private(&self.keys, bytes)
    }

    fn check(&self, manifest: &Manifest) -> Result<(), Failure> {
        for wanted in &manifest.tables {
            let (rows, digest) = self.rows.get(&wanted.name).cloned().unwrap_or_default();
            if rows != wanted.rows || BlobId(digest.finalize().into()).hex() != wanted.sha256 {
                return Err(damaged(&format!("die Tabelle {} ist unvollständig oder verändert", wanted.name)));
            }
        }
        if self.blobs != manifest.blobs {
            return Err(damaged("es fehlen Dateien"));
        }
        Ok(())
    }
}

fn parse_row(line: &[u8], table: &TableInfo) -> Result<Vec<Value>, Failure> {
    let fault = || damaged(&format!("eine Zeile der Tabelle {} ist nicht lesbar", table.name));
    let row: Vec<serde_json::Value> = serde_json::from_slice(line).map_err(|_| fault())?;
    let values: Option<Vec<Value>> = row.iter().map(rows::from_json).collect();
    values.filter(|values| values.len() == table.columns.len()).ok_or_else(fault)
}
