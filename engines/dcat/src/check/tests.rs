use super::*;
use crate::read::{Limits, Source, read};

const HEAD: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
    @prefix spdx: <http://spdx.org/rdf/terms#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix adms: <http://www.w3.org/ns/adms#> .
    @prefix dcatap: <http://data.europa.eu/r5r/> . @prefix : <https://data.example/> . ";

fn graph(text: &str) -> Graph {
    let source = Source { name: Some("a.ttl"), ..Source::default() };
    read(format!("{HEAD}{text}").as_bytes(), &source, &Limits::default()).unwrap().graph
}

/// `class path component ×count`, short.
fn found(text: &str, profile: Profile, severity: Severity) -> Vec<String> {
    let graph = graph(text);
    let short = |name: &Option<String>| name.as_deref().map_or_else(|| "-".to_owned(), names::short);
    check(&graph, profile)
        .totals(&graph, severity)
        .iter()
        .map(|total| {
            let part = total.component.trim_end_matches("ConstraintComponent");
            format!("{} {} {part} ×{}", short(&total.target_class), short(&total.path), total.count)
        })
        .collect()
}

fn violations(text: &str) -> Vec<String> {
    found(text, Profile::De3, Severity::Violation)
}

const GOOD: &str = ":d a dcat:Dataset ; dct:title \"t\" ; dct:description \"b\" ; dct:publisher :p . :p a foaf:Agent ; foaf:name \"n\" . ";

#[test]
fn a_dataset_with_what_it_must_have_has_no_violation() {
    assert_eq!(violations(GOOD), Vec::<String>::new());
}

#[test]
fn what_is_missing_counts_once_for_each_node() {
    assert_eq!(
        violations(":a a dcat:Dataset . :b a dcat:Dataset ; dct:title \"t\" ."),
        [
            "dcat:Dataset dct:description MinCount ×2",
            "dcat:Dataset dct:publisher MinCount ×2",
            "dcat:Dataset dct:title MinCount ×1"
        ]
    );
}

#[test]
fn the_same_bad_value_at_two_datasets_counts_twice() {
    let text = GOOD.to_owned() + ":d dct:language :x . " + &GOOD.replace(":d ", ":e ") + ":e dct:language :x .";
    let path = "<http://purl.org/dc/terms/language>/<http://www.w3.org/2004/02/skos/core#inScheme>";
    assert_eq!(violations(&text), [format!("dcat:Dataset {path} HasValue ×2")]);
}

#[test]
fn a_catalogue_may_say_itself_what_its_values_belong_to() {
    let scheme = "<http://publications.europa.eu/resource/authority/language>";
    assert_eq!(violations(&format!("{GOOD} :d dct:language :x . :x skos:inScheme {scheme} .")), Vec::<String>::new());
}

#[test]
fn a_literal_where_a_code_belongs_is_wrong_twice() {
    let found = violations(&format!("{GOOD} :d dct:language \"de\" ."));
    assert_eq!(found.len(), 2);
    assert!(
        found.iter().any(|text| text.contains("NodeKind ×1")) && found.iter().any(|text| text.contains("HasValue ×1"))
    );
}

#[test]
fn kinds_of_agents_are_agents_and_a_catalogue_may_name_more() {
    for kind in ["foaf:Organization", "<http://www.w3.org/ns/org#FormalOrganization>"] {
        assert_eq!(violations(&GOOD.replace("foaf:Agent", kind)), Vec::<String>::new(), "{kind}");
    }
    let own = GOOD.replace("foaf:Agent", ":Office");
    assert_eq!(violations(&own), ["dcat:Dataset dct:publisher Class ×1"]);
    let said = ":Office rdfs:subClassOf :Body . :Body rdfs:subClassOf <http://www.w3.org/ns/org#Organization> .";
    assert_eq!(violations(&format!("{own} {said}")), Vec::<String>::new());
    let circle = format!("{own} {said} foaf:Agent rdfs:subClassOf :Office .");
    assert_eq!(violations(&circle), Vec::<String>::new());
}

#[test]
fn what_is_of_two_classes_answers_for_both() {
    let found = violations(
        ":s a dcat:DatasetSeries, dcat:Dataset ; dct:title \"t\" ; dct:publisher [ a foaf:Person ; foaf:name \"n\" ] .",
    );
    assert_eq!(found, ["dcat:Dataset dct:description MinCount ×1", "dcat:DatasetSeries dct:description MinCount ×1"]);
}

#[test]
fn old_things_are_warned_of_whatever_they_stand_at() {
    let text = ":x a spdx:Checksum ; spdx:algorithm <http://dcat-ap.de/def/hashAlgorithms/md/5> ; spdx:checksumValue \"00\"^^<http://www.w3.org/2001/XMLSchema#hexBinary> .
        :y dct:hasVersion :z .";
    assert_eq!(
        found(text, Profile::De3, Severity::Warning),
        [
            "- dct:hasVersion MaxCount ×1",
            "spdx:Checksum spdx:algorithm Class ×1",
            "spdx:Checksum spdx:algorithm Not ×1",
        ]
    );
}

#[test]
fn media_types_are_known_by_their_beginning() {
    for (text, fits) in [
        ("https://www.iana.org/assignments/media-types/text/csv", true),
        ("HTTP://WWW.IANA.ORG/assignments/media-types/", true),
        ("http://wwwxiana-org/assignments/media-types/x", true),
        ("https://iana.org/assignments/media-types/text/csv", false),
        ("text/csv", false),
    ] {
        assert_eq!(is_media_type(text), fits, "{text}");
    }
}

#[test]
fn a_period_needs_a_beginning_or_an_end() {
    let period = |inside: &str| violations(&format!("{GOOD} :d dct:temporal [ a dct:PeriodOfTime ; {inside} ] ."));
    assert_eq!(period("dcat:endDate \"2020\""), Vec::<String>::new());
    assert_eq!(period("<http://schema.org/startDate> \"2020\"").len(), 1);
}

#[test]
fn high_value_datasets_need_an_interface() {
    let with =
        |more: &str| found(&format!("{GOOD} :d dcat:distribution :x . {more}"), Profile::Hvd, Severity::Violation);
    let misses =
        |found: &[String]| found.iter().any(|text| text.contains("servesDataset") && text.contains("MinCount"));
    assert!(misses(&with("")));
    assert!(!misses(&with(":api a dcat:DataService ; dcat:servesDataset :d .")));
    assert!(!misses(&with(":x dcat:accessService :api .")));
}

#[test]
fn the_size_of_a_file_has_another_datatype_in_each_version() {
    let size = |datatype: &str| {
        format!(
            ":x a dcat:Distribution ; dcat:accessURL :u ; dct:license <http://dcat-ap.de/def/licenses/cc-zero> ;
            dcat:byteSize \"5\"^^<http://www.w3.org/2001/XMLSchema#{datatype}> ."
        )
    };
    let count = |datatype: &str, profile| found(&size(datatype), profile, Severity::Violation).len();
    assert_eq!((count("nonNegativeInteger", Profile::De3), count("decimal", Profile::De3)), (0, 1));
    assert_eq!((count("nonNegativeInteger", Profile::De2), count("decimal", Profile::De2)), (1, 0));
}
