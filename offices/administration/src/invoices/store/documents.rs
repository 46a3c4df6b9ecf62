//! What belongs to an invoice: its verdict, how it came, attachments, signatures, notes.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Row, Store, Transaction, params};
use uuid::Uuid;

use super::{
    super::model::{Channel, Invoice, Signature, Signer, Step},
    word,
};

const INSERT_VERDICT: &str = "INSERT INTO invoice_verdicts (body_id, invoice_id, checked_at, rule_sets, verdict) \
     VALUES ($1, $2, $3, $4, $5)";
const VERDICT: &str = "SELECT checked_at, rule_sets, verdict FROM invoice_verdicts WHERE body_id = $1 AND invoice_id = $2 \
     ORDER BY checked_at DESC LIMIT 1";
const INSERT_ARRIVAL: &str = "INSERT INTO invoice_arrivals (body_id, arrival_id, arrived_at, channel, sender, file_name, \
     sha256, outcome, reason, invoice_id, delete_after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const ARRIVALS: &str = "SELECT arrived_at, channel, sender, file_name, outcome, reason FROM invoice_arrivals \
     WHERE body_id = $1 AND invoice_id = $2 ORDER BY arrived_at, arrival_id LIMIT 50";
const DELETE_ARRIVALS: &str = "DELETE FROM invoice_arrivals WHERE delete_after < $1";
const INSERT_ATTACHMENT: &str = "INSERT INTO invoice_attachments (body_id, invoice_id, attachment_id, position, reference, \
     description, file_name, media_type, size, sha256, location) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const ATTACHMENTS: &str = "SELECT attachment_id, reference, description, file_name, media_type, size, sha256, location \
     FROM invoice_attachments WHERE body_id = $1 AND invoice_id = $2 ORDER BY position";
const INSERT_SIGNATURE: &str = "INSERT INTO invoice_signatures (body_id, invoice_id, signature_id, step, person, principal, \
     signed_at, is_void) VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)";
const SIGNATURES: &str = "SELECT step, person, principal, signed_at, is_void FROM invoice_signatures \
     WHERE body_id = $1 AND invoice_id = $2 ORDER BY signed_at, signature_id";
const VOID_SIGNATURES: &str = "UPDATE invoice_signatures SET is_void = TRUE WHERE body_id = $1 AND invoice_id = $2 \
     AND step <> 'formal'";
const INSERT_NOTE: &str = "INSERT INTO invoice_notes (body_id, invoice_id, note_id, author, content, written_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const NOTES: &str = "SELECT author, content, written_at FROM invoice_notes WHERE body_id = $1 AND invoice_id = $2 \
     ORDER BY written_at DESC, note_id DESC";
const DELETE_VERDICTS: &str = "DELETE FROM invoice_verdicts WHERE body_id = $1 AND invoice_id = $2";
const DELETE_ATTACHMENTS: &str = "DELETE FROM invoice_attachments WHERE body_id = $1 AND invoice_id = $2";
const DELETE_NOTES: &str = "DELETE FROM invoice_notes WHERE body_id = $1 AND invoice_id = $2";
const DELETE_ARRIVALS_OF: &str = "DELETE FROM invoice_arrivals WHERE body_id = $1 AND invoice_id = $2";

/// Every statement of this file.
pub const STATEMENTS: &[&str] = &[
    INSERT_VERDICT,
    VERDICT,
    INSERT_ARRIVAL,
    ARRIVALS,
    DELETE_ARRIVALS,
    INSERT_ATTACHMENT,
    ATTACHMENTS,
    INSERT_SIGNATURE,
    SIGNATURES,
    VOID_SIGNATURES,
    INSERT_NOTE,
    NOTES,
    DELETE_VERDICTS,
    DELETE_ATTACHMENTS,
    DELETE_NOTES,
    DELETE_ARRIVALS_OF,
];

pub async fn insert_verdict(
    tx: &mut Transaction,
    invoice: &Invoice,
    rule_sets: &str,
    verdict: &str,
) -> Result<(), Failure> {
    tx.execute(INSERT_VERDICT, params![&invoice.body, invoice.id, invoice.received_at, rule_sets, verdict]).await?;
    Ok(())
}

/// The verdict of the day it came, as JSON.
pub async fn verdict(store: &Store, invoice: &Invoice) -> Result<Option<(Timestamp, String)>, Failure> {
    let row = store.query_optional(VERDICT, params![&invoice.body, invoice.id]).await?;
    row.map(|row| Ok((Timestamp(row.get("checked_at")?), row.get("verdict")?))).transpose()
}

/// A document that came, whatever became of it.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub at: Timestamp,
    pub channel: Channel,
    pub sender: String,
    pub file_name: String,
    pub outcome: String,
    pub reason: String,
}

pub async fn insert_arrival(
    tx: &mut Transaction,
    body: &BodyKey,
    id: Uuid,
    arrival: &Arrival,
    sha256: &str,
    invoice: Option<Uuid>,
    delete_after: Timestamp,
) -> Result<(), Failure> {
    let values = params![
        body,
        id,
        arrival.at,
        arrival.channel.as_str(),
        &arrival.sender,
        &arrival.file_name,
        sha256,
        &arrival.outcome,
        &arrival.reason,
        invoice,
        delete_after,
    ];
    tx.execute(INSERT_ARRIVAL, values).await?;
    Ok(())
}

pub async fn arrivals(store: &Store, invoice: &Invoice) -> Result<Vec<Arrival>, Failure> {
    let rows = store.query(ARRIVALS, params![&invoice.body, invoice.id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Arrival {
                at: Timestamp(row.get("arrived_at")?),
                channel: word(row, "channel", Channel::parse)?,
                sender: row.get("sender")?,
                file_name: row.get("file_name")?,
                outcome: row.get("outcome")?,
                reason: row.get("reason")?,
            })
        })
        .collect()
}

/// A file that came inside of the invoice, or the place it names.
#[derive(Clone, Debug)]
pub struct Attachment {
    pub id: Uuid,
    pub reference: String,
    pub description: String,
    pub file_name: String,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
    pub location: String,
}

pub async fn insert_attachment(
    tx: &mut Transaction,
    invoice: &Invoice,
    position: i64,
    attachment: &Attachment,
) -> Result<(), Failure> {
    let values = params![
        &invoice.body,
        invoice.id,
        attachment.id,
        position,
        &attachment.reference,
        &attachment.description,
        &attachment.file_name,
        &attachment.media_type,
        attachment.size,
        &attachment.sha256,
        &attachment.location,
    ];
    tx.execute(INSERT_ATTACHMENT, values).await?;
    Ok(())
}

pub async fn attachments(store: &Store, invoice: &Invoice) -> Result<Vec<Attachment>, Failure> {
    let rows = store.query(ATTACHMENTS, params![&invoice.body, invoice.id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Attachment {
                id: row.get("attachment_id")?,
                reference: row.get("reference")?,
                description: row.get("description")?,
                file_name: row.get("file_name")?,
                media_type: row.get("media_type")?,
                size: row.get("size")?,
                sha256: row.get("sha256")?,
                location: row.get("location")?,
            })
        })
        .collect()
}

pub async fn insert_signature(
    tx: &mut Transaction,
    invoice: &Invoice,
    id: Uuid,
    step: Step,
    signer: Signer,
    now: Timestamp,
) -> Result<(), Failure> {
    let values = params![&invoice.body, invoice.id, id, step.as_str(), signer.person, signer.principal, now];
    tx.execute(INSERT_SIGNATURE, values).await?;
    Ok(())
}

/// What was signed after the formal check counts no longer.
pub async fn void_signatures(tx: &mut Transaction, invoice: &Invoice) -> Result<(), Failure> {
    tx.execute(VOID_SIGNATURES, params![&invoice.body, invoice.id]).await?;
    Ok(())
}

pub async fn signatures(store: &Store, invoice: &Invoice) -> Result<Vec<Signature>, Failure> {
    let rows = store.query(SIGNATURES, params![&invoice.body, invoice.id]).await?;
    rows.iter().map(signature_of).collect()
}

/// The same inside of a change, so that two people who sign at once are compared.
pub async fn signatures_in(tx: &mut Transaction, invoice: &Invoice) -> Result<Vec<Signature>, Failure> {
    let rows = tx.query(SIGNATURES, params![&invoice.body, invoice.id]).await?;
    rows.iter().map(signature_of).collect()
}

fn signature_of(row: &Row) -> Result<Signature, Failure> {
    Ok(Signature {
        step: word(row, "step", Step::parse)?,
        signer: Signer {
            person: PersonId(row.get("person")?),
            principal: row.get::<Option<Uuid>>("principal")?.map(PersonId),
        },
        signed_at: Timestamp(row.get("signed_at")?),
        is_void: row.get("is_void")?,
    })
}

#[derive(Clone, Debug)]
pub struct Note {
    pub author: Option<PersonId>,
    pub content: String,
    pub written_at: Timestamp,
}

pub async fn insert_note(tx: &mut Transaction, invoice: &Invoice, id: Uuid, note: &Note) -> Result<(), Failure> {
    let values = params![&invoice.body, invoice.id, id, note.author, &note.content, note.written_at];
    tx.execute(INSERT_NOTE, values).await?;
    Ok(())
}

pub async fn notes(store: &Store, invoice: &Invoice) -> Result<Vec<Note>, Failure> {
    let rows = store.query(NOTES, params![&invoice.body, invoice.id]).await?;
    rows.iter()
        .map(|row| {
            Ok(Note {
                author: row.get::<Option<Uuid>>("author")?.map(PersonId),
                content: row.get("content")?,
                written_at: Timestamp(row.get("written_at")?),
            })
        })
        .collect()
}

pub async fn delete_arrivals(tx: &mut Transaction, now: Timestamp) -> Result<(), Failure> {
    tx.execute(DELETE_ARRIVALS, params![now]).await?;
    Ok(())
}

/// Takes the documents that go with an invoice, all but the signatures.
pub(super) async fn delete(tx: &mut Transaction, invoice: &Invoice) -> Result<(), Failure> {
    for sql in [DELETE_VERDICTS, DELETE_ATTACHMENTS, DELETE_NOTES, DELETE_ARRIVALS_OF] {
        tx.execute(sql, params![&invoice.body, invoice.id]).await?;
    }
    Ok(())
}
