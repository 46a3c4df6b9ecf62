//! What is compared between invoices of a seller, and who has looked at the warnings.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Row, Store, Transaction, params};
use uuid::Uuid;

use super::{
    super::model::{Acknowledgement, Concern, EarlierAccount, Invoice, NumberKey, Resemblance, Signer, seller_key},
    invoice_of, word,
};

// $2 VAT id, $3 seller as compared, empty for unknown; received before $4, $5
const EARLIER_ACCOUNTS: &str = "SELECT iban, MAX(number) AS number, \
     SUM(CASE WHEN state IN ('ordered', 'paid') THEN 1 ELSE 0 END) AS trusted FROM invoices \
     WHERE body_id = $1 AND ((seller_vat = $2 AND $2 <> '') OR (seller_key = $3 AND $3 <> '')) \
     AND (received_at < $4 OR (received_at = $4 AND number < $5)) AND decision = 'accept' AND is_credit = FALSE \
     AND iban <> '' AND state NOT IN ('sent-back', 'duplicate') GROUP BY iban ORDER BY number DESC LIMIT 50";
// $3 VAT id, $4 seller, $5 and $6 the number as compared, $7 day, $8 amount
const SIMILAR: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM invoices WHERE body_id = $1 AND invoice_id <> $2 \
     AND ((seller_vat = $3 AND $3 <> '') OR (seller_key = $4 AND $4 <> '')) AND ((number_key = $5 AND $5 <> '') \
     OR (number_parts = $6 AND $6 <> '') OR (issue_date = $7 AND $7 <> '' AND gross_cents = $8)) \
     AND state <> 'sent-back' ORDER BY received_at, number LIMIT 50"
);
const WITHOUT_KEYS: &str =
    concat!("SELECT ", columns!(), " FROM invoices WHERE seller_key IS NULL ORDER BY body_id, invoice_id LIMIT 200");
const FILL_KEYS: &str = "UPDATE invoices SET seller_key = $3, number_key = $4, number_parts = $5 \
     WHERE body_id = $1 AND invoice_id = $2";
const INSERT_ACKNOWLEDGEMENT: &str = "INSERT INTO invoice_acknowledgements (body_id, invoice_id, acknowledgement_id, \
     concern, detail, person, principal, acknowledged_at, is_void) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, FALSE)";
const ACKNOWLEDGEMENTS: &str = "SELECT concern, detail, person, principal, acknowledged_at, is_void \
     FROM invoice_acknowledgements WHERE body_id = $1 AND invoice_id = $2 ORDER BY acknowledged_at, acknowledgement_id";
const VOID_ACKNOWLEDGEMENTS: &str =
    "UPDATE invoice_acknowledgements SET is_void = TRUE WHERE body_id = $1 AND invoice_id = $2";
const CLEAR_ACKNOWLEDGEMENTS: &str =
    "UPDATE invoice_acknowledgements SET detail = '' WHERE body_id = $1 AND invoice_id = $2";

/// Every statement of this file.
pub const STATEMENTS: &[&str] = &[
    EARLIER_ACCOUNTS,
    SIMILAR,
    WITHOUT_KEYS,
    FILL_KEYS,
    INSERT_ACKNOWLEDGEMENT,
    ACKNOWLEDGEMENTS,
    VOID_ACKNOWLEDGEMENTS,
    CLEAR_ACKNOWLEDGEMENTS,
];

/// Accounts on invoices of the seller that came before this one and that the rules accept.
pub async fn earlier_accounts(store: &Store, invoice: &Invoice) -> Result<Vec<EarlierAccount>, Failure> {
    let facts = &invoice.facts;
    let values = params![
        &invoice.body,
        &facts.seller_vat,
        seller_key(&facts.seller_name),
        invoice.received_at,
        &invoice.number,
    ];
    let rows = store.query(EARLIER_ACCOUNTS, values).await?;
    rows.iter()
        .map(|row| {
            Ok(EarlierAccount {
                iban: row.get("iban")?,
                number: row.get("number")?,
                is_trusted: row.get::<i64>("trusted")? > 0,
            })
        })
        .collect()
}

/// Invoices that may be the same one, with the reason.
pub async fn similar(store: &Store, invoice: &Invoice) -> Result<Vec<(Invoice, Resemblance)>, Failure> {
    let facts = &invoice.facts;
    let number = NumberKey::of(&facts.invoice_number);
    let values = params![
        &invoice.body,
        invoice.id,
        &facts.seller_vat,
        seller_key(&facts.seller_name),
        number.whole,
        number.parts,
        super::iso(facts.issue_date),
        facts.gross_cents,
    ];
    let mut similar = Vec::new();
    for row in store.query(SIMILAR, values).await? {
        let other = invoice_of(&row)?;
        if let Some(why) = facts.resembles(&other.facts) {
            similar.push((other, why));
        }
    }
    Ok(similar)
}

/// Invoices from before there was anything to compare by.
pub async fn without_keys(store: &Store) -> Result<Vec<Invoice>, Failure> {
    store.query(WITHOUT_KEYS, params![]).await?.iter().map(invoice_of).collect()
}

/// Not a change of the invoice.
pub async fn fill_keys(tx: &mut Transaction, invoice: &Invoice) -> Result<(), Failure> {
    let number = NumberKey::of(&invoice.facts.invoice_number);
    let values = params![&invoice.body, invoice.id, seller_key(&invoice.facts.seller_name), number.whole, number.parts];
    tx.execute(FILL_KEYS, values).await?;
    Ok(())
}

pub async fn insert_acknowledgement(
    tx: &mut Transaction,
    invoice: &Invoice,
    id: Uuid,
    said: &Acknowledgement,
) -> Result<(), Failure> {
    let values = params![
        &invoice.body,
        invoice.id,
        id,
        said.concern.as_str(),
        &said.detail,
        said.signer.person,
        said.signer.principal,
        said.at,
    ];
    tx.execute(INSERT_ACKNOWLEDGEMENT, values).await?;
    Ok(())
}

pub async fn acknowledgements(store: &Store, body: &BodyKey, invoice: Uuid) -> Result<Vec<Acknowledgement>, Failure> {
    store.query(ACKNOWLEDGEMENTS, params![body, invoice]).await?.iter().map(acknowledgement_of).collect()
}

/// The same inside of a change.
pub async fn acknowledgements_in(tx: &mut Transaction, invoice: &Invoice) -> Result<Vec<Acknowledgement>, Failure> {
    tx.query(ACKNOWLEDGEMENTS, params![&invoice.body, invoice.id]).await?.iter().map(acknowledgement_of).collect()
}

fn acknowledgement_of(row: &Row) -> Result<Acknowledgement, Failure> {
    Ok(Acknowledgement {
        concern: word(row, "concern", Concern::parse)?,
        detail: row.get("detail")?,
        signer: Signer {
            person: PersonId(row.get("person")?),
            principal: row.get::<Option<Uuid>>("principal")?.map(PersonId),
        },
        at: Timestamp(row.get("acknowledged_at")?),
        is_void: row.get("is_void")?,
    })
}

/// The invoice goes back: whoever confirms it next has to look again.
pub async fn void_acknowledgements(tx: &mut Transaction, invoice: &Invoice) -> Result<(), Failure> {
    tx.execute(VOID_ACKNOWLEDGEMENTS, params![&invoice.body, invoice.id]).await?;
    Ok(())
}

/// Takes what was seen, with the rest of the content; who looked and when stays.
pub(super) async fn clear(tx: &mut Transaction, invoice: &Invoice) -> Result<(), Failure> {
    tx.execute(CLEAR_ACKNOWLEDGEMENTS, params![&invoice.body, invoice.id]).await?;
    Ok(())
}
