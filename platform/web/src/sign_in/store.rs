//! SQL of sessions.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Row, Store, Transaction, params};

use super::model::{Session, SessionRow};

const INSERT: &str = "INSERT INTO sessions (body_id, token_hash, person_id, created_at, last_seen_at, expires_at) \
     VALUES ($1, $2, $3, $4, $4, $5)";
const FIND: &str = "SELECT token_hash, person_id, created_at, last_seen_at, expires_at FROM sessions \
     WHERE body_id = $1 AND token_hash = $2";
const OF_PERSON: &str = "SELECT token_hash, person_id, created_at, last_seen_at, expires_at FROM sessions \
     WHERE body_id = $1 AND person_id = $2 AND expires_at > $3 ORDER BY last_seen_at DESC";
const TOUCH: &str = "UPDATE sessions SET last_seen_at = $3 WHERE body_id = $1 AND token_hash = $2";
const END: &str = "DELETE FROM sessions WHERE body_id = $1 AND token_hash = $2";
const END_OTHERS: &str = "DELETE FROM sessions WHERE body_id = $1 AND person_id = $2 AND token_hash <> $3";
const END_EXPIRED: &str = "DELETE FROM sessions WHERE body_id = $1 AND person_id = $2 AND expires_at <= $3";

/// Every statement of sessions, for the test that prepares them on both back ends.
pub(super) const STATEMENTS: &[&str] = &[INSERT, FIND, OF_PERSON, TOUCH, END, END_OTHERS, END_EXPIRED];

pub(super) async fn find(
    store: &Store,
    home: &BodyKey,
    token_hash: &[u8],
) -> Result<Option<(PersonId, SessionRow)>, Failure> {
    let Some(row) = store.query_optional(FIND, params![home, token_hash]).await? else {
        return Ok(None);
    };
    Ok(Some((PersonId(row.get("person_id")?), session_row(&row)?)))
}

pub(super) async fn of_person(
    store: &Store,
    home: &BodyKey,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<SessionRow>, Failure> {
    store.query(OF_PERSON, params![home, person, now]).await?.iter().map(session_row).collect()
}

fn session_row(row: &Row) -> Result<SessionRow, Failure> {
    Ok(SessionRow {
        token_hash: row.get("token_hash")?,
        created_at: Timestamp(row.get("created_at")?),
        last_seen_at: Timestamp(row.get("last_seen_at")?),
        expires_at: Timestamp(row.get("expires_at")?),
    })
}

pub(super) async fn insert(
    tx: &mut Transaction,
    session: &Session,
    person: PersonId,
    now: Timestamp,
) -> Result<(), Failure> {
    tx.execute(END_EXPIRED, params![&session.home, person, now]).await?;
    let values = params![&session.home, &session.token_hash, person, now, session.expires_at];
    tx.execute(INSERT, values).await?;
    Ok(())
}

pub(super) async fn touch(
    tx: &mut Transaction,
    home: &BodyKey,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<(), Failure> {
    tx.execute(TOUCH, params![home, token_hash, now]).await?;
    Ok(())
}

pub(super) async fn end(tx: &mut Transaction, home: &BodyKey, token_hash: &[u8]) -> Result<(), Failure> {
    tx.execute(END, params![home, token_hash]).await?;
    Ok(())
}

pub(super) async fn end_others(tx: &mut Transaction, session: &Session, person: PersonId) -> Result<(), Failure> {
    tx.execute(END_OTHERS, params![&session.home, person, &session.token_hash]).await?;
    Ok(())
}
