//! What a body says about itself on pages and letters: address, contact, legal remedy, accent colour.

use lotse_store::{Store, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::{body::BodyKey, clock::Timestamp, errors::Failure};

/// Everything may be empty: pages and letters leave out what is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// `Bürgerservice`.
    pub unit: String,
    pub street: String,
    /// `34434 Borgentreich`.
    pub town: String,
    pub phone: String,
    pub email: String,
    pub opening_hours: String,
    /// `#004b76`; contrast is checked where it is used.
    pub accent: String,
    /// Rechtsbehelfsbelehrung of this body's decisions; empty takes the package's own.
    pub legal_remedy: String,
    /// Shown wherever the profile is shown: these are not the body's real data.
    pub demo: bool,
}

const GET: &str = "SELECT profile FROM body_profiles WHERE body_id = $1";
const SET: &str = "INSERT INTO body_profiles (body_id, profile, recorded_at) VALUES ($1, $2, $3) \
     ON CONFLICT (body_id) DO UPDATE SET profile = EXCLUDED.profile, recorded_at = EXCLUDED.recorded_at";

/// Every statement of this module.
pub const STATEMENTS: &[&str] = &[GET, SET];

pub async fn get(store: &Store, body: &BodyKey) -> Result<Profile, Failure> {
    let Some(row) = store.query_optional(GET, params![body]).await? else { return Ok(Profile::default()) };
    serde_json::from_str(&row.get::<String>("profile")?).map_err(|error| Failure::internal(error.to_string()))
}

pub async fn set(tx: &mut Transaction, now: Timestamp, body: &BodyKey, profile: &Profile) -> Result<(), Failure> {
    let text = serde_json::to_string(profile).map_err(|error| Failure::internal(error.to_string()))?;
    tx.execute(SET, params![body, text, now]).await?;
    Ok(())
}
