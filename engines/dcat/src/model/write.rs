//! From types to triples, strictly by DCAT-AP.de: datatypes of the version, codes of the lists, everything typed.
//!
//! What cannot be said rightly is left out and reported, never written wrong.

use std::collections::HashSet;

use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};

use super::{
    Agent, Catalogue, Checksum, ContactPoint, Content, DataService, Dataset, DatasetSeries, Distribution, Geometry,
    Location, Moment, PeriodOfTime, Relationship, Statement, Text,
};
use crate::{
    check::datatype,
    constraints::Profile,
    excerpt::excerpt,
    graph::{Graph, TooManyTerms},
    lists, names,
};

/// Something that was left out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// Short name of the property.
    pub property: &'static str,
    pub value: String,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    NoIri,
    NotInList,
    BadlyWritten,
    /// The version of the standard has nothing like it.
    NotInVersion,
}

impl LeftOut {
    pub fn german(&self) -> String {
        let name = crate::explain::property_name(self.property);
        let why = match self.why {
            Why::NoIri => "ist keine vollständige Adresse",
            Why::NotInList => "steht nicht in der vorgesehenen Liste",
            Why::BadlyWritten => "ist falsch geschrieben",
            Why::NotInVersion => "gibt es in dieser Version des Standards nicht",
        };
        format!("„{name}“ ({}) wurde weggelassen: „{}“ {why}.", self.property, excerpt(&self.value))
    }
}

/// A graph made of types.
pub struct Written {
    pub graph: Graph,
    pub left_out: Vec<LeftOut>,
}

/// Writes everything by a version of DCAT-AP.de ([`Profile::De2`]; any other is 3.0).
pub fn content(content: &Content, profile: Profile) -> Result<Written, TooManyTerms> {
    let mut writer = Writer {
        triples: Vec::new(),
        left_out: Vec::new(),
        blanks: 0,
        described: HashSet::new(),
        is_old: profile == Profile::De2,
    };
    for catalogue in &content.catalogues {
        writer.catalogue(catalogue);
    }
    for series in &content.series {
        writer.series(series);
    }
    for dataset in &content.datasets {
        writer.dataset(dataset);
    }
    for service in &content.services {
        writer.service(service);
    }
    Ok(Written { graph: Graph::of(writer.triples)?, left_out: writer.left_out })
}

type Node = NamedOrBlankNode;

struct Writer {
    triples: Vec<Triple>,
    left_out: Vec<LeftOut>,
    blanks: usize,
    /// Nodes with an IRI that are described already: what is shared is described once.
    described: HashSet<Node>,
    /// DCAT-AP.de 2.0
    is_old: bool,
}

fn name(short: &str) -> NamedNode {
    NamedNode::new_unchecked(names::long(short))
}

/// An absolute IRI.
fn as_iri(text: &str) -> Option<NamedNode> {
    oxiri::Iri::parse(text).ok().map(|iri| NamedNode::new_unchecked(iri.into_inner()))
}

const DISTRIBUTION_STATUS: &str = "http://publications.europa.eu/resource/authority/distribution-status";
const EU: &str = "http://publications.europa.eu/resource/authority/";

impl Writer {
    fn blank(&mut self) -> Node {
        self.blanks += 1;
        BlankNode::new_unchecked(format!("n{}", self.blanks)).into()
    }

    /// The node with its IRI if it has a right one.
    fn node(&mut self, iri: Option<&String>) -> Node {
        match iri.and_then(|iri| as_iri(iri)) {
            Some(iri) => iri.into(),
            None => self.blank(),
        }
    }

    fn typed(&mut self, iri: Option<&String>, classes: &[&str]) -> Node {
        let node = self.node(iri);
        for class in classes {
            self.add(&node, "rdf:type", name(class));
        }
        node
    }

    fn is_new(&mut self, node: &Node) -> bool {
        self.described.insert(node.clone())
    }

    fn add(&mut self, subject: &Node, property: &str, object: impl Into<Term>) {
        self.triples.push(Triple { subject: subject.clone(), predicate: name(property), object: object.into() });
    }

    fn leave_out(&mut self, property: &'static str, value: &str, why: Why) {
        self.left_out.push(LeftOut { property, value: value.to_owned(), why });
    }

    fn texts(&mut self, subject: &Node, property: &str, texts: &[Text]) {
        for text in texts {
            let plain = || Literal::new_simple_literal(&text.value);
            let literal = text.language.as_ref().map_or_else(plain, |language| {
                Literal::new_language_tagged_literal(&text.value, language).unwrap_or_else(|_| plain())
            });
            self.add(subject, property, literal);
        }
    }

    fn links<'a>(&mut self, subject: &Node, property: &'static str, values: impl IntoIterator<Item = &'a String>) {
        for value in values {
            match as_iri(value) {
                Some(iri) => self.add(subject, property, iri),
                None => self.leave_out(property, value, Why::NoIri),
            }
        }
    }

    /// Codes of a list: by IRI, or by what people call them.
    fn codes<'a>(
        &mut self,
        subject: &Node,
        property: &'static str,
        scheme: &str,
        values: impl IntoIterator<Item = &'a String>,
    ) {
        for value in values {
            match code(scheme, value) {
                Some(iri) => self.add(subject, property, iri),
                None => self.leave_out(property, value, Why::NotInList),
            }
        }
    }

    fn typed_literal(&mut self, subject: &Node, property: &'static str, value: Option<&String>, datatype: &str) {
        let Some(value) = value else { return };
        let literal = Literal::new_typed_literal(value.trim(), name(datatype));
        let is_right = datatype::is_valid(&Term::Literal(literal.clone()), &names::long(datatype))
            && datatype::is_well_written(value, &names::long(datatype));
        if is_right { self.add(subject, property, literal) } else { self.leave_out(property, value, Why::BadlyWritten) }
    }

    fn moment(&mut self, subject: &Node, property: &str, moment: Option<&Moment>) {
        let Some(Moment(value)) = moment else { return };
        let typed = |datatype: &str| Literal::new_typed_literal(value, NamedNode::new_unchecked(datatype));
        let fitting = datatype::DATES.into_iter().find(|name| datatype::is_valid(&typed(name).into(), name));
        let literal = fitting.map_or_else(|| Literal::new_simple_literal(value), typed);
        self.add(subject, property, literal);
    }

    fn agent(&mut self, subject: &Node, property: &str, agent: &Agent) {
        let kind = if agent.is_person { "foaf:Person" } else { "foaf:Organization" };
        let node = self.typed(agent.iri.as_ref(), &["foaf:Agent", kind]);
        self.add(subject, property, node.clone());
        if !self.is_new(&node) {
            return;
        }
        self.texts(&node, "foaf:name", &agent.names);
        if let Some(iri) = agent.email.as_ref().and_then(|email| as_iri(&format!("mailto:{email}"))) {
            self.add(&node, "foaf:mbox", iri);
        }
        self.links(&node, "foaf:homepage", &agent.homepage);
        self.codes(&node, "dct:type", "http://purl.org/adms/publishertype/1.0", &agent.kind);
        if let Some(identifier) = &agent.identifier {
            self.add(&node, "dct:identifier", Literal::new_simple_literal(identifier));
        }
    }

    fn agents(&mut self, subject: &Node, property: &str, agents: &[Agent]) {
        for agent in agents {
            self.agent(subject, property, agent);
        }
    }

    fn contact_points(&mut self, subject: &Node, contacts: &[ContactPoint]) {
        for contact in contacts {
            let node = self.typed(contact.iri.as_ref(), &["vcard:Kind", "vcard:Organization"]);
            self.add(subject, "dcat:contactPoint", node.clone());
            if !self.is_new(&node) {
                continue;
            }
            self.texts(&node, "vcard:fn", contact.name.as_slice());
            let emails: Vec<String> = contact.emails.iter().map(|email| format!("mailto:{}", email.trim())).collect();
            self.links(&node, "vcard:hasEmail", &emails);
            let telephones: Vec<String> =
                contact.telephones.iter().map(|number| format!("tel:{}", dialled(number))).collect();
            self.links(&node, "vcard:hasTelephone", &telephones);
            self.links(&node, "vcard:hasURL", &contact.urls);
            if let Some(identifier) = &contact.identifier {
                self.add(&node, "vcard:hasUID", Literal::new_simple_literal(identifier));
            }
        }
    }

    fn periods(&mut self, subject: &Node, periods: &[PeriodOfTime]) {
        for period in periods.iter().filter(|period| period.start.is_some() || period.end.is_some()) {
            let node = self.typed(None, &["dct:PeriodOfTime"]);
            self.moment(&node, "dcat:startDate", period.start.as_ref());
            self.moment(&node, "dcat:endDate", period.end.as_ref());
            self.add(subject, "dct:temporal", node);
        }
    }

    fn locations(&mut self, subject: &Node, locations: &[Location]) {
        for location in locations {
            let node = self.typed(location.iri.as_ref(), &["dct:Location"]);
            self.add(subject, "dct:spatial", node.clone());
            if !self.is_new(&node) {
                continue;
            }
            self.texts(&node, "skos:prefLabel", &location.labels);
            for (property, geometry) in [("dcat:bbox", &location.bbox), ("dcat:centroid", &location.centroid)] {
                if let Some(geometry) = geometry {
                    self.add(&node, property, drawn(geometry));
                }
            }
            match &location.geometry {
                Some(geometry) if self.is_old => self.add(&node, "locn:geometry", drawn(geometry)),
                Some(geometry) => {
                    let inner = self.typed(None, &["locn:Geometry"]);
                    let is_json = geometry.value.trim_start().starts_with('{');
                    self.add(&inner, if is_json { "gsp:asGeoJSON" } else { "gsp:asWKT" }, drawn(geometry));
                    self.add(&node, "locn:geometry", inner);
                }
                None => {}
            }
        }
    }

    fn statement(&mut self, subject: &Node, property: &str, class: &str, statement: &Statement) {
        let iri = statement.iri.as_ref().and_then(|iri| as_iri(iri));
        if let (Some(iri), true) = (&iri, statement.labels.is_empty()) {
            return self.add(subject, property, iri.clone());
        }
        if statement.labels.is_empty() {
            return;
        }
        let node = self.typed(statement.iri.as_ref(), &[class]);
        self.texts(&node, "rdfs:label", &statement.labels);
        self.add(subject, property, node);
    }

    fn status(&mut self, subject: &Node, value: Option<&String>) {
        let scheme = if self.is_old { "http://purl.org/adms/status/1.0" } else { DISTRIBUTION_STATUS };
        self.codes(subject, "adms:status", scheme, value);
    }

    fn checksum(&mut self, subject: &Node, checksum: &Checksum) {
        if self.is_old {
            // Its algorithms are of a list of DCAT-AP.de that is given up.
            return self.leave_out("spdx:checksum", &checksum.value, Why::NotInVersion);
        }
        let node = self.typed(None, &["spdx:Checksum"]);
        self.codes(&node, "spdx:algorithm", "http://spdx.org/rdf/terms#ChecksumAlgorithm", [&checksum.algorithm]);
        self.typed_literal(&node, "spdx:checksumValue", Some(&checksum.value), "xsd:hexBinary");
        self.add(subject, "spdx:checksum", node);
    }

    fn relationship(&mut self, subject: &Node, relationship: &Relationship) {
        let (Some(relation), Some(role)) = (as_iri(&relationship.relation), as_iri(&relationship.role)) else {
            return self.leave_out("dcat:qualifiedRelation", &relationship.relation, Why::NoIri);
        };
        let node = self.typed(None, &["dcat:Relationship"]);
        self.add(&node, "dct:relation", relation);
        // The rule wants roles to be said to be roles.
        self.add(&role.clone().into(), "rdf:type", name("dcat:Role"));
        self.add(&node, "dcat:hadRole", role);
        self.add(subject, "dcat:qualifiedRelation", node);
    }

    fn availability(&mut self, subject: &Node, value: Option<&String>) {
        self.codes(subject, "dcatap:availability", &format!("{EU}planned-availability"), value);
    }

    fn media_type(&mut self, subject: &Node, property: &'static str, value: Option<&String>) {
        let Some(value) = value else { return };
        let iana = "https://www.iana.org/assignments/media-types/";
        let short =
            value.split_once('/').filter(|(kind, rest)| !kind.is_empty() && !rest.contains('/') && !kind.contains(':'));
        match short.and_then(|_| as_iri(&format!("{iana}{value}"))).or_else(|| as_iri(value)) {
            Some(iri) if iri.as_str().contains("://www.iana.org/assignments/media-types/") => {
                self.add(subject, property, iri);
            }
            _ => self.leave_out(property, value, Why::NotInList),
        }
    }

    fn distribution(&mut self, dataset: &Node, distribution: &Distribution) {
        let node = self.typed(distribution.iri.as_ref(), &["dcat:Distribution"]);
        self.add(dataset, "dcat:distribution", node.clone());
        if !self.is_new(&node) {
            return;
        }
        self.texts(&node, "dct:title", &distribution.titles);
        self.texts(&node, "dct:description", &distribution.descriptions);
        self.links(&node, "dcat:accessURL", &distribution.access_urls);
        self.links(&node, "dcat:downloadURL", &distribution.download_urls);
        self.codes(&node, "dct:format", &format!("{EU}file-type"), &distribution.format);
        self.media_type(&node, "dcat:mediaType", distribution.media_type.as_ref());
        self.media_type(&node, "dcat:compressFormat", distribution.compress_format.as_ref());
        self.media_type(&node, "dcat:packageFormat", distribution.package_format.as_ref());
        self.license(&node, distribution.license.as_ref());
        self.texts(&node, "dcatde:licenseAttributionByText", &distribution.attributions);
        if let Some(rights) = &distribution.rights {
            self.statement(&node, "dct:rights", "dct:RightsStatement", rights);
        }
        if let Some(size) = distribution.byte_size {
            let datatype = if self.is_old { "xsd:decimal" } else { "xsd:nonNegativeInteger" };
            self.add(&node, "dcat:byteSize", Literal::new_typed_literal(size.to_string(), name(datatype)));
        }
        if let Some(checksum) = &distribution.checksum {
            self.checksum(&node, checksum);
        }
        self.status(&node, distribution.status.as_ref());
        self.availability(&node, distribution.availability.as_ref());
        self.languages(&node, &distribution.languages);
        self.moment(&node, "dct:issued", distribution.issued.as_ref());
        self.moment(&node, "dct:modified", distribution.modified.as_ref());
        for standard in &distribution.conforms_to {
            self.statement(&node, "dct:conformsTo", "dct:Standard", standard);
        }
        self.links(&node, "foaf:page", &distribution.pages);
        self.typed_literal(&node, "dcat:temporalResolution", distribution.temporal_resolution.as_ref(), "xsd:duration");
        self.typed_literal(
            &node,
            "dcat:spatialResolutionInMeters",
            distribution.spatial_resolution.as_ref(),
            "xsd:decimal",
        );
        self.links(&node, "dcatap:applicableLegislation", &distribution.applicable_legislation);
        for service in &distribution.access_services {
            let service = self.service(service);
            self.add(&node, "dcat:accessService", service);
        }
    }

    fn license(&mut self, subject: &Node, value: Option<&String>) {
        let Some(value) = value else { return };
        match license(value) {
            Some(iri) => self.add(subject, "dct:license", iri),
            None => self.leave_out("dct:license", value, Why::NotInList),
        }
    }

    fn languages(&mut self, subject: &Node, values: &[String]) {
        self.codes(subject, "dct:language", &format!("{EU}language"), values);
    }

    fn access_rights(&mut self, subject: &Node, value: Option<&String>) {
        self.codes(subject, "dct:accessRights", &format!("{EU}access-right"), value);
    }

    fn service(&mut self, service: &DataService) -> Node {
        let node = self.typed(service.iri.as_ref(), &["dcat:DataService"]);
        if !self.is_new(&node) {
            return node;
        }
        self.texts(&node, "dct:title", &service.titles);
        self.texts(&node, "dct:description", &service.descriptions);
        self.agents(&node, "dct:publisher", service.publisher.as_slice());
        self.links(&node, "dcat:endpointURL", &service.endpoint_urls);
        self.links(&node, "dcat:endpointDescription", &service.endpoint_descriptions);
        self.links(&node, "dcat:servesDataset", &service.serves);
        self.license(&node, service.license.as_ref());
        self.access_rights(&node, service.access_rights.as_ref());
        self.availability(&node, service.availability.as_ref());
        self.contact_points(&node, &service.contact_points);
        self.links(&node, "foaf:page", &service.pages);
        self.links(&node, "dcatap:applicableLegislation", &service.applicable_legislation);
        self.links(&node, "dcatap:hvdCategory", &service.hvd_categories);
        node
    }

    fn dataset(&mut self, dataset: &Dataset) {
        let node = self.typed(dataset.iri.as_ref(), &["dcat:Dataset"]);
        if !self.is_new(&node) {
            return;
        }
        self.texts(&node, "dct:title", &dataset.titles);
        self.texts(&node, "dct:description", &dataset.descriptions);
        self.texts(&node, "dcat:keyword", &dataset.keywords);
        self.codes(&node, "dcat:theme", &format!("{EU}data-theme"), &dataset.themes);
        for identifier in &dataset.identifiers {
            self.add(&node, "dct:identifier", Literal::new_simple_literal(identifier));
        }
        for identifier in &dataset.other_identifiers {
            let inner = self.typed(None, &["adms:Identifier"]);
            self.add(&inner, "skos:notation", Literal::new_simple_literal(identifier));
            self.add(&node, "adms:identifier", inner);
        }
        self.agents(&node, "dct:publisher", dataset.publisher.as_slice());
        self.agents(&node, "dct:creator", &dataset.creators);
        self.agents(&node, "dct:contributor", &dataset.contributors);
        let (originator, custodian) = if self.is_old {
            ("dcatde:originator", "dcatde:maintainer")
        } else {
            ("geodcat:originator", "geodcat:custodian")
        };
        self.agents(&node, originator, &dataset.originators);
        self.agents(&node, custodian, &dataset.custodians);
        self.contact_points(&node, &dataset.contact_points);
        self.links(&node, "dcatde:contributorID", &dataset.contributor_ids);
        self.links(&node, "dcat:landingPage", &dataset.landing_pages);
        self.links(&node, "foaf:page", &dataset.pages);
        self.languages(&node, &dataset.languages);
        self.moment(&node, "dct:issued", dataset.issued.as_ref());
        self.moment(&node, "dct:modified", dataset.modified.as_ref());
        self.frequency(&node, dataset.frequency.as_ref());
        self.access_rights(&node, dataset.access_rights.as_ref());
        self.availability(&node, dataset.availability.as_ref());
        self.links(&node, "dct:type", &dataset.kind);
        self.locations(&node, &dataset.spatial);
        self.periods(&node, &dataset.temporal);
        let levels = "http://dcat-ap.de/def/politicalGeocoding/Level";
        self.codes(&node, "dcatde:politicalGeocodingLevelURI", levels, &dataset.political_levels);
        self.typed_literal(&node, "dcat:temporalResolution", dataset.temporal_resolution.as_ref(), "xsd:duration");
        self.typed_literal(&node, "dcat:spatialResolutionInMeters", dataset.spatial_resolution.as_ref(), "xsd:decimal");
        if let Some(version) = &dataset.version {
            let property = if self.is_old { "owl:versionInfo" } else { "dcat:version" };
            self.add(&node, property, Literal::new_simple_literal(version));
        }
        self.texts(&node, "adms:versionNotes", &dataset.version_notes);
        for standard in &dataset.conforms_to {
            self.statement(&node, "dct:conformsTo", "dct:Standard", standard);
        }
        for statement in &dataset.provenance {
            self.statement(&node, "dct:provenance", "dct:ProvenanceStatement", statement);
        }
        self.links(&node, "dct:relation", &dataset.relations);
        self.links(&node, "dct:references", &dataset.references);
        self.links(&node, "dct:isReferencedBy", &dataset.is_referenced_by);
        for relationship in &dataset.qualified_relations {
            self.relationship(&node, relationship);
        }
        if self.is_old {
            for series in &dataset.in_series {
                self.leave_out("dcat:inSeries", series, Why::NotInVersion);
            }
        } else {
            self.links(&node, "dcat:inSeries", &dataset.in_series);
        }
        self.links(&node, "dcatap:applicableLegislation", &dataset.applicable_legislation);
        self.links(&node, "dcatap:hvdCategory", &dataset.hvd_categories);
        for distribution in &dataset.distributions {
            self.distribution(&node, distribution);
        }
    }

    fn frequency(&mut self, subject: &Node, value: Option<&String>) {
        self.codes(subject, "dct:accrualPeriodicity", &format!("{EU}frequency"), value);
    }

    fn series(&mut self, series: &DatasetSeries) {
        if self.is_old {
            return self.leave_out("dcat:inSeries", series.iri.as_deref().unwrap_or_default(), Why::NotInVersion);
        }
        let node = self.typed(series.iri.as_ref(), &["dcat:DatasetSeries"]);
        self.texts(&node, "dct:title", &series.titles);
        self.texts(&node, "dct:description", &series.descriptions);
        self.agents(&node, "dct:publisher", series.publisher.as_slice());
        self.contact_points(&node, &series.contact_points);
        self.moment(&node, "dct:issued", series.issued.as_ref());
        self.moment(&node, "dct:modified", series.modified.as_ref());
        self.frequency(&node, series.frequency.as_ref());
        self.locations(&node, &series.spatial);
        self.periods(&node, &series.temporal);
        self.links(&node, "dcatap:applicableLegislation", &series.applicable_legislation);
        self.links(&node, "dcatap:hvdCategory", &series.hvd_categories);
    }

    fn catalogue(&mut self, catalogue: &Catalogue) {
        let node = self.typed(catalogue.iri.as_ref(), &["dcat:Catalog"]);
        self.texts(&node, "dct:title", &catalogue.titles);
        self.texts(&node, "dct:description", &catalogue.descriptions);
        self.agents(&node, "dct:publisher", catalogue.publisher.as_slice());
        self.links(&node, "foaf:homepage", &catalogue.homepage);
        self.languages(&node, &catalogue.languages);
        self.license(&node, catalogue.license.as_ref());
        self.moment(&node, "dct:issued", catalogue.issued.as_ref());
        self.moment(&node, "dct:modified", catalogue.modified.as_ref());
        self.locations(&node, &catalogue.spatial);
        self.links(&node, "dcat:themeTaxonomy", &catalogue.theme_taxonomies);
        self.links(&node, "dcat:catalog", &catalogue.catalogues);
        self.links(&node, "dcat:dataset", &catalogue.datasets);
        self.links(&node, "dcat:service", &catalogue.services);
    }
}

/// The code of a list somebody means: its IRI, an IRI that differs in little, its name, a language by two letters.
pub fn code(scheme: &str, value: &str) -> Option<NamedNode> {
    let list = lists::by_scheme(scheme)?;
    let entries = &list.list().entries;
    let by_two_letters = || entries.iter().find(|entry| entry.detail("two") == Some(value));
    // A status of the older list, of the newer one, means the same in the other.
    let other = || {
        let other = lists::entry(value).filter(|_| scheme.contains("status"))?;
        let is_same = |entry: &&lists::Entry| {
            entry.detail("also") == Some(other.code()) || other.detail("also") == Some(entry.code())
        };
        entries.iter().find(is_same)
    };
    let entry = lists::near(list, value).or_else(by_two_letters).or_else(other)?;
    Some(NamedNode::new_unchecked(entry.iri))
}

/// A licence of DCAT-AP.de if one is meant, else any right IRI.
pub fn license(value: &str) -> Option<NamedNode> {
    let scheme = "http://dcat-ap.de/def/licenses";
    let bare = |text: &str| text.trim_end_matches('/').replace("https://", "http://").to_lowercase();
    let entries = lists::by_scheme(scheme).map(|list| &list.list().entries);
    let by_detail = || {
        entries.into_iter().flatten().find(|entry| {
            entry.detail("short") == Some(value) || entry.detail("see").is_some_and(|see| bare(see) == bare(value))
        })
    };
    let known = by_detail().map(|entry| NamedNode::new_unchecked(entry.iri));
    code(scheme, value).or(known).or_else(|| as_iri(value))
}

fn drawn(geometry: &Geometry) -> Literal {
    match geometry.datatype.as_deref().and_then(as_iri) {
        Some(datatype) => Literal::new_typed_literal(&geometry.value, datatype),
        None => Literal::new_simple_literal(&geometry.value),
    }
}

/// A telephone number without what people put in to read it.
fn dialled(number: &str) -> String {
    number.chars().filter(|letter| letter.is_ascii_digit() || "+-.".contains(*letter)).collect()
}
