//! What must hold for any catalogue.

use lotse_dcat::{
    Format, Graph, Limits, Profile, Source, advice, check, explain,
    model::{read, write},
    quality, write as write_graph,
    write::Sloppy,
};

const LIMITS: Limits = Limits { bytes: 1 << 20, json_bytes: 1 << 18, triples: 50_000, literal: 1 << 16, depth: 64 };

fn read_as(data: &[u8], format: Format) -> Option<Graph> {
    let source = Source { format: Some(format), ..Source::default() };
    lotse_dcat::read(data, &source, &LIMITS).ok().map(|reading| reading.graph)
}

pub fn catalogue(data: &[u8], format: Format) {
    let Some(graph) = read_as(data, format) else { return };
    for profile in [Profile::De3, Profile::De2, Profile::Hvd] {
        let checked = check(&graph, profile);
        let problems = explain::problems(&graph, &checked, 3);
        assert_eq!(problems.iter().map(|problem| problem.count).sum::<usize>(), checked.findings.len());
        if let Some(quality) = quality::quality(&graph, &checked) {
            let all = quality.catalogue.score + quality.catalogue.not_checked;
            assert!((0.0..=405.1).contains(&all));
        }
    }
    let _ = advice::advice(&graph);
    // What is written is read as as many triples.
    if let Ok(bytes) = write_graph(&graph, Format::NTriples, Sloppy::Repair) {
        let again = read_as(&bytes, Format::NTriples).expect("what is written can be read");
        assert!(again.len() <= graph.len());
        if write_graph(&graph, Format::NTriples, Sloppy::Refuse).is_ok() {
            assert_eq!(again.len(), graph.len());
        }
    }
    for format in [Format::Turtle, Format::RdfXml, Format::JsonLd] {
        let _ = write_graph(&graph, format, Sloppy::Refuse);
    }
    // What is written from types can be read, and says the same the second time.
    let Ok(written) = write::content(&read::content(&graph), Profile::De3) else { return };
    let bytes = write_graph(&written.graph, Format::NTriples, Sloppy::Refuse).expect("types are written strictly");
    assert!(written.graph.is_empty() || read_as(&bytes, Format::NTriples).is_some());
}
