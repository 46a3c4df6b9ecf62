//! SQL of passkeys and of the questions to browsers.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Row, Store, Transaction, params};
use webauthn_rs::prelude::Passkey;

use super::{PasskeyRow, Purpose};

const INSERT: &str = "INSERT INTO passkeys (body_id, credential_id, person_id, label, credential, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (body_id, credential_id) DO NOTHING";
const FIND: &str = "SELECT person_id, label, credential, created_at, last_used_at FROM passkeys \
     WHERE body_id = $1 AND credential_id = $2";
const OF_PERSON: &str = "SELECT person_id, label, credential, created_at, last_used_at FROM passkeys \
     WHERE body_id = $1 AND person_id = $2 ORDER BY created_at, credential_id";
const USED: &str = "UPDATE passkeys SET credential = $4, last_used_at = $5 \
     WHERE body_id = $1 AND credential_id = $2 AND credential = $3";
const REMOVE: &str = "DELETE FROM passkeys WHERE body_id = $1 AND credential_id = $2 AND person_id = $3";
const ASK: &str = "INSERT INTO passkey_challenges (body_id, holder, purpose, state, expires_at) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (body_id, holder, purpose) \
     DO UPDATE SET state = EXCLUDED.state, expires_at = EXCLUDED.expires_at";
const TAKE: &str = "DELETE FROM passkey_challenges WHERE body_id = $1 AND holder = $2 AND purpose = $3 \
     RETURNING state, expires_at";
const FORGET_EXPIRED: &str = "DELETE FROM passkey_challenges WHERE body_id = $1 AND expires_at <= $2";

/// Every statement of passkeys, for the test that prepares them on both back ends.
pub(in crate::sign_in) const STATEMENTS: &[&str] = &[INSERT, FIND, OF_PERSON, USED, REMOVE, ASK, TAKE, FORGET_EXPIRED];

/// Whose browser was asked for what.
pub(super) struct Question {
    pub(super) body: BodyKey,
    /// SHA-256 of what ties forms to this browser.
    pub(super) holder: Vec<u8>,
    pub(super) purpose: Purpose,
}

/// Remembers a question in place of the one before.
pub(super) async fn ask(
    tx: &mut Transaction,
    question: &Question,
    state: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), Failure> {
    tx.execute(FORGET_EXPIRED, params![&question.body, now]).await?;
    let values = params![&question.body, &question.holder, question.purpose.as_str(), state, expires_at];
    tx.execute(ASK, values).await?;
    Ok(())
}

/// The state of a question that still holds; afterwards it is gone.
pub(super) async fn take(tx: &mut Transaction, question: &Question, now: Timestamp) -> Result<Option<String>, Failure> {
    let values = params![&question.body, &question.holder, question.purpose.as_str()];
    let Some(row) = tx.query_optional(TAKE, values).await? else { return Ok(None) };
    let holds = row.get::<i64>("expires_at")? > now.0;
    Ok(if holds { Some(row.get("state")?) } else { None })
}

pub(in crate::sign_in) async fn of_person(
    store: &Store,
    home: &BodyKey,
    person: PersonId,
) -> Result<Vec<PasskeyRow>, Failure> {
    store.query(OF_PERSON, params![home, person]).await?.iter().map(passkey_row).collect()
}

pub(super) async fn find(store: &Store, home: &BodyKey, credential: &[u8]) -> Result<Option<PasskeyRow>, Failure> {
    let row = store.query_optional(FIND, params![home, credential]).await?;
    row.as_ref().map(passkey_row).transpose()
}

fn passkey_row(row: &Row) -> Result<PasskeyRow, Failure> {
    let credential: String = row.get("credential")?;
    let passkey = serde_json::from_str(&credential).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(PasskeyRow {
        person: PersonId(row.get("person_id")?),
        label: row.get("label")?,
        credential,
        passkey,
        created_at: Timestamp(row.get("created_at")?),
        last_used_at: row.get::<Option<i64>>("last_used_at")?.map(Timestamp),
    })
}

/// The text a passkey is stored as.
pub(super) fn text(passkey: &Passkey) -> Result<String, Failure> {
    serde_json::to_string(passkey).map_err(|error| Failure::internal(error.to_string()))
}

/// `false` if the body knows this passkey already.
pub(super) async fn insert(
    tx: &mut Transaction,
    home: &BodyKey,
    person: PersonId,
    passkey: &Passkey,
    label: &str,
    now: Timestamp,
) -> Result<bool, Failure> {
    let values = params![home, passkey.cred_id(), person, label, text(passkey)?, now];
    Ok(tx.execute(INSERT, values).await? == 1)
}

/// Writes the counter back; `false` if the row changed since it was read.
pub(super) async fn used(
    tx: &mut Transaction,
    home: &BodyKey,
    row: &PasskeyRow,
    before: &str,
    now: Timestamp,
) -> Result<bool, Failure> {
    let values = params![home, row.passkey.cred_id(), before, row.credential.as_str(), now];
    Ok(tx.execute(USED, values).await? == 1)
}

/// `false` if the person has no such passkey.
pub(super) async fn remove(
    tx: &mut Transaction,
    home: &BodyKey,
    person: PersonId,
    credential: &[u8],
) -> Result<bool, Failure> {
    Ok(tx.execute(REMOVE, params![home, credential, person]).await? == 1)
}
