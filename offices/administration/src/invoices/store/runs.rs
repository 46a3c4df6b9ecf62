//! Payment runs and what they pay.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Row, Store, Transaction, params};
use uuid::Uuid;

const INSERT_RUN: &str = "INSERT INTO invoice_runs (body_id, run_id, number, made_at, made_by, payments, total_cents, \
     skonto_cents, sepa_sha256, postings_sha256, paid_at, paid_by) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, NULL)";
const RUNS: &str = "SELECT run_id, number, made_at, made_by, payments, total_cents, skonto_cents, sepa_sha256, \
     postings_sha256, paid_at, paid_by FROM invoice_runs WHERE body_id = $1 ORDER BY made_at DESC, number DESC LIMIT 100";
const RUN: &str = "SELECT run_id, number, made_at, made_by, payments, total_cents, skonto_cents, sepa_sha256, \
     postings_sha256, paid_at, paid_by FROM invoice_runs WHERE body_id = $1 AND number = $2";
const RUN_PAID: &str = "UPDATE invoice_runs SET paid_at = $3, paid_by = $4 WHERE body_id = $1 AND run_id = $2 \
     AND paid_at IS NULL";
const INSERT_PAYMENT: &str = "INSERT INTO invoice_payments (body_id, run_id, invoice_id, amount_cents, skonto_cents, \
     lost_cents, execution_date, end_to_end_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const PAYMENTS: &str = "SELECT invoice_id, amount_cents, skonto_cents, lost_cents, execution_date, end_to_end_id \
     FROM invoice_payments WHERE body_id = $1 AND run_id = $2 ORDER BY end_to_end_id";
const PAYMENTS_SINCE: &str = "SELECT p.invoice_id, p.amount_cents, p.skonto_cents, p.lost_cents, p.execution_date, \
     p.end_to_end_id FROM invoice_payments p WHERE p.body_id = $1 AND p.execution_date >= $2 ORDER BY p.execution_date";

/// Every statement of this file.
pub const STATEMENTS: &[&str] = &[INSERT_RUN, RUNS, RUN, RUN_PAID, INSERT_PAYMENT, PAYMENTS, PAYMENTS_SINCE];

/// A payment run with its two files.
#[derive(Clone, Debug)]
pub struct Run {
    pub id: Uuid,
    pub number: String,
    pub made_at: Timestamp,
    pub made_by: PersonId,
    pub payments: i64,
    pub total_cents: i64,
    pub skonto_cents: i64,
    /// Empty where nothing is to be transferred.
    pub sepa_sha256: String,
    pub postings_sha256: String,
    pub paid_at: Option<Timestamp>,
    pub paid_by: Option<PersonId>,
}

fn run_of(row: &Row) -> Result<Run, Failure> {
    Ok(Run {
        id: row.get("run_id")?,
        number: row.get("number")?,
        made_at: Timestamp(row.get("made_at")?),
        made_by: PersonId(row.get("made_by")?),
        payments: row.get("payments")?,
        total_cents: row.get("total_cents")?,
        skonto_cents: row.get("skonto_cents")?,
        sepa_sha256: row.get("sepa_sha256")?,
        postings_sha256: row.get("postings_sha256")?,
        paid_at: row.get::<Option<i64>>("paid_at")?.map(Timestamp),
        paid_by: row.get::<Option<Uuid>>("paid_by")?.map(PersonId),
    })
}

pub async fn insert_run(tx: &mut Transaction, body: &BodyKey, run: &Run) -> Result<(), Failure> {
    let values = params![
        body,
        run.id,
        &run.number,
        run.made_at,
        run.made_by,
        run.payments,
        run.total_cents,
        run.skonto_cents,
        &run.sepa_sha256,
        &run.postings_sha256,
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

/// `false` if it was marked already.
pub async fn mark_paid(
    tx: &mut Transaction,
    body: &BodyKey,
    run: Uuid,
    now: Timestamp,
    person: PersonId,
) -> Result<bool, Failure> {
    Ok(tx.execute(RUN_PAID, params![body, run, now, person]).await? == 1)
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
