//! Bodies (Körperschaften): municipalities, Kreise, region offices, authorities, the Land.
//!
//! A body is keyed by its Amtlicher Regionalschlüssel (ARS); the hierarchy is the key's prefix. Offices without an ARS
//! of their own carry the key of their area and a suffix (`057-digitalbuero-owl`).

use std::{collections::HashMap, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

/// The key of a body and the first column of every primary key.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BodyKey(Arc<str>);

impl BodyKey {
    /// Accepts an ARS or a prefix of one (2, 3, 5, 9 or 12 digits), optionally followed by `-suffix`.
    pub fn new(key: &str) -> Result<Self, InvalidBodyKey> {
        let (digits, suffix) = key.split_once('-').unwrap_or((key, "x"));
        let digits_fit = matches!(digits.len(), 2 | 3 | 5 | 9 | 12) && digits.bytes().all(|byte| byte.is_ascii_digit());
        let suffix_fits = (1..=40).contains(&suffix.len())
            && suffix.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if digits_fit && suffix_fits { Ok(Self(key.into())) } else { Err(InvalidBodyKey(key.to_owned())) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits: the area this body stands for.
    pub fn area(&self) -> &str {
        self.0.split_once('-').map_or(&*self.0, |(digits, _)| digits)
    }

    /// Whether `other` lies in this body's area (a body covers itself).
    pub fn covers(&self, other: &Self) -> bool {
        self == other || other.area().starts_with(self.area()) && self.area().len() < other.area().len()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("not a body key: {0}")]
pub struct InvalidBodyKey(String);

impl TryFrom<String> for BodyKey {
    type Error = InvalidBodyKey;
    fn try_from(key: String) -> Result<Self, InvalidBodyKey> {
        Self::new(&key)
    }
}
impl From<BodyKey> for String {
    fn from(key: BodyKey) -> Self {
        key.0.to_string()
    }
}
impl From<&BodyKey> for lotse_store::Value {
    fn from(key: &BodyKey) -> Self {
        Self::Text(key.0.to_string())
    }
}
impl fmt::Display for BodyKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
impl fmt::Debug for BodyKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a body is in administrative law. The stored word is the serde name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    /// Stadt or Gemeinde belonging to a Kreis.
    Municipality,
    /// Kreisfreie Stadt: municipality and Kreis in one.
    DistrictFreeCity,
    /// Kreis.
    District,
    /// A shared office of the region, such as the DigitalBüro OWL.
    RegionOffice,
    /// Bezirksregierung.
    RegionalGovernment,
    /// Land.
    State,
}

impl BodyKind {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "municipality" => Self::Municipality,
            "district-free-city" => Self::DistrictFreeCity,
            "district" => Self::District,
            "region-office" => Self::RegionOffice,
            "regional-government" => Self::RegionalGovernment,
            "state" => Self::State,
            _ => return None,
        })
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::DistrictFreeCity => "district-free-city",
            Self::District => "district",
            Self::RegionOffice => "region-office",
            Self::RegionalGovernment => "regional-government",
            Self::State => "state",
        }
    }

    /// Whether residents apply here: municipalities, including kreisfreie Städte.
    pub fn is_municipality(self) -> bool {
        matches!(self, Self::Municipality | Self::DistrictFreeCity)
    }
}

/// A body with the facts the region's data gives about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    pub key: BodyKey,
    /// First part of the address of its pages: `/{slug}/…`.
    pub slug: String,
    /// `Paderborn`, `Kreis Höxter`.
    pub name: String,
    /// `Stadt Paderborn`, `Gemeinde Kalletal`: as it stands on a letter.
    pub official_name: String,
    pub kind: BodyKind,
    /// 8-digit Amtlicher Gemeindeschlüssel, 5 digits for a Kreis.
    pub ags: Option<String>,
    pub ars: Option<String>,
    /// Name of the Kreis it belongs to.
    pub district: Option<String>,
    pub population: Option<i64>,
    /// ISO date the population stands for.
    pub population_date: Option<String>,
    /// Size class as the region's data names it.
    pub size_class: Option<String>,
    pub postal_code: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// Where these facts come from, as printed under maps and tables.
    pub source: String,
}

/// All bodies of an instance, in memory: they are few, and every request needs one.
#[derive(Debug, Default)]
pub struct Bodies {
    all: Vec<Arc<Body>>,
    by_key: HashMap<BodyKey, Arc<Body>>,
    by_slug: HashMap<String, Arc<Body>>,
}

impl Bodies {
    /// Keeps the given order for [`Bodies::all`].
    pub fn new(bodies: Vec<Body>) -> Self {
        let all: Vec<Arc<Body>> = bodies.into_iter().map(Arc::new).collect();
        let by_key = all.iter().map(|body| (body.key.clone(), body.clone())).collect();
        let by_slug = all.iter().map(|body| (body.slug.clone(), body.clone())).collect();
        Self { all, by_key, by_slug }
    }

    pub fn all(&self) -> &[Arc<Body>] {
        &self.all
    }

    pub fn municipalities(&self) -> impl Iterator<Item = &Arc<Body>> {
        self.all.iter().filter(|body| body.kind.is_municipality())
    }

    pub fn get(&self, key: &BodyKey) -> Option<&Arc<Body>> {
        self.by_key.get(key)
    }

    pub fn by_slug(&self, slug: &str) -> Option<&Arc<Body>> {
        self.by_slug.get(slug)
    }

    /// The shared office of the region, where instance-wide things (accounts of staff, the operator's log) belong.
    pub fn region_office(&self) -> Option<&Arc<Body>> {
        self.all.iter().find(|body| body.kind == BodyKind::RegionOffice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hierarchy_is_the_prefix() {
        let land = BodyKey::new("05").unwrap();
        let kreis = BodyKey::new("05774").unwrap();
        let stadt = BodyKey::new("057740032032").unwrap();
        let buero = BodyKey::new("057-digitalbuero-owl").unwrap();
        assert!(land.covers(&kreis) && kreis.covers(&stadt) && buero.covers(&stadt));
        assert!(!stadt.covers(&kreis) && !kreis.covers(&buero));
        assert!(stadt.covers(&stadt));
        // Two offices over the same area do not cover each other.
        assert!(!BodyKey::new("057").unwrap().covers(&buero));
    }

    #[test]
    fn keys_are_checked() {
        for wrong in ["", "5", "05774003203", "0577400320322", "05774003203a", "057-", "057-Ä", "057-../x"] {
            assert!(BodyKey::new(wrong).is_err(), "{wrong}");
        }
    }
}
