//! All SQL of the office: here about invoices themselves, beside it about what belongs to them.

macro_rules! columns {
    () => {
        "body_id, invoice_id, number, state, revision, received_at, changed_at, channel, sender, file_name, media_type, \
         size, sha256, xml_sha256, unit_key, decision, faults, warnings, invoice_number, issue_date, due_date, type_code, \
         is_credit, currency, seller_name, seller_vat, seller_email, leitweg_id, iban, bic, payee_name, remittance, \
         net_cents, vat_cents, gross_cents, payable_cents, skonto, likeness, search, duplicate_of, due_at, skonto_at, \
         step_due_at, cost_centre, account, budget_item, run_id, closed_at, delete_after, is_held, hold_reason, \
         data_deleted_at"
    };
}

mod documents;
mod lists;
mod runs;
mod setup;
mod suspicion;

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure};
use lotse_store::{Row, Store, Transaction, params};
use uuid::Uuid;

pub use documents::{
    Arrival, Attachment, Note, arrivals, attachments, delete_arrivals, insert_arrival, insert_attachment, insert_note,
    insert_signature, insert_verdict, notes, signatures, signatures_in, verdict, void_signatures,
};
pub use lists::{Filter, Mine, Order, count, list};
pub use runs::{
    Act, PaymentRow, Run, insert_payment, insert_run, mark_discarded, mark_paid, mark_released, open_runs, payments,
    payments_since, run, runs,
};
pub use setup::{
    Unit, delete_deputy, deputies, insert_deputy, put_settings, put_unit, settings, units, units_by_leitweg,
};

pub use suspicion::{
    acknowledgements, acknowledgements_in, earlier_accounts, fill_keys, insert_acknowledgement, similar,
    void_acknowledgements, without_keys,
};

use super::model::{Account, Channel, Dates, Decision, Facts, Invoice, NumberKey, State, seller_key};

const INSERT: &str = concat!(
    "INSERT INTO invoices (",
    columns!(),
    ", next_at, seller_key, number_key, number_parts) VALUES ($1, $2, $3, $4, 1, $5, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, \
     $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, \
     '', '', '', NULL, $42, $43, $44, '', NULL, $45, $46, $47, $48)"
);
const BY_NUMBER: &str = concat!("SELECT ", columns!(), " FROM invoices WHERE body_id = $1 AND number = $2");
const BY_ID: &str = concat!("SELECT ", columns!(), " FROM invoices WHERE body_id = $1 AND invoice_id = $2");
// What was sent back may come again; what was deleted is not compared.
const SAME_BYTES: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM invoices WHERE body_id = $1 AND sha256 = $2 ORDER BY received_at, number LIMIT 1"
);
const ALIKE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM invoices WHERE body_id = $1 AND likeness = $2 AND state <> 'sent-back' ORDER BY received_at, number LIMIT 1"
);
const COPIES: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM invoices WHERE body_id = $1 AND duplicate_of = $2 ORDER BY received_at, number"
);
const MOVE: &str = "UPDATE invoices SET state = $4, revision = revision + 1, changed_at = $5, due_at = $6, skonto_at = $7, \
     step_due_at = $8, next_at = $9, closed_at = $10, delete_after = $11, run_id = $12, duplicate_of = $13 \
     WHERE body_id = $1 AND invoice_id = $2 AND revision = $3";
const SET_ACCOUNT: &str = "UPDATE invoices SET cost_centre = $4, account = $5, budget_item = $6, revision = revision + 1, \
     changed_at = $7 WHERE body_id = $1 AND invoice_id = $2 AND revision = $3";
const SET_UNIT: &str = "UPDATE invoices SET unit_key = $4, revision = revision + 1, changed_at = $5 \
     WHERE body_id = $1 AND invoice_id = $2 AND revision = $3";
const SET_HOLD: &str = "UPDATE invoices SET is_held = $4, hold_reason = $5, revision = revision + 1, changed_at = $6 \
     WHERE body_id = $1 AND invoice_id = $2 AND revision = $3";
const SET_DATES: &str = "UPDATE invoices SET skonto_at = $3, next_at = $4 WHERE body_id = $1 AND invoice_id = $2";

const COUNTS: &str = "SELECT state, COUNT(*) AS invoices, COALESCE(SUM(CASE WHEN currency = 'EUR' THEN payable_cents ELSE 0 END), 0) AS cents, \
     COALESCE(SUM(CASE WHEN due_at < $2 THEN 1 ELSE 0 END), 0) AS late, \
     COALESCE(SUM(CASE WHEN skonto_at >= $2 AND skonto_at <= $3 THEN 1 ELSE 0 END), 0) AS skonto \
     FROM invoices WHERE body_id = $1 GROUP BY state";
const IN_STATE: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM invoices WHERE body_id = $1 AND state = $2 ORDER BY next_at ASC NULLS LAST, number LIMIT 1000"
);
// Also those of a discarded run, which have left it.
const OF_RUN: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM invoices WHERE body_id = $1 AND invoice_id IN \
     (SELECT invoice_id FROM invoice_payments WHERE body_id = $1 AND run_id = $2) ORDER BY number"
);

const ENTER_STAY: &str = "INSERT INTO invoice_stays (body_id, invoice_id, entered_at, state, left_at) \
     VALUES ($1, $2, $3, $4, NULL) ON CONFLICT (body_id, invoice_id, entered_at, state) DO UPDATE SET left_at = NULL";
const LEAVE_STAY: &str =
    "UPDATE invoice_stays SET left_at = $3 WHERE body_id = $1 AND invoice_id = $2 AND left_at IS NULL";
const STAYS: &str = "SELECT state, entered_at, left_at FROM invoice_stays WHERE body_id = $1 AND entered_at >= $2 \
     ORDER BY entered_at LIMIT 200000";

const DUE_FOR_DELETION: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM invoices WHERE delete_after < $1 AND is_held = FALSE ORDER BY delete_after, body_id, invoice_id LIMIT 200"
);
const MISSED_SKONTO: &str =
    concat!("SELECT ", columns!(), " FROM invoices WHERE skonto_at < $1 ORDER BY body_id, invoice_id LIMIT 200");
const WIPE: &str = "UPDATE invoices SET sender = '', file_name = '', seller_name = '', seller_vat = '', seller_email = '', \
     iban = '', bic = '', payee_name = '', remittance = '', search = '', likeness = '', seller_key = '', number_key = '', number_parts = '', hold_reason = '', skonto = '[]', \
     delete_after = NULL, data_deleted_at = $4, revision = revision + 1 \
     WHERE body_id = $1 AND invoice_id = $2 AND revision = $3";

/// Every statement of the office.
pub fn statements() -> impl Iterator<Item = &'static str> {
    [STATEMENTS, documents::STATEMENTS, lists::STATEMENTS, runs::STATEMENTS, setup::STATEMENTS, suspicion::STATEMENTS]
        .into_iter()
        .flatten()
        .copied()
}

const STATEMENTS: &[&str] = &[
    INSERT,
    BY_NUMBER,
    BY_ID,
    SAME_BYTES,
    ALIKE,
    COPIES,
    MOVE,
    SET_ACCOUNT,
    SET_UNIT,
    SET_HOLD,
    SET_DATES,
    COUNTS,
    IN_STATE,
    OF_RUN,
    ENTER_STAY,
    LEAVE_STAY,
    STAYS,
    DUE_FOR_DELETION,
    MISSED_SKONTO,
    WIPE,
];

// Taking in

fn iso(date: Option<jiff::civil::Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

pub async fn insert(tx: &mut Transaction, invoice: &Invoice) -> Result<(), Failure> {
    let facts = &invoice.facts;
    let skonto = serde_json::to_string(&facts.skonto).map_err(|error| Failure::internal(error.to_string()))?;
    let number = NumberKey::of(&facts.invoice_number);
    let values = params![
        &invoice.body,
        invoice.id,
        &invoice.number,
        invoice.state.as_str(),
        invoice.received_at,
        invoice.channel.as_str(),
        &invoice.sender,
        &invoice.file_name,
        &invoice.media_type,
        invoice.size,
        &invoice.sha256,
        &invoice.xml_sha256,
        &invoice.unit,
        invoice.decision.as_str(),
        invoice.faults,
        invoice.warnings,
        &facts.invoice_number,
        iso(facts.issue_date),
        iso(facts.due_date),
        &facts.type_code,
        facts.is_credit,
        &facts.currency,
        &facts.seller_name,
        &facts.seller_vat,
        &facts.seller_email,
        &facts.leitweg_id,
        &facts.iban,
        &facts.bic,
        &facts.payee_name,
        &facts.remittance,
        facts.net_cents,
        facts.vat_cents,
        facts.gross_cents,
        facts.payable_cents,
        skonto,
        &invoice.likeness,
        &facts.search,
        invoice.duplicate_of,
        invoice.dates.due,
        invoice.dates.skonto,
        invoice.dates.step,
        invoice.closed_at,
        invoice.delete_after,
        invoice.is_held,
        invoice.dates.next(),
        seller_key(&facts.seller_name),
        number.whole,
        number.parts,
    ];
    tx.execute(INSERT, values).await?;
    Ok(())
}

// Reading one

pub async fn by_number(store: &Store, body: &BodyKey, number: &str) -> Result<Option<Invoice>, Failure> {
    store.query_optional(BY_NUMBER, params![body, number]).await?.as_ref().map(invoice_of).transpose()
}

pub async fn by_id(store: &Store, body: &BodyKey, id: Uuid) -> Result<Option<Invoice>, Failure> {
    store.query_optional(BY_ID, params![body, id]).await?.as_ref().map(invoice_of).transpose()
}

/// The first invoice with exactly these bytes.
pub async fn same_bytes(tx: &mut Transaction, body: &BodyKey, sha256: &str) -> Result<Option<Invoice>, Failure> {
    tx.query_optional(SAME_BYTES, params![body, sha256]).await?.as_ref().map(invoice_of).transpose()
}

/// The first invoice of the same seller with number, date and amount.
pub async fn alike(tx: &mut Transaction, body: &BodyKey, likeness: &str) -> Result<Option<Invoice>, Failure> {
    if likeness.is_empty() {
        return Ok(None);
    }
    tx.query_optional(ALIKE, params![body, likeness]).await?.as_ref().map(invoice_of).transpose()
}

pub async fn copies(store: &Store, invoice: &Invoice) -> Result<Vec<Invoice>, Failure> {
    store.query(COPIES, params![&invoice.body, invoice.id]).await?.iter().map(invoice_of).collect()
}

pub async fn in_state(store: &Store, body: &BodyKey, state: State) -> Result<Vec<Invoice>, Failure> {
    store.query(IN_STATE, params![body, state.as_str()]).await?.iter().map(invoice_of).collect()
}

pub async fn of_run(store: &Store, body: &BodyKey, run: Uuid) -> Result<Vec<Invoice>, Failure> {
    store.query(OF_RUN, params![body, run]).await?.iter().map(invoice_of).collect()
}

fn word<T>(row: &Row, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Failure> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| Failure::internal(format!("{column}: unknown word {text}")))
}

fn time(row: &Row, column: &str) -> Result<Option<Timestamp>, Failure> {
    Ok(row.get::<Option<i64>>(column)?.map(Timestamp))
}

fn date(row: &Row, column: &str) -> Result<Option<jiff::civil::Date>, Failure> {
    Ok(row.get::<String>(column)?.parse().ok())
}

fn body_of(row: &Row) -> Result<BodyKey, Failure> {
    BodyKey::new(&row.get::<String>("body_id")?).map_err(|error| Failure::internal(error.to_string()))
}

fn invoice_of(row: &Row) -> Result<Invoice, Failure> {
    let skonto: String = row.get("skonto")?;
    Ok(Invoice {
        body: body_of(row)?,
        id: row.get("invoice_id")?,
        number: row.get("number")?,
        state: word(row, "state", State::parse)?,
        revision: row.get("revision")?,
        received_at: Timestamp(row.get("received_at")?),
        changed_at: Timestamp(row.get("changed_at")?),
        channel: word(row, "channel", Channel::parse)?,
        sender: row.get("sender")?,
        file_name: row.get("file_name")?,
        media_type: row.get("media_type")?,
        size: row.get("size")?,
        sha256: row.get("sha256")?,
        xml_sha256: row.get("xml_sha256")?,
        unit: row.get("unit_key")?,
        decision: word(row, "decision", Decision::parse)?,
        faults: row.get("faults")?,
        warnings: row.get("warnings")?,
        facts: Facts {
            invoice_number: row.get("invoice_number")?,
            issue_date: date(row, "issue_date")?,
            due_date: date(row, "due_date")?,
            type_code: row.get("type_code")?,
            is_credit: row.get("is_credit")?,
            currency: row.get("currency")?,
            seller_name: row.get("seller_name")?,
            seller_vat: row.get("seller_vat")?,
            seller_email: row.get("seller_email")?,
            leitweg_id: row.get("leitweg_id")?,
            iban: row.get("iban")?,
            bic: row.get("bic")?,
            payee_name: row.get("payee_name")?,
            remittance: row.get("remittance")?,
            net_cents: row.get("net_cents")?,
            vat_cents: row.get("vat_cents")?,
            gross_cents: row.get("gross_cents")?,
            payable_cents: row.get("payable_cents")?,
            skonto: serde_json::from_str(&skonto).map_err(|error| Failure::internal(format!("skonto: {error}")))?,
            search: row.get("search")?,
        },
        likeness: row.get("likeness")?,
        duplicate_of: row.get("duplicate_of")?,
        dates: Dates { due: time(row, "due_at")?, skonto: time(row, "skonto_at")?, step: time(row, "step_due_at")? },
        account: Account {
            cost_centre: row.get("cost_centre")?,
            account: row.get("account")?,
            budget_item: row.get("budget_item")?,
        },
        run: row.get("run_id")?,
        closed_at: time(row, "closed_at")?,
        delete_after: time(row, "delete_after")?,
        is_held: row.get("is_held")?,
        hold_reason: row.get("hold_reason")?,
        data_deleted_at: time(row, "data_deleted_at")?,
    })
}

// Changing one; `false` if somebody else was faster

/// Writes state and dates as they stand in `invoice`; the stay in the state before ends.
pub async fn write_move(tx: &mut Transaction, invoice: &Invoice, now: Timestamp) -> Result<bool, Failure> {
    let values = params![
        &invoice.body,
        invoice.id,
        invoice.revision,
        invoice.state.as_str(),
        now,
        invoice.dates.due,
        invoice.dates.skonto,
        invoice.dates.step,
        invoice.dates.next(),
        invoice.closed_at,
        invoice.delete_after,
        invoice.run,
        invoice.duplicate_of,
    ];
    if tx.execute(MOVE, values).await? != 1 {
        return Ok(false);
    }
    tx.execute(LEAVE_STAY, params![&invoice.body, invoice.id, now]).await?;
    enter_stay(tx, invoice, now).await?;
    Ok(true)
}

pub async fn enter_stay(tx: &mut Transaction, invoice: &Invoice, now: Timestamp) -> Result<(), Failure> {
    tx.execute(ENTER_STAY, params![&invoice.body, invoice.id, now, invoice.state.as_str()]).await?;
    Ok(())
}

pub async fn set_account(
    tx: &mut Transaction,
    invoice: &Invoice,
    account: &Account,
    now: Timestamp,
) -> Result<bool, Failure> {
    let values = params![
        &invoice.body,
        invoice.id,
        invoice.revision,
        &account.cost_centre,
        &account.account,
        &account.budget_item,
        now,
    ];
    Ok(tx.execute(SET_ACCOUNT, values).await? == 1)
}

pub async fn set_unit(tx: &mut Transaction, invoice: &Invoice, unit: &str, now: Timestamp) -> Result<bool, Failure> {
    Ok(tx.execute(SET_UNIT, params![&invoice.body, invoice.id, invoice.revision, unit, now]).await? == 1)
}

pub async fn set_hold(
    tx: &mut Transaction,
    invoice: &Invoice,
    is_held: bool,
    reason: &str,
    now: Timestamp,
) -> Result<bool, Failure> {
    let values = params![&invoice.body, invoice.id, invoice.revision, is_held, reason, now];
    Ok(tx.execute(SET_HOLD, values).await? == 1)
}

/// Skonto that has passed gives way to the next; not a change of the invoice.
pub async fn set_dates(tx: &mut Transaction, invoice: &Invoice) -> Result<(), Failure> {
    let values = params![&invoice.body, invoice.id, invoice.dates.skonto, invoice.dates.next()];
    tx.execute(SET_DATES, values).await?;
    Ok(())
}

// Counting

/// What is in a state.
#[derive(Clone, Copy, Debug)]
pub struct StateCount {
    pub state: State,
    pub invoices: i64,
    pub cents: i64,
    pub late: i64,
    pub skonto: i64,
}

pub async fn counts(
    store: &Store,
    body: &BodyKey,
    now: Timestamp,
    skonto_until: Timestamp,
) -> Result<Vec<StateCount>, Failure> {
    let rows = store.query(COUNTS, params![body, now, skonto_until]).await?;
    rows.iter()
        .map(|row| {
            Ok(StateCount {
                state: word(row, "state", State::parse)?,
                invoices: row.get("invoices")?,
                cents: row.get("cents")?,
                late: row.get("late")?,
                skonto: row.get("skonto")?,
            })
        })
        .collect()
}

/// How long something was in a state.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    pub state: State,
    pub entered: Timestamp,
    pub left: Option<Timestamp>,
}

pub async fn stays(store: &Store, body: &BodyKey, since: Timestamp) -> Result<Vec<Stay>, Failure> {
    let rows = store.query(STAYS, params![body, since]).await?;
    rows.iter()
        .map(|row| {
            Ok(Stay {
                state: word(row, "state", State::parse)?,
                entered: Timestamp(row.get("entered_at")?),
                left: time(row, "left_at")?,
            })
        })
        .collect()
}

// Deleting

pub async fn due_for_deletion(store: &Store, now: Timestamp) -> Result<Vec<Invoice>, Failure> {
    store.query(DUE_FOR_DELETION, params![now]).await?.iter().map(invoice_of).collect()
}

pub async fn missed_skonto(store: &Store, now: Timestamp) -> Result<Vec<Invoice>, Failure> {
    store.query(MISSED_SKONTO, params![now]).await?.iter().map(invoice_of).collect()
}

/// Takes everything that was in the document; `false` if somebody else changed it meanwhile.
pub async fn wipe(tx: &mut Transaction, invoice: &Invoice, now: Timestamp) -> Result<bool, Failure> {
    if tx.execute(WIPE, params![&invoice.body, invoice.id, invoice.revision, now]).await? != 1 {
        return Ok(false);
    }
    documents::delete(tx, invoice).await?;
    suspicion::clear(tx, invoice).await?;
    Ok(true)
}
