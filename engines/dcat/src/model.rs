//! What a catalogue is made of, as types: read from a graph, written strictly by DCAT-AP.de.
//!
//! Only what the standard knows is carried. To pass on a file as it is, use the graph itself.

pub mod read;
#[cfg(test)]
pub(crate) mod tests;
pub mod write;

use serde::{Deserialize, Serialize};

/// A text, perhaps with its language (`de`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    pub value: String,
    pub language: Option<String>,
}

impl Text {
    pub fn plain(value: impl Into<String>) -> Self {
        Self { value: value.into(), language: None }
    }

    pub fn german(value: impl Into<String>) -> Self {
        Self { value: value.into(), language: Some("de".to_owned()) }
    }
}

/// A year, month, day or point in time as it is written; what it is shows in the writing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment(pub String);

/// A shape on the map and how it is written (`gsp:wktLiteral`, GeoJSON).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Geometry {
    pub value: String,
    /// Datatype, long.
    pub datatype: Option<String>,
}

/// foaf:Agent
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    pub iri: Option<String>,
    pub names: Vec<Text>,
    /// Address without `mailto:`.
    pub email: Option<String>,
    pub homepage: Option<String>,
    /// IRI of the list of publisher types.
    pub kind: Option<String>,
    pub identifier: Option<String>,
    /// A natural person; else an organisation.
    pub is_person: bool,
}

/// vcard:Kind
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPoint {
    pub iri: Option<String>,
    pub name: Option<Text>,
    /// Addresses without `mailto:`.
    pub emails: Vec<String>,
    /// Numbers without `tel:`.
    pub telephones: Vec<String>,
    pub urls: Vec<String>,
    pub identifier: Option<String>,
}

/// dct:PeriodOfTime
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodOfTime {
    pub start: Option<Moment>,
    pub end: Option<Moment>,
}

/// dct:Location
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    pub iri: Option<String>,
    pub labels: Vec<Text>,
    pub bbox: Option<Geometry>,
    pub centroid: Option<Geometry>,
    pub geometry: Option<Geometry>,
}

/// Something that is named by an IRI, or told in words: a right, where data come from, a standard.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub iri: Option<String>,
    pub labels: Vec<Text>,
}

/// spdx:Checksum
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checksum {
    pub algorithm: String,
    pub value: String,
}

/// dcat:Relationship
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relationship {
    pub relation: String,
    pub role: String,
}

/// dcat:DataService
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataService {
    pub iri: Option<String>,
    pub titles: Vec<Text>,
    pub descriptions: Vec<Text>,
    pub publisher: Option<Agent>,
    pub endpoint_urls: Vec<String>,
    pub endpoint_descriptions: Vec<String>,
    pub serves: Vec<String>,
    pub license: Option<String>,
    pub access_rights: Option<String>,
    pub availability: Option<String>,
    pub contact_points: Vec<ContactPoint>,
    pub pages: Vec<String>,
    pub applicable_legislation: Vec<String>,
    pub hvd_categories: Vec<String>,
}

/// dcat:Distribution
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    pub iri: Option<String>,
    pub titles: Vec<Text>,
    pub descriptions: Vec<Text>,
    pub access_urls: Vec<String>,
    pub download_urls: Vec<String>,
    /// IRI of the file type, or what somebody wrote instead.
    pub format: Option<String>,
    /// IRI of the media type, or `text/csv`.
    pub media_type: Option<String>,
    pub compress_format: Option<String>,
    pub package_format: Option<String>,
    pub license: Option<String>,
    pub attributions: Vec<Text>,
    pub rights: Option<Statement>,
    pub byte_size: Option<u64>,
    pub checksum: Option<Checksum>,
    pub status: Option<String>,
    pub availability: Option<String>,
    pub languages: Vec<String>,
    pub issued: Option<Moment>,
    pub modified: Option<Moment>,
    pub conforms_to: Vec<Statement>,
    pub pages: Vec<String>,
    pub temporal_resolution: Option<String>,
    pub spatial_resolution: Option<String>,
    pub applicable_legislation: Vec<String>,
    pub access_services: Vec<DataService>,
}

/// dcat:Dataset
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    pub iri: Option<String>,
    pub titles: Vec<Text>,
    pub descriptions: Vec<Text>,
    pub keywords: Vec<Text>,
    pub themes: Vec<String>,
    pub identifiers: Vec<String>,
    /// adms:identifier
    pub other_identifiers: Vec<String>,
    pub publisher: Option<Agent>,
    pub creators: Vec<Agent>,
    pub contributors: Vec<Agent>,
    pub originators: Vec<Agent>,
    pub custodians: Vec<Agent>,
    pub contact_points: Vec<ContactPoint>,
    /// dcatde:contributorID
    pub contributor_ids: Vec<String>,
    pub landing_pages: Vec<String>,
    pub pages: Vec<String>,
    pub languages: Vec<String>,
    pub issued: Option<Moment>,
    pub modified: Option<Moment>,
    pub frequency: Option<String>,
    pub access_rights: Option<String>,
    pub availability: Option<String>,
    pub kind: Option<String>,
    pub spatial: Vec<Location>,
    pub temporal: Vec<PeriodOfTime>,
    pub political_levels: Vec<String>,
    pub temporal_resolution: Option<String>,
    pub spatial_resolution: Option<String>,
    pub version: Option<String>,
    pub version_notes: Vec<Text>,
    pub conforms_to: Vec<Statement>,
    pub provenance: Vec<Statement>,
    pub relations: Vec<String>,
    pub references: Vec<String>,
    pub is_referenced_by: Vec<String>,
    pub qualified_relations: Vec<Relationship>,
    pub in_series: Vec<String>,
    pub applicable_legislation: Vec<String>,
    pub hvd_categories: Vec<String>,
    pub distributions: Vec<Distribution>,
}

/// dcat:DatasetSeries
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetSeries {
    pub iri: Option<String>,
    pub titles: Vec<Text>,
    pub descriptions: Vec<Text>,
    pub publisher: Option<Agent>,
    pub contact_points: Vec<ContactPoint>,
    pub issued: Option<Moment>,
    pub modified: Option<Moment>,
    pub frequency: Option<String>,
    pub spatial: Vec<Location>,
    pub temporal: Vec<PeriodOfTime>,
    pub applicable_legislation: Vec<String>,
    pub hvd_categories: Vec<String>,
}

/// dcat:Catalog
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    pub iri: Option<String>,
    pub titles: Vec<Text>,
    pub descriptions: Vec<Text>,
    pub publisher: Option<Agent>,
    pub homepage: Option<String>,
    pub languages: Vec<String>,
    pub license: Option<String>,
    pub issued: Option<Moment>,
    pub modified: Option<Moment>,
    pub spatial: Vec<Location>,
    pub theme_taxonomies: Vec<String>,
    pub catalogues: Vec<String>,
    /// IRIs of what it lists.
    pub datasets: Vec<String>,
    pub services: Vec<String>,
}

/// Everything of a file that the standard knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    pub catalogues: Vec<Catalogue>,
    pub datasets: Vec<Dataset>,
    pub series: Vec<DatasetSeries>,
    pub services: Vec<DataService>,
}
