//! A region as data: its bodies, read from a folder such as `region/owl`.
//!
//! `region.toml` names the region and its offices above the municipalities; `bodies.csv` lists the municipalities with
//! the columns of the region's master data. Nothing about a region stands in code.

use std::{fs, path::Path};

use lotse_store::{Store, params};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::{
    body::{Bodies, Body, BodyKey, BodyKind},
    clock::Timestamp,
    errors::Failure,
};

const UPSERT: &str = "INSERT INTO bodies (body_id, slug, position, facts, recorded_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (body_id) DO UPDATE SET slug = EXCLUDED.slug, position = EXCLUDED.position, facts = EXCLUDED.facts, \
     recorded_at = EXCLUDED.recorded_at";
const ALL: &str = "SELECT facts FROM bodies ORDER BY position, body_id";
const SET_OUTLINE: &str = "INSERT INTO body_outlines (body_id, outline, source, recorded_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (body_id) DO UPDATE SET outline = EXCLUDED.outline, source = EXCLUDED.source, recorded_at = EXCLUDED.recorded_at";
const OUTLINES: &str = "SELECT body_id, outline, source FROM body_outlines ORDER BY body_id";

/// Every statement of this module.
pub const STATEMENTS: &[&str] = &[UPSERT, ALL, SET_OUTLINE, OUTLINES];

/// Names of addresses that belong to the house and can be no body's.
pub const RESERVED_SLUGS: &[&str] = &[
    "abmelden",
    "admin",
    "anmelden",
    "api",
    "assets",
    "board",
    "buero",
    "daten",
    "demo",
    "favicon.ico",
    "fehler",
    "healthz",
    "hilfe",
    "karte",
    "loesungen",
    "meine",
    "metrics",
    "strategie",
    "well-known",
];

/// `region.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    pub key: String,
    /// `OstWestfalenLippe`.
    pub name: String,
    pub short_name: String,
    /// Printed under maps and tables.
    pub source: String,
    /// Bodies above or beside the municipalities, in the order of lists.
    #[serde(default)]
    pub offices: Vec<Office>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    pub key: String,
    pub slug: String,
    pub name: String,
    pub official_name: String,
    pub kind: String,
    #[serde(default)]
    pub ags: Option<String>,
    #[serde(default)]
    pub ars: Option<String>,
    pub source: String,
}

#[derive(Debug, Deserialize)]
struct MunicipalityRow {
    ags: String,
    ars: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    kreis: String,
    population: Option<i64>,
    population_date: Option<String>,
    size_class: Option<String>,
    plz_seat: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
}

/// Reads region and bodies from a folder; faults name file and line.
pub fn read(folder: &Path) -> Result<(Region, Vec<Body>), Failure> {
    parse(&read_text(&folder.join("region.toml"))?, &read_text(&folder.join("bodies.csv"))?)
}

/// Reads region and bodies from the texts of `region.toml` and `bodies.csv`.
pub fn parse(region_toml: &str, bodies_csv: &str) -> Result<(Region, Vec<Body>), Failure> {
    let region: Region =
        toml::from_str(region_toml).map_err(|error| Failure::invalid(format!("region.toml: {error}")))?;
    let mut bodies = Vec::new();
    for office in &region.offices {
        bodies.push(office_body(office)?);
    }
    let mut reader = csv::Reader::from_reader(bodies_csv.as_bytes());
    for (number, row) in reader.deserialize::<MunicipalityRow>().enumerate() {
        let line = number + 2;
        let row = row.map_err(|error| Failure::invalid(format!("bodies.csv, Zeile {line}: {error}")))?;
        bodies.push(municipality_body(row, &region.source).map_err(|error| {
            Failure::invalid(format!("bodies.csv, Zeile {line}: {}", error.message.unwrap_or_default()))
        })?);
    }
    check(&bodies)?;
    Ok((region, bodies))
}

fn read_text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| Failure::invalid(format!("{}: {error}", path.display())))
}

fn office_body(office: &Office) -> Result<Body, Failure> {
    let kind = BodyKind::parse(&office.kind)
        .ok_or_else(|| Failure::invalid(format!("region.toml: unbekannte Art „{}“", office.kind)))?;
    Ok(Body {
        key: key(&office.key)?,
        slug: office.slug.clone(),
        name: office.name.clone(),
        official_name: office.official_name.clone(),
        kind,
        ags: office.ags.clone(),
        ars: office.ars.clone(),
        district: None,
        population: None,
        population_date: None,
        size_class: None,
        postal_code: None,
        latitude: None,
        longitude: None,
        source: office.source.clone(),
    })
}

fn municipality_body(row: MunicipalityRow, source: &str) -> Result<Body, Failure> {
    let district_free = row.kind.starts_with("kreisfrei");
    let title = if row.kind == "Gemeinde" { "Gemeinde" } else { "Stadt" };
    Ok(Body {
        key: key(&row.ars)?,
        slug: slug(&row.name),
        official_name: format!("{title} {}", row.name),
        kind: if district_free { BodyKind::DistrictFreeCity } else { BodyKind::Municipality },
        ags: Some(row.ags),
        ars: Some(row.ars),
        district: (!district_free).then_some(row.kreis),
        population: row.population,
        population_date: row.population_date,
        size_class: row.size_class,
        postal_code: row.plz_seat,
        latitude: row.lat,
        longitude: row.lon,
        source: source.to_owned(),
        name: row.name,
    })
}

fn key(text: &str) -> Result<BodyKey, Failure> {
    BodyKey::new(text).map_err(|_| Failure::invalid(format!("„{text}“ ist kein Regionalschlüssel")))
}

/// `Halle (Westf.)` → `halle-westf`, `Höxter` → `hoexter`.
pub fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            'a'..='z' | '0'..='9' => slug.push(letter),
            _ if !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.trim_matches('-').to_owned()
}

fn check(bodies: &[Body]) -> Result<(), Failure> {
    let mut slugs = std::collections::HashSet::new();
    let mut keys = std::collections::HashSet::new();
    for body in bodies {
        if !keys.insert(&body.key) {
            return Err(Failure::invalid(format!("Der Schlüssel {} kommt zweimal vor.", body.key)));
        }
        if !slugs.insert(&body.slug) || RESERVED_SLUGS.contains(&body.slug.as_str()) {
            return Err(Failure::invalid(format!("Die Adresse „{}“ ist schon vergeben.", body.slug)));
        }
    }
    Ok(())
}

/// Enters or refreshes the bodies.
pub async fn import(store: &Store, now: Timestamp, bodies: Vec<Body>) -> Result<(), Failure> {
    store
        .write(move |tx| {
            Box::pin(async move {
                for (position, body) in bodies.iter().enumerate() {
                    let facts = serde_json::to_string(body).map_err(|error| Failure::internal(error.to_string()))?;
                    let position = i64::try_from(position).unwrap_or(i64::MAX);
                    tx.execute(UPSERT, params![&body.key, body.slug.as_str(), position, facts, now]).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// All bodies as entered.
pub async fn load(store: &Store) -> Result<Bodies, Failure> {
    let mut bodies = Vec::new();
    for row in store.query(ALL, params![]).await? {
        let facts: String = row.get("facts")?;
        bodies.push(serde_json::from_str(&facts).map_err(|error| Failure::internal(error.to_string()))?);
    }
    Ok(Bodies::new(bodies))
}

/// The boundary of a body, as the operator imported it: rings of (longitude, latitude) in EPSG:4326.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    pub body: BodyKey,
    pub rings: Vec<Vec<[f64; 2]>>,
    pub source: String,
}

/// Most points a boundary file may have in all; beyond that it belongs simplified first.
const MAX_POINTS: usize = 500_000;

/// Reads a GeoJSON FeatureCollection (RFC 7946) whose features carry `ars` or `ags` of a known body.
pub fn parse_outlines(geojson: &str, bodies: &Bodies, source: &str) -> Result<Vec<Outline>, Failure> {
    let json: Json = serde_json::from_str(geojson).map_err(|error| Failure::invalid(format!("GeoJSON: {error}")))?;
    let features =
        json["features"].as_array().ok_or_else(|| Failure::invalid("GeoJSON: Es fehlt die Liste „features“."))?;
    let mut outlines = Vec::new();
    let mut points = 0;
    for feature in features {
        let properties = &feature["properties"];
        let body = bodies.all().iter().find(|body| {
            let is =
                |name: &str, value: &Option<String>| value.is_some() && properties[name].as_str() == value.as_deref();
            is("ars", &body.ars) || is("ags", &body.ags)
        });
        let Some(body) = body else { continue };
        let rings = rings_of(&feature["geometry"]);
        points += rings.iter().map(Vec::len).sum::<usize>();
        if points > MAX_POINTS {
            return Err(Failure::invalid(format!(
                "GeoJSON: mehr als {MAX_POINTS} Punkte. Vereinfachen Sie die Grenzen zuerst."
            )));
        }
        outlines.push(Outline { body: body.key.clone(), rings, source: source.to_owned() });
    }
    if outlines.is_empty() {
        return Err(Failure::invalid("GeoJSON: Kein Gebiet trägt „ars“ oder „ags“ einer bekannten Körperschaft."));
    }
    Ok(outlines)
}

fn rings_of(geometry: &Json) -> Vec<Vec<[f64; 2]>> {
    let polygons = match geometry["type"].as_str() {
        Some("Polygon") => vec![&geometry["coordinates"]],
        Some("MultiPolygon") => geometry["coordinates"].as_array().map(|all| all.iter().collect()).unwrap_or_default(),
        _ => Vec::new(),
    };
    let rings = polygons.into_iter().filter_map(Json::as_array).flatten();
    rings.filter_map(|ring| ring.as_array().map(|points| points.iter().filter_map(point).collect())).collect()
}

fn point(pair: &Json) -> Option<[f64; 2]> {
    let (longitude, latitude) = (pair.get(0)?.as_f64()?, pair.get(1)?.as_f64()?);
    ((-180.0..=180.0).contains(&longitude) && (-90.0..=90.0).contains(&latitude)).then_some([longitude, latitude])
}

/// Enters or replaces boundaries.
pub async fn import_outlines(store: &Store, now: Timestamp, outlines: Vec<Outline>) -> Result<(), Failure> {
    store
        .write(move |tx| {
            Box::pin(async move {
                for outline in &outlines {
                    let rings =
                        serde_json::to_string(&outline.rings).map_err(|error| Failure::internal(error.to_string()))?;
                    tx.execute(SET_OUTLINE, params![&outline.body, rings, outline.source.as_str(), now]).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// The imported boundaries; empty where none were imported.
pub async fn outlines(store: &Store) -> Result<Vec<Outline>, Failure> {
    let rows = store.query(OUTLINES, params![]).await?;
    rows.iter()
        .map(|row| {
            let rings = serde_json::from_str(&row.get::<String>("outline")?)
                .map_err(|error| Failure::internal(error.to_string()))?;
            Ok(Outline { body: key(&row.get::<String>("body_id")?)?, rings, source: row.get("source")? })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_read_like_the_name() {
        assert_eq!(slug("Halle (Westf.)"), "halle-westf");
        assert_eq!(slug("Höxter"), "hoexter");
        assert_eq!(slug("Horn-Bad Meinberg"), "horn-bad-meinberg");
        assert_eq!(slug("Preußisch Oldendorf"), "preussisch-oldendorf");
    }

    #[test]
    fn the_region_owl_is_whole() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../region/owl");
        let (region, bodies) = read(&folder).unwrap();
        assert_eq!(region.short_name, "OWL");
        let bodies = Bodies::new(bodies);
        assert_eq!(bodies.municipalities().count(), 70);
        let districts = bodies.all().iter().filter(|body| body.kind == BodyKind::District).count();
        assert_eq!(districts, 6);
        assert_eq!(bodies.all().iter().filter(|body| body.name == "Bielefeld").count(), 1);
        let office = bodies.region_office().unwrap();
        assert!(bodies.municipalities().all(|body| office.key.covers(&body.key)));
        assert_eq!(bodies.by_slug("borgentreich").unwrap().official_name, "Stadt Borgentreich");
    }
}
