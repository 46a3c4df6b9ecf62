//! The ledger: every change is an event, written in the same transaction as the change.
//!
//! One append-only log per body, hashed as an RFC 6962 tree (`lotse-evidence`), with signed checkpoints. It is history
//! tab, audit log, outbox and proof in one. An event carries no personal data beyond the actor's id: it stays when a
//! person's data has to go.

use std::collections::HashMap;

use futures::future::BoxFuture;
use lotse_evidence::{
    Checkpoint, CompletedNode, Frontier, Hash, NodeId, ProofPlan, Receipt, SigningKey, VerifierKey, inclusion_plan,
    leaf_hash,
};
use lotse_store::{Row, Store, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::{body::BodyKey, clock::Timestamp, errors::Failure, people::Actor};

/// An event to be written.
#[derive(Clone, Debug)]
pub struct NewEvent<'a> {
    pub body: &'a BodyKey,
    pub actor: &'a Actor,
    /// `noun.verb-in-past`, for example `application.submitted`.
    pub kind: &'static str,
    /// What it happened to: `case:2026-00017`, `solution:anwohnerparken`.
    pub subject: String,
    /// Facts needed to understand the event later. No names, no addresses, no free text of applicants.
    pub data: Json,
}

/// Where an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventPlace {
    pub sequence: i64,
}

/// An event as the history tab shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryEntry {
    pub sequence: i64,
    pub at: Timestamp,
    pub actor: String,
    pub kind: String,
    pub subject: String,
    pub data: Json,
}

const HEAD: &str = "SELECT frontier FROM ledger_heads WHERE body_id = $1";
// Locks the row on PostgreSQL until the transaction ends, so that appends of one body queue; SQLite has one writer.
const LOCK_HEAD: &str = "UPDATE ledger_heads SET frontier = frontier WHERE body_id = $1 RETURNING frontier";
const NEW_HEAD: &str = "INSERT INTO ledger_heads (body_id, frontier) VALUES ($1, $2) ON CONFLICT (body_id) DO NOTHING";
const SET_HEAD: &str = "UPDATE ledger_heads SET frontier = $2 WHERE body_id = $1";
const INSERT_EVENT: &str = "INSERT INTO ledger_events (body_id, sequence, recorded_at, kind, subject, event, leaf) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const INSERT_NODE: &str = "INSERT INTO ledger_nodes (body_id, level, position, hash) VALUES ($1, $2, $3, $4)";
const HISTORY: &str = "SELECT sequence, recorded_at, kind, subject, event FROM ledger_events \
     WHERE body_id = $1 AND subject = $2 ORDER BY sequence";
const RECENT: &str = "SELECT sequence, recorded_at, kind, subject, event FROM ledger_events \
     WHERE body_id = $1 ORDER BY sequence DESC LIMIT $2";
const ONE_EVENT: &str = "SELECT event, leaf FROM ledger_events WHERE body_id = $1 AND sequence = $2";
const ONE_NODE: &str = "SELECT hash FROM ledger_nodes WHERE body_id = $1 AND level = $2 AND position = $3";
const INSERT_CHECKPOINT: &str = "INSERT INTO ledger_checkpoints (body_id, size, note, signed_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (body_id, size) DO NOTHING";
const CHECKPOINTS: &str = "SELECT size, note FROM ledger_checkpoints WHERE body_id = $1 ORDER BY size";
const LATEST_CHECKPOINT: &str =
    "SELECT size, note FROM ledger_checkpoints WHERE body_id = $1 ORDER BY size DESC LIMIT 1";
const PAGE_OF_EVENTS: &str = "SELECT sequence, recorded_at, kind, subject, event, leaf FROM ledger_events \
     WHERE body_id = $1 AND sequence >= $2 ORDER BY sequence LIMIT 1000";
const NODE_COUNT: &str = "SELECT count(*) AS nodes FROM ledger_nodes WHERE body_id = $1";
const PAGE_OF_NODES: &str = "SELECT level, position, hash FROM ledger_nodes WHERE body_id = $1 AND level = $2 \
     AND position >= $3 ORDER BY position LIMIT 1000";
const BODIES_WITH_LEDGER: &str = "SELECT body_id FROM ledger_heads ORDER BY body_id";
const BODIES_WITH_EVENTS: &str = "SELECT DISTINCT body_id FROM ledger_events ORDER BY body_id";
const BODIES_WITH_CHECKPOINTS: &str = "SELECT DISTINCT body_id FROM ledger_checkpoints ORDER BY body_id";

/// Every statement of this module.
pub const STATEMENTS: &[&str] = &[
    HEAD,
    LOCK_HEAD,
    NEW_HEAD,
    SET_HEAD,
    INSERT_EVENT,
    INSERT_NODE,
    HISTORY,
    RECENT,
    ONE_EVENT,
    ONE_NODE,
    INSERT_CHECKPOINT,
    CHECKPOINTS,
    LATEST_CHECKPOINT,
    PAGE_OF_EVENTS,
    NODE_COUNT,
    PAGE_OF_NODES,
    BODIES_WITH_LEDGER,
    BODIES_WITH_EVENTS,
    BODIES_WITH_CHECKPOINTS,
];

/// Appends an event to its body's log, in the caller's transaction.
///
/// Append after your own changes: on PostgreSQL the log's head stays locked until the transaction ends.
pub async fn append(tx: &mut Transaction, now: Timestamp, event: NewEvent<'_>) -> Result<EventPlace, Failure> {
    let mut frontier = locked_frontier(tx, event.body).await?;
    let sequence = count(frontier.size())?;
    let text = event_text(sequence, now, &event);
    let completed = frontier.push_data(text.as_bytes());
    let leaf = completed[0].hash;
    tx.execute(
        INSERT_EVENT,
        params![event.body, sequence, now, event.kind, event.subject, text, leaf.as_bytes().to_vec()],
    )
    .await?;
    for node in &completed[1..] {
        insert_node(tx, event.body, node).await?;
    }
    tx.execute(SET_HEAD, params![event.body, frontier.to_bytes()]).await?;
    Ok(EventPlace { sequence })
}

async fn insert_node(tx: &mut Transaction, body: &BodyKey, node: &CompletedNode) -> Result<(), Failure> {
    let hash = node.hash.as_bytes().to_vec();
    tx.execute(INSERT_NODE, params![body, i64::from(node.level), count(node.index)?, hash]).await?;
    Ok(())
}

async fn locked_frontier(tx: &mut Transaction, body: &BodyKey) -> Result<Frontier, Failure> {
    if let Some(row) = tx.query_optional(LOCK_HEAD, params![body]).await? {
        return frontier_of(&row);
    }
    tx.execute(NEW_HEAD, params![body, Frontier::new().to_bytes()]).await?;
    frontier_of(&tx.query_one(LOCK_HEAD, params![body]).await?)
}

/// The exact text that is hashed and stored. Members stand in a fixed order.
fn event_text(sequence: i64, now: Timestamp, event: &NewEvent<'_>) -> String {
    #[derive(Serialize)]
    struct Stored<'a> {
        v: u8,
        body: &'a str,
        sequence: i64,
        at: i64,
        actor: String,
        kind: &'a str,
        subject: &'a str,
        data: &'a Json,
    }
    let stored = Stored {
        v: 1,
        body: event.body.as_str(),
        sequence,
        at: now.0,
        actor: event.actor.reference(),
        kind: event.kind,
        subject: &event.subject,
        data: &event.data,
    };
    serde_json::to_string(&stored).expect("strings and JSON values always serialise")
}

/// Everything that happened to a subject, oldest first.
pub async fn history(store: &Store, body: &BodyKey, subject: &str) -> Result<Vec<HistoryEntry>, Failure> {
    store.query(HISTORY, params![body, subject]).await?.iter().map(history_entry).collect()
}

/// The latest events of a body, newest first.
pub async fn recent(store: &Store, body: &BodyKey, limit: i64) -> Result<Vec<HistoryEntry>, Failure> {
    store.query(RECENT, params![body, limit]).await?.iter().map(history_entry).collect()
}

fn history_entry(row: &Row) -> Result<HistoryEntry, Failure> {
    let text: String = row.get("event")?;
    let stored: Json = serde_json::from_str(&text).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(HistoryEntry {
        sequence: row.get("sequence")?,
        at: Timestamp(row.get("recorded_at")?),
        actor: stored["actor"].as_str().unwrap_or_default().to_owned(),
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        data: stored["data"].clone(),
    })
}

/// Signs checkpoints and makes receipts.
#[derive(Clone)]
pub struct Signer {
    key: SigningKey,
    instance: String,
}

impl Signer {
    /// `instance` is the name of this Lotse in checkpoints, for example `lotse.owl.example`.
    pub fn new(key: SigningKey, instance: String) -> Self {
        Self { key, instance }
    }

    pub fn verifier(&self) -> VerifierKey {
        self.key.verifier()
    }

    fn origin(&self, body: &BodyKey) -> String {
        origin(&self.instance, body)
    }

    /// Signs the log as it stands and keeps the checkpoint; `None` while the log is empty or nothing new came.
    pub async fn sign_checkpoint(
        &self,
        store: &Store,
        now: Timestamp,
        body: &BodyKey,
    ) -> Result<Option<String>, Failure> {
        let Some(row) = store.query_optional(HEAD, params![body]).await? else { return Ok(None) };
        let frontier = frontier_of(&row)?;
        if frontier.size() == 0 {
            return Ok(None);
        }
        let size = count(frontier.size())?;
        if let Some(latest) = store.query_optional(LATEST_CHECKPOINT, params![body]).await?
            && latest.get::<i64>("size")? == size
        {
            return Ok(Some(latest.get("note")?));
        }
        let note = Checkpoint::new(self.origin(body), frontier.size(), frontier.root())
            .sign(&self.key)
            .map_err(|error| Failure::internal(error.to_string()))?;
        let (body, kept) = (body.clone(), note.clone());
        store
            .write(move |tx| {
                Box::pin(async move {
                    tx.execute(INSERT_CHECKPOINT, params![&body, size, kept, now]).await?;
                    Ok::<_, Failure>(())
                })
            })
            .await?;
        Ok(Some(note))
    }

    /// A receipt for the event at `place`, provable offline against a checkpoint signed now.
    ///
    /// `subject` must stand in the event (it is the case number a person knows).
    pub async fn receipt(
        &self,
        store: &Store,
        now: Timestamp,
        body: &BodyKey,
        sequence: i64,
        subject: &str,
        status_url: &str,
    ) -> Result<Receipt, Failure> {
        let event_row = store.query_one(ONE_EVENT, params![body, sequence]).await?;
        let note = self.sign_checkpoint(store, now, body).await?.ok_or_else(Failure::not_found)?;
        let checkpoint =
            Checkpoint::open(&note, &self.verifier()).map_err(|error| Failure::internal(error.to_string()))?;
        let index = u64::try_from(sequence).map_err(|_| Failure::not_found())?;
        let plan = inclusion_plan(index, checkpoint.size).map_err(|error| Failure::internal(error.to_string()))?;
        let proof = assemble(store, body, &plan).await?;
        Ok(Receipt {
            format: lotse_evidence::RECEIPT_FORMAT.to_owned(),
            body: body.to_string(),
            subject: subject.to_owned(),
            status_url: status_url.to_owned(),
            event: event_row.get("event")?,
            leaf_index: index,
            proof,
            checkpoint: note,
            verifier_key: self.verifier().to_string(),
        })
    }
}

fn origin(instance: &str, body: &BodyKey) -> String {
    format!("{instance}/ledger/{body}")
}

async fn assemble(store: &Store, body: &BodyKey, plan: &ProofPlan) -> Result<Vec<Hash>, Failure> {
    let mut nodes = HashMap::new();
    for NodeId { level, index } in plan.nodes() {
        if let Some(hash) = stored_node(store, body, level, index).await? {
            nodes.insert((level, index), hash);
        }
    }
    plan.assemble(|level, index| nodes.get(&(level, index)).copied())
        .map_err(|error| Failure::internal(error.to_string()))
}

async fn stored_node(store: &Store, body: &BodyKey, level: u8, index: u64) -> Result<Option<Hash>, Failure> {
    let (row, column) = if level == 0 {
        (store.query_optional(ONE_EVENT, params![body, count(index)?]).await?, "leaf")
    } else {
        (store.query_optional(ONE_NODE, params![body, i64::from(level), count(index)?]).await?, "hash")
    };
    row.map(|row| hash_at(&row, column)).transpose()
}

/// What a check of one body's log found.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyReport {
    pub body: String,
    pub events: i64,
    pub checkpoints: usize,
    pub faults: Vec<Fault>,
}

/// A fault, naming the event it was found at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Sequence number of the event, where one can be named.
    pub event: Option<i64>,
    pub code: &'static str,
    pub message: String,
}

/// Checks every log against its own hashes, its head and every signed checkpoint.
///
/// Finds changed, missing, added and reordered events, and names them; a tail cut off together with head and
/// checkpoints shows only against a checkpoint or receipt kept elsewhere.
pub async fn verify(store: &Store, keys: &[VerifierKey]) -> Result<Vec<VerifyReport>, Failure> {
    let mut bodies = std::collections::BTreeSet::new();
    for statement in [BODIES_WITH_LEDGER, BODIES_WITH_EVENTS, BODIES_WITH_CHECKPOINTS] {
        for row in store.query(statement, params![]).await? {
            bodies.insert(row.get::<String>("body_id")?);
        }
    }
    let mut reports = Vec::new();
    for body in bodies {
        let key = BodyKey::new(&body).map_err(|error| Failure::internal(error.to_string()))?;
        reports.push(verify_body(store, &key, keys).await?);
    }
    Ok(reports)
}

async fn verify_body(store: &Store, body: &BodyKey, keys: &[VerifierKey]) -> Result<VerifyReport, Failure> {
    let head = store.query_optional(HEAD, params![body]).await?;
    let notes = store.query(CHECKPOINTS, params![body]).await?;
    let mut faults = Vec::new();
    let checkpoints = opened_checkpoints(&notes, keys, &mut faults)?;

    let mut replayed = Frontier::new();
    let mut expected = 0_i64;
    let mut rebuilt_nodes = NodeCheck::default();
    let mut due = checkpoints.iter().peekable();
    loop {
        let page = store.query(PAGE_OF_EVENTS, params![body, expected]).await?;
        if page.is_empty() {
            break;
        }
        for row in &page {
            let sequence: i64 = row.get("sequence")?;
            while expected < sequence {
                faults.push(Fault::at(expected, "event-missing", "Das Ereignis fehlt."));
                // The place counts as an unknown leaf, so that later events keep their own numbers.
                replayed.push(leaf_hash(b"missing"));
                expected += 1;
            }
            check_event(row, sequence, body, &mut faults)?;
            // The tree is replayed from the leaves as stored; changed texts were named above.
            let completed = replayed.push(hash_at(row, "leaf")?);
            rebuilt_nodes.take(&completed[1..]);
            expected = sequence + 1;
            while let Some(checkpoint) = due.next_if(|checkpoint| checkpoint.size == replayed.size()) {
                if checkpoint.root != replayed.root() {
                    faults.push(Fault::checkpoint(checkpoint, checkpoints.iter()));
                }
            }
        }
        rebuilt_nodes.compare(store, body, &mut faults).await?;
    }
    for checkpoint in due {
        let size = checkpoint.size;
        faults.push(Fault {
            event: Some(expected),
            code: "tail-missing",
            message: format!(
                "Ein unterschriebener Prüfpunkt nennt {size} Ereignisse, vorhanden sind {expected}. Es fehlen Ereignisse am Ende."
            ),
        });
    }
    check_head(head.as_ref(), &replayed, expected, &mut faults)?;
    if let Some(row) = store.query_optional(NODE_COUNT, params![body]).await?
        && row.get::<i64>("nodes")? != rebuilt_nodes.total
    {
        faults.push(Fault::whole("nodes-differ", "Die Zahl der Zwischenprüfsummen passt nicht zu den Ereignissen."));
    }
    Ok(VerifyReport { body: body.to_string(), events: expected, checkpoints: checkpoints.len(), faults })
}

fn opened_checkpoints(
    notes: &[Row],
    keys: &[VerifierKey],
    faults: &mut Vec<Fault>,
) -> Result<Vec<Checkpoint>, Failure> {
    let mut opened = Vec::new();
    for row in notes {
        let (size, note): (i64, String) = (row.get("size")?, row.get("note")?);
        match keys.iter().find_map(|key| Checkpoint::open(&note, key).ok()) {
            Some(checkpoint) if count(checkpoint.size)? == size => opened.push(checkpoint),
            _ => faults.push(Fault {
                event: None,
                code: "checkpoint-forged",
                message: format!("Der Prüfpunkt über {size} Ereignisse trägt keine gültige Unterschrift."),
            }),
        }
    }
    Ok(opened)
}

fn check_event(row: &Row, sequence: i64, body: &BodyKey, faults: &mut Vec<Fault>) -> Result<(), Failure> {
    let text: String = row.get("event")?;
    if leaf_hash(text.as_bytes()) != hash_at(row, "leaf")? {
        faults.push(Fault::at(sequence, "event-changed", "Der Inhalt des Ereignisses wurde verändert."));
        return Ok(());
    }
    let stored: Json = serde_json::from_str(&text).unwrap_or(json!({}));
    if stored["sequence"].as_i64() != Some(sequence) {
        let original = stored["sequence"].as_i64().map_or("unbekannt".to_owned(), |number| number.to_string());
        faults.push(Fault::at(
            sequence,
            "event-moved",
            &format!("Hier steht ein Ereignis mit einer anderen Nummer ({original}): Die Reihenfolge wurde verändert."),
        ));
    }
    let columns_match = stored["body"].as_str() == Some(body.as_str())
        && stored["kind"].as_str() == Some(row.get::<String>("kind")?.as_str())
        && stored["subject"].as_str() == Some(row.get::<String>("subject")?.as_str())
        && stored["at"].as_i64() == Some(row.get::<i64>("recorded_at")?);
    if !columns_match {
        faults.push(Fault::at(
            sequence,
            "columns-changed",
            "Spalten und geprüfter Inhalt des Ereignisses sagen Verschiedenes.",
        ));
    }
    Ok(())
}

fn check_head(head: Option<&Row>, replayed: &Frontier, events: i64, faults: &mut Vec<Fault>) -> Result<(), Failure> {
    let stored = match head.map(frontier_of) {
        Some(Ok(frontier)) => frontier,
        Some(Err(_)) => {
            faults.push(Fault::whole("head-damaged", "Der Kopf des Protokolls ist beschädigt."));
            return Ok(());
        }
        None => Frontier::new(),
    };
    let size = count(stored.size())?;
    for missing in events..size {
        faults.push(Fault::at(missing, "event-missing", "Das Ereignis fehlt."));
    }
    if size < events {
        faults.push(Fault::at(
            size,
            "event-added",
            "Ab hier stehen Ereignisse, die der Kopf des Protokolls nicht kennt.",
        ));
    }
    if size == events && stored.root() != replayed.root() && faults.is_empty() {
        faults.push(Fault::whole("head-differs", "Der Kopf des Protokolls passt nicht zu den Ereignissen."));
    }
    Ok(())
}

impl Fault {
    fn at(event: i64, code: &'static str, message: &str) -> Self {
        Self { event: Some(event), code, message: message.to_owned() }
    }

    fn whole(code: &'static str, message: &str) -> Self {
        Self { event: None, code, message: message.to_owned() }
    }

    /// A signed checkpoint that the events do not match: the change lies between the last matching one and this.
    fn checkpoint<'a>(checkpoint: &Checkpoint, all: impl Iterator<Item = &'a Checkpoint>) -> Self {
        let before = all.map(|other| other.size).filter(|size| *size < checkpoint.size).max().unwrap_or(0);
        Self {
            event: i64::try_from(before).ok(),
            code: "checkpoint-differs",
            message: format!(
                "Der unterschriebene Prüfpunkt über {} Ereignisse passt nicht: Zwischen Ereignis {before} und {} wurde etwas verändert.",
                checkpoint.size,
                checkpoint.size - 1
            ),
        }
    }
}

/// Compares stored inner nodes with the replayed ones, page by page.
#[derive(Default)]
struct NodeCheck {
    total: i64,
    pending: Vec<CompletedNode>,
}

impl NodeCheck {
    fn take(&mut self, completed: &[CompletedNode]) {
        self.pending.extend(completed.iter().copied());
        self.total += i64::try_from(completed.len()).unwrap_or(i64::MAX);
    }

    async fn compare(&mut self, store: &Store, body: &BodyKey, faults: &mut Vec<Fault>) -> Result<(), Failure> {
        let mut by_level: HashMap<u8, Vec<CompletedNode>> = HashMap::new();
        for node in self.pending.drain(..) {
            by_level.entry(node.level).or_default().push(node);
        }
        for (level, nodes) in by_level {
            let first = nodes.first().map_or(0, |node| node.index);
            let rows = store.query(PAGE_OF_NODES, params![body, i64::from(level), count(first)?]).await?;
            let mut stored = HashMap::new();
            for row in &rows {
                stored.insert(row.get::<i64>("position")?, hash_at(row, "hash")?);
            }
            let differs = nodes.iter().find(|node| stored.get(&count(node.index).unwrap_or(-1)) != Some(&node.hash));
            if let Some(node) = differs {
                let first_event = count(node.index << node.level)?;
                let message = "Eine Zwischenprüfsumme ab diesem Ereignis passt nicht.";
                faults.push(Fault::at(first_event, "node-changed", message));
            }
        }
        Ok(())
    }
}

fn frontier_of(row: &Row) -> Result<Frontier, Failure> {
    Frontier::from_bytes(&row.get::<Vec<u8>>("frontier")?).map_err(|error| Failure::internal(error.to_string()))
}

fn hash_at(row: &Row, column: &str) -> Result<Hash, Failure> {
    let bytes: Vec<u8> = row.get(column)?;
    Hash::from_slice(&bytes).ok_or_else(|| Failure::internal(format!("{column} is not a SHA-256 hash")))
}

fn count(number: u64) -> Result<i64, Failure> {
    i64::try_from(number).map_err(|_| Failure::internal("number beyond 63 bits"))
}

/// Signs a checkpoint for every body whose log has grown; run as a job.
pub fn sign_all<'a>(signer: &'a Signer, store: &'a Store, now: Timestamp) -> BoxFuture<'a, Result<usize, Failure>> {
    Box::pin(async move {
        let mut signed = 0;
        for row in store.query(BODIES_WITH_LEDGER, params![]).await? {
            let body =
                BodyKey::new(&row.get::<String>("body_id")?).map_err(|error| Failure::internal(error.to_string()))?;
            signed += usize::from(signer.sign_checkpoint(store, now, &body).await?.is_some());
        }
        Ok(signed)
    })
}
