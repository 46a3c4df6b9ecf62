//! SQL of tokens.

use lotse_store::{Row, Store, Transaction, params};
use uuid::Uuid;

use super::{Scope, Token, TokenId};
use crate::{body::BodyKey, clock::Timestamp, errors::Failure};

const INSERT: &str = "INSERT INTO api_tokens (body_id, token_id, name, scopes, secret_hash, created_by, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (body_id, token_id) DO NOTHING";
const ONE: &str = "SELECT body_id, token_id, name, scopes, secret_hash, created_by, created_at, expires_at, last_used_at, \
     revoked_at FROM api_tokens WHERE body_id = $1 AND token_id = $2";
const OF_BODY: &str = "SELECT body_id, token_id, name, scopes, secret_hash, created_by, created_at, expires_at, \
     last_used_at, revoked_at FROM api_tokens WHERE body_id = $1 ORDER BY created_at DESC, token_id LIMIT 1000";
const NAMES: &str = "SELECT token_id, name FROM api_tokens WHERE body_id = $1";
const COUNT_VALID: &str =
    "SELECT count(*) AS tokens FROM api_tokens WHERE body_id = $1 AND revoked_at IS NULL AND expires_at > $2";
const REVOKE: &str =
    "UPDATE api_tokens SET revoked_at = $3 WHERE body_id = $1 AND token_id = $2 AND revoked_at IS NULL";
const NOTE_USE: &str = "UPDATE api_tokens SET last_used_at = $3 WHERE body_id = $1 AND token_id = $2";

/// Every statement of this module, for the test that prepares them on both back ends.
pub const STATEMENTS: &[&str] = &[INSERT, ONE, OF_BODY, NAMES, COUNT_VALID, REVOKE, NOTE_USE];

/// `false` if there is one with that id already.
pub(super) async fn insert(tx: &mut Transaction, token: &Token, hash: &[u8]) -> Result<bool, Failure> {
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let values = params![
        &token.body,
        token.id,
        token.name.as_str(),
        scopes.join(" "),
        hash,
        token.created_by.as_str(),
        token.created_at,
        token.expires_at
    ];
    Ok(tx.execute(INSERT, values).await? == 1)
}

pub(super) async fn count_valid(tx: &mut Transaction, body: &BodyKey, now: Timestamp) -> Result<i64, Failure> {
    Ok(tx.query_one(COUNT_VALID, params![body, now]).await?.get("tokens")?)
}

pub(super) async fn revoke(tx: &mut Transaction, body: &BodyKey, id: TokenId, now: Timestamp) -> Result<bool, Failure> {
    Ok(tx.execute(REVOKE, params![body, id, now]).await? == 1)
}

pub(super) async fn note_use(tx: &mut Transaction, body: &BodyKey, id: TokenId, now: Timestamp) -> Result<(), Failure> {
    tx.execute(NOTE_USE, params![body, id, now]).await?;
    Ok(())
}

pub(super) async fn with_hash(store: &Store, body: &BodyKey, id: TokenId) -> Result<Option<(Token, Vec<u8>)>, Failure> {
    let Some(row) = store.query_optional(ONE, params![body, id]).await? else { return Ok(None) };
    Ok(Some((token(&row)?, row.get("secret_hash")?)))
}

pub async fn one(store: &Store, body: &BodyKey, id: TokenId) -> Result<Option<Token>, Failure> {
    Ok(with_hash(store, body, id).await?.map(|(token, _)| token))
}

/// The tokens of a body, the latest first, also those that are over.
pub async fn list(store: &Store, body: &BodyKey) -> Result<Vec<Token>, Failure> {
    store.query(OF_BODY, params![body]).await?.iter().map(token).collect()
}

/// Names of a body's machines, to show beside events.
pub async fn names(store: &Store, body: &BodyKey) -> Result<Vec<(TokenId, String)>, Failure> {
    let rows = store.query(NAMES, params![body]).await?;
    rows.iter().map(|row| Ok((TokenId(row.get("token_id")?), row.get("name")?))).collect()
}

fn token(row: &Row) -> Result<Token, Failure> {
    let body: String = row.get("body_id")?;
    let scopes: String = row.get("scopes")?;
    Ok(Token {
        id: TokenId(row.get::<Uuid>("token_id")?),
        body: BodyKey::new(&body).map_err(|error| Failure::internal(error.to_string()))?,
        name: row.get("name")?,
        // A right this version does not know is none.
        scopes: scopes.split(' ').filter_map(Scope::parse).collect(),
        created_by: row.get("created_by")?,
        created_at: Timestamp(row.get("created_at")?),
        expires_at: Timestamp(row.get("expires_at")?),
        last_used_at: row.get::<Option<i64>>("last_used_at")?.map(Timestamp),
        revoked_at: row.get::<Option<i64>>("revoked_at")?.map(Timestamp),
    })
}
