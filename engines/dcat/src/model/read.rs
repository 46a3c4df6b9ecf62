//! From a graph to types, forgiving: old names count for new ones, text for a reference where it can only mean one thing.

use oxrdf::Term;

use super::{
    Agent, Catalogue, Checksum, ContactPoint, Content, DataService, Dataset, DatasetSeries, Distribution, Geometry,
    Location, Moment, PeriodOfTime, Relationship, Statement, Text,
};
use crate::graph::{Graph, TermId};

/// Everything of the graph that the standard knows.
pub fn content(graph: &Graph) -> Content {
    let reader = Reader { graph };
    let of = |class: &str| {
        let mut nodes = graph.instances(class);
        let mut seen = std::collections::HashSet::new();
        nodes.retain(|node| seen.insert(*node));
        nodes
    };
    let series = of("dcat:DatasetSeries");
    Content {
        catalogues: of("dcat:Catalog").into_iter().map(|node| reader.catalogue(node)).collect(),
        datasets: of("dcat:Dataset")
            .into_iter()
            .filter(|node| !series.contains(node))
            .map(|node| reader.dataset(node))
            .collect(),
        services: of("dcat:DataService").into_iter().map(|node| reader.service(node)).collect(),
        series: series.into_iter().map(|node| reader.series(node)).collect(),
    }
}

/// One dataset of a graph.
pub fn dataset(graph: &Graph, node: TermId) -> Dataset {
    Reader { graph }.dataset(node)
}

struct Reader<'a> {
    graph: &'a Graph,
}

impl Reader<'_> {
    fn iri(&self, node: TermId) -> Option<String> {
        self.graph.iri(node).map(str::to_owned)
    }

    fn texts(&self, node: TermId, property: &str) -> Vec<Text> {
        let mut texts: Vec<Text> = self.graph.objects(node, property).filter_map(|value| self.text(value)).collect();
        texts.sort();
        texts
    }

    fn text(&self, value: TermId) -> Option<Text> {
        match self.graph.term(value) {
            Term::Literal(literal) => {
                Some(Text { value: literal.value().to_owned(), language: literal.language().map(str::to_owned) })
            }
            _ => None,
        }
    }

    /// IRIs, and texts in the place of them.
    fn all(&self, node: TermId, property: &str) -> Vec<String> {
        let mut values: Vec<String> = self
            .graph
            .objects(node, property)
            .filter_map(|value| self.graph.iri_or_text(value))
            .map(str::to_owned)
            .collect();
        values.sort();
        values
    }

    fn one(&self, node: TermId, properties: &[&str]) -> Option<String> {
        properties.iter().find_map(|property| self.all(node, property).into_iter().next())
    }

    /// A code: its IRI, or of a node in between its label.
    fn code(&self, node: TermId, property: &str) -> Option<String> {
        self.one(node, &[property]).or_else(|| {
            let between = self.graph.object(node, property)?;
            self.one(between, &["rdf:value", "rdfs:label", "skos:prefLabel", "skos:notation"])
        })
    }

    fn moment(&self, node: TermId, properties: &[&str]) -> Option<Moment> {
        let value = properties.iter().find_map(|property| self.graph.object(node, property))?;
        if let Some(text) = self.graph.text(value) {
            return Some(Moment(text.trim().to_owned()));
        }
        // time:Instant
        self.one(value, &["time:inXSDDateTimeStamp", "time:inXSDDateTime", "time:inXSDDate", "time:inXSDgYear"])
            .map(Moment)
    }

    fn each<T>(&self, node: TermId, properties: &[&str], read: impl Fn(&Self, TermId) -> T) -> Vec<T> {
        properties
            .iter()
            .flat_map(|property| self.graph.objects(node, property))
            .map(|value| read(self, value))
            .collect()
    }

    fn agent(&self, node: TermId) -> Agent {
        if let Some(text) = self.text(node) {
            return Agent { names: vec![text], ..Agent::default() };
        }
        let email = self.one(node, &["foaf:mbox", "vcard:hasEmail"]);
        Agent {
            iri: self.iri(node),
            names: self.texts(node, "foaf:name"),
            email: email.map(|email| without(&email, "mailto:")),
            homepage: self.one(node, &["foaf:homepage", "foaf:page"]),
            kind: self.one(node, &["dct:type"]),
            identifier: self.one(node, &["dct:identifier"]),
            is_person: self.graph.is_a(node, "foaf:Person"),
        }
    }

    fn contact_point(&self, node: TermId) -> ContactPoint {
        if let Some(text) = self.text(node) {
            return ContactPoint { name: Some(text), ..ContactPoint::default() };
        }
        let through = |property: &str| {
            let values = self.graph.objects(node, property).map(|value| {
                let direct = self.graph.iri_or_text(value).map(str::to_owned);
                direct.or_else(|| self.one(value, &["vcard:hasValue", "rdf:value"]))
            });
            let mut values: Vec<String> = values.flatten().collect();
            values.sort();
            values
        };
        let plain =
            |property: &str, prefix: &str| through(property).iter().map(|value| without(value, prefix)).collect();
        ContactPoint {
            iri: self.iri(node),
            name: self.texts(node, "vcard:fn").into_iter().next(),
            emails: plain("vcard:hasEmail", "mailto:"),
            telephones: plain("vcard:hasTelephone", "tel:"),
            urls: through("vcard:hasURL"),
            identifier: self.one(node, &["vcard:hasUID"]),
        }
    }

    fn period(&self, node: TermId) -> PeriodOfTime {
        PeriodOfTime {
            start: self.moment(node, &["dcat:startDate", "schema:startDate", "time:hasBeginning"]),
            end: self.moment(node, &["dcat:endDate", "schema:endDate", "time:hasEnd"]),
        }
    }

    fn geometry(&self, node: TermId, property: &str) -> Option<Geometry> {
        self.graph.objects(node, property).find_map(|value| match self.graph.term(value) {
            Term::Literal(literal) => {
                let datatype = literal.datatype().as_str();
                let is_text = literal.language().is_some() || literal.datatype() == oxrdf::vocab::xsd::STRING;
                Some(Geometry { value: literal.value().to_owned(), datatype: (!is_text).then(|| datatype.to_owned()) })
            }
            // A node of its own, as DCAT-AP.de 3.0 wants it.
            Term::NamedNode(_) | Term::BlankNode(_) => {
                let inside = ["gsp:asWKT", "gsp:asGeoJSON"];
                inside.iter().find_map(|property| self.geometry(value, property))
            }
        })
    }

    fn location(&self, node: TermId) -> Location {
        if let Some(text) = self.text(node) {
            return Location { labels: vec![text], ..Location::default() };
        }
        let labels = ["rdfs:label", "skos:prefLabel", "locn:geographicName"];
        Location {
            iri: self.iri(node),
            labels: labels
                .iter()
                .map(|name| self.texts(node, name))
                .find(|texts| !texts.is_empty())
                .unwrap_or_default(),
            bbox: self.geometry(node, "dcat:bbox"),
            centroid: self.geometry(node, "dcat:centroid"),
            geometry: self.geometry(node, "locn:geometry"),
        }
    }

    fn statement(&self, node: TermId) -> Statement {
        if let Some(text) = self.text(node) {
            return Statement { iri: None, labels: vec![text] };
        }
        let labels = ["rdfs:label", "dct:title", "dct:description"];
        Statement {
            iri: self.iri(node),
            labels: labels
                .iter()
                .map(|name| self.texts(node, name))
                .find(|texts| !texts.is_empty())
                .unwrap_or_default(),
        }
    }

    fn checksum(&self, node: TermId) -> Option<Checksum> {
        Some(Checksum {
            algorithm: self.one(node, &["spdx:algorithm"])?,
            value: self.one(node, &["spdx:checksumValue"])?,
        })
    }

    fn relationship(&self, node: TermId) -> Option<Relationship> {
        Some(Relationship { relation: self.one(node, &["dct:relation"])?, role: self.one(node, &["dcat:hadRole"])? })
    }

    fn distribution(&self, node: TermId) -> Distribution {
        Distribution {
            iri: self.iri(node),
            titles: self.texts(node, "dct:title"),
            descriptions: self.texts(node, "dct:description"),
            access_urls: self.all(node, "dcat:accessURL"),
            download_urls: self.all(node, "dcat:downloadURL"),
            format: self.code(node, "dct:format"),
            media_type: self.code(node, "dcat:mediaType"),
            compress_format: self.code(node, "dcat:compressFormat"),
            package_format: self.code(node, "dcat:packageFormat"),
            license: self.code(node, "dct:license"),
            attributions: self.texts(node, "dcatde:licenseAttributionByText"),
            rights: self.graph.object(node, "dct:rights").map(|value| self.statement(value)),
            byte_size: self.one(node, &["dcat:byteSize"]).and_then(|text| whole(&text)),
            checksum: self.graph.object(node, "spdx:checksum").and_then(|value| self.checksum(value)),
            status: self.one(node, &["adms:status"]),
            availability: self.one(node, &["dcatap:availability", "dcatde:plannedAvailability"]),
            languages: self.all(node, "dct:language"),
            issued: self.moment(node, &["dct:issued"]),
            modified: self.moment(node, &["dct:modified"]),
            conforms_to: self.each(node, &["dct:conformsTo"], Self::statement),
            pages: self.all(node, "foaf:page"),
            temporal_resolution: self.one(node, &["dcat:temporalResolution"]),
            spatial_resolution: self.one(node, &["dcat:spatialResolutionInMeters"]),
            applicable_legislation: self.all(node, "dcatap:applicableLegislation"),
            access_services: self.each(node, &["dcat:accessService"], Self::service),
        }
    }

    fn service(&self, node: TermId) -> DataService {
        DataService {
            iri: self.iri(node),
            titles: self.texts(node, "dct:title"),
            descriptions: self.texts(node, "dct:description"),
            publisher: self.graph.object(node, "dct:publisher").map(|value| self.agent(value)),
            endpoint_urls: self.all(node, "dcat:endpointURL"),
            endpoint_descriptions: self.all(node, "dcat:endpointDescription"),
            serves: self.all(node, "dcat:servesDataset"),
            license: self.one(node, &["dct:license"]),
            access_rights: self.code(node, "dct:accessRights"),
            availability: self.one(node, &["dcatap:availability"]),
            contact_points: self.each(node, &["dcat:contactPoint"], Self::contact_point),
            pages: self.all(node, "foaf:page"),
            applicable_legislation: self.all(node, "dcatap:applicableLegislation"),
            hvd_categories: self.all(node, "dcatap:hvdCategory"),
        }
    }

    fn other_identifiers(&self, node: TermId) -> Vec<String> {
        let values = self.graph.objects(node, "adms:identifier").filter_map(|value| {
            self.one(value, &["skos:notation"]).or_else(|| self.graph.iri_or_text(value).map(str::to_owned))
        });
        values.collect()
    }

    fn dataset(&self, node: TermId) -> Dataset {
        Dataset {
            iri: self.iri(node),
            titles: self.texts(node, "dct:title"),
            descriptions: self.texts(node, "dct:description"),
            keywords: self.texts(node, "dcat:keyword"),
            themes: self.all(node, "dcat:theme"),
            identifiers: self.all(node, "dct:identifier"),
            other_identifiers: self.other_identifiers(node),
            publisher: self.graph.object(node, "dct:publisher").map(|value| self.agent(value)),
            creators: self.each(node, &["dct:creator"], Self::agent),
            contributors: self.each(node, &["dct:contributor"], Self::agent),
            originators: self.each(node, &["geodcat:originator", "dcatde:originator"], Self::agent),
            custodians: self.each(node, &["geodcat:custodian", "dcatde:maintainer"], Self::agent),
            contact_points: self.each(node, &["dcat:contactPoint"], Self::contact_point),
            contributor_ids: self.all(node, "dcatde:contributorID"),
            landing_pages: self.all(node, "dcat:landingPage"),
            pages: self.all(node, "foaf:page"),
            languages: self.all(node, "dct:language"),
            issued: self.moment(node, &["dct:issued"]),
            modified: self.moment(node, &["dct:modified"]),
            frequency: self.code(node, "dct:accrualPeriodicity"),
            access_rights: self.code(node, "dct:accessRights"),
            availability: self.one(node, &["dcatap:availability", "dcatde:plannedAvailability"]),
            kind: self.one(node, &["dct:type"]),
            spatial: self.each(node, &["dct:spatial"], Self::location),
            temporal: self.each(node, &["dct:temporal"], Self::period),
            political_levels: self.all(node, "dcatde:politicalGeocodingLevelURI"),
            temporal_resolution: self.one(node, &["dcat:temporalResolution"]),
            spatial_resolution: self.one(node, &["dcat:spatialResolutionInMeters"]),
            version: self.one(node, &["dcat:version", "owl:versionInfo"]),
            version_notes: self.texts(node, "adms:versionNotes"),
            conforms_to: self.each(node, &["dct:conformsTo"], Self::statement),
            provenance: self.each(node, &["dct:provenance"], Self::statement),
            relations: self.all(node, "dct:relation"),
            references: self.all(node, "dct:references"),
            is_referenced_by: self.all(node, "dct:isReferencedBy"),
            qualified_relations: self
                .graph
                .objects(node, "dcat:qualifiedRelation")
                .filter_map(|value| self.relationship(value))
                .collect(),
            in_series: self.all(node, "dcat:inSeries"),
            applicable_legislation: self.all(node, "dcatap:applicableLegislation"),
            hvd_categories: self.all(node, "dcatap:hvdCategory"),
            distributions: self.each(node, &["dcat:distribution"], Self::distribution),
        }
    }

    fn series(&self, node: TermId) -> DatasetSeries {
        DatasetSeries {
            iri: self.iri(node),
            titles: self.texts(node, "dct:title"),
            descriptions: self.texts(node, "dct:description"),
            publisher: self.graph.object(node, "dct:publisher").map(|value| self.agent(value)),
            contact_points: self.each(node, &["dcat:contactPoint"], Self::contact_point),
            issued: self.moment(node, &["dct:issued"]),
            modified: self.moment(node, &["dct:modified"]),
            frequency: self.code(node, "dct:accrualPeriodicity"),
            spatial: self.each(node, &["dct:spatial"], Self::location),
            temporal: self.each(node, &["dct:temporal"], Self::period),
            applicable_legislation: self.all(node, "dcatap:applicableLegislation"),
            hvd_categories: self.all(node, "dcatap:hvdCategory"),
        }
    }

    fn catalogue(&self, node: TermId) -> Catalogue {
        Catalogue {
            iri: self.iri(node),
            titles: self.texts(node, "dct:title"),
            descriptions: self.texts(node, "dct:description"),
            publisher: self.graph.object(node, "dct:publisher").map(|value| self.agent(value)),
            homepage: self.one(node, &["foaf:homepage"]),
            languages: self.all(node, "dct:language"),
            license: self.one(node, &["dct:license"]),
            issued: self.moment(node, &["dct:issued"]),
            modified: self.moment(node, &["dct:modified"]),
            spatial: self.each(node, &["dct:spatial"], Self::location),
            theme_taxonomies: self.all(node, "dcat:themeTaxonomy"),
            catalogues: self.all(node, "dcat:catalog"),
            datasets: self.all(node, "dcat:dataset"),
            services: self.all(node, "dcat:service"),
        }
    }
}

fn without(text: &str, prefix: &str) -> String {
    text.strip_prefix(prefix).unwrap_or(text).to_owned()
}

/// `1234`, `1234.0`, ` 1234 `
fn whole(text: &str) -> Option<u64> {
    let text = text.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    part.bytes().all(|byte| byte == b'0').then(|| whole.parse().ok())?
}
