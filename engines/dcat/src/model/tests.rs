use super::*;
use crate::{Profile, Severity, check};

/// A dataset that says something everywhere, in the order in which values are read back.
pub(crate) fn full() -> Dataset {
    let text = |text: &str| Text::german(text);
    let iri = |text: &str| Some(format!("https://data.example/{text}"));
    let eu = |text: &str| format!("http://publications.europa.eu/resource/authority/{text}");
    let agent = |name: &str| Agent {
        iri: iri(name),
        names: vec![Text::german(name)],
        email: Some("amt@stadt.example".to_owned()),
        homepage: iri("amt"),
        kind: Some("http://purl.org/adms/publishertype/LocalAuthority".to_owned()),
        identifier: Some("4711".to_owned()),
        is_person: false,
    };
    let contact = ContactPoint {
        iri: None,
        name: Some(text("Geodaten")),
        emails: vec!["geo@stadt.example".to_owned()],
        telephones: vec!["+4952518810".to_owned()],
        urls: vec!["https://stadt.example/kontakt".to_owned()],
        identifier: Some("k1".to_owned()),
    };
    let wkt = Some(Geometry {
        value: "POINT(8.75 51.72)".to_owned(),
        datatype: Some("http://www.opengis.net/ont/geosparql#wktLiteral".to_owned()),
    });
    Dataset {
        iri: iri("baeume"),
        titles: vec![text("Bäume"), Text { value: "Trees".to_owned(), language: Some("en".to_owned()) }],
        descriptions: vec![text("Alle Bäume der Stadt")],
        keywords: vec![text("Baum"), text("Stadtgrün")],
        themes: vec![eu("data-theme/ENVI")],
        identifiers: vec!["baeume-2024".to_owned()],
        other_identifiers: vec!["doi:10.1/1".to_owned()],
        publisher: Some(agent("Stadt")),
        creators: vec![agent("Amt")],
        contributors: vec![agent("Kreis")],
        originators: vec![agent("Vermesser")],
        custodians: vec![agent("Rechenzentrum")],
        contact_points: vec![contact],
        contributor_ids: vec!["http://dcat-ap.de/def/contributors/auswaertigesAmt".to_owned()],
        landing_pages: vec!["https://stadt.example/baeume".to_owned()],
        pages: vec!["https://stadt.example/doku".to_owned()],
        languages: vec![eu("language/DEU")],
        issued: Some(Moment("2024-01-31".to_owned())),
        modified: Some(Moment("2024-02-01T10:00:00Z".to_owned())),
        frequency: Some(eu("frequency/MONTHLY")),
        access_rights: Some(eu("access-right/PUBLIC")),
        availability: Some(eu("planned-availability/STABLE")),
        kind: Some(eu("dataset-type/GEOSPATIAL")),
        spatial: vec![Location {
            iri: iri("paderborn"),
            labels: vec![text("Paderborn")],
            bbox: None,
            centroid: wkt.clone(),
            geometry: wkt,
        }],
        temporal: vec![PeriodOfTime {
            start: Some(Moment("2020".to_owned())),
            end: Some(Moment("2023-12".to_owned())),
        }],
        political_levels: vec!["http://dcat-ap.de/def/politicalGeocoding/Level/municipality".to_owned()],
        temporal_resolution: Some("P1D".to_owned()),
        spatial_resolution: Some("10.0".to_owned()),
        version: Some("1.2".to_owned()),
        version_notes: vec![text("berichtigt")],
        conforms_to: vec![Statement { iri: iri("standard"), labels: Vec::new() }],
        provenance: vec![Statement { iri: None, labels: vec![text("Begehung")] }],
        relations: vec!["https://data.example/anderes".to_owned()],
        references: vec!["https://data.example/quelle".to_owned()],
        is_referenced_by: vec!["https://data.example/aufsatz".to_owned()],
        qualified_relations: vec![Relationship {
            relation: "https://data.example/x".to_owned(),
            role: "http://www.iana.org/assignments/relation/related".to_owned(),
        }],
        in_series: vec!["https://data.example/reihe".to_owned()],
        applicable_legislation: vec!["http://data.europa.eu/eli/reg_impl/2023/138/oj".to_owned()],
        hvd_categories: vec!["http://data.europa.eu/bna/c_ac64a52d".to_owned()],
        distributions: vec![distribution()],
    }
}

fn distribution() -> Distribution {
    let eu = |text: &str| format!("http://publications.europa.eu/resource/authority/{text}");
    Distribution {
        iri: Some("https://data.example/baeume.csv".to_owned()),
        titles: vec![Text::german("als CSV")],
        descriptions: vec![Text::german("mit Kopfzeile")],
        access_urls: vec!["https://stadt.example/baeume".to_owned()],
        download_urls: vec!["https://stadt.example/baeume.csv".to_owned()],
        format: Some(eu("file-type/CSV")),
        media_type: Some("https://www.iana.org/assignments/media-types/text/csv".to_owned()),
        compress_format: Some("https://www.iana.org/assignments/media-types/application/gzip".to_owned()),
        package_format: Some("https://www.iana.org/assignments/media-types/application/zip".to_owned()),
        license: Some("http://dcat-ap.de/def/licenses/dl-by-de/2.0".to_owned()),
        attributions: vec![Text::german("Stadt Paderborn")],
        rights: Some(Statement { iri: None, labels: vec![Text::german("frei")] }),
        byte_size: Some(1234),
        checksum: Some(Checksum {
            algorithm: "http://spdx.org/rdf/terms#checksumAlgorithm_sha256".to_owned(),
            value: "00ff".to_owned(),
        }),
        status: Some(eu("distribution-status/COMPLETED")),
        availability: Some(eu("planned-availability/STABLE")),
        languages: vec![eu("language/DEU")],
        issued: Some(Moment("2024-01-31".to_owned())),
        modified: Some(Moment("2024-02-01".to_owned())),
        conforms_to: vec![Statement { iri: Some("https://data.example/rfc4180".to_owned()), labels: Vec::new() }],
        pages: vec!["https://stadt.example/doku-csv".to_owned()],
        temporal_resolution: Some("PT1H".to_owned()),
        spatial_resolution: Some("1.5".to_owned()),
        applicable_legislation: vec!["http://data.europa.eu/eli/reg_impl/2023/138/oj".to_owned()],
        access_services: vec![DataService {
            iri: Some("https://data.example/api".to_owned()),
            titles: vec![Text::german("Schnittstelle")],
            publisher: Some(Agent { names: vec![Text::german("Stadt")], ..Agent::default() }),
            endpoint_urls: vec!["https://api.stadt.example/v1".to_owned()],
            serves: vec!["https://data.example/baeume".to_owned()],
            ..DataService::default()
        }],
    }
}

fn series() -> DatasetSeries {
    DatasetSeries {
        iri: Some("https://data.example/reihe".to_owned()),
        titles: vec![Text::german("Bäume, alle Jahre")],
        descriptions: vec![Text::german("jedes Jahr neu")],
        publisher: Some(Agent { names: vec![Text::german("Stadt")], ..Agent::default() }),
        ..DatasetSeries::default()
    }
}

fn catalogue() -> Catalogue {
    Catalogue {
        iri: Some("https://data.example/".to_owned()),
        titles: vec![Text::german("Offene Daten")],
        descriptions: vec![Text::german("Daten der Stadt")],
        publisher: Some(Agent { names: vec![Text::german("Stadt")], ..Agent::default() }),
        datasets: vec!["https://data.example/baeume".to_owned()],
        ..Catalogue::default()
    }
}

fn everything() -> Content {
    let dataset = full();
    let services = dataset.distributions[0].access_services.clone();
    Content { catalogues: vec![catalogue()], datasets: vec![dataset], series: vec![series()], services }
}

#[test]
fn what_is_written_is_read_as_the_same() {
    let written = write::content(&everything(), Profile::De3).unwrap();
    assert_eq!(written.left_out, []);
    assert_eq!(read::content(&written.graph), everything());
}

#[test]
fn what_is_written_keeps_every_rule() {
    for (profile, content) in [(Profile::De3, everything()), (Profile::De2, without_series(everything()))] {
        let written = write::content(&content, profile).unwrap();
        let checked = check(&written.graph, profile);
        assert_eq!(checked.totals(&written.graph, Severity::Violation), [], "{profile:?}");
    }
    let written = write::content(&everything(), Profile::De3).unwrap();
    assert_eq!(check(&written.graph, Profile::De3).totals(&written.graph, Severity::Warning), []);
}

fn without_series(mut content: Content) -> Content {
    content.series.clear();
    content.datasets[0].in_series.clear();
    content
}

#[test]
fn what_cannot_be_said_rightly_is_left_out_and_reported() {
    let dataset = Dataset {
        iri: Some("https://data.example/1".to_owned()),
        themes: vec!["Bäume".to_owned()],
        languages: vec!["de".to_owned(), "klingonisch".to_owned()],
        landing_pages: vec!["keine Adresse".to_owned()],
        temporal_resolution: Some("P1W".to_owned()),
        distributions: vec![Distribution {
            format: Some("csv".to_owned()),
            media_type: Some("text/csv".to_owned()),
            license: Some("dl-by-de/2.0".to_owned()),
            ..Distribution::default()
        }],
        ..Dataset::default()
    };
    let content = Content { datasets: vec![dataset], ..Content::default() };
    let written = write::content(&content, Profile::De3).unwrap();
    let left: Vec<&str> = written.left_out.iter().map(|left| left.property).collect();
    assert_eq!(left, ["dcat:theme", "dcat:landingPage", "dct:language", "dcat:temporalResolution"]);
    let back = read::content(&written.graph);
    let distribution = &back.datasets[0].distributions[0];
    assert_eq!(distribution.format.as_deref(), Some("http://publications.europa.eu/resource/authority/file-type/CSV"));
    assert_eq!(distribution.media_type.as_deref(), Some("https://www.iana.org/assignments/media-types/text/csv"));
    assert_eq!(distribution.license.as_deref(), Some("http://dcat-ap.de/def/licenses/dl-by-de/2.0"));
}

#[test]
fn the_version_decides_how_sizes_and_old_names_are_written() {
    let graph = |profile| write::content(&everything(), profile).unwrap().graph;
    let (new, old) = (graph(Profile::De3), graph(Profile::De2));
    assert!(old.id("http://purl.org/adms/status/Completed").is_some());
    assert!(new.id("dcat:version").is_some() && new.id("owl:versionInfo").is_none());
    assert!(old.id("owl:versionInfo").is_some() && old.id("dcatde:originator").is_some());
}
