//! How a body works on invoices: units, deputies, settings.

use lotse_core::{body::BodyKey, clock::Timestamp, errors::Failure, people::PersonId};
use lotse_store::{Row, Store, Transaction, params};
use uuid::Uuid;

use super::{
    super::model::{Deputy, Settings},
    body_of,
};

const UNITS: &str = "SELECT body_id, unit_key, name, leitweg_id, is_active FROM invoice_units WHERE body_id = $1 \
     ORDER BY is_active DESC, name, unit_key";
const UNITS_BY_LEITWEG: &str = "SELECT body_id, unit_key, name, leitweg_id, is_active FROM invoice_units \
     WHERE leitweg_id = $1 AND is_active = TRUE ORDER BY body_id, unit_key";
const PUT_UNIT: &str = "INSERT INTO invoice_units (body_id, unit_key, name, leitweg_id, is_active) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (body_id, unit_key) DO UPDATE SET name = EXCLUDED.name, \
     leitweg_id = EXCLUDED.leitweg_id, is_active = EXCLUDED.is_active";
const DEPUTIES: &str = "SELECT deputy_id, principal, deputy, valid_from, valid_to FROM invoice_deputies WHERE body_id = $1 \
     ORDER BY valid_from DESC, deputy_id";
const INSERT_DEPUTY: &str = "INSERT INTO invoice_deputies (body_id, deputy_id, principal, deputy, valid_from, valid_to) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const DELETE_DEPUTY: &str = "DELETE FROM invoice_deputies WHERE body_id = $1 AND deputy_id = $2";
const SETTINGS: &str = "SELECT settings FROM invoice_settings WHERE body_id = $1";
const PUT_SETTINGS: &str = "INSERT INTO invoice_settings (body_id, settings, changed_at) VALUES ($1, $2, $3) \
     ON CONFLICT (body_id) DO UPDATE SET settings = EXCLUDED.settings, changed_at = EXCLUDED.changed_at";

/// Every statement of this file.
pub const STATEMENTS: &[&str] =
    &[UNITS, UNITS_BY_LEITWEG, PUT_UNIT, DEPUTIES, INSERT_DEPUTY, DELETE_DEPUTY, SETTINGS, PUT_SETTINGS];

/// An office that receives invoices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub body: BodyKey,
    pub key: String,
    pub name: String,
    pub leitweg_id: String,
    pub is_active: bool,
}

fn unit_of(row: &Row) -> Result<Unit, Failure> {
    Ok(Unit {
        body: body_of(row)?,
        key: row.get("unit_key")?,
        name: row.get("name")?,
        leitweg_id: row.get("leitweg_id")?,
        is_active: row.get("is_active")?,
    })
}

pub async fn units(store: &Store, body: &BodyKey) -> Result<Vec<Unit>, Failure> {
    store.query(UNITS, params![body]).await?.iter().map(unit_of).collect()
}

/// Units of any body with this Leitweg-ID.
pub async fn units_by_leitweg(store: &Store, leitweg_id: &str) -> Result<Vec<Unit>, Failure> {
    store.query(UNITS_BY_LEITWEG, params![leitweg_id]).await?.iter().map(unit_of).collect()
}

pub async fn put_unit(tx: &mut Transaction, unit: &Unit) -> Result<(), Failure> {
    let values = params![&unit.body, &unit.key, &unit.name, &unit.leitweg_id, unit.is_active];
    tx.execute(PUT_UNIT, values).await?;
    Ok(())
}

pub async fn deputies(store: &Store, body: &BodyKey) -> Result<Vec<Deputy>, Failure> {
    let rows = store.query(DEPUTIES, params![body]).await?;
    rows.iter()
        .map(|row| {
            let date = |column: &str| -> Result<jiff::civil::Date, Failure> {
                let text: String = row.get(column)?;
                text.parse().map_err(|_| Failure::internal(format!("{column}: no date {text}")))
            };
            Ok(Deputy {
                id: row.get("deputy_id")?,
                principal: PersonId(row.get("principal")?),
                deputy: PersonId(row.get("deputy")?),
                from: date("valid_from")?,
                to: date("valid_to")?,
            })
        })
        .collect()
}

pub async fn insert_deputy(tx: &mut Transaction, body: &BodyKey, deputy: &Deputy) -> Result<(), Failure> {
    let values =
        params![body, deputy.id, deputy.principal, deputy.deputy, deputy.from.to_string(), deputy.to.to_string(),];
    tx.execute(INSERT_DEPUTY, values).await?;
    Ok(())
}

pub async fn delete_deputy(tx: &mut Transaction, body: &BodyKey, id: Uuid) -> Result<bool, Failure> {
    Ok(tx.execute(DELETE_DEPUTY, params![body, id]).await? == 1)
}

pub async fn settings(store: &Store, body: &BodyKey) -> Result<Settings, Failure> {
    let Some(row) = store.query_optional(SETTINGS, params![body]).await? else { return Ok(Settings::default()) };
    let text: String = row.get("settings")?;
    serde_json::from_str(&text).map_err(|error| Failure::internal(format!("invoice settings: {error}")))
}

pub async fn put_settings(
    tx: &mut Transaction,
    body: &BodyKey,
    settings: &Settings,
    now: Timestamp,
) -> Result<(), Failure> {
    let text = serde_json::to_string(settings).map_err(|error| Failure::internal(error.to_string()))?;
    tx.execute(PUT_SETTINGS, params![body, text, now]).await?;
    Ok(())
}
