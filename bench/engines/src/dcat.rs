//! Checking catalogues of open data: over the suite and one long catalogue against the bare parsers on the same bytes, and
//! against pyshacl with the official shapes.

use std::{
    fmt::Write as _,
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use lotse_dcat::{Format, Graph, Limits, Profile, Reading, Source, check, read};
use oxjsonld::JsonLdParser;
use oxrdfxml::RdfXmlParser;
use oxttl::TurtleParser;

use crate::report::{Row, cpu_seconds, median};

const ROUNDS: usize = 3;
const ROUND_TIME: Duration = Duration::from_secs(2);
const UNIT: &str = "triples/CPU-s";

/// Reading into a graph and checking may take so many times what the bare parser takes.
const OF_A_BARE_PARSE: f64 = 2.5;
/// A catalogue ten times as long may cost a little more than ten times: caches, growing tables.
const LINEAR: f64 = 0.5;
const TIMES_PYSHACL: f64 = 100.0;

const BASE: &str = "https://example.org/catalog/";

/// A file that can be read.
struct File {
    path: PathBuf,
    bytes: Vec<u8>,
    format: Format,
    triples: usize,
}

/// All rows of the group.
pub fn run() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let files = suite()?;
    if !files.is_empty() {
        rows.push(over_the_suite(&files)?);
    }
    rows.extend(long()?);
    Ok(rows)
}

fn over_the_suite(files: &[File]) -> Result<Row> {
    let (mut own, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        peer.push(rate(files, bare)?);
        own.push(rate(files, |file| {
            black_box(check(&reading(&file.bytes, file.format)?.graph, Profile::De3));
            Ok(())
        })?);
    }
    let kib = files.iter().map(|file| file.bytes.len()).sum::<usize>() / 1024;
    let name = format!("read and check, {} catalogues of the suite, {kib} KiB", files.len());
    Ok(Row::rate(name, median(own), UNIT).against("parsers alone", median(peer)).at_least(1.0 / OF_A_BARE_PARSE))
}

/// A hundred and a thousand copies of one dataset with everything, each under its own address.
fn long() -> Result<[Row; 3]> {
    let file = |count: usize| -> Result<File> {
        let bytes = catalogue(count).into_bytes();
        let triples = reading(&bytes, Format::Turtle)?.graph.len();
        Ok(File { path: PathBuf::new(), bytes, format: Format::Turtle, triples })
    };
    let (short, long) = ([file(1_000)?], [file(10_000)?]);
    let graphs: Vec<Graph> =
        long.iter().map(|file| Ok(reading(&file.bytes, file.format)?.graph)).collect::<Result<_>>()?;
    let whole = |file: &File| {
        black_box(check(&reading(&file.bytes, file.format)?.graph, Profile::De3));
        Ok(())
    };
    let (mut of_short, mut of_long, mut parsed, mut checked) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_short.push(rate(&short, whole)?);
        of_long.push(rate(&long, whole)?);
        parsed.push(rate(&long, bare)?);
        checked.push(rate(&long, |_| {
            black_box(check(&graphs[0], Profile::De3));
            Ok(())
        })?);
    }
    let (of_long, parsed) = (median(of_long), median(parsed));
    let of = |what: &str, file: &File| format!("{what}, Turtle of {} triples", file.triples);
    Ok([
        Row::rate(of("read and check", &long[0]), of_long, UNIT)
            .against("parser alone", parsed)
            .at_least(1.0 / OF_A_BARE_PARSE),
        Row::rate(of("check alone", &long[0]), median(checked), UNIT).against("parser alone", parsed),
        Row::rate(of("read and check", &long[0]), of_long, UNIT)
            .against("a tenth of it", median(of_short))
            .at_least(LINEAR),
    ])
}

/// Datasets as a good portal writes them, so that every rule has something to look at.
fn catalogue(datasets: usize) -> String {
    let mut text = String::from(
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n\
         @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .\n\
         @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix dcatde: <http://dcat-ap.de/def/dcatde/> .\n\
         <stadt> a foaf:Organization ; foaf:name \"Stadt\"@de .\n",
    );
    let eu = "http://publications.europa.eu/resource/authority";
    for number in 0..datasets {
        let _ = write!(
            text,
            "<d{number}> a dcat:Dataset ; dct:title \"Datensatz {number}\"@de ; dct:description \"Beschreibung {number}\"@de ;\n\
             dct:publisher <stadt> ; dcat:keyword \"Wort {number}\"@de ; dcat:theme <{eu}/data-theme/TRAN> ;\n\
             dct:identifier \"{number}\" ; dct:issued \"2024-01-31\"^^xsd:date ; dct:modified \"2024-02-01\"^^xsd:date ;\n\
             dct:language <{eu}/language/DEU> ; dct:accrualPeriodicity <{eu}/frequency/MONTHLY> ;\n\
             dct:accessRights <{eu}/access-right/PUBLIC> ; dct:temporal [ a dct:PeriodOfTime ; dcat:startDate \"2020\"^^xsd:gYear ] ;\n\
             dcat:contactPoint [ a vcard:Organization ; vcard:fn \"Amt {number}\" ; vcard:hasEmail <mailto:a{number}@stadt.example> ] ;\n\
             dcat:distribution <x{number}> .\n\
             <x{number}> a dcat:Distribution ; dct:title \"CSV\" ; dcat:accessURL <https://stadt.example/{number}.csv> ;\n\
             dct:format <{eu}/file-type/CSV> ; dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;\n\
             dct:license <http://dcat-ap.de/def/licenses/dl-by-de/2.0> ; dcat:byteSize \"{number}\"^^xsd:nonNegativeInteger .\n"
        );
    }
    text
}

// ---- pyshacl ----

/// The version the verdicts of the suite were made with.
const PEER: &str = "pyshacl==0.40.1";

/// Only the validation is timed there, on a graph that is read already, with the shapes read already.
const SCRIPT: &str = r"
import sys, time, glob, logging
import rdflib
from pyshacl import validate
logging.disable(logging.CRITICAL)
shapes = rdflib.Graph()
root = sys.argv[1]
shapes.parse(root + '/dcat-ap-3.0.0/dcat-ap-SHACL.ttl')
for file in sorted(glob.glob(root + '/dcat-ap-de-3.0/*.ttl')):
    if not file.endswith('imports.ttl'):
        shapes.parse(file)
data = rdflib.Graph()
data.parse(sys.argv[2])
count = len(data)
begin = time.process_time()
validate(data, shacl_graph=shapes, inference='none', do_owl_imports=False)
print(count / (time.process_time() - begin))
";

/// Validation alone, on both sides without reading: the longest catalogue of the suite.
pub fn peer() -> Result<Vec<Row>> {
    let files = suite()?;
    let Some(file) = files.iter().max_by_key(|file| file.triples) else { return Ok(Vec::new()) };
    let folder = tempfile::tempdir()?;
    let environment = folder.path().join("venv");
    let made = Command::new("python3").args(["-m", "venv"]).arg(&environment).status()?;
    ensure!(made.success(), "no Python environment could be made");
    let python = environment.join("bin/python");
    let installed = Command::new(&python).args(["-m", "pip", "install", "--quiet", PEER]).status()?;
    ensure!(installed.success(), "pyshacl could not be installed");
    let graph = reading(&file.bytes, file.format)?.graph;
    let (mut own, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let output = Command::new(&python).args(["-c", SCRIPT]).arg(shapes()).arg(&file.path).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        theirs.push(String::from_utf8(output.stdout)?.trim().parse().context("unexpected answer")?);
        own.push(rate(std::slice::from_ref(file), |_| {
            black_box(check(&graph, Profile::De3));
            Ok(())
        })?);
    }
    let name = format!("check alone, the longest catalogue of the suite, {} triples", file.triples);
    Ok(vec![Row::rate(name, median(own), UNIT).against("pyshacl", median(theirs)).at_least(TIMES_PYSHACL)])
}

// ---- Help ----

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("../shared/suites/opendata"))
        .find(|folder| folder.is_dir())
        .unwrap_or_default()
}

fn shapes() -> PathBuf {
    folder().join("shapes")
}

fn reading(bytes: &[u8], format: Format) -> Result<Reading> {
    let source = Source { format: Some(format), ..Source::default() };
    read(bytes, &source, &Limits::default()).map_err(|error| anyhow::anyhow!("{error}"))
}

/// The catalogues of the suite that strict parsers read without help; none where it is not there.
fn suite() -> Result<Vec<File>> {
    let Ok(entries) = fs::read_dir(folder().join("catalogs")) else { return Ok(Vec::new()) };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            paths.extend(fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?);
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let bytes = fs::read(&path)?;
        let name = path.to_string_lossy().into_owned();
        let source = Source { name: Some(&name), ..Source::default() };
        let Ok(Reading { graph, format, .. }) = read(&bytes, &source, &Limits::default()) else { continue };
        let file = File { path, bytes, format, triples: graph.len() };
        if bare(&file).is_ok() {
            files.push(file);
        }
    }
    Ok(files)
}

/// What the parser alone costs: every triple, and nothing done with it.
fn bare(file: &File) -> Result<()> {
    let bytes = &file.bytes[..];
    match file.format {
        Format::Turtle => TurtleParser::new()
            .with_base_iri(BASE)?
            .for_slice(bytes)
            .try_for_each(|triple| triple.map(drop).map(black_box))?,
        Format::RdfXml => RdfXmlParser::new()
            .with_base_iri(BASE)?
            .for_slice(bytes)
            .try_for_each(|triple| triple.map(drop).map(black_box))?,
        Format::JsonLd => JsonLdParser::new()
            .with_base_iri(BASE)?
            .for_slice(bytes)
            .try_for_each(|quad| quad.map(drop).map(black_box))?,
        Format::TriG | Format::NTriples | Format::NQuads => {}
    }
    Ok(())
}

/// Triples per second of processor time of this thread.
fn rate(files: &[File], work: impl Fn(&File) -> Result<()>) -> Result<f64> {
    let (start, begin, mut triples) = (Instant::now(), cpu_seconds()?, 0);
    // Whole rounds, so that long and short catalogues count as often as they are there.
    while start.elapsed() < ROUND_TIME {
        for file in files {
            work(file)?;
            triples += file.triples;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "some million triples")]
    Ok(triples as f64 / (cpu_seconds()? - begin))
}
