//! How documents come into the house: one door for upload, mail, API and watched folder.

use std::sync::Arc;

use bytes::Bytes;
use lotse_core::{
    Core,
    blobs::{self, BlobFacts, BlobId},
    body::BodyKey,
    clock::Timestamp,
    errors::{Code, Failure},
    ledger::{self, NewEvent},
    people::Actor,
};
use lotse_store::Transaction;
use serde_json::json;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{
    model::{self, Account, Dates, Invoice, Settings, State},
    reading::{self, Known},
    store::{self, Arrival, Attachment, Unit},
};
pub use super::{
    model::{Channel, Decision},
    reading::{Archived, Found, Why},
};

/// Documents that could not be taken, and second copies, are remembered so long.
const KEEP_ARRIVALS_DAYS: i64 = 365;

/// A document that came in.
#[derive(Clone, Debug)]
pub struct Received {
    /// Who it is for, if the channel says so; otherwise the Leitweg-ID (BT-10) decides.
    pub body: Option<BodyKey>,
    pub channel: Channel,
    /// Address or name of whoever sent it; empty if nobody knows.
    pub sender: String,
    pub file_name: String,
    pub bytes: Bytes,
}

/// Names an invoice of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub body: BodyKey,
    pub id: Uuid,
    /// `ER-2027-00017`
    pub number: String,
}

/// What became of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Stored {
        place: Place,
        /// The unit it was routed to; `None`: the body's "nicht zugeordnet".
        unit: Option<String>,
    },
    Duplicate {
        /// The first of its kind.
        of: Place,
        /// Its own entry, where the bytes differ and somebody should look; `None` for the very same bytes.
        stored: Option<Place>,
    },
    NoInvoice {
        reason: Why,
    },
}

/// The answer to whoever brought it.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub outcome: Outcome,
    /// What the engine recommends; `None` if there was nothing to check.
    pub decision: Option<Decision>,
    /// The whole verdict with every finding.
    pub verdict: Option<Archived>,
    /// BT-1 and BT-27, for telling the sender which invoice is meant.
    pub invoice_number: String,
    pub seller_name: String,
}

impl Receipt {
    fn nothing(reason: Why) -> Self {
        Self {
            outcome: Outcome::NoInvoice { reason },
            decision: None,
            verdict: None,
            invoice_number: String::new(),
            seller_name: String::new(),
        }
    }

    /// The rules that do not hold, the gravest first.
    pub fn findings(&self) -> Vec<&Found> {
        let mut found: Vec<&Found> = self.verdict.iter().flat_map(|verdict| &verdict.findings).collect();
        found.sort_by_key(|found| (!found.is_fatal(), !found.is_warning()));
        found
    }
}

/// The door.
pub struct Intake {
    core: Core,
    /// Documents read at once: as many as there are cores, whoever waits or has gone meanwhile.
    places: Arc<Semaphore>,
}

impl Intake {
    pub fn new(core: Core) -> Arc<Self> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Arc::new(Self { core, places: Arc::new(Semaphore::new(cores)) })
    }

    /// Takes a document in by a channel without a person: mail, folder.
    pub async fn receive(&self, received: Received) -> Result<Receipt, Failure> {
        let actor = Actor::System(match received.channel {
            Channel::Upload => "invoices.upload",
            Channel::Mail => "invoices.mail",
            Channel::Api => "invoices.api",
            Channel::Folder => "invoices.folder",
        });
        self.receive_as(&actor, received).await
    }

    /// Takes a document in for somebody. The caller has asked `may()` where it is a person.
    pub async fn receive_as(&self, actor: &Actor, received: Received) -> Result<Receipt, Failure> {
        match self.core.admit(received.body.as_ref(), &received.bytes, "invoice").await {
            Err(failure) if failure.code == Code::Malware => return self.refused(received, Why::Malware).await,
            looked_at => looked_at?,
        }
        let bytes = received.bytes.clone();
        // Checking takes milliseconds, but an invoice of fifty thousand lines takes more.
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.map_err(|error| Failure::internal(error.to_string()))?;
        let known = tokio::task::spawn_blocking(move || (reading::read(&bytes), place).0)
            .await
            .map_err(|error| Failure::internal(format!("reading an invoice: {error}")))?;
        let known = match known {
            Ok(known) => known,
            Err(reason) => return self.refused(received, reason).await,
        };
        let units = match known.facts.leitweg_id.as_str() {
            "" => Vec::new(),
            id => store::units_by_leitweg(self.core.store(), id).await?,
        };
        let unit = match &received.body {
            Some(body) => units.into_iter().find(|unit| unit.body == *body),
            None => units.into_iter().next(),
        };
        let Some(body) = received.body.clone().or_else(|| unit.as_ref().map(|unit| unit.body.clone())) else {
            return Ok(Receipt {
                decision: Some(known.decision),
                invoice_number: known.facts.invoice_number.clone(),
                seller_name: known.facts.seller_name.clone(),
                verdict: Some(known.verdict),
                ..Receipt::nothing(Why::UnknownRecipient(known.facts.leitweg_id))
            });
        };
        self.keep(actor, body, unit, received, known).await
    }

    /// Nothing to keep; the body remembers that something came.
    async fn refused(&self, received: Received, reason: Why) -> Result<Receipt, Failure> {
        if let Some(body) = received.body.clone() {
            let (id, now) = (self.core.new_id(), self.core.now());
            let arrival = arrival(&received, now, "no-invoice", reason.as_str());
            let hash = BlobId::of(&received.bytes).hex();
            self.core
                .store()
                .write(move |tx| {
                    Box::pin(async move {
                        let until = now.plus_days(KEEP_ARRIVALS_DAYS);
                        store::insert_arrival(tx, &body, id, &arrival, &hash, None, until).await
                    })
                })
                .await?;
        }
        Ok(Receipt::nothing(reason))
    }

    async fn keep(
        &self,
        actor: &Actor,
        body: BodyKey,
        unit: Option<Unit>,
        received: Received,
        known: Known,
    ) -> Result<Receipt, Failure> {
        let core = self.core.clone();
        let now = core.now();
        let settings = store::settings(core.store(), &body).await?;
        let original = core.blobs().put(&body, received.bytes.clone()).await?;
        let mut held = vec![(original, received.bytes.len(), known.media_type.to_owned())];
        let xml = match &known.xml {
            Some(xml) => {
                let id = core.blobs().put(&body, Bytes::from(xml.clone())).await?;
                held.push((id, xml.len(), "application/xml".to_owned()));
                id
            }
            None => original,
        };
        let mut attachments = Vec::new();
        for file in &known.files {
            let mut sha256 = String::new();
            if !file.content.is_empty() {
                let id = core.blobs().put(&body, Bytes::from(file.content.clone())).await?;
                held.push((id, file.content.len(), file.media_type.clone()));
                sha256 = id.hex();
            }
            attachments.push(Attachment {
                id: core.new_id(),
                reference: file.reference.clone(),
                description: file.description.clone(),
                file_name: file.file_name.clone(),
                media_type: file.media_type.clone(),
                size: i64::try_from(file.content.len()).unwrap_or(i64::MAX),
                sha256,
                location: file.location.clone(),
            });
        }
        let draft = draft(&core, body, unit.as_ref(), &received, &known, (original, xml), now);
        let verdict = serde_json::to_string(&known.verdict).map_err(|error| Failure::internal(error.to_string()))?;
        let rule_sets =
            serde_json::to_string(&known.verdict.rule_sets).map_err(|error| Failure::internal(error.to_string()))?;
        let ids = (core.new_id(), core.clone());
        let actor = actor.clone();
        let outcome = core
            .store()
            .write(move |tx| {
                Box::pin(async move {
                    let (arrival_id, core) = ids;
                    let documents = Documents { held, attachments, verdict, rule_sets };
                    enter(tx, &core, &actor, arrival_id, draft, &received, &settings, documents).await
                })
            })
            .await?;
        Ok(Receipt {
            outcome: match outcome {
                Outcome::Stored { place, .. } => Outcome::Stored { place, unit: unit.map(|unit| unit.name) },
                other => other,
            },
            decision: Some(known.decision),
            invoice_number: known.facts.invoice_number,
            seller_name: known.facts.seller_name,
            verdict: Some(known.verdict),
        })
    }
}

/// What is kept of a document besides its row.
struct Documents {
    held: Vec<(BlobId, usize, String)>,
    attachments: Vec<Attachment>,
    verdict: String,
    rule_sets: String,
}

fn arrival(received: &Received, now: Timestamp, outcome: &str, reason: &str) -> Arrival {
    Arrival {
        at: now,
        channel: received.channel,
        sender: received.sender.chars().take(200).collect(),
        file_name: received.file_name.chars().take(200).collect(),
        outcome: outcome.to_owned(),
        reason: reason.to_owned(),
    }
}

fn draft(
    core: &Core,
    body: BodyKey,
    unit: Option<&Unit>,
    received: &Received,
    known: &Known,
    (original, xml): (BlobId, BlobId),
    now: Timestamp,
) -> Invoice {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    Invoice {
        body,
        id: core.new_id(),
        number: String::new(),
        state: State::Received,
        revision: 1,
        received_at: now,
        changed_at: now,
        channel: received.channel,
        sender: received.sender.chars().take(200).collect(),
        file_name: reading::safe_name(&received.file_name),
        media_type: known.media_type.to_owned(),
        size: count(received.bytes.len()),
        sha256: original.hex(),
        xml_sha256: xml.hex(),
        unit: unit.map(|unit| unit.key.clone()).unwrap_or_default(),
        decision: known.decision,
        faults: count(known.verdict.faults()),
        warnings: count(known.verdict.warnings()),
        likeness: known.facts.likeness(),
        facts: known.facts.clone(),
        duplicate_of: None,
        dates: Dates::default(),
        account: Account::default(),
        run: None,
        closed_at: None,
        delete_after: None,
        is_held: false,
        hold_reason: String::new(),
        data_deleted_at: None,
    }
}

fn place_of(invoice: &Invoice) -> Place {
    Place { body: invoice.body.clone(), id: invoice.id, number: invoice.number.clone() }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one transaction")]
async fn enter(
    tx: &mut Transaction,
    core: &Core,
    actor: &Actor,
    arrival_id: Uuid,
    mut invoice: Invoice,
    received: &Received,
    settings: &Settings,
    documents: Documents,
) -> Result<Outcome, Failure> {
    let now = invoice.received_at;
    let year = now.local_year();
    // Locks the body's intake: two copies that come at once are compared one after the other. The number is counted
    // later, so that numbers have no gaps.
    core.next_count(tx, &invoice.body, "invoice-arrivals").await?;
    if let Some(first) = store::same_bytes(tx, &invoice.body, &invoice.sha256).await? {
        let until = now.plus_days(KEEP_ARRIVALS_DAYS);
        let arrival = arrival(received, now, "duplicate", "same-bytes");
        let body = first.body.clone();
        store::insert_arrival(tx, &body, arrival_id, &arrival, &invoice.sha256, Some(first.id), until).await?;
        let data = json!({ "channel": received.channel.as_str() });
        let event = NewEvent { body: &body, actor, kind: "invoice.came-again", subject: first.subject(), data };
        ledger::append(tx, now, event).await?;
        return Ok(Outcome::Duplicate { of: place_of(&first), stored: None });
    }
    let first = store::alike(tx, &invoice.body, &invoice.likeness).await?;
    let count = core.next_count(tx, &invoice.body, &format!("invoices-{year}")).await?;
    invoice.number = model::number("ER", year, count);
    invoice.facts.search = format!("{} {}", invoice.number.to_lowercase(), invoice.facts.search);
    if let Some(first) = &first {
        invoice.state = State::Duplicate;
        invoice.duplicate_of = Some(first.id);
        invoice.closed_at = Some(now);
        invoice.delete_after = Some(settings.retention.until(now));
    }
    invoice.dates = model::dates(&invoice.facts, invoice.state, settings, now, now);
    store::insert(tx, &invoice).await?;
    store::enter_stay(tx, &invoice, now).await?;
    store::insert_verdict(tx, &invoice, &documents.rule_sets, &documents.verdict).await?;
    for (id, size, media_type) in &documents.held {
        let facts = BlobFacts { media_type: media_type.clone(), purpose: "invoice", delete_after: Some(now) };
        blobs::enter(tx, now, &invoice.body, *id, *size, &facts).await?;
        blobs::hold(tx, &invoice.body, *id, &invoice.holder()).await?;
    }
    for (position, attachment) in (0..).zip(&documents.attachments) {
        store::insert_attachment(tx, &invoice, position, attachment).await?;
    }
    let outcome = if first.is_some() { "duplicate" } else { "stored" };
    let arrival = arrival(received, now, outcome, if first.is_some() { "alike" } else { "" });
    // Goes with the invoice, not by its own date.
    let until = now.plus_days(KEEP_ARRIVALS_DAYS * 100);
    store::insert_arrival(tx, &invoice.body, arrival_id, &arrival, &invoice.sha256, Some(invoice.id), until).await?;
    let event = NewEvent {
        body: &invoice.body,
        actor,
        kind: "invoice.received",
        subject: invoice.subject(),
        data: json!({
            "channel": invoice.channel.as_str(),
            "sha256": invoice.sha256,
            "decision": invoice.decision.as_str(),
            "faults": invoice.faults,
            "warnings": invoice.warnings,
            "payable_cents": invoice.facts.payable_cents,
            "unit": invoice.unit,
            "duplicate_of": first.as_ref().map(|first| first.number.clone()),
        }),
    };
    ledger::append(tx, now, event).await?;
    Ok(match first {
        Some(first) => Outcome::Duplicate { of: place_of(&first), stored: Some(place_of(&invoice)) },
        None => Outcome::Stored { place: place_of(&invoice), unit: None },
    })
}
