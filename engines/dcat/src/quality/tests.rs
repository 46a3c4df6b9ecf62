#![expect(clippy::float_cmp, reason = "points are exact here")]

use super::*;
use crate::{Limits, Profile, Source, check, read};

const HEAD: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
    @prefix at: <http://publications.europa.eu/resource/authority/> . @prefix : <https://data.example/> . ";

const FULL: &str =
    "<d> a dcat:Dataset ; dct:title \"t\" ; dct:description \"b\" ; dct:publisher <p> ; dcat:keyword \"k\" ;
    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/TRAN> ; dct:spatial <s> ;
    dct:temporal [ a dct:PeriodOfTime ; dcat:startDate \"2020\" ] ; dct:issued \"2020\" ; dct:modified \"2021\" ;
    dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
    dcat:contactPoint [ a vcard:Kind ; vcard:hasEmail <mailto:a@b.example> ] ; dcat:distribution <x> .
  <p> a foaf:Agent ; foaf:name \"n\" . <s> a dct:Location .
  <x> a dcat:Distribution ; dcat:accessURL <u> ; dcat:downloadURL <u> ; dct:rights <r> ;
    dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
    dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ;
    dcat:byteSize \"5\"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger> . ";

fn rate(text: &str) -> Option<Quality> {
    let source = Source { name: Some("a.ttl"), base: Some("https://data.example/"), ..Source::default() };
    let graph = read(format!("{HEAD}{text}").as_bytes(), &source, &Limits::default()).unwrap().graph;
    quality(&graph, &check(&graph, Profile::De3))
}

#[test]
fn the_points_are_405() {
    assert_eq!(METRICS.iter().map(|metric| metric.points).sum::<u32>(), MAXIMUM);
    let of =
        |name: &str| METRICS.iter().filter(|metric| metric.dimension == name).map(|metric| metric.points).sum::<u32>();
    assert_eq!(DIMENSIONS.map(of), [100, 100, 110, 75, 20]);
}

#[test]
fn with_everything_only_what_nobody_asked_is_open() {
    let quality = rate(FULL).unwrap();
    assert_eq!((quality.catalogue.score, quality.catalogue.not_checked), (325.0, 80.0));
    assert!(quality.catalogue.missing.is_empty());
    assert_eq!((quality.catalogue.rating, quality.catalogue.rating_at_best), (Rating::Good, Rating::Excellent));
}

#[test]
fn what_is_missing_is_named_with_its_points() {
    let missing = |text: &str| {
        let missing = rate(text).unwrap().catalogue.missing;
        missing.into_iter().map(|one| (one.metric, one.points)).collect::<Vec<_>>()
    };
    assert_eq!(missing(&FULL.replace("dcat:keyword \"k\" ;", "")), [("keyword", 30.0)]);
    let without_title = FULL.replace("dct:title \"t\" ;", "");
    assert_eq!(missing(&without_title), [("dcat-ap", 30.0)]);
    let without_name = FULL.replace("foaf:name \"n\"", "a foaf:Organization");
    assert_eq!(missing(&without_name), [("dcat-ap", 30.0)]);
    let closed = FULL.replace("file-type/CSV", "file-type/DOC");
    assert_eq!(missing(&closed), [("non-proprietary", 20.0), ("machine-readable", 20.0)]);
}

#[test]
fn half_of_the_distributions_give_half_of_the_points() {
    let text = FULL.replace("dcat:distribution <x>", "dcat:distribution <x>, <y>")
        + "<y> a dcat:Distribution ; dcat:accessURL <u> ; dct:license <http://dcat-ap.de/def/licenses/cc-zero> .";
    let quality = rate(&text).unwrap();
    let format = quality.catalogue.missing.iter().find(|one| one.metric == "format").unwrap();
    assert_eq!(format.points, 10.0);
    assert_eq!(quality.catalogue.not_checked, 65.0);
}

#[test]
fn without_a_dataset_there_is_nothing_to_rate() {
    assert!(rate("<c> a dcat:Catalog .").is_none());
}

#[test]
fn a_violation_counts_three_steps_away_and_not_through_another_dataset() {
    let missing = |text: &str| rate(text).unwrap().datasets[0].score.missing.iter().any(|one| one.metric == "dcat-ap");
    let faulty = "<f> a foaf:Agent . ";
    let steps = |text: &str| format!("{FULL} <p> dct:relation <a> . <a> dct:relation {text} {faulty}");
    assert!(missing(&steps("<f> .")));
    assert!(!missing(&steps("<b> . <b> dct:relation <f> .")));
    assert!(!missing(&steps("<f> . <f> a dcat:Catalog .")));
}
