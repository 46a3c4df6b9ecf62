use std::fs;

use super::*;
use crate::{
    Profile,
    model::{Content, write},
};

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites/opendata/catalogs/ckanext-dcat");

#[test]
fn a_dataset_is_the_same_after_its_way_through_a_package() {
    let dataset = crate::model::tests::full();
    let package = package(&dataset);
    assert_eq!(package["name"], "baeume");
    assert_eq!(package["title"], "Bäume");
    assert_eq!(package["license_id"], "dl-by-de/2.0");
    assert_eq!(packages(package.to_string().as_bytes()).unwrap(), [dataset]);
}

#[test]
fn lists_and_answers_hold_packages() {
    let one = r#"{"name": "a", "title": "A", "resources": []}"#;
    let count = |text: String| packages(text.as_bytes()).map(|found| found.len());
    assert_eq!(count(one.to_owned()), Ok(1));
    assert_eq!(count(format!("[{one}, {one}]")), Ok(2));
    assert_eq!(count(format!(r#"{{"success": true, "result": {one}}}"#)), Ok(1));
    assert_eq!(count(format!(r#"{{"success": true, "result": {{"count": 2, "results": [{one}, {one}]}}}}"#)), Ok(2));
    assert_eq!(count("{}".to_owned()), Err(NoPackage::Other));
    assert!(matches!(count("{".to_owned()), Err(NoPackage::Json(_))));
}

#[test]
fn the_older_form_says_the_same_in_extras() {
    let old = r#"{"name": "a", "title": "A", "notes": "n", "license_id": "cc-zero", "extras": [
        {"key": "theme", "value": "[\"http://publications.europa.eu/resource/authority/data-theme/TRAN\"]"},
        {"key": "publisher_name", "value": "Stadt"}, {"key": "contact_email", "value": "a@b.example"},
        {"key": "dcat_issued", "value": "2024-01-01"}, {"key": "language", "value": "de,en"},
        {"key": "spatial_uri", "value": "https://sws.geonames.org/1/"}, {"key": "temporal_start", "value": "2020-01-01"}],
        "resources": [{"url": "https://a.example/x.csv", "format": "text/csv"}]}"#;
    let dataset = packages(old.as_bytes()).unwrap().remove(0);
    assert_eq!(dataset.themes.len(), 1);
    assert_eq!(dataset.publisher.unwrap().names, [Text::plain("Stadt")]);
    assert_eq!(dataset.contact_points[0].emails, ["a@b.example"]);
    assert_eq!(dataset.languages, ["de", "en"]);
    assert_eq!(dataset.issued.unwrap().0, "2024-01-01");
    assert!(dataset.spatial[0].iri.is_some() && dataset.temporal[0].start.is_some());
    let distribution = &dataset.distributions[0];
    assert_eq!(distribution.license.as_deref(), Some("cc-zero"));
    assert_eq!(distribution.media_type.as_deref(), Some("https://www.iana.org/assignments/media-types/text/csv"));
    assert_eq!(distribution.format, None);
}

#[test]
fn no_two_packages_have_one_name() {
    let dataset = Dataset { titles: vec![Text::plain("Bäume")], ..Dataset::default() };
    let names: Vec<Value> =
        packages_of(&[dataset.clone(), dataset]).iter().map(|package| package["name"].clone()).collect();
    assert_eq!(names, ["baeume", "baeume-2"]);
}

#[test]
fn names_are_what_ckan_wants() {
    let named = |title: &str| name(&Dataset { titles: vec![Text::plain(title)], ..Dataset::default() });
    assert_eq!(named("Bäume & Sträucher (2024)"), "baeume-straeucher-2024");
    assert_eq!(named("!"), "datensatz");
    assert_eq!(named("X"), "datensatz-x");
    assert!(named(&"ä".repeat(200)).len() <= 101);
}

#[test]
fn packages_of_the_suite_become_datasets_and_packages_again() {
    let Ok(files) = fs::read_dir(SUITE) else {
        println!("skipped: no suite");
        return;
    };
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    for path in files {
        let file = path.file_name().unwrap().to_string_lossy().into_owned();
        if !file.starts_with("ckan__") {
            continue;
        }
        let Ok(datasets) = packages(&fs::read(&path).unwrap()) else {
            println!("{file:<55} no package");
            continue;
        };
        let again: Value = datasets.iter().map(package).collect();
        assert_eq!(packages(again.to_string().as_bytes()).unwrap(), datasets, "{file}");
        let resources: usize = datasets.iter().map(|dataset| dataset.distributions.len()).sum();
        let written = write::content(&Content { datasets, ..Content::default() }, Profile::De3).unwrap();
        println!(
            "{file:<55} {resources:>3} resources, {:>4} triples, {} left out",
            written.graph.len(),
            written.left_out.len()
        );
    }
}
