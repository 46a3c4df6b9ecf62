//! Every catalogue of the suite written in every format and read again is the same graph.
#![expect(clippy::unwrap_used, reason = "a test may stop, and prints its table")]

use std::{collections::BTreeMap, fs, path::Path};

use lotse_dcat::{
    Format, Graph, Limits, Source, read,
    write::{Sloppy, Unwritable, write},
};
use oxrdf::graph::CanonicalizationAlgorithm;

const SUITE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/suites/opendata/catalogs");
/// TriG and N-Quads are written as Turtle and N-Triples are.
const FORMATS: [Format; 4] = [Format::Turtle, Format::RdfXml, Format::JsonLd, Format::NTriples];

/// Blank nodes renamed so that graphs of the same meaning are equal.
fn canonical(graph: &Graph) -> oxrdf::Graph {
    let mut canonical: oxrdf::Graph = graph.triples().collect();
    canonical.canonicalize(CanonicalizationAlgorithm::Unstable);
    canonical
}

fn read_as(bytes: &[u8], format: Format) -> Graph {
    let source = Source { format: Some(format), ..Source::default() };
    read(bytes, &source, &Limits::default()).map_err(|error| error.to_string()).unwrap().graph
}

#[test]
fn every_format_carries_every_catalogue() {
    let folder = Path::new(SUITE);
    let Ok(folders) = fs::read_dir(folder) else {
        println!("skipped: no suite");
        return;
    };
    let mut table: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut files: Vec<_> = folders
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .flat_map(|path| fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()))
        .collect();
    files.sort();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = Source { name: Some(&name), ..Source::default() };
        let Ok(reading) = read(&fs::read(&path).unwrap(), &source, &Limits::default()) else { continue };
        // What was read leniently is repaired on the way out, so it is compared with the repaired graph.
        let repaired = write(&reading.graph, Format::NTriples, Sloppy::Repair).unwrap();
        let wanted = canonical(&read_as(&repaired, Format::NTriples));
        for format in FORMATS {
            let row = table.entry(format.to_string()).or_default();
            row.0 += 1;
            match write(&reading.graph, format, Sloppy::Repair) {
                Ok(bytes) => {
                    assert!(canonical(&read_as(&bytes, format)) == wanted, "{name} as {format}");
                    row.1 += 1;
                }
                Err(error @ Unwritable::Iri(_)) => panic!("{name} as {format}: {error}"),
                Err(error) => println!("{name} as {format}: {error}"),
            }
        }
    }
    println!("{:<10} {:>6} {:>6}", "format", "files", "same");
    for (format, (files, same)) in table {
        println!("{format:<10} {files:>6} {same:>6}");
    }
}
