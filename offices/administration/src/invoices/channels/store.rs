//! All SQL about mails that came in.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure};
use lotse_store::{Store, Transaction, params};

use super::reply::Told;

/// Purpose: answering, and finding a mail that could not be worked on.
const KEEP_DAYS: i64 = 90;

const STATE: &str = "SELECT state, attempts FROM invoice_mails WHERE body_id = $1 AND mail_key = $2";
const BEGIN: &str = "INSERT INTO invoice_mails (body_id, mail_key, message_id, sender, came_at, state, attempts, is_answered, \
     delete_after) VALUES ($1, $2, $3, $4, $5, 'open', 1, FALSE, $6) ON CONFLICT (body_id, mail_key) \
     DO UPDATE SET attempts = invoice_mails.attempts + 1";
const NOTE_ERROR: &str = "UPDATE invoice_mails SET last_error = $3 WHERE body_id = $1 AND mail_key = $2";
const END: &str = "UPDATE invoice_mails SET state = $3, is_answered = $4 WHERE body_id = $1 AND mail_key = $2";
const ANSWERED: &str = "SELECT count(*) AS number FROM invoice_mails WHERE body_id = $1 AND sender = $2 AND came_at > $3 \
     AND is_answered = TRUE";
const ADD_PART: &str = "INSERT INTO invoice_mail_parts (body_id, mail_key, position, outcome, delete_after) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (body_id, mail_key, position) DO NOTHING";
const PARTS: &str =
    "SELECT position, outcome FROM invoice_mail_parts WHERE body_id = $1 AND mail_key = $2 ORDER BY position";
const DELETE_MAILS: &str = "DELETE FROM invoice_mails WHERE delete_after < $1";
const DELETE_PARTS: &str = "DELETE FROM invoice_mail_parts WHERE delete_after < $1";
const WAITING: &str =
    "SELECT count(*) AS number FROM jobs WHERE body_id = $1 AND kind = $2 AND payload = $3 AND state = 'waiting'";

// A look into a folder every half minute would fill the table of jobs with nothing to see.
const FORGET_LOOKS: &str = "DELETE FROM jobs WHERE body_id = $1 AND kind = $2 AND state = 'done' AND finished_at < $3";

/// Every statement of this room.
pub const STATEMENTS: &[&str] =
    &[STATE, BEGIN, NOTE_ERROR, END, ANSWERED, ADD_PART, PARTS, DELETE_MAILS, DELETE_PARTS, WAITING, FORGET_LOOKS];

/// Where a mail stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub is_open: bool,
    pub has_failed: bool,
    pub attempts: i64,
}

pub(super) async fn state(store: &Store, body: &BodyKey, key: &str) -> Result<Option<State>, Failure> {
    let Some(row) = store.query_optional(STATE, params![body, key]).await? else { return Ok(None) };
    let state: String = row.get("state")?;
    Ok(Some(State { is_open: state == "open", has_failed: state == "failed", attempts: row.get("attempts")? }))
}

/// Counts one more attempt.
pub(super) async fn begin(
    tx: &mut Transaction,
    now: Timestamp,
    body: &BodyKey,
    key: &str,
    message_id: &str,
    sender: &str,
) -> Result<(), Failure> {
    tx.execute(BEGIN, params![body, key, message_id, sender, now, now.plus_days(KEEP_DAYS)]).await?;
    Ok(())
}

pub(super) async fn note_error(tx: &mut Transaction, body: &BodyKey, key: &str, error: &str) -> Result<(), Failure> {
    tx.execute(NOTE_ERROR, params![body, key, error]).await?;
    Ok(())
}

pub(super) async fn end(
    tx: &mut Transaction,
    body: &BodyKey,
    key: &str,
    state: &str,
    is_answered: bool,
) -> Result<(), Failure> {
    tx.execute(END, params![body, key, state, is_answered]).await?;
    Ok(())
}

/// How many answers a sender got since then.
pub(super) async fn answered(store: &Store, body: &BodyKey, sender: &str, since: Timestamp) -> Result<i64, Failure> {
    Ok(store.query_one(ANSWERED, params![body, sender, since]).await?.get("number")?)
}

pub(super) async fn add_part(
    tx: &mut Transaction,
    now: Timestamp,
    body: &BodyKey,
    key: &str,
    position: i64,
    told: &Told,
) -> Result<(), Failure> {
    let text = serde_json::to_string(told).map_err(|error| Failure::internal(error.to_string()))?;
    tx.execute(ADD_PART, params![body, key, position, text, now.plus_days(KEEP_DAYS)]).await?;
    Ok(())
}

/// What is known of the attachments, by position.
pub(super) async fn parts(store: &Store, body: &BodyKey, key: &str) -> Result<Vec<(i64, Told)>, Failure> {
    let rows = store.query(PARTS, params![body, key]).await?;
    rows.iter()
        .map(|row| {
            let text: String = row.get("outcome")?;
            let told = serde_json::from_str(&text).map_err(|error| Failure::internal(error.to_string()))?;
            Ok((row.get("position")?, told))
        })
        .collect()
}

pub(super) async fn delete_old(tx: &mut Transaction, now: Timestamp) -> Result<(), Failure> {
    tx.execute(DELETE_MAILS, params![now]).await?;
    tx.execute(DELETE_PARTS, params![now]).await?;
    Ok(())
}

/// Whether a job like this waits already, perhaps for its next attempt.
pub(super) async fn is_waiting(store: &Store, body: &BodyKey, kind: &str, payload: &str) -> Result<bool, Failure> {
    let row = store.query_one(WAITING, params![body, kind, payload]).await?;
    Ok(row.get::<i64>("number")? > 0)
}

/// Forgets looks that are done and long over.
pub(super) async fn forget_looks(
    tx: &mut Transaction,
    body: &BodyKey,
    kind: &str,
    before: Timestamp,
) -> Result<(), Failure> {
    tx.execute(FORGET_LOOKS, params![body, kind, before]).await?;
    Ok(())
}
