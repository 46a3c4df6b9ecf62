//! Eight times the catalogue takes about eight times as long, whatever it is linked to.
#![expect(clippy::unwrap_used, reason = "a test may stop")]

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use lotse_dcat::{Limits, Profile, Severity, Source, advice, check, explain, quality, read};

const TIMES: usize = 8;
/// Between eight (as much more work as there is more to do) and sixty-four (each against each).
const MOST: u32 = 24;
const HEAD: &str = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n";

/// Each dataset leads to the next.
fn chain(size: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 0..size {
        let next = number + 1;
        writeln!(text, "<http://a/{number}> a dcat:Dataset ; dcat:distribution <http://a/{next}> .").unwrap();
    }
    text
}

/// All datasets lead to one thing without a fault of its own, and that to everything.
fn hub(size: usize) -> String {
    let mut text = HEAD.to_owned();
    for number in 0..size {
        writeln!(
            text,
            "<http://a/{number}> a dcat:Dataset ; dct:relation <http://hub/> . <http://hub/> dct:relation <http://b/{number}> ."
        )
        .unwrap();
    }
    text
}

fn fastest(text: &str) -> Duration {
    let source = Source { name: Some("a.ttl"), ..Source::default() };
    let once = || {
        let start = Instant::now();
        let graph = read(text.as_bytes(), &source, &Limits::default()).unwrap().graph;
        let checked = check(&graph, Profile::De3);
        assert!(!checked.totals(&graph, Severity::Violation).is_empty());
        assert!(!advice::advice(&graph).is_empty());
        assert!(quality::quality(&graph, &checked).is_some());
        assert!(!explain::problems(&graph, &checked, 3).is_empty());
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap()
}

#[test]
fn the_time_grows_with_the_catalogue_and_not_faster() {
    for (name, catalogue) in [("chain", chain as fn(usize) -> String), ("hub", hub)] {
        let (few, many) = (fastest(&catalogue(500)), fastest(&catalogue(500 * TIMES)));
        assert!(many < few * MOST, "{name}: {few:?}, then {many:?}");
    }
}
