//! Hostile and broken files: an error with its line, never a crash, never much memory.

// Helpers of tests are tests, too.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::naive_bytecount)]

use std::io::{BufReader, Cursor, Read};

use lotse_fim::{CheckReport, Limits, check, check_with};
use proptest::prelude::*;

const NAMESPACE: &str = "urn:xoev-de:fim:standard:xdatenfelder_3.0.0";

/// A small valid schema of our own.
fn small() -> String {
    include_str!("small.xml").to_owned()
}

fn run(text: impl Into<Vec<u8>>) -> CheckReport {
    check(Cursor::new(text.into()))
}

/// The first error, with its line.
fn refused(text: impl Into<Vec<u8>>) -> (u64, String) {
    let report = run(text);
    assert!(!report.ok);
    let first = report.errors.first().expect("an error");
    (first.line, first.message.clone())
}

#[test]
fn the_small_schema_is_valid() {
    let report = run(small());
    assert_eq!(report.errors, []);
    assert!(report.ok);
    assert_eq!((report.fields, report.groups, report.rules), (5, 2, 1));
    assert_eq!(report.id.as_deref(), Some("S99000000001"));
}

#[test]
fn document_types_and_entities() {
    let head = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY x \"y\">\n<!ENTITY z \"&x;&x;\">]>\n";
    let (line, message) = refused(format!("{head}{}", small()));
    assert_eq!(line, 2);
    assert!(message.contains("DOCTYPE"));
    let (line, message) = refused(small().replacen("Beispielschema", "&boom;", 1));
    assert_eq!(line, 12);
    assert!(message.contains("Entit"));
}

#[test]
fn nothing_and_not_xml() {
    assert_eq!(refused("").0, 1);
    assert_eq!(refused("   \n\n ").0, 1);
    assert_eq!(refused("\n\nhello").0, 1);
    assert_eq!(refused("{}").0, 1);
    assert_eq!(refused("<").0, 1);
    assert_eq!(refused("\n<!!!").0, 2);
    assert_eq!(refused("\n<a").0, 2);
    assert_eq!(refused("\n\n<a/>").0, 3);
    assert!(refused("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>").1.contains("UTF-8"));
}

#[test]
fn wrong_characters() {
    let small = small();
    let at = small.find("Beispielschema").unwrap();
    let mut bytes = small.clone().into_bytes();
    bytes[at] = 0xff;
    let (line, message) = refused(bytes);
    assert_eq!(line, 12);
    assert!(message.contains("UTF-8"), "{message}");
    assert_eq!(refused(small.replacen("Beispielschema", "a\u{0}b", 1)).0, 12);
    assert_eq!(refused(small.replacen("Beispielschema", "a&#1;b", 1)).0, 12);
    // A character cut off by the end of the file.
    let mut cut = small.clone().into_bytes();
    cut.truncate(at);
    cut.extend([0xc3]);
    assert!(!run(cut).ok);
    // The same fault across the border of a small buffer.
    let mut bytes = small.into_bytes();
    bytes[at + 3] = 0xe2;
    for size in 1..9 {
        let report = check(BufReader::with_capacity(size, Cursor::new(bytes.clone())));
        assert_eq!(report.errors[0].line, 12, "buffer of {size}");
    }
}

#[test]
fn multi_byte_characters_survive_any_buffer() {
    let text = small().replacen("Beispielschema", "Größe €uro ß", 1);
    for size in 1..9 {
        let report = check(BufReader::with_capacity(size, Cursor::new(text.clone())));
        assert_eq!(report.errors, [], "buffer of {size}");
        assert_eq!(report.name.as_deref(), Some("Größe €uro ß"));
    }
}

#[test]
fn every_truncation_is_an_error() {
    let small = small();
    let end = small.trim_end().len();
    for at in (0..end).step_by(7) {
        assert!(!run(&small.as_bytes()[..at]).ok, "cut at {at}");
    }
}

#[test]
fn wrong_places() {
    let small = small();
    let (line, message) = refused(small.replace(NAMESPACE, "urn:something:else"));
    assert_eq!(line, 2);
    assert!(message.contains("Namensraum"));
    assert!(refused(small.replace(NAMESPACE, "urn:xoev-de:fim:standard:xdatenfelder_2")).1.contains("XDatenfelder 2"));
    let (line, _) = refused(small.replacen("<f:name>Beispielschema</f:name>", "", 1));
    assert!(line == 7 || line == 13, "{line}");
    assert_eq!(refused(format!("{small}<more/>")).0, small.lines().count() as u64 + 1);
    assert!(refused(small.replacen("<code>X</code>", "<f:code>X</f:code>", 1)).1.contains("nicht erlaubt"));
    assert!(refused(small.replacen("0:3", "3:", 1)).1.contains("keine Anzahl"));
    assert!(refused(small.replacen("<code>select</code>", "<code>selekt</code>", 1)).1.contains("selekt"));
    assert!(refused(small.replacen("minLength=\"1\"", "minlength=\"1\"", 1)).1.contains("minlength"));
    assert!(refused(small.replacen("minLength=\"1\"", "minLength=\"1\" minLength=\"1\"", 1)).1.contains("doppelt"));
    assert!(refused(small.replacen("</f:stammdatenschema>", "</f:schema>", 1)).1.contains("schema"));
}

#[test]
fn several_problems_in_one_run() {
    let text = small().replacen("0:3", "oft", 1).replacen("<code>select</code>", "<code>selekt</code>", 1).replacen(
        "<f:id>S99000000001</f:id>",
        "<f:id> </f:id>",
        1,
    );
    let report = run(text);
    assert_eq!(report.errors.len(), 3, "{:?}", report.errors);
    assert_eq!((report.fields, report.groups), (5, 2));
}

/// Bytes that are made while they are read, so that the test itself needs no memory.
struct Endless {
    head: Vec<u8>,
    unit: &'static [u8],
    at: usize,
    left: u64,
}

impl Endless {
    fn new(head: &str, unit: &'static str, bytes: u64) -> BufReader<Self> {
        BufReader::new(Self { head: head.as_bytes().to_vec(), unit: unit.as_bytes(), at: 0, left: bytes })
    }
}

impl Read for Endless {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        let mut written = 0;
        while written < target.len() && self.left > 0 {
            target[written] = match self.head.get(self.at) {
                Some(byte) => *byte,
                None => self.unit[(self.at - self.head.len()) % self.unit.len()],
            };
            self.at += 1;
            self.left -= 1;
            written += 1;
        }
        Ok(written)
    }
}

fn root() -> String {
    format!("<f:xdatenfelder.stammdatenschema.0102 xmlns:f=\"{NAMESPACE}\">\n")
}

const GIGABYTE: u64 = 1 << 30;

#[test]
fn a_gigabyte_of_nesting_stops_early() {
    let report = check(Endless::new(&root(), "<f:header>", GIGABYTE));
    assert!(report.errors.iter().any(|error| error.message.contains("verschachtelt")), "{:?}", report.errors);
    assert!(report.errors.iter().all(|error| error.line == 2));
    let report = check(Endless::new("", "<a>", GIGABYTE));
    assert!(!report.ok);
}

#[test]
fn a_gigabyte_of_anything_stops_early() {
    for (head, unit) in [
        (root() + "<f:header a=\"", "x"),
        (root() + "<f:header ", "a='' "),
        (root() + "<f:header><f:nachrichtID>", "x"),
        (root() + "<!--", "x"),
        (root() + "<f:header", "x"),
        (root() + "<f:header><![CDATA[", "]"),
        (String::new(), " "),
        ("<?".to_owned(), "x"),
        (root() + "<f:header><f:nachrichtID>&", "x"),
    ] {
        let report = check(Endless::new(&head, unit, GIGABYTE));
        assert!(!report.ok, "{head} {unit}");
        assert!(report.errors[0].message.contains("länger als"), "{head} {unit}: {:?}", report.errors);
    }
}

#[test]
fn many_elements_stop() {
    let limits = Limits { max_elements: 10_000, ..Limits::default() };
    let head = small();
    let at = head.find("<f:freigabestatus").unwrap();
    let report = check_with(Endless::new(&head[..at], "<f:bezug>§ 1</f:bezug>\n", GIGABYTE), &limits);
    assert!(report.errors.iter().any(|error| error.message.contains("10000 Elemente")), "{:?}", report.errors);
    let limits = Limits { max_bytes: 100_000, ..Limits::default() };
    let report = check_with(Endless::new(&head[..at], "<f:bezug>§ 1</f:bezug>\n", GIGABYTE), &limits);
    assert!(report.errors.iter().any(|error| error.message.contains("größer als")), "{:?}", report.errors);
    // A thousand problems are not told one by one.
    let report = check(Endless::new(&root(), "<x/>", 100_000));
    assert_eq!(report.errors.len(), Limits::default().max_errors);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_files_never_panic(edits in prop::collection::vec((0usize..8000, any::<u8>(), 0u8..4), 1..12)) {
        let mut bytes = small().into_bytes();
        for (at, byte, kind) in edits {
            let at = at % bytes.len().max(1);
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => {
                    let piece: Vec<u8> = bytes.iter().copied().skip(at).take(usize::from(byte)).collect();
                    bytes.splice(at..at, piece);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        let lines = bytes.iter().filter(|b| **b == b'\n').count() as u64 + 1;
        let report = check(Cursor::new(bytes));
        prop_assert_eq!(report.ok, report.errors.is_empty());
        for error in &report.errors {
            prop_assert!(error.line >= 1 && error.line <= lines);
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!check(Cursor::new(bytes)).ok);
    }
}
