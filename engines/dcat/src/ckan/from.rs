//! From packages of CKAN to datasets: of today's DCAT extension, of its older form with everything in `extras`.

use serde_json::{Map, Value};

use super::{GEO_JSON, WKT};
use crate::model::{
    Agent, Checksum, ContactPoint, DataService, Dataset, Distribution, Geometry, Location, Moment, PeriodOfTime,
    Relationship, Statement, Text,
};

/// So many packages of one file are read.
const MOST_PACKAGES: usize = 100_000;

/// Why JSON holds no package.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPackage {
    #[error("no JSON: {0}")]
    Json(String),
    #[error("no package in it")]
    Other,
    #[error("more than {MOST_PACKAGES} packages")]
    TooMany,
}

impl NoPackage {
    pub fn german(&self) -> String {
        match self {
            Self::Json(message) => format!("Die Datei ist kein gültiges JSON: {message}"),
            Self::Other => "Die Datei enthält kein CKAN-Paket. Gelesen werden ein Paket, eine Liste von Paketen und Antworten von package_show und package_search.".to_owned(),
            Self::TooMany => format!("Die Datei enthält mehr als {MOST_PACKAGES} Pakete. Teilen Sie sie auf."),
        }
    }
}

/// The datasets of a package, a list of packages, or an answer of the CKAN API.
pub fn packages(bytes: &[u8]) -> Result<Vec<Dataset>, NoPackage> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|error| NoPackage::Json(crate::excerpt::message(&error.to_string())))?;
    let mut found = Vec::new();
    collect(&value, &mut found);
    match found.len() {
        0 => Err(NoPackage::Other),
        1..=MOST_PACKAGES => Ok(found.into_iter().map(dataset).collect()),
        _ => Err(NoPackage::TooMany),
    }
}

fn collect<'a>(value: &'a Value, found: &mut Vec<&'a Map<String, Value>>) {
    match value {
        Value::Array(list) => found.extend(list.iter().filter_map(Value::as_object).filter(|map| is_package(map))),
        Value::Object(map) if is_package(map) => found.push(map),
        Value::Object(map) => {
            if let Some(inner) = map.get("result").or_else(|| map.get("results")) {
                collect(inner, found);
            }
        }
        _ => {}
    }
}

fn is_package(map: &Map<String, Value>) -> bool {
    let has_words = map.contains_key("title") || map.contains_key("name");
    has_words && (map.contains_key("resources") || map.contains_key("notes"))
}

/// Fields at the top, and behind them what stands in `extras`, also under its older names.
struct Source<'a> {
    map: &'a Map<String, Value>,
    extras: Map<String, Value>,
}

impl<'a> Source<'a> {
    fn of(map: &'a Map<String, Value>) -> Self {
        let mut extras = Map::new();
        for extra in map.get("extras").and_then(Value::as_array).into_iter().flatten() {
            if let (Some(Value::String(key)), Some(value)) = (extra.get("key"), extra.get("value")) {
                extras.entry(key.clone()).or_insert_with(|| unpacked(value));
            }
        }
        Self { map, extras }
    }

    fn get(&self, field: &str) -> Option<&Value> {
        let is_there = |value: &&Value| !matches!(value, Value::Null) && value.as_str() != Some("");
        let top = self.map.get(field).filter(is_there);
        top.or_else(|| self.extras.get(field).filter(is_there))
            .or_else(|| self.extras.get(&format!("dcat_{field}")).filter(is_there))
    }

    fn one(&self, field: &str) -> Option<String> {
        self.get(field).and_then(word)
    }

    fn first_of(&self, fields: &[&str]) -> Option<String> {
        fields.iter().find_map(|field| self.one(field))
    }

    fn all(&self, field: &str) -> Vec<String> {
        self.get(field).map(words).unwrap_or_default()
    }

    fn moment(&self, field: &str) -> Option<Moment> {
        self.one(field).map(Moment)
    }

    /// The field with its translations.
    fn texts(&self, field: &str) -> Vec<Text> {
        texts(self.get(field), self.get(&format!("{field}_translated")))
    }

    fn objects(&self, field: &str) -> Vec<&Map<String, Value>> {
        match self.get(field) {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_object).collect(),
            Some(Value::Object(map)) => vec![map],
            _ => Vec::new(),
        }
    }

    fn statements(&self, field: &str) -> Vec<Statement> {
        let translated = self.get(&format!("{field}_translated"));
        match self.get(field) {
            Some(Value::Array(list)) => list.iter().filter_map(|value| statement(value, None)).collect(),
            Some(value) => statement(value, translated).into_iter().collect(),
            None => Vec::new(),
        }
    }
}

/// Extras are text; what is JSON inside is taken as such.
fn unpacked(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with(['[', '{']) => {
            serde_json::from_str(text).unwrap_or_else(|_| value.clone())
        }
        other => other.clone(),
    }
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.first().and_then(word),
        _ => None,
    }
}

fn words(value: &Value) -> Vec<String> {
    match unpacked(value) {
        Value::Array(list) => list.iter().filter_map(word).collect(),
        other => word(&other).into_iter().collect(),
    }
}

/// Translations if there are, else the plain text; an object under the plain name holds translations itself.
fn texts(plain: Option<&Value>, translated: Option<&Value>) -> Vec<Text> {
    let map = translated.and_then(Value::as_object).or_else(|| plain.and_then(Value::as_object));
    let mut found: Vec<Text> = map
        .into_iter()
        .flatten()
        .flat_map(|(language, value)| words(value).into_iter().map(move |text| (language, text)))
        .map(|(language, value)| Text { value, language: (!language.is_empty()).then(|| language.clone()) })
        .collect();
    if found.is_empty() {
        found.extend(plain.and_then(word).map(Text::plain));
    }
    found.sort();
    found
}

fn statement(value: &Value, translated: Option<&Value>) -> Option<Statement> {
    if let Value::Object(map) = value
        && (map.contains_key("uri") || map.contains_key("text"))
    {
        let source = Source::of(map);
        return Some(Statement { iri: source.one("uri"), labels: source.texts("text") });
    }
    let labels = texts(Some(value), translated);
    match &labels[..] {
        [] => None,
        [Text { value, language: None }] if oxiri::Iri::parse(value.as_str()).is_ok() => {
            Some(Statement { iri: Some(value.clone()), labels: Vec::new() })
        }
        _ => Some(Statement { iri: None, labels }),
    }
}

fn agent(map: &Map<String, Value>) -> Agent {
    let source = Source::of(map);
    Agent {
        iri: source.one("uri"),
        names: source.texts("name"),
        email: source.one("email").map(|email| bare(&email)),
        homepage: source.one("url"),
        kind: source.one("type"),
        identifier: source.one("identifier"),
        is_person: map.get("is_person") == Some(&Value::Bool(true)),
    }
}

fn bare(email: &str) -> String {
    email.strip_prefix("mailto:").unwrap_or(email).to_owned()
}

fn contact(map: &Map<String, Value>) -> ContactPoint {
    let source = Source::of(map);
    ContactPoint {
        iri: source.one("uri"),
        name: source.texts("name").into_iter().next(),
        emails: source.all("email").iter().map(|email| bare(email)).collect(),
        telephones: source.all("telephone"),
        urls: source.all("url"),
        identifier: source.one("identifier"),
    }
}

/// Objects under a name, or in the older form fields that begin with it: `publisher_name`.
fn agents(source: &Source<'_>, field: &str) -> Vec<Agent> {
    let found: Vec<Agent> = source.objects(field).into_iter().map(agent).collect();
    if !found.is_empty() {
        return found;
    }
    let part = |part: &str| source.one(&format!("{field}_{part}"));
    let old = Agent {
        iri: part("uri"),
        names: part("name").map(Text::plain).into_iter().collect(),
        email: part("email").map(|email| bare(&email)),
        homepage: part("url"),
        kind: part("type"),
        identifier: part("identifier"),
        is_person: false,
    };
    if old == Agent::default() { Vec::new() } else { vec![old] }
}

fn contacts(source: &Source<'_>) -> Vec<ContactPoint> {
    let found: Vec<ContactPoint> = source.objects("contact").into_iter().map(contact).collect();
    if !found.is_empty() {
        return found;
    }
    let (name, email) = (
        source.first_of(&["contact_name", "maintainer", "author"]),
        source.first_of(&["contact_email", "maintainer_email", "author_email"]),
    );
    if name.is_none() && email.is_none() && source.one("contact_uri").is_none() {
        return Vec::new();
    }
    vec![ContactPoint {
        iri: source.one("contact_uri"),
        name: name.map(Text::plain),
        emails: email.iter().map(|email| bare(email)).collect(),
        urls: source.all("contact_url"),
        ..ContactPoint::default()
    }]
}

fn periods(source: &Source<'_>) -> Vec<PeriodOfTime> {
    let one = |map: &Map<String, Value>| {
        let source = Source::of(map);
        PeriodOfTime { start: source.moment("start"), end: source.moment("end") }
    };
    let found: Vec<PeriodOfTime> = source.objects("temporal_coverage").into_iter().map(one).collect();
    if !found.is_empty() {
        return found;
    }
    let old = PeriodOfTime { start: source.moment("temporal_start"), end: source.moment("temporal_end") };
    if old == PeriodOfTime::default() { Vec::new() } else { vec![old] }
}

fn geometry(value: Option<&Value>) -> Option<Geometry> {
    match value.map(unpacked)? {
        Value::Object(map) => {
            Some(Geometry { value: Value::Object(map).to_string(), datatype: Some(GEO_JSON.to_owned()) })
        }
        Value::String(text) if !text.is_empty() => Some(Geometry { value: text, datatype: Some(WKT.to_owned()) }),
        _ => None,
    }
}

fn locations(source: &Source<'_>) -> Vec<Location> {
    let one = |map: &Map<String, Value>| {
        let source = Source::of(map);
        Location {
            iri: source.one("uri"),
            labels: source.texts("text"),
            bbox: geometry(source.get("bbox")),
            centroid: geometry(source.get("centroid")),
            geometry: geometry(source.get("geom")),
        }
    };
    let found: Vec<Location> = source.objects("spatial_coverage").into_iter().map(one).collect();
    if !found.is_empty() {
        return found;
    }
    let old = Location {
        iri: source.one("spatial_uri"),
        labels: source.texts("spatial_text"),
        bbox: geometry(source.get("spatial_bbox")),
        centroid: geometry(source.get("spatial_centroid")),
        geometry: geometry(source.get("spatial")),
    };
    if old == Location::default() { Vec::new() } else { vec![old] }
}

fn service(map: &Map<String, Value>) -> DataService {
    let source = Source::of(map);
    DataService {
        iri: source.one("uri"),
        titles: source.texts("title"),
        descriptions: source.texts("description"),
        publisher: agents(&source, "publisher").into_iter().next(),
        endpoint_urls: source.all("endpoint_url"),
        endpoint_descriptions: source.all("endpoint_description"),
        serves: source.all("serves_dataset"),
        license: source.one("license"),
        access_rights: source.one("access_rights"),
        availability: source.one("availability"),
        contact_points: source.objects("contact").into_iter().map(contact).collect(),
        pages: source.all("documentation"),
        applicable_legislation: source.all("applicable_legislation"),
        hvd_categories: source.all("hvd_category"),
    }
}

fn services(value: Option<&Value>) -> Vec<DataService> {
    match value.map(unpacked) {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_object).map(service).collect(),
        _ => Vec::new(),
    }
}

/// A file type by its code (`CSV`) or IRI; a media type in its place is none.
fn file_type(text: String) -> String {
    let scheme = "http://publications.europa.eu/resource/authority/file-type";
    crate::model::write::code(scheme, &text).map_or(text, oxrdf::NamedNode::into_string)
}

fn media_type(text: &str) -> String {
    if text.contains("://") { text.to_owned() } else { format!("https://www.iana.org/assignments/media-types/{text}") }
}

fn distribution(map: &Map<String, Value>, license: Option<&String>) -> Distribution {
    let source = Source::of(map);
    let with_more = |field: &str| {
        let more = source.all(&format!("further_{field}"));
        source.one(field).into_iter().chain(more).collect::<Vec<_>>()
    };
    let (mut access_urls, download_urls) = (with_more("access_url"), with_more("download_url"));
    if access_urls.is_empty() && download_urls.is_empty() {
        access_urls.extend(source.one("url"));
    }
    let checksum = source.one("hash").zip(source.one("hash_algorithm"));
    let format = source.one("format");
    let is_media_type = |text: &String| text.contains('/') && !text.contains("://");
    let mimetype = source.one("mimetype").or_else(|| format.clone().filter(is_media_type));
    Distribution {
        iri: source.one("uri"),
        titles: source.texts("name"),
        descriptions: source.texts("description"),
        access_urls,
        download_urls,
        format: format.filter(|text| !is_media_type(text)).map(file_type),
        media_type: mimetype.as_deref().map(media_type),
        compress_format: source.one("compress_format"),
        package_format: source.one("package_format"),
        license: source.one("license").or_else(|| license.cloned()),
        attributions: source.texts("licenseAttributionByText"),
        rights: source.statements("rights").into_iter().next(),
        byte_size: source.one("size").and_then(|size| size.parse().ok()),
        checksum: checksum.map(|(value, algorithm)| Checksum { algorithm, value }),
        status: source.one("status"),
        availability: source.first_of(&["availability", "plannedAvailability"]),
        languages: source.all("language"),
        issued: source.moment("issued"),
        modified: source.moment("modified"),
        conforms_to: source.statements("conforms_to"),
        pages: source.all("documentation"),
        temporal_resolution: source.one("temporal_resolution"),
        spatial_resolution: source.one("spatial_resolution_in_meters"),
        applicable_legislation: source.all("applicable_legislation"),
        access_services: services(source.get("access_services")),
    }
}

fn keywords(source: &Source<'_>) -> Vec<Text> {
    let translated = texts(None, source.get("tags_translated"));
    if !translated.is_empty() {
        return translated;
    }
    let name = |tag: &Value| tag.get("name").and_then(word).or_else(|| word(tag)).map(Text::plain);
    let mut tags: Vec<Text> = match source.map.get("tags") {
        Some(Value::Array(list)) => list.iter().filter_map(name).collect(),
        _ => Vec::new(),
    };
    tags.sort();
    tags
}

fn dataset(map: &Map<String, Value>) -> Dataset {
    let source = Source::of(map);
    let license = source.first_of(&["license_url", "license_id"]);
    let resources = map.get("resources").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let with_more = |field: &str, more: &str| {
        let more = source.all(more);
        source.one(field).into_iter().chain(more).collect::<Vec<_>>()
    };
    let relationship = |map: &Map<String, Value>| {
        let source = Source::of(map);
        Some(Relationship { relation: source.one("relation")?, role: source.one("role")? })
    };
    let mut identifiers = with_more("identifier", "further_identifier");
    if identifiers.is_empty() {
        identifiers.extend(source.first_of(&["guid", "id"]));
    }
    Dataset {
        iri: source.one("uri"),
        titles: source.texts("title"),
        descriptions: source.texts("notes"),
        keywords: keywords(&source),
        themes: source.all("theme"),
        identifiers,
        other_identifiers: source.all("alternate_identifier"),
        publisher: agents(&source, "publisher").into_iter().next(),
        creators: agents(&source, "creator"),
        contributors: agents(&source, "contributor"),
        originators: agents(&source, "originator"),
        custodians: agents(&source, "custodian"),
        contact_points: contacts(&source),
        contributor_ids: source.all("contributorID"),
        landing_pages: with_more("url", "landing_page"),
        pages: source.all("documentation"),
        languages: languages(&source),
        issued: source.moment("issued"),
        modified: source.moment("modified"),
        frequency: source.one("frequency"),
        access_rights: source.one("access_rights"),
        availability: source.first_of(&["availability", "plannedAvailability"]),
        kind: source.one("dcat_type"),
        spatial: locations(&source),
        temporal: periods(&source),
        political_levels: source.all("politicalGeocodingLevelURI"),
        temporal_resolution: source.one("temporal_resolution"),
        spatial_resolution: source.one("spatial_resolution_in_meters"),
        version: source.first_of(&["version"]),
        version_notes: source.texts("version_notes"),
        conforms_to: source.statements("conforms_to"),
        provenance: source.statements("provenance"),
        relations: source.all("relation"),
        references: source.all("references"),
        is_referenced_by: source.all("is_referenced_by"),
        qualified_relations: source.objects("qualified_relation").into_iter().filter_map(relationship).collect(),
        in_series: source.all("in_series"),
        applicable_legislation: source.all("applicable_legislation"),
        hvd_categories: source.all("hvd_category"),
        distributions: resources.map(|map| distribution(map, license.as_ref())).collect(),
    }
}

/// In the oldest form with commas between them.
fn languages(source: &Source<'_>) -> Vec<String> {
    let found = source.all("language");
    found
        .iter()
        .flat_map(|text| text.split(','))
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}
