//! What the official rules do not say, or say so that it never takes effect, and is worth knowing.

use std::collections::BTreeMap;

use oxrdf::Term;
use serde::Serialize;

use crate::{
    check::datatype,
    excerpt::excerpt,
    explain::property_name,
    graph::{Graph, TermId},
    lists::{self, Membership},
    names,
};

/// One piece of advice, counted over a catalogue.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    pub target_class: Option<String>,
    pub path: Option<String>,
    /// What kind of advice: `Recommended`, `Intended`, `Lexical`, `Unverified`, `GovData`, [`NO_METADATA`].
    pub component: &'static str,
    pub count: usize,
    pub message: String,
}

/// There is nothing the rules are about, so none can be broken.
pub const NO_METADATA: &str = "NoMetadata";
const METADATA: [&str; 5] =
    ["dcat:Catalog", "dcat:Dataset", "dcat:Distribution", "dcat:DataService", "dcat:DatasetSeries"];

/// What DCAT-AP.de recommends for datasets and portals ask for.
const RECOMMENDED: [&str; 10] = [
    "dcat:keyword",
    "dcat:theme",
    "dcat:contactPoint",
    "dct:spatial",
    "dct:temporal",
    "dcat:distribution",
    "dct:identifier",
    "dct:modified",
    "dcatde:politicalGeocodingLevelURI",
    "dcatde:contributorID",
];

const AVAILABILITIES: &str = "http://publications.europa.eu/resource/authority/planned-availability";
const CONTRIBUTORS: &str = "http://dcat-ap.de/def/contributors";

#[derive(Default)]
struct Collected(BTreeMap<(Option<&'static str>, String, &'static str), (usize, String)>);

impl Collected {
    fn add(
        &mut self,
        class: Option<&'static str>,
        path: &str,
        component: &'static str,
        message: impl FnOnce() -> String,
    ) {
        self.add_many(1, class, path, component, message);
    }

    fn add_many(
        &mut self,
        count: usize,
        class: Option<&'static str>,
        path: &str,
        component: &'static str,
        message: impl FnOnce() -> String,
    ) {
        if count > 0 {
            let key = (class, path.to_owned(), component);
            self.0.entry(key).or_insert_with(|| (0, message())).0 += count;
        }
    }
}

/// All advice about a graph.
pub fn advice(graph: &Graph) -> Vec<Advice> {
    let mut collected = Collected::default();
    datasets(graph, &mut collected);
    distributions(graph, &mut collected);
    availabilities(graph, &mut collected);
    publishers_of_series(graph, &mut collected);
    values(graph, &mut collected);
    let nothing = METADATA.iter().all(|class| graph.instances(class).is_empty()).then(no_metadata);
    let one = |((class, path, component), (count, message)): ((Option<&str>, String, _), _)| Advice {
        target_class: class.map(names::long),
        path: Some(names::long(&path)),
        component,
        count,
        message,
    };
    nothing.into_iter().chain(collected.0.into_iter().map(one)).collect()
}

fn no_metadata() -> Advice {
    let message = "Es wurden keine Metadaten nach DCAT gefunden: weder Katalog noch Datensatz, Distribution oder Datendienst. Prüfen Sie, ob es die richtige Datei ist.";
    Advice { target_class: None, path: None, component: NO_METADATA, count: 1, message: message.to_owned() }
}

fn datasets(graph: &Graph, collected: &mut Collected) {
    let contributors = lists::by_scheme(CONTRIBUTORS);
    let nodes = graph.instances("dcat:Dataset");
    for property in RECOMMENDED {
        let id = graph.id(property);
        let has = |node: &&TermId| id.is_some_and(|id| graph.values(**node, id).next().is_some());
        let missing = nodes.len() - nodes.iter().filter(has).count();
        collected.add_many(missing, Some("dcat:Dataset"), property, "Recommended", || {
            format!("„{}“ ({property}) fehlt; die Angabe wird empfohlen.", property_name(property))
        });
    }
    let Some(contributor) = graph.id("dcatde:contributorID") else { return };
    for node in nodes {
        let known = |id: &TermId| {
            let lists = graph.iri(*id).map(Membership::of);
            lists.zip(contributors).is_some_and(|(lists, list)| lists.contains(list))
        };
        let ids = graph.values(node, contributor).filter(known).count();
        if ids > 1 {
            collected.add(Some("dcat:Dataset"), "dcatde:contributorID", "GovData", || {
                "GovData nimmt genau eine Datenbereitsteller-ID aus der Liste an, hier sind es mehrere.".to_owned()
            });
        }
    }
}

fn distributions(graph: &Graph, collected: &mut Collected) {
    let Some(license) = graph.id("dct:license") else { return };
    for node in graph.instances("dcat:Distribution") {
        let is_closed = |id: TermId| {
            let entry = graph.iri(id).and_then(lists::entry);
            entry.is_some_and(|entry| entry.iri.starts_with("http://dcat-ap.de/def/licenses/") && !entry.has("open"))
        };
        if graph.values(node, license).any(is_closed) {
            collected.add(Some("dcat:Distribution"), "dct:license", "GovData", || {
                "Die Lizenz ist nicht offen. GovData zählt den Datensatz dann nicht als offene Daten.".to_owned()
            });
        }
    }
}

/// The rules about the availability are written under a name nobody uses (r5r# for r5r/), so they never take effect.
fn availabilities(graph: &Graph, collected: &mut Collected) {
    let Some(availability) = graph.id("dcatap:availability") else { return };
    let list = lists::by_scheme(AVAILABILITIES);
    for class in ["dcat:Catalog", "dcat:Dataset", "dcat:DataService", "dcat:Distribution"] {
        for node in graph.instances(class) {
            let values: Vec<TermId> = graph.values(node, availability).collect();
            // For distributions the European rule holds already.
            if values.len() > 1 && class != "dcat:Distribution" {
                collected.add(Some(class), "dcatap:availability", "Intended", || {
                    "„Verfügbarkeit“ (dcatap:availability) kommt mehrmals vor, vorgesehen ist sie einmal.".to_owned()
                });
            }
            let known = |id: &TermId| {
                let lists = graph.iri(*id).map(Membership::of);
                lists.zip(list).is_some_and(|(lists, list)| lists.contains(list))
            };
            if !values.iter().all(known) {
                collected.add(Some(class), "dcatap:availability", "Intended", || {
                    "„Verfügbarkeit“ (dcatap:availability) steht nicht in der Liste der EU.".to_owned()
                });
            }
        }
    }
}

/// The rule is written, but belongs to no class.
fn publishers_of_series(graph: &Graph, collected: &mut Collected) {
    for node in graph.instances("dcat:DatasetSeries") {
        if graph.object(node, "dct:publisher").is_none() {
            collected.add(Some("dcat:DatasetSeries"), "dct:publisher", "Intended", || {
                "„Herausgeber“ (dct:publisher) fehlt; DCAT-AP.de verlangt ihn auch für Reihen.".to_owned()
            });
        }
    }
}

/// Literals that are not written as their datatype wants it, and codes whose list is not whole here.
fn values(graph: &Graph, collected: &mut Collected) {
    for [_, predicate, object] in graph.rows() {
        let property = || graph.iri(*predicate).map_or_else(String::new, names::short);
        match graph.term(*object) {
            Term::Literal(literal) => {
                let datatype = literal.datatype().as_str();
                if literal.language().is_none() && !datatype::is_well_written(literal.value(), datatype) {
                    collected.add(None, &property(), "Lexical", || {
                        format!(
                            "„{}“ ist kein richtig geschriebener Wert vom Typ {}.",
                            excerpt(literal.value()),
                            excerpt(&names::short(datatype))
                        )
                    });
                }
            }
            Term::NamedNode(node) => {
                if lists::entry(node.as_str()).is_some_and(|entry| entry.has("unverified")) {
                    collected.add(None, &property(), "Unverified", || {
                        format!(
                            "<{}> wurde angenommen; ob die EU-Liste den Wert enthält, ist hier nicht hinterlegt.",
                            node.as_str()
                        )
                    });
                }
            }
            Term::BlankNode(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Profile, Severity, Source, check, read};

    #[test]
    fn where_nothing_is_described_that_is_said_and_is_no_violation() {
        let graph = |text: &str| {
            read(text.as_bytes(), &Source { name: Some("a.ttl"), ..Source::default() }, &Limits::default())
                .unwrap()
                .graph
        };
        let says_so = |text: &str| advice(&graph(text)).iter().any(|advice| advice.component == NO_METADATA);
        for text in ["", "# nichts", "<http://e/s> <http://e/p> 1 ."] {
            let checked = check(&graph(text), Profile::De3);
            assert!(says_so(text), "{text}");
            assert_eq!((checked.number_of(Severity::Violation), checked.number_of(Severity::Warning)), (0, 0));
        }
        for class in METADATA {
            let text = format!("@prefix dcat: <http://www.w3.org/ns/dcat#> . <http://e/s> a {class} .");
            assert!(!says_so(&text), "{class}");
        }
    }
}
