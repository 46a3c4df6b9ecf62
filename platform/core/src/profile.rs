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
    /// One of [`ACCENTS`]; anything else, and nothing, leaves the choice to the house.
    pub accent: String,
    /// Rechtsbehelfsbelehrung of this body's decisions; empty takes the package's own.
    pub legal_remedy: String,
    /// Shown wherever the profile is shown: these are not the body's real data.
    pub demo: bool,
}

/// Names of accents with the colour they have on white; the style sheet knows the same ones, with one for dark screens.
pub const ACCENTS: [(&str, &str); 7] = [
    ("blau", "#16397a"),
    ("gruen", "#1d6134"),
    ("petrol", "#0b5f6b"),
    ("rot", "#9b1c2c"),
    ("violett", "#5b2f86"),
    ("ocker", "#7a4d05"),
    ("grau", "#404a57"),
];

impl Profile {
    /// The accent's name and its colour on white, if it is one of [`ACCENTS`].
    pub fn known_accent(&self) -> Option<(&'static str, &'static str)> {
        ACCENTS.into_iter().find(|(name, _)| *name == self.accent)
    }
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
