//! All SQL of the office.

use std::{collections::BTreeMap, sync::Arc};

use lotse_core::{blobs::BlobId, body::BodyKey, clock::Timestamp, errors::Failure};
use lotse_reuse::{Decision, Patch};
use lotse_store::{Row, Store, Transaction, params};
use semver::Version;

use super::model::{Adoption, AdoptionState, Draft, PublishedVersion, Recall, Use};

const STAMP: &str = "SELECT count(*) AS versions, max(changed_at) AS latest FROM solution_versions";
const VERSIONS: &str = "SELECT body_id, solution, version, manifest, content_hash, key_id, archive, archive_size, \
     published_at, recalled_at, recall_reason FROM solution_versions ORDER BY solution, published_at";
const CLAIM: &str = "INSERT INTO solutions (body_id, solution, latest, claimed_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT DO NOTHING";
const OWNER: &str = "SELECT body_id FROM solutions WHERE solution = $1";
// Locks the row on PostgreSQL, so that two versions of a solution are published one after the other.
const LOCK_LATEST: &str = "UPDATE solutions SET latest = latest WHERE body_id = $1 AND solution = $2 RETURNING latest";
const SET_LATEST: &str = "UPDATE solutions SET latest = $3 WHERE body_id = $1 AND solution = $2";
const PUBLISH: &str = "INSERT INTO solution_versions (body_id, solution, version, kind, manifest, content_hash, key_id, \
     archive, archive_size, published_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
const RECALL: &str = "UPDATE solution_versions SET recalled_at = $4, recall_reason = $5, changed_at = $4 \
     WHERE body_id = $1 AND solution = $2 AND version = $3 AND recalled_at IS NULL";

const USES: &str = "SELECT body_id, solution, version, changed, in_use_since, confirmed_at FROM adoptions \
     WHERE state = 'in-use' ORDER BY solution, body_id";
const USES_OF: &str = "SELECT body_id, solution, version, changed, in_use_since, confirmed_at FROM adoptions \
     WHERE solution = $1 AND state = 'in-use' ORDER BY in_use_since, body_id";
const ADOPTIONS: &str = "SELECT body_id, solution, version, patches, effective_hash, state, changed, in_use_since, \
     updated_at, confirmed_at, row_version FROM adoptions WHERE body_id = $1 ORDER BY solution";
const ADOPTION: &str = "SELECT body_id, solution, version, patches, effective_hash, state, changed, in_use_since, \
     updated_at, confirmed_at, row_version FROM adoptions WHERE body_id = $1 AND solution = $2";
const NEW_ADOPTION: &str = "INSERT INTO adoptions (body_id, solution, version, patches, effective_hash, state, changed, \
     in_use_since, updated_at, confirmed_at, row_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
     ON CONFLICT DO NOTHING";
const CHANGE_ADOPTION: &str = "UPDATE adoptions SET version = $4, patches = $5, effective_hash = $6, state = $7, \
     changed = $8, in_use_since = $9, updated_at = $10, confirmed_at = $11, row_version = $12 \
     WHERE body_id = $1 AND solution = $2 AND row_version = $3";
const NEW_DECISION: &str = "INSERT INTO adoption_decisions (body_id, solution, row_version, version, decision, recorded_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const DECISIONS: &str =
    "SELECT row_version, decision FROM adoption_decisions WHERE body_id = $1 AND solution = $2 ORDER BY row_version";

const DRAFTS: &str = "SELECT body_id, solution, base_version, target_version, patches, merged_from, merged_patches, \
     decisions, adoption_row, updated_at, row_version FROM adoption_drafts WHERE body_id = $1 ORDER BY solution";
const DRAFT: &str = "SELECT body_id, solution, base_version, target_version, patches, merged_from, merged_patches, \
     decisions, adoption_row, updated_at, row_version FROM adoption_drafts WHERE body_id = $1 AND solution = $2";
const NEW_DRAFT: &str = "INSERT INTO adoption_drafts (body_id, solution, base_version, target_version, patches, merged_from, \
     merged_patches, decisions, adoption_row, updated_at, row_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
     ON CONFLICT DO NOTHING";
const CHANGE_DRAFT: &str = "UPDATE adoption_drafts SET base_version = $4, target_version = $5, patches = $6, merged_from = $7, \
     merged_patches = $8, decisions = $9, adoption_row = $10, updated_at = $11, row_version = $12 \
     WHERE body_id = $1 AND solution = $2 AND row_version = $3";
const DELETE_DRAFT: &str = "DELETE FROM adoption_drafts WHERE body_id = $1 AND solution = $2 AND row_version = $3";

/// Every statement of this office, for the test that prepares them on both back ends.
pub const STATEMENTS: &[&str] = &[
    STAMP,
    VERSIONS,
    CLAIM,
    OWNER,
    LOCK_LATEST,
    SET_LATEST,
    PUBLISH,
    RECALL,
    USES,
    USES_OF,
    ADOPTIONS,
    ADOPTION,
    NEW_ADOPTION,
    CHANGE_ADOPTION,
    NEW_DECISION,
    DECISIONS,
    DRAFTS,
    DRAFT,
    NEW_DRAFT,
    CHANGE_DRAFT,
    DELETE_DRAFT,
];

// Published versions

/// Changes when the catalogue does: number of versions and time of the last change.
pub(crate) async fn stamp(store: &Store) -> Result<(i64, Option<i64>), Failure> {
    let row = store.query_one(STAMP, params![]).await?;
    Ok((row.get("versions")?, row.get("latest")?))
}

pub(crate) async fn versions(store: &Store) -> Result<Vec<PublishedVersion>, Failure> {
    store.query(VERSIONS, params![]).await?.iter().map(published).collect()
}

fn published(row: &Row) -> Result<PublishedVersion, Failure> {
    let archive =
        <[u8; 32]>::try_from(row.get::<Vec<u8>>("archive")?).map_err(|_| Failure::internal("archive hash"))?;
    let recalled_at: Option<i64> = row.get("recalled_at")?;
    let reason: Option<String> = row.get("recall_reason")?;
    Ok(PublishedVersion {
        publisher: key(row)?,
        solution: row.get("solution")?,
        version: version(&row.get::<String>("version")?)?,
        manifest: Arc::new(json(&row.get::<String>("manifest")?)?),
        content_hash: row.get("content_hash")?,
        key_id: row.get("key_id")?,
        archive: BlobId(archive),
        archive_size: row.get("archive_size")?,
        published_at: Timestamp(row.get("published_at")?),
        recalled: recalled_at.map(|at| Recall { at: Timestamp(at), reason: reason.unwrap_or_default() }),
    })
}

/// The body a solution's key belongs to, after claiming it where it was free.
pub(crate) async fn claim(
    tx: &mut Transaction,
    now: Timestamp,
    published: &PublishedVersion,
) -> Result<BodyKey, Failure> {
    let latest = published.version.to_string();
    tx.execute(CLAIM, params![&published.publisher, published.solution.as_str(), latest, now]).await?;
    key(&tx.query_one(OWNER, params![published.solution.as_str()]).await?)
}

/// The highest version so far, with the row locked.
pub(crate) async fn lock_latest(tx: &mut Transaction, published: &PublishedVersion) -> Result<Version, Failure> {
    let row = tx.query_one(LOCK_LATEST, params![&published.publisher, published.solution.as_str()]).await?;
    version(&row.get::<String>("latest")?)
}

pub(crate) async fn publish(tx: &mut Transaction, published: &PublishedVersion) -> Result<(), Failure> {
    let (number, manifest) = (published.version.to_string(), text(&*published.manifest)?);
    let kind = kind_word(published)?;
    tx.execute(
        PUBLISH,
        params![
            &published.publisher,
            published.solution.as_str(),
            number.as_str(),
            kind,
            manifest,
            published.content_hash.as_str(),
            published.key_id.as_str(),
            published.archive,
            published.archive_size,
            published.published_at
        ],
    )
    .await?;
    tx.execute(SET_LATEST, params![&published.publisher, published.solution.as_str(), number]).await?;
    Ok(())
}

fn kind_word(published: &PublishedVersion) -> Result<String, Failure> {
    let word = serde_json::to_value(published.kind()).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(word.as_str().unwrap_or_default().to_owned())
}

/// Whether the version was there and not recalled yet.
pub(crate) async fn recall(
    tx: &mut Transaction,
    now: Timestamp,
    published: &PublishedVersion,
    reason: &str,
) -> Result<bool, Failure> {
    let number = published.version.to_string();
    let changed =
        tx.execute(RECALL, params![&published.publisher, published.solution.as_str(), number, now, reason]).await?;
    Ok(changed == 1)
}

// Adoptions

pub(crate) async fn uses(store: &Store) -> Result<Vec<Use>, Failure> {
    store.query(USES, params![]).await?.iter().map(use_of).collect()
}

pub(crate) async fn uses_of(store: &Store, solution: &str) -> Result<Vec<Use>, Failure> {
    store.query(USES_OF, params![solution]).await?.iter().map(use_of).collect()
}

fn use_of(row: &Row) -> Result<Use, Failure> {
    Ok(Use {
        body: key(row)?,
        solution: row.get("solution")?,
        version: version(&row.get::<String>("version")?)?,
        changed: row.get("changed")?,
        since: Timestamp(row.get("in_use_since")?),
        confirmed_at: Timestamp(row.get("confirmed_at")?),
    })
}

pub(crate) async fn adoptions(store: &Store, body: &BodyKey) -> Result<Vec<Adoption>, Failure> {
    store.query(ADOPTIONS, params![body]).await?.iter().map(adoption_of).collect()
}

pub(crate) async fn adoption(store: &Store, body: &BodyKey, solution: &str) -> Result<Option<Adoption>, Failure> {
    store.query_optional(ADOPTION, params![body, solution]).await?.as_ref().map(adoption_of).transpose()
}

fn adoption_of(row: &Row) -> Result<Adoption, Failure> {
    let state: String = row.get("state")?;
    Ok(Adoption {
        body: key(row)?,
        solution: row.get("solution")?,
        version: version(&row.get::<String>("version")?)?,
        patches: json(&row.get::<String>("patches")?)?,
        effective_hash: row.get("effective_hash")?,
        state: AdoptionState::parse(&state).ok_or_else(|| Failure::internal(format!("adoption state {state}")))?,
        changed: row.get("changed")?,
        in_use_since: Timestamp(row.get("in_use_since")?),
        updated_at: Timestamp(row.get("updated_at")?),
        confirmed_at: Timestamp(row.get("confirmed_at")?),
        row_version: row.get("row_version")?,
    })
}

/// Writes an adoption over the row as it was seen (`seen` 0: there was none). `false` if somebody else was faster.
pub(crate) async fn save_adoption(tx: &mut Transaction, adoption: &Adoption, seen: i64) -> Result<bool, Failure> {
    let patches = text(&adoption.patches)?;
    let number = adoption.version.to_string();
    let hash = adoption.effective_hash.as_str();
    let state = adoption.state.as_str();
    let rest = (adoption.in_use_since, adoption.updated_at, adoption.confirmed_at, adoption.row_version);
    let solution = adoption.solution.as_str();
    let changed = if seen == 0 {
        let values = params![
            &adoption.body,
            solution,
            number,
            patches,
            hash,
            state,
            adoption.changed,
            rest.0,
            rest.1,
            rest.2,
            rest.3
        ];
        tx.execute(NEW_ADOPTION, values).await?
    } else {
        let values = params![
            &adoption.body,
            solution,
            seen,
            number,
            patches,
            hash,
            state,
            adoption.changed,
            rest.0,
            rest.1,
            rest.2,
            rest.3
        ];
        tx.execute(CHANGE_ADOPTION, values).await?
    };
    Ok(changed == 1)
}

pub(crate) async fn add_decision(tx: &mut Transaction, adoption: &Adoption, decision: &str) -> Result<(), Failure> {
    let number = adoption.version.to_string();
    let solution = adoption.solution.as_str();
    let values = params![&adoption.body, solution, adoption.row_version, number, decision, adoption.updated_at];
    tx.execute(NEW_DECISION, values).await?;
    Ok(())
}

/// The notes by the row version they belong to.
pub(crate) async fn decisions(store: &Store, body: &BodyKey, solution: &str) -> Result<BTreeMap<i64, String>, Failure> {
    let rows = store.query(DECISIONS, params![body, solution]).await?;
    rows.iter().map(|row| Ok((row.get("row_version")?, row.get("decision")?))).collect()
}

// Drafts

pub(crate) async fn drafts(store: &Store, body: &BodyKey) -> Result<Vec<Draft>, Failure> {
    store.query(DRAFTS, params![body]).await?.iter().map(draft_of).collect()
}

pub(crate) async fn draft(store: &Store, body: &BodyKey, solution: &str) -> Result<Option<Draft>, Failure> {
    store.query_optional(DRAFT, params![body, solution]).await?.as_ref().map(draft_of).transpose()
}

fn draft_of(row: &Row) -> Result<Draft, Failure> {
    let base: Option<String> = row.get("base_version")?;
    let merged_from: Option<String> = row.get("merged_from")?;
    let merged_patches: Option<String> = row.get("merged_patches")?;
    let merged = match (merged_from, merged_patches) {
        (Some(from), Some(patches)) => Some((version(&from)?, json::<Vec<Patch>>(&patches)?)),
        _ => None,
    };
    Ok(Draft {
        body: key(row)?,
        solution: row.get("solution")?,
        base_version: base.as_deref().map(version).transpose()?,
        target_version: version(&row.get::<String>("target_version")?)?,
        patches: json(&row.get::<String>("patches")?)?,
        merged,
        decisions: json::<BTreeMap<String, Decision>>(&row.get::<String>("decisions")?)?,
        adoption_row: row.get("adoption_row")?,
        updated_at: Timestamp(row.get("updated_at")?),
        row_version: row.get("row_version")?,
    })
}

/// Writes a draft over the row as it was seen (`seen` 0: there was none). `false` if somebody else was faster.
pub(crate) async fn save_draft(tx: &mut Transaction, draft: &Draft, seen: i64) -> Result<bool, Failure> {
    let base = draft.base_version.as_ref().map(Version::to_string);
    let target = draft.target_version.to_string();
    let patches = text(&draft.patches)?;
    let merged_from = draft.merged.as_ref().map(|(from, _)| from.to_string());
    let merged_patches = draft.merged.as_ref().map(|(_, patches)| text(patches)).transpose()?;
    let decisions = text(&draft.decisions)?;
    let solution = draft.solution.as_str();
    let changed = if seen == 0 {
        let values = params![
            &draft.body,
            solution,
            base,
            target,
            patches,
            merged_from,
            merged_patches,
            decisions,
            draft.adoption_row,
            draft.updated_at,
            draft.row_version
        ];
        tx.execute(NEW_DRAFT, values).await?
    } else {
        let values = params![
            &draft.body,
            solution,
            seen,
            base,
            target,
            patches,
            merged_from,
            merged_patches,
            decisions,
            draft.adoption_row,
            draft.updated_at,
            draft.row_version
        ];
        tx.execute(CHANGE_DRAFT, values).await?
    };
    Ok(changed == 1)
}

/// `false` if somebody changed it since.
pub(crate) async fn delete_draft(tx: &mut Transaction, draft: &Draft) -> Result<bool, Failure> {
    let values = params![&draft.body, draft.solution.as_str(), draft.row_version];
    Ok(tx.execute(DELETE_DRAFT, values).await? == 1)
}

fn key(row: &Row) -> Result<BodyKey, Failure> {
    BodyKey::new(&row.get::<String>("body_id")?).map_err(|error| Failure::internal(error.to_string()))
}

fn version(text: &str) -> Result<Version, Failure> {
    text.parse().map_err(|error| Failure::internal(format!("version {text}: {error}")))
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::internal(error.to_string()))
}

fn text<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::internal(error.to_string()))
}
