//! All SQL of the office.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Row, Store, Transaction, params};
use uuid::Uuid;

use super::model::DraftContent;

const UPSERT_SERVICE: &str = "INSERT INTO services (body_id, service_key, hash, version, active, recorded_at) \
     VALUES ($1, $2, $3, $4, TRUE, $5) ON CONFLICT (body_id, service_key) DO UPDATE SET hash = EXCLUDED.hash, \
     version = EXCLUDED.version, active = TRUE, recorded_at = EXCLUDED.recorded_at";
const WITHDRAW_SERVICE: &str =
    "UPDATE services SET active = FALSE, recorded_at = $3 WHERE body_id = $1 AND service_key = $2";
const OFFERED: &str =
    "SELECT service_key, hash, version FROM services WHERE body_id = $1 AND active = TRUE ORDER BY service_key";
const ONE_OFFERED: &str =
    "SELECT service_key, hash, version FROM services WHERE body_id = $1 AND service_key = $2 AND active = TRUE";
const INSERT_CONTENT: &str = "INSERT INTO service_contents (body_id, hash, service_key, content, recorded_at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (body_id, hash) DO NOTHING";
const CONTENT: &str = "SELECT content FROM service_contents WHERE body_id = $1 AND hash = $2";
const INSERT_DRAFT: &str = "INSERT INTO service_drafts (body_id, draft_id, link_hash, service_key, hash, version, owner, \
     content, revision, mails, started_at, changed_at, delete_after) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, $9, $10)";
const DRAFT_BY_LINK: &str = "SELECT draft_id, service_key, hash, version, owner, content, revision, submitted_at, \
     delete_after FROM service_drafts WHERE body_id = $1 AND link_hash = $2";
// Locks the row until the transaction ends, so that two tabs save one after the other.
const LOCK_DRAFT: &str = "UPDATE service_drafts SET revision = revision + 1 WHERE body_id = $1 AND draft_id = $2 \
     AND submitted_at IS NULL RETURNING content";
const SAVE_DRAFT: &str =
    "UPDATE service_drafts SET content = $3, changed_at = $4, delete_after = $5 WHERE body_id = $1 AND draft_id = $2";
const SUBMIT_DRAFT: &str = "UPDATE service_drafts SET submitted_at = $3, content = '' WHERE body_id = $1 \
     AND draft_id = $2 AND submitted_at IS NULL AND revision = $4";
const COUNT_MAIL: &str =
    "UPDATE service_drafts SET mails = mails + 1 WHERE body_id = $1 AND draft_id = $2 AND mails < $3";
const DELETE_DRAFT: &str =
    "DELETE FROM service_drafts WHERE body_id = $1 AND draft_id = $2 AND (submitted_at IS NULL OR delete_after < $3)";
const EXPIRED_DRAFTS: &str =
    "SELECT body_id, draft_id FROM service_drafts WHERE delete_after < $1 ORDER BY delete_after LIMIT 200";
const OWN_DRAFTS: &str = "SELECT body_id, draft_id, service_key, hash, changed_at FROM service_drafts WHERE owner = $1 \
     AND submitted_at IS NULL AND delete_after >= $2 ORDER BY changed_at DESC LIMIT 100";

/// Every statement of this office.
pub const STATEMENTS: &[&str] = &[
    UPSERT_SERVICE,
    WITHDRAW_SERVICE,
    OFFERED,
    ONE_OFFERED,
    INSERT_CONTENT,
    CONTENT,
    INSERT_DRAFT,
    DRAFT_BY_LINK,
    LOCK_DRAFT,
    SAVE_DRAFT,
    SUBMIT_DRAFT,
    COUNT_MAIL,
    DELETE_DRAFT,
    EXPIRED_DRAFTS,
    OWN_DRAFTS,
];

/// A service a body offers now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub key: String,
    pub hash: String,
    pub version: String,
}

fn offer(row: &Row) -> Result<Offer, Failure> {
    Ok(Offer { key: row.get("service_key")?, hash: row.get("hash")?, version: row.get("version")? })
}

pub(super) async fn offered(store: &Store, body: &BodyKey) -> Result<Vec<Offer>, Failure> {
    store.query(OFFERED, params![body]).await?.iter().map(offer).collect()
}

pub(super) async fn one_offered(store: &Store, body: &BodyKey, service: &str) -> Result<Option<Offer>, Failure> {
    store.query_optional(ONE_OFFERED, params![body, service]).await?.as_ref().map(offer).transpose()
}

pub(super) async fn install(
    tx: &mut Transaction,
    body: &BodyKey,
    offer: &Offer,
    content: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    tx.execute(INSERT_CONTENT, params![body, &offer.hash, &offer.key, content, now]).await?;
    tx.execute(UPSERT_SERVICE, params![body, &offer.key, &offer.hash, &offer.version, now]).await?;
    Ok(())
}

pub(super) async fn withdraw(
    tx: &mut Transaction,
    body: &BodyKey,
    service: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    tx.execute(WITHDRAW_SERVICE, params![body, service, now]).await?;
    Ok(())
}

pub(super) async fn content(store: &Store, body: &BodyKey, hash: &str) -> Result<Option<String>, Failure> {
    let row = store.query_optional(CONTENT, params![body, hash]).await?;
    Ok(row.map(|row| row.get("content")).transpose()?)
}

/// An application that has been begun.
#[derive(Clone, Debug)]
pub struct Draft {
    pub body: BodyKey,
    pub id: Uuid,
    pub service: String,
    /// What it is pinned to.
    pub hash: String,
    pub version: String,
    pub owner: Option<PersonId>,
    pub content: DraftContent,
    pub revision: i64,
    pub submitted_at: Option<Timestamp>,
    pub delete_after: Timestamp,
}

/// A draft to be entered.
pub(super) struct NewDraft<'a> {
    pub(super) id: Uuid,
    pub(super) link_hash: Vec<u8>,
    pub(super) offer: &'a Offer,
    pub(super) owner: Option<PersonId>,
    pub(super) content: &'a DraftContent,
    pub(super) now: Timestamp,
    pub(super) delete_after: Timestamp,
}

pub(super) async fn insert_draft(tx: &mut Transaction, body: &BodyKey, draft: NewDraft<'_>) -> Result<(), Failure> {
    let NewDraft { id, link_hash, offer, owner, content, now, delete_after } = draft;
    let owner = owner.map(|person| person.0);
    let content = content.to_json();
    tx.execute(
        INSERT_DRAFT,
        params![body, id, link_hash, &offer.key, &offer.hash, &offer.version, owner, content, now, delete_after],
    )
    .await?;
    Ok(())
}

pub(super) async fn draft_by_link(store: &Store, body: &BodyKey, link_hash: &[u8]) -> Result<Option<Draft>, Failure> {
    let Some(row) = store.query_optional(DRAFT_BY_LINK, params![body, link_hash]).await? else { return Ok(None) };
    Ok(Some(Draft {
        body: body.clone(),
        id: row.get("draft_id")?,
        service: row.get("service_key")?,
        hash: row.get("hash")?,
        version: row.get("version")?,
        owner: row.get::<Option<Uuid>>("owner")?.map(PersonId),
        content: DraftContent::from_json(&row.get::<String>("content")?)?,
        revision: row.get("revision")?,
        submitted_at: row.get::<Option<i64>>("submitted_at")?.map(Timestamp),
        delete_after: Timestamp(row.get("delete_after")?),
    }))
}

/// Its content now, locked until the transaction ends; `None` once it is submitted or deleted.
pub(super) async fn lock_draft(
    tx: &mut Transaction,
    body: &BodyKey,
    id: Uuid,
) -> Result<Option<DraftContent>, Failure> {
    let Some(row) = tx.query_optional(LOCK_DRAFT, params![body, id]).await? else { return Ok(None) };
    DraftContent::from_json(&row.get::<String>("content")?).map(Some)
}

pub(super) async fn save_draft(
    tx: &mut Transaction,
    body: &BodyKey,
    id: Uuid,
    content: &DraftContent,
    now: Timestamp,
    delete_after: Timestamp,
) -> Result<(), Failure> {
    tx.execute(SAVE_DRAFT, params![body, id, content.to_json(), now, delete_after]).await?;
    Ok(())
}

/// Marks a draft as submitted and empties it; `false` if it was submitted or changed in the meantime.
pub(super) async fn submit_draft(
    tx: &mut Transaction,
    body: &BodyKey,
    id: Uuid,
    revision: i64,
    now: Timestamp,
) -> Result<bool, Failure> {
    Ok(tx.execute(SUBMIT_DRAFT, params![body, id, now, revision]).await? == 1)
}

/// Counts a mail; `false` when `most` have been sent.
pub(super) async fn count_mail(tx: &mut Transaction, body: &BodyKey, id: Uuid, most: i64) -> Result<bool, Failure> {
    Ok(tx.execute(COUNT_MAIL, params![body, id, most]).await? == 1)
}

/// Deletes a draft that is not submitted, or one whose time is over.
pub(super) async fn delete_draft(
    tx: &mut Transaction,
    body: &BodyKey,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, Failure> {
    Ok(tx.execute(DELETE_DRAFT, params![body, id, now]).await? == 1)
}

pub(super) async fn expired_drafts(store: &Store, now: Timestamp) -> Result<Vec<(BodyKey, Uuid)>, Failure> {
    let rows = store.query(EXPIRED_DRAFTS, params![now]).await?;
    let read = |row: &Row| Ok((body_of(row)?, row.get("draft_id")?));
    rows.iter().map(read).collect()
}

/// A draft in a person's own list.
pub(super) struct OwnDraft {
    pub(super) body: BodyKey,
    pub(super) id: Uuid,
    pub(super) service: String,
    pub(super) hash: String,
    pub(super) changed_at: Timestamp,
}

pub(super) async fn own_drafts(store: &Store, person: PersonId, now: Timestamp) -> Result<Vec<OwnDraft>, Failure> {
    let rows = store.query(OWN_DRAFTS, params![person, now]).await?;
    let read = |row: &Row| {
        Ok(OwnDraft {
            body: body_of(row)?,
            id: row.get("draft_id")?,
            service: row.get("service_key")?,
            hash: row.get("hash")?,
            changed_at: Timestamp(row.get("changed_at")?),
        })
    };
    rows.iter().map(read).collect()
}

fn body_of(row: &Row) -> Result<BodyKey, Failure> {
    BodyKey::new(&row.get::<String>("body_id")?).map_err(|error| Failure::internal(error.to_string()))
}
