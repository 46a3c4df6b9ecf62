//! One body's data to take home: every row as JSON and CSV, every file, and a page that explains them.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use lotse_store::{Store, TableInfo, Transaction, Value};

use super::rows;
use crate::{
    blobs::{BlobId, Blobs},
    body::Body,
    clock::Timestamp,
    errors::{Code, Failure},
};

/// What was written.
#[derive(Clone, Debug)]
pub struct ExportSummary {
    pub tables: usize,
    pub rows: u64,
    pub files: u64,
}

/// Writes the body's rows and blobs below `folder`, which must be new or empty.
///
/// Secrets of links and passwords are stored as hashes only and go out as such.
pub async fn export(
    store: &Store,
    blobs: &Blobs,
    body: &Body,
    now: Timestamp,
    folder: &Path,
) -> Result<ExportSummary, Failure> {
    prepare(folder)?;
    let tables: Vec<TableInfo> = store
        .tables()
        .await?
        .into_iter()
        .filter(|table| table.columns.iter().any(|column| column.name == "body_id"))
        .collect();
    let (key, target) = (body.key.clone(), folder.join("tables"));
    fs::create_dir_all(&target).map_err(|error| unwritable(&target, &error))?;
    let (written, wanted) = store
        .snapshot(move |tx| {
            Box::pin(async move {
                let mut written = Vec::new();
                for table in &tables {
                    let rows = write_table(tx, table, key.as_str(), &target).await?;
                    if rows > 0 {
                        written.push((table.name.clone(), rows));
                    }
                }
                let wanted = tx.query(crate::blobs::OF_BODY, lotse_store::params![&key]).await?;
                Ok::<_, Failure>((written, wanted))
            })
        })
        .await?;
    let mut files = 0;
    let target = folder.join("files");
    fs::create_dir_all(&target).map_err(|error| unwritable(&target, &error))?;
    for row in &wanted {
        let hash = <[u8; 32]>::try_from(row.get::<Vec<u8>>("sha256")?).map_err(|_| Failure::internal("blob hash"))?;
        let name = format!("{}{}", BlobId(hash).hex(), extension(&row.get::<String>("media_type")?));
        match blobs.get(&body.key, BlobId(hash)).await {
            Ok(bytes) => {
                let path = target.join(name);
                fs::write(&path, &bytes).map_err(|error| unwritable(&path, &error))?;
                files += 1;
            }
            // Its time ran out between the snapshot and now.
            Err(failure) if failure.code == Code::NotFound => {}
            Err(failure) => return Err(failure),
        }
    }
    let summary = ExportSummary { tables: written.len(), rows: written.iter().map(|(_, rows)| rows).sum(), files };
    let path = folder.join("LIESMICH.txt");
    fs::write(&path, readme(body, now, &written, &summary)).map_err(|error| unwritable(&path, &error))?;
    Ok(summary)
}

fn prepare(folder: &Path) -> Result<(), Failure> {
    if folder.exists() && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::invalid(format!("{} ist nicht leer. Wählen Sie einen neuen Ordner.", folder.display())));
    }
    fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))
}

fn unwritable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::internal(format!("{}: {error}", path.display()))
}

async fn write_table(tx: &mut Transaction, table: &TableInfo, body: &str, folder: &Path) -> Result<u64, Failure> {
    let mut reader = rows::TableReader::new(table, Some(body));
    let mut page = reader.next(tx).await?;
    if page.is_empty() {
        return Ok(0);
    }
    let path = |ending: &str| -> PathBuf { folder.join(format!("{}.{ending}", table.name)) };
    let fault = |error: &dyn std::fmt::Display| unwritable(&path("csv"), error);
    let mut json = std::io::BufWriter::new(fs::File::create(path("jsonl")).map_err(|error| fault(&error))?);
    let mut csv = csv::Writer::from_path(path("csv")).map_err(|error| fault(&error))?;
    csv.write_record(table.columns.iter().map(|column| &column.name)).map_err(|error| fault(&error))?;
    let mut count = 0;
    while !page.is_empty() {
        for row in &page {
            let named: serde_json::Map<_, _> = table
                .columns
                .iter()
                .map(|column| column.name.clone())
                .zip(rows::to_json(row, table).as_array().cloned().unwrap_or_default())
                .collect();
            serde_json::to_writer(&mut json, &named).map_err(|error| fault(&error))?;
            std::io::Write::write_all(&mut json, b"\n").map_err(|error| fault(&error))?;
            csv.write_record(row.iter().map(cell)).map_err(|error| fault(&error))?;
            count += 1;
        }
        page = reader.next(tx).await?;
    }
    std::io::Write::flush(&mut json).map_err(|error| fault(&error))?;
    csv.flush().map_err(|error| fault(&error))?;
    Ok(count)
}

/// A cell for people and spreadsheets. A leading `=`, `+`, `-` or `@` in a text would be run as a formula: it gets an
/// apostrophe (the JSON beside has the plain text).
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Int(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::Text(text) if text.starts_with(['=', '+', '-', '@']) => format!("'{text}"),
        Value::Text(text) => text.clone(),
        Value::Uuid(id) => id.to_string(),
        Value::Blob(bytes) => match <[u8; 16]>::try_from(bytes.as_slice()) {
            Ok(id) => uuid::Uuid::from_bytes(id).to_string(),
            Err(_) => crate::blobs::hex(bytes),
        },
    }
}

fn extension(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => ".pdf",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "application/gzip" => ".tar.gz",
        _ => "",
    }
}

fn readme(body: &Body, now: Timestamp, tables: &[(String, u64)], summary: &ExportSummary) -> String {
    let mut text = format!(
        "Daten von {} ({})\nStand: {}\n\n\
         tables/   je Tabelle eine JSON-Datei (eine Zeile je Datensatz) und dieselben Daten als CSV (UTF-8)\n\
         files/    hochgeladene und erzeugte Dateien; der Name ist die SHA-256-Prüfsumme, wie sie in den Tabellen steht\n\n\
         Zeiten sind Millisekunden seit 1970-01-01 (UTC), Beträge sind Cent.\n\
         Geheimnisse (Links, Passwörter) sind nur als Prüfsumme gespeichert und stehen auch hier nur so.\n\n\
         {} Dateien, {} Datensätze:\n",
        body.official_name,
        body.key,
        now.moment_german(),
        summary.files,
        summary.rows
    );
    for (name, rows) in tables {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {name}: {rows}");
    }
    text
}
