//! Datasets as packages of CKAN, in the form its DCAT extension uses, and back.
//!
//! Fields of DCAT-AP stand at the top, those only DCAT-AP.de has in `extras`. Texts in several languages stand in fields
//! that end in `_translated`, beside the plain field for those who know only that.

mod from;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde_json::{Map, Value, json};

pub use from::{NoPackage, packages};

use crate::model::{
    Agent, ContactPoint, DataService, Dataset, Distribution, Geometry, Location, PeriodOfTime, Statement, Text,
};

/// The packages of several datasets, each under a name of its own.
pub fn packages_of(datasets: &[Dataset]) -> Vec<Value> {
    let mut taken: HashMap<String, usize> = HashMap::new();
    let one = |dataset| {
        let mut package = package(dataset);
        let name = package["name"].as_str().unwrap_or_default().to_owned();
        let count = taken.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            package["name"] = json!(format!("{}-{count}", &name[..name.len().min(90)]));
        }
        package
    };
    datasets.iter().map(one).collect()
}

/// The package of a dataset.
pub fn package(dataset: &Dataset) -> Value {
    let mut out = Fields::default();
    out.put("name", Some(name(dataset)));
    out.translated("title", &dataset.titles);
    out.translated("notes", &dataset.descriptions);
    out.tags(&dataset.keywords);
    out.put("uri", dataset.iri.clone());
    out.put("url", dataset.landing_pages.first().cloned());
    out.list("landing_page", dataset.landing_pages.get(1..).unwrap_or_default());
    out.put("version", dataset.version.clone());
    out.translated("version_notes", &dataset.version_notes);
    out.put("identifier", dataset.identifiers.first().cloned());
    out.list("further_identifier", dataset.identifiers.get(1..).unwrap_or_default());
    out.list("alternate_identifier", &dataset.other_identifiers);
    out.put("issued", dataset.issued.as_ref().map(|moment| moment.0.clone()));
    out.put("modified", dataset.modified.as_ref().map(|moment| moment.0.clone()));
    out.put("frequency", dataset.frequency.clone());
    out.put("access_rights", dataset.access_rights.clone());
    out.put("dcat_type", dataset.kind.clone());
    out.list("theme", &dataset.themes);
    out.list("language", &dataset.languages);
    out.list("documentation", &dataset.pages);
    out.statements("conforms_to", &dataset.conforms_to);
    out.statements("provenance", &dataset.provenance);
    out.list("is_referenced_by", &dataset.is_referenced_by);
    out.list("references", &dataset.references);
    out.list("relation", &dataset.relations);
    out.list("in_series", &dataset.in_series);
    out.list("applicable_legislation", &dataset.applicable_legislation);
    out.list("hvd_category", &dataset.hvd_categories);
    out.put("temporal_resolution", dataset.temporal_resolution.clone());
    out.put("spatial_resolution_in_meters", dataset.spatial_resolution.clone());
    out.objects("contact", dataset.contact_points.iter().map(contact));
    out.objects("publisher", dataset.publisher.iter().map(agent));
    out.objects("creator", dataset.creators.iter().map(agent));
    out.objects("contributor", dataset.contributors.iter().map(agent));
    out.objects("temporal_coverage", dataset.temporal.iter().map(period));
    out.objects("spatial_coverage", dataset.spatial.iter().map(location));
    let relations = dataset.qualified_relations.iter();
    out.objects("qualified_relation", relations.map(|one| json!({ "relation": one.relation, "role": one.role })));
    license_of(dataset, &mut out);
    out.0.insert("extras".to_owned(), extras(dataset));
    out.0.insert("resources".to_owned(), dataset.distributions.iter().map(resource).collect());
    Value::Object(out.0)
}

/// CKAN knows one licence for the whole: the one all distributions share.
fn license_of(dataset: &Dataset, out: &mut Fields) {
    let mut licences = dataset.distributions.iter().map(|distribution| distribution.license.as_deref());
    let Some(first) = licences.next().flatten() else { return };
    if licences.all(|licence| licence == Some(first)) {
        let entry = crate::lists::entry(first);
        out.put("license_id", Some(entry.and_then(|entry| entry.detail("short")).unwrap_or(first).to_owned()));
        out.put("license_title", entry.map(|entry| entry.label().to_owned()));
        out.put("license_url", Some(first.to_owned()));
        out.0.insert("isopen".to_owned(), json!(entry.is_some_and(|entry| entry.has("open"))));
    }
}

/// What DCAT-AP.de adds; a list is written as JSON, because extras are text.
fn extras(dataset: &Dataset) -> Value {
    let mut extras = Vec::new();
    let mut add = |key: &str, value: Value| extras.push(json!({ "key": key, "value": value.to_string() }));
    if !dataset.contributor_ids.is_empty() {
        add("contributorID", json!(dataset.contributor_ids));
    }
    if !dataset.political_levels.is_empty() {
        add("politicalGeocodingLevelURI", json!(dataset.political_levels));
    }
    if !dataset.originators.is_empty() {
        add("originator", dataset.originators.iter().map(agent).collect());
    }
    if !dataset.custodians.is_empty() {
        add("custodian", dataset.custodians.iter().map(agent).collect());
    }
    if let Some(availability) = &dataset.availability {
        extras.push(json!({ "key": "availability", "value": availability }));
    }
    Value::Array(extras)
}

fn resource(distribution: &Distribution) -> Value {
    let mut out = Fields::default();
    out.put("uri", distribution.iri.clone());
    out.translated("name", &distribution.titles);
    out.translated("description", &distribution.descriptions);
    let address = distribution.download_urls.first().or_else(|| distribution.access_urls.first());
    out.put("url", address.cloned());
    out.put("access_url", distribution.access_urls.first().cloned());
    out.list("further_access_url", distribution.access_urls.get(1..).unwrap_or_default());
    out.put("download_url", distribution.download_urls.first().cloned());
    out.list("further_download_url", distribution.download_urls.get(1..).unwrap_or_default());
    let file_type = distribution.format.as_deref();
    out.put("format", file_type.map(|iri| crate::lists::entry(iri).map_or(iri, |entry| entry.code()).to_owned()));
    let iana = "https://www.iana.org/assignments/media-types/";
    let media_type = distribution.media_type.as_deref().map(|iri| iri.strip_prefix(iana).unwrap_or(iri));
    out.put("mimetype", media_type.map(str::to_owned));
    out.put("compress_format", distribution.compress_format.clone());
    out.put("package_format", distribution.package_format.clone());
    out.put("license", distribution.license.clone());
    out.translated("licenseAttributionByText", &distribution.attributions);
    out.statements("rights", distribution.rights.as_slice());
    if let Some(size) = distribution.byte_size {
        out.0.insert("size".to_owned(), json!(size));
    }
    out.put("hash", distribution.checksum.as_ref().map(|checksum| checksum.value.clone()));
    out.put("hash_algorithm", distribution.checksum.as_ref().map(|checksum| checksum.algorithm.clone()));
    out.put("status", distribution.status.clone());
    out.put("availability", distribution.availability.clone());
    out.list("language", &distribution.languages);
    out.put("issued", distribution.issued.as_ref().map(|moment| moment.0.clone()));
    out.put("modified", distribution.modified.as_ref().map(|moment| moment.0.clone()));
    out.statements("conforms_to", &distribution.conforms_to);
    out.list("documentation", &distribution.pages);
    out.put("temporal_resolution", distribution.temporal_resolution.clone());
    out.put("spatial_resolution_in_meters", distribution.spatial_resolution.clone());
    out.list("applicable_legislation", &distribution.applicable_legislation);
    out.objects("access_services", distribution.access_services.iter().map(service));
    Value::Object(out.0)
}

fn service(service: &DataService) -> Value {
    let mut out = Fields::default();
    out.put("uri", service.iri.clone());
    out.translated("title", &service.titles);
    out.translated("description", &service.descriptions);
    out.list("endpoint_url", &service.endpoint_urls);
    out.list("endpoint_description", &service.endpoint_descriptions);
    out.list("serves_dataset", &service.serves);
    out.put("license", service.license.clone());
    out.put("access_rights", service.access_rights.clone());
    out.put("availability", service.availability.clone());
    out.objects("publisher", service.publisher.iter().map(agent));
    out.objects("contact", service.contact_points.iter().map(contact));
    out.list("documentation", &service.pages);
    out.list("applicable_legislation", &service.applicable_legislation);
    out.list("hvd_category", &service.hvd_categories);
    Value::Object(out.0)
}

fn agent(agent: &Agent) -> Value {
    let mut out = Fields::default();
    out.put("uri", agent.iri.clone());
    out.translated("name", &agent.names);
    out.put("email", agent.email.clone());
    out.put("url", agent.homepage.clone());
    out.put("type", agent.kind.clone());
    out.put("identifier", agent.identifier.clone());
    if agent.is_person {
        out.0.insert("is_person".to_owned(), json!(true));
    }
    Value::Object(out.0)
}

fn contact(contact: &ContactPoint) -> Value {
    let mut out = Fields::default();
    out.put("uri", contact.iri.clone());
    out.translated("name", contact.name.as_slice());
    out.one_or_more("email", &contact.emails);
    out.one_or_more("telephone", &contact.telephones);
    out.one_or_more("url", &contact.urls);
    out.put("identifier", contact.identifier.clone());
    Value::Object(out.0)
}

fn period(period: &PeriodOfTime) -> Value {
    let mut out = Fields::default();
    out.put("start", period.start.as_ref().map(|moment| moment.0.clone()));
    out.put("end", period.end.as_ref().map(|moment| moment.0.clone()));
    Value::Object(out.0)
}

fn location(location: &Location) -> Value {
    let mut out = Fields::default();
    out.put("uri", location.iri.clone());
    out.translated("text", &location.labels);
    for (field, geometry) in [("geom", &location.geometry), ("bbox", &location.bbox), ("centroid", &location.centroid)]
    {
        if let Some(geometry) = geometry {
            out.0.insert(field.to_owned(), drawn(geometry));
        }
    }
    Value::Object(out.0)
}

const GEO_JSON: &str = "http://www.opengis.net/ont/geosparql#geoJSONLiteral";
const WKT: &str = "http://www.opengis.net/ont/geosparql#wktLiteral";

/// GeoJSON as it is, everything else as text.
fn drawn(geometry: &Geometry) -> Value {
    match serde_json::from_str(&geometry.value) {
        Ok(value @ Value::Object(_)) if geometry.datatype.as_deref() == Some(GEO_JSON) => value,
        _ => json!(geometry.value),
    }
}

/// The short name CKAN wants: small letters, digits, `-`, at most a hundred.
fn name(dataset: &Dataset) -> String {
    let last = |iri: &String| iri.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or_default().to_owned();
    let german = dataset.titles.iter().find(|title| title.language.as_deref() == Some("de"));
    let title = german.or_else(|| dataset.titles.first()).map(|title| title.value.clone());
    let source = title.or_else(|| dataset.iri.as_ref().map(last)).unwrap_or_default();
    let mut name = String::new();
    for letter in source.to_lowercase().chars() {
        match letter {
            'ä' => name.push_str("ae"),
            'ö' => name.push_str("oe"),
            'ü' => name.push_str("ue"),
            'ß' => name.push_str("ss"),
            letter if letter.is_ascii_alphanumeric() || letter == '_' => name.push(letter),
            _ if name.ends_with('-') || name.is_empty() => {}
            _ => name.push('-'),
        }
        if name.len() >= 100 {
            break;
        }
    }
    let name = name.trim_end_matches('-').to_owned();
    // CKAN wants two letters at least.
    if name.len() < 2 { format!("datensatz-{name}").trim_end_matches('-').to_owned() } else { name }
}

/// Members of a JSON object; what is empty is not written.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &str, value: Option<String>) {
        if let Some(value) = value {
            self.0.insert(field.to_owned(), Value::String(value));
        }
    }

    fn list(&mut self, field: &str, values: &[String]) {
        if !values.is_empty() {
            self.0.insert(field.to_owned(), json!(values));
        }
    }

    fn one_or_more(&mut self, field: &str, values: &[String]) {
        match values {
            [] => {}
            [one] => self.put(field, Some(one.clone())),
            more => self.list(field, more),
        }
    }

    fn objects(&mut self, field: &str, values: impl Iterator<Item = Value>) {
        let values: Vec<Value> = values.collect();
        if !values.is_empty() {
            self.0.insert(field.to_owned(), Value::Array(values));
        }
    }

    /// The plain field in German or what comes first, all with a language beside it.
    fn translated(&mut self, field: &str, texts: &[Text]) {
        let is_german = |text: &&Text| text.language.as_deref() == Some("de");
        let Some(main) = texts.iter().find(is_german).or_else(|| texts.first()) else { return };
        self.put(field, Some(main.value.clone()));
        if texts.len() == 1 && main.language.is_none() {
            return;
        }
        let mut by_language: Map<String, Value> = Map::new();
        for text in texts {
            let language = text.language.clone().unwrap_or_default();
            let values = by_language.entry(language).or_insert_with(|| json!([]));
            if let Value::Array(values) = values {
                values.push(json!(text.value));
            }
        }
        for value in by_language.values_mut() {
            if let Value::Array(values) = value
                && let [one] = &mut values[..]
            {
                *value = one.take();
            }
        }
        self.0.insert(format!("{field}_translated"), Value::Object(by_language));
    }

    fn tags(&mut self, keywords: &[Text]) {
        self.objects("tags", keywords.iter().map(|text| json!({ "name": text.value })));
        let mut by_language: Map<String, Value> = Map::new();
        for text in keywords {
            let values = by_language.entry(text.language.clone().unwrap_or_default()).or_insert_with(|| json!([]));
            if let Value::Array(values) = values {
                values.push(json!(text.value));
            }
        }
        if by_language.keys().any(|language| !language.is_empty()) {
            self.0.insert("tags_translated".to_owned(), Value::Object(by_language));
        }
    }

    /// IRIs as text, words as text or with their languages; both together as an object.
    fn statements(&mut self, field: &str, statements: &[Statement]) {
        let written = statements.iter().map(|statement| match (&statement.iri, &statement.labels[..]) {
            (Some(iri), []) => json!(iri),
            (None, [Text { value, language: None }]) => json!(value),
            (iri, labels) => {
                let mut inner = Self::default();
                inner.put("uri", iri.clone());
                inner.translated("text", labels);
                Value::Object(inner.0)
            }
        });
        self.objects(field, written);
    }
}
