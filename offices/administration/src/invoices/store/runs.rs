//! Payment runs and what they pay.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Row, Store, Transaction, params};
use uuid::Uuid;

use super::super::model::{RunState, Signer};

macro_rules! run_columns {
    () => {
        "run_id, number, made_at, made_by, made_for, payments, total_cents, skonto_cents, sepa_sha256, postings_sha256, \
         released_at, released_by, released_for, paid_at, paid_by, discarded_at, discarded_by, discard_reason"
    };
}

const INSERT_RUN: &str = "INSERT INTO invoice_runs (body_id, run_id, number, made_at, made_by, payments, total_cents, \
     skonto_cents, sepa_sha256, postings_sha256, made_for) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const RUNS: &str = concat!(
    "SELECT ",
    run_columns!(),
    " FROM invoice_runs WHERE body_id = $1 ORDER BY made_at DESC, number DESC LIMIT 100"
);
const OPEN_RUNS: &str = concat!(
    "SELECT ",
    run_columns!(),
    " FROM invoice_runs WHERE body_id = $1 AND paid_at IS NULL AND discarded_at IS NULL ORDER BY made_at, number LIMIT 500"
);
const RUN: &str = concat!("SELECT ", run_columns!(), " FROM invoice_runs WHERE body_id = $1 AND number = $2");
const RUN_RELEASED: &str = "UPDATE invoice_runs SET released_at = $3, released_by = $4, released_for = $5 \
     WHERE body_id = $1 AND run_id = $2 AND released_at IS NULL AND discarded_at IS NULL AND paid_at IS NULL";
const RUN_DISCARDED: &str = "UPDATE invoice_runs SET discarded_at = $3, discarded_by = $4, discard_reason = $5 \
     WHERE body_id = $1 AND run_id = $2 AND released_at IS NULL AND discarded_at IS NULL AND paid_at IS NULL";
const RUN_PAID: &str = "UPDATE invoice_runs SET paid_at = $3, paid_by = $4 WHERE body_id = $1 AND run_id = $2 \
     AND released_at IS NOT NULL AND paid_at IS NULL";
const INSERT_PAYMENT: &str = "INSERT INTO invoice_payments (body_id, run_id, invoice_id, amount_cents, skonto_cents, \
     lost_cents, execution_date, end_to_end_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const PAYMENTS: &str = "SELECT invoice_id, amount_cents, skonto_cents, lost_cents, execution_date, end_to_end_id \
     FROM invoice_payments WHERE body_id = $1 AND run_id = $2 ORDER BY end_to_end_id";
// What was discarded was never paid.
const PAYMENTS_SINCE: &str = "SELECT p.invoice_id, p.amount_cents, p.skonto_cents, p.lost_cents, p.execution_date, \
     p.end_to_end_id FROM invoice_payments p JOIN invoice_runs r ON r.body_id = p.body_id AND r.run_id = p.run_id \
     WHERE p.body_id = $1 AND p.execution_date >= $2 AND r.discarded_at IS NULL ORDER BY p.execution_date";

/// Every statement of this file.
pub const STATEMENTS: &[&str] = &[
    INSERT_RUN,
    RUNS,
    OPEN_RUNS,
    RUN,
    RUN_RELEASED,
    RUN_DISCARDED,
    RUN_PAID,
    INSERT_PAYMENT,
    PAYMENTS,
    PAYMENTS_SINCE,
];

/// Something done to a run: when, by whom, for whom.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    pub at: Timestamp,
    pub by: Signer,
}

/// A payment run with its two files.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: Uuid,
    pub number: String,
    pub made: Act,
    pub payments: i64,
    pub total_cents: i64,
    pub skonto_cents: i64,
    /// Empty where nothing is to be transferred.
    pub sepa_sha256: String,
    pub postings_sha256: String,
    pub released: Option<Act>,
    pub paid: Option<Act>,
    pub discarded: Option<Act>,
    pub discard_reason: String,
}

impl Run {
    pub fn state(&self) -> RunState {
        match self {
            Self { discarded: Some(_), .. } => RunState::Discarded,
            Self { paid: Some(_), .. } => RunState::Paid,
            Self { released: Some(_), .. } => RunState::Released,
            _ => RunState::Made,
        }
    }
}

fn act_of(row: &Row, at: &str, by: &str, principal: Option<&str>) -> Result<Option<Act>, Failure> {
    let (Some(at), Some(person)) = (row.get::<Option<i64>>(at)?, row.get::<Option<Uuid>>(by)?) else { return Ok(None) };
    let principal = match principal {
        Some(column) => row.get::<Option<Uuid>>(column)?.map(PersonId),
        None => None,
    };
    Ok(Some(Act { at: Timestamp(at), by: Signer { person: PersonId(person), principal } }))
}

fn run_of(row: &Row) -> Result<Run, Failure> {
    Ok(Run {
        id: row.get("run_id")?,
        number: row.get("number")?,
        made: act_of(row, "made_at", "made_by", Some("made_for"))?
            .ok_or_else(|| Failure::internal("a payment run without a maker"))?,
        payments: row.get("payments")?,
        total_cents: row.get("total_cents")?,
        skonto_cents: row.get("skonto_cents")?,
        sepa_sha256: row.get("sepa_sha256")?,
        postings_sha256: row.get("postings_sha256")?,
        released: act_of(row, "released_at", "released_by", Some("released_for"))?,
        paid: act_of(row, "paid_at", "paid_by", None)?,
        discarded: act_of(row, "discarded_at", "discarded_by", None)?,
        discard_reason: row.get("discard_reason")?,
    })
}

pub async fn insert_run(tx: &mut Transaction, body: &BodyKey, run: &Run) -> Result<(), Failure> {
    let values = params![
        body,
        run.id,
        &run.number,
        run.made.at,
        run.made.by.person,
        run.payments,
        run.total_cents,
        run.skonto_cents,
        &run.sepa_sha256,
        &run.postings_sha256,
        run.made.by.principal,
    ];
    tx.execute(INSERT_RUN, values).await?;
    Ok(())
}

pub async fn runs(store: &Store, body: &BodyKey) -> Result<Vec<Run>, Failure> {
    store.query(RUNS, params![body]).await?.iter().map(run_of).collect()
}

pub async fn run(store: &Store, body: &BodyKey, number: &str) -> Result<Option<Run>, Failure> {
    store.query_optional(RUN, params![body, number]).await?.as_ref().map(run_of).transpose()
}

/// Runs on which somebody has something to do, the oldest first.
pub async fn open_runs(store: &Store, body: &BodyKey) -> Result<Vec<Run>, Failure> {
    store.query(OPEN_RUNS, params![body]).await?.iter().map(run_of).collect()
}

/// `false` if somebody else was faster.
pub async fn mark_released(tx: &mut Transaction, body: &BodyKey, run: Uuid, act: Act) -> Result<bool, Failure> {
    Ok(tx.execute(RUN_RELEASED, params![body, run, act.at, act.by.person, act.by.principal]).await? == 1)
}

/// `false` if somebody else was faster.
pub async fn mark_discarded(
    tx: &mut Transaction,
    body: &BodyKey,
    run: Uuid,
    act: Act,
    reason: &str,
) -> Result<bool, Failure> {
    Ok(tx.execute(RUN_DISCARDED, params![body, run, act.at, act.by.person, reason]).await? == 1)
}

/// `false` if it was marked already, or not released.
pub async fn mark_paid(tx: &mut Transaction, body: &BodyKey, run: Uuid, act: Act) -> Result<bool, Failure> {
    Ok(tx.execute(RUN_PAID, params![body, run, act.at, act.by.person]).await? == 1)
}

/// A line of a run.
#[derive(Clone, Debug)]
pub struct PaymentRow {
    pub invoice: Uuid,
    pub amount_cents: i64,
    pub skonto_cents: i64,
    pub lost_cents: i64,
    /// ISO
    pub execution_date: String,
    pub end_to_end_id: String,
}

fn payment_of(row: &Row) -> Result<PaymentRow, Failure> {
    Ok(PaymentRow {
        invoice: row.get("invoice_id")?,
        amount_cents: row.get("amount_cents")?,
        skonto_cents: row.get("skonto_cents")?,
        lost_cents: row.get("lost_cents")?,
        execution_date: row.get("execution_date")?,
        end_to_end_id: row.get("end_to_end_id")?,
    })
}

pub async fn insert_payment(
    tx: &mut Transaction,
    body: &BodyKey,
    run: Uuid,
    payment: &PaymentRow,
) -> Result<(), Failure> {
    let values = params![
        body,
        run,
        payment.invoice,
        payment.amount_cents,
        payment.skonto_cents,
        payment.lost_cents,
        &payment.execution_date,
        &payment.end_to_end_id,
    ];
    tx.execute(INSERT_PAYMENT, values).await?;
    Ok(())
}

pub async fn payments(store: &Store, body: &BodyKey, run: Uuid) -> Result<Vec<PaymentRow>, Failure> {
    store.query(PAYMENTS, params![body, run]).await?.iter().map(payment_of).collect()
}

/// Payments executed from this ISO date on.
pub async fn payments_since(store: &Store, body: &BodyKey, since: &str) -> Result<Vec<PaymentRow>, Failure> {
    store.query(PAYMENTS_SINCE, params![body, since]).await?.iter().map(payment_of).collect()
}
